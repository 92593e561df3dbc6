"""A run killed at any moment leaves the old master or the new one, and the next run clears up after it."""

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from moralxl.files import PREFIX

if sys.platform == "win32":
    pytest.skip("Windows has no kill -9", allow_module_level=True)

STEERED = Path(__file__).with_name("steered.py")
MASTER = "master_2567_r9.xlsx"
AT_ONCE = 2
BEYOND = 1.25  # the last moments lie after the renaming


def start(mode, value, returns, folder):
    """Start a consolidation in a working folder."""
    with (folder / "said.txt").open("ab") as said:
        return subprocess.Popen(
            [sys.executable, STEERED, mode, str(value), "consolidate", returns],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
        )


def reach(process, point):
    assert process.stdout.readline() == f"{point}\n".encode()


def working_folder(folder, old):
    (folder / "output").mkdir(parents=True)
    (folder / "output" / MASTER).write_bytes(old.master)
    return folder


def look(folder, old, new):
    """Which master stands there, and whether a temporary file does; anything else fails."""
    names = {path.name for path in (folder / "output").iterdir()}
    temporaries = {name for name in names if name.startswith(PREFIX)}
    assert names - temporaries == {MASTER}
    found = (folder / "output" / MASTER).read_bytes()
    assert found in (old.master, new.master), f"a broken master of {len(found)} bytes"
    return "new" if found == new.master else "old", len(temporaries)


def finish(folder, old, new):
    """Run once more, undisturbed: the new master, and nothing beside it."""
    with start("tell", "", new.returns, folder) as process:
        reach(process, "writing")
        begun = time.monotonic()
        reach(process, "placing")
        took = time.monotonic() - begun
        process.stdout.read()
    assert process.returncode == new.status
    assert look(folder, old, new) == ("new", 0)
    openpyxl.load_workbook(folder / "output" / MASTER).close()
    return took


def test_killed_at_many_moments(rounds, tmp_path, seed, long):
    old, new = rounds
    chance = random.Random(seed)  # noqa: S311 - a test's moments, not a secret
    count = 200 if long else 20
    # one moment in each of as many equal parts of the time that a run takes to write
    moments = [(part + chance.random()) / count * BEYOND for part in range(count)]
    chance.shuffle(moments)

    def kill_at(lane):
        folder = working_folder(tmp_path / str(lane), old)
        took = finish(folder, old, new)  # measured while the other lane runs too
        seen = []
        for moment in moments[lane::AT_ONCE]:
            (folder / "output" / MASTER).write_bytes(old.master)
            with start("tell", "", new.returns, folder) as process:
                reach(process, "writing")
                time.sleep(moment * took)
                process.kill()
            seen.append(look(folder, old, new))
            assert seen[-1][1] <= 1, "an earlier run's leftover was not swept"
        finish(folder, old, new)
        return seen, took

    with ThreadPoolExecutor(AT_ONCE) as pool:
        lanes = list(pool.map(kill_at, range(AT_ONCE)))
    seen = [one for lane, _ in lanes for one in lane]
    counts = {f"{which} master, {left} left over": seen.count((which, left)) for which, left in sorted(set(seen))}
    print(f"{count} kills in writing of {max(took for _, took in lanes):.2f} s: {counts}")  # noqa: T201 - shown by -rP
    assert ("old", 1) in seen, "no moment fell into the writing"


def test_killed_at_every_call(rounds, tmp_path):
    old, new = rounds

    def kill_at(turn):
        folder = working_folder(tmp_path / str(turn), old)
        with start("kill", turn, new.returns, folder) as process:
            process.stdout.read()
        seen = look(folder, old, new)
        if process.returncode != -signal.SIGKILL:
            assert (process.returncode, seen) == (new.status, ("new", 0)), (folder / "said.txt").read_text("utf-8")
            return None
        return seen

    with ThreadPoolExecutor(AT_ONCE) as pool:
        seen = list(pool.map(kill_at, range(12)))
    assert seen[-1] is None, "there are more calls than were tried"
    kills = [one for one in seen if one is not None]
    assert seen[: len(kills)] == kills
    assert {("old", 1), ("new", 0)} <= set(kills)
    finish(tmp_path / str(kills.index(("old", 1))), old, new)


def test_two_runs_at_once(rounds, tmp_path):
    for pair in range(5):
        folder = working_folder(tmp_path / str(pair), rounds[0])
        with (
            start("wait", "writing", rounds[0].returns, folder) as one,
            start("wait", "writing", rounds[1].returns, folder) as other,
        ):
            reach(one, "writing")
            reach(other, "writing")
            for process in (one, other):  # both are about to make their temporary files
                process.stdin.write(b"\n")
                process.stdin.flush()
            one.communicate()
            other.communicate()
        assert [one.returncode, other.returncode] == [each.status for each in rounds]
        assert look(folder, *rounds)[1] == 0


def test_a_run_leaves_alone_what_another_is_about_to_put_in_place(rounds, tmp_path):
    old, new = rounds
    folder = working_folder(tmp_path, old)
    with start("wait", "placing", old.returns, folder) as slow:
        reach(slow, "writing")
        reach(slow, "placing")
        long_ago = time.time() - 10 * 24 * 60 * 60
        (held,) = (folder / "output").glob(f"{PREFIX}*")
        os.utime(held, (long_ago, long_ago))  # age alone does not count
        with start("tell", "", new.returns, folder) as quick:
            quick.communicate()
        assert quick.returncode == new.status
        assert look(folder, old, new) == ("new", 1)
        slow.communicate(b"\n")
    assert slow.returncode == old.status
    assert look(folder, old, new) == ("old", 0)
