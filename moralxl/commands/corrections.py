"""`moralxl corrections`: for each return that has errors, a workbook with its answers and what to mend."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl import console
from moralxl.commands import COMPLETE, HELP, INCOMPLETE
from moralxl.commands.shared import (
    choice_of,
    choice_options,
    count,
    division_option,
    divisions_of,
    has_errors,
    load_plan,
    output_option,
    plan_option,
    previous_option,
    print_sibling,
    returns_argument,
    round_option,
    take_in_rounds,
)
from moralxl.commands.thai import Command

if TYPE_CHECKING:
    from moralxl.model import Finding, Plan, Report


@click.command(cls=Command, help=HELP["corrections"])
@returns_argument
@plan_option
@round_option
@division_option
@choice_options
@previous_option
@output_option("corrections")
@click.option("--warnings", is_flag=True, help="รวมหน่วยงานที่มีเพียงข้อที่ควรตรวจด้วย")
def corrections(
    returns: Path,
    plan_path: Path | None,
    round_number: int | None,
    codes: tuple[str, ...],
    prefer: tuple[str, ...],
    exclude: tuple[str, ...],
    previous: tuple[Path, ...],
    output: Path,
    warnings: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Write a correction workbook for each division whose return has errors."""
    from moralxl.consolidate import consolidate
    from moralxl.waivers import applying

    plan = load_plan(plan_path)
    wanted = {division.code for division in divisions_of(plan, codes)}
    taken = take_in_rounds(returns, plan, round_number, choice_of(prefer, exclude), previous)
    round_ = taken.round
    report = consolidate(plan, round_, taken.submissions, taken.findings)
    written, filled = _write(plan, report, wanted, output, warnings=warnings)
    if written:
        click.echo(f"เขียนสมุดงานแก้ไข{round_.label} {count(len(written))} ฉบับ ไว้ที่ {output}: {', '.join(written)}")
    elif not filled:
        click.echo(f"ไม่มีแบบรายงาน{round_.label}ที่ต้องแก้ไข")
    if filled:
        told = f"ไม่เขียนทับไฟล์ที่กรอกข้อมูลแล้ว: {', '.join(filled)} โปรดย้ายไปไว้ในโฟลเดอร์ {returns} ก่อนสั่งใหม่"
        click.echo(told, err=True)
    asked = (d.code for d in report.missing() if not applying(plan, round_, "set-missing", d.code))
    if missing := [code for code in asked if code in wanted]:
        click.echo(f"ยังไม่มีแบบรายงานที่อ่านได้: {', '.join(missing)}", err=True)
    sys.exit(INCOMPLETE if has_errors(_about(report, wanted) if codes else report.findings) else COMPLETE)


def _about(report: Report, wanted: set[str]) -> list[Finding]:
    """The findings about some divisions' returns."""
    from moralxl.waivers import division_of

    sent_by = {s.path: s.identity.division for s in report.submissions if s.identity}
    return [f for f in report.findings if division_of(f, sent_by, report.plan) in wanted]


def _write(
    plan: Plan, report: Report, wanted: set[str], output: Path, *, warnings: bool
) -> tuple[list[str], list[str]]:
    """Write the workbooks; the codes of their divisions, and the names of files that were filled in already."""
    from moralxl.files import make_folder
    from moralxl.returns import is_untouched
    from moralxl.template.correction import correction_name, told_to_clerk, write_correction

    written, filled = [], []
    accepted = [report.accepted()[d.code] for d in plan.divisions if d.code in report.accepted() and d.code in wanted]
    for submission in console.progress(accepted, len(accepted), "กำลังเขียนสมุดงานแก้ไข"):
        told = told_to_clerk(submission, report.findings)
        if submission.identity is None or not (told if warnings else has_errors(told)):
            continue
        division = plan.division(submission.identity.division)
        path = output / correction_name(plan, report.round, division)
        if path.exists() and not is_untouched(path, plan):
            filled.append(path.name)
            continue
        make_folder(output)
        made = write_correction(plan, submission, told, path)
        print_sibling(path, made, "th")
        written.append(division.code)
    return written, filled
