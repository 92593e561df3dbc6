"""The master says what the plan and the report say, in Thai, and nothing that clerks typed does anything in it."""

import dataclasses
import math
import random
import re
import unicodedata
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from moralxl import messages, thai
from moralxl import text as master_text
from moralxl.consolidate import consolidate
from moralxl.layout import layout
from moralxl.master import details, living, returns, write_master
from moralxl.master.events import COLUMNS as EVENT_COLUMNS
from moralxl.master.heights import HIGHEST, lines_of, true_height
from moralxl.master.paper import LEAST_SCALE, PRINTED_WIDTH, full_width
from moralxl.master.results import measure_result, shown_attainment, shown_share
from moralxl.model import FileStatus, Finding, Identity, Ledger, Record, Source, Submission
from moralxl.plan import shipped
from moralxl.styles import DECIMAL, INTEGER, PERCENT, SIZE, STATE_LABELS, STATE_SIGNS, UNSENT_LABEL

PLAN = shipped()
OFFICE = "สล."
REPORTED = date(2024, 7, 4)
SAVED = datetime(2024, 7, 4, 9, 30)  # noqa: DTZ001 - Excel's times have no zone
RESULTS, APPROVED, MATRIX, MEASURES = "แผนและผล", "แผนที่อนุมัติ", "ตารางหน่วยงาน", "ตัวชี้วัด"
ERRATA, NARRATIVE, EVENTS, CALCULATION, DATA = (
    "บันทึกถ้อยคำในแผน",
    "ปัญหาและข้อเสนอแนะ",
    "กิจกรรมที่จัด",
    "การคำนวณ",
    "ข้อมูล",
)
SHEETS = [
    "ภาพรวม",
    RESULTS,
    APPROVED,
    "ปฏิทินแผน",
    "ข้อประเมิน",
    "งบประมาณ",
    MATRIX,
    MEASURES,
    "การส่งแบบรายงาน",
    "ข้อค้นพบ",
    ERRATA,
    NARRATIVE,
    EVENTS,
    CALCULATION,
    DATA,
    "_moralxl",
]
# the others have tests of their own, in test_master_pages.py
PAGES = (RESULTS, APPROVED, MATRIX, MEASURES, "การส่งแบบรายงาน", "ข้อค้นพบ", ERRATA, NARRATIVE, EVENTS)
PAYLOADS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "http://example.com/a1",
    "mailto:a1@example.com",
    "internal:'ข้อมูล'!A1",
    "=cmd|' /C calc'!A0",
    "{=SUM(A1:A2)}",
    '=HYPERLINK("http://example.com")',
    "\t=1+1",
    "<b>&amp;</b>",
    "_x0041_",
]
COLUMNS = {c.key: place for place, c in enumerate(PLAN.columns, start=1)}
STYLE_OF = {(20, True): "title", (16, True): "heading", (16, False): "cell", (14, False): "note"}
UNANSWERED = {1, 2, 3, 4, 7, 8, 10, 13, 14, 16, 17}  # activities of `usual` that nobody reports anything about
CALLS = [payload for payload in PAYLOADS if len(payload) > 4]  # "+1" stands in many a formula
BESIDE = len(PLAN.columns)  # the results stand in the four columns after these


def submission(code, answers, round_number=9, plan=PLAN):
    """A return that answers the inputs with these keys; a tuple gives what was typed and what was read."""
    made = layout(plan, plan.round(round_number), plan.division(code))
    file = f"{code}xlsx"
    records = []
    for field in made.fields:
        if field.key not in answers:
            continue
        given = answers[field.key]
        typed, value = given if isinstance(given, tuple) else (str(given), given)
        activity = field.activity
        if field.event_row is not None:
            chosen = answers.get(f"ev{field.event_row:02d}_activity")
            activity = int(chosen) if chosen else None
        records.append(
            Record(
                code,
                field.key,
                activity,
                field.measure,
                field.role,
                field.category,
                field.event_row,
                float(value) if isinstance(value, int) else value,
                "value",
                typed,
                Source(file, field.sheet, field.cell),
            )
        )
    identity = Identity(plan.id, plan.year, round_number, code, made.version)
    return Submission(file, "0" * 64, FileStatus.ACCEPTED, identity, tuple(records), REPORTED, SAVED)


def report(*submissions, round_number=9, findings=(), plan=PLAN):
    return consolidate(plan, plan.round(round_number), submissions, findings)


def usual():
    office = {
        "a05_virtues": 4,
        "a05_signed": 78,
        "a05_staff": 100,
        "a06_virtues": 5,
        "a06_signed": 9,
        "a06_staff": 10,
        "a09_spent": 9500,
        "a17_spent": 1200.5,
        "a09_result": "จัดอบรม 2 รุ่น ดู http://example.com/2024",
        "ev01_activity": 9,
        "ev01_date": date(2023, 12, 1),
        "ev01_title": "อบรมคุณธรรม รุ่น 1",
        "ev01_participants": 40,
        "ev02_activity": 9,
        "ev02_date": date(2024, 6, 1),
        "ev02_title": "อบรมคุณธรรม รุ่น 2",
    }
    division = {"a06_virtues": 5, "a06_signed": 1, "a06_staff": 10, "a12_level": 3, "a06_problem": "ไม่มี"}
    finding = Finding("value-not-number", Source("กค.xlsx", "แบบรายงาน", "C9"), "กิจกรรมที่ ๒: จำนวน", "=1+1")
    return report(submission(OFFICE, office), submission("กค.", division), findings=[finding])


