"""The picks, the check page, Finish and going deeper."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from pytest_django import Settings

from surveys.choices import Form, Voice
from surveys.links import (
    CODE_COOKIE,
    COOKIE_PREFIX,
    hash_result_code,
    read_result_code,
    sign_cookie,
    sign_result_code,
)
from surveys.models import Answer, Draft, DraftAnswer, Panel, Response
from surveys.sheets import sheet_of
from tests import voices
from tests.factories import CORE, DEEPER, MARKS, Executive, sign_in

Counted = Callable[[Callable[[], object]], list[str]]


def picked() -> set[str]:
    return set(DraftAnswer.objects.filter(picked=True).values_list("practice__code", flat=True))


@pytest.mark.django_db
def test_up_to_three_practices_are_picked_and_may_be_changed(executive: Executive) -> None:
    executive.answer()
    assert executive.post(executive.address("first"), {"picked": ["C2", "E5", "P7"]})["Location"].endswith(
        "/check/"
    )
    assert picked() == {"C2", "E5", "P7"}
    executive.post(executive.address("first"), {"picked": ["E5"]})
    assert picked() == {"E5"}
    executive.post(executive.address("first"), {})
    assert picked() == set()
    assert DraftAnswer.objects.get(practice__code="C2").current == 3  # the marks are untouched


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [["C2", "C4", "C7", "C8"], ["C1"], ["X9"], ["<script>"]])
def test_four_picks_or_a_foreign_one_are_refused_and_nothing_is_lost(
    executive: Executive, chosen: list[str]
) -> None:
    executive.answer()
    executive.post(executive.address("first"), {"picked": ["E5"]})
    response = executive.post(executive.address("first"), {"picked": chosen})
    assert response.status_code == 422
    assert picked() == {"E5"}
    if len(chosen) == 4:
        assert "Choose up to 3. You chose 4." in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("go", "where"),
    [("leave", "leave/"), ("back", "P7/"), ("de", "first/?lang=de"), ("en", "first/?lang=en")],
)
def test_the_ways_out_save_what_is_picked_first(executive: Executive, go: str, where: str) -> None:
    draft = executive.answer()
    page = executive.client.get(executive.address("first")).content.decode()
    for offered in ("leave", "back", "de"):
        assert re.search(rf'<button class="as-link"[^>]* name="go" value="{offered}"', page)
    response = executive.post(executive.address("first"), {"picked": ["C2", "E5"], "go": go})
    assert response["Location"] == executive.address() + where
    assert picked() == {"C2", "E5"}
    draft.refresh_from_db()
    assert draft.place == "first"  # whoever comes back finds this page again
    page = executive.client.get(executive.address("first")).content.decode()
    assert re.findall(r'name="picked" value="(\w+)" checked', page) == ["C2", "E5"]


@pytest.mark.django_db
@pytest.mark.parametrize("go", ["leave", "back", "de"])
def test_four_picks_are_refused_on_every_way_out(executive: Executive, go: str) -> None:
    executive.answer()
    chosen = ["C2", "C4", "C7", "C8"]
    response = executive.post(executive.address("first"), {"picked": chosen, "go": go})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose up to 3. You chose 4." in page
    assert re.findall(r'name="picked" value="(\w+)" checked', page) == chosen


@pytest.mark.django_db
def test_whoever_wants_level_5_everywhere_is_asked_what_comes_first(executive: Executive) -> None:
    executive.answer(dict.fromkeys(CORE, ("2", "5")))
    assert "only a third" in executive.client.get(executive.address("first")).content.decode()
    executive.answer(MARKS)
    assert "only a third" not in executive.client.get(executive.address("first")).content.decode()


@pytest.mark.django_db
def test_the_check_page_lists_what_is_open_first_and_what_is_lower_than_today(executive: Executive) -> None:
    executive.start("4", "2")
    executive.post(executive.address("C4"), {"current": "3"})
    page = executive.client.get(executive.address("check")).content.decode()
    assert "You chose a lower level than today. Is that right?" in page
    assert "4 Joined up" in page
    assert "2 Here and there" in page
    assert page.index("What customers feel and say") < page.index("The person, not the segment")
    assert page.count("?from=check") == 12


@pytest.mark.django_db
def test_finish_writes_one_answer_for_each_core_practice(executive: Executive) -> None:
    executive.finish()
    response = Response.objects.get()
    answers = {answer.practice.code: answer for answer in Answer.objects.select_related("practice")}
    assert set(answers) == set(CORE)
    assert (answers["E5"].current, answers["E5"].desired, answers["E5"].picked) == (2, 5, True)
    assert (answers["P7"].current, answers["P7"].current_reason, answers["P7"].desired) == (
        None,
        "dont_know",
        3,
    )
    assert response.voice == "executive"
    assert {answer.pk // 64 for answer in answers.values()} == {response.pk}


@pytest.mark.django_db
def test_finishing_again_replaces_the_response_in_place(executive: Executive) -> None:
    executive.finish()
    before = Response.objects.get().pk
    executive.rate("E5", "5", "5")
    assert Answer.objects.get(practice__code="E5").current == 2  # only Finish counts
    for _ in range(2):
        assert executive.post(executive.address("finish"))["Location"] == executive.result
    assert Response.objects.get().pk == before
    assert Answer.objects.get(practice__code="E5").current == 5
    assert Answer.objects.count() == 12


@pytest.mark.django_db
def test_finish_without_a_single_answer_says_what_to_do(executive: Executive) -> None:
    executive.start()
    DraftAnswer.objects.all().delete()
    response = executive.post(executive.address("finish"))
    assert response.status_code == 422
    assert "Rate at least one practice, then finish." in response.content.decode()
    assert Draft.objects.get().finished_at is None
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_finish_is_a_post_and_looking_changes_nothing(executive: Executive) -> None:
    executive.answer()
    for place in ("finish", "deeper"):
        assert executive.client.get(executive.address(place)).status_code == 405
    for place in ("first", "check", "leave", "C2", ""):
        executive.client.get(executive.address(place))
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_finish_takes_nine_statements_at_most(executive: Executive, count_statements: Counted) -> None:
    executive.answer()
    address = executive.address("finish")
    first = count_statements(lambda: executive.post(address))
    again = count_statements(lambda: executive.post(address))
    assert (len(first), len(again)) == (9, 9), (first, again)


@pytest.mark.django_db
def test_sixty_finishes_an_hour_are_enough_for_anybody(executive: Executive) -> None:
    executive.answer()
    statuses = [executive.post(executive.address("finish")).status_code for _ in range(62)]
    assert statuses == [302] * 60 + [429] * 2
    assert Answer.objects.count() == 12


@pytest.mark.django_db
def test_going_deeper_asks_the_other_twelve_and_has_a_finish_of_its_own(executive: Executive) -> None:
    executive.finish()
    response = executive.post(executive.address("deeper"))
    assert response["Location"] == executive.address("C1")
    for code in DEEPER:
        response = executive.rate(code, "2", "3")
    assert response["Location"] == executive.address("check")  # the picks are asked once
    assert Answer.objects.count() == 12
    executive.post(executive.address("finish"))
    assert Answer.objects.count() == 24


@pytest.mark.django_db
def test_deeper_practices_nobody_touched_are_not_asked_rather_than_skipped(executive: Executive) -> None:
    executive.finish()
    executive.post(executive.address("deeper"))
    executive.post(executive.address("finish"))
    assert Answer.objects.count() == 12
    executive.rate("C1", "2", "3")
    executive.post(executive.address("finish"))
    assert Answer.objects.count() == 24
    assert Answer.objects.get(practice__code="C3").current_reason == "skipped"


@pytest.mark.django_db
def test_going_deeper_again_goes_on_where_it_was_left(executive: Executive) -> None:
    executive.finish()
    executive.post(executive.address("deeper"))
    for code in DEEPER[:3]:
        executive.rate(code, "2", "3")
    assert executive.post(executive.address("deeper"))["Location"] == executive.address(DEEPER[3])
    for code in DEEPER[3:]:
        executive.rate(code, "2", "3")
    assert executive.post(executive.address("deeper"))["Location"] == executive.address("check")


@pytest.mark.django_db
def test_the_picks_show_both_levels_and_leave_out_what_does_not_apply(executive: Executive) -> None:
    executive.answer()
    executive.post(executive.address("P7"), {"not_applicable": "1"})
    page = executive.client.get(executive.address("first")).content.decode()
    assert page.count('name="picked"') == 11
    assert 'value="P7"' not in page
    assert "2 today, 5 wanted" in page


@pytest.mark.django_db
def test_the_check_page_says_when_answers_count(executive: Executive) -> None:
    executive.answer()
    page = executive.client.get(executive.address("check")).content.decode()
    assert "Your answers count once you press “See your result”; until then they are a draft." in page
    assert "They are deleted 90 days after the last save" in page
    executive.post(executive.address("finish"))
    page = executive.client.get(executive.address("check")).content.decode()
    assert "Changes count once you press “See your result”." in page


@pytest.mark.django_db
def test_going_deeper_before_the_core_is_finished_leads_to_the_check_page(executive: Executive) -> None:
    executive.answer()
    assert executive.post(executive.address("deeper"))["Location"] == executive.address("check")
    assert Draft.objects.get().form == "core"


@pytest.mark.django_db(transaction=True)
def test_eight_finishes_at_once_leave_one_whole_response(executive: Executive) -> None:
    executive.answer()
    address, cookies = executive.address("finish"), executive.client.cookies

    def post(_: int) -> int:
        client = Client()
        client.cookies = cookies
        try:
            return client.post(address).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(post, range(8)))
    assert statuses == [302] * 8
    assert Response.objects.count() == 1
    assert Answer.objects.count() == 12


# --- whoever was asked -------------------------------------------------------------------------------------


def begin(client: Client, panel: Panel) -> Draft:
    """Somebody of this voice has begun, in this browser."""
    draft = voices.begin(panel if panel.way == "link" else voices.invitations(panel)[0])
    client.cookies[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, draft.issue)
    return draft


def address(draft: Draft, place: str) -> str:
    return f"/a/{draft.survey.code}/{draft.code}/{place}/"


def result_code(page: str) -> str:
    return re.search(r'name="result_code" value="([^"]*)"', page)[1]


@pytest.mark.django_db
def test_finish_for_good_is_said_plainly_before_it_can_be_pressed(client: Client) -> None:
    draft = voices.fill(begin(client, voices.asked_peers(6)))
    page = client.get(address(draft, "check")).content.decode()
    said = "Once you press Finish, your answers count, can’t be traced by anyone using Closer, and can’t be"
    assert page.index(said) < page.index('<button class="button">Finish</button>')
    assert "a draft, which is deleted 30 days after its last save" in page
    assert f'method="post" action="/finish/{draft.survey.code}/{draft.code}/"' in page
    assert "See your result" not in page
    assert "What you say about yourself" not in page
    assert page.count("?from=check") == 13  # twelve practices and the picks


@pytest.mark.django_db
def test_the_result_code_is_shown_and_posted_and_stays_in_this_browser(client: Client) -> None:
    draft = voices.fill(begin(client, voices.asked_peers(6)))
    looks = [client.get(address(draft, "check") + query) for query in ("", "?lang=de", "?lang=en")]
    client.post(address(draft, "first"), {"picked": ["C2"]})
    looks.append(client.get(address(draft, "check")))
    pages = [look.content.decode() for look in looks]
    (code,) = {result_code(page) for page in pages}
    assert len(hash_result_code(code)) == 64
    assert all(f'<span id="result-code">{code}</span>' in page for page in pages)
    assert "nobody can send it again" in pages[0]


@pytest.mark.django_db
@pytest.mark.parametrize("https", [True, False])
def test_the_cookie_of_a_result_code_goes_to_its_draft_alone(
    client: Client, settings: Settings, https: bool
) -> None:
    settings.HTTPS = https
    draft = voices.fill(begin(client, voices.asked_peers(6)))
    code = result_code(client.get(address(draft, "check")).content.decode())
    cookie = client.cookies[CODE_COOKIE]
    assert cookie["path"] == f"/a/{draft.survey.code}/{draft.code}/"
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True if https else "")
    assert cookie["max-age"] == 90 * 86400
    assert read_result_code(cookie.value, draft.code) == code
    draft.refresh_from_db()
    assert code not in str(vars(draft)) + str(sheet_of(draft))  # nor does the server keep it


@pytest.mark.django_db
def test_each_browser_draws_a_code_of_its_own(client: Client) -> None:
    draft = voices.fill(begin(client, voices.asked_peers(6)))
    other = Client()
    other.cookies[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, draft.issue)
    codes = {result_code(one.get(address(draft, "check")).content.decode()) for one in (client, other)}
    assert len(codes) == 2


@pytest.mark.django_db
def test_a_forged_or_foreign_cookie_of_a_result_code_is_ignored(client: Client) -> None:
    draft = voices.fill(begin(client, voices.asked_peers(6)))
    known = "K7QF-2MXP-9RTA-4WHC"
    own = sign_result_code(known, draft.code)
    damaged = [own[:-1], own + "x", "", "x" * 4000, known, signing.dumps([draft.code, known], key="other")]
    for value in (*damaged, sign_result_code(known, "another"), sign_cookie(draft.code, draft.issue)):
        client.cookies[CODE_COOKIE] = value
        code = result_code(client.get(address(draft, "check")).content.decode())
        assert code != known, value
        assert len(hash_result_code(code)) == 64
    client.cookies[CODE_COOKIE] = own
    assert result_code(client.get(address(draft, "check")).content.decode()) == known


@pytest.mark.django_db
def test_the_executive_has_no_result_code_and_no_cookie_of_one(executive: Executive) -> None:
    executive.answer()
    executive.client.get(executive.address("check"))
    assert CODE_COOKIE not in executive.client.cookies


@pytest.mark.django_db
def test_the_check_page_shows_what_the_team_says_about_itself(client: Client) -> None:
    segments = {"department": ["Sales", "Kitchen"], "region": ["North", "South"]}
    draft = begin(client, voices.by_link(voices.survey_of(), Voice.TEAM, 90, segments))
    client.post(address(draft, "about"), {"meets": "phone", "department": "Kitchen"})
    page = client.get(address(draft, "check")).content.decode()
    section = page[page.index("What you say about yourself") :]
    row = r'<p class="row-name">(.*?)<span class="row-note">(.*?)</span></p><a href="(.*?)"'
    about = address(draft, "about")
    assert re.findall(row, section) == [
        ("<bdi>By phone or chat</bdi>", "Where you meet customers", about),
        ("<bdi>Kitchen</bdi>", "Department", about),
        ('<span class="muted">Not said</span>', "Region", about),
    ]


@pytest.mark.django_db
def test_peers_go_from_the_picks_to_the_check_page(client: Client) -> None:
    draft = begin(client, voices.asked_peers(6))
    assert client.post(address(draft, "first"), {"picked": ["C2"]})["Location"] == address(draft, "check")
    page = client.get(address(draft, "check")).content.decode()
    assert f'<a href="{address(draft, "first")}">Back</a>' in page


@pytest.mark.django_db
def test_whoever_changes_the_picks_on_the_check_page_comes_back_to_it(client: Client) -> None:
    panel = voices.asked_team(6)
    Panel.objects.update(form=Form.FULL)
    draft = begin(client, panel)
    change = address(draft, "first") + "?from=check"
    assert change in client.get(address(draft, "check")).content.decode()
    assert f'action="{change}"' in client.get(change).content.decode()
    assert client.post(change, {"picked": ["C2", "C4"]})["Location"] == address(draft, "check")
    assert client.post(change, {"picked": list(CORE[:4])}).status_code == 422
    to_german = client.post(change, {"picked": ["C2"], "go": "de"})
    assert to_german["Location"] == change + "&lang=de"


@pytest.mark.django_db
def test_a_group_that_is_given_the_full_form_goes_on_by_itself(client: Client) -> None:
    panel = voices.asked_peers(6)
    Panel.objects.update(form=Form.FULL)
    draft = begin(client, panel)
    place, seen = address(draft, "C2"), []
    while "/check/" not in place:
        seen.append(place.rstrip("/").rsplit("/", 1)[-1])
        given = {"picked": ["C2"]} if seen[-1] == "first" else {"current": "2", "desired": "3"}
        place = client.post(place, given)["Location"]
    assert tuple(seen) == (*CORE, "first", *DEEPER)
    assert "24 of 24 answered." in client.get(place).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["finish", "deeper"])
def test_the_executives_finish_is_not_for_those_who_were_asked(client: Client, place: str) -> None:
    """It would replace a colleague's response, and keep the draft."""
    panel = voices.asked_peers(6)
    other = voices.answer(voices.invitations(panel)[1])
    before = list(Answer.objects.filter(response=other).order_by("pk").values())
    draft = voices.fill(begin(client, panel), voices.marks_of(3))
    assert client.post(address(draft, place)).status_code == 404
    assert list(Answer.objects.filter(response=other).order_by("pk").values()) == before
    assert Response.objects.filter(voice=Voice.PEER).count() == 1
    draft.refresh_from_db()
    assert (draft.form, draft.finished_at) == ("core", None)


