"""Fetching returns from a mailbox: against pymap, a real IMAP server, and against servers that misbehave."""

from __future__ import annotations

import email
import email.policy
import imaplib
import socket
import ssl
import subprocess
import sys
import threading
import time
import zipfile
from datetime import date
from email.message import EmailMessage
from io import BytesIO

import pytest
import trustme
from support import PLAN, run, write_return

from moralxl.mail import imap
from moralxl.mail.imap import Mailbox, fetch, may_hold_return, quoted
from moralxl.mail.server import Server, ServerError
from moralxl.returns import take_in, walk

USER, SECRET = "ethics@tisi.example", "รหัส 1"
SINCE = date(2023, 10, 1)


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    return write_return(tmp_path_factory.mktemp("r") / "a.xlsx", "กก.", {"a06_virtues": 5}).read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate authority; its certificate, and a server's certificate and key, as files."""
    folder = tmp_path_factory.mktemp("tls")
    made = trustme.CA()
    made.cert_pem.write_to_path(folder / "ca.pem")
    issued = made.issue_cert("localhost")
    issued.private_key_pem.write_to_path(folder / "key.pem")
    for blob in issued.cert_chain_pems:
        blob.write_to_path(folder / "cert.pem", append=True)
    return folder


@pytest.fixture
def trusted(authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))


