"""The kinds of mistake that clerks make in a return: where each can stand, how it is made, what must be told of it.

A kind changes an openpyxl workbook at a place that chance chooses, and says which finding must name which cell.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from defect_values import TYPED, kind, role

from moralxl import layout as lay
from moralxl.conserve import FEW
from moralxl.layout import EVENTS, FIRST_ROW, GUIDE, KEY_COLUMN, REPORT, REPORT_COLUMNS, SHEET_TITLES, Field, Layout

TITLES = {name: SHEET_TITLES[name] for name in (GUIDE, REPORT, EVENTS)}
INCOMPLETE = frozenset({"form-incomplete"})


class NoPlaceError(Exception):
    """No place is left to which a kind of defect applies."""


class Hit(NamedTuple):
    """What must be told of a defect: code, sheet and cell ("" where it has none), and what may be told besides."""

    code: str  # "" where the defect does no harm and nothing need be told
    sheet: str = ""
    cell: str = ""
    besides: frozenset[str] = frozenset()


@dataclass
class Form:
    """A clean return while defects are placed in it. `taken` names what one has already touched."""

    book: Any
    layout: Layout
    answers: Mapping[str, Any]  # what stands in it, by key
    chance: random.Random
    taken: set[object] = field(default_factory=set)
    undo: list[tuple[Any, Any, str]] = field(default_factory=list)  # cells that were typed into, as they were

    def pick(self, fits: Callable[[Field], bool]) -> Field:
        """An untouched, filled input that fits; with it all that is checked together with it is taken."""
        fields = [f for f in self.layout.fields if f.key in self.answers and fits(f) and group(f) not in self.taken]
        if not fields:
            raise NoPlaceError
        found = self.chance.choice(fields)
        self.taken.add(group(found))
        return found

    def cell(self, place: Field) -> Any:
        """The workbook's cell of an input."""
        return self.book[SHEET_TITLES[place.sheet]][place.cell]

    def type(self, place: Field, value: Any, code: str, besides: Iterable[str] = ()) -> Hit:
        """Type a value into an input, of which `code` must be told."""
        cell = self.cell(place)
        self.undo.append((cell, cell.value, cell.number_format))
        cell.value = value
        return Hit(code, SHEET_TITLES[place.sheet], place.cell, frozenset(besides))

    def free(self, name: str, rows: tuple[int, int], columns: tuple[int, int]) -> Any:
        """An empty cell of a sheet, rows and columns from 1, both ends included."""
        for _ in range(200):
            cell = self.book[TITLES[name]].cell(self.chance.randint(*rows), self.chance.randint(*columns))
            merged = type(cell).__name__ != "Cell"
            if not merged and cell.value is None and (name, cell.coordinate) not in self.taken:
                self.taken.add((name, cell.coordinate))
                return cell
        raise NoPlaceError


def group(place: Field) -> object:
    """What is checked together: both halves of a ratio, a start and an end, a row of the event log."""
    if place.event_row is not None:
        return place.event_row
    if place.at_most or place.at_least:
        return place.measure
    return ("dates", place.activity) if place.role in {"started", "finished"} else place.key


def half(form: Form, place: Field) -> Field:
    """The other half of a ratio."""
    return form.layout.by_key[place.at_most or place.at_least]


def row_of(form: Form, place: Field) -> dict[str, Field]:
    """The inputs of the event log's row, by column."""
    return {f.role.removeprefix("event_"): f for f in form.layout.event_fields if f.event_row == place.event_row}


# --- what is typed into one input ------------------------------------------------------------------


def typed(name: str) -> Callable[[Form], Hit]:
    """The kind that a row of TYPED describes."""
    code, fits, values = TYPED[name]
    return lambda form: form.type(form.pick(fits), form.chance.choice(values), code)


# --- what is wrong between inputs -----------------------------------------------------------------


def numerator_over(form: Form) -> Hit:
    """A part larger than its whole."""
    part = form.pick(role("numerator"))
    over = form.answers[part.at_most] + form.chance.randint(1, 50)
    return form.type(part, over, "value-over-denominator")


def whole_too_small(form: Form) -> Hit:
    """The same, where the whole was mistyped."""
    whole = form.pick(role("denominator"))
    part = half(form, whole)
    form.cell(whole).value = form.answers[part.key] - 1
    return Hit("value-over-denominator", SHEET_TITLES[part.sheet], part.cell)


def half_missing(form: Form) -> Hit:
    """One half of a ratio left empty."""
    empty = form.pick(role("numerator", "denominator"))
    other = half(form, empty)
    form.cell(empty).value = None
    return Hit("value-half-missing", SHEET_TITLES[other.sheet], other.cell, INCOMPLETE)


def ratio_over(form: Form) -> Hit:
    """Both halves in one cell, the wrong way round."""
    part = form.pick(role("numerator"))
    form.cell(half(form, part)).value = None
    return form.type(part, form.chance.choice(("61/60", "๖๑ จาก ๖๐ คน")), "value-over-denominator", INCOMPLETE)


