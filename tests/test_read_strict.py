"""What no program writes is damage: broken XML is never read as other values in silence, by neither way of reading."""

from __future__ import annotations

import handmade
import pytest
from handmade import xlsx, xlsx_parts, zipped

from moralxl.read.container import look
from moralxl.read.raw import Damaged
from moralxl.read.xlsx import read_xlsx

HERE = '<c r="A1"><v>1</v></c>'


def row(cells: str) -> str:
    return f'<row r="1">{cells}</row>'


BROKEN = {
    "a type that is none": row('<c r="A1" t="x"><v>1</v></c>'),
    "a type of nothing": row('<c r="A1" t=""><v>1</v></c>'),
    "a cell in a cell": row(f'<c r="B1">{HERE}<v>2</v></c>'),
    "a row in a row": row(f'{HERE}<row r="2"><c r="A2"><v>2</v></c></row>'),
    "two values": row('<c r="A1"><v>1</v><v>2</v></c>'),
    "two formulas": row('<c r="A1"><f>1</f><f>2</f><v>1</v></c>'),
    "two inline texts": row('<c r="A1" t="inlineStr"><is><t>a</t></is><is><t>b</t></is></c>'),
    "two texts in one": row('<c r="A1" t="inlineStr"><is><t>a</t><t>b</t></is></c>'),
    "a text in a cell of numbers": row('<c r="A1"><is><t>1</t></is></c>'),
    "a value in a cell of texts": row('<c r="A1" t="inlineStr"><v>1</v></c>'),
    "a value without its tag": row('<c r="A1">1</c>'),
    "a value under another name": row('<c r="A1"><V>1</V></c>'),
    "a value in another namespace": row('<c r="A1"><v xmlns="urn:x">1</v></c>'),
    "a value within a value": row('<c r="A1"><v><v>1</v></v></c>'),
    "a cell under another name": row('<C r="A1"><v>1</v></C>'),
    "a row under another name": f'<Row r="1">{HERE}</Row>',
    "a cell without a row": HERE,
    "text between rows": f"{row(HERE)}7",
    "the same row twice": f'{row(HERE)}<row r="1"><c r="B1"><v>2</v></c></row>',
    "two values for one cell": row(HERE + HERE),
    "a value and an error for one cell": row(f'{HERE}<c r="A1" t="e"><v>#N/A</v></c>'),
    "an error and a value for one cell": row(f'<c r="A1" t="e"><v>#N/A</v></c>{HERE}'),
    "two errors for one cell": row(2 * '<c r="A1" t="e"><v>#N/A</v></c>'),
    "a cell of another row": row('<c r="A2"><v>1</v></c>'),
    "row 0": '<row r="0"><c><v>1</v></c></row>',
    "a cell of row 0": '<row><c r="A0"><v>1</v></c></row>',
    "no number for a row": '<row r="๑"><c r="A1"><v>1</v></c></row>',
    "no number for a style": row('<c r="A1" s="๑"><v>1</v></c>'),
    "a style that is not there": row('<c r="A1" s="9"><v>1</v></c>'),
    "a string that is not there": row('<c r="A1" t="s"><v>2</v></c>'),
    "a string of a negative number": row('<c r="A1" t="s"><v>-1</v></c>'),
    "a string of a Thai number": row('<c r="A1" t="s"><v>๑</v></c>'),
    "a string of an enormous number": row(f'<c r="A1" t="s"><v>{"9" * 5000}</v></c>'),
    "no truth": row('<c r="A1" t="b"><v>48</v></c>'),
    "no date": row('<c r="A1" t="d"><v>48</v></c>'),
    "Thai digits": row('<c r="A1"><v>๔๘</v></c>'),
    "a word": row('<c r="A1" t="n"><v>x</v></c>'),
    "an underscore in a number": row('<c r="A1"><v>1_0</v></c>'),
    "a space in a number": row('<c r="A1"><v>4 8</v></c>'),
    "a comma in a number": row('<c r="A1"><v>4,8</v></c>'),
    "a number beyond all": row('<c r="A1"><v>1e999</v></c>'),
    "no number at all": row('<c r="A1"><v>nan</v></c>'),
    "infinity": row('<c r="A1"><v>-INF</v></c>'),
    "hexadecimal": row('<c r="A1"><v>0x1</v></c>'),
}


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("name", BROKEN)
def test_broken_cells_are_damage(name, quick):
    data = xlsx(BROKEN[name], strings="<si><t>a</t></si><si><t>b</t></si>", formats=("0", "0"))
    with pytest.raises(Damaged):
        read_xlsx(look(data), quick=quick)


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize(
    "strings",
    [
        "<x/><si><t>a</t></si>",
        "<si><si><t>a</t></si><t>b</t></si>",
        "<si><t>a</t><t>b</t></si>",
        "<si><x>a</x></si>",
        "<si>a</si>",
        "<si><r><t>a</t><t>b</t></r></si>",
    ],
)
def test_broken_strings_are_damage(strings, quick):
    with pytest.raises(Damaged):
        read_xlsx(look(xlsx(row('<c r="A1" t="s"><v>0</v></c>'), strings=strings)), quick=quick)


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize(
    "sheet",
    [
        f"<sheetData>{row(HERE)}</sheetData><sheetData>{row(HERE)}</sheetData>",
        '<sheetData/><mergeCells><mergeCell ref="A0:B2"/></mergeCells>',
        "<sheetData/><mergeCells><mergeCell/></mergeCells>",
        '<cols><col min="๑" max="2" hidden="1"/></cols><sheetData/>',
        '<cols><col min="1" hidden="1"/></cols><sheetData/>',
        "<sheetDatas/>",
    ],
)
def test_broken_sheets_are_damage(sheet, quick):
    with pytest.raises(Damaged):
        read_xlsx(look(zipped(xlsx_parts(sheet))), quick=quick)


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v> 48 </v></c>', 48.0),
        ('<c r="A1"><v>+.5E-1</v></c>', 0.05),
        ('<c r="A1"><v>5.</v></c>', 5.0),
        ('<c r="A1" t="b"><v>true</v></c>', True),
        ('<c r="A1" t="b"><v>FALSE</v></c>', False),
        ('<c r="A1" t="x"/>', None),
        ('<c r="A1" t="s"><v/></c>', None),
        ('<c r="A1" s="9"/>', None),
        ('<c r="A1" t="inlineStr"/>', None),
        ('<c r="A1"><v>1</v><extLst><ext><v>2</v></ext></extLst></c>', 1.0),
        ('<c r="A1"/><c r="A1"><v>1</v></c>', 1.0),
        ('<c r="A1" t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><r><t>b</t></r></rPh></is></c>', "a"),
    ],
)
def test_what_is_unusual_but_clear_is_read(cell, value, quick):
    (sheet,) = read_xlsx(look(xlsx(row(cell), formats=("0", "0"))), quick=quick).sheets
    assert sheet.at(0, 0) == value
    assert type(sheet.at(0, 0)) is type(value)


def test_styles_of_cells_without_a_part_of_styles_say_nothing():
    styled = row('<c r="A1" s="3"><v>1</v></c>')
    parts = xlsx_parts(f"<sheetData>{styled}</sheetData>")
    parts["xl/_rels/workbook.xml.rels"] = handmade.relations(("worksheet", "worksheets/sheet1.xml"))
    assert read_xlsx(look(zipped(parts))).sheets[0].at(0, 0) == 1
