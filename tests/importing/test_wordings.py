"""Wordings of indicators: what is proposed, how sure it is, and what is asked instead."""

from __future__ import annotations

from datetime import date

import pytest

from moralxl.importing import doubts
from moralxl.importing.deadlines import deadline_in
from moralxl.importing.proposal import Sureness, propose, reporter_of
from moralxl.model import Kind, Reporter
from moralxl.plan.figures import explained, figures_in


def proposed(indicator, unit="", reporter=Reporter.DEPARTMENT):
    return propose(indicator, unit, sure_reporter=True, reporter=reporter)


@pytest.mark.parametrize(
    ("indicator", "unit", "wanted"),
    [
        ("จัดอบรมไม่น้อยกว่า ๒ ครั้ง/ปี", "๒ ครั้ง", [("events", 2, "sure")]),
        ("จัดอบรมไม่น้อยกว่า ๒ ครั้ง/ปี", "ครั้ง", [("events", 2, "sure")]),
        ("จัดอบรม ๒ ครั้ง", "๒ ครั้ง", [("events", 2, "likely")]),
        ("กิจกรรมจำนวน ๓ กิจกรรมขึ้นไป", "", [("count", 3, "sure")]),
        ("ตั้งแต่ ๑,๒๐๐ คนขึ้นไป", "คน", [("count", 1200, "sure")]),
        ("บุคลากรลงนามไม่น้อยกว่าร้อยละ ๘๐", "ร้อยละ", [("percent", 0.8, "sure")]),
        ("บุคลากรลงนามอย่างน้อย 80% ของทั้งหมด", "80%", [("percent", 0.8, "sure")]),
        ("ผ่านเกณฑ์องค์กรคุณธรรมไม่ต่ำกว่าระดับที่ ๓", "", [("level", 3, "sure")]),
        ("มีแผน ๑ แผน และ ๕ กิจกรรมขึ้นไป", "๑ แผน ๕ กิจกรรม", [("count", 1, "likely"), ("count", 5, "likely")]),
        ("๑) จัดอบรมไม่น้อยกว่า ๑ ครั้ง ๒) มีผู้เข้าร่วมไม่น้อยกว่า ๕๐ คน", "", [("events", 1, "sure"), ("count", 50, "sure")]),
        ("คุณธรรม ๓ ประการ (พอเพียง วินัย สุจริต) อย่างน้อย ๑ ด้าน", "", [("coverage", 1, "likely")]),
        ("ปี พ.ศ. ๒๕๖๘ จัดประชุมอย่างน้อย ๔ ครั้ง", "", [("events", 4, "sure")]),
        ("จัดประชุมอย่างน้อย ๔ ครั้ง ภายใน ๓๐ วัน", "", [("events", 4, "likely")]),
        ("กิจกรรม ๕ ส อย่างน้อย ๒ ครั้ง", "", [("events", 2, "likely")]),
    ],
)
def test_figures_become_measures(indicator, unit, wanted):
    assert [(m.kind, m.target, m.sureness) for m in proposed(indicator, unit)] == wanted


