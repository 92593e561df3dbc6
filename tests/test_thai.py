"""Thai in spreadsheets: what clerks type and what is made of it, what is printed, how wide it is."""

import csv
import math
import shutil
import subprocess
import unicodedata
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moralxl import thai
from moralxl.thai import Ratio
from moralxl.thai.dates import month_without

START, END = date(2023, 10, 1), date(2024, 9, 30)  # fiscal year 2567
MARCH_15 = date(2024, 3, 15)

properties = settings(deadline=None)
near_thai = st.text("กรนสที่วันม.คพศเาำํ่้ิุ๐๑๕๗0157 ,-–/:()%oOlE+\u200b\u00a0\u0301", max_size=30)
any_text = st.one_of(st.text(), near_thai)
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


# --- code points ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("  ก ข \n", "ก ข", id="outer-space"),
        pytest.param("ก\nข", "ก\nข", id="line-break-stays"),
        pytest.param("ท\u0e4d\u0e32", "ทำ", id="nikhahit-aa"),
        pytest.param("น\u0e49\u0e4d\u0e32", "น้ำ", id="tone-nikhahit-aa"),
        pytest.param("น\u0e4d\u0e49\u0e32", "น้ำ", id="nikhahit-tone-aa"),
        pytest.param("น\u0e33\u0e49", "น้ำ", id="sara-am-tone"),
        pytest.param("น\u0e33\u0e33\u0e49", "น\u0e49\u0e33\u0e33", id="sara-am-twice-tone"),
        pytest.param("น\u0e33\u0e49\u0e33\u0e49", "น\u0e49\u0e49\u0e33\u0e33", id="sara-am-tone-twice"),
        pytest.param("น้ำ", "น้ำ", id="joined-stays"),
        pytest.param("\u0e4d", "\u0e4d", id="nikhahit-alone-stays"),
        pytest.param("\ufeffก\u200bข\u200cค\u200dง\u2060จ\u00adฉ", "กขคงจฉ", id="invisible"),
        pytest.param("\u200b \ufeff", "", id="nothing-but-invisible"),
        pytest.param("ก\u00a0ข\u202fค\u3000ง\u2003จ\tฉ", "ก ข ค ง จ ฉ", id="other-spaces"),
        pytest.param("e\u0301", "é", id="nfc"),
        pytest.param("½ ﬁ ２", "½ ﬁ ２", id="no-compatibility-folding"),
    ],
)
def test_clean(typed, cleaned):
    assert thai.clean(typed) == cleaned


@properties
@given(any_text)
def test_cleaned_text_is_clean(text):
    cleaned = thai.clean(text)
    assert thai.clean(cleaned) == cleaned
    assert thai.clean(f"\u200b{text}") == cleaned  # text that looks clean is not gone through
    assert thai.is_empty(text) == (cleaned == "")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\u0e4d\u0e32" not in cleaned


@properties
@given(st.text(st.characters(exclude_characters="๐๑๒๓๔๕๖๗๘๙")))
def test_digits_go_to_thai_and_back(text):
    assert thai.to_ascii_digits(thai.to_thai_digits(text)) == text


def test_only_thai_digits_become_ascii():
    assert thai.to_ascii_digits("๐๑๒๓๔๕๖๗๘๙ ໑ １") == "0123456789 ໑ １"
    assert thai.to_thai_digits("0123456789 ໑ １") == "๐๑๒๓๔๕๖๗๘๙ ໑ １"


# --- numbers --------------------------------------------------------------------------------------

