"""The correction workbook: a division's own answers in a fresh form, the wrong ones marked and told how to mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from moralxl import messages, thai
from moralxl.files import write_atomically
from moralxl.filling import Filling, Task, Value, cell_value
from moralxl.layout import EVENT_COLUMNS, SHEET_TITLES, Field, Layout, layout
from moralxl.messages import CATALOGUE
from moralxl.model import Division, Finding, Plan, Record, Round, Severity, Submission
from moralxl.template import template_name, write_template
from moralxl.template.tasks import WEIGHTS
from moralxl.thai.dates import BE

LOOKS = {Severity.ERROR: "wrong", Severity.WARNING: "check"}
# of no use to a division: about files and sets of them, and which plan a form was written from
NOT_ITS_OWN = ("file-", "set-", "identity-")
# about two inputs, which both are to be looked at
OF_TWO = frozenset(
    {
        "value-over-denominator",
        "value-half-missing",
        "value-no-ratio",
        "value-ratio-differs",
        "date-finished-before-started",
    }
)
ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")  # what a date cell is read as
TYPED_LIMIT = 120  # characters of what was typed that are repeated beside the cell, which has it all


def correction_name(plan: Plan, round_: Round, division: Division) -> str:
    """The file name of a division's correction workbook; nothing is ever read from it."""
    return template_name(plan, round_, division).replace("intake_", "correction_", 1)


def write_correction(plan: Plan, submission: Submission, findings: Iterable[Finding], path: Path) -> Path:
    """Write the correction workbook of an accepted return and return where it is, as `write_atomically` does.

    Of `findings`, its own errors and warnings are told; notes and what was waived are not.
    """
    identity = submission.identity
    if identity is None or submission.ledger is None:
        raise ValueError(f"{submission.path} is no accepted return")
    round_, division = plan.round(identity.round), plan.division(identity.division)
    filling = correct(plan, submission, findings)
    return write_atomically(path, lambda temporary: write_template(plan, round_, division, temporary, filling))


def told_to_clerk(submission: Submission, findings: Iterable[Finding]) -> list[Finding]:
    """The findings about a return that its division is to look at."""
    return [
        f
        for f in findings
        if f.source.file == submission.path
        and messages.severity(f) in LOOKS
        and f.waiver is None
        and not f.code.startswith(NOT_ITS_OWN)
    ]


def correct(plan: Plan, submission: Submission, findings: Iterable[Finding]) -> Filling:
    """A return's answers as a form is filled with them, with marks, notes and the list of what is to be mended."""
    answered = _answered(plan, submission)
    tasks = [line.task for line in _lines(answered, told_to_clerk(submission, findings))]
    marks = dict(_marks(tasks))
    looks = {key: look for key, (look, _) in marks.items()}
    notes = {key: note for key, (_, note) in marks.items()}
    rows = _event_rows(submission)
    return Filling(answered.values, looks, notes, tuple(tasks), event_rows=rows, corrects=submission.sha256)


def lines(plan: Plan, submission: Submission, findings: Iterable[Finding]) -> list[ToMend]:
    """The lines of the list in a return's correction workbook, in its order, for a letter to number them alike."""
    return _lines(_answered(plan, submission), told_to_clerk(submission, findings))


class ToMend(NamedTuple):
    """A line of the list, and where it leads: to inputs of the correction workbook, else to a sheet of the return."""

    task: Task
    sheet: str
    cells: tuple[str, ...]


class _Answered(NamedTuple):
    """A return's answers, in the form that it is sent back as."""

    made: Layout
    records: Mapping[str, Record]
    values: Mapping[str, Value]


def _event_rows(submission: Submission) -> int:
    return max((record.row or 0 for record in submission.records), default=0)


def _answered(plan: Plan, submission: Submission) -> _Answered:
    identity = submission.identity
    assert identity is not None  # noqa: S101 - the caller has looked
    made = layout(plan, plan.round(identity.round), plan.division(identity.division), _event_rows(submission))
    records = {r.key: r for r in submission.records if r.key in made.by_key}
    return _Answered(made, records, {key: cell_value(made.by_key[key], record) for key, record in records.items()})


def _lines(answered: _Answered, findings: Iterable[Finding]) -> list[ToMend]:
    """What is to be mended, from the form's top to its end; what is about no input first."""
    made = answered.made
    places: dict[tuple[str, str], str] = {}
    for key, record in answered.records.items():  # "48/60" in one cell gives two records: the first is the cell's
        places.setdefault((record.source.sheet, record.source.cell), key)
    found: list[ToMend] = []
    for finding in findings:
        if finding.code == "form-incomplete":
            found += [_placed(made, task, finding) for task in _incomplete(made, answered.values)]
        else:
            task = _task(answered, finding, _keys(made, finding, places, answered.values))
            found.append(_placed(made, task, finding))
    order = {field.key: place for place, field in enumerate(made.fields)}
    return sorted(found, key=lambda line: min((order[key] for key in _about(line.task)), default=-1))


