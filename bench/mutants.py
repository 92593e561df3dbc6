"""Changes the checks in one small place at a time and counts the changes that no test notices.

mutmut makes the changes (other operators, constants, arguments, texts, conditions, answers) inside functions, not in
tables, patterns or properties, and runs the tests that reach the function; [tool.mutmut] in pyproject.toml says of
which modules, by which tests. Works on a copy of the checkout. Prints the score by module and each survivor's change;
a survivor that no test can notice is printed as such, with the reason, and not counted.

    python bench/mutants.py --sample 60 [--seed N] [--only '*.sets.*'] [--processes 2] [--folder COPY]

A sample of 60 takes some five minutes, all of the nearly 4,000 some hours. With --folder the copy stays there, and the
next run with it need not learn again which tests reach which function.
"""

# ruff: noqa: T201 - a script prints
from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
TAKEN = ("moralxl", "tests", "pyproject.toml")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
KILLED = {1, 3, 24, -24, 36, 152, 255, -9, -11}  # exit codes of mutmut's: a test failed, ran too long or crashed
SURVIVED = {0, 5, 33}  # all tests passed, or none reaches the function
# by function and line as changed: why it cannot be noticed
EQUIVALENT = {
    (
        "moralxl.thai.dates._parts",
        'month = _month(match["month"]) if match else 1',
    ): "where nothing matched, the month is not asked for",
    (
        "moralxl.conserve._against_form",
        "for number in range(max(len(sheet.rows), 1 + max(reach, default=-2))):",
    ): "a sheet has no fewer than 0 rows",
    (
        "moralxl.conserve._as_sent",
        "if column < length and line[column] is None:",
    ): "the row is then counted cell by cell, with the same result, only slower",
    (
        "moralxl.conserve._odd_rows",
        'if row is None or names.get(column, "XXXX") not in row.results:',
    ): "no result is so called, nor is any without a name",
    (
        "moralxl.conserve._odd_rows",
        "row = rows.get(line[keys]) if (len(line) > keys) and False else None",
    ): "every row with a formula is then counted cell by cell, with the same result, only slower",
    (
        "moralxl.locate._on_sheet",
        'columns = ["XXXX"] * first + [typed_text(name) for name in sheet.rows[corner.row][first:]]',
    ): "the form has no column so called, nor one without a name",
    (
        "moralxl.locate._on_sheet",
        (
            "unmoved = in_place and all(rows.get(key, (-2,))[0] == row.row "
            "for key, row in form.rows.items() if row.inputs)"
        ),
    ): "no row has a number below 0",
    (
        "moralxl.thai.dates._from_cell",
        "if not 1 <= cell.year < 9999:",
    ): "the year 9999 is refused later, too",
    (
        "moralxl.thai.dates._incomplete",
        "days = (_day(year, found.month, found.day) for year in range(start.year, end.year + 2))",
    ): "days after the fiscal year are left out",
    (
        "moralxl.thai.dates._from_cell",
        "if cell.year > _FIRST_BE:",
    ): "no day of the year 2400 is taken in either era: it is 1857 CE, or too far off",
    (
        "moralxl.conserve._by_cell",
        'name = here.columns[column] if column < len(here.columns) else "XXXX"',
    ): "the form has no column so called, nor one without a name",
}


def copy(folder: Path) -> None:
    """Copy what the tests need, as it is now."""
    folder.mkdir(parents=True, exist_ok=True)
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    for name in TAKEN:
        if (ROOT / name).is_dir():
            shutil.rmtree(folder / name, ignore_errors=True)
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, folder)


def mutants(only: str) -> list[str]:
    """The names of all mutants of the modules in question."""
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    config = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    names = []
    for path in config["only_mutate"]:
        made = mutate_file_contents(path, Path(path).read_text(encoding="utf-8"))
        names += [get_mutant_name(Path(path), name) for name in made.mutant_names]
    return [name for name in names if fnmatch(name, only)]


def run(names: list[str], processes: int) -> None:
    """Run the tests against each of these mutants."""
    command = [MUTMUT, "run", "--max-children", str(processes), *names]
    plugin = {"PYTEST_PLUGINS": "quick_first", "PYTHONPATH": str(ROOT / "bench")}
    with Path("mutmut.log").open("w", encoding="utf-8") as log:
        done = subprocess.run(  # noqa: S603
            command, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **plugin}, check=False
        )
    if done.returncode:
        said = Path("mutmut.log").read_text(encoding="utf-8").replace("\r", "\n")
        sys.exit(f"mutmut could not run; the tests have to pass as they are:\n{said[-3000:]}")


def outcomes() -> dict[str, int | None]:
    """The exit code of every mutant's tests."""
    found: dict[str, int | None] = {}
    for path in Path("mutants").rglob("*.meta"):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def change(name: str) -> tuple[list[str], str]:
    """What a mutant changes: the lines of the difference, and the first new one without its comment."""
    shown = subprocess.run([MUTMUT, "show", name], capture_output=True, text=True, check=True).stdout  # noqa: S603
    lines = [line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
    return lines, next((line[1:].partition("  #")[0].strip() for line in lines if line.startswith("+")), "")


def function_of(name: str) -> str:
    """The function that a mutant changes, with its module."""
    module, _, function = name.partition("__mutmut_")[0].rpartition(".")
    return f"{module}.{function[2:].replace('ǁ', '.')}"  # x_name, xǁClassǁname


def table(names: list[str]) -> int:
    """Print the score by module, and each survivor's change; how many survived."""
    codes = outcomes()
    counts: Counter[tuple[str, str]] = Counter()
    survivors: dict[str, list[str]] = {}
    for name in names:
        module, code = name.rpartition(".")[0], codes.get(name)
        if code in SURVIVED:
            lines, new = change(name)
            why = EQUIVALENT.get((function_of(name), new))
            survivors[name] = [f"equivalent: {why}", *lines] if why else lines
            counts[module, "equivalent" if why else "survived"] += 1
        else:
            counts[module, "killed" if code in KILLED else "undecided"] += 1
    for name, lines in survivors.items():
        print(name, *lines, "", sep="\n")
    columns = ("killed", "survived", "equivalent", "undecided")
    print(f"{'module':24}", *(f"{column:>10}" for column in columns), f"{'score':>7}")
    for module in [*sorted({module for module, _ in counts}), "all"]:
        row = [sum(n for (m, c), n in counts.items() if module in {m, "all"} and c == column) for column in columns]
        score = f"{row[0] / (row[0] + row[1]):7.1%}" if row[0] + row[1] else ""
        print(f"{module:24}", *(f"{number:10}" for number in row), score)
    return sum(n for (_, column), n in counts.items() if column == "survived")


def main() -> None:
    """Copy, change, test and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="so many mutants, taken at random, in place of all")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--only", default="*", metavar="PATTERN", help="of the mutants whose names match")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="keep the copy in this folder")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        copy(folder)
        os.chdir(folder)  # mutmut works where it stands
        names = mutants(options.only)
        if options.sample is not None and options.sample < len(names):
            names = sorted(random.Random(options.seed).sample(names, options.sample))  # noqa: S311
        run(names, options.processes)
        survived = table(names)
        os.chdir(ROOT)
    sys.exit(int(survived > 0))


if __name__ == "__main__":
    main()
