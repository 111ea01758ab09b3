"""Verbs, grouped by noun: the only code that writes. Keyword-only, atomic, twice is harmless."""
