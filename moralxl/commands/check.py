"""`moralxl check`: the findings of single files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl.commands.shared import (
    COMPLETE,
    INCOMPLETE,
    has_errors,
    json_option,
    lang_option,
    load_plan,
    plan_option,
    print_findings,
    print_json,
)
from moralxl.commands.thai import Command

if TYPE_CHECKING:
    from moralxl.model import Finding


@click.command(cls=Command, help="ตรวจไฟล์ที่ส่งกลับมาเป็นรายไฟล์ และแจ้งสิ่งที่ต้องแก้ไขทีละเซลล์")
@click.argument("files", type=click.Path(path_type=Path, exists=True, dir_okay=False), nargs=-1, required=True)
@plan_option
@lang_option
@json_option
def check(files: tuple[Path, ...], plan_path: Path | None, lang: str, as_json: bool) -> None:  # noqa: FBT001
    """Check single returned files and print what is found."""
    from moralxl.consolidate import rank
    from moralxl.export import finding_json
    from moralxl.intake import check_identity, intake
    from moralxl.returns import open_file
    from moralxl.waivers import waive

    plan = load_plan(plan_path, lang)
    found: list[Finding] = []
    for file in files:
        opened = open_file(file, str(file))
        faults = list(opened.findings)
        identity = opened.submission.identity
        if opened.raw is not None and identity is not None and not faults:
            faults = check_identity(identity, plan, None, str(file))
            if not faults:
                _, faults = intake(opened.submission, opened.raw, plan)
                faults = waive(faults, plan, plan.round(identity.round), [opened.submission])
        found += faults
    found = rank(found)
    if as_json:
        print_json({"plan": plan.id, "findings": [finding_json(f, lang) for f in found]})
    else:
        print_findings(found, lang)
        if not found:
            click.echo("ไม่พบข้อผิดพลาด" if lang == "th" else "Nothing found.")
    sys.exit(INCOMPLETE if has_errors(found) else COMPLETE)
