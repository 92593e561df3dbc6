"""Places every kind of mistake that clerks make in clean returns, and counts which of them the intake finds.

Each kind is placed at seeded random places: alone, and twenty kinds together in one return. A defect is found when a
finding with its code names its very cell; any other error or warning that is no declared consequence is a false alarm.
Clean returns with random valid answers must give none at all. Prints a table; ends with 1 if anything was not so.

    python bench/defects.py [--placements 50] [--together 50] [--clean 1000] [--seed N] [--only WORD]
"""

# ruff: noqa: T201, S311 - a script prints, and its chance is to be repeatable
from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from defect_kinds import KINDS, Form, Hit, NoPlaceError
from defect_looks import LOOKS
from defect_values import TYPED
from defect_whole import ALONE, BESIDE

from moralxl import thai
from moralxl.attain import attain
from moralxl.frame import data_frame
from moralxl.layout import SHEET_TITLES, Field, Layout, event_choice
from moralxl.messages import severity
from moralxl.messages.attain import ATTAIN
from moralxl.model import Finding, Plan, Severity, Submission
from moralxl.plan import shipped
from moralxl.returns import open_file, read_return, take_in
from moralxl.sets import fallen
from moralxl.template import write_template

TOGETHER = {**KINDS, **LOOKS}
EVENT_ROWS, FILLED_EVENTS = 14, 10
AT_ONCE = 20
USUAL, EVERYTHING = "กก.", "สล."  # a division as most are, and the one that reports for the department, too
EXAMPLES = 4  # of what went wrong with a kind
WORDS = ("ดำเนินการตามแผน", "จัดกิจกรรม", "หน่วยงาน", "ร่วมกับ", "ชุมชน", "๑๒ คน", "เรียบร้อย", "ครั้งที่ ๒", "ABC", "(สรุป)")
# one finding for several cells, the others named in its text
LISTED = ("form-outside", "form-input-merged", "form-input-hidden", "form-comment-outside")


class Outcome(NamedTuple):
    """What became of one placed defect."""

    kind: str
    verdict: str  # "found", "wrong code" or "missed"
    told: str  # what was expected and what was told instead
    alarms: tuple[str, ...] = ()


@cache
def plan() -> Plan:
    """The shipped plan with a shorter event log: files are saved three times as fast."""
    return replace(shipped(), event_rows=EVENT_ROWS)


# --- clean returns --------------------------------------------------------------------------------


def answers(made: Layout, chance: random.Random, *, plain: bool = True) -> dict[str, Any]:
    """Valid answers to every input, by key; unless plain, some as text, in Thai digits, or not reported."""
    typed: dict[str, Any] = {}
    rows = {n: chance.choice(made.event_activities) for n in range(1, FILLED_EVENTS + 1) if made.event_activities}
    for field in made.fields:
        if field.event_row is None or field.event_row in rows:
            typed[field.key] = _answer(field, made, rows, typed, chance)
    for field in made.fields:
        if field.role == "numerator":
            typed[field.key] = chance.randint(1, typed[field.at_most])
    return typed if plain else {key: _as_typed(value, made.by_key[key], chance) for key, value in typed.items()}


def _answer(field: Field, made: Layout, rows: dict[int, Any], typed: dict[str, Any], chance: random.Random) -> Any:
    activity = rows.get(field.event_row or 0) or next((a for a in made.activities if a.number == field.activity), None)
    if field.role == "reported_on":
        return _moment(made.round.last_day + timedelta(days=chance.randint(1, 20)))
    if field.kind == "date":
        started = typed.get(field.key.replace("finished", "started"))
        first = started.date() if field.role == "finished" else activity.start
        last = min(activity.end, made.round.last_day)
        return _moment(first + timedelta(days=chance.randint(0, (last - first).days)))
    if field.kind == "activity":
        return event_choice(activity)
    if field.choices:
        return chance.choice(field.choices)
    if field.kind == "money":
        return chance.randint(0, int(activity.budget))
    if field.kind == "whole":
        return chance.randint(20, 60) if field.role == "denominator" else chance.randint(1, 19)
    if field.role == "event_code":
        return f"ร่วม-{field.event_row}"
    return " ".join(chance.choices(WORDS, k=chance.randint(1, 6)))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time())


def _as_typed(value: Any, field: Field, chance: random.Random) -> Any:
    """A valid answer in another of its valid forms."""
    if chance.random() < 0.5:
        return value
    if isinstance(value, datetime):
        short = thai.format_date(value.date())
        return chance.choice((short, thai.to_ascii_digits(short), f"{value.day}/{value.month}/{value.year + 543}"))
    if isinstance(value, int):
        text = str(value)
        forms = (text, thai.to_thai_digits(text), f" {text} ", *(() if field.at_most or field.at_least else ("-",)))
        return chance.choice(forms)
    if field.kind in {"text", "long_text"} and not field.required and field.role != "event_title":
        return chance.choice(
            (value, "-", f"{value}\n{value}"[: int(field.limit)], None if not field.event_row else value)
        )
    return value


