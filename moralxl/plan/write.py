"""Writes the plan's tables as plan.xlsx, the workbook in which the coordinator edits them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.layout import a1, absolute
from moralxl.plan import asked
from moralxl.plan.tables import NUMERIC_SETTINGS, TABLES, Column, Table, note_of, with_year
from moralxl.plan.typing_checks import colours, validation
from moralxl.plan.values import Fault, Span, fiscal_year, read_cell
from moralxl.sheet import Sheet
from moralxl.styles import MISSING, Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

Tables = Mapping[str, Sequence[Mapping[str, str]]]

GUIDE_TITLE = "คำชี้แจง"
KEY_ROW, HEADING_ROW, FIRST_ROW = 0, 1, 2
SPARE_ROWS = 30  # blank rows, ready for what the coordinator adds
UNUSED = "#E9ECF0"  # of cells that have no use beside what else stands in their row
# without a password: against slips, not against anybody
PROTECTION = {
    **dict.fromkeys(("format_cells", "format_columns", "format_rows", "insert_columns", "insert_rows"), True),
    **dict.fromkeys(("delete_columns", "delete_rows", "sort", "autofilter", "insert_hyperlinks"), True),
}
FROZEN_COLUMNS = 1
ASKED_OF = {"measures", "activities", "divisions"}  # tables that the sheet of questions rests on
CREATED = datetime(2023, 10, 1)  # noqa: DTZ001 - a fixed moment: the same tables give the same bytes

STYLES_OF = {
    "integer": "input_number",
    "number": "input_number",
    "figure": "input_choice",
    "choice": "input_choice",
    "yes": "input_choice",
    "date": "input_date",
}

GUIDE = (
    "สมุดงานนี้เก็บข้อมูลของแผนที่ระบบใช้ออกแบบรายงานและจัดทำตารางสรุป แก้ไขด้วย Excel ได้โดยไม่ต้องเขียนโปรแกรม",
    "หนึ่งแผ่นงานคือหนึ่งตาราง หนึ่งแถวคือหนึ่งรายการ เพิ่มรายการในแถวว่างถัดจากรายการสุดท้าย ระบบไม่นับแถวที่ว่างทั้งแถว",
    "เมื่อคลิกช่องใดจะมีคำอธิบายของช่องนั้นปรากฏขึ้น ช่องที่มีรายการให้เลือก โปรดเลือกจากรายการ",
    "ช่องที่ต้องเติมและยังว่างอยู่มีสีเหลืองเข้ม ช่องสีเทาไม่ใช้กับประเภทของตัวชี้วัดที่เลือก ค่าที่พิมพ์ผิดรูปแบบ Excel จะเตือนทันที",
    f"แผ่นงาน “{asked.TITLE}” แสดงว่าแบบรายงานจะถามสิ่งใดจากหน่วยงานที่เลือก เมื่อแก้ตารางอื่น แผ่นงานนี้จะเปลี่ยนตาม",
    "แถวที่ ๑ ของทุกตารางซ่อนและล็อกไว้ เป็นรหัสที่ระบบใช้หาตารางและคอลัมน์ โปรดอย่าลบหรือแก้ไข",
    "ชื่อแผ่นงาน ลำดับของแถวและคอลัมน์ เปลี่ยนได้ เพิ่มคอลัมน์ของตนเองได้ ช่องที่ล็อกปลดได้ที่ ตรวจทาน > ยกเลิกการป้องกันแผ่นงาน",
    "ตัวเลขพิมพ์เป็นเลขไทยหรือเลขอารบิกก็ได้ ร้อยละพิมพ์พร้อมเครื่องหมาย % เช่น 80%",
    "วันที่พิมพ์เป็นวัน/เดือน/ปี พ.ศ. เช่น 31/3/{year} หลายค่าในช่องเดียวคั่นด้วย ;",
    "ก่อนออกแบบรายงานครั้งแรก โปรดแก้ทะเบียนหน่วยงาน (ข้อมูลที่ให้มาเป็นตัวอย่าง) และระบุกำหนดส่งของแต่ละรอบ",
    "เมื่อส่งแบบรายงานให้หน่วยงานแล้ว ไม่ควรเปลี่ยนรหัสแผน รหัสหน่วยงาน รหัสตัวชี้วัด และรหัสช่องกรอกจนสิ้นปีงบประมาณ",
    "ระบบตรวจแผนทุกครั้งที่ใช้ และแจ้งข้อผิดพลาดทุกข้อ พร้อมแผ่นงาน ช่อง และวิธีแก้",
)


def write_plan(tables: Tables, path: Path, more: Callable[[Workbook, Styles], None] | None = None) -> None:
    """Write the tables (rows by table name, each a text by column key) as a workbook. OSError as the disk has it.

    `more` adds sheets of its own behind the guide.
    """
    import xlsxwriter

    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    workbook.set_properties({"title": "ข้อมูลแผนปฏิบัติการ", "created": CREATED})
    workbook.set_size(24000, 14000)
    styles = Styles(workbook)
    span = _span(tables)
    year = span[1].year + 543 if span else 0
    _guide(workbook, styles, tables, year)
    if more:
        more(workbook, styles)
    ends = {name: FIRST_ROW + len(rows) + SPARE_ROWS - 1 for name, rows in tables.items()}
    ranges = _ranges(ends)
    for table in TABLES:
        if table.name in tables:
            _sheet(workbook, styles, table, tables[table.name], span, ranges)
    if set(tables) >= ASKED_OF:
        asked.write_asked(workbook, styles, tables, ends)
    workbook.close()
    path.write_bytes(target.getvalue())


def _ranges(ends: Mapping[str, int]) -> dict[str, str]:
    """The cells of every column, as formulas name them."""
    return {
        f"{table.name}.{column.key}": f"'{table.title}'!{absolute(FIRST_ROW, i)}:{absolute(ends[table.name], i)}"
        for table in TABLES
        if table.name in ends
        for i, column in enumerate(table.columns)
    }


def _guide(workbook: Workbook, styles: Styles, tables: Tables, year: int) -> None:
    """The sheet in front: how to edit the plan, and what each sheet holds."""
    sheet = Sheet(workbook, styles, GUIDE_TITLE, (6, 28, 96))
    sheet.merge(0, 0, 2, "คำชี้แจงการแก้ไขข้อมูลแผน", "title")
    sheet.height(0, [], least=2)
    row = 1
    for number, paragraph in enumerate((with_year(each, year) for each in GUIDE), start=1):
        sheet.put(row, 0, thai.to_thai_digits(str(number)), "centre")
        sheet.merge(row, 1, 2, paragraph, "cell")
        sheet.height(row, [(paragraph, 1, 2, "cell")])
        row += 1
    row += 1
    for column, heading in enumerate(("ที่", "แผ่นงาน", "ข้อมูลในแผ่นงาน")):
        sheet.put(row, column, heading, "heading")
    sheet.height(row, [])
    for number, table in enumerate((t for t in TABLES if t.name in tables), start=1):
        row += 1
        sheet.put(row, 0, thai.to_thai_digits(str(number)), "centre")
        sheet.link(row, 1, f"'{table.title}'!A{FIRST_ROW + 1}", table.title, "link")
        sheet.put(row, 2, table.note, "cell")
        sheet.height(row, [(table.note, 2, 2, "cell")])
    if set(tables) >= ASKED_OF:
        row += 1
        sheet.put(row, 0, None, "centre")
        sheet.link(row, 1, f"'{asked.TITLE}'!A1", asked.TITLE, "link")
        sheet.put(row, 2, "สิ่งที่แบบรายงานจะถามจากหน่วยงานที่เลือก (ดูอย่างเดียว)", "cell")
        sheet.height(row, [])
    sheet.raw.hide_gridlines(2)
    sheet.page(pages_high=1, footer=GUIDE_TITLE)


def _sheet(
    workbook: Workbook,
    styles: Styles,
    table: Table,
    rows: Sequence[Mapping[str, str]],
    span: Span | None,
    ranges: Mapping[str, str],
) -> None:
    """One table: keys in a hidden row, headings, its rows, and spare rows below them."""
    sheet = Sheet(workbook, styles, table.title, [column.width for column in table.columns])
    last = FIRST_ROW + len(rows) + SPARE_ROWS - 1
    for index, column in enumerate(table.columns):
        note = note_of(column, span[1].year + 543 if span else 0)
        # whatever is typed further down is the coordinator's, too
        sheet.raw.set_column(index, index, column.width, None if column.fixed else styles.bare({"locked": False}))
        sheet.put(KEY_ROW, index, f"{table.name}.{column.key}", "hidden_key")
        sheet.put(HEADING_ROW, index, column.heading, "heading")
        sheet.note(HEADING_ROW, index, note + ("\nต้องเติมทุกแถว" if column.required else ""))
        rule = validation(table, column, a1(FIRST_ROW, index), ranges, note)
        sheet.raw.data_validation(FIRST_ROW, index, last, index, rule)
    for index, condition, name in colours(table, FIRST_ROW):
        look = styles.bare({"bg_color": MISSING if name == "missing" else UNUSED})
        options = {"type": "formula", "criteria": condition, "format": look}
        sheet.raw.conditional_format(FIRST_ROW, index, last, index, options)
    sheet.raw.set_row(KEY_ROW, None, None, {"hidden": True})
    headings = [(column.heading, index, index, "heading") for index, column in enumerate(table.columns)]
    sheet.height(HEADING_ROW, headings)
    for number, row in enumerate(rows, start=FIRST_ROW):
        texts = []
        for index, column in enumerate(table.columns):
            style = _style(column)
            shown = _shown(row.get(column.key, ""), column, span)
            sheet.put(number, index, shown, style)
            if isinstance(shown, str):
                texts.append((shown, index, index, style))
        sheet.height(number, texts)
    for number in range(FIRST_ROW + len(rows), last + 1):
        for index, column in enumerate(table.columns):
            sheet.put(number, index, None, _style(column))
        sheet.height(number, [])
    # codes, lists and years are text on purpose
    sheet.raw.ignore_errors({"number_stored_as_text": f"A1:{a1(last, len(table.columns) - 1)}"})
    sheet.raw.freeze_panes(FIRST_ROW, FROZEN_COLUMNS)
    sheet.raw.autofilter(HEADING_ROW, 0, last, len(table.columns) - 1)
    sheet.raw.protect("", PROTECTION)
    sheet.raw.print_area(HEADING_ROW, 0, max(FIRST_ROW, FIRST_ROW + len(rows) - 1), len(table.columns) - 1)
    sheet.page(repeat=(HEADING_ROW, HEADING_ROW), footer=table.title)


def _style(column: Column) -> str:
    return "label" if column.fixed else STYLES_OF.get(column.kind, "input_text")


def _shown(text: str, column: Column, span: Span | None) -> str | float | date:
    """A cell's value as the workbook shows it: numbers and dates as such, choices in Thai; else the text as it is."""
    if column.kind not in STYLES_OF or not text:
        return text
    value = read_cell(text, column, span)
    if value is None or isinstance(value, Fault):
        return text
    if column.kind == "figure":
        return text if value.percent else float(value.value)
    if column.kind == "yes":
        return column.choices["yes" if value else "no"]
    shown: str | float | date = column.choices[value] if column.choices else value
    return shown


def _span(tables: Tables) -> Span | None:
    """The fiscal year that the tables name, by which dates are read."""
    for row in tables.get("plan", ()):
        year = thai.parse_number(row.get("value", "")).value if row.get("key") == "year" else None
        if year and NUMERIC_SETTINGS["year"][0] <= year <= NUMERIC_SETTINGS["year"][1]:
            return fiscal_year(int(year))
    return None
