"""The plan as data: what reads back, what may be rearranged, what Excel makes of cells, and which plan is taken."""

import csv
import shutil
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from moralxl import plan as plans
from moralxl.mail.address import addresses
from moralxl.messages import severity, text
from moralxl.model import Aggregation, Kind, Milestone, Reporter, Severity, Source, Waiver
from moralxl.plan import find_division, load, read_plan, shipped, shipped_tables, write_plan
from moralxl.plan.tables import BY_NAME, TABLES, note_of
from moralxl.returns import open_file
from moralxl.template import template_name, write_template


@pytest.fixture
def book(tmp_path):
    """The shipped plan's workbook."""
    write_plan(shipped_tables(), tmp_path / "plan.xlsx")
    return tmp_path / "plan.xlsx"


@pytest.fixture
def folder(tmp_path):
    """The shipped plan's tables as CSV files of our own."""
    for name, rows in shipped_tables().items():
        save(tmp_path, name, rows)
    return tmp_path


def save(folder, name, rows):
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.key for column in BY_NAME[name].columns])
        writer.writeheader()
        writer.writerows(rows)


def edit(path, change):
    """Change a workbook with openpyxl, as a coordinator would in Excel."""
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)
    return read_plan(path)


def told(findings):
    return [(f.code, f.source.sheet or f.source.file, f.source.cell) for f in findings]


# --- the shipped plan -----------------------------------------------------------------------------


def test_the_shipped_plan_is_the_plan_of_2567():
    plan = shipped()
    assert (plan.year, plan.start, plan.end) == (2567, date(2023, 10, 1), date(2024, 9, 30))
    assert [a.number for a in plan.activities] == list(range(1, 18))
    assert plan.budget == 255_500
    assert {a.number: a.budget for a in plan.activities if a.budget is not None} == {
        9: 10_500,
        10: 135_000,
        17: 110_000,
    }
    assert (plan.activity(9).start, plan.activity(9).end) == (date(2023, 11, 1), date(2024, 1, 31))
    assert plan.activity(7).items == (1, 2, 3, 4, 5, 7, 8, 9)
    assert plan.activity(17).items == ()
    assert plan.activity(6).reporter == Reporter.DIVISION
    assert [d.code for d in plan.divisions if d.for_department] == ["สล."]


def test_targets_are_fractions_for_ratios_and_numbers_otherwise():
    measures = {m.code: m for m in shipped().measures}
    assert (measures["6b"].target, measures["6b"].kind, measures["6b"].aggregation) == (
        0.8,
        Kind.PERCENT,
        Aggregation.EACH,
    )
    assert measures["6a"].target == 5
    assert (measures["11a"].source, measures["11a"].target) == ("12a", 0.95)
    assert measures["15a"].target is None
    assert measures["15a"].exclude == (15, 16)
    assert measures["15a"].milestones == (Milestone(6, 0.5), Milestone(12, 0.9, 1.0))


# --- the workbook ---------------------------------------------------------------------------------


def test_the_workbook_reads_back_as_the_shipped_plan(book):
    assert read_plan(book) == (shipped(), [])


def test_a_folder_of_tables_reads_as_the_shipped_plan(folder):
    assert read_plan(folder) == (shipped(), [])


def test_the_same_tables_give_the_same_bytes(book, tmp_path):
    write_plan(shipped_tables(), tmp_path / "again.xlsx")
    assert book.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


def test_every_table_has_its_sheet_with_hidden_keys_notes_and_filters(book):
    workbook = openpyxl.load_workbook(book)
    assert workbook.sheetnames == ["คำชี้แจง", *(table.title for table in TABLES), "คำถามของหน่วยงาน"]
    for table in TABLES:
        sheet = workbook[table.title]
        assert sheet.row_dimensions[1].hidden
        assert [cell.value for cell in sheet[1]] == [f"{table.name}.{column.key}" for column in table.columns]
        assert [cell.value for cell in sheet[2]] == [column.heading for column in table.columns]
        assert sheet.freeze_panes == "B3"
        assert sheet.auto_filter.ref.startswith("A2:")
        prompts = {str(v.sqref).split(":")[0]: v.prompt for v in sheet.data_validations.dataValidation}
        assert list(prompts.values()) == [note_of(column, 2567) for column in table.columns]
        notes = [cell.comment.text for cell in sheet[2]]
        for note, column in zip(notes, table.columns, strict=True):
            assert note.startswith(note_of(column, 2567))
            assert note.endswith("ต้องเติมทุกแถว") == column.required


def test_rows_are_high_enough_for_their_longest_text(book):
    sheet = openpyxl.load_workbook(book)["กิจกรรม"]
    lengths = {number: len(sheet.cell(number, 4).value) for number in range(3, 20)}
    longest, shortest = max(lengths, key=lengths.get), min(lengths, key=lengths.get)
    heights = [sheet.row_dimensions[number].height for number in (shortest, longest)]
    assert 23 <= heights[0] < heights[1] <= 409.5


