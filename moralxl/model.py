"""The nouns of the program: frozen records that every step passes on, and their closed vocabularies."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd


class Kind(StrEnum):
    """How the figure of a measure comes about."""

    COUNT = "count"  # one number
    PERCENT = "percent"  # numerator ÷ denominator
    COVERAGE = "coverage"  # a number per category; the categories with at least one are counted
    EVENTS = "events"  # rows of the event log
    LEVEL = "level"  # a level of the plan's scale
    SCORE = "score"  # a score or a mean, given as it is: neither added up nor averaged
    MILESTONE = "milestone"  # numerator ÷ denominator, with a target per round
    SHARE = "share"  # derived: divisions that met the source measure ÷ registered divisions
    PROGRESS = "progress"  # derived: activities met ÷ activities planned, with a target per round


class Bound(StrEnum):
    """On which side of its target a figure must lie."""

    AT_LEAST = "at_least"
    ABOVE = "above"  # the target itself does not pass
    AT_MOST = "at_most"  # less is better
    BELOW = "below"  # the same, and the target itself does not pass


class Aggregation(StrEnum):
    """How the department's figure comes from the divisions'."""

    DEPARTMENT = "department"  # the answer of the office that reports for the department
    EACH = "each"  # every registered division must meet it


class Reporter(StrEnum):
    """Who reports an activity."""

    DEPARTMENT = "department"
    DIVISION = "division"


class State(StrEnum):
    """Where a measure or an activity stands in a round."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_DUE = "not_due"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """How much a finding weighs; errors make the exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


RATIO_KINDS = frozenset({Kind.PERCENT, Kind.MILESTONE, Kind.SHARE, Kind.PROGRESS})
DERIVED_KINDS = frozenset({Kind.SHARE, Kind.PROGRESS})
PLAIN_KINDS = frozenset({Kind.LEVEL, Kind.SCORE})  # a figure that no sum over divisions can be made of
BOUNDED_KINDS = frozenset({Kind.COUNT, Kind.PERCENT, Kind.MILESTONE, Kind.SCORE})  # may have any bound
LIMITS = frozenset({Bound.AT_MOST, Bound.BELOW})  # kept or not only when the time is over
STRICT = frozenset({Bound.ABOVE, Bound.BELOW})
SIGNS = {Bound.AT_LEAST: ">=", Bound.ABOVE: ">", Bound.AT_MOST: "<=", Bound.BELOW: "<"}  # as formulas have them
PASSES: Mapping[Bound, Callable[[Any, Any], Any]] = {
    Bound.AT_LEAST: operator.ge,
    Bound.ABOVE: operator.gt,
    Bound.AT_MOST: operator.le,
    Bound.BELOW: operator.lt,
}  # of an actual and its target


class Source(NamedTuple):  # a tuple, as is Record: there are thousands of them
    """Where a value stood: file, sheet and cell (A1)."""

    file: str = ""
    sheet: str = ""
    cell: str = ""


NOWHERE = Source()


# --- the plan -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """One of the nine columns of the official table; `key` is the Activity attribute shown in it."""

    key: str
    heading: str
    width: float  # Excel column width, in characters


