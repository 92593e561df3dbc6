"""Poison among good returns: it is told, costs no more than its guards allow, and changes no other file's results."""

from __future__ import annotations

import contextlib
import signal
from collections import defaultdict
from dataclasses import replace

import pytest
from handmade import repacked
from pandas.testing import assert_frame_equal
from poisons import MAKERS
from support import PLAN

from moralxl.consolidate import consolidate
from moralxl.folder import told_name
from moralxl.model import FileStatus
from moralxl.returns import take_in, walk
from moralxl.template import write_template

RETURNS, FEW = 200, 6
CODE = "ห{:03d}น"
BOUND = 60  # seconds; a run that has not ended then will not: a reader has ten for a file, and is then stopped
ROUND = PLAN.round(9)
OFFICE = replace(PLAN.divisions[0], code=CODE.format(0), aliases=())  # sends nothing
BIG = replace(
    PLAN,
    event_rows=2,
    divisions=(
        OFFICE,
        *(
            replace(PLAN.divisions[1], code=CODE.format(n), name=f"กอง {CODE.format(n)}", aliases=())
            for n in range(1, RETURNS + 1)
        ),
    ),
)


def answers(number):
    """What the division with this number types: the right things, the wrong things, and notes."""
    typed = {"a06_virtues": number % 6, "a06_signed": number % 70, "a06_staff": 60, "reporter": f"ผู้รายงาน {number}"}
    typed["a06_signed"] = "๔๘" if number % 7 == 0 else typed["a06_signed"]
    return typed | ({"ev01_activity": "๗", "ev01_date": 45306, "ev01_title": "ปลูกป่า"} if number % 3 else {})


def filled(template, made, number):
    """A written form with answers in its cells, of the division with this number; much faster than a library."""
    sheets = defaultdict(dict)
    for key, value in answers(number).items():
        field = made.by_key[key]
        shown = f"><v>{value}</v></c>" if isinstance(value, int) else f' t="inlineStr"><is><t>{value}</t></is></c>'
        sheets[{"report": 2, "events": 3}[field.sheet]][field.cell] = shown

    def change(name, data):
        for place, cells in sheets.items():
            if name == f"xl/worksheets/sheet{place}.xml":
                for cell, shown in cells.items():
                    start = data.index(f'<c r="{cell}"'.encode())
                    end = data.index(b"/>", start)
                    data = data[:end] + shown.encode() + data[end + 2 :]
        return data.replace(CODE.format(1).encode(), CODE.format(number).encode())

    return repacked(template, change)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The returns of all divisions but the office, by file name."""
    path = tmp_path_factory.mktemp("template") / "a.xlsx"
    made = write_template(BIG, ROUND, BIG.divisions[1], path)
    return {f"{n:03d}.xlsx": filled(path.read_bytes(), made, n) for n in range(1, RETURNS + 1)}


@contextlib.contextmanager
def bounded():
    """Ends what would not end."""

    def end(*_):
        raise TimeoutError

    if hasattr(signal, "SIGALRM"):
        before = signal.signal(signal.SIGALRM, end)
        signal.alarm(BOUND)
    yield
    if hasattr(signal, "SIGALRM"):
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def folder_of(folder, returns):
    folder.mkdir()
    for name, data in returns.items():
        (folder / name).write_bytes(data)
    return folder


def report_of(folder):
    with bounded():
        return consolidate(BIG, ROUND, *take_in(walk(folder, BIG), BIG, ROUND))


def harmless(report, alone, returns):
    """Whether the results of the good returns, and those of all together, are what they are without the poison."""
    for of in (report, alone):
        assert {s.path for s in of.submissions if s.status == FileStatus.ACCEPTED} == set(returns)
    assert [s for s in report.submissions if s.path in returns] == list(alone.submissions)
    assert [f for f in report.findings if f.source.file in returns or not f.source.file] == list(alone.findings)
    for name in ("data", "measures", "activities"):
        assert_frame_equal(getattr(report, name), getattr(alone, name))


def told(report, returns):
    """What became of each file that is no good return; each has a finding that says why."""
    found = {f.source.file for f in report.findings}
    others = {s.path: str(s.status) for s in report.submissions if s.path not in returns}
    assert [path for path in others if path not in found] == []
    assert set(others.values()) <= {"rejected", "set_aside"}
    return others


def test_there_are_enough_kinds_of_poison_and_the_good_returns_differ(good):
    assert len(MAKERS) >= 45
    assert len(set(good.values())) == RETURNS


def test_all_poisons_at_once_among_two_hundred_returns(good, tmp_path, monkeypatch):
    alone = report_of(folder_of(tmp_path / "alone", good))
    assert {f.code for f in alone.findings} >= {"value-over-denominator", "value-thai-form", "set-missing"}
    assert len(alone.accepted()) == RETURNS
    folder = folder_of(tmp_path / "returns", good)
    monkeypatch.chdir(folder)
    for name, make in MAKERS.items():
        make(folder / name, good["001.xlsx"])
    report = report_of(folder)
    harmless(report, alone, good)
    others = told(report, good)
    assert {told_name(name) for name in MAKERS} <= set(others)
    with bounded():
        assert list(walk(folder, BIG, jobs=2)) == list(walk(folder, BIG))


@pytest.mark.parametrize("name", MAKERS)
def test_each_poison_alone(name, good, few, tmp_path, monkeypatch):
    returns, alone = few
    folder = folder_of(tmp_path / "returns", returns)
    monkeypatch.chdir(folder)
    MAKERS[name](folder / name, good["001.xlsx"])
    report = report_of(folder)
    harmless(report, alone, returns)
    assert told_name(name) in told(report, returns)


@pytest.fixture(scope="module")
def few(good, tmp_path_factory):
    """Some of the returns, and the report on them alone."""
    returns = dict(list(good.items())[5 : 5 + FEW])
    return returns, report_of(folder_of(tmp_path_factory.mktemp("few") / "returns", returns))


def test_harm_would_be_seen(good, few, tmp_path):
    returns, alone = few
    first = next(iter(returns))
    folder = folder_of(tmp_path / "returns", returns | {first: good["001.xlsx"]})
    with pytest.raises(AssertionError):
        harmless(report_of(folder), alone, returns)
    (folder / first).unlink()
    with pytest.raises(AssertionError):
        harmless(report_of(folder), alone, returns)
