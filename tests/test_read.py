"""Opening files of any kind."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from moralxl.read import MOST_INFLATED, read_workbook


def workbook_bytes(**cells):
    book = openpyxl.Workbook()
    for cell, value in cells.items():
        book.active[cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, change) -> bytes:
    """A zip with each member passed through `change(name, data)`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def test_addresses_are_kept_where_the_first_rows_and_columns_are_empty():
    book, findings = read_workbook(workbook_bytes(C4="x"), "a.xlsx")
    assert findings == []
    assert book.sheets[0].at(3, 2) == "x"
    assert book.sheets[0].at(0, 0) in {"", None}
    assert book.sheets[0].at(99, 99) is None


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFC1"])
def test_a_cell_far_out_costs_neither_the_others_nor_the_process(cell, tmp_path):
    """The fast reader would abort or take half a gigabyte for these."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_bytes(B2="here", **{cell: 1}))
    code = (
        "import pathlib, resource, sys\n"
        "from moralxl.read import read_workbook\n"
        "book, findings = read_workbook(pathlib.Path(sys.argv[1]).read_bytes(), 'a.xlsx')\n"
        "assert findings == [], findings\n"
        "print(book.sheets[0].at(1, 1), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=True)
    value, megabytes = done.stdout.decode().split()
    assert value == "here"
    assert int(megabytes) < 300


def test_saved_at_is_what_the_file_says():
    book = openpyxl.Workbook()
    buffer = io.BytesIO()
    book.save(buffer)

    def change(name, data):
        if name != "docProps/core.xml":
            return data
        start = data.index(b"<dcterms:modified")
        return (
            data[:start]
            + b'<dcterms:modified xsi:type="dcterms:W3CDTF">2024-07-05T08:09:10Z</dcterms:modified></cp:coreProperties>'
        )

    raw, _ = read_workbook(repacked(buffer.getvalue(), change), "a.xlsx")
    assert raw.saved_at.isoformat() == "2024-07-05T08:09:10"
    raw, _ = read_workbook(repacked(buffer.getvalue(), lambda n, d: b"" if n == "docProps/core.xml" else d), "a.xlsx")
    assert raw.saved_at is None


def zip_of(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def declared_size(data: bytes, size: int) -> bytes:
    """A zip whose directory claims another inflated size for its first member."""
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + size.to_bytes(4, "little") + data[place + 4 :]


ENCRYPTED_ODS = b'<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "file-empty", id="empty"),
        pytest.param(b"%PDF-1.7 ...", "file-not-workbook", id="pdf"),
        pytest.param(b"<html><table></table></html>", "file-not-workbook", id="html named xlsx"),
        pytest.param("ลำดับ,ชื่อ\n".encode(), "file-not-workbook", id="csv"),
        pytest.param(b"\xff\xd8\xff\xe0 jpeg", "file-not-workbook", id="picture"),
        pytest.param(b"\x00\x01\x02", "file-not-workbook", id="unknown"),
        pytest.param(b"PK\x05\x06" + b"\0" * 18, "file-not-workbook", id="zip without anything"),
        pytest.param(zip_of(a=b"b"), "file-not-workbook", id="zip of something else"),
        pytest.param(b"PK\x03\x04garbage", "file-damaged", id="broken zip"),
        pytest.param(zip_of(**{"[Content_Types].xml": b"<x/>"}), "file-damaged", id="no workbook in it"),
        pytest.param(workbook_bytes(A1=1)[:-300], "file-damaged", id="cut short"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file-damaged", id="broken ole"),
        pytest.param(
            zip_of(**{"content.xml": b"", "META-INF/manifest.xml": ENCRYPTED_ODS}),
            "file-encrypted",
            id="ods with password",
        ),
        pytest.param(
            declared_size(zip_of(**{"[Content_Types].xml": b"x"}), MOST_INFLATED + 1), "file-too-large", id="bomb"
        ),
    ],
)
def test_what_is_no_readable_workbook_is_a_finding(data, code):
    book, findings = read_workbook(data, "a.xlsx")
    assert book is None
    assert [f.code for f in findings] == [code]
    assert findings[0].source.file == "a.xlsx"


def test_cut_anywhere_a_workbook_never_raises(seed):
    import random

    data, chance = workbook_bytes(A1="x", B2=3), random.Random(seed)  # noqa: S311
    for _ in range(200):
        broken = bytearray(data[: chance.randrange(1, len(data))] if chance.random() < 0.5 else data)
        for _ in range(chance.randrange(1, 30)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        book, findings = read_workbook(bytes(broken), "a.xlsx")
        assert (book is None) == bool(findings)
