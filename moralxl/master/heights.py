"""How high rows and how wide columns must be for what stands in them."""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left
from functools import lru_cache

from moralxl import thai
from moralxl.master.paper import PIXEL
from moralxl.styles import SIZE, STYLES

HIGHEST = 409.5  # points; Excel's highest row
LINE = 1.359375  # the height of a line in sizes of its font, whose own is 1.33: 29 pixels of 16 points
PADDING = 3.75  # points above and below the text
SURE = 1.04  # programs draw a line this much longer, at most
WORD = 0.25  # of a narrow column that is lost at a line's end, where the next word does not fit; else an em


@lru_cache(maxsize=4096)  # the same labels stand in many rows
def lines_of(text: str, width: float, style: str) -> int:
    """The lines a text takes in a column of this width."""
    properties = STYLES[style]
    size, bold = properties.get("font_size", SIZE), properties.get("bold", False)
    points = thai.column_points(width)
    room = points + max(0.0, size - points * WORD)  # an em of it is deducted

    def lines(paragraph: str) -> int:
        # what fits whole is not broken, so it needs no room to spare for longer words
        whole = thai.text_width(paragraph, size, bold=bold) * SURE <= points
        return 1 if whole else thai.wrap_lines(paragraph, room, size, bold=bold)

    return sum(map(lines, text.split("\n")))


@lru_cache(maxsize=4096)
def number_width(number: float, style: str) -> float:
    """The width of a column, in characters, that shows a number whole."""
    shown = thai.format_number(number, 0 if float(number).is_integer() else 2)
    points = thai.text_width(shown, STYLES[style].get("font_size", SIZE), bold=True) + 4
    return round(points / thai.column_points(1) + 0.05, 2)


def true_height(lines: int, style: str) -> float:
    """The points that lines need, in whole pixels, whether Excel has a row as high or not."""
    size: float = STYLES[style].get("font_size", SIZE)
    return math.ceil((lines * size * LINE + PADDING) / PIXEL) * PIXEL


def fitting(text: str, width: float, style: str) -> int:
    """How many characters of a text fit in Excel's highest row; broken at a line end or space if there is one."""

    def is_too_high(end: int) -> bool:
        return true_height(lines_of(text[:end], width, style), style) > HIGHEST

    low = bisect_left(range(2, len(text) + 1), True, key=is_too_high) + 1  # noqa: FBT003 - what is looked for
    if low == len(text):
        return low
    for stop in ("\n", " "):
        place = text.rfind(stop, low // 2, low)
        if place > 0:
            return place
    while low > 1 and unicodedata.category(text[low]) == "Mn":
        low -= 1  # a mark stays with its letter
    return low
