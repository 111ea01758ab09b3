"""One practice a page: what is saved, what is refused, and how many statements it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import formats, timezone

from surveys import limits
from surveys.actions import responses
from surveys.actions.completing import finish
from surveys.actions.surveys import secret_link
from surveys.choices import Voice
from surveys.links import COOKIE_PREFIX, short_code, sign_cookie
from surveys.models import Answer, Draft, DraftAnswer, Invitation, Panel, Survey
from tests import voices
from tests.factories import CORE, DEEPER, Executive, sign_in

pytestmark = pytest.mark.django_db
Counted = Callable[[Callable[[], object]], list[str]]


def stored(code: str) -> tuple[object, ...]:
    answer = DraftAnswer.objects.get(practice__code=code)
    return answer.current, answer.current_reason, answer.desired, answer.desired_reason


# --- saving -----------------------------------------------------------------------------------------------


def test_a_save_stores_both_sides_and_goes_on(executive: Executive) -> None:
    executive.start("3", "5")
    response = executive.rate("C4", "2", "4")
    assert response["Location"] == executive.address("C7")
    assert stored("C2") == (3, "", 5, "")
    assert stored("C4") == (2, "", 4, "")


def test_the_last_save_wins_on_each_side(executive: Executive) -> None:
    executive.start("3", "5")
    executive.rate("C2", "1", "2")
    assert stored("C2") == (1, "", 2, "")
    executive.rate("C2", "dont_know", "no_view")
    assert stored("C2") == (None, "dont_know", None, "no_view")


def test_the_four_ways_of_not_rating_stay_four(executive: Executive) -> None:
    draft = executive.start("dont_know", "no_view")
    executive.post(executive.address("C4"), {"not_applicable": "1"})
    executive.rate("C7", "3", "4")
    finish(draft=draft)
    kept = {answer.practice.code: answer for answer in Answer.objects.select_related("practice")}
    assert (kept["C2"].current_reason, kept["C2"].desired_reason) == ("dont_know", "no_view")
    assert (kept["C4"].current_reason, kept["C4"].desired_reason) == ("not_applicable", "not_applicable")
    assert (kept["C8"].current_reason, kept["C8"].desired_reason) == ("skipped", "skipped")
    assert (kept["C7"].current, kept["C7"].desired) == (3, 4)
    assert not set(kept) & set(DEEPER)  # not asked is no row at all


def test_does_not_apply_holds_for_both_sides_or_none(executive: Executive) -> None:
    executive.start("3", "5")
    executive.post(executive.address("C2"), {"not_applicable": "1", "current": "3", "desired": "5"})
    assert stored("C2") == (None, "not_applicable", None, "not_applicable")
    executive.post(executive.address("C2"), {"current": "4"}, **{"X-Background": "1"})
    assert stored("C2") == (4, "", None, "")
    executive.post(executive.address("C2"), {"not_applicable": "1"}, **{"X-Background": "1"})
    executive.post(executive.address("C2"), {}, **{"X-Background": "1"})
    assert stored("C2") == (None, "", None, "")


def test_one_empty_rail_gives_one_error_and_keeps_the_other(executive: Executive) -> None:
    executive.start()
    response = executive.post(executive.address("C4"), {"current": "2"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose where you’d like to be, or No view" in page
    assert "Choose the level that describes you today" not in page
    assert "<title>Error: " in page
    assert stored("C4") == (2, "", None, "")
    assert re.search(r'id="today-2"[^>]*\bchecked', page)
    assert executive.post(executive.address("C4"), {"desired": "4"}).status_code == 302
    assert stored("C4") == (2, "", 4, "")


def test_both_rails_empty_gives_both_errors_and_offers_skip(executive: Executive) -> None:
    executive.start()
    response = executive.post(executive.address("C4"), {})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose the level that describes you today, or Don’t know" in page
    assert "Choose where you’d like to be, or No view" in page
    assert page.count(f'href="{executive.address("C7")}"') >= 2  # the Skip link and its echo in the summary


@pytest.mark.parametrize(
    "value", ["0", "6", "-1", "3.5", "three", "no_view", "skipped", "1 ", "１", "9" * 500, "\0"]
)
def test_a_level_our_page_never_offers_is_refused_and_nothing_is_lost(
    executive: Executive, value: str
) -> None:
    executive.start("3", "5")
    response = executive.post(executive.address("C2"), {"current": value, "desired": "4"})
    assert response.status_code == 422
    assert "Choose one of the five levels" in response.content.decode()
    assert stored("C2") == (3, "", 5, "")


@pytest.mark.parametrize("code", ["C9", "c2", "X1", "first2", "%3Cscript%3E"])
def test_a_foreign_practice_is_not_found(executive: Executive, code: str) -> None:
    executive.start()
    assert executive.client.get(executive.address(code)).status_code == 404
    assert executive.post(executive.address(code), {"current": "3", "desired": "4"}).status_code == 404
    assert DraftAnswer.objects.count() == 1


def test_a_deeper_practice_waits_for_the_core(executive: Executive) -> None:
    executive.start()
    assert executive.client.get(executive.address("C1")).status_code == 404
    assert executive.rate("C1", "3", "4").status_code == 404
    executive.finish()
    assert executive.client.get(executive.address("C1")).status_code == 200


def test_a_save_in_the_background_answers_with_the_time(executive: Executive) -> None:
    executive.start()
    response = executive.post(executive.address("C4"), {"current": "2"}, **{"X-Background": "1"})
    assert response.status_code == 200
    assert response.json()["saved_at"] == Draft.objects.get().saved_at.isoformat()
    assert response.json()["leave"] == executive.address("leave")
    assert stored("C4") == (2, "", None, "")
    refused = executive.post(executive.address("C4"), {"current": "6"}, **{"X-Background": "1"})
    assert refused.status_code == 422
    assert refused.json()["message"].startswith("Choose one of the five levels")


def test_a_change_from_the_check_page_leads_back_to_it(executive: Executive) -> None:
    executive.answer()
    page = executive.client.get(executive.address("check")).content.decode()
    change = executive.address("C4") + "?from=check"
    assert change in page
    response = executive.post(change, {"current": "1", "desired": "2"})
    assert response["Location"] == executive.address("check")


# --- without a script: buttons that save as links do with one ---------------------------------------------


def test_buttons_save_what_is_marked_and_lead_elsewhere(executive: Executive) -> None:
    executive.start("3", "5")
    here = executive.address("C4")
    for button, leads_to in (
        ("leave", executive.address("leave")),
        ("back", executive.address("C2")),
        ("de", f"{here}?lang=de"),
    ):
        response = executive.post(here, {"current": "2", "desired": "", "go": button})
        assert response["Location"] == leads_to
    assert stored("C4") == (2, "", None, "")
    response = executive.post(here + "?from=check", {"current": "2", "desired": "4", "go": "de"})
    assert response["Location"] == f"{here}?from=check&lang=de"
    assert stored("C4") == (2, "", 4, "")
    draft = Draft.objects.get()
    assert draft.place == "C4"  # where it goes on is where they were


def test_such_a_button_without_a_mark_saves_nothing_and_asks_for_nothing(executive: Executive) -> None:
    executive.start("3", "5")
    response = executive.post(executive.address("C4"), {"go": "leave"})
    assert response["Location"] == executive.address("leave")
    assert not DraftAnswer.objects.filter(practice__code="C4").exists()
    assert executive.post(executive.address("C2"), {"go": "https://evil.example"})["Location"] == (
        executive.address("C4")
    )  # a button that isn't ours is Save and continue


def test_nothing_is_said_to_be_saved_before_anything_was(client: Client) -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM)
    page = client.post(f"/i/{voices.token(panel)}/", follow=True)
    assert "data-at=" not in page.content.decode()
    where = page.redirect_chain[-1][0]
    client.post(where, {"current": "2", "desired": "4"})
    assert "data-at=" in client.get(where).content.decode()


# --- statements ---------------------------------------------------------------------------------------------


def test_saving_one_practice_takes_three_statements(executive: Executive, count_statements: Counted) -> None:
    executive.answer()
    address = executive.address("C4")
    statements = count_statements(lambda: executive.post(address, {"current": "2", "desired": "4"}))
    assert len(statements) == 3, statements


def test_saving_one_side_takes_four_statements(executive: Executive, count_statements: Counted) -> None:
    executive.answer()
    address = executive.address("C4")
    save = {"current": "2"}
    statements = count_statements(lambda: executive.post(address, save, **{"X-Background": "1"}))
    assert len(statements) == 4, statements


def test_a_practice_page_takes_two_statements(executive: Executive, count_statements: Counted) -> None:
    executive.answer()
    address = executive.address("C4")
    assert len(count_statements(lambda: executive.client.get(address))) == 2


# --- who is let in ------------------------------------------------------------------------------------------


PLACES = ("", "C2", "first", "check", "leave")


@pytest.mark.parametrize("place", PLACES)
def test_a_stranger_finds_no_page_of_a_draft(executive: Executive, stranger: Client, place: str) -> None:
    executive.answer()
    response = stranger.get(executive.address(place))
    assert response.status_code == 404
    assert "its link" in response.content.decode()


@pytest.mark.parametrize("place", ["C2", "first", "finish", "deeper"])
def test_a_form_without_its_cookie_gets_409_and_saves_nothing(
    executive: Executive, stranger: Client, place: str
) -> None:
    executive.answer()
    before = list(DraftAnswer.objects.order_by("pk").values())
    response = stranger.post(executive.address(place), {"current": "1", "desired": "1", "picked": ["C2"]})
    assert response.status_code == 409
    assert "Nothing was saved" in response.content.decode()
    assert list(DraftAnswer.objects.order_by("pk").values()) == before
    assert not Answer.objects.exists()


def test_a_cookie_opens_its_own_draft_only(executive: Executive) -> None:
    """An assistant may hold two directors' drafts in one browser; neither form reaches the other."""
    executive.start("3", "5")
    first, first_code = executive.address("C2"), executive.draft.code
    executive.start("1", "2")
    assert executive.post(first, {"current": "4", "desired": "4"}).status_code == 302
    assert executive.rate("C2", "2", "2").status_code == 302
    assert {(a.current, a.desired) for a in DraftAnswer.objects.all()} == {(4, 4), (2, 2)}
    del executive.client.cookies[f"closer_{first_code}"]
    assert executive.post(first, {"current": "5", "desired": "5"}).status_code == 409
    foreign = f"/a/{executive.draft.survey.code}/{first_code}/C2/"
    assert executive.post(foreign, {"current": "5", "desired": "5"}).status_code == 409
    assert {(a.current, a.desired) for a in DraftAnswer.objects.all()} == {(4, 4), (2, 2)}


