"""What the cells of a plan's tables say: a reader per kind of column, and the rows they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from moralxl import thai
from moralxl.fields import DOTTED, FIGURE, MANY, NOTHING, WITH_WORDS
from moralxl.messages.message import Told
from moralxl.model import Finding, Source
from moralxl.plan.cells import Cell, Grids
from moralxl.plan.tables import NUMERIC_SETTINGS, SETTINGS, TABLES, Column, Table

EXCEL_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
NO_BUDGET = frozenset({"-", "–", "—", "ไม่ใช้งบประมาณ", "ไม่มีงบประมาณ", "ไม่มี"})
BAHT = "บาทถ้วน|บาท"
IN_WORDS = re.compile(r"(?<=.)\(([^()]*)\)$", re.DOTALL)  # "10,500 บาท (หนึ่งหมื่นห้าร้อยบาทถ้วน)"
DECIMAL = Told(
    " หลักพันคั่นด้วยจุลภาค หากเป็นทศนิยมสามตำแหน่งให้เติม 0 ต่อท้าย เช่น 1.2340",
    " Part thousands by commas; add a 0 to three decimals, as in 1.2340.",
)
Span = tuple[date, date]


class Figure(NamedTuple):
    """A target as written: 80% is (0.8, True), 5 is (5.0, False)."""

    value: float
    percent: bool


class Fault(NamedTuple):
    """Why a cell has no value: the finding's code and what its message names."""

    code: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table. A cell that could not be read has no value; a blank one has its kind's empty value."""

    table: Table
    cells: Mapping[str, Cell]
    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        """The value of a column; None also where it could not be read."""
        return self.values.get(key)

    def text(self, key: str) -> str:
        """The cell's text as typed, cleaned."""
        return self.cells[key].text

    def finding(self, code: str, key: str, **args: Any) -> Finding:
        """A finding about one cell of the row."""
        return Finding(code, self.cells[key].source, self.table.column(key).heading, self.text(key), args=args)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as read, before it is known to be whole."""

    entries: Mapping[str, tuple[Entry, ...]]  # by table
    sources: Mapping[str, Source]  # of the tables
    settings: Mapping[str, Entry]  # the rows of the table `plan`
    numbers: Mapping[str, int]  # the settings that are numbers
    span: Span | None  # first and last day of the fiscal year

    def by(self, table: str, key: str) -> dict[Any, Entry]:
        """The rows of a table by a column's value; of several rows with one value, the first."""
        found: dict[Any, Entry] = {}
        for entry in self.entries[table]:
            if entry[key] is not None:
                found.setdefault(entry[key], entry)
        return found


def fold(text: str) -> str:
    """A text as names are compared: ASCII digits, no case, no spaces, no dots."""
    return re.sub(r"[\s.]", "", thai.to_ascii_digits(thai.clean(text))).casefold()


def fiscal_year(year: int) -> Span:
    """First and last day of a Thai fiscal year, given in the Buddhist era."""
    return date(year - 544, 10, 1), date(year - 543, 9, 30)


# --- readers: a text that is not blank -> a value or a fault --------------------------------------


def _exactly(text: str, unit: str = "") -> Figure | Fault:
    """Read a number as strictly as the intake does: nothing but its unit (a pattern) and itself in words is behind it.

    Of a percentage the number as typed, 80 of 80%.
    """
    figures = FIGURE.findall(thai.plain_figures(text))
    if len(figures) == 1 and DOTTED.fullmatch(figures[0]):
        figure = figures[0]
        as_typed = f"{float(figure):.12g}" if figure.count(".") == 1 else figure  # all its decimals are shown
        told = Told(thai.to_thai_digits(as_typed), as_typed)
        return _in_doubt(told, float(figure.replace(".", "")), decimal=DECIMAL)
    said = IN_WORDS.search(text)
    in_words = thai.parse_number(said[1]).value if said else None
    bare = text[: said.start()] if said and in_words is not None else text
    reading = thai.parse_number(re.sub(rf"(?<=.)(?:{unit})\s*$", "", bare) if unit else bare)
    if reading.value is None:
        return _in_doubt(*reading.candidates) if reading.candidates else Fault("plan-number-unreadable", {})
    if in_words not in {None, reading.value}:
        return _in_doubt(reading.value, in_words)
    if "unit" in reading.why.split(","):
        return _in_doubt(reading.value)
    return Figure(reading.value, "percent_sign" in reading.why)


def _in_doubt(*readings: object, decimal: Told = NOTHING) -> Fault:
    doubt = MANY if len(readings) > 1 else WITH_WORDS
    return Fault("plan-number-ambiguous", {"doubt": doubt, "readings": readings, "decimal": decimal})


def _number(text: str, column: Column, _span: Span | None) -> float | Fault:
    figure = _exactly(text)
    if isinstance(figure, Fault):
        return figure
    if figure.percent:
        return Fault("plan-number-unreadable", {})
    if not column.least <= figure.value <= column.most:
        return Fault("plan-number-range", {"least": f"{column.least:g}", "most": f"{column.most:.12g}"})
    return figure.value


def _integer(text: str, column: Column, span: Span | None) -> int | Fault:
    value = _number(text, column, span)
    if isinstance(value, Fault):
        return value
    return int(value) if value == int(value) else Fault("plan-number-unreadable", {})


def _integers(text: str, column: Column, span: Span | None) -> tuple[int, ...] | Fault:
    values = []
    for part in _split(text, "[;,]"):
        value = _integer(part, column, span)
        if isinstance(value, Fault):
            return value
        values.append(value)
    return tuple(values)


