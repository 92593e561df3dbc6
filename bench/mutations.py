"""Ways to break a workbook: its bytes, the members of its zip, the XML in them, the cells in that."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

Members = list[tuple[str, bytes]]
TAG = re.compile(rb"<[^<>]+>")
ATTRIBUTE = re.compile(rb' ([\w:]+)="([^"]*)"')
CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*(?:/>|>.*?</c>)', re.DOTALL)
ROW = re.compile(rb"<row [^<>]*(?:/>|>.*?</row>)", re.DOTALL)
REFERENCE = re.compile(rb'<c r="([A-Z]+)([0-9]+)"')
NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2",
    b"65536",
    b"16385",
    b"1048577",
    b"99999999999",
    b"1e9",
    b"",
    b" 1",
    b"x",
    "๑".encode(),
)
TYPES = (b"s", b"str", b"b", b"e", b"n", b"inlineStr", b"d", b"x", b"")
NOISE = (
    b"<!-- x -->",
    b"<?x y?>",
    b"\n  ",
    b"<![CDATA[x]]>",
    b"<x/>",
    b"<c/>",
    b"<row/>",
    b"&lt;",
    b"&x;",
    b"<",
    b"</c>",
    b"\0",
)
TEXTS = ("๕", "9", "ก", "x", "<", "&amp;", "", " ", "1e5", "=1")


def members_of(data: bytes) -> Members:
    """A zip's members in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def zipped(members: Members, *, stored: bool = False) -> bytes:
    """A zip of these members, some of which may have the same name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            archive.NameToInfo.pop(name, None)  # or zipfile warns of the second
            archive.writestr(info, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


# --- bytes ----------------------------------------------------------------------------------------


def _span(data: bytes, chance: random.Random, longest: int = 200) -> tuple[int, int]:
    begin = chance.randrange(max(len(data), 1))
    return begin, min(len(data), begin + chance.randint(1, longest))


def byte_changed(data: bytes, chance: random.Random) -> bytes:
    """One to eight bytes made others."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def bit_flipped(data: bytes, chance: random.Random) -> bytes:
    """One bit turned over."""
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def cut_out(data: bytes, chance: random.Random) -> bytes:
    """A piece taken out."""
    begin, end = _span(data, chance)
    return data[:begin] + data[end:]


