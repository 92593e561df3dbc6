"""How to mend it, as the division is told whose return it is: nobody else is to be asked."""

from __future__ import annotations

from moralxl.messages.paper import Mend

ANEW = Mend("โปรดกรอกข้อมูลนี้ในแบบรายงานให้ครบ", "Fill it in in the form.")
INTO_INPUTS = Mend(
    "หากเป็นข้อมูลที่ต้องการรายงาน โปรดพิมพ์ลงในช่องกรอก เช่น ช่องผลการดำเนินงานโดยสรุป",
    "If it is to be reported, type it into an input, such as the summary of results.",
)
SEND_AGAIN = Mend("โปรดส่งแบบรายงานอีกครั้ง", "Send the form again.")
SAVE_ANEW = Mend(
    "โปรดเปิดไฟล์ต้นฉบับ บันทึกใหม่เป็น .xlsx แล้วส่งอีกครั้ง", "Open the original, save it again as .xlsx and resend it."
)
IN_THE_FORM = Mend(
    "โปรดกรอกในไฟล์แบบรายงานของหน่วยงานสำหรับรอบนี้ แล้วส่งอีกครั้ง",
    "Fill in the workbook that was sent to the division for this round, and send it again.",
)
DIVISION: dict[str, Mend] = {
    "file-unreachable": SEND_AGAIN,
    "file-not-workbook": SAVE_ANEW,
    "file-empty": SEND_AGAIN,
    "file-damaged": SAVE_ANEW,
    "file-encrypted": Mend("โปรดบันทึกใหม่โดยไม่ตั้งรหัสผ่าน แล้วส่งอีกครั้ง", "Save it without a password and resend it."),
    "file-too-large": IN_THE_FORM,
    "file-unsafe": SAVE_ANEW,
    "file-reader-died": SAVE_ANEW,
    "file-reader-slow": IN_THE_FORM,
    "file-reader-memory": IN_THE_FORM,
    "file-not-ours": IN_THE_FORM,
    "set-excluded": SEND_AGAIN,
    "form-blank": Mend("โปรดกรอกแบบรายงานแล้วส่งอีกครั้ง", "Fill it in and send it again."),
    "identity-differs": IN_THE_FORM,
    "identity-other-plan": IN_THE_FORM,
    "identity-other-year": IN_THE_FORM,
    "identity-other-round": IN_THE_FORM,
    "identity-unknown-division": IN_THE_FORM,
    "identity-other-version": Mend("โปรดตรวจว่ากรอกข้อมูลครบถ้วน", "Check that it is complete."),
    "form-sheet-missing": ANEW,
    "form-row-missing": ANEW,
    "form-column-missing": ANEW,
    "form-row-twice": Mend("โปรดพิมพ์ค่าที่ถูกต้องเพียงค่าเดียวในช่องนี้", "Type the one right value in this cell."),
    "form-sheet-twice": Mend(
        "โปรดตรวจว่าค่าในแผ่นงานที่ระบบอ่านถูกต้อง หากค่าที่ถูกต้องอยู่ในสำเนา ให้พิมพ์ลงในช่องกรอก",
        "Check that the values of the sheet that was read are right; type in what only the copy had.",
    ),
    "form-outside": INTO_INPUTS,
    "form-sheet-added": INTO_INPUTS,
    "form-input-struck": Mend(
        "โปรดตรวจว่ายกเลิกค่านี้หรือไม่ หากยกเลิกให้ลบค่าออกจากช่อง",
        "Check whether it is to be taken back, and empty the cell if so.",
    ),
    "form-input-hidden": Mend("โปรดตรวจว่าต้องการรายงานค่าเหล่านี้", "Check that these values are to be reported."),
    "form-input-merged": Mend("โปรดตรวจค่าในบริเวณนี้ และกรอกค่าที่หายไป", "Check the values there, and fill in those lost."),
    "form-incomplete": Mend(
        "โปรดกรอกช่องสีเหลืองเข้ม ช่องที่มีรายการให้เลือกจากรายการ ช่องจำนวนหากไม่มีให้พิมพ์ 0 ช่องใดไม่รายงานให้พิมพ์ -",
        "Fill in the darker yellow cells: choose from the list where there is one, type 0 where a number is none, "
        "- for not reported.",
    ),
    "form-unchanged": Mend("โปรดตรวจและปรับเป็นผลสะสมถึงสิ้นรอบ", "Check it and bring it up to the round's end."),
    "value-no-ratio": Mend("โปรดตรวจจำนวนทั้งหมด", "Check the whole."),
    "value-below-previous": Mend(
        "โปรดตรวจ ผลสะสมตั้งแต่ต้นปีงบประมาณไม่ควรลดลง", "Check it: figures since the year's start should not fall."
    ),
    "event-outside-log": Mend("โปรดพิมพ์รายการลงในแถวที่มีลำดับที่", "Type the event into a numbered row."),
}