def test_a_forged_cookie_opens_nothing(executive: Executive, stranger: Client) -> None:
    draft = executive.start()
    genuine = executive.client.cookies[f"closer_{draft.code}"].value
    for forged in ("", "x", genuine[:-2] + "AA", genuine.split(":")[0]):
        stranger.cookies[f"closer_{draft.code}"] = forged
        assert stranger.get(executive.address("C2")).status_code == 404


def test_a_cookie_from_before_the_link_was_replaced_gets_410(executive: Executive) -> None:
    draft = executive.start()
    Survey.objects.filter(pk=draft.survey_id).update(link_issue=2)
    assert executive.client.get(executive.address("C2")).status_code == 410
    response = executive.rate("C2", "1", "1")
    assert response.status_code == 410
    assert "Sign in" in response.content.decode()
    assert stored("C2") == (3, "", 5, "")


def test_a_draft_deleted_meanwhile_is_spent(executive: Executive) -> None:
    executive.start()
    address = executive.address("C4")
    Draft.objects.all().delete()
    assert executive.post(address, {"current": "3", "desired": "3"}).status_code == 409
    assert executive.client.get(address).status_code == 410


@pytest.mark.one_database
def test_a_thousand_posts_a_minute_are_stopped_and_the_pages_stay_readable(
    executive: Executive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.time, "monotonic", lambda: 100.0)
    executive.start()
    address = executive.address("C4")
    answers = [executive.post(address, {"current": "3", "desired": "3"}) for _ in range(1000)]
    statuses = [response.status_code for response in answers]
    assert statuses == [302] * 120 + [429] * 880
    assert "wait a minute" in answers[-1].content.decode()
    assert executive.client.get(address).status_code == 200


