"""WHERE things are in an intake workbook: the one address book, walked by the writer and the reader alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from moralxl import thai, wording
from moralxl.model import DERIVED_KINDS, Activity, Division, Identity, Kind, Measure, Plan, Round

FORMAT = 1  # raise when a workbook written before could no longer be read by its keys

GUIDE, REPORT, EVENTS = "guide", "report", "events"
SHEET_TITLES = {GUIDE: "คำชี้แจง", REPORT: "แบบรายงาน", EVENTS: "บันทึกกิจกรรม"}
IDENTITY_SHEET = "_moralxl"
LISTS_SHEET = "_lists"

# Columns, counted from 0. Column A and row 1 of the two data sheets are hidden: they hold the keys by
# which rows and columns are found again, whatever was inserted, moved or renamed.
KEY_COLUMN = 0
KEY_ROW = 0
REPORT_COLUMNS = ("token", "label", "value", "unit", "target", "result", "state", "missing")
EVENT_COLUMNS = (
    "token",
    "number",
    "activity",
    "date",
    "date_read",
    "title",
    "place",
    "participants",
    "code",
    "evidence",
    "counted",
)
TITLE_ROW, SUBTITLE_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3, 4
HEAD_KEYS = {TITLE_ROW: "__title", SUBTITLE_ROW: "__subtitle", HEADING_ROW: "__heading"}
DATE_KINDS = frozenset({"date", "any_date"})
DATE_READ = "วันที่ที่ระบบอ่านได้"
TEXT_LIMIT, LONG_LIMIT = 250, 2000
COUNT_LIMIT, MONEY_LIMIT = 9_999_999, 9_999_999_999

STATUSES = {
    "not_started": "ยังไม่ดำเนินการ",
    "in_progress": "อยู่ระหว่างดำเนินการ",
    "done": "ดำเนินการแล้วเสร็จ",
    "cancelled": "ยกเลิก/ไม่สามารถดำเนินการได้",
}


def report_column(name: str) -> int:
    """The column of the report sheet that `name` stands in, from 0."""
    return REPORT_COLUMNS.index(name)


def event_column(name: str) -> int:
    """The column of the event log that `name` stands in, from 0."""
    return EVENT_COLUMNS.index(name)


@lru_cache(8192)  # forms have the same cells
def a1(row: int, column: int) -> str:
    """The A1 address of a cell whose row and column count from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def absolute(row: int, column: int) -> str:
    """The absolute A1 address of a cell, such as $C$7."""
    relative = a1(row, column)
    letters = relative.rstrip("0123456789")
    return f"${letters}${relative[len(letters) :]}"


def span(sheet: str, row: int, column: int, last_row: int, last_column: int) -> str:
    """The absolute address of a range on a sheet, as formulas and validations name it."""
    return f"='{sheet}'!{absolute(row, column)}:{absolute(last_row, last_column)}"


@dataclass(frozen=True, slots=True)
class Field:
    """One input: where it is, what it means, and what may stand in it."""

    key: str
    sheet: str  # GUIDE, REPORT or EVENTS
    row: int  # from 0
    column: int  # from 0
    role: str
    kind: str  # a name in fields.KINDS
    label: str
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    activity: int | None = None
    measure: str | None = None
    category: str | None = None
    event_row: int | None = None  # from 1
    limit: float = 0  # longest text, or largest number
    at_most: str = ""  # key of the field that this one must not exceed, as a part its whole
    at_least: str = ""  # key of the field that must not exceed this one

    @property
    def cell(self) -> str:
        """A1 address in the workbook as written."""
        return a1(self.row, self.column)

    @property
    def where(self) -> str:
        """The label as findings name it: with the activity, or the row of the event log."""
        if self.event_row is not None:
            return f"{SHEET_TITLES[EVENTS]} รายการที่ {thai.to_thai_digits(str(self.event_row))}: {self.label}"
        if self.activity is not None:
            return f"กิจกรรมที่ {thai.to_thai_digits(str(self.activity))}: {self.label}"
        return self.label


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the report sheet. `measure` is set on the line that shows a measure's target and result."""

    row: int
    kind: str  # "bar", "info", "input" or "measure"
    key: str  # by which the row is found again
    label: str
    text: str = ""
    unit: str = ""
    activity: Activity | None = None
    measure: Measure | None = None
    field: Field | None = None

    @property
    def target(self) -> str:
        """What stands in the target's column: a measure's targets, or what the result beside a date is."""
        if self.measure:
            return wording.targets_text(self.measure)
        return DATE_READ if self.field and self.field.kind in DATE_KINDS else ""

    @property
    def texts(self) -> dict[str, str | float]:
        """The row's locked texts by column name; inputs and formulas have none."""
        told = {"label": self.label, "value": self.text, "unit": self.unit, "target": self.target}
        return {column: text for column, text in told.items() if text}


