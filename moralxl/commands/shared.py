"""What several commands share: their options, loading the plan, taking in a folder, printing, exit status."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar

import click

from moralxl import console, messages
from moralxl.model import Finding, Severity

if TYPE_CHECKING:
    from moralxl.model import Division, Plan, Report, Round, Submission
    from moralxl.returns import Return
    from moralxl.sets import Choice

# a name may have a = in it: it ends with the extension of a file, if it has one
EXCLUDED = re.compile(r"(?is)(?P<name>.+?\.(?:xls[xmb]?|ods|zip|eml|msg|mbox)|[^=]+)=(?P<reason>.*\S.*)")
NO_REASON = '--exclude ต้องระบุเหตุผล เช่น --exclude "a.xlsx=ส่งผิดรอบ"'
Function = TypeVar("Function", bound=Callable[..., Any])

plan_option = click.option(
    "--plan",
    "plan_path",
    type=click.Path(path_type=Path),
    help="ตารางแผน (.xlsx หรือโฟลเดอร์ CSV) หากไม่ระบุ ใช้ plan.xlsx ในโฟลเดอร์นี้ หรือแผนที่มากับโปรแกรม",
)
round_option = click.option(
    "--round",
    "round_number",
    type=int,
    help="รอบการรายงาน (เดือน) 6, 9 หรือ 12 หากไม่ระบุ ใช้รอบที่พบมากที่สุด",
)
lang_option = click.option(
    "--lang", type=click.Choice(["th", "en"]), default="th", show_default=True, help="ภาษาของข้อความ"
)
json_option = click.option("--json", "as_json", is_flag=True, help="แสดงผลเป็น JSON สำหรับโปรแกรมอื่น")
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="จำนวนโพรเซสที่อ่านไฟล์พร้อมกัน ไม่มีผลต่อผลลัพธ์ หากไม่ระบุ ระบบเลือกตามจำนวนไฟล์และหน่วยประมวลผล",
)
division_option = click.option("--division", "codes", multiple=True, metavar="CODE", help="เฉพาะหน่วยงานนี้ (ระบุซ้ำได้)")
previous_option = click.option(
    "--previous",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="โฟลเดอร์แบบรายงานของรอบก่อน เพื่อเปรียบเทียบและแจ้งค่าสะสมที่ลดลง (ระบุซ้ำได้)",
)
prefer_option = click.option("--prefer", multiple=True, metavar="FILE", help="นับไฟล์นี้ หากหน่วยงานส่งหลายฉบับ (ระบุซ้ำได้)")
exclude_option = click.option(
    "--exclude", multiple=True, metavar="FILE=REASON", help="ไม่นับไฟล์นี้ เหตุผลจะปรากฏในตารางสรุป (ระบุซ้ำได้)"
)
returns_argument = click.argument("returns", type=click.Path(path_type=Path, exists=True, file_okay=False))


def output_option(folder: str) -> Callable[[Function], Function]:
    """Give the option that says where to write."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, file_okay=False),
        default=folder,
        show_default=True,
        help="โฟลเดอร์ที่จะเขียนไฟล์",
    )


def book_option(what: str) -> Callable[[Function], Function]:
    """Give the option that names a workbook to write besides."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help=f"เขียน{what}เป็นสมุดงาน Excel ด้วย",
    )


def choice_options(function: Function) -> Function:
    """Give the options by which the coordinator decides about single files."""
    return prefer_option(exclude_option(function))


def choice_of(prefer: Iterable[str], exclude: Iterable[str]) -> Choice:
    """What the coordinator decided about single files."""
    from moralxl.sets import Choice

    decided = [EXCLUDED.fullmatch(each) or fail(NO_REASON) for each in exclude]
    reasons = {_as_told(one["name"]): one["reason"] for one in decided}
    preferred = frozenset(map(_as_told, prefer))
    if both := preferred & reasons.keys():
        fail(f"{', '.join(sorted(both))} ระบุไว้ทั้งใน --prefer และ --exclude โปรดเลือกอย่างเดียว")
    return Choice(preferred, reasons)


def _as_told(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\\", "/").removeprefix("./"))


# --- the plan -------------------------------------------------------------------------------------


def load_plan(path: Path | None, lang: str = "th") -> Plan:
    """Load the plan; its findings are printed, and errors in it end the command."""
    from moralxl.plan import load

    plan, findings = load(path, Path.cwd())
    print_findings(findings, lang, err=True)
    if plan is None:
        fail("แผนมีข้อผิดพลาดตามรายการข้างต้น โปรดแก้ไขแล้วสั่งใหม่")
    return plan


def round_of(plan: Plan, number: int) -> Round:
    """Give the plan's round of so many months."""
    try:
        return plan.round(number)
    except KeyError:
        known = ", ".join(count(r.number) for r in plan.rounds)
        fail(f"แผนไม่มีรอบ {count(number)} เดือน รอบที่มี: {known}")


