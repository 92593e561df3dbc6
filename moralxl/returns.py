"""Goes through the returns folder: every file is accepted, rejected or set aside, one return for each division."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from sys import intern

from moralxl.filling import read_sent
from moralxl.folder import Item, no_file, why
from moralxl.intake import check_identity, identify, intake
from moralxl.messages import Told
from moralxl.model import FileStatus, Finding, Identity, Plan, Round, Source, Submission
from moralxl.plan import find_division
from moralxl.plan.cells import holds_tables
from moralxl.process import Work, cores, spread
from moralxl.read import Outcome, RawWorkbook, read_apart, read_plain, read_workbook, stop
from moralxl.records import Records
from moralxl.sets import Choice, leave_out, one_each
from moralxl.unpack import MOST_BYTES, MOST_BYTES_IN_ALL, find_files

LEFTOVERS = ("~$", "._", ".~lock.", ".moralxl-")  # what office programs and systems leave beside files
LEFTOVER_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store", ".gitkeep", ".gitignore"})
LEFTOVER = Told("ไฟล์ชั่วคราวของระบบ", "a system's own file")
KINDS_TOLD = {
    "master": Told("ตารางสรุปที่ระบบจัดทำ", "a master workbook of this program"),
    "status": Told("ตารางการส่งแบบรายงานที่ระบบจัดทำ", "a status workbook of this program"),
    "changes": Told("ตารางการเปลี่ยนแปลงที่ระบบจัดทำ", "a workbook of changes of this program"),
}
NOTHING_LOST = frozenset({"file-container", "file-linked"})  # what is in these stands elsewhere
UNOPENED = frozenset({"file-unreachable", "file-linked"})  # what may not be there at all, or never end
PLAN_TABLES = Told("ตารางแผนของระบบ", "a plan's tables of this program")


FEW = 300  # files; of fewer, one process reads most before others have begun
Reader = Callable[[bytes, str], Outcome]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that has been opened and identified, before its inputs are read."""

    submission: Submission
    raw: RawWorkbook | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """A file of the returns folder, read for the round that it says it is for; its cells are no longer held."""

    submission: Submission
    findings: tuple[Finding, ...]  # of opening it
    read: tuple[Finding, ...] | None = None  # of reading its inputs; None where it is no return of the plan


# --- one file -------------------------------------------------------------------------------------


def open_file(path: Path, name: str, reader: Reader = read_workbook) -> Opened:
    """Read and identify one file. Never raises for what is in it or for not being readable."""
    base = name.rsplit("/", 1)[-1]
    try:
        status = path.stat()
        if what := no_file(status.st_mode):
            return _unreachable(name, what)
        size = status.st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
        sha256 = hashlib.sha256(data).hexdigest() if size <= MOST_BYTES else _sha256(path)
    except OSError as problem:
        return _unreachable(name, why(problem))
    submission = Submission(name, sha256, FileStatus.REJECTED)
    if base.startswith(LEFTOVERS) or base.lower() in LEFTOVER_NAMES:
        return _aside(submission, LEFTOVER)
    if size > MOST_BYTES:
        what = Told(f"{size >> 20} เมกะไบต์", f"{size >> 20} MB")
        return Opened(submission, None, (Finding("file-too-large", Source(name), args={"what": what}),))
    raw, findings = reader(data, name)
    if raw is None:
        return Opened(submission, None, tuple(findings))
    kind, identity, faults = identify(raw, name)
    if kind not in {"", "intake"}:
        return _aside(submission, KINDS_TOLD.get(kind, Told(kind, kind)))
    if not kind and any(holds_tables(sheet.rows) for sheet in raw.sheets):
        return _aside(submission, PLAN_TABLES)
    return Opened(replace(submission, identity=identity, saved_at=raw.saved_at), raw, tuple(faults))


def _sha256(path: Path) -> str:
    """The hash of a file's bytes; none of one so large that it would take long."""
    if path.stat().st_size > MOST_BYTES_IN_ALL:
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unreachable(name: str, what: Told) -> Opened:
    finding = Finding("file-unreachable", Source(name), args={"what": what})
    return Opened(Submission(name, "", FileStatus.REJECTED), None, (finding,))


def _aside(submission: Submission, what: Told) -> Opened:
    finding = Finding("file-set-aside", Source(submission.path), args={"what": what})
    return Opened(replace(submission, status=FileStatus.SET_ASIDE), None, (finding,))


def read_return(opened: Opened, plan: Plan) -> Return:
    """Read the inputs of an opened file, where it is a return of the plan, for whichever of its rounds."""
    submission = _by_its_code(opened.submission, plan)
    identity = submission.identity
    if opened.raw is None or identity is None or opened.findings or check_identity(identity, plan, None, ""):
        return Return(submission, opened.findings)
    # what many returns say alike stands once
    code, version = plan.division(identity.division).code, intern(identity.version)
    identity = replace(identity, plan=plan.id, division=code, version=version)
    submission, findings = intake(replace(submission, identity=identity), opened.raw, plan)
    return Return(replace(submission, records=Records.of(submission.records)), (), tuple(findings))


def _by_its_code(submission: Submission, plan: Plan) -> Submission:
    """The submission with its division's present code, where it names an earlier one that is now an alias."""
    identity = submission.identity
    if identity is None or identity.division in plan.by_code:
        return submission
    division = find_division(plan, identity.division)
    return replace(submission, identity=replace(identity, division=division.code)) if division else submission


COMMENTS = frozenset({"form-comment", "form-comment-outside", "form-text-box"})


