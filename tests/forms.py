"""A division's form, filled in memory for the tests: what reading a file would give, without writing one."""

from __future__ import annotations

import copy
import functools
import tempfile
from pathlib import Path

from support import PLAN, SHEETS

from moralxl.intake import identify, intake
from moralxl.layout import layout
from moralxl.model import FileStatus, Submission
from moralxl.read import read_workbook
from moralxl.template import write_template

KK = "กก."
MADE = layout(PLAN, PLAN.round(9), PLAN.division(KK))
REQUIRED = [field for field in MADE.fields if field.required]


@functools.cache
def blank_form():
    """The form as it is written and read again; to be copied before it is changed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        write_template(PLAN, PLAN.round(9), PLAN.division(KK), path)
        return read_workbook(path.read_bytes(), path.name)[0]


def sheet_of(raw, name):
    """One of the form's data sheets."""
    return next(sheet for sheet in raw.sheets if sheet.name == SHEETS[name])


def accepted(answers, change=None):
    """The submission and all findings that intake makes of the form with these answers."""
    raw = copy.deepcopy(blank_form())
    sheets = {sheet.name: sheet.rows for sheet in raw.sheets}
    for key, value in answers.items():
        field = MADE.by_key[key]
        line = sheets[SHEETS[field.sheet]][field.row]
        line.extend([None] * (field.column + 1 - len(line)))
        line[field.column] = value
    if change:
        change(raw)
    _, identity, _ = identify(raw, "a.xlsx")
    return intake(Submission("a.xlsx", "", FileStatus.REJECTED, identity), raw, PLAN)


def filled(answers, change=None):
    """The same, but the records by key as well, and the findings by code, without the one of what is still empty."""
    submission, findings = accepted(answers, change)
    told = {}
    for finding in findings:
        if finding.code != "form-incomplete":
            told.setdefault(finding.code, []).append(finding)
    return submission, {r.key: r for r in submission.records}, told
