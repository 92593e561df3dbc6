"""Breaks our own filled return in every way, and sees that no mutant stops the intake or gives other values in silence.

Each mutant is read and taken in. Allowed are: the same values; a finding that was not there before; other values that
openpyxl or calamine read from the mutant, too, as then the change was one of what is typed. Everything else is a
failure and is printed with its number, which with the seed makes the mutant again. Ends with 1 if there was any.

    python bench/fuzz.py [--mutants 5000] [--seed N] [--one NUMBER --save PATH]
"""

# ruff: noqa: T201, S311 - a script prints, and its chance is to be repeatable
from __future__ import annotations

import argparse
import io
import random
import re
import signal
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import defects
import openpyxl
from mutations import members_of, mutate, zipped
from python_calamine import CalamineWorkbook

from moralxl.fields import typed_text
from moralxl.model import FileStatus, Finding, Record, Submission
from moralxl.returns import open_file, read_return, take_in

SECONDS = 20  # for one mutant; a sound return takes a fortieth of one
SCHEMAS = b"http://schemas.openxmlformats.org"
SHEET_TYPE = b"vnd.openxmlformats-officedocument.spreadsheetml"
FAILURES = frozenset({"exception", "hang", "silent"})


class Outcome(NamedTuple):
    """What became of a mutant."""

    number: int
    how: str
    verdict: str  # "rejected", "same", "told", "typed otherwise" or one of FAILURES
    detail: str = ""


class TooSlowError(BaseException):
    """A mutant took too long; no handler of what is in a file may catch it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Give up after so many seconds, where the system has alarms."""

    def ring(*_: object) -> None:
        raise TooSlowError

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def taken_in(data: bytes) -> tuple[Submission, list[Finding]]:
    """What the intake makes of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(data)
        submissions, findings = take_in(
            [read_return(open_file(path, "a.xlsx"), defects.plan())], defects.plan(), defects.plan().round(9)
        )
    return submissions[0], [f for f in findings if f.code != "set-missing"]


def values(submission: Submission) -> dict[str, Record]:
    """A return's records by key."""
    return {record.key: record for record in submission.records}


@cache
def sound(seed: int) -> tuple[bytes, dict[str, Record], Counter[str]]:
    """The return that is broken, its values, and what is told of it unbroken."""
    data = shared(defects.base(seed, defects.USUAL).saved)
    submission, findings = taken_in(data)
    return data, values(submission), Counter(map(_told, findings))


