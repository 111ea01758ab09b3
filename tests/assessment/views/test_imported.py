"""A round that was imported: its own pages, for whoever sees the survey it is in, and for nobody else."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from surveys.actions import sharing
from surveys.models import Panel, Survey
from tests import imports, voices
from tests.factories import group, open_group, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def signed_in(email: str) -> Client:
    client = Client()
    sign_in(client, voices.account(email))
    return client


def opened(survey: Survey, text: str = "") -> Survey:
    made = imports.kept(survey, text or imports.lines_of(team=12, executives=1))
    open_group(Panel.objects.get(survey=made, voice="team"))
    return made


@pytest.fixture
def survey() -> Survey:
    return voices.survey_of()


def team(survey: Survey) -> str:
    return f"/r/{survey.code}/team/"


def test_its_owner_sees_it_as_somebody_elses_answers_marked_imported(survey: Survey) -> None:
    made = opened(survey)
    page = signed_in(voices.EXECUTIVE).get(team(made)).content.decode()
    compared = signed_in(voices.EXECUTIVE).get(f"/r/{made.code}/voices/").content.decode()
    assert "Executive against team" in compared
    assert "your team" not in page + compared
    assert "imported, March 2024" in page
    assert "round 0" not in page
    assert "Where these answers come from" in page
    assert ">Executive<" in page
    assert ">Peers<" not in page, "nobody can be asked any more"


def test_a_consultant_sees_it_with_the_executives_marks_only_where_they_are_shared(survey: Survey) -> None:
    made, owner = opened(survey), voices.executive_of(survey)
    for own_marks in (False, True):
        sharing.share(survey=survey, email="rahel@example.org", own_marks=own_marks, by=owner)
        page = signed_in("rahel@example.org").get(team(made)).content.decode()
        assert (">Executive<" in page) == own_marks
        answer = signed_in("rahel@example.org").get(f"/r/{made.code}/executive/")
        assert answer.status_code == (200 if own_marks else 404)


def test_strangers_and_withdrawn_consultants_find_nothing(survey: Survey) -> None:
    made = opened(survey)
    share = sharing.share(
        survey=survey, email="rahel@example.org", own_marks=True, by=voices.executive_of(survey)
    )
    sharing.withdraw(share=share, by=voices.executive_of(survey))
    other = voices.survey_of(email="tom@example.com", organisation="Another")
    for client in (Client(), signed_in("rahel@example.org"), signed_in("tom@example.com")):
        for path in (
            team(made),
            f"/r/{made.code}/",
            f"/r/{made.code}/result.json",
            f"/r/{made.code}/appendix/",
        ):
            assert client.get(path).status_code == 404
    assert other.pk


def test_until_it_is_open_its_pages_lead_to_where_it_can_be_opened_or_undone(survey: Survey) -> None:
    made = imports.kept(survey, imports.lines_of(team=12))
    answer = signed_in(voices.EXECUTIVE).get(team(made))
    assert (answer.status_code, answer["Location"]) == (302, f"/import/{survey.code}/{made.code}/")
    preview = imports.taken(survey, imports.lines_of(team=12))
    assert signed_in(voices.EXECUTIVE).get(team(preview)).status_code == 404


def test_files_say_when_it_was_and_that_it_was_imported(survey: Survey) -> None:
    made = opened(survey)
    answer = signed_in(voices.EXECUTIVE).get(f"/r/{made.code}/result.json")
    content = json.loads(answer.content)
    assert (content["round"], content["imported_of"]) == (None, "2024-03-15")
    assert "imported-2024-03.json" in answer["Content-Disposition"]
    assert [voice["voice"] for voice in content["voices"]] == ["team"], "the executive’s marks need a tick"


def test_the_next_round_says_what_changed_since_and_says_it_anew_when_another_is_imported(
    survey: Survey,
) -> None:
    open_group(group(survey, 12, opened=False))
    client = signed_in(voices.EXECUTIVE)
    over_time = f"/r/{survey.code}/over-time/"
    page = client.get(over_time).content.decode()
    assert "since-heading" not in page
    assert "One round so far" in page
    opened(survey)
    page = client.get(over_time).content.decode()
    assert "No clear change since March 2024" in page
    assert "Imported, March 2024</th>" in page
    assert "Nothing has moved more than chance since the round before" in page


def test_nothing_of_the_executives_own_pages_opens_an_imported_round(survey: Survey) -> None:
    made = opened(survey)
    client = signed_in(voices.EXECUTIVE)
    for path in (
        f"/continue/{made.code}/",
        f"/ask/{made.code}/",
        f"/share/{made.code}/",
        f"/keep/{made.code}/",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get(f"/r/{made.code}/").status_code == 200
    assert client.get(f"/r/{made.code}/executive/").status_code == 200


def test_an_import_that_is_no_result_yet_leads_to_its_page_each_time(survey: Survey) -> None:
    made = imports.kept(survey, imports.lines_of(team=12), day=date(2024, 3, 15))
    client = signed_in(voices.EXECUTIVE)
    for _again in range(2):
        answer = client.get(team(made))
        assert (answer.status_code, answer["Location"]) == (302, f"/import/{survey.code}/{made.code}/")


def test_nobody_was_asked_what_to_move_first_so_nothing_is_said_of_it(survey: Survey) -> None:
    made = opened(survey)
    client = signed_in(voices.EXECUTIVE)
    content = json.loads(client.get(f"/r/{made.code}/result.json").content)
    (row,) = [voice for voice in content["voices"] if voice["voice"] == "team"]
    assert {practice["picked"] for practice in row["practices"]} == {None}
    assert {practice["evidence"]["priority"] for practice in row["practices"]} == {None}
    assert row["start_with"] == []
    page = client.get(team(made)).content.decode()
    assert "Wide, but few would start here" not in page
    assert "Imported, answers of March 2024" in page


def test_who_was_promised_averages_alone_is_shown_in_averages_alone(survey: Survey) -> None:
    panel = group(survey, 12, opened=False)
    Panel.objects.filter(pk=panel.pk).update(tells_shares=False)
    open_group(panel)
    content = json.loads(signed_in(voices.EXECUTIVE).get(f"/r/{survey.code}/result.json").content)
    (row,) = [voice for voice in content["voices"] if voice["voice"] == "team"]
    assert {practice["evidence"] for practice in row["practices"]} == {None}
    assert {practice["picked"] for practice in row["practices"]} == {None}
    assert all(practice["gap"] is not None for practice in row["practices"])
    assert signed_in(voices.EXECUTIVE).get(f"/r/{survey.code}/appendix/").status_code == 404
    assert (
        "they were told of averages alone" in signed_in(voices.EXECUTIVE).get(team(survey)).content.decode()
    )
