"""Reviewers: who reads all of it before anybody is asked, and what follows from their verdict.

An objection stands, whatever is changed meanwhile, until its reviewer takes it back or is withdrawn: nobody
gets round it by changing a word.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from surveys.choices import Verdict
from surveys.models import Panel, Review


def in_force(panel: Panel) -> QuerySet[Review]:
    """The voice's reviewers, the first asked first."""
    return Review.objects.filter(panel=panel, withdrawn_at__isnull=True).order_by("created_at", "pk")


def is_held(panel: Panel) -> bool:
    """Whether an objection stands: then nothing more is sent to this voice, reminders neither."""
    return in_force(panel).filter(verdict=Verdict.OBJECTED).exists()


def objection_to(panel: str) -> Exists:
    """Whether an objection stands against the panel that a query's rows refer to by this name."""
    return Exists(
        Review.objects.filter(panel=OuterRef(panel), withdrawn_at__isnull=True, verdict=Verdict.OBJECTED)
    )