# --- the page -----------------------------------------------------------------------------------------------


def test_the_pages_come_in_the_questionnaires_order_and_show_the_opener_once_a_category(
    executive: Executive,
) -> None:
    executive.start()
    place, seen, openers = "C2", [], []
    while place not in ("first", "check"):
        seen.append(place)
        page = executive.client.get(executive.address(place)).content.decode()
        openers += [place] if 'class="opener"' in page else []
        place = executive.rate(place, "3", "4")["Location"].rstrip("/").rsplit("/", 1)[-1]
    assert tuple(seen) == CORE
    assert openers == ["C2", "E3", "P1"]
    assert place == "first"


def test_the_organisations_own_words_are_printed_and_never_taken_as_markup(executive: Executive) -> None:
    draft = executive.start()
    Survey.objects.update(customers="<b>patients</b> {horizon}", customer="patient")
    draft.survey.organisation.name = "O'Neill & {customers} <i>Clinics</i>"
    draft.survey.organisation.save()
    page = executive.client.get(executive.address("C2")).content.decode()
    assert "<b>patients" not in page
    assert "<i>Clinics" not in page
    assert "O&#x27;Neill &amp; " in page


def test_the_wanted_rail_shows_its_date(executive: Executive) -> None:
    executive.start()
    Survey.objects.update(wanted_by="2028-11-30")
    assert "by November 2028" in executive.client.get(executive.address("C4")).content.decode()


