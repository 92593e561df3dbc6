"""The same answer from every reader: the quick way, the careful way, calamine, and from every format."""

from __future__ import annotations

import io
import random
import struct
from datetime import date, time, timedelta

import handmade
import openpyxl
import pytest
from handmade import ods, xlsx, xlsx_parts, zipped
from office import job
from python_calamine import CalamineWorkbook
from support import SHEETS, write_return

from moralxl.read import RawSheet, fast, read_workbook
from moralxl.read.cells import Values
from moralxl.read.container import look
from moralxl.read.xls import read_xls
from moralxl.read.xlsx import read_xlsx

ANSWERS = {
    "a06_virtues": 5,
    "a06_signed": "๔๘",
    "a06_staff": 60,
    "a06_started": date(2024, 1, 5),
    "a06_result": " สอง\nบรรทัด & <ย่อ> ",
    "reporter": "สมศรี",
    "reported_on": date(2024, 7, 2),
    "ev01_activity": "๗",
    "ev01_date": date(2024, 1, 15),
    "ev01_title": "ปลูกป่า",
}


def odd(book):
    """What clerks do to a form: errors, formulas, hidden and merged cells."""
    sheet = book[SHEETS["report"]]
    sheet["C200"] = "=1/0"
    sheet["C201"] = "=NA()"
    sheet["C202"] = "=1+1"
    sheet["C203"] = '=""'
    sheet["D203"] = True
    sheet["C207"], sheet["D207"], sheet["E207"], sheet["F207"], sheet["G207"] = 1, 0.5, "=1/4", "๘๐%", 3
    for cell in ("C207", "D207", "E207", "F207"):
        sheet[cell].number_format = "[$-D00041E]0.00%" if cell == "D207" else "0%"
    sheet.row_dimensions[202].hidden = True
    sheet.column_dimensions["J"].hidden = True
    sheet.merge_cells("C204:D206")


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    return write_return(tmp_path_factory.mktemp("returned") / "a.xlsx", "กก.", ANSWERS, change=odd)


@pytest.fixture(scope="module")
def saved(returned, office, tmp_path_factory):
    """The same return as LibreOffice saves it, recalculated, in each format."""
    folder = tmp_path_factory.mktemp("saved")
    saves = [folder / f"a.{suffix}" for suffix in ("xlsx", "ods", "xls")]
    office.run([job(returned, saves=saves, recalculate=True)])
    return {path.suffix[1:]: path for path in saves}


def read(path):
    book, findings = read_workbook(path.read_bytes(), path.name)
    assert findings == []
    return book


def filled(sheet: RawSheet):
    """The cells of a sheet that hold anything."""
    return {
        (r, c): (type(value), value)
        for r, row in enumerate(sheet.rows)
        for c, value in enumerate(row)
        if value not in {None, ""}
    }


def told(book):
    """All that readers say of a workbook, but for empty cells."""
    return [
        (
            *(sheet.name, filled(sheet), dict(sheet.errors), dict(sheet.formulas), sheet.hidden_rows),
            *(sheet.hidden_columns, sheet.merged, sheet.hidden, sheet.beyond, sheet.cut, sheet.percent),
        )
        for sheet in book.sheets
    ]


