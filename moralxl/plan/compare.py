"""Compares two plans, table by table, row by row, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moralxl.plan.tables import TABLES, Table
from moralxl.plan.values import fold
from moralxl.plan.write import Tables


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that differs. A row that only one plan has differs in its key column, and is None in the other."""

    table: str
    row: str  # its key: "6b", or "6b 9" of two columns
    column: str
    old: str | None
    new: str | None


def compare(old: Tables, new: Tables) -> list[Difference]:
    """All differences, in the order of the tables; rows are found by their key, wherever they stand."""
    found: list[Difference] = []
    for table in TABLES:
        before, after = _by_key(table, old.get(table.name, ())), _by_key(table, new.get(table.name, ()))
        for key in {**before, **after}:
            found += _row(table, before.get(key), after.get(key))
    return found


def _by_key(table: Table, rows: Sequence[Mapping[str, str]]) -> dict[tuple[str, ...], Mapping[str, str]]:
    """The rows by their key; those of a table without one by all they hold, with a number for repeated ones."""
    keys = table.unique or tuple(column.key for column in table.columns)
    found: dict[tuple[str, ...], Mapping[str, str]] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        key = tuple(fold(row.get(name, "")) for name in keys)
        times[key] += 1
        found[*key, str(times[key])] = row
    return found


def _row(table: Table, old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> list[Difference]:
    keys = table.unique or (table.columns[0].key,)
    row = old or new or {}
    name = " ".join(row.get(key, "") for key in keys)
    if old is None or new is None:
        whole = " | ".join(text for text in row.values() if text)
        key = keys[-1]
        return [Difference(table.name, name, key, whole if old else None, whole if new else None)]
    return [
        Difference(table.name, name, column.key, old.get(column.key, ""), new.get(column.key, ""))
        for column in table.columns
        if " ".join(old.get(column.key, "").split()) != " ".join(new.get(column.key, "").split())
    ]
