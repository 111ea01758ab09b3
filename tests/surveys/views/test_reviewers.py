"""The organiser's pages before anybody is asked: reviewers, where they stand, and a button that waits."""

from __future__ import annotations

import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import formats, timezone

from surveys.actions import inviting, reviewers
from surveys.choices import Letter, Mail, Voice, Way
from surveys.models import Delivery, Organisation, Panel, Review, Survey
from tests import reviews, voices
from tests.factories import sign_in, text
from tests.reviews import agree, ask_for_sign_off, object_to, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NASTY = "<script>alert(1)</script> & Co"


@pytest.fixture
def panel(survey: Survey) -> Panel:
    return voices.prepared(survey, Voice.PEER, 6)


def at(panel: Panel, page: str = "review/") -> str:
    return f"/ask/{panel.survey.code}/{panel.voice}/{page}"


def of(review: Review, what: str) -> str:
    return at(review.panel, f"review/{review.code}/{what}/")


def add(client: Client, panel: Panel, **changes: str) -> HttpResponse:
    given = {"email": reviews.COUNCIL, "role": "Works council"} | changes
    return client.post(at(panel), given)  # type: ignore[return-value]


@pytest.mark.parametrize("page", ["review/", "pack/", "pack.pdf", "notice/"])
def test_somebody_elses_round_is_nowhere(panel: Panel, page: str) -> None:
    assert Client().get(at(panel, page)).url == f"/account/?next={at(panel, page)}"
    stranger = Client()
    sign_in(stranger, voices.account("omar@example.com"))
    assert stranger.get(at(panel, page)).status_code == 404
    assert stranger.get(at(panel, page).replace("peer", "executive")).status_code == 404


@pytest.mark.parametrize("name", ["=?utf-8?b?a?=", "=?x?q?=ff?=", "=?utf-8?q?=ff?="])
def test_a_name_that_mail_programs_cant_decode_is_shown_as_it_is(
    jana: Client, panel: Panel, name: str
) -> None:
    """However it came to be stored: the form doesn't take it."""
    Survey.objects.filter(pk=panel.survey_id).update(asker=name)
    for page in ("check/", "review/", "pack/"):
        shown = jana.get(at(panel, page))
        assert shown.status_code == 200, page
        assert page == "review/" or name in html.unescape(shown.content.decode()), page


def test_somebody_elses_reviewer_is_nowhere(panel: Panel) -> None:
    made = reviewer(panel)
    stranger = Client()
    sign_in(stranger, voices.executive_of(voices.survey_of("omar@example.com", "Southgate")))
    for what in ("again", "withdraw"):
        assert stranger.post(of(made, what)).status_code == 404
    assert add(stranger, panel).status_code == 404
    assert Review.objects.get().withdrawn_at is None


def test_a_reviewer_is_asked_by_address_and_role(jana: Client, panel: Panel) -> None:
    response = add(jana, panel, email="Council@Example.org", role=f" {NASTY}\r\nBcc: x@evil.example ")
    assert (response.status_code, response["Location"]) == (302, at(panel))
    made = Review.objects.get()
    assert (made.email, made.role) == ("council@example.org", f"{NASTY} Bcc: x@evil.example")
    page = jana.get(at(panel)).content.decode()
    assert NASTY not in page
    assert html.escape(NASTY) in page
    assert "Hasn’t answered yet." in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": ""}, "Type an e-mail address"),
        ({"email": "nobody"}, "Type an address like name@example.com"),
        ({"email": "a@example.com\nBcc: b@example.com"}, "Type an address like name@example.com"),
        ({"role": ""}, "Say as what they read it"),
        ({"role": "x" * 81}, "Use 80 characters at most"),
        ({"role": "see https://evil.example"}, "Leave web addresses out of this"),
    ],
)
def test_what_can_t_be_used_is_sent_back(
    jana: Client, panel: Panel, changes: dict[str, str], said: str
) -> None:
    response = add(jana, panel, **changes)
    assert response.status_code == 422
    assert said in text(response)
    assert not Review.objects.exists()