# --- whoever was asked --------------------------------------------------------------------------------------


SAVE = {"current": "2", "desired": "4"}
BEHIND = {"X-Background": "1"}


def begin(client: Client, panel: Panel) -> Draft:
    """Somebody of this voice has begun, in this browser."""
    draft = voices.begin(panel if panel.way == "link" else voices.invitations(panel)[0])
    client.cookies[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, draft.issue)
    return draft


def place(draft: Draft, name: str = "") -> str:
    return f"/a/{draft.survey.code}/{draft.code}/" + (f"{name}/" if name else "")


@pytest.mark.parametrize(
    ("voice", "question", "hint"),
    [
        (Voice.PEER, "Seen from your department, what decides how each guest", "Look beyond first names"),
        (Voice.TEAM, "In your daily work, what decides how each guest", "Think of the last guest you"),
    ],
)
def test_each_voice_is_asked_in_its_own_words(client: Client, voice: str, question: str, hint: str) -> None:
    panel = voices.asked_peers(6) if voice == Voice.PEER else voices.asked_team(6)
    Survey.objects.update(customers="guests", customer="guest")
    page = client.get(place(begin(client, panel), "C2")).content.decode()
    assert question in page
    assert hint in page
    assert "The person, not the segment, 1 of 12" in page


@pytest.mark.parametrize("way", ["list", "link"])
def test_a_save_and_a_page_cost_a_group_little(client: Client, way: str, count_statements: Counted) -> None:
    panel = voices.asked_team(6) if way == "list" else voices.by_link(voices.survey_of(), Voice.TEAM)
    draft = voices.fill(begin(client, panel))
    address = place(draft, "C4")
    client.get(address)
    one_side = {"current": "2"}
    assert len(count_statements(lambda: client.post(address, SAVE))) == 3
    assert len(count_statements(lambda: client.post(address, one_side, headers=BEHIND))) == 3
    assert len(count_statements(lambda: client.get(address))) == 1


@pytest.mark.parametrize("code", DEEPER[:2])
def test_deeper_practices_are_not_on_a_groups_core_form(client: Client, code: str) -> None:
    draft = begin(client, voices.asked_peers(6))
    assert client.get(place(draft, code)).status_code == 404
    assert client.post(place(draft, code), SAVE).status_code == 404
    assert not draft.answers.exists()


def test_a_draft_without_a_save_begins_with_the_first_practice(client: Client) -> None:
    draft = begin(client, voices.asked_peers(6))
    assert client.get(place(draft))["Location"] == place(draft, "C2") + "?back=1"


def test_leaving_brings_back_whoever_was_invited_by_their_mail(client: Client) -> None:
    panel = voices.asked_peers(6)
    Panel.objects.update(draft_days=21)
    draft = begin(client, panel)
    page = client.get(place(draft, "leave")).content.decode()
    assert "brings you back to them: on this device at once, on another one with this code." in page
    assert short_code(draft.code) in page
    assert "A draft is deleted 21 days after its last save." in page
    assert "<input" not in page
    closes = timezone.localdate() + timedelta(days=14)
    assert f"The round is open until {closes.day} {closes:%B %Y}." in page


