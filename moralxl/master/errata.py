"""The slips of the plan's own wording, and how each is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.master.page import Col, Page
from moralxl.model import Plan, Report
from moralxl.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "บันทึกถ้อยคำในแผน"
COLUMNS = (
    Col("ลำดับที่", 8, "integer"),
    Col("กิจกรรมที่", 12, "centre"),
    Col("คอลัมน์", 22),
    Col("ถ้อยคำตามต้นฉบับ", 34),
    Col("อ่านว่า", 34),
    Col("การแสดงในตาราง", 20, "centre"),
    Col("เหตุผล", 56),
)
WHERE = {"title": "ชื่อแผน", "organisation_line": "ชื่อหน่วยงาน", "total": "แถวรวม"}


def write_errata(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each slip: where, as printed, as read, and whether the table follows the reading."""
    plan = report.plan
    page = Page(workbook, styles, NAME, COLUMNS)
    page.line("บันทึกถ้อยคำในแผนที่คลาดเคลื่อนหรือต้องตีความ", "title")
    page.line(plan.title)
    page.headings()
    headings = {c.key: c.heading for c in plan.columns}
    for number, slip in enumerate(plan.errata, start=1):
        page.row(
            [
                number,
                _where(plan, slip.row),
                headings.get(slip.column, ""),
                slip.printed,
                slip.read,
                "ใช้ถ้อยคำที่แก้ไข" if slip.corrected else "คงตามต้นฉบับ",
                slip.why,
            ]
        )
    page.set_up(columns_held=2, footer=plan.title, filtered=bool(plan.errata))


def _where(plan: Plan, row: str) -> str:
    known = {str(a.number) for a in plan.activities}
    return thai.to_thai_digits(row) if row in known else WHERE.get(row, row)
