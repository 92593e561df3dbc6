"""Measures writing a master beside what XlsxWriter needs for the same cells bare, in turns in one run.

Bare means: the same values and formulas in the same sheets, without formats, heights, links, charts or checks. Prints
medians of the processor's seconds, the ratio, and the most memory that writing took.

    python bench/master.py [--divisions 12 300] [--rounds 5]
"""

# ruff: noqa: T201 - a script prints
from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from peers import Cells, bare
from rounds import plan_of, submissions_of

from moralxl.consolidate import consolidate
from moralxl.master import write_master
from moralxl.read.container import Package, look
from moralxl.read.xlsx import read_xlsx


def cells_of(path: Path) -> list[Cells]:
    """What stands in a workbook's sheets."""
    found = look(path.read_bytes())
    assert isinstance(found, Package)  # noqa: S101 - this program wrote it
    return [Cells(sheet.name, sheet.rows, dict(sheet.formulas)) for sheet in read_xlsx(found).sheets]


def timed(work: Callable[[], object]) -> float:
    """The processor's seconds that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(count: int, rounds: int) -> tuple[float, float, int, int]:
    """Median seconds of a master for so many divisions and of its cells bare; its bytes, and the most that it took."""
    plan = plan_of(count)
    report = consolidate(plan, plan.round(9), submissions_of(plan, plan.round(9), 1), [])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.xlsx"
        write_master(report, path)
        cells = cells_of(path)
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(timed(lambda: write_master(report, path)))
            theirs.append(timed(lambda: bare(cells)))
        tracemalloc.start()
        write_master(report, path)
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return statistics.median(ours), statistics.median(theirs), path.stat().st_size, memory


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--divisions", type=int, nargs="+", default=[12, 300])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print("divisions   master s    bare s   ratio   MB written   MB of memory")
    for count in options.divisions:
        one, two, size, memory = measure(count, options.rounds)
        print(f"{count:9} {one:10.2f} {two:9.2f} {one / two:7.2f} {size / (1 << 20):12.2f} {memory / (1 << 20):14.0f}")


if __name__ == "__main__":
    main()
