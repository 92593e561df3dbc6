"""What readers tell beside values: comments on cells, boxes over them, texts struck through or raised, or partly."""

from __future__ import annotations

import io

import openpyxl
import pytest
from handmade import LINKS, MAIN, drawing, drawn_over, ods, relations, xlsx, xlsx_parts, zipped
from office import job
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from moralxl.read import read_workbook
from moralxl.read.container import look
from moralxl.read.xlsx import read_xlsx, struck_styles

HERE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def first(data: bytes):
    book, findings = read_workbook(data, "a")
    assert findings == []
    return book.sheets[0]


# --- comments -------------------------------------------------------------------------------------


def with_parts(*comments: tuple[str, str]) -> bytes:
    """An xlsx of one sheet with these parts of comments: the kind of link, and what is in the part."""
    parts = xlsx_parts(f"<sheetData>{HERE}</sheetData>")
    links = [(kind, f"../notes{number}.xml") for number, (kind, _) in enumerate(comments)]
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("printerSettings", "gone.bin"), *links)
    parts |= {f"xl/notes{number}.xml": part for number, (_, part) in enumerate(comments)}
    return zipped(parts)


def legacy(*comments: tuple[str, str, int]) -> tuple[str, str]:
    """A part of notes: where, what, and whose."""
    listed = "".join(
        f'<comment ref="{reference}" authorId="{author}"><text>{text}</text></comment>'
        for reference, text, author in comments
    )
    authors = "<authors><author>สมศรี</author><author/></authors>"
    return "comments", f'<comments xmlns="{MAIN}">{authors}<commentList>{listed}</commentList></comments>'


def thread(reference: str, *texts: str) -> tuple[str, str]:
    """A part of comments as Excel has them since 2019."""
    listed = "".join(f'<threadedComment ref="{reference}"><text>{text}</text></threadedComment>' for text in texts)
    return "threadedComment", f'<ThreadedComments xmlns="{THREADS}">{listed}</ThreadedComments>'


THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([legacy(("B2", "<t>ปรับ ๒ คน</t>", 1))], {(1, 1): "ปรับ ๒ คน"}),
        ([legacy(("B2", "<r><t>สมศรี:</t></r><r><t>\nดู &lt;ท้าย&gt;</t></r>", 0))], {(1, 1): "ดู <ท้าย>"}),
        ([legacy(("B2", "<r><t>สมศรี:</t></r><r><t> จริง</t></r>", 1))], {(1, 1): "สมศรี: จริง"}),
        ([legacy(("B2", "<t>ก_x000A_ข</t>", 9))], {(1, 1): "ก\nข"}),
        ([legacy(("B2", "<t> </t>", 0), ("x", "<t>ก</t>", 0), ("ZZ1", "<t>ไกล</t>", 0))], {}),
        (
            [
                legacy(("B2", "<t>[Threaded comment]</t>", 1), ("A1", "<t>ก</t>", 1)),
                thread("B2", "ถูกหรือไม่", "ถูก"),
            ],
            {(1, 1): "ถูกหรือไม่\nถูก", (0, 0): "ก"},
        ),
        ([("drawing", "<x/>")], {}),
    ],
)
def test_comments_of_xlsx(parts, found):
    assert first(with_parts(*parts)).comments == found


def test_a_part_of_comments_that_is_broken_or_missing():
    book, findings = read_workbook(with_parts(("comments", "<comments>")), "a")
    assert (book, [f.code for f in findings]) == (None, ["file-damaged"])
    parts = xlsx_parts(f"<sheetData>{HERE}</sheetData>")
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("comments", "../comments1.xml"))
    assert first(zipped(parts)).comments == {}


def annotated(note: str, rest: str = "") -> dict:
    cell = (
        '<table:table-cell table:number-columns-repeated="2" office:value-type="string"><office:annotation>'
        f"<dc:creator xmlns:dc='dc'>สมศรี</dc:creator>{note}</office:annotation>{rest}</table:table-cell>"
    )
    table = f'<table:table table:name="S"><table:table-row>{cell}</table:table-row></table:table>'
    sheet = first(ods(table))
    return {"comments": dict(sheet.comments), "value": sheet.at(0, 1)}


