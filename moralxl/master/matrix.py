"""The matrix: where every division stands with every activity, at a glance and in black and white."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.master.page import Col, Page, rows_of
from moralxl.model import Report, State
from moralxl.styles import STATE_LABELS, STATE_SIGNS, Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "ตารางหน่วยงาน"
DEPARTMENT = "ระดับกรม"


def write_matrix(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each division and the department, a column for each activity, a sign and a colour for each state."""
    plan = report.plan
    states = {(r["division"], r["activity"]): r["state"] for r in rows_of(report.activities)}
    page = Page(
        workbook,
        styles,
        NAME,
        [
            Col("รหัส", 9, "centre"),
            Col("หน่วยงาน", 46),
            *(Col(thai.to_thai_digits(str(a.number)), 5.5, "centre") for a in plan.activities),
            Col("บรรลุ", 8, "integer"),
            Col("จาก", 8, "integer"),
        ],
    )
    page.line(f"สถานะการดำเนินงานรายหน่วยงานและรายกิจกรรม {report.round.label}", "title")
    page.line(plan.title)
    page.headings()
    for code, name in [(d.code, d.name) for d in plan.divisions] + [(None, plan.organisation)]:
        row = [states.get((code, a.number), State.NOT_APPLICABLE) for a in plan.activities]
        marks = {place: f"state_{state}" for place, state in enumerate(row, start=2)}
        if code is None:
            marks |= {0: "total_middle", 1: "total", len(row) + 2: "total_integer", len(row) + 3: "total_integer"}
        applicable = len(row) - row.count(State.NOT_APPLICABLE)
        signs = [STATE_SIGNS[state] for state in row]
        page.row([code or DEPARTMENT, name, *signs, row.count(State.MET), applicable], marks)
    _legend(page)
    page.breaks.add(page.next)
    page.line("ชื่อกิจกรรม", "section")
    for activity in plan.activities:
        page.merged([(0, 0, activity.number, "integer"), (1, page.last, activity.name, "cell")])
    page.set_up(columns_held=2, footer=f"{plan.title} {report.round.label}")


def _legend(page: Page) -> None:
    page.gap()
    for state, label in STATE_LABELS.items():
        page.merged([(0, 0, STATE_SIGNS[state], f"state_{state}"), (1, 1, label[2:], "cell")])
    page.gap()
