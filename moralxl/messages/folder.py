"""Messages about what lies in the returns folder but is no file that could be opened."""

from __future__ import annotations

from moralxl.messages.message import E, Message, N

FOLDER: dict[str, Message] = {
    "file-unreachable": Message(
        E,
        "เปิดอ่านไม่ได้ ({what}) จึงไม่ทราบว่ามีแบบรายงานหรือไม่",
        "โปรดคัดลอกไฟล์จริงที่เปิดอ่านได้มาไว้ในโฟลเดอร์นี้แทน หรือตรวจสิทธิ์การเข้าถึง แล้วสั่งใหม่",
        "This cannot be opened ({what}), so whether it holds a return is not known.",
        "Put a readable copy of the file itself here instead, or check the permissions, and run again.",
    ),
    "file-linked": Message(
        N,
        "เป็นทางลัดไปยัง “{other}” ซึ่งนับไว้แล้ว",
        "ไม่ต้องดำเนินการใด",
        "This is a link to “{other}”, which was counted already.",
        "Nothing need be done.",
    ),
}
