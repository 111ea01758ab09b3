"""What the worker does by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from surveys import tasks
from surveys.models import Bucket

pytestmark = pytest.mark.django_db

MINUTES = timedelta(minutes=1)


def under_way(minutes: int, workers: int = 1) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path=tasks.purge.module_path,
        status="RUNNING",
        started_at=timezone.now() - minutes * MINUTES,
        run_after=datetime(9999, 1, 1, tzinfo=UTC),
        worker_ids=[f"worker {number}" for number in range(workers)],
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
    )


def enqueued() -> list[str]:
    return list(DBTaskResult.objects.filter(status="READY").values_list("task_path", flat=True))


def test_a_tick_enqueues_the_purge_once() -> None:
    tasks.tick()
    tasks.tick()
    assert enqueued() == ["surveys.tasks.purge"]


def test_it_is_due_again_an_hour_after_the_last_one() -> None:
    tasks.tick()
    DBTaskResult.objects.update(status="SUCCESSFUL", enqueued_at=timezone.now() - 59 * MINUTES)
    tasks.tick()
    assert enqueued() == []
    DBTaskResult.objects.update(enqueued_at=timezone.now() - 61 * MINUTES)
    tasks.tick()
    assert enqueued() == ["surveys.tasks.purge"]


def test_a_purge_that_still_waits_is_not_doubled_after_a_long_pause() -> None:
    tasks.tick()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - 600 * MINUTES)
    tasks.tick()
    assert len(enqueued()) == 1


def test_the_task_deletes_what_is_due_and_says_how_much() -> None:
    Bucket.objects.create(key="old", left=1, counted_at=timezone.now() - timedelta(days=2))
    assert tasks.purge.call()["limits"] == 1
    assert Bucket.objects.count() == 0


def test_a_task_whose_worker_was_lost_goes_back_into_the_queue() -> None:
    lost, busy = under_way(16), under_way(14)
    assert tasks.requeue_lost(15 * MINUTES) == 1
    lost.refresh_from_db()
    busy.refresh_from_db()
    assert (lost.status, busy.status) == ("READY", "RUNNING")


def test_the_third_loss_is_the_last() -> None:
    twice, thrice = under_way(16, workers=2), under_way(16, workers=3)
    assert tasks.requeue_lost(15 * MINUTES) == 2
    twice.refresh_from_db()
    thrice.refresh_from_db()
    assert (twice.status, thrice.status) == ("READY", "FAILED")
    assert thrice.finished_at is not None
    [error] = thrice.task_result.errors
    assert error.exception_class is tasks.WorkerLost


def test_a_task_that_finished_in_the_meantime_is_left_alone() -> None:
    lost = under_way(16)
    DBTaskResult.objects.filter(pk=lost.pk).update(status="SUCCESSFUL", finished_at=timezone.now())
    assert tasks.requeue(lost) == 0
    lost.refresh_from_db()
    assert lost.status == "SUCCESSFUL"


def test_a_tick_takes_up_lost_tasks_too() -> None:
    lost = under_way(16)
    tasks.tick()
    lost.refresh_from_db()
    assert lost.status == "READY"
    assert len(enqueued()) == 1  # the same one: it is the purge, so no second was added
