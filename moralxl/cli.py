"""The command line: paths, exit codes, printing. No rules of the plan live here."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from moralxl import console, messages
from moralxl.model import FileStatus, Finding, Severity

if TYPE_CHECKING:
    from moralxl.model import Division, Plan, Report, Round, Submission
    from moralxl.sets import Choice

COMPLETE, INCOMPLETE, FAILED = 0, 1, 2

plan_option = click.option(
    "--plan",
    "plan_path",
    type=click.Path(path_type=Path),
    help="The plan's tables (.xlsx, or a folder of CSV). Default: plan.xlsx here, else the shipped plan.",
)
round_option = click.option("--round", "round_number", type=int, help="The reporting round, in months: 6, 9 or 12.")
lang_option = click.option(
    "--lang", type=click.Choice(["th", "en"]), default="th", show_default=True, help="Language of messages."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="moralxl")
def cli() -> None:
    """Collect, check and report a Thai department's moral-promotion action plan in Excel workbooks."""


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def init(folder: Path) -> None:
    """Make a working folder: plan.xlsx to edit, input_templates/, returns/ and output/."""
    from moralxl.files import make_folder, write_atomically
    from moralxl.plan import shipped_tables, write_plan

    target = folder / "plan.xlsx"
    if target.exists():
        _fail(f"มี {target} อยู่แล้ว จึงไม่เขียนทับ โปรดย้ายหรือเปลี่ยนชื่อไฟล์เดิมก่อน")
    for name in ("input_templates", "returns", "output"):
        make_folder(folder / name)
    write_atomically(target, lambda temporary: write_plan(shipped_tables(), temporary))
    click.echo(f"เตรียมโฟลเดอร์งานแล้วที่ {folder}: plan.xlsx input_templates/ returns/ output/")


@cli.command()
@plan_option
@click.option("--round", "round_number", type=int, required=True, help="The reporting round, in months: 6, 9 or 12.")
@click.option("--division", "codes", multiple=True, metavar="CODE", help="Only this division (may be repeated).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default="input_templates", show_default=True
)
def templates(plan_path: Path | None, round_number: int, codes: tuple[str, ...], output: Path) -> None:
    """Write an intake workbook for each division."""
    from moralxl.files import write_atomically
    from moralxl.returns import is_filled
    from moralxl.template import template_name, write_template

    plan = _plan(plan_path, "th")
    round_ = _round(plan, round_number)
    divisions = list(dict.fromkeys(_division(plan, code) for code in codes)) or list(plan.divisions)
    output.mkdir(parents=True, exist_ok=True)
    filled = []
    for division in console.progress(divisions, len(divisions), "กำลังเขียนแบบรายงาน"):
        path = output / template_name(plan, round_, division)
        if path.exists() and is_filled(path, plan):
            filled.append(path.name)
            continue
        made = write_atomically(path, lambda temporary, d=division: write_template(plan, round_, d, temporary))  # type: ignore[misc]
        _print_sibling(path, made, "th")
    click.echo(f"เขียนแบบรายงาน{round_.label} {_count(len(divisions) - len(filled))} ฉบับ ไว้ที่ {output}")
    if filled:
        names = ", ".join(filled)
        click.echo(f"ไม่เขียนทับไฟล์ที่กรอกข้อมูลแล้ว: {names} โปรดย้ายไปไว้ในโฟลเดอร์ returns ก่อนสั่งใหม่", err=True)
    known = {template_name(plan, round_, division) for division in plan.divisions}
    others = sorted(p.name for p in output.glob(f"intake_{plan.year}_r{round_.number}_*.xlsx") if p.name not in known)
    if others:
        click.echo(f"มีแบบรายงานเดิมของหน่วยงานที่ไม่อยู่ในทะเบียน: {', '.join(others)}", err=True)
    if filled:
        sys.exit(INCOMPLETE)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@plan_option
