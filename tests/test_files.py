"""Files are put in place whole or not at all."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from moralxl import files
from moralxl.files import make_folder, sweep, write_atomically

posix = pytest.mark.skipif(files.WINDOWS, reason="what Windows does otherwise; the fixture `windows` has its rules")

HOLDING = """
import sys
from pathlib import Path
from moralxl.files import write_atomically
def write(path):
    path.write_text("half")
    print("holding", flush=True)
    sys.stdin.read()
write_atomically(Path(sys.argv[1]), write)
"""


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


def test_a_sibling_that_cannot_be_written_is_told(tmp_path, held):
    paths, _ = held
    paths.update(("master.xlsx", "master (2).xlsx"))
    with pytest.raises(PermissionError, match=files.DENIED):
        write_atomically(tmp_path / "master.xlsx", writes("new"))
    assert names(tmp_path) == []


def test_a_folder_of_that_name_is_told_before_anything_is_written(tmp_path):
    path = tmp_path / "master.xlsx"
    path.mkdir()
    with pytest.raises(IsADirectoryError, match=files.FOLDER) as told:
        write_atomically(path, lambda _: pytest.fail("written"))
    assert told.value.filename == str(path)
    assert names(tmp_path) == ["master.xlsx"]


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match=files.ABSENT):
        write_atomically(tmp_path / "nowhere" / "master.xlsx", writes("new"))


@posix
@pytest.mark.parametrize("late", [False, True])
def test_a_folder_that_vanishes_is_told(tmp_path, late):
    folder = tmp_path / "output"
    folder.mkdir()

    def write(path):
        if late:
            path.write_text("new", encoding="utf-8")
        path.unlink()
        folder.rmdir()
        if not late:
            path.write_text("new", encoding="utf-8")

    with pytest.raises(FileNotFoundError, match=files.ABSENT) as told:
        write_atomically(folder / "master.xlsx", write)
    assert told.value.filename == str(folder / "master.xlsx")
    assert names(tmp_path) == []


@posix
def test_a_folder_that_may_only_be_read_is_told(tmp_path, monkeypatch):
    (tmp_path / "master.xlsx").write_text("old", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o555)
    user = os.geteuid()
    try:
        if user == 0:  # root may write anywhere
            os.seteuid(65534)
        with pytest.raises(PermissionError) as told:
            write_atomically(Path("master.xlsx"), writes("new"))
    finally:
        os.seteuid(user)
        tmp_path.chmod(0o755)
    assert told.value.filename == "master.xlsx"
    assert told.value.strerror == f"เขียนไม่ได้ เพราะ{files.DENIED}{files.KEPT}"
    assert names(tmp_path) == ["master.xlsx"]
    assert (tmp_path / "master.xlsx").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("number", [*files.REASONS, errno.EIO, None])
def test_the_reason_is_told_in_thai_with_the_path(tmp_path, number):
    def fail(temporary):
        temporary.write_text("half", encoding="utf-8")
        raise OSError(number, "the system's words")

    with pytest.raises(OSError, match="เขียนไม่ได้ เพราะ") as told:
        write_atomically(tmp_path / "master.xlsx", fail)
    reason = files.REASONS.get(number) or files.BROKEN.format("the system's words")
    assert told.value.strerror == f"เขียนไม่ได้ เพราะ{reason}"  # and nothing of an old file: there is none
    assert (told.value.errno, told.value.filename) == (number, str(tmp_path / "master.xlsx"))
    assert names(tmp_path) == []


def test_what_the_writing_wanted_to_read_is_told_as_it_is(tmp_path):
    (tmp_path / "output").mkdir()
    with pytest.raises(FileNotFoundError) as told:
        write_atomically(tmp_path / "output" / "master.xlsx", lambda _: (tmp_path / "font").read_bytes())
    assert str(told.value.filename) == str(tmp_path / "font")
    assert names(tmp_path / "output") == []


@posix
def test_an_error_is_told_though_the_temporary_file_cannot_be_removed(tmp_path, monkeypatch):
    def fail(temporary):
        monkeypatch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError(13, "no", "x")))
        raise OSError(errno.ENOSPC, "full", str(temporary))

    with pytest.raises(OSError, match=files.FULL):
        write_atomically(tmp_path / "master.xlsx", fail)
    monkeypatch.undo()
    assert len(names(tmp_path)) == 1
    write_atomically(tmp_path / "master.xlsx", writes("new"))
    assert names(tmp_path) == ["master.xlsx"]


@posix
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_folder_that_cannot_be_synced_is_no_failure(tmp_path, monkeypatch, number):
    synced = fails_to_sync_folders(monkeypatch, number)
    assert write_atomically(tmp_path / "master.xlsx", writes("new")).read_text(encoding="utf-8") == "new"
    assert synced == ["file", "folder"]


@posix
def test_a_disk_that_fails_after_the_last_step_is_told(tmp_path, monkeypatch):
    fails_to_sync_folders(monkeypatch, errno.EIO)
    with pytest.raises(OSError, match="เขียนไฟล์แล้ว") as told:
        write_atomically(tmp_path / "master.xlsx", writes("new"))
    assert told.value.filename == str(tmp_path / "master.xlsx")
    assert (tmp_path / "master.xlsx").read_text(encoding="utf-8") == "new"


def fails_to_sync_folders(monkeypatch, number):
    """Let fsync fail for folders; give the list of what was synced."""
    synced, fsync = [], os.fsync

    def failing(handle):
        folder = os.path.isdir(f"/dev/fd/{handle}")  # noqa: PTH112 - a file descriptor
        synced.append("folder" if folder else "file")
        if folder:
            raise OSError(number, os.strerror(number))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", failing)
    return synced


@posix
def test_a_folder_that_may_not_be_listed_is_written_to(tmp_path, monkeypatch):
    def refusing(path, *_):
        raise PermissionError(13, "not listed", str(path))

    monkeypatch.setattr(os, "open", refusing)
    assert write_atomically(tmp_path / "master.xlsx", writes("new")) == tmp_path / "master.xlsx"


def test_a_folder_is_made_with_those_above_it(tmp_path):
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "a").write_text("a file", encoding="utf-8")
    with pytest.raises(OSError, match=files.ABSENT):
        make_folder(tmp_path / "a" / "b")
    with pytest.raises(FileExistsError, match=files.REASONS[errno.EEXIST]) as told:
        make_folder(tmp_path / "a")
    assert told.value.filename == str(tmp_path / "a")


@pytest.fixture
def age(tmp_path):
    """Make a file in the folder, last changed so many seconds ago."""

    def make(name, seconds):
        (tmp_path / name).touch()
        then = time.time() - seconds
        os.utime(tmp_path / name, (then, then))
        return tmp_path / name

    return make


@posix
def test_what_a_killed_run_left_goes_at_the_next_start_and_what_a_living_one_holds_stays(tmp_path):
    path = tmp_path / "master.xlsx"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "holding\n"
        (held,) = tmp_path.iterdir()
        os.utime(held, (0, 0))  # however old
        write_atomically(path, writes("new"))
        assert names(tmp_path) == [held.name, "master.xlsx"]
        assert held.read_text(encoding="utf-8") == "half"
        other.kill()
    assert other.returncode == -signal.SIGKILL
    write_atomically(path, writes("newer"))
    assert names(tmp_path) == ["master.xlsx"]


def test_only_our_own_temporary_files_are_swept(tmp_path, age):
    for name in (".moralxl-1.tmp", ".moralxl-2.tmp", "other.tmp", ".moralxl-3", "master.xlsx"):
        age(name, files.HANDOVER + 5)
    (tmp_path / ".moralxl-folder.tmp").mkdir()
    sweep(tmp_path)
    assert names(tmp_path) == [".moralxl-3", ".moralxl-folder.tmp", "master.xlsx", "other.tmp"]


@posix
def test_without_locks_age_decides(tmp_path, age, monkeypatch):
    def unknown(*_):
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr(files.fcntl, "flock", unknown)
    age(".moralxl-old.tmp", files.LEFTOVER_AGE + 60)
    age(".moralxl-young.tmp", files.LEFTOVER_AGE - 60)
    write_atomically(tmp_path / "master.xlsx", writes("new"))
    assert names(tmp_path) == [".moralxl-young.tmp", "master.xlsx"]


@posix
def test_a_sweep_between_making_and_locking_does_no_harm(tmp_path, monkeypatch):
    swept, flock = [], files.fcntl.flock

    def late(file, how):
        if not swept and how == files.fcntl.LOCK_EX:
            swept.extend(tmp_path.iterdir())
            sweep(tmp_path)
        flock(file, how)

    def write(path):
        path.write_text("new", encoding="utf-8")
        sweep(tmp_path)  # one more: this file is held

    monkeypatch.setattr(files.fcntl, "flock", late)
    write_atomically(tmp_path / "master.xlsx", write)
    assert len(swept) == 1
    assert names(tmp_path) == ["master.xlsx"]


@pytest.fixture
def windows(monkeypatch):
    """The rules of Windows: no locks, and whoever has a file open keeps it from being removed or renamed."""
    monkeypatch.setattr(files, "WINDOWS", True)
    monkeypatch.delattr(files, "fcntl", raising=False)
    held, create, unlink, replace = {}, files._create, Path.unlink, Path.replace  # noqa: SLF001 - whom it holds

    def creating(folder):
        path, holder = create(folder)
        held[path] = holder
        return path, holder

    def refuse(path):
        if path in held and not held[path].closed:
            raise PermissionError(13, "in use", str(path))

    def unlinking(self, **options):
        refuse(self)
        unlink(self, **options)

    def replacing(self, target):
        refuse(self)
        return replace(self, target)

    monkeypatch.setattr(files, "_create", creating)
    monkeypatch.setattr(Path, "unlink", unlinking)
    monkeypatch.setattr(Path, "replace", replacing)


@pytest.mark.usefixtures("windows")
def test_windows_writes_and_sweeps_as_well(tmp_path, age):
    age(".moralxl-left.tmp", files.HANDOVER + 5)
    age(".moralxl-renamed-soon.tmp", files.HANDOVER - 5)
    seen = []

    def write(path):
        path.write_text("new", encoding="utf-8")
        os.utime(path, (0, 0))
        sweep(tmp_path)
        seen.extend(names(tmp_path))

    write_atomically(tmp_path / "master.xlsx", write)
    assert len(seen) == 2, "the one held and the one renamed soon"
    assert names(tmp_path) == [".moralxl-renamed-soon.tmp", "master.xlsx"]


@pytest.mark.usefixtures("windows")
def test_windows_keeps_the_old_file_as_well(tmp_path):
    path = tmp_path / "master.xlsx"
    path.write_text("old", encoding="utf-8")

    def fail(temporary):
        raise OSError(errno.ENOSPC, "full", str(temporary))

    with pytest.raises(OSError, match=files.FULL):
        write_atomically(path, fail)
    assert names(tmp_path) == ["master.xlsx"]
    assert path.read_text(encoding="utf-8") == "old"
