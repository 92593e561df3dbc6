"""Plays the clerks of one round: types answers into the written workbooks, some wrong on purpose."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from moralxl import thai
from moralxl.attain import target_in_force
from moralxl.files import write_atomically
from moralxl.layout import STATUSES, Field, Layout
from moralxl.layout import layout as lay_out
from moralxl.locate import every_input, locate
from moralxl.model import LIMITS, STRICT, Activity, Division, Kind, Measure, Plan, Round
from moralxl.returns import open_file
from moralxl.template import template_name, write_template

NAMES = ("สมศรี ใจงาม", "ประเสริฐ วงศ์ดี", "วิภา สุขเกษม", "อนันต์ ศรีสวัสดิ์", "กาญจนา พงษ์ไพร", "ธีระ มั่นคง")
PLACES = ("วัดใกล้สำนักงาน", "ห้องประชุมชั้น ๒", "ชุมชนใกล้เคียง", "สวนสาธารณะ", "โรงเรียนในชุมชน")
EVIDENCE = ("ภาพถ่ายกิจกรรม", "รายงานสรุปผล", "หนังสือเวียน", "ประกาศของหน่วยงาน")
PROBLEMS = ("-", "ไม่มี", "บุคลากรติดภารกิจนอกพื้นที่", "ระยะเวลาดำเนินการจำกัด")
SUGGESTIONS = ("", "ควรประชาสัมพันธ์ล่วงหน้า", "ควรจัดร่วมกันหลายกอง", "")
SHARED_CODE = "ร่วม-๑"
FEW = 6  # a target below which one too few is short enough


def play(
    plan: Plan,
    round_: Round,
    folder: Path,
    seed: int,
    progress: Callable[[Iterable[Division], int], Iterable[Division]],
) -> int:
    """Write templates into `folder`/input_templates and filled ones into `folder`/returns; give their number.

    The same plan, round and seed give the same answers. One division (never the one that reports for the
    department) sends nothing, one sends two versions, one renames its file, one types Thai digits and dates
    as text, one makes several mistakes; where there are fewer divisions than parts, the first parts are played.
    """
    chance = random.Random(seed)  # noqa: S311 - a play, not a secret
    actors = [d for d in plan.divisions if not d.for_department]
    chance.shuffle(actors)
    parts = dict(zip((d.code for d in actors), ("missing", "twice", "renamed", "thai", "faulty"), strict=False))
    made = 0
    for division in progress(plan.divisions, len(plan.divisions)):
        path = folder / "input_templates" / template_name(plan, round_, division)
        template = write_atomically(path, lambda temporary, d=division: write_template(plan, round_, d, temporary))  # type: ignore[misc]
        layout = lay_out(plan, round_, division)
        part = parts.get(division.code, "")
        clerk = _Clerk(plan, round_, layout, random.Random(f"{seed} {division.code}"))  # noqa: S311
        for name, answers in _returns(clerk, part, template.name):
            _type_in(template, folder / "returns" / name, answers)
            made += 1
    return made


def _returns(clerk: _Clerk, part: str, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files a division sends, by its part in the play: name and what is typed, by key."""
    answers = clerk.answers()
    if part == "twice":
        reported = answers["reported_on"]
        yield f"(ฉบับแรก) {name}", {**answers, "reported_on": reported - timedelta(days=3)} | clerk.first_version()
        yield name, answers
    elif part == "renamed":
        yield "สำเนาของ รายงานคุณธรรม แก้ไขล่าสุด.xlsx", answers
    elif part == "thai":
        yield name, {key: _in_thai(value) for key, value in answers.items()}
    elif part == "faulty":
        yield name, answers | clerk.mistakes()
    elif part != "missing":
        yield name, answers


def _in_thai(value: Any) -> Any:
    """A number or date as a clerk types it who likes Thai digits: as text, in the Buddhist era."""
    if isinstance(value, date):
        return thai.format_date(value)
    if isinstance(value, int):
        return thai.to_thai_digits(str(value))
    return value


def _as_typed(day: date, kind: str) -> datetime | str:
    """A date as it comes to stand in a cell: most clerks type the year of the Buddhist era."""
    if kind != "date":
        return datetime.combine(day, time())
    try:
        return datetime(day.year + 543, day.month, day.day)  # noqa: DTZ001 - Excel's times have no zone
    except ValueError:  # 29 February, which Excel does not know in that year and keeps as text
        return thai.format_date(day)


