"""What tests of intake share: a small plan's returns, typed into written templates as clerks type them."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner

from moralxl.cli import cli
from moralxl.model import Plan
from moralxl.plan import shipped
from moralxl.template import write_template

PLAN: Plan = shipped()


def write_return(
    path: Path, division: str, answers: Mapping[str, Any], *, round_: int = 9, plan: Plan = PLAN, change: Any = None
) -> Path:
    """Write a template, type `answers` (by key) into it with openpyxl, let `change(book)` do worse, and save it."""
    template = path.with_name(f"~template {path.stem}.xlsx")
    layout = write_template(plan, plan.round(round_), plan.division(division), template)
    book = openpyxl.load_workbook(template)
    template.unlink()
    for key, value in answers.items():
        field = layout.by_key[key]
        book[SHEETS[field.sheet]][field.cell].value = value
    if change:
        change(book)
    book.save(path)
    return path


SHEETS = {"report": "แบบรายงาน", "events": "บันทึกกิจกรรม"}


def at(key: str, division: str, *, round_: int = 9) -> tuple[str, str]:
    """The sheet's title and the cell of an input."""
    from moralxl.layout import layout

    field = layout(PLAN, PLAN.round(round_), PLAN.division(division)).by_key[key]
    return SHEETS[field.sheet], field.cell


def run(*arguments: str | Path) -> Any:
    """Run a command in this process; its `output`, `exit_code` and, uncaught, its exception."""
    return CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)


def copy_to(folder: Path, *files: Path) -> Path:
    """Copy files into a fresh folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy(file, folder / file.name)
    return folder


def make_pipe(path: Path) -> Path:
    """Make a pipe from which nothing comes; should it be read all the same, it ends instead of holding up the test."""

    def end() -> None:
        with contextlib.suppress(OSError):  # the test may have ended, and been cleared away, long ago
            path.write_bytes(b"")

    os.mkfifo(path)
    threading.Thread(target=end, daemon=True).start()
    return path
