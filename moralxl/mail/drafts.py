"""A letter as an email message, and as a draft file (.eml) that a mail program opens for sending."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path
from typing import Any

from moralxl.files import file_part, write_atomically
from moralxl.mail.letters import Letter
from moralxl.mail.texts import Kind, one_line
from moralxl.model import Division, Finding, Plan, Round, Source
from moralxl.thai import display_width

XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD_BYTES = 39  # of text in an encoded word: with "Subject: " before it, a line's 76 characters (RFC 2047)
MARK = "X-Moralxl-Draft"  # the hash of all else: whoever edits a draft leaves it as it was
MARKED = re.compile(rb"(?m)^X-Moralxl-Draft: ([0-9a-f]{40})\r\n")
KEY_LENGTH = 40  # of a letter's key, as the boundary between a draft's parts repeats it
BOUNDARY = re.compile(rb'(?m)^Content-Type: multipart/mixed;\s+boundary="=_([0-9a-f]{40})"')
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
    made.set_boundary(f"=_{letter.key[:KEY_LENGTH]}")
    return made


def ascii_name(letter: Letter) -> str:
    """The attachment's name in ASCII: the division by its place in the registry instead of its code."""
    start = "".join(c for c in letter.file.split("_", 1)[0] if c.isascii() and c.isalnum()) or "form"
    return f"{start}_{letter.year}_r{letter.round}_{letter.place:02}.xlsx"


# --- draft files ----------------------------------------------------------------------------------


def draft_name(letter: Letter) -> str:
    """The file name of a letter's draft."""
    return _file_name(letter.kind, letter.year, letter.round, letter.division, letter.place)


def name_for(kind: Kind, plan: Plan, round_: Round, division: Division) -> str:
    """The file name that a division's letter of this kind would have."""
    place = plan.divisions.index(division) + 1
    return _file_name(kind, plan.year, round_.number, division.code, place)


def _file_name(kind: Kind, year: int, round_number: int, code: str, place: int) -> str:
    return f"{kind}_{year}_r{round_number}_{file_part(code) or f'{place:02}'}.eml"


def write_draft(letter: Letter, folder: Path, sender: str = "", name: str = "") -> Path:
    """Write a draft and give where it stands. OSError, in Thai, where it cannot be written."""
    made = message(letter, sender, name=name)
    made["X-Unsent"] = "1"  # Outlook opens it as a new message to send
    made[MARK] = _hash(made.as_bytes())
    return write_atomically(folder / draft_name(letter), lambda path: path.write_bytes(made.as_bytes()))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:40]


def is_as_written(data: bytes) -> bool:
    """Whether a draft is still as this program wrote it."""
    mark = MARKED.search(data)
    return mark is not None and _hash(data[: mark.start()] + data[mark.end() :]) == mark[1].decode()


def apart(letters: Iterable[Letter], folder: Path) -> tuple[list[Letter], list[Finding]]:
    """The letters whose drafts may be written, and mail-draft-edited for each whose draft somebody edited."""
    free, findings = [], []
    for letter in letters:
        path = folder / draft_name(letter)
        if path.exists() and not is_as_written(path.read_bytes()):
            args = {"division": f"{letter.division} {letter.name}"}
            findings.append(Finding("mail-draft-edited", Source(path.as_posix()), args=args))
        else:
            free.append(letter)
    return free, findings


def clear(folder: Path, start: str, due: Collection[str], sent: Iterable[str]) -> tuple[list[str], list[str]]:
    """Remove the drafts of earlier runs whose names begin with `start` and are none of those that are `due`.

    Gives the names of those removed, and of those kept as somebody edited them or has them open. Those that went out
    stay as they are, as a record: `sent` has the keys of the letters that did.
    """
    went_out = {key[:KEY_LENGTH].encode() for key in sent}
    removed: list[str] = []
    kept: list[str] = []
    for path in sorted(folder.glob(f"{start}*.eml")):
        data = b"" if path.name in due else path.read_bytes()
        boundary = BOUNDARY.search(data)
        if path.name in due or (boundary and boundary[1] in went_out):
            continue
        told = kept
        if is_as_written(data):
            with suppress(OSError):  # a mail program holds it
                path.unlink()
                told = removed
        told.append(path.name)
    return removed, kept
