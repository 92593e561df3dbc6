"""What a division's accepted return of an earlier round gives to its next form: cumulative answers and texts."""

from __future__ import annotations

from moralxl.filling import Filling, cell_value
from moralxl.layout import Field, layout
from moralxl.model import Plan, Record, Round, Submission

NEVER = frozenset({"reported_on"})  # each report has a day of its own


def carry(plan: Plan, round_: Round, earlier: Round, submission: Submission) -> Filling:
    """Fill a form of `round_` from an accepted return of the `earlier` one.

    What could not be read there, or was not reported ("-"), is asked for again.
    """
    assert submission.identity is not None  # noqa: S101 - an accepted return has one
    rows = max((record.row or 0 for record in submission.records), default=0)
    inputs = layout(plan, round_, plan.division(submission.identity.division), rows).by_key
    values = {r.key: cell_value(inputs[r.key], r) for r in submission.records if _is_carried(r, inputs.get(r.key))}
    return Filling(values, dict.fromkeys(values, "carried"), earlier=earlier, event_rows=rows)


def _is_carried(record: Record, field: Field | None) -> bool:
    """Whether an answer is taken over: it was read, and the next form asks for the same."""
    return field is not None and field.role == record.role and record.status == "value" and record.role not in NEVER
