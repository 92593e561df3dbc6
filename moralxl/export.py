"""The report as JSON values, in the form that scripts rely on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from moralxl import messages
from moralxl.fields import Typed
from moralxl.model import FileStatus, Finding, Report, Severity, State, Waiver
from moralxl.reporting import Standing, Totals
from moralxl.waivers import of_measure

if TYPE_CHECKING:
    import pandas as pd


def finding_json(finding: Finding, lang: str) -> dict[str, Any]:
    """One finding, with its message in `lang` ("th" or "en")."""
    return {
        "code": finding.code,
        "severity": str(messages.severity(finding)),
        "file": finding.source.file or None,
        "sheet": finding.source.sheet or None,
        "cell": finding.source.cell or None,
        "label": finding.label or None,
        "typed": finding.typed or None,
        "read": messages.shown(finding.read, lang) or None,
        "message": messages.text(finding, lang),
        "waived": waiver_json(finding.waiver),
    }


def waiver_json(waiver: Waiver | None) -> dict[str, Any] | None:
    """By whom, why and until when something was waived; None where it was not."""
    if waiver is None:
        return None
    until = waiver.until.isoformat() if waiver.until else None
    return {"waiver": waiver.key, "reason": waiver.reason, "approved_by": waiver.approved_by, "until": until}


def fields_json(cells: Iterable[Typed], titles: dict[str, str]) -> list[dict[str, Any]]:
    """The inputs of an intake workbook with their addresses as they are in it; `titles` are its sheets' names."""
    listed = []
    for typed in cells:
        field = typed.field
        entry: dict[str, Any] = {
            "key": field.key,
            "sheet": typed.source.sheet or titles[field.sheet],
            "cell": typed.source.cell,
            "role": field.role,
            "kind": field.kind,
            "label": field.label,
            "unit": field.unit,
            "required": field.required,
            "choices": list(field.choices),
            "activity": field.activity,
            "measure": field.measure,
            "category": field.category,
        }
        if field.event_row is not None:
            entry["row"] = field.event_row
        listed.append(entry)
    return listed


def report_json(report: Report, master: str | None, lang: str) -> dict[str, Any]:
    """The whole report; `master` is the path of the workbook written."""
    return {
        "plan": report.plan.id,
        "round": report.round.number,
        "files": [
            {
                "path": s.path,
                "division": s.identity.division if s.identity else None,
                "status": str(s.status),
                "sha256": s.sha256,
                "cells": asdict(s.ledger) if s.ledger else None,
                "excluded": s.excluded or None,
            }
            for s in report.submissions
        ],
        "findings": [finding_json(f, lang) for f in report.findings],
        "measures": _measures(report),
        "activities": _rows(report.activities),
        **_waivers(report),
        "summary": summary(report),
        "master": master,
    }


def _waivers(report: Report) -> dict[str, Any]:
    """The waivers of a plan that has some, and whether each is in force in the round."""
    listed = [
        {"code": w.code, "division": w.division or None, "in_force": w.in_force(report.round), **(waiver_json(w) or {})}
        for w in report.plan.waivers
    ]
    return {"waivers": listed} if listed else {}


def _measures(report: Report) -> list[dict[str, Any]]:
    """The rows of the measures; those that were waived say by whom and why."""
    measures = {m.code: m for m in report.plan.measures}
    rows = _rows(report.measures, drop_null=("divisions_met", "divisions"))
    for row in rows if report.plan.waivers else ():
        if waiver := of_measure(report.plan, report.round, measures[row["measure"]], row["division"]):
            row["waived"] = waiver_json(waiver)
    return rows


def summary(report: Report) -> dict[str, Any]:
    """The figures of a glance: files, divisions, activities by state, findings by weight, money."""
    department = report.activities[report.activities["division"].isna()]
    statuses = [s.status for s in report.submissions]
    weights = [messages.severity(f) for f in report.findings if f.waiver is None]
    spent = department["spent"].sum(min_count=1)
    return {
        "files": {"found": len(statuses), **{str(s): statuses.count(s) for s in FileStatus}},
        "divisions": {
            "registered": len(report.plan.divisions),
            "received": len(report.accepted()),
            "missing": [d.code for d in report.missing()],
        },
        "activities": {str(s): int((department["state"] == s).sum()) for s in State},
        "findings": {
            **{str(s): weights.count(s) for s in Severity},
            "waived": len(report.findings) - len(weights),
        },
        "budget": report.plan.budget,
        "spent": None if spent != spent else float(spent),  # noqa: PLR0124 - NaN is what differs from itself
    }


def standing_json(row: Standing) -> dict[str, Any]:
    """A division's standing as JSON values."""
    sent = row.submission
    return {
        "division": row.division.code,
        "name": row.division.name,
        "status": row.status,
        "errors": row.errors,
        "file": sent.path if sent else None,
        "reported_on": sent.reported_on.isoformat() if sent and sent.reported_on else None,
        "returns": row.returns,
        "sent_on": row.sent_on.isoformat() if row.sent_on else None,
        "sent_on_by": row.known_by or None,
        "on_time": row.on_time,
        "waived": waiver_json(row.waiver),
    }


def totals_json(counted: Totals) -> dict[str, Any]:
    """The counts of a round and its two rates, as fractions."""
    names = ("expected", "received", "on_time", "late", "undated", "resubmitted", "with_errors", "missing")
    rates = {"reporting_rate": counted.reporting_rate, "timeliness": counted.timeliness}
    deadline = counted.deadline.isoformat() if counted.deadline else None
    return {"deadline": deadline, **{name: getattr(counted, name) for name in names}, **rates}


def _rows(frame: pd.DataFrame, drop_null: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """A frame's rows as plain values: nulls as None, whole floats as integers."""
    columns = list(frame.columns)
    rows = []
    for values in frame.astype(object).itertuples(index=False, name=None):
        row = {name: _plain(value) for name, value in zip(columns, values, strict=True)}
        rows.append({k: v for k, v in row.items() if v is not None or k not in drop_null})
    return rows


def _plain(value: Any) -> Any:
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124
        return None
    if isinstance(value, str):
        return str(value)
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