def test_the_same_address_again_and_an_eleventh_are_refused(jana: Client, panel: Panel) -> None:
    assert add(jana, panel).status_code == 302
    assert add(jana, panel).status_code == 422
    for at_ in range(9):
        reviewer(panel, f"r{at_}@example.org")
    response = add(jana, panel, email="more@example.org")
    assert response.status_code == 422
    assert "more than 10 reviewers" in text(response)
    assert Review.objects.count() == 10


def test_more_than_twenty_mails_a_day_wait_for_tomorrow(jana: Client, panel: Panel) -> None:
    by = voices.executive_of(panel.survey)
    for at_ in range(20):
        reviewers.withdraw(review=reviewer(panel, f"r{at_}@example.org"), by=by)
    assert add(jana, panel).status_code == 429
    made = Review.objects.latest("pk")
    Review.objects.filter(pk=made.pk).update(withdrawn_at=None)
    Delivery.objects.filter(review=made).update(state=Mail.SENT, due_at=None)
    response = jana.post(of(made, "again"))
    assert response.status_code == 429
    assert "Try again tomorrow" in text(response)
    assert Delivery.objects.count() == 20


def test_an_address_gets_three_mails_a_day_and_the_page_says_so(jana: Client, panel: Panel) -> None:
    for _time in range(2):
        assert add(jana, panel).status_code == 302
        jana.post(of(Review.objects.get(withdrawn_at=None), "withdraw"))
    assert add(jana, panel).status_code == 302
    made = Review.objects.get(withdrawn_at=None)
    Delivery.objects.update(state=Mail.SENT, due_at=None)
    for response in (jana.post(of(made, "again")), add(jana, other_voice(panel))):
        assert response.status_code == 429
        assert "An address gets 3 such mails a day at most. Try again tomorrow" in text(response)
        assert f'value="{reviews.COUNCIL}"' in response.content.decode()
    assert jana.post(of(made, "withdraw")).status_code == 302  # that always works
    assert not Review.objects.filter(withdrawn_at=None).exists()


def other_voice(panel: Panel) -> Panel:
    return voices.prepared(panel.survey, Voice.TEAM, 8)


def test_withdrawing_asks_first_and_remembers_an_objection(jana: Client, panel: Panel) -> None:
    made = object_to(reviewer(panel))
    asked = jana.get(of(made, "withdraw"))
    assert asked.status_code == 200
    assert "They object." in text(asked)
    assert Review.objects.get().withdrawn_at is None
    for _ in range(2):
        assert jana.post(of(made, "withdraw")).status_code == 302
    page = text(jana.get(at(panel)))
    version, today = made.version[:8], formats.date_format(timezone.localdate(), "DATE_FORMAT")
    said = f"Objected on {today}, version {version}. Withdrawn by whoever asks on {today}."
    assert f"Works council , {reviews.COUNCIL}: {said}" in page
    assert "Nobody is asked to read it now." in page
    assert "Nobody was asked" not in page
    assert jana.get(of(made, "withdraw")).status_code == 302


def test_a_mail_that_did_not_arrive_is_named_until_one_does(jana: Client, panel: Panel) -> None:
    made = reviewer(panel)
    Delivery.objects.update(state=Mail.REFUSED, due_at=None)
    assert "The mail server turned the mail down." in text(jana.get(at(panel)))
    assert jana.post(of(made, "again")).status_code == 302
    assert "turned the mail down" not in text(jana.get(at(panel)))
    assert Delivery.objects.filter(letter=Letter.REVIEW).count() == 2


def test_of_a_closed_round_nobody_is_asked_any_more(jana: Client, panel: Panel) -> None:
    made = reviewer(panel)
    Panel.objects.update(closed_at=timezone.now())
    page = jana.get(at(panel))
    assert page.status_code == 200
    assert b"Mail them the link" not in page.content
    assert add(jana, panel, email="x@example.org").status_code == 409
    assert jana.post(of(made, "again")).status_code == 409


