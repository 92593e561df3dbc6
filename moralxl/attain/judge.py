"""Holds figures against targets: the attainment and state of measures and activities, and the department's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moralxl.attain.answers import DEPARTMENT
from moralxl.model import RATIO_KINDS, Aggregation, Kind, State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import pandas as pd

    from moralxl.attain.answers import Answers
    from moralxl.attain.target import InForce
    from moralxl.model import Measure


def judge(figures: pd.DataFrame, in_force: InForce, applies: np.ndarray) -> pd.DataFrame:
    """Add target, due, answered, attainment and state to n, N and actual.

    `applies` says at which places the measure is reported and was not waived; elsewhere it is not applicable. So is
    a measure without a target. Figures that were given all the same are recorded, and nothing passes by them.
    """
    import numpy as np

    target = in_force.target
    applicable = applies & (target is not None)
    due = applicable & in_force.due
    answered = figures["actual"].notna()
    if target is None:
        return figures.assign(
            answered=answered, target=np.nan, due=due, attainment=np.nan, state=State.NOT_APPLICABLE.value
        )
    met = figures["actual"] >= target
    attainment = (figures["actual"] / target).clip(upper=1) if target > 0 else met.astype("float64").where(answered)
    attainment = attainment.where(applicable)
    choices = [
        (~applicable, State.NOT_APPLICABLE),
        (met, State.MET),
        (~due, State.NOT_DUE),
        (answered, State.NOT_MET),
    ]
    return figures.assign(
        answered=answered,
        target=np.where(applicable, target, np.nan),
        due=due,
        attainment=attainment,
        state=_select(choices, State.NO_DATA),
    )


def _select(choices: Sequence[tuple[object, State]], default: State) -> np.ndarray:
    """By place, the state of the first condition that holds."""
    import numpy as np

    conditions = [np.asarray(condition, dtype=bool) for condition, _ in choices]
    return np.select(conditions, [state.value for _, state in choices], default.value).astype("object")


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
    met = int(own["state"].eq(State.MET.value).sum())
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
    if divisions and met == divisions:
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
    import pandas as pd

    zero = pd.Series(0, index=places)
    applicable = sum((part["state"].ne(State.NOT_APPLICABLE.value) for part in parts), start=zero)
    met = sum((part["state"].eq(State.MET.value) for part in parts), start=zero)
    answered = sum((part["answered"] & part["state"].ne(State.NOT_APPLICABLE.value) for part in parts), start=zero)
    due = sum((part["due"] for part in parts), start=zero)
    missed = sum((part["due"] & part["state"].ne(State.MET.value) for part in parts), start=zero)
    total = sum((part["attainment"].fillna(0) for part in parts), start=zero.astype("float64"))
    choices = [
        (applicable == 0, State.NOT_APPLICABLE),
        (met == applicable, State.MET),
        ((answered == 0) & (due > 0), State.NO_DATA),
        (missed == 0, State.NOT_DUE),
    ]
    attainment = (total / applicable).where(applicable > 0)
    return pd.DataFrame({"attainment": attainment, "state": _select(choices, State.NOT_MET)})
