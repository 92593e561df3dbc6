"""What clerks say beside values: comments, boxes over cells, and values that they struck through or raised."""

from __future__ import annotations

import openpyxl
import pytest
from handmade import drawing, drawn_over
from office import job
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from support import PLAN, SHEETS, at, write_return

from moralxl.carry import carry
from moralxl.messages import severity
from moralxl.model import FileStatus, Severity
from moralxl.returns import is_untouched, open_file, read_return, take_in
from moralxl.template import write_template
from moralxl.template.correction import write_correction

KK = "กก."
CODES = ("form-comment", "form-comment-outside", "form-input-struck", "value-struck-part")
TOLD = {*CODES, "form-text-box"}
ANSWERS = {
    "a06_virtues": 5,
    "a06_signed": 48,
    "a06_staff": 60,
    "a06_started": "15/1/2567",
    "a06_result": "ทำแล้ว",
    "reporter": "สมศรี",
    "ev01_activity": "๗",
    "ev01_date": "15/1/2567",
    "ev01_title": "ปลูกป่า",
}
STRUCK = InlineFont(strike=True)


def taken(path):
    submissions, findings = take_in([read_return(open_file(path, path.name), PLAN)], PLAN, PLAN.round(9))
    return submissions[0], [f for f in findings if f.code != "set-missing"]


def told(path):
    """What is told of comments and strikes: code, sheet, cell, what was typed, count."""
    _, findings = taken(path)
    return [(f.code, f.source.sheet, f.source.cell, f.typed, f.args.get("count")) for f in findings if f.code in TOLD]


def returned(folder, change, answers=ANSWERS):
    return write_return(folder / "a.xlsx", KK, answers, change=change)


def cell(book, key):
    sheet, where = at(key, KK)
    return book[sheet][where]


def label(key):
    """The cell of the form's own wording beside an input."""
    sheet, where = at(key, KK)
    return sheet, where.replace("C", "B", 1)


def remark(book):
    """Comment on inputs, filled and empty, on a locked cell, on the guide, and strike values through."""
    cell(book, "a06_virtues").comment = Comment("นับถึง ๓๐ มิ.ย.\nยังไม่รวมลูกจ้าง", "สมศรี")
    cell(book, "a06_problem").comment = Comment("ขอส่งภายหลัง", "สมศรี")
    sheet, where = label("a06_signed")
    book[sheet][where].comment = Comment("หมายถึงใคร", "สมศรี")
    book["คำชี้แจง"]["B3"].comment = Comment("ได้รับแล้ว", "สมศรี")
    for key in ("a06_signed", "ev01_title", "ev01_date", "a06_suggestion"):  # the last is empty
        cell(book, key).font = Font(strike=True)
    book[sheet][where].font = Font(strike=True)
    cell(book, "a06_staff").value = CellRichText(TextBlock(STRUCK, "60"), " 61")
    cell(book, "a06_result").value = CellRichText("ทำแล้ว", TextBlock(STRUCK, "บางส่วน"))


REMARKED = [
    ("value-struck-part", *at("a06_staff", KK), "60 61", None),
    ("form-input-struck", *at("a06_signed", KK), "48", 1),
    ("form-input-struck", *at("a06_result", KK), "ทำแล้วบางส่วน", 1),
    ("form-input-struck", *at("ev01_date", KK), "15/1/2567", 2),
    ("form-comment", *at("a06_virtues", KK), "นับถึง ๓๐ มิ.ย.\nยังไม่รวมลูกจ้าง", None),
    ("form-comment", *at("a06_problem", KK), "ขอส่งภายหลัง", None),
    ("form-comment-outside", *label("a06_signed"), "หมายถึงใคร", 1),
    ("form-comment-outside", "คำชี้แจง", "B3", "ได้รับแล้ว", 1),
]


