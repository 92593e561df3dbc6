"""Paper that sheets are printed on: its sizes and margins, and how large a table comes out on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MARGINS = {"left": 0.75, "right": 0.25, "top": 0.3, "bottom": 0.5}  # inches; the left one is for binding
FOOTER = 0.25  # inches below the footer
PIXEL = 0.75  # points; of these the heights of rows and the widths of columns are made
PIXELS, EXCEL_PIXELS = 7.44, 7.0  # of a column's character in LibreOffice and in Excel, which prints a little larger
LEAST_SCALE = 0.75  # keeps 16 points on the sheet at 12 on paper
LEAST_PRINT = 8.0  # points on paper of the smallest letters of tables to look things up in


def full_width(widths: Sequence[float], pixels: float = PIXELS) -> float:
    """The points that columns of these widths take on the sheet, with 5 px of padding each."""
    return sum((width * pixels + 5) * PIXEL for width in widths)


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper, landscape, in points; `told` is said of it in the footer."""

    code: int  # Excel's
    width: float
    height: float
    told: str = ""

    @property
    def printed_width(self) -> float:
        """The width between the margins."""
        return self.width - 72 * (MARGINS["left"] + MARGINS["right"])

    @property
    def printed_height(self) -> float:
        """The height between the margins."""
        return self.height - 72 * (MARGINS["top"] + MARGINS["bottom"])

    def scale(self, widths: Sequence[float], pixels: float = PIXELS) -> float:
        """The scale at which these columns fit the paper's width."""
        return min(1.0, self.printed_width / full_width(widths, pixels))

    def exact_scale(self, widths: Sequence[float]) -> float:
        """The scale in whole hundredths, at which all programs print alike."""
        return int(100 * self.scale(widths)) / 100


A4, A3 = Paper(9, 841.9, 595.3), Paper(8, 1190.6, 841.9, " (กระดาษ เอ ๓)")
PRINTED_WIDTH, PRINTED_HEIGHT = A4.printed_width, A4.printed_height
