"""Mistakes that are typed into a single input: what must be told of them, which inputs they apply to, what is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from moralxl.layout import Field


def role(*names: str) -> Callable[[Field], bool]:
    """Inputs of these roles."""
    return lambda f: f.role in names


def kind(*names: str) -> Callable[[Field], bool]:
    """Inputs of these kinds."""
    return lambda f: f.kind in names


def anything(_: Field) -> bool:
    """Any input."""
    return True


NUMBER, WHOLE, DATE = kind("whole", "money"), kind("whole"), kind("date", "any_date")
TEXT_LIMIT = {"text": lambda f: f.kind == "text" and f.limit > 40, "code": role("event_code")}

# name: (expected code, which inputs, what is typed)
TYPED: dict[str, tuple[str, Callable[[Field], bool], tuple[Any, ...]]] = {
    "words for a number": ("value-not-number", NUMBER, ("ครบถ้วน", "ทุกคน", "ตามเอกสารแนบ", "หลายช่องทาง", "xx")),
    "not a number": ("value-not-number", NUMBER, ("nan", "inf", "-inf", "Infinity")),
    "digits of another script": ("value-not-number", NUMBER, ("٤٨", "४८", "四十八")),
    "truth value": ("value-not-number", NUMBER, (True, False)),
    "range": ("value-ambiguous", NUMBER, ("3-4", "๓-๔", "3 – 4", "3 ถึง 4")),
    "list of numbers": ("value-ambiguous", NUMBER, ("3,4", "๓ และ ๔", "3 หรือ 4")),
    "inexact number": ("value-ambiguous", NUMBER, ("ประมาณ 50", "๕๐ กว่า", "เกือบ 5", "ขาด ๕ คน")),
    "none, or not reported": ("value-ambiguous", NUMBER, ("ไม่มี", "ยังไม่มี", "ไม่ได้ดำเนินการ")),
    "negative": ("value-negative", NUMBER, (-1, -0.5, -9_999)),
    "negative as text": ("value-negative", NUMBER, ("-5", "-๕", "(5)", "−5")),
    "too large": ("value-too-large", WHOLE, (10_000_000, 1e12, 1e300, "๑๐,๐๐๐,๐๐๐")),
    "too much money": ("value-too-large", kind("money"), (10_000_000_000, "๑๐,๐๐๐,๐๐๐,๐๐๐", 1e15)),
    "not whole": ("value-not-whole", WHOLE, (4.5, "๔.๕", 12.25)),
    "fraction of a whole": ("value-bare-fraction", role("numerator", "denominator"), (0.8, 0.955, "0.8", "๐.๘")),
    "percentage": ("value-is-percent", NUMBER, ("80%", "๘๐%", "ร้อยละ ๘๐", "80 เปอร์เซ็นต์", "ร้อยละ 100")),
    "date for a number": ("value-is-date", NUMBER, (datetime(2024, 4, 3), datetime(2024, 3, 4, 8, 30))),  # noqa: DTZ001
    "date as text for a number": ("value-ambiguous", NUMBER, ("3/4/2567", "15 มี.ค. 2567")),
    "time for a number": ("value-is-date", NUMBER, (timedelta(hours=30), timedelta(hours=4, minutes=30))),
    "ratio in a plain number": ("value-ambiguous", role("actual", "category", "denominator"), ("48/60", "๔๘ จาก ๖๐")),
    "unit behind a number": ("value-converted", role("actual", "category"), ("๕ เรื่อง", "5 ครั้ง", "จำนวน 5 ช่องทาง")),
    "no such day": ("date-unreadable", DATE, ("31 ก.พ. 2567", "30/2/2567", "๓๑ เม.ย. ๒๕๖๗", "29 ก.พ. 2566")),
    "no such month": ("date-unreadable", DATE, ("13/13/2567", "15 มกรา-กุมภา 67", "15 เดือนแปดสองหน 2567")),
    "words for a date": ("date-unreadable", DATE, ("เร็ว ๆ นี้", "ตามหนังสือเวียน", "ไตรมาส ๒", "ทุกวันพุธ")),
    "bare number for a date": ("date-unreadable", DATE, ("15", "๒๕๖๗", "67", 150367)),
    "bare number in a date cell": ("date-outside-year", role("started"), (15, 2567)),
    "report dated in another year": (
        "date-report-unlikely",
        role("reported_on"),
        (datetime(2014, 7, 5), "5 ก.ค. 2657"),  # noqa: DTZ001
    ),
    "truth value for a date": ("date-unreadable", DATE, (True, False)),
    "month without a day": ("date-ambiguous", DATE, ("มี.ค. 2567", "มีนาคม ๒๕๖๗", "มี.ค. 67")),
    "day without a year": ("date-ambiguous", DATE, ("15 มี.ค.", "๑๕ มีนาคม")),
    "two-digit year of either era": ("date-ambiguous", DATE, ("15/3/24", "๑๕ มี.ค. ๒๔", "1-2-24")),
    # a first day that no last day of the clean returns lies before
    "two-digit year": ("date-converted", role("started"), ("๑ ต.ค. ๖๖", "1/10/66")),
    "Buddhist year in a date cell": ("value-thai-form", role("started"), (datetime(2566, 10, 1),)),  # noqa: DTZ001
    "before the year": ("date-outside-year", role("started"), (datetime(2022, 3, 15), "15 มี.ค. 2565")),  # noqa: DTZ001
    "after the year": ("date-outside-year", role("finished"), (datetime(2025, 3, 15), "1 ต.ค. 2567")),  # noqa: DTZ001
    "status of one's own": ("value-not-in-list", kind("status"), ("เกือบเสร็จ", "เสร็จ?", 7, "ดำเนินการ")),
    "level of one's own": ("value-not-in-list", kind("level"), ("ดีเด่น", "๔", 9, "ระดับสูง")),
    "activity of one's own": ("value-not-in-list", kind("activity"), ("จิตอาสา", "๙๙ อื่น ๆ", "ปลูกป่า", 0)),
    "activity without a log": ("value-not-in-list", kind("activity"), ("๖", 2, "2 ช่องทาง")),
    "text too long": ("text-too-long", TEXT_LIMIT["text"], ("ก" * 251, "ข้อความ " * 40)),
    "narrative too long": ("text-too-long", kind("long_text"), ("ก" * 2001, "ผลการดำเนินงาน " * 150)),
    "code too long": ("text-too-long", TEXT_LIMIT["code"], ("ร่วม" * 11,)),
    "formula": ("value-is-formula", anything, ("=2*3", '="ข้อความ"', "=NOW()", "=C3")),
    "formula of another file": ("value-is-formula", anything, ("=[1]Sheet1!A1", "='C:\\[x.xlsx]Sheet1'!A1")),
    **{
        f"error cell {text}": ("value-error-cell", anything, (text,))
        for text in ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
    },
}