def test_comments_and_strikes_are_told_and_only_what_is_unsure_is_not_taken(tmp_path):
    path = returned(tmp_path, remark)
    assert sorted(told(path)) == sorted(REMARKED)
    submission, findings = taken(path)
    plain, _ = taken(write_return(tmp_path / "b.xlsx", KK, ANSWERS))
    values = {r.key: (r.status, r.value) for r in submission.records}
    assert values == {r.key: (r.status, r.value) for r in plain.records} | {
        "a06_staff": ("fault", None),
        "a06_result": ("value", "ทำแล้วบางส่วน"),
    }
    assert submission.ledger.valued == plain.ledger.valued  # comments are no cells with values
    assert (submission.ledger.accepted, submission.ledger.faulted) == (plain.ledger.accepted - 1, 1)
    heavy = {f.code: severity(f) for f in findings if f.code in CODES}
    assert heavy == dict(zip(CODES, (Severity.NOTE, Severity.NOTE, Severity.WARNING, Severity.ERROR), strict=True))
    # the part that is left would be a number, and the whole is none: only one thing is said of it
    assert [f.code for f in findings if f.source.cell == at("a06_staff", KK)[1]] == ["value-struck-part"]
    (part,) = (f for f in findings if f.code == "value-struck-part")
    assert part.args == {"left": "61"}
    cells = {
        f.source.cell: f.args["cells"] for f in findings if f.code in {"form-input-struck", "form-comment-outside"}
    }
    event = at("ev01_date", KK)[1], at("ev01_title", KK)[1]
    assert cells[event[0]] == f"{event[0]} “15/1/2567”, {event[1]} “ปลูกป่า”"
    assert cells["B3"] == "B3 “ได้รับแล้ว”"
    labels = {f.code: f.label for f in findings}
    assert labels["form-comment"].startswith("กิจกรรมที่ ๖: ")


def test_comments_and_strikes_are_told_of_a_return_resaved_by_libreoffice(tmp_path, office):
    path = returned(tmp_path, remark)
    saves = [tmp_path / f"b.{suffix}" for suffix in ("xlsx", "ods")]
    office.run([job(path, saves=saves)])
    for each in saves:
        assert (each.suffix, sorted(told(each))) == (each.suffix, sorted(REMARKED))


def boxed(folder):
    """A return with two boxes with text over its report, the first one on an input."""
    return boxes_over(returned(folder, None))


def boxes_over(path):
    sheet, where = at("a06_virtues", KK)
    number = openpyxl.load_workbook(path).sheetnames.index(sheet) + 1
    row = int(where[1:]) - 1
    path.write_bytes(
        drawn_over(path.read_bytes(), f"sheet{number}", drawing((row, 2, "ขอแก้เป็น 50"), (row + 9, 1, "ดูแนบ")))
    )
    return path


def test_boxes_over_a_sheet_are_told_and_change_no_answer(tmp_path, office):
    path = boxed(tmp_path)
    saves = [tmp_path / f"b.{suffix}" for suffix in ("xlsx", "ods")]
    office.run([job(path, saves=saves)])
    sheet, where = at("a06_virtues", KK)
    plain, _ = taken(write_return(tmp_path / "c.xlsx", KK, ANSWERS))
    for each in (path, *saves):
        assert (each.name, told(each)) == (each.name, [("form-text-box", sheet, where, "ขอแก้เป็น 50", 2)])
        submission, findings = taken(each)
        assert {r.key: r.value for r in submission.records} == {r.key: r.value for r in plain.records}
        (box,) = (f for f in findings if f.code == "form-text-box")
        assert box.args["cells"] == f"{where} “ขอแก้เป็น 50”, B{int(where[1:]) + 9} “ดูแนบ”"


def test_a_form_with_a_box_over_it_is_not_untouched(tmp_path):
    submission, _ = taken(returned(tmp_path, None))
    path, later = tmp_path / "b.xlsx", PLAN.round(12)
    write_template(PLAN, later, PLAN.division(KK), path, carry(PLAN, later, PLAN.round(9), submission))
    assert is_untouched(path, PLAN)
    assert not is_untouched(boxes_over(path), PLAN)


ABOVE, BELOW = InlineFont(vertAlign="superscript"), InlineFont(vertAlign="subscript")


def raise_digits(book):
    cell(book, "a06_virtues").value = CellRichText("5", TextBlock(ABOVE, "2"))
    cell(book, "a06_signed").value = CellRichText("๔๘", TextBlock(BELOW, "๑"))
    cell(book, "a06_staff").value = CellRichText("60", TextBlock(ABOVE, " คน"))  # no digit
    cell(book, "a06_started").value = CellRichText("15/1/2567", TextBlock(ABOVE, "3"))
    cell(book, "a06_result").value = CellRichText("ปลูก 9 m", TextBlock(ABOVE, "2"))


RAISED = {"a06_virtues": ("52", "2"), "a06_signed": ("๔๘๑", "๑"), "a06_started": ("15/1/25673", "3")}


def raised_in(path):
    submission, findings = taken(path)
    records = {r.key: (r.status, r.value) for r in submission.records}
    assert {key: records[key] for key in RAISED} == dict.fromkeys(RAISED, ("fault", None))
    assert records["a06_staff"] == ("value", 60)
    assert records["a06_result"] == ("value", "ปลูก 9 m2")
    told = {f.source.cell: [] for f in findings if f.source.cell}
    for f in findings:
        told.get(f.source.cell, []).append((f.code, f.typed, f.args.get("raised")))
    return {key: told[at(key, KK)[1]] for key in RAISED}


