"""What came back: returns received and missing, files not taken, and everything found in them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from moralxl import messages, thai
from moralxl.consolidate import rank
from moralxl.export import summary
from moralxl.master.page import Col, Page
from moralxl.master.results import code as measure_code
from moralxl.model import FileStatus, Finding, Ledger, Plan, Report, Waiver
from moralxl.reporting import Standing, Totals, standings, totals
from moralxl.status import ANSWERED, SEVERITIES, WAIVED, rate_text, timing_text
from moralxl.styles import Styles
from moralxl.waivers import division_of, waiver_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

MOST_FINDINGS = 10_000  # as many as anybody sorts through; the terminal and the JSON have all of them
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
# in a message's wording: what only a single case has, in parentheses or joined to what stands before; what it names
OF_ONE_CASE, NAMED = re.compile(r" *\([^()]*\{\w+\}[^()]*\)|(?<=[ก-๛}])\{\w+\}"), re.compile(r"\{\w+\}")
ISO_DATE = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")  # years of the common era
STATE_STYLES = {"received": "state_met", "with_errors": "state_no_data", "missing": "state_not_met"}
FILE_STATUSES = {FileStatus.REJECTED: "ไม่รับ", FileStatus.SET_ASIDE: "แยกไว้"}
EXCLUDED = "ไม่นับตามที่กำหนด"  # a file that was left out by decision
# in RETURN_COLUMNS; the last is the first of the ledger's
WAIVER_HEADINGS = ("ลำดับที่", "ข้อที่", "ยกเว้น", "สถานะ", "เหตุผล", "ถึงวันที่", "หน่วยงาน", "ผู้อนุมัติ", "ข้อค้นพบ")
BESIDE_WAIVERS = dict.fromkeys(range(len(WAIVER_HEADINGS), len(RETURN_COLUMNS)), "plain")


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
    rows = standings(report.plan, report.round, report.submissions, report.findings)
    page.headings(LEDGER)
    cells, looks = [], {}
    for number, row in enumerate(rows, start=1):
        submission = row.submission
        of_file: list[object] = [None] * 9
        if submission:
            of_file = [submission.path, submission.reported_on, submission.saved_at, submission.sha256]
            of_file += _ledger(submission.ledger)
        told = _told(row, report.round.deadline)
        looks[told] = STATE_STYLES[row.status]
        cells.append([number, row.division.code, row.division.name, told, *of_file])
    page.lines([*zip(*cells, strict=True)], {3: looks.__getitem__})
    page.end_table()
    page.gap()
    page.line(_rates(totals(report.round, rows)), "plain")
    _not_taken(page, report)
    _waivers(page, report)
    page.set_up(columns_held=3, footer=f"{report.plan.title} {report.round.label}")


def _told(row: Standing, deadline: date | None) -> str:
    """How a division stands: whether it answered, whether in time, how often, whether it had to."""
    lines = [ANSWERED["th"][row.status] + (f" {_count(row.errors)} รายการ" if row.errors else "")]
    lines += [timing_text(row, deadline)] if deadline and row.submission else []
    lines += [f"ส่ง {_count(row.returns)} ฉบับ"] if row.returns > 1 else []
    lines += [f"{WAIVED['th']} (ข้อ {thai.to_thai_digits(row.waiver.key)})"] if row.waiver else []
    return "\n".join(lines)


def _rates(counted: Totals) -> str:
    rates = f"อัตราการส่งร้อยละ {rate_text(counted.reporting_rate)}"
    if counted.deadline is None:
        return f"{rates} | แผนไม่ได้ระบุกำหนดส่งของรอบนี้ จึงไม่ทราบความทันเวลา"
    return (
        f"{rates} | กำหนดส่ง {thai.format_date(counted.deadline)} ความทันเวลาร้อยละ {rate_text(counted.timeliness)}: "
        f"ทันกำหนด {messages.shown(counted.on_time)} เกินกำหนด {messages.shown(counted.late)} "
        f"ไม่ทราบวันที่ส่ง {messages.shown(counted.undated)}"
    )


def _waivers(page: Page, report: Report) -> None:
    """The plan's waivers: of what, for whom, by whom, why, until when, and how many findings they bore on."""
    if not report.plan.waivers:
        return
    page.gap()
    page.line("การยกเว้นตามแผน", "section")
    page.heading([*WAIVER_HEADINGS, *[None] * len(BESIDE_WAIVERS)], BESIDE_WAIVERS)
    for number, waiver in enumerate(report.plan.waivers, start=1):
        page.row(
            [
                number,
                thai.to_thai_digits(waiver.key),
                _waived(report.plan, waiver),
                "มีผลในรอบนี้" if waiver.in_force(report.round) else "สิ้นสุดแล้ว",
                waiver.reason,
                waiver.until,
                waiver.division or "ทุกหน่วยงาน",
                waiver.approved_by,
                sum(f.waiver is not None and f.waiver.key == waiver.key for f in report.findings) or None,
                *[None] * len(BESIDE_WAIVERS),
            ],
            {1: "typed_centre", 2: "typed", 6: "typed_centre", 7: "typed", **BESIDE_WAIVERS},
        )