@pytest.mark.parametrize("typed", ["=1+1", "http://example.com", "+66", "@name", "'quoted", "<b>&amp;", "a\nb"])
def test_text_stays_text(typed, tmp_path):
    tables = shipped_tables()
    tables["plan"][2]["value"] = typed
    write_plan(tables, tmp_path / "plan.xlsx")
    plan, findings = read_plan(tmp_path / "plan.xlsx")
    assert (plan.title, findings) == (typed, [])
    assert openpyxl.load_workbook(tmp_path / "plan.xlsx")["ข้อมูลแผน"]["B5"].data_type == "s"


def test_a_text_longer_than_excel_allows_is_refused_loudly(tmp_path):
    tables = shipped_tables()
    tables["plan"][2]["value"] = "ก" * 32_768
    with pytest.raises(ValueError, match="no room"):
        write_plan(tables, tmp_path / "plan.xlsx")


# --- what a coordinator may do --------------------------------------------------------------------


def rename_sheets(workbook):
    for number, sheet in enumerate(workbook.worksheets):
        sheet.title = f"แผ่น {number}"


def reverse_sheets(workbook):
    workbook._sheets.reverse()  # noqa: SLF001 - openpyxl moves sheets only one at a time


def reverse_rows(workbook):
    """Sort every table whose order is its numbers' the other way round."""
    for title in ("กิจกรรม", "ตัวชี้วัด", "เป้าหมายตามรอบ", "รอบการรายงาน", "ระดับ", "แนวทางการพัฒนา"):
        sheet = workbook[title]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
        filled = [row for row in rows if any(value is not None for value in row)]
        for number, row in enumerate(reversed(filled), start=3):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value


def reverse_columns(workbook):
    for sheet in workbook.worksheets[1:-1]:  # not those before and behind the tables
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        formats = [[cell.number_format for cell in row] for row in sheet.iter_rows()]
        for number, (row, shown) in enumerate(zip(rows, formats, strict=True), start=1):
            for column, (value, form) in enumerate(zip(reversed(row), reversed(shown), strict=True), start=1):
                sheet.cell(number, column).value = value
                sheet.cell(number, column).number_format = form


def add_columns(workbook):
    for sheet in workbook.worksheets[1:]:
        sheet.insert_cols(1)
        sheet["A2"], sheet["A3"] = "ของฉัน", "ตรวจแล้ว"


def add_rows_above(workbook):
    for sheet in workbook.worksheets[1:]:
        sheet.insert_rows(1, 3)
        sheet["A1"] = "ร่างที่ ๒"


def leave_gaps(workbook):
    for sheet in workbook.worksheets[1:]:
        sheet.insert_rows(4)


def delete_headings(workbook):
    for sheet in workbook.worksheets[1:]:
        sheet.delete_rows(2)


def add_sheets(workbook):
    workbook.create_sheet("ร่าง")["A1"] = "plan.xlsx"
    workbook.create_sheet("ว่าง")


@pytest.mark.parametrize(
    "change",
    [
        rename_sheets,
        reverse_sheets,
        reverse_rows,
        reverse_columns,
        add_columns,
        add_rows_above,
        leave_gaps,
        delete_headings,
        add_sheets,
    ],
)
def test_a_rearranged_workbook_is_the_same_plan(change, book):
    assert edit(book, change) == (shipped(), [])


