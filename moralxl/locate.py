"""Finds every input of a form in a returned workbook by its row's and column's keys, wherever it moved to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from moralxl import layout as lay
from moralxl import thai
from moralxl.fields import Typed, is_blank, typed_text
from moralxl.form import FormRow, FormSheet, form_sheets
from moralxl.layout import Field, Layout
from moralxl.model import Finding, Identity, Source
from moralxl.read import RawSheet, RawWorkbook

NEAR = (30, 10)  # rows and columns in which the keys are looked for, as some may have been put in front of them
NEVER_KEYED = frozenset({lay.IDENTITY_SHEET, lay.LISTS_SHEET, lay.SHEET_TITLES[lay.GUIDE]})


class Corner(NamedTuple):
    """Where the token of one of our data sheets stands, which is in its row and column of keys, and what it says."""

    row: int
    column: int
    identity: Identity
    name: str  # of the data sheet


@dataclass(frozen=True, slots=True)
class OnSheet:
    """A data sheet of a form as it came back."""

    form: FormSheet
    sheet: RawSheet
    corner: Corner
    columns: list[str]  # their names, from the key row; "" before the column of keys
    at: dict[str, int]  # the column that has each name: of copies, the first
    rows: Mapping[str, list[int]]  # the rows that have a key, from 0
    in_place: bool  # the columns stand where they were written
    unmoved: bool  # so do the columns and the rows with inputs
    as_written: bool  # so does every key of a row, and there are no others
    filled: dict[tuple[int, int], Typed] = field(default_factory=dict)  # inputs that hold something, by place

    def inputs(self) -> Iterator[tuple[Field, int, int]]:
        """Every input that is there, with its row and column; of copied rows, the first."""
        for key, row in self.form.rows.items():
            numbers = self.rows.get(key)
            for name, input_ in row.fields.items():
                if numbers and name in self.at:
                    yield input_, numbers[0], self.at[name]


def corner_of(sheet: RawSheet) -> Corner | None:
    """The corner of a sheet that is one of our data sheets; None for any other."""
    said = lay.parse_token(typed_text(sheet.at(lay.KEY_ROW, lay.KEY_COLUMN)))
    if said:
        return Corner(lay.KEY_ROW, lay.KEY_COLUMN, *said)
    if sheet.name in NEVER_KEYED:
        return None
    for row, line in enumerate(sheet.rows[: NEAR[0]]):
        for column, value in enumerate(line[: NEAR[1]]):
            if isinstance(value, str) and (said := lay.parse_token(value)):
                return Corner(row, column, *said)
    return None


def event_rows(raw: RawWorkbook) -> int:
    """The number of the last row of the event log that a workbook has."""
    keys = [
        line[corner.column]
        for sheet in raw.sheets
        if (corner := corner_of(sheet)) and corner.name == lay.EVENTS
        for line in sheet.rows
        if len(line) > corner.column
    ]
    numbers = [key[2:] for key in keys if isinstance(key, str) and key.startswith("ev")]
    return max((int(number) for number in numbers if number.isdecimal() and len(number) < 4), default=0)


def locate(made: Layout, raw: RawWorkbook, file: str) -> tuple[list[OnSheet], list[Finding]]:
    """Find the form's data sheets and the filled inputs on them; the findings tell what is missing or there twice."""
    copies: dict[str, list[tuple[RawSheet, Corner]]] = {}
    for sheet in raw.sheets:
        corner = corner_of(sheet)
        if corner:
            copies.setdefault(corner.name, []).append((sheet, corner))
    found: list[OnSheet] = []
    findings: list[Finding] = []
    for name, form in form_sheets(made).items():
        title = lay.SHEET_TITLES[name]
        several = copies.get(name, [])
        if not several:
            findings.append(Finding("form-sheet-missing", Source(file), args={"sheet": title}))
            continue
        # of copies, the one that still has the form's own name is the original
        sheet, corner = next((each for each in several if each[0].name == title), several[0])
        args = {"other": sheet.name}
        findings += [Finding("form-sheet-twice", Source(file, s.name), args=args) for s, _ in several if s is not sheet]
        here = _on_sheet(form, sheet, corner)
        findings += _fill(here, file)
        found.append(here)
    return found, findings


