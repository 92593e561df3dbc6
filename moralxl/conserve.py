"""Accounts for every filled cell of a return: answers taken or found fault with, the form's own, and the rest."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from moralxl import layout as lay
from moralxl import thai
from moralxl.fields import formula_text, is_blank, typed_text
from moralxl.filling import TASKS, read_sent
from moralxl.form import FormRow
from moralxl.layout import Field, Layout
from moralxl.locate import Corner, OnSheet, corner_of, typed_in
from moralxl.messages.message import first_of
from moralxl.model import Finding, Ledger, Source
from moralxl.read import RawSheet, RawWorkbook
from moralxl.template import guide, tasks

HIDDEN_SHEETS = frozenset({lay.IDENTITY_SHEET, lay.LISTS_SHEET})
TOLD = 5  # cells that one finding names
FEW = 8  # changed texts that a clerk may have changed; more come from a plan that changed


@dataclasses.dataclass(frozen=True, slots=True)
class Stray:
    """A cell that is no input and not as the form has it: what it says, and what the form says there."""

    row: int
    column: int
    text: str  # "" where the form's wording was erased
    was: str | None  # None: the form has nothing there


@dataclasses.dataclass(slots=True)
class Count:
    """A sheet's filled cells: how many, how many of them the form's own, and which are neither that nor inputs."""

    filled: int = 0
    form: int = 0
    strays: list[Stray] = dataclasses.field(default_factory=list)


def account(
    made: Layout, raw: RawWorkbook, found: Iterable[OnSheet], taken: Iterable[bool], file: str
) -> tuple[Ledger, list[Finding]]:
    """Count a return's filled cells; `taken` says for each answered cell whether its value was taken.

    The findings tell of values outside the form, changed wording, moved inputs, added and renamed sheets, inputs
    that are hidden or merged.
    """
    data = {id(here.sheet): here for here in found}
    findings: list[Finding] = []
    valued = form = outside = 0
    for sheet in raw.sheets:
        here, corner = data.get(id(sheet)), corner_of(sheet)
        if here:
            count = _against_form(here)
            misplaced = _labels_moved(here, count.strays)
            findings += [*_moved(here, file), *_covered(here, file), *_misplaced_findings(here, misplaced, file)]
            count.strays = [stray for stray in count.strays if stray not in misplaced]
        elif _is_guide(made, sheet):
            count = _against_guide(made, sheet)
        elif corner and corner.name == TASKS:
            count = _against_tasks(sheet, corner, read_sent(raw).listed)
        else:
            own = sheet.name in HIDDEN_SHEETS
            count = _told_apart(sheet, lambda *_, own=own: own)
        if here or _is_guide(made, sheet) or corner:
            findings += _stray_findings(sheet, corner.row if corner else lay.KEY_ROW, count.strays, file)
        elif count.strays:
            findings.append(_added(sheet, count.strays, file))
        valued += count.filled
        form += count.form
        outside += sum(stray.was is None for stray in count.strays)
    answered = list(taken)
    accepted = sum(answered)
    return Ledger(valued, accepted, len(answered) - accepted, form, outside), findings


# --- what is filled, and what of it the form has --------------------------------------------------


def _told_apart(sheet: RawSheet, is_own: Callable[[int, int, str, object], bool]) -> Count:
    """The cells of a sheet without inputs; `is_own` says by row, column, text and value which are the form's."""
    count = Count()
    rows = sheet.rows
    valued = {(r, c) for r, line in enumerate(rows) for c, value in enumerate(line) if not is_blank(value)}
    for row, column in sorted(valued | sheet.errors.keys() | sheet.formulas.keys()):
        value = sheet.at(row, column)
        text = _text(sheet, row, column, value)
        if not is_own(row, column, text, value):
            count.filled += 1
            count.strays.append(Stray(row, column, text, None))
        elif (row, column) in valued or (row, column) in sheet.errors:  # not the form's own formula, never computed
            count.filled += 1
            count.form += 1
    return count


