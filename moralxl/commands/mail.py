"""`moralxl mail`: a letter to each division with its workbook, as drafts or sent."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl import console
from moralxl.commands import COMPLETE, HELP, INCOMPLETE
from moralxl.commands.shared import (
    ask_password,
    choice_of,
    choice_options,
    count,
    division_option,
    divisions_of,
    fail,
    load_plan,
    output_option,
    plan_option,
    previous_option,
    print_findings,
    print_sibling,
    round_of,
    round_option,
    take_in_rounds,
)
from moralxl.commands.thai import Command

if TYPE_CHECKING:
    from moralxl.commands.shared import Taken
    from moralxl.mail.letters import Case, Letter, Occasion
    from moralxl.mail.server import Server
    from moralxl.mail.texts import Kind, Text
    from moralxl.model import Finding, Plan, Round

KINDS = ("templates", "reminders", "corrections")
TLS_PORT = 465


@click.command(
    cls=Command,
    help=f"{HELP['mail']}\n\nหากไม่ระบุ --send จะเขียนเป็นร่าง .eml เท่านั้น",
)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("returns", type=click.Path(path_type=Path, file_okay=False), default="returns")
@plan_option
@round_option
@division_option
@choice_options
@previous_option
@click.option("--warnings", is_flag=True, help="corrections: รวมหน่วยงานที่มีเพียงข้อที่ควรตรวจด้วย")
@output_option("drafts")
@click.option(
    "--attachments",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="โฟลเดอร์ของสมุดงานที่จะแนบ หากไม่ระบุ ใช้ input_templates ส่วนสมุดงานแก้ไขจัดทำให้ใหม่",
)
@click.option(
    "--texts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="โฟลเดอร์ของถ้อยคำ (templates.txt reminders.txt corrections.txt) หากไม่ระบุ ใช้ mail หากไม่มี ใช้ถ้อยคำที่มากับโปรแกรม",
)
@click.option("--coordinator", envvar="MORALXL_COORDINATOR", default="", help="ชื่อ ตำแหน่ง และหมายเลขโทรศัพท์ของผู้ประสานงาน")
@click.option("--sender", envvar="MORALXL_MAIL_FROM", default="", help="ที่อยู่ไปรษณีย์อิเล็กทรอนิกส์ของผู้ส่ง")
@click.option("--send", is_flag=True, help="ส่งจดหมายจริงทาง SMTP ฉบับที่ส่งแล้วไม่ส่งซ้ำ")
@click.option("--again", multiple=True, metavar="CODE", help="ส่งซ้ำถึงหน่วยงานนี้แม้ส่งแล้ว (ระบุซ้ำได้)")
@click.option(
    "--per-minute",
    type=click.IntRange(1, 600),
    default=20,
    show_default=True,
    help="จำนวนจดหมายที่ส่งต่อนาที ไม่เกินค่านี้",
)
@click.option("--smtp-host", envvar="MORALXL_SMTP_HOST", default="", help="ชื่อเซิร์ฟเวอร์ส่งจดหมาย (SMTP)")
@click.option(
    "--smtp-port",
    envvar="MORALXL_SMTP_PORT",
    type=click.IntRange(1, 65535),
    default=587,
    show_default=True,
    help="พอร์ตของเซิร์ฟเวอร์ ๔๖๕ เข้ารหัสตั้งแต่ต้น พอร์ตอื่นใช้ STARTTLS",
)
@click.option("--smtp-user", envvar="MORALXL_SMTP_USER", default="", help="ชื่อผู้ใช้ของเซิร์ฟเวอร์ เว้นว่างหากไม่ต้องเข้าระบบ")
@click.option("--smtp-tls", is_flag=True, help="เข้ารหัสตั้งแต่ต้นแทน STARTTLS ที่พอร์ตอื่นนอกจาก ๔๖๕")
def mail(
    kind: str,
    returns: Path,
    plan_path: Path | None,
    round_number: int | None,
    codes: tuple[str, ...],
    prefer: tuple[str, ...],
    exclude: tuple[str, ...],
    previous: tuple[Path, ...],
    warnings: bool,  # noqa: FBT001 - click passes flags so
    output: Path,
    attachments: Path | None,
    texts: Path | None,
    coordinator: str,
    sender: str,
    send: bool,  # noqa: FBT001
    again: tuple[str, ...],
    per_minute: int,
    smtp_host: str,
    smtp_port: int,
    smtp_user: str,
    smtp_tls: bool,  # noqa: FBT001
) -> None:
    """Write a letter to each division that one is due to as a draft, or send them."""
    from moralxl.files import make_folder
    from moralxl.mail.drafts import apart
    from moralxl.mail.letters import Occasion
    from moralxl.mail.server import Server
    from moralxl.mail.texts import Kind

    plan = load_plan(plan_path)
    wanted = {division.code for division in divisions_of(plan, codes)}
    repeated = {division.code for division in divisions_of(plan, again)} if again else set()
    text = _text(Kind(kind), texts or Path("mail"), coordinator, send=send)
    sender = _sender(sender or (smtp_user if "@" in smtp_user else ""), smtp_host, send=send)
    take_in = partial(take_in_rounds, returns, plan, round_number, choice_of(prefer, exclude), previous)
    round_, due = _cases(Kind(kind), returns, plan, round_number, take_in, warnings=warnings)
    cases = [case for case in due if case.division.code in wanted]
    occasion = Occasion(Kind(kind), plan, round_, text, coordinator.strip(), datetime.now().astimezone().date())
    made, findings = _letters(occasion, cases, attachments)
    make_folder(output)
    letters, edited = apart(made, output)
    findings += edited
    name = next((d.name for d in plan.divisions if d.for_department), plan.organisation)
    written = _drafts(letters, output, sender, name, "รอส่ง" if send else "ยังไม่ได้ส่ง")
    if not codes:
        _clear(occasion, due, output, written)
    if not letters and not findings:
        click.echo(f"ไม่มีหน่วยงานที่ต้องส่งจดหมาย{round_.label}")
    if send and letters:
        server = Server(smtp_host, smtp_port, smtp_user, smtp_tls or smtp_port == TLS_PORT)
        findings += _send(letters, server, sender, name, per_minute, output, repeated)
    print_findings(_together(findings), "th", err=True)
    sys.exit(INCOMPLETE if findings else COMPLETE)


def _text(kind: Kind, folder: Path, coordinator: str, *, send: bool) -> Text:
    """The letters' wording; what is wrong with it ends the command."""
    from moralxl.mail.texts import load

    text, findings = load(kind, folder)
    print_findings(findings, "th", err=True)
    if text is None:
        fail("ถ้อยคำของจดหมายมีข้อผิดพลาดตามรายการข้างต้น โปรดแก้ไขแล้วสั่งใหม่")
    if "coordinator" in text.names() and not coordinator.strip():
        told = "ยังไม่ได้ระบุชื่อผู้ประสานงาน โปรดระบุด้วย --coordinator หรือพิมพ์ชื่อไว้ในไฟล์ถ้อยคำ"
        if send:
            fail(told)
        click.echo(told, err=True)
    return text


