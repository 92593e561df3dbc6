"""Results in words, as the official table puts them beside the plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from moralxl import thai
from moralxl.attain import InForce, target_in_force
from moralxl.master import waived
from moralxl.model import LIMITS, RATIO_KINDS, Aggregation, Bound, Kind, Measure, Plan, Report, State
from moralxl.wording import WITHIN

LETTERS = "กขคงจฉชซ"  # of an activity's measures: a, b, c, …
DIVISIONS = "หน่วยงาน"
NO_DATA = "ไม่มีข้อมูล"
NONE = "–"
NAMED = 6  # divisions that a result names
NEAR = 1e-9  # what float arithmetic may lose
LOST = Decimal("1e-12")  # what a quotient may have lost


def letter(plan: Plan, measure: Measure) -> str:
    """The Thai letter of a measure among its activity's, "" where it is the only one."""
    among = plan.measures_of(measure.activity)
    return LETTERS[among.index(measure)] if len(among) > 1 else ""


def code(plan: Plan, measure: Measure) -> str:
    """A measure's code in Thai: ๖ข for 6b, ๙ for 9a."""
    return thai.to_thai_digits(str(measure.activity)) + letter(plan, measure)


def heading(plan: Plan, measure: Measure) -> str:
    """What stands before a measure's result: its letter, where it has one, and its label."""
    mark = letter(plan, measure)
    return f"({mark})\u00a0{measure.label}: " if mark else f"{measure.label}: "


def measure_result(report: Report, measure: Measure, figure: dict[str, Any], short: Sequence[str] = ()) -> str:
    """One figure of the department in words, with what it lacks and what must be known to judge it.

    `short` are the codes of the divisions that have not met it. `words.measure_words` gives the same as a formula.
    """
    plan = report.plan
    if waived.of_all(report, measure):
        return waived.OF_ALL
    if measure.aggregation == Aggregation.EACH:
        parts = [_each(measure, figure, short)]
    elif figure["actual"] is None:
        parts = [NO_DATA]
    else:
        parts = [_actual(plan, measure, figure)]
        if figure["target"] is not None:
            in_force = target_in_force(measure, plan.activity(measure.activity), report.round, plan)
            parts += [_lacking(measure, figure), _between(in_force, figure["actual"])]
        parts.append(left_out(measure))
    parts.append(waived.remark(report, measure))
    if figure["state"] == State.NOT_DUE:
        parts.append(falls_due(report, measure))
    return thai.to_thai_digits(" ".join(part for part in parts if part))


def left_out(measure: Measure) -> str:
    """The activities that a progress measure does not count: "(ไม่นับกิจกรรมที่ ๑๕ และ ๑๖)"."""
    numbers = " และ ".join(thai.to_thai_digits(str(number)) for number in measure.exclude)
    return f"(ไม่นับกิจกรรมที่ {numbers})" if numbers else ""


def falls_due(report: Report, measure: Measure) -> str:
    """The month in which a measure that is not yet due falls due: "ครบกำหนด มิ.ย. ๒๕๖๗"."""
    plan, activity = report.plan, report.plan.activity(measure.activity)
    in_force = target_in_force(measure, activity, report.round, plan)
    day = measure.until or activity.end
    if in_force.round is not None and plan.round(in_force.round).last_day > report.round.last_day:
        day = plan.round(in_force.round).last_day
    return f"ครบกำหนด {thai.format_date(day).split(' ', 1)[1]}"


def unit_of(measure: Measure) -> str:
    """What a ratio's numerator and denominator count."""
    if measure.kind == Kind.SHARE:
        return DIVISIONS
    return "กิจกรรม" if measure.kind == Kind.PROGRESS else measure.input_unit


def _actual(plan: Plan, measure: Measure, figure: dict[str, Any]) -> str:
    if measure.kind in RATIO_KINDS:
        return _ratio(measure, figure)
    if measure.kind == Kind.LEVEL:
        number = int(figure["actual"])
        label = next((level.label for level in plan.levels if level.number == number), "")
        return f"ระดับ {thai.format_number(number)} {label}".rstrip()
    actual = figure["actual"]
    shown = shown_score(actual) if measure.kind == Kind.SCORE else actual
    return f"{thai.format_number(shown)} {measure.unit}".rstrip()


def _ratio(measure: Measure, figure: dict[str, Any]) -> str:
    part, whole = figure["n"], figure["N"]
    if part is None or not whole:
        return NO_DATA
    shown = f"{thai.format_number(part)} จาก {thai.format_number(whole)} {unit_of(measure)}".rstrip()
    return f"{shown} (ร้อยละ {thai.format_percent(part / whole)})"