READABLE_NUMBERS = {
    "int": (48, 48, ""),
    "whole-float": (48.0, 48, ""),
    "float": (0.8, 0.8, ""),
    "negative-zero": (-0.0, 0, ""),
    "ascii": ("48", 48, ""),
    "padded": ("  48 ", 48, ""),
    "decimal": ("48.25", 48.25, ""),
    "decimal-without-digits": ("48.", 48, ""),
    "decimal-alone": (".5", 0.5, ""),
    "thousands": ("10,500", 10500, ""),
    "millions": ("1,234,567.50", 1234567.5, ""),
    "plus": ("+5", 5, ""),
    "minus": ("-5", -5, ""),
    "minus-space": ("- 5", -5, ""),
    "minus-sign": ("\u22125", -5, "dash"),
    "en-dash": ("\u20135", -5, "dash"),
    "parentheses": ("(1,500)", -1500, "parentheses"),
    "parentheses-unit": ("(๕ คน)", -5, "thai_digits,parentheses,unit"),
    "thai": ("๔๘", 48, "thai_digits"),
    "thai-decimal": ("๑,๒๓๔.๕๐", 1234.5, "thai_digits"),
    "mixed": ("๒๕61", 2561, "mixed_digits"),
    "mixed-across-comma": ("๑๐,500", 10500, "mixed_digits"),
    "fullwidth": ("１，２３４", 1234, "fullwidth"),
    "leading-zeros": ("0048", 48, "leading_zeros"),
    "zero": ("0", 0, ""),
    "zero-point": ("0.5", 0.5, ""),
    "baht": ("๑๐,๕๐๐ บาท", 10500, "thai_digits,unit"),
    "baht-joined": ("10500บาท", 10500, "unit"),
    "baht-sign": ("฿500", 500, "label"),
    "baht-dash": ("10,500.-", 10500, "baht_dash"),
    "baht-dash-word": ("10,500.- บาท", 10500, "baht_dash,unit"),
    "baht-in-words": ("10,500 บาท (หนึ่งหมื่นห้าร้อยบาทถ้วน)", 10500, "unit"),
    "persons": ("48 คน", 48, "unit"),
    "times": ("๑ ครั้ง", 1, "thai_digits,unit"),
    "times-a-year": ("1 ครั้ง/ปี", 1, "unit"),
    "budget-is-not-about": ("500 งบประมาณ", 500, "unit"),
    "unit-in-brackets": ("3 (ครั้ง)", 3, "unit"),
    "number-in-words-before-unit": ("๔๘ (สี่สิบแปด) คน", 48, "thai_digits,unit"),
    "unit-spaced": ("10,500 บาท ถ้วน", 10500, "unit"),
    "unit-with-full-stop": ("48 คน.", 48, "unit"),
    "unit-politely": ("48 คนค่ะ", 48, "unit"),
    "longer-unit": ("3 ช่องทางประชาสัมพันธ์", 3, "unit"),
    "handbooks-are-no-pairs": ("5 คู่มือ", 5, "unit"),
    "either-unit": ("3 โครงการ/กิจกรรม", 3, "unit"),
    "missions-are-no-thousands": ("3 พันธกิจ", 3, "unit"),
    "label": ("จำนวน 48 คน", 48, "label,unit"),
    "labels": ("รวมทั้งหมด: 48", 48, "label"),
    "zero-width-inside": ("4\u200b8", 48, ""),
    "no-break-space": ("48\u00a0คน", 48, "unit"),
    "latin-o": ("๓o", 30, "thai_digits,latin_o"),
    "latin-capital-o": ("1O,5OO", 10500, "latin_o"),
    "latin-l": ("l2", 12, "latin_l"),
    "latin-capital-i": ("I5", 15, "latin_l"),
    "percent": ("80 %", 80, "percent_sign"),
    "percent-word": ("ร้อยละ ๘๐", 80, "thai_digits,percent_sign"),
    "percent-spelt": ("80 เปอร์เซ็นต์", 80, "percent_sign"),
    "percent-complete": ("ครบ 100%", 100, "percent_sign,label"),
    "percent-fullwidth": ("80％", 80, "fullwidth,percent_sign"),
    "scale": ("1.1 ล้านบาท", 1100000, "scale,unit"),
    "scale-thousand": ("5 พัน", 5000, "scale"),
    "word-none": ("ศูนย์", 0, "word"),
    "word-unit": ("สองครั้ง", 2, "word,unit"),
    "word-label": ("จำนวนสามคน", 3, "word,unit"),
    "word-percent": ("ร้อยละห้า", 5, "percent_sign,word"),
    "word-large": ("สองล้านหนึ่งแสนยี่สิบเอ็ด", 2100021, "word"),
}


@pytest.mark.parametrize(("typed", "value", "why"), READABLE_NUMBERS.values(), ids=READABLE_NUMBERS)
def test_readable_number(typed, value, why):
    assert thai.parse_number(typed) == thai.Reading(value, why)


COUNTING = "หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า สิบ สิบเอ็ด สิบสอง สิบสาม สิบสี่ สิบห้า สิบหก สิบเจ็ด สิบแปด สิบเก้า ยี่สิบ"


def test_words_up_to_twenty():
    assert [thai.parse_number(word).value for word in COUNTING.split()] == list(range(1, 21))


WORDS_THAT_CHANGE_A_NUMBER = (
    "สตางค์ ราว โดยเฉลี่ย น่าจะ (คาดการณ์) คาดการณ์ ต้นๆ อ่อนๆ นิดๆ เกิน ขึ้น ยกเลิก รออนุมัติ ผูกพัน ค้าง ส่งคืน "
    "ท่านละ ชิ้นละ ละ คนสองรอบ คนห้า คู่ คน/วัน"
)

UNREADABLE_NUMBERS = {
    "true": (True, ()),
    "nan": (math.nan, ()),
    "infinity": (math.inf, ()),
    "huge-int": (10**400, ()),
    "huge-text": ("9" * 400, ()),
    "none": (None, ()),
    "date": (MARCH_15, ()),
    "blank": (" ", ()),
    "dash": ("-", ()),
    "words": ("ไม่มี", ()),
    "complete": ("ครบ", ()),
    "percent-alone": ("ร้อยละ", ()),
    "letters-that-look-like-digits": ("lO", ()),
    "word-within-a-word": ("สามารถ", ()),
    "word-and-no-unit": ("สี่แยก", ()),
    "million-of-nothing": ("ล้าน", ()),
    "lao": ("໔໘", ()),
    "lao-and-ascii": ("4໘", ()),
    "arabic-indic": ("٤٨", ()),
    "one-half": ("3½", ()),
    "wrong-groups": ("1,0500", ()),
    "wrong-groups-long": ("12,34,567", ()),
    "two-points": ("1.2.3", ()),
    "slash": ("48/60", ("๔๘", "๖๐")),
    "of": ("48 จาก 60 คน", ("๔๘", "๖๐")),
    "or": ("3 หรือ 4", ("๓", "๔")),
    "range": ("3-4", ("๓", "๔")),
    "range-thai": ("๓ – ๔ ครั้ง", ("๓", "๔")),
    "comma": ("3,4", ("๓", "๔", "๓.๔")),
    "space": ("10 500", ("๑๐", "๕๐๐")),
    "number-and-percent": ("48 คน (80%)", ("๔๘", "๘๐")),
    "date-text": ("15/3/2567", ("๑๕", "๓", "๒,๕๖๗")),
    "about": ("ประมาณ 50", ("๕๐",)),
    "about-behind": ("50 คนโดยประมาณ", ("๕๐",)),
    "at-least": ("อย่างน้อย 5", ("๕",)),
    "or-more": ("5 คนขึ้นไป", ("๕",)),
    "more-than": ("50 กว่าคน", ("๕๐",)),
    "and-a-half": ("2 ครั้งครึ่ง", ("๒",)),
    **{f"{words}-behind": (f"50 {words}", ("๕๐",)) for words in WORDS_THAT_CHANGE_A_NUMBER.split()},
    "remark": ("3 ครั้ง (ออนไลน์)", ("๓",)),
    "day": ("4 มี.ค.", ("๔",)),
    "time": ("10.30 น.", ("๑๐.๓",)),
    "million-cut-short": ("2 ล.", ("๒",)),
    "sergeants": ("3 ร้อยตรี", ("๓",)),
    "second-number-in-words": ("10 คน สองครั้ง", ("๑๐",)),
    "two-units": ("10 คน ครั้ง", ("๑๐",)),
    "dozens": ("2 โหล", ("๒",)),
    "missing": ("ขาด 5 คน", ("๕",)),
    "not-all": ("48 คน ไม่ครบ", ("๔๘",)),
    "ordinal": ("ครั้งที่ 3", ("๓",)),
    "latin-unit": ("5 persons", ("๕",)),
    "minus-behind": ("5-", ("๕",)),
    "minus-in-parentheses": ("(-5)", ("๕",)),
    "open-parenthesis": ("5 (คน", ("๕",)),
    "only-punctuation-behind": ("5 /", ("๕",)),
    "words-disagree": ("5 (หก)", ("๕", "๖")),
    "word-out-of-order": ("ยี่ร้อย", ()),
    "too-long": ("5 " + "คน" * 100, ()),
    "too-many": ("1 2 3 4 5", ()),
}


