"""The correction workbook: a return's own answers, the wrong ones marked, and back again through intake."""

from __future__ import annotations

import re
import shutil
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from office import job
from support import PLAN, SHEETS, at, run, write_return

from moralxl import messages
from moralxl.consolidate import consolidate
from moralxl.filling import TASKS_TITLE
from moralxl.layout import layout
from moralxl.model import FileStatus, Severity, Submission
from moralxl.plan import shipped_tables, write_plan
from moralxl.returns import is_untouched, take_in, walk
from moralxl.styles import AMBER, INPUT, RED
from moralxl.template.correction import NOT_ITS_OWN, correction_name, write_correction
from moralxl.template.tasks import DONE, WAITING

KK = "กก."
RIGHT = {
    "a02_persons_discipline": 2,
    "a02_channels": "๓ ช่องทาง",
    "a06_virtues": "5",
    "a06_status": "แล้วเสร็จ",
    "a06_started": date(2566, 11, 1),
    "a06_finished": "๑๕ มี.ค. ๖๗",
    "a06_result": "ประกาศแล้ว\nทุกชั้น",
    "a06_problem": "+ไม่มี",
    "a12_level": 3,
    "a14_plans": "-",
    "a14_activities": "=2+2",
    "a16_done": "3/4",
    "ev02_activity": 7,
    "ev02_date": date(2024, 2, 20),
    "ev02_title": "ปลูกป่า",
    "ev02_participants": 35,
    "ev02_code": "ไม่มี",
    "reporter": "สมศรี ใจงาม",
    "reported_on": date(2024, 7, 3),
}
WRONG = {
    "a04_units_discipline": "หลายหน่วย",
    "a04_units_integrity": 4.5,
    "a04_units_sufficiency": datetime(2024, 4, 3),  # noqa: DTZ001 - Excel has no zones
    "a04_units_volunteer": "=2*3",
    "a04_units_gratitude": -1,
    "a04_channels": "ร้อยละ 80",
    "a04_status": "เกือบเสร็จ",
    "a04_started": "31 ก.พ. 2567",
    "a06_signed": 61,
    "a06_staff": 60,
    "a14_status": "+เสร็จ",
    "ev01_title": "งานที่ไม่มีวันที่",
    "ev01_activity": 99,
    "ev03_activity": 8,
    "ev03_date": "15/3/24",
}


def taken(folder):
    submissions, findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(9))
    return submissions, list(consolidate(PLAN, PLAN.round(9), submissions, findings).findings)


def corrected(folder, answers, change=None):
    """A return with some answers, its findings, and its correction workbook in a folder of its own."""
    (folder / "sent").mkdir(parents=True)
    write_return(folder / "sent" / "a.xlsx", KK, answers, change=change)
    (submission,), findings = taken(folder / "sent")
    (folder / "back").mkdir()
    return submission, findings, write_correction(PLAN, submission, findings, folder / "back" / "a.xlsx")


def told(findings, *, notes=True):
    """What is to compare of findings: notes tell how a value was typed, and it now stands in its own type."""
    weigh = {Severity.ERROR, Severity.WARNING} | ({Severity.NOTE} if notes else set())
    return sorted(
        (f.code, f.source.cell) for f in findings if f.code != "set-missing" and messages.severity(f) in weigh
    )


def records(submission):
    return {r.key: (r.status, r.value) for r in submission.records}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return corrected(tmp_path_factory.mktemp("correction"), {**RIGHT, **WRONG})


@pytest.fixture(scope="module")
def book(both):
    return openpyxl.load_workbook(both[2])


def cell(book, key):
    sheet, address = at(key, KK)
    return book[sheet][address]


def lines(book):
    """The list at the front: its lines by the cell that they lead to."""
    sheet = book[TASKS_TITLE]
    head = next(row[1].row for row in sheet.iter_rows() if row[1].value == "ที่")
    return [row for row in sheet.iter_rows(min_row=head + 1) if row[1].value]