def _figure(text: str, _column: Column, _span: Span | None) -> Figure | Fault:
    figure = _exactly(text)
    if isinstance(figure, Fault) or not figure.percent:
        return figure
    return Figure(figure.value / 100, percent=True)


def _choice(text: str, column: Column, _span: Span | None) -> str | Fault:
    for value, shown in column.choices.items():
        if fold(text) in {fold(value), fold(shown)}:
            return value
    return Fault("plan-choice-unknown", {"choices": " / ".join(f"{s} ({v})" for v, s in column.choices.items())})


def _yes(text: str, column: Column, span: Span | None) -> bool | Fault:
    value = _choice(text, column, span)
    return value if isinstance(value, Fault) else value == "yes"


def _date(text: str, _column: Column, span: Span | None) -> date | Fault | None:
    if span is None:  # the year itself could not be read, which is told already
        return None
    reading = thai.parse_date(text, *span)
    if reading.value is None or reading.candidates:
        return Fault("plan-date-unreadable", {"year": str(span[1].year + 543)})
    return reading.value


def _period(text: str, _column: Column, span: Span | None) -> Span | Fault:
    period = thai.parse_months(text)
    if period and period[0] <= period[1]:
        return period
    years = [thai.to_thai_digits(str(day.year + 543)) for day in span] if span else ["๒๕xx", "๒๕xx"]
    return Fault("plan-period-unreadable", dict(zip(("first", "last"), years, strict=True)))


def _budget(text: str, _column: Column, _span: Span | None) -> float | Fault | None:
    if text.replace(" ", "") in NO_BUDGET:
        return None
    figure = _exactly(text, BAHT)
    if isinstance(figure, Fault) and figure.code == "plan-number-ambiguous":
        return figure
    if isinstance(figure, Fault) or figure.value < 0 or figure.percent:
        return Fault("plan-budget-unreadable", {})
    return figure.value


def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(separator, text) if part.strip())


Reader = Callable[[str, Column, Span | None], Any]
READERS: dict[str, tuple[Reader, Any]] = {  # and what a blank cell is
    "text": (lambda text, _column, _span: text, ""),
    "code": (lambda text, _column, _span: thai.to_ascii_digits(text).casefold(), ""),
    "texts": (lambda text, _column, _span: _split(text, ";"), ()),
    "number": (_number, None),
    "integer": (_integer, None),
    "integers": (_integers, ()),
    "figure": (_figure, None),
    "choice": (_choice, ""),
    "yes": (_yes, False),
    "date": (_date, None),
    "period": (_period, None),
    "budget": (_budget, None),
}


# --- rows -----------------------------------------------------------------------------------------


def enter(grids: Grids) -> tuple[Draft, list[Finding]]:
    """Read every cell of the tables that were found."""
    findings: list[Finding] = []
    entries: dict[str, tuple[Entry, ...]] = {table.name: () for table in TABLES}
    entries["plan"] = _entries(TABLES[0], grids, None, findings)
    settings: dict[str, Entry] = {}
    for entry in entries["plan"]:
        settings.setdefault(entry["key"], entry)
    numbers = _numeric_settings(settings, findings)
    span = fiscal_year(numbers["year"]) if "year" in numbers else None
    for table in TABLES[1:]:
        entries[table.name] = _entries(table, grids, span, findings)
    sources = {name: grid.source for name, grid in grids.items()}
    return Draft(entries, sources, settings, numbers, span), findings


def _entries(table: Table, grids: Grids, span: Span | None, findings: list[Finding]) -> tuple[Entry, ...]:
    made = []
    for row in grids[table.name].rows if table.name in grids else ():
        values: dict[str, Any] = {}
        entry = Entry(table, row, values)
        for column in table.columns:
            if column.key not in row:
                continue
            cell = row[column.key]
            text = _without_unit(cell.text, row) if column.kind == "figure" else cell.text
            value = Fault("plan-cell-formula", {}) if cell.formula else read_cell(text, column, span)
            if isinstance(value, Fault):
                findings.append(entry.finding(value.code, column.key, **value.args))
            else:
                values[column.key] = value
        made.append(entry)
    return tuple(made)


def _without_unit(text: str, row: Mapping[str, Cell]) -> str:
    """A figure without the unit that its measure has: 5 of "5 ด้าน"."""
    unit = row["unit"].text if "unit" in row else ""
    return text if thai.says_percent(unit) else text.removesuffix(unit).rstrip() or text


def read_cell(text: str, column: Column, span: Span | None) -> Any:
    """The value of a cell's text, or the Fault that says why it has none."""
    reader, blank = READERS[column.kind]
    if text in EXCEL_ERRORS:
        return Fault("plan-cell-error", {})
    if not text:
        return Fault("plan-cell-blank", {}) if column.required else blank
    return reader(text, column, span)


def _numeric_settings(settings: Mapping[str, Entry], findings: list[Finding]) -> dict[str, int]:
    numbers = {}
    for key, (least, most) in NUMERIC_SETTINGS.items():
        entry = settings.get(key)
        if not entry or not entry["value"]:
            continue
        column = replace(entry.table.column("value"), heading=SETTINGS[key], least=least, most=most)
        value = _integer(entry["value"], column, None)
        if isinstance(value, Fault):
            cell = entry.cells["value"]
            findings.append(Finding(value.code, cell.source, column.heading, cell.text, args=value.args))
        else:
            numbers[key] = value
    return numbers