@pytest.mark.parametrize(("typed", "candidates"), UNREADABLE_NUMBERS.values(), ids=UNREADABLE_NUMBERS)
def test_unreadable_number(typed, candidates):
    assert thai.parse_number(typed) == thai.Reading(None, "", candidates)


@pytest.mark.parametrize(
    ("typed", "value", "why"),
    [
        ("5 คู่", 5, "unit"),
        ("๕ ต้นกล้า", 5, "thai_digits,unit"),
        ("5 พัน ต้น กล้า", 5000, "scale,unit"),
        ("5 คน", 5, "unit"),  # as anywhere
        ("5 คู่ ๆ", None, ""),
        ("5 ต้นๆ", None, ""),
    ],
)
def test_what_is_counted_here_may_stand_behind_a_number(typed, value, why):
    reading = thai.parse_number(typed, ("คู่", "ต้นกล้า"))
    assert (reading.value, reading.why) == (value, why)


def test_what_is_counted_here_may_stand_in_a_ratio():
    assert thai.parse_ratio("4 คู่ จาก 5 คู่").value is None
    assert thai.parse_ratio("4 คู่ จาก 5 คู่", ("คู่",)).value == Ratio(4, 5)


@properties
@given(st.one_of(any_text, st.floats(), st.integers(), st.booleans(), st.none()))
@example("(" * 50 + "5" + ")" * 50)
@example("จำนวน " * 200 + "x")
def test_no_number_raises(typed):
    reading = thai.parse_number(typed)
    assert reading.value is None or math.isfinite(reading.value)
    assert reading.value is None or not reading.candidates


@pytest.mark.parametrize(
    ("typed", "ratio", "why"),
    [
        pytest.param("48/60", Ratio(48, 60), "", id="slash"),
        pytest.param("48 / 60 คน", Ratio(48, 60), "unit", id="slash-unit"),
        pytest.param("48:60", Ratio(48, 60), "", id="colon"),
        pytest.param("๔๘ จาก ๖๐ คน", Ratio(48, 60), "thai_digits,unit", id="of-thai"),
        pytest.param("48 คนจากทั้งหมด 60 คน", Ratio(48, 60), "unit,label", id="of-all"),
        pytest.param("48 จากบุคลากร 60 คน", Ratio(48, 60), "label,unit", id="of-staff"),
        pytest.param("48 ใน 60", Ratio(48, 60), "", id="in"),
        pytest.param("(48/60)", Ratio(48, 60), "", id="parentheses"),
        pytest.param("1,048/1,060", Ratio(1048, 1060), "", id="thousands"),
        pytest.param("0/0", Ratio(0, 0), "", id="nothing-of-nothing"),
        pytest.param("61/60", Ratio(61, 60), "", id="more-than-all"),
        pytest.param("48/60 (80%)", Ratio(48, 60), "", id="percent-agrees"),
        pytest.param("๒ จาก ๓ คิดเป็นร้อยละ ๖๗", Ratio(2, 3), "thai_digits", id="percent-rounded"),
        pytest.param("¾", Ratio(3, 4), "fraction", id="autocorrected"),
        pytest.param("4O/60", Ratio(40, 60), "latin_o", id="latin-o"),
        pytest.param("48/60 (70%)", None, "", id="percent-disagrees"),
        pytest.param("0/0 (0%)", None, "", id="percent-of-nothing"),
        pytest.param("15/3/2567", None, "", id="date"),
        pytest.param("1 ครั้ง/ปี", None, "", id="unit-with-slash"),
        pytest.param("-4/60", None, "", id="negative"),
        pytest.param("80%/100%", None, "", id="percentages"),
        pytest.param("ประมาณ 48/60", None, "", id="about"),
        pytest.param("48/60" + " คน" * 70, None, "", id="too-long"),
        pytest.param("48", None, "", id="one-number"),
        pytest.param("", None, "", id="blank"),
        pytest.param("໔/໖", None, "", id="lao"),
    ],
)
def test_ratio(typed, ratio, why):
    assert thai.parse_ratio(typed) == thai.Reading(ratio, why)


@properties
@given(any_text)
def test_no_ratio_raises(typed):
    ratio = thai.parse_ratio(typed).value
    assert ratio is None or (ratio.numerator >= 0 and ratio.denominator >= 0)


