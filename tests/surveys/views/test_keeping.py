"""From the draft's cookie to an account's result, whoever asks and in whatever order."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.actions.keeping import keep
from surveys.models import Draft, Membership, Organisation, Survey
from tests.surveys.people import account, let_in, sign_in, survey_by_link, type_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client: Client) -> Draft:
    """A survey by link, and the browser that was let in to it."""
    draft = survey_by_link()
    let_in(client, draft)
    return draft


def address(draft: Draft, rest: str = "") -> str:
    return f"/keep/{draft.survey.code}/{rest}"


def result(draft: Draft) -> str:
    return reverse("result", args=[draft.survey.code])


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
    assert client.get(address(draft)).url == result(draft)


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
    with django_assert_num_queries(4):  # session, account, survey, organisations
        page = client.get(after).content.decode()
    assert page.count('type="radio"') == 301


def test_nameless_organisations_are_told_apart_by_their_day(client: Client, draft: Draft) -> None:
    jana = account("jana@example.com")
    with time_machine.travel("2026-03-03 12:00Z"):
        keep(survey=survey_by_link().survey, by=jana)
    page = client.get(ask_to_keep(client, draft, "jana@example.com")).content.decode()
    assert "Your organisation, started 3 March 2026" in page


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
