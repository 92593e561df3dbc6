"""A round worked out by hand on the shipped plan: every kind and aggregation, in each of the three rounds.

The registry is cut to three divisions: the office with both roles (สล.), one that answers (กก.), one that sends
nothing (กค.). The same answers are held against the 6-, 9- and 12-month rounds.
"""

from __future__ import annotations

import dataclasses
import math
from datetime import date

import pytest
from support import PLAN

from moralxl.attain import attain, target_in_force
from moralxl.frame import data_frame
from moralxl.layout import layout
from moralxl.model import Bound, FileStatus, Identity, Kind, Record, Source, Submission

SMALL = dataclasses.replace(PLAN, divisions=tuple(d for d in PLAN.divisions if d.code in {"สล.", "กก.", "กค."}))
VIRTUES = [c.key for c in PLAN.category_set("virtues")]

OFFICE = {
    # 1: honoured persons in 2 of the 5 virtues, 3 channels
    "a01_persons_sufficiency": 2,
    "a01_persons_discipline": 0,
    "a01_persons_integrity": 1,
    "a01_channels": 3,
    # 3: nothing
    # 5: 4 virtues of 5; 117 of 150 signed = 78%
    "a05_virtues": 4,
    "a05_signed": 117,
    "a05_staff": 150,
    # 11b: level 2 of 3
    "a11_level": 2,
    # 13: a plan, 2 activities of 3, all five virtues covered
    "a13_plans": 1,
    "a13_activities": 2,
    **{f"a13_planned_{v}": 1 for v in VIRTUES},
    # for itself
    "a02_persons_sufficiency": 1,
    "a02_channels": 1,
    "a06_virtues": 5,
    "a06_signed": 48,
    "a06_staff": 60,
    "a12_level": 3,
    "a16_done": 7,
    "a16_planned": 10,
    # spent
    "a09_spent": 10_000,
    "a10_spent": 140_000,  # of 135,000
}
OFFICE_EVENTS = [
    (9, date(2023, 11, 20), None),
    (10, date(2024, 4, 2), None),  # after the 6-month round's last day
    (17, date(2023, 10, 1), None),
    (17, date(2023, 12, 1), None),
    (17, date(2024, 3, 31), None),
    (7, date(2024, 1, 10), "ร่วม ๑"),
]
DIVISION = {
    **{f"a02_persons_{v}": 0 for v in VIRTUES},  # an answer: nobody
    "a02_channels": "-",  # not reported
    "a06_virtues": 6,
    "a06_signed": 79,
    "a06_staff": 100,
    "a12_level": 2,
    "a16_done": 6,
    "a16_planned": 10,
}
DIVISION_EVENTS = [
    (7, date(2024, 1, 10), "ร่วม 1"),  # the office's event, its code in other digits
    (7, date(2024, 2, 1), None),
    (8, date(2023, 9, 20), None),  # before the period
]


def submission(plan, code, answers, events):
    """A submission with these answers, as intake would give it."""
    made = layout(plan, plan.round(6), plan.division(code))
    records = []

    def add(key, value, activity, row=None):
        field = made.by_key[key]
        source = Source("a.xlsx", field.sheet, field.cell)
        status = "not_reported" if value == "-" else "value"
        value = None if value == "-" else value
        records.append(
            Record(
                code, key, activity, field.measure, field.role, field.category, row, value, status, str(value), source
            )
        )

    for key, value in answers.items():
        add(key, value, made.by_key[key].activity)
    for row, (activity, day, shared) in enumerate(events, 1):
        add(f"ev{row:02d}_activity", float(activity), activity, row)
        add(f"ev{row:02d}_date", day, activity, row)
        if shared:
            add(f"ev{row:02d}_code", shared, activity, row)
    identity = Identity(plan.id, plan.year, 6, code, made.version)
    return Submission(f"{code}xlsx", code, FileStatus.ACCEPTED, identity, tuple(records))


def worked(round_, *submissions, plan=SMALL):
    """Measures and activities by (division, name), with findings."""
    data = data_frame(plan, submissions)
    measures, activities, findings = attain(plan, plan.round(round_), data)
    by_measure = {(r.division, r.measure): r for r in measures.itertuples()}
    by_activity = {(r.division, r.activity): r for r in activities.itertuples()}
    return by_measure, by_activity, findings


