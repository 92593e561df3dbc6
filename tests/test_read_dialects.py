"""Our return as other programs save it: Google Sheets, WPS, Numbers, Strict OOXML, .NET libraries and plainer ones.

Each dialect rewrites the parts of one filled return as these programs lay them out; what is read must stay the same.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from html import escape
from xml.etree import ElementTree as ET

import pytest
from handmade import LINKS, MAIN, STRICT, zipped
from support import SHEETS, write_return

from moralxl.read import read_workbook
from moralxl.read.container import look
from moralxl.read.xlsx import read_xlsx

Parts = dict[str, bytes]
TAG = f"{{{MAIN}}}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STRICT_LINKS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DAY = date(2024, 1, 15)
ANSWERS = {
    "a06_virtues": 5,
    "a06_signed": "๔๘",
    "a06_started": date(2024, 1, 5),
    "a06_result": " สอง\nบรรทัด & <ย่อ> \"อ้าง\" 'เดี่ยว' ",
    "reporter": "สมศรี",
    "reported_on": date(2024, 7, 2),
    "ev01_activity": "๗",
    "ev01_date": DAY,
    "ev01_title": "ปลูกป่า_x0041_",
}


def odd(book):
    """What clerks do to a form: errors, formulas, percents, truths, hidden and merged cells, hidden sheets."""
    sheet = book[SHEETS["report"]]
    sheet["C200"], sheet["C201"], sheet["D201"] = "#DIV/0!", "#REF!", '=IF(C3&"x"<"ก",1,NA())'
    sheet["C202"], sheet["C203"], sheet["D203"] = 0.5, True, False
    sheet["C202"].number_format = "0.00%"
    sheet["E205"], sheet["H210"] = -0.000125, 123456789012
    sheet.row_dimensions[202].hidden = True
    sheet.column_dimensions["J"].hidden = True
    sheet.merge_cells("C204:D206")


@pytest.fixture(scope="module")
def parts(tmp_path_factory) -> Parts:
    path = write_return(tmp_path_factory.mktemp("dialects") / "a.xlsx", "กก.", ANSWERS, change=odd)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def told(data: bytes, *, quick: bool = True) -> list[tuple]:
    """All that is read of the cells of a workbook."""
    return [
        (
            *(sheet.name, sheet.hidden, sheet.hidden_rows, sheet.hidden_columns, sheet.merged, sheet.beyond),
            *(dict(sheet.errors), dict(sheet.formulas), sheet.percent),
            {
                (r, c): (type(value), value)
                for r, row in enumerate(sheet.rows)
                for c, value in enumerate(row)
                if value not in {None, ""}
            },
        )
        for sheet in read_xlsx(look(data), quick=quick).sheets
    ]


# --- rewriting ------------------------------------------------------------------------------------


def sheet_names(parts: Parts) -> list[str]:
    return [name for name in parts if name.startswith("xl/worksheets/sheet")]


class Cell:
    """A cell of a part, before it is written in another way."""

    def __init__(self, element: ET.Element) -> None:
        self.at, self.kind, self.style = element.get("r"), element.get("t", "n"), int(element.get("s", "0"))
        formula, value, text = (element.find(f"{TAG}{name}") for name in ("f", "v", "is"))
        self.formula = None if formula is None else formula.text or ""
        self.value = "" if value is None else value.text or ""
        self.text = None if text is None else "".join(each.text or "" for each in text.iter(f"{TAG}t"))

    @property
    def column(self) -> int:
        number = 0
        for letter in self.at.rstrip("0123456789"):
            number = number * 26 + ord(letter) - 64
        return number


def rewritten(
    part: bytes, cell: Callable[[Cell], str], row: Callable[[ET.Element, list[Cell]], str], head: str = ""
) -> bytes:
    """A sheet with its rows begun and its cells written in another way; what is around them stays but for its order."""
    root = ET.fromstring(part)  # noqa: S314 - our own
    data = root.find(f"{TAG}sheetData")
    rows = []
    for each in data:
        cells = [Cell(element) for element in each]
        rows.append(f"<row{row(each, cells)}>{''.join(map(cell, cells))}</row>")
    data.clear()
    data.text = "ROWS"
    ET.register_namespace("", MAIN)
    text = ET.tostring(root, encoding="unicode").replace("ROWS", "".join(rows))
    return (HEAD + text.replace("<worksheet ", f"<worksheet {head} ", 1)).encode()


def usual_row(row: ET.Element, _: list[Cell]) -> str:
    return "".join(f' {name}="{row.get(name)}"' for name in ("r", "spans", "ht", "hidden") if row.get(name))


class Strings:
    """Shared strings as they are gathered."""

    def __init__(self, item: Callable[[str], str]) -> None:
        self.item, self.texts = item, {}

    def cell(self, cell: Cell) -> str:
        """A cell as Excel and most others write it."""
        style = f' s="{cell.style}"' if cell.style else ""
        if cell.text is not None:
            number = self.texts.setdefault(cell.text, len(self.texts))
            return f'<c r="{cell.at}"{style} t="s"><v>{number}</v></c>'
        kind = "" if cell.kind == "n" else f' t="{cell.kind}"'
        formula = "" if cell.formula is None else f"<f>{escape(cell.formula)}</f>"
        value = f"<v>{escape(cell.value)}</v>" if cell.value else ""
        return (
            f'<c r="{cell.at}"{style}{kind}>{formula}{value}</c>' if formula + value else f'<c r="{cell.at}"{style}/>'
        )

    def part(self) -> bytes:
        items = "".join(f"<si>{self.item(text)}</si>" for text in self.texts)
        return f'{HEAD}<sst xmlns="{MAIN}" count="9" uniqueCount="{len(self.texts)}">{items}</sst>'.encode()


def said(text: str) -> str:
    """A <t> as Excel writes it."""
    text = escape(text, quote=False)
    return f'<t xml:space="preserve">{text}</t>' if text != text.strip() or "\n" in text else f"<t>{text}</t>"


def runs(text: str) -> str:
    """The same in two runs with fonts, as where a part of a text was made bold."""
    half = len(text) // 2
    font = '<rPr><b/><sz val="16"/><rFont val="TH Sarabun New"/></rPr>'
    sides = (f'<t xml:space="preserve">{escape(side)}</t>' for side in (text[:half], text[half:]))
    one, other = sides
    return f'<r>{one}</r><r>{font}{other}</r><phoneticPr fontId="1"/>'


def linked(parts: Parts, kind: str, target: str) -> None:
    """Add a link to the workbook's."""
    name = "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Id="rId999" Type="{LINKS}/{kind}" Target="{target}"/></Relationships>'
    parts[name] = parts[name].replace(b"</Relationships>", link.encode())


