"""Back to the people: that results are open, and what was heard and what happens by when.

Everybody asked by mail is written to, whether they answered or not: a mail to those who did would say who
they are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from surveys.actions.inviting import locked_panel, must_be_executive
from surveys.choices import Letter, Mail
from surveys.links import TOLD_ISSUE, Purpose, hash_token, make_token, recall_token
from surveys.models import Delivery, Panel, User

CAUGHT_UP_WITHIN = timedelta(days=3)  # a mail may wait for tomorrow, and a worker be away for a day


class NotOpen(Exception):
    """Nothing can be told of a voice before its results are open."""


def link_of(panel: Panel) -> str:
    """The token of the page on which a voice reads what was heard; "" before opening, and without its key."""
    try:
        return recall_token(Purpose.TOLD, panel.link_name, TOLD_ISSUE, panel.told_hash or "")
    except LookupError:
        return ""


def note_opened(panel: Panel) -> None:
    """Give the voice its page and write to everybody asked; called where results open, under the lock."""
    token = make_token(Purpose.TOLD, panel.link_name, TOLD_ISSUE)
    Panel.objects.filter(pk=panel.pk).update(told_hash=hash_token(token))
    write_to_all(panel, Letter.OPENED)


def write_to_all(panel: Panel, letter: Letter) -> None:
    """A mail to everybody asked; what still waited to be sent to them is out of date."""
    waiting = Delivery.objects.filter(invitation__panel=panel, state=Mail.QUEUED)
    waiting.update(state=Mail.SENT, tries=1, due_at=None)  # as if it had gone out: nobody is told apart
    write_to_the_rest(panel, letter)


def write_to_the_rest(panel: Panel, letter: Letter) -> int:
    """A mail to everybody asked who has none of this letter yet and none under way; how many."""
    mails = Delivery.objects.filter(invitation__panel=panel)
    reached = mails.filter(Q(letter=letter) | Q(state__in=(Mail.QUEUED, Mail.SENDING)))
    asked = panel.invitations.filter(answer_hash__isnull=False)
    now = timezone.now()
    made = [
        Delivery(invitation=one, letter=letter, due_at=now)
        for one in asked.exclude(pk__in=reached.values("invitation"))
    ]
    Delivery.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)  # a worker may be quicker
    return len(made)


def catch_up(now: datetime | None = None) -> int:
    """Write to those to whom another mail was on its way when everybody was written to; how many."""
    since = (now or timezone.now()) - CAUGHT_UP_WITHIN
    number = 0
    for letter, column in ((Letter.OPENED, "opened_at"), (Letter.TOLD, "told_at")):
        written = Delivery.objects.filter(invitation__panel=OuterRef("pk"), letter=letter)
        later = Delivery.objects.filter(invitation__panel=OuterRef("pk"), letter=Letter.TOLD)
        lately = Panel.objects.filter(Exists(written), **{f"{column}__gt": since})
        if letter == Letter.OPENED:
            lately = lately.exclude(Exists(later))  # they have heard more than that since
        number += sum(write_to_the_rest(panel, letter) for panel in lately)
    return number


def was_mailed(panel: Panel) -> bool:
    """Whether what was heard was mailed already: that happens once, also long after it is on the page."""
    return Delivery.objects.filter(invitation__panel=panel, letter=Letter.TOLD).exists()


@transaction.atomic
def tell(*, panel: Panel, heard: str, by_when: str, mail: bool, by: User) -> bool:
    """Keep what whoever asked says to this voice; whether mails go out: once, now or later.

    Raises NotOpen, PermissionDenied.
    """
    must_be_executive(panel.survey, by)
    locked = locked_panel(panel)
    if not locked.is_open:
        raise NotOpen
    first = locked.told_at is None
    mails = mail and (first or not was_mailed(locked))
    locked.heard, locked.by_when = heard, by_when
    if first or mails:  # whoever can't be written to at once is caught up with from the day of the mails on
        locked.told_at = timezone.now()
    locked.save(update_fields=["heard", "by_when", "told_at"])
    if first:
        Delivery.objects.filter(panel=locked, state=Mail.QUEUED).update(state=Mail.DROPPED, due_at=None)
    if mails:
        write_to_all(locked, Letter.TOLD)
    return mails


def ask_to_tell(now: datetime | None = None) -> int:
    """Remind whoever asked, on the days that are set for it, as long as nothing was told; how many mails."""
    now = now or timezone.now()
    opened = Panel.objects.filter(
        opened_at__isnull=False,
        told_at__isnull=True,
        survey__earlier_of__isnull=True,
        survey__executive__isnull=False,
        asked_to_tell__lt=len(settings.ASKED_TO_TELL),
        opened_at__lte=now - timedelta(days=settings.ASKED_TO_TELL[0]),
    )
    return sum(ask_once(pk, now) for pk in opened.values_list("pk", flat=True))


@transaction.atomic
def ask_once(pk: int, now: datetime) -> int:
    panel = Panel.objects.select_for_update().get(pk=pk)
    assert panel.opened_at is not None
    days = (now - panel.opened_at).days
    due = sum(day <= days for day in settings.ASKED_TO_TELL)
    if panel.told_at is not None or panel.asked_to_tell >= due:
        return 0
    Panel.objects.filter(pk=pk).update(asked_to_tell=due)  # a worker that was away writes one mail, not three
    Delivery.objects.create(panel=panel, letter=Letter.TELL, due_at=now)
    return 1