@pytest.fixture(scope="module", params=[6, 9, 12])
def round_number(request):
    return request.param


@pytest.fixture(scope="module")
def result(round_number):
    office = submission(SMALL, "สล.", OFFICE, OFFICE_EVENTS)
    division = submission(SMALL, "กก.", DIVISION, DIVISION_EVENTS)
    return worked(round_number, office, division)


def null(value):
    return value is None or math.isnan(value)


def same(value, expected):
    return null(value) if expected is None else value == pytest.approx(expected, abs=1e-12)


# (division or None, measure): n, N, actual, and by round: target, attainment, state
MEASURES = {
    (None, "1a"): (2, None, 2, (1, 1, "met"), (1, 1, "met"), (1, 1, "met")),
    (None, "1b"): (3, None, 3, (1, 1, "met"), (1, 1, "met"), (1, 1, "met")),
    (None, "3a"): (None, None, None, (1, None, "not_due"), (1, None, "no_data"), (1, None, "no_data")),
    (None, "5a"): (4, None, 4, *[(5, 4 / 5, "not_met")] * 3),
    (None, "5b"): (117, 150, 0.78, *[(0.8, 0.975, "not_met")] * 3),
    (None, "9a"): (1, None, 1, *[(1, 1, "met")] * 3),
    (None, "11b"): (None, None, 2, (3, 2 / 3, "not_due"), (3, 2 / 3, "not_met"), (3, 2 / 3, "not_met")),
    (None, "13b"): (2, None, 2, (3, 2 / 3, "not_due"), (3, 2 / 3, "not_due"), (3, 2 / 3, "not_met")),
    (None, "13c"): (5, None, 5, *[(5, 1, "met")] * 3),
    # each: met by 1 of 3 divisions; the sums are over those that answered
    ("สล.", "2a"): (1, None, 1, *[(1, 1, "met")] * 3),
    ("กก.", "2a"): (0, None, 0, (1, 0, "not_due"), (1, 0, "not_met"), (1, 0, "not_met")),
    ("กค.", "2a"): (None, None, None, (1, None, "not_due"), (1, None, "no_data"), (1, None, "no_data")),
    (None, "2a"): (1, None, 1, (1, 1 / 3, "not_due"), (1, 1 / 3, "not_met"), (1, 1 / 3, "not_met")),
    ("กก.", "2b"): (None, None, None, (1, None, "not_due"), (1, None, "no_data"), (1, None, "no_data")),
    # 48/60 = 80% passes, 79/100 does not; together 127/160 = 79.375%, where the mean of both would be 79.5%
    ("สล.", "6b"): (48, 60, 0.8, *[(0.8, 1, "met")] * 3),
    ("กก.", "6b"): (79, 100, 0.79, *[(0.8, 0.9875, "not_met")] * 3),
    ("กค.", "6b"): (None, None, None, *[(0.8, None, "no_data")] * 3),
    (None, "6b"): (127, 160, 0.79375, *[(0.8, 1 / 3, "not_met")] * 3),
    (None, "6a"): (11, None, 11, *[(5, 2 / 3, "not_met")] * 3),
    # 7: the shared event counts once in the department: 1 + 2 - 1 = 2
    ("กก.", "7a"): (2, None, 2, *[(1, 1, "met")] * 3),
    (None, "7a"): (2, None, 2, (1, 2 / 3, "not_due"), (1, 2 / 3, "not_met"), (1, 2 / 3, "not_met")),
    # 8: an event before the period is an answer that does not count
    ("กก.", "8a"): (0, None, 0, (1, 0, "not_due"), (1, 0, "not_due"), (1, 0, "not_met")),
    (None, "8a"): (0, None, 0, (1, 0, "not_due"), (1, 0, "not_due"), (1, 0, "not_met")),
    # 11a: 1 of 3 registered divisions is at level 3; 33.3% of 95%
    (None, "11a"): (1, 3, 1 / 3, *[(0.95, 1 / 3 / 0.95, s) for s in ("not_due", "not_met", "not_met")]),
    (None, "12a"): (None, None, None, (3, 1 / 3, "not_due"), (3, 1 / 3, "not_met"), (3, 1 / 3, "not_met")),
    (None, "14a"): (None, None, None, (1, 0, "not_due"), (1, 0, "no_data"), (1, 0, "no_data")),
    # 16: 70% at 6 months; 90% at 9 months, and still so at 12, as its period ended in June
    ("สล.", "16a"): (7, 10, 0.7, (0.7, 1, "met"), (0.9, 7 / 9, "not_met"), (0.9, 7 / 9, "not_met")),
    ("กก.", "16a"): (6, 10, 0.6, (0.7, 6 / 7, "not_met"), (0.9, 2 / 3, "not_met"), (0.9, 2 / 3, "not_met")),
    (None, "16a"): (13, 20, 0.65, (0.7, 1 / 3, "not_met"), (0.9, 0, "not_met"), (0.9, 0, "not_met")),
    (None, "17a"): (3, None, 3, (4, 0.75, "not_due"), (4, 0.75, "not_due"), (4, 0.75, "not_met")),
}
BY_ROUND = {
    # 10: held on 2 April, which the 6-month round does not count
    (None, "10a"): {6: (0, None, 0, 1, 0, "not_due"), 9: (1, None, 1, 1, 1, "met"), 12: (1, None, 1, 1, 1, "met")},
    # 15: of 15 activities (all but 15 and 16) 1 and 9 are met, from 9 months on 10 too;
    # 50% is due at 6 months; at 9 months the next milestone, 90%, is not due yet
    (None, "15a"): {
        6: (2, 15, 2 / 15, 0.5, 2 / 15 / 0.5, "not_met"),
        9: (3, 15, 0.2, 0.9, 0.2 / 0.9, "not_due"),
        12: (3, 15, 0.2, 0.9, 0.2 / 0.9, "not_met"),
    },
}


