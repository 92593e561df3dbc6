"""What changed between two returns of a division: which cells, and which of the changes want a second look."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from moralxl import thai
from moralxl.layout import layout
from moralxl.model import Division, FileStatus, Plan, Record, Round, Submission, Waiver
from moralxl.waivers import applying

CUMULATIVE = frozenset({"actual", "category", "numerator", "spent"})  # roles whose figures never fall over a year
# roles whose answers are not taken back unasked
REPORTED = CUMULATIVE | {"denominator", "level", "score", "event_activity"}
ADDED, REMOVED = "added", "removed"  # of a whole row of the event log
VAGUE = frozenset({"activity", "evidence"})  # columns in which different events say the same
SAME_EVENT = (("date", "title"), ("title", "activity"), ("title",), ("date", "activity"))  # the surest first
BELOW = "value-below-previous"  # the finding that tells of a fallen figure
LONGEST = 40  # characters of what was typed that a message shows


class Flag(StrEnum):
    """Why a change wants a second look."""

    FALLEN = "fallen"  # a cumulative figure is lower than before
    WITHDRAWN = "withdrawn"  # what was reported before is blank or "-" now
    DENOMINATOR = "denominator"  # a percentage is of another whole than before


@dataclass(frozen=True, slots=True)
class Change:
    """An input that two returns of a division answer differently; None where it is blank."""

    key: str  # in the newer return
    before: Record | None
    after: Record | None
    row: str = ""  # ADDED or REMOVED where the whole row of the event log was

    @property
    def record(self) -> Record:
        """The newer answer, or the older one where there is no newer."""
        record = self.after or self.before
        assert record is not None  # noqa: S101 - one of two that are both blank is no change
        return record

    @property
    def flag(self) -> Flag | None:
        """Why it wants a second look, if it does; an answer at fault is told of by itself."""
        role, then, now = self.record.role, number(self.before), number(self.after)
        if role in CUMULATIVE and then is not None and now is not None and now < then:
            return Flag.FALLEN
        if role == "denominator" and then is not None and now is not None:
            return Flag.DENOMINATOR
        given = self.before is not None and self.before.value is not None
        gone = self.after is None or self.after.status == "not_reported"
        return Flag.WITHDRAWN if role in REPORTED and given and gone else None


def changes(old: Submission, new: Submission) -> list[Change]:
    """The inputs whose answers differ: those of the old return in its order, then those that only the new one has.

    Rows of the event log come after them, each held against the one that tells of the same event, wherever it stands.
    """
    first, second = _answers(old), _answers(new)
    both = [Change(key, first.get(key), second.get(key)) for key in dict.fromkeys([*first, *second])]
    return [change for change in (*both, *_log_changes(_log(old), _log(new))) if _is_other(change)]


def _answers(submission: Submission) -> Mapping[str, Record]:
    return {record.key: record for record in submission.records if record.row is None}


def _is_other(change: Change) -> bool:
    return _value(change.before) != _value(change.after) and not _same_typed(change)


def _value(record: Record | None) -> object:
    """What an answer comes to; a fault comes to what was typed."""
    return record and (record.status, record.typed if record.status == "fault" else record.value)


def _same_typed(change: Change) -> bool:
    """Whether the same was typed, and only what it meets in another cell made it a fault in one of the two."""
    before, after = change.before, change.after
    return before is not None and after is not None and before.typed == after.typed and before.role == after.role


# --- the event log --------------------------------------------------------------------------------

Row = Mapping[str, Record]  # the answers in a row of the event log, by column


def _log(submission: Submission) -> dict[int, dict[str, Record]]:
    """The rows of a return's event log, by their numbers."""
    log: dict[int, dict[str, Record]] = {}
    for record in submission.records:
        if record.row is not None:
            log.setdefault(record.row, {})[record.key.partition("_")[2]] = record
    return log


def _log_changes(old: Mapping[int, Row], new: Mapping[int, Row]) -> Iterator[Change]:
    """The changes in rows that tell of the same event, then the rows that are gone and those that are new."""
    pairs = _matched(old, new)
    for before, after in sorted(pairs.items(), key=lambda pair: pair[1]):
        stem = next(iter(new[after].values())).key.partition("_")[0]
        for name in dict.fromkeys([*old[before], *new[after]]):
            yield Change(f"{stem}_{name}", old[before].get(name), new[after].get(name))
    found = set(pairs.values())
    yield from (Change(r.key, r, None, REMOVED) for n, row in old.items() if n not in pairs for r in row.values())
    yield from (Change(r.key, None, r, ADDED) for n, row in new.items() if n not in found for r in row.values())


