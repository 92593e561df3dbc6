"""A folder on a disk that fails, or a program that dies, at a given call; for tests only.

Every call of this process that changes something in the folder is counted: open for writing, write, fsync, close,
rename and the folder's own open, fsync and close. A write that is struck has written half of its bytes, a close that
is struck has closed, as real ones have.
"""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Self
from unittest.mock import patch


class Call(NamedTuple):
    name: str
    path: Path


class Disk:
    """Counts the calls in `folder` while it is entered as a context; `strike` is called at the `at`th of them.

    With `lasting`, every later call of that name is struck as well.
    """

    def __init__(
        self, folder: Path, at: int | None = None, strike: Callable[[], None] | None = None, *, lasting: bool = False
    ) -> None:
        self.folder, self.at, self.strike, self.lasting = folder, at, strike, lasting
        self.calls: list[Call] = []
        self.open_ones: dict[int, Path] = {}
        self.real = (io.open, os.open, os.fsync, os.close, os.replace)

    def __enter__(self) -> Self:
        self.patches = [
            patch.object(builtins, "open", self._open),
            patch.object(io, "open", self._open),
            patch.object(os, "open", self._os_open),
            patch.object(os, "fsync", self._fsync),
            patch.object(os, "close", self._close),
            patch.object(os, "replace", self._replace),
            patch.object(os, "rename", self._replace),
        ]
        for one in self.patches:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in self.patches:
            one.stop()

    def call(self, name: str, path: Path, halfway: Callable[[], object] | None = None) -> None:
        """Count a call, and strike if it is its turn, after `halfway` has been done."""
        turn = len(self.calls)
        self.calls.append(Call(name, path))
        if self.at is None or self.strike is None or turn < self.at:
            return
        if turn == self.at or (self.lasting and name == self.calls[self.at].name):
            if halfway:
                halfway()
            self.strike()

    def holds(self, path: object) -> bool:
        """Whether a path is the folder or lies in it."""
        return isinstance(path, str | os.PathLike) and self.folder in (Path(path), Path(path).parent)

    def _open(self, file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, *rest):
        if not self.holds(file) or not set("wxa+") & set(mode):
            return self.real[0](file, mode, buffering, encoding, errors, newline, *rest)
        self.call("open", Path(file))
        raw = _File(self, Path(file), mode.translate(str.maketrans("", "", "bt")))
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

    def _os_open(self, path, *rest, **named):
        if not self.holds(path):
            return self.real[1](path, *rest, **named)
        self.call("open", Path(path))
        handle = self.real[1](path, *rest, **named)
        self.open_ones[handle] = Path(path)
        return handle

    def _fsync(self, handle):
        if handle in self.open_ones:
            self.call("fsync", self.open_ones[handle])
        self.real[2](handle)

    def _close(self, handle):
        self.real[3](handle)
        if path := self.open_ones.pop(handle, None):
            self.call("close", path)

    def _replace(self, source, target):
        if self.holds(target):
            self.call("replace", Path(target))
        self.real[4](source, target)


class _File(io.FileIO):
    """A file on such a disk."""

    def __init__(self, disk: Disk, path: Path, mode: str) -> None:
        super().__init__(path, mode)
        self.disk, self.path = disk, path
        disk.open_ones[self.fileno()] = path

    def write(self, data) -> int:
        view = memoryview(data)
        self.disk.call("write", self.path, lambda: super(_File, self).write(view[: view.nbytes // 2]))
        return super().write(view)

    def close(self) -> None:
        if self.closed:
            return
        self.disk.open_ones.pop(self.fileno(), None)
        super().close()
        self.disk.call("close", self.path)
