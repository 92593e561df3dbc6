"""The sheet of plan.xlsx that shows what each division will be asked; its formulas follow what is edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from moralxl.layout import a1, absolute
from moralxl.model import Kind, Reporter
from moralxl.plan.tables import BY_NAME, KINDS, REPORTERS, YES_NO
from moralxl.sheet import Formula, Sheet
from moralxl.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

Rows = Sequence[Mapping[str, str]]
TITLE = "คำถามของหน่วยงาน"
HEAD = (
    "เลือกรหัสหน่วยงานในช่องสีเหลือง แถวที่มีเครื่องหมาย ✓ คือสิ่งที่แบบรายงานของหน่วยงานนั้นจะถาม เมื่อแก้ตารางอื่น แผ่นงานนี้จะเปลี่ยนตาม "
    "นอกจากนี้ทุกกิจกรรมที่ถามจะมีช่องสถานะ วันที่เริ่มและแล้วเสร็จ เงินที่ใช้จ่าย (หากมีงบประมาณ) ผลโดยสรุป ปัญหา ข้อเสนอแนะ และหลักฐาน"
)
COLUMNS = (
    ("รหัสตัวชี้วัด", 12, "centre"),
    ("กิจกรรม", 46, "cell"),
    ("ผู้รายงาน", 16, "centre"),
    ("ถาม", 8, "centre"),
    ("ช่องที่ต้องกรอก", 58, "cell"),
    ("ช่องตัวหาร", 46, "cell"),
    ("หน่วย", 14, "centre"),
)
CHOICE_ROW, HEADING_ROW, FIRST_ROW = 2, 3, 4
CODE, NAME, REPORTER, ASKED, QUESTION, WHOLE, UNIT = range(len(COLUMNS))
NOT_CHOSEN = "(ยังไม่ได้เลือกประเภท)"
LOGGED = "แผ่นงานบันทึกกิจกรรม แถวละหนึ่งครั้ง: วันที่ ชื่องาน สถานที่ ผู้เข้าร่วม"
DERIVED = "(ไม่ถาม ระบบคำนวณให้)"
YES = "✓"


def write_asked(workbook: Workbook, styles: Styles, tables: Mapping[str, Rows], ends: Mapping[str, int]) -> None:
    """Write the sheet. `ends` is the last row, from 0, that each table's sheet has room for."""
    sheet = Sheet(workbook, styles, TITLE, [width for _, width, _ in COLUMNS])
    last = len(COLUMNS) - 1
    sheet.merge(0, 0, last, "สิ่งที่แต่ละหน่วยงานจะถูกถามในแบบรายงาน", "title")
    sheet.height(0, [], least=2)
    sheet.merge(1, 0, last, HEAD, "cell")
    sheet.height(1, [(HEAD, 0, last, "cell")])
    named = _Names(ends)
    divisions = tables.get("divisions", ())
    chosen = divisions[0] if divisions else {}
    _choice(sheet, named, chosen)
    for column, (heading, _, _) in enumerate(COLUMNS):
        sheet.put(HEADING_ROW, column, heading, "heading")
    sheet.height(HEADING_ROW, [])
    activities = {row.get("activity", ""): row for row in tables.get("activities", ())}
    measures = tables.get("measures", ())
    room = ends["measures"] - named.first + 1
    for place in range(room):
        measure = measures[place] if place < len(measures) else {}
        _row(sheet, named, place, _values(measure, activities, chosen))
    area = (FIRST_ROW, 0, FIRST_ROW + room - 1, last)
    grey = {"font_color": "#9AA3AF"}
    look = {"type": "formula", "criteria": f'=${a1(FIRST_ROW, ASKED)}<>"{YES}"', "format": styles.bare(grey)}
    sheet.raw.conditional_format(*area, look)
    sheet.raw.freeze_panes(FIRST_ROW, 1)
    sheet.raw.autofilter(HEADING_ROW, 0, FIRST_ROW + room - 1, last)
    sheet.raw.protect("", {"autofilter": True, "format_columns": True, "format_rows": True, "sort": True})
    sheet.raw.print_area(0, 0, FIRST_ROW + max(len(measures), 1) - 1, last)
    sheet.page(repeat=(HEADING_ROW, HEADING_ROW), footer=TITLE)


def _choice(sheet: Sheet, named: _Names, chosen: Mapping[str, str]) -> None:
    """The cell in which a division is chosen, its name, and how much it is asked."""
    here = absolute(CHOICE_ROW, 1)
    sheet.put(CHOICE_ROW, 0, "หน่วยงาน", "label_strong")
    source = named.of("divisions", "code")
    # the registry's first, whichever that comes to be, until one is chosen in its place
    first = f'IFERROR(INDEX({source},MATCH("?*",{source},0)),"")'
    sheet.put(CHOICE_ROW, 1, Formula(first, chosen.get("code", "")), "input_choice")
    sheet.raw.data_validation(CHOICE_ROW, 1, CHOICE_ROW, 1, {"validate": "list", "source": f"={source}"})
    found = f"INDEX({named.of('divisions', 'name')},MATCH({here},{source},0))"
    sheet.raw.merge_range(CHOICE_ROW, 2, CHOICE_ROW, QUESTION, "", sheet.styles["label"])
    sheet.put(CHOICE_ROW, 2, Formula(f'IFERROR({found},"")', chosen.get("name", "")), "label")
    sheet.put(CHOICE_ROW, WHOLE, None, "cell")
    sheet.put(CHOICE_ROW, UNIT, None, "cell")
    sheet.height(CHOICE_ROW, [])


