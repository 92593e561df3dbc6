"""Every message a finding can give: code -> severity, what is wrong, how to mend it, in Thai and English."""

from __future__ import annotations

from datetime import date

from moralxl import thai
from moralxl.messages.attain import ATTAIN
from moralxl.messages.division import DIVISION
from moralxl.messages.files import FILES
from moralxl.messages.folder import FOLDER
from moralxl.messages.importing import IMPORTING
from moralxl.messages.intake import INTAKE
from moralxl.messages.mail import MAIL
from moralxl.messages.message import Message, Told
from moralxl.messages.paper import PAPER
from moralxl.messages.plan import PLAN
from moralxl.messages.plan_measures import PLAN_MEASURES
from moralxl.messages.plan_texts import PLAN_TEXTS
from moralxl.messages.sets import SETS
from moralxl.messages.waivers import WAIVERS
from moralxl.model import Finding, Severity

__all__ = ["CATALOGUE", "Message", "Told", "mend", "severity", "shown", "text"]

CATALOGUE: dict[str, Message] = {
    **PLAN,
    **PLAN_MEASURES,
    **PLAN_TEXTS,
    **IMPORTING,
    **FOLDER,
    **FILES,
    **SETS,
    **INTAKE,
    **ATTAIN,
    **WAIVERS,
    **MAIL,
}


def severity(finding: Finding) -> Severity:
    """How much a finding weighs."""
    return CATALOGUE[finding.code].severity


def text(finding: Finding, lang: str = "th", *, paper: bool = False, division: bool = False) -> str:
    """The whole message of a finding: what is wrong and how to mend it. `lang` is "th" or "en".

    On `paper`, as in the master, it speaks of no command or option: who reads there gives none. To the `division`
    neither, nor of asking the division.
    """
    message = CATALOGUE[finding.code]
    wrong = message.th if lang == "th" else message.en
    names = {"typed": finding.typed, "read": finding.read, "label": finding.label, **finding.args}
    told = f"{wrong} {mend(finding, lang, paper=paper, division=division)}".strip()
    return told.format_map({name: shown(value, lang) for name, value in names.items()})


def mend(finding: Finding, lang: str = "th", *, paper: bool = False, division: bool = False) -> str:
    """How to mend a finding, as `text` has it; what it names stands in braces."""
    message = CATALOGUE[finding.code]
    if division and finding.code in DIVISION:
        return str(getattr(DIVISION[finding.code], lang))
    if (paper or division) and finding.code in PAPER:
        return str(getattr(PAPER[finding.code], lang))
    return message.th_mend if lang == "th" else message.en_mend


def shown(value: object, lang: str = "th") -> str:
    """A value as a message in `lang` shows it: numbers and dates in Thai digits and era or in ASCII and ISO."""
    if isinstance(value, Told):
        return value.th if lang == "th" else value.en
    if isinstance(value, tuple):
        return (" หรือ " if lang == "th" else " or ").join(shown(each, lang) for each in value)
    if isinstance(value, date):
        return thai.format_date(value) if lang == "th" else value.isoformat()
    if isinstance(value, (int, float)):
        return thai.format_number(value) if lang == "th" else f"{value:,.10g}"
    return str(value)
