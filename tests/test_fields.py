"""What may stand in an input: the reading made on intake, kind by kind."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import PLAN

from moralxl.fields import KINDS, Typed, is_blank, typed_text
from moralxl.layout import layout
from moralxl.model import Source

FIELDS = layout(PLAN, PLAN.round(9), PLAN.division("สล.")).by_key
EXAMPLES = {
    "whole": FIELDS["a06_virtues"],
    "numerator": FIELDS["a06_signed"],
    "money": FIELDS["a09_spent"],
    "date": FIELDS["a06_started"],
    "any_date": FIELDS["reported_on"],
    "event_date": FIELDS["ev01_date"],
    "status": FIELDS["a06_status"],
    "level": FIELDS["a12_level"],
    "activity": FIELDS["ev01_activity"],
    "text": FIELDS["reporter"],
    "long_text": FIELDS["a06_result"],
}


def read(name, value):
    field = EXAMPLES[name]
    return KINDS[field.kind].read(Typed(field, value, Source("a.xlsx", "s", "C1")), PLAN)


def codes(converted):
    return [f.code for f in converted.findings]


@pytest.mark.parametrize(
    ("name", "typed", "value", "code"),
    [
        ("whole", 5, 5, None),
        ("whole", 5.0, 5, None),
        ("whole", 0, 0, None),
        ("whole", "5", 5, None),
        ("whole", "๕", 5, "value-converted"),
        ("whole", "๑,๒๓๔ คน", 1234, "value-converted"),
        ("whole", "๓o", 30, "value-converted"),
        ("numerator", 48, 48, None),
        ("money", 10500.5, 10500.5, None),
        ("money", "๑๐,๕๐๐ บาท", 10500, "value-converted"),
        ("date", date(2024, 3, 15), date(2024, 3, 15), None),
        ("date", datetime(2024, 3, 15), date(2024, 3, 15), None),  # noqa: DTZ001
        ("date", datetime(2567, 3, 15), date(2024, 3, 15), "date-converted"),  # noqa: DTZ001
        ("date", "๑๕ มี.ค. ๖๗", date(2024, 3, 15), "date-converted"),
        ("date", "15/3/2567", date(2024, 3, 15), None),
        ("date", date(2025, 1, 1), date(2025, 1, 1), "date-outside-year"),
        ("event_date", date(2025, 1, 1), date(2025, 1, 1), None),  # the activity's period decides
        ("any_date", date(2025, 1, 1), date(2025, 1, 1), None),
        ("status", "ดำเนินการแล้วเสร็จ", "done", None),
        ("status", " ดำเนินการ แล้วเสร็จ\u200b", "done", None),
        ("status", "in_progress", "in_progress", None),
        ("level", "๓ องค์กรคุณธรรมต้นแบบ", 3, None),
        ("level", 3.0, 3, None),
        ("level", "ระดับ ๒", 2, None),
        ("level", "องค์กรพัฒนาคุณธรรม", 2, None),
        ("activity", "๗ จิตอาสาอนุรักษ์", 7, None),
        ("activity", 7.0, 7, None),
        ("activity", "กิจกรรมที่ ๗", 7, None),
        ("money", "10.50", 10.5, None),
        ("text", "สมศรี", "สมศรี", None),
        ("text", 24306, "24306", None),
        ("text", "ท\u0e4d\u0e32", "ทำ", None),
        ("long_text", "=1+1", "=1+1", None),
        ("long_text", "ไม่มี", "ไม่มี", None),
    ],
)
def test_taken(name, typed, value, code):
    converted = read(name, typed)
    assert (converted.value, converted.status) == (value, "value")
    assert codes(converted) == ([code] if code else [])


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("whole", 4.5, "value-not-whole"),
        ("whole", -1, "value-negative"),
        ("whole", 1e7, "value-too-large"),
        ("whole", "ครบ 100%", "value-is-percent"),
        ("whole", "48/60", "value-ambiguous"),
        ("whole", "3-4", "value-ambiguous"),
        ("whole", "ไม่มี", "value-ambiguous"),
        ("whole", "มาก", "value-not-number"),
        ("whole", True, "value-not-number"),
        ("whole", float("nan"), "value-not-number"),
        ("whole", float("inf"), "value-not-number"),
        ("whole", timedelta(hours=5), "value-is-date"),
        ("whole", date(2024, 3, 4), "value-is-date"),
        ("numerator", 0.8, "value-bare-fraction"),
        ("numerator", "80 %", "value-is-percent"),
        ("money", -5, "value-negative"),
        ("date", "31 ก.พ. 2567", "date-unreadable"),
        ("date", 2567, "date-unreadable"),
        ("date", "15/3/24", "date-ambiguous"),
        ("status", "เสร็จ", "value-not-in-list"),
        ("level", 4, "value-not-in-list"),
        ("level", "๓ อย่างอื่น", "value-not-in-list"),
        *(("activity", typed, "value-not-in-list") for typed in ("7.5", "7-8", "7 8", "7 และ 8", "๗ จิตอาสาบำเพ็ญ")),
        ("whole", "1.000", "value-ambiguous"),
        ("money", "10.500", "value-ambiguous"),
        ("activity", "๖", "value-not-in-list"),  # not one that counts events
        ("activity", "จิตอาสา", "value-not-in-list"),
    ],
)
def test_refused(name, typed, code):
    converted = read(name, typed)
    assert (converted.value, converted.status) == (None, "fault")
    assert codes(converted) == [code]


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("dash", ["-", "–", " - "])
def test_a_dash_is_not_reported_in_every_kind(name, dash):
    converted = read(name, dash)
    assert (converted.value, converted.status, converted.findings) == (None, "not_reported", ())


@pytest.mark.parametrize("typed", ["ไม่มี", "๐", "None", "ไม่ได้จัดร่วม", "-"])
def test_words_for_no_shared_code_are_no_code(typed):
    field = FIELDS["ev01_code"]
    converted = KINDS["text"].read(Typed(field, typed, Source()), PLAN)
    assert (converted.value, converted.status) == (None, "not_reported")


def test_both_halves_in_a_numerators_cell_are_kept_apart():
    ratio = read("numerator", "๔๘ จาก ๖๐ คน").ratio
    assert (ratio.numerator, ratio.denominator) == (48, 60)


def test_too_long_a_text_is_kept_whole_and_told():
    converted = read("text", "ก" * 251)
    assert len(converted.value) == 251
    assert codes(converted) == ["text-too-long"]


ANYTHING = st.one_of(
    st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas()
)


@given(st.sampled_from(sorted(EXAMPLES)), ANYTHING)
def test_nothing_typed_raises_and_every_fault_is_told(name, typed):
    if is_blank(typed):
        return
    converted = read(name, typed)
    assert converted.status in {"value", "not_reported", "fault"}
    assert (converted.value is None) == (converted.status != "value")
    assert converted.findings or converted.status != "fault"


@pytest.mark.parametrize("blank", [None, "", " ", "\u200b", "\u00a0\ufeff"])
def test_blank(blank):
    assert is_blank(blank)


@pytest.mark.parametrize(
    ("value", "text"),
    [(5.0, "5"), (5.5, "5.5"), (None, ""), (date(2024, 3, 15), "2024-03-15"), (float("inf"), "inf"), ("x", "x")],
)
def test_typed_text(value, text):
    assert typed_text(value) == text
