"""Messages about attainment."""

from __future__ import annotations

from moralxl.messages.message import Message, N, W

ATTAIN: dict[str, Message] = {
    "event-outside-period": Message(
        W,
        "วันที่จัด {read} อยู่นอกระยะเวลาดำเนินงานของกิจกรรมที่ {activity} ({start} – {end}) จึงไม่นับ",
        "โปรดตรวจวันที่จัด และตรวจว่าเลือกกิจกรรมในแผนถูกต้อง",
        "The date {read} lies outside the period of activity {activity} ({start} – {end}): not counted.",
        "Check the date, and that the right activity was chosen.",
    ),
    "event-after-round": Message(
        W,
        "วันที่จัด {read} อยู่หลังวันสุดท้ายของรอบรายงานนี้ ({last_day}) จึงยังไม่นับในรอบนี้",
        "โปรดตรวจวันที่จัด หากถูกต้องแล้วให้รายงานอีกครั้งในรอบถัดไป",
        "The date {read} comes after the last day of this round ({last_day}), so the event was not yet counted.",
        "Check the date; if it is right, report the event again in the next round.",
    ),
    "event-code-repeated": Message(
        W,
        "รหัสกิจกรรมร่วม “{typed}” ซ้ำกับรายการที่ {first} ของหน่วยงานเดียวกัน จึงนับรวมกันเป็นครั้งเดียว",
        "หากเป็นการจัดคนละครั้ง โปรดใช้รหัสต่างกัน หรือเว้นรหัสว่างไว้หากไม่ได้จัดร่วมกับหน่วยงานอื่น",
        "The shared code “{typed}” also stands in row {first} of the same division, so both count as one event.",
        "If they are different events, give them different codes, or none where no other division took part.",
    ),
    "event-shared-code-differs": Message(
        N,
        "หน่วยงานที่ใช้รหัสกิจกรรมร่วม “{typed}” ในกิจกรรมที่ {activity} ระบุวันที่จัดไม่ตรงกัน ({dates}) แต่ยังถือเป็นกิจกรรมเดียวกัน",
        "โปรดตรวจวันที่จัดกับหน่วยงานที่เกี่ยวข้อง หากเป็นคนละกิจกรรมให้ใช้รหัสต่างกัน",
        "Divisions gave different dates to the shared code “{typed}” of activity {activity} ({dates}); "
        "they are still taken as one event.",
        "Check the dates with these divisions; if the events are different, their codes must be, too.",
    ),
    "spent-over-budget": Message(
        W,
        "งบประมาณที่ใช้จ่ายจริงของกิจกรรมที่ {activity} รวม {spent} บาท เกินงบประมาณตามแผน {budget} บาท",
        "โปรดตรวจจำนวนเงิน หากถูกต้องแล้วให้ระบุเหตุผลไว้ในช่องปัญหา/อุปสรรค",
        "{spent} baht were spent on activity {activity}, more than its budget of {budget} baht.",
        "Check the amount; if it is right, give the reason under problems and obstacles.",
    ),
}
