"""The records of all returns as one frame."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from support import PLAN

from moralxl.consolidate import MOST_WHOLE, ONLY_TOLD, ONLY_TOLD_OF_EVENTS, SIGNATURES, consolidate
from moralxl.frame import DATA_COLUMNS, data_frame
from moralxl.layout import layout
from moralxl.master.living import MOST_DETAILED
from moralxl.model import FileStatus, Identity, Record, Source, Submission
from moralxl.records import Records

FIRST, SECOND = PLAN.divisions[2], PLAN.divisions[1]


def record(division, key, **changes):
    made = Record(division.code, key, 6, "6b", "numerator", None, None, 48.0, "value", "๔๘", Source("a", "ก", "C9"))
    return made._replace(**changes)


def submission(division, *records):
    identity = Identity(PLAN.id, PLAN.year, 9, division.code, "")
    return Submission(f"{division.code}xlsx", f"hash {division.code}", FileStatus.ACCEPTED, identity, records)


SUBMISSIONS = [
    submission(
        FIRST,
        record(FIRST, "a06_signed"),
        record(FIRST, "a06_virtues_x", role="category", category="x", value=None, status="not_reported", typed="-"),
        record(FIRST, "reporter", activity=None, measure=None, role="reporter", value="สมศรี", typed=" สมศรี "),
    ),
    submission(SECOND),
    submission(
        SECOND,
        record(SECOND, "ev03_date", measure=None, role="event_date", row=3, value=date(2024, 2, 29), typed="29/2/67"),
        record(SECOND, "ev03_title", measure=None, role="event_title", row=3, value="ปลูกป่า", typed="ปลูกป่า"),
    ),
]
ROWS = [  # of the second, which comes before the first in the registry
    (SECOND.code, 6, None, "ev03_date", "event_date", None, 3, "value", None, None, date(2024, 2, 29), "29/2/67"),
    (SECOND.code, 6, None, "ev03_title", "event_title", None, 3, "value", None, "ปลูกป่า", None, "ปลูกป่า"),
    (FIRST.code, 6, "6b", "a06_signed", "numerator", None, None, "value", 48.0, None, None, "๔๘"),
    (FIRST.code, 6, "6b", "a06_virtues_x", "category", "x", None, "not_reported", None, None, None, "-"),
    (FIRST.code, None, None, "reporter", "reporter", None, None, "value", None, "สมศรี", None, " สมศรี "),
]


def rows_of(frame):
    plain = frame.astype("object").where(frame.notna(), None)
    plain["date"] = [None if day is None else day.date() for day in plain["date"]]
    return list(plain.itertuples(index=False, name=None))


@pytest.mark.parametrize("packed", [False, True])
def test_a_row_for_each_record_in_the_registrys_order(packed):
    sent = [replace(s, records=Records.of(s.records)) if packed else s for s in SUBMISSIONS]
    frame = data_frame(PLAN, sent)
    assert tuple(frame.columns) == DATA_COLUMNS
    where = [("a", "ก", "C9", f"hash {row[0]}") for row in ROWS]
    assert rows_of(frame) == [(*row, *place) for row, place in zip(ROWS, where, strict=True)]
    types = {"activity": "Int64", "row": "Int64", "number": "float64", "date": "datetime64[ns]"}
    assert {name: str(frame[name].dtype) for name in types} == types


def test_records_of_some_roles_are_left_out():
    frame = data_frame(PLAN, SUBMISSIONS, {"event_title", "category"})
    whole = data_frame(PLAN, SUBMISSIONS)
    assert rows_of(frame) == rows_of(whole[~whole["role"].isin({"event_title", "category"})])


def test_no_records_make_an_empty_frame():
    for sent in ([], SUBMISSIONS[1:2]):
        frame = data_frame(PLAN, sent)
        assert (len(frame), tuple(frame.columns)) == (0, DATA_COLUMNS)
        assert not frame["role"].eq("numerator").any()
    assert len(data_frame(PLAN, SUBMISSIONS[:1], {"numerator", "category", "reporter"})) == 0


def test_what_nothing_is_reckoned_from_is_not_in_the_data_of_very_many(monkeypatch):
    """All figures and findings are the same, and whoever lists such rows does so for fewer divisions only."""
    assert MOST_WHOLE >= MOST_DETAILED
    round_ = PLAN.round(9)
    sent = [filled(division, round_) for division in PLAN.divisions]
    whole = consolidate(PLAN, round_, sent, [])
    monkeypatch.setattr("moralxl.consolidate.MOST_WHOLE", len(PLAN.divisions) - 1)
    less = consolidate(PLAN, round_, sent, [])
    left = set(whole.data["role"]) - set(less.data["role"])
    assert left == ONLY_TOLD | ONLY_TOLD_OF_EVENTS | SIGNATURES
    assert less.findings == whole.findings != ()
    for name in ("measures", "activities"):
        pd.testing.assert_frame_equal(getattr(less, name), getattr(whole, name))


def filled(division, round_):
    """A return in which every input of the form is filled."""
    made = layout(PLAN, round_, division)
    typed = {"whole": 3.0, "money": 10.0, "date": date(2024, 2, 1), "any_date": date(2024, 7, 1), "level": 2.0}
    typed |= {"activity": float(made.event_activities[0].number), "status": "done"}
    records = [
        Record(
            division.code,
            f.key,
            made.event_activities[0].number if f.event_row else f.activity,
            f.measure,
            f.role,
            f.category,
            f.event_row,
            typed.get(f.kind, "คำตอบ"),
            "value",
            "คำตอบ",
            Source("a", f.sheet, f.cell),
        )
        for f in made.fields
    ]
    return submission(division, *records)