@properties
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_ratio_of_printed_numbers(numerator, denominator):
    text = f"{thai.format_number(numerator)} จาก {thai.format_number(denominator)} คน"
    assert thai.parse_ratio(text).value == Ratio(numerator, denominator)


@pytest.mark.parametrize(
    ("x", "decimals", "text"),
    [
        pytest.param(10500, None, "๑๐,๕๐๐", id="int"),
        pytest.param(10500.0, None, "๑๐,๕๐๐", id="whole"),
        pytest.param(255500, 2, "๒๕๕,๕๐๐.๐๐", id="money"),
        pytest.param(55.5, None, "๕๕.๕", id="one-decimal"),
        pytest.param(1 / 3, None, "๐.๓๓", id="at-most-two"),
        pytest.param(2.675, None, "๒.๖๘", id="half-up-as-written"),
        pytest.param(0.5, 0, "๑", id="half-up"),
        pytest.param(100, None, "๑๐๐", id="zeros-of-a-whole-stay"),
        pytest.param(0, None, "๐", id="zero"),
        pytest.param(-0.001, 1, "๐.๐", id="no-negative-zero"),
        pytest.param(-1234.5, None, "-๑,๒๓๔.๕", id="negative"),
        pytest.param(1e21, None, "๑" + ",๐๐๐" * 7, id="huge"),
    ],
)
def test_format_number(x, decimals, text):
    assert thai.format_number(x, decimals) == text


@properties
@given(st.integers(-(10**15), 10**15))
def test_printed_whole_number_reads_back(n):
    assert thai.parse_number(thai.format_number(n)).value == n


@properties
@given(st.integers(-(10**12), 10**12))
def test_printed_money_reads_back(satang):
    assert thai.parse_number(thai.format_number(satang / 100)).value == satang / 100


@pytest.mark.parametrize(
    ("x", "text"),
    [
        pytest.param(0.49996, "๔๙.๙", id="threshold-not-reached"),
        pytest.param(0.9499999, "๙๔.๙", id="threshold-nearly"),
        pytest.param(0.78, "๗๘.๐", id="plain"),
        pytest.param(0.29, "๒๙.๐", id="float-product-below"),
        pytest.param(0.58, "๕๘.๐", id="another"),
        pytest.param(29 / 50, "๕๘.๐", id="quotient"),
        pytest.param(0.1 * 3, "๓๐.๐", id="above-by-an-ulp"),
        pytest.param(1 - 0.9, "๑๐.๐", id="below-by-an-ulp"),
        pytest.param(2 / 3, "๖๖.๖", id="two-thirds"),
        pytest.param(1.0, "๑๐๐.๐", id="all"),
        pytest.param(1, "๑๐๐.๐", id="int"),
        pytest.param(0.0, "๐.๐", id="none"),
        pytest.param(12.5, "๑,๒๕๐.๐", id="more-than-all"),
    ],
)
def test_format_percent(x, text):
    assert thai.format_percent(x) == text


@properties
@given(st.integers(1, 10**6), st.data())
def test_percent_is_the_quotient_rounded_down(whole, data):
    part = data.draw(st.integers(0, whole))
    shown = thai.to_ascii_digits(thai.format_percent(part / whole))
    assert shown == f"{part * 1000 // whole / 10:.1f}"


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("print_", [thai.format_number, thai.format_percent])
def test_what_is_no_number_is_not_printed(print_, x):
    with pytest.raises(ValueError, match="cannot be printed"):
        print_(x)


# --- dates ----------------------------------------------------------------------------------------

