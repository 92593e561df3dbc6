"""Mail servers: what is needed to reach one, its password, and what went wrong in words for the coordinator."""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from moralxl.mail.texts import one_line
from moralxl.messages import Told

TIMEOUT = 60  # seconds for each answer of a server
KEYRING = "moralxl"  # the service under which a keyring holds passwords; the name is user@host
MOST_WORDS = 300  # characters of a server's own words that are told
HELLO = "[127.0.0.1]"  # a computer's own name may be Thai or private, and no submission server asks for it


class ServerError(Exception):
    """A server cannot be used at all; `told` says why."""

    def __init__(self, told: Told) -> None:
        super().__init__(told.en)
        self.told = told


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach a server. It is always TLS: from the first byte, or by STARTTLS before anything is said."""

    host: str
    port: int
    user: str  # "" where it asks for none
    implicit: bool  # TLS from the first byte


def password(server: Server, variable: str, ask: Callable[[str], str] | None) -> str:
    """The user's password: from the environment's `variable`, else the keyring, else asked for; never from a file.

    ServerError where there is none.
    """
    name = f"{server.user}@{server.host}"
    found = os.environ.get(variable) or _from_keyring(name) or (ask(name) if ask else "")
    if not found:
        raise ServerError(
            Told(
                f"ไม่มีรหัสผ่านของ {name} โปรดตั้งตัวแปร {variable} หรือเก็บไว้ด้วยคำสั่ง keyring set {KEYRING} {name}",
                f"no password for {name}: set {variable}, or store it with: keyring set {KEYRING} {name}",
            )
        )
    return found


def _from_keyring(name: str) -> str:
    """A password from the system's keyring, where the optional library for it is there and has it."""
    try:
        import keyring
    except ImportError:
        return ""
    try:
        return keyring.get_password(KEYRING, name) or ""
    except keyring.errors.KeyringError:
        return ""


def secure() -> ssl.SSLContext:
    """TLS as it is to be: the server's certificate and name are verified."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def connect(server: Server, secret: str) -> smtplib.SMTP:
    """A connection ready for sending, logged in where the server has a user. ServerError where that cannot be."""
    smtp: smtplib.SMTP | None = None
    try:
        if server.implicit:
            smtp = smtplib.SMTP_SSL(server.host, server.port, HELLO, timeout=TIMEOUT, context=secure())
        else:
            smtp = smtplib.SMTP(server.host, server.port, HELLO, timeout=TIMEOUT)
            smtp.starttls(context=secure())
        if server.user:
            smtp.login(server.user, secret)
    except (OSError, ValueError) as problem:  # smtplib's own are OSErrors; a password it cannot encode is a ValueError
        if smtp is not None:
            smtp.close()
        raise ServerError(explain(problem)) from problem
    return smtp


def explain(problem: Exception) -> Told:
    """What went wrong with a server, with its own words where it said any."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        what = one_line(problem.verify_message or str(problem))
        return Told(f"ใบรับรองความปลอดภัยของเซิร์ฟเวอร์ไม่ผ่านการตรวจสอบ ({what})", f"its certificate fails: {what}")
    if isinstance(problem, ssl.SSLError):
        what = one_line(problem.reason or str(problem))
        return Told(f"เริ่มการเข้ารหัสกับเซิร์ฟเวอร์ไม่ได้ ({what})", f"no TLS with it: {what}")
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        what = words(problem.smtp_code, problem.smtp_error)
        return Told(f"เซิร์ฟเวอร์ไม่รับชื่อผู้ใช้หรือรหัสผ่าน ({what})", f"it refuses user or password: {what}")
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        what = one_line(str(problem))
        return Told(f"เซิร์ฟเวอร์ไม่รองรับการเข้ารหัสหรือการเข้าระบบ จึงไม่ส่ง ({what})", f"it lacks what is needed: {what}")
    if isinstance(problem, smtplib.SMTPResponseException):
        what = words(problem.smtp_code, problem.smtp_error)
        return Told(f"เซิร์ฟเวอร์ตอบว่า {what}", f"it says: {what}")
    if isinstance(problem, UnicodeError):
        return Told("ชื่อผู้ใช้หรือรหัสผ่านมีอักขระที่เซิร์ฟเวอร์ไม่รับ", "user or password hold characters it does not take")
    if isinstance(problem, socket.gaierror):
        return Told("ไม่พบเซิร์ฟเวอร์ชื่อนี้ โปรดตรวจชื่อและเครือข่าย", "no server of that name was found")
    if isinstance(problem, TimeoutError):
        return Told("เซิร์ฟเวอร์ไม่ตอบภายในเวลาที่กำหนด", "it did not answer in time")
    if isinstance(problem, (smtplib.SMTPServerDisconnected, ConnectionResetError, BrokenPipeError)):
        return Told("เซิร์ฟเวอร์ตัดการเชื่อมต่อ", "it closed the connection")
    what = one_line(getattr(problem, "strerror", None) or str(problem))
    return Told(f"ติดต่อเซิร์ฟเวอร์ไม่ได้ ({what})", f"it cannot be reached: {what}")


def words(code: int, said: bytes | str) -> str:
    """A server's answer in one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return one_line(f"{code} {text}")[:MOST_WORDS]