@pytest.fixture(scope="module")
def usual_path(tmp_path_factory):
    return write_master(usual(), tmp_path_factory.mktemp("master") / "master.xlsx")


@pytest.fixture(scope="module")
def book(usual_path):
    return openpyxl.load_workbook(usual_path, data_only=True)


def written(a_report, tmp_path):
    """The master as it shows itself, with the values of its formulas."""
    return openpyxl.load_workbook(write_master(a_report, tmp_path / "master.xlsx"), data_only=True)


def texts(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def rows_by_number(sheet):
    """The rows of the official table by activity number."""
    numbers = {a.number for a in PLAN.activities}
    found = {}
    for row in sheet.iter_rows():
        if isinstance(row[0].value, int) and row[0].value in numbers:
            assert row[0].value not in found
            found[row[0].value] = row
    return found


def row_of_text(sheet, text, column=1):
    (row,) = [cell.row for cell in texts(sheet) if cell.value == text and cell.column == column]
    return row


# --- the official table ---------------------------------------------------------------------------


def test_the_sheets_stand_in_their_order(book):
    assert book.sheetnames == SHEETS
    assert book.active.title == SHEETS[0]


@pytest.mark.parametrize("name", [RESULTS, APPROVED])
def test_every_official_cell_is_as_in_the_plan(book, name):
    rows = rows_by_number(book[name])
    assert list(rows) == [a.number for a in PLAN.activities] == list(range(1, 18))
    for activity in PLAN.activities:
        row = rows[activity.number]
        for key, column in COLUMNS.items():
            expected = getattr(activity, key)
            if key == "budget_text" and activity.budget is not None:
                expected = activity.budget
            assert row[column - 1].value == expected, (activity.number, key)


@pytest.mark.parametrize("name", [RESULTS, APPROVED])
def test_headings_are_official_and_in_order(book, name):
    sheet = book[name]
    row = row_of_text(sheet, PLAN.columns[0].heading)
    shown = [cell.value for cell in sheet[row]]
    assert shown[:BESIDE] == [c.heading for c in PLAN.columns]
    assert shown[BESIDE:] == (
        ["ผลการดำเนินงาน", "ระดับความสำเร็จ (ร้อยละ)", "สถานะ", "ใช้จ่ายจริง (บาท)"] if name == RESULTS else []
    )
    assert sheet.print_title_rows == f"${row}:${row}"
    assert sheet.freeze_panes == f"C{row + 1}"


@pytest.mark.parametrize(("name", "last"), [(RESULTS, "M"), (APPROVED, "I")])
def test_title_guidelines_and_their_activities(book, name, last):
    sheet = book[name]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert sheet["A1"].value == PLAN.title
    assert sheet["A2"].value == PLAN.organisation_line
    rows = rows_by_number(sheet)
    for text, first in zip((g.text for g in PLAN.guidelines), (1, 5, 9), strict=True):
        row = row_of_text(sheet, text)
        assert row == rows[first][0].row - 1
        assert f"A{row}:{last}{row}" in merged
    assert {f"A1:{last}1", f"A2:{last}2"} <= merged


def test_the_round_and_its_last_day_are_told(book):
    assert book[RESULTS]["A3"].value == "ผลการดำเนินงาน รอบ ๙ เดือน ข้อมูล ณ วันที่ ๓๐ มิถุนายน ๒๕๖๗"


def test_totals(book):
    sheet = book[RESULTS]
    row = row_of_text(sheet, PLAN.total_label)
    assert row == sheet.max_row
    assert sheet.cell(row, 2).value == PLAN.total_text
    assert sheet.cell(row, COLUMNS["budget_text"]).value == 255_500
    assert sheet.cell(row, BESIDE + 1).value == "บรรลุ ๑ จาก ๑๗ กิจกรรม (ไม่บรรลุ ๔ ยังไม่ถึงกำหนด ๕ ไม่มีข้อมูล ๗)"
    assert sheet.cell(row, BESIDE + 4).value == 10_700.5
    assert book[APPROVED].cell(book[APPROVED].max_row, COLUMNS["budget_text"]).value == 255_500


def test_numbers_are_numbers_with_thai_formats(book):
    sheet = book[RESULTS]
    rows = rows_by_number(sheet)
    for number, row in rows.items():
        assert row[0].number_format == INTEGER
        attainment = row[BESIDE + 1]
        assert attainment.data_type == ("s" if number in UNANSWERED else "n"), number
        assert attainment.number_format == PERCENT
    assert rows[9][COLUMNS["budget_text"] - 1].number_format == INTEGER
    assert rows[9][BESIDE + 3].value == 9500
    assert rows[9][BESIDE + 3].number_format == INTEGER
    # satang are not rounded away
    assert rows[17][BESIDE + 3].value == 1200.5
    assert rows[17][BESIDE + 3].number_format == DECIMAL
    assert rows[10][BESIDE + 3].value == "ไม่ได้รายงาน"
    assert rows[1][BESIDE + 3].value == "–"


def test_results_stand_beside_their_activity(book):
    a_report = usual()
    department = a_report.activities[a_report.activities["division"].isna()].set_index("activity")
    for number, row in rows_by_number(book[RESULTS]).items():
        attainment = math.floor(department.loc[number, "attainment"] * 1000 + 1e-9) / 1000
        assert row[BESIDE + 1].value == ("–" if number in UNANSWERED else attainment)
        assert row[BESIDE + 2].value == STATE_LABELS[department.loc[number, "state"]]
    five = rows_by_number(book[RESULTS])[5][BESIDE].value.split("\n")
    assert five == [
        "(ก)\u00a0จำนวนคุณธรรมเป้าหมายที่ประกาศกำหนด: ๔ คุณธรรม ขาดอีก ๑ คุณธรรม",
        "(ข)\u00a0ร้อยละของผู้บริหารและบุคลากรที่ร่วมประกาศเจตนารมณ์เป็นลายลักษณ์อักษร: ๗๘ จาก ๑๐๐ คน (ร้อยละ ๗๘.๐) ขาดอีก ๒ คน",
    ]
    six = rows_by_number(book[RESULTS])[6][BESIDE].value
    short = "สก. กก. กค. กต.๑ กต.๒ กม. และอีก ๕ หน่วยงาน"
    assert six.endswith(f"บรรลุ ๑ จาก ๑๒ หน่วยงาน ขาดอีก ๑๑ หน่วยงาน ({short}) รวม ๑๐ จาก ๒๐ คน (ร้อยละ ๕๐.๐)")


@pytest.mark.parametrize("name", [RESULTS, APPROVED, MATRIX, ERRATA])
def test_no_arabic_digit_on_official_sheets(book, name):
    sheet = book[name]
    assert [cell.coordinate for cell in texts(sheet) if re.search("[0-9]", cell.value)] == []
    numbers = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, (int, float))]
    assert numbers
    assert {cell.number_format for cell in numbers} <= {INTEGER, DECIMAL, PERCENT}
    assert not re.search("[0-9]", sheet.oddFooter.left.text)


