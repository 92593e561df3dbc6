"""Kinds of mistake that concern a return as a whole: its rows, columns and sheets, whose it is, other files beside it.

They are placed alone only, as each moves or hides what others would touch.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from defect_kinds import TITLES, Form, Hit, added_sheet, fallen_below
from defect_values import role

from moralxl import layout as lay
from moralxl.layout import EVENTS, FIRST_ROW, IDENTITY_SHEET, REPORT

ALL_LOST = frozenset({"form-incomplete", "value-half-missing", "form-moved"})


def unmerged(form: Form, name: str) -> Any:
    """A sheet without merged cells, which openpyxl would leave behind when rows move."""
    sheet = form.book[TITLES[name]]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    return sheet


def insert_row(name: str) -> Callable[[Form], Hit]:
    """A row put in among the form's."""

    def make(form: Form) -> Hit:
        fields = [f for f in form.layout.fields if f.sheet == name]
        at = form.chance.choice(fields).row  # from 0: the row is put in above it
        unmerged(form, name).insert_rows(at + 1)
        first = min(((f.row, f.column) for f in fields if f.row >= at), default=(at, 0))
        return Hit("form-moved", TITLES[name], lay.a1(first[0] + 1, first[1]))

    return make


def put_in_front(name: str, rows: tuple[int, int], columns: tuple[int, int]) -> Callable[[Form], Hit]:
    """Rows and columns put in before the hidden keys: at least and at most so many."""

    def make(form: Form) -> Hit:
        sheet = unmerged(form, name)
        down, right = (form.chance.randint(*span) for span in (rows, columns))
        if down:
            sheet.insert_rows(1, down)
        if right:
            sheet.insert_cols(1, right)
        row, column = min((f.row, f.column) for f in form.layout.fields if f.sheet == name)
        return Hit("form-moved", TITLES[name], lay.a1(row + down, column + right))

    return make


def insert_column(form: Form) -> Hit:
    """A column put in among the log's."""
    at = form.chance.randint(2, 5)
    unmerged(form, EVENTS).insert_cols(at + 1)
    moved = min(f.column for f in form.layout.event_fields if f.column >= at)
    return Hit("form-moved", TITLES[EVENTS], lay.a1(FIRST_ROW, moved + 1))


def delete_row(form: Form) -> Hit:
    """A row with an input taken out."""
    place = form.pick(lambda f: f.sheet == REPORT)
    unmerged(form, REPORT).delete_rows(place.row + 1)
    return Hit("form-row-missing", TITLES[REPORT], "", ALL_LOST)


def delete_column(form: Form) -> Hit:
    """A column of the log taken out."""
    place = form.pick(role("event_place", "event_participants", "event_code", "event_evidence"))
    unmerged(form, EVENTS).delete_cols(place.column + 1)
    return Hit("form-column-missing", TITLES[EVENTS], "", ALL_LOST)


def delete_values(form: Form) -> Hit:
    """The report's column of answers taken out."""
    unmerged(form, REPORT).delete_cols(lay.report_column("value") + 1)
    return Hit("form-column-missing", TITLES[REPORT], "", ALL_LOST)


def key_lost(form: Form) -> Hit:
    """A row's hidden key typed over."""
    place = form.pick(lambda f: f.sheet == REPORT)
    form.book[TITLES[REPORT]].cell(place.row + 1, 1).value = form.chance.choice((None, "x", 5))
    besides = ALL_LOST | {"form-outside"}
    return Hit("form-row-missing", TITLES[REPORT], "", besides)


def hidden_column(form: Form) -> Hit:
    """The report's column of answers hidden: one cause, told once, at its first answer."""
    place = next(f for f in form.layout.fields if f.sheet == REPORT and form.answers.get(f.key) is not None)
    form.book[TITLES[REPORT]].column_dimensions["C"].hidden = True
    return Hit("form-input-hidden", TITLES[REPORT], place.cell)


def renamed(form: Form) -> Hit:
    """A data sheet with another name."""
    title = form.chance.choice((TITLES[REPORT], TITLES[EVENTS]))
    form.book[title].title = "Sheet3"
    return Hit("form-sheet-renamed", "Sheet3")


def removed(name: str) -> Callable[[Form], Hit]:
    """A data sheet taken out."""

    def make(form: Form) -> Hit:
        form.book.remove(form.book[TITLES[name]])
        return Hit("form-sheet-missing", "", "", ALL_LOST)

    return make


