"""Deleting what is past its promised time.

Everything goes in small batches, each a transaction of its own, so that nobody's answer waits long
behind one. The rows are locked before they are judged: a save at the same moment keeps its draft.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from surveys.actions import files, importing
from surveys.actions.importing import hold
from surveys.actions.inviting import ended_before, past_addresses
from surveys.choices import Voice
from surveys.models import (
    Bucket,
    Draft,
    Invitation,
    Membership,
    Organisation,
    Panel,
    PreparedFile,
    Response,
    Review,
    Share,
    Survey,
    User,
)

BATCH = 200
DAY = timedelta(days=1)
RESULTS_STAY = timedelta(days=7)
SHARES_STAY = timedelta(days=30)
NONE = Q(pk__in=[])


def purge(*, now: datetime | None = None) -> dict[str, int]:
    """Delete everything that is due, and say how much of what."""
    now = now or timezone.now()
    return {
        "surveys": unowned_surveys(now=now),
        "imports": unopened_imports(now=now),
        "drafts": unfinished_drafts(now=now),
        "addresses": invitations(now=now),
        "answers": old_answers(now=now),
        "files": delete_rows(files.old(now=now)),
        "shares": withdrawn_shares(now=now),
        "reviews": old_reviews(now=now),
        "accounts": unused_accounts(now=now),
        "limits": idle_limits(now=now),
        "tasks": finished_tasks(now=now),
        "sessions": ended_sessions(now=now),
        "counts": expired_counts(now=now),
    }


def unowned_surveys(*, now: datetime) -> int:
    """Surveys that no account has kept, and with each its organisation if nothing else is in there."""
    drafts = Draft.objects.filter(
        voice=Voice.EXECUTIVE,
        survey__executive__isnull=True,
        saved_at__lt=now - timedelta(days=settings.UNOWNED_DAYS),
    )

    def delete(ids: list[Any]) -> int:
        # the survey is locked too: an account may be keeping it at this moment
        found = drafts.select_related("survey").select_for_update(of=("self", "survey")).filter(pk__in=ids)
        surveys = {draft.survey_id: draft.survey.organisation_id for draft in found}
        Survey.objects.filter(pk__in=surveys).delete()
        delete_empty_organisations(surveys.values())
        return len(surveys)

    return in_batches(drafts, delete)


def unopened_imports(*, now: datetime) -> int:
    """Rounds that were imported and not opened in time, and single groups of them; how many of both."""
    limit = now - timedelta(days=settings.UNOPENED_IMPORT_DAYS)
    late = Panel.objects.filter(survey__earlier_of__isnull=False, survey__created_at__lt=limit)
    opened = Q(opened_at__isnull=False) | Q(closed_at__gte=limit)  # or is being worked out
    alive = Panel.objects.filter(opened, survey=OuterRef("pk"))
    rounds = Survey.objects.filter(~Exists(alive), earlier_of__isnull=False, created_at__lt=limit)

    def delete_rounds(ids: list[Any]) -> int:
        hold(Panel.objects.filter(survey__in=ids))
        return importing.delete(list(rounds.filter(pk__in=ids).values_list("pk", flat=True)))

    def delete_groups(ids: list[Any]) -> int:
        hold(Panel.objects.filter(pk__in=ids))
        groups = Panel.objects.filter(
            pk__in=list(late.exclude(opened).filter(pk__in=ids).values_list("pk", flat=True))
        )
        whose = groups.filter(survey=OuterRef("survey"), voice=OuterRef("voice"))
        Response.objects.filter(Exists(whose)).delete()
        files.forget(PreparedFile.objects.filter(survey__in=groups.values("survey")))
        return groups.delete()[1].get(Panel._meta.label, 0)

    return in_batches(rounds, delete_rounds) + in_batches(late.exclude(opened), delete_groups)


def delete_empty_organisations(ids: Iterable[int]) -> None:
    """Of these, the ones with no survey left and no member."""
    locked = Organisation.objects.select_for_update().filter(pk__in=set(ids))
    held = [organisation.pk for organisation in locked.order_by("pk")]
    Organisation.objects.filter(
        ~Exists(Survey.objects.filter(organisation=OuterRef("pk"))),
        ~Exists(Membership.objects.filter(organisation=OuterRef("pk"))),
        pk__in=held,
    ).delete()


def unfinished_drafts(*, now: datetime) -> int:
    """Drafts of peers and team that were left lying, as long after the last save as they were told."""
    late = NONE
    for days in told("draft_days"):
        late |= Q(panel__draft_days=days, saved_at__lt=now - timedelta(days=days))
    return delete_rows(Draft.objects.filter(late))


def told(promise: str) -> list[int]:
    """The different numbers of days or months that panels were promised."""
    return list(Panel.objects.order_by(promise).values_list(promise, flat=True).distinct())


def invitations(*, now: datetime) -> int:
    """Addresses of people asked and what became of their mails, so long after the results opened.

    Where results never opened, the closing date counts instead; a list that was put and never sent goes
    a few days later.
    """
    late = Q(answer_hash__isnull=True, panel__prepared_at__lt=now - timedelta(days=settings.UNSENT_DAYS))
    for days in told("address_days"):
        late |= Q(panel__address_days=days) & past_addresses(days, now, panel="panel__")
    due = Invitation.objects.filter(late)

    def delete(ids: list[Any]) -> int:
        held = hold(Panel.objects.filter(pk__in=Invitation.objects.filter(pk__in=ids).values("panel")))
        locked = list(due.filter(pk__in=ids, panel__in=held).values_list("pk", flat=True))
        Invitation.objects.filter(pk__in=locked).delete()
        return len(locked)

    return in_batches(due, delete)


def old_answers(*, now: datetime) -> int:
    """Answers of peers and team, so many calendar months after their results opened; the results stay.

    An imported executive's go with the last of the round's groups. What was prepared of a round goes with
    its answers.
    """
    late = NONE
    for months in told("answer_months"):
        late |= Q(answer_months=months) & ended_before(months_before(now, months))
    ended = Panel.objects.filter(late, survey=OuterRef("survey"), voice=OuterRef("voice"))
    groups = delete_answers(Response.objects.filter(Exists(ended)).exclude(voice=Voice.EXECUTIVE))
    panels = Panel.objects.filter(survey=OuterRef("survey"))
    alone = Response.objects.filter(voice=Voice.EXECUTIVE, survey__earlier_of__isnull=False)
    over = Exists(panels.filter(late)) & ~Exists(panels.exclude(late))
    return groups + delete_answers(alone.filter(over))


def delete_answers(responses: QuerySet[Response]) -> int:
    """Delete these, and all files that were prepared of their rounds; how many responses there were."""

    def delete(ids: list[Any]) -> int:
        locked = list(responses.select_for_update(of=("self",)).filter(pk__in=ids))
        files.forget(PreparedFile.objects.filter(survey__in={response.survey_id for response in locked}))
        Response.objects.filter(pk__in=[response.pk for response in locked]).delete()
        return len(locked)

    return in_batches(responses, delete)


def months_before(moment: datetime, months: int) -> datetime:
    """The same time so many calendar months earlier, in a shorter month on its last day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def withdrawn_shares(*, now: datetime) -> int:
    """Whom a round was once shown to; an address that still sees it stays."""
    return delete_rows(Share.objects.filter(withdrawn_at__lt=now - SHARES_STAY))


