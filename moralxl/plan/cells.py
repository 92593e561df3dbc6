"""A plan's tables as cells of text, read alike from a workbook and from a folder of CSV files."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from moralxl import thai
from moralxl.layout import a1
from moralxl.model import Finding, Source
from moralxl.plan.tables import BY_NAME, TABLES, Table

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MOST_BYTES = 64 << 20  # of the file; a plan has some 60 KB
MOST_INFLATED = 512 << 20  # of the workbook's members together, as they declare it
KEYS = frozenset(f"{table.name}.{column.key}" for table in TABLES for column in table.columns)
MOST_COLUMNS = 200  # columns further out are the user's own


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, cleaned, and where it stood.

    Dates are ISO in the Buddhist era, percentages end in %, ticks are yes or no.
    """

    text: str
    source: Source
    formula: bool = False  # the text is a formula's, as the workbook has it


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it was found: its file and sheet, and its rows that are not blank, by column key."""

    source: Source
    rows: tuple[Mapping[str, Cell], ...]


Line = dict[int, Cell]  # a row's cells that are not blank, by column from 0
Grids = dict[str, Grid]


def read_folder(folder: Traversable) -> tuple[Grids, list[Finding]]:
    """Read the tables from `<table>.csv` files: UTF-8, the columns' keys in the first row."""
    grids: Grids = {}
    findings: list[Finding] = []
    for table in TABLES:
        file = folder.joinpath(f"{table.name}.csv")
        source = Source(file=file.name)
        if not file.is_file():
            findings += [] if table.optional else [_table_missing(table, source)]
            continue
        try:
            text = file.read_bytes().decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except UnicodeDecodeError:
            findings.append(Finding("plan-not-utf8", source))
            continue
        except csv.Error:
            findings.append(Finding("plan-unreadable", source))
            continue
        lines = [_line(source, number, row) for number, row in enumerate(rows)]
        head = lines[0] if lines else {}
        columns = {index: cell.text.casefold() for index, cell in head.items()}
        grids[table.name], found = _grid(table, source, columns, head, enumerate(lines[1:], start=1))
        findings += found
    return grids, findings


def read_book(data: bytes, file: str) -> tuple[Grids, list[Finding]]:
    """Read the tables from a workbook's bytes. What cannot be opened is a finding, whatever is wrong with it."""
    lines_of = _open(data, file)
    if lines_of is None:
        return {}, [Finding("plan-unreadable", Source(file))]
    grids: Grids = {}
    findings: list[Finding] = []
    for title, lines in lines_of:
        source = Source(file, title)
        place = _keys(lines)
        if place is None:
            continue
        table, at, columns = place
        if table.name in grids:
            args = {"table": table.title, "first": grids[table.name].source.sheet}
            findings.append(Finding("plan-table-twice", source, args=args))
            continue
        rest = [(number, line) for number, line in enumerate(lines[at + 1 :], start=at + 1) if line]
        if rest and _is_heading(table, columns, rest[0][1]):
            del rest[0]
        grids[table.name], found = _grid(table, source, columns, lines[at], iter(rest))
        findings += found
    if not grids:
        return {}, [Finding("plan-unreadable", Source(file))]
    # a sheet of that name without keys is one whose keys were lost, and what stands in it must not go unread
    titles = {title for title, _ in lines_of}
    expected = [table for table in TABLES if not table.optional or table.title in titles]
    findings += [_table_missing(table, Source(file)) for table in expected if table.name not in grids]
    return grids, findings


def _open(data: bytes, file: str) -> list[tuple[str, list[Line]]] | None:
    """The sheets' names and lines; None where the file cannot be opened as an xlsx workbook."""
    import openpyxl

    if len(data) > MOST_BYTES:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_INFLATED:
                return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of the workbook that hold no cells
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
            sheets = []
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what the file says of its extent may be false
                rows = sheet.iter_rows(max_col=MOST_COLUMNS)
                source = Source(file, sheet.title)
                sheets.append((sheet.title, [_line(source, n, row) for n, row in enumerate(rows)]))
            book.close()
    except Exception:  # noqa: BLE001 - openpyxl raises many kinds for a broken file; each is the file's fault
        return None
    return sheets