class Base(NamedTuple):
    """A clean return, its answers by key, and a loaded workbook to be changed."""

    layout: Layout
    answers: dict[str, Any]
    saved: bytes

    def form(self, chance: random.Random, *, shared: bool = False) -> Form:
        """A workbook to place defects in: one of its own, unless all that is done to it will be undone."""
        book = _loaded(self.saved) if shared else openpyxl.load_workbook(io.BytesIO(self.saved))
        return Form(book, self.layout, self.answers, chance)


@cache
def template(division: str) -> tuple[Layout, bytes]:
    """A division's form, and its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        return write_template(plan(), plan().round(9), plan().division(division), path), path.read_bytes()


@cache
def base(seed: int, division: str = EVERYTHING) -> Base:
    """A clean return of a division."""
    made, blank = template(division)
    typed = answers(made, random.Random(seed))
    book = openpyxl.load_workbook(io.BytesIO(blank))
    fill(book, made, typed)
    return Base(made, typed, saved(book))


def fill(book: Any, made: Layout, typed: dict[str, Any]) -> None:
    """Type answers into a form; inputs without one are emptied."""
    for field in made.fields:
        book[SHEET_TITLES[field.sheet]][field.cell].value = typed.get(field.key)


def saved(book: Any) -> bytes:
    """A workbook's bytes, as openpyxl saves it."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# --- taking in ------------------------------------------------------------------------------------


def findings(
    files: dict[str, bytes], before: Iterable[Submission] = (), *, deep: bool = True
) -> tuple[list[Submission], list[Finding]]:
    """All that is told of some files, with the previous round's figures and, if deep, attainment.

    Missing divisions are left out, as are all divisions but one.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        returns = [read_return(open_file(Path(folder) / name, name), plan()) for name in files]
    round_ = plan().round(9)
    submissions, told = take_in(returns, plan(), round_)
    if deep:  # which takes most of the time
        told += attain(plan(), round_, data_frame(plan(), submissions))[2]
    told = [*told, *fallen(before, submissions, plan())]
    return submissions, [f for f in told if f.code != "set-missing"]


def judge(kind: str, hit: Hit, told: list[Finding]) -> tuple[str, str]:
    """Whether a placed defect was found, and what was expected and told instead."""
    if not hit.code:
        return "found", ""
    here = [f for f in told if f.source.sheet == hit.sheet and _names(f, hit.cell)]
    if any(f.code == hit.code for f in here):
        return "found", ""
    others = sorted({f.code for f in here if hit.cell})
    elsewhere = sorted({f"{f.source.sheet}!{f.source.cell}" for f in told if f.code == hit.code})
    text = f"{kind}: {hit.code} at {hit.sheet}!{hit.cell}; told there {others}, code told at {elsewhere[:3]}"
    return ("wrong code" if others else "missed"), text


def _names(finding: Finding, cell: str) -> bool:
    listed = f"{finding.args.get('cells', '')}, {finding.args.get('area', '')}" if finding.code in LISTED else ""
    return finding.source.cell == cell or f"{cell} “" in f" {listed}" or f"{cell}:" in listed


def alarms(hits: Iterable[Hit], told: Iterable[Finding]) -> tuple[str, ...]:
    """Errors and warnings that no placed defect accounts for."""
    hits = list(hits)
    besides = {code for hit in hits for code in (*hit.besides, *(() if hit.cell else (hit.code,)))}
    places = {(hit.sheet, hit.cell) for hit in hits if hit.cell}
    found = []
    for f in told:
        if severity(f) == Severity.NOTE:
            continue
        if f.code not in besides and (f.source.sheet, f.source.cell) not in places:
            found.append(f"{f.code} at {f.source.sheet}!{f.source.cell} “{f.typed[:30]}”")
    return tuple(found)


# --- placing --------------------------------------------------------------------------------------


def alone(kind: str, seed: int, number: int) -> Outcome:
    """Place one defect in a return."""
    make, chance = {**TOGETHER, **ALONE}[kind], random.Random(f"{seed} {kind} {number}")
    try:
        clean = base(seed, USUAL)
        form = clean.form(chance, shared=kind in TYPED)
        hit = make(form)
    except NoPlaceError:  # no money to report there
        clean = base(seed)
        form = clean.form(chance, shared=kind in TYPED)
        hit = make(form)
    files = {"a.xlsx": saved(form.book)} | ({"clean.xlsx": clean.saved} if kind in BESIDE else {})
    for cell, value, shown in form.undo:
        cell.value, cell.number_format = value, shown
    before = before_of(seed) if kind.startswith("figure below") else ()
    _, told = findings(files, before, deep=hit.code in ATTAIN or number % 10 == 9)
    found = alarms([hit], told)
    return Outcome(kind, *judge(kind, hit, told), tuple(f"{kind} [{number}]: {x}" for x in found))


@cache
def before_of(seed: int) -> tuple[Submission, ...]:
    """The clean return as the previous round's."""
    return tuple(findings({"clean.xlsx": base(seed, USUAL).saved})[0])


