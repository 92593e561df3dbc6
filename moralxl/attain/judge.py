"""Holds figures against targets: the attainment and state of measures and activities, and the department's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moralxl.attain.answers import DEPARTMENT
from moralxl.model import LIMITS, PASSES, RATIO_KINDS, STRICT, Aggregation, Bound, Kind, State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import pandas as pd

    from moralxl.attain.answers import Answers
    from moralxl.attain.target import InForce
    from moralxl.model import Measure


SHORT = 0.999  # the most that a figure attains which lies on a target it had to pass: shown as 99.9, never as 100


def judge(figures: pd.DataFrame, measure: Measure, in_force: InForce, applies: np.ndarray) -> pd.DataFrame:
    """Add target, due, answered, reached, attainment and state to n, N and actual.

    `applies` says at which places the measure is reported and was not waived; elsewhere it is not applicable. So is
    a measure without a target. Figures that were given all the same are recorded, and nothing passes by them.

    What reaches its target is met. A limit ("no more than 2 complaints") is met only once it is due: figures grow
    over the year, so one within the limit may still pass it.
    """
    import numpy as np

    target = in_force.target
    actual = figures["actual"].to_numpy(dtype="float64")
    applicable = applies & (target is not None)
    due = applicable & in_force.due
    answered = ~np.isnan(actual)
    if target is None:
        judged = figures.assign(answered=answered, reached=False, target=np.nan, due=due, attainment=np.nan)
        return judged.assign(state=State.NOT_APPLICABLE.value)
    reached = PASSES[measure.bound](actual, target)
    met = reached & (due | (measure.bound not in LIMITS))
    choices = [
        (~applicable, State.NOT_APPLICABLE),
        (met, State.MET),
        (~due, State.NOT_DUE),
        (answered, State.NOT_MET),
    ]
    return figures.assign(
        answered=answered,
        reached=reached & applicable,
        target=np.where(applicable, target, np.nan),
        due=due,
        attainment=np.where(applicable, attained(actual, target, measure.bound), np.nan),
        state=_select(choices, State.NO_DATA),
    )


def attained(actual: np.ndarray, target: float, bound: Bound) -> np.ndarray:
    """How far figures have attained a target: 1 exactly where they reach it, else 0 to 1; NaN where there is none.

    Where more is better, actual ÷ target. Where less is better its reciprocal, target ÷ actual: twice as many as the
    limit allows attain half of it, and where nothing is allowed, anything attains nothing.
    """
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        part = target / actual if bound in LIMITS else actual / target if target > 0 else actual * 0
    most = SHORT if bound in STRICT else 1
    found: np.ndarray = np.where(PASSES[bound](actual, target), 1.0, np.clip(part, 0, most))
    found[np.isnan(actual)] = np.nan
    return found


def _select(choices: Sequence[tuple[object, State]], default: State) -> np.ndarray:
    """By place, the state of the first condition that holds."""
    import numpy as np

    conditions = [np.asarray(condition, dtype=bool) for condition, _ in choices]
    names = np.array([*(state.value for _, state in choices), default.value], dtype="object")
    found: np.ndarray = names[np.select(conditions, list(range(len(conditions))), len(conditions))]
    return found


# --- the department -------------------------------------------------------------------------------

NOT_JUDGED: dict[str, Any] = {"target": float("nan"), "due": False, "state": State.NOT_APPLICABLE.value}


def department_row(measure: Measure, judged: pd.DataFrame, answers: Answers) -> dict[str, Any]:
    """The department's values of a measure, from the divisions'."""
    return AGGREGATIONS[measure.aggregation](measure, judged, answers)


def _from_office(_measure: Measure, judged: pd.DataFrame, answers: Answers) -> dict[str, Any]:
    """The row of the office that reports for the department."""
    return {str(name): value for name, value in judged.loc[answers.office].items()}


def _from_each(measure: Measure, judged: pd.DataFrame, answers: Answers) -> dict[str, Any]:
    """Every division that the measure applies to must meet it; n and N are their sums.

    A percentage is Σn/ΣN, never a mean of percentages. A division for which it was waived has no part in any of this;
    where it was waived for every one of them, the measure is not applicable.
    """
    applies = answers.applies(measure)
    own = judged.iloc[1:][applies[1:]]
    if own.empty and answers.reports(answers.plan.activity(measure.activity))[1:].any():
        return {"divisions_met": 0, "divisions": 0, **NOT_JUDGED}
    n, whole = own["n"].sum(min_count=1), own["N"].sum(min_count=1)
    if measure.kind == Kind.EVENTS and own["answered"].any():
        log = answers.log
        counts = log["activity"].eq(measure.activity) & log["counts"] & log["place"].isin(own.index)
        n = log.loc[counts, "event"].nunique()
    divisions = len(own)
    met = int(own["reached"].sum())
    answered = bool(own["answered"].any())
    row: dict[str, Any] = {
        "n": float(n),
        "N": float(whole),
        "actual": float(n / whole if measure.kind in RATIO_KINDS else n),
        "answered": answered,
        "divisions_met": met,
        "divisions": divisions,
    }
    before = judged.loc[DEPARTMENT]
    if before["state"] == State.NOT_APPLICABLE:
        return row
    if divisions and met == divisions and (before["due"] or measure.bound not in LIMITS):
        state = State.MET
    elif before["due"]:
        state = State.NOT_MET if answered else State.NO_DATA
    else:
        state = State.NOT_DUE
    return {**row, "attainment": met / divisions if divisions else float("nan"), "state": state.value}


AGGREGATIONS: dict[Aggregation, Callable[[Measure, pd.DataFrame, Answers], dict[str, Any]]] = {
    Aggregation.DEPARTMENT: _from_office,
    Aggregation.EACH: _from_each,
}


# --- activities -----------------------------------------------------------------------------------


def judge_activity(parts: Sequence[pd.DataFrame], places: pd.Index[int]) -> pd.DataFrame:
    """The attainment and state of an activity at each place, from its measures' rows.

    Measures that are not applicable have no part in it; an activity with none that is has no attainment.
    """
    import numpy as np
    import pandas as pd

    zero = np.zeros(len(places), dtype="int64")
    states = [part["state"].to_numpy(dtype=object) for part in parts]
    asked = [state != State.NOT_APPLICABLE.value for state in states]
    is_due = [part["due"].to_numpy(dtype=bool) for part in parts]
    is_met = [state == State.MET.value for state in states]
    applicable, met, due = sum(asked, start=zero), sum(is_met, start=zero), sum(is_due, start=zero)
    answers = [part["answered"].to_numpy(dtype=bool) for part in parts]
    answered = sum((answer & of for answer, of in zip(answers, asked, strict=True)), start=zero)
    missed = sum((of & ~reached for of, reached in zip(is_due, is_met, strict=True)), start=zero)
    total = sum((np.nan_to_num(part["attainment"].to_numpy(dtype="float64")) for part in parts), start=zero)
    choices = [
        (applicable == 0, State.NOT_APPLICABLE),
        (met == applicable, State.MET),
        ((answered == 0) & (due > 0), State.NO_DATA),
        (missed == 0, State.NOT_DUE),
    ]
    attainment = np.divide(total, applicable, out=np.full(len(places), np.nan), where=applicable > 0)
    return pd.DataFrame({"attainment": attainment, "state": _select(choices, State.NOT_MET)}, index=places)
