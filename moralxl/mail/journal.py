"""Records which letters were sent, so that a second or an interrupted run sends none twice."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from moralxl.mail.letters import Letter

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "sent.jsonl"
BUSY = "มีการส่งจดหมายจากโฟลเดอร์นี้อยู่แล้วในอีกหน้าต่างหนึ่ง โปรดรอให้เสร็จก่อน"
UNRECORDED = "ส่งจดหมายถึง {to} แล้ว แต่บันทึกการส่งไม่ได้ ({why}) จึงหยุดส่ง โปรดตรวจดิสก์ และหากสั่งใหม่หน่วยงานนี้อาจได้รับซ้ำ"

Sent = dict[tuple[str, str], str]  # a letter's key and an address -> when it was sent there


def read_sent(path: Path) -> Sent:
    """What a journal says was sent; nothing where there is none. A line cut off by a crash is passed over."""
    return _parse(path.read_bytes()) if path.exists() else {}


def _parse(data: bytes) -> Sent:
    sent: Sent = {}
    for entry in _entries(data):
        with suppress(KeyError, TypeError):
            sent.update({(str(entry["key"]), str(address)): str(entry["sent_at"]) for address in entry["to"]})
    return sent


def _entries(data: bytes) -> Iterator[dict[str, Any]]:
    for line in data.splitlines():
        with suppress(ValueError):
            entry = json.loads(line)
            if isinstance(entry, dict):
                yield entry


def _lock(file: BinaryIO) -> None:
    """Lock a file until it is closed. BlockingIOError or PermissionError where another run has it locked."""
    if sys.platform == "win32":
        file.seek(1 << 30)  # a byte far behind the text: Windows lets nobody read what is locked
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Journal:
    """The journal of a drafts folder, open for one run at a time. OSError where another run has it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._file = self.path.open("a+b", buffering=0)
        try:
            _lock(self._file)
        except (BlockingIOError, PermissionError) as problem:
            self._file.close()
            raise OSError(problem.errno, BUSY, str(self.path)) from None
        except OSError:  # a network disk that knows no locks
            pass
        self._file.seek(0)
        data = self._file.read()
        self.sent = _parse(data)
        self.times = Counter(str(entry.get("key")) for entry in _entries(data))  # how often each letter was sent
        self._cut = bool(data) and not data.endswith(b"\n")

    def record(self, letter: Letter, to: Iterable[str], message_id: str, at: datetime) -> None:
        """Record that a letter was accepted for these addresses, and have it on the disk before going on."""
        addresses = list(to)
        sent_at = at.isoformat(timespec="seconds")
        entry = {
            "key": letter.key,
            "kind": str(letter.kind),
            "plan": letter.plan,
            "round": letter.round,
            "division": letter.division,
            "to": addresses,
            "subject": letter.subject,
            "file": letter.file,
            "sha256": letter.sha256,
            "message_id": message_id,
            "sent_at": sent_at,
        }
        line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        try:
            self._file.write(b"\n" + line if self._cut else line)
            os.fsync(self._file.fileno())
        except OSError as problem:
            told = UNRECORDED.format(to=", ".join(addresses), why=problem.strerror or problem)
            raise OSError(problem.errno, told, str(self.path)) from problem
        self._cut = False
        self.times[letter.key] += 1
        self.sent.update({(letter.key, address): sent_at for address in addresses})

    def __enter__(self) -> Self:
        """Give the journal itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, and let other runs have it."""
        self._file.close()
