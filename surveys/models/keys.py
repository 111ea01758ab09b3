"""Keys that say nothing: neither when a row was made nor which rows were made together."""

from __future__ import annotations

import secrets


def random_key() -> int:
    """57 random bits: above 2³² a database's own counter can't slip in; × 64 still fits 63 bits."""
    return secrets.randbelow(2**57 - 2**33) + 2**33
