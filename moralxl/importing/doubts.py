"""What makes a wording one that a person must decide, each with the question put to the coordinator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from moralxl import thai
from moralxl.messages.message import Told
from moralxl.plan.figures import Figure

MOST = Told(
    "“ไม่เกิน” คือยิ่งน้อยยิ่งดี ซึ่งระบบยังไม่มีประเภทตัวชี้วัดเช่นนี้ โปรดเปลี่ยนเป็นค่าที่ยิ่งมากยิ่งดี เช่น ร้อยละของหน่วยงานที่ไม่เกินเกณฑ์",
    "“at most” means less is better, and there is no such kind yet: restate it so that more is better",
)
STRICT = Told(
    "“มากกว่า” ไม่รวมค่าที่เท่ากัน แต่เป้าหมายของระบบรวมค่าที่เท่ากันด้วย โปรดระบุค่าต่ำสุดที่ถือว่าบรรลุ",
    "“more than” leaves the figure itself out, targets take it in: give the least value that passes",
)
RANGE = Told("เป้าหมายเป็นช่วง โปรดระบุค่าต่ำสุดที่ถือว่าบรรลุ", "the target is a range: give the least value that passes")
MEAN = Told(
    "เป็นคะแนนหรือค่าเฉลี่ย ซึ่งรวมจากหลายหน่วยงานด้วยการบวกไม่ได้ โปรดระบุว่าใครเป็นผู้รายงานคะแนน และคะแนนเต็มเท่าใด",
    "it is a score or a mean, which cannot be added up: say who reports it, and out of how many",
)
SATISFACTION = Told(
    "“ร้อยละความพึงพอใจ” เป็นได้ทั้งร้อยละของผู้ตอบและคะแนนเฉลี่ย โปรดระบุตัวตั้งและตัวหาร",
    "a percentage of satisfaction may be a share of those asked or a mean score: give numerator and denominator",
)
CHANGE = Told(
    "เป็นการเปลี่ยนแปลงเทียบกับค่าเดิม โปรดระบุค่าฐานและวิธีคิด",
    "it is a change against an earlier value: give the base and the way to count",
)
DEADLINE = Told(
    "เป็นกำหนดเวลา ซึ่งระบบยังไม่มีประเภทตัวชี้วัดเช่นนี้ โปรดระบุผลที่นับได้ เช่น จำนวน ๑ ฉบับ และให้ระยะเวลาสิ้นสุดในเดือนนั้น",
    "it is a deadline, and there is no such kind: name a result to count, and let the period end in that month",
)
EITHER = Told("มีทางเลือก “หรือ” โปรดเลือกสิ่งที่จะวัด", "it says “or”: choose what is measured")
RATE = Told(
    "เป็นจำนวนต่อเดือนหรือไตรมาส โปรดระบุเป้าหมายของทั้งปี",
    "it is a number for each month or quarter: give the target of the year",
)
LEVEL = Told(
    "ไม่ทราบว่าเป็นระดับของเกณฑ์ใด โปรดระบุเกณฑ์ในแผ่นงานระดับ", "it is not known which scale the level is of: give the scale"
)
NOTHING = Told(
    "ไม่พบจำนวนที่เป็นเป้าหมาย โปรดระบุสิ่งที่นับและเป้าหมาย",
    "no figure that is a target was found: give what is counted, and the target",
)
NO_UNIT = Told("ไม่ทราบหน่วยของจำนวนนี้ โปรดระบุ", "the figure has no unit: give it")
CONFLICT = Told(
    "ตัวชี้วัดกับหน่วยนับระบุจำนวนไม่ตรงกัน โปรดเลือกค่าที่ถือเป็นเป้าหมาย",
    "indicator and unit column differ: choose the target that holds",
)
EVENTS = Told(
    "กิจกรรมหนึ่งนับจากบันทึกกิจกรรมได้ตัวชี้วัดเดียว โปรดเลือกว่านับครั้งของสิ่งใด",
    "an activity's events are counted by one measure: choose which",
)
SHARE = Told(
    "ต้องมีตัวชี้วัดระดับของแต่ละหน่วยงานในเกณฑ์เดียวกันเป็นต้นทาง โปรดระบุ หรือเก็บตัวตั้งและตัวหารเอง",
    "it needs a measure of each division's level, to the same level, as its source: name it, or collect both numbers",
)

PER_THING = Told(
    "มีจำนวนต่อหน่วยย่อย (…ละ) โปรดระบุเป้าหมายรวมที่จะวัด",
    "it is a number for each of several things: give the whole that is measured",
)
NESTED = Told(
    "มีเกณฑ์ซ้อนอยู่ในเป้าหมาย โปรดระบุว่านับสิ่งใด และค่าใดเป็นเป้าหมาย",
    "one figure is the standard that what is counted must reach: say what is counted and which is the target",
)
OF_SEVERAL = re.compile(r"[0-9]\s*(?:ใน|จากทั้งหมด)\s*[0-9]")
PER_OTHER = re.compile(r"(?:รุ่น|ครั้ง|ๆ|คน|เรื่อง|แห่ง|โครงการ|กิจกรรม|ชุด|วัน)\s*ละ(?![ก-ฮ]*เอียด)")
JOINED = re.compile("และ|รวมทั้ง|พร้อมทั้ง|[0-9][).]")
SCORE = re.compile("เฉลี่ย|คะแนน(?!ทดสอบ)|(?i:\\bITA\\b)")
WORDS: tuple[tuple[re.Pattern[str], Told], ...] = (
    (re.compile("หรือ(?!ไม่)"), EITHER),
    (re.compile(r"ความพึงพอใจ"), SATISFACTION),
    (re.compile(r"ลดลง|ลด(?=\S*ร้อยละ)|เทียบกับ|ของปีก่อน|จากปีก่อน"), CHANGE),
    (re.compile(r"(?:ภายใน|ก่อน)\s*(?:เดือน|วันที่|สิ้น|ไตรมาส|ปี)|แล้วเสร็จภายในเดือน"), DEADLINE),
)


def _nested(figures: Sequence[Figure]) -> bool:
    """Whether a figure is the standard of another's things: nothing joins the two, and it is a level or percentage."""
    for one, other in pairwise(figures):
        graded = one.level or (one.percent and other.percent and not other.round)
        apart = JOINED.search(one.after) or not (other.clause or one.level)
        if graded and not other.level and not apart:
            return True
    return False


