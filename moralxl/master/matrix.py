"""The matrix: where every division stands with every activity, at a glance and in black and white."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.master.page import Col, Page, rows_of
from moralxl.master.results import NONE
from moralxl.model import Plan, Report, State
from moralxl.styles import STATE_LABELS, STATE_SIGNS, UNSENT_LABEL, Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "ตารางหน่วยงาน"
DEPARTMENT = "ระดับกรม"
UNSENT = "unsent"
SIGNS = {**STATE_SIGNS, UNSENT: UNSENT_LABEL[0]}


def write_matrix(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each division and the department, a column for each activity, a sign and a colour for each state."""
    plan = report.plan
    states = {(r["division"], r["activity"]): r["state"] for r in rows_of(report.activities)}
    page = Page(workbook, styles, NAME, _columns(plan))
    page.line(f"สถานะการดำเนินงานรายหน่วยงานและรายกิจกรรม {report.round.label}", "title")
    page.line(plan.title)
    page.headings((2, 1 + len(plan.activities), "กิจกรรมที่"))
    missing = {d.code for d in report.missing()}
    for code, name in [(d.code, d.name) for d in plan.divisions] + [(None, plan.organisation)]:
        row = [states.get((code, a.number), State.NOT_APPLICABLE) for a in plan.activities]
        applicable = len(row) - row.count(State.NOT_APPLICABLE)
        met: object = row.count(State.MET)
        if code in missing:
            # nothing is known of it, whether anything was due or not
            row, met = [state if state == State.NOT_APPLICABLE else UNSENT for state in row], NONE
        marks = {place: f"state_{state}_middle" for place, state in enumerate(row, start=2)}
        if code is None:
            marks |= {0: "total_middle", 1: "total", len(row) + 2: "total_integer", len(row) + 3: "total_integer"}
        page.row([code or DEPARTMENT, name, *(SIGNS[state] for state in row), met, applicable], marks)
    page.end_table()
    _legend(page)
    page.breaks.add(page.next)
    page.line("ชื่อกิจกรรม", "section")
    for activity in plan.activities:
        page.merged([(0, 0, activity.number, "integer"), (1, page.last, activity.name, "cell")])
    page.set_up(columns_held=2, footer=f"{plan.title} {report.round.label}")


def _columns(plan: Plan) -> list[Col]:
    return [
        Col("รหัส", 9, "middle"),
        Col("หน่วยงาน", 46, "label"),
        *(Col(thai.to_thai_digits(str(a.number)), 5.5, "middle") for a in plan.activities),
        Col("จำนวนที่บรรลุ", 10, "integer_middle"),
        Col("กิจกรรมทั้งหมด", 10, "integer_middle"),
    ]


def _legend(page: Page) -> None:
    page.gap()
    for state, label in {**STATE_LABELS, UNSENT: UNSENT_LABEL}.items():
        page.merged([(0, 0, SIGNS[state], f"state_{state}_middle"), (1, 1, label[2:], "cell")])
    page.gap()
