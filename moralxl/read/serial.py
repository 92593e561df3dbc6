"""What number formats show (dates, durations, percents), and what the numbers stand for."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from moralxl import thai

DATE, DURATION, PERCENT, SIGNED = "date", "duration", "percent", "percent sign"
# Built-in number formats that show these, by number. 27-36, 50-58 and 67-81 stand in Asian programs' files without
# their text; 67-81 are the Thai ones: 67 and 68 percents, 79 a duration.
BUILT_IN = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 82)), DATE),
    46: DURATION,
    79: DURATION,
    **dict.fromkeys((9, 10, 67, 68), PERCENT),
}
# What no part of a number format means anything in: quoted and escaped text, fillers, and brackets but for [h] and kin.
LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.IGNORECASE | re.DOTALL)
FIRST_SECTION = re.compile(r'(?:"[^"]*"?|\\.|[^;])*', re.DOTALL)
SHOWN = re.compile(r'"([^"]*)"?|\\(.)', re.DOTALL)  # text that a format puts beside the number
EPOCH_1900, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - cells have no zone
DAY_MS = 86_400_000
LAST_DAY = 2_958_466  # 1 Jan 10000


def format_kind(code: str) -> str:
    """What a number format's text shows: by its first section a date or duration, else a percent; "" for none of them.

    SIGNED: it puts a percent sign beside the number, as 0"%" does, which makes "48%" of 48.
    """
    sections = LITERAL.sub("", code).lower()
    plain = sections.split(";", 1)[0]
    if "general" not in plain:
        first = re.search(r"\[|[dmhys]|a/p|am/pm", plain)
        if first:
            return DURATION if first[0] == "[" else DATE
    if "%" in sections:
        return PERCENT
    shown = SHOWN.findall(FIRST_SECTION.match(code)[0])  # type: ignore[index] # it matches anything
    return SIGNED if thai.says_percent(" ".join(quoted or escaped for quoted, escaped in shown)) else ""


def signed(number: float) -> str:
    """A number with a percent sign beside it, as its cell shows it."""
    return f"{number:.15g}%"


def serial(number: float, kind: str, *, date1904: bool) -> float | str | date | time | timedelta:
    """The date, time or duration that a number stands for in a cell of that kind; else the number itself.

    A number below 1 is a time of day, a whole one a date (to the millisecond, as Excel keeps it). With a percent sign
    beside it, it is the text that is seen.
    """
    if kind == SIGNED:
        return signed(number)
    if kind == PERCENT or not -LAST_DAY < number < LAST_DAY:
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
