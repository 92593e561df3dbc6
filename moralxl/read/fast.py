"""Reads a sheet of an xlsx whose XML is laid out as programs write it, several times faster than a parser does.

Rows and cells are split at their tags, and every piece must be accounted for. Where the XML says anything in another
way (comments, prefixes, whitespace between tags, other attributes, rich text), the answer is None: `careful` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from moralxl.read.cells import Values, area, moment, number, plain, truth, unescaped
from moralxl.read.raw import BOUND_COLUMNS, BOUND_ROWS, Area, Damaged, Grid, column_number
from moralxl.read.serial import PERCENT, serial

NAMESPACE = b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BEGIN, END = b"<sheetData>", b"</sheetData>"
# What follows `<c r="`: column, row, style, type, formula element, its formula, value, whether space counts, text.
CELL = re.compile(
    r'([A-Z]{1,3})([0-9]+)"(?: s="([0-9]{1,6})")?(?: t="(s|n|str|b|e|d|inlineStr)")? ?>'
    r"(<f(?: [^<>]*)?(?:/>|(?<!/)>([^<]*)</f>))?"
    r'(?:<v>([^<]*)</v>|<v ?/>|<is><t( xml:space="preserve")?>([^<]*)</t></is>)?</c>'
)
PRESERVE = ' xml:space="preserve">'
# What stands before any merged cells, and what comes after them and can be long.
MERGED = re.compile(
    rb"<mergeCells[ >]|<(?:conditionalFormatting|dataValidations|hyperlinks|printOptions|pageMargins)\b"
)
MERGE_CELL = re.compile(rb'<mergeCell ref="([A-Z0-9:]{1,23})" ?/>')
COLUMN = re.compile(rb"<col ([^<>]*)/>")
TAG = re.compile(rb"<[^?]")
ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
ENTITIES = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}  # & last, as what it makes is text
ENTITY = re.compile(f"&(?!(?:{'|'.join(ENTITIES)});)")  # others are left to the parser
REFERENCE = re.compile("#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}))")
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
    if not plain_head(head, b"<worksheet") or tail.rstrip()[-12:] != b"</worksheet>":
        return None
    grid = Grid()
    try:
        _add(rows_of(part[begin + len(BEGIN) : end]), values, grid)
        _read_columns(head, grid)
        grid.merged.extend(_merged(tail))
    except (Irregular, Damaged, IndexError, UnicodeDecodeError):
        return None
    return grid


def plain_head(head: bytes, root: bytes) -> bool:
    """Whether a part is UTF-8 in the usual namespace without a prefix, and no comment hides anything before it."""
    declared = head.find(b"encoding=", 0, 100)
    utf8 = declared < 0 or head[declared + 10 : declared + 15].upper() == b"UTF-8"
    return utf8 and b"<!" not in head and root in head[:200] and NAMESPACE in head


def rows_of(data: bytes) -> list[bytes]:
    """The rows, without the "<row " they begin with. They are decoded once each, and then remembered."""
    if b"\r" in data:  # which XML replaces
        raise Irregular
    first, *rows = data.split(b"<row ")
    if first:
        raise Irregular
    return rows


class NoStyles(dict[int, str]):
    """Stands for the styles of a workbook that has none: cells may name any."""

    def __missing__(self, _style: int) -> str:
        """It shows nothing in particular."""
        return ""


class Row(NamedTuple):
    """What a row says by itself, whatever the workbook's strings and styles."""

    number: int
    hidden: bool
    line: list[Any]  # its values, where they need no look-up; never changed
    strings: list[tuple[int, int]]  # column, the string's number
    numbers: list[tuple[int, int, float]]  # column, style, number; in `line`, too
    errors: list[tuple[tuple[int, int], str]]
    formulas: dict[tuple[int, int], str]


def _add(rows: list[bytes], values: Values, grid: Grid) -> None:
    """Add rows to the grid. IndexError for strings and styles that are not there."""
    strings, styles, lines = values.strings, values.styles or NoStyles(), grid.rows
    last = -1
    for data in rows:
        row = remembered_row(data) if len(data) < LONG_ROW else _read_row(data)
        at, hidden, line, texts, numbers, errors, formulas = row
        if at <= last:
            raise Irregular
        last = at
        if hidden:
            grid.hide_rows(at, at)
        if formulas:
            grid.formulas.update(formulas)
        if not line:
            continue
        line = line[:]
        for column, index in texts:
            line[column] = strings[index]
        if numbers:
            _show(row, line, values, styles, grid)
        if errors:
            grid.errors.update(errors)
        while len(lines) < at:
            lines.append([])
        lines.append(line)


def _show(row: Row, line: list[Any], values: Values, styles: Mapping[int, str] | list[str], grid: Grid) -> None:
    """Make dates of a line's numbers whose styles show them, and note percents."""
    for column, style, value in row.numbers:
        kind = styles[style]
        if kind:
            line[column] = serial(value, kind, date1904=values.date1904)
            if kind == PERCENT:
                grid.percent.add((row.number, column))


