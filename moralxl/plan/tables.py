"""The plan's tables and their columns: the one declaration that reading, checking and writing a plan walk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from moralxl import thai, wording
from moralxl.model import BOUNDED_KINDS, Aggregation, Kind, Reporter

WITH_KEY = frozenset({Kind.COUNT, Kind.PERCENT, Kind.COVERAGE, Kind.LEVEL, Kind.SCORE, Kind.MILESTONE})
WITH_DENOMINATOR = frozenset({Kind.PERCENT, Kind.MILESTONE})
WITH_MILESTONES = frozenset({Kind.MILESTONE, Kind.PROGRESS})
YES_NO = {"yes": "ใช่", "no": "ไม่ใช่"}
KINDS = {
    Kind.COUNT.value: "จำนวน",
    Kind.PERCENT.value: "ร้อยละ",
    Kind.COVERAGE.value: "จำนวนหมวดที่ครอบคลุม",
    Kind.EVENTS.value: "จำนวนครั้งจากบันทึกกิจกรรม",
    Kind.LEVEL.value: "ระดับ",
    Kind.SCORE.value: "คะแนนหรือค่าเฉลี่ย",
    Kind.MILESTONE.value: "ร้อยละตามรอบ",
    Kind.SHARE.value: "ร้อยละของหน่วยงานที่บรรลุ (ระบบคำนวณ)",
    Kind.PROGRESS.value: "ร้อยละของกิจกรรมที่บรรลุ (ระบบคำนวณ)",
}
BOUNDS = {bound.value: words for bound, words in wording.BOUNDS.items()}
AGGREGATIONS = {
    Aggregation.DEPARTMENT.value: "ภาพรวมของกรม",
    Aggregation.EACH.value: "ทุกหน่วยงานต้องบรรลุ",
}
REPORTERS = {Reporter.DEPARTMENT.value: "ระดับกรม", Reporter.DIVISION.value: "ทุกหน่วยงาน"}
OFFICIAL_COLUMNS = {
    "number": "ลำดับที่",
    "name": "โครงการ/กิจกรรม",
    "objective": "วัตถุประสงค์",
    "indicator": "ตัวชี้วัด",
    "unit": "หน่วยนับ",
    "budget_text": "งบประมาณ",
    "period_text": "ระยะเวลาดำเนินงาน",
    "responsible": "หน่วยงานที่รับผิดชอบ",
    "remark": "หมายเหตุ",
}
SETTINGS = {
    "id": "รหัสแผน",
    "year": "ปีงบประมาณ (พ.ศ.)",
    "title": "ชื่อแผน",
    "organisation": "ชื่อหน่วยงานเจ้าของแผน",
    "organisation_line": "บรรทัดหน่วยงานใต้ชื่อแผน",
    "total_label": "ป้ายแถวรวม",
    "total_text": "ข้อความแถวรวม",
    "event_rows": "จำนวนแถวของบันทึกกิจกรรม",
}


NUMERIC_SETTINGS = {"year": (2500, 2700), "event_rows": (1, 200)}  # least and most


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `kind` is a name in `values.READERS`; `least` and `most` bound numbers."""

    key: str  # ASCII: the header in a CSV file, and behind the table's name in the workbook's hidden first row
    heading: str
    width: float  # Excel column width, in characters
    note: str  # shown when a cell of the column is chosen, see `note_of`; Excel takes at most 255 characters
    kind: str = "text"
    required: bool = False  # its cells must be filled
    optional: bool = False  # a table may do without the column, as those written before it was thought of
    choices: Mapping[str, str] = field(default_factory=dict)  # ASCII value -> what the workbook shows
    least: float = 0
    most: float = 9_999_999
    fixed: bool = False  # not to be changed: what stands in it names something of the program's
    shape: str = ""  # "email" or "key", for the check while typing
    refers: str = ""  # "table.column" whose values it takes
    needed_by: frozenset[Kind] = frozenset()  # kinds of measure whose cell must be filled
    used_by: frozenset[Kind] = frozenset()  # kinds of measure that have a use for it, if others than those have


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a sheet of plan.xlsx, or a CSV file. The values of `unique` together occur once."""

    name: str  # ASCII: the CSV file's stem
    title: str  # of the sheet
    note: str  # what it holds, for the instructions
    unique: tuple[str, ...]
    columns: tuple[Column, ...]
    filled: bool = True  # it must have a row
    optional: bool = False  # a plan may do without it

    def column(self, key: str) -> Column:
        """The column with this key; KeyError if the table has none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def note_of(column: Column, year: int) -> str:
    """A column's note, its examples of the plan's year (of the Buddhist era; 0: not known)."""
    return with_year(column.note, year)


