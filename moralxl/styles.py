"""HOW things look: every cell style by name, number formats, colours and fonts, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

FONT = "TH Sarabun New"
SIZE = 16  # points; what official papers use
SMALL = 14
TITLE_SIZE = 20

# Thai digits with the cell still a number: the code stands in every section, else that section is Arabic.
_THAI = "[$-D00041E]"
INTEGER = f"{_THAI}#,##0;{_THAI}-#,##0;{_THAI}0;@"
DECIMAL = f"{_THAI}#,##0.00;{_THAI}-#,##0.00;{_THAI}0.00;@"
PERCENT = f"{_THAI}0.0%;{_THAI}-0.0%;{_THAI}0.0%;@"
# of a chart's axes and labels, where a whole percentage needs no decimal and a nought no label
CHART_INTEGER = f"{_THAI}#,##0;{_THAI}-#,##0;{_THAI}0"
CHART_LABEL = f"{_THAI}#,##0;{_THAI}-#,##0;"
CHART_SATANG = f"{_THAI}#,##0.00;{_THAI}-#,##0.00;"
CHART_PERCENT = f"{_THAI}0%"
CHART_SHARE = f"{_THAI}0.0%"
CHART_TO_WHOLE = f'[<=1]{_THAI}0%;""'
DATE = "[$-D07041E]d mmm yyyy"  # Buddhist era, Thai digits
# Where a date is typed, the year shows as it was typed: in the Buddhist era's format 2567, taken by the program as a
# year of the common era, would show as 3110. The date as it is understood stands in the cell beside.
DATE_AS_TYPED = "[$-D00041E]d mmm yyyy"
# Dates that stand in a form when it is sent have years of the common era and show in the Buddhist one; a year of that
# era (2400 and later) that is typed over them shows as typed.
DATE_SENT = f"[<182623]{DATE};{DATE_AS_TYPED}"
TEXT = "@"

INK = "#1F2A37"
LINE = "#8A94A3"
NAVY = "#1F3A5F"
PALE = "#E8EDF4"
PAPER = "#FFFFFF"
INPUT = "#FFF9DB"
MISSING = "#FDE7A8"
PLANNED = "#C3D1E5"
GREEN = "#C9E7CF"
RED = "#F5C6C3"
GREY = "#E3E6EA"
AMBER = "#FCE5B6"
VIOLET = "#DDD6EC"
CARRIED = "#DCE9F7"
NOTE = "#FFFFE1"  # behind a cell's note

Properties = dict[str, Any]

# of a chart's bars, told apart by their patterns as well as by colour
FILLS: dict[str, Properties] = {
    "met": {"fill": {"color": "#2E7D5B"}, "border": {"color": INK}},
    "not_met": {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#B3372F", "bg_color": PAPER},
        "border": {"color": INK},
    },
    "not_due": {"fill": {"color": PAPER}, "border": {"color": INK}},
    "no_data": {
        "pattern": {"pattern": "dotted_diamond", "fg_color": "#8A5A00", "bg_color": AMBER},
        "border": {"color": INK},
    },
    "planned": {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": NAVY, "bg_color": PAPER},
        "border": {"color": NAVY},
    },
    "done": {"fill": {"color": NAVY}, "border": {"color": NAVY}},
}

_BASE: Properties = {
    "font_name": FONT,
    "font_size": SIZE,
    "font_color": INK,
    "valign": "top",
    "text_wrap": True,
    "locked": True,
}
_BOX: Properties = {**_BASE, "border": 1, "border_color": LINE}
_CENTRE: Properties = {**_BOX, "align": "center"}
_NUMERIC: Properties = {**_BOX, "align": "center", "text_wrap": False}
_OPEN: Properties = {"top": 0, "bottom": 0}  # of a tile's middle
_ENTRY: Properties = {**_BOX, "bg_color": INPUT, "locked": False, "valign": "vcenter"}

STYLES: dict[str, Properties] = {
    "plain": _BASE,
    "note": {**_BASE, "font_size": SMALL, "font_color": "#5B6675"},
    "title": {**_BASE, "font_size": TITLE_SIZE, "bold": True, "align": "center", "valign": "vcenter"},
    "subtitle": {**_BASE, "bold": True, "align": "center", "valign": "vcenter"},
    "heading": {**_BOX, "bold": True, "align": "center", "valign": "vcenter", "bg_color": PALE},
    "section": {**_BOX, "bold": True, "valign": "vcenter", "bg_color": PALE},
    "bar": {**_BOX, "bold": True, "valign": "vcenter", "bg_color": NAVY, "font_color": PAPER},
    "cell": _BOX,
    "label": {**_BOX, "valign": "vcenter"},
    "label_strong": {**_BOX, "valign": "vcenter", "bold": True},
    "centre": _CENTRE,
    "middle": {**_CENTRE, "valign": "vcenter"},
    "integer": {**_NUMERIC, "num_format": INTEGER},
    "decimal": {**_NUMERIC, "num_format": DECIMAL},
    "money": {**_NUMERIC, "align": "right", "num_format": INTEGER},
    "money_satang": {**_NUMERIC, "align": "right", "num_format": DECIMAL},
    "money_middle": {**_NUMERIC, "align": "right", "indent": 1, "valign": "vcenter", "num_format": INTEGER},
    "money_satang_middle": {**_NUMERIC, "align": "right", "indent": 1, "valign": "vcenter", "num_format": DECIMAL},
    "percent": {**_NUMERIC, "num_format": PERCENT},
    "date": {**_NUMERIC, "num_format": DATE},
    "total": {**_BOX, "bold": True, "bg_color": PALE, "valign": "vcenter"},
    "total_middle": {**_BOX, "bold": True, "bg_color": PALE, "align": "center", "valign": "vcenter"},
    "total_money": {
        **_NUMERIC,
        "valign": "vcenter",
        "bold": True,
        "bg_color": PALE,
        "align": "right",
        "num_format": INTEGER,
    },
    "total_money_satang": {
        **_NUMERIC,
        "valign": "vcenter",
        "bold": True,
        "bg_color": PALE,
        "align": "right",
        "num_format": DECIMAL,
    },
    "total_percent": {**_NUMERIC, "valign": "vcenter", "bold": True, "bg_color": PALE, "num_format": PERCENT},
    "total_integer": {**_NUMERIC, "valign": "vcenter", "bold": True, "bg_color": PALE, "num_format": INTEGER},
    "integer_middle": {**_NUMERIC, "valign": "vcenter", "num_format": INTEGER},
    "decimal_middle": {**_NUMERIC, "valign": "vcenter", "num_format": DECIMAL},
    "percent_middle": {**_NUMERIC, "valign": "vcenter", "num_format": PERCENT},
    "date_small": {**_NUMERIC, "valign": "vcenter", "font_size": SMALL, "num_format": DATE},
    "heading_now": {
        **_BOX,
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "bg_color": NAVY,
        "font_color": PAPER,
    },
    "tile": {**_BOX, "bold": True, "align": "center", "valign": "vcenter", "bg_color": PALE, "bottom": 0},
    "tile_number": {**_NUMERIC, "bold": True, "font_size": 30, "valign": "vcenter", "num_format": INTEGER, **_OPEN},
    "tile_number_satang": {
        **_NUMERIC,
        "bold": True,
        "font_size": 30,
        "valign": "vcenter",
        "num_format": DECIMAL,
        **_OPEN,
    },
    "tile_foot": {**_CENTRE, "valign": "vcenter", "top": 0},
    "tile_share": {
        **_NUMERIC,
        "valign": "vcenter",
        "top": 0,
        "num_format": f'[>100]{_THAI}"▲ เกินวงเงิน ร้อยละ "#,##0.0;[<=100]{_THAI}"ร้อยละ "0.0;;@',
    },
    "change": {
        **_NUMERIC,
        "valign": "vcenter",
        "num_format": f'{_THAI}"▲ "#,##0;{_THAI}"▼ "#,##0;"เท่าเดิม";@',
    },
    "change_decimal": {**_NUMERIC, "valign": "vcenter", "num_format": f'{_THAI}"▲ "0.00;{_THAI}"▼ "0.00;"เท่าเดิม";@'},
    "change_share": {**_NUMERIC, "valign": "vcenter", "num_format": f'{_THAI}"▲ "0.0%;{_THAI}"▼ "0.0%;"เท่าเดิม";@'},
    "total_change_share": {
        **_NUMERIC,
        "bold": True,
        "bg_color": PALE,
        "valign": "vcenter",
        "num_format": f'{_THAI}"▲ "0.0%;{_THAI}"▼ "0.0%;"เท่าเดิม";@',
    },
    "hint": {**_BOX, "valign": "vcenter", "font_size": SMALL, "font_color": "#5B6675"},
    "label_pale": {**_BOX, "bg_color": "#F5F7FA", "font_size": SMALL},
    "official": {**_BOX, "bg_color": "#F5F7FA", "font_size": SMALL},
    "link": {**_BOX, "align": "center", "valign": "vcenter", "font_color": NAVY, "underline": 1},
    "bar_count": {
        **_BOX,
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "bg_color": NAVY,
        "font_color": PAPER,
        "text_wrap": False,
        # the number of inputs still empty, in words
        "num_format": f'{_THAI}"ยังไม่กรอก "0" ช่อง";;{_THAI}"กรอกครบแล้ว"',
    },
    "counted": {
        **_NUMERIC,
        "valign": "vcenter",
        "font_size": SMALL,
        "num_format": f'{_THAI}"นับ";;{_THAI}"ไม่นับ"',  # 1 and 0, in words
    },
    # what somebody typed: stays text even when the cell is edited, whatever it begins with
    "typed": {**_BOX, "num_format": TEXT, "quote_prefix": True},
    "typed_centre": {**_CENTRE, "num_format": TEXT, "quote_prefix": True},
    "typed_line": {**_BOX, "font_size": SMALL, "text_wrap": False, "num_format": TEXT, "quote_prefix": True},
    "line": {**_BOX, "font_size": SMALL, "text_wrap": False},
    "line_link": {**_BOX, "font_size": SMALL, "text_wrap": False, "font_color": NAVY},
    "line_percent": {**_BOX, "font_size": SMALL, "text_wrap": False, "num_format": PERCENT.replace("0.0%", "0.000%")},
    "line_integer": {**_BOX, "font_size": SMALL, "text_wrap": False, "num_format": INTEGER},
    "line_decimal": {**_BOX, "font_size": SMALL, "text_wrap": False, "num_format": DECIMAL},
    "line_date": {**_BOX, "font_size": SMALL, "text_wrap": False, "align": "left", "num_format": DATE},
    "moment": {**_CENTRE, "num_format": f"{DATE} hh:mm"},
    "severity_error": {**_CENTRE, "bg_color": RED, "bold": True},
    "severity_warning": {**_CENTRE, "bg_color": AMBER},
    "severity_note": _CENTRE,
    "legend_input": {**_BOX, "bg_color": INPUT},
    "legend_missing": {**_BOX, "bg_color": MISSING},
    # what a clerk fills
    "input_number": {**_ENTRY, "align": "center", "num_format": INTEGER},
    "input_money": {**_ENTRY, "align": "center", "num_format": DECIMAL},
    "input_date": {**_ENTRY, "align": "center", "num_format": DATE_AS_TYPED},
    "input_choice": {**_ENTRY, "align": "center"},
    "input_text": {**_ENTRY, "num_format": TEXT},
    "hidden_key": {"font_name": FONT, "font_size": 8, "font_color": "#B0B7C1", "locked": True},
    "carried_note": {**_BOX, "bold": True, "align": "center", "valign": "vcenter", "bg_color": CARRIED, "border": 3},
    "task_wrong": {**_CENTRE, "bg_color": RED, "bold": True, "valign": "vcenter"},
    "task_check": {**_CENTRE, "bg_color": AMBER, "valign": "vcenter"},
    "task_typed": {**_BOX, "num_format": TEXT, "quote_prefix": True, "valign": "vcenter"},
    "tasks_left": {
        **_BOX,
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": False,
        "num_format": f'{_THAI}"เหลือที่ต้องแก้ไขหรือตรวจ "0" รายการ";;"✓ ดำเนินการครบแล้ว"',
    },
    # states, told apart by a sign as well as by colour so that they read in black and white
    "state_met": {**_CENTRE, "bg_color": GREEN},
    "state_not_met": {**_CENTRE, "bg_color": RED, "bold": True},
    "state_not_due": {**_CENTRE, "bg_color": PAPER},
    "state_no_data": {**_CENTRE, "bg_color": AMBER},
    "state_not_applicable": {**_CENTRE, "bg_color": GREY, "font_color": "#5B6675"},
    "state_unsent": {**_CENTRE, "bg_color": VIOLET, "bold": True},
}

# the months of the plan's calendar: outside and inside the planned period, with the signs of what was reported
STARTED, FINISHED = "▸", "▪"
_MONTHS = {
    "": "0",
    "_started": f'"{STARTED} "0',
    "_finished": f'0" {FINISHED}"',
    "_both": f'"{STARTED} "0" {FINISHED}"',
}
for _sign, _number in _MONTHS.items():
    _month: Properties = {**_NUMERIC, "valign": "vcenter", "bold": True, "num_format": f"{_THAI}{_number};;{_THAI}0;@"}
    STYLES[f"month{_sign}"] = _month
    STYLES[f"month_planned{_sign}"] = {**_month, "bg_color": PLANNED}

# what stands in a form when it is sent; the marks differ in their borders and letters, too, as paper may have no colour
_MARKS: dict[str, Properties] = {
    "kept": {},
    "wrong": {"bg_color": RED, "border": 5, "border_color": "#B3372F", "bold": True},
    "check": {"bg_color": AMBER, "border": 8, "border_color": "#8A5A00", "bold": True},
    "carried": {"bg_color": CARRIED, "border": 3, "border_color": NAVY, "italic": True},
}
for _name in [name for name in STYLES if name.startswith("input_")]:
    for _mark, _look in _MARKS.items():
        _sent: Properties = {**STYLES[_name], **({"num_format": DATE_SENT} if _name == "input_date" else {}), **_look}
        STYLES[f"{_name}_{_mark}"] = _sent
        STYLES[f"{_name}_{_mark}_quoted"] = {**_sent, "quote_prefix": True}
for _mark in ("wrong", "check", "carried"):
    STYLES[f"legend_{_mark}"] = {**_BOX, **_MARKS[_mark]}

# in the middle of a row's height
STYLES |= {f"{name}_middle": {**STYLES[name], "valign": "vcenter"} for name in STYLES if name.startswith("state_")}

UNSENT_LABEL = "… ยังไม่ได้รับแบบรายงาน"  # of a division: its state is not known
STATE_LABELS = {
    "met": "✓ บรรลุ",
    "not_met": "✗ ไม่บรรลุ",
    "not_due": "○ ยังไม่ถึงกำหนด",
    "no_data": "? ไม่มีข้อมูล",
    "not_applicable": "– ไม่เกี่ยวข้อง",
}
# by the sign that a cell begins with, for conditional formats: colours that follow a state
STATE_COLOURS: dict[str, Properties] = {
    label[0]: {n: v for n, v in STYLES[f"state_{state}"].items() if n in {"bg_color", "bold", "font_color"}}
    for state, label in {**STATE_LABELS, "unsent": UNSENT_LABEL}.items()
}
STATE_COLOURS["▲"] = STATE_COLOURS[STATE_LABELS["not_met"][0]]  # more spent than there was
STATE_SIGNS = {state: label[0] for state, label in STATE_LABELS.items()}


class Styles:
    """The formats of one workbook, made when first asked for: `styles["heading"]`."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        """The format named `name`; KeyError if no style has that name."""
        if name not in self._made:
            self._made[name] = self._workbook.add_format(STYLES[name])
        return self._made[name]

    def bare(self, properties: Properties) -> Format:
        """A format of these properties alone, for conditional formats, which add to a cell's own."""
        return self._workbook.add_format(properties)
