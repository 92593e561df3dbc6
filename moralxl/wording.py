"""The program's standing phrases in Thai: targets, measures and amounts as official papers put them."""

from __future__ import annotations

from datetime import date

from moralxl import thai
from moralxl.model import RATIO_KINDS, Bound, Kind, Measure, Plan, Round

WITHIN = "อยู่ในเป้าหมาย"  # of a limit that is not yet due: it may still be passed
BOUNDS = {Bound.AT_LEAST: "ไม่น้อยกว่า", Bound.ABOVE: "มากกว่า", Bound.AT_MOST: "ไม่เกิน", Bound.BELOW: "น้อยกว่า"}


def target_text(measure: Measure, target: float | None) -> str:
    """A target in words: "ไม่น้อยกว่าร้อยละ ๘๐", "ไม่เกิน ๒ เรื่อง", "ไม่ต่ำกว่าระดับ ๓"; "" where there is none."""
    if target is None:
        return ""
    if measure.kind in RATIO_KINDS:
        return f"{BOUNDS[measure.bound]}ร้อยละ\u00a0{thai.format_number(round(target * 100, 4))}"
    if measure.kind == Kind.LEVEL:
        return f"ไม่ต่ำกว่าระดับ {thai.format_number(target)}"
    told = f"{BOUNDS[measure.bound]} {thai.format_number(target)} {measure.unit}".rstrip()
    return f"{told} ภายใน {thai.format_date(measure.until)}" if measure.until else told


def targets_text(measure: Measure) -> str:
    """All targets of a measure, with the rounds of its milestones."""
    if not measure.milestones:
        return target_text(measure, measure.target)
    return "\n".join(
        f"รอบ {thai.format_number(m.round)} เดือน {target_text(measure, m.target)}" for m in measure.milestones
    )


def span_text(plan: Plan, round_: Round) -> str:
    """The days a round's figures cover: "๑ ตุลาคม ๒๕๖๖ ถึง ๓๑ มีนาคม ๒๕๖๗"."""
    return f"{thai.format_date_long(plan.start)} ถึง {thai.format_date_long(round_.last_day)}"


def deadline_text(round_: Round, today: date) -> str:
    """By when to answer, as a letter puts it: "ภายในวันที่ ๑๐ เมษายน ๒๕๖๗"; "" where the round has no deadline."""
    if round_.deadline is None:
        return ""
    day = thai.format_date_long(round_.deadline)
    return f"ภายในวันที่ {day}" if today <= round_.deadline else f"โดยเร็ว เนื่องจากพ้นกำหนดส่งเมื่อวันที่ {day} แล้ว"
