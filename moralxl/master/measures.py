"""Every measure of the department and of each division: figures, target, attainment and state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moralxl.master.matrix import DEPARTMENT
from moralxl.master.page import Col, Page, rows_of
from moralxl.master.results import NONE, code, divisions_met, reported, shown_attainment, shown_share
from moralxl.model import RATIO_KINDS, Aggregation, Kind, Measure, Report, State
from moralxl.styles import STATE_LABELS, Styles
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
    Col("หน่วยงานที่บรรลุ", 10, "integer"),
    Col("หน่วยงานทั้งหมด", 10, "integer"),
)


def write_measures(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each measure of the department, each followed by those of the divisions that have it."""
    page = Page(workbook, styles, NAME, COLUMNS)
    page.line(f"ผลตามตัวชี้วัดของกรมและรายหน่วยงาน {report.round.label}", "title")
    page.line(report.plan.title)
    page.headings()
    places = {d.code: place for place, d in enumerate(report.plan.divisions, start=1)}
    measures = {m.code: m for m in report.plan.measures}
    order = {m: place for place, m in enumerate(measures)}
    found = rows_of(report.measures)
    answered = reported(found)
    rows = [r for r in found if r["division"] is None or _has(report, measures[r["measure"]], r)]
    for row in sorted(rows, key=lambda r: (order[r["measure"]], places.get(r["division"], 0))):
        _measure(page, report, measures[row["measure"]], row, answered=row["measure"] in answered)
    page.set_up(columns_held=4, footer=f"{report.plan.title} {report.round.label}", filtered=True)


def _has(report: Report, measure: Measure, row: dict[str, Any]) -> bool:
    """Whether a division reports the row's measure for itself; the answers for the department are its own row."""
    if measure.aggregation == Aggregation.DEPARTMENT:
        return False
    activities = report.plan.activities_of(report.plan.division(row["division"]))
    return any(a.number == row["activity"] for a in activities)


def _measure(page: Page, report: Report, measure: Measure, row: dict[str, Any], *, answered: bool) -> None:
    ratio = measure.kind in RATIO_KINDS
    of_all = row["division"] is None and measure.aggregation == Aggregation.EACH
    n, actual, target, state = row["n"], row["actual"], row["target"], row["state"]
    if ratio:
        actual = shown_share(actual)
    elif of_all:
        # what each division must reach has no meaning as a sum; only events are held once for several
        n = n if measure.kind == Kind.EVENTS else None
        actual = divisions_met(row) if answered else None
    target_words = NONE if state == State.NOT_APPLICABLE else target_text(measure, target)
    page.row(
        [
            row["activity"],
            code(report.plan, measure),
            measure.label,
            row["division"] or DEPARTMENT,
            n,
            row["N"],
            NONE if actual is None else actual,
            f"ทุกหน่วยงาน {target_words}" if of_all and target is not None else target_words,
            shown_attainment(row, answered=answered),
            STATE_LABELS[state],
            row["divisions_met"],
            row["divisions"],
        ],
        {9: f"state_{state}"} | ({6: "percent"} if ratio else {6: "centre"} if isinstance(actual, str) else {}),
    )
