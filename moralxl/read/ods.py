"""Reads ods: one pass over content.xml, in which repeated cells and rows are taken no further than a form can reach."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from moralxl import thai
from moralxl.messages.message import Told
from moralxl.read.cells import number, truth
from moralxl.read.container import Package
from moralxl.read.markup import Attributes, elements, local, parse
from moralxl.read.raw import (
    BOUND_COLUMNS,
    BOUND_ROWS,
    MOST_SHEETS,
    Damaged,
    Grid,
    RawWorkbook,
    Refused,
    too_many_sheets,
)
from moralxl.read.serial import iso, signed
from moralxl.read.xlsx import moment

ERROR = re.compile(r"#(?:REF|N/A|VALUE|NAME|DIV/0|NUM|NULL)[!?]?|(?:Err|ข้อผิดพลาด):[0-9]+")
DURATION = re.compile(r"-?PT(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:[.,][0-9]+)?)S)?")
MIDNIGHT = datetime(1900, 1, 1)  # noqa: DTZ001 - of any day
MOST_REPEATED = 2_000_000  # cells and hidden rows of all sheets together, each counted as often as it is repeated
CELLS = frozenset({"table-cell", "covered-table-cell"})
ASIDE = frozenset({"annotation", "dde-links", "tracked-changes", "content-validations"})
SHAPE = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"  # with which the names of shapes begin
HIDDEN = frozenset({"collapse", "filter"})


def read_ods(package: Package) -> RawWorkbook:
    """All sheets of a workbook. Damaged or Refused, with a word on what is wrong."""
    reader = _Content()
    cut = package.cut("content.xml")
    parse(package.stream("content.xml"), reader.start, reader.end, reader.words.append, cut=cut)
    if not reader.sheets:
        raise Damaged("content.xml")
    meta = elements(package.read("meta.xml"), {"date"}) if "meta.xml" in package else []
    saved_at = moment(meta[-1][3]) if meta else None
    sheets = [grid.sheet(name, hidden=hidden, cut=cut) for name, hidden, grid in reader.sheets]
    return RawWorkbook(sheets, saved_at, package.kind, reader.date1904)


class Cell(NamedTuple):
    """A cell of a row, or several alike."""

    column: int
    repeats: int
    value: Any
    error: str
    formula: str
    percent: bool
    left: str | None  # what of its text is not struck through; None where none of it is
    raised: str  # what of it stands above or below the line
    note: str


class _Content:
    """Handlers that gather the sheets' cells."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, Grid]] = []
        self.date1904 = False
        self.words: list[str] = []
        self.unseen: set[str] = set()  # table styles that hide a sheet
        self.striking: dict[str, bool] = {}  # styles of cells and texts that say whether they are struck through
        self.raising: dict[str, bool] = {}  # or whether they stand above or below the line
        self.style = ""
        self.aside = 0  # depth within what is no cell's own
        self.tables = self.repeated = 0
        self.grid = Grid()
        self.row = self.column = self.rows = self.next_column = 0
        self.line: list[Cell] = []
        self.cell: dict[str, str] | None = None
        self.paragraphs = 0
        self.begun: list[tuple[int, str]] = []  # where spans begin among the words, and their styles
        self.spans: list[tuple[int, int, str]] = []  # those whose style says either, inner ones first
        self.note: list[str] | None = None  # what is noted on a cell, by paragraphs
        self.box: list[str] | None = None  # within a shape: its text, by paragraphs
        self.noting: list[str] | None = None  # whichever of these it is within
        self.own = self.noted = 0  # where that begins, among the words, and its last paragraph

    def start(self, name: str, attributes: Attributes) -> None:
        short = local(name)
        if self.aside or short in ASIDE or (self.tables and name.startswith(SHAPE)):
            if not self.aside:
                self._start_aside(short)
            elif short == "p":
                self.noted = len(self.words)
            self.aside += 1
        elif self.cell is not None:
            self._start_text(short, attributes)
        elif short in CELLS:
            self.cell = {local(key): value for key, value in attributes.items()}
            for key, value in attributes.items():
                if key.startswith("urn:org:documentfoundation:") and local(key) == "value-type":
                    self.cell["value-type"], self.cell["calc"] = self._own_type(attributes), value
            self.words.clear()
            self.spans.clear()
            self.paragraphs, self.note = 0, None
        else:
            self._start_other(short, {local(key): value for key, value in attributes.items()})

    def _start_aside(self, short: str) -> None:
        self.own, self.noting, self.box = len(self.words), None, None
        if short == "annotation":
            self.noting = self.note = []
        elif short not in ASIDE:
            self.noting = self.box = []

    @staticmethod
    def _own_type(attributes: Attributes) -> str:
        return next((value for key, value in attributes.items() if key.endswith("office:1.0}value-type")), "")

    def _start_text(self, short: str, attributes: Attributes) -> None:
        if short == "p":
            if self.paragraphs:
                self.words.append("\n")
            else:
                self.words.clear()
                self.spans.clear()
            self.paragraphs += 1
        elif short == "span":
            style = next((value for key, value in attributes.items() if local(key) == "style-name"), "")
            self.begun.append((len(self.words), style))
        elif short == "s":
            count = next((value for key, value in attributes.items() if local(key) == "c"), "1")
            self.words.append(" " * min(_count(count), 1000))
        elif short == "tab":
            self.words.append("\t")
        elif short == "line-break":
            self.words.append("\n")

    def _start_other(self, short: str, about: dict[str, str]) -> None:
        """An element outside of cells."""
        if short == "table-row":
            self._start_row(about)
        elif short == "table-column":
            repeats = _count(about.get("number-columns-repeated"))
            if about.get("visibility") in HIDDEN:
                self.grid.hide_columns(self.next_column, self.next_column + repeats - 1)
            self.next_column += repeats
        elif short == "table":
            self._start_table(about)
        elif short in {"style", "table-properties", "text-properties"}:
            self._style(short, about)
        elif short == "null-date":
            self.date1904 = about.get("date-value", "").startswith("1904")

    def _style(self, short: str, about: dict[str, str]) -> None:
        if short == "style":
            self.style = about.get("name", "")
        elif short == "text-properties":
            line = about.get("text-line-through-style", about.get("text-line-through-type"))
            if line:
                self.striking[self.style] = line != "none"
            position = about.get("text-position")
            if position:
                self.raising[self.style] = position.split()[0] != "0%"
        elif about.get("display") == "false":
            self.unseen.add(self.style)

    def _start_table(self, about: dict[str, str]) -> None:
        if len(self.sheets) >= MOST_SHEETS:
            raise too_many_sheets(MOST_SHEETS + 1)
        self.tables += 1
        self.grid = Grid()
        self.row = self.next_column = 0
        self.sheets.append((about.get("name", ""), about.get("style-name", "") in self.unseen, self.grid))

    def _start_row(self, about: dict[str, str]) -> None:
        self.rows, self.column, self.line = _count(about.get("number-rows-repeated")), 0, []
        if about.get("visibility") in HIDDEN:
            self._repeat(min(self.rows, BOUND_ROWS))
            self.grid.hide_rows(self.row, self.row + self.rows - 1)

    def _repeat(self, times: int) -> None:
        self.repeated += times
        if self.repeated > MOST_REPEATED:
            raise Refused(Told("เซลล์ซ้ำจำนวนมากผิดปกติ", "far too many repeated cells"))

    def end(self, name: str) -> None:
        short = local(name)
        if self.aside:
            self.aside -= 1
            if short == "p" and self.noting is not None:
                self.noting.append("".join(self.words[self.noted :]))
            if not self.aside:
                del self.words[self.own :]
                if self.box:
                    at = (self.row, self.column) if self.cell is not None else (0, 0)
                    self.grid.box(*at, "\n".join(self.box))
        elif short == "span" and self.begun:
            begin, style = self.begun.pop()
            if style in self.striking or style in self.raising:
                self.spans.append((begin, len(self.words), style))
        elif short in CELLS and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif short == "table-row" and self.cell is None:
            self._end_row()
        elif short == "table" and self.cell is None:
            self.tables -= 1

    def _end_cell(self, about: dict[str, str]) -> None:
        repeats = _count(about.get("number-columns-repeated"))
        across, down = _count(about.get("number-columns-spanned")), _count(about.get("number-rows-spanned"))
        if across > 1 or down > 1:
            self.grid.merged.append((self.row, self.column, self.row + down - 1, self.column + across - 1))
        text = "".join(self.words) if self.paragraphs else ""
        formula = about.get("formula", "")
        error = text if about.get("calc") == "error" or (formula and ERROR.fullmatch(text)) else ""
        value = None if error else _value(about, text)
        if value is not None or error or formula or self.note:
            percent = about.get("value-type") == "percentage" and type(value) is float
            note = "\n".join(self.note or ())
            left = None if value is None else self._left(about)
            raised = self._raised(about) if value is not None and self.raising else ""
            self.line.append(Cell(self.column, repeats, value, error, formula, percent, left, raised, note))
        self.column += repeats

    def _left(self, about: dict[str, str]) -> str | None:
        """What of a cell's text is not struck through; None where none of it is."""
        if not self.spans and not self.striking.get(about.get("style-name", "")):
            return None
        out = self._marked(about, self.striking)
        left = "".join(word for word, is_out in zip(self.words, out, strict=True) if not is_out)
        return left if any(out) or not out else None

    def _raised(self, about: dict[str, str]) -> str:
        """What of a cell's text stands above or below the line."""
        out = self._marked(about, self.raising)
        return "".join(word for word, is_out in zip(self.words, out, strict=True) if is_out)

    def _marked(self, about: dict[str, str], says: dict[str, bool]) -> list[bool]:
        """Of each of a cell's words whether styles say so of it, of which the innermost holds."""
        out = [says.get(about.get("style-name", ""), False)] * len(self.words)
        for begin, end, style in reversed(self.spans):
            if style in says:
                out[begin:end] = [says[style]] * (end - begin)
        return out

    def _end_row(self) -> None:
        """Place the row's cells as often as it is repeated, within the bound; count the filled ones beyond."""
        grid, row = self.grid, self.row
        self.row += self.rows
        within = max(0, min(self.rows, BOUND_ROWS - row))
        for column, repeats, value, error, formula, percent, left, raised, note in self.line:
            wide = max(0, min(repeats, BOUND_COLUMNS - column))
            if value is not None or error:
                grid.beyond += self.rows * repeats - within * wide
            self._repeat(within * wide)
            for r in range(row, row + within):
                for c in range(column, column + wide):
                    if error:
                        grid.error(r, c, error)
                    else:
                        grid.put(r, c, value)
                    if formula:
                        grid.formulas[r, c] = formula
                    if percent:
                        grid.percent.add((r, c))
                    if left is not None:
                        grid.strike(r, c, left)
                    if raised:
                        grid.lift(r, c, raised)
                    grid.comment(r, c, note)


def _value(about: dict[str, str], text: str) -> Any:
    kind = about.get("value-type", "")
    if kind == "string":
        return about.get("string-value", text)
    if kind == "boolean":
        return truth(about.get("boolean-value", ""))
    if kind == "date":
        return iso(about.get("date-value", ""))
    if kind == "time":
        return _duration(about.get("time-value", ""))
    if kind in {"float", "percentage", "currency"} and about.get("value"):
        value = number(about["value"])
        return signed(value) if kind != "percentage" and thai.says_percent(text) else value
    return text or None


def _duration(text: str) -> time | timedelta | str:
    """A time of day, or a duration of a day and more, from a duration as ODF writes it; the text where it is none."""
    found = DURATION.fullmatch(text)
    if found is None:
        return text
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups())
    try:
        length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return text
    if text.startswith("-"):
        return -length
    return (MIDNIGHT + length).time() if length < timedelta(days=1) else length


def _count(text: str | None) -> int:
    """How often something is repeated."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Damaged(f"number {text[:20]}")
    return max(1, int(text))
