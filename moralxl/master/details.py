"""Which sheets a master of very many divisions is written without, so that it can be made and opened at all."""

from __future__ import annotations

from moralxl import thai
from moralxl.master import data, events, narrative
from moralxl.master.living import MOST_DETAILED
from moralxl.model import Report

SHEETS = {
    narrative.write_narrative: narrative.NARRATIVE,
    events.write_events: events.NAME,
    data.write_data: data.NAME,
}


def is_detailed(report: Report) -> bool:
    """Whether the master has a row for everything that each division reported."""
    return len(report.plan.divisions) <= MOST_DETAILED


def left_out(report: Report) -> str:
    """What the master leaves out and where it can be had, in a sentence; "" where it leaves out nothing."""
    if is_detailed(report):
        return ""
    names = " ".join(f"“{name}”" for name in SHEETS.values())
    return (
        f"หน่วยงานมีมากกว่า {thai.format_number(MOST_DETAILED)} หน่วยงาน จึงไม่จัดทำแผ่นงาน {names} "
        "และแสดงตัวชี้วัดเฉพาะระดับกรม ข้อมูลรายหน่วยงานทั้งหมดขอได้จากผู้ประสานงาน (รูปแบบ JSON)"
    )