def divisions_of(plan: Plan, codes: Iterable[str]) -> list[Division]:
    """Give the registered divisions with these codes or other names, each once; all of them where none is named."""
    from moralxl.plan import find_division

    named: dict[str, Division] = {}
    for code in codes:
        division = find_division(plan, code)
        if division is None:
            known = " ".join(d.code for d in plan.divisions)
            fail(f"ไม่มีหน่วยงาน “{code}” ในทะเบียน หน่วยงานที่มี: {known}")
        named[division.code] = division
    return list(named.values()) or list(plan.divisions)


# --- a round --------------------------------------------------------------------------------------


def take_in_folder(
    returns: Path,
    plan: Plan,
    number: int | None,
    choice: Choice | None = None,
    lang: str = "th",
    jobs: int | None = None,
) -> tuple[Round, list[Submission], list[Finding], list[Return]]:
    """Read a returns folder; without a number, the round is the one most returns are for.

    Of `choice`, what is about files of the folder is done; `check_names` tells of names that no folder has.
    """
    from moralxl.returns import take_in, usual_round, walk
    from moralxl.status import found_instead

    wanted = None if number is None else round_of(plan, number)
    opened = list(walk(returns, plan, jobs, lambda items, n: console.progress(items, n, "กำลังอ่านแบบรายงาน")))
    round_ = wanted or usual_round(opened, plan)
    if round_ is None:
        lines, why = found_instead(opened, plan, str(returns), lang)
        click.echo("\n".join(lines), err=True, nl=bool(lines))
        fail(why)
    if wanted is None:
        _tell_later(opened, plan, round_, lang)
    submissions, findings = take_in(opened, plan, round_, choice and _within(choice, returns, opened))
    return round_, submissions, findings, opened


def _within(choice: Choice, folder: Path, opened: Iterable[Return]) -> Choice:
    return choice.within(_as_told(str(folder)), (o.submission.path for o in opened))


def check_names(choice: Choice, read: Iterable[tuple[Path, list[Return]]]) -> None:
    """End the command where a file decided about is in no folder read, or several of a division are preferred."""
    read = list(read)
    preferred: dict[tuple[Path, str, int], list[str]] = {}
    for folder, opened in read:
        for one in opened:
            identity = one.submission.identity
            if identity and choice.prefer.intersection(_names(folder, one)):
                preferred.setdefault((folder, identity.division, identity.round), []).append(one.submission.path)
    for (_, division, _), paths in preferred.items():
        if len(paths) > 1:
            fail(f"--prefer ระบุหลายไฟล์ของหน่วยงาน {division}: {', '.join(paths)} โปรดระบุไฟล์เดียวที่จะให้นับ")
    names = [name for folder, opened in read for one in opened for name in _names(folder, one)]
    if unknown := choice.unknown(names):
        folders = ", ".join(str(folder) for folder, _ in read)
        fail(f"ไม่พบไฟล์ {', '.join(unknown)} ใน {folders} โปรดระบุชื่อตามที่แสดงในผลการรวบรวม")


def _names(folder: Path, returned: Return) -> tuple[str, str]:
    path = returned.submission.path
    return path, f"{_as_told(str(folder))}/{path}"


