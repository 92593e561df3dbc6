"""Reads xlsb: the package of an xlsx whose parts are binary records (MS-XLSB), each bounded by its own length."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator
from typing import Any

from moralxl.read.cells import Values
from moralxl.read.container import Package
from moralxl.read.raw import MOST_SHEETS, Damaged, Grid, RawSheet, RawWorkbook, too_many_sheets
from moralxl.read.serial import BUILT_IN, format_kind
from moralxl.read.xls import ERRORS
from moralxl.read.xlsx import Relations, part_of, relations, saved_at

# The records that are looked at, by what MS-XLSB 2.3 calls them without "Brt"
ROW_HDR, CELL_RK, CELL_ERROR, CELL_BOOL, CELL_REAL, CELL_ST, CELL_ISST = 0, 2, 3, 4, 5, 6, 7
FMLA_STRING, FMLA_NUM, FMLA_BOOL, FMLA_ERROR, CELL_RSTRING = 8, 9, 10, 11, 62
CELL_BLANK, SHORT_BLANK, SHORT_ISST = 1, 12, 18
SST_ITEM, FMT, XF, BEGIN_CELL_XFS, END_CELL_XFS = 19, 44, 47, 617, 618
COL_INFO, BEGIN_SHEET_DATA, END_SHEET_DATA, WB_PROP, BUNDLE_SH, MERGE_CELL = 60, 145, 146, 153, 156, 176
CELLS = frozenset({*range(CELL_BLANK, SHORT_ISST + 1), CELL_RSTRING})
FORMULAS = frozenset({FMLA_STRING, FMLA_NUM, FMLA_BOOL, FMLA_ERROR})


def read_xlsb(package: Package) -> RawWorkbook:
    """All sheets of an xlsb; formulas without their text.

    Neither its comments and text boxes are read, nor what of its texts is struck through or raised.

    Damaged or Refused, with a word on what is wrong.
    """
    roots = relations(package, "")
    main = part_of(roots, "officeDocument") or "xl/workbook.bin"
    parts = relations(package, main)
    sheets: list[tuple[str, str, bool]] = []
    date1904 = False
    for number, record in records(package.read(main)):
        if number == WB_PROP:
            date1904 = bool(_unpack("<I", record)[0] & 1)
        elif number == BUNDLE_SH:
            (state,) = _unpack("<I", record)
            link, place = text_of(record, 8)
            sheets.append((text_of(record, place)[0], link, state != 0))
    used = [parts.get(link) for _, link, _ in sheets]
    if not sheets or len(set(used)) < len(used):
        raise Damaged("workbook.bin")
    if len(sheets) > MOST_SHEETS:
        raise too_many_sheets(len(sheets))
    values = Values(_strings(package, parts), _styles(package, parts), date1904)
    read = [_sheet(package, name, parts.get(link), values, hidden=hidden) for name, link, hidden in sheets]
    return RawWorkbook(read, saved_at(package, roots), package.kind, date1904)


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part: number and contents. Damaged where one reaches beyond the part's end."""
    place, end = 0, len(part)
    try:
        while place < end:
            number = part[place]
            place += 1
            if number & 0x80:
                number = number & 0x7F | (part[place] & 0x7F) << 7
                place += 1
            length = shift = 0
            while True:
                byte = part[place]
                place += 1
                length |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 or shift == 28:
                    break
            if place + length > end:
                raise Damaged(f"record {number}")
            yield number, part[place : place + length]
            place += length
    except IndexError:
        raise Damaged("record") from None


def _unpack(form: str, record: bytes, place: int = 0) -> tuple[Any, ...]:
    try:
        return struct.unpack_from(form, record, place)
    except struct.error:
        raise Damaged("record") from None


def text_of(record: bytes, place: int) -> tuple[str, int]:
    """The text that begins there in a record, and where it ends."""
    (length,) = _unpack("<I", record, place)
    end = place + 4 + 2 * length
    if length == 0xFFFFFFFF:  # none
        return "", place + 4
    if end > len(record):
        raise Damaged("text")
    return record[place + 4 : end].decode("utf-16-le", "replace"), end


def _strings(package: Package, parts: Relations) -> list[str]:
    name = part_of(parts, "sharedStrings")
    if not name or name not in package:
        return []
    return [text_of(record, 1)[0] for number, record in records(package.read(name)) if number == SST_ITEM]


def _styles(package: Package, parts: Relations) -> list[str]:
    """What each cell style shows."""
    name = part_of(parts, "styles")
    if not name or name not in package:
        return []
    kinds, styles, inside = dict(BUILT_IN), list[str](), False
    for number, record in records(package.read(name)):
        if number == FMT:
            kinds[_unpack("<H", record)[0]] = format_kind(text_of(record, 2)[0])
        elif number in {BEGIN_CELL_XFS, END_CELL_XFS}:
            inside = number == BEGIN_CELL_XFS
        elif number == XF and inside:
            styles.append(kinds.get(_unpack("<HH", record)[1], ""))
    return styles


