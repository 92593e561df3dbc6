"""`moralxl init`: a working folder."""

from __future__ import annotations

from pathlib import Path

import click

from moralxl.commands import HELP
from moralxl.commands.thai import Command


@click.command(cls=Command, help=HELP["init"])
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def init(folder: Path) -> None:
    """Make a working folder: plan.xlsx and mail/*.txt to edit, input_templates/, returns/ and output/."""
    from moralxl.files import make_folder, write_atomically
    from moralxl.mail import texts
    from moralxl.plan import shipped_tables, write_plan

    target = folder / "plan.xlsx"
    for name in ("input_templates", "returns", "output", texts.FOLDER):
        make_folder(folder / name)
    for kind in texts.Kind:
        path = folder / texts.FOLDER / f"{kind}.txt"
        if not path.exists():  # the coordinator's own, of an earlier year
            data = texts.shipped(kind).encode()
            write_atomically(path, lambda temporary, data=data: temporary.write_bytes(data))  # type: ignore[misc]
    if target.exists():  # of `plan import`, or of an earlier start
        click.echo(f"ใช้ {target} ที่มีอยู่แล้ว ไม่ได้เขียนทับ", err=True)
    else:
        write_atomically(target, lambda temporary: write_plan(shipped_tables(), temporary))
    click.echo(f"เตรียมโฟลเดอร์งานแล้วที่ {folder}: plan.xlsx input_templates/ returns/ output/ mail/")
