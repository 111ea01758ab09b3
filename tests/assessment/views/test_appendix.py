"""The statistician's appendix: what was kept, for whoever sees the team, and for nobody else."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from surveys.actions import sharing
from tests import voices
from tests.assessment.surveyed import as_executive
from tests.factories import group, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def signed_in(email: str) -> Client:
    client = Client()
    sign_in(client, voices.account(email))
    return client


def address(code: object) -> str:
    return f"/r/{code}/appendix/"


def test_the_appendix_holds_what_was_kept_of_every_practice() -> None:
    survey = voices.survey_of()
    group(survey, 40)
    client = signed_in(voices.EXECUTIVE)
    page = client.get(address(survey.code)).content.decode()
    view = as_executive(survey.drafts.get()).view("team")
    assert view is not None
    assert view.appendix is not None
    kept = view.appendix["practices"]
    rows = dict(re.findall(r'<tr><th scope="row">([^<]*)</th><td class="n">([^<]*)</td>', page))
    assert {row.name: kept[row.code]["sd"] for row in view.practices} == {
        name.replace("&#x27;", "'"): said
        for name, said in rows.items()
        if name in {r.name for r in view.practices}
    }
    for score in view.categories:
        kept = view.appendix["categories"][score.code]
        row = page[page.index(f'<tr><th scope="row">{score.name}</th>') :].split("</tr>")[0]
        assert re.findall(r'<td class="n">([^<]*)</td>', row)[-1] == kept["rwgj_wanted"]
    assert "Your profile and your team’s" in page


def test_the_teams_page_leads_there_and_a_small_team_has_none() -> None:
    survey = voices.survey_of()
    client = signed_in(voices.EXECUTIVE)
    assert client.get(address(survey.code)).status_code == 404
    group(survey, 9)
    assert client.get(address(survey.code)).status_code == 404
    assert address(survey.code) not in client.get(f"/r/{survey.code}/team/").content.decode()
    other = voices.survey_of(organisation="Another")
    group(other, 10)
    assert address(other.code) in client.get(f"/r/{other.code}/team/").content.decode()
    assert client.get(address(other.code)).status_code == 200


def test_a_consultant_sees_it_without_the_executives_profile_and_a_stranger_nothing(client: Client) -> None:
    survey = voices.survey_of()
    group(survey, 40)
    sharing.share(survey=survey, email="rahel@example.org", own_marks=False, by=voices.executive_of(survey))
    page = signed_in("rahel@example.org").get(address(survey.code))
    assert page.status_code == 200
    assert "profile" not in page.content.decode()
    assert client.get(address(survey.code)).status_code == 404
    assert signed_in("nobody@example.org").get(address(survey.code)).status_code == 404