def test_rows_far_below_the_table_are_read(book):
    def change(workbook):
        workbook["ระดับ"].cell(2000, 1, 4)
        workbook["ระดับ"].cell(2000, 2, "องค์กรคุณธรรมดีเด่น")

    plan, findings = edit(book, change)
    assert findings == []
    assert [(level.number, level.label) for level in plan.levels][-1] == (4, "องค์กรคุณธรรมดีเด่น")


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "form", "attribute"),
    [
        ("ตัวชี้วัด", "G12", 0.85, "0%", lambda p: p.measures[9].target == 0.85),
        ("ตัวชี้วัด", "G12", "ร้อยละ ๘๕", "@", lambda p: p.measures[9].target == 0.85),
        ("ตัวชี้วัด", "G12", "85 %", "@", lambda p: p.measures[9].target == 0.85),
        ("ตัวชี้วัด", "G12", 0.955, "0.0%", lambda p: p.measures[9].target == 0.955),
        ("ตัวชี้วัด", "G4", "๒", "@", lambda p: p.measures[1].target == 2),
        ("ตัวชี้วัด", "G4", 2.0, "General", lambda p: p.measures[1].target == 2),
        ("ตัวชี้วัด", "A4", "๑B", "@", lambda p: p.measures[1].code == "1b"),
        ("ตัวชี้วัด", "P28", "๑๕; 16", "@", lambda p: p.measures[25].exclude == (15, 16)),
        ("ตัวชี้วัด", "P28", 15, "General", lambda p: p.measures[25].exclude == (15,)),
        (
            "รอบการรายงาน",
            "D3",
            date(2024, 4, 10),
            "d mmm yyyy",
            lambda p: p.rounds[0].deadline == date(2024, 4, 10),
        ),
        (
            "รอบการรายงาน",
            "D3",
            date(2567, 4, 10),
            "d mmm yyyy",
            lambda p: p.rounds[0].deadline == date(2024, 4, 10),
        ),
        # 10/4/67 as Excel stores it
        ("รอบการรายงาน", "D3", date(1967, 4, 10), "d/m/yy", lambda p: p.rounds[0].deadline == date(2024, 4, 10)),
        ("รอบการรายงาน", "C3", datetime(1967, 3, 30), "d/m/yy", lambda p: p.rounds[0].last_day == date(2024, 3, 30)),  # noqa: DTZ001
        ("รอบการรายงาน", "D3", "๑๐ เม.ย. ๖๗", "@", lambda p: p.rounds[0].deadline == date(2024, 4, 10)),
        ("รอบการรายงาน", "A3", "๖", "@", lambda p: p.rounds[0].number == 6),
        ("ทะเบียนหน่วยงาน", "E3", True, "General", lambda p: p.divisions[0].for_department),
        ("ทะเบียนหน่วยงาน", "E4", False, "General", lambda p: not p.divisions[1].for_department),
        ("ทะเบียนหน่วยงาน", "E4", "ไม่ใช่", "General", lambda p: not p.divisions[1].for_department),
        (
            "ทะเบียนหน่วยงาน",
            "C5",
            " ก ก ;; กองกำหนดฯ\u200b",
            "@",
            lambda p: p.divisions[2].aliases == ("ก ก", "กองกำหนดฯ"),
        ),
        ("กิจกรรม", "G11", 10500, "#,##0", lambda p: p.activity(9).budget == 10_500),
        ("กิจกรรม", "G3", "-", "@", lambda p: p.activity(1).budget is None),
        ("กิจกรรม", "K3", "department", "@", lambda p: p.activity(1).reporter == Reporter.DEPARTMENT),
        ("คอลัมน์ของตาราง", "C3", 7.5, "General", lambda p: p.columns[0].width == 7.5),
    ],
)
def test_what_excel_makes_of_a_cell_is_read_as_meant(sheet, cell, value, form, attribute, book):
    def change(workbook):
        workbook[sheet][cell] = value
        workbook[sheet][cell].number_format = form

    plan, findings = edit(book, change)
    assert findings == []
    assert attribute(plan)


# --- waivers --------------------------------------------------------------------------------------

WAIVER = {
    "waiver": "1",
    "code_or_measure": "12a",
    "division": "กก.",
    "reason": "ตั้งขึ้นใหม่กลางปี",
    "approved_by": "เลขาธิการ",
    "until": "",
}


def waived(path, *rows):
    """What a plan's workbook with these waivers reads as."""
    tables = shipped_tables()
    tables["waivers"] = [{**WAIVER, "waiver": str(number), **row} for number, row in enumerate(rows, start=1)]
    write_plan(tables, path / "plan.xlsx")
    return read_plan(path / "plan.xlsx")


def test_waivers_are_read_with_the_divisions_code_and_where_they_stand(tmp_path):
    plan, findings = waived(
        tmp_path,
        {"code_or_measure": "๑๒A", "division": "กองกำหนดมาตรฐาน", "until": "30/6/2567"},
        {"waiver": "ข.๒", "code_or_measure": "value-below-previous", "division": ""},
    )
    assert findings == []
    assert plan.waivers == (
        Waiver("1", "12a", "กก.", "ตั้งขึ้นใหม่กลางปี", "เลขาธิการ", date(2024, 6, 30)),
        Waiver("ข.๒", "value-below-previous", "", "ตั้งขึ้นใหม่กลางปี", "เลขาธิการ", None),
    )
    assert [w.source for w in plan.waivers] == [Source("plan.xlsx", "การยกเว้น", cell) for cell in ("F3", "F4")]


@pytest.mark.parametrize(
    ("slip", "code", "cell", "label"),
    [
        ({"waiver": ""}, "plan-cell-blank", "A3", "ข้อที่"),
        ({"code_or_measure": ""}, "plan-cell-blank", "B3", "ข้อค้นพบหรือตัวชี้วัด"),
        ({"reason": " "}, "plan-cell-blank", "D3", "เหตุผล"),
        ({"approved_by": ""}, "plan-cell-blank", "E3", "ผู้อนุมัติ"),
        ({"until": "สิ้นเดือน"}, "plan-date-unreadable", "F3", "ยกเว้นถึงวันที่"),
        ({"code_or_measure": "18a"}, "plan-waiver-code", "B3", "ข้อค้นพบหรือตัวชี้วัด"),
        ({"code_or_measure": "12"}, "plan-waiver-code", "B3", "ข้อค้นพบหรือตัวชี้วัด"),
        ({"code_or_measure": "plan-email"}, "plan-waiver-code", "B3", "ข้อค้นพบหรือตัวชี้วัด"),
        ({"code_or_measure": "waiver-expired"}, "plan-waiver-code", "B3", "ข้อค้นพบหรือตัวชี้วัด"),
    ],
)
def test_a_waiver_needs_all_but_division_and_day_and_a_known_code(slip, code, cell, label, tmp_path):
    plan, findings = waived(tmp_path, slip)
    assert plan is None
    assert [(f.code, f.source, f.label) for f in findings] == [(code, Source("plan.xlsx", "การยกเว้น", cell), label)]


