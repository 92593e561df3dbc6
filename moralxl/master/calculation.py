"""The calculation sheet: every figure of every measure and activity as a formula over the data sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING

from moralxl import thai
from moralxl.master.colours import colour_states, rule_lines
from moralxl.master.data import FIRST_ROW as DATA_FROM
from moralxl.master.data import NAME as DATA
from moralxl.master.events import FIRST_ROW as EVENTS_FROM
from moralxl.master.events import NAME as EVENTS
from moralxl.master.formula import criterion, quoted
from moralxl.master.living import FIRST_ROW, NAME, Block, Figures, figures_of
from moralxl.master.log import logged
from moralxl.master.matrix import DEPARTMENT
from moralxl.master.page import Col, Page
from moralxl.master.reckon import Cells, Reckoning, data_id, event_place
from moralxl.master.results import code
from moralxl.master.table import rows_of
from moralxl.master.waived import OF_ALL
from moralxl.master.words import measure_words
from moralxl.model import RATIO_KINDS, Aggregation, Division, Kind, Measure, Report
from moralxl.sheet import Formula
from moralxl.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

COLUMNS = {
    "activity": Col("กิจกรรมที่", 9, "line_integer"),
    "code": Col("ตัวชี้วัด", 12, "line"),
    "division": Col("หน่วยงาน", 12, "line"),
    "n": Col("จำนวนที่ทำได้", 11, "line_integer"),
    "N": Col("จำนวนทั้งหมด", 11, "line_integer"),
    "actual": Col("ผล", 11, "line_integer"),
    "target": Col("เป้าหมาย", 11, "line_integer"),
    "due": Col("ถึงกำหนด (๑ = ใช่)", 10, "line_integer"),
    "attainment": Col("ระดับความสำเร็จ", 11, "line_percent"),
    "state": Col("สถานะ", 17, "line"),
    "waived": Col("ยกเว้น (ข้อที่)", 12, "line"),
    "answered": Col("จำนวนที่รายงาน", 11, "line_integer"),
    "divisions_met": Col("หน่วยงานที่ผ่านเป้าหมาย", 11, "line_integer"),
    "divisions": Col("หน่วยงานทั้งหมด", 11, "line_integer"),
    "short": Col("ลำดับที่ยังไม่บรรลุ", 11, "line_integer"),
    "spent": Col("ใช้จ่ายจริง (บาท)", 12, "line_decimal"),
    "words": Col("ผลเป็นถ้อยคำ", 60, "line"),
    "source": Col("ที่มา", 12, "line_link"),
}
SHARES = ("actual", "target")
TO_DATA, TO_DIVISIONS, TO_MEASURE, TO_ACTIVITIES = "ดูข้อมูล", "ดูรายหน่วยงาน", "ดูตัวชี้วัด", "ดูกิจกรรม"
NOTE = (
    f"ทุกค่าเป็นสูตรที่คำนวณจากแผ่นงาน “{DATA}” เมื่อแก้ไขค่าในแผ่นงานนั้น ผลในทุกแผ่นงานจะเปลี่ยนตาม "
    "ค่าในแผ่นงานนี้เป็นค่าก่อนปัดเศษ และป้องกันไว้มิให้พิมพ์ทับ (ไม่มีรหัสผ่าน)"
)
WAIVED_NOTE = "ตัวชี้วัดที่ได้รับยกเว้นคงค่าที่รายงานไว้ แต่ไม่นำมาคิดผล"


def write_calculation(workbook: Workbook, styles: Styles, report: Report) -> None:
    """A row for each measure and activity of the department, each followed by its divisions'; nothing for values."""
    figures = figures_of(report)
    if not figures.living:
        return
    _Writer(workbook, styles, figures).write()


