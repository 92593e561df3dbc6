"""Readers of papers: what they make of merged, hidden, nested, drawn, broken and hostile parts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1]))
from handmade import zipped

from moralxl import messages
from moralxl.importing import import_plan
from moralxl.importing.header import Header, kind_of, months_of
from moralxl.importing.html import read_html
from moralxl.importing.months import from_grid, from_words
from moralxl.importing.opened import read_paper
from moralxl.importing.paper import Slot, distinct
from moralxl.importing.spaces import learn, squeeze
from moralxl.read.container import ENCRYPTED, OLE

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEADINGS = ("ลำดับที่", "กิจกรรม", "ตัวชี้วัด", "หน่วยนับ", "งบประมาณ", "ระยะเวลา", "ผู้รับผิดชอบ")
ROW = ("๑", "อบรม", "จัดอบรมไม่น้อยกว่า ๑ ครั้ง", "ครั้ง", "-", "ต.ค. ๒๕๖๗", "กองกลาง")


def document(body: str, path: Path) -> Path:
    """A Word file of nothing but its main part."""
    xml = f'<w:document xmlns:w="{W}" xmlns:mc="urn:mc"><w:body>{body}</w:body></w:document>'
    path.write_bytes(zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": xml}))
    return path


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def texts(path: Path) -> list[list[str]]:
    paper, findings = read_paper(path)
    assert findings == []
    return [[slot.text if slot else None for slot in row] for row in paper.tables[0].rows]


# --- Word -----------------------------------------------------------------------------------------


def test_merged_cells_stand_in_every_place_they_cover(tmp_path):
    body = table(
        cell("ก", '<w:gridSpan w:val="2"/>') + cell("ข", '<w:vMerge w:val="restart"/>'),
        cell("ค") + cell("ง") + cell("", "<w:vMerge/>"),
    )
    paper, _ = read_paper(document(body, tmp_path / "a.docx"))
    rows = paper.tables[0].rows
    assert [[slot.text for slot in row] for row in rows] == [["ก", "ก", "ข"], ["ค", "ง", "ข"]]
    assert rows[0][0] is rows[0][1]
    assert rows[0][2] is rows[1][2]
    assert [slot.text for _, slot in distinct(rows[0])] == ["ก", "ข"]


def test_what_a_document_does_not_show_is_not_read(tmp_path):
    body = table(
        "<w:tc><w:p><w:del><w:r><w:delText>ลบ</w:delText></w:r></w:del><w:ins><w:r><w:t>เพิ่ม</w:t></w:r></w:ins>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><mc:AlternateContent><mc:Choice><w:r><w:t>ใหม่</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t>เก่า</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p></w:tc>"
    )
    assert texts(document(body, tmp_path / "a.docx")) == [["เพิ่มใหม่"]]


def test_shading_is_the_cells_not_the_words(tmp_path):
    grey = '<w:shd w:val="clear" w:fill="D9D9D9"/>'
    words = f"<w:tc><w:tcPr/><w:p><w:pPr>{grey}</w:pPr></w:p></w:tc>"
    white = cell("", '<w:shd w:val="clear" w:fill="FFFFFF"/>')
    paper, _ = read_paper(document(table(cell("", grey) + words + white), tmp_path / "a.docx"))
    assert [slot.shaded for slot in paper.tables[0].rows[0]] == [True, False, False]


def test_a_table_in_a_cell_is_text_of_the_cell(tmp_path):
    inner = table(cell("ใน") + cell("นอก"))
    body = table(f"<w:tc><w:tcPr/><w:p><w:r><w:t>ก่อน</w:t></w:r></w:p>{inner}<w:p/></w:tc>" + cell("ถัดไป"))
    assert texts(document(body, tmp_path / "a.docx")) == [["ก่อน\nใน\nนอก", "ถัดไป"]]


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), ".doc"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "picture"),
        ("a.bin", b"\x00\x01\x02", "unknown"),
        ("a.txt", b"", "empty"),
        ("a.docx", b"PK\x03\x04 broken", "damaged"),
        ("b.docx", b"PK\x03\x04" + bytes(100), "damaged"),
        ("b.doc", OLE + bytes(600), "damaged"),
        ("c.doc", OLE + bytes(504) + ENCRYPTED, "password"),
        ("a.pptx", zipped({"[Content_Types].xml": "<Types>presentationml</Types>"}), "unknown"),
        ("a.zip", zipped({"../a.txt": "ก"}), "unsafe"),
    ],
)
def test_what_is_no_paper_is_refused_with_the_reason(name, data, word, tmp_path):
    (tmp_path / name).write_bytes(data)
    paper, findings = read_paper(tmp_path / name)
    assert paper is None
    assert [f.code for f in findings] == ["import-unreadable"]
    assert word in findings[0].args["why"].en
    assert "หน่วยงาน" not in messages.text(findings[0])  # the paper is the coordinator's own


def test_a_document_with_a_dtd_is_refused(tmp_path):
    xml = f'<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="{W}"><w:body/></w:document>'
    (tmp_path / "a.docx").write_bytes(zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": xml}))
    paper, findings = read_paper(tmp_path / "a.docx")
    assert paper is None
    assert "unsafe" in findings[0].args["why"].en


def test_absurd_spans_are_bounded(tmp_path):
    paper, _ = read_paper(document(table(cell("ก", '<w:gridSpan w:val="99999999"/>')), tmp_path / "a.docx"))
    assert len(paper.tables[0].rows[0]) <= 200
    page = read_html("<table><tr><td rowspan=9999999 colspan=9999999>ก</table>".encode(), "a.html")
    assert len(page.tables[0].rows) <= 200


# --- web pages ------------------------------------------------------------------------------------


def test_a_page_saved_in_windows_thai_is_read():
    page = "<meta charset='windows-874'><table><tr><td>แผน</td></tr></table>".encode("cp874")
    assert read_html(page, "a.html").tables[0].rows[0][0].text == "แผน"


def test_a_rowspan_pushes_the_next_rows_cells_aside():
    page = read_html("<table><tr><td rowspan=2>ก<td>ข<tr><td>ค</table>".encode(), "a.html")
    assert [[s.text for s in row] for row in page.tables[0].rows] == [["ก", "ข"], ["ก", "ค"]]


# --- headings and periods -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wording", "kind"),
    [
        ("ลำดับ\nที่", "number"),
        ("ที่", "number"),
        ("ชื่อโครงการ / กิจกรรม", "name"),
        ("ตัวชี้วัด/ค่าเป้าหมาย", "indicator"),
        ("กลุ่มเป้าหมาย", "left"),
        ("ค่าเป้าหมาย", "target"),
        ("เป้าหมาย (หน่วยนับ)", "unit"),
        ("ระยะเวลาดำเนินการ ปีงบประมาณ พ.ศ. ๒๕๖๘", "period_text"),
        ("งบประมาณ (บาท)", "budget_text"),
        ("หน่วยงานที่รับผิดชอบโครงการ", "responsible"),
        ("หมายเหตุ", "remark"),
        ("ชื่อ - สกุล", ""),
    ],
)
def test_headings_by_their_wording(wording, kind):
    assert kind_of(wording) == kind


@pytest.mark.parametrize(
    ("wording", "months"),
    [
        ("ต.ค.", (1, 1)),
        ("ต.ค. ๖๗", (1, 1)),
        ("กันยายน 2568", (12, 12)),
        ("ไตรมาสที่ ๒\n(ม.ค.-มี.ค.)", (4, 6)),
        ("Q4", (10, 12)),
        ("ต.ค. - ธ.ค.", None),
        ("ไตรมาส ๕", None),
    ],
)
def test_columns_of_a_month_grid(wording, months):
    assert months_of(wording) == months


@pytest.mark.parametrize(
    ("marks", "text", "doubt"),
    [
        ({1: "✓", 2: "✓", 3: "✓"}, "ต.ค. 2567 - ธ.ค. 2567", ""),
        ({9: "●"}, "มิ.ย. 2568", ""),
        ({1: "/", 6: "/"}, "ต.ค. 2567 - มี.ค. 2568", "gaps"),
        ({2: "←", 7: "→"}, "พ.ย. 2567 - เม.ย. 2568", ""),
        ({2: "<---", 7: "--->"}, "พ.ย. 2567 - เม.ย. 2568", ""),
        ({2: "→"}, "", "arrow"),
        ({}, "", "unmarked"),
    ],
)
def test_marks_in_a_month_grid(marks, text, doubt):
    header = Header(1, {}, {}, {month: (month, month) for month in range(1, 13)}, {}, 13)
    row = [None, *(Slot(marks.get(month, ""), month, "") for month in range(1, 13))]
    assert from_grid([row], header, 2568, thai_digits=False) == (text, doubt)


def test_a_drawn_arrow_is_asked_about_never_guessed():
    header = Header(1, {}, {}, {month: (month, month) for month in range(1, 13)}, {}, 13)
    row = [None, *(Slot("", month, "", shaded=month == 4, drawn=month == 2) for month in range(1, 13))]
    assert from_grid([row], header, 2568, thai_digits=False) == ("", "drawn")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("ต.ค. ๒๕๖๗ – ธ.ค. ๒๕๖๗", "ต.ค. ๒๕๖๗ – ธ.ค. ๒๕๖๗"),
        ("ตลอดปีงบประมาณ", "ต.ค. ๒๕๖๗ - ก.ย. ๒๕๖๘"),
        ("ไตรมาส ๒ - ๓", "ม.ค. ๒๕๖๘ - มิ.ย. ๒๕๖๘"),
        ("ไตรมาสที่ ๑", "ต.ค. ๒๕๖๗ - ธ.ค. ๒๕๖๗"),
        ("ตุลาคม - มีนาคม", "ต.ค. ๒๕๖๗ - มี.ค. ๒๕๖๘"),
        ("ภายในมีนาคม", ""),
        ("ตามความเหมาะสม", ""),
        ("", ""),
    ],
)
def test_periods_in_words(words, text):
    assert from_words(words, 2568, thai_digits=True).text == text


@pytest.mark.parametrize("words", ["ตลอดปี", "ไตรมาส 1-2", "ต.ค. - ก.ย."])
def test_months_of_a_paper_that_names_no_year_are_asked_for(words, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("\n".join(["\t".join(HEADINGS), "\t".join((*ROW[:5], words, ROW[6]))]), encoding="utf-8")
    (activity,), told, _ = drafted(path)
    assert activity["period_text"] == ""
    assert ("import-ask", words) in told


def test_marked_months_of_a_paper_that_names_no_year_are_asked_for():
    header = Header(1, {}, {}, {month: (month, month) for month in range(1, 13)}, {}, 13)
    row = [None, *(Slot("/" if month < 4 else "", month, "") for month in range(1, 13))]
    assert from_grid([row], header, 0, thai_digits=True) == ("", "year")


# --- spaces ---------------------------------------------------------------------------------------


@given(
    st.lists(st.text("กขคงจ ะาเแ๑๒()-\n", max_size=60), min_size=1, max_size=8), st.sampled_from(["name", "unit", ""])
)
def test_letters_are_never_touched(cells, column):
    spaces = learn([(column, text) for text in cells])
    for text in cells:
        assert squeeze(spaces.unwrap(column, text)) == squeeze(text)


def test_a_paper_without_broken_words_keeps_its_spaces():
    cells = [("name", "ฟังธรรม วันพระ"), ("objective", "เพื่อขัดเกลา จิตใจ และพัฒนา ตน"), ("unit", "๑๒ ครั้ง")]
    spaces = learn(cells)
    assert [spaces.unwrap(column, text) for column, text in cells] == [text for _, text in cells]


def test_a_broken_word_is_joined_and_a_list_is_not():
    broken = [
        ("unit", "ไม่น้อย กว่า ๑ ครั้ง"),
        ("budget_text", "ไม่ใช้ งบประมาณ"),
        ("name", "จิต อาสา"),
        ("name", "๒ ด้าน (วินัย สุจริต)"),
    ]
    spaces = learn(broken)
    assert [spaces.unwrap(column, text) for column, text in broken] == [
        *("ไม่น้อยกว่า ๑ ครั้ง", "ไม่ใช้งบประมาณ", "จิตอาสา", "๒ ด้าน (วินัย สุจริต)"),
    ]


# --- rows -----------------------------------------------------------------------------------------


def text_paper(path: Path, *rows: tuple[str, ...], headings=HEADINGS) -> Path:
    lines = ["แผนส่งเสริมคุณธรรม ปีงบประมาณ พ.ศ. ๒๕๖๘", "หน่วยงาน กรมหนึ่ง", "\t".join(headings)]
    path.write_text("\n".join([*lines, *("\t".join(row) for row in rows)]), encoding="utf-8")
    return path


def drafted(path: Path):
    made = import_plan(path)
    return made.tables["activities"], {(f.code, f.typed) for f in made.findings}, made


def test_numbers_that_begin_anew_are_counted_on_and_told(tmp_path):
    rows = [ROW, ("แนวทางที่ ๒ สอง", *[""] * 6), ("๑", *ROW[1:])]
    activities, told, _ = drafted(text_paper(tmp_path / "a.txt", *rows))
    assert [row["activity"] for row in activities] == ["1", "2"]
    assert ("import-note", "2") in told


def test_a_merged_budget_is_not_counted_twice(tmp_path):
    head = "".join(f"<th>{h}</th>" for h in HEADINGS)
    first = "".join(f"<td rowspan={2 if n == 4 else 1}>{'๕๐,๐๐๐' if n == 4 else t}</td>" for n, t in enumerate(ROW))
    second = "".join(f"<td>{t}</td>" for n, t in enumerate(("๒", *ROW[1:])) if n != 4)
    (tmp_path / "a.html").write_text(f"<table><tr>{head}<tr>{first}<tr>{second}</table>", encoding="utf-8")
    activities, told, _ = drafted(tmp_path / "a.html")
    assert [row["budget_text"] for row in activities] == ["๕๐,๐๐๐", ""]
    assert ("import-ask", "๕๐,๐๐๐") in told


def test_what_has_no_place_in_a_plan_is_told(tmp_path):
    rows = [ROW, ("รวม", "๑ กิจกรรม", *[""] * 5), ("ผู้เสนอแผน", "นายก", *[""] * 5)]
    _, told, _ = drafted(text_paper(tmp_path / "a.txt", *rows))
    assert {("import-left", "ผู้เสนอแผน"), ("import-left", "นายก")} <= told


def with_total(path: Path, *total: str):
    """The total row's label and text, and what is told of it, of a paper whose one activity has 50,000 baht."""
    row = (*ROW[:4], "๕๐,๐๐๐", "ต.ค. ๒๕๖๗", ROW[6])
    _, _, made = drafted(text_paper(path, row, (*total, *[""] * (7 - len(total)))))
    values = {row["key"]: row["value"] for row in made.tables["plan"]}
    told = [(f.code, f.source.cell, messages.text(f)) for f in made.findings if f.source.sheet in {"กิจกรรม", "ข้อมูลแผน"}]
    return values["total_label"], values["total_text"], told


