"""Messages about what was waived."""

from __future__ import annotations

from moralxl.messages.message import E, Message, W

WAIVERS: dict[str, Message] = {
    # --- in the plan's table ----------------------------------------------------------------------
    "plan-waiver-code": Message(
        E,
        "“{typed}” ไม่ใช่รหัสข้อค้นพบที่ยกเว้นได้ และไม่ใช่ตัวชี้วัดของแผน",
        "โปรดพิมพ์รหัสข้อค้นพบตาม docs/messages.md เช่น value-below-previous หรือรหัสตัวชี้วัด เช่น 12a",
        "“{typed}” is neither the code of a finding that can be waived nor a measure of the plan.",
        "Type a finding's code as in docs/messages.md, such as value-below-previous, or a measure's, such as 12a.",
    ),
    "plan-waiver-division": Message(
        E,
        "การยกเว้นนี้ระบุหน่วยงาน “{typed}” ซึ่งไม่มีในทะเบียนหน่วยงาน",
        "โปรดพิมพ์รหัสหน่วยงานตามทะเบียน หรือเว้นว่างหากยกเว้นทุกหน่วยงาน",
        "This waiver names the division “{typed}”, which is not registered.",
        "Type a code from the registry, or leave the cell blank for all divisions.",
    ),
    "plan-waiver-idle": Message(
        W,
        "หน่วยงาน “{typed}” ไม่ได้รายงานตัวชี้วัด {measure} การยกเว้นนี้จึงไม่มีผล",
        "โปรดแก้หน่วยงานหรือตัวชี้วัด หรือลบแถวนี้",
        "Division “{typed}” does not report measure {measure}, so this waiver changes nothing.",
        "Correct the division or the measure, or delete the row.",
    ),
    # --- in a round -------------------------------------------------------------------------------
    "waiver-expired": Message(
        W,
        "การยกเว้นข้อที่ {waiver} ({what}) สิ้นสุดแล้วเมื่อ {until} ก่อนวันสุดท้ายของรอบ ({last_day}) จึงไม่มีผลในรอบนี้",
        "หากยังยกเว้นอยู่ โปรดขออนุมัติใหม่และแก้วันที่สิ้นสุดในตารางการยกเว้น",
        "Waiver {waiver} ({what}) ended on {until}, before the round's last day ({last_day}); it is not in force.",
        "If it still holds, have it approved anew and correct its last day in the table of waivers.",
    ),
}
