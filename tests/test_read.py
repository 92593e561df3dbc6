"""Opening files of any kind: what a file is, what is not opened, and what a plain one gives."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from datetime import date, datetime, time, timedelta

import handmade
import openpyxl
import pytest
from handmade import ods, repacked, xlsx, xlsx_parts, zipped

from moralxl.read import container, read_workbook


def workbook_bytes(**cells):
    book = openpyxl.Workbook()
    for cell, value in cells.items():
        book.active[cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(data: bytes, number: int = 0):
    book, findings = read_workbook(data, "a.xlsx")
    assert findings == []
    return book.sheets[number]


def test_addresses_are_kept_where_the_first_rows_and_columns_are_empty():
    sheet = sheet_of(workbook_bytes(C4="x"))
    assert sheet.at(3, 2) == "x"
    assert sheet.at(0, 0) in {"", None}
    assert sheet.at(99, 99) is None


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFC1"])
def test_a_cell_far_out_costs_neither_the_others_nor_the_process(cell, tmp_path):
    """calamine would abort or take half a gigabyte for these."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_bytes(B2="here", **{cell: 1}))
    code = (
        "import pathlib, sys\n"
        "from moralxl.read import read_workbook\n"
        "book, findings = read_workbook(pathlib.Path(sys.argv[1]).read_bytes(), 'a.xlsx')\n"
        "assert findings == [], findings\n"
        "print(book.sheets[0].at(1, 1), book.sheets[0].beyond)\n"
        # not ru_maxrss, which starts at what the parent process has
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(int(status.split('VmHWM:')[1].split()[0]) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=True)
    value, beyond, megabytes = done.stdout.decode().split()
    assert (value, beyond) == ("here", "1")
    assert int(megabytes) < 200


def modified(text: bytes) -> bytes:
    def change(name, data):
        if name != "docProps/core.xml":
            return data
        start, end = data.index(b"<dcterms:modified"), data.index(b"</dcterms:modified>")
        return data[:start] + b'<dcterms:modified xmlns:dcterms="http://purl.org/dc/terms/">' + text + data[end:]

    return repacked(workbook_bytes(), change)


def test_saved_at_is_what_the_file_says():
    raw, _ = read_workbook(modified(b"2024-07-05T08:09:10Z"), "a.xlsx")
    assert raw.saved_at == datetime(2024, 7, 5, 8, 9, 10)  # noqa: DTZ001
    for data in (
        modified(b"yesterday"),
        repacked(workbook_bytes(), lambda n, d: None if n == "docProps/core.xml" else d),
    ):
        raw, _ = read_workbook(data, "a.xlsx")
        assert raw.saved_at is None


def declared_size(data: bytes, size: int) -> bytes:
    """A zip whose directory claims another inflated size for its first member."""
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + size.to_bytes(4, "little") + data[place + 4 :]


def twice(name: str) -> bytes:
    """A zip in which a member stands twice."""
    other = name.replace("x", "y", 1)
    return zipped({"[Content_Types].xml": b"", name: b"1", other: b"2"}).replace(other.encode(), name.encode())


def encrypted_member() -> bytes:
    data = bytearray(workbook_bytes(A1=1))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def overlapping() -> bytes:
    """A zip whose members all claim to be larger than the file."""
    data = bytearray(zipped({"[Content_Types].xml": b"x" * 50, "b": b"x" * 50}))
    place = -1
    while (place := data.find(b"PK\x01\x02", place + 1)) >= 0:
        data[place + 20 : place + 24] = (400).to_bytes(4, "little")
    return bytes(data)


ENCRYPTED_ODS = b'<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'
TYPES = (
    b'<Types><Override PartName="/x" ContentType="application/vnd.openxmlformats-officedocument.%s.main+xml"/></Types>'
)
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
NO_WORKBOOK = xlsx_parts("<sheetData/>")
del NO_WORKBOOK["xl/workbook.xml"]


def with_part(**changed: bytes) -> bytes:
    """A workbook with members added or replaced; `__` is a slash, and `_xml` ends the name."""
    names = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in changed.items()}
    return zipped({**xlsx_parts("<sheetData/>"), **names})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "file-empty", id="empty"),
        pytest.param(b"%PDF-1.7 ...", "file-not-workbook", id="pdf"),
        pytest.param(b"<html><table></table></html>", "file-not-workbook", id="html named xlsx"),
        pytest.param(b'<?xml version="1.0"?><Workbook/>', "file-not-workbook", id="xml of Excel 2003"),
        pytest.param("ลำดับ,ชื่อ\n".encode(), "file-not-workbook", id="csv"),
        pytest.param(b"\xff\xd8\xff\xe0 jpeg", "file-not-workbook", id="picture"),
        pytest.param(b"\x00\x01\x02", "file-not-workbook", id="unknown"),
        pytest.param(b"PK\x05\x06" + b"\0" * 18, "file-not-workbook", id="zip without anything"),
        pytest.param(zipped({"a": b"b"}), "file-not-workbook", id="zip of something else"),
        pytest.param(zipped({"Index/Document.iwa": b"b"}), "file-not-workbook", id="numbers"),
        pytest.param(
            zipped({"[Content_Types].xml": TYPES % b"wordprocessingml.document"}), "file-not-workbook", id="docx"
        ),
        pytest.param(
            zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
            "file-not-workbook",
            id="odt",
        ),
        pytest.param(b"PK\x03\x04garbage", "file-damaged", id="broken zip"),
        pytest.param(zipped({"[Content_Types].xml": b"<x/>"}), "file-damaged", id="no workbook in it"),
        pytest.param(zipped(NO_WORKBOOK), "file-damaged", id="its workbook is missing"),
        pytest.param(workbook_bytes(A1=1)[:-300], "file-damaged", id="cut short"),
        pytest.param(container.OLE + b"\0" * 600, "file-damaged", id="broken ole"),
        pytest.param(container.OLE + b"\0" * 600 + container.ENCRYPTED, "file-encrypted", id="xlsx with password"),
        pytest.param(handmade.xls(handmade.number(0, 0, 1), before=handmade.record(0x2F, b"\0\0")), "file-encrypted"),
        pytest.param(
            zipped({"content.xml": b"", "META-INF/manifest.xml": ENCRYPTED_ODS}),
            "file-encrypted",
            id="ods with password",
        ),
        pytest.param(encrypted_member(), "file-encrypted", id="zip with password"),
        pytest.param(
            declared_size(zipped({"[Content_Types].xml": b"x"}), container.MOST_INFLATED + 1),
            "file-too-large",
            id="declared size",
        ),
        pytest.param(zipped({"[Content_Types].xml": b"", "x": b"\0" * (17 << 20)}), "file-too-large", id="ratio"),
        pytest.param(zipped({str(n): b"" for n in range(2001)}), "file-too-large", id="entries"),
        pytest.param(twice("x.xml"), "file-unsafe", id="a member twice"),
        pytest.param(zipped({"[Content_Types].xml": b"", "../x": b""}), "file-unsafe", id="name going up"),
        pytest.param(zipped({"[Content_Types].xml": b"", "a\\..\\x": b""}), "file-unsafe", id="backslashes going up"),
        pytest.param(zipped({"[Content_Types].xml": b"", "/etc/x": b""}), "file-unsafe", id="absolute name"),
        pytest.param(zipped({"[Content_Types].xml": b"", "C:x": b""}), "file-unsafe", id="name with a drive"),
        pytest.param(overlapping(), "file-unsafe", id="members that overlap"),
        pytest.param(with_part(xl__theme_xml=DTD), "file-unsafe", id="DTD in a part that is not read"),
        pytest.param(with_part(xl__worksheets__sheet1_xml=DTD), "file-unsafe", id="DTD in a sheet"),
        pytest.param(
            with_part(xl__workbook_xml=b"<!-- %s -->" % (b"x" * 9000) + DTD[21:]), "file-unsafe", id="DTD far down"
        ),
        pytest.param(
            with_part(xl__styles_xml=DTD.decode().encode("utf-16")), "file-unsafe", id="DTD in another encoding"
        ),
        pytest.param(ods("", prolog="<!DOCTYPE x>"), "file-unsafe", id="DTD in ods"),
        pytest.param(with_part(xl__worksheets__sheet1_xml=b"<a>" * 300), "file-unsafe", id="depth"),
        pytest.param(zipped(xlsx_parts(*["<sheetData/>"] * 256)), "file-unsafe", id="sheets"),
    ],
)
def test_what_is_no_readable_workbook_is_a_finding(data, code):
    book, findings = read_workbook(data, "a.xlsx")
    assert book is None
    assert [f.code for f in findings] == [code]
    assert findings[0].source.file == "a.xlsx"


