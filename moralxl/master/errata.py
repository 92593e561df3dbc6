"""The slips of the plan's own wording, and how each is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.master.page import Col, Page
from moralxl.model import Erratum, Report
from moralxl.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "บันทึกถ้อยคำในแผน"
COLUMNS = (
    Col("ลำดับที่", 8, "integer"),
    Col("กิจกรรมที่", 16, "centre"),
    Col("คอลัมน์", 22),
    Col("ถ้อยคำตามต้นฉบับ", 34),
    Col("อ่านว่า", 34),
    Col("การแสดงในตาราง", 20, "centre"),
    Col("เหตุผล", 56),
)
WHERE = {"title": "ชื่อแผน", "organisation_line": "ชื่อหน่วยงาน", "total": "แถวรวม"}


def write_errata(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each slip: where, as printed, as read, and whether the table follows the reading.

    A slip that the plan makes in several activities has one row.
    """
    plan = report.plan
    page = Page(workbook, styles, NAME, COLUMNS)
    page.line("บันทึกถ้อยคำในแผนที่คลาดเคลื่อนหรือต้องตีความ", "title")
    page.line(plan.title)
    page.headings()
    headings = {c.key: c.heading for c in plan.columns}
    places: dict[Erratum, list[str]] = {}
    for slip in plan.errata:
        places.setdefault(replace(slip, row=""), []).append(slip.row)
    known = [str(a.number) for a in plan.activities]
    for number, (slip, rows) in enumerate(places.items(), start=1):
        page.row(
            [
                number,
                _where(rows, known),
                headings.get(slip.column, ""),
                slip.printed,
                slip.read,
                "ใช้ถ้อยคำที่แก้ไข" if slip.corrected else "คงตามต้นฉบับ",
                slip.why,
            ]
        )
    page.set_up(columns_held=2, footer=plan.title, filtered=bool(plan.errata))


def _where(rows: Sequence[str], known: Sequence[str]) -> str:
    """Where a slip stands: "๑–๔, ๖" for activities, in their order; the name of any other place."""
    named = [WHERE.get(row, row) for row in rows if row not in known]
    places = [place for place, number in enumerate(known) if number in rows]
    told = []
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        numbers = [thai.to_thai_digits(known[place]) for _, place in run]
        told += [f"{numbers[0]}–{numbers[-1]}"] if len(numbers) > 2 else numbers
    return ", ".join([*named, *told])
