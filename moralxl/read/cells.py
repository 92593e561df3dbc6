"""What the text in an xlsx cell stands for, given its type and style; both ways of reading a sheet use it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from moralxl.read.raw import Area, Damaged, column_number
from moralxl.read.serial import iso, serial

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how Excel writes characters that XML cannot hold
SPACE = " \t\r\n"
AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
YES = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class Values:
    """What cells refer to: the workbook's strings, and which styles show dates ("", "date" or "duration")."""

    strings: list[str]
    styles: list[str]
    date1904: bool = False

    def read(self, kind: str, style: int, text: str | None) -> Any:
        """The value of a cell that is no error; None where it has none. Damaged for a string that is not there."""
        if not text:
            return None
        if kind == "s":
            # int() takes more than an index: "-1" and "๑" would name another string in silence
            if not (text.isascii() and text.isdecimal() and int(text) < len(self.strings)):
                raise Damaged("sharedStrings.xml")
            return self.strings[int(text)]
        if kind in {"", "n"}:
            return self._number(style, text)
        if kind == "b":
            return text.strip(SPACE).lower() in YES
        return iso(text) if kind == "d" else unescaped(text)

    def _number(self, style: int, text: str) -> Any:
        if not text.isascii() or "_" in text or text != text.strip():
            return text  # Python would take these for numbers, too
        try:
            number = float(text)
        except ValueError:
            return text
        shown = self.styles[style] if 0 <= style < len(self.styles) else ""
        return serial(number, shown, date1904=self.date1904) if shown else number


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
