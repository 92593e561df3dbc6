"""Every filled cell of a return is accounted for."""

from __future__ import annotations

import random

import openpyxl
import pytest
from office import job
from support import PLAN, SHEETS, at, write_return

from moralxl.layout import layout
from moralxl.returns import take_in, walk

KK = "กก."


def read(folder):
    submissions, findings = take_in(list(walk(folder)), PLAN, PLAN.round(9))
    return submissions[0], [f for f in findings if f.code not in {"set-missing", "form-incomplete"}]


def balanced(ledger):
    return ledger.valued == ledger.accepted + ledger.faulted + ledger.form + ledger.outside


def test_a_plain_return(tmp_path):
    answers = {"a06_virtues": 5, "a06_signed": "-", "a06_staff": "ครบถ้วน", "reporter": "สมศรี"}
    write_return(tmp_path / "a.xlsx", KK, answers)
    submission, findings = read(tmp_path)
    ledger = submission.ledger
    assert (ledger.accepted, ledger.faulted, ledger.outside) == (3, 1, 0)
    assert balanced(ledger)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    filled = sum(c.value not in (None, "") for sheet in book for row in sheet.iter_rows() for c in row)
    assert ledger.valued == filled  # openpyxl keeps no formula's value, so formulas are empty for both
    assert [f.code for f in findings] == ["value-not-number"]


def test_a_ratio_in_one_cell_is_one_cell(tmp_path):
    write_return(tmp_path / "a.xlsx", KK, {"a06_signed": "48/60"})
    submission, _ = read(tmp_path)
    assert submission.ledger.accepted == 1
    assert len(submission.records) == 2
    assert balanced(submission.ledger)


def test_strange_cells_are_told_wherever_they_stand(tmp_path, seed):
    """Forty cells at random places outside the inputs: all are counted, and their sheets name them."""
    chance = random.Random(seed)  # noqa: S311
    inputs = {(SHEETS[f.sheet], f.cell) for f in layout(PLAN, PLAN.round(9), PLAN.division(KK)).fields}
    placed = set()

    def scribble(book):
        while len(placed) < 40:
            sheet = book[chance.choice([*SHEETS.values()])]
            cell = sheet.cell(chance.randint(5, 200), chance.randint(2, 30))
            if (sheet.title, cell.coordinate) not in inputs and cell.value is None and type(cell).__name__ == "Cell":
                cell.value = chance.choice(["ดูแนบ", 5, 0.5, "=1"])
                placed.add((sheet.title, cell.coordinate))

    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=scribble)
    submission, findings = read(tmp_path)
    assert submission.ledger.outside == len(placed)
    assert balanced(submission.ledger)
    told = sum(f.args["count"] for f in findings if f.code in {"form-outside", "event-outside-log"})
    assert told == len(placed)


def test_a_formula_that_was_never_computed_is_a_filled_cell(tmp_path):
    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": "=2*A1", "reporter": "สมศรี"})
    submission, findings = read(tmp_path)
    assert [f.code for f in findings] == ["value-is-formula"]
    assert (submission.ledger.accepted, submission.ledger.faulted) == (1, 1)
    assert balanced(submission.ledger)


@pytest.fixture(scope="module")
def saved_by_office(office, tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    source = write_return(folder / "a.xlsx", KK, {"a06_virtues": 5, "a06_signed": 48, "a06_staff": 60, "reporter": "ก"})
    saves = []
    for suffix in ("xlsx", "ods", "xls"):
        (folder / suffix).mkdir()
        saves.append(folder / suffix / f"a.{suffix}")
    cells = {(SHEETS["report"], "K9"): "นอกแบบ", at("a06_virtues", KK): "=2*3"}
    clean = [folder / f"clean {p.suffix[1:]}" / p.name for p in saves]
    for path in clean:
        path.parent.mkdir()
    office.run([job(source, {}, clean), job(source, {}, [])])
    book = openpyxl.load_workbook(source)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(folder / "odd.xlsx")
    office.run([job(folder / "odd.xlsx", {}, saves)])
    return folder


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_clean_return_resaved_gives_no_false_alarm(saved_by_office, suffix):
    submission, findings = read(saved_by_office / f"clean {suffix}")
    assert findings == []
    assert (submission.ledger.accepted, submission.ledger.outside) == (4, 0)
    assert balanced(submission.ledger)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_formulas_and_strange_cells_are_seen_in_every_format(saved_by_office, suffix):
    submission, findings = read(saved_by_office / suffix)
    found = {f.code: (f.source.sheet, f.source.cell) for f in findings}
    assert found == {"value-is-formula": at("a06_virtues", KK), "form-outside": (SHEETS["report"], "K9")}
    assert (submission.ledger.accepted, submission.ledger.faulted, submission.ledger.outside) == (3, 1, 1)
    assert balanced(submission.ledger)


def test_a_result_typed_over_is_outside_the_form(tmp_path):
    sheet, cell = at("a06_virtues", KK)
    over = f"F{cell[1:]}"
    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=lambda book: book[sheet].__setitem__(over, 99))
    submission, findings = read(tmp_path)
    assert [(f.code, f.source.cell, f.typed) for f in findings] == [("form-outside", over, "99")]
    assert submission.ledger.outside == 1


def test_values_in_place_of_all_formulas_are_the_programs_doing(tmp_path):
    def values_only(book):
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        cell.value = 0

    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=values_only)
    submission, findings = read(tmp_path)
    assert findings == []
    assert balanced(submission.ledger)


def test_erased_wording_is_told_with_what_it_was(tmp_path):
    sheet, cell = at("a06_virtues", KK)
    label = f"B{cell[1:]}"
    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=lambda book: book[sheet].__setitem__(label, None))
    submission, findings = read(tmp_path)
    assert [(f.code, f.source.cell, f.typed) for f in findings] == [("form-wording-changed", label, "")]
    assert "จำนวนคุณธรรมเป้าหมาย" in findings[0].args["was"]
    assert balanced(submission.ledger)


def test_the_guide_is_known_under_another_name(tmp_path):
    def rename(book):
        book["คำชี้แจง"].title = "Sheet1"
        book["Sheet1"]["C30"] = "โปรดโทรกลับ"

    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5}, change=rename)
    submission, findings = read(tmp_path)
    assert [(f.code, f.source.sheet, f.source.cell) for f in findings] == [("form-outside", "Sheet1", "C30")]
    assert balanced(submission.ledger)


def test_moved_columns_and_copied_rows_stay_balanced(tmp_path):
    def move(book):
        sheet = book[SHEETS["report"]]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.insert_cols(4)
        sheet["D20"] = "แทรก"

    write_return(tmp_path / "a.xlsx", KK, {"a06_virtues": 5, "reporter": "ก"}, change=move)
    submission, findings = read(tmp_path)
    assert ("form-outside", "D20") in [(f.code, f.source.cell) for f in findings]
    assert submission.ledger.accepted == 2
    assert balanced(submission.ledger)


def test_a_log_longer_than_the_plans_is_read_whole(tmp_path):
    """The plan's event_rows were lowered after the form went out."""
    import dataclasses

    answers = {"ev39_activity": "7", "ev39_date": "15/3/2567", "ev39_title": "ปลูกป่า"}
    write_return(tmp_path / "a.xlsx", KK, answers)
    shorter = dataclasses.replace(PLAN, event_rows=10)
    submissions, findings = take_in(list(walk(tmp_path)), shorter, shorter.round(9))
    assert len(submissions[0].records) == 3
    assert {f.code for f in findings} == {"set-missing", "form-incomplete"}
