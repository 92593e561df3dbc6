"""Reads a sheet of an xlsx whose XML is laid out as programs write it, several times faster than a parser does.

Rows and cells are split at their tags, and every piece must be accounted for. Where the XML says anything in another
way (comments, prefixes, whitespace between tags, other attributes, rich text), the answer is None: `careful` reads it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from moralxl.read.cells import Values, area, plain
from moralxl.read.raw import BOUND_COLUMNS, BOUND_ROWS, Area, Grid, column_number

NAMESPACE = b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BEGIN, END = b"<sheetData>", b"</sheetData>"
STYLE = re.compile(r'(?: s="([0-9]{1,6})")?(?: t="(s|n|str|b|e|d|inlineStr)")? ?')
PRESERVE = ' xml:space="preserve">'
# What stands before any merged cells, and what comes after them and can be long.
MERGED = re.compile(
    rb"<mergeCells[ >]|<(?:conditionalFormatting|dataValidations|hyperlinks|printOptions|pageMargins)\b"
)
MERGE_CELL = re.compile(rb'<mergeCell ref="([A-Z0-9:]{1,23})" ?/>')
COLUMN = re.compile(rb"<col ([^<>]*)/>")
ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#10);)")  # others are left to the parser
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&#10;", "\n"), ("&amp;", "&"))  # & last
LETTERS = {
    first + second: column_number(first + second)
    for first in ("", *"ABC")
    for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if column_number(first + second) < BOUND_COLUMNS
}


class Irregular(Exception):  # noqa: N818 - no fault of the file
    """The XML is not laid out as this reader knows it."""


def read_sheet(part: bytes, values: Values) -> Grid | None:
    """The cells of a worksheet part, the same as `careful.read_sheet` gives; None where it is for that to read."""
    begin, end = part.find(BEGIN), part.rfind(END)
    if not 0 <= begin < end:
        return None
    head, tail = part[:begin], part[end:]
    if not plain_head(head, b"<worksheet") or b"<!" in tail:
        return None
    grid = Grid()
    try:
        for row in rows_of(part[begin + len(BEGIN) : end].decode()):
            _add(remembered_row(row) if len(row) < LONG_ROW else _read_row(row), values, grid)
        _read_columns(head, grid)
        grid.merged.extend(_merged(tail))
    except (Irregular, UnicodeDecodeError):
        return None
    return grid


def plain_head(head: bytes, root: bytes) -> bool:
    """Whether a part is UTF-8 in the usual namespace without a prefix, and no comment hides anything before it."""
    declared = head.find(b"encoding=", 0, 100)
    utf8 = declared < 0 or head[declared + 10 : declared + 15].upper() == b"UTF-8"
    return utf8 and b"<!" not in head and root in head[:200] and NAMESPACE in head


def rows_of(text: str) -> list[str]:
    """The rows' texts, without the "<row " they begin with."""
    if "\r" in text:  # which XML replaces
        raise Irregular
    first, *rows = text.split("<row ")
    if first:
        raise Irregular
    return rows


class Row(NamedTuple):
    """What a row's text says; strings and dates are still to be looked up."""

    number: int
    hidden: bool
    cells: tuple[tuple[int, str, int, str], ...]  # column, type, style, text
    formulas: tuple[tuple[tuple[int, int], str], ...]


def _add(row: Row, values: Values, grid: Grid) -> None:
    """Add a row to the grid."""
    number, hidden, cells, formulas = row
    if number < len(grid.rows):
        raise Irregular
    if hidden:
        grid.hide_rows(number, number)
    grid.formulas.update(formulas)
    if not cells:
        return
    line: list[Any] = [None] * (cells[-1][0] + 1)
    strings, read = values.strings, values.read
    for column, kind, style, text in cells:
        if kind == "inlineStr":
            line[column] = text
        elif kind == "s" and text.isdecimal() and int(text) < len(strings):
            line[column] = strings[int(text)]
        elif kind == "e":
            grid.errors[number, column] = text
        else:
            line[column] = read(kind, style, text)
    grid.rows.extend([] for _ in range(number - len(grid.rows)))
    grid.rows.append(line)


