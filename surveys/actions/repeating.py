"""The next round of the same: its words and how its voices were asked, without people and without answers."""

from __future__ import annotations

from django.db import transaction

from surveys.actions import files, reviewing
from surveys.actions.inviting import must_be_executive
from surveys.actions.surveys import start
from surveys.choices import Letter, Mail, Voice, Way
from surveys.models import Delivery, Draft, Organisation, Panel, PreparedFile, Review, Survey, User

WORDS = ("asker", "scope", "customers", "customer")
AS_BEFORE = ("voice", "way", "form", "threshold", "contact")
OF_A_LINK = ("head_count", "segments", "access_code", "mail_domain", "answers_at_most")


class AlreadyAsked(Exception):
    """People were asked in this round, so it can't be thrown away any more."""


class HoldsEarlierResults(Exception):
    """Earlier results were brought into this round, and would go along with it."""


class StillReviewed(Exception):
    """A reviewer who was written to would read a dead link and be told nothing: they are withdrawn first."""


class NotToldYet(Exception):
    """A mail that tells a reviewer of their withdrawal still waits, and would go along with the round."""


@transaction.atomic
def ask_again(*, survey: Survey, by: User) -> Draft:
    """The executive's draft of the next round; one that was begun and not finished is that round.

    Raises PermissionDenied.
    """
    must_be_executive(survey, by)
    home = Organisation.objects.select_for_update().get(pk=survey.organisation_id)  # twice makes one round
    begun = unfinished_after(survey, by)
    if begun is not None:
        return begun
    draft = start(by=by, organisation=home, language=survey.language)
    following = draft.survey
    for name in WORDS:
        setattr(following, name, getattr(survey, name))
    following.save(update_fields=WORDS)
    for panel in survey.panels.all():
        prepared_as(panel, following).save()
    return draft


def unfinished_after(survey: Survey, by: User) -> Draft | None:
    """A later round of the same organisation that this account has begun and not finished."""
    later = Draft.objects.filter(
        voice=Voice.EXECUTIVE,
        finished_at__isnull=True,
        survey__executive=by,
        survey__organisation=survey.organisation_id,
        survey__round__gt=survey.round,
    )
    return later.select_related("survey__organisation").order_by("-survey__round").first()


def prepared_as(panel: Panel, following: Survey) -> Panel:
    """The same voice of another round, as it was asked; until when and whom is to be said anew."""
    names = AS_BEFORE + (OF_A_LINK if panel.way == Way.LINK else ())
    return Panel(survey=following, **{name: getattr(panel, name) for name in names})


@transaction.atomic
def throw_away(*, survey: Survey, by: User) -> None:
    """Delete a round in which nobody was asked, with the executive's own answers.

    Raises AlreadyAsked, HoldsEarlierResults, StillReviewed, NotToldYet, PermissionDenied.
    """
    must_be_executive(survey, by)
    # prepare takes it too, before its panel; what a Finish that holds its panel adds may still refer to it
    Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    panels = list(Panel.objects.select_for_update().filter(survey=survey).order_by("pk"))
    if any(panel.frozen_at is not None for panel in panels):
        raise AlreadyAsked
    if survey.imports.exists():
        raise HoldsEarlierResults
    must_have_no_reader(survey)
    files.forget(PreparedFile.objects.filter(survey=survey))
    Survey.objects.filter(pk=survey.pk).delete()


def must_have_no_reader(survey: Survey) -> None:
    """Whether every reviewer whom a mail may have reached knows that they are asked no more.

    Raises StillReviewed, NotToldYet.
    """
    for review in Review.objects.filter(panel__survey=survey, withdrawn_at__isnull=True):
        if review.verdict or reviewing.was_written_to(review):
            raise StillReviewed
    telling = Delivery.objects.filter(review__panel__survey=survey, letter=Letter.WITHDRAWN)
    if telling.filter(state__in=(Mail.QUEUED, Mail.SENDING)).exists():
        raise NotToldYet
