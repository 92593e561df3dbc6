"""Reads xls: values with calamine, which alone knows them, and what it does not tell from the records.

calamine builds the whole grid up to the furthest cell and can abort the process on malformed files: see `isolate`.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

from moralxl.read.ole import Compound, saved_at
from moralxl.read.raw import BOUND_COLUMNS, BOUND_ROWS, BROKEN, MOST_SHEETS, Damaged, Grid, RawSheet, RawWorkbook
from moralxl.read.serial import BUILT_IN, PERCENT, SIGNED, format_kind, signed

ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}
STREAMS = ("Workbook", "Book")
# The records of an xls that are looked at (MS-XLS 2.3)
NUMBER, RK, MULTIPLE_RK, FORMAT, STYLE = 0x0203, 0x027E, 0xBD, 0x041E, 0xE0
FORMULA, BOOL_ERR, ROW, COL_INFO, MERGE_CELLS, BOUND_SHEET = 0x06, 0x0205, 0x0208, 0x7D, 0xE5, 0x85
BOF, EOF, DATE_1904, FILE_PASS, STRING = 0x0809, 0x0A, 0x22, 0x2F, 0x0207
TEXT, ERROR, EMPTY_TEXT = 0, 2, 3  # what a formula comes to, where it is no number
Cells = set[tuple[int, int]]


def read_values(data: bytes) -> list[tuple[str, bool, list[list[Any]]]]:
    """The sheets' names, whether they are hidden, and their values from A1 on, numbers as floats.

    Damaged where calamine fails or panics; its text is "password" where the file needs one.
    """
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            (
                sheet.name,
                sheet.visible != SheetVisibleEnum.Visible,
                # leading empty rows kept, else every address would shift
                [
                    [float(value) if type(value) is int else value for value in row]
                    for row in book.get_sheet_by_index(number).to_python(skip_empty_area=False)
                ],
            )
            for number, sheet in enumerate(book.sheets_metadata)
        ]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as problem:  # a panic of the reader derives from BaseException
        raise Damaged("password" if "password" in str(problem).lower() else BROKEN) from problem


def read_xls(data: bytes) -> RawWorkbook:
    """All sheets of an xls. Damaged, with a word on what is wrong.

    Neither its comments and text boxes are read, nor what of its texts is struck through or raised.
    """
    compound = Compound(data)
    stream = next((found for name in STREAMS if (found := compound.read(name))), b"")
    places: list[int] = []
    styles = Styles()
    date1904 = False
    for number, record, place in records(stream, 0):
        if number == FILE_PASS:
            raise Damaged("password")
        if number == DATE_1904:
            date1904 = record[:1] == b"\1"
        elif number in {FORMAT, STYLE, BOF}:
            styles.note(number, record)
        elif number == BOUND_SHEET and len(places) < MOST_SHEETS:
            places.append(int.from_bytes(record[:4], "little"))
        elif number == EOF and place:
            break
    grids = [scan(stream, place, styles.kinds()) for place in places]
    values = read_values(data)
    if len(grids) != len(values) or not values:
        raise Damaged("xls")
    sheets = [_joined(*sheet, *told) for sheet, told in zip(values, grids, strict=True)]
    return RawWorkbook(sheets, saved_at(compound), "xls", date1904=date1904)


def _joined(
    name: str,
    hidden: bool,  # noqa: FBT001 - a field
    rows: list[list[Any]],
    grid: Grid,
    blank: Cells,
    signs: Cells,
) -> RawSheet:
    """The values up to the bound, the filled cells beyond counted, with what the records told."""
    grid.beyond = sum(value != "" for row in rows[BOUND_ROWS:] for value in row)
    grid.beyond += sum(value != "" for row in rows[:BOUND_ROWS] for value in row[BOUND_COLUMNS:])
    grid.rows = [row[:BOUND_COLUMNS] for row in rows[:BOUND_ROWS]]
    for row, column in (*grid.errors, *blank):
        if row < len(grid.rows) and column < len(grid.rows[row]):
            grid.rows[row][column] = None
    for row, column in signs:
        if row < len(grid.rows) and column < len(grid.rows[row]) and isinstance(grid.rows[row][column], float):
            grid.rows[row][column] = signed(grid.rows[row][column])
    return grid.sheet(name, hidden=hidden)


def records(stream: bytes, place: int) -> Iterator[tuple[int, bytes, int]]:
    """The records of a stream from a place on: number, contents and where they begin."""
    while place + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, place)
        yield number, stream[place + 4 : place + 4 + length], place
        place += 4 + length


class Styles:
    """What cell styles show: the number formats of an xls, and the style records that name them."""

    def __init__(self) -> None:
        """Nothing but the built-in formats."""
        self._kinds = dict(BUILT_IN)
        self._formats: list[int] = []
        self._wide = True  # texts are as from Excel 97 on

    def note(self, number: int, record: bytes) -> None:
        """Take a BOF, FORMAT or XF record."""
        if number == BOF:
            self._wide = record[:2] == b"\0\6"
        elif number == STYLE:
            self._formats.append(int.from_bytes(record[2:4], "little"))
        else:
            self._kinds[int.from_bytes(record[:2], "little")] = format_kind(self._text(record[2:]))

    def _text(self, record: bytes) -> str:
        if not self._wide:
            return record[1:].decode("latin-1")
        return record[3:].decode("utf-16-le" if record[2:3] == b"\1" else "latin-1", "replace")

    def kinds(self) -> dict[int, str]:
        """What the styles show that show something in particular, by number."""
        return {number: self._kinds[each] for number, each in enumerate(self._formats) if self._kinds.get(each)}


def scan(stream: bytes, place: int, kinds: dict[int, str]) -> tuple[Grid, Cells, Cells]:
    """What a sheet's records tell besides its values.

    Also which formulas come to an empty text (calamine says 0), and which numbers have a percent sign beside them.
    `kinds`: what styles show, by number.
    """
    grid, blank, signs = Grid(), Cells(), Cells()
    awaited: tuple[int, int] | None = None  # a formula whose text should follow
    try:
        for number, record in _own_records(stream, place):
            if number == STRING:
                awaited = None
            elif number == FORMULA:
                if awaited:
                    blank.add(awaited)
                awaited = _note_formula(record, grid, blank)
            elif number in NOTED:
                NOTED[number](record, grid)
            for row, column, style in NUMERIC.get(number, _no_number)(record):
                _note_style(kinds.get(style), row, column, grid, signs)
    except (struct.error, IndexError):
        raise Damaged("xls") from None
    if awaited:
        blank.add(awaited)
    return grid, blank, signs


def _note_style(kind: str | None, row: int, column: int, grid: Grid, signs: Cells) -> None:
    if kind == PERCENT:
        grid.show_percent(row, column)
    elif kind == SIGNED:
        signs.add((row, column))


def _own_records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of the sheet that begins there, without those of charts within it."""
    depth = 0
    for number, record, _ in records(stream, place):
        depth += (number == BOF) - (number == EOF)
        if depth <= 0:
            break
        if depth == 1 and number != BOF:
            yield number, record


