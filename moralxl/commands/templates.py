"""`moralxl templates`: an intake workbook for each division, empty or with an earlier round's answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl import console
from moralxl.commands import HELP, INCOMPLETE
from moralxl.commands.shared import (
    check_names,
    choice_of,
    choice_options,
    count,
    division_option,
    divisions_of,
    fail,
    load_plan,
    output_option,
    plan_option,
    print_sibling,
    round_of,
    take_in_folder,
)
from moralxl.commands.thai import Command

if TYPE_CHECKING:
    from moralxl.filling import Filling
    from moralxl.model import Division, Plan, Round
    from moralxl.sets import Choice


@click.command(cls=Command, help=HELP["templates"])
@plan_option
@click.option("--round", "round_number", type=int, required=True, help="รอบการรายงาน (เดือน) 6, 9 หรือ 12")
@division_option
@click.option(
    "--from",
    "returns",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="โฟลเดอร์แบบรายงานของรอบก่อน เพื่อยกข้อมูลสะสมมาไว้ในแบบรายงาน",
)
@choice_options
@output_option("input_templates")
def templates(
    plan_path: Path | None,
    round_number: int,
    codes: tuple[str, ...],
    returns: Path | None,
    prefer: tuple[str, ...],
    exclude: tuple[str, ...],
    output: Path,
) -> None:
    """Write an intake workbook for each division."""
    from moralxl.files import make_folder, write_atomically
    from moralxl.filling import NOTHING
    from moralxl.returns import is_untouched
    from moralxl.template import template_name, write_template

    plan = load_plan(plan_path)
    round_ = round_of(plan, round_number)
    divisions = divisions_of(plan, codes)
    choice = choice_of(prefer, exclude)
    fillings = _fillings(plan, round_, returns, choice) if returns else {}
    make_folder(output)
    filled = []
    for division in console.progress(divisions, len(divisions), "กำลังเขียนแบบรายงาน"):
        path = output / template_name(plan, round_, division)
        if path.exists() and not is_untouched(path, plan):
            filled.append(path.name)
            continue
        filling = fillings.get(division.code, NOTHING)
        write = partial(write_template, plan, round_, division, filling=filling)
        made = write_atomically(path, write)
        print_sibling(path, made, "th")
    click.echo(f"เขียนแบบรายงาน{round_.label} {count(len(divisions) - len(filled))} ฉบับ ไว้ที่ {output}")
    if filled:
        names = ", ".join(filled)
        click.echo(f"ไม่เขียนทับไฟล์ที่กรอกข้อมูลแล้วหรืออ่านไม่ได้: {names} โปรดย้ายไปไว้ในโฟลเดอร์ returns ก่อนสั่งใหม่", err=True)
    empty = [d.code for d in divisions if d.code not in fillings] if returns else []
    _tell_empty(returns, divisions, empty)
    known = {template_name(plan, round_, division) for division in plan.divisions}
    others = sorted(p.name for p in output.glob(f"intake_{plan.year}_r{round_.number}_*.xlsx") if p.name not in known)
    if others:
        click.echo(f"มีแบบรายงานเดิมของหน่วยงานที่ไม่อยู่ในทะเบียน: {', '.join(others)}", err=True)
    if filled or empty:
        sys.exit(INCOMPLETE)


def _fillings(plan: Plan, round_: Round, returns: Path, choice: Choice) -> dict[str, Filling]:
    """What each division's accepted return of an earlier round gives to its form, by the division's code."""
    from moralxl.carry import carry
    from moralxl.model import FileStatus

    earlier, submissions, _, opened = take_in_folder(returns, plan, None, choice)
    check_names(choice, [(returns, opened)])
    if earlier.last_day >= round_.last_day:
        fail(f"--from ต้องเป็นโฟลเดอร์ของรอบก่อนหน้า แต่ {returns} เป็น{earlier.label}")
    return {
        s.identity.division: carry(plan, round_, earlier, s)
        for s in submissions
        if s.identity and s.status == FileStatus.ACCEPTED
    }


def _tell_empty(returns: Path | None, divisions: Sequence[Division], empty: Sequence[str]) -> None:
    """Say how many forms hold answers carried over, and whose do not."""
    if returns is None:
        return
    click.echo(f"ยกข้อมูลจาก {returns} มาไว้ในแบบรายงาน {count(len(divisions) - len(empty))} หน่วยงาน")
    if empty:
        click.echo(f"ไม่มีแบบรายงานรอบก่อนที่ใช้ได้ จึงเป็นแบบรายงานเปล่า: {', '.join(empty)}", err=True)
