"""Periods: from a grid of months with marks, arrows or shading, and from words that name no month or no year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from moralxl import thai
from moralxl.importing.header import Header
from moralxl.importing.paper import Slot

SHORT = ("ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.")
BEFORE_NEW_YEAR = 3  # months of the fiscal year that lie in the calendar year before
ARROW = re.compile("[←→↔⟵⟶⟷⇐⇒⇔◄►]|<-|->|<=|=>")
HEAD, TAIL = re.compile("[→⟶⇒►]|->|=>"), re.compile("[←⟵⇐◄]|<-|<=")
WHOLE_YEAR = re.compile("ตลอด(?:ทั้ง)?ปี|ทั้งปี|ต่อเนื่อง|ทุกเดือน")
QUARTERS = re.compile(r"ไตรมาส(?:ที่)?\s*([1-4])(?:\s*(?:-|–|ถึง|และ)\s*(?:ไตรมาส(?:ที่)?\s*)?([1-4]))?")


class Period(NamedTuple):
    """A period as the plan writes it, and why it may be another; "" of both where none could be read."""

    text: str
    doubt: str = ""  # a word for `notes.PERIODS`


def written(first: int, last: int, year: int, *, thai_digits: bool) -> str:
    """Months of the fiscal year (1 is October) as a plan writes them: "ต.ค. ๒๕๖๖ - มิ.ย. ๒๕๖๗"."""
    ends = [f"{SHORT[m - 1]} {year - (m <= BEFORE_NEW_YEAR)}" for m in dict.fromkeys((first, last))]
    text = " - ".join(ends)
    return thai.to_thai_digits(text) if thai_digits else text


def from_grid(rows: Sequence[Sequence[Slot | None]], header: Header, year: int, *, thai_digits: bool) -> Period:
    """The period that an activity's rows mark in the month grid."""
    marked: set[int] = set()
    arrows: list[str] = []
    drawn = False
    for row in rows:
        for column, (first, last) in header.months.items():
            slot = row[column] if column < len(row) else None
            if slot is None:
                continue
            drawn = drawn or slot.drawn
            if slot.marked:
                marked |= set(range(first, last + 1))
                arrows.append(slot.text)
    if not marked:
        return Period("", "drawn" if drawn else "unmarked")
    first, last = min(marked), max(marked)
    whole = len(marked) == last - first + 1
    told = "".join(arrows)
    spans = ARROW.search(told)
    if drawn:
        return Period("", "drawn")
    if spans and bool(HEAD.search(told)) != bool(TAIL.search(told)) and "↔" not in told and "⟷" not in told:
        return Period("", "arrow")  # an arrow without its other end
    if not year:
        return Period("", "year")
    return Period(written(first, last, year, thai_digits=thai_digits), "" if whole or spans else "gaps")


def from_words(text: str, year: int, *, thai_digits: bool) -> Period:
    """The period that a cell's words name."""
    period = thai.parse_months(text)
    if period:
        return Period(text)
    span = _span_in(thai.to_ascii_digits(text))
    if span is None:
        return Period("", "words" if text else "blank")
    return Period(written(*span, year, thai_digits=thai_digits), "words") if year else Period("", "year")


def _span_in(plain: str) -> tuple[int, int] | None:
    """The first and the last month of the fiscal year that words without a year name."""
    if WHOLE_YEAR.search(plain):
        return 1, 12
    quarters = QUARTERS.search(plain)
    if quarters:
        first, last = int(quarters[1]), int(quarters[2] or quarters[1])
        if first <= last:
            return 3 * first - 2, 3 * last
    named = [_month(part) for part in re.split(r"\s*(?:-|–|ถึง)\s*", re.sub(r"^(?:เดือน|ภายใน(?:เดือน)?)\s*", "", plain))]
    if 0 < len(named) <= 2 and all(named):
        first, last = named[0] or 1, named[-1] or 1
        if first <= last and not plain.startswith("ภายใน"):
            return first, last
    return None


def _month(text: str) -> int | None:
    """A month of the fiscal year by its name alone."""
    from moralxl.importing.header import months_of

    found = months_of(text)
    return found[0] if found and not re.search("[0-9]|ไตรมาส", text) else None
