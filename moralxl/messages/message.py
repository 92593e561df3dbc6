"""What a message is: its weight, and its wording in Thai and English."""

from __future__ import annotations

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
