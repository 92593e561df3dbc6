"""`moralxl corrections`: for each return that has errors, a workbook with its answers and what to mend."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl import console
from moralxl.commands.shared import (
    COMPLETE,
    INCOMPLETE,
    count,
    division_option,
    divisions_of,
    has_errors,
    load_plan,
    output_option,
    plan_option,
    print_sibling,
    returns_argument,
    round_option,
    take_in_folder,
)
from moralxl.commands.thai import Command

if TYPE_CHECKING:
    from moralxl.model import Plan, Report


@click.command(cls=Command, help="จัดทำสมุดงานแก้ไขของหน่วยงานที่แบบรายงานมีข้อผิดพลาด มีคำตอบเดิมและรายการที่ต้องแก้ไข")
@returns_argument
@plan_option
@round_option
@division_option
@output_option("corrections")
@click.option("--warnings", is_flag=True, help="รวมหน่วยงานที่มีเพียงข้อที่ควรตรวจด้วย")
def corrections(
    returns: Path,
    plan_path: Path | None,
    round_number: int | None,
    codes: tuple[str, ...],
    output: Path,
    warnings: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Write a correction workbook for each division whose return has errors."""
    from moralxl.consolidate import consolidate

    plan = load_plan(plan_path)
    wanted = {division.code for division in divisions_of(plan, codes)}
    round_, submissions, findings, _ = take_in_folder(returns, plan, round_number)
    report = consolidate(plan, round_, submissions, findings)
    written, filled = _write(plan, report, wanted, output, warnings=warnings)
    if written:
        click.echo(f"เขียนสมุดงานแก้ไข{round_.label} {count(len(written))} ฉบับ ไว้ที่ {output}: {', '.join(written)}")
    elif not filled:
        click.echo(f"ไม่มีแบบรายงาน{round_.label}ที่ต้องแก้ไข")
    if filled:
        told = f"ไม่เขียนทับไฟล์ที่กรอกข้อมูลแล้ว: {', '.join(filled)} โปรดย้ายไปไว้ในโฟลเดอร์ {returns} ก่อนสั่งใหม่"
        click.echo(told, err=True)
    missing = [division.code for division in report.missing() if division.code in wanted]
    if missing:
        click.echo(f"ยังไม่มีแบบรายงานที่อ่านได้: {', '.join(missing)}", err=True)
    sys.exit(INCOMPLETE if written or filled or missing else COMPLETE)


def _write(
    plan: Plan, report: Report, wanted: set[str], output: Path, *, warnings: bool
) -> tuple[list[str], list[str]]:
    """Write the workbooks; the codes of their divisions, and the names of files that were filled in already."""
    from moralxl.files import make_folder
    from moralxl.returns import is_filled
    from moralxl.template.correction import correction_name, told_to_clerk, write_correction

    written, filled = [], []
    accepted = [report.accepted()[d.code] for d in plan.divisions if d.code in report.accepted() and d.code in wanted]
    for submission in console.progress(accepted, len(accepted), "กำลังเขียนสมุดงานแก้ไข"):
        told = told_to_clerk(submission, report.findings)
        if submission.identity is None or not (told if warnings else has_errors(told)):
            continue
        division = plan.division(submission.identity.division)
        path = output / correction_name(plan, report.round, division)
        if path.exists() and is_filled(path, plan):
            filled.append(path.name)
            continue
        make_folder(output)
        made = write_correction(plan, submission, told, path)
        print_sibling(path, made, "th")
        written.append(division.code)
    return written, filled
