"""A plugin for the tests that bench/mutants.py has run: quick modules first, and no process left when they end."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from moralxl.read import stop

if TYPE_CHECKING:
    import pytest

STATS = Path("mutmut-stats.json")  # what mutmut learned of the tests, in the folder where they run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order modules by what their tests take on average (whole ones, for their fixtures' sake), and tests in them."""
    if not STATS.exists():
        return
    took = defaultdict(float, json.loads(STATS.read_text(encoding="utf-8"))["duration_by_test"])
    by_module: dict[Path, list[float]] = defaultdict(list)
    for item in items:
        by_module[item.path].append(took[item.nodeid])
    mean = {path: sum(times) / len(times) for path, times in by_module.items()}
    items.sort(key=lambda item: (mean[item.path], str(item.path), took[item.nodeid]))


def pytest_sessionfinish() -> None:
    """End what the tests have started: mutmut, which forks from here, would take its end for that of a mutant."""
    stop()
