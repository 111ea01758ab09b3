"""Cells that a spreadsheet takes as text or as a number, never as a formula."""

from __future__ import annotations

from decimal import Decimal

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def text(value: str) -> str:
    """Text that somebody typed, defused: a leading sign that would start a formula gets an apostrophe."""
    start = value.lstrip(" \u00a0\ufeff")
    return f"'{value}" if start.startswith(RISKY) or value.startswith(RISKY) else value


def number(value: Decimal | int | None) -> str:
    """A number with a plain point and minus, or nothing."""
    return "" if value is None else str(value)
