"""The report sheet of an intake workbook: official wording, the cells to fill, results while typing."""

from __future__ import annotations

from moralxl.form import BLOCK_COUNT, HEADINGS, subtitle, title
from moralxl.layout import (
    DATE_KINDS,
    EVENTS,
    FIRST_ROW,
    HEAD_KEYS,
    HEADING_ROW,
    KEY_COLUMN,
    KEY_ROW,
    REPORT,
    REPORT_COLUMNS,
    SHEET_TITLES,
    SUBTITLE_ROW,
    TITLE_ROW,
    Field,
    Layout,
    Line,
    a1,
    event_choice,
    event_column,
    report_column,
    span,
    token,
)
from moralxl.model import DERIVED_KINDS, LIMITS, PASSES, SIGNS, Kind, Measure
from moralxl.sheet import Sheet
from moralxl.styles import GREEN, RED
from moralxl.template.inputs import PROTECTION, colour_missing, date_read, put_input
from moralxl.template.live import Live
from moralxl.wording import WITHIN

LABEL, VALUE, UNIT, TARGET, RESULT, STATE, MISSING_FLAG = range(1, 8)
REPORT_WIDTHS = (4, 55, 42, 13, 26, 16, 16, 4)
MET, UNMET = "บรรลุ", "ไม่บรรลุ"


def write_report(sheet: Sheet, live: Live, addresses: dict[str, str]) -> None:
    """Write the report sheet; `addresses` are those of the choice lists."""
    made = live.made
    _head(sheet, made)
    cells = {**addresses, **{f.key: f.cell for f in made.fields if f.sheet == REPORT}}
    for line in made.lines:
        sheet.put(line.row, KEY_COLUMN, line.key, "hidden_key")
        if line.kind == "bar":
            _bar(sheet, live, line)
        elif line.kind == "info":
            _info(sheet, line)
        else:
            _entry(sheet, live, line, cells)
    inputs = [f for f in made.fields if f.sheet == REPORT and f.required]
    colour_missing(sheet, inputs)
    _colour_states(sheet, made)
    sheet.raw.freeze_panes(FIRST_ROW, VALUE)
    sheet.raw.set_column(KEY_COLUMN, KEY_COLUMN, None, None, {"hidden": True})
    sheet.raw.set_column(MISSING_FLAG, MISSING_FLAG, None, None, {"hidden": True})
    sheet.raw.protect("", PROTECTION)
    sheet.page(repeat=(HEADING_ROW, HEADING_ROW), footer=made.division.name)
    last = made.lines[-1].row
    sheet.raw.print_area(TITLE_ROW, LABEL, last, STATE)
    sheet.keep_together([line.row for line in made.lines if line.kind == "bar"], last + 1, HEADING_ROW)


def _head(sheet: Sheet, made: Layout) -> None:
    """The hidden key row, the title and the column headings."""
    sheet.put(KEY_ROW, KEY_COLUMN, token(made.identity, REPORT), "hidden_key")
    for column, name in enumerate(REPORT_COLUMNS[1:], start=1):
        sheet.put(KEY_ROW, column, name, "hidden_key")
    for row, key in HEAD_KEYS.items():
        sheet.put(row, KEY_COLUMN, key, "hidden_key")
    sheet.raw.set_row(KEY_ROW, None, None, {"hidden": True})
    heads = ((TITLE_ROW, title(made, REPORT), "title"), (SUBTITLE_ROW, subtitle(made, REPORT), "subtitle"))
    for row, text, style in heads:
        sheet.merge(row, LABEL, STATE, text, style)
        sheet.height(row, [(text, LABEL, STATE, style)])
    headings = [(text, report_column(name)) for name, text in HEADINGS[REPORT].items()]
    for heading, column in headings:
        sheet.put(HEADING_ROW, column, heading, "heading")
    sheet.height(HEADING_ROW, [(heading, column, column, "heading") for heading, column in headings])


def _bar(sheet: Sheet, live: Live, line: Line) -> None:
    """The coloured line that heads a block, with the number of its inputs still empty."""
    block = [f for f in _block(live.made, line) if f.required]
    sheet.merge(line.row, LABEL, RESULT, line.label, "bar")
    flags = f"{a1(block[0].row, MISSING_FLAG)}:{a1(block[-1].row, MISSING_FLAG)}"
    sheet.formula(line.row, report_column(BLOCK_COUNT), f"=SUM({flags})", "bar_count", live.empty(block))
    sheet.height(line.row, [(line.label, LABEL, RESULT, "bar")])


def _block(made: Layout, line: Line) -> tuple[Field, ...]:
    """The inputs under a bar."""
    if line.activity:
        return made.of_activity(line.activity.number)
    return tuple(f for f in made.fields if f.sheet == REPORT and f.activity is None)


