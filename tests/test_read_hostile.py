"""Files made to hurt: each gives right values or a finding, and none touches another file's reading."""

from __future__ import annotations

import pickle
import random
import sys
import zipfile

import handmade
import pytest
from handmade import ods, xls, xlsx, xlsx_parts, zipped
from support import write_return

from moralxl import read
from moralxl.read import RawSheet, container, read_workbook

HERE = '<row r="1"><c r="A1" t="str"><v>here</v></c></row>'
WIDE = 'table:number-columns-repeated="16384"'
LONG = 'table:number-rows-repeated="1048576"'
FLOAT = '<table:table-cell office:value-type="float" office:value="7" {}/>'


def table(rows: str) -> str:
    first = '<table:table-row><table:table-cell office:value-type="string"><text:p>here</text:p></table:table-cell>'
    return f'<table:table table:name="S">{first}</table:table-row>{rows}</table:table>'


def dimension(reference: str) -> bytes:
    return zipped(xlsx_parts(f'<dimension ref="{reference}"/><sheetData>{HERE}</sheetData>'))


def with_strings(attributes: str) -> bytes:
    parts = xlsx_parts(f"<sheetData>{HERE}</sheetData>")
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace("<sst ", f"<sst {attributes} ")
    return zipped(parts)


def linked_outside() -> bytes:
    """A workbook whose sheet is said to be in another file."""
    parts = xlsx_parts(f"<sheetData>{HERE}</sheetData>")
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(
        'Target="worksheets/sheet1.xml"', 'Target="file:///etc/passwd" TargetMode="External"'
    )
    return zipped(parts)


