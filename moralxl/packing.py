"""Packs a workbook while it is written: a thread deflates what its sheets have come to so far."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import IO, Any, Self

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from zlib_ng import zlib_ng

EXCEL_TIME = (1980, 1, 1, 0, 0, 0)  # what Excel gives the parts of its workbooks
LEVEL = 5  # of zlib-ng: as small as zlib's 6 in 0.4 of its time
AT_ONCE = 1000  # lines
AHEAD = 8  # pieces that may wait to be deflated


class PackedWorkbook(Workbook):  # type: ignore[misc, unused-ignore]
    """XlsxWriter's workbook, whose parts are deflated as they are made instead of being kept until all are.

    The same parts give the same bytes, whatever zlib Python was built with.
    """

    def __init__(self, options: dict[str, Any]) -> None:
        """Take XlsxWriter's options."""
        super().__init__(io.BytesIO(), options | {"in_memory": True})  # its own archive, which stays empty
        self._target = io.BytesIO()

    def packed(self) -> bytes:
        """The workbook's bytes; nothing can be written in it any more."""
        self.close()
        return self._target.getvalue()

    def _get_packager(self) -> Packager:
        return _Packager(self._target)


class _Packager(Packager):  # type: ignore[misc, unused-ignore]
    """XlsxWriter's, which writes one part after the other."""

    def __init__(self, target: IO[bytes]) -> None:
        super().__init__()
        self._target = target
        self._part: Part | None = None

    def _create_package(self) -> list[Any]:
        with Archive(self._target) as self._archive:
            super()._create_package()
            self._send_on()
        return []

    def _filename(self, xml_filename: str) -> Part:
        self._send_on()
        self._archive.begin(xml_filename)
        self._part = Part(self._archive)
        return self._part

    def _send_on(self) -> None:
        if self._part is not None:
            self._part.send_on()


class Part(io.StringIO):
    """What XlsxWriter writes a part's text to. Lines go straight into the archive, all else at the end."""

    def __init__(self, archive: Archive) -> None:
        """Write to the part of the archive that was begun last."""
        super().__init__()
        self._archive = archive

    def writelines(self, lines: Iterable[str]) -> None:  # type: ignore[override]  # of texts, as in all of StringIO
        """Put lines into the archive as they come, behind what was written so far."""
        self.send_on()
        lines = iter(lines)
        while text := "".join(islice(lines, AT_ONCE)):
            self._archive.add(text)

    def send_on(self) -> None:
        """Put what was written so far into the archive."""
        self._archive.add(self.getvalue())
        self.seek(0)
        self.truncate()


class Archive:
    """A zip file that a thread writes, in the order asked for; what it fails of is raised by a later call."""

    def __init__(self, target: IO[bytes]) -> None:
        """Write to a file that can be sought in; as a context, the archive is whole at its end."""
        self._zip = zipfile.ZipFile(target, "w")
        self._part: Any = None
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()

    def begin(self, name: str) -> None:
        """Begin the next part."""
        self._ask(self._begin, name)

    def add(self, text: str) -> None:
        """Add to the part begun last."""
        self._ask(self._add, text.encode())

    def __enter__(self) -> Self:
        """As it is."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for what was asked for, and close the file, whatever happened."""
        with self._zip:
            try:
                while self._waiting:
                    self._waiting.popleft().result()
            finally:
                self._thread.shutdown()
                self._end()  # nothing closes an archive while a part of it is open

    def _ask(self, work: Callable[[Any], None], argument: object) -> None:
        if len(self._waiting) == AHEAD:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(work, argument))

    def _begin(self, name: str) -> None:
        self._end()
        info = zipfile.ZipInfo(name, EXCEL_TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        self._part = self._zip.open(info, "w")
        # a part's own compressor would be zlib's; no other way leads there
        self._part._compressor = zlib_ng.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)  # noqa: SLF001

    def _add(self, data: bytes) -> None:
        self._part.write(data)

    def _end(self) -> None:
        if self._part is not None:
            self._part.close()