def _sheet(package: Package, name: str, link: tuple[str, str] | None, values: Values, *, hidden: bool) -> RawSheet:
    if link is None:
        raise Damaged(f"sheet {name}")
    kind, target = link
    if kind != "worksheet":  # a chart has no cells
        return Grid().sheet(name, hidden=hidden)
    return read_sheet(package.read(target), values).sheet(name, hidden=hidden)


def read_sheet(part: bytes, values: Values) -> Grid:
    """The cells of a worksheet part."""
    grid = Grid()
    cells: _Cells | None = None
    inside = False
    for number, record in records(part):
        if number == BEGIN_SHEET_DATA:
            if cells:
                raise Damaged("sheet data twice")
            cells, inside = _Cells(grid, values), True
        elif number == END_SHEET_DATA:
            inside = False
        elif inside and cells:
            cells.take(number, record)
        elif number == COL_INFO:
            first, last, flags = _unpack("<II8xH", record)
            if flags & 1:
                grid.hide_columns(first, last)
        elif number == MERGE_CELL:
            top, bottom, left, right = _unpack("<4I", record)
            grid.merged.append((top, left, bottom, right))
    if cells is None or inside:
        raise Damaged("sheet data")
    return grid


class _Cells:
    """Takes the records of a sheet's data: rows, and the cells of the row that was last begun."""

    def __init__(self, grid: Grid, values: Values) -> None:
        self._grid, self._values = grid, values
        self._row = self._column = -1

    def take(self, number: int, record: bytes) -> None:
        """Take a record; those that are neither row nor cell say nothing of values."""
        if number == ROW_HDR:
            self._start_row(record)
        elif number in CELLS:
            self._cell(number, record)

    def _start_row(self, record: bytes) -> None:
        row, flags = _unpack("<I7xB", record)
        if row <= self._row:
            raise Damaged(f"row {row + 1}")
        self._row, self._column = row, -1
        if flags & 0x10:
            self._grid.hide_rows(row, row)

    def _cell(self, number: int, record: bytes) -> None:
        """A cell; a short one has no column of its own but stands right of the one before."""
        if SHORT_BLANK <= number <= SHORT_ISST:
            number -= SHORT_BLANK - CELL_BLANK
            column, place = self._column + 1, 0
        else:
            (column,), place = _unpack("<I", record), 4
        if self._row < 0 or column <= self._column:
            raise Damaged("cell")
        self._column = column
        if number in FORMULAS:
            self._grid.formula(self._row, column, "")
        if number in {CELL_ERROR, FMLA_ERROR}:
            (code,) = _unpack("<B", record, place + 4)
            self._grid.error(self._row, column, ERRORS.get(code, f"#{code}"))
        elif number != CELL_BLANK:
            style = _unpack("<I", record, place)[0] & 0xFFFFFF
            self._put(column, style, READ[number](record, place + 4, self._values))

    def _put(self, column: int, style: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, float):
            if not math.isfinite(value):
                raise Damaged("number")
            if self._values.is_percent(style, value):
                self._grid.show_percent(self._row, column)
            value = self._values.shown(style, value)
        self._grid.put(self._row, column, value)


def _short_number(record: bytes, place: int, _: Values) -> float:
    """A number of 30 bits: whole, or the upper ones of a float; and maybe a hundredth of that."""
    (bits,) = _unpack("<I", record, place)
    if bits & 2:
        value = float(struct.unpack("<i", struct.pack("<I", bits))[0] >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<II", 0, bits & 0xFFFFFFFC))
    return value / 100 if bits & 1 else value


def _number(record: bytes, place: int, _: Values) -> float:
    return float(_unpack("<d", record, place)[0])


def _truth(record: bytes, place: int, _: Values) -> bool:
    (value,) = _unpack("<B", record, place)
    if value > 1:
        raise Damaged("truth")
    return bool(value)


def _text(record: bytes, place: int, _: Values) -> str:
    return text_of(record, place)[0]


def _rich_text(record: bytes, place: int, _: Values) -> str:
    return text_of(record, place + 1)[0]


def _computed_text(record: bytes, place: int, _: Values) -> str | None:
    return text_of(record, place)[0] or None


def _shared_text(record: bytes, place: int, values: Values) -> str:
    index = int(_unpack("<I", record, place)[0])
    if index >= len(values.strings):
        raise Damaged("sharedStrings.bin")
    return values.strings[index]


# What is in a cell's record after its style
READ: dict[int, Callable[[bytes, int, Values], Any]] = {
    CELL_RK: _short_number,
    CELL_BOOL: _truth,
    FMLA_BOOL: _truth,
    CELL_REAL: _number,
    FMLA_NUM: _number,
    CELL_ST: _text,
    CELL_RSTRING: _rich_text,
    FMLA_STRING: _computed_text,
    CELL_ISST: _shared_text,
}
