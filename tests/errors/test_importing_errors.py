"""One smallest case per message about drafting a plan from its paper, and the exact message."""

from pathlib import Path

import pytest

from moralxl.importing import import_plan
from moralxl.messages import CATALOGUE, text

TITLE = "แผนปฏิบัติการด้านส่งเสริมคุณธรรม ประจำปีงบประมาณ พ.ศ. ๒๕๖๘\nหน่วยงาน กรมตัวอย่าง\n"
HEAD = ["ลำดับที่", "โครงการ/กิจกรรม", "ตัวชี้วัด", "หน่วยนับ", "งบประมาณ", "ระยะเวลา", "ผู้รับผิดชอบ"]
ROW = ["๑", "อบรมจริยธรรม", "จัดอบรมไม่น้อยกว่า ๑ ครั้ง", "ครั้ง", "-", "ต.ค. ๒๕๖๗ - ธ.ค. ๒๕๖๗", "กองกลาง"]


def paper(*, extra: str = "", **changed: str) -> bytes:
    """A paper of one activity, some of its cells changed by the number of their column."""
    row = [changed.get(f"c{number}", cell) for number, cell in enumerate(ROW)]
    head = [*HEAD, *([extra] if extra else [])]
    return (
        TITLE + "\t".join(head) + "\nแนวทางการพัฒนาที่ ๑ ปลูกจิตสำนึก" + "\t" * 6 + "\n" + "\t".join(row) + "\nรวม\t๑ กิจกรรม"
    ).encode()


def many(count: int) -> bytes:
    """A paper of so many activities, all alike but for their numbers."""
    head, row, total = paper().decode().rsplit("\n", 2)
    rows = [row.replace("๑", str(number), 1) for number in range(1, count + 1)]
    return "\n".join([head, *rows, total]).encode()


# code: what the file holds, and the sheet and cell (or place) of the finding
CASES = {
    "import-unreadable": (b"%PDF-1.7", "", ""),
    "import-no-table": (TITLE.encode(), "", ""),
    "import-left": (paper(extra="กลุ่มเป้าหมาย"), "", ""),
    "import-unprintable": (paper(c1="อบรม\ufffdจริยธรรม"), "", "บรรทัด 5 ช่อง 2"),
    "import-cut": (paper(c1="อบรม" * 1000), "", "บรรทัด 5 ช่อง 2"),
    "import-too-many": (many(301), "", "บรรทัด 305 ช่อง 1"),
    "import-ask": (paper(c5="ตามความเหมาะสม"), "กิจกรรม", "H3"),
    "import-note": (paper(c5="ตลอดปีงบประมาณ"), "กิจกรรม", "H3"),
    "import-measure-ask": (paper(c2="ผู้เข้าร่วม ๕๐ - ๘๐ คน", c3="คน"), "ตัวชี้วัด", "D3"),
    "import-measure-likely": (paper(c2="จัดอบรม ๑ ครั้ง"), "ตัวชี้วัด", "C3"),
}


@pytest.mark.parametrize("code", CASES)
def test_a_paper_with_one_thing_to_tell(code, tmp_path, golden):
    data, sheet, cell = CASES[code]
    path = Path(tmp_path / "แผน.txt")
    path.write_bytes(data)
    found = [f for f in import_plan(path).findings if f.label != "รหัสหน่วยงาน"]  # the registry's sample, told always
    assert [(f.code, f.source.sheet, f.source.cell) for f in found] == [(code, sheet, cell)]
    place = " ".join(part for part in (found[0].source.file, sheet, cell) if part)
    golden(f"importing/{code}.txt", f"{place}\n{text(found[0])}\n{text(found[0], 'en')}\n")


def test_the_registry_is_always_a_sample_to_be_replaced(tmp_path):
    path = tmp_path / "แผน.txt"
    path.write_bytes(paper())
    assert [(f.code, f.source.cell) for f in import_plan(path).findings] == [("import-ask", "A3")]


def test_every_message_about_importing_has_a_case_and_every_golden_file_a_message(request):
    codes = {code for code in CATALOGUE if code.startswith("import-")}
    assert codes == set(CASES)
    assert codes == {file.stem for file in (request.path.parent / "importing").glob("*.txt")}
