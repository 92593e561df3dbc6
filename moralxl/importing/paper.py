"""What a paper holds, whatever its format: lines of text, and tables whose merged cells stand in every place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from moralxl import thai

MOST_ROWS, MOST_COLUMNS, MOST_SPAN = 5_000, 100, 200  # a plan has some 30 rows and 12 to 25 columns


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a table. All places of a merged cell have its text and its `area`."""

    text: str
    area: int  # the same for all places of a merged cell, and for them only
    place: str  # where the paper has it, to be told
    shaded: bool = False
    drawn: bool = False  # a line or picture is anchored here

    @property
    def marked(self) -> bool:
        """Whether a month's place says that the month is one of the period."""
        return bool(self.text) or self.shaded


@dataclass(slots=True)
class Table:
    """The rows of a table; places without a cell are None."""

    rows: list[list[Slot | None]] = field(default_factory=list)

    def put(self, row: int, column: int, slot: Slot, *, high: int = 1, wide: int = 1) -> None:
        """Set a cell into all places it covers that are free and within bounds."""
        for r in range(row, min(row + min(high, MOST_SPAN), MOST_ROWS)):
            while len(self.rows) <= r:
                self.rows.append([])
            line = self.rows[r]
            for c in range(column, min(column + min(wide, MOST_SPAN), MOST_COLUMNS)):
                line.extend([None] * (c + 1 - len(line)))
                if line[c] is None:
                    line[c] = slot

    def free(self, row: int, column: int) -> int:
        """The first free column of a row, from `column` on."""
        line = self.rows[row] if row < len(self.rows) else []
        while column < len(line) and line[column] is not None:
            column += 1
        return column


@dataclass(slots=True)
class Paper:
    """A file's text in the order it has it."""

    file: str
    lines: list[str] = field(default_factory=list)  # outside tables
    tables: list[Table] = field(default_factory=list)


def distinct(row: list[Slot | None]) -> Iterator[tuple[int, Slot]]:
    """The cells of a row that have text, each once, with the first column it covers."""
    seen = set()
    for column, slot in enumerate(row):
        if slot is not None and slot.text and slot.area not in seen:
            seen.add(slot.area)
            yield column, slot


def tidy(text: str) -> str:
    """A cell's text, cleaned, its spaces single, its blank lines gone."""
    lines = (" ".join(thai.clean(line).split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)