def doubt_of(indicator: str, unit: str, said: Sequence[Figure], counted: Sequence[Figure]) -> Told | None:
    """The first reason why the measures of an activity are not to be guessed; None where there is none.

    `said` are the figures of the indicator, `counted` those of the unit column.
    """
    both = f"{indicator}\n{unit}"
    plain = thai.to_ascii_digits(both)
    targets = [f for f in (*said, *counted) if not f.bracketed or f.bound]
    shares = any(f.percent for f in targets) and "เฉลี่ย" not in both
    scored = any(f.unit == "คะแนน" for f in targets) or (SCORE.search(both) and not shares)
    outside = re.sub(r"\([^()]*\)", " ", both)  # of brackets, which only explain
    reasons = (
        (any(f.bound == "most" or f.value == 0 for f in targets), MOST),
        (any(f.bound == "strict" for f in targets), STRICT),
        (any(f.ranged for f in targets), RANGE),
        (scored, MEAN),
        *((shape.search(outside), why) for shape, why in WORDS),
        (any(f.per_time for f in targets), RATE),
        (PER_OTHER.search(both), PER_THING),
        (OF_SEVERAL.search(plain), EITHER),
        (_nested(said) or _nested(counted), NESTED),
        (not targets, NOTHING),
    )
    return next((why for found, why in reasons if found), None)
