"""Reads a sheet of an xlsx, whatever its XML looks like, piece by piece: the way that always holds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from moralxl.read.cells import YES, Values, area, plain
from moralxl.read.markup import Attributes, local, parse
from moralxl.read.raw import Damaged, Grid, column_number

CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
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
    reader = _Strings()
    parse(chunks, reader.start, reader.end, reader.text)
    return reader.strings


def _main(name: str) -> str:
    """An element's local name; "" for one of another namespace."""
    space, _, short = name.rpartition("}")
    return short if space in MAIN or not space else ""


class _Sheet:
    """Handlers that gather a worksheet's cells."""

    def __init__(self, values: Values) -> None:
        self.values, self.grid = values, Grid()
        self.seen = False  # the sheet's data has begun
        self.inside = False  # within its rows
        self.row = self.column = -1
        self.kind = ""
        self.style = 0
        self.words: list[str] = []
        self.value: str | None = None
        self.inline: str | None = None
        self.formula: str | None = None
        self.preserve = self.phonetic = False

    def text(self, words: str) -> None:
        self.words.append(words)

    def start(self, name: str, attributes: Attributes) -> None:
        short = _main(name)
        self.words.clear()
        if short == "sheetData":
            self.inside = not self.seen
            self.seen = True
        elif short == "row" and self.inside:
            self._start_row(attributes)
        elif short == "c" and self.inside:
            self._start_cell(attributes)
        elif short == "t":
            self.preserve = any(local(key) == "space" and value == "preserve" for key, value in attributes.items())
        elif short == "is":
            self.inline = ""
        elif short == "rPh":
            self.phonetic = True
        elif short == "col" and attributes.get("hidden") in YES:
            self.grid.hide_columns(_int(attributes.get("min")) - 1, _int(attributes.get("max")) - 1)
        elif short == "mergeCell":
            merged = area(attributes.get("ref", ""))
            if merged:
                self.grid.merged.append(merged)

    def _start_row(self, attributes: Attributes) -> None:
        self.row = _int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.column = -1
        if attributes.get("hidden") in YES:
            self.grid.hide_rows(self.row, self.row)

    def _start_cell(self, attributes: Attributes) -> None:
        if "r" in attributes:
            found = CELL.fullmatch(attributes["r"])
            if found is None:
                raise Damaged(f"cell {attributes['r'][:20]}")
            self.column, self.row = column_number(found[1]), int(found[2]) - 1
        else:
            self.column += 1
        self.kind, self.style = attributes.get("t", ""), _int(attributes.get("s", "0"))
        self.value = self.inline = self.formula = None

    def end(self, name: str) -> None:
        short = _main(name)
        if short == "v":
            self.value = "".join(self.words)
        elif short == "f":
            self.formula = "".join(self.words)
        elif short == "t" and self.inline is not None and not self.phonetic:
            self.inline += plain("".join(self.words), preserve=self.preserve)
        elif short == "rPh":
            self.phonetic = False
        elif short == "c" and self.inside:
            self._end_cell()
        elif short == "sheetData":
            self.inside = False
        self.words.clear()

    def _end_cell(self) -> None:
        if self.formula is not None:
            self.grid.formula(self.row, self.column, self.formula)
        if self.kind == "e" and self.value:
            self.grid.error(self.row, self.column, self.value)
        elif self.kind == "inlineStr":
            if self.inline is not None:
                self.grid.put(self.row, self.column, self.inline)
        else:
            value = self.values.read(self.kind, self.style, self.value)
            if value is not None:
                self.grid.put(self.row, self.column, value)


class _Strings:
    """Handlers that gather the shared strings."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.words: list[str] = []
        self.preserve = self.phonetic = False

    def text(self, words: str) -> None:
        self.words.append(words)

    def start(self, name: str, attributes: Attributes) -> None:
        short = _main(name)
        self.words.clear()
        if short == "si":
            self.strings.append("")
        elif short == "rPh":
            self.phonetic = True
        elif short == "t":
            self.preserve = any(local(key) == "space" and value == "preserve" for key, value in attributes.items())

    def end(self, name: str) -> None:
        short = _main(name)
        if short == "t" and self.strings and not self.phonetic:
            self.strings[-1] += plain("".join(self.words), preserve=self.preserve)
        elif short == "rPh":
            self.phonetic = False
        self.words.clear()


def _int(text: str | None) -> int:
    """A whole number of at most nine digits, as they stand in attributes."""
    if text is None or not text.isdecimal() or len(text) > 9:
        raise Damaged(f"number {str(text)[:20]}")
    return int(text)
