"""What the text in an xlsx cell stands for, given its type and style; both ways of reading a sheet use it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from moralxl.read.raw import Area, Damaged, column_number
from moralxl.read.serial import PERCENT, iso, serial

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how Excel writes characters that XML cannot hold
SPACE = " \t\r\n"
# XML Schema's double without NaN and INF, which no cell can hold. float() takes more: "1_0", "๑", "infinity".
NUMBER = re.compile(r"[ \t\r\n]*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]{1,4})?)[ \t\r\n]*")
LARGEST = sys.float_info.max
AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
YES, NO = frozenset({"1", "true"}), frozenset({"0", "false"})


class Runs(NamedTuple):
    """What is not struck through of a text in runs, in a cell of a plain font and in one whose font is so."""

    plain: str
    own: str  # only what has a font of its own
    raised: str  # what stands above or below the line


@dataclass(frozen=True, slots=True)
class Values:
    """What cells refer to: the workbook's strings, and what each style shows ("" or a kind that `serial` names)."""

    strings: list[str]
    styles: list[str]
    date1904: bool = False
    struck_styles: frozenset[int] = frozenset()  # whose font is struck through
    runs: Mapping[int, Runs] = field(default_factory=dict)  # of the strings that have runs with fonts of their own

    def read(self, kind: str, style: int, text: str | None) -> Any:
        """The value of a cell that is no error; None where it has none.

        Damaged where its type is none or its text is none of that type: that is no text that somebody typed, and
        no program writes it.
        """
        if not text:
            return None
        if kind == "s":
            return self._string(text)
        if kind == "n":
            return self.shown(style, number(text))
        if kind == "str":
            return unescaped(text)
        if kind == "b":
            return truth(text)
        if kind == "d":
            return moment(text)
        raise Damaged(f"cell type {kind[:20]}")

    def _string(self, text: str) -> str:
        # int() takes more than an index: "-1" and "๑" would name another string in silence
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) < len(self.strings)):
            raise Damaged("sharedStrings.xml")
        return self.strings[int(text)]

    def shown(self, style: int, value: float) -> Any:
        """What a number stands for in a cell of this style, or the number itself."""
        kind = self.kind(style)
        return serial(value, kind, date1904=self.date1904) if kind else value

    def kind(self, style: int) -> str:
        """What a style shows. Damaged where there is no such style; a workbook need not have any."""
        if style < len(self.styles):
            return self.styles[style]
        if self.styles:
            raise Damaged("styles.xml")
        return ""

    @property
    def is_any_marked(self) -> bool:
        """Whether a cell may be struck through, or a part of its text be so, or raised."""
        return bool(self.struck_styles or self.runs)

    def left(self, style: int, value: Any, runs: Runs | None) -> str | None:
        """What of a cell's value is not struck through; None where none of it is. `runs` are those of its text."""
        struck = style in self.struck_styles
        if runs:
            left = runs.own if struck else runs.plain
            return left if left != value else None
        return "" if struck else None

    def is_percent(self, style: int, value: Any) -> bool:
        """Whether a cell's value is a number that its style shows in percent."""
        return type(value) is float and self.kind(style) == PERCENT


def number(text: str) -> float:
    """The number of a cell. Damaged where the text is none."""
    found = NUMBER.fullmatch(text)
    if found is None or not -LARGEST <= (value := float(found[1])) <= LARGEST:
        raise Damaged(f"<v>{text[:20]}")
    return value


def truth(text: str) -> bool:
    """Whether a cell says true. Damaged where it says neither."""
    word = text.strip(SPACE).lower()
    if word not in YES | NO:
        raise Damaged(f"<v>{text[:20]}")
    return word in YES


def moment(text: str) -> Any:
    """The date or time of a cell. Damaged where the text is none."""
    value = iso(text)
    if isinstance(value, str):
        raise Damaged(f"<v>{text[:20]}")
    return value


def unescaped(text: str) -> str:
    """Text with Excel's _x000D_ and kin made characters."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def plain(text: str, *, preserve: bool) -> str:
    """The text of a <t> element: space around it counts only where it says so."""
    return unescaped(text if preserve else text.strip(SPACE))


@lru_cache(1024)
def area(reference: str) -> Area | None:
    """The area that a reference such as "B2:D4" names; None for what is no reference."""
    found = AREA.fullmatch(reference)
    if found is None:
        return None
    first, last = found[1], found[3] or found[1]
    return int(found[2]) - 1, column_number(first), int(found[4] or found[2]) - 1, column_number(last)
