"""Reads a sheet of an xlsx whose XML is laid out as programs write it, several times faster than a parser does.

Rows and cells are split at their tags, and every piece must be accounted for; what stands around the rows goes through
the parser. Where the XML says anything in another way (comments, prefixes, whitespace between tags, other attributes,
rich text) or is no sound XML, the answer is None: `careful` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from moralxl.read import careful
from moralxl.read.cells import Values, moment, number, plain, truth, unescaped
from moralxl.read.raw import BOUND_COLUMNS, BOUND_ROWS, Area, Damaged, Grid, Refused, column_number
from moralxl.read.remembered import Remembered
from moralxl.read.serial import PERCENT, serial

# A part in UTF-8, and its root element in the usual namespace without a prefix.
ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml version=[\"']1.0[\"'](?: encoding=[\"'](?i:utf-8)[\"'])?"
    rb"(?: standalone=[\"']\w+[\"'])? ?\?>\s*)?"
    rb'(<(?:worksheet|sst)\s(?:[^<>]*\s)?xmlns="http://schemas\.openxmlformats\.org/spreadsheetml/2006/main"[^<>]*>)'
)
BEGIN, END = b"<sheetData>", b"</sheetData>"
# What follows `<row `: its number, its other attributes.
ROW = re.compile(r'r="([1-9][0-9]{0,6})"(?: (?:[A-Za-z]+|x14ac:dyDescent)="[A-Za-z0-9.: -]*")* ?/?')
ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="')
# What follows `<c r="`: column, row, style, type, formula element, its formula, value, whether space counts, text.
CELL = re.compile(
    r'([A-Z]{1,3})([0-9]+)"(?: s="([0-9]{1,6})")?(?: t="(s|n|str|b|e|d|inlineStr)")? ?(?:/>|>'
    r'(<f(?: t="(?:shared|array)")?(?: aca="(?:0|1|false|true)")?(?: ref="[A-Z0-9:]{1,23}")?(?: ca="[01]")?'
    r'(?: si="[0-9]{1,9}")? ?(?:/>|>([^<]*)</f>))?'
    r'(?:<v>([^<]*)</v>|<v ?/>|<is><t( xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
UNSOUND = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\]\]>")  # what no text in XML may hold
# What is printed above and below a page; nothing, where there is none.
FOOTER = re.compile(
    r'(?:<headerFooter(?: differentOddEven="[01]")?(?: differentFirst="[01]")?(?: scaleWithDoc="[01]")?'
    r'(?: alignWithMargins="[01]")?>(?:<((?:odd|even|first)(?:Header|Footer))(?:/>|>[^<]*</\1>))*</headerFooter>)?'
)
PRESERVE = ' xml:space="preserve">'
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
    grid = Grid()
    try:
        root, hidden = remembered_head(part[:begin])
        grid.hidden_columns.update(hidden)
        grid.merged.extend(ends.merged(root, part, end))
        _add(rows_of(part[begin + len(BEGIN) : end]), values, grid)
    except (Irregular, Damaged, Refused, IndexError, UnicodeDecodeError):
        return None
    return grid


def root_of(head: bytes) -> bytes:
    """The root element's tag. Irregular where a part does not begin with it, in UTF-8 and in the usual namespace."""
    found = ROOT.match(head)
    if found is None or b"<!" in head:
        raise Irregular
    return found[1]


def _read_head(head: bytes) -> tuple[bytes, set[int]]:
    """What stands before a sheet's rows: the root element's tag, and which columns are hidden."""
    return root_of(head), careful.read_sheet((head, BEGIN, END, ROOT_END), NO_VALUES).hidden_columns


class Ends:
    """What stands behind the rows of sheets read lately: long, and the same in a round's returns but for the footer.

    Compared, not hashed, as hashing takes several times as long.
    """

    def __init__(self) -> None:
        """None yet."""
        self._known: list[tuple[bytes, bytes, bytes, list[Area]]] = []

    def merged(self, root: bytes, part: bytes, end: int) -> list[Area]:
        """The merged areas of a sheet whose rows end there. Damaged or Refused where what follows is no sound XML."""
        for known, before, after, areas in self._known:
            footer, last = end + len(before), len(part) - len(after)
            if footer <= last and known == root and part.startswith(before, end) and part.endswith(after):
                return areas + _footer_merged(root, part[footer:last])
        footer = part.find(b"<headerFooter", end)
        last = part.find(FOOTER_END, footer) + len(FOOTER_END)
        if footer < 0 or last < footer:
            footer = last = max(end, part.rfind(ROOT_END))
        areas = _merged(root, part[end:footer], part[last:])
        if len(part) - end < LONG_END and b"<!" not in part[end:]:  # or the footer might stand in a comment
            self._known.insert(0, (root, part[end:footer], part[last:], areas))
            del self._known[MOST_ENDS:]
        return areas + _footer_merged(root, part[footer:last])

    def cache_clear(self) -> None:
        """Forget them."""
        self._known.clear()


def _merged(root: bytes, *rest: bytes) -> list[Area]:
    return careful.read_sheet((root, BEGIN, *rest), NO_VALUES).merged


def _footer_merged(root: bytes, footer: bytes) -> list[Area]:
    """The same for the footer alone, which differs from return to return and is hardly ever more than text."""
    found = FOOTER.fullmatch(footer.decode())
    if found and _is_sound(_resolved(found[0])):
        return []
    return _merged(root, END, footer, ROOT_END)


NO_VALUES = Values([], [])
ROOT_END, FOOTER_END = b"</worksheet>", b"</headerFooter>"
LONG_END, MOST_ENDS = 1 << 20, 12
ends = Ends()
remembered_head = Remembered(_read_head, 64)


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


