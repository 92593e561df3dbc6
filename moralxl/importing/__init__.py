"""From a plan's paper (Word, Excel, OpenDocument, web page, text) to plan.xlsx's tables, with what is to be asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from moralxl.importing.bounds import Guard
from moralxl.importing.draft import make_draft
from moralxl.importing.identity import identify
from moralxl.importing.opened import read_paper
from moralxl.importing.paper import distinct
from moralxl.importing.rows import read_rows
from moralxl.importing.spaces import learn
from moralxl.messages import severity
from moralxl.model import Finding, Severity, Source
from moralxl.plan import FILE
from moralxl.plan.write import Tables

__all__ = ["Imported", "import_plan", "must_answer"]


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan's tables as drafted, and what was asked and told on the way; no tables where nothing could be read."""

    tables: Tables | None
    findings: tuple[Finding, ...]


def import_plan(path: Path, name: str = FILE) -> Imported:
    """Draft a plan from its paper, for a workbook of that name. OSError as the disk has it."""
    paper, findings = read_paper(path)
    if paper is None:
        return Imported(None, tuple(findings))
    guard = Guard(path.name)
    guard.paper(paper)
    listed = read_rows(paper)
    if listed is None or not listed.lines:
        return Imported(None, (Finding("import-no-table", Source(path.name)),))
    guard.listed(listed)
    cells = [(key, text) for line in listed.lines for key, text in line.cells.items()]
    cells += [("guideline", text) for text in listed.guidelines]
    cells += [("heading", text) for text in listed.header.headings.values()]
    spaces = learn(cells)
    rest = " ".join(slot.text for table in paper.tables for row in table.rows for _, slot in distinct(row))
    identity = identify([*paper.lines, *listed.titles], rest)
    draft = make_draft(listed, identity, spaces, path.name)
    named = (replace(f, source=f.source._replace(file=f.source.file or name)) for f in draft.findings)
    return Imported(draft.tables, (*findings, *guard.findings, *named))


def must_answer(finding: Finding) -> bool:
    """Whether a person must answer before the plan can be used."""
    return severity(finding) == Severity.WARNING
