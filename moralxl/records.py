"""Keeps the records of very many returns in little memory: what returns have in common stands once for all of them."""

from __future__ import annotations

import marshal
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, Self, overload

from zlib_ng import zlib_ng

from moralxl.model import Record, Source

STATUSES = ("value", "not_reported", "fault")
NUMBER_OF = {status: number for number, status in enumerate(STATUSES)}
NO_NUMBER, NO_DAY = float("nan"), 0  # numbers of inputs are finite, days count from 1


class Place(NamedTuple):
    """What a record says of its input, whosever return it is in."""

    key: str
    activity: int | None
    measure: str | None
    role: str
    category: str | None
    row: int | None
    sheet: str
    cell: str


class Answers(NamedTuple):
    """The answers of a return, column by column."""

    numbers: array[float]  # NO_NUMBER where the value is none
    days: array[int]  # proleptic Gregorian ordinals, NO_DAY where the value is no date
    texts: list[str | None]
    statuses: bytes  # numbers of STATUSES
    typed: list[str | None]  # None where it is the text


_numbers: dict[
    tuple[object, ...], int
] = {}  # a form's places are met in every return: each has a number in this process
_places: list[Place] = []
_lock = threading.Lock()


def places() -> Sequence[Place]:
    """All places met in this process, by their numbers."""
    return _places


def _number(place: Place) -> int:
    number = _numbers.get(place)
    if number is None:
        with _lock:
            if place not in _numbers:
                _places.append(place)
                _numbers[place] = len(_places) - 1
            number = _numbers[place]
    return number


class Records(Sequence[Record]):
    """The records of one return, packed to about a thirtieth; they are made anew whenever they are asked for."""

    __slots__ = ("_packed", "division", "file", "places")

    def __init__(self, division: str, file: str, places_: array[int], packed: bytes) -> None:
        self.division, self.file = division, file
        self.places = places_  # their numbers
        self._packed = packed

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """Pack the records of a return; all have its division and file."""
        all_places: list[int] = []
        numbers: list[float] = []
        days: list[int] = []
        texts: list[str | None] = []
        statuses: list[int] = []
        all_typed: list[str | None] = []
        division = file = ""
        for division, key, activity, measure, role, category, row, value, status, typed, source in records:  # noqa: B007
            file, sheet, cell = source
            place = key, activity, measure, role, category, row, sheet, cell
            known = _numbers.get(place)
            all_places.append(_number(Place(*place)) if known is None else known)
            text = None
            if value is None or isinstance(value, (int, float)):
                numbers.append(NO_NUMBER if value is None else value)
                days.append(NO_DAY)
            elif isinstance(value, str):
                text = value
                numbers.append(NO_NUMBER)
                days.append(NO_DAY)
            else:
                numbers.append(NO_NUMBER)
                days.append(value.toordinal())
            texts.append(text)
            statuses.append(NUMBER_OF[status])
            all_typed.append(None if typed == text else typed)
        columns = array("d", numbers).tobytes(), array("i", days).tobytes(), texts, bytes(statuses), all_typed
        return cls(division, file, array("I", all_places), zlib_ng.compress(marshal.dumps(columns, 2), 1))

    def answers(self) -> Answers:
        """The answers, unpacked."""
        numbers, days, *others = marshal.loads(zlib_ng.decompress(self._packed))  # noqa: S302 - it was packed above
        return Answers(array("d", numbers), array("i", days), *others)

    def __reduce__(self) -> tuple[object, ...]:
        """For another process, in which places have other numbers."""
        return _restored, (self.division, self.file, [_places[number] for number in self.places], self._packed)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.places)

    def __iter__(self) -> Iterator[Record]:
        """One after the other, in the form's order."""
        for number, value, day, text, status, typed in zip(self.places, *self.answers(), strict=True):
            key, activity, measure, role, category, row, sheet, cell = _places[number]
            yield Record(
                self.division,
                key,
                activity,
                measure,
                role,
                category,
                row,
                _value(value, day, text),
                STATUSES[status],
                (text or "") if typed is None else typed,
                Source(self.file, sheet, cell),
            )

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        """By place in the form's order."""
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        """Whether the records are the same, packed or not."""
        return isinstance(other, (Records, tuple)) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """As that of the records unpacked."""
        return hash(tuple(self))


def _value(number: float, day: int, text: str | None) -> float | str | date | None:
    if text is not None:
        return text
    if day != NO_DAY:
        return date.fromordinal(day)
    return number if number == number else None  # noqa: PLR0124 - NaN is what differs from itself


def _restored(division: str, file: str, found: list[Place], packed: bytes) -> Records:
    return Records(division, file, array("I", map(_number, found)), packed)
