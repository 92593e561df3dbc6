"""Rounds of any size without files: a plan with so many divisions, and what their returns would give."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from moralxl.layout import layout
from moralxl.model import Division, FileStatus, Ledger, Plan, Record, Round, Source, Submission
from moralxl.plan import shipped

EVENTS = 2  # rows of the log that each division fills


def plan_of(count: int) -> Plan:
    """The shipped plan with the office that reports for the department and so many divisions in all."""
    plan = shipped()
    office = next(d for d in plan.divisions if d.for_department)
    like = next(d for d in plan.divisions if not d.for_department)
    others = (
        replace(like, code=f"ก{number}", name=f"กองที่ {number}", aliases=(), email="") for number in range(1, count)
    )
    return replace(plan, divisions=(office, *others))


def submissions_of(plan: Plan, round_: Round, seed: int) -> list[Submission]:
    """A filled return of every division."""
    chance = random.Random(seed)  # noqa: S311 - it is to be repeatable
    return [_submission(plan, round_, division, chance) for division in plan.divisions]


def _submission(plan: Plan, round_: Round, division: Division, chance: random.Random) -> Submission:
    made = layout(plan, round_, division)
    file = f"{division.code}.xlsx"
    held = chance.choice(made.event_activities).number
    records = []
    for field in made.fields:
        if field.event_row and field.event_row > EVENTS:
            continue
        typed = {
            "whole": float(chance.randrange(60)),
            "money": float(chance.randrange(10_000)),
            "date": date(2024, chance.randrange(1, 7), chance.randrange(1, 28)),
            "any_date": date(2024, 7, chance.randrange(1, 28)),
            "status": "done",
            "level": float(chance.randrange(1, 4)),
            "activity": float(held),
        }
        value = typed.get(field.kind, f"ข้อความ {chance.randrange(1000)}")
        records.append(
            Record(
                division=division.code,
                key=field.key,
                activity=held if field.event_row else field.activity,
                measure=field.measure,
                role=field.role,
                category=field.category,
                row=field.event_row,
                value=value,
                status="value",
                typed=str(value),
                source=Source(file, field.sheet, field.cell),
            )
        )
    ledger = Ledger(900, len(records), 0, 900 - len(records), 0)
    day = date(2024, 7, chance.randrange(1, 28))
    sha256 = f"{chance.getrandbits(256):064x}"
    return Submission(file, sha256, FileStatus.ACCEPTED, made.identity, tuple(records), day, None, ledger)
