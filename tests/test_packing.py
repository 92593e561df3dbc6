"""Workbooks packed while they are written: the same parts as XlsxWriter's own, and failures that are told."""

import io
import zipfile

import pytest
import xlsxwriter

from moralxl import packing
from moralxl.master import OPTIONS
from moralxl.packing import PackedWorkbook
from moralxl.sheet import sheet_class
from moralxl.styles import Styles

ROWS = 2500  # more than go into the archive at once


def filled(workbook):
    styles = Styles(workbook)
    sheet = workbook.add_worksheet("ก", sheet_class())
    sheet.write_string(0, 0, "หัวตาราง <&>", styles["title"])
    for row in range(1, ROWS):
        sheet.write_string(row, 0, f"แถวที่ {row} 😀")
        sheet.write_number(row, 1, row / 7)
    sheet.write_comment(2, 0, "หมายเหตุ")
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series({"values": ["ก", 1, 1, 9, 1]})
    sheet.insert_chart(4, 4, chart)
    workbook.add_worksheet("ข").add_table(0, 0, 3, 1, {"columns": [{"header": "ค"}, {"header": "ง"}]})
    return workbook


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def own():
    target = io.BytesIO()
    filled(xlsxwriter.Workbook(target, {**OPTIONS, "in_memory": True})).close()
    return target.getvalue()


def test_the_same_parts_in_the_same_order_as_without():
    ours, theirs = parts(filled(PackedWorkbook(OPTIONS)).packed()), parts(own())
    created = "docProps/core.xml"
    assert list(ours) == list(theirs)
    assert {**ours, created: b""} == {**theirs, created: b""}


def test_lines_go_on_as_they_come(monkeypatch):
    pieces = []
    add = packing.Archive.add
    monkeypatch.setattr(packing.Archive, "add", lambda self, text: (pieces.append(text), add(self, text)))
    with packing.Archive(target := io.BytesIO()) as archive:
        archive.begin("a.xml")
        part = packing.Part(archive)
        part.write("<a>")
        part.writelines(f"{number}," for number in range(ROWS))
        part.write("</a>")
        part.send_on()
    assert [len(piece.split(",")) - 1 for piece in pieces] == [0, 1000, 1000, 500, 0]
    assert parts(target.getvalue()) == {"a.xml": "".join(pieces).encode()}


@pytest.mark.parametrize("rows", [1, ROWS * 10])
def test_what_the_thread_fails_of_is_raised(monkeypatch, rows):
    """Early, with many pieces still to come, or at the end."""

    def full(*_):
        raise MemoryError("full")

    def write():
        with packing.Archive(io.BytesIO()) as archive:
            archive.begin("a.xml")
            packing.Part(archive).writelines("ก" for _ in range(rows))

    monkeypatch.setattr(packing.Archive, "_add", full)
    with pytest.raises(MemoryError, match="full"):
        write()


def test_interrupted_it_says_so_and_no_more(monkeypatch):
    workbook = filled(PackedWorkbook(OPTIONS))

    def stop():
        raise KeyboardInterrupt

    monkeypatch.setattr(workbook.worksheets()[0], "_write_rows", stop)
    with pytest.raises(KeyboardInterrupt):
        workbook.packed()
