"""The formulas of the calculation sheet: attainment as `moralxl.attain` works it out, from the data sheet's cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from moralxl.attain.judge import SHORT
from moralxl.layout import Field, layout
from moralxl.master.formula import all_of, any_of, criterion, quoted, total
from moralxl.master.living import Block, Figures
from moralxl.model import LIMITS, RATIO_KINDS, SIGNS, STRICT, Aggregation, Bound, Division, Kind, Measure, State
from moralxl.styles import STATE_LABELS
from moralxl.waivers import asked_nothing

Cells = dict[str, str]  # formulas of a row by column
MET, NOT_MET, NOT_DUE, NO_DATA, NOT_APPLICABLE = (
    quoted(STATE_LABELS[state])
    for state in (State.MET, State.NOT_MET, State.NOT_DUE, State.NO_DATA, State.NOT_APPLICABLE)
)
TURN = {Kind.SHARE: 1, Kind.PROGRESS: 2}  # as attain.rows: what a derived measure may be derived from
INPUT_ROLES = {"actual", "numerator", "denominator", "category", "level", "score"}


def data_id(division: str, key: str) -> str:
    """What names a row of the data sheet wherever it is sorted to: "กก.|a05_signed"."""
    return f"{division}|{key}"


def looked_up(division: str, key: str, column: str = "number") -> str:
    """A value of the data sheet, "" where nothing was answered: blank is not nought."""
    found = f"INDEX(data_{column},MATCH({criterion(data_id(division, key))},data_id,0))"
    if column == "number":
        return f'IF(ISNUMBER({found}),{found},"")'
    return f'IFERROR(IF({found}="","",{found}),"")'


def event_place(activity: int, division: str) -> str:
    """What names the events that a division held under an activity."""
    return f"{activity}|{division}"


class Reckoning:
    """Formulas for the rows of a round's calculation sheet."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.report = figures.report
        self.plan = figures.report.plan
        self._fields: dict[str, dict[str | None, list[Field]]] = {}  # the inputs by division and measure

    # --- measures ---------------------------------------------------------------------------------

    def department(self, block: Block) -> Cells:
        """The department's row of a measure: over its divisions, or the answer of the office that reports for it."""
        measure = block.measure
        if measure is None:
            return self.activity(None, block)
        if measure.aggregation == Aggregation.EACH:
            return self._each(block, measure)
        if block.divisions:
            office = block.divisions[0]
            same = [name for name in self.division(office, block, None) if not name.startswith("input")]
            return {name: self._cell(office.code, measure.code, name) for name in same}
        return self._judged(None, measure, self._derived(measure) if measure.kind in DERIVED else {})

    def division(self, division: Division, block: Block, before: Division | None) -> Cells:
        """A division's row of a measure or activity; `before` is the division of the row above."""
        measure = block.measure
        if measure is None:
            return self.activity(division.code, block)
        if measure.kind in DERIVED:
            cells = self._derived(measure)
        else:
            inputs = self.inputs(division, measure)
            cells = {f"input{number}": formula for number, formula in enumerate(inputs, start=1)}
            names = [self._cell(division.code, measure.code, name) for name in cells]
            cells |= KINDS[measure.kind](names, measure, division.code) if names else {}
        cells = self._judged(division.code, measure, cells)
        if measure.aggregation == Aggregation.EACH:
            cells["short"] = self._short(division, before, measure)
        return cells

    def inputs(self, division: Division, measure: Measure) -> list[str]:
        """What a figure is reckoned from: for each of the measure's inputs, its value in the data sheet."""
        if measure.kind == Kind.EVENTS:
            return [f"COUNTIF(event_place,{criterion(event_place(measure.activity, division.code))})"]
        return [looked_up(division.code, field.key) for field in self.fields(division, measure)]

    def fields(self, division: Division, measure: Measure) -> list[Field]:
        """The inputs of a measure in a division's form."""
        found = self._fields.get(division.code)
        if found is None:
            found = self._fields[division.code] = defaultdict(list)
            for field in layout(self.plan, self.report.round, division).fields:
                if field.role in INPUT_ROLES:
                    found[field.measure].append(field)
        return found[measure.code]

    def _cell(self, division: str | None, key: str | int, column: str) -> str:
        return self.figures.own_cell(division, key, column)

    def _judged(self, code: str | None, measure: Measure, cells: Cells) -> Cells:
        """Attainment and state from the row's actual, target and due, as attain.judge has them."""
        actual, target, due = (self._cell(code, measure.code, name) for name in ("actual", "target", "due"))
        cells = cells | {"answered": f"COUNT({actual})"}
        goal = self.figures.measure_value(code, measure.code, "target")
        if isinstance(goal, str):
            return cells | {"state": quoted(str(self.figures.measure_value(code, measure.code, "state")))}
        reached = f"{actual}{SIGNS[measure.bound]}{target}"
        answered = f"IF({reached},{MET},IF({due},{NOT_MET},{NOT_DUE}))"
        if measure.bound in LIMITS:
            answered = f"IF({due},IF({reached},{MET},{NOT_MET}),{NOT_DUE})"
        return cells | {
            "attainment": f'IF(ISNUMBER({actual}),{_attained(actual, target, goal, measure.bound)},"")',
            "state": f"IF(ISNUMBER({actual}),{answered},IF({due},{NO_DATA},{NOT_DUE}))",
        }

    def _each(self, block: Block, measure: Measure) -> Cells:
        """Every division that reports the measure must meet it: met ÷ divisions; n and N are their sums.

        One for which it was waived has no part in any of this.
        """
        code = measure.code
        if not block.divisions or self.figures.nothing_left(measure):
            return self._judged(None, measure, {"divisions_met": "0"})
        n, whole, actual = (self.figures.own_range(code, name) for name in ("n", "N", "actual"))
        own = {name: self._cell(None, code, name) for name in ("n", "N", "answered", "divisions_met", "divisions")}
        held = f"COUNTIFS(event_activity,{measure.activity},event_first,1)"
        ratio = measure.kind in RATIO_KINDS
        cells = {
            "n": f'IF({self._count(n, code)}=0,"",{held if measure.kind == Kind.EVENTS else self._sum(n, code)})',
            "N": f'IF({self._count(whole, code)}=0,"",{self._sum(whole, code)})',
            "actual": f'IF(ISNUMBER({own["N"]}),{own["n"]}/{own["N"]},"")' if ratio else own["n"],
            "answered": self._count(actual, code),
            "divisions_met": f"COUNTIF({self.figures.own_range(code, 'attainment')},1)",
            "state": NOT_APPLICABLE,
        }
        if self.figures.measure_value(None, code, "target") == "":
            return cells
        met, among, due = own["divisions_met"], own["divisions"], self._cell(None, code, "due")
        unmet = f"IF({due},IF({own['answered']}>0,{NOT_MET},{NO_DATA}),{NOT_DUE})"
        every = f"AND({met}={among},{due})" if measure.bound in LIMITS else f"{met}={among}"
        return cells | {"attainment": f"{met}/{among}", "state": f"IF({every},{MET},{unmet})"}

    def _count(self, cells: str, code: str) -> str:
        """How many of the divisions' cells hold a number, of those for which the measure was not waived."""
        if code not in self.figures.waived:
            return f"COUNT({cells})"
        return f'SUMPRODUCT(({self.figures.own_range(code, "waived")}="")*ISNUMBER({cells}))'

    def _sum(self, cells: str, code: str) -> str:
        """The sum of the divisions' cells, of those for which the measure was not waived."""
        if code not in self.figures.waived:
            return f"SUM({cells})"
        return f'SUMIFS({cells},{self.figures.own_range(code, "waived")},"")'

    def _short(self, division: Division, before: Division | None, measure: Measure) -> str:
        """How many divisions have not met the measure, counted down to this row: names the n-th of them."""
        attained = self._cell(division.code, measure.code, "attainment")
        one = "0" if division.code in self.figures.waived.get(measure.code, ()) else f"IF({attained}=1,0,1)"
        return f"{self._cell(before.code, measure.code, 'short')}+{one}" if before else one

    # --- derived measures -------------------------------------------------------------------------

    def _derived(self, measure: Measure) -> Cells:
        n, whole = DERIVED[measure.kind](self, measure)
        if not whole:
            return dict.fromkeys(("n", "N", "actual"), quoted(""))
        return {"n": n, "N": str(whole), "actual": f"({n})/{whole}"}

    def _share(self, measure: Measure) -> tuple[str, int]:
        """The divisions that met the source measure, and all that had to."""
        states = self.figures.own_range(measure.source, "state")
        met = f"COUNTIF({states},{MET})" if states else "0"
        return met, len(self.figures.counted(self.figures.blocks[measure.source]))

    def _progress(self, measure: Measure) -> tuple[str, int]:
        """The department's activities that are met, and all but those left out or let off."""
        planned = [a.number for a in self.plan.activities if a.number not in {*measure.exclude, measure.activity}]
        planned = [number for number in planned if not asked_nothing(self.plan, self.report.round, number)]
        order = sorted(self.plan.measures, key=lambda m: TURN.get(m.kind, 0))
        known = {m.code for m in order[: order.index(measure)]}
        ready = [n for n in planned if all(m.code in known for m in self.plan.measures_of(n))]
        return total([f"IF({self._cell(None, n, 'state')}={MET},1,0)" for n in ready]), len(planned)

    # --- activities -------------------------------------------------------------------------------

    def activity(self, code: str | None, block: Block) -> Cells:
        """An activity's attainment, the mean of its measures', its state, and the money spent on it."""
        number = block.activity.number
        judged = [m.code for m in self.figures.judged(code, number)]
        answered = [self._cell(code, m, "answered") for m in judged]
        cells = {"answered": total(answered), "spent": self._spent(code, block)}
        if not judged:
            return cells | {"state": quoted(str(self.figures.activity_value(code, number, "state")))}
        states = [self._cell(code, m, "state") for m in judged]
        parts = [self._cell(code, m, "attainment") for m in judged]
        met = all_of([f"{state}={MET}" for state in states])
        lacking = any_of([f"{state}={NO_DATA}" for state in states])
        waiting = all_of([f"OR({state}={MET},{state}={NOT_DUE})" for state in states])
        nobody = f"{self._cell(code, number, 'answered')}=0"
        unmet = f"IF(AND({nobody},{lacking}),{NO_DATA},IF({waiting},{NOT_DUE},{NOT_MET}))"
        return cells | {
            "attainment": f"SUM({','.join(parts)})/{len(judged)}",
            "state": f"IF({met},{MET},{unmet})",
        }

    def _spent(self, code: str | None, block: Block) -> str:
        if code is None:
            spent = self.figures.own_range(block.activity.number, "spent")
            return f'IF(COUNT({spent})=0,"",SUM({spent}))' if spent else ""
        division = self.plan.division(code)
        made = layout(self.plan, self.report.round, division)
        keys = [f.key for f in made.of_activity(block.activity.number) if f.role == "spent"]
        return looked_up(code, keys[0]) if keys else ""


