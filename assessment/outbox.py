"""The demo's outbox: each mail becomes one file, for a page on this machine to show."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"\d{20}-[\w-]{22}")  # when it was sent, in nanoseconds, and 128 random bits


class Backend(BaseEmailBackend):
    """Writes each mail into OUTBOX_DIR, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.OUTBOX_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        sent = [message for message in email_messages if message.recipients()]
        for message in sent:
            keep(message.message().as_bytes())
        return len(sent)


def keep(content: bytes) -> Path:
    """Write one mail beside its place and move it there, so that nobody ever reads half of it."""
    path = settings.OUTBOX_DIR / f"{time.time_ns():020d}-{secrets.token_urlsafe(16)}.eml"
    unfinished = path.with_suffix(".part")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    unfinished.replace(path)
    return path


def names() -> list[str]:
    """Every mail's name, the newest first."""
    kept = (path.stem for path in settings.OUTBOX_DIR.glob("*.eml"))
    return sorted(filter(NAME.fullmatch, kept), reverse=True)


def read(name: str) -> ParsedMail:
    """One mail. Raises LookupError for a name that is none of ours."""
    path = settings.OUTBOX_DIR / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise LookupError(name)
    return message_from_bytes(path.read_bytes(), policy=policy.default)
