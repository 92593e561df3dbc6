"""One smallest case for each message about the round's correspondence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from support import PLAN

from moralxl.mail import imap, send
from moralxl.mail.drafts import apart, write_draft
from moralxl.mail.enclosures import Enclosures
from moralxl.mail.letters import Case, Occasion, compose
from moralxl.mail.server import Server, ServerError
from moralxl.mail.texts import Kind, load, parse, shipped
from moralxl.messages import Told
from moralxl.messages.mail import MAIL
from moralxl.status import finding_line
from moralxl.template import template_name, write_template

KK, ROUND = PLAN.division("กก."), PLAN.round(9)
TEXT, _ = parse(shipped(Kind.TEMPLATES), Kind.TEMPLATES, "templates.txt")
OCCASION = Occasion(Kind.TEMPLATES, PLAN, ROUND, TEXT, "สมศรี", date(2024, 6, 30))


def wording(data):
    def found(folder):
        (folder / "mail").mkdir()
        (folder / "mail" / "templates.txt").write_bytes(data)
        return load(Kind.TEMPLATES, folder / "mail")[1]

    return found


def addressed(email):
    return lambda _: compose(OCCASION, [Case(replace(KK, email=email))], lambda _: (None, []))[1]


def attached(division):
    """Look for the workbook of กก. in a folder where one of `division` stands under its name."""

    def found(folder):
        if division:
            path = folder / template_name(PLAN, ROUND, KK)
            write_template(PLAN, ROUND, PLAN.division(division), path)
        return compose(OCCASION, [Case(KK)], Enclosures(Kind.TEMPLATES, PLAN, ROUND, folder))[1]

    return found


def edited(folder):
    letters, _ = compose(OCCASION, [Case(KK)], lambda _: (("a.xlsx", b"PK"), []))
    path = write_draft(letters[0], folder)
    path.write_bytes(path.read_bytes().replace(b"X-Unsent: 1", b"X-Unsent: 0"))
    return apart(letters, folder)[1]


def not_sent(folder):
    letters, _ = compose(OCCASION, [Case(KK)], lambda _: (("a.xlsx", b"PK"), []))
    sender = send.Sender(Server("localhost", 1, "", implicit=False), "", "a@b.example", "", 20)
    with send.Journal(folder) as journal:
        return sender.send(letters, journal)[1]


def not_fetched(_):
    class Silent:
        def uid(self, *_):
            return "NO", [None]

    about = imap.About(1, 10, imap.email.message_from_string("From: kk@tisi.example\n\n"), carries=True)
    _, why = imap.take(Silent(), about)
    return [imap.not_fetched(about, why)]


CASES = {
    "mail-text-unreadable": wording(b"\xff\xfe\x00"),
    "mail-text-subject": wording("เรียน หัวหน้าหน่วยงาน".encode()),
    "mail-text-placeholder": wording("เรื่อง แบบรายงาน\nเรียน {หน่วยงาน}".encode()),
    "mail-address-missing": addressed(""),
    "mail-address-wrong": addressed("kk@tisi"),
    "mail-attachment-missing": attached(""),
    "mail-attachment-other": attached("กค."),
    "mail-draft-edited": edited,
    "mail-not-sent": not_sent,
    "mail-not-fetched": not_fetched,
}


@pytest.mark.parametrize("code", CASES)
def test_smallest_failing_case(code, tmp_path, golden, monkeypatch):
    def refused(*_):
        raise ServerError(Told("ติดต่อเซิร์ฟเวอร์ไม่ได้", "it cannot be reached"))

    monkeypatch.setattr(send.mail_server, "connect", refused)
    found = CASES[code](tmp_path)
    assert [f.code for f in found] == [code]
    lines = [finding_line(found[0], lang).replace(f"{tmp_path.as_posix()}/", "") for lang in ("th", "en")]
    golden(f"mail/{code}.txt", "\n".join((code, *lines, "")))


def test_every_message_about_mail_has_its_case():
    assert set(CASES) == set(MAIL)
