"""Asking a voice: who is left out, what freezes when, and what can't be done any more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from surveys.actions import declining, foreseeing, inviting, opening, purging
from surveys.choices import Mail, Voice, Way
from surveys.links import Purpose, hash_address
from surveys.lists import Row
from surveys.models import Delivery, Draft, Invitation, OptOut, Panel, Release, Response, Survey
from tests import voices
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def survey() -> Survey:
    return voices.survey_of()


def prepare(survey: Survey, voice: str = Voice.TEAM, way: str = Way.LIST, **more: object) -> Panel:
    words = {"told": voices.told(), "by": voices.executive_of(survey), **more}
    return inviting.prepare(survey=survey, voice=voice, way=way, **words)  # type: ignore[arg-type]


def put(panel: Panel, rows: list[Row]) -> inviting.Prepared:
    return inviting.put_list(panel=panel, rows=rows, by=voices.executive_of(panel.survey))


def send(panel: Panel) -> int:
    return inviting.send(panel=panel, by=voices.executive_of(panel.survey))


def emails(panel: Panel) -> list[str]:
    return sorted(panel.invitations.values_list("email", flat=True))


# --- preparing ----------------------------------------------------------------------------------------------


def test_nobody_asks_before_the_executive_has_finished() -> None:
    draft = voices.begun_survey()
    with pytest.raises(inviting.NotFinished):
        prepare(draft.survey)
    voices.fill(draft)
    with pytest.raises(inviting.NotFinished):
        prepare(draft.survey)
    assert Panel.objects.count() == 0


def test_what_is_told_is_noted_where_pages_find_it(survey: Survey) -> None:
    told = voices.told(customers="guests", customer="guest", scope="Hotel Linde", organisation="Linde")
    panel = voices.fresh(prepare(survey, told=told))
    home = panel.survey
    assert (home.organisation.name, home.asker, home.scope) == ("Linde", "Jana Berg", "Hotel Linde")
    assert (home.customers, home.customer) == ("guests", "guest")
    assert (panel.contact, panel.closes_on) == (voices.EXECUTIVE, TODAY() + timedelta(days=14))
    assert (panel.threshold, panel.form, panel.frozen_at) == (5, "core", None)
    assert panel.prepared_at is not None
    assert prepare(survey, Voice.PEER).threshold == 4


def test_it_may_be_said_again_until_people_are_asked(survey: Survey) -> None:
    panel = prepare(survey)
    put(panel, voices.people(6))
    same = prepare(survey, told=voices.told(contact="Tom, extension 7"))
    assert (same.pk, same.contact, len(emails(panel))) == (panel.pk, "Tom, extension 7", 6)
    by_link = prepare(survey, way=Way.LINK, head_count=40, segments={"department": ["Sales", "IT"]})
    assert (by_link.pk, by_link.head_count, by_link.segments) == (
        panel.pk,
        40,
        {"department": ["Sales", "IT"]},
    )
    assert emails(panel) == []  # addresses that nobody will be written to aren't kept
    by_list = prepare(survey, head_count=40, segments={"department": ["Sales"]})
    assert (by_list.head_count, by_list.segments) == (None, {})


@pytest.mark.parametrize("way", [Way.LIST, Way.LINK])
def test_once_people_are_asked_it_stands(survey: Survey, way: str) -> None:
    panel = voices.by_list(survey, Voice.TEAM, 6) if way == Way.LIST else voices.by_link(survey, Voice.TEAM)
    for again in (Way.LIST, Way.LINK):
        with pytest.raises(inviting.Frozen):
            prepare(survey, way=again, told=voices.told(contact="somebody else"))
    assert voices.fresh(panel).contact == panel.contact
    assert prepare(survey, Voice.PEER).pk != panel.pk  # the other voice is another matter


def test_the_executives_voice_is_no_group(survey: Survey) -> None:
    with pytest.raises(ValueError, match="executive"):
        prepare(survey, Voice.EXECUTIVE)


def test_nobody_else_asks_in_somebodys_name(survey: Survey) -> None:
    panel, tom = voices.by_list(survey, Voice.TEAM, 6), voices.account("tom@example.com")
    peers = prepare(survey, Voice.PEER, Way.LINK)
    before = list(Panel.objects.order_by("pk").values())
    for act in (
        lambda: prepare(survey, by=tom),
        lambda: inviting.put_list(panel=panel, rows=[Row("x@example.com")], by=tom),
        lambda: inviting.send(panel=panel, by=tom),
        lambda: inviting.show_link(panel=peers, by=tom),
        lambda: inviting.extend(panel=panel, closes_on=TODAY() + timedelta(days=50), by=tom),
        lambda: opening.close(panel=panel, by=tom),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert list(Panel.objects.order_by("pk").values()) == before


# --- the list -----------------------------------------------------------------------------------------------


def test_a_list_takes_the_place_of_one_that_was_not_sent(survey: Survey) -> None:
    panel = prepare(survey)
    assert put(panel, [Row("a@x.com"), Row("b@x.com")]) == inviting.Prepared(2, 0, 0)
    assert put(panel, [Row("b@x.com"), Row("c@x.com", "Sales")]) == inviting.Prepared(2, 0, 0)
    assert emails(panel) == ["b@x.com", "c@x.com"]
    assert not Invitation.objects.exclude(answer_hash=None, decline_hash=None, stop_hash=None).exists()
    assert Delivery.objects.count() == 0


def test_who_was_asked_before_or_asked_not_to_be_is_left_out(survey: Survey) -> None:
    organisation = survey.organisation
    OptOut.objects.create(
        organisation=organisation, address_hash=hash_address("stop@x.com", organisation.code)
    )
    voices.by_list(survey, Voice.PEER, [Row("peer@x.com")])
    panel = voices.by_list(survey, Voice.TEAM, [Row("a@x.com")])
    rows = [Row("a@x.com"), Row("peer@x.com"), Row("stop@x.com"), Row("b@x.com")]
    assert put(panel, rows) == inviting.Prepared(1, 2, 1)
    assert emails(panel) == ["a@x.com", "b@x.com"]


def test_an_opt_out_holds_for_every_round_of_its_organisation_alone(survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.TEAM, [Row("stop@x.com"), Row("a@x.com")])
    [_other, stopped] = voices.invitations(panel)
    declining.stop(invitation=stopped)
    elsewhere = voices.survey_of("tom@example.com", "Elsewhere")
    assert put(prepare(elsewhere), [Row("stop@x.com")]) == inviting.Prepared(1, 0, 0)
    Survey.objects.filter(pk=elsewhere.pk).update(organisation=survey.organisation, round=2)
    elsewhere = Survey.objects.select_related("organisation").get(pk=elsewhere.pk)
    assert put(prepare(elsewhere), [Row("stop@x.com")]) == inviting.Prepared(0, 0, 1)


def test_an_opt_out_outlives_the_key_it_was_made_with(survey: Survey, settings: Settings) -> None:
    panel = voices.by_list(survey, Voice.PEER, [Row("stop@x.com")])
    declining.stop(invitation=voices.invitations(panel)[0])
    settings.OLD_LINK_KEYS, settings.LINK_KEY = [settings.LINK_KEY], "another long random text, made today"
    assert put(prepare(survey), [Row("STOP@x.com".lower())]).opted_out == 0  # asked in this round: told first
    Invitation.objects.all().delete()
    assert put(prepare(survey), [Row("stop@x.com")]) == inviting.Prepared(0, 0, 1)


def test_keys_follow_no_order_of_the_list(survey: Survey) -> None:
    """Lists come sorted by department: neighbours would say where an answered invitation belongs."""
    rows = voices.people(40)
    panel = voices.prepared(survey, Voice.TEAM, rows)
    by_key = [Row(email) for email in panel.invitations.order_by("pk").values_list("email", flat=True)]
    assert sorted(by_key, key=lambda row: row.email) == rows
    assert by_key != rows


@pytest.mark.parametrize("more", [12, 13])
def test_at_most_twelve_peers(survey: Survey, more: int) -> None:
    panel = prepare(survey, Voice.PEER)
    if more == 12:
        assert put(panel, voices.people(12)).new == 12
    else:
        put(panel, voices.people(3, name="waiting"))
        with pytest.raises(inviting.TooManyPeers):
            put(panel, voices.people(13))
        assert len(emails(panel)) == 3  # the list that was there is left as it was


def test_peers_of_a_second_list_count_with_the_first(survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 8)
    with pytest.raises(inviting.TooManyPeers):
        put(panel, voices.people(5, name="more"))
    assert put(panel, voices.people(4, name="more")).new == 4


def test_of_peers_no_segment_is_kept(survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, voices.people(6, "Board", "North", "Leads an area"))
    assert {(i.department, i.region, i.level) for i in voices.invitations(panel)} == {("", "", "")}
    assert panel.classes == [["", "", "", 6]]


def test_a_voice_asked_by_link_takes_no_list_and_the_other_way_round(survey: Survey) -> None:
    with pytest.raises(inviting.Frozen):
        put(voices.by_link(survey, Voice.TEAM), voices.people(6))
    with pytest.raises(inviting.Frozen):
        inviting.show_link(panel=prepare(survey, Voice.PEER), by=voices.executive_of(survey))


def test_a_closed_voice_takes_no_list_and_sends_nothing(survey: Survey) -> None:
    panel = voices.asked_team(6, answered=5, survey=survey)
    put(panel, voices.people(1, name="late"))
    opening.close(panel=panel, by=voices.executive_of(survey))
    for act in (lambda: put(panel, voices.people(1, name="later")), lambda: send(panel)):
        with pytest.raises(inviting.Closed):
            act()
    assert Delivery.objects.count() == 6


# --- sending ------------------------------------------------------------------------------------------------


def test_sending_gives_links_and_queues_a_mail_for_each_and_freezes(survey: Survey) -> None:
    panel = voices.prepared(survey, Voice.TEAM, 6)
    assert (panel.promise, panel.frozen_at, panel.takes_answers) == ("", None, False)
    assert send(panel) == 6
    panel = voices.fresh(panel)
    assert panel.promise
    assert (panel.head_count, panel.takes_answers) == (6, True)
    assert set(Delivery.objects.values_list("state", "tries")) == {(Mail.QUEUED, 0)}
    for invited in voices.invitations(panel):
        tokens = {
            voices.token(invited, purpose) for purpose in (Purpose.ANSWER, Purpose.DECLINE, Purpose.STOP)
        }
        assert len(tokens) == 3
        assert invited.deliveries.count() == 1


def test_sending_twice_asks_nobody_twice(survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.TEAM, 6)
    frozen = panel.frozen_at
    with pytest.raises(inviting.NobodyToAsk):
        send(panel)
    put(panel, voices.people(7))  # the six again and one more
    assert send(panel) == 1
    panel = voices.fresh(panel)
    assert (panel.head_count, panel.frozen_at, Delivery.objects.count()) == (7, frozen, 7)


def test_an_empty_list_asks_nobody_and_freezes_nothing(survey: Survey) -> None:
    panel = prepare(survey)
    put(panel, [])
    with pytest.raises(inviting.NobodyToAsk):
        send(panel)
    assert voices.fresh(panel).frozen_at is None


def test_a_list_of_the_team_needs_an_approved_organisation_and_peers_never(settings: Settings) -> None:
    settings.TEAM_LISTS_OPEN = False
    survey = voices.survey_of(approved=False)
    team, peers = (
        voices.prepared(survey, Voice.TEAM, 6),
        voices.prepared(survey, Voice.PEER, voices.people(6, name="p")),
    )
    with pytest.raises(inviting.NotApproved):
        send(team)
    assert send(peers) == 6
    assert Delivery.objects.count() == 6
    survey.organisation.approved = True
    survey.organisation.save()
    assert send(voices.fresh(team)) == 6


def test_a_link_for_the_team_needs_no_approval(settings: Settings) -> None:
    settings.TEAM_LISTS_OPEN = False
    assert voices.by_link(voices.survey_of(approved=False), Voice.TEAM).takes_answers


def test_an_account_sends_so_many_mails_in_a_day(survey: Survey, settings: Settings) -> None:
    settings.MAILS_PER_DAY = 11
    voices.by_list(survey, Voice.PEER, voices.people(6, name="peer"))
    team = voices.prepared(survey, Voice.TEAM, 6)
    with pytest.raises(inviting.TooManyMails):
        send(team)
    assert voices.fresh(team).frozen_at is None
    assert Delivery.objects.count() == 6
    put(team, voices.people(5))
    assert send(team) == 5
    other = voices.prepared(voices.survey_of("tom@example.com", "Other"), Voice.TEAM, 10)
    assert send(other) == 10  # the limit is of one account


def test_an_organisation_nobody_approved_writes_to_few_strangers(settings: Settings) -> None:
    settings.TEAM_LISTS_OPEN, settings.MAILS_PER_DAY_UNAPPROVED = False, 6
    survey = voices.survey_of(approved=False)
    peers = voices.by_list(survey, Voice.PEER, voices.people(6, name="peer"))
    put(peers, [Row("one@example.com")])
    with pytest.raises(inviting.TooManyMails):
        send(peers)
    survey.organisation.approved = True
    survey.organisation.save()
    assert send(voices.fresh(peers)) == 1


def test_whoever_takes_another_name_is_approved_anew(survey: Survey) -> None:
    prepare(survey)
    survey.refresh_from_db()
    assert survey.organisation.approved  # the same name: nothing changes
    prepare(survey, told=voices.told(organisation="Bundesbank"))
    survey.organisation.refresh_from_db()
    assert (survey.organisation.name, survey.organisation.approved) == ("Bundesbank", False)


@pytest.mark.parametrize(("voice", "smallest"), [(Voice.PEER, 4), (Voice.TEAM, 5)])
def test_nobody_is_written_to_unless_enough_are_asked(survey: Survey, voice: str, smallest: int) -> None:
    panel = voices.prepared(survey, voice, smallest - 1)
    with pytest.raises(inviting.TooFewAsked):
        send(panel)
    assert (voices.fresh(panel).frozen_at, Delivery.objects.count()) == (None, 0)
    put(panel, voices.people(smallest))
    assert send(panel) == smallest
    put(panel, [Row("later@example.com")])  # one more joins those asked before
    assert send(panel) == 1


def test_segments_are_kept_as_far_as_enough_invited_people_share_them(survey: Survey) -> None:
    rows = voices.people(6, "Sales", "North", "Lead", name="a") + voices.people(
        2, "Sales", "North", "Member", name="b"
    )
    rows += voices.people(5, "Kitchen", "South", "Member", name="c") + voices.people(
        1, "IT", "South", "Lead", name="d"
    )
    panel = voices.by_list(survey, Voice.TEAM, rows)
    kept = {i.email[0]: (i.department, i.region, i.level) for i in voices.invitations(panel)}
    assert kept == dict.fromkeys("ab", ("Sales", "North", "")) | dict.fromkeys("cd", ("", "", ""))
    assert panel.classes == [["", "", "", 6], ["Sales", "North", "", 8]]
    assert panel.segments == {"department": ["Sales"], "region": ["North"], "level": []}


def test_labels_come_most_frequent_first(survey: Survey) -> None:
    rows = [
        row
        for n, name in ((5, "Bar"), (9, "Sales"), (5, "Attic"))
        for row in voices.people(n, name, name=name)
    ]
    assert voices.by_list(survey, Voice.TEAM, rows).segments["department"] == ["Sales", "Attic", "Bar"]


def test_looking_ahead_saves_nothing_and_says_what_sending_does(survey: Survey) -> None:
    panel = voices.prepared(survey, Voice.TEAM, voices.people(6, "Sales"))
    stored = Panel.objects.values().get(pk=panel.pk)
    assert len(foreseeing.foresee(panel)) == 6
    assert Panel.objects.values().get(pk=panel.pk) == stored
    foreseen = (panel.classes, panel.segments)
    send(panel)
    panel = voices.fresh(panel)
    assert (panel.classes, panel.segments) == foreseen


def test_sending_takes_eleven_statements_and_not_one_for_each_person(
    survey: Survey, count_statements: Callable[..., list[str]]
) -> None:
    few = voices.prepared(survey, Voice.PEER, voices.people(4, name="peer"))
    many = voices.prepared(survey, Voice.TEAM, voices.people(30, "Sales"))
    assert len(count_statements(lambda: send(few))) == 11
    assert len(count_statements(lambda: send(many))) == 11


# --- the link -----------------------------------------------------------------------------------------------


def test_seeing_the_link_freezes_and_it_stays_the_same(survey: Survey) -> None:
    panel = prepare(survey, way=Way.LINK, head_count=40)
    by = voices.executive_of(survey)
    token = inviting.show_link(panel=panel, by=by)
    asked = voices.fresh(panel)
    assert (asked.takes_answers, asked.head_count, len(token)) == (True, 40, 43)
    assert token not in str(Panel.objects.values().get(pk=panel.pk))
    assert inviting.show_link(panel=panel, by=by) == token
    assert voices.fresh(panel).frozen_at == asked.frozen_at
    peers = prepare(survey, Voice.PEER, Way.LINK)
    assert inviting.show_link(panel=peers, by=by) != token


# --- extending ----------------------------------------------------------------------------------------------


def test_a_voice_is_left_open_for_longer_and_never_for_less(survey: Survey) -> None:
    panel, by = voices.by_list(survey, Voice.TEAM, 6), voices.executive_of(survey)
    assert panel.closes_on is not None
    for days in (0, 1, 30):
        inviting.extend(panel=panel, closes_on=panel.closes_on + timedelta(days=days), by=by)
    with pytest.raises(ValueError, match="later"):
        inviting.extend(panel=panel, closes_on=panel.closes_on, by=by)
    assert voices.fresh(panel).closes_on == panel.closes_on + timedelta(days=30)


def test_a_voice_that_closed_with_too_few_takes_answers_again(survey: Survey) -> None:
    panel = voices.asked_team(6, answered=4, survey=survey)
    later = timezone.now() + timedelta(days=20)
    assert opening.close_due(now=later) == 1
    assert not voices.fresh(panel).takes_answers
    inviting.extend(panel=panel, closes_on=later.date() + timedelta(days=5), by=voices.executive_of(survey))
    assert voices.fresh(panel).takes_answers
    voices.answer(voices.invitations(panel)[4])
    assert inviting.has_enough(panel)


def test_a_voice_with_results_open_or_under_way_is_not_extended(survey: Survey) -> None:
    panel, by = voices.asked_team(6, answered=5, survey=survey), voices.executive_of(survey)
    later = TODAY() + timedelta(days=40)
    opening.close(panel=panel, by=by)
    with pytest.raises(inviting.Closed):
        inviting.extend(panel=panel, closes_on=later, by=by)
    voices.opened(panel)
    with pytest.raises(inviting.Closed):
        inviting.extend(panel=panel, closes_on=later, by=by)


@pytest.mark.parametrize("days", [30, 31])
def test_a_voice_whose_addresses_are_deleted_is_not_extended(survey: Survey, days: int) -> None:
    """Who answered or declined would be asked again: nobody knows any more who that was."""
    panel, by = voices.asked_peers(5, answered=1, survey=survey), voices.executive_of(survey)
    declining.decline(invitation=voices.invitations(panel)[1])
    assert panel.closes_on is not None
    with time_machine.travel(datetime.combine(panel.closes_on + timedelta(days=days), time(12), tzinfo=UTC)):
        opening.close_due()
        purging.purge()
        gone = not panel.invitations.exists()
        assert gone is (days > panel.address_days)
        later = timezone.localdate() + timedelta(days=20)
        with pytest.raises(inviting.AddressesGone) if gone else nullcontext():
            inviting.extend(panel=panel, closes_on=later, by=by)
        assert voices.fresh(panel).takes_answers is not gone


@pytest.mark.parametrize("mail_domain", ["", "example.com"])
def test_an_open_link_has_no_addresses_to_lose_unless_it_mails(survey: Survey, mail_domain: str) -> None:
    panel, by = voices.by_link(survey, Voice.TEAM), voices.executive_of(survey)
    long_ago = TODAY() - timedelta(days=40)
    Panel.objects.update(closes_on=long_ago, closed_at=timezone.now(), mail_domain=mail_domain)
    with pytest.raises(inviting.AddressesGone) if mail_domain else nullcontext():
        inviting.extend(panel=panel, closes_on=TODAY(), by=by)
    assert voices.fresh(panel).closes_on == (long_ago if mail_domain else TODAY())


# --- declining and stopping ---------------------------------------------------------------------------------


def test_declining_forgets_the_draft_leaves_the_mail_and_twice_is_harmless(
    survey: Survey,
) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    invited = voices.invitations(panel)[0]
    voices.fill(voices.begin(invited))
    for _time in range(2):
        declining.decline(invitation=invited)
        invited.refresh_from_db()
        assert (invited.declined, invited.answered) == (True, False)
        assert not Draft.objects.filter(panel=panel).exists()
        assert list(invited.deliveries.values_list("state", flat=True)) == [Mail.QUEUED]
    assert Invitation.objects.filter(declined=True).count() == 1


def test_declining_after_finish_changes_nothing(survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    invited = voices.invitations(panel)[0]
    voices.answer(invited)
    row = Invitation.objects.values().get(pk=invited.pk)
    declining.decline(invitation=invited)
    assert Invitation.objects.values().get(pk=invited.pk) == row
    assert Response.objects.filter(voice=Voice.PEER).count() == 1


def test_stopping_is_remembered_as_a_hash_and_twice_is_harmless(survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    invited = voices.invitations(panel)[0]
    for _time in range(2):
        declining.stop(invitation=invited)
    stored = OptOut.objects.get()
    assert stored.address_hash == hash_address(invited.email, survey.organisation.code)
    assert invited.email not in str(OptOut.objects.values().get())
    assert list(invited.deliveries.values_list("state", flat=True)) == [Mail.QUEUED]
    assert voices.begin(invited)  # the link itself goes on opening: they may still answer


def test_both_work_after_closing_and_after_opening(survey: Survey) -> None:
    panel = voices.asked_team(7, answered=5, survey=survey)
    voices.opened(panel)
    first, second = voices.invitations(panel)[5:]
    declining.decline(invitation=first)
    declining.stop(invitation=second)
    assert Invitation.objects.get(declined=True) == first
    assert OptOut.objects.count() == 1
    assert Release.objects.count() == 1


# --- at once ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_sends_at_once_write_to_everybody_once() -> None:
    panel = voices.prepared(voices.survey_of(), Voice.TEAM, 40)
    results = at_once(*[lambda: send(panel)] * 2)
    assert sorted(map(str, results)) == ["", "40"]
    assert Delivery.objects.count() == Invitation.objects.count() == 40
    assert voices.fresh(panel).classes == [["", "", "", 40]]


@pytest.mark.django_db(transaction=True)
def test_a_list_put_while_another_is_sent_loses_nobody_and_doubles_nobody() -> None:
    panel = voices.prepared(voices.survey_of(), Voice.TEAM, 20)
    at_once(lambda: send(panel), lambda: put(panel, voices.people(25)))
    sent, all_asked = Delivery.objects.count(), Invitation.objects.count()
    assert (sent, all_asked) in ((20, 25), (25, 25))


def test_a_day_later_the_account_may_send_again(settings: Settings) -> None:
    settings.MAILS_PER_DAY = 6
    survey = voices.survey_of()
    voices.by_list(survey, Voice.PEER, voices.people(6, name="peer"))
    team = voices.prepared(survey, Voice.TEAM, 6)
    with pytest.raises(inviting.TooManyMails):
        send(team)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert send(team) == 6


def test_a_name_that_people_were_asked_in_stands_for_later_rounds_too(survey: Survey) -> None:
    """Otherwise a name typed in the next round would stand over results and mails of this one."""
    asked = voices.by_list(survey, Voice.PEER, 6)
    later = Survey.objects.create(
        organisation=survey.organisation,
        questionnaire=survey.questionnaire,
        executive=survey.executive,
        round=2,
        wanted_by=survey.wanted_by,
    )
    assert not inviting.name_was_told(voices.survey_of("tom@example.com", "Other").organisation)
    inviting.say(later, voices.told(organisation="Muster", asker="Tom"))
    later.organisation.refresh_from_db()
    assert (later.organisation.name, later.asker) == (voices.ORGANISATION, "Tom")
    assert voices.fresh(asked).survey.asker == "Jana Berg"