def _on_sheet(form: FormSheet, sheet: RawSheet, corner: Corner) -> OnSheet:
    first = corner.column
    columns = [""] * first + [typed_text(name) for name in sheet.rows[corner.row][first:]]
    at = {name: place for place, name in reversed([*enumerate(columns)])}
    in_place = first == lay.KEY_COLUMN and tuple(columns[1 : len(form.columns)]) == form.columns[1:]
    keys = [line[first] if len(line) > first else None for line in sheet.rows]
    keys[corner.row] = None
    end = len(form.keys)
    if in_place and keys[:end] == form.keys and not any(keys[end:]):
        return OnSheet(form, sheet, corner, columns, at, form.places, in_place, unmoved=True, as_written=True)
    rows: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        if key:
            rows.setdefault(typed_text(key), []).append(number)
    unmoved = in_place and all(rows.get(key, (-1,))[0] == row.row for key, row in form.rows.items() if row.inputs)
    return OnSheet(form, sheet, corner, columns, at, rows, in_place, unmoved, as_written=False)


def _fill(here: OnSheet, file: str) -> Iterator[Finding]:
    """Gather the filled inputs; the findings tell of rows and columns that are missing, and of rows that differ."""
    sheet, told = here.sheet, set[str]()
    odd = {row for row, column in (*sheet.errors, *sheet.formulas) if column in here.form.inputs}
    for key, row in here.form.rows.items():
        if not row.fields:
            continue
        numbers = here.rows.get(key, [])
        if len(numbers) == 1 and here.in_place and numbers[0] not in odd:
            _fill_plainly(here, row, numbers[0], file)
        else:
            yield from _fill_oddly(here, key, row, told, file)


def _fill_oddly(here: OnSheet, key: str, row: FormRow, told: set[str], file: str) -> Iterator[Finding]:
    """Take the inputs of any row; `told` are the rows and columns whose absence has been told of."""
    sheet, numbers = here.sheet, here.rows.get(key, [])
    for name, input_ in row.fields.items():
        column = here.at.get(name)
        if column is None:
            if name not in told:
                told.add(name)
                label = input_.label if input_.event_row else "ข้อมูลที่กรอก"
                args = {"sheet": sheet.name, "column": label}
                yield Finding("form-column-missing", Source(file, sheet.name), args=args)
        elif not numbers:
            if key not in told:
                told.add(key)
                yield Finding("form-row-missing", Source(file, sheet.name), args={"label": input_.where})
        elif len(numbers) > 1:
            yield from _fill_from(here, input_, [(number, column) for number in numbers], file)
        elif _is_filled(sheet, numbers[0], column):
            place = numbers[0], column
            here.filled[place] = typed_in(input_, sheet, *place, file)


def _fill_plainly(here: OnSheet, row: FormRow, number: int, file: str) -> None:
    """Take the inputs of a row that stands once, in the form's columns, without errors or formulas among them."""
    sheet = here.sheet
    line = sheet.rows[number]
    if line == row.blank:  # as most rows of the event log are
        return
    length = len(line)
    for column, input_ in zip(row.inputs, row.fields.values(), strict=True):
        if column < length and not is_blank(line[column]):
            place = number, column
            source = Source(file, sheet.name, lay.a1(number, column))
            here.filled[place] = Typed(input_, line[column], source, place, "", None, place in sheet.percent)


def _fill_from(here: OnSheet, input_: Field, places: list[tuple[int, int]], file: str) -> Iterator[Finding]:
    """Take an input whose row stands more than once, unless its copies say different things."""
    typed = [typed_in(input_, here.sheet, *place, file) for place in places if _is_filled(here.sheet, *place)]
    if len({thai.to_ascii_digits(thai.clean(t.text)) for t in typed}) > 1:
        yield typed[0].finding("form-row-twice", readings=tuple(t.text for t in typed))
    elif typed:
        here.filled[typed[0].place] = typed[0]


def _is_filled(sheet: RawSheet, row: int, column: int) -> bool:
    line = sheet.rows[row]
    value = line[column] if column < len(line) else None
    if value is not None and not is_blank(value):
        return True
    return (row, column) in sheet.errors or (row, column) in sheet.formulas


def every_input(found: Iterable[OnSheet], file: str) -> list[Typed]:
    """All inputs that were found, filled or not, in the form's order."""
    return [
        here.filled.get((row, column)) or typed_in(input_, here.sheet, row, column, file)
        for here in found
        for input_, row, column in here.inputs()
    ]


def typed_in(input_: Field, sheet: RawSheet, row: int, column: int, file: str) -> Typed:
    """What stands in an input."""
    place = (row, column)
    source = Source(file, sheet.name, lay.a1(row, column))
    error, formula = sheet.errors.get(place, ""), sheet.formulas.get(place)
    return Typed(input_, sheet.at(row, column), source, place, error, formula, place in sheet.percent)
