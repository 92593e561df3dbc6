"""Takes the attachments out of messages that Outlook saved (.msg): a tree of storages in an OLE compound file.

The layout is in Microsoft's [MS-OXMSG]; a stream's name ends in a property's number and type.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from moralxl.read.ole import Compound
from moralxl.read.raw import Damaged

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROPERTIES = "__properties_version1.0"  # a stream of every message
ATTACHMENT = "__attach_version1.0_#"  # how the storages of attachments begin
DATA = "__substg1.0_37010102"
EMBEDDED = "__substg1.0_3701000D"  # a storage: a message attached to the message
NAMES = ("3707", "3704", "3001")  # the file's long name, its short one, the display name
SENT = 0x00390040  # the property that says when the message was sent
HEADER = 32  # bytes before the properties of a message that is no other's attachment
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
STORAGE, STREAM = 1, 2
DEPTH = 4  # of messages attached to messages

Take = Callable[[list[int]], None]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A storage or stream: what its directory entry says."""

    kind: int
    child: int  # place of the entry that a storage's tree begins with
    first: int  # sector
    size: int  # bytes


def is_message(path: Path, most: int) -> bool:
    """Whether an OLE file of at most so many bytes is a message; False for what is too broken to tell."""
    if path.stat().st_size > most:
        return False
    try:
        return PROPERTIES in Message(path.read_bytes()).top
    except Damaged:
        return False


class Message:
    """A saved message. Damaged where the file leads astray."""

    def __init__(self, data: bytes) -> None:
        self.compound = Compound(data)
        root = self.compound.entries[0] if self.compound.entries else bytes(128)
        self.top = self._inside(_entry(root).child)

    def attachments(self, take: Take) -> Iterator[tuple[str, bytes]]:
        """Name and content of each attachment, those of attached messages included; "" where one has no name.

        `take` is told the size (bytes) of each before it is read, and may raise.
        """
        yield from self._attachments(self.top, take, DEPTH)

    def sent_at(self) -> datetime | None:
        """When it was sent; None where it does not say so."""
        properties = self._content(self.top.get(PROPERTIES))[HEADER:]
        for place in range(0, len(properties) - 15, 16):
            tag, _, ticks = struct.unpack_from("<IIQ", properties, place)
            if tag == SENT and ticks:
                try:
                    return EPOCH + timedelta(microseconds=ticks // 10)
                except OverflowError:
                    return None
        return None

    def _attachments(self, message: dict[str, _Entry], take: Take, depth: int) -> Iterator[tuple[str, bytes]]:
        for name in sorted(message):
            if not name.startswith(ATTACHMENT) or message[name].kind != STORAGE:
                continue
            parts = self._inside(message[name].child)
            data, inner = parts.get(DATA), parts.get(EMBEDDED)
            if data is not None:
                take([data.size])
                yield self._name(parts), self._content(data)
            elif inner is not None and depth > 1:
                yield from self._attachments(self._inside(inner.child), take, depth - 1)

    def _name(self, parts: dict[str, _Entry]) -> str:
        for stem in NAMES:
            for ending, encoding in (("001F", "utf-16-le"), ("001E", "cp874")):
                text = self._content(parts.get(f"__substg1.0_{stem}{ending}")).decode(encoding, "replace").strip("\0 ")
                if text:
                    return text
        return ""

    def _content(self, entry: _Entry | None) -> bytes:
        if entry is None or entry.kind != STREAM:
            return b""
        return self.compound.stream(entry.first, entry.size)

    def _inside(self, place: int) -> dict[str, _Entry]:
        """What a storage holds by name: its entries are a tree, whose order is of no interest here."""
        entries = self.compound.entries
        found: dict[str, _Entry] = {}
        seen: set[int] = set()
        waiting = [place]
        while waiting:
            place = waiting.pop()
            if place >= len(entries) or place in seen:  # none, or a circle
                continue
            seen.add(place)
            raw = entries[place]
            left, right = struct.unpack_from("<II", raw, 68)
            waiting += [left, right]
            length = struct.unpack_from("<H", raw, 64)[0]
            found.setdefault(raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace"), _entry(raw))
        return found


def _entry(raw: bytes) -> _Entry:
    child = struct.unpack_from("<I", raw, 76)[0]
    first, size = struct.unpack_from("<II", raw, 116)
    return _Entry(raw[66], child, first, size)