def test_comments_of_ods():
    note = "<text:p>ดู<text:span>ท้าย</text:span></text:p><text:p>แผ่น</text:p>"
    both = {(0, 0): "ดูท้าย\nแผ่น", (0, 1): "ดูท้าย\nแผ่น"}
    assert annotated(note) == {"comments": both, "value": ""}
    assert annotated(note, "<text:p>ก</text:p><text:p>ข</text:p>") == {"comments": both, "value": "ก\nข"}
    assert annotated("") == {"comments": {}, "value": ""}


def test_an_annotation_behind_a_cells_text_does_not_become_part_of_it():
    cell = (
        '<table:table-cell office:value-type="string"><text:p>ก</text:p><office:annotation><text:p>ข</text:p>'
        '</office:annotation></table:table-cell><table:table-cell office:value-type="string"><text:p>ค</text:p>'
        "</table:table-cell>"
    )
    shapes = "<table:shapes><text:p>รูป</text:p></table:shapes>"
    sheet = first(ods(f'<table:table table:name="S">{shapes}<table:table-row>{cell}</table:table-row></table:table>'))
    assert (sheet.rows, sheet.comments) == ([["ก", "ค"]], {(0, 0): "ข"})


# --- boxes over cells -----------------------------------------------------------------------------


def boxes_of(drawing: str):
    return first(drawn_over(xlsx(HERE), "sheet1", drawing)).boxes


def test_boxes_of_xlsx():
    assert boxes_of(drawing((4, 2, "ขอแก้เป็น &lt;50&gt;"), (0, 0, " "), (9, 1, "สอง"))) == (
        (4, 2, "ขอแก้เป็น <50>"),
        (9, 1, "สอง"),
    )
    assert boxes_of(drawing()) == ()  # as Google Sheets saves every sheet


def test_a_boxs_lines_and_runs_and_what_is_there_again_for_older_programs():
    box = drawing((4, 2, "ก"))
    lines = "ก</a:t></a:r><a:r><a:t>ข</a:t></a:r></a:p><a:p><a:r><a:t>ค</a:t></a:r><a:br/><a:r><a:t>ง"
    again = "</a:p></xdr:txBody><Fallback><xdr:txBody><a:p><a:r><a:t>ก</a:t></a:r></a:p></xdr:txBody></Fallback>"
    assert boxes_of(box.replace("ก", lines).replace("</a:p></xdr:txBody>", again)) == ((4, 2, "กข\nค\nง"),)


def test_a_box_that_belongs_to_no_cell_is_told_of_at_the_first():
    begin, end = "<xdr:from>", "</xdr:from>"
    head, rest = drawing((4, 2, "ก")).split(begin)
    assert boxes_of(head.replace("oneCell", "absolute") + rest.split(end)[1].replace("oneCell", "absolute")) == (
        (0, 0, "ก"),
    )


def test_a_drawing_that_is_gone_is_left_out():
    parts = xlsx_parts(f"<sheetData>{HERE}</sheetData>")
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("drawing", "../drawings/drawing1.xml"))
    assert first(zipped(parts)).boxes == ()


