"""Messages about a plan's texts, as `moralxl plan check` lints them."""

from __future__ import annotations

from moralxl.messages.message import Message, N, W

PLAN_TEXTS: dict[str, Message] = {
    "plan-slip": Message(
        W,
        "“{printed}” ในช่อง “{label}” น่าจะพิมพ์คลาดเคลื่อนจาก “{wanted}”",
        "โปรดแก้ในตาราง หรือบันทึกในแผ่นงานคำคลาดเคลื่อนว่าอ่านอย่างไร",
        "“{printed}” under “{label}” is probably a slip for “{wanted}”.",
        "Correct it, or log in the table of errata how it is read.",
    ),
    "plan-figures-differ": Message(
        W,
        "หน่วยนับระบุ “{printed}” แต่ตัวชี้วัดระบุ “{said}”",
        "โปรดตรวจกับแผนที่อนุมัติ แก้ให้ตรงกัน หรือบันทึกในแผ่นงานคำคลาดเคลื่อนว่าถือค่าใด",
        "The unit column says “{printed}”, the indicator “{said}”.",
        "Compare with the approved plan; correct one, or log in the table of errata which holds.",
    ),
    "plan-bound-words": Message(
        W,
        "“{words}” ตามแผนคือ “{said}” แต่ตัวชี้วัดนี้เทียบเป้าหมายแบบ “{now}”",
        "โปรดเลือก “{said}” ในช่องนี้ หากประเภทของตัวชี้วัดเลือกเช่นนั้นไม่ได้ โปรดแก้ประเภท หรือระบุค่าต่ำสุดที่ถือว่าบรรลุเป็นเป้าหมาย",
        "The plan's “{words}” means “{said}”, but the measure is compared with its target by “{now}”.",
        "Choose “{said}” in this cell; if the measure's kind cannot have it, correct the kind, or give the least value "
        "that passes as the target.",
    ),
    "plan-office-spelling": Message(
        W,
        "“{printed}” น่าจะเป็นหน่วยงานเดียวกับ “{wanted}” ซึ่งใช้ในกิจกรรมอื่น",
        "โปรดแก้ให้ตรงกัน หรือบันทึกในแผ่นงานคำคลาดเคลื่อน หากเป็นคนละหน่วยงานไม่ต้องแก้",
        "“{printed}” is probably the office that other activities call “{wanted}”.",
        "Spell it one way, or log it in the table of errata; leave it if they are two offices.",
    ),
    "plan-owner-missing": Message(
        W,
        "กิจกรรมที่ {activity} ไม่ระบุหน่วยงานที่รับผิดชอบ",
        "โปรดเติมหน่วยงาน แล้วตรวจช่องผู้รายงานของกิจกรรมนี้",
        "Activity {activity} names no responsible office.",
        "Fill it in, and check who reports the activity.",
    ),
    "plan-share-all": Message(
        N,
        "เป้าหมาย {typed} ของ {count} หน่วยงาน เท่ากับต้องผ่านทุกหน่วยงาน",
        "หากไม่ได้ตั้งใจเช่นนั้น โปรดทบทวนเป้าหมาย",
        "A target of {typed} of {count} divisions means all of them.",
        "Review the target if that is not meant.",
    ),
    "plan-self-referring": Message(
        W,
        "ตัวชี้วัดนี้คำนวณจากกิจกรรมในแผน ซึ่งรวมกิจกรรมที่ {activity} ของตนเองด้วย",
        "โปรดเพิ่ม {activity} ในช่องกิจกรรมที่ไม่นับ",
        "The measure is worked out from the plan's activities, its own, {activity}, among them.",
        "Add {activity} to the activities left out.",
    ),
    "plan-event-rows": Message(
        W,
        "บันทึกกิจกรรมมี {typed} แถว แต่แผนกำหนดให้จัดรวม {count} ครั้ง",
        "โปรดเพิ่มจำนวนแถวของบันทึกกิจกรรม",
        "The event log has {typed} rows, but {count} events are to be held.",
        "Raise the number of its rows.",
    ),
}
