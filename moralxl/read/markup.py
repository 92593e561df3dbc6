"""Parses the XML of workbooks: no entity or DTD is ever followed, and depth is bounded."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from xml.parsers import expat

from moralxl.messages.message import Told
from moralxl.read.raw import Damaged, Refused

MOST_DEPTH = 200
Attributes = dict[str, str]


def parse(
    chunks: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
    *,
    cut: bool = False,
) -> None:
    """Call the handlers with names as `uri}local`; `cut`: the chunks are not all of it.

    Damaged for what is no XML, Refused for a DTD or great depth.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def started(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise Refused(Told("ส่วนประกอบซ้อนกันลึกผิดปกติ", "it is nested too deeply"))
        start(name, attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    def doctype(*_: object) -> None:
        raise Refused("DTD")

    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.StartDoctypeDeclHandler = doctype
    parser.CharacterDataHandler = text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - positional only
        if not cut:
            parser.Parse(b"", True)  # noqa: FBT003 - the same
    except (expat.ExpatError, ValueError, LookupError) as problem:  # the latter two: an encoding that is none
        raise Damaged("XML") from problem


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def elements(data: bytes, wanted: Container[str]) -> list[tuple[str, str, Attributes, str]]:
    """The wanted elements of a small part in order: parent's name, name, attributes, text; all names local."""
    found: list[tuple[str, str, Attributes, str]] = []
    path: list[str] = [""]
    words: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        short = local(name)
        if short in wanted:
            found.append((path[-1], short, {local(key): value for key, value in attributes.items()}, ""))
        words.clear()
        path.append(short)

    def end(_name: str) -> None:
        if words and found and found[-1][1] == path[-1]:
            found[-1] = (*found[-1][:3], "".join(words))
        words.clear()
        path.pop()

    parse((data,), start, end, words.append)
    return found
