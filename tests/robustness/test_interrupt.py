"""Ctrl-C stops a run at once: nothing half-written, no process and no scratch left, one line that says so."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from poisons import MAKERS

from moralxl.files import PREFIX

if not Path("/proc/self/stat").exists():
    pytest.skip("no /proc to find processes by", allow_module_level=True)

STEERED = Path(__file__).with_name("steered.py")
MASTER = "master_2567_r9.xlsx"
AT_MOST = 60  # seconds to wait for what comes much sooner


class Run:
    """A consolidation in a session of its own, as a terminal starts it."""

    def __init__(self, folder, returns, *options):
        (folder / "scratch").mkdir()
        self.process = subprocess.Popen(
            [sys.executable, STEERED, "tell", "", "consolidate", returns, "--json", *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "TMPDIR": str(folder / "scratch"), "PYTHONIOENCODING": "utf-8"},
        )

    def members(self):
        """The processes of the session that have not ended."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _, _, session, *_ = path.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # it has just ended
            if int(session) == self.process.pid and state != "Z":
                found.append(int(path.parent.name))
        return found

    def wait_for_others(self, count):
        """Until so many processes besides the first are there."""
        end = time.monotonic() + AT_MOST
        while len(self.members()) <= count:
            assert self.process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.01)

    def interrupt(self):
        """As Ctrl-C does: the signal goes to all of them. What was said on standard output and error."""
        os.killpg(self.process.pid, signal.SIGINT)
        return [text.decode() for text in self.process.communicate(timeout=AT_MOST)]


def stopped(run, folder, said):
    """Whether all ended as it should."""
    out, err = said
    assert err.split("\n") == ["", "ยกเลิกแล้ว", ""]
    assert out.replace("writing\n", "") == ""
    assert run.process.returncode == 2
    end = time.monotonic() + AT_MOST
    while run.members():
        assert time.monotonic() < end
    assert not list((folder / "scratch").iterdir())


@pytest.fixture
def many(rounds, tmp_path):
    """A folder of many returns."""
    folder = tmp_path / "returns"
    folder.mkdir()
    (source,) = rounds[1].returns.iterdir()
    for number in range(3000):
        os.link(source, folder / f"{number}.xlsx")
    return folder


def test_while_others_read(many, tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311
    for turn in range(3):
        folder = tmp_path / str(turn)
        folder.mkdir()
        run = Run(folder, many, "--jobs", "3")
        run.wait_for_others(3)
        time.sleep(chance.random() / 2)  # while they begin, or read
        stopped(run, folder, run.interrupt())
        assert not (folder / "output").exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_while_a_hostile_file_is_read_apart(jobs, tmp_path):
    folder = tmp_path / "returns"
    folder.mkdir()
    for number in range(4):
        MAKERS["million cells.xlsx"](folder / f"{number}.xlsx", b"")
    run = Run(tmp_path, folder, "--jobs", jobs)
    run.wait_for_others(1 if jobs == "1" else 4)  # with two readers, two of their kind apart
    time.sleep(0.5)
    stopped(run, tmp_path, run.interrupt())
    assert not (tmp_path / "output").exists()


def test_while_the_master_is_written(rounds, tmp_path, seed):
    old, new = rounds
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / MASTER).write_bytes(old.master)
    run = Run(tmp_path, new.returns)
    assert run.process.stdout.readline() == b"writing\n"
    time.sleep(random.Random(seed).random() / 5)  # noqa: S311
    stopped(run, tmp_path, run.interrupt())
    assert [path.name for path in (tmp_path / "output").iterdir() if not path.name.startswith(PREFIX)] == [MASTER]
    assert (tmp_path / "output" / MASTER).read_bytes() == old.master
    assert len(list((tmp_path / "output").iterdir())) == 1
