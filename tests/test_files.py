"""Files are put in place whole or not at all."""

import os
import time
from pathlib import Path

import pytest

from moralxl import files
from moralxl.files import write_atomically


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def writes(text):
    return lambda path: path.write_text(text, encoding="utf-8")


@pytest.fixture
def held(monkeypatch):
    """Paths that another program holds open, as Excel does on Windows; pauses are not waited for."""
    paths, tries = set(), []
    replace = Path.replace

    def refusing(self, target):
        if target.name in paths:
            tries.append(target.name)
            raise PermissionError(13, "in use", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    monkeypatch.setattr(files, "PAUSE", 0)
    return paths, tries


def test_a_file_is_written_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "master.xlsx"
    assert write_atomically(path, writes("new")) == path
    assert path.read_text(encoding="utf-8") == "new"
    assert names(tmp_path) == ["master.xlsx"]


def test_the_temporary_file_stands_in_the_same_folder_under_a_telling_name(tmp_path):
    seen = []

    def write(path):
        seen.append(path)
        path.write_text("x", encoding="utf-8")

    write_atomically(tmp_path / "master.xlsx", write)
    assert seen[0].parent == tmp_path
    assert seen[0].name.startswith(".moralxl-")
    assert seen[0].name.endswith(".tmp")


def test_a_failure_leaves_the_old_file_and_no_temporary_one(tmp_path):
    path = tmp_path / "master.xlsx"
    path.write_text("old", encoding="utf-8")

    def fail(temporary):
        temporary.write_text("half", encoding="utf-8")
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        write_atomically(path, fail)
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["master.xlsx"]


def test_a_file_held_open_gets_a_sibling(tmp_path, held):
    paths, tries = held
    path = tmp_path / "master.xlsx"
    path.write_text("open in Excel", encoding="utf-8")
    paths.add("master.xlsx")
    written = write_atomically(path, writes("new"))
    assert written == tmp_path / "master (2).xlsx"
    assert written.read_text(encoding="utf-8") == "new"
    assert path.read_text(encoding="utf-8") == "open in Excel"
    assert tries == ["master.xlsx"] * files.TRIES
    assert names(tmp_path) == ["master (2).xlsx", "master.xlsx"]


def test_a_sibling_never_overwrites_another(tmp_path, held):
    paths, _ = held
    (tmp_path / "master (2).xlsx").write_text("somebody's copy", encoding="utf-8")
    paths.add("master.xlsx")
    assert write_atomically(tmp_path / "master.xlsx", writes("new")).name == "master (3).xlsx"
    assert (tmp_path / "master (2).xlsx").read_text(encoding="utf-8") == "somebody's copy"


def test_a_file_let_go_in_time_is_replaced(tmp_path, held, monkeypatch):
    paths, _ = held
    paths.add("master.xlsx")
    monkeypatch.setattr(files.time, "sleep", lambda _seconds: paths.clear())
    assert write_atomically(tmp_path / "master.xlsx", writes("new")) == tmp_path / "master.xlsx"


def test_a_folder_of_that_name_is_told(tmp_path):
    (tmp_path / "master.xlsx").mkdir()
    with pytest.raises(IsADirectoryError):
        write_atomically(tmp_path / "master.xlsx", writes("new"))
    assert names(tmp_path) == ["master.xlsx"]


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "nowhere" / "master.xlsx", writes("new"))


def test_old_leftovers_are_swept_and_young_ones_left(tmp_path):
    old, young, other = (tmp_path / name for name in (".moralxl-1.tmp", ".moralxl-2.tmp", "other.tmp"))
    for path in (old, young, other):
        path.touch()
    long_ago = time.time() - 2 * files.LEFTOVER_AGE
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    write_atomically(tmp_path / "master.xlsx", writes("new"))
    assert names(tmp_path) == [".moralxl-2.tmp", "master.xlsx", "other.tmp"]