def _is_guide(made: Layout, sheet: RawSheet) -> bool:
    return sheet.name == lay.SHEET_TITLES[lay.GUIDE] or sheet.at(0, guide.NUMBER) == guide.title(made)


def _against_guide(made: Layout, sheet: RawSheet) -> Count:
    """The cells of the guide, which has no inputs: whatever is not its own wording is a stray."""
    known = guide.guide_texts(made)
    values = [value for line in sheet.rows for value in line if value is not None]
    if known.issuperset(values) and not sheet.errors and sheet.formulas.keys() <= guide.formula_places(made):
        return Count(len(values), len(values))  # as almost always

    def is_own(row: int, column: int, _: str, value: object) -> bool:
        # a program that keeps no formulas keeps their values
        computed = not sheet.formulas or (row, column) in sheet.formulas
        line = sheet.rows[row] if row < len(sheet.rows) else []
        if value in known or (computed and column in guide.computed_columns(line)):
            return True
        return guide.says_deadline(made, value)

    return _told_apart(sheet, is_own)


def _against_tasks(sheet: RawSheet, corner: Corner, listed: frozenset[str]) -> Count:
    """The cells of the list of what is to be mended: whatever the form does not record as listed is a stray."""
    computed = {corner.column + tasks.LINK, corner.column + tasks.STATE}

    def is_own(row: int, column: int, text: str, value: object) -> bool:
        if (row, column) == corner[:2] or thai.clean(text) in listed:
            return True
        return value is None and (row, column) in sheet.formulas and column in computed

    return _told_apart(sheet, is_own)


def _against_form(here: OnSheet) -> Count:
    """The cells of a data sheet, row by row beside the form's."""
    sheet, form, keys, count = here.sheet, here.form, here.corner.column, Count()
    as_written = here.as_written and sheet.formulas.keys() == form.computed
    odd = {row for row, _ in sheet.errors} if as_written else _odd_rows(here)
    reach = form.reach if as_written else _reach(sheet)
    for number in range(max(len(sheet.rows), 1 + max(reach, default=-1))):  # a formula may stand below all values
        line = sheet.rows[number] if number < len(sheet.rows) else []
        row = form.rows.get(line[keys]) if len(line) > keys else None
        if number == here.corner.row:
            named = sum(not is_blank(value) for value in line)
            count.filled += named
            count.form += named
        elif row and line == row.blank and here.in_place and number not in odd:
            count.filled += 1 + len(row.own)
            count.form += 1 + len(row.own)
        elif row is None or not here.in_place or number in odd or not _as_sent(here, row, number, line, count):
            _by_cell(here, row, number, max(len(line), 1 + reach.get(number, 0)), count)
    return count


def _as_sent(here: OnSheet, row: FormRow, number: int, line: list[Any], count: Count) -> bool:
    """Count a row in which nothing but inputs differs from the form; False, counting nothing, for any other."""
    length, own = len(line), 1 + len(row.own)
    rest, answered, results = line[:], 0, 0
    for column in row.inputs:
        if column < length and line[column] is not None:
            if (number, column) not in here.filled:
                return False
            rest[column] = None
            answered += 1
    for column in row.computed:
        if column < length and line[column] is not None:
            rest[column] = None
            results += 1
    if rest[: len(row.blank)] != row.blank or length - rest.count(None) != own:
        return False
    count.filled += own + answered + results
    count.form += own + results
    return True


def _reach(sheet: RawSheet) -> dict[int, int]:
    """By row the last column that has a formula."""
    reach: dict[int, int] = {}
    for number, column in sheet.formulas:
        reach[number] = max(column, reach.get(number, 0))
    return reach


