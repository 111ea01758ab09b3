"""Limits in this process's memory."""

from __future__ import annotations

import pytest

from surveys import limits
from surveys.limits import MemoryLimit


def test_a_bucket_gives_its_amount_and_fills_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    limit = MemoryLimit(3, 60)
    assert [limit.take("a") for _ in range(4)] == [True, True, True, False]
    assert limit.take("b") is True
    now[0] += 19.9
    assert limit.take("a") is False
    now[0] += 20.2
    assert [limit.take("a"), limit.take("a"), limit.take("a")] == [True, True, False]


def test_only_the_last_names_are_remembered() -> None:
    limit = MemoryLimit(1, 3600, names=3)
    for name in "abcde":
        assert limit.take(name)
    assert list(limit.buckets) == ["c", "d", "e"]
