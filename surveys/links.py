"""Links that let somebody in: made from a key and found by their hash; the link itself is never stored.

A token is HMAC-SHA256(LINK_KEY, purpose, code, issue), so whoever may show or send it can compute it
again. Raising the issue makes a new link and kills the old one. A token made with a key in
OLD_LINK_KEYS goes on opening, because only its hash is looked up.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing

COOKIE_PREFIX = "closer_"
COOKIE_SALT = "surveys.draft"
COOKIE_AGE = 60 * 60 * 24 * 90
CODE_COOKIE, CODE_SALT = "result_code", "surveys.result-code"
COOKIES_AT_MOST = 10  # a browser's header has room for some sixty; the oldest draft gives way


class Purpose(StrEnum):
    """What a link is good for; a token for one purpose opens nothing else."""

    EXECUTIVE = "executive"
    ANSWER = "answer"  # an invitation's three; the last two work without a cookie
    DECLINE = "decline"
    STOP = "stop"
    PANEL = "panel"  # one link for a whole voice
    TOLD = "told"  # what a voice was heard to say, for everybody of it
    DRAFT = "draft"  # what brings back somebody who came by that link
    REVIEW = "review"  # reads all of it before anybody is asked


TOLD_ISSUE = 1  # of the page on which a voice reads what was heard: its link is never replaced


def make_token(purpose: Purpose, code: UUID | str, issue: int, key: str | None = None) -> str:
    """The secret part of a link: 43 characters that fit into an address."""
    name = code.hex if isinstance(code, UUID) else code
    message = f"{purpose}\0{name}\0{issue}".encode()
    digest = hmac.new((key or settings.LINK_KEY).encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_token(token: str) -> str:
    """What is stored instead of the token: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def keys() -> tuple[str, ...]:
    """Today's key and the earlier ones, which go on counting."""
    return (settings.LINK_KEY, *settings.OLD_LINK_KEYS)


def recall_token(purpose: Purpose, code: UUID | str, issue: int, stored_hash: str) -> str:
    """The token whose hash is stored, made with today's key or an old one. Raises LookupError."""
    for key in keys():
        token = make_token(purpose, code, issue, key)
        if hmac.compare_digest(hash_token(token), stored_hash):
            return token
    raise LookupError("no key of ours made this link")


def random_code() -> str:
    """A draft's own code, part of its addresses: 22 characters, 128 random bits."""
    return secrets.token_urlsafe(16)


# --- result codes: how peers and team find their own picture again -----------------------------------------

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, 1, I and O, which look like one another
CODE_LENGTH, CODE_BLOCK = 16, 4  # 80 random bits, in blocks that can be copied by hand


def draw_result_code() -> str:
    """A new result code, such as "K7QF-2MXP-9RTA-4WHC". It comes from no token, and no server keeps it."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(drawn[at : at + CODE_BLOCK] for at in range(0, CODE_LENGTH, CODE_BLOCK))


def hash_result_code(typed: str) -> str:
    """What is stored of a result code: a keyed hash. Raises ValueError for what can't be one."""
    return result_code_hashes(typed)[0]


def result_code_hashes(typed: str) -> list[str]:
    """What may be stored of a result code, by today's key and by each earlier one: what is as long as
    results are shut comes first. Raises ValueError."""
    letters = "".join(typed.upper().replace("-", "").split())
    if len(letters) != CODE_LENGTH or not set(letters) <= set(LETTERS):
        raise ValueError("not a result code")
    shut = keyed_hashes(f"result\0{letters}")
    return [*shut, *(opened for one in shut for opened in opened_hashes(one))]


def opened_hash(stored: str) -> str:
    """What takes the place of a result code's hash once results are open: without the key, nobody can
    tell which response of an earlier copy of the database this one was."""
    return opened_hashes(stored)[0]


def opened_hashes(stored: str) -> list[str]:
    return keyed_hashes(f"opened\0{stored}")


SHORT_LENGTH, SHORT_BLOCK = 6, 3  # 30 random bits: five tries an hour find one in twenty thousand years


def short_code(draft_code: str, key: str | None = None) -> str:
    """What opens a draft on another device, beside its link, such as "K7Q-F2M". It is stored nowhere."""
    message = f"short\0{draft_code}".encode()
    digest = hmac.new((key or settings.LINK_KEY).encode(), message, hashlib.sha256).digest()
    drawn = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:SHORT_LENGTH])
    return f"{drawn[:SHORT_BLOCK]}-{drawn[SHORT_BLOCK:]}"


def is_short_code(typed: str, draft_code: str) -> bool:
    """Whether this is the draft's short code, by today's key or an earlier one, however it was typed."""
    letters = "".join(typed.upper().replace("-", "").split()).encode()
    codes = [short_code(draft_code, key).replace("-", "").encode() for key in keys()]
    return any(hmac.compare_digest(letters, code) for code in codes)


def hash_address(email: str, organisation: UUID) -> str:
    """What is remembered of an address that asked not to be asked: a keyed hash, for one organisation."""
    return address_hashes(email, organisation)[0]


def address_hashes(email: str, organisation: UUID) -> list[str]:
    """What may be remembered of such an address, by today's key and by each earlier one."""
    return keyed_hashes(f"stop\0{organisation.hex}\0{email.lower()}")


def keyed_hashes(message: str) -> list[str]:
    return [hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest() for key in keys()]


def sign_cookie(draft_code: str, issue: int, panel: int | None = None) -> str:
    """What the draft's cookie holds: proof that this browser was let in, for this issue of the link.

    And the key of the voice it was asked in, which the draft takes along when it goes.
    """
    held = [draft_code, issue, int(time.time()), panel]
    return signing.dumps(held, key=settings.LINK_KEY, salt=COOKIE_SALT)


class Proof(NamedTuple):
    """What a genuine cookie says: the issue of the link that let the browser in, when that was, and the
    key of the voice it was asked in; None for the executive, and where an older cookie doesn't say.
    """

    issue: int
    given_at: int
    panel: int | None = None


def read_cookie(value: str, draft_code: str) -> Proof | None:
    """The proof in a draft's cookie, or None for a forged or foreign one."""
    for key in keys():
        try:
            code, *held = signing.loads(value, key=key, salt=COOKIE_SALT, max_age=COOKIE_AGE)
        except (signing.BadSignature, ValueError, TypeError):
            continue
        return Proof(*held) if code == draft_code else None
    return None


def sign_result_code(result_code: str, draft_code: str) -> str:
    """What keeps a result code the same in one browser until Finish, however often its page is shown."""
    return signing.dumps([draft_code, result_code], key=settings.LINK_KEY, salt=CODE_SALT)


def read_result_code(value: str, draft_code: str) -> str:
    """The result code in a draft's cookie, or "" for a forged or foreign one."""
    for key in keys():
        try:
            code, result_code = signing.loads(value, key=key, salt=CODE_SALT, max_age=COOKIE_AGE)
        except (signing.BadSignature, ValueError, TypeError):
            continue
        return str(result_code) if code == draft_code else ""
    return ""
