"""The rows of a plan's table: guidelines, activities joined over pages and merged cells, and the total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from moralxl import thai
from moralxl.importing.header import Header, find_header, header_at
from moralxl.importing.paper import Paper, Slot, distinct
from moralxl.importing.spaces import PAGE
from moralxl.plan.values import NO_BUDGET

GUIDELINE = re.compile(
    r"^(?:แนวทาง(?:การพัฒนา)?(?:ที่)?|ยุทธศาสตร์(?:ที่)?|กลยุทธ์(?:ที่)?|มาตรการ(?:ที่)?|ด้าน(?:ที่)?|มิติ(?:ที่)?|ประเด็น\S*|"
    r"เป้าประสงค์(?:ที่)?|แผนงาน(?:ที่)?|องค์ประกอบ(?:ที่)?|หมวด(?:ที่)?|ส่วนที่)\s*[0-9๐-๙]"
)
TOTAL = re.compile("^รวม")
MONEY = re.compile(r"[0-9][0-9,]{0,19}(?:\.[0-9]{1,2})?\s*(?:\.?-|บาท)?")  # alone in its cell
NUMBER = re.compile(r"^\(?([0-9]{1,3}(?:\.[0-9]{1,3})*)[.)]?$")
LEADING = re.compile(r"^\(?([0-9]{1,3})[.)]\s+(?=\S)")
WIDE = 3  # columns that a merged row of a guideline covers at least
Row = list[Slot | None]


@dataclass(slots=True)
class Line:
    """An activity of the paper: its cells by column key, and the rows they came from."""

    printed: str  # its number as printed
    guideline: int  # 0: under none
    place: str
    rows: list[Row] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)  # column -> activity whose merged cell it shares
    header: Header | None = None


@dataclass(slots=True)
class Listed:
    """What a paper's tables hold."""

    header: Header
    guidelines: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    total: tuple[str, str] | None = None
    budget: str = ""  # what the total row has in the column of the budgets
    left: list[tuple[str, str]] = field(default_factory=list)  # texts that have no place in a plan, and theirs
    titles: list[str] = field(default_factory=list)  # rows above the header


def read_rows(paper: Paper) -> Listed | None:
    """The plan's table of a paper, continued over as many tables as it takes; None where no header is found."""
    listed: Listed | None = None
    for table in paper.tables:
        found = find_header(table)
        if found is None and (listed is None or not _continues(table.rows, listed.header)):
            continue
        at, header = found or (0, listed.header if listed else None)
        if header is None:
            continue
        if listed is None:
            listed = Listed(header)
            listed.titles = [slot.text for row in table.rows[:at] for _, slot in distinct(row)]
        numbered = _Reader(listed, header)
        row = at + header.depth if found else 0
        while row < len(table.rows):
            again = header_at(table, row)
            if again:
                row += again.depth
                continue
            numbered.take(table.rows[row])
            row += 1
    return listed


def _continues(rows: list[Row], header: Header) -> bool:
    """Whether a table without a header goes on with the one before: it has as many columns."""
    return bool(rows) and max(map(len, rows)) == header.width


