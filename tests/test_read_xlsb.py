"""xlsb: the binary records of a workbook, whole and broken."""

from __future__ import annotations

import io
import math
import random
import struct
from datetime import date, datetime, time

import pytest
from handmade import biff12, relations, wide, xlsb_cell, xlsb_parts, xlsb_row, xlsb_sheet, zipped
from python_calamine import CalamineWorkbook
from support import write_return

from moralxl.read import RawSheet, read_workbook
from moralxl.read.container import look
from moralxl.read.opened import is_plain

BLANK, RK, ERROR, BOOL, REAL, ST, ISST, FMLA_STRING, FMLA_NUM, FMLA_BOOL, FMLA_ERROR, RSTRING = *range(1, 12), 62
FORMULA = struct.pack("<HI", 0, 0) + bytes(4)  # flags and no tokens
FORMATS = ("d/m/yyyy", "0.00%", "[h]:mm")


def real(value: float) -> bytes:
    return struct.pack("<d", value)


def rk(bits: int) -> bytes:
    return struct.pack("<I", bits & 0xFFFFFFFF)


def book_of(*sheets: bytes, **more):
    book, findings = read_workbook(zipped(xlsb_parts(*sheets, **more)), "a.xlsb")
    assert findings == []
    return book


def filled(sheet: RawSheet):
    return {
        (r, c): (type(value), value)
        for r, row in enumerate(sheet.rows)
        for c, value in enumerate(row)
        if value not in {None, ""}
    }


def by_calamine(data: bytes, number: int = 0):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(number).to_python(skip_empty_area=False)
    return filled(RawSheet("", [[float(v) if type(v) is int else v for v in row] for row in rows]))


VALUES = {
    "whole number": (xlsb_cell(RK, 0, rk(48 << 2 | 2)), 48.0),
    "whole number below zero": (xlsb_cell(RK, 0, rk(-48 << 2 | 2)), -48.0),
    "hundredths": (xlsb_cell(RK, 0, rk(1234 << 2 | 3)), 12.34),
    "upper bits": (xlsb_cell(RK, 0, rk(struct.unpack("<Q", real(1.5))[0] >> 32)), 1.5),
    "hundredths of upper bits": (xlsb_cell(RK, 0, rk(struct.unpack("<Q", real(150))[0] >> 32 | 1)), 1.5),
    "number": (xlsb_cell(REAL, 0, real(math.pi)), math.pi),
    "computed number": (xlsb_cell(FMLA_NUM, 0, real(0.1) + FORMULA), 0.1),
    "truth": (xlsb_cell(BOOL, 0, b"\1"), True),
    "computed truth": (xlsb_cell(FMLA_BOOL, 0, b"\1" + FORMULA), True),
    "text": (xlsb_cell(ST, 0, wide("ปลูกป่า 🌳")), "ปลูกป่า 🌳"),
    "shared text": (xlsb_cell(ISST, 0, struct.pack("<I", 1)), "ก"),
    "computed text": (xlsb_cell(FMLA_STRING, 0, wide("ข") + FORMULA), "ข"),
    "date": (xlsb_cell(REAL, 0, real(45306), 1), date(2024, 1, 15)),
    "moment": (xlsb_cell(FMLA_NUM, 0, real(45306.5) + FORMULA, 1), datetime(2024, 1, 15, 12)),  # noqa: DTZ001
    "time": (xlsb_cell(REAL, 0, real(0.5), 1), time(12)),
    "percent": (xlsb_cell(REAL, 0, real(0.25), 2), 0.25),
}


@pytest.mark.parametrize("name", VALUES)
def test_values_of_cells_as_calamine_reads_them(name):
    cell, value = VALUES[name]
    data = zipped(xlsb_parts(xlsb_sheet(xlsb_row(0, cell)), strings=("x", "ก"), formats=FORMATS))
    book, findings = read_workbook(data, "a.xlsb")
    assert (findings, book.container) == ([], "xlsb")
    assert filled(book.sheets[0]) == {(0, 0): (type(value), value)} == by_calamine(data)
    assert book.sheets[0].formulas.keys() == ({(0, 0)} if name.startswith(("computed", "moment")) else set())
    assert book.sheets[0].percent == ({(0, 0)} if name == "percent" else frozenset())


def test_a_date_is_one_though_its_number_is_short():
    """Excel keeps whole numbers short; calamine gives these as numbers whatever they show."""
    sheet = xlsb_sheet(xlsb_row(0, xlsb_cell(RK, 0, rk(45306 << 2 | 2), 1)))
    assert filled(book_of(sheet, formats=FORMATS).sheets[0]) == {(0, 0): (date, date(2024, 1, 15))}