def test_right_answers_come_back_as_the_same_records_without_a_note(tmp_path):
    before, _, path = corrected(tmp_path, RIGHT)
    (after,), findings = taken(path.parent)
    assert records(after) == records(before)
    assert (after.identity, after.reported_on) == (before.identity, before.reported_on)
    assert told(findings) == [("form-incomplete", "")]
    assert after.ledger.outside == 0


def test_wrong_answers_stay_wrong_until_somebody_mends_them(both):
    before, first, path = both
    (after,), second = taken(path.parent)
    assert records(after) == records(before)
    # a date and a formula stand there as the text that was seen, and are wrong for another reason
    as_text = {at(f"a04_units_{name}", KK)[1] for name in ("sufficiency", "volunteer")}
    assert {f.source.cell for f in first if f.code in {"value-is-date", "value-is-formula"}} == as_text
    then, now = told(first, notes=False), told(second)
    assert [cell for _, cell in now if cell in as_text] == [cell for _, cell in then if cell in as_text]
    assert [each for each in now if each[1] not in as_text] == [each for each in then if each[1] not in as_text]


def test_answers_stand_in_their_natural_types(book):
    values = {key: cell(book, key).value for key in (*RIGHT, "a16_planned")}
    day = datetime(2024, 3, 15)  # noqa: DTZ001 - Excel has no zones
    expected = {
        "a02_persons_discipline": 2,
        "a02_channels": 3,
        "a06_virtues": 5,
        "a06_status": "ดำเนินการแล้วเสร็จ",
        "a06_finished": day,
        "a06_result": "ประกาศแล้ว\nทุกชั้น",
        "a06_problem": "+ไม่มี",
        "a12_level": "๓ องค์กรคุณธรรมต้นแบบ",
        "a14_plans": "-",
        "a14_activities": 4,
        "a16_done": 3,
        "a16_planned": 4,
        "ev02_code": "ไม่มี",
    }
    assert {key: values[key] for key in expected} == expected
    assert values["a06_started"] == datetime(2023, 11, 1)  # noqa: DTZ001 - the same
    assert cell(book, "a06_finished").is_date
    chosen = cell(book, "ev02_activity").value
    assert chosen in layout(PLAN, PLAN.round(9), PLAN.division(KK)).by_key["ev02_activity"].choices
    assert chosen.startswith("๗")
    wrong = {key: cell(book, key).value for key in WRONG}
    assert wrong["a04_units_discipline"] == "หลายหน่วย"
    assert (wrong["a04_units_integrity"], wrong["a04_units_gratitude"], wrong["a06_signed"]) == (4.5, -1, 61)
    assert (wrong["a04_started"], wrong["ev03_date"]) == ("31 ก.พ. 2567", "15/3/24")


def test_wrong_cells_are_marked_for_paper_too_and_say_how_to_mend_them(both, book):
    _, findings, _ = both
    marked = {
        (c.parent.title, c.coordinate): c for name in SHEETS.values() for row in book[name] for c in row if c.comment
    }
    expected = {
        (f.source.sheet, f.source.cell): f for f in findings if f.source.cell and messages.severity(f) != "note"
    }
    partners = {at("a06_staff", KK)}
    assert set(marked) == set(expected) | partners
    for place, finding in expected.items():
        assert messages.text(finding, division=True) in marked[place].comment.text
    for wrong in marked.values():
        fill, border = wrong.fill.fgColor.rgb[2:], wrong.border.left.style
        assert (f"#{fill}", border) in {(RED, "thick"), (AMBER, "mediumDashed")}
    for key in ("a02_channels", "a06_result", "ev02_title", "a02_persons_integrity"):
        assert (f"#{cell(book, key).fill.fgColor.rgb[2:]}", cell(book, key).border.left.style) == (INPUT, "thin")


def test_the_list_leads_to_every_cell_and_repeats_what_was_typed(both, book):
    _, findings, _ = both
    found = {}
    for row in lines(book):
        if link := row[6].hyperlink:
            assert link.target is None
            sheet, place = re.fullmatch(r"'(.+)'!([A-Z]+[0-9]+)", link.location).groups()
            found[sheet, place] = [c.value for c in row]
    told_of = [f for f in findings if f.source.cell and messages.severity(f) != "note"]
    assert {(f.source.sheet, f.source.cell) for f in told_of} <= set(found)
    for finding in told_of:
        row = found[finding.source.sheet, finding.source.cell]
        assert row[5] == messages.text(finding, division=True)
        assert finding.typed == (row[4] or "")
    assert found[at("a04_units_discipline", KK)][3] == "กิจกรรมที่ ๔: จำนวนหน่วยงานภายในกองที่ได้รับการยกย่อง ด้านวินัย"


