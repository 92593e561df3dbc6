"""The first sheet of a correction workbook: what is to be mended, line by line, and whether it has been."""

from __future__ import annotations

from collections.abc import Mapping

from moralxl.filling import TASKS, Task
from moralxl.layout import KEY_COLUMN, KEY_ROW, SHEET_TITLES, a1, absolute, token
from moralxl.sheet import Sheet
from moralxl.template.cell import Cell, put_cells
from moralxl.template.inputs import PROTECTION
from moralxl.template.live import Live

NUMBER, WEIGHT, LABEL, TYPED, TEXT, LINK, STATE = range(1, 8)
WIDTHS = (4, 6, 15, 36, 26, 62, 18, 17)
HEADINGS = ("ที่", "ระดับ", "ช่องกรอก", "ข้อความที่พิมพ์ไว้", "สิ่งที่พบและวิธีแก้ไข", "ไปที่ช่อง", "สถานะ")
WEIGHTS = {"wrong": "✗ ต้องแก้ไข", "check": "? ควรตรวจ"}
WAITING, DONE, BY_HAND = "รอดำเนินการ", "✓ แก้ไขแล้ว", "โปรดตรวจเอง"
WRONG_LEGEND = "ช่องที่ต้องแก้ไข มีกรอบหนา เมื่อชี้ที่ช่องจะแสดงสิ่งที่ผิดและวิธีแก้ไข"
CHECK_LEGEND = "ช่องที่ควรตรวจ มีกรอบเส้นประหนา หากถูกต้องแล้วไม่ต้องแก้ไข"
HOW = (
    "แก้ไขเฉพาะช่องตามรายการด้านล่าง กดชื่อช่องในคอลัมน์ “ไปที่ช่อง” เพื่อไปยังช่องนั้น ช่องอื่นคงไว้ตามที่รายงานมา "
    "ค่าที่อ่านไม่ได้ยังอยู่ในช่องเดิม แก้ไขต่อจากเดิมได้ แล้วบันทึกเป็น .xlsx และส่งกลับทางไปรษณีย์อิเล็กทรอนิกส์"
)


def task_cells(live: Live, sent: Mapping[str, str]) -> list[Cell]:
    """All that stands on the sheet; `sent` gives the address of what each input held, in the hidden sheet."""
    made = live.made
    cells = [
        Cell(1, NUMBER, f"{TASKS_HEAD} {made.round.label}", "title", STATE),
        Cell(2, NUMBER, f"{made.division.name}  {made.plan.organisation}", "subtitle", STATE),
        Cell(3, NUMBER, HOW, "plain", STATE),
        Cell(4, NUMBER, None, "legend_wrong"),
        Cell(4, WEIGHT, WRONG_LEGEND, "plain", TEXT),
        Cell(5, NUMBER, None, "legend_check"),
        Cell(5, WEIGHT, CHECK_LEGEND, "plain", TEXT),
    ]
    head = 7
    cells += [Cell(head, column, heading, "heading") for column, heading in enumerate(HEADINGS, start=NUMBER)]
    for number, task in enumerate(live.filling.tasks, start=1):
        cells += _line(live, head + number, number, task, sent)
    states = f"{a1(head + 1, STATE)}:{a1(head + len(live.filling.tasks), STATE)}"
    waiting = sum(cell.value == WAITING for cell in cells)
    cells.insert(7, Cell(4, LINK, waiting, "tasks_left", STATE, formula=f'=COUNTIF({states},"{WAITING}")'))
    return cells


TASKS_HEAD = "รายการที่ต้องแก้ไขในแบบรายงาน"


def _line(live: Live, row: int, number: int, task: Task, sent: Mapping[str, str]) -> list[Cell]:
    made, keys = live.made, task.changed or task.filled
    cells = [
        Cell(row, NUMBER, number, "integer_middle"),
        Cell(row, WEIGHT, WEIGHTS[task.look], f"task_{task.look}"),
        Cell(row, LABEL, task.label, "label"),
        Cell(row, TYPED, task.typed, "task_typed"),
        Cell(row, TEXT, task.text, "task_typed"),
    ]
    if not keys:
        return [*cells, Cell(row, LINK, None, "middle"), Cell(row, STATE, BY_HAND, "middle")]
    field = made.by_key[keys[0]]
    title = SHEET_TITLES[field.sheet]
    cells.append(Cell(row, LINK, f"{title} {field.cell}", "link", link=f"'{title}'!{field.cell}"))
    tests = [_differs(live, key, sent) for key in task.changed] or [f'{_cell(live, key)}<>""' for key in task.filled]
    test = f"{'OR' if task.changed else 'AND'}({','.join(tests)})"
    return [*cells, Cell(row, STATE, WAITING, "middle", formula=f'=IF({test},"{DONE}","{WAITING}")')]


def _cell(live: Live, key: str) -> str:
    field = live.made.by_key[key]
    return f"'{SHEET_TITLES[field.sheet]}'!{absolute(field.row, field.column)}"


def _differs(live: Live, key: str, sent: Mapping[str, str]) -> str:
    """The test whether an input holds something else than when it was sent."""
    return f"NOT(EXACT({_cell(live, key)},{sent[key]}))" if key in sent else f'{_cell(live, key)}<>""'


def texts_of(cells: list[Cell]) -> list[str]:
    """All that may stand on the sheet, for the form to know it again; numbers up to that of the lines."""
    numbers = [cell.value for cell in cells if isinstance(cell.value, int)]
    texts = [cell.value for cell in cells if isinstance(cell.value, str) and cell.value]
    return [*texts, DONE, *(str(number) for number in range(max(numbers, default=0) + 1))]


def write_tasks(sheet: Sheet, live: Live, cells: list[Cell]) -> None:
    """Write the sheet's cells, with the token in its corner by which it is known again."""
    sheet.put(KEY_ROW, KEY_COLUMN, token(live.made.identity, TASKS), "hidden_key")
    put_cells(sheet, cells)
    sheet.raw.set_row(KEY_ROW, None, None, {"hidden": True})
    sheet.raw.set_column(KEY_COLUMN, KEY_COLUMN, None, None, {"hidden": True})
    sheet.raw.hide_gridlines(2)
    sheet.raw.freeze_panes(8, 0)
    sheet.raw.protect("", PROTECTION)
    sheet.page(repeat=(7, 7), footer=live.made.division.name)
    sheet.raw.print_area(1, NUMBER, max(cell.row for cell in cells), STATE)
