"""Shares the paper's width among the columns of a table so that its rows become low and its printed pages few."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from itertools import permutations

from moralxl.master.heights import HIGHEST, LINE, PADDING, lines_of, true_height
from moralxl.master.page import Col
from moralxl.master.paper import A4
from moralxl.styles import SIZE

NARROWEST = 10.6  # characters of a column of running text; in a narrower one a word like อุตสาหกรรม is broken
KEPT = 0.8  # of its width a column keeps
STRIDES = (3.2, 3.0)  # characters moved at a time, then half as many, and so on; one alone may end in a poor balance
FINEST = 0.2
PEAK = 16  # how much the tallest cell of a row outweighs the others
PAGES = 10  # on which headings stand, or about
MOST_LINES = int((HIGHEST - PADDING) / (SIZE * LINE))  # of a row
TOO_HIGH = 1000  # what a line or point counts that Excel has no room for
EVEN = 0.02  # what a point of height counts beside one of the paper's length
LEAST = 0.01  # what a move must gain

Row = dict[int, str]  # the wrapped texts of a row by column
Cost = Callable[[Sequence[float]], float]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a printed sheet; heights are in points.

    `above` is the height of what stands above the headings, `before` by row that of lines which stay with the row
    below them, `below` that of what ends the table.
    """

    columns: Sequence[Col]
    rows: Sequence[Row]
    above: float
    before: Sequence[float]
    below: float
    _lines: dict[tuple[int, float], tuple[int, ...]] = field(default_factory=dict)

    def lines(self, widths: Sequence[float]) -> Iterator[tuple[int, ...]]:
        """The lines of each row's cells at these widths, the headings' last."""
        return zip(*(self._column(place, width) for place, width in enumerate(widths)), strict=True)

    def _column(self, place: int, width: float) -> tuple[int, ...]:
        counts = self._lines.get((place, width))
        if counts is None:
            column = self.columns[place]
            texts = [row.get(place, "") for row in self.rows]
            cells = [lines_of(text, width, column.style) if text else 0 for text in texts]
            counts = self._lines[place, width] = (*cells, lines_of(column.heading, width, "heading"))
        return counts

    def heights(self, widths: Sequence[float]) -> list[float]:
        """The height of each row at these widths, the headings' last."""
        return [_row_height(max(counts)) for counts in self.lines(widths)]


def balanced(table: Table, free: Sequence[int]) -> list[Col]:
    """The columns, with width moved among the `free` ones as long as the table becomes shorter.

    First all rows become low, then what is printed short, for which low rows are a good start. Where a row would still
    be higher than Excel allows, the whole table becomes wider, and its print smaller.
    """
    columns = table.columns
    height, length = partial(_height, table), partial(_length, table)
    floors = [max(NARROWEST, c.width * KEPT) for c in columns]
    found = []
    for stride in STRIDES:
        widths = [c.width for c in columns]
        for cost in (height, length):
            widths = _moved(widths, floors, free, cost, stride)
        found.append(widths)
    widths = min(found, key=length)
    while max(table.heights(widths)[:-1]) > HIGHEST:
        widths = [round(w * 1.05, 2) if place in free else w for place, w in enumerate(widths)]
    return [replace(c, width=w) for c, w in zip(columns, widths, strict=True)]


def _moved(widths: list[float], floors: Sequence[float], free: Sequence[int], cost: Cost, stride: float) -> list[float]:
    """The widths after every move from one column to another that pays, the best one first."""
    lowest = cost(widths)
    while stride > FINEST:
        pairs = [pair for pair in permutations(free, 2) if widths[pair[0]] - stride >= floors[pair[0]]]
        best = min(((cost(moved), moved) for moved in (_move(widths, pair, stride) for pair in pairs)), default=None)
        if best and best[0] < lowest - LEAST:
            lowest, widths = best
        else:
            stride /= 2
    return widths


def _move(widths: Sequence[float], pair: tuple[int, ...], step: float) -> list[float]:
    donor, taker = pair
    moved = list(widths)
    moved[donor], moved[taker] = round(moved[donor] - step, 2), round(moved[taker] + step, 2)
    return moved


def _height(table: Table, widths: Sequence[float]) -> float:
    """The heights of the rows in lines, each a smooth maximum: near its tallest cell, yet moved by the others."""
    *rows, headings = map(_smooth, table.lines(widths))
    return sum(rows) + PAGES * headings + TOO_HIGH * sum(max(lines - MOST_LINES, 0) for lines in rows)


@lru_cache(maxsize=1 << 14)  # a move leaves most rows as they were
def _smooth(counts: tuple[int, ...]) -> float:
    return math.pow(sum(count**PEAK for count in counts), 1 / PEAK)


@cache
def _row_height(lines: int) -> float:
    return true_height(max(1, lines), "cell")


def _length(table: Table, widths: Sequence[float]) -> float:
    """The paper that the table takes, by its height in points: all pages but the last, and the used part of that.

    A page breaks between rows and begins with the headings.
    """
    *rows, headings = table.heights(widths)
    stretches = [before + height for before, height in zip(table.before, rows, strict=True)]
    room = A4.printed_height / A4.exact_scale(widths)
    used, pages = table.above + headings, 0
    for stretch in [*stretches, table.below]:
        if used + stretch > room:
            used, pages = headings, pages + 1
        used += stretch
    return pages * room + used + EVEN * sum(rows) + TOO_HIGH * sum(max(height - HIGHEST, 0) for height in rows)
