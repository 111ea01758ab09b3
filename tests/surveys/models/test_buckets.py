"""Limits in the database: exact across threads, and without anybody's address in them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from surveys.models import Bucket

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_a_bucket_fills_evenly_and_each_name_has_its_own() -> None:
    with time_machine.travel("2026-11-21 12:00:00+00:00", tick=False) as clock:
        assert [Bucket.take("start", "192.0.2.1", 2, HOUR) for _ in range(3)] == [True, True, False]
        assert Bucket.take("start", "192.0.2.2", 2, HOUR)
        assert Bucket.take("finish", "192.0.2.1", 2, HOUR)
        clock.shift(timedelta(minutes=31))
        assert [Bucket.take("start", "192.0.2.1", 2, HOUR) for _ in range(2)] == [True, False]


@pytest.mark.django_db
def test_no_address_is_stored() -> None:
    Bucket.take("start", "192.0.2.1", 2, HOUR)
    assert re.fullmatch("[0-9a-f]{64}", Bucket.objects.get().key)


@pytest.mark.django_db(transaction=True)
def test_eight_threads_are_allowed_exactly_the_amount() -> None:
    def knock(_: int) -> bool:
        try:
            return Bucket.take("start", "192.0.2.1", 20, timedelta(days=365))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(knock, range(80))) == 20