@pytest.mark.parametrize("name", [*PAGES, CALCULATION, DATA])
def test_pages(book, name):
    sheet = book[name]
    paper = "8" if name in {CALCULATION, DATA} else "9"  # A3, A4
    assert (str(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (paper, "landscape")
    if name in {RESULTS, APPROVED}:
        assert sheet.page_setup.scale == 100 * LEAST_SCALE  # the same pages in all programs
        assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    else:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert "&P" in sheet.oddFooter.center.text
    assert sheet.page_margins.left > sheet.page_margins.right
    area = sheet.print_area.replace("$", "").split("!")[-1]
    # what events are counted by is not printed, nor are the sums of files
    last = len(EVENT_COLUMNS) if name == EVENTS else sheet.max_column - (name == DATA)
    assert area == f"A1:{sheet.cell(sheet.max_row, last).coordinate}"


def widths_of(sheet):
    """Column widths in characters, without the padding that the file adds; equal neighbours come as one."""
    widths = {}
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, dimension.max + 1):
            widths[column] = dimension.width - 0.7109375
    return [widths[column] for column in range(1, sheet.max_column + 1)]


@pytest.mark.parametrize("name", [RESULTS, APPROVED])
def test_print_is_twelve_points_at_least(book, name):
    """By LibreOffice's columns, the wider ones; the widths in the file are rounded to pixels."""
    scale = PRINTED_WIDTH / full_width(widths_of(book[name]))
    assert scale * SIZE >= LEAST_SCALE * SIZE - 0.05
    assert {cell.font.sz for cell in texts(book[name])} == {SIZE, 20}
    assert {cell.font.name for cell in texts(book[name])} == {"TH Sarabun New"}


@pytest.mark.parametrize("name", PAGES)
def test_rows_are_high_enough(book, name):
    sheet = book[name]
    widths = widths_of(sheet)
    merged = {area.start_cell.coordinate: area for area in sheet.merged_cells.ranges}
    for cell in texts(sheet):
        area = merged.get(cell.coordinate)
        last = area.max_col if area else cell.column
        width = sum(widths[cell.column - 1 : last])
        style = STYLE_OF[cell.font.sz, cell.font.b]
        needed = true_height(lines_of(cell.value, width, style), style)
        if area and area.max_row > cell.row:  # a heading beside a heading of two rows
            needed -= sheet.row_dimensions[area.max_row].height
        # widths come back rounded to pixels, which may break a line more
        assert sheet.row_dimensions[cell.row].height >= min(needed, HIGHEST) - SIZE * 1.36, cell.coordinate
        assert sheet.row_dimensions[cell.row].height <= HIGHEST


def test_a_guideline_is_never_parted_from_its_activities(book):
    sheet = book[RESULTS]
    guidelines = {row_of_text(sheet, g.text) for g in PLAN.guidelines}
    breaks = {brk.id for brk in sheet.row_breaks.brk}  # the row above each break
    assert not guidelines & breaks
    assert breaks <= {row - 1 for row in guidelines}


def test_a_plan_with_long_texts_still_fits_excels_rows(tmp_path):
    """Wide texts take width from others, and the whole table widens where that does not do."""
    long = replace_activities(lambda a: {"objective": a.objective * 4, "indicator": a.indicator * 3})
    sheet = written(report(plan=long), tmp_path)[RESULTS]
    widths = widths_of(sheet)
    for row in rows_by_number(sheet).values():
        for cell in row:
            if isinstance(cell.value, str):
                lines = lines_of(cell.value, widths[cell.column - 1], "cell")
                assert true_height(lines - 1, "cell") <= sheet.row_dimensions[cell.row].height


def replace_activities(change):
    activities = tuple(dataclasses.replace(a, **change(a)) for a in PLAN.activities)
    return dataclasses.replace(PLAN, activities=activities)


# --- results in words -----------------------------------------------------------------------------


def figure(**values):
    blank = dict.fromkeys(("n", "N", "actual", "target", "attainment", "divisions_met", "divisions"))
    return {**blank, "state": "not_met", "due": True, **values}


def words(code, round_number=12, **values):
    measure = next(m for m in PLAN.measures if m.code == code)
    return measure_result(report(round_number=round_number), measure, figure(**values))


def test_progress_prints_its_denominator_and_what_it_leaves_out():
    told = words("15a", n=6, N=15, actual=0.4, target=0.9)
    assert told == "๖ จาก ๑๕ กิจกรรม (ร้อยละ ๔๐.๐) ขาดอีก ๘ กิจกรรม (ไม่นับกิจกรรมที่ ๑๕ และ ๑๖)"


@pytest.mark.parametrize(
    ("met", "told"), [(13, False), (14, True), (15, False)], ids=["below both", "between", "reaches both"]
)
def test_a_result_between_two_targets(met, told):
    state = "met" if met / 15 >= 0.9 else "not_met"
    assert (
        "ผ่านร้อยละ ๙๐ แต่ไม่ถึงร้อยละ ๑๐๐" in words("15a", n=met, N=15, actual=met / 15, target=0.9, state=state)
    ) is told


def test_at_six_months_there_is_one_target():
    assert "ผ่าน" not in words("15a", 6, n=14, N=15, actual=14 / 15, target=0.5, state="met")


@pytest.mark.parametrize(
    ("code", "values", "told"),
    [
        ("1a", {"n": 2, "actual": 2, "target": 1, "state": "met"}, "๒ ด้าน"),
        ("1b", {}, "ไม่มีข้อมูล"),
        ("5b", {"n": 3, "N": 0, "actual": None, "target": 0.8}, "ไม่มีข้อมูล"),
        ("5b", {"n": 80, "N": 100, "actual": 0.8, "target": 0.8, "state": "met"}, "๘๐ จาก ๑๐๐ คน (ร้อยละ ๘๐.๐)"),
        ("5b", {"n": 7, "N": 9, "actual": 7 / 9, "target": 0.8}, "๗ จาก ๙ คน (ร้อยละ ๗๗.๗) ขาดอีก ๑ คน"),
        ("11b", {"n": 2, "actual": 2, "target": 3}, "ระดับ ๒ องค์กรคุณธรรม ขาดอีก ๑ ระดับ"),
        (
            "11a",
            {"n": 11, "N": 12, "actual": 11 / 12, "target": 0.95},
            "๑๑ จาก ๑๒ หน่วยงาน (ร้อยละ ๙๑.๖) ขาดอีก ๑ หน่วยงาน",
        ),
        ("17a", {"n": 1, "actual": 1, "target": 4}, "๑ ครั้ง ขาดอีก ๓ ครั้ง"),
        ("7a", {"n": 9, "actual": 9, "divisions_met": 12, "divisions": 12}, "บรรลุ ๑๒ จาก ๑๒ หน่วยงาน รวม ๙ ครั้ง"),
        ("12a", {"n": 20, "actual": 20, "divisions_met": 1, "divisions": 2}, "บรรลุ ๑ จาก ๒ หน่วยงาน ขาดอีก ๑ หน่วยงาน"),
    ],
)
def test_results_in_words(code, values, told):
    assert words(code, **values) == told


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.9996, 0.999),
        (1.0, 1.0),
        (11 / 12, 0.916),
        (0.79996, 0.799),
        (0.7, 0.7),
        (0.57, 0.57),
        (0.0, 0.0),
        (1 / 3, 0.333),
    ],
)
def test_a_percentage_is_the_same_in_words_and_in_its_cell(value, shown):
    """Excel's format rounds to one decimal, which changes nothing any more."""
    assert shown_share(value) == shown
    assert thai.format_percent(value) == thai.to_thai_digits(f"{shown:.1%}").rstrip("%")


