"""Proposes the measures of an activity from its wording, and says how sure each is; what is not sure is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from moralxl import thai
from moralxl.importing.deadlines import deadline_in
from moralxl.importing.doubts import (
    BOUND,
    CONFLICT,
    DEADLINE,
    EVENTS,
    LEVEL,
    NO_UNIT,
    NOTHING,
    SHARE,
    SIZE,
    distinct,
    doubt_of,
    score_in,
    timed,
)
from moralxl.messages.message import Told
from moralxl.model import BOUNDED_KINDS, LIMITS, Bound, Kind, Reporter
from moralxl.plan.figures import Figure, akin, explained, figures_in

ALL_DIVISIONS = re.compile(
    r"ทุก[ก-ฮเแโไใ]|หน่วยงานในสังกัด|"
    r"กอง\s*[/,]?\s*(?:และ)?\s*(?:สำนัก|ศูนย์|กลุ่ม)(?![ก-ฮ]*งาน)"
)
LISTED = re.compile(r"([0-9๐-๙]+)\s*(?:ประการ|ด้าน|คุณธรรม)\s*\(([^()]+)\)")
COVERED = frozenset({"ด้าน", "คุณธรรม", "ประการ"})
LEVELS = range(1, 4)  # of the moral-organisation assessment
PEOPLE = re.compile("ผู้|บุคลากร|ข้าราชการ|พนักงาน|เจ้าหน้าที่|คน|เกษตรกร|นักเรียน|ประชาชน|สมาชิก|ราย(?!การ|งาน)")
OF_PLAN = re.compile("(?:ผลสำเร็จ|ความสำเร็จ)\\S*\\s*\\S*ตามแผน|ตามแผนปฏิบัติการ")
SHARED = re.compile("(?:กอง|หน่วยงาน|ศูนย์|สำนัก|กลุ่ม)(?:ที่)?ผ่าน")
STEMS = {  # unit -> ASCII stem of the input's key
    **dict.fromkeys(("คน", "ราย", "ท่าน"), "persons"),
    **dict.fromkeys(("ช่องทาง", "ช่อง"), "channels"),
    **dict.fromkeys(("กิจกรรม", "โครงการ", "โครงการ/กิจกรรม"), "activities"),
    **dict.fromkeys(("หน่วยงาน", "กอง", "กลุ่มงาน", "กลุ่ม", "ศูนย์", "องค์กร"), "units"),
    **dict.fromkeys(("คุณธรรม", "ด้าน", "ประการ"), "virtues"),
    **dict.fromkeys(("ฉบับ", "เล่ม"), "documents"),
    "แผน": "plans",
    "เรื่อง": "topics",
    "แห่ง": "places",
    "ชิ้น": "pieces",
    "ครั้ง": "times",
}


class Sureness(StrEnum):
    """How sure a proposal is."""

    SURE = "sure"  # the wording allows no other reading
    LIKELY = "likely"  # to be confirmed
    ASK = "ask"  # to be answered: some of it stays blank


@dataclass(slots=True)
class Measure:
    """A measure as proposed; what is left blank is asked for."""

    kind: Kind | None
    target: float | None  # fractions for ratios
    unit: str
    clause: str  # what is counted
    words: str  # what it rests on
    sureness: Sureness
    why: Told | None = None  # the question, where it is not sure
    categories: tuple[str, ...] = ()
    milestones: dict[int, tuple[float, float | None]] = field(default_factory=dict)
    level: int = 0  # of a share: the level to be passed
    source: str = ""
    exclude: str = ""
    bound: Bound = Bound.AT_LEAST
    until: date | None = None


def reporter_of(responsible: str, unit: str) -> tuple[Reporter, bool]:
    """Who reports an activity, and whether the wording leaves no doubt."""
    every = bool(ALL_DIVISIONS.search(responsible))
    of_each = any(f.per_unit for f in figures_in(unit)) or bool(re.search("/หน่วยงาน|/กอง", unit))
    if every:
        return Reporter.DIVISION, "หรือ" not in responsible or of_each
    return Reporter.DEPARTMENT, bool(responsible) and not of_each


def propose(
    indicator: str, unit: str, *, sure_reporter: bool, reporter: Reporter, year: int = 0, period: str = ""
) -> list[Measure]:
    """The measures of one activity, in the order of its wording.

    `year` is the plan's (0: not known) and `period` the activity's months, by which deadlines are understood.
    """
    said, counted = _passing(figures_in(indicator)), _passing(figures_in(unit))
    why = doubt_of(indicator, unit, said, counted)
    if timed(indicator, unit) and (why is None or why is NOTHING):
        made = _by_deadline(indicator, unit, distinct([*said, *counted]), year, period)
        why = None if made else DEADLINE
        if made:
            return [made]
    if why:
        best = next(iter([f for f in said if f.bound] or said or counted), None) if why is not SIZE else None
        return [_asked(best, why, indicator or unit)]
    score = score_in(indicator, unit, said, counted)
    if score:
        made = Measure(Kind.SCORE, score.value, score.unit, score.clause or indicator, score.words, Sureness.LIKELY)
        return [_compared(made, score.bound)]
    rounds = [f for f in said if f.round]
    if len(rounds) > 1 and all(f.percent for f in rounds):
        return [_milestones(rounds, counted, indicator, reporter)]
    joined, agree = _joined(indicator, said, counted)
    if not joined:
        return [_asked(None, CONFLICT, indicator)]
    agree = agree and sure_reporter and explained(indicator) and explained(unit)
    measures = [_compared(_measure(f, indicator, unit, agree=agree), f.bound) for f in joined]
    events = [m for m in measures if m.kind == Kind.EVENTS]
    for extra in events[1:]:
        extra.kind, extra.sureness, extra.why = None, Sureness.ASK, EVENTS
    if any(m.sureness == Sureness.ASK for m in measures):
        for m in measures:
            m.sureness = max(m.sureness, Sureness.LIKELY, key=list(Sureness).index)
    return measures


def _passing(figures: list[Figure]) -> list[Figure]:
    """The figures, with "units that passed level 3" as what the percentage after it counts, not one of its own."""
    made: list[Figure] = []
    for figure in figures:
        last = made[-1] if made else None
        if last and last.level and figure.percent and not figure.clause and SHARED.search(last.clause):
            made[-1] = replace(figure, clause=f"{last.clause}{last.words}", words=f"{last.words} {figure.words}")
        else:
            made.append(figure)
    return made


LESS = Told(
    "ยิ่งน้อยยิ่งดี บรรลุเมื่อสิ้นกำหนดแล้วไม่เกินเป้าหมาย", "less is better: it is met when the time is over and the limit kept"
)
MORE = Told("ค่าที่เท่ากับเป้าหมายไม่ถือว่าบรรลุ", "a figure equal to the target does not pass")
ONE_MORE = Told("ไม่รวมค่าที่เท่ากัน เป้าหมายจึงเป็นจำนวนถัดไป", "the figure itself does not pass, so the next one is the target")


def _compared(measure: Measure, bound: Bound | None) -> Measure:
    """A measure with how it is compared with its target; anything but "at least" is to be confirmed."""
    if measure.target == 0 and bound is None:
        bound = Bound.AT_MOST  # "๐ เรื่อง"
    if bound in {None, Bound.AT_LEAST}:
        return measure
    if measure.kind == Kind.EVENTS and bound in LIMITS:
        measure.kind = Kind.COUNT  # a log without rows says nothing, a nought says that there were none
    if measure.kind == Kind.EVENTS and measure.target is not None:
        measure.target, why = measure.target + 1, ONE_MORE
    else:
        measure.bound, why = bound, LESS if bound in LIMITS else MORE
    if measure.kind not in {None, Kind.EVENTS, *BOUNDED_KINDS}:
        measure.kind, measure.sureness, measure.why = None, Sureness.ASK, BOUND
    if measure.sureness != Sureness.ASK:
        measure.sureness, measure.why = Sureness.LIKELY, why
    return measure


def _by_deadline(indicator: str, unit: str, figures: Sequence[Figure], year: int, period: str) -> Measure | None:
    """What is to be done by a day: things in the event log, which have dates, or a percentage asked for of that day."""
    deadline = deadline_in(f"{indicator}\n{unit}", year) if year else None
    span = thai.parse_months(period)
    if deadline is None or len(figures) > 1 or (span and not span[0] <= deadline.day <= span[1]):
        return None
    figure = figures[0] if figures else None
    if figure and (figure.level or figure.value < 1 or figure.bound not in {None, Bound.AT_LEAST}):
        return None
    day = thai.format_date(deadline.day)
    if figure and figure.percent:
        clause = f"{figure.clause or indicator} {deadline.words}"
        why = Told(f"นับเฉพาะที่ทำภายใน {day}", f"only what is done by {deadline.day} counts")
        return Measure(Kind.PERCENT, figure.value / 100, "ร้อยละ", clause, figure.words, Sureness.LIKELY, why)
    until = None if span and span[1] == deadline.day else deadline.day
    why = Told(
        f"เป็นกำหนดเวลา จึงนับจากบันทึกกิจกรรม เฉพาะรายการที่ลงวันที่ไม่เกิน {day}",
        f"it is a deadline, so what the event log dates no later than {deadline.day} is counted",
    )
    clause = " ".join((figure.clause if figure and figure.clause else indicator).replace(deadline.words, "").split())
    words = f"{figure.words} {deadline.words}" if figure else deadline.words
    target, counted = (figure.value, figure.unit) if figure else (1.0, "")
    return Measure(Kind.EVENTS, target, counted or "ครั้ง", clause, words, Sureness.LIKELY, why, until=until)


def _asked(figure: Figure | None, why: Told, words: str) -> Measure:
    if figure is None:
        return Measure(None, None, "", " ".join(words.split()), words, Sureness.ASK, why)
    value = figure.value / 100 if figure.percent else figure.value
    unit = "ร้อยละ" if figure.percent else figure.unit
    # whatever is answered, the words say how it is compared
    return _compared(Measure(None, value, unit, figure.clause, figure.words, Sureness.ASK, why), figure.bound)


def _joined(indicator: str, said: list[Figure], counted: list[Figure]) -> tuple[list[Figure], bool]:
    """The figures of both columns, each once, and whether the columns leave no doubt about them."""
    said = [f for f in said if f.bound or not f.bracketed]
    # a figure without a bound beside ones with: a target written short, or a mere description such as "๕ ประการ"
    bound = any(f.bound for f in said)
    targets = [f for f in said if f.bound or not bound or any(f.same(c) for c in counted)]
    targets += [f for f in said if f not in targets and f.unit and f.unit not in COVERED]
    targets.sort(key=said.index)
    rest = list(counted)
    made: list[Figure] = []
    agree = len(targets) == len(said)
    for figure in targets:
        twin = next((c for c in rest if figure.same(c)), None)
        if twin:
            rest.remove(twin)
        made.append(_merged(figure, twin))
        agree = agree and bool(figure.bound or (twin and twin.bound)) and bool(twin or not counted)
    extra = [c for c in rest if not any(c.same(f) for f in said)]
    if extra and made:
        agree = False
        if any(akin(c.unit, f.unit) and c.percent == f.percent and not c.level for c in extra for f in made if f.unit):
            return [], False
        twins = [place for place, c in enumerate(counted) if c not in extra]
        early = [c for c in extra if twins and counted.index(c) < twins[0]]
        made = [*early, *made, *[c for c in extra if c not in early]]
    elif extra:
        clause = said[0].clause if said else " ".join(indicator.split())
        made = [_merged(c, None, clause) for c in extra]
        agree = all(c.bound for c in extra)
    return made, agree


def _merged(figure: Figure, twin: Figure | None, clause: str = "") -> Figure:
    return replace(
        figure,
        unit=figure.unit or (twin.unit if twin else ""),
        bound=figure.bound or (twin.bound if twin else None),
        per_unit=figure.per_unit or bool(twin and twin.per_unit),
        clause=figure.clause or (twin.clause if twin else "") or clause,
    )


def _measure(figure: Figure, indicator: str, unit: str, *, agree: bool) -> Measure:
    """The measure of one figure."""
    sure = Sureness.SURE if agree else Sureness.LIKELY
    if figure.level:
        return _level(figure, f"{indicator} {unit}", sure)
    if figure.percent:
        return _percent(figure, indicator, unit, sure)
    names = _named(indicator)
    covering = re.search("สอดคล้อง|ครอบคลุม", figure.clause)
    if figure.unit in COVERED and (covering or (len(names) > 1 and figure.value <= len(names))):
        made = Measure(Kind.COVERAGE, figure.value, figure.unit, figure.clause, figure.words, Sureness.LIKELY)
        made.categories = names
        return made
    if not figure.unit:
        return Measure(Kind.COUNT, figure.value, "", figure.clause, figure.words, Sureness.ASK, NO_UNIT)
    kind = Kind.EVENTS if figure.unit == "ครั้ง" else Kind.COUNT
    return Measure(kind, figure.value, figure.unit, figure.clause, figure.words, sure)


def _named(indicator: str) -> tuple[str, ...]:
    """The categories that a wording counts and names: "๓ ด้าน (พอเพียง วินัย สุจริต)"."""
    for count, listed in LISTED.findall(indicator):
        names = tuple(re.split(r"\s*[,/]\s*|\s+(?:และ\s*)?", listed.strip()))
        if len(names) == int(count) and not re.search("[0-9๐-๙]", listed):
            return names
    return ()


def _level(figure: Figure, words: str, sure: Sureness) -> Measure:
    if "องค์กรคุณธรรม" not in words or int(figure.value) not in LEVELS or figure.value != int(figure.value):
        return Measure(None, figure.value, "ระดับ", figure.clause, figure.words, Sureness.ASK, LEVEL)
    return Measure(Kind.LEVEL, figure.value, "ระดับ", figure.clause, figure.words, sure)


def _percent(figure: Figure, indicator: str, unit: str, sure: Sureness) -> Measure:
    """A percentage of people or things; of divisions that passed, it is worked out from what these report."""
    around = f"{figure.clause} {figure.after}"
    passed = SHARED.search(around)
    if passed:
        level = next((int(f.value) for f in figures_in(f"{indicator}\n{unit}") if f.level), 0)
        made = Measure(Kind.SHARE, figure.value / 100, "ร้อยละ", figure.clause, figure.words, Sureness.LIKELY, SHARE)
        made.level = level
        return made
    if not figure.clause and not figure.after:
        sure = Sureness.LIKELY
        figure_clause = re.sub(r"^ร้อยละ(?:ของ)?", "", " ".join(indicator.split())) or unit
    else:
        figure_clause = figure.clause or figure.after
    return Measure(Kind.PERCENT, figure.value / 100, "ร้อยละ", figure_clause, figure.words, sure)


def _milestones(rounds: Sequence[Figure], counted: Sequence[Figure], indicator: str, reporter: Reporter) -> Measure:
    """Targets per round; the unit column's figures, in the same order, stand beside them where they differ."""
    beside = [f.value for f in counted if f.percent or not f.unit]
    made: dict[int, tuple[float, float | None]] = {}
    differs = False
    for place, figure in enumerate(rounds):
        other = beside[place] if len(beside) == len(rounds) else figure.value
        differs = differs or other != figure.value
        made[figure.round] = (figure.value / 100, other / 100 if other != figure.value else None)
    whole = reporter == Reporter.DEPARTMENT and bool(OF_PLAN.search(indicator.replace("\n", " ")))
    kind = Kind.PROGRESS if whole else Kind.MILESTONE
    words = " ".join(f.words for f in rounds)
    clause = re.split(r"\s*-?\s*รอบ", " ".join(indicator.split()))[0]
    why = CONFLICT if differs else None
    measure = Measure(kind, None, "ร้อยละ", clause, words, Sureness.LIKELY, why, milestones=made)
    said = {figure.bound for figure in rounds if figure.bound}
    return _compared(measure, said.pop() if len(said) == 1 else None)