ALL_RAISED = {key: [("value-raised-part", *parts)] for key, parts in RAISED.items()}


def test_digits_above_or_below_the_line_are_no_digits_of_an_answer(tmp_path):
    assert raised_in(returned(tmp_path, raise_digits)) == ALL_RAISED


def test_nor_are_they_in_a_return_resaved_by_libreoffice(tmp_path, office):
    path = returned(tmp_path, raise_digits)
    saves = [tmp_path / f"b.{suffix}" for suffix in ("xlsx", "ods")]
    office.run([job(path, saves=saves)])
    for each in saves:
        assert (each.suffix, raised_in(each)) == (each.suffix, ALL_RAISED)


def test_an_answer_that_is_raised_as_a_whole_is_taken(tmp_path):
    def change(book):
        cell(book, "a06_virtues").value = CellRichText(TextBlock(ABOVE, "5"))

    submission, _ = taken(returned(tmp_path, change))
    assert next(r.value for r in submission.records if r.key == "a06_virtues") == 5


def test_a_plain_return_is_told_of_nothing(tmp_path):
    assert told(returned(tmp_path, None)) == []


def test_comments_on_a_form_that_is_not_filled_in_are_told_as_it_is_set_aside(tmp_path):
    path = returned(tmp_path, lambda book: setattr(cell(book, "a06_virtues"), "comment", Comment("ไม่มีข้อมูล", "ก")), {})
    submission, findings = taken(path)
    assert submission.status == FileStatus.SET_ASIDE
    assert [f.code for f in findings] == ["form-blank", "form-comment"]


def test_a_struck_cell_that_says_nothing_is_not_told(tmp_path):
    def strike(book):
        cell(book, "a06_virtues").font = Font(strike=True)

    assert told(returned(tmp_path, strike, {"reporter": "สมศรี"})) == []


def test_comments_are_told_where_their_cells_moved(tmp_path):
    def change(book):
        cell(book, "ev01_title").comment = Comment("ร่วมกับ สล.", "ก")
        book[SHEETS["events"]].insert_rows(5)

    ((code, sheet, where, text, _),) = told(returned(tmp_path, change, {"ev01_title": "ปลูกป่า"}))
    number = int(at("ev01_title", KK)[1][1:])
    assert (code, sheet, text) == ("form-comment", SHEETS["events"], "ร่วมกับ สล.")
    assert where == f"F{number + 1}"


# --- the form's own comments ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def correction(tmp_path_factory):
    """A correction workbook, which has comments on the cells to be mended."""
    folder = tmp_path_factory.mktemp("correction")
    wrong = {
        "a06_virtues": "ครบ  ถ้วน\nทุกด้าน",
        "a06_signed": 61,
        "a06_staff": 60,
        "reporter": "สมศรี",
        "ev01_title": "ปลูกป่า",
    }
    submission, findings = taken(write_return(folder / "a.xlsx", KK, wrong))
    path = write_correction(PLAN, submission, findings, folder / "b.xlsx")
    book = openpyxl.load_workbook(path)
    assert sum(c.comment is not None for row in book[SHEETS["report"]].iter_rows() for c in row) >= 3
    return path


@pytest.fixture(scope="module")
def mended(correction):
    """The same with one cell mended, as openpyxl saves it."""
    path = correction.with_name("c.xlsx")
    book = openpyxl.load_workbook(correction)
    cell(book, "a06_virtues").value = 5
    book.save(path)
    return path


def test_the_forms_own_comments_are_not_told(correction, mended):
    assert told(correction) == told(mended) == []


def test_nor_of_one_resaved_by_libreoffice(mended, tmp_path, office):
    saves = [tmp_path / f"b.{suffix}" for suffix in ("xlsx", "ods", "xls")]
    office.run([job(mended, saves=saves)])
    for path in saves:
        assert (path.name, told(path)) == (path.name, [])
        submission, _ = taken(path)
        assert next(r.value for r in submission.records if r.key == "a06_virtues") == 5


def test_what_a_clerk_adds_to_them_is_told(correction, tmp_path):
    book = openpyxl.load_workbook(correction)
    own = cell(book, "a06_virtues").comment
    cell(book, "a06_virtues").comment = Comment(f"{own.text}\nแก้แล้ว", "สมศรี")
    cell(book, "reporter").comment = Comment("ย้ายแล้ว", "สมศรี")
    book.save(tmp_path / "a.xlsx")
    assert {(code, where, text) for code, _, where, text, _ in told(tmp_path / "a.xlsx")} == {
        ("form-comment", at("a06_virtues", KK)[1], f"{own.text}\nแก้แล้ว"),
        ("form-comment", at("reporter", KK)[1], "ย้ายแล้ว"),
    }
