"""One smallest case for each message about waivers in a round, with its exact wording."""

from dataclasses import replace
from datetime import date

import pytest
from support import PLAN

from moralxl.consolidate import consolidate
from moralxl.messages.waivers import WAIVERS
from moralxl.model import Source, Waiver
from moralxl.status import finding_line

PLACE = Source("plan.xlsx", "การยกเว้น", "F3")
CASES = {"waiver-expired": Waiver("1", "12a", "กก.", "ตั้งขึ้นใหม่กลางปี", "เลขาธิการ", date(2024, 3, 31), PLACE)}


@pytest.mark.parametrize("code", CASES)
def test_smallest_failing_case(code, golden):
    report = consolidate(replace(PLAN, waivers=(CASES[code],)), PLAN.round(9), [], [])
    assert [(f.code, f.source) for f in report.findings] == [(code, PLACE)]
    told = [finding_line(report.findings[0], lang) for lang in ("th", "en")]
    golden(f"waivers/{code}.txt", "\n".join((code, *told, "")))


def test_every_message_about_waivers_has_its_case():
    assert set(CASES) == {code for code in WAIVERS if not code.startswith("plan-")}  # those are among the plan's