def test_two_waivers_of_one_number_are_a_duplicate(tmp_path):
    assert told(waived(tmp_path, {"waiver": "1"}, {"waiver": "๑"})[1]) == [("plan-duplicate", "การยกเว้น", "A4")]


@pytest.mark.parametrize(
    ("measure", "division", "idle"),
    [
        ("5b", "กก.", True),
        ("5b", "สล.", False),
        ("12a", "สล.", False),
        ("12a", "", False),
        ("set-missing", "กก.", False),
    ],
)
def test_a_waiver_of_what_a_division_does_not_report_is_told(measure, division, idle, tmp_path):
    plan, findings = waived(tmp_path, {"code_or_measure": measure, "division": division})
    assert len(plan.waivers) == 1
    assert told(findings) == ([("plan-waiver-idle", "การยกเว้น", "C3")] if idle else [])


def test_a_plan_without_a_table_of_waivers_has_none(book, tmp_path):
    def without(workbook):
        del workbook["การยกเว้น"]

    assert edit(book, without) == (shipped(), [])
    for name, rows in shipped_tables().items():
        save(tmp_path, name, rows)
    (tmp_path / "waivers.csv").unlink()
    assert read_plan(tmp_path) == (shipped(), [])


def test_a_sheet_of_waivers_that_lost_its_keys_does_not_go_unread(book):
    def change(workbook):
        workbook["การยกเว้น"].delete_rows(1)

    plan, findings = edit(book, change)
    assert plan is None
    assert [(f.code, f.args["name"]) for f in findings] == [("plan-table-missing", "waivers")]


# --- findings -------------------------------------------------------------------------------------


def test_all_findings_of_a_plan_are_told_at_once_with_their_cells(book):
    def change(workbook):
        workbook["ตัวชี้วัด"]["G12"] = "มาก"
        workbook["กิจกรรม"]["B3"] = 9
        workbook["ทะเบียนหน่วยงาน"]["D4"] = "sk"
        workbook["รอบการรายงาน"]["A4"] = None

    plan, findings = edit(book, change)
    assert plan is None
    assert sorted(told(findings)) == [
        ("plan-cell-blank", "รอบการรายงาน", "A4"),
        ("plan-email", "ทะเบียนหน่วยงาน", "D4"),
        ("plan-guideline-unknown", "กิจกรรม", "B3"),
        ("plan-milestone-round", "เป้าหมายตามรอบ", "B6"),
        ("plan-number-unreadable", "ตัวชี้วัด", "G12"),
    ]


@pytest.mark.parametrize(
    ("column", "key", "heading", "code"),
    [
        ("F", None, "การเทียบเป้าหมาย", "plan-column-keyless"),
        ("F", "measures.bond", "การเทียบเป้าหมาย", "plan-column-keyless"),
        ("F", "ของฉัน", "การเทียบเป้าหมาย", "plan-column-keyless"),
        ("F", "Measures.Bound", "เทียบ", "plan-column-unknown"),
        ("F", "measure.bound", "เทียบ", "plan-column-unknown"),
        ("F", "bound", None, "plan-column-unknown"),
        ("Q", None, "นับถึงวันที่", "plan-column-keyless"),
        ("Q", "measures.untill", None, "plan-column-unknown"),
        ("G", None, "เป้าหมาย", "plan-column-keyless"),  # once, though the column is needed
        ("R", "measures.note", "ของฉัน", "plan-column-unknown"),
        ("R", None, "เป้าหมาย", None),  # a copy beside the column that counts
        ("R", "ร่าง", "ของฉัน", None),
    ],
)
def test_a_column_that_lost_its_key_does_not_go_unread(column, key, heading, code, book):
    def change(workbook):
        sheet = workbook["ตัวชี้วัด"]
        sheet[f"{column}1"], sheet[f"{column}2"], sheet[f"{column}4"] = key, heading, "ไม่เกิน"

    plan, findings = edit(book, change)
    assert (plan is None) == bool(code)
    assert told(findings) == ([(code, "ตัวชี้วัด", f"{column}1")] if code else [])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bond", "plan-column-unknown"),
        ("measures.bound", "plan-column-unknown"),
        ("การเทียบเป้าหมาย", "plan-column-keyless"),
        ("ตรวจแล้ว", None),
        ("checked", None),
        ("units", None),  # `unit` is there, so nothing of it is lost
    ],
)
def test_a_misspelt_column_of_a_csv_table_does_not_go_unread(name, code, folder):
    path = folder / "measures.csv"
    path.write_text(path.read_text("utf-8").replace(",bound,", f",{name},"), "utf-8")
    plan, findings = read_plan(folder)
    assert (plan is None) == bool(code)
    assert told(findings) == ([(code, "measures.csv", "F1")] if code else [])