def test_empty_required_inputs_are_listed_by_activity_with_what_to_fill(book):
    rows = {row[3].value: row[5].value for row in lines(book)}
    assert "กิจกรรมที่ ๖" not in rows
    assert "สถานะการดำเนินงาน" in rows["กิจกรรมที่ ๑๒"]
    made = layout(PLAN, PLAN.round(9), PLAN.division(KK))
    listed = [row for row in lines(book) if str(row[5].value).startswith("ยังไม่ได้กรอกข้อมูลที่จำเป็น")]
    empty = [f for f in made.fields if f.required and cell(book, f.key).value is None]
    assert len(listed) == len({f.activity for f in empty})


def test_what_has_no_cell_is_listed_without_a_link(tmp_path):
    def change(book):
        sheet, address = at("a06_virtues", KK)
        book[sheet].delete_rows(int(address[1:]))
        book.create_sheet("เพิ่มเติม")["B2"] = "งบเพิ่ม 500"

    _, _, path = corrected(tmp_path, {"a02_channels": 1}, change)
    book = openpyxl.load_workbook(path)
    rows = [[c.value for c in row[3:8]] for row in lines(book)]
    added = next(row for row in rows if "งบเพิ่ม 500" in str(row[2]))
    assert (added[3], added[4]) == (None, "โปรดตรวจเอง")
    lost = next(row for row in rows if "ไม่พบแถว" in str(row[2]))
    assert lost[3] == f"{at('a06_virtues', KK)[0]} {at('a06_virtues', KK)[1]}"
    assert cell(book, "a06_virtues").comment


STARTS = ("=", "+", "-", "@", "\t=", " =", "＝", "\u200b=")


def test_what_was_typed_stays_text(tmp_path):
    made = layout(PLAN, PLAN.round(9), PLAN.division(KK))
    payloads = [f'{start}HYPERLINK("http://198.51.100.1/","ดูแนบ")' for start in STARTS] + ["http://198.51.100.1/x"]

    def change(book):
        for number, field in enumerate(made.fields):
            if field.event_row is None or field.event_row < 4:
                target = book[SHEETS[field.sheet]][field.cell]
                target.value = payloads[number % len(payloads)]
                target.data_type = "s"

    _, _, path = corrected(tmp_path, {}, change)
    blank = openpyxl.load_workbook(write_return(tmp_path / "blank.xlsx", KK, {}))
    book = openpyxl.load_workbook(path)
    formulas = {(s.title, c.coordinate) for s in book for row in s for c in row if c.data_type == "f"}
    own = {(s.title, c.coordinate) for s in blank for row in s for c in row if c.data_type == "f"}
    assert {place for place in formulas - own if place[0] != TASKS_TITLE} == set()
    assert not any("HYPERLINK" in str(c.value) for s in book for row in s for c in row if c.data_type == "f")
    with zipfile.ZipFile(path) as archive:
        assert not any("External" in archive.read(n).decode() for n in archive.namelist() if n.endswith(".rels"))
    for sheet in book:
        for row in sheet:
            for c in row:
                if isinstance(c.value, str) and "HYPERLINK" in c.value and sheet.title in SHEETS.values():
                    assert c.quotePrefix, c.coordinate
    (after,), _ = taken(path.parent)
    assert {r.typed for r in after.records} <= {text.strip() for text in payloads} | set(payloads)


# --- the list is the form's own, and nothing else is ----------------------------------------------


def returned_with(both, folder, change):
    folder.mkdir()
    book = openpyxl.load_workbook(both[2])
    change(book)
    book.save(folder / "a.xlsx")
    return [f for f in taken(folder)[1] if f.code in {"form-outside", "form-sheet-added"}]