def _attained(actual: str, target: str, goal: float, bound: Bound) -> str:
    """How far a figure has attained its target, as judge.attained has it."""
    if bound == Bound.AT_LEAST:
        return f"MIN({actual}/{target},1)" if goal > 0 else f"IF({actual}>={target},1,0)"
    part = f"{target}/{actual}" if bound in LIMITS else f"{actual}/{target}" if goal > 0 else "0"
    return f"IF({actual}{SIGNS[bound]}{target},1,{f'MIN({part},{SHORT})' if bound in STRICT else part})"


# --- the kinds of measures ------------------------------------------------------------------------


def _count(cells: Sequence[str], _measure: Measure, _division: str) -> Cells:
    return {"n": cells[0], "actual": cells[0]}


def _plain(cells: Sequence[str], _measure: Measure, _division: str) -> Cells:
    return {"actual": cells[0]}


def _ratio(cells: Sequence[str], _measure: Measure, _division: str) -> Cells:
    """Half a ratio, and one of nothing (0/0), is no answer."""
    part, whole = cells[:2]
    both = 'IF(COUNT({0},{1})=2,IF({1}>0,{2},""),"")'
    return {
        "n": both.format(part, whole, part),
        "N": both.format(part, whole, whole),
        "actual": both.format(part, whole, f"{part}/{whole}"),
    }


