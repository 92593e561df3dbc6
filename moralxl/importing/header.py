"""Finds a plan's table by the wording of its headings, in whatever order, over one to three rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moralxl import thai
from moralxl.importing.paper import Slot, Table

# what a heading is, by its words without spaces; the first that fits counts
HEADINGS: tuple[tuple[str, str], ...] = (
    ("number", r"^(?:ลำดับ(?:ที่)?|ที่|ข้อ(?:ที่)?|เลขที่|no\.?|#)$"),
    ("left", r"กลุ่มเป้าหมาย|ที่คาดว่า|แหล่ง(?:งบ|เงิน)|ประโยชน์|ผลการดำเนินงาน|ปัญหา|สถานที่"),
    ("period_text", r"ระยะเวลา|ช่วงเวลา|ช่วงเดือน|กำหนดการ|กำหนดเวลา|แผนการดำเนินงาน|แผนการปฏิบัติงาน|ปฏิทิน"),
    ("responsible", r"รับผิดชอบ|ผู้ดำเนินการ|เจ้าภาพ|หน่วยงานหลัก|หน่วยดำเนินการ"),
    ("budget_text", r"(?<!ปี)งบประมาณ|วงเงิน|ค่าใช้จ่าย"),
    ("remark", r"หมายเหตุ|สอดคล้อง|เกณฑ์"),
    ("indicator", r"ตัวชี้วัด|ตัวบ่งชี้|^kpi"),
    ("objective", r"วัตถุประสงค์|เป้าประสงค์"),
    ("unit", r"หน่วยนับ|หน่วยวัด"),
    ("target", r"เป้าหมาย"),
    ("name", r"โครงการ|กิจกรรม|มาตรการ|แผนงาน|การดำเนินการ"),
)
MONTHS = ("ตค", "พย", "ธค", "มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย")
FULL_MONTHS = (
    *("ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม"),
    *("เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน"),
)
QUARTER = re.compile(r"^(?:ไตรมาส(?:ที่)?|q)([1-4])")
NO_HEADING = re.compile("[0-9๐-๙]+[.)]?$|เพื่อ")  # an activity's number, an objective
MOST_DEPTH, LEAST = 3, 4  # rows of a header; columns that must be known by their wording


@dataclass(frozen=True, slots=True)
class Header:
    """What the columns of a table are."""

    depth: int  # rows
    columns: Mapping[str, int]  # key -> column
    headings: Mapping[str, str]  # key -> the paper's wording
    months: Mapping[int, tuple[int, int]]  # column -> first and last month, from 1 (October)
    left: Mapping[int, str]  # column -> heading, of columns that a plan has no place for
    width: int


def squeezed(text: str) -> str:
    """A heading as it is compared: no spaces, ASCII digits, small letters."""
    return thai.to_ascii_digits("".join(text.split())).casefold()


def kind_of(text: str) -> str:
    """What a heading's wording says its column is; "" where it says nothing."""
    short = squeezed(text)
    if len(short) > 90:
        return ""
    return next((key for key, shape in HEADINGS if re.search(shape, short)), "")


def months_of(text: str) -> tuple[int, int] | None:
    """The months that a column of a month grid stands for: "ต.ค.", "ต.ค. 67", "ตุลาคม", "ไตรมาส ๒ (ม.ค.-มี.ค.)"."""
    short = re.sub(r"[.\s]", "", thai.to_ascii_digits(text)).casefold()
    quarter = QUARTER.match(short)
    if quarter:
        return 3 * int(quarter[1]) - 2, 3 * int(quarter[1])
    bare = re.sub(r"(?:25)?[0-9]{2}$", "", short)
    for names in (MONTHS, FULL_MONTHS):
        if bare in names:
            return names.index(bare) + 1, names.index(bare) + 1
    return None


def find_header(table: Table, start: int = 0) -> tuple[int, Header] | None:
    """The first row from `start` on that heads a plan's table, and what it says; None where there is none."""
    for at in range(start, len(table.rows)):
        header = header_at(table, at)
        if header:
            return at, header
    return None


def header_at(table: Table, at: int) -> Header | None:
    """What a header that begins in this row says; None where none begins there."""
    row = table.rows[at]
    if any(slot and NO_HEADING.match(slot.text) for slot in row):
        return None
    kinds = {kind_of(slot.text) for slot in row if slot and slot.text} - {"", "left"}
    if len(kinds) < LEAST or not kinds & {"name", "indicator"} or not kinds & {"indicator", "unit", "target"}:
        return None
    depth = _depth(table, at)
    rows = table.rows[at : at + depth]
    columns: dict[str, int] = {}
    headings: dict[str, str] = {}
    months: dict[int, tuple[int, int]] = {}
    left: dict[int, str] = {}
    for column in range(max(map(len, rows))):
        words = _words(rows, column)
        if not words:
            continue
        of_grid = months_of(words[-1])
        if of_grid:
            months[column] = of_grid
            headings.setdefault("period_text", words[0] if len(words) > 1 else "ระยะเวลาดำเนินงาน")
            continue
        key = next((kind for kind in map(kind_of, reversed(words)) if kind), "")
        if key in {"", "left"} or key in columns or (key == "period_text" and months):
            left[column] = " ".join(words)
        else:
            columns[key] = column
            headings[key] = words[0]
    if len(months) < 3:
        months = {}
    return Header(depth, columns, headings, months, left, max(map(len, rows)))


def _depth(table: Table, at: int) -> int:
    """How many rows the header has: those that its merged cells reach into, and a row of months below it."""
    depth = 1
    while depth < MOST_DEPTH and at + depth < len(table.rows):
        above, below = table.rows[at + depth - 1], table.rows[at + depth]
        goes_on = any(a and b and a.area == b.area and a.text for a, b in zip(above, below, strict=False))
        named = sum(months_of(slot.text) is not None for slot in below if slot and slot.text)
        if not goes_on and named < 3:
            break
        depth += 1
    return depth


def _words(rows: Sequence[Sequence[Slot | None]], column: int) -> list[str]:
    """The wordings above a column, from the top, each cell's once."""
    found: list[Slot] = []
    for row in rows:
        slot = row[column] if column < len(row) else None
        if slot and slot.text and (not found or found[-1].area != slot.area):
            found.append(slot)
    return [" ".join(slot.text.split()) for slot in found]
