"""All data: every answered input with the value read, the text as typed, and the cell it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moralxl.layout import STATUSES, a1, absolute
from moralxl.master.page import Col, Page
from moralxl.master.reckon import data_id
from moralxl.master.results import code
from moralxl.model import Report
from moralxl.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME = "ข้อมูล"
FIRST_ROW = 1  # of the data, from 0
# by column of Report.data; the first names a row for the formulas of the other sheets
COLUMNS = {
    "id": Col("รหัสข้อมูล", 24, "typed_line"),
    "division": Col("หน่วยงาน", 10, "typed_line"),
    "activity": Col("กิจกรรมที่", 11, "line_integer"),
    "measure": Col("ตัวชี้วัด", 10, "typed_line"),
    "key": Col("รหัสช่อง", 24, "typed_line"),
    "role": Col("บทบาท", 18, "typed_line"),
    "category": Col("ด้าน", 14, "typed_line"),
    "row": Col("แถวที่", 9, "line_integer"),
    "status": Col("สถานะของค่า", 16, "typed_line"),
    "number": Col("ค่า: จำนวน", 14, "line_integer"),
    "text": Col("ค่า: ข้อความ", 40, "typed_line"),
    "date": Col("ค่า: วันที่", 16, "line_date"),
    "typed": Col("ตามที่กรอก", 40, "typed_line"),
    "file": Col("ไฟล์", 34, "typed_line"),
    "sheet": Col("แผ่นงาน", 16, "typed_line"),
    "cell": Col("เซลล์", 9, "typed_line"),
    "sha256": Col("SHA-256 ของไฟล์", 68, "typed_line"),
}

NAMED = ("id", "activity", "role", "number", "text", "date")  # columns with a name, such as data_id

STATUS_WORDS = {"value": "อ่านค่าได้", "not_reported": "ไม่รายงาน", "fault": "ค่าที่อ่านไม่ได้"}


def write_data(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A line for each row of the report's data, in one line's height, to sort, filter and trace figures by."""
    page = Page(workbook, styles, NAME, list(COLUMNS.values()))
    page.headings()
    shown = _shown(report)
    page.lines([shown[name] for name in COLUMNS])
    # the sum of a file, by which nothing is looked up on paper, would make everything else too small to read
    page.set_up(columns_held=1, footer=f"{report.plan.title} {report.round.label}", unprinted=1)
    if shown["id"]:
        _table(page)
    for name in NAMED:
        place = list(COLUMNS).index(name)
        cells = f"{absolute(FIRST_ROW, place)}:{absolute(max(page.next - 1, FIRST_ROW), place)}"
        workbook.define_name(f"data_{name}", f"='{NAME}'!{cells}")


def _table(page: Page) -> None:
    """Make the rows a table of Excel's, to sort and filter, which grows with what is written below it."""
    form = page.sheet.styles["heading"]
    columns = [{"header": c.heading, "header_format": form} for c in COLUMNS.values()]
    options = {"name": "Data", "style": None, "columns": columns}
    raw = page.sheet.raw
    if raw.add_table(FIRST_ROW - 1, 0, FIRST_ROW, page.last, options):
        raise ValueError(f"no table can stand from row {FIRST_ROW} on")
    # XlsxWriter would note each of its cells, which takes longer than writing them
    whole = f"{a1(FIRST_ROW - 1, 0)}:{a1(page.next - 1, page.last)}"
    raw.tables[-1].update(range=whole, a_range=whole, autofilter=whole)


def _shown(report: Report) -> dict[str, list[Any]]:
    """The report's data by column, with the words that its readers know for those of the program."""
    plan, frame = report.plan, report.data
    shown = {name: frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame.columns}
    codes = {measure.code: code(plan, measure) for measure in plan.measures}
    labels = {
        (measure.code, category.key): category.label
        for measure in plan.measures
        for category in plan.category_set(measure.categories)
    }
    categories = zip(shown["measure"], shown["category"], strict=True)
    texts = zip(shown["role"], shown["text"], strict=True)
    return shown | {
        "id": [data_id(division, key) for division, key in zip(shown["division"], shown["key"], strict=True)],
        "measure": [codes.get(measure, measure) for measure in shown["measure"]],
        "category": [labels.get((measure, category), category) for measure, category in categories],
        "status": [STATUS_WORDS[status] for status in shown["status"]],
        "text": [STATUSES.get(text, text) if role == "status" else text for role, text in texts],
    }
