"""Mails that wait for a day that was chosen: as long as none of them was tried, nobody was asked."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from surveys.choices import Mail, Way
from surveys.models import Delivery, Panel

TRIED = ~Q(state=Mail.QUEUED) | Q(tries__gt=0)


def asks_nobody_yet(panel: Panel) -> bool:
    """Whether a day was chosen and no mail was tried. One statement, where a day was chosen."""
    if panel.frozen_at is None or panel.starts_on is None or not nobody_left(panel):
        return False
    return not tried().filter(invitation__panel=panel).exists()


def has_begun(panel: Panel) -> bool:
    """Whether people were asked: what they were told stands, and it isn't only waiting to be said."""
    return panel.frozen_at is not None and not asks_nobody_yet(panel)


def day_ahead(panel: Panel) -> date | None:
    """The day for which its mails wait, if it is still to come and nobody was asked before."""
    if panel.starts_on is None or panel.starts_on <= timezone.localdate():
        return None
    return panel.starts_on if asks_nobody_yet(panel) else None


def has_asked(panel: str) -> Exists:
    """Whether a mail was tried of the panel that a query's rows refer to by this name."""
    return Exists(tried().filter(invitation__panel=OuterRef(panel)))


def tried() -> QuerySet[Delivery]:
    return Delivery.objects.filter(TRIED)


def nobody_left(panel: Panel) -> bool:
    """Whether every address that was sent to is still there: where one was put right or withdrawn, a mail
    had left for it, of which no other trace is kept.
    """
    return panel.way == Way.LIST and not panel.addresses_changed
