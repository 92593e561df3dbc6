"""Writes the intake workbook of a division: a guide, the report to fill in, an event log, and who it is."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from moralxl import layout as lay
from moralxl.files import file_part
from moralxl.filling import LISTED, NOTHING, SENT, TASKS_TITLE, Filling, Value, hidden_rows
from moralxl.layout import Layout, layout
from moralxl.model import Division, Identity, Plan, Round
from moralxl.sheet import Sheet
from moralxl.styles import Styles
from moralxl.template.events import EVENT_WIDTHS, write_events
from moralxl.template.guide import GUIDE_WIDTHS, document_title, write_guide
from moralxl.template.live import Live
from moralxl.template.report import REPORT_WIDTHS, write_report
from moralxl.template.stamp import Written
from moralxl.template.tasks import WIDTHS, task_cells, texts_of, write_tasks

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook


written = Written()


def template_name(plan: Plan, round_: Round, division: Division) -> str:
    """The file name of a division's workbook; nothing is ever read from it."""
    return f"intake_{plan.year}_r{round_.number}_{file_part(division.code) or 'division'}.xlsx"


def write_template(plan: Plan, round_: Round, division: Division, path: Path, filling: Filling = NOTHING) -> Layout:
    """Write one division's workbook, empty or filled, to `path` and return where its inputs are.

    The same plan, round, division and filling give the same bytes. OSError where `path` cannot be written.
    """
    made = layout(plan, round_, division, filling.event_rows)
    data = form_bytes(made, filling) if filling != NOTHING else written.form(made, lambda: form_bytes(made, NOTHING))
    path.write_bytes(data)
    return made


def form_stamp(plan: Plan) -> datetime:
    """The moment at which every form of a plan says it was saved, until somebody saves it."""
    return datetime(plan.start.year, plan.start.month, plan.start.day)  # noqa: DTZ001 - Excel's times have no zone


def form_bytes(made: Layout, filling: Filling) -> bytes:
    """Write a form, empty or filled."""
    import xlsxwriter

    plan = made.plan
    live = Live(made, filling)
    target = io.BytesIO()  # XlsxWriter hides a disk's error, and its file object cries out once more when let go
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    workbook.set_properties(
        {
            "title": document_title(made),
            "company": plan.organisation,
            # a fixed time: the same plan gives the same bytes
            "created": form_stamp(plan),
        }
    )
    for name, value in identity_rows(made.identity, "intake"):
        workbook.set_custom_property(f"moralxl_{name}", value)
    styles = Styles(workbook)
    tasks = Sheet(workbook, styles, TASKS_TITLE, WIDTHS) if filling.tasks else None
    guide = Sheet(workbook, styles, lay.SHEET_TITLES[lay.GUIDE], GUIDE_WIDTHS)
    report = Sheet(workbook, styles, lay.SHEET_TITLES[lay.REPORT], REPORT_WIDTHS)
    events = None
    if made.event_fields:
        events = Sheet(workbook, styles, lay.SHEET_TITLES[lay.EVENTS], EVENT_WIDTHS)
    lists = Sheet(workbook, styles, lay.LISTS_SHEET)
    addresses = _write_lists(lists, made)
    rows: list[tuple[str, Value]] = [*identity_rows(made.identity, "intake"), *hidden_rows(filling)]
    if tasks:
        cells = task_cells(live, _sent_addresses(rows))
        write_tasks(tasks, live, cells)
        rows += [(LISTED, text) for text in sorted(set(texts_of(cells)))]
    write_guide(guide, live)
    write_report(report, live, addresses)
    if events:
        write_events(events, live, addresses)
    write_identity(workbook, styles, rows)
    for field in made.fields:
        sheet, cell = lay.SHEET_TITLES[field.sheet], lay.absolute(field.row, field.column)
        workbook.define_name(f"mx_{field.key}", f"='{sheet}'!{cell}")
    (tasks or guide).raw.activate()
    workbook.close()
    return target.getvalue()


def identity_rows(identity: Identity, kind: str) -> list[tuple[str, str]]:
    """What a workbook says of itself, as the rows of its hidden sheet; `kind` is "intake" or "master"."""
    rows = [("product", "moralxl"), ("kind", kind), ("plan", identity.plan), ("year", str(identity.year))]
    rows.append(("round", str(identity.round)))
    if identity.division:
        rows += [("division", identity.division), ("version", identity.version)]
    return rows


def _sent_addresses(rows: Sequence[tuple[str, Value]]) -> dict[str, str]:
    """Where the hidden sheet has what each input held when it was sent, by the input's key."""
    return {
        name.removeprefix(SENT): f"{lay.IDENTITY_SHEET}!{lay.absolute(row, 1)}"
        for row, (name, _) in enumerate(rows)
        if name.startswith(SENT)
    }


def write_identity(workbook: Workbook, styles: Styles, rows: Sequence[tuple[str, Value]]) -> None:
    """Add the hidden sheet that says what a workbook is, and what a form held when it was sent."""
    sheet = Sheet(workbook, styles, lay.IDENTITY_SHEET)
    for row, (name, value) in enumerate(rows):
        sheet.put(row, 0, name, "hidden_key")
        sheet.put(row, 1, value, "date" if isinstance(value, date) else "hidden_key")
    sheet.raw.very_hidden()
    sheet.raw.protect()


def _write_lists(sheet: Sheet, made: Layout) -> dict[str, str]:
    """Write the choices, a column each, and return the address of each list by its kind."""
    addresses = {}
    for column, (name, choices) in enumerate(made.lists.items()):
        for row, choice in enumerate(choices):
            sheet.put(row, column, choice, "hidden_key")
        addresses[f"list:{name}"] = lay.span(lay.LISTS_SHEET, 0, column, len(choices) - 1, column)
    # beside the lists: what the live checks look up by a choice's place in its list
    column = len(made.lists)
    for row, level in enumerate(made.plan.levels):
        sheet.put(row, column, level.number, "integer")
    addresses["levels"] = lay.span(lay.LISTS_SHEET, 0, column, len(made.plan.levels) - 1, column)
    for row, activity in enumerate(made.event_activities):
        sheet.put(row, column + 1, activity.start, "date")
        sheet.put(row, column + 2, min(made.plan.last_day_of(activity), made.round.last_day), "date")
    last = len(made.event_activities) - 1
    if last >= 0:
        addresses["starts"] = lay.span(lay.LISTS_SHEET, 0, column + 1, last, column + 1)
        addresses["ends"] = lay.span(lay.LISTS_SHEET, 0, column + 2, last, column + 2)
    sheet.raw.very_hidden()
    sheet.raw.protect()
    return addresses
