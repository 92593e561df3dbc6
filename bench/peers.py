"""What a user would do otherwise, each a whole command that imports nothing of the product's.

    python bench/peers.py nothing
    python bench/peers.py pandas ENGINE FOLDER SHEET...
    python bench/peers.py floor FOLDER CELLS SHEET...

nothing: a click program that prints its help. pandas: `read_excel` for each workbook of a folder, then `concat`.
floor: import pandas, read the same sheets with python-calamine, write a pickled workbook's CELLS with XlsxWriter.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

OPTIONS = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}


class Cells(NamedTuple):
    """A sheet's values and formulas, and nothing else of it."""

    name: str
    rows: list[list[Any]]
    formulas: Mapping[tuple[int, int], str]


def bare(sheets: Iterable[Cells | tuple[Any, ...]]) -> None:
    """Write the cells with XlsxWriter alone: without formats, heights, links, charts or checks."""
    import xlsxwriter

    book = xlsxwriter.Workbook(io.BytesIO(), OPTIONS)
    for name, rows, formulas in sheets:
        sheet = book.add_worksheet(name)
        for row, line in enumerate(rows):
            for column, value in enumerate(line):
                formula = formulas.get((row, column))
                if formula is not None:
                    sheet.write_formula(row, column, f"={formula}", None, value)
                elif value is not None:
                    _write(sheet, row, column, value)
    book.close()


def _write(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, (date, datetime, timedelta)):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_number(row, column, value)


def nothing() -> None:
    """Print the help of a click program that does nothing."""
    import click

    @click.command()
    @click.option("--option")
    def idle(option: str) -> None:
        """Nothing."""

    idle(["--help"])


def by_pandas(engine: str, folder: Path, names: list[str]) -> None:
    """The usual script: a frame for each sheet of each workbook, one `concat`. Nothing is checked."""
    import pandas as pd

    frames = []
    for path in sorted(folder.rglob("*.xlsx")):
        sheets = pd.read_excel(path, sheet_name=names, engine=engine, header=None)  # type: ignore[call-overload]
        frames += [frame.assign(file=path.name, sheet=name) for name, frame in sheets.items()]
    joined = pd.concat(frames, ignore_index=True)
    if joined.empty:
        raise SystemExit(f"nothing in {folder}")


def floor(folder: Path, cells: Path, names: list[str]) -> None:
    """The least that the whole could cost: import pandas, read with calamine, write with XlsxWriter."""
    import pandas as pd
    from python_calamine import CalamineWorkbook

    read = 0
    for path in sorted(folder.rglob("*.xlsx")):
        book = CalamineWorkbook.from_path(path)
        read += sum(len(book.get_sheet_by_name(name).to_python()) for name in names)
    if not read:
        raise SystemExit(f"nothing in {folder}, read beside pandas {pd.__version__}")
    bare(pickle.loads(cells.read_bytes()))  # noqa: S301 - the benchmark has written it


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "nothing":
        nothing()
    elif what == "pandas":
        by_pandas(rest[0], Path(rest[1]), rest[2:])
    else:
        floor(Path(rest[0]), Path(rest[1]), rest[2:])
