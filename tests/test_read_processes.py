"""The processes that read, and what becomes of a file whose reader fails."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from types import SimpleNamespace

import handmade
import pytest
from handmade import xls, xlsx

from moralxl.read import NotPlain, isolate, opened, read_plain, read_workbook
from moralxl.read.raw import Damaged

HERE = '<row r="1"><c r="A1" t="str"><v>here</v></c></row>'
FIVE = xls(handmade.number(0, 0, 5))


def _raising(problem: BaseException):
    def act(*_: object):
        raise problem

    return act


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (MemoryError(), "file-reader-memory"),
        (RecursionError(), "file-damaged"),
        (Damaged("password"), "file-encrypted"),
    ],
)
def test_whatever_a_reader_raises_is_a_finding(problem, code, monkeypatch):
    monkeypatch.setattr(opened, "_read", _raising(problem))
    book, findings = read_workbook(xlsx(HERE), "a")
    assert (book, [f.code for f in findings]) == (None, [code])


def test_only_plain_files_are_read_as_plain():
    book, findings = read_plain(xlsx(HERE), "a")
    assert (book.sheets[0].at(0, 0), findings) == ("here", [])
    with pytest.raises(NotPlain):
        read_plain(FIVE, "a")


@pytest.fixture
def worker():
    made = isolate.Worker()
    yield made
    made.close()


def test_a_process_that_does_not_start_costs_its_own_file_only(worker, monkeypatch):
    monkeypatch.setattr(isolate, "START_SECONDS", 0)
    book, findings = worker.ask(FIVE, "a.xls")
    assert (book, [f.code for f in findings]) == (None, ["file-reader-died"])
    monkeypatch.undo()
    assert worker.ask(FIVE, "a.xls")[0].sheets[0].at(0, 0) == 5


def process_of(worker):
    return worker._peer._process  # noqa: SLF001


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize(
    ("number", "patience", "code"),
    [
        ("SIGSTOP", 0.05, "file-reader-slow"),  # it does nothing more
        ("SIGKILL", 6, "file-reader-died"),
        ("SIGXCPU", 6, "file-reader-slow"),  # what the system sends when the processor's time is used up
    ],
)
def test_a_process_that_fails_costs_its_own_file_only(number, patience, code, worker, monkeypatch):
    worker.ask(FIVE, "a.xls")
    begun, first = worker._begun, process_of(worker)  # noqa: SLF001

    def and_fail():
        pipe = begun()
        os.kill(first.pid, getattr(signal, number))
        return pipe

    monkeypatch.setattr(worker, "_begun", and_fail)
    monkeypatch.setattr(isolate, "PATIENCE", patience)
    book, findings = worker.ask(FIVE, "b.xls")
    assert (book, [(f.code, f.source.file) for f in findings]) == (None, [(code, "b.xls")])
    monkeypatch.undo()
    assert worker.ask(FIVE, "c.xls")[0].sheets[0].at(0, 0) == 5
    assert process_of(worker) is not first


def test_a_process_that_was_interrupted_answers_no_other_file(worker, monkeypatch):
    worker.ask(FIVE, "a.xls")
    first = process_of(worker)
    monkeypatch.setattr(worker._peer.pipe, "poll", _raising(KeyboardInterrupt()))  # noqa: SLF001
    with pytest.raises(KeyboardInterrupt):
        worker.ask(xls(handmade.number(0, 0, 7)), "b.xls")
    assert worker.ask(FIVE, "c.xls")[0].sheets[0].at(0, 0) == 5
    assert process_of(worker) is not first


def test_threads_have_processes_of_their_own_until_they_are_stopped(monkeypatch):
    isolate.stop()
    both = threading.Barrier(2, timeout=60)
    asked = isolate.Worker.ask

    def together(worker, data, file):
        both.wait()
        return asked(worker, data, file)

    monkeypatch.setattr(isolate.Worker, "ask", together)
    outcomes = []
    threads = [threading.Thread(target=lambda: outcomes.append(isolate.read_apart(FIVE, "a.xls"))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [book.sheets[0].at(0, 0) for book, _ in outcomes] == [5, 5]
    processes = {process_of(worker) for worker in isolate._idle}  # noqa: SLF001
    assert len(processes) == 2
    isolate.stop()
    assert not processes & set(multiprocessing.active_children())


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_stopping_frees_whoever_waits(monkeypatch):
    isolate.stop()
    isolate.read_apart(FIVE, "a.xls")
    (worker,) = isolate._idle  # noqa: SLF001
    os.kill(process_of(worker).pid, signal.SIGSTOP)
    waits = threading.Event()
    begun = worker._begun  # noqa: SLF001
    monkeypatch.setattr(worker, "_begun", lambda: (begun(), waits.set())[0])
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(isolate.read_apart(FIVE, "b.xls")))
    thread.start()
    assert waits.wait(60)
    isolate.stop()
    thread.join(5)  # much less than the file's time
    assert not thread.is_alive()
    assert [[f.code for f in findings] for _, findings in outcomes] == [["file-reader-died"]]
    isolate.stop()


def test_what_the_other_process_does(monkeypatch):
    """It says that it is there, bounds each job's time, answers it, and ends when the pipe does."""
    given = []
    monkeypatch.setattr(isolate, "_limit", lambda: None)
    monkeypatch.setattr(isolate, "_give", given.append)
    ours, theirs = multiprocessing.Pipe()
    thread = threading.Thread(target=isolate._serve, args=(theirs,))  # noqa: SLF001
    thread.start()
    assert ours.recv() is None
    ours.send((xlsx(HERE), "a.xlsx", 10))
    assert ours.recv()[0].sheets[0].at(0, 0) == "here"
    ours.send((b"", "b.xlsx", 9))
    assert [f.code for f in ours.recv()[1]] == ["file-empty"]
    ours.close()
    thread.join(10)
    assert not thread.is_alive()
    assert given == [10, 9]


@pytest.mark.parametrize("known", [True, False])
def test_the_other_process_limits_itself_where_the_system_can(known, monkeypatch):
    limits = {}

    def limit(what, bounds):
        if what == "core":
            raise ValueError
        limits[what] = bounds

    resource = SimpleNamespace(
        RLIMIT_AS="memory", RLIMIT_CORE="core", RLIMIT_CPU="cpu", setrlimit=limit, getrlimit=lambda _: (7, 99)
    )
    monkeypatch.setitem(sys.modules, "resource", resource if known else None)
    monkeypatch.setattr(isolate.os, "dup2", lambda *_: None)
    monkeypatch.setattr(isolate.time, "process_time", lambda: 2.5)
    isolate._limit()  # noqa: SLF001
    isolate._give(10)  # noqa: SLF001
    assert limits == ({"memory": (isolate.MOST_MEMORY,) * 2, "cpu": (13, 99)} if known else {})
