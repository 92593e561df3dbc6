"""What the tests of harm share: how many moments to try, and returns with what the program makes of them."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import run, write_return

ANSWERS = ({"a06_virtues": 5, "a06_signed": 48, "a06_staff": 60}, {"a06_virtues": 3, "a06_signed": 31, "a06_staff": 60})


@dataclass(frozen=True)
class Round:
    """A folder of returns, and the master that an undisturbed run makes of it."""

    returns: Path
    master: bytes
    status: int


@pytest.fixture(scope="session")
def long() -> bool:
    """Whether to try as much as was promised once, not as much as fits into every run (MORALXL_LONG=1)."""
    return os.environ.get("MORALXL_LONG") == "1"


@pytest.fixture(scope="session")
def rounds(tmp_path_factory) -> tuple[Round, Round]:
    """Two folders of returns whose masters differ; the first stands for the old one, the second for the new."""
    made = []
    for name, answers in zip(("old", "new"), ANSWERS, strict=True):
        folder = tmp_path_factory.mktemp(name)
        (folder / "returns").mkdir()
        write_return(folder / "returns" / "a.xlsx", "กก.", answers)
        done = run("consolidate", folder / "returns", "-o", folder / "output")
        master = folder / "output" / "master_2567_r9.xlsx"
        made.append(Round(folder / "returns", master.read_bytes(), done.exit_code))
    old, new = made
    assert old.master != new.master
    return old, new
