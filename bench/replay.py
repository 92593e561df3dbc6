"""Plays again what a writer asked of XlsxWriter: the same workbook by the library alone, without what went before.

Calls of XlsxWriter's workbooks and worksheets are noted while something is written, and can then be made once more,
with formats and sheets of their own.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

OPTIONS = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}


class Call(NamedTuple):
    """What was called on which object with what, and what that gave."""

    target: Any
    name: str
    args: tuple[Any, ...]
    named: dict[str, Any]
    result: Any


@contextmanager
def noted() -> Iterator[list[Call]]:
    """The calls that are made from outside the library meanwhile."""
    calls: list[Call] = []
    within = False

    def noting(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def call(self: Any, *args: Any, **named: Any) -> Any:
            nonlocal within
            if within:
                return method(self, *args, **named)
            within = True
            try:
                result = method(self, *args, **named)
            finally:
                within = False
            if name != "__init__":  # which calls methods of its own
                calls.append(Call(self, name, args, named, result))
            return result

        return call

    kept = [(kind, name, method) for kind in (Workbook, Worksheet) for name, method in vars(kind).items()]
    kept = [each for each in kept if callable(each[2]) and (each[1] == "__init__" or not each[1].startswith("_"))]
    try:
        for kind, name, method in kept:
            setattr(kind, name, noting(name, method))
        yield calls
    finally:
        for kind, name, method in kept:
            setattr(kind, name, method)


def play(calls: list[Call]) -> None:
    """Make the calls again, on a workbook of their own."""
    books = [call.target for call in calls if isinstance(call.target, Workbook)]
    made: dict[int, Any] = {id(books[0]): Workbook(io.BytesIO(), OPTIONS)}

    def own(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: own(each) for key, each in value.items()}
        return made.get(id(value), value)

    for target, name, args, named, result in calls:
        if name == "add_worksheet":  # of the library's own kind
            args = args[:1]  # noqa: PLW2901
        again = getattr(made[id(target)], name)(*map(own, args), **own(named))
        if name in {"add_worksheet", "add_format"}:
            made[id(result)] = again
