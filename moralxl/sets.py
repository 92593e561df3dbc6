"""Which return counts for each division: the newest or the preferred one; what the others say differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from moralxl import thai
from moralxl.layout import layout
from moralxl.messages import Told
from moralxl.model import FileStatus, Finding, Plan, Record, Source, Submission

NEVER = datetime(1, 1, 1)  # noqa: DTZ001 - files give times without a zone
DIFFERENCES_TOLD = 8
CUMULATIVE = frozenset({"actual", "category", "numerator", "spent"})  # roles whose figures never fall over a year
EMPTY = Told("(ว่าง)", "(empty)")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the coordinator decided: file names to prefer, and names to leave out with the reason."""

    prefer: frozenset[str] = frozenset()
    exclude: Mapping[str, str] = field(default_factory=dict)

    def unknown(self, paths: Iterable[str]) -> list[str]:
        """The names decided upon that no file has."""
        known = set(paths)
        return sorted(name for name in {*self.prefer, *self.exclude} if name not in known)


def leave_out(
    submissions: Sequence[Submission], findings: Sequence[Finding], choice: Choice
) -> tuple[list[Submission], list[Finding]]:
    """Set the excluded files aside; what was wrong with them gives way to the reason."""
    kept = [replace(s, status=FileStatus.SET_ASIDE, records=()) if s.path in choice.exclude else s for s in submissions]
    told = [
        Finding("set-excluded", Source(s.path), args={"reason": choice.exclude[s.path]})
        for s in submissions
        if s.path in choice.exclude
    ]
    return kept, [*(f for f in findings if f.source.file not in choice.exclude), *told]


def one_each(
    submissions: Sequence[Submission], findings: Sequence[Finding], plan: Plan, choice: Choice
) -> tuple[list[Submission], list[Finding]]:
    """Keep one return of each division and set the others aside; name the divisions that sent none."""
    by_division: dict[str, list[Submission]] = {}
    for submission in submissions:
        if submission.status == FileStatus.ACCEPTED and submission.identity:
            by_division.setdefault(submission.identity.division, []).append(submission)
    passed_over: dict[str, Finding] = {}
    for division, several in by_division.items():
        *others, kept = sorted(several, key=lambda s: (s.path in choice.prefer, *_newness(s)))
        for other in others:
            differences = list(_differences(other, kept))
            code = _why(other, kept, choice, differ=bool(differences))
            args = {
                "division": f"{division} {plan.division(division).name}",
                "other": kept.path,
                "count": len(differences),
                "fewer": len(kept.records),
                "more": len(other.records),
                "differences": _some(differences),
            }
            passed_over[other.path] = Finding(code, Source(other.path), args=args)
    remaining = [f for f in findings if f.source.file not in passed_over]
    decided = [replace(s, status=FileStatus.SET_ASIDE, records=()) if s.path in passed_over else s for s in submissions]
    unusable: dict[str, list[str]] = {}
    for submission in submissions:
        if submission.status != FileStatus.ACCEPTED and submission.identity:
            unusable.setdefault(submission.identity.division, []).append(submission.path)
    missing = [
        Finding("set-missing", args={"division": f"{d.code} {d.name}", "but": _but(unusable.get(d.code, []))})
        for d in plan.divisions
        if d.code not in by_division
    ]
    return decided, [*remaining, *passed_over.values(), *missing]


def _but(files: Sequence[str]) -> Told:
    """What is there of a division that has no return that counts."""
    names = ", ".join(files)
    return Told(f" (มีไฟล์ {names} ซึ่งนำมารวมไม่ได้)", f" ({names} could not be taken)") if files else Told("", "")


def _newness(submission: Submission) -> tuple[date, datetime, str]:
    """Order of returns from one division: by the form's report date, then by when the file was saved."""
    return submission.reported_on or date.min, submission.saved_at or NEVER, submission.sha256


def _why(other: Submission, kept: Submission, choice: Choice, *, differ: bool) -> str:
    """The message for a return passed over: decided by the coordinator, plainly older, or not to be told."""
    if (kept.path in choice.prefer) != (other.path in choice.prefer):
        return "set-not-preferred"
    if not differ:
        return "set-same-answers"
    if len(kept.records) < len(other.records) / 2:
        return "set-fewer-answers"
    return "set-conflict" if _newness(other)[:2] == _newness(kept)[:2] else "set-superseded"


def _differences(other: Submission, kept: Submission) -> Iterator[tuple[str, str, str]]:
    """Where two returns of a division differ: the cell, what the one passed over says, what the one kept says."""
    first, second = ({r.key: r for r in s.records} for s in (other, kept))
    for key in dict.fromkeys([*first, *second]):
        before, after = first.get(key), second.get(key)
        record = before or after
        if record and _value(before) != _value(after):
            yield f"{record.source.sheet}!{record.source.cell}", _typed(before), _typed(after)


def _value(record: Record | None) -> object:
    return None if record is None else (record.status, record.value)


def _typed(record: Record | None) -> str:
    if record is not None and isinstance(record.value, date):
        return thai.format_date(record.value)  # a date cell has no text of its own
    text = "" if record is None else " ".join(record.typed.split())
    return text if len(text) <= 40 else text[:39] + "…"


def _some(differences: Sequence[tuple[str, str, str]]) -> Told:
    def words(this: str, taken: str, empty: str) -> str:
        told = [f"{cell} {this} “{before or empty}” {taken} “{after or empty}”" for cell, before, after in differences]
        return "; ".join([*told[:DIFFERENCES_TOLD], *(["…"] if len(told) > DIFFERENCES_TOLD else [])])

    return Told(words("ไฟล์นี้", "ฉบับที่ใช้", EMPTY.th), words("here", "there", EMPTY.en))


def fallen(previous: Iterable[Submission], current: Iterable[Submission], plan: Plan) -> list[Finding]:
    """Cumulative figures that are lower than the same division reported in an earlier round."""
    before = {(r.division, r.key): r for s in previous if s.status == FileStatus.ACCEPTED for r in s.records}
    findings = []
    for submission in current:
        if submission.status != FileStatus.ACCEPTED or submission.identity is None:
            continue
        identity = submission.identity
        fields = layout(plan, plan.round(identity.round), plan.division(identity.division)).by_key
        for record in submission.records:
            earlier = before.get((record.division, record.key))
            if record.role not in CUMULATIVE or earlier is None:
                continue
            now, then = record.value, earlier.value
            if isinstance(now, (int, float)) and isinstance(then, (int, float)) and now < then:
                args = {"before": then, "file": earlier.source.file, "cell": earlier.source.cell}
                label = fields[record.key].where
                findings.append(Finding("value-below-previous", record.source, label, record.typed, now, args))
    return findings
