"""No master is saved whose official table differs from the plan."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from support import PLAN, run

from moralxl.master.compare import TableDiffers, compare
from moralxl.master.official import APPROVED, RESULTS

NAMES = (RESULTS, APPROVED)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("round")
    (folder / "returns").mkdir()
    run("consolidate", folder / "returns", "-o", folder, "--round", "9")
    return (folder / "master_2567_r9.xlsx").read_bytes()


def changed(data, change):
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_master_as_written_has_the_plans_table(data):
    compare(data, PLAN, NAMES)
    compare(changed(data, lambda _: None), PLAN, NAMES)


def activity_row(book, number, name=APPROVED):
    return next(row for row in book[name].iter_rows() if row[0].value == number)


def reword(book):
    activity_row(book, 6)[3].value += " (แก้)"


def swap(book):
    first, second = activity_row(book, 5, RESULTS), activity_row(book, 6, RESULTS)
    for one, other in zip(first[:9], second[:9], strict=True):
        one.value, other.value = other.value, one.value


def drop(book):
    book[APPROVED].delete_rows(activity_row(book, 17)[0].row)


def double(book):
    sheet = book[APPROVED]
    sheet.append([cell.value for cell in activity_row(book, 17)])


def other_budget(book):
    activity_row(book, 9)[5].value = 10501


def other_total(book):
    next(row for row in book[RESULTS].iter_rows() if row[0].value == PLAN.total_label)[5].value = 1


def retitle(book):
    book[APPROVED]["A1"] = "แผนอื่น"


def other_heading(book):
    next(row for row in book[APPROVED].iter_rows() if row[0].value == "ลำดับที่")[2].value = "เป้าประสงค์"


def merge(book):
    row = activity_row(book, 6)
    book[APPROVED].merge_cells(start_row=row[0].row, end_row=row[0].row, start_column=2, end_column=3)


def split(book):
    sheet = book[APPROVED]
    row = next(row for row in sheet.iter_rows() if row[0].value == PLAN.guidelines[0].text)
    area = next(a for a in sheet.merged_cells.ranges if a.min_row == row[0].row)
    sheet.unmerge_cells(str(area))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (reword, APPROVED),
        (swap, RESULTS),
        (drop, f"“{PLAN.total_label}” แทน “17”"),
        (double, "มีแถวเกิน"),
        (other_budget, "“10501” แทน “10500”"),
        (other_total, "“1” แทน “255500”"),
        (retitle, "A1 “แผนอื่น”"),
        (other_heading, APPROVED),
        (merge, "ผสานเซลล์ถึง"),
        (split, "ผสานเซลล์ถึง"),
    ],
)
def test_a_difference_is_told_with_its_cell(data, change, told):
    with pytest.raises(TableDiffers, match=told):
        compare(changed(data, change), PLAN, NAMES)


def test_many_differences_are_counted(data):
    other = replace(PLAN, activities=tuple(replace(a, objective=a.objective[1:]) for a in PLAN.activities))
    with pytest.raises(TableDiffers, match="และอีก 31 แห่ง"):
        compare(data, other, NAMES)


def test_a_text_too_long_for_one_row_is_joined(tmp_path, data):
    """A plan whose objective takes two pages is written in two rows."""
    from moralxl.consolidate import consolidate
    from moralxl.master import write_master

    long = replace(PLAN.activities[0], objective=PLAN.activities[0].objective * 40)
    plan = replace(PLAN, activities=(long, *PLAN.activities[1:]))
    master = write_master(consolidate(plan, plan.round(9), [], []), tmp_path / "m.xlsx")
    compare(master.read_bytes(), plan, NAMES)
    with pytest.raises(TableDiffers):
        compare(data, plan, NAMES)


def test_a_master_that_differs_is_not_saved(tmp_path, monkeypatch):
    from moralxl.consolidate import consolidate
    from moralxl.master import official, write_master

    honest = vars(official)["_plan_cells"]

    def other(plan, activity):
        return [*honest(plan, activity)[:-1], "หมายเหตุอื่น"]

    monkeypatch.setattr(official, "_plan_cells", other)
    (tmp_path / "m.xlsx").write_bytes(b"old")
    with pytest.raises(TableDiffers, match="หมายเหตุอื่น"):
        write_master(consolidate(PLAN, PLAN.round(9), [], []), tmp_path / "m.xlsx")
    assert (tmp_path / "m.xlsx").read_bytes() == b"old"
