"""A real office program for the tests: fills workbooks, saves them in other formats, makes PDFs and pictures of them.

Tests take the fixture `office`, which is an `Office`. The typing itself is done by clerk_uno.py.
"""

import functools
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import standin_font

CLERK = Path(__file__).with_name("clerk_uno.py")
POPPLER = ("pdftoppm", "pdftotext")


@functools.cache
def uno_python() -> str:
    """Return a Python that can import uno, "" when there is none."""
    # The first on the path is mostly that of a virtual environment, which does not see the system's packages.
    for candidate in ("/usr/bin/python3", shutil.which("python3")):
        if candidate and Path(candidate).exists():
            tried = subprocess.run([candidate, "-I", "-c", "import uno"], capture_output=True, check=False)
            if tried.returncode == 0:
                return candidate
    return ""


def available() -> str:
    """Return "" when everything that Office needs is installed, else what is missing in plain words."""
    missing = [name for name in ("soffice", *POPPLER) if shutil.which(name) is None]
    if not uno_python():
        missing.append("a Python with LibreOffice's uno module")
    if standin_font.source_folder() is None:
        missing.append("the font Laksaman")
    packages = "libreoffice-calc python3-uno poppler-utils fonts-tlwg-laksaman-ttf"
    return f"missing: {', '.join(missing)} (Debian: {packages})" if missing else ""


def _as_json(value: object) -> object:
    if isinstance(value, date):
        return {"date": value.isoformat()[:10]}
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"cannot be typed: {value!r}")


def _place(key: tuple) -> dict:
    return {"sheet": key[0], "cell": key[1]}


def job(
    path: Path,
    cells: Mapping[tuple, object] | None = None,
    saves: Iterable[Path] = (),
    *,
    how: str = "api",
    read: Sequence[tuple] = (),
    recalculate: bool = False,
    heights: Mapping[str, Sequence[str]] | None = None,
) -> dict:
    """Return a job for `Office.run`; its arguments are those of `Office.fill`.

    `heights` asks for the rows of sheets; by a sheet's name, it gives its merged cells of one row.
    """
    return {
        "open": path,
        "how": how,
        "recalculate": recalculate,
        "cells": [{**_place(key), "typed": typed} for key, typed in (cells or {}).items()],
        "save": [{"path": target, "format": target.suffix[1:]} for target in saves],
        "read": [_place(key) for key in read],
        "heights": [{"sheet": sheet, "merged": list(merged)} for sheet, merged in (heights or {}).items()],
    }


class Office:
    """LibreOffice with a profile of its own and a stand-in for TH Sarabun New."""

    def __init__(self, folder: Path) -> None:
        """Keep the stand-in font in `folder`, which must outlive the object."""
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHON"))}
        self.env.update(FONTCONFIG_FILE=str(standin_font.fontconfig(folder)), LC_ALL="C.UTF-8")

    def run(self, jobs: Iterable[dict], *, locale: str = "en-US", seconds: float = 120) -> list[dict]:
        """Do all jobs in one start of LibreOffice (about 3 s); one result per job.

        A result is {"refused": [(sheet, cell)], "cells": {(sheet, cell): {"string", "value", "formula", "type",
        "format"}}, "heights": [[(height, fitting)]]}: `string` as shown, `type` one of EMPTY, VALUE, TEXT, FORMULA,
        `format` the number format, `heights` the points of each row of the sheets asked for, and those that fit it.
        RuntimeError with the clerk's words when LibreOffice fails or is not done after `seconds`.
        """
        order = json.dumps({"locale": locale, "seconds": seconds, "jobs": list(jobs)}, default=_as_json)
        with subprocess.Popen(
            [uno_python(), "-I", str(CLERK)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.env,
            encoding="utf-8",
            start_new_session=True,  # so that Ctrl-C reaches the clerk once, as the terminate below
        ) as clerk:
            try:
                answer, complaint = clerk.communicate(order, timeout=seconds + 15)
            except BaseException:
                # Not killed outright: the clerk has to end its LibreOffice first.
                clerk.terminate()
                try:
                    clerk.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    clerk.kill()
                raise
        if clerk.returncode != 0:
            raise RuntimeError(f"LibreOffice failed: {complaint.strip()}")
        return [
            {
                "refused": [(entry["sheet"], entry["cell"]) for entry in result["refused"]],
                "cells": {(entry.pop("sheet"), entry.pop("cell")): entry for entry in result["cells"]},
                "heights": [[tuple(row) for row in sheet] for sheet in result["heights"]],
            }
            for result in json.loads(answer)["jobs"]
        ]

    def fill(
        self,
        path: Path,
        cells: Mapping[tuple, object],
        saves: Iterable[Path] = (),
        *,
        locale: str = "en-US",
        how: str = "api",
        read: Sequence[tuple] = (),
        recalculate: bool = False,
    ) -> dict:
        """Type `cells` {(sheet, "C7"): typed} into the workbook, save it as `saves` (format by suffix), read `read`.

        `sheet` is a name or a number from 0; `typed` a text, number, date, or None to empty the cell. `how`: "api"
        passes protection and validation, "string" honours protection as a paste does, "keys" honours both. `path`
        itself stays as it is. Returns the one result of `run`.
        """
        return self.run([job(path, cells, saves, how=how, read=read, recalculate=recalculate)], locale=locale)[0]

    def convert(self, path: Path, suffix: str, folder: Path | None = None, *, locale: str = "en-US") -> Path:
        """Save the workbook as pdf, xlsx, ods, xls or csv into `folder` (else beside it) and return the new file."""
        target = (folder or path.parent) / f"{path.stem}.{suffix}"
        self.run([job(path, saves=[target])], locale=locale)
        return target

    def to_png(self, pdf: Path, folder: Path, dpi: int = 100) -> list[Path]:
        """Make a picture of each page as `folder`/<stem>-<page>.png and return them in order."""
        folder.mkdir(parents=True, exist_ok=True)
        prefix = folder / pdf.stem
        subprocess.run(["pdftoppm", "-png", "-r", str(dpi), str(pdf), str(prefix)], check=True, env=self.env)
        return sorted(folder.glob(f"{pdf.stem}-*.png"))

    def pdf_text(self, pdf: Path) -> str:
        """Return the text of the PDF in its layout; Thai vowels come out mangled, digits and Latin do not."""
        command = ["pdftotext", "-layout", "-enc", "UTF-8", str(pdf), "-"]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env=self.env).stdout
