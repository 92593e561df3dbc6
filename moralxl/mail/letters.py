"""Which divisions get a letter, and what stands in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from moralxl import messages, thai, wording
from moralxl.mail.address import addresses
from moralxl.mail.listing import numbered, numbered_alike, to_tell
from moralxl.mail.texts import Kind, Text
from moralxl.model import Division, FileStatus, Finding, Plan, Round, Severity, Submission
from moralxl.waivers import applying

NOT_RECEIVED = "ยังไม่ได้รับแบบรายงานของหน่วยงานท่าน หากได้ส่งแล้วต้องขออภัยมา ณ ที่นี้ และขอความกรุณาส่งไฟล์ดังกล่าวอีกครั้ง"
NOT_USABLE = "ได้รับไฟล์จากหน่วยงานของท่านแล้ว แต่นำมารวบรวมไม่ได้ด้วยเหตุดังต่อไปนี้\n\n"
FILL_IN = "กรอกข้อมูลในแบบรายงานที่ส่งมาพร้อมนี้"
MEND_OR_FILL_IN = "แก้ไขไฟล์ตามรายการข้างต้น หรือกรอกข้อมูลในแบบรายงานที่ส่งมาพร้อมนี้แทน"
NO_COORDINATOR = "(โปรดระบุชื่อ ตำแหน่ง และหมายเลขโทรศัพท์)"
TO_COME = "ภายในกำหนดเวลาที่ผู้ประสานงานจะแจ้งให้ทราบ"

Attachment = tuple[str, bytes]  # file name and content


@dataclass(frozen=True, slots=True)
class Occasion:
    """What all letters of a run share."""

    kind: Kind
    plan: Plan
    round: Round
    text: Text
    coordinator: str  # name, position and telephone number; "" where not given
    today: date


@dataclass(frozen=True, slots=True)
class Case:
    """What a division is written to about: its return, where it has one, and what was found in it."""

    division: Division
    submission: Submission | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to a division, ready to be written as a draft or sent."""

    kind: Kind
    plan: str  # its id
    year: int  # Buddhist era
    round: int
    division: str  # its code
    place: int  # of the division in the registry, from 1
    name: str  # of the division
    to: tuple[str, ...]
    subject: str
    body: str
    file: str  # name of the attachment
    data: bytes  # the attachment

    @property
    def sha256(self) -> str:
        """The attachment's hash."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def key(self) -> str:
        """What makes a letter the same letter: kind, plan, round, division, attachment and text, as one hash."""
        parts = [self.kind, self.plan, self.round, self.division, self.sha256, self.subject, self.body]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


# --- who is written to ----------------------------------------------------------------------------


def everyone(plan: Plan) -> list[Case]:
    """Every registered division."""
    return [Case(division) for division in plan.divisions]


def silent(plan: Plan, round_: Round, submissions: Sequence[Submission], findings: Sequence[Finding]) -> list[Case]:
    """The divisions without a return that counts, and what is wrong with the files that came from them.

    Those that need not report, by a waiver, are left in peace.
    """
    answered = {s.identity.division for s in submissions if s.identity and s.status == FileStatus.ACCEPTED}
    cases = []
    for division in plan.divisions:
        if division.code in answered or applying(plan, round_, "set-missing", division.code):
            continue
        sent = {s.path for s in submissions if s.identity and s.identity.division == division.code}
        cases.append(Case(division, findings=tuple(to_tell(f for f in findings if f.source.file in sent))))
    return cases


def wrong(
    plan: Plan, submissions: Iterable[Submission], findings: Sequence[Finding], *, warnings: bool = False
) -> list[Case]:
    """The divisions whose return counts and has an error, or warnings only, with all that is to be told of it."""
    accepted = {s.identity.division: s for s in submissions if s.identity and s.status == FileStatus.ACCEPTED}
    cases = []
    for division in plan.divisions:
        submission = accepted.get(division.code)
        if submission is None:
            continue
        found = to_tell(f for f in findings if f.source.file == submission.path)
        if any(warnings or messages.severity(f) == Severity.ERROR for f in found):
            cases.append(Case(division, submission, tuple(found)))
    return cases


# --- what stands in it ----------------------------------------------------------------------------


def compose(
    occasion: Occasion, cases: Iterable[Case], attach: Callable[[Case], tuple[Attachment | None, list[Finding]]]
) -> tuple[list[Letter], list[Finding]]:
    """A letter for each case; a division without an address or attachment is told, and the others go on.

    Findings: mail-address-missing, mail-address-wrong, and those that `attach` gives.
    """
    order = {division.code: place for place, division in enumerate(occasion.plan.divisions, 1)}
    letters: list[Letter] = []
    findings: list[Finding] = []
    for case in cases:
        to, faults = addresses(case.division)
        findings += faults
        if not to:
            continue
        attachment, faults = attach(case)
        findings += faults
        if attachment is None:
            continue
        name, data = attachment
        subject, body = occasion.text.fill(_values(occasion, case, name))
        division, plan = case.division, occasion.plan
        letters.append(
            Letter(
                *(occasion.kind, plan.id, plan.year, occasion.round.number, division.code, order[division.code]),
                *(" ".join(division.name.split()), to, subject, body, name, data),
            )
        )
    return letters, findings


def _listed(plan: Plan, case: Case) -> tuple[int, str]:
    """The number of items and the list: of a return, as its correction workbook has it; of other files, by message."""
    if case.submission is None:
        return numbered(case.findings)
    from moralxl.template.correction import lines

    return numbered_alike(lines(plan, case.submission, case.findings))


def _values(occasion: Occasion, case: Case, file: str) -> dict[str, str]:
    """The names that a text may give in braces, and what stands for them."""
    plan, round_ = occasion.plan, occasion.round
    office = next((d.name for d in plan.divisions if d.for_department), plan.organisation)
    deadline = wording.deadline_text(round_, occasion.today)
    if not deadline:
        deadline = TO_COME if occasion.kind == Kind.TEMPLATES else "โดยเร็ว"
    count, listed = _listed(plan, case)
    return {
        "division": case.division.name,
        "code": case.division.code,
        "office": office,
        "organisation": plan.organisation,
        "plan": plan.title,
        "round": round_.label,
        "span": wording.span_text(plan, round_),
        "deadline": deadline,
        "file": file,
        "coordinator": occasion.coordinator or NO_COORDINATOR,
        "status": NOT_USABLE + listed if count else NOT_RECEIVED,
        "request": MEND_OR_FILL_IN if count else FILL_IN,
        "returned": case.submission.path.rsplit("/", 1)[-1] if case.submission else "",
        "count": thai.format_number(count),
        "list": listed,
    }