def _sender(typed: str, host: str, *, send: bool) -> str:
    """The sender's address as a message has it; "" where it is left to the mail program."""
    from moralxl.mail.address import address

    made = address(typed)
    if typed and not made:
        fail(f"ที่อยู่ของผู้ส่ง “{' '.join(typed.split())}” ไม่ถูกต้อง")
    if send and not host:
        fail("ยังไม่ได้ระบุเซิร์ฟเวอร์ส่งจดหมาย โปรดระบุด้วย --smtp-host หรือตัวแปร MORALXL_SMTP_HOST")
    if send and not made:
        fail("ยังไม่ได้ระบุที่อยู่ของผู้ส่ง โปรดระบุด้วย --sender หรือตัวแปร MORALXL_MAIL_FROM")
    return made


def _cases(
    kind: Kind, returns: Path, plan: Plan, number: int | None, take_in: Callable[[], Taken], *, warnings: bool
) -> tuple[Round, list[Case]]:
    """The round, and the divisions that are due a letter."""
    from moralxl.consolidate import consolidate
    from moralxl.mail.letters import everyone, silent, wrong
    from moralxl.mail.texts import Kind

    if kind == Kind.TEMPLATES:
        if number is None:
            fail("ไม่ได้ระบุ --round (ดู --help)")
        return round_of(plan, number), everyone(plan)
    if not returns.is_dir():
        fail(f"ไม่พบโฟลเดอร์ {returns} ซึ่งเก็บแบบรายงานที่ส่งกลับมา")
    if number is None and not any(returns.iterdir()):
        fail(f"ยังไม่มีไฟล์ใน {returns} จึงไม่ทราบว่าเป็นรอบใด โปรดระบุ --round")
    taken = take_in()
    report = consolidate(plan, taken.round, taken.submissions, taken.findings)
    if kind == Kind.REMINDERS:
        return taken.round, silent(plan, taken.round, report.submissions, report.findings)
    return taken.round, wrong(plan, report.submissions, report.findings, warnings=warnings)


