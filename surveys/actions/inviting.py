"""Asking a voice: what is said to it, whom to ask, and the moment from which the promise stands."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from surveys import notices, promise
from surveys.actions import planning, reviewing
from surveys.actions.allowances import mails_of_account, needs_approval
from surveys.actions.foreseeing import keep_shared_segments, waiting_of
from surveys.choices import GROUPS, LABELS_AT_MOST, PEERS_AT_MOST, SEGMENTS, Voice, Way
from surveys.links import Purpose, address_hashes, hash_token, make_token, recall_token
from surveys.lists import Row
from surveys.models import Bucket, Delivery, Invitation, OptOut, Organisation, Panel, Response, Survey, User

DAY = timedelta(days=1)


class Frozen(Exception):
    """People were asked already: what they were told can't be changed, nor how the voice is asked."""


class NotFinished(Exception):
    """The executive has not finished the core yet, and so asks nobody."""


class NotApproved(Exception):
    """Mailing to a list of the team takes an organisation that the operator has approved."""


class TooManyPeers(Exception):
    """More peers than a voice of peers may have."""


class TooFewAsked(Exception):
    """Fewer people asked in all than results open from: one answer more would be somebody's we know."""


class TooManyMails(Exception):
    """More mails than one account sends in a day."""


class DatePassed(Exception):
    """The closing date of what was prepared lies behind, or was never said: it takes a later one."""


class TooManyLabels(Exception):
    """More departments, regions or levels than results are split by."""


class NobodyToAsk(Exception):
    """Nothing to send: no address that wasn't asked before."""


class AddressesGone(Exception):
    """The voice's addresses are deleted: nobody knows any more who was asked, has answered or declined."""


class Closed(Exception):
    """The voice is closed: whoever comes now belongs to the next round."""


@dataclass(frozen=True)
class Told:
    """What the people asked are told: of whom, by whom, until when, and who answers questions."""

    organisation: str
    asker: str
    contact: str
    closes_on: date
    customers: str = ""
    customer: str = ""
    scope: str = ""
    language: str = ""  # of the mails; "" leaves it as it is


@dataclass(frozen=True)
class Entry:
    """What an open link asks before Start, and how many answers it takes: nothing and any number."""

    access_code: str = ""
    mail_domain: str = ""
    answers_at_most: int | None = None


@dataclass(frozen=True)
class Prepared:
    """What became of a list: how many can be asked, and who is left out."""

    new: int
    asked_before: int
    opted_out: int


def must_be_executive(survey: Survey, by: User) -> None:
    if survey.executive_id != by.pk:
        raise PermissionDenied("only the survey's executive asks")


@transaction.atomic
def prepare(
    *,
    survey: Survey,
    voice: str,
    way: str,
    told: Told,
    by: User,
    head_count: int | None = None,
    segments: Mapping[str, Sequence[str]] | None = None,
    entry: Entry | None = None,
) -> Panel:
    """Note how a voice will be asked and what it is told; may be said again until people are asked.

    Raises NotFinished, Frozen, PermissionDenied.
    """
    must_be_executive(survey, by)
    if voice not in GROUPS:
        raise ValueError(voice)
    if not survey.drafts.filter(voice=Voice.EXECUTIVE, finished_at__isnull=False).exists():
        raise NotFinished
    Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)  # twice at once makes one panel
    panel = Panel.objects.select_for_update().filter(survey=survey, voice=voice).first()
    if panel is not None and panel.frozen_at is not None:
        raise Frozen
    if not survey.panels.filter(frozen_at__isnull=False).exists():  # what one voice was told stands
        say(survey, told)
    panel = panel or Panel(survey=survey, voice=voice)
    panel.survey = survey
    panel.way, panel.contact, panel.closes_on = way, told.contact, told.closes_on
    panel.threshold = smallest_of(voice)
    panel.head_count = head_count if way == Way.LINK else None
    panel.segments = dict(segments or {}) if way == Way.LINK else {}
    entry = (entry if way == Way.LINK else None) or Entry()
    panel.access_code, panel.mail_domain = entry.access_code, entry.mail_domain
    panel.answers_at_most = entry.answers_at_most
    panel.prepared_at = timezone.now()
    panel.save()
    if way == Way.LINK:
        panel.invitations.all().delete()
    return panel


