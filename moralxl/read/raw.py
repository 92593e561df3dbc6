"""What every reader hands over: a workbook's cells as they are, and what its cells alone do not show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moralxl.messages.message import Told

# How far a form of ours can reach, with room for inserted rows and columns. Cells further out are counted, not kept.
BOUND_ROWS, BOUND_COLUMNS = 9_999, 100
MOST_SHEETS = 255  # of a workbook; a form has five

Area = tuple[int, int, int, int]  # first row and column, last row and column, counted from 0


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet's cells from A1 on, row by row; rows may differ in length, empty cells are "" or None.

    Rows and columns are counted from 0. A cell in `errors` has the value None in `rows`; a cell in `formulas` has
    the value that the program last computed.
    """

    name: str
    rows: list[list[Any]]
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)  # "#REF!" and kin
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)  # "" where the format hides its text
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    beyond: int = 0  # filled cells further out than BOUND_ROWS and BOUND_COLUMNS
    cut: bool = False  # the sheet goes on past MOST_PART bytes and was read up to there
    # filled cells whose number format shows a percent: 1.0 is seen as "100%", as typing "100%" makes it
    percent: frozenset[tuple[int, int]] = frozenset()
    struck: Mapping[tuple[int, int], str] = field(default_factory=dict)  # what of a text struck through is not
    raised: Mapping[tuple[int, int], str] = field(default_factory=dict)  # what of a text is above or below the line
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)  # notes, and threads of them
    boxes: tuple[
        tuple[int, int, str], ...
    ] = ()  # texts of shapes over the cells: where one begins, or A1, and its text

    def at(self, row: int, column: int) -> Any:
        """The value of a cell; None beyond the sheet's end."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """What a file holds, and what it says of itself."""

    sheets: list[RawSheet]
    saved_at: datetime | None = None  # without a zone, as the file gives it
    container: str = "xlsx"  # xlsx, xlsm, xlsb, xls or ods
    date1904: bool = False


BROKEN = Told("โครงสร้างภายในไฟล์ไม่ครบถ้วนหรือผิดรูป", "its structure is incomplete or malformed")
TWICE = Told("เซลล์เดียวมีสองค่า", "two values for one cell")


class Unreadable(Exception):  # noqa: N818 - it says what the file is
    """The file cannot be read."""

    def __init__(self, what: str | Told) -> None:
        """Name the part that is to blame, or say in a word or two what is wrong."""
        super().__init__(what)
        self.what = what


class Damaged(Unreadable):
    """A part of the file cannot be read."""


class Refused(Unreadable):
    """A part of the file is such that nothing of the file is to be read."""


def too_many_sheets(count: int) -> Refused:
    """What is told of a workbook with so many sheets."""
    return Refused(Told(f"{count} แผ่นงาน", f"{count} sheets"))


class Grid:
    """The cells of a sheet while they are gathered, up to the bound."""

    __slots__ = (
        *("beyond", "boxes", "comments", "errors", "formulas", "hidden_columns", "hidden_rows"),
        *("merged", "percent", "raised", "rows", "struck"),
    )

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.errors: dict[tuple[int, int], str] = {}
        self.formulas: dict[tuple[int, int], str] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[Area] = []
        self.percent: set[tuple[int, int]] = set()
        self.struck: dict[tuple[int, int], str] = {}
        self.raised: dict[tuple[int, int], str] = {}
        self.comments: dict[tuple[int, int], str] = {}
        self.boxes: list[tuple[int, int, str]] = []
        self.beyond = 0

    def put(self, row: int, column: int, value: Any) -> None:
        """Place a value, or count it where it lies too far out. Damaged where the cell has one already."""
        if row >= BOUND_ROWS or column >= BOUND_COLUMNS:
            self.beyond += value is not None
            return
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        if column < len(cells):
            if value is not None and (cells[column] is not None or (row, column) in self.errors):
                raise Damaged(TWICE)
        else:
            cells.extend([None] * (column + 1 - len(cells)))
        if value is not None:
            cells[column] = value

    def error(self, row: int, column: int, text: str) -> None:
        """Note an error cell."""
        if row >= BOUND_ROWS or column >= BOUND_COLUMNS:
            self.beyond += 1
            return
        self.put(row, column, None)
        if self.rows[row][column] is not None or (row, column) in self.errors:
            raise Damaged(TWICE)
        self.errors[row, column] = text

    def formula(self, row: int, column: int, text: str) -> None:
        """Note that a cell holds a formula."""
        if row < BOUND_ROWS and column < BOUND_COLUMNS:
            self.formulas[row, column] = text

    def show_percent(self, row: int, column: int) -> None:
        """Note that a cell shows its number in percent."""
        if row < BOUND_ROWS and column < BOUND_COLUMNS:
            self.percent.add((row, column))

    def strike(self, row: int, column: int, left: str) -> None:
        """Note that a cell's text is struck through, all but what is left."""
        if row < BOUND_ROWS and column < BOUND_COLUMNS:
            self.struck[row, column] = left.strip()

    def lift(self, row: int, column: int, raised: str) -> None:
        """Note what of a cell's text stands above or below the line."""
        if row < BOUND_ROWS and column < BOUND_COLUMNS:
            self.raised[row, column] = raised.strip()

    def comment(self, row: int, column: int, text: str) -> None:
        """Note what is noted on a cell."""
        if row < BOUND_ROWS and column < BOUND_COLUMNS and text.strip():
            self.comments[row, column] = text.strip()

    def box(self, row: int, column: int, text: str) -> None:
        """Note the text of a shape that stands over the cells from there on."""
        if text.strip():
            self.boxes.append((row, column, text.strip()))

    def hide_columns(self, first: int, last: int) -> None:
        """Note hidden columns, both ends included."""
        self.hidden_columns.update(range(first, min(last + 1, BOUND_COLUMNS)))

    def hide_rows(self, first: int, last: int) -> None:
        """Note hidden rows, both ends included."""
        self.hidden_rows.update(range(first, min(last + 1, BOUND_ROWS)))

    def sheet(self, name: str, *, hidden: bool, cut: bool = False) -> RawSheet:
        """The sheet as it is handed over."""
        return RawSheet(
            name,
            self.rows,
            self.errors,
            self.formulas,
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            tuple(sorted(set(self.merged))),
            hidden,
            self.beyond,
            cut,
            frozenset(self.percent),
            self.struck,
            self.raised,
            self.comments,
            tuple(self.boxes),
        )


def column_number(letters: str) -> int:
    """The number of a column from its letters, from 0: "A" is 0, "AA" is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