def _info(sheet: Sheet, line: Line) -> None:
    sheet.put(line.row, LABEL, line.label, "label_pale")
    sheet.merge(line.row, VALUE, STATE, line.text, "official")
    sheet.height(line.row, [(line.label, LABEL, LABEL, "label_pale"), (line.text, VALUE, STATE, "official")])


def _entry(sheet: Sheet, live: Live, line: Line, cells: dict[str, str]) -> None:
    """A line of a measure or an input: label, input, unit, and on a measure's first line its result."""
    field, measure = line.field, line.measure
    sheet.put(line.row, LABEL, line.label, "label_strong" if measure else "label")
    texts = [(line.label, LABEL, LABEL, "label_strong" if measure else "label")]
    if field:
        texts.append(put_input(sheet, field, cells, live.made.plan, live.filling))
        if field.required:
            sheet.formula(line.row, MISSING_FLAG, f'=IF({field.cell}="",1,0)', "hidden_key", live.empty([field]))
    else:
        sheet.put(line.row, VALUE, line.text, "hint")
        texts.append((line.text, VALUE, VALUE, "hint"))
    sheet.put(line.row, UNIT, line.unit, "middle")
    texts.append((line.unit, UNIT, UNIT, "middle"))
    for column in (TARGET, RESULT, STATE):
        sheet.put(line.row, column, None, "middle")
    if line.target:
        style = "middle" if measure else "hint"
        sheet.put(line.row, TARGET, line.target, style)
        texts.append((line.target, TARGET, TARGET, style))
    if measure:
        _live(sheet, live, line.row, measure, cells)
    elif field and field.kind in DATE_KINDS:
        sheet.formula(line.row, RESULT, date_read(field.cell), "date_small", live.date_read(field))
    if field and field.kind == "long_text":
        sheet.growing(line.row, texts)
        return
    sheet.height(line.row, texts)


def _live(sheet: Sheet, live: Live, row: int, measure: Measure, cells: dict[str, str]) -> None:
    """The result of a measure and its standing against the target, as they will be computed on intake."""
    from moralxl.attain import target_in_force

    if measure.kind in DERIVED_KINDS:
        return
    made, inputs = live.made, live.made.of_measure(measure.code)
    style, formula = "integer_middle", ""
    if measure.kind == Kind.EVENTS:
        activity = made.plan.activity(measure.activity)
        chosen, counted = (_event_range(made, name) for name in ("activity", "counted"))
        choice = event_choice(activity).replace('"', '""')
        formula = f'=COUNTIFS({chosen},"{choice}",{counted},1)'
    elif measure.kind == Kind.COVERAGE:
        values = f"{inputs[0].cell}:{inputs[-1].cell}"
        formula = f'=IF(COUNT({values})=0,"",COUNTIF({values},">0"))'
    elif measure.kind == Kind.LEVEL:
        levels, choices = cells["levels"].lstrip("="), cells["list:level"].lstrip("=")
        formula = f'=IFERROR(INDEX({levels},MATCH({inputs[0].cell},{choices},0)),"")'
    elif measure.denominator_key:
        part, whole = inputs[0].cell, inputs[1].cell
        formula = (
            f'=IF(AND(ISNUMBER({part}),ISNUMBER({whole})),IF(AND({whole}>0,{part}<={whole}),{part}/{whole},""),"")'
        )
        style = "percent_middle"
    else:
        formula = f'=IF(ISNUMBER({inputs[0].cell}),{inputs[0].cell},"")'
        style = "decimal_middle" if measure.kind == Kind.SCORE else style
    now = live.result(measure)
    sheet.formula(row, RESULT, formula, style, now)
    in_force = target_in_force(measure, made.plan.activity(measure.activity), made.round, made.plan)
    target = in_force.target
    if target is not None:
        result, sign = a1(row, RESULT), SIGNS[measure.bound]
        kept = MET if in_force.due or measure.bound not in LIMITS else WITHIN
        # events that were not held are not an answer, so an empty log shows no verdict
        answered = f"{result}>0" if measure.kind == Kind.EVENTS else f"ISNUMBER({result})"
        verdict = f'=IF({answered},IF({result}{sign}{target!r},"{kept}","{UNMET}"),"")'
        known = now != "" and (measure.kind != Kind.EVENTS or now != 0)
        standing = (kept if PASSES[measure.bound](float(now), target) else UNMET) if known else ""
        sheet.formula(row, STATE, verdict, "middle", standing)


def _event_range(made: Layout, name: str) -> str:
    column = event_column(name)
    return span(SHEET_TITLES[EVENTS], FIRST_ROW, column, FIRST_ROW + made.event_rows - 1, column).lstrip("=")


def _colour_states(sheet: Sheet, made: Layout) -> None:
    last = made.lines[-1].row
    for text, colour in ((MET, GREEN), (UNMET, RED)):
        sheet.raw.conditional_format(
            FIRST_ROW,
            STATE,
            last,
            STATE,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{text}"',
                "format": sheet.styles.bare({"bg_color": colour}),
            },
        )
