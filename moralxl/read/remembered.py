"""Remembers what the parts of files give, as the returns of a round have many alike; long parts are not kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")
LONG = 1 << 18  # bytes; a form's are shorter, and hostile ones would take all memory


class Remembered(Generic[T]):
    """A function of a part's bytes that knows the last results, which are not to be changed."""

    def __init__(self, work: Callable[[bytes], T], most: int) -> None:
        """The function, and how many of its results are kept."""
        self._work, self._known = work, lru_cache(most)(work)

    def __call__(self, part: bytes) -> T:
        """What the function gives."""
        return self._known(part) if len(part) < LONG else self._work(part)

    def cache_clear(self) -> None:
        """Forget all results."""
        self._known.cache_clear()