def shared(data: bytes) -> bytes:
    """A workbook with its texts in a part of their own, as Excel keeps them; openpyxl may write them into the cells."""
    members = dict(members_of(data))
    if "xl/sharedStrings.xml" in members:
        return data
    texts: dict[bytes, int] = {}

    def index(found: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v>' % texts.setdefault(found[1], len(texts))

    for name, part in members_of(data):
        if name.startswith("xl/worksheets/sheet"):
            members[name] = re.sub(rb't="inlineStr"><is>(<t[ >].*?</t>)</is>', index, part, flags=re.DOTALL)
    items = b"".join(b"<si>%s</si>" % text for text in texts)
    members["xl/sharedStrings.xml"] = b'<sst xmlns="%s/spreadsheetml/2006/main">%s</sst>' % (SCHEMAS, items)
    link = b'<Relationship Id="rId99" Type="%s/officeDocument/2006/relationships/sharedStrings"' % SCHEMAS
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/%s.sharedStrings+xml"/>' % SHEET_TYPE
    for name, end, more in (
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", link + b' Target="sharedStrings.xml"/>'),
        ("[Content_Types].xml", b"</Types>", kind),
    ):
        members[name] = members[name].replace(end, more + end)
    return zipped([*members.items()])


def _told(finding: Finding) -> str:
    return f"{finding.code} {finding.source.sheet}!{finding.source.cell}"


def mutant(seed: int, number: int) -> tuple[str, bytes]:
    """A mutant by its number."""
    return mutate(sound(seed)[0], random.Random(f"{seed} {number}"))


def judge(seed: int, number: int) -> Outcome:
    """Make a mutant, take it in, and judge what came of it."""
    how, data = mutant(seed, number)
    _, before, told_before = sound(seed)
    try:
        with limited(SECONDS):
            submission, findings = taken_in(data)
    except TooSlowError:
        return Outcome(number, how, "hang", "".join(traceback.format_exc(limit=-3)))
    except Exception:  # noqa: BLE001 - whatever it is, it should not have come out
        return Outcome(number, how, "exception", "".join(traceback.format_exc(limit=-4)))
    told = Counter(map(_told, findings)) - told_before
    if submission.status != FileStatus.ACCEPTED:
        return Outcome(number, how, "rejected" if told else "silent", "; ".join(told) or "no finding")
    after = values(submission)
    changed = [key for key in {**before, **after} if _value(before.get(key)) != _value(after.get(key))]
    if not changed:
        return Outcome(number, how, "same")
    if told:
        return Outcome(number, how, "told", "; ".join(told))
    odd = [key for key in changed if not _agreed(data, before.get(key), after.get(key))]
    shown = [f"{k}: {_value(before.get(k))!r} -> {_value(after.get(k))!r}" for k in odd[:3]]
    return Outcome(number, how, "silent" if odd else "typed otherwise", "; ".join(shown))


def _value(record: Record | None) -> object:
    return None if record is None else (record.status, record.value)


def _agreed(data: bytes, before: Record | None, after: Record | None) -> bool:
    """Whether another reader, too, finds in the mutant what the intake found."""
    record = after or before
    if record is None:
        return True
    expected = after.typed.strip() if after else ""
    return any(_typed(value) == expected for value in _others(data, record.source.sheet, record.source.cell))


def _typed(value: Any) -> str:
    return typed_text(value).strip()


def _others(data: bytes, sheet: str, cell: str) -> Iterator[Any]:
    """What openpyxl and calamine read in a cell, as far as they read the file at all."""
    with suppress(Exception):  # a broken file may break them
        yield openpyxl.load_workbook(io.BytesIO(data), data_only=True)[sheet][cell].value
    with suppress(Exception):
        found = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet)
        row, column = openpyxl.utils.cell.coordinate_to_tuple(cell)
        rows = found.to_python(skip_empty_area=False)
        yield rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[0]) else ""


def batch(seed: int, numbers: range) -> list[Outcome]:
    """Judge several mutants."""
    warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out
    return [judge(seed, number) for number in numbers]


def main() -> None:
    """Break, count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--one", type=int, help="judge the mutant of this number only")
    parser.add_argument("--save", type=Path, help="and write it here")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    if options.one is not None:
        if options.save:
            options.save.write_bytes(mutant(options.seed, options.one)[1])
        print(*judge(options.seed, options.one), sep="\n")
        return
    parts = [range(n, min(n + 50, options.mutants)) for n in range(0, options.mutants, 50)]
    with ProcessPoolExecutor() as pool:
        outcomes = [o for done in pool.map(partial(batch, options.seed), parts) for o in done]
    sys.exit(table(outcomes))


def table(outcomes: list[Outcome]) -> int:
    """Print how many came to what, by level, and each failure; 1 if there was one."""
    verdicts = ("rejected", "same", "told", "typed otherwise", "silent", "exception", "hang")
    counts = Counter((o.how.split(":", 1)[0], o.verdict) for o in outcomes)
    print(f"{'level':10}", *(f"{verdict:>16}" for verdict in verdicts))
    for level in sorted({level for level, _ in counts}):
        print(f"{level:10}", *(f"{counts[level, verdict]:16}" for verdict in verdicts))
    print(f"{'all':10}", *(f"{sum(o.verdict == verdict for o in outcomes):16}" for verdict in verdicts))
    failed = [o for o in outcomes if o.verdict in FAILURES]
    for o in failed:
        print(f"mutant {o.number}, {o.how}: {o.verdict}: {o.detail}")
    return int(bool(failed))


if __name__ == "__main__":
    main()
