"""The official table: the plan's nine columns line by line, alone as approved, and with the results beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.layout import a1
from moralxl.master.colours import colour_states, show_satang
from moralxl.master.formula import quoted
from moralxl.master.heights import lines_of, number_width, true_height
from moralxl.master.living import Figures, figures_of
from moralxl.master.measures import attainment_cell
from moralxl.master.page import Col, Page, shown_value
from moralxl.master.paper import LEAST_SCALE, PRINTED_WIDTH, full_width
from moralxl.master.results import NONE
from moralxl.master.widths import NARROWEST, Table, balanced
from moralxl.master.words import TALLIED, activity_words, tally_words
from moralxl.model import Activity, Plan, Report, State
from moralxl.sheet import Formula
from moralxl.styles import STATE_LABELS, Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

RESULTS, APPROVED = "แผนและผล", "แผนที่อนุมัติ"
RESULT_COLUMNS = (
    Col("ผลการดำเนินงาน", 28),
    Col("ระดับความสำเร็จ (ร้อยละ)", 8, "percent"),
    Col("สถานะ", 9.5, "centre"),
    Col("ใช้จ่ายจริง (บาท)", 8.5, "money"),
)
SHARE, STATE, SPENT = 1, 2, 3  # of those
STYLE_OF = {"number": "integer", "budget_text": "centre", "unit": "centre", "period_text": "centre"}
ROOM = 0.995 * PRINTED_WIDTH / LEAST_SCALE  # points; programs round each column up or down


def write_results(workbook: Workbook, styles: Styles, report: Report) -> None:
    """The plan with the department's results beside each activity, and the totals."""
    plan, figures = report.plan, figures_of(report)
    beside = {a.number: _result_cells(figures, a) for a in plan.activities}
    states = [str(cells[STATE].value) for cells in beside.values()]
    spent = [cells[SPENT].value for cells in beside.values()]
    known = [amount for amount in spent if isinstance(amount, float)]
    day = thai.format_date_long(report.round.last_day)
    lines = _title(plan)
    lines.append((f"ผลการดำเนินงาน {report.round.label} ข้อมูล ณ วันที่ {day}", "subtitle"))
    if not figures.living:
        lines.append((figures.still, "note"))
    columns = _balanced(plan, _columns(plan, _result_columns(sum(known))), lines, beside)
    page = Page(workbook, styles, RESULTS, columns)
    for text, style in lines:
        page.line(text, style)
    page.headings()
    first = page.next
    at = len(plan.columns)
    for activity in _table(page, plan):
        marks = _budget_style(plan, activity)
        if isinstance(beside[activity.number][SPENT].value, str):
            marks[at + SPENT] = "centre"
        place = figures.place(None, activity.number)
        # from the words to the measures they tell, from the figures to the activity's own
        words = figures.place(None, plan.measures_of(activity.number)[0].code)
        links = {at: words, at + SHARE: place, at + STATE: place, at + SPENT: place}
        page.row([*_plan_cells(plan, activity), *beside[activity.number]], marks, links)
    if page.next > first:
        colour_states(page, (first, page.next - 1), (at + STATE, at + STATE))
        show_satang(page, (first, page.next), at + SPENT)
    ranges = {place: f"{a1(first, at + place)}:{a1(page.next - 1, at + place)}" for place in (STATE, SPENT)}
    total = Formula(
        f"IF(COUNT({ranges[SPENT]})=0,{quoted(NONE)},SUM({ranges[SPENT]}))" if figures.living else "",
        sum(known) if known else NONE,
    )
    told = tally_words(ranges[STATE], _tally(states))
    _total(page, plan, (told if figures.living else Formula("", told.value), total))
    page.set_up(columns_held=2, footer=f"{plan.title} {report.round.label}", zoom=70, exact=True)


def write_approved(workbook: Workbook, styles: Styles, report: Report) -> None:
    """The plan alone, as approved."""
    plan = report.plan
    lines = _title(plan)
    page = Page(workbook, styles, APPROVED, _balanced(plan, _columns(plan), lines, {}))
    for text, style in lines:
        page.line(text, style)
    page.headings()
    for activity in _table(page, plan):
        page.row(_plan_cells(plan, activity), _budget_style(plan, activity))
    _total(page, plan, None)
    page.set_up(columns_held=2, footer=plan.title, exact=True)


def _title(plan: Plan) -> list[tuple[str, str]]:
    """The lines above the plan's table, each with its style."""
    return [(plan.title, "title"), (plan.organisation_line, "subtitle")]


