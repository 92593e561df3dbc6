"""The rounds of the year side by side: each activity and its measures, and what has changed since the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.layout import a1
from moralxl.master import standing
from moralxl.master.colours import colour_states
from moralxl.master.formula import all_of, number, quoted, rounded_down, rounded_score, thai_digits
from moralxl.master.living import Figures, figures_of
from moralxl.master.page import Col, Page, shown_value
from moralxl.master.results import DIVISIONS, NONE, code, shown_score, shown_share, unit_of
from moralxl.model import RATIO_KINDS, Activity, Aggregation, Kind, Measure, Report
from moralxl.sheet import Formula
from moralxl.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "เปรียบเทียบรอบ"
CODE = Col("รหัส", 9, "middle")
NAME_WIDTH = 50.0  # of the names where as many rounds are shown as there is room for
MOST_ROUNDS = 3
PAIR = (Col("สถานะ/จำนวน", 20, "middle"), Col("ความสำเร็จ/ผล", 14, "percent_middle"))
LEADING = 2  # columns before the rounds
CHANGE = Col("เปลี่ยนแปลง", 14, "change_share")
NOTE = (
    "แถวกิจกรรมแสดงสถานะและระดับความสำเร็จ แถวตัวชี้วัดแสดงจำนวนที่ทำได้และผล "
    "การเปลี่ยนแปลงเทียบกับรอบก่อนหน้า: ▲ เพิ่มขึ้น ▼ ลดลง ร้อยละแสดงเป็นจุดร้อยละ"
)
ROUNDED = (
    "หมายเหตุ: ผลและระดับความสำเร็จแสดงโดยปัดเศษลง การเปลี่ยนแปลงคือผลต่างของค่าที่แสดง "
    "ค่าก่อนปัดเศษดูได้จากจำนวนที่แสดงไว้และแผ่นงาน “การคำนวณ”"
)
DIFFERENT = (
    "ข้อควรระวัง: หน่วยงานที่ส่งแบบรายงานในแต่ละรอบไม่ตรงกัน ผลของกรมที่เปลี่ยนไปอาจเกิดจากหน่วยงานที่รายงานต่างกัน มิใช่จากผลการดำเนินงาน"
)
RECEIVED = "แบบรายงานที่ได้รับ"


def compared(report: Report) -> list[Report]:
    """The report with those of the rounds that ended before its own, the latest ones, in the order of the rounds."""
    before = [each for each in report.earlier if each.round.last_day < report.round.last_day]
    return [*sorted(before, key=lambda each: each.round.last_day), report][-MOST_ROUNDS:]


def write_rounds(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each activity and for each of its measures, a pair of columns for each round, and the change.

    Without the returns of an earlier round there is nothing to compare, and no page.
    """
    plan, rounds = report.plan, compared(report)
    if len(rounds) < 2:
        return
    figures = [*(Figures(each) for each in rounds[:-1]), figures_of(report)]
    room = NAME_WIDTH + sum(c.width for c in PAIR) * (MOST_ROUNDS - len(rounds))
    names = Col("กิจกรรมและตัวชี้วัด", room, "label")
    page = Page(workbook, styles, NAME, [CODE, names, *PAIR * len(rounds), CHANGE])
    page.line(f"เปรียบเทียบผลการดำเนินงานของกรม {_together([each.round.label for each in rounds])}", "title")
    page.line(plan.title)
    differing = len({frozenset(each.accepted()) for each in rounds}) > 1
    page.line(f"{NOTE}\n{DIFFERENT}" if differing else NOTE, "plain")
    starts = range(LEADING, LEADING + 2 * len(rounds), 2)
    page.headings(*((at, at + 1, each.round.label) for at, each in zip(starts, rounds, strict=True)))
    _received(page, rounds)
    first = page.next
    for activity in plan.activities:
        _activity(page, figures, activity)
        for measure in plan.measures_of(activity.number):
            _measure(page, figures, measure)
    for at in starts:
        colour_states(page, (first, page.next - 1), (at, at))
    page.end_table()
    page.gap()
    page.line(ROUNDED, "plain")
    page.set_up(columns_held=2, footer=f"{plan.title} {report.round.label}")


def _together(labels: list[str]) -> str:
    """Rounds as a title names them: "รอบ ๖ เดือน กับรอบ ๑๒ เดือน"."""
    *others, last = labels
    return f"{' '.join(others)} {'กับ' if len(others) == 1 else 'และ'}{last}"


def _received(page: Page, rounds: list[Report]) -> None:
    """How many returns came in for each round, of how many."""
    pairs: list[object] = []
    shares = []
    for each in rounds:
        received, registered = len(each.accepted()), len(each.plan.divisions)
        share = shown_share(received / registered if registered else 0.0) or 0.0
        shares.append(share)
        told = f"{thai.format_number(received)} จาก {thai.format_number(registered)} {DIVISIONS}"
        pairs += [told, share]
    page.row(["", RECEIVED, *pairs, round(shares[-1] - shares[-2], 9)])


def _activity(page: Page, figures: list[Figures], activity: Activity) -> None:
    """An activity's state and attainment in each round."""
    pairs: list[object] = []
    for each in figures:
        if activity.number not in each.blocks:
            pairs += [NONE, NONE]
            continue
        pair = standing.state(each, activity.number), standing.attainment(each, activity.number)
        pairs += _of_round(each, figures, pair)
    looks = {0: "total_middle", 1: "total", page.last: "total_change_share"}
    looks |= {place: "total_percent" if place % 2 else "total_middle" for place in range(LEADING, page.last)}
    name = thai.to_thai_digits(str(activity.number))
    page.row([name, activity.name, *pairs, _change(page, pairs)], looks)


