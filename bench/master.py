"""Measures writing a master beside what XlsxWriter needs for the same cells bare, in turns in one run.

Bare means: the same values and formulas in the same sheets, without formats, heights, links, charts or checks. Prints
medians of the processor's seconds, the ratio, and the most memory that writing took.

    python bench/master.py [--divisions 12 300] [--rounds 5]
"""

# ruff: noqa: T201 - a script prints
from __future__ import annotations

import argparse
import io
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from rounds import plan_of, submissions_of

from moralxl.consolidate import consolidate
from moralxl.master import OPTIONS, write_master
from moralxl.read.container import Package, look
from moralxl.read.raw import RawSheet
from moralxl.read.xlsx import read_xlsx


def bare(sheets: list[RawSheet]) -> None:
    """Write the same cells with XlsxWriter alone."""
    book = xlsxwriter.Workbook(io.BytesIO(), OPTIONS)
    for raw in sheets:
        sheet = book.add_worksheet(raw.name)
        for row, line in enumerate(raw.rows):
            for column, value in enumerate(line):
                formula = raw.formulas.get((row, column))
                if formula is not None:
                    sheet.write_formula(row, column, f"={formula}", None, value)
                elif value is not None:
                    _write(sheet, row, column, value)
    book.close()


def _write(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, (date, datetime, timedelta)):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_number(row, column, value)


def timed(work: Callable[[], object]) -> float:
    """The processor's seconds that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--divisions", type=int, nargs="+", default=[12, 300])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print("divisions   master s    bare s   ratio   MB written   MB of memory")
    for count in options.divisions:
        plan = plan_of(count)
        report = consolidate(plan, plan.round(9), submissions_of(plan, plan.round(9), 1), [])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "m.xlsx"
            write_master(report, path)
            found = look(path.read_bytes())
            assert isinstance(found, Package)  # noqa: S101 - this program wrote it
            sheets = read_xlsx(found).sheets
            ours, theirs = [], []
            for _ in range(options.rounds):
                ours.append(timed(lambda path=path, report=report: write_master(report, path)))
                theirs.append(timed(lambda sheets=sheets: bare(sheets)))
            tracemalloc.start()
            write_master(report, path)
            memory = tracemalloc.get_traced_memory()[1] / (1 << 20)
            tracemalloc.stop()
            size = path.stat().st_size / (1 << 20)
        one, two = statistics.median(ours), statistics.median(theirs)
        print(f"{count:9} {one:10.2f} {two:9.2f} {one / two:7.2f} {size:12.2f} {memory:14.0f}")


if __name__ == "__main__":
    main()
