"""Finds the figures in the wording of an indicator: how much of what, at least or at most, in which round."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from moralxl import thai
from moralxl.model import Bound

BOUNDS = {  # how a wording puts them; those that begin alike, the longer first
    Bound.AT_LEAST: "ไม่น้อยกว่า|อย่างน้อย|ไม่ต่ำกว่า|ตั้งแต่|ขั้นต่ำ|ไม่ต่ำกว่าระดับ|(?:มากกว่า|สูงกว่า)หรือเท่ากับ|>=|≥",
    Bound.AT_MOST: "ไม่เกินกว่า|ไม่เกิน|ไม่มากกว่า|ไม่สูงกว่า|อย่างมาก|(?:น้อยกว่า|ต่ำกว่า)หรือเท่ากับ|<=|≤",
    Bound.BELOW: "(?<!ไม่)น้อยกว่า|(?<!ไม่)ต่ำกว่า|ไม่ถึง|<",
    Bound.ABOVE: "(?<!ไม่)มากกว่า|(?<!ไม่)เกินกว่า|(?<!ไม่)สูงกว่า|(?<!ไม่)เกิน|>",
}
UNITS = (
    "โครงการ/กิจกรรม|กลุ่มงาน|หน่วยงาน|ช่องทาง|คุณธรรม|กิจกรรม|โครงการ|หลักสูตร|เครือข่าย|ประการ|คะแนน|ชุมชน|รายการ|คำสั่ง|ครั้ง|เรื่อง|"
    "ด้าน|แผน|แห่ง|ฉบับ|เล่ม|ชิ้น|ป้าย|คน|ราย|ท่าน|กอง|ศูนย์|กลุ่ม|ช่อง|ชุด|รุ่น|สื่อ|ข้อ|บาท|ระบบ|มาตรการ|องค์กร|โรงเรียน|"
    "ครอบครัว|วัด|ต้น|คู่|ทีม|ผลงาน|"
    "เวที|บทความ|คลิป|วัน|เดือน|ชั่วโมง|ระดับ"
)
PER_UNIT = r"(?:หน่วยงาน|กลุ่มงาน|กอง|สำนัก|ศูนย์|กลุ่ม|ฝ่าย|สาขา|ด่าน|ส่วนราชการ|แห่ง|สถาบัน|คณะ|อำเภอ|ส่วน)"
PER_TIME = r"(?:เดือน|ไตรมาส|สัปดาห์|วัน)"
NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
FIGURE = re.compile(rf"(?<![0-9.,/])(?:{NUMBER})(?![0-9])")
BEFORE = re.compile(
    rf"(?P<per>(?:{PER_UNIT}|{PER_TIME}|ปี)ละ)?\s*"
    rf"(?:{'|'.join(f'(?P<{bound}>{words})' for bound, words in BOUNDS.items())})?\s*"
    r"(?:จำนวน|ที่)?\s*(?P<what>ร้อยละ|ระดับ(?:ที่)?)?\s*$"
)
AFTER = re.compile(
    rf"\s*(?P<percent>%|เปอร์เซ็นต์)?\s*(?P<unit>{UNITS})?\s*(?P<up>ขึ้นไป)?"
    rf"(?P<per>(?:\s*(?:/|ต่อ)\s*(?:{PER_UNIT}|{PER_TIME}|ปี|คน))*)"
)
# figures that are no target: years, list numbers, durations, ordinals, "5 ส"
NO_TARGET_BEFORE = re.compile(
    r"(?:พ\.ศ\.|ปีงบประมาณ|ข้อ(?:ที่)?|ระยะที่|ครั้งที่|แนวทาง\S*ที่|ไตรมาส(?:ที่)?|ภายใน|ใน|มาตรา|ฉบับที่|รุ่นที่|วันที่|หมวด|รอบ|ปี)\s*$"
)
NO_TARGET_AFTER = re.compile(r"\s*(?:เดือน|วันทำการ|วัน(?![ก-ฮ])|ชั่วโมง|มิติ|ส(?![ก-๎])|ปีงบประมาณ)|\s*[).]\s|\)")
LIST_NUMBER = re.compile(r"(?:^|(?<!ระดับ)(?<!ระดับที่)[\s(])[0-9]{1,2}[).](?=\s)")
YEARS = range(2400, 2700)
MOST_DIGITS = 15  # of a target, with its commas
RANGE = re.compile(rf"(?:{NUMBER})\s*(?:-|–|ถึง)\s*(?:{NUMBER})")
ROUND = re.compile(r"รอบ\s*([0-9]{1,2})\s*เดือน")
BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of an indicator."""

    value: float
    percent: bool
    level: bool
    unit: str
    bound: Bound | None  # None: not said
    per_unit: bool  # of each division
    per_time: bool  # of each month, quarter or week
    round: int  # of "รอบ ๖ เดือน"; 0: of none
    words: str  # what it rests on, as printed
    clause: str  # the words before it, since the figure before
    after: str  # and after it, up to the next
    bracketed: bool
    ranged: bool = False

    def same(self, other: Figure) -> bool:
        """Whether two columns state one figure."""
        return (self.value, self.percent, self.level, self.round) == (
            other.value,
            other.percent,
            other.level,
            other.round,
        ) and (not self.unit or not other.unit or akin(self.unit, other.unit))


