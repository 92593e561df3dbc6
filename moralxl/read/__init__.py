"""Opens a returned file of any spreadsheet format and gives its cells as they are, or says why it cannot."""

from __future__ import annotations

from moralxl.read.container import look
from moralxl.read.isolate import read_apart, stop
from moralxl.read.opened import Outcome, is_plain, open_here
from moralxl.read.raw import RawSheet, RawWorkbook

__all__ = ["NotPlain", "Outcome", "RawSheet", "RawWorkbook", "read_apart", "read_plain", "read_workbook", "stop"]


class NotPlain(Exception):  # noqa: N818 - no fault of the file
    """A file that may do harm to the process that reads it."""


def read_workbook(data: bytes, file: str) -> Outcome:
    """Read a workbook from its bytes: xlsx, xlsm, xlsb, xls or ods, recognised by content, not by name.

    Never raises for what is in the file; the workbook is None exactly when a finding says why. Files that can do harm
    to the process are read in another one.
    """
    found = look(data)
    return open_here(found, file) if is_plain(found) else read_apart(data, file)


def read_plain(data: bytes, file: str) -> Outcome:
    """Read one that can do no harm to the process. NotPlain for any other."""
    found = look(data)
    if not is_plain(found):
        raise NotPlain
    return open_here(found, file)
