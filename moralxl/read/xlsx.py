"""Reads xlsx and xlsm, Transitional and Strict, as data: the parts of the package, and its sheets through them."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from urllib.parse import unquote

from moralxl.read import careful, fast
from moralxl.read.cells import YES, Values
from moralxl.read.container import Package
from moralxl.read.markup import elements
from moralxl.read.raw import MOST_SHEETS, Damaged, Grid, RawSheet, RawWorkbook, Refused
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
    sheets, names, date1904 = _workbook(book)
    used = [parts.get(about.get("id", "")) for about in sheets]
    if not sheets or len(set(used)) < len(used):
        raise Damaged("workbook.xml")
    if len(sheets) > MOST_SHEETS:
        raise Refused(f"{len(sheets)} sheets")
    values = Values(_strings(package, parts, quick=quick), _styles(package, parts, quick=quick), date1904)
    wanted = [about for about in sheets if not only or about.get("name") in only]
    read = [_sheet(package, about, parts, values, quick=quick) for about in wanted]
    saved_at, custom = properties(package, roots)
    return RawWorkbook(read, saved_at, package.kind, custom, names, date1904)


def _sheet(package: Package, about: dict[str, str], parts: Relations, values: Values, *, quick: bool) -> RawSheet:
    name, hidden = about.get("name", ""), about.get("state", "visible") != "visible"
    try:
        kind, target = parts[about.get("id", "")]
    except KeyError:
        raise Damaged(f"sheet {name}") from None
    if kind != "worksheet":  # a chart has no cells
        return Grid().sheet(name, hidden=hidden)
    cut = package.cut(target)
    grid = None if cut or not quick else fast.read_sheet(package.read(target), values)
    if grid is None:
        grid = careful.read_sheet(package.stream(target), values, cut=cut)
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


quick_links = lru_cache(32)(careful_links)  # every return of a round has the same


def _target(folder: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def part_of(parts: Relations, kind: str) -> str:
    """The name of the part of a kind; "" where there is none."""
    return next((target for found, target in parts.values() if found == kind), "")


def _workbook(book: bytes) -> tuple[list[dict[str, str]], Mapping[str, str], bool]:
    """The sheets' attributes in order, the names of the whole workbook, and whether days count from 1904."""
    short, names = _cut_names(book)
    found_names: dict[str, str] = {}
    sheets, date1904 = [], False
    for parent, element, about, text in elements(short, {"sheet", "workbookPr", "definedName"}):
        if element == "workbookPr" and parent == "workbook":  # there is one among the extensions, too
            date1904 = about.get("date1904") in YES
        elif element == "sheet" and parent == "sheets":
            sheets.append(about)
        elif element == "definedName" and "localSheetId" not in about:
            found_names[about.get("name", "")] = text
    return sheets, found_names if names is None else names, date1904


def _cut_names(book: bytes) -> tuple[bytes, Names | None]:
    """The workbook part without its names, which are most of it, and these; untouched where not plainly laid out."""
    begin, last = book.find(b"<definedNames>"), book.rfind(NAMES_END)
    end = last + len(NAMES_END)
    if not 0 <= begin < last or book.find(NAMES_END) != last:
        return book, None
    short = book[:begin] + book[end:]
    return (book, None) if b"<!" in short or b"<definedNames" in short else (short, Names(book[begin:end]))


NAMES_END = b"</definedNames>"


class Names(Mapping[str, str]):
    """The names of the whole workbook, looked for in their part when first asked for."""

    __slots__ = ("_found", "_part")

    def __init__(self, part: bytes) -> None:
        """Keep the `definedNames` element."""
        self._part = part
        self._found: dict[str, str] | None = None

    def _names(self) -> dict[str, str]:
        if self._found is None:
            try:
                found = elements(self._part, {"definedName"})
            except (Damaged, Refused):
                found = []
            self._found = {about.get("name", ""): text for _, _, about, text in found if "localSheetId" not in about}
        return self._found

    def __getitem__(self, name: str) -> str:
        """What a name refers to."""
        return self._names()[name]

    def __iter__(self) -> Iterator[str]:
        """The names in the file's order."""
        return iter(self._names())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._names())


def _strings(package: Package, parts: Relations, *, quick: bool) -> list[str]:
    name = part_of(parts, "sharedStrings")
    if not name or name not in package:
        return []
    whole = package.read(name)
    strings = fast.read_strings(whole) if quick else None
    return careful.read_strings((whole,)) if strings is None else strings


def _styles(package: Package, parts: Relations, *, quick: bool) -> list[str]:
    """For each cell style whether it shows dates: "", "date" or "duration"."""
    name = part_of(parts, "styles")
    if not name or name not in package:
        return []
    styles = package.read(name)
    return quick_styles(styles) if quick else careful_styles(styles)


def careful_styles(styles: bytes) -> list[str]:
    """What each cell style shows, by the parser."""
    found = elements(styles, {"numFmt", "xf"})
    kinds = dict(BUILT_IN)
    for parent, element, about, _ in found:
        if parent == "numFmts" and element == "numFmt":
            kinds[_number(about)] = format_kind(about.get("formatCode", ""))
    return [kinds.get(_number(about), "") for parent, _, about, _ in found if parent == "cellXfs"]


@lru_cache(8)  # every return of a round has the same
def quick_styles(styles: bytes) -> list[str]:
    """The same, remembered."""
    return careful_styles(styles)


def _number(about: dict[str, str]) -> int:
    number = about.get("numFmtId", "0")
    return int(number) if number.isdecimal() and len(number) < 9 else 0


def properties(package: Package, roots: Relations) -> tuple[datetime | None, dict[str, str]]:
    """When the program that saved the file says it did, and the custom document properties."""
    core = part_of(roots, "core-properties") or "docProps/core.xml"
    custom = part_of(roots, "custom-properties") or part_of(roots, "customProperties")  # the latter in Strict
    saved_at, found = None, {}
    if core in package:
        for _, _, _, text in elements(package.read(core), {"modified"}):
            saved_at = moment(text)
    if custom and custom in package:
        name = ""
        for _, element, about, text in elements(package.read(custom), Anything()):
            if element == "property":
                name = about.get("name", "")
            elif name:
                found[name] = text
    return saved_at, found


class Anything:
    """A collection that contains everything."""

    def __contains__(self, _: object) -> bool:
        """Yes."""
        return True


def moment(text: str) -> datetime | None:
    """A moment as files give it, without its zone; None where it cannot be read."""
    try:
        return datetime.fromisoformat(text.strip()[:19])
    except ValueError:
        return None