@dataclass(frozen=True)
class Layout:
    """The whole intake workbook of one division in one round."""

    plan: Plan
    round: Round
    division: Division
    activities: tuple[Activity, ...]
    lines: tuple[Line, ...]  # of the report sheet
    event_fields: tuple[Field, ...]
    event_rows: int  # of the log, if the form has one
    event_activities: tuple[Activity, ...]
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every input of the workbook, in the order of its sheets and rows."""
        return tuple(line.field for line in self.lines if line.field) + self.event_fields

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """The inputs by their keys."""
        return {f.key: f for f in self.fields}

    @cached_property
    def version(self) -> str:
        """Fingerprint of keys and addresses: two workbooks with the same one can be read alike."""
        told = "\n".join(f"{f.key} {f.sheet} {f.cell} {f.kind}" for f in self.fields)
        return f"{FORMAT}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    @property
    def identity(self) -> Identity:
        """What the workbook says of itself."""
        return Identity(self.plan.id, self.plan.year, self.round.number, self.division.code, self.version)

    @property
    def alike(self) -> tuple[Plan, Round, bool, bool, int]:
        """What `laid_out` makes the same layout of, but for the division."""
        return self.plan, self.round, self.division.for_department, self.division.for_itself, self.event_rows

    @cached_property
    def events(self) -> dict[int, dict[str, Field]]:
        """The inputs of each row of the event log by the columns' names."""
        rows: dict[int, dict[str, Field]] = {}
        for f in self.event_fields:
            rows.setdefault(f.event_row or 0, {})[EVENT_COLUMNS[f.column]] = f
        return rows

    @cached_property
    def by_line(self) -> dict[str, Line]:
        """The report sheet's lines by their keys."""
        return {line.key: line for line in self.lines}

    def of_measure(self, code: str) -> tuple[Field, ...]:
        """The inputs of one measure, in order."""
        return tuple(f for f in self.fields if f.measure == code)

    def of_activity(self, number: int) -> tuple[Field, ...]:
        """The inputs of one activity on the report sheet, in order."""
        return tuple(f for f in self.fields if f.activity == number)


def token(identity: Identity, sheet: str) -> str:
    """The line in the corner of a data sheet that says whose sheet it is, should it travel alone."""
    i = identity
    return "|".join(("moralxl", i.plan, str(i.year), str(i.round), i.division, i.version, sheet))


def are_numbers(*texts: str) -> bool:
    """Whether texts are numbers of up to four digits, as years and rounds are."""
    return all(text.isdecimal() and len(text) <= 4 for text in texts)


@lru_cache(64)
def parse_token(text: str) -> tuple[Identity, str] | None:
    """The identity and sheet that a corner token names; None where the text is no token."""
    parts = text.split("|")
    if len(parts) != 7 or parts[0] != "moralxl" or not are_numbers(*parts[2:4]):
        return None
    return Identity(parts[1], int(parts[2]), int(parts[3]), parts[4], parts[5]), parts[6]


def event_choice(activity: Activity) -> str:
    """How an activity is called in the event log's list; read back by its leading number."""
    name = activity.name if len(activity.name) <= 70 else activity.name[:69] + "…"
    return f"{thai.to_thai_digits(str(activity.number))} {name}"


def layout(plan: Plan, round_: Round, division: Division, event_rows: int = 0) -> Layout:
    """Lay out the intake workbook of a division: the activities it reports, and an event log if one needs it.

    The log has as many rows as the plan says, or `event_rows` where those are more.
    """
    rows = max(event_rows, plan.event_rows)
    made = copy(laid_out(plan, round_, division.for_department, division.for_itself, rows))
    made.__dict__["division"] = division  # divisions with the same roles share all else
    return made