def test_leaving_shows_whoever_came_by_an_open_link_a_link_of_their_own(
    client: Client, stranger: Client
) -> None:
    draft = begin(client, voices.by_link(voices.survey_of(), Voice.TEAM))
    page = client.get(place(draft, "leave")).content.decode()
    link = re.search(r'value="http://localhost:8000(/i/[^"]+/)"', page)[1]
    assert link == f"/i/{voices.token(draft)}/"
    assert "Continue, 0 of 12 done" in stranger.get(link).content.decode()


def test_nobody_who_was_asked_is_shown_the_executives_secret_link(
    executive: Executive, stranger: Client
) -> None:
    """A survey that nobody keeps has one; its peers must not get it."""
    own = executive.finish()
    panel = Panel.objects.create(
        survey=own.survey, voice=Voice.PEER, way="list", threshold=4, frozen_at=timezone.now()
    )
    draft = voices.begin(Invitation.objects.create(panel=panel, email="peer@example.com"))
    stranger.cookies[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, 1)
    secret = secret_link(own.survey)
    assert secret
    for name in ("C2", "first", "check", "leave"):
        page = stranger.get(place(draft, name)).content.decode()
        assert secret not in page
        assert own.code not in page
    assert stranger.get(f"/r/{own.survey.code}/").status_code == 404
    assert stranger.get(f"/keep/{own.survey.code}/").status_code == 404


def everything_of(draft: Draft) -> list[object]:
    rows = DraftAnswer.objects.filter(draft=draft).order_by("pk").values()
    return [*rows, *Draft.objects.filter(pk=draft.pk).values()]


@pytest.mark.parametrize("opened", [False, True])
def test_after_closing_nothing_is_saved_and_the_page_says_so(client: Client, opened: bool) -> None:
    panel = voices.asked_team(6)
    draft = begin(client, panel)
    client.post(place(draft, "C2"), SAVE)
    now = timezone.now()
    Panel.objects.filter(pk=panel.pk).update(closed_at=now, opened_at=now if opened else None)
    before = everything_of(draft)
    for name in ("C2", "first", "about"):
        response = client.post(place(draft, name), {**SAVE, "picked": "C2", "meets": "phone"})
        assert response.status_code == 409
        assert "This round has closed" in response.content.decode()
        assert "mailto:" in response.content.decode()  # whom to ask
    note = client.post(place(draft, "C4"), SAVE, headers=BEHIND)
    assert note.status_code == 409
    assert note.json()["message"].startswith("Nothing more is saved.")
    for name in ("", "C2", "first", "about", "check", "leave"):
        page = client.get(place(draft, name))
        assert page.status_code == 200
        assert "Only answers that were finished by then count." in page.content.decode()
    assert everything_of(draft) == before


def test_two_people_asked_cannot_reach_each_others_draft(client: Client, stranger: Client) -> None:
    panel = voices.asked_team(6)
    first, second = (voices.begin(asked) for asked in voices.invitations(panel)[:2])
    client.cookies[COOKIE_PREFIX + first.code] = sign_cookie(first.code, 1)
    assert client.get(place(first, "C2")).status_code == 200
    assert client.get(place(second, "C2")).status_code == 404
    assert client.post(place(second, "C2"), SAVE).status_code == 409
    under_another_name = client.cookies[COOKIE_PREFIX + first.code].value
    client.cookies[COOKIE_PREFIX + second.code] = under_another_name
    assert client.post(place(second, "C2"), SAVE).status_code == 409
    assert client.get(place(second, "check")).status_code == 404
    assert not DraftAnswer.objects.filter(draft__in=(first, second)).exists()


def test_a_draft_opens_under_its_own_survey_alone(client: Client) -> None:
    draft = begin(client, voices.asked_peers(6))
    other = voices.survey_of("other@example.com")
    address = f"/a/{other.code}/{draft.code}/C2/"
    assert client.get(address).status_code == 404
    assert client.post(address, SAVE).status_code == 404
    assert not draft.answers.exists()


