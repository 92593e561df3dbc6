"""Which return counts for each division: the newest or the preferred one; what the others say differently."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from moralxl.changes import BELOW, Flag, changes, typed
from moralxl.layout import layout
from moralxl.messages import Told
from moralxl.messages.message import first_of
from moralxl.model import FileStatus, Finding, Plan, Source, Submission

NEVER = datetime(1, 1, 1)  # noqa: DTZ001 - files give times without a zone
DIFFERENCES_TOLD = 8
PASSED_OVER = frozenset(  # what a return is told that counts no more because its division sent another
    {
        "set-superseded",
        "set-corrected",
        "set-conflict",
        "set-same-answers",
        "set-not-mended",
        "set-fewer-answers",
        "set-not-preferred",
    }
)
LIKE_WORKBOOKS = (".xls", ".ods", ".csv", ".numbers", ".gsheet")  # in the names of what may have been meant as one
OTHER_ROUND = frozenset({"set-earlier-round", "identity-other-round"})  # told of files of other rounds
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

    def within(self, folder: str, paths: Iterable[str]) -> Choice:
        """What was decided about a folder's files, by their names in it; what was typed may have the folder before.

        What is decided about a message or an archive is about all that it holds.
        """
        paths = list(paths)

        def meant(name: str) -> list[str]:
            ways = ((path, (path, f"{folder}/{path}")) for path in paths)
            return [path for path, typed in ways if any(one == name or one.startswith(f"{name}/") for one in typed)]

        return Choice(
            frozenset(path for name in self.prefer for path in meant(name)),
            {path: reason for name, reason in self.exclude.items() for path in meant(name)},
        )


def leave_out(
    submissions: Sequence[Submission], findings: Sequence[Finding], choice: Choice
) -> tuple[list[Submission], list[Finding]]:
    """Set the excluded files aside; what was wrong with them gives way to the reason."""
    kept = [
        replace(s, status=FileStatus.SET_ASIDE, records=(), excluded=choice.exclude[s.path])
        if s.path in choice.exclude
        else s
        for s in submissions
    ]
    told = [
        Finding("set-excluded", Source(s.path), args={"reason": choice.exclude[s.path]})
        for s in submissions
        if s.path in choice.exclude
    ]
    return kept, [*(f for f in findings if f.source.file not in choice.exclude), *told]


def came_along(
    submissions: Iterable[Submission], findings: Iterable[Finding]
) -> tuple[list[Submission], list[Finding]]:
    """Set aside what came in one message or archive with a form that was read, and is no workbook itself.

    Signatures' pictures and covering letters are no reason to ask the division for anything. What is named like a
    workbook and is none may hold its answers.
    """
    submissions = list(submissions)
    read = {s.sha256 for s in submissions if s.status == FileStatus.ACCEPTED}
    paths = {s.path for s in submissions}
    inside = [s for s in submissions if _container(s.path) in paths]
    forms = {_container(s.path): s.path for s in inside if s.identity and s.sha256 in read}
    told = []
    aside = set()
    for finding in findings:
        path = finding.source.file
        form = forms.get(_container(path))
        name = path.rpartition("/")[2].lower()
        if form and finding.code == "file-not-workbook" and not any(part in name for part in LIKE_WORKBOOKS):
            aside.add(path)
            told.append(Finding("set-beside", Source(path), args={"what": finding.args["what"], "other": form}))
        else:
            told.append(finding)
    return [replace(s, status=FileStatus.SET_ASIDE) if s.path in aside else s for s in submissions], told


def _container(path: str) -> str:
    """The message or archive that a file is in, or the folder."""
    return path.rpartition("/")[0]


def one_each(
    submissions: Sequence[Submission], findings: Sequence[Finding], plan: Plan, choice: Choice
) -> tuple[list[Submission], list[Finding]]:
    """Keep one return of each division and set the others aside; name the divisions that sent none."""
    submissions, findings = came_along(submissions, findings)
    by_division: dict[str, list[Submission]] = {}
    for submission in submissions:
        if submission.status == FileStatus.ACCEPTED and submission.identity:
            by_division.setdefault(submission.identity.division, []).append(submission)
    passed_over: dict[str, Finding] = {}
    counted: dict[str, Submission] = {}
    for division, several in by_division.items():
        kept = counted[division] = _newest(several, choice)
        for other in (s for s in several if s is not kept):
            differences = list(_differences(other, kept))
            code = _why(other, kept, several, choice, differ=bool(differences))
            args = {
                "division": f"{division} {plan.division(division).name}",
                "other": kept.path,
                "count": len(differences),
                "fewer": len(kept.records),
                "more": len(other.records),
                "differences": _some(differences),
            }
            passed_over[other.path] = Finding(code, Source(other.path), args=args)
    passed_over |= _blanks(submissions, findings, plan, counted)
    remaining = [f for f in findings if f.source.file not in passed_over]
    decided = [replace(s, status=FileStatus.SET_ASIDE, records=()) if s.path in passed_over else s for s in submissions]
    of_other_rounds = {f.source.file for f in findings if f.code in OTHER_ROUND}
    unusable: dict[str, list[str]] = {}
    for submission in submissions:
        if submission.status != FileStatus.ACCEPTED and submission.identity:
            unusable.setdefault(submission.identity.division, []).append(submission.path)
    missing = [
        Finding(
            "set-missing",
            args={"division": f"{d.code} {d.name}", "but": _but(unusable.get(d.code, []), of_other_rounds)},
        )
        for d in plan.divisions
        if d.code not in by_division
    ]
    return decided, [*remaining, *passed_over.values(), *missing]


def _blanks(
    submissions: Iterable[Submission], findings: Iterable[Finding], plan: Plan, counted: Mapping[str, Submission]
) -> dict[str, Finding]:
    """What to tell of blank forms, by their files, where their divisions sent filled ones as well."""
    blank = {f.source.file for f in findings if f.code == "form-blank"}
    made = {}
    for submission in submissions:
        identity = submission.identity
        if submission.path in blank and identity and identity.division in counted:
            division, other = plan.division(identity.division), counted[identity.division].path
            args = {"division": f"{division.code} {division.name}", "other": other}
            made[submission.path] = Finding("set-blank", Source(submission.path), args=args)
    return made


def _but(files: Sequence[str], of_other_rounds: Container[str]) -> Told:
    """What is there of a division that has no return that counts: files with faults, and good ones of other rounds."""
    faulty = ", ".join(file for file in files if file not in of_other_rounds)
    good = ", ".join(file for file in files if file in of_other_rounds)
    told = [Told(f"มีไฟล์ {faulty} ซึ่งนำมารวมไม่ได้", f"{faulty} could not be taken")] if faulty else []
    told += [Told(f"มีไฟล์ {good} ซึ่งเป็นของรอบอื่น", f"{good} is of another round")] if good else []
    return (
        Told(f" ({' และ'.join(t.th for t in told)})", f" ({'; '.join(t.en for t in told)})") if told else Told("", "")
    )


def _newness(submission: Submission) -> tuple[date, datetime, str]:
    """Order of returns from one division: by the form's report date, then by when the file was saved."""
    return submission.reported_on or date.min, submission.saved_at or NEVER, submission.sha256


