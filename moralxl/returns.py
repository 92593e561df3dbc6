"""Goes through the returns folder: every file is accepted, rejected or set aside, one return for each division."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from moralxl.intake import check_identity, identify, intake
from moralxl.messages import Told
from moralxl.model import FileStatus, Finding, Plan, Round, Source, Submission
from moralxl.plan import find_division
from moralxl.read import RawWorkbook, read_workbook
from moralxl.sets import Choice, leave_out, one_each
from moralxl.unpack import Item, find_files

LEFTOVERS = ("~$", "._", ".~lock.", ".moralxl-")  # what office programs and systems leave beside files
LEFTOVER_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store", ".gitkeep", ".gitignore"})
LEFTOVER = Told("ไฟล์ชั่วคราวของระบบ", "a system's own file")
KINDS_TOLD = {"master": Told("ตารางสรุปที่ระบบจัดทำ", "a master workbook of this program")}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that has been opened and identified, before its inputs are read."""

    submission: Submission
    raw: RawWorkbook | None
    findings: tuple[Finding, ...]


def open_file(path: Path, name: str) -> Opened:
    """Read and identify one file. Never raises for what is in it or for not being readable."""
    base = name.rsplit("/", 1)[-1]
    try:
        data = path.read_bytes()
    except OSError as problem:
        finding = Finding("file-damaged", Source(name), args={"what": problem.strerror or type(problem).__name__})
        return Opened(Submission(name, "", FileStatus.REJECTED), None, (finding,))
    submission = Submission(name, hashlib.sha256(data).hexdigest(), FileStatus.REJECTED)
    if base.startswith(LEFTOVERS) or base.lower() in LEFTOVER_NAMES:
        return _aside(submission, LEFTOVER)
    raw, findings = read_workbook(data, name)
    if raw is None:
        return Opened(submission, None, tuple(findings))
    kind, identity, faults = identify(raw, name)
    if kind not in {"", "intake"}:
        return _aside(submission, KINDS_TOLD.get(kind, Told(kind, kind)))
    return Opened(replace(submission, identity=identity, saved_at=raw.saved_at), raw, tuple(faults))


def _aside(submission: Submission, what: Told) -> Opened:
    finding = Finding("file-set-aside", Source(submission.path), args={"what": what})
    return Opened(replace(submission, status=FileStatus.SET_ASIDE), None, (finding,))


def usual_round(opened: Iterable[Opened], plan: Plan) -> Round | None:
    """The round that most returns of this plan are for, the later one of equals; None where there is none."""
    numbers = Counter(
        o.submission.identity.round
        for o in opened
        if o.submission.identity and not check_identity(o.submission.identity, plan, None, "")
    )
    if not numbers:
        return None
    most = max(numbers.values())
    return plan.round(max(number for number, count in numbers.items() if count == most))


def take_in(
    opened: list[Opened],
    plan: Plan,
    round_: Round,
    progress: Callable[[list[Opened]], Iterable[Opened]] = iter,
    choice: Choice | None = None,
    *,
    any_round: bool = False,
) -> tuple[list[Submission], list[Finding]]:
    """Read the inputs of all opened files and decide which return counts for each division."""
    choice = choice or Choice()
    submissions: list[Submission] = []
    findings: list[Finding] = []
    same: dict[str, str] = {}
    for file in progress(opened):
        submission, raw = _by_its_code(file.submission, plan), file.raw
        findings += file.findings
        identity = submission.identity
        if raw is not None and identity is not None and not file.findings:
            faults = check_identity(identity, plan, None if any_round else round_, submission.path)
            if faults:
                findings += faults
            elif submission.sha256 in same:
                submission = replace(submission, status=FileStatus.SET_ASIDE)
                args = {"other": same[submission.sha256]}
                findings.append(Finding("set-same-file", Source(submission.path), args=args))
            else:
                same[submission.sha256] = submission.path
                submission, faults = intake(submission, raw, plan)
                findings += faults
        submissions.append(submission)
    return one_each(*leave_out(submissions, findings, choice), plan, choice)


def _by_its_code(submission: Submission, plan: Plan) -> Submission:
    """The submission with its division's present code, where it names an earlier one that is now an alias."""
    identity = submission.identity
    if identity is None or identity.division in {d.code for d in plan.divisions}:
        return submission
    division = find_division(plan, identity.division)
    return replace(submission, identity=replace(identity, division=division.code)) if division else submission


def walk(folder: Path, progress: Callable[[list[Item]], Iterable[Item]] = iter) -> Iterator[Opened]:
    """Open the files of a returns folder one after the other, by name; those in archives and messages too."""
    with tempfile.TemporaryDirectory(prefix="moralxl-") as scratch:
        for item in progress(find_files(folder, Path(scratch))):
            if item.finding is None:
                yield open_file(item.path, item.name)
            else:
                yield _settled(item, item.finding)


def _settled(item: Item, finding: Finding) -> Opened:
    """An archive or message: set aside when what it holds was found, rejected when it could not be opened."""
    status = FileStatus.SET_ASIDE if finding.code == "file-container" else FileStatus.REJECTED
    sha256 = hashlib.sha256(item.path.read_bytes()).hexdigest()
    return Opened(Submission(item.name, sha256, status), None, (finding,))


def is_filled(path: Path, plan: Plan) -> bool:
    """Whether a file is an intake workbook of this plan in which something was answered."""
    submissions, _ = take_in([open_file(path, path.name)], plan, plan.rounds[0], any_round=True)
    return submissions[0].status == FileStatus.ACCEPTED