def test_nought_and_nothing_are_told_apart():
    assert shown_share(None) is None
    assert shown_attainment(0.0) == 0
    assert shown_attainment(0.0, answered=0) == "–"
    assert shown_attainment("") == "–"
    assert words("12a", state="no_data", divisions_met=0, divisions=12) == "ไม่มีข้อมูล"


# --- the other sheets -----------------------------------------------------------------------------


def test_the_matrix_has_a_row_for_each_division_and_one_for_the_department(book):
    sheet, a_report = book[MATRIX], usual()
    states = {(r.division, r.activity): r.state for r in a_report.activities.itertuples()}
    for division in PLAN.divisions:
        row = row_of_text(sheet, division.code)
        shown = [sheet.cell(row, column).value for column in range(3, 20)]
        sent = division.code in {OFFICE, "กค."}
        expected = [STATE_SIGNS[states[division.code, a.number]] for a in PLAN.activities]
        assert shown == expected if sent else set(shown) == {"–", "…"}
        assert sheet.cell(row, 20).value == (shown.count(STATE_SIGNS["met"]) if sent else "–")
        assert sheet.cell(row, 21).value == len(PLAN.activities_of(division))
    (area,) = sheet.conditional_formatting
    assert str(area.sqref) == f"C5:S{row_of_text(sheet, 'ระดับกรม')}"
    colours = {rule.formula[0]: rule.dxf.fill.bgColor.rgb for rule in area.rules}
    signs = {*STATE_SIGNS.values(), UNSENT_LABEL[0]}
    told = [colours[f'LEFT(C5,1)="{sign}"'] for sign in signs]
    assert len(set(told)) == len(signs)
    legend = {label[2:] for label in STATE_LABELS.values()} | {"ยังไม่ได้รับแบบรายงาน"}
    assert legend <= {cell.value for cell in texts(sheet)}
    assert [sheet.cell(3, column).value for column in (1, 3, 20, 21)] == [
        "รหัส",
        "กิจกรรมที่",
        "จำนวนที่บรรลุ",
        "กิจกรรมทั้งหมด",
    ]
    assert {"A3:A4", "B3:B4", "C3:S3"} <= {str(area) for area in sheet.merged_cells.ranges}
    # the list of names on the next page is not headed by it
    assert sheet.print_title_rows is None
    assert sheet.freeze_panes == "C5"