def test_measures(result, round_number):
    place = {6: 3, 9: 4, 12: 5}[round_number]
    expected = {key: (*row[:3], *row[place]) for key, row in MEASURES.items()}
    expected |= {key: rounds[round_number] for key, rounds in BY_ROUND.items()}
    for key, (n, whole, actual, target, attainment, state) in expected.items():
        row = result[0][key]
        found = (row.n, row.N, row.actual, row.target, row.attainment)
        assert all(map(same, found, (n, whole, actual, target, attainment))), (key, found)
        assert row.state == state, key


def test_divisions_met_stand_beside_each(result):
    met = {m: result[0][None, m].divisions_met for m in ("2a", "6a", "6b", "7a", "8a", "12a", "14a")}
    assert met == {"2a": 1, "6a": 2, "6b": 1, "7a": 2, "8a": 0, "12a": 1, "14a": 0}
    assert {result[0][None, m].divisions for m in met} == {3}


# activity: attainment and state by round, of the department
ACTIVITIES = {
    1: (1, ("met", "met", "met")),
    2: ((1 / 3 + 1 / 3) / 2, ("not_due", "not_met", "not_met")),
    3: (0, ("not_due", "no_data", "no_data")),
    4: (0, ("not_due", "no_data", "no_data")),
    5: ((0.8 + 0.975) / 2, ("not_met", "not_met", "not_met")),
    6: ((2 / 3 + 1 / 3) / 2, ("not_met", "not_met", "not_met")),
    9: (1, ("met", "met", "met")),
    11: ((1 / 3 / 0.95 + 2 / 3) / 2, ("not_due", "not_met", "not_met")),
    13: ((1 + 2 / 3 + 1) / 3, ("not_due", "not_due", "not_met")),
    17: (0.75, ("not_due", "not_due", "not_met")),
}


def test_activities(result, round_number):
    place = {6: 0, 9: 1, 12: 2}[round_number]
    for number, (attainment, states) in ACTIVITIES.items():
        row = result[1][None, number]
        assert same(row.attainment, attainment), number
        assert row.state == states[place], number


def test_what_a_division_does_not_report_is_not_applicable_to_it(result):
    for activity in (1, 3, 5, 9, 10, 11, 13, 15, 17):
        assert result[1]["กก.", activity].state == "not_applicable"
        assert result[1]["สล.", activity].state == result[1][None, activity].state


