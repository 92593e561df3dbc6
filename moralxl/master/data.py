"""All data: every answered input with the value read, the text as typed, and the cell it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moralxl.layout import STATUSES, absolute
from moralxl.master.page import Col, Page, rows_of
from moralxl.master.reckon import data_id
from moralxl.master.results import code
from moralxl.model import Plan, Report
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

NAMED = ("id", "number", "text", "date")  # columns with a name, such as data_id

STATUS_WORDS = {"value": "อ่านค่าได้", "not_reported": "ไม่รายงาน", "fault": "ค่าที่อ่านไม่ได้"}


def write_data(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A line for each row of the report's data, in one line's height, to sort, filter and trace figures by."""
    page = Page(workbook, styles, NAME, list(COLUMNS.values()))
    page.headings()
    order = {d.code: place for place, d in enumerate(report.plan.divisions)}
    rows = rows_of(report.data)
    # registry order; a division's own rows stay in the order of its form
    for row in sorted(rows, key=lambda r: order.get(r["division"], len(order))):
        shown = row | _in_thai(report.plan, row) | {"id": data_id(row["division"], row["key"])}
        page.row([shown[name] for name in COLUMNS])
    # the sum of a file, by which nothing is looked up on paper, would make everything else too small to read
    page.set_up(columns_held=1, footer=f"{report.plan.title} {report.round.label}", unprinted=1)
    if rows:
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
    done = page.sheet.raw.add_table(FIRST_ROW - 1, 0, page.next - 1, page.last, options)
    if done:
        raise ValueError(f"no table can stand on rows {FIRST_ROW} to {page.next}")


def _in_thai(plan: Plan, row: dict[str, Any]) -> dict[str, Any]:
    """The words a row has for the program, as its readers know them."""
    words: dict[str, Any] = {"status": STATUS_WORDS.get(row["status"], row["status"])}
    measure = next((m for m in plan.measures if m.code == row["measure"]), None)
    if measure:
        words["measure"] = code(plan, measure)
        labels = {c.key: c.label for c in plan.category_set(measure.categories)}
        words["category"] = labels.get(row["category"], row["category"])
    if row["role"] == "status":
        words["text"] = STATUSES.get(row["text"], row["text"])
    return words