@pytest.fixture
def pymap(authority, tmp_path):
    """A running IMAP server with one empty user; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-W", "ignore", "-c", "from pymap.main import main; main()", "--host", "127.0.0.1"),
        *("--port", str(port), "--cert", str(authority / "cert.pem"), "--key", str(authority / "key.pem")),
        *("--no-service", "admin", "dict", "--demo-user", USER, "--demo-password", SECRET),
    ]
    log = (tmp_path / "pymap.log").open("wb")
    server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        for _ in range(200):
            assert server.poll() is None, (tmp_path / "pymap.log").read_text()
            try:
                socket.create_connection(("127.0.0.1", port), 0.1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(10)
        log.close()


def message(number, attachments, sender="kk@tisi.example", day="Wed, 10 Apr 2024 09:00:00 +0700", *, message_id=True):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Date"] = f"กองก <{sender}>", USER, f"ส่งแบบรายงาน {number}", day
    if message_id:
        made["Message-ID"] = f"<{number}@tisi.example>"
    made.set_content("เรียน ผู้ประสานงาน")
    for name, data in attachments.items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes(policy=made.policy.clone(linesep="\r\n"))


def zipped(name, data):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


class Box:
    """The mailbox as its owner's mail program has it."""

    def __init__(self, port, authority):
        self.server = imaplib.IMAP4("localhost", port)
        self.server.starttls(ssl.create_default_context(cafile=str(authority / "ca.pem")))
        self.server.authenticate("PLAIN", lambda _: f"\0{USER}\0{SECRET}".encode())

    def put(self, data, name="INBOX", arrived=(2024, 4, 10)):
        at = imaplib.Time2Internaldate(time.mktime((*arrived, 12, 0, 0, 0, 0, -1)))
        assert self.server.append(name, "", at, data)[0] == "OK"

    def state(self, name="INBOX"):
        self.server.select(name, readonly=True)
        return self.server.uid("FETCH", "1:*", "(FLAGS INTERNALDATE RFC822.SIZE)")[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.logout()


@pytest.fixture
def box(pymap, authority):
    with Box(pymap, authority) as made:
        yield made


def mailbox(port, name="INBOX", **changes):
    return Mailbox(Server(**{"host": "localhost", "port": port, "user": USER, "implicit": False, **changes}), name)


@pytest.mark.usefixtures("trusted")
def test_what_may_hold_returns_is_saved_once_and_the_mailbox_stays_as_it_is(pymap, box, returned, tmp_path):
    sent = [
        message(1, {"แบบรายงาน กองกำหนดมาตรฐาน ฉบับแก้ไข.xlsx": returned}),
        message(2, {"ส่งคืน.zip": zipped("a.xlsx", returned)}, "../..//kkh@tisi.example"),
        message(3, {}),
        message(4, {"หนังสือ.pdf": b"%PDF"}),
        message(5, {"a.ods": b"PK", "b.pdf": b"%PDF"}, day="เมื่อวาน"),
        message(6, {"c.xls": b"\xd0\xcf"}, message_id=False),
    ]
    for data in sent:
        box.put(data)
    box.put(message(7, {"old.xlsx": returned}), arrived=(2023, 9, 30))
    before = box.state()
    folder = tmp_path / "returns"
    folder.mkdir()
    written, there, findings = fetch(mailbox(pymap), SECRET, SINCE, folder)
    assert (there, findings) == (0, [])
    assert sorted(p.read_bytes() for p in written) == sorted(sent[n] for n in (0, 1, 4, 5))
    assert sorted(p for p in folder.rglob("*")) == sorted(written)
    assert [p.name.rsplit(" ", 1)[0] for p in written] == [
        *("2024-04-10 kk@tisi.example", "2024-04-10 kkh@tisi.example", "kk@tisi.example", "2024-04-10 kk@tisi.example"),
    ]
    assert box.state() == before
    assert b"Seen" not in b"".join(before)
    (folder / "รอบ ๖").mkdir()
    written[0].rename(folder / "รอบ ๖" / written[0].name)  # put in order by hand
    assert fetch(mailbox(pymap), SECRET, SINCE, folder) == ([], 4, [])
    box.put(message(8, {"new.xlsx": returned}))
    assert [p.read_bytes()[:5] for p in fetch(mailbox(pymap), SECRET, SINCE, folder)[0]] == [b"From:"]
    submissions, _ = take_in(walk(folder, PLAN), PLAN, PLAN.round(9))
    assert sum(str(s.status) == "accepted" for s in submissions) == 1  # the others are the same file


@pytest.mark.usefixtures("trusted")
def test_mailboxes_with_thai_names_by_the_command_line(pymap, box, returned, tmp_path, monkeypatch):
    name = "แบบรายงาน & x"
    assert box.server.create(quoted(name))[0] == "OK"
    box.put(message(1, {"a.xlsx": returned}), quoted(name))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MORALXL_IMAP_PASSWORD", SECRET)
    url = f"imap://{USER.replace('@', '%40')}@localhost:{pymap}/{name.replace(' ', '%20')}"
    shown = run("fetch", url, "--starttls", "--since", "๑ เม.ย. ๒๕๖๗")
    assert shown.exit_code == 0, shown.output
    assert "ดึงจดหมายใหม่ ๑ ฉบับ มีอยู่แล้ว ๐ ฉบับ ไว้ที่ returns" in shown.output
    assert len(list((tmp_path / "returns").iterdir())) == 1
    assert "ดึงจดหมายใหม่ ๐ ฉบับ มีอยู่แล้ว ๑ ฉบับ" in run("fetch", url, "--starttls").output
    assert SECRET not in shown.output


@pytest.mark.usefixtures("trusted")
def test_what_the_server_refuses_is_told_in_its_words(pymap, tmp_path):
    with pytest.raises(ServerError) as problem:
        fetch(mailbox(pymap), "wrong", SINCE, tmp_path)
    assert problem.value.told.th.startswith("เซิร์ฟเวอร์ตอบว่า ")
    assert "wrong" not in problem.value.told.th
    with pytest.raises(ServerError) as problem:
        fetch(mailbox(pymap, "ไม่มี"), SECRET, SINCE, tmp_path)
    assert "does not exist" in problem.value.told.en
    with pytest.raises(ServerError):
        fetch(mailbox(1), SECRET, SINCE, tmp_path)
    with pytest.raises(ServerError, match="server of that name"):
        fetch(mailbox(1, host="nowhere.invalid"), SECRET, SINCE, tmp_path)


def test_a_certificate_of_an_unknown_authority_ends_it(pymap, tmp_path):
    with pytest.raises(ServerError, match="its certificate fails"):
        fetch(mailbox(pymap), SECRET, SINCE, tmp_path)


# --- servers that misbehave -----------------------------------------------------------------------


class Scripted:
    """Speaks IMAP by a list of answers, with TLS from the first byte; keeps what it was told."""

    def __init__(self, authority, answers):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority / "cert.pem", authority / "key.pem")
        self.context, self.answers, self.told = context, answers, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        plain, _ = self.listener.accept()
        with self.listener, plain, self.context.wrap_socket(plain, server_side=True) as connection:
            lines = connection.makefile("rb")
            connection.sendall(b"* OK ready\r\n")
            for line in lines:
                tag, command = line.split(maxsplit=1)
                self.told.append(command.decode().strip())
                for start, answer in self.answers.items():
                    if command.decode().upper().startswith(start):
                        if answer is None:
                            return
                        connection.sendall(answer.replace(b"TAG", tag))
                        break
                else:
                    connection.sendall(tag + b" OK done\r\n")


LISTED = (
    b'* 1 FETCH (UID 7 RFC822.SIZE %d BODYSTRUCTURE ("APPLICATION") BODY[HEADER.FIELDS (X)] {21}\r\n'
    b"Message-ID: <1@x>\r\n\r\n)\r\nTAG OK done\r\n"
)
BASE = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n",
    "UID SEARCH": b"* SEARCH 7\r\nTAG OK done\r\n",
    "UID FETCH 7 (UID": LISTED % 100,
}


def with_answers(authority, folder, **answers):
    server = Scripted(authority, {**answers, **{start: told for start, told in BASE.items() if start not in answers}})
    try:
        return server, fetch(mailbox(server.port, implicit=True), "secret", SINCE, folder)
    finally:
        server.thread.join(10)