def test_money(result):
    _, activities, findings = result
    assert activities[None, 9].spent == 10_000
    assert activities[None, 10].spent == 140_000
    assert null(activities[None, 17].spent)
    assert [f.args["activity"] for f in findings if f.code == "spent-over-budget"] == [10]


def test_events_that_do_not_count_are_told(result, round_number):
    codes = [f.code for f in result[2] if f.code.startswith("event")]
    assert codes == (["event-after-round"] if round_number == 6 else []) + ["event-outside-period"]


def with_target(code, target):
    measures = tuple(dataclasses.replace(m, target=target) if m.code == code else m for m in SMALL.measures)
    return dataclasses.replace(SMALL, measures=measures)


@pytest.mark.parametrize(
    ("n", "whole", "state"),
    [(1249, 2500, "not_met"), (1250, 2500, "met"), (0, 0, "no_data"), (0, 10, "not_met"), (10, "-", "no_data")],
)
def test_ratios_are_compared_before_rounding_and_0_of_0_is_no_data(n, whole, state):
    """1249/2500 is 49.96%, which a rounding would pass."""
    plan = with_target("6b", 0.5)
    measures, _, _ = worked(6, submission(plan, "กก.", {"a06_signed": n, "a06_staff": whole}, []), plan=plan)
    assert measures["กก.", "6b"].state == state


def test_between_90_and_100_activity_15_passes_and_the_second_figure_is_at_hand():
    measure = next(m for m in PLAN.measures if m.code == "15a")
    in_force = target_in_force(measure, PLAN.activity(15), PLAN.round(12), PLAN)
    assert (in_force.target, in_force.also, in_force.due) == (0.9, 1.0, True)
    assert in_force.target <= 14 / 15 < in_force.also


def test_no_return_at_all():
    measures, activities, _ = worked(9)
    assert (measures[None, "11a"].n, measures[None, "11a"].N, measures[None, "11a"].state) == (0, 3, "not_met")
    assert measures[None, "6b"].state == "no_data"
    assert (measures[None, "15a"].n, measures[None, "15a"].N) == (0, 15)
    assert {activities["กค.", a].state for a in (2, 4, 6, 7, 12, 14)} == {"no_data"}


# --- other sides of a target, scores, and events with a last day ----------------------------------


def changed(**measures):
    """The small plan with some measures' attributes changed: m1b={"bound": Bound.AT_MOST}."""
    made = tuple(dataclasses.replace(m, **measures.get(f"m{m.code}", {})) for m in SMALL.measures)
    return dataclasses.replace(SMALL, measures=made)


def judged(row):
    return row.state, pytest.approx(row.attainment, abs=1e-12)


@pytest.mark.parametrize(
    ("target", "actual", "attainment", "at_9_months"),
    [
        (2, 0, 1, "met"),
        (2, 2, 1, "met"),
        (2, 3, 2 / 3, "not_met"),
        (2, 8, 0.25, "not_met"),
        (0, 0, 1, "met"),
        (0, 1, 0, "not_met"),
    ],
)
def test_a_limit_is_met_when_its_time_is_over_and_it_was_kept(target, actual, attainment, at_9_months):
    """1b is due in June. Two complaints may become three until then, so at 6 months nothing is met."""
    plan = changed(m1b={"bound": Bound.AT_MOST, "target": target})
    for round_, state in ((6, "not_due"), (9, at_9_months), (12, at_9_months)):
        measures, _, _ = worked(round_, submission(plan, "สล.", {"a01_channels": actual}, []), plan=plan)
        assert judged(measures[None, "1b"]) == (state, attainment), round_


def test_a_limit_that_nobody_answered_is_no_data_and_not_kept():
    plan = changed(m1b={"bound": Bound.AT_MOST, "target": 2})
    assert [worked(r, plan=plan)[0][None, "1b"].state for r in (6, 9)] == ["not_due", "no_data"]


