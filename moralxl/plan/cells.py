"""A plan's tables as cells of text, read alike from a workbook and from a folder of CSV files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from moralxl import thai
from moralxl.fields import DOTTED
from moralxl.layout import a1
from moralxl.messages.message import Told, first_of
from moralxl.model import Finding, Source
from moralxl.plan.tables import BY_NAME, TABLES, Table
from moralxl.read import RawSheet, read_workbook

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

KEYS = frozenset(f"{table.name}.{column.key}" for table in TABLES for column in table.columns)
EXCEL_SHORT_YEARS = range(1930, 2000)  # CE, which Excel makes of the years 30 to 99
TOLD = 5  # cells that one finding names
ALIKE = 0.8  # how much of a name is that of a key which it misspells: "bond" and "bound" share 0.89


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, cleaned, and where it stood.

    Dates are ISO in the Buddhist era, percentages end in %, ticks are yes or no.
    """

    text: str
    source: Source
    formula: bool = False  # the text is a formula's, as the workbook has it
    struck: bool = False  # it is struck through, or a part of it


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
            findings.append(Finding("plan-csv-unreadable", source))
            continue
        lines = [_line(source, number, row) for number, row in enumerate(rows)]
        head = lines[0] if lines else {}
        known = {column.key for column in table.columns}
        columns = {index: key for index, cell in head.items() if (key := cell.text.casefold()) in known}
        lost = _lost(table, source, columns, (0, head), head)
        grids[table.name], found = _grid(table, source, columns, head, enumerate(lines[1:], start=1), lost)
        findings += found
    return grids, findings


def read_book(data: bytes, file: str) -> tuple[Grids, list[Finding]]:
    """Read the tables from a workbook's bytes. What cannot be opened is a finding, whatever is wrong with it."""
    book, _ = read_workbook(data, file)
    if book is None:
        return {}, [Finding("plan-unreadable", Source(file))]
    grids: Grids = {}
    findings: list[Finding] = []
    for sheet in book.sheets:
        source = Source(file, sheet.name)
        lines = _lines(source, sheet)
        place = _keys(lines)
        if place is None:
            continue
        table, at, columns = place
        if table.name in grids:
            args = {"table": table.title, "first": grids[table.name].source.sheet}
            findings.append(Finding("plan-table-twice", source, args=args))
            continue
        if sheet.beyond or sheet.cut:
            findings.append(Finding("plan-table-too-far", source, args={"table": table.title}))
        rest = [(number, line) for number, line in enumerate(lines[at + 1 :], start=at + 1) if line]
        headings = rest.pop(0)[1] if rest and _is_heading(table, columns, rest[0][1]) else {}
        lost = _lost(table, source, columns, (at, lines[at]), headings)
        grids[table.name], found = _grid(table, source, columns, lines[at], iter(rest), lost)
        findings += found
    if not grids:
        return {}, [Finding("plan-unreadable", Source(file))]
    # a sheet of that name without keys is one whose keys were lost, and what stands in it must not go unread
    titles = {sheet.name for sheet in book.sheets}
    expected = [table for table in TABLES if not table.optional or table.title in titles]
    findings += [_table_missing(table, Source(file)) for table in expected if table.name not in grids]
    return grids, findings


def _lines(source: Source, sheet: RawSheet) -> list[Line]:
    """The lines of a workbook's sheet, as a CSV table would have them; a formula's text instead of what it gave."""
    percent = sheet.percent
    lines = [
        _line(source, row, (_text(value, percent=(row, column) in percent) for column, value in enumerate(values)))
        for row, values in enumerate(sheet.rows)
    ]
    for places, formula in ((sheet.errors, False), (sheet.formulas, True)):
        for (row, column), text in places.items():
            lines += [{} for _ in range(row + 1 - len(lines))]
            lines[row][column] = Cell(f"={text}" if formula else text, _at(source, row, column), formula)
    for row, column in sheet.struck:
        if row < len(lines) and column in lines[row]:
            lines[row][column] = replace(lines[row][column], struck=True)
    return lines


