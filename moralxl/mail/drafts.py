"""A letter as an email message, and as a draft file (.eml) that a mail program opens for sending."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path
from typing import Any

from moralxl.files import write_atomically
from moralxl.mail.letters import Letter
from moralxl.mail.texts import one_line
from moralxl.thai import display_width

XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD_BYTES = 39  # of text in an encoded word: with "Subject: " before it, a line's 76 characters (RFC 2047)
MARKS_BYTES = 9  # of them kept for the marks of the last letter


class _Policy(EmailPolicy):
    """Writes headers in ASCII as RFC 2047 has it. Python's own way loses a space where a Thai line is folded."""

    def fold(self, name: str, value: Any) -> str:
        """A header with its name, and the line's end."""
        if name.lower() == "subject":
            return f"{name}: {encoded(str(value))}{self.linesep}"
        if hasattr(value, "addresses"):
            told = (f"{encoded(a.display_name)}{self.linesep} <{a.addr_spec}>".lstrip() for a in value.addresses)
            return f"{name}: {f',{self.linesep} '.join(told)}{self.linesep}"
        if name.lower() == "message-id":  # which no line may break
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes."""
        return self.fold(name, value).encode("ascii")


POLICY = _Policy(linesep="\r\n", cte_type="7bit")


def encoded(text: str) -> str:
    """A text as encoded words, a line each; no letter is parted from its vowels and tone marks."""
    words = [""]
    for character in text:
        marks = display_width(character) == 0
        if words[-1] and len((words[-1] + character).encode()) > (WORD_BYTES if marks else WORD_BYTES - MARKS_BYTES):
            words.append("")
        words[-1] += character
    lines = (f"=?utf-8?B?{base64.b64encode(word.encode()).decode('ascii')}?=" for word in words if word)
    return "\r\n ".join(lines)


def message(letter: Letter, sender: str = "", to: Iterable[str] = (), name: str = "") -> EmailMessage:
    """The message without a date and an id; from the same letter, the same bytes.

    `to` are the addresses it goes to, all of the letter's where none are given; `name` is the sender's display name.
    """
    made = EmailMessage(POLICY)
    if sender:
        made["From"] = Address(one_line(name), addr_spec=sender)
    made["To"] = [Address(one_line(letter.name), addr_spec=one) for one in to or letter.to]
    made["Subject"] = one_line(letter.subject)
    made.set_content(letter.body, charset="utf-8", cte="base64")
    # Content-Type's name is for programs that do not know RFC 2231, in which Content-Disposition has the Thai one
    file, plain = one_line(letter.file), {"name": ascii_name(letter)}
    made.add_attachment(letter.data, maintype="application", subtype=XLSX, filename=file, params=plain)
    made.set_boundary(f"=_{letter.key[:40]}")
    return made


def ascii_name(letter: Letter) -> str:
    """The attachment's name in ASCII: the division by its place in the registry instead of its code."""
    start = "".join(c for c in letter.file.split("_", 1)[0] if c.isascii() and c.isalnum()) or "form"
    return f"{start}_{letter.year}_r{letter.round}_{letter.place:02}.xlsx"


def draft_name(letter: Letter) -> str:
    """The file name of a letter's draft."""
    code = "".join(c for c in letter.division if c not in '\\/:*?"<>|.').strip() or f"{letter.place:02}"
    return f"{letter.kind}_{letter.year}_r{letter.round}_{code}.eml"


def write_draft(letter: Letter, folder: Path, sender: str = "", name: str = "") -> Path:
    """Write a draft and give where it stands. OSError, in Thai, where it cannot be written."""
    made = message(letter, sender, name=name)
    made["X-Unsent"] = "1"  # Outlook opens it as a new message to send
    return write_atomically(folder / draft_name(letter), lambda path: path.write_bytes(made.as_bytes()))


def left_over(folder: Path, letters: list[Letter], start: str) -> list[str]:
    """Drafts of earlier runs whose names begin with `start` and whose divisions get no such letter any more."""
    known = {draft_name(letter) for letter in letters}
    return sorted(path.name for path in folder.glob(f"{start}*.eml") if path.name not in known)