def test_a_file_larger_than_any_form_is_not_looked_into(monkeypatch):
    monkeypatch.setattr(container, "MOST_BYTES", 1000)
    _, findings = read_workbook(workbook_bytes(A1=1), "a.xlsx")
    assert [f.code for f in findings] == ["file-too-large"]


def test_a_member_is_never_inflated_further_than_it_declares():
    bomb = declared_size(zipped({"[Content_Types].xml": b"\0" * (8 << 20)}), 10)
    _, findings = read_workbook(bomb, "a.xlsx")
    assert [f.code for f in findings] == ["file-damaged"]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_cut_or_changed_anywhere_a_workbook_never_raises(kind, seed):
    whole = {
        "xlsx": workbook_bytes(A1="x", B2=3),
        "ods": ods('<table:table table:name="S"><table:table-row><table:table-cell/></table:table-row></table:table>'),
        "xls": handmade.xls(handmade.number(0, 0, 5)),
    }[kind]
    chance = random.Random(seed)  # noqa: S311
    for _ in range(200 if kind != "xls" else 40):
        broken = bytearray(whole[: chance.randrange(1, len(whole))] if chance.random() < 0.5 else whole)
        for _ in range(chance.randrange(1, 30)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        book, findings = read_workbook(bytes(broken), "a.xlsx")
        assert (book is None) == bool(findings)


def test_a_changed_byte_is_no_other_value():
    """The checksum of every member that is read is verified."""
    data = zipped(xlsx_parts('<sheetData><row r="1"><c r="A1"><v>48</v></c></row></sheetData>'), 0)
    assert sheet_of(data).at(0, 0) == 48
    book, findings = read_workbook(data.replace(b"<v>48</v>", b"<v>84</v>"), "a.xlsx")
    assert (book, [f.code for f in findings]) == (None, ["file-damaged"])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<v>45306</v>", 45306.0),
        ('s="1"><v>45306</v>', date(2024, 1, 15)),
        ('s="1"><v>45306.5</v>', datetime(2024, 1, 15, 12)),  # noqa: DTZ001
        ('s="1"><v>0.5</v>', time(12)),
        ('s="2"><v>1.5</v>', timedelta(hours=36)),
        ('s="3"><v>45306</v>', 45306.0),
        ('s="1"><v>4000000</v>', 4e6),
        ('t="b"><v>1</v>', True),
        ('t="str"><v>a&amp;b</v>', "a&b"),
        ('t="d"><v>2024-01-15</v>', date(2024, 1, 15)),
        ('t="inlineStr"><is><t> ก&#10;ข </t></is>', "ก\nข"),
        ('t="inlineStr"><is><t xml:space="preserve"> ก </t></is>', " ก "),
        ('t="inlineStr"><is><r><t>ก</t></r><r><t>ข</t></r><rPh><t>ค</t></rPh></is>', "กข"),
        ('t="inlineStr"><is><t>a_x000D_b</t></is>', "a\rb"),
    ],
)
def test_values_of_cells(cell, value):
    cell = cell if cell[0] != "<" else f">{cell}"
    formats = ("[$-D07041E]d mmm yyyy", "[h]:mm", '0" day"')
    sheet = sheet_of(xlsx(f'<row r="1"><c r="A1" {cell}</c></row>', formats=formats))
    assert sheet.at(0, 0) == value
    assert type(sheet.at(0, 0)) is type(value)


