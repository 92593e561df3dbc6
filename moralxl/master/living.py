"""Where each figure of a round lives in the master, so that other sheets refer to it and follow its changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from moralxl import thai
from moralxl.layout import absolute
from moralxl.master.formula import quoted
from moralxl.master.table import Table
from moralxl.master.waived import WAIVED_LABEL
from moralxl.model import (
    PLAIN_KINDS,
    RATIO_KINDS,
    Activity,
    Aggregation,
    Division,
    Kind,
    Measure,
    Report,
    Reporter,
    State,
)
from moralxl.sheet import Formula
from moralxl.styles import STATE_LABELS
from moralxl.waivers import places_waived

__all__ = ["MOST_DETAILED", "MOST_DIVISIONS", "NAME", "Block", "Figures", "Formula", "figures_of"]

NAME = "การคำนวณ"
# reckoned anew in 12 s by LibreOffice (5 s with 287 divisions); twice as many take four times as long
MOST_DIVISIONS = 400
# a sheet with every answer of more would hold millions of cells, and before long more rows than Excel has
MOST_DETAILED = 1000
FIRST_ROW = 4  # of the figures, from 0
HEAD = ("activity", "code", "division")
FIGURES = (
    "n",
    "N",
    "actual",
    "target",
    "due",
    "attainment",
    "state",
    "waived",
    "answered",
    "divisions_met",
    "divisions",
    "short",
)
TAIL = ("spent", "words", "source")
NOT_APPLICABLE = STATE_LABELS[State.NOT_APPLICABLE]


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one measure or activity on the calculation sheet: the department's, then the divisions'."""

    activity: Activity
    measure: Measure | None  # None: of the activity itself
    divisions: tuple[Division, ...]  # that report it, in registry order
    row: int  # the department's, from 0

    @property
    def end(self) -> int:
        """The row after the last."""
        return self.row + 1 + len(self.divisions)


