"""Messages about returned files as a whole: what is no workbook, is damaged, unsafe or no form of this program."""

from __future__ import annotations

from moralxl.messages.message import E, Message, N

FILES: dict[str, Message] = {
    "file-not-workbook": Message(
        E,
        "ไฟล์นี้ไม่ใช่สมุดงาน Excel หรือ OpenDocument ({what})",
        "โปรดขอแบบรายงานฉบับที่บันทึกเป็น .xlsx จากหน่วยงานอีกครั้ง",
        "This file is not an Excel or OpenDocument workbook ({what}).",
        "Ask the division for its form saved as .xlsx.",
    ),
    "file-empty": Message(
        E,
        "ไฟล์นี้ว่างเปล่า (๐ ไบต์)",
        "โปรดขอให้หน่วยงานส่งแบบรายงานอีกครั้ง",
        "This file is empty (0 bytes).",
        "Ask the division to send its form again.",
    ),
    "file-damaged": Message(
        E,
        "ไฟล์เสียหาย เปิดอ่านไม่ได้ ({what})",
        "โปรดขอให้หน่วยงานเปิดไฟล์ต้นฉบับ บันทึกใหม่เป็น .xlsx แล้วส่งอีกครั้ง",
        "The file is damaged and cannot be opened ({what}).",
        "Ask the division to open its original, save it again as .xlsx and resend it.",
    ),
    "file-encrypted": Message(
        E,
        "ไฟล์มีรหัสผ่าน จึงเปิดอ่านไม่ได้",
        "โปรดขอให้หน่วยงานบันทึกใหม่โดยไม่ตั้งรหัสผ่าน แล้วส่งอีกครั้ง",
        "The file is protected by a password and cannot be opened.",
        "Ask the division to save it without a password and resend it.",
    ),
    "file-too-large": Message(
        E,
        "ไฟล์มีขนาดผิดปกติ ({what}) จึงไม่เปิดอ่าน",
        "โปรดขอแบบรายงานที่กรอกในไฟล์ต้นฉบับซึ่งส่งให้หน่วยงาน",
        "The file's size is out of the ordinary ({what}), so it was not opened.",
        "Ask for the form filled in the workbook that was sent to the division.",
    ),
    "file-unsafe": Message(
        E,
        "ไฟล์มีส่วนประกอบที่ไม่ปลอดภัย ({what}) จึงไม่เปิดอ่าน",
        "โปรดขอให้หน่วยงานเปิดไฟล์ต้นฉบับ บันทึกใหม่เป็น .xlsx แล้วส่งอีกครั้ง",
        "The file holds something unsafe ({what}), so it was not opened.",
        "Ask the division to open its original, save it again as .xlsx and resend it.",
    ),
    "file-reader-died": Message(
        E,
        "โปรแกรมอ่านไฟล์หยุดทำงานขณะเปิดไฟล์นี้ ไฟล์น่าจะเสียหายหรือใหญ่ผิดปกติ ไฟล์อื่นไม่ได้รับผลกระทบ",
        "โปรดขอให้หน่วยงานเปิดไฟล์ต้นฉบับ บันทึกใหม่เป็น .xlsx แล้วส่งอีกครั้ง",
        "The reader broke down over this file, which is probably damaged or far too big; other files are not affected.",
        "Ask the division to open its original, save it again as .xlsx and resend it.",
    ),
    "file-reader-slow": Message(
        E,
        "อ่านไฟล์นี้ไม่เสร็จภายใน {seconds} วินาที จึงหยุดอ่าน",
        "โปรดขอแบบรายงานที่กรอกในไฟล์ต้นฉบับซึ่งส่งให้หน่วยงาน โดยบันทึกเป็น .xlsx",
        "This file could not be read within {seconds} seconds, so the reading was stopped.",
        "Ask for the form filled in the workbook that was sent to the division, saved as .xlsx.",
    ),
    "file-reader-memory": Message(
        E,
        "การอ่านไฟล์นี้ใช้หน่วยความจำมากเกินกำหนด จึงหยุดอ่าน",
        "โปรดขอแบบรายงานที่กรอกในไฟล์ต้นฉบับซึ่งส่งให้หน่วยงาน โดยบันทึกเป็น .xlsx",
        "Reading this file takes more memory than is allowed, so it was stopped.",
        "Ask for the form filled in the workbook that was sent to the division, saved as .xlsx.",
    ),
    "file-not-ours": Message(
        E,
        "สมุดงานนี้ไม่ใช่แบบรายงานที่ออกโดยระบบ ไม่พบข้อมูลระบุแผน รอบ และหน่วยงาน",
        "โปรดขอให้หน่วยงานกรอกในไฟล์แบบรายงานที่ส่งให้ โดยไม่คัดลอกไปไว้ในสมุดงานอื่น",
        "This workbook is not an intake form of this program: it names no plan, round or division.",
        "Ask the division to fill in the workbook that was sent to it, without copying it into another one.",
    ),
    "file-set-aside": Message(
        N,
        "ไฟล์นี้ไม่ใช่แบบรายงานของหน่วยงาน ({what}) จึงแยกไว้ ไม่นำมารวม",
        "ไม่ต้องดำเนินการใด",
        "This file is no division's return ({what}) and was set aside.",
        "Nothing need be done.",
    ),
    "file-container": Message(
        N,
        "เปิดไฟล์รวมหรือจดหมายนี้แล้ว พบไฟล์ภายใน {count} ไฟล์ ซึ่งแจ้งผลแยกไว้แต่ละไฟล์",
        "ไม่ต้องดำเนินการใด",
        "This archive or message was opened; the {count} files in it are told one by one.",
        "Nothing need be done.",
    ),
}
