"""What Excel checks and colours in plan.xlsx while it is edited.

Whatever slips through is told by `check`, so what Excel cannot know may pass: to it, Thai digits are text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from moralxl.layout import a1
from moralxl.model import Kind
from moralxl.plan.tables import KINDS, Column, Table

Ranges = Mapping[str, str]  # "table.column" -> the cells of that column, as formulas name them
DIGITS = "0123456789๐๑๒๓๔๕๖๗๘๙"
FIGURES = DIGITS + ".ร"  # also "ร้อยละ ๘๐"
STOP, WARN = "stop", "warning"
MOST_TITLE = 32  # characters; Excel's


def validation(table: Table, column: Column, cell: str, ranges: Ranges, note: str) -> dict[str, Any]:
    """XlsxWriter's options for a column whose first cell is `cell`: its note, and the check there is for its kind."""
    shown = {"input_title": column.heading[:MOST_TITLE], "input_message": note}
    if column.choices:
        told = _told(column, "โปรดเลือกค่าจากรายการ", STOP)
        return {**shown, **told, "validate": "list", "source": list(column.choices.values())}
    if column.refers in ranges:
        told = _told(column, "ค่านี้ไม่มีในตารางที่อ้างถึง ต้องการใช้ค่านี้หรือไม่", WARN)
        return {**shown, **told, "validate": "list", "source": f"={ranges[column.refers]}"}
    check, said, weight = _check(column, cell)
    if table.unique == (column.key,):
        once = f"COUNTIF({ranges[f'{table.name}.{column.key}']},{cell})<2"
        check = f"AND({once},{check})" if check else once
        said = f"{said} และต้องไม่ซ้ำกับแถวอื่น" if said else "ค่านี้ต้องไม่ซ้ำกับแถวอื่น"
    if not check:
        return {**shown, "validate": "any"}
    return {**shown, **_told(column, said, weight), "validate": "custom", "value": f"={check}"}


def _told(column: Column, said: str, weight: str) -> dict[str, str]:
    return {"error_title": column.heading[:MOST_TITLE], "error_message": said, "error_type": weight}


def _check(column: Column, cell: str) -> tuple[str, str, str]:
    """The condition, what is said where it does not hold, and whether it may be passed; "" where there is none."""
    if column.kind in {"integer", "number"}:
        whole = f",{cell}=INT({cell})" if column.kind == "integer" else ""
        within = f"AND({cell}>={column.least:g},{cell}<={column.most:.12g}{whole})"
        said = f"โปรดพิมพ์{'จำนวนเต็ม' if whole else 'จำนวน'}ตั้งแต่ {column.least:g} ถึง {column.most:,.12g}"
        return f"IF(ISNUMBER({cell}),{within},{_begins(cell, DIGITS)})", said, STOP
    if column.kind == "figure":
        said = "โปรดพิมพ์จำนวน เช่น 5 หรือร้อยละ เช่น 80%"
        return f"IF(ISNUMBER({cell}),{cell}>=0,{_begins(cell, FIGURES)})", said, STOP
    if column.kind == "date":
        return f"OR(ISNUMBER({cell}),{_begins(cell, DIGITS)})", "โปรดพิมพ์ วัน/เดือน/ปี พ.ศ.", STOP
    if column.shape == "email":
        return f'ISNUMBER(FIND("@",{cell}))', "ที่อยู่อีเมลต้องมีเครื่องหมาย @ ต้องการใช้ค่านี้หรือไม่", WARN
    if column.shape == "key":
        small = f"EXACT({cell},LOWER({cell})),CODE({cell})>96,CODE({cell})<123"
        said = "โปรดใช้อักษรอังกฤษตัวเล็ก ตัวเลข และ _ โดยขึ้นต้นด้วยอักษรและไม่เว้นวรรค"
        return f'AND({small},ISERROR(FIND(" ",{cell})))', said, STOP
    return "", "", STOP


def _begins(cell: str, with_one_of: str) -> str:
    return f'ISNUMBER(FIND(LEFT({cell}&"x"),"{with_one_of}"))'


def colours(table: Table, row: int) -> Iterator[tuple[int, str, str]]:
    """Column, condition in its first `row`, and "missing" or "unused": where a cell is to be filled, and where not.

    A required cell is to be filled when anything stands in its row; one that some kinds of measure need, when one of
    these is chosen. Beside a kind that has no use for it, a cell is unused.
    """

    def one_of(kinds: frozenset[Kind]) -> str:
        return "OR(" + ",".join(f'{chosen}="{KINDS[kind]}"' for kind in sorted(kinds)) + ")"

    keys = [column.key for column in table.columns]
    chosen = f"${a1(row, keys.index('kind'))}" if "kind" in keys else ""
    filled = f"SUMPRODUCT(LEN(${a1(row, 0)}:${a1(row, len(table.columns) - 1)}))>0"
    for index, column in enumerate(table.columns):
        blank = f"LEN({a1(row, index)})=0"
        if column.required:
            yield index, f"=AND({blank},{filled})", "missing"
        if column.needed_by:
            yield index, f"=AND({blank},{one_of(column.needed_by)})", "missing"
        used = column.used_by or column.needed_by
        if used and used != frozenset(Kind):
            yield index, f"=AND(LEN({chosen})>0,NOT({one_of(used)}))", "unused"