def _lacking(measure: Measure, figure: dict[str, Any]) -> str:
    """What is missing from the target, or too much for it, in whole units: "ขาดอีก ๒ คน", "เกินไป ๑ เรื่อง"."""
    target, actual = figure["target"], figure["actual"]
    if figure["state"] == State.MET or target is None:
        return ""
    if measure.kind in RATIO_KINDS:
        lack = _last_passing(target * figure["N"], measure.bound) - figure["n"]
        unit = unit_of(measure)
    elif measure.kind == Kind.COUNT and measure.bound != Bound.AT_LEAST:
        lack, unit = _last_passing(target, measure.bound) - actual, measure.unit
    else:
        lack, unit = math.ceil((target - actual) * 100 - NEAR) / 100, measure.unit
    if measure.bound in LIMITS:
        return f"เกินไป {thai.format_number(-lack)} {unit}".rstrip() if lack < 0 else ""
    return f"ขาดอีก {thai.format_number(lack)} {unit}".rstrip() if lack > 0 else ""


def _last_passing(target: float, bound: Bound) -> int:
    """The whole number nearest to a target that passes it."""
    below, above = math.floor(target + NEAR), math.ceil(target - NEAR)
    return {Bound.AT_LEAST: above, Bound.ABOVE: below + 1, Bound.AT_MOST: below, Bound.BELOW: above - 1}[bound]


def _between(in_force: InForce, actual: float) -> str:
    """The verdict where the plan prints two targets and the result lies between them."""
    target, also = in_force.target, in_force.also
    if target is None or also is None or not target <= actual < also:
        return ""
    return between(target, also)


def between(target: float, also: float) -> str:
    """That a result passes one target and falls short of the other."""
    passed, missed = (thai.format_number(round(x * 100, 4)) for x in (target, also))
    return f"ผ่านร้อยละ {passed} แต่ไม่ถึงร้อยละ {missed}"


def _each(measure: Measure, figure: dict[str, Any], short: Sequence[str]) -> str:
    """How many divisions met a measure that each must meet; sums where they mean something."""
    if figure["state"] == State.NO_DATA:
        return NO_DATA
    met, among = int(figure["divisions_met"] or 0), int(figure["divisions"] or 0)
    told = divisions_met(measure, figure)
    if met < among:
        told += f" ขาดอีก {thai.format_number(among - met)} {DIVISIONS}"
        if met and short:
            told += f" ({_named(short)})"
    if measure.kind in RATIO_KINDS and figure["N"]:
        told += f" รวม {_ratio(measure, figure)}"
    if measure.kind == Kind.EVENTS and figure["n"] is not None:
        told += f" รวม {thai.format_number(figure['n'])} {measure.unit}"
    return told


def _named(short: Sequence[str]) -> str:
    """The first of the divisions by code, and how many more there are."""
    told = " ".join(short[:NAMED])
    more = len(short) - NAMED
    return told if more <= 0 else f"{told} และอีก {thai.format_number(more)} {DIVISIONS}"


def passed_word(measure: Measure) -> str:
    """What is said of divisions that pass a target. Within a limit is not yet met: it may be passed until it is due."""
    return WITHIN if measure.bound in LIMITS else "บรรลุ"


def divisions_met(measure: Measure, figure: dict[str, Any]) -> str:
    """How many divisions pass a measure's target, of those that must: "บรรลุ ๖ จาก ๑๒ หน่วยงาน"."""
    met, among = int(figure["divisions_met"] or 0), int(figure["divisions"] or 0)
    return f"{passed_word(measure)} {thai.format_number(met)} จาก {thai.format_number(among)} {DIVISIONS}"


def shown_score(value: float) -> float:
    """A score as words and cells show it, with two decimals at most: rounded down, as percentages are."""
    return float((Decimal(str(value)) + LOST).quantize(Decimal("0.01"), ROUND_FLOOR))


def shown_share(value: float | None) -> float | None:
    """A fraction as a percentage cell shows it, with one decimal: rounded down, as `thai.format_percent` words it.

    So a figure is the same in words and in its cell, and never shows a target it has not reached.
    """
    if value is None:
        return None
    return float((Decimal(str(value)) + LOST).quantize(Decimal("0.001"), ROUND_FLOOR))


def shown_attainment(attainment: float | str | None, answered: float = 1) -> float | str:
    """An attainment as its cell shows it; a dash, never a nought, where nobody has reported anything."""
    return shown_share(attainment) or 0.0 if isinstance(attainment, float) and answered else NONE
