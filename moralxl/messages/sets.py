"""Messages about the set that a round's returns form: which of them count, and which are missing."""

from __future__ import annotations

from moralxl.messages.message import E, Message, N, W

SETS: dict[str, Message] = {
    "set-same-file": Message(
        N,
        "ไฟล์นี้มีเนื้อหาเหมือนกับ “{other}” ทุกประการ จึงนับเพียงไฟล์เดียว",
        "ไม่ต้องดำเนินการใด",
        "This file is identical to “{other}”; one of them was counted.",
        "Nothing need be done.",
    ),
    "set-superseded": Message(
        W,
        "หน่วยงาน {division} ส่งแบบรายงานมากกว่าหนึ่งฉบับ ระบบใช้ “{other}” ซึ่งใหม่กว่า จึงไม่นับไฟล์นี้ "
        "ค่าต่างกัน {count} ช่อง {differences}",
        "โปรดตรวจกับหน่วยงานว่าฉบับใดถูกต้อง หากต้องใช้ไฟล์นี้ ให้สั่งรวบรวมใหม่พร้อม --prefer และชื่อไฟล์",
        "Division {division} sent more than one return; the newer “{other}” was taken, not this one. "
        "They differ in {count} cells: {differences}",
        "Check with the division which one holds; to take this one, name it with --prefer.",
    ),
    "set-corrected": Message(
        N,
        "หน่วยงาน {division} ส่งสมุดงานแก้ไขของไฟล์นี้กลับมาแล้ว คือ “{other}” ระบบจึงใช้ฉบับแก้ไขแทนไฟล์นี้ "
        "ค่าต่างกัน {count} ช่อง {differences}",
        "ไม่ต้องดำเนินการใด",
        "Division {division} sent the correction workbook of this file back, “{other}”, which was taken instead. "
        "They differ in {count} cells: {differences}",
        "Nothing need be done.",
    ),
    "set-conflict": Message(
        E,
        "หน่วยงาน {division} ส่งแบบรายงานมากกว่าหนึ่งฉบับซึ่งตัดสินไม่ได้ว่าฉบับใดใหม่กว่า ระบบใช้ “{other}” ไปก่อน "
        "ค่าต่างกัน {count} ช่อง {differences}",
        "โปรดสอบถามหน่วยงานว่าฉบับใดถูกต้อง แล้วสั่งรวบรวมใหม่พร้อม --prefer และชื่อไฟล์นั้น",
        "Division {division} sent more than one return and none is plainly the newer; “{other}” was taken for now. "
        "They differ in {count} cells: {differences}",
        "Ask the division which one holds, and name it with --prefer.",
    ),
    "set-same-answers": Message(
        N,
        "หน่วยงาน {division} ส่งแบบรายงานมากกว่าหนึ่งฉบับซึ่งคำตอบตรงกันทุกช่อง ระบบใช้ “{other}”",
        "ไม่ต้องดำเนินการใด",
        "Division {division} sent more than one return with the same answers; “{other}” was taken.",
        "Nothing need be done.",
    ),
    "set-not-mended": Message(
        W,
        "หน่วยงาน {division} ส่งสมุดงานแก้ไขของไฟล์นี้กลับมาแล้ว คือ “{other}” แต่ไม่ได้แก้ไขช่องใด สิ่งที่พบในไฟล์นี้จึงยังคงอยู่",
        "โปรดขอให้หน่วยงานแก้ไขตามรายการในสมุดงานแก้ไข แล้วส่งอีกครั้ง",
        "Division {division} sent the correction workbook of this file back, “{other}”, but nothing was mended in it, "
        "so what was found in this file stands.",
        "Ask the division to mend what the correction workbook lists, and to send it again.",
    ),
    "set-fewer-answers": Message(
        E,
        "หน่วยงาน {division} ส่งแบบรายงานฉบับใหม่ “{other}” ซึ่งกรอกเพียง {fewer} ช่อง แต่ฉบับนี้ซึ่งเก่ากว่ากรอก {more} ช่อง "
        "ระบบใช้ฉบับใหม่ไปก่อน",
        "โปรดสอบถามหน่วยงานว่าฉบับใดถูกต้อง แล้วสั่งรวบรวมใหม่พร้อม --prefer และชื่อไฟล์นั้น",
        "Division {division} sent a newer return, “{other}”, with {fewer} answers, where this older one has {more}; "
        "the newer was taken for now.",
        "Ask the division which one holds, and name it with --prefer.",
    ),
    "set-blank": Message(
        N,
        "แบบรายงานฉบับนี้ของหน่วยงาน {division} ยังไม่ได้กรอกข้อมูล แต่หน่วยงานส่งฉบับที่กรอกแล้วด้วย คือ “{other}”",
        "ไม่ต้องดำเนินการใด",
        "This form of division {division} is not filled in, but the division sent a filled one as well, “{other}”.",
        "Nothing need be done.",
    ),
    "set-beside": Message(
        N,
        "ไฟล์นี้ ({what}) ส่งมาพร้อมกับแบบรายงาน “{other}” แต่ไม่ใช่สมุดงาน จึงไม่ได้อ่าน",
        "ไม่ต้องดำเนินการใด หากเป็นหลักฐานหรือหนังสือนำส่ง โปรดเปิดดูเอง",
        "This file ({what}) came along with the form “{other}”; it is no workbook, so it was not read.",
        "Nothing need be done; if it is evidence or a letter, open it yourself.",
    ),
    "set-not-preferred": Message(
        N,
        "หน่วยงาน {division} ส่งแบบรายงานมากกว่าหนึ่งฉบับ ผู้ประสานงานกำหนดให้ใช้ “{other}” จึงไม่นับไฟล์นี้ "
        "ค่าต่างกัน {count} ช่อง {differences}",
        "ไม่ต้องดำเนินการใด",
        "Division {division} sent more than one return; “{other}” was preferred, so this one was not counted. "
        "They differ in {count} cells: {differences}",
        "Nothing need be done.",
    ),
    "set-excluded": Message(
        W,
        "ผู้ประสานงานกำหนดไม่ให้นับไฟล์นี้ เหตุผล: {reason}",
        "หากต้องการนับไฟล์นี้ ให้สั่งใหม่โดยไม่ใช้ --exclude",
        "This file was left out by decision. Reason: {reason}.",
        "To count it, run again without --exclude.",
    ),
    "set-earlier-round": Message(
        N,
        "แบบรายงานนี้เป็นของรอบ {round} เดือน ซึ่งเป็นรอบก่อน จึงแยกไว้ใช้เปรียบเทียบระหว่างรอบเท่านั้น",
        "หากหน่วยงานตั้งใจส่งสำหรับรอบนี้ โปรดขอแบบรายงานของรอบนี้",
        "This return is of the earlier {round}-month round; it serves to compare the rounds only.",
        "If the division meant it for this round, ask for this round's form.",
    ),
    "set-missing": Message(
        E,
        "ยังไม่ได้รับแบบรายงานของหน่วยงาน {division}{but}",
        "โปรดติดตามจากหน่วยงาน",
        "No return of division {division} was taken in{but}.",
        "Ask the division for its return.",
    ),
}
