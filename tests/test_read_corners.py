"""What is seldom in a file: parts laid out in another way, cells far out, tables that lead astray."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import datetime, time
from types import SimpleNamespace

import handmade
import pytest
import python_calamine
from handmade import ods, record, relations, xlsx, xlsx_parts, zipped

from moralxl.read import container, fast, read_workbook
from moralxl.read.cells import Values
from moralxl.read.container import look
from moralxl.read.ole import Compound, saved_at
from moralxl.read.raw import BROKEN, Damaged
from moralxl.read.xls import read_values, scan
from moralxl.read.xlsx import read_xlsx

HERE = '<row r="1"><c r="A1" t="str"><v>here</v></c></row>'


def damage(data: bytes) -> str:
    """The word on what is wrong with a file."""
    book, findings = read_workbook(data, "a")
    assert (book, [f.code for f in findings]) == (None, ["file-damaged"])
    return findings[0].args["what"]


def first(data: bytes):
    book, findings = read_workbook(data, "a")
    assert findings == []
    return book.sheets[0]


# --- the package ----------------------------------------------------------------------------------


def test_a_part_too_large_to_be_a_forms_is_damage(monkeypatch):
    data = xlsx(HERE, strings=f"<si><t>{'x' * 3000}</t></si>")
    monkeypatch.setattr(container, "MOST_PART", 2000)
    assert damage(data) == "xl/sharedStrings.xml"


def test_a_broken_stream_of_a_long_sheet_is_damage(monkeypatch):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n * n}</v></c></row>' for n in range(1, 6000))
    data = bytearray(xlsx(rows))
    name = data.index(b"xl/worksheets/sheet1.xml")
    data[name + 3000 : name + 3100] = b"\xff" * 100
    monkeypatch.setattr(container, "MOST_PART", 100_000)
    assert damage(bytes(data)) in {"xl/worksheets/sheet1.xml", "XML"}


def test_a_member_packed_in_another_way_is_damage():
    assert damage(zipped(xlsx_parts(f"<sheetData>{HERE}</sheetData>"), zipfile.ZIP_BZIP2)) == "[Content_Types].xml"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("xl/workbook.xml", lambda text: text.replace("<sheet ", "<sheets ").replace('rId1"/>', 'rId1"></sheets>')),
        ("xl/workbook.xml", lambda text: text.replace('r:id="rId2"', 'r:id="rId1"')),
        ("xl/_rels/workbook.xml.rels", lambda text: text.replace("sheet2.xml", "sheet1.xml")),
        ("xl/_rels/workbook.xml.rels", lambda text: text.replace('"rId4"', '"rId1"')),
        ("xl/_rels/workbook.xml.rels", lambda text: text.replace('"rId2"', '"rId9"')),
    ],
)
def test_two_sheets_from_one_part_or_a_sheet_from_none_are_damage(name, change):
    parts = xlsx_parts("<sheetData/>", "<sheetData/>")
    changed = change(parts[name])
    assert changed != parts[name]
    assert damage(zipped({**parts, name: changed}))


def test_a_workbook_is_found_where_the_package_does_not_say_where():
    parts = xlsx_parts(f"<sheetData>{HERE}</sheetData>")
    del parts["_rels/.rels"]
    assert first(zipped(parts)).at(0, 0) == "here"


def test_texts_need_not_be_shared():
    parts = xlsx_parts(f"<sheetData>{HERE}</sheetData>")
    parts["xl/_rels/workbook.xml.rels"] = relations(("worksheet", "worksheets/sheet1.xml"))
    assert first(zipped(parts)).at(0, 0) == "here"


@pytest.mark.parametrize(
    "names",
    [
        "<definedNames><definedName name='a'>S1!$A$1</definedName></definedNames>",
        "<definedNames ><definedName name='a'>S1!$A$1</definedName></definedNames>",
        "<!-- --><definedNames><definedName name='a'>x</definedName></definedNames>",
        "<definedNames><definedName name='a' r:x='1'>x</definedName></definedNames>",
        "<definedNames><!-- </definedNames> --><definedName name='a'>x</definedName></definedNames>",
    ],
)
def test_names_of_the_workbook_do_no_harm_however_they_are_laid_out(names):
    parts = xlsx_parts(f"<sheetData>{HERE}</sheetData>")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("</workbook>", f"{names}</workbook>")
    book, findings = read_workbook(zipped(parts), "a")
    assert findings == []
    assert [(sheet.name, sheet.at(0, 0)) for sheet in book.sheets] == [("S1", "here")]


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut off", zipped(xlsx_parts("<sheetData/>"))[:-30]])
def test_what_is_wrong_is_told_in_plain_words(data):
    assert damage(data) == BROKEN
    assert "Zip" not in BROKEN.th + BROKEN.en


# --- sheets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<cols><col min="1" max="x" hidden="1"/></cols>', ""),
        ("<!-- -->", ""),
        ("", '<mergeCells><mergeCell ref="x"/></mergeCells>'),
        ("", '<mergeCells><mergeCell ref="A1:B2"/>'),
        ("", "<sheetData></sheetData>"),
    ],
)
def test_what_stands_around_the_cells_in_another_way_is_left_to_the_parser(before, after):
    part = f'<worksheet xmlns="{handmade.MAIN}">{before}<sheetData>{HERE}</sheetData>{after}</worksheet>'
    assert fast.read_sheet(part.encode(), Values([], [])) is None


MERGED = '<mergeCells><mergeCell ref="A1:B2"></mergeCell></mergeCells>'


@pytest.mark.parametrize(
    ("before", "after", "hidden", "merged"),
    [
        ('<cols><col min="1" max="2" hidden="true"></col></cols>', "", {0, 1}, []),
        ("", MERGED, set(), [(0, 0, 1, 1)]),
        ("", f"<!-- {MERGED} -->", set(), []),
        ("", f"{MERGED}<headerFooter><oddFooter>ก</oddFooter></headerFooter><rowBreaks/>", set(), [(0, 0, 1, 1)]),
        ("", f"{MERGED}<headerFooter/><rowBreaks/>", set(), [(0, 0, 1, 1)]),
        ("", f"<headerFooter></headerFooter>{MERGED}<headerFooter></headerFooter>", set(), [(0, 0, 1, 1)]),
    ],
)
def test_what_stands_around_the_cells_is_read_by_the_parser(before, after, hidden, merged):
    part = f'<worksheet xmlns="{handmade.MAIN}">{before}<sheetData>{HERE}</sheetData>{after}</worksheet>'
    for _ in range(2):  # remembered the second time
        grid = fast.read_sheet(part.encode(), Values([], []))
        assert (grid.rows, grid.hidden_columns, grid.merged) == ([["here"]], hidden, merged)


def test_the_end_of_a_sheet_is_known_again_whatever_its_footer_says(monkeypatch):
    def merged(after: str, root: str = "") -> list | None:
        part = f'<worksheet {root} xmlns="{handmade.MAIN}"><sheetData>{HERE}</sheetData>{after}</worksheet>'
        grid = fast.read_sheet(part.encode(), Values([], []))
        return grid and grid.merged

    def footer(text: str) -> str:
        return f"<headerFooter><oddFooter>{text}</oddFooter></headerFooter>"

    fast.ends.cache_clear()
    parsed = []
    real = fast.careful.read_sheet

    def noted(chunks, values):
        parsed.append(b"".join(chunks))
        return real(parsed[-1:], values)

    monkeypatch.setattr(fast.careful, "read_sheet", noted)
    once = [(0, 0, 1, 1)]
    assert merged(f"{MERGED}{footer('ก')}<rowBreaks/>") == once
    assert merged(f"{MERGED}{footer('ข')}<rowBreaks/>") == once
    assert sum(b"<rowBreaks/>" in part for part in parsed) == 1
    # nothing that stands between what is known is lost
    second = MERGED.replace("A1:B2", "A3:B4")
    assert merged(f"{MERGED}{second}{footer('ข')}<rowBreaks/>") == [*once, (2, 0, 3, 1)]
    assert merged(f"{MERGED}{footer('<x>')}<rowBreaks/>") is None
    assert merged(f"{MERGED}{footer('ก')[:-1]}<rowBreaks/>") is None
    assert merged(f"{MERGED}<a:b/>{footer('ก')}<rowBreaks/>") is None
    # the same behind another root, where prefixes may mean something else
    assert merged(f"{MERGED}{footer('ก')}<a:b/>", 'xmlns:a="a"') == once
    assert merged(f"{MERGED}{footer('ก')}<a:b/>") is None
    assert merged("<!-- <headerFooter></headerFooter> -->") == []
    assert merged(f"<!-- {MERGED} -->") == []
    # nor is what stands behind the root taken for something within it
    assert merged("<rowBreaks/>") == []
    assert merged("<rowBreaks/></worksheet><x/><!-- -->") is None
    assert merged("<rowBreaks/></worksheet> ") is None
    assert merged(f"{MERGED}<rowBreaks/><x/>") == once
    # two that overlap in a shorter part do not make it up
    assert merged("<x/><headerFooter></headerFooter><x/><y/>") == []
    assert merged("<x/><y/>") == []
    monkeypatch.setattr(fast, "LONG_END", 10)
    fast.ends.cache_clear()
    before = len(parsed)
    for _ in range(2):
        assert merged(f"{MERGED}<rowBreaks/>") == once
    assert sum(b"<rowBreaks/>" in part for part in parsed[before:]) == 2  # too long to be kept


@pytest.mark.parametrize(
    ("prolog", "quick"),
    [
        ("", True),
        ("\ufeff", True),
        ('<?xml version="1.0"?>\n', True),
        ("<?xml version='1.0' encoding='utf-8' standalone='yes'?>", True),
        ('<?xml version="1.0" encoding="UTF-8" ?>', True),
        ('<?xml version="1.0" encoding="windows-874"?>', False),
        ('<?xml version="1.0" encoding="utf-16"?>', False),
        ("<?x?>", False),
    ],
)
def test_only_parts_in_utf_8_are_read_quickly(prolog, quick):
    part = f'{prolog}<worksheet xmlns="{handmade.MAIN}"><sheetData>{HERE}</sheetData></worksheet>'
    assert (fast.read_sheet(part.encode(), Values([], [])) is not None) == quick
    part = f'{prolog}<sst xmlns="{handmade.MAIN}"><si><t>a</t></si></sst>'
    assert fast.read_strings(part.encode()) == (["a"] if quick else None)


@pytest.mark.parametrize(
    "rows",
    [
        HERE.replace("here", "a\r\nb"),
        HERE.replace('"1"', '"10000"').replace("A1", "A10000"),
        HERE.replace("here", "\ud800").encode("utf-8", "surrogatepass"),
        HERE.replace("A1", "AAAA1"),
        HERE + "<row/>",
        HERE.replace('"A1"', '"B1"').replace("</row>", '<c r="A1"><v>1</v></c></row>'),
        HERE.replace("<row", "x<row"),
    ],
)
def test_cells_laid_out_in_another_way_are_left_to_the_parser(rows):
    data = rows if isinstance(rows, bytes) else rows.encode()
    part = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (handmade.MAIN.encode(), data)
    assert fast.read_sheet(part, Values([], [])) is None


@pytest.mark.parametrize(
    "strings",
    [
        '<si><t xml:space="default">a</t></si>',
        "<si><t>&#3585</t></si>",
        "<si><t>a\r\nb</t></si>",
        "<si><t>a</t></si><si/>",
        "<si><t>a</t></si> <si><t>b</t></si>",
        "<si><t>\ud800</t></si>",
    ],
)
def test_texts_laid_out_in_another_way_are_left_to_the_parser(strings):
    part = f'<sst xmlns="{handmade.MAIN}">{strings}</sst>'.encode("utf-8", "surrogatepass")
    assert fast.read_strings(part) is None


def test_a_text_longer_than_is_remembered_is_read():
    long = "ก" * 1000
    sheet = first(xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=f"<si><t>{long}</t></si>"))
    assert sheet.at(0, 0) == long


@pytest.mark.parametrize("quick", [True, False])
def test_errors_formulas_and_rows_beyond_the_bound_are_counted_or_left_out(quick):
    rows = (
        '<row r="1"><c r="ZZ1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="AAA1"><f>1</f></c></row>'
        '<row r="20000" hidden="1"><c r="A20000"><v>1</v></c></row>'
    )
    (sheet,) = read_xlsx(look(xlsx(rows)), quick=quick).sheets
    assert (sheet.beyond, sheet.errors, sheet.formulas, sheet.hidden_rows) == (2, {}, {}, set())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-01-15T10:11:12Z", datetime(2024, 1, 15, 10, 11, 12)),  # noqa: DTZ001
        ("T10:11:12", time(10, 11, 12)),
        ("10:11:12+07:00", time(10, 11, 12)),
    ],
)
def test_moments_as_iso_8601_writes_them(text, value):
    assert first(xlsx(f'<row r="1"><c r="A1" t="d"><v>{text}</v></c></row>')).at(0, 0) == value


# --- ods ------------------------------------------------------------------------------------------


def test_what_an_ods_says_of_itself():
    content = (
        '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
        '<table:table table:name="S"/>'
    )
    meta = (
        '<meta xmlns:m="urn:m"><m:date>2024-07-05T08:09:10</m:date><m:user-defined m:name="x">1</m:user-defined></meta>'
    )
    with zipfile.ZipFile(io.BytesIO(ods(content))) as archive:
        data = zipped({**{name: archive.read(name) for name in archive.namelist()}, "meta.xml": meta})
    book, findings = read_workbook(data, "a.ods")
    assert findings == []
    assert book.date1904
    assert book.saved_at == datetime(2024, 7, 5, 8, 9, 10)  # noqa: DTZ001


@pytest.mark.parametrize(
    "cell",
    [
        'office:value-type="float" office:value="๔๘"',
        'office:value-type="float" office:value="nan"',
        'office:value-type="boolean" office:boolean-value="maybe"',
        'table:number-columns-repeated="๒"',
    ],
)
def test_cells_of_ods_that_no_program_writes_are_damage(cell):
    assert damage(ods(f"<table:table><table:table-row><table:table-cell {cell}/></table:table-row></table:table>"))


def test_an_ods_without_a_table_is_damage_and_one_with_too_many_is_refused():
    assert damage(ods("")) == "content.xml"
    book, findings = read_workbook(ods("<table:table/>" * 256), "a.ods")
    assert (book, [f.code for f in findings]) == (None, ["file-unsafe"])


# --- xls ------------------------------------------------------------------------------------------


@pytest.fixture
def here(monkeypatch):
    """Read everything in this process, where coverage sees it."""
    monkeypatch.setattr("moralxl.read.is_plain", lambda _: True)


@pytest.mark.usefixtures("here")
def test_an_xls_that_needs_a_password_is_said_to():
    book, findings = read_workbook(handmade.xls(b"", before=record(0x2F, b"\0\0")), "a.xls")
    assert (book, [f.code for f in findings]) == (None, ["file-encrypted"])


def test_what_calamine_does_not_survive_is_damage_but_no_memory_is_not(monkeypatch):
    for problem, told in ((BaseException("panic"), BROKEN), (ValueError("a Password"), "password")):
        workbook = SimpleNamespace(from_filelike=_raising(problem))
        monkeypatch.setattr(python_calamine, "CalamineWorkbook", workbook)
        with pytest.raises(Damaged) as raised:
            read_values(b"")
        assert raised.value.what == told
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", SimpleNamespace(from_filelike=_raising(MemoryError())))
    with pytest.raises(MemoryError):
        read_values(b"")


def _raising(problem: BaseException):
    def act(*_: object):
        raise problem

    return act


@pytest.mark.usefixtures("here")
def test_formulas_whose_text_does_not_follow_and_errors_far_out():
    text = struct.pack("<HHH", 0, 0, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(8)
    other = struct.pack("<HHH", 1, 0, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(8)
    far = record(0x205, struct.pack("<HHHBB", 20_000, 0, 0, 7, 1))
    sheet = first(handmade.xls(record(0x06, text) + record(0x06, other) + far + handmade.number(2, 0, 5)))
    assert sheet.formulas.keys() == {(0, 0), (1, 0)}
    assert [sheet.at(row, 0) for row in range(3)] == [None, None, 5.0]
    assert sheet.errors == {}


def test_a_sheet_that_ends_with_the_file_is_read_to_there():
    grid, *_ = scan(record(0x0809, bytes(16)) + record(0x208, struct.pack("<H10xHH", 8, 0x20, 0)), 0, {})
    assert grid.hidden_rows == {8}


# --- OLE ------------------------------------------------------------------------------------------


def header(data: bytes, place: int, form: str, *numbers: int) -> bytes:
    """A compound file with numbers of its header changed."""
    changed = bytearray(data)
    struct.pack_into(form, changed, place, *numbers)
    return bytes(changed)


PLAIN = handmade.compound("Workbook", b"x" * 5000)


def test_streams_of_a_compound_file():
    assert Compound(PLAIN).read("Workbook")[:5000] == b"x" * 5000
    assert Compound(PLAIN).read("Book") == b""
    assert saved_at(Compound(PLAIN)) is None


@pytest.mark.parametrize(
    "data",
    [
        PLAIN[:40],
        header(PLAIN, 30, "<H", 11),
        header(PLAIN, 32, "<H", 10),
        header(PLAIN, 48, "<I", 100_000),  # the directory begins nowhere
        header(PLAIN, 68, "<I", 99_999),  # the table goes on where the file does not
    ],
)
def test_a_compound_file_whose_tables_lead_astray_is_damage(data):
    with pytest.raises(Damaged):
        Compound(data)


def test_a_table_that_goes_on_in_a_circle_is_damage():
    circle = PLAIN + struct.pack("<128I", *([handmade.FREE] * 127), (len(PLAIN) - 512) // 512)
    with pytest.raises(Damaged):
        Compound(header(circle, 68, "<I", (len(PLAIN) - 512) // 512))


def test_a_table_that_goes_on_elsewhere_is_read():
    more = PLAIN + struct.pack("<128I", *([handmade.FREE] * 127), handmade.END)
    assert Compound(header(more, 68, "<I", (len(PLAIN) - 512) // 512)).read("Workbook")[:5] == b"xxxxx"


def small_streams(summary: bytes, chain: tuple[int, ...]) -> Compound:
    """A compound file whose summary is so small that it stands in the pieces of the root's stream."""
    compound = Compound(PLAIN)
    compound.mini, compound.root, compound.mini_table = 64, summary, list(chain)
    compound.streams["\x05SummaryInformation"] = (0, len(summary))
    return compound


def summary(*entries: tuple[int, int]) -> bytes:
    """Properties: number and FILETIME."""
    places = [8 + 8 * len(entries) + 12 * n for n in range(len(entries))]
    listed = b"".join(struct.pack("<II", kind, place) for (kind, _), place in zip(entries, places, strict=True))
    times = b"".join(struct.pack("<IQ", 64, ticks) for _, ticks in entries)
    return bytes(44) + struct.pack("<I", 48) + struct.pack("<II", 0, len(entries)) + listed + times


def test_when_an_xls_was_saved():
    moment = datetime(2024, 7, 5, 8, 9, 10)  # noqa: DTZ001
    ticks = int((moment - datetime(1601, 1, 1)).total_seconds()) * 10_000_000  # noqa: DTZ001
    told = summary((12, 5), (13, ticks))
    assert saved_at(small_streams(told, (1, handmade.END, handmade.END))) == moment
    assert saved_at(small_streams(told + bytes(500), (0,))) is None  # in a circle
    assert saved_at(small_streams(told, (9,))) is None  # astray
    assert saved_at(small_streams(summary((12, 5)), (1, handmade.END))) is None
    assert saved_at(small_streams(summary((13, 2**64 - 1)), (1, handmade.END))) is None