def put_in(data: bytes, chance: random.Random) -> bytes:
    """Random bytes put in."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.randint(1, 50)) + data[at:]


def cut_off(data: bytes, chance: random.Random) -> bytes:
    """The end missing, as of a broken download."""
    return data[: chance.randrange(len(data) + 1)]


def repeated(data: bytes, chance: random.Random) -> bytes:
    """A piece standing twice."""
    begin, end = _span(data, chance)
    return data[:end] + data[begin:end] + data[end:]


def directory_changed(data: bytes, chance: random.Random) -> bytes:
    """A byte of the zip's directory made another."""
    begin = max(data.find(b"PK\x01\x02"), 0)
    at = chance.randrange(begin, len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def header_changed(data: bytes, chance: random.Random) -> bytes:
    """A byte of a member's own header made another."""
    at = chance.choice([found.start() for found in re.finditer(b"PK\x03\x04", data)]) + chance.randrange(30)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


# --- members --------------------------------------------------------------------------------------


def dropped(members: Members, chance: random.Random) -> Members:
    """A member missing."""
    out = chance.randrange(len(members))
    return [each for number, each in enumerate(members) if number != out]


def doubled(members: Members, chance: random.Random) -> Members:
    """A member twice, the second with another's content."""
    return [*members, (chance.choice(members)[0], chance.choice(members)[1])]


def swapped(members: Members, chance: random.Random) -> Members:
    """Two members with each other's content."""
    (i, first), (j, second) = chance.sample([*enumerate(members)], 2)
    changed = list(members)
    changed[i], changed[j] = (first[0], second[1]), (second[0], first[1])
    return changed


def named_otherwise(members: Members, chance: random.Random) -> Members:
    """A member with another name."""
    at = chance.randrange(len(members))
    name = members[at][0]
    new = chance.choice((name.upper(), name.replace("/", "\\"), f"{name}x", f"x/{name}", name.replace("1", "2")))
    return [(new, data) if number == at else (n, data) for number, (n, data) in enumerate(members)]


def shuffled(members: Members, chance: random.Random) -> Members:
    """The members in another order."""
    return chance.sample(members, len(members))


def _within(change: Callable[[bytes, random.Random], bytes]) -> Callable[[Members, random.Random], Members]:
    """Change the content of one member, more often of one that holds cells."""

    def mutate(members: Members, chance: random.Random) -> Members:
        weights = [
            8 if "sheets/sheet" in n else 4 if "sharedStrings" in n or "workbook" in n else 1 for n, _ in members
        ]
        (at,) = chance.choices(range(len(members)), weights)
        return [(n, change(d, chance) if number == at and d else d) for number, (n, d) in enumerate(members)]

    return mutate


# --- XML ------------------------------------------------------------------------------------------


def _replace(data: bytes, found: re.Match[bytes] | None, new: bytes, group: int = 0) -> bytes:
    return data if found is None else data[: found.start(group)] + new + data[found.end(group) :]


def _any(pattern: re.Pattern[bytes], data: bytes, chance: random.Random) -> re.Match[bytes] | None:
    found = list(pattern.finditer(data))
    return chance.choice(found) if found else None


def tag_dropped(data: bytes, chance: random.Random) -> bytes:
    """A tag missing."""
    return _replace(data, _any(TAG, data, chance), b"")


def tag_doubled(data: bytes, chance: random.Random) -> bytes:
    """A tag twice."""
    found = _any(TAG, data, chance)
    return _replace(data, found, 2 * found[0]) if found else data


def tag_renamed(data: bytes, chance: random.Random) -> bytes:
    """A tag with another's name, or a prefix."""
    found, other = _any(TAG, data, chance), _any(TAG, data, chance)
    if not found or not other:
        return data
    return _replace(data, found, chance.choice((other[0], b"<x:" + found[0][1:], found[0].upper())))


def noise_put_in(data: bytes, chance: random.Random) -> bytes:
    """Something between tags that is none of the form's."""
    found = _any(TAG, data, chance)
    return _replace(data, found, found[0] + chance.choice(NOISE)) if found else data


def attribute_dropped(data: bytes, chance: random.Random) -> bytes:
    """An attribute missing."""
    return _replace(data, _any(ATTRIBUTE, data, chance), b"")


def attribute_doubled(data: bytes, chance: random.Random) -> bytes:
    """An attribute twice."""
    found = _any(ATTRIBUTE, data, chance)
    return _replace(data, found, found[0] + found[0]) if found else data


def attribute_changed(data: bytes, chance: random.Random) -> bytes:
    """An attribute with another's value, or a number that is none."""
    found, other = _any(ATTRIBUTE, data, chance), _any(ATTRIBUTE, data, chance)
    if not found or not other:
        return data
    return _replace(data, found, chance.choice((other[2], *NUMBERS)), 2)


def attribute_added(data: bytes, chance: random.Random) -> bytes:
    """One more attribute."""
    found = _any(TAG, data, chance)
    more = chance.choice((b' x="1"', b' hidden="1"', b' t="e"', b' xml:space="preserve"', b' r="A1"', b' s="3"'))
    if not found or found[0][:2] in {b"</", b"<?"}:
        return data
    end = found.end() - (2 if found[0].endswith(b"/>") else 1)
    return data[:end] + more + data[end:]


def encoded(data: bytes, chance: random.Random) -> bytes:
    """Another encoding, declared or not."""
    text = data.decode("utf-8", "replace")
    other = chance.choice(("utf-16", "utf-8-sig", "cp874", "utf-16-le"))
    declared = text.replace("UTF-8", other.removesuffix("-sig")) if chance.random() < 0.5 else text
    return declared.encode(other, "xmlcharrefreplace")


# --- cells ----------------------------------------------------------------------------------------


def reference_changed(data: bytes, chance: random.Random) -> bytes:
    """A cell that says it stands elsewhere."""
    found, other = _any(REFERENCE, data, chance), _any(REFERENCE, data, chance)
    if not found or not other:
        return data
    column, row = found[1], found[2]
    new = chance.choice((other[1] + row, column + other[2], b"ZZZ9", b"A0", b"", row, column, b"$A$1", b"a1", b"AAAA1"))
    return _replace(data, found, b'<c r="' + new + b'"')


def row_number_changed(data: bytes, chance: random.Random) -> bytes:
    """A row that says it is another, its cells unchanged or with it."""
    found, other = _any(ROW, data, chance), _any(ROW, data, chance)
    number = re.compile(rb'r="([A-Z]*)([0-9]+)"')
    if not found or not other:
        return data
    new = (number.search(other[0]) or number.search(b'r="1"'))[2]  # type: ignore[index]
    times = chance.choice((1, 0))
    return _replace(data, found, number.sub(rb'r="\g<1>' + new + b'"', found[0], count=times))


def cells_swapped(data: bytes, chance: random.Random) -> bytes:
    """Two cells with each other's place in the file; each says where it belongs."""
    return _swap(CELL, data, chance)


def rows_swapped(data: bytes, chance: random.Random) -> bytes:
    """The same of two rows."""
    return _swap(ROW, data, chance)


def _swap(pattern: re.Pattern[bytes], data: bytes, chance: random.Random) -> bytes:
    found = list(pattern.finditer(data))
    if len(found) < 2:
        return data
    first, second = sorted(chance.sample(found, 2), key=lambda x: x.start())
    between = data[first.end() : second.start()]
    return data[: first.start()] + second[0] + between + first[0] + data[second.end() :]


def cell_dropped(data: bytes, chance: random.Random) -> bytes:
    """A cell or a row missing."""
    return _replace(data, _any(chance.choice((CELL, ROW)), data, chance), b"")


def cell_doubled(data: bytes, chance: random.Random) -> bytes:
    """A cell or a row twice."""
    found = _any(chance.choice((CELL, ROW)), data, chance)
    return _replace(data, found, 2 * found[0]) if found else data


def type_changed(data: bytes, chance: random.Random) -> bytes:
    """A cell of another type."""
    found = _any(re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]* t="(\w+)"'), data, chance)
    return _replace(data, found, chance.choice(TYPES), 1)


def value_changed(data: bytes, chance: random.Random) -> bytes:
    """Another value, or another string's number."""
    found = _any(re.compile(rb"<v>([^<]*)</v>"), data, chance)
    return _replace(data, found, chance.choice((*NUMBERS, *(t.encode() for t in TEXTS), b"nan", b"1_0", b"0x1")), 1)


def text_changed(data: bytes, chance: random.Random) -> bytes:
    """A character of a text made another."""
    found = _any(re.compile(rb"<t[^<>]*>([^<]+)</t>"), data, chance)
    return _replace(data, found, chance.choice(TEXTS).encode(), 1)


BYTES = (byte_changed, bit_flipped, cut_out, put_in, cut_off, repeated, directory_changed, header_changed)
MEMBERS = (dropped, doubled, swapped, named_otherwise, shuffled)
IN_PART = (cut_off, byte_changed, cut_out, repeated, put_in)
IN_XML = (
    *(tag_dropped, tag_doubled, tag_renamed, noise_put_in, encoded),
    *(attribute_dropped, attribute_doubled, attribute_changed, attribute_added),
)
IN_CELLS = (
    *(reference_changed, row_number_changed, cells_swapped, rows_swapped, cell_dropped, cell_doubled),
    *(type_changed, value_changed, text_changed),
)
LEVELS = dict.fromkeys(IN_PART, "part") | dict.fromkeys(IN_XML, "xml") | dict.fromkeys(IN_CELLS, "cells")


def mutate(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """What was done, and what came of it: one change, sometimes two of a kind of level."""
    level = chance.choices(("bytes", "members", "within"), (1, 1, 6))[0]
    names = []
    members = members_of(data) if level != "bytes" else []
    for _ in range(chance.choice((1, 1, 1, 2))):
        if level == "bytes":
            change = chance.choice(BYTES)
            names.append(f"bytes: {change.__name__}")
            data = change(data or b"x", chance)
        elif level == "members":
            alter = chance.choice(MEMBERS)
            names.append(f"members: {alter.__name__}")
            members = alter(members, chance)
        else:
            inner = chance.choice([*LEVELS])
            names.append(f"{LEVELS[inner]}: {inner.__name__}")
            members = _within(inner)(members, chance)
    return " + ".join(names), data if level == "bytes" else zipped(members, stored=chance.random() < 0.2)
