"""From the draft's cookie to an account's result, whoever asks and in whatever order."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.actions.keeping import keep
from surveys.models import Draft, Membership, Organisation, Survey
from tests.surveys.people import account, let_in, sign_in, survey_by_link, type_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client: Client) -> Draft:
    """A finished survey by link, and the browser that was let in to it."""
    draft = survey_by_link()
    Draft.objects.update(finished_at=timezone.now())
    let_in(client, draft)
    return draft


def address(draft: Draft, rest: str = "") -> str:
    return f"/keep/{draft.survey.code}/{rest}"


def result(draft: Draft, query: str = "?kept=1") -> str:
    return reverse("result", args=[draft.survey.code]) + query


def ask_to_keep(client: Client, draft: Draft, email: str) -> str:
    """Ask, type the mailed code, and follow to where the browser ends up."""
    asked = client.post(address(draft), {"email": email})
    assert asked.url == f"/account/code/?next={address(draft, 'where/')}"
    return type_code(client, next=address(draft, "where/")).url


def owner(draft: Draft) -> str:
    found = Survey.objects.select_related("executive").get(pk=draft.survey_id).executive
    return found.email if found else ""


def test_the_page_says_what_it_does(client: Client, draft: Draft) -> None:
    page = client.get(address(draft)).content.decode()
    for said in ("Your address owns it", "The secret link stops working", "We use your address to"):
        assert said in page
    assert owner(draft) == ""


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_drafts_cookie_there_is_nothing(draft: Draft, method: str) -> None:
    stranger = Client()
    assert getattr(stranger, method)(address(draft)).status_code == 404
    other = survey_by_link()
    let_in(stranger, other)
    assert getattr(stranger, method)(address(draft)).status_code == 404
    sign_in(stranger, "stranger@example.com")
    assert getattr(stranger, method)(address(draft)).status_code == 404
    assert getattr(stranger, method)(address(draft, "where/")).status_code == 404
    assert owner(draft) == ""


def test_a_new_account_keeps_at_once(client: Client, draft: Draft) -> None:
    after = ask_to_keep(client, draft, "jana@example.com")
    assert owner(draft) == "jana@example.com"
    assert client.get(after).url == result(draft)
    assert Membership.objects.get().organisation == draft.survey.organisation
    assert client.get(address(draft)).url == result(draft, "")


def buttons(page: str) -> list[str]:
    return [" ".join(text.split()) for text in re.findall(r"<button[^>]*>(.*?)</button>", page, re.S)]


def test_answers_that_are_not_finished_are_called_answers_and_found_in_the_list(
    client: Client, draft: Draft
) -> None:
    Draft.objects.update(finished_at=None)
    page = client.get(address(draft)).content.decode()
    assert "<h1>Keep these answers</h1>" in page
    assert "<title>Keep these answers · Closer</title>" in page
    assert "Your address owns them from then on." in page
    sign_in(client, "jana@example.com")
    page = client.get(address(draft)).content.decode()
    assert buttons(page) == ["Keep these answers"]
    assert "Keep this result" not in page
    assert client.post(address(draft)).url == "/surveys/?kept=1"
    assert owner(draft) == "jana@example.com"
    assert "Kept. You’ll find it here from now on." in client.get("/surveys/?kept=1").content.decode()


def test_answers_that_are_not_finished_are_found_in_the_list_after_the_code_too(
    client: Client, draft: Draft
) -> None:
    Draft.objects.update(finished_at=None)
    assert client.get(ask_to_keep(client, draft, "jana@example.com")).url == "/surveys/?kept=1"


def test_a_finished_one_is_a_result(client: Client, draft: Draft) -> None:
    page = client.get(address(draft)).content.decode()
    assert "<h1>Keep this result</h1>" in page
    assert "<title>Keep this result · Closer</title>" in page
    sign_in(client, "jana@example.com")
    assert buttons(client.get(address(draft)).content.decode()) == ["Keep this result"]


@pytest.mark.parametrize(
    ("finished", "heading", "lead", "button"),
    [
        (
            True,
            "Where does this result belong?",
            "In an organisation you already have, it becomes the next round.",
            "Keep this result",
        ),
        (
            False,
            "Where do these answers belong?",
            "In an organisation you already have, they become the next round.",
            "Keep these answers",
        ),
    ],
)
def test_the_question_promises_nothing_but_the_next_round(
    client: Client, draft: Draft, finished: bool, heading: str, lead: str, button: str
) -> None:
    Draft.objects.update(finished_at=timezone.now() if finished else None)
    account("jana@example.com", ["Northgate"])
    after = ask_to_keep(client, draft, "jana@example.com")
    page = client.get(after).content.decode()
    assert f"<h1>{heading}</h1>" in page
    assert f'<p class="lead">{lead}</p>' in page
    assert buttons(page) == [button]
    assert "compare" not in page
    assert client.post(after, {"where": "new"}).url == (result(draft) if finished else "/surveys/?kept=1")


LINK = {"done": 3, "total": 12, "finished": False, "action": "/s/x/", "organisation": ""}
SAVED = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"saved_at": SAVED}, "Your organisation, last saved 22 November 2026"),
        ({"saved_at": SAVED, "finished_at": None, "organisation": "A & B"}, "A &amp; B, last saved"),
        (
            {
                "saved_at": SAVED,
                "finished_at": datetime(2026, 11, 21, 12, tzinfo=UTC),
                "finished": True,
                "organisation": "Demo: Lindenhof Hotels (invented)",
            },
            "Demo: Lindenhof Hotels (invented), finished 21 November 2026",
        ),
    ],
)
def test_a_secret_link_says_which_answers_it_opens(given: dict[str, object], line: str) -> None:
    page = render_to_string("surveys/answering/link.html", {**LINK, **given})
    assert f'<p class="muted">{line}' in page
    assert page.count("22 November 2026") == ("finished" not in given)


def test_the_kept_result_is_kept_even_if_nobody_follows(client: Client, draft: Draft) -> None:
    client.post(address(draft), {"email": "jana@example.com"})
    type_code(client)
    assert owner(draft) == "jana@example.com"


def test_until_the_code_is_typed_nothing_changes(client: Client, draft: Draft) -> None:
    client.post(address(draft), {"email": "jana@example.com"})
    type_code(client, "AAAA-AAAA")
    assert owner(draft) == ""
    assert client.get(address(draft)).status_code == 200


def test_a_wrong_address_is_a_form_error(client: Client, draft: Draft) -> None:
    response = client.post(address(draft), {"email": "nobody"})
    assert response.status_code == 422
    assert "Keep this result" in response.content.decode()


def test_whoever_signs_in_next_on_this_machine_is_not_given_it(client: Client, draft: Draft) -> None:
    client.post(address(draft), {"email": "jana@example.com"})
    sign_in(client, "somebody-else@example.com")
    assert owner(draft) == ""


def test_only_the_address_typed_on_the_page_keeps_it(client: Client, draft: Draft) -> None:
    """Even where the door was not used again in between, as with a passkey."""
    client.post(address(draft), {"email": "jana@example.com"})
    session = client.session
    session["survey_to_keep"][2] = "other@example.com"
    session.save()
    type_code(client, next="/surveys/")
    assert owner(draft) == ""


def test_it_waits_no_longer_than_a_sign_in_takes(client: Client, draft: Draft) -> None:
    client.post(address(draft), {"email": "jana@example.com"})
    with time_machine.travel(timezone.now() + timedelta(minutes=40), tick=True):
        sign_in(client, "next-at-this-machine@example.com")
    assert owner(draft) == ""


def test_an_account_with_organisations_is_asked_which(client: Client, draft: Draft) -> None:
    account("jana@example.com", ["Northgate", "Southgate", ""])
    after = ask_to_keep(client, draft, "jana@example.com")
    assert owner(draft) == ""
    page = client.get(after).content.decode()
    assert page.count('type="radio"') == 4
    assert client.post(after, {}).status_code == 422
    foreign = Organisation.objects.create(name="Foreign")
    assert client.post(after, {"where": str(foreign.code)}).status_code == 422
    assert client.post(after, {"where": "nonsense"}).status_code == 422
    northgate = Organisation.objects.get(name="Northgate")
    assert client.post(after, {"where": str(northgate.code)}).url == result(draft)
    assert owner(draft) == "jana@example.com"
    assert northgate.surveys.get() == draft.survey
    assert not Organisation.objects.filter(pk=draft.survey.organisation_id).exists()


def test_a_new_organisation_stays_its_own(client: Client, draft: Draft) -> None:
    account("jana@example.com", ["Northgate"])
    after = ask_to_keep(client, draft, "jana@example.com")
    client.post(after, {"where": "new"})
    assert Survey.objects.get().organisation == draft.survey.organisation
    assert Membership.objects.count() == 2


def test_hundreds_of_organisations(client: Client, draft: Draft, django_assert_num_queries: object) -> None:
    account("consultant@example.com", [f"Client {number:03}" for number in range(300)])
    after = ask_to_keep(client, draft, "consultant@example.com")
    with django_assert_num_queries(5):  # session, account, survey, whether it's finished, organisations
        page = client.get(after).content.decode()
    assert page.count('type="radio"') == 301


def test_nameless_organisations_are_told_apart_by_their_day(client: Client, draft: Draft) -> None:
    jana = account("jana@example.com")
    with time_machine.travel("2026-03-03 12:00Z"):
        keep(survey=survey_by_link().survey, by=jana)
    with time_machine.travel("2026-03-04 09:15Z"):
        keep(survey=survey_by_link().survey, by=jana)
    with time_machine.travel("2026-03-04 16:45Z"):
        keep(survey=survey_by_link().survey, by=jana)
    Organisation.objects.create().members.add(jana)  # nothing was ever asked there
    page = client.get(ask_to_keep(client, draft, "jana@example.com")).content.decode()
    labels = re.findall(r'<label[^>]*for="id_where_\d+"[^>]*>\s*(.*?)\s*</label>', page, re.S)
    assert labels == [
        "A new organisation",
        "Your organisation, started 3 March 2026",
        "Your organisation, started 4 March 2026, 09:15",
        "Your organisation, started 4 March 2026, 16:45",
        "Your organisation",
    ]


def test_signed_in_one_button(client: Client, draft: Draft) -> None:
    sign_in(client, "jana@example.com")
    page = client.get(address(draft)).content.decode()
    assert 'type="email"' not in page
    assert owner(draft) == ""
    assert client.post(address(draft)).url == result(draft)
    assert owner(draft) == "jana@example.com"


def test_signed_in_with_organisations_the_question(client: Client, draft: Draft) -> None:
    account("jana@example.com", ["Northgate"])
    sign_in(client, "jana@example.com")
    for response in (client.get(address(draft)), client.post(address(draft))):
        assert response.url == address(draft, "where/")
    assert owner(draft) == ""
    client.post(address(draft, "where/"), {"where": "new"})
    assert owner(draft) == "jana@example.com"


def test_two_browsers_with_the_link_the_first_confirmed_wins(client: Client, draft: Draft) -> None:
    other = Client()
    let_in(other, draft)
    other.post(address(draft), {"email": "omar@example.com"})
    omars_mail = mail.outbox[-1]
    ask_to_keep(client, draft, "jana@example.com")
    mail.outbox.append(omars_mail)
    after = type_code(other, next=address(draft, "where/")).url
    late = other.get(after)
    assert late.status_code == 409
    assert "Somebody else has kept this result" in late.content.decode()
    assert owner(draft) == "jana@example.com"
    assert not Membership.objects.filter(user__email="omar@example.com").exists()
    assert other.get(address(draft)).status_code == 404


def test_losing_while_the_question_is_open(client: Client, draft: Draft) -> None:
    account("jana@example.com", ["Northgate"])
    after = ask_to_keep(client, draft, "jana@example.com")
    keep(survey=draft.survey, by=account("omar@example.com"))
    assert client.post(after, {"where": "new"}).status_code == 409
    assert owner(draft) == "omar@example.com"


def test_losing_between_the_page_and_the_button(
    client: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "jana@example.com")
    omar, real = account("omar@example.com"), keep

    def beaten(**given: object) -> Survey:
        real(survey=draft.survey, by=omar)
        return real(**given)

    monkeypatch.setattr("surveys.views.keeping.keep_survey", beaten)
    assert client.post(address(draft)).status_code == 409


def test_a_link_that_was_replaced_meanwhile_gives_nothing(client: Client, draft: Draft) -> None:
    client.post(address(draft), {"email": "jana@example.com"})
    Survey.objects.update(link_issue=2)
    after = type_code(client, next=address(draft, "where/")).url
    assert owner(draft) == ""
    assert client.get(after).status_code == 404


def test_a_survey_that_went_meanwhile(client: Client, draft: Draft) -> None:
    client.post(address(draft), {"email": "jana@example.com"})
    Organisation.objects.all().delete()
    assert client.get(type_code(client, next=address(draft, "where/")).url).status_code == 404


def test_forms_are_protected(draft: Draft) -> None:
    strict = Client(enforce_csrf_checks=True)
    let_in(strict, draft)
    assert strict.post(address(draft), {"email": "jana@example.com"}).status_code == 403
    assert strict.post("/account/", {"email": "jana@example.com"}).status_code == 403
