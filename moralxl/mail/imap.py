"""Fetches the messages of a mailbox that may hold returns, over IMAP, and leaves everything there as it is."""

from __future__ import annotations

import base64
import email
import hashlib
import imaplib
import re
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from moralxl.attachments import attachments, parse
from moralxl.files import write_atomically
from moralxl.mail.server import MOST_WORDS, TIMEOUT, Server, ServerError, explain, secure
from moralxl.mail.texts import one_line
from moralxl.messages import Told
from moralxl.model import Finding, Source
from moralxl.unpack import MOST_BYTES

TLS_PORT, STARTTLS_PORT = 993, 143
BATCH = 200  # messages asked about at once
ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip", ".eml", ".msg", ".mbox", ".dat"})
MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how workbooks and archives begin, where the name does not tell
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ABOUT = "(UID RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM)])"
CARRIER = re.compile(rb'"application"|"message"|name', re.IGNORECASE)  # stands in the structure of what has attachments
HEAD = re.compile(rb"BODY\[HEADER[^\]]*\] \{\d+\}$", re.IGNORECASE)
NEW_MESSAGE = re.compile(rb"\d+ \(")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox on a server."""

    server: Server
    name: str

    @classmethod
    def read(cls, url: str, *, starttls: bool = False) -> Mailbox | None:
        """The mailbox that an address such as "imap://user@host/INBOX" names; None where it names none.

        A password in it is refused: addresses are kept in a shell's history.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return None
        user, name = unquote(parts.username or ""), unquote(parts.path.lstrip("/")) or "INBOX"
        if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not user or parts.password is not None:
            return None
        if not (user + name).isprintable() or '"' in user:
            return None
        port = port or TLS_PORT
        implicit = not starttls and (port != STARTTLS_PORT or parts.scheme == "imaps")
        return cls(Server(parts.hostname, port, user, implicit), name)


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a message before it is fetched."""

    uid: int
    size: int  # bytes
    head: Message
    carries: bool  # it may have an attachment

    @property
    def mark(self) -> str:
        """What the file of this message is known by: its Message-ID and size, hashed."""
        identity = one_line(str(self.head.get("Message-ID", ""))) or one_line(self.head.as_string())
        return hashlib.sha256(f"{identity}\n{self.size}".encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The file name: the day, the sender's address, the mark."""
        sender = re.sub(r"[^A-Za-z0-9@._-]", "", parseaddr(str(self.head.get("From", "")))[1])[:60].strip(".")
        day = ""
        with suppress(ValueError, TypeError, OverflowError):
            day = parsedate_to_datetime(str(self.head.get("Date", ""))).date().isoformat()
        return " ".join(part for part in (day, sender, self.mark) if part) + ".eml"


def fetch(mailbox: Mailbox, secret: str, since: date, folder: Path) -> tuple[list[Path], int, list[Finding]]:
    """Save each message since a day that may hold a return as an .eml file, unless the folder has it already.

    Gives the files written, how many messages were there already, and `mail-not-fetched` for those that could not
    be had. ServerError where the mailbox cannot be opened; OSError where a file cannot be written.
    """
    written: list[Path] = []
    findings: list[Finding] = []
    known = {path.stem.rsplit(" ", 1)[-1] for path in folder.rglob("*.eml")}
    there = 0
    with _open(mailbox, secret) as server:
        for about in _list(server, since):
            if not about.carries:
                continue
            if about.mark in known:
                there += 1
                continue
            known.add(about.mark)
            data, why = take(server, about)
            if why is not None:
                findings.append(not_fetched(about, why))
            elif may_hold_return(data):
                written.append(write_atomically(folder / about.name, lambda path, data=data: path.write_bytes(data)))  # type: ignore[misc]
    return written, there, findings


def not_fetched(about: About, why: Told) -> Finding:
    """The finding about a message that could not be had, named as its file would be."""
    return Finding("mail-not-fetched", Source(about.name), args={"what": why})


def may_hold_return(data: bytes) -> bool:
    """Whether a message has a workbook, an archive or another message attached."""
    try:
        for name, content in attachments(parse(data)):
            ending = PurePosixPath(name.lower()).suffix
            if ending in ENDINGS or (not ending and content.startswith(MAGIC)):
                return True
    except Exception:  # noqa: BLE001 - a message can be broken in any way, and may hold a return all the same
        return True
    return False


# --- talking to the server ------------------------------------------------------------------------


class _Bounded(imaplib.IMAP4):
    """A connection that takes no more at once than a message may have, whatever the server announces."""

    def read(self, size: int) -> bytes:
        """Read so many bytes of an answer."""
        if size > MOST_BYTES:
            raise self.abort("the answer is too large")
        return super().read(size)


class _BoundedTLS(_Bounded, imaplib.IMAP4_SSL):
    """The same with TLS from the first byte."""


