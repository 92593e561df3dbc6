"""The money: what the plan gives each activity against what was spent on it, in baht."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.layout import a1, absolute
from moralxl.master import chart
from moralxl.master.colours import colour_states, show_satang
from moralxl.master.formula import quoted, rounded_down
from moralxl.master.living import Figures, figures_of
from moralxl.master.page import Col, Page
from moralxl.master.paper import PRINTED_HEIGHT
from moralxl.master.results import NONE, shown_share
from moralxl.master.standing import derived
from moralxl.model import Report
from moralxl.sheet import Formula
from moralxl.styles import FILLS, Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "งบประมาณ"
COLUMNS = (
    Col("กิจกรรมที่", 9, "middle"),
    Col("โครงการ/กิจกรรม", 62, "label"),
    Col("ระยะเวลาตามแผน", 24, "middle"),
    Col("งบประมาณตามแผน (บาท)", 15, "money_middle"),
    Col("ใช้จ่ายจริง (บาท)", 15, "money_middle"),
    Col("คงเหลือ (บาท)", 15, "money_middle"),
    Col("ใช้จ่ายคิดเป็น", 11, "percent_middle"),
    Col("สถานะการใช้จ่าย", 21, "middle"),
)
PLANNED, SPENT, LEFT, USED, VERDICT = 3, 4, 5, 6, 7
FIRST_ROW = 4  # of the activities, from 0: after three title lines and the headings
WITHIN, OVER, UNPLANNED = "✓ อยู่ในวงเงิน", "▲ เกินวงเงิน", "▲ ไม่มีในแผนงบประมาณ"
UNREPORTED = "– ไม่ได้รายงาน"
LEAST_CHART, MOST_CHART = 240.0, 400.0  # points
MOST_BARS = 12  # beyond which their figures would overlap


@dataclass(frozen=True, slots=True)
class Spending:
    """The budget of one activity, or of all, and what was spent of it."""

    planned: float | None
    spent: float | None

    @property
    def left(self) -> float | str:
        """What is left; below 0 where more was spent."""
        return NONE if self.spent is None else (self.planned or 0) - self.spent

    @property
    def used(self) -> float | str:
        """The share that was spent, as its cell shows it."""
        if self.spent is None or not self.planned:
            return NONE
        share = shown_share(self.spent / self.planned)
        return NONE if share is None else share

    @property
    def verdict(self) -> str:
        """Whether the money sufficed."""
        if self.spent is None:
            return UNREPORTED
        if self.spent <= (self.planned or 0):
            return WITHIN
        return OVER if self.planned else UNPLANNED


def spending(report: Report) -> dict[int, Spending]:
    """By number, the activities that have a budget or on which something was spent, in plan order."""
    figures = figures_of(report)
    found = {}
    for activity in report.plan.activities:
        spent = figures.activity_value(None, activity.number, "spent")
        each = Spending(activity.budget, None if isinstance(spent, str) else spent)
        if activity.budget is not None or each.spent is not None:
            found[activity.number] = each
    return found


def all_spending(report: Report) -> Spending:
    """The plan's budget and all that was spent."""
    spent = [each.spent for each in spending(report).values() if each.spent is not None]
    return Spending(report.plan.budget, sum(spent) if spent else None)


def total_cell(report: Report, column: int) -> str:
    """The address of one of the total row's figures, as formulas of other sheets name it."""
    return f"'{NAME}'!{absolute(FIRST_ROW + len(spending(report)), column)}"


def total_cells(report: Report) -> tuple[str, str]:
    """Two ranges of two cells each, for a chart: the headings of what was planned and spent, and their totals."""
    total = FIRST_ROW + len(spending(report))
    heading, values = (f"='{NAME}'!{absolute(row, PLANNED)}:{absolute(row, SPENT)}" for row in (FIRST_ROW - 1, total))
    return heading, values


