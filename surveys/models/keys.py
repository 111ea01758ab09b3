"""Keys that say nothing of a person: neither when a row was made nor which rows were made together."""

from __future__ import annotations

import secrets

LAST = 45  # random bits of a key among a survey's
PLACES = 2**12 - 1


def random_key() -> int:
    """57 random bits: above 2³² a database's own counter can't slip in; × 64 still fits 63 bits."""
    return secrets.randbelow(2**57 - 2**33) + 2**33


def random_key_among(survey: int) -> int:
    """A random key beside those of the same survey, so that a report finds its answers lying together.

    It tells the survey, which stands in the row anyway, and nothing else: 45 bits are random.
    """
    return place_of(survey) + secrets.randbelow(2**LAST)


def place_of(survey: int) -> int:
    """Where the keys of this survey begin; some surveys share a place."""
    return ((survey - 1) % PLACES + 1) << LAST
