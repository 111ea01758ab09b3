"""An account's own list, with nothing of anybody else's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from surveys.access import surveys_of
from surveys.actions import inviting
from surveys.actions.keeping import keep
from surveys.choices import Form, Mail, Reason, Voice
from surveys.models import Delivery, Draft, DraftAnswer, Practice, User
from tests import imports, reviews, voices
from tests.factories import sign_in as signed_in
from tests.surveys.people import account, let_in, sign_in, survey_by_link

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def answer(draft: Draft, practices: Sequence[Practice], **sides: object) -> None:
    DraftAnswer.objects.bulk_create(DraftAnswer(draft=draft, practice=one, **sides) for one in practices)


def kept(by: User, name: str = "") -> Draft:
    draft = survey_by_link(name)
    keep(survey=draft.survey, by=by)
    return draft


def rows(client: Client, page: str = "") -> list[str]:
    """The table's lines as text."""
    html = client.get(f"/surveys/{page}").content.decode().partition("<tbody>")[2]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in html.split("</tr>")[:-1]]


def test_for_whoever_is_signed_in(client: Client) -> None:
    assert client.get("/surveys/").url == "/account/?next=/surveys/"
    assert client.post("/surveys/").status_code == 405


def test_nothing_yet_offers_the_start(client: Client) -> None:
    sign_in(client, "jana@example.com")
    page = client.get("/surveys/").content.decode()
    assert "Nothing here yet" in page
    assert 'href="/">Start' in page


def test_a_line_says_whose_which_round_how_far_and_when(client: Client) -> None:
    jana = sign_in(client, "jana@example.com")
    with time_machine.travel("2026-11-01 12:00Z"):
        named, nameless = kept(jana, "Northgate"), kept(jana)
    practices = list(Practice.objects.all())
    answer(named, practices[:10], current=2, desired=4)
    answer(
        named, practices[10:11], current_reason=Reason.NOT_APPLICABLE, desired_reason=Reason.NOT_APPLICABLE
    )
    answer(named, practices[11:12], picked=True)
    answer(nameless, practices[:3], current=2)
    Draft.objects.filter(pk=named.pk).update(
        finished_at=datetime(2026, 11, 2, 12, tzinfo=UTC), form=Form.FULL
    )
    assert rows(client) == [
        "Your organisation, started 1 November 2026 1 0 of 12 not finished "
        "not asked Continue : Your organisation, started 1 November 2026, round 1 "
        "Earlier results : Your organisation, started 1 November 2026, round 1 "
        "Throw away : Your organisation, started 1 November 2026, round 1",
        "Northgate 1 11 of 24 2 November 2026 not asked Ask colleagues : Northgate, round 1 "
        "Result : Northgate, round 1 Your answers : Northgate, round 1 "
        "Earlier results : Northgate, round 1 Throw away : Northgate, round 1",
    ]


def test_three_nameless_organisations_are_told_apart(client: Client) -> None:
    jana = sign_in(client, "jana@example.com")
    for moment in ("2026-11-01 09:00Z", "2026-11-03 09:00Z", "2026-11-03 14:30Z"):
        with time_machine.travel(moment):
            draft = kept(jana)
    with time_machine.travel("2026-11-04 09:00Z"):  # a second round is called what the first is
        keep(survey=survey_by_link().survey, by=jana, organisation=draft.survey.organisation)
    assert [line.partition(" 0 of")[0] for line in rows(client)] == [
        "Your organisation, started 3 November 2026, 14:30 2",
        "Your organisation, started 3 November 2026, 14:30 1",
        "Your organisation, started 3 November 2026, 09:00 1",
        "Your organisation, started 1 November 2026 1",
    ]


def test_another_can_be_started(client: Client) -> None:
    kept(sign_in(client, "jana@example.com"))
    assert '<a class="button" href="/">Start another</a>' in client.get("/surveys/").content.decode()


def test_what_was_just_kept_is_said_once_asked(client: Client) -> None:
    kept(sign_in(client, "jana@example.com"))
    note = '<p class="alert alert-info" role="status">Kept. You’ll find it here from now on.</p>'
    assert note in client.get("/surveys/?kept=1").content.decode()
    for address in ("/surveys/", "/surveys/?kept=0"):
        assert "Kept. You" not in client.get(address).content.decode()


def panel(client: Client) -> tuple[str, list[str]]:
    """What this browser holds that nobody has kept: the panel as text, and where its links lead."""
    html = client.get("/surveys/").content.decode().partition('<section class="panel unkept">')[2]
    html = html.partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()), re.findall(r'href="([^"]+)"', html)