def write_budget(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each activity with a budget or with spending, the total, and a chart of both."""
    plan, figures = report.plan, figures_of(report)
    page = Page(workbook, styles, NAME, COLUMNS)
    page.line(f"งบประมาณตามแผนและการใช้จ่าย {report.round.label}", "title")
    page.line(plan.title)
    page.line(f"ข้อมูล ณ วันที่ {thai.format_date_long(report.round.last_day)}")
    page.headings()
    listed = spending(report)
    for number, each in listed.items():
        activity = plan.activity(number)
        spent = figures.activity(None, number, "spent")
        cells: list[object] = [thai.to_thai_digits(str(number)), activity.name, activity.period_text]
        cells += [NONE if each.planned is None else each.planned, NONE if each.spent is None else spent]
        page.row([*cells, *_derived(page.next, each, spent)], links={SPENT: figures.place(None, number)})
    _total(page, figures, report)
    colour_states(page, (FIRST_ROW, page.next - 1), (VERDICT, VERDICT))
    for column in (PLANNED, SPENT, LEFT):
        show_satang(page, (FIRST_ROW, page.next - 1), column)
    page.end_table()
    if listed:
        _chart(workbook, page, list(listed.values()))
    page.set_up(columns_held=2, footer=f"{plan.title} {report.round.label}")


def _derived(row: int, each: Spending, *parts: Formula) -> list[Formula]:
    """What is left, the share used and the verdict, reckoned from the cells beside them."""
    planned, spent = a1(row, PLANNED), a1(row, SPENT)
    known = f"ISNUMBER({spent})"
    over = f"IF(N({planned})>0,{quoted(OVER)},{quoted(UNPLANNED)})"
    return [
        derived(f"IF({known},N({planned})-{spent},{quoted(NONE)})", each.left, *parts),
        derived(
            f"IF({known},IF(N({planned})>0,{rounded_down(f'{spent}/{planned}')},{quoted(NONE)}),{quoted(NONE)})",
            each.used,
            *parts,
        ),
        derived(
            f"IF({known},IF({spent}>N({planned}),{over},{quoted(WITHIN)}),{quoted(UNREPORTED)})", each.verdict, *parts
        ),
    ]


def _total(page: Page, figures: Figures, report: Report) -> None:
    """The sums of the rows above; the plan's own sum stands for what was planned."""
    every, row = all_spending(report), page.next
    first, last = a1(FIRST_ROW, SPENT), a1(row - 1, SPENT)
    some = f"IF(COUNT({first}:{last})=0,{quoted(NONE)},SUM({first}:{last}))"
    value = NONE if every.spent is None else every.spent
    spent = Formula(some if figures.living and row > FIRST_ROW else "", value)
    styles = dict.fromkeys(range(len(COLUMNS)), "total_middle")
    styles |= dict.fromkeys((PLANNED, SPENT, LEFT), "total_money") | {USED: "total_percent"}
    if every.spent is None:
        styles |= {SPENT: "total_middle", LEFT: "total_middle"}
    page.row(["รวม", "", "", every.planned, spent, *_derived(row, every, spent)], styles)


def _chart(workbook: Workbook, page: Page, listed: list[Spending]) -> None:
    """What was planned and spent, by activity, below the table or on a page of its own."""
    count = len(listed)
    drawn = chart.new_chart(workbook, "column", "งบประมาณตามแผนและการใช้จ่ายจริง จำแนกตามกิจกรรม (บาท)")
    names = f"='{NAME}'!{absolute(FIRST_ROW, 0)}:{absolute(FIRST_ROW + count - 1, 0)}"
    amounts = {PLANNED: [each.planned for each in listed], SPENT: [each.spent for each in listed]}
    for column, fill in ((PLANNED, "planned"), (SPENT, "done")):
        values = f"='{NAME}'!{absolute(FIRST_ROW, column)}:{absolute(FIRST_ROW + count - 1, column)}"
        series = {"name": [NAME, FIRST_ROW - 1, column], "categories": names, "values": values, "gap": 60}
        series |= FILLS[fill]
        if count <= MOST_BARS:
            series["data_labels"] = chart.labels(chart.money_label(*amounts[column]))
        drawn.add_series(series)
    drawn.set_x_axis(chart.category_axis(name="กิจกรรมที่", name_font=chart.font()))
    drawn.set_y_axis(chart.value_axis())
    drawn.set_legend(chart.legend())
    page.gap()
    row, height = page.next, _room(page)
    page.gap()
    chart.reserve(page, height)
    told = "แผนภูมิแท่งเปรียบเทียบงบประมาณตามแผนกับการใช้จ่ายจริงของแต่ละกิจกรรม"
    chart.place(page, drawn, row, (0, page.last), height, told)


def _room(page: Page) -> float:
    """The height of the chart: the rest of the table's page, or most of a page of its own."""
    whole = PRINTED_HEIGHT / page.scale * chart.SURE
    rest = whole - sum(page.heights)
    if rest >= LEAST_CHART:
        return min(rest, MOST_CHART)
    page.breaks.add(page.next)
    return MOST_CHART
