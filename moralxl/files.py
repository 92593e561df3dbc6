"""Writes files so that a crash, a full disk or an open Excel window never leaves half a workbook behind."""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

with suppress(ImportError):  # Windows has none
    import fcntl

WINDOWS = os.name == "nt"
PREFIX, SUFFIX = ".moralxl-", ".tmp"
TRIES, PAUSE = 3, 0.3  # seconds between tries: a virus scanner lets go soon, an open Excel does not
HANDOVER = 10  # seconds; Windows renames no open file, so a finished one stands there for a moment without its holder
LEFTOVER_AGE = 24 * 60 * 60  # seconds; where the file system knows no locks, younger ones may be in use

FOLDER = "มีโฟลเดอร์ชื่อเดียวกันอยู่แล้ว โปรดย้ายหรือเปลี่ยนชื่อโฟลเดอร์นั้น"
DENIED = "ไม่มีสิทธิ์เขียนในโฟลเดอร์นี้ โปรดเลือกโฟลเดอร์อื่นหรือขอสิทธิ์จากผู้ดูแลระบบ"
FULL = "พื้นที่ดิสก์เต็ม โปรดลบไฟล์ที่ไม่ใช้แล้วสั่งใหม่"
ABSENT = "ไม่พบโฟลเดอร์ปลายทาง อาจถูกย้ายหรือลบไประหว่างทำงาน"
REASONS = {
    errno.EISDIR: FOLDER,
    errno.EEXIST: "มีไฟล์ชื่อเดียวกันอยู่แล้ว",
    errno.EACCES: DENIED,
    errno.EPERM: DENIED,
    errno.EROFS: DENIED,
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: "ไฟล์ใหญ่เกินกว่าที่ระบบอนุญาต",
    errno.ENOENT: ABSENT,
    errno.ENOTDIR: ABSENT,
    errno.ENAMETOOLONG: "ชื่อไฟล์หรือโฟลเดอร์ยาวเกินไป",
}
BROKEN = "ดิสก์หรือเครือข่ายขัดข้อง ({}) โปรดตรวจแล้วสั่งใหม่"
KEPT = " (ไฟล์เดิมยังอยู่ครบ ไม่ถูกเปลี่ยนแปลง)"
UNSURE = "เขียนไฟล์แล้ว แต่ระบบไม่ยืนยันว่าลงดิสก์ถาวร ({}) โปรดตรวจดิสก์แล้วสั่งใหม่"
NEVER_IN_NAMES = '\\/:*?"<>|.'


def file_part(text: str) -> str:
    """What of a text may stand in a file's name anywhere; "" where nothing may."""
    return "".join(c for c in text if c not in NEVER_IN_NAMES).strip()


def write_atomically(path: Path, write: Callable[[Path], object]) -> Path:
    """Have `write` fill an empty temporary file beside `path`, put it in place in one step, and return where it is.

    Where the target is held open by another program (Windows), the file goes to a sibling, "name (2).xlsx".
    OSError, in Thai, if it cannot be written; whatever else `write` raises passes through. The old file stays
    whole then. Only where the disk fails after the last step is the new one, as whole, in its place already.
    """
    written = None
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        sweep(path.parent)
        with _temporary(path.parent) as (temporary, holder):
            write(temporary)
            os.fsync(holder.fileno())
            if WINDOWS:
                holder.close()
            written = _put_in_place(temporary, path)
            _sync_folder(path.parent)
    except OSError as problem:
        if problem.filename is not None and not Path(str(problem.filename)).is_relative_to(path.parent):
            raise  # something `write` wanted to read
        if written:
            raise OSError(problem.errno, UNSURE.format(problem.strerror), str(written)) from problem
        raise _in_thai(problem, path) from problem
    return written


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where there is none. OSError, in Thai, where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _in_thai(problem, folder) from problem


def sweep(folder: Path) -> None:
    """Remove the temporary files that killed runs left in a folder, and none that a run under way holds."""
    for path in folder.glob(f"{PREFIX}*{SUFFIX}"):
        with suppress(OSError):  # held, gone meanwhile, or somebody else's
            age = time.time() - path.stat().st_mtime
            if WINDOWS:
                if age > HANDOVER:
                    path.unlink()  # refused while its run has it open
                continue
            with path.open("rb+") as file:
                if _locked(file, fcntl.LOCK_EX | fcntl.LOCK_NB) or age > LEFTOVER_AGE:
                    path.unlink()


@contextmanager
def _temporary(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """An empty file, held so that no sweep takes it; at the end it is removed, unless it has been moved away."""
    path, holder = _create(folder)
    try:
        yield path, holder
    finally:
        try:
            holder.close()
        finally:
            with suppress(OSError):  # the next start sweeps it
                path.unlink(missing_ok=True)


def _create(folder: Path) -> tuple[Path, BinaryIO]:
    while True:
        path = folder / f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}"
        holder = path.open("xb", buffering=0)
        if not WINDOWS:  # there, being open is enough
            _locked(holder, fcntl.LOCK_EX)
        if path.exists():
            return path, holder
        holder.close()  # a sweep came between making and locking


def _locked(file: BinaryIO, how: int) -> bool:
    """Lock a file until it is closed; false where the file system knows no locks. BlockingIOError if another has it."""
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        raise
    except OSError:
        return False
    return True


def _put_in_place(temporary: Path, path: Path) -> Path:
    """Rename over `path`, or to the first sibling not yet there when `path` is locked."""
    for turn in range(TRIES):
        try:
            temporary.replace(path)
        except PermissionError:
            if turn + 1 < TRIES:
                time.sleep(PAUSE)
        else:
            return path
    number = 2
    while (sibling := path.with_name(f"{path.stem} ({number}){path.suffix}")).exists():
        number += 1
    temporary.replace(sibling)
    return sibling


def _sync_folder(folder: Path) -> None:
    """Have the new name itself written to the disk, where folders can be opened and synced."""
    if WINDOWS:
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # one may write into it, not list it
        return
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks sync no folders
            raise
    finally:
        os.close(handle)


def _in_thai(problem: OSError, path: Path) -> OSError:
    reason = REASONS.get(problem.errno or 0) or BROKEN.format(problem.strerror or problem)
    kept = KEPT if path.is_file() else ""
    return OSError(problem.errno, f"เขียนไม่ได้ เพราะ{reason}{kept}", str(path))