def test_days_count_from_1904_where_the_workbook_says_so():
    book, _ = read_workbook(
        xlsx('<row r="1"><c r="A1" s="1"><v>43844</v></c></row>', formats=("d/m/yyyy",), date1904=True), "a.xlsx"
    )
    assert book.date1904
    assert book.sheets[0].at(0, 0) == date(2024, 1, 15)


@pytest.mark.parametrize("number", [14, 22, 30, 71, 77, 81])
def test_built_in_formats_show_dates_though_their_text_is_not_in_the_file(number):
    def change(name, data):
        return data.replace(b'<xf numFmtId="0"/>', b'<xf numFmtId="%d"/>' % number) if "styles" in name else data

    data = repacked(xlsx('<row r="1"><c r="A1" s="0"><v>45306</v></c></row>'), change)
    assert sheet_of(data).at(0, 0) == date(2024, 1, 15)


def test_strict_workbooks_are_read():
    data = xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings="<si><t>ก</t></si>", main=handmade.STRICT)
    assert sheet_of(data).at(0, 0) == "ก"


def test_a_workbook_with_macros_is_read_as_data():
    def change(_name, data):
        return data.replace(b"openxmlformats-officedocument.spreadsheetml.sheet", b"ms-excel.sheet.macroEnabled")

    book, findings = read_workbook(repacked(workbook_bytes(A1=1), change), "a.xlsm")
    assert (findings, book.container, book.sheets[0].at(0, 0)) == ([], "xlsm", 1)


def test_two_values_for_one_cell_are_damage():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    _, findings = read_workbook(xlsx(rows), "a.xlsx")
    assert [f.code for f in findings] == ["file-damaged"]
