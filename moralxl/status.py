"""What the terminal is told of a round: who has answered, what stands where, one line for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from moralxl import console, messages, thai
from moralxl.export import summary
from moralxl.model import FileStatus, Finding, Identity, Plan, Report, Round, Severity, Submission

if TYPE_CHECKING:
    from moralxl.returns import Opened

SEVERITIES = {
    "th": {Severity.ERROR: "ผิดพลาด", Severity.WARNING: "ควรตรวจ", Severity.NOTE: "หมายเหตุ"},
    "en": {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"},
}
ANSWERED = {
    "th": {"received": "ได้รับแล้ว", "with_errors": "ได้รับแล้ว มีข้อผิดพลาด", "missing": "ยังไม่ได้รับ"},
    "en": {"received": "received", "with_errors": "received, with errors", "missing": "missing"},
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


def finding_line(finding: Finding, lang: str) -> str:
    """A finding in one line: weight, where, which input, and the message."""
    source = finding.source
    cell = f"{source.sheet}!{source.cell}" if source.cell else source.sheet
    where = " ".join(part for part in (source.file, cell) if part)
    label = f"[{finding.label}] " if finding.label else ""
    weight = SEVERITIES[lang][messages.severity(finding)]
    text = " ".join(messages.text(finding, lang).split())
    return f"{weight}: {where + ': ' if where else ''}{label}{text}"


def found_instead(opened: Sequence[Opened], plan: Plan, folder: str, lang: str) -> tuple[list[str], str]:
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


def status_rows(plan: Plan, submissions: Iterable[Submission], findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """For each registered division: "received", "with_errors" or "missing", its file and its report's day."""
    accepted = {s.identity.division: s for s in submissions if s.identity and s.status == FileStatus.ACCEPTED}
    wrong = [f.source.file for f in findings if messages.severity(f) == Severity.ERROR]
    rows = []
    for division in plan.divisions:
        submission = accepted.get(division.code)
        errors = wrong.count(submission.path) if submission else 0
        rows.append(
            {
                "division": division.code,
                "name": division.name,
                "status": "missing" if submission is None else "with_errors" if errors else "received",
                "errors": errors,
                "file": submission.path if submission else None,
                "reported_on": submission.reported_on.isoformat() if submission and submission.reported_on else None,
            }
        )
    return rows


def status_table(plan: Plan, round_: Round, rows: Sequence[dict[str, Any]], lang: str) -> str:
    """The rows of `status_rows` for the terminal."""
    head = f"{plan.title} {round_.label}"
    lines = [(r["division"], r["name"], ANSWERED[lang][r["status"]], r["file"] or "") for r in rows]
    received = sum(r["status"] != "missing" for r in rows)
    if lang == "th":
        foot = f"ได้รับแล้ว {thai.format_number(received)} จาก {thai.format_number(len(rows))} หน่วยงาน"
    else:
        foot = f"{received} of {len(rows)} divisions received"
    return f"{head}\n{console.table(lines)}\n{foot}"


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
    return "\n".join((head, *(f"  {line.format(missing=missing, **shown)}" for line in lines)))
