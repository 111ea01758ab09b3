"""Work for the background: ids in, one call out. May run twice without harm."""

from __future__ import annotations

import logging
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.errors import MessageError
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from surveys import emails, mail_server, mail_service
from surveys.actions import delivering, opening, purging, reminding, reviewers, telling
from surveys.choices import Letter, Mail
from surveys.models import Delivery

try:
    from django.tasks import task  # Django 6
except ImportError:
    from django_tasks import task  # type: ignore[no-redef]

logger = logging.getLogger(__name__)

PURGE_EVERY = timedelta(hours=1)
LOST_AFTER = timedelta(minutes=15)  # no task of ours takes longer
LONGEST_RUN = 600.0  # seconds of mailing; what is left is taken up by the next tick
TRIES = 3
POSTPONED = "postponed"
UNDONE = Q(status__in=("READY", "RUNNING"))


NO_MAIL = (LookupError, ValueError, MessageError)  # a key is gone, or what was typed makes no header


@dataclass(frozen=True)
class Outcome:
    """What became of a mail, and whether another one is worth a try now."""

    state: str
    go_on: bool = True


class WorkerLost(Exception):
    """The task's worker disappeared in the middle of it, each time it was tried."""


@task()
def purge() -> dict[str, int]:
    """Delete what is past its promised time."""
    deleted = purging.purge()
    opening.empty_journal()
    logger.info("Deleted what was due: %s", ", ".join(f"{count} {what}" for what, count in deleted.items()))
    return deleted


@task()
def deliver() -> dict[str, int]:
    """Send every mail that is due, one after the other over one connection; how many went which way."""
    done: dict[str, int] = {}
    server = mail_server.connect()
    try:
        server.open()
    except mail_service.troubles() as problem:
        logger.warning("The mail server can't be reached: %s", type(problem).__name__)
        hang_up(server)
        return {POSTPONED: delivering.postpone()}
    until = time.monotonic() + LONGEST_RUN
    try:
        # at the limit it ends, and the next tick takes up the rest: others' work gets its turn
        while time.monotonic() < until and delivering.may_send_another():
            delivery = delivering.take()
            if delivery is None:
                break
            outcome = attempt(delivery, server)
            done[outcome.state] = done.get(outcome.state, 0) + 1
            if not outcome.go_on:
                put_off(done)
                break
    finally:
        hang_up(server)
    logger.info("Mails: %s", ", ".join(f"{count} {state}" for state, count in done.items()) or "none was due")
    return done


def put_off(done: dict[str, int]) -> None:
    """Everything else waits a little: the mail server isn't well, which each mail would have to find out."""
    if waiting := delivering.postpone():
        done[POSTPONED] = done.get(POSTPONED, 0) + waiting


def attempt(delivery: Delivery, server: BaseEmailBackend) -> Outcome:
    """Try one mail once, and note what became of it. What nobody foresaw ends the run and loses nothing."""
    try:
        message = made(delivery)
    except Exception as problem:
        note_failure(problem)
        delivering.later(delivery)  # it went nowhere
        return Outcome(POSTPONED, go_on=False)
    if isinstance(message, Outcome):
        return message
    try:
        return handed_over(delivery, message, server)
    except Exception as problem:
        note_failure(problem)
        hang_up(server)
        delivering.settle(delivery, Mail.UNKNOWN)
        return Outcome(Mail.UNKNOWN, go_on=False)


def note_failure(problem: Exception) -> None:
    """By its kind and place: its message may name an address."""
    at = traceback.extract_tb(problem.__traceback__)[-1]
    logger.error("A mail failed: %s in %s, line %s", type(problem).__name__, at.name, at.lineno)


def may_begin(delivery: Delivery) -> bool:
    """Of the mail about a verdict: whether nothing stands in the way of asking people now."""
    review = delivery.review
    return review is not None and delivery.letter == Letter.VERDICT and reviewers.may_begin(review.panel)


def made(delivery: Delivery) -> EmailMessage | Outcome:
    """The mail, or why none is sent now."""
    if delivering.is_too_late(delivery):
        delivering.settle(delivery, Mail.REFUSED)
        return Outcome(Mail.REFUSED)
    if not delivering.take_day(delivery):
        delivering.wait_for_tomorrow(delivery)
        return Outcome(POSTPONED)
    if not delivering.is_wanted(delivery):
        # as if it had gone out: a count of those not sent would tell who has answered or declined since
        delivering.settle(delivery, Mail.SENT)
        return Outcome(Mail.SENT)
    try:
        message = emails.of_delivery(delivery, may_begin=may_begin(delivery))
        must_be_sendable(message)
    except NO_MAIL:
        delivering.settle(delivery, Mail.REFUSED)
        return Outcome(Mail.REFUSED)
    return message


def handed_over(delivery: Delivery, message: EmailMessage, server: BaseEmailBackend) -> Outcome:
    try:
        mail_server.reopen(server)
    except mail_service.troubles():  # a name that isn't found, a time that ran out: nothing went anywhere
        hang_up(server)
        delivering.later(delivery)
        return Outcome(POSTPONED, go_on=False)
    try:
        server.send_messages([message])
    except mail_service.troubles() as problem:
        hang_up(server)
        return after_failure(delivery, problem)
    delivering.settle(delivery, Mail.SENT)
    return Outcome(Mail.SENT)


def must_be_sendable(message: EmailMessage) -> None:
    """Raises one of NO_MAIL for what no mail server could be given, before one is asked."""
    for address in (message.from_email, *message.recipients()):
        sanitize_address(address, "utf-8")
    message.message().as_bytes()


def after_failure(delivery: Delivery, problem: Exception) -> Outcome:
    """Again later if it certainly went to nobody; refused if the server said so; else nobody knows."""
    code = mail_service.said(problem)
    if 400 <= code < 500:
        delivering.later(delivery)
        return Outcome(POSTPONED, go_on=not mail_service.is_for_all(problem))
    if 500 <= code < 600:
        delivering.settle(delivery, Mail.REFUSED)
        return Outcome(Mail.REFUSED)
    delivering.settle(delivery, Mail.UNKNOWN)
    return Outcome(Mail.UNKNOWN, go_on=False)  # one in doubt is enough: the next would be as well


def hang_up(server: BaseEmailBackend) -> None:
    """What goes wrong with a good-bye is nothing about a mail."""
    with suppress(*mail_service.troubles()):
        server.close()


def tick() -> None:
    """What the worker looks after every half minute: take up lost tasks, enqueue what is due."""
    requeue_lost(LOST_AFTER)
    if purge_is_due():
        purge.enqueue()
    delivering.give_up_lost()
    reminding.begin_due()
    telling.ask_to_tell()
    telling.catch_up()
    if delivering.due() and not is_under_way(deliver):
        deliver.enqueue()


def is_under_way(work: Any) -> bool:
    return DBTaskResult.objects.filter(UNDONE, task_path=work.module_path).exists()


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
