"""Before Start at an open link, as pages: its code, an address, and too much of anything."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from surveys.actions import admitting, declining
from surveys.choices import Voice
from surveys.links import COOKIE_PREFIX
from surveys.models import Delivery, Draft, Invitation, Panel, Survey
from surveys.views import joining
from tests import voices
from tests.factories import text
from tests.mailbox import Mailbox
from tests.surveys.actions.test_admitting import by_link

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OFFICE, HOME = "192.0.2.7", "198.51.100.9"


def url(panel: Panel) -> str:
    return reverse("answer", kwargs={"token": voices.token(panel)})


def from_(network: str) -> Client:
    """Another browser, behind this address."""
    return Client(REMOTE_ADDR=network)


@pytest.fixture
def coded(survey: Survey) -> Panel:
    return by_link(survey, access_code="472 915")


@pytest.fixture
def mailing(survey: Survey) -> Panel:
    return by_link(survey, mail_domain="example.com")


# --- the code ---------------------------------------------------------------------------------------------


def test_the_code_is_asked_before_start_and_opens_it(client: Client, coded: Panel) -> None:
    page = client.get(url(coded)).content.decode()
    assert '<label class="field" for="access_code">Access code</label>' in page
    assert "472 915" not in page
    assert "472915" not in page
    assert "Anyone with the link and its code can answer" in page
    begun = client.post(url(coded), {"access_code": " 472915 "})
    assert begun.status_code == 302
    assert begun["Location"].endswith("/C2/")
    assert Draft.objects.filter(panel=coded).count() == 1


def test_a_wrong_code_is_said_and_begins_nothing(client: Client, coded: Panel) -> None:
    response = client.post(url(coded), {"access_code": '<b>"1'})
    assert response.status_code == 422
    page = response.content.decode()
    assert "<title>Error: " in page
    assert '<a href="#access_code">That isn’t the code of this link.' in page
    assert 'value="&lt;b&gt;&quot;1"' in page
    assert 'aria-invalid="true"' in page
    assert f'href="{url(coded)}?lang=de"' in page  # an address to look at, where nothing typed is lost
    assert client.post(url(coded)).status_code == 422
    assert not Draft.objects.filter(panel=coded).exists()


def test_no_code_at_all_is_no_try(coded: Panel) -> None:
    browser = from_(OFFICE)
    for _time in range(12):
        assert "Type the access code that came with the link" in text(browser.post(url(coded), {}))
    assert browser.post(url(coded), {"access_code": "472915"}).status_code == 302


def test_whoever_has_begun_goes_on_without_it(client: Client, coded: Panel) -> None:
    client.post(url(coded), {"access_code": "472915"})
    draft = Draft.objects.get(panel=coded)
    assert client.post(url(coded), {"draft": draft.code}).status_code == 302
    assert client.post(url(coded), {}).status_code == 422  # somebody else's start needs it
    stranger = Client()
    own = reverse("answer", kwargs={"token": voices.token(draft)})
    assert stranger.post(own).status_code == 302


def test_ten_wrong_codes_rest_their_network_alone(coded: Panel) -> None:
    office, home = from_(OFFICE), from_(HOME)
    assert [office.post(url(coded), {"access_code": "1"}).status_code for _ in range(11)] == [422] * 10 + [
        429
    ]
    rests = office.post(url(coded), {"access_code": "472 915"})
    assert rests.status_code == 429
    assert "Too many wrong codes" in text(rests)
    assert "Try again in ten minutes." in text(rests)
    assert home.post(url(coded), {"access_code": "472 915"}).status_code == 302


# --- an address -------------------------------------------------------------------------------------------


def test_an_address_is_asked_instead_and_gets_its_mail(
    client: Client, mailing: Panel, mailbox: Mailbox
) -> None:
    page = client.get(url(mailing)).content.decode()
    assert "Your e-mail address at example.com" in page
    assert "Mail me my link" in page
    assert "Anyone with the link can answer" not in page
    answer = client.post(url(mailing), {"address": "Anna@Example.com"}, follow=True)
    assert "Look into your mail" in text(answer)
    assert not [name for name in client.cookies if name.startswith(COOKIE_PREFIX)]
    assert not Draft.objects.filter(panel=mailing).exists()
    from surveys import tasks

    tasks.deliver.call()
    [mail] = mailbox.mails
    assert mail["To"] == "anna@example.com"
    assert "List-Unsubscribe" in mail
    [invitation] = voices.invitations(mailing)
    own = reverse("answer", kwargs={"token": voices.token(invitation)})
    assert own in mail.get_body(("plain",)).get_content()
    begun = client.post(own)
    assert begun["Location"].endswith("/C2/")
    assert Draft.objects.get(panel=mailing).invitation == invitation


def test_the_page_says_the_same_whatever_has_become_of_the_address(mailing: Panel) -> None:
    for name in ("answered", "declined", "begun"):
        from_(HOME).post(url(mailing), {"address": f"{name}@example.com"})
    by_name = {one.email.partition("@")[0]: one for one in voices.invitations(mailing)}
    voices.answer(by_name["answered"])
    declining.decline(invitation=by_name["declined"])
    voices.begin(by_name["begun"])
    seen = set()
    for name in ("answered", "declined", "begun", "new"):
        answer = from_(OFFICE).post(url(mailing), {"address": f"{name}@example.com"}, follow=True)
        assert answer.redirect_chain == [(f"{url(mailing)}?mailed=1", 302)]
        seen.add((answer.status_code, answer.content.decode(), tuple(sorted(answer.headers.items()))))
    assert len({page for _status, page, _headers in seen}) == 1
    assert {status for status, _page, _headers in seen} == {200}


@pytest.mark.parametrize("address", ["Anna.Müller@example.com", "A <anna.müller@Example.COM> "])
def test_letters_that_an_address_cannot_hold_are_named(client: Client, mailing: Panel, address: str) -> None:
    response = client.post(url(mailing), {"address": address})
    assert response.status_code == 422
    page = text(response)
    assert (
        "Letters such as ü can’t be taken before the @. Type an address at example.com without them." in page
    )
    assert "such as name@example.com" not in page
    assert not Invitation.objects.filter(panel=mailing).exists()


@pytest.mark.parametrize(
    "address",
    ["", "anna@elsewhere.example", "anna@sub.example.com", '"><b>@example.com', "müller@elsewhere.example"],
)
def test_another_address_is_said_to_be_wrong(client: Client, mailing: Panel, address: str) -> None:
    response = client.post(url(mailing), {"address": address})
    assert response.status_code == 422
    assert "Type your address at example.com, such as name@example.com" in text(response)
    assert '"><b>@' not in response.content.decode()
    assert not Invitation.objects.exists()
    assert not Delivery.objects.exists()


def test_both_a_code_and_an_address_may_be_asked(client: Client, survey: Survey) -> None:
    panel = by_link(survey, access_code="koala", mail_domain="example.com")
    wrong = client.post(url(panel), {"access_code": "bear", "address": "anna@example.com"})
    assert wrong.status_code == 422
    assert 'value="anna@example.com"' in wrong.content.decode()  # nothing is lost
    assert not Invitation.objects.exists()
    assert client.post(url(panel), {"access_code": "koala", "address": "anna@example.com"}).status_code == 302
    assert Invitation.objects.count() == 1


def test_too_many_mails_are_refused_in_words(
    client: Client, mailing: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admitting, "LINK_MAILS_PER_HOUR", 1)
    client.post(url(mailing), {"address": "a@example.com"})
    refused = client.post(url(mailing), {"address": "b@example.com"})
    assert refused.status_code == 429
    assert "No more links can be mailed right now" in text(refused)


def test_looking_at_the_page_that_follows_changes_nothing(client: Client, mailing: Panel) -> None:
    assert client.get(f"{url(mailing)}?mailed=1").status_code == 200
    assert not Invitation.objects.exists()


def test_other_links_have_no_such_page(client: Client, coded: Panel) -> None:
    assert "Access code" in text(client.get(f"{url(coded)}?mailed=1"))


# --- too much -----------------------------------------------------------------------------------------------


def test_a_link_that_is_used_up_says_so(client: Client, survey: Survey) -> None:
    panel = by_link(survey, answers_at_most=5)
    client.post(url(panel))
    draft = voices.fill(Draft.objects.get(panel=panel))
    voices.answers_of(panel, 5)
    refused = client.post(url(panel))
    assert refused.status_code == 409
    assert "This link is used up" in text(refused)
    finish = reverse("finish-for-good", kwargs={"survey": panel.survey.code, "draft": draft.code})
    late = client.post(finish, {"result_code": "K7QF-2MXP-9RTA-4WHC"})
    assert late.status_code == 409
    assert "It has brought as many answers as it was made for" in text(late)


def test_a_mailed_link_of_a_link_that_is_used_up_says_so_and_loses_no_draft(
    client: Client, survey: Survey
) -> None:
    panel = by_link(survey, mail_domain="example.com", answers_at_most=5)
    for number in range(7):
        client.post(url(panel), {"address": f"p{number}@example.com"})
    new, begun, *others = voices.invitations(panel)
    draft = voices.begin(begun)
    for invitation in others:
        voices.answer(invitation)
    links = [reverse("answer", kwargs={"token": voices.token(one)}) for one in (new, begun)]
    looked, pressed = client.get(links[0]), client.post(links[0])
    assert (looked.status_code, pressed.status_code) == (200, 409)
    for response in (looked, pressed):
        assert "This link is used up" in text(response)
    assert "so no more are taken by it" in text(client.get(links[1]))
    assert client.post(links[1])["Location"] == f"/a/{survey.code}/{draft.code}/C2/"


@pytest.mark.one_database
@pytest.mark.parametrize(("posts", "allowed"), [(120, 15), pytest.param(10_000, 600, marks=pytest.mark.slow)])
def test_ten_thousand_starts_from_one_address(
    survey: Survey, settings: Settings, posts: int, allowed: int
) -> None:
    """Straight at the view: the limit is the same whatever its number, as the slow run shows."""
    if allowed != settings.STARTS_PER_HOUR:
        settings.STARTS_PER_HOUR = allowed
    panel = voices.by_link(survey, Voice.TEAM, 400)
    ask = RequestFactory()
    token = voices.token(panel)

    def press(network: str) -> tuple[int, str]:
        response = joining.answer(ask.post(url(panel), REMOTE_ADDR=network), token=token)
        return response.status_code, response.content.decode()

    found = [press(OFFICE) for _ in range(posts)]
    statuses = [status for status, _page in found]
    begun = Draft.objects.filter(panel=panel).count()
    refilled = begun - allowed  # the bucket fills while the slow run goes on
    assert statuses[:allowed] == [302] * allowed
    assert statuses.count(302) == begun
    assert 0 <= refilled <= allowed * 0.05 + 1
    assert statuses.count(429) == posts - begun
    assert "Very many are starting at once" in found[-1][1]
    assert "Nothing was begun. Please wait a few minutes" in found[-1][1]
    assert press(HOME)[0] == 302  # other networks aren't hindered
    assert press("2001:db8:1::1")[0] == 302
