"""A part that is no sound XML is never read in silence: not even where its cells alone could be."""

from __future__ import annotations

import importlib
import random
import re
import sys
from pathlib import Path

import pytest
from handmade import xlsx_parts, zipped
from support import write_return

from moralxl.read import careful, fast, read_workbook
from moralxl.read.cells import Values

sys.path.append(str(Path(__file__).parents[1] / "bench"))
mutations = importlib.import_module("mutations")

ROW = '<row r="1" ht="15"><c r="A1" s="0" t="s"><v>0</v></c><c r="B1" s="0"/><c r="C1"><f>A1</f><v>1</v></c></row>'
SHEET = (
    '<sheetPr/><cols><col min="9" max="9" hidden="1"/></cols>'
    f'<sheetData>{ROW}</sheetData><mergeCells count="1"><mergeCell ref="A3:B4"/></mergeCells>'
    '<dataValidations><dataValidation sqref="A1"><formula1>1</formula1></dataValidation></dataValidations>'
    '<headerFooter differentFirst="0"><oddHeader/><oddFooter>&amp;P &#3585;</oddFooter></headerFooter>'
)
NAMES = '<definedNames><definedName name="a">S1!$A$1</definedName></definedNames>'
WORKBOOK, SHEET_1, STRINGS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def parts(**others: bytes) -> dict[str, bytes]:
    """The members of a small workbook."""
    found = xlsx_parts(SHEET, strings="<si><t>ก</t></si>")
    found[WORKBOOK] = found[WORKBOOK].replace("</workbook>", f"{NAMES}</workbook>")
    return {name: part.encode() for name, part in found.items()} | others


def test_the_workbook_itself_is_sound_and_read_quickly():
    members = parts()
    book, findings = read_workbook(zipped(members), "a.xlsx")
    assert (findings, book.sheets[0].at(0, 0)) == ([], "ก")
    assert (book.sheets[0].merged, book.sheets[0].hidden_columns) == (((2, 0, 3, 1),), {8})
    assert fast.read_sheet(members[SHEET_1], Values(["ก"], [])) is not None
    assert fast.read_strings(members[STRINGS]) == ["ก"]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (WORKBOOK, b'name="a"', b'name="\xb8"'),
        (WORKBOOK, b'name="a"', b'name="a" name="b"'),
        (WORKBOOK, b"$A$1</definedName>", b"$A$1"),
        (WORKBOOK, b"$A$1</definedName>", b"&x;</definedName>"),
        (SHEET_1, b"<sheetPr/>", b'<sheetPr x="1" x="1"/>'),
        (SHEET_1, b"<sheetPr/>", b"<sheetPr>"),
        (SHEET_1, b"<sheetPr/>", b"<!-- "),
        (SHEET_1, b"<sheetPr/>", b"<sheetPr>\x01</sheetPr>"),
        (SHEET_1, b"<sheetPr/>", b"<a:b/>"),
        (SHEET_1, b'ht="15"', b'ht="15" ht="15"'),
        (SHEET_1, b'ht="15"', b"ht=15"),
        (SHEET_1, b'ht="15"', b'ht="<"'),
        (SHEET_1, b'ht="15"', b'ht="15" r="1"'),
        (SHEET_1, b'<c r="B1" s="0"/>', b'<c r="B1" s="0" s="0"/>'),
        (SHEET_1, b'<c r="B1" s="0"/>', b'<c r="B1" s="0/>'),
        (SHEET_1, b'<c r="B1" s="0"/>', b'<c r="B2" s="0"/>'),
        (SHEET_1, b'<c r="B1" s="0"/>', b'<c r="A1" s="0"/><c r="B0"/>'),
        (SHEET_1, b"<f>", b'<f ca="1" ca="1">'),
        (SHEET_1, b"<f>", b"<f ca=1>"),
        (SHEET_1, b"<f>", b'<f ca="\x01">'),
        (SHEET_1, b"<f>A1", b"<f>A1\x02"),
        (SHEET_1, b"<f>A1", b"<f>]]>"),
        (SHEET_1, b"<f>A1", "<f>\ufffe".encode()),
        (SHEET_1, b"<formula1>", b""),
        (SHEET_1, b"<formula1>1", b"<formula1>&"),
        (SHEET_1, b"<formula1>1", b"<formula1>\xe0\xb8"),
        (SHEET_1, b"<mergeCells ", b"<x><mergeCells "),
        (SHEET_1, b"</mergeCells>", b"</mergeCells></mergeCells>"),
        (SHEET_1, b"&amp;P", b"&P"),
        (SHEET_1, b"&amp;P", b"&p;"),
        (SHEET_1, b"&amp;P", b"&#1;"),
        (SHEET_1, b"&amp;P", b"\x01"),
        (SHEET_1, b"&amp;P", b"]]>"),
        (SHEET_1, b"&amp;P", b"\xe0\xb8"),
        (SHEET_1, b"&amp;P", b"<x>"),
        (SHEET_1, b'="0"><oddHeader/>', b'="0" differentFirst="0"><oddHeader/>'),
        (SHEET_1, b"</oddFooter>", b"</oddHeader>"),
        (SHEET_1, b"</headerFooter>", b""),
        (SHEET_1, b"</worksheet>", b""),
        (SHEET_1, b"</worksheet>", b"</worksheet></worksheet>"),
        (STRINGS, b"<sst ", b'<sst count="1" count="1" '),
        (STRINGS, b"<sst ", b"<sst b:c='1' "),
        (STRINGS, b"</sst>", b"</sst>x"),
        (STRINGS, b"</sst>", b"</sst><!-- "),
        (STRINGS, "ก".encode(), b"]]>"),
        (STRINGS, "ก".encode(), b"\x0b"),
    ],
)
def test_a_part_that_is_no_sound_xml_is_told(part, old, new):
    members = parts()
    broken = members[part].replace(old, new, 1)
    assert broken != members[part]
    book, findings = read_workbook(zipped({**members, part: broken}), "a.xlsx")
    assert (book, [f.code for f in findings]) == (None, ["file-damaged"])