def test_every_measure_of_the_department_and_of_each_division_that_has_it(book):
    sheet = book[MEASURES]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert sheet.auto_filter.ref == f"A3:L{sheet.max_row}"
    department = [row for row in rows if row[3] == "ระดับกรม"]
    assert [row[2] for row in department] == [m.label for m in PLAN.measures]
    for division in PLAN.divisions:
        # what the office answers for the department stands in the department's rows
        own = [a for a in PLAN.activities_of(division) if a.reporter == "division"]
        have = sum(len(PLAN.measures_of(a.number)) for a in own)
        assert sum(row[3] == division.code for row in rows) == have
    (six_b,) = [row for row in department if row[1] == "๖ข"]
    assert six_b[4:8] == [10, 20, 0.5, "ทุกหน่วยงาน ไม่น้อยกว่าร้อยละ\u00a0๘๐"]
    assert six_b[10:] == [1, 12]
    (six_a,) = [row for row in department if row[1] == "๖ก"]
    assert six_a[4:8] == [None, None, "บรรลุ ๒ จาก ๑๒ หน่วยงาน", "ทุกหน่วยงาน ไม่น้อยกว่า ๕ คุณธรรม"]
    (two_a,) = [row for row in department if row[1] == "๒ก"]
    assert two_a[4:10] == [None, None, "–", "ทุกหน่วยงาน ไม่น้อยกว่า ๑ ด้าน", "–", "? ไม่มีข้อมูล"]


