"""What came of it, for everybody of a voice: its averages as far as they may be seen, and what was heard."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment import report
from surveys.actions import telling
from surveys.choices import Voice
from surveys.links import Purpose
from surveys.models import Panel
from tests import voices
from tests.factories import CORE, group, open_group, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def opened(people: int = 8, voice: str = Voice.TEAM) -> Panel:
    return voices.fresh(open_group(group(voices.survey_of(), people, voice=voice, opened=False)))


def address(panel: Panel) -> str:
    return reverse("told", kwargs={"token": telling.link_of(panel)})


def numbers(page: str) -> list[list[str]]:
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page)
    return [[re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td.*?</td>", row)] for row in rows]


def test_it_shows_the_voices_averages_and_until_when_more_comes(client: Client) -> None:
    panel = opened()
    response = client.get(address(panel))
    assert response.status_code == 200
    page = text(response)
    assert "8 people of the team answered" in page
    assert "whoever asked you says here what was heard and what happens by when" in page
    practices = panel.release.results["practices"]
    shown = numbers(response.content.decode())
    assert len(shown) == 12
    assert [row[0] for row in shown] == [row["today"] for row in practices.values()]


def test_then_what_was_heard_as_it_was_typed_and_nothing_of_it_as_markup(client: Client) -> None:
    panel = opened()
    Panel.objects.filter(pk=panel.pk).update(
        heard="One <b>record</b>.\nSooner.",
        by_when="<script>alert(1)</script> by May",
        told_at=timezone.now(),
    )
    page = client.get(address(panel)).content.decode()
    assert "One &lt;b&gt;record&lt;/b&gt;.<br>Sooner." in page
    assert "<script>alert" not in page
    assert "says here what was heard" not in page


def test_own_marks_other_voices_parts_and_verdicts_are_not_on_it(client: Client) -> None:
    panel = opened(36)
    made = report.build(panel.survey, report.Everybody(Voice.TEAM))
    assert [view.voice for view in made.views] == [Voice.TEAM]
    view = made.views[0]
    assert (view.splits, view.overall, view.appendix, view.care) == ((), None, None, None)
    kept = panel.release.results["categories"]
    assert [str(score.today) for score in view.categories] == [kept[code]["today"] for code in "CEP"]
    assert {score.half_gap for score in view.categories} == {None}
    assert {(row.evidence, row.picked, row.cannot_tell) for row in view.practices} == {(None, None, None)}
    assert "Peers" not in text(client.get(address(panel)))


def test_whoever_knows_one_answer_can_take_it_out_of_no_average(client: Client) -> None:
    """Of five who answered, a member could work out the other four."""
    page = client.get(address(opened(5)))
    assert "too few people answered to show averages here" in text(page)
    assert numbers(page.content.decode()) == []
    assert numbers(client.get(address(opened_again(6))).content.decode())


def opened_again(people: int) -> Panel:
    survey = voices.survey_of("tom@example.com", "Other")
    return voices.fresh(open_group(group(survey, people, opened=False)))


def test_peers_read_half_levels(client: Client) -> None:
    panel = opened(8, Voice.PEER)
    page = client.get(address(panel)).content.decode()
    assert "to the nearest half level" in page
    assert all(row[0][-2:] in (".0", ".5") or "or" in row[0] for row in numbers(page))


def test_a_link_to_answer_leads_there_once_results_are_open(client: Client) -> None:
    panel = voices.asked_team(8, answered=6)
    links = [reverse("answer", kwargs={"token": voices.token(one)}) for one in voices.invitations(panel)]
    panel = voices.opened(panel)
    for link in (links[0], links[7]):  # of one who answered, of one who didn't
        assert client.get(link)["Location"] == address(panel)
    assert client.post(links[7]).status_code == 409


def test_an_open_link_leads_there_too(client: Client) -> None:
    linked = voices.by_link(voices.survey_of(), Voice.TEAM)
    voices.answers_of(linked, 6)
    link = reverse("answer", kwargs={"token": voices.token(linked)})
    linked = voices.opened(linked)
    assert client.get(link)["Location"] == address(linked)


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 300])
def test_no_other_link_opens_anything(client: Client, token: str) -> None:
    opened()
    assert client.get(reverse("told", kwargs={"token": token})).status_code == 404
    panel = voices.by_link(voices.survey_of("tom@example.com"), Voice.TEAM)
    other = voices.token(panel, Purpose.PANEL)
    assert client.get(reverse("told", kwargs={"token": other})).status_code == 404


def test_posting_is_refused_and_looking_changes_nothing(client: Client) -> None:
    panel = opened()
    before = Panel.objects.values().get(pk=panel.pk)
    assert client.post(address(panel)).status_code == 405
    client.get(address(panel))
    assert Panel.objects.values().get(pk=panel.pk) == before
    assert not client.cookies


def test_where_all_say_the_same_no_picture_is_drawn_and_the_page_says_why(client: Client) -> None:
    panel = voices.asked_team(8)
    for one in voices.invitations(panel):
        voices.finish(voices.fill(voices.begin(one), dict.fromkeys(CORE, ("2", "4")) | {"C2": ("3", "4")}))
    page = client.get(address(voices.fresh(open_group(panel)))).content.decode()
    assert "Averages would tell what single people said, so they aren’t shown." in page
    assert "<svg" not in page.partition("<main")[2]
