"""The items of the moral-organisation assessment: which activities serve each, and how far they are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.layout import a1, absolute
from moralxl.master import chart, standing
from moralxl.master.colours import colour_states
from moralxl.master.formula import criterion, quoted, rounded_down, thai_digits
from moralxl.master.living import Figures, figures_of
from moralxl.master.page import Col, Page
from moralxl.master.results import NONE, shown_share
from moralxl.master.standing import STATES
from moralxl.model import Activity, Plan, Report, State
from moralxl.sheet import Formula
from moralxl.styles import CHART_LABEL, FILLS, STATE_LABELS, Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "ข้อประเมิน"
COUNT_WIDTH = 13.0
# the summary stands in the first columns, the lists beneath in all, the activities' names across those between
COLUMNS = (
    Col("ข้อ", 12, "middle"),
    Col("กิจกรรมที่", COUNT_WIDTH, "integer_middle"),
    Col("โครงการ/กิจกรรม", COUNT_WIDTH),
    *(Col("", COUNT_WIDTH) for _ in range(4)),
    Col("", 47),
    Col("ระดับความสำเร็จ", 13, "percent_middle"),
    Col("สถานะ", 17, "middle"),
)
SUMMARY = ("ข้อ", "กิจกรรมทั้งหมด", *(STATE_LABELS[state] for state in STATES), "บรรลุคิดเป็น")
NAME_FROM, NAME_TO, REACHED, STATE = 2, 7, 8, 9
BESIDE = (7, 9)  # the columns of the chart
FIRST_ROW = 4  # of the summary, from 0
LEAST_CHART = 240.0  # points
GRID_LINES = 5


def items_of(plan: Plan) -> dict[int, list[Activity]]:
    """The activities that serve each item, in the order of the items."""
    numbers = sorted({item for activity in plan.activities for item in activity.items})
    return {number: [a for a in plan.activities if number in a.items] for number in numbers}


def item_label(number: int) -> str:
    """An item as it is named: the plan has its number only."""
    return f"ข้อ {thai.format_number(number)}"


def write_assessment(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A summary of the items with a chart, then the activities of each item with their standing."""
    plan, items = report.plan, items_of(report.plan)
    page = Page(workbook, styles, NAME, COLUMNS)
    page.line(f"ผลการดำเนินงานตามข้อประเมินองค์กรคุณธรรม {report.round.label}", "title")
    page.line(plan.title)
    page.line(f"ข้อมูล ณ วันที่ {thai.format_date_long(report.round.last_day)}")
    if not items:
        page.line("แผนนี้ไม่ได้ระบุข้อประเมินของกิจกรรม", "cell")
        page.set_up(footer=f"{plan.title} {report.round.label}")
        return
    figures = figures_of(report)
    _summary(page, figures, items)
    _chart(workbook, page, items)
    heading = page.next
    _lists(page, figures, items)
    page.heading_row = page.headings_from = heading
    page.set_up(footer=f"{plan.title} {report.round.label}")
    page.sheet.raw.panes = []  # the headings stand below the summary and cannot be held


# --- the summary ----------------------------------------------------------------------------------


def _first_listed(items: dict[int, list[Activity]]) -> dict[int, int]:
    """The row of each item's first activity in the lists: after the summary, a gap, headings and the item's title."""
    row, found = FIRST_ROW + len(items) + 2, {}
    for number, activities in items.items():
        row += 1
        found[number] = row
        row += len(activities)
    return found


def _summary(page: Page, figures: Figures, items: dict[int, list[Activity]]) -> None:
    """A row for each item: how many activities serve it, and how many of them stand where."""
    blank = dict.fromkeys(range(len(SUMMARY), len(COLUMNS)), "plain")
    page.heading([*SUMMARY, *[None] * len(blank)], blank)
    listed = _first_listed(items)
    for number, activities in items.items():
        states = _states(figures, activities)
        first, last = (absolute(listed[number] + place, STATE) for place in (0, len(activities) - 1))
        own = standing.state(figures, activities[0].number)
        counts = [
            standing.derived(f"COUNTIF({first}:{last},{criterion(STATE_LABELS[state])})", states.count(state), own)
            for state in STATES
        ]
        met, every = a1(page.next, 2), a1(page.next, 1)
        told = Formula("", NONE)
        if states:
            share = shown_share(states.count(State.MET) / len(states)) or 0.0
            told = standing.derived(rounded_down(f"{met}/{every}"), share, own)
        looks = {0: "total_middle", **dict.fromkeys(range(2, 6), "integer_middle"), 6: "percent_middle"}
        page.row([item_label(number), len(states), *counts, told, *[None] * len(blank)], looks | blank)


