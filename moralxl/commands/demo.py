"""`moralxl demo`: a whole round with simulated returns."""

from __future__ import annotations

from pathlib import Path

import click

from moralxl import console
from moralxl.commands.shared import consolidate_folder, count, fail, print_report, round_of
from moralxl.commands.thai import Command


@click.command(cls=Command, help="จำลองการรายงานหนึ่งรอบ ซึ่งมีข้อผิดพลาดโดยตั้งใจบางส่วน จนได้ตารางสรุป")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="moralxl-demo")
@click.option("--round", "round_number", type=int, default=9, show_default=True, help="รอบการรายงาน (เดือน)")
@click.option("--seed", type=int, default=2567, show_default=True, help="เลขตั้งต้นของการสุ่มคำตอบ")
def demo(folder: Path, round_number: int, seed: int) -> None:
    """Play a whole round with simulated returns, some faulty on purpose, ending in a master."""
    from moralxl.demo import play
    from moralxl.files import make_folder, write_atomically
    from moralxl.plan import shipped, shipped_tables, write_plan

    plan = shipped()
    round_ = round_of(plan, round_number)
    if folder.exists() and any(folder.iterdir()):
        fail(f"โฟลเดอร์ {folder} มีไฟล์อยู่แล้ว โปรดระบุโฟลเดอร์ใหม่ เช่น moralxl demo demo2")
    for name in ("input_templates", "returns", "output"):
        make_folder(folder / name)
    write_atomically(folder / "plan.xlsx", lambda temporary: write_plan(shipped_tables(), temporary))
    made = play(plan, round_, folder, seed, lambda items, n: console.progress(items, n, "กำลังจำลองการกรอก"))
    click.echo(f"จำลองการรายงาน{round_.label} จาก {count(made)} ไฟล์ ใน {folder / 'returns'}")
    report, master = consolidate_folder(folder / "returns", plan, round_number, folder / "output")
    print_report(report, master, "th")