def test_what_is_typed_on_the_list_is_told(both, tmp_path):
    assert returned_with(both, tmp_path / "a", lambda _: None) == []
    (found,) = returned_with(both, tmp_path / "b", lambda book: book[TASKS_TITLE].__setitem__("J9", "แก้แล้วนะคะ"))
    assert (found.code, found.source.sheet, found.source.cell) == ("form-outside", TASKS_TITLE, "J9")
    assert "แก้แล้วนะคะ" in found.args["cells"]
    assert found.args["count"] == 1


def test_the_list_is_known_under_another_name(both, tmp_path):
    assert returned_with(both, tmp_path / "a", lambda book: setattr(book[TASKS_TITLE], "title", "Sheet1")) == []


def test_a_sheet_of_that_name_in_another_form_is_no_list(tmp_path):
    (tmp_path / "a").mkdir()
    change = lambda book: book.create_sheet(TASKS_TITLE).__setitem__("B2", "งบเพิ่ม 500")  # noqa: E731
    write_return(tmp_path / "a" / "a.xlsx", KK, {"a06_virtues": 5}, change=change)
    found = [f for f in taken(tmp_path / "a")[1] if f.code == "form-sheet-added"]
    assert [f.source.sheet for f in found] == [TASKS_TITLE]


ASK = re.compile(r"ขอให้หน่วยงาน|(กับ|จาก)หน่วยงาน(?!อื่น)|[Aa]sk the division|[Ww]ith the division|--|event_rows")


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("code", [c for c, m in messages.CATALOGUE.items() if m.severity != Severity.NOTE])
def test_no_message_to_a_division_sends_it_to_ask_itself(code, lang):
    if not code.startswith((*NOT_ITS_OWN, "plan-", "mail-", "waiver-")):
        assert not ASK.search(messages.mend(messages.Finding(code), lang, division=True))


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def returns(tmp_path):
    folder = tmp_path / "returns"
    folder.mkdir()
    write_return(folder / "a.xlsx", KK, {**RIGHT, **WRONG})
    write_return(folder / "b.xlsx", "กค.", {"reporter": "สมชาย"})
    write_return(folder / "c.xlsx", "กม.", {"a06_virtues": "ครบ"})
    return folder


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def test_divisions_with_errors_get_a_workbook(returns, tmp_path):
    shown = run("corrections", returns, "-o", tmp_path / "out")
    assert shown.exit_code == 1
    expected = [correction_name(PLAN, PLAN.round(9), PLAN.division(code)) for code in (KK, "กม.")]
    assert names(tmp_path / "out") == sorted(expected)
    run("corrections", returns, "-o", tmp_path / "all", "--warnings")
    assert len(names(tmp_path / "all")) == 3
    run("corrections", returns, "-o", tmp_path / "one", "--division", "กม.")
    assert names(tmp_path / "one") == ["correction_2567_r9_กม.xlsx"]


def test_a_workbook_that_was_filled_in_is_never_overwritten(returns, tmp_path):
    run("corrections", returns, "-o", tmp_path)
    path = tmp_path / "correction_2567_r9_กม.xlsx"
    assert is_untouched(path, PLAN)
    untouched = path.read_bytes()
    run("corrections", returns, "-o", tmp_path, "--division", "กม.")
    assert path.read_bytes() == untouched
    book = openpyxl.load_workbook(path)
    sheet, address = at("a06_virtues", "กม.")
    book[sheet][address].value = 5
    book.save(path)
    mended = path.read_bytes()
    shown = run("corrections", returns, "-o", tmp_path, "--division", "กม.")
    assert shown.exit_code == 1
    assert path.name in shown.output
    assert path.read_bytes() == mended


def test_where_nothing_is_wrong_nothing_is_written(tmp_path):
    (tmp_path / "returns").mkdir()
    for division in PLAN.divisions:
        write_return(tmp_path / "returns" / f"{division.code}xlsx", division.code, {"reporter": "สมชาย"})
    shown = run("corrections", tmp_path / "returns", "-o", tmp_path / "out")
    assert shown.exit_code == 0
    assert "ไม่มีแบบรายงานรอบ ๙ เดือนที่ต้องแก้ไข" in shown.output
    assert not (tmp_path / "out").exists()


