"""The round at a glance, on one printed page: what came in, what is met, what was spent, and what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moralxl import messages, thai
from moralxl.master import assessment, budget, chart, matrix, measures, official, returns, timeline
from moralxl.master.colours import colour_states
from moralxl.master.details import is_detailed, left_out
from moralxl.master.formula import criterion, quoted
from moralxl.master.heights import true_height
from moralxl.master.living import Figures, figures_of
from moralxl.master.page import Col, Page
from moralxl.master.paper import PRINTED_HEIGHT
from moralxl.master.results import NONE
from moralxl.master.standing import LATE, STATES, attainment, state, state_of
from moralxl.master.waived import WAIVED, WAIVED_LABEL
from moralxl.model import Report, Severity
from moralxl.sheet import Formula
from moralxl.status import SEVERITIES
from moralxl.status import WAIVED as FINDING_WAIVED
from moralxl.styles import CHART_SHARE, CHART_TO_WHOLE, FILLS, STATE_LABELS, Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "ภาพรวม"
# the tiles of the four states stand in single columns side by side, so that a chart can draw their row
COLUMNS = (
    Col("กิจกรรมที่", 10, "integer_middle"),
    Col("", 25),
    *(Col("", 24.5, "middle") for _ in STATES),
    Col("ระดับความสำเร็จ", 19, "percent_middle"),
    Col("สถานะ", 26, "middle"),
)
STATE_FROM, STATE_TO, REACHED, STATE = 2, 5, 6, 7
LABEL_ROW, COUNT_ROW = 3, 4  # of the tiles, from 0
WORST = 5
# of the states chart: room for the labels before the bars and the counts behind them
BARS = {"x": 0.46, "y": 0.18, "width": 0.42, "height": 0.78}
# labels that tell nought from nothing
ATTAINED = f'[={timeline.NO_DATA_BAR}]"ไม่มีข้อมูล";[={timeline.WAIVED_BAR}]"ยกเว้น";{CHART_SHARE}'
NO_MORE = "ไม่มีกิจกรรมอื่นที่ครบกำหนดแล้วแต่ยังไม่บรรลุ"
NOT_REPORTED = budget.UNREPORTED[2:]
NAMED, LISTED = 4, 40  # so many missing divisions are named in full; so many have at least their codes listed
LEAST_CHART, MOST_CHART = 165.0, 320.0  # points
LINKS = (official.RESULTS, timeline.NAME, assessment.NAME, budget.NAME, matrix.NAME, measures.NAME)


def write_glance(workbook: Workbook, styles: Styles, report: Report) -> None:
    """Tiles with the round's figures, charts of them, the activities furthest behind, and where to read more."""
    plan, round_ = report.plan, report.round
    page = Page(workbook, styles, NAME, COLUMNS)
    page.line(f"ภาพรวมผลการดำเนินงาน {round_.label}", "title")
    page.line(f"{plan.title} {plan.organisation}")
    page.line(f"ข้อมูล ณ วันที่ {thai.format_date_long(round_.last_day)}")
    figures = figures_of(report)
    _tiles(page, figures, report)
    page.gap()
    charts = page.next
    page.gap()
    page.gap()
    _worst(page, figures, report)
    page.gap()
    _told(page, report)
    if not is_detailed(report):
        page.gap()
        page.line(left_out(report), "note")
    height = PRINTED_HEIGHT / page.scale * chart.SURE - sum(page.heights) + page.heights[charts]
    height = min(max(height, LEAST_CHART), MOST_CHART)
    chart.reserve(page, height, charts)
    _charts(workbook, page, report, charts, height)
    page.set_up(footer=f"{plan.title} {round_.label}")
    page.sheet.raw.fit_to_pages(1, 1)
    page.sheet.raw.activate()


# --- tiles ----------------------------------------------------------------------------------------


def _tiles(page: Page, figures: Figures, report: Report) -> None:
    """Returns, activities by state and money, each with what it is out of."""
    plan, money = report.plan, budget.all_spending(report)
    tiles = list(enumerate(STATES, start=STATE_FROM))
    page.merged(
        [
            (0, 1, "แบบรายงานที่ได้รับ", "tile"),
            *((place, place, STATE_LABELS[each], f"state_{each}_middle") for place, each in tiles),
            (REACHED, STATE, f"ใช้จ่ายจากงบประมาณ {thai.format_number(plan.budget)} บาท", "tile"),
        ]
    )
    states = [state_of(figures, a.number) for a in plan.activities]
    where = f"'{timeline.NAME}'!{timeline.column(plan, 'สถานะ')}"
    counts = [
        _living(figures, f"COUNTIF({where},{criterion(STATE_LABELS[each])})", states.count(each)) for _, each in tiles
    ]
    page.merged([(place, place, count, "tile_number") for (place, _), count in zip(tiles, counts, strict=True)])
    spent = _living(figures, budget.total_cell(report, budget.SPENT), NONE if money.spent is None else money.spent)
    whole = isinstance(spent.value, str) or spent.value.is_integer()
    page.sheet.merge(COUNT_ROW, 0, 1, Formula("", len(report.accepted())), "tile_number")
    page.sheet.merge(COUNT_ROW, REACHED, STATE, spent, "tile_number" if whole else "tile_number_satang")
    chart.reserve(page, true_height(1, "tile_number"))
    among = f"จาก {thai.format_number(len(plan.activities))} กิจกรรม"
    page.merged(
        [
            (0, 1, f"จาก {thai.format_number(len(plan.divisions))} หน่วยงาน", "tile_foot"),
            *((place, place, among, "tile_foot") for place in range(STATE_FROM, STATE_TO + 1)),
        ]
    )
    used = budget.total_cell(report, budget.USED)
    share = f"IF(ISNUMBER({used}),ROUND({used}*100,1),{quoted(NOT_REPORTED)})"
    value = NOT_REPORTED if isinstance(money.used, str) else round(money.used * 100, 1)
    page.sheet.merge(page.next - 1, REACHED, STATE, _living(figures, share, value), "tile_share")


