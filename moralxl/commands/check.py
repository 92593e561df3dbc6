"""`moralxl check`: the findings of single files, and of those in an archive or message."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl.commands import COMPLETE, HELP, INCOMPLETE
from moralxl.commands.shared import (
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
    from moralxl.model import Finding, Plan, Submission
    from moralxl.returns import Return


@click.command(cls=Command, help=HELP["check"])
@click.argument("files", type=click.Path(path_type=Path, exists=True, dir_okay=False), nargs=-1, required=True)
@plan_option
@lang_option
@json_option
def check(files: tuple[Path, ...], plan_path: Path | None, lang: str, as_json: bool) -> None:  # noqa: FBT001
    """Check single returned files and print what is found."""
    from moralxl.consolidate import rank
    from moralxl.export import finding_json

    plan = load_plan(plan_path, lang)
    found = rank(finding for file in files for finding in _checked(file, plan))
    if as_json:
        print_json({"plan": plan.id, "findings": [finding_json(f, lang) for f in found]})
    else:
        print_findings(found, lang)
        if not found:
            click.echo("ไม่พบข้อผิดพลาด" if lang == "th" else "Nothing found.")
    sys.exit(INCOMPLETE if has_errors(found) else COMPLETE)


def _checked(file: Path, plan: Plan) -> Iterator[Finding]:
    """What is found in a file, or in those that it holds, which are named after it: "a.zip/b.xlsx"."""
    from moralxl.sets import came_along

    submissions: list[Submission] = []
    findings: list[Finding] = []
    for returned in _read(file, plan):
        submissions.append(returned.submission)
        findings += _findings(returned, plan)
    top = submissions[0].path  # a container comes before what it holds
    for finding in came_along(submissions, findings)[1]:
        source = finding.source._replace(file=str(file) + finding.source.file.removeprefix(top))
        args = dict(finding.args)
        if finding.code == "set-beside":
            args["other"] = str(file) + args["other"].removeprefix(top)
        yield replace(finding, source=source, args=args)


def _read(file: Path, plan: Plan) -> Iterator[Return]:
    """Read a file as the returns folder's files are read, by a copy in a folder of its own."""
    from moralxl.returns import open_file, read_return, walk
    from moralxl.unpack import MOST_BYTES_IN_ALL

    # what is no file may never end, and what is too large is no container that would be opened
    if not file.is_file() or file.stat().st_size > MOST_BYTES_IN_ALL:
        yield read_return(open_file(file, file.name), plan)
        return
    with tempfile.TemporaryDirectory(prefix="moralxl-") as scratch:
        shutil.copyfile(file, Path(scratch) / file.name)
        yield from walk(Path(scratch), plan)


def _findings(returned: Return, plan: Plan) -> list[Finding]:
    """What a consolidation would tell of one file, whichever round it is for."""
    from moralxl.consolidate import consolidate
    from moralxl.intake import check_identity

    submission, identity = returned.submission, returned.submission.identity
    if identity is None or returned.findings:
        return list(returned.findings)
    if returned.read is None:
        return check_identity(identity, plan, None, submission.path)
    report = consolidate(plan, plan.round(identity.round), [submission], returned.read)
    return [f for f in report.findings if f.source.file == submission.path]
