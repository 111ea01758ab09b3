"""What the worker does by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from surveys import tasks
from surveys.choices import Mail, Voice
from surveys.models import Bucket, Delivery
from tests import voices
from tests.mailbox import Mailbox

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


# --- mails --------------------------------------------------------------------------------------------------


def deliveries() -> list[str]:
    return [path for path in enqueued() if path == "surveys.tasks.deliver"]


def test_a_tick_enqueues_the_mails_that_are_due_once() -> None:
    tasks.tick()
    assert deliveries() == []  # nothing waits, so nothing is enqueued
    voices.by_list(voices.survey_of(), Voice.PEER, 3)
    tasks.tick()
    tasks.tick()
    assert deliveries() == ["surveys.tasks.deliver"]


def test_while_mails_are_being_sent_no_second_task_is_enqueued() -> None:
    voices.by_list(voices.survey_of(), Voice.PEER, 3)
    busy = under_way(1)
    DBTaskResult.objects.filter(pk=busy.pk).update(task_path=tasks.deliver.module_path)
    tasks.tick()
    assert deliveries() == []
    DBTaskResult.objects.filter(pk=busy.pk).update(status="SUCCESSFUL")
    tasks.tick()
    assert deliveries() == ["surveys.tasks.deliver"]


def test_what_waits_for_later_enqueues_nothing_yet() -> None:
    voices.by_list(voices.survey_of(), Voice.PEER, 3)
    Delivery.objects.update(due_at=timezone.now() + MINUTES)
    tasks.tick()
    assert deliveries() == []


def test_a_tick_gives_up_mails_whose_worker_died_and_enqueues_none_of_them() -> None:
    voices.by_list(voices.survey_of(), Voice.PEER, 2)
    now = timezone.now()
    first, second = Delivery.objects.order_by("pk")
    for delivery, minutes in ((first, 11), (second, 9)):
        row = Delivery.objects.filter(pk=delivery.pk)
        row.update(state=Mail.SENDING, tries=1, due_at=None, taken_at=now - minutes * MINUTES)
    tasks.tick()
    assert dict(Delivery.objects.values_list("pk", "state")) == {
        first.pk: Mail.UNKNOWN,
        second.pk: Mail.SENDING,
    }
    assert deliveries() == []


def test_the_task_sends_and_names_nobody_in_the_log(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 4)
    with caplog.at_level("INFO", logger="surveys"):
        assert tasks.deliver.call() == {Mail.SENT: 4}
        assert tasks.deliver.call() == {}
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("surveys")]
    assert lines == ["Mails: 4 sent", "Mails: none was due"]
    assert len(mailbox.mails) == panel.head_count == 4


def test_without_a_mail_server_the_task_says_so_and_names_no_address(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    voices.by_list(voices.survey_of(), Voice.PEER, 3)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert tasks.deliver.call() == {tasks.POSTPONED: 3}
    assert [record.getMessage() for record in caplog.records if record.name.startswith("surveys")] == [
        "The mail server can't be reached: ConnectionRefusedError"
    ]
