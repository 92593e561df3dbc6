"""The checks of a plan as a whole: each is a function from a draft to findings, and all of them run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta

from moralxl import thai
from moralxl.mail.address import address
from moralxl.model import Finding, Kind
from moralxl.plan.check_measures import CHECKS as MEASURE_CHECKS
from moralxl.plan.check_measures import KEY_SHAPE
from moralxl.plan.check_waivers import CHECKS as WAIVER_CHECKS
from moralxl.plan.tables import SETTINGS, TABLES
from moralxl.plan.values import Draft, Entry, fold

ID_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
NOT_IN_CODES = frozenset('|/\\:*?"<>;')  # what file names, and the line that says whose sheet it is, cannot hold
SAMPLE = "(โปรดแก้ไข)"  # stands in the name of the division that an import leaves to be replaced
MONEY = re.compile(  # in the total row's text; at its end also without its unit, as it stands in a column of money
    r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*บาท|([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)\s*(?:\.?-)?$"
)
YEAR = timedelta(days=366)
MOST_CODE = 30  # characters; a file name takes 255 bytes, a Thai character three of them


def check(draft: Draft) -> list[Finding]:
    """Every finding of every check, in the order of the checks."""
    return [finding for check_one in CHECKS for finding in check_one(draft)]


# --- all tables -----------------------------------------------------------------------------------


def filled(draft: Draft) -> Iterator[Finding]:
    """Tables without which there is no plan have a row; levels, where a measure is a level."""
    levels = any(m["kind"] == Kind.LEVEL for m in draft.entries["measures"])
    for table in TABLES:
        needed = table.filled or (table.name == "levels" and levels)
        if needed and not draft.entries[table.name]:
            yield Finding("plan-table-empty", draft.sources[table.name], args={"table": table.title})


def unique(draft: Draft) -> Iterator[Finding]:
    """What names a row names one row only."""
    for table in TABLES:
        seen: dict[tuple[str, ...], Entry] = {}
        for entry in draft.entries[table.name] if table.unique else ():
            if any(not entry.text(key) for key in table.unique):
                continue
            first = seen.setdefault(tuple(_same(entry, key) for key in table.unique), entry)
            if first is not entry:
                key = table.unique[-1]
                names = " ".join(entry.text(k) for k in table.unique)
                yield entry.finding("plan-duplicate", key, names=names, first=first.cells[key].source.cell)


def _same(entry: Entry, key: str) -> str:
    """A value as it is compared: what was read, so that 6, ๖ and 6.0 are one."""
    value = entry[key]
    return fold(entry.text(key) if value is None else str(value))


def settings(draft: Draft) -> Iterator[Finding]:
    """Every setting is there, and the plan's id can stand in a file's properties."""
    for key, label in SETTINGS.items():
        if key not in draft.settings:
            yield Finding("plan-setting-missing", draft.sources["plan"], label, args={"key": key})
    entry = draft.settings.get("id")
    if entry and entry["value"] and not ID_SHAPE.fullmatch(entry["value"]):
        yield entry.finding("plan-id-invalid", "value")


# --- activities -----------------------------------------------------------------------------------


def guidelines(draft: Draft) -> Iterator[Finding]:
    """Every activity stands under a guideline of the plan."""
    known = draft.by("guidelines", "guideline")
    for entry in draft.entries["activities"]:
        if known and entry["guideline"] is not None and entry["guideline"] not in known:
            yield entry.finding("plan-guideline-unknown", "guideline")


def measured(draft: Draft) -> Iterator[Finding]:
    """Every activity has a measure."""
    measures = draft.by("measures", "activity")
    for number, entry in draft.by("activities", "activity").items():
        if number not in measures and draft.entries["measures"]:
            yield entry.finding("plan-activity-without-measure", "activity")


def periods(draft: Draft) -> Iterator[Finding]:
    """Periods lie in the fiscal year."""
    for entry in draft.entries["activities"]:
        period = entry["period_text"]
        if period and draft.span and not (draft.span[0] <= period[0] and period[1] <= draft.span[1]):
            yield entry.finding("plan-period-outside", "period_text", year=_days(draft))


def totals(draft: Draft) -> Iterator[Finding]:
    """The total row's own figures agree with the activities, where it gives figures."""
    total = draft.settings.get("total_text")
    if total is None or not total["value"]:
        return
    activities = draft.entries["activities"]
    told = thai.to_ascii_digits(total["value"])
    count = re.search(r"([0-9]+)\s*กิจกรรม", told)
    if count and int(count[1]) != len(activities):
        yield total.finding("plan-total-activities", "value", told=int(count[1]), counted=len(activities))
    money = MONEY.search(told)
    budget = sum(entry["budget_text"] or 0 for entry in activities)
    figure = (money[1] or money[2]) if money else ""
    if figure and float(figure.replace(",", "")) != round(budget, 2):
        yield total.finding("plan-total-budget", "value", told=figure, counted=f"{budget:,.12g}")


