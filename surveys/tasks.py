"""Work for the background: ids in, one call out. May run twice without harm."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from surveys.actions import purging

try:
    from django.tasks import task  # Django 6
except ImportError:
    from django_tasks import task  # type: ignore[no-redef]

logger = logging.getLogger(__name__)

PURGE_EVERY = timedelta(hours=1)
LOST_AFTER = timedelta(minutes=15)  # no task of ours takes longer
TRIES = 3
UNDONE = Q(status__in=("READY", "RUNNING"))


class WorkerLost(Exception):
    """The task's worker disappeared in the middle of it, each time it was tried."""


@task()
def purge() -> dict[str, int]:
    """Delete what is past its promised time."""
    deleted = purging.purge()
    logger.info("Deleted what was due: %s", ", ".join(f"{count} {what}" for what, count in deleted.items()))
    return deleted


def tick() -> None:
    """What the worker looks after every half minute: take up lost tasks, enqueue what is due."""
    requeue_lost(LOST_AFTER)
    if purge_is_due():
        purge.enqueue()


def purge_is_due() -> bool:
    """Whether none was enqueued in the last hour, and none is waiting or under way."""
    purges = DBTaskResult.objects.filter(task_path=purge.module_path)
    return not purges.filter(UNDONE | Q(enqueued_at__gt=timezone.now() - PURGE_EVERY)).exists()


def requeue_lost(age: timedelta) -> int:
    """Put tasks back into the queue whose worker was killed, at most three tries each; how many.

    The queue itself leaves them under way for ever.
    """
    lost = DBTaskResult.objects.filter(status="RUNNING", started_at__lt=timezone.now() - age)
    return sum(requeue(result) for result in lost)


def requeue(result: DBTaskResult[Any, Any]) -> int:
    again = len(result.worker_ids) < TRIES
    changes: dict[str, Any] = {"status": "READY", "started_at": None}
    if not again:
        name = f"{WorkerLost.__module__}.{WorkerLost.__qualname__}"
        changes = {"status": "FAILED", "finished_at": timezone.now(), "exception_class_path": name}
    # only if it is still the same try: the worker may have finished it, or another have taken it up
    same = DBTaskResult.objects.filter(pk=result.pk, status="RUNNING", started_at=result.started_at)
    changed = same.update(**changes)
    if changed:
        logger.warning("A task lost its worker and %s", "runs again" if again else "is given up")
    return changed
