"""Intake workbooks as Excel sees them."""

import zipfile
from dataclasses import replace

import openpyxl
import pytest
from support import PLAN, SHEETS, write_return

from moralxl.fields import error_of, prompt_of
from moralxl.filling import NOTHING
from moralxl.layout import Layout, a1, layout, report_column
from moralxl.model import FileStatus, Kind
from moralxl.returns import open_file, read_return, take_in
from moralxl.template import form_bytes, template_name, write_template
from moralxl.template.stamp import Stamp


@pytest.fixture(scope="module", params=["สล.", "กก."])
def written(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "t.xlsx"
    made = write_template(PLAN, PLAN.round(6), PLAN.division(request.param), path)
    return made, path, openpyxl.load_workbook(path)


def test_only_inputs_are_unlocked_and_every_sheet_is_protected(written):
    made, _, book = written
    unlocked = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked == {(SHEETS[f.sheet], f.cell) for f in made.fields}
    assert all(sheet.protection.sheet for sheet in book)


def test_clerks_may_resize_and_filter(written):
    protection = written[2]["แบบรายงาน"].protection
    # in the file format these flags say what is locked
    assert [protection.formatColumns, protection.formatRows, protection.autoFilter] == [False] * 3
    assert protection.insertRows
    assert protection.deleteRows


def test_every_input_has_a_validation_with_a_thai_prompt_and_a_thai_error(written):
    made, _, book = written
    checked = {}
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            for area in rule.sqref.ranges:
                for row, column in area.cells:
                    checked[sheet.title, sheet.cell(row, column).coordinate] = rule
    for field in made.fields:
        rule = checked[SHEETS[field.sheet], field.cell]
        assert rule.prompt == prompt_of(field, PLAN)
        assert rule.error == error_of(field, PLAN)
        assert rule.errorStyle in {None, "stop"}


def test_every_input_has_a_defined_name(written):
    made, _, book = written
    for field in made.fields:
        assert (
            book.defined_names[f"mx_{field.key}"].attr_text.replace("$", "") == f"'{SHEETS[field.sheet]}'!{field.cell}"
        )


def test_print_setup(written):
    for name in ("คำชี้แจง", "แบบรายงาน", "บันทึกกิจกรรม"):
        sheet = written[2][name]
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.page_setup.fitToWidth in {None, 1}
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert written[2]["แบบรายงาน"].print_title_rows == "$4:$4"
    assert written[2]["คำชี้แจง"].page_setup.fitToHeight in {None, 1}


def test_all_text_is_in_the_official_font(written):
    for sheet in written[2]:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert cell.font.name == "TH Sarabun New", (sheet.title, cell.coordinate)


def test_identity_stands_in_hidden_sheet_properties_and_both_data_sheets(written):
    made, _, book = written
    identity = made.identity
    rows = {r[0].value: r[1].value for r in book["_moralxl"].iter_rows()}
    expected = {
        "product": "moralxl",
        "kind": "intake",
        "plan": "tisi-2567",
        "year": "2567",
        "round": "6",
        "division": identity.division,
        "version": identity.version,
    }
    assert rows == expected
    assert {p.name: p.value for p in book.custom_doc_props.props} == {f"moralxl_{k}": v for k, v in expected.items()}
    assert book["_moralxl"].sheet_state == "veryHidden"
    for name in ("report", "events"):
        assert book[SHEETS[name]]["A1"].value.split("|")[1:6] == [
            "tisi-2567",
            "2567",
            "6",
            identity.division,
            identity.version,
        ]


def test_rows_for_long_text_start_high_and_may_grow(written):
    made, path, _ = written
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    row = made.by_key["a06_result"].row + 1
    tag = xml[xml.index(f'<row r="{row}" ') :].split(">", 1)[0]
    assert " ht=" in tag
    assert "customHeight" not in tag
    tag = xml[xml.index(f'<row r="{made.by_key["a06_signed"].row + 1}" ') :].split(">", 1)[0]
    assert "customHeight" in tag


def test_the_same_plan_gives_the_same_bytes(written, tmp_path):
    made, path, _ = written
    write_template(made.plan, made.round, made.division, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_file_names_carry_no_character_that_windows_refuses():
    names = [template_name(PLAN, PLAN.round(6), d) for d in PLAN.divisions]
    assert names[0] == "intake_2567_r6_สล.xlsx"
    assert len(set(names)) == len(names)
    assert not any(set(n) & set('\\/:*?"<>|') for n in names)


def test_official_wording_targets_and_periods_are_on_the_report(written):
    made, _, book = written
    texts = {str(c.value) for row in book["แบบรายงาน"].iter_rows() for c in row if c.value is not None}
    for activity in made.activities:
        assert {activity.indicator, activity.unit, activity.period_text, activity.budget_text} <= texts
        assert any(activity.name in text for text in texts)
    assert "ไม่น้อยกว่าร้อยละ\u00a0๘๐" in texts


# --- a plan without events, and a measure without a target ------------------------------------------

# 6a is recorded and not judged
BARE = replace(
    PLAN,
    id="bare-2567",
    measures=tuple(
        replace(measure, target=None) if measure.code == "6a" else measure
        for measure in PLAN.measures
        if measure.kind != Kind.EVENTS
    ),
)


@pytest.fixture(scope="module", params=["สล.", "กก."])
def bare(request, tmp_path_factory) -> tuple[Layout, openpyxl.Workbook]:
    path = tmp_path_factory.mktemp("bare") / "t.xlsx"
    made = write_template(BARE, BARE.round(9), BARE.division(request.param), path)
    return made, openpyxl.load_workbook(path)


def test_a_form_without_events_has_no_log_and_speaks_of_none(bare):
    made, book = bare
    assert made.event_fields == ()
    assert book.sheetnames == ["คำชี้แจง", SHEETS["report"], "_lists", "_moralxl"]
    words = [str(c.value) for name in ("คำชี้แจง", SHEETS["report"]) for row in book[name].iter_rows() for c in row]
    assert not [text for text in words if SHEETS["events"] in text]
    assert [f"{cell.value}" for cell in book["_lists"][1]][:3] == [*(c[0] for c in made.lists.values()), "1"]


def test_a_return_without_a_log_is_read_whole(tmp_path):
    path = write_return(tmp_path / "a.xlsx", "กก.", {"a06_virtues": 5, "a07_status": "กำลังดำเนินการ"}, plan=BARE)
    submissions, findings = take_in([read_return(open_file(path, path.name), BARE)], BARE, BARE.round(9))
    assert submissions[0].status == FileStatus.ACCEPTED
    assert [r.key for r in submissions[0].records] == ["a06_virtues", "a07_status"]
    assert {f.code for f in findings} == {"value-taken-as", "form-incomplete", "set-missing"}


def test_a_measure_without_a_target_shows_its_result_and_no_verdict(bare):
    made, book = bare
    own = [line for line in made.lines if line.measure and line.measure.code in {"6a", "6b"}]
    assert [line.measure.code for line in own] == ["6a", "6b"]
    sheet = book[SHEETS["report"]]
    shown = [[sheet[a1(line.row, report_column(name))].value for name in ("result", "state")] for line in own]
    assert all(result.startswith("=") for result, _ in shown)
    assert [verdict is None for _, verdict in shown] == [True, False]


def test_blank_forms_without_a_log_are_made_from_each_other(bare):
    made, _ = bare
    other = layout(BARE, made.round, replace(made.division, code="ข.", name="กองอื่น"))
    assert Stamp(made, form_bytes(made, NOTHING)).form(other) == form_bytes(other, NOTHING)