class _Names:
    """Where the cells of the tables' columns are, as formulas of this sheet name them."""

    def __init__(self, ends: Mapping[str, int]) -> None:
        from moralxl.plan.write import FIRST_ROW as FIRST

        self.ends, self.first = ends, FIRST

    def of(self, table: str, key: str) -> str:
        """The cells of a column."""
        column = [column.key for column in BY_NAME[table].columns].index(key)
        sheet = BY_NAME[table].title
        return f"'{sheet}'!{absolute(self.first, column)}:{absolute(self.ends[table], column)}"


def _values(
    measure: Mapping[str, str], activities: Mapping[str, Mapping[str, str]], division: Mapping[str, str]
) -> list[str]:
    """What the formulas of a measure's row come to as the plan is written."""
    if not measure.get("measure"):
        return [""] * len(COLUMNS)
    activity = activities.get(measure.get("activity", ""), {})
    reporter, kind = activity.get("reporter", ""), measure.get("kind", "")
    role = "department" if reporter == Reporter.DEPARTMENT else "division"
    asked = kind not in {Kind.SHARE, Kind.PROGRESS} and division.get(role) == "yes" and bool(reporter)
    label = measure.get("input_label") or measure.get("label", "")
    question = {
        "": NOT_CHOSEN,
        Kind.EVENTS: LOGGED,
        Kind.SHARE: DERIVED,
        Kind.PROGRESS: DERIVED,
        Kind.COVERAGE: f"{label} แยกตามหมวดในชุด {measure.get('categories', '')}",
        Kind.LEVEL: f"เลือกระดับ: {label}",
    }.get(kind, label)
    name = f"{measure.get('activity', '')} {activity.get('name', '')}" if activity else ""
    whole, unit = measure.get("denominator_label", ""), measure.get("input_unit", "")
    return [measure["measure"], name, REPORTERS.get(reporter, ""), YES if asked else "", question, whole, unit]


def _row(sheet: Sheet, named: _Names, place: int, values: Sequence[str]) -> None:
    """The formulas of the measure in one place of its table, with what they come to."""
    row = FIRST_ROW + place

    def its(key: str) -> str:
        return f"INDEX({named.of('measures', key)},{place + 1})"

    def activity(key: str) -> str:
        found = f"MATCH({its('activity')},{named.of('activities', 'activity')},0)"
        return f"INDEX({named.of('activities', key)},{found})"

    def role(key: str) -> str:
        found = f"MATCH({absolute(CHOICE_ROW, 1)},{named.of('divisions', 'code')},0)"
        return f'INDEX({named.of("divisions", key)},{found})="{YES_NO["yes"]}"'

    code, reporter = f"${a1(row, CODE)}", f"${a1(row, REPORTER)}"
    kind = its("kind")
    derived = f'OR({kind}="{KINDS[Kind.SHARE]}",{kind}="{KINDS[Kind.PROGRESS]}")'
    answers = (
        f'OR(AND({reporter}="{REPORTERS[Reporter.DEPARTMENT]}",{role("department")}),'
        f'AND({reporter}="{REPORTERS[Reporter.DIVISION]}",{role("division")}))'
    )
    label = f'IF({its("input_label")}="",{its("label")},{its("input_label")})'
    question = (
        f'IF({kind}="","{NOT_CHOSEN}",IF({kind}="{KINDS[Kind.EVENTS]}","{LOGGED}",IF({derived},"{DERIVED}",'
        f'IF({kind}="{KINDS[Kind.COVERAGE]}",{label}&" แยกตามหมวดในชุด "&{its("categories")},'
        f'IF({kind}="{KINDS[Kind.LEVEL]}","เลือกระดับ: "&{label},{label})))))'
    )
    texts = [
        f'{its("measure")}&""',
        f'IFERROR({its("activity")}&" "&{activity("name")},"")',
        f'IFERROR({activity("reporter")}&"","")',
        f'IFERROR(IF(AND(NOT({derived}),{answers}),"{YES}",""),"")',
        question,
        f'{its("denominator_label")}&""',
        f'{its("input_unit")}&""',
    ]
    cells = []
    for column, (text, value) in enumerate(zip(texts, values, strict=True)):
        style = COLUMNS[column][2]
        told = text if column == CODE else f'IF({code}="","",{text})'
        sheet.put(row, column, Formula(told, value), style)
        cells.append((value, column, column, style))
    sheet.height(row, cells)
