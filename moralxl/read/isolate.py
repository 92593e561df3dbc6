"""Reads files in processes of their own, which may abort, hang or run out of memory: each loses its own file only."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import queue
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import NamedTuple, Self

from moralxl.model import Finding, Source
from moralxl.read.container import look
from moralxl.read.opened import is_plain, open_here
from moralxl.read.raw import RawWorkbook

SECONDS = 10.0  # for one file
START_SECONDS = 60.0  # for a process to begin, on a slow machine
MOST_MEMORY = 512 << 20  # bytes of address space, where the system can limit it (not on Windows)


class Result(NamedTuple):
    """What became of a file: its name as reports give it, the hash of its bytes ("" if unreadable), what it holds."""

    name: str
    sha256: str
    raw: RawWorkbook | None
    findings: list[Finding]


class Job(NamedTuple):
    """A file to be read: its bytes, or where they are."""

    name: str
    content: bytes | Path


def read_all(jobs: Sequence[tuple[Path, str]], *, jobs_count: int | None = None) -> Iterator[Result]:
    """Read files (path and name as reports give it), in their order, in up to so many processes (None: one a core).

    Never raises for what is in a file or for its not being readable. Plain files are read in this process, which is
    faster even for a thousand: sending what was read costs as much as reading it. All others have processes of their
    own, which run beside.
    """
    count = max(1, jobs_count or os.cpu_count() or 1)
    with _Workers(count) as workers:
        waiting: deque[Future[Result] | Result] = deque()
        for path, name in jobs:
            waiting.append(_one(Job(name, path), workers))
            if len(waiting) > 4 * count:  # no further ahead than keeps all busy
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())


def _done(waited: Future[Result] | Result) -> Result:
    return waited if isinstance(waited, Result) else waited.result()


def _one(job: Job, workers: _Workers) -> Future[Result] | Result:
    """Read a plain file here and now; leave any other to a process."""
    try:
        data = _bytes(job)
    except OSError as problem:
        return _unreadable(job, problem)
    found = look(data)
    if is_plain(found):
        return Result(job.name, hashlib.sha256(data).hexdigest(), *open_here(found, job.name))
    return workers.submit(job)


def read_apart(data: bytes, file: str) -> tuple[RawWorkbook | None, list[Finding]]:
    """Read one file in a process that is kept for such files."""
    with _lock:
        result = _apart.ask(Job(file, data))
    return result.raw, result.findings


class Worker:
    """A process that reads files, begun when it is first needed and again after it was lost."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def ask(self, job: Job) -> Result:
        """Read a file; one that costs the process its life has a finding that says so."""
        try:
            pipe = self._begun()
            pipe.send(job)
            if pipe.poll(SECONDS):
                result: Result = pipe.recv()
                return result
        except (EOFError, OSError):
            self.close()
            return _lost(job, "file-reader-died")
        self.close()
        return _lost(job, "file-reader-slow")

    def _begun(self) -> Connection:
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self.close()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
            if not self._pipe.poll(START_SECONDS):
                raise OSError("the reading process does not start")
            self._pipe.recv()
        return self._pipe

    def close(self) -> None:
        """End the process."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._pipe = None


_apart, _lock = Worker(), threading.Lock()


class _Workers:
    """Several processes, each led by a thread that waits for it."""

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count)
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for _ in range(count):
            self._idle.put(Worker())
        self._count = count

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *why: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        for _ in range(self._count):
            self._idle.get().close()

    def submit(self, job: Job) -> Future[Result]:
        """Have a file read by the next idle process."""
        return self._threads.submit(self._ask, job)

    def _ask(self, job: Job) -> Result:
        worker = self._idle.get()
        try:
            return worker.ask(job)
        finally:
            self._idle.put(worker)


def _bytes(job: Job) -> bytes:
    return job.content if isinstance(job.content, bytes) else job.content.read_bytes()


def _unreadable(job: Job, problem: OSError) -> Result:
    args = {"what": problem.strerror or type(problem).__name__}
    return Result(job.name, "", None, [Finding("file-damaged", Source(job.name), args=args)])


def _lost(job: Job, code: str) -> Result:
    try:
        sha256 = hashlib.sha256(_bytes(job)).hexdigest()
    except OSError as problem:
        return _unreadable(job, problem)
    args = {"seconds": SECONDS} if code == "file-reader-slow" else {}
    return Result(job.name, sha256, None, [Finding(code, Source(job.name), args=args)])


# --- in the other process -------------------------------------------------------------------------


def _serve(pipe: Connection) -> None:
    """Read what the pipe brings until it closes."""
    _limit()
    pipe.send(None)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            pipe.send(_read(pipe.recv()))


def _limit() -> None:
    """Bound this process's memory, and keep what an aborting reader says off the terminal."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(ValueError, OSError):  # it is limited more tightly already
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(job: Job) -> Result:
    try:
        data = _bytes(job)
    except OSError as problem:
        return _unreadable(job, problem)
    return Result(job.name, hashlib.sha256(data).hexdigest(), *open_here(look(data), job.name))
