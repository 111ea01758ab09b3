"""Limits in this process's memory."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection

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


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:c000:208", "192.0.2.8"),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv6_household_and_an_ipv4_address_count_as_one_visitor(address: str, network: str) -> None:
    assert limits.network_of(address) == network


@pytest.mark.django_db
def test_the_cache_stores_no_address() -> None:
    cache.set("rl:code:ip:192.0.2.1:ada@example.com", [1])
    assert cache.get("rl:code:ip:192.0.2.1:ada@example.com") == [1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM closer_cache")
        keys = [row[0] for row in cursor.fetchall()]
    assert len(keys) == 1
    assert re.fullmatch("[0-9a-f]{64}", keys[0])
