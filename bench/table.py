"""The whole table of speed: the product beside what a user would do otherwise, in turns in one run.

    python bench/table.py [--rounds 5] [--large 10000 100000] [--record]

Makes its data, prints medians and ratios with the versions and the machine; --record adds them to bench/RESULTS.md.
Whole commands are timed from outside, start-up included, in seconds of wall time, with the most memory that one of
their processes held; single steps in this process, in seconds of the processor.
"""

# ruff: noqa: T201 - a script prints
from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import pickle
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import master
import pandas as pd
import read
from peers import bare
from replay import noted, play
from rounds import plan_of, submissions_of, write_returns, write_tables

from moralxl.filling import NOTHING
from moralxl.frame import DATA_COLUMNS, data_frame
from moralxl.layout import EVENTS, REPORT, SHEET_TITLES, layout
from moralxl.plan import shipped
from moralxl.returns import walk
from moralxl.template import form_bytes, write_template

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
PEERS = (sys.executable, str(HERE / "peers.py"))
MORALXL = (sys.executable, "-m", "moralxl")
SHEETS = tuple(SHEET_TITLES[name] for name in (REPORT, EVENTS))
ALLOWED = 240 / 100_000  # seconds a return
PACKAGES = ("pandas", "openpyxl", "python-calamine", "XlsxWriter", "zlib-ng", "click")
ROUND = 9


class Line(NamedTuple):
    """A line of the table: what took how long beside what, and how much of that it may take."""

    job: str
    ours: str
    peer: str
    ratio: float
    goal: float


class Run(NamedTuple):
    """A command that has ended: its wall seconds, and the most bytes that one of its processes held."""

    seconds: float
    memory: int


def run(*command: str) -> Run:
    """Run a command to its end. RuntimeError where it fails (1: written, with errors in returns)."""
    start = time.perf_counter()
    # as installed programs are: with their modules compiled
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    process = subprocess.Popen(command, **quiet)  # type: ignore[call-overload] # noqa: S603 - our own
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        raise RuntimeError(f"{process.returncode}: {' '.join(command)}")
    return Run(time.perf_counter() - start, used.ru_maxrss << 10)


