"""One smallest failing return for each message about files, sets and values, with its exact wording."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import handmade
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from support import PLAN, SHEETS, at, write_return

from moralxl import messages
from moralxl.carry import carry
from moralxl.consolidate import rank
from moralxl.messages.attain import ATTAIN
from moralxl.messages.files import FILES
from moralxl.messages.intake import INTAKE
from moralxl.messages.sets import SETS
from moralxl.read import isolate
from moralxl.returns import take_in, walk
from moralxl.sets import Choice, fallen
from moralxl.status import finding_line
from moralxl.template import write_template
from moralxl.template.correction import write_correction

KK = "กก."


def value(key, typed, **more):
    """A return in which one input holds `typed`."""

    def make(folder: Path):
        write_return(folder / "a.xlsx", KK, {key: typed, **more})

    return make


def raw(data: bytes, name: str = "a.xlsx"):
    return lambda folder: (folder / name).write_bytes(data)


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def stranger(folder):
    book = openpyxl.Workbook()
    book.active["A1"] = "งบประมาณ"
    book.save(folder / "a.xlsx")


def changed(change):
    """A return with one answer, to whose workbook something was done."""

    def make(folder):
        write_return(folder / "a.xlsx", KK, {"a06_virtues": 5}, change=change)

    return make


def says(name, value):
    """Change what the workbook says of itself, in the hidden sheet and in the corners of the data sheets."""
    place = {"plan": 1, "year": 2, "round": 3, "division": 4, "version": 5}[name]

    def change(book):
        for row in book["_moralxl"].iter_rows():
            if row[0].value == name:
                row[1].value = value
        for title in SHEETS.values():
            token = book[title]["A1"].value.split("|")
            book[title]["A1"].value = "|".join([*token[:place], value, *token[place + 1 :]])

    return changed(change)


def twice(first, second):
    def make(folder):
        for name, answers in (("a.xlsx", first), ("b.xlsx", second)):
            write_return(folder / name, KK, answers)

    return make


def same_file(folder):
    write_return(folder / "a.xlsx", KK, {"a06_virtues": 5})
    (folder / "b.xlsx").write_bytes((folder / "a.xlsx").read_bytes())


def delete_row(key):
    return changed(lambda book: book[at(key, KK)[0]].delete_rows(int(at(key, KK)[1][1:])))


def double_row(book):
    sheet, cell = at("a06_virtues", KK)
    row = int(cell[1:])
    below = book[sheet].max_row + 3
    book[sheet].cell(below, 1).value = book[sheet].cell(row, 1).value
    book[sheet].cell(below, 3).value = 4


def strike(book):
    sheet, cell = at("a06_virtues", KK)
    book[sheet][cell].font = Font(strike=True)


def strike_part(book):
    sheet, cell = at("a06_virtues", KK)
    book[sheet][cell].value = CellRichText(TextBlock(InlineFont(strike=True), "4"), " 5")


def raise_part(book):
    sheet, cell = at("a06_virtues", KK)
    book[sheet][cell].value = CellRichText("5", TextBlock(InlineFont(vertAlign="superscript"), "2"))


def draw_box(folder):
    path = write_return(folder / "a.xlsx", KK, {"a06_virtues": 5})
    sheet, cell = at("a06_virtues", KK)
    number = openpyxl.load_workbook(path).sheetnames.index(sheet) + 1
    part = handmade.drawing((int(cell[1:]) - 1, 2, "ขอแก้เป็น 50"))
    path.write_bytes(handmade.drawn_over(path.read_bytes(), f"sheet{number}", part))


def comment(sheet, cell):
    return lambda book: setattr(book[sheet][cell], "comment", Comment("นับเฉพาะข้าราชการ", "สมศรี"))


def corner_of_another(book):
    book[SHEETS["events"]]["A1"].value = book[SHEETS["events"]]["A1"].value.replace(KK, "กค.")


def put(sheet, cell, typed):
    """A return with one answer, and something typed into another cell."""
    return changed(lambda book: book[sheet].__setitem__(cell, typed))


def beside(key, column):
    sheet, cell = at(key, KK)
    return sheet, cell.replace("C", column, 1)


def add_sheet(book):
    book.create_sheet("เพิ่มเติม")["B2"] = "งบเพิ่ม 500"


def rename(book):
    book[SHEETS["events"]].title = "Sheet3"


def insert_row(book):
    for area in list(book[SHEETS["events"]].merged_cells.ranges):
        book[SHEETS["events"]].unmerge_cells(str(area))
    book[SHEETS["events"]].insert_rows(3)


def reword(book):
    for row in range(6, 16):
        book[SHEETS["report"]].cell(row, 2).value = "ข้อความอื่น"


def copy_sheet(book):
    book.copy_worksheet(book[SHEETS["report"]]).title = "สำเนา"


def extra_event(book):
    sheet = book[SHEETS["events"]]
    sheet["C46"], sheet["D46"], sheet["F46"] = "๗", date(2024, 1, 15), "ปลูกป่า"


def hide_row(book):
    sheet, cell = at("a06_virtues", KK)
    book[sheet].row_dimensions[int(cell[1:])].hidden = True


def merge(book):
    sheet, cell = at("a06_virtues", KK)
    book[sheet].merge_cells(f"{cell}:C{int(cell[1:]) + 1}")


EVENT = {"ev01_activity": "๗", "ev01_date": date(2024, 1, 15), "ev01_title": "ปลูกป่า"}


def event_without(name):
    def make(folder):
        write_return(folder / "a.xlsx", KK, {k: v for k, v in EVENT.items() if not k.endswith(name)})

    return make


def event_twice(folder):
    """The same event in two rows of the log."""
    again = {key.replace("ev01", "ev02"): value for key, value in EVENT.items()}
    write_return(folder / "a.xlsx", KK, {**EVENT, **again})


def label_of_another(book):
    """An answer beside the wording of the row below."""
    sheet, cell = beside("a06_virtues", "B")
    book[sheet][cell].value = book[sheet][beside("a06_signed", "B")[1]].value


def carried_over(folder):
    """A form with the answers of the round before, sent back as it came."""
    (folder / "6").mkdir()
    write_return(folder / "6" / "a.xlsx", KK, {"a06_virtues": 5}, round_=6)
    (earlier,), _ = take_in(walk(folder / "6", PLAN), PLAN, PLAN.round(6))
    (folder / "6" / "a.xlsx").unlink()
    filling = carry(PLAN, PLAN.round(9), PLAN.round(6), earlier)
    write_template(PLAN, PLAN.round(9), PLAN.division(KK), folder / "a.xlsx", filling)


def corrected(folder):
    """A return, and its correction workbook with one cell mended."""
    write_return(folder / "a.xlsx", KK, {"a06_virtues": "ครบ"})
    (submission,), findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(9))
    book = openpyxl.load_workbook(write_correction(PLAN, submission, findings, folder / "b.xlsx"))
    sheet, cell = at("a06_virtues", KK)
    book[sheet][cell] = 5
    book.save(folder / "b.xlsx")


def not_mended(folder):
    """A return, and its correction workbook as it was sent."""
    write_return(folder / "a.xlsx", KK, {"a06_virtues": "ครบ"})
    (submission,), findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(9))
    write_correction(PLAN, submission, findings, folder / "b.xlsx")


def with_a_picture(folder):
    """A form in an archive, as it would be in a message, with the picture of a signature."""
    form = write_return(folder / "a.xlsx", KK, {"a06_virtues": 5})
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.write(form, "a.xlsx")
        archive.writestr("b.png", b"\x89PNG\r\n\x1a\n")
    form.unlink()


def many_strings(folder):
    raw(handmade.many_strings())(folder)


CASES = {
    "file-not-workbook": (raw(b"%PDF-1.7"), "a.xlsx", "", ""),
    "file-empty": (raw(b""), "a.xlsx", "", ""),
    "file-damaged": (raw(b"PK\x03\x04 broken"), "a.xlsx", "", ""),
    "file-encrypted": (
        raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
        "a.xlsx",
        "",
        "",
    ),
    "file-too-large": (
        raw(zipped(**{"[Content_Types].xml": b"", **{f"x{n}": b"" for n in range(2000)}})),
        "a.xlsx",
        "",
        "",
    ),
    "file-unsafe": (raw(zipped(**{"[Content_Types].xml": b"", "../x.xml": b""})), "a.xlsx", "", ""),
    "file-reader-died": (raw(handmade.xls(handmade.ABSURD_SIZE)), "a.xlsx", "", ""),
    "file-reader-slow": (None, "", "", ""),  # in test_slow below: with the time set to nothing
    "file-reader-memory": (many_strings, "a.xlsx", "", ""),
    "file-not-ours": (stranger, "a.xlsx", "", ""),
    "file-set-aside": (raw(b"", "~$a.xlsx"), "~$a.xlsx", "", ""),
    "file-container": (raw(zipped(**{"ข.txt": b"x"}), "a.zip"), "a.zip", "", ""),
    "identity-differs": (changed(corner_of_another), "a.xlsx", "", ""),
    "identity-other-plan": (says("plan", "other-2567"), "a.xlsx", "", ""),
    "identity-other-year": (says("year", "2566"), "a.xlsx", "", ""),
    "set-earlier-round": (says("round", "6"), "a.xlsx", "", ""),
    "identity-other-round": (says("round", "12"), "a.xlsx", "", ""),
    "identity-unknown-division": (says("division", "กฮ."), "a.xlsx", "", ""),
    "identity-other-version": (says("version", "1-000000000000"), "a.xlsx", "", ""),
    "form-sheet-missing": (changed(lambda book: book.remove(book[SHEETS["events"]])), "a.xlsx", "", ""),
    "form-row-missing": (delete_row("a06_signed"), "a.xlsx", SHEETS["report"], ""),
    "form-column-missing": (
        changed(lambda book: book[SHEETS["events"]].delete_cols(4)),
        "a.xlsx",
        SHEETS["events"],
        "",
    ),
    "form-row-twice": (changed(double_row), "a.xlsx", *at("a06_virtues", KK)),
    "form-wording-changed": (put(*beside("a06_virtues", "B"), "จำนวนอื่น"), "a.xlsx", *beside("a06_virtues", "B")),
    "form-wording-moved": (changed(label_of_another), "a.xlsx", *beside("a06_virtues", "B")),
    "form-outside": (put(*beside("a06_virtues", "J"), "ดูแนบ"), "a.xlsx", *beside("a06_virtues", "J")),
    "form-sheet-added": (changed(add_sheet), "a.xlsx", "เพิ่มเติม", "B2"),
    "form-sheet-renamed": (changed(rename), "a.xlsx", "Sheet3", ""),
    "form-moved": (changed(insert_row), "a.xlsx", SHEETS["events"], "C6"),
    "form-input-hidden": (changed(hide_row), "a.xlsx", *at("a06_virtues", KK)),
    "form-input-struck": (changed(strike), "a.xlsx", *at("a06_virtues", KK)),
    "form-comment": (changed(comment(*at("a06_virtues", KK))), "a.xlsx", *at("a06_virtues", KK)),
    "form-comment-outside": (
        changed(comment(*beside("a06_virtues", "B"))),
        "a.xlsx",
        *beside("a06_virtues", "B"),
    ),
    "form-text-box": (draw_box, "a.xlsx", *at("a06_virtues", KK)),
    "form-input-merged": (changed(merge), "a.xlsx", *at("a06_virtues", KK)),
    "set-same-file": (same_file, "b.xlsx", "", ""),
    "set-superseded": (
        twice({"reported_on": date(2024, 7, 2)}, {"reported_on": date(2024, 7, 4)}),
        "a.xlsx",
        "",
        "",
    ),
    "set-blank": (twice({}, {"a06_virtues": 5}), "a.xlsx", "", ""),
    "set-beside": (with_a_picture, "a.zip/b.png", "", ""),
    "set-corrected": (corrected, "a.xlsx", "", ""),
    "set-not-mended": (not_mended, "a.xlsx", "", ""),
    # these need more than a folder and have a test of their own below
    "set-conflict": (None, "", "", ""),
    "set-not-preferred": (None, "", "", ""),
    "set-excluded": (None, "", "", ""),
    "value-below-previous": (None, "", "", ""),
    "set-missing": (lambda folder: write_all_but(folder, KK), "", "", ""),
    "value-converted": (value("a06_virtues", "๕ เรื่อง"), "a.xlsx", *at("a06_virtues", KK)),
    "form-wording-differs": (changed(reword), "a.xlsx", SHEETS["report"], "B6"),
    "form-sheet-twice": (changed(copy_sheet), "a.xlsx", "สำเนา", ""),
    "event-outside-log": (changed(extra_event), "a.xlsx", SHEETS["events"], "C46"),
    "set-same-answers": (twice({"a06_virtues": 5}, {"a06_virtues": "5"}), None, "", ""),
    "set-fewer-answers": (
        twice(
            {"reported_on": date(2024, 7, 2), "a06_virtues": 5, "a06_signed": 5, "a06_staff": 9},
            {"reported_on": date(2024, 7, 4)},
        ),
        "a.xlsx",
        "",
        "",
    ),
    "value-no-ratio": (value("a06_signed", 0, a06_staff=0), "a.xlsx", *at("a06_staff", KK)),
    "date-report-unlikely": (value("reported_on", date(2076, 10, 1)), "a.xlsx", *at("reported_on", KK)),
    "form-blank": (lambda folder: write_return(folder / "a.xlsx", KK, {}), "a.xlsx", "", ""),
    "value-taken-as": (value("a06_status", "แล้วเสร็จ"), "a.xlsx", *at("a06_status", KK)),
    "value-computed": (value("a06_virtues", "=2+3"), "a.xlsx", *at("a06_virtues", KK)),
    "value-thai-form": (value("a06_virtues", "๕"), "a.xlsx", *at("a06_virtues", KK)),
    "value-error-cell": (value("a06_virtues", "#REF!"), "a.xlsx", *at("a06_virtues", KK)),
    "value-is-formula": (value("a06_virtues", "=2*3"), "a.xlsx", *at("a06_virtues", KK)),
    "value-not-number": (value("a06_virtues", "ครบถ้วน"), "a.xlsx", *at("a06_virtues", KK)),
    "value-ambiguous": (value("a06_virtues", "3-4"), "a.xlsx", *at("a06_virtues", KK)),
    "value-is-percent": (value("a06_signed", "ร้อยละ ๘๐", a06_staff=60), "a.xlsx", *at("a06_signed", KK)),
    "value-is-date": (value("a06_virtues", datetime(2024, 4, 3)), "a.xlsx", *at("a06_virtues", KK)),  # noqa: DTZ001
    "value-struck-part": (changed(strike_part), "a.xlsx", *at("a06_virtues", KK)),
    "value-raised-part": (changed(raise_part), "a.xlsx", *at("a06_virtues", KK)),
    "value-bare-fraction": (value("a06_signed", 0.8, a06_staff=60), "a.xlsx", *at("a06_signed", KK)),
    "value-not-whole": (value("a06_virtues", 4.5), "a.xlsx", *at("a06_virtues", KK)),
    "value-negative": (value("a06_virtues", -1), "a.xlsx", *at("a06_virtues", KK)),
    "value-too-large": (value("a06_virtues", 10_000_000), "a.xlsx", *at("a06_virtues", KK)),
    "value-not-in-list": (value("a06_status", "เกือบเสร็จ"), "a.xlsx", *at("a06_status", KK)),
    "value-over-denominator": (value("a06_signed", 61, a06_staff=60), "a.xlsx", *at("a06_signed", KK)),
    "value-half-missing": (value("a06_signed", 48), "a.xlsx", *at("a06_signed", KK)),
    "value-ratio-split": (value("a06_signed", "๔๘/๖๐"), "a.xlsx", *at("a06_signed", KK)),
    "value-ratio-differs": (value("a06_signed", "48/60", a06_staff=50), "a.xlsx", *at("a06_signed", KK)),
    "date-converted": (value("a06_started", "๑๕ มี.ค. ๖๗"), "a.xlsx", *at("a06_started", KK)),
    "date-unreadable": (value("a06_started", "31 ก.พ. 2567"), "a.xlsx", *at("a06_started", KK)),
    "date-ambiguous": (value("a06_started", "15/3/24"), "a.xlsx", *at("a06_started", KK)),
    "date-outside-year": (value("a06_started", date(2025, 3, 15)), "a.xlsx", *at("a06_started", KK)),
    "date-finished-before-started": (
        value("a06_finished", date(2024, 1, 5), a06_started=date(2024, 2, 5)),
        "a.xlsx",
        *at("a06_finished", KK),
    ),
    "text-too-long": (value("reporter", "ก" * 251), "a.xlsx", *at("reporter", KK)),
    "event-without-activity": (event_without("activity"), "a.xlsx", *at("ev01_activity", KK)),
    "event-without-date": (event_without("date"), "a.xlsx", *at("ev01_date", KK)),
    "event-without-title": (event_without("title"), "a.xlsx", *at("ev01_title", KK)),
    "event-row-twice": (event_twice, "a.xlsx", *at("ev02_title", KK)),
    "form-unchanged": (carried_over, "a.xlsx", "", ""),
    "form-incomplete": (value("reporter", "สมศรี"), "a.xlsx", SHEETS["report"], ""),
}


def write_all_but(folder, missing):
    for division in PLAN.divisions:
        if division.code != missing:
            write_return(folder / f"{division.code}xlsx", division.code, {"reporter": "สมศรี"})


def findings_of(folder):
    _, findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(9))
    return rank(findings)


def exact(finding):
    return "\n".join((finding.code, finding_line(finding, "th"), finding_line(finding, "en"), ""))


@pytest.mark.parametrize("code", [code for code, case in CASES.items() if case[0]])
def test_smallest_failing_case(code, tmp_path, golden):
    make, file, sheet, cell = CASES[code]
    make(tmp_path)
    found = [f for f in findings_of(tmp_path) if f.code == code]
    assert len(found) == 1, [f.code for f in findings_of(tmp_path) if f.code != "set-missing"]
    source = found[0].source
    assert (source.file if file is not None else None, source.sheet, source.cell) == (file, sheet, cell)
    told = exact(found[0])
    if file is None:  # which of two equal returns is kept depends on their bytes
        told = told.replace("b.xlsx", "?").replace("a.xlsx", "?")
    golden(f"intake/{code}.txt", told)


def test_conflict(tmp_path, golden):
    twice({"a06_virtues": 5}, {"a06_virtues": 4})(tmp_path)
    for name in ("a.xlsx", "b.xlsx"):
        set_saved(tmp_path / name)
    found = [f for f in findings_of(tmp_path) if f.code == "set-conflict"]
    assert len(found) == 1
    assert {found[0].source.file, found[0].args["other"]} == {"a.xlsx", "b.xlsx"}
    told = exact(found[0]).replace("b.xlsx", "?").replace("a.xlsx", "?")
    golden("intake/set-conflict.txt", re.sub("“[45]”", "“?”", told))  # the tie is broken by the files' bytes


def test_decisions(tmp_path, golden):
    twice({"reported_on": date(2024, 7, 2)}, {"reported_on": date(2024, 7, 4)})(tmp_path)
    for code, choice, file in (
        ("set-not-preferred", Choice(prefer=frozenset({"a.xlsx"})), "b.xlsx"),
        ("set-excluded", Choice(exclude={"b.xlsx": "ส่งผิดรอบ"}), "b.xlsx"),
    ):
        submissions, findings = take_in(walk(tmp_path, PLAN), PLAN, PLAN.round(9), choice=choice)
        assert {s.path: str(s.status) for s in submissions} == {"a.xlsx": "accepted", "b.xlsx": "set_aside"}
        found = [f for f in findings if f.code.startswith("set") and f.code != "set-missing"]
        assert [(f.code, f.source.file) for f in found] == [(code, file)]
        golden(f"intake/{code}.txt", exact(found[0]))


def test_a_fallen_figure(tmp_path, golden):
    rounds = []
    for round_, signed in ((6, 50), (9, 48)):
        folder = tmp_path / str(round_)
        folder.mkdir()
        write_return(folder / "a.xlsx", KK, {"a06_signed": signed, "a06_staff": 60}, round_=round_)
        rounds.append(take_in(walk(folder, PLAN), PLAN, PLAN.round(round_))[0])
    found = fallen(*rounds, PLAN)
    assert [(f.code, f.source.sheet, f.source.cell) for f in found] == [("value-below-previous", *at("a06_signed", KK))]
    golden("intake/value-below-previous.txt", exact(found[0]))


def test_slow(tmp_path, golden, monkeypatch):
    (tmp_path / "a.xls").write_bytes(handmade.xls(handmade.number(65535, 60, 5)))  # half a second
    monkeypatch.setattr(isolate, "SECONDS", 0)
    found = [f for f in findings_of(tmp_path) if f.code == "file-reader-slow"]
    assert [f.source.file for f in found] == ["a.xls"]
    golden("intake/file-reader-slow.txt", exact(found[0]))


def set_saved(path):
    """Give a workbook a fixed moment of saving: openpyxl always writes the present one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2024-07-05T08:00:00Z", data)
            new.writestr(name, data)
    path.write_bytes(buffer.getvalue())


def test_every_message_about_intake_has_its_case():
    assert set(CASES) == {*FILES, *SETS, *INTAKE}


@pytest.mark.parametrize("code", [*FILES, *SETS, *INTAKE, *ATTAIN])
def test_messages_say_how_to_mend_it_in_both_languages(code):
    message = messages.CATALOGUE[code]
    assert all((message.th, message.th_mend, message.en, message.en_mend))
    unquoted = re.sub("“[^”]*”", "", message.en + message.en_mend)
    assert not re.search("[ก-๛]", unquoted)
