"""Reads a sheet of an xlsx, whatever its XML looks like, piece by piece: the way that always holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from moralxl.read.cells import YES, Runs, Values, area, plain
from moralxl.read.markup import Attributes, local, parse
from moralxl.read.raw import Damaged, Grid, column_number

CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
TEXT_CHILDREN = frozenset({"t", "r", "rPh", "phoneticPr"})
# What may stand in the elements that hold cells and texts. Anything else there would be a value lost in silence.
CHILDREN = {
    "sheetData": frozenset({"row"}),
    "row": frozenset({"c", "extLst"}),
    "c": frozenset({"f", "v", "is", "extLst"}),
    "sst": frozenset({"si", "extLst"}),
    "si": TEXT_CHILDREN,
    "is": TEXT_CHILDREN,
    "r": frozenset({"rPr", "t"}),
    **dict.fromkeys(("f", "v", "t"), frozenset[str]()),
}
WORDS = frozenset({"f", "v", "t"})  # the elements with text of their own
SPACES = re.compile(r"[ \t\r\n]*")
# Transitional and Strict OOXML; what other namespaces say about cells are extensions.
MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")


def read_sheet(chunks: Iterable[bytes], values: Values, *, cut: bool = False) -> Grid:
    """The cells of a worksheet part. Damaged or Refused as `markup.parse`, which also says what `cut` is."""
    reader = _Sheet(values)
    parse(chunks, reader.start, reader.end, reader.text, cut=cut)
    if not reader.seen:
        raise Damaged("worksheet")
    return reader.grid


def read_strings(chunks: Iterable[bytes]) -> list[str]:
    """The texts of a shared strings part, runs joined, without phonetic guides."""
    return _strings(chunks).strings


def read_runs(chunks: Iterable[bytes]) -> dict[int, Runs]:
    """The texts of a shared strings part that have runs with fonts of their own, by number."""
    return _strings(chunks).with_runs


def _strings(chunks: Iterable[bytes]) -> _Strings:
    reader = _Strings()
    parse(chunks, reader.start, reader.end, reader.text)
    return reader


def _main(name: str) -> str:
    """An element's local name; "" for one of another namespace."""
    space, _, short = name.rpartition("}")
    return short if space in MAIN or not space else ""


class _Texts:
    """Handlers that follow which element stands in which, and join the runs of a text, without phonetic guides.

    Damaged for an element that is out of place, and for stray text.
    """

    def __init__(self) -> None:
        self.path = [""]  # names of the elements begun; "" for those of other namespaces
        self.words: list[str] = []  # since the last tag
        self.joined = ""
        self.runs: Runs | None = None  # of that, once a run has a font of its own
        self.preserve = self.said = self.fonted = self.striking = self.raising = False

    def text(self, words: str) -> None:
        self.words.append(words)

    def start(self, name: str, attributes: Attributes) -> None:
        short, parent = _main(name), self.path[-1]
        if parent in CHILDREN:
            if short not in CHILDREN[parent]:
                raise Damaged(f"<{local(name)[:20]}> in <{parent}>")
            self._stray(parent)
        self.words.clear()
        self.path.append(short)
        self.begin(parent, short, attributes)

    def end(self, _name: str) -> None:
        short = self.path.pop()
        if short in CHILDREN and short not in WORDS:
            self._stray(short)
        self.finish(self.path[-1], short)
        self.words.clear()

    def _stray(self, parent: str) -> None:
        """See that nothing but space was in front of a tag within an element that has no text of its own."""
        if self.words and not SPACES.fullmatch("".join(self.words)):
            raise Damaged(f"text in <{parent}>")

    def begin(self, parent: str, short: str, attributes: Attributes) -> None:  # noqa: ARG002 - others need it
        if short in {"si", "is"}:
            self.joined, self.runs = "", None
            self.said = self.fonted = self.striking = self.raising = False
        elif short == "r" and "rPh" not in self.path:
            self.said = self.fonted = self.striking = self.raising = False
        elif short == "rPr":
            self.fonted = True
            self.runs = self.runs or Runs(self.joined, "", "")
        elif short == "strike":
            self.striking = attributes.get("val", "1") in YES
        elif short == "vertAlign":
            self.raising = attributes.get("val", "") != "baseline"
        elif short == "t":
            self.preserve = any(local(key) == "space" and value == "preserve" for key, value in attributes.items())

    def finish(self, parent: str, short: str) -> None:
        if short != "t" or parent not in {"si", "is", "r"} or "rPh" in self.path:
            return
        if self.said:
            raise Damaged("<t> twice")
        self.said = True
        text = plain("".join(self.words), preserve=self.preserve)
        self.joined += text
        if self.runs:
            plain_, own, raised = self.runs
            if not self.striking:
                plain_, own = plain_ + text, own + (text if self.fonted else "")
            self.runs = Runs(plain_, own, raised + text if self.raising else raised)


