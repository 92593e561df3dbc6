"""Targets that a figure must not pass, or must pass, and scores: what the form says while it is filled in."""

from __future__ import annotations

import dataclasses

import pytest
from office import job
from support import PLAN, SHEETS

from moralxl.layout import a1, layout, report_column
from moralxl.master import words
from moralxl.master.results import divisions_met
from moralxl.model import Bound, Kind
from moralxl.template import write_template
from moralxl.wording import target_text

CASES = (  # measure, its bound, target, what is typed by key, and the verdict at 6 and at 9 months
    ("1b", Bound.AT_MOST, 2, {"a01_channels": 2}, "อยู่ในเป้าหมาย", "บรรลุ"),  # due in June
    ("1b", Bound.AT_MOST, 2, {"a01_channels": 3}, "ไม่บรรลุ", "ไม่บรรลุ"),
    ("1b", Bound.AT_MOST, 0, {"a01_channels": 0}, "อยู่ในเป้าหมาย", "บรรลุ"),
    ("1b", Bound.BELOW, 2, {"a01_channels": 2}, "ไม่บรรลุ", "ไม่บรรลุ"),
    ("1b", Bound.ABOVE, 2, {"a01_channels": 2}, "ไม่บรรลุ", "ไม่บรรลุ"),
    ("1b", Bound.ABOVE, 2, {"a01_channels": 3}, "บรรลุ", "บรรลุ"),
    ("5b", Bound.BELOW, 0.8, {"a05_signed": 48, "a05_staff": 60}, "ไม่บรรลุ", "ไม่บรรลุ"),  # due in March
    ("5b", Bound.AT_MOST, 0.8, {"a05_signed": 48, "a05_staff": 60}, "บรรลุ", "บรรลุ"),
    ("5a", Bound.AT_LEAST, 4.25, {"a05_virtues": 4.24}, "ไม่บรรลุ", "ไม่บรรลุ"),
    ("5a", Bound.AT_LEAST, 4.25, {"a05_virtues": 4.25}, "บรรลุ", "บรรลุ"),
)


def plan_with(code, bound, target):
    """The shipped plan with one measure compared so, 5a being a score."""
    changes = {"bound": bound, "target": target} | ({"kind": Kind.SCORE} if code == "5a" else {})
    measures = tuple(dataclasses.replace(m, **changes) if m.code == code else m for m in PLAN.measures)
    return dataclasses.replace(PLAN, id=f"plan-{code}-{bound}-{target}", measures=measures)


def test_the_forms_verdict_while_typing(office, tmp_path):
    jobs, places, wanted = [], [], []
    for number, (code, bound, target, typed, *verdicts) in enumerate(CASES):
        plan = plan_with(code, bound, target)
        for months, verdict in zip((6, 9), verdicts, strict=True):
            path = tmp_path / f"{number} {months}.xlsx"
            made = write_template(plan, plan.round(months), plan.division("สล."), path)
            cells = {(SHEETS["report"], made.by_key[key].cell): value for key, value in typed.items()}
            row = next(line.row for line in made.lines if line.measure and line.measure.code == code)
            places.append((SHEETS["report"], a1(row, report_column("state"))))
            jobs.append(job(path, cells, read=[places[-1]], recalculate=True))
            wanted.append((number, months, verdict))
    results = office.run(jobs, seconds=300)
    found = [result["cells"][place]["string"] for result, place in zip(results, places, strict=True)]
    assert [(n, months, now) for (n, months, _), now in zip(wanted, found, strict=True)] == wanted


@pytest.mark.parametrize(
    ("bound", "target", "text"),
    [
        (Bound.AT_LEAST, 0.8, "ไม่น้อยกว่าร้อยละ\u00a0๘๐"),
        (Bound.ABOVE, 0.8, "มากกว่าร้อยละ\u00a0๘๐"),
        (Bound.AT_MOST, 0.05, "ไม่เกินร้อยละ\u00a0๕"),
        (Bound.BELOW, 0.05, "น้อยกว่าร้อยละ\u00a0๕"),
    ],
)
def test_a_target_in_words(bound, target, text):
    (measure,) = (m for m in plan_with("5b", bound, target).measures if m.code == "5b")
    assert target_text(measure, target) == text


def test_a_score_is_asked_for_with_decimals_and_may_be_left_for_later():
    plan = plan_with("5a", Bound.AT_LEAST, 4.25)
    field = layout(plan, plan.round(6), plan.division("สล.")).by_key["a05_virtues"]
    assert (field.role, field.kind, field.required) == ("score", "score", False)


@pytest.mark.parametrize(
    ("bound", "told"), [(Bound.AT_LEAST, "บรรลุ ๑ จาก ๓ หน่วยงาน"), (Bound.AT_MOST, "อยู่ในเป้าหมาย ๑ จาก ๓ หน่วยงาน")]
)
def test_divisions_within_a_limit_are_not_said_to_have_met_it(bound, told):
    """They may still pass it until it is due, as the matrix says of each."""
    measure = dataclasses.replace(next(m for m in PLAN.measures if m.code == "2a"), bound=bound)
    counts = {"divisions_met": 1, "divisions": 3}
    assert divisions_met(measure, counts) == told
    assert told.split()[0] in words.divisions_met(measure, "A1", "A2")
