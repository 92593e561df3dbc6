"""Files that a returns folder may come to hold and that are no return: broken, hostile, or no files at all."""

from __future__ import annotations

import io
import os
import random
import socket
import struct
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import handmade
from handmade import ods, xls, xlsx, xlsx_parts, zipped

from moralxl.plan import shipped_tables, write_plan

MAKERS: dict[str, Callable[[Path, bytes], object]] = {}  # by file name; each is given its path and a good return


def poison(name: str) -> Callable[[Callable[[Path, bytes], object]], Callable[[Path, bytes], object]]:
    def add(make):
        MAKERS[name] = make
        return make

    return add


def holds(name: str, data: bytes) -> None:
    MAKERS[name] = lambda path, _: path.write_bytes(data)


# --- zips -----------------------------------------------------------------------------------------

CELL = '<row r="1"><c r="A1" t="str"><v>x</v></c></row>'
PARTS = xlsx_parts(f"<sheetData>{CELL}</sheetData>")
SHEET = "xl/worksheets/sheet1.xml"


def sheet(text: str | bytes) -> bytes:
    return zipped({**PARTS, SHEET: text})


def with_parts(**parts: str | bytes) -> bytes:
    return zipped({**PARTS, **{f"xl/{name.replace('__', '/')}.xml": part for name, part in parts.items()}})


@poison("nested bomb.zip")
def nested_bomb(path: Path, _: bytes) -> None:
    data = zipped({f"{n}.txt": b"0" * (8 << 20) for n in range(5)})
    for _ in range(3):
        data = zipped({f"{n}.zip": data for n in range(4)})
    path.write_bytes(data)


@poison("in itself.zip")
def deep(path: Path, good: bytes) -> None:
    for depth in range(20):
        good = zipped({f"{depth}.zip": good})
    path.write_bytes(good)


