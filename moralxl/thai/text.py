"""Code points of typed Thai: one spelling for what looks the same, one set of digits to read."""

from __future__ import annotations

import re
import unicodedata
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
ASCII_DIGITS = "0123456789"
LONGEST_FIGURE = 200  # characters; anything longer is prose, and patterns would take long over it
TONES = "\u0e48-\u0e4b"

_TO_THAI = str.maketrans(ASCII_DIGITS, THAI_DIGITS)
_TO_ASCII = str.maketrans(THAI_DIGITS, ASCII_DIGITS)
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE = dict.fromkeys([0x00AD, 0x2060, 0xFEFF, *range(0x200B, 0x2010)])  # None: taken out
_SPACES = dict.fromkeys([0x0009, 0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_CLEANED: dict[int, str | None] = {**_SPACES, **_INVISIBLE}
_VISIBLE = re.compile(f"[^\\s{''.join(map(chr, _CLEANED))}]")
_SPLIT_SARA_AM = re.compile(f"\u0e4d([{TONES}]*)\u0e32")
_TONE_AFTER_SARA_AM = re.compile(f"\u0e33[\u0e33{TONES}]*[{TONES}]")
# whatever is to be cleaned, but for what NFC alone does
_UNCLEAN = re.compile(f"[{''.join(map(chr, _CLEANED))}\u0e4d]|\u0e33[{TONES}]")
_MIXED_DIGITS = re.compile(rf"[0-9][,.]?[{THAI_DIGITS}]|[{THAI_DIGITS}][,.]?[0-9]")


class Reading(NamedTuple, Generic[T]):
    """What was made of something typed.

    `value` is None where it could not be read. `why` names, joined by commas, what had to be done to read it
    (empty where it reads as it stands). Numbers and dates: thai_digits, mixed_digits, fullwidth. Numbers: unit,
    label, percent_sign, baht_dash, parentheses, dash, leading_zeros, latin_o, latin_l, scale, word, fraction.
    Dates: two_digit_year, be_as_ce, serial, month_first, time, range. `candidates` are, as Thai text, the readings
    that came into question; of a range of days, the days after the first.
    """

    value: T | None
    why: str = ""
    candidates: tuple[str, ...] = ()


def to_thai_digits(text: str) -> str:
    """The text with ASCII digits written as Thai ones."""
    return text.translate(_TO_THAI)


def to_ascii_digits(text: str) -> str:
    """The text with Thai digits written as ASCII ones; those of other scripts stay."""
    return text.translate(_TO_ASCII)


def clean(text: str) -> str:
    """The text in NFC, sara am as one code point after its tone mark, no invisible characters, plain spaces, stripped.

    NFC alone leaves U+0E4D U+0E32 apart, and NFKC takes U+0E33 apart; both look like U+0E33.
    """
    if not _UNCLEAN.search(text) and unicodedata.is_normalized("NFC", text):
        return text.strip()
    text = unicodedata.normalize("NFC", text.translate(_CLEANED))
    text = _SPLIT_SARA_AM.sub("\\1\u0e33", text)
    text = _TONE_AFTER_SARA_AM.sub(_tones_first, text)
    return unicodedata.normalize("NFC", text).strip()


def _tones_first(found: re.Match[str]) -> str:
    tones = found[0].replace("\u0e33", "")
    return tones + "\u0e33" * (len(found[0]) - len(tones))


def is_empty(text: str) -> bool:
    """Whether nothing is left of a text when it is cleaned."""
    return _VISIBLE.search(text) is None


def to_plain(text: str) -> tuple[str, list[str]]:
    """The text cleaned, Thai and fullwidth characters as ASCII, and the codes of what was done (see Reading)."""
    text = clean(text)
    why = []
    narrow = text.translate(_FULLWIDTH)
    if narrow != text:
        why.append("fullwidth")
    plain = to_ascii_digits(narrow)
    if plain != narrow:
        why.append("mixed_digits" if _MIXED_DIGITS.search(narrow) else "thai_digits")
    return plain, why


def has_other_digits(plain: str) -> bool:
    """Whether the text holds digits or fractions other than 0 to 9, such as Lao digits."""
    return any(character.isnumeric() and character not in ASCII_DIGITS for character in plain)