def _odd_rows(here: OnSheet) -> set[int]:
    """Rows with errors, with formulas where the form has none, with values where it has formulas, and copied rows."""
    sheet, rows, keys = here.sheet, here.form.rows, here.corner.column
    odd = {number for number, _ in sheet.errors}
    odd.update(number for numbers in here.rows.values() if len(numbers) > 1 for number in numbers)
    names = dict(enumerate(here.columns))
    for number, column in sheet.formulas:
        line = sheet.rows[number] if number < len(sheet.rows) else []
        row = rows.get(line[keys]) if len(line) > keys else None
        if row is None or names.get(column, "") not in row.results:
            odd.add(number)
    if sheet.formulas:  # a program that keeps none of them keeps their values
        for key, row in rows.items():
            for number in here.rows.get(key, ()):
                line = sheet.rows[number]
                for column in row.computed:
                    if column < len(line) and line[column] is not None and (number, column) not in sheet.formulas:
                        odd.add(number)
    return odd


def _by_cell(here: OnSheet, row: FormRow | None, number: int, length: int, count: Count) -> None:
    """Look at a row cell by cell, up to its last one that has a value or a formula."""
    sheet, seen = here.sheet, set()
    line = sheet.rows[number] if number < len(sheet.rows) else []
    for column in range(length):
        value = line[column] if column < len(line) else None
        name = here.columns[column] if column < len(here.columns) else ""
        computed = bool(row and name in row.results and ((number, column) in sheet.formulas or not sheet.formulas))
        # a formula that was never computed has no value, but somebody typed it, unless it is the form's own
        if not _is_filled(sheet, number, column, value) and (computed or (number, column) not in sheet.formulas):
            continue
        count.filled += 1
        seen.add(name)
        if (number, column) in here.filled:
            continue
        was = row.texts.get(name) if row else None
        text = _text(sheet, number, column, value)
        if column == here.corner.column or computed or (was is not None and thai.clean(text) == _clean(was)):
            count.form += 1
            continue
        count.form += was is not None
        count.strays.append(Stray(number, column, text, None if was is None else typed_text(was)))
    at = here.at
    for name, was in row.texts.items() if row else ():
        if name not in seen and name in at:
            count.strays.append(Stray(number, at[name], "", typed_text(was)))


def _clean(was: str | float) -> str:
    return thai.clean(typed_text(was))


def _is_filled(sheet: RawSheet, row: int, column: int, value: object) -> bool:
    if value is None or value == "":
        return (row, column) in sheet.errors
    return not is_blank(value)


def _text(sheet: RawSheet, row: int, column: int, value: object) -> str:
    formula = sheet.formulas.get((row, column))
    shown = typed_text(value) or sheet.errors.get((row, column), "")
    return shown if shown or formula is None else formula_text(formula)


# --- findings -------------------------------------------------------------------------------------


def _labels_moved(here: OnSheet, strays: list[Stray]) -> list[Stray]:
    """The wording of other inputs that stands beside answers now: whose answers these are cannot be known."""
    changed = [stray for stray in strays if stray.was is not None]
    rows = [row for row in here.form.rows.values() if row.fields] if changed else []
    wording = {_clean(text) for row in rows for text in row.texts.values()}
    answered = {row for row, _ in here.filled}
    return [stray for stray in changed if stray.row in answered and thai.clean(stray.text) in wording]


def _misplaced_findings(here: OnSheet, strays: list[Stray], file: str) -> Iterator[Finding]:
    for stray in strays:
        source = Source(file, here.sheet.name, lay.a1(stray.row, stray.column))
        yield Finding("form-wording-moved", source, typed=stray.text, args={"was": stray.was})