def test_a_session_of_the_executive_opens_no_draft_of_a_peer(client: Client) -> None:
    panel = voices.asked_peers(6)
    draft = voices.begin(voices.invitations(panel)[0])
    sign_in(client, voices.executive_of(panel.survey))
    assert client.get(place(draft, "C2")).status_code == 404
    assert client.get(place(draft, "check")).status_code == 404
    assert client.post(place(draft, "C2"), SAVE).status_code == 409


def test_a_newer_link_shuts_out_the_older_and_says_where_to_go(client: Client) -> None:
    draft = begin(client, voices.asked_peers(6))
    Invitation.objects.update(issue=2)
    for response in (client.get(place(draft, "C2")), client.post(place(draft, "C2"), SAVE)):
        page = response.content.decode()
        assert response.status_code == 410
        assert "Open the newest mail and go on from there." in page
        assert "Sign in" not in page
    assert not draft.answers.exists()


def test_after_finish_a_forgotten_tab_is_told_so(client: Client) -> None:
    draft = voices.fill(begin(client, voices.asked_peers(6)))
    voices.finish(draft)
    response = client.post(place(draft, "C2"), SAVE)
    assert response.status_code == 409
    page = response.content.decode()
    assert "These answers are finished or were deleted, so there was nothing to change." in page
    assert '<a class="button" href="/mine/">Use your result code</a>' in page
    note = client.post(place(draft, "C2"), SAVE, headers=BEHIND)
    assert note.status_code == 409
    assert note.json()["message"].startswith("These answers are finished")
    for name in ("", "C2", "first", "check", "leave"):
        assert client.get(place(draft, name)).status_code == 410
    assert not DraftAnswer.objects.filter(draft__voice=Voice.PEER).exists()


OPENED_MEANWHILE = (
    "Answers that weren’t finished by then don’t count, and drafts of them are deleted. "
    "The link you were sent shows what came of it."
)


def started(client: Client, asked: Invitation | Panel) -> tuple[Draft, str]:
    """The draft that Start makes in this browser, and where it leads to."""
    where = client.post(f"/i/{voices.token(asked)}/").headers["Location"]
    return Draft.objects.get(code=where.split("/")[3]), where


def test_whoever_was_answering_when_results_opened_is_told_so(client: Client) -> None:
    panel = voices.asked_team(6, answered=5)
    draft, where = started(client, voices.invitations(panel)[5])
    panel = voices.opened(panel)
    day = formats.date_format(timezone.localtime(panel.opened_at), "j F Y")
    pressed, looked = client.post(where, SAVE), client.get(where)
    assert (pressed.status_code, looked.status_code) == (409, 410)
    for response in (pressed, looked):
        page = response.content.decode()
        assert f"Results were opened on {day}. {OPENED_MEANWHILE}" in page.replace("\xa0", " ")
        assert f'<a href="mailto:{voices.EXECUTIVE}">{voices.EXECUTIVE}</a>' in page
        assert '<a class="button" href="/mine/">Use your result code</a>' in page
    note = client.post(where, SAVE, headers=BEHIND)
    assert (note.status_code, OPENED_MEANWHILE in note.json()["message"]) == (409, True)
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_open_results_of_another_voice_or_survey_are_not_told(client: Client) -> None:
    survey = voices.survey_of()
    peers = voices.asked_peers(6, answered=4, survey=survey)
    draft, where = started(client, voices.invitations(voices.asked_team(6, survey=survey))[0])
    draft.delete()
    voices.opened(peers)
    elsewhere = voices.asked_team(6, answered=5, survey=voices.survey_of("other@example.com", "Vesta"))
    voices.opened(elsewhere)
    for address in (where, where.replace(str(survey.code), str(elsewhere.survey.code))):
        page = client.post(address, SAVE).content.decode()
        assert "These answers are finished or were deleted" in page
        assert "Results were opened" not in page
        assert voices.EXECUTIVE not in page


def test_a_draft_that_goes_while_a_form_is_read_is_gone(client: Client, monkeypatch) -> None:
    panel = voices.asked_team(6)
    draft, where = started(client, voices.invitations(panel)[0])

    def deleted_first(**given: object) -> None:
        Draft.objects.filter(pk=draft.pk).delete()
        raise responses.DraftGone

    monkeypatch.setattr(responses, "save_answer", deleted_first)
    assert client.post(where, SAVE).status_code == 409