# --- the button that waits ----------------------------------------------------------------------------------


def check(client: Client, panel: Panel) -> HttpResponse:
    return client.get(at(panel, "check/"))  # type: ignore[return-value]


def press(client: Client, panel: Panel, page: str = "check/") -> HttpResponse:
    return client.post(at(panel, page))  # type: ignore[return-value]


def test_send_waits_for_the_sign_off_and_then_works(jana: Client, panel: Panel) -> None:
    assert "Send 6 invitations" in text(check(jana, panel))
    ask_for_sign_off(panel.survey)
    page = text(check(jana, panel))
    assert "Send 6 invitations" not in page
    assert "It waits for a sign-off, and nobody was asked for one yet." in page
    response = press(jana, panel)
    assert response.status_code == 409
    assert "Nobody has signed off this version yet, so nothing was sent." in text(response)
    made = reviewer(panel)
    page = text(check(jana, panel))
    assert "This version waits for a sign-off. Nobody is asked before one of the reviewers" in page
    assert "Works council Hasn’t answered yet." in page
    assert "Works council : hasn’t answered yet" in page
    agree(made)
    page = text(check(jana, panel))
    assert "Signed off on" in page
    assert "Send 6 invitations" in page
    assert press(jana, panel).status_code == 302
    assert Delivery.objects.filter(letter=Letter.INVITATION).count() == 6


def test_what_was_changed_since_waits_again(jana: Client, panel: Panel) -> None:
    ask_for_sign_off(panel.survey)
    agree(reviewer(panel))
    Survey.objects.update(scope="The hotels")
    page = text(check(jana, panel))
    assert "Changed since then." in page
    assert "Send 6 invitations" not in page
    assert press(jana, panel).status_code == 409


def test_an_objection_is_shown_with_its_words_wherever_something_could_be_sent(
    jana: Client, panel: Panel
) -> None:
    object_to(reviewer(panel), NASTY)
    overview = jana.get(f"/ask/{panel.survey.code}/")
    for page in (check(jana, panel), overview, jana.get(at(panel))):
        assert NASTY not in page.content.decode()
        assert "object" in text(page)
        assert "Works council" in text(page)
    assert html.escape(NASTY) in check(jana, panel).content.decode()
    assert "Send 6 invitations" not in text(check(jana, panel))
    response = press(jana, panel)
    assert response.status_code == 409
    assert "A reviewer objects, so nothing was sent." in text(response)
    assert not Delivery.objects.filter(letter=Letter.INVITATION).exists()


def test_an_objection_after_sending_is_shown_and_adding_addresses_waits(jana: Client, panel: Panel) -> None:
    made = reviewer(panel)
    press(jana, panel)
    object_to(made)
    page = text(jana.get(at(panel, "sent/")))
    assert "A reviewer objects" in page
    assert "What waits is kept, and goes once, when they take it back." in page
    by = voices.executive_of(panel.survey)
    inviting.put_list(panel=voices.fresh(panel), rows=voices.people(2, name="late"), by=by)
    assert press(jana, panel).status_code == 409
    assert Delivery.objects.filter(letter=Letter.INVITATION).count() == 6
    agree(made)
    assert "A reviewer objects" not in text(jana.get(at(panel, "sent/")))
    assert press(jana, panel).status_code == 302


