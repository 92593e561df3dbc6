"""Rolls a plan's tables on to a later year: its id, its years and periods, its rounds; what was the old year's goes.

A 29 February becomes 28 February where the new year has none, as such days end something in a plan; it is told.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date

from moralxl import thai
from moralxl.plan.values import fiscal_year
from moralxl.plan.write import Tables

YEAR = re.compile(r"(?<![0-9๐-๙])([0-9๐-๙]{4})(?![0-9๐-๙])")
MONTH = r"ต\.ค|พ\.ย|ธ\.ค|ม\.ค|ก\.พ|มี\.ค|เม\.ย|พ\.ค|มิ\.ย|ก\.ค|ส\.ค|ก\.ย"
SHORT_YEAR = re.compile(rf"((?:{MONTH})\.\s*)([0-9๐-๙]{{2}})(?![0-9๐-๙])")
LEAP_DAY = re.compile(  # in words; without a year it is the fiscal year's
    r"(?<![0-9๐-๙])(29|๒๙)(\s*(?:กุมภาพันธ์|ก\.\s?พ\.)(?:\s*พ\.\s?ศ\.)?(?:\s*([0-9๐-๙]{4}|[0-9๐-๙]{2})(?![0-9๐-๙]))?)"
)
DATES = frozenset({"until", "last_day"})
DROPPED = frozenset({"errata", "waivers"})  # of the old year's paper and returns
UNTOUCHED = frozenset({"divisions", "levels", "categories"})
KEYS = frozenset({"key", "measure", "activity", "guideline", "round", "kind", "target", "also", "set", "category"})


@dataclass(slots=True)
class Rolled:
    """The tables of the new year, years in them that were neither of the old plan's, hence left, and days moved."""

    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)  # text, year
    shortened: list[tuple[str, str]] = field(default_factory=list)  # a 29 February, the 28th that it became


def roll(tables: Tables, old: int, new: int) -> Rolled:
    """The tables for another year (both of the Buddhist era)."""
    rolled = Rolled()
    for name, rows in tables.items():
        if name in DROPPED:
            rolled.tables[name] = []
        elif name in UNTOUCHED:
            rolled.tables[name] = [dict(row) for row in rows]
        elif name == "rounds":
            # a deadline is set anew each year, as it minds the year's holidays
            rolled.tables[name] = [
                {**row, "last_day": _day(row.get("last_day", ""), old, new, rolled), "deadline": ""} for row in rows
            ]
        else:
            rolled.tables[name] = [
                {key: _cell(key, text, old, new, rolled) for key, text in row.items()} for row in rows
            ]
    for row in rolled.tables.get("plan", []):
        if row["key"] == "year":
            row["value"] = str(new)
        elif row["key"] == "id":
            row["value"] = _id(next(r["value"] for r in tables["plan"] if r["key"] == "id"), old, new)
    return rolled


def _cell(key: str, text: str, old: int, new: int, rolled: Rolled) -> str:
    if key in KEYS:
        return text
    return _day(text, old, new, rolled) if key in DATES else _shift(text, old, new, rolled)


def _id(text: str, old: int, new: int) -> str:
    return text.replace(str(old), str(new)) if str(old) in text else f"{text}-{new}"


def _shift(text: str, old: int, new: int, rolled: Rolled) -> str:
    """A text with the fiscal year and the calendar year it begins in moved; other years stay, and are told."""

    def whole(match: re.Match[str]) -> str:
        year = int(thai.to_ascii_digits(match[1]))
        if year not in {old, old - 1}:
            if abs(year - old) < 100:
                rolled.left.append((text, match[1]))
            return match[1]
        return _as_written(str(year + new - old), match[1])

    def short(match: re.Match[str]) -> str:
        year = int(thai.to_ascii_digits(match[2]))
        if year not in {old % 100, (old - 1) % 100}:
            return match[0]
        return match[1] + _as_written(f"{(year + new - old) % 100:02}", match[2])

    def leap_day(match: re.Match[str]) -> str:
        year = int(thai.to_ascii_digits(match[3] or str(new)))
        if calendar.isleap((year if year > 99 else year + 2500) - 543):
            return match[0]
        made = _as_written("28", match[1]) + match[2]
        rolled.shortened.append((match[0], made))
        return made

    return LEAP_DAY.sub(leap_day, SHORT_YEAR.sub(short, YEAR.sub(whole, text)))


def _as_written(number: str, like: str) -> str:
    return thai.to_thai_digits(number) if "๐" <= like[0] <= "๙" else number


def _day(text: str, old: int, new: int, rolled: Rolled) -> str:
    """A day as many years on; what is none as any text."""
    day = thai.parse_date(text, *fiscal_year(old)).value
    if day is None:
        return _shift(text, old, new, rolled)
    year = day.year + new - old
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        before, day = day, date(day.year, 2, 28)
        rolled.shortened.append((thai.format_date(before), thai.format_date(date(year, 2, 28))))
    return f"{year + 543}-{day:%m-%d}"
