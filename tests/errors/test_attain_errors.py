"""One smallest set of returns for each message about attainment, with its exact wording."""

from datetime import date

import pytest
from support import PLAN, at, write_return

from moralxl.consolidate import consolidate
from moralxl.messages.attain import ATTAIN
from moralxl.returns import take_in, walk
from moralxl.status import finding_line

OFFICE, KK, KM = "สล.", "กก.", "กม."


def event(row, activity, day, code=None):
    """A row of the event log."""
    stem = f"ev{row:02d}"
    answers = {f"{stem}_activity": activity, f"{stem}_date": day, f"{stem}_title": "ปลูกป่า"}
    return answers | ({f"{stem}_code": code} if code else {})


# code: the round, the answers of each division, and the division and key of the input that is told of
CASES = {
    "event-outside-period": (12, {KK: event(1, 7, date(2024, 7, 1))}, KK, "ev01_date"),
    "event-after-round": (6, {KK: event(1, 7, date(2024, 4, 1))}, KK, "ev01_date"),
    "event-code-repeated": (
        9,
        {KK: event(1, 7, date(2024, 1, 15), "ป่า-๑") | event(2, 7, date(2024, 2, 15), "ป่า-1")},
        KK,
        "ev02_code",
    ),
    "event-shared-code-differs": (
        9,
        {KK: event(1, 7, date(2024, 1, 15), "ป่า-๑"), KM: event(1, 7, date(2024, 1, 16), "ป่า-1")},
        KK,
        "ev01_code",
    ),
    "spent-over-budget": (9, {OFFICE: {"a09_spent": 10500.5}}, OFFICE, "a09_spent"),
}


@pytest.mark.parametrize("code", CASES)
def test_smallest_failing_case(code, tmp_path, golden):
    number, answers, where, key = CASES[code]
    for place, (division, typed) in enumerate(answers.items()):
        write_return(tmp_path / f"{'ab'[place]}.xlsx", division, typed, round_=number)
    round_ = PLAN.round(number)
    report = consolidate(PLAN, round_, *take_in(walk(tmp_path, PLAN), PLAN, round_))
    found = [f for f in report.findings if f.code in ATTAIN]
    assert [f.code for f in found] == [code]
    assert (found[0].source.sheet, found[0].source.cell) == at(key, where, round_=number)
    golden(f"attain/{code}.txt", "\n".join((code, finding_line(found[0], "th"), finding_line(found[0], "en"), "")))


def test_every_message_about_attainment_has_its_case():
    assert set(CASES) == set(ATTAIN)