def _read_row(row: str) -> Row:
    """Take a row apart. Irregular where a piece of it is not accounted for."""
    about, _, rest = row.partition(">")
    digits = about[3 : about.find('"', 3)]
    if about[:3] != 'r="' or not (digits.isascii() and digits.isdecimal() and len(digits) < 8):
        raise Irregular
    number = int(digits) - 1
    if not (rest[-6:] == "</row>" or (not rest and about[-1] == "/")) or not 0 <= number < BOUND_ROWS:
        raise Irregular
    first, *pieces = rest[:-6].split('<c r="')
    if first:
        raise Irregular
    cells: list[tuple[int, str, int, str]] = []
    formulas: list[tuple[tuple[int, int], str]] = []
    last = -1
    for piece in pieces:
        if piece[-2:] == "/>" and "<" not in piece:
            continue  # an empty cell
        opened, _, content = piece.partition(">")
        address, _, style = opened.partition('"')
        column = LETTERS.get(address.removesuffix(digits), -1)
        if content[-4:] != "</c>" or column <= last:
            raise Irregular
        last = column
        if content[:2] == "<f":
            formula, content = _formula(content)
            formulas.append(((number, column), formula))
        text, kind, format_ = _cell(style, content[:-4])
        if text or kind == "inlineStr":
            cells.append((column, kind, format_, text))
    return Row(number, ' hidden="1"' in about or ' hidden="true"' in about, tuple(cells), tuple(formulas))


remembered_row = lru_cache(4096)(_read_row)  # the returns of a round share most of their rows
LONG_ROW = 8192


def _cell(style: str, content: str) -> tuple[str, str, int]:
    """A cell's text, type and style."""
    number, kind = _style(style)
    if content[:3] == "<v>" and content[-4:] == "</v>" and kind != "inlineStr":
        text = content[3:-4]
        if "<" in text:
            raise Irregular
        return (_resolved(text) if "&" in text else text), kind, number
    if content[:6] == "<is><t" and content[-9:] == "</t></is>" and kind == "inlineStr":
        return string(content[6:-9]), kind, number
    if content in {"", "<v/>", "<v />"} and kind != "inlineStr":
        return "", kind, number
    raise Irregular


def _formula(content: str) -> tuple[str, str]:
    """A cell's formula, and what comes after it."""
    about, _, rest = content.partition(">")
    if about[2:3] not in {"", " ", "/"}:
        raise Irregular
    if about[-1] == "/":  # it shares another cell's
        return "", rest
    formula, closed, rest = rest.partition("</f>")
    if not closed or "<" in formula:
        raise Irregular
    return (_resolved(formula) if "&" in formula else formula), rest


@lru_cache(256)
def _style(about: str) -> tuple[int, str]:
    """The style's number and the cell's type, from its attributes after the address."""
    found = STYLE.fullmatch(about)
    if found is None:
        raise Irregular
    return int(found[1] or 0), found[2] or ""


def _resolved(text: str) -> str:
    """Text with its entities resolved."""
    if ENTITY.search(text):
        raise Irregular
    for entity, character in ENTITIES:
        text = text.replace(entity, character)
    return text


def string(text: str) -> str:
    """The text of a <t> element, from what follows its name."""
    preserve = text.startswith(PRESERVE)
    words = text[len(PRESERVE) :] if preserve else text[1:]
    if "<" in words or not (preserve or text.startswith(">")):
        raise Irregular
    return plain(_resolved(words) if "&" in words else words, preserve=preserve)


def _read_columns(head: bytes, grid: Grid) -> None:
    for column in COLUMN.findall(head):
        attributes = dict(ATTRIBUTE.findall(column))
        if attributes.get(b"hidden") in {b"1", b"true"}:
            first, last = attributes.get(b"min", b""), attributes.get(b"max", b"")
            if not (first.isdigit() and last.isdigit() and len(first) < 9 and len(last) < 9):
                raise Irregular
            grid.hide_columns(int(first) - 1, int(last) - 1)


def _merged(tail: bytes) -> list[Area]:
    found = MERGED.search(tail)
    if found is None or not found[0].startswith(b"<mergeCells"):
        return []
    end = tail.find(b"</mergeCells>")
    areas = [area(reference.decode()) for reference in MERGE_CELL.findall(tail, found.start(), end)]
    if None in areas or len(areas) != tail.count(b"<mergeCell ", found.start(), end):
        raise Irregular
    return [each for each in areas if each]


def read_strings(part: bytes) -> list[str] | None:
    """The texts of a shared strings part; None where one is more than plain text, or laid out in another way."""
    begin, end = part.find(b"<si>"), part.rfind(b"</sst>")
    if not 0 <= begin < end or not plain_head(part[:begin], b"<sst"):
        return None
    try:
        first, *pieces = part[begin:end].decode().split("<si><t")
        if first or any(piece[-9:] != "</t></si>" for piece in pieces):
            return None
        strings = [string(piece[:-9]) for piece in pieces]
    except (Irregular, UnicodeDecodeError):
        return None
    return None if b"\r" in part else strings
