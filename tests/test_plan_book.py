"""plan.xlsx as a coordinator edits it: lists, notes, locked keys, what is checked while typing, what will be asked."""

from __future__ import annotations

import openpyxl
import pytest
from office import job
from openpyxl.utils import get_column_letter

from moralxl.layout import layout
from moralxl.model import Kind
from moralxl.plan import read_plan, shipped, shipped_tables, write_plan
from moralxl.plan.asked import TITLE
from moralxl.plan.tables import AGGREGATIONS, BOUNDS, KINDS, REPORTERS, TABLES, note_of

DIVISIONS, ROUNDS, ACTIVITIES, MEASURES = "ทะเบียนหน่วยงาน", "รอบการรายงาน", "กิจกรรม", "ตัวชี้วัด"
MISSING, UNUSED = "FDE7A8", "E9ECF0"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The shipped plan's workbook, which is only read."""
    made = tmp_path_factory.mktemp("book") / "plan.xlsx"
    write_plan(shipped_tables(), made)
    return made


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def rules(book, title):
    """The checks while typing of a sheet by the letter of their column."""
    return {str(rule.sqref)[0]: rule for rule in book[title].data_validations.dataValidation}


def test_kinds_aggregations_bounds_and_roles_are_chosen_from_lists(book):
    measures = rules(book, MEASURES)
    for letter, choices in (("D", KINDS), ("E", AGGREGATIONS), ("F", BOUNDS)):
        assert (measures[letter].type, measures[letter].errorStyle) == ("list", None)  # None: it stops
        assert measures[letter].formula1 == f'"{",".join(choices.values())}"'
    assert rules(book, ACTIVITIES)["K"].formula1 == f'"{",".join(REPORTERS.values())}"'
    for letter in "EF":
        assert rules(book, DIVISIONS)[letter].formula1 == '"ใช่,ไม่ใช่"'


def test_what_names_a_row_of_another_table_is_chosen_from_its_rows_and_may_be_typed_otherwise(book):
    measures = rules(book, MEASURES)
    assert measures["B"].formula1 == "'กิจกรรม'!$A$3:$A$49"  # 17 activities and 30 rows to spare
    assert measures["B"].errorStyle == "warning"  # ๑๗ is as good as 17
    assert rules(book, "เป้าหมายตามรอบ")["A"].formula1 == "'ตัวชี้วัด'!$A$3:$A$60"
    assert rules(book, "การยกเว้น")["C"].formula1.startswith("'ทะเบียนหน่วยงาน'!$A$3:")


def test_every_column_has_a_note_with_examples_of_the_plans_own_year(path, tmp_path):
    tables = shipped_tables()
    next(row for row in tables["plan"] if row["key"] == "year")["value"] = "2571"
    write_plan(tables, tmp_path / "other.xlsx")
    for file, year in ((path, 2567), (tmp_path / "other.xlsx", 2571)):
        workbook = openpyxl.load_workbook(file)
        for table in TABLES:
            for cell, column in zip(workbook[table.title][2], table.columns, strict=True):
                assert cell.comment.text.startswith(note_of(column, year))
                assert cell.comment.text.endswith("ต้องเติมทุกแถว") == column.required
                assert rules(workbook, table.title)[cell.column_letter].prompt == note_of(column, year)
        assert "มิ.ย. " + {2567: "๒๕๖๗", 2571: "๒๕๗๑"}[year] in workbook[ACTIVITIES]["H2"].comment.text
    assert all(len(note_of(column, 2567)) <= 255 for table in TABLES for column in table.columns)


def test_keys_and_headings_are_locked_and_nothing_else(book):
    for table in TABLES:
        sheet = book[table.title]
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert not sheet.protection.insertRows  # what is false is allowed
        assert not sheet.protection.deleteRows
        assert all(cell.protection.locked for row in sheet[1:2] for cell in row)
        for index, column in enumerate(table.columns, start=1):
            assert {sheet.cell(row, index).protection.locked for row in range(3, sheet.max_row + 1)} == {column.fixed}
            assert sheet.column_dimensions[get_column_letter(index)].protection.locked == column.fixed  # further down


TYPED = (  # sheet, column, what is typed below the rows, whether it is taken
    *(
        (ACTIVITIES, "A", typed, taken)
        for typed, taken in ((18, True), ("๑๘", True), (17, False), (0, False), (1.5, False))
    ),
    *((MEASURES, "G", typed, taken) for typed, taken in ((5, True), ("80%", True), ("ร้อยละ ๘๐", True), (-1, False))),
    *((MEASURES, "G", "มาก", False), (MEASURES, "D", "จำนวนนับ", False), (MEASURES, "D", "จำนวน", True)),
    *((MEASURES, "I", typed, taken) for typed, taken in (("signed", True), ("Signed", False), ("a b", False))),
    *((ROUNDS, "C", typed, taken) for typed, taken in ((45000, True), ("31 มี.ค. 67", True), ("สิ้นเดือน", False))),
    *((ROUNDS, "A", typed, taken) for typed, taken in ((3, True), (6, False), (13, False))),
    *((DIVISIONS, "E", typed, taken) for typed, taken in (("ใช่", True), ("ครับ", False))),
    *((DIVISIONS, "A", typed, taken) for typed, taken in (("กท.", True), ("กก.", False))),
    ("ข้อมูลแผน", "A", "ชื่อแผน", False),  # locked
)