def test_rich_texts_and_short_cells():
    """A short cell has no column of its own: it stands right of the one before."""
    row = xlsb_row(
        *(2, xlsb_cell(RSTRING, 3, b"\0" + wide("ก")), biff12(12, bytes(4)), biff12(16, bytes(4) + real(7))),
        *(biff12(14, bytes(4) + b"\x07"), biff12(17, bytes(4) + wide("ข"))),
    )
    sheet = book_of(xlsb_sheet(row)).sheets[0]
    assert filled(sheet) == {(2, 3): (str, "ก"), (2, 5): (float, 7.0), (2, 7): (str, "ข")}
    assert sheet.errors == {(2, 6): "#DIV/0!"}


def test_what_cells_alone_do_not_show():
    rows = (
        xlsb_row(1, xlsb_cell(ERROR, 1, b"\x17"), xlsb_cell(FMLA_ERROR, 2, b"\x2a" + FORMULA))
        + xlsb_row(3, xlsb_cell(FMLA_STRING, 0, wide("") + FORMULA), xlsb_cell(BLANK, 2), hidden=True)
        + biff12(49, bytes(4))  # of no concern
        + xlsb_row(9_998, xlsb_cell(REAL, 99, real(1)), xlsb_cell(REAL, 100, real(2)), hidden=True)
        + xlsb_row(1_048_575, xlsb_cell(REAL, 16_383, real(3)), xlsb_cell(99, 0), hidden=True)
    )
    columns = biff12(60, struct.pack("<IIIIH", 3, 4, 0, 0, 1)) + biff12(60, struct.pack("<IIIIH", 5, 6, 0, 0, 0))
    merged = biff12(176, struct.pack("<4I", 10, 11, 0, 2))
    book = book_of(xlsb_sheet(rows, columns, merged), xlsb_sheet(b""), date1904=True, hidden={2})
    sheet = book.sheets[0]
    assert sheet.errors == {(1, 1): "#REF!", (1, 2): "#N/A"}
    assert dict(sheet.formulas) == {(1, 2): "", (3, 0): ""}
    assert filled(sheet) == {(9_998, 99): (float, 1.0)}
    assert (sheet.beyond, sheet.hidden_rows, sheet.hidden_columns) == (2, {3, 9_998}, {3, 4})
    assert sheet.merged == ((10, 0, 11, 2),)
    assert [(each.name, each.hidden) for each in book.sheets] == [("S1", False), ("S2", True)]
    assert book.date1904


def test_days_count_from_1904_where_the_workbook_says_so():
    sheet = xlsb_sheet(xlsb_row(0, xlsb_cell(REAL, 0, real(43844), 1)))
    assert book_of(sheet, formats=FORMATS, date1904=True).sheets[0].at(0, 0) == date(2024, 1, 15)


def test_properties_charts_and_missing_parts():
    parts = xlsb_parts(xlsb_sheet(xlsb_row(0, xlsb_cell(REAL, 0, real(1), 9))), xlsb_sheet(b""))
    parts["docProps/core.xml"] = "<p><modified>2024-07-05T08:09:10Z</modified></p>"
    parts["xl/_rels/workbook.bin.rels"] = relations(
        ("worksheet", "worksheets/sheet1.bin"), ("chartsheet", "x.bin"), ("sharedStrings", "gone.bin")
    )
    book, findings = read_workbook(zipped(parts), "a.xlsb")
    assert findings == []
    assert [filled(sheet) for sheet in book.sheets] == [{(0, 0): (float, 1.0)}, {}]
    assert book.saved_at == datetime(2024, 7, 5, 8, 9, 10)  # noqa: DTZ001


def test_our_return_is_read_as_from_xlsx(tmp_path):
    """Every cell of a filled form, as Excel would save it in the other format."""
    path = write_return(
        tmp_path / "a.xlsx", "กก.", {"a06_virtues": 5, "reporter": "สมศรี", "reported_on": date(2024, 7, 2)}
    )
    original, _ = read_workbook(path.read_bytes(), "a.xlsx")
    sheets = []
    for sheet in original.sheets:
        rows = b""
        for at, row in enumerate(sheet.rows):
            cells = [_record(column, value) for column, value in enumerate(row) if value not in {None, ""}]
            rows += xlsb_row(at, *cells, hidden=at in sheet.hidden_rows)
        merged = (struct.pack("<4I", top, bottom, left, right) for top, left, bottom, right in sheet.merged)
        sheets.append(xlsb_sheet(rows, after=b"".join(biff12(176, each) for each in merged)))
    data = zipped(xlsb_parts(*sheets, formats=FORMATS))
    assert is_plain(look(data))
    book, findings = read_workbook(data, "a.xlsb")
    assert findings == []
    assert [filled(sheet) for sheet in book.sheets] == [filled(sheet) for sheet in original.sheets]
    assert [s.merged for s in book.sheets] == [s.merged for s in original.sheets]
    assert [s.hidden_rows for s in book.sheets] == [s.hidden_rows for s in original.sheets]
    assert [filled(sheet) for sheet in book.sheets] == [by_calamine(data, n) for n in range(len(sheets))]


