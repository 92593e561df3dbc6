"""Processes of our own at the other end of a pipe, and work on many items that is spread over several of them."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:  # small rounds are read in this process
    from concurrent.futures import Future
    from multiprocessing.connection import Connection

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 32  # processes; Windows waits for no more than some sixty
LARGEST_BATCH, BATCHES_EACH = 32, 4  # items sent at once, and no fewer batches for each process where there are enough


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Peer:
    """A process that runs `serve` with its end of a pipe, and these arguments, until it is ended."""

    def __init__(self, serve: Callable[..., None], *arguments: object) -> None:
        """Start it. OSError where the system has none to give."""
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(serve, theirs, *arguments), daemon=True)
        with _uninterrupted():
            self._process.start()
        theirs.close()

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.is_alive()

    def kill(self) -> None:
        """Kill it, whatever it does; its end of the pipe closes."""
        self._process.kill()

    def end(self) -> int | None:
        """Kill it, and forget it; the signal that ended it, which is another where it was dead already."""
        self._process.kill()  # before the pipe closes, at which it would end of itself
        self._process.join()
        self.pipe.close()
        code = self._process.exitcode
        self._process.close()
        return -code if code is not None and code < 0 else None


class _uninterrupted:  # noqa: N801 - reads as what it does
    """Has processes begin deaf to Ctrl-C, which a terminal sends to all: whoever began them ends them."""

    def __enter__(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            from multiprocessing import resource_tracker

            # with the first process Python begins one of its own, and lets signals through again then
            resource_tracker.ensure_running()
            self._before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def __exit__(self, *why: object) -> None:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_SETMASK, self._before)


def _run(serve: Callable[..., None], pipe: Connection, *arguments: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(pipe, *arguments)


# --- many items -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work(Generic[Shared, Item, Result]):
    """What is done with an item, given what all share and the item; it has the same result wherever it is done."""

    there: Callable[[Shared, Item], Result]  # in another process
    here: Callable[[Shared, Item], Result]  # in this one; also where `there` raised anything, and then in a thread
    alone: Callable[[Shared, Item], Result]  # in a thread, after a process died of the item or one of its neighbours


def spread(work: Work[Shared, Item, Result], shared: Shared, items: Sequence[Item], count: int) -> Generator[Result]:
    """Do the work on the items in so many processes; the results come in the items' order. One process is this one."""
    count = min(count, MOST, len(items))
    if count <= 1:
        for item in items:
            yield work.here(shared, item)
        return
    with closing(_Crew(work, shared, items, count)) as crew:
        yield from crew.results()


class _Crew(Generic[Shared, Item, Result]):
    """The processes that work on some items, and what has come back."""

    def __init__(self, work: Work[Shared, Item, Result], shared: Shared, items: Sequence[Item], count: int) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self.work, self.shared, self.items = work, shared, items
        size = max(1, min(LARGEST_BATCH, len(items) // (count * BATCHES_EACH)))
        self.batches = deque(range(start, min(start + size, len(items))) for start in range(0, len(items), size))
        self.threads = ThreadPoolExecutor(count)
        self.peers: list[Peer] = []
        self.busy: dict[Connection, tuple[Peer, range]] = {}
        self.done: dict[int, Future[Result] | tuple[Result]] = {}
        for _ in range(count):
            with suppress(OSError):  # as many as there can be
                self.peers.append(Peer(_serve, work.there))

    def close(self) -> None:
        """End the processes, whatever they do."""
        self.threads.shutdown(wait=False, cancel_futures=True)
        for peer in self.peers:
            peer.end()

    def results(self) -> Iterator[Result]:
        """What comes of each item, in their order."""
        from multiprocessing.connection import wait

        for peer in self.peers:
            # not as an argument: what is too large for a pipe is never taken out of it by one that died as it began
            with suppress(OSError):
                peer.pipe.send(self.shared)
                self._send(peer)
        place = 0
        while self.busy:
            ready = wait([*self.busy])
            for pipe in [pipe for pipe in self.busy if pipe in ready]:
                self._receive(*self.busy.pop(pipe))
            while self._is_done(place):
                yield self._taken(place)
                place += 1
        for batch in self.batches:  # no process is left
            self._do(self.work.here, batch)
        for left in range(place, len(self.items)):
            yield self._taken(left)

    def _send(self, peer: Peer) -> None:
        """Give a process more to do, if there is more. It has read all before, so that sending never waits."""
        if not self.batches:
            return
        batch = self.batches.popleft()
        try:
            peer.pipe.send([self.items[place] for place in batch])
        except OSError:
            self._do(self.work.alone, batch)
        else:
            self.busy[peer.pipe] = peer, batch

    def _receive(self, peer: Peer, batch: range) -> None:
        """Take what a process has sent, and give it more to do."""
        try:
            answers: list[tuple[Result] | None] = peer.pipe.recv()
        except (EOFError, OSError):  # it died of one of them
            self._do(self.work.alone, batch)
            return
        self._send(peer)
        for place, answer in zip(batch, answers, strict=True):
            if answer is None:
                self._do(self.work.here, [place])
            else:
                self.done[place] = answer

    def _do(self, how: Callable[[Shared, Item], Result], places: Sequence[int]) -> None:
        for place in places:
            self.done[place] = self.threads.submit(how, self.shared, self.items[place])

    def _is_done(self, place: int) -> bool:
        found = self.done.get(place)
        return found is not None and (isinstance(found, tuple) or found.done())

    def _taken(self, place: int) -> Result:
        found = self.done.pop(place)
        return found[0] if isinstance(found, tuple) else found.result()


def _serve(pipe: Connection, there: Callable[[Any, Any], Any]) -> None:
    """Do the work on what the pipe brings, after what all of it shares, until it closes."""
    with suppress(EOFError, OSError):
        shared = pipe.recv()
        gc.freeze()  # it stays to the end, and may be large
        while True:
            pipe.send([_answer(there, shared, item) for item in pipe.recv()])


def _answer(there: Callable[[Any, Any], Any], shared: object, item: object) -> tuple[Any] | None:
    """What comes of an item, in a tuple; None where it is not to be done in this process, or cannot."""
    try:
        return (there(shared, item),)
    except Exception:  # noqa: BLE001 - done anew, it is raised where somebody sees it
        return None
