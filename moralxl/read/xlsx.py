"""Reads xlsx and xlsm, Transitional and Strict, as data: the parts of the package, and its sheets through them."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from datetime import datetime
from urllib.parse import unquote

from moralxl.read import careful, fast
from moralxl.read.cells import YES, Values, area, unescaped
from moralxl.read.container import Package
from moralxl.read.markup import elements
from moralxl.read.raw import MOST_SHEETS, Damaged, Grid, RawSheet, RawWorkbook, Refused, too_many_sheets
from moralxl.read.remembered import Remembered
from moralxl.read.serial import BUILT_IN, format_kind

Relations = dict[str, tuple[str, str]]  # id -> kind and target's name


def read_xlsx(package: Package, *, quick: bool = True, only: Collection[str] = ()) -> RawWorkbook:
    """All sheets of a workbook, or `only` some, the ordinary ones quickly unless told otherwise.

    Damaged or Refused, with a word.
    """
    roots = relations(package, "")
    main = part_of(roots, "officeDocument") or "xl/workbook.xml"
    book = package.read(main)
    parts = relations(package, main)
    sheets, date1904 = quick_workbook(_without_names(book)) if quick else _workbook(book)
    used = [parts.get(about.get("id", "")) for about in sheets]
    if not sheets or len(set(used)) < len(used):
        raise Damaged("workbook.xml")
    if len(sheets) > MOST_SHEETS:
        raise too_many_sheets(len(sheets))
    values = _values(package, parts, date1904, quick=quick)
    wanted = [about for about in sheets if not only or about.get("name") in only]
    read = [_sheet(package, about, parts, values, quick=quick) for about in wanted]
    return RawWorkbook(read, saved_at(package, roots), package.kind, date1904)


def _sheet(package: Package, about: dict[str, str], parts: Relations, values: Values, *, quick: bool) -> RawSheet:
    name, hidden = about.get("name", ""), about.get("state", "visible") != "visible"
    try:
        kind, target = parts[about.get("id", "")]
    except KeyError:
        raise Damaged(f"sheet {name}") from None
    if kind != "worksheet":  # a chart has no cells
        return Grid().sheet(name, hidden=hidden)
    cut = package.cut(target)
    odd = cut or not quick or values.is_any_marked
    grid = None if odd else fast.read_sheet(package.read(target), values)
    if grid is None:
        grid = careful.read_sheet(package.stream(target), values, cut=cut)
    links = relations(package, target)
    for row, column, text in comments(package, links):
        grid.comment(row, column, text)
    for row, column, text in boxes(package, links):
        grid.box(row, column, text)
    return grid.sheet(name, hidden=hidden, cut=cut)


def relations(package: Package, part: str) -> Relations:
    """What a part refers to inside the package; links to the outside are left out."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package:
        return {}
    links = quick_links(package.read(path))
    found = {name: (kind, _target(folder, target)) for name, kind, target in links}
    if len(found) < len(links):
        raise Damaged(path)
    return found


def careful_links(data: bytes) -> list[tuple[str, str, str]]:
    """The links of a part: their ids, kinds and targets."""
    return [
        (about.get("Id", ""), about.get("Type", "").rsplit("/", 1)[-1], about.get("Target", ""))
        for _, _, about, _ in elements(data, {"Relationship"})
        if about.get("TargetMode") != "External"
    ]


quick_links = Remembered(careful_links, 32)


