"""Reads text whose columns are parted by tabs, as copied out of a paged document."""

from __future__ import annotations

from moralxl.importing.html import decode
from moralxl.importing.paper import MOST_COLUMNS, MOST_ROWS, Paper, Slot, Table, tidy


def read_text(data: bytes, file: str) -> Paper:
    """Lines with tabs are rows of one table, whatever pages they stood on; the others are lines outside it."""
    paper = Paper(file, tables=[Table()])
    table, areas = paper.tables[0], 0
    for number, line in enumerate(decode(data).splitlines(), start=1):
        parts = line.split("\t")
        if len(parts) == 1:
            paper.lines += [tidy(line)] if tidy(line) else []
            continue
        row = len(table.rows)
        if row >= MOST_ROWS:
            break
        for column, part in enumerate(parts[:MOST_COLUMNS]):
            areas += 1
            table.put(row, column, Slot(tidy(part), areas, f"บรรทัด {number} ช่อง {column + 1}"))
    return paper
