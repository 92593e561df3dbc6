"""Looks at a file before anything in it is opened: what it is by content, and whether it is safe to open."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from zlib_ng import zlib_ng

from moralxl import thai
from moralxl.messages.message import Told
from moralxl.read.raw import BROKEN, Damaged

BAD_STREAM: type[Exception] = zlib_ng.error  # type: ignore[assignment]  # its stubs call it an instance
ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MOST_BYTES = 64 << 20  # of a file; a filled form has some 60 KB
MOST_INFLATED = 512 << 20  # of all its members together, as they declare it
MOST_PART = 64 << 20  # of one member, that is read of it
MOST_RATIO, RATIO_FROM = 500, 16 << 20  # of a member that inflates to more than the latter
MOST_ENTRIES = 2000
PROLOG = 1024  # a DTD stands before the first element
DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DRIVE = re.compile(r"[A-Za-z]:")

CONTENT_TYPES = "[content_types].xml"
MAIN_TYPES = {  # the main part's content type shows the kind of workbook, whatever the file is called
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"spreadsheetml.template.main+xml": "xlsx",
    b"ms-excel.sheet.macroenabled.main+xml": "xlsm",
    b"ms-excel.template.macroenabled.main+xml": "xlsm",
    b"ms-excel.sheet.binary.macroenabled.main": "xlsb",
}
STRANGERS = {b"wordprocessingml": "Word", b"presentationml": "PowerPoint", b"visio": "Visio"}


class Problem(NamedTuple):
    """Why a file is not opened: a message's code and what it names."""

    code: str
    what: str | Told = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that is a zip, with members found by name whatever their case."""

    data: bytes
    kind: str
    entries: dict[str, zipfile.ZipInfo]

    @property
    def inflated(self) -> int:
        """What its members declare to hold together, in bytes."""
        return sum(entry.file_size for entry in self.entries.values())

    def __contains__(self, name: str) -> bool:
        """Whether there is such a member."""
        return name.lower() in self.entries

    def read(self, name: str) -> bytes:
        """A whole member, its checksum verified. Damaged where it is missing, broken or not what it declares."""
        entry = self._entry(name)
        if entry.file_size > MOST_PART:
            raise Damaged(name)
        whole = _inflate(self.data, entry, entry.file_size + 1)
        if len(whole) != entry.file_size or zlib_ng.crc32(whole) != entry.CRC:
            raise Damaged(name)
        return whole

    def stream(self, name: str) -> Iterator[bytes]:
        """A member of any size, up to MOST_PART, in growing pieces; only whole ones have their checksum verified."""
        entry = self._entry(name)
        if entry.file_size <= MOST_PART:
            yield self.read(name)
            return
        packed, size, given = _packed(self.data, entry), 1 << 16, 0
        stored = entry.compress_type == zipfile.ZIP_STORED
        stream = zlib_ng.decompressobj(-15)
        try:
            while packed and given < MOST_PART:
                # growing, because the parser looks again at all of an unfinished token
                size = min(2 * size, MOST_PART - given)
                piece = packed[:size] if stored else stream.decompress(packed, size)
                packed = packed[size:] if stored else stream.unconsumed_tail
                given += len(piece)
                yield piece
        except BAD_STREAM as problem:
            raise Damaged(name) from problem

    def cut(self, name: str) -> bool:
        """Whether `stream` ends before the member does."""
        return self._entry(name).file_size > MOST_PART

    def prolog(self, name: str) -> bytes:
        """A member's first bytes; none where they cannot be read."""
        try:
            return _inflate(self.data, self._entry(name), PROLOG)
        except Damaged:
            return b""

    def _entry(self, name: str) -> zipfile.ZipInfo:
        try:
            return self.entries[name.lower()]
        except KeyError:
            raise Damaged(name) from None