def test_a_finding_in_a_csv_table_names_its_file_and_cell(folder):
    rows = shipped_tables()["milestones"]
    rows[1]["target"] = "เกือบเต็ม"
    save(folder, "milestones", rows)
    plan, findings = read_plan(folder)
    assert plan is None
    assert [(f.code, f.source, f.typed) for f in findings] == [
        ("plan-number-unreadable", Source("milestones.csv", "", "C3"), "เกือบเต็ม")
    ]


def test_a_csv_table_saved_by_excel_is_read(folder):
    rounds = folder / "rounds.csv"
    rounds.write_bytes(b"\xef\xbb\xbf" + rounds.read_bytes().replace(b"\r\n", b"\r\n") + b",,,\r\n")
    assert read_plan(folder) == (shipped(), [])


def test_a_warning_leaves_the_plan_standing(book):
    def change(workbook):
        workbook["ทะเบียนหน่วยงาน"]["D4"] = "sk"

    plan, findings = edit(book, change)
    assert plan is not None
    assert told(findings) == [("plan-email", "ทะเบียนหน่วยงาน", "D4")]


@pytest.mark.parametrize(
    "typed",
    [
        *("kk@dept.example", "a@dept.example; b@dept.example", "a@หน่วยงาน.ไทย", ";"),
        *("กก@dept.example", "a..b@dept.example", "a@-x.example", "a@dept", "a@x_y.example"),
        *("a@dept.example, b@dept.example", "a@dept.example; b"),
    ],
)
def test_an_address_is_taken_where_letters_can_be_sent_to_it(typed, book):
    """The plan's check and the letters hold one opinion."""

    def change(workbook):
        workbook["ทะเบียนหน่วยงาน"]["D4"] = typed

    plan, findings = edit(book, change)
    written, refused = addresses(plan.divisions[1])
    wrong = any(f.code == "mail-address-wrong" for f in refused)
    assert [f.code for f in findings] == ["plan-email"] * wrong
    assert bool(findings) == (typed not in {"kk@dept.example", "a@dept.example; b@dept.example", "a@หน่วยงาน.ไทย", ";"})
    assert written or findings or typed == ";"


@pytest.mark.parametrize(
    ("table", "row", "key", "typed", "code"),
    [
        ("measures", 17, "target", "4", "plan-target-range"),  # 11b: there are three levels
        ("measures", 0, "target", "6", "plan-target-range"),  # 1a: five virtues
        ("measures", 0, "target", "1.5", "plan-target-range"),
        ("measures", 1, "target", "0", "plan-target-range"),
        ("measures", 12, "target", "0.5", "plan-target-range"),  # 7a: events
        ("measures", 9, "target", "0%", "plan-target-range"),
        ("measures", 16, "source", "", "plan-share-source"),
        ("measures", 16, "source", "99a", "plan-share-source"),
        ("measures", 1, "key", "persons", "plan-key-duplicate"),
        ("measures", 9, "denominator_key", "signed", "plan-key-duplicate"),
        ("measures", 9, "denominator_label", "", "plan-cell-blank"),
        ("measures", 0, "input_label", "", "plan-cell-blank"),
        ("measures", 1, "measure", "1", "plan-measure-code"),
        ("measures", 1, "measure", "1A", None),
        ("measures", 1, "measure", "1a", "plan-duplicate"),
        ("measures", 1, "aggregation", "sum", "plan-choice-unknown"),
        ("milestones", 1, "target", "90", "plan-target-needs-percent"),
        ("milestones", 1, "also", "1", "plan-target-needs-percent"),
        ("milestones", 1, "round", "6", "plan-duplicate"),
        ("activities", 0, "reporter", "กอง", "plan-choice-unknown"),
        ("activities", 1, "activity", "๑", "plan-duplicate"),
        ("activities", 0, "items", "1;x", "plan-number-unreadable"),
        ("activities", 0, "budget_text", "-5", "plan-budget-unreadable"),
        ("activities", 0, "period_text", "มิ.ย. ๒๕๖๗ – ต.ค. ๒๕๖๖", "plan-period-unreadable"),
        ("divisions", 1, "code", "ส ล", "plan-duplicate"),
        ("divisions", 1, "code", "ก" * 120, "plan-division-code-long"),
        ("divisions", 1, "code", "ก" * 31, "plan-division-code-long"),
        ("divisions", 1, "code", "กค\u202e", "plan-division-code"),
        ("divisions", 1, "code", "กค\x07", "plan-division-code"),
        ("divisions", 1, "code", "กค\n๑", "plan-division-code"),
        ("divisions", 1, "code", ". .", "plan-division-code"),
        ("plan", 0, "value", "x" * 61, "plan-id-invalid"),
        ("measures", 1, "key", "x" * 41, "plan-key-invalid"),
        ("divisions", 1, "division", "อาจจะ", "plan-choice-unknown"),
        ("categories", 0, "category", "พอเพียง", "plan-key-invalid"),
        ("columns", 0, "width", "0", "plan-number-range"),
        ("plan", 7, "value", "1000", "plan-number-range"),
        ("plan", 0, "key", "name", "plan-choice-unknown"),
        ("rounds", 0, "last_day", "30-31 มี.ค. 2567", "plan-date-unreadable"),
        ("rounds", 0, "deadline", "สิ้นเดือน", "plan-date-unreadable"),
        ("rounds", 0, "round", "6.5", "plan-number-unreadable"),
    ],
)
def test_one_wrong_cell_is_told(table, row, key, typed, code, folder):
    rows = shipped_tables()[table]
    rows[row][key] = typed
    save(folder, table, rows)
    plan, findings = read_plan(folder)
    at = f"{chr(65 + [c.key for c in BY_NAME[table].columns].index(key))}{row + 2}"
    if code is None:  # "1A" is "1a", which is another's
        code = "plan-duplicate"
    assert plan is None
    assert (code, f"{table}.csv", at) in told(findings)