def test_returns_received_missing_and_not_taken(tmp_path):
    taken = submission("กค.", {"a06_virtues": 5})
    taken = dataclasses.replace(taken, ledger=Ledger(400, 30, 2, 365, 3))
    stray = Submission("a.xlsx", "1" * 64, FileStatus.REJECTED)
    aside = Submission("~old.xlsx", "2" * 64, FileStatus.SET_ASIDE)
    finding = Finding("file-empty", Source("a.xlsx"))
    sheet = written(report(aside, taken, stray, findings=[finding]), tmp_path)["การส่งแบบรายงาน"]
    assert "ไฟล์ที่พบ ๓ ไฟล์ = รับ ๑ + ไม่รับ ๑ + แยกไว้ ๑ | ได้รับแล้ว ๑ จาก ๑๒ หน่วยงาน" in {c.value for c in texts(sheet)}
    rows = {row[4].value: row for row in sheet.iter_rows() if row[7].value and len(row[7].value) == 64}
    assert list(rows) == ["กค.xlsx", "a.xlsx", "~old.xlsx"]
    received = rows["กค.xlsx"]
    assert [received[1].value, received[3].value, received[7].value] == ["กค.", "ได้รับแล้ว", "0" * 64]
    assert received[5].value == datetime.combine(REPORTED, time())
    assert received[6].value == SAVED
    assert [cell.value for cell in received[8:]] == [400, 30, 2, 365, 3]
    assert rows["a.xlsx"][2].value is None
    assert sheet["I4"].value == "เซลล์ที่มีข้อมูล = รับ + มีข้อผิดพลาด + ของแบบรายงาน + นอกช่องกรอก"
    assert "I4:M4" in {str(area) for area in sheet.merged_cells.ranges}
    assert rows["a.xlsx"][8].value == messages.text(finding)
    assert f"I{rows['a.xlsx'][8].row}:M{rows['a.xlsx'][8].row}" in {str(area) for area in sheet.merged_cells.ranges}
    assert sum(cell.value == "ยังไม่ได้รับ" for cell in texts(sheet)) == 11


def test_findings_are_listed_by_weight(tmp_path):
    note = Finding("value-converted", Source("กค.xlsx", "แบบรายงาน", "C8"), "ป้าย", "๕ คน", 5)
    error = Finding("value-not-number", Source("กค.xlsx", "แบบรายงาน", "C9"), "ป้าย", "ห้า")
    sheet = written(report(submission("กค.", {}), findings=[note, error]), tmp_path)["ข้อค้นพบ"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[1] for row in rows] == ["ผิดพลาด", "หมายเหตุ"]
    assert rows[1][2:] == [
        "กค.",
        "กค.xlsx",
        "แบบรายงาน",
        "C8",
        "ป้าย",
        "๕ คน",
        "๕",
        messages.text(note),
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2023-09-11", "๑๑ ก.ย. ๒๕๖๖ (2023-09-11)"),
        ("2566-09-11", "2566-09-11"),
        ("2023-02-30", "2023-02-30"),
        ("11/9/2566", "11/9/2566"),
    ],
)
def test_a_finding_shows_a_date_cells_day_in_thai(typed, shown, tmp_path):
    finding = Finding("value-not-number", Source("กค.xlsx", "แบบรายงาน", "C8"), "ป้าย", typed)
    assert written(report(findings=[finding]), tmp_path)["ข้อค้นพบ"]["H4"].value == shown


def test_a_finding_about_a_missing_return_names_its_division(tmp_path):
    finding = Finding("set-missing", args={"division": f"กค. {PLAN.division('กค.').name}", "but": ""})
    assert written(report(findings=[finding]), tmp_path)["ข้อค้นพบ"]["C4"].value == "กค."


def test_every_slip_of_the_plan_is_listed(book):
    sheet = book[ERRATA]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    slips = list(dict.fromkeys((e.column, e.printed, e.read, e.corrected, e.why) for e in PLAN.errata))
    headings = {"": None} | {c.key: c.heading for c in PLAN.columns}
    assert [(*row[2:5], row[5] == "ใช้ถ้อยคำที่แก้ไข", row[6]) for row in rows] == [
        (headings[column], *others) for column, *others in slips
    ]
    where = {(row[2], row[3]): row[1] for row in rows}
    assert where[headings["budget_text"], "ไม่ใช้ งบประมาณ"] == "๑–๔, ๖, ๑๑, ๑๒, ๑๕, ๑๖"
    assert where[headings["unit"], "ต่อต้าน"] == "๑–๔"
    assert where[None, "ด้านส่งเสริมคุณธรรม"] == "ชื่อแผน"


def test_what_divisions_wrote_is_listed_by_activity(book):
    rows = [[cell.value for cell in row] for row in book[NARRATIVE].iter_rows(min_row=4)]
    named = [f"กิจกรรมที่ {thai.to_thai_digits(str(n))} {PLAN.activity(n).name} (๑ หน่วยงาน)" for n in (6, 9)]
    assert [row[0] for row in rows] == [named[0], "กค.", named[1], OFFICE]
    assert rows[1][3] == "ไม่มี"
    # digits in Thai, but an address stays one
    assert rows[3][2] == "จัดอบรม ๒ รุ่น ดู http://example.com/2024"


def test_events_say_whether_they_count(book):
    rows = [[cell.value for cell in row] for row in book[EVENTS].iter_rows(min_row=5)]
    assert [(row[0], row[1], row[3], row[5], row[8]) for row in rows] == [
        (9, OFFICE, "อบรมคุณธรรม รุ่น ๑", 40, "นับ"),
        (9, OFFICE, "อบรมคุณธรรม รุ่น ๒", None, "ไม่นับ"),
    ]