@pytest.mark.parametrize("money", ["๕๐,๐๐๐", "50000", "๕๐,๐๐๐.๐๐ บาท", "๕๐,๐๐๐.-"])
def test_money_under_the_budgets_is_no_part_of_the_total_rows_text(money, tmp_path):
    assert with_total(tmp_path / "a.txt", "รวม", "๑ กิจกรรม", "", "", money) == ("รวม", "๑ กิจกรรม", [])


def test_a_total_rows_money_that_is_not_the_sum_is_asked_about_with_both_figures(tmp_path):
    label, words, told = with_total(tmp_path / "a.txt", "รวม", "๑ กิจกรรม", "", "", "๘๐,๐๐๐")
    assert (label, words) == ("รวม", "๑ กิจกรรม")
    assert [(code, cell) for code, cell, _ in told] == [("import-ask", "G3")]
    assert "“๘๐,๐๐๐”" in told[0][2]
    assert "๕๐,๐๐๐ บาท" in told[0][2]
    _, _, told = with_total(tmp_path / "b.txt", "รวม", "๑ กิจกรรม", "", "", "-")
    assert [code for code, _, _ in told] == ["import-ask"]


@pytest.mark.parametrize(
    ("total", "label", "words", "codes"),
    [
        (("รวมทั้งสิ้น ๑ กิจกรรม", "", "", "", "๕๐,๐๐๐"), "รวมทั้งสิ้น", "๑ กิจกรรม", []),
        (("รวม ๑ กิจกรรม", "งบประมาณ ๕๐,๐๐๐ บาท"), "รวม ๑ กิจกรรม", "งบประมาณ ๕๐,๐๐๐ บาท", []),
        (("รวม", "", "", "", "๕๐,๐๐๐"), "รวม", "ทั้งหมด ๑ กิจกรรม งบประมาณทั้งสิ้น จำนวน ๕๐,๐๐๐ บาท", ["import-note"]),
    ],
)
def test_a_total_row_has_a_text_whatever_its_columns(total, label, words, codes, tmp_path):
    got, got_words, told = with_total(tmp_path / "a.txt", *total)
    assert (got, got_words, [code for code, _, _ in told]) == (label, words, codes)


