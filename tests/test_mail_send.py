"""Sending, against a real SMTP server on loopback with a certificate of its own."""

from __future__ import annotations

import asyncio
import email
import email.policy
import hashlib
import json
import socket
import ssl
import sys
import threading
import time
import warnings
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import keyring
import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult
from keyring.backend import KeyringBackend
from support import PLAN, run

from moralxl.mail import journal as journals
from moralxl.mail.journal import NAME, Journal, read_sent
from moralxl.mail.letters import Case, Occasion, compose
from moralxl.mail.send import Sender
from moralxl.mail.server import Server, ServerError, password
from moralxl.mail.texts import Kind, parse, shipped

SECRET = "correct horse"  # noqa: S105
SENDER = "ethics@tisi.example"


class Handler:
    """Keeps what it is given; refuses and drops as a test has it."""

    def __init__(self):
        self.messages = []
        self.times = []
        self.refused = {}
        self.drops = []
        self.data_answers = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ARG002, N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002, N802
        drop = self.drops.pop(0) if self.drops else ""
        if drop == "before":
            server.transport.abort()
            return "250 OK"
        if self.data_answers:
            return self.data_answers.pop(0)
        self.messages.append((list(envelope.rcpt_tos), envelope.content))
        self.times.append(time.monotonic())
        if drop == "after":
            server.transport.abort()
        return "250 OK"

    def codes(self):
        return [to[0].partition("@")[0] for to, _ in self.messages]


def authenticator(server, session, envelope, mechanism, data):  # noqa: ARG001
    good = (data.login, data.password) == (SENDER.encode(), SECRET.encode())
    return AuthResult(success=good, handled=False, message=None if good else "535 5.7.8 wrong password")


