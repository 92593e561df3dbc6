"""`moralxl status`: who has answered, who has not, who in time; over several rounds, a line for each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl.commands import COMPLETE, HELP, INCOMPLETE
from moralxl.commands.shared import (
    book_option,
    check_book,
    check_names,
    choice_of,
    choice_options,
    earlier_rounds,
    jobs_option,
    json_option,
    lang_option,
    load_plan,
    plan_option,
    print_book,
    print_findings,
    print_json,
    round_option,
    take_in_folder,
)
from moralxl.commands.thai import Command
from moralxl.model import FileStatus

if TYPE_CHECKING:
    from moralxl.annex.status import Returns
    from moralxl.model import Finding, Plan, Round, Submission
    from moralxl.returns import Return
    from moralxl.sets import Choice


@click.command(cls=Command, help=HELP["status"])
@click.argument("returns", type=click.Path(path_type=Path, exists=True, file_okay=False), nargs=-1, required=True)
@plan_option
@round_option
@choice_options
@book_option("ตารางการส่งแบบรายงาน")
@jobs_option
@lang_option
@json_option
def status(
    returns: tuple[Path, ...],
    plan_path: Path | None,
    round_number: int | None,
    prefer: tuple[str, ...],
    exclude: tuple[str, ...],
    output: Path | None,
    jobs: int | None,
    lang: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Show which divisions have answered, which in time, and which have not."""
    from moralxl.export import standing_json, totals_json
    from moralxl.status import rounds_table, status_table

    check_book(output, "status")
    plan = load_plan(plan_path, lang)
    choice = choice_of(prefer, exclude)
    read = [(folder, take_in_folder(folder, plan, round_number, choice, lang, jobs)) for folder in returns]
    check_names(choice, [(folder, opened) for folder, (*_, opened) in read])
    folders = [list(_returns(folder, plan, taken, choice, every_round=round_number is None)) for folder, taken in read]
    rounds = sorted((made for folder in folders for made, _ in folder), key=lambda made: made.round.last_day)
    if as_json:
        listed = [
            {
                "folder": one.folder,
                "round": one.round.number,
                "divisions": [standing_json(row) for row in one.rows],
                "totals": totals_json(one.totals),
            }
            for one in rounds
        ]
        print_json({"plan": plan.id, **listed[-1], **({"rounds": listed} if len(listed) > 1 else {})})
    else:
        if len(folders) == 1:
            made, others = folders[0][-1]
            click.echo(status_table(plan, made.round, made.rows, lang))
            print_findings(others, lang)
        if len(rounds) > 1:
            click.echo(rounds_table(plan, [(one.folder, one.round, one.totals) for one in rounds], lang))
    if output:
        from moralxl.annex.status import write_status

        print_book(output, write_status(plan, rounds, output), lang)
    # returns of earlier rounds that lie in a folder as well are no reason to ask for more of them
    asked = [folder[-1][0] for folder in folders]
    sys.exit(COMPLETE if all(row.settled for one in asked for row in one.rows) else INCOMPLETE)


def _returns(
    folder: Path,
    plan: Plan,
    taken: tuple[Round, list[Submission], list[Finding], list[Return]],
    choice: Choice,
    *,
    every_round: bool,
) -> Iterator[tuple[Returns, list[Finding]]]:
    """The returns of a folder, of earlier rounds that lie in it first, each with what to tell of other files."""
    round_, submissions, findings, opened = taken
    if every_round:
        for earlier, (sent, told) in earlier_rounds(folder, opened, plan, round_, choice):
            yield _made(str(folder), plan, earlier, sent, told)
    yield _made(str(folder), plan, round_, submissions, findings)


def _made(
    folder: str, plan: Plan, round_: Round, submissions: list[Submission], findings: list[Finding]
) -> tuple[Returns, list[Finding]]:
    from moralxl.annex.status import Returns
    from moralxl.reporting import standings
    from moralxl.waivers import waive

    findings = waive(findings, plan, round_, submissions)
    rows = tuple(standings(plan, round_, submissions, findings))
    counted = {s.path for s in submissions if s.status == FileStatus.ACCEPTED}
    others = [f for f in findings if f.source.file and f.source.file not in counted]
    return Returns(folder, round_, rows), others