def test_the_exit_status_says_whether_something_is_wrong(returns, tmp_path):
    def status(*arguments):
        return run("corrections", returns, "-o", tmp_path / "out", *arguments).exit_code

    assert status() == 1  # two returns have errors, nine divisions sent nothing
    assert status("--division", "กค.") == 0
    assert status("--division", "กค.", "--warnings") == 0  # a workbook was written, and nothing is wrong
    assert names(tmp_path / "out") == [f"correction_2567_r9_{code}.xlsx" for code in sorted(("กก", "กค", "กม"))]
    assert status("--division", "กม.") == 1
    assert status("--division", "กย.") == 1  # nothing came
    assert status("--division", "กม.", "--exclude", "c.xlsx=ส่งผิดรอบ") == 1  # and now this is missing
    tables = shipped_tables()
    waiver = {"waiver": "1", "code_or_measure": "set-missing", "division": "กย.", "reason": "ยุบรวม", "until": ""}
    tables["waivers"] = [{**waiver, "approved_by": "เลขาธิการ"}]
    write_plan(tables, tmp_path / "plan.xlsx")
    shown = run("corrections", returns, "-o", tmp_path / "out", "--division", "กย.", "--plan", tmp_path / "plan.xlsx")
    assert (shown.exit_code, shown.output) == (0, "ไม่มีแบบรายงานรอบ ๙ เดือนที่ต้องแก้ไข\n")


# --- LibreOffice as the clerk ---------------------------------------------------------------------

MENDED = {
    "a04_units_discipline": 2,
    "a04_units_integrity": 4,
    "a04_units_sufficiency": 3,
    "a04_units_volunteer": 6,
    "a04_units_gratitude": 0,
    "a04_channels": 1,
    "a04_status": "ดำเนินการแล้วเสร็จ",
    "a04_started": date(2024, 2, 28),
    "a06_signed": 48,
    "a14_status": "อยู่ระหว่างดำเนินการ",
    "ev01_activity": "๘",
    "ev01_date": date(2024, 1, 5),
    "ev03_date": date(2024, 3, 15),
    "ev03_title": "บริจาคโลหิต",
}


@pytest.fixture(scope="module")
def mended(both, office, tmp_path_factory):
    """What a clerk sends back, in three formats; the states of the list then."""
    folder = tmp_path_factory.mktemp("mended")
    cells = {at(key, KK): value for key, value in MENDED.items()}
    saves = [folder / suffix / f"a.{suffix}" for suffix in ("xlsx", "ods", "xls")]
    for path in saves:
        path.parent.mkdir()
    book = openpyxl.load_workbook(both[2])
    states = [(TASKS_TITLE, row[7].coordinate) for row in lines(book)]
    jobs = [job(both[2], cells, saves, read=states, recalculate=True), job(both[2], {}, (), read=states)]
    after, before = office.run(jobs)
    return saves, {place: (before["cells"][place]["string"], after["cells"][place]["string"]) for place in states}, book


@pytest.mark.parametrize("number", [0, 1, 2], ids=["xlsx", "ods", "xls"])
def test_a_mended_workbook_is_an_ordinary_return(both, mended, number):
    before, _, _ = both
    (after,), findings = taken(mended[0][number].parent)
    assert [f for f in findings if messages.severity(f) == Severity.ERROR and f.code != "set-missing"] == []
    assert {f.code for f in findings} <= {"form-incomplete", "set-missing", "value-thai-form"}
    now, then = records(after), records(before)
    assert {k: now[k] for k in now if k not in MENDED} == {k: then[k] for k in then if k not in MENDED} | {
        "a06_staff": ("value", 60)
    }
    assert {key for key in MENDED if now[key][0] != "value"} == set()
    assert now["a04_started"] == ("value", date(2024, 2, 28))
    assert after.identity == before.identity


