"""Talks to the terminal: Thai on any console, tables that line up, progress for what takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import click

T = TypeVar("T")
PATIENCE = 1.0  # seconds before a progress bar appears
EVERY = 30.0  # seconds between lines where there is no terminal for a bar


def prepare_streams() -> None:
    """Let Thai through whatever the locale says; a character a console lacks becomes "?", never an exception."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        try:
            "ก".encode(stream.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            reconfigure(encoding="utf-8")
        reconfigure(errors="replace")


def table(rows: Sequence[Sequence[str]], *, indent: int = 2) -> str:
    """Rows as columns that line up; Thai vowels and tone marks above and below take no room."""
    from moralxl import thai

    widths = [max(thai.display_width(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = [cell + " " * (width - thai.display_width(cell)) for cell, width in zip(row, widths, strict=True)]
        lines.append(" " * indent + "  ".join(cells).rstrip())
    return "\n".join(lines)


def progress(items: Iterable[T], length: int, label: str) -> Iterator[T]:
    """Pass items on, and say on standard error how many are done and how long the others will take.

    On a terminal a bar does so once a second has gone by, elsewhere a line now and then.
    """
    return (_bar if sys.stderr.isatty() else _lines)(items, length, label)


def _bar(items: Iterable[T], length: int, label: str) -> Iterator[T]:
    started = time.monotonic()
    bar: Any = None
    try:
        for done, item in enumerate(items):
            if bar is None and time.monotonic() - started > PATIENCE:
                steps = max(1, length // 1000)
                bar = click.progressbar(
                    length=length, label=label, file=sys.stderr, show_eta=True, update_min_steps=steps
                )
                bar.__enter__()
                bar.update(done)
            yield item
            if bar is not None:
                bar.update(1)
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)


def _lines(items: Iterable[T], length: int, label: str) -> Iterator[T]:
    from moralxl import thai

    started = told = time.monotonic()
    for done, item in enumerate(items, 1):
        now = time.monotonic()
        if now - told > EVERY:
            told = now
            minutes = (now - started) / done * (length - done) / 60
            left = f"ประมาณ {thai.format_number(round(minutes))} นาที" if minutes >= 1 else "ไม่ถึง ๑ นาที"
            count = f"{thai.format_number(done)} จาก {thai.format_number(length)}"
            click.echo(f"{label} {count} เหลือเวลา{left}", err=True)
        yield item
