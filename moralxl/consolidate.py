"""Brings the records of all returns into one pandas frame and the frame into a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moralxl.attain import attain
from moralxl.messages import severity
from moralxl.model import Finding, Plan, Report, Round, Severity, Submission
from moralxl.waivers import expired, waive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

DATA_COLUMNS = (
    "division",
    "activity",
    "measure",
    "key",
    "role",
    "category",
    "row",
    "status",
    "number",
    "text",
    "date",
    "typed",
    "file",
    "sheet",
    "cell",
    "sha256",
)
WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def consolidate(
    plan: Plan,
    round_: Round,
    submissions: Sequence[Submission],
    findings: Iterable[Finding],
    earlier: Iterable[Report] = (),
) -> Report:
    """Compute the report of a round from its submissions; `findings` are those made while reading them.

    `earlier` are the reports of rounds before it, in their order.
    """
    data = data_frame(plan, submissions)
    measures, activities, more = attain(plan, round_, data)
    told = [*waive([*findings, *more], plan, round_, submissions), *expired(plan, round_)]
    return Report(plan, round_, tuple(submissions), tuple(rank(told)), data, measures, activities, tuple(earlier))


def data_frame(plan: Plan, submissions: Iterable[Submission]) -> pd.DataFrame:
    """All records as one frame with DATA_COLUMNS, by division in registry order and then by place in the form.

    `number`, `text` and `date` hold the value by its type; all three are null where the status is not "value".
    """
    import pandas as pd

    order = {division.code: place for place, division in enumerate(plan.divisions)}
    known = [s for s in submissions if s.identity and s.records]
    rows = [
        (
            r.division,
            r.activity,
            r.measure,
            r.key,
            r.role,
            r.category,
            r.row,
            r.status,
            r.value if isinstance(r.value, (int, float)) else None,
            r.value if isinstance(r.value, str) else None,
            None if isinstance(r.value, (int, float, str)) else r.value,
            r.typed,
            r.source.file,
            r.source.sheet,
            r.source.cell,
            s.sha256,
        )
        for s in sorted(known, key=lambda s: order[s.identity.division if s.identity else ""])
        for r in s.records
    ]
    # one frame at the end: a frame for each file costs fifty times as much
    frame = pd.DataFrame.from_records(rows, columns=list(DATA_COLUMNS))
    types = {"activity": "Int64", "row": "Int64", "number": "float64", "date": "datetime64[ns]"}
    return frame.astype(types)


def rank(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by weight, then by file, sheet and cell; the same findings always come in the same order."""
    return sorted(
        findings,
        key=lambda f: (WEIGHT[severity(f)], f.source.file, f.source.sheet, _cell_order(f.source.cell), f.code, f.label),
    )


def _cell_order(cell: str) -> tuple[int, str]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :] or 0), letters.rjust(3)
