"""Native charts in the master's look: one font, Thai digits, fills that are told apart in black and white."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from moralxl.styles import CHART_INTEGER, CHART_LABEL, CHART_SATANG, FONT, INK, LINE, PAPER, SIZE

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

    from moralxl.master.page import Page

GRID = "#D5DAE1"
PIXELS_PER_POINT = 4 / 3  # XlsxWriter's charts are measured in pixels of 96 to the inch
EXCEL_PIXELS = 7  # of a column's character
SURE = 0.97  # of a page's height: programs differ a little in how high they draw rows
EDGE = 4  # pixels left free around a chart


@cache
def _in_thai_font(kind: Any) -> Any:
    """A kind of chart that names its font for Thai letters too, which Excel else draws in one of its own."""

    class ThaiChart(kind):  # type: ignore[misc]
        def _write_a_latin(self, attributes: list[tuple[str, Any]]) -> None:
            super()._write_a_latin(attributes)
            for script in ("a:ea", "a:cs"):
                self._xml_empty_tag(script, attributes)

    return ThaiChart


def font(size: float = SIZE, *, bold: bool = False, **more: Any) -> dict[str, Any]:
    """A chart's font; on paper it is as much smaller as the page is."""
    return {"name": FONT, "size": size, "bold": bold, "color": INK, **more}


def new_chart(workbook: Workbook, kind: str, title: str, subtype: str = "") -> Any:
    """A titled chart without gridlines of its own choosing; `kind` and `subtype` are XlsxWriter's."""
    options = {"type": kind, "subtype": subtype} if subtype else {"type": kind}
    chart: Any = workbook.add_chart(options)
    chart.__class__ = _in_thai_font(chart.__class__)
    chart.set_title({"name": title, "name_font": font(bold=True), "overlay": False})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": PAPER}})
    chart.set_plotarea({"fill": {"none": True}})
    return chart


def labels(number_format: str = CHART_INTEGER, **more: Any) -> dict[str, Any]:
    """The values at a series' points, in Thai digits."""
    return {"value": True, "num_format": number_format, "font": font(), **more}


def boxed_labels(number_format: str = CHART_INTEGER, **more: Any) -> dict[str, Any]:
    """Labels on a ground of their own, to be read upon any pattern."""
    return labels(number_format, fill={"color": PAPER}, **more)


def money_label(*amounts: float | None) -> str:
    """How the amounts of money in a chart are labelled, in baht: with satang where one of them has any."""
    return CHART_LABEL if all(float(amount or 0).is_integer() for amount in amounts) else CHART_SATANG


def category_axis(number_format: str = CHART_INTEGER, **more: Any) -> dict[str, Any]:
    """The axis along which the categories stand."""
    return {
        "num_font": font(),
        "num_format": number_format,
        "line": {"color": LINE},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        **more,
    }


def value_axis(number_format: str = CHART_INTEGER, **more: Any) -> dict[str, Any]:
    """The axis of the values, with faint lines across the chart."""
    return {
        "num_font": font(),
        "num_format": number_format,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.75}},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        "min": 0,
        **more,
    }


def legend(position: str = "bottom") -> dict[str, Any]:
    """A legend in the chart's font."""
    return {"position": position, "font": font()}


def reserve(page: Page, height: float, row: int | None = None) -> None:
    """Make a row, the last one if none is named, so many points high: room for a chart or for large figures."""
    row = page.next - 1 if row is None else row
    page.heights[row] = height
    page.sheet.raw.set_row(row, height)


def place(page: Page, chart: Any, row: int, columns: tuple[int, int], height: float, told: str) -> None:
    """Lay a chart over the columns from first to last and so many points down from `row`; `told` is its alt text."""
    first, last = columns
    wide = sum(int(width * EXCEL_PIXELS + 0.5) + 5 for width in page.widths[first : last + 1])
    chart.set_size({"width": wide - 2 * EDGE, "height": int(height * PIXELS_PER_POINT) - 2 * EDGE})
    offset = {"x_offset": EDGE, "y_offset": EDGE}
    page.sheet.raw.insert_chart(row, first, chart, {"object_position": 1, "description": told, **offset})
