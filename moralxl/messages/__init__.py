"""Every message a finding can give: code -> severity, what is wrong, how to mend it, in Thai and English."""

from __future__ import annotations

from moralxl.messages.attain import ATTAIN
from moralxl.messages.intake import INTAKE
from moralxl.messages.message import Message
from moralxl.messages.plan import PLAN
from moralxl.model import Finding, Severity

CATALOGUE: dict[str, Message] = {**PLAN, **INTAKE, **ATTAIN}


def severity(finding: Finding) -> Severity:
    """How much a finding weighs."""
    return CATALOGUE[finding.code].severity


def text(finding: Finding, lang: str = "th") -> str:
    """The whole message of a finding: what is wrong and how to mend it. `lang` is "th" or "en"."""
    message = CATALOGUE[finding.code]
    wrong, mend = (message.th, message.th_mend) if lang == "th" else (message.en, message.en_mend)
    names = {"typed": finding.typed, "read": finding.read, "label": finding.label, **finding.args}
    return f"{wrong} {mend}".strip().format_map(names)