def _measure(page: Page, figures: list[Figures], measure: Measure) -> None:
    """What was done of a measure in each round, in words and as its figure."""
    pairs: list[object] = []
    for each in figures:
        if measure.code not in each.blocks:
            pairs += [NONE, NONE]
            continue
        pairs += _of_round(each, figures, (_words(each, measure), _result(each, measure)))
    share = _is_share(measure)
    style = "decimal_middle" if measure.kind == Kind.SCORE else "integer_middle"
    change = "change_decimal" if measure.kind == Kind.SCORE else "change"
    looks = {} if share else dict.fromkeys(range(LEADING + 1, page.last, 2), style) | {page.last: change}
    mark = code(figures[-1].report.plan, measure)
    page.row([mark, measure.label, *pairs, _change(page, pairs)], looks)


def _of_round(each: Figures, figures: list[Figures], pair: tuple[Formula, Formula]) -> list[object]:
    """The pair of a round: of earlier ones the values alone, as their cells are in workbooks of their own."""
    return list(pair) if each is figures[-1] else [shown_value(cell) for cell in pair]


def _change(page: Page, pairs: list[object]) -> Formula:
    """The last round's figure less that of the round before, both as their cells show them: the reader subtracts these.

    A dash where one is not known.
    """
    old, new = shown_value(pairs[-3]), pairs[-1]
    if not isinstance(old, float) or not isinstance(new, Formula):
        return Formula("", NONE)  # the round before does not change any more
    value = round(new.value - old, 9) if isinstance(new.value, float) else NONE
    cell = a1(page.next, page.last - 1)
    return standing.derived(f"IF(ISNUMBER({cell}),ROUND({cell}-{old!r},9),{quoted(NONE)})", value, new)


# --- what a measure comes to ----------------------------------------------------------------------


def _is_share(measure: Measure) -> bool:
    """Whether a measure's result is a percentage: a ratio's, or the share of the divisions that met it."""
    return measure.kind in RATIO_KINDS or measure.aggregation == Aggregation.EACH


def _words(figures: Figures, measure: Measure) -> Formula:
    """What was done, of how much: "๔๘ จาก ๖๐ คน", "๖ จาก ๑๒ หน่วยงาน", "๔ คุณธรรม", "ระดับ ๒"."""

    def figure(name: str) -> Formula:
        return figures.measure(None, measure.code, name)

    if measure.kind in RATIO_KINDS:
        return _of(figure("n"), figure("N"), unit_of(measure), figure("answered"))
    if measure.aggregation == Aggregation.EACH:
        return _of(figure("divisions_met"), figure("divisions"), DIVISIONS, figure("answered"))
    actual = figure("actual")
    before, after = ("ระดับ ", "") if measure.kind == Kind.LEVEL else ("", measure.unit)
    told, text = actual.value, actual.text
    if measure.kind == Kind.SCORE and not isinstance(told, str):
        told, text = shown_score(told), rounded_score(text)
    told = NONE if isinstance(told, str) else f"{before}{thai.format_number(told)} {after}".rstrip()
    shown = f"TRIM({quoted(before)}&{thai_digits(number(text))}&{quoted(after)})"
    return standing.derived(f"IF(ISNUMBER({actual.text}),{shown},{quoted(NONE)})", told, actual)


def _of(part: Formula, whole: Formula, unit: str, answered: Formula) -> Formula:
    known = bool(answered.value) and not isinstance(part.value, str) and not isinstance(whole.value, str)
    told = NONE
    if known:
        told = f"{thai.format_number(float(part.value))} จาก {thai.format_number(float(whole.value))} {unit}"
    words = thai_digits(f"{number(part.text)}&{quoted('จาก ')}&{number(whole.text)}")
    condition = all_of([f"{answered.text}>0", f"ISNUMBER({part.text})", f"ISNUMBER({whole.text})"])
    text = f"IF({condition},{words}&{quoted(unit)},{quoted(NONE)})"
    return standing.derived(text, told, part, whole, answered)


def _exact(figures: Figures, measure: Measure) -> Formula:
    """The figure itself: a ratio, a number, or the share of the divisions that met it."""
    of_all = measure.aggregation == Aggregation.EACH and measure.kind not in RATIO_KINDS
    return figures.measure(None, measure.code, "attainment" if of_all else "actual")


def _result(figures: Figures, measure: Measure) -> Formula:
    """The figure as it is shown: a percentage rounded down, or a number; a dash where nothing was reported."""
    figure, answered = _exact(figures, measure), figures.measure(None, measure.code, "answered")
    known = isinstance(figure.value, float) and bool(answered.value)
    shown, told = figure.value, figure.text
    if known and _is_share(measure):
        shown = shown_share(float(shown)) or 0.0
    elif known and measure.kind == Kind.SCORE:
        shown = shown_score(float(shown))
    if _is_share(measure):
        told = rounded_down(told)
    elif measure.kind == Kind.SCORE:
        told = rounded_score(told)
    text = f"IF(AND(ISNUMBER({figure.text}),{answered.text}>0),{told},{quoted(NONE)})"
    return standing.derived(text, shown if known else NONE, figure, answered)