def _tell_later(opened: list[Return], plan: Plan, round_: Round, lang: str) -> None:
    """Say so where returns of a later round are in the folder, too: the coordinator may have meant that one."""
    from moralxl.returns import of_round

    for later in plan.rounds:
        files = len(of_round(opened, plan, later)) if later.last_day > round_.last_day else 0
        if files:
            told = (
                f"พบแบบรายงาน{later.label} {count(files)} ไฟล์ด้วย แต่ครั้งนี้ใช้{round_.label} ซึ่งมีมากที่สุด "
                f"หากต้องการ{later.label} ให้ระบุ --round {later.number}"
                if lang == "th"
                else f"There are {files} returns of the {later.number}-month round, too; this is the "
                f"{round_.number}-month round, which most are for. For the later one, give --round {later.number}."
            )
            click.echo(told, err=True)


class Taken(NamedTuple):
    """What was taken in of a round, and of the rounds before it."""

    round: Round
    submissions: list[Submission]
    findings: list[Finding]  # cumulative figures that fell since the round before among them
    before: dict[Round, tuple[list[Submission], list[Finding]]]  # in the rounds' order


def take_in_rounds(
    returns: Path,
    plan: Plan,
    number: int | None,
    choice: Choice,
    previous: Iterable[Path] = (),
    lang: str = "th",
    jobs: int | None = None,
) -> Taken:
    """Take in a returns folder, and the returns of earlier rounds in the folder itself or in `previous` folders."""
    from moralxl.sets import fallen

    round_, submissions, findings, opened = take_in_folder(returns, plan, number, choice, lang, jobs)
    read = [(returns, opened)]
    before = dict(earlier_rounds(returns, opened, plan, round_, choice))
    for folder in previous:
        earlier, sent, told, opened = take_in_folder(folder, plan, None, choice, lang, jobs)
        if earlier.last_day >= round_.last_day:
            fail(f"--previous ต้องเป็นรอบก่อนหน้า แต่ {folder} เป็น{earlier.label}")
        before[earlier] = sent, told
        read.append((folder, opened))
    check_names(choice, read)
    before = dict(sorted(before.items(), key=lambda item: item[0].last_day))
    if before:
        findings = [*findings, *fallen(before[list(before)[-1]][0], submissions, plan)]
    return Taken(round_, submissions, findings, before)


def consolidate_folder(
    returns: Path,
    plan: Plan,
    number: int | None,
    output: Path,
    choice: Choice | None = None,
    previous: Iterable[Path] = (),
    lang: str = "th",
    jobs: int | None = None,
) -> tuple[Report, Path]:
    """Take in a returns folder, work out attainment and write the master; give the report and where it stands.

    Returns of earlier rounds, in the folder itself or in `previous` folders, serve to compare the rounds.
    """
    from moralxl.consolidate import consolidate
    from moralxl.files import make_folder
    from moralxl.master import write_master

    taken = take_in_rounds(returns, plan, number, choice or choice_of((), ()), previous, lang, jobs)
    earlier = [consolidate(plan, r, *told) for r, told in taken.before.items()]
    report = consolidate(plan, taken.round, taken.submissions, taken.findings, earlier)
    make_folder(output)
    path = output / f"master_{plan.year}_r{taken.round.number}.xlsx"
    master = write_master(report, path)
    print_sibling(path, master, lang)
    return report, master


def earlier_rounds(
    returns: Path, opened: list[Return], plan: Plan, round_: Round, choice: Choice
) -> Iterator[tuple[Round, tuple[list[Submission], list[Finding]]]]:
    """Take in the returns of each round before this one that lie among the files opened in a folder."""
    from moralxl.returns import of_round, take_in

    for earlier in plan.rounds:
        files = of_round(opened, plan, earlier) if earlier.last_day < round_.last_day else []
        if files:
            yield earlier, take_in(files, plan, earlier, _within(choice, returns, files))


# --- printing -------------------------------------------------------------------------------------


def print_report(report: Report, master: Path, lang: str) -> None:
    """Print the short summary of a round: what is in, what stands where, what is missing and wrong."""
    from moralxl.status import report_text

    click.echo(report_text(report, lang))
    told = {Severity.ERROR, Severity.WARNING}
    print_findings([f for f in report.findings if messages.severity(f) in told], lang)
    click.echo(("ตารางสรุปอยู่ที่ " if lang == "th" else "Master workbook: ") + str(master))


