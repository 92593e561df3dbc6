"""The plan's calendar: each activity over the fiscal year's months, with the events held and what was reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.layout import absolute
from moralxl.master import standing
from moralxl.master.colours import colour_states
from moralxl.master.formula import any_of, quoted
from moralxl.master.living import Figures, figures_of
from moralxl.master.log import EPOCH, held
from moralxl.master.page import Col, Page, shown_value
from moralxl.master.results import NONE
from moralxl.master.waived import WAIVED_LABEL
from moralxl.model import Activity, Kind, Plan, Report
from moralxl.sheet import Formula
from moralxl.styles import FINISHED, STARTED, STATE_LABELS, Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "ปฏิทินแผน"
LEADING = (Col("กิจกรรมที่", 8, "integer_middle"), Col("โครงการ/กิจกรรม", 54, "label"))
MONTH_WIDTH = 6.4
TRAILING = (
    Col("รวม (ครั้ง)", 7, "integer_middle"),
    Col("ระดับความสำเร็จ", 10, "percent_middle"),
    Col("สถานะ", 16, "middle"),
)
# what other pages look up for an activity, by heading
LOOKED_UP = (LEADING[0].heading, LEADING[1].heading, TRAILING[1].heading, TRAILING[2].heading)
NO_DATA_BAR, WAIVED_BAR = 0.0001, 0.0002  # of a chart: too low to be seen, and no figures that a cell shows
TIE = 1e-9  # parts activities that are attained equally
FIRST_ROW = 5  # of the activities: after two title lines, the note and two rows of headings

Month = tuple[int, int]  # year (common era) and month


def months(plan: Plan) -> list[date]:
    """The first days of the fiscal year's months, in order."""
    found, day = [], plan.start.replace(day=1)
    while day <= plan.end:
        found.append(day)
        day = _after(day)
    return found


def _after(first: date) -> date:
    """The first day of the month after that of a first day."""
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def column(plan: Plan, heading: str) -> str:
    """The range of one of TRAILING's or LEADING's columns, without the sheet: $Q$6:$Q$22."""
    place = [c.heading for c in _columns(plan)].index(heading)
    last = FIRST_ROW + len(plan.activities) - 1
    return f"{absolute(FIRST_ROW, place)}:{absolute(last, place)}"


def key_column(plan: Plan) -> str:
    """The range of the hidden numbers by which activities that are due and not met are ordered, worst first."""
    place = len(_columns(plan))
    return f"{absolute(FIRST_ROW, place)}:{absolute(FIRST_ROW + len(plan.activities) - 1, place)}"


def bar_column(plan: Plan) -> str:
    """The range of the hidden figures that a chart draws as the activities' attainment."""
    place = len(_columns(plan)) + 1
    return f"{absolute(FIRST_ROW, place)}:{absolute(FIRST_ROW + len(plan.activities) - 1, place)}"