@dataclass(frozen=True, slots=True)
class Guideline:
    """A development guideline: the merged row that heads a group of activities."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Activity:
    """A row of the official table: its nine cells as printed, and what is derived from them."""

    number: int
    guideline: int
    name: str
    objective: str
    indicator: str
    unit: str
    budget_text: str
    period_text: str
    responsible: str
    remark: str
    reporter: Reporter
    items: tuple[int, ...]  # items of the moral-organisation assessment
    budget: float | None  # baht; None where the plan gives none
    start: date  # first day of the period
    end: date  # last day of the period


@dataclass(frozen=True, slots=True)
class Milestone:
    """The target of a measure in one round; `also` is a second figure the plan prints beside it."""

    round: int
    target: float
    also: float | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of an activity's indicator. Targets of ratios are fractions (0.8, not 80)."""

    code: str  # activity and letter: "6b"
    activity: int
    label: str
    kind: Kind
    aggregation: Aggregation
    target: float | None  # None for measures with milestones only
    unit: str  # of the figure: "ด้าน", "ร้อยละ", "ครั้ง"
    key: str  # ASCII stem of the input's key: "signed" makes "a06_signed"
    input_label: str
    input_unit: str
    denominator_key: str
    denominator_label: str
    categories: str  # name of the category set of a coverage measure
    source: str  # the measure a share is derived from
    exclude: tuple[int, ...]  # activities a progress measure leaves out of its denominator
    milestones: tuple[Milestone, ...]
    bound: Bound = Bound.AT_LEAST
    until: date | None = None  # of events: the last day that counts; None: the last day of the activity's period


@dataclass(frozen=True, slots=True)
class Category:
    """One category of a set, such as one of the five virtues."""

    set: str
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the assessment scale; what clerks may call it is in `aliases`."""

    number: int
    label: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """A registered division. At least one of the two roles is set."""

    code: str
    name: str
    aliases: tuple[str, ...]
    email: str
    for_department: bool  # answers the department's activities
    for_itself: bool  # answers the divisions' activities


@dataclass(frozen=True, slots=True)
class Round:
    """A reporting round; figures are cumulative from the year's first day to `last_day`."""

    number: int
    label: str
    last_day: date
    deadline: date | None


@dataclass(frozen=True, slots=True)
class Erratum:
    """A slip of the official text and how it is read; `corrected` says whether the table's wording follows."""

    row: str  # activity number, "title", …
    column: str  # a Column key, or ""
    printed: str
    read: str
    corrected: bool
    why: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A requirement that was waived: a finding need not be mended, or a measure need not be met."""

    key: str  # names it in the plan's table
    code: str  # a finding's ("value-below-previous") or a measure's ("12a")
    division: str  # its code; "" is all of them
    reason: str
    approved_by: str
    until: date | None  # the last day on which it is in force; None: the whole year
    source: Source = field(default=Source(), compare=False)  # of the last day, or of the row

    def in_force(self, round_: Round) -> bool:
        """Whether it still holds on the round's last day."""
        return self.until is None or self.until >= round_.last_day


@dataclass(frozen=True)
class Plan:
    """A year's plan: everything a command needs to know that is not in a returned file."""

    id: str
    year: int  # Buddhist era
    start: date  # first day of the fiscal year
    end: date  # last day of the fiscal year
    title: str
    organisation: str
    organisation_line: str
    total_label: str
    total_text: str
    event_rows: int
    columns: tuple[Column, ...]
    guidelines: tuple[Guideline, ...]
    activities: tuple[Activity, ...]
    measures: tuple[Measure, ...]
    categories: tuple[Category, ...]
    levels: tuple[Level, ...]
    divisions: tuple[Division, ...]
    rounds: tuple[Round, ...]
    errata: tuple[Erratum, ...]
    waivers: tuple[Waiver, ...] = ()

    def __hash__(self) -> int:
        """Quickly, as what is worked out from a plan is kept by it."""
        return hash((self.id, self.year))

    @cached_property
    def by_code(self) -> dict[str, Division]:
        """The registered divisions by their codes."""
        return {d.code: d for d in self.divisions}

    def activity(self, number: int) -> Activity:
        """The activity with this number; KeyError if the plan has none."""
        for activity in self.activities:
            if activity.number == number:
                return activity
        raise KeyError(number)

    def last_day_of(self, activity: Activity) -> date:
        """The last day on which an activity's events count: that of its period, or an earlier one its measure has."""
        days = [m.until for m in self.measures if m.activity == activity.number and m.until]
        return min([activity.end, *days])

    def measures_of(self, number: int) -> tuple[Measure, ...]:
        """The measures of an activity, in plan order."""
        return tuple(m for m in self.measures if m.activity == number)

    def category_set(self, name: str) -> tuple[Category, ...]:
        """The categories of one set, in plan order."""
        return tuple(c for c in self.categories if c.set == name)

    def division(self, code: str) -> Division:
        """The division with exactly this code; KeyError if it is not registered."""
        return self.by_code[code]

    def round(self, number: int) -> Round:
        """The round with this number; KeyError if the plan has none."""
        for round_ in self.rounds:
            if round_.number == number:
                return round_
        raise KeyError(number)

    def activities_of(self, division: Division) -> tuple[Activity, ...]:
        """The activities a division reports, in plan order."""
        roles = {Reporter.DEPARTMENT: division.for_department, Reporter.DIVISION: division.for_itself}
        return tuple(a for a in self.activities if roles[a.reporter])

    @property
    def budget(self) -> float:
        """The sum of the activities' budgets, in baht."""
        return sum(a.budget or 0 for a in self.activities)


