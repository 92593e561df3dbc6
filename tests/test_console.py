"""Talking to the terminal."""

from __future__ import annotations

import io
import sys

import pytest

from moralxl import console


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def test_columns_line_up_whatever_marks_stand_above_letters():
    shown = console.table([("กี่", "ก"), ("ab", "c")], indent=0).splitlines()
    assert shown == ["กี่   ก", "ab  c"]
    assert console.table([]) == ""


def test_progress_shows_only_on_a_terminal_and_only_after_a_second(monkeypatch):
    now = iter(range(100))
    monkeypatch.setattr(console.time, "monotonic", lambda: next(now))
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert list(console.progress([1, 2, 3, 4], 4, "กำลังอ่าน")) == [1, 2, 3, 4]
    assert "กำลังอ่าน" in sys.stderr.getvalue()
    monkeypatch.setattr(console.time, "monotonic", lambda: 0)
    monkeypatch.setattr(sys, "stderr", Terminal())
    list(console.progress([1, 2], 2, "กำลังอ่าน"))
    assert sys.stderr.getvalue() == ""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    list(console.progress([1, 2], 2, "กำลังอ่าน"))
    assert sys.stderr.getvalue() == ""


@pytest.mark.parametrize(
    ("pace", "told"),
    [
        (1, []),
        (10, ["กำลังอ่าน ๔ จาก ๑๐ เหลือเวลาประมาณ ๑ นาที", "กำลังอ่าน ๘ จาก ๑๐ เหลือเวลาไม่ถึง ๑ นาที"]),
        (600, ["กำลังอ่าน ๑ จาก ๒ เหลือเวลาประมาณ ๑๐ นาที", "กำลังอ่าน ๒ จาก ๒ เหลือเวลาไม่ถึง ๑ นาที"]),
    ],
)
def test_progress_elsewhere_is_a_line_now_and_then(pace, told, monkeypatch):
    count = 2 if pace > 60 else 10
    seconds = iter(range(0, 100 * pace, pace))
    monkeypatch.setattr(console.time, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert list(console.progress(range(count), count, "กำลังอ่าน")) == [*range(count)]
    assert sys.stderr.getvalue().splitlines() == told


@pytest.mark.parametrize(("encoding", "expected"), [("ascii", "utf-8"), ("utf-8", "utf-8"), ("cp874", "cp874")])
def test_streams_take_thai(monkeypatch, encoding, expected):
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding=encoding))
    monkeypatch.setattr(sys, "stderr", io.StringIO())  # has no encoding to change
    console.prepare_streams()
    sys.stdout.write("บรรลุ ✓")
    sys.stdout.flush()
    assert buffer.getvalue().decode(expected).startswith("บรรลุ ")
