"""Colours and lines that follow what a cell shows, or where it stands."""

from __future__ import annotations

from moralxl.layout import a1
from moralxl.master.formula import quoted
from moralxl.master.page import Page
from moralxl.styles import DECIMAL, LINE, STATE_COLOURS


def colour_states(page: Page, rows: tuple[int, int], columns: tuple[int, int]) -> None:
    """Colour cells by the sign of the state that they begin with; rows and columns from first to last, from 0."""
    first = a1(rows[0], columns[0])
    for sign, properties in STATE_COLOURS.items():
        criteria = f"=LEFT({first},1)={quoted(sign)}"
        _format(page, rows, columns, criteria, properties)


def show_satang(page: Page, rows: tuple[int, int], column: int) -> None:
    """Show the decimals of amounts of money that have any."""
    first = a1(rows[0], column)
    criteria = f"=IF(ISNUMBER({first}),{first}<>INT({first}))"
    _format(page, rows, (column, column), criteria, {"num_format": DECIMAL})


def rule_lines(page: Page, rows: tuple[int, int]) -> None:
    """Draw the lines of a table on rows from first to last, also where they have no cells."""
    _format(page, rows, (0, page.last), "=TRUE", {"border": 1, "border_color": LINE})


def _format(
    page: Page, rows: tuple[int, int], columns: tuple[int, int], criteria: str, properties: dict[str, object]
) -> None:
    form = page.sheet.styles.bare(properties)
    area = (rows[0], columns[0], rows[1], columns[1])
    page.sheet.raw.conditional_format(*area, {"type": "formula", "criteria": criteria, "format": form})
