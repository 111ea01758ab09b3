"""What follows from the verdict of those who read all of it before anybody is asked.

An objection stands, whatever is changed meanwhile, until its reviewer takes it back or is withdrawn: nobody
gets round it by changing a word. Once the voice has closed nobody is asked any more, and it holds nothing. A
sign-off is of one version, and says nothing of a later one.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from surveys import packs
from surveys.choices import OF_A_REVIEW, Mail, Verdict
from surveys.models import Delivery, Panel, Review, Survey


class NotSignedOff(Exception):
    """The organisation asks for a sign-off, and nobody in force has signed off what would go out."""


class Objected(NotSignedOff):
    """A reviewer objects, so nothing more goes out."""


def in_force(panel: Panel) -> QuerySet[Review]:
    """The voice's reviewers, the first asked first."""
    return Review.objects.filter(panel=panel, withdrawn_at__isnull=True).order_by("created_at", "pk")


def objections() -> QuerySet[Review]:
    """Those that hold something: in force, and the voice still open."""
    return Review.objects.filter(
        verdict=Verdict.OBJECTED, withdrawn_at__isnull=True, panel__closed_at__isnull=True
    )


def objections_in(survey: Survey) -> QuerySet[Review]:
    """Those against any voice of the survey, the first first."""
    return objections().filter(panel__survey=survey).order_by("decided_at", "pk")


def was_written_to(review: Review) -> bool:
    """Whether a mail with their link may have reached them."""
    out = (Mail.SENDING, Mail.SENT, Mail.UNKNOWN)
    return Delivery.objects.filter(review=review, letter__in=OF_A_REVIEW, state__in=out).exists()


def is_held(panel: Panel) -> bool:
    """Whether an objection stands: then nothing more is sent to this voice, reminders neither."""
    return objections().filter(panel=panel).exists()


def objection_to(panel: str) -> Exists:
    """Whether an objection stands against the panel that a query's rows refer to by this name."""
    return Exists(objections().filter(panel=OuterRef(panel)))


def must_be_let(panel: Panel) -> None:
    """Whether people may be asked now; `panel` with its segments as they would be kept.

    Raises Objected, NotSignedOff.
    """
    if is_held(panel):
        raise Objected
    if panel.survey.organisation.needs_sign_off and not is_signed_off(panel, packs.version_of(panel)):
        raise NotSignedOff


def is_signed_off(panel: Panel, version: str) -> bool:
    return in_force(panel).filter(verdict=Verdict.AGREED, version=version).exists()
