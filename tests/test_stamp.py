"""A blank form made from another division's is the one that would be written anew, byte for byte."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from support import PLAN

from moralxl.filling import NOTHING
from moralxl.layout import layout
from moralxl.model import Division
from moralxl.template import form_bytes, write_template
from moralxl.template.stamp import Stamp, Written

ROUND = PLAN.round(9)
OFFICE, OWN = PLAN.division("สล."), PLAN.division("กก.")
NAMES = (
    "กองตรวจการมาตรฐาน",
    "สำนักงาน & เลขานุการกรม",
    "ศูนย์ <เทคโนโลยี> (กลาง)",
    "Division 9/2",
    "ฝ่าย" + "ยาวมาก" * 14,  # its titles take more lines
)


def named(division: Division, code: str, name: str) -> Division:
    return replace(division, code=code, name=name)


def anew(division: Division) -> bytes:
    return form_bytes(layout(PLAN, ROUND, division), NOTHING)


def from_another(first: Division, other: Division) -> bytes | None:
    """The other's form made from the first's; None where it is to be written."""
    return Stamp(layout(PLAN, ROUND, first), anew(first)).form(layout(PLAN, ROUND, other))


def test_many_divisions(tmp_path: Path, seed: int) -> None:
    """Whatever was written before, each has its own bytes; nearly all are made from another's."""
    chance = random.Random(seed)  # noqa: S311
    path = tmp_path / "a.xlsx"
    for number in range(25):
        division = named(chance.choice((OFFICE, OWN)), f"ก{number}.", f"{chance.choice(NAMES)} {number}")
        write_template(PLAN, chance.choice(PLAN.rounds), division, path)
        write_template(PLAN, ROUND, division, path)
        assert path.read_bytes() == anew(division)


@pytest.mark.parametrize("name", NAMES[:-1])
def test_a_plain_name_needs_no_writing(name: str) -> None:
    other = named(OWN, "อื่น", name)
    assert from_another(OWN, other) == anew(other)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ข.", " เว้นหน้า"),  # the XML says that such space counts
        ("ข.", "ขึ้น\nบรรทัด"),
        ("ข.", "ยาว" * 40),  # no footer takes it
        ("moralxl", "กองอื่น"),  # stands elsewhere in the form, and a text is kept once
    ],
)
def test_what_would_be_written_otherwise_is_written_anew(code: str, name: str) -> None:
    assert from_another(OWN, named(OWN, code, name)) is None


def test_a_form_whose_names_stand_twice_serves_for_no_other() -> None:
    first, other = named(OWN, "moralxl", "กองที่หนึ่ง"), named(OWN, "ข.", "กองที่สอง")
    with pytest.raises(ValueError, match="moralxl"):
        from_another(first, other)
    written = Written()
    for division in (first, other, other):
        made = layout(PLAN, ROUND, division)
        assert written.form(made, lambda d=division: anew(d)) == anew(division)  # type: ignore[misc]


def test_what_is_kept_is_bounded() -> None:
    """A kind for each round and length of name; of too many, the earlier are let go."""
    written = Written()
    for size in range(1, 40):
        made = layout(PLAN, ROUND, named(OWN, "ข.", "กอง " + "ย" * 2 * size))
        written.form(made, lambda made=made: anew(made.division))  # type: ignore[misc]
    assert 0 < len(written._known) <= 16  # noqa: SLF001
