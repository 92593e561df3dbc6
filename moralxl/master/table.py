"""A report's tables, of which there can be millions of rows, looked up by division and key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moralxl.master.page import rows_of

if TYPE_CHECKING:
    import pandas as pd


class Table:
    """A report's measures or activities, looked up by division (None: the department) and key.

    The rows are the department's and then the divisions', each with all keys in the same order. There can be millions,
    so only the department's are kept as rows, and columns are taken out of the frame when they are asked for.
    """

    def __init__(self, frame: pd.DataFrame, key: str) -> None:
        rows = rows_of(frame[frame["division"].isna()])
        self.department: dict[Any, dict[str, Any]] = {row[key]: row for row in rows}
        keys = list(self.department)
        self._keys = {each: place for place, each in enumerate(keys)}
        self._divisions = {each: place for place, each in enumerate(frame["division"][:: len(keys) or 1])}
        self._frame = frame
        self._columns: dict[str, list[Any]] = {}

    def value(self, division: str | None, key: str | int, column: str) -> Any:
        """The value of a column; None for nulls of every type. KeyError where there is no such row."""
        if column not in self._columns:
            values = self._frame[column]
            self._columns[column] = values.astype(object).where(values.notna(), None).tolist()
        return self._columns[column][self._divisions[division] * len(self._keys) + self._keys[key]]