def old_reviews(*, now: datetime) -> int:
    """Who read a voice's pack and what they said: with its answers, or so long after they were withdrawn."""
    late = Q(withdrawn_at__lt=now - SHARES_STAY)
    for months in told("answer_months"):
        late |= Q(panel__answer_months=months) & ended_before(months_before(now, months), panel="panel__")
    return delete_rows(Review.objects.filter(late))


def unused_accounts(*, now: datetime) -> int:
    """Accounts made by an address that was typed in and never confirmed by signing in."""
    return delete_rows(
        User.objects.filter(last_login__isnull=True, is_staff=False, date_joined__lt=now - DAY).exclude(
            Q(Exists(Membership.objects.filter(user=OuterRef("pk"))))
            | Q(Exists(Survey.objects.filter(executive=OuterRef("pk"))))
        )
    )


def idle_limits(*, now: datetime) -> int:
    """Counters of who did what how often, which are full again by now."""
    return delete_rows(Bucket.objects.filter(counted_at__lt=now - DAY))


def finished_tasks(*, now: datetime) -> int:
    """What the queue remembers of tasks that ended."""
    return delete_rows(DBTaskResult.objects.finished().filter(finished_at__lt=now - RESULTS_STAY))


def ended_sessions(*, now: datetime) -> int:
    """Sessions that have run out, and what was noted about the browser of a session that is gone."""
    deleted = delete_rows(Session.objects.filter(expire_date__lt=now))
    session = Session.objects.filter(session_key=OuterRef("session_key"))
    # a new session's row is there before its note; the minute is for clocks that differ
    delete_rows(UserSession.objects.filter(~Exists(session), last_seen_at__lt=now - timedelta(minutes=1)))
    return deleted


def expired_counts(*, now: datetime) -> int:
    """What the cache counted and no longer needs; left alone, it would forget only when it is asked."""
    cache = caches["default"]
    if not isinstance(cache, DatabaseCache):
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        table = connection.ops.quote_name(cache._table)  # type: ignore[attr-defined]
        limit = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0, tzinfo=None))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [limit])  # noqa: S608 - a name of ours
        return int(cursor.rowcount)


def delete_rows(rows: QuerySet[Any]) -> int:
    """Delete these rows and what hangs on them; how many there were of the rows themselves."""

    def delete(ids: list[Any]) -> int:
        locked = list(rows.select_for_update(of=("self",)).filter(pk__in=ids).values_list("pk", flat=True))
        rows.model._default_manager.filter(pk__in=locked).delete()
        return len(locked)

    return in_batches(rows, delete)


def in_batches(rows: QuerySet[Any], delete: Callable[[list[Any]], int]) -> int:
    """Hand over the keys of `rows` batch by batch, each in a transaction; how many were deleted."""
    total, last = 0, None
    while True:
        batch = rows.order_by("pk") if last is None else rows.order_by("pk").filter(pk__gt=last)
        ids = list(batch.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return total
        last = ids[-1]
        with transaction.atomic():
            total += delete(ids)
