"""Bundles what goes to the ministry: the master, its official sheets as a PDF, and a list with their SHA-256."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

from moralxl import thai
from moralxl.files import make_folder, write_atomically

LIST = "รายการไฟล์ (SHA-256).txt"
NO_TIME = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes


def file_list(files: Mapping[str, bytes], title: str) -> str:
    """The list of a bundle: a heading, and a line for each file as `sha256sum --check` reads it."""
    lines = [f"# {title}", f"# จำนวน {thai.format_number(len(files))} ไฟล์ บรรทัดละหนึ่งไฟล์: ค่า SHA-256 และชื่อไฟล์"]
    lines += [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in files.items()]
    return "\n".join(lines) + "\n"


def write_folder(files: Mapping[str, bytes], title: str, folder: Path) -> Path:
    """Write the files and their list into a folder and return it. OSError, in Thai, where that cannot be done."""
    make_folder(folder)
    for name, data in _with_list(files, title).items():
        write_atomically(folder / name, lambda temporary, data=data: temporary.write_bytes(data))  # type: ignore[misc]
    return folder


def write_zip(files: Mapping[str, bytes], title: str, path: Path) -> Path:
    """Write the files and their list into a zip and return where it is. OSError, in Thai, where that fails."""

    def write(temporary: Path) -> None:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in _with_list(files, title).items():
                archive.writestr(zipfile.ZipInfo(name, NO_TIME), data, zipfile.ZIP_DEFLATED)

    return write_atomically(path, write)


def _with_list(files: Mapping[str, bytes], title: str) -> dict[str, bytes]:
    # with a byte order mark, by which Notepad knows Thai; sha256sum takes the line with it for a comment
    return {**files, LIST: file_list(files, title).encode("utf-8-sig")}
