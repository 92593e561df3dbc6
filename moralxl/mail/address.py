"""Email addresses as the registry has them: checked strictly, so that nothing in them can become a header."""

from __future__ import annotations

import re

from moralxl.model import Division, Finding

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL = re.compile(rf"{ATOM}(?:\.{ATOM})*")
LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
MOST_LOCAL, MOST = 64, 254  # characters; RFC 5321


def addresses(division: Division) -> tuple[tuple[str, ...], list[Finding]]:
    """A division's addresses, several of which are separated by ; in the registry.

    Findings: mail-address-missing, mail-address-wrong. Where one of several is wrong, the others are given as well.
    """
    typed = [part.strip() for part in division.email.split(";") if part.strip()]
    args = {"division": f"{division.code} {division.name}"}
    if not typed:
        return (), [Finding("mail-address-missing", args=args)]
    read = [address(part) for part in typed]
    wrong = [part for part, made in zip(typed, read, strict=True) if not made]
    findings = [Finding("mail-address-wrong", typed=" ".join(part.split()), args=args) for part in wrong]
    return tuple(dict.fromkeys(made for made in read if made)), findings


def address(typed: str) -> str:
    """An address in ASCII, a domain in Thai letters made so; "" where it is none."""
    local, _, domain = typed.strip().rpartition("@")
    if not LOCAL.fullmatch(local) or len(local) > MOST_LOCAL:
        return ""
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    labels = domain.split(".")
    if len(labels) < 2 or not all(LABEL.fullmatch(label) for label in labels):
        return ""
    made = f"{local}@{domain}"
    return made if len(made) <= MOST else ""
