"""Rows written by columns are those that cell by cell would give."""

from __future__ import annotations

import random
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from moralxl.master.page import Col, Page
from moralxl.styles import Styles

COLUMNS = [Col("ก", 10, "typed_line"), Col("ข", 10, "line_integer"), Col("ค", 12, "line_date")]
WRAPPED = [Col("ก", 14, "typed", again=True), Col("ข", 10, "money"), Col("ค", 30, "cell")]
LOOKS = {1: "percent", 2: lambda value: "centre" if value == DAYS[0] else "integer"}
TEXTS = ["ก", "a & <b>", "  ", "=1+1", "\x1b\r\n", "_x0041_", "๑๒", "x" * 40_000, "", None]
NUMBERS = [0.0, -1.0, 2.5, 1e300, 1 / 3, 123456789.0, 7, None]
DAYS = [date(2024, 3, 15), datetime(2024, 7, 5), date(1900, 5, 1), date(2567, 1, 1), None]  # noqa: DTZ001


def write(path: Path, rows: list[tuple], *, by_columns: bool, columns=COLUMNS, looks={}) -> None:  # noqa: B006
    """A sheet with a heading, these rows twice with a row between, and what follows them; a sheet behind it."""
    workbook = xlsxwriter.Workbook(path, {"in_memory": True})
    styles = Styles(workbook)
    page = Page(workbook, styles, "S", columns)
    page.headings()
    for _ in range(2):
        if by_columns:
            page.lines([list(column) for column in zip(*rows, strict=True)] or [[]] * len(columns), looks)
        else:
            for row in rows:
                given = {place: look if isinstance(look, str) else look(row[place]) for place, look in looks.items()}
                page.row(row, given)
        page.row(["ข", 2, None])
    page.gap()
    page.line("ค")
    page.set_up(filtered=True)
    Page(workbook, styles, "T", COLUMNS).row(["ก", 1, date(2024, 1, 1)])
    workbook.close()


def all_of(path: Path) -> list:
    """What openpyxl reads of the first sheet: values, formats, fonts, borders, heights and widths."""
    sheet = openpyxl.load_workbook(path)["S"]
    cells = [
        (cell.coordinate, cell.data_type, cell.value, cell.number_format, cell.font.name, cell.border.left.style)
        for row in sheet.iter_rows()
        for cell in row
    ]
    heights = {number: (row.height, row.customHeight) for number, row in sheet.row_dimensions.items()}
    widths = {letter: column.width for letter, column in sheet.column_dimensions.items()}
    return [sheet.dimensions, cells, heights, widths, sheet.print_area, sheet.auto_filter.ref]


@pytest.mark.parametrize("count", [0, 1, 2, 300])
@pytest.mark.parametrize("columns", [COLUMNS, WRAPPED], ids=["lines", "wrapped"])
@pytest.mark.parametrize("looks", [{}, LOOKS], ids=["columns' styles", "others"])
def test_the_same_as_cell_by_cell(tmp_path, seed, count, columns, looks):
    chance = random.Random(seed)  # noqa: S311
    texts = [*TEXTS, "ประชาสัมพันธ์กิจกรรมส่งเสริมคุณธรรม " * 3, "ก\nข\nค"]
    texts = [text for text in texts if len(text or "") < 1000 or count != 2]
    rows = [(chance.choice(texts), chance.choice(NUMBERS), chance.choice(DAYS)) for _ in range(count)]
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    write(one, rows, by_columns=False, columns=columns, looks=looks)
    write(other, rows, by_columns=True, columns=columns, looks=looks)
    assert all_of(one) == all_of(other)
    for sheet in ("S", "T"):
        first, second = (CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python() for path in (one, other))
        assert first == second
    assert len(second) == 1


def test_text_is_counted_as_often_as_it_stands(tmp_path):
    rows = [("ก", 1.0, None)] * 5 + [("ข", None, date(1900, 5, 1))]  # before Excel's calendar: in words
    counts = []
    for by_columns in (False, True):
        write(tmp_path / "a.xlsx", rows, by_columns=by_columns)
        with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
            counts.append(archive.read("xl/sharedStrings.xml").split(b">", 2)[1])
    assert counts[0] == counts[1]
    assert b' count="21" uniqueCount="4"' in counts[0]
