"""Finds every file of a returns folder, those in zip archives, messages and mailboxes (.eml, .msg, .mbox) included."""

from __future__ import annotations

import os
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, timedelta, timezone
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from moralxl import outlook
from moralxl.attachments import attachments, letters, parse
from moralxl.folder import REASONS, Item, distinct, list_folder, told_name, why
from moralxl.messages import Told
from moralxl.read.raw import BROKEN
from moralxl.thai.dates import BE

DEPTH = 3  # an archive in a message in an archive
MOST_MEMBERS = 1000  # of a file with all that is nested in it
MOST_BYTES = 64 << 20  # of one member; a filled form has some 60 KB
MOST_BYTES_IN_ALL = 256 << 20  # of a file with all that is nested in it
WORKBOOK_PARTS = frozenset({"[Content_Types].xml", "content.xml", "mimetype"})
PART_NAMES = frozenset(name.encode() for name in WORKBOOK_PARTS)
# a zip's last bytes: what stands there if it is a longer kind of zip, then the end's mark, the directory's length and
# start, and the length of a comment; of a file's entry in the directory, the lengths of its name and two more parts
TAIL, HEAD = struct.Struct("<4s16x4s8xLLH"), struct.Struct("<28xHHH12x")
LONGER, END, ENTRY, END_BYTES = b"PK\6\7", b"PK\5\6", b"PK\1\2", 22
MOST_DIRECTORY = 1 << 16  # bytes of a zip's directory; a form's has 1 KB
MAIL_HEADERS = (b"from:", b"received:", b"return-path:", b"date:", b"subject:", b"message-id:", b"mime-version:", b"x-")
OLDEST, OLDEST_BE = 1990, 2400  # years that a message can have been sent in
THAI_TIME = timezone(timedelta(hours=7))
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
        contents = _contents(item, scratch, room)
    except _TooLargeError as problem:
        yield item.told("file-too-large", what=problem.told)
    except _EncryptedError:
        yield item.told("file-encrypted")
    except Exception as problem:  # noqa: BLE001 - an archive or message can be broken in any way
        if isinstance(problem, OSError) and problem.errno in REASONS:
            yield item.told("file-unreachable", what=why(problem))
        else:
            yield item.told("file-damaged", what=BROKEN)
    else:
        if contents is None:
            yield item
            return
        members, sent_on = contents
        item = replace(item, sent_on=sent_on or item.sent_on)
        yield item.told("file-container", count=len(members))
        for name, path in members:
            member = Item(f"{item.name}/{name}", path, sent_on=item.sent_on)
            if depth > 1:
                yield from _opened(member, scratch, depth - 1, room)
            else:
                yield member


def _contents(item: Item, scratch: Path, room: _Room) -> tuple[list[tuple[str, Path]], date | None] | None:
    """What a container holds, copied out, and the day it was sent; None for what is no container."""
    with item.path.open("rb") as file:
        head = file.read(4096)
        zipped = head.startswith(b"PK")
        if zipped and _is_plainly_workbook(file):
            return None
    if zipped and not _is_workbook(item.path):
        return _zip_members(item.path, scratch, room), None
    if _is_mailbox(item, head):
        return _letters(item.path, scratch, room), None
    if _is_message(item, head):
        return _attachments(item.path, scratch, room)
    if head.startswith(outlook.MAGIC) and outlook.is_message(item.path, MOST_BYTES):
        return _outlook_attachments(item.path, scratch, room)
    return None


def _is_plainly_workbook(file: BinaryIO) -> bool:
    """Whether a zip's directory, where it lies as programs put it, has a workbook's part; all others are to be opened.

    Opening each would take longer than all else that is done to list a folder.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL.size))
    tail = file.read()
    if len(tail) < TAIL.size:
        return False
    longer, mark, length, start, comment = TAIL.unpack(tail)
    if longer == LONGER or mark != END or comment or length > MOST_DIRECTORY or start + length + END_BYTES != size:
        return False
    file.seek(start)
    directory, place = file.read(length), 0
    while directory[place : place + len(ENTRY)] == ENTRY and place + HEAD.size <= length:
        name, extra, note = HEAD.unpack_from(directory, place)
        place += HEAD.size
        if directory[place : place + name] in PART_NAMES:
            return True
        place += name + extra + note
    return False


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


def _is_mailbox(item: Item, head: bytes) -> bool:
    """Whether it is an mbox: by its name, or by a line "From …" before a first message's headers."""
    first, _, rest = head.partition(b"\n")
    return not item.name.lower().endswith(".eml") and (
        first.startswith(b"From ") and (item.name.lower().endswith(".mbox") or rest.lower().startswith(MAIL_HEADERS))
    )


def _letters(path: Path, scratch: Path, room: _Room) -> list[tuple[str, Path]]:
    """Copy those messages of a mailbox out that have attachments."""
    if path.stat().st_size > MOST_BYTES_IN_ALL:
        raise _TooLargeError(1, path.stat().st_size)
    return _copied(letters(path), scratch, room)


def _attachments(path: Path, scratch: Path, room: _Room) -> tuple[list[tuple[str, Path]], date | None]:
    """A message's attachments, copied out, and the day it was sent."""
    room.take([path.stat().st_size])  # all of it is held in memory
    message = parse(path.read_bytes())
    return _copied(attachments(message), scratch, room), _sent_on(message)


def _outlook_attachments(path: Path, scratch: Path, room: _Room) -> tuple[list[tuple[str, Path]], date | None]:
    """The same of a message that Outlook saved."""
    room.take([path.stat().st_size])
    message = outlook.Message(path.read_bytes())
    sent_at = message.sent_at()
    return _copied(message.attachments(room.take), scratch), sent_at and sent_at.astimezone(THAI_TIME).date()


def _sent_on(message: EmailMessage) -> date | None:
    """The day a message was sent, by Thai time; None where it does not say so."""
    with suppress(TypeError, ValueError, OverflowError, IndexError):
        sent = parsedate_to_datetime(str(message["Date"]))
        if sent.year >= OLDEST_BE:  # of a program that counts in the Buddhist era
            sent = sent.replace(year=sent.year - BE)
        if sent.year >= OLDEST:
            return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(THAI_TIME).date()
    return None


def _copied(members: Iterable[tuple[str, bytes]], scratch: Path, room: _Room | None = None) -> list[tuple[str, Path]]:
    """Copy what a message holds out; pictures of its signature and the like come along and are told apart later."""
    copied = []
    for number, (name, data) in enumerate(members, 1):
        if room:
            room.take([len(data)])
        target = _new(scratch)
        target.write_bytes(data)
        copied.append((_inside(name) or f"{number}", target))
    return copied


def _inside(name: str) -> str:
    """A name from outside as it may be told: no way out of the container."""
    return told_name("/".join(part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"..", "/"}))


def _new(scratch: Path) -> Path:
    """A path in `scratch` that nothing has yet."""
    handle, name = tempfile.mkstemp(dir=scratch)
    os.close(handle)
    return Path(name)