# What each holds in its first cell; None: it is refused.
HOSTILE = {
    "far cell": (xlsx(HERE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "here"),
    "far cell beyond any sheet": (xlsx(HERE + '<row r="9999999"><c r="ZZZ9999999"><v>1</v></c></row>'), "here"),
    "false dimension": (dimension("A1:XFD1048576"), "here"),
    "dimension that is none": (dimension("x"), "here"),
    "absurd counts": (with_strings('count="4294967295" uniqueCount="4294967295"'), "here"),
    "many empty rows": (xlsx(HERE + "".join(f'<row r="{n}" ht="9"/>' for n in range(2, 200_000))), "here"),
    "formula calling a program": (
        xlsx('<row r="1"><c r="A1" t="str"><f>cmd|"/c calc"!A1</f><v>here</v></c></row>'),
        "here",
    ),
    "sheet outside": (linked_outside(), None),
    "entities": (
        zipped(
            {**xlsx_parts(""), "xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'}
        ),
        None,
    ),
    "deep": (zipped({**xlsx_parts(""), "xl/worksheets/sheet1.xml": "<a>" * 100_000}), None),
    "deep ods": (ods("<table:table>" * 100_000), None),
    "a long attribute": (dimension("A" * 4_000_000), "here"),
    "member twice": (
        zipped({"[Content_Types].xml": "", "a.xml": "", "b.xml": ""}).replace(b"b.xml", b"a.xml"),
        None,
    ),
    "going up": (zipped({"[Content_Types].xml": "", "../../a.xml": ""}), None),
    "bomb": (zipped({**xlsx_parts(""), "xl/worksheets/sheet1.xml": b" " * (40 << 20)}), None),
    "repeated empty ods": (ods(table(f"<table:table-row {LONG}><table:table-cell {WIDE}/></table:table-row>")), "here"),
    "repeated wide ods": (ods(table(f"<table:table-row>{FLOAT.format(WIDE)}</table:table-row>")), "here"),
    "repeated full ods": (ods(table(f"<table:table-row {LONG}>{FLOAT.format('')}</table:table-row>")), "here"),
    "repeated often ods": (
        ods("".join(table(f"<table:table-row {LONG}>{FLOAT.format(WIDE)}</table:table-row>") for _ in range(3))),
        None,
    ),
    "absurd repeat ods": (
        ods(
            table('<table:table-row table:number-rows-repeated="99999999999999"><table:table-cell/></table:table-row>')
        ),
        None,
    ),
    "absurd size xls": (xls(handmade.ABSURD_SIZE), None),
    "far cell xls": (xls(handmade.number(0, 0, 1) + handmade.number(65535, 255, 1)), None),
    "xls in circles": (handmade.compound("Workbook", b"\x09\x08" + b"\xff" * 5000), None),
    "random bytes": (random.Random(1).randbytes(20_000), None),  # noqa: S311
    "random zip": (b"PK\x03\x04" + random.Random(2).randbytes(20_000), None),  # noqa: S311
    "random ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(3).randbytes(20_000), None),  # noqa: S311
}
NEEDS_LIMIT = {"far cell xls"}  # of memory, which not every system has
HOSTILE_HERE = {name: case for name, case in HOSTILE.items() if sys.platform == "linux" or name not in NEEDS_LIMIT}


@pytest.mark.parametrize("name", HOSTILE_HERE)
def test_alone(name):
    data, first = HOSTILE_HERE[name]
    book, findings = read_workbook(data, "a.xlsx")
    if first is None:
        assert book is None
        assert [f.code.split("-")[0] for f in findings] == ["file"]
    else:
        assert findings == []
        assert book.sheets[0].at(0, 0) == first


@pytest.mark.parametrize(
    ("name", "beyond"),
    [
        ("far cell", 1),
        ("repeated wide ods", 16384 - 100),
        ("repeated full ods", 1048576 - 9998),
        ("repeated empty ods", 0),
    ],
)
def test_filled_cells_beyond_the_bound_are_counted(name, beyond):
    book, _ = read_workbook(HOSTILE[name][0], "a.xlsx")
    assert book.sheets[0].beyond == beyond
    assert max(map(len, book.sheets[0].rows)) <= 100


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_sheet_too_long_to_read_is_read_as_far_as_it_goes(method, monkeypatch):
    rows = HERE + "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 5000))
    data = zipped(xlsx_parts(f"<sheetData>{rows}</sheetData>"), method)
    monkeypatch.setattr(container, "MOST_PART", 100_000)
    book, findings = read_workbook(data, "a.xlsx")
    assert findings == []
    assert book.sheets[0].cut
    assert (book.sheets[0].at(0, 0), book.sheets[0].at(99, 0)) == ("here", 100)
    assert 1000 < len(book.sheets[0].rows) < 4999


# --- many files -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def twenty(tmp_path_factory):
    """Good returns, by name."""
    path = tmp_path_factory.mktemp("good") / "a.xlsx"
    some = [write_return(path, "กก.", {"a06_virtues": n}).read_bytes() for n in range(5)]
    return {f"{n}.xlsx": some[n % 5] for n in range(20)}


def read_each(files):
    return {name: read_workbook(data, name) for name, data in files.items()}


@pytest.fixture(scope="module")
def alone(twenty):
    return read_each(twenty)


def test_what_was_read_can_be_sent(alone):
    assert all(book and not findings for book, findings in alone.values())
    assert pickle.loads(pickle.dumps(alone)) == alone  # noqa: S301


@pytest.mark.parametrize("plain", [True, False])
def test_poison(twenty, alone, monkeypatch, plain):
    """Hostile files among good ones leave what those hold; also where none is plain, and all are read apart."""
    if not plain:
        monkeypatch.setattr(read, "is_plain", lambda _: False)
    files = {}
    for name, (poison, (data, _)) in zip([*twenty] * 5, HOSTILE_HERE.items(), strict=False):
        files |= {f"{poison} {name}": twenty[name], poison: data}
    assert len(files) == 2 * len(HOSTILE_HERE)
    results = read_each(files)
    for name, (book, findings) in results.items():
        if name in HOSTILE_HERE:
            assert (book is None) == (HOSTILE_HERE[name][1] is None) == bool(findings), name
        else:
            assert (book, findings) == alone[name.rsplit(" ", 1)[1]], name


def test_memory_of_a_reading_process_is_limited():
    if sys.platform != "linux":
        pytest.skip("no limit on memory here")
    book, findings = read_workbook(HOSTILE["far cell xls"][0], "a.xls")
    assert (book, [f.code for f in findings]) == (None, ["file-reader-died"])


def test_stored_members_are_read():
    data = zipped(xlsx_parts(f"<sheetData>{HERE}</sheetData>"), zipfile.ZIP_STORED)
    book, _ = read_workbook(data, "a.xlsx")
    assert isinstance(book.sheets[0], RawSheet)
    assert book.sheets[0].at(0, 0) == "here"
