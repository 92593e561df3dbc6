"""Takes the streams out of an OLE compound file, which is what an xls is: bounded, whatever its tables say."""

from __future__ import annotations

import struct
from datetime import datetime, timedelta

from moralxl.read.raw import Damaged

END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
HEADER = 512
EPOCH = datetime(1601, 1, 1)  # noqa: DTZ001 - files give UTC without saying so
SUMMARY = "\x05SummaryInformation"
LAST_SAVED = 13


class Compound:
    """The streams of a compound file by name. Damaged where its tables lead astray."""

    def __init__(self, data: bytes) -> None:
        """Read the allocation table and the directory."""
        self.data = data
        try:
            shift, mini_shift = struct.unpack_from("<HH", data, 30)
            if shift not in {9, 12} or mini_shift > 9:
                raise Damaged("OLE")
            self.size, self.mini = 1 << shift, 1 << mini_shift
            directory, _, self.cutoff, mini_table, _, more, _ = struct.unpack_from("<7I", data, 48)
            self.table = self._allocation(more)
            self.mini_table = _numbers(self._chain(mini_table))
            self.streams: dict[str, tuple[int, int]] = {}
            self.root = b""
            chain = self._chain(directory)
            self.entries = [chain[place : place + 128] for place in range(0, len(chain) - 127, 128)]
            for entry in self.entries:
                self._entry(entry)
        except struct.error:
            raise Damaged("OLE") from None

    def _allocation(self, more: int) -> list[int]:
        """The allocation table, found through the header and the sectors that continue it."""
        sectors = list(struct.unpack_from("<109I", self.data, 76))
        seen: set[int] = set()
        while more not in {END, FREE}:
            if more in seen:
                raise Damaged("OLE")
            seen.add(more)
            numbers = _numbers(self._sector(more))
            sectors += numbers[:-1]
            more = numbers[-1]
        return [n for sector in sectors if sector < END - 2 for n in _numbers(self._sector(sector))]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size if self.size > HEADER else HEADER + number * self.size
        sector = self.data[start : start + self.size]
        if not sector:
            raise Damaged("OLE")
        return sector.ljust(self.size, b"\0")

    def _chain(self, number: int, most: int | None = None) -> bytes:
        """The sectors from `number` on, as far as they hold the first `most` bytes."""
        parts: list[bytes] = []
        while number < END and (most is None or len(parts) * self.size < most):
            if number >= len(self.table) or len(parts) > len(self.table):
                raise Damaged("OLE")
            parts.append(self._sector(number))
            number = self.table[number]
        return b"".join(parts)

    def _entry(self, entry: bytes) -> None:
        length, kind = struct.unpack_from("<HB", entry, 64)
        first, size = struct.unpack_from("<II", entry, 116)
        if kind == 5:
            self.root = self._chain(first)
        elif kind == 2 and 2 <= length <= 64:
            self.streams.setdefault(entry[: length - 2].decode("utf-16-le", "replace"), (first, size))

    def read(self, name: str) -> bytes:
        """A stream's bytes; none where there is no such stream."""
        if name not in self.streams:
            return b""
        return self.stream(*self.streams[name])

    def stream(self, first: int, size: int) -> bytes:
        """A stream's bytes, where its directory entry gives its first sector and its size in bytes."""
        if size >= self.cutoff:
            return self._chain(first, size)[:size]
        parts: list[bytes] = []
        while first < END and len(parts) * self.mini < size:
            if first >= len(self.mini_table) or len(parts) > len(self.mini_table):
                raise Damaged("OLE")
            parts.append(self.root[first * self.mini : (first + 1) * self.mini])
            first = self.mini_table[first]
        return b"".join(parts)[:size]


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def saved_at(compound: Compound) -> datetime | None:
    """When the file says it was last saved, in UTC without a zone; None where it does not say."""
    try:
        summary = compound.read(SUMMARY)
        (start,) = struct.unpack_from("<I", summary, 44)
        (count,) = struct.unpack_from("<I", summary, start + 4)
        for number in range(min(count, 100)):
            kind, place = struct.unpack_from("<II", summary, start + 8 + 8 * number)
            if kind == LAST_SAVED:
                (ticks,) = struct.unpack_from("<Q", summary, start + place + 4)
                return (EPOCH + timedelta(microseconds=ticks // 10)).replace(microsecond=0)
    except (struct.error, OverflowError, Damaged):
        pass
    return None