@pytest.mark.parametrize("others", [0, 1])
def test_what_this_browser_holds_and_nobody_has_kept_is_offered(client: Client, others: int) -> None:
    jana = sign_in(client, "jana@example.com")
    for _ in range(others):
        let_in(client, kept(jana, "Northgate"))
    assert panel(client) == ("", [])
    with time_machine.travel("2026-11-01 12:00Z"):
        older, named = survey_by_link(), survey_by_link("Southgate")
    answer(older, list(Practice.objects.filter(core=True))[:3], current=2, desired=4)
    Draft.objects.filter(pk=older.pk).update(saved_at=datetime(2026, 11, 2, 12, tzinfo=UTC))
    let_in(client, older)
    let_in(client, named)
    survey_by_link("Nobody let me in to this")
    text, links = panel(client)
    assert text == (
        "Started in this browser, not kept yet Your organisation, started 1 November 2026 "
        "3 of 12, last saved 2 November 2026 Keep it : Your organisation, started 1 November 2026 "
        "Southgate 0 of 12, last saved 1 November 2026 Keep it : Southgate"
    )
    assert links == [f"/keep/{draft.survey.code}/" for draft in (older, named)]
    page = client.get("/surveys/").content.decode()
    assert "Start another" in page
    assert "Nothing here yet" not in page
    keep(survey=older.survey, by=account("omar@example.com"))
    assert panel(client)[1] == links[1:]


def test_nobody_elses_surveys_are_there(client: Client) -> None:
    omar = account("omar@example.com")
    theirs = kept(omar, "Southgate")
    survey_by_link("Nobody’s")
    jana = sign_in(client, "jana@example.com")
    theirs.survey.organisation.members.add(jana)  # a member, but not the executive
    assert rows(client) == []
    assert list(surveys_of(omar)) == [theirs.survey]


def test_names_are_text_and_nothing_else(client: Client) -> None:
    kept(sign_in(client, "jana@example.com"), "<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/surveys/").content.decode()


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_same_number_of_queries_however_many(
    client: Client, number: int, django_assert_num_queries: object
) -> None:
    jana = sign_in(client, "jana@example.com")
    for one in range(number):
        kept(jana, f"Client {one}")
    with django_assert_num_queries(6):  # session, account, count, page, voices, clients
        page = client.get("/surveys/")
    for drafts in (1, 3):
        for _ in range(drafts):
            let_in(client, survey_by_link())
        client.get("/surveys/")  # the questionnaire's practices are read once
        with django_assert_num_queries(8):  # and this browser's drafts, their answers
            client.get("/surveys/")
    assert len(page.context["page"].object_list) == min(number, 50)
    assert ("Page 1 of 6" in page.content.decode()) == (number == 300)


def test_pages_hold_every_survey_once_newest_first(client: Client) -> None:
    jana = sign_in(client, "jana@example.com")
    for one in range(120):
        kept(jana, f"Client {one:03}")
    lines = [line for page in ("", "?page=2", "?page=3") for line in rows(client, page)]
    assert [line.split()[1] for line in lines] == [f"{one:03}" for one in reversed(range(120))]
    assert rows(client, "?page=nonsense") == lines[:50]
    assert rows(client, "?page=99") == lines[100:]


def test_how_far_the_colleagues_are_is_said_in_one_statement(client: Client, count_statements) -> None:
    survey = voices.survey_of(organisation="Northgate")
    other = voices.survey_of(organisation="Southgate")
    jana = voices.executive_of(survey)
    signed_in(client, jana)
    without = len(count_statements(lambda: client.get("/surveys/")))
    voices.asked_peers(6, 4, survey)
    voices.answer(voices.by_link(survey, Voice.TEAM, 40))
    voices.opened(voices.asked_team(6, 5, other))
    voices.prepared(other, Voice.PEER, 6)
    found: list[str] = []
    statements = count_statements(lambda: found.extend(rows(client)))
    assert len(statements) == without == 6
    southgate, northgate = found
    assert "Peers: 4 of 6 answered Team: 1 of about 40 answered" in northgate
    assert "Team: results open" in southgate
    assert "Peers" not in southgate


def test_what_was_imported_is_listed_with_its_survey_and_not_here(client: Client) -> None:
    survey = voices.survey_of()
    signed_in(client, voices.executive_of(survey))
    before = rows(client)
    imports.kept(survey)
    assert rows(client) == before
    assert len(before) == 1
    assert f'href="/import/{survey.code}/"' in client.get("/surveys/").content.decode()


def test_mails_that_wait_for_a_day_are_said_instead_of_answers(client: Client) -> None:
    jana = voices.account()
    with time_machine.travel("2027-09-01 09:00Z", tick=False):
        panel = voices.prepared(voices.survey_of(), Voice.PEER, 6)
        inviting.send(panel=panel, by=jana, starts_on=date(2027, 9, 4))
        signed_in(client, jana)
        assert "Peers: the mails go out on Saturday, 4 September 2027" in rows(client)[0]
        council = reviews.object_to(reviews.reviewer(panel))
        assert "Peers: the mails are held" in rows(client)[0]
        reviews.agree(council)
        Delivery.objects.filter(invitation__panel=panel).update(state=Mail.SENT, due_at=None, tries=1)
        assert "Peers: 0 of 6 answered" in rows(client)[0]