@poison("truncated.xlsx")
def truncated(path: Path, good: bytes) -> None:
    path.write_bytes(good[: len(good) // 2])


@poison("wrong checksum.xlsx")
def wrong_checksum(path: Path, good: bytes) -> None:
    data = bytearray(good)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        entry = archive.getinfo("xl/workbook.xml")
    data[entry.header_offset + 14] ^= 255
    place = good.rindex(b"xl/workbook.xml") - 46
    data[place + 16] ^= 255
    path.write_bytes(bytes(data))


@poison("locked.zip")
def locked(path: Path, good: bytes) -> None:
    data = bytearray(zipped({"a.xlsx": good}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(bytes(data))


holds("bomb.xlsx", sheet(b" " * (40 << 20)))
holds("bomb.zip", zipped({"a.txt": b"0" * (70 << 20)}))
holds("too many.zip", zipped({str(n): b"" for n in range(1500)}))
holds("going up.zip", zipped({"../../x.xlsx": b"x", "/etc/x.xlsx": b"x"}))
holds("going up.xlsx", zipped({**PARTS, "../../x.xml": b"x"}))
holds("member twice.xlsx", zipped({**PARTS, "xl/a.xml": "", "xl/b.xml": ""}).replace(b"xl/b.xml", b"xl/a.xml"))
holds("random zip.xlsx", b"PK\x03\x04" + random.Random(2).randbytes(20_000))  # noqa: S311

# --- XML ------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
holds("laughs.xlsx", sheet(f"{LAUGHS}]><worksheet>&i;</worksheet>"))
holds("entity.xlsx", sheet('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'))
holds("deep.xlsx", sheet("<a>" * 100_000))
holds("no XML.xlsx", sheet(random.Random(4).randbytes(5000)))  # noqa: S311
holds("wrong encoding.xlsx", sheet('<?xml version="1.0" encoding="x-none"?><worksheet/>'))

# --- workbooks ------------------------------------------------------------------------------------


@poison("million cells.xlsx")
def million_cells(path: Path, _: bytes) -> None:
    row = "".join(f'<c r="{{}}{column}"><v>1</v></c>' for column in "ABCDEFGHIJ").replace("{}", "")
    cells = row.replace('"><v>', '{0}"><v>')
    path.write_bytes(xlsx("".join(f'<row r="{n}">{cells.format(n)}</row>' for n in range(1, 100_001))))


holds("dimension.xlsx", zipped(xlsx_parts(f'<dimension ref="A1:XFD1048576"/><sheetData>{CELL}</sheetData>')))
holds("far cell.xlsx", xlsx(f'{CELL}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
holds("empty rows.xlsx", xlsx("".join(f'<row r="{n}" ht="9"/>' for n in range(1, 200_000))))
holds("strings.xlsx", with_parts(sharedStrings='<sst count="4294967295" uniqueCount="4294967295"/>'))
holds("long number.xlsx", xlsx(f'<row r="1"><c r="A1" t="str"><v>moralxl|p|{"9" * 5000}|9|กก.|1|report</v></c></row>'))
holds(
    "dde.xlsx",
    with_parts(
        externalLinks__externalLink1='<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
        externalLinks___rels__externalLink1='<Relationships><Relationship Target="file:///x" TargetMode="External"/>'
        "</Relationships>",
    ),
)
holds("macro.xlsm", zipped({**PARTS, "xl/vbaProject.bin": handmade.compound("VBA", b"Sub Auto_Open()")}))
holds("absurd.xls", xls(handmade.ABSURD_SIZE))
holds("far.xls", xls(handmade.number(0, 0, 1) + handmade.number(65535, 255, 1)))
holds("random.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(3).randbytes(20_000))  # noqa: S311
holds("password.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"))


@poison("in circles.xls")
def in_circles(path: Path, _: bytes) -> None:
    """A compound file whose blocks follow each other for ever."""
    data = bytearray(xls(handmade.number(0, 0, 1)))
    table = len(data) - 512
    data[table : table + 32] = struct.pack("<8I", *(1, 0) * 4)
    path.write_bytes(bytes(data))


ROW = '<table:table-row table:number-rows-repeated="{}"><table:table-cell office:value-type="float" office:value="7" '
ROW += 'table:number-columns-repeated="16384"/></table:table-row>'
holds("repeated.ods", ods(f'<table:table table:name="S">{ROW.format(1048576)}</table:table>' * 3))
holds("absurd repeat.ods", ods(f'<table:table table:name="S">{ROW.format("9" * 30)}</table:table>'))

# --- messages and others --------------------------------------------------------------------------


@poison("letter.eml")
def letter(path: Path, good: bytes) -> None:
    """A message cut off in the middle of its attachment, with a boundary that never ends."""
    message = EmailMessage()
    message["From"], message["Subject"] = "clerk@kk.example", "ส่งแบบรายงาน"
    message.set_content("เรียน ผู้ประสานงาน")
    message.add_attachment(good, maintype="application", subtype="octet-stream", filename="../a.xlsx")
    data = message.as_bytes()
    path.write_bytes(data[: len(data) * 2 // 3].replace(b"UEsDB", b"\xff\xfe=?x?q?", 1))


holds("boxes.eml", b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)))
holds("headers.eml", b"Subject: =?utf-8?b?////?=\n" * 20_000 + b"\xff" * 1000)
holds("letter.xlsx", b"%PDF-1.7 " + bytes(5000))
holds("page.xls", b"<html><table><tr><td>48</td></tr></table></html>")
holds("random.xlsx", random.Random(1).randbytes(20_000))  # noqa: S311
holds("nothing.xlsx", b"")
holds("~$open.xlsx", b"x" * 165)
holds("two\nlines\x1b[2J.xlsx", b"x")


@poison("large.xlsx")
def large(path: Path, _: bytes) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 29)  # takes no room


@poison("plan.xlsx")
def plan(path: Path, _: bytes) -> None:
    write_plan(shipped_tables(), path)


@poison("other round.xlsx")
def other_round(path: Path, good: bytes) -> None:
    path.write_bytes(handmade.repacked(good, lambda _, data: data.replace(b"|9|", b"|6|")))


if hasattr(os, "mkfifo"):
    MAKERS |= {
        "pipe.xlsx": lambda path, _: os.mkfifo(path),
        "endless.xlsx": lambda path, _: path.symlink_to("/dev/zero"),
        "broken link.xlsx": lambda path, _: path.symlink_to("gone.xlsx"),
        "link to itself.xlsx": lambda path, _: path.symlink_to(path.name),
        "link to the folder": lambda path, _: path.symlink_to("."),
        "link out of it": lambda path, _: path.symlink_to("/"),
    }

    @poison("socket")
    def bound(path: Path, _: bytes) -> None:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.relpath(path))  # a socket's path must be short