def _coverage(cells: Sequence[str], _measure: Measure, _division: str) -> Cells:
    """The categories with at least one; all of them 0 is an answer."""
    found = f"{cells[0]}:{cells[-1]}"
    covered = f'IF(COUNT({found})=0,"",COUNTIF({found},">=1"))'
    return {"n": covered, "actual": covered}


def _events(cells: Sequence[str], measure: Measure, division: str) -> Cells:
    """The distinct events that count; a log with none that counts is an answer."""
    place = criterion(event_place(measure.activity, division))
    held = f'IF({cells[0]}=0,"",COUNTIFS(event_place,{place},event_own,1))'
    return {"n": held, "actual": held}


KINDS: dict[Kind, Callable[[Sequence[str], Measure, str], Cells]] = {
    Kind.COUNT: _count,
    Kind.PERCENT: _ratio,
    Kind.COVERAGE: _coverage,
    Kind.EVENTS: _events,
    Kind.LEVEL: _plain,
    Kind.SCORE: _plain,
    Kind.MILESTONE: _ratio,
}
DERIVED: dict[Kind, Callable[[Reckoning, Measure], tuple[str, int]]] = {
    Kind.SHARE: Reckoning._share,  # noqa: SLF001 - the same class's own
    Kind.PROGRESS: Reckoning._progress,  # noqa: SLF001
}
