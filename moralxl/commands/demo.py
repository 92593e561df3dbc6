"""`moralxl demo`: a whole round with simulated returns."""

from __future__ import annotations

from pathlib import Path

import click

from moralxl import console
from moralxl.commands import HELP
from moralxl.commands.shared import consolidate_folder, count, fail, load_plan, print_report, round_of
from moralxl.commands.thai import Command

USUAL = 9  # the round that is played unless another is named


@click.command(cls=Command, help=HELP["demo"])
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="moralxl-demo")
@click.option(
    "--plan",
    "plan_path",
    type=click.Path(path_type=Path),
    help="ตารางแผน (.xlsx หรือโฟลเดอร์ CSV) หากไม่ระบุ ใช้แผนที่มากับโปรแกรม",
)
@click.option("--round", "round_number", type=int, help="รอบการรายงาน (เดือน) [หากไม่ระบุ: 9 หรือรอบสุดท้ายของแผน]")
@click.option("--seed", type=int, help="เลขตั้งต้นของการสุ่มคำตอบ [หากไม่ระบุ: ปีงบประมาณของแผน]")
def demo(folder: Path, plan_path: Path | None, round_number: int | None, seed: int | None) -> None:
    """Play a whole round with simulated returns, some faulty on purpose, ending in a master."""
    from moralxl.demo import play
    from moralxl.files import make_folder, write_atomically
    from moralxl.plan import read_tables, shipped, shipped_tables, write_plan

    plan = load_plan(plan_path) if plan_path else shipped()
    tables = read_tables(plan_path)[0] if plan_path else shipped_tables()
    if round_number is None:
        round_number = USUAL if any(r.number == USUAL for r in plan.rounds) else plan.rounds[-1].number
    round_ = round_of(plan, round_number)
    if folder.exists() and any(folder.iterdir()):
        fail(f"โฟลเดอร์ {folder} มีไฟล์อยู่แล้ว โปรดระบุโฟลเดอร์ใหม่ เช่น moralxl demo demo2")
    for name in ("input_templates", "returns", "output"):
        make_folder(folder / name)
    write_atomically(folder / "plan.xlsx", lambda temporary: write_plan(tables or {}, temporary))
    seed = plan.year if seed is None else seed
    made = play(plan, round_, folder, seed, lambda items, n: console.progress(items, n, "กำลังจำลองการกรอก"))
    click.echo(f"จำลองการรายงาน{round_.label} จาก {count(made)} ไฟล์ ใน {folder / 'returns'}")
    report, master = consolidate_folder(folder / "returns", plan, round_number, folder / "output")
    print_report(report, master, "th")
