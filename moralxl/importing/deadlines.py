"""Deadlines in the wording of an indicator: "ภายในเดือนพฤศจิกายน ๒๕๖๗", "ภายในวันที่ ๓๑ ธันวาคม", "ภายในไตรมาสที่ ๓"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from moralxl import thai
from moralxl.importing.header import FULL_MONTHS, MONTHS, months_of
from moralxl.plan.values import fiscal_year

NAMES = "|".join([*FULL_MONTHS, *(rf"{name[:-1]}\.?{name[-1]}\." for name in MONTHS)])  # in full and short
YEAR = r"(?:\s*(?:พ\.\s*ศ\.\s*)?(?P<year>25[0-9]{2}|[0-9]{2}(?![0-9])))?"
DAY = re.compile(rf"ภายใน\s*(?:วันที่\s*)?(?P<day>[0-9]{{1,2}})\s*(?P<month>{NAMES}){YEAR}")
MONTH = re.compile(rf"ภายใน\s*(?:สิ้น)?\s*(?:เดือน)?\s*(?P<month>{NAMES}){YEAR}")
QUARTER = re.compile(rf"ภายใน\s*(?:สิ้น)?\s*ไตรมาส(?:ที่)?\s*(?P<quarter>[1-4]){YEAR}")
WHOLE_YEAR = re.compile(rf"ภายใน\s*(?:สิ้น)?\s*ปี(?:งบประมาณ)?{YEAR}")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day by which something is to be done, and the words that say so, as printed."""

    day: date
    words: str


def deadline_in(printed: str, year: int) -> Deadline | None:
    """The deadline that a wording names in a fiscal year (of the Buddhist era); None where it names none, or several.

    A month without a year is the fiscal year's.
    """
    printed = " ".join(printed.split())
    plain = thai.to_ascii_digits(printed)
    found = {}
    for shape in (DAY, MONTH, QUARTER, WHOLE_YEAR):
        for match in shape.finditer(plain):
            day = _day(match, year)
            if day is None:
                return None
            found[day] = printed[match.start() : match.end()].strip()
    return Deadline(*found.popitem()) if len(found) == 1 else None


def _day(match: re.Match[str], year: int) -> date | None:
    """The day that a wording ends with; None where it is none of the fiscal year's."""
    start, end = fiscal_year(year)
    said, named = match.groupdict(), match["year"]
    if "quarter" in said:
        month = 3 * int(match["quarter"])  # of the fiscal year
    elif "month" in said:
        span = months_of(match["month"])
        if span is None:
            return None
        month = span[0]
    else:
        month = 12
    calendar_month = (month + 8) % 12 + 1
    calendar_year = start.year if calendar_month >= start.month else end.year
    last = calendar.monthrange(calendar_year, calendar_month)[1]
    days = int(said["day"]) if said.get("day") else last
    if not 1 <= days <= last:
        return None
    meant = year if "month" not in said else calendar_year + 543
    if named and int(named) % 100 != meant % 100:
        return None
    return date(calendar_year, calendar_month, days)