@pytest.mark.parametrize(
    ("typed", "told_of"),
    [
        ("2567-03-30", True),
        ("2567-03-31", False),
        ("2568-04-01", False),
        ("2568-04-02", True),
        ("15/4/2510", True),
        (date(1966, 4, 15), True),  # 15/4/66, a year too early
        (date(2023, 4, 15), True),
        (date(2024, 4, 15), False),
    ],
)
def test_a_deadline_that_its_rounds_last_day_makes_unlikely_is_told(typed, told_of, book):
    def change(workbook):
        workbook["รอบการรายงาน"]["D3"] = typed

    plan, findings = edit(book, change)
    assert plan.rounds[0].deadline.year in {2023, 2024, 2025, 1967}
    assert told(findings) == ([("plan-deadline-unlikely", "รอบการรายงาน", "D3")] if told_of else [])


DOUBTFUL = {"plan-number-ambiguous", "plan-number-unreadable", "plan-budget-unreadable"}


@pytest.mark.parametrize(
    ("table", "row", "key", "typed"),
    [
        ("measures", 1, "target", "1.234"),
        ("measures", 1, "target", "๑.๒๓๔ ช่องทาง"),
        ("measures", 1, "target", "4 มี.ค."),
        ("measures", 1, "target", "5 คน"),  # the measure's unit is another
        ("measures", 1, "target", "5 คน ช่องทาง"),
        ("measures", 1, "target", "2 หรือ 3"),
        ("measures", 9, "target", "ร้อยละ ๘๐.๕๐๐"),
        ("measures", 9, "target", "80% ของกอง"),
        ("milestones", 1, "target", "90% ขึ้นไป"),
        ("activities", 8, "budget_text", "๑๐.๕๐๐ บาท"),
        ("activities", 8, "budget_text", "๑.๐๑๐.๕๐๐"),
        ("activities", 8, "budget_text", "1O.5OO"),
        ("activities", 8, "budget_text", "10500 สตางค์"),
        ("activities", 8, "budget_text", "2 ล."),
        ("activities", 8, "budget_text", "10,500 บาท (หนึ่งหมื่นบาทถ้วน)"),
        ("activities", 8, "budget_text", "10,500 บาท/ครั้ง"),
        ("rounds", 0, "round", "6 มี.ค."),
        ("activities", 0, "items", "1.234"),
        ("plan", 1, "value", "2.567"),
    ],
)
def test_a_figure_in_doubt_is_refused_as_the_intake_does(table, row, key, typed, folder):
    rows = shipped_tables()[table]
    rows[row][key] = typed
    save(folder, table, rows)
    plan, findings = read_plan(folder)
    assert plan is None
    first = next(f for f in findings if f.typed == typed)
    assert first.code in DOUBTFUL


def test_what_a_figure_in_doubt_may_be_is_named(folder):
    rows = shipped_tables()["activities"]
    rows[8]["budget_text"] = "๑๐.๕๐๐ บาท"
    save(folder, "activities", rows)
    (finding,) = [f for f in read_plan(folder)[1] if f.code == "plan-number-ambiguous"]
    assert "(อ่านได้มากกว่าหนึ่งอย่าง คือ ๑๐.๕ หรือ ๑๐,๕๐๐)" in text(finding)


@pytest.mark.parametrize(
    ("typed", "budget"),
    [
        ("10,500", 10_500),
        ("๑๐,๕๐๐.- บาท", 10_500),
        ("จำนวน ๑๐,๕๐๐ บาทถ้วน", 10_500),
        ("๑๐,๕๐๐.๕๐ บาท", 10_500.5),
        ("๒ ล้านบาท", 2_000_000),
        ("๑๐,๕๐๐ บาท (หนึ่งหมื่นห้าร้อยบาทถ้วน)", 10_500),
        ("หนึ่งหมื่นบาท", 10_000),
    ],
)
def test_a_budget_in_baht_is_read(typed, budget, folder):
    rows = shipped_tables()["activities"]
    rows[8]["budget_text"] = typed
    save(folder, "activities", rows)
    plan = read_plan(folder)[0]
    assert (plan.activity(9).budget, plan.activity(9).budget_text) == (budget, typed)


