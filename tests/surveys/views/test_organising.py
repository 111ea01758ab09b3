"""Whoever isn't signed in comes to the door, and from there back to where they were."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from surveys.choices import Voice
from surveys.models import Panel, Survey
from tests import voices

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HERE = "http://testserver"


@pytest.fixture
def panel(survey: Survey) -> Panel:
    return voices.by_link(survey, Voice.TEAM)


def back_of(client: Client, address: str, came_from: str = "") -> str:
    """Where signing in leads, after a button was pressed by somebody who is signed out."""
    response = client.post(address, headers={"Referer": came_from} if came_from else {})
    assert response.status_code == 302
    where = urlsplit(response.headers["Location"])
    assert where.path == reverse("door")
    return parse_qs(where.query)["next"][0]


def test_a_button_pressed_after_signing_out_leads_back_to_its_page(client: Client, panel: Panel) -> None:
    again = reverse("ask-again", args=[panel.survey.code, panel.voice])
    page = reverse("ask-sent", args=[panel.survey.code, panel.voice])
    assert back_of(client, again, HERE + page) == page
    assert (
        "You weren’t signed in any more, so nothing was done." in client.get(reverse("door")).content.decode()
    )


@pytest.mark.parametrize(
    "came_from",
    [
        "",
        "https://evil.example/ask/",
        "//evil.example/",
        f"{HERE}//evil.example/x",
        "nonsense",
        HERE,
        "http://[",
        "mailto:a@b.c",
    ],
)
def test_without_a_page_of_ours_it_leads_to_ones_own_surveys(
    client: Client, panel: Panel, came_from: str
) -> None:
    again = reverse("ask-again", args=[panel.survey.code, panel.voice])
    assert back_of(client, again, came_from) == reverse("my-surveys")


def test_a_page_that_was_looked_at_is_come_back_to_and_nothing_said(client: Client, panel: Panel) -> None:
    page = reverse("ask-sent", args=[panel.survey.code, panel.voice])
    response = client.get(page + "?a=b")
    assert parse_qs(urlsplit(response.headers["Location"]).query)["next"] == [page + "?a=b"]
    assert "signed in any more" not in client.get(reverse("door")).content.decode()