def with_year(text: str, year: int) -> str:
    """A text with the year in place of {year}, {thai_year} and {thai_before} (the year before)."""
    shown = {"{year}": str(year or "25xx")}
    shown["{thai_year}"] = thai.to_thai_digits(shown["{year}"])
    shown["{thai_before}"] = thai.to_thai_digits(str(year - 1 if year else "25xx"))
    for name, value in shown.items():
        text = text.replace(name, value)
    return text


_ACTIVITY = "เลขลำดับของกิจกรรมในแผน เช่น 6"
_MEASURE = "รหัสตัวชี้วัด คือเลขกิจกรรมตามด้วยอักษรอังกฤษหนึ่งตัว เช่น 6b"
_OFFICIAL = "ข้อความตามแผนที่ได้รับอนุมัติ จะปรากฏในตารางสรุปตามนี้ทุกตัวอักษร"

TABLES: tuple[Table, ...] = (
    Table(
        "plan",
        "ข้อมูลแผน",
        "ชื่อแผน ปีงบประมาณ และข้อความประจำตาราง",
        ("key",),
        (
            Column("key", "รายการ", 30, "รายการที่ระบบใช้ (ล็อกไว้)", "choice", required=True, choices=SETTINGS, fixed=True),
            Column("value", "ค่า", 70, "พิมพ์ค่าของรายการนี้", required=True),
            Column("note", "คำอธิบาย", 60, "คำอธิบายสำหรับผู้แก้ไข ระบบไม่ใช้"),
        ),
    ),
    Table(
        "divisions",
        "ทะเบียนหน่วยงาน",
        "หน่วยงานที่ต้องส่งแบบรายงาน หนึ่งแถวต่อหนึ่งหน่วยงาน (ข้อมูลที่ให้มาเป็นตัวอย่าง โปรดตรวจและแก้ไข)",
        ("code",),
        (
            Column("code", "รหัสหน่วยงาน", 16, "ชื่อย่อของหน่วยงาน เช่น สล. ต้องไม่ซ้ำกัน", required=True),
            Column("name", "ชื่อหน่วยงาน", 46, "ชื่อเต็มของหน่วยงาน", required=True),
            Column("aliases", "ชื่ออื่นที่ใช้เรียก", 40, "ชื่ออื่นของหน่วยงาน คั่นด้วย ; หากไม่มีให้เว้นว่าง", "texts"),
            Column(
                "email",
                "อีเมล",
                30,
                "ที่อยู่อีเมลสำหรับส่งแบบรายงาน หลายที่อยู่คั่นด้วย ; หากไม่มีให้เว้นว่าง",
                shape="email",
            ),
            Column(
                "department",
                "รายงานในนามกรม",
                16,
                "เลือก ใช่ สำหรับหน่วยงานที่รายงานกิจกรรมระดับกรม (มีได้หน่วยงานเดียว)",
                "yes",
                choices=YES_NO,
            ),
            Column(
                "division",
                "รายงานในนามหน่วยงาน",
                20,
                "เลือก ใช่ สำหรับหน่วยงานที่รายงานกิจกรรมที่ทุกหน่วยงานต้องรายงาน",
                "yes",
                choices=YES_NO,
            ),
        ),
    ),
    Table(
        "rounds",
        "รอบการรายงาน",
        "รอบการรายงาน วันสุดท้ายของข้อมูล และกำหนดส่ง",
        ("round",),
        (
            Column(
                "round", "รอบ (เดือน)", 14, "จำนวนเดือนนับแต่ต้นปีงบประมาณ เช่น 6", "integer", required=True, least=1, most=12
            ),
            Column("label", "ชื่อรอบ", 24, "ชื่อรอบที่แสดงในแบบรายงาน เช่น รอบ ๖ เดือน", required=True),
            Column("last_day", "ข้อมูลถึงวันที่", 22, "วันสุดท้ายของข้อมูลในรอบนี้ เช่น 31/3/{year}", "date", required=True),
            Column("deadline", "กำหนดส่ง", 22, "วันที่หน่วยงานต้องส่งแบบรายงาน เว้นว่างได้ เช่น 10/4/{year}", "date"),
        ),
    ),
    Table(
        "guidelines",
        "แนวทางการพัฒนา",
        "แนวทางการพัฒนาซึ่งเป็นหัวกลุ่มของกิจกรรมในตาราง",
        ("guideline",),
        (
            Column("guideline", "แนวทางที่", 14, "เลขของแนวทาง เช่น 1", "integer", required=True, least=1, most=99),
            Column("text", "ข้อความ", 110, _OFFICIAL, required=True),
        ),
    ),
    Table(
        "activities",
        "กิจกรรม",
        "กิจกรรมของแผนตามตารางที่ได้รับอนุมัติ หนึ่งแถวต่อหนึ่งกิจกรรม",
        ("activity",),
        (
            Column("activity", "ลำดับที่", 10, _ACTIVITY, "integer", required=True, least=1, most=999),
            Column(
                "guideline",
                "แนวทางที่",
                10,
                "เลขของแนวทางที่กิจกรรมนี้อยู่ เลือกจากแผ่นงานแนวทางการพัฒนา",
                "integer",
                required=True,
                refers="guidelines.guideline",
            ),
            Column("name", "โครงการ/กิจกรรม", 38, _OFFICIAL, required=True),
            Column("objective", "วัตถุประสงค์", 48, _OFFICIAL),
            Column("indicator", "ตัวชี้วัด", 48, _OFFICIAL),
            Column("unit", "หน่วยนับ", 28, _OFFICIAL),
            Column(
                "budget_text",
                "งบประมาณ (บาท)",
                18,
                "ตามแผน เช่น ๑๐,๕๐๐ หากไม่มีงบประมาณให้พิมพ์ ไม่ใช้งบประมาณ หรือ -",
                "budget",
            ),
            Column(
                "period_text",
                "ระยะเวลาดำเนินงาน",
                26,
                "เดือนแรกถึงเดือนสุดท้าย เช่น ต.ค. {thai_before} – มิ.ย. {thai_year}",
                "period",
                required=True,
            ),
            Column("responsible", "หน่วยงานที่รับผิดชอบ", 34, _OFFICIAL),
            Column("remark", "หมายเหตุ", 36, _OFFICIAL),
            Column(
                "reporter",
                "ผู้รายงาน",
                16,
                "ระดับกรม: หน่วยงานเดียวรายงานในนามกรม  ทุกหน่วยงาน: แต่ละหน่วยงานรายงานของตน",
                "choice",
                required=True,
                choices=REPORTERS,
            ),
            Column("items", "เกณฑ์องค์กรคุณธรรมข้อที่", 18, "ข้อของเกณฑ์ที่กิจกรรมนี้ตอบ คั่นด้วย ; เช่น 1;2", "integers"),
        ),
    ),
    Table(
        "measures",
        "ตัวชี้วัด",
        "ค่าที่ต้องวัดของแต่ละกิจกรรม วิธีคิด และเป้าหมาย",
        ("measure",),
        (
            Column("measure", "รหัสตัวชี้วัด", 14, _MEASURE, "code", required=True),
            Column("activity", "กิจกรรมที่", 12, _ACTIVITY, "integer", required=True, refers="activities.activity"),
            Column("label", "ชื่อตัวชี้วัด", 46, "ชื่อที่แสดงในแบบรายงานและตารางสรุป", required=True),
            Column("kind", "ประเภท", 30, "วิธีได้มาของค่า โปรดเลือกจากรายการ", "choice", required=True, choices=KINDS),
            Column(
                "aggregation",
                "การรวมผล",
                22,
                "ภาพรวมของกรม: ใช้คำตอบเดียว  ทุกหน่วยงานต้องบรรลุ: รวมจากทุกหน่วยงาน",
                "choice",
                required=True,
                choices=AGGREGATIONS,
            ),
            Column(
                "bound",
                "การเทียบเป้าหมาย",
                16,
                "เว้นว่างคือ ไม่น้อยกว่า (ยิ่งมากยิ่งดี) เลือก ไม่เกิน หรือ น้อยกว่า หากยิ่งน้อยยิ่งดี เช่น จำนวนเรื่องร้องเรียน "
                "มากกว่า และ น้อยกว่า ไม่รวมค่าที่เท่ากับเป้าหมาย",
                "choice",
                optional=True,
                choices=BOUNDS,
                used_by=BOUNDED_KINDS,
            ),
            Column(
                "target",
                "เป้าหมาย",
                12,
                "จำนวน เช่น 5 หรือร้อยละ เช่น 80% เว้นว่างได้เมื่อกำหนดเป้าหมายตามรอบ",
                "figure",
                needed_by=frozenset(Kind) - WITH_MILESTONES,
                used_by=frozenset(Kind),
            ),
            Column("unit", "หน่วยของผล", 16, "หน่วยที่แสดงหลังเป้าหมายและผล เช่น ด้าน"),
            Column(
                "key",
                "รหัสช่องกรอก",
                16,
                "อักษรอังกฤษตัวเล็ก ตัวเลข และ _ เช่น signed ใช้อ้างช่องกรอกในแบบรายงาน ไม่ควรเปลี่ยนระหว่างปี",
                shape="key",
                needed_by=WITH_KEY,
            ),
            Column(
                "input_label",
                "คำถามของช่องกรอก",
                42,
                "ข้อความหน้าช่องกรอก (ตัวตั้ง หากเป็นร้อยละ)",
                needed_by=WITH_KEY - {Kind.LEVEL},
                used_by=WITH_KEY,
            ),
            Column("input_unit", "หน่วยของช่องกรอก", 16, "หน่วยหลังช่องกรอก เช่น คน", used_by=WITH_KEY),
            Column(
                "denominator_key",
                "รหัสช่องตัวหาร",
                16,
                "สำหรับร้อยละ: รหัสช่องกรอกของตัวหาร เช่น staff",
                shape="key",
                needed_by=WITH_DENOMINATOR,
            ),
            Column(
                "denominator_label",
                "คำถามของช่องตัวหาร",
                42,
                "สำหรับร้อยละ: ข้อความหน้าช่องตัวหาร",
                needed_by=WITH_DENOMINATOR,
            ),
            Column(
                "categories",
                "ชุดหมวด",
                14,
                "สำหรับจำนวนหมวดที่ครอบคลุม: ชื่อชุดในแผ่นงานหมวด เช่น virtues",
                refers="categories.set",
                needed_by=frozenset({Kind.COVERAGE}),
            ),
            Column(
                "source",
                "ตัวชี้วัดต้นทาง",
                16,
                "สำหรับร้อยละของหน่วยงานที่บรรลุ: รหัสตัวชี้วัดของหน่วยงาน เช่น 12a",
                "code",
                refers="measures.measure",
                needed_by=frozenset({Kind.SHARE}),
            ),
            Column(
                "exclude",
                "กิจกรรมที่ไม่นับ",
                16,
                "สำหรับร้อยละของกิจกรรมที่บรรลุ: เลขกิจกรรมที่ไม่นับ คั่นด้วย ; เช่น 15;16",
                "integers",
                used_by=frozenset({Kind.PROGRESS}),
            ),
            Column(
                "until",
                "นับถึงวันที่",
                18,
                "สำหรับจำนวนครั้งจากบันทึกกิจกรรมที่มีกำหนดเวลา: วันสุดท้ายที่นับ เว้นว่างคือสิ้นระยะเวลาดำเนินงาน",
                "date",
                optional=True,
                used_by=frozenset({Kind.EVENTS}),
            ),
        ),
    ),
    Table(
        "milestones",
        "เป้าหมายตามรอบ",
        "เป้าหมายของตัวชี้วัดที่กำหนดต่างกันในแต่ละรอบ",
        ("measure", "round"),
        (
            Column("measure", "รหัสตัวชี้วัด", 16, _MEASURE, "code", required=True, refers="measures.measure"),
            Column(
                "round",
                "รอบ (เดือน)",
                14,
                "รอบที่มีในแผ่นงานรอบการรายงาน เช่น 6",
                "integer",
                required=True,
                refers="rounds.round",
            ),
            Column("target", "เป้าหมาย", 14, "ร้อยละ เช่น 90%", "figure", required=True),
            Column("also", "ค่าที่แผนระบุไว้อีกค่า", 22, "ร้อยละอีกค่าหนึ่งที่แผนพิมพ์ไว้ต่างกัน เว้นว่างได้", "figure"),
        ),
        filled=False,
    ),
    Table(
        "categories",
        "หมวด",
        "หมวดของตัวชี้วัดที่นับความครอบคลุม เช่น คุณธรรมเป้าหมาย",
        ("set", "category"),
        (
            Column("set", "ชุดหมวด", 16, "ชื่อชุดเป็นอักษรอังกฤษ เช่น virtues", required=True),
            Column(
                "category",
                "รหัสหมวด",
                18,
                "อักษรอังกฤษตัวเล็ก ตัวเลข และ _ เช่น discipline",
                required=True,
                shape="key",
            ),
            Column("label", "ชื่อหมวด", 40, "ชื่อที่แสดงในแบบรายงาน เช่น วินัย", required=True),
        ),
        filled=False,
    ),
    Table(
        "levels",
        "ระดับ",
        "ระดับของผลการประเมินองค์กรคุณธรรม",
        ("level",),
        (
            Column("level", "ระดับที่", 12, "เลขของระดับ เช่น 3", "integer", required=True, least=0, most=99),
            Column("label", "ชื่อระดับ", 36, "ชื่อที่แสดงในแบบรายงาน", required=True),
            Column("aliases", "ชื่ออื่นที่ใช้เรียก", 50, "คำอื่นที่ผู้กรอกอาจพิมพ์ คั่นด้วย ;", "texts"),
        ),
        filled=False,
    ),
    Table(
        "columns",
        "คอลัมน์ของตาราง",
        "หัวคอลัมน์และความกว้างของตารางสรุป",
        ("key",),
        (
            Column(
                "key",
                "คอลัมน์",
                28,
                "คอลัมน์ที่ระบบใช้ (ล็อกไว้)",
                "choice",
                required=True,
                choices=OFFICIAL_COLUMNS,
                fixed=True,
            ),
            Column("heading", "หัวคอลัมน์", 70, _OFFICIAL, required=True),
            Column("width", "ความกว้าง", 14, "จำนวนตัวอักษร เช่น 30", "number", required=True, least=1, most=255),
        ),
    ),
    Table(
        "errata",
        "คำคลาดเคลื่อน",
        "คำที่พิมพ์คลาดเคลื่อนในแผน และวิธีที่ระบบอ่าน",
        (),
        (
            Column("row", "แถว", 14, "เลขกิจกรรม หรือ title สำหรับชื่อแผน", required=True),
            Column("column", "คอลัมน์", 24, "คอลัมน์ของตาราง เว้นว่างได้", "choice", choices=OFFICIAL_COLUMNS),
            Column("printed", "ตามที่พิมพ์", 40, "ข้อความในแผนตามที่พิมพ์", required=True),
            Column("read", "อ่านว่า", 40, "ข้อความที่ถือว่าถูกต้อง"),
            Column("corrected", "แก้ในตารางแล้ว", 16, "เลือก ใช่ หากตารางใช้ข้อความที่แก้แล้ว", "yes", choices=YES_NO),
            Column("why", "เหตุผล", 60, "เหตุผลของการอ่านเช่นนี้"),
        ),
        filled=False,
    ),
    Table(
        "waivers",
        "การยกเว้น",
        "ข้อค้นพบที่ไม่ต้องแก้ไขและตัวชี้วัดที่ไม่ต้องบรรลุ ตามที่ได้รับอนุมัติ ระบบยังแสดงไว้ทุกรายการพร้อมเหตุผล",
        ("waiver",),
        (
            Column("waiver", "ข้อที่", 10, "เลขหรือรหัสของการยกเว้น ต้องไม่ซ้ำกัน เช่น 1", required=True),
            Column(
                "code_or_measure",
                "ข้อค้นพบหรือตัวชี้วัด",
                30,
                "รหัสข้อค้นพบ เช่น value-below-previous (ดูใน docs/messages.md) หรือรหัสตัวชี้วัด เช่น 12a",
                "code",
                required=True,
            ),
            Column(
                "division",
                "หน่วยงาน",
                18,
                "รหัสหน่วยงานที่ได้รับการยกเว้น เว้นว่างหากยกเว้นทุกหน่วยงาน",
                refers="divisions.code",
            ),
            Column("reason", "เหตุผล", 60, "เหตุผลของการยกเว้น จะปรากฏในตารางสรุป", required=True),
            Column("approved_by", "ผู้อนุมัติ", 34, "ผู้อนุมัติการยกเว้น เช่น ตำแหน่ง หรือเลขที่หนังสือ", required=True),
            Column("until", "ยกเว้นถึงวันที่", 22, "วันสุดท้ายที่ยกเว้น เช่น 30/6/{year} เว้นว่างหากยกเว้นตลอดปี", "date"),
        ),
        filled=False,
        optional=True,
    ),
)
BY_NAME = {table.name: table for table in TABLES}
