"""What stands in a form's inputs when it is sent, and how the form itself records that in its hidden sheet."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from moralxl import layout as lay
from moralxl import thai
from moralxl.fields import DASHES, NUMERIC_KINDS, typed_text
from moralxl.layout import STATUSES, Field
from moralxl.model import Record, Round
from moralxl.read import RawWorkbook

TASKS = "tasks"  # in the token of the sheet that lists what is to be mended
TASKS_TITLE = "รายการที่ต้องแก้ไข"
LONGEST = 32_000  # characters; Excel takes 32,767 in a cell
PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
# what an office program takes for a formula when a cell that begins with it is edited
FORMULA_STARTS = tuple("=+-@＝＋－＠")
UNSEEN = " \t\r\n'\u00a0\u200b\u200c\u200d\ufeff"
# the rows of the hidden sheet, beside those that say whose the form is
SENT, LISTED, NOTED, EARLIER, CORRECTS = "sent:", "listed", "noted", "carried_from", "corrects"

Value = str | float | date


@dataclass(frozen=True, slots=True)
class Task:
    """A line of what is to be mended; it is done when an input of `changed` was, or all of `filled` are filled."""

    look: str  # "wrong" or "check"
    label: str
    typed: str
    text: str  # what is wrong, and how to mend it
    changed: tuple[str, ...] = ()  # keys; the first is where the line leads
    filled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in the inputs of a form when it is sent, by their keys."""

    values: Mapping[str, Value] = field(default_factory=dict)
    looks: Mapping[str, str] = field(default_factory=dict)  # "wrong", "check" or "carried"
    notes: Mapping[str, str] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()  # listed on a sheet at the front
    earlier: Round | None = None  # the round that the values are carried over from
    event_rows: int = 0  # that the log must have at least
    corrects: str = ""  # SHA-256 of the return that the values are from, where it is to be corrected


NOTHING = Filling()


@dataclass(frozen=True, slots=True)
class Sent:
    """What a returned form records of its filling: as text, as the answers are compared with it."""

    values: Mapping[str, str]
    listed: frozenset[str]  # all that stands in the list of what is to be mended
    earlier: int  # the round carried over from; 0 for none
    corrects: str = ""  # SHA-256 of the return that it was sent to correct
    noted: frozenset[str] = frozenset()  # the comments on its cells, `squeezed`

    def is_kept(self, answers: Iterable[tuple[str, str]], keys: Container[str] | None = None) -> bool:
        """Whether the answers, as key and text, are those sent: none changed, added or emptied. Of `keys` alone."""
        now = {key: thai.clean(text) for key, text in answers if keys is None or key in keys}
        return now == {key: thai.clean(text) for key, text in self.values.items() if keys is None or key in keys}


# --- values ---------------------------------------------------------------------------------------


def cell_value(field_: Field, record: Record) -> Value:
    """What to put into an input for a record: its value in the cell's own type, else what was typed there."""
    value = record.value
    if record.status != "value" or value is None:
        typed = record.typed[:LONGEST]
        return float(typed) if field_.kind in NUMERIC_KINDS and PLAIN_NUMBER.fullmatch(typed) else typed
    if isinstance(value, str):
        return STATUSES.get(value, value) if field_.kind == "status" else value[:LONGEST]
    if isinstance(value, date) or field_.kind in NUMERIC_KINDS:
        return value
    numbered = {int(thai.to_ascii_digits(choice.split(" ", 1)[0])): choice for choice in field_.choices}
    return numbered.get(int(value), record.typed[:LONGEST])


def looks_like_formula(value: Value) -> bool:
    """Whether editing a text would make it a formula; "-" says that nothing is reported."""
    if not isinstance(value, str) or thai.clean(value) in DASHES:
        return False
    return value.lstrip(UNSEEN).startswith(FORMULA_STARTS)


# --- the record in the hidden sheet ---------------------------------------------------------------


def hidden_rows(filling: Filling) -> list[tuple[str, Value]]:
    """The rows that record a filling; none where nothing was filled."""
    rows: list[tuple[str, Value]] = [(EARLIER, str(filling.earlier.number))] if filling.earlier else []
    rows += [(CORRECTS, filling.corrects)] if filling.corrects else []
    rows += [(NOTED, text) for text in sorted({*filling.notes.values()})]
    return rows + [(f"{SENT}{key}", value) for key, value in filling.values.items()]


def squeezed(text: str) -> str:
    """A text without its spaces and line ends, in which programs differ."""
    return "".join(thai.clean(text).split())


def read_sent(raw: RawWorkbook) -> Sent:
    """What a returned workbook records of its filling."""
    values, listed, noted, earlier, corrects = {}, set(), set(), 0, ""
    for sheet in raw.sheets:
        if sheet.name != lay.IDENTITY_SHEET:
            continue
        for row in range(len(sheet.rows)):
            name, text = typed_text(sheet.at(row, 0)), typed_text(sheet.at(row, 1))
            if name.startswith(SENT):
                values[name.removeprefix(SENT)] = text
            elif name == LISTED:
                listed.add(thai.clean(text))
            elif name == EARLIER and lay.are_numbers(text):
                earlier = int(text)
            elif name == NOTED:
                noted.add(squeezed(text))
            elif name == CORRECTS:
                corrects = text
    return Sent(values, frozenset(listed), earlier, corrects, frozenset(noted))
