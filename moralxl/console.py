"""Talks to the terminal: Thai on any console, tables that line up, progress for what takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import click

from moralxl import thai

T = TypeVar("T")
PATIENCE = 1.0  # seconds before a progress bar appears


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
    widths = [max(thai.display_width(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = [cell + " " * (width - thai.display_width(cell)) for cell, width in zip(row, widths, strict=True)]
        lines.append(" " * indent + "  ".join(cells).rstrip())
    return "\n".join(lines)


def progress(items: Iterable[T], length: int, label: str) -> Iterator[T]:
    """Pass items on, and show a bar with the remaining time on standard error once a second has gone by."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    bar: Any = None
    try:
        for done, item in enumerate(items):
            if bar is None and time.monotonic() - started > PATIENCE:
                bar = click.progressbar(length=length, label=label, file=sys.stderr, show_eta=True)
                bar.__enter__()
                bar.update(done)
            yield item
            if bar is not None:
                bar.update(1)
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)