def write_timeline(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each activity, a column for each month, and what the signs mean."""
    plan, figures = report.plan, figures_of(report)
    page = Page(workbook, styles, NAME, _columns(plan))
    page.line(f"ปฏิทินการดำเนินงานตามแผน {report.round.label}", "title")
    page.line(plan.title)
    page.line(f"ข้อมูล ณ วันที่ {thai.format_date_long(report.round.last_day)}")
    page.headings(*_years(plan))
    _mark_round(page, report)
    marks = _reported(report)
    for activity in plan.activities:
        cells, looks = _months(figures, activity, marks.get(activity.number, {}))
        counting = next((m.code for m in plan.measures_of(activity.number) if m.kind == Kind.EVENTS), None)
        total = figures.measure(None, counting, "n") if counting else ""
        cells += [total, standing.attainment(figures, activity.number), standing.state(figures, activity.number)]
        page.sheet.put(page.next, len(page.columns), _key(figures, activity), "hidden_key")
        page.sheet.put(page.next, len(page.columns) + 1, _bar(figures, activity), "hidden_key")
        held_, *reached = range(page.last - 2, page.last + 1)
        links = dict.fromkeys(reached, figures.place(None, activity.number))
        if counting and shown_value(total) != "":
            links[held_] = figures.place(None, counting)
        page.row([activity.number, activity.name, *cells], looks, links)
    colour_states(page, (FIRST_ROW, page.next - 1), (page.last, page.last))
    page.end_table()
    _legend(page, report)
    page.set_up(columns_held=2, footer=f"{plan.title} {report.round.label}")
    page.sheet.raw.set_column(len(page.columns), len(page.columns) + 1, None, None, {"hidden": True})


def _key(figures: Figures, activity: Activity) -> object:
    """What an activity is ordered by: attainment, then number; nothing where it is met or not yet due."""
    reached, state = (figures.activity(None, activity.number, name) for name in ("attainment", "state"))
    late = any_of([f"{state.text}={quoted(STATE_LABELS[each])}" for each in standing.LATE])
    after = activity.number * TIE
    behind = standing.state_of(figures, activity.number) in standing.LATE
    value = float(reached.value or 0) + after if behind else ""
    return standing.derived(f'IF({late},N({reached.text})+{after:.9f},"")', value, reached, state)


def _bar(figures: Figures, activity: Activity) -> Formula:
    """An activity's attainment as a chart draws it: nothing and nought would look alike."""
    reached, state = standing.attainment(figures, activity.number), standing.state(figures, activity.number)
    missing = WAIVED_BAR if state.value == WAIVED_LABEL else NO_DATA_BAR
    value = missing if isinstance(reached.value, str) else reached.value
    return standing.derived(f"IF(ISNUMBER({reached.text}),{reached.text},{missing})", value, reached)


def _columns(plan: Plan) -> list[Col]:
    over = [Col(_month_label(day), MONTH_WIDTH, "month") for day in months(plan)]
    return [*LEADING, *over, *TRAILING]


def _month_label(day: date) -> str:
    return thai.format_date(day).split()[1]


def _years(plan: Plan) -> Iterator[tuple[int, int, str]]:
    """The months' headings by calendar year, in the Buddhist era."""
    years = [day.year for day in months(plan)]
    for year in dict.fromkeys(years):
        places = [place for place, each in enumerate(years, start=len(LEADING)) if each == year]
        yield places[0], places[-1], f"พ.ศ. {thai.to_thai_digits(str(year + 543))}"


def _mark_round(page: Page, report: Report) -> None:
    """Set off the heading of the month in which the round ends."""
    place = _place(report.plan, report.round.last_day)
    if place is not None and page.heading_row is not None:
        page.sheet.put(page.heading_row, place, page.columns[place].heading, "heading_now")


def _place(plan: Plan, day: date) -> int | None:
    """The column of a day's month; None outside the fiscal year."""
    every = [_month(first) for first in months(plan)]
    return len(LEADING) + every.index(_month(day)) if _month(day) in every else None


def _month(day: date) -> Month:
    return day.year, day.month


# --- what a month's cell shows --------------------------------------------------------------------


def _reported(report: Report) -> dict[int, dict[str, date]]:
    """By activity, the first day on which anybody reports to have started and the last to have finished.

    Days before Excel's calendar begins are none to its formulas.
    """
    found: dict[int, dict[str, date]] = {}
    dated = report.data[report.data["date"].dt.year > EPOCH.year + 1]
    for role, choice in (("started", "min"), ("finished", "max")):
        days = dated[dated["role"].eq(role)].groupby("activity")["date"].agg(choice)
        for number, day in zip(days.index.tolist(), days.dt.date, strict=True):
            found.setdefault(number, {})[role] = day
    return found


def _months(figures: Figures, activity: Activity, days: dict[str, date]) -> tuple[list[object], dict[int, str]]:
    """The cells of an activity's months and their styles by column: what was held, or else the signs."""
    cells: list[object] = []
    looks: dict[int, str] = {}
    marks = {role: _month(day) for role, day in days.items()}
    counting = [(_month(begin), _month(end)) for each, begin, end in figures.periods if each == activity]
    for place, first in enumerate(months(figures.report.plan), start=len(LEADING)):
        month = _month(first)
        started, finished = marks.get("started") == month, marks.get("finished") == month
        signs = _signs(figures, activity, first, started=started, finished=finished)
        counted = any(begin <= month <= end for begin, end in counting)
        cells.append(_held(figures, activity, first, signs) if counted else signs)
        planned = "_planned" if _month(activity.start) <= month <= _month(activity.end) else ""
        sign = "_both" if started and finished else "_started" if started else "_finished" if finished else ""
        looks[place] = f"month{planned}{sign}"
    return cells, looks


def _signs(figures: Figures, activity: Activity, first: date, *, started: bool, finished: bool) -> Formula:
    """The signs of a month: of the first day reported as started, of the last one reported as finished."""
    begin, end = _days(first)

    def reported(role: str, when: str) -> str:
        return f"COUNTIFS(data_role,{quoted(role)},data_activity,{activity.number},data_date,{quoted(when)})"

    starts = f"AND({reported('started', f'<{end}')}>0,{reported('started', f'<{begin}')}=0)"
    ends = f"AND({reported('finished', f'>={begin}')}>0,{reported('finished', f'>={end}')}=0)"
    both, start, finish = map(quoted, (f"{STARTED} {FINISHED}", STARTED, FINISHED))
    text = f'IF({starts},IF({ends},{both},{start}),IF({ends},{finish},""))' if figures.living else ""
    return Formula(text, " ".join([STARTED] * started + [FINISHED] * finished))


def _held(figures: Figures, activity: Activity, first: date, signs: Formula) -> Formula:
    """How many events of an activity were held in the month of this first day, the signs where none was."""
    count = held(figures)[activity.number, *_month(first)]
    begin, end = _days(first)
    found = f'COUNTIFS(event_activity,{activity.number},event_first,1,event_day,">={begin}",event_day,"<{end}")'
    text = f"IF({found}>0,{found},{signs.text})" if figures.living else ""
    return Formula(text, float(count) if count else signs.value)


def _days(first: date) -> tuple[int, int]:
    """The first days of a month and of the next one as Excel counts days."""
    return (first - EPOCH).days, (_after(first) - EPOCH).days


# --- what the signs mean --------------------------------------------------------------------------


def _legend(page: Page, report: Report) -> None:
    last_day = report.round.last_day
    entries = [
        ("", "month_planned", "ช่วงเวลาดำเนินงานตามแผน"),
        (STARTED, "month", "เดือนที่เริ่มดำเนินการ ตามที่มีหน่วยงานรายงานแรกสุด"),
        (_month_label(last_day), "heading_now", f"เดือนสิ้นรอบรายงาน ({thai.format_date_long(last_day)})"),
        (thai.format_number(3), "month", "จำนวนครั้งที่จัดและนับเป็นผลงานในเดือนนั้น"),
        (FINISHED, "month", "เดือนที่แล้วเสร็จ ตามที่มีหน่วยงานรายงานหลังสุด"),
        (NONE, "centre", "ยังไม่มีผลที่รายงาน"),
    ]
    middle, right = len(LEADING), page.last - 5
    places = [(0, 1, 1), (middle, middle + 1, right - 1), (right, right + 1, page.last)]
    page.gap()
    page.line("คำอธิบายสัญลักษณ์", "section")
    for start in range(0, len(entries), len(places)):
        spans: list[tuple[int, int, object, str]] = []
        for (sign, first, last), (value, style, text) in zip(places, entries[start:], strict=False):
            spans += [(sign, sign, value, style), (first, last, text, "label")]
        page.merged(spans)
