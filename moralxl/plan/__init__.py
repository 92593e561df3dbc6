"""The plan: read from plan.xlsx or a folder of tables, checked whole, written as plan.xlsx to be edited."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from moralxl.folder import no_file
from moralxl.messages import severity
from moralxl.model import Division, Finding, Plan, Severity, Source
from moralxl.plan.build import build
from moralxl.plan.cells import Grids, read_book, read_folder
from moralxl.plan.check import check
from moralxl.plan.check_texts import lint
from moralxl.plan.tables import TABLES, Column
from moralxl.plan.values import enter, fold, read_cell
from moralxl.plan.write import Tables, write_plan

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "FILE",
    "examine",
    "find_division",
    "load",
    "read_plan",
    "read_tables",
    "shipped",
    "shipped_tables",
    "write_plan",
]

FILE = "plan.xlsx"
SHIPPED = "2567"


def shipped() -> Plan:
    """The plan that comes with the program. RuntimeError if its tables have an error, which is a bug."""
    plan, findings = _judge(*read_folder(_shipped_folder()))
    if plan is None:
        raise RuntimeError(f"the shipped plan has errors: {findings}")
    return plan


def shipped_tables() -> Tables:
    """The shipped plan's tables as text: rows by table, each a value by column key."""
    return _texts(read_folder(_shipped_folder())[0])


def read_plan(path: Path) -> tuple[Plan | None, list[Finding]]:
    """Read a plan from a workbook or a folder of CSV tables.

    The findings are all there are; the plan is None exactly when one of them is an error.
    """
    return _judge(*_read(path))


def examine(path: Path) -> tuple[Plan | None, list[Finding]]:
    """Read a plan, and lint its texts as well; the plan is None exactly when one of the findings is an error."""
    grids, findings = _read(path)
    plan, found = _judge(grids, findings)
    return plan, [*found, *(lint(enter(grids)[0]) if grids and not _has_error(findings) else [])]


def read_tables(path: Path) -> tuple[Tables | None, list[Finding]]:
    """A plan's tables as text, unchecked; None where not all of them could be read, which the findings tell."""
    grids, findings = _read(path)
    return None if _has_error(findings) else _texts(grids), findings


def load(path: Path | None, cwd: Path) -> tuple[Plan | None, list[Finding]]:
    """The plan a command works with: the one named, else `plan.xlsx` in `cwd`, else the shipped one."""
    if path is None and not (cwd / FILE).exists():
        return shipped(), []
    return read_plan(path or cwd / FILE)


def find_division(plan: Plan, text: str) -> Division | None:
    """The division that a text names by code, name or alias; digits, case, dots and spaces make no difference."""
    wanted = fold(text)
    for division in plan.divisions:
        if wanted in {fold(name) for name in (division.code, division.name, *division.aliases)} - {""}:
            return division
    return None


def _read(path: Path) -> tuple[Grids, list[Finding]]:
    """The cells of a plan's file or folder."""
    if path.is_dir():
        return read_folder(path)
    try:
        what = no_file(path.stat().st_mode)
        if what:
            return {}, [Finding("plan-no-file", Source(path.name), args={"what": what})]
        data = path.read_bytes()
    except OSError:
        return {}, [Finding("plan-not-found", Source(path.name))]
    return read_book(data, path.name)


def _texts(grids: Grids) -> Tables:
    """The tables that were found, each row's texts by column key; choices as a CSV table has them, not in Thai."""
    return {
        table.name: [
            {key: _plain(cell.text, table.column(key)) for key, cell in row.items()} for row in grids[table.name].rows
        ]
        for table in TABLES
        if table.name in grids
    }


def _plain(text: str, column: Column) -> str:
    if not text or not column.choices:
        return text
    value = read_cell(text, column, None)
    if isinstance(value, bool):
        return "yes" if value else ""
    return value if isinstance(value, str) else text


def _judge(grids: Grids, findings: list[Finding]) -> tuple[Plan | None, list[Finding]]:
    """Read the cells, run the checks, and make the plan where nothing forbids it."""
    if not grids:
        return None, findings
    draft, found = enter(grids)
    # where a table or column is missing, checks across tables would only repeat it
    found += [] if _has_error(findings) else check(draft)
    findings = [*findings, *found]
    return None if _has_error(findings) else build(draft), findings


def _has_error(findings: list[Finding]) -> bool:
    return any(severity(finding) == Severity.ERROR for finding in findings)


def _shipped_folder() -> Traversable:
    return resources.files("moralxl").joinpath("plans", SHIPPED)
