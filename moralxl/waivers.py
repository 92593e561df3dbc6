"""Applies the plan's waivers in a round: which measures need not be met, and which findings are held against nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from moralxl.messages import shown
from moralxl.model import Aggregation, Finding, Measure, Plan, Reporter, Round, Submission, Waiver

EXPIRED = "waiver-expired"


def in_force(plan: Plan, round_: Round) -> tuple[Waiver, ...]:
    """The waivers that hold on the round's last day."""
    return tuple(w for w in plan.waivers if w.in_force(round_))


def applying(plan: Plan, round_: Round, code: str, division: str | None) -> Waiver | None:
    """The first waiver in force of a finding or measure for a division; None is the department as a whole.

    One for a single division does not free the department.
    """
    for waiver in in_force(plan, round_):
        if waiver.code == code and waiver.division in {"", division}:
            return waiver
    return None


def excused(plan: Plan, round_: Round, measure: str) -> list[bool]:
    """Whether a measure is waived for the department and, in registry order, for each division."""
    freed = {waiver.division for waiver in in_force(plan, round_) if waiver.code == measure}
    return ["" in freed, *("" in freed or d.code in freed for d in plan.divisions)]


def of_measure(plan: Plan, round_: Round, measure: Measure, division: str | None) -> Waiver | None:
    """The waiver in force of a measure that a division reports; of the department (None), by the office that does."""
    department = plan.activity(measure.activity).reporter == Reporter.DEPARTMENT
    if division is None:
        office = next((d.code for d in plan.divisions if d.for_department), None)
        return applying(plan, round_, measure.code, office if department else None)
    registered = plan.division(division)
    reports = registered.for_department if department else registered.for_itself
    return applying(plan, round_, measure.code, division) if reports else None


def places_waived(plan: Plan, round_: Round, measure: Measure) -> dict[str | None, str]:
    """The divisions that a measure is waived for, of those that report it, each with the number of its waiver.

    None is the department: there if nothing of the measure is asked of it, with a blank where its divisions were let
    off one by one.
    """
    if not any(waiver.code == measure.code for waiver in in_force(plan, round_)):
        return {}
    department = plan.activity(measure.activity).reporter == Reporter.DEPARTMENT
    reporting = [d.code for d in plan.divisions if (d.for_department if department else d.for_itself)]
    found: dict[str | None, str] = {}
    for place in (None, *reporting):
        waiver = of_measure(plan, round_, measure, place)
        if waiver:
            found[place] = waiver.key
    if measure.aggregation == Aggregation.EACH and reporting and found.keys() >= set(reporting):
        found.setdefault(None, "")
    return found


def asked_nothing(plan: Plan, round_: Round, activity: int) -> bool:
    """Whether nothing of an activity is asked of the department because every measure of it was waived."""
    measures = plan.measures_of(activity)
    return bool(measures) and all(None in places_waived(plan, round_, measure) for measure in measures)


def waive(findings: Iterable[Finding], plan: Plan, round_: Round, submissions: Iterable[Submission]) -> list[Finding]:
    """The same findings, those that were waived each with its waiver."""
    if not in_force(plan, round_):
        return list(findings)
    sent_by = {s.path: s.identity.division for s in submissions if s.identity}
    marked = []
    for finding in findings:
        waiver = applying(plan, round_, finding.code, division_of(finding, sent_by, plan) or None)
        marked.append(replace(finding, waiver=waiver) if waiver else finding)
    return marked


def division_of(finding: Finding, sent_by: Mapping[str, str], plan: Plan) -> str:
    """The code of the division that a finding is about, by its file or by what it names; "" where there is none."""
    return sent_by.get(finding.source.file) or _named(plan).get(str(finding.args.get("division", "")), "")


@lru_cache(4)
def _named(plan: Plan) -> dict[str, str]:
    """The divisions' codes by what findings call them."""
    return {f"{d.code} {d.name}": d.code for d in plan.divisions}


def expired(plan: Plan, round_: Round) -> list[Finding]:
    """The waivers that ended before the round's last day, told so that nobody counts on them."""
    return [
        Finding(
            EXPIRED,
            waiver.source,
            read=waiver.until or "",
            args={
                "waiver": waiver.key,
                "what": f"{waiver.code} {waiver.division}".strip(),
                "until": waiver.until,
                "last_day": round_.last_day,
            },
        )
        for waiver in plan.waivers
        if not waiver.in_force(round_)
    ]


def waiver_text(waiver: Waiver, lang: str = "th") -> str:
    """By whom, why and until when something was waived, in one line."""
    if lang == "th":
        until = f" ถึง {shown(waiver.until)}" if waiver.until else ""
        return f"ยกเว้นโดย {waiver.approved_by}{until} เหตุผล: {waiver.reason}"
    until = f" until {shown(waiver.until, lang)}" if waiver.until else ""
    return f"waived by {waiver.approved_by}{until}, reason: {waiver.reason}"


def listed(plan: Plan, round_: Round, lang: str = "th") -> list[str]:
    """A line for each waiver in force: its number, what it waives for whom, by whom, why and until when."""
    everyone = "ทุกหน่วยงาน" if lang == "th" else "all divisions"
    return [
        f"{'ยกเว้น' if lang == 'th' else 'waiver'} {w.key}: {w.code} {w.division or everyone} {waiver_text(w, lang)}"
        for w in in_force(plan, round_)
    ]