class _Sheet(_Texts):
    """Handlers that gather a worksheet's cells."""

    def __init__(self, values: Values) -> None:
        super().__init__()
        self.values, self.grid = values, Grid()
        self.seen = False  # the sheet's data has begun
        self.numbered = False  # the row says which it is
        self.rows: set[int] = set()
        self.row = self.column = -1
        self.kind, self.style = "n", 0
        self.inline_runs: Runs | None = None
        self.value: str | None = None
        self.inline: str | None = None
        self.formula: str | None = None

    def begin(self, parent: str, short: str, attributes: Attributes) -> None:
        super().begin(parent, short, attributes)
        if short == "sheetData":
            if self.seen:
                raise Damaged("<sheetData> twice")
            self.seen = True
        elif short == "row" and parent == "sheetData":
            self._start_row(attributes)
        elif short == "c" and parent == "row":
            self._start_cell(attributes)
        elif short == "col" and attributes.get("hidden") in YES:
            self.grid.hide_columns(_int(attributes.get("min")) - 1, _int(attributes.get("max")) - 1)
        elif short == "mergeCell":
            merged = area(attributes.get("ref", ""))
            if merged is None:
                raise Damaged("<mergeCell>")
            self.grid.merged.append(merged)

    def _start_row(self, attributes: Attributes) -> None:
        self.numbered = "r" in attributes
        self.row = _int(attributes["r"]) - 1 if self.numbered else self.row + 1
        self.column = -1
        if self.row in self.rows or self.row < 0:
            raise Damaged(f"row {self.row + 1}")
        self.rows.add(self.row)
        if attributes.get("hidden") in YES:
            self.grid.hide_rows(self.row, self.row)

    def _start_cell(self, attributes: Attributes) -> None:
        if "r" in attributes:
            found = CELL.fullmatch(attributes["r"])
            if found is None or (self.numbered and int(found[2]) - 1 != self.row):
                raise Damaged(f"cell {attributes['r'][:20]}")
            self.column, self.row = column_number(found[1]), int(found[2]) - 1
        else:
            self.column += 1
        self.kind, self.style = attributes.get("t", "n"), _int(attributes.get("s") or "0")
        self.value = self.inline = self.formula = self.inline_runs = None

    def finish(self, parent: str, short: str) -> None:
        super().finish(parent, short)
        if parent == "c":
            if short == "v":
                self.value = self._once(self.value, "".join(self.words), short)
            elif short == "f":
                self.formula = self._once(self.formula, "".join(self.words), short)
            elif short == "is":
                self.inline = self._once(self.inline, self.joined, short)
                self.inline_runs = self.runs
        elif parent == "row" and short == "c":
            self._end_cell()

    @staticmethod
    def _once(before: str | None, text: str, name: str) -> str:
        if before is not None:
            raise Damaged(f"<{name}> twice")
        return text

    def _end_cell(self) -> None:
        if self.formula is not None:
            self.grid.formula(self.row, self.column, self.formula)
        if self.kind == "inlineStr":
            if self.inline is None and self.value:
                raise Damaged("inlineStr")
            value: Any = self.inline
        elif self.inline is not None:
            raise Damaged("<is>")
        elif self.kind == "e" and self.value:
            self.grid.error(self.row, self.column, self.value)
            return
        else:
            value = self.values.read(self.kind, self.style, self.value)
        if value is not None:
            self.grid.put(self.row, self.column, value)
            if self.values.is_percent(self.style, value):
                self.grid.show_percent(self.row, self.column)
            runs = self.values.runs.get(int(self.value or 0)) if self.kind == "s" else self.inline_runs
            left = self.values.left(self.style, value, runs)
            if left is not None:
                self.grid.strike(self.row, self.column, left)
            if runs and runs.raised:
                self.grid.lift(self.row, self.column, runs.raised)


class _Strings(_Texts):
    """Handlers that gather the shared strings."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self.with_runs: dict[int, Runs] = {}

    def finish(self, parent: str, short: str) -> None:
        super().finish(parent, short)
        if parent == "sst" and short == "si":
            if self.runs:
                self.with_runs[len(self.strings)] = self.runs
            self.strings.append(self.joined)


def _int(text: str | None) -> int:
    """A whole number of at most nine digits, as they stand in attributes."""
    if text is None or not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise Damaged(f"number {str(text)[:20]}")
    return int(text)
