"""The matrix: where every division stands with every activity, at a glance and in black and white."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.layout import a1
from moralxl.master.colours import colour_states
from moralxl.master.formula import quoted
from moralxl.master.living import Figures, figures_of
from moralxl.master.page import Col, Page, shown_value
from moralxl.master.results import NONE
from moralxl.master.waived import WAIVED
from moralxl.model import Plan, Report, State
from moralxl.sheet import Formula
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
    figures = figures_of(report)
    page = Page(workbook, styles, NAME, _columns(plan))
    page.line(f"สถานะการดำเนินงานรายหน่วยงานและรายกิจกรรม {report.round.label}", "title")
    page.line(plan.title)
    page.headings((2, 1 + len(plan.activities), "กิจกรรมที่"))
    missing = {d.code for d in report.missing()}
    first, last = page.next, page.next + len(plan.divisions)
    if figures.living:
        for division in plan.divisions:
            page.row(_row(page, figures, division.code, division.name, missing), None, _links(figures, division.code))
    else:
        rows = (_row(page, figures, division.code, division.name, missing) for division in plan.divisions)
        page.lines([*zip(*(map(shown_value, row) for row in rows), strict=True)])
    looks = {0: "total_middle", 1: "total", page.last - 1: "total_integer", page.last: "total_integer"}
    page.row(_row(page, figures, None, plan.organisation, missing), looks, _links(figures, None))
    colour_states(page, (first, last), (2, len(plan.activities) + 1))
    page.end_table()
    _legend(page, with_waived=bool(figures.waived))
    page.breaks.add(page.next)
    page.line("ชื่อกิจกรรม", "section")
    for activity in plan.activities:
        page.merged([(0, 0, activity.number, "integer"), (1, page.last, activity.name, "cell")])
    page.set_up(columns_held=2, footer=f"{plan.title} {report.round.label}")


def _row(page: Page, figures: Figures, code: str | None, name: str, missing: Collection[str]) -> list[object]:
    """A division, or (None) the department, with its signs; `missing` have not answered."""
    # nothing is known of a missing division, whether anything was due or not
    signs = [_sign(figures, code, a.number, unsent=code in missing) for a in figures.report.plan.activities]
    met = NONE if code in missing else _met(figures, signs, page.next)
    applicable = len(signs) - [shown_value(sign) for sign in signs].count(SIGNS[State.NOT_APPLICABLE])
    return [code or DEPARTMENT, name, *signs, met, applicable]


def _links(figures: Figures, code: str | None) -> dict[int, str]:
    """Where the signs lead to."""
    return {place: figures.place(code, a.number) for place, a in enumerate(figures.report.plan.activities, start=2)}


def _sign(figures: Figures, code: str | None, number: int, *, unsent: bool) -> object:
    """The sign of an activity's state: the first letter of its label."""
    state = figures.activity(code, number, "state")
    sign = str(state.value)[0]
    if sign == SIGNS[State.NOT_APPLICABLE]:
        return sign
    if unsent:
        return SIGNS[UNSENT]
    return Formula(state.text and f"LEFT({state.text},1)", sign)


def _met(figures: Figures, row: list[object], at: int) -> Formula:
    """How many of the signs in a row of the sheet say that an activity is met."""
    met = SIGNS[State.MET]
    found = f"COUNTIF({a1(at, 2)}:{a1(at, len(row) + 1)},{quoted(met)})" if figures.living else ""
    return Formula(found, float([shown_value(sign) for sign in row].count(met)))


def _columns(plan: Plan) -> list[Col]:
    return [
        Col("รหัส", 9, "middle"),
        Col("หน่วยงาน", 46, "label"),
        *(Col(thai.to_thai_digits(str(a.number)), 5.5, "middle") for a in plan.activities),
        Col("จำนวนที่บรรลุ", 10, "integer_middle"),
        Col("กิจกรรมทั้งหมด", 10, "integer_middle"),
    ]


def _legend(page: Page, *, with_waived: bool) -> None:
    page.gap()
    for state, label in {**STATE_LABELS, UNSENT: UNSENT_LABEL}.items():
        told = f"{label[2:]}หรือ{WAIVED}" if with_waived and state == State.NOT_APPLICABLE else label[2:]
        page.merged([(0, 0, SIGNS[state], f"state_{state}_middle"), (1, 1, told, "cell")])
    page.gap()
