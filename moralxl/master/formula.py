"""The pieces that the master's formulas are made of: quoted texts, criteria, Thai digits, numbers in words."""

from __future__ import annotations

LONGEST_TEXT = 255  # characters of one quoted text in a formula
LOST = "1E-12"  # what a quotient may have lost; see results.LOST


def quoted(text: str) -> str:
    """A text as a formula holds it; one too long for Excel in pieces joined by &."""
    if len(text) <= LONGEST_TEXT:
        return '"' + text.replace('"', '""') + '"'
    pieces = [text[start : start + LONGEST_TEXT] for start in range(0, len(text), LONGEST_TEXT)]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def criterion(text: str) -> str:
    """A text to look up by MATCH or COUNTIF, quoted, its wildcards meaning themselves."""
    for sign in "~*?":
        text = text.replace(sign, f"~{sign}")
    return quoted(text)


def thai_digits(text: str) -> str:
    """A text formula with the digits of its result in Thai, in every program: not all know Thai number formats."""
    for digit, thai in enumerate("๐๑๒๓๔๕๖๗๘๙"):
        text = f'SUBSTITUTE({text},"{digit}","{thai}")'
    return text


def number(value: str) -> str:
    """The text of a number and a space, with as many decimals as it needs, at most two."""
    return f'SUBSTITUTE(TEXT({value},"#,##0.##")&" ",". "," ")'


def percent(value: str) -> str:
    """The text of a fraction as a percentage rounded down to one decimal, as `thai.format_percent` puts it."""
    return f'TEXT(ROUNDDOWN(({value}+{LOST})*100,1),"#,##0.0")'


def rounded_down(value: str) -> str:
    """A fraction as a percentage cell shows it, as `results.shown_share` rounds it."""
    return f"ROUNDDOWN({value}+{LOST},3)"


def rounded_score(value: str) -> str:
    """A score as a cell shows it, as `results.shown_score` rounds it."""
    return f"ROUNDDOWN({value}+{LOST},2)"


def total(terms: list[str]) -> str:
    """The sum of several terms, 0 of none."""
    return "+".join(terms) or "0"


def all_of(conditions: list[str]) -> str:
    """Whether all conditions hold."""
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def any_of(conditions: list[str]) -> str:
    """Whether one of the conditions holds."""
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"
