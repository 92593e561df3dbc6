"""Reads the body of a Word document (.docx): paragraphs, and tables with their merged, shaded and drawn-on cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from moralxl.importing.paper import MOST_SPAN, Paper, Slot, Table, tidy
from moralxl.read.container import Package
from moralxl.read.markup import Attributes, local, parse
from moralxl.read.xlsx import part_of, relations

WHITE = frozenset({"", "auto", "ffffff", "none"})
# what does not stand in the text as one sees it: deleted, moved away, the older of two renderings, field codes
UNSEEN = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText"})
BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
DRAWINGS = frozenset({"drawing", "pict", "object"})


@dataclass(slots=True)
class _Cell:
    """A cell while it is read."""

    words: list[str] = field(default_factory=list)
    wide: int = 1
    goes_on: str = ""  # "restart", "continue" or "": merged with the cell above
    shaded: bool = False
    drawn: bool = False


@dataclass(slots=True)
class _Grid:
    """A table while it is read: the cell each column's last row has, to go on from."""

    table: Table
    number: int
    row: int = -1
    column: int = 0
    cell: _Cell | None = None
    above: dict[int, Slot] = field(default_factory=dict)


def read_docx(package: Package, file: str) -> Paper:
    """The text of a document. Damaged or Refused, with a word, where its markup is broken or unsafe."""
    main = part_of(relations(package, ""), "officeDocument") or "word/document.xml"
    body = _Body(Paper(file))
    parse(package.stream(main), body.start, body.end, body.text)
    return body.paper


class _Body:
    """Gathers a document's text as its elements come."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.open: list[_Grid] = []  # tables within tables; only the outermost is one of the paper
        self.words: list[str] = []  # of a paragraph outside tables
        self.unseen = 0
        self.in_text = False
        self.in_properties = False  # of a cell, not of a paragraph or of words in it
        self.areas = 0
        self.starts: dict[str, Callable[[Attributes], None]] = {
            "tbl": self._table,
            "tr": self._row,
            "gridBefore": self._before,
            "tc": self._cell,
            "gridSpan": self._span,
            "vMerge": self._merge,
            "tcPr": self._properties,
            "shd": self._shade,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        short = local(name)
        if short in UNSEEN:
            self.unseen += 1
        if self.unseen:
            return
        about = {local(key): value for key, value in attributes.items()}
        cell = self.open[0].cell if self.open else None
        if short in BREAKS and about.get("type", "") != "page" and "pos" not in about:
            (cell.words if cell else self.words).append(BREAKS[short])
        elif short in DRAWINGS and cell:
            cell.drawn = True
        elif short in self.starts:
            self.starts[short](about)
        self.in_text = short == "t"

    def text(self, words: str) -> None:
        """Text stands in an element."""
        if self.in_text and not self.unseen:
            cell = self.open[0].cell if self.open else None
            (cell.words if cell else self.words).append(words)

    def end(self, name: str) -> None:
        """An element ends."""
        short = local(name)
        if short in UNSEEN:
            self.unseen -= 1
        if self.unseen:
            return
        self.in_text = False
        if short == "p":
            self._paragraph()
        elif short == "tcPr":
            self.in_properties = False
        elif short == "tc" and len(self.open) == 1:
            self._finish(self.open[0])
        elif short == "tbl" and self.open:
            self.open.pop()

    def _paragraph(self) -> None:
        if self.open:
            if self.open[0].cell:
                self.open[0].cell.words.append("\n")
            return
        self.paper.lines += [line for line in tidy("".join(self.words)).split("\n") if line]
        self.words.clear()

    def _table(self, _about: Attributes) -> None:
        table = Table()
        if not self.open:
            self.paper.tables.append(table)
        self.open.append(_Grid(table, len(self.paper.tables)))

    def _row(self, _about: Attributes) -> None:
        if len(self.open) == 1:
            self.open[0].row += 1
            self.open[0].column = 0

    def _before(self, about: Attributes) -> None:
        if len(self.open) == 1:
            self.open[0].column += _count(about)

    def _cell(self, _about: Attributes) -> None:
        if len(self.open) == 1:
            self.open[0].cell = _Cell()

    def _span(self, about: Attributes) -> None:
        if len(self.open) == 1 and self.open[0].cell:
            self.open[0].cell.wide = max(1, _count(about))

    def _merge(self, about: Attributes) -> None:
        if len(self.open) == 1 and self.open[0].cell:
            self.open[0].cell.goes_on = about.get("val", "continue")

    def _properties(self, _about: Attributes) -> None:
        self.in_properties = True

    def _shade(self, about: Attributes) -> None:
        cell = self.open[0].cell if len(self.open) == 1 else None
        if cell and self.in_properties:
            patterned = about.get("val", "clear") not in {"clear", "nil"}
            cell.shaded = patterned or about.get("fill", "").lower() not in WHITE

    def _finish(self, grid: _Grid) -> None:
        cell = grid.cell
        if cell is None:
            return
        grid.cell = None
        above = grid.above.get(grid.column)
        text = tidy("".join(cell.words))
        if cell.goes_on == "continue" and above is not None and not text:
            slot = above
        else:
            self.areas += 1
            place = f"ตาราง {grid.number} แถว {grid.row + 1} ช่อง {grid.column + 1}"
            slot = Slot(text, self.areas, place, cell.shaded, cell.drawn)
        grid.table.put(grid.row, grid.column, slot, wide=cell.wide)
        for column in range(grid.column, grid.column + cell.wide):
            if cell.goes_on:
                grid.above[column] = slot
            else:
                grid.above.pop(column, None)
        grid.column += cell.wide


def _count(about: Attributes) -> int:
    value = about.get("val", "")
    return min(int(value), MOST_SPAN) if value.isascii() and value.isdecimal() else 0