# --- divisions and rounds -------------------------------------------------------------------------


def roles(draft: Draft) -> Iterator[Finding]:
    """Every division reports something, and one division reports for the department."""
    divisions = draft.entries["divisions"]
    for entry in divisions:
        if entry["department"] is False and entry["division"] is False:
            yield entry.finding("plan-division-role", "division", name=entry.text("code"))
    offices = [entry for entry in divisions if entry["department"]]
    names = ", ".join(entry.text("code") for entry in offices)
    for entry in offices[1:]:
        yield entry.finding("plan-department-twice", "department", codes=names)
    if divisions and not offices and all(entry["department"] is not None for entry in divisions):
        yield Finding("plan-department-missing", draft.sources["divisions"])


def names(draft: Draft) -> Iterator[Finding]:
    """A code, name or alias means one division, and codes can stand in file names."""
    owner: dict[str, Entry] = {}
    for entry in draft.entries["divisions"]:
        yield from _code(entry)
        called = [("code", entry.text("code")), ("name", entry.text("name"))]
        called += [("aliases", alias) for alias in entry["aliases"] or ()]
        others = {fold(entry.text("code"))}  # a code that stands twice is told as a duplicate
        for key, name in called:
            first = owner.setdefault(fold(name), entry) if fold(name) else entry
            code = first.text("code")
            if first is not entry and fold(code) not in others:
                others.add(fold(code))  # one finding for each pair of divisions is enough
                yield entry.finding("plan-division-ambiguous", key, name=name, other=code)


def samples(draft: Draft) -> Iterator[Finding]:
    """The registry is the department's own, no more the sample an import leaves."""
    for entry in draft.entries["divisions"]:
        if SAMPLE in entry.text("name"):
            yield entry.finding("plan-division-sample", "name")


def _code(entry: Entry) -> Iterator[Finding]:
    """A code can stand in file names: it is short, has a letter or digit, and nothing that cannot be seen."""
    code = entry["code"] or ""
    if any(c in NOT_IN_CODES or unicodedata.category(c).startswith("C") for c in code) or (code and not fold(code)):
        yield entry.finding("plan-division-code", "code")
    elif len(code) > MOST_CODE:
        yield entry.finding("plan-division-code-long", "code", count=len(code), most=MOST_CODE)


def emails(draft: Draft) -> Iterator[Finding]:
    """Email addresses, separated by ; where a division has several, are such as letters can be sent to."""
    for entry in draft.entries["divisions"]:
        several = [one for one in (entry["email"] or "").split(";") if one.strip()]
        if not all(map(address, several)):
            yield entry.finding("plan-email", "email")


def rounds(draft: Draft) -> Iterator[Finding]:
    """Rounds end in the fiscal year, a later round on a later day."""
    last = None
    for number, entry in sorted(draft.by("rounds", "round").items()):
        day = entry["last_day"]
        if not day or not draft.span:
            continue
        if not draft.span[0] <= day <= draft.span[1]:
            yield entry.finding("plan-round-outside", "last_day", year=_days(draft))
        elif last and day <= last[1]:
            yield entry.finding("plan-round-order", "last_day", round=number, before=last[0])
        else:
            last = number, day


def deadlines(draft: Draft) -> Iterator[Finding]:
    """Forms are due when their round's data is complete, within a year."""
    for entry in draft.entries["rounds"]:
        day, due = entry["last_day"], entry["deadline"]
        if day and due and not day <= due <= day + YEAR:
            yield entry.finding("plan-deadline-unlikely", "deadline", due=due, day=day)


def categories(draft: Draft) -> Iterator[Finding]:
    """Categories' keys can be part of an input's key."""
    for entry in draft.entries["categories"]:
        if entry["category"] and not KEY_SHAPE.fullmatch(entry["category"]):
            yield entry.finding("plan-key-invalid", "category")


def _days(draft: Draft) -> str:
    return " – ".join(thai.format_date(day) for day in draft.span or ())


CHECKS: list[Callable[[Draft], Iterator[Finding]]] = [
    filled,
    unique,
    settings,
    guidelines,
    measured,
    periods,
    totals,
    roles,
    names,
    samples,
    emails,
    rounds,
    deadlines,
    categories,
    *MEASURE_CHECKS,
    *WAIVER_CHECKS,
]