def _packed(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """A member's bytes as they stand in the file."""
    at = entry.header_offset
    if data[at : at + 4] != b"PK\x03\x04":
        raise Damaged(entry.filename)
    at += 30 + int.from_bytes(data[at + 26 : at + 28], "little") + int.from_bytes(data[at + 28 : at + 30], "little")
    return data[at : at + entry.compress_size]


def _inflate(data: bytes, entry: zipfile.ZipInfo, most: int) -> bytes:
    """At most so many bytes of a member: what it declares is not believed."""
    packed = _packed(data, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        return packed[:most]
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise Damaged(entry.filename)
    try:
        return zlib_ng.decompressobj(-15).decompress(packed, most)
    except BAD_STREAM as problem:
        raise Damaged(entry.filename) from problem


# --- what a file is -------------------------------------------------------------------------------


def look(data: bytes) -> Package | bytes | Problem:
    """What a file is: a zipped workbook, the bytes of an xls, or why it is not to be opened."""
    if not data:
        return Problem("file-empty")
    if len(data) > MOST_BYTES:
        return Problem("file-too-large", _size(len(data), 1))
    if data.startswith(OLE):
        return Problem("file-encrypted") if ENCRYPTED in data else data
    if not data.startswith(ZIP):
        return Problem("file-not-workbook", _looks_like(data))
    try:
        return _look_zip(data)
    except Damaged as problem:
        return Problem("file-damaged", problem.what)
    except Exception:  # noqa: BLE001 - a zip can be broken in any way; each is the file's fault
        return Problem("file-damaged", BROKEN)


def open_zip(data: bytes) -> Package | Problem:
    """A zip of any kind whose directory is safe, its members to be read by name. BadZipFile where it is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
    inflated = sum(entry.file_size for entry in infos)
    if len(infos) > MOST_ENTRIES or inflated > MOST_INFLATED or any(map(_bloated, infos)):
        return Problem("file-too-large", _size(inflated, len(infos)))
    if any(entry.flag_bits & 1 for entry in infos):
        return Problem("file-encrypted")
    unsafe = _unsafe(data, infos)
    if unsafe:
        return Problem("file-unsafe", unsafe)
    return Package(data, "", {entry.filename.replace("\\", "/").lower(): entry for entry in infos})


def _look_zip(data: bytes) -> Package | Problem:
    package = open_zip(data)
    if isinstance(package, Problem):
        return package
    kind = _kind(package)
    if isinstance(kind, Problem):
        return kind
    # members that are read refuse a DTD by themselves; the others are looked at here, most of them small
    for name in package.entries:
        if name.endswith((".xml", ".rels")) and not name.startswith(("xl/worksheets/sheet", "xl/sharedstrings")):
            prolog = package.prolog(name)
            if DTD.search(prolog) or (b"\0" in prolog and DTD.search(prolog.replace(b"\0", b""))):
                return Problem("file-unsafe", "DTD")
    return Package(data, kind, package.entries)


def _bloated(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * entry.compress_size


def _unsafe(data: bytes, infos: list[zipfile.ZipInfo]) -> str | Told:
    """What is unsafe about a zip's directory; nothing where all is well."""
    names = [entry.orig_filename.replace("\\", "/") for entry in infos]
    for name in names:
        if name.startswith("/") or ".." in name.split("/") or DRIVE.match(name) or "\0" in name:
            return name.replace("\0", "?")
    twice = [name for name, count in Counter(name.lower() for name in names).items() if count > 1]
    if twice:
        return Told(f"มี {twice[0]} ซ้ำกัน", f"{twice[0]} stands in it twice")
    if sum(entry.compress_size for entry in infos) > len(data):
        return Told("ส่วนประกอบซ้อนทับกัน", "its members overlap")
    return ""


def _kind(package: Package) -> str | Problem:
    if CONTENT_TYPES in package:
        types = package.read(CONTENT_TYPES).lower()
        for main, kind in MAIN_TYPES.items():
            if main in types:
                return kind
        for part, program in STRANGERS.items():
            if part in types:
                return Problem("file-not-workbook", program)
        raise Damaged("workbook.xml")
    if "content.xml" in package:
        if "meta-inf/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
            return Problem("file-encrypted")
        media = package.read("mimetype") if "mimetype" in package else b""
        if media and b"opendocument.spreadsheet" not in media:
            return Problem("file-not-workbook", media.decode("ascii", "replace")[:60])
        return "ods"
    return Problem("file-not-workbook", "Numbers" if "index/document.iwa" in package else "zip")


def _size(size: int, parts: int) -> Told:
    return Told(
        f"{thai.format_number(size >> 20)} เมกะไบต์ {thai.format_number(parts)} ส่วน", f"{size >> 20} MB, {parts} parts"
    )


def _looks_like(data: bytes) -> str | Told:
    """Name what a file without a spreadsheet's signature seems to be."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"%pdf"):
        return "PDF"
    if head.startswith((b"<!doctype html", b"<html", b"<table")):
        return "HTML"
    if head.startswith((b"\xff\xd8", b"\x89png")):
        return Told("รูปภาพ", "a picture")
    if head.startswith(b"<?xml"):
        return "XML"
    return Told("ข้อความ", "text") if b"\x00" not in head else Told("ไม่ทราบชนิด", "unknown")
