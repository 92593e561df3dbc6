"""Writes docs/messages.md: every message of the program, from its wording and the smallest case that gives it.

    python docs/make_messages.py        (or: pytest tests/test_docs.py --renew)

The examples are the golden files under tests/errors/, which the tests hold to what the program says.
"""

# ruff: noqa: INP001 - a script, no package
from __future__ import annotations

import re
import sys
from pathlib import Path

from moralxl.messages import CATALOGUE
from moralxl.messages.attain import ATTAIN
from moralxl.messages.folder import FOLDER
from moralxl.messages.importing import IMPORTING
from moralxl.messages.mail import MAIL
from moralxl.messages.message import Message
from moralxl.messages.waivers import WAIVERS
from moralxl.model import Severity
from moralxl.status import SEVERITIES

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "messages.md"
HEAD = """# ข้อความของระบบ (Messages)

<!-- Written by docs/make_messages.py; a test keeps it current. Edit moralxl/messages/ instead. -->

ทุกข้อความที่ระบบแจ้ง พร้อมวิธีแก้ไขและตัวอย่าง ค้นด้วยรหัสหรือถ้อยคำในข้อความได้ (Ctrl+F) เครื่องหมาย … แทนค่าจริงจากไฟล์
ตัวอย่างแสดงสิ่งที่ระบบแจ้งจริง: ระดับ ไฟล์ แผ่นงาน เซลล์ [ช่องกรอก] ข้อความและวิธีแก้ไข

*Every message, with how to mend it and an example of what the program prints. … stands for what the file holds.*

| ระดับ | Severity | ความหมาย |
|---|---|---|
| ผิดพลาด | error | มีค่าหรือไฟล์ที่ไม่ได้นำมารวม ต้องแก้ไขหรือสอบถามหน่วยงาน |
| ควรตรวจ | warning | นำมารวมแล้วหรือไม่มีผลต่อตัวเลข แต่อาจผิด ควรตรวจ |
| หมายเหตุ | note | แจ้งให้ทราบว่าระบบอ่านหรือจัดการอย่างไร |
"""
# the sections: a heading, and the codes in it by how they begin
SECTIONS = (
    ("ไฟล์ที่ส่งกลับ", "Returned files", ("file-",)),
    ("แบบรายงานเป็นของใคร", "Whose form it is", ("identity-",)),
    ("แบบรายงานที่ถูกแก้ไขหรือกรอกไม่ครบ", "Forms changed or incomplete", ("form-",)),
    ("ค่าที่กรอก", "Values", ("value-", "text-")),
    ("วันที่", "Dates", ("date-",)),
    ("บันทึกกิจกรรม", "Event log", ("event-",)),
    ("เงิน", "Money", ("spent-",)),
    ("หน่วยงานที่ยังไม่ส่งหรือส่งหลายฉบับ", "Divisions that sent nothing, or several", ("set-",)),
    ("การยกเว้น", "Waivers", ("waiver-",)),
    ("แผน (plan.xlsx)", "The plan", ("plan-",)),
    ("ร่างแผนจากเอกสาร", "Drafting a plan from its paper", ("import-",)),
    ("จดหมายถึงหน่วยงาน", "Correspondence", ("mail-",)),
    ("อื่น ๆ", "Others", ()),
)
KNOWN = tuple(start for _, _, starts in SECTIONS for start in starts)


def page() -> str:
    """The whole page."""
    contents, entries = [], []
    for thai, english, starts in SECTIONS:
        if codes := _codes(starts):
            contents.append(f"- **{thai}** ({english}): " + " ".join(f"[`{code}`](#{code})" for code in codes))
            entries += [f"## {thai} ({english})\n", *(_entry(code, CATALOGUE[code]) for code in codes)]
    return "\n".join([HEAD, *contents, "", *entries])


def _codes(starts: tuple[str, ...]) -> list[str]:
    """The codes of a section, the heaviest first; without `starts`, those of no other section."""
    order = list(Severity)
    found = [code for code in CATALOGUE if (code.startswith(starts) if starts else not code.startswith(KNOWN))]
    return sorted(found, key=lambda code: order.index(CATALOGUE[code].severity))


def _entry(code: str, message: Message) -> str:
    thai, english = SEVERITIES["th"][message.severity], SEVERITIES["en"][message.severity]
    first, second = _example(code)
    return f"""### {code}

**{thai}** · {_open(message.th)}

**วิธีแก้ไข** {_open(message.th_mend)}

*{english} · {_open(message.en)} {_open(message.en_mend)}*

```text
{first}
{second}
```
"""


def _open(wording: str) -> str:
    """A wording with what it names left open, safe in Markdown."""
    return re.sub(r"([*_|<>\\])", r"\\\1", re.sub(r"{\w+}", "…", wording))


def _example(code: str) -> tuple[str, str]:
    """What the program says in its smallest case, in Thai and English."""
    areas = {"waivers": WAIVERS, "attain": ATTAIN, "folder": FOLDER, "mail": MAIL, "importing": IMPORTING}
    area = "plan" if code.startswith("plan-") else next((name for name in areas if code in areas[name]), "intake")
    file = ROOT / "tests" / "errors" / area / f"{code}.txt"
    head, thai, english = file.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return (f"{head}: {thai}", f"{head}: {english}") if area in {"plan", "importing"} else (thai, english)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{PAGE}\n")
