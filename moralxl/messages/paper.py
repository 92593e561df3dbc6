"""How to mend it, as the master's readers are told: they have the divisions to ask, and no command line."""

from __future__ import annotations

from typing import NamedTuple


class Mend(NamedTuple):
    """What a code's message tells instead of its own way to mend it."""

    th: str
    en: str


ASK_WHICH = Mend("โปรดสอบถามหน่วยงานว่าฉบับใดถูกต้อง", "Ask the division which one holds.")
PAPER: dict[str, Mend] = {
    "file-unreachable": Mend("โปรดขอไฟล์ที่เปิดอ่านได้จากหน่วยงาน", "Ask the division for a file that can be opened."),
    "identity-other-plan": Mend("โปรดขอแบบรายงานของแผนที่ถูกต้อง", "Ask for the right plan's form."),
    "identity-other-round": Mend("โปรดขอแบบรายงานของรอบที่รวบรวม", "Ask for this round's form."),
    "identity-unknown-division": Mend(
        "โปรดตรวจทะเบียนหน่วยงานของแผน หรือขอแบบรายงานที่ถูกต้อง", "Check the plan's registry, or ask for the right form."
    ),
    "set-superseded": ASK_WHICH,
    "set-conflict": ASK_WHICH,
    "set-fewer-answers": ASK_WHICH,
    "set-excluded": Mend("ไม่ต้องดำเนินการใด", "Nothing need be done."),
    "event-outside-log": Mend(
        "โปรดขอให้หน่วยงานย้ายรายการไปไว้ในแถวที่มีลำดับที่", "Ask the division to move it into a numbered row."
    ),
}