def _states(figures: Figures, activities: list[Activity]) -> list[State]:
    """The states of the activities of which something is asked: not of those that were waived."""
    states = [standing.state_of(figures, a.number) for a in activities]
    return [state for state in states if state != State.NOT_APPLICABLE]


def _chart(workbook: Workbook, page: Page, items: dict[int, list[Activity]]) -> None:
    """The summary as bars, each of as many parts as there are states, beside it."""
    drawn = chart.new_chart(workbook, "column", "จำนวนกิจกรรมตามสถานะ จำแนกตามข้อประเมิน", "stacked")
    last = FIRST_ROW + len(items) - 1
    unit = math.ceil(max(map(len, items.values())) / GRID_LINES)
    for place, state in enumerate(STATES, start=2):
        drawn.add_series(
            {
                "name": [NAME, FIRST_ROW - 1, place],
                "categories": [NAME, FIRST_ROW, 0, last, 0],
                "values": [NAME, FIRST_ROW, place, last, place],
                "gap": 50,
                "data_labels": chart.boxed_labels(CHART_LABEL),
                **FILLS[state],
            }
        )
    drawn.set_x_axis(chart.category_axis())
    drawn.set_y_axis(chart.value_axis(name="จำนวนกิจกรรม", name_font=chart.font(rotation=-90), major_unit=unit))
    drawn.set_legend(chart.legend())
    height = sum(page.heights[FIRST_ROW - 1 :])
    page.gap()
    if height < LEAST_CHART:
        chart.reserve(page, LEAST_CHART - height)
        height = LEAST_CHART
    told = "แผนภูมิแท่งแสดงจำนวนกิจกรรมที่บรรลุ ไม่บรรลุ ยังไม่ถึงกำหนด และไม่มีข้อมูล ของแต่ละข้อประเมิน"
    chart.place(page, drawn, FIRST_ROW - 1, BESIDE, height, told)


# --- the lists ------------------------------------------------------------------------------------


def _lists(page: Page, figures: Figures, items: dict[int, list[Activity]]) -> None:
    """The activities under each item, with attainment and state."""
    headings = [(place, place, COLUMNS[place].heading, "heading") for place in (0, 1, REACHED, STATE)]
    page.kept.add(page.next)
    page.merged(sorted([*headings, (NAME_FROM, NAME_TO, COLUMNS[NAME_FROM].heading, "heading")]))
    for place, (number, activities) in enumerate(items.items()):
        page.kept.add(page.next)
        _item(page, number, activities, FIRST_ROW + place, figures)
        first = page.next
        for activity in activities:
            target = figures.place(None, activity.number)
            for column in (REACHED, STATE) if target else ():
                page.sheet.leads(page.next, column, target)
            page.merged(
                [
                    (0, 0, item_label(number), "middle"),
                    (1, 1, activity.number, "integer_middle"),
                    (NAME_FROM, NAME_TO, activity.name, "label"),
                    (REACHED, REACHED, standing.attainment(figures, activity.number), "percent_middle"),
                    (STATE, STATE, standing.state(figures, activity.number), "middle"),
                ]
            )
        colour_states(page, (first, page.next - 1), (STATE, STATE))


def _item(page: Page, number: int, activities: list[Activity], row: int, figures: Figures) -> None:
    """The title of an item, with what the summary says of it."""
    states = _states(figures, activities)
    told = f"บรรลุ {thai.format_number(states.count(State.MET))} จาก {thai.format_number(len(states))} กิจกรรม"
    own = standing.state(figures, activities[0].number)
    shown = f'TEXT({a1(row, 2)},"0")&{quoted(" จาก ")}&TEXT({a1(row, 1)},"0")'
    text = f"{quoted('บรรลุ ')}&{thai_digits(shown)}&{quoted(' กิจกรรม')}"
    page.merged(
        [
            (0, 0, item_label(number), "total_middle"),
            (1, NAME_TO, standing.derived(text, told, own), "total"),
            (REACHED, STATE, "", "total"),
        ]
    )
