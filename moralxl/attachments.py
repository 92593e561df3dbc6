"""Takes attachments out of email messages, and messages out of mailboxes (mbox)."""

from __future__ import annotations

import codecs
import email
import email.policy
import mailbox
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path


def _outlooks_thai(name: str) -> codecs.CodecInfo | None:
    """The encoding that Outlook calls windows-874; Python knows it as cp874 only."""
    return codecs.lookup("cp874") if name.replace("-", "_").removeprefix("x_") == "windows_874" else None


codecs.register(_outlooks_thai)  # for email, which looks encodings up by the names that letters give


def parse(data: bytes) -> EmailMessage:
    """A message from its bytes; what is wrong with it is left aside as mail programs do."""
    return email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)


def attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Name and content of each attachment, those of messages attached to it included.

    One without a name has its place in the message instead.
    """
    for number, part in enumerate(message.walk(), 1):
        name = part.get_filename()
        if part.is_multipart() or (name is None and part.get_content_maintype() != "application"):
            continue  # the letter itself, and what dresses it
        payload = part.get_payload(decode=True)
        yield name or f"{number}", payload if isinstance(payload, bytes) else b""


def letters(path: Path) -> Iterator[tuple[str, bytes]]:
    """The messages of an mbox that have attachments, by their places in it: "3.eml"."""
    with closing(mailbox.mbox(path, create=False)) as box:
        for number, key in enumerate(box.iterkeys(), 1):
            data = box.get_bytes(key)
            if any(True for _ in attachments(parse(data))):
                yield f"{number}.eml", data