def _read_row(data: bytes) -> Row:
    """Take a row apart. Irregular where a piece of it is not accounted for, Damaged where a value is none."""
    about, _, rest = data.decode().partition(">")
    digits = row_number(about)
    first, *pieces = rest[:-6].split('<c r="')
    if first or not (rest[-6:] == "</row>" or (not rest and about[-1] == "/")):
        raise Irregular
    at, before = int(digits) - 1, -1
    line: list[Any] = []
    strings, numbers, errors, formulas = [], [], [], {}
    for piece in pieces:
        column, named, holds, content, style, formula = (
            remembered_cell(piece) if len(piece) < LONG_CELL else _read_cell(piece)
        )
        if column <= before or named != digits:
            raise Irregular
        before = column
        if formula is not None:
            formulas[at, column] = formula
        if holds == NOTHING:
            continue
        while len(line) < column:
            line.append(None)
        if holds == STRING:
            strings.append((column, content))
            line.append(None)
        elif holds == ERROR:
            errors.append(((at, column), content))
            line.append(None)
        else:
            line.append(content)
            if holds == NUMBER:
                numbers.append((column, style, content))
    hidden = ' hidden="1"' in about or ' hidden="true"' in about
    return Row(at, hidden, line, strings, numbers, errors, formulas)


@lru_cache(4096)
def row_number(about: str) -> str:
    """Which row it is, by its attributes. Irregular where one of these stands there twice, or is seldom in a row."""
    found = ROW.fullmatch(about)
    names = ["r", *ATTRIBUTE.findall(about)]
    if found is None or int(found[1]) > BOUND_ROWS or len({*names}) < len(names):
        raise Irregular
    return found[1]


# What a cell says by itself: its column, its row's number in the file, what its content is, that, its style where it is
# a number, its formula.
Cell = tuple[int, str, int, Any, int, str | None]
NOTHING, CONTENT, STRING, NUMBER, ERROR = range(5)  # STRING: the number of one of the workbook's


def _read_cell(piece: str) -> Cell:
    """Take a cell apart, from behind `<c r="` on. Irregular and Damaged as `_read_row`."""
    cell = CELL.fullmatch(piece)
    if cell is None or not _is_sound(piece):
        raise Irregular
    letters, row, style, kind, element, formula, value, preserve, text = cell.groups()
    column = LETTERS.get(letters, -1)
    computed = (_resolved(formula) if formula else "") if element else None
    if not value and text is None:
        return column, row, NOTHING, None, 0, computed
    if kind == "s" and value:
        if not _is_index(value):
            raise Irregular
        return column, row, STRING, int(value), 0, computed
    if (kind is None or kind == "n") and value:
        return column, row, NUMBER, number(value), int(style) if style else 0, computed
    if kind == "e" and value:
        return column, row, ERROR, _resolved(value), 0, computed
    return column, row, CONTENT, _words(kind, value, text, preserve=preserve is not None), 0, computed


def _is_sound(text: str) -> bool:
    """Whether XML may hold the text; the first question is the quicker one, and almost always answers it."""
    return (text.isprintable() and "]]>" not in text) or not UNSOUND.search(text)


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
# the returns of a round share most of their rows, and of those that differ most of the cells
remembered_row, remembered_cell = lru_cache(4096)(_read_row), lru_cache(8192)(_read_cell)
LONG_ROW, LONG_CELL = 8192, 1024


def _resolved(text: str) -> str:
    """Text with its entities and character references resolved."""
    if "&" not in text:
        return text
    if "&#" in text:  # as openpyxl with lxml writes all Thai letters
        first, *pieces = text.split("&")
        return first + "".join(map(remembered_reference if len(text) < LONG_TEXT else _referred, pieces))
    if ENTITY.search(text):
        raise Irregular
    for name, character in ENTITIES.items():
        text = text.replace(f"&{name};", character)
    return text


LONG_TEXT = 512


def _referred(piece: str) -> str:
    """What follows an ampersand, up to the next, with the reference resolved that it begins with."""
    name, closed, rest = piece.partition(";")
    if not closed:
        raise Irregular
    return character_of(name) + rest


remembered_reference = lru_cache(4096)(_referred)  # mostly a letter and nothing behind it


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


def read_strings(part: bytes) -> list[str] | None:
    """The texts of a shared strings part; None where one is more than plain text, or laid out in another way."""
    begin, end = part.find(b"<si>"), part.rfind(b"</sst>")
    head = part[:begin]
    if not 0 <= begin < end or part[end:].strip() != b"</sst>" or b"\r" in part:
        return None
    try:
        root_of(head)
        careful.read_strings((head, b"</sst>"))
        text = part[begin:end].decode()
        first, *pieces = text.split("<si><t")
        # no other tags, and none of these elsewhere
        between, tags = text.count("</t></si><si><t"), text.count("<")
        if first or between != len(pieces) - 1 or tags != 4 * len(pieces) or text[-9:] != "</t></si>":
            return None
        return [remembered_string(piece) if len(piece) < LONG_TEXT else string(piece) for piece in pieces]
    except (Irregular, Damaged, Refused, UnicodeDecodeError):
        return None


def string(text: str) -> str:
    """The text of a <t> element, from what follows its name to the next."""
    if not _is_sound(text):
        raise Irregular
    if text[:1] == ">":
        return plain(_resolved(text[1:-9]), preserve=False)
    if text[: len(PRESERVE)] != PRESERVE:
        raise Irregular
    return unescaped(_resolved(text[len(PRESERVE) : -9]))


remembered_string = lru_cache(8192)(string)  # the returns of a round share most of their texts, too