class _Reader:
    """Takes a table's rows one after the other."""

    def __init__(self, listed: Listed, header: Header) -> None:
        self.listed = listed
        self.header = header
        self.columns = header.columns
        self.in_names = "number" not in header.columns

    def take(self, row: Row) -> None:
        """Find out what a row is, and keep it."""
        cells = list(distinct(row))
        if not cells:
            if self.listed.lines and any(s and s.shaded for s in row):
                self._goes_on(row)
            return
        first = cells[0][1]
        if TOTAL.match(first.text) and self.listed.lines:
            self._total(cells)
        elif self._is_guideline(row, cells):
            self.listed.guidelines.append(" ".join(first.text.split()))
        elif self.listed.total:
            self.listed.left += [(slot.text, slot.place) for _, slot in cells]
        elif self._is_new(row):
            self._starts(row)
        elif self.listed.lines:
            self._goes_on(row)
        else:
            self.listed.left += [(slot.text, slot.place) for _, slot in cells]

    def _at(self, row: Row, key: str) -> Slot | None:
        column = self.columns.get(key)
        return row[column] if column is not None and column < len(row) else None

    def _is_guideline(self, row: Row, cells: list[tuple[int, Slot]]) -> bool:
        if len(cells) != 1:
            return False
        column, slot = cells[0]
        wide = sum(other is slot for other in row)
        plain = thai.to_ascii_digits(slot.text)
        early = column <= max(self.columns.get("number", 0), self.columns.get("name", 0))
        return early and (wide >= WIDE or bool(GUIDELINE.match(plain))) and not NUMBER.match(plain)

    def _is_new(self, row: Row) -> bool:
        key = "name" if self.in_names else "number"
        slot = self._at(row, key)
        if slot is None or not slot.text:
            return False
        last = self.listed.lines[-1] if self.listed.lines else None
        before = self._at(last.rows[-1], key) if last else None
        if before is not None and before.area == slot.area:
            return False
        if self.in_names:
            return not self._names_numbered() or bool(LEADING.match(thai.to_ascii_digits(slot.text)))
        return bool(NUMBER.match(thai.to_ascii_digits(slot.text)))

    def _names_numbered(self) -> bool:
        lines = self.listed.lines
        return bool(lines) and all(line.printed for line in lines)

    def _starts(self, row: Row) -> None:
        key = "name" if self.in_names else "number"
        slot = self._at(row, key)
        plain = thai.to_ascii_digits(slot.text if slot else "")
        match = LEADING.match(plain) if self.in_names else NUMBER.match(plain)
        line = Line(match[1] if match else "", len(self.listed.guidelines), slot.place if slot else "")
        line.header = self.header
        before = self.listed.lines[-1] if self.listed.lines else None
        for name in self.columns:
            cell = self._at(row, name)
            line.cells[name] = cell.text if cell else ""
            above = self._at(before.rows[-1], name) if before else None
            if cell and above and cell.text and cell.area == above.area:
                line.shared[name] = len(self.listed.lines)
        if self.in_names and match:
            line.cells["name"] = line.cells["name"][match.end() :]  # digits are as long in either script
        line.rows.append(row)
        self.listed.lines.append(line)

    def _goes_on(self, row: Row) -> None:
        """A row that goes on with the activity before: over a page, or as a further line beside merged cells."""
        line = self.listed.lines[-1]
        key = "name" if self.in_names else "number"
        here, above = self._at(row, key), self._at(line.rows[-1], key)
        beside = bool(here and above and here.area == above.area)
        for name in self.columns:
            cell, before = self._at(row, name), self._at(line.rows[-1], name)
            if cell is None or not cell.text or (before is not None and before.area == cell.area):
                continue
            glue = "\n" if beside else PAGE
            line.cells[name] = f"{line.cells.get(name, '')}{glue}{cell.text}".strip()
        line.rows.append(row)

    def _total(self, cells: list[tuple[int, Slot]]) -> None:
        """The total row's label and text; money under the budgets is none of it, for the sum is printed there anew."""
        label, *rest = [(column, " ".join(slot.text.split())) for column, slot in cells]
        text, self.listed.budget = [], ""
        for column, words in rest:
            if column == self.columns.get("budget_text") and _is_money(words):
                self.listed.budget = words
            else:
                text.append(words)
        first, _, after = label[1].partition(" ")
        self.listed.total = (label[1], " ".join(text)) if text else (first, after)


def _is_money(words: str) -> bool:
    return words.replace(" ", "") in NO_BUDGET or bool(MONEY.fullmatch(thai.to_ascii_digits(words)))


def numbers(lines: list[Line]) -> Iterator[tuple[Line, int, bool]]:
    """Each activity's number in the plan, and whether the paper prints it so."""
    printed = [line.printed for line in lines]
    as_printed = printed == [str(n) for n in range(1, len(lines) + 1)]
    for number, line in enumerate(lines, start=1):
        yield line, number, as_printed or not line.printed
