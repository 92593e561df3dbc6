"""`moralxl consolidate`: reads the returns, works out attainment, writes the master."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl.commands.shared import (
    COMPLETE,
    INCOMPLETE,
    consolidate_folder,
    fail,
    has_errors,
    json_option,
    lang_option,
    load_plan,
    output_option,
    plan_option,
    print_json,
    print_official,
    print_report,
    returns_argument,
    round_option,
)
from moralxl.commands.thai import Command

if TYPE_CHECKING:
    from moralxl.sets import Choice


@click.command(cls=Command, help="อ่านแบบรายงานทั้งโฟลเดอร์ คำนวณระดับความสำเร็จ และจัดทำตารางสรุป")
@returns_argument
@plan_option
@round_option
@output_option("output")
@click.option("--prefer", multiple=True, metavar="FILE", help="นับไฟล์นี้ หากหน่วยงานส่งหลายฉบับ (ระบุซ้ำได้)")
@click.option("--exclude", multiple=True, metavar="FILE=REASON", help="ไม่นับไฟล์นี้ เหตุผลจะปรากฏในตารางสรุป (ระบุซ้ำได้)")
@click.option(
    "--previous",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="โฟลเดอร์แบบรายงานของรอบก่อน เพื่อเปรียบเทียบและแจ้งค่าสะสมที่ลดลง (ระบุซ้ำได้)",
)
@click.option("--pdf", "as_pdf", is_flag=True, help="จัดทำ PDF ของตารางทางการด้วย LibreOffice ด้วย")
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
    lang: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Read the returns, work out attainment and write the master workbook."""
    from moralxl.export import report_json

    plan = load_plan(plan_path, lang)
    choice = _choice(prefer, exclude)
    report, master = consolidate_folder(returns, plan, round_number, output, choice, previous, lang)
    if as_json:
        print_json(report_json(report, str(master), lang))
    else:
        print_report(report, master, lang)
    if as_pdf:
        print_official(master, master.with_suffix(".pdf"), lang)
    sys.exit(INCOMPLETE if has_errors(report.findings) else COMPLETE)


def _choice(prefer: tuple[str, ...], exclude: tuple[str, ...]) -> Choice:
    """What the coordinator decided about single files."""
    from moralxl.sets import Choice

    reasons = dict(name.partition("=")[::2] for name in exclude)
    if not all(reason.strip() for reason in reasons.values()):
        fail('--exclude ต้องระบุเหตุผล เช่น --exclude "a.xlsx=ส่งผิดรอบ"')
    names = [unicodedata.normalize("NFC", name.replace("\\", "/")) for name in (*prefer, *reasons)]
    return Choice(frozenset(names[: len(prefer)]), dict(zip(names[len(prefer) :], reasons.values(), strict=True)))