@pytest.mark.parametrize("typed", ["3", "๓ ช่องทาง", "3ช่องทาง", "สาม ช่องทาง"])
def test_a_target_may_have_its_measures_own_unit(typed, folder):
    rows = shipped_tables()["measures"]
    rows[1]["target"] = typed
    save(folder, "measures", rows)
    assert read_plan(folder)[0].measures[1].target == 3


def test_a_number_of_a_cell_is_no_text_in_doubt(book, tmp_path):
    def change(workbook):
        sheet = workbook["ตัวชี้วัด"]
        sheet["D4"], sheet["G4"] = "คะแนนหรือค่าเฉลี่ย", 4.125
        sheet["G12"], sheet["G12"].number_format = 0.12345, "0.000%"

    plan, findings = edit(book, change)
    assert findings == []
    assert [plan.measures[n].target for n in (1, 9)] == [4.125, pytest.approx(0.12345)]
    tables, _ = plans.read_tables(book)
    write_plan(tables, tmp_path / "again.xlsx")
    assert read_plan(tmp_path / "again.xlsx")[0].measures[1].target == 4.125


@pytest.mark.parametrize(
    ("words", "money"),
    [
        ("ทั้งหมด ๑๗ กิจกรรม จำนวน ๒๕๕,๐๐๐ บาท", "255,000"),
        ("๑๗ กิจกรรม ๒๕๕,๐๐๐", "255,000"),
        ("๑๗ กิจกรรม ๒๕๕,๐๐๐.-", "255,000"),
        ("๑๗ กิจกรรม ๒๕๕,๕๐๐.๐๐", None),
        ("ทั้งหมด ๑๗ กิจกรรม ใน ๓", None),
    ],
)
def test_the_total_rows_money_is_held_against_the_budgets(words, money, folder):
    rows = shipped_tables()["plan"]
    next(row for row in rows if row["key"] == "total_text")["value"] = words
    save(folder, "plan", rows)
    plan, findings = read_plan(folder)
    assert plan is not None
    told = [f.args["told"] for f in findings if f.code == "plan-total-budget"]
    assert told == ([money] if money else [])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("abc", "ABC"),
        ("caf\u00e9", "cafe\u0301"),
        ("น้ำ", "น\u0e49\u0e4d\u0e32"),
        ("กอ.1", "กอ๑"),
        ("Straße", "STRASSE"),
    ],
)
def test_codes_that_one_file_name_would_stand_for_are_the_same(first, second, folder):
    rows = shipped_tables()["divisions"]
    rows[1]["code"], rows[2]["code"] = first, second
    save(folder, "divisions", rows)
    plan, findings = read_plan(folder)
    assert plan is None
    assert told(findings) == [("plan-duplicate", "divisions.csv", "A4")]


def test_a_code_as_long_as_it_may_be_makes_a_file_name_and_a_form(folder):
    rows = shipped_tables()["divisions"]
    rows[1]["code"] = "ก๊" * 15
    save(folder, "divisions", rows)
    plan, findings = read_plan(folder)
    assert findings == []
    path = folder / template_name(plan, plan.rounds[0], plan.divisions[1])
    write_template(plan, plan.rounds[0], plan.divisions[1], path)
    assert open_file(path, path.name).submission.identity.division == "ก๊" * 15


@pytest.mark.parametrize(
    ("sheet", "cell", "formula"),
    [
        ("ตัวชี้วัด", "G12", "=0.8"),
        ("ตัวชี้วัด", "G3", "=1/0"),
        ("ทะเบียนหน่วยงาน", "A5", '="กก"&"."'),
        ("ข้อมูลแผน", "B4", "=2500+67"),
        ("รอบการรายงาน", "D3", "=C3+10"),
        ("ตัวชี้วัด", "G12", ArrayFormula("G12", "=SUM(0.4*2)")),
    ],
)
def test_a_formula_is_told_whatever_it_would_give(sheet, cell, formula, book):
    def change(workbook):
        workbook[sheet][cell] = formula

    plan, findings = edit(book, change)
    assert plan is None
    first = [f for f in findings if f.code == "plan-cell-formula"]
    assert told(first) == [("plan-cell-formula", sheet, cell)]
    assert first[0].typed == getattr(formula, "text", formula)
    assert [f.code for f in findings if f.source.cell == cell] == ["plan-cell-formula"]


def test_what_is_struck_through_is_told_by_row_and_still_taken(book):
    def change(workbook):
        sheet = workbook["ตัวชี้วัด"]
        for cell in [*sheet[4], sheet["C6"], sheet["T2"], sheet["G1"]]:
            cell.value = cell.value or ("ของฉัน" if cell.column > 17 else None)
            cell.font = Font(strike=True)
        sheet["C8"].value = CellRichText("จำนวน", TextBlock(InlineFont(strike=True), "ครั้ง"))
        sheet["S4"], sheet["S4"].font = "ของฉัน", Font(strike=True)

    plan, findings = edit(book, change)
    assert told(findings) == [("plan-row-struck", "ตัวชี้วัด", cell) for cell in ("A4", "C6", "C8")]
    assert "A4, B4, C4, D4, E4, …" in text(findings[0])
    assert (plan.measures[1], plan.measures[5].label) == (shipped().measures[1], "จำนวนครั้ง")
    assert plans.read_tables(book)[0]["measures"][1]["measure"] == "1b"