def by_calamine(data: bytes):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [
        filled(RawSheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
        for name in book.sheet_names
    ]


def all_ways_agree(data: bytes) -> None:
    quick, careful = (read_xlsx(look(data), quick=quick) for quick in (True, False))
    assert told(quick) == told(careful)
    assert [filled(sheet) for sheet in quick.sheets] == by_calamine(data)


def is_quick(data: bytes) -> list[bool]:
    """Which sheets the quick way reads."""
    package = look(data)
    values = Values(["x"] * 10_000, [])
    sheets = [name for name in package.entries if name.startswith("xl/worksheets/sheet")]
    return [fast.read_sheet(package.read(name), values) is not None for name in sheets]


def test_our_returns_are_read_the_same_in_all_ways_and_quickly(returned):
    all_ways_agree(returned.read_bytes())
    assert all(is_quick(returned.read_bytes()))


def test_so_are_those_that_libreoffice_saved(saved):
    all_ways_agree(saved["xlsx"].read_bytes())
    assert all(is_quick(saved["xlsx"].read_bytes()))
    assert [filled(sheet) for sheet in read(saved["ods"]).sheets] == by_calamine(saved["ods"].read_bytes())


def test_every_format_tells_the_same(saved):
    books = {suffix: read(path) for suffix, path in saved.items()}
    assert [book.container for book in books.values()] == ["xlsx", "ods", "xls"]
    xlsx_book = books["xlsx"]
    report = next(sheet for sheet in xlsx_book.sheets if sheet.name == SHEETS["report"])
    assert {(199, 2): "#DIV/0!", (200, 2): "#N/A"}.items() <= report.errors.items()
    assert {(199, 2), (201, 2), (202, 2)} <= report.formulas.keys()
    assert 201 in report.hidden_rows
    assert 9 in report.hidden_columns
    assert (203, 2, 205, 3) in report.merged
    assert {column for row, column in report.percent if row == 206} == {2, 3, 4}
    for suffix in ("ods", "xls"):
        assert books[suffix].saved_at is not None
        for one, other in zip(xlsx_book.sheets, books[suffix].sheets, strict=True):
            assert (one.name, one.hidden) == (other.name, other.hidden)
            # LibreOffice writes a formula's empty text as 0 into an xls
            cells = filled(one).items() ^ filled(other).items()
            assert not {at for at, _ in cells if suffix == "ods" or at not in one.formulas}
            assert one.errors == other.errors
            assert one.formulas.keys() == other.formulas.keys()
            shown = one.percent ^ other.percent
            assert not {at for at in shown if suffix == "ods" or at not in one.formulas}
            for what in ("hidden_rows", "hidden_columns", "merged"):
                assert getattr(one, what) == getattr(other, what), (suffix, one.name, what)


# --- sheets of all kinds --------------------------------------------------------------------------

FORMATS = (
    "General",
    "0.00",
    "d/m/yyyy",
    "h:mm",
    "[h]:mm",
    '0" d"',
    "[Red]0",
    "0;d",
    "\\d0",
    "yyyy-mm-dd hh:mm:ss",
    "_d0",
    "*d0",
)


def random_book(chance: random.Random) -> bytes:
    """A workbook with all kinds of values, styles and gaps, as openpyxl writes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    for _ in range(60):
        cell = sheet.cell(chance.randrange(1, 40), chance.randrange(1, 30))
        cell.value = chance.choice(
            [
                chance.randrange(1, 10**6),
                round(chance.random() * 50_000, chance.randrange(8)),
                chance.random() < 0.5,
                f"{chance.choice('กขค <>&')}ข้อความ{chance.choice(['', ' ', chr(10)])}x",
                date(2024, 1, chance.randrange(1, 29)),
                f"=A{chance.randrange(1, 9)}+1",
                "#REF!",
            ]
        )
        if isinstance(cell.value, (int, float)):
            cell.number_format = chance.choice(FORMATS)
    for row in chance.sample(range(1, 40), 3):
        sheet.row_dimensions[row].hidden = True
    sheet.merge_cells(start_row=50, start_column=1, end_row=52, end_column=chance.randrange(2, 9))
    book.create_sheet("empty")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_random_workbooks_are_read_the_same_in_all_ways(seed):
    chance = random.Random(seed)  # noqa: S311
    for _ in range(40):
        all_ways_agree(random_book(chance))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><!-- c --><c r="A1"><v>1</v></c></row>',
        '<row r="1">\n  <c r="A1"><v>1</v></c>\n</row>',
        '<row r="1"><c s="0" r="A1"><v>1</v></c></row>',
        '<row><c><v>1</v></c><c t="str"><v>x</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#3585;&#x0e02; &amp;#38; &#38;lt; &lt;&#10;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&amp;lt; &quot;&gt;&apos;</v></c></row>',
        '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
        '<row r="3"><c r="A3"><v>3</v></c></row><row r="5"/>',
        '<row r="1" hidden="1"><c r="A1"><f t="shared" ref="A1:A1" si="0">C1</f><v>1</v></c></row>',
        '<row r="1"><c r="A1"><f t="shared" si="0"/><v>1</v></c></row>',
        "",
    ],
)
def test_sheets_laid_out_in_other_ways(rows):
    all_ways_agree(xlsx(rows))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#55296;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#x110000;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#10;&nbsp;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#10; &amp</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
    ],
)
def test_what_the_quick_way_cannot_vouch_for_is_left_to_the_parser(rows):
    book, findings = read_workbook(xlsx(rows), "a.xlsx")
    assert (book, [f.code for f in findings]) == (None, ["file-damaged"])


def test_rows_out_of_order_are_placed_by_their_numbers():
    rows = '<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>'
    for quick in (True, False):
        assert filled(read_xlsx(look(xlsx(rows)), quick=quick).sheets[0]) == {
            (2, 0): (float, 3.0),
            (0, 1): (float, 1.0),
        }


def test_hidden_sheets_and_charts():
    parts = xlsx_parts("<sheetData/>", "<sheetData/>")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('name="S2"', 'name="S2" state="veryHidden"')
    links = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = links.replace("/worksheet", "/chartsheet", 1)
    book, _ = read_workbook(zipped(parts), "a.xlsx")
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in book.sheets] == [("S1", False, []), ("S2", True, [])]


# --- ods and xls by hand --------------------------------------------------------------------------


def table(rows: str) -> str:
    return f'<table:table table:name="S">{rows}</table:table>'


def test_repeated_cells_and_rows_of_ods():
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>'
        "</table:table-row>"
    )
    book, _ = read_workbook(ods(table(rows)), "a.ods")
    assert filled(book.sheets[0]) == dict.fromkeys(((0, 2), (0, 3), (1, 2), (1, 3)), (float, 7.0))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('office:value-type="string"><text:p>ก<text:s text:c="2"/>ข</text:p><text:p>ค</text:p>', "ก  ข\nค"),
        ('office:value-type="string"><office:annotation><text:p>x</text:p></office:annotation><text:p>ก</text:p>', "ก"),
        ('office:value-type="string"><text:p>a<text:tab/>b<text:line-break/>c</text:p>', "a\tb\nc"),
        ('office:value-type="string" office:string-value="ก"><text:p>ข</text:p>', "ก"),
        ('office:value-type="percentage" office:value="0.5">', 0.5),
        ('office:value-type="boolean" office:boolean-value="true">', True),
        ('office:value-type="date" office:date-value="2024-01-15">', date(2024, 1, 15)),
        ('office:value-type="float"><text:p>x</text:p>', "x"),
        ('office:value-type="float">', None),
        ('office:value-type="currency" office:value="-1.5e1">', -15.0),
        ('office:value-type="boolean" office:boolean-value="false">', False),
        ('office:value-type="date" office:date-value="12024-01-15">', "12024-01-15"),
        ('office:value-type="time" office:time-value="PT10H30M15,5S">', time(10, 30, 15, 500_000)),
        ('office:value-type="time" office:time-value="PT36H">', timedelta(hours=36)),
        ('office:value-type="time" office:time-value="-PT1H">', timedelta(hours=-1)),
        ('office:value-type="time" office:time-value="PT999999999999999H">', "PT999999999999999H"),
        ('office:value-type="time" office:time-value="soon">', "soon"),
    ],
)
def test_values_of_ods_cells(cell, value):
    row = f"<table:table-row><table:table-cell {cell}</table:table-cell></table:table-row>"
    book, _ = read_workbook(ods(table(row)), "a.ods")
    assert book.sheets[0].at(0, 0) == value


@pytest.mark.parametrize(
    "cell",
    [
        'calcext:value-type="error" office:value-type="string" office:string-value=""><text:p>#REF!</text:p>',
        'table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p>',
        'table:formula="of:=x" office:value-type="float" office:value="0"><text:p>Err:508</text:p>',
    ],
)
def test_error_cells_of_ods(cell):
    row = f"<table:table-row><table:table-cell {cell}</table:table-cell></table:table-row>"
    book, _ = read_workbook(ods(table(row)), "a.ods")
    assert book.sheets[0].at(0, 0) is None
    assert book.sheets[0].errors.keys() == {(0, 0)}


@pytest.fixture
def here(monkeypatch):
    """Read everything in this process, where coverage sees it."""
    monkeypatch.setattr("moralxl.read.is_plain", lambda _: True)


@pytest.mark.usefixtures("here")
def test_an_xls_is_read_the_same_in_this_process(saved):
    book = read(saved["xls"])
    assert book.container == "xls"
    assert told(book) == told(read_xls(saved["xls"].read_bytes()))
    assert book.saved_at is not None


def error(row: int, column: int, code: int) -> bytes:
    return handmade.record(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))


def formula(row: int, column: int, result: bytes) -> bytes:
    return handmade.record(0x06, struct.pack("<HHH", row, column, 0) + result + bytes(6) + b"\0\0")


TEXT, EMPTY = (bytes([kind, 0, 0, 0, 0, 0, 255, 255]) for kind in (0, 3))


@pytest.mark.usefixtures("here")
def test_what_the_records_of_an_xls_tell():
    sheet = (
        error(1, 1, 23)
        + handmade.record(0x205, struct.pack("<HHHBB", 3, 1, 0, 1, 0))
        + formula(4, 0, struct.pack("<d", 7))
        + formula(5, 0, bytes([2, 0, 42, 0, 0, 0, 255, 255]))
        + formula(6, 0, EMPTY)
        + formula(7, 0, TEXT)
        + handmade.record(0x208, struct.pack("<H10xHH", 8, 0x20, 0))
        + handmade.record(0x7D, struct.pack("<HHHHH", 3, 4, 0, 0, 1) + b"\0\0")
        + handmade.record(0xE5, struct.pack("<HHHHH", 1, 10, 11, 0, 2))
        + handmade.number(0, 0, 5)
    )
    book, findings = read_workbook(handmade.xls(sheet, before=handmade.record(0x22, b"\1\0")), "a.xls")
    assert findings == []
    (raw,) = book.sheets
    assert book.date1904
    assert raw.errors == {(1, 1): "#REF!", (5, 0): "#N/A"}
    assert raw.formulas.keys() == {(4, 0), (5, 0), (6, 0), (7, 0)}
    assert filled(raw) == {(0, 0): (float, 5.0), (3, 1): (bool, True), (4, 0): (float, 7.0)}
    assert (raw.hidden_rows, raw.hidden_columns, raw.merged) == ({8}, {3, 4}, ((10, 0, 11, 2),))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "data",
    [
        handmade.xls(handmade.record(0xE5, b"\1")),
        handmade.xls(handmade.record(0x06, b"\1\0")),
        handmade.compound("Workbook", b""),
        handmade.compound("Other", b"x"),
    ],
)
def test_a_broken_xls_is_a_finding(data):
    book, findings = read_workbook(data, "a.xls")
    assert (book, [f.code for f in findings]) == (None, ["file-damaged"])
