"""Writes the master workbook: the official table with its results, and everything they rest on."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from moralxl.files import write_atomically
from moralxl.master import details
from moralxl.master.assessment import write_assessment
from moralxl.master.budget import write_budget
from moralxl.master.calculation import write_calculation
from moralxl.master.compare import compare
from moralxl.master.data import write_data
from moralxl.master.errata import write_errata
from moralxl.master.events import write_events
from moralxl.master.glance import write_glance
from moralxl.master.matrix import write_matrix
from moralxl.master.measures import write_measures
from moralxl.master.narrative import write_narrative
from moralxl.master.official import APPROVED, RESULTS, write_approved, write_results
from moralxl.master.returns import write_findings, write_returns
from moralxl.master.rounds import write_rounds
from moralxl.master.timeline import write_timeline
from moralxl.model import Identity, Report
from moralxl.styles import Styles
from moralxl.template import identity_rows, write_identity

SHEETS = (
    write_glance,
    write_results,
    write_approved,
    write_timeline,
    write_assessment,
    write_budget,
    write_rounds,
    write_matrix,
    write_measures,
    write_returns,
    write_findings,
    write_errata,
    write_narrative,
    write_events,
    write_calculation,
    write_data,
)
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def write_master(report: Report, path: Path, *, created: datetime | None = None) -> Path:
    """Write the master of a round, in one step, and return where it is: a sibling where `path` is held open.

    The same report gives the same bytes; `created` is the workbook's date, by default the round's last day.
    Nothing is written where its official tables would differ from the plan (compare.TableDiffers).
    OSError if the folder cannot be written.
    """
    return write_atomically(path, lambda temporary: _write(report, temporary, created))


def _write(report: Report, path: Path, created: datetime | None) -> None:
    from moralxl.packing import PackedWorkbook

    plan, round_ = report.plan, report.round
    workbook = PackedWorkbook(OPTIONS)
    workbook.set_properties(
        {
            "title": f"{plan.title} {round_.label}",
            "company": plan.organisation,
            "created": created or datetime.combine(round_.last_day, time()),
        }
    )
    identity = identity_rows(Identity(plan.id, plan.year, round_.number, "", ""), "master")
    for name, value in identity:
        workbook.set_custom_property(f"moralxl_{name}", value)
    styles = Styles(workbook)
    for write_sheet in SHEETS:
        if write_sheet not in details.SHEETS or details.is_detailed(report):
            write_sheet(workbook, styles, report)
    write_identity(workbook, styles, identity)
    data = workbook.packed()
    compare(data, plan, (RESULTS, APPROVED))
    path.write_bytes(data)
