"""A report's tables, of which there can be millions of rows, looked up by division and key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as plain values, nulls of every type as None."""
    columns = list(frame.columns)
    values = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(columns, row, strict=True)) for row in values.itertuples(index=False, name=None)]


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
        self._columns: dict[str, np.ndarray] = {}

    def value(self, division: str | None, key: str | int, column: str) -> Any:
        """The value of a column; None for nulls of every type. KeyError where there is no such row."""
        values = self._columns.get(column)
        if values is None:
            values = self._columns[column] = _array(self._frame[column])
        value = values.item(self._divisions[division] * len(self._keys) + self._keys[key])
        return value if value == value else None  # noqa: PLR0124 - NaN is what differs from itself


def _array(column: pd.Series[Any]) -> np.ndarray:
    """A column as it is kept, but for nulls of pandas' own: None stands for them, or NaN among numbers."""
    if column.dtype.kind == "f":
        return column.to_numpy()
    return column.astype(object).where(column.notna(), None).to_numpy()
