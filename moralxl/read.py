"""Opens a returned file of any spreadsheet format and gives its cells as they are, or says why it cannot."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moralxl import thai
from moralxl.messages import Told
from moralxl.model import Finding, Source

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MOST_BYTES = 64 << 20  # of a file; a filled form has some 60 KB
MOST_INFLATED = 512 << 20  # of all its members together, as they declare it
MOST_ENTRIES = 2000
# Cells further out than any form of ours: the fast reader would build the whole grid up to them.
FAR_CELL = re.compile(rb'\br="(?:[A-Z]{3}[0-9]+|[A-Z]{1,2}[0-9]{5,})"|number-(?:rows|columns)-repeated="[0-9]{4,}"')
BOUND_ROWS, BOUND_COLUMNS = 9_999, 100
MODIFIED = re.compile(rb"<(?:dcterms:modified|dc:date)[^>]*>([0-9T:.\-]{19})")


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet's cells from A1 on, row by row; rows may differ in length, empty cells are "" or None."""

    name: str
    rows: list[list[Any]]

    def at(self, row: int, column: int) -> Any:
        """The value of a cell, counted from 0; None beyond the sheet's end."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """What a file holds, and when it says it was last saved."""

    sheets: list[RawSheet]
    saved_at: datetime | None = None


def read_workbook(data: bytes, file: str) -> tuple[RawWorkbook | None, list[Finding]]:
    """Read a workbook from its bytes: xlsx, xlsm, xlsb, xls or ods, recognised by content, not by name.

    Never raises for what is in the file; the workbook is None exactly when a finding says why.
    """
    source = Source(file)
    if not data:
        return None, [Finding("file-empty", source)]
    if len(data) > MOST_BYTES:
        return None, [Finding("file-too-large", source, args={"what": _size(len(data), 1)})]
    if data.startswith(OLE):
        if ENCRYPTED in data:
            return None, [Finding("file-encrypted", source)]
        return _read_fast(data, source, None)
    if not data.startswith(b"PK"):
        return None, [Finding("file-not-workbook", source, args={"what": _looks_like(data)})]
    return _read_zip(data, source)


def _size(size: int, parts: int) -> Told:
    return Told(
        f"{thai.format_number(size >> 20)} เมกะไบต์ {thai.format_number(parts)} ส่วน", f"{size >> 20} MB, {parts} parts"
    )


def _looks_like(data: bytes) -> Told:
    """Name what a file without a spreadsheet's signature seems to be."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"%pdf"):
        return Told("PDF", "PDF")
    if head.startswith((b"<!doctype html", b"<html", b"<table")):
        return Told("HTML", "HTML")
    if head.startswith((b"\xff\xd8", b"\x89png")):
        return Told("รูปภาพ", "a picture")
    return Told("ข้อความ", "text") if b"\x00" not in head else Told("ไม่ทราบชนิด", "unknown")


def _read_zip(data: bytes, source: Source) -> tuple[RawWorkbook | None, list[Finding]]:
    """Look at the zip's directory before anything is inflated, then read fast or bounded."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            inflated = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or inflated > MOST_INFLATED:
                return None, [Finding("file-too-large", source, args={"what": _size(inflated, len(entries))})]
            if any(entry.flag_bits & 1 for entry in entries):
                return None, [Finding("file-encrypted", source)]
            if not names & {"[Content_Types].xml", "content.xml"}:
                return None, [Finding("file-not-workbook", source, args={"what": "zip"})]
            if b"encryption-data" in (_member(archive, "META-INF/manifest.xml") or b""):
                return None, [Finding("file-encrypted", source)]
            saved_at = _saved_at(archive)
            far = any(
                FAR_CELL.search(archive.read(entry))
                for entry in entries
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
            )
    except Exception as problem:  # noqa: BLE001 - a zip can be broken in any way; each is the file's fault
        return None, [Finding("file-damaged", source, args={"what": type(problem).__name__})]
    return _read_bounded(data, source, saved_at) if far else _read_fast(data, source, saved_at)


def _member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    return archive.read(name) if name in archive.namelist() else None


def _saved_at(archive: zipfile.ZipFile) -> datetime | None:
    """When the program that saved the file says it did; None where it does not say."""
    for name in ("docProps/core.xml", "meta.xml"):
        found = MODIFIED.search(_member(archive, name) or b"")
        if found:
            try:
                return datetime.fromisoformat(found[1].decode())
            except ValueError:
                return None
    return None


def _read_fast(data: bytes, source: Source, saved_at: datetime | None) -> tuple[RawWorkbook | None, list[Finding]]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            # leading empty rows kept, else every address would shift
            RawSheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # noqa: BLE001 - a panic of the reader derives from BaseException
        if "password" in str(problem).lower():
            return None, [Finding("file-encrypted", source)]
        return None, [Finding("file-damaged", source, args={"what": type(problem).__name__})]
    return RawWorkbook(sheets, saved_at), []


def _read_bounded(data: bytes, source: Source, saved_at: datetime | None) -> tuple[RawWorkbook | None, list[Finding]]:
    """Read an xlsx whose cells lie far out, up to where a form of ours can reach."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=BOUND_ROWS, max_col=BOUND_COLUMNS, values_only=True)
            sheets.append(RawSheet(sheet.title, [list(row) for row in rows]))
        book.close()
    except Exception as problem:  # noqa: BLE001 - as above
        return None, [Finding("file-damaged", source, args={"what": type(problem).__name__})]
    return RawWorkbook(sheets, saved_at), []