@contextmanager
def _open(mailbox: Mailbox, secret: str) -> Iterator[imaplib.IMAP4]:
    """The mailbox opened for reading only. What goes wrong inside becomes a ServerError too."""
    where = mailbox.server
    connection: imaplib.IMAP4 | None = None
    try:
        if where.implicit:
            connection = _BoundedTLS(where.host, where.port, ssl_context=secure(), timeout=TIMEOUT)
        else:
            connection = _Bounded(where.host, where.port, timeout=TIMEOUT)
            connection.starttls(secure())
        _login(connection, where.user, secret)
        _done(connection.select(quoted(mailbox.name), readonly=True))  # EXAMINE
        yield connection
    except (imaplib.IMAP4.error, ssl.SSLError, ConnectionError, TimeoutError, UnicodeError) as problem:
        raise ServerError(_explain(problem)) from problem
    except OSError as problem:
        if connection is not None:  # of a file that could not be written
            raise
        raise ServerError(_explain(problem)) from problem
    finally:
        if connection is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                connection.logout()
            with suppress(OSError):  # logging out has closed it, if it came to that
                connection.shutdown()


def _login(connection: imaplib.IMAP4, user: str, secret: str) -> None:
    """Log in, by AUTHENTICATE PLAIN where the server has it, as LOGIN takes no Thai."""
    if "AUTH=PLAIN" in connection.capabilities:
        _done(connection.authenticate("PLAIN", lambda _: f"\0{user}\0{secret}".encode()))
    else:
        _done(connection.login(user, secret))


def _done(answer: tuple[str, Any]) -> list[Any]:
    """The data of an answer. IMAP4.error where the server refuses."""
    kind, data = answer
    said = [part for part in data if part is not None]
    if kind != "OK":
        raise imaplib.IMAP4.error(b" ".join(part for part in said if isinstance(part, bytes)))
    return said


def _list(server: imaplib.IMAP4, since: date) -> Iterator[About]:
    """What the mailbox holds since a day, oldest first."""
    day = f"{since.day:02}-{MONTHS[since.month - 1]}-{since.year}"
    found = b" ".join(_done(server.uid("SEARCH", "SINCE", day)))
    uids = [number.decode("ascii") for number in found.split() if number.isdigit()]
    for start in range(0, len(uids), BATCH):
        answer = _done(server.uid("FETCH", ",".join(uids[start : start + BATCH]), ABOUT))
        yield from filter(None, map(_about, _by_message(answer)))


Part = bytes | tuple[bytes, bytes]  # of an answer: text, or text and the literal it announces


def _by_message(answer: Iterable[Part]) -> Iterator[list[Part]]:
    """The parts of an answer, message by message."""
    parts: list[Part] = []
    for part in answer:
        text = part[0] if isinstance(part, tuple) else part
        if NEW_MESSAGE.match(text) and parts:
            yield parts
            parts = []
        parts.append(part)
    if parts:
        yield parts


def _about(parts: list[Part]) -> About | None:
    text = b" ".join(part[0] if isinstance(part, tuple) else part for part in parts)
    head = next((part[1] for part in parts if isinstance(part, tuple) and HEAD.search(part[0])), b"")
    uid, size = re.search(rb"\bUID (\d+)", text), re.search(rb"\bRFC822\.SIZE (\d+)", text)
    if uid is None or size is None:
        return None
    return About(int(uid[1]), int(size[1]), email.message_from_bytes(head), bool(CARRIER.search(text)))


def take(server: imaplib.IMAP4, about: About) -> tuple[bytes, Told | None]:
    """A message's bytes, or why it cannot be had."""
    if about.size > MOST_BYTES:
        return b"", Told(f"{about.size >> 20} เมกะไบต์", f"{about.size >> 20} MB")
    kind, answer = server.uid("FETCH", str(about.uid), "(BODY.PEEK[])")
    data = next((part[1] for part in answer if isinstance(part, tuple)), b"")
    if kind != "OK" or not data:
        return b"", Told("เซิร์ฟเวอร์ไม่ส่งจดหมายนี้ให้", "the server does not give it")
    return data, None


def _explain(problem: Exception) -> Told:
    if not isinstance(problem, imaplib.IMAP4.error):
        return explain(problem)
    said = problem.args[0] if problem.args else ""
    what = one_line(said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said))[:MOST_WORDS]
    if isinstance(problem, imaplib.IMAP4.abort):
        return Told(f"การเชื่อมต่อขาดระหว่างทำงาน ({what})", f"the connection broke: {what}")
    return Told(f"เซิร์ฟเวอร์ตอบว่า {what}", f"it says: {what}")


def quoted(name: str) -> str:
    """A mailbox's name as a command has it: in modified UTF-7 (RFC 3501), quoted."""
    made = re.sub("[^ -~]+", _base64, name.replace("&", "&-"))
    return '"' + made.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _base64(run: re.Match[str]) -> str:
    return "&" + base64.b64encode(run[0].encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",") + "-"