@lru_cache(8)
def laid_out(plan: Plan, round_: Round, for_department: bool, for_itself: bool, event_rows: int) -> Layout:  # noqa: FBT001
    """The layout that all divisions with these roles have in common; it names none of them."""
    alike = Division("", "", (), "", for_department=for_department, for_itself=for_itself)
    activities = plan.activities_of(alike)
    levels = tuple(f"{thai.to_thai_digits(str(level.number))} {level.label}" for level in plan.levels)
    with_events = tuple(a for a in activities if any(m.kind == Kind.EVENTS for m in plan.measures_of(a.number)))
    lists = {"status": tuple(STATUSES.values()), "level": levels}
    if with_events:
        lists["activity"] = tuple(event_choice(a) for a in with_events)
    rows = _Rows(plan, lists)
    for activity in activities:
        rows.activity(activity)
    rows.signature()
    event_fields = tuple(_event_fields(event_rows, lists["activity"])) if with_events else ()
    made = Layout(plan, round_, alike, activities, tuple(rows.lines), event_fields, event_rows, with_events, lists)
    _ = made.version, made.by_key, made.by_line, made.events  # reckoned once, for all copies
    return made


class _Rows:
    """Lays the report sheet's lines one below the other."""

    def __init__(self, plan: Plan, lists: dict[str, tuple[str, ...]]) -> None:
        self.plan = plan
        self.lists = lists
        self.lines: list[Line] = []

    def _add(self, line_kind: str, label: str, *, key: str = "", **more: object) -> None:
        key = key or f"__{line_kind}{len(self.lines)}"
        self.lines.append(Line(FIRST_ROW + len(self.lines), line_kind, key, label, **more))  # type: ignore[arg-type]

    def _input(
        self,
        role: str,
        kind: str,
        key: str,
        label: str,
        activity: Activity | None = None,
        measure: Measure | None = None,
        *,
        shows: bool = False,
        **more: object,
    ) -> None:
        """Add a line with an input; `shows` puts the measure's target and result on it."""
        row = FIRST_ROW + len(self.lines)
        made = Field(
            key=f"a{activity.number:02d}_{key}" if activity else key,
            sheet=REPORT,
            row=row,
            column=report_column("value"),
            role=role,
            kind=kind,
            label=label,
            choices=self.lists.get(kind, ()),
            activity=activity.number if activity else None,
            measure=measure.code if measure else None,
            **more,  # type: ignore[arg-type]
        )
        shown = measure if shows else None
        self._add("input", label, key=made.key, unit=made.unit, activity=activity, measure=shown, field=made)

    def activity(self, activity: Activity) -> None:
        """The block of one activity: official wording, its measures' inputs, the narrative."""
        number = thai.to_thai_digits(str(activity.number))
        self._add("bar", f"กิจกรรมที่ {number}  {activity.name}", activity=activity)
        self._add("info", "ตัวชี้วัด", text=activity.indicator, activity=activity)
        self._add("info", "หน่วยนับ", text=activity.unit, activity=activity)
        self._add("info", "ระยะเวลาดำเนินงาน", text=activity.period_text, activity=activity)
        self._add("info", "งบประมาณ (บาท)", text=activity.budget_text, activity=activity)
        for measure in self.plan.measures_of(activity.number):
            self._measure(activity, measure)
        self._narrative(activity)

    def _measure(self, activity: Activity, measure: Measure) -> None:
        if measure.kind in DERIVED_KINDS:
            text = "ระบบคำนวณให้จากแบบรายงานของทุกหน่วยงาน"
            self._add("measure", measure.label, text=text, activity=activity, measure=measure)
        elif measure.kind == Kind.EVENTS:
            text = f"กรอกรายการกิจกรรมในแผ่นงาน “{SHEET_TITLES[EVENTS]}”"
            self._add("measure", measure.label, text=text, activity=activity, measure=measure)
        elif measure.kind == Kind.COVERAGE:
            text = "กรอกจำนวนแยกตามด้านในแถวถัดไป"
            self._add("measure", measure.label, text=text, activity=activity, measure=measure)
            for category in self.plan.category_set(measure.categories):
                self._input(
                    "category",
                    "whole",
                    f"{measure.key}_{category.key}",
                    f"{measure.input_label} ด้าน{category.label}",
                    activity,
                    measure,
                    unit=measure.input_unit,
                    required=True,
                    category=category.key,
                    limit=COUNT_LIMIT,
                )
        elif measure.kind == Kind.LEVEL:
            self._input("level", "level", measure.key, measure.label, activity, measure, shows=True)
        elif measure.kind == Kind.SCORE:
            self._input(
                "score",
                "score",
                measure.key,
                measure.input_label or measure.label,
                activity,
                measure,
                shows=True,
                unit=measure.input_unit or measure.unit,
                limit=COUNT_LIMIT,
            )
        else:
            self._numbers(activity, measure)

    def _numbers(self, activity: Activity, measure: Measure) -> None:
        """A count, or a numerator over its denominator."""
        ratio = bool(measure.denominator_key)
        self._input(
            "numerator" if ratio else "actual",
            "whole",
            measure.key,
            measure.input_label or measure.label,
            activity,
            measure,
            shows=True,
            unit=measure.input_unit,
            required=True,
            limit=COUNT_LIMIT,
            at_most=f"a{activity.number:02d}_{measure.denominator_key}" if ratio else "",
        )
        if ratio:
            self._input(
                "denominator",
                "whole",
                measure.denominator_key,
                measure.denominator_label,
                activity,
                measure,
                unit=measure.input_unit,
                required=True,
                limit=COUNT_LIMIT,
                at_least=f"a{activity.number:02d}_{measure.key}",
            )

    def _narrative(self, activity: Activity) -> None:
        self._input("status", "status", "status", "สถานะการดำเนินงาน", activity, required=True)
        self._input("started", "date", "started", "วันที่เริ่มดำเนินการ", activity)
        self._input("finished", "date", "finished", "วันที่ดำเนินการแล้วเสร็จ", activity)
        if activity.budget is not None:
            self._input("spent", "money", "spent", "งบประมาณที่ใช้จ่ายจริง", activity, unit="บาท", limit=MONEY_LIMIT)
        for role, label in (
            ("result", "ผลการดำเนินงานโดยสรุป"),
            ("problem", "ปัญหา/อุปสรรค"),
            ("suggestion", "ข้อเสนอแนะ"),
            ("evidence", "หลักฐาน/แหล่งอ้างอิง"),
        ):
            self._input(role, "long_text", role, label, activity, limit=LONG_LIMIT)

    def signature(self) -> None:
        """Who reports and who certifies."""
        self._add("bar", "ผู้รายงานและผู้รับรองข้อมูล")
        self._input("reporter", "text", "reporter", "ชื่อ-นามสกุลผู้รายงาน", required=True, limit=TEXT_LIMIT)
        self._input("position", "text", "position", "ตำแหน่งผู้รายงาน", limit=TEXT_LIMIT)
        self._input("phone", "text", "phone", "โทรศัพท์", limit=TEXT_LIMIT)
        self._input("certifier", "text", "certifier", "ชื่อ-นามสกุลและตำแหน่งผู้รับรองข้อมูล", limit=TEXT_LIMIT)
        self._input("reported_on", "any_date", "reported_on", "วันที่รายงาน", required=True)


def _event_fields(rows: int, choices: tuple[str, ...]) -> Iterator[Field]:
    """The inputs of the event log, row by row."""
    columns = (
        ("activity", "activity", "กิจกรรมในแผน", "", 0),
        ("date", "date", "วันที่จัด", "", 0),
        ("title", "text", "ชื่องาน/กิจกรรมที่จัด", "", TEXT_LIMIT),
        ("place", "text", "สถานที่", "", TEXT_LIMIT),
        ("participants", "whole", "ผู้เข้าร่วม", "คน", COUNT_LIMIT),
        ("code", "text", "รหัสกิจกรรมร่วม", "", 40),
        ("evidence", "text", "หลักฐาน/แหล่งอ้างอิง", "", TEXT_LIMIT),
    )
    for number in range(1, rows + 1):
        for name, kind, label, unit, limit in columns:
            yield Field(
                key=f"ev{number:02d}_{name}",
                sheet=EVENTS,
                row=FIRST_ROW + number - 1,
                column=event_column(name),
                role=f"event_{name}",
                kind=kind,
                label=label,
                unit=unit,
                choices=choices if name == "activity" else (),
                event_row=number,
                limit=limit,
            )