READABLE_DATES = {
    "thai-short-year": ("๑๕ มี.ค. ๖๗", MARCH_15, "thai_digits,two_digit_year"),
    "thai-official": ("๑๕ มี.ค. ๒๕๖๗", MARCH_15, "thai_digits"),
    "slashes": ("15/3/2567", MARCH_15, ""),
    "slashes-padded": ("15/03/2567", MARCH_15, ""),
    "slashes-spaced": ("15 / 3 / 2567", MARCH_15, ""),
    "dashes-short": ("15-3-67", MARCH_15, "two_digit_year"),
    "dots": ("15.3.2567", MARCH_15, ""),
    "dots-short": ("วันที่ 15.03.67", MARCH_15, "two_digit_year"),
    "spaces": ("15 3 2567", MARCH_15, ""),
    "iso-be": ("2567-03-15", MARCH_15, ""),
    "iso-ce": ("2024-03-15", MARCH_15, ""),
    "iso-time": ("2024-03-15T09:00:00", MARCH_15, "time"),
    "slashes-ce": ("15/3/2024", MARCH_15, ""),
    "mixed-digits": ("1๕/3/2567", MARCH_15, "mixed_digits"),
    "fullwidth": ("１５/３/２５６７", MARCH_15, "fullwidth"),
    "day-before-month": ("4/3/2567", date(2024, 3, 4), ""),
    "month-first": ("3/15/2567", MARCH_15, "month_first"),
    "leap-day-be": ("29/2/2567", date(2024, 2, 29), ""),
    "leap-day-named": ("๒๙ ก.พ. ๖๗", date(2024, 2, 29), "thai_digits,two_digit_year"),
    "full-month": ("1 กุมภาพันธ์ 2567", date(2024, 2, 1), ""),
    "joined": ("15มี.ค.67", MARCH_15, "two_digit_year"),
    "no-dots": ("15 มีค 2567", MARCH_15, ""),
    "spaced-month": ("15 มี. ค. 2567", MARCH_15, ""),
    "dashes-named": ("15-มี.ค.-67", MARCH_15, "two_digit_year"),
    "month-cut": ("15 มีนา 2567", MARCH_15, ""),
    "month-word": ("15 เดือนมีนาคม ปี 2567", MARCH_15, ""),
    "formal": ("วันที่ ๑๕ มีนาคม พ.ศ. ๒๕๖๗", MARCH_15, "thai_digits"),
    "era-ce": ("15 มีนาคม ค.ศ. 2024", MARCH_15, ""),
    "era-settles-two-digits": ("15 มี.ค. ค.ศ. 24", MARCH_15, "two_digit_year"),
    "weekday": ("วันศุกร์ที่ 15 มีนาคม 2567", MARCH_15, ""),
    "weekday-short": ("ศ. 15 มี.ค. 2567", MARCH_15, ""),
    "weekday-behind": ("15 มี.ค. 2567 (วันศุกร์)", MARCH_15, ""),
    "english": ("15 Mar 2024", MARCH_15, ""),
    "english-be": ("15 MARCH 2567", MARCH_15, ""),
    "english-month-first": ("March 15, 2024", MARCH_15, ""),
    "english-weekday": ("Fri, 15 March 2024", MARCH_15, ""),
    "november-is-no-wednesday": ("15 พ.ย. 2566", date(2023, 11, 15), ""),
    "time-colon": ("15/3/2567 09:30", MARCH_15, "time"),
    "time-thai": ("๑๕ มี.ค. ๒๕๖๗ เวลา ๐๙.๐๐ – ๑๖.๐๐ น.", MARCH_15, "thai_digits,time"),
    "outer-space": ("\u00a015/3/2567\u200b", MARCH_15, ""),
    "full-stop": ("15/3/2567.", MARCH_15, ""),
    "outside-fiscal-year": ("1/1/2560", date(2017, 1, 1), ""),
    "two-digits-outside": ("15/3/60", date(2017, 3, 15), "two_digit_year"),
    "cell": (MARCH_15, MARCH_15, ""),
    "cell-datetime": (datetime(2024, 3, 15), MARCH_15, ""),  # noqa: DTZ001 - cells have no zone
    "cell-time": (datetime(2024, 3, 15, 9, 30, tzinfo=timezone(timedelta(hours=7))), MARCH_15, "time"),
    "cell-be": (date(2567, 3, 15), MARCH_15, "be_as_ce"),
    "cell-be-february": (date(2567, 2, 28), date(2024, 2, 28), "be_as_ce"),
    "cell-1967": (date(1967, 3, 15), MARCH_15, "two_digit_year"),
    "cell-1960-stays": (date(1960, 3, 15), date(1960, 3, 15), ""),
    "serial": (45366, MARCH_15, "serial"),
    "serial-with-time": (45366.375, MARCH_15, "serial"),
    "serial-text": ("45366", MARCH_15, "serial"),
    "serial-be": ((date(2567, 3, 15) - date(1899, 12, 30)).days, MARCH_15, "serial,be_as_ce"),
}


@pytest.mark.parametrize(("typed", "value", "why"), READABLE_DATES.values(), ids=READABLE_DATES)
def test_readable_date(typed, value, why):
    assert thai.parse_date(typed, START, END) == thai.Reading(value, why)


@pytest.mark.parametrize(
    ("typed", "why", "value", "others"),
    [
        pytest.param("15-17 มี.ค. 2567", "range", MARCH_15, ("๑๗ มี.ค. ๒๕๖๗",), id="dash"),
        pytest.param("15–17 มี.ค. 67", "two_digit_year,range", MARCH_15, ("๑๗ มี.ค. ๒๕๖๗",), id="short"),
        pytest.param("15-17/3/2567", "range", MARCH_15, ("๑๗ มี.ค. ๒๕๖๗",), id="numeric"),
        pytest.param("15/3/2567 - 17/3/2567", "range", MARCH_15, ("๑๗ มี.ค. ๒๕๖๗",), id="two-dates"),
        pytest.param("15, 16 และ 17 มีนาคม 2567", "range", MARCH_15, ("๑๖ มี.ค. ๒๕๖๗", "๑๗ มี.ค. ๒๕๖๗"), id="list"),
        pytest.param("วันที่ 15 ถึงวันที่ 17 มีนาคม 2567", "range", MARCH_15, ("๑๗ มี.ค. ๒๕๖๗",), id="words"),
        pytest.param("30 มี.ค. - 2 เม.ย. 2567", "range", date(2024, 3, 30), ("๒ เม.ย. ๒๕๖๗",), id="two-months"),
        pytest.param("30 ธ.ค. - 2 ม.ค. 2567", "range", date(2023, 12, 30), ("๒ ม.ค. ๒๕๖๗",), id="new-year"),
        pytest.param("15 to 17 March 2024", "range", MARCH_15, ("๑๗ มี.ค. ๒๕๖๗",), id="english"),
    ],
)
def test_range_of_days_is_read_as_its_first(typed, why, value, others):
    assert thai.parse_date(typed, START, END) == thai.Reading(value, why, others)


