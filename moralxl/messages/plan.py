"""Messages about the plan's tables."""

from __future__ import annotations

from moralxl.messages.message import Message

PLAN: dict[str, Message] = {}
