"""The workbook of a round's returns: a line for each round, and a page of each round's divisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moralxl.annex import write_book
from moralxl.master.page import Col, Page
from moralxl.master.results import shown_share
from moralxl.model import Plan, Round
from moralxl.reporting import FILE, FORM, MAIL, Standing, Totals, totals
from moralxl.status import ANSWERED, NO_DEADLINE, WAIVED, timing_text
from moralxl.styles import Styles
from moralxl.waivers import waiver_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

TITLE = "การส่งแบบรายงาน"
ROUNDS = "สรุปรายรอบ"
ROUND_COLUMNS = (
    Col("โฟลเดอร์", 24, "typed"),
    Col("รอบ", 16, "centre"),
    Col("กำหนดส่ง", 16, "date"),
    Col("ต้องส่ง", 10, "integer"),
    Col("ได้รับ", 10, "integer"),
    Col("ทันกำหนด", 10, "integer"),
    Col("เกินกำหนด", 10, "integer"),
    Col("ไม่ทราบวันที่ส่ง", 12, "integer"),
    Col("ส่งมากกว่าหนึ่งฉบับ", 12, "integer"),
    Col("มีข้อผิดพลาด", 11, "integer"),
    Col("ยังไม่ได้รับ", 11, "integer"),
    Col("อัตราการส่ง", 12, "percent"),
    Col("ความทันเวลา", 12, "percent"),
)
COLUMNS = (
    Col("ลำดับที่", 8, "integer"),
    Col("รหัส", 9, "centre"),
    Col("หน่วยงาน", 30),
    Col("สถานะ", 18, "centre"),
    Col("ข้อผิดพลาด", 9, "integer"),
    Col("วันที่ส่ง", 15, "date"),
    Col("ทราบวันจาก", 13, "centre"),
    Col("ทันกำหนด", 15, "centre"),
    Col("จำนวนฉบับ", 9, "integer"),
    Col("ไฟล์ที่นับ", 28, "typed"),
    Col("หมายเหตุ", 24, "typed"),
)
KNOWN_BY = {MAIL: "จดหมาย", FORM: "แบบรายงาน", FILE: "ไฟล์", "": ""}
LOOKS = {"received": "state_met", "with_errors": "state_no_data", "missing": "state_not_met"}
DEFINITIONS = (
    "อัตราการส่ง = หน่วยงานที่ได้รับแบบรายงาน ÷ หน่วยงานที่ต้องส่ง   ความทันเวลา = หน่วยงานที่ส่งทันกำหนด ÷ หน่วยงานที่ต้องส่ง "
    "วันที่ส่งใช้วันที่ของจดหมาย หากไม่มีใช้วันที่รายงานในแบบ หากไม่มีใช้วันที่บันทึกไฟล์ "
    "หน่วยงานที่ส่งหลายฉบับถือวันที่ของฉบับแรก"
)


@dataclass(frozen=True, slots=True)
class Returns:
    """The returns of one round, from one folder."""

    folder: str
    round: Round
    rows: tuple[Standing, ...]

    @property
    def totals(self) -> Totals:
        """The divisions counted."""
        return totals(self.round, self.rows)


def write_status(plan: Plan, rounds: Sequence[Returns], path: Path) -> Path:
    """Write the workbook and return where it is. OSError if it cannot be written."""

    def fill(workbook: Workbook, styles: Styles) -> None:
        _rounds(workbook, styles, plan, rounds)
        names: set[str] = set()
        for returns in rounds:
            name = returns.round.label
            number = 2
            while name in names:
                name, number = f"{returns.round.label} ({number})", number + 1
            names.add(name)
            _divisions(workbook, styles, plan, returns, name)

    return write_book(plan, rounds[-1].round, "status", path, fill, f"{TITLE} {plan.title}")


def _rounds(workbook: Workbook, styles: Styles, plan: Plan, rounds: Sequence[Returns]) -> None:
    page = Page(workbook, styles, ROUNDS, ROUND_COLUMNS)
    page.line(TITLE, "title")
    page.line(plan.title)
    page.headings()
    for returns in rounds:
        counted = returns.totals
        page.row(
            [
                returns.folder,
                returns.round.label,
                counted.deadline,
                counted.expected,
                counted.received,
                counted.on_time,
                counted.late,
                counted.undated,
                counted.resubmitted,
                counted.with_errors,
                counted.missing,
                shown_share(counted.reporting_rate),
                shown_share(counted.timeliness),
            ]
        )
    page.end_table()
    page.gap()
    page.line(DEFINITIONS, "plain")
    page.set_up(columns_held=2, footer=plan.title)


def _divisions(workbook: Workbook, styles: Styles, plan: Plan, returns: Returns, name: str) -> None:
    page = Page(workbook, styles, name, COLUMNS)
    page.line(f"{TITLE} {returns.round.label}", "title")
    page.line(plan.title)
    if returns.round.deadline is None:
        page.line(NO_DEADLINE["th"])
    page.headings()
    for number, row in enumerate(returns.rows, start=1):
        page.row(
            [
                number,
                row.division.code,
                row.division.name,
                ANSWERED["th"][row.status] + (f" ({WAIVED['th']})" if row.waiver else ""),
                row.errors if row.submission else None,
                row.sent_on,
                KNOWN_BY[row.known_by],
                timing_text(row, returns.round.deadline),
                row.returns,
                row.submission.path if row.submission else None,
                waiver_text(row.waiver) if row.waiver else None,
            ],
            {3: LOOKS[row.status], 7: "state_not_met" if row.on_time is False else "centre"},
        )
    page.set_up(columns_held=3, footer=f"{plan.title} {returns.round.label}", filtered=True)
