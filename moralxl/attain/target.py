"""Which target counts for a measure in a round, and whether it is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moralxl.model import Activity, Measure, Milestone, Plan, Round


@dataclass(frozen=True, slots=True)
class InForce:
    """The target that counts for a measure in a round. Targets of ratios are fractions."""

    target: float | None  # None where the plan sets none: the figure is recorded and not judged
    also: float | None  # the second figure the plan prints beside the target
    due: bool
    round: int | None  # the round whose milestone it is; None where one target holds for the whole year


def target_in_force(measure: Measure, activity: Activity, round_: Round, plan: Plan) -> InForce:
    """The target of a measure in a round.

    With milestones it is that of the round, and then it is due; else the latest earlier one, due, if the
    activity's period has ended; else the next one, not yet due. Where the plan has neither, the one at hand
    is shown, not due.
    """
    ended = (measure.until or activity.end) <= round_.last_day
    if not measure.milestones:
        return InForce(measure.target, None, ended and measure.target is not None, None)
    last_day = {r.number: r.last_day for r in plan.rounds}
    milestones = sorted((m for m in measure.milestones if m.round in last_day), key=lambda m: last_day[m.round])
    now = [m for m in milestones if m.round == round_.number]
    earlier = [m for m in milestones if last_day[m.round] < round_.last_day]
    later = [m for m in milestones if last_day[m.round] > round_.last_day]
    if now:
        return _milestone(now[0], due=True)
    if earlier and ended:
        return _milestone(earlier[-1], due=True)
    if later or earlier:
        return _milestone((later or earlier[-1:])[0], due=False)
    return InForce(None, None, due=False, round=None)


def _milestone(milestone: Milestone, *, due: bool) -> InForce:
    return InForce(milestone.target, milestone.also, due, milestone.round)
