"""The kinds of mistake that show in a cell's looks: number formats with percents, strikes, comments."""

from __future__ import annotations

from collections.abc import Callable

from defect_kinds import Form, Hit
from defect_values import kind, role
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from moralxl.layout import EVENTS, FIRST_ROW, GUIDE, REPORT, SHEET_TITLES


def percent_cell(form: Form) -> Hit:
    """A percentage as Excel keeps it: 0.8, shown as 80%, or 1, shown as 100%."""
    place = form.pick(role("numerator", "actual", "category"))
    hit = form.type(place, form.chance.choice((form.chance.randint(1, 99) / 100, 1)), "value-is-percent")
    form.cell(place).number_format = "0%"
    return hit


def signed_cell(form: Form) -> Hit:
    """A number with a percent sign beside it, by a format of the clerk's own."""
    place = form.pick(role("numerator", "actual", "category"))
    hit = form.type(place, form.chance.randint(1, 100), "value-is-percent")
    form.cell(place).number_format = form.chance.choice(('0"%"', "0\\%", '"ร้อยละ "0', '0.0" %"'))
    return hit


def struck(form: Form) -> Hit:
    """An answer struck through."""
    place = form.pick(lambda f: form.answers[f.key] is not None)
    form.cell(place).font = Font(strike=True)
    return Hit("form-input-struck", SHEET_TITLES[place.sheet], place.cell)


def struck_in_part(form: Form) -> Hit:
    """A figure or a date of which a part is struck through, and another stands behind."""
    place = form.pick(kind("whole", "date", "status", "activity"))
    shown = str(form.answers[place.key])
    value = CellRichText(TextBlock(InlineFont(strike=True), f"{shown}9"), f" {shown}")
    return form.type(place, value, "value-struck-part", {"value-half-missing", "event-without-activity"})


def comment(form: Form) -> Hit:
    """A comment on an input."""
    place = form.pick(lambda _: True)
    form.cell(place).comment = Comment(form.chance.choice(("รอยืนยัน", "นับถึง ๓๐ มิ.ย.\nเท่านั้น")), "สมศรี")
    return Hit("form-comment", SHEET_TITLES[place.sheet], place.cell)


def comment_outside(form: Form) -> Hit:
    """A comment on a cell that is no input."""
    cell = form.free(form.chance.choice((GUIDE, REPORT, EVENTS)), (FIRST_ROW + 1, 60), (12, 20))
    cell.comment = Comment("ดูแนบ", "สมศรี")
    return Hit("form-comment-outside", cell.parent.title, cell.coordinate)


LOOKS: dict[str, Callable[[Form], Hit]] = {
    "percentage in a cell": percent_cell,
    "percent sign beside a number": signed_cell,
    "answer struck through": struck,
    "part of an answer struck through": struck_in_part,
    "comment on an input": comment,
    "comment elsewhere": comment_outside,
}
