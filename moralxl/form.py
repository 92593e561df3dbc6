"""What every cell of a form holds when it is sent: keys, the form's own wording, inputs and results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from moralxl import wording
from moralxl.layout import (
    DATE_KINDS,
    DATE_READ,
    EVENT_COLUMNS,
    EVENTS,
    FIRST_ROW,
    HEAD_KEYS,
    HEADING_ROW,
    REPORT,
    REPORT_COLUMNS,
    SUBTITLE_ROW,
    TITLE_ROW,
    Field,
    Layout,
    Line,
    laid_out,
)
from moralxl.model import DERIVED_KINDS

COLUMNS = {REPORT: REPORT_COLUMNS, EVENTS: EVENT_COLUMNS}
# what stands at the head of each column, by the column's name
HEADINGS: dict[str, dict[str, str]] = {
    REPORT: {
        "label": "รายการ",
        "value": "ข้อมูลที่กรอก",
        "unit": "หน่วย",
        "target": "เป้าหมายตามแผน",
        "result": "ผลที่คำนวณได้",
        "state": "เทียบเป้าหมาย",
    },
    EVENTS: {
        "number": "ลำดับที่",
        "activity": "กิจกรรมในแผน",
        "date": "วันที่จัด",
        "date_read": DATE_READ,
        "title": "ชื่องาน/กิจกรรมที่จัด",
        "place": "สถานที่",
        "participants": "ผู้เข้าร่วม (คน)",
        "code": "รหัสกิจกรรมร่วม",
        "evidence": "หลักฐาน/แหล่งอ้างอิง",
        "counted": "การนับ",
    },
}
EVENTS_HINT = (
    "บันทึกงาน/กิจกรรมที่จัดแล้วแถวละหนึ่งครั้ง หากจัดร่วมกันหลายหน่วยงาน ให้ทุกหน่วยงานใช้รหัสกิจกรรมร่วมเดียวกัน "
    "ระบบจะนับเป็นหนึ่งครั้งในภาพรวมของกรม งานที่จัดนอกระยะเวลาดำเนินงานของกิจกรรมจะไม่นับ"
)
BLOCK_COUNT = "state"  # the column in which a block's bar counts the inputs still empty


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a data sheet: by column name, and by column as written."""

    row: int  # from 0, as written
    texts: Mapping[str, str | float]  # the form's own wording
    fields: Mapping[str, Field]  # its inputs
    results: frozenset[str]  # where its formulas stand
    own: tuple[tuple[int, str | float], ...]
    inputs: tuple[int, ...]
    computed: tuple[int, ...]
    blank: list[str | float | None]  # its cells, from the key on, where nothing is answered and nothing computed


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A data sheet: its columns' names, and its rows by the keys under which they are found again."""

    name: str  # REPORT or EVENTS
    columns: tuple[str, ...]
    rows: Mapping[str, FormRow]
    inputs: Mapping[int, Mapping[int, Field]]  # by column and row as written
    keys: list[str | None]  # by row as written, but for the token's
    places: Mapping[str, list[int]]  # the one row of each key
    computed: frozenset[tuple[int, int]]  # where formulas stand, as written
    reach: Mapping[int, int]  # the last column with a formula, by row


def _row(
    name: str,
    key: str,
    row: int,
    texts: Mapping[str, str | float],
    fields: Mapping[str, Field] | None = None,
    results: Iterable[str] = (),
) -> FormRow:
    at = {column: place for place, column in enumerate(COLUMNS[name])}
    own = {at[column]: text for column, text in texts.items()}
    return FormRow(
        row,
        texts,
        fields or {},
        frozenset(results),
        tuple(own.items()),
        tuple(at[column] for column in fields or ()),
        tuple(sorted(at[column] for column in results)),
        [key, *(own.get(column) for column in range(1, max(own, default=0) + 1))],
    )


def title(made: Layout, name: str) -> str:
    """The title of a data sheet."""
    what = {REPORT: "แบบรายงานผลการดำเนินงาน", EVENTS: "บันทึกการจัดงาน/กิจกรรม"}[name]
    return f"{what} {made.round.label} ของ{made.division.name}"


def subtitle(made: Layout, name: str) -> str:
    """The line under the title."""
    if name == EVENTS:
        return EVENTS_HINT
    return f"{made.plan.title} (ข้อมูลสะสมตั้งแต่ {wording.span_text(made.plan, made.round)})"


def form_sheets(made: Layout) -> dict[str, FormSheet]:
    """The data sheets of a division's form, by name."""
    sheets = {}
    for name, sheet in _sheets(*made.alike).items():
        head = _row(name, HEAD_KEYS[TITLE_ROW], TITLE_ROW, {COLUMNS[name][1]: title(made, name)})
        sheets[name] = replace(sheet, rows={HEAD_KEYS[TITLE_ROW]: head, **sheet.rows})
    return sheets


@lru_cache(8)
def _sheets(*alike: Any) -> dict[str, FormSheet]:
    """The data sheets without their titles, which alone name the division."""
    made = laid_out(*alike)
    rows = {REPORT: {**_head(made, REPORT), **{line.key: _report_row(line) for line in made.lines}}}
    if made.event_fields:
        rows[EVENTS] = {**_head(made, EVENTS), **_event_rows(made)}
    sheets = {}
    for name, own in rows.items():
        inputs: dict[int, dict[int, Field]] = {}
        for field in made.fields:
            if field.sheet == name:
                inputs.setdefault(field.column, {})[field.row] = field
        sheets[name] = _sheet(name, own, inputs)
    return sheets


def _sheet(name: str, rows: Mapping[str, FormRow], inputs: Mapping[int, Mapping[int, Field]]) -> FormSheet:
    places = {HEAD_KEYS[TITLE_ROW]: [TITLE_ROW], **{key: [row.row] for key, row in rows.items()}}
    keys: list[str | None] = [None] * (1 + max(row for (row,) in places.values()))
    for key, (row,) in places.items():
        keys[row] = key
    computed = frozenset((line.row, column) for line in rows.values() for column in line.computed)
    reach = {line.row: max(line.computed) for line in rows.values() if line.computed}
    return FormSheet(name, COLUMNS[name], rows, inputs, keys, places, computed, reach)


def _head(made: Layout, name: str) -> dict[str, FormRow]:
    first = COLUMNS[name][1]
    return {
        HEAD_KEYS[SUBTITLE_ROW]: _row(name, HEAD_KEYS[SUBTITLE_ROW], SUBTITLE_ROW, {first: subtitle(made, name)}),
        HEAD_KEYS[HEADING_ROW]: _row(name, HEAD_KEYS[HEADING_ROW], HEADING_ROW, HEADINGS[name]),
    }


def _report_row(line: Line) -> FormRow:
    results = set()
    if line.kind == "bar":
        results.add(BLOCK_COUNT)
    elif line.measure and line.measure.kind not in DERIVED_KINDS:
        results |= {"result", "state"}
    elif line.field and line.field.kind in DATE_KINDS:
        results.add("result")
    if line.field and line.field.required:
        results.add("missing")
    return _row(REPORT, line.key, line.row, line.texts, {"value": line.field} if line.field else {}, results)


def _event_rows(made: Layout) -> dict[str, FormRow]:
    results = {"date_read", "counted"}
    rows = {}
    for number, inputs in made.events.items():
        key = f"ev{number:02d}"
        rows[key] = _row(EVENTS, key, FIRST_ROW + number - 1, {"number": float(number)}, inputs, results)
    return rows