def together(seed: int, number: int) -> list[Outcome]:
    """Place twenty kinds of defect in one return."""
    chance = random.Random(f"{seed} together {number}")
    form = base(seed).form(chance)
    hits: dict[str, Hit] = {}
    for kind in chance.sample([*TOGETHER], len(TOGETHER)):
        if len(hits) < AT_ONCE:
            try:
                hits[kind] = TOGETHER[kind](form)
            except NoPlaceError:
                continue
    _, told = findings({"a.xlsx": saved(form.book)})
    found = tuple(f"together [{number}]: {x}" for x in alarms(hits.values(), told))
    outcomes = [Outcome(f"{kind} (together)", *judge(kind, hit, told)) for kind, hit in hits.items()]
    return [*outcomes, Outcome("", "", "", found)]


def clean(seed: int, number: int) -> Outcome:
    """A clean return of some division, saved by openpyxl; every fourth twice."""
    chance = random.Random(f"{seed} clean {number}")
    made, blank = template(chance.choice(plan().divisions).code)
    book = _loaded(blank)
    typed = answers(made, chance, plain=chance.random() < 0.5)
    fill(book, made, typed)
    data = saved(book)
    if number % 4 == 0:
        data = saved(openpyxl.load_workbook(io.BytesIO(data)))
    _, told = findings({"a.xlsx": data}, deep=number % 10 == 9)
    found = [f for f in told if severity(f) != Severity.NOTE or f.code.startswith("form")]
    return Outcome("clean", "", "", tuple(f"clean [{number}]: {f.code} {f.source.cell} “{f.typed}”" for f in found))


@cache
def _loaded(blank: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(blank))


def work(job: tuple[str, int, int]) -> list[Outcome]:
    """One return, whatever is to be done with it."""
    what, seed, number = job
    if what == "clean":
        return [clean(seed, number)]
    return together(seed, number) if what == "together" else [alone(what, seed, number)]


def main() -> None:
    """Place, count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--placements", type=int, default=50, help="of each kind alone")
    parser.add_argument("--together", type=int, default=50, help="returns with twenty kinds at once")
    parser.add_argument("--clean", type=int, default=1000, help="clean returns")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--only", default="", help="kinds whose name contains this")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    kinds = [kind for kind in (*TOGETHER, *ALONE) if options.only in kind]
    jobs = [(kind, options.seed, n) for n in range(options.placements) for kind in kinds]
    jobs += [("together", options.seed, n) for n in range(options.together)]
    jobs += [("clean", options.seed, n) for n in range(options.clean)]
    with multiprocessing.Pool() as pool:
        outcomes = [o for batch in pool.imap_unordered(work, jobs, chunksize=8) for o in batch]
    sys.exit(table(outcomes, options.clean))


def table(outcomes: list[Outcome], cleaned: int) -> int:
    """Print what was found; 1 if anything was missed or told wrongly."""
    counts = Counter((o.kind, o.verdict) for o in outcomes if o.verdict)
    totals: Counter[str] = Counter()
    print(f"{'kind':44} placed  found  wrong code  missed")
    for kind in dict.fromkeys(k for k, _ in sorted(counts)):
        found, wrong, missed = (counts[kind, v] for v in ("found", "wrong code", "missed"))
        way = "together" if kind.endswith("(together)") else "alone"
        totals.update({f"{way} found": found, f"{way} wrong code": wrong, f"{way} missed": missed})
        if way == "alone" or wrong or missed:
            print(f"{kind:44} {found + wrong + missed:6} {found:6} {wrong:11} {missed:7}")
    false = [alarm for o in outcomes for alarm in o.alarms]
    shown: Counter[str] = Counter()
    for text in [*dict.fromkeys(o.told for o in outcomes if o.told), *false]:
        about = text.split(": ", 1)[0].split(" [", 1)[0]
        shown[about] += 1
        if shown[about] <= EXAMPLES:
            print("  ", text)
    kinds = {k for k, _ in counts if not k.endswith("(together)")}
    print(f"{len(kinds)} kinds; " + ", ".join(f"{name} {count}" for name, count in sorted(totals.items())))
    of_clean = sum(o.kind == "clean" and bool(o.alarms) for o in outcomes)
    print(f"false alarms {len(false)}; clean returns with any {of_clean} of {cleaned}")
    return int(bool(false) or any(count for name, count in totals.items() if not name.endswith("found")))


if __name__ == "__main__":
    main()
