"""What the terminal is told of a round: who has answered, what stands where, one line for each finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from moralxl import console, messages, thai
from moralxl.export import summary
from moralxl.model import Finding, Identity, Plan, Report, Round, Severity
from moralxl.reporting import FILE, FORM, MAIL, Standing, Totals, totals
from moralxl.waivers import listed, waiver_text

if TYPE_CHECKING:
    from moralxl.returns import Return

SEVERITIES = {
    "th": {Severity.ERROR: "ผิดพลาด", Severity.WARNING: "ควรตรวจ", Severity.NOTE: "หมายเหตุ"},
    "en": {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"},
}
ANSWERED = {
    "th": {"received": "ได้รับแล้ว", "with_errors": "ได้รับแล้ว มีข้อผิดพลาด", "missing": "ยังไม่ได้รับ"},
    "en": {"received": "received", "with_errors": "received, with errors", "missing": "missing"},
}
WAIVED = {"th": "ยกเว้น", "en": "waived"}
KNOWN_BY = {
    "th": {MAIL: "(ตามจดหมาย)", FORM: "(ตามแบบรายงาน)", FILE: "(ตามไฟล์)"},
    "en": {MAIL: "(by the message)", FORM: "(by the form)", FILE: "(by the file)"},
}
COUNTS = ("expected", "received", "on_time", "late", "undated", "resubmitted", "with_errors", "missing")
FOOT = {
    "th": (
        (
            "ได้รับแล้ว {received} จาก {expected} หน่วยงาน (อัตราการส่งร้อยละ {rate}) "
            "มีข้อผิดพลาด {with_errors} ส่งมากกว่าหนึ่งฉบับ {resubmitted} ยังไม่ได้รับ {missing}"
        ),
        "กำหนดส่ง {deadline}: ทันกำหนด {on_time} (ความทันเวลาร้อยละ {timeliness}) เกินกำหนด {late} ไม่ทราบวันที่ส่ง {undated}",
    ),
    "en": (
        (
            "{received} of {expected} divisions received (reporting rate {rate}%): "
            "{with_errors} with errors, {resubmitted} sent more than once, {missing} missing"
        ),
        "deadline {deadline}: {on_time} on time (timeliness {timeliness}%), {late} late, {undated} on an unknown day",
    ),
}
NO_DEADLINE = {
    "th": "แผนไม่ได้ระบุกำหนดส่งของรอบนี้ จึงไม่ทราบความทันเวลา",
    "en": "The plan sets no deadline for this round, so timeliness is not known.",
}
ROUNDS_HEAD = {
    "th": (
        "โฟลเดอร์",
        "รอบ",
        "กำหนดส่ง",
        "ต้องส่ง",
        "ได้รับ",
        "ทันกำหนด",
        "เกินกำหนด",
        "ไม่ทราบวัน",
        "ส่งซ้ำ",
        "มีข้อผิดพลาด",
        "ยังไม่ได้รับ",
        "อัตราการส่ง (ร้อยละ)",
        "ความทันเวลา (ร้อยละ)",
    ),
    "en": ("folder", "round", "deadline", *COUNTS, "reporting rate %", "timeliness %"),
}
# the lines of a summary, filled from `export.summary`
THAI = (
    "ไฟล์ที่พบ {files[found]} = รับ {files[accepted]} + ไม่รับ {files[rejected]} + แยกไว้ {files[set_aside]}",
    "ได้รับแล้ว {divisions[received]} จาก {divisions[registered]} หน่วยงาน ยังไม่ได้รับ: {missing}",
    (
        "กิจกรรม: บรรลุ {activities[met]} ไม่บรรลุ {activities[not_met]} "
        "ยังไม่ถึงกำหนด {activities[not_due]} ไม่มีข้อมูล {activities[no_data]}"
    ),
    "ข้อค้นพบ: ผิดพลาด {findings[error]} ควรตรวจ {findings[warning]} หมายเหตุ {findings[note]}",
)
ENGLISH = (
    (
        "files: {files[found]} found = {files[accepted]} accepted + {files[rejected]} rejected "
        "+ {files[set_aside]} set aside"
    ),
    "divisions: {divisions[received]} of {divisions[registered]} received; missing: {missing}",
    (
        "activities: {activities[met]} met, {activities[not_met]} not met, "
        "{activities[not_due]} not due, {activities[no_data]} without data"
    ),
    "findings: {findings[error]} errors, {findings[warning]} warnings, {findings[note]} notes",
)


def finding_line(finding: Finding, lang: str, weight: str = "") -> str:
    """A finding in one line: weight, where, which input, the message, and by whom and why it was waived.

    Its weight is its severity's name unless another is given.
    """
    source = finding.source
    cell = f"{source.sheet}!{source.cell}" if source.cell else source.sheet
    where = " ".join(part for part in (source.file, cell) if part)
    label = f"[{finding.label}] " if finding.label else ""
    weight = weight or SEVERITIES[lang][messages.severity(finding)]
    text = " ".join(messages.text(finding, lang).split())
    if finding.waiver:
        weight = f"{WAIVED[lang]} ({weight})"
        text = f"{text} ({waiver_text(finding.waiver, lang)})"
    return f"{weight}: {where + ': ' if where else ''}{label}{text}"


def found_instead(opened: Sequence[Return], plan: Plan, folder: str, lang: str) -> tuple[list[str], str]:
    """What a folder without any form of the plan holds, a line for each file, and why nothing can be done with it."""
    forms = [(o.submission.path, o.submission.identity) for o in opened if o.submission.identity]
    words = _found_instead_th if lang == "th" else _found_instead_en
    rows = [(path, *words(identity)) for path, identity in forms]
    lines = console.table(rows).splitlines()
    lines += [finding_line(f, lang) for o in opened if not o.submission.identity for f in o.findings]
    if lang == "th":
        year, number = thai.to_thai_digits(str(plan.year)), thai.format_number
        rounds = " ".join(number(r.number) for r in plan.rounds)
        ours = f"แผน {plan.id} ปีงบประมาณ {year} (รอบ {rounds} เดือน)"
        others = f"พบแบบรายงานอื่น {number(len(forms))} ฉบับตามรายการข้างต้น" if forms else "ไม่พบแบบรายงานใดเลย"
        mend = "โปรดตรวจโฟลเดอร์ ทะเบียนหน่วยงานใน plan.xlsx หรือระบุแผนของแบบรายงานด้วย --plan"
        return lines, f"ไม่พบแบบรายงานของ{ours} ใน {folder} {others} {mend}"
    rounds = ", ".join(str(r.number) for r in plan.rounds)
    others = f"only {len(forms)} other forms, listed above" if forms else "no form at all"
    why = f"{folder} holds no form of the plan {plan.id} of {plan.year} (rounds {rounds}), {others}."
    return lines, f"{why} Check the folder and the registry in plan.xlsx, or name the forms' own plan with --plan."


def _found_instead_th(identity: Identity) -> tuple[str, ...]:
    year, number = thai.to_thai_digits(str(identity.year)), thai.format_number(identity.round)
    return f"แผน {identity.plan}", f"ปีงบประมาณ {year}", f"รอบ {number} เดือน", f"หน่วยงาน {identity.division}"


def _found_instead_en(identity: Identity) -> tuple[str, ...]:
    year, number = identity.year, identity.round
    return f"plan {identity.plan}", f"year {year}", f"{number}-month round", f"division {identity.division}"


def status_table(plan: Plan, round_: Round, rows: Sequence[Standing], lang: str) -> str:
    """How each division stands, and the two rates, for the terminal."""
    counted = totals(round_, rows)
    lines = [_status_line(row, round_, lang) for row in rows]
    if not round_.deadline:
        lines = [line[:3] + line[5:] for line in lines]
    head = f"{plan.title} {round_.label}" if lang == "th" else f"{plan.id}, {round_.number}-month round"
    return "\n".join((head, console.table(lines), *_status_foot(counted, lang)))


def _status_line(row: Standing, round_: Round, lang: str) -> tuple[str, ...]:
    status = ANSWERED[lang][row.status] + (f" ({WAIVED[lang]})" if row.waiver else "")
    several = ""
    if row.returns > 1:
        several = f"ส่ง {thai.format_number(row.returns)} ฉบับ" if lang == "th" else f"{row.returns} returns"
    day = f"{messages.shown(row.sent_on, lang)} {KNOWN_BY[lang][row.known_by]}" if row.sent_on else ""
    timing = timing_text(row, round_.deadline, lang)
    file = row.submission.path if row.submission else ""
    return row.division.code, row.division.name, status, timing, day, several, file


def timing_text(row: Standing, deadline: date | None, lang: str = "th") -> str:
    """Whether a division reported on time, and if not, how many days late."""
    if row.submission is None or deadline is None:
        return ""
    if row.on_time is None or row.sent_on is None:
        return "ไม่ทราบวันที่ส่ง" if lang == "th" else "day unknown"
    if row.on_time:
        return "ทันกำหนด" if lang == "th" else "on time"
    late = (row.sent_on - deadline).days
    return f"เกินกำหนด {thai.format_number(late)} วัน" if lang == "th" else f"{late} days late"


def _status_foot(counted: Totals, lang: str) -> list[str]:
    words = {name: _count(getattr(counted, name), lang) for name in COUNTS}
    rates = {"rate": rate_text(counted.reporting_rate, lang), "timeliness": rate_text(counted.timeliness, lang)}
    lines = [line.format(**words, **rates, deadline=messages.shown(counted.deadline, lang)) for line in FOOT[lang]]
    return lines if counted.deadline else [lines[0], NO_DEADLINE[lang]]


def _count(count: int | None, lang: str) -> str:
    return "–" if count is None else messages.shown(count, lang)


def rate_text(rate: float | None, lang: str = "th") -> str:
    """A rate as a percentage; "–" where it is not known."""
    if rate is None:
        return "–"
    shown = thai.format_percent(rate)
    return shown if lang == "th" else thai.to_ascii_digits(shown)


def rounds_table(plan: Plan, rounds: Sequence[tuple[str, Round, Totals]], lang: str) -> str:
    """A line for each round, headed by the folder its returns lie in, with its counts and rates."""
    lines: list[tuple[str, ...]] = [ROUNDS_HEAD[lang]]
    for folder, round_, counted in rounds:
        label = round_.label if lang == "th" else f"{round_.number}-month round"
        deadline = messages.shown(counted.deadline, lang) if counted.deadline else "–"
        counts = [_count(getattr(counted, name), lang) for name in COUNTS]
        rates = [rate_text(rate, lang) for rate in (counted.reporting_rate, counted.timeliness)]
        lines.append((folder, label, deadline, *counts, *rates))
    head = plan.title if lang == "th" else plan.id
    return f"{head}\n{console.table(lines)}"


def report_text(report: Report, lang: str) -> str:
    """The few lines after a consolidation."""
    told = summary(report)
    missing = " ".join(told["divisions"]["missing"]) or "-"
    if lang == "en":
        head, lines = f"{report.plan.id}, {report.round.number}-month round", ENGLISH
    else:
        head, lines = f"{report.plan.title} {report.round.label}", THAI
    shown = {
        name: {key: messages.shown(value, lang) for key, value in group.items() if isinstance(value, int)}
        for name, group in told.items()
        if isinstance(group, dict)
    }
    filled = [line.format(missing=missing, **shown) for line in lines]
    if told["findings"]["waived"]:
        filled[-1] += f" {WAIVED[lang]} {shown['findings']['waived']}"
    return "\n".join((head, *(f"  {line}" for line in (*filled, *listed(report.plan, report.round, lang)))))