def _record(column, value):
    if isinstance(value, date):
        return xlsb_cell(REAL, column, real((value - date(1899, 12, 30)).days), 1)
    return xlsb_cell(REAL, column, real(value)) if isinstance(value, float) else xlsb_cell(ST, column, wide(value))


ONE = xlsb_cell(REAL, 0, real(1))
BROKEN = {
    "no rows": ONE,
    "a row twice": xlsb_row(0, ONE) + xlsb_row(0),
    "a row back": xlsb_row(1, ONE) + xlsb_row(0),
    "a cell twice": xlsb_row(0, ONE, ONE),
    "a cell back": xlsb_row(0, xlsb_cell(REAL, 1, real(1)), ONE),
    "a row cut off": biff12(0, bytes(10)),
    "a cell cut off": xlsb_row(0, biff12(REAL, bytes(3))),
    "a number cut off": xlsb_row(0, xlsb_cell(REAL, 0, bytes(7))),
    "no number": xlsb_row(0, xlsb_cell(REAL, 0, real(math.nan))),
    "infinity": xlsb_row(0, xlsb_cell(REAL, 0, real(math.inf))),
    "no truth": xlsb_row(0, xlsb_cell(BOOL, 0, b"\2")),
    "a text cut off": xlsb_row(0, xlsb_cell(ST, 0, wide("abc")[:-1])),
    "an enormous text": xlsb_row(0, xlsb_cell(ST, 0, struct.pack("<I", 0xFFFFFFFE) + b"ab")),
    "a string that is not there": xlsb_row(0, xlsb_cell(ISST, 0, struct.pack("<I", 0))),
    "a style that is not there": xlsb_row(0, xlsb_cell(REAL, 0, real(1), 1)),
    "an error cut off": xlsb_row(0, xlsb_cell(ERROR, 0)),
    "an enormous record": b"\x05\xff\xff\xff\x7f",
    "the length cut off": b"\x05\xff\xff",
    "the data twice": biff12(146) + biff12(145),
}


def code_of(data: bytes) -> str:
    book, findings = read_workbook(data, "a.xlsb")
    assert book is None
    return findings[0].code


@pytest.mark.parametrize("name", BROKEN)
def test_broken_cells_are_damage(name):
    assert code_of(zipped(xlsb_parts(xlsb_sheet(BROKEN[name])))) == "file-damaged"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet1.bin", b""),
        ("xl/worksheets/sheet1.bin", biff12(145)),
        ("xl/worksheets/sheet1.bin", b"\x91"),
        ("xl/worksheets/sheet1.bin", xlsb_sheet(b"", biff12(60, b"\0"))),
        ("xl/worksheets/sheet1.bin", xlsb_sheet(b"", b"", biff12(176, b"\0"))),
        ("xl/workbook.bin", b""),
        ("xl/workbook.bin", biff12(156, struct.pack("<II", 0, 1) + wide("rId9") + wide("S"))),
        ("xl/workbook.bin", 2 * biff12(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("S"))),
        ("xl/workbook.bin", biff12(156, struct.pack("<III", 0, 1, 0xFFFFFFFF))),
        ("xl/sharedStrings.bin", biff12(19, b"\0\1")),
        ("xl/styles.bin", biff12(44, b"\0")),
        ("xl/styles.bin", biff12(617) + biff12(47)),
    ],
)
def test_broken_parts_are_damage(part, content):
    assert code_of(zipped({**xlsb_parts(xlsb_sheet(b"")), part: content})) == "file-damaged"


def test_more_sheets_than_a_form_could_have_are_refused():
    assert code_of(zipped(xlsb_parts(*[xlsb_sheet(b"")] * 256))) == "file-unsafe"


def test_changed_anywhere_a_part_gives_a_finding_or_cells(seed):
    chance = random.Random(seed)  # noqa: S311
    cells = xlsb_row(0, *(xlsb_cell(ST, n, wide("ข้อความ")) for n in range(9))) + xlsb_row(7, ONE, hidden=True)
    parts = xlsb_parts(xlsb_sheet(cells), strings=("a", "b"), formats=FORMATS)
    outcomes = set()
    for _ in range(400):
        name = chance.choice([name for name in parts if name.endswith(".bin")])
        part = bytearray(parts[name])
        for _ in range(chance.randrange(1, 4)):
            part[chance.randrange(len(part))] = chance.randrange(256)
        cut = chance.choice([len(part), chance.randrange(len(part))])
        book, findings = read_workbook(zipped({**parts, name: bytes(part[:cut])}), "a.xlsb")
        assert (book is None) == bool(findings)
        outcomes.add(book is None)
    assert outcomes == {True, False}
