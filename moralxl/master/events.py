"""The sheet of the events that divisions held, whose figures follow the data sheet and which the formulas count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moralxl.layout import a1, absolute
from moralxl.master.formula import all_of, quoted, thai_digits
from moralxl.master.living import Figures, figures_of
from moralxl.master.log import EPOCH, TAME, Event, day_value, logged, period_of
from moralxl.master.page import Col, Page
from moralxl.master.reckon import looked_up
from moralxl.model import Report
from moralxl.sheet import Formula
from moralxl.styles import Styles
from moralxl.text import official

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
FIRST_ROW = 4  # of the events, from 0
COUNTS, COUNTS_NOT = "นับ", "ไม่นับ"
# place, keys of the event, and whether the row counts of all with its key: for the division the first of them, for the
# department the first of the earliest day
HELPERS = {
    "event_place": "กิจกรรมและหน่วยงาน",
    "key_own": "งานของหน่วยงาน",
    "key_all": "งานของกรม",
    "event_own": "นับในหน่วยงาน",
    "event_order": "ลำดับวันของงาน",
    "event_first": "นับในกรม",
}
PLACES = {name: len(COLUMNS) + place for place, name in enumerate(HELPERS)}
NAMED = {"event_activity": ACTIVITY, "event_day": DAY, **PLACES}  # columns with a name
FIRST, LAST = PLACES["event_place"], PLACES["event_first"]
A_DAY = 1 << 20  # of an order: more than a sheet has rows


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
        _counting(workbook, page, figures, events, rows)


def _places(page: Page, figures: Figures, events: Sequence[Event]) -> list[int]:
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
    activity, day, period = a1(row, ACTIVITY), a1(row, DAY), period_of(figures, event)
    first, last = (f"VLOOKUP({activity},{period},{column},FALSE)" for column in (2, 3))
    inside = f"IF(AND({day}>={first},{day}<={last}),{quoted(COUNTS)},{quoted(COUNTS_NOT)})"
    return f"IF(ISNUMBER({day}),IFERROR({inside},{quoted(COUNTS_NOT)}),{quoted(COUNTS_NOT)})"


# --- counting -------------------------------------------------------------------------------------


def _counting(workbook: Workbook, page: Page, figures: Figures, events: Sequence[Event], rows: Sequence[int]) -> None:
    """Fill the hidden columns; sorting the table takes them along. `rows` are the events' own, from 0."""
    head = page.heading_row or 0
    first, last = head + 1, max(page.next - 1, head + 1)
    for name, column in NAMED.items():
        workbook.define_name(name, f"='{NAME}'!{absolute(first, column)}:{absolute(last, column)}")
    for name, column in PLACES.items():
        page.sheet.put(head, column, HELPERS[name], "hint")
    page.sheet.raw.set_column(FIRST, LAST, 12, None, {"hidden": True})
    orders = [_order(event, row) for event, row in zip(events, rows, strict=True)]
    own = _firsts([event.key_own for event in events], rows)
    among = _firsts([event.key_all for event in events], orders)
    for event, row, order, *counts in zip(events, rows, orders, own, among, strict=True):
        for name, cell in (_keys(figures, event, row) | _counts(row, head + 1, order, counts)).items():
            page.sheet.put(row, PLACES[name], cell, "hint")
    if events:
        page.sheet.raw.autofilter(head, 0, last, LAST)


def _order(event: Event, row: int) -> float | str:
    """A number for the day and, within a day, the row of the sheet; nothing where the event does not count."""
    if not event.key_all or event.day is None:
        return ""
    return float((event.day - EPOCH).days * A_DAY + row + 1)


def _firsts(keys: Sequence[str], orders: Sequence[float | str]) -> list[float]:
    """Of each key in turn, 1 where it is the first in order of those that are the same, else 0; 0 for no key."""
    first: dict[str, float] = {}
    for key, order in zip(keys, orders, strict=True):
        if isinstance(order, (int, float)):
            first[key] = min(first.get(key, order), order)
    return [float(bool(key) and first[key] == order) for key, order in zip(keys, orders, strict=True)]


def _keys(figures: Figures, event: Event, row: int) -> dict[str, Formula]:
    """Where an event belongs and what it is told from others by, as `Event` has it."""
    activity, division, shared, counted = (a1(row, column) for column in (ACTIVITY, DIVISION, SHARED, COUNTED))
    place = a1(row, PLACES["event_place"])
    known = f'IF(ISNUMBER(VLOOKUP({activity},{period_of(figures, event)},1,FALSE)),{activity}&"|"&{division},"")'
    code = f'"="&LOWER(LEFT({shared},200))'
    alone = quoted(event.key)

    def key(of: str, alone: str, uncounted: Sequence[int] = ()) -> str:
        told = f'{of}&"|"&IF({shared}="",{alone},{code})'
        for sign, other in TAME:
            told = f'SUBSTITUTE({told},"{sign}","{other}")'
        counts = [f"{counted}={quoted(COUNTS)}", *(f"{activity}<>{number}" for number in uncounted)]
        return f'IF({all_of(counts)},{told},"")'

    return {
        "event_place": Formula(known, event.place),
        "key_own": Formula(key(place, alone), event.key_own),
        "key_all": Formula(key(activity, f'{division}&"|"&{alone}', event.alone), event.key_all),
    }


def _counts(row: int, above: int, order: float | str, counts: Sequence[float]) -> dict[str, Formula]:
    """Whether a row counts for its division and for the department; `counts` are the two now."""
    own, among, at = (a1(row, PLACES[name]) for name in ("key_own", "key_all", "event_order"))
    shared, day = a1(row, SHARED), a1(row, DAY)
    # an event without a code is the only one with its key
    earliest = f'IF({shared}="",1,IF(COUNTIFS(key_all,{among},event_order,"<"&{at})=0,1,0))'
    return {
        "event_own": Formula(f'IF({own}="",0,IF(MATCH({own},key_own,0)=ROW()-{above},1,0))', counts[0]),
        "event_order": Formula(f'IF({among}="","",{day}*{A_DAY}+ROW())', order),
        "event_first": Formula(f'IF({among}="",0,{earliest})', counts[1]),
    }
