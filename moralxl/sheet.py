"""A worksheet that is written by named styles and refuses what XlsxWriter would drop in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from moralxl import thai
from moralxl.lines import Column, Lines
from moralxl.styles import FONT, NOTE, SIZE, SMALL, STYLES, Styles
from moralxl.text import printable

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

PLAIN_CELLS = frozenset({"String", "Number", "Blank"})
A4 = 9
NOTE_WIDTH = 300  # points
SURE = 0.9  # of a page: programs differ a little in how much of a sheet one holds
PAPER = (841.9, 595.3)  # points, A4 landscape
MARGINS = {"left": 0.7, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches; the left one is wider for binding


def sheet_class() -> type[Worksheet]:
    """XlsxWriter's worksheet, with rows that start at a height and still grow with what is typed, and `Lines`.

    XlsxWriter marks every row of a given height as set by hand, and Excel fits no such row any more.
    Formulas are taken as they are, without braces: they name functions of Excel 2010 and before.
    """
    from xlsxwriter.utility import xl_rowcol_to_cell_fast
    from xlsxwriter.worksheet import Worksheet

    class GrowingRows(Worksheet):  # type: ignore[misc, unused-ignore]
        growing: frozenset[int] = frozenset()
        lines: tuple[Lines, ...] = ()  # from the top
        dim_rowmin: Any
        dim_rowmax: Any

        def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
            if tag == "row" and attributes[0][1] - 1 in self.growing:
                attributes = [a for a in attributes if a[0] != "customHeight"]
            super()._xml_start_tag_unencoded(tag, attributes)

        def _write_rows(self) -> None:
            first, last = self.dim_rowmin, self.dim_rowmax
            for lines in self.lines:
                self.dim_rowmax = lines.first - 1
                super()._write_rows()
                self.fh.writelines(lines.xml())
                self.dim_rowmin = lines.last + 1
            self.dim_rowmax = last
            super()._write_rows()
            self.dim_rowmin = first

        def _write_cell(self, row: int, col: int, cell: Any) -> None:
            # what it writes itself, byte for byte, of the kinds that most cells are
            kind, form = cell.__class__.__name__, cell.format
            if not form or kind not in PLAIN_CELLS:
                super()._write_cell(row, col, cell)
                return
            begin = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{form._get_xf_index()}"'  # noqa: SLF001
            if kind == "String":
                self.fh.write(f'{begin} t="s"><v>{cell.string}</v></c>')
            elif kind == "Number":
                self.fh.write(f"{begin}><v>{cell.number:.16G}</v></c>")
            else:
                self.fh.write(f"{begin}/>")

        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
            # XlsxWriter looks in each formula for thirty functions that Excel learnt after 2010, of which we use none,
            # and takes more time over it than over all else
            return formula.removeprefix("=")

    return GrowingRows


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, without its "=", and what it comes to now; a blank one stands for the value alone."""

    text: str
    value: float | str


