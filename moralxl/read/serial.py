"""Which cells of a workbook show dates, and the dates their numbers stand for."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

DATE, DURATION = "date", "duration"
# Built-in number formats that show dates, by number. 27-36, 50-58 and 71-81 stand in Asian programs' files without
# their text; 71-81 are the Thai ones, of which 79 is a duration.
BUILT_IN = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 82)), DATE),
    46: DURATION,
    79: DURATION,
}
# What no part of a number format means anything in: quoted and escaped text, fillers, and brackets but for [h] and kin.
LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.IGNORECASE | re.DOTALL)
EPOCH_1900, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - cells have no zone
DAY_MS = 86_400_000
LAST_DAY = 2_958_466  # 1 Jan 10000


def format_kind(code: str) -> str:
    """Whether a number format's text shows a "date", a "duration" or ("") neither, by its first section."""
    plain = LITERAL.sub("", code).split(";", 1)[0].lower()
    if "general" in plain:
        return ""
    first = re.search(r"\[|[dmhys]|a/p|am/pm", plain)
    if first is None:
        return ""
    return DURATION if first[0] == "[" else DATE


def serial(number: float, kind: str, *, date1904: bool) -> float | date | time | timedelta:
    """The date, time or duration that a number stands for in a cell of that kind; the number where it is none.

    A number below 1 is a time of day, a whole one a date (to the millisecond, as Excel keeps it).
    """
    if not -LAST_DAY < number < LAST_DAY:
        return number
    milliseconds = round(number * DAY_MS)
    if kind == DURATION:
        return timedelta(milliseconds=milliseconds)
    if date1904:
        moment = EPOCH_1904 + timedelta(milliseconds=milliseconds)
    else:
        # Excel counts a 29 Feb 1900 that never was
        moment = EPOCH_1900 + timedelta(days=number < 60, milliseconds=milliseconds)
    if number < 1 and not date1904:
        return moment.time()
    return moment.date() if moment.time() == time() else moment


def iso(text: str) -> str | date | time:
    """A date, time or both as ISO 8601 writes it, without a zone; the text itself where it is none."""
    for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        try:
            value = read(text.removeprefix("T"))
        except ValueError:
            continue
        if isinstance(value, datetime):
            value = value.replace(tzinfo=None)
            return value.date() if value.time() == time() else value
        return value.replace(tzinfo=None) if isinstance(value, time) else value
    return text
