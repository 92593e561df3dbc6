"""Sends letters over SMTP, one after the other, none twice; what could not be sent is told and can be sent later."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from moralxl.mail import server as mail_server
from moralxl.mail.drafts import message
from moralxl.mail.journal import Journal
from moralxl.mail.letters import Letter
from moralxl.mail.server import Server, ServerError, explain
from moralxl.messages import Told
from moralxl.model import Finding

Refused = dict[str, tuple[int, bytes]]  # address -> the server's answer


@dataclass(slots=True)
class Sender:
    """Sends for one run. `per_minute` bounds how fast; `wait` is given seconds to let pass."""

    server: Server
    secret: str
    address: str
    name: str
    per_minute: int
    wait: Callable[[float], None] = time.sleep
    _smtp: smtplib.SMTP | None = None
    _due: float = field(default=0.0)  # on the monotonic clock: not before then

    def send(
        self, letters: Iterable[Letter], journal: Journal, again: Collection[str] = ()
    ) -> tuple[list[Letter], list[Finding]]:
        """Send what was not sent yet, and to the divisions in `again` in any case.

        Gives the letters that went out and `mail-not-sent` for each address that one did not reach. OSError where
        the journal cannot be written.
        """
        sent: list[Letter] = []
        findings: list[Finding] = []
        broken: Told | None = None  # the server cannot be used: the remaining letters only get told
        try:
            for letter in letters:
                to = pending(letter, journal, again)
                if to and broken is None:
                    try:
                        refused = self._deliver(letter, to, journal)
                    except ServerError as problem:
                        broken = problem.told
                    else:
                        findings += [_not_sent(letter, one, why) for one, why in refused.items()]
                        sent += [letter] if len(refused) < len(to) else []
                if to and broken is not None:
                    findings += [_not_sent(letter, one, broken) for one in to]
            if self._smtp is not None:
                with suppress(OSError):
                    self._smtp.quit()
        finally:
            self._drop()
        return sent, findings

    def _deliver(self, letter: Letter, to: list[str], journal: Journal) -> dict[str, Told]:
        """Hand a letter to the server and record it; the addresses it did not take, and why.

        A connection that drops is made anew once. ServerError where there is no connecting.
        """
        self._keep_rate()
        at = datetime.now().astimezone()
        # the same id as before where a run was cut off after the server took the letter, so that mailboxes show it once
        message_id = f"<{letter.key[:40]}.{journal.times[letter.key]}@{self.address.rpartition('@')[2]}>"
        made = message(letter, self.address, to, self.name)
        made["Date"] = format_datetime(at)
        made["Message-ID"] = message_id
        data = made.as_bytes()
        for last in (False, True):
            try:
                refused = self._hand_over(to, data)
                break
            except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as problem:
                return dict.fromkeys(to, explain(problem))
            except OSError as problem:  # smtplib.SMTPServerDisconnected among them
                self._drop()
                if last:
                    return dict.fromkeys(to, explain(problem))
        taken = [one for one in to if one not in refused]
        if taken:
            journal.record(letter, taken, message_id, at)
        return {one: explain(smtplib.SMTPResponseException(*answer)) for one, answer in refused.items()}

    def _hand_over(self, to: list[str], data: bytes) -> Refused:
        if self._smtp is None:
            self._smtp = mail_server.connect(self.server, self.secret)
        try:
            return self._smtp.sendmail(self.address, to, data)
        except smtplib.SMTPRecipientsRefused as problem:
            # where the server hung up over one address, the others were not even offered
            answer = next(iter(problem.recipients.values()))
            return {one: problem.recipients.get(one, answer) for one in to}

    def _keep_rate(self) -> None:
        now = time.monotonic()
        if now < self._due:
            self.wait(self._due - now)
        self._due = max(now, self._due) + 60 / self.per_minute

    def _drop(self) -> None:
        """Close the connection without a word, which the server might take for a part of the letter."""
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def pending(letter: Letter, journal: Journal, again: Collection[str]) -> list[str]:
    """The addresses that a letter is still to be sent to."""
    return [one for one in letter.to if letter.division in again or (letter.key, one) not in journal.sent]


def _not_sent(letter: Letter, to: str, why: Told) -> Finding:
    args = {"division": f"{letter.division} {letter.name}", "address": to, "what": why}
    return Finding("mail-not-sent", args=args)