def test_what_is_checked_while_typing(path, book, office):
    """Each is typed by the keyboard of an office program below the rows, and is there afterwards or not."""
    places = [(title, f"{letter}{_below(book[title], letter)}") for title, letter, *_ in TYPED]
    typed = [str(case[2]) for case in TYPED]
    jobs = [job(path, {place: what}, how="keys", read=[place]) for place, what in zip(places, typed, strict=True)]
    results = office.run(jobs, seconds=300)
    taken = [
        bool(result["cells"][place]["string"]) and place not in result["refused"]
        for result, place in zip(results, places, strict=True)
    ]
    assert [(*case[:3], now) for case, now in zip(TYPED, taken, strict=True)] == list(TYPED)


def _below(sheet, letter):
    return next(cell.row for cell in sheet[letter] if cell.row > 2 and cell.value is None)


def test_cells_to_be_filled_are_coloured_and_those_without_use_greyed(book):
    sheet = book[MEASURES]
    colours = {
        (str(area.sqref)[0], rule.dxf.fill.bgColor.rgb[-6:]): rule.formula[0]
        for area in sheet.conditional_formatting
        for rule in area.rules
    }
    assert colours["D", MISSING] == "AND(LEN(D3)=0,SUMPRODUCT(LEN($A3:$Q3))>0)"
    assert colours["N", MISSING] == 'AND(LEN(N3)=0,OR($D3="จำนวนหมวดที่ครอบคลุม"))'
    assert colours["N", UNUSED] == 'AND(LEN($D3)>0,NOT(OR($D3="จำนวนหมวดที่ครอบคลุม")))'
    assert ("C", UNUSED) not in colours


# --- what each division will be asked -------------------------------------------------------------


def asked(path):
    """Measure -> the sheet's mark, question, and question of the denominator."""
    rows = openpyxl.load_workbook(path, data_only=True)[TITLE].iter_rows(min_row=5, values_only=True)
    return {row[0]: [value or "" for value in row[3:6]] for row in rows if row[0]}


@pytest.mark.parametrize("code", ["สล.", "กก."])
def test_the_sheet_of_questions_shows_what_the_chosen_division_is_asked(code, path, office, tmp_path):
    plan = shipped()
    edits = {(TITLE, "B3"): code, (MEASURES, "D4"): KINDS[Kind.SCORE], (MEASURES, "J4"): "คะแนนของสื่อ"}
    office.fill(path, edits, [tmp_path / "edited.xlsx"], recalculate=True)
    shown = asked(tmp_path / "edited.xlsx")
    made = layout(plan, plan.round(12), plan.division(code))
    inputs = {field.measure for field in made.fields if field.measure}
    events = {m.code for a in made.event_activities for m in plan.measures_of(a.number) if m.kind == Kind.EVENTS}
    assert {measure for measure, row in shown.items() if row[0] == "✓"} == inputs | events
    assert shown["1b"][1] == "คะแนนของสื่อ"
    written = asked(path)
    assert {m: row[1:] for m, row in shown.items() if m != "1b"} == {
        m: row[1:] for m, row in written.items() if m != "1b"
    }
    assert read_plan(tmp_path / "edited.xlsx")[0] is not None


def test_without_a_choice_the_registrys_first_division_is_shown(path, office, tmp_path):
    """Also where the rows of the sample were cleared or replaced."""
    edits = {(DIVISIONS, f"{column}3"): None for column in "ABCDEF"}
    edits |= {(DIVISIONS, "A4"): "กท.", (DIVISIONS, "B4"): "กองทดสอบ", (DIVISIONS, "E4"): "ใช่", (DIVISIONS, "F4"): "ใช่"}
    office.fill(path, edits, [tmp_path / "edited.xlsx"], recalculate=True)
    sheet = openpyxl.load_workbook(tmp_path / "edited.xlsx", data_only=True)[TITLE]
    assert (sheet["B3"].value, sheet["C3"].value) == ("กท.", "กองทดสอบ")
    assert asked(tmp_path / "edited.xlsx")["1b"][0] == "✓"
    written = openpyxl.load_workbook(path, data_only=True)[TITLE]
    assert (written["B3"].value, written["C3"].value) == (shipped().divisions[0].code, shipped().divisions[0].name)


def test_the_sheet_of_questions_stands_as_written_before_anything_is_recalculated(path):
    written = asked(path)
    assert written["6b"] == [
        "✓",
        "จำนวนผู้บริหารและบุคลากรในกองที่ร่วมประกาศเจตนารมณ์เป็นลายลักษณ์อักษร",
        "จำนวนผู้บริหารและบุคลากรทั้งหมดของกอง",
    ]
    assert written["11a"] == ["", "(ไม่ถาม ระบบคำนวณให้)", ""]
    assert written["12a"][1].startswith("เลือกระดับ: ")
    assert set(written) == {m.code for m in shipped().measures}
