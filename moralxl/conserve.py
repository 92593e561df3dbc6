"""Accounts for every filled cell of a return: answers taken or found fault with, the form's own, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from moralxl import layout as lay
from moralxl import thai
from moralxl.fields import Typed, is_blank, typed_text
from moralxl.layout import Layout
from moralxl.model import Finding, Ledger, Source
from moralxl.read import RawSheet, RawWorkbook

OWN_SHEETS = frozenset({lay.SHEET_TITLES[lay.GUIDE], lay.IDENTITY_SHEET, lay.LISTS_SHEET})
TOLD = 5  # cells that one finding names
FEW = 3  # changed texts that a clerk may have changed; more come from a plan that changed


@dataclass(frozen=True, slots=True)
class Stray:
    """A filled cell that is no input and not as the form has it: what it says, and what the form says there."""

    row: int
    column: int
    text: str
    was: str | None  # None: the form has nothing there


def account(
    made: Layout, raw: RawWorkbook, cells: Iterable[Typed], taken: Mapping[Source, bool], file: str
) -> tuple[Ledger, list[Finding]]:
    """Count a return's filled cells; `taken` says for each answered cell whether its value was taken.

    The findings tell of values outside the form, changed wording, moved inputs, added and renamed sheets, inputs
    that are hidden or merged.
    """
    inputs: dict[str, dict[tuple[int, int], Typed]] = {}
    for typed in cells:
        inputs.setdefault(typed.source.sheet, {})[typed.place] = typed
    findings: list[Finding] = []
    valued = form = outside = 0
    for sheet in raw.sheets:
        filled = list(_filled(sheet))
        valued += len(filled)
        name = _data_sheet(sheet)
        if name is None:
            if sheet.name in OWN_SHEETS:
                form += len(filled)
            elif filled:
                outside += len(filled)
                findings.append(_added(sheet, filled, file))
            continue
        here = inputs.get(sheet.name, {})
        strays = list(_strays(made, sheet, name, [place for place in filled if place not in here]))
        outside += sum(stray.was is None for stray in strays)
        form += sum(place not in here for place in filled) - sum(stray.was is None for stray in strays)
        findings += _stray_findings(sheet, strays, file)
        findings += _moved(sheet, name, here, file)
        findings += _covered(sheet, here)
    answered = sum(taken.values())
    return Ledger(valued, answered, len(taken) - answered, form, outside), findings


def _filled(sheet: RawSheet) -> Iterator[tuple[int, int]]:
    """The places of all cells that hold something."""
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            if (value is not None and value != "" and not is_blank(value)) or (row, column) in sheet.errors:
                yield row, column


def _data_sheet(sheet: RawSheet) -> str | None:
    """Which of our data sheets a sheet is, by the token in its corner."""
    parsed = lay.parse_token(typed_text(sheet.at(lay.KEY_ROW, lay.KEY_COLUMN)))
    return parsed[1] if parsed else None


def _strays(made: Layout, sheet: RawSheet, name: str, places: Iterable[tuple[int, int]]) -> Iterator[Stray]:
    """The filled cells among `places` that do not stand in the form as it was sent."""
    columns = [typed_text(value) for value in sheet.rows[lay.KEY_ROW]]
    for row, column in places:
        if row == lay.KEY_ROW or column == lay.KEY_COLUMN or (row, column) in sheet.formulas:
            continue
        column_key = columns[column] if column < len(columns) else ""
        row_key = typed_text(sheet.at(row, lay.KEY_COLUMN))
        if column_key in lay.FORMULA_COLUMNS or row_key in lay.HEAD_KEYS.values():
            continue
        text = typed_text(sheet.at(row, column)) or sheet.errors.get((row, column), "")
        was = _own_text(made, name, row_key, column_key)
        if was is None or thai.clean(text) != thai.clean(was):
            yield Stray(row, column, text, was)


def _own_text(made: Layout, name: str, row_key: str, column_key: str) -> str | None:
    """What the form has in a locked cell; None where it has nothing."""
    if name == lay.REPORT:
        line = made.by_line.get(row_key)
        return line.texts.get(column_key) if line else None
    if column_key == "number" and row_key.startswith("ev"):
        return str(int(row_key[2:]))
    return None


def _stray_findings(sheet: RawSheet, strays: list[Stray], file: str) -> Iterator[Finding]:
    changed = [stray for stray in strays if stray.was is not None]
    for stray in changed[:1] if len(changed) > FEW else changed:
        source = Source(file, sheet.name, lay.a1(stray.row, stray.column))
        code = "form-wording-differs" if len(changed) > FEW else "form-wording-changed"
        yield Finding(code, source, typed=stray.text, args={"was": stray.was, "count": len(changed)})
    outside = [stray for stray in strays if stray.was is None]
    if outside:
        first = outside[0]
        source = Source(file, sheet.name, lay.a1(first.row, first.column))
        args = {"count": len(outside), "cells": _listed((s.row, s.column, s.text) for s in outside)}
        headed = {typed_text(sheet.at(lay.KEY_ROW, stray.column)) for stray in outside}
        event = {"activity", "date"} <= headed  # columns of the log alone: an event below or between its rows
        yield Finding("event-outside-log" if event else "form-outside", source, typed=first.text, args=args)


def _listed(cells: Iterable[tuple[int, int, str]]) -> str:
    told = [f"{lay.a1(row, column)} “{' '.join(text.split())[:40]}”" for row, column, text in cells]
    return ", ".join([*told[:TOLD], *(["…"] if len(told) > TOLD else [])])


def _added(sheet: RawSheet, filled: list[tuple[int, int]], file: str) -> Finding:
    """A sheet that is not the form's, with what it holds."""
    cells = _listed((r, c, typed_text(sheet.at(r, c)) or sheet.errors.get((r, c), "")) for r, c in filled)
    first = lay.a1(*filled[0])
    return Finding("form-sheet-added", Source(file, sheet.name, first), args={"count": len(filled), "cells": cells})


def _moved(sheet: RawSheet, name: str, here: Mapping[tuple[int, int], Typed], file: str) -> Iterator[Finding]:
    """Rows or columns put in, taken out or sorted, and a new name of the sheet: harmless, as keys are read."""
    moved = [typed for place, typed in here.items() if place != (typed.field.row, typed.field.column)]
    if moved:
        first = min(moved, key=lambda typed: typed.place)
        args = {"count": len(moved), "was": first.field.cell}
        yield Finding("form-moved", first.source, first.field.where, args=args)
    if sheet.name != lay.SHEET_TITLES[name]:
        yield Finding("form-sheet-renamed", Source(file, sheet.name), args={"was": lay.SHEET_TITLES[name]})


def _covered(sheet: RawSheet, here: Mapping[tuple[int, int], Typed]) -> Iterator[Finding]:
    """Filled inputs that nobody sees: hidden, or merged with other cells."""
    for (row, column), typed in here.items():
        if not typed.blank and (row in sheet.hidden_rows or column in sheet.hidden_columns):
            yield typed.finding("form-input-hidden")
    merged: dict[str, Typed] = {}
    for top, left, bottom, right in sheet.merged:
        inside = [typed for (r, c), typed in here.items() if top <= r <= bottom and left <= c <= right]
        if inside:
            merged[f"{lay.a1(top, left)}:{lay.a1(bottom, right)}"] = inside[0]
    if merged:
        yield next(iter(merged.values())).finding("form-input-merged", area=", ".join([*merged][:TOLD]))
