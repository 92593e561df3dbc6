"""`moralxl changes`: what changed from one return to another, or from one round to the next."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl.commands import COMPLETE, HELP, INCOMPLETE
from moralxl.commands.shared import (
    book_option,
    check_book,
    fail,
    json_option,
    lang_option,
    load_plan,
    plan_option,
    print_book,
    print_findings,
    print_json,
    take_in_folder,
)
from moralxl.commands.thai import Command
from moralxl.model import FileStatus

if TYPE_CHECKING:
    from moralxl.model import Plan, Round, Submission

SIDE = click.Path(path_type=Path, exists=True)


@click.command(cls=Command, help=HELP["changes"])
@click.argument("old", type=SIDE)
@click.argument("new", type=SIDE)
@plan_option
@book_option("ตารางการเปลี่ยนแปลง")
@lang_option
@json_option
def changes(
    old: Path,
    new: Path,
    plan_path: Path | None,
    output: Path | None,
    lang: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Show what changed, cell by cell, from the old returns to the new ones."""
    from moralxl.changes import compare
    from moralxl.changes_text import changes_json, changes_table

    check_book(output, "changes")
    plan = load_plan(plan_path, lang)
    before, earlier = _side(old, plan, lang)
    after, later = _side(new, plan, lang)
    if before.last_day > after.last_day:
        fail(f"{old} เป็น{before.label} ซึ่งอยู่หลัง{after.label}ของ {new} โปรดระบุฉบับเดิมก่อนฉบับใหม่")
    if not (old.is_dir() and new.is_dir()):  # of a folder, only the return of the division whose file was named
        named = {s.identity.division for s in (later if old.is_dir() else earlier) if s.identity}
        earlier, later = ([s for s in side if s.identity and s.identity.division in named] for side in (earlier, later))
    compared = compare(plan, before, earlier, after, later)
    if not compared.pairs:
        fail(f"ไม่มีหน่วยงานใดที่มีแบบรายงานทั้งใน {old} และ {new}")
    if as_json:
        print_json(changes_json(plan, compared))
    else:
        click.echo(changes_table(plan, compared, lang))
    if output:
        from moralxl.annex.changes import write_changes

        print_book(output, write_changes(plan, compared, output), lang)
    sys.exit(INCOMPLETE if compared.unsettled(plan) else COMPLETE)


def _side(path: Path, plan: Plan, lang: str) -> tuple[Round, list[Submission]]:
    """The round and the returns of a file or folder; ends the command where a file is no return of the plan."""
    from moralxl.returns import open_file, read_return, take_in

    if path.is_dir():
        round_, submissions, _, _ = take_in_folder(path, plan, None, lang=lang)
        return round_, submissions
    submissions, findings = take_in(
        [read_return(open_file(path, str(path)), plan)], plan, plan.rounds[0], any_round=True
    )
    identity = submissions[0].identity
    if identity is None or submissions[0].status != FileStatus.ACCEPTED:
        print_findings([f for f in findings if f.source.file], lang, err=True)
        fail(f"ใช้ {path} เปรียบเทียบไม่ได้")
    return plan.round(identity.round), submissions
