"""Every measure of the department and of each division: figures, target, attainment and state."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from moralxl.master.colours import colour_states
from moralxl.master.details import is_detailed
from moralxl.master.formula import quoted, rounded_down, rounded_score, thai_digits
from moralxl.master.living import Figures, figures_of
from moralxl.master.matrix import DEPARTMENT
from moralxl.master.page import Col, Page, shown_value
from moralxl.master.results import NONE, code, shown_attainment, shown_score, shown_share
from moralxl.master.results import divisions_met as results_met
from moralxl.master.words import divisions_met
from moralxl.model import RATIO_KINDS, Aggregation, Kind, Measure, Report
from moralxl.sheet import Formula
from moralxl.styles import Styles
from moralxl.wording import target_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "ตัวชี้วัด"
COLUMNS = (
    Col("กิจกรรมที่", 8, "integer"),
    Col("รหัส", 6, "centre"),
    Col("ตัวชี้วัด", 59),
    Col("หน่วยงาน", 10, "centre"),
    Col("จำนวนที่ทำได้", 9.5, "integer"),
    Col("จำนวนทั้งหมด", 9.5, "integer"),
    Col("ผล", 24, "integer"),
    Col("เป้าหมาย", 21, "centre"),
    Col("ระดับความสำเร็จ", 9.5, "percent"),
    Col("สถานะ", 17, "centre"),
    Col("หน่วยงานที่ผ่านเป้าหมาย", 10, "integer"),
    Col("หน่วยงานทั้งหมด", 10, "integer"),
)
RESULT, STATE = 6, 9  # their columns
PLAIN = {Kind.SCORE: "decimal"}  # styles of results that are no whole numbers


def write_measures(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each measure of the department, each followed by those of the divisions that have it."""
    page = Page(workbook, styles, NAME, COLUMNS)
    page.line(f"ผลตามตัวชี้วัดของกรมและรายหน่วยงาน {report.round.label}", "title")
    page.line(report.plan.title)
    page.headings()
    figures = figures_of(report)
    first = page.next
    for measure in report.plan.measures:
        _write(page, figures, measure, None)
        # the office's answers for the department are the department's row
        each = measure.aggregation == Aggregation.EACH and is_detailed(report)
        codes = [d.code for d in figures.blocks[measure.code].divisions if each]
        if figures.living:
            for division in codes:
                _write(page, figures, measure, division)
        else:
            rows = (map(shown_value, _cells(figures, measure, division)) for division in codes)
            page.lines([*zip(*rows, strict=True)], {RESULT: partial(_look, measure)})
    colour_states(page, (first, page.next - 1), (STATE, STATE))
    page.set_up(columns_held=4, footer=f"{report.plan.title} {report.round.label}", filtered=True)


def _write(page: Page, figures: Figures, measure: Measure, division: str | None) -> None:
    cells = _cells(figures, measure, division)
    links = {RESULT: figures.place(division, measure.code)}
    page.row(cells, {RESULT: _look(measure, shown_value(cells[RESULT]))}, links)


def _look(measure: Measure, result: object) -> str:
    """The style of a result."""
    if measure.kind in RATIO_KINDS:
        return "percent"
    return "centre" if isinstance(result, str) else PLAIN.get(measure.kind, "integer")


def _cells(figures: Figures, measure: Measure, division: str | None) -> list[object]:
    """The row of a measure, of a division or (None) the department."""
    ratio = measure.kind in RATIO_KINDS
    of_all = division is None and measure.aggregation == Aggregation.EACH

    def figure(name: str) -> Formula:
        return figures.measure(division, measure.code, name)

    target = figure("target").value
    actual = _met(measure, figure) if of_all and not ratio else _dash_if_blank(figure("actual"), measure.kind)
    words = target_text(measure, target) if isinstance(target, float) else NONE
    # what each division must reach has no meaning as a sum; only events are held once for several
    n = figure("n") if ratio or not of_all or measure.kind == Kind.EVENTS else None
    return [
        measure.activity,
        code(figures.report.plan, measure),
        measure.label,
        division or DEPARTMENT,
        n,
        figure("N") if ratio else None,
        actual,
        f"ทุกหน่วยงาน {words}" if of_all and isinstance(target, float) else words,
        attainment_cell(figure("attainment"), figure("answered")),
        figure("state"),
        figure("divisions_met") if of_all else None,
        figure("divisions") if of_all else None,
    ]


def _met(measure: Measure, figure: Callable[[str], Formula]) -> Formula:
    """How many divisions met a measure; a dash where nobody has reported anything about it."""
    answered, met, among = figure("answered"), figure("divisions_met"), figure("divisions")
    counts = {"divisions_met": met.value or 0, "divisions": among.value or 0}
    told = results_met(measure, counts) if answered.value else NONE
    if not answered.text:
        return Formula("", told)
    words = thai_digits(divisions_met(measure, met.text, among.text))
    return Formula(f"IF({answered.text}>0,{words},{quoted(NONE)})", told)


def _dash_if_blank(figure: Formula, kind: Kind) -> Formula:
    """A figure, rounded down where it has decimals; a dash where there is none."""
    told = figure.text
    shown = NONE if isinstance(figure.value, str) else figure.value
    if kind in RATIO_KINDS:
        told = rounded_down(told)
        shown = shown if isinstance(shown, str) else shown_share(shown) or 0.0
    elif kind == Kind.SCORE:
        told = rounded_score(told)
        shown = shown if isinstance(shown, str) else shown_score(shown)
    if not figure.text:
        return Formula("", shown)
    return Formula(f"IF(ISNUMBER({figure.text}),{told},{quoted(NONE)})", shown)


def attainment_cell(attainment: Formula, answered: Formula) -> Formula:
    """An attainment, rounded down; a dash where nobody has reported anything."""
    shown = shown_attainment(attainment.value, float(answered.value or 0))
    if not attainment.text:
        return Formula("", shown)
    told = f"AND(ISNUMBER({attainment.text}),{answered.text}>0)"
    return Formula(f"IF({told},{rounded_down(attainment.text)},{quoted(NONE)})", shown)
