"""The cast of a play: clerks who fill in the workbooks that they were sent, and a coordinator with a mail server."""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import trustme
from support import PLAN, SHEETS, run
from test_mail_send import SECRET, SENDER, Handler, Loopback, context_of

from moralxl.commands import mail as mail_command
from moralxl.layout import layout

if TYPE_CHECKING:
    from click.testing import Result

THAI_TIME = timezone(timedelta(hours=7))
COORDINATOR = "นางสาวสมศรี ใจดี โทร. ๐ ๒๔๓๐ ๖๘๐๐"
VIRTUES = ("sufficiency", "discipline", "integrity", "volunteer", "gratitude")
DONE, DOING, NOT_BEGUN = "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ", "ยังไม่ดำเนินการ"

Answers = dict[str, Any]


# --- answers --------------------------------------------------------------------------------------


def virtues(stem: str, *counts: int) -> Answers:
    """A number for each of the five virtues, 0 for those not given."""
    return {f"{stem}_{name}": n for name, n in zip(VIRTUES, (*counts, *[0] * 5)[:5], strict=True)}


def events(*told: tuple[int, date, str] | tuple[int, date, str, str]) -> Answers:
    """The rows of the event log: activity, date, title and, where it is shared, a code."""
    names = ("activity", "date", "title", "code")
    return {f"ev{row:02}_{name}": v for row, one in enumerate(told, 1) for name, v in zip(names, one, strict=False)}


def division(staff: int, signed: object, reported_on: date | None, **more: object) -> Answers:
    """Whatever every division is asked for: `signed` of `staff` signed, 3 of 4 activities of its plan are done."""
    return {
        **virtues("a02_persons", 2),
        "a02_channels": 1,
        **virtues("a04_units", 1),
        "a04_channels": 2,
        "a06_virtues": 5,
        "a06_signed": signed,
        "a06_staff": staff,
        "a14_plans": 1,
        "a14_activities": 4,
        **virtues("a14_planned", 1, 1, 1, 1, 1),
        "a16_done": 3,
        "a16_planned": 4,
        **{f"a{n:02}_status": DONE for n in (2, 4, 6, 7, 14)},
        **{f"a{n:02}_status": DOING for n in (8, 16)},
        "a12_status": NOT_BEGUN,
        "reporter": "วิภา สุขเกษม",
        "reported_on": reported_on,
        **more,
    }


def department(**more: object) -> Answers:
    """What the secretary's office is asked for on behalf of the department, besides: 300 of 400 signed."""
    return {
        **virtues("a01_persons", 3, 1),
        "a01_channels": 2,
        **virtues("a03_units", 1),
        "a03_channels": 2,
        "a05_virtues": 5,
        "a05_signed": 300,
        "a05_staff": 400,
        "a09_spent": 12_000,
        "a13_plans": 1,
        "a13_activities": 3,
        **virtues("a13_planned", 1, 1, 1, 1, 1),
        **{f"a{n:02}_status": DONE for n in (1, 3, 5, 9, 13)},
        **{f"a{n:02}_status": DOING for n in (10, 11, 15, 17)},
        **more,
    }


# --- clerks ---------------------------------------------------------------------------------------


def cell(code: str, number: int, key: str) -> tuple[str, str]:
    """The sheet's title and the address of an input in the form of a division for a round."""
    field = layout(PLAN, PLAN.round(number), PLAN.division(code)).by_key[key]
    return SHEETS[field.sheet], field.cell


def filled(data: bytes, code: str, number: int, answers: Mapping[str, object]) -> bytes:
    """A workbook as a clerk saves it who typed these answers into it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for key, value in answers.items():
        sheet, address = cell(code, number, key)
        book[sheet][address].value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def letter(day: datetime | date, **attachments: bytes) -> bytes:
    """A message to the coordinator with these attachments, named without their suffix, as a mail program saves it."""
    sent = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day, 9, tzinfo=THAI_TIME)
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Date"] = "clerk@tisi.example", SENDER, "ส่งแบบรายงาน", sent
    made.set_content("เรียน ผู้ประสานงาน\n\nขอส่งแบบรายงานตามไฟล์แนบ")
    for name, data in attachments.items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{name}.xlsx")
    return made.as_bytes()


# --- the coordinator ------------------------------------------------------------------------------


class Arrived:
    """A message that arrived at the mail server, as Python's parser has it."""

    def __init__(self, to: list[str], data: bytes) -> None:
        self.to, self.data = to, data
        parsed = email.message_from_bytes(data, policy=email.policy.default)
        (attached,) = parsed.iter_attachments()
        assert not [*parsed.defects, *attached.defects]
        self.subject, self.text = parsed["Subject"], parsed.get_body().get_content().replace("\r\n", "\n")
        self.file, self.workbook = attached.get_filename(), attached.get_content()
        self.sha256 = hashlib.sha256(self.workbook).hexdigest()


class Coordinator:
    """Sits in a working folder, runs commands there on a given day, and has a mail server."""

    def __init__(self, folder: Path, port: int, handler: Handler, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.port, self._handler, self._patch = folder, port, handler, patch

    def on(self, day: date) -> None:
        """Let it be this day."""

        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Clock:
                return cls(day.year, day.month, day.day, 10, tzinfo=tz)

        self._patch.setattr(mail_command, "datetime", Clock)

    def run(self, *arguments: object) -> Result:
        """Run a command in the working folder."""
        return run(*map(str, arguments))

    def save(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Put what came in into a folder."""
        (self.folder / folder).mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (self.folder / folder / name).write_bytes(data)

    def mail(self, *arguments: object) -> Result:
        """Write letters as drafts."""
        return self.run("mail", *arguments, "--coordinator", COORDINATOR)

    def send(self, *arguments: object) -> tuple[Result, list[Arrived]]:
        """Send letters; what arrived."""
        before = len(self._handler.messages)
        server = ("--smtp-host", "localhost", "--smtp-port", self.port, "--smtp-user", SENDER, "--per-minute", 600)
        shown = self.mail(*arguments, "--send", *server)
        return shown, [Arrived(*message) for message in self._handler.messages[before:]]


@contextmanager
def at_work(folder: Path) -> Iterator[Coordinator]:
    """A coordinator in this folder, with a real mail server on loopback whose certificate the computer trusts."""
    authority, handler = trustme.CA(), Handler()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    work = folder / "งาน"
    work.mkdir()
    server = Loopback(handler, context_of(authority))
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
        patch.setenv("MORALXL_SMTP_PASSWORD", SECRET)
        for name in [name for name in os.environ if name.startswith("MORALXL_") and "PASSWORD" not in name]:
            patch.delenv(name)
        patch.chdir(work)
        try:
            yield Coordinator(work, server.port, handler, patch)
        finally:
            server.stop()