def _newest(several: Sequence[Submission], choice: Choice) -> Submission:
    """The return that counts: the newest of those preferred, else of all.

    One that was sent back as the correction of another is newer than that, whatever their dates.
    """
    asked = [s for s in several if s.path in choice.prefer] or list(several)
    corrected = {old for s in asked for old in _corrected(s, asked)}
    # where each corrects the other, somebody made their hidden sheets up
    return max([s for s in asked if s.sha256 not in corrected] or asked, key=_newness)


def _corrected(submission: Submission, several: Iterable[Submission]) -> set[str]:
    """The SHA-256 of the returns that one is the correction of, and of those which these in turn correct."""
    corrects = {s.sha256: s.corrects for s in several}
    found: set[str] = set()
    old = submission.corrects
    while old in corrects and old not in found:
        found.add(old)
        old = corrects[old]
    return found


def _why(other: Submission, kept: Submission, several: Iterable[Submission], choice: Choice, *, differ: bool) -> str:
    """The message for a return passed over: decided by the coordinator, plainly older, or not to be told."""
    if (kept.path in choice.prefer) != (other.path in choice.prefer):
        return "set-not-preferred"
    if not differ:
        return "set-not-mended" if other.sha256 in _corrected(kept, several) else "set-same-answers"
    if len(kept.records) < len(other.records) / 2:
        return "set-fewer-answers"
    if other.sha256 in _corrected(kept, several):
        return "set-corrected"
    return "set-conflict" if _newness(other)[:2] == _newness(kept)[:2] else "set-superseded"


def _differences(other: Submission, kept: Submission) -> Iterator[tuple[str, str, str]]:
    """Where two returns of a division differ: the cell, what the one passed over says, what the one kept says."""
    for change in changes(other, kept):
        source = (change.before or change.record).source
        yield f"{source.sheet}!{source.cell}", typed(change.before), typed(change.after)


def _some(differences: Sequence[tuple[str, str, str]]) -> Told:
    def words(this: str, taken: str, empty: str) -> str:
        told = [f"{cell} {this} “{before or empty}” {taken} “{after or empty}”" for cell, before, after in differences]
        return first_of(told, DIFFERENCES_TOLD, "; ")

    return Told(words("ไฟล์นี้", "ฉบับที่ใช้", EMPTY.th), words("here", "there", EMPTY.en))


def fallen(previous: Iterable[Submission], current: Iterable[Submission], plan: Plan) -> list[Finding]:
    """Cumulative figures that are lower than the same division reported in an earlier round."""
    before = {s.identity.division: s for s in previous if s.identity and s.status == FileStatus.ACCEPTED}
    findings = []
    for submission in current:
        identity = submission.identity
        if submission.status != FileStatus.ACCEPTED or identity is None or identity.division not in before:
            continue
        fields = layout(plan, plan.round(identity.round), plan.division(identity.division)).by_key
        for change in changes(before[identity.division], submission):
            if change.flag == Flag.FALLEN and change.before:
                earlier, record = change.before, change.record
                args = {"before": earlier.value, "file": earlier.source.file, "cell": earlier.source.cell}
                label, now = fields[record.key].where, record.value or 0
                findings.append(Finding(BELOW, record.source, label, record.typed, now, args))
    return findings