def test_the_list_tells_what_is_mended(mended):
    _, states, book = mended
    lines_ = {row[7].coordinate: row for row in lines(book)}
    seen = set()
    for (_, place), (before, after) in states.items():
        still = str(lines_[place][5].value).startswith("ยังไม่ได้กรอก")
        assert (before, after) == (WAITING, WAITING if still else DONE), lines_[place][3].value
        seen.add(still)
    assert seen == {True, False}


def test_the_mended_return_is_newer_than_the_one_it_mends(both, mended, tmp_path):
    shutil.copy(both[2].parent.parent / "sent" / "a.xlsx", tmp_path / "first.xlsx")
    shutil.copy(mended[0][0], tmp_path / "second.xlsx")
    submissions, findings = taken(tmp_path)
    assert {s.path: str(s.status) for s in submissions} == {"first.xlsx": "set_aside", "second.xlsx": "accepted"}
    assert [f.code for f in findings if f.code.startswith("set-") and f.code != "set-missing"] == ["set-corrected"]


def test_its_formulas_come_to_what_was_written_beside_them(both, office):
    formulas, cached = openpyxl.load_workbook(both[2]), openpyxl.load_workbook(both[2], data_only=True)
    places = [(s.title, c.coordinate) for s in formulas for row in s for c in row if c.data_type == "f"]
    assert {"G", "H"} == {c[0] for s, c in places if s == TASKS_TITLE}
    result = office.fill(both[2], {}, read=places, recalculate=True)["cells"]
    for sheet, place in places:
        expected = cached[sheet][place].value
        if isinstance(expected, datetime):
            expected = (expected - datetime(1899, 12, 30)).days  # noqa: DTZ001 - Excel has no zones
        computed = result[sheet, place]
        if isinstance(expected, (str, type(None))):
            assert computed["string"] == (expected or ""), (sheet, place)
        else:
            assert computed["value"] == pytest.approx(expected), (sheet, place)


def test_a_line_shows_what_stands_in_the_cell_it_leads_to(tmp_path):
    """The end before the start: the end's own text, not the start's."""
    from support import PLAN, write_return

    from moralxl.returns import take_in, walk
    from moralxl.template.correction import correct

    answers = {"a06_started": date(2024, 3, 5), "a06_finished": "1/2/2567", "a08_started": date(2025, 3, 5)}
    write_return(tmp_path / "a.xlsx", "กก.", answers)
    submissions, findings = take_in(walk(tmp_path, PLAN), PLAN, PLAN.round(9))
    tasks = correct(PLAN, submissions[0], findings).tasks
    assert next(t for t in tasks if "a06_finished" in t.changed).typed == "1/2/2567"  # as typed
    assert next(t for t in tasks if "a08_started" in t.changed).typed == "5/3/2568"  # of a date cell, as asked for


def test_a_missing_choice_is_to_be_chosen_and_no_nought(both):
    _, findings, _ = both
    mend = messages.mend(next(f for f in findings if f.code == "form-incomplete"), division=True)
    assert "ช่องที่มีรายการให้เลือกจากรายการ ช่องจำนวนหากไม่มีให้พิมพ์ 0" in mend


def test_text_that_no_workbook_holds_is_shown_not_refused(tmp_path):
    from dataclasses import replace

    from support import PLAN, write_return

    from moralxl.returns import take_in, walk
    from moralxl.template.correction import write_correction

    write_return(tmp_path / "a.xlsx", "กก.", {"a06_virtues": "มาก", "a06_problem": "ก"})
    submissions, findings = take_in(walk(tmp_path, PLAN), PLAN, PLAN.round(9))
    odd = tuple(
        r._replace(value="x\ud800y", typed="x\ud800y") if r.key == "a06_problem" else r for r in submissions[0].records
    )
    made = write_correction(PLAN, replace(submissions[0], records=odd), findings, tmp_path / "c.xlsx")
    assert made.stat().st_size > 10_000


def test_only_an_accepted_return_is_corrected(tmp_path):
    rejected = Submission("a.xlsx", "", FileStatus.REJECTED)
    with pytest.raises(ValueError, match=r"a\.xlsx is no accepted return"):
        write_correction(PLAN, rejected, [], tmp_path / "b.xlsx")
    assert list(tmp_path.iterdir()) == []
