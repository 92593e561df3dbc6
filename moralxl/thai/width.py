"""How wide Thai text is in TH Sarabun New, how many lines it wraps to, how high its row must be."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

# Advances in units of 1/1515 em, of characters that are about as wide as each other (within 8 units).
_REGULAR = {
    180: "'",
    219: "!Ii",
    232: "j|",
    243: ",.:;·",
    285: "()",
    296: "[]l",
    309: '"`f{}เๅ',
    323: " -r°•",
    359: "tโใ",
    370: "ไ‘’",
    382: "²³",
    396: "J\\",
    406: "/",
    426: "*?s",
    444: "«»ง",
    473: "gkาำ",
    481: "xzร",
    501: "cธว",
    509: "vy",
    516: "aฐ",
    528: "EFLS_",
    543: "$0123456789ะ–",
    554: "Yจ“”",
    564: "Ke§ฉยฮแ",
    571: "BPRTขฃชซถผฝฤลส",
    586: "Vhnuกดตอฯ",
    593: "oคฅศ",
    602: "#Abdpqมๆ",
    617: "+<=>C±×÷ฆ฿−≤≥",
    622: "^~",
    632: "&Xน",
    640: "GZฎฏบปภฦห",
    647: "Dท",
    661: "HNษ",
    675: "พฟ๏๐๑๒๓๔๕๖๗๘๙",
    682: "ฬ",
    696: "Uฑ",
    720: "…",
    732: "OQ",
    762: "w",
    782: "ฌญ๚",
    805: "@¼½¾ฒ",
    820: "Mณ",
    882: "%W",
    904: "m",
    1048: "๛",
    1083: "—",
}
_BOLD = {
    247: "!Ii",
    257: "',.:;j·",
    266: "|",
    315: "`lเๅ",
    339: " -•",
    351: "[]",
    368: "()r",
    381: "f{}โไ‘’",
    390: "t²³",
    404: "\\ใ",
    416: "/°",
    424: "J",
    436: '"?',
    445: "s",
    478: "ง",
    496: "gร",
    507: "kะาำ–",
    518: "*c",
    524: "x",
    538: "EFLvyz«»ธ",
    551: "$Sa",
    562: "_ฐ",
    569: "0123456789§วฯ",
    580: "ยฮ฿“”",
    589: "PReกจถฤอแ",
    598: "BYลส",
    608: "คฅฉดตศ",
    622: "Koขชผฝ",
    628: "+<=>TV^u~×÷ม−≤≥",
    638: "Xhnฎฏภฦ",
    650: "Cbdpqฃซน",
    658: "±ทหๆ",
    671: "บป๏",
    684: "AGZฆ๐๑๒๓๔๕๖๗๘๙",
    692: "#Dษ",
    707: "HNฬ",
    724: "Uwพฟ",
    731: "&",
    740: "ฑ",
    758: "…",
    779: "OQ",
    789: "๚",
    815: "¼½¾",
    828: "ฒ",
    849: "ฌญ",
    863: "@Mณ",
    920: "W",
    956: "m",
    1038: "%—",
    1048: "๛",
}
_UNITS_PER_EM = 1515

LINE = 1.45  # height of a line, in sizes of its font
HIGHEST_ROW = 409.5  # points; Excel has no higher rows
_POINTS_PER_PIXEL = 0.75
_PIXELS_PER_CHARACTER = 7  # a digit of Calibri 11, which column widths count

_NO_ADVANCE = frozenset({"Mn", "Me", "Cf"})  # general categories
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_CLUSTER = re.compile(
    r"[(\[{“‘«]*"  # nothing ends a line with an opening bracket
    rf"(?:[\u0e40-\u0e44]?[\u0e01-\u0e2e][{_MARKS}]*[\u0e30\u0e32\u0e33\u0e45]?[{_MARKS}]*|"
    r"[๐-๙]+(?:[.,:/][๐-๙]+)*|[^\s\u0e00-\u0e7f(\[{“‘«]+|.)"
    r"[ๆฯ)\]}”’».,;:!?%/]*"  # or begins one with these
    r"\s*",
    re.DOTALL,
)


class _Advances(dict[str, float]):
    """Character -> advance in em. Marks have none; a character that is not in the table counts as one em."""

    def __init__(self, groups: dict[int, str]) -> None:
        super().__init__((ch, units / _UNITS_PER_EM) for units, chars in groups.items() for ch in chars)

    def __missing__(self, character: str) -> float:
        advance = 0.0 if unicodedata.category(character) in _NO_ADVANCE else 1.0
        self[character] = advance
        return advance


_ADVANCES = {False: _Advances(_REGULAR), True: _Advances(_BOLD)}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width in points of one line of text in TH Sarabun New of `size` points."""
    return size * sum(map(_ADVANCES[bold].__getitem__, text))


def display_width(text: str) -> int:
    """The columns that one line of text takes in a terminal: marks none, East Asian wide characters two."""
    return sum(
        0 if unicodedata.category(character) in _NO_ADVANCE else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def column_points(width: float) -> float:
    """The points that text has in an Excel column of this width (in characters of Calibri 11), padding left out."""
    return int(width * _PIXELS_PER_CHARACTER + 0.5) * _POINTS_PER_PIXEL


def wrap_lines(text: str, points: float, size: float, *, bold: bool = False) -> int:
    r"""How many lines a text takes in `points` of width; "\n" begins a new one, and an empty text takes one.

    Lines break after spaces and between Thai character clusters. Programs break between words, which are longer, so
    about one em is deducted from the width.
    """
    room = max(points - size, size)
    clusters = _remembered_clusters if len(text) < LONG_TEXT else _clusters
    return sum(_lines(*clusters(paragraph, size, bold), room) for paragraph in text.split("\n"))


def _clusters(paragraph: str, size: float, bold: bool) -> tuple[list[float], list[float]]:  # noqa: FBT001
    """Where on one endless line each cluster of a paragraph begins, and where it ends but for the spaces behind it."""
    starts, ends, place = [], [], 0.0
    for cluster in _CLUSTER.findall(paragraph):
        shown = cluster.rstrip()
        starts.append(place)
        ends.append(place + text_width(shown, size, bold=bold))
        place = ends[-1] + text_width(cluster[len(shown) :], size, bold=bold)
    return starts, ends


_remembered_clusters = lru_cache(2048)(_clusters)  # forms share their wording, masters try many widths of a column
LONG_TEXT = 500


def _lines(starts: list[float], ends: list[float], room: float) -> int:
    lines, line, cluster = 1, 0.0, 0  # the place where the line begins, the first cluster that is not yet on a line
    while (cluster := bisect_right(ends, line + room, cluster)) < len(ends):
        if starts[cluster] > line:
            lines, line = lines + 1, starts[cluster]
        width = ends[cluster] - starts[cluster]
        if width > room:  # a long Latin word or number is broken where the line ends
            whole = int(width // room)
            lines, line = lines + whole, line + whole * room
        cluster += 1
    return lines


def row_height(lines: int, size: float) -> float:
    """The height in points of a row with this many lines, at most what Excel allows."""
    return min(lines * size * LINE, HIGHEST_ROW)