def _text(cell: Any) -> str:
    """A workbook cell's value as it would be written in a CSV table."""
    value = cell.value
    if cell.data_type == "f":
        return str(getattr(value, "text", value))  # an array formula is an object that has it
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        percent = "%" in (cell.number_format or "")
        shown = value * 100 if percent else value
        return f"{shown:.12g}" + ("%" if percent else "")
    if isinstance(value, date):  # a year typed in the Buddhist era may be stored as it was typed
        return f"{value.year if value.year >= 2400 else value.year + 543}-{value:%m-%d}"
    return "" if value is None else str(value)


def _line(source: Source, number: int, row: Iterable[Any]) -> Line:
    """Make a line of a row's cells, or of its texts; `number` counts from 0."""
    line: Line = {}
    for index, cell in enumerate(row):
        text = cell if isinstance(cell, str) else _text(cell)
        cleaned = thai.clean(text.replace("\r\n", "\n")) if text else ""
        if cleaned:
            formula = not isinstance(cell, str) and cell.data_type == "f"
            line[index] = Cell(cleaned, Source(source.file, source.sheet, a1(number, index)), formula)
    return line


def _keys(lines: list[Line]) -> tuple[Table, int, dict[int, str]] | None:
    """Find the row of keys such as `measures.target`: the table, the row from 0, its columns' keys."""
    for at, line in enumerate(lines):
        named = {index: cell.text.split(".") for index, cell in line.items() if cell.text in KEYS}
        if named:
            table = next(iter(named.values()))[0]
            return BY_NAME[table], at, {index: key for index, (of, key) in named.items() if of == table}
    return None


def holds_tables(rows: Iterable[Sequence[Any]]) -> bool:
    """Whether a sheet's rows hold a table of a plan: a row of its keys, such as `measures.target`."""
    for row in rows:
        named = Counter(value.split(".")[0] for value in row if isinstance(value, str) and value in KEYS)
        if named and max(named.values()) >= 2:
            return True
    return False


def _is_heading(table: Table, columns: Mapping[int, str], line: Line) -> bool:
    """Whether the row under the keys is the row of headings, which may have been deleted or partly renamed."""
    headings = {column.key: column.heading for column in table.columns}
    return any(i in line and line[i].text == headings.get(key) for i, key in columns.items())


def _grid(
    table: Table, source: Source, columns: Mapping[int, str], head: Line, lines: Iterator[tuple[int, Line]]
) -> tuple[Grid, list[Finding]]:
    """Take a table's declared columns out of its lines; columns of other names are left alone."""
    findings: list[Finding] = []
    place: dict[str, int] = {}
    for index, key in columns.items():
        if key in place:
            args = {"first": head[place[key]].source.cell, "column": key}
            findings.append(Finding("plan-column-twice", head[index].source, args=args))
        place.setdefault(key, index)
    for column in table.columns:
        if column.key not in place and not column.optional:
            args = {"table": table.title, "column": column.key}
            findings.append(Finding("plan-column-missing", source, column.heading, args=args))
    rows = []
    for number, line in lines:
        row = {
            column.key: line.get(place[column.key])
            or Cell("", Source(source.file, source.sheet, a1(number, place[column.key])))
            for column in table.columns
            if column.key in place
        }
        row |= {column.key: Cell("", source) for column in table.columns if column.optional and column.key not in place}
        if any(cell.text for cell in row.values()):
            rows.append(row)
    return Grid(source, tuple(rows)), findings


def _table_missing(table: Table, source: Source) -> Finding:
    return Finding("plan-table-missing", source, args={"table": table.title, "name": table.name})
