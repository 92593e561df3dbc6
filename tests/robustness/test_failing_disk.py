"""Whatever write, sync, close or rename fails: the old workbook is whole, nothing is left over, one line is said."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from disk import Disk
from support import write_return

from moralxl import files
from moralxl.cli import main

CODES = (errno.ENOSPC, errno.EIO, errno.EACCES)
STEERED = Path(__file__).with_name("steered.py")
TEMPLATE, MASTER = "intake_2567_r9_กก.xlsx", "master_2567_r9.xlsx"


@pytest.fixture
def program(monkeypatch, capsys):
    """Run the command line in this process; give exit status, standard output and standard error."""
    monkeypatch.setattr(files, "PAUSE", 0)

    def program(*arguments):
        monkeypatch.setattr(sys, "argv", ["moralxl", *map(str, arguments)])
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as end:
            status = end.code
        return status, *capsys.readouterr()

    return program


def failing(code):
    def fail():
        raise OSError(code, os.strerror(code))

    return fail


def goes_well(call, code, folder, *, lasting):
    """Whether a failure is one to get over: a file held for a moment, a folder that may not be opened to sync it."""
    return code == errno.EACCES and (call == ("open", folder) or (call.name == "replace" and not lasting))


def turns(calls, *, long):
    """Which call to strike, with what, and whether the later ones of its name as well; all combinations if `long`."""
    for at, call in enumerate(calls):
        for place, code in enumerate(CODES):
            for lasting in (True, False):
                if long or call.name == "replace" or (place, lasting) == (at % len(CODES), at % 2 == 0):
                    yield at, code, lasting


@pytest.mark.parametrize(("kind", "there_before"), [("template", False), ("template", True), ("master", True)])
def test_a_failure_at_any_call(kind, there_before, program, rounds, tmp_path, long):
    old, new = rounds
    folder = tmp_path / "output"
    if kind == "master":
        command, path, before = ("consolidate", new.returns, "-o", folder), folder / MASTER, old.master
    else:
        command, path = ("templates", "--round", 9, "--division", "กก.", "-o", folder), folder / TEMPLATE
        before = write_return(tmp_path / "blank.xlsx", "กก.", {}).read_bytes()  # saved once more, so not the same bytes
    with Disk(folder) as disk:
        well = program(*command)
    assert well[0] == (new.status if kind == "master" else 0)
    names = [call.name for call in disk.calls]
    placed = names.index("replace")
    assert {"open", "write", "fsync", "close"} == set(names[:placed])
    assert "fsync" in names[placed:]  # the folder's
    whole = path.read_bytes()
    for at, code, lasting in turns(disk.calls, long=long or (kind == "template" and there_before)):
        where = f"{os.strerror(code)} at {disk.calls[at]}, {lasting=}"
        path.unlink(missing_ok=True)
        if there_before:
            path.write_bytes(before)
        with Disk(folder, at, failing(code), lasting=lasting):
            status, out, err = program(*command)
        well_again = goes_well(disk.calls[at], code, folder, lasting=lasting)
        due = whole if well_again or at > placed else before if there_before else None
        found = {one.name: one.read_bytes() for one in folder.iterdir()}
        assert found == ({} if due is None else {path.name: due}), where
        if well_again:
            assert (status, out, err) == well, where
        else:
            assert (status, out, err.count("\n")) == (2, "", 1), (where, err)
            assert err.startswith(f"moralxl: {path} เขียน"), (where, err)
            assert (files.KEPT in err) == (there_before and at <= placed), (where, err)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("share", [0.001, 0.5, 0.999])
def test_a_system_that_lets_no_file_grow_further(share, rounds, tmp_path):
    old, new = rounds
    (tmp_path / "output").mkdir()
    master = tmp_path / "output" / MASTER
    master.write_bytes(old.master)
    room = int(share * len(new.master))
    done = subprocess.run(
        [sys.executable, STEERED, "limit", str(room), "consolidate", new.returns],
        cwd=tmp_path,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    said = done.stderr.decode()
    assert (done.returncode, done.stdout, said.count("\n")) == (2, b"", 1), said
    assert files.REASONS[errno.EFBIG] in said
    assert files.KEPT in said
    assert list(master.parent.iterdir()) == [master]
    assert master.read_bytes() == old.master