@pytest.mark.usefixtures("trusted")
def test_only_commands_that_change_nothing_are_given(authority, tmp_path):
    data = message(1, {"a.xlsx": b"PK"})
    answer = b"* 1 FETCH (UID 7 BODY[] {%d}\r\n%s)\r\nTAG OK done\r\n" % (len(data), data)
    server, (written, _, findings) = with_answers(authority, tmp_path, **{"UID FETCH 7 (BODY": answer})
    assert (len(written), findings) == (1, [])
    assert written[0].read_bytes() == data
    assert server.told == [
        "CAPABILITY",
        'LOGIN ethics@tisi.example "secret"',
        'EXAMINE "INBOX"',
        "UID SEARCH SINCE 01-Oct-2023",
        "UID FETCH 7 (UID RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM)])",
        "UID FETCH 7 (BODY.PEEK[])",
        "LOGOUT",
    ]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"UID FETCH 7 (BODY": b"TAG NO gone\r\n"}, "the server does not give it"),
        ({"UID FETCH 7 (BODY": b"TAG OK done\r\n"}, "the server does not give it"),
        ({"UID FETCH 7 (UID": LISTED % (65 << 20)}, "65 MB"),
    ],
)
def test_a_message_that_cannot_be_had_is_told_and_named(authority, tmp_path, answers, told):
    _, (written, _, findings) = with_answers(authority, tmp_path, **answers)
    assert written == []
    assert [(f.code, f.args["what"].en) for f in findings] == [("mail-not-fetched", told)]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    "answers",
    [
        {"UID FETCH 7 (BODY": None},
        {"UID FETCH 7 (BODY": b"* 1 FETCH (UID 7 BODY[] {99999999999}\r\n"},
        {"UID SEARCH": b"TAG BAD no\r\n"},
        {"UID SEARCH": b"* SEARCH 7\r\nTAG O"},
        {"EXAMINE": b"garbage\r\n"},
        {"LOGIN": None},
    ],
)
def test_a_server_that_breaks_off_or_lies_ends_it_with_nothing_half_saved(authority, tmp_path, answers, monkeypatch):
    monkeypatch.setattr(imap, "TIMEOUT", 2)
    with pytest.raises(ServerError):
        with_answers(authority, tmp_path, **answers)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("trusted")
def test_a_disk_that_is_full_is_no_fault_of_the_server(authority, tmp_path, monkeypatch):
    data = message(1, {"a.xlsx": b"PK"})
    answer = b"* 1 FETCH (UID 7 BODY[] {%d}\r\n%s)\r\nTAG OK done\r\n" % (len(data), data)

    def full(*_):
        raise OSError(28, "เขียนไม่ได้ เพราะพื้นที่ดิสก์เต็ม")

    monkeypatch.setattr(imap, "write_atomically", full)
    with pytest.raises(OSError, match="พื้นที่ดิสก์เต็ม"):
        with_answers(authority, tmp_path, **{"UID FETCH 7 (BODY": answer})


# --- addresses, names, what is kept ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "starttls", "read"),
    [
        ("imap://u@h.example", False, ("h.example", 993, "u", True, "INBOX")),
        ("imap://u%40d.example@h.example/INBOX", False, ("h.example", 993, "u@d.example", True, "INBOX")),
        ("imap://u@h.example:143/a%20b/c", False, ("h.example", 143, "u", False, "a b/c")),
        ("imaps://u@h.example:143/", False, ("h.example", 143, "u", True, "INBOX")),
        ("imap://u@h.example:1143/", True, ("h.example", 1143, "u", False, "INBOX")),
        ("imap://u@h.example:1993/", False, ("h.example", 1993, "u", True, "INBOX")),
        *((wrong, False, None) for wrong in ("", "u@h", "http://u@h/", "imap://h/", "imap://u:p@h/", "imap://u:@h/")),
        *(
            (wrong, False, None)
            for wrong in ("imap://u@h:0x1/", "imap://u@h/a%0D%0ADELETE", "imap://u%0A@h/", "imap://u@[/")
        ),
    ],
)
def test_addresses_of_mailboxes(url, starttls, read):
    made = Mailbox.read(url, starttls=starttls)
    assert read == (made and (made.server.host, made.server.port, made.server.user, made.server.implicit, made.name))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("INBOX", '"INBOX"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("R&D", '"R&-D"'),
        ("台北/日本語", '"&U,BTFw-/&ZeVnLIqe-"'),  # RFC 3501's own example
        ("ก ข", '"&DgE- &DgI-"'),
    ],
)
def test_mailbox_names_as_commands_have_them(name, told):
    assert quoted(name) == told


@pytest.mark.parametrize(
    ("attachments", "kept"),
    [
        ({"a.XLSX": b""}, True),
        ({"a.pdf": b"%PDF", "b.xlsb": b""}, True),
        ({"winmail.dat": b""}, True),
        ({"แบบรายงาน": b"PK\x03\x04"}, True),
        ({"a.pdf": b"PK\x03\x04"}, False),
        ({"แบบรายงาน": b"%PDF"}, False),
        ({}, False),
    ],
)
def test_what_may_hold_a_return(attachments, kept):
    assert may_hold_return(message(1, attachments)) == kept


def test_a_forwarded_message_is_looked_into(returned):
    outer = EmailMessage()
    outer["Subject"] = "Fwd"
    outer.set_content("x")
    outer.add_attachment(email.message_from_bytes(message(1, {"a.xlsx": returned}), policy=email.policy.default))
    assert may_hold_return(outer.as_bytes())
