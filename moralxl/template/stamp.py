"""Makes one division's blank form into another's: the same bytes as writing that anew, in a fraction of the time.

Forms of divisions with the same roles differ only where they name the division. The parts of the package that do are
written and deflated again from there on; all else is copied as it stands.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from moralxl.form import title
from moralxl.layout import EVENTS, REPORT, Layout, event_column, token
from moralxl.sheet import footer_text, needed_height
from moralxl.template import events, guide, report

# names that XlsxWriter writes as they are, but for escaping
PLAIN = re.compile(r"(?! )[\u0e01-\u0e3a\u0e3f-\u0e5bA-Za-z0-9&<>().,/– -]+(?<! )")
MOST_KINDS = 16  # of forms kept: roles, rounds, lengths of names
LONGEST = 100  # characters of a name, far within what a footer takes
STRINGS = "xl/sharedStrings.xml"
SIZES = struct.Struct("<LLL")  # checksum, packed and whole size
SIZES_LOCAL, SIZES_CENTRAL, OFFSET = 14, 16, 42  # where these stand in a member's two headers
DIRECTORY_SIZE, DIRECTORY_START = 12, 16  # where these stand in the end record


class Part(NamedTuple):
    """A part that names the division: what stands before the first place, deflated, and the pieces between places."""

    before: Any  # zlib's compressor, to be copied
    packed: bytes
    check: int
    size: int
    pieces: list[str]  # the first place's name, what follows it, the second place's name, …

    @classmethod
    def of(cls, text: str, places: Mapping[str, str]) -> Part:
        """Take a part apart. ValueError where a place's text does not stand in it exactly once."""
        found = sorted((_only(text, old), name, old) for name, old in places.items())
        head = text[: found[0][0]].encode()
        compressor = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -15)
        packed = compressor.compress(head)
        pieces = []
        for (at, name, old), (then, _, _) in zip(found, [*found[1:], (len(text), "", "")], strict=True):
            pieces += [name, text[at + len(old) : then]]
        return cls(compressor, packed, zlib.crc32(head), len(head), pieces)

    def filled(self, places: Mapping[str, str]) -> tuple[tuple[int, int, int], bytes]:
        """The part with other texts: its checksum and sizes, and its bytes deflated."""
        rest = "".join(places[p] if n % 2 == 0 else p for n, p in enumerate(self.pieces)).encode()
        compressor = self.before.copy()
        packed = self.packed + compressor.compress(rest) + compressor.flush()
        return (zlib.crc32(rest, self.check), len(packed), self.size + len(rest)), packed


def _only(text: str, old: str) -> int:
    if text.count(old) != 1:
        raise ValueError(old)
    return text.index(old)


class Stamp:
    """A written blank form from which those of other divisions are made."""

    def __init__(self, made: Layout, data: bytes) -> None:
        """Take a form apart. ValueError where it does not name its division just as `_places` says."""
        self._data = data
        self._places = places = _places(made)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._members = archive.infolist()
            self._end = archive.start_dir
            self._parts = {name: Part.of(archive.read(name).decode(), texts) for name, texts in places.items()}
            self._strings = archive.read(STRINGS).decode()

    def form(self, made: Layout) -> bytes | None:
        """The form of a division with the same roles and heights of titles; None where it is to be written anew."""
        places = _places(made)
        if places == self._places:
            return self._data
        strings = places[STRINGS].values()
        # a text that stands elsewhere, too, would be written once
        if not is_plain(made) or len({*strings}) < len(strings) or any(text in self._strings for text in strings):
            return None
        body, directory = bytearray(), bytearray()
        at = self._end
        for member, size in zip(self._members, self._lengths(), strict=True):
            start = len(body)
            entry = bytearray(self._data[at : at + (length := self._header(at))])
            at += length
            body += self._data[member.header_offset : member.header_offset + size]
            if member.filename in self._parts:
                sizes, packed = self._parts[member.filename].filled(places[member.filename])
                del body[start + size - member.compress_size :]
                body += packed
                SIZES.pack_into(body, start + SIZES_LOCAL, *sizes)
                SIZES.pack_into(entry, SIZES_CENTRAL, *sizes)
            struct.pack_into("<L", entry, OFFSET, start)
            directory += entry
        end = bytearray(self._data[at:])
        struct.pack_into("<LL", end, DIRECTORY_SIZE, len(directory), len(body))
        return bytes(body + directory + end)

    def _lengths(self) -> Iterator[int]:
        """How long each member is, its header among it; they stand one behind the other."""
        starts = [member.header_offset for member in self._members]
        for start, then in zip(starts, [*starts[1:], self._end], strict=True):
            yield then - start

    def _header(self, at: int) -> int:
        """How long an entry of the directory is."""
        name, extra, comment = struct.unpack_from("<HHH", self._data, at + 28)
        return 46 + int(name) + int(extra) + int(comment)


class Written:
    """The blank forms written lately, one of each kind, to make others from."""

    def __init__(self) -> None:
        """None yet."""
        self._known: dict[Any, tuple[Layout, bytes] | Stamp] = {}

    def form(self, made: Layout, write: Callable[[], bytes]) -> bytes:
        """A division's blank form: made from one like it, or written anew."""
        like = made.alike, _title_heights(made)
        known = self._known.get(like)
        if isinstance(known, tuple):
            try:
                known = self._known[like] = Stamp(*known)
            except ValueError:  # its names stand elsewhere in it, too
                known = None
        data = known.form(made) if known else None
        if data is None:
            data = write()
            if known is None and is_plain(made):
                if len(self._known) == MOST_KINDS:
                    self._known.clear()
                self._known[like] = made, data
        return data


def _title_heights(made: Layout) -> tuple[float, ...]:
    """The heights of the rows that name the division; page breaks rest on them, too."""
    first, last = event_column("number"), event_column("counted")
    return (
        needed_height(guide.GUIDE_WIDTHS, [(guide.subtitle(made), guide.NUMBER, guide.LINK, "subtitle")]),
        needed_height(report.REPORT_WIDTHS, [(title(made, REPORT), report.LABEL, report.STATE, "title")]),
        needed_height(events.EVENT_WIDTHS, [(title(made, EVENTS), first, last, "title")]),
    )


def is_plain(made: Layout) -> bool:
    """Whether a division's name and code are written as they are."""
    division = made.division
    texts = (division.name, division.code)
    return all(len(text) <= LONGEST and PLAIN.fullmatch(text) for text in texts)


def _places(made: Layout) -> dict[str, dict[str, str]]:
    """By part, the texts that name the division, as they stand in its XML."""
    shared = {
        "subtitle": guide.subtitle(made),
        "title": title(made, REPORT),
        "token": token(made.identity, REPORT),
        "code": made.division.code,
    }
    sheets = [1, 2]
    if made.event_fields:
        shared |= {"events": title(made, EVENTS), "events token": token(made.identity, EVENTS)}
        sheets.append(3)
    footer = {"footer": f"<oddFooter>{escape(footer_text(made.division.name), quote=False)}</oddFooter>"}
    return {
        STRINGS: {name: f"<si><t>{escape(text, quote=False)}</t></si>" for name, text in shared.items()},
        **{f"xl/worksheets/sheet{number}.xml": footer for number in sheets},
        "docProps/core.xml": {"title": f"<dc:title>{escape(guide.document_title(made), quote=False)}</dc:title>"},
        "docProps/custom.xml": {"code": f"<vt:lpwstr>{escape(made.division.code, quote=False)}</vt:lpwstr>"},
    }
