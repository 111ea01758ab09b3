"""How data are used: behind every link, without a cookie, and one source with mail and landing page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from surveys import emails, notices
from surveys.choices import Voice
from surveys.models import Invitation, Panel, Survey
from tests import voices
from tests.factories import text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def data(client: Client, token: str, status: int = 200) -> str:
    response = client.get(f"/i/{token}/data/")
    assert response.status_code == status
    assert not response.cookies
    return text(response)


def test_landing_page_mail_and_notice_say_the_same(stranger: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    token = voices.token(voices.invitations(panel)[0])
    landing, page = text(stranger.get(f"/i/{token}/")), data(stranger, token)
    for point in notices.points(panel):
        assert f"{point.head} {point.rest}" in page
    voluntary = " ".join(notices.voluntary())
    message = emails.invitation(voices.invitations(panel)[0], "1")
    rich = str(message.alternatives[0][0])
    for said in (landing, page, message.body, rich):
        assert voluntary in said
    for body in (message.body, rich):
        assert f"/i/{token}/data/" in body


def test_to_decline_takes_a_button_as_to_start(stranger: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    page = stranger.get(f"/i/{voices.token(voices.invitations(panel)[0])}/").content.decode()
    form = re.search(r'<form class="choice[^"]*".*?</form>', page, re.DOTALL)[0]
    assert re.findall(r'class="(button[\w ]*)"[^>]*>(\w+)<', form) == [
        ("button", "Start"),
        ("button secondary", "Decline"),
    ]


def test_every_kind_of_link_leads_there_and_looking_changes_nothing(stranger: Client, survey: Survey) -> None:
    panel = voices.by_link(survey, Voice.TEAM)
    assert "you came by a link that was passed on to you" in data(stranger, voices.token(panel))
    draft = voices.begin(panel)
    assert "Answering is voluntary." in data(stranger, voices.token(draft))
    assert "This link opens nothing" in data(stranger, "A" * 43, 404)
    assert stranger.post(f"/i/{voices.token(panel)}/data/").status_code == 405


def test_only_whose_address_came_from_somebody_else_is_told_by_article_14(
    stranger: Client, survey: Survey
) -> None:
    listed = voices.by_list(survey, Voice.PEER, 6)
    assert "what you must be told, by Art. 14 of the GDPR." in data(
        stranger, voices.token(voices.invitations(listed)[0])
    )
    linked = voices.by_link(survey, Voice.TEAM)
    for mail_domain in ("", "example.com"):
        Panel.objects.filter(pk=linked.pk).update(mail_domain=mail_domain)
        page = data(stranger, voices.token(linked))
        assert "what you must be told by the GDPR." in page
        assert "Art. 14" not in page


def test_it_stays_when_the_link_is_spent_and_the_round_closed(stranger: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    invitation = voices.invitations(panel)[0]
    voices.answer(invitation)
    assert stranger.get(f"/i/{voices.token(invitation)}/").status_code == 410
    assert "Your rights:" in data(stranger, voices.token(invitation))
    Panel.objects.update(closed_at=timezone.now())
    assert "Your rights:" in data(stranger, voices.token(invitation))
    assert Invitation.objects.filter(answered=True).count() == 1