class Loopback:
    """The server, in a thread; `implicit` speaks TLS from the first byte, else STARTTLS is there unless `plain`."""

    def __init__(self, handler, context, *, implicit=False, plain=False):
        self.handler, self.context, self.implicit, self.plain = handler, context, implicit, plain
        self.port = 0
        self.sessions = []
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def start(self):
        self.thread.start()
        assert self.ready.wait(10)

    def stop(self):
        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.stopping.set)
            self.thread.join(10)

    async def _serve(self):
        self.loop, self.stopping = asyncio.get_running_loop(), asyncio.Event()
        context = self.context if self.implicit else None
        server = await self.loop.create_server(self._smtp, "127.0.0.1", 0, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await self.stopping.wait()
        server.close()
        for smtp in self.sessions:
            if smtp.transport is not None:
                smtp.transport.abort()
        await asyncio.sleep(0.05)

    def _smtp(self):
        tls = {} if self.implicit or self.plain else {"require_starttls": True, "tls_context": self.context}
        with warnings.catch_warnings(action="ignore"):  # it does not see that there is TLS already
            smtp = SMTP(
                self.handler,
                **tls,
                auth_required=not self.plain,
                authenticator=authenticator,
                auth_require_tls=bool(tls),
                hostname="localhost",
                loop=self.loop,
            )
        self.sessions.append(smtp)
        return smtp


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def context_of(authority, name="localhost"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def trusted(authority, tmp_path, monkeypatch):
    """The authority is one that this computer trusts."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))


@pytest.fixture
def start(authority):
    """Start a server and give how to reach it."""
    running = []

    def go(handler, *, user=SENDER, name="localhost", **how):
        controller = Loopback(handler, context_of(authority, name), **how)
        controller.start()
        running.append(controller)
        return Server("localhost", controller.port, user, how.get("implicit", False))

    yield go
    for controller in running:
        controller.stop()


def letters(count=4, **changes):
    text, _ = parse(shipped(Kind.TEMPLATES), Kind.TEMPLATES, "shipped")
    plan = replace(PLAN, divisions=PLAN.divisions[:count], **changes)
    occasion = Occasion(Kind.TEMPLATES, plan, plan.round(9), text, "สมศรี", date(2024, 6, 30))
    cases = [Case(division) for division in plan.divisions]
    made, findings = compose(occasion, cases, lambda case: ((f"a_{case.division.code}xlsx", b"PK" * 9000), []))
    assert findings == []
    return made


def send(server, folder, made, again=(), secret=SECRET, per_minute=600, wait=lambda _: None):
    sender = Sender(server, secret, SENDER, "สำนักงานเลขานุการกรม", per_minute, wait)
    with Journal(folder) as journal:
        sent, findings = sender.send(made, journal, again)
    return [letter.division for letter in sent], [(f.args["division"].split()[0], f.args["what"].en) for f in findings]


@pytest.mark.parametrize("how", [{}, {"implicit": True}])
@pytest.mark.usefixtures("trusted")
def test_letters_arrive_whole_and_none_twice(start, tmp_path, how):
    handler = Handler()
    server = start(handler, **how)
    made = letters()
    assert send(server, tmp_path, made) == (["สล.", "สก.", "กก.", "กค."], [])
    for letter, (to, content) in zip(made, handler.messages, strict=True):
        parsed = email.message_from_bytes(content, policy=email.policy.default)
        (attachment,) = parsed.iter_attachments()
        assert to == list(letter.to)
        assert hashlib.sha256(attachment.get_content()).hexdigest() == letter.sha256
        assert parsed["Subject"] == letter.subject
        assert parsed["From"].addresses[0].addr_spec == SENDER
        assert parsed["Date"].datetime is not None
        assert parsed["Message-ID"] == f"<{letter.key[:40]}.0@tisi.example>"
        assert parsed["X-Unsent"] is None
    assert send(server, tmp_path, made) == ([], [])
    assert len(handler.messages) == 4
    log = [json.loads(line) for line in (tmp_path / NAME).read_text("utf-8").splitlines()]
    assert [(e["division"], e["to"], e["sha256"]) for e in log] == [(m.division, [*m.to], m.sha256) for m in made]
    assert SECRET not in (tmp_path / NAME).read_text("utf-8")


@pytest.mark.usefixtures("trusted")
def test_a_letter_whose_text_or_workbook_changed_is_another(start, tmp_path):
    handler = Handler()
    server = start(handler)
    made = letters(1)
    send(server, tmp_path, made)
    for other in (replace(made[0], body="ใหม่"), replace(made[0], data=b"PK2"), replace(made[0], round=12)):
        assert send(server, tmp_path, [other])[0] == ["สล."]
    assert send(server, tmp_path, made, again=["สก."])[0] == []
    for _ in range(2):
        assert send(server, tmp_path, made, again=["สล."])[0] == ["สล."]
    ids = [email.message_from_bytes(content)["Message-ID"] for _, content in handler.messages]
    assert len(set(ids)) == 6


@pytest.mark.usefixtures("trusted")
def test_a_refused_recipient_is_told_in_the_servers_words_and_the_others_go_on(start, tmp_path):
    handler = Handler()
    handler.refused["sk@tisi.example"] = "550 5.1.1 no such user"
    server = start(handler)
    made = letters()
    sent, told = send(server, tmp_path, made)
    assert sent == ["สล.", "กก.", "กค."]
    assert told == [("สก.", "it says: 550 5.1.1 no such user")]
    handler.refused.clear()
    assert send(server, tmp_path, made) == (["สก."], [])
    assert handler.codes() == ["sl", "kk", "kkh", "sk"]


@pytest.mark.usefixtures("trusted")
def test_of_several_addresses_only_the_refused_one_is_sent_to_again(start, tmp_path):
    handler = Handler()
    handler.refused["b@tisi.example"] = "450 4.2.1 full"
    server = start(handler)
    made = [replace(letters(1)[0], to=("a@tisi.example", "b@tisi.example"))]
    assert send(server, tmp_path, made) == (["สล."], [("สล.", "it says: 450 4.2.1 full")])
    handler.refused.clear()
    assert send(server, tmp_path, made) == (["สล."], [])
    assert [to for to, _ in handler.messages] == [["a@tisi.example"], ["b@tisi.example"]]
    assert send(server, tmp_path, made) == ([], [])


@pytest.mark.usefixtures("trusted")
def test_where_the_server_hangs_up_over_one_address_none_counts_as_sent(start, tmp_path):
    handler = Handler()
    handler.refused["a@tisi.example"] = "421 4.7.0 closing"
    server = start(handler)
    made = [replace(letters(1)[0], to=("a@tisi.example", "b@tisi.example")), letters(2)[1]]
    sent, told = send(server, tmp_path, made)
    assert sent == ["สก."]
    assert told == [("สล.", "it says: 421 4.7.0 closing")] * 2
    assert handler.codes() == ["sk"]


@pytest.mark.usefixtures("trusted")
def test_a_connection_that_drops_once_is_made_anew(start, tmp_path):
    handler = Handler()
    handler.drops = ["", "before"]
    server = start(handler)
    assert send(server, tmp_path, letters()) == (["สล.", "สก.", "กก.", "กค."], [])
    assert handler.codes() == ["sl", "sk", "kk", "kkh"]


@pytest.mark.usefixtures("trusted")
def test_where_it_drops_after_taking_a_letter_both_copies_have_the_same_id(start, tmp_path):
    handler = Handler()
    handler.drops = ["after"]
    server = start(handler)
    assert send(server, tmp_path, letters(1)) == (["สล."], [])
    ids = [email.message_from_bytes(content)["Message-ID"] for _, content in handler.messages]
    assert len(ids) == 2
    assert len(set(ids)) == 1  # so that a mailbox shows it once


@pytest.mark.usefixtures("trusted")
def test_a_connection_that_keeps_dropping_leaves_that_letter_for_the_next_run(start, tmp_path):
    handler = Handler()
    handler.drops = ["", "before", "before"]
    server = start(handler)
    made = letters()
    sent, told = send(server, tmp_path, made)
    assert sent == ["สล.", "กก.", "กค."]
    assert told == [("สก.", "it closed the connection")]
    assert send(server, tmp_path, made) == (["สก."], [])


@pytest.mark.usefixtures("trusted")
def test_a_server_that_goes_away_leaves_the_rest_for_the_next_run(start, authority, tmp_path):
    handler = Handler()
    first = Loopback(handler, context_of(authority))
    first.start()
    server = Server("localhost", first.port, SENDER, implicit=False)
    made = letters()
    done = []

    def stop_after_two(_):
        done.append(1)
        if len(done) == 2:
            first.stop()

    sent, told = send(server, tmp_path, made, per_minute=1, wait=stop_after_two)
    assert sent == ["สล.", "สก."]
    assert [division for division, _ in told] == ["กก.", "กค."]
    assert all("reached" in why for _, why in told)
    again = start(handler)
    assert send(again, tmp_path, made) == (["กก.", "กค."], [])
    assert handler.codes() == ["sl", "sk", "kk", "kkh"]


@pytest.mark.usefixtures("trusted")
def test_a_run_that_is_interrupted_goes_on_where_it_stopped(start, tmp_path):
    handler = Handler()
    server = start(handler)
    made = letters()
    waits = []

    def interrupt(_):
        waits.append(1)
        if len(waits) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(server, tmp_path, made, per_minute=1, wait=interrupt)
    assert handler.codes() == ["sl", "sk"]
    assert send(server, tmp_path, made) == (["กก.", "กค."], [])
    assert handler.codes() == ["sl", "sk", "kk", "kkh"]


@pytest.mark.usefixtures("trusted")
def test_a_message_the_server_refuses_is_told(start, tmp_path):
    handler = Handler()
    handler.data_answers = ["552 5.3.4 too large\x07"]
    server = start(handler)
    assert send(server, tmp_path, letters(2)) == (["สก."], [("สล.", "it says: 552 5.3.4 too large")])


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_sends_nothing_and_is_not_repeated(start, tmp_path):
    handler = Handler()
    server = start(handler)
    sent, told = send(server, tmp_path, letters(2), secret="wrong")  # noqa: S106
    assert (sent, [why for _, why in told]) == ([], ["it refuses user or password: 535 5.7.8 wrong password"] * 2)
    sent, told = send(server, tmp_path, letters(2), secret="รหัสไทย")  # noqa: S106
    assert (sent, [why for _, why in told]) == ([], ["user or password hold characters it does not take"] * 2)
    assert handler.messages == []


@pytest.mark.parametrize("how", [{}, {"implicit": True}])
def test_a_certificate_of_an_unknown_authority_ends_it(start, tmp_path, how):
    handler = Handler()
    sent, told = send(start(handler, **how), tmp_path, letters(2))
    assert sent == []
    assert [why for _, why in told] == ["its certificate fails: unable to get local issuer certificate"] * 2
    assert handler.messages == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_name_ends_it(start, tmp_path):
    handler = Handler()
    sent, told = send(start(handler, name="other.example"), tmp_path, letters(1))
    assert (sent, handler.messages) == ([], [])
    assert "Hostname mismatch" in told[0][1]


@pytest.mark.usefixtures("trusted")
def test_a_server_without_tls_is_given_nothing(start, tmp_path):
    handler = Handler()
    sent, told = send(start(handler, plain=True, user=""), tmp_path, letters(1))
    assert (sent, handler.messages) == ([], [])
    assert told[0][1].startswith("it lacks what is needed: STARTTLS")


@pytest.mark.usefixtures("trusted")
def test_a_rate_is_kept(start, tmp_path, monkeypatch):
    handler = Handler()
    clock = [1000.0]
    waits = []

    def wait(seconds):
        waits.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr("moralxl.mail.send.time", SimpleNamespace(monotonic=lambda: clock[0]))
    assert len(send(start(handler), tmp_path, letters(), per_minute=20, wait=wait)[0]) == 4
    assert waits == [3, 3, 3]


# --- the journal ----------------------------------------------------------------------------------


def test_a_line_cut_off_by_a_crash_costs_only_itself(tmp_path):
    made = letters(3)
    now = datetime(2024, 6, 30, 9, 0, tzinfo=UTC)
    with Journal(tmp_path) as journal:
        journal.record(made[0], made[0].to, "<1@x>", now)
        journal.record(made[1], made[1].to, "<2@x>", now)
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:-20])
    with Journal(tmp_path) as journal:
        assert {key for key, _ in journal.sent} == {made[0].key}
        journal.record(made[2], made[2].to, "<3@x>", now)
    assert {key for key, _ in read_sent(path)} == {made[0].key, made[2].key}


@pytest.mark.parametrize("line", [b"[]", b"null", b'{"key": 1}', b"\xff", b"{", b'{"key":"a","to":5,"sent_at":"x"}'])
def test_lines_that_are_none_are_passed_over(tmp_path, line):
    (tmp_path / NAME).write_bytes(line + b"\n")
    assert read_sent(tmp_path / NAME) == {}


def test_two_runs_do_not_send_at_once(tmp_path):
    with Journal(tmp_path), pytest.raises(OSError, match="มีการส่งจดหมายจากโฟลเดอร์นี้อยู่แล้ว"):
        Journal(tmp_path)
    Journal(tmp_path).__exit__(None, None, None)


@pytest.mark.usefixtures("trusted")
def test_what_cannot_be_recorded_stops_the_run_at_once(start, tmp_path, monkeypatch):
    handler = Handler()
    server = start(handler)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journals.os, "fsync", full)
    with pytest.raises(OSError, match=r"ส่งจดหมายถึง sl@tisi\.example แล้ว แต่บันทึกการส่งไม่ได้"):
        send(server, tmp_path, letters())
    assert handler.codes() == ["sl"]


@pytest.mark.usefixtures("trusted")
def test_each_letter_is_on_the_disk_before_the_next_is_sent(start, tmp_path, monkeypatch):
    handler = Handler()
    server = start(handler)
    synced = []
    sync = journals.os.fsync
    monkeypatch.setattr(journals.os, "fsync", lambda f: (sync(f), synced.append(len(handler.messages))))
    send(server, tmp_path, letters(3))
    assert synced == [1, 2, 3]


# --- passwords ------------------------------------------------------------------------------------


def test_a_password_comes_from_the_environment_the_keyring_or_its_user(monkeypatch):
    class Memory(KeyringBackend):
        priority = 1

        def get_password(self, service, username):
            return {("moralxl", "u@h"): "kept"}.get((service, username))

        set_password = delete_password = None  # nobody is to call these

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        server = Server("h", 1, "u", implicit=False)
        assert password(server, "MORALXL_TEST_PASSWORD", None) == "kept"
        monkeypatch.setenv("MORALXL_TEST_PASSWORD", "set")
        assert password(server, "MORALXL_TEST_PASSWORD", None) == "set"
        monkeypatch.delenv("MORALXL_TEST_PASSWORD")
        other = Server("other", 1, "u", implicit=False)
        assert password(other, "MORALXL_TEST_PASSWORD", lambda name: f"asked for {name}") == "asked for u@other"
        with pytest.raises(ServerError, match="keyring set moralxl u@other"):
            password(other, "MORALXL_TEST_PASSWORD", None)
    finally:
        keyring.set_keyring(before)


def test_without_a_keyring_that_works_there_is_no_password(monkeypatch):
    from keyring.backends.fail import Keyring

    server = Server("h", 1, "u", implicit=False)
    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    try:
        with pytest.raises(ServerError, match="set MORALXL_TEST_PASSWORD"):
            password(server, "MORALXL_TEST_PASSWORD", None)
        monkeypatch.setitem(sys.modules, "keyring", None)  # as where the extra is not installed
        with pytest.raises(ServerError, match="set MORALXL_TEST_PASSWORD"):
            password(server, "MORALXL_TEST_PASSWORD", None)
    finally:
        keyring.set_keyring(before)


# --- the whole, by the command line ---------------------------------------------------------------


@pytest.mark.usefixtures("trusted")
def test_without_send_nothing_is_sent_and_with_it_each_once(start, tmp_path, monkeypatch):
    handler = Handler()
    handler.refused["km@tisi.example"] = "550 no such user"
    server = start(handler)
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "MORALXL_SMTP_HOST": server.host,
        "MORALXL_SMTP_PORT": str(server.port),
        "MORALXL_SMTP_USER": SENDER,
        "MORALXL_SMTP_PASSWORD": SECRET,
        "MORALXL_COORDINATOR": "สมศรี โทร. ๑๒๓",
    }.items():
        monkeypatch.setenv(name, value)
    run("init")
    some = [arg for code in ("กก.", "กม.", "กย.") for arg in ("--division", code)]
    run("templates", "--round", 9, *some)
    command = ["mail", "templates", "--round", 9, "--per-minute", 600, *some]
    dry = run(*command)
    assert (dry.exit_code, handler.messages) == (0, [])
    assert dry.output.count("ยังไม่ได้ส่ง") == 3
    shown = run(*command, "--send")
    assert shown.exit_code == 1
    assert "ส่งแล้ว ๒ ฉบับ" in shown.output
    assert "จดหมายถึงหน่วยงาน กม. กองกฎหมาย (km@tisi.example) ยังไม่ได้ส่ง: เซิร์ฟเวอร์ตอบว่า 550 no such user" in shown.output
    assert handler.codes() == ["kk", "ky"]
    handler.refused.clear()
    shown = run(*command, "--send")
    assert (shown.exit_code, handler.codes()) == (0, ["kk", "ky", "km"])
    assert "ส่งแล้ว ๑ ฉบับ ส่งไปก่อนแล้ว ๒ ฉบับ" in shown.output
    shown = run(*command, "--send", "--again", "กย")
    assert (shown.exit_code, handler.codes()) == (0, ["kk", "ky", "km", "ky"])
    assert SECRET not in "".join(p.read_text("utf-8") for p in (tmp_path / "drafts").iterdir())


def test_a_dead_server_is_told_in_one_sentence_that_counts_and_names_the_divisions(tmp_path, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        monkeypatch.chdir(tmp_path)
        run("init")
        some = [arg for code in ("กก.", "กม.", "กย.") for arg in ("--division", code)]
        run("templates", "--round", 9, *some)
        server = ["--smtp-host", "127.0.0.1", "--smtp-port", taken.getsockname()[1], "--sender", SENDER]
        shown = run("mail", "templates", "--round", 9, *some, "--coordinator", "สมศรี", *server, "--send")
    assert shown.exit_code == 1
    assert "ส่งแล้ว ๐ ฉบับ" in shown.output
    (told,) = (line for line in shown.output.splitlines() if line.startswith("ผิดพลาด: "))
    assert told.startswith("ผิดพลาด: จดหมายถึงหน่วยงาน กก. กม. กย. (๓ หน่วยงาน) ยังไม่ได้ส่ง: ติดต่อเซิร์ฟเวอร์ไม่ได้ (")
    assert told.endswith("โปรดแก้ไขแล้วสั่งใหม่ ระบบจะส่งเฉพาะฉบับที่ยังไม่ได้ส่ง")
