"""Workbooks made by hand for the tests, byte by byte, as no program writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from html import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def repacked(data: bytes, change) -> bytes:
    """A zip with each member passed through `change(name, data)`; None leaves it out."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        members = {name: change(name, old.read(name)) for name in old.namelist()}
    return zipped({name: member for name, member in members.items() if member is not None})


# --- xlsx -----------------------------------------------------------------------------------------


def relations(*targets: tuple[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def xlsx_parts(*sheets: str, strings: str = "", formats: tuple[str, ...] = (), date1904: bool = False, main=MAIN):
    """The members of an xlsx: `sheets` are what stands in each `<worksheet>`, `strings` in `<sst>`.

    Cell style n (from 1) has number format n of `formats`.
    """
    kinds = [*((("worksheet", f"worksheets/sheet{n}.xml")) for n in range(1, len(sheets) + 1))]
    kinds += [("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1))
    numbered = list(enumerate(formats, 200))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.'
        'main+xml"/></Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{LINKS}"><workbookPr date1904="{int(date1904)}"/>'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(*kinds),
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>'
        + "".join(f'<numFmt numFmtId="{n}" formatCode="{escape(code)}"/>' for n, code in numbered)
        + '</numFmts><cellXfs><xf numFmtId="0"/>'
        + "".join(f'<xf numFmtId="{n}"/>' for n, _ in numbered)
        + "</cellXfs></styleSheet>",
    }
    for n, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{main}">{sheet}</worksheet>'
    return parts


def xlsx(rows: str, **more) -> bytes:
    """An xlsx of one sheet with these rows."""
    return zipped(xlsx_parts(f"<sheetData>{rows}</sheetData>", **more))


def drawing(*boxes: tuple[int, int, str]) -> str:
    """A drawing part of an xlsx with text boxes: row and column from 0, and what stands in each."""
    anchors = "".join(
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        '<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="1900000" cy="900000"/><xdr:sp macro="" textlink="">'
        '<xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr><a:prstGeom '
        'prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>'
        f"{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:oneCellAnchor>"
        for row, column, text in boxes
    )
    drawings = "http://schemas.openxmlformats.org/drawingml/2006"
    return f'<xdr:wsDr xmlns:xdr="{drawings}/spreadsheetDrawing" xmlns:a="{drawings}/main">{anchors}</xdr:wsDr>'


def drawn_over(data: bytes, sheet: str, part: str) -> bytes:
    """An xlsx whose sheet, by its part's name, has got this drawing part, as it had no links yet."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts: dict[str, str | bytes] = {name: old.read(name) for name in old.namelist()}
    name = f"xl/worksheets/{sheet}.xml"
    end = f'<drawing xmlns:r="{LINKS}" r:id="rId1"/></worksheet>'.encode()
    parts[name] = parts[name].replace(b"</worksheet>", end)
    parts[f"xl/worksheets/_rels/{sheet}.xml.rels"] = relations(("drawing", "../drawings/drawing1.xml"))
    parts["xl/drawings/drawing1.xml"] = part
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    types = f'<Override PartName="/xl/drawings/drawing1.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types.encode())
    return zipped(parts)


# --- ods ------------------------------------------------------------------------------------------

ODS_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "draw": "drawing",
    }.items()
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(tables: str, styles: str = "", prolog: str = "") -> bytes:
    """An ods with these tables."""
    content = (
        f"{prolog}<office:document-content {ODS_SPACES} {CALC}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


# --- xls ------------------------------------------------------------------------------------------

END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(number: int, data: bytes = b"") -> bytes:
    """A record of an xls."""
    return struct.pack("<HH", number, len(data)) + data


def number(row: int, column: int, value: float) -> bytes:
    """A cell with a number."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


# the size of a sheet, of which the fast reader reserves every cell
ABSURD_SIZE = record(0x200, struct.pack("<IIHHH", 0, 100_000_000, 0, 255, 0))


def xls(*sheets: bytes, before: bytes = b"") -> bytes:
    """An xls with a sheet for each run of records."""

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    names = [f"S{n}".encode() for n in range(1, len(sheets) + 1)]
    at = len(begin(5)) + len(before) + sum(12 + len(name) for name in names) + 4
    listed = contents = b""
    for name, sheet in zip(names, sheets, strict=True):
        listed += record(0x85, struct.pack("<IHBB", at + len(contents), 0, len(name), 0) + name)
        contents += begin(0x10) + sheet + record(0x0A)
    return compound("Workbook", begin(5) + before + listed + record(0x0A) + contents)


def compound(name: str, stream: bytes) -> bytes:
    """An OLE compound file with one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count, tables = len(stream) // 512, 1
    while count + 1 + tables > tables * 128:
        tables += 1
    chain = [*range(1, count), END, END] + [TABLE] * tables
    chain += [FREE] * (tables * 128 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, tables, count, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", *(count + 1 + n if n < tables else FREE for n in range(109)))
    directory = _entry("Root Entry", 5, END, 0, 1) + _entry(name, 2, 0, len(stream), FREE)
    return head + stream + directory.ljust(512, b"\0") + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, first: int, size: int, child: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    numbers = struct.pack("<HBBIII16x4x16xIII", len(text), kind, 1, FREE, FREE, child, first, size, 0)
    return text.ljust(64, b"\0") + numbers


# --- xlsb -----------------------------------------------------------------------------------------


def biff12(number: int, data: bytes = b"") -> bytes:
    """A record of an xlsb."""
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    length = len(data)
    while length >= 0x80:
        head += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + bytes([length]) + data


def wide(text: str) -> bytes:
    """A text in a record of an xlsb."""
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def xlsb_row(row: int, *cells: bytes, hidden: bool = False) -> bytes:
    """A row of an xlsb with its cells."""
    return biff12(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0x10 * hidden, 0, 0)) + b"".join(cells)


def xlsb_cell(number: int, column: int, data: bytes = b"", style: int = 0) -> bytes:
    """A cell of an xlsb: kind of record, column, what comes after the style."""
    return biff12(number, struct.pack("<II", column, style) + data)


def xlsb_sheet(rows: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """A sheet of an xlsb."""
    size = biff12(148, struct.pack("<4I", 0, 0, 0, 0))
    return biff12(129) + size + before + biff12(145) + rows + biff12(146) + after + biff12(130)


def xlsb_parts(*sheets: bytes, strings=(), formats: tuple[str, ...] = (), date1904: bool = False, hidden=()):
    """The members of an xlsb; cell style n (from 1) has number format n of `formats`."""
    kinds = [("worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)]
    kinds += [("sharedStrings", "sharedStrings.bin"), ("styles", "styles.bin")]
    listed = b"".join(
        biff12(156, struct.pack("<II", int(n in hidden), n) + wide(f"rId{n}") + wide(f"S{n}"))
        for n in range(1, len(sheets) + 1)
    )
    numbers = range(200, 200 + len(formats))
    styles = biff12(278) + biff12(615, struct.pack("<I", len(formats)))
    styles += b"".join(biff12(44, struct.pack("<H", n) + wide(code)) for n, code in zip(numbers, formats, strict=True))
    styles += biff12(616) + biff12(626) + biff12(47, bytes(16)) + biff12(627)  # styles by name, which no cell refers to
    styles += biff12(617, struct.pack("<I", len(formats) + 1))
    styles += b"".join(biff12(47, struct.pack("<HH", 0, n) + bytes(12)) for n in (0, *numbers)) + biff12(618)
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        f'PartName="/xl/workbook.bin" ContentType="{kind}"/></Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": biff12(131)
        + biff12(153, struct.pack("<III", int(date1904), 0, 0))
        + biff12(143)
        + listed
        + biff12(144)
        + biff12(132),
        "xl/_rels/workbook.bin.rels": relations(*kinds),
        "xl/sharedStrings.bin": biff12(159, struct.pack("<II", len(strings), len(strings)))
        + b"".join(biff12(19, b"\0" + wide(text)) for text in strings)
        + biff12(160),
        "xl/styles.bin": styles,
        **{f"xl/worksheets/sheet{n}.bin": sheet for n, sheet in enumerate(sheets, 1)},
    }


# --- too much -------------------------------------------------------------------------------------


def many_strings() -> bytes:
    """A workbook of 60 MB whose strings, once apart, take more memory than a reader may have."""
    strings = "".join(f"<si><t>{n:06x}</t></si>" for n in range(2_800_000))
    return zipped(xlsx_parts("<sheetData/>", strings=strings), zipfile.ZIP_STORED)