def _matched(old: Mapping[int, Row], new: Mapping[int, Row]) -> dict[int, int]:
    """The numbers of the rows that tell of the same event: by all of it, by its date and title, by what else is left.

    Of several alike, those of the same number go together, then the first with the first.
    """
    left, right = dict(old), dict(new)
    pairs: dict[int, int] = {}
    for names in ((), *SAME_EVENT):
        alike: dict[Hashable, list[int]] = {}
        for there, row in right.items():
            alike.setdefault(_event(row, names), []).append(there)
        several = {here: alike.get(_event(row, names), []) for here, row in left.items() if _event(row, names)}
        for here in sorted(several, key=lambda n: n not in several[n]):
            if several[here]:
                there = here if here in several[here] else several[here][0]
                several[here].remove(there)
                pairs[here] = there
                del left[here], right[there]
    return {**pairs, **{n: n for n, row in left.items() if n in right and _is_mended(row, right[n])}}


def _is_mended(before: Row, after: Row) -> bool:
    """Whether a row tells of the same event in its place: something that could be read is as it was."""
    read = [name for name, record in before.items() if record.status == "value" and name not in VAGUE]
    return any(_told(before[name]) == _told(after.get(name)) for name in read or before)


def _event(row: Row, names: tuple[str, ...]) -> Hashable:
    """What a row says in these columns, in all where none are named; None where one of them is blank."""
    if not all(name in row for name in names):
        return None
    return tuple((name, _told(row[name])) for name in sorted(names or row))


def _told(record: Record | None) -> object:
    """What an answer says, however a text was spaced."""
    value = None if record is None else record.typed if record.value is None else record.value
    return " ".join(thai.clean(value).split()).casefold() if isinstance(value, str) else value


# --- single answers -------------------------------------------------------------------------------


def number(record: Record | None) -> float | None:
    """The number that was answered, if one was."""
    return record.value if record is not None and isinstance(record.value, (int, float)) else None


def typed(record: Record | None, longest: int = LONGEST) -> str:
    """What was typed, on one line and no longer than `longest`; "" for a blank."""
    if record is not None and isinstance(record.value, date):
        return thai.format_date(record.value)  # a date cell has no text of its own
    text = "" if record is None else " ".join(record.typed.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


# --- returns of several divisions -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """Two returns of a division, and what changed from one to the other, in the order of the form."""

    division: Division
    old: Submission
    new: Submission
    changes: tuple[Change, ...]
    labels: Mapping[str, str]  # of the inputs that changed, by key

    def label(self, change: Change) -> str:
        """The input's label as findings name it."""
        return self.labels[change.key]


@dataclass(frozen=True, slots=True)
class Compared:
    """The returns of two rounds, or of one, by division in registry order."""

    old_round: Round
    new_round: Round
    pairs: tuple[Pair, ...]
    only_old: tuple[Division, ...]
    only_new: tuple[Division, ...]

    def waiver(self, plan: Plan, pair: Pair, change: Change) -> Waiver | None:
        """The waiver by which a fallen figure is held against nobody."""
        fell = change.flag == Flag.FALLEN
        return applying(plan, self.new_round, BELOW, pair.division.code) if fell else None

    def unsettled(self, plan: Plan) -> bool:
        """Whether something wants a second look."""
        return any(c.flag and not self.waiver(plan, pair, c) for pair in self.pairs for c in pair.changes)


def compare(
    plan: Plan, old_round: Round, old: Iterable[Submission], new_round: Round, new: Iterable[Submission]
) -> Compared:
    """Compare the returns that count, division by division."""
    before, after = _by_division(old), _by_division(new)
    return Compared(
        old_round,
        new_round,
        tuple(
            _pair(plan, new_round, d, before[d.code], after[d.code])
            for d in plan.divisions
            if d.code in before and d.code in after
        ),
        tuple(d for d in plan.divisions if d.code in before and d.code not in after),
        tuple(d for d in plan.divisions if d.code in after and d.code not in before),
    )


def _by_division(submissions: Iterable[Submission]) -> dict[str, Submission]:
    return {s.identity.division: s for s in submissions if s.identity and s.status == FileStatus.ACCEPTED}


def _pair(plan: Plan, round_: Round, division: Division, old: Submission, new: Submission) -> Pair:
    found = changes(old, new)
    # a log may have grown beyond the rows that the plan gives it
    fields = layout(plan, round_, division, max((c.record.row or 0 for c in found), default=0)).by_key
    place = {key: number for number, key in enumerate(fields)}
    found.sort(key=lambda c: (fields[c.key].event_row or 0, c.row != REMOVED, place[c.key]))
    return Pair(division, old, new, tuple(found), {c.key: fields[c.key].where for c in found})
