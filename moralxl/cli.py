"""The command line: its commands stand in `moralxl/commands/`, one module each. No rules of the plan live here."""

from __future__ import annotations

import os
import sys

import click

from moralxl import console
from moralxl.commands import FAILED
from moralxl.commands.thai import Contents, in_thai


@click.group(
    cls=Contents,
    help="รวบรวม ตรวจสอบ และรายงานผล ตามแผนปฏิบัติการด้านส่งเสริมคุณธรรม ด้วยสมุดงาน Excel",
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)
@click.version_option(package_name="moralxl", help="แสดงรุ่นของโปรแกรม")
@click.pass_context
def cli(context: click.Context) -> None:
    """Collect, check and report a Thai department's moral-promotion action plan in Excel workbooks."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main() -> None:
    """Run the command line; whatever goes wrong is told in one line, with exit status 2."""
    console.prepare_streams()
    try:
        cli.main(standalone_mode=False)
    except click.Abort:
        click.echo("ยกเลิกแล้ว", err=True)
        sys.exit(FAILED)
    except click.ClickException as problem:
        click.echo(f"moralxl: {' '.join(in_thai(problem).split())}", err=True)
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
