"""Ways in: the start page, the first answer, the secret link."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from surveys.actions.keeping import keep
from surveys.actions.surveys import default_wanted_by, secret_link
from surveys.models import Draft, DraftAnswer, Membership, Organisation, Survey, User
from tests.factories import Executive, sign_in

pytestmark = pytest.mark.django_db


def test_looking_at_the_start_and_at_any_core_practice_makes_nothing(client: Client) -> None:
    for address in ("/", "/start/", "/start/C4/", "/start/P7/"):
        assert client.get(address).status_code == 200
    assert not Survey.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("address", ["/start/C1/", "/start/X9/", "/start/first/"])
def test_only_core_practices_begin_a_survey(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address, {"current": "3", "desired": "4"}).status_code == 404
    assert not Survey.objects.exists()


def test_the_first_answer_makes_the_survey_its_draft_a_cookie_and_a_link(executive: Executive) -> None:
    response = executive.post("/start/C2/", {"current": "3", "desired": "5"})
    survey, draft = Survey.objects.get(), Draft.objects.get()
    assert response["Location"] == f"/a/{survey.code}/{draft.code}/C4/"
    assert survey.organisation.name == ""
    assert (survey.executive, survey.round) == (None, 1)
    cookie = response.cookies[f"closer_{draft.code}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    token = secret_link(survey)
    assert len(token) == 43
    assert token not in str(Survey.objects.values().get())  # only its hash is stored


def test_a_first_answer_with_one_side_is_kept_and_the_other_asked_for(executive: Executive) -> None:
    response = executive.post("/start/C4/", {"current": "2"})
    assert response.status_code == 422
    answer = DraftAnswer.objects.get()
    assert (answer.practice.code, answer.current, answer.desired) == ("C4", 2, None)
    page = response.content.decode()
    assert (
        f'action="{executive.address("C4")}"' in page
    )  # the corrected form goes to the draft, not to a new start
    assert executive.post(executive.address("C4"), {"current": "2", "desired": "3"}).status_code == 302
    assert Survey.objects.count() == 1


@pytest.mark.parametrize(
    "given", [{}, {"current": "0", "desired": "3"}, {"current": "three", "desired": "4"}]
)
def test_a_first_post_with_nothing_readable_makes_nothing(client: Client, given: dict[str, str]) -> None:
    response = client.post("/start/C2/", given)
    assert response.status_code == 422
    assert not Survey.objects.exists()
    assert not response.cookies.keys() - {"csrftoken"}


def test_a_first_save_in_the_background_tells_the_page_where_it_lives_now(executive: Executive) -> None:
    response = executive.post("/start/C2/", {"current": "3"}, **{"X-Background": "1"})
    assert response.status_code == 200
    assert response.json()["address"] == executive.address("C2")
    assert executive.rate("C2", "3", "4").status_code == 302
    assert Survey.objects.count() == 1


def test_starts_from_one_address_are_counted(executive: Executive, settings: Settings) -> None:
    settings.STARTS_PER_HOUR = 3
    post = {"current": "3", "desired": "4"}
    statuses = [executive.post("/start/C2/", post).status_code for _ in range(5)]
    assert statuses == [302, 302, 302, 429, 429]
    assert Survey.objects.count() == 3


def test_skipping_before_anything_is_saved_goes_on(client: Client) -> None:
    page = client.get("/start/C2/").content.decode()
    assert 'href="/start/C4/"' in page
    assert client.get("/start/P7/").status_code == 200


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        (date(2026, 11, 21), date(2028, 11, 30)),
        (date(2026, 2, 28), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2028, 12, 31)),
    ],
)
def test_where_wed_like_to_be_is_two_years_ahead(today: date, wanted: date) -> None:
    assert default_wanted_by(today) == wanted


def test_without_a_questionnaire_the_page_says_what_to_run(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from surveys.actions import surveys
    from surveys.models import Questionnaire

    monkeypatch.setattr(surveys.Questionnaire, "objects", Questionnaire.objects.filter(version=99))
    response = client.get("/start/")
    assert response.status_code == 503
    assert "load_questionnaires" in response.content.decode()


# --- coming back --------------------------------------------------------------------------------------------


def test_coming_back_in_the_same_browser_resumes_at_the_same_place(executive: Executive) -> None:
    executive.start()
    executive.rate("C4", "2", "4")
    page = executive.client.get("/").content.decode()
    assert "Welcome back. 2 of 12 done." in page
    response = executive.client.get(executive.address())
    assert response["Location"] == executive.address("C7") + "?back=1"
    assert "Welcome back. 2 of 12 done." in executive.client.get(response["Location"]).content.decode()


def test_the_start_page_takes_as_many_statements_for_one_draft_as_for_many(
    executive: Executive, count_statements: Callable[[Callable[[], object]], list[str]]
) -> None:
    executive.start()
    one = count_statements(lambda: executive.client.get("/"))
    for _ in range(3):
        executive.start()
    many = count_statements(lambda: executive.client.get("/"))
    assert (len(one), len(many)) == (2, 2), many
    assert executive.client.get("/").content.decode().count("Welcome back. 1 of 12 done.") == 4


def test_the_copied_link_resumes_at_the_same_place_elsewhere(
    executive: Executive, stranger: Client, settings: Settings
) -> None:
    executive.start()
    executive.rate("C4", "2", "4")
    page = executive.client.get(executive.address("leave")).content.decode()
    found = re.search(r'value="(http://localhost:8000/s/[^"]+/)"', page)
    assert found is not None
    link = found[1].removeprefix(settings.SITE_URL)
    Organisation.objects.update(name="Northgate <b>")
    shown = stranger.get(link)
    assert "2 of 12" in shown.content.decode()
    assert "Northgate &lt;b&gt;, last saved " in shown.content.decode()
    assert not shown.cookies.keys() - {"csrftoken"}  # looking, as mail scanners do, lets nobody in
    assert stranger.get(executive.address("C7")).status_code == 404
    response = stranger.post(link, {"go": "continue"})
    assert response["Location"] == executive.address("C7") + "?back=1"
    assert stranger.get(executive.address("C7")).status_code == 200


def test_the_link_leads_to_the_result_once_there_is_one(executive: Executive, stranger: Client) -> None:
    draft = executive.answer()
    link = f"/s/{secret_link(draft.survey)}/"
    assert stranger.post(link, {"go": "result"})["Location"].startswith(executive.address("first"))
    executive.post(executive.address("finish"))
    assert stranger.post(link, {"go": "result"})["Location"] == executive.result
    assert stranger.get(executive.result).status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 5000, "%00", "..", "ſ" * 43])
def test_a_forged_or_truncated_link_is_not_found(executive: Executive, stranger: Client, token: str) -> None:
    executive.start()
    assert stranger.get(f"/s/{token}/").status_code == 404
    assert stranger.post(f"/s/{token}/", {"go": "continue"}).status_code == 404
    genuine = secret_link(executive.draft.survey)
    assert stranger.get(f"/s/{genuine[:-1]}/").status_code == 404


def test_the_link_is_dead_once_an_account_keeps_the_survey(executive: Executive, stranger: Client) -> None:
    draft = executive.start()
    link = f"/s/{secret_link(draft.survey)}/"
    keep(survey=draft.survey, by=User.objects.create_user("ada@example.com"))
    for response in (stranger.get(link), stranger.post(link, {"go": "continue"})):
        assert response.status_code == 410
        assert "Sign in" in response.content.decode()
        assert not response.cookies.keys() - {"csrftoken"}
    User.objects.all().delete()
    assert stranger.get(link).status_code == 410  # an account that goes revives no link


# --- signed in -----------------------------------------------------------------------------------------


@pytest.fixture
def ada(client: Client) -> User:
    user = User.objects.create_user("ada@example.com")
    sign_in(client, user)
    return user


def test_whoever_is_signed_in_starts_attached(client: Client, ada: User) -> None:
    client.post("/start/C2/", {"current": "3", "desired": "5"})
    survey = Survey.objects.get()
    assert (survey.executive, survey.link_hash) == (ada, None)
    assert Membership.objects.get().organisation == survey.organisation
    page = client.get(f"/a/{survey.code}/{Draft.objects.get().code}/leave/").content.decode()
    assert "/s/" not in page  # there is no secret link to copy: it is in the account's list
    assert "/surveys/" in page


def test_an_account_with_organisations_is_asked_for_which_one(client: Client, ada: User) -> None:
    mine = Organisation.objects.create(name="Mine")
    mine.members.add(ada)
    Organisation.objects.create(name="Foreign")
    Organisation.objects.create().members.add(ada)
    page = client.get("/").content.decode()
    assert "Mine" in page
    assert "Your organisation" in page
    assert "Foreign" not in page
    for round_number in (1, 2):
        client.post(f"/start/C2/?organisation={mine.code}", {"current": "3", "desired": "5"})
        assert Survey.objects.latest("pk").organisation == mine
        assert Survey.objects.latest("pk").round == round_number


def test_a_foreign_organisations_code_starts_a_new_one(client: Client, ada: User) -> None:
    foreign = Organisation.objects.create(name="Foreign")
    for code in (foreign.code, "rubbish"):
        client.post(f"/start/C2/?organisation={code}", {"current": "3", "desired": "5"})
        assert Survey.objects.latest("pk").organisation.name == ""
    assert not foreign.surveys.exists()


def test_an_account_goes_on_with_its_survey_in_any_browser(
    client: Client, ada: User, stranger: Client
) -> None:
    client.post("/start/C2/", {"current": "3", "desired": "5"})
    survey, draft = Survey.objects.get(), Draft.objects.get()
    assert stranger.get(f"/continue/{survey.code}/").status_code == 404
    sign_in(stranger, User.objects.create_user("eve@example.com"))
    assert stranger.get(f"/continue/{survey.code}/").status_code == 404
    sign_in(stranger, ada)
    response = stranger.get(f"/continue/{survey.code}/")
    assert response["Location"] == f"/a/{survey.code}/{draft.code}/C4/?back=1"
    assert stranger.get(response["Location"]).status_code == 200


def test_the_date_is_set_at_the_first_answer(executive: Executive) -> None:
    with time_machine.travel("2026-11-21 23:59:00+00:00", tick=False):
        executive.start()
    assert Survey.objects.get().wanted_by == date(2028, 11, 30)
