"""Results in words, as the official table puts them beside the plan."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from moralxl import thai
from moralxl.attain import InForce, target_in_force
from moralxl.model import RATIO_KINDS, Activity, Aggregation, Kind, Measure, Plan, Report, State

LETTERS = "กขคงจฉชซ"  # of an activity's measures: a, b, c, …
DIVISIONS = "หน่วยงาน"
NO_DATA = "ไม่มีข้อมูล"
NONE = "–"
NEAR = 1e-9  # what float arithmetic may lose
LOST = Decimal("1e-12")  # what a quotient may have lost


def letter(plan: Plan, measure: Measure) -> str:
    """The Thai letter of a measure among its activity's, "" where it is the only one."""
    among = plan.measures_of(measure.activity)
    return LETTERS[among.index(measure)] if len(among) > 1 else ""


def code(plan: Plan, measure: Measure) -> str:
    """A measure's code in Thai: ๖ข for 6b, ๙ for 9a."""
    return thai.to_thai_digits(str(measure.activity)) + letter(plan, measure)


def activity_result(report: Report, activity: Activity, figures: dict[str, dict[str, Any]]) -> str:
    """The result of an activity for the department, a paragraph for each measure.

    `figures` are the department's rows of `Report.measures` by measure code.
    """
    told = []
    for measure in report.plan.measures_of(activity.number):
        mark = letter(report.plan, measure)
        result = measure_result(report, measure, figures[measure.code])
        told.append(f"({mark})\u00a0{measure.label}: {result}" if mark else f"{measure.label}: {result}")
    return "\n".join(told)


def measure_result(report: Report, measure: Measure, figure: dict[str, Any]) -> str:
    """One figure of the department in words, with what it lacks and what must be known to judge it."""
    plan = report.plan
    if measure.aggregation == Aggregation.EACH:
        return _each(measure, figure)
    if figure["actual"] is None:
        return NO_DATA
    in_force = target_in_force(measure, plan.activity(measure.activity), report.round, plan)
    parts = [_actual(plan, measure, figure), _lacking(measure, figure), _between(in_force, figure["actual"])]
    if measure.exclude:
        left_out = " และ ".join(thai.to_thai_digits(str(number)) for number in measure.exclude)
        parts.append(f"(ไม่นับกิจกรรมที่ {left_out})")
    return " ".join(part for part in parts if part)


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
    return f"{thai.format_number(figure['actual'])} {measure.unit}"


def _ratio(measure: Measure, figure: dict[str, Any]) -> str:
    part, whole = figure["n"], figure["N"]
    if part is None or not whole:
        return NO_DATA
    shown = f"{thai.format_number(part)} จาก {thai.format_number(whole)} {unit_of(measure)}"
    return f"{shown} (ร้อยละ {thai.format_percent(part / whole)})"


def _lacking(measure: Measure, figure: dict[str, Any]) -> str:
    """What is missing from the target, in whole units: "ขาดอีก ๒ คน"."""
    target, actual = figure["target"], figure["actual"]
    if figure["state"] == State.MET or target is None:
        return ""
    if measure.kind in RATIO_KINDS:
        lack = math.ceil(target * figure["N"] - NEAR) - figure["n"]
        unit = unit_of(measure)
    else:
        lack, unit = target - actual, measure.unit
    return f"ขาดอีก {thai.format_number(lack)} {unit}" if lack > 0 else ""


def _between(in_force: InForce, actual: float) -> str:
    """The verdict where the plan prints two targets and the result lies between them."""
    target, also = in_force.target, in_force.also
    if target is None or also is None or not target <= actual < also:
        return ""
    passed, missed = (thai.format_number(round(x * 100, 4)) for x in (target, also))
    return f"ผ่านร้อยละ {passed} แต่ไม่ถึงร้อยละ {missed}"


def _each(measure: Measure, figure: dict[str, Any]) -> str:
    """How many divisions met a measure that each must meet; sums where they mean something."""
    if figure["state"] == State.NO_DATA:
        return NO_DATA
    met, among = int(figure["divisions_met"] or 0), int(figure["divisions"] or 0)
    told = divisions_met(figure)
    if met < among:
        told += f" ขาดอีก {thai.format_number(among - met)} {DIVISIONS}"
    if measure.kind in RATIO_KINDS and figure["N"]:
        told += f" รวม {_ratio(measure, figure)}"
    if measure.kind == Kind.EVENTS and figure["n"] is not None:
        told += f" รวม {thai.format_number(figure['n'])} {measure.unit}"
    return told


def divisions_met(figure: dict[str, Any]) -> str:
    """How many divisions met a measure, of those that must: "บรรลุ ๖ จาก ๑๒ หน่วยงาน"."""
    met, among = int(figure["divisions_met"] or 0), int(figure["divisions"] or 0)
    return f"บรรลุ {thai.format_number(met)} จาก {thai.format_number(among)} {DIVISIONS}"


def reported(rows: Iterable[dict[str, Any]]) -> set[str]:
    """The measures that anybody has reported anything about, from the rows of `Report.measures`."""
    return {row["measure"] for row in rows if row["actual"] is not None}


def shown_share(value: float | None) -> float | None:
    """A fraction as a percentage cell shows it, with one decimal: rounded down, as `thai.format_percent` words it.

    So a figure is the same in words and in its cell, and never shows a target it has not reached.
    """
    if value is None:
        return None
    return float((Decimal(str(value)) + LOST).quantize(Decimal("0.001"), ROUND_FLOOR))


def shown_attainment(row: dict[str, Any], *, answered: bool = True) -> float | str:
    """An attainment as its cell shows it; a dash, never a nought, where nobody has reported anything."""
    attainment = shown_share(row["attainment"])
    return NONE if attainment is None or not answered or row["state"] == State.NO_DATA else attainment