def _note_formula(record: bytes, grid: Grid, blank: Cells) -> tuple[int, int] | None:
    """Note a formula and its error; where its value is a text, that should follow, and the cell is given back."""
    row, column = struct.unpack_from("<HH", record)
    grid.formula(row, column, "")
    if record[12:14] != b"\xff\xff":  # a number
        return None
    kind = record[6]
    if kind == EMPTY_TEXT:
        blank.add((row, column))
    elif kind == ERROR:
        _error(grid, row, column, record[8])
    return (row, column) if kind == TEXT else None


def _note_error(record: bytes, grid: Grid) -> None:
    row, column, _, value, is_error = struct.unpack_from("<HHHBB", record)
    if is_error:
        _error(grid, row, column, value)


def _note_row(record: bytes, grid: Grid) -> None:
    row, flags = struct.unpack_from("<H10xH", record)
    if flags & 0x20:
        grid.hide_rows(row, row)


def _note_columns(record: bytes, grid: Grid) -> None:
    first, last, flags = struct.unpack_from("<HH4xH", record)
    if flags & 1:
        grid.hide_columns(first, last)


def _note_merged(record: bytes, grid: Grid) -> None:
    (count,) = struct.unpack_from("<H", record)
    for place in range(2, 2 + 8 * count, 8):
        top, bottom, left, right = struct.unpack_from("<4H", record, place)
        grid.merged.append((top, left, bottom, right))


def _no_number(_: bytes) -> list[tuple[int, int, int]]:
    return []


def _one_number(record: bytes) -> list[tuple[int, int, int]]:
    return [struct.unpack_from("<HHH", record)]


def _several_numbers(record: bytes) -> list[tuple[int, int, int]]:
    row, column = struct.unpack_from("<HH", record)
    places = range(4, len(record) - 7, 6)
    return [(row, column + n, int.from_bytes(record[at : at + 2], "little")) for n, at in enumerate(places)]


def _number_of_formula(record: bytes) -> list[tuple[int, int, int]]:
    return [] if record[12:14] == b"\xff\xff" else _one_number(record)


# Rows, columns and styles of the cells with numbers that a record holds
NUMERIC = {NUMBER: _one_number, RK: _one_number, MULTIPLE_RK: _several_numbers, FORMULA: _number_of_formula}
NOTED = {BOOL_ERR: _note_error, ROW: _note_row, COL_INFO: _note_columns, MERGE_CELLS: _note_merged}


def _error(grid: Grid, row: int, column: int, code: int) -> None:
    if row < BOUND_ROWS and column < BOUND_COLUMNS:
        grid.errors[row, column] = ERRORS.get(code, f"#{code}")
