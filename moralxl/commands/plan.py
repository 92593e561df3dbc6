"""`moralxl plan`: from the official paper to a working plan, its check, the next year's, and what changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moralxl import console, thai
from moralxl.commands import COMPLETE, FAILED, HELP, INCOMPLETE
from moralxl.commands.shared import (
    Function,
    count,
    fail,
    has_errors,
    json_option,
    lang_option,
    print_findings,
    print_json,
    print_sibling,
)
from moralxl.commands.thai import Command, Group
from moralxl.messages import severity
from moralxl.model import Severity

if TYPE_CHECKING:
    from moralxl.importing import Imported
    from moralxl.model import Finding
    from moralxl.plan.compare import Difference
    from moralxl.plan.write import Tables

FEW = 40  # characters of a changed cell that a terminal's line has room for
paper_argument = click.argument("file", type=click.Path(path_type=Path, exists=True))
UNOPENED = frozenset({"plan-not-found", "plan-no-file", "plan-unreadable"})  # findings besides which there are none


def plan_argument(name: str) -> Callable[[Function], Function]:
    """Give the argument that names a plan: a workbook or a folder of CSV tables."""
    return click.argument(name, type=click.Path(path_type=Path, exists=True))


def target_option(default: str | None, told: str) -> Callable[[Function], Function]:
    """Give the option that names the workbook to write."""
    kind = click.Path(path_type=Path, dir_okay=False)
    return click.option("-o", "--output", type=kind, default=default, show_default=True, help=told)


@click.group(cls=Group, help=HELP["plan"], invoke_without_command=True)
@click.pass_context
def plan(context: click.Context) -> None:
    """Draft, check, roll on and compare plans."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@plan.command("import", cls=Command, help="ร่าง plan.xlsx จากเอกสารแผน (.docx .xlsx .xls .ods .html หรือข้อความคั่นด้วยแท็บ)")
