"""The matrix: where every division stands with every activity, at a glance and in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.layout import a1
from moralxl.master.colours import colour_states
from moralxl.master.formula import quoted
from moralxl.master.living import Figures, figures_of
from moralxl.master.page import Col, Page
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
    rows = ([d.code, d.name, *_signs(figures, d.code, unsent=d.code in missing)] for d in plan.divisions)
    if figures.living:
        for division, row in zip(plan.divisions, rows, strict=True):
            page.row(_living(figures, division.code, row, page.next), None, _links(figures, division.code))
    else:
        page.lines([*zip(*rows, strict=True)])
    looks = {0: "total_middle", 1: "total", page.last - 1: "total_integer", page.last: "total_integer"}
    department = [DEPARTMENT, plan.organisation, *_signs(figures, None, unsent=False)]
    page.row(_living(figures, None, department, page.next), looks, _links(figures, None))
    colour_states(page, (first, last), (2, len(plan.activities) + 1))
    page.end_table()
    _legend(page, with_waived=bool(figures.waived))
    page.breaks.add(page.next)
    page.line("ชื่อกิจกรรม", "section")
    for activity in plan.activities:
        page.merged([(0, 0, activity.number, "integer"), (1, page.last, activity.name, "cell")])
    page.set_up(columns_held=2, footer=f"{plan.title} {report.round.label}")


def _signs(figures: Figures, code: str | None, *, unsent: bool) -> list[str | float]:
    """The first letter of each state's label, how many activities are met, and how many there are.

    Of a division, or (None) the department. Nothing is known of one that has not answered, whether anything was due
    or not.
    """
    signs = [str(figures.activity_value(code, a.number, "state"))[0] for a in figures.report.plan.activities]
    unasked = SIGNS[State.NOT_APPLICABLE]
    applicable = float(len(signs) - signs.count(unasked))
    if unsent:
        return [*(sign if sign == unasked else SIGNS[UNSENT] for sign in signs), NONE, applicable]
    return [*signs, float(signs.count(SIGNS[State.MET])), applicable]


def _living(figures: Figures, code: str | None, row: Sequence[str | float], at: int) -> list[object]:
    """A row of the sheet whose signs and number of activities met follow the calculation."""
    if not figures.living:
        return [*row]
    code_and_name, signs, (met, applicable) = row[:2], row[2:-2], row[-2:]
    formulas: list[object] = []
    for activity, sign in zip(figures.report.plan.activities, signs, strict=True):
        state = figures.activity(code, activity.number, "state").text
        fixed = sign in {SIGNS[State.NOT_APPLICABLE], SIGNS[UNSENT]} or not state
        formulas.append(sign if fixed else Formula(f"LEFT({state},1)", sign))
    counted = f"COUNTIF({a1(at, 2)}:{a1(at, len(signs) + 1)},{quoted(SIGNS[State.MET])})"
    return [*code_and_name, *formulas, met if met == NONE else Formula(counted, met), applicable]


def _links(figures: Figures, code: str | None) -> dict[int, str]:
    """Where the signs lead to."""
    return {place: figures.place(code, a.number) for place, a in enumerate(figures.report.plan.activities, start=2)}


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