@pytest.mark.parametrize(
    ("indicator", "why"),
    [
        ("ผู้มีรายได้ต่ำกว่า ๑๐,๐๐๐ บาท ได้รับความช่วยเหลือ ๕๐ ราย", doubts.SEVERAL),
        ("เผยแพร่อย่างน้อย ๑๒ เรื่อง ยอดผู้อ่านเกิน ๑,๐๐๐ คน", doubts.SEVERAL),
        ("ผ่านเกณฑ์องค์กรคุณธรรมมากกว่าระดับ ๒", doubts.BOUND),
        ("ผู้เข้าร่วม ๕๐ - ๘๐ คน", doubts.RANGE),
        ("คะแนนเฉลี่ยไม่น้อยกว่า ๓.๕๐", doubts.MEAN),
        ("ผลประเมินไม่น้อยกว่า ๘๕ คะแนน จากผู้ตอบไม่น้อยกว่า ๓๐ คน", doubts.NESTED),
        ("ค่าไฟฟ้าไม่เกินร้อยละ ๙๐ ของปีก่อน", doubts.CHANGE),
        ("ร้อยละความพึงพอใจไม่น้อยกว่าร้อยละ ๘๐", doubts.SATISFACTION),
        ("ใช้กระดาษลดลงร้อยละ ๑๐", doubts.CHANGE),
        ("จัดทำคู่มือภายในเดือนมีนาคม ๒๕๗๙ จำนวน ๑ ฉบับ", doubts.DEADLINE),
        ("จัดทำคู่มือ ๑ ฉบับ ให้แล้วเสร็จก่อนสิ้นปีงบประมาณ", doubts.DEADLINE),
        ("อบรม ๒ ครั้ง มีผู้เข้าร่วม ๕๐ คน ภายในเดือนมีนาคม", doubts.DEADLINE),
        ("จัดนิทรรศการ ๒ ครั้ง หรือทำสื่อ ๔ ชิ้น", doubts.EITHER),
        ("อย่างน้อย ๑ ใน ๓ ช่องทาง", doubts.EITHER),
        ("จัดประชุมเดือนละ ๑ ครั้ง", doubts.RATE),
        ("อบรม ๒ รุ่น รุ่นละ ๕๐ คน", doubts.PER_THING),
        ("ผู้เข้าอบรมร้อยละ ๘๐ ได้คะแนนทดสอบร้อยละ ๗๐", doubts.NESTED),
        ("เป็นองค์กรคุณธรรมระดับ ๒ ขึ้นไป อย่างน้อย ๑๕ แห่ง", doubts.NESTED),
        ("ผลประเมินไม่ต่ำกว่าระดับ ๔", doubts.LEVEL),
        ("ความสำเร็จของการถอดบทเรียน", doubts.NOTHING),
        ("จัดอย่างน้อยหนึ่งครั้ง", doubts.NOTHING),
    ],
)
def test_what_cannot_be_known_is_asked_with_its_reason(indicator, why):
    measures = proposed(indicator)
    assert {m.sureness for m in measures} == {Sureness.ASK}
    assert measures[0].why == why
    assert measures[0].kind is None


@pytest.mark.parametrize(
    ("indicator", "unit", "kind", "target", "bound"),
    [
        ("เรื่องร้องเรียนไม่เกิน ๒ เรื่อง", "เรื่อง", "count", 2, "at_most"),
        ("จำนวนเรื่องร้องเรียนที่มีมูล", "ไม่เกิน ๒ เรื่อง", "count", 2, "at_most"),
        ("เรื่องร้องเรียน ๐ เรื่อง", "", "count", 0, "at_most"),
        ("ค้างน้อยกว่าร้อยละ ๕ ของเรื่องทั้งหมด", "ร้อยละ ๕", "percent", 0.05, "below"),
        ("เกิดอุบัติเหตุไม่เกิน ๓ ครั้ง", "ครั้ง", "count", 3, "at_most"),
        ("ผู้เข้าร่วมมากกว่า ๕๐ คน", "คน", "count", 50, "above"),
        ("ผู้เข้าร่วม >= ๕๐ คน", "คน", "count", 50, "at_least"),
        ("ผู้เข้าร่วมมากกว่าหรือเท่ากับ ๕๐ คน", "คน", "count", 50, "at_least"),
        ("บุคลากรแต่งกายชุดไทยมากกว่าร้อยละ ๖๐", "มากกว่าร้อยละ ๖๐", "percent", 0.6, "above"),
        ("จัดประชุมมากกว่า ๓ ครั้ง", "ครั้ง", "events", 4, "at_least"),
        ("ค่าเฉลี่ยความพึงพอใจ", "ไม่น้อยกว่า ๔.๒๕ คะแนน", "score", 4.25, "at_least"),
        ("ผลคะแนน ITA มากกว่า ๘๕ คะแนน", "", "score", 85, "above"),
    ],
)
def test_how_a_figure_is_compared_is_read_and_to_be_confirmed(indicator, unit, kind, target, bound):
    (measure,) = proposed(indicator, unit)
    assert (measure.kind, measure.target, measure.bound) == (kind, target, bound)
    assert measure.sureness == (Sureness.SURE if (kind, bound) == ("count", "at_least") else Sureness.LIKELY)