def in_turns(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Median seconds of the processor that pieces of work take, each after the other and again."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, taken in zip(works, times, strict=True):
            start = time.process_time()
            work()
            taken.append(time.process_time() - start)
    return [statistics.median(taken) for taken in times]


def commands(rounds: int, *several: tuple[str, ...]) -> list[Run]:
    """Medians of commands that run in turns, after each has run once."""
    for command in several:
        run(*command)
    runs: list[list[Run]] = [[] for _ in several]
    for _ in range(rounds):
        for command, done in zip(several, runs, strict=True):
            done.append(run(*command))
    return [Run(statistics.median(r.seconds for r in done), max(r.memory for r in done)) for done in runs]


# --- the jobs -------------------------------------------------------------------------------------


def start_up(rounds: int, _work: Path) -> Iterator[Line]:
    """`--help` beside a click program that does nothing."""
    ours, peer = commands(4 * rounds, (*MORALXL, "--help"), (*PEERS, "nothing"))
    yield _line("moralxl --help", ours, "click alone", peer, 1.5)


def consolidating(rounds: int, work: Path) -> Iterator[Line]:
    """Whole runs, cold, beside the floor and the usual script."""
    ours, least = commands(rounds, _consolidate(work, 12), _floor(work, 12))
    yield _line("12 divisions: consolidate", ours, "import pandas, calamine, XlsxWriter", least, 1.5)
    script = [(*PEERS, "pandas", engine, str(_returns(work, 1000)), *SHEETS) for engine in ("openpyxl", "calamine")]
    ours, usual, quick = commands(max(1, rounds // 2), _consolidate(work, 1000), *script)
    yield _line("1,000 returns: consolidate", ours, "pandas with openpyxl", usual, 1 / 8)
    yield _line("1,000 returns: consolidate", ours, "pandas with calamine", quick, 1)


def one_return(rounds: int, _work: Path) -> Iterator[Line]:
    """Guard, read, check and normalise a plain return."""
    alone, reading, checking = read.measure(40, 3 * rounds)
    ours = f"{reading + checking:.2f} ms ({reading:.2f} + {checking:.2f})"
    yield Line(
        "a plain return: read and check",
        ours,
        f"calamine, one sheet {alone:.2f} ms",
        _ratio(reading + checking, alone),
        3,
    )


def hostile(rounds: int, work: Path) -> Iterator[Line]:
    """Every hostile file of the tests beside a plain return, each alone in a folder: the median one and the worst."""
    sys.path += [str(HERE.parent / "tests"), str(HERE.parent / "tests" / "robustness")]
    makers = importlib.import_module("poisons").MAKERS
    plan = shipped()
    good = read.returns(plan, 1, work, random.Random(1))[0]  # noqa: S311 - answers, not secrets
    taken = {}
    for name, make in {"a.xlsx": lambda path, data: path.write_bytes(data), **makers}.items():
        folder = work / f"hostile {len(taken)}"
        folder.mkdir()
        with contextlib.chdir(folder):  # some are links
            make(folder / name, good)
        list(walk(folder, plan))
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            list(walk(folder, plan))
            times.append(time.perf_counter() - start)
            if sum(times) > 2:  # it is one that takes the time it is given
                break
        taken[name] = statistics.median(times)
    plain = taken.pop("a.xlsx")
    worst = max(taken, key=lambda name: taken[name])
    for told, seconds in (("median", statistics.median(taken.values())), (f"worst, {worst}", taken[worst])):
        job = f"{len(taken)} hostile files: {told}"
        yield Line(job, f"{1000 * seconds:.1f} ms", f"a plain return {1000 * plain:.1f} ms", _ratio(seconds, plain), 20)


def templates(rounds: int, work: Path) -> Iterator[Line]:
    """One intake workbook, and those of 300 divisions."""
    plan, path = plan_of(300), work / "template.xlsx"
    write_template(plan, plan.round(ROUND), plan.divisions[1], path)
    cells = master.cells_of(path)

    def first() -> bytes:
        return form_bytes(layout(plan, plan.round(ROUND), plan.divisions[1]), NOTHING)

    with noted() as calls:
        first()
    ours, same, peer = in_turns(3 * rounds, first, lambda: play(calls), lambda: bare(cells))
    told = f"{1000 * ours:.1f} ms"
    for name, seconds in (("the same workbook", same), ("its values alone", peer)):
        peer_told = f"XlsxWriter, {name} {1000 * seconds:.1f} ms"
        yield Line("the first template", told, peer_told, _ratio(ours, seconds), 1.2)
    (all_,) = in_turns(1, lambda: [write_template(plan, plan.round(ROUND), d, path) for d in plan.divisions])
    each = 1000 * all_ / len(plan.divisions)
    yield Line("300 templates, each", f"{each:.1f} ms", "3 ms", _ratio(each, 3), 1)


def frames(rounds: int, _work: Path) -> Iterator[Line]:
    """Building the frame of 1,000 returns."""
    plan = plan_of(1000)
    submissions = submissions_of(plan, plan.round(ROUND), 1)
    unpacked = [tuple(submission.records) for submission in submissions]

    def one_each() -> None:
        pd.concat([pd.DataFrame(records) for records in unpacked], ignore_index=True)

    assert list(data_frame(plan, submissions).columns) == list(DATA_COLUMNS)  # noqa: S101 - it is what is measured
    ours, peer = in_turns(rounds, lambda: data_frame(plan, submissions), one_each)
    yield Line(
        "frame of 1,000 returns", f"{ours:.2f} s", f"a frame a file, concat {peer:.2f} s", _ratio(ours, peer), 1 / 15
    )


def masters(rounds: int, _work: Path) -> Iterator[Line]:
    """Writing a master."""
    for count, goal in ((12, 1.5), (300, 1.5), (10_000, 1)):
        ours, peer, _, memory = master.measure(count, rounds)
        told = f"{ours:.2f} s, {memory >> 20} MB"
        yield Line(f"master, {count:,} divisions", told, f"XlsxWriter bare {peer:.2f} s", _ratio(ours, peer), goal)
    yield _memory(f"master, {count:,} divisions", memory, 256)


def large(sizes: list[int], work: Path) -> Iterator[Line]:
    """Whole runs over many returns, each beside as many times the one before."""
    fewer, before = 1000, run(*_consolidate(work, 1000))
    for count in sizes:
        ours = run(*_consolidate(work, count))
        fair = Run(before.seconds * count / fewer, before.memory)
        job = f"{count:,} returns: consolidate"
        yield _line(job, ours, f"as many times {fewer:,}", fair, 1.1)
        yield Line(job, f"{ours.seconds:.0f} s", f"{count * ALLOWED:.0f} s", _ratio(ours.seconds, count * ALLOWED), 1)
        yield _memory(job, ours.memory, 1024)
        fewer, before = count, ours


def _memory(job: str, ours: int, most: int) -> Line:
    return Line(job, f"{ours >> 20} MB", f"{most} MB", _ratio(ours, most << 20), 1)


def _line(job: str, ours: Run, name: str, peer: Run, goal: float) -> Line:
    told = [f"{each.seconds:.2f} s, {each.memory >> 20} MB" for each in (ours, peer)]
    return Line(job, told[0], f"{name} {told[1]}", _ratio(ours.seconds, peer.seconds), goal)


def _ratio(ours: float, peer: float) -> float:
    return ours / peer


# --- their data -----------------------------------------------------------------------------------


def _returns(work: Path, count: int) -> Path:
    """A folder of so many returns, with their plan beside it."""
    folder = work / str(count)
    if not folder.exists():
        write_tables(folder / "plan", count)
        plan = plan_of(count)
        write_returns(plan, plan.round(ROUND), folder / "returns", 1)
    return folder / "returns"


def _consolidate(work: Path, count: int) -> tuple[str, ...]:
    folder = _returns(work, count).parent
    return (*MORALXL, "consolidate", str(folder / "returns"), "--plan", str(folder / "plan"), "-o", str(folder / "out"))


def _floor(work: Path, count: int) -> tuple[str, ...]:
    run(*_consolidate(work, count))
    folder = _returns(work, count).parent
    (written,) = (folder / "out").glob("*.xlsx")
    cells = folder / "cells.pickle"
    cells.write_bytes(pickle.dumps([tuple(sheet) for sheet in master.cells_of(written)]))
    return (*PEERS, "floor", str(folder / "returns"), str(cells), *SHEETS)


# --- the table ------------------------------------------------------------------------------------


def today() -> str:
    """The day in ASCII digits."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def record(lines: list[str]) -> None:
    """Add lines to the results."""
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results of the benchmarks, by date\n"
    RESULTS.write_text(before + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


def machine() -> str:
    """What the figures were taken on and with."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}, {packages}"


def row(line: Line) -> str:
    """A line of the table in Markdown."""
    reached = "yes" if line.ratio <= line.goal else "**no**"
    return f"| {line.job} | {line.ours} | {line.peer} | {line.ratio:.2f} | {line.goal:.2f} | {reached} |"


def main() -> None:
    """Measure and print, a line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", type=int, nargs="*", default=[])
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    told = [f"## {today()}: the table", "", machine(), ""]
    told += ["| job | moralxl | beside | ratio | goal | reached |", "|---|---|---|---:|---:|---|"]
    print("\n".join(told))
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for job in (start_up, consolidating, one_return, hostile, templates, frames, masters):
            for line in job(options.rounds, work):
                print(row(line), flush=True)
                told.append(row(line))
        for line in large(options.large, work) if options.large else ():
            print(row(line), flush=True)
            told.append(row(line))
    if options.record:
        record(told)


if __name__ == "__main__":
    main()