def _stray_findings(sheet: RawSheet, names: int, strays: list[Stray], file: str) -> Iterator[Finding]:
    """What is told of the strays on one of the form's sheets, whose columns' names are in the row `names`."""
    changed = [stray for stray in strays if stray.was is not None]
    for stray in changed[:1] if len(changed) > FEW else changed:
        source = Source(file, sheet.name, lay.a1(stray.row, stray.column))
        code = "form-wording-differs" if len(changed) > FEW else "form-wording-changed"
        yield Finding(code, source, typed=stray.text, args={"was": stray.was, "count": len(changed)})
    outside = [stray for stray in strays if stray.was is None]
    headed: dict[int, set[str]] = {}
    for stray in outside:
        headed.setdefault(stray.row, set()).add(typed_text(sheet.at(names, stray.column)))
    # columns of the log alone: an event below or between its rows
    events = {row for row, names in headed.items() if {"activity", "date"} <= names}
    for code, told in (
        ("event-outside-log", [stray for stray in outside if stray.row in events]),
        ("form-outside", [stray for stray in outside if stray.row not in events]),
    ):
        if told:
            source = Source(file, sheet.name, lay.a1(told[0].row, told[0].column))
            args = {"count": len(told), "cells": listed(told)}
            yield Finding(code, source, typed=told[0].text, args=args)


def listed(strays: Iterable[Stray]) -> str:
    """The first of some cells, with what they say."""
    return first_of([f"{lay.a1(s.row, s.column)} “{' '.join(s.text.split())[:40]}”" for s in strays], TOLD)


def _added(sheet: RawSheet, strays: list[Stray], file: str) -> Finding:
    """A sheet that is not the form's, with what it holds."""
    first = lay.a1(strays[0].row, strays[0].column)
    args = {"count": len(strays), "cells": listed(strays)}
    return Finding("form-sheet-added", Source(file, sheet.name, first), args=args)


def _moved(here: OnSheet, file: str) -> Iterator[Finding]:
    """Rows or columns put in, taken out or sorted, and a new name of the sheet: harmless, as keys are read."""
    sheet, title = here.sheet, lay.SHEET_TITLES[here.form.name]
    inputs = () if here.unmoved else here.inputs()
    moved = [(row, column, field) for field, row, column in inputs if (row, column) != (field.row, field.column)]
    if moved:
        row, column, first = min(moved, key=lambda each: each[:2])
        args = {"count": len(moved), "was": first.cell}
        yield Finding("form-moved", Source(file, sheet.name, lay.a1(row, column)), first.where, args=args)
    if sheet.name != title:
        yield Finding("form-sheet-renamed", Source(file, sheet.name), args={"was": title})


def _covered(here: OnSheet, file: str) -> Iterator[Finding]:
    """Filled inputs that nobody sees, hidden with their row or column; inputs merged with other cells."""
    sheet = here.sheet
    rows, columns = sheet.hidden_rows, sheet.hidden_columns
    hidden = [typed for (row, column), typed in here.filled.items() if row in rows or column in columns]
    if hidden:
        cells = [Stray(*typed.place, typed.text, None) for typed in hidden]
        yield hidden[0].finding("form-input-hidden", count=len(hidden), cells=listed(cells))
    merged = dict(_merged(here))
    if merged:
        (row, column), first = next(iter(merged.values()))
        typed = here.filled.get((row, column)) or typed_in(first, sheet, row, column, file)
        yield typed.finding("form-input-merged", area=", ".join([*merged][:TOLD]))


def _merged(here: OnSheet) -> Iterator[tuple[str, tuple[tuple[int, int], Field]]]:
    """Merged areas that hold an input: their address, and the first input's place."""
    moved: dict[int, dict[int, Field]] = {}
    for input_, row, column in () if here.unmoved else here.inputs():
        moved.setdefault(column, {})[row] = input_
    columns = here.form.inputs if here.unmoved else moved
    rows = {column: sorted(inputs) for column, inputs in columns.items()}
    for top, left, bottom, right in here.sheet.merged:
        for column, numbers in rows.items():
            if left <= column <= right:
                next_ = bisect_left(numbers, top)
                if next_ < len(numbers) and numbers[next_] <= bottom:
                    row = numbers[next_]
                    yield f"{lay.a1(top, left)}:{lay.a1(bottom, right)}", ((row, column), columns[column][row])
                    break