class Figures:
    """The figures of a report, each with its cell on the calculation sheet and the value it has now.

    `measure` and `activity` give a `Formula` that refers to that cell, for use in larger formulas as well. Columns
    are those of attain.MEASURE_COLUMNS and ACTIVITY_COLUMNS; a state is its label ("✓ บรรลุ"), nothing is "".
    Besides: `answered` (how many answered), `short` (the divisions short of the target so far, counted downwards).
    With more than MOST_DIVISIONS divisions the master holds values: the formulas are blank (`living` is False).
    """

    def __init__(self, report: Report) -> None:
        plan = report.plan
        self.report = report
        self.still = _why_still(report)
        self.living = not self.still
        self.measures = Table(report.measures, "measure")
        self.activities = Table(report.activities, "activity")
        self.measures_of = {a.number: plan.measures_of(a.number) for a in plan.activities}
        sizes = [len(plan.category_set(m.categories)) for m in plan.measures]
        self.inputs = max(2, *sizes) if sizes else 2  # columns that show what a figure is reckoned from
        found = {m.code: places_waived(plan, report.round, m) for m in plan.measures}
        self.waived = {code: places for code, places in found.items() if places}  # see `places_waived`
        figures = [name for name in FIGURES if name != "waived" or self.waived]
        names = (*HEAD, *(f"input{number}" for number in range(1, self.inputs + 1)), *figures, *TAIL)
        self.columns = {name: place for place, name in enumerate(names)}
        self._letters = {name: absolute(0, place)[:-1] for place, name in enumerate(names)}  # $A$, to go before a row
        self.blocks: dict[str | int, Block] = {}
        row = FIRST_ROW
        for measure in plan.measures:
            activity = plan.activity(measure.activity)
            self.blocks[measure.code] = Block(activity, measure, self._reporting(activity), row)
            row = self.blocks[measure.code].end
        self.activities_from = row + 1  # after a heading
        row = self.activities_from
        for activity in plan.activities:
            self.blocks[activity.number] = Block(activity, None, self._reporting(activity), row)
            row = self.blocks[activity.number].end
        self.periods_from = row + 1  # after a heading
        self.periods = self._periods()
        self._found: dict[str, int] = {}  # as `_answered` counts
        self._rows: dict[tuple[str | None, str | int], int] = {}
        for key, block in self.blocks.items():
            codes = [None, *(d.code for d in block.divisions if self.living)]
            self._rows |= {(code, key): block.row + place for place, code in enumerate(codes)}

    def _reporting(self, activity: Activity) -> tuple[Division, ...]:
        department = activity.reporter == Reporter.DEPARTMENT
        return tuple(d for d in self.report.plan.divisions if (d.for_department if department else d.for_itself))

    def _periods(self) -> list[tuple[Activity, date, date]]:
        """Activities with events and the days between which these count; the department's before the divisions'."""
        plan, last = self.report.plan, self.report.round.last_day
        numbers = {m.activity for m in plan.measures if m.kind == Kind.EVENTS}
        found = [(a, a.start, min(plan.last_day_of(a), last)) for a in plan.activities if a.number in numbers]
        return sorted(found, key=lambda period: period[0].reporter != Reporter.DEPARTMENT)

    def periods_of(self, division: Division) -> str:
        """The name of the periods of the activities that a division reports."""
        if division.for_department and division.for_itself:
            return "period_both"
        return "period_department" if division.for_department else "period_division"

    def period_ranges(self) -> dict[str, str]:
        """The cells of those periods by name: activity, first day, last day."""
        first, end = self.periods_from, self.periods_from + len(self.periods)
        own = first + sum(a.reporter == Reporter.DEPARTMENT for a, *_ in self.periods)
        rows = {"period_both": (first, end), "period_department": (first, own), "period_division": (own, end)}
        return {
            name: f"'{NAME}'!{absolute(start, 0)}:{absolute(max(stop - 1, start), 2)}"
            for name, (start, stop) in rows.items()
        }

    def measure(self, division: str | None, code: str, column: str) -> Formula:
        """A figure of a measure, of a division or (None) the department."""
        return self._formula(division, code, column, self.measure_value(division, code, column))

    def activity(self, division: str | None, number: int, column: str) -> Formula:
        """A figure of an activity, of a division or (None) the department."""
        return self._formula(division, number, column, self.activity_value(division, number, column))

    def _formula(self, division: str | None, key: str | int, column: str, value: float | str) -> Formula:
        if not self.living:
            return Formula("", value)
        if (division, key) not in self._rows or (value == "" and self._never(division, key, column)):
            return Formula(quoted(value) if isinstance(value, str) else repr(value), value)
        return Formula(self.cell(division, key, column), value)

    def _never(self, division: str | None, key: str | int, column: str) -> bool:
        """Whether a cell stays empty whatever is answered: a reference to it would be nought, not nothing."""
        block = self.blocks[key]
        measure, alone = block.measure, not block.divisions
        if measure is None:
            if column == "spent":
                return alone or block.activity.budget is None
            return not self.judged(division, block.activity.number)
        if division is None and self.nothing_left(measure):
            return True
        if column in {"divisions_met", "divisions"}:
            return division is not None or measure.aggregation != Aggregation.EACH
        if column == "attainment" and self.measure_value(division, measure.code, "target") == "":
            return True
        kinds = {"n": set(Kind) - PLAIN_KINDS, "N": RATIO_KINDS}
        return alone or column == "target" or measure.kind not in kinds.get(column, set(Kind))

    # --- where figures stand ----------------------------------------------------------------------

    def cell(self, division: str | None, key: str | int, column: str) -> str:
        """The address of a figure, as formulas of other sheets name it; KeyError where there is none."""
        return f"'{NAME}'!{self.own_cell(division, key, column)}"

    def own_cell(self, division: str | None, key: str | int, column: str) -> str:
        """The address of a figure within the calculation sheet."""
        return f"{self._letters[column]}{self._rows[division, key] + 1}"

    def own_range(self, key: str | int, column: str) -> str:
        """The divisions' figures within the calculation sheet; "" where no division reports them."""
        block = self.blocks[key]
        if not block.divisions:
            return ""
        place = self.columns[column]
        return f"{absolute(block.row + 1, place)}:{absolute(block.end - 1, place)}"

    def range(self, key: str | int, column: str) -> str:
        """The divisions' figures, as formulas of other sheets name them."""
        own = self.own_range(key, column)
        return own and f"'{NAME}'!{own}"

    def place(self, division: str | None, key: str | int) -> str:
        """The target of a link to a figure's row; "" where there is none."""
        row = self._rows.get((division, key))
        return "" if row is None or not self.living else f"'{NAME}'!A{row + 1}"

    # --- what they come to ------------------------------------------------------------------------

    def measure_value(self, division: str | None, code: str, column: str) -> float | str:
        """The value a figure of a measure has now."""
        if column == "answered":
            return float(self._answered(code) if division is None else self._answers(division, code))
        if column == "state" and division in self.waived.get(code, ()):
            return WAIVED_LABEL
        return _shown(self.measures.value(division, code, column), column)

    def _answers(self, division: str | None, code: str) -> bool:
        return self.measures.value(division, code, "actual") is not None

    def _answered(self, code: str) -> int:
        """How many of those that a measure of the department rests on have answered."""
        if code not in self._found:
            block = self.blocks[code]
            each = block.measure is not None and block.measure.aggregation == Aggregation.EACH
            codes = [d.code for d in self.counted(block)] if each else [None]
            self._found[code] = sum(self._answers(division, code) for division in codes)
        return self._found[code]

    def activity_value(self, division: str | None, number: int, column: str) -> float | str:
        """The value a figure of an activity has now."""
        if column == "answered":
            judged = self.judged(division, number)
            return sum(float(self.measure_value(division, measure.code, column)) for measure in judged)
        unasked = column == "state" and self.waived and not self.judged(division, number)
        if unasked and any(division in self.waived.get(m.code, ()) for m in self.measures_of[number]):
            return WAIVED_LABEL
        return _shown(self.activities.value(division, number, column), column)

    def short(self, code: str) -> list[str]:
        """The codes of the divisions that have not met a measure, in registry order."""
        divisions = self.counted(self.blocks[code])
        return [d.code for d in divisions if self.measures.value(d.code, code, "attainment") != 1]

    def shorts(self, code: str) -> Iterator[int]:
        """At each division that reports a measure, how many have not met it so far."""
        count, short = 0, set(self.short(code))
        for division in self.blocks[code].divisions:
            count += division.code in short
            yield count

    # --- what is asked ----------------------------------------------------------------------------

    def counted(self, block: Block) -> list[Division]:
        """The divisions whose figures the department's rest on: those that report a measure that was not waived."""
        waived = self.waived.get(block.measure.code, {}) if block.measure else {}
        return [division for division in block.divisions if division.code not in waived]

    def nothing_left(self, measure: Measure) -> bool:
        """Whether a measure that each division must meet was waived for every one of them."""
        return measure.aggregation == Aggregation.EACH and None in self.waived.get(measure.code, ())

    def judged(self, division: str | None, number: int) -> list[Measure]:
        """The measures of an activity that have a target to be met by a division or (None) the department."""
        return [m for m in self.measures_of[number] if self.measures.value(division, m.code, "target") is not None]


def _why_still(report: Report) -> str:
    """Why a master holds values instead of formulas; "" where it holds formulas."""
    if len(report.plan.divisions) <= MOST_DIVISIONS:
        return ""
    return f"หน่วยงานมีมากกว่า {thai.format_number(MOST_DIVISIONS)} หน่วยงาน ผลในไฟล์นี้จึงเป็นค่าที่คำนวณแล้ว มิใช่สูตร"


@lru_cache(1)
def figures_of(report: Report) -> Figures:
    """The figures of a report, made once for all sheets."""
    return Figures(report)


def _shown(value: Any, column: str) -> float | str:
    if value is None:
        return ""
    return STATE_LABELS[value] if column == "state" else float(value)