def test_the_link_waits_too(jana: Client, survey: Survey) -> None:
    by = voices.executive_of(survey)
    panel = inviting.prepare(
        survey=survey, voice=Voice.TEAM, way=Way.LINK, told=voices.told(), by=by, head_count=20
    )
    ask_for_sign_off(survey)
    assert "Show the link" not in text(check(jana, panel))
    assert press(jana, panel, "link/").status_code == 409
    assert voices.fresh(panel).link_hash is None
    made = agree(reviewer(panel))
    object_to(made)
    before = text(check(jana, panel))
    assert "The link isn’t shown while that stands." in before
    assert "People find this behind the link, as the GDPR asks." in before
    assert "No mail goes out" not in before
    agree(made)
    assert press(jana, panel, "link/").status_code == 302
    object_to(made)
    after = text(jana.get(at(panel, "sent/")))
    assert "Don’t pass the link on meanwhile" in after
    assert "No mail goes out" not in after


def test_of_a_link_reviewers_see_the_words_for_it(jana: Client, survey: Survey) -> None:
    by = voices.executive_of(survey)
    panel = inviting.prepare(
        survey=survey, voice=Voice.TEAM, way=Way.LINK, told=voices.told(), by=by, head_count=20
    )
    page = text(jana.get(at(panel, "review/")))
    assert "They see every question, the words for the link, the promise" in page
    assert "The link can be shown without a sign-off. An objection holds it back all the same." in page
    assert "the mails" not in page
    inviting.show_link(panel=panel, by=by)
    assert "An objection can’t hold back what you pass on." in text(jana.get(at(panel, "review/")))


# --- how data are used --------------------------------------------------------------------------------------


def test_the_notice_is_changed_shown_and_told(jana: Client, panel: Panel) -> None:
    page = text(jana.get(at(panel, "notice/")))
    assert "Unless you say otherwise: Legitimate interest, Art. 6(1)(f) GDPR" in page
    given = {
        "controller": f"{NASTY}\r\nSE",
        "needs_sign_off": "on",
        "data_protection": "https://example.org/dpo",
    }
    assert jana.post(at(panel, "notice/"), given).status_code == 302
    organisation = Organisation.objects.get()
    assert (organisation.controller, organisation.needs_sign_off) == (f"{NASTY} SE", True)
    content = jana.get(at(panel, "notice/")).content.decode()
    assert NASTY not in content
    assert f"Who is responsible:</strong> {html.escape(NASTY)} SE." in content
    assert jana.post(at(panel, "notice/"), {}).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.controller, organisation.needs_sign_off) == ("", False)


def test_long_sentences_have_room_and_the_controller_is_asked_for_an_address(
    jana: Client, panel: Panel
) -> None:
    page = jana.get(at(panel, "notice/"))
    for name in ("purpose", "legal_basis", "source", "recipients"):
        assert re.search(f'<textarea name="{name}"', page.content.decode())
    said = "Unless you say otherwise: Lindenhof Hotels. Give the name and postal address, as Art. 14 asks."
    assert said in text(page)
    assert jana.post(at(panel, "notice/"), {"purpose": "To learn\r\nmuch"}).status_code == 302
    assert Organisation.objects.get().purpose == "To learn much"


def test_a_notice_that_is_too_long_is_sent_back(jana: Client, panel: Panel) -> None:
    response = jana.post(at(panel, "notice/"), {"purpose": "x" * 301, "needs_sign_off": "on"})
    assert response.status_code == 422
    assert "Use 300 characters at most; these are 301" in text(response)
    assert not Organisation.objects.get().needs_sign_off


def test_a_preview_from_before_the_notice_changed_sends_nothing(jana: Client, panel: Panel) -> None:
    seen = panel.prepared_at.isoformat()
    jana.post(at(panel, "notice/"), {"purpose": "To learn"})
    assert jana.post(at(panel, "check/"), {"seen": seen}).status_code == 409
    assert not Delivery.objects.exists()


def test_the_organiser_sees_what_reviewers_see(jana: Client, panel: Panel) -> None:
    page = text(jana.get(at(panel, "pack/")))
    pack = reviewers.pack_of(panel)
    assert f"Version {pack.version[:8]}" in page
    assert " ".join(pack.mails[0].text.split()) in page
    assert "Sign off" not in page