def print_official(master: Path, path: Path, lang: str) -> Path | None:
    """Print the official sheets of a master to a PDF; None, saying how to get one, where that cannot be done."""
    from moralxl.master.official import APPROVED, RESULTS
    from moralxl.pdf import NoPdf, has_font, write_pdf
    from moralxl.styles import FONT

    try:
        made = write_pdf(master, (RESULTS, APPROVED), path)
    except NoPdf as why:
        told = (
            f"ไม่ได้จัดทำ PDF ({why}) โปรดติดตั้ง LibreOffice แล้วสั่งใหม่ "
            f"หรือเปิด {master} ใน Excel เลือกแผ่นงาน “{RESULTS}” และ “{APPROVED}” แล้วใช้ แฟ้ม > ส่งออก > PDF"
            if lang == "th"
            else f"No PDF was made ({why}). Install LibreOffice and run again, or open {master} in Excel, "
            f"select the sheets “{RESULTS}” and “{APPROVED}” and use File > Export > PDF."
        )
        click.echo(told, err=True)
        return None
    click.echo(f"PDF: {made}", err=True)
    if not has_font(FONT):
        told = (
            f"ไม่พบแบบอักษร {FONT} ในเครื่องนี้ ตัวเลขใน PDF อาจไม่พอช่องและแสดงเป็น ### "
            "โปรดติดตั้งแบบอักษรแล้วสั่งใหม่ และตรวจ PDF ก่อนส่ง"
            if lang == "th"
            else f"The font {FONT} is not installed here, so figures in the PDF may not fit (###). "
            "Install it, run again, and look at the PDF before sending it."
        )
        click.echo(told, err=True)
    return made


def print_findings(findings: list[Finding] | tuple[Finding, ...], lang: str, *, err: bool = False) -> None:
    """Print a line for each finding."""
    from moralxl.status import finding_line

    for finding in findings:
        click.echo(finding_line(finding, lang), err=err)


def print_sibling(wanted: Path, written: Path, lang: str) -> None:
    """Say so where a workbook stands under another name because its own is held by another program."""
    if written != wanted:
        told = (
            f"ไฟล์ {wanted} เปิดอยู่ในโปรแกรมอื่น จึงเขียนไว้ที่ {written} แทน และไฟล์เดิมยังเป็นฉบับเก่า"
            if lang == "th"
            else f"{wanted} is open in another program, so the new one is {written}; the old one is unchanged."
        )
        click.echo(told, err=True)


def check_book(wanted: Path | None, kind: str) -> None:
    """End the command before it writes a workbook over a file that is none of its own kind."""
    from moralxl.returns import is_written

    if wanted and wanted.exists() and not is_written(wanted, kind):
        fail(f"{wanted} มีอยู่แล้วและมิใช่สมุดงานที่คำสั่งนี้เขียน จึงไม่เขียนทับ โปรดระบุชื่ออื่นด้วย -o")


def print_book(wanted: Path, written: Path, lang: str) -> None:
    """Say where a workbook was written, on standard error: standard output holds what it was made of."""
    print_sibling(wanted, written, lang)
    click.echo(("เขียนสมุดงานแล้วที่ " if lang == "th" else "Workbook: ") + str(written), err=True)


def print_json(value: dict[str, Any]) -> None:
    """Print one object, in ASCII where standard output takes nothing else."""
    utf8 = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(value, ensure_ascii=not utf8, indent=1))


def has_errors(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    """Whether an error that was not waived is among the findings."""
    return any(messages.severity(f) == Severity.ERROR and f.waiver is None for f in findings)


def count(number: int) -> str:
    """Give a number as sentences have it: in Thai digits."""
    from moralxl import thai

    return thai.format_number(number)


def ask_password() -> Callable[[str], str] | None:
    """Give what asks for the password of a user, where somebody sits at the terminal."""
    if not sys.stdin.isatty():
        return None
    return lambda name: str(click.prompt(f"รหัสผ่านของ {name}", hide_input=True, err=True))


def fail(message: str) -> NoReturn:
    """End the command with one line and exit status 2."""
    raise click.ClickException(message)