@pytest.mark.django_db
def test_the_check_page_takes_one_statement_for_peers_and_team(
    client: Client, count_statements: Counted
) -> None:
    survey = voices.survey_of()
    for panel in (voices.asked_peers(6, survey=survey), voices.asked_team(6, survey=survey)):
        draft = voices.fill(begin(client, panel))
        client.get(address(draft, "check"))
        assert len(count_statements(lambda draft=draft: client.get(address(draft, "check")))) == 1


@pytest.mark.django_db
def test_once_a_groups_results_are_open_the_executives_check_page_is_to_read(client: Client) -> None:
    survey = voices.survey_of()
    executive = survey.drafts.get(voice=Voice.EXECUTIVE)
    sign_in(client, voices.executive_of(survey))
    client.cookies[COOKIE_PREFIX + executive.code] = sign_cookie(executive.code, survey.link_issue)
    before = client.get(address(executive, "check")).content.decode()
    assert "locked" not in before
    assert before.count(">Change<") == 13
    voices.opened(voices.asked_peers(6, answered=4, survey=survey))
    page = client.get(address(executive, "check")).content.decode()
    assert "Your colleagues’ results are open, so your own answers are locked." in page
    assert "2 Here and there" in page
    assert ">Change<" not in page
    assert ">Answer<" not in page
    assert "<form" not in page
    assert f'href="/r/{survey.code}/">See your result</a>' in page
    for place in ("finish", "first", "C2", "deeper"):
        response = client.post(address(executive, place), {"current": "1", "desired": "1"})
        assert response.status_code == 409
        assert "Your answers are locked" in response.content.decode()


