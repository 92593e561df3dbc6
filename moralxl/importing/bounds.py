"""Keeps what a paper's cells hold within what a plan's can: broken characters are shown, endless texts are cut."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from moralxl.importing.paper import Paper, Slot
from moralxl.importing.rows import Listed
from moralxl.model import Finding, Source
from moralxl.text import printable

MOST = 3_000  # letters; the longest cell of such a plan has some 600, Excel takes 32,767
MOST_LINES = 300  # activities; such a plan has some 10 to 30
SHOWN = 60  # letters of a text that a finding shows
BROKEN = "\ufffd"  # what stands for bytes that are no characters


@dataclass(slots=True)
class Guard:
    """Mends texts and tells of each, with its place in the paper."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def text(self, text: str, place: str = "") -> str:
        """A text as a plan's cell can hold it."""
        shown = printable(text)
        if shown != text or BROKEN in text:
            self._tell("import-unprintable", shown, place)
        return self._cut(shown, place)

    def _cut(self, text: str, place: str) -> str:
        if len(text) > MOST:
            self._tell("import-cut", text, place, count=len(text), most=MOST)
        return text[:MOST]

    def _tell(self, code: str, text: str, place: str, **args: object) -> None:
        typed = " ".join(text[:SHOWN].split())
        self.findings.append(Finding(code, Source(self.file, "", place), typed=typed, args=args))

    def paper(self, paper: Paper) -> None:
        """Mend all texts of a paper."""
        paper.lines = [self.text(line) for line in paper.lines]
        mended: dict[int, Slot] = {}  # all places of a merged cell have one slot
        for table in paper.tables:
            for row in table.rows:
                for column, slot in enumerate(row):
                    if slot is None or not slot.text:
                        continue
                    if slot.area not in mended:
                        text = self.text(slot.text, slot.place)
                        mended[slot.area] = slot if text == slot.text else replace(slot, text=text)
                    row[column] = mended[slot.area]

    def listed(self, listed: Listed) -> None:
        """Cut what many rows together made too long, and a list that is no plan's."""
        if len(listed.lines) > MOST_LINES:
            self._tell("import-too-many", "", listed.lines[MOST_LINES].place, count=len(listed.lines), most=MOST_LINES)
            del listed.lines[MOST_LINES:]
        for line in listed.lines:
            line.cells = {key: self._cut(text, line.place) for key, text in line.cells.items()}
        if listed.total:
            label, text = listed.total
            listed.total = self._cut(label, ""), self._cut(text, "")