def _waived(plan: Plan, waiver: Waiver) -> str:
    """What was waived, in words: a measure, or a finding as its message says it, with … for what differs."""
    measure = next((m for m in plan.measures if m.code == waiver.code), None)
    if measure:
        return f"ตัวชี้วัด {measure_code(plan, measure)} {measure.label}"
    said = NAMED.sub("…", OF_ONE_CASE.sub("", messages.CATALOGUE[waiver.code].th))
    return f"ข้อค้นพบ: {said}"


def _not_taken(page: Page, report: Report) -> None:
    """The files that were rejected or set aside, each with what was found about it across the ledger's columns."""
    files = sorted((s for s in report.submissions if s.status in FILE_STATUSES), key=lambda s: (s.path, s.sha256))
    page.gap()
    page.line("ไฟล์ที่ไม่รับและไฟล์ที่แยกไว้", "section")
    if not files:
        page.line("ไม่มี", "cell")
        return
    first, last, _ = LEDGER
    page.kept.add(page.next)
    headings = [(place, place, c.heading, "heading") for place, c in enumerate(RETURN_COLUMNS[:first])]
    page.merged([*headings, (first, last, "เหตุผล", "heading")])
    names = {d.code: d.name for d in report.plan.divisions}
    why: dict[str, list[str]] = {}
    for finding in rank(report.findings):
        why.setdefault(finding.source.file, []).append(messages.text(finding, paper=True))
    for number, submission in enumerate(files, start=1):
        reason = "\n".join(dict.fromkeys(why.get(submission.path, [])[:3]))
        code = submission.identity.division if submission.identity else ""
        cells = [
            number,
            code,
            names.get(code, ""),
            EXCLUDED if submission.excluded else FILE_STATUSES[submission.status],
            submission.path,
            submission.reported_on,
            submission.saved_at,
            submission.sha256,
        ]
        styles = [c.style for c in RETURN_COLUMNS[:first]]
        styles[1] = "typed_centre"
        spans = [(place, place, cell, style) for place, (cell, style) in enumerate(zip(cells, styles, strict=True))]
        page.merged([*spans, (first, last, reason, "typed")])


def _ledger(ledger: Ledger | None) -> list[object]:
    if ledger is None:
        return [None] * len(NO_LEDGER)
    return [ledger.valued, ledger.accepted, ledger.faulted, ledger.form, ledger.outside]


def write_findings(workbook: Workbook, styles: Styles, report: Report) -> None:
    """Everything found, by weight, with the cell it is about and how to mend it."""
    page = Page(workbook, styles, FINDINGS, FINDING_COLUMNS)
    page.line(f"ข้อค้นพบจากการตรวจแบบรายงาน {report.round.label}", "title")
    page.line(report.plan.title)
    sent_by = {s.path: s.identity.division for s in report.submissions if s.identity}
    # by everything a finding says first, so that the order in which files were read leaves no trace
    found = rank(sorted(report.findings, key=_whole))
    if len(found) > MOST_FINDINGS:
        page.line(
            f"แสดง {thai.format_number(MOST_FINDINGS)} รายการแรก จาก {thai.format_number(len(found))} รายการ", "note"
        )
    page.headings()
    for number, finding in enumerate(found[:MOST_FINDINGS], start=1):
        weight, source = messages.severity(finding), finding.source
        page.row(
            [
                number,
                SEVERITIES["th"][weight] + (f"\n({WAIVED['th']})" if finding.waiver else ""),
                division_of(finding, sent_by, report.plan),
                source.file,
                source.sheet,
                source.cell,
                finding.label,
                _typed(finding.typed),
                messages.shown(finding.read),
                messages.text(finding, paper=True) + (f"\n{waiver_text(finding.waiver)}" if finding.waiver else ""),
            ],
            {1: "state_not_applicable" if finding.waiver else f"severity_{weight}"},
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
    return finding.code, finding.typed, messages.shown(finding.read), messages.text(finding, paper=True)


def _count(number: int) -> str:
    return thai.format_number(number)
