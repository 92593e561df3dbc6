"""What is said of measures that were waived: their state, and what a result leaves out because of them."""

from __future__ import annotations

from moralxl import thai
from moralxl.model import Aggregation, Kind, Measure, Report, State
from moralxl.styles import STATE_SIGNS
from moralxl.waivers import asked_nothing, places_waived

WAIVED = "ได้รับยกเว้น"
WAIVED_LABEL = f"{STATE_SIGNS[State.NOT_APPLICABLE]} {WAIVED}"  # instead of that state's own
OF_ALL = f"{WAIVED}ทุกหน่วยงาน"


def is_waived(report: Report, measure: Measure) -> bool:
    """Whether nothing of a measure is asked of the department."""
    return None in places_waived(report.plan, report.round, measure)


def of_all(report: Report, measure: Measure) -> bool:
    """Whether a measure that each division must meet was waived for every one of them: there is nothing to sum."""
    return measure.aggregation == Aggregation.EACH and is_waived(report, measure)


def remark(report: Report, measure: Measure) -> str:
    """What a result of the department leaves out: "(ยกเว้น ๒ หน่วยงาน)"; "" where nothing was waived."""
    plan, round_ = report.plan, report.round
    if is_waived(report, measure):
        return f"({WAIVED})"
    counted = measure
    if measure.kind == Kind.SHARE:
        counted = next(m for m in plan.measures if m.code == measure.source)
    if measure.kind == Kind.PROGRESS:
        others = [a.number for a in plan.activities if a.number not in {*measure.exclude, measure.activity}]
        numbers = [thai.to_thai_digits(str(n)) for n in others if asked_nothing(plan, round_, n)]
        return f"(ไม่นับกิจกรรมที่ {' '.join(numbers)} ซึ่ง{WAIVED})" if numbers else ""
    if counted.aggregation != Aggregation.EACH:
        return ""
    count = sum(place is not None for place in places_waived(plan, round_, counted))
    return f"(ยกเว้น {thai.format_number(count)} หน่วยงาน)" if count else ""
