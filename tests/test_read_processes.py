"""The processes that read, and what becomes of a file whose reader fails."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from types import SimpleNamespace

import pytest
from handmade import xlsx

from moralxl.read import isolate, opened, read_workbook
from moralxl.read.raw import Damaged

HERE = '<row r="1"><c r="A1" t="str"><v>here</v></c></row>'


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


def test_a_process_that_does_not_start_costs_its_own_file_only(tmp_path, monkeypatch):
    monkeypatch.setattr(isolate, "START_SECONDS", 0)
    worker = isolate.Worker()
    result = worker.ask(isolate.Job("a.xls", b"x"))
    assert [f.code for f in result.findings] == ["file-reader-died"]
    gone = worker.ask(isolate.Job("a.xls", tmp_path / "gone.xls"))
    assert (gone.sha256, [f.code for f in gone.findings]) == ("", ["file-damaged"])


def test_what_the_other_process_does(tmp_path, monkeypatch):
    """It says that it is there, answers each job, and ends when the pipe does."""
    monkeypatch.setattr(isolate, "_limit", lambda: None)
    ours, theirs = multiprocessing.Pipe()
    thread = threading.Thread(target=isolate._serve, args=(theirs,))  # noqa: SLF001
    thread.start()
    assert ours.recv() is None
    ours.send(isolate.Job("a.xlsx", xlsx(HERE)))
    assert ours.recv().raw.sheets[0].at(0, 0) == "here"
    ours.send(isolate.Job("b.xlsx", tmp_path / "gone.xlsx"))
    assert [f.code for f in ours.recv().findings] == ["file-damaged"]
    ours.close()
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize("known", [True, False])
def test_the_other_process_limits_itself_where_the_system_can(known, monkeypatch):
    limits = {}

    def limit(what, bounds):
        if what == "cpu":
            raise ValueError
        limits[what] = bounds

    resource = SimpleNamespace(RLIMIT_AS="memory", RLIMIT_CORE="core", setrlimit=limit)
    monkeypatch.setitem(sys.modules, "resource", resource if known else None)
    monkeypatch.setattr(isolate.os, "dup2", lambda *_: None)
    isolate._limit()  # noqa: SLF001
    assert limits == ({"memory": (isolate.MOST_MEMORY,) * 2, "core": (0, 0)} if known else {})
