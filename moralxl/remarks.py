"""What clerks say beside the values of a return: comments, boxes over cells, and what they struck through or raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from moralxl import layout as lay
from moralxl.conserve import Stray, listed
from moralxl.fields import Typed
from moralxl.filling import Sent, squeezed
from moralxl.locate import OnSheet
from moralxl.model import Finding, Source
from moralxl.read import RawSheet, RawWorkbook

TEXTS = frozenset({"text", "long_text"})  # kinds that are read as they stand, even where a part is struck through
DIGIT = re.compile("[0-9๐-๙]")


def commented(raw: RawWorkbook, found: Iterable[OnSheet], sent: Sent, file: str) -> Iterator[Finding]:
    """Tell of the comments that the form did not come with: of each on an input, of all others on a sheet at once.

    No form comes with boxes over its cells, so all of these are told, too.
    """
    data = {id(here.sheet): here for here in found}
    for sheet in raw.sheets:
        comments = {at: text for at, text in sheet.comments.items() if squeezed(text) not in sent.noted}
        if comments:
            yield from _comments_on(sheet, comments, data.get(id(sheet)), file)
        if sheet.boxes:
            boxes = [Stray(*box, None) for box in sheet.boxes]
            source = Source(file, sheet.name, lay.a1(boxes[0].row, boxes[0].column))
            args = {"count": len(boxes), "cells": listed(boxes)}
            yield Finding("form-text-box", source, typed=boxes[0].text, args=args)


def _comments_on(
    sheet: RawSheet, comments: dict[tuple[int, int], str], here: OnSheet | None, file: str
) -> Iterator[Finding]:
    inputs = {(row, column): field for field, row, column in here.inputs()} if here else {}
    others = []
    for at, text in sorted(comments.items()):
        if at in inputs:
            yield Finding("form-comment", Source(file, sheet.name, lay.a1(*at)), inputs[at].where, text)
        else:
            others.append(Stray(*at, text, None))
    if others:
        source = Source(file, sheet.name, lay.a1(others[0].row, others[0].column))
        args = {"count": len(others), "cells": listed(others)}
        yield Finding("form-comment-outside", source, typed=others[0].text, args=args)


def marked_in_part(here: OnSheet) -> Iterator[tuple[Typed, Finding]]:
    """The answers of which a part is struck through or raised, and what is told of each: what they say is not known.

    Raised or lowered digits, which are mostly a footnote's number, look as if they were more digits of the answer.
    """
    for place, raised in here.sheet.raised.items():
        typed = here.filled.get(place)
        if typed and typed.field.kind not in TEXTS and raised != typed.text.strip() and DIGIT.search(raised):
            yield typed, typed.finding("value-raised-part", raised=raised)
    for place, left in here.sheet.struck.items():
        typed = here.filled.get(place)
        if typed and left and typed.field.kind not in TEXTS:
            yield typed, typed.finding("value-struck-part", left=left)


def struck_through(here: OnSheet) -> Iterator[Finding]:
    """Tell of the answers that are struck through but still taken: those of a row at once."""
    rows: dict[int, list[Typed]] = {}
    for place, left in sorted(here.sheet.struck.items()):
        typed = here.filled.get(place)
        if typed and (not left or typed.field.kind in TEXTS):
            rows.setdefault(place[0], []).append(typed)
    for several in rows.values():
        cells = listed(Stray(*typed.place, typed.text, None) for typed in several)
        yield several[0].finding("form-input-struck", count=len(several), cells=cells)