UNREADABLE_DATES = {
    "none": (None, ()),
    "bool": (True, ()),
    "blank": ("", ()),
    "dash": ("-", ()),
    "words": ("ไม่มี", ()),
    "place": ("15 มี.ค. 2567 ณ ห้องประชุม", ()),
    "no-such-day": ("31 ก.พ. 2567", ()),
    "no-leap-day": ("29/2/2568", ()),
    "cell-leap-day-of-no-leap-year": (date(2568, 2, 29), ()),
    "day-and-month-too-big": ("15/15/2567", ()),
    "zeros": ("0/0/2567", ()),
    "year-of-three-digits": ("15/3/567", ()),
    "year-of-neither-era": ("15/3/2300", ()),
    "year-before-excel": ("15/3/2410", ()),
    "cell-of-neither-era": (date(2300, 1, 1), ()),
    "era-be-with-ce-year": ("15 มี.ค. พ.ศ. 2024", ()),
    "era-ce-with-be-year": ("15 มี.ค. ค.ศ. 2567", ()),
    "year-first-with-month-15": ("2567-15-03", ()),
    "mixed-separators": ("5-7/2567", ()),
    "bare-year": (2567, ()),
    "bare-year-text": ("๒๕๖๗", ()),
    "bare-digits": ("150367", ()),
    "serial-far-off": (20000, ()),
    "negative": (-45366, ()),
    "nan": (math.nan, ()),
    "infinity": (math.inf, ()),
    "huge": (10**30, ()),
    "range-backwards": ("17-15 มี.ค. 2567", ()),
    "range-without-year": ("15-17 มี.ค.", ()),
    "range-of-months": ("15 มี.ค. - เม.ย. 2567", ()),
    "too-long": ("15/3/2567" + " " * 200 + "เวลา 09.00 น.", ()),
    "range-from-nothing": ("x-15 มี.ค. 2567", ()),
    "range-of-nothing": ("15-x มี.ค. 2567", ()),
    "month-and-year": ("ก.ย.59", ("ก.ย. ๒๕๕๙",)),
    "month-and-full-year": ("กันยายน 2567", ("ก.ย. ๒๕๖๗",)),
    "november-and-year": ("พ.ย. 66", ("พ.ย. ๒๕๖๖",)),
    "month": ("มีนาคม", ()),
    "no-year": ("15 มี.ค.", ("๑๕ มี.ค. ๒๕๖๗",)),
    "ce-year-of-two-digits": ("15/3/24", ("๑๕ มี.ค. ๒๕๒๔", "๑๕ มี.ค. ๒๕๖๗")),
    "ce-year-of-two-digits-named": ("15 มี.ค. 24", ("๑๕ มี.ค. ๒๕๒๔", "๑๕ มี.ค. ๒๕๖๗")),
    "ce-year-after-the-fiscal-year": ("5/10/24", ("๕ ต.ค. ๒๕๒๔", "๕ ต.ค. ๒๕๖๗")),
    "ce-leap-day-of-two-digits": ("29/2/24", ("๒๙ ก.พ. ๒๕๖๗",)),
    "ce-range": ("15-17/3/24", ("๑๗ มี.ค. ๒๕๒๔", "๑๗ มี.ค. ๒๕๖๗")),
}


@pytest.mark.parametrize(("typed", "candidates"), UNREADABLE_DATES.values(), ids=UNREADABLE_DATES)
def test_unreadable_date(typed, candidates):
    assert thai.parse_date(typed, START, END) == thai.Reading(None, "", candidates)


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("31/4/2567", date(2024, 4, 1)),
        ("วันที่ ๓๑ เม.ย. ๒๕๖๗ เวลา 09.00 น.", date(2024, 4, 1)),
        ("2567-04-31", date(2024, 4, 1)),
        ("29/2/2566", date(2023, 2, 1)),
        ("29 ก.พ. 66", date(2023, 2, 1)),
        ("29-31 เม.ย. 2567", date(2024, 4, 1)),
        ("29/2/2567", None),  # there is
        ("30/4/2567", None),
        ("31/13/2567", None),
        ("0/4/2567", None),
        ("31/4/2300", None),
        ("31 เม.ย.", None),
        ("31 เม.ย. ค.ศ. 2567", None),
        ("เม.ย. 2567", None),
        ("ไม่ทราบ", None),
        ("", None),
        ("31/4/2567" + " " * 200 + "x", None),
    ],
)
def test_a_day_that_its_month_does_not_have(typed, month):
    assert month_without(typed) == month


def test_no_day_of_pandas_is_unreadable():
    pandas = pytest.importorskip("pandas")
    assert thai.parse_date(pandas.NaT, START, END) == thai.Reading(None)


@properties
@given(
    st.one_of(any_text, st.floats(), st.integers(), st.booleans(), st.none(), st.dates(), st.datetimes()),
    st.integers(1950, 2150),
)
def test_no_date_raises(typed, year):
    value = thai.parse_date(typed, date(year - 1, 10, 1), date(year, 9, 30)).value
    assert value is None or 1900 <= value.year <= 2200


@properties
@given(days)
def test_printed_dates_read_back(day):
    for text in (
        thai.format_date(day),
        thai.format_date_long(day),
        f"{day.day}/{day.month}/{day.year + 543}",
        f"{day.year + 543}-{day.month:02}-{day.day:02}",
    ):
        assert thai.parse_date(text, START, END).value == day


@properties
@given(st.dates(START, END))
def test_days_of_the_fiscal_year_read_in_every_way(day):
    serial = (day - date(1899, 12, 30)).days
    for typed in (day, serial, f"{day.day}-{day.month}-{day.year + 543 - 2500}"):
        assert thai.parse_date(typed, START, END).value == day


