"""The checks of a plan's waivers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from moralxl.messages import CATALOGUE
from moralxl.model import Finding, Reporter
from moralxl.plan.values import Draft, Entry, fold

NOT_WAIVED = ("plan-", "waiver-")  # findings about the plan itself


def named(draft: Draft, text: str | None) -> Entry | None:
    """The division that a text names by code, name or alias."""
    wanted = fold(text or "")
    for entry in draft.entries["divisions"] if wanted else ():
        if wanted in {fold(name) for name in (entry.text("code"), entry.text("name"), *(entry["aliases"] or ()))}:
            return entry
    return None


def codes(draft: Draft) -> Iterator[Finding]:
    """A waiver is of a finding that returns can have, or of a measure of the plan."""
    measures = draft.by("measures", "measure")
    for entry in draft.entries["waivers"]:
        code = entry["code_or_measure"]
        known = code in measures or (code in CATALOGUE and not code.startswith(NOT_WAIVED))
        if code and measures and not known:
            yield entry.finding("plan-waiver-code", "code_or_measure")


def divisions(draft: Draft) -> Iterator[Finding]:
    """A waiver names a registered division, and one that reports the measure."""
    activities = draft.by("activities", "activity")
    measures = draft.by("measures", "measure")
    for entry in draft.entries["waivers"]:
        division = named(draft, entry["division"])
        if entry["division"] and not division and draft.entries["divisions"]:
            yield entry.finding("plan-waiver-division", "division")
        measure = measures.get(entry["code_or_measure"])
        activity = activities.get(measure["activity"]) if measure else None
        if division and activity and activity["reporter"]:
            role = "department" if activity["reporter"] == Reporter.DEPARTMENT else "division"
            if division[role] is False:
                yield entry.finding("plan-waiver-idle", "division", measure=entry["code_or_measure"])


CHECKS: list[Callable[[Draft], Iterator[Finding]]] = [codes, divisions]
