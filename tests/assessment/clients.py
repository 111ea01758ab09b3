"""A consultant's clients, many of them and quickly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from assessment import tasks
from surveys.actions import opening
from surveys.actions.surveys import latest_questionnaire
from surveys.choices import Voice, Way
from surveys.links import random_code
from surveys.models import Organisation, Panel, Release, Response, Share, Survey
from surveys.models.responses import random_response_id
from tests import voices
from tests.factories import CORE, levels_of

CONSULTANT = "rahel@example.org"


def mixed(person: int) -> dict[str, tuple[str, str]]:
    """What somebody answers, today and their gaps different from their neighbours'."""
    return {code: tuple(map(str, levels_of(person, at))) for at, code in enumerate(CORE)}  # type: ignore[misc]


def shared(name: str, *, own_marks: bool = False, round_number: int = 1, email: str = CONSULTANT) -> Share:
    """A round that is shared and in which nobody has been asked."""
    organisation = Organisation.objects.filter(name=name).first() or Organisation.objects.create(name=name)
    survey = Survey.objects.create(
        organisation=organisation,
        questionnaire=latest_questionnaire(),
        wanted_by=date(2028, 11, 30),
        round=round_number,
    )
    return Share.objects.create(survey=survey, email=email, own_marks=own_marks)


def asked(share: Share, voice: str = Voice.TEAM, answered: int = 0, days: int = 14, **more: Any) -> Panel:
    """A voice that is asked until so many days from now; its answers are counted and hold nothing."""
    fields = {
        "head_count": 20,
        "frozen_at": timezone.now(),
        "closes_on": timezone.localdate() + timedelta(days=days),
        "way": Way.LIST,
        "threshold": 5 if voice == Voice.TEAM else 4,
    }
    panel = Panel.objects.create(survey=share.survey, voice=voice, **{**fields, **more})
    Response.objects.bulk_create(
        Response(pk=random_response_id(), survey=share.survey, voice=voice, code_hash=random_code())
        for _ in range(answered)
    )
    return panel


def opened_team(email: str = voices.EXECUTIVE, name: str = voices.ORGANISATION, people: int = 8) -> Panel:
    """A team whose results were really worked out."""
    survey = voices.survey_of(email, name)
    panel = voices.by_link(survey, Voice.TEAM, 20, organisation=name)
    for person in range(people):
        voices.answer(panel, person, mixed(person))
    return opened(panel)


def opened_peers(email: str = voices.EXECUTIVE, name: str = voices.ORGANISATION, people: int = 5) -> Panel:
    survey = voices.survey_of(email, name)
    panel = voices.by_list(survey, Voice.PEER, voices.people(8, name="peer"), organisation=name)
    for person, invitation in enumerate(voices.invitations(panel)[:people]):
        voices.answer(invitation, person, mixed(person))
    return opened(panel)


def opened(panel: Panel) -> Panel:
    opening.close(panel=panel, by=voices.executive_of(panel.survey))
    assert tasks.open_results.call(panel.pk)
    return voices.fresh(panel)


def share_of(panel: Panel, *, own_marks: bool = False) -> Share:
    return Share.objects.create(survey=panel.survey, email=CONSULTANT, own_marks=own_marks)


def open_like(panel: Panel, results: dict[str, Any], ago: timedelta = timedelta(days=30)) -> None:
    """A voice that opened a while ago, with somebody else's results."""
    then = timezone.now() - ago
    Panel.objects.filter(pk=panel.pk).update(closed_at=then, opened_at=then)
    Release.objects.create(panel=panel, answered=8, results=results)