def test_a_budget_in_words_and_a_year_that_is_nowhere_are_asked_for(tmp_path):
    path = tmp_path / "a.txt"
    row = (*ROW[:4], "ตามที่จ่ายจริง", "มกราคม", ROW[6])
    path.write_text("\n".join(["\t".join(HEADINGS), "\t".join(row)]), encoding="utf-8")
    _, told, made = drafted(path)
    assert ("import-ask", "ตามที่จ่ายจริง") in told
    values = {row["key"]: row["value"] for row in made.tables["plan"]}
    assert (values["year"], values["title"], values["organisation"]) == ("", "", "")
    assert sum(code == "import-ask" for code, _ in told) >= 3


@pytest.mark.parametrize("typed", ["๑๐.๕๐๐", "๑๐.๕๐๐ บาท", "2 ล.", "10500 สตางค์"])
def test_a_budget_in_doubt_is_asked_about_and_not_counted(typed, tmp_path):
    row = (*ROW[:4], typed, "ต.ค. ๒๕๖๗", ROW[6])
    _, told, made = drafted(text_paper(tmp_path / "a.txt", row))
    assert ("import-ask", typed) in told
    values = {row["key"]: row["value"] for row in made.tables["plan"]}
    assert values["total_text"].endswith("จำนวน ๐ บาท")


def test_what_a_budget_in_doubt_may_be_is_named(tmp_path):
    row = (*ROW[:4], "๑๐.๕๐๐", "ต.ค. ๒๕๖๗", ROW[6])
    _, _, made = drafted(text_paper(tmp_path / "a.txt", row))
    (finding,) = [f for f in made.findings if f.typed == "๑๐.๕๐๐"]
    assert "๑๐.๕ หรือ ๑๐,๕๐๐" in messages.text(finding)
    assert "10.5 or 10,500" in messages.text(finding, "en")


def test_a_table_that_is_no_plan_is_not_taken_for_one(tmp_path):
    path = text_paper(tmp_path / "a.txt", ("๑", "สมชาย", "กอง", "โทร"), headings=("ที่", "ชื่อ", "สังกัด", "โทรศัพท์"))
    assert [f.code for f in import_plan(path).findings] == ["import-no-table"]
