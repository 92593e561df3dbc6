"""Reads a workbook's sheets as tables (xlsx, xlsm, xlsb, xls, ods), and the shading of an xlsx's cells."""

from __future__ import annotations

import io
import warnings
from datetime import date

from moralxl import thai
from moralxl.importing.paper import MOST_COLUMNS, MOST_ROWS, Paper, Slot, Table, tidy
from moralxl.layout import a1
from moralxl.model import Finding
from moralxl.read import RawSheet, read_workbook

Places = set[tuple[int, int]]


def read_book(data: bytes, file: str) -> tuple[Paper | None, list[Finding]]:
    """The visible sheets of a workbook, each a table; None where a finding says why it cannot be opened."""
    book, findings = read_workbook(data, file)
    if book is None:
        return None, findings
    filled = _filled(data) if book.container in {"xlsx", "xlsm"} else {}
    paper, areas = Paper(file), 0
    for sheet in book.sheets:
        if sheet.hidden or not sheet.rows:
            continue
        table = Table()
        shaded = filled.get(sheet.name, set())
        areas = _fill(table, sheet, shaded, areas)
        paper.tables.append(table)
    return paper, findings


def _fill(table: Table, sheet: RawSheet, shaded: Places, areas: int) -> int:
    """Put a sheet's cells into a table, merged ones first; the number of areas so far."""
    rows = min(len(sheet.rows), MOST_ROWS)
    for top, left, bottom, right in sheet.merged:
        if top >= rows or left >= MOST_COLUMNS:
            continue
        areas += 1
        slot = Slot(_shown(sheet, top, left), areas, f"{sheet.name}!{a1(top, left)}", (top, left) in shaded)
        table.put(top, left, slot, high=min(bottom, rows - 1) - top + 1, wide=right - left + 1)
    reach = [column for row, column in shaded if row < rows]
    width = min(max([len(row) for row in sheet.rows] + [column + 1 for column in reach]), MOST_COLUMNS)
    for r in range(rows):
        for c in range(width):
            areas += 1
            table.put(r, c, Slot(_shown(sheet, r, c), areas, f"{sheet.name}!{a1(r, c)}", (r, c) in shaded))
    return areas


def _shown(sheet: RawSheet, row: int, column: int) -> str:
    """A cell's value as the sheet shows it."""
    value = sheet.at(row, column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, (int, float)):
        percent = (row, column) in sheet.percent
        number = f"{value * 100 if percent else value:,.10g}"
        return f"{number}%" if percent else number
    if isinstance(value, date):
        return thai.format_date(value)
    return tidy(str(value))


def _filled(data: bytes) -> dict[str, Places]:
    """The cells with a background, by sheet. Whatever is wrong with the styles, the values are read already."""
    import openpyxl

    found: dict[str, Places] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of the workbook that hold no cells
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                found[sheet.title] = {
                    (r, c)
                    for r, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS))
                    for c, cell in enumerate(row)
                    if getattr(cell, "has_style", False) and _has_colour(cell)
                }
            book.close()
    except Exception:  # noqa: BLE001 - openpyxl raises many kinds for broken styles; unread shading is asked about
        return {}
    return found


def _has_colour(cell: object) -> bool:
    fill = cell.fill  # type: ignore[attr-defined]
    if fill is None or fill.patternType in {None, "none"}:
        return False
    colour = fill.fgColor
    plain = colour.type == "rgb" and str(colour.rgb).upper()[-6:] == "FFFFFF" and fill.patternType == "solid"
    white = colour.type == "theme" and colour.theme == 0 and not colour.tint
    return not (plain or white)
