"""What is wrong in a return or a file, as the numbered list of a letter to its division."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from moralxl import messages, thai
from moralxl.model import Finding, Severity
from moralxl.status import SEVERITIES

if TYPE_CHECKING:
    from moralxl.template.correction import ToMend

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


def numbered(findings: Iterable[Finding]) -> tuple[int, str]:
    """The number of items, and the list: an item for each message, with its file and the cells that share it."""
    items: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in to_tell(findings):
        file = f"ไฟล์ “{finding.source.file.rsplit('/', 1)[-1]}”"
        text = messages.text(_short(finding), division=True)
        items.setdefault((file, finding.source.sheet, text), []).append(finding)
    return _list(
        f"{file} {_place(sheet, (f.source.cell for f in same), (f.label for f in same))}".strip() + f": {text}"
        for (file, sheet, text), same in items.items()
    )


def numbered_alike(lines: Iterable[ToMend]) -> tuple[int, str]:
    """The same of a return's correction workbook: an item for each line of its list, in its order."""

    def item(line: ToMend) -> str:
        mark = "" if line.task.look == "wrong" else f"({SEVERITIES['th'][Severity.WARNING]}) "
        place = _place(line.sheet, line.cells, [line.task.label])
        return f"{mark}{place}{': ' if place else ''}{line.task.text}"

    return _list(map(item, lines))


def _list(items: Iterable[str]) -> tuple[int, str]:
    lines = [f"{thai.format_number(number)}. {' '.join(item.split())}" for number, item in enumerate(items, 1)]
    count = len(lines)
    if count > MOST_ITEMS:
        lines = [*lines[:MOST_ITEMS], f"และรายการอื่นอีก {thai.format_number(count - MOST_ITEMS)} รายการ"]
    return count, "\n".join(lines)


def _short(finding: Finding) -> Finding:
    """The finding with no more of what was typed than a letter bears; the workbook that goes with it has it all."""
    typed = finding.typed
    return finding if len(typed) <= MOST_TYPED else replace(finding, typed=typed[: MOST_TYPED - 1] + "…")


def _place(sheet: str, named_cells: Iterable[str], labelled: Iterable[str]) -> str:
    """Where it stands, before the message."""
    cells = list(dict.fromkeys(filter(None, named_cells)))
    named = ", ".join(cells[:MOST_CELLS])
    if len(cells) > MOST_CELLS:
        named += f" และอีก {thai.format_number(len(cells) - MOST_CELLS)} เซลล์"
    parts = [f"แผ่นงาน “{sheet}”"] if sheet else []
    if cells:
        parts.append(f"เซลล์ {named}")
    labels = list(dict.fromkeys(filter(None, labelled)))
    if len(labels) == 1:
        parts.append(f"({labels[0]})")
    return " ".join(parts)
