"""Our own mail server, over SMTP: how far each mail got is noted, so nothing is in doubt without need."""

from __future__ import annotations

import smtplib
import time
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

OVER_SMTP = "django.core.mail.backends.smtp.EmailBackend"
OUR_CREDENTIALS = (530, 534, 535, 538)  # who we are isn't believed: of no mail in particular
LONGEST_REPLY = 60  # seconds
CLOSES = (-1, 421)  # nothing that can be read, or a good-bye


class Patient:
    """What a server says, line by line, up to a time."""

    def __init__(self, lines: Any) -> None:
        self.lines = lines
        self.until = 0.0

    def readline(self, size: int) -> bytes:
        """Raises TimeoutError once the time is over."""
        if time.monotonic() > self.until:
            raise TimeoutError("the reply never ends")
        return bytes(self.lines.readline(size))

    def close(self) -> None:
        self.lines.close()


class NotTaken(smtplib.SMTPException):
    """The server was given nothing of the mail, and said nothing about whom it is for.

    `for_all`: what stood in the way is the sender, the password or the server, so the next mail fares the
    same.
    """

    def __init__(self, *, for_all: bool) -> None:
        super().__init__("the mail server took nothing")
        self.for_all = for_all


class Line(smtplib.SMTP):
    """A connection that notes whether the server was given a mail itself: until then it reached nobody."""

    handed_over = False

    def getreply(self) -> tuple[int, bytes]:
        """As before, but a server that says a little at a time has so long for all of it."""
        if self.file is None and self.sock is not None:
            self.file = Patient(self.sock.makefile("rb"))
        if isinstance(self.file, Patient):
            self.file.until = time.monotonic() + LONGEST_REPLY
        return super().getreply()

    def send(self, s: Any) -> None:
        if isinstance(s, bytes):  # commands are text; bytes are a mail, once the server said 354
            self.handed_over = True
        super().send(s)

    def sendmail(self, *args: Any, **kwargs: Any) -> Any:
        """Raises NotTaken, or what smtplib raises of an answer to this mail or once it was handed over."""
        self.handed_over = False
        try:
            return super().sendmail(*args, **kwargs)
        except smtplib.SMTPException as problem:
            code = answer(problem)
            ours = code in OUR_CREDENTIALS or isinstance(problem, smtplib.SMTPSenderRefused)
            if self.handed_over or (400 <= code < 600 and not ours):
                raise
            # after a time that ran out: one server that hangs is waited for once, not once for each mail
            hung = isinstance(problem.__context__, TimeoutError)
            raise NotTaken(for_all=ours or hung) from problem


class SecureLine(Line, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


def answer(problem: smtplib.SMTPException) -> int:
    """What the server said to this recipient or this mail; 0 where it said nothing of them."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return int(next(iter(problem.recipients.values()))[0])
    return problem.smtp_code if isinstance(problem, smtplib.SMTPDataError) else 0


class Backend(EmailBackend):
    """Django's own, over a line that notes how far it came."""

    @property
    def connection_class(self) -> type[Line]:
        return SecureLine if self.use_ssl else Line

    def open(self) -> bool | None:
        """As before, and both have said hello: a server that isn't well shows it before a mail is tried."""
        new = super().open()
        if new and self.connection is not None:
            try:
                self.connection.ehlo_or_helo_if_needed()
            except smtplib.SMTPException:
                self.hang_up()
                raise
        return new

    def is_there(self) -> bool:
        """Whether the server still listens: many close after each mail, or after a while."""
        if self.connection is None:
            return False
        try:
            return self.connection.noop()[0] not in CLOSES
        except smtplib.SMTPException:
            return False

    def hang_up(self) -> None:
        """Without a word, as to somebody who may not be there any more."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def connect() -> BaseEmailBackend:
    """Where mails go, not opened yet."""
    return Backend() if settings.EMAIL_BACKEND == OVER_SMTP else get_connection()


def reopen(server: BaseEmailBackend) -> None:
    """Have it open, anew if it was closed at the other end. Raises what opening raises."""
    if isinstance(server, Backend) and not server.is_there():
        server.hang_up()
    server.open()
