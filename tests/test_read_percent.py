"""A count typed as 100% is the number 1 in a cell that shows percents: every reader tells which cells do."""

from __future__ import annotations

import struct

import handmade
import pytest
from handmade import ods, xlsx
from office import job
from support import PLAN, at, write_return

from moralxl.model import FileStatus
from moralxl.read import read_workbook
from moralxl.read.container import look
from moralxl.read.serial import BUILT_IN, format_kind
from moralxl.read.xlsx import read_xlsx
from moralxl.returns import open_file, read_return, take_in

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
    assert [sheet.at(0, n) for n in (3, 5)] == ["1%", "1%"]


@pytest.mark.parametrize("number", [9, 10, 67, 68])
def test_built_in_formats_show_percents(number):
    assert BUILT_IN[number] == "percent"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("0;-0%", "percent"),
        ("0%;d", "percent"),
        ("d%", "date"),
        ("[h]%", "duration"),
        ('0"%"', "percent sign"),
        ("0\\%", "percent sign"),
        ('"ร้อยละ "0', "percent sign"),
        ('0.0" เปอร์เซ็นต์"', "percent sign"),
        ('0"％"', "percent sign"),
        ('0" เปอร์เซนต์"', "percent sign"),
        ('0" ; %"', "percent sign"),
        ('0;-0"%"', ""),
        ('0\\;"%"', "percent sign"),
        ('"100%" d', "date"),
        ('0%"%"', "percent"),
        ('0" คน"', ""),
        ("0_%", ""),
        ('0"%', "percent sign"),
        ("", ""),
    ],
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
    assert styles.kinds() == {0: "percent"}


# --- a percent sign beside the number, as 0"%" puts it there ----------------------------------------


SIGNED = ('0"%"', "0\\%", '[$-D00041E]0.0" %"', '"ร้อยละ "0', "0")


@pytest.mark.parametrize("quick", [True, False])
def test_a_sign_beside_a_number_is_read_as_it_is_seen(quick):
    values = ("48", "48.25", "-5", "1E-7", "48")
    cells = "".join(
        f'<c r="{c}1" s="{n}"><v>{v}</v></c>' for n, (c, v) in enumerate(zip("ABCDE", values, strict=True), 1)
    )
    (sheet,) = read_xlsx(look(xlsx(f'<row r="1">{cells}</row>', formats=SIGNED)), quick=quick).sheets
    assert (sheet.rows, sheet.percent) == ([["48%", "48.25%", "-5%", "1e-07%", 48.0]], frozenset())


def test_a_sign_beside_a_number_in_ods():
    def cell(kind: str, text: str) -> str:
        return (
            f'<table:table-cell office:value-type="{kind}" office:value="48"><text:p>{text}</text:p></table:table-cell>'
        )

    cells = [("float", "48%"), ("float", "ร้อยละ 48"), ("currency", "48 %"), ("float", "48"), ("percentage", "4800%")]
    row = "".join(cell(*each) for each in cells)
    book, _ = read_workbook(
        ods(f'<table:table table:name="S"><table:table-row>{row}</table:table-row></table:table>'), "a"
    )
    assert book.sheets[0].rows == [["48%", "48%", "48%", 48.0, 48.0]]


def test_a_sign_beside_a_number_in_xls(monkeypatch):
    monkeypatch.setattr("moralxl.read.is_plain", lambda _: True)  # in this process
    before = handmade.record(0x041E, struct.pack("<HHB", 200, 4, 0) + b'0"%"') + b"".join(map(style, (0, 200)))
    text = handmade.record(0x06, struct.pack("<HHH", 0, 3, 1) + b"\0\0\0\0\0\0\xff\xff" + bytes(8))
    cells = b"".join(handmade.record(0x203, struct.pack("<HHHd", 0, n, n and 1, 48)) for n in (0, 1, 120))
    book, findings = read_workbook(handmade.xls(cells + text, before=before), "a.xls")
    assert findings == []
    sheet = book.sheets[0]
    assert (sheet.rows[0][:2], sheet.percent, sheet.beyond) == ([48.0, "48%"], frozenset(), 1)


def test_a_sign_beside_a_number_in_xlsb():
    cells = handmade.xlsb_cell(5, 0, struct.pack("<d", 48), 1) + handmade.xlsb_cell(5, 1, struct.pack("<d", 48), 2)
    parts = handmade.xlsb_parts(handmade.xlsb_sheet(handmade.xlsb_row(0, cells)), formats=('0"%"', "0"))
    book, findings = read_workbook(handmade.zipped(parts), "a.xlsb")
    assert (findings, book.sheets[0].rows) == ([], [["48%", 48.0]])


def signed_cells(book):
    """Numbers with a percent sign beside them, as clerks make them by a format of their own."""
    for key, code in (("a06_signed", '0"%"'), ("a06_staff", "0\\%"), ("a06_virtues", "0%")):
        sheet, cell = at(key, "กก.")
        book[sheet][cell].number_format = code


TYPED = {"a06_signed": 48, "a06_staff": 60, "a06_virtues": 5}


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    return write_return(tmp_path_factory.mktemp("signed") / "a.xlsx", "กก.", TYPED, change=signed_cells)


def verdicts(path):
    """What is told of the values of a return."""
    submissions, findings = take_in([read_return(open_file(path, path.name), PLAN)], PLAN, PLAN.round(9))
    assert submissions[0].status == FileStatus.ACCEPTED
    assert {r.status for r in submissions[0].records} == {"fault"}
    return {(f.source.cell, f.code, f.typed) for f in findings if f.code.startswith("value-")}


def test_it_gets_the_verdict_of_the_text_that_is_seen(returned, tmp_path):
    text = write_return(tmp_path / "b.xlsx", "กก.", {"a06_signed": "48%", "a06_staff": "60%", "a06_virtues": "500%"})
    assert (
        verdicts(returned)
        == verdicts(text)
        == {
            (at("a06_signed", "กก.")[1], "value-is-percent", "48%"),
            (at("a06_staff", "กก.")[1], "value-is-percent", "60%"),
            (at("a06_virtues", "กก.")[1], "value-is-percent", "500%"),
        }
    )


def test_so_it_does_where_libreoffice_saved_it(returned, office, tmp_path):
    saves = [tmp_path / f"a.{suffix}" for suffix in ("xlsx", "ods", "xls")]
    office.run([job(returned, saves=saves)])
    for path in saves:
        assert verdicts(path) == verdicts(returned), path.suffix
