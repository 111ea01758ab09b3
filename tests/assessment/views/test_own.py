"""Finish for good, its done page, and the own picture by result code: once, for its owner, told to nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessment import tasks
from assessment.views import own
from surveys.actions import completing, opening, responses, telling
from surveys.choices import PEERS_AT_MOST, Voice
from surveys.links import (
    CODE_COOKIE,
    COOKIE_PREFIX,
    draw_result_code,
    hash_result_code,
    result_code_hashes,
    sign_cookie,
)
from surveys.models import Answer, Draft, Invitation, Panel, Response
from surveys.sheets import sheet_of, sheet_of_response
from tests import voices
from tests.assessment.views.test_reports import heading, words
from tests.factories import CORE, Executive, levels_of
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db
Counter = Callable[[Callable[[], object]], list[str]]
SHOWN_CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){3}")


def begun(panel: Panel, person: int = 0, filled: bool = True) -> tuple[Client, Draft]:
    """A browser in which somebody has answered everything and not finished."""
    asked = panel if panel.link_hash else voices.invitations(panel)[person]
    draft = voices.begin(asked)
    if filled:
        voices.fill(draft, mixed(person))
    client = Client()
    client.cookies[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, draft.issue)
    return client, draft


def mixed(person: int) -> dict[str, tuple[str, str]]:
    return {code: tuple(map(str, levels_of(person, at))) for at, code in enumerate(CORE)}  # type: ignore[misc]


def press(client: Client, draft: Draft, code: str | None) -> HttpResponse:
    """Finish, with the code that the page carried."""
    data = {} if code is None else {"result_code": code}
    return client.post(f"/finish/{draft.survey.code}/{draft.code}/", data)  # type: ignore[return-value]


def text(response: HttpResponse) -> str:
    return words(response.content.decode())


def new_code(response: HttpResponse) -> str:
    """The code that the check page's form carries now."""
    found = re.search(r'name="result_code" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found[1]


def counted(panel: Panel) -> int:
    return Response.objects.filter(survey=panel.survey, voice=panel.voice).count()


def nothing_happened(panel: Panel, draft: Draft) -> bool:
    """No response has appeared, and the draft is there with its answers."""
    return counted(panel) == 0 and set(sheet_of(Draft.objects.get(pk=draft.pk)).answers) == set(CORE)


# --- finishing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [voices.asked_peers, voices.asked_team])
def test_finish_shows_the_code_and_the_own_picture(make: Callable[..., Panel]) -> None:
    panel = make()
    client, draft = begun(panel)
    code = draw_result_code()
    response = press(client, draft, code)
    html = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert heading(html) == "That’s everything. Thank you."
    assert f'<p class="code-shown"><span id="result-code">{code}</span>' in html
    assert html.count('role="img"') == 2
    assert re.search(r"(?<!\.)\. Only you see this\. Filled boxes", text(response))  # one full stop
    assert "Questions? Ask jana@example.com." in text(response)
    kept = Response.objects.get(survey=panel.survey, voice=panel.voice)
    assert kept.code_hash == hash_result_code(code)
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert Invitation.objects.filter(panel=panel, answered=True).count() == 1


def test_the_table_of_the_done_page_is_what_was_answered() -> None:
    client, draft = begun(voices.asked_peers())
    html = press(client, draft, draw_result_code()).content.decode()
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", html.split("<tbody>")[1])
    shown = [[words(cell) for cell in re.findall(r"<td.*?</td>", row)] for row in rows]
    given = [levels_of(0, at) for at in range(len(CORE))]
    assert shown == [
        [str(today), str(wanted), f"+{wanted - today}" if wanted > today else "0"] for today, wanted in given
    ]


def test_the_same_finish_again_is_the_same_page_and_one_response() -> None:
    panel = voices.asked_peers()
    client, draft = begun(panel)
    code = draw_result_code()
    first = press(client, draft, code)
    for again in (code, code.lower(), code.replace("-", " ")):
        response = press(client, draft, again)
        assert response.status_code == 200
        assert after_code(response) == after_code(first)
    assert counted(panel) == 1
    assert set(sheet_of_response(Response.objects.get(voice=Voice.PEER)).answers) == set(CORE)


def after_code(response: HttpResponse) -> str:
    """Everything on the done page below the code."""
    return response.content.decode().split('class="code-shown"')[1].split("</p>", 1)[1]


@pytest.mark.django_db(transaction=True)
def test_finish_pressed_twice_at_once_shows_the_done_page_twice() -> None:
    """A double click: the browser shows what the second press got, and that must not be a refusal."""
    panel = voices.asked_peers()
    client, draft = begun(panel)
    other = Client()
    other.cookies = client.cookies
    code = draw_result_code()
    found = at_once(lambda: press(client, draft, code), lambda: press(other, draft, code))
    assert [response.status_code for response in found] == [200, 200]
    assert all(code in response.content.decode() for response in found)
    assert counted(panel) == 1


def test_the_press_that_comes_second_finds_the_page_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same without threads: the other press finishes between our look and our lock."""
    panel = voices.asked_peers()
    client, draft = begun(panel)
    code, real = draw_result_code(), completing.finish_for_good

    def later(**given: Any) -> Response:
        real(**given)
        raise responses.DraftGone

    monkeypatch.setattr(completing, "finish_for_good", later)
    response = press(client, draft, code)
    assert response.status_code == 200
    assert code in text(response)
    assert counted(panel) == 1


def test_the_other_press_may_finish_before_we_look_for_the_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = voices.asked_peers()
    client, draft = begun(panel)
    code, real = draw_result_code(), own.response_of
    looks: list[str] = []

    def later(typed: str) -> Response | None:
        looks.append(typed)
        if len(looks) == 1:
            completing.finish_for_good(draft=draft, result_code=code)
            return None
        return real(typed)

    monkeypatch.setattr(own, "response_of", later)
    response = press(client, draft, code)
    assert (response.status_code, looks) == (200, [code, code])
    assert code in text(response)
    assert counted(panel) == 1


def test_finish_ends_the_cookie_of_the_code_and_pressed_again_shows_it_again() -> None:
    client, draft = begun(voices.asked_peers())
    check = f"/a/{draft.survey.code}/{draft.code}/check/"
    code = new_code(client.get(check))
    for _press in range(2):
        response = press(client, draft, code)
        assert (response.status_code, code in text(response)) == (200, True)
        cookie = response.cookies[CODE_COOKIE]
        assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, check.removesuffix("check/"))


def test_another_tab_with_another_code_is_told_that_it_is_finished() -> None:
    panel = voices.asked_peers()
    client, draft = begun(panel)
    press(client, draft, draw_result_code())
    response = press(client, draft, draw_result_code())
    assert response.status_code == 409
    assert "These answers are finished or were deleted" in text(response)
    assert counted(panel) == 1


def test_finish_without_an_answer_keeps_the_code() -> None:
    panel = voices.asked_peers()
    client, draft = begun(panel, filled=False)
    code = draw_result_code()
    response = press(client, draft, code)
    assert response.status_code == 422
    assert "Rate at least one practice, then finish." in text(response)
    assert new_code(response) == code
    assert counted(panel) == 0
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("code", [None, "", "K7QF", "0000-0000-0000-0000", "<script>", "A" * 5000, "K7QF\0"])
def test_a_code_that_did_not_come_through_is_drawn_anew(code: str | None) -> None:
    panel = voices.asked_peers()
    client, draft = begun(panel)
    response = press(client, draft, code)
    assert response.status_code == 422
    assert "Here is a new one." in text(response)
    assert SHOWN_CODE.fullmatch(new_code(response))
    assert "<script>" not in response.content.decode().split("<main")[1]
    assert nothing_happened(panel, draft)
    check = client.get(f"/a/{draft.survey.code}/{draft.code}/check/")
    assert new_code(check) == new_code(response)  # it is the one that this browser keeps
    assert press(client, draft, new_code(response)).status_code == 200


def test_a_code_of_another_round_is_drawn_anew_and_opens_nothing() -> None:
    code = draw_result_code()
    voices.answer(voices.invitations(voices.asked_peers())[0], 3, code=code)
    panel = voices.asked_peers(survey=voices.survey_of("omar@example.org", "Vesta Travel"))
    client, draft = begun(panel)
    response = press(client, draft, code)
    assert response.status_code == 422
    assert new_code(response) != code
    lost = press(client, draft, None)  # the same words as for a code that got lost on the way
    assert SHOWN_CODE.sub("", text(response)) == SHOWN_CODE.sub("", text(lost))
    assert nothing_happened(panel, draft)


def test_a_closed_voice_takes_nothing_and_loses_nothing() -> None:
    panel = voices.asked_peers(6, 4)
    client, draft = begun(panel, 5)
    opening.close(panel=panel, by=voices.executive_of(panel.survey))
    response = press(client, draft, draw_result_code())
    assert response.status_code == 409
    assert "This round has closed" in text(response)
    assert counted(panel) == 4
    assert set(sheet_of(Draft.objects.get(pk=draft.pk)).answers) == set(CORE)
    assert Invitation.objects.filter(panel=panel, answered=True).count() == 4


def test_a_voice_that_closes_while_somebody_presses_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = voices.asked_peers()
    client, draft = begun(panel)
    real = completing.finish_for_good

    def closed_first(**given: Any) -> Response:
        Panel.objects.filter(pk=panel.pk).update(closed_at=draft.saved_at)
        return real(**given)

    monkeypatch.setattr(completing, "finish_for_good", closed_first)
    response = press(client, draft, draw_result_code())
    assert response.status_code == 409
    assert nothing_happened(panel, draft)


def test_the_executives_draft_finishes_elsewhere(executive: Executive) -> None:
    draft = executive.answer()
    response = press(executive.client, draft, draw_result_code())
    assert response.status_code == 404
    assert not Response.objects.exists()


def test_a_link_that_is_used_up_says_so_and_keeps_the_draft() -> None:
    panel = voices.by_link(voices.survey_of(), Voice.PEER, 12)
    client, draft = begun(panel)
    voices.answers_of(panel, PEERS_AT_MOST)
    response = press(client, draft, draw_result_code())
    assert response.status_code == 409
    assert "This link is used up" in text(response)
    assert counted(panel) == PEERS_AT_MOST
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_only_the_browser_that_was_let_in_finishes() -> None:
    panel = voices.asked_peers()
    _client, draft = begun(panel)
    for other in (Client(), begun(panel, 1)[0]):
        response = press(other, draft, draw_result_code())
        assert response.status_code == 409
        assert "This page isn’t open here" in text(response)
    assert nothing_happened(panel, draft)


def test_finish_is_never_looked_at() -> None:
    panel = voices.asked_peers()
    client, draft = begun(panel)
    for method in ("get", "head", "put"):
        assert getattr(client, method)(f"/finish/{draft.survey.code}/{draft.code}/").status_code == 405
    assert nothing_happened(panel, draft)


@pytest.mark.parametrize("path", ["not-a-code/x/", "00000000-0000-0000-0000-000000000000/x/"])
def test_finish_of_nothing_is_refused(path: str) -> None:
    assert Client().post(f"/finish/{path}").status_code in (404, 409)


def test_finish_takes_twelve_statements_with_its_done_page(count_statements: Counter) -> None:
    panel = voices.asked_peers()
    begun(panel)
    client, draft = begun(panel, 1)
    statements = count_statements(lambda: press(client, draft, draw_result_code()))
    writing = [sql for sql in statements if not sql.startswith("SELECT")]
    assert len(statements) == 12, statements
    assert len(writing) == 5, writing


@pytest.mark.usefixtures("nothing_drawn")
def test_own_pictures_are_kept_nowhere(settings: Any) -> None:
    """A file would carry the time at which somebody finished."""
    client, draft = begun(voices.asked_peers())
    code = draw_result_code()
    press(client, draft, code)
    look(code)
    assert [path for path in Path(settings.DRAWN_DIR).rglob("*") if path.is_file()] == []


# --- the own picture by its code ------------------------------------------------------------------------


def look(code: str, client: Client | None = None) -> HttpResponse:
    return (client or Client()).post("/mine/", {"result_code": code})  # type: ignore[return-value]


def answered(panel: Panel, people: int, marks: Any = mixed) -> list[str]:
    """So many have answered; the code of each."""
    codes = [draw_result_code() for _ in range(people)]
    for person, code in enumerate(codes):
        asked = panel if panel.link_hash else voices.invitations(panel)[person]
        voices.answer(asked, person, marks(person), code=code)
    return codes


def open_now(panel: Panel) -> None:
    opening.close(panel=panel, by=voices.executive_of(panel.survey))
    assert tasks.open_results.call(panel.pk)


def columns(response: HttpResponse) -> list[str]:
    return [words(cell) for cell in re.findall(r"<th scope=\"col\".*?</th>", response.content.decode())]


def group_cells(response: HttpResponse) -> list[list[str]]:
    """What stands of the group beside each own practice."""
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", response.content.decode())
    return [[words(cell) for cell in re.findall(r"<td.*?</td>", row)][2:] for row in rows]


def test_the_page_asks_for_the_code() -> None:
    for method in ("get", "head"):
        response = getattr(Client(), method)("/mine/")
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    html = Client().get("/mine/").content.decode()
    assert 'name="result_code"' in html
    assert 'autocomplete="off"' in html
    assert Client().put("/mine/").status_code == 405


def test_before_opening_the_code_shows_the_own_picture_alone() -> None:
    panel = voices.asked_peers()
    (code, *_rest) = answered(panel, 4)
    response = look(code)
    assert response.status_code == 200
    assert "Results are not open yet." in text(response)
    assert columns(response) == ["Practice", "You today", "You want", "Gap"]
    assert response.content.decode().count('role="img"') == 2


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: f"  {code}\n",
    ],
)
def test_a_code_may_be_typed_as_people_type(typed: Callable[[str], str]) -> None:
    (code,) = answered(voices.asked_peers(), 1)
    assert look(typed(code)).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "K7QF",
        "K7QF-2MXP-9RTA-4WHC",
        "0OI1-0OI1-0OI1-0OI1",
        "<script>alert(1)</script>",
        "x" * 10_000,
        "\0",
    ],
)
def test_a_wrong_code_is_refused_and_stands_there_again(wrong: str) -> None:
    answered(voices.asked_peers(), 1)
    response = look(wrong)
    html = response.content.decode()
    assert response.status_code == 422
    assert "No answers have this code." in text(response)
    assert "<title>Error:" in html
    assert "<script>alert" not in html
    assert len(html) < 10_000


def test_no_page_says_of_whom_a_code_is_or_whether_there_is_another_round() -> None:
    """A code opens the own page wherever it was given; it is never "of another survey"."""
    (one,) = answered(voices.asked_peers(), 1)
    (other,) = answered(voices.asked_peers(survey=voices.survey_of("omar@example.org", "Vesta Travel")), 1)
    pages = [look(code).content.decode() for code in (one, other)]
    assert [page.count("Vesta Travel") + page.count("Lindenhof") for page in pages] == [0, 0]
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    refused = [look(code).content.decode() for code in (draw_result_code(), draw_result_code())]
    blank = [token.sub("", SHOWN_CODE.sub("", page)) for page in refused]
    assert blank[0] == blank[1]


def test_once_peers_are_open_the_own_levels_stand_beside_half_levels() -> None:
    panel = voices.asked_peers(6)
    (code, *_rest) = answered(panel, 5)
    open_now(panel)
    response = look(code)
    assert "Results are open: 5 people of the peers answered." in text(response)
    assert "Averages are shown to the nearest half level." in text(response)
    assert columns(response) == ["Practice", "You today", "You want", "They today", "They want"]
    cells = group_cells(response)
    assert len(cells) == 12
    half = re.compile(r"1\.5 or less|4\.5 or more|[234]\.[05]")
    assert all(half.fullmatch(cell) for row in cells for cell in row)


def test_a_group_of_no_more_than_the_threshold_is_shown_to_nobody_of_it() -> None:
    """Four peers are enough for the executive; one of the four would know three of them."""
    panel = voices.asked_peers(6)
    (code, *_rest) = answered(panel, 4)
    open_now(panel)
    response = look(code)
    assert "too few people answered to show averages beside your own" in text(response)
    assert columns(response) == ["Practice", "You today", "You want", "Gap"]


def test_a_practice_needs_one_more_than_the_threshold_too() -> None:
    panel = voices.asked_team(12)

    def marks(person: int) -> dict[str, tuple[str, str]]:
        given = mixed(person)
        if person >= 5:
            given["C4"] = ("dont_know", "4")
        if person >= 6:
            given["C7"] = ("dont_know", "4")
        return given

    (code, *_rest) = answered(panel, 9, marks)
    open_now(panel)
    cells = dict(zip(CORE, group_cells(look(code)), strict=True))
    assert cells["C4"] == ["too few answers"], "exactly five"
    assert len(cells["C7"]) == 2, "six"
    assert all(re.fullmatch(r"[1-5]\.\d", cell) for cell in cells["C7"])
    assert all(len(row) == 2 for practice, row in cells.items() if practice != "C4")


def test_where_every_gap_is_alike_no_averages_stand_beside_and_both_pages_say_why() -> None:
    """Levels differ, but today's average would give the wanted one, and with it what single people said."""
    panel = voices.asked_team(9)
    (code, *_rest) = answered(panel, 9, voices.marks_of)
    open_now(panel)
    why = "Averages would tell what single people said, so they aren’t shown."
    page = look(code)
    assert f"Results are open: 9 people of the team answered. {why}" in text(page)
    assert "beside their averages" not in text(page)
    assert columns(page) == ["Practice", "You today", "You want", "Gap"]
    assert group_cells(page) == [["+1"]] * 12
    told = Client().get(reverse("told", kwargs={"token": telling.link_of(voices.fresh(panel))}))
    assert why in text(told)  # type: ignore[arg-type]
    assert "Nearly everybody chose the same levels" not in text(told)  # type: ignore[arg-type]


def test_a_single_practice_held_back_says_so_beside_the_others_averages() -> None:
    panel = voices.asked_team(9)
    (code, *_rest) = answered(
        panel, 9, lambda person: mixed(person) | {"C4": voices.marks_of(person)["C4"], "C7": ("2", "4")}
    )
    open_now(panel)
    cells = dict(zip(CORE, group_cells(look(code)), strict=True))
    assert cells["C4"] == ["nearly all agree"]
    assert cells["C7"] == ["1.5 to 2.5 today, 3.5 to 4.5 wanted"]
    assert all(re.fullmatch(r"[1-5]\.\d", cell) for code in CORE[3:] for cell in cells[code])


def test_the_own_page_holds_nothing_of_parts_of_others_or_of_the_executive() -> None:
    survey = voices.survey_of()
    panel = voices.by_link(survey, Voice.TEAM, 20, {"department": ("Sales", "Kitchen")})
    codes = []
    for person in range(14):
        codes.append(draw_result_code())
        said = {"department": ("Sales", "Kitchen")[person % 2]}
        voices.answer(panel, person, mixed(person), said, codes[-1])
    before = look(codes[0]).content
    open_now(panel)
    html = look(codes[0]).content.decode()
    for word in ("Kitchen", "Sales", "Lindenhof", "result.csv", "/r/", "/parts/", "±", "%"):
        assert word not in html.split("<main")[1], word
    Answer.objects.filter(response__voice=Voice.EXECUTIVE, current__isnull=False).update(current=1)
    assert strip(look(codes[0]).content.decode()) == strip(html)
    assert before != html.encode()


def strip(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


def test_finish_posted_again_after_opening_shows_the_group_and_no_date_to_wait_for() -> None:
    panel = voices.asked_peers(8, 5)
    client, draft = begun(panel, 6)
    code = draw_result_code()
    assert "Results open once, at the latest on the morning after" in text(press(client, draft, code))
    open_now(panel)
    again = press(client, draft, code)
    assert again.status_code == 200
    assert "Results open once" not in text(again)
    assert columns(again) == ["Practice", "You today", "You want", "They today", "They want"]


def test_late_answers_change_nothing_of_what_a_code_shows() -> None:
    panel = voices.asked_peers(6)
    (code, *_rest) = answered(panel, 5)
    open_now(panel)
    before = strip(look(code).content.decode())
    Response.objects.filter(voice=Voice.PEER).exclude(code_hash__in=result_code_hashes(code)).delete()
    assert strip(look(code).content.decode()) == before


def test_codes_go_on_opening_after_the_key_was_changed(settings: Any) -> None:
    (code,) = answered(voices.asked_peers(), 1)
    settings.OLD_LINK_KEYS = [settings.LINK_KEY]
    settings.LINK_KEY = "another key " * 4
    assert look(code).status_code == 200


def test_who_tries_too_often_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "CODES_PER_HOUR", 3)
    (code,) = answered(voices.asked_peers(), 1)
    assert [look(one).status_code for one in (draw_result_code(), "", code)] == [422, 422, 200]
    response = look(code)
    assert response.status_code == 429
    assert "That was too often. Try again later." in text(response)
    assert Client().get("/mine/").status_code == 200


def test_a_code_costs_as_many_statements_whatever_the_number_of_people(count_statements: Counter) -> None:
    panel = voices.asked_team(40)
    (code, *_rest) = answered(panel, 8)
    look(code)
    assert len(count_statements(lambda: look(code))) == 6
    answered_more = [voices.answer(one, 9) for one in voices.invitations(panel)[8:]]
    assert len(answered_more) == 32
    open_now(panel)
    assert len(count_statements(lambda: look(code))) == 7


def test_looking_with_a_code_changes_nothing_but_the_count_of_tries() -> None:
    panel = voices.asked_peers()
    (code,) = answered(panel, 1)
    written: list[str] = []

    def note(execute: Any, sql: str, params: Sequence[Any], many: bool, context: Any) -> Any:
        if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN")):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        look(code)
    assert written
    assert [sql for sql in written if "surveys_bucket" not in sql] == []