def with_strings(parts: Parts, item: Callable[[str], str], head: str = "", **how) -> Parts:
    strings = Strings(item)
    parts = dict(parts)
    for name in sheet_names(parts):
        parts[name] = rewritten(parts[name], how.get("cell", strings.cell), how.get("row", usual_row), head)
    parts["xl/sharedStrings.xml"] = strings.part()
    linked(parts, "sharedStrings", how.get("target", "sharedStrings.xml"))
    return parts


def google(parts: Parts) -> Parts:
    """Many namespaces, texts in runs, attributes in the alphabet's order, and no properties at all."""
    mac = "http://schemas.microsoft.com/office/mac/excel/2008/main"
    spaces = f'xmlns:mx="{mac}" xmlns:mv="urn:schemas-microsoft-com:mac:vml"'
    parts = with_strings(parts, runs, spaces)
    for name in sheet_names(parts):
        parts[name] = re.sub(rb'<col (width="[^"]*") ([^<>]*?) ?/>', rb"<col \2 \1/>", parts[name])
    return {name: data for name, data in parts.items() if not name.startswith("docProps")}


def google_before(parts: Parts) -> Parts:
    """Type and style in front of the address, and lines between the tags."""

    def turned(found: re.Match[bytes]) -> bytes:
        return b"\n  <c" + b"".join(reversed(re.findall(rb' \w+="[^"]*"', found[1]))) + found[2]

    parts = with_strings(parts, said)
    for name in sheet_names(parts):
        parts[name] = re.sub(rb"<c( [^<>]*?)(/?>)", turned, parts[name])
    return parts


