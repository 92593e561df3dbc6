"""Who has reported in a round, in time or late: the reporting rate and timeliness as DHIS2 defines them.

Expected reports are those of the registered divisions, one of each in a round. Reporting rate: reports received ÷
expected. Timeliness ("reporting rate on time"): reports received on time ÷ expected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from moralxl import messages
from moralxl.model import Division, FileStatus, Finding, Plan, Round, Severity, Submission, Waiver
from moralxl.sets import PASSED_OVER
from moralxl.waivers import applying

MAIL, FORM, FILE = "mail", "form", "file"  # where the day a return was sent is taken from, the surest first


@dataclass(frozen=True, slots=True)
class Standing:
    """How a division stands in a round."""

    division: Division
    submission: Submission | None  # the return that counts
    errors: int  # found in it and not waived
    returns: int  # that it sent, copies not counted
    sent_on: date | None  # of the first of them whose day is known
    known_by: str  # MAIL, FORM, FILE, or "" where no day is known
    on_time: bool | None  # None: there is no return, no deadline or no known day
    waiver: Waiver | None  # by which it need not report

    @property
    def status(self) -> str:
        """Say "received", "with_errors" or "missing"."""
        if self.submission is None:
            return "missing"
        return "with_errors" if self.errors else "received"

    @property
    def settled(self) -> bool:
        """Whether nothing more is wanted of the division."""
        return self.status == "received" or (self.submission is None and self.waiver is not None)


@dataclass(frozen=True, slots=True)
class Totals:
    """The divisions of a round, counted."""

    expected: int
    received: int
    on_time: int | None  # None, as is the next, without a deadline
    late: int | None
    undated: int  # received, but it is not known on which day
    resubmitted: int  # divisions that sent more than one return
    with_errors: int
    missing: int
    deadline: date | None

    @property
    def reporting_rate(self) -> float | None:
        """Received ÷ expected; None where nothing is expected."""
        return self.received / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """Received on time ÷ expected; None without a deadline. What is undated does not count as on time."""
        return self.on_time / self.expected if self.expected and self.on_time is not None else None


def sent_on(submission: Submission) -> tuple[date | None, str]:
    """The day a return was sent, and by what it is known.

    The message's own date comes first. Then the form's report date, which its division answers for; it is preferred
    to the file's saved time as saving a copy changes that. Whoever lets a wrong report date stand is not found out.
    """
    if submission.sent_on:
        return submission.sent_on, MAIL
    if submission.reported_on:
        return submission.reported_on, FORM
    if submission.saved_at:
        return submission.saved_at.date(), FILE
    return None, ""


def standings(
    plan: Plan, round_: Round, submissions: Iterable[Submission], findings: Iterable[Finding]
) -> list[Standing]:
    """How each registered division stands, in registry order.

    A division is on time when its first return was, whatever it corrected afterwards: mending a mistake is not late.
    """
    findings = list(findings)
    passed_over = {f.source.file for f in findings if f.code in PASSED_OVER}
    wrong = Counter(f.source.file for f in findings if messages.severity(f) == Severity.ERROR and f.waiver is None)
    sent: dict[str, list[Submission]] = {}
    for submission in submissions:
        if submission.identity and (submission.status == FileStatus.ACCEPTED or submission.path in passed_over):
            sent.setdefault(submission.identity.division, []).append(submission)
    made = []
    for division in plan.divisions:
        own = sent.get(division.code, [])
        counts = next((s for s in own if s.status == FileStatus.ACCEPTED), None)
        days = [(day, by) for day, by in map(sent_on, own) if day]
        day, by = min(days, default=(None, ""))
        made.append(
            Standing(
                division=division,
                submission=counts,
                errors=wrong[counts.path] if counts else 0,
                returns=len(own),
                sent_on=day,
                known_by=by,
                on_time=day <= round_.deadline if day and round_.deadline else None,
                waiver=None if counts else applying(plan, round_, "set-missing", division.code),
            )
        )
    return made


def totals(round_: Round, rows: Iterable[Standing]) -> Totals:
    """The standings, counted."""
    rows = list(rows)
    received = [row for row in rows if row.submission]
    return Totals(
        expected=len(rows),
        received=len(received),
        on_time=sum(row.on_time is True for row in received) if round_.deadline else None,
        late=sum(row.on_time is False for row in received) if round_.deadline else None,
        undated=sum(row.sent_on is None for row in received),
        resubmitted=sum(row.returns > 1 for row in received),
        with_errors=sum(row.status == "with_errors" for row in received),
        missing=len(rows) - len(received),
        deadline=round_.deadline,
    )
