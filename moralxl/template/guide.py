"""The first sheet of an intake workbook: how to fill it in, on one page, and what is still empty."""

from __future__ import annotations

from moralxl import thai, wording
from moralxl.layout import EVENTS, REPORT, SHEET_TITLES, Layout, Line, a1
from moralxl.sheet import Sheet
from moralxl.template.inputs import PROTECTION
from moralxl.template.report import MISSING_FLAG

NUMBER, TEXT, REQUIRED, FILLED, LEFT, LINK = range(1, 7)


def write_guide(sheet: Sheet, made: Layout) -> None:
    """Write the guide: who, until when, how, and a table of what is filled and what is not."""
    row = 0
    for text, style in _titles(made):
        sheet.merge(row, NUMBER, LINK, text, style)
        sheet.height(row, [(text, NUMBER, LINK, style)])
        row += 1
    row = _steps(sheet, made, row + 1)
    row = _legend(sheet, row + 1)
    row = _completeness(sheet, made, row + 1)
    sheet.raw.hide_gridlines(2)
    sheet.raw.protect("", PROTECTION)
    sheet.page(pages_high=1, footer=made.division.name)
    sheet.raw.print_area(0, NUMBER, row - 1, LINK)


def _titles(made: Layout) -> list[tuple[str, str]]:
    plan, round_ = made.plan, made.round
    deadline = (
        f"กำหนดส่งภายในวันที่ {thai.format_date_long(round_.deadline)}" if round_.deadline else "กำหนดส่งตามที่แจ้งในหนังสือนำส่ง"
    )
    return [
        (f"แบบรายงานผลการดำเนินงานตาม{plan.title}", "title"),
        (f"{made.division.name}  {plan.organisation}", "subtitle"),
        (f"{round_.label}  ข้อมูลสะสมตั้งแต่ {wording.span_text(plan, round_)}  {deadline}", "subtitle"),
    ]


def _steps(sheet: Sheet, made: Layout, row: int) -> int:
    """The steps of filling in; returns the next free row."""
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
    sheet.merge(row, NUMBER, LINK, "วิธีกรอกแบบรายงาน", "section")
    sheet.height(row, [("วิธีกรอกแบบรายงาน", NUMBER, LINK, "section")])
    for number, step in enumerate(steps, start=1):
        sheet.put(row + number, NUMBER, number, "integer_middle")
        sheet.merge(row + number, TEXT, LINK, step, "label")
        sheet.height(row + number, [(step, TEXT, LINK, "label")])
    return row + len(steps) + 1


def _legend(sheet: Sheet, row: int) -> int:
    """The three looks of a cell; returns the next free row."""
    legend = (
        ("legend_missing", "ช่องที่จำเป็นและยังไม่ได้กรอก"),
        ("legend_input", "ช่องสำหรับกรอก"),
        ("official", "ข้อความตามแผนและผลที่ระบบคำนวณ (ล็อกไว้ แก้ไขไม่ได้)"),
    )
    for offset, (style, text) in enumerate(legend):
        sheet.put(row + offset, NUMBER, None, style)
        sheet.put(row + offset, TEXT, text, "plain")
        sheet.height(row + offset, [(text, TEXT, TEXT, "plain")])
    return row + len(legend)


def _completeness(sheet: Sheet, made: Layout, row: int) -> int:
    """For each block of the report: inputs required, filled, still empty; returns the next free row."""
    headings = ("กิจกรรมที่", "โครงการ/กิจกรรม", "ช่องที่จำเป็น", "กรอกแล้ว", "คงเหลือ", "ไปยังช่องกรอก")
    for column, heading in enumerate(headings, start=NUMBER):
        sheet.put(row, column, heading, "heading")
    sheet.height(row, [(h, c, c, "heading") for c, h in enumerate(headings, start=NUMBER)])
    first = row = row + 1
    bars = [line for line in made.lines if line.kind == "bar"]
    for bar, after in zip(bars, [*bars[1:], None], strict=True):
        _block(sheet, made, row, bar, after.row if after else made.lines[-1].row + 1)
        row += 1
    total = sum(f.required for f in made.fields)
    sheet.merge(row, NUMBER, TEXT, "รวมทั้งหมด", "total")
    for column, value in ((REQUIRED, total), (FILLED, 0), (LEFT, total)):
        formula = f"=SUM({a1(first, column)}:{a1(row - 1, column)})"
        sheet.formula(row, column, formula, "total_integer", value)
    sheet.put(row, LINK, None, "total")
    sheet.height(row, [])
    return row + 1


def _block(sheet: Sheet, made: Layout, row: int, bar: Line, end: int) -> None:
    required = sum(bool(f.required) for f in made.fields if f.sheet == REPORT and bar.row < f.row < end)
    name = bar.activity.name if bar.activity else bar.label
    sheet.put(row, NUMBER, bar.activity.number if bar.activity else "", "integer_middle")
    sheet.put(row, TEXT, name, "label")
    sheet.link(row, LINK, f"'{SHEET_TITLES[REPORT]}'!{a1(bar.row, 1)}", "ไปกรอก", "link")
    sheet.put(row, REQUIRED, required, "integer_middle")
    flags = f"'{SHEET_TITLES[REPORT]}'!{a1(bar.row, MISSING_FLAG)}:{a1(end - 1, MISSING_FLAG)}"
    sheet.formula(row, LEFT, f"=SUM({flags})", "integer_middle", required)
    sheet.formula(row, FILLED, f"={a1(row, REQUIRED)}-{a1(row, LEFT)}", "integer_middle", 0)
    sheet.height(row, [(name, TEXT, TEXT, "label")])