@pytest.mark.parametrize(
    ("bound", "signed", "state", "attainment"),
    [
        (Bound.ABOVE, 121, "met", 1),
        (Bound.ABOVE, 120, "not_met", 0.999),  # 80% itself
        (Bound.ABOVE, 60, "not_met", 0.5),
        (Bound.BELOW, 119, "met", 1),
        (Bound.BELOW, 120, "not_met", 0.999),
        (Bound.BELOW, 150, "not_met", 0.8),
        (Bound.AT_MOST, 120, "met", 1),
        (Bound.AT_MOST, 121, "not_met", 120 / 121),
    ],
)
def test_a_percentage_on_either_side_of_its_target(bound, signed, state, attainment):
    """5b: of 150 staff, 80% are 120; due at 6 months."""
    plan = changed(m5b={"bound": bound})
    answers = {"a05_signed": signed, "a05_staff": 150}
    measures, _, _ = worked(6, submission(plan, "สล.", answers, []), plan=plan)
    assert judged(measures[None, "5b"]) == (state, attainment)


def test_a_limit_that_each_division_must_keep():
    """2b, due in June, at most 1: the office reports 1, กก. none, กค. sends nothing."""
    plan = changed(m2b={"bound": Bound.AT_MOST, "target": 1})
    returns = [submission(plan, code, {"a02_channels": n}, []) for code, n in (("สล.", 1), ("กก.", 0))]
    for round_, state in ((6, "not_due"), (9, "not_met")):
        row = worked(round_, *returns, plan=plan)[0][None, "2b"]
        assert (row.n, row.divisions_met, row.divisions, *judged(row)) == (1, 2, 3, state, 2 / 3)
    returns.append(submission(plan, "กค.", {"a02_channels": 1}, []))
    for round_, state in ((6, "not_due"), (9, "met")):
        row = worked(round_, *returns, plan=plan)[0][None, "2b"]
        assert (row.n, row.divisions_met, *judged(row)) == (2, 3, state, 1)


def test_what_counts_as_met_in_the_progress_of_the_plan():
    """15a counts the activities that are met: one whose limit is kept so far is not among them before it is due."""
    only = tuple(m for m in SMALL.measures if m.code in {"1b", "15a"})
    plan = dataclasses.replace(changed(m1b={"bound": Bound.AT_MOST, "target": 2}), measures=only)
    plan = dataclasses.replace(plan, measures=tuple(
        dataclasses.replace(m, bound=Bound.AT_MOST, target=2) if m.code == "1b" else m for m in only
    ))  # fmt: skip
    counted = [worked(r, submission(plan, "สล.", {"a01_channels": 0}, []), plan=plan)[0][None, "15a"].n for r in (6, 9)]
    assert counted == [0, 1]


def test_scores_are_compared_one_by_one_and_never_added_up():
    """5a and 6a as mean scores of at least 4.25: the office 4.25 and 4.5, กก. 3.4."""
    plan = changed(m5a={"kind": Kind.SCORE, "target": 4.25}, m6a={"kind": Kind.SCORE, "target": 4.25})
    returns = [
        submission(plan, "สล.", {"a05_virtues": 4.25, "a06_virtues": 4.5}, []),
        submission(plan, "กก.", {"a06_virtues": 3.4}, []),
    ]
    measures, _, _ = worked(6, *returns, plan=plan)
    assert judged(measures[None, "5a"]) == ("met", 1)
    assert judged(measures["กก.", "6a"]) == ("not_met", 0.8)
    row = measures[None, "6a"]
    assert null(row.n)
    assert null(row.actual)
    assert (row.divisions_met, *judged(row)) == (1, "not_met", 1 / 3)


def test_events_after_their_last_day_do_not_count_though_the_period_goes_on():
    """7a with 31 January as its last day: กก.'s event of 1 February does not count, and the measure is due."""
    plan = changed(m7a={"until": date(2024, 1, 31), "target": 2})
    measures, _, findings = worked(6, submission(plan, "กก.", {}, DIVISION_EVENTS), plan=plan)
    assert (measures["กก.", "7a"].n, *judged(measures["กก.", "7a"])) == (1, "not_met", 0.5)
    outside = [f for f in findings if f.code == "event-outside-period" and f.args["activity"] == 7]
    assert [(f.read, f.args["end"]) for f in outside] == [(date(2024, 2, 1), date(2024, 1, 31))]
