"""Shares the paper's width among the columns of a table so that its rows become low."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from moralxl.master.page import HIGHEST, LINE, PADDING, Col, lines_of, true_height
from moralxl.styles import SIZE

NARROWEST = 5.5  # characters; below, single words are broken
KEPT = 0.8  # of its width a column keeps: the plan's own widths leave room for its longest words
STEPS = (4.0, 2.0, 1.0)  # characters moved at a time; small steps alone end in a poor balance
PEAK = 16  # how much the tallest cell of a row outweighs the others
MOST_LINES = int((HIGHEST - PADDING) / (SIZE * LINE))  # of a row
TOO_HIGH = 100  # what a line counts that Excel has no room for

Row = dict[int, str]  # the wrapped texts of a row by column
Lines = Callable[[int, float], tuple[int, ...]]  # column and width -> the lines of each row's text


def balanced(columns: Sequence[Col], rows: Sequence[Row], free: Sequence[int]) -> list[Col]:
    """The columns, with width moved among the `free` ones as long as the rows become lower in all.

    Where a row would still be higher than Excel allows, the whole table becomes wider, and its print smaller.
    """
    texts = [[row.get(place, "") for row in rows] for place in range(len(columns))]

    @cache
    def lines(place: int, width: float) -> tuple[int, ...]:
        style = columns[place].style
        return tuple(lines_of(text, width, style) if text else 0 for text in texts[place])

    widths = [c.width for c in columns]
    floors = [max(NARROWEST, c.width * KEPT) for c in columns]
    for step in STEPS:
        while (better := _best_move(widths, floors, free, lines, step)) is not None:
            widths = better
    while true_height(_tallest(widths, free, lines), "cell") > HIGHEST:
        widths = [round(w * 1.05, 2) if place in free else w for place, w in enumerate(widths)]
    return [replace(c, width=w) for c, w in zip(columns, widths, strict=True)]


def _tallest(widths: list[float], free: Sequence[int], lines: Lines) -> int:
    return max(count for place in free for count in lines(place, widths[place]))


def _best_move(
    widths: list[float], floors: list[float], free: Sequence[int], lines: Lines, step: float
) -> list[float] | None:
    """The widths after the one move from a column to another that lowers the rows most; None if none does."""
    powers = {place: _powers(lines(place, widths[place])) for place in free}
    totals = [sum(column) for column in zip(*powers.values(), strict=True)]
    best, found = _cost(totals) - 0.01, None
    for donor in free:
        if widths[donor] - step < floors[donor]:
            continue
        less = _powers(lines(donor, widths[donor] - step))
        without = [t - p + q for t, p, q in zip(totals, powers[donor], less, strict=True)]
        for taker in free:
            more = _powers(lines(taker, widths[taker] + step))
            cost = _cost([t - p + q for t, p, q in zip(without, powers[taker], more, strict=True)])
            if taker != donor and cost < best:
                best, found = cost, (donor, taker)
    if found is None:
        return None
    moved = {found[0]: -step, found[1]: step}
    return [round(w + moved.get(place, 0), 2) for place, w in enumerate(widths)]


def _powers(counts: tuple[int, ...]) -> list[int]:
    return [count**PEAK for count in counts]


def _cost(totals: list[int]) -> float:
    """The sum of the rows' heights in lines, each a smooth maximum: near its tallest cell, yet moved by the others."""
    heights = [math.pow(total, 1 / PEAK) for total in totals]
    return sum(heights) + TOO_HIGH * sum(max(height - MOST_LINES, 0) for height in heights)
