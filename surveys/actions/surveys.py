"""Starting a survey: the executive's first saved answer makes everything at once."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from surveys.links import Purpose, hash_token, make_token, recall_token
from surveys.models import Bucket, Draft, Membership, Organisation, Questionnaire, Survey, User


class NoQuestionnaire(Exception):
    """Nothing has been loaded yet."""


class TooManyStarts(Exception):
    """More new surveys from one address than an office full of people begins in an hour."""


def latest_questionnaire() -> Questionnaire:
    """The newest published version. Raises NoQuestionnaire."""
    latest: Questionnaire | None = Questionnaire.objects.order_by("-version").first()
    if latest is None:
        raise NoQuestionnaire("No questionnaire is loaded. Run: manage.py load_questionnaires")
    return latest


def default_wanted_by(today: date) -> date:
    """The last day of the month that lies the usual time ahead."""
    months = today.month - 1 + settings.WANTED_MONTHS
    year, month = today.year + months // 12, months % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def allow_start(*, address: str) -> None:
    """Count one start from a network address. Raises TooManyStarts."""
    if not Bucket.take("start", address, settings.STARTS_PER_HOUR, timedelta(hours=1)):
        raise TooManyStarts


@transaction.atomic
def start(*, by: User | None = None, organisation: Organisation | None = None, language: str = "en") -> Draft:
    """A survey and the executive's empty draft: owned by an account, or reached by a secret link."""
    if organisation is None:
        home = Organisation.objects.create()
    else:  # held, so that two starts at once don't take the same round
        home = Organisation.objects.select_for_update().get(pk=organisation.pk)
    survey = Survey(
        organisation=home,
        questionnaire=latest_questionnaire(),
        executive=by,
        round=next_round(home),
        language=language,
        wanted_by=default_wanted_by(timezone.localdate()),
    )
    if by is None:
        survey.link_hash = hash_token(make_token(Purpose.EXECUTIVE, survey.code, survey.link_issue))
    else:
        Membership.objects.get_or_create(user=by, organisation=home)
    survey.save()
    return Draft.objects.create(survey=survey, saved_at=timezone.now())


def next_round(organisation: Organisation) -> int:
    """The round a new survey of this organisation would be; what was imported lies before the first."""
    asked = organisation.surveys.filter(earlier_of__isnull=True)
    return int(asked.aggregate(latest=Max("round", default=0))["latest"]) + 1


def round_before(organisation: Organisation) -> int:
    """The round that earlier results would be: 0, −1, … below all that there are."""
    lowest: int = organisation.surveys.aggregate(lowest=Min("round", default=1))["lowest"]
    return min(1, lowest) - 1


def secret_link(survey: Survey) -> str:
    """The token of the survey's secret link; "" once an account has kept it."""
    if survey.link_hash is None or survey.executive_id is not None:
        return ""
    try:
        return recall_token(Purpose.EXECUTIVE, survey.code, survey.link_issue, survey.link_hash)
    except LookupError:  # it died with a later issue, or the key that made it is gone
        return ""
