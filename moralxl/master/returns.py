"""What came back: returns received and missing, files not taken, and everything found in them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from moralxl import messages, thai
from moralxl.consolidate import rank
from moralxl.export import summary
from moralxl.master.page import Col, Page
from moralxl.model import FileStatus, Finding, Ledger, Report
from moralxl.status import ANSWERED, SEVERITIES, status_rows
from moralxl.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

RETURNS, FINDINGS = "การส่งแบบรายงาน", "ข้อค้นพบ"
RETURN_COLUMNS = (
    Col("ลำดับที่", 8, "integer"),
    Col("รหัส", 10, "centre"),
    Col("หน่วยงาน", 36),
    Col("สถานะ", 20, "centre"),
    Col("ไฟล์", 36, "typed"),
    Col("วันที่รายงาน", 15, "date"),
    Col("บันทึกไฟล์เมื่อ", 20, "moment"),
    Col("ค่าตรวจสอบไฟล์ (SHA-256)", 39),
    Col("รวม", 9, "integer"),
    Col("รับ", 9, "integer"),
    Col("มีข้อผิดพลาด", 11, "integer"),
    Col("ของแบบรายงาน", 12, "integer"),
    Col("นอกช่องกรอก", 11, "integer"),
)
FINDING_COLUMNS = (
    Col("ลำดับที่", 7, "integer"),
    Col("ระดับ", 11, "centre", again=True),
    Col("หน่วยงาน", 10, "centre", again=True),
    Col("ไฟล์", 24, "typed", again=True),
    Col("แผ่นงาน", 14, "typed", again=True),
    Col("เซลล์", 7, "typed_centre", again=True),
    Col("รายการ", 30, "typed"),
    Col("ที่กรอก", 16, "typed"),
    Col("ที่อ่านได้", 14, "typed"),
    Col("ข้อค้นพบและวิธีแก้ไข", 54, "typed"),
)
LEDGER = (8, 12, "เซลล์ที่มีข้อมูล = รับ + มีข้อผิดพลาด + ของแบบรายงาน + นอกช่องกรอก")
NO_LEDGER = dict.fromkeys(range(8, 13), "plain")
ISO_DATE = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")  # years of the common era
STATE_STYLES = {"received": "state_met", "with_errors": "state_no_data", "missing": "state_not_met"}
FILE_STATUSES = {FileStatus.REJECTED: "ไม่รับ", FileStatus.SET_ASIDE: "แยกไว้"}


def write_returns(workbook: Workbook, styles: Styles, report: Report) -> None:
    """The divisions with their returns, the files that were not taken and why, and the count of all files."""
    page = Page(workbook, styles, RETURNS, RETURN_COLUMNS)
    page.line(f"การส่งแบบรายงาน {report.round.label}", "title")
    page.line(report.plan.title)
    counts = {
        name: {k: _count(v) for k, v in summary(report)[name].items() if k != "missing"}
        for name in ("files", "divisions")
    }
    page.line(
        "ไฟล์ที่พบ {found} ไฟล์ = รับ {accepted} + ไม่รับ {rejected} + แยกไว้ {set_aside}".format(**counts["files"])
        + " | ได้รับแล้ว {received} จาก {registered} หน่วยงาน".format(**counts["divisions"])
    )
    page.headings(LEDGER)
    accepted = report.accepted()
    for number, row in enumerate(status_rows(report.plan, report.submissions, report.findings), start=1):
        submission = accepted.get(row["division"])
        told = ANSWERED["th"][row["status"]]
        if row["errors"]:
            told += f" {_count(row['errors'])} รายการ"
        cells: list[object] = [None] * 9
        if submission:
            cells = [submission.path, submission.reported_on, submission.saved_at, submission.sha256]
            cells += _ledger(submission.ledger)
        page.row([number, row["division"], row["name"], told, *cells], {3: STATE_STYLES[row["status"]]})
    page.end_table()
    _not_taken(page, report)
    page.set_up(columns_held=3, footer=f"{report.plan.title} {report.round.label}")


def _not_taken(page: Page, report: Report) -> None:
    """The files that were rejected or set aside, each with what was found about it."""
    files = sorted((s for s in report.submissions if s.status in FILE_STATUSES), key=lambda s: (s.path, s.sha256))
    page.gap()
    page.line("ไฟล์ที่ไม่รับและไฟล์ที่แยกไว้", "section")
    if not files:
        page.line("ไม่มี", "cell")
        return
    headings = ["เหตุผล" if c.heading == "หน่วยงาน" else c.heading for c in RETURN_COLUMNS[: LEDGER[0]]]
    page.heading([*headings, *[None] * len(NO_LEDGER)], NO_LEDGER)
    why: dict[str, list[str]] = {}
    for finding in rank(report.findings):
        why.setdefault(finding.source.file, []).append(messages.text(finding))
    for number, submission in enumerate(files, start=1):
        reason = "\n".join(dict.fromkeys(why.get(submission.path, [])[:3]))
        code = submission.identity.division if submission.identity else ""
        page.row(
            [
                number,
                code,
                reason,
                FILE_STATUSES[submission.status],
                submission.path,
                submission.reported_on,
                submission.saved_at,
                submission.sha256,
                *[None] * len(NO_LEDGER),
            ],
            {1: "typed_centre", 2: "typed", **NO_LEDGER},
        )


def _ledger(ledger: Ledger | None) -> list[object]:
    if ledger is None:
        return [None] * len(NO_LEDGER)
    return [ledger.valued, ledger.accepted, ledger.faulted, ledger.form, ledger.outside]


def write_findings(workbook: Workbook, styles: Styles, report: Report) -> None:
    """Everything found, by weight, with the cell it is about and how to mend it."""
    page = Page(workbook, styles, FINDINGS, FINDING_COLUMNS)
    page.line(f"ข้อค้นพบจากการตรวจแบบรายงาน {report.round.label}", "title")
    page.line(report.plan.title)
    page.headings()
    division = {s.path: s.identity.division for s in report.submissions if s.identity}
    named = {f"{d.code} {d.name}": d.code for d in report.plan.divisions}
    # by everything a finding says first, so that the order in which files were read leaves no trace
    for number, finding in enumerate(rank(sorted(report.findings, key=_whole)), start=1):
        weight, source = messages.severity(finding), finding.source
        page.row(
            [
                number,
                SEVERITIES["th"][weight],
                division.get(source.file) or named.get(str(finding.args.get("division")), ""),
                source.file,
                source.sheet,
                source.cell,
                finding.label,
                _typed(finding.typed),
                messages.shown(finding.read),
                messages.text(finding),
            ],
            {1: f"severity_{weight}"},
        )
    if not report.findings:
        page.line("ไม่พบข้อผิดพลาด", "cell")
    page.set_up(columns_held=2, footer=f"{report.plan.title} {report.round.label}", filtered=bool(report.findings))


def _typed(text: str) -> str:
    """What was typed; a date cell's day, which comes as ISO, in Thai before it."""
    try:
        return f"{thai.format_date(date.fromisoformat(text))} ({text})" if ISO_DATE.fullmatch(text) else text
    except ValueError:  # no such day
        return text


def _whole(finding: Finding) -> tuple[str, str, str, str]:
    return finding.code, finding.typed, messages.shown(finding.read), messages.text(finding)


def _count(number: int) -> str:
    return thai.format_number(number)
