"""Rounds of any size: a plan with so many divisions, and what their returns give, with or without files.

    python bench/rounds.py FOLDER [--divisions 1000] [--seed 1]

writes the plan's tables in FOLDER/plan and a filled return of each division in FOLDER/returns, a thousand to a folder.
"""

# ruff: noqa: T201 - a script prints
from __future__ import annotations

import argparse
import csv
import random
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from moralxl import thai
from moralxl.layout import EVENTS, REPORT, Field, Layout, layout
from moralxl.model import Division, FileStatus, Ledger, Plan, Record, Round, Source, Submission
from moralxl.plan import shipped, shipped_tables
from moralxl.plan.tables import BY_NAME
from moralxl.records import Records
from moralxl.template import write_template

EVENT_ROWS = 2  # of the log that each division fills
A_FOLDER = 1000  # returns
SHEETS = {REPORT: "xl/worksheets/sheet2.xml", EVENTS: "xl/worksheets/sheet3.xml"}
STRINGS = "xl/sharedStrings.xml"
DAY_ZERO = date(1899, 12, 30)  # of the numbers by which Excel keeps days
Value = float | str | date


def plan_of(count: int) -> Plan:
    """The shipped plan with the office that reports for the department and so many divisions in all."""
    plan = shipped()
    office = next(d for d in plan.divisions if d.for_department)
    like = next(d for d in plan.divisions if not d.for_department)
    others = (
        replace(like, code=f"ก{number}", name=f"กองที่ {number}", aliases=(), email="") for number in range(1, count)
    )
    return replace(plan, divisions=(office, *others))


def write_tables(folder: Path, count: int) -> None:
    """The same plan as a folder of tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in shipped_tables().items():
        if name == "divisions":
            like = next(row for row in rows if not row["department"])
            rows = [  # noqa: PLW2901
                {**like, "code": d.code, "name": d.name, "aliases": "", "email": "", "department": roles}
                for d in plan_of(count).divisions
                for roles in ["yes" if d.for_department else ""]
            ]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column.key for column in BY_NAME[name].columns])
            writer.writeheader()
            writer.writerows(rows)


# --- what is answered -----------------------------------------------------------------------------


def answers(made: Layout, chance: random.Random) -> dict[str, Value]:
    """Something in every input, in some rows of the log only: a return has seldom more."""
    held = chance.choice(made.event_activities).number
    wholes = {field.at_most: 60.0 + chance.randrange(40) for field in made.fields if field.at_most}
    typed: dict[str, Value] = {}
    for field in made.fields:
        if field.event_row and field.event_row > EVENT_ROWS:
            continue
        value = {
            "whole": float(chance.randrange(60)),
            "money": float(chance.randrange(10_000)),
            "date": date(2024, chance.randrange(1, 4) + 3 * (field.role == "finished"), chance.randrange(1, 28)),
            "any_date": date(2024, 7, chance.randrange(1, 28)),
            "status": "done",
            "level": float(chance.randrange(1, 4)),
            "activity": float(held),
        }.get(field.kind, f"ข้อความ {chance.randrange(1000)}")
        typed[field.key] = wholes.get(field.key, value)
    return typed


def submissions_of(plan: Plan, round_: Round, seed: int) -> list[Submission]:
    """A filled return of every division."""
    chance = random.Random(seed)  # noqa: S311 - it is to be repeatable
    return [_submission(plan, round_, division, chance) for division in plan.divisions]


def _submission(plan: Plan, round_: Round, division: Division, chance: random.Random) -> Submission:
    made = layout(plan, round_, division)
    file = f"{division.code}.xlsx"
    typed = answers(made, chance)
    records = []
    for field in made.fields:
        if field.key not in typed:
            continue
        activity = typed[f"ev{field.event_row:02d}_activity"] if field.event_row else field.activity
        records.append(
            Record(
                division=division.code,
                key=field.key,
                activity=None if activity is None else int(str(activity).partition(".")[0]),
                measure=field.measure,
                role=field.role,
                category=field.category,
                row=field.event_row,
                value=typed[field.key],
                status="value",
                typed=str(typed[field.key]),
                source=Source(file, field.sheet, field.cell),
            )
        )
    ledger = Ledger(900, len(records), 0, 900 - len(records), 0)
    day = date(2024, 7, chance.randrange(1, 28))
    sha256 = f"{chance.getrandbits(256):064x}"
    return Submission(file, sha256, FileStatus.ACCEPTED, made.identity, Records.of(records), day, None, ledger)


# --- the same as files ----------------------------------------------------------------------------


class Form:
    """A written form whose inputs are filled in its XML; all divisions with the same roles share it."""

    def __init__(self, plan: Plan, round_: Round, division: Division) -> None:
        """Write and take it apart."""
        self.plan, self.round = plan, round_
        self.stand_in = replace(division, code="สมมติ", name="กองสมมติ")
        with tempfile.TemporaryDirectory() as folder:
            self.layout = write_template(plan, round_, self.stand_in, Path(folder) / "a.xlsx")
            with zipfile.ZipFile(Path(folder) / "a.xlsx") as archive:
                self.parts = {name: archive.read(name).decode() for name in archive.namelist()}
        by_cell = {(field.sheet, field.cell): field for field in self.layout.fields}
        self.pieces = {part: list(_pieces(self.parts[part], sheet, by_cell)) for sheet, part in SHEETS.items()}
        self.strings = self.parts[STRINGS].count("<si>")
        self.packed: dict[str, tuple[int, int, bytes]] = {}  # parts that name no division

    def filled(self, division: Division, typed: Mapping[str, Value]) -> bytes:
        """The bytes of a division's return."""
        texts: list[str] = []
        parts = dict(self.parts)
        for part, pieces in self.pieces.items():
            parts[part] = "".join(
                piece if isinstance(piece, str) else self._cell(*piece, typed, texts) for piece in pieces
            )
        more = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        parts[STRINGS] = parts[STRINGS].replace("</sst>", f"{more}</sst>")
        return _zipped([(name, self._packed(name, text, division)) for name, text in parts.items()])

    def _cell(self, field: Field, start: str, typed: Mapping[str, Value], texts: list[str]) -> str:
        """An input's cell, which begins like this; its text becomes one more of the workbook's strings."""
        value = typed.get(field.key)
        if value is None:
            return f"{start}/>"
        if isinstance(value, date):
            value = float((value - DAY_ZERO).days)
        elif field.choices and isinstance(value, float):
            digits = thai.to_thai_digits(str(int(value)))
            value = next(choice for choice in field.choices if choice.startswith(f"{digits} "))
        elif field.kind == "status":
            value = field.choices[2]
        if isinstance(value, float):
            return f"{start}><v>{value:g}</v></c>"
        texts.append(value)
        return f'{start} t="s"><v>{self.strings + len(texts) - 1}</v></c>'

    def _packed(self, name: str, text: str, division: Division) -> tuple[int, int, bytes]:
        """A part as it stands in a zip: its checksum, its size in bytes, and its bytes deflated."""
        constant = text == self.parts[name] and "สมมติ" not in text
        if constant and name in self.packed:
            return self.packed[name]
        data = text.replace(self.stand_in.name, escape(division.name)).replace("สมมติ", escape(division.code)).encode()
        deflate = zlib.compressobj(9 if constant else 1, zlib.DEFLATED, -15)
        packed = zlib.crc32(data), len(data), deflate.compress(data) + deflate.flush()
        if constant:
            self.packed[name] = packed
        return packed


