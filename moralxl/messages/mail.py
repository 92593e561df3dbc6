"""Messages about the round's correspondence: its wording, addresses, attachments, what could not be sent or fetched."""

from __future__ import annotations

from moralxl.messages.message import E, Message, W

MAIL: dict[str, Message] = {
    "mail-text-unreadable": Message(
        E,
        "อ่านไฟล์ถ้อยคำของจดหมายไม่ได้",
        "โปรดบันทึกไฟล์เป็นข้อความ UTF-8 หรือลบไฟล์นี้เพื่อใช้ถ้อยคำที่มากับโปรแกรม",
        "The file with the letter's wording cannot be read.",
        "Save it as UTF-8 text, or delete it to have the program's own wording.",
    ),
    "mail-text-subject": Message(
        E,
        "ไฟล์ถ้อยคำของจดหมายไม่มีหัวเรื่อง",
        "โปรดให้บรรทัดแรกที่มีข้อความขึ้นต้นด้วยคำว่า เรื่อง แล้วตามด้วยหัวเรื่อง",
        "The letter's wording has no subject.",
        "Begin its first line with the word เรื่อง, followed by the subject.",
    ),
    "mail-text-placeholder": Message(
        E,
        "บรรทัดที่ {line}: “{typed}” ไม่ใช่คำที่ระบบแทนด้วยข้อมูลได้",
        "โปรดใช้คำเหล่านี้ในวงเล็บปีกกา: {names} หากต้องการวงเล็บปีกกาเองให้พิมพ์ซ้อนสองตัว",
        "Line {line}: “{typed}” is nothing that the program can fill in.",
        "In braces these may stand: {names}. For a brace itself, type it twice.",
    ),
    "mail-address-missing": Message(
        E,
        "หน่วยงาน {division} ไม่มีที่อยู่อีเมลในทะเบียน จึงไม่มีจดหมายถึงหน่วยงานนี้",
        "โปรดเพิ่มอีเมลในแผ่นงานทะเบียนหน่วยงานของ plan.xlsx",
        "Division {division} has no email address in the registry, so there is no letter to it.",
        "Add it to the registry in plan.xlsx.",
    ),
    "mail-address-wrong": Message(
        E,
        "ที่อยู่อีเมล “{typed}” ของหน่วยงาน {division} ใช้ส่งจดหมายไม่ได้ จึงไม่ส่งไปที่นั้น",
        "โปรดแก้อีเมลในแผ่นงานทะเบียนหน่วยงานของ plan.xlsx หากมีหลายที่อยู่ให้คั่นด้วย ;",
        "No mail can be sent to “{typed}”, given as the address of division {division}.",
        "Mend it in the registry in plan.xlsx; several addresses are separated by ;.",
    ),
    "mail-attachment-missing": Message(
        E,
        "ไม่พบสมุดงานที่จะแนบถึงหน่วยงาน {division} จึงยังไม่มีจดหมายถึงหน่วยงานดังกล่าว",
        "โปรดจัดทำด้วยคำสั่ง moralxl templates หรือ moralxl corrections หรือระบุโฟลเดอร์ด้วย --attachments",
        "The workbook to go to division {division} is not there, so no letter was made.",
        "Write it with moralxl templates or moralxl corrections, or name the folder with --attachments.",
    ),
    "mail-attachment-other": Message(
        E,
        "สมุดงานนี้ไม่ใช่ฉบับที่จะส่งถึงหน่วยงาน {division} ({what}) จึงไม่มีจดหมายถึงหน่วยงานนี้",
        "โปรดจัดทำใหม่ด้วยคำสั่ง moralxl templates หรือ moralxl corrections หรือระบุโฟลเดอร์ด้วย --attachments",
        "This workbook is not the one to go to division {division} ({what}), so there is no letter to it.",
        "Write it anew with moralxl templates or moralxl corrections, or name the folder with --attachments.",
    ),
    "mail-draft-edited": Message(
        W,
        "ร่างจดหมายถึงหน่วยงาน {division} ถูกแก้ไขหลังจากที่ระบบจัดทำ จึงไม่เขียนทับ และระบบไม่ส่งจดหมายฉบับนี้",
        "โปรดส่งร่างนี้จากโปรแกรมจดหมาย หรือลบไฟล์นี้แล้วสั่งใหม่เพื่อให้ระบบจัดทำร่างใหม่",
        "The draft to division {division} was edited since it was written, so it is not overwritten, nor is the letter "
        "sent.",
        "Send the draft from a mail program, or delete it and run again to have a new one.",
    ),
    "mail-not-sent": Message(
        E,
        "จดหมายถึงหน่วยงาน {division} ({address}) ยังไม่ได้ส่ง: {what}",
        "โปรดแก้ไขแล้วสั่งใหม่ ระบบจะส่งเฉพาะฉบับที่ยังไม่ได้ส่ง",
        "The letter to division {division} ({address}) was not sent: {what}.",
        "Mend this and run again; only what was not sent yet will be.",
    ),
    "mail-not-fetched": Message(
        E,
        "ดึงจดหมายฉบับนี้จากกล่องจดหมายไม่ได้ ({what})",
        "โปรดเปิดในโปรแกรมจดหมาย แล้วบันทึกไฟล์แนบไว้ในโฟลเดอร์ returns",
        "This message could not be fetched from the mailbox ({what}).",
        "Open it in a mail program and save its attachments in the returns folder.",
    ),
}
