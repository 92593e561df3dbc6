"""A cell of a sheet that is declared as a list of cells, and how such a list is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from moralxl.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, or several of a row in one; a formula's value is what it first comes to."""

    row: int
    column: int
    value: str | int | None
    style: str
    last: int = 0  # the last column of several
    formula: str = ""
    link: str = ""  # the place in the workbook that it leads to


def put_cells(sheet: Sheet, cells: Iterable[Cell]) -> int:
    """Write cells, make their rows as high as their texts need, and return the last of these rows."""
    heights: dict[int, list[tuple[str, int, int, str]]] = {}
    for cell in cells:
        texts = heights.setdefault(cell.row, [])
        if cell.link:
            sheet.link(cell.row, cell.column, cell.link, str(cell.value), cell.style)
        elif cell.formula:
            if cell.last:
                sheet.merge(cell.row, cell.column, cell.last, None, cell.style)
            sheet.formula(cell.row, cell.column, cell.formula, cell.style, cell.value)
        elif cell.last:
            sheet.merge(cell.row, cell.column, cell.last, str(cell.value), cell.style)
        else:
            sheet.put(cell.row, cell.column, cell.value, cell.style)
        if isinstance(cell.value, str) and not cell.link:
            texts.append((cell.value, cell.column, cell.last or cell.column, cell.style))
    for row, texts in heights.items():
        sheet.height(row, texts)
    return max(heights)
