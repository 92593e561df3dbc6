"""Opens a returned file of any spreadsheet format and gives its cells as they are, or says why it cannot."""

from __future__ import annotations

from moralxl.model import Finding
from moralxl.read.container import look
from moralxl.read.isolate import Result, read_all, read_apart
from moralxl.read.opened import is_plain, open_here
from moralxl.read.raw import RawSheet, RawWorkbook

__all__ = ["RawSheet", "RawWorkbook", "Result", "read_all", "read_workbook"]


def read_workbook(data: bytes, file: str) -> tuple[RawWorkbook | None, list[Finding]]:
    """Read a workbook from its bytes: xlsx, xlsm, xlsb, xls or ods, recognised by content, not by name.

    Never raises for what is in the file; the workbook is None exactly when a finding says why. Files that can do harm
    to the process are read in another one.
    """
    found = look(data)
    return open_here(found, file) if is_plain(found) else read_apart(data, file)
