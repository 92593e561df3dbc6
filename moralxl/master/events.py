"""The events that divisions logged, what makes them count, and their sheet, whose figures follow the data sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from moralxl import thai
from moralxl.layout import a1, absolute
from moralxl.master.formula import quoted, thai_digits
from moralxl.master.living import Figures, figures_of
from moralxl.master.page import Col, Page, rows_of
from moralxl.master.reckon import event_place, looked_up
from moralxl.model import Report
from moralxl.sheet import Formula
from moralxl.styles import Styles
from moralxl.text import official, typed

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "กิจกรรมที่จัด"
COLUMNS = (
    Col("กิจกรรมที่", 9, "integer", again=True),
    Col("หน่วยงาน", 11, "centre", again=True),
    Col("วันที่จัด", 15, "date", again=True),
    Col("ชื่องาน/กิจกรรมที่จัด", 48, "typed"),
    Col("สถานที่", 30, "typed"),
    Col("ผู้เข้าร่วม (คน)", 11, "integer"),
    Col("รหัสกิจกรรมร่วม", 16, "centre"),
    Col("หลักฐาน/แหล่งอ้างอิง", 34, "typed"),
    Col("การนับ", 11, "centre"),
)
ACTIVITY, DIVISION, DAY, SHARED, COUNTED = 0, 1, 2, 6, 8
# columns beside the printed ones that the figures are counted by: place, keys of the event, first row of its key
HELPERS = {
    "event_place": "กิจกรรมและหน่วยงาน",
    "key_own": "งานของหน่วยงาน",
    "key_all": "งานของกรม",
    "event_own": "นับในหน่วยงาน",
    "event_first": "นับในกรม",
}
COUNTING = {name: len(COLUMNS) + place for place, name in enumerate(HELPERS)}
PLACE, FIRST = COUNTING["event_place"], COUNTING["event_first"]
TIMES = {"key_own": "event_own", "key_all": "event_first"}  # the first row with a key counts
TAME = (("~", "～"), ("*", "＊"), ("?", "？"))  # wildcards of MATCH, and what stands for them
EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, as it counts from March 1900
FIRST_ROW = 4  # of the events, from 0
COUNTS, COUNTS_NOT = "นับ", "ไม่นับ"


@dataclass(frozen=True, slots=True)
class Event:
    """A row of a division's log; blank where nothing, or nothing readable, was given."""

    division: str
    row: int  # of the division's log, from 1
    activity: int | None
    day: date | None
    given: dict[str, Any]  # title, place, participants, code, evidence
    known: bool  # whether the division reports events of that activity
    counts: bool  # whether the date lies in the activity's period and not after the round's last day

    @property
    def key(self) -> str:
        """What names the row in the data sheet, but for the column: "ev01"."""
        return f"ev{self.row:02d}"

    @property
    def code(self) -> str:
        """The shared code, with Thai digits."""
        return thai.to_thai_digits(typed(str(self.given.get("code", ""))))

    @property
    def place(self) -> str:
        """The activity and the division, where the one reports the other."""
        return event_place(self.activity, self.division) if self.known and self.activity is not None else ""


def logged(figures: Figures) -> list[Event]:
    """All events, by activity in plan order, division in registry order, day and row; the undated come last."""
    plan = figures.report.plan
    periods = {activity.number: (first, last) for activity, first, last in figures.periods}
    reported = {d.code: {a.number for a in plan.activities_of(d)} & periods.keys() for d in plan.divisions}
    found = []
    for (division, row), given in _rows(figures.report).items():
        activity, day = given.pop("activity", None), given.pop("date", None)
        known = activity in reported.get(division, ())
        counts = bool(known and day and periods[activity][0] <= day <= periods[activity][1])
        found.append(Event(division, row, activity, day, given, known, counts))
    activities = {a.number: place for place, a in enumerate(plan.activities)}
    divisions = {d.code: place for place, d in enumerate(plan.divisions)}

    def order(event: Event) -> tuple[int, int, date, int]:
        activity = activities.get(event.activity or 0, len(activities))
        return activity, divisions.get(event.division, len(divisions)), event.day or date.max, event.row

    return sorted(found, key=order)


def _rows(report: Report) -> dict[tuple[str, int], dict[str, Any]]:
    """The event log's rows put together again from their single inputs."""
    events: dict[tuple[str, int], dict[str, Any]] = {}
    for row in rows_of(report.data):
        if row["row"] is None or not row["role"].startswith("event_"):
            continue
        event = events.setdefault((row["division"], row["row"]), {})
        if row["activity"] is not None:
            event["activity"] = row["activity"]
        name = row["role"].removeprefix("event_")
        value = next((row[v] for v in ("text", "date", "number") if row[v] is not None), None)
        if name != "activity" and value is not None:
            event[name] = value.date() if isinstance(value, datetime) else value
    return events