def wps(parts: Parts) -> Parts:
    """Folders in the zip, its own namespace, spans on rows, formulas with all their quotes as entities."""

    def row(element: ET.Element, cells: list[Cell]) -> str:
        spans = f' spans="{cells[0].column}:{cells[-1].column}"' if cells else ""
        return usual_row(element, cells) + spans

    parts = with_strings(parts, said, 'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"', row=row)
    return {"_rels/": b"", "docProps/": b"", "xl/": b"", "xl/worksheets/": b"", **parts}


def numbers(parts: Parts) -> Parts:
    """Targets from the package's root, every text marked to keep its space."""

    def item(text: str) -> str:
        return said(text) if said(text).startswith("<t xml") else said(text).replace("<t>", '<t xml:space="preserve">')

    parts = with_strings(parts, item, target="/xl/sharedStrings.xml")
    return {
        name: re.sub(rb'Target="(?!/)', b'Target="/xl/', data) if name == "xl/_rels/workbook.xml.rels" else data
        for name, data in parts.items()
    }


def dates_of(styles: bytes) -> set[int]:
    """The cell styles of our form that show dates."""
    root = ET.fromstring(styles)  # noqa: S314 - our own
    codes = {each.get("numFmtId"): each.get("formatCode") for each in root.iter(f"{TAG}numFmt")}
    shown = [codes.get(each.get("numFmtId"), "") for each in root.find(f"{TAG}cellXfs")]
    return {number for number, code in enumerate(shown) if "yy" in code}


def strict(parts: Parts) -> Parts:
    """The namespaces of ISO 29500 Strict, and dates as ISO 8601 writes them."""
    dates = dates_of(parts["xl/styles.xml"])
    strings = Strings(said)

    def cell(each: Cell) -> str:
        if each.kind == "n" and each.value and each.style in dates and each.formula is None:
            day = date(1899, 12, 30) + timedelta(days=int(each.value))
            return f'<c r="{each.at}" s="{each.style}" t="d"><v>{day.isoformat()}</v></c>'
        return strings.cell(each)

    parts = with_strings(parts, said, cell=cell)
    parts["xl/sharedStrings.xml"] = strings.part()
    swaps = (
        (MAIN, STRICT),
        (LINKS, STRICT_LINKS),
        ("relationships/custom-properties", "relationships/customProperties"),
    )
    for name in parts:
        for one, other in swaps:
            parts[name] = parts[name].replace(one.encode(), other.encode())
    return parts


def prefixed(parts: Parts) -> Parts:
    """Every element of the sheets, texts, styles and the workbook with a prefix, behind a byte order mark."""
    parts = with_strings(parts, said)
    for name in parts:
        if name in {"xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", *sheet_names(parts)}:
            text = parts[name].decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
            parts[name] = ("\ufeff" + re.sub(r"<(/?)(?=\w)(?!\w+:)", r"<\1x:", text)).encode()
    return parts


def inline(parts: Parts) -> Parts:
    """Texts within the cells, computed ones as `str`; a cell's style is said to be nothing where it has none."""

    def cell(each: Cell) -> str:
        style = f' s="{each.style or ""}"'
        if each.text is not None:
            return f'<c r="{each.at}"{style} t="inlineStr"><is>{said(each.text)}</is></c>'
        formula = "" if each.formula is None else f"<f>{escape(each.formula)}</f>"
        return f'<c r="{each.at}"{style} t="{each.kind}">{formula}<v>{escape(each.value)}</v></c>'

    return with_strings(parts, said, cell=cell)