def _pieces(part: str, sheet: str, inputs: Mapping[tuple[str, str], Field]) -> Iterator[str | tuple[Field, str]]:
    """A sheet's XML, with its empty inputs taken out: each as its field and what its cell begins with."""
    end = 0
    for found in re.finditer(r'(<c r="([A-Z]+[0-9]+)"[^<>]*?)/>', part):
        field = inputs.get((sheet, found[2]))
        if field:
            yield part[end : found.start()]
            yield field, found[1]
            end = found.end()
    yield part[end:]


def _zipped(parts: list[tuple[str, tuple[int, int, bytes]]]) -> bytes:
    """A zip of deflated parts; zipfile would deflate each of them anew."""
    made, directory = bytearray(), bytearray()
    for name, (check, size, data) in parts:
        entry = struct.pack("<HHHHHLLLHH", 20, 0x800, 8, 0, 0x21, check, len(data), size, len(name), 0)
        directory += struct.pack("<4sH", b"PK\1\2", 20) + entry
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, len(made)) + name.encode()
        made += b"PK\3\4" + entry + name.encode() + data
    count, start = len(parts), len(made)
    made += directory
    return bytes(made + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0))


def write_returns(plan: Plan, round_: Round, folder: Path, seed: int) -> None:
    """A filled return of every division as a file."""
    chance = random.Random(seed)  # noqa: S311 - it is to be repeatable
    forms: dict[tuple[bool, bool], Form] = {}
    for number, division in enumerate(plan.divisions):
        roles = division.for_department, division.for_itself
        if roles not in forms:
            forms[roles] = Form(plan, round_, division)
        form = forms[roles]
        path = folder / f"{number // A_FOLDER:03d}" / f"{division.code}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(form.filled(division, _as_typed(form.layout, answers(form.layout, chance), chance)))


def _as_typed(made: Layout, typed: dict[str, Value], chance: random.Random) -> dict[str, Value]:
    """The same answers, in every tenth return with Thai digits, in every twentieth with a mistake."""
    if chance.random() < 0.1:
        for field in made.fields:
            if field.kind == "whole" and isinstance(value := typed.get(field.key), float):
                typed[field.key] = thai.format_number(value)
    if chance.random() < 0.05:
        halves = [field for field in made.fields if field.at_most]
        field = chance.choice(halves)
        typed[field.key], typed[field.at_most] = 70.0, 60.0
    return typed


def main() -> None:
    """Write a plan and its returns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--divisions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    write_tables(options.folder / "plan", options.divisions)
    plan = plan_of(options.divisions)
    write_returns(plan, plan.round(9), options.folder / "returns", options.seed)
    print(f"{options.divisions} returns in {options.folder}")


if __name__ == "__main__":
    main()
