"""`moralxl status`: who has answered, who has not."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from moralxl.commands.shared import (
    COMPLETE,
    INCOMPLETE,
    json_option,
    lang_option,
    load_plan,
    plan_option,
    print_findings,
    print_json,
    returns_argument,
    round_option,
    take_in_folder,
)
from moralxl.commands.thai import Command
from moralxl.model import FileStatus


@click.command(cls=Command, help="แสดงว่าหน่วยงานใดส่งแบบรายงานแล้ว หน่วยงานใดยังไม่ส่ง")
@returns_argument
@plan_option
@round_option
@lang_option
@json_option
def status(returns: Path, plan_path: Path | None, round_number: int | None, lang: str, as_json: bool) -> None:  # noqa: FBT001
    """Show which divisions have answered and which have not."""
    from moralxl.status import status_rows, status_table

    plan = load_plan(plan_path, lang)
    round_, submissions, findings, _ = take_in_folder(returns, plan, round_number, lang=lang)
    rows = status_rows(plan, submissions, findings)
    if as_json:
        print_json({"plan": plan.id, "round": round_.number, "divisions": rows})
    else:
        click.echo(status_table(plan, round_, rows, lang))
        counted = {s.path for s in submissions if s.status == FileStatus.ACCEPTED}
        print_findings([f for f in findings if f.source.file and f.source.file not in counted], lang)
    sys.exit(COMPLETE if all(row["status"] == "received" for row in rows) else INCOMPLETE)