def smallest_of(voice: str) -> int:
    """The threshold that a voice is prepared with."""
    return int(settings.SMALLEST_TEAM if voice == Voice.TEAM else settings.SMALLEST_PEERS)


def say(survey: Survey, told: Told) -> None:
    """Whose survey it is, in the words that everybody asked will read."""
    organisation = survey.organisation
    if not name_was_told(organisation):
        if organisation.name not in ("", told.organisation):
            organisation.approved = False  # it was approved by another name
        organisation.name = told.organisation
        organisation.save(update_fields=["name", "approved"])
    survey.asker, survey.scope = told.asker, told.scope
    survey.customers, survey.customer = told.customers, told.customer
    survey.language = told.language or survey.language
    survey.save(update_fields=["asker", "scope", "customers", "customer", "language"])


def name_was_told(organisation: Organisation) -> bool:
    """Whether people were asked in its name, in any round: from then on the name stands."""
    return Panel.objects.filter(survey__organisation=organisation, frozen_at__isnull=False).exists()


@transaction.atomic
def put_list(*, panel: Panel, rows: Collection[Row], by: User) -> Prepared:
    """Take these people as the ones to ask next, in place of a list that was not sent.

    Whoever was asked in this round before, or asked not to be asked, is left out. Raises TooManyPeers,
    Closed, PermissionDenied, Frozen for a voice that is asked by a link.
    """
    must_be_executive(panel.survey, by)
    locked = Panel.objects.select_for_update().get(pk=panel.pk)
    if locked.closed_at is not None:
        raise Closed
    if locked.way != Way.LIST:
        raise Frozen
    locked.invitations.filter(answer_hash__isnull=True).delete()
    # not those who had a link mailed themselves: whoever counts would learn of it
    listed = Invitation.objects.filter(panel__survey=panel.survey_id, panel__way=Way.LIST)
    asked = set(listed.values_list("email", flat=True))
    stopped = set(
        OptOut.objects.filter(organisation=panel.survey.organisation).values_list("address_hash", flat=True)
    )
    fresh = [row for row in rows if row.email not in asked]
    organisation = panel.survey.organisation.code
    willing = [
        row for row in fresh if not stopped or stopped.isdisjoint(address_hashes(row.email, organisation))
    ]
    # lists come sorted by department: keys in their order would say where somebody belongs who has answered
    random.SystemRandom().shuffle(willing)
    if panel.voice == Voice.PEER and len(willing) + locked.invitations.count() > PEERS_AT_MOST:
        raise TooManyPeers
    team = panel.voice == Voice.TEAM
    Invitation.objects.bulk_create(
        (Invitation(panel=locked, email=row.email, **(segments_of(row) if team else {})) for row in willing),
        batch_size=500,
    )
    Panel.objects.filter(pk=panel.pk).update(prepared_at=timezone.now())
    return Prepared(len(willing), len(rows) - len(fresh), len(fresh) - len(willing))


def segments_of(row: Row) -> dict[str, str]:
    return dict(zip(SEGMENTS, row.segments, strict=True))


@transaction.atomic
def send(*, panel: Panel, by: User, starts_on: date | None = None) -> int:
    """Freeze what is promised and put a mail for each prepared invitation into the queue; how many.

    They go out at once, or in the morning of a later day before the closing date. Raises ValueError for
    another one, NotApproved, NobodyToAsk, TooFewAsked, TooManyMails, TooManyLabels, DatePassed, Closed,
    PermissionDenied;
    NotSignedOff or Objected where reviewers stand in the way.
    """
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    may_still_ask(panel)
    today = timezone.localdate()
    if starts_on is not None and not today < starts_on < (panel.closes_on or date.max):
        raise ValueError("a day between today and the closing date")
    if needs_approval(panel):
        raise NotApproved
    waiting = waiting_of(panel)
    if not waiting:
        raise NobodyToAsk
    if (panel.head_count or 0) + len(waiting) < panel.smallest:
        raise TooFewAsked
    if not Bucket.take(*mails_of_account(panel.survey), DAY, times=len(waiting)):
        raise TooManyMails
    keep_shared_segments(panel, waiting)
    panel.head_count = (panel.head_count or 0) + len(waiting)
    if any(len(labels) > LABELS_AT_MOST for labels in panel.segments.values()):
        raise TooManyLabels
    reviewing.must_be_let(panel)
    for invitation in waiting:
        give_links(invitation)
    Invitation.objects.bulk_create(  # bulk_update takes seconds for a long list, under the lock
        waiting,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[*SEGMENTS, "answer_hash", "decline_hash", "stop_hash"],
        batch_size=500,
    )
    freeze(panel)
    due_at = planning.morning(starts_on) if starts_on is not None else timezone.now()
    Delivery.objects.bulk_create(
        (Delivery(invitation=invitation, due_at=due_at) for invitation in waiting), batch_size=500
    )
    if starts_on is not None or (panel.starts_on is not None and panel.starts_on <= today):
        panel.starts_on = starts_on
    planning.after_mailing(panel, starts_on or today)
    return len(waiting)


