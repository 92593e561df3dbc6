"""`moralxl package`: bundles the master, its PDF and a list with SHA-256 for sending."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from moralxl.commands import COMPLETE, HELP, INCOMPLETE
from moralxl.commands.shared import fail, lang_option, output_option, print_official
from moralxl.commands.thai import Command

WANTED = "โปรดระบุไฟล์ตารางสรุป (.xlsx) ที่คำสั่ง consolidate เขียนไว้ ซึ่งชื่อขึ้นต้นด้วย master_ และปกติอยู่ในโฟลเดอร์ output"


@click.command(cls=Command, help=HELP["package"])
@click.argument("master", type=click.Path(path_type=Path, exists=True))
@output_option("output")
@click.option("--zip", "as_zip", is_flag=True, help="รวมเป็นไฟล์ zip เดียว แทนโฟลเดอร์")
@lang_option
def package(master: Path, output: Path, as_zip: bool, lang: str) -> None:  # noqa: FBT001
    """Bundle a master for sending; without a PDF, where none can be made, the exit status is 1."""
    from moralxl.files import make_folder
    from moralxl.folder import no_file
    from moralxl.intake import identify
    from moralxl.master.official import RESULTS
    from moralxl.package import write_folder, write_zip
    from moralxl.read import read_workbook

    if what := no_file(master.stat().st_mode):
        fail(f"{master} ไม่ใช่ไฟล์ ({what.th}) {WANTED}")
    data = master.read_bytes()
    raw, _ = read_workbook(data, master.name)
    if raw is None or identify(raw, master.name)[0] != "master":
        fail(f"{master} ไม่ใช่ตารางสรุปที่โปรแกรมนี้จัดทำ {WANTED}")
    make_folder(output)
    pdf = print_official(master, output / f"{master.stem}.pdf", lang)
    files = {master.name: data} | ({f"{master.stem}.pdf": pdf.read_bytes()} if pdf else {})
    title = next((str(sheet.at(0, 0)) for sheet in raw.sheets if sheet.name == RESULTS), master.stem)
    target = output / f"package_{master.stem.removeprefix('master_')}"
    made = write_zip(files, title, target.with_suffix(".zip")) if as_zip else write_folder(files, title, target)
    click.echo(f"ชุดนำส่งอยู่ที่ {made}" if lang == "th" else f"Package: {made}")
    sys.exit(COMPLETE if pdf else INCOMPLETE)