def test_shapes_of_ods_are_told_and_are_no_part_of_the_cells_that_they_begin_in():
    lines = "<text:p>ขอ<text:span>แก้</text:span></text:p><text:p>เป็น 50</text:p>"
    box = f"<draw:frame><draw:text-box>{lines}</draw:text-box></draw:frame>"
    cells = (
        f'<table:table-cell office:value-type="string"><text:p>48</text:p>{box}</table:table-cell>'
        f'<table:table-cell office:value-type="string">{box}<text:p>49</text:p></table:table-cell>'
        "<table:table-cell><draw:custom-shape><text:p>ว่าง</text:p></draw:custom-shape><draw:line/></table:table-cell>"
        '<table:table-cell office:value-type="string"><text:p>4<draw:rect><text:p>9</text:p></draw:rect>8</text:p>'
        "</table:table-cell>"
    )
    shapes = f"<table:shapes>{box}<draw:rect><text:p>หน้า</text:p></draw:rect></table:shapes>"
    rows = f"<table:table-row><table:table-cell/></table:table-row><table:table-row>{cells}</table:table-row>"
    sheet = first(ods(f'<table:table table:name="S">{shapes}{rows}</table:table>'))
    assert sheet.rows == [[], ["48", "49", None, "48"]]
    told = "ขอแก้\nเป็น 50"
    assert sheet.boxes == ((0, 0, told), (0, 0, "หน้า"), (1, 0, told), (1, 1, told), (1, 2, "ว่าง"), (1, 3, "9"))
    assert sheet.comments == {}


# --- strikes --------------------------------------------------------------------------------------


