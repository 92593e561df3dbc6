"""`moralxl templates`: an intake workbook for each division."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl import console
from moralxl.commands.shared import (
    INCOMPLETE,
    count,
    fail,
    load_plan,
    output_option,
    plan_option,
    print_sibling,
    round_of,
)
from moralxl.commands.thai import Command

if TYPE_CHECKING:
    from moralxl.model import Division, Plan


@click.command(cls=Command, help="จัดทำแบบรายงาน Excel ของแต่ละหน่วยงาน")
@plan_option
@click.option("--round", "round_number", type=int, required=True, help="รอบการรายงาน (เดือน) 6, 9 หรือ 12")
@click.option("--division", "codes", multiple=True, metavar="CODE", help="เฉพาะหน่วยงานนี้ (ระบุซ้ำได้)")
@output_option("input_templates")
def templates(plan_path: Path | None, round_number: int, codes: tuple[str, ...], output: Path) -> None:
    """Write an intake workbook for each division."""
    from moralxl.files import make_folder, write_atomically
    from moralxl.returns import is_filled
    from moralxl.template import template_name, write_template

    plan = load_plan(plan_path)
    round_ = round_of(plan, round_number)
    divisions = list(dict.fromkeys(_division(plan, code) for code in codes)) or list(plan.divisions)
    make_folder(output)
    filled = []
    for division in console.progress(divisions, len(divisions), "กำลังเขียนแบบรายงาน"):
        path = output / template_name(plan, round_, division)
        if path.exists() and is_filled(path, plan):
            filled.append(path.name)
            continue
        made = write_atomically(path, lambda temporary, d=division: write_template(plan, round_, d, temporary))  # type: ignore[misc]
        print_sibling(path, made, "th")
    click.echo(f"เขียนแบบรายงาน{round_.label} {count(len(divisions) - len(filled))} ฉบับ ไว้ที่ {output}")
    if filled:
        names = ", ".join(filled)
        click.echo(f"ไม่เขียนทับไฟล์ที่กรอกข้อมูลแล้ว: {names} โปรดย้ายไปไว้ในโฟลเดอร์ returns ก่อนสั่งใหม่", err=True)
    known = {template_name(plan, round_, division) for division in plan.divisions}
    others = sorted(p.name for p in output.glob(f"intake_{plan.year}_r{round_.number}_*.xlsx") if p.name not in known)
    if others:
        click.echo(f"มีแบบรายงานเดิมของหน่วยงานที่ไม่อยู่ในทะเบียน: {', '.join(others)}", err=True)
    if filled:
        sys.exit(INCOMPLETE)


def _division(plan: Plan, code: str) -> Division:
    from moralxl.plan import find_division

    division = find_division(plan, code)
    if division is None:
        known = " ".join(d.code for d in plan.divisions)
        fail(f"ไม่มีหน่วยงาน “{code}” ในทะเบียน หน่วยงานที่มี: {known}")
    return division
