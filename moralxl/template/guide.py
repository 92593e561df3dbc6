"""The first sheet of an intake workbook: how to fill it in, on one page, and what is still empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from moralxl import thai, wording
from moralxl.layout import EVENTS, REPORT, SHEET_TITLES, Layout, Line, a1, laid_out
from moralxl.sheet import Sheet
from moralxl.template.inputs import PROTECTION
from moralxl.template.report import MISSING_FLAG

NUMBER, TEXT, REQUIRED, FILLED, LEFT, LINK = range(1, 7)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the guide, or several of a row in one; a formula's value is what it first comes to."""

    row: int
    column: int
    value: str | int | None
    style: str
    last: int = 0  # the last column of several
    formula: str = ""
    link: str = ""  # the place in the workbook that it leads to


def write_guide(sheet: Sheet, made: Layout) -> None:
    """Write the guide: who, until when, how, and a table of what is filled and what is not."""
    heights: dict[int, list[tuple[str, int, int, str]]] = {}
    for cell in guide_cells(made):
        texts = heights.setdefault(cell.row, [])
        if cell.link:
            sheet.link(cell.row, cell.column, cell.link, str(cell.value), cell.style)
        elif cell.formula:
            sheet.formula(cell.row, cell.column, cell.formula, cell.style, cell.value)
        elif cell.last:
            sheet.merge(cell.row, cell.column, cell.last, str(cell.value), cell.style)
        else:
            sheet.put(cell.row, cell.column, cell.value, cell.style)
        if isinstance(cell.value, str) and not cell.link:
            texts.append((cell.value, cell.column, cell.last or cell.column, cell.style))
    for row, texts in heights.items():
        sheet.height(row, texts)
    sheet.raw.hide_gridlines(2)
    sheet.raw.protect("", PROTECTION)
    sheet.page(pages_high=1, footer=made.division.name)
    sheet.raw.print_area(0, NUMBER, max(heights), LINK)


def guide_cells(made: Layout) -> list[Cell]:
    """All that stands in the guide, from top to bottom."""
    return [*_titles(made), *_below(*made.alike)]


def guide_texts(made: Layout) -> frozenset[str | int]:
    """All that stands in the guide, wherever it stands."""
    return _texts_below(*made.alike).union(cell.value for cell in _titles(made) if cell.value)


@lru_cache(8)
def _below(*alike: Any) -> tuple[Cell, ...]:
    """What stands below the titles, which alone name the division."""
    made = laid_out(*alike)
    cells = _titles(made)
    titles = len(cells)
    for block in (_steps, _legend, _completeness):
        cells += block(made, cells[-1].row + 2)
    return tuple(cells[titles:])


@lru_cache(8)
def _texts_below(*alike: Any) -> frozenset[str | int]:
    return frozenset(cell.value for cell in _below(*alike) if cell.value is not None)


def _titles(made: Layout) -> list[Cell]:
    plan, round_ = made.plan, made.round
    deadline = (
        f"กำหนดส่งภายในวันที่ {thai.format_date_long(round_.deadline)}" if round_.deadline else "กำหนดส่งตามที่แจ้งในหนังสือนำส่ง"
    )
    titles = (
        (title(made), "title"),
        (f"{made.division.name}  {plan.organisation}", "subtitle"),
        (f"{round_.label}  ข้อมูลสะสมตั้งแต่ {wording.span_text(plan, round_)}  {deadline}", "subtitle"),
    )
    return [Cell(row, NUMBER, text, style, LINK) for row, (text, style) in enumerate(titles)]


def title(made: Layout) -> str:
    """The guide's title, by which it is known again under another name."""
    return f"แบบรายงานผลการดำเนินงานตาม{made.plan.title}"


