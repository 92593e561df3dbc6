"""What divisions wrote: results, problems, suggestions and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.layout import STATUSES
from moralxl.master.page import Col, Page
from moralxl.master.table import rows_of
from moralxl.model import Report
from moralxl.styles import Styles
from moralxl.text import official

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NARRATIVE = "ปัญหาและข้อเสนอแนะ"
NARRATIVE_COLUMNS = (
    Col("หน่วยงาน", 11, "centre", again=True),
    Col("สถานะการดำเนินงาน", 21, "centre", again=True),
    Col("ผลการดำเนินงาน", 44, "typed"),
    Col("ปัญหา/อุปสรรค", 38, "typed"),
    Col("ข้อเสนอแนะ", 38, "typed"),
    Col("หลักฐาน/แหล่งอ้างอิง", 28, "typed"),
)
WRITTEN = ("result", "problem", "suggestion", "evidence")


def write_narrative(workbook: Workbook, styles: Styles, report: Report) -> None:
    """Under the name of each activity that somebody wrote about, a row for each division that did."""
    page = Page(workbook, styles, NARRATIVE, NARRATIVE_COLUMNS)
    page.line(f"ผลการดำเนินงาน ปัญหา/อุปสรรค และข้อเสนอแนะ {report.round.label}", "title")
    page.line(report.plan.title)
    page.headings()
    told = _told(report)
    for activity in report.plan.activities:
        by_division = told.get(activity.number, {})
        if not by_division:
            continue
        count = f"({thai.format_number(len(by_division))} หน่วยงาน)"
        page.line(f"กิจกรรมที่ {thai.to_thai_digits(str(activity.number))} {activity.name} {count}", "section")
        texts = by_division.values()
        statuses = [STATUSES.get(each.get("status", ""), "") for each in texts]
        page.lines([[*by_division], statuses, *([official(each.get(name, "")) for each in texts] for name in WRITTEN)])
    if not told:
        page.line("ไม่มีรายงาน", "cell")
    page.set_up(columns_held=1, footer=f"{report.plan.title} {report.round.label}")


def _told(report: Report) -> dict[int, dict[str, dict[str, str]]]:
    """What was written, by activity, division in registry order, and role; only where something was."""
    found: dict[int, dict[str, dict[str, str]]] = {}
    told_of = report.data["role"].isin(["status", *WRITTEN])
    for row in rows_of(report.data.loc[told_of, ["activity", "division", "role", "text"]]):
        if row["activity"] is not None and row["text"]:
            texts = found.setdefault(row["activity"], {}).setdefault(row["division"], {})
            texts[row["role"]] = row["text"]
    order = {d.code: place for place, d in enumerate(report.plan.divisions)}
    told = {}
    for number, by_division in found.items():
        written = {code: texts for code, texts in by_division.items() if texts.keys() & set(WRITTEN)}
        if written:
            told[number] = dict(sorted(written.items(), key=lambda pair: order.get(pair[0], len(order))))
    return told
