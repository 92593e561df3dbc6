"""Opens a plan's paper of whatever format, recognised by content."""

from __future__ import annotations

import zipfile
from pathlib import Path

from moralxl.folder import no_file
from moralxl.importing.book import read_book
from moralxl.importing.docx import read_docx
from moralxl.importing.html import read_html
from moralxl.importing.paper import Paper
from moralxl.importing.text import read_text
from moralxl.messages.message import Told
from moralxl.model import Finding, Source
from moralxl.read.container import MOST_BYTES, OLE, ZIP, Package, Problem, open_zip
from moralxl.read.raw import Damaged, Refused

OLD_WORD = "WordDocument".encode("utf-16-le")
HTML_STARTS = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")
PICTURES = (b"\xff\xd8", b"\x89png")
DAMAGED = Told("ไฟล์เสียหาย", "it is damaged")
TOO_LARGE = Told("ไฟล์ใหญ่เกินไป", "it is too large")
UNKNOWN = Told("ไม่ทราบชนิดของไฟล์", "its kind is unknown")
UNSAFE = Told("มีส่วนที่ไม่ปลอดภัย", "it has an unsafe part")
WHYS = {  # findings about returned files, whose messages speak of divisions: why a paper cannot be read; else damaged
    "file-encrypted": Told("ไฟล์มีรหัสผ่าน โปรดเปิดแล้วยกเลิกรหัสผ่านก่อน", "it has a password, which must be taken off first"),
    **dict.fromkeys(("file-too-large", "file-reader-memory", "file-reader-slow"), TOO_LARGE),
    "file-not-workbook": UNKNOWN,
    "file-unsafe": UNSAFE,
}
Outcome = tuple[Paper | None, list[Finding]]


def read_paper(path: Path) -> Outcome:
    """Read a paper; None where a finding says why it cannot be read. OSError as the disk has it."""
    what = no_file(path.stat().st_mode)
    if what:
        return _refused(path.name, what)
    data = path.read_bytes()
    if not data or len(data) > MOST_BYTES:
        empty = Told("ไฟล์ว่าง", "it is empty") if not data else TOO_LARGE
        return _refused(path.name, empty)
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data.startswith(ZIP):
        return _zipped(data, path.name)
    if data.startswith(OLE):
        if OLD_WORD in data:
            return _refused(path.name, Told("เป็นไฟล์ Word รุ่นเก่า (.doc)", "it is an old Word file (.doc)"))
        return _workbook(data, path.name)
    if head.startswith(b"%pdf"):
        return _refused(path.name, Told("เป็นไฟล์ PDF ซึ่งไม่มีตาราง มีแต่ภาพของหน้า", "it is a PDF, which holds no table"))
    if head.startswith(PICTURES):
        return _refused(path.name, Told("เป็นไฟล์รูปภาพ", "it is a picture"))
    if head.startswith(HTML_STARTS) or b"<table" in data.lower():
        return read_html(data, path.name), []
    if b"\0" in data[:2048] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _refused(path.name, UNKNOWN)
    return read_text(data, path.name), []


def _zipped(data: bytes, file: str) -> Outcome:
    """A Word document, else a workbook."""
    try:
        package = open_zip(data)
        if isinstance(package, Package) and "word/document.xml" in package:
            return read_docx(package, file), []
    except (Damaged, zipfile.BadZipFile, NotImplementedError):
        return _refused(file, DAMAGED)
    except Refused:
        return _refused(file, UNSAFE)
    if isinstance(package, Problem):
        return _refused(file, WHYS.get(package.code, DAMAGED))
    return _workbook(data, file)


def _workbook(data: bytes, file: str) -> Outcome:
    paper, findings = read_book(data, file)
    return _refused(file, WHYS.get(findings[0].code, DAMAGED)) if paper is None else (paper, findings)


def _refused(file: str, why: Told) -> Outcome:
    return None, [Finding("import-unreadable", Source(file), args={"why": why})]
