"""The letters' wording: plain text files that the coordinator may edit, with names in braces for what differs."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from moralxl.model import Finding, Source


class Kind(StrEnum):
    """What a letter is for."""

    TEMPLATES = "templates"  # sends the intake workbook
    REMINDERS = "reminders"  # asks for a return that has not come, or could not be used
    CORRECTIONS = "corrections"  # asks to mend a return that was taken in


FOLDER = "mail"  # in the working folder: the coordinator's own wording
COMMON = ("division", "code", "office", "organisation", "plan", "round", "span", "deadline", "file", "coordinator")
NAMES = {
    Kind.TEMPLATES: COMMON,
    Kind.REMINDERS: (*COMMON, "status", "request"),
    Kind.CORRECTIONS: (*COMMON, "returned", "count", "list"),
}
MANY_LINES = frozenset({"status", "list"})  # what these hold has lines of its own, so no subject takes them
SUBJECT = "เรื่อง"
REMARK = "#"
MOST_BYTES = 1 << 20
PLACE = re.compile(r"{{|}}|{([^{}\n]*)}|[{}]")
COMMANDS = frozenset({"Cc", "Cs", "Zl", "Zp"})  # characters that break a line or command a terminal


@dataclass(frozen=True, slots=True)
class Text:
    """A letter's wording. Every name in braces is one of its kind's `NAMES`."""

    subject: str
    body: str  # the line of the subject included

    def names(self) -> set[str]:
        """The names that are filled in."""
        return {match[1] for match in PLACE.finditer(self.body) if match[1]}

    def fill(self, values: Mapping[str, str]) -> tuple[str, str]:
        """The subject, in one line, and the body with the values in place. KeyError where a value is missing."""
        flat = {name: value if name in MANY_LINES else one_line(value) for name, value in values.items()}
        return one_line(_fill(self.subject, flat)), _fill(self.body, flat)


def one_line(text: str) -> str:
    """A text without line breaks and control characters, each made a space: it can end no header."""
    return " ".join("".join(" " if unicodedata.category(c) in COMMANDS else c for c in text).split())


def _fill(text: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda match: values[match[1]] if match[1] else match[0][0], text)


def shipped(kind: Kind) -> str:
    """The program's own wording for a kind of letter, remarks for its editor included."""
    return (files("moralxl.mail") / "texts" / f"{kind}.txt").read_text(encoding="utf-8")


def load(kind: Kind, folder: Path) -> tuple[Text | None, list[Finding]]:
    """The wording in `folder`, or the program's own where it has none; all that is wrong with it, line by line.

    Findings: mail-text-unreadable, mail-text-subject, mail-text-placeholder.
    """
    path = folder / f"{kind}.txt"
    if not path.exists():
        return parse(shipped(kind), kind, path.name)
    name = path.as_posix()
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, [_unreadable(name)]
        return parse(_decoded(path.read_bytes()), kind, name)
    except (OSError, UnicodeDecodeError):
        return None, [_unreadable(name)]


def _unreadable(name: str) -> Finding:
    return Finding("mail-text-unreadable", Source(name))


def _decoded(data: bytes) -> str:
    """A text as Windows editors save it: UTF-8, "Unicode" or the Thai code page. UnicodeDecodeError otherwise."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp874")


def parse(text: str, kind: Kind, name: str) -> tuple[Text | None, list[Finding]]:
    """The wording in a file's text; `name` is told in findings."""
    lines = list(enumerate(text.splitlines(), 1))
    findings = [f for number, line in lines if not line.startswith(REMARK) for f in _faults(line, number, kind, name)]
    kept = [line.rstrip() for _, line in lines if not line.startswith(REMARK)]
    while kept and not kept[0]:
        del kept[0]
    subject = kept[0].removeprefix(SUBJECT).lstrip(" :\t") if kept and kept[0].startswith(SUBJECT) else ""
    if not subject:
        findings.append(Finding("mail-text-subject", Source(name)))
    return (None, findings) if findings else (Text(subject, "\n".join(kept).strip() + "\n"), [])


def _faults(line: str, number: int, kind: Kind, name: str) -> list[Finding]:
    """The braces of a line that cannot be filled."""
    known = set(NAMES[kind]) - (MANY_LINES if line.startswith(SUBJECT) else set())
    args = {"line": number, "names": " ".join(n for n in NAMES[kind] if n in known)}
    wrong = [m[0] for m in PLACE.finditer(line) if m[0] not in {"{{", "}}"} and m[1] not in known]
    return [Finding("mail-text-placeholder", Source(name), typed=one, args=args) for one in wrong]