def _columns(plan: Plan, more: Sequence[Col] = ()) -> list[Col]:
    """The plan's columns in the proportions it gives, sharing with `more` what the paper has room for."""
    least = {"number": 0.0, "budget_text": number_width(plan.budget, "total_money")}
    room = ROOM - full_width([c.width for c in more])

    def at(share: float) -> list[float]:
        return [round(max(c.width * share, least.get(c.key, NARROWEST)), 2) for c in plan.columns]

    share = room / full_width([c.width for c in plan.columns]) * 1.1
    while full_width(at(share)) > room and max(at(share)) > NARROWEST:
        share *= 0.995
    shared = zip(plan.columns, at(share), strict=True)
    return [*(Col(c.heading, width, STYLE_OF.get(c.key, "cell")) for c, width in shared), *more]


def _result_columns(spent: float) -> list[Col]:
    """The columns of the results, the last wide enough for all that was spent."""
    *others, money = RESULT_COLUMNS
    needed = number_width(spent, "total_money")
    return [*others, replace(money, width=max(money.width, needed))]


def _table(page: Page, plan: Plan) -> Iterator[Activity]:
    """Go through the activities, writing the row of each guideline before its first one."""
    for guideline in plan.guidelines:
        page.line(guideline.text, "section")
        yield from (a for a in plan.activities if a.guideline == guideline.number)


def _plan_cells(plan: Plan, activity: Activity) -> list[object]:
    """An activity's official cells: text as approved, number and budget as numbers."""
    cells = {c.key: getattr(activity, c.key) for c in plan.columns}
    if activity.budget is not None:
        cells["budget_text"] = activity.budget
    return list(cells.values())


def _budget_style(plan: Plan, activity: Activity) -> dict[int, str]:
    if activity.budget is None:
        return {}
    return {[c.key for c in plan.columns].index("budget_text"): "money"}


def _result_cells(figures: Figures, activity: Activity) -> list[Formula]:
    """The four cells of a result: words, attainment, state and money spent."""

    def figure(name: str) -> Formula:
        return figures.activity(None, activity.number, name)

    spent = figure("spent")
    if spent.value == "" or spent.text:
        missing = NONE if activity.budget is None else "ไม่ได้รายงาน"
        told = spent.text and f"IF(ISNUMBER({spent.text}),{spent.text},{quoted(missing)})"
        spent = Formula(told, spent.value if isinstance(spent.value, float) else missing)
    words, attainment = activity_words(figures, activity), attainment_cell(figure("attainment"), figure("answered"))
    return [words, attainment, figure("state"), spent]


def _tally(labels: Sequence[str]) -> str:
    """The count of activities by state, from the labels of their states."""
    met = labels.count(STATE_LABELS[State.MET])
    told = f"บรรลุ {thai.format_number(met)} จาก {thai.format_number(len(labels))} กิจกรรม"
    counts = {label: labels.count(label) for label in TALLIED}
    others = [f"{label[2:]} {thai.format_number(count)}" for label, count in counts.items() if count]
    return f"{told} ({' '.join(others)})" if others else told


def _total(page: Page, plan: Plan, results: tuple[Formula, Formula] | None) -> None:
    """The plan's total row: official text, sum of budgets and, with results, activities met and money spent."""
    keys = [c.key for c in plan.columns]
    budget, last = keys.index("budget_text"), len(keys) - 1
    spans: list[tuple[int, int, object, str]] = [
        (0, 0, plan.total_label, "total_middle"),
        (1, budget - 1, plan.total_text, "total"),
        (budget, budget, plan.budget, "total_money"),
    ]
    if budget < last:
        spans.append((budget + 1, last, "", "total"))
    if results:
        told, spent = results
        spans.append((last + 1, page.last - 1, told, "total"))
        spans.append((page.last, page.last, spent, "total_money"))
    page.merged(spans)


# --- widths ---------------------------------------------------------------------------------------


def _balanced(
    plan: Plan, columns: Sequence[Col], lines: Sequence[tuple[str, str]], beside: Mapping[int, Sequence[object]]
) -> list[Col]:
    """The columns, balanced for the plan's texts and the words of the results `beside` them by activity."""
    rows, before = [], []
    for guideline in plan.guidelines:
        section = _height(columns, guideline.text, "section")
        for activity in (a for a in plan.activities if a.guideline == guideline.number):
            cells = [*_plan_cells(plan, activity), *map(shown_value, beside.get(activity.number, ()))]
            rows.append({place: cell for place, cell in enumerate(cells) if isinstance(cell, str)})
            before.append(section)
            section = 0.0
    # numbers and money keep their widths, and so do the figures of the results, of which the words come first
    free = [place for place, c in enumerate(plan.columns) if c.key not in {"number", "budget_text"}]
    if beside:
        free.append(len(plan.columns))
    above = sum(_height(columns, text, style) for text, style in lines)
    return balanced(Table(columns, rows, above, before, true_height(2 if beside else 1, "total")), free)


def _height(columns: Sequence[Col], text: str, style: str) -> float:
    """The height of a line across all columns."""
    return true_height(lines_of(text, sum(c.width for c in columns), style), style)
