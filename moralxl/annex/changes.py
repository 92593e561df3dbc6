"""The workbook of what changed between two returns of each division: a line for each input."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from moralxl.annex import write_book
from moralxl.changes import Compared, number
from moralxl.changes_text import cell_of, missing_text, note_of, read_text
from moralxl.master.page import Col, Page
from moralxl.model import Plan
from moralxl.styles import Styles
from moralxl.waivers import waiver_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

TITLE = "การเปลี่ยนแปลงของแบบรายงาน"
COLUMNS = (
    Col("ลำดับที่", 7, "integer"),
    Col("หน่วยงาน", 9, "centre"),
    Col("รายการ", 38, "typed"),
    Col("แผ่นงานและเซลล์", 16, "typed"),
    Col("ที่กรอกเดิม", 18, "typed"),
    Col("อ่านได้", 14, "typed"),
    Col("ที่กรอกใหม่", 18, "typed"),
    Col("อ่านได้", 14, "typed"),
    Col("เพิ่มหรือลด", 11, "change"),
    Col("ข้อสังเกต", 18, "typed"),
    Col("รหัสช่องกรอก", 16, "typed"),
)
LONGEST = 2000  # characters of what was typed: all that an input takes


def write_changes(plan: Plan, compared: Compared, path: Path) -> Path:
    """Write the workbook and return where it is. OSError if it cannot be written."""

    def fill(workbook: Workbook, styles: Styles) -> None:
        _page(workbook, styles, plan, compared)

    return write_book(plan, compared.new_round, "changes", path, fill, f"{TITLE} {plan.title}")


def _page(workbook: Workbook, styles: Styles, plan: Plan, compared: Compared) -> None:
    old, new = compared.old_round, compared.new_round
    page = Page(workbook, styles, "การเปลี่ยนแปลง", COLUMNS)
    page.line(TITLE, "title")
    page.line(f"{plan.title} {old.label}" + ("" if new == old else f" เทียบกับ{new.label}"))
    for line in missing_text(compared):
        page.line(line)
    page.headings()
    place = 0
    for pair in compared.pairs:
        for change in pair.changes:
            place += 1
            before, after = number(change.before), number(change.after)
            waiver = compared.waiver(plan, pair, change)
            notes = [note_of(change), waiver_text(waiver) if waiver else ""]
            page.row(
                [
                    place,
                    pair.division.code,
                    pair.label(change),
                    cell_of(change),
                    *read_text(change.before, longest=LONGEST),
                    *read_text(change.after, longest=LONGEST),
                    after - before if before is not None and after is not None else None,
                    "\n".join(note for note in notes if note),
                    change.key,
                ],
                {9: "state_no_data" if change.flag and not waiver else "typed"},
            )
    if not place:
        page.line("ไม่มีช่องที่เปลี่ยนแปลง", "cell")
    page.set_up(columns_held=3, footer=f"{plan.title} {new.label}", filtered=bool(place))
