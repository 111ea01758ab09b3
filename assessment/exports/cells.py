"""Cells that a spreadsheet takes as text or as a number, never as a formula."""

from __future__ import annotations

import re
from decimal import Decimal

UNSEEN = r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"  # a spreadsheet may pass over these
RISKY = re.compile(rf"[\t\r\n\0]|{UNSEEN}[=+\-@＝＋－＠]")


def text(value: str) -> str:
    """Text that somebody typed, defused: a leading sign that would start a formula gets an apostrophe."""
    return f"'{value}" if RISKY.match(value) else value


def number(value: Decimal | int | None) -> str:
    """A number with a plain point and minus, or nothing."""
    return "" if value is None else str(value)
