"""Attainment, worked by hand on a small plan with every kind of measure and both aggregations."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moralxl.attain import ACTIVITY_COLUMNS, MEASURE_COLUMNS, InForce, attain, target_in_force
from moralxl.frame import DATA_COLUMNS
from moralxl.model import (
    Activity,
    Aggregation,
    Category,
    Division,
    Kind,
    Measure,
    Milestone,
    Plan,
    Reporter,
    Round,
    Source,
)
from moralxl.plan import shipped

OFFICE, KK, KM = "สล.", "กก.", "กม."
ROUNDS = (
    Round(6, "รอบ ๖ เดือน", date(2024, 3, 31), None),
    Round(9, "รอบ ๙ เดือน", date(2024, 6, 30), None),
    Round(12, "รอบ ๑๒ เดือน", date(2024, 9, 30), None),
)
OCT, MAR, JUN, SEP = date(2023, 10, 1), date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30)


def activity(number, reporter, end=SEP, start=OCT, budget=None):
    texts = dict.fromkeys(
        ("name", "objective", "indicator", "unit", "budget_text", "period_text", "responsible", "remark"), ""
    )
    return Activity(number, 1, **texts, reporter=Reporter(reporter), items=(), budget=budget, start=start, end=end)


def measure(code, kind, aggregation, target=None, milestones=(), **more):
    texts = ("label", "unit", "key", "input_label", "input_unit", "denominator_key", "denominator_label")
    blank = {**dict.fromkeys((*texts, "categories", "source"), ""), "exclude": ()}
    return Measure(
        code=code,
        activity=int(code[:-1]),
        kind=Kind(kind),
        aggregation=Aggregation(aggregation),
        target=target,
        milestones=tuple(Milestone(*m) for m in milestones),
        **{**blank, **more},
    )


def division(code, *, department=False, own=True):
    return Division(code, code, (), "", department, own)


PLAN = Plan(
    id="small-2567",
    year=2567,
    start=OCT,
    end=SEP,
    **dict.fromkeys(("title", "organisation", "organisation_line", "total_label", "total_text"), ""),
    event_rows=9,
    columns=(),
    guidelines=(),
    activities=(
        activity(1, "department", JUN),
        activity(2, "division", MAR),
        activity(3, "division", JUN),
        activity(4, "department", date(2024, 1, 31), date(2023, 11, 1), budget=10500.0),
        activity(5, "department", JUN),
        activity(6, "division", JUN),
        activity(7, "department"),
        activity(8, "division", JUN),
        activity(9, "division"),
        activity(10, "department"),
    ),
    measures=(
        measure("1a", "coverage", "department", 1, categories="virtues"),
        measure("1b", "count", "department", 1),
        measure("2a", "count", "each", 5),
        measure("2b", "percent", "each", 0.8),
        measure("3a", "events", "each", 1),
        measure("4a", "events", "department", 2),
        measure("5a", "share", "department", 0.95, source="6a"),
        measure("5b", "level", "department", 3),
        measure("6a", "level", "each", 3),
        measure("7a", "progress", "department", milestones=((6, 0.5), (12, 0.9, 1.0)), exclude=(7, 8)),
        measure("8a", "milestone", "each", milestones=((6, 0.7), (9, 0.9))),
        measure("9a", "coverage", "each", 2, categories="virtues"),
        measure("10a", "percent", "department", 0.5),
    ),
    categories=tuple(Category("virtues", key, key) for key in ("discipline", "integrity", "gratitude")),
    levels=(),
    divisions=(division(OFFICE, department=True), division(KK), division(KM)),
    rounds=ROUNDS,
    errata=(),
)

# A line is a division, what it answers and the answer: `6b 48/60`, `2a 5`, `1a discipline=3 integrity=0`,
# an event of activity 3 `3 2024-01-15 CODE`, money spent `spent 4 9000`. `-` is "not reported", `?` a fault.
ANSWERS = f"""
{OFFICE} 1a discipline=3 integrity=1 gratitude=0
{OFFICE} 1b 2
{OFFICE} 2a 5
{OFFICE} 2b 80/100
{OFFICE} 3 2024-01-15 J1
{OFFICE} 4 2023-11-01
{OFFICE} 4 2024-01-31
{OFFICE} 5b 3
{OFFICE} 6a 3
{OFFICE} 8a 9/10
{OFFICE} 9a discipline=1 integrity=2
{OFFICE} 10a 1249/2500
{KK} 2a 5
{KK} 2b 10/20
{KK} 3 2024-01-15 j๑
{KK} 3 2024-06-30
{KK} 6a 3
{KK} 8a 7/10
{KK} 9a discipline=1
{KM} 2a 4
{KM} 2b 30/30
{KM} 3 2024-07-01
{KM} 6a 2
{KM} 8a -/10
"""


def inputs(what, answer, measures, event_row):
    """What one line fills in: the role of each input, what was typed, and what the input is about."""
    if what.isdecimal():
        typed = zip(("event_activity", "event_date", "event_code"), (what, *answer), strict=False)
        return [(role, text, {"activity": int(what), "row": event_row}) for role, text in typed]
    if what == "spent":
        return [("spent", answer[1], {"activity": int(answer[0])})]
    asked = measures[what]
    about = {"activity": asked.activity, "measure": what}
    if asked.kind == Kind.COVERAGE:
        parts = [part.split("=") for part in answer]
        return [("category", text, {"category": category, **about}) for category, text in parts]
    if "/" in answer[0]:
        halves = zip(("numerator", "denominator"), answer[0].split("/"), strict=True)
        return [(role, text, about) for role, text in halves if text]
    return [("level" if asked.kind == Kind.LEVEL else "actual", answer[0], about)]


def value(role, typed):
    """The status and value columns of one input."""
    if typed in {"-", "?"}:
        return {"status": {"-": "not_reported", "?": "fault"}[typed]}
    if role == "event_date":
        return {"status": "value", "date": date.fromisoformat(typed)}
    return {"status": "value", "text": typed} if role == "event_code" else {"status": "value", "number": float(typed)}


def frame(lines, plan=PLAN):
    """The answers as frame.data_frame would give them; the nth of them stands in cell Cn."""
    measures = {m.code: m for m in plan.measures}
    rows, events = [], Counter()
    for line in filter(None, map(str.strip, lines.splitlines())):
        code, what, *answer = line.split()
        events[code] += what.isdecimal()
        for role, typed, about in inputs(what, answer, measures, events[code]):
            where = {"division": code, "file": f"{code}xlsx", "sheet": "แบบรายงาน", "cell": f"C{len(rows) + 1}"}
            rows.append({"role": role, "typed": typed, **about, **value(role, typed), **where})
    types = {"activity": "Int64", "row": "Int64", "number": "float64", "date": "datetime64[ns]"}
    return pd.DataFrame(rows, columns=list(DATA_COLUMNS)).astype(types)


def worked(lines, number=12, plan=PLAN):
    return attain(plan, plan.round(number), frame(lines, plan))


def pick(table, division_=None, **wanted):
    """The one row of a division (None: the department) as a dict with None for null."""
    rows = table[table["division"].isna() if division_ is None else table["division"].eq(division_)]
    for column, value in wanted.items():
        rows = rows[rows[column].eq(value)]
    assert len(rows) == 1
    return {name: None if pd.isna(value) else value for name, value in rows.iloc[0].items()}


def of(lines, code, division_=None, number=12, plan=PLAN):
    return pick(worked(lines, number, plan)[0], division_, measure=code)


def told(row, *names):
    return tuple(str(row[name]) if name == "state" else row[name] for name in names)


FIGURES = ("n", "N", "actual", "target", "attainment", "state")

# Of the department, by hand from ANSWERS: n, N, actual, target, attainment, state.
AT_6 = {
    # discipline and integrity have someone, gratitude has 0: two categories
    "1a": (2, None, 2, 1, 1, "met"),
    "1b": (2, None, 2, 1, 1, "met"),
    # 5 + 5 + 4; two of three divisions reach 5. The period ended on 31 March: due at 6 months
    "2a": (14, None, 14, 5, 2 / 3, "not_met"),
    # (80 + 10 + 30) / (100 + 20 + 30) = 0.8; the mean of 80%, 50% and 100% would be 76.7%. สล. and กม. pass
    "2b": (120, 150, 0.8, 0.8, 2 / 3, "not_met"),
    # J1 and j๑ are one event; 30 June comes after the round, 1 July after the period. Two divisions have one
    "3a": (1, None, 1, 1, 2 / 3, "not_due"),
    # both the first and the last day of Nov-Jan belong to the period
    "4a": (2, None, 2, 2, 1, "met"),
    # 6a is met by two of three divisions
    "5a": (2, 3, 2 / 3, 0.95, (2 / 3) / 0.95, "not_due"),
    "5b": (None, None, 3, 3, 1, "met"),
    # a level is not summed
    "6a": (None, None, None, 3, 2 / 3, "not_due"),
    # 1 and 4 are met, of ten activities less 7 and 8: 2/8 = 25%, half of the 50% of this round
    "7a": (2, 8, 0.25, 0.5, 0.5, "not_met"),
    # (9 + 7) / (10 + 10): กม. gave half a ratio. 90% and 70% reach the 70% of this round
    "8a": (16, 20, 0.8, 0.7, 2 / 3, "not_met"),
    # two categories and one; only สล. reaches 2
    "9a": (3, None, 3, 2, 1 / 3, "not_due"),
    # 1249 of 2500 is 49.96%
    "10a": (1249, 2500, 0.4996, 0.5, 0.9992, "not_due"),
}
AT_9 = AT_6 | {
    # J1 and the event of 30 June, the last day of both round and period; adding up divisions would give 3
    "3a": (2, None, 2, 1, 2 / 3, "not_met"),
    "5a": (2, 3, 2 / 3, 0.95, (2 / 3) / 0.95, "not_met"),
    "6a": (None, None, None, 3, 2 / 3, "not_met"),
    # the round has no target of its own and the period goes on: the next one, 90%, not yet due
    "7a": (2, 8, 0.25, 0.9, 0.25 / 0.9, "not_due"),
    # only 90% reaches the 90% of this round
    "8a": (16, 20, 0.8, 0.9, 1 / 3, "not_met"),
}
AT_12 = AT_9 | {
    "7a": (2, 8, 0.25, 0.9, 0.25 / 0.9, "not_met"),
    # 8a keeps the 90% of 9 months: the period has ended, so it is due
    "9a": (3, None, 3, 2, 1 / 3, "not_met"),
    "10a": (1249, 2500, 0.4996, 0.5, 0.9992, "not_met"),
}
BY_ROUND = {6: AT_6, 9: AT_9, 12: AT_12}
# Of the department's activities: attainment (the mean of its measures') and state.
SHARE_AND_LEVEL = ((2 / 3) / 0.95 + 1) / 2
ACTIVITIES_AT_6 = {
    1: (1, "met"),
    2: (2 / 3, "not_met"),
    3: (2 / 3, "not_due"),
    4: (1, "met"),
    5: (SHARE_AND_LEVEL, "not_due"),  # 5b is met and 5a not due
    6: (2 / 3, "not_due"),
    7: (0.5, "not_met"),
    8: (2 / 3, "not_met"),
    9: (1 / 3, "not_due"),
    10: (0.9992, "not_due"),
}
ACTIVITIES_AT_9 = ACTIVITIES_AT_6 | {
    3: (2 / 3, "not_met"),
    5: (SHARE_AND_LEVEL, "not_met"),
    6: (2 / 3, "not_met"),
    7: (0.25 / 0.9, "not_due"),
    8: (1 / 3, "not_met"),
}
ACTIVITIES_AT_12 = ACTIVITIES_AT_9 | {7: (0.25 / 0.9, "not_met"), 9: (1 / 3, "not_met"), 10: (0.9992, "not_met")}
ACTIVITIES_BY_ROUND = {6: ACTIVITIES_AT_6, 9: ACTIVITIES_AT_9, 12: ACTIVITIES_AT_12}


def approx(values):
    return tuple(pytest.approx(v) if isinstance(v, float) else v for v in values)


@pytest.mark.parametrize("number", [6, 9, 12])
@pytest.mark.parametrize("code", AT_6)
def test_department(number, code):
    row = of(ANSWERS, code, number=number)
    assert told(row, *FIGURES) == approx(BY_ROUND[number][code])


@pytest.mark.parametrize("number", [6, 9, 12])
@pytest.mark.parametrize("activity_", ACTIVITIES_AT_6)
def test_departments_activities(number, activity_):
    row = pick(worked(ANSWERS, number)[1], activity=activity_)
    assert told(row, "attainment", "state") == approx(ACTIVITIES_BY_ROUND[number][activity_])


# Of single divisions at 6 months: n, N, actual, target, attainment, state.
@pytest.mark.parametrize(
    ("division_", "code", "expected"),
    [
        (OFFICE, "2b", (80, 100, 0.8, 0.8, 1, "met")),
        (KK, "2b", (10, 20, 0.5, 0.8, 0.625, "not_met")),
        (KM, "2b", (30, 30, 1, 0.8, 1, "met")),
        (KM, "2a", (4, None, 4, 5, 0.8, "not_met")),
        (KK, "3a", (1, None, 1, 1, 1, "met")),  # J1; the event of 30 June comes after the round
        (KM, "3a", (0, None, 0, 1, 0, "not_due")),  # an event that does not count is an answer all the same
        (KM, "6a", (None, None, 2, 3, 2 / 3, "not_due")),
        (KK, "8a", (7, 10, 0.7, 0.7, 1, "met")),
        (KM, "8a", (None, None, None, 0.7, None, "no_data")),  # half a ratio
        (KK, "9a", (1, None, 1, 2, 0.5, "not_due")),
        (KM, "9a", (None, None, None, 2, None, "not_due")),
        (KK, "1a", (None, None, None, None, None, "not_applicable")),
        (KK, "5a", (None, None, None, None, None, "not_applicable")),
        (KM, "10a", (None, None, None, None, None, "not_applicable")),
    ],
)
def test_divisions_at_6_months(division_, code, expected):
    assert told(of(ANSWERS, code, division_, 6), *FIGURES) == approx(expected)


def test_a_divisions_activities_at_6_months():
    activities = worked(ANSWERS, 6)[1]
    # 2a 4/5 and 2b met: (0.8 + 1) / 2
    assert told(pick(activities, KM, activity=2), "attainment", "state") == (0.9, "not_met")
    assert told(pick(activities, KM, activity=8), "attainment", "state") == (0, "no_data")
    assert told(pick(activities, KM, activity=9), "attainment", "state") == (0, "not_due")
    assert told(pick(activities, KM, activity=1), "attainment", "state") == (None, "not_applicable")


@pytest.mark.parametrize("number", [6, 9, 12])
def test_the_office_answers_for_the_department_and_for_itself(number):
    measures, activities, _ = worked(ANSWERS, number)
    for asked in PLAN.measures:
        if asked.aggregation == Aggregation.DEPARTMENT:
            department, office = (pick(measures, who, measure=asked.code) for who in (None, OFFICE))
            assert {**department, "division": OFFICE} == office
    for planned in PLAN.activities:
        if planned.reporter == Reporter.DEPARTMENT:
            department, office = (pick(activities, who, activity=planned.number) for who in (None, OFFICE))
            assert {**department, "division": OFFICE} == office
    assert told(pick(measures, OFFICE, measure="6a"), "actual", "state") == (3, "met")


def test_an_office_that_is_no_division_answers_for_the_department_alone():
    plan = replace(PLAN, divisions=(division(OFFICE, department=True, own=False), division(KK), division(KM)))
    assert told(of(ANSWERS, "6a", OFFICE, plan=plan), "actual", "state") == (None, "not_applicable")
    # its own 6a and 2b are not asked for, so they do not count: กก. 10/20 and กม. 30/30
    assert told(of(ANSWERS, "5a", plan=plan), "n", "N") == (1, 2)
    assert told(of(ANSWERS, "2b", plan=plan), "n", "N", "divisions_met", "divisions") == (40, 50, 1, 2)


def test_a_plan_without_office_has_no_data_for_the_department():
    plan = replace(PLAN, divisions=(division(KK), division(KM)))
    assert told(of(ANSWERS, "1b", plan=plan), *FIGURES) == (None, None, None, 1, None, "no_data")
    assert told(of(ANSWERS, "5a", plan=plan), "n", "N", "state") == (1, 2, "not_met")


def test_of_two_offices_the_first_answers_for_the_department():
    plan = replace(PLAN, divisions=(division(OFFICE, department=True), division(KK, department=True)))
    measures, _, _ = worked(f"{KK} 1b 7\n{OFFICE} 1b 2", plan=plan)
    assert [pick(measures, who, measure="1b")["actual"] for who in (None, OFFICE, KK)] == [2, 2, 7]


def test_each_of_no_divisions_is_never_met():
    plan = replace(PLAN, divisions=(division(OFFICE, department=True, own=False),))
    row = of(ANSWERS, "2a", plan=plan)
    assert told(row, "n", "attainment", "state", "divisions_met", "divisions") == (None, None, "no_data", 0, 0)
    assert told(of(ANSWERS, "5a", plan=plan), "n", "N", "actual", "state") == (None, None, None, "no_data")


def test_the_tables_have_every_row_once_in_order():
    measures, activities, _ = worked(ANSWERS)
    assert tuple(measures.columns) == MEASURE_COLUMNS
    assert tuple(activities.columns) == ACTIVITY_COLUMNS
    places = [None, OFFICE, KK, KM]
    assert list(zip(measures["division"], measures["measure"], strict=True)) == [
        (place, asked.code) for place in places for asked in PLAN.measures
    ]
    assert list(zip(activities["division"], activities["activity"], strict=True)) == [
        (place, planned.number) for place in places for planned in PLAN.activities
    ]
    assert measures["divisions"].notna().sum() == 6  # the department's rows of 2a, 2b, 3a, 6a, 8a and 9a
    assert measures["due"].dtype == bool


# --- what is an answer ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", (None, "no_data")),  # blank is not zero
        ("2a 0", (0, "not_met")),
        ("2a -", (None, "no_data")),
        ("2a ?", (None, "no_data")),
        ("2b 0/0", (None, "no_data")),  # never 100%
        ("2b 0/20", (0, "not_met")),
        ("2b /20", (None, "no_data")),
        ("2b 16/", (None, "no_data")),
        ("2b -/20", (None, "no_data")),
        ("2b 16/?", (None, "no_data")),
        ("2b 16/20", (0.8, "met")),
        ("9a discipline=0", (0, "not_met")),
        ("9a discipline=- integrity=?", (None, "no_data")),
        ("9a discipline=- integrity=1", (1, "not_met")),
        ("9a other=1", (None, "no_data")),  # not in the set
        ("6a -", (None, "no_data")),
        ("3 ?", (0, "not_met")),  # an event whose date could not be read is there, but does not count
        ("3", (0, "not_met")),
        ("3 2024-07-01", (0, "not_met")),
    ],
)
def test_blank_zero_and_not_reported(answer, expected):
    code = {"2b": "2b", "9a": "9a", "6a": "6a", "3": "3a"}.get(answer[:2].strip(), "2a")
    row = of(f"{KK} {answer}" if answer else "", code, KK)
    assert told(row, "actual", "state") == expected
    assert (row["attainment"] is None) == (row["actual"] is None)


def test_nobody_answered():
    measures, activities, findings = worked("")
    assert findings == []
    assert told(pick(measures, measure="2a"), *FIGURES) == (None, None, None, 5, 0, "no_data")
    assert told(pick(measures, measure="3a"), *FIGURES) == (None, None, None, 1, 0, "no_data")
    assert told(pick(measures, measure="1b"), *FIGURES) == (None, None, None, 1, None, "no_data")
    # what is derived is always answered: none of three, none of eight
    assert told(pick(measures, measure="5a"), *FIGURES) == (0, 3, 0, 0.95, 0, "not_met")
    assert told(pick(measures, measure="7a"), *FIGURES) == (0, 8, 0, 0.9, 0, "not_met")
    assert told(pick(activities, activity=2), "attainment", "state", "spent") == (0, "no_data", None)
    assert told(pick(activities, activity=5), "attainment", "state") == (0, "not_met")


def test_a_division_that_sent_nothing_has_not_met_what_each_must_meet():
    lines = f"{OFFICE} 2a 5\n{KK} 2a 6\n{OFFICE} 6a 3\n{KK} 6a 3"
    row = of(lines, "2a")
    assert told(row, *FIGURES) == approx((11, None, 11, 5, 2 / 3, "not_met"))
    assert (row["divisions_met"], row["divisions"]) == (2, 3)
    assert told(of(lines, "5a"), "n", "N", "state") == (2, 3, "not_met")
    assert told(of(f"{lines}\n{KM} 2a 5", "2a"), "attainment", "state", "divisions_met") == (1, "met", 3)


def test_compared_before_rounding():
    # 49.96% shows as 50.0% and yet does not pass; 80% of any size passes 0.8 exactly
    assert told(of(f"{OFFICE} 10a 1249/2500", "10a"), "actual", "state") == (0.4996, "not_met")
    assert told(of(f"{OFFICE} 10a 1250/2500", "10a"), "actual", "state") == (0.5, "met")
    for whole in range(5, 5000, 5):
        assert whole * 4 // 5 / whole == 0.8


def test_answers_nobody_asked_for_do_not_count():
    # กก. does not report activities 1 and 4, and กฮ. is not registered
    lines = f"{KK} 1b 9\n{KK} 4 2023-11-20\n{KK} spent 4 99999\nกฮ. 2a 9"
    measures, activities, findings = worked(lines)
    assert told(pick(measures, KK, measure="1b"), "actual", "state") == (None, "not_applicable")
    assert told(pick(measures, measure="4a"), "n", "state") == (None, "no_data")
    assert told(pick(measures, measure="2a"), "n", "state") == (None, "no_data")
    assert pick(activities, activity=4)["spent"] is None
    assert findings == []


# --- events ---------------------------------------------------------------------------------------


def test_an_event_held_together_counts_once_for_the_department_and_once_for_each():
    lines = f"{OFFICE} 3 2024-01-15 A-๑\n{KK} 3 2024-01-15 a-1\n{KK} 3 2024-01-20\n{KM} 3 2024-01-20"
    measures, _, findings = worked(lines)
    # A-1 once, and two of their own: rows without a code are never one event
    assert told(pick(measures, measure="3a"), "n", "actual", "state") == (3, 3, "met")
    assert [pick(measures, who, measure="3a")["n"] for who in (OFFICE, KK, KM)] == [1, 2, 1]
    assert findings == []


def test_the_same_code_of_another_activity_is_another_event():
    lines = f"{OFFICE} 3 2024-01-15 A\n{OFFICE} 4 2024-01-15 A"
    measures, _, findings = worked(lines)
    assert [pick(measures, measure=code)["n"] for code in ("3a", "4a")] == [1, 1]
    assert findings == []


def test_a_code_twice_in_one_division_counts_once_and_is_told():
    measures, _, findings = worked(f"{KK} 3 2024-01-15 A\n{KK} 3 2024-02-15 A")
    assert pick(measures, KK, measure="3a")["n"] == 1
    assert [(f.code, f.source.cell, f.typed, f.args["first"]) for f in findings] == [
        ("event-code-repeated", "C6", "A", 1)
    ]


def test_a_code_with_different_dates_is_told_once():
    lines = f"{KK} 3 2024-01-15 A\n{KM} 3 2024-01-16 a\n{OFFICE} 3 2024-01-15 A"
    measures, _, findings = worked(lines)
    assert pick(measures, measure="3a")["n"] == 1
    (finding,) = findings
    # told at the first in registry order; a date is told once, with the first division that gave it
    assert (finding.code, finding.source) == (
        "event-shared-code-differs",
        Source(f"{OFFICE}xlsx", "แบบรายงาน", "C9"),
    )
    assert finding.args["dates"].en == f"{OFFICE} 2024-01-15, {KM} 2024-01-16"


def test_of_many_dates_the_first_are_told():
    plan = replace(PLAN, divisions=tuple(division(f"d{n}") for n in range(7)))
    _, _, findings = worked("\n".join(f"d{n} 3 2024-01-1{n} A" for n in range(7)), plan=plan)
    assert findings[0].args["dates"].en == ", ".join(f"d{n} 2024-01-1{n}" for n in range(5)) + ", …"


def test_events_that_do_not_count_are_told_at_their_date():
    lines = f"{KK} 3 2024-06-30\n{KK} 3 2024-07-01\n{OFFICE} 4 2023-10-31\n{KM} 9 2024-01-01"
    _, _, findings = worked(lines, 6)
    assert [(f.code, f.source.file, f.typed, f.read) for f in findings] == [
        ("event-outside-period", f"{OFFICE}xlsx", "2023-10-31", date(2023, 10, 31)),
        ("event-after-round", f"{KK}xlsx", "2024-06-30", date(2024, 6, 30)),
        ("event-outside-period", f"{KK}xlsx", "2024-07-01", date(2024, 7, 1)),  # after the round as well
    ]
    assert [f.code for f in worked(lines, 9)[2]] == ["event-outside-period", "event-outside-period"]


# --- money ----------------------------------------------------------------------------------------


def test_spent_is_summed_and_overspending_told():
    _, activities, findings = worked(f"{OFFICE} spent 4 10500")
    assert pick(activities, activity=4)["spent"] == pick(activities, OFFICE, activity=4)["spent"] == 10500
    assert findings == []
    _, _, (finding,) = worked(f"{OFFICE} spent 4 10500.25")
    assert (finding.code, finding.source.cell, finding.typed, finding.read) == (
        "spent-over-budget",
        "C1",
        "10500.25",
        10500.25,
    )
    assert finding.args == {"activity": 4, "spent": 10500.25, "budget": 10500.0}


def test_what_divisions_spent_is_held_together_against_the_budget():
    funded = replace(PLAN.activity(3), budget=1000.0)
    plan = replace(PLAN, activities=(*PLAN.activities[:2], funded, *PLAN.activities[3:]))
    _, activities, (finding,) = worked(f"{OFFICE} spent 3 300\n{KK} spent 3 600\n{KM} spent 3 101", plan=plan)
    assert [pick(activities, who, activity=3)["spent"] for who in (None, OFFICE, KK, KM)] == [1001, 300, 600, 101]
    assert (finding.source.file, finding.args["spent"]) == (f"{KK}xlsx", 1001)


# --- targets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ("2b", 6, InForce(0.8, None, due=True, round=None)),
        ("1a", 6, InForce(1, None, due=False, round=None)),
        ("1a", 9, InForce(1, None, due=True, round=None)),
        ("7a", 6, InForce(0.5, None, due=True, round=6)),
        ("7a", 9, InForce(0.9, 1.0, due=False, round=12)),
        ("7a", 12, InForce(0.9, 1.0, due=True, round=12)),
        ("8a", 6, InForce(0.7, None, due=True, round=6)),
        ("8a", 9, InForce(0.9, None, due=True, round=9)),
        ("8a", 12, InForce(0.9, None, due=True, round=9)),
    ],
)
def test_target_in_force(code, number, expected):
    asked = next(m for m in PLAN.measures if m.code == code)
    assert target_in_force(asked, PLAN.activity(asked.activity), PLAN.round(number), PLAN) == expected


@pytest.mark.parametrize(
    ("milestones", "end", "expected"),
    [
        (((6, 0.5),), SEP, InForce(0.5, None, due=False, round=6)),  # no later one, and the period goes on
        (((12, 0.9),), JUN, InForce(0.9, None, due=False, round=12)),  # the period is over, but there is no earlier one
        (((3, 0.9),), JUN, InForce(None, None, due=False, round=None)),  # of no round of the plan
    ],
)
def test_target_in_force_of_odd_milestones_at_9_months(milestones, end, expected):
    asked = measure("7a", "progress", "department", milestones=milestones)
    assert target_in_force(asked, activity(7, "department", end), PLAN.round(9), PLAN) == expected


def without_target(*codes):
    return replace(PLAN, measures=tuple(replace(m, target=None) if m.code in codes else m for m in PLAN.measures))


def test_a_figure_without_target_is_recorded_and_not_judged():
    measures, activities, _ = worked(ANSWERS, plan=without_target("1a", "2a"))
    assert told(pick(measures, measure="1a"), *FIGURES) == (2, None, 2, None, None, "not_applicable")
    row = pick(measures, measure="2a")
    assert told(row, *FIGURES, "divisions_met") == (14, None, 14, None, None, "not_applicable", 0)
    # the activity is judged by its other measure alone
    assert told(pick(activities, activity=1), "attainment", "state") == (1, "met")
    activities = worked(ANSWERS, plan=without_target("1a", "1b"))[1]
    assert told(pick(activities, activity=1), "attainment", "state") == (None, "not_applicable")


def test_an_activity_without_measures_is_not_applicable():
    plan = replace(PLAN, measures=tuple(m for m in PLAN.measures if m.activity != 10))
    assert told(pick(worked("", plan=plan)[1], activity=10), "attainment", "state") == (None, "not_applicable")


def test_a_target_of_zero_is_met_by_any_answer():
    plan = replace(PLAN, measures=tuple(replace(m, target=0) if m.code == "1b" else m for m in PLAN.measures))
    assert told(of(f"{OFFICE} 1b 0", "1b", plan=plan), "attainment", "state") == (1, "met")
    assert told(of("", "1b", plan=plan), "attainment", "state") == (None, "no_data")


def test_progress_never_counts_its_own_activity():
    plan = replace(PLAN, measures=tuple(replace(m, exclude=()) if m.code == "7a" else m for m in PLAN.measures))
    assert told(of(ANSWERS, "7a", plan=plan), "n", "N") == (2, 9)


def test_progress_takes_another_progress_further_down_as_not_met():
    lines = "\n".join(line for line in ANSWERS.splitlines() if " 10a " not in line)
    low = measure("10a", "progress", "department", 0.1, exclude=(7,))
    plan = replace(PLAN, measures=(*PLAN.measures[:-1], low))
    # 10a counts 1 and 4 of eight others (2/8 passes 10%); 7a comes before it
    assert told(of(lines, "10a", plan=plan), "n", "N", "state") == (2, 8, "met")
    assert told(of(lines, "7a", plan=plan), "n", "N") == (2, 8)


# --- the shipped plan -----------------------------------------------------------------------------

SHIPPED = shipped()


def full(plan, *, without=()):
    """Answers that meet every measure, but for the activities left out."""
    lines = []
    for who in plan.divisions:
        for asked in (m for a in plan.activities_of(who) for m in plan.measures_of(a.number)):
            if asked.activity in without:
                continue
            if asked.kind == Kind.EVENTS:
                lines += [f"{who.code} {asked.activity} 2023-12-15"] * int(asked.target)
            elif asked.kind == Kind.COVERAGE:
                covered = " ".join(f"{c.key}=1" for c in plan.category_set(asked.categories))
                lines.append(f"{who.code} {asked.code} {covered}")
            elif asked.kind in {Kind.PERCENT, Kind.MILESTONE}:
                lines.append(f"{who.code} {asked.code} 10/10")
            elif asked.kind in {Kind.COUNT, Kind.LEVEL}:
                lines.append(f"{who.code} {asked.code} {int(asked.target)}")
    return "\n".join(lines)


@pytest.mark.parametrize("number", [6, 9, 12])
def test_the_shipped_plan_can_be_met(number):
    measures, activities, findings = worked(full(SHIPPED), number, SHIPPED)
    assert set(measures["state"]) == {"met", "not_applicable"}
    assert set(activities["state"]) == {"met", "not_applicable"}
    assert told(pick(measures, measure="15a"), "n", "N") == (15, 15)
    assert told(pick(measures, measure="11a"), "n", "N") == (12, 12)
    assert findings == []


@pytest.mark.parametrize(
    ("without", "number", "expected"),
    [
        ((17,), 12, (14, 15, "met")),  # 93.3% passes 90 and falls short of the 100 beside it
        ((17, 10), 12, (13, 15, "not_met")),  # 86.7%
        ((17, 10), 9, (13, 15, "not_due")),  # the 90% of 12 months, not yet due
        ((1, 2, 3, 4, 5, 6, 7), 6, (8, 15, "met")),  # 53.3% passes the 50% of 6 months
        ((1, 2, 3, 4, 5, 6, 7, 8), 6, (7, 15, "not_met")),  # 46.7%
        ((16,), 12, (15, 15, "met")),  # 16 is left out of it
        ((12,), 12, (13, 15, "not_met")),  # without 12 there is no 11 either
    ],
)
def test_progress_of_the_shipped_plan(without, number, expected):
    row = of(full(SHIPPED, without=without), "15a", number=number, plan=SHIPPED)
    assert told(row, "n", "N", "state") == expected
    in_force = target_in_force(
        next(m for m in SHIPPED.measures if m.code == "15a"), SHIPPED.activity(15), SHIPPED.round(number), SHIPPED
    )
    assert row["target"] == in_force.target
    if without == (17,):
        assert in_force.target <= row["actual"] < in_force.also


@pytest.mark.parametrize(("number", "target", "state"), [(6, 0.7, "met"), (9, 0.9, "not_met"), (12, 0.9, "not_met")])
def test_a_divisions_own_plan_in_the_shipped_plan(number, target, state):
    # 16a at 12 months: the 90% of 9 months, due
    row = of("กก. 16a 8/10", "16a", "กก.", number, SHIPPED)
    assert told(row, "actual", "target", "due", "state") == (0.8, target, True, state)


# --- for all answers ------------------------------------------------------------------------------

numbers = st.one_of(st.integers(0, 12).map(str), st.sampled_from(["-", "?", "0"]))
days = st.dates(date(2023, 9, 1), date(2024, 10, 30)).map(str)
answer = st.one_of(
    st.tuples(st.sampled_from(["1b", "2a", "5b", "6a"]), numbers).map(" ".join),
    st.tuples(st.sampled_from(["2b", "8a", "10a"]), numbers, numbers).map(lambda t: f"{t[0]} {t[1]}/{t[2]}"),
    st.tuples(st.sampled_from(["1a", "9a"]), numbers, numbers).map(
        lambda t: f"{t[0]} discipline={t[1]} integrity={t[2]}"
    ),
    st.tuples(st.sampled_from("34"), days, st.sampled_from(["", "A", "a", "b๑", "B1", "-"])).map(" ".join),
    st.tuples(st.sampled_from(["spent 4", "spent 3"]), numbers).map(" ".join),
)


@st.composite
def answers_of_all(draw):
    """Lines with at most one answer for each input; events as many as wanted."""
    lines = []
    for who in (OFFICE, KK, KM):
        seen = set()
        for given_ in draw(st.lists(answer, max_size=12)):
            name = given_.split()[0] if given_[0] != "s" else given_[:7]
            if name not in seen or name.isdecimal():
                lines.append(f"{who} {given_}")
            seen.add(name)
    return "\n".join(lines)


@settings(max_examples=40, deadline=None)
@given(lines=answers_of_all(), number=st.sampled_from([6, 9, 12]), order=st.randoms(use_true_random=False))
def test_for_all_answers(lines, number, order: random.Random):
    data = frame(lines)
    measures, activities, findings = attain(PLAN, PLAN.round(number), data)
    for table in (measures, activities):
        known = table["attainment"].dropna()
        assert known.between(0, 1).all()
        assert (table.loc[table["state"].eq("met"), "attainment"] == 1).all()
        assert table.loc[table["state"].eq("not_applicable"), "attainment"].isna().all()
    own = measures[measures["division"].notna() & measures["state"].ne("not_applicable")]
    assert ((own["actual"] >= own["target"]) == own["state"].eq("met")).all()
    assert (own["attainment"].eq(1) == own["state"].eq("met")).all()
    assert not (own["state"].isin(["not_met", "no_data"]) & ~own["due"]).any()
    shuffled = list(range(len(data)))
    order.shuffle(shuffled)
    again = attain(PLAN, PLAN.round(number), data.iloc[shuffled])
    pd.testing.assert_frame_equal(again[0], measures)
    pd.testing.assert_frame_equal(again[1], activities)
    assert again[2] == findings


def test_the_data_is_left_as_it_was():
    data = frame(ANSWERS)
    before = data.copy()
    attain(PLAN, PLAN.round(9), data)
    pd.testing.assert_frame_equal(data, before)
