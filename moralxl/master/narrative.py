"""What divisions wrote: results, problems, suggestions and evidence, and the events they held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from moralxl.layout import STATUSES
from moralxl.master.page import Col, Page, rows_of
from moralxl.master.text import official
from moralxl.model import Kind, Plan, Report
from moralxl.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NARRATIVE, EVENTS = "ปัญหาและข้อเสนอแนะ", "กิจกรรมที่จัด"
NARRATIVE_COLUMNS = (
    Col("กิจกรรมที่", 9, "integer", again=True),
    Col("หน่วยงาน", 11, "centre", again=True),
    Col("สถานะการดำเนินงาน", 21, "centre", again=True),
    Col("ผลการดำเนินงาน", 44, "typed"),
    Col("ปัญหา/อุปสรรค", 36, "typed"),
    Col("ข้อเสนอแนะ", 36, "typed"),
    Col("หลักฐาน/แหล่งอ้างอิง", 28, "typed"),
)
EVENT_COLUMNS = (
    Col("กิจกรรมที่", 9, "integer", again=True),
    Col("หน่วยงาน", 11, "centre", again=True),
    Col("วันที่จัด", 15, "date", again=True),
    Col("ชื่องาน/กิจกรรมที่จัด", 48, "typed"),
    Col("สถานที่", 30, "typed"),
    Col("ผู้เข้าร่วม (คน)", 11, "integer"),
    Col("รหัสกิจกรรมร่วม", 16, "typed_centre"),
    Col("หลักฐาน/แหล่งอ้างอิง", 34, "typed"),
    Col("การนับ", 11, "centre"),
)
WRITTEN = ("result", "problem", "suggestion", "evidence")


def write_narrative(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each activity and division that wrote something about it."""
    page = Page(workbook, styles, NARRATIVE, NARRATIVE_COLUMNS)
    page.line(f"ผลการดำเนินงาน ปัญหา/อุปสรรค และข้อเสนอแนะ {report.round.label}", "title")
    page.line(report.plan.title)
    page.headings()
    told: dict[tuple[int, str], dict[str, str]] = {}
    for row in rows_of(report.data):
        if row["activity"] is not None and row["role"] in {"status", *WRITTEN} and row["text"]:
            told.setdefault((row["activity"], row["division"]), {})[row["role"]] = row["text"]
    told = {key: texts for key, texts in told.items() if texts.keys() & set(WRITTEN)}
    for activity, division in sorted(told, key=_by_activity(report.plan)):
        texts = told[activity, division]
        status = STATUSES.get(texts.get("status", ""), "")
        page.row([activity, division, status, *(official(texts.get(name, "")) for name in WRITTEN)])
    if not told:
        page.line("ไม่มีรายงาน", "cell")
    page.set_up(columns_held=2, footer=f"{report.plan.title} {report.round.label}", filtered=bool(told))


def write_events(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each event that a division logged, and whether its date makes it count."""
    page = Page(workbook, styles, EVENTS, EVENT_COLUMNS)
    page.line(f"กิจกรรมที่หน่วยงานจัด {report.round.label}", "title")
    page.line(report.plan.title)
    page.line("กิจกรรมที่หลายหน่วยงานจัดร่วมกันและใช้รหัสกิจกรรมร่วมเดียวกัน นับเป็นหนึ่งครั้งในผลของกรม", "note")
    page.headings()
    events = _events(rows_of(report.data))
    key = _by_activity(report.plan)
    for event in sorted(events, key=lambda e: (key((e.get("activity"), e["division"])), _day(e), e["row"])):
        page.row(
            [
                event.get("activity"),
                event["division"],
                event.get("date"),
                official(event.get("title", "")),
                official(event.get("place", "")),
                event.get("participants"),
                official(event.get("code", "")),
                official(event.get("evidence", "")),
                "นับ" if _counts(report, event) else "ไม่นับ",
            ]
        )
    if not events:
        page.line("ไม่มีรายงาน", "cell")
    page.set_up(columns_held=2, footer=f"{report.plan.title} {report.round.label}", filtered=bool(events))


def _events(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The event log's rows put together again from their single inputs."""
    events: dict[tuple[str, int], dict[str, Any]] = {}
    for row in rows:
        if row["row"] is None or not row["role"].startswith("event_"):
            continue
        event = events.setdefault((row["division"], row["row"]), {"division": row["division"], "row": row["row"]})
        if row["activity"] is not None:
            event["activity"] = row["activity"]
        name = row["role"].removeprefix("event_")
        value = next((row[v] for v in ("text", "date", "number") if row[v] is not None), None)
        if name != "activity" and value is not None:
            event[name] = value
    return list(events.values())


def _counts(report: Report, event: dict[str, Any]) -> bool:
    """Whether an event's date lies in its activity's period and not after the round's last day."""
    number, day = event.get("activity"), event.get("date")
    if day is None or number not in {m.activity for m in report.plan.measures if m.kind == Kind.EVENTS}:
        return False
    activity = report.plan.activity(number)
    return activity.start <= _day(event) <= min(activity.end, report.round.last_day)


def _day(event: dict[str, Any]) -> date:
    """An event's day; undated ones come last."""
    day = event.get("date")
    if day is None:
        return date.max
    return day.date() if isinstance(day, datetime) else day


def _by_activity(plan: Plan) -> Any:
    """A sort key for (activity, division): plan order, then registry order; the unknown come last."""
    activities = {a.number: place for place, a in enumerate(plan.activities)}
    divisions = {d.code: place for place, d in enumerate(plan.divisions)}

    def key(pair: tuple[int | None, str]) -> tuple[int, int, str]:
        activity, division = pair
        return activities.get(activity or 0, len(activities)), divisions.get(division, len(divisions)), division

    return key
