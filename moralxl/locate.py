"""Finds every input of a form in a returned workbook by its row's and column's keys, wherever it moved to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from moralxl import layout as lay
from moralxl import thai
from moralxl.fields import Typed, is_blank, typed_text
from moralxl.form import FormRow, FormSheet, form_sheets
from moralxl.layout import Field, Layout
from moralxl.model import Finding, Source
from moralxl.read import RawSheet, RawWorkbook


@dataclass(frozen=True, slots=True)
class OnSheet:
    """A data sheet of a form as it came back."""

    form: FormSheet
    sheet: RawSheet
    columns: list[str]  # their names, from the key row
    at: dict[str, int]  # the column that has each name: of copies, the first
    rows: dict[str, list[int]]  # the rows that have a key, from 0
    in_place: bool  # the columns stand where they were written
    unmoved: bool  # so do the columns and the rows with inputs
    filled: dict[tuple[int, int], Typed] = field(default_factory=dict)  # inputs that hold something, by place

    def inputs(self) -> Iterator[tuple[Field, int, int]]:
        """Every input that is there, with its row and column; of copied rows, the first."""
        for key, row in self.form.rows.items():
            numbers = self.rows.get(key)
            for name, input_ in row.fields.items():
                if numbers and name in self.at:
                    yield input_, numbers[0], self.at[name]


def data_sheet(sheet: RawSheet) -> str:
    """Which of our data sheets a sheet is, by the token in its corner; "" for none."""
    parsed = lay.parse_token(typed_text(sheet.at(lay.KEY_ROW, lay.KEY_COLUMN)))
    return parsed[1] if parsed else ""


def event_rows(raw: RawWorkbook) -> int:
    """The number of the last row of the event log that a workbook has."""
    keys = [row[0] for sheet in raw.sheets if data_sheet(sheet) == lay.EVENTS for row in sheet.rows if row]
    numbers = [key[2:] for key in keys if isinstance(key, str) and key.startswith("ev")]
    return max((int(number) for number in numbers if number.isdecimal() and len(number) < 4), default=0)


def locate(made: Layout, raw: RawWorkbook, file: str) -> tuple[list[OnSheet], list[Finding]]:
    """Find the form's data sheets and the filled inputs on them; the findings tell what is missing or there twice."""
    copies: dict[str, list[RawSheet]] = {}
    for sheet in raw.sheets:
        name = data_sheet(sheet)
        if name:
            copies.setdefault(name, []).append(sheet)
    found: list[OnSheet] = []
    findings: list[Finding] = []
    for name, form in form_sheets(made).items():
        title = lay.SHEET_TITLES[name]
        several = copies.get(name, [])
        if not several:
            findings.append(Finding("form-sheet-missing", Source(file), args={"sheet": title}))
            continue
        # of copies, the one that still has the form's own name is the original
        sheet = next((s for s in several if s.name == title), several[0])
        args = {"other": sheet.name}
        findings += [Finding("form-sheet-twice", Source(file, s.name), args=args) for s in several if s is not sheet]
        here = _on_sheet(form, sheet)
        findings += _fill(here, file)
        found.append(here)
    return found, findings


def _on_sheet(form: FormSheet, sheet: RawSheet) -> OnSheet:
    rows: dict[str, list[int]] = {}
    for number, line in enumerate(sheet.rows):
        if line and line[lay.KEY_COLUMN]:
            rows.setdefault(typed_text(line[lay.KEY_COLUMN]), []).append(number)
    columns = [typed_text(name) for name in sheet.rows[lay.KEY_ROW]]
    at = {name: place for place, name in reversed([*enumerate(columns)])}
    in_place = tuple(columns[1 : len(form.columns)]) == form.columns[1:]
    unmoved = in_place and all(rows.get(key, (-1,))[0] == row.row for key, row in form.rows.items() if row.inputs)
    return OnSheet(form, sheet, columns, at, rows, in_place, unmoved)


def _fill(here: OnSheet, file: str) -> Iterator[Finding]:
    """Gather the filled inputs; the findings tell of rows and columns that are missing, and of rows that differ."""
    at, sheet = here.at, here.sheet
    told: set[str] = set()
    odd = {row for row, column in (*sheet.errors, *sheet.formulas) if column in here.form.inputs}
    for key, row in here.form.rows.items():
        numbers = here.rows.get(key)
        if numbers and here.in_place and numbers[0] not in odd and _is_empty(here, row, numbers):
            continue
        for name, input_ in row.fields.items():
            column = at.get(name)
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


def _is_empty(here: OnSheet, row: FormRow, numbers: list[int]) -> bool:
    """Whether a row's inputs are plainly empty, as those of most rows of the event log are."""
    line = here.sheet.rows[numbers[0]]
    return len(numbers) == 1 and all(column >= len(line) or line[column] is None for column in row.inputs)


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
