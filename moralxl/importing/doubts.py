"""What makes a wording one that a person must decide, each with the question put to the coordinator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from moralxl import thai
from moralxl.importing.deadlines import NAMES
from moralxl.messages.message import Told
from moralxl.model import Bound
from moralxl.plan.figures import Figure

SEVERAL = Told(
    "มีหลายจำนวน และบางจำนวนเป็นเพดานหรือไม่รวมค่าที่เท่ากัน โปรดระบุว่าค่าใดเป็นเป้าหมาย และเทียบอย่างไร",
    "of several figures one is a limit or leaves itself out: say which are targets, and how they are compared",
)
BOUND = Told(
    "ตัวชี้วัดเช่นนี้เทียบเป้าหมายได้แบบ “ไม่น้อยกว่า” เท่านั้น โปรดระบุค่าต่ำสุดที่ถือว่าบรรลุ หรือเลือกประเภทอื่น",
    "such a measure has a least value only: give the least that passes, or choose another kind",
)
RANGE = Told("เป้าหมายเป็นช่วง โปรดระบุค่าต่ำสุดที่ถือว่าบรรลุ", "the target is a range: give the least value that passes")
MEAN = Told(
    "เป็นคะแนนหรือค่าเฉลี่ย โปรดระบุค่าที่เป็นเป้าหมาย แล้วเลือกประเภท “คะแนนหรือค่าเฉลี่ย” ซึ่งไม่นำมาบวกหรือเฉลี่ยระหว่างหน่วยงาน",
    "it is a score or a mean: give the target, and choose that kind, which is neither added up nor averaged",
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
    "เป็นกำหนดเวลา โปรดเลือกประเภท “จำนวนครั้งจากบันทึกกิจกรรม” แล้วระบุเป้าหมาย และวันสุดท้ายในช่อง “นับถึงวันที่”",
    "it is a deadline: choose the kind that counts the event log, give the target, and the last day that counts",
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
SIZE = Told(
    "ไม่แน่ชัดว่าจำนวนนี้มากน้อยเพียงใด เพราะมีจุดคั่น คำบอกหลัก หรืออักษรย่อ โปรดพิมพ์เป้าหมายเป็นตัวเลขเต็มจำนวน เช่น 10,500",
    "a dot, or a word or sign behind the figure, leaves its size in doubt: type the target in full, such as 10,500",
)
SIZED = re.compile(  # "๑๐.๕๐๐", "2 ล.", "๓ พัน"
    r"(?<![0-9.,/])[0-9]{1,3}(?:\.[0-9]{3})+(?![0-9])|[0-9]\s*(?:ร้อย(?!ละ|ตรี|โท|เอก)|พัน(?!ธ|ตรี|โท|เอก)|หมื่น|แสน|ล้าน|ล\.)"
)
OF_SEVERAL = re.compile(r"[0-9]\s*(?:ใน|จากทั้งหมด)\s*[0-9]")
PER_OTHER = re.compile(r"(?:รุ่น|ครั้ง|ๆ|คน|เรื่อง|แห่ง|โครงการ|กิจกรรม|ชุด|วัน)\s*ละ(?![ก-ฮ]*เอียด)")
JOINED = re.compile("และ|รวมทั้ง|พร้อมทั้ง|[0-9][).]")
SCORE = re.compile("เฉลี่ย|คะแนน(?!ทดสอบ)|(?i:\\bITA\\b)")
WORDS: tuple[tuple[re.Pattern[str], Told], ...] = (
    (re.compile("หรือ(?!ไม่|เท่ากับ)"), EITHER),
    (re.compile(r"ความพึงพอใจ"), SATISFACTION),
    (re.compile(r"ลดลง|ลด(?=\S*ร้อยละ)|เทียบกับ|ของปีก่อน|จากปีก่อน"), CHANGE),
)
TIMED = re.compile(rf"(?:ภายใน|ก่อน)\s*(?:เดือน|วันที่|สิ้น|ไตรมาส|ปี|{NAMES}|[0-9]+\s*(?:{NAMES}))")


def _nested(figures: Sequence[Figure]) -> bool:
    """Whether a figure is the standard of another's things: nothing joins the two, and it is a level or percentage."""
    for one, other in pairwise(figures):
        graded = one.level or (one.percent and other.percent and not other.round)
        apart = JOINED.search(one.after) or not (other.clause or one.level)
        if graded and not other.level and not apart:
            return True
    return False


def timed(indicator: str, unit: str) -> bool:
    """Whether a wording sets a time by which something is to be done."""
    return bool(TIMED.search(thai.to_ascii_digits(unbracketed(f"{indicator}\n{unit}"))))


def score_in(indicator: str, unit: str, said: Sequence[Figure], counted: Sequence[Figure]) -> Figure | None:
    """The one figure of a wording that is a score; None where there is none, or another figure beside it."""
    figures = distinct([*said, *counted])
    named = SCORE.search(f"{indicator}\n{unit}")
    return figures[0] if len(figures) == 1 and figures[0].unit == "คะแนน" and named else None


def distinct(figures: Sequence[Figure]) -> list[Figure]:
    """The figures that may be targets, each once though both columns state it."""
    made: list[Figure] = []
    for figure in figures:
        if (figure.bound or not figure.bracketed) and not any(figure.same(other) for other in made):
            made.append(figure)
    return made


def unbracketed(text: str) -> str:
    """A wording without what stands in brackets, which only explains."""
    return re.sub(r"\([^()]*\)", " ", text)


def _opposed(said: Sequence[Figure], counted: Sequence[Figure]) -> bool:
    """Whether the columns compare one figure in two ways."""
    return any(f.same(c) and f.bound and c.bound and f.bound != c.bound for f in said for c in counted)


def doubt_of(indicator: str, unit: str, said: Sequence[Figure], counted: Sequence[Figure]) -> Told | None:
    """The first reason why the measures of an activity are not to be guessed; None where there is none.

    `said` are the figures of the indicator, `counted` those of the unit column.
    """
    both = f"{indicator}\n{unit}"
    plain = thai.to_ascii_digits(both)
    targets = [f for f in (*said, *counted) if not f.bracketed or f.bound]
    shares = any(f.percent for f in targets) and "เฉลี่ย" not in both
    scored = any(f.unit == "คะแนน" for f in targets) or (SCORE.search(both) and not shares)
    score = score_in(indicator, unit, said, counted)
    outside = unbracketed(both)
    sided = any(f.bound not in {None, Bound.AT_LEAST} or f.value == 0 for f in targets)
    reasons = (
        (SIZED.search(plain), SIZE),
        (any(f.ranged for f in targets), RANGE),
        (scored and not score, NESTED if len(distinct(targets)) > 1 else MEAN),
        *((shape.search(outside), why) for shape, why in WORDS if not (score and why is SATISFACTION)),
        (any(f.per_time for f in targets), RATE),
        (PER_OTHER.search(both), PER_THING),
        (OF_SEVERAL.search(plain), EITHER),
        (_nested(said) or _nested(counted), NESTED),
        (_opposed(said, counted), CONFLICT),
        (sided and len(distinct([*said, *counted])) > 1, SEVERAL),
        (not targets, NOTHING),
    )
    return next((why for found, why in reasons if found), None)
