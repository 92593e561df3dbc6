"""Has LibreOffice save clean returns again as xlsx, ods and xls, and counts the false alarms that they give.

Returns of all divisions with random valid answers are filled by openpyxl, which saves a quarter of them for good; the
others go through LibreOffice. None may give an error, a warning, or a note about the form; all must give the answers
that were typed. Prints a table; ends with 1 if anything was not so.

    python bench/clean.py [--returns 1000] [--seed N]
"""

# ruff: noqa: T201, S311 - a script prints, and its chance is to be repeatable
from __future__ import annotations

import argparse
import io
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import defects
import openpyxl

from moralxl.messages import severity
from moralxl.model import Severity, Submission
from moralxl.pdf import find_office
from moralxl.returns import open_file, read_return, take_in

FORMATS = ("xlsx", "ods", "xls")  # as LibreOffice saves
BATCH = 50  # files that one LibreOffice converts


class Clean(NamedTuple):
    """A clean return: by whom it was saved, and what was told of it and should not have been."""

    saved_by: str
    alarms: tuple[str, ...]


def returns(seed: int, numbers: range, folder: Path) -> dict[str, Submission]:
    """Fill returns and save them by openpyxl into `folder`; what the intake makes of each, by file name."""
    made = {}
    for number in numbers:
        chance = random.Random(f"{seed} clean {number}")
        layout, blank = defects.template(chance.choice(defects.plan().divisions).code)
        book = openpyxl.load_workbook(io.BytesIO(blank))
        defects.fill(book, layout, defects.answers(layout, chance, plain=chance.random() < 0.5))
        path = folder / f"{number}.xlsx"
        book.save(path)
        made[path.stem] = taken_in(path)[0]
    return made


def taken_in(path: Path) -> tuple[Submission, tuple[str, ...]]:
    """What the intake makes of a file, and what it tells of it: all but notes about how values were typed."""
    submissions, findings = take_in(
        [read_return(open_file(path, path.name), defects.plan())], defects.plan(), defects.plan().round(9)
    )
    told = [f for f in findings if severity(f) != Severity.NOTE or f.code.startswith("form")]
    return submissions[0], tuple(
        f"{path.name}: {f.code} {f.source.sheet}!{f.source.cell} “{f.typed}”" for f in told if f.code != "set-missing"
    )


def values(submission: Submission) -> dict[str, object]:
    """The answers of a return by key."""
    return {record.key: (record.status, record.value) for record in submission.records}


def saved_again(folder: Path, files: list[Path], suffix: str, profile: Path) -> Iterator[Path]:
    """Have LibreOffice save files in a format, and give the new ones."""
    target = folder / f"by office {suffix}"
    office = find_office()
    if office is None:
        raise SystemExit("LibreOffice is not installed")
    command = [str(office), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", suffix, "--outdir", str(target), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)  # noqa: S603
    yield from (target / f"{file.stem}.{suffix}" for file in files)


def batch(seed: int, numbers: range) -> list[Clean]:
    """Some returns, by openpyxl and through LibreOffice in each format in turn."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        made = returns(seed, numbers, folder)
        told = [Clean("openpyxl", taken_in(folder / f"{name}.xlsx")[1]) for name in made if int(name) % 4 == 3]
        for place, suffix in enumerate(FORMATS):
            files = [folder / f"{name}.xlsx" for name in made if int(name) % 4 == place]
            for path in saved_again(folder, files, suffix, folder / "profile") if files else ():
                submission, alarms = taken_in(path)
                if values(submission) != values(made[path.stem]):
                    alarms = (*alarms, f"{path.name}: other answers")
                told.append(Clean(f"LibreOffice, {suffix}", alarms))
        return told


def main() -> None:
    """Save, read, count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--returns", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    told: list[Clean] = []
    for first in range(0, options.returns, BATCH):
        told += batch(options.seed, range(first, min(first + BATCH, options.returns)))
    counts = Counter(each.saved_by for each in told)
    false = Counter(each.saved_by for each in told if each.alarms)
    for saved_by, count in sorted(counts.items()):
        print(f"{saved_by:18} {count:5} returns, {false[saved_by]} with a false alarm")
    for each in told:
        for alarm in each.alarms[:2]:
            print("  ", alarm)
    sys.exit(bool(false))


if __name__ == "__main__":
    main()
