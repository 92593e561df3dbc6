"""Brings what all returns say into a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moralxl.attain import attain
from moralxl.frame import data_frame
from moralxl.messages import severity
from moralxl.model import Finding, Plan, Report, Round, Severity, Submission
from moralxl.waivers import expired, waive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_WHOLE = 1000  # divisions; of more, the report's data lack what nothing is reckoned from
ONLY_TOLD = frozenset({"status", "result", "problem", "suggestion", "evidence"})  # roles
ONLY_TOLD_OF_EVENTS = frozenset({"event_title", "event_place", "event_participants", "event_evidence"})
SIGNATURES = frozenset({"reporter", "position", "phone", "certifier", "reported_on"})
WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def consolidate(
    plan: Plan,
    round_: Round,
    submissions: Sequence[Submission],
    findings: Iterable[Finding],
    earlier: Iterable[Report] = (),
) -> Report:
    """Compute the report of a round from its submissions; `findings` are those made while reading them.

    `earlier` are the reports of rounds before it, in their order.
    """
    whole = len(plan.divisions) <= MOST_WHOLE
    without = frozenset() if whole else ONLY_TOLD | ONLY_TOLD_OF_EVENTS | SIGNATURES
    data = data_frame(plan, submissions, without)
    measures, activities, more = attain(plan, round_, data)
    told = [*waive([*findings, *more], plan, round_, submissions), *expired(plan, round_)]
    return Report(plan, round_, tuple(submissions), tuple(rank(told)), data, measures, activities, tuple(earlier))


def rank(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by weight, then by file, sheet and cell; the same findings always come in the same order."""
    return sorted(
        findings,
        key=lambda f: (WEIGHT[severity(f)], f.source.file, f.source.sheet, _cell_order(f.source.cell), f.code, f.label),
    )


def _cell_order(cell: str) -> tuple[int, str]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :] or 0), letters.rjust(3)