def test_formulas_in_columns_of_the_users_own_do_no_harm(book):
    def change(workbook):
        workbook["ตัวชี้วัด"]["T2"], workbook["ตัวชี้วัด"]["T3"] = "ของฉัน", "=F3*2"

    assert edit(book, change) == (shipped(), [])


@pytest.mark.parametrize("typed", ["", "-1", "80%", "#REF!", "1;2;1"])
def test_whatever_stands_in_a_cell_there_is_a_plan_or_an_error_to_show(typed, folder):
    for table in TABLES:
        for column in table.columns:
            rows = shipped_tables()[table.name] or [dict(WAIVER)]
            rows[0][column.key] = typed
            save(folder, table.name, rows)
            plan, findings = read_plan(folder)
            errors = [f for f in findings if severity(f) == Severity.ERROR]
            assert (plan is None) == bool(errors)
            assert all(text(f, lang) for f in findings for lang in ("th", "en"))
        save(folder, table.name, shipped_tables()[table.name])


# --- files that are no plan -----------------------------------------------------------------------


def encrypted(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"))


def truncated(path):
    write_plan(shipped_tables(), path)
    path.write_bytes(path.read_bytes()[:9000])


def scrambled(path):
    """A workbook whose sheets are no XML."""
    write_plan(shipped_tables(), path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data[::-1] if "worksheets/sheet" in name else data)


def other_archive(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "แผน")


def other_workbook(path):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "กิจกรรม"
    workbook.save(path)


def bomb(path):
    """An archive that declares more than a plan can hold."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(520):
            part.write(bytes(1 << 20))


@pytest.mark.parametrize("make", [encrypted, truncated, scrambled, other_archive, other_workbook, bomb])
def test_what_is_no_plans_workbook_is_a_finding(make, tmp_path):
    path = tmp_path / "plan.xlsx"
    make(path)
    plan, findings = read_plan(path)
    assert plan is None
    assert [(f.code, f.source) for f in findings] == [("plan-unreadable", Source("plan.xlsx"))]


def test_an_empty_folder_misses_every_table(tmp_path):
    plan, findings = read_plan(tmp_path)
    assert plan is None
    assert [f.source.file for f in findings] == [f"{table.name}.csv" for table in TABLES if not table.optional]


def test_a_csv_table_with_a_broken_quote_is_unreadable(folder):
    (folder / "levels.csv").write_text('level,label,aliases\n1,"องค์กร', encoding="utf-8")
    plan, findings = read_plan(folder)
    assert plan is None
    assert told(findings) == [("plan-csv-unreadable", "levels.csv", "")]


# --- which plan, which division -------------------------------------------------------------------


def test_without_a_plan_the_folders_own_is_taken_else_the_shipped_one(tmp_path):
    assert load(None, tmp_path) == (shipped(), [])
    tables = shipped_tables()
    tables["plan"][0]["value"] = "ours"
    write_plan(tables, tmp_path / "plan.xlsx")
    assert load(None, tmp_path)[0].id == "ours"
    tables["plan"][0]["value"] = "theirs"
    write_plan(tables, tmp_path / "other.xlsx")
    assert load(tmp_path / "other.xlsx", tmp_path)[0].id == "theirs"


def test_a_plan_that_is_named_but_missing_is_not_replaced_by_another(tmp_path):
    plan, findings = load(tmp_path / "missing.xlsx", tmp_path)
    assert plan is None
    assert [f.code for f in findings] == ["plan-not-found"]


def test_a_broken_shipped_plan_is_a_bug(tmp_path, monkeypatch):
    shutil.copytree(str(plans._shipped_folder()), tmp_path / "2567")  # noqa: SLF001
    (tmp_path / "2567" / "levels.csv").unlink()
    monkeypatch.setattr(plans, "_shipped_folder", lambda: tmp_path / "2567")
    with pytest.raises(RuntimeError, match="plan-table-missing"):
        shipped()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("กต.๑", "กต.๑"),
        ("กต.1", "กต.๑"),
        (" กต ๑ ", "กต.๑"),
        ("กองตรวจการมาตรฐาน 2", "กต.๒"),
        ("สำนักงานเลขาธิการกรม", "สล."),
        ("สํานักงานเลขานุการกรม", "สล."),  # nikhahit and sara aa
        ("สล", "สล."),
        ("กองที่ไม่มี", None),
        ("", None),
        (".", None),
    ],
)
def test_a_division_is_found_by_code_name_or_alias(typed, code):
    division = find_division(shipped(), typed)
    assert (division.code if division else None) == code