def _type_in(template: Path, path: Path, answers: dict[str, Any]) -> None:
    """Type answers into the cells in which the written workbook has these inputs, and save it under a new name."""
    import openpyxl

    opened = open_file(template, template.name)
    identity = opened.submission.identity
    assert identity is not None  # noqa: S101 - just written
    assert opened.raw is not None  # noqa: S101
    book = openpyxl.load_workbook(template)
    found, _ = locate(answers["_layout"], opened.raw, template.name)
    cells = every_input(found, template.name)
    for typed in cells:
        value = answers.get(typed.field.key)
        if value in (None, ""):
            continue
        cell = book[typed.source.sheet][typed.source.cell]
        cell.value = _as_typed(value, typed.field.kind) if isinstance(value, date) else value
    target = io.BytesIO()
    book.save(target)
    write_atomically(path, lambda temporary: temporary.write_bytes(target.getvalue()))


class _Clerk:
    """Answers for one division, more or less successful by chance."""

    def __init__(self, plan: Plan, round_: Round, layout: Layout, chance: random.Random) -> None:
        self.plan, self.round, self.layout, self.chance = plan, round_, layout, chance
        self.skill = chance.choice((0.75, 0.9, 0.97, 1.0))
        self.staff = chance.randint(18, 120)
        self.events = 0

    def answers(self) -> dict[str, Any]:
        """What this clerk types, by key."""
        typed: dict[str, Any] = {"_layout": self.layout}
        for activity in self.layout.activities:
            typed |= self._activity(activity)
        last = self.round.last_day
        typed["reporter"] = self.chance.choice(NAMES)
        typed["position"] = "นักวิเคราะห์นโยบายและแผน"
        typed["phone"] = f"0 2000 00{self.chance.randint(10, 99)}"
        typed["certifier"] = "ผู้อำนวยการ" + self.layout.division.name
        typed["reported_on"] = last + timedelta(days=self.chance.randint(3, 12))
        return typed

    def first_version(self) -> dict[str, Any]:
        """What an earlier version of the same return says differently: its whole numbers are lower."""
        numerators = [f for f in self.layout.fields if f.role == "numerator"]
        return {f.key: 1 for f in numerators[:2]}

    def mistakes(self) -> dict[str, Any]:
        """Several mistakes of the kinds that come in."""
        wrong: dict[str, Any] = {}
        numbers = [f for f in self.layout.fields if f.kind == "whole" and f.role == "actual"]
        ratios = [f for f in self.layout.fields if f.at_most]
        dates = [f for f in self.layout.fields if f.kind == "date" and f.role == "started"]
        for field, value in zip(numbers, ("หลายช่องทาง", "3-4", -1), strict=False):
            wrong[field.key] = value
        for field, pair in zip(ratios, ((130, 118), (0.8, 10)), strict=False):
            wrong[field.key], wrong[field.at_most] = pair
        for field, value in zip(dates, (f"31 ก.พ. {self.plan.year}", "เดือนมีนาคม"), strict=False):
            wrong[field.key] = value
        if self.layout.event_fields:
            row = f"ev{self.plan.event_rows:02d}"
            wrong[f"{row}_title"] = "กิจกรรมที่ไม่ได้ระบุแผน"
            wrong["ev01_date"] = self.plan.start - timedelta(days=20)
        return wrong

    def _activity(self, activity: Activity) -> dict[str, Any]:
        """The inputs of one activity's block, and the rows of its events."""
        chance, stem = self.chance, f"a{activity.number:02d}_"
        begun = activity.start <= self.round.last_day
        over = activity.end <= self.round.last_day
        done = begun and chance.random() < (self.skill if over else 0.55)
        typed: dict[str, Any] = {}
        status = "done" if done else "in_progress" if begun else "not_started"
        typed[f"{stem}status"] = STATUSES[status]
        if begun:
            started = self._day(activity)
            typed[f"{stem}started"] = started
            if done:
                last = min(activity.end, self.round.last_day)
                typed[f"{stem}finished"] = min(started + timedelta(days=chance.randint(0, 40)), last)
            typed[f"{stem}result"] = "ดำเนินการตามแผนแล้ว" if done else "อยู่ระหว่างดำเนินการ"
            typed[f"{stem}problem"] = chance.choice(PROBLEMS)
            typed[f"{stem}suggestion"] = chance.choice(SUGGESTIONS)
            typed[f"{stem}evidence"] = chance.choice(EVIDENCE)
            for field in self.layout.of_activity(activity.number):
                typed |= self._figure(field, done=done)
        if done and activity.budget:
            typed[f"{stem}spent"] = round(activity.budget * chance.uniform(0.8, 1.03))
        held = self._held(activity, done=done) if begun else {}
        days = [day for key, day in held.items() if key.endswith("_date")]
        if days:  # the work spans its events
            typed[f"{stem}started"] = min(typed[f"{stem}started"], *days)
            typed[f"{stem}finished"] = max(typed[f"{stem}finished"], *days)
        return typed | held

    def _figure(self, field: Field, *, done: bool) -> dict[str, Any]:
        """A value for one of a measure's inputs; a ratio's two halves come together."""
        chance = self.chance
        measure = next((m for m in self.plan.measures if m.code == field.measure), None)
        if measure is None:
            return {}
        if field.role == "category":
            return {
                field.key: chance.randint(1, 4) if done and (chance.random() < 0.7 or (measure.target or 0) > 1) else 0
            }
        if field.role == "level":
            levels = field.choices
            return {field.key: levels[-1] if done else levels[0]} if levels else {}
        if field.role == "numerator":
            whole = self.staff if measure.kind == Kind.PERCENT else chance.randint(6, 14)
            return {field.key: self._part(measure, whole, done=done), field.at_most: whole}
        if field.role == "score":
            target = measure.target or 0.0
            away = target * chance.uniform(0.01, 0.2)
            return {field.key: round(target + away if done != (measure.bound in LIMITS) else target - away, 2)}
        if field.role == "actual":
            return {field.key: self._number(measure, done=done)}
        return {}

    def _part(self, measure: Measure, whole: int, *, done: bool) -> int:
        """A ratio's numerator: on its target's side where the work was done, clearly short of it where it was not."""
        target = target_in_force(measure, self.plan.activity(measure.activity), self.round, self.plan).target or 1
        if measure.bound in LIMITS:
            share = (
                target * self.chance.uniform(0, 0.9) if done else target + (1 - target) * self.chance.uniform(0.2, 0.6)
            )
            return int(whole * share) if done else math.ceil(whole * share)
        return round(whole * (self.chance.uniform(0.9, 1.0) if done else self.chance.uniform(0.3, 0.7)))

    def _number(self, measure: Measure, *, done: bool) -> int:
        """A count, a little on either side of its target; of a large one, a good deal short where it was not done."""
        target, more = int(measure.target or 0), self.chance.randint(0, 2) if done else 1
        if measure.bound in LIMITS:
            return max(target - 1 - more, 0) if done else target + more
        if done:
            return max(target, 1) + more + (measure.bound in STRICT)
        return max(target - 1, 0) if target < FEW else target * 3 // 4

    def _held(self, activity: Activity, *, done: bool) -> dict[str, Any]:
        """Rows of the event log for an activity that counts events."""
        chance = self.chance
        typed: dict[str, Any] = {}
        for measure in self.plan.measures_of(activity.number):
            if measure.kind != Kind.EVENTS or not self.layout.event_fields:
                continue
            already = False
            for _ in range(int(measure.target or 1) + chance.randint(0, 1) if done else 0):
                if self.events == self.plan.event_rows:
                    break
                self.events += 1
                row = f"ev{self.events:02d}_"
                typed[f"{row}activity"] = next(
                    choice
                    for choice in self.layout.lists["activity"]
                    if choice.startswith(thai.to_thai_digits(str(activity.number)) + " ")
                )
                shared = chance.random() < 0.25 and not already  # a code is one event's
                already = already or shared
                together = min(activity.start + timedelta(days=45), self._last_day(activity))
                typed[f"{row}date"] = together if shared else self._day(activity)
                typed[f"{row}title"] = activity.name
                typed[f"{row}place"] = chance.choice(PLACES)
                typed[f"{row}participants"] = chance.randint(12, self.staff)
                typed[f"{row}code"] = f"{SHARED_CODE}-{thai.to_thai_digits(str(activity.number))}" if shared else ""
                typed[f"{row}evidence"] = chance.choice(EVIDENCE)
        return typed

    def _last_day(self, activity: Activity) -> date:
        """The last day of an activity that this round counts."""
        return min(self.plan.last_day_of(activity), self.round.last_day)

    def _day(self, activity: Activity) -> date:
        return activity.start + timedelta(days=self.chance.randint(0, (self._last_day(activity) - activity.start).days))
