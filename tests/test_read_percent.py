"""A count typed as 100% is the number 1 in a cell that shows percents: every reader tells which cells do."""

from __future__ import annotations

import struct

import handmade
import pytest
from handmade import ods, xlsx

from moralxl.read import read_workbook
from moralxl.read.container import look
from moralxl.read.serial import BUILT_IN, format_kind
from moralxl.read.xlsx import read_xlsx

FORMATS = ("0%", "0.00", "[$-D00041E]0.00%;[$-D00041E]-0.00%", '0" %"', "d/m/yyyy", "0\\%", "General%", "_(0%_)")
PERCENT = {0, 2, 6, 7}  # of these


@pytest.mark.parametrize("quick", [True, False])
def test_percents_of_xlsx(quick):
    cells = "".join(f'<c r="{column}1" s="{n}"><v>1</v></c>' for n, column in enumerate("ABCDEFGH", 1))
    others = (
        '<c r="A2" s="1"/><c r="B2" s="1" t="str"><v>80%</v></c><c r="C2" s="1" t="e"><v>#N/A</v></c>'
        '<c r="D2" s="1" t="b"><v>1</v></c><c r="E2" s="1"><f>1/4</f><v>0.25</v></c><c r="DA2" s="1"><v>1</v></c>'
    )
    data = xlsx(f'<row r="1">{cells}</row><row r="2">{others}</row>', formats=FORMATS)
    (sheet,) = read_xlsx(look(data), quick=quick).sheets
    assert sheet.percent == {(0, n) for n in PERCENT} | {(1, 4)}
    assert (sheet.at(0, 0), sheet.at(1, 4)) == (1.0, 0.25)  # the value stays as it is


@pytest.mark.parametrize("number", [9, 10, 67, 68])
def test_built_in_formats_show_percents(number):
    assert BUILT_IN[number] == "percent"


@pytest.mark.parametrize(
    ("code", "kind"), [("0;-0%", "percent"), ("0%;d", "percent"), ("d%", "date"), ("[h]%", "duration")]
)
def test_what_a_format_shows(code, kind):
    assert format_kind(code) == kind


def test_percents_of_ods():
    row = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1"/>'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="1"/>'
        '<table:table-cell office:value-type="percentage"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    book, _ = read_workbook(ods(f'<table:table table:name="S">{row}</table:table>'), "a.ods")
    assert book.sheets[0].percent == {(0, 1), (0, 2), (1, 1), (1, 2)}


def style(number: int) -> bytes:
    return handmade.record(0xE0, struct.pack("<HH", 0, number) + bytes(16))


def test_percents_of_xls():
    before = (
        handmade.record(0x041E, struct.pack("<HHB", 200, 5, 0) + b"0.00%")
        + handmade.record(0x041E, struct.pack("<HHB", 201, 2, 1) + "0%".encode("utf-16-le"))
        + handmade.record(0x041E, struct.pack("<HHB", 202, 4, 0) + b"0.00")
        + b"".join(map(style, (0, 9, 200, 201, 202)))
    )
    cells = b"".join(handmade.record(0x203, struct.pack("<HHHd", 0, n, n, 1)) for n in range(5))
    cells += handmade.record(0x27E, struct.pack("<HHHI", 1, 0, 1, 6))
    cells += handmade.record(0xBD, struct.pack("<HHHIHIHIH", 2, 0, 1, 6, 0, 6, 2, 6, 2))
    cells += handmade.record(0x06, struct.pack("<HHHd", 3, 0, 1, 0.5) + bytes(8))
    cells += handmade.record(0x06, struct.pack("<HHH", 4, 0, 1) + b"\3\0\0\0\0\0\xff\xff" + bytes(8))
    book, findings = read_workbook(handmade.xls(cells, before=before), "a.xls")
    assert findings == []
    assert book.sheets[0].percent == {(0, 1), (0, 2), (0, 3), (1, 0), (2, 0), (2, 2), (3, 0)}


def test_number_formats_of_excel_95():
    from moralxl.read.xls import BOF, FORMAT, STYLE, Styles

    styles = Styles()
    styles.note(BOF, b"\0\5")
    styles.note(FORMAT, struct.pack("<HB", 164, 2) + b"0%")
    styles.note(STYLE, struct.pack("<HH", 0, 164))
    assert styles.percent() == {0}