def _letters(occasion: Occasion, cases: list[Case], folder: Path | None) -> tuple[list[Letter], list[Finding]]:
    from moralxl.mail.enclosures import FOLDER, Enclosures
    from moralxl.mail.letters import compose
    from moralxl.mail.texts import Kind

    if folder is None and occasion.kind != Kind.CORRECTIONS:
        folder = Path(FOLDER)
    enclosures = Enclosures(occasion.kind, occasion.plan, occasion.round, folder)
    return compose(occasion, console.progress(cases, len(cases), "กำลังจัดทำจดหมาย"), enclosures)


def _drafts(letters: list[Letter], folder: Path, sender: str, name: str, waiting: str) -> set[str]:
    """Write the drafts and tell who gets what; the names under which they stand. What is unsent is `waiting`."""
    from moralxl.mail.drafts import draft_name, write_draft
    from moralxl.mail.journal import NAME, read_sent

    sent = read_sent(folder / NAME)
    rows, names = [], set()
    for letter in letters:
        made = write_draft(letter, folder, sender, name)
        names.add(made.name)
        print_sibling(folder / draft_name(letter), made, "th")
        already = all((letter.key, one) in sent for one in letter.to)
        rows.append((letter.division, letter.name, ", ".join(letter.to), letter.file, "ส่งแล้ว" if already else waiting))
    if rows:
        click.echo(f"ร่างจดหมาย {count(len(rows))} ฉบับอยู่ที่ {folder}\n{console.table(rows)}")
    return names


def _clear(occasion: Occasion, due: list[Case], folder: Path, written: set[str]) -> None:
    """Remove the drafts of earlier runs that are due no more, and tell of them; `written` are those of this run."""
    from moralxl.mail.drafts import clear, name_for
    from moralxl.mail.journal import NAME, read_sent

    kind, plan, round_ = occasion.kind, occasion.plan, occasion.round
    names = {name_for(kind, plan, round_, case.division) for case in due} | written
    sent = [key for key, _ in read_sent(folder / NAME)]
    removed, kept = clear(folder, f"{kind}_{plan.year}_r{round_.number}_", names, sent)
    if removed:
        click.echo(f"ลบร่างเดิมที่ไม่ต้องส่งแล้ว: {', '.join(removed)}", err=True)
    if kept:
        click.echo(f"ร่างเดิมที่ไม่ต้องส่งแล้ว แต่เก็บไว้เพราะมีผู้แก้ไขหรือเปิดอยู่: {', '.join(kept)}", err=True)


def _together(findings: list[Finding]) -> list[Finding]:
    """The findings, those of one cause as one that names and counts its divisions: a dead server is told once."""
    from dataclasses import replace

    alike: dict[object, list[Finding]] = {}
    for finding in findings:
        cause: object = id(finding)  # of its own
        if finding.code == "mail-not-sent":
            cause = finding.args["what"]
        elif finding.code == "mail-attachment-missing":
            cause = Path(finding.source.file).parent
        alike.setdefault((finding.code, cause), []).append(finding)
    told = []
    for first, *others in alike.values():
        divisions = dict.fromkeys(f.args["division"] for f in (first, *others))
        if len(divisions) == 1:
            told += [first, *others]
            continue
        names, number = " ".join(name.split()[0] for name in divisions), f"{count(len(divisions))} หน่วยงาน"
        if first.code == "mail-not-sent":
            args = {**first.args, "division": names, "address": number}
        else:
            args = {**first.args, "division": f"{names} รวม {number}"}
        folder = Path(first.source.file).parent.as_posix() if first.source.file else ""
        told.append(replace(first, source=first.source._replace(file=folder), args=args))
    return told


def _send(
    letters: list[Letter], server: Server, sender: str, name: str, per_minute: int, folder: Path, again: set[str]
) -> list[Finding]:
    """Send the letters and tell what went out."""
    from moralxl.mail.journal import Journal
    from moralxl.mail.send import Sender
    from moralxl.mail.server import ServerError, password

    try:
        secret = password(server, "MORALXL_SMTP_PASSWORD", ask_password()) if server.user else ""
    except ServerError as problem:
        fail(problem.told.th)
    with Journal(folder) as journal:
        sending = console.progress(letters, len(letters), "กำลังส่งจดหมาย")
        sent, findings = Sender(server, secret, sender, name, per_minute).send(sending, journal, again)
    before = len(letters) - len(sent) - len({f.args["division"] for f in findings})
    click.echo(f"ส่งแล้ว {count(len(sent))} ฉบับ" + (f" ส่งไปก่อนแล้ว {count(before)} ฉบับ" if before > 0 else ""))
    return findings