# --- what was found -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell about an input. Its wording is in `messages`, found by `code`."""

    code: str
    source: Source = NOWHERE
    label: str = ""  # the input's label as the clerk sees it
    typed: str = ""
    read: str | float | date = ""  # what was made of it; numbers and dates are worded by `messages`
    args: Mapping[str, Any] = field(default_factory=dict)  # what the code's message names besides
    waiver: Waiver | None = None  # by which it is not held against anybody


class FileStatus(StrEnum):
    """What became of a file in the returns folder; every file has exactly one."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workbook says of itself."""

    plan: str
    year: int
    round: int
    division: str
    version: str  # fingerprint of the layout it was written with


class Record(NamedTuple):
    """One answered input: the value read, and the cell and text it came from. Blank inputs have no record."""

    division: str
    key: str
    activity: int | None
    measure: str | None
    role: str
    category: str | None
    row: int | None  # of the event log, from 1
    value: float | str | date | None  # None: "-" (not reported) or a fault
    status: str  # "value", "not_reported" or "fault"
    typed: str
    source: Source


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of a return's filled cells: `valued` is the sum of the four others."""

    valued: int
    accepted: int  # answers taken, "-" among them
    faulted: int  # answers found fault with
    form: int  # the form's own texts, keys and formulas
    outside: int  # what was written outside the inputs


@dataclass(frozen=True, slots=True)
class Submission:
    """A file of the returns folder: what it is, and its records when it was accepted."""

    path: str  # relative to the returns folder, with forward slashes
    sha256: str
    status: FileStatus
    identity: Identity | None = None
    records: Sequence[Record] = ()
    reported_on: date | None = None
    saved_at: datetime | None = None  # the file's own "last saved" property
    ledger: Ledger | None = None  # of an accepted return
    sent_on: date | None = None  # of the message it was attached to, by Thai time
    excluded: str = ""  # the coordinator's reason for leaving it out
    corrects: str = ""  # SHA-256 of the return whose correction workbook it is


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A consolidated round.

    `data` has a row for each record (in a round of very many divisions only for those that something is reckoned
    from, see `consolidate`), `measures` and `activities` a row for each division and measure or activity, and for the
    department (division is null); their columns are given in `frame.DATA_COLUMNS`, `attain.MEASURE_COLUMNS` and
    `attain.ACTIVITY_COLUMNS`.
    """

    plan: Plan
    round: Round
    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...]
    data: pd.DataFrame
    measures: pd.DataFrame
    activities: pd.DataFrame
    earlier: tuple[Report, ...] = ()  # of earlier rounds, to compare with

    def accepted(self) -> dict[str, Submission]:
        """The submission that counts for each division that has one."""
        return {s.identity.division: s for s in self.submissions if s.identity and s.status == FileStatus.ACCEPTED}

    def missing(self) -> tuple[Division, ...]:
        """The registered divisions without an accepted return, in registry order."""
        accepted = self.accepted()
        return tuple(d for d in self.plan.divisions if d.code not in accepted)