def write_events(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each event that a division logged, and whether its date makes it count."""
    figures = figures_of(report)
    page = Page(workbook, styles, NAME, COLUMNS)
    page.line(f"กิจกรรมที่หน่วยงานจัด {report.round.label}", "title")
    page.line(report.plan.title)
    page.line("กิจกรรมที่หลายหน่วยงานจัดร่วมกันและใช้รหัสกิจกรรมร่วมเดียวกัน นับเป็นหนึ่งครั้งในผลของกรม", "note")
    page.headings()
    events = logged(figures)
    rows = _places(page, figures, events)
    if not events:
        page.line("ไม่มีรายงาน", "cell")
    page.set_up(columns_held=2, footer=f"{report.plan.title} {report.round.label}", filtered=bool(events))
    if figures.living:
        _helpers(workbook, page, figures, events, rows)


def _places(page: Page, figures: Figures, events: list[Event]) -> list[int]:
    """Write the events; the row of each."""
    return [page.row(_cells(figures, event, page.next)) for event in events]


def _cells(figures: Figures, event: Event, row: int) -> list[object]:
    def follows(name: str, column: str, value: object) -> Formula:
        formula = looked_up(event.division, f"{event.key}_{name}", column) if figures.living else ""
        return Formula(formula, "" if value is None else value)  # type: ignore[arg-type]

    given = event.given
    code = thai_digits(looked_up(event.division, f"{event.key}_code", "text")) if figures.living else ""
    return [
        follows("activity", "number", event.activity),
        event.division,
        follows("date", "date", day_value(event.day)),
        official(given.get("title", "")),
        official(given.get("place", "")),
        follows("participants", "number", given.get("participants")),
        Formula(code, event.code),
        official(given.get("evidence", "")),
        Formula(_counted(figures, event, row), COUNTS if event.counts else COUNTS_NOT),
    ]


def _counted(figures: Figures, event: Event, row: int) -> str:
    """Whether an event's date lies between the days of its activity, if its division reports that."""
    if not figures.living:
        return ""
    activity, day, period = a1(row, ACTIVITY), a1(row, DAY), _period(figures, event)
    first, last = (f"VLOOKUP({activity},{period},{column},FALSE)" for column in (2, 3))
    inside = f"IF(AND({day}>={first},{day}<={last}),{quoted(COUNTS)},{quoted(COUNTS_NOT)})"
    return f"IF(ISNUMBER({day}),IFERROR({inside},{quoted(COUNTS_NOT)}),{quoted(COUNTS_NOT)})"


def _period(figures: Figures, event: Event) -> str:
    return figures.periods_of(figures.report.plan.division(event.division))


def day_value(day: date | None) -> float | str:
    """A day as a cell holds it: the days since 1899, a text before Excel's calendar begins, "" for none."""
    if day is None:
        return ""
    return thai.format_date(day) if day.year < 1901 else float((day - EPOCH).days)


# --- counting -------------------------------------------------------------------------------------


def _helpers(workbook: Workbook, page: Page, figures: Figures, events: list[Event], rows: list[int]) -> None:
    """The columns that events are counted by, beside the printed ones; sorting the table takes them along."""
    head = page.heading_row or 0
    first, last = head + 1, max(page.next - 1, head + 1)
    for name, column in COUNTING.items():
        page.sheet.put(head, column, HELPERS[name], "hint")
        area = f"{absolute(first, column)}:{absolute(last, column)}"
        workbook.define_name(name, f"='{NAME}'!{area}")
    workbook.define_name("event_activity", f"='{NAME}'!{absolute(first, ACTIVITY)}:{absolute(last, ACTIVITY)}")
    page.sheet.raw.set_column(PLACE, FIRST, 12, None, {"hidden": True})
    seen: set[str] = set()
    for event, row in zip(events, rows, strict=True):
        cells = _keys(figures, event, row)
        for name in ("key_own", "key_all"):
            key = str(cells[name].value)
            at = a1(row, COUNTING[name])
            formula = f'IF({at}="",0,IF(MATCH({at},{name},0)=ROW()-{head + 1},1,0))'
            cells[TIMES[name]] = Formula(formula, float(bool(key) and f"{name} {key}" not in seen))
            seen.add(f"{name} {key}")
        for name, cell in cells.items():
            page.sheet.put(row, COUNTING[name], cell, "hint")
    if events:
        page.sheet.raw.autofilter(head, 0, last, FIRST)


def _keys(figures: Figures, event: Event, row: int) -> dict[str, Formula]:
    """What an event is told from others by: its code, or where it has none its place in the log."""
    activity, division, shared, counted = (a1(row, column) for column in (ACTIVITY, DIVISION, SHARED, COUNTED))
    place = a1(row, PLACE)
    known = f'IF(ISNUMBER(VLOOKUP({activity},{_period(figures, event)},1,FALSE)),{activity}&"|"&{division},"")'
    code = f'"="&LOWER(LEFT({shared},200))'
    alone = quoted(event.key)

    def key(of: str, alone: str) -> str:
        told = f'{of}&"|"&IF({shared}="",{alone},{code})'
        for sign, other in TAME:
            told = f'SUBSTITUTE({told},"{sign}","{other}")'
        return f'IF({counted}={quoted(COUNTS)},{told},"")'

    tail = f"={event.code[:200].lower()}" if event.code else ""
    own = f"{event.place}|{tail or event.key}" if event.counts else ""
    among = f"{event.activity}|{tail or f'{event.division}|{event.key}'}" if event.counts else ""
    return {
        "event_place": Formula(known, event.place),
        "key_own": Formula(key(place, alone), _tame(own)),
        "key_all": Formula(key(activity, f'{division}&"|"&{alone}'), _tame(among)),
    }


def _tame(key: str) -> str:
    for sign, other in TAME:
        key = key.replace(sign, other)
    return key
