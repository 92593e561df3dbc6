"""The official table: the plan's nine columns line by line, alone as approved, and with the results beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moralxl import thai
from moralxl.master.page import (
    LEAST_SCALE,
    PRINTED_WIDTH,
    Col,
    Page,
    full_width,
    number_width,
    rows_of,
)
from moralxl.master.results import NONE, activity_result, reported, shown_attainment
from moralxl.master.widths import NARROWEST, balanced
from moralxl.model import Activity, Plan, Report, State
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
STYLE_OF = {"number": "integer", "budget_text": "centre", "unit": "centre", "period_text": "centre"}
ROOM = PRINTED_WIDTH / LEAST_SCALE  # points


def write_results(workbook: Workbook, styles: Styles, report: Report) -> None:
    """The plan with the department's results beside each activity, and the totals."""
    plan = report.plan
    measures = rows_of(report.measures)
    figures = {r["measure"]: r for r in measures if r["division"] is None}
    answered = reported(measures)
    standing = {r["activity"]: r for r in rows_of(report.activities) if r["division"] is None}
    beside = {
        a.number: _result_cells(report, a, activity_result(report, a, figures), standing[a.number], answered)
        for a in plan.activities
    }
    totals = _total_results(standing)
    columns = _columns(plan, _result_columns(totals[1]))
    rows = [_texts(plan, a, beside[a.number][0]) for a in plan.activities]
    page = Page(workbook, styles, RESULTS, balanced(columns, rows + _headings(columns), _free(plan, 1)))
    _title(page, plan)
    day = thai.format_date_long(report.round.last_day)
    page.line(f"ผลการดำเนินงาน {report.round.label} ข้อมูล ณ วันที่ {day}")
    page.headings()
    for activity in _table(page, plan):
        cells, states = beside[activity.number]
        page.row([*_plan_cells(plan, activity), *cells], _budget_style(plan, activity) | states)
    _total(page, plan, totals)
    page.set_up(columns_held=2, footer=f"{plan.title} {report.round.label}", zoom=70)


def write_approved(workbook: Workbook, styles: Styles, report: Report) -> None:
    """The plan alone, as approved."""
    plan = report.plan
    columns = _columns(plan)
    rows = [_texts(plan, a) for a in plan.activities]
    page = Page(workbook, styles, APPROVED, balanced(columns, rows + _headings(columns), _free(plan)))
    _title(page, plan)
    page.headings()
    for activity in _table(page, plan):
        page.row(_plan_cells(plan, activity), _budget_style(plan, activity))
    _total(page, plan, None)
    page.set_up(columns_held=2, footer=plan.title, zoom=80)


def _title(page: Page, plan: Plan) -> None:
    page.line(plan.title, "title")
    page.line(plan.organisation_line)


def _columns(plan: Plan, more: Sequence[Col] = ()) -> list[Col]:
    """The plan's columns in the proportions it gives, sharing with `more` what the paper has room for."""
    least = {"budget_text": number_width(plan.budget, "total_money")}
    room = ROOM - full_width([c.width for c in more])

    def at(share: float) -> list[float]:
        return [round(max(c.width * share, least.get(c.key, NARROWEST)), 2) for c in plan.columns]

    share = room / full_width([c.width for c in plan.columns]) * 1.1
    while full_width(at(share)) > room and max(at(share)) > NARROWEST:
        share *= 0.995
    shared = zip(plan.columns, at(share), strict=True)
    return [*(Col(c.heading, width, STYLE_OF.get(c.key, "cell")) for c, width in shared), *more]


def _result_columns(spent: float | None) -> list[Col]:
    """The columns of the results, the last wide enough for all that was spent."""
    *others, money = RESULT_COLUMNS
    needed = number_width(spent or 0, "total_money")
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


def _result_cells(
    report: Report, activity: Activity, words: str, standing: dict[str, Any], answered: set[str]
) -> tuple[list[object], dict[int, str]]:
    """The four cells of a result, and the styles that depend on it by position in the whole row."""
    at = len(report.plan.columns)
    spent = standing["spent"]
    anything = any(m.code in answered for m in report.plan.measures_of(activity.number))
    cells: list[object] = [words, shown_attainment(standing, answered=anything)]
    cells += [STATE_LABELS[standing["state"]], spent]
    styles = {at + 2: f"state_{standing['state']}"}
    if spent is None:
        cells[3] = NONE if activity.budget is None else "ไม่ได้รายงาน"
        styles[at + 3] = "centre"
    return cells, styles


def _total_results(standing: dict[int, dict[str, Any]]) -> tuple[str, float | None]:
    """The count of activities by state, and what was spent in all."""
    states = [row["state"] for row in standing.values()]
    told = f"บรรลุ {thai.format_number(states.count(State.MET))} จาก {thai.format_number(len(states))} กิจกรรม"
    others = [
        f"{STATE_LABELS[state][2:]} {thai.format_number(states.count(state))}"
        for state in (State.NOT_MET, State.NOT_DUE, State.NO_DATA)
        if state in states
    ]
    if others:
        told += f" ({' '.join(others)})"
    spent = [row["spent"] for row in standing.values() if row["spent"] is not None]
    return told, sum(spent) if spent else None


def _total(page: Page, plan: Plan, results: tuple[str, float | None] | None) -> None:
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
        spans.append((page.last, page.last, NONE if spent is None else spent, "total_money"))
    page.merged(spans)


# --- widths ---------------- -----------------------------------------------------------------------


def _texts(plan: Plan, activity: Activity, more: Sequence[object] = ()) -> dict[int, str]:
    """The wrapped texts of a row by column."""
    cells = [*_plan_cells(plan, activity), *more]
    return {place: cell for place, cell in enumerate(cells) if isinstance(cell, str)}


def _headings(columns: Sequence[Col]) -> list[dict[int, str]]:
    """The headings as rows to balance, once for each page they will stand on, or about."""
    return [{place: c.heading for place, c in enumerate(columns)}] * 10


def _free(plan: Plan, results: int = 0) -> list[int]:
    """The columns that hold running text, with the first `results` of those beside the plan."""
    plan_columns = [place for place, c in enumerate(plan.columns) if c.key not in {"number", "budget_text"}]
    return [*plan_columns, *range(len(plan.columns), len(plan.columns) + results)]
