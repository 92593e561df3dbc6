"""Thai in spreadsheets: digits, Buddhist-era dates, spelling of code points, widths of text."""

from __future__ import annotations

from moralxl.thai.dates import format_date, format_date_long, parse_date, parse_months
from moralxl.thai.numbers import (
    Ratio,
    format_number,
    format_percent,
    parse_number,
    parse_ratio,
    plain_figures,
    says_percent,
)
from moralxl.thai.text import Reading, clean, is_empty, to_ascii_digits, to_thai_digits
from moralxl.thai.width import column_points, display_width, row_height, text_width, wrap_lines

__all__ = [
    "Ratio",
    "Reading",
    "clean",
    "column_points",
    "display_width",
    "format_date",
    "format_date_long",
    "format_number",
    "format_percent",
    "is_empty",
    "parse_date",
    "parse_months",
    "parse_number",
    "parse_ratio",
    "plain_figures",
    "row_height",
    "says_percent",
    "text_width",
    "to_ascii_digits",
    "to_thai_digits",
    "wrap_lines",
]