def test_all_data_is_there_with_its_source(book):
    sheet, data = book[DATA], usual().data
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == len(data) > 0
    assert [row[0] for row in rows] == [f"{row.division}|{row.key}" for row in data.itertuples()]
    assert len({row[0] for row in rows}) == len(rows)
    assert [row[4] for row in rows] == list(data["key"])
    assert [row[12] for row in rows] == list(data["typed"])
    assert [row[13:17] for row in rows] == data[["file", "sheet", "cell", "sha256"]].to_numpy().tolist()
    (table,) = sheet.tables.values()
    assert table.ref == table.autoFilter.ref == f"A1:Q{len(data) + 1}"
    assert [c.name for c in table.tableColumns] == [cell.value for cell in sheet[1]]
    assert {row[3] for row in rows} <= {None, "๕ก", "๕ข", "๖ก", "๖ข", "๙", "๑๒", "๑๗"}
    assert {row[8] for row in rows} == {"อ่านค่าได้"}


def test_data_is_told_in_the_readers_words(tmp_path):
    given = {"a02_status": ("ดำเนินการแล้วเสร็จ", "done"), "a02_persons_discipline": 2, "a06_virtues": 5}
    taken = submission("กค.", given)
    *others, last = taken.records
    last = last._replace(status="not_reported", value=None, typed="-")
    taken = dataclasses.replace(taken, records=(*others, last))
    rows = [[c.value for c in row] for row in written(report(taken), tmp_path)[DATA].iter_rows(min_row=2)]
    told = {row[4]: (row[3], row[6], row[8], row[10]) for row in rows}
    assert told == {
        "a02_status": (None, None, "อ่านค่าได้", "ดำเนินการแล้วเสร็จ"),
        "a02_persons_discipline": ("๒ก", "วินัย", "อ่านค่าได้", None),
        "a06_virtues": ("๖ก", None, "ไม่รายงาน", None),
    }


@pytest.mark.parametrize("between", [" ", "\n", ""], ids=["spaces", "lines", "neither"])
def test_a_text_too_long_for_one_row_goes_on_in_the_next(between, tmp_path):
    long = between.join(f"ข้อ{thai.to_thai_digits(str(number))}ทั้งที่ติดภารกิจ" for number in range(300))
    sheet = written(report(submission("กค.", {"a06_problem": long})), tmp_path)[NARRATIVE]
    rows = list(sheet.iter_rows(min_row=5))
    assert len(rows) > 1
    assert {row[0].value for row in rows} == {"กค."}
    assert "".join("".join(row[3].value for row in rows).split()) == "".join(long.split())
    # no piece begins with a mark that belongs to the letter before
    assert not [row for row in rows if unicodedata.category(row[3].value[0]) == "Mn"]
    width = widths_of(sheet)[3]
    assert all(true_height(lines_of(row[3].value, width, "cell") - 1, "cell") <= HIGHEST for row in rows)


def test_a_blank_round_can_be_printed(tmp_path):
    book = written(report(), tmp_path)
    assert book.sheetnames == SHEETS
    assert len(rows_by_number(book[RESULTS])) == 17
    assert sum(cell.value == "ไม่มีรายงาน" for name in (NARRATIVE, EVENTS) for cell in texts(book[name])) == 2


# --- what clerks typed ----------------------------------------------------------------------------


def hostile():
    answers = {"ev01_activity": 7, "ev01_date": date(2024, 1, 5)}
    roles = ("result", "problem", "suggestion", "evidence")
    places = [f"a{a.number:02d}_{role}" for a in PLAN.activities_of(PLAN.division("กค.")) for role in roles]
    places += ["ev01_title", "ev01_place", "ev01_code", "ev01_evidence", "reporter", "phone"]
    answers |= {key: PAYLOADS[number % len(PAYLOADS)] for number, key in enumerate(places)}
    findings = [
        Finding("value-not-number", Source(payload, payload, payload), payload, payload, payload)
        for payload in PAYLOADS
    ]
    stray = [Submission(payload, "1" * 64, FileStatus.REJECTED) for payload in PAYLOADS]
    return report(submission("กค.", answers), *stray, findings=findings)


def test_nothing_typed_becomes_a_formula_or_a_link(tmp_path):
    path = write_master(hostile(), tmp_path / "master.xlsx")
    book = openpyxl.load_workbook(path)
    seen = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or not any(payload in cell.value for payload in CALLS), cell.coordinate
                assert cell.hyperlink is None or cell.hyperlink.target is None  # none leads out of the workbook
                if cell.value in PAYLOADS:
                    seen.add((sheet.title, cell.value))
                    if cell.value[0] in "=+-@{\t":
                        assert cell.quotePrefix, (sheet.title, cell.coordinate)
    assert {payload for title, payload in seen if title == DATA} == set(PAYLOADS)
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        names = parts.namelist()
    assert len(sheets) == len(SHEETS)
    assert not [name for name in names if "externalLink" in name]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ก\x00ข", "ก␀ข"),
        ("\x1b[31m", "␛[31m"),
        ("a\x7fb", "a␡b"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ud800\ufffe", "\ufffd\ufffd"),
        ("ก\tข", "ก\tข"),
    ],
)
def test_what_xml_has_no_room_for_is_shown(typed, shown, tmp_path):
    assert master_text.typed(typed) == shown
    sheet = written(report(submission("กค.", {"a06_problem": (typed, typed)})), tmp_path)[DATA]
    assert sheet["M2"].value == shown


