"""Results in words as formulas over the calculation sheet; `results` puts the same words together in Python."""

from __future__ import annotations

from moralxl.attain import target_in_force
from moralxl.master import waived
from moralxl.master.formula import criterion, number, percent, quoted, rounded_score, thai_digits, total
from moralxl.master.living import Block, Figures, Formula
from moralxl.master.reckon import MET, NO_DATA, NOT_DUE
from moralxl.master.results import (
    DIVISIONS,
    NAMED,
    NEAR,
    between,
    falls_due,
    heading,
    left_out,
    measure_result,
    passed_word,
    unit_of,
)
from moralxl.master.results import NO_DATA as NOTHING
from moralxl.model import LIMITS, RATIO_KINDS, Activity, Aggregation, Bound, Kind, Measure, State
from moralxl.styles import STATE_LABELS

# of the activities that are not met, those counted, in this order
TALLIED = (*(STATE_LABELS[state] for state in (State.NOT_MET, State.NOT_DUE, State.NO_DATA)), waived.WAIVED_LABEL)


def measure_words(figures: Figures, block: Block) -> Formula:
    """The department's result of a measure, for its row of the calculation sheet."""
    measure = block.measure
    if measure is None:
        raise TypeError("activities have no words of their own")
    report = figures.report
    row, short = figures.measures.department[measure.code], figures.short(measure.code)
    now = measure_result(report, measure, row, short)
    if waived.of_all(report, measure):
        return Formula(quoted(now), now)
    each = measure.aggregation == Aggregation.EACH
    told = _each(figures, block, measure) if each else _from_office(figures, measure)
    remark = waived.remark(report, measure)
    if remark:
        told += f"&{quoted(f' {remark}')}"
    state = figures.own_cell(None, measure.code, "state")
    due = quoted(f" {falls_due(report, measure)}")
    return Formula(thai_digits(f'{told}&IF({state}={NOT_DUE},{due},"")'), now)


def activity_words(figures: Figures, activity: Activity) -> Formula:
    """The department's result of an activity, a paragraph for each measure."""
    plan = figures.report.plan
    formulas, values = [], []
    for measure in plan.measures_of(activity.number):
        label, short = heading(plan, measure), figures.short(measure.code)
        words = measure_result(figures.report, measure, figures.measures.department[measure.code], short)
        formulas.append(f"{quoted(label)}&{figures.cell(None, measure.code, 'words')}")
        values.append(label + words)
    return Formula("&CHAR(10)&".join(formulas) if figures.living else "", "\n".join(values))


def tally_words(states: str, value: str) -> Formula:
    """The count of activities by state; `states` is the range of their labels, `value` what it comes to."""

    def count(label: str) -> str:
        return f"COUNTIF({states},{criterion(label)})"

    counts = {label: count(label) for label in TALLIED}
    met, among = count(STATE_LABELS[State.MET]), f"COUNTA({states})"
    others = "&".join(f'IF({c}>0,{quoted(f" {label[2:]} ")}&{c},"")' for label, c in counts.items())
    told = f'"บรรลุ "&{met}&" จาก "&{among}&" กิจกรรม"'
    told += f'&IF({total(list(counts.values()))}=0,""," ("&MID({others},2,200)&")")'
    return Formula(thai_digits(told), value)


