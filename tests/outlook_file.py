"""Writes messages as Outlook saves them (.msg), by hand: storages and streams in an OLE compound file."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def compound(tree):
    """A compound file (version 3) with the storages (dicts) and streams (bytes) of `tree`."""
    entries = [["Root Entry", ROOT, tree, 0, 0]]
    links = []
    for entry in entries:  # grows meanwhile
        if entry[1] == STREAM:
            links.append((FREE, ()))
            continue
        inside = sorted(entry[2].items(), key=lambda item: (len(item[0]), item[0].upper()))
        start = len(entries)
        entries += [[name, STORAGE if isinstance(it, dict) else STREAM, it, 0, 0] for name, it in inside]
        links.append((start if inside else FREE, range(start, len(entries))))
    right = {place: place + 1 for _, inside in links for place in list(inside)[:-1]}

    sectors, fat, mini, mini_fat = [], [], b"", []

    def store(data):
        first = len(sectors)
        parts = [data[i : i + SECTOR].ljust(SECTOR, b"\0") for i in range(0, len(data), SECTOR)]
        sectors.extend(parts)
        fat.extend([*range(first + 1, first + len(parts)), END] if parts else [])
        return first if parts else END

    for entry in entries:
        if entry[1] == STREAM:
            data = entry[2]
            entry[4] = len(data)
            if len(data) >= CUTOFF:
                entry[3] = store(data)
            else:
                first, count = len(mini_fat), -(-len(data) // MINI)
                mini += data.ljust(count * MINI, b"\0")
                mini_fat.extend([*range(first + 1, first + count), END] if count else [])
                entry[3] = first if count else END
    entries[0][3], entries[0][4] = store(mini), len(mini)
    directory = b""
    for place, (name, kind, _, first, size) in enumerate(entries):
        text = name.encode("utf-16-le") + b"\0\0"
        directory += text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
        directory += struct.pack("<3I", FREE, right.get(place, FREE), links[place][0]) + bytes(36)
        directory += struct.pack("<IQ", first, size)
    directory_at = store(directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0"))
    table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    table_at = store(table.ljust(-(-len(table) // SECTOR) * SECTOR, b"\xff"))
    count = 1
    while count * 128 < len(fat) + count:
        count += 1
    places = [len(sectors) + n for n in range(count)]
    whole = [*fat, *[FAT] * count]
    whole += [FREE] * (count * 128 - len(whole))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<4I", 0, count, directory_at, 0)
    header += struct.pack("<5I", CUTOFF, table_at, len(table) // SECTOR + 1, END, 0)
    header += struct.pack("<109I", *places, *[FREE] * (109 - count))
    return header + b"".join(sectors) + struct.pack(f"<{len(whole)}I", *whole)


def with_properties(reserved, parts, *fixed):
    """`parts` with the stream that lists their properties and those of fixed size, (tag, value)."""
    listed = [(int(name[-8:], 16), len(part)) for name, part in parts.items() if name.startswith("__substg1.0_")]
    stream = bytes(reserved) + b"".join(struct.pack("<IIQ", tag, 6, value) for tag, value in (*listed, *fixed))
    return {"__properties_version1.0": stream, **parts}


def message_tree(attachments, sent_at=None, *, top=True):
    """A message as storages and streams. An attachment's content is bytes, or a message's tree."""
    sent = [(0x00390040, int((sent_at - EPOCH).total_seconds()) * 10_000_000)] if sent_at else []
    texts = {
        "__substg1.0_001A001F": "IPM.Note".encode("utf-16-le"),
        "__substg1.0_0037001F": "ส่งแบบรายงาน".encode("utf-16-le"),
    }
    tree = with_properties(32 if top else 24, texts, *sent)
    if top:
        tree["__nameid_version1.0"] = {f"__substg1.0_000{n}0102": b"" for n in (2, 3, 4)}
    for number, (name, content) in enumerate(attachments):
        embedded = isinstance(content, dict)
        parts = {"__substg1.0_3701000D" if embedded else "__substg1.0_37010102": content}
        if name:
            parts["__substg1.0_3707001F"] = name.encode("utf-16-le")
        tree[f"__attach_version1.0_#{number:08X}"] = with_properties(8, parts, (0x37050003, 5 if embedded else 1))
    return tree


def msg(attachments, sent_at=None):
    """A whole file."""
    return compound(message_tree(attachments, sent_at))