@pytest.mark.parametrize(
    ("indicator", "unit", "target", "bound"),
    [
        ("ค่าเฉลี่ยความพึงพอใจมากกว่า ๔.๐๐", "มากกว่า ๔.๐๐", 4, "above"),  # its kind is asked for
        ("ค่าไฟฟ้าไม่เกินร้อยละ ๙๐ ของปีก่อน", "", 0.9, "at_most"),
        ("ผู้มีรายได้ต่ำกว่า ๑๐,๐๐๐ บาท ได้รับความช่วยเหลือ ๕๐ ราย", "", 10_000, "below"),
        ("ผ่านเกณฑ์องค์กรคุณธรรมมากกว่าระดับ ๒", "", 2, "above"),  # a level has a least value only
        ("ผลประเมินไม่ต่ำกว่าระดับ ๔", "", 4, "at_least"),
    ],
)
def test_what_is_asked_about_keeps_how_its_words_compare_it(indicator, unit, target, bound):
    (measure,) = proposed(indicator, unit)
    assert (measure.kind, measure.target, measure.bound) == (None, target, bound)


@pytest.mark.parametrize(
    ("indicator", "unit"),
    [
        ("มีผู้เข้าร่วมไม่น้อยกว่า ๑๐.๕๐๐ คน", ""),
        ("มีผู้เข้าร่วม", "๑.๐๑๐.๕๐๐ คน"),
        ("ประหยัดงบประมาณไม่น้อยกว่า 2 ล. บาท", ""),
        ("ประหยัดงบประมาณไม่น้อยกว่า ๓ ล้านบาท", ""),
        ("มีผู้เข้าร่วม ๕ ร้อยคน ภายในเดือนมีนาคม", ""),
    ],
)
def test_a_figure_whose_size_is_in_doubt_is_asked_for_and_not_taken(indicator, unit):
    (measure,) = proposed(indicator, unit)
    assert (measure.target, measure.sureness, measure.why) == (None, Sureness.ASK, doubts.SIZE)


@pytest.mark.parametrize(
    ("indicator", "target"),
    [
        ("มีพันธกิจ ๒ พันธกิจ จำนวน ๓ ด้าน", 3),
        ("ผู้เข้าร่วม ๕ ร้อยละ ๘๐", 0.8),
        ("ไม่น้อยกว่า ๑๐,๕๐๐ คน", 10_500),
        ("คะแนนเฉลี่ย ๓.๕๐ คะแนน", 3.5),
    ],
)
def test_other_words_and_dots_leave_a_figure_as_it_is(indicator, target):
    assert target in {measure.target for measure in proposed(indicator)}


def test_columns_that_compare_one_figure_in_two_ways_are_asked_about():
    (measure,) = proposed("เรื่องร้องเรียนไม่เกิน ๒ เรื่อง", "ไม่น้อยกว่า ๒ เรื่อง")
    assert (measure.kind, measure.why) == (None, doubts.CONFLICT)


@pytest.mark.parametrize(
    ("indicator", "unit", "period", "kind", "target", "until"),
    [
        ("มีคำสั่งแต่งตั้งคณะกรรมการ ภายในเดือนพฤศจิกายน ๒๕๖๗", "", "ต.ค. ๒๕๖๗ - พ.ย. ๒๕๖๗", "events", 1, None),
        ("มีคำสั่งแต่งตั้งคณะกรรมการ ภายในเดือนพฤศจิกายน", "", "ต.ค. ๒๕๖๗ - ก.ย. ๒๕๖๘", "events", 1, date(2024, 11, 30)),
        ("ลงนามไม่น้อยกว่า ๒ ฉบับ ภายในไตรมาสที่ ๓", "ฉบับ", "ม.ค. ๒๕๖๘ - มิ.ย. ๒๕๖๘", "events", 2, None),
        ("จัดทำคู่มือ ๑ ฉบับ ภายในวันที่ ๑๕ ม.ค. ๒๕๖๘", "", "ต.ค. ๒๕๖๗ - ม.ค. ๒๕๖๘", "events", 1, date(2025, 1, 15)),
        ("บุคลากรลงนามร้อยละ ๑๐๐ ภายในเดือนธันวาคม ๒๕๖๗", "ร้อยละ", "ต.ค. ๒๕๖๗ - ก.ย. ๒๕๖๘", "percent", 1, None),
        ("จัดทำคู่มือ ๑ ฉบับ ภายในเดือนมีนาคม ๒๕๖๘", "", "ต.ค. ๒๕๖๗ - ธ.ค. ๒๕๖๗", None, 1, None),
    ],
)
def test_what_is_to_be_done_by_a_day_is_counted_with_its_dates(indicator, unit, period, kind, target, until):
    (measure,) = propose(indicator, unit, sure_reporter=True, reporter=Reporter.DEPARTMENT, year=2568, period=period)
    assert (measure.kind, measure.target, measure.until) == (kind, target, until)
    assert measure.sureness == (Sureness.LIKELY if kind else Sureness.ASK)
    assert kind != "percent" or "ภายในเดือนธันวาคม ๒๕๖๗" in measure.clause


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("ภายในเดือนพฤศจิกายน ๒๕๖๗", date(2024, 11, 30)),
        ("ภายใน ก.พ. ๖๘", date(2025, 2, 28)),
        ("ภายในวันที่ ๓๑ ธันวาคม พ.ศ. ๒๕๖๗", date(2024, 12, 31)),
        ("ภายในไตรมาส ๑", date(2024, 12, 31)),
        ("ภายในสิ้นปีงบประมาณ ๒๕๖๘", date(2025, 9, 30)),
        ("ภายในเดือนพฤศจิกายน ๒๕๖๘", None),  # of the next fiscal year
        ("ภายในวันที่ ๓๑ พฤศจิกายน ๒๕๖๗", None),
        ("ภายในเดือนพฤศจิกายน และภายในเดือนมีนาคม", None),
        ("ภายใน ๓๐ วัน", None),
    ],
)
def test_deadlines(words, day):
    found = deadline_in(f"ดำเนินการ {words}", 2568)
    assert (found and found.day) == day
    assert found is None or found.words == words


