"""Makes a PDF of some of a workbook's sheets through LibreOffice, where it is installed."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path

from moralxl.files import write_atomically

SECONDS = 180  # for one conversion; a master of 300 divisions takes a tenth of it
VARIABLE = "MORALXL_SOFFICE"  # where LibreOffice's program is, should it be found nowhere
MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
SHEET = re.compile(r"<sheet [^>]*?/>")
NAME = re.compile(r' name="([^"]*)"')
STATE = re.compile(r' state="[^"]*"')
PRINTED = re.compile(
    r'<definedName name="_xlnm\.Print_(?:Area|Titles)" localSheetId="([0-9]{1,5})"[^>]*>[^<]*</definedName>'
)
ACTIVE = re.compile(r' (?:activeTab|firstSheet)="[0-9]+"')


class NoPdf(Exception):  # noqa: N818 - it says what there is not
    """No PDF was made; the text says why, in a word or two."""


def find_office() -> Path | None:
    """LibreOffice's program; None where it is not installed in any of the usual places."""
    found = next((path for path in _candidates() if path.is_file()), None)
    return found.resolve() if found else None


def _candidates() -> Iterator[Path]:
    if os.environ.get(VARIABLE):
        yield Path(os.environ[VARIABLE])
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            yield Path(found)
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramFiles(x86)", "ProgramW6432"):
            if os.environ.get(variable):
                yield Path(os.environ[variable], "LibreOffice", "program", "soffice.exe")
    yield Path(MAC)


def has_font(name: str) -> bool:
    """Whether a font is installed, as far as the system can say; without it LibreOffice prints with another."""
    listing = shutil.which("fc-list")
    if listing:
        found = subprocess.run([listing, ":", "family"], capture_output=True, text=True, check=False)  # noqa: S603
        return name in found.stdout
    if sys.platform == "win32":
        folders = [Path(os.environ.get("WINDIR", "C:/Windows"), "Fonts")]
        folders.append(Path(os.environ.get("LOCALAPPDATA", ""), "Microsoft/Windows/Fonts"))
        squeezed = name.replace(" ", "").lower()
        return any(
            squeezed in path.stem.replace(" ", "").lower() for folder in folders for path in folder.glob("*.ttf")
        )
    return True


def write_pdf(workbook: Path, sheets: Iterable[str], path: Path) -> Path:
    """Print the named sheets of an xlsx to a PDF and return where it is: a sibling where `path` is held open.

    Figures are printed as they stand in the file. NoPdf where LibreOffice is not installed or does not do it; OSError
    where the files cannot be read or written.
    """
    office = find_office()
    if office is None:
        raise NoPdf("LibreOffice")
    with tempfile.TemporaryDirectory(prefix="moralxl-") as folder:
        source = Path(folder, "master.xlsx")
        source.write_bytes(only(workbook.read_bytes(), frozenset(sheets)))
        # a profile of its own: LibreOffice hands its work to one that is already open, and does nothing itself
        profile = Path(folder, "profile").as_uri()
        command = [str(office), f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        command += ["--convert-to", "pdf:calc_pdf_Export", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)  # noqa: S603 - no shell
        except (subprocess.SubprocessError, OSError) as problem:
            raise NoPdf(f"LibreOffice: {type(problem).__name__}") from problem
        made = source.with_suffix(".pdf")
        if not made.is_file():
            raise NoPdf("LibreOffice")
        return write_atomically(path, lambda temporary: temporary.write_bytes(made.read_bytes()))


def only(data: bytes, sheets: frozenset[str]) -> bytes:
    """An xlsx in which all sheets but the named ones are hidden and so not printed. NoPdf if it has none."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "xl/workbook.xml":
                content = _hide(content.decode(), sheets).encode()
            target.writestr(member.filename, content)
    return made.getvalue()


def _hide(book: str, sheets: frozenset[str]) -> str:
    """The workbook part with all sheets hidden but the named ones, the first of which is the one that opens."""
    kept = [place for place, tag in enumerate(SHEET.findall(book)) if _name(tag) in sheets]
    if not kept:
        raise NoPdf(", ".join(sorted(sheets)))
    # LibreOffice prints what has a print area, hidden or not
    book = PRINTED.sub(lambda found: found[0] if int(found[1]) in kept else "", book)
    book = SHEET.sub(lambda found: _shown(found[0]) if _name(found[0]) in sheets else _hidden(found[0]), book)
    return ACTIVE.sub("", book).replace("<workbookView ", f'<workbookView activeTab="{kept[0]}" ', 1)


def _name(tag: str) -> str:
    return "".join(unescape(name) for name in NAME.findall(tag))


def _shown(tag: str) -> str:
    return STATE.sub("", tag)


def _hidden(tag: str) -> str:
    return _shown(tag).replace("<sheet ", '<sheet state="hidden" ', 1)