def _text(value: object, *, percent: bool) -> str:
    """A workbook cell's value as it would be written in a CSV table."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        number = f"{value * 100 if percent else value:.12g}"
        number += "0" * bool(DOTTED.fullmatch(number))  # a text of 1.234 may be 1234 or not
        return f"{number}%" if percent else number
    if isinstance(value, date):
        if value.year in EXCEL_SHORT_YEARS:  # 15/4/67 as it was typed, which is read as any text is
            return f"{value.day}/{value.month}/{value:%y}"
        # a year typed in the Buddhist era may be stored as it was typed
        return f"{value.year if value.year >= 2400 else value.year + 543}-{value:%m-%d}"
    return "" if value is None else str(value)


def _line(source: Source, row: int, texts: Iterable[str]) -> Line:
    """Make a line of a row's texts; rows count from 0."""
    cleaned = ((column, thai.clean(text.replace("\r\n", "\n"))) for column, text in enumerate(texts) if text)
    return {column: Cell(text, _at(source, row, column)) for column, text in cleaned if text}


def _at(source: Source, row: int, column: int) -> Source:
    """The place of a cell of the source's sheet."""
    return Source(source.file, source.sheet, a1(row, column))


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


def _lost(
    table: Table, source: Source, columns: Mapping[int, str], head: tuple[int, Line], headings: Line
) -> list[Finding]:
    """Tell of columns that lost their key or have it misspelt, whose data would go unread without a word.

    Their heading is that of a column which is not there, or what stands in place of their key looks like one. `head`
    is the row of keys and its number; a CSV table's are its headings, too.
    """
    row, keys = head
    prefix = f"{table.name}." if source.sheet else ""
    missing = {f"{prefix}{column.key}": column for column in table.columns if column.key not in columns.values()}
    by_heading = {column.heading: key for key, column in missing.items()}
    spelt = {name: key for key, column in missing.items() for name in (column.key, f"{table.name}.{column.key}")}
    findings = []
    args: dict[str, Any]
    for index in sorted({*keys, *headings} - {*columns}):
        typed = keys[index].text if index in keys else ""
        at = _at(source, row, index)
        key = by_heading.get(headings[index].text if index in headings else "")
        if key:
            args = {"table": table.title, "column": key}
            findings.append(Finding("plan-column-keyless", at, missing[key].heading, typed, args=args))
            continue
        name = typed.casefold().removeprefix(f"{table.name}.")
        alike = [spelt[each] for each in get_close_matches(name, spelt, 1, ALIKE)]
        if alike or typed.casefold().startswith(f"{table.name}."):
            meant = Told(f" (น่าจะเป็น {alike[0]})", f" (probably {alike[0]})") if alike else Told("", "")
            args = {"table": table.title, "meant": meant}
            findings.append(Finding("plan-column-unknown", at, typed=typed, args=args))
    return findings


def _grid(
    table: Table,
    source: Source,
    columns: Mapping[int, str],
    head: Line,
    lines: Iterator[tuple[int, Line]],
    lost: list[Finding],
) -> tuple[Grid, list[Finding]]:
    """Take a table's declared columns out of its lines; columns of other names are left alone."""
    findings = [*lost]
    args: dict[str, Any]
    keyless = {finding.label for finding in lost}
    place: dict[str, int] = {}
    for index, key in columns.items():
        if key in place:
            args = {"first": head[place[key]].source.cell, "column": key}
            findings.append(Finding("plan-column-twice", head[index].source, args=args))
        place.setdefault(key, index)
    for column in table.columns:
        if column.key not in place and not column.optional and column.heading not in keyless:
            args = {"table": table.title, "column": column.key}
            findings.append(Finding("plan-column-missing", source, column.heading, args=args))
    rows = []
    for number, line in lines:
        row = {
            column.key: line.get(place[column.key]) or Cell("", _at(source, number, place[column.key]))
            for column in table.columns
            if column.key in place
        }
        row |= {column.key: Cell("", source) for column in table.columns if column.optional and column.key not in place}
        if any(cell.text for cell in row.values()):
            rows.append(row)
        struck = [cell for cell in row.values() if cell.struck]
        if struck:
            args = {"count": len(struck), "cells": first_of([cell.source.cell for cell in struck], TOLD)}
            findings.append(Finding("plan-row-struck", struck[0].source, typed=struck[0].text, args=args))
    return Grid(source, tuple(rows)), findings


def _table_missing(table: Table, source: Source) -> Finding:
    return Finding("plan-table-missing", source, args={"table": table.title, "name": table.name})