def is_written(path: Path, kind: str) -> bool:
    """Whether a file is a workbook that this program wrote, of one of the KINDS_TOLD."""
    return any(f.args.get("what") == KINDS_TOLD[kind] for f in open_file(path, path.name).findings)


def is_untouched(path: Path, plan: Plan) -> bool:
    """Whether a file is a form of this plan in which nothing was answered, noted or added since it was written."""
    opened = open_file(path, path.name)
    given = read_return(opened, plan)
    if opened.raw is None or given.read is None:
        return False
    submission, told = given.submission, {finding.code for finding in given.read}
    if submission.ledger is None:  # set aside
        return told == {"form-blank"}
    reworded = "form-wording-changed" in told and "identity-other-version" not in told
    added = submission.ledger.outside or told & COMMENTS
    return (
        not added
        and not reworded
        and read_sent(opened.raw).is_kept((record.key, record.typed) for record in submission.records)
    )


# --- a folder -------------------------------------------------------------------------------------


def walk(
    folder: Path,
    plan: Plan,
    jobs: int | None = 1,
    progress: Callable[[Iterable[Return], int], Iterable[Return]] = lambda returns, _: returns,
) -> Iterator[Return]:
    """Read the files of a returns folder, by name; those in archives and messages, too.

    They are read in so many processes (None: as many as pay), on which the results do not depend. `progress` is
    given the results as they come, and how many there will be.
    """
    with tempfile.TemporaryDirectory(prefix="moralxl-") as scratch:
        items = find_files(folder, Path(scratch))
        count = jobs or (1 if len(items) < FEW else cores())
        with closing(spread(READING, plan, items, count)) as found:
            try:
                yield from progress(found, len(items))
            except BaseException:
                stop()  # whatever is read apart is waited for no longer
                raise


def _read_item(plan: Plan, item: Item, reader: Reader) -> Return:
    if item.finding is not None:
        return _settled(item, item.finding)
    opened = open_file(item.path, item.name, reader)
    return read_return(replace(opened, submission=replace(opened.submission, sent_on=item.sent_on)), plan)


def _read_there(plan: Plan, item: Item) -> Return:
    return _read_item(plan, item, read_plain)


def _read_here(plan: Plan, item: Item) -> Return:
    return _read_item(plan, item, read_workbook)


def _read_alone(plan: Plan, item: Item) -> Return:
    return _read_item(plan, item, read_apart)


READING = Work(_read_there, _read_here, _read_alone)


def _settled(item: Item, finding: Finding) -> Return:
    """What is not to be read: set aside when nothing is lost by it, rejected otherwise."""
    status = FileStatus.SET_ASIDE if finding.code in NOTHING_LOST else FileStatus.REJECTED
    sha256 = ""
    if finding.code not in UNOPENED:
        with suppress(OSError):  # it is gone meanwhile
            sha256 = _sha256(item.path)
    return Return(Submission(item.name, sha256, status), (finding,))


# --- a round --------------------------------------------------------------------------------------


def usual_round(returns: Iterable[Return], plan: Plan) -> Round | None:
    """The round that most returns of this plan are for, the later one of equals; None where there is none."""
    numbers = Counter(
        r.submission.identity.round for r in returns if r.submission.identity and _is_of(r.submission.identity, plan)
    )
    if not numbers:
        return None
    most = max(numbers.values())
    return plan.round(max(number for number, count in numbers.items() if count == most))


def of_round(returns: Iterable[Return], plan: Plan, round_: Round) -> list[Return]:
    """The returns that say of themselves that they are this plan's and this round's."""
    return [r for r in returns if r.submission.identity and _is_of(r.submission.identity, plan, round_)]


def take_in(
    returns: Iterable[Return], plan: Plan, round_: Round, choice: Choice | None = None, *, any_round: bool = False
) -> tuple[list[Submission], list[Finding]]:
    """Decide which return counts for each division in a round, and what is to be told of all of them."""
    choice = choice or Choice()
    submissions: list[Submission] = []
    findings: list[Finding] = []
    same: dict[str, str] = {}
    for returned in returns:
        submission, identity = returned.submission, returned.submission.identity
        findings += returned.findings
        if identity is not None and not returned.findings:
            faults = check_identity(identity, plan, None if any_round else round_, submission.path)
            if not any_round and _is_earlier(identity, plan, round_):
                findings.append(Finding("set-earlier-round", Source(submission.path), args={"round": identity.round}))
                submission = _unread(submission, FileStatus.SET_ASIDE)
            elif faults:
                findings += faults
                submission = _unread(submission, FileStatus.REJECTED)
            elif submission.sha256 in same:
                args = {"other": same[submission.sha256]}
                findings.append(Finding("set-same-file", Source(submission.path), args=args))
                submission = _unread(submission, FileStatus.SET_ASIDE)
            else:
                same[submission.sha256] = submission.path
                findings += returned.read or ()
        submissions.append(submission)
    return one_each(*leave_out(submissions, findings, choice), plan, choice)


def _unread(submission: Submission, status: FileStatus) -> Submission:
    """The submission without what was read of its inputs, as they are of no interest."""
    return replace(submission, status=status, records=(), reported_on=None, ledger=None)


def _is_of(identity: Identity, plan: Plan, round_: Round | None = None) -> bool:
    """Whether a return is one of this plan, and for this round (None: any of the plan's)."""
    return not check_identity(identity, plan, round_, "")


def _is_earlier(identity: Identity, plan: Plan, round_: Round) -> bool:
    """Whether a return is one of this plan for a round before this one."""
    return _is_of(identity, plan) and plan.round(identity.round).last_day < round_.last_day
