"""The tables of a round: a row for every measure and every activity, of the department and of each division."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moralxl import thai
from moralxl.attain.answers import DEPARTMENT, gather
from moralxl.attain.events import event_findings
from moralxl.attain.figures import COLUMNS, figures
from moralxl.attain.judge import department_row, judge, judge_activity
from moralxl.attain.target import target_in_force
from moralxl.model import Aggregation, Finding, Kind, Source, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd

    from moralxl.attain.answers import Answers
    from moralxl.model import Measure, Plan, Round

MEASURE_COLUMNS = (
    "division",  # None: the department
    "activity",
    "measure",
    "n",
    "N",
    "actual",
    "target",
    "attainment",
    "state",
    "due",
    "divisions_met",  # this and the next: of the department's row where each division must meet the measure
    "divisions",
)
ACTIVITY_COLUMNS = ("division", "activity", "attainment", "state", "spent")  # spent in baht

TURN = {Kind.SHARE: 1, Kind.PROGRESS: 2}  # derived measures come after what they are derived from

Rows = dict[str, "pd.DataFrame"]  # the judged rows of each measure worked out so far, by code


def attain(plan: Plan, round_: Round, data: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Work out a round from `data` (frame.DATA_COLUMNS, one return per division).

    Returns the measures (MEASURE_COLUMNS), the activities (ACTIVITY_COLUMNS), each with the department's rows
    first and then the divisions' in registry order, and findings about the answers. Ratios and attainment are
    fractions.
    """
    answers = gather(plan, round_, data)
    rows: Rows = {}
    for measure in sorted(plan.measures, key=lambda m: TURN.get(m.kind, 0)):
        rows[measure.code] = _measure_rows(measure, answers, rows)
    activities = _activity_rows(answers, rows)
    findings = [*event_findings(plan, round_, answers.log), *_overspending(answers, activities)]
    del answers
    numbers, codes = [m.activity for m in plan.measures], [m.code for m in plan.measures]
    return (
        _table(plan, [rows.pop(code) for code in codes], {"activity": numbers, "measure": codes}, MEASURE_COLUMNS),
        _table(plan, [*activities.values()], {"activity": [*activities]}, ACTIVITY_COLUMNS),
        findings,
    )


def _table(
    plan: Plan, frames: list[pd.DataFrame], known: Mapping[str, Sequence[object]], columns: tuple[str, ...]
) -> pd.DataFrame:
    """One table from frames by place, which it uses up: the department first, then the divisions, each in plan order.

    `known` are the columns whose values are the same in all of a frame. One column is made after the other, as there
    can be millions of rows.
    """
    import numpy as np
    import pandas as pd

    names = np.array([None, *(d.code for d in plan.divisions)], dtype="object")
    turns = np.arange(len(frames) * len(names)).reshape(len(frames), len(names)).T.ravel()
    series = [dict(frame.items()) for frame in frames]
    frames.clear()
    # as objects: strings of pandas would turn the department's None into NaN
    table: dict[str, Any] = {"division": pd.Series(np.repeat(names, len(series)), dtype="object")}
    for column in columns[1:]:
        if column in known:
            table[column] = np.tile(np.array(known[column], dtype="object"), len(names))
        else:
            table[column] = pd.concat([made.pop(column) for made in series], ignore_index=True).array.take(turns)
    return pd.DataFrame(table, columns=list(columns), copy=False).astype({"activity": "Int64"})


# --- measures -------------------------------------------------------------------------------------


def _measure_rows(measure: Measure, answers: Answers, rows: Rows) -> pd.DataFrame:
    """The judged rows of one measure: figures, target, attainment, state and due at every place."""
    import pandas as pd

    activity = answers.plan.activity(measure.activity)
    if measure.kind in DERIVED:
        found = _spread(*DERIVED[measure.kind](measure, answers, rows), answers.reports(activity), answers.places)
    else:
        found = figures(measure, answers)
    in_force = target_in_force(measure, activity, answers.round, answers.plan)
    judged = judge(found, measure, in_force, answers.applies(measure))
    department = department_row(measure, judged, answers)
    columns: dict[str, Any] = {str(name): column.to_numpy(copy=True) for name, column in judged.items()}
    for name in ("divisions_met", "divisions"):
        columns[name] = pd.array([None], dtype="Int64").repeat(len(judged))
    for name, value in department.items():
        columns[name][DEPARTMENT] = value
    return pd.DataFrame(columns, index=answers.places, copy=False)


