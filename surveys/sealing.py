"""Text that a copy of the database doesn't give away: sealed with a key that is not in it.

ChaCha20-Poly1305 (RFC 8439) with a key for each name, made from LINK_KEY, and a random nonce for each
sealing. What is sealed is filled up to a fixed length first, so that the length says nothing either.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from surveys.links import keys

NONCE = 12  # bytes
BLOCK = 1024  # bytes: more than anybody's answers and segments take


class KeyGone(LookupError):
    """What was sealed can't be read: the key that sealed it isn't among ours any more."""


def seal(text: str, name: str) -> bytes:
    """The text as only this server reads it: nonce, then ciphertext and tag. Spaces at its end are lost."""
    content = text.encode()
    padded = content.ljust(-(-len(content) // BLOCK) * BLOCK)
    nonce = secrets.token_bytes(NONCE)
    return nonce + cipher(keys()[0], name).encrypt(nonce, padded, None)


def unseal(sealed: bytes | memoryview, name: str) -> str:
    """The text under this name, by today's key or an earlier one. Raises KeyGone."""
    nonce, content = bytes(sealed[:NONCE]), bytes(sealed[NONCE:])
    for key in keys():
        try:
            return cipher(key, name).decrypt(nonce, content, None).decode().rstrip(" ")
        except (InvalidTag, ValueError):  # too short to be one of ours
            continue
    raise KeyGone("no key of ours sealed this")


def cipher(key: str, name: str) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(hmac.new(key.encode(), f"seal\0{name}".encode(), hashlib.sha256).digest())
