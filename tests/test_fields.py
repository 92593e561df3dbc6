"""What may stand in an input: the reading made on intake, kind by kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import PLAN

from moralxl import messages
from moralxl.fields import (
    KINDS,
    MANY,
    NOTHING,
    Typed,
    arithmetic,
    error_of,
    is_blank,
    prompt_of,
    read_input,
    typed_text,
)
from moralxl.layout import STATUSES, layout
from moralxl.model import Source

FIELDS = layout(PLAN, PLAN.round(9), PLAN.division("สล.")).by_key
EXAMPLES = {
    "whole": FIELDS["a06_virtues"],
    "numerator": FIELDS["a06_signed"],
    "pairs": replace(FIELDS["a06_virtues"], unit="คู่", label="จำนวนกล้าไม้ที่ปลูก"),
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
        *(("level", typed, 2, None) for typed in ("ระดับ ๒ องค์กรคุณธรรม", "ระดับที่ 2 พัฒนา", "ระดับสอง", "๒.๐")),
        *(("level", typed, 3, None) for typed in ("3.0", "สาม", "๓", "３")),
        ("activity", "๗ จิตอาสาอนุรักษ์", 7, None),
        ("activity", 7.0, 7, None),
        ("activity", "กิจกรรมที่ ๗", 7, None),
        ("money", "10.50", 10.5, None),
        ("pairs", "๕ คู่", 5, "value-converted"),  # the field's own unit
        ("pairs", "5 กล้าไม้ที่ปลูก", 5, "value-converted"),  # what its label asks the number of
        ("numerator", "48 จาก 2567 คน", 48, None),
        ("numerator", "48/2,567", 48, None),
        ("numerator", "48/2567 คน", 48, None),
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
        ("level", "ระดับ ๒ องค์กรคุณธรรมต้นแบบ", "value-not-in-list"),  # the name of another
        *(
            ("level", typed, "value-not-in-list")
            for typed in ("3.5", "-3", "3%", "003", "3 คน", "๓ หรือ ๒", "สี่", "ระดับ")
        ),
        *(("activity", typed, "value-not-in-list") for typed in ("7.5", "7-8", "7 8", "7 และ 8", "๗ จิตอาสาบำเพ็ญ")),
        ("whole", "1.000", "value-ambiguous"),
        *(
            ("money", typed, "value-ambiguous")
            for typed in ("10.500", "１０.５００", "1O.500", "10.30 น.", "50 สตางค์", "2 ล.")
        ),
        ("whole", "4 มี.ค.", "value-ambiguous"),
        ("whole", "5 คู่", "value-ambiguous"),  # it counts no pairs
        ("numerator", "1/2567", "value-ambiguous"),
        *(("numerator", typed, "value-ambiguous") for typed in ("๑ / ๒๕๖๗", "(1/2567)", "1 เรื่อง/2567")),
        ("numerator", "1O/2O.500", "value-ambiguous"),
        ("whole", "80% ของบุคลากร", "value-is-percent"),
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


RULES = {
    "whole": '=IF(ISNUMBER(C5),AND(C5>=0,C5<=9999999,C5=INT(C5)),C5="-")',
    "numerator": '=IF(ISNUMBER(C5),AND(C5>=0,C5<=9999999,C5=INT(C5),IF(ISNUMBER(C20),C5<=C20,TRUE)),C5="-")',
    "denominator": '=IF(ISNUMBER(C5),AND(C5>=0,C5<=9999999,C5=INT(C5),IF(ISNUMBER(C19),C5>=C19,TRUE)),C5="-")',
    "money": '=IF(ISNUMBER(C5),AND(C5>=0,C5<=9999999999),C5="-")',
    "date": "=IF(ISNUMBER(C5),OR(AND(C5>=DATE(2023,10,1),C5<=DATE(2024,9,30)),"
    "AND(C5>=DATE(2566,10,1),C5<=DATE(2567,9,30))),ISTEXT(C5))",
    "any_date": "=IF(ISNUMBER(C5),C5>=DATE(2023,10,1),ISTEXT(C5))",
}


@pytest.mark.parametrize("name", RULES)
def test_what_excel_checks_while_typing(name):
    field = {**EXAMPLES, "denominator": FIELDS["a06_staff"]}[name]
    rule = KINDS[field.kind].rule(field, "C5", {"a06_signed": "C19", "a06_staff": "C20"}, PLAN)
    assert rule == {"validate": "custom", "value": RULES[name]}


def test_what_excel_checks_of_choices_and_texts():
    lists = {"list:status": "=_lists!$A$1:$A$4", "list:level": "=_lists!$B$1:$B$3"}
    assert KINDS["status"].rule(EXAMPLES["status"], "C5", lists, PLAN) == {
        "validate": "list",
        "source": "=_lists!$A$1:$A$4",
    }
    assert KINDS["level"].rule(EXAMPLES["level"], "C5", lists, PLAN)["source"] == "=_lists!$B$1:$B$3"
    assert KINDS["text"].rule(EXAMPLES["text"], "C5", {}, PLAN) == {
        "validate": "length",
        "criteria": "<=",
        "value": 250,
    }


@pytest.mark.parametrize(
    ("name", "typed", "value", "code"),
    [
        ("whole", 9_999_999, 9_999_999, None),
        ("whole", 0.5, None, "value-not-whole"),  # no half of a ratio
        ("numerator", 1.5, None, "value-not-whole"),
        ("denominator", 0.5, None, "value-bare-fraction"),
        ("money", 0.005, 0.005, None),
        ("money", 9_999_999_999, 9_999_999_999, None),
        ("money", 1e10, None, "value-too-large"),
        ("date", date(2023, 10, 1), date(2023, 10, 1), None),
        ("date", date(2024, 9, 30), date(2024, 9, 30), None),
        ("date", date(2023, 9, 30), date(2023, 9, 30), "date-outside-year"),
        ("date", date(2024, 10, 1), date(2024, 10, 1), "date-outside-year"),
        ("text", "ก" * 250, "ก" * 250, None),
        ("activity", "7. จิตอาสา", 7, None),
        ("activity", "๗", 7, None),
        ("activity", "๗ จิตอาสา…", 7, None),
        ("activity", "0007", None, "value-not-in-list"),
        ("level", "ระดับที่ 2", 2, None),
        ("level", "2 องค์กรพัฒนาคุณธรรม", 2, None),
    ],
)
def test_at_the_edges(name, typed, value, code):
    field = {**EXAMPLES, "denominator": FIELDS["a06_staff"]}[name]
    converted = read_input(Typed(field, typed, Source()), PLAN)
    assert (converted.value, codes(converted)) == (value, [code] if code else [])
    assert converted.status == ("fault" if value is None else "value")


@pytest.mark.parametrize(
    ("name", "typed", "args"),
    [
        ("whole", "1.000", {"doubt": MANY, "readings": (1.0, 1000.0), "none": NOTHING}),
        ("whole", "๑.๐๐๐.๐๐๐", {"doubt": MANY, "readings": ("1.000.000", 1_000_000.0), "none": NOTHING}),
        ("whole", "3-4", {"doubt": MANY, "readings": ("๓", "๔"), "none": NOTHING}),
        ("whole", 1e7, {"limit": 9_999_999}),
        ("whole", "๕ เรื่อง", {"why": "thai_digits,unit"}),
        ("date", "15/3/24", {"readings": ("๑๕ มี.ค. ๒๕๒๔", "๑๕ มี.ค. ๒๕๖๗"), "year": "2567"}),
        ("date", date(2025, 1, 1), {"start": date(2023, 10, 1), "end": date(2024, 9, 30)}),
        ("date", "15 มี.ค. 67", {"why": "two_digit_year"}),
        ("status", "เกือบเสร็จ", {"choices": " / ".join(STATUSES.values())}),
        ("level", "๙", {"choices": " / ".join(FIELDS["a12_level"].choices)}),
        ("activity", "๙๙", {"choices": " / ".join(FIELDS["ev01_activity"].choices)}),
        ("text", "ก" * 251, {"limit": 250}),
    ],
)
def test_what_a_finding_tells(name, typed, args):
    source = Source("a.xlsx", "s", "C1")
    (finding,) = KINDS[EXAMPLES[name].kind].read(Typed(EXAMPLES[name], typed, source), PLAN).findings
    assert (finding.source, finding.label, finding.typed) == (source, EXAMPLES[name].where, typed_text(typed))
    assert finding.args == args


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        *(("whole", typed, "(เป็นค่าประมาณของ ๓๐)") for typed in ("ประมาณ 30", "๓๐ กว่าคน", "ราว 30", "เกือบ 30", "~30")),
        ("whole", "ขาด ๕ คน", "(มีคำที่อาจเปลี่ยนความหมายของ ๕)"),
        ("whole", "3-4", "(อ่านได้มากกว่าหนึ่งอย่าง คือ ๓ หรือ ๔)"),
        ("money", "1O.500", "(อ่านได้มากกว่าหนึ่งอย่าง คือ ๑๐.๕ หรือ ๑๐,๕๐๐)"),
        ("numerator", "1/2567", "(อ่านได้มากกว่าหนึ่งอย่าง คือ ๑ จาก ๒,๕๖๗ หรือ ลำดับที่ ๑ ของปี ๒๕๖๗)"),
        ("whole", "50 ยกเลิก", "(มีคำที่อาจเปลี่ยนความหมายของ ๕๐)"),
        ("whole", "ไม่มี", "(อาจหมายถึง ๐ หรือ ไม่รายงาน)"),
        ("whole", "ไม่มี", "หากไม่มีให้พิมพ์ 0 หากไม่รายงานให้พิมพ์ -"),
        ("date", "31/4/2567", "เพราะเดือน เม.ย. ๒๕๖๗ มี ๓๐ วัน โปรดพิมพ์วันที่ที่ถูกต้อง"),
        ("date", "29 ก.พ. 66", "เพราะเดือน ก.พ. ๒๕๖๖ มี ๒๘ วัน"),
        ("any_date", "31/4/2567", "เพราะเดือน เม.ย. ๒๕๖๗ มี ๓๐ วัน"),
        ("date", "ยังไม่แล้วเสร็จ", "หากยังไม่มีวันที่ให้เว้นว่างไว้"),
        ("date", "มี.ค. 2567", "(อาจหมายถึง มี.ค. ๒๕๖๗)"),
    ],
)
def test_a_refusal_says_what_is_in_doubt_and_what_to_type_instead(name, typed, told):
    (finding,) = read(name, typed).findings
    assert told in messages.text(finding)


@pytest.mark.parametrize(
    ("name", "typed", "untold"),
    [
        ("whole", "ประมาณ 30", "มากกว่าหนึ่งอย่าง"),
        ("whole", "3-4", "พิมพ์ 0"),
        ("date", "31/4/2567", "เว้นว่าง"),
        ("any_date", "เร็ว ๆ นี้", "เว้นว่าง"),  # a report has its day
        ("event_date", "เร็ว ๆ นี้", "เว้นว่าง"),  # an event without its day does not count
    ],
)
def test_a_refusal_advises_nothing_that_does_not_apply(name, typed, untold):
    (finding,) = read(name, typed).findings
    assert untold not in messages.text(finding)


def test_a_score_that_is_not_known_yet_is_no_nought():
    score = replace(FIELDS["a09_spent"], kind="score")
    (finding,) = KINDS["score"].read(Typed(score, "ยังไม่มี", Source()), PLAN).findings
    assert messages.text(finding).endswith("หากยังไม่ทราบผลให้เว้นว่างไว้ หากไม่รายงานให้พิมพ์ -")


@pytest.mark.parametrize(
    ("name", "typed", "read"),
    [
        ("whole", "๕ เรื่อง", 5),
        ("date", "15 มี.ค. 67", date(2024, 3, 15)),
        ("date", date(2025, 1, 1), date(2025, 1, 1)),
        ("status", "เสร็จสิ้น", "ดำเนินการแล้วเสร็จ"),
    ],
)
def test_a_finding_tells_what_was_read(name, typed, read):
    (finding,) = KINDS[EXAMPLES[name].kind].read(Typed(EXAMPLES[name], typed, Source()), PLAN).findings
    assert finding.read == read


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("10+38", 48),
        ("=10 + 38", 48),
        ("of:=10-3", 7),
        ("-5+10.25", 5.25),
        ("+".join("1" * 51), 51),
        ("+".join("1" * 52), None),
        ("2*3", None),
        ("SUM(1,2)", None),
        ("1+A1", None),
        ("1..5+1", None),
        ("", None),
    ],
)
def test_arithmetic(formula, value):
    assert arithmetic(formula) == value


@pytest.mark.parametrize(
    ("name", "formula", "last", "value", "told"),
    [
        ("whole", "2+3", 5.0, 5, ["value-computed"]),
        ("whole", "2+3", None, 5, ["value-computed"]),
        ("whole", "2+3", "", 5, ["value-computed"]),
        ("whole", "2+3", 6.0, None, ["value-is-formula"]),  # the program came to something else
        ("whole", "2-3", -1.0, None, ["value-negative"]),
        ("money", "0.5+1", 1.5, 1.5, ["value-computed"]),
        ("text", "2+3", 5.0, None, ["value-is-formula"]),
        ("whole", "", 5.0, None, ["value-is-formula"]),  # of a format that does not tell it
    ],
)
def test_formulas(name, formula, last, value, told):
    typed = Typed(EXAMPLES[name], last, Source(), formula=formula)
    converted = read_input(typed, PLAN)
    assert (converted.value, codes(converted)) == (value, told)
    if told == ["value-computed"]:
        assert (converted.findings[0].read, converted.findings[0].typed) == (value, f"={formula}")


def test_an_error_cell_is_no_answer_whatever_else_it_holds():
    converted = read_input(Typed(EXAMPLES["whole"], None, Source(), error="#REF!", formula="2+3"), PLAN)
    assert (converted.status, codes(converted), converted.findings[0].typed) == ("fault", ["value-error-cell"], "#REF!")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2024, 3, 15), "2024-03-15"),  # noqa: DTZ001
        (datetime(2024, 3, 15, 8, 30), "2024-03-15 08:30:00"),  # noqa: DTZ001
        (-3.0, "-3"),
        (1e15, "1000000000000000"),
        (True, "True"),
        (float("nan"), "nan"),
    ],
)
def test_typed_text_of_other_values(value, text):
    assert typed_text(value) == text


def test_what_excel_says_of_single_inputs():
    assert prompt_of(FIELDS["ev01_code"], PLAN).startswith("หากจัดร่วมกับหน่วยงานอื่น")
    assert prompt_of(FIELDS["reporter"], PLAN) == KINDS["text"].prompt
    halves = " จำนวนที่ทำได้ต้องไม่เกินจำนวนทั้งหมด"
    said = {key: error_of(FIELDS[key], PLAN) for key in ("a06_signed", "a06_staff", "a06_virtues")}
    plain = KINDS["whole"].error
    assert said == {"a06_signed": plain + halves, "a06_staff": plain + halves, "a06_virtues": plain}
