"""Every message a finding can give: code -> severity, what is wrong, how to mend it, in Thai and English."""

from __future__ import annotations

from typing import NamedTuple

from moralxl.model import Finding, Severity

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Message(NamedTuple):
    """The wording of a code. Braces name `typed`, `read`, `label` and the finding's args."""

    severity: Severity
    th: str
    th_mend: str
    en: str
    en_mend: str


CATALOGUE: dict[str, Message] = {}


def severity(finding: Finding) -> Severity:
    """How much a finding weighs."""
    return CATALOGUE[finding.code].severity


def text(finding: Finding, lang: str = "th") -> str:
    """The whole message of a finding: what is wrong and how to mend it. `lang` is "th" or "en"."""
    message = CATALOGUE[finding.code]
    wrong, mend = (message.th, message.th_mend) if lang == "th" else (message.en, message.en_mend)
    names = {"typed": finding.typed, "read": finding.read, "label": finding.label, **finding.args}
    return f"{wrong} {mend}".strip().format_map(names)