def _living(figures: Figures, text: str, value: float | str) -> Formula:
    """A formula over cells of other pages; the value alone where those hold values only."""
    return Formula(text if figures.living else "", value)


# --- the activities furthest behind ---------------------------------------------------------------


def worst(report: Report) -> list[int]:
    """The activities that are due and not met, the least attained first, then by number; at most five."""
    figures = figures_of(report)
    late = [a.number for a in report.plan.activities if state_of(figures, a.number) in LATE]

    def behind(number: int) -> tuple[float, int]:
        reached = figures.activity_value(None, number, "attainment")
        return (0.0 if isinstance(reached, str) else round(reached, 9)), number

    return sorted(late, key=behind)[:WORST]


def _worst(page: Page, figures: Figures, report: Report) -> None:
    """A row for each of the worst; one that tells that there are no more where they are fewer than five."""
    numbers = worst(report)
    title = f"กิจกรรมที่ครบกำหนดแล้วแต่ยังไม่บรรลุ เรียงจากระดับความสำเร็จต่ำสุด {thai.format_number(WORST)} ลำดับแรก"
    headings = [(place, place, COLUMNS[place].heading, "heading") for place in (0, REACHED, STATE)]
    page.merged(sorted([*headings, (1, STATE_TO, title, "heading")]))
    first = page.next
    for rank in range(1, min(WORST, len(numbers) + 1) + 1):
        number, name, reached, now = _ranked(figures, report, numbers, rank)
        page.merged(
            [
                (0, 0, number, "integer_middle"),
                (1, STATE_TO, name, "label"),
                (REACHED, REACHED, reached, "percent_middle"),
                (STATE, STATE, now, "middle"),
            ]
        )
    colour_states(page, (first, page.next - 1), (STATE, STATE))


def _ranked(figures: Figures, report: Report, numbers: list[int], rank: int) -> list[Formula]:
    """The cells of the activity of a rank, looked up in the calendar, whose rows' hidden numbers are ranked."""
    plan = report.plan
    values: list[float | str] = ["", NO_MORE, "", ""]
    if rank <= len(numbers):
        number = numbers[rank - 1]
        values = [number, plan.activity(number).name, attainment(figures, number).value, state(figures, number).value]
    keys = f"'{timeline.NAME}'!{timeline.key_column(plan)}"
    found = f"MATCH(SMALL({keys},{rank}),{keys},0)"
    cells = []
    for heading, value in zip(timeline.LOOKED_UP, values, strict=True):
        column = f"'{timeline.NAME}'!{timeline.column(plan, heading)}"
        otherwise = quoted(NO_MORE if value == NO_MORE else "")
        cells.append(_living(figures, f"IFERROR(INDEX({column},{found}),{otherwise})", value))
    return cells


# --- what else is to be told ----------------------------------------------------------------------


def _told(page: Page, report: Report) -> None:
    """The divisions that sent nothing, the findings by weight, what was waived, and links to pages with the details."""
    told = [
        ("ยังไม่ได้รับแบบรายงานจาก", missing_text(report), returns.RETURNS),
        ("ข้อค้นพบจากการตรวจ", findings_text(report), returns.FINDINGS),
    ]
    figures = figures_of(report)
    let_off = [a.number for a in report.plan.activities if state(figures, a.number).value == WAIVED_LABEL]
    if let_off:
        numbers = ", ".join(thai.to_thai_digits(str(number)) for number in let_off)
        text = f"{thai.format_number(len(let_off))} กิจกรรม: กิจกรรมที่ {numbers}"
        told.append((f"กิจกรรมที่{WAIVED}", text, returns.RETURNS))
    for label, text, target in told:
        page.merged([(0, 1, label, "total"), (STATE_FROM, REACHED, text, "label"), (STATE, STATE, target, "link")])
        page.sheet.link(page.next - 1, STATE, f"'{target}'!A1", target, "link")
    page.merged([(0, 1, "รายละเอียด", "total")])
    for place, target in enumerate(LINKS, start=STATE_FROM):
        page.sheet.link(page.next - 1, place, f"'{target}'!A1", target, "link")


