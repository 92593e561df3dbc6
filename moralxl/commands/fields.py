"""`moralxl fields`: every input of an intake workbook, for programs that fill one in."""

from __future__ import annotations

from pathlib import Path

import click

from moralxl import console, messages
from moralxl.commands import HELP
from moralxl.commands.shared import fail, json_option, load_plan, plan_option, print_json
from moralxl.commands.thai import Command


@click.command(cls=Command, help=HELP["fields"])
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@plan_option
@json_option
def fields(file: Path, plan_path: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """List every input of an intake workbook with its key and address."""
    from moralxl.export import fields_json
    from moralxl.intake import check_identity
    from moralxl.layout import SHEET_TITLES, layout
    from moralxl.locate import every_input, locate
    from moralxl.returns import open_file

    plan = load_plan(plan_path)
    opened = open_file(file, file.name)
    identity = opened.submission.identity
    faults = list(opened.findings)
    if identity is not None and not faults:
        faults = check_identity(identity, plan, None, file.name)
    if identity is None or opened.raw is None or faults:
        fail("; ".join(messages.text(f) for f in faults))
    made = layout(plan, plan.round(identity.round), plan.division(identity.division))
    found, _ = locate(made, opened.raw, file.name)
    listed = fields_json(every_input(found, file.name), SHEET_TITLES)
    if as_json:
        print_json({"plan": identity.plan, "round": identity.round, "division": identity.division, "fields": listed})
    else:
        rows = [(f["key"], f["sheet"], f["cell"], f["role"], f["label"]) for f in listed]
        click.echo(console.table(rows, indent=0))