class Sheet:
    """One worksheet; rows and columns count from 0. Text is written as text: never a formula, never a link."""

    def __init__(self, workbook: Workbook, styles: Styles, name: str, widths: Iterable[float] = ()) -> None:
        self.raw: Any = workbook.add_worksheet(name, sheet_class())
        self.styles = styles
        self.widths = list(widths)
        self.heights: dict[int, float] = {}
        for column, width in enumerate(self.widths):
            self.raw.set_column(column, column, width)

    def put(self, row: int, column: int, value: object, style: str) -> None:
        """Write a text, a number, a date, a formula or (None) an empty cell.

        ValueError where Excel has no room for it.
        """
        form = self.styles[style]
        if isinstance(value, str) and value:
            done = self.raw.write_string(row, column, printable(value), form)
        elif isinstance(value, Formula):
            if not value.text:
                self.put(row, column, value.value, style)
                return
            now = value.value
            if isinstance(now, float) and now.is_integer():
                now = int(now)
            done = self.raw.write_formula(row, column, f"={value.text}", form, now)
        elif value is None or value == "":
            done = self.raw.write_blank(row, column, None, form)
        elif isinstance(value, date):
            done = self.raw.write_datetime(row, column, value, form)
        elif isinstance(value, (int, float)):
            done = self.raw.write_number(row, column, value, form)
        else:
            raise TypeError(f"cannot write {type(value).__name__}")
        if done:
            _sure(done, row, column)

    def formula(self, row: int, column: int, formula: str, style: str, value: object = "") -> None:
        """Write a formula with the value it has now, for programs that do not recalculate."""
        _sure(self.raw.write_formula(row, column, formula, self.styles[style], value), row, column)

    def lines(
        self, first: int, heights: Sequence[float], columns: Sequence[Column], style: Callable[[int, Any], str]
    ) -> None:
        """Write rows given by columns, below all such rows before; `style` names that of a column's value."""

        def form(place: int, value: object) -> int:
            return int(self.styles[style(place, value)]._get_xf_index())  # noqa: SLF001

        lines = Lines(first, heights, columns, form, self.raw.str_table)
        for row in (lines.first, lines.last):
            for column in (0, len(columns) - 1):
                _sure(self.raw._check_dimensions(row, column), row, column)  # noqa: SLF001
        self.raw.lines += (lines,)

    def merge(self, row: int, first: int, last: int, text: object, style: str) -> None:
        """Merge cells of one row and write a text across them."""
        if first == last:
            self.put(row, first, text, style)
            return
        _sure(self.raw.merge_range(row, first, row, last, "", self.styles[style]), row, first)
        self.put(row, first, text, style)

    def leads(self, row: int, column: int, target: str) -> None:
        """Make a cell that is written afterwards a link to a place in this workbook."""
        _sure(self.raw.write_url(row, column, f"internal:{target}", self.styles["plain"], "-"), row, column)

    def link(self, row: int, column: int, target: str, text: str, style: str) -> None:
        """Write a link to a place in this workbook, such as "'แบบรายงาน'!B5"."""
        _sure(self.raw.write_url(row, column, f"internal:{target}", self.styles[style], text), row, column)

    def note(self, row: int, column: int, text: str) -> None:
        """Put a note on a cell, as large as its text needs; it shows when the pointer rests there."""
        lines = thai.wrap_lines(text, NOTE_WIDTH - 2 * SMALL, SMALL)
        look = {"font_name": FONT, "font_size": SMALL, "color": NOTE, "width": NOTE_WIDTH / 0.75}
        height = thai.row_height(lines + 1, SMALL) / 0.75
        _sure(self.raw.write_comment(row, column, text, {**look, "height": height}), row, column)

    def points(self, first: int, last: int) -> float:
        """The points that text has in columns `first` to `last` together."""
        return _points(self.widths, first, last)

    def height(self, row: int, texts: Iterable[tuple[str, int, int, str]], least: int = 1) -> None:
        """Make a row as high as its texts need: (text, first column, last column, style)."""
        self._set_height(row, needed_height(self.widths, texts, least))

    def growing(self, row: int, texts: Iterable[tuple[str, int, int, str]]) -> None:
        """Start a row at two lines, or as its texts need, and leave it to Excel to fit it to what is typed."""
        self.height(row, texts, 2)
        self.raw.growing |= {row}

    def _set_height(self, row: int, points: float) -> None:
        self.heights[row] = points
        self.raw.set_row(row, points)

    def keep_together(self, starts: Sequence[int], end: int, repeated: int) -> None:
        """Begin a new page with each block of rows that would not fit on the rest of its page.

        A block goes from one of `starts` to the next (the last to `end`); the row `repeated` heads every page.
        """
        across = sum(thai.column_points(width) for width in self.widths)
        printed = PAPER[0] - 72 * (MARGINS["left"] + MARGINS["right"])
        room = (PAPER[1] - 72 * (MARGINS["top"] + MARGINS["bottom"])) / min(1.0, printed / across)
        head = self.heights[repeated]
        used = sum(height for row, height in self.heights.items() if row < starts[0])
        breaks = []
        for start, stop in zip(starts, [*starts[1:], end], strict=True):
            block = sum(self.heights.get(row, 0) for row in range(start, stop))
            # the first stays with its title; one after a block longer than its page never begins on what is left
            if used + block > SURE * room and start > starts[0]:
                breaks.append(start)
                used = head
            used += block
        self.raw.set_h_pagebreaks(breaks)

    def page(self, *, repeat: tuple[int, int] | None = None, pages_high: int = 0, footer: str = "") -> None:
        """Set up A4 landscape, one page wide, with a wider left margin for binding."""
        self.raw.set_paper(A4)
        self.raw.set_landscape()
        self.raw.set_margins(**MARGINS)
        self.raw.fit_to_pages(1, pages_high)
        self.raw.center_horizontally()
        self.raw.set_footer(footer_text(footer))
        if repeat:
            self.raw.repeat_rows(*repeat)


def _points(widths: Sequence[float], first: int, last: int) -> float:
    return sum(thai.column_points(width) for width in widths[first : last + 1])


def needed_height(widths: Sequence[float], texts: Iterable[tuple[str, int, int, str]], least: int = 1) -> float:
    """The points that a row of these columns needs for texts: (text, first column, last column, style)."""
    needed = thai.row_height(least, SIZE)
    for text, first, last, style in texts:
        properties = STYLES[style]
        size = properties.get("font_size", SIZE)
        lines = thai.wrap_lines(text, _points(widths, first, last), size, bold=properties.get("bold", False))
        needed = max(needed, thai.row_height(lines, size))
    return needed


def footer_text(left: str) -> str:
    """A page's footer as Excel keeps it: a text on the left, the page's number on the right."""
    shown = left.replace("&", "&&")  # by itself it begins a code
    return f'&L&"{FONT}"&12{shown}&R&"{FONT}"&12หน้า &P จาก &N'


def _sure(done: Any, row: int, column: int) -> None:
    """Raise where XlsxWriter only returns a negative number: out of range, or text too long."""
    if isinstance(done, int) and done < 0:
        raise ValueError(f"Excel has no room for the value of row {row + 1}, column {column + 1}")