def copied(form: Form) -> Hit:
    """The report's sheet copied within the book, with another figure in the copy."""
    place = form.pick(role("actual"))
    twin = form.book.copy_worksheet(form.book[TITLES[REPORT]])
    twin.title = "แบบรายงาน (2)"
    twin[place.cell].value = form.answers[place.key] + 1
    return Hit("form-sheet-twice", twin.title, "", frozenset({"form-outside"}))


def identity_lost(form: Form) -> Hit:
    """The hidden sheet that says whose the book is taken out; the data sheets say it, too."""
    form.book.remove(form.book[IDENTITY_SHEET])
    return Hit("")


def token_lost(form: Form) -> Hit:
    """The corner of a data sheet emptied."""
    form.book[TITLES[EVENTS]]["A1"].value = form.chance.choice((None, "x"))
    return Hit("form-sheet-missing", "", "", frozenset({"form-sheet-added"}))


def corner_of_another(form: Form) -> Hit:
    """A data sheet of another division."""
    corner = form.book[TITLES[form.chance.choice((REPORT, EVENTS))]]["A1"]
    others = [d.code for d in form.layout.plan.divisions if d.code != form.layout.division.code]
    corner.value = corner.value.replace(form.layout.division.code, form.chance.choice(others))
    return Hit("identity-differs")


def says(name: str, code: str, *values: str) -> Callable[[Form], Hit]:
    """A return that says something else of itself, in the hidden sheet and in the corners of the data sheets."""
    place = {"plan": 1, "year": 2, "round": 3, "division": 4, "version": 5}[name]

    def make(form: Form) -> Hit:
        value = form.chance.choice(values)
        for row in form.book[IDENTITY_SHEET].iter_rows():
            if row[0].value == name:
                row[1].value = value
        for corner in (form.book[TITLES[n]]["A1"] for n in (REPORT, EVENTS)):
            parts = corner.value.split("|")
            corner.value = "|".join([*parts[:place], value, *parts[place + 1 :]])
        return Hit(code)

    return make


def emptied(form: Form) -> Hit:
    """A form sent back with nothing in it."""
    for place in form.layout.fields:
        form.cell(place).value = None
    return Hit("form-blank")


def reported(days: int, code: str) -> Callable[[Form], Hit]:
    """A second return of the division beside the clean one, dated so many days later."""

    def make(form: Form) -> Hit:
        place = form.layout.by_key["reported_on"]
        form.cell(place).value = form.answers["reported_on"] + timedelta(days=days)
        other = form.pick(role("actual"))
        form.cell(other).value = form.answers[other.key] + 1
        return Hit(code)

    return make


ALONE: dict[str, Callable[[Form], Hit]] = {
    "row inserted in the report": insert_row(REPORT),
    "row inserted in the log": insert_row(EVENTS),
    "column inserted": insert_column,
    "rows in front of the report's keys": put_in_front(REPORT, (1, 20), (0, 0)),
    "columns in front of the report's keys": put_in_front(REPORT, (0, 0), (1, 6)),
    "rows and columns in front of the log's keys": put_in_front(EVENTS, (1, 20), (1, 6)),
    "row deleted": delete_row,
    "column deleted": delete_column,
    "answers' column deleted": delete_values,
    "row's key lost": key_lost,
    "column hidden": hidden_column,
    "sheet renamed": renamed,
    "log deleted": removed(EVENTS),
    "report deleted": removed(REPORT),
    "report copied": copied,
    "sheet added": added_sheet,
    "identity sheet lost": identity_lost,
    "corner lost": token_lost,
    "corner of another division": corner_of_another,
    "other plan": says("plan", "identity-other-plan", "other-2567", "tisi-2567-2"),
    "other year": says("year", "identity-other-year", "2566", "2568"),
    "other round": says("round", "identity-other-round", "12", "3"),
    "earlier round": says("round", "set-earlier-round", "6"),
    "unknown division": says("division", "identity-unknown-division", "กฮ.", "x", "ทส."),
    "other version": says("version", "identity-other-version", "1-000000000000", "2-0"),
    "nothing filled in": emptied,
    "figure below the previous round's": fallen_below,
    "older return beside": reported(-1, "set-superseded"),
    "newer return beside": reported(1, "set-superseded"),
}
BESIDE = frozenset({"older return beside", "newer return beside"})  # with the clean return as clean.xlsx