@json_option
def fields(file: Path, plan_path: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """List every input of an intake workbook with its key and address."""
    from moralxl.export import fields_json
    from moralxl.intake import check_identity, locate
    from moralxl.layout import SHEET_TITLES, layout
    from moralxl.returns import open_file

    plan = _plan(plan_path, "th")
    opened = open_file(file, file.name)
    identity = opened.submission.identity
    faults = list(opened.findings)
    if identity is not None and not faults:
        faults = check_identity(identity, plan, None, file.name)
    if identity is None or opened.raw is None or faults:
        _fail("; ".join(messages.text(f) for f in faults))
    made = layout(plan, plan.round(identity.round), plan.division(identity.division))
    cells, _ = locate(made, opened.raw, file.name)
    listed = fields_json(cells, SHEET_TITLES)
    if as_json:
        _print_json({"plan": identity.plan, "round": identity.round, "division": identity.division, "fields": listed})
    else:
        rows = [(f["key"], f["sheet"], f["cell"], f["role"], f["label"]) for f in listed]
        click.echo(console.table(rows, indent=0))


@cli.command()
@click.argument("files", type=click.Path(path_type=Path, exists=True, dir_okay=False), nargs=-1, required=True)
@plan_option
@lang_option
@json_option
def check(files: tuple[Path, ...], plan_path: Path | None, lang: str, as_json: bool) -> None:  # noqa: FBT001
    """Check single returned files and print what is found."""
    from moralxl.consolidate import rank
    from moralxl.export import finding_json
    from moralxl.intake import check_identity, intake
    from moralxl.returns import open_file

    plan = _plan(plan_path, lang)
    found: list[Finding] = []
    for file in files:
        opened = open_file(file, str(file))
        faults = list(opened.findings)
        identity = opened.submission.identity
        if opened.raw is not None and identity is not None and not faults:
            faults = check_identity(identity, plan, None, str(file))
            if not faults:
                _, faults = intake(opened.submission, opened.raw, plan)
        found += faults
    found = rank(found)
    if as_json:
        _print_json({"plan": plan.id, "findings": [finding_json(f, lang) for f in found]})
    else:
        _print_findings(found, lang)
        if not found:
            click.echo("ไม่พบข้อผิดพลาด" if lang == "th" else "Nothing found.")
    sys.exit(INCOMPLETE if _errors(found) else COMPLETE)


@cli.command()
@click.argument("returns", type=click.Path(path_type=Path, exists=True, file_okay=False))
@plan_option
@round_option
@lang_option
@json_option
def status(returns: Path, plan_path: Path | None, round_number: int | None, lang: str, as_json: bool) -> None:  # noqa: FBT001
    """Show which divisions have answered and which have not."""
    from moralxl.status import status_rows, status_table

    plan = _plan(plan_path, lang)
    round_, submissions, findings = _take_in(returns, plan, round_number)
    rows = status_rows(plan, submissions, findings)
    if as_json:
        _print_json({"plan": plan.id, "round": round_.number, "divisions": rows})
    else:
        click.echo(status_table(plan, round_, rows, lang))
        counted = {s.path for s in submissions if s.status == FileStatus.ACCEPTED}
        _print_findings([f for f in findings if f.source.file and f.source.file not in counted], lang)
    sys.exit(COMPLETE if all(row["status"] == "received" for row in rows) else INCOMPLETE)


@cli.command()
@click.argument("returns", type=click.Path(path_type=Path, exists=True, file_okay=False))
@plan_option
@round_option
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default="output", show_default=True)
@click.option("--prefer", multiple=True, metavar="FILE", help="Count this file where its division sent several.")
@click.option(
    "--exclude", multiple=True, metavar="FILE=REASON", help="Leave this file out; the reason stands in the master."
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="An earlier round's returns: cumulative figures that fell are told.",
)
@lang_option
@json_option
def consolidate(
    returns: Path,
    plan_path: Path | None,
    round_number: int | None,
    output: Path,
    prefer: tuple[str, ...],
    exclude: tuple[str, ...],
    previous: Path | None,
    lang: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Read the returns, work out attainment and write the master workbook."""
    from moralxl.export import report_json

    plan = _plan(plan_path, lang)
    report, master = _consolidate(returns, plan, round_number, output, _choice(prefer, exclude), previous, lang)
    if as_json:
        _print_json(report_json(report, str(master), lang))
    else:
        _print_report(report, master, lang)
    sys.exit(INCOMPLETE if _errors(report.findings) else COMPLETE)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="moralxl-demo")
@click.option("--round", "round_number", type=int, default=9, show_default=True, help="The reporting round, in months.")
@click.option("--seed", type=int, default=2567, show_default=True, help="Seed of the simulated answers.")
def demo(folder: Path, round_number: int, seed: int) -> None:
    """Play a whole round with simulated returns, some faulty on purpose, ending in a master."""
    from moralxl.demo import play
    from moralxl.plan import shipped, shipped_tables, write_plan

    plan = shipped()
    round_ = _round(plan, round_number)
    if folder.exists() and any(folder.iterdir()):
        _fail(f"โฟลเดอร์ {folder} มีไฟล์อยู่แล้ว โปรดระบุโฟลเดอร์ใหม่ เช่น moralxl demo demo2")
    for name in ("input_templates", "returns", "output"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_plan(shipped_tables(), folder / "plan.xlsx")
    made = play(plan, round_, folder, seed, lambda items, n: console.progress(items, n, "กำลังจำลองการกรอก"))
    click.echo(f"จำลองการรายงาน{round_.label} จาก {_count(made)} ไฟล์ ใน {folder / 'returns'}")
    report, master = _consolidate(folder / "returns", plan, round_number, folder / "output")
    _print_report(report, master, "th")


# --- steps that several commands share ------------------------------------------------------------


def _plan(path: Path | None, lang: str) -> Plan:
    """Load the plan; its findings are printed, and errors in it end the command."""
    from moralxl.plan import load

    plan, findings = load(path, Path.cwd())
    if findings:
        _print_findings(findings, lang, err=True)
    if plan is None:
        _fail("แผนมีข้อผิดพลาดตามรายการข้างต้น โปรดแก้ไขแล้วสั่งใหม่")
    return plan


def _round(plan: Plan, number: int) -> Round:
    try:
        return plan.round(number)
    except KeyError:
        known = ", ".join(_count(r.number) for r in plan.rounds)
        _fail(f"แผนไม่มีรอบ {_count(number)} เดือน รอบที่มี: {known}")


def _division(plan: Plan, code: str) -> Division:
    from moralxl.plan import find_division

    division = find_division(plan, code)
    if division is None:
        known = " ".join(d.code for d in plan.divisions)
        _fail(f"ไม่มีหน่วยงาน “{code}” ในทะเบียน หน่วยงานที่มี: {known}")
    return division


def _choice(prefer: tuple[str, ...], exclude: tuple[str, ...]) -> Choice:
    """What the coordinator decided about single files."""
    from moralxl.sets import Choice

    reasons = dict(name.partition("=")[::2] for name in exclude)
    if not all(reason.strip() for reason in reasons.values()):
        _fail('--exclude ต้องระบุเหตุผล เช่น --exclude "a.xlsx=ส่งผิดรอบ"')
    names = [unicodedata.normalize("NFC", name.replace("\\", "/")) for name in (*prefer, *reasons)]
    return Choice(frozenset(names[: len(prefer)]), dict(zip(names[len(prefer) :], reasons.values(), strict=True)))


def _take_in(
    returns: Path, plan: Plan, number: int | None, choice: Choice | None = None
) -> tuple[Round, list[Submission], list[Finding]]:
    """Open and read a returns folder; without a number, the round is the one most returns are for."""
    from moralxl.returns import take_in, usual_round, walk

    wanted = None if number is None else _round(plan, number)
    opened = list(walk(returns, lambda items: console.progress(items, len(items), "กำลังเปิดไฟล์")))
    if choice and (unknown := choice.unknown(o.submission.path for o in opened)):
        _fail(f"ไม่พบไฟล์ {', '.join(unknown)} ใน {returns} โปรดระบุชื่อตามที่แสดงในผลการรวบรวม")
    round_ = wanted or usual_round(opened, plan)
    if round_ is None:
        _fail(f"ไม่พบแบบรายงานของแผนนี้ใน {returns} จึงไม่ทราบรอบ โปรดตรวจโฟลเดอร์ หรือระบุรอบด้วย --round")
    submissions, findings = take_in(
        opened, plan, round_, lambda items: console.progress(items, len(items), "กำลังอ่านแบบรายงาน"), choice
    )
    return round_, submissions, findings


def _consolidate(
    returns: Path,
    plan: Plan,
    number: int | None,
    output: Path,
    choice: Choice | None = None,
    previous: Path | None = None,
    lang: str = "th",
) -> tuple[Report, Path]:
    from moralxl.consolidate import consolidate as consolidate_round
    from moralxl.files import make_folder
    from moralxl.master import write_master
    from moralxl.sets import fallen

    round_, submissions, findings = _take_in(returns, plan, number, choice)
    if previous:
        earlier, before, _ = _take_in(previous, plan, None)
        if earlier.last_day >= round_.last_day:
            _fail(f"--previous ต้องเป็นรอบก่อนหน้า แต่ {previous} เป็น{earlier.label}")
        findings = [*findings, *fallen(before, submissions, plan)]
    report = consolidate_round(plan, round_, submissions, findings)
    make_folder(output)
    path = output / f"master_{plan.year}_r{round_.number}.xlsx"
    master = write_master(report, path)
    _print_sibling(path, master, lang)
    return report, master


def _print_sibling(wanted: Path, written: Path, lang: str) -> None:
    """Say so where a workbook stands under another name because its own is held by another program."""
    if written != wanted:
        told = (
            f"ไฟล์ {wanted} เปิดอยู่ในโปรแกรมอื่น จึงเขียนไว้ที่ {written} แทน และไฟล์เดิมยังเป็นฉบับเก่า"
            if lang == "th"
            else f"{wanted} is open in another program, so the new one is {written}; the old one is unchanged."
        )
        click.echo(told, err=True)


def _print_report(report: Report, master: Path, lang: str) -> None:
    """The short summary after a consolidation: what is in, what stands where, what is missing and wrong."""
    from moralxl.status import report_text

    click.echo(report_text(report, lang))
    told = {Severity.ERROR, Severity.WARNING}
    # the divisions that sent nothing stand in the summary already
    _print_findings([f for f in report.findings if messages.severity(f) in told and f.code != "set-missing"], lang)
    click.echo(("ตารางสรุปอยู่ที่ " if lang == "th" else "Master workbook: ") + str(master))


def _print_findings(findings: list[Finding] | tuple[Finding, ...], lang: str, *, err: bool = False) -> None:
    from moralxl.status import finding_line

    for finding in findings:
        click.echo(finding_line(finding, lang), err=err)


def _errors(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    return any(messages.severity(f) == Severity.ERROR for f in findings)


def _count(number: int) -> str:
    from moralxl import thai

    return thai.format_number(number)


def _print_json(value: dict[str, Any]) -> None:
    utf8 = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(value, ensure_ascii=not utf8, indent=1))


def _fail(message: str) -> NoReturn:
    raise click.ClickException(message)


def _in_thai(problem: click.ClickException) -> str:
    """What click has to say of a wrong use of the command, in Thai; our own messages are already."""
    if isinstance(problem, click.NoSuchOption):
        return f"ไม่มีตัวเลือก {problem.option_name} (ดู --help)"
    if isinstance(problem, click.MissingParameter):
        name = problem.param.human_readable_name if problem.param else ""
        options = problem.param.opts[0] if isinstance(problem.param, click.Option) else name.upper()
        return f"ไม่ได้ระบุ {options} (ดู --help)"
    if isinstance(problem, click.BadParameter):
        quoted = re.findall(r"'([^']*)'", problem.message)
        value = f"“{quoted[0]}”" if quoted else problem.message
        if problem.param is not None and isinstance(problem.param.type, click.Path):
            return f"ไม่พบไฟล์หรือโฟลเดอร์ {value} หรือเปิดไม่ได้"
        name = problem.param.opts[0] if problem.param is not None else ""
        return f"ค่า {value} ของ {name} ไม่ถูกต้อง (ดู --help)"
    if isinstance(problem, click.UsageError):
        quoted = re.findall(r"'([^']*)'", problem.message)
        if problem.message.startswith("No such command"):
            return f"ไม่มีคำสั่ง {quoted[0] if quoted else ''} (ดู moralxl --help)"
        if type(problem) is click.UsageError and not any("ก" <= c <= "๛" for c in problem.message):
            return f"ใช้คำสั่งไม่ถูกต้อง: {problem.message} (ดู --help)"
    return problem.format_message()


def main() -> None:
    """Run the command line; whatever goes wrong is told in one line, with exit status 2."""
    console.prepare_streams()
    try:
        cli.main(standalone_mode=False)
    except click.Abort:
        click.echo("ยกเลิกแล้ว", err=True)
        sys.exit(FAILED)
    except click.ClickException as problem:
        click.echo(f"moralxl: {' '.join(_in_thai(problem).split())}", err=True)
        sys.exit(FAILED)
    except OSError as problem:
        click.echo(f"moralxl: {problem.filename or ''} {problem.strerror or problem}".replace("  ", " "), err=True)
        sys.exit(FAILED)
    except Exception as problem:
        if os.environ.get("MORALXL_DEBUG"):
            raise
        click.echo(
            f"moralxl: ข้อผิดพลาดภายในโปรแกรม ({type(problem).__name__}: {problem}) "
            "โปรดแจ้งผู้ดูแลพร้อมไฟล์ที่ใช้ (ดูรายละเอียดด้วยตัวแปร MORALXL_DEBUG=1)",
            err=True,
        )
        sys.exit(FAILED)
