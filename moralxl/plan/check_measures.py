"""The checks of a plan's measures and milestones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from moralxl import thai
from moralxl.model import BOUNDED_KINDS, DERIVED_KINDS, RATIO_KINDS, Aggregation, Bound, Finding, Kind, Reporter
from moralxl.plan.tables import AGGREGATIONS, KINDS, WITH_DENOMINATOR, WITH_KEY, WITH_MILESTONES
from moralxl.plan.values import Draft, Entry, Figure

CODE_SHAPE = re.compile(r"([0-9]+)[a-z]")
KEY_SHAPE = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED_KEYS = frozenset({"status", "started", "finished", "spent", "result", "problem", "suggestion", "evidence"})


def codes(draft: Draft) -> Iterator[Finding]:
    """A measure's code is its activity's number and a letter, and the activity is in the plan."""
    activities = draft.by("activities", "activity")
    for entry in draft.entries["measures"]:
        if entry["activity"] is None:
            continue
        if activities and entry["activity"] not in activities:
            yield entry.finding("plan-activity-unknown", "activity")
        shape = CODE_SHAPE.fullmatch(entry["measure"] or "")
        if entry["measure"] and (not shape or int(shape[1]) != entry["activity"]):
            yield entry.finding("plan-measure-code", "measure", example=f"{entry['activity']}a")


def who_reports(draft: Draft) -> Iterator[Finding]:
    """What one office reports is not asked of each division, and the other way round; derived is the department's."""
    activities = draft.by("activities", "activity")
    for entry in draft.entries["measures"]:
        activity = activities.get(entry["activity"])
        if not activity or not activity["reporter"] or not entry["aggregation"]:
            continue
        if entry["kind"] in DERIVED_KINDS and activity["reporter"] != Reporter.DEPARTMENT:
            yield entry.finding("plan-derived-reporter", "kind", activity=entry["activity"])
            continue
        department = activity["reporter"] == Reporter.DEPARTMENT
        expected = Aggregation.DEPARTMENT if department else Aggregation.EACH
        if entry["aggregation"] != expected:
            args = {"activity": entry["activity"], "expected": f"{AGGREGATIONS[expected]} ({expected})"}
            yield entry.finding("plan-aggregation", "aggregation", **args)


def one_event_measure(draft: Draft) -> Iterator[Finding]:
    """An activity's events are counted by one measure."""
    first: dict[int, Entry] = {}
    for entry in draft.entries["measures"]:
        if entry["kind"] == Kind.EVENTS and entry["activity"] is not None:
            other = first.setdefault(entry["activity"], entry)
            if other is not entry:
                yield entry.finding("plan-events-twice", "kind", other=other.text("measure"))


def targets(draft: Draft) -> Iterator[Finding]:
    """Every measure has a target, written as its kind wants it and within reach."""
    with_milestones = draft.by("milestones", "measure")
    for entry in draft.entries["measures"]:
        kind = entry["kind"]
        if not kind:
            continue
        if entry["target"]:
            yield from _target(draft, entry, "target", entry)
        elif not entry.text("target") and not (kind in WITH_MILESTONES and entry["measure"] in with_milestones):
            yield entry.finding("plan-target-missing", "target")


def milestones(draft: Draft) -> Iterator[Finding]:
    """Milestones belong to a measure that may have them and to a round, and are written as percentages."""
    measures = draft.by("measures", "measure")
    rounds = draft.by("rounds", "round")
    for entry in draft.entries["milestones"]:
        measure = measures.get(entry["measure"])
        if entry["measure"] and measures and not measure:
            yield entry.finding("plan-milestone-measure", "measure")
        if measure and measure["kind"] and measure["kind"] not in WITH_MILESTONES:
            yield entry.finding("plan-milestone-kind", "measure", kind=KINDS[measure["kind"]])
        if entry["round"] is not None and entry["round"] not in rounds and rounds:
            yield entry.finding("plan-milestone-round", "round", rounds=", ".join(str(r) for r in sorted(rounds)))
        for key in ("target", "also"):
            if entry[key] and measure and measure["kind"] in WITH_MILESTONES:
                yield from _target(draft, entry, key, measure)


def _target(draft: Draft, entry: Entry, key: str, measure: Entry) -> Iterator[Finding]:
    """Judge one target by the kind of its measure, and by how it is compared."""
    figure: Figure = entry[key]
    kind, bound = measure["kind"], measure["bound"] or Bound.AT_LEAST
    nought = bound in {Bound.AT_MOST, Bound.ABOVE}  # no complaint at all, or any person at all
    enough = figure.value >= 0 if nought else figure.value > 0
    if kind in RATIO_KINDS:
        if not figure.percent:
            yield entry.finding("plan-target-needs-percent", key, kind=KINDS[kind])
        elif not enough or figure.value > 1 or (figure.value == 1 and bound == Bound.ABOVE):
            yield entry.finding("plan-target-range", key, least="0%" if nought else "0.01%", most="100%")
        return
    if figure.percent:
        yield entry.finding("plan-target-no-percent", key, kind=KINDS[kind])
        return
    numbers: list[int] = []
    if kind == Kind.COVERAGE:
        numbers = list(range(1, len(_set(draft, measure)) + 1))
    elif kind == Kind.LEVEL:
        numbers = [level["level"] for level in draft.entries["levels"] if level["level"]]
    if numbers and figure.value not in numbers:
        yield entry.finding("plan-target-range", key, least=min(numbers), most=max(numbers))
    elif not enough:
        yield entry.finding("plan-target-range", key, least=0 if nought else 1, most="9,999,999")
    elif kind not in {Kind.COUNT, Kind.SCORE} and figure.value != int(figure.value):
        yield entry.finding("plan-target-range", key, least=1, most="9,999,999")