class _Writer:
    """Fills the sheet row by row, each cell with its formula and the value that comes to now."""

    def __init__(self, workbook: Workbook, styles: Styles, figures: Figures) -> None:
        self.workbook = workbook
        self.figures = figures
        self.report = figures.report
        self.reckoning = Reckoning(figures)
        rows = rows_of(self.report.data[["division", "key", "number"]])
        self.numbers = {(row["division"], row["key"]): row["number"] for row in rows}
        self.logged = Counter(event.place for event in logged(figures))
        columns = [COLUMNS.get(name) or _input(name) for name in figures.columns]
        self.page = Page(workbook, styles, NAME, columns)

    def write(self) -> None:
        page, figures, report = self.page, self.figures, self.report
        page.line(f"การคำนวณผลตามตัวชี้วัดและกิจกรรม {report.round.label}", "title")
        page.line(report.plan.title)
        page.line(f"{NOTE} {WAIVED_NOTE}" if figures.waived else NOTE, "note")
        page.headings()
        for measure in report.plan.measures:
            self._block(figures.blocks[measure.code])
        page.line("ผลตามกิจกรรม", "section")
        for activity in report.plan.activities:
            self._block(figures.blocks[activity.number])
        colour_states(page, (FIRST_ROW, page.next - 1), (figures.columns["state"],) * 2)
        for rows in ((FIRST_ROW, figures.activities_from - 2), (figures.activities_from, page.next - 1)):
            rule_lines(page, rows)
        page.line("ช่วงวันที่ของกิจกรรมที่นับเป็นครั้ง: งานที่จัดนอกช่วงนี้ไม่นับ", "section")
        for activity, first, last in figures.periods:
            page.sparse({0: activity.number, 1: first, 2: last}, {1: "line_date", 2: "line_date"}, {})
        for name, cells in figures.period_ranges().items():
            self.workbook.define_name(name, f"={cells}")
        page.set_up(columns_held=3, footer=f"{report.plan.title} {report.round.label}")
        page.sheet.raw.protect("", {"format_columns": True, "format_rows": True})

    def _block(self, block: Block) -> None:
        """The rows of a measure or activity: the department's, then the divisions'."""
        if self.page.next != block.row:
            raise ValueError(f"row {block.row} of the calculation was to be written on row {self.page.next}")
        self._row(block, None, self.reckoning.department(block), {})
        before: Division | None = None
        shorts = self.figures.shorts(block.measure.code) if block.measure else repeat(0)
        for division, short in zip(block.divisions, shorts, strict=False):
            cells = self.reckoning.division(division, block, before)
            self._row(block, division, cells, {"short": float(short), **self._inputs(block, division)})
            before = division

    def _inputs(self, block: Block, division: Division) -> dict[str, float | str]:
        """The values now of the columns that show what a figure is reckoned from."""
        measure = block.measure
        if measure is None:
            return {}
        if measure.kind == Kind.EVENTS:
            return {"input1": float(self.logged[event_place(measure.activity, division.code)])}
        keys = [field.key for field in self.reckoning.fields(division, measure)]
        found = [self.numbers.get((division.code, key)) for key in keys]
        return {f"input{place}": "" if n is None else n for place, n in enumerate(found, start=1)}

    def _row(self, block: Block, division: Division | None, cells: Cells, values: dict[str, float | str]) -> None:
        measure, who, figures = block.measure, division.code if division else None, self.figures
        given: dict[str, object] = {"activity": block.activity.number, "division": who or DEPARTMENT}
        now: Callable[[str], float | str]
        if measure:
            now = partial(figures.measure_value, who, measure.code)
            given |= {"code": code(self.report.plan, measure), "target": now("target"), "due": now("due")}
            if who in figures.waived.get(measure.code, ()):
                given["waived"] = thai.to_thai_digits(figures.waived[measure.code][who]) or OF_ALL
            if division is None:
                given["words"] = measure_words(figures, block)
                if measure.aggregation == Aggregation.EACH:
                    given["divisions"] = now("divisions")
        else:
            now = partial(figures.activity_value, who, block.activity.number)
        for name, formula in cells.items():
            if formula:
                given[name] = Formula(formula, values[name] if name in values else now(name))
        given["source"], target = self._source(block, division)
        styles = _styles(figures, measure)
        row = {figures.columns[name]: value for name, value in given.items() if value != ""}
        self.page.sparse(row, styles, {figures.columns["source"]: target})

    def _source(self, block: Block, division: Division | None) -> tuple[object, str]:
        """What a row rests on: a formula that finds it, or a text and the place it leads to."""
        measure, figures = block.measure, self.figures
        if division is None and block.divisions:
            return TO_DIVISIONS, f"'{NAME}'!A{block.row + 2}"
        if measure is None or division is None:
            first = self.report.plan.measures_of(block.activity.number)[:1]
            who = division.code if division else None
            return (TO_MEASURE, figures.place(who, first[0].code)) if first and not measure else ("", "")
        if measure.kind == Kind.SHARE:
            return TO_MEASURE, figures.place(None, measure.source)
        if measure.kind == Kind.PROGRESS:
            return TO_ACTIVITIES, f"'{NAME}'!A{figures.activities_from + 1}"
        if measure.kind == Kind.EVENTS:
            place = event_place(measure.activity, division.code)
            found = self.logged[place] > 0
            return _leads(EVENTS, criterion(place), "event_place", EVENTS_FROM, found=found), ""
        keys = [field.key for field in self.reckoning.fields(division, measure)]
        known = [key for key in keys if (division.code, key) in self.numbers]
        if not keys:
            return "", ""
        name = criterion(data_id(division.code, (known or keys)[0]))
        return _leads(DATA, name, "data_id", DATA_FROM, found=bool(known)), ""


def _input(name: str) -> Col:
    number = thai.to_thai_digits(name.removeprefix("input"))
    return Col(f"ข้อมูลที่ {number}", 9, "line_integer")


def _styles(figures: Figures, measure: Measure | None) -> dict[int, str]:
    """The styles of what is no whole number: percentages, and scores with what they are reckoned from."""
    if measure and measure.kind in RATIO_KINDS:
        return {figures.columns[name]: "line_percent" for name in SHARES}
    if measure and measure.kind == Kind.SCORE:
        return {figures.columns[name]: "line_decimal" for name in (*SHARES, "input1")}
    return {}


def _leads(sheet: str, name: str, names: str, first: int, *, found: bool) -> Formula:
    """A link that finds its row by name, wherever the table is sorted to."""
    link = f"HYPERLINK(\"#'{sheet}'!A\"&(MATCH({name},{names},0)+{first}),{quoted(TO_DATA)})"
    return Formula(f'IFERROR({link},"")', TO_DATA if found else "")
