"""What is remembered of short parts, and that long ones are not kept."""

from __future__ import annotations

from moralxl.read.remembered import LONG, Remembered


def test_short_parts_are_worked_on_once_and_long_ones_each_time():
    worked_on = []
    length = Remembered(lambda part: worked_on.append(part) or len(part), 2)
    assert [length(b"a"), length(b"a"), length(b"bc")] == [1, 1, 2]
    assert worked_on == [b"a", b"bc"]
    long = b"x" * LONG
    assert [length(long), length(long), length(long[1:])] == [LONG, LONG, LONG - 1]
    assert worked_on[2:] == [long, long, long[1:]]
    length.cache_clear()
    assert length(b"bc") == 2
    assert worked_on[-1] == b"bc"
