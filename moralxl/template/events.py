"""The event log of an intake workbook: one row for each event held, counted while typing."""

from __future__ import annotations

from moralxl.form import HEADINGS, subtitle, title
from moralxl.layout import (
    EVENT_COLUMNS,
    EVENTS,
    FIRST_ROW,
    HEAD_KEYS,
    HEADING_ROW,
    KEY_COLUMN,
    KEY_ROW,
    SUBTITLE_ROW,
    TITLE_ROW,
    a1,
    event_column,
    token,
)
from moralxl.sheet import Sheet
from moralxl.template.inputs import PROTECTION, date_read, put_input
from moralxl.template.live import Live

EVENT_WIDTHS = (4, 8, 36, 15, 16, 32, 22, 12, 17, 26, 10)


def write_events(sheet: Sheet, live: Live, addresses: dict[str, str]) -> None:
    """Write the event log; `addresses` are those of the lists it chooses from and looks up."""
    made, first, last = live.made, event_column("number"), event_column("counted")
    sheet.put(KEY_ROW, KEY_COLUMN, token(made.identity, EVENTS), "hidden_key")
    for column, name in enumerate(EVENT_COLUMNS[1:], start=1):
        sheet.put(KEY_ROW, column, name, "hidden_key")
    for row, key in HEAD_KEYS.items():
        sheet.put(row, KEY_COLUMN, key, "hidden_key")
    sheet.raw.set_row(KEY_ROW, None, None, {"hidden": True})
    for row, text, style in ((TITLE_ROW, title(made, EVENTS), "title"), (SUBTITLE_ROW, subtitle(made, EVENTS), "note")):
        sheet.merge(row, first, last, text, style)
        sheet.height(row, [(text, first, last, style)])
    headings = [(text, event_column(name)) for name, text in HEADINGS[EVENTS].items()]
    for heading, column in headings:
        sheet.put(HEADING_ROW, column, heading, "heading")
    sheet.height(HEADING_ROW, [(heading, column, column, "heading") for heading, column in headings])
    for number in range(1, made.event_rows + 1):
        _row(sheet, live, number, addresses)
    sheet.raw.autofilter(HEADING_ROW, first, FIRST_ROW + made.event_rows - 1, last)
    sheet.raw.freeze_panes(FIRST_ROW, event_column("date"))
    sheet.raw.set_column(KEY_COLUMN, KEY_COLUMN, None, None, {"hidden": True})
    sheet.raw.protect("", PROTECTION)
    sheet.page(repeat=(HEADING_ROW, HEADING_ROW), footer=made.division.name)
    sheet.raw.print_area(TITLE_ROW, first, FIRST_ROW + made.event_rows - 1, last)


def _row(sheet: Sheet, live: Live, number: int, addresses: dict[str, str]) -> None:
    """A row's inputs, and what stands beside them: its key, its number, the date read, whether it counts."""
    row, inputs = FIRST_ROW + number - 1, live.made.events[number]
    texts = [put_input(sheet, field, addresses, live.made.plan, live.filling) for field in inputs.values()]
    sheet.put(row, KEY_COLUMN, f"ev{number:02d}", "hidden_key")
    sheet.put(row, event_column("number"), number, "integer_middle")
    read_now = live.date_read(inputs["date"])
    sheet.formula(row, event_column("date_read"), date_read(inputs["date"].cell), "date_small", read_now)
    chosen, read = a1(row, event_column("activity")), a1(row, event_column("date_read"))
    place = f"MATCH({chosen},{addresses['list:activity'].lstrip('=')},0)"
    start, end = (f"INDEX({addresses[name].lstrip('=')},{place})" for name in ("starts", "ends"))
    formula = f'=IF(OR({chosen}="",NOT(ISNUMBER({read}))),"",IFERROR(IF(AND({read}>={start},{read}<={end}),1,0),""))'
    sheet.formula(row, event_column("counted"), formula, "counted", live.counted(number))
    sheet.height(row, texts, 2)
