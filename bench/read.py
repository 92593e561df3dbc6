"""Measures what reading and checking a plain return costs, beside what python-calamine alone needs for its sheet.

Both are timed in turns in one run, so that neither gains from the machine's mood. A round reads returns with different
answers once each, as consolidating does, and forgets what it remembers of them before the next. Prints medians in
milliseconds and the ratios.

    python bench/read.py [--returns 40] [--rounds 15]
"""

# ruff: noqa: T201 - a script prints
from __future__ import annotations

import argparse
import io
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from moralxl.intake import identify, intake
from moralxl.layout import REPORT, SHEET_TITLES
from moralxl.model import FileStatus, Plan, Submission
from moralxl.plan import shipped
from moralxl.read import RawWorkbook, fast, read_workbook, xlsx
from moralxl.template import write_template

REMEMBERED = (
    fast.remembered_row,
    fast.remembered_cell,
    fast.remembered_string,
    fast.remembered_reference,
    xlsx.quick_styles,
    xlsx.quick_links,
    xlsx.quick_workbook,
    xlsx.are_sound,
    fast.remembered_head,
    fast.ends,
    fast.row_number,
)


def returns(plan: Plan, count: int, folder: Path, chance: random.Random) -> list[bytes]:
    """Filled forms of one division after the other, as openpyxl saves them."""
    filled = []
    for number in range(count):
        division = plan.divisions[number % len(plan.divisions)]
        layout = write_template(plan, plan.round(9), division, folder / "a.xlsx")
        book = openpyxl.load_workbook(folder / "a.xlsx")
        for field in layout.fields:
            if field.event_row and field.event_row > 5:
                continue
            typed = {
                "whole": chance.randrange(100),
                "money": chance.randrange(10_000),
                "date": date(2024, chance.randrange(1, 7), chance.randrange(1, 29)),
                "any_date": date(2024, 7, chance.randrange(1, 29)),
            }
            value = field.choices[0] if field.choices else typed.get(field.kind, f"ข้อความ {chance.randrange(10**6)}")
            book[SHEET_TITLES[field.sheet]][field.cell].value = value
        buffer = io.BytesIO()
        book.save(buffer)
        filled.append(buffer.getvalue())
    return filled


def by_calamine(data: bytes) -> None:
    """What calamine alone needs for the report's sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    book.get_sheet_by_name(SHEET_TITLES[REPORT]).to_python()


def read(data: bytes) -> RawWorkbook:
    """Read a return with everything that is looked at."""
    raw, findings = read_workbook(data, "a.xlsx")
    if raw is None:
        raise SystemExit(str(findings))
    return raw


def check(raw: RawWorkbook, plan: Plan) -> None:
    """Check a return that was read."""
    _, identity, _ = identify(raw, "a.xlsx")
    intake(Submission("a.xlsx", "", FileStatus.REJECTED, identity), raw, plan)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of the processor that a piece of work takes."""
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def measure(count: int, rounds: int) -> tuple[float, float, float]:
    """Median milliseconds of a return: calamine's one sheet, our reading, our checking."""
    plan = shipped()
    with tempfile.TemporaryDirectory() as folder:
        files = returns(plan, count, Path(folder), random.Random(1))  # noqa: S311
    alone, reading, checking = [], [], []
    for _ in range(rounds):
        for remembered in REMEMBERED:
            remembered.cache_clear()
        for data in files:
            alone.append(timed(lambda data=data: by_calamine(data)))
            reading.append(timed(lambda data=data: read(data)))
            raw = read(data)  # remembered by now
            checking.append(timed(lambda raw=raw: check(raw, plan)))
    return statistics.median(alone), statistics.median(reading), statistics.median(checking)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--returns", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    one, two, three = measure(arguments.returns, arguments.rounds)
    print(f"calamine, one sheet  {one:6.2f} ms")
    print(f"reading              {two:6.2f} ms  {two / one:5.2f} times")
    print(f"checking             {three:6.2f} ms  {three / one:5.2f} times")
    print(f"reading and checking {two + three:6.2f} ms  {(two + three) / one:5.2f} times")


if __name__ == "__main__":
    main()