def _read_row(data: bytes) -> Row:  # noqa: C901, PLR0912 - a call a cell would cost more than all else
    """Take a row apart. Irregular where a piece of it is not accounted for, Damaged where a value is none."""
    about, _, rest = data.decode().partition(">")
    digits = about[3 : about.find('"', 3)]
    if about[:3] != 'r="' or not _is_index(digits) or not 0 < int(digits) <= BOUND_ROWS:
        raise Irregular
    first, *pieces = rest[:-6].split('<c r="')
    if first or not (rest[-6:] == "</row>" or (not rest and about[-1] == "/")):
        raise Irregular
    at = int(digits) - 1
    row = Row(at, ' hidden="1"' in about or ' hidden="true"' in about, [], [], [], [], {})
    line, strings, numbers = row.line, row.strings, row.numbers
    before = -1
    for piece in pieces:
        if piece[-2:] == "/>" and "<" not in piece:
            continue  # an empty cell
        cell = CELL.fullmatch(piece)
        if cell is None:
            raise Irregular
        letters, number_, style, kind, element, formula, value, preserve, text = cell.groups()
        column = LETTERS.get(letters, -1)
        if column <= before or number_ != digits:
            raise Irregular
        before = column
        if element:
            row.formulas[at, column] = _resolved(formula) if formula else ""
        if not value and text is None:
            continue
        content: Any = None
        if kind == "s" and value:
            if not _is_index(value):
                raise Irregular
            strings.append((column, int(value)))
        elif (kind is None or kind == "n") and value:
            content = number(value)
            numbers.append((column, int(style) if style else 0, content))
        elif kind == "e" and value:
            row.errors.append(((at, column), _resolved(value)))
        else:
            content = _words(kind, value, text, preserve=preserve is not None)
        line += [None] * (column - len(line))
        line.append(content)
    return row


def _is_index(text: str) -> bool:
    """Whether a text is a whole number as it stands in a file; int() takes more."""
    return text.isascii() and text.isdecimal() and len(text) < 10


def _words(kind: str | None, value: str | None, text: str | None, *, preserve: bool) -> Any:
    """What a cell holds that is no number, error or shared string."""
    if kind == "inlineStr" and text is not None:
        return plain(_resolved(text), preserve=preserve)
    if value and kind in READ:
        return READ[kind](_resolved(value))
    raise Irregular


READ: dict[str | None, Callable[[str], Any]] = {"str": unescaped, "b": truth, "d": moment}
remembered_row = lru_cache(4096)(_read_row)  # the returns of a round share most of their rows
LONG_ROW = 8192


def _resolved(text: str) -> str:
    """Text with its entities and character references resolved."""
    if "&" not in text:
        return text
    return remembered_resolution(text) if len(text) < LONG_TEXT else _resolve(text)


def _resolve(text: str) -> str:
    if "&#" in text:  # as openpyxl with lxml writes all Thai letters
        first, *pieces = text.split("&")
        return first + "".join(map(_referred, pieces))
    if ENTITY.search(text):
        raise Irregular
    for name, character in ENTITIES.items():
        text = text.replace(f"&{name};", character)
    return text


remembered_resolution = lru_cache(8192)(_resolve)
LONG_TEXT = 512


def _referred(piece: str) -> str:
    """What follows an ampersand, up to the next, with the reference resolved that it begins with."""
    name, closed, rest = piece.partition(";")
    if not closed:
        raise Irregular
    return character_of(name) + rest


@lru_cache(1024)
def character_of(name: str) -> str:
    """The character that a reference names. Irregular where XML has none of that name or number."""
    if name in ENTITIES:
        return ENTITIES[name]
    found = REFERENCE.fullmatch(name)
    if found is None:
        raise Irregular
    code = int(found[1]) if found[1] else int(found[2], 16)
    if code not in {9, 10, 13} and not (32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000):
        raise Irregular
    return chr(code)


def _read_columns(head: bytes, grid: Grid) -> None:
    if b' hidden="1"' not in head and b' hidden="true"' not in head:
        return
    columns = COLUMN.findall(head)
    if len(columns) != head.count(b"<col "):
        raise Irregular
    for column in columns:
        attributes = dict(ATTRIBUTE.findall(column))
        if attributes.get(b"hidden") in {b"1", b"true"}:
            first, last = attributes.get(b"min", b""), attributes.get(b"max", b"")
            if not (first.isdigit() and last.isdigit() and len(first) < 9 and len(last) < 9):
                raise Irregular
            grid.hide_columns(int(first) - 1, int(last) - 1)


def _merged(tail: bytes) -> list[Area]:
    """The merged areas; no comment may stand in front of them. What comes after them is long and not looked at."""
    found = MERGED.search(tail)
    end = found.start() if found else len(tail)
    if found and found[0].startswith(b"<mergeCells"):
        end = tail.find(b"</mergeCells>", end)
    before = tail[: max(end, 0)]
    areas = [area(reference.decode()) for reference in MERGE_CELL.findall(before)]
    if b"<!" in before or end < 0 or None in areas or len(areas) != before.count(b"<mergeCell "):
        raise Irregular
    return [each for each in areas if each]


def read_strings(part: bytes) -> list[str] | None:
    """The texts of a shared strings part; None where one is more than plain text, or laid out in another way."""
    begin, end = part.find(b"<si>"), part.rfind(b"</sst>")
    head = part[:begin]
    if not 0 <= begin < end or not plain_head(head, b"<sst") or len(TAG.findall(head)) != 1 or b"\r" in part:
        return None
    try:
        text = part[begin:end].decode()
        first, *pieces = text.split("<si><t")
        # no other tags, and none of these elsewhere
        between, tags = text.count("</t></si><si><t"), text.count("<")
        if first or between != len(pieces) - 1 or tags != 4 * len(pieces) or text[-9:] != "</t></si>":
            return None
        return [remembered_string(piece) if len(piece) < LONG_TEXT else string(piece) for piece in pieces]
    except (Irregular, UnicodeDecodeError):
        return None


def string(text: str) -> str:
    """The text of a <t> element, from what follows its name to the next."""
    if text[:1] == ">":
        return plain(_resolved(text[1:-9]), preserve=False)
    if text[: len(PRESERVE)] != PRESERVE:
        raise Irregular
    return unescaped(_resolved(text[len(PRESERVE) : -9]))


remembered_string = lru_cache(8192)(string)  # the returns of a round share most of their texts, too
