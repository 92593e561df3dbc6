"""Finds the workbook that goes with a letter, and makes sure that it is the division's own."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from moralxl import thai
from moralxl.mail.letters import Attachment, Case
from moralxl.mail.texts import Kind
from moralxl.messages import Told
from moralxl.model import Division, Finding, Plan, Round, Source, Submission

MOST_BYTES = 20 << 20  # what mail servers commonly let through; a form has some 60 KB
FOLDER = "input_templates"  # where forms are looked for
NO_FORM = Told("ไม่ใช่แบบรายงานที่ออกโดยระบบ", "it is no form of this program")
FILLED = Told("มีข้อมูลกรอกไว้แล้ว", "it is filled in already")
OTHER_RETURN = Told("จัดทำจากแบบรายงานฉบับอื่นของหน่วยงาน", "it was made from another return of the division")
LARGE = Told("ไฟล์ใหญ่เกินกว่าที่ส่งทางจดหมายได้", "it is too large for a mail")


@dataclass(frozen=True, slots=True)
class Enclosures:
    """The workbooks that go with a kind of letter: those in a folder, by the names that this program gives them.

    Without a folder, the correction workbooks are made for the purpose.
    """

    kind: Kind
    plan: Plan
    round: Round
    folder: Path | None

    def __call__(self, case: Case) -> tuple[Attachment | None, list[Finding]]:
        """A division's workbook.

        Findings: mail-attachment-missing, mail-attachment-other where what it holds is not for this division and
        round, whatever its name.
        """
        name = self._name(case.division)
        if self.folder is None and case.submission is not None:
            return (name, self._made(case, case.submission)), []
        path = (self.folder or Path(FOLDER)) / name
        args: dict[str, object] = {"division": f"{case.division.code} {case.division.name}"}
        try:
            data = path.read_bytes()
        except OSError:
            return None, [Finding("mail-attachment-missing", Source(path.as_posix()), args=args)]
        what = LARGE if len(data) > MOST_BYTES else self._other(data, case)
        if what:
            return None, [Finding("mail-attachment-other", Source(path.as_posix()), args={**args, "what": what})]
        return (name, data), []

    def _name(self, division: Division) -> str:
        from moralxl.template import template_name
        from moralxl.template.correction import correction_name

        name = correction_name if self.kind == Kind.CORRECTIONS else template_name
        return name(self.plan, self.round, division)

    def _made(self, case: Case, submission: Submission) -> bytes:
        from moralxl.template.correction import write_correction

        with tempfile.TemporaryDirectory(prefix="moralxl-") as scratch:
            return write_correction(self.plan, submission, case.findings, Path(scratch) / "a.xlsx").read_bytes()

    def _other(self, data: bytes, case: Case) -> Told | None:
        """Why a workbook is not the one to send."""
        from moralxl.filling import read_sent
        from moralxl.returns import is_untouched, open_file

        with tempfile.TemporaryDirectory(prefix="moralxl-") as scratch:
            copy = Path(scratch) / "a.xlsx"  # the very bytes that are sent
            copy.write_bytes(data)
            opened = open_file(copy, copy.name)
            identity = opened.submission.identity
            touched = not is_untouched(copy, self.plan)
        if identity is None:
            return NO_FORM
        if (identity.plan, identity.round, identity.division) != (self.plan.id, self.round.number, case.division.code):
            year, number, division = identity.year, identity.round, identity.division
            return Told(
                f"เป็นของ {division} รอบ {thai.format_number(number)} เดือน ปี {thai.to_thai_digits(str(year))}",
                f"it is for {division}, round {number} of {year}",
            )
        if case.submission and opened.raw and read_sent(opened.raw).corrects != case.submission.sha256:
            return OTHER_RETURN
        return FILLED if touched else None
