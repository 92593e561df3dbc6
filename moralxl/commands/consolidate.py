"""`moralxl consolidate`: reads the returns, works out attainment, writes the master."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from moralxl.commands import COMPLETE, HELP, INCOMPLETE
from moralxl.commands.shared import (
    choice_of,
    choice_options,
    consolidate_folder,
    has_errors,
    jobs_option,
    json_option,
    lang_option,
    load_plan,
    output_option,
    plan_option,
    previous_option,
    print_json,
    print_official,
    print_report,
    returns_argument,
    round_option,
)
from moralxl.commands.thai import Command


@click.command(cls=Command, help=HELP["consolidate"])
@returns_argument
@plan_option
@round_option
@output_option("output")
@choice_options
@previous_option
@click.option("--pdf", "as_pdf", is_flag=True, help="จัดทำ PDF ของตารางทางการด้วย LibreOffice ด้วย")
@jobs_option
@lang_option
@json_option
def consolidate(
    returns: Path,
    plan_path: Path | None,
    round_number: int | None,
    output: Path,
    prefer: tuple[str, ...],
    exclude: tuple[str, ...],
    previous: tuple[Path, ...],
    as_pdf: bool,  # noqa: FBT001
    jobs: int | None,
    lang: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Read the returns, work out attainment and write the master workbook."""
    from moralxl.export import report_json

    plan = load_plan(plan_path, lang)
    choice = choice_of(prefer, exclude)
    report, master = consolidate_folder(returns, plan, round_number, output, choice, previous, lang, jobs)
    if as_json:
        print_json(report_json(report, str(master), lang))
    else:
        print_report(report, master, lang)
    if as_pdf:
        print_official(master, master.with_suffix(".pdf"), lang)
    sys.exit(INCOMPLETE if has_errors(report.findings) else COMPLETE)