def _from_office(figures: Figures, measure: Measure) -> str:
    report = figures.report
    n, whole, actual, target, state = (
        figures.own_cell(None, measure.code, name) for name in ("n", "N", "actual", "target", "state")
    )
    in_force = target_in_force(measure, report.plan.activity(measure.activity), report.round, report.plan)
    if measure.kind in RATIO_KINDS:
        told, unit = _ratio(n, whole, measure), unit_of(measure)
        lack = f"{_last_passing(f'{target}*{whole}', measure.bound)}-{n}"
    else:
        shown = rounded_score(actual) if measure.kind == Kind.SCORE else actual
        told, unit = _amount(shown, measure.unit), measure.unit
        lack = f"{target}-{actual}"
    if measure.kind == Kind.SCORE:
        lack = f"-INT(-(({target}-{actual})*100-{NEAR}))/100"
    elif measure.kind == Kind.COUNT and measure.bound != Bound.AT_LEAST:
        lack = f"{_last_passing(target, measure.bound)}-{actual}"
    if measure.kind == Kind.LEVEL:
        told = _level(figures, actual)
    if in_force.target is not None and not waived.is_waived(report, measure):
        lacking = f'" ขาดอีก "&{_amount(lack, unit)}'
        if measure.bound in LIMITS:
            lack = f"-({lack})"
            lacking = f'" เกินไป "&{_amount(lack, unit)}'
        told += f'&IF(AND({state}<>{MET},{lack}>0),{lacking},"")'
        if in_force.also is not None:
            verdict = quoted(f" {between(in_force.target, in_force.also)}")
            told += f'&IF(AND({actual}>={target},{actual}<{in_force.also!r}),{verdict},"")'
    if left_out(measure):
        told += f"&{quoted(f' {left_out(measure)}')}"
    return f"IF(ISNUMBER({actual}),{told},{quoted(NOTHING)})"


def _last_passing(target: str, bound: Bound) -> str:
    """The whole number nearest to a target that passes it, as `results` has it."""
    below, above = f"INT({target}+{NEAR})", f"ROUNDUP({target}-{NEAR},0)"
    return {Bound.AT_LEAST: above, Bound.ABOVE: f"{below}+1", Bound.AT_MOST: below, Bound.BELOW: f"{above}-1"}[bound]


def _amount(value: str, unit: str) -> str:
    """A number with its unit, if it has one."""
    return f"{number(value)}&{quoted(unit)}" if unit else f"TRIM({number(value)})"


def _level(figures: Figures, actual: str) -> str:
    labels = '""'
    for level in reversed(figures.report.plan.levels):
        labels = f"IF(INT({actual})={level.number},{quoted(f' {level.label}')},{labels})"
    return f'"ระดับ "&TEXT(INT({actual}),"#,##0")&{labels}'


def _ratio(n: str, whole: str, measure: Measure) -> str:
    unit = unit_of(measure)
    share = f'{quoted(f"{unit} (ร้อยละ " if unit else "(ร้อยละ ")}&{percent(f"{n}/{whole}")}&")"'
    return f'{number(n)}&"จาก "&{number(whole)}&{share}'


def _each(figures: Figures, block: Block, measure: Measure) -> str:
    n, whole, state, met, among = (
        figures.own_cell(None, measure.code, name) for name in ("n", "N", "state", "divisions_met", "divisions")
    )
    lack = f"{among}-{met}"
    told = f'{divisions_met(measure, met, among)}&IF({met}<{among}," ขาดอีก "&{number(lack)}&"{DIVISIONS}"'
    told += f'&{_names(figures, block, measure, met, lack)},"")' if block.divisions else ',"")'
    if measure.kind in RATIO_KINDS:
        told += f'&IF(ISNUMBER({whole})," รวม "&{_ratio(n, whole, measure)},"")'
    if measure.kind == Kind.EVENTS:
        told += f'&IF(ISNUMBER({n})," รวม "&{number(n)}&{quoted(measure.unit)},"")'
    return f"IF({state}={NO_DATA},{quoted(NOTHING)},{told})"


def divisions_met(measure: Measure, met: str, among: str) -> str:
    """How many divisions pass a measure's target, of those that must, as `results.divisions_met` words it."""
    return f'"{passed_word(measure)} "&{number(met)}&"จาก "&{number(among)}&"{DIVISIONS}"'


def _names(figures: Figures, block: Block, measure: Measure, met: str, lack: str) -> str:
    """The first of the divisions that fall short: the n-th is the first row that counts n of them."""
    codes = figures.own_range(measure.code, "division")
    count = figures.own_range(measure.code, "short")
    found = [f"INDEX({codes},MATCH({place},{count},0))" for place in range(1, min(NAMED, len(block.divisions)) + 1)]
    told = "&".join([found[0], *(f'IFERROR(" "&{name},"")' for name in found[1:])])
    more = f'IF({lack}>{NAMED}," และอีก "&{number(f"{lack}-{NAMED}")}&"{DIVISIONS}","")'
    return f'IF({met}>0," ("&{told}&{more}&")","")'