def ratio_differs(form: Form) -> Hit:
    """Both halves in one cell, and another whole in its own."""
    part = form.pick(role("numerator"))
    return form.type(part, f"1/{form.answers[part.at_most] + 1}", "value-ratio-differs")


def ratio_split(form: Form) -> Hit:
    """Both halves in one cell, as told in the other."""
    part = form.pick(role("numerator"))
    return form.type(part, f"1/{form.answers[part.at_most]}", "value-ratio-split")


def required_empty(form: Form) -> Hit:
    """A required input left empty, or filled with space."""
    empty = form.pick(lambda f: f.required and not f.at_most and not f.at_least)
    form.cell(empty).value = form.chance.choice((None, " ", "\u200b"))
    return Hit("form-incomplete", SHEET_TITLES[empty.sheet])


def finished_before(form: Form) -> Hit:
    """An end before its start."""
    finished = form.pick(role("finished"))
    started = form.answers[finished.key.replace("finished", "started")]
    return form.type(finished, started - timedelta(days=1), "date-finished-before-started", {"date-outside-year"})


def overspent(form: Form) -> Hit:
    """More money than the budget."""
    spent = form.pick(role("spent"))
    budget = next(a.budget for a in form.layout.activities if a.number == spent.activity)
    return form.type(spent, (budget or 0) + form.chance.randint(1, 5000), "spent-over-budget")


def fallen_below(form: Form) -> Hit:
    """A figure lower than in the round before, which `answers` stand for."""
    figure = form.pick(lambda f: f.role in {"actual", "category"} and form.answers[f.key] > 0)
    return form.type(figure, form.answers[figure.key] - 1, "value-below-previous")


# --- the event log --------------------------------------------------------------------------------


def event_without(name: str, typed_in: Any = None) -> Callable[[Form], Hit]:
    """An event of which something is missing."""
    return lambda form: form.type(form.pick(role(f"event_{name}")), typed_in, f"event-without-{name}")


def event_on(code: str, day: Callable[[lay.Activity, date], date | None]) -> Callable[[Form], Hit]:
    """An event on a wrong day, given its activity and the round's last day."""

    def make(form: Form) -> Hit:
        activities = {lay.event_choice(a): a for a in form.layout.event_activities}
        last = form.layout.round.last_day

        def fits(f: Field) -> bool:
            chosen = form.answers.get(f.key.replace("date", "activity"), "")
            return f.role == "event_date" and day(activities[chosen], last) is not None

        when = form.pick(fits)
        chosen = form.answers[when.key.replace("date", "activity")]
        return form.type(when, day(activities[chosen], last), code)

    return make


def code_repeated(form: Form) -> Hit:
    """Two rows of one activity with the same code."""
    first = form.pick(role("event_code"))
    activity = form.answers[row_of(form, first)["activity"].key]
    second = form.pick(
        lambda f: f.role == "event_code" and form.answers[row_of(form, f)["activity"].key] == activity,
    )
    first, second = sorted((first, second), key=lambda f: f.row)
    form.cell(first).value = "ซ้ำ ๑"
    return form.type(second, "ซ้ำ 1", "event-code-repeated")


# --- what the form itself has ---------------------------------------------------------------------


def reworded(column: str, change: Callable[[str], Any]) -> Callable[[Form], Hit]:
    """Locked wording of the report that was changed."""

    def make(form: Form) -> Hit:
        if len([x for x in form.taken if isinstance(x, tuple) and x[0] in REPORT_COLUMNS]) == FEW:
            raise NoPlaceError  # more are told as one
        lines = [x for x in form.layout.lines if column in x.texts and (column, x.key) not in form.taken]
        line = form.chance.choice(lines)
        form.taken.add((column, line.key))
        cell = form.book[TITLES[REPORT]].cell(line.row + 1, lay.report_column(column) + 1)
        cell.value = change(line.texts[column])
        return Hit("form-wording-changed", TITLES[REPORT], cell.coordinate)

    return make


def stray(name: str, columns: tuple[int, int], *, below: bool = False) -> Callable[[Form], Hit]:
    """Something typed where the form has nothing: rows below the form, or columns (from 1) of its own rows."""

    def make(form: Form) -> Hit:
        last = {GUIDE: 12, REPORT: form.layout.lines[-1].row + 1, EVENTS: FIRST_ROW + form.layout.plan.event_rows}[name]
        cell = form.free(name, (last + 1, last + 40) if below else (FIRST_ROW + 1, last), columns)
        cell.value = form.chance.choice(("ดูแนบ", 500, 0.5, "๑๒ คน", "#REF!"))
        return Hit("form-outside", TITLES[name], cell.coordinate)

    return make


def over_formula(form: Form) -> Hit:
    """A value typed over one of the form's own results."""
    lines = [x for x in form.layout.lines if x.measure and x.kind in {"input", "measure"}]
    row = form.chance.choice(lines).row + 1
    sheet = form.book[TITLES[REPORT]]
    cells = [c for c in sheet[row] if c.data_type == "f" and c.column <= 7 and ("over", c.coordinate) not in form.taken]
    if not cells:
        raise NoPlaceError
    cell = form.chance.choice(cells)
    form.taken.add(("over", cell.coordinate))
    cell.value = form.chance.choice((100, "บรรลุ", "๘๐.๐"))
    return Hit("form-outside", sheet.title, cell.coordinate)


