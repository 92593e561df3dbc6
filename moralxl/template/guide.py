"""The first sheet of an intake workbook: how to fill it in, on one page, and what is still empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from moralxl import thai, wording
from moralxl.filling import NOTHING, Filling
from moralxl.layout import EVENTS, REPORT, SHEET_TITLES, Layout, Line, a1, laid_out
from moralxl.model import Plan, Round
from moralxl.sheet import Sheet
from moralxl.template.cell import Cell, put_cells
from moralxl.template.inputs import PROTECTION
from moralxl.template.live import Live
from moralxl.template.report import MISSING_FLAG

NUMBER, TEXT, REQUIRED, FILLED, LEFT, LINK = range(1, 7)
GUIDE_WIDTHS = (3, 9, 92, 12, 12, 12, 14)
NO_DEADLINE = "กำหนดส่งตามที่แจ้งในหนังสือนำส่ง"
DEADLINE = re.compile("กำหนดส่งภายในวันที่ [๐-๙]{1,2} [ก-์]+ [๐-๙]{4}")
GO, TOTAL = "ไปกรอก", "รวมทั้งหมด"
# of forms sent before it was reworded, which still come back
FORMER_STEP = "บันทึกไฟล์เป็น .xlsx แล้วส่งกลับทางจดหมายอิเล็กทรอนิกส์ จะเปลี่ยนชื่อไฟล์ก็ได้ แต่ไม่คัดลอกแผ่นงานไปไว้ในไฟล์อื่น"
CARRIED_LEGEND = "ช่องที่มีข้อมูลยกมาจากรอบก่อน (สีฟ้า กรอบเส้นประ ตัวเอน) แก้ไขได้ทุกช่อง"


def write_guide(sheet: Sheet, live: Live) -> None:
    """Write the guide: who, until when, how, and a table of what is filled and what is not."""
    last = put_cells(sheet, guide_cells(live.made, live.filling))
    sheet.raw.hide_gridlines(2)
    sheet.raw.protect("", PROTECTION)
    sheet.page(pages_high=1, footer=live.made.division.name)
    sheet.raw.print_area(0, NUMBER, last, LINK)


def guide_cells(made: Layout, filling: Filling = NOTHING) -> list[Cell]:
    """All that stands in the guide, from top to bottom."""
    if not filling.values:
        return [*_titles(made), *_below(*made.alike)]
    titles = _titles(made)
    told = [Cell(len(titles), NUMBER, carried_text(filling.earlier), "carried_note", LINK)] if filling.earlier else []
    return [*titles, *told, *_blocks(Live(made, filling), len(titles) + 1)]


def formula_places(made: Layout) -> frozenset[tuple[int, int]]:
    """Where the guide's formulas stand, as written."""
    return _formulas_below(*made.alike)


@lru_cache(8)
def _formulas_below(*alike: Any) -> frozenset[tuple[int, int]]:
    return frozenset((cell.row, cell.column) for cell in _below(*alike) if cell.formula)


def computed_columns(line: Sequence[object]) -> range:
    """The columns of a row of the guide in which its formulas stand, wherever its columns moved to."""
    for text, column in ((GO, LINK), (TOTAL, NUMBER)):
        if text in line:
            first = line.index(text) - column + REQUIRED
            return range(first, first + LEFT - REQUIRED + 1)
    return range(0)


def guide_texts(made: Layout) -> frozenset[str | int]:
    """All that stands in the guide, wherever it stands."""
    return _texts_below(*made.alike).union(cell.value for cell in _titles(made) if cell.value)


@lru_cache(8)
def _below(*alike: Any) -> tuple[Cell, ...]:
    """What stands below the titles, which alone name the division."""
    made = laid_out(*alike)
    return tuple(_blocks(Live(made, NOTHING), len(_titles(made)) + 1))


def _blocks(live: Live, row: int) -> list[Cell]:
    cells: list[Cell] = []
    for block in (_steps, _legend, _completeness):
        cells += block(live, cells[-1].row + 2 if cells else row)
    return cells


@lru_cache(8)
def _texts_below(*alike: Any) -> frozenset[str | int]:
    plan: Plan = alike[0]
    carried = (CARRIED_LEGEND, *(carried_text(round_) for round_ in plan.rounds))
    return frozenset((FORMER_STEP, *carried)).union(cell.value for cell in _below(*alike) if cell.value is not None)


def _titles(made: Layout) -> list[Cell]:
    day = made.round.deadline
    deadline = f"กำหนดส่งภายในวันที่ {thai.format_date_long(day)}" if day else NO_DEADLINE
    titles = (
        (title(made), "title"),
        (subtitle(made), "subtitle"),
        (f"{_span(made)}  {deadline}", "subtitle"),
    )
    return [Cell(row, NUMBER, text, style, LINK) for row, (text, style) in enumerate(titles)]


def _span(made: Layout) -> str:
    return f"{made.round.label}  ข้อมูลสะสมตั้งแต่ {wording.span_text(made.plan, made.round)}"


def says_deadline(made: Layout, text: object) -> bool:
    """Whether a text is the guide's line with the deadline, be it one that was put off since the form was sent."""
    if not isinstance(text, str) or not text.startswith(f"{_span(made)}  "):
        return False
    told = text.removeprefix(f"{_span(made)}  ")
    return told == NO_DEADLINE or bool(DEADLINE.fullmatch(told))


def subtitle(made: Layout) -> str:
    """Whose form it is."""
    return f"{made.division.name}  {made.plan.organisation}"


def document_title(made: Layout) -> str:
    """The title among the workbook's properties."""
    return f"แบบรายงานผลการดำเนินงาน {made.division.name} {made.round.label}"