def struck_book():
    """A book with cells struck through wholly, in part and not at all."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["C1"] = 48, "ก", 5
    for cell in ("A1", "B1", "D1"):
        sheet[cell].font = Font(strike=True)
    strike = InlineFont(strike=True)
    sheet["A2"] = CellRichText(TextBlock(strike, "48"), " 50 ", TextBlock(strike, "52"))
    sheet["B2"] = CellRichText("ไม่", TextBlock(InlineFont(b=True), "ขีด"))
    sheet["C2"] = CellRichText(TextBlock(strike, "49"), TextBlock(strike, " "))
    sheet["A3"], sheet["B3"] = 1, "ข"
    sheet["A3"].comment = Comment("ดูท้าย\nแผ่น", "สมศรี")
    sheet["C3"].comment = Comment("ว่าง", "สมศรี")
    return book


STRUCK = {(0, 0): "", (0, 1): "", (1, 0): "50", (1, 2): ""}
COMMENTS = {(2, 0): "ดูท้าย\nแผ่น", (2, 2): "ว่าง"}


@pytest.mark.parametrize("quick", [True, False])
def test_texts_struck_through_in_xlsx(quick):
    (sheet,) = read_xlsx(look(saved(struck_book())), quick=quick).sheets
    assert sheet.struck == STRUCK
    assert sheet.comments == COMMENTS
    assert sheet.rows[:3] == [[48.0, "ก", 5.0], ["48 50 52", "ไม่ขีด", "49"], [1.0, "ข"]]
    assert {type(value) for row in sheet.rows for value in row if value} == {float, str}


def saved_by_libreoffice(book, office, folder):
    """The first sheet of a workbook as LibreOffice saves it, by format."""
    path = folder / "a.xlsx"
    path.write_bytes(saved(book))
    saves = [folder / f"b.{suffix}" for suffix in ("xlsx", "ods")]
    office.run([job(path, saves=saves)])
    return [(each.suffix, first(each.read_bytes())) for each in saves]


def test_so_where_libreoffice_saved_them(office, tmp_path):
    for suffix, sheet in saved_by_libreoffice(struck_book(), office, tmp_path):
        assert (suffix, sheet.struck) == (suffix, STRUCK)
        assert (suffix, sheet.comments) == (suffix, COMMENTS)


RUN = "<r><rPr><strike{0}/></rPr><t>48</t></r><r><t>50</t></r>"


@pytest.mark.parametrize(("value", "struck"), [("", {(0, 0): "50"}), (' val="0"', {}), (' val="true"', {(0, 0): "50"})])
def test_runs_struck_through_within_cells_and_among_strings(value, struck):
    text = RUN.format(value)
    inline = xlsx(f'<row r="1"><c r="A1" t="inlineStr"><is>{text}</is></c><c r="B1"><v>1</v></c></row>')
    shared = xlsx(
        '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>',
        strings=f"<si><t>ก</t></si><si>{text}</si>",
    )
    for data in (inline, shared):
        sheet = first(data)
        assert (sheet.at(0, 0), sheet.struck) == ("4850", struck)


@pytest.mark.parametrize(
    ("runs", "left"),
    [
        ("<r><rPr><b/></rPr><t>48</t></r><r><rPr><i/></rPr><t>50</t></r>", None),  # each has a font that is not struck
        ("<r><t>48</t></r><r><rPr><i/></rPr><t>50</t></r>", "50"),
        ("<r><rPr><strike/></rPr><t>48</t></r><r><rPr><i/></rPr><t>50</t></r>", "50"),
        ("<r><t>48</t></r><r><t>50</t></r>", ""),
        ("<t>4850</t>", ""),
    ],
)
def test_runs_in_a_cell_whose_font_is_struck_through(runs, left):
    parts = xlsx_parts(
        '<sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="1" t="inlineStr">'
        f"<is>{runs}</is></c></row></sheetData>",
        strings=f"<si>{runs}</si>",
    )
    styles = f'{FONTS}<cellXfs><xf/><xf fontId="1"/></cellXfs>'
    parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    sheet = first(zipped(parts))
    assert sheet.rows == [["4850"], ["4850"]]
    assert sheet.struck == ({} if left is None else {(0, 0): left, (1, 0): left})


FONTS = "<fonts><font/><font><strike/></font><font><b/><strike val='0'/></font></fonts>"
FORMATS = "<dxfs><dxf><font><strike/></font></dxf></dxfs>"


@pytest.mark.parametrize(
    ("inner", "struck"),
    [
        (f'{FONTS}<cellXfs><xf fontId="0"/><xf fontId="1"/><xf/><xf fontId="2"/><xf fontId="9"/></cellXfs>', {1}),
        (f'{FONTS}<cellStyleXfs><xf fontId="1"/></cellStyleXfs><cellXfs><xf fontId="0"/></cellXfs>', set()),
        (f'<fonts><font/></fonts><cellXfs><xf fontId="0"/></cellXfs>{FORMATS}', set()),
        (f'{FORMATS}<fonts><font/></fonts><cellXfs><xf fontId="0"/></cellXfs>', set()),
    ],
)
def test_styles_struck_through(inner, struck):
    assert struck_styles(f'<styleSheet xmlns="{MAIN}">{inner}</styleSheet>'.encode()) == struck


def span(style: str, text: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def text_cell(*paragraphs: str) -> str:
    paragraphs = "".join(f"<text:p>{each}</text:p>" for each in paragraphs)
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def test_texts_struck_through_in_ods():
    styles = "".join(
        f'<style:style style:name="{name}" style:family="{family}"><style:text-properties '
        f'style:text-line-through-style="{line}"/></style:style>'
        for name, family, line in (("c1", "table-cell", "solid"), ("t1", "text", "solid"), ("t2", "text", "none"))
    )
    cells = (
        '<table:table-cell table:style-name="c1" office:value-type="float" office:value="1"/>',
        '<table:table-cell table:style-name="c1"/>',
        text_cell(span("t1", "48") + " 50", span("t2", "51" + span("t1", "52"))),
        text_cell("ก<text:span>ข</text:span>"),
        text_cell(span("t2", "54")),
        text_cell("48" + span("t2", "50")).replace("<table:table-cell", '<table:table-cell table:style-name="c1"'),
        text_cell(span("t2", "50")).replace("<table:table-cell", '<table:table-cell table:style-name="c1"'),
    )
    table = f'<table:table table:name="S"><table:table-row>{"".join(cells)}</table:table-row></table:table>'
    sheet = first(ods(table, styles))
    assert sheet.struck == {(0, 0): "", (0, 2): "50\n51", (0, 5): "50"}
    assert sheet.rows == [[1.0, None, "48 50\n5152", "กข", "54", "4850", "50"]]


def test_styles_of_ods_that_say_nothing_of_strikes_or_hiding():
    """Text properties without a line, tables that are shown."""
    styles = (
        '<style:style style:name="c1" style:family="table-cell"><style:text-properties/></style:style>'
        '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/>'
        "</style:style>"
    )
    row = '<table:table-row><table:table-cell table:style-name="c1" office:value-type="float" office:value="1"/>'
    sheet = first(
        ods(f'<table:table table:name="S" table:style-name="ta1">{row}</table:table-row></table:table>', styles)
    )
    assert (sheet.rows, sheet.struck, sheet.hidden) == ([[1.0]], {}, False)


# --- above and below the line ---------------------------------------------------------------------


def raised_book():
    """A book with texts of which a part stands above or below the line."""
    book = openpyxl.Workbook()
    sheet = book.active
    above, below = InlineFont(vertAlign="superscript"), InlineFont(vertAlign="subscript")
    sheet["A1"] = CellRichText("5", TextBlock(above, "2"))
    sheet["B1"] = CellRichText(TextBlock(InlineFont(b=True), "48"), TextBlock(below, "๒"), " คน", TextBlock(above, "*"))
    sheet["C1"] = CellRichText("4", TextBlock(InlineFont(b=True), "8"))
    return book


RAISED = {(0, 0): "2", (0, 1): "๒*"}


@pytest.mark.parametrize("quick", [True, False])
def test_raised_texts_in_xlsx(quick):
    (sheet,) = read_xlsx(look(saved(raised_book())), quick=quick).sheets
    assert (sheet.rows, sheet.raised, sheet.struck) == ([["52", "48๒ คน*", "48"]], RAISED, {})


def test_so_of_raised_texts_where_libreoffice_saved_them(office, tmp_path):
    for suffix, sheet in saved_by_libreoffice(raised_book(), office, tmp_path):
        assert (suffix, sheet.raised, sheet.struck) == (suffix, RAISED, {})


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize(("value", "raised"), [("superscript", "50"), ("subscript", "50"), ("baseline", "")])
def test_runs_raised_within_cells_and_among_strings(value, raised, quick):
    text = f'<r><t>48</t></r><r><rPr><vertAlign val="{value}"/></rPr><t>50</t></r><r><rPr/><t>1</t></r>'
    inline = xlsx(f'<row r="1"><c r="A1" t="inlineStr"><is>{text}</is></c></row>')
    shared = xlsx('<row r="1"><c r="A1" t="s"><v>1</v></c></row>', strings=f"<si><t>ก</t></si><si>{text}</si>")
    for data in (inline, shared):
        (sheet,) = read_xlsx(look(data), quick=quick).sheets
        assert (sheet.at(0, 0), sheet.raised) == ("48501", {(0, 0): raised} if raised else {})


def test_raised_texts_in_ods():
    positions = {"c1": "super 58%", "t1": "super 58%", "t2": "0% 100%", "t3": "-33% 58%", "t4": "sub"}
    styles = "".join(
        f'<style:style style:name="{name}"><style:text-properties style:text-position="{position}"/></style:style>'
        for name, position in positions.items()
    )
    cells = (
        text_cell("5" + span("t1", "2")),
        text_cell("5" + span("t2", "2")),
        text_cell(span("t3", "1" + span("t2", "0")) + "5" + span("t4", "3")),
        text_cell("5").replace("<table:table-cell", '<table:table-cell table:style-name="c1"'),
        text_cell("5"),
    )
    table = f'<table:table table:name="S"><table:table-row>{"".join(cells)}</table:table-row></table:table>'
    sheet = first(ods(table, styles))
    assert sheet.raised == {(0, 0): "2", (0, 2): "13", (0, 3): "5"}
    assert sheet.rows == [["52", "52", "1053", "5", "5"]]


def test_what_stands_beyond_the_bound_is_left_out():
    parts = xlsx_parts('<sheetData><row r="1"><c r="ZZ1" s="1"><v>1</v></c></row></sheetData>')
    parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{FONTS}<cellXfs><xf/><xf fontId="1"/></cellXfs></styleSheet>'
    sheet = first(zipped(parts))
    assert (sheet.beyond, sheet.struck) == (1, {})
    assert LINKS in parts["xl/workbook.xml"]
