"""The pages of the master: a titled table whose rows are as high as their texts, set up for A4."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from moralxl import thai
from moralxl.master.heights import HIGHEST, fitting, lines_of, number_width, true_height
from moralxl.master.paper import A3, A4, EXCEL_PIXELS, FOOTER, LEAST_PRINT, MARGINS, PIXELS, Paper
from moralxl.sheet import Formula, Sheet
from moralxl.styles import FONT, SIZE, SMALL, STYLES, Styles
from moralxl.text import typed

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

# a style of whole numbers -> its twin, for numbers that are not
FRACTIONAL = {
    "integer": "decimal",
    "integer_middle": "decimal",
    "line_integer": "line_decimal",
    "money": "money_satang",
    "total_money": "total_money_satang",
}

Style = str | Callable[[Any], str]  # a style's name, or what names that of a value


@dataclass(frozen=True, slots=True)
class Col:
    """A column of a table. `again` repeats its value where a row goes on in the next one."""

    heading: str
    width: float  # characters
    style: str = "cell"
    again: bool = False


@lru_cache(256)
def _measures(names: tuple[str, ...]) -> tuple[float, tuple[int, ...]]:
    """The least height of a row with cells of these styles, and the places of those whose texts wrap."""
    sizes = {STYLES[name].get("font_size", SIZE) for name in names}
    wrapped = tuple(place for place, name in enumerate(names) if STYLES[name].get("text_wrap"))
    return true_height(1, "cell" if SIZE in sizes else names[0]), wrapped


class Page:
    """A sheet that is filled from top to bottom: title lines, headings, rows, and the print set-up."""

    def __init__(self, workbook: Workbook, styles: Styles, name: str, columns: Sequence[Col]) -> None:
        self.columns = tuple(columns)
        self.sheet = Sheet(workbook, styles, name, [c.width for c in columns])
        self.name = name
        self.next = 0  # the row to be written, from 0
        self.heading_row: int | None = None
        self.headings_from = 0  # the first row of the headings
        self.table_end: int | None = None  # the row after the headed table, where something else follows
        self.heights: list[float] = []
        self.widths = [c.width for c in columns]
        self.printed = len(columns)  # columns that are printed
        self.exact = False  # whether the scale of the print is given
        self.kept: set[int] = set()  # rows that must not stand last on a printed page
        self.breaks: set[int] = set()  # rows that begin a printed page

    @property
    def last(self) -> int:
        """The last column, from 0."""
        return len(self.columns) - 1

    def line(self, text: str, style: str = "subtitle") -> None:
        """A line across all columns; one in the style of a section is kept with what follows."""
        self.sheet.merge(self.next, 0, self.last, typed(text), style)
        width = sum(c.width for c in self.columns)
        if style == "section":
            self.kept.add(self.next)
        self._down(true_height(lines_of(text, width, style), style))

    def gap(self) -> None:
        """An empty row."""
        self._down(SIZE * 0.8)

    def headings(self, *groups: tuple[int, int, str]) -> None:
        """The column headings, which every printed page of the table repeats.

        Each of `groups` (first column, last column, text) stands in a row of its own above its columns' headings.
        """
        self.headings_from = self.next
        texts: list[object] = [c.heading for c in self.columns]
        if groups:
            grouped = {column for first, last, _ in groups for column in range(first, last + 1)}
            upper = [*groups, *((c, c, "") for c in range(len(self.columns)) if c not in grouped)]
            self.kept.add(self.next)
            self.merged([(first, last, text, "heading") for first, last, text in sorted(upper)])
        self.heading_row = self.next
        self.heading(texts)
        if groups:
            form = self.sheet.styles["heading"]
            for column in set(range(len(self.columns))) - grouped:
                text = self.columns[column].heading
                self.sheet.raw.merge_range(self.headings_from, column, self.heading_row, column, text, form)

    def end_table(self) -> None:
        """What follows is not of the headed table: its pages do without the headings."""
        self.table_end = self.next

    def heading(self, texts: Sequence[object], styles: dict[int, str] | None = None) -> None:
        """A row of headings, but for cells that `styles` gives another style."""
        self.kept.add(self.next)
        self.row(texts, dict.fromkeys(range(len(self.columns)), "heading") | (styles or {}))

    def row(
        self, values: Sequence[object], styles: dict[int, str] | None = None, links: dict[int, str] | None = None
    ) -> int:
        """Write a row, or several where a text is too long for one; returns the first.

        By position, `styles` gives cells another style than their column's, `links` the place in the workbook
        that they lead to ("" for none). A formula is measured by the value it has now.
        """
        given = styles or {}
        names = [given.get(place, c.style) for place, c in enumerate(self.columns)]
        first = self.next
        for place, target in (links or {}).items():
            if target:
                self.sheet.leads(first, place, target)
        for part, height in self._parts([_cell(value) for value in values], names):
            for place, (value, style) in enumerate(zip(part, names, strict=True)):
                self._put(place, value, style)
            self._down(height)
        return first

    def sparse(self, cells: dict[int, object], styles: dict[int, str], links: dict[int, str]) -> None:
        """Write a row of one line that has few cells, by position, and no others: for tables nobody prints."""
        for place, target in links.items():
            if target:
                self.sheet.leads(self.next, place, target)
        for place, value in cells.items():
            self.sheet.put(self.next, place, _cell(value), styles.get(place, self.columns[place].style))
        self._down(true_height(1, self.columns[0].style))

    def lines(self, columns: Sequence[Sequence[Any]], styles: dict[int, Style] | None = None) -> None:
        """Write rows as `row` does, but given by columns, and much faster: for tables of very many rows.

        The cells hold texts, numbers, dates or nothing. `styles` gives columns another style than their own, or one
        for each value.
        """
        looks = [(styles or {}).get(place, column.style) for place, column in enumerate(self.columns)]

        def named(place: int, value: object) -> str:
            style = looks[place]
            return style if isinstance(style, str) else style(value)

        def look(place: int, value: object) -> str:
            return _fitted(named(place, value), value)

        held: list[list[Any]] = []
        heights = [0.0] * len(columns[0]) if columns else []
        for place, column in enumerate(columns):
            known, tall = self._known(place, column, look)
            held.append([known[value] for value in column])
            heights = [max(high, tall[value]) for high, value in zip(heights, column, strict=True)]
        if max(heights, default=0) > HIGHEST:
            for row in zip(*columns, strict=True):
                self.row(row, {place: named(place, value) for place, value in enumerate(row)})
        elif heights:
            self.sheet.lines(self.next, heights, held, look)
            self.heights += heights
            self.next += len(heights)

    def _known(
        self, place: int, column: Sequence[Any], look: Callable[[int, Any], str]
    ) -> tuple[dict[Any, Any], dict[Any, float]]:
        """By the values of a column, as what they are written, and how high they make a row; it may become wider."""
        known, tall = {}, {}
        for value in dict.fromkeys(column):
            cell = known[value] = None if value == "" else _cell(value)
            style = look(place, cell)
            tall[value] = true_height(1, style)
            if isinstance(cell, (int, float)):
                self.widths[place] = max(self.widths[place], number_width(cell, style))
            elif isinstance(cell, str) and STYLES[style].get("text_wrap"):
                tall[value] = true_height(lines_of(cell, self.columns[place].width, style), style)
        return known, tall

    def merged(self, spans: Sequence[tuple[int, int, object, str]]) -> int:
        """Write a row of merged cells: (first column, last column, value, style)."""
        height = 0.0
        for first, last, value, style in spans:
            cell = _cell(value)
            shown = shown_value(cell)
            if isinstance(shown, str):
                width = sum(c.width for c in self.columns[first : last + 1])
                height = max(height, true_height(lines_of(shown, width, style), style))
                self.sheet.merge(self.next, first, last, cell, style)
            elif first == last:
                self._put(first, cell, style)
            else:
                raise TypeError("only text can stand across columns")
        self._down(max(height, true_height(1, "cell")))
        return self.next - 1

    def _put(self, column: int, value: object, style: str) -> None:
        number = shown_value(value)
        if isinstance(number, (float, int)) and not isinstance(number, bool):
            style = _fitted(style, number)
            # numbers do not wrap, and Excel shows ### where one does not fit
            self.widths[column] = max(self.widths[column], number_width(number, style))
        self.sheet.put(self.next, column, value, style)

    def _height(self, values: Sequence[object], names: Sequence[str]) -> float:
        tallest, wrapped = _measures(tuple(names))
        for place in wrapped:
            value = shown_value(values[place])
            if isinstance(value, str):
                style = names[place]
                tallest = max(tallest, true_height(lines_of(value, self.columns[place].width, style), style))
        return tallest

    def _parts(self, values: list[object], names: list[str]) -> Iterator[tuple[list[object], float]]:
        """The row as it is, or cut into rows that Excel can show whole, each with its height."""
        height = self._height(values, names)
        if height <= HIGHEST:
            yield values, height
            return
        pieces = [self._pieces(value, place, names[place]) for place, value in enumerate(values)]
        for turn in range(max(len(p) for p in pieces)):
            part = [
                p[turn] if turn < len(p) else values[place] if self.columns[place].again else ""
                for place, p in enumerate(pieces)
            ]
            yield part, self._height(part, names)

    def _pieces(self, value: object, place: int, style: str) -> list[object]:
        if not isinstance(value, str):
            return [value]
        width = self.columns[place].width
        pieces: list[object] = []
        while value:
            end = fitting(value, width, style)
            pieces.append(value[:end].rstrip("\n "))
            value = value[end:].lstrip("\n ")
        return pieces or [""]

    def _down(self, height: float) -> None:
        self.sheet.raw.set_row(self.next, min(height, HIGHEST))
        self.heights.append(min(height, HIGHEST))
        self.next += 1

    # --- set-up ---------------------------------------------------------------------------------------

    def set_up(
        self,
        *,
        columns_held: int = 0,
        footer: str = "",
        filtered: bool = False,
        zoom: int = 80,
        unprinted: int = 0,
        exact: bool = False,
    ) -> None:
        """Print set-up, frozen headings and, if `filtered`, the buttons to sort and filter by.

        The last `unprinted` columns are not printed. What is too wide for A4 goes on A3, if need be on pages abreast.
        Programs find the scale by the paper's width, or print at the `exact` one, so that pages are alike in all.
        """
        raw = self.sheet.raw
        self.printed, self.exact = self.last + 1 - unprinted, exact
        for column, width in enumerate(self.widths):
            raw.set_column(column, column, width)
        self.sheet.page(footer=footer)
        paper, size = self.paper, self._smallest
        raw.set_paper(paper.code)
        raw.set_margins(**MARGINS)
        left = f'&L&"{FONT}"&{SMALL} {footer.replace("&", "&&")}{paper.told}' if footer else ""
        raw.set_footer(f'{left}&C&"{FONT}"&{SMALL} หน้า &P จาก &N', {"margin": FOOTER})
        raw.print_area(0, 0, max(self.next - 1, 0), self.printed - 1)
        if exact:
            raw.set_print_scale(round(100 * paper.exact_scale(self.widths)))
        elif self.scale * size < LEAST_PRINT:
            raw.fit_to_pages(math.ceil(LEAST_PRINT / (self.scale * size)), 0)
            raw.repeat_columns(0, max(columns_held - 1, 0))
        raw.set_zoom(zoom)
        raw.set_h_pagebreaks(sorted(self.breaks | self._lone()))
        if self.heading_row is not None:
            if self._repeats:
                raw.repeat_rows(self.headings_from, self.heading_row)
            raw.freeze_panes(self.heading_row + 1, columns_held)
            if filtered:
                raw.autofilter(self.heading_row, 0, max(self.next - 1, self.heading_row), self.last)

    def _lone(self) -> set[int]:
        """The kept rows that would stand last on a printed page of either program, and so begin the next one."""
        found: set[int] = set()
        while True:
            rooms = (self._room(pixels) for pixels in (PIXELS, EXCEL_PIXELS))
            more = set().union(*(self._left_alone(room, self.breaks | found) for room in rooms))
            if more <= found:
                return found
            found |= more

    def _left_alone(self, room: float, breaks: set[int]) -> set[int]:
        """The kept rows that begin a page where one holds `room` points and begins at least with these rows."""
        repeated = 0.0
        if self.heading_row is not None and self._repeats:
            repeated = sum(self.heights[self.headings_from : self.heading_row + 1])
        used, found = 0.0, set()
        for row, height in enumerate(self.heights):
            end = row
            while end in self.kept:
                end += 1  # to the first row that may stand last
            needed = sum(self.heights[row : end + 1])
            if (row and used + needed > room) or row in breaks:
                if row in self.kept:
                    found.add(row)
                used = repeated
            used += height
        return found

    @property
    def _repeats(self) -> bool:
        """Whether pages repeat the headings: not where the table ends on its first page and something else follows."""
        return self.table_end is None or sum(self.heights[: self.table_end]) > self._room()

    def _room(self, pixels: float = PIXELS) -> float:
        """The height of the sheet that a page holds in a program with columns of so many pixels a character."""
        paper, widths = self.paper, self.widths[: self.printed]
        scale = paper.exact_scale(widths) if self.exact else paper.scale(widths, pixels)
        return paper.printed_height / scale

    @property
    def _smallest(self) -> float:
        """The smallest size of letters in the columns, in points on the sheet."""
        return min(float(STYLES[c.style].get("font_size", SIZE)) for c in self.columns[: self.printed])

    @property
    def paper(self) -> Paper:
        """The paper that the sheet is printed on: A4 unless the print would become too small."""
        return A4 if A4.scale(self.widths[: self.printed]) * self._smallest >= LEAST_PRINT else A3

    @property
    def scale(self) -> float:
        """The scale at which the sheet is printed so that its columns fit the paper's width."""
        return self.paper.scale(self.widths[: self.printed])


def _fitted(style: str, value: object) -> str:
    """The style for a value: that of whole numbers has a twin for others."""
    is_whole = not isinstance(value, float) or value.is_integer()
    return style if is_whole else FRACTIONAL.get(style, style)


def shown_value(value: object) -> object:
    """What a cell shows: of a formula, the value it has now."""
    return value.value if isinstance(value, Formula) else value


def _cell(value: object) -> object:
    """A value as a cell can hold it: text without what Excel refuses, early dates as text, moments without zone."""
    if isinstance(value, str):
        return typed(value)
    if isinstance(value, Formula):
        shown = typed(value.value) if isinstance(value.value, str) else value.value
        return Formula(value.text, shown) if value.text else shown
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    if isinstance(value, date) and value.year < 1901:
        return thai.format_date(value)  # before Excel's calendar begins
    return value
