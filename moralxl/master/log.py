"""The events that divisions logged, and what makes them count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from moralxl import thai
from moralxl.master.living import Figures
from moralxl.master.reckon import event_place
from moralxl.master.table import rows_of
from moralxl.model import Aggregation, Kind, Report
from moralxl.text import typed

TAME = (("~", "～"), ("*", "＊"), ("?", "？"))  # wildcards of MATCH, and what stands for them
EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, as it counts from March 1900


@dataclass(frozen=True, slots=True)
class Event:
    """A row of a division's log; blank where nothing, or nothing readable, was given."""

    division: str
    row: int  # of the division's log, from 1
    activity: int | None
    day: date | None
    given: dict[str, Any]  # title, place, participants, code, evidence
    known: bool  # whether the division reports events of that activity
    counts: bool  # whether the date lies in the activity's period and not after the round's last day
    alone: tuple[int, ...]  # activities whose events of this division have no part in the department's figures

    @property
    def key(self) -> str:
        """What names the row in the data sheet, but for the column: "ev01"."""
        return f"ev{self.row:02d}"

    @property
    def code(self) -> str:
        """The shared code, with Thai digits."""
        return thai.to_thai_digits(typed(str(self.given.get("code", ""))))

    @property
    def place(self) -> str:
        """The activity and the division, where the one reports the other."""
        return event_place(self.activity, self.division) if self.known and self.activity is not None else ""

    @property
    def key_own(self) -> str:
        """What the event is told by from others of its division: its code, or else its place in the log.

        "" where it does not count.
        """
        return _tame(f"{self.place}|{self._shared or self.key}") if self.counts else ""

    @property
    def key_all(self) -> str:
        """What the event is told by from all others of its activity; "" where it does not count for the department."""
        if not self.counts or self.activity in self.alone:
            return ""
        return _tame(f"{self.activity}|{self._shared or f'{self.division}|{self.key}'}")

    @property
    def _shared(self) -> str:
        return f"={self.code[:200].lower()}" if self.code else ""


def _tame(key: str) -> str:
    for sign, other in TAME:
        key = key.replace(sign, other)
    return key


@lru_cache(1)
def logged(figures: Figures) -> tuple[Event, ...]:
    """All events, by activity in plan order, division in registry order, day and row; the undated come last."""
    plan = figures.report.plan
    periods = {activity.number: (first, last) for activity, first, last in figures.periods}
    reported = {d.code: {a.number for a in plan.activities_of(d)} & periods.keys() for d in plan.divisions}
    alone = _alone(figures)
    found = []
    for (division, row), given in _rows(figures.report).items():
        activity, day = given.pop("activity", None), given.pop("date", None)
        known = activity in reported.get(division, ())
        counts = bool(known and day and periods[activity][0] <= day <= periods[activity][1])
        found.append(Event(division, row, activity, day, given, known, counts, tuple(alone[division])))
    activities = {a.number: place for place, a in enumerate(plan.activities)}
    divisions = {d.code: place for place, d in enumerate(plan.divisions)}

    def order(event: Event) -> tuple[int, int, date, int]:
        activity = activities.get(event.activity or 0, len(activities))
        return activity, divisions.get(event.division, len(divisions)), event.day or date.max, event.row

    return tuple(sorted(found, key=order))


@lru_cache(1)
def held(figures: Figures) -> Counter[tuple[int, int, int]]:
    """How many events count for the department, by activity, year and month; one held together counts once.

    One for which divisions gave several days stands at the first.
    """
    first: dict[tuple[int, str], date] = {}
    for event in logged(figures):
        if event.key_all and event.activity is not None and event.day is not None:
            key = event.activity, event.key_all
            first[key] = min(first.get(key, event.day), event.day)
    return Counter((activity, day.year, day.month) for (activity, _), day in first.items())


def _alone(figures: Figures) -> dict[str, list[int]]:
    """By division, the activities whose events have no part in the department's figures.

    The measure was waived for the division, or it is another office that reports for the department.
    """
    plan = figures.report.plan
    alone: dict[str, list[int]] = {division.code: [] for division in plan.divisions}
    for measure in plan.measures:
        if measure.kind == Kind.EVENTS:
            block = figures.blocks[measure.code]
            among = figures.counted(block) if measure.aggregation == Aggregation.EACH else block.divisions[:1]
            codes = {division.code for division in among}
            for division in block.divisions:
                if division.code not in codes:
                    alone[division.code].append(measure.activity)
    return alone


def _rows(report: Report) -> dict[tuple[str, int], dict[str, Any]]:
    """The event log's rows put together again from their single inputs."""
    events: dict[tuple[str, int], dict[str, Any]] = {}
    data = report.data
    logged = data["row"].notna() & data["role"].str.startswith("event_")
    for row in rows_of(data.loc[logged, ["division", "activity", "role", "row", "number", "text", "date"]]):
        event = events.setdefault((row["division"], row["row"]), {})
        if row["activity"] is not None:
            event["activity"] = row["activity"]
        name = row["role"].removeprefix("event_")
        value = next((row[v] for v in ("text", "date", "number") if row[v] is not None), None)
        if name != "activity" and value is not None:
            event[name] = value.date() if isinstance(value, datetime) else value
    return events


def period_of(figures: Figures, event: Event) -> str:
    """The name of the periods that the events of a division are held against."""
    return figures.periods_of(figures.report.plan.division(event.division))


def day_value(day: date | None) -> float | str:
    """A day as a cell holds it: the days since 1899, a text before Excel's calendar begins, "" for none."""
    if day is None:
        return ""
    return thai.format_date(day) if day.year < 1901 else float((day - EPOCH).days)
