"""Workbooks beside the master: how the returns come in, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from moralxl.files import write_atomically
from moralxl.model import Identity, Plan, Round
from moralxl.styles import Styles
from moralxl.template import identity_rows, write_identity

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook


def write_book(
    plan: Plan, round_: Round, kind: str, path: Path, fill: Callable[[Workbook, Styles], None], title: str
) -> Path:
    """Write a workbook that says of itself that it is of this kind, in one step, and return where it is.

    The same content gives the same bytes: the workbook's date is the round's last day. OSError if it cannot be written.
    """
    return write_atomically(path, lambda temporary: _write(plan, round_, kind, temporary, fill, title))


def _write(
    plan: Plan, round_: Round, kind: str, path: Path, fill: Callable[[Workbook, Styles], None], title: str
) -> None:
    from moralxl.master import OPTIONS
    from moralxl.packing import PackedWorkbook

    workbook = PackedWorkbook(OPTIONS)
    created = datetime.combine(round_.last_day, time())
    workbook.set_properties({"title": title, "company": plan.organisation, "created": created})
    identity = identity_rows(Identity(plan.id, plan.year, round_.number, "", ""), kind)
    for name, value in identity:
        workbook.set_custom_property(f"moralxl_{name}", value)
    styles = Styles(workbook)
    fill(workbook, styles)
    write_identity(workbook, styles, identity)
    path.write_bytes(workbook.packed())