def bounds(draft: Draft) -> Iterator[Finding]:
    """Only figures that may lie on either side of a target are compared otherwise than by "at least"."""
    for entry in draft.entries["measures"]:
        kind = entry["kind"]
        if kind and entry["bound"] not in {None, "", Bound.AT_LEAST} and kind not in BOUNDED_KINDS:
            yield entry.finding("plan-bound-kind", "bound", kind=KINDS[kind])


def last_days(draft: Draft) -> Iterator[Finding]:
    """Only events have a last day that counts, and it lies in their activity's period."""
    activities = draft.by("activities", "activity")
    for entry in draft.entries["measures"]:
        kind, day, activity = entry["kind"], entry["until"], activities.get(entry["activity"])
        if day and kind and kind != Kind.EVENTS:
            yield entry.finding("plan-until-kind", "until", kind=KINDS[kind])
        elif day and activity and activity["period_text"]:
            first, last = activity["period_text"]
            if not first <= day <= last:
                period = " – ".join(map(thai.format_date, (first, last)))
                yield entry.finding("plan-until-outside", "until", period=period)


def keys(draft: Draft) -> Iterator[Finding]:
    """Inputs have a key, and one that is well formed, not used by the program, and theirs alone in the activity."""
    owner: dict[tuple[int | None, str], Entry] = {}
    for entry in draft.entries["measures"]:
        kind = entry["kind"]
        if kind in WITH_KEY and not entry.text("key"):
            yield entry.finding("plan-key-missing", "key", kind=KINDS[kind])
        for column in ("key", "denominator_key"):
            key = entry[column]
            if not key:
                continue
            names = {key}
            if column == "key" and kind == Kind.COVERAGE:  # an input per category
                names |= {f"{key}_{c['category']}" for c in _set(draft, entry)}
            if not KEY_SHAPE.fullmatch(key):
                yield entry.finding("plan-key-invalid", column)
            elif names & RESERVED_KEYS:
                yield entry.finding("plan-key-reserved", column, reserved=", ".join(sorted(RESERVED_KEYS)))
            elif taken := [owner[entry["activity"], n] for n in sorted(names) if (entry["activity"], n) in owner]:
                yield entry.finding("plan-key-duplicate", column, other=taken[0].text("measure"))
            owner.update({(entry["activity"], name): entry for name in names})


def denominators(draft: Draft) -> Iterator[Finding]:
    """Percentages of two inputs have a denominator with its label; nothing else has one."""
    for entry in draft.entries["measures"]:
        kind = entry["kind"]
        if kind in WITH_DENOMINATOR:
            if not entry.text("denominator_key"):
                yield entry.finding("plan-denominator-missing", "denominator_key", kind=KINDS[kind])
            elif not entry.text("denominator_label"):
                yield entry.finding("plan-cell-blank", "denominator_label")
        elif kind and entry.text("denominator_key"):
            yield entry.finding("plan-denominator-unexpected", "denominator_key", kind=KINDS[kind])


def coverages(draft: Draft) -> Iterator[Finding]:
    """A coverage measure names a set of categories and says what is recorded for each."""
    for entry in draft.entries["measures"]:
        if entry["kind"] != Kind.COVERAGE:
            continue
        if not _set(draft, entry):
            sets = sorted({c.text("set") for c in draft.entries["categories"]})
            yield entry.finding("plan-category-set-unknown", "categories", sets=", ".join(sets) or "–")
        if not entry.text("input_label"):
            yield entry.finding("plan-cell-blank", "input_label")


def derived(draft: Draft) -> Iterator[Finding]:
    """A share comes from a measure that each division must meet; a progress leaves out known activities."""
    measures = draft.by("measures", "measure")
    activities = draft.by("activities", "activity")
    for entry in draft.entries["measures"]:
        if entry["kind"] == Kind.SHARE:
            source = measures.get(entry["source"])
            if not source or source["aggregation"] not in {Aggregation.EACH, None}:
                yield entry.finding("plan-share-source", "source")
        for number in entry["exclude"] or ():
            if activities and number not in activities:
                yield entry.finding("plan-exclude-unknown", "exclude", number=number)


def _set(draft: Draft, entry: Entry) -> list[Entry]:
    """The categories of a coverage measure's set."""
    name = entry["categories"]
    return [c for c in draft.entries["categories"] if name and c["set"] == name]


CHECKS: list[Callable[[Draft], Iterator[Finding]]] = [
    codes,
    who_reports,
    one_event_measure,
    targets,
    milestones,
    bounds,
    last_days,
    keys,
    denominators,
    coverages,
    derived,
]