def test_figures_that_disagree_are_asked_about():
    (measure,) = proposed("จัดอบรมไม่น้อยกว่า ๒ ครั้ง", "๓ ครั้ง")
    assert (measure.kind, measure.why) == (None, doubts.CONFLICT)


def test_an_activitys_second_count_of_events_is_asked_about():
    first, second = proposed("จัดอบรมอย่างน้อย ๑ ครั้ง และประชุมอย่างน้อย ๒ ครั้ง")
    assert (first.kind, first.sureness) == (Kind.EVENTS, Sureness.LIKELY)
    assert (second.kind, second.why) == (None, doubts.EVENTS)


def test_targets_by_round_and_a_figure_printed_beside_them():
    text = "ผลสำเร็จตามแผนปฏิบัติการ\n- รอบ ๖ เดือน ร้อยละ ๕๐ ขึ้นไป\n- รอบ ๑๒ เดือน ร้อยละ ๙๐ ขึ้นไป"
    (measure,) = proposed(text, "ร้อยละ ๕๐ และไม่น้อยกว่า ๑๐๐")
    assert (measure.kind, measure.milestones) == (Kind.PROGRESS, {6: (0.5, None), 12: (0.9, 1.0)})
    assert (measure.sureness, measure.why) == (Sureness.LIKELY, doubts.CONFLICT)
    (measure,) = proposed(text, "", Reporter.DIVISION)
    assert measure.kind == Kind.MILESTONE


@pytest.mark.parametrize(
    ("responsible", "unit", "reporter", "sure"),
    [
        ("สำนักงานเลขานุการกรม (กลุ่มงานวินัย)", "๑ ครั้ง", "department", True),
        ("กอง สำนัก ศูนย์ในสังกัดกรม", "๑ ครั้ง", "division", True),
        ("ทุกคณะ", "", "division", True),
        ("สำนักงานเลขานุการกรม หรือกอง สำนัก ศูนย์", "๑ ครั้ง", "division", False),
        ("สำนักงานเลขานุการกรม หรือกอง สำนัก ศูนย์", "๑ ครั้ง/ปี/หน่วยงาน", "division", True),
        ("สำนักงานเลขานุการกรม", "๑ ครั้ง/หน่วยงาน", "department", False),
        ("", "", "department", False),
    ],
)
def test_who_reports(responsible, unit, reporter, sure):
    assert reporter_of(responsible, unit) == (reporter, sure)


def test_a_figure_keeps_the_words_it_rests_on():
    (figure,) = figures_in("จัดกิจกรรมจิตอาสา ไม่น้อยกว่า ๑ ครั้ง/ปี/หน่วยงาน")
    assert (figure.words, figure.clause, figure.per_unit) == ("ไม่น้อยกว่า ๑ ครั้ง/ปี/หน่วยงาน", "จัดกิจกรรมจิตอาสา", True)


@pytest.mark.parametrize(("text", "whole"), [("๑ ครั้ง", True), ("ปี ๒๕๖๘ ๑ ครั้ง", True), ("ภายใน ๓๐ วัน", False)])
def test_whether_all_numbers_are_accounted_for(text, whole):
    assert explained(text) == whole
