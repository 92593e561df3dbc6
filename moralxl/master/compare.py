"""Holds the official table, as it was written, against the plan: no master is saved that differs from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from moralxl.fields import typed_text
from moralxl.layout import a1
from moralxl.model import Activity, Plan
from moralxl.read.container import Package, look
from moralxl.read.raw import RawSheet
from moralxl.read.xlsx import read_xlsx

MOST_TOLD = 3


class TableDiffers(Exception):  # noqa: N818 - it says what is the case
    """An official table in a written workbook is not the plan's; the text names sheet, cell and both wordings."""


def compare(data: bytes, plan: Plan, names: Sequence[str]) -> None:
    """Compare the sheets of these names, in the bytes of a workbook, with the plan. TableDiffers where one differs.

    Looked at are title, headings, the nine columns of every activity in their order, the guidelines' rows and the
    total, and which cells are merged.
    """
    package = look(data)
    assert isinstance(package, Package)  # noqa: S101 - XlsxWriter has just made it
    sheets = {sheet.name: sheet for sheet in read_xlsx(package, only=names).sheets}
    told = [f"{name}!{line}" for name in names for line in _differences(sheets[name], plan)]
    if told:
        more = f" และอีก {len(told) - MOST_TOLD} แห่ง" if len(told) > MOST_TOLD else ""
        raise TableDiffers(f"ตารางทางการไม่ตรงกับแผน: {'; '.join(told[:MOST_TOLD])}{more}")


def _differences(sheet: RawSheet, plan: Plan) -> Iterator[str]:
    width = len(plan.columns)
    rows = [(number, [typed_text(value) for value in row[:width]]) for number, row in enumerate(sheet.rows)]
    rows = [(number, row + [""] * (width - len(row))) for number, row in rows if any(row)]
    headings = [column.heading for column in plan.columns]
    head = next((place for place, (_, row) in enumerate(rows) if row == headings), len(rows))
    yield from _same(rows[:2], [_across(plan.title, width), _across(plan.organisation_line, width)])
    yield from _same(rows[head : head + 1], [headings])
    table = list(_whole(rows[head + 1 :]))
    expected = list(_expected(plan))
    yield from _same(table, [row for row, _ in expected])
    # what lies beside the plan's columns may be merged with a total or a section, but nothing among them
    ends = {(top, left): right for top, left, bottom, right in sheet.merged if top == bottom}
    for (number, _), (_, merged) in zip(table, expected, strict=False):
        for left, right in merged:
            end = ends.get((number, left), left)
            if end < right or (end > right and right < width - 1):
                yield f"{a1(number, left)} ผสานเซลล์ถึง {a1(number, end)} แทน {a1(number, right)}"


def _across(text: str, width: int) -> list[str]:
    return [text, *[""] * (width - 1)]


def _expected(plan: Plan) -> Iterator[tuple[list[str], list[tuple[int, int]]]]:
    """The table's rows in order, and which of their columns are merged: first and last."""
    keys = [column.key for column in plan.columns]
    width, budget = len(keys), keys.index("budget_text")
    for guideline in plan.guidelines:
        yield _across(guideline.text, width), [(0, width - 1)]
        for activity in plan.activities:
            if activity.guideline == guideline.number:
                yield [_cell(activity, key) for key in keys], [(column, column) for column in range(width)]
    total = _across(plan.total_label, width)
    total[1], total[budget] = plan.total_text, typed_text(float(plan.budget))
    yield total, [(1, budget - 1)]


def _cell(activity: Activity, key: str) -> str:
    """What an official cell says: the budget as a number where it is one, all else word by word."""
    value: Any = getattr(activity, key)
    if key == "budget_text" and activity.budget is not None:
        value = float(activity.budget)
    return typed_text(value)


def _whole(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows with those joined to them that go on with a text too long for one row, which have no number."""
    current: tuple[int, list[str]] | None = None
    for number, row in rows:
        if current is not None and not row[0]:
            current = current[0], [first + second for first, second in zip(current[1], row, strict=True)]
            continue
        if current is not None:
            yield current
        current = number, row
    if current is not None:
        yield current


def _same(rows: Sequence[tuple[int, list[str]]], expected: Sequence[list[str]]) -> Iterator[str]:
    for found, wanted in zip_longest(rows, expected):
        if found is None:
            yield f" ขาดแถว “{' '.join(wanted)[:60]}”"
        elif wanted is None:
            yield f"{a1(found[0], 0)} มีแถวเกิน “{' '.join(found[1])[:60]}”"
        else:
            number, row = found
            for column, (is_, was) in enumerate(zip(row, wanted, strict=True)):
                if _letters(is_) != _letters(was):
                    yield f"{a1(number, column)} “{is_[:60]}” แทน “{was[:60]}”"


def _letters(text: str) -> str:
    """A text without its spaces, at which a long one is cut into rows."""
    return "".join(text.split())
