"""Puts an input into a sheet: its look, its check while typing, its colour while it is still empty."""

from __future__ import annotations

from moralxl.fields import KINDS, error_of, prompt_of
from moralxl.filling import NOTHING, Filling, looks_like_formula
from moralxl.layout import Field
from moralxl.model import Plan
from moralxl.sheet import Sheet
from moralxl.styles import MISSING
from moralxl.template.live import LATER

PROTECTION = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
TITLE_LIMIT = 32  # Excel's, for the title of a prompt


def style_of(field: Field, filling: Filling) -> str:
    """The name of an input's style: that of its kind, and what marks it."""
    style, value = KINDS[field.kind].style, filling.values.get(field.key)
    if value is None and field.key not in filling.looks:
        return style
    quoted = value is not None and looks_like_formula(value)
    return f"{style}_{filling.looks.get(field.key, 'kept')}{'_quoted' if quoted else ''}"


def put_input(
    sheet: Sheet, field: Field, cells: dict[str, str], plan: Plan, filling: Filling = NOTHING
) -> tuple[str, int, int, str]:
    """Write one input cell, empty or filled, with its validation; return its text as `Sheet.height` takes it.

    `cells` names other inputs and lists by address.
    """
    kind, value, style = KINDS[field.kind], filling.values.get(field.key), style_of(field, filling)
    sheet.put(field.row, field.column, value, style)
    if field.key in filling.notes:
        sheet.note(field.row, field.column, filling.notes[field.key])
    title = field.label if len(field.label) <= TITLE_LIMIT else field.label[: TITLE_LIMIT - 1] + "…"
    sheet.raw.data_validation(
        field.row,
        field.column,
        field.row,
        field.column,
        {
            **kind.rule(field, field.cell, cells, plan),
            "input_title": title,
            "input_message": prompt_of(field, plan),
            "error_title": "กรอกข้อมูลไม่ถูกต้อง",
            "error_message": error_of(field, plan),
            "error_type": "stop",
        },
    )
    return value if isinstance(value, str) else "", field.column, field.column, style


def colour_missing(sheet: Sheet, fields: list[Field]) -> None:
    """Colour required inputs more strongly for as long as they are empty."""
    first, rest = fields[0], [f.cell for f in fields]
    sheet.raw.conditional_format(
        first.row,
        first.column,
        first.row,
        first.column,
        {
            "type": "blanks",
            "format": sheet.styles.bare({"bg_color": MISSING}),
            "multi_range": " ".join(rest),
        },
    )


def date_read(cell: str) -> str:
    """The formula that shows a typed date as it is understood: a year of the Buddhist era is taken as one."""
    return (
        f'=IF({cell}="","",IF(ISNUMBER({cell}),IF(YEAR({cell})>=2400,'
        f'DATE(YEAR({cell})-543,MONTH({cell}),DAY({cell})),{cell}),"{LATER}"))'
    )
