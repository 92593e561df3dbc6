"""What a message is: its weight, and its wording in Thai and English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from moralxl.model import Severity

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Message(NamedTuple):
    """The wording of a code. Braces name `typed`, `read`, `label` and the finding's args."""

    severity: Severity
    th: str
    th_mend: str
    en: str
    en_mend: str


class Told(NamedTuple):
    """An argument of a message that is worded differently in Thai and English."""

    th: str
    en: str


def first_of(told: Sequence[str], most: int, between: str = ", ") -> str:
    """The first of what there is to name, and … where there is more."""
    return between.join([*told[:most], *(["…"] if len(told) > most else [])])
