"""What the tests share: a real office program, golden files that --renew rewrites, and a printed random seed."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from office import Office, available

SEED = pytest.StashKey[int]()


def pytest_addoption(parser):
    parser.addoption("--renew", action="store_true", help="write the golden files anew instead of comparing with them")


def pytest_configure(config):
    config.stash[SEED] = int(os.environ.get("MORALXL_SEED") or random.SystemRandom().randrange(2**32))


def pytest_sessionstart(session):
    # Not pytest_report_header, which -q hides.
    session.config.get_terminal_writer().line(f"seed: {session.config.stash[SEED]} (MORALXL_SEED repeats it)")


@pytest.fixture(scope="session")
def seed(pytestconfig) -> int:
    """Return the seed of this run, the printed one."""
    return pytestconfig.stash[SEED]


@pytest.fixture(scope="session")
def renew(pytestconfig) -> bool:
    """Whether golden files are to be written anew."""
    return pytestconfig.getoption("--renew")


@pytest.fixture
def golden(request, renew) -> Callable[[str | Path, str], None]:
    """Return a function that compares a text with a file, whose path is relative to the test's folder."""

    def compare(path: str | Path, text: str) -> None:
        file = request.path.parent / path
        if renew:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        elif not file.exists():
            pytest.fail(f"{file} does not exist; pytest --renew writes it")
        else:
            assert text == file.read_text(encoding="utf-8"), f"differs from {file}; pytest --renew accepts the change"

    return compare


@pytest.fixture(scope="session")
def office(tmp_path_factory) -> Office:
    """Return LibreOffice; skips where it is missing, but fails under CI, where nothing may be skipped unseen."""
    missing = available()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    return Office(tmp_path_factory.mktemp("office"))