def _steps(made: Layout, row: int) -> Iterator[Cell]:
    """The steps of filling in."""
    report, events = SHEET_TITLES[REPORT], SHEET_TITLES[EVENTS]
    sheets = f"“{report}” และ “{events}”" if made.event_fields else f"“{report}”"
    steps = [
        f"กรอกเฉพาะช่องสีเหลืองในแผ่นงาน {sheets} ช่องอื่นล็อกไว้ ช่องสีเหลืองเข้มคือช่องที่จำเป็นและยังไม่ได้กรอก",
        f"กรอกผลสะสมตั้งแต่ {wording.span_text(made.plan, made.round)} มิใช่เฉพาะผลที่เพิ่มขึ้นจากรอบก่อน",
        "จำนวนให้พิมพ์เป็นตัวเลขอย่างเดียว ไม่มีให้พิมพ์ 0 หากไม่รายงานให้พิมพ์ - ส่วนร้อยละระบบคำนวณให้จากจำนวนที่กรอก",
        "วันที่ให้พิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 15/3/2567 แล้วตรวจ “วันที่ที่ระบบอ่านได้” ในแถวเดียวกัน",
        "บันทึกไฟล์เป็น .xlsx แล้วส่งกลับทางจดหมายอิเล็กทรอนิกส์ จะเปลี่ยนชื่อไฟล์ก็ได้ แต่ไม่คัดลอกแผ่นงานไปไว้ในไฟล์อื่น",
    ]
    if made.event_fields:
        steps.insert(2, f"งานที่จัด (จิตอาสา อบรม กิจกรรม) ให้บันทึกในแผ่นงาน “{events}” แถวละหนึ่งครั้ง ระบบจะนับจำนวนครั้งให้")
    yield Cell(row, NUMBER, "วิธีกรอกแบบรายงาน", "section", LINK)
    for number, step in enumerate(steps, start=1):
        yield Cell(row + number, NUMBER, number, "integer_middle")
        yield Cell(row + number, TEXT, step, "label", LINK)


def _legend(_made: Layout, row: int) -> Iterator[Cell]:
    """The three looks of a cell."""
    legend = (
        ("legend_missing", "ช่องที่จำเป็นและยังไม่ได้กรอก"),
        ("legend_input", "ช่องสำหรับกรอก"),
        ("official", "ข้อความตามแผนและผลที่ระบบคำนวณ (ล็อกไว้ แก้ไขไม่ได้)"),
    )
    for offset, (style, text) in enumerate(legend):
        yield Cell(row + offset, NUMBER, None, style)
        yield Cell(row + offset, TEXT, text, "plain")


def _completeness(made: Layout, row: int) -> Iterator[Cell]:
    """For each block of the report: inputs required, filled, still empty."""
    headings = ("กิจกรรมที่", "โครงการ/กิจกรรม", "ช่องที่จำเป็น", "กรอกแล้ว", "คงเหลือ", "ไปยังช่องกรอก")
    for column, heading in enumerate(headings, start=NUMBER):
        yield Cell(row, column, heading, "heading")
    first = row = row + 1
    bars = [line for line in made.lines if line.kind == "bar"]
    for bar, after in zip(bars, [*bars[1:], None], strict=True):
        yield from _block(made, row, bar, after.row if after else made.lines[-1].row + 1)
        row += 1
    total = sum(f.required for f in made.fields)
    yield Cell(row, NUMBER, "รวมทั้งหมด", "total", TEXT)
    for column, value in ((REQUIRED, total), (FILLED, 0), (LEFT, total)):
        formula = f"=SUM({a1(first, column)}:{a1(row - 1, column)})"
        yield Cell(row, column, value, "total_integer", formula=formula)
    yield Cell(row, LINK, None, "total")


def _block(made: Layout, row: int, bar: Line, end: int) -> Iterator[Cell]:
    required = sum(bool(f.required) for f in made.fields if f.sheet == REPORT and bar.row < f.row < end)
    yield Cell(row, NUMBER, bar.activity.number if bar.activity else None, "integer_middle")
    yield Cell(row, TEXT, bar.activity.name if bar.activity else bar.label, "label")
    yield Cell(row, LINK, "ไปกรอก", "link", link=f"'{SHEET_TITLES[REPORT]}'!{a1(bar.row, 1)}")
    yield Cell(row, REQUIRED, required, "integer_middle")
    flags = f"'{SHEET_TITLES[REPORT]}'!{a1(bar.row, MISSING_FLAG)}:{a1(end - 1, MISSING_FLAG)}"
    yield Cell(row, LEFT, required, "integer_middle", formula=f"=SUM({flags})")
    yield Cell(row, FILLED, 0, "integer_middle", formula=f"={a1(row, REQUIRED)}-{a1(row, LEFT)}")
