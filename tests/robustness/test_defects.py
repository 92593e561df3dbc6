"""Every kind of mistake is found at its very cell, alone and among nineteen others; clean returns are left alone."""

from __future__ import annotations

import importlib
import random
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "bench"))
defects = importlib.import_module("defects")
KINDS = [*defects.TOGETHER, *defects.ALONE]
PLACEMENTS, RETURNS, CLEAN = 3, 10, 30


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_is_found_wherever_it_is_made(kind, seed):
    outcomes = [defects.alone(kind, seed, number) for number in range(PLACEMENTS)]
    assert [o.told for o in outcomes if o.verdict != "found"] == []
    assert [alarm for o in outcomes for alarm in o.alarms] == []


@pytest.mark.parametrize("number", range(RETURNS))
def test_twenty_mistakes_in_one_return_are_all_found(number, seed):
    outcomes = defects.together(seed, number)
    placed = [o for o in outcomes if o.verdict]
    assert len(placed) == defects.AT_ONCE
    assert [o.told for o in placed if o.verdict != "found"] == []
    assert [alarm for o in outcomes for alarm in o.alarms] == []


@pytest.mark.parametrize("number", range(CLEAN))
def test_a_clean_return_gives_no_false_alarm(number, seed):
    assert defects.clean(seed, number).alarms == ()


def test_there_are_enough_kinds():
    assert len(KINDS) >= 60
    assert len(set(KINDS)) == len(defects.TOGETHER) + len(defects.ALONE)


def test_what_is_not_told_counts_as_missed(seed):
    """The count itself can fail: a clean return in which nothing was placed has no defect to be found."""
    clean = defects.base(seed)
    _, told = defects.findings({"a.xlsx": clean.saved})
    chance = random.Random(seed)  # noqa: S311
    hit = defects.TOGETHER["range"](clean.form(chance))
    assert defects.judge("range", hit, told)[0] == "missed"
    assert defects.alarms([], told) == ()


@pytest.mark.usefixtures("office")
def test_clean_returns_saved_by_others_give_no_false_alarm(seed):
    """bench/clean.py does the same with a thousand."""
    told = importlib.import_module("clean").batch(seed, range(8))
    assert {each.saved_by for each in told} == {"openpyxl", *(f"LibreOffice, {s}" for s in ("xlsx", "ods", "xls"))}
    assert [alarm for each in told for alarm in each.alarms] == []
