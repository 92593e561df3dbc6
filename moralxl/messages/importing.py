"""Messages about drafting a plan from its official paper."""

from __future__ import annotations

from moralxl.messages.message import E, Message, N, W

IMPORTING: dict[str, Message] = {
    "import-unreadable": Message(
        E,
        "อ่านเอกสารนี้ไม่ได้: {why}",
        "โปรดบันทึกเป็น .docx .xlsx .ods หรือ .html หรือคัดลอกตารางไปวางใน Excel แล้วนำเข้าใหม่",
        "This paper cannot be read: {why}.",
        "Save it as .docx, .xlsx, .ods or .html, or copy its table into Excel, and import that.",
    ),
    "import-no-table": Message(
        E,
        "ไม่พบตารางแผนในเอกสารนี้",
        "ตารางต้องมีหัวคอลัมน์โครงการ/กิจกรรม ตัวชี้วัด และอีกสองคอลัมน์เป็นอย่างน้อย และมีกิจกรรมอย่างน้อยหนึ่งแถว",
        "The paper has no plan's table.",
        "Its headings must name the activity, the indicator and two more columns at least, above one activity or more.",
    ),
    "import-left": Message(
        W,
        "“{typed}” ไม่มีที่ในแผน จึงไม่ได้นำเข้า",
        "หากต้องใช้ โปรดพิมพ์เพิ่มในคอลัมน์หมายเหตุ",
        "“{typed}” has no place in a plan and was left out.",
        "Type it into the remarks if it is needed.",
    ),
    "import-unprintable": Message(
        W,
        "“{typed}” มีอักขระที่เสียหายหรือมองไม่เห็น จึงแสดงเป็นเครื่องหมายแทน",
        "โปรดเทียบกับเอกสารและพิมพ์ข้อความใหม่",
        "“{typed}” has characters that are broken or cannot be seen; signs stand for them.",
        "Compare it with the paper and type it anew.",
    ),
    "import-cut": Message(
        W,
        "ข้อความที่ขึ้นต้นว่า “{typed}” ยาว {count} ตัวอักษร จึงตัดเหลือ {most} ตัวอักษร",
        "โปรดตรวจเอกสารว่าช่องนี้มีข้อความใดปนมา แล้วพิมพ์ข้อความที่ถูกต้อง",
        "The text that begins “{typed}” has {count} characters and was cut after {most}.",
        "See what has got into this cell of the paper, and type what belongs there.",
    ),
    "import-too-many": Message(
        W,
        "เอกสารมี {count} แถวที่มีเลขลำดับ จึงนำเข้าเพียง {most} แถวแรก",
        "โปรดตรวจว่าเป็นเอกสารแผน และลบตารางอื่นที่ไม่ใช่แผนออกก่อนนำเข้าใหม่",
        "The paper has {count} numbered rows; only the first {most} were taken.",
        "See that it is a plan's paper, and delete tables that are none before importing it again.",
    ),
    "import-ask": Message(
        W,
        "“{typed}” {why}",
        "โปรดเติมหรือแก้ไขช่องนี้ก่อนใช้แผน",
        "“{typed}”: {why}.",
        "Fill in or correct the cell before the plan is used.",
    ),
    "import-note": Message(
        N,
        "“{typed}” {why}",
        "โปรดตรวจกับเอกสาร",
        "“{typed}”: {why}.",
        "Compare it with the paper.",
    ),
    "import-measure-ask": Message(
        W,
        "“{typed}” {why}",
        "แล้วเติมช่องที่เว้นว่างในแถวนี้",
        "“{typed}”: {why}.",
        "Then fill in what the row leaves blank.",
    ),
    "import-measure-likely": Message(
        N,
        "“{typed}” อ่านเป็น “{kind}” {why}",
        "โปรดยืนยันประเภท เป้าหมาย และคำถามของช่องกรอก",
        "“{typed}” was read as “{kind}”. {why}",
        "Confirm its kind, target and inputs.",
    ),
}
