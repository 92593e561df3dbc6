"""Broken returns neither stop the intake nor give other values in silence; bench/fuzz.py does the same at length."""

from __future__ import annotations

import importlib
import io
import sys
import warnings
from pathlib import Path

import openpyxl
import pytest

sys.path.append(str(Path(__file__).parents[2] / "bench"))
fuzz = importlib.import_module("fuzz")
MUTANTS, AT_ONCE = 2000, 100


@pytest.mark.parametrize("first", range(0, MUTANTS, AT_ONCE))
def test_a_broken_return_is_told_or_harmless(first, seed):
    with warnings.catch_warnings():
        outcomes = fuzz.batch(seed, range(first, first + AT_ONCE))
    assert [o for o in outcomes if o.verdict in fuzz.FAILURES] == []
    assert {o.verdict for o in outcomes} >= {"rejected", "same"}  # the mutants differ in what they do


def test_another_value_in_silence_is_seen(seed, monkeypatch):
    """The judgement can fail: a reader that gives another value than the file has is told of."""
    data, before, _ = fuzz.sound(seed)
    key, record = next((k, r) for k, r in before.items() if isinstance(r.value, float) and r.row is None)
    book = openpyxl.load_workbook(io.BytesIO(data))
    book[record.source.sheet][record.source.cell].value = record.value + 1
    other = fuzz.defects.saved(book)
    monkeypatch.setattr(fuzz, "mutant", lambda *_: ("none", other))
    assert fuzz.judge(seed, 0).verdict == "typed otherwise"
    real = fuzz.taken_in
    monkeypatch.setattr(fuzz, "mutant", lambda *_: ("none", data))
    monkeypatch.setattr(fuzz, "taken_in", lambda _: real(other))
    outcome = fuzz.judge(seed, 0)
    assert (outcome.verdict, outcome.detail.split(":")[0]) == ("silent", key)


@pytest.mark.skipif(not hasattr(__import__("signal"), "SIGALRM"), reason="the system has no alarms")
def test_a_hang_is_seen(seed, monkeypatch):
    def hang(_):
        while True:
            pass

    fuzz.sound(seed)
    monkeypatch.setattr(fuzz, "SECONDS", 0.05)
    monkeypatch.setattr(fuzz, "taken_in", hang)
    assert fuzz.judge(seed, 0).verdict == "hang"