def _target(folder: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def part_of(parts: Relations, kind: str) -> str:
    """The name of the part of a kind; "" where there is none."""
    return next((target for found, target in parts.values() if found == kind), "")


def _workbook(book: bytes) -> tuple[list[dict[str, str]], bool]:
    """The sheets' attributes in order, and whether days count from 1904."""
    sheets, date1904 = [], False
    for parent, element, about, _ in elements(book, {"sheet", "workbookPr"}):
        if element == "workbookPr" and parent == "workbook":  # there is one among the extensions, too
            date1904 = about.get("date1904") in YES
        elif element == "sheet" and parent == "sheets":
            sheets.append(about)
    return sheets, date1904


quick_workbook = Remembered(_workbook, 32)


def _without_names(book: bytes) -> bytes:
    """The workbook part without its names, which are most of it; untouched where they are not plainly laid out."""
    begin, last = book.find(b"<definedNames>"), book.rfind(NAMES_END)
    end = last + len(NAMES_END)
    if not 0 <= begin < last or book.find(NAMES_END) != last:
        return book
    short = book[:begin] + book[end:]
    if b"<!" in short or b"<definedNames" in short or not are_sound(book[begin:end]):
        return book
    return short


NAMES_END = b"</definedNames>"


def _are_sound(names: bytes) -> bool:
    """Whether a workbook's names are sound by themselves, without the namespaces and the encoding of the whole."""
    try:
        elements(names, ())
    except (Damaged, Refused):
        return False
    return True


are_sound = Remembered(_are_sound, 8)


def _values(package: Package, parts: Relations, date1904: bool, *, quick: bool) -> Values:  # noqa: FBT001 - a field
    """What cells refer to."""
    whole, styles = (_part(package, parts, kind) for kind in ("sharedStrings", "styles"))
    strings = fast.read_strings(whole) if quick and whole else None
    if strings is None:
        strings = careful.read_strings((whole,)) if whole else []
    kinds = (quick_styles(styles) if quick else careful_styles(styles)) if styles else []
    struck = struck_styles(styles)
    runs = careful.read_runs((whole,)) if whole and (struck or STRIKE in whole or RAISE in whole) else {}
    return Values(strings, kinds, date1904, struck, runs)


def _part(package: Package, parts: Relations, kind: str) -> bytes:
    name = part_of(parts, kind)
    return package.read(name) if name and name in package else b""


STRIKE, RAISE = b"strike", b"vertAlign"


def careful_styles(styles: bytes) -> list[str]:
    """What each cell style shows, by the parser."""
    found = elements(styles, {"numFmt", "xf"})
    kinds = dict(BUILT_IN)
    for parent, element, about, _ in found:
        if parent == "numFmts" and element == "numFmt":
            kinds[_number(about)] = format_kind(about.get("formatCode", ""))
    return [kinds.get(_number(about), "") for parent, _, about, _ in found if parent == "cellXfs"]


quick_styles = Remembered(careful_styles, 8)


def _struck_styles(styles: bytes) -> frozenset[int]:
    """The numbers of the cell styles whose font is struck through."""
    if STRIKE not in styles:
        return frozenset()
    fonts: list[bool] = []  # whether each is struck through
    cells: list[int] = []
    listed = False  # not a conditional format's
    for parent, element, about, _ in elements(styles, {"font", "strike", "xf"}):
        if element == "font":
            listed = parent == "fonts"
            fonts += [False] if listed else []
        elif element == "strike" and listed:
            fonts[-1] = about.get("val", "1") in YES
        elif parent == "cellXfs":
            cells.append(_number(about, "fontId"))
    struck = {number for number, font in enumerate(fonts) if font}
    return frozenset(number for number, font in enumerate(cells) if font in struck)


struck_styles = Remembered(_struck_styles, 8)


def _number(about: dict[str, str], name: str = "numFmtId") -> int:
    return _whole(about.get(name, "0"))


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def comments(package: Package, links: Relations) -> Iterator[tuple[int, int, str]]:
    """What is noted on a sheet's cells: row, column and text. A thread's replies are lines of one text."""
    threads: dict[str, list[str]] = {}
    notes: dict[str, list[str]] = {}
    for kind, target in links.values():
        if kind in {"comments", "threadedComment"} and target in package:
            _note(package.read(target), threads if kind == "threadedComment" else notes)
    # where there is a thread, the note only says that a newer program is needed to see it
    for reference, lines in {**notes, **threads}.items():
        place = area(reference)
        if place:
            yield place[0], place[1], "\n".join(lines)


def _note(part: bytes, found: dict[str, list[str]]) -> None:
    """Add what stands in a part with comments: by cell the text of each."""
    authors: list[str] = []
    here, author = list[str](), ""
    for parent, element, about, text in elements(part, COMMENT):
        if element == "author":
            authors.append(text)
        elif element in {"comment", "threadedComment"}:
            number = _number(about, "authorId")
            author = authors[number] if number < len(authors) else ""
            here = found.setdefault(about.get("ref", ""), [])
            here.append("")
        elif here and (element == "t" or parent == "threadedComment"):
            here[-1] += unescaped(text)
            if author and here[-1].strip() == f"{author}:":  # with which Excel begins
                here[-1] = ""


COMMENT = frozenset({"author", "comment", "threadedComment", "t", "text"})


def boxes(package: Package, links: Relations) -> Iterator[tuple[int, int, str]]:
    """The texts of the shapes over a sheet's cells: row and column that each begins in, and its text."""
    for kind, target in links.values():
        if kind == "drawing" and target in package:
            yield from _texts(package.read(target))


def _texts(part: bytes) -> Iterator[tuple[int, int, str]]:
    row = column = 0
    text, is_again = "", False
    for parent, element, _, words in (*elements(part, BOX), ("", "oneCellAnchor", {}, "")):
        if element in ANCHORS:
            if text:
                yield row, column, text
            row, column, text, is_again = 0, 0, "", False
        elif element == "Fallback":  # the same for older programs
            is_again = True
        elif parent == "from":
            row, column = (_whole(words), column) if element == "row" else (row, _whole(words))
        elif element in {"p", "br", "t"} and not is_again:
            text += words if element == "t" else "\n"


ANCHORS = frozenset({"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})
BOX = ANCHORS | {"Fallback", "col", "row", "p", "br", "t"}


def saved_at(package: Package, roots: Relations) -> datetime | None:
    """When the program that saved the file says it did."""
    core = part_of(roots, "core-properties") or "docProps/core.xml"
    found = elements(package.read(core), {"modified"}) if core in package else []
    return moment(found[-1][3]) if found else None


def moment(text: str) -> datetime | None:
    """A moment as files give it, without its zone; None where it cannot be read."""
    try:
        return datetime.fromisoformat(text.strip()[:19])
    except ValueError:
        return None