def may_still_ask(panel: Panel) -> None:
    """Raises Closed, DatePassed."""
    if panel.closed_at is not None:
        raise Closed
    if panel.closes_on is None or panel.closes_on < timezone.localdate():
        raise DatePassed


def locked_panel(panel: Panel) -> Panel:
    locked = Panel.objects.select_related("survey__organisation").select_for_update(of=("self",))
    return locked.get(pk=panel.pk)


def give_links(invitation: Invitation) -> None:
    for purpose in (Purpose.ANSWER, Purpose.DECLINE, Purpose.STOP):
        token = make_token(purpose, invitation.code, invitation.issue)
        setattr(invitation, f"{purpose}_hash", hash_token(token))


def freeze(panel: Panel) -> None:
    """From now on what this voice is promised stands as it was told."""
    if panel.frozen_at is None:
        panel.promise, panel.notice = promise.frozen(panel), notices.frozen(panel)
        panel.frozen_at = timezone.now()
    panel.save()


@transaction.atomic
def show_link(*, panel: Panel, by: User) -> str:
    """The token of the one link for the whole voice; seeing it freezes what is promised.

    Raises Frozen for a voice that is asked by a list; DatePassed, NotApproved for a link that mails to a
    team, and NotSignedOff or Objected where reviewers stand in the way, before anybody has seen it;
    PermissionDenied.
    """
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    if panel.way != Way.LINK:
        raise Frozen
    if panel.link_hash is None:
        may_still_ask(panel)
        if needs_approval(panel):
            raise NotApproved
        reviewing.must_be_let(panel)
        panel.link_hash = hash_token(make_token(Purpose.PANEL, panel.link_name, panel.link_issue))
    freeze(panel)
    return recall_token(Purpose.PANEL, panel.link_name, panel.link_issue, panel.link_hash)


@transaction.atomic
def extend(*, panel: Panel, closes_on: date, by: User) -> None:
    """Leave the voice open for longer; a voice that closed with too few answers takes answers again.

    Raises Closed once results are open or being worked out, AddressesGone, ValueError for an earlier date.
    """
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    if panel.opened_at is not None or (panel.closed_at is not None and has_enough(panel)):
        raise Closed
    if addresses_are_gone(panel):
        raise AddressesGone
    if panel.closes_on is not None and closes_on < panel.closes_on:
        raise ValueError("only later")
    Panel.objects.filter(pk=panel.pk).update(closes_on=closes_on, closed_at=None)
    before, panel.closes_on = panel.closes_on, closes_on
    planning.after_extending(panel, before)


def addresses_are_gone(panel: Panel) -> bool:
    """Whether the purge deletes the addresses of a voice that was mailed to. A statement after the close."""
    now = timezone.now()
    if not panel.by_mail or panel.closes_on is None or panel.closes_on >= timezone.localdate(now):
        return False
    return Panel.objects.filter(past_addresses(panel.address_days, now), pk=panel.pk).exists()


def past_addresses(days: int, now: datetime, panel: str = "") -> Q:
    """Of panels that were promised so many days: those whose addresses are due to be deleted."""
    return ended_before(now - timedelta(days=days), panel)


def ended_before(moment: datetime, panel: str = "") -> Q:
    """Panels whose results opened before this moment, or that were to close by then and never opened."""
    opened = {f"{panel}opened_at__lt": moment}
    never_opened = {f"{panel}opened_at__isnull": True, f"{panel}closes_on__lt": timezone.localdate(moment)}
    return Q(**opened) | Q(**never_opened)


def has_enough(panel: Panel) -> bool:
    return answered(panel) >= panel.smallest


def answered(panel: Panel) -> int:
    return Response.objects.filter(survey=panel.survey_id, voice=panel.voice).count()
