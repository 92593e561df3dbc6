"""Text on its way into a workbook: what Excel cannot hold is shown, digits are Thai where people read."""

from __future__ import annotations

import re

from moralxl import thai

LIMIT = 32_767  # UTF-16 units in a cell
CUT = " … (ข้อความยาวเกินขีดจำกัดของ Excel จึงตัดส่วนท้าย)"
# what XML 1.0 has no room for: control characters, halves of surrogate pairs, the two non-characters
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ADDRESS = re.compile(r"(\S*(?:://|www\.|@|\\)\S*)")


def printable(text: str) -> str:
    """A text with what XML has no room for made visible."""
    if not _UNPRINTABLE.search(text):  # a carriage return is one of them
        return text
    return _UNPRINTABLE.sub(_visible, text.replace("\r\n", "\n").replace("\r", "\n"))


def typed(text: str) -> str:
    """What somebody typed, as typed: control characters become visible ones, too long a text is cut with a mark."""
    shown = printable(text)
    if 2 * len(shown) <= LIMIT or _units(shown) <= LIMIT:
        return shown
    kept = shown.encode("utf-16-le")[: 2 * (LIMIT - _units(CUT))].decode("utf-16-le", "ignore")
    return kept + CUT


def official(text: str) -> str:
    """What somebody typed, for an official page: its digits in Thai, but for those of web and mail addresses."""
    parts = _ADDRESS.split(typed(text))
    return "".join(part if place % 2 else thai.to_thai_digits(part) for place, part in enumerate(parts))


def _visible(match: re.Match[str]) -> str:
    """The Unicode picture of a control character: ␀ for 0, ␛ for escape."""
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
