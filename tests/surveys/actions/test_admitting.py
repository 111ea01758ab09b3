"""What stands before Start at an open link: a code, an address, and limits that tell nobody anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from surveys import emails
from surveys.actions import admitting, correcting, declining, delivering, inviting, joining, purging
from surveys.actions.responses import LinkFull, RoundClosed
from surveys.choices import MEETS, Letter, Mail, Meets, Voice, Way
from surveys.models import Bucket, Delivery, Draft, Invitation, Panel, Response, Survey
from surveys.sheets import sheet_of_response
from tests import voices
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db
OFFICE, HOME = "192.0.2.7", "198.51.100.9"
SEGMENTS = {"department": ["Sales", "Bar"]}


def by_link(survey: Survey, voice: str = Voice.TEAM, heads: int = 40, **entry: object) -> Panel:
    """A voice asked by a link that asks for these before Start."""
    by = voices.executive_of(survey)
    panel = inviting.prepare(
        survey=survey,
        voice=voice,
        way=Way.LINK,
        told=voices.told(),
        by=by,
        head_count=heads,
        segments=SEGMENTS if voice == Voice.TEAM else {},
        entry=inviting.Entry(**entry),  # type: ignore[arg-type]
    )
    inviting.show_link(panel=panel, by=by)
    return voices.fresh(panel)


@pytest.fixture
def coded(survey: Survey) -> Panel:
    return by_link(survey, access_code="Koala 15")


@pytest.fixture
def mailing(survey: Survey) -> Panel:
    return by_link(survey, mail_domain="example.com")


def typed(panel: Panel, code: str, network: str = OFFICE) -> None:
    admitting.must_know_code(panel=panel, typed=code, network=network)


def ask_for(panel: Panel, email: str, network: str = OFFICE) -> None:
    admitting.mail_link(panel=panel, typed=email, network=network)


# --- the access code ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["Koala 15", "koala15", " KOALA-15 ", "ｋｏａｌａ１５", "k o a l a 1 5"])
def test_case_and_what_stands_between_letters_dont_matter(coded: Panel, code: str) -> None:
    typed(coded, code)


@pytest.mark.parametrize("code", ["", " ", "koala", "koala 16", "koala15x", "15 koala"])
def test_any_other_code_is_wrong(coded: Panel, code: str) -> None:
    with pytest.raises(admitting.WrongCode):
        typed(coded, code)


def test_without_a_code_anything_goes(survey: Survey) -> None:
    panel, counted = by_link(survey), Bucket.objects.count()
    typed(panel, "whatever")
    assert Bucket.objects.count() == counted


def test_a_code_that_is_drawn_is_six_digits_in_two_blocks() -> None:
    drawn = {admitting.draw_access_code() for _ in range(50)}
    assert len(drawn) > 40
    assert all(len(code) == 7 and code[3] == " " and admitting.spelled(code).isdigit() for code in drawn)


def test_ten_wrong_tries_from_one_network_rest_right_ones_too(coded: Panel) -> None:
    for _ in range(30):
        typed(coded, "koala15")  # right ones count for nothing
    for _ in range(10):
        with pytest.raises(admitting.WrongCode):
            typed(coded, "wrong")
    with pytest.raises(admitting.TooManyTries):
        typed(coded, "koala15")
    typed(coded, "koala15", HOME)  # other networks aren't hindered
    with time_machine.travel(timezone.now() + timedelta(minutes=7)):
        typed(coded, "koala15")


def test_a_code_costs_few_statements_and_no_code_none(
    survey: Survey, coded: Panel, count_statements: Callable[[Callable[[], object]], list[str]]
) -> None:
    assert len(count_statements(lambda: typed(coded, "koala15"))) == 4  # taken, looked at, given back
    plain = by_link(survey, Voice.PEER, 8)
    assert count_statements(lambda: typed(plain, "koala15")) == []


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_no_way_around_the_limit(coded: Panel) -> None:
    found = at_once(*[lambda: typed(coded, "wrong")] * 20)
    kinds = [type(one) for one in found]
    assert kinds.count(admitting.WrongCode) == 10
    assert kinds.count(admitting.TooManyTries) == 10


# --- a link of one's own, by mail -------------------------------------------------------------------------


def test_an_address_at_the_domain_is_mailed_a_link_of_its_own(mailing: Panel) -> None:
    ask_for(mailing, " Anna.Berg@EXAMPLE.com ")
    [invitation] = voices.invitations(mailing)
    assert invitation.email == "anna.berg@example.com"
    delivery = Delivery.objects.get()
    assert (delivery.invitation_id, delivery.letter, delivery.state) == (
        invitation.pk,
        Letter.INVITATION,
        Mail.QUEUED,
    )
    body = str(emails.of_delivery(delivering.whole(delivery.pk)).body)
    assert voices.token(invitation) in body
    assert "This address was typed where the link that was passed on leads." in body
    assert "remind" not in body
    assert "chose the addresses" not in body
    assert "Whoever has an address at example.com can answer once for each" in body
    assert "answers once, and hears when results open." in body
    assert "Your address goes 30 days after results open" in body
    assert not Draft.objects.filter(panel=mailing).exists()


@pytest.mark.parametrize(
    "address",
    ["", "anna", "anna@elsewhere.example", "anna@sales.example.com", "anna@example.com.evil.example",
     "anna@evilexample.com", "anna@example.com@evil.example", "a" * 300 + "@example.com", "änna@example.com"],
)  # fmt: skip
def test_no_other_domain_and_none_below_it(mailing: Panel, address: str) -> None:
    counted = Bucket.objects.count()
    with pytest.raises(admitting.OtherDomain):
        ask_for(mailing, address)
    assert not Invitation.objects.exists()
    assert Bucket.objects.count() == counted


def test_a_domain_in_letters_of_its_own_is_one_spelling(survey: Survey) -> None:
    panel = by_link(survey, mail_domain="xn--bro-hoa.example")
    ask_for(panel, "anna@BÜRO.example")
    assert voices.invitations(panel)[0].email == "anna@xn--bro-hoa.example"


def test_one_mail_for_an_address_and_day(mailing: Panel) -> None:
    for _ in range(3):
        ask_for(mailing, "anna@example.com")
    Delivery.objects.update(state=Mail.SENT, due_at=None)
    ask_for(mailing, "anna@example.com", HOME)
    assert Delivery.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        ask_for(mailing, "anna@example.com")
    assert Delivery.objects.count() == 2
    assert Invitation.objects.count() == 1  # the same link once more


def test_a_mail_that_still_waits_isnt_doubled(mailing: Panel) -> None:
    ask_for(mailing, "anna@example.com")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        ask_for(mailing, "anna@example.com")
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("what", ["answered", "declined", "stopped"])
def test_nobody_is_written_to_who_answered_declined_or_stopped(mailing: Panel, what: str) -> None:
    ask_for(mailing, "anna@example.com")
    [invitation] = voices.invitations(mailing)
    if what == "answered":
        voices.answer(invitation)
    elif what == "declined":
        declining.decline(invitation=invitation)
    else:
        declining.stop(invitation=invitation)
    Delivery.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        ask_for(mailing, "anna@example.com")  # and nobody is told
        wanted = [delivering.is_wanted(delivering.whole(one.pk)) for one in Delivery.objects.all()]
    assert not any(wanted)


def test_so_many_mails_from_one_network_in_an_hour(mailing: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admitting, "LINK_MAILS_PER_HOUR", 3)
    for number in range(3):
        ask_for(mailing, f"p{number}@example.com")
    for address in ("p0@example.com", "new@example.com"):  # known or not, it is the same
        with pytest.raises(inviting.TooManyMails):
            ask_for(mailing, address)
    ask_for(mailing, "new@example.com", HOME)
    assert Invitation.objects.count() == 4


def test_the_accounts_mails_of_a_day_count_these_too(mailing: Panel, settings: Settings) -> None:
    settings.MAILS_PER_DAY = 2
    ask_for(mailing, "a@example.com")
    ask_for(mailing, "b@example.com", HOME)
    with pytest.raises(inviting.TooManyMails):
        ask_for(mailing, "c@example.com", "203.0.113.5")
    assert Invitation.objects.count() == 2


def test_one_person_who_goes_on_asking_takes_one_of_the_accounts_mails(
    mailing: Panel, settings: Settings
) -> None:
    settings.MAILS_PER_DAY = 3
    for _ in range(20):
        ask_for(mailing, "a@example.com")
    ask_for(mailing, "b@example.com", HOME)
    ask_for(mailing, "c@example.com", HOME)
    for address in ("a@example.com", "b@example.com", "d@example.com"):  # asked before or not: the same
        with pytest.raises(inviting.TooManyMails):
            ask_for(mailing, address)
    assert Invitation.objects.count() == 3
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        ask_for(mailing, "d@example.com")  # what was refused was not counted


def test_what_is_left_of_the_accounts_mails_tells_nobody_who_typed_an_address_elsewhere(
    mailing: Panel, settings: Settings
) -> None:
    settings.MAILS_PER_DAY = 3
    ask_for(mailing, "a@example.com")
    ask_for(mailing, "a@example.com", HOME)  # counts as one that nobody typed would
    ask_for(mailing, "b@example.com", HOME)
    with pytest.raises(inviting.TooManyMails):
        ask_for(mailing, "c@example.com", HOME)
    assert Delivery.objects.count() == 2


def test_a_link_that_mails_to_a_team_takes_an_approval(settings: Settings) -> None:
    settings.TEAM_LISTS_OPEN = False
    survey = voices.survey_of(approved=False)
    with pytest.raises(inviting.NotApproved):
        by_link(survey, mail_domain="example.com")
    assert Panel.objects.get().frozen_at is None
    assert by_link(survey, Voice.PEER, 8, mail_domain="example.com").frozen_at  # peers are few


def test_such_a_link_begins_nothing_by_itself(mailing: Panel) -> None:
    with pytest.raises(joining.ByMail):
        joining.join_by_link(panel=mailing)


def test_what_people_say_of_themselves_counts_though_they_came_by_mail(mailing: Panel) -> None:
    ask_for(mailing, "anna@example.com")
    [invitation] = voices.invitations(mailing)
    response = voices.answer(invitation, segments={MEETS: Meets.PHONE, "department": "Bar"})
    assert sheet_of_response(response).said == {MEETS: "phone", "department": "Bar"}
    invitation.refresh_from_db()
    assert (invitation.answered, invitation.department) == (True, "")


def test_a_list_of_the_other_voice_doesnt_tell_who_asked_for_a_link(survey: Survey, mailing: Panel) -> None:
    ask_for(mailing, "peer000@example.com")
    by = voices.executive_of(survey)
    peers = inviting.prepare(survey=survey, voice=Voice.PEER, way=Way.LIST, told=voices.told(), by=by)
    done = inviting.put_list(panel=peers, rows=voices.people(6, name="peer"), by=by)
    assert (done.new, done.asked_before) == (6, 0)
    inviting.send(panel=peers, by=by)
    ask_for(mailing, "corrected@example.com")
    wrong = voices.invitations(peers)[5]
    Delivery.objects.filter(invitation=wrong).update(state=Mail.REFUSED, due_at=None)
    correcting.correct(panel=peers, code=wrong.code, email="corrected@example.com", by=by)
    assert voices.invitations(peers)[0].email == "corrected@example.com"


def test_addresses_go_when_it_was_promised(mailing: Panel) -> None:
    ask_for(mailing, "anna@example.com")
    assert mailing.closes_on is not None
    end = timezone.now() + timedelta(days=14 + 31)
    assert purging.invitations(now=end - timedelta(days=3)) == 0
    assert purging.invitations(now=end) == 1
    assert not Invitation.objects.exists()
    assert not Delivery.objects.exists()


# --- how many answers --------------------------------------------------------------------------------------


def test_a_link_takes_so_many_answers_and_no_more(survey: Survey) -> None:
    panel = by_link(survey, answers_at_most=6)
    waiting = [voices.begin(panel) for _ in range(2)]
    voices.answers_of(panel, 5)
    voices.finish(voices.fill(waiting[0]))
    with pytest.raises(LinkFull):
        voices.begin(panel)
    with pytest.raises(LinkFull):
        voices.finish(voices.fill(waiting[1]))
    assert Response.objects.filter(voice=Voice.TEAM).count() == 6
    assert Draft.objects.filter(pk=waiting[1].pk).exists()  # nothing is lost


def test_that_holds_for_links_by_mail_too(survey: Survey) -> None:
    panel = by_link(survey, mail_domain="example.com", answers_at_most=5)
    for number in range(6):
        ask_for(panel, f"p{number}@example.com")
    *others, last = voices.invitations(panel)
    for invitation in others:
        voices.answer(invitation)
    with pytest.raises(LinkFull):
        voices.begin(last)
    with pytest.raises(LinkFull):
        ask_for(panel, "late@example.com")
    assert not Invitation.objects.filter(email="late@example.com").exists()


@pytest.mark.parametrize(("given", "most"), [(None, 12), (5, 5), (40, 12)])
def test_peers_never_bring_more_than_twelve(survey: Survey, given: int | None, most: int) -> None:
    panel = by_link(survey, Voice.PEER, 8, answers_at_most=given)
    voices.answers_of(panel, most)
    with pytest.raises(LinkFull):
        voices.begin(panel)


@pytest.mark.django_db(transaction=True)
def test_the_last_answer_is_taken_once(survey: Survey) -> None:
    panel = by_link(survey, answers_at_most=5)
    drafts = [voices.fill(voices.begin(panel)) for _ in range(5)]
    voices.answers_of(panel, 3)
    found = at_once(*[lambda draft=draft: voices.finish(draft) for draft in drafts])
    assert sum(isinstance(one, Response) for one in found) == 2
    assert sum(isinstance(one, LinkFull) for one in found) == 3


def test_after_closing_no_link_is_mailed(mailing: Panel) -> None:
    Panel.objects.update(closed_at=timezone.now())
    with pytest.raises(RoundClosed):
        ask_for(mailing, "anna@example.com")