def _spread(n: int, whole: int, reports: np.ndarray, places: pd.Index[int]) -> pd.DataFrame:
    """A figure of the whole department at every place that reports it."""
    import numpy as np
    import pandas as pd

    actual = n / whole if whole else np.nan
    found = pd.DataFrame({"n": float(n), "N": float(whole), "actual": actual}, index=places, columns=COLUMNS)
    return found[reports & bool(whole)].reindex(places).astype("float64")


def _share(measure: Measure, answers: Answers, rows: Rows) -> tuple[int, int]:
    """The divisions that met the source measure, and all that had to: one that sent nothing counts.

    One for which the source was waived does not: the plan asks for a share of the divisions under assessment, and
    neither passing nor failing can be said of one that was let off it.
    """
    source = next(m for m in answers.plan.measures if m.code == measure.source)
    met = rows[measure.source]["state"].drop(index=DEPARTMENT).eq(State.MET.value)
    return int(met.sum()), int(answers.applies(source)[1:].sum())


def _progress(measure: Measure, answers: Answers, rows: Rows) -> tuple[int, int]:
    """The department's activities that are met, and all but those left out. A measure never counts its own activity.

    An activity with a measure that is not yet worked out (a progress measure further down) is not met. One with every
    measure waived for the department is no longer planned.
    """
    planned = [a.number for a in answers.plan.activities if a.number not in {*measure.exclude, measure.activity}]
    planned = [number for number in planned if not _all_waived(number, answers)]
    met = 0
    for number in planned:
        codes = [m.code for m in answers.plan.measures_of(number)]
        if all(code in rows for code in codes):
            judged = judge_activity([rows[code] for code in codes], answers.places)
            met += judged["state"].iloc[DEPARTMENT] == State.MET
    return met, len(planned)


def _all_waived(number: int, answers: Answers) -> bool:
    """Whether nothing of an activity is asked of the department because all of it was waived."""
    measures = answers.plan.measures_of(number)
    return bool(measures) and not any(_asked_of_department(measure, answers) for measure in measures)


def _asked_of_department(measure: Measure, answers: Answers) -> bool:
    applies = answers.applies(measure)
    if measure.aggregation == Aggregation.DEPARTMENT:
        return bool(applies[answers.office])
    reports = answers.reports(answers.plan.activity(measure.activity))
    return bool(applies[DEPARTMENT] and (applies[1:].any() or not reports[1:].any()))


DERIVED = {Kind.SHARE: _share, Kind.PROGRESS: _progress}


# --- activities -----------------------------------------------------------------------------------


def _activity_rows(answers: Answers, rows: Rows) -> dict[int, pd.DataFrame]:
    """The attainment, state and money spent of every activity at every place."""
    made = {}
    for activity in answers.plan.activities:
        parts = [rows[m.code] for m in answers.plan.measures_of(activity.number)]
        judged = judge_activity(parts, answers.places)
        spent = answers.spent[answers.spent["activity"].eq(activity.number)].set_index("place")["number"]
        judged = judged.assign(spent=spent)
        judged.loc[DEPARTMENT, "spent"] = spent.sum(min_count=1)
        made[activity.number] = judged
    return made


def _overspending(answers: Answers, activities: Mapping[int, pd.DataFrame]) -> list[Finding]:
    """Activities that cost more than their budget, told at the largest amount."""
    findings = []
    for activity in answers.plan.activities:
        spent = float(activities[activity.number]["spent"].loc[DEPARTMENT])
        if activity.budget is None or not spent > activity.budget:
            continue
        amounts = answers.spent[answers.spent["activity"].eq(activity.number)]
        most = amounts.sort_values(["number", "place"], ascending=[False, True]).iloc[0]
        args = {"activity": activity.number, "spent": spent, "budget": activity.budget}
        source = Source(str(most["file"]), str(most["sheet"]), str(most["cell"]))
        label = f"กิจกรรมที่ {thai.to_thai_digits(str(activity.number))}: งบประมาณที่ใช้จ่ายจริง"
        findings.append(Finding("spent-over-budget", source, label, str(most["typed"]), float(most["number"]), args))
    return findings