def _about(task: Task) -> tuple[str, ...]:
    return task.changed or task.filled


def _placed(made: Layout, task: Task, finding: Finding) -> ToMend:
    fields = [made.by_key[key] for key in task.changed[:1] or task.filled]
    sheet = SHEET_TITLES[fields[0].sheet] if fields else finding.source.sheet
    return ToMend(task, sheet, tuple(field.cell for field in fields))


def _marks(tasks: Sequence[Task]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The look and the note of each input that something is wrong with, by its key."""
    told: dict[str, list[Task]] = {}
    for task in tasks:
        for key in task.changed:
            told.setdefault(key, []).append(task)
    for key, several in told.items():
        look = "wrong" if any(task.look == "wrong" for task in several) else "check"
        yield key, (look, "\n".join(f"{WEIGHTS[task.look]}: {task.text}" for task in several))


# --- which inputs a finding is about --------------------------------------------------------------


def _keys(
    made: Layout, finding: Finding, places: Mapping[tuple[str, str], str], values: Mapping[str, Value]
) -> tuple[str, ...]:
    """The inputs that a finding is about, that to begin with first; none for one about the form as a whole."""
    first = _named(made, finding) or places.get((finding.source.sheet, finding.source.cell), "")
    if not first:
        return ()
    other = _other_half(made, made.by_key[first]) if finding.code in OF_TWO else ""
    if not other:
        return (first,)
    return (other, first) if other not in values else (first, other)


def _named(made: Layout, finding: Finding) -> str:
    """The input that a finding names by its label, as it was empty or not to be found."""
    if finding.code.startswith("event-without-"):
        column = EVENT_COLUMNS.index(finding.code.removeprefix("event-without-"))
        labels = (f for f in made.event_fields if f.column == column)
        return next((f.key for f in labels if f.where.startswith(f"{finding.label}:")), "")
    if finding.code in {"form-row-missing", "form-row-twice"}:
        label = finding.label or str(finding.args["label"])
        return next((f.key for f in made.fields if f.where == label), "")
    return ""


def _other_half(made: Layout, field: Field) -> str:
    if field.role in {"started", "finished"}:
        ends = {"started": "finished", "finished": "started"}
        return f"{field.key.removesuffix(field.role)}{ends[field.role]}"
    other = field.at_most or field.at_least
    return other if other in made.by_key else ""


# --- the lines of the list ------------------------------------------------------------------------


def _task(answered: _Answered, finding: Finding, keys: tuple[str, ...]) -> Task:
    made = answered.made
    short = replace(finding, typed=_short(finding.typed))
    label = finding.label or (made.by_key[keys[0]].where if keys else str(finding.args.get("label", "")))
    own = next((key for key in keys if made.by_key[key].where == finding.label), keys[-1] if keys else "")
    value = answered.values.get(own)
    typed = _typed_date(answered.records[own].typed, value) if isinstance(value, date) else short.typed
    look = LOOKS[messages.severity(finding)]
    return Task(look, label, typed, messages.text(short, division=True), keys)


def _typed_date(typed: str, day: date) -> str:
    """A date as it was typed; that of a date cell, of which only the day is known, as the form asks for dates."""
    return f"{day.day}/{day.month}/{day.year + BE}" if ISO_DATE.match(typed) else _short(typed)


def _short(typed: str) -> str:
    return typed if len(typed) <= TYPED_LIMIT else typed[: TYPED_LIMIT - 1] + "…"


def _incomplete(made: Layout, values: Mapping[str, Value]) -> Iterator[Task]:
    """For each activity, the required inputs that are empty."""
    blocks: dict[int | None, list[Field]] = {}
    for field in made.fields:
        if field.required and field.key not in values:
            blocks.setdefault(field.activity, []).append(field)
    mend = messages.mend(Finding("form-incomplete"), division=True)
    for activity, empty in blocks.items():
        label = f"กิจกรรมที่ {thai.to_thai_digits(str(activity))}" if activity else "ผู้รายงานและผู้รับรองข้อมูล"
        listed = ", ".join(field.label for field in empty)
        text = f"ยังไม่ได้กรอกข้อมูลที่จำเป็น {thai.format_number(len(empty))} ช่อง: {listed} {mend}"
        look = LOOKS[CATALOGUE["form-incomplete"].severity]
        yield Task(look, label, "", text, filled=tuple(field.key for field in empty))
