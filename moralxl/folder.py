"""Lists what lies in a returns folder: each file once, and whatever cannot be opened with the reason."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from moralxl.messages import Told
from moralxl.model import Finding, Source

NO_FILE = {  # what may stand under a name and is never opened: reading a pipe or a device may not end
    stat.S_IFIFO: Told("ท่อข้อมูลของระบบ", "a named pipe"),
    stat.S_IFSOCK: Told("ซ็อกเก็ตของระบบ", "a socket"),
    stat.S_IFCHR: Told("อุปกรณ์ของระบบ", "a device"),
    stat.S_IFBLK: Told("อุปกรณ์ของระบบ", "a device"),
    stat.S_IFDIR: Told("โฟลเดอร์", "a folder"),
}
STRANGE = Told("ไม่ใช่ไฟล์", "no file")
BROKEN_LINK = Told("ทางลัดที่ไม่มีปลายทาง", "a link that leads nowhere")
FOLDER_LINK = Told("ทางลัดไปยังโฟลเดอร์อื่น ระบบไม่เปิดตามทางลัด", "a link to another folder, which is not followed")
REASONS = {
    errno.EACCES: Told("ไม่มีสิทธิ์อ่าน", "no permission to read it"),
    errno.EPERM: Told("ไม่มีสิทธิ์อ่าน", "no permission to read it"),
    errno.ENOENT: Told("ไม่พบแล้ว อาจถูกย้ายหรือลบไประหว่างทำงาน", "it is gone"),
    errno.ENOSPC: Told("ไม่มีพื้นที่ดิสก์พอสำหรับแตกไฟล์", "there is no disk space to unpack it"),
    errno.ENAMETOOLONG: Told("ชื่อไฟล์หรือโฟลเดอร์ยาวเกินไป", "its name is too long"),
}
NOT_SHOWN = frozenset({"Cc", "Cs", "Zl", "Zp"})  # characters that break a line or command a terminal


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be accounted for. One with a finding is already dealt with and is not to be read."""

    name: str  # as reports give it: relative to the folder, forward slashes, NFC; "a.zip/b.xlsx" inside an archive
    path: Path  # where its bytes are
    finding: Finding | None = None
    sent_on: date | None = None  # of the message it was attached to, by Thai time

    def told(self, code: str, **args: object) -> Item:
        """The item with a finding, which says what became of it."""
        return replace(self, finding=Finding(code, Source(self.name), args=args))

    def renamed(self, name: str) -> Item:
        """The item under another name."""
        finding = self.finding and replace(self.finding, source=self.finding.source._replace(file=name))
        return replace(self, name=name, finding=finding)


def list_folder(folder: Path) -> Iterator[Item]:
    """Everything below `folder` that is no folder: files first, then links.

    What is not to be opened has a finding: `file-unreachable`, or `file-linked` where it is listed under another name.
    Links to folders are not followed, so there are no loops. OSError if `folder` itself cannot be read.
    """
    links = []
    seen: dict[tuple[int, int], str] = {}
    for path, problem in sorted(_walk(folder), key=lambda found: found[0]):
        item = Item(name_in(folder, path), path)
        if problem:
            yield item.told("file-unreachable", what=why(problem))
        elif path.is_symlink():
            links.append(item)
        else:
            yield _once(item, path, seen)
    for item in links:
        yield _linked(item, folder, seen)


def _walk(folder: Path) -> Iterator[tuple[Path, OSError | None]]:
    """What is no folder, and the folders below `folder` that cannot be read."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = list(os.scandir(here))
        except OSError as problem:
            if here == folder:
                raise
            yield here, problem
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            else:
                yield Path(entry.path), None


def _once(item: Item, real: Path, seen: dict[tuple[int, int], str]) -> Item:
    """An item whose bytes are at `real`, to be read unless it is no file or is listed already by a link."""
    try:
        status = real.stat()
    except OSError as problem:
        return item.told("file-unreachable", what=why(problem))
    if what := no_file(status.st_mode):
        return item.told("file-unreachable", what=what)
    other = seen.setdefault((status.st_dev, status.st_ino), item.name)
    return item.told("file-linked", other=other) if other != item.name and item.path.is_symlink() else item


def _linked(item: Item, folder: Path, seen: dict[tuple[int, int], str]) -> Item:
    """A link, to be read where nothing else leads to the same file."""
    try:
        real = item.path.resolve(strict=True)
    except PermissionError as problem:
        return item.told("file-unreachable", what=why(problem))
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        return item.told("file-unreachable", what=BROKEN_LINK)
    if not real.is_dir():
        return _once(item, real, seen)
    home = folder.resolve()
    if real.is_relative_to(home):
        return item.told("file-linked", other=name_in(home, real))
    return item.told("file-unreachable", what=FOLDER_LINK)


def no_file(mode: int) -> Told | None:
    """What has this mode (of a stat), where it is no file."""
    return None if stat.S_ISREG(mode) else NO_FILE.get(stat.S_IFMT(mode), STRANGE)


def why(problem: OSError) -> Told:
    """The reason for which a system does not let a file be read."""
    text = problem.strerror or type(problem).__name__
    return REASONS.get(problem.errno or 0) or Told(f"ดิสก์หรือเครือข่ายขัดข้อง: {text}", text)


# --- names ----------------------------------------------------------------------------------------


def name_in(folder: Path, path: Path) -> str:
    """A file's name as reports give it: relative to the folder, forward slashes, NFC."""
    return told_name(path.relative_to(folder).as_posix())


def told_name(name: str) -> str:
    """A name as it may be printed: NFC, one line, Thai where an older system wrote it in its own code page."""
    name = "/".join(map(_decoded, name.split("/")))
    return unicodedata.normalize("NFC", "".join("\ufffd" if unicodedata.category(c) in NOT_SHOWN else c for c in name))


def _decoded(part: str) -> str:
    """A part of a path, read as Thai Windows wrote it where its bytes are no UTF-8."""
    try:
        data = part.encode("utf-8", "surrogateescape")
        data.decode()
    except UnicodeDecodeError:
        return data.decode("cp874", "replace")
    except UnicodeEncodeError:  # half a pair of UTF-16, which Windows lets names hold
        pass
    return part


def distinct(items: list[Item]) -> list[Item]:
    """The items by name, each with a name of its own: one archive may hold a name twice, two names may look alike."""
    taken: set[str] = set()
    named = []
    for item in sorted(items, key=lambda item: item.name):
        name, number = item.name, 2
        while name in taken:
            name, number = f"{item.name} ({number})", number + 1
        taken.add(name)
        named.append(item if name == item.name else item.renamed(name))
    return named