def heading_changed(form: Form) -> Hit:
    """A heading of the report that was changed."""
    column = form.chance.choice((2, 3, 4, 5, 6, 7))
    cell = form.book[TITLES[REPORT]].cell(lay.HEADING_ROW + 1, column)
    cell.value = "หัวตารางใหม่"
    return Hit("form-wording-changed", TITLES[REPORT], cell.coordinate)


def added_sheet(form: Form) -> Hit:
    """A sheet of the clerk's own."""
    title = f"เพิ่มเติม {len(form.book.sheetnames)}"
    cell = form.book.create_sheet(title).cell(form.chance.randint(1, 99), form.chance.randint(1, 30))
    cell.value = "งบเพิ่ม 500"
    return Hit("form-sheet-added", title, cell.coordinate)


def hidden_row(form: Form) -> Hit:
    """A filled row that was hidden."""
    place = form.pick(lambda f: f.sheet == REPORT)
    form.book[TITLES[REPORT]].row_dimensions[place.row + 1].hidden = True
    return Hit("form-input-hidden", TITLES[REPORT], place.cell)


def merged(form: Form) -> Hit:
    """An input merged with the empty cell at its right."""
    place = form.pick(kind("long_text"))
    form.book[TITLES[REPORT]].merge_cells(f"{place.cell}:{lay.a1(place.row, place.column + 1)}")
    return Hit("form-input-merged", TITLES[REPORT], place.cell)


def ratio_of_nothing(form: Form) -> Hit:
    """Nothing of nothing in one cell."""
    part = form.pick(role("numerator"))
    form.cell(half(form, part)).value = None
    return form.type(part, form.chance.choice(("0/0", "๐ จาก ๐ คน")), "value-no-ratio", INCOMPLETE)


def guide_formula(form: Form) -> Hit:
    """A formula of the clerk's own on the guide."""
    cell = form.free(GUIDE, (FIRST_ROW + 1, 40), (8, 20))
    cell.value = form.chance.choice(("=1+1", "=SUM(D1:D9)"))
    return Hit("form-outside", TITLES[GUIDE], cell.coordinate)


def row_twice(form: Form) -> Hit:
    """A row copied below the form with its hidden key, and another answer."""
    place = form.pick(lambda f: f.role in {"actual", "category"})
    sheet = form.book[TITLES[REPORT]]
    below = sheet.max_row + 2
    sheet.cell(below, KEY_COLUMN + 1).value = place.key
    sheet.cell(below, place.column + 1).value = form.answers[place.key] + 1
    return Hit("form-row-twice", TITLES[REPORT], place.cell, frozenset({"form-outside", "form-incomplete"}))


KINDS: dict[str, Callable[[Form], Hit]] = {
    **{name: typed(name) for name in TYPED},
    "numerator over denominator": numerator_over,
    "denominator below numerator": whole_too_small,
    "half of a ratio missing": half_missing,
    "ratio over one": ratio_over,
    "ratio with another denominator": ratio_differs,
    "ratio in one cell": ratio_split,
    "ratio of nothing in one cell": ratio_of_nothing,
    "required input empty": required_empty,
    "finished before started": finished_before,
    "spent over budget": overspent,
    "event without activity": event_without("activity"),
    "event without date": event_without("date"),
    "event without title": event_without("title"),
    "event whose activity is a dash": event_without("activity", "-"),
    "event whose date is a dash": event_without("date", "–"),
    "event before the period": event_on("event-outside-period", lambda a, _: a.start - timedelta(days=3)),
    "event years away": event_on("event-outside-period", lambda a, _: a.start - timedelta(days=2000)),
    "event after the round": event_on(
        "event-after-round", lambda a, last: last + timedelta(days=5) if a.end > last + timedelta(days=5) else None
    ),
    "event code repeated": code_repeated,
    "label changed": reworded("label", lambda text: f"{text} (แก้ไข)"),
    "indicator changed": reworded("value", lambda text: f"{text} ร้อยละ ๕๐"),
    "unit changed": reworded("unit", lambda _: "ล้านบาท"),
    "target changed": reworded("target", lambda _: "เป้าหมาย ๑"),
    "wording erased": reworded("label", lambda _: None),
    "heading changed": heading_changed,
    "beside the report": stray(REPORT, (9, 40)),
    "below the report": stray(REPORT, (2, 5), below=True),
    "below the report's results": stray(REPORT, (6, 8), below=True),
    "in a locked cell of the report": stray(REPORT, (4, 5)),
    "beside the log": stray(EVENTS, (12, 40)),
    "below the log": stray(EVENTS, (6, 10), below=True),
    "below the log's results": stray(EVENTS, (11, 11), below=True),
    "on the guide": stray(GUIDE, (8, 20)),
    "formula on the guide": guide_formula,
    "over the form's result": over_formula,
    "row hidden": hidden_row,
    "cells merged": merged,
    "row twice": row_twice,
}
