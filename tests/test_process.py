"""Work that is spread over processes: what comes of it, and what a process costs that does not do its part."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import threading

import pytest

from moralxl import process
from moralxl.process import Peer, Work, spread


@pytest.fixture
def begun():
    """The processes that run now and did not when the test began."""
    before = set(multiprocessing.active_children())
    return lambda: set(multiprocessing.active_children()) - before


def _there(shared, item):
    if item == "bug":
        raise ValueError
    if item == "deadly":
        os._exit(1)
    return shared, item


def _here(shared, item):
    if item == "bug":
        raise LookupError
    return shared, item, "here"


def _alone(shared, item):
    return shared, item, "alone"


def _there_or_in_a_thread(_, item):
    if item % 3 == 0:
        raise ValueError
    return item


WORK = Work(_there, _here, _alone)
MIXED = Work(_there_or_in_a_thread, lambda _, item: item, lambda _, item: item)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_results_come_in_the_items_order(count):
    assert list(spread(MIXED, None, range(200), count)) == [*range(200)]


def test_one_process_is_this_one():
    assert list(spread(WORK, "s", ["a", "b"], 1)) == [("s", "a", "here"), ("s", "b", "here")]
    assert list(spread(WORK, "s", ["a"], 2)) == [("s", "a", "here")]
    assert list(spread(WORK, "s", [], 2)) == []


def test_what_cannot_be_done_there_is_done_here_and_raises_here(begun):
    found = spread(WORK, "s", ["a", "bug", "b"], 2)
    assert next(found) == ("s", "a")
    with pytest.raises(LookupError):
        next(found)
    assert not begun()


def test_a_process_that_dies_costs_no_result(monkeypatch):
    monkeypatch.setattr(process, "LARGEST_BATCH", 2)
    monkeypatch.setattr(process, "BATCHES_EACH", 1)
    found = list(spread(WORK, "s", ["a", "b", "deadly", "c", "d", "e", "f", "g"], 2))
    assert [item for _, item, *_ in found] == ["a", "b", "deadly", "c", "d", "e", "f", "g"]
    assert {("s", "deadly", "alone"), ("s", "c", "alone")} <= set(found)  # it and its neighbour
    assert ("s", "g") in found  # by the other process


@pytest.mark.parametrize("begun", [0, 1, 2])
def test_where_no_process_is_left_this_one_does_the_rest(begun, monkeypatch):
    """None of them, one or both can be started, and die of their first item."""
    started = []

    def start(*arguments):
        if len(started) == begun:
            raise OSError
        started.append(Peer(*arguments))
        return started[-1]

    monkeypatch.setattr(process, "Peer", start)
    monkeypatch.setattr(process, "LARGEST_BATCH", 1)
    found = list(spread(WORK, "s", [*["deadly"] * 2, *"abc"], 2))
    assert [item for _, item, *_ in found] == ["deadly", "deadly", "a", "b", "c"]
    assert [how for *_, how in found] == [*["alone"] * begun, *["here"] * (5 - begun)]


def test_processes_that_die_as_they_begin_hold_nothing_up():
    """However much is sent to them: more than a pipe holds, which nobody empties."""
    shared = "ก" * 1_000_000
    multiprocessing.set_executable(shutil.which("false"))
    try:
        found = list(spread(Work(_there, _here, _alone), shared, "abcd", 2))
    finally:
        multiprocessing.set_executable(sys.executable)
    assert [(each[1], each[2] in {"here", "alone"}) for each in found] == [(item, True) for item in "abcd"]


def test_who_asks_for_no_more_ends_the_processes(begun):
    found = spread(WORK, "s", [str(n) for n in range(1000)], 2)
    assert next(found) == ("s", "0")
    assert len(begun()) == 2
    found.close()
    assert not begun()


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_processes_are_deaf_to_the_terminals_interrupt():
    peer = Peer(process._serve, _there)  # noqa: SLF001
    try:
        peer.pipe.send("s")
        os.kill(peer._process.pid, signal.SIGINT)  # noqa: SLF001
        peer.pipe.send(["a"])
        assert peer.pipe.recv() == [(("s", "a"),)]
        os.kill(peer._process.pid, signal.SIGINT)  # noqa: SLF001
        peer.pipe.send(["b"])
        assert peer.pipe.recv() == [(("s", "b"),)]
    finally:
        assert peer.end() == signal.SIGKILL
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_what_the_other_process_does():
    """It answers item by item, says nothing of what it cannot do, and ends when the pipe does."""
    ours, theirs = multiprocessing.Pipe()
    thread = threading.Thread(target=process._serve, args=(theirs, _there))  # noqa: SLF001
    thread.start()
    ours.send("s")
    ours.send(["a", "bug"])
    assert ours.recv() == [(("s", "a"),), None]
    ours.close()
    thread.join(10)
    assert not thread.is_alive()


def test_there_is_at_least_one_core(monkeypatch):
    assert process.cores() >= 1
    monkeypatch.delattr(process.os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(process.os, "cpu_count", lambda: None)
    assert process.cores() == 1
