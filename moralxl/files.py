"""Writes files so that a crash, a full disk or an open Excel window never leaves half a workbook behind."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

PREFIX, SUFFIX = ".moralxl-", ".tmp"
TRIES, PAUSE = 3, 0.3  # seconds between tries: a virus scanner lets go soon, an open Excel does not
LEFTOVER_AGE = 24 * 60 * 60  # seconds; younger ones may belong to a run still under way


def write_atomically(path: Path, write: Callable[[Path], object]) -> Path:
    """Have `write` make a temporary file beside `path`, put it in place in one step, and return where it is.

    Where the target is held open by another program (Windows), the file goes to a sibling, "name (2).xlsx".
    OSError if the folder cannot be written; whatever `write` raises passes through. The old file stays whole then.
    """
    sweep(path.parent)
    temporary = path.parent / f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}"
    try:
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        return _put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove the temporary files that runs killed a day or longer ago left in a folder."""
    for path in folder.glob(f"{PREFIX}*{SUFFIX}"):
        try:
            if time.time() - path.stat().st_mtime > LEFTOVER_AGE:
                path.unlink()
        except OSError:  # gone meanwhile, or somebody else's
            continue


def _put_in_place(temporary: Path, path: Path) -> Path:
    """Rename over `path`, or to the first sibling not yet there when `path` is locked."""
    if path.is_dir():
        raise IsADirectoryError(21, "มีโฟลเดอร์ชื่อเดียวกันอยู่แล้ว", str(path))
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
