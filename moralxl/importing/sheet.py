"""The sheet of plan.xlsx with what an import asks and tells, each at its cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from moralxl import messages, thai
from moralxl.model import Finding, Severity
from moralxl.sheet import Sheet
from moralxl.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

TITLE = "ข้อควรตรวจ"
HEADINGS = (("ที่", 6), ("ระดับ", 14), ("แผ่นงานและช่อง", 26), ("ข้อควรตรวจ", 96), ("ตรวจแล้ว (บันทึกของท่าน)", 26))
WEIGHTS = {Severity.ERROR: "ต้องแก้ไข", Severity.WARNING: "ต้องตอบ", Severity.NOTE: "ควรตรวจ"}
HEAD = (
    "ข้อที่ “ต้องตอบ” มีช่องที่เว้นว่างไว้หรือต้องตัดสินใจ เติมในแผ่นงานตามช่องที่ระบุ แล้วสั่ง moralxl plan check {file} "
    "ข้อที่ “ควรตรวจ” เติมให้แล้ว โปรดเทียบกับเอกสาร แผ่นงานนี้ลบได้ ระบบไม่ใช้"
)


def questions(findings: Sequence[Finding], file: str) -> Callable[[Workbook, Styles], None]:
    """What writes the sheet into a workbook of that name."""
    head = HEAD.format(file=file)

    def write(workbook: Workbook, styles: Styles) -> None:
        sheet = Sheet(workbook, styles, TITLE, [width for _, width in HEADINGS])
        last = len(HEADINGS) - 1
        sheet.merge(0, 0, last, head, "cell")
        sheet.height(0, [(head, 0, last, "cell")])
        for column, (heading, _) in enumerate(HEADINGS):
            sheet.put(1, column, heading, "heading")
        sheet.height(1, [])
        ordered = sorted(findings, key=lambda f: list(Severity).index(messages.severity(f)))
        for row, finding in enumerate(ordered, start=2):
            said = f"[{finding.label}] {messages.text(finding)}" if finding.label else messages.text(finding)
            source = finding.source
            sheet.put(row, 0, thai.to_thai_digits(str(row - 1)), "centre")
            severity = messages.severity(finding)
            sheet.put(row, 1, WEIGHTS[severity], f"severity_{severity}")
            if source.sheet:  # a cell of this workbook; the paper's places are in no sheet
                sheet.link(row, 2, f"'{source.sheet}'!{source.cell}", f"{source.sheet} {source.cell}", "link")
            else:
                sheet.put(row, 2, " ".join(part for part in (source.file, source.sheet, source.cell) if part), "cell")
            sheet.put(row, 3, said, "cell")
            sheet.put(row, 4, None, "input_text")
            sheet.height(row, [(said, 3, 3, "cell")])
        sheet.raw.freeze_panes(2, 0)
        sheet.page(repeat=(1, 1), footer=TITLE)

    return write
