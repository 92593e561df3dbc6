"""Reads files in processes of their own, which may abort, hang or run out of memory: each loses its own file only."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

from moralxl.model import Finding, Source
from moralxl.process import Peer
from moralxl.read.container import look
from moralxl.read.opened import Outcome, open_here

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

SECONDS = 10  # of the processor's time for one file, so that a busy machine changes no result
PATIENCE = 6  # times as long may it take by the clock
START_SECONDS = 60.0  # for a process to begin, on a slow machine
OVERTIME = getattr(signal, "SIGXCPU", None)  # what ends a process that has had its time
MOST_MEMORY = 512 << 20  # bytes of address space, where the system can limit it (not on Windows)


def read_apart(data: bytes, file: str) -> Outcome:
    """Read one file in a process that is kept for such files; as many at once as threads ask for it."""
    with _lock:
        worker = _idle.pop() if _idle else Worker()
        _busy.add(worker)
    try:
        return worker.ask(data, file)
    finally:
        with _lock:
            _busy.discard(worker)
            _idle.append(worker)


def stop() -> None:
    """End all such processes; files that they are about to read are lost."""
    with _lock:
        for worker in _busy:
            worker.kill()
        while _idle:
            _idle.pop().close()


class Worker:
    """A process that reads files, begun when it is first needed and again after it was lost."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._peer: Peer | None = None

    def ask(self, data: bytes, file: str) -> Outcome:
        """Read a file; one that costs the process its life has a finding that says so."""
        try:
            pipe = self._begun()
            pipe.send((data, file, SECONDS))
            if pipe.poll(SECONDS * PATIENCE):
                outcome: Outcome = pipe.recv()
                return outcome
        except (EOFError, OSError):
            if self.close() != OVERTIME:
                return None, [Finding("file-reader-died", Source(file))]
        except BaseException:  # interrupted: what still comes would be taken for the next file's
            self.close()
            raise
        else:
            self.close()
        return None, [Finding("file-reader-slow", Source(file), args={"seconds": SECONDS})]

    def _begun(self) -> Connection:
        if self._peer is None or not self._peer.is_alive():
            self.close()
            self._peer = Peer(_serve)
            if not self._peer.pipe.poll(START_SECONDS):
                raise OSError("the reading process does not start")
            self._peer.pipe.recv()
        return self._peer.pipe

    def kill(self) -> None:
        """End the process while another thread waits for it."""
        with contextlib.suppress(ValueError, AttributeError):  # it has just been closed
            self._peer.kill()  # type: ignore[union-attr]

    def close(self) -> int | None:
        """End the process; the signal that ended it."""
        peer, self._peer = self._peer, None
        return peer.end() if peer else None


_idle: list[Worker] = []
_busy: set[Worker] = set()
_lock = threading.Lock()


# --- in the other process -------------------------------------------------------------------------


def _serve(pipe: Connection) -> None:
    """Read what the pipe brings until it closes."""
    _limit()
    with contextlib.suppress(EOFError, OSError):
        pipe.send(None)
        while True:
            data, file, seconds = pipe.recv()
            _give(seconds)
            pipe.send(open_here(look(data), file))


def _limit() -> None:
    """Bound this process's memory, and keep what an aborting reader says off the terminal."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _bound("RLIMIT_AS", MOST_MEMORY, MOST_MEMORY)
    _bound("RLIMIT_CORE", 0, 0)


def _give(seconds: float) -> None:
    """Let this process have so much more of the processor's time, and end by OVERTIME then."""
    _bound("RLIMIT_CPU", int(time.process_time() + seconds) + 1)


def _bound(what: str, soft: int, hard: int | None = None) -> None:
    """Set a limit, where the system has such limits and has none that is tighter."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(ValueError, OSError):
        limit = getattr(resource, what)
        resource.setrlimit(limit, (soft, resource.getrlimit(limit)[1] if hard is None else hard))