@dataclass(slots=True)
class _Scan:
    text: str  # ASCII digits, as long as the printed one
    printed: str
    figures: list[Figure] = field(default_factory=list)


def akin(one: str, other: str) -> bool:
    """Whether two words of units name the same."""
    groups = (
        {"คน", "ราย", "ท่าน"},
        {"โครงการ/กิจกรรม", "กิจกรรม", "โครงการ"},
        {"ช่อง", "ช่องทาง"},
        {"เรื่อง", "คุณธรรม", "ด้าน", "ประการ"},
    )
    return one == other or any(one in group and other in group for group in groups)


def figures_in(printed: str) -> list[Figure]:
    """The figures of a text that may be targets, in its order."""
    printed = " ".join(printed.split())
    text = thai.to_ascii_digits(printed)
    ranges = [m.span() for m in RANGE.finditer(text)]
    brackets = [m.span() for m in BRACKETS.finditer(text)]
    listed = {m.end() - 2 for m in LIST_NUMBER.finditer(text)}
    rounds = [(m.end(), int(m[1])) for m in ROUND.finditer(text)]
    found: list[Figure] = []
    last = 0
    matches = [m for m in FIGURE.finditer(text) if _may_be_target(text, m, listed)]
    for place, match in enumerate(matches):
        until = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        before, after = BEFORE.search(text[last : match.start()]), AFTER.match(text, match.end())
        if before is None or after is None:  # neither can fail to match
            continue
        unit, end = after["unit"] or "", after.end()
        per = f"{before['per'] or ''} {after['per'] or ''}"
        what = before["what"] or ""
        begin = last + before.start()
        value = float(match[0].replace(",", ""))
        found.append(
            Figure(
                value,
                what == "ร้อยละ" or bool(after["percent"]),
                what.startswith("ระดับ"),
                unit,
                _bound(before, after),
                bool(re.search(PER_UNIT, per)),
                bool(re.search(PER_TIME, per)),
                max((number for at, number in rounds if last <= at <= match.start()), default=0),
                printed[begin:end].strip(),
                _clause(text[last:begin]),
                text[end:until].strip(),
                any(a < match.start() < b for a, b in brackets),
                any(a <= match.start() < b for a, b in ranges),
            )
        )
        last = end
    return found


def explained(printed: str) -> bool:
    """Whether all numbers of a text are figures, years or numbers of a list."""
    text = thai.to_ascii_digits(" ".join(printed.split()))
    listed = {m.end() - 2 for m in LIST_NUMBER.finditer(text)}
    others = (m for m in FIGURE.finditer(text) if not _may_be_target(text, m, listed))
    return all(m.end() - 1 in listed or float(m[0].replace(",", "")) in YEARS for m in others)


def _bound(before: re.Match[str], after: re.Match[str]) -> Bound | None:
    said = next((bound for bound in BOUNDS if before[bound]), None)
    return said or (Bound.AT_LEAST if after["up"] else None)


def _may_be_target(text: str, match: re.Match[str], listed: set[int]) -> bool:
    if len(match[0]) > MOST_DIGITS:
        return False
    before, value = text[: match.start()], float(match[0].replace(",", ""))
    if match.end() - 1 in listed or (value in YEARS and not re.search("จำนวน|กว่า|น้อย$", before[-12:])):
        return False
    if NO_TARGET_BEFORE.search(before):
        return False
    after = text[match.end() :]
    lone = NO_TARGET_AFTER.match(after)
    said = BEFORE.search(before)
    return not lone or bool(said and said["what"])


def _clause(text: str) -> str:
    """The words that say what a figure counts: those since the last break."""
    text = re.sub(r"(?:^|\s)(?:[0-9]{1,2}[).]|[-•])\s*", "\n", text)
    parts = [part.strip(" ,;:") for part in text.split("\n") if part.strip(" ,;:")]
    clause = parts[-1] if parts else ""
    return re.sub(r"^(?:และ|รวมทั้ง|โดย|พร้อมทั้ง)\s*", "", clause).strip()