def test_format_date():
    assert thai.format_date(MARCH_15) == "๑๕ มี.ค. ๒๕๖๗"
    assert thai.format_date_long(MARCH_15) == "๑๕ มีนาคม ๒๕๖๗"
    assert thai.format_date(date(2023, 10, 1)) == "๑ ต.ค. ๒๕๖๖"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        pytest.param("ต.ค. ๒๕๖๖ – มิ.ย. ๒๕๖๗", (date(2023, 10, 1), date(2024, 6, 30)), id="en-dash"),
        pytest.param("ต.ค. ๒๕๖๖ - ก.ย. ๒๕๖๗", (START, END), id="hyphen"),
        pytest.param("(ต.ค. ๒๕๖๖ - ก.ย. ๒๕๖๗)", (START, END), id="parentheses"),
        pytest.param("พ.ย. 66 ถึง ม.ค. 67", (date(2023, 11, 1), date(2024, 1, 31)), id="two-digits"),
        pytest.param("ตุลาคม – ธันวาคม 2566", (date(2023, 10, 1), date(2023, 12, 31)), id="one-year"),
        pytest.param("ก.พ. ๒๕๖๗", (date(2024, 2, 1), date(2024, 2, 29)), id="one-month"),
        pytest.param("มิ.ย. ๒๕๖๗ - ต.ค. ๒๕๖๖", None, id="backwards"),
        pytest.param("ต.ค. - มิ.ย.", None, id="no-year"),
        pytest.param("๑ ต.ค. ๒๕๖๖ - ๓๐ มิ.ย. ๒๕๖๗", None, id="days"),
        pytest.param("ต.ค. - พ.ย. - ธ.ค. ๒๕๖๖", None, id="three"),
        pytest.param("ต.ค. พ.ศ. ๒๐๒๔", None, id="year-of-another-era"),
        pytest.param("ต.ค. ๒๕๖๖ - " + "ม" * 200, None, id="too-long"),
        pytest.param("ตลอดปี", None, id="words"),
        pytest.param("", None, id="blank"),
    ],
)
def test_parse_months(text, period):
    assert thai.parse_months(text) == period


@properties
@given(any_text)
def test_no_period_raises(text):
    period = thai.parse_months(text)
    assert period is None or period[0] < period[1]


# --- widths ---------------------------------------------------------------------------------------


def test_marks_have_no_width():
    assert thai.text_width("กิ่์ก็", 16) == thai.text_width("กก", 16)
    assert thai.text_width("กำ", 16) > thai.text_width("ก", 16)


def test_width_grows_with_size_and_weight():
    assert thai.text_width("คุณธรรม", 32) == pytest.approx(2 * thai.text_width("คุณธรรม", 16))
    assert thai.text_width("คุณธรรม", 16, bold=True) > thai.text_width("คุณธรรม", 16)


def test_unknown_characters_count_as_one_em():
    assert thai.text_width("漢", 16) == 16
    assert thai.text_width("", 16) == 0


def font_file(style):
    """Laksaman, a free font with the shapes of TH Sarabun New, drawn larger."""
    if not shutil.which("fc-match"):
        pytest.skip("fc-match is not installed, so no font can be found")
    asked = ["fc-match", "-f", "%{family[0]}\n%{file}", f"Laksaman:{style}"]
    family, file = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\n")
    if family != "Laksaman":
        pytest.skip("the font Laksaman is not installed")
    return file


def samples():
    """Stretches of 40 characters from the shipped plan's texts."""
    table = Path(thai.__file__).parents[1] / "plans" / "2567" / "activities.csv"
    with table.open(encoding="utf-8", newline="") as file:
        texts = [" ".join(text.split()) for row in csv.DictReader(file) for text in row.values()]
    return [text[i : i + 40] for text in texts for i in range(0, len(text) - 39, 15)]


@pytest.mark.parametrize(("style", "bold"), [("regular", False), ("bold", True)])
def test_widths_are_those_of_the_font(style, bold):
    fonts = pytest.importorskip("fontTools.ttLib", reason="fonttools is not installed")
    font = fonts.TTFont(font_file(style))
    glyphs, metrics = font.getBestCmap(), font["hmtx"]
    characters = [chr(code) for code in (*range(0x20, 0x7F), *range(0x0E01, 0x0E5C)) if code in glyphs]
    for character in characters:
        em = metrics[glyphs[ord(character)]][0] / 1515
        assert thai.text_width(character, 1, bold=bold) == pytest.approx(em, abs=8 / 1515), character
    texts = samples()
    assert len(texts) >= 300
    for text in texts:
        em = sum(metrics[glyphs[ord(character)]][0] for character in text) / 1515
        assert thai.text_width(text, 1, bold=bold) == pytest.approx(em, rel=0.01), text


def test_display_width_is_in_terminal_columns():
    assert thai.display_width("กิจกรรมที่ ๑ น้ำ") == 12
    assert thai.display_width("漢字") == 4


def test_column_points():
    assert thai.column_points(10) == 52.5
    assert thai.column_points(8.43) == 44.25
    assert thai.column_points(0) == 0


@pytest.mark.parametrize(
    ("text", "points", "lines"),
    [
        pytest.param("", 100, 1, id="empty"),
        pytest.param("กก", 100, 1, id="fits"),
        pytest.param("ก\nข\n\nค", 100, 4, id="line-breaks"),
        pytest.param("ก" * 10, 16.1 + thai.text_width("กกกกก", 16), 2, id="exactly-two"),
        pytest.param("ก" * 10, 16.1 + thai.text_width("กกกก", 16), 3, id="three"),
        pytest.param("ก" * 10, 15.9 + thai.text_width("กกกกก", 16), 3, id="an-em-is-deducted"),
        pytest.param("กกก กกก", 16.1 + thai.text_width("กกก", 16), 2, id="space-hangs"),
        pytest.param("เกา" * 4, 16.1 + thai.text_width("เกาเก", 16), 4, id="clusters-stay-whole"),
        pytest.param("กกกก (กกกกก", 16.1 + thai.text_width("กกกก (", 16), 3, id="bracket-begins-a-line"),
        pytest.param("MIND MIND", 16.1 + thai.text_width("MIND M", 16), 2, id="latin-words-stay-whole"),
        pytest.param("๒๕๖๗ ๒๕๖๗ ๒๕๖๗", 16.1 + thai.text_width("๒๕๖๗ ๒๕", 16), 3, id="numbers-stay-whole"),
        pytest.param("M" * 10, 16.1 + thai.text_width("MMMM", 16), 3, id="long-latin-is-cut"),
        pytest.param("กกก", 1, 2, id="no-room"),
    ],
)
def test_wrap_lines(text, points, lines):
    assert thai.wrap_lines(text, points, 16) == lines


