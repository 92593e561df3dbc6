"""Opens one file in this process, by whichever reader knows it."""

from __future__ import annotations

from moralxl.model import Finding, Source
from moralxl.read.container import Package, Problem
from moralxl.read.raw import BROKEN, Damaged, RawWorkbook, Refused
from moralxl.read.xlsx import read_xlsx

PLAIN_INFLATED = 16 << 20  # a filled form inflates to some 500 KB
Outcome = tuple[RawWorkbook | None, list[Finding]]


def is_plain(found: Package | bytes | Problem) -> bool:
    """Whether a file may be read in the process that all others are read in.

    xlsx, xlsm, xlsb and ods of a usual size: their readers are this program's own, on zlib and expat, and what they
    inflate, how deep they follow it and how many cells they keep is bounded. The readers known to abort, panic or take
    all memory (far cells, absurd counts, broken records) are calamine's, which only gets to see xls.
    """
    return isinstance(found, Problem) or (isinstance(found, Package) and found.inflated <= PLAIN_INFLATED)


def open_here(found: Package | bytes | Problem, file: str) -> Outcome:
    """Read a file that was looked at. Never raises for what is in it, but what calamine does to the process is done."""
    source = Source(file)
    if isinstance(found, Problem):
        return None, [Finding(found.code, source, args={"what": found.what} if found.what else {})]
    try:
        return _read(found), []
    except Refused as problem:
        return None, [Finding("file-unsafe", source, args={"what": problem.what})]
    except MemoryError:
        return None, [Finding("file-reader-memory", source)]
    except Damaged as problem:
        what = problem.what
    except Exception:  # noqa: BLE001 - a file can be broken in any way; each is the file's fault
        what = BROKEN
    if what == "password":
        return None, [Finding("file-encrypted", source)]
    return None, [Finding("file-damaged", source, args={"what": what})]


def _read(found: Package | bytes) -> RawWorkbook:
    # what few returns are is loaded when one comes
    if isinstance(found, bytes):
        from moralxl.read.xls import read_xls

        return read_xls(found)
    if found.kind == "ods":
        from moralxl.read.ods import read_ods

        return read_ods(found)
    if found.kind == "xlsb":
        from moralxl.read.xlsb import read_xlsb

        return read_xlsb(found)
    return read_xlsx(found)