def unnumbered(parts: Parts) -> Parts:
    """Neither rows nor cells say where they stand: each comes after the one before, so that gaps are filled."""
    strings = Strings(said)
    parts = dict(parts)
    for name in sheet_names(parts):
        root = ET.fromstring(parts[name])  # noqa: S314 - our own
        place = 0
        data = root.find(f"{TAG}sheetData")
        rows = []
        for each in data:
            rows += ["<row/>"] * (int(each.get("r")) - 1 - place)
            place, column, cells = int(each.get("r")), 0, []
            for one in map(Cell, each):
                cells += ["<c/>"] * (one.column - 1 - column) + [strings.cell(one).replace(f' r="{one.at}"', "")]
                column = one.column
            hidden = ' hidden="1"' if each.get("hidden") == "1" else ""
            rows.append(f"<row{hidden}>{''.join(cells)}</row>")
        data.clear()
        data.text = "ROWS"
        ET.register_namespace("", MAIN)
        parts[name] = ET.tostring(root, encoding="unicode").replace("ROWS", "".join(rows)).encode()
    parts["xl/sharedStrings.xml"] = strings.part()
    linked(parts, "sharedStrings", "sharedStrings.xml")
    return parts


def others(parts: Parts) -> Parts:
    """Backslashes and capitals in the names of members, as some zip programs make them."""
    return {
        name.replace("/", "\\").upper() if name.startswith("xl/work") else name: data for name, data in parts.items()
    }


def referred(parts: Parts) -> Parts:
    """Every letter that is not ASCII as a reference to it, as openpyxl writes them where lxml is installed."""
    parts = with_strings(parts, said)
    names = ("xl/sharedStrings.xml", *sheet_names(parts))
    return {n: d.decode().encode("ascii", "xmlcharrefreplace") if n in names else d for n, d in parts.items()}


DIALECTS = [referred, google, google_before, wps, numbers, strict, prefixed, inline, unnumbered, others]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.__name__)
def test_what_other_programs_save_is_read_the_same(parts, dialect):
    plain, changed = zipped(parts), zipped(dialect(parts))
    assert changed != plain
    expected = told(plain)
    assert told(changed) == expected
    assert told(changed, quick=False) == expected
    cells = next(cells for name, *_, cells in expected if name == SHEETS["report"])
    assert len(cells) > 200  # it is a filled form that is compared
    assert (date, DAY) in next(cells for name, *_, cells in expected if name == SHEETS["events"]).values()


@pytest.mark.parametrize("dialect", [d for d in DIALECTS if d is not google], ids=lambda dialect: dialect.__name__)
def test_when_a_return_was_saved_is_read_the_same(parts, dialect):
    one, other = (read_workbook(zipped(each), "a.xlsx")[0] for each in (parts, dialect(parts)))
    assert other.saved_at == one.saved_at is not None


def test_a_workbook_without_styles_has_no_dates_but_all_else(parts):
    bare = dict(parts)
    name = "xl/_rels/workbook.xml.rels"
    bare[name] = re.sub(rb"<Relationship [^<>]*relationships/styles[^<>]*>", b"", bare[name])
    del bare["xl/styles.xml"]
    for *_, percent, cells in (sheet for quick in (True, False) for sheet in told(zipped(bare), quick=quick)):
        assert not percent
        assert date not in {kind for kind, _ in cells.values()}
    assert [sheet[:-2] for sheet in told(zipped(bare))] == [sheet[:-2] for sheet in told(zipped(parts))]


def test_days_count_from_1904_though_an_extension_speaks_of_the_workbook_again(parts):
    """Excel writes <x15:workbookPr chartTrackingRefBase="1"/> among the extensions."""
    parts = dict(parts)
    extension = '<extLst><ext uri="x" xmlns:x15="urn:x15"><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst>'
    book = re.sub(rb"<workbookPr[^<>]*>", b'<workbookPr date1904="1"/>', parts["xl/workbook.xml"])
    parts["xl/workbook.xml"] = book.replace(b"</workbook>", f"{extension}</workbook>".encode())
    with zipfile.ZipFile(io.BytesIO(zipped(parts))) as archive:
        assert b"x15" in archive.read("xl/workbook.xml")
    assert read_xlsx(look(zipped(parts))).date1904