def test_bold_text_takes_more_lines():
    points = 16.1 + thai.text_width("น" * 20, 16)
    assert (thai.wrap_lines("น" * 20, points, 16), thai.wrap_lines("น" * 20, points, 16, bold=True)) == (1, 2)


@properties
@given(any_text, st.floats(1, 500), st.sampled_from([12, 14, 16, 18]), st.booleans())
def test_lines_hold_the_text(text, points, size, bold):
    lines = thai.wrap_lines(text, points, size, bold=bold)
    assert lines >= text.count("\n") + 1
    assert thai.wrap_lines(text, points + size, size, bold=bold) <= lines
    ink = sum(thai.text_width("".join(line.split()), size, bold=bold) for line in text.split("\n"))
    assert lines * max(points - size, size) >= ink * 0.999


def test_row_height():
    assert thai.row_height(1, 16) == pytest.approx(23.2)
    assert thai.row_height(3, 14) == pytest.approx(60.9)
    assert thai.row_height(100, 16) == 409.5


@pytest.mark.parametrize(("year", "why"), [(1967, "two_digit_year,time"), (2567, "be_as_ce,time"), (2024, "time")])
def test_a_cells_year_is_told_before_its_time(year, why):
    assert thai.parse_date(datetime(year, 3, 15, 8, 30), START, END) == thai.Reading(MARCH_15, why)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "day"), [("3/15/ค.ศ. 2024", MARCH_15), ("3/15/ค.ศ. 2567", None), ("3/15/พ.ศ. 2024", None)]
)
def test_the_era_counts_where_the_month_stands_first(text, day):
    assert thai.parse_date(text, START, END).value == day


@pytest.mark.parametrize(("digits", "value"), [(200, 5), (201, None)])
def test_the_longest_figure(digits, value):
    assert thai.parse_number("5".rjust(digits, "0")).value == value


def test_words_in_parentheses_are_no_number():
    assert thai.parse_number("(ห้า)") == thai.Reading(None)


def test_a_percentage_of_any_size_is_printed():
    assert thai.format_percent(1e30) == thai.to_thai_digits("100" + ",000" * 10 + ".0")


@pytest.mark.parametrize(
    "typed",
    ["2 ล้านห้าแสนบาท", "1 พันสองร้อยคน", "3 พันห้า", "5 ล้านล้าน", "10 คน บวกอีกสองคน", "2 ครั้งต่อเดือน", "2 ครั้ง/เดือน", "48 คู่"],
)
def test_words_behind_a_figure_that_change_it_are_not_dropped(typed):
    assert thai.parse_number(typed).value is None


@pytest.mark.parametrize("typed", ["80 เปอร์เซ็น", "80 เปอเซ็นต์", "80 เปอร์เซ็นท์", "80 เปอร์เซ็นต์", "๘๐ เปอร์เซนต์"])
def test_percent_is_known_in_every_spelling(typed):
    assert (thai.parse_number(typed).value, "percent_sign" in thai.parse_number(typed).why) == (80, True)


def test_a_rate_of_the_year_is_the_years_figure():
    assert thai.parse_number("2 ครั้ง/ปี").value == 2


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("15 มี.ค. - 17 มี.ค. 67", MARCH_15, "๑๗ มี.ค. ๒๕๖๗"),  # the same month is not that of the year before
        ("30 ธ.ค. - 2 ม.ค. 67", date(2023, 12, 30), "๒ ม.ค. ๒๕๖๗"),
    ],
)
def test_the_year_of_a_range_is_that_of_its_last_day_unless_it_crosses_one(text, first, last):
    assert thai.parse_date(text, START, END) == thai.Reading(first, "two_digit_year,range", (last,))


@pytest.mark.parametrize("text", ["5 ต.ค. 2566 - มิ.ย. 2567", "ต.ค. 2566 - 5 มิ.ย. 2567", "5 - 7 มิ.ย. 2567"])
def test_a_period_with_a_day_is_none_of_whole_months(text):
    assert thai.parse_months(text) is None


def test_the_era_counts_where_the_year_stands_first():
    days = [
        thai.parse_date(f"{era} {year}/3/15", START, END).value for era in ("พ.ศ.", "ค.ศ.") for year in (2567, 2024)
    ]
    assert days == [MARCH_15, None, None, MARCH_15]


@pytest.mark.parametrize(("typed", "near", "day"), [(1930, 1987, 1987), (1999, 2056, 2056), (1929, 1986, 1929)])
def test_cells_of_the_years_that_excel_makes_of_two_digits(typed, near, day):
    """From 30 on they are 1930 to 1999."""
    year = date(near - 1, 10, 1), date(near, 9, 30)
    assert thai.parse_date(date(typed, 3, 15), *year).value == date(day, 3, 15)


def test_a_day_without_its_year_is_taken_for_one_of_the_fiscal_year_at_most():
    assert thai.parse_date("29 ก.พ.", START, END).candidates == ("๒๙ ก.พ. ๒๕๖๗",)
    assert thai.parse_date("15 พ.ย.", START, END).candidates == ("๑๕ พ.ย. ๒๕๖๖",)
    assert thai.parse_date("29 ก.พ.", date(2022, 10, 1), date(2023, 9, 30)).candidates == ()


def test_a_comma_behind_a_number_is_no_part_of_it():
    assert thai.parse_number("ได้ 3, 4").candidates == ("๓", "๔")


@pytest.mark.parametrize("text", ["80%/100", "48/60%", "-48/60"])
def test_no_half_of_a_ratio_is_a_percentage_or_negative(text):
    assert thai.parse_ratio(text).value is None
