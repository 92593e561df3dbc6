"""Papers that are damaged or made to harm: what is wrong is told with its place, and a plan is drafted all the same."""

from __future__ import annotations

import re
import zipfile

import pytest
from paper_data import read
from paper_shapes import SHAPES

from moralxl.importing import import_plan
from moralxl.importing.bounds import MOST, MOST_LINES
from moralxl.plan import read_tables, write_plan

PARTS = {"xlsx": "xl/worksheets/sheet1.xml", "docx": "word/document.xml", "ods": "content.xml"}
NAME = {"03": "เสวนาธรรมสัญจร", "01": "รมณ์องค์กรคุณธรรม", "08": "ตลาดนัดปันสุข"}


def entities(text):
    return "".join(f"&#{ord(letter)};" for letter in text)


def changed(number, text, tmp_path):
    """A paper with one activity's name replaced in its markup."""
    write, ending = SHAPES[number]
    write(read(number), tmp_path / f"whole.{ending}")
    path = tmp_path / f"แผน.{ending}"
    with zipfile.ZipFile(tmp_path / f"whole.{ending}") as whole, zipfile.ZipFile(path, "w") as made:
        for name in whole.namelist():
            data = whole.read(name)
            if name == PARTS[ending]:
                markup = data.decode()
                old = NAME[number] if NAME[number] in markup else entities(NAME[number])
                assert markup.count(old) == 1
                data = markup.replace(old, text).encode()
            made.writestr(name, data)
    return path


def drafted(path, tmp_path):
    """The findings about the text, and the names of the activities as a plan's workbook gives them back."""
    made = import_plan(path)
    write_plan(made.tables, tmp_path / "plan.xlsx")
    tables, _ = read_tables(tmp_path / "plan.xlsx")
    told = [(f.code, f.source.cell) for f in made.findings if f.code in {"import-unprintable", "import-cut"}]
    return told, [row["name"] for row in tables["activities"]]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("03", "อบรม_xD800_จริยธรรม"),  # half a pair of UTF-16, as Excel writes it
        ("03", "อบรม_x0007_จริยธรรม"),  # a bell
        ("01", "อบรม&#xFFFD;จริยธรรม"),
        ("08", "อบรม&#xFFFD;จริยธรรม"),
    ],
)
def test_broken_characters_are_told_with_their_place(number, text, tmp_path):
    told, names = drafted(changed(number, text, tmp_path), tmp_path)
    places = {"03": "แผน!B10", "01": "ตาราง 1 แถว 7 ช่อง 2", "08": "แผน!B9"}
    assert told == [("import-unprintable", places[number])]
    assert sum(re.fullmatch("(จัดทำประกาศเจตนา)?อบรม[\ufffd␇]จริยธรรม", name) is not None for name in names) == 1


@pytest.mark.parametrize("number", ["03", "01", "08"])
def test_a_text_longer_than_a_cell_is_cut_and_told(number, tmp_path):
    told, names = drafted(changed(number, "ยาว " * 10_000, tmp_path), tmp_path)
    assert [code for code, _ in told] == ["import-cut"]
    assert told[0][1]
    assert MOST - 10 < max(map(len, names)) <= MOST


def test_half_a_pair_in_a_text_of_utf_16(tmp_path):
    data = read("03")
    heads = "\t".join(heading for _, heading in data.columns if heading)
    lines = "\n".join([data.about["title"], heads, "1\tอบรม\t" + "\t".join("x" * 7)])
    broken = lines.encode("utf-16").replace("อบรม".encode("utf-16-le"), b"\x00\xd8" + "อบรม".encode("utf-16-le"))
    (tmp_path / "แผน.txt").write_bytes(broken)
    told, _ = drafted(tmp_path / "แผน.txt", tmp_path)
    assert ("import-unprintable", "บรรทัด 3 ช่อง 2") in told


@pytest.mark.parametrize(
    "indicator",
    ["ไม่น้อยกว่า " + "1 ครั้ง " * 20_000, "ไม่น้อยกว่า " + "9" * 60_000, "(" * 60_000, "ร้อยละ ๕๐ - " * 9_000, "ก ข " * 20_000],
)
def test_an_endless_indicator_ends_with_a_draft(indicator, tmp_path):
    cells = ["๑", "อบรม", indicator, "ครั้ง", "-", "ต.ค. ๒๕๖๗ - ธ.ค. ๒๕๖๗", "กองกลาง"]
    head = ["ลำดับที่", "โครงการ/กิจกรรม", "ตัวชี้วัด", "หน่วยนับ", "งบประมาณ", "ระยะเวลา", "ผู้รับผิดชอบ"]
    text = "\n".join(["แผนส่งเสริมคุณธรรม ปีงบประมาณ พ.ศ. ๒๕๖๘", "\t".join(head), "\t".join(cells)])
    (tmp_path / "แผน.txt").write_text(text, encoding="utf-8")
    told, names = drafted(tmp_path / "แผน.txt", tmp_path)
    assert told == [("import-cut", "บรรทัด 3 ช่อง 3")]
    assert names == ["อบรม"]


def test_a_list_of_thousands_is_no_plan_and_is_cut(tmp_path):
    head = ["ลำดับที่", "โครงการ/กิจกรรม", "ตัวชี้วัด", "หน่วยนับ", "งบประมาณ", "ระยะเวลา", "ผู้รับผิดชอบ"]
    row = "{}\tกิจกรรม {} จิต อาสา ไม่น้อย กว่า งบ ประมาณ หนึ่ง สอง สาม\tจัด ๑ ครั้ง\tครั้ง\t-\tต.ค. ๒๕๖๗\tกองกลาง"
    rows = [row.format(number, number) for number in range(1, 4000)]
    (tmp_path / "แผน.txt").write_text("\n".join(["แผน ปีงบประมาณ ๒๕๖๘", "\t".join(head), *rows]), encoding="utf-8")
    made = import_plan(tmp_path / "แผน.txt")
    assert len(made.tables["activities"]) == MOST_LINES
    assert "import-too-many" in {f.code for f in made.findings}
