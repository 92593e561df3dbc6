"""What is wrong in a return, as the numbered list of a letter to its division."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from moralxl import messages, thai
from moralxl.model import Finding, Severity

MOST_ITEMS = 30  # a letter stays readable; the workbook that goes with it has them all
MOST_CELLS = 8  # of one item
MOST_TYPED = 120  # characters of what was typed
TOLD = frozenset({Severity.ERROR, Severity.WARNING})
OURS = ("set-", "waiver-", "identity-other-version")  # what is the coordinator's to settle, not the division's
EXCLUDED = "set-excluded"  # but of a file that was left out, its division is told why


def to_tell(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that a division is told of, errors first."""
    told = [
        f
        for f in findings
        if messages.severity(f) in TOLD and f.waiver is None and (f.code == EXCLUDED or not f.code.startswith(OURS))
    ]
    return sorted(told, key=lambda f: messages.severity(f) != Severity.ERROR)


def numbered(findings: Iterable[Finding], *, files: bool = False) -> tuple[int, str]:
    """The number of items, and the list: an item for each message, the cells that share it in one.

    With `files`, each says in which file it is.
    """
    items: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in to_tell(findings):
        file = f"ไฟล์ “{finding.source.file.rsplit('/', 1)[-1]}”" if files else ""
        text = " ".join(messages.text(_short(finding), division=True).split())
        items.setdefault((file, finding.source.sheet, text), []).append(finding)
    lines = [
        f"{thai.format_number(number)}. {_place(file, sheet, same)}{text}"
        for number, ((file, sheet, text), same) in enumerate(items.items(), 1)
    ]
    if len(lines) > MOST_ITEMS:
        rest = len(lines) - MOST_ITEMS
        lines = [*lines[:MOST_ITEMS], f"และรายการอื่นอีก {thai.format_number(rest)} รายการ"]
    return len(items), "\n".join(lines)


def _short(finding: Finding) -> Finding:
    """The finding with no more of what was typed than a letter bears; the workbook that goes with it has it all."""
    typed = finding.typed
    return finding if len(typed) <= MOST_TYPED else replace(finding, typed=typed[: MOST_TYPED - 1] + "…")


def _place(file: str, sheet: str, same: list[Finding]) -> str:
    """Where it stands, before the message."""
    cells = list(dict.fromkeys(f.source.cell for f in same if f.source.cell))
    named = ", ".join(cells[:MOST_CELLS])
    if len(cells) > MOST_CELLS:
        named += f" และอีก {thai.format_number(len(cells) - MOST_CELLS)} เซลล์"
    parts = [file] if file else []
    if sheet:
        parts.append(f"แผ่นงาน “{' '.join(sheet.split())}”")
    if cells:
        parts.append(f"เซลล์ {named}")
    labels = list(dict.fromkeys(" ".join(f.label.split()) for f in same if f.label))
    if len(labels) == 1:
        parts.append(f"({labels[0]})")
    return f"{' '.join(parts)}: " if parts else ""
