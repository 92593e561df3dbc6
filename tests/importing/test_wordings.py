"""Wordings of indicators: what is proposed, how sure it is, and what is asked instead."""

from __future__ import annotations

import pytest

from moralxl.importing import doubts
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
        ("เรื่องร้องเรียนไม่เกิน ๒ เรื่อง", doubts.MOST),
        ("ค้างน้อยกว่าร้อยละ ๕", doubts.MOST),
        ("เรื่องร้องเรียน ๐ เรื่อง", doubts.MOST),
        ("ผู้เข้าร่วมมากกว่า ๕๐ คน", doubts.STRICT),
        ("ผู้เข้าร่วม ๕๐ - ๘๐ คน", doubts.RANGE),
        ("คะแนนเฉลี่ยไม่น้อยกว่า ๓.๕๐", doubts.MEAN),
        ("ผลประเมินไม่น้อยกว่า ๘๕ คะแนน", doubts.MEAN),
        ("ร้อยละความพึงพอใจไม่น้อยกว่าร้อยละ ๘๐", doubts.SATISFACTION),
        ("ใช้กระดาษลดลงร้อยละ ๑๐", doubts.CHANGE),
        ("จัดทำคู่มือภายในเดือนมีนาคม ๒๕๖๘ จำนวน ๑ ฉบับ", doubts.DEADLINE),
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
