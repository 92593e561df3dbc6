"""Counts the instructions that a plain return costs, which, unlike seconds, are the same on a busy machine.

Each step is run by valgrind's callgrind over some returns and over twice as many; the difference, a return's share of
it, is free of start-up. Prints millions of instructions for calamine's one sheet, for reading and for checking, and the
ratios; --record adds them to bench/RESULTS.md. Needs valgrind (Debian: valgrind); figures compare within one processor
type, one Python and one set of libraries only.

    python bench/instructions.py [--returns 20] [--record]
"""

# ruff: noqa: T201 - a script prints
from __future__ import annotations

import argparse
import os
import pickle
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from read import by_calamine, check, read, returns
from table import RESULTS, machine, record, today

from moralxl.plan import shipped

WORKS = ("calamine", "reading", "reading and checking")
# hashes decide how dicts collide; a string copied by one instruction would count byte by byte
STILL = {"PYTHONHASHSEED": "0", "GLIBC_TUNABLES": "glibc.cpu.x86_rep_movsb_threshold=0x7fffffff"}


def work_on(work: str, files: list[bytes]) -> None:
    """Do one of WORKS with each file."""
    plan = shipped()
    for data in files:
        if work == "calamine":
            by_calamine(data)
        elif work == "reading":
            read(data)
        else:
            check(read(data), plan)


def counted(work: str, folder: Path, count: int) -> int:
    """The instructions of a process that works on so many of the files. RuntimeError where none were counted."""
    valgrind = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null")
    command = (*valgrind, sys.executable, __file__, "--folder", str(folder), "--work", work, "--returns", str(count))
    done = subprocess.run(command, env={**os.environ, **STILL}, capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        raise RuntimeError(done.stderr[-2000:])
    return int(found[1])


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--returns", type=int, default=20)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--work", choices=WORKS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    count = options.returns
    if options.work:
        work_on(options.work, pickle.loads((options.folder / "files").read_bytes())[:count])  # noqa: S301 - our own
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = returns(shipped(), 2 * count, folder, random.Random(1))  # noqa: S311
        (folder / "files").write_bytes(pickle.dumps(files))
        each = [(counted(work, folder, 2 * count) - counted(work, folder, count)) / count / 1e6 for work in WORKS]
    told = [f"## {today()}: instructions of a plain return", "", machine(), ""]
    told += ["| step | million | of calamine |", "|---|---:|---:|"]
    told += [f"| {work} | {million:.1f} | {million / each[0]:.2f} |" for work, million in zip(WORKS, each, strict=True)]
    print("\n".join(told))
    if options.record:
        record(told)
        print(f"added to {RESULTS}")


if __name__ == "__main__":
    main()
