"""Dates as Thai clerks type them, and in the Buddhist era (CE + 543) as official papers print them."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from moralxl.thai.text import LONGEST_FIGURE, Reading, to_plain, to_thai_digits

BE = 543  # the Buddhist era's year is the common era's plus this
_FIRST_BE = 2400  # years from here on are of the Buddhist era
_FIRST_CE, _LAST_CE = 1900, 2200  # Excel has no day before 1900
_SERIAL_ZERO = date(1899, 12, 30)  # Excel counts days from here
_SERIAL_YEARS = 5  # a bare number is a day only this near the fiscal year: 150367 is typed for 15/03/67
_REPORTING_DAYS = 366  # reports on a fiscal year are dated up to a year after its end

_MONTH_NAMES = (
    ("ม.ค.", "มกราคม", "january"),
    ("ก.พ.", "กุมภาพันธ์", "february"),
    ("มี.ค.", "มีนาคม", "march"),
    ("เม.ย.", "เมษายน", "april"),
    ("พ.ค.", "พฤษภาคม", "may"),
    ("มิ.ย.", "มิถุนายน", "june"),
    ("ก.ค.", "กรกฎาคม", "july"),
    ("ส.ค.", "สิงหาคม", "august"),
    ("ก.ย.", "กันยายน", "september"),
    ("ต.ค.", "ตุลาคม", "october"),
    ("พ.ย.", "พฤศจิกายน", "november"),
    ("ธ.ค.", "ธันวาคม", "december"),
)
_MONTHS = {
    name: number
    for number, (abbreviated, full, english) in enumerate(_MONTH_NAMES, start=1)
    for name in (abbreviated.replace(".", ""), full, re.sub("(คม|ยน|พันธ์)$", "", full), english, english[:3])
} | {"sept": 9, "กุมภาพัน": 2}

_DAYS = "จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ?|ศุกร์|เสาร์|อาทิตย์"
_PREFIX = re.compile(
    rf"^(?:เมื่อ|ณ)?\s*(?:วัน\s*)?(?:(?:{_DAYS})|(?:จ|อ|พ|พฤ|ศ|ส|อา)\.(?=\s*(?:ที่)?\s*[0-9])|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?)?\s*(?:วัน)?(?:ที่)?\s*"
)
_SUFFIX = re.compile(rf"\s*\(?(?:วัน)?(?:{_DAYS})\)?$")
_CLOCK = r"[0-9]{1,2}[.:][0-9]{2}(?:[.:][0-9]{2})?"
_CLOCKS = rf"{_CLOCK}(?:\s*(?:[-\u2013]|ถึง)\s*{_CLOCK})?"
_TIME = re.compile(
    rf"(?:(?:[\s,]|เวลา)\s*{_CLOCKS}\s*(?:น\.?|นาฬิกา)|\s*เวลา\s*{_CLOCKS}|"
    r"(?:[\s,]+|t)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:am|pm|z)?)$"
)
_ERA = re.compile(r"(?P<era>พ|ค)\.?\s*ศ\.?\s*(?=[0-9])")
_BARE = re.compile(r"[0-9]{1,7}(?:\.[0-9]+)?")
_NUMERIC = re.compile(r"([0-9]{1,4})\s*([-/.\\]|\s)\s*([0-9]{1,2})\s*\2\s*([0-9]{1,4})")
_NAMED = re.compile(r"(?P<day>[0-9]{1,2})(?P<month>[^0-9]+)(?P<year>[0-9]{2}|[0-9]{4})?")
_MONTH_FIRST = re.compile(r"(?P<month>[^0-9]+)(?P<day>[0-9]{1,2})[\s,]+(?P<year>[0-9]{4})")
_MONTH_ONLY = re.compile(r"(?P<month>[^0-9]+)(?P<year>[0-9]{2}|[0-9]{4})?")
_BETWEEN = re.compile(r"\s*(?:[-\u2013\u2014~,&]|ถึง|และ|\bto\b)\s*")
_TO = re.compile(r"\s*(?:[-\u2013\u2014]|ถึง)\s*")


class _Typed(NamedTuple):
    """The parts of a typed date. 0 and "" stand for parts that are missing."""

    day: int
    month: int
    year: str
    era: str = ""  # "พ" or "ค", of พ.ศ. and ค.ศ.
    month_first: bool = False


# --- reading --------------------------------------------------------------------------------------


def parse_date(typed: object, start: date, end: date) -> Reading[date]:
    """Read one day from 1900 to 2200 CE; of a range of days the first.

    Years from 2400 on are of the Buddhist era, 1900 to 2200 of the common era, two digits of the Buddhist era.
    `start` and `end` of the fiscal year settle only what is ambiguous: two-digit years that may be of the common
    era, cells whose program took "67" for 1967, bare numbers that may be Excel's count of days.
    """
    if isinstance(typed, date):
        return _from_cell(typed, start, end)
    if isinstance(typed, (int, float)) and not isinstance(typed, bool):
        return _from_serial(typed, start, end)
    return _from_text(typed, start, end) if isinstance(typed, str) else Reading(None)


def _day(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is no such day from 1900 to 2200."""
    if not (_FIRST_CE <= year <= _LAST_CE and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _is_near(day: date | None, start: date, end: date) -> bool:
    return day is not None and start <= day <= end + timedelta(days=_REPORTING_DAYS)


def _from_cell(cell: date, start: date, end: date) -> Reading[date]:
    if not 1 <= cell.year <= 9999:  # pandas' NaT is a datetime whose year is NaN
        return Reading(None)
    codes = ["time"] if isinstance(cell, datetime) and cell.time() != time() else []
    day = date(cell.year, cell.month, cell.day) if _FIRST_CE <= cell.year <= _LAST_CE else None
    if cell.year >= _FIRST_BE:
        day = _day(cell.year - BE, cell.month, cell.day)
        codes.insert(0, "be_as_ce")
    elif 1930 <= cell.year <= 1999 and not _is_near(day, start, end):
        # Excel takes the years 30 to 99 for 1930 to 1999, so 15/3/67 becomes a day of 1967
        two_digits = _day(cell.year + 600 - BE, cell.month, cell.day)
        if _is_near(two_digits, start, end):
            day = two_digits
            codes.insert(0, "two_digit_year")
    return Reading(day, ",".join(codes) if day else "")


def _from_serial(number: float, start: date, end: date) -> Reading[date]:
    if not math.isfinite(number) or not 1 <= number < 2_958_466:  # Excel's last day is in 9999
        return Reading(None)
    reading = _from_cell(_SERIAL_ZERO + timedelta(days=int(number)), start, end)
    if reading.value is None or not start.year - _SERIAL_YEARS <= reading.value.year <= end.year + _SERIAL_YEARS:
        return Reading(None)
    return Reading(reading.value, ",".join(filter(None, ["serial", reading.why])))


def _from_text(typed: str, start: date, end: date) -> Reading[date]:
    text, codes = to_plain(typed)
    if len(text) > LONGEST_FIGURE:
        return Reading(None)
    text = text.casefold()
    if _BARE.fullmatch(text):
        reading = _from_serial(float(text), start, end)
    else:
        untimed = _TIME.sub("", text)
        if untimed != text:
            codes.append("time")
        found = _parts(untimed)
        reading = _resolve(found, start, end) if found else _from_range(untimed, start, end)
    if reading.value is None:
        return reading
    return Reading(reading.value, ",".join(filter(None, [*codes, reading.why])), reading.candidates)


def _parts(text: str) -> _Typed | None:
    """The parts of one date, or None where the text is none."""
    text = _SUFFIX.sub("", _PREFIX.sub("", text.strip())).strip(" .,")
    era_match = _ERA.search(text)
    era = era_match["era"] if era_match else ""
    text = _ERA.sub("", text)
    numeric = _NUMERIC.fullmatch(text.replace("\u2013", "-"))
    if numeric:
        return _numeric_parts(numeric[1], int(numeric[3]), numeric[4], era)
    for pattern in (_NAMED, _MONTH_FIRST, _MONTH_ONLY):
        match = pattern.fullmatch(text)
        month = _month(match["month"]) if match else 0
        if match and month:
            return _Typed(int(match.groupdict().get("day", 0)), month, match["year"] or "", era)
    return None


def _numeric_parts(first: str, middle: int, last: str, era: str) -> _Typed | None:
    if len(first) == 4 and len(last) <= 2:
        return _Typed(int(last), middle, first, era)
    if len(first) > 2 or len(last) not in {2, 4}:
        return None
    if middle > 12 and int(first) <= 12:
        return _Typed(middle, int(first), last, era, month_first=True)
    return _Typed(int(first), middle, last, era)


def _month(text: str) -> int:
    """The number of the month that is named, 0 where none is."""
    return _MONTHS.get(re.sub(r"[\s.,'’/\\\u2013-]|เดือน|ปี", "", text), 0)


def _years(year: str, era: str) -> list[int]:
    """The years CE that a typed year may mean, the likeliest first."""
    number = int(year)
    if len(year) == 2:
        return {"พ": [number + 2500 - BE], "ค": [number + 2000]}.get(era, [number + 2500 - BE, number + 2000])
    if number >= _FIRST_BE:
        return [number - BE] if era != "ค" else []
    return [number] if era != "พ" else []


def _resolve(found: _Typed, start: date, end: date) -> Reading[date]:
    """The day that the parts name."""
    if not (found.day and found.month and found.year):
        return Reading(None, "", _incomplete(found, start, end))
    days = [_day(year, found.month, found.day) for year in _years(found.year, found.era)]
    if len(days) == 2 and not _is_near(days[0], start, end) and _is_near(days[1], start, end):
        return Reading(None, "", tuple(format_date(day) for day in days if day))
    if not days or days[0] is None:
        return Reading(None)
    codes = {"two_digit_year": len(found.year) == 2, "month_first": found.month_first}
    return Reading(days[0], ",".join(code for code, done in codes.items() if done))


def _incomplete(found: _Typed, start: date, end: date) -> tuple[str, ...]:
    """What a date without its day or its year may mean: the month, or the days of the fiscal year."""
    if found.day and not found.year:
        days = (_day(year, found.month, found.day) for year in range(start.year, end.year + 1))
        return tuple(format_date(day) for day in days if day and start <= day <= end)
    years = [year for year in (_years(found.year, found.era) if found.year else []) if _day(year, found.month, 1)]
    return (to_thai_digits(f"{_MONTH_NAMES[found.month - 1][0]} {years[0] + BE}"),) if years else ()


def _from_range(text: str, start: date, end: date) -> Reading[date]:
    """The first of several days: "15-17 มี.ค. 67", "30 ก.ย. ถึง 2 ต.ค. 2567"; parts left out are those of the next."""
    pieces = _BETWEEN.split(text)
    following = _parts(pieces[-1])
    if len(pieces) < 2 or following is None or not (following.day and following.year):
        return Reading(None)
    days: list[date] = []
    for piece in reversed(pieces):
        bare = _PREFIX.sub("", piece.strip())
        found = following._replace(day=int(bare)) if re.fullmatch("[0-9]{1,2}", bare) else _parts(piece)
        if found is None:
            return Reading(None)
        if not found.year:
            back = int(found.month > following.month)  # "30 ธ.ค. - 2 ม.ค. 67" begins in the year before
            found = found._replace(year=f"{int(following.year) - back:02}", era=following.era)
        reading = _resolve(found, start, end)
        if reading.value is None or (days and reading.value >= days[0]):
            return Reading(None, "", reading.candidates if reading.value is None else ())
        days.insert(0, reading.value)
        following, why = found, reading.why
    return Reading(days[0], ",".join(filter(None, [why, "range"])), tuple(map(format_date, days[1:])))


def month_without(text: str) -> date | None:
    """The first of the month that a typed day is not in: April 2024 of "31/4/2567"; None of any other text."""
    plain, _codes = to_plain(text)
    if len(plain) > LONGEST_FIGURE:
        return None
    untimed = _TIME.sub("", plain.casefold())
    found = _parts(untimed) or _parts(_BETWEEN.split(untimed)[-1])
    years = _years(found.year, found.era) if found and found.day and found.year else []
    if found is None or not years or _day(years[0], found.month, found.day):
        return None
    return _day(years[0], found.month, 1)


def parse_months(text: str) -> tuple[date, date] | None:
    """The first and the last day of a period of whole months: "ต.ค. ๒๕๖๖ – มิ.ย. ๒๕๖๗"; None where it is none."""
    plain, _codes = to_plain(text)
    if len(plain) > LONGEST_FIGURE:
        return None
    found = [_parts(piece) for piece in _TO.split(plain.casefold().strip("() "))]
    first, last = found[0], found[-1]
    if len(found) > 2 or first is None or last is None or first.day or last.day or not last.year:
        return None
    years = [_years(part.year or last.year, part.era or last.era) for part in (first, last)]
    if not all(years):
        return None
    begin = _day(years[0][0], first.month, 1)
    finish = _day(years[1][0], last.month, 1)
    if begin is None or finish is None or begin > finish:
        return None
    return begin, finish.replace(day=monthrange(finish.year, finish.month)[1])


# --- printing -------------------------------------------------------------------------------------


def format_date(d: date) -> str:
    """A day with its month abbreviated: "๑๕ มี.ค. ๒๕๖๗"."""
    return to_thai_digits(f"{d.day} {_MONTH_NAMES[d.month - 1][0]} {d.year + BE}")


def format_date_long(d: date) -> str:
    """A day with its month in full: "๑๕ มีนาคม ๒๕๖๗"."""
    return to_thai_digits(f"{d.day} {_MONTH_NAMES[d.month - 1][1]} {d.year + BE}")