@pytest.mark.parametrize("letter", ["ก", "😀"], ids=["one unit", "two units"])
def test_a_text_longer_than_a_cell_is_cut_with_a_mark(letter, tmp_path):
    sheet = written(report(submission("กค.", {"a06_problem": (letter * 40_000, "ยาว")})), tmp_path)[DATA]
    shown = sheet["M2"].value
    assert shown.endswith(master_text.CUT)
    assert shown.startswith(letter * 16_000)
    assert 32_765 <= len(shown.encode("utf-16-le")) // 2 <= 32_767


def test_a_text_that_just_fits_is_left_alone():
    assert master_text.typed("ก" * 32_767) == "ก" * 32_767


def test_a_date_before_excels_calendar_is_written_as_text(tmp_path):
    event = {"ev01_activity": 7, "ev01_date": date(1700, 1, 5), "ev01_title": "งาน"}
    sheet = written(report(submission("กค.", event)), tmp_path)[EVENTS]
    assert sheet.cell(5, 3).value == thai.format_date(date(1700, 1, 5))


# --- the file -------------------------------------------------------------------------------------


def test_it_says_what_it_is(usual_path, book):
    sheet = book["_moralxl"]
    assert sheet.sheet_state != "visible"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["product", "moralxl"],
        ["kind", "master"],
        ["plan", "tisi-2567"],
        ["year", "2567"],
        ["round", "9"],
    ]
    properties = {prop.name: prop.value for prop in book.custom_doc_props.props}
    assert properties == {
        "moralxl_product": "moralxl",
        "moralxl_kind": "master",
        "moralxl_plan": "tisi-2567",
        "moralxl_year": "2567",
        "moralxl_round": "9",
    }
    assert usual_path.name == "master.xlsx"


def test_the_same_report_gives_the_same_bytes(usual_path, tmp_path):
    again = write_master(usual(), tmp_path / "other.xlsx")
    assert again.read_bytes() == usual_path.read_bytes()
    later = write_master(usual(), tmp_path / "later.xlsx", created=SAVED)
    assert later.read_bytes() != usual_path.read_bytes()
    assert openpyxl.load_workbook(later).properties.created == SAVED


def test_the_order_of_files_and_findings_leaves_no_trace(tmp_path, seed):
    divisions = [submission(d.code, {"a06_virtues": 5, "a06_result": d.name}) for d in PLAN.divisions]
    stray = [Submission(f"{name}.xlsx", name * 64, FileStatus.REJECTED) for name in "abc"]
    findings = [
        Finding("value-not-number", Source("กค.xlsx", "แบบรายงาน", cell), "ป้าย", typed)
        for cell in ("C9", "C10", "")
        for typed in ("ห้า", "หก")
    ]
    chance, made = random.Random(seed), []  # noqa: S311 - an order, not a secret
    for turn in range(3):
        files, found = [*divisions, *stray], list(findings)
        if turn:
            chance.shuffle(files)
            chance.shuffle(found)
        made.append(write_master(report(*files, findings=found), tmp_path / f"{turn}.xlsx").read_bytes())
    assert made[0] == made[1] == made[2]


def test_a_failure_leaves_the_last_master_whole(tmp_path, monkeypatch):
    path = write_master(usual(), tmp_path / "master.xlsx")
    before = path.read_bytes()

    def fail(*_arguments):
        raise RuntimeError("broken off")

    monkeypatch.setattr("moralxl.master.SHEETS", (fail,))
    with pytest.raises(RuntimeError):
        write_master(usual(), path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["master.xlsx"]


def test_a_master_of_very_many_divisions_leaves_details_out_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(details, "MOST_DETAILED", 5)
    monkeypatch.setattr(living, "MOST_DIVISIONS", 5)  # without the data, figures are no formulas over it
    found = [Finding("set-missing", args={"division": str(n), "but": ""}) for n in range(30)]
    monkeypatch.setattr(returns, "MOST_FINDINGS", 10)
    book = written(dataclasses.replace(usual(), findings=tuple(found)), tmp_path)
    assert book.sheetnames == [n for n in SHEETS if n not in {NARRATIVE, EVENTS, DATA, CALCULATION}]
    told = " ".join(cell.value for cell in texts(book["ภาพรวม"]))
    assert all(f"“{name}”" in told for name in (NARRATIVE, EVENTS, DATA))
    assert {row[3] for row in book[MEASURES].iter_rows(min_row=4, values_only=True) if row[3]} == {"ระดับกรม"}
    assert "แสดง ๑๐ รายการแรก จาก ๓๐ รายการ" in [cell.value for cell in texts(book["ข้อค้นพบ"])]
    assert len([row for row in book["ข้อค้นพบ"].iter_rows(values_only=True) if isinstance(row[0], int)]) == 10
