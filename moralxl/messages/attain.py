"""Messages about attainment."""

from __future__ import annotations

from moralxl.messages.message import Message

ATTAIN: dict[str, Message] = {}
