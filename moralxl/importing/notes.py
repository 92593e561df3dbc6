"""What an import asks and tells, as findings at the cells of the plan.xlsx it writes."""

from __future__ import annotations

from moralxl.importing.proposal import Measure, Sureness
from moralxl.layout import a1
from moralxl.messages.message import Told
from moralxl.model import Finding, Source
from moralxl.plan.tables import BY_NAME, KINDS
from moralxl.plan.write import FIRST_ROW

FILE = "plan.xlsx"
PERIODS = {  # why a period is asked about or told
    "drawn": Told(
        "ช่วงเดือนแสดงด้วยเส้นหรือลูกศรที่วาดไว้ ซึ่งอ่านไม่ได้ โปรดพิมพ์ช่วงเดือน",
        "the months are shown by a drawn line, which cannot be read: type the period",
    ),
    "unmarked": Told("ไม่พบเครื่องหมายในช่องเดือน โปรดพิมพ์ช่วงเดือน", "no month is marked: type the period"),
    "arrow": Told("ลูกศรมีปลายข้างเดียว โปรดพิมพ์ช่วงเดือน", "the arrow has one end only: type the period"),
    "blank": Told("ไม่มีระยะเวลา โปรดพิมพ์ช่วงเดือน", "there is no period: type it"),
    "words": Told("อ่านเป็นช่วงเดือนไม่ได้ โปรดพิมพ์ช่วงเดือน", "it cannot be read as a span of months: type the period"),
    "gaps": Told(
        "เดือนที่ทำเครื่องหมายไม่ต่อเนื่องกัน จึงใช้เดือนแรกถึงเดือนสุดท้าย",
        "the marked months have gaps: the first to the last are taken",
    ),
    "read": Told(
        "ระยะเวลาตามแผนไม่ระบุเดือนหรือปี จึงเขียนเป็นช่วงเดือน", "the paper names no month or year; it is written as months"
    ),
}


def place(table: str, row: int, key: str) -> Source:
    """The cell of the plan.xlsx in which a table's row (from 0) has a column."""
    columns = [column.key for column in BY_NAME[table].columns]
    return Source(FILE, BY_NAME[table].title, a1(FIRST_ROW + row, columns.index(key)))


def ask(table: str, row: int, key: str, typed: str, why: Told) -> Finding:
    """A cell that a person must fill or decide."""
    label = BY_NAME[table].column(key).heading
    return Finding("import-ask", place(table, row, key), label, " ".join(typed.split()), args={"why": why})


def tell(table: str, row: int, key: str, typed: str, why: Told) -> Finding:
    """A cell that was filled otherwise than the paper has it."""
    label = BY_NAME[table].column(key).heading
    return Finding("import-note", place(table, row, key), label, " ".join(typed.split()), args={"why": why})


def measure_finding(measure: Measure, code: str, row: int) -> Finding | None:
    """What is asked or told about a proposed measure; nothing about one that is sure."""
    if measure.sureness == Sureness.SURE:
        return None
    key = "kind" if measure.kind is None else "target" if measure.target is None and not measure.milestones else "label"
    source, words = place("measures", row, key), " ".join(measure.words.split())
    if measure.sureness == Sureness.ASK and measure.why:
        return Finding("import-measure-ask", source, code, words, args={"why": measure.why})
    kind = KINDS[measure.kind] if measure.kind else ""
    why = measure.why or Told("", "")
    return Finding("import-measure-likely", source, code, words, args={"kind": kind, "why": why})
