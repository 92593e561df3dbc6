"""The next round without retyping: what an earlier round's return gives to the next form, and what comes of it."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest
from support import PLAN, SHEETS, at, run, write_return

from moralxl.carry import carry
from moralxl.filling import TASKS_TITLE
from moralxl.layout import layout
from moralxl.returns import is_untouched, take_in, walk
from moralxl.styles import CARRIED, INPUT
from moralxl.template import write_template

KK = "กก."
KEPT = {
    "a02_persons_discipline": 2,
    "a02_channels": "๓ ช่องทาง",
    "a06_signed": 48,
    "a06_staff": 60,
    "a06_status": "แล้วเสร็จ",
    "a06_started": date(2566, 11, 1),
    "a06_finished": "๑๕ มี.ค. ๖๗",
    "a06_result": "ประกาศแล้ว\nทุกชั้น",
    "a06_evidence": "+ภาพถ่าย",
    "a12_level": 3,
    "ev01_activity": 7,
    "ev01_date": date(2024, 2, 20),
    "ev01_title": "ปลูกป่า",
    "ev01_participants": 35,
    "reporter": "สมศรี ใจงาม",
    "certifier": "สมชาย มั่นคง",
}
LEFT = {
    "a04_channels": "หลายช่องทาง",  # a fault
    "a14_plans": "-",  # not reported
    "reported_on": date(2024, 4, 3),
}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("6m")
    write_return(folder / "a.xlsx", KK, {**KEPT, **LEFT}, round_=6)
    return folder


@pytest.fixture(scope="module")
def filling(earlier):
    (submission,), _ = take_in(walk(earlier, PLAN), PLAN, PLAN.round(6))
    return carry(PLAN, PLAN.round(12), PLAN.round(6), submission)


@pytest.fixture(scope="module")
def form(filling, tmp_path_factory):
    path = tmp_path_factory.mktemp("12m") / "a.xlsx"
    write_template(PLAN, PLAN.round(12), PLAN.division(KK), path, filling)
    return path


def taken(folder, round_=12):
    submissions, findings = take_in(walk(folder, PLAN), PLAN, PLAN.round(round_))
    return submissions, [f for f in findings if f.code != "set-missing"]


def returned(form, folder, answers, change=None):
    """The form as it comes back with some answers changed."""
    folder.mkdir()
    book = openpyxl.load_workbook(form)
    for key, value in answers.items():
        sheet, cell = at(key, KK, round_=12)
        book[sheet][cell].value = value
    if change:
        change(book)
    book.save(folder / "a.xlsx")
    return taken(folder)


def test_what_was_read_is_carried_and_nothing_else(filling):
    assert set(filling.values) == set(KEPT)


def test_it_stands_in_the_form_in_its_natural_type(form):
    book = openpyxl.load_workbook(form)
    values = {key: book[at(key, KK)[0]][at(key, KK)[1]].value for key in (*KEPT, *LEFT)}
    assert values["a02_channels"] == 3
    assert values["a06_started"] == datetime(2023, 11, 1)  # noqa: DTZ001 - Excel has no zones
    assert values["a06_finished"] == datetime(2024, 3, 15)  # noqa: DTZ001 - the same
    assert values["a06_status"] == "ดำเนินการแล้วเสร็จ"
    assert values["a12_level"] == "๓ องค์กรคุณธรรมต้นแบบ"
    assert values["a06_result"] == "ประกาศแล้ว\nทุกชั้น"
    assert {values[key] for key in LEFT} == {None}


def test_it_is_marked_in_colour_and_in_letters_and_told_on_the_guide(form):
    book = openpyxl.load_workbook(form)
    for field in layout(PLAN, PLAN.round(12), PLAN.division(KK)).fields:
        cell = book[SHEETS[field.sheet]][field.cell]
        look = (f"#{cell.fill.fgColor.rgb[2:]}", bool(cell.font.i), cell.border.left.style)
        assert look == ((CARRIED, True, "dashed") if field.key in KEPT else (INPUT, False, "thin")), field.key
    texts = [str(c.value) for row in book["คำชี้แจง"] for c in row]
    assert any(t.startswith("ข้อมูลยกมาจากรอบ ๖ เดือน โปรดตรวจและแก้ไขให้เป็นผลสะสมถึงสิ้นรอบ") for t in texts)
    assert TASKS_TITLE not in book.sheetnames


def test_a_form_brought_up_to_date_is_an_ordinary_return(form, tmp_path):
    more = {
        "a06_signed": 55,
        "a04_channels": 2,
        "ev02_activity": "๘",
        "ev02_date": date(2024, 7, 1),
        "ev02_title": "บริจาค",
    }
    (submission,), findings = returned(form, tmp_path / "a", {**more, "reported_on": date(2024, 10, 2)})
    assert [f.code for f in findings] == ["form-incomplete"]
    assert submission.ledger.outside == 0
    values = {r.key: r.value for r in submission.records}
    assert set(values) == {*KEPT, *more, "reported_on"}
    assert (values["a06_signed"], values["a06_staff"], values["a06_started"]) == (55, 60, date(2023, 11, 1))


@pytest.mark.parametrize(
    ("changes", "unchanged"),
    [
        ({}, True),
        ({"reported_on": date(2024, 10, 2), "reporter": "คนใหม่"}, True),  # who reports, and when, is no result
        ({"a06_signed": 49}, False),
        ({"a06_signed": None}, False),
        ({"a06_problem": "ไม่มี"}, False),
        ({"ev01_participants": 36}, False),
    ],
)
def test_a_form_in_which_nothing_was_changed_is_told(form, tmp_path, changes, unchanged):
    (submission,), findings = returned(form, tmp_path / "a", changes)
    told = [f for f in findings if f.code == "form-unchanged"]
    assert [(f.source.file, f.args["earlier"]) for f in told] == [("a.xlsx", 6)] * unchanged
    assert str(submission.status) == "accepted"


def test_an_ordinary_form_with_the_same_answers_is_not_told(tmp_path):
    write_return(tmp_path / "a.xlsx", KK, KEPT, round_=12)
    assert "form-unchanged" not in {f.code for f in taken(tmp_path)[1]}


def test_the_note_on_the_guide_is_the_forms_own_and_no_other_is(form, tmp_path):
    def change(book):
        book["คำชี้แจง"]["B4"] = "ข้อมูลยกมาจากรอบก่อน"

    assert returned(form, tmp_path / "a", {})[0][0].ledger.outside == 0
    (submission,), findings = returned(form, tmp_path / "b", {}, change)
    assert submission.ledger.outside == 1
    assert [f.typed for f in findings if f.code == "form-outside"] == ["ข้อมูลยกมาจากรอบก่อน"]


def test_a_log_longer_than_the_plans_is_carried_whole(tmp_path):
    from dataclasses import replace

    longer = replace(PLAN, event_rows=45)
    (tmp_path / "6m").mkdir()
    event = {"ev44_activity": 7, "ev44_date": date(2024, 2, 20), "ev44_title": "ปลูกป่า"}
    write_return(tmp_path / "6m" / "a.xlsx", KK, event, round_=6, plan=longer)
    (submission,), _ = take_in(walk(tmp_path / "6m", longer), longer, longer.round(6))
    (tmp_path / "12m").mkdir()
    filling = carry(PLAN, PLAN.round(12), PLAN.round(6), submission)
    write_template(PLAN, PLAN.round(12), PLAN.division(KK), tmp_path / "12m" / "a.xlsx", filling)
    (after,), findings = taken(tmp_path / "12m")
    assert {r.key for r in after.records} == set(event)
    assert [f.code for f in findings] == ["form-unchanged", "form-incomplete"]


# --- the command ----------------------------------------------------------------------------------


def test_the_command_names_who_gets_an_empty_form(earlier, tmp_path):
    codes = ("--division", KK, "--division", "กม.")
    shown = run("templates", "--round", "12", "--from", earlier, *codes, "-o", tmp_path)
    assert shown.exit_code == 1
    assert "แบบรายงานเปล่า: กม." in shown.output
    assert is_untouched(tmp_path / "intake_2567_r12_กก.xlsx", PLAN)
    ordinary = tmp_path / "ordinary.xlsx"
    write_template(PLAN, PLAN.round(12), PLAN.division("กม."), ordinary)
    assert (tmp_path / "intake_2567_r12_กม.xlsx").read_bytes() == ordinary.read_bytes()
    whole = run("templates", "--round", "12", "--from", earlier, "--division", KK, "-o", tmp_path)
    assert whole.exit_code == 0


def test_a_form_is_overwritten_until_it_is_filled_in(earlier, tmp_path):
    command = ("templates", "--round", "12", "--from", earlier, "--division", KK, "-o", tmp_path)
    run(*command)
    path = tmp_path / "intake_2567_r12_กก.xlsx"
    book = openpyxl.load_workbook(path)
    sheet, cell = at("reporter", KK, round_=12)
    book[sheet][cell].value = "คนใหม่"
    book.save(path)
    kept = path.read_bytes()
    shown = run(*command)
    assert shown.exit_code == 1
    assert path.name in shown.output
    assert path.read_bytes() == kept


def test_only_an_earlier_round_is_carried_over(earlier, tmp_path):
    from click.testing import CliRunner

    from moralxl.cli import cli

    arguments = ["templates", "--round", "6", "--from", str(earlier), "-o", str(tmp_path / "out")]
    shown = CliRunner().invoke(cli, arguments)
    assert shown.exit_code != 0
    assert "--from ต้องเป็นโฟลเดอร์ของรอบก่อนหน้า" in shown.output
    assert not (tmp_path / "out").exists()


# --- LibreOffice as the clerk ---------------------------------------------------------------------


def test_it_is_known_as_unchanged_in_every_format(form, office, tmp_path):
    saves = [tmp_path / suffix / f"a.{suffix}" for suffix in ("xlsx", "ods", "xls")]
    for path in saves:
        path.parent.mkdir()
    office.fill(form, {}, saves)
    before = {r.key: r.value for r in taken(form.parent)[0][0].records}
    for path in saves:
        (submission,), findings = taken(path.parent)
        assert {r.key: r.value for r in submission.records} == before
        assert [f.code for f in findings] == ["form-unchanged", "form-incomplete"], path.name
        assert is_untouched(path, PLAN)


def test_carried_dates_show_in_the_buddhist_era_and_typed_ones_as_typed(form, office):
    sheet, cell = at("a06_started", KK, round_=12)
    beside = (sheet, cell.replace("C", "F", 1))
    shown = office.fill(form, {}, read=[(sheet, cell), beside])["cells"]
    assert [c["string"] for c in shown.values()] == ["๑ พ.ย. ๒๕๖๖"] * 2
    typed = office.fill(form, {(sheet, cell): "15/3/2567"}, how="keys", read=[(sheet, cell), beside])["cells"]
    assert [c["string"] for c in typed.values()] == ["๑๕ มี.ค. ๒๕๖๗"] * 2


def test_its_formulas_come_to_what_was_written_beside_them(form, office):
    formulas, cached = openpyxl.load_workbook(form), openpyxl.load_workbook(form, data_only=True)
    places = [(s.title, c.coordinate) for s in formulas for row in s for c in row if c.data_type == "f"]
    result = office.fill(form, {}, read=places, recalculate=True)["cells"]
    for sheet, place in places:
        computed, expected = result[sheet, place], cached[sheet][place].value
        if isinstance(expected, datetime):
            expected = (expected - datetime(1899, 12, 30)).days  # noqa: DTZ001 - Excel has no zones
        if isinstance(expected, (str, type(None))):
            assert computed["string"] == (expected or ""), (sheet, place)
        else:
            assert computed["value"] == pytest.approx(expected), (sheet, place)
