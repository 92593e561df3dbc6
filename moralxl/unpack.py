"""Finds every file of a returns folder, those inside zip archives and email messages (.eml) included."""

from __future__ import annotations

import email
import email.policy
import os
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from moralxl.messages import Told
from moralxl.model import Finding, Source

DEPTH = 3  # an archive in a message in an archive
MOST_MEMBERS = 1000
MOST_BYTES = 64 << 20  # of one member; a filled form has some 60 KB
MOST_BYTES_IN_ALL = 512 << 20  # of an archive's members together
CHUNK = 1 << 20
WORKBOOK_PARTS = frozenset({"[Content_Types].xml", "content.xml", "mimetype"})
MAIL_HEADERS = (b"from:", b"received:", b"return-path:", b"date:", b"subject:", b"message-id:", b"mime-version:", b"x-")
ENCRYPTED = 0x1  # a zip entry's flag: it is locked by a password
UTF8_NAME = 0x800  # a zip entry's flag: its name is UTF-8


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be accounted for. One with a finding is already dealt with and is not to be read."""

    name: str  # as reports give it: relative to the folder, forward slashes, NFC; "a.zip/b.xlsx" inside an archive
    path: Path  # where its bytes are
    finding: Finding | None = None


def find_files(folder: Path, scratch: Path) -> list[Item]:
    """All files below `folder`, by name; members of archives and messages are copied into `scratch`.

    An archive or message that was opened is an item of its own, with the finding `file-container`; one that is not
    safe to open, with `file-too-large` or `file-damaged`. OSError if the folder cannot be read.
    """
    found: list[Item] = []
    for path in folder.rglob("*"):
        if path.is_file():
            found += _opened(Item(name_in(folder, path), path), scratch, DEPTH)
    return sorted(found, key=lambda item: item.name)


def name_in(folder: Path, path: Path) -> str:
    """A file's name as reports give it: relative to the folder, forward slashes, NFC."""
    return unicodedata.normalize("NFC", path.relative_to(folder).as_posix())


def _opened(item: Item, scratch: Path, depth: int) -> Iterator[Item]:
    """The item itself, followed by what it contains if it is a container."""
    try:
        with item.path.open("rb") as file:
            head = file.read(4096)
        if head.startswith(b"PK") and not _is_workbook(item.path):
            members = _zip_members(item, scratch)
        elif _is_message(item, head):
            members = _attachments(item, scratch)
        else:
            yield item
            return
        held = [Item(f"{item.name}/{name}", path) for name, path in members] if depth else []
    except _TooLargeError as problem:
        yield Item(item.name, item.path, Finding("file-too-large", Source(item.name), args={"what": problem.told}))
    except _EncryptedError:
        yield Item(item.name, item.path, Finding("file-encrypted", Source(item.name)))
    except Exception as problem:  # noqa: BLE001 - an archive or message can be broken in any way
        what = type(problem).__name__
        yield Item(item.name, item.path, Finding("file-damaged", Source(item.name), args={"what": what}))
    else:
        yield Item(item.name, item.path, Finding("file-container", Source(item.name), args={"count": len(held)}))
        for member in held:
            yield from _opened(member, scratch, depth - 1)


class _TooLargeError(Exception):
    """An archive holds more than any set of returns would."""

    def __init__(self, members: int, size: int) -> None:
        super().__init__(members, size)
        self.told = Told(f"{members} ไฟล์ {size >> 20} เมกะไบต์", f"{members} files, {size >> 20} MB")


class _EncryptedError(Exception):
    """An archive asks for a password."""


def _is_workbook(path: Path) -> bool:
    """Whether a zip is a workbook, or too broken to tell: reading it says then what is wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(WORKBOOK_PARTS & set(archive.namelist())) or not archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return True


def _zip_members(item: Item, scratch: Path) -> list[tuple[str, Path]]:
    """Copy an archive's files out, each under a name of its own in `scratch`; names in the archive are only told."""
    members = []
    with zipfile.ZipFile(item.path) as archive:
        if any(entry.flag_bits & ENCRYPTED for entry in archive.infolist()):
            raise _EncryptedError
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        size = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_MEMBERS or size > MOST_BYTES_IN_ALL or any(e.file_size > MOST_BYTES for e in entries):
            raise _TooLargeError(len(entries), size)
        left = MOST_BYTES_IN_ALL
        for entry in entries:
            target = _new(scratch)
            with archive.open(entry) as source, target.open("wb") as copy:
                while chunk := source.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:  # it said less than it holds
                        raise _TooLargeError(len(entries), MOST_BYTES_IN_ALL)
                    copy.write(chunk)
            members.append((_told_name(_member_name(entry)), target))
    return members


def _member_name(entry: zipfile.ZipInfo) -> str:
    """An entry's name; Windows writes Thai names in cp874 where the UTF-8 flag is not set."""
    if entry.flag_bits & UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("cp874")
    except UnicodeError:
        return entry.filename


def _is_message(item: Item, head: bytes) -> bool:
    return item.name.lower().endswith(".eml") or (
        b"\x00" not in head and head.lower().startswith(MAIL_HEADERS) and b"\nsubject:" in b"\n" + head.lower()
    )


def _attachments(item: Item, scratch: Path) -> list[tuple[str, Path]]:
    """Copy a message's attachments out; pictures of its signature and the like come along and are told apart later."""
    message = email.message_from_bytes(item.path.read_bytes(), policy=email.policy.default)
    members = []
    for number, part in enumerate(message.walk(), 1):
        name = part.get_filename()
        if part.is_multipart() or name is None:
            continue
        data = part.get_payload(decode=True)
        target = _new(scratch)
        target.write_bytes(data if isinstance(data, bytes) else b"")
        members.append((_told_name(name) or f"{number}", target))
    return members


def _told_name(name: str) -> str:
    """A name from outside as it may be told: no way out of the container, NFC."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"..", "/"}]
    return unicodedata.normalize("NFC", "/".join(parts).replace("\x00", ""))


def _new(scratch: Path) -> Path:
    """A path in `scratch` that nothing has yet."""
    handle, name = tempfile.mkstemp(dir=scratch)
    os.close(handle)
    return Path(name)