@paper_argument
@target_option("plan.xlsx", "สมุดงานแผนที่จะเขียน")
@lang_option
@json_option
def import_(file: Path, output: Path, lang: str, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Draft a plan's workbook from its official paper, with the questions that remain."""
    from moralxl.files import write_atomically
    from moralxl.importing import import_plan
    from moralxl.importing.sheet import questions
    from moralxl.plan import write_plan

    if output.exists():
        fail(f"มี {output} อยู่แล้ว จึงไม่เขียนทับ โปรดย้ายไฟล์เดิมก่อน หรือระบุชื่ออื่นด้วย -o")
    made = import_plan(file, output.name)
    if made.tables is None:
        print_findings(made.findings, lang, err=True)
        fail(f"จัดทำแผนจาก {file} ไม่ได้")
    tables = made.tables
    written = write_atomically(
        output, lambda temporary: write_plan(tables, temporary, questions(made.findings, output.name))
    )
    print_sibling(output, written, lang)
    if as_json:
        from moralxl.export import finding_json

        print_json({"plan": str(written), "findings": [finding_json(f, lang) for f in made.findings]})
    else:
        _print_questions(made, lang)
        click.echo(_summary(made, written, lang))
    sys.exit(COMPLETE if not _open(made) else INCOMPLETE)


def _open(made: Imported) -> int:
    from moralxl.importing import must_answer

    return sum(must_answer(f) for f in made.findings)


def _print_questions(made: Imported, lang: str) -> None:
    """A line for each question, what must be answered first, weighed as in the workbook's sheet of questions."""
    from moralxl.importing import must_answer
    from moralxl.status import finding_line

    weights = {True: "ต้องตอบ", False: "ควรตรวจ"} if lang == "th" else {True: "answer", False: "confirm"}
    for finding in sorted(made.findings, key=must_answer, reverse=True):
        click.echo(finding_line(finding, lang, weights[must_answer(finding)]))


def _summary(made: Imported, written: Path, lang: str) -> str:
    tables = made.tables or {}
    rows, measures, asked = len(tables["activities"]), len(tables["measures"]), _open(made)
    confirm = len(made.findings) - asked
    if lang == "en":
        return (
            f"{written}: {rows} activities, {measures} measures; {asked} to answer, {confirm} to confirm.\n"
            f"Next: answer them in {written} (sheet “ข้อควรตรวจ”), type your divisions, save and close it; "
            f"then moralxl plan check {written}"
        )
    return (
        f"ร่างแผนไว้ที่ {written}: {count(rows)} กิจกรรม {count(measures)} ตัวชี้วัด "
        f"ต้องตอบ {count(asked)} ข้อ ควรตรวจ {count(confirm)} ข้อ\n"
        f"ขั้นต่อไป: เปิด {written} ที่แผ่นงาน “ข้อควรตรวจ” ตอบทุกข้อ และแทนทะเบียนหน่วยงานด้วยหน่วยงานจริง "
        f"บันทึกและปิดไฟล์ แล้วสั่ง moralxl plan check {written}"
    )


@plan.command(cls=Command, help="ตรวจแผน: ข้อผิดพลาด คำที่น่าจะพิมพ์คลาดเคลื่อน และตัวเลขที่ขัดกัน พร้อมแถวคำคลาดเคลื่อนที่เติมได้")
@plan_argument("file")
@lang_option
@json_option
def check(file: Path, lang: str, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Check a plan and lint its texts; print what is found with its cell and how to mend it."""
    from moralxl.consolidate import rank
    from moralxl.export import finding_json
    from moralxl.plan import examine

    _, findings = examine(file)
    findings = rank(findings)
    unopened = any(finding.code in UNOPENED for finding in findings)
    if as_json:
        errata = [list(f.args["erratum"]) if "erratum" in f.args else None for f in findings]
        listed = [{**finding_json(f, lang), "erratum": e} for f, e in zip(findings, errata, strict=True)]
        print_json({"findings": listed})
    else:
        for finding in findings:
            _print_with_erratum(finding, lang)
        if not unopened:
            click.echo(_verdict(findings, file, lang))
    sys.exit(FAILED if unopened else INCOMPLETE if has_errors(findings) else COMPLETE)


def _verdict(findings: Sequence[Finding], file: Path, lang: str) -> str:
    """Whether a plan can be used, and what to do next."""
    errors = sum(severity(f) == Severity.ERROR for f in findings)
    others = len(findings) - errors
    again = f"moralxl plan check {file}"
    if errors and lang == "en":
        return f"{errors} errors, {others} to check: the plan cannot be used yet. Mend {file}, save it, then {again}"
    if errors:
        told = f"ผิดพลาด {count(errors)} ข้อ ควรตรวจ {count(others)} ข้อ แผนยังใช้ไม่ได้"
        return f"{told} ขั้นต่อไป: แก้ใน {file} บันทึกและปิดไฟล์ แล้วสั่ง {again}"
    if lang == "en":
        left = f"{others} to check, no errors" if others else "Nothing found"
        return f"{left}: the plan can be used. Next: moralxl init (makes the folders), then moralxl templates --round N"
    left = f"ไม่พบข้อผิดพลาด ควรตรวจ {count(others)} ข้อ" if others else "ไม่พบข้อผิดพลาด"
    return f"{left} แผนพร้อมใช้ ขั้นต่อไป: moralxl init (เตรียมโฟลเดอร์) แล้ว moralxl templates --round ตามด้วยรอบ เช่น 6"


def _print_with_erratum(finding: Finding, lang: str) -> None:
    """A finding, and below it the row of the table of errata that would settle it, to be copied."""
    print_findings([finding], lang)
    erratum = finding.args.get("erratum")
    if erratum:
        head = "คำคลาดเคลื่อน" if lang == "th" else "erratum"
        click.echo(f"    {head}:\t" + "\t".join(erratum))


@plan.command(cls=Command, help="จัดทำแผนของปีงบประมาณอื่นจากแผนเดิม: เลื่อนปี ช่วงเดือน และวันสิ้นรอบ")
@click.argument("year", type=int)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="แผนเดิม (.xlsx หรือโฟลเดอร์ CSV)",
)
@target_option(None, "สมุดงานแผนที่จะเขียน [หากไม่ระบุ: plan<ปี>.xlsx]")
def new(year: int, source: Path, output: Path | None) -> None:
    """Roll a plan on to another year."""
    from moralxl.files import write_atomically
    from moralxl.plan import write_plan
    from moralxl.plan.roll import roll
    from moralxl.plan.tables import NUMERIC_SETTINGS

    least, most = NUMERIC_SETTINGS["year"]
    shown = thai.to_thai_digits(str(year))
    if not least <= year <= most:
        fail(f"ปีงบประมาณ {shown} ต้องเป็นปี พ.ศ. เช่น ๒๕๖๘")
    tables = _tables(source)
    old = _year(tables)
    if old == year:
        fail(f"แผนใน {source} เป็นของปีงบประมาณ {shown} อยู่แล้ว")
    target = output or Path(f"plan{year}.xlsx")
    if target.exists():
        fail(f"มี {target} อยู่แล้ว จึงไม่เขียนทับ โปรดย้ายไฟล์เดิมก่อน หรือระบุชื่ออื่นด้วย -o")
    rolled = roll(tables, old, year)
    written = write_atomically(target, lambda temporary: write_plan(rolled.tables, temporary))
    print_sibling(target, written, "th")
    for text, left in dict.fromkeys(rolled.left):
        click.echo(f"ควรตรวจ: ไม่ได้เลื่อนปี {left} ใน “{' '.join(text.split())}”", err=True)
    for text, moved in dict.fromkeys(rolled.shortened):
        click.echo(f"ควรตรวจ: ปีใหม่ไม่มีวันที่ ๒๙ กุมภาพันธ์ จึงเลื่อน “{' '.join(text.split())}” เป็น “{moved}”", err=True)
    click.echo(
        f"จัดทำแผนปีงบประมาณ {shown} ไว้ที่ {written} โปรดระบุกำหนดส่งของแต่ละรอบ แล้วตรวจด้วย moralxl plan check {written}"
    )


@plan.command(cls=Command, help="เปรียบเทียบแผนสองฉบับ: ตาราง แถว คอลัมน์ ค่าเดิม ค่าใหม่")
@plan_argument("old")
@plan_argument("new")
@json_option
def diff(old: Path, new: Path, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Compare two plans by table, row and column; status 1 where they differ."""
    from moralxl.plan.compare import compare

    found = compare(_tables(old), _tables(new))
    if as_json:
        names = ("table", "row", "column", "old", "new")
        print_json({"differences": [{name: getattr(d, name) for name in names} for d in found]})
    elif found:
        click.echo(console.table([_difference(d) for d in found], indent=0))
    else:
        click.echo("แผนทั้งสองฉบับเหมือนกัน")
    sys.exit(INCOMPLETE if found else COMPLETE)


def _difference(found: Difference) -> tuple[str, str, str, str]:
    from moralxl.plan.tables import BY_NAME

    table = BY_NAME[found.table]
    old = "(ไม่มีแถวนี้)" if found.old is None else found.old
    new = "(ไม่มีแถวนี้)" if found.new is None else found.new
    return table.title, found.row[:FEW], table.column(found.column).heading, " → ".join(_parted(old, new))


def _parted(old: str, new: str) -> tuple[str, str]:
    """The parts of two texts that differ, with some letters before them where they are long."""
    old, new = " ".join(old.split()), " ".join(new.split())
    if max(len(old), len(new)) <= FEW:
        return f"“{old}”", f"“{new}”"
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, same - FEW // 4)
    head = "…" if start else ""
    return tuple(f"“{head}{t[start : start + FEW]}{'…' if len(t) > start + FEW else ''}”" for t in (old, new))  # type: ignore[return-value]


def _tables(path: Path) -> Tables:
    from moralxl.plan import read_tables

    tables, findings = read_tables(path)
    if tables is None:
        print_findings(findings, "th", err=True)
        fail(f"อ่านแผนจาก {path} ไม่ได้")
    return tables


def _year(tables: Tables) -> int:
    value = next((row["value"] for row in tables["plan"] if row["key"] == "year"), "")
    year = thai.parse_number(value).value
    if not year:
        fail("แผนเดิมไม่ระบุปีงบประมาณ")
    return int(year)
