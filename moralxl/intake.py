"""Turns a returned workbook's cells into records: whose it is, what each input says, what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from moralxl import layout as lay
from moralxl import thai
from moralxl.conserve import account
from moralxl.fields import Converted, Typed, read_input, typed_text
from moralxl.filling import Sent, read_sent
from moralxl.layout import Field, Layout, layout
from moralxl.locate import OnSheet, corner_of, event_rows, locate
from moralxl.messages import Told
from moralxl.model import FileStatus, Finding, Identity, Plan, Record, Round, Source, Submission
from moralxl.read import RawWorkbook
from moralxl.remarks import commented, marked_in_part, struck_through
from moralxl.template import form_stamp

THAI_FORMS = frozenset({"thai_digits", "be_as_ce"})  # how Thai clerks type as a matter of course


class Answer(NamedTuple):
    """A filled input and what was made of it."""

    typed: Typed
    converted: Converted


def identify(raw: RawWorkbook, file: str) -> tuple[str, Identity | None, list[Finding]]:
    """What a workbook says of itself: its kind ("intake", "master" or "" for a stranger's) and identity."""
    said: dict[str, str] = {}
    for sheet in raw.sheets:
        if sheet.name == lay.IDENTITY_SHEET:
            said = {typed_text(sheet.at(r, 0)): typed_text(sheet.at(r, 1)) for r in range(len(sheet.rows))}
    if said.get("product") == "moralxl" and (said.get("kind") or "intake") != "intake":
        return said["kind"], None, []
    book = None
    if said.get("product") == "moralxl" and lay.are_numbers(said.get("year", ""), said.get("round", "")):
        names = ("plan", "year", "round", "division", "version")
        plan, year, round_, division, version = (said.get(name, "") for name in names)
        book = Identity(plan, int(year), int(round_), division, version)
    on_sheets = [corner.identity for sheet in raw.sheets if (corner := corner_of(sheet))]
    identity = book or next(iter(on_sheets), None)
    if identity is None:
        return "", None, [Finding("file-not-ours", Source(file))]
    for other in on_sheets:
        if other != identity:
            args = {"sheet_says": _told(other), "book_says": _told(identity)}
            return "intake", None, [Finding("identity-differs", Source(file), args=args)]
    return "intake", identity, []


def _told(identity: Identity) -> Told:
    division, round_, year = identity.division, identity.round, identity.year
    return Told(
        thai.to_thai_digits(f"{division} รอบ {round_} เดือน ปีงบประมาณ {year}"),
        f"{division}, {round_}-month round of {year}",
    )


def check_identity(identity: Identity, plan: Plan, round_: Round | None, file: str) -> list[Finding]:
    """Whether a return belongs to this plan, year and round (None: any of the plan's) and to a known division."""
    source = Source(file)

    def finding(code: str, found: object, expected: object = "") -> list[Finding]:
        return [Finding(code, source, args={"found": found, "expected": expected})]

    if identity.year != plan.year:
        return finding("identity-other-year", _year(identity.year), _year(plan.year))
    if identity.plan != plan.id:
        return finding("identity-other-plan", identity.plan, plan.id)
    if round_ is not None and identity.round != round_.number:
        return finding("identity-other-round", identity.round, round_.number)
    if identity.round not in {r.number for r in plan.rounds}:
        return finding("identity-other-round", identity.round, tuple(r.number for r in plan.rounds))
    if identity.division not in plan.by_code:
        return finding("identity-unknown-division", identity.division)
    return []


def _year(year: int) -> Told:
    return Told(thai.to_thai_digits(str(year)), str(year))  # without a thousands separator


def intake(submission: Submission, raw: RawWorkbook, plan: Plan) -> tuple[Submission, list[Finding]]:
    """Read the inputs of a return whose identity is known; the submission comes back accepted, with records.

    A form in which nothing was filled is set aside.
    """
    identity = submission.identity
    assert identity is not None  # noqa: S101 - the caller has identified it
    made = layout(plan, plan.round(identity.round), plan.division(identity.division), event_rows(raw))
    findings: list[Finding] = []
    if identity.version != made.version:
        args = {"found": identity.version, "expected": made.version}
        findings.append(Finding("identity-other-version", Source(submission.path), args=args))
    found, missing = locate(made, raw, submission.path)
    findings += missing
    filled = [typed for here in found for typed in here.filled.values()]
    answers = {typed.field.key: Answer(typed, read_input(typed, plan)) for typed in filled}
    sent = read_sent(raw)
    remarks = [*commented(raw, found, sent, submission.path)]
    if not answers and not findings and not _is_typed_elsewhere(made, raw, found, submission):
        aside = Finding("form-blank", Source(submission.path), args={"division": made.division.code})
        return replace(submission, status=FileStatus.SET_ASIDE), [aside, *remarks]
    for here in found:
        remarks += struck_through(here)
        for typed, finding in marked_in_part(here):
            answers[typed.field.key] = Answer(typed, Converted(None, "fault", (finding,)))
    findings += remarks
    findings += _check_unchanged(made, answers, sent, submission.path)
    findings += _check_ratios(made, answers)
    findings += _fold_thai_forms([f for answer in answers.values() for f in answer.converted.findings])
    findings += _check_dates(made, answers)
    places = {f.key: lay.a1(*at) for here in found if not here.unmoved for f, *at in here.inputs()}
    findings += _check_events(made, answers, places, submission.path)
    findings += _check_twice(made, answers)
    # an input that is missing, and told of as such, is not told of as empty, too
    there = {field.key for here in found for field, _, _ in here.inputs()} if missing else made.by_key
    titles = {here.form.name: here.sheet.name for here in found}
    findings += _check_complete(made, answers, there, places, titles, submission.path)
    taken = [answers[typed.field.key].converted.status != "fault" for typed in filled]
    ledger, strange = account(made, raw, found, taken, submission.path)
    findings += strange
    reported_on = _reported_on(answers, plan, findings)
    accepted = replace(
        submission,
        status=FileStatus.ACCEPTED,
        records=tuple(_records(made, answers)),
        reported_on=reported_on,
        saved_at=None if raw.saved_at == form_stamp(plan) else raw.saved_at,
        ledger=ledger,
        corrects=sent.corrects,
    )
    return accepted, findings


def _is_typed_elsewhere(made: Layout, raw: RawWorkbook, found: list[OnSheet], submission: Submission) -> bool:
    """Whether a form without an answer holds something beside its inputs or over its own wording."""
    ledger, strange = account(made, raw, found, [], submission.path)
    return bool(ledger.outside) or any(finding.code == "form-wording-changed" for finding in strange)


def _reported_on(answers: dict[str, Answer], plan: Plan, findings: list[Finding]) -> date | None:
    """The report's date, unless it cannot be right: such a one must not make a return the newest."""
    reported = answers.get("reported_on")
    day = reported.converted.value if reported else None
    if reported is None or not isinstance(day, date):
        return None
    latest = plan.end + timedelta(days=366)
    if plan.start <= day <= latest:
        return day
    findings.append(reported.typed.finding("date-report-unlikely", day, start=plan.start, end=latest))
    return None


def _fold_thai_forms(findings: list[Finding]) -> list[Finding]:
    """One note for all figures and dates whose only oddity is that Thai digits or the Buddhist era were typed."""
    plain = [f for f in findings if f.args.get("why") in THAI_FORMS]
    if not plain:
        return findings
    first = plain[0]
    examples = ", ".join(f"{f.source.cell} “{f.typed}”" for f in plain[:3])
    note = Finding(
        "value-thai-form",
        first.source,
        first.label,
        first.typed,
        first.read,
        {"count": len(plain), "examples": examples},
    )
    return [*(f for f in findings if f.args.get("why") not in THAI_FORMS), note]


# --- checks over several inputs -------------------------------------------------------------------


def _number(answers: dict[str, Answer], key: str) -> float | None:
    answer = answers.get(key)
    value = answer.converted.value if answer else None
    return value if isinstance(value, (int, float)) else None


def _fault(answers: dict[str, Answer], key: str) -> None:
    """Take a value back: what it meets in another cell shows that it is wrong."""
    answer = answers[key]
    answers[key] = Answer(answer.typed, answer.converted._replace(value=None, status="fault"))


def _check_ratios(made: Layout, answers: dict[str, Answer]) -> list[Finding]:
    """Numerators against their denominators."""
    findings = []
    for field in made.fields:
        if not field.at_most or (field.key not in answers and field.at_most not in answers):
            continue
        whole = made.by_key[field.at_most]
        part = answers.get(field.key)
        if part and part.converted.ratio:
            findings += _split(part, whole, answers)
            continue
        numerator, denominator = _number(answers, field.key), _number(answers, whole.key)
        if numerator is not None and denominator is not None:
            if numerator > denominator:
                findings.append(
                    answers[field.key].typed.finding(
                        "value-over-denominator", numerator=numerator, denominator=denominator
                    )
                )
                _fault(answers, field.key)
                _fault(answers, whole.key)
            elif denominator == 0:
                findings.append(answers[whole.key].typed.finding("value-no-ratio", numerator=numerator))
        elif (numerator is None) != (denominator is None):
            filled, empty = (field, whole) if denominator is None else (whole, field)
            other = answers.get(empty.key)
            # of a whole that is known, the part may go unreported
            if other is None or (empty is whole and other.converted.status == "not_reported"):
                findings.append(
                    answers[filled.key].typed.finding("value-half-missing", label=filled.label, other=empty.label)
                )
    return findings


def _split(part: Answer, whole: Field, answers: dict[str, Answer]) -> list[Finding]:
    """Take "48/60" in the numerator's cell apart, unless the denominator's own cell says otherwise."""
    ratio = part.converted.ratio
    assert ratio is not None  # noqa: S101 - the caller has looked
    shown = {"numerator": ratio.numerator, "denominator": ratio.denominator}
    stated = _number(answers, whole.key)
    if whole.key in answers and stated != ratio.denominator:
        said = answers[whole.key].typed.text
        _fault(answers, part.typed.field.key)
        return [part.typed.finding("value-ratio-differs", denominator=said)]
    if ratio.numerator > ratio.denominator:
        _fault(answers, part.typed.field.key)
        return [part.typed.finding("value-over-denominator", **shown)]
    if whole.key not in answers:
        typed = part.typed._replace(field=whole)
        answers[whole.key] = Answer(typed, Converted(ratio.denominator, "value"))
    split = part.typed.finding("value-ratio-split", **shown)
    if ratio.denominator == 0:
        return [split, answers[whole.key].typed.finding("value-no-ratio", numerator=ratio.numerator)]
    return [split]


def _check_dates(made: Layout, answers: dict[str, Answer]) -> list[Finding]:
    """No activity is finished before it was started."""
    findings = []
    for activity in made.activities:
        started, finished = (answers.get(f"a{activity.number:02d}_{name}") for name in ("started", "finished"))
        if not started or not finished:
            continue
        first, last = started.converted.value, finished.converted.value
        if isinstance(first, date) and isinstance(last, date) and last < first:
            findings.append(finished.typed.finding("date-finished-before-started", started=first, finished=last))
    return findings


def _check_events(made: Layout, answers: dict[str, Answer], places: Mapping[str, str], file: str) -> list[Finding]:
    """A row of the event log that has anything needs its activity and date, and should have a title.

    `places` gives the cells of inputs that moved.
    """
    findings = []
    for number, fields in made.events.items():
        filled = [answers[f.key] for f in fields.values() if f.key in answers]
        if not filled:
            continue
        for name, code in (
            ("activity", "event-without-activity"),
            ("date", "event-without-date"),
            ("title", "event-without-title"),
        ):
            field = fields[name]
            answer = answers.get(field.key)
            if answer is None or answer.converted.status == "not_reported":
                row = filled[0].typed.source
                cell = places.get(field.key, field.cell)
                label = f"{lay.SHEET_TITLES[lay.EVENTS]} รายการที่ {thai.to_thai_digits(str(number))}"
                typed = answer.typed.text if answer else ""
                args = {"year": str(made.plan.year)}  # of the example that a message gives
                findings.append(Finding(code, Source(file, row.sheet, cell), label, typed, args=args))
    return findings


def _check_twice(made: Layout, answers: dict[str, Answer]) -> Iterator[Finding]:
    """Rows of the event log with the activity, date and title of an earlier one, unless codes tell them apart or join.

    Rows with the same code count as one, which is told of where events are counted.
    """
    first: dict[tuple[object, ...], int] = {}
    for number, fields in made.events.items():
        title = answers.get(fields["title"].key)
        if title is None or fields["code"].key in answers:
            continue
        told = [title, *(answers.get(fields[name].key) for name in ("activity", "date"))]
        values = tuple(answer.converted.value if answer else None for answer in told)
        if None not in values:
            before = first.setdefault(values, number)
            if before != number:
                yield title.typed.finding("event-row-twice", first=before)


def _check_unchanged(made: Layout, answers: dict[str, Answer], sent: Sent, file: str) -> list[Finding]:
    """Whether a form that came with an earlier round's answers says nothing else; who reports, and when, aside."""
    if not sent.earlier:
        return []
    asked = {f.key for f in made.fields if f.activity is not None or f.event_row is not None}
    if not sent.is_kept(((key, answer.typed.text) for key, answer in answers.items()), asked):
        return []
    return [Finding("form-unchanged", Source(file), args={"earlier": sent.earlier})]


def _check_complete(
    made: Layout,
    answers: dict[str, Answer],
    there: Collection[str],
    places: Mapping[str, str],
    titles: Mapping[str, str],
    file: str,
) -> list[Finding]:
    """One finding for all required inputs that are `there` and still empty; `titles` are what the sheets are called."""
    required = [f for f in made.fields if f.required and f.key in there]
    empty = [f for f in required if f.key not in answers]
    if not empty:
        return []
    examples = ", ".join(f"{f.where} ({places.get(f.key, f.cell)})" for f in empty[:3])
    args = {"count": len(empty), "total": len(required), "examples": examples}
    return [Finding("form-incomplete", Source(file, titles[empty[0].sheet]), args=args)]


# --- records --------------------------------------------------------------------------------------


def _records(made: Layout, answers: dict[str, Answer]) -> Iterator[Record]:
    """The answered inputs as records, in layout order; an event row's records all carry its activity."""
    activity_of = {number: _number(answers, fields["activity"].key) for number, fields in made.events.items()}
    for field in made.fields:
        answer = answers.get(field.key)
        if answer is None:
            continue
        activity: int | None = field.activity
        if field.event_row is not None:
            chosen = activity_of[field.event_row]
            activity = None if chosen is None else int(chosen)
        typed, (value, status, *_) = answer
        yield Record(
            made.division.code,
            field.key,
            activity,
            field.measure,
            field.role,
            field.category,
            field.event_row,
            value,
            status,
            typed.text,
            typed.source,
        )
