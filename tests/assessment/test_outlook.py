"""Before results open: how far a team's answers will carry, and how many would be enough."""

from __future__ import annotations

import pytest
from django.test import Client

from assessment import outlook
from assessment.rows import VoiceView
from surveys.actions import correcting
from surveys.choices import Mail, Voice
from surveys.models import Delivery
from tests import voices
from tests.factories import sign_in, text

ASSUMED = "This assumes that gaps differ by about one level from person to person, as they often do."


def view(answered: int, asked: int | None, *, by_link: bool = False, state: str = "waiting") -> VoiceView:
    return VoiceView(
        "team",
        "Team",
        own=False,
        state=state,
        smallest=5,
        answered=answered,
        asked=asked,
        by_link=by_link,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("answered", "asked", "by_link", "said"),
    [
        (
            0, 400, False,
            ["To be sure of a gap of half a level (± 0.25) it takes about 62 answers: 62 more."],
        ),
        (
            20, 400, False,
            [
                "With the 20 answers that are in, each gap would be known to about ± 0.5.",
                "To be sure of a gap of half a level (± 0.25) it takes about 62 answers: 42 more.",
            ],
        ),
        (
            4, 400, False,
            ["To be sure of a gap of half a level (± 0.25) it takes about 62 answers: 58 more."],
        ),
        (
            62, 400, False,
            [
                "With the 62 answers that are in, each gap would be known to about ± 0.3.",
                "That is enough to be sure of a gap of half a level (± 0.25).",
            ],
        ),
        (
            3, 7, False,
            ["If all 7 answered, each gap would be known to about ± 0.8."],
        ),
        (
            20, 40, True,  # "about 40", by a link: nobody knows
            [
                "With the 20 answers that are in, each gap would be known to about ± 0.5.",
                "To be sure of a gap of half a level (± 0.25) it takes about 62 answers: 42 more.",
            ],
        ),
    ],
)  # fmt: skip
def test_it_is_said_in_words(answered: int, asked: int, by_link: bool, said: list[str]) -> None:
    assert outlook.planner(view(answered, asked, by_link=by_link)) == [*said, ASSUMED]


def test_nothing_of_peers_and_nothing_once_it_is_closed() -> None:
    peers = VoiceView(
        "peer", "Peers", own=False, state="waiting", smallest=4, coarse=True, answered=3, asked=6
    )
    assert outlook.planner(peers) == []
    for state in ("too_few", "opening", "open"):
        assert outlook.planner(view(20, 400, state=state)) == []


@pytest.mark.django_db
def test_the_page_that_waits_shows_it_with_the_departments(client: Client) -> None:
    rows = [*voices.people(20, "Sales <i>", name="s"), *voices.people(10, "Bar", name="b")]
    panel = voices.by_list(voices.survey_of(), Voice.TEAM, rows)
    for person, one in enumerate(voices.invitations(panel)[10:16]):
        voices.answer(one, person)
    sign_in(client, voices.executive_of(panel.survey))
    response = client.get(f"/r/{panel.survey.code}/team/")
    page = text(response)
    assert "With the 6 answers that are in, each gap would be known to about ± 0.9." in page
    assert "Sales <i> 20 fewer than 5" in page or "Sales <i> 20 5 or more" in page
    assert "Bar 10 fewer than 5" in page
    assert "<i>" not in response.content.decode().split("shares-heading")[1]


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["correct", "withdraw"])
def test_once_an_address_was_put_right_or_withdrawn_the_page_says_why_nothing_is_told(
    client: Client, act: str
) -> None:
    rows = [*voices.people(20, "IT", name="i"), *voices.people(10, "Sales", name="s")]
    panel = voices.by_list(voices.survey_of(), Voice.TEAM, rows)
    by = voices.executive_of(panel.survey)
    sign_in(client, by)
    one = voices.invitations(panel)[0]
    Delivery.objects.filter(invitation=one).update(state=Mail.BOUNCED, due_at=None)
    plain, ask = f"/r/{panel.survey.code}/team/", f"/ask/{panel.survey.code}/team"
    assert "IT 20 fewer than 5" in text(client.get(plain))
    beforehand = "From then on nobody is shown where answers come from, department by department"
    before = (f"{ask}/sent/", f"{ask}/addresses/{one.code}/withdraw/")
    assert all(beforehand in text(client.get(page)) for page in before)
    if act == "correct":
        correcting.correct(panel=panel, code=one.code, email="new@example.com", by=by)
    else:
        correcting.withdraw(panel=panel, code=one.code, by=by)
    for page in (plain, f"{plain}?x=1"):  # the first was remembered
        said = text(client.get(page))
        assert "IT 20" not in said
        assert "Where answers come from This isn’t shown any more, because an address was" in said
    Delivery.objects.filter(invitation=voices.invitations(panel)[1]).update(state=Mail.BOUNCED, due_at=None)
    assert beforehand not in text(client.get(f"{ask}/sent/"))


@pytest.mark.django_db
def test_where_no_department_is_large_nothing_is_said_to_be_over(client: Client) -> None:
    panel = voices.by_list(voices.survey_of(), Voice.TEAM, voices.people(9, "IT", name="i"))
    by = voices.executive_of(panel.survey)
    sign_in(client, by)
    one = voices.invitations(panel)[0]
    Delivery.objects.filter(invitation=one).update(state=Mail.BOUNCED, due_at=None)
    assert "From then on nobody is shown" not in text(client.get(f"/ask/{panel.survey.code}/team/sent/"))
    correcting.correct(panel=panel, code=one.code, email="new@example.com", by=by)
    assert "Where answers come from" not in text(client.get(f"/r/{panel.survey.code}/team/"))
