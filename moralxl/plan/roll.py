"""Rolls a plan's tables on to a later year: its id, its years and periods, its rounds; what was the old year's goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from moralxl import thai
from moralxl.plan.values import fiscal_year
from moralxl.plan.write import Tables

YEAR = re.compile(r"(?<![0-9๐-๙])([0-9๐-๙]{4})(?![0-9๐-๙])")
MONTH = r"ต\.ค|พ\.ย|ธ\.ค|ม\.ค|ก\.พ|มี\.ค|เม\.ย|พ\.ค|มิ\.ย|ก\.ค|ส\.ค|ก\.ย"
SHORT_YEAR = re.compile(rf"((?:{MONTH})\.\s*)([0-9๐-๙]{{2}})(?![0-9๐-๙])")
DROPPED = frozenset({"errata", "waivers"})  # of the old year's paper and returns
UNTOUCHED = frozenset({"divisions", "levels", "categories"})
KEYS = frozenset({"key", "measure", "activity", "guideline", "round", "kind", "target", "also", "set", "category"})


@dataclass(slots=True)
class Rolled:
    """The tables of the new year, and years in them that were neither of the old plan's, hence left."""

    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)  # text, year


def roll(tables: Tables, old: int, new: int) -> Rolled:
    """The tables for another year (both of the Buddhist era)."""
    rolled = Rolled()
    for name, rows in tables.items():
        if name in DROPPED:
            rolled.tables[name] = []
        elif name in UNTOUCHED:
            rolled.tables[name] = [dict(row) for row in rows]
        elif name == "rounds":
            rolled.tables[name] = [_round(row, old, new) for row in rows]
        else:
            rolled.tables[name] = [
                {key: text if key in KEYS else _shift(text, old, new, rolled) for key, text in row.items()}
                for row in rows
            ]
    for row in rolled.tables.get("plan", []):
        if row["key"] == "year":
            row["value"] = str(new)
        elif row["key"] == "id":
            row["value"] = _id(next(r["value"] for r in tables["plan"] if r["key"] == "id"), old, new)
    return rolled


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

    return SHORT_YEAR.sub(short, YEAR.sub(whole, text))


def _as_written(number: str, like: str) -> str:
    return thai.to_thai_digits(number) if "๐" <= like[0] <= "๙" else number


def _round(row: Mapping[str, str], old: int, new: int) -> dict[str, str]:
    """A round a year on. Its deadline is set anew each year, as it minds the year's holidays."""
    made = {**row, "deadline": ""}
    day = thai.parse_date(row.get("last_day", ""), *fiscal_year(old)).value
    if day:
        made["last_day"] = f"{day.year + 543 + new - old}-{day:%m-%d}"
    return made
