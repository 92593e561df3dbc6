"""`moralxl fetch`: returns out of a mailbox."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from moralxl.commands import COMPLETE, HELP, INCOMPLETE
from moralxl.commands.shared import (
    ask_password,
    count,
    fail,
    load_plan,
    output_option,
    plan_option,
    print_findings,
)
from moralxl.commands.thai import Command


@click.command(cls=Command, help=HELP["fetch"])
@click.argument("url", metavar="imap://USER@HOST/MAILBOX")
@plan_option
@output_option("returns")
@click.option("--since", metavar="DATE", help="เฉพาะจดหมายตั้งแต่วันนี้ เช่น 1/4/2567 หากไม่ระบุ ใช้วันแรกของปีงบประมาณ")
@click.option("--starttls", is_flag=True, help="ใช้ STARTTLS ที่พอร์ตอื่นนอกจาก ๑๔๓ แทนการเข้ารหัสตั้งแต่ต้น")
def fetch(url: str, plan_path: Path | None, output: Path, since: str | None, starttls: bool) -> None:  # noqa: FBT001
    """Save the messages of a mailbox that may hold returns, each once, as .eml files."""
    from moralxl import thai
    from moralxl.files import make_folder
    from moralxl.mail import imap
    from moralxl.mail.server import ServerError, password

    plan = load_plan(plan_path)
    day = thai.parse_date(since, plan.start, plan.end).value if since else plan.start
    if day is None:
        fail(f"ค่า “{since}” ของ --since อ่านเป็นวันที่ไม่ได้ โปรดพิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 1/4/2567")
    mailbox = imap.Mailbox.read(url, starttls=starttls)
    if mailbox is None:
        fail("ที่อยู่กล่องจดหมายไม่ถูกต้อง โปรดพิมพ์ เช่น imap://user@mail.example/INBOX โดยไม่มีรหัสผ่าน")
    make_folder(output)
    try:
        secret = password(mailbox.server, "MORALXL_IMAP_PASSWORD", ask_password())
        written, there, findings = imap.fetch(mailbox, secret, day, output)
    except ServerError as problem:
        fail(f"{mailbox.server.host}: {problem.told.th}")
    for path in written:
        click.echo(path)
    click.echo(f"ดึงจดหมายใหม่ {count(len(written))} ฉบับ มีอยู่แล้ว {count(there)} ฉบับ ไว้ที่ {output}")
    print_findings(findings, "th", err=True)
    sys.exit(INCOMPLETE if findings else COMPLETE)