def title(made: Layout) -> str:
    """The guide's title, by which it is known again under another name."""
    return f"แบบรายงานผลการดำเนินงานตาม{made.plan.title}"


def carried_text(earlier: Round) -> str:
    """What is said of a form that holds an earlier round's answers."""
    return f"ข้อมูลยกมาจาก{earlier.label} โปรดตรวจและแก้ไขให้เป็นผลสะสมถึงสิ้นรอบ (ช่องสีฟ้าแก้ไขได้เช่นเดียวกับช่องสีเหลือง)"


def _steps(live: Live, row: int) -> Iterator[Cell]:
    """The steps of filling in."""
    made = live.made
    report, events = SHEET_TITLES[REPORT], SHEET_TITLES[EVENTS]
    sheets = f"“{report}” และ “{events}”" if made.event_fields else f"“{report}”"
    steps = [
        f"กรอกเฉพาะช่องสีเหลืองในแผ่นงาน {sheets} ช่องอื่นล็อกไว้ ช่องสีเหลืองเข้มคือช่องที่จำเป็นและยังไม่ได้กรอก",
        f"กรอกผลสะสมตั้งแต่ {wording.span_text(made.plan, made.round)} มิใช่เฉพาะผลที่เพิ่มขึ้นจากรอบก่อน",
        "จำนวนให้พิมพ์เป็นตัวเลขอย่างเดียว ไม่มีให้พิมพ์ 0 หากไม่รายงานให้พิมพ์ - ส่วนร้อยละระบบคำนวณให้จากจำนวนที่กรอก",
        f"วันที่ให้พิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 15/3/{made.plan.year} แล้วตรวจ “วันที่ที่ระบบอ่านได้” ในแถวเดียวกัน",
        "บันทึกไฟล์เป็น .xlsx แล้วส่งกลับทางไปรษณีย์อิเล็กทรอนิกส์ จะเปลี่ยนชื่อไฟล์ก็ได้ แต่ไม่คัดลอกแผ่นงานไปไว้ในไฟล์อื่น",
    ]
    if made.event_fields:
        steps.insert(2, f"งานที่จัด (จิตอาสา อบรม กิจกรรม) ให้บันทึกในแผ่นงาน “{events}” แถวละหนึ่งครั้ง ระบบจะนับจำนวนครั้งให้")
    yield Cell(row, NUMBER, "วิธีกรอกแบบรายงาน", "section", LINK)
    for number, step in enumerate(steps, start=1):
        yield Cell(row + number, NUMBER, number, "integer_middle")
        yield Cell(row + number, TEXT, step, "label", LINK)


def _legend(live: Live, row: int) -> Iterator[Cell]:
    """The looks of a cell."""
    legend = [
        ("legend_missing", "ช่องที่จำเป็นและยังไม่ได้กรอก"),
        ("legend_input", "ช่องสำหรับกรอก"),
        ("official", "ข้อความตามแผนและผลที่ระบบคำนวณ (ล็อกไว้ แก้ไขไม่ได้)"),
    ]
    if live.filling.earlier:
        legend.append(("legend_carried", CARRIED_LEGEND))
    for offset, (style, text) in enumerate(legend):
        yield Cell(row + offset, NUMBER, None, style)
        yield Cell(row + offset, TEXT, text, "plain")


def _completeness(live: Live, row: int) -> Iterator[Cell]:
    """For each block of the report: inputs required, filled, still empty."""
    made = live.made
    headings = ("กิจกรรมที่", "โครงการ/กิจกรรม", "ช่องที่จำเป็น", "กรอกแล้ว", "คงเหลือ", "ไปยังช่องกรอก")
    for column, heading in enumerate(headings, start=NUMBER):
        yield Cell(row, column, heading, "heading")
    first = row = row + 1
    bars = [line for line in made.lines if line.kind == "bar"]
    for bar, after in zip(bars, [*bars[1:], None], strict=True):
        yield from _block(live, row, bar, after.row if after else made.lines[-1].row + 1)
        row += 1
    required = [f for f in made.fields if f.required]
    total, left = len(required), live.empty(required)
    yield Cell(row, NUMBER, TOTAL, "total", TEXT)
    for column, value in ((REQUIRED, total), (FILLED, total - left), (LEFT, left)):
        formula = f"=SUM({a1(first, column)}:{a1(row - 1, column)})"
        yield Cell(row, column, value, "total_integer", formula=formula)
    yield Cell(row, LINK, None, "total")


def _block(live: Live, row: int, bar: Line, end: int) -> Iterator[Cell]:
    inputs = [f for f in live.made.fields if f.required and f.sheet == REPORT and bar.row < f.row < end]
    required, left = len(inputs), live.empty(inputs)
    yield Cell(row, NUMBER, bar.activity.number if bar.activity else None, "integer_middle")
    yield Cell(row, TEXT, bar.activity.name if bar.activity else bar.label, "label")
    yield Cell(row, LINK, GO, "link", link=f"'{SHEET_TITLES[REPORT]}'!{a1(bar.row, 1)}")
    yield Cell(row, REQUIRED, required, "integer_middle")
    flags = f"'{SHEET_TITLES[REPORT]}'!{a1(bar.row, MISSING_FLAG)}:{a1(end - 1, MISSING_FLAG)}"
    yield Cell(row, LEFT, left, "integer_middle", formula=f"=SUM({flags})")
    yield Cell(row, FILLED, required - left, "integer_middle", formula=f"={a1(row, REQUIRED)}-{a1(row, LEFT)}")
