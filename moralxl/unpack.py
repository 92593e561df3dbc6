"""Finds every file of a returns folder, those inside zip archives and email messages (.eml) included."""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from moralxl.folder import REASONS, Item, distinct, list_folder, told_name, why
from moralxl.messages import Told

DEPTH = 3  # an archive in a message in an archive
MOST_MEMBERS = 1000  # of a file with all that is nested in it
MOST_BYTES = 64 << 20  # of one member; a filled form has some 60 KB
MOST_BYTES_IN_ALL = 256 << 20  # of a file with all that is nested in it
WORKBOOK_PARTS = frozenset({"[Content_Types].xml", "content.xml", "mimetype"})
MAIL_HEADERS = (b"from:", b"received:", b"return-path:", b"date:", b"subject:", b"message-id:", b"mime-version:", b"x-")
ENCRYPTED = 0x1  # a zip entry's flag: it is locked by a password
UTF8_NAME = 0x800  # a zip entry's flag: its name is UTF-8


def find_files(folder: Path, scratch: Path) -> list[Item]:
    """All files below `folder`, by name; members of archives and messages are copied into `scratch`.

    What is not to be read has a finding: `file-container` an archive or message that was opened, `file-too-large`,
    `file-encrypted` or `file-damaged` one that could not be, and what `list_folder` found. OSError if the folder
    cannot be read.
    """
    found: list[Item] = []
    for item in list_folder(folder):
        found += [item] if item.finding else _opened(item, scratch, DEPTH, _Room())
    return distinct(found)


class _TooLargeError(Exception):
    """An archive holds more than any set of returns would."""

    def __init__(self, members: int, size: int) -> None:
        super().__init__(members, size)
        self.told = Told(f"{members} ไฟล์ {size >> 20} เมกะไบต์", f"{members} files, {size >> 20} MB")


class _EncryptedError(Exception):
    """An archive asks for a password."""


class _Room:
    """How much may yet be unpacked from one file of the folder, whatever is nested in it."""

    def __init__(self) -> None:
        self.members, self.size = MOST_MEMBERS, MOST_BYTES_IN_ALL

    def take(self, sizes: list[int]) -> None:
        """Make sure that members of these sizes (bytes) have room, before any is unpacked."""
        count, size = len(sizes), sum(sizes)
        if count > self.members or size > self.size or any(one > MOST_BYTES for one in sizes):
            raise _TooLargeError(count, size)
        self.members -= count
        self.size -= size


def _opened(item: Item, scratch: Path, depth: int, room: _Room) -> Iterator[Item]:
    """The item itself, followed by what it contains if it is a container."""
    try:
        with item.path.open("rb") as file:
            head = file.read(4096)
        if head.startswith(b"PK") and not _is_workbook(item.path):
            members = _zip_members(item.path, scratch, room)
        elif _is_message(item, head):
            members = _attachments(item.path, scratch, room)
        else:
            yield item
            return
    except _TooLargeError as problem:
        yield item.told("file-too-large", what=problem.told)
    except _EncryptedError:
        yield item.told("file-encrypted")
    except Exception as problem:  # noqa: BLE001 - an archive or message can be broken in any way
        if isinstance(problem, OSError) and problem.errno in REASONS:
            yield item.told("file-unreachable", what=why(problem))
        else:
            yield item.told("file-damaged", what=type(problem).__name__)
    else:
        yield item.told("file-container", count=len(members))
        for name, path in members:
            member = Item(f"{item.name}/{name}", path)
            if depth > 1:
                yield from _opened(member, scratch, depth - 1, room)
            else:
                yield member


def _is_workbook(path: Path) -> bool:
    """Whether a zip is a workbook, or too broken to tell: reading it says then what is wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(WORKBOOK_PARTS & set(archive.namelist())) or not archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return True


def _zip_members(path: Path, scratch: Path, room: _Room) -> list[tuple[str, Path]]:
    """Copy an archive's files out, each under a name of its own in `scratch`; names in the archive are only told."""
    members = []
    with zipfile.ZipFile(path) as archive:
        if any(entry.flag_bits & ENCRYPTED for entry in archive.infolist()):
            raise _EncryptedError
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        room.take([entry.file_size for entry in entries])  # of which zipfile never gives more
        for number, entry in enumerate(entries, 1):
            target = _new(scratch)
            with archive.open(entry) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            members.append((_inside(_member_name(entry)) or f"{number}", target))
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


def _attachments(path: Path, scratch: Path, room: _Room) -> list[tuple[str, Path]]:
    """Copy a message's attachments out; pictures of its signature and the like come along and are told apart later."""
    room.take([path.stat().st_size])  # all of it is held in memory
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    members = []
    for number, part in enumerate(message.walk(), 1):
        name = part.get_filename()
        if part.is_multipart() or (name is None and part.get_content_maintype() != "application"):
            continue  # the letter itself, and what dresses it
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        room.take([len(data)])
        target = _new(scratch)
        target.write_bytes(data)
        members.append((_inside(name or "") or f"{number}", target))
    return members


def _inside(name: str) -> str:
    """A name from outside as it may be told: no way out of the container."""
    return told_name("/".join(part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"..", "/"}))


def _new(scratch: Path) -> Path:
    """A path in `scratch` that nothing has yet."""
    handle, name = tempfile.mkstemp(dir=scratch)
    os.close(handle)
    return Path(name)
