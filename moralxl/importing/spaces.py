"""Takes out the spaces that line ends left inside Thai text copied from a paged document; letters are never touched.

No dictionary: most such spaces stand between two words, where a dictionary says nothing. What tells them from the
writer's own are the paper itself, which has the same words elsewhere in one piece, the width of the column, which a
line that ended by itself nearly fills, and the fixed phrases of such papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from moralxl import thai

# phrases of official papers that have no space inside
PHRASES = re.findall(
    "[^|]+",
    "ไม่น้อยกว่าร้อยละ|ไม่น้อยกว่า|ไม่ต่ำกว่า|อย่างน้อย|ไม่เกิน|ขึ้นไป|ร้อยละ|ไม่ใช้งบประมาณ|งบประมาณ|ไม่มีงบประมาณ|จิตอาสา|หน่วยงาน|ช่องทาง|"
    "คุณธรรมเป้าหมาย|องค์กรคุณธรรม|ส่งเสริมคุณธรรม|แผนปฏิบัติการ|เจตนารมณ์|ประชาสัมพันธ์|กลุ่มงาน|ตัวชี้วัด|ดำเนินงาน|ดำเนินการ|"
    "บุคลากร|ผู้บริหาร|กิจกรรม|โครงการ|เป้าหมาย|รับผิดชอบ|ปีงบประมาณ|ความรู้|ความเข้าใจ|ทรัพยากรธรรมชาติ|สิ่งแวดล้อม|เครือข่าย|"
    "ประเมินผล|การประเมิน|หมายเหตุ|ลำดับที่|วัตถุประสงค์|ระยะเวลาดำเนินงาน|ระยะเวลาดำเนินการ|หน่วยงานที่รับผิดชอบ|ระบุช่วงเดือนที่ดำเนินการ",
)
KEEP_BEFORE = re.compile(r"[(“\"0-9๐-๙\-–—]|ร้อยละ|ข้อ\s*[0-9๐-๙]|พ\.ศ\.")  # a space before these is the writer's
KEEP_AFTER = re.compile(r"[0-9๐-๙)”\".:\-–—]$")
MARKER = re.compile(r"(?:[0-9๐-๙]{1,2}[).]|[-•*▪–])\s*(?=\D)")
NO_START = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]")  # no word begins with these
NO_END = re.compile("[\u0e40-\u0e44]$")  # nor ends with these
NEAR, FAR = 4, 8  # letters on either side by which the same place is known elsewhere: at a line's end, or not
MANY = 6  # pieces of a cell that tell how wide its column is
MOST_WIDTH = 30  # of a line in a column of such a table, in characters
SLACK = 1.25  # by which a cell's widest piece may pass the width of the column
IN_LIST = re.compile(r"(?:ประการ|ด้าน|คุณธรรม|ได้แก่)\s*\([^()]*$")  # "๕ ประการ (พอเพียง วินัย"
LINKING = re.compile("(?:และ|หรือ)$")  # no space stands behind these
QUOTED = re.compile(r"[(“\"0-9๐-๙]")
PAGE = "\f"  # where a cell went on over a page
PROSE = frozenset({"name", "objective", "indicator", "unit", "responsible", "remark"})
CLAUSE = re.compile("และ|หรือ|รวมทั้ง|ทั้งนี้|โดย")


PAGE_IN_WORD = re.compile(f"(?<=[ก-๎]){PAGE}(?=[ก-๎])")


def squeeze(text: str) -> str:
    """A text without its spaces and line breaks."""
    return "".join(text.split())


@dataclass(slots=True)
class _Places:
    """Where a text has spaces, counted in letters before them."""

    letters: str
    gaps: frozenset[int]
    whole: bool  # no line ends in it: its spaces are the writer's


@dataclass(slots=True)
class Spaces:
    """What a paper's own cells tell about spaces."""

    wrapped: bool  # the paper's lines ended inside words
    widths: Mapping[str, float]  # of a full line, by column
    known: list[_Places] = field(default_factory=list)

    def unwrap(self, column: str, text: str) -> str:
        """A cell's text without the spaces that line ends left; its letters are the same."""
        if len(text.split()) < 2:
            return text
        text = " ".join(re.split("[\n\f]", text)) if self.wrapped else PAGE_IN_WORD.sub("", text).replace(PAGE, " ")
        pieces = re.split(r"([ \n]+)", text)
        line_ends = self._line_ends(column, pieces[::2]) if self.wrapped else set()
        hurt = bool(line_ends) or _breaks(text) > 0
        made = pieces[0]
        for number in range(2, len(pieces), 2):
            gap, after = pieces[number - 1], pieces[number]
            rest = " ".join(pieces[number : number + 8 : 2])
            if self._joins(made, rest, at_end=number // 2 in line_ends, hurt=hurt):
                gap = ""
            elif "\n" in gap:
                gap = "\n"
            made += gap + after
        return listed(made) if self.wrapped else made

    def _joins(self, before: str, after: str, *, at_end: bool, hurt: bool) -> bool:
        """Whether a space between two pieces is none of the writer's; `hurt`: line ends left some in this cell."""
        if NO_START.match(after) or NO_END.search(before) or _in_phrase(before, after):
            return True
        if self.wrapped and LINKING.search(before) and not QUOTED.match(after):
            return True
        if IN_LIST.search(before):
            return False
        if KEEP_BEFORE.match(after) or KEEP_AFTER.search(before) or MARKER.match(after):
            return False
        if not hurt:
            return False
        joined, spaced = self._elsewhere(before, after, NEAR if at_end else FAR)
        if joined or spaced:
            return joined > spaced
        return at_end and not CLAUSE.match(after)

    def _elsewhere(self, before: str, after: str, context: int) -> tuple[int, int]:
        """How often the same letters stand elsewhere in one piece, and how often with a space of the writer's."""
        left, right = squeeze(before)[-context:], squeeze(after)[:context]
        if len(left) < NEAR or len(right) < NEAR:
            return 0, 0
        joined = spaced = 0
        for places in self.known:
            at = places.letters.find(left + right)
            while at >= 0:
                if at + len(left) not in places.gaps:
                    joined += 1
                elif places.whole:
                    spaced += 1
                at = places.letters.find(left + right, at + 1)
        return joined, spaced

    def _line_ends(self, column: str, pieces: list[str]) -> set[int]:
        """The numbers of the pieces that began a line, were the cell as wide as its widest piece or its column."""
        width = self._width(column, pieces)
        ends: set[int] = set()
        line = 0.0
        for number, piece in enumerate(pieces):
            room = thai.display_width(piece)
            if number and line + 1 + room > width:
                ends.add(number)
                line = room
            else:
                line += room + bool(number)
        return ends if width else set()

    def _width(self, column: str, pieces: list[str]) -> float:
        """How wide a cell's lines are, in characters; 0 for a cell whose text has no line ends in it."""
        usual, widest = self.widths.get(column, 0.0), _widest(pieces)
        if column not in PROSE or widest > MOST_WIDTH or (usual and widest > SLACK * usual):
            return 0.0
        return max(widest, usual)


def learn(cells: Iterable[tuple[str, str]]) -> Spaces:
    """Look at all cells of a paper, each with its column, before any is changed."""
    cells = [(column, " ".join(re.split("[\n\f]", text))) for column, text in cells]
    broken = sum(_breaks(text) for _, text in cells)
    spaces = Spaces(wrapped=broken >= max(3, len(cells) // 25), widths=_widths(cells))
    for column, text in dict.fromkeys(cells):
        pieces = text.split()
        gaps, letters = set(), 0
        for piece in pieces[:-1]:
            letters += len(piece)
            gaps.add(letters)
        whole = not spaces.wrapped or (not spaces._width(column, pieces) and not _breaks(text))  # noqa: SLF001
        spaces.known.append(_Places("".join(pieces), frozenset(gaps), whole))
    return spaces


def listed(text: str) -> str:
    """A text with a line for each item, where it lists 1) 2) … or several dashes."""
    if re.search(r"(?:^|\s)[1๑]\)", text) and re.search(r"\s[2๒]\)", text):
        text = re.sub(r"\s+(?=[0-9๐-๙]{1,2}\)\s)", "\n", text)
    if len(re.findall(r"\s-\s(?=รอบ)", text)) > 1:
        text = re.sub(r"\s+(?=-\sรอบ)", "\n", text)
    return text


def _in_phrase(before: str, after: str) -> bool:
    """Whether a fixed phrase stands across the space."""
    left, right = squeeze(before)[-20:], squeeze(after)[:20]
    for phrase in PHRASES:
        for cut in range(1, len(phrase)):
            if left.endswith(phrase[:cut]) and right.startswith(phrase[cut:]):
                return True
    return False


def _breaks(text: str) -> int:
    """How many spaces of a text stand inside fixed phrases."""
    pieces = text.split()
    return sum(_in_phrase(left, "".join(pieces[i : i + 3])) for i, left in enumerate(pieces[:-1], start=1))


def _widest(pieces: Iterable[str]) -> float:
    return max((thai.display_width(piece) for piece in pieces), default=0.0)


def _widths(cells: Iterable[tuple[str, str]]) -> dict[str, float]:
    """How wide a full line of each column is: the median of what the widest pieces of long cells come to."""
    widest: dict[str, list[float]] = {}
    for column, text in cells:
        pieces = text.split()
        if len(pieces) >= MANY and _widest(pieces) <= MOST_WIDTH:
            widest.setdefault(column, []).append(_widest(pieces))
    return {column: sorted(found)[len(found) // 2] for column, found in widest.items()}