def test_a_footer_is_no_place_to_hide_merged_cells_in():
    members = parts()
    odd = members[SHEET_1].replace(b"<oddHeader/>", b'<mergeCell ref="A7:B8"/>')
    (sheet,) = read_workbook(zipped({**members, SHEET_1: odd}), "a.xlsx")[0].sheets
    assert sheet.merged == ((2, 0, 3, 1), (6, 0, 7, 1))


def told(grid) -> list:
    """All that was read of a sheet, without the empty cells at its ends."""
    filled = {(r, c): (type(v), v) for r, row in enumerate(grid.rows) for c, v in enumerate(row) if v is not None}
    return [filled, grid.errors, grid.formulas, grid.percent, grid.hidden_rows, grid.hidden_columns, set(grid.merged)]


@pytest.fixture(scope="module")
def form(tmp_path_factory) -> dict[str, bytes]:
    """A filled form as openpyxl writes it, the rows and the checks of its report thinned out."""
    answers = {"a06_virtues": 5, "a06_signed": "๔๘", "a06_result": "ก & <ข>", "reporter": "สมศรี"}
    path = write_return(tmp_path_factory.mktemp("sound") / "a.xlsx", "กก.", answers)
    members = dict(mutations.members_of(path.read_bytes()))
    names = [name for name in members if name.startswith("xl/worksheets/sheet")]
    name = next(name for name in names if members[name].count(b"<row ") > 100)
    kept = iter(range(10**6))
    pattern = re.compile(rb"<row .*?(?:</row>|/>)(?=<row|</sheetData)|<dataValidation .*?</dataValidation>", re.DOTALL)
    thin = pattern.sub(lambda found: found[0] if next(kept) % 9 == 0 else b"", members[name])
    return {"sheet": thin, "strings": members.get(STRINGS, parts()[STRINGS])}


def test_whatever_the_quick_way_takes_the_parser_takes_the_same(form, seed):
    """Of sheets and strings broken in every way."""
    chance = random.Random(seed)  # noqa: S311
    values = Values([str(n) for n in range(5000)], [])
    assert fast.read_sheet(form["sheet"], values) is not None
    ways = [*mutations.IN_PART, *mutations.IN_XML, *mutations.IN_CELLS]
    taken = 0
    for _ in range(1500):
        change = chance.choice(ways)
        part = change(form["sheet"], chance)
        quick = fast.read_sheet(part, values)
        if quick is not None:
            taken += 1
            assert told(quick) == told(careful.read_sheet((part,), values)), change.__name__
        part = change(form["strings"], chance)
        strings = fast.read_strings(part)
        if strings is not None:
            assert strings == careful.read_strings((part,)), change.__name__
    assert taken > 100