def findings_text(report: Report) -> str:
    """How many findings of each weight there are; those that were waived are counted apart."""
    if not report.findings:
        return "ไม่พบข้อผิดพลาด"
    weights = [messages.severity(f) for f in report.findings if not f.waiver]
    counts = [(SEVERITIES["th"][severity], weights.count(severity)) for severity in Severity]
    if len(weights) < len(report.findings):
        counts.append((FINDING_WAIVED["th"], len(report.findings) - len(weights)))
    return "  ".join(f"{name} {thai.format_number(count)} รายการ" for name, count in counts)


def missing_text(report: Report) -> str:
    """The divisions that sent nothing: by name where they are few, by code where many, the rest by number."""
    missing = report.missing()
    if not missing:
        return "ไม่มี ได้รับครบทุกหน่วยงานแล้ว"
    told = [f"{d.code} {d.name}" if len(missing) <= NAMED else d.code for d in missing[:LISTED]]
    more = len(missing) - len(told)
    rest = f" และอีก {thai.format_number(more)} หน่วยงาน" if more else ""
    return f"{thai.format_number(len(missing))} หน่วยงาน: {', '.join(told)}{rest}"


# --- charts ---------------------------------------------------------------------------------------


def _charts(workbook: Workbook, page: Page, report: Report, row: int, height: float) -> None:
    """Activities by state, attainment by activity and, where the plan has a budget, money."""
    with_money = bool(report.plan.budget)
    drawn = _states_chart(workbook)
    chart.place(page, drawn, row, (0, 1), height, "แผนภูมิแท่งแสดงจำนวนกิจกรรมที่บรรลุ ไม่บรรลุ ยังไม่ถึงกำหนด และไม่มีข้อมูล")
    drawn = _attainment_chart(workbook, report)
    columns = (STATE_FROM, STATE_TO if with_money else STATE)
    chart.place(page, drawn, row, columns, height, "แผนภูมิแท่งแสดงระดับความสำเร็จของแต่ละกิจกรรม คิดเป็นร้อยละ")
    if with_money:
        told = "แผนภูมิแท่งเปรียบเทียบงบประมาณตามแผนกับการใช้จ่ายจริง"
        chart.place(page, _money_chart(workbook, report), row, (REACHED, STATE), height, told)


def _states_chart(workbook: Workbook) -> Any:
    drawn = chart.new_chart(workbook, "bar", "สถานะของกิจกรรม")
    drawn.add_series(
        {
            "name": "สถานะของกิจกรรม",
            "categories": [NAME, LABEL_ROW, STATE_FROM, LABEL_ROW, STATE_TO],
            "values": [NAME, COUNT_ROW, STATE_FROM, COUNT_ROW, STATE_TO],
            "points": [FILLS[each] for each in STATES],
            "data_labels": chart.labels(position="outside_end"),
            "gap": 50,
        }
    )
    drawn.set_plotarea({"fill": {"none": True}, "layout": BARS})
    drawn.set_x_axis(chart.value_axis(visible=False, major_gridlines={"visible": False}))
    drawn.set_y_axis(chart.category_axis(reverse=True))
    drawn.set_legend({"none": True})
    return drawn


def _attainment_chart(workbook: Workbook, report: Report) -> Any:
    first, *_, last = (thai.to_thai_digits(str(a.number)) for a in report.plan.activities)
    drawn = chart.new_chart(workbook, "column", f"ระดับความสำเร็จของกิจกรรมที่ {first}–{last} (ร้อยละ)")
    where = f"='{timeline.NAME}'!"
    drawn.add_series(
        {
            "name": "ระดับความสำเร็จ",
            "categories": where + timeline.column(report.plan, timeline.LEADING[0].heading),
            "values": where + timeline.bar_column(report.plan),
            "data_labels": chart.labels(ATTAINED, font=chart.font(rotation=-90), position="outside_end"),
            "gap": 40,
            **FILLS["done"],
        }
    )
    drawn.set_x_axis(chart.category_axis())
    drawn.set_y_axis(chart.value_axis(CHART_TO_WHOLE, max=1.5, major_unit=0.5))
    drawn.show_hidden_data()
    drawn.set_legend({"none": True})
    return drawn


def _money_chart(workbook: Workbook, report: Report) -> Any:
    drawn = chart.new_chart(workbook, "column", "งบประมาณ (บาท)")
    every = budget.all_spending(report)
    names, values = budget.total_cells(report)
    drawn.add_series(
        {
            "name": "งบประมาณ",
            "categories": names,
            "values": values,
            "points": [FILLS["planned"], FILLS["done"]],
            "data_labels": chart.labels(chart.money_label(every.planned, every.spent), position="outside_end"),
            "gap": 60,
        }
    )
    drawn.set_x_axis(chart.category_axis())
    drawn.set_y_axis(chart.value_axis(visible=False, major_gridlines={"visible": False}))
    drawn.set_legend({"none": True})
    return drawn