@pytest.mark.django_db
def test_pressing_finish_ends_it(client: Client) -> None:
    """From the check page on, by the form that the page shows."""
    draft = voices.fill(begin(client, voices.asked_team(6)))
    page = client.get(address(draft, "check")).content.decode()
    action = re.search(r'<form class="finish" method="post" action="([^"]*)"', page)[1]
    code = result_code(page)
    done = client.post(action, {"result_code": code})
    assert done.status_code == 200, done.content.decode()
    page = " ".join(done.content.decode().split())
    assert code in page
    assert "can trace them to you, and nobody can change them, not even you." in page
    assert 'again at <a href="/mine/">testserver/mine/</a>, and once results are open, your picture' in page
    assert "beside the averages if enough people answered." in page
    mine = client.get("/mine/").content.decode()
    assert re.search(r'<input [^>]*name="result_code"[^>]* autofocus>', mine)
    assert "nobody can find your answers any more, not even us." in mine
    found = client.post("/mine/", {"result_code": code}).content.decode()
    assert "to see your picture beside the averages, if enough people answer." in found
    assert "autofocus" not in client.post("/mine/", {"result_code": "oops"}).content.decode()
    assert Response.objects.get(voice=Voice.TEAM).code_hash == hash_result_code(code)
    assert not Draft.objects.filter(pk=draft.pk).exists()
    late = client.get(address(draft, "check"))
    assert late.status_code == 410
    assert CODE_COOKIE not in late.cookies
    assert "These answers are finished or were deleted" in late.content.decode()
