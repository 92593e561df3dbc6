"""Reads a web page, or a table saved as one by Word or Excel: lines of text, and tables with spans and shading."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from moralxl.importing.paper import MOST_SPAN, Paper, Slot, Table, tidy

CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
THAI_CODE_PAGES = frozenset({"windows-874", "tis-620", "iso-8859-11", "cp874", "x-windows-874"})
SKIPPED = frozenset({"script", "style", "head", "title", "noscript"})
BLOCKS = frozenset({"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table"})
COLOURED = re.compile(r"background(?:-color)?\s*:\s*([^;]+)", re.IGNORECASE)
WHITE = frozenset({"", "white", "#fff", "#ffffff", "transparent", "none", "auto", "inherit", "initial", "window"})
BREAK = "\x0b"  # a line break that the page shows; those of its source are spaces


def decode(data: bytes) -> str:
    """A page's or a text's characters: by its byte order mark, by what it declares, as UTF-8, or by Windows' Thai."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    declared = CHARSET.search(data[:2048])
    if declared and declared[1].decode("ascii").lower() in THAI_CODE_PAGES:
        return data.decode("cp874", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp874", "replace")


def read_html(data: bytes, file: str) -> Paper:
    """The text of a page; browsers forgive anything, and so does this."""
    page = _Page(Paper(file))
    page.feed(decode(data))
    page.close()
    page.flush()
    return page.paper


class _Page(HTMLParser):
    """Gathers a page's text as its tags come; of tables within tables, the outermost is one of the paper."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(convert_charrefs=True)
        self.paper = paper
        self.skipped = self.depth = self.areas = 0
        self.row = -1
        self.column = 0
        self.about: dict[str, str] | None = None  # of the cell that is open
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        if tag in SKIPPED:
            self.skipped += 1
        if tag == "table":
            self._table()
        elif tag == "tr" and self.depth == 1:
            self.flush()
            self.row, self.column = self.row + 1, 0
        elif tag in {"td", "th"} and self.depth == 1:
            self.flush()
            self.about = {name: value or "" for name, value in attrs}
        elif tag in BLOCKS:
            self._line()
        elif tag == "img" and self.about is not None:
            self.about["drawn"] = "yes"

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in SKIPPED:
            self.skipped = max(0, self.skipped - 1)
        elif tag == "table" and self.depth:
            self.flush() if self.depth == 1 else None
            self.depth -= 1
        elif tag in {"td", "th", "tr"} and self.depth == 1:
            self.flush()
        elif tag in BLOCKS:
            self._line()

    def handle_data(self, data: str) -> None:
        """Text stands between tags."""
        if not self.skipped:
            self.words.append(data)

    def _table(self) -> None:
        self.depth += 1
        if self.depth == 1:
            self.flush()
            self.paper.tables.append(Table())
            self.row = -1

    def _line(self) -> None:
        if self.depth and self.about is not None:
            self.words.append(BREAK)
        else:
            self.flush()

    def flush(self) -> None:
        """What was gathered becomes a cell, or lines outside tables."""
        shown = tidy(" ".join("".join(self.words).split("\n")).replace(BREAK, "\n"))
        self.words.clear()
        about, self.about = self.about, None
        if about is None:
            if self.depth == 0:
                self.paper.lines += [line for line in shown.split("\n") if line]
            return
        table, row = self.paper.tables[-1], max(self.row, 0)
        self.column = table.free(row, self.column)
        self.areas += 1
        place = f"ตาราง {len(self.paper.tables)} แถว {row + 1} ช่อง {self.column + 1}"
        slot = Slot(shown, self.areas, place, _shaded(about), "drawn" in about)
        wide = _span(about, "colspan")
        table.put(row, self.column, slot, high=_span(about, "rowspan"), wide=wide)
        self.column += wide


def _shaded(about: dict[str, str]) -> bool:
    style = COLOURED.search(about.get("style", ""))
    colour = (style[1] if style else about.get("bgcolor", "")).strip().lower()
    return colour.split(" ")[0] not in WHITE


def _span(about: dict[str, str], name: str) -> int:
    value = about.get(name, "").strip()
    return max(1, min(int(value), MOST_SPAN)) if value.isascii() and value.isdecimal() and len(value) < 5 else 1
