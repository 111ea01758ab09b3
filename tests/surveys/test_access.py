"""Who may open the executive's draft and result: the link's browsers, then the account's sessions alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from surveys import access
from surveys.actions import opening, sharing
from surveys.actions.keeping import keep
from surveys.choices import Voice
from surveys.links import COOKIE_PREFIX, Purpose, result_code_hashes, sign_cookie
from surveys.models import Draft, Invitation, PreparedFile, Share, User
from tests import imports, prepared, voices
from tests.factories import Executive, open_group, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(executive: Executive) -> Draft:
    """A finished survey that ada keeps, signed in in a browser that has been to the result."""
    draft = executive.finish()
    ada = User.objects.create_user("ada@example.com")
    keep(survey=draft.survey, by=ada)
    sign_in(executive.client, ada)
    assert executive.client.get(f"/r/{draft.survey.code}/").status_code == 200
    return Draft.objects.select_related("survey").get(pk=draft.pk)


def faces(draft: Draft) -> list[str]:
    result, answers = f"/r/{draft.survey.code}/", f"/a/{draft.survey.code}/{draft.code}/"
    pages = [result, f"{result}result.csv", f"{result}result.json", f"{result}planogram-wide.svg"]
    return [*pages, answers, f"{answers}check/", f"{answers}first/", f"{answers}leave/", f"{answers}C2/"]


def opened(client: Client, draft: Draft) -> set[int]:
    statuses = {client.get(address).status_code for address in faces(draft)}
    posted = client.post(f"/a/{draft.survey.code}/{draft.code}/C2/", {"current": "1", "desired": "1"})
    return statuses | {posted.status_code}


def test_the_account_opens_everything(executive: Executive, kept: Draft) -> None:
    assert opened(executive.client, kept) == {200, 302}


def end_the_session(client: Client) -> None:
    Session.objects.all().delete()


def let_it_run_out(client: Client) -> None:
    Session.objects.update(expire_date=timezone.now())


def sign_out_elsewhere(client: Client) -> None:
    UserSession.objects.get().end()


def close_the_account(client: Client) -> None:
    User.objects.update(is_active=False)


def delete_the_account(client: Client) -> None:
    User.objects.all().delete()


def lose_the_session_cookie(client: Client) -> None:
    del client.cookies["sessionid"]


def sign_in_as_somebody_else(client: Client) -> None:
    client.logout()
    sign_in(client, User.objects.create_user("eve@example.com"))


ENDS = (
    end_the_session,
    let_it_run_out,
    sign_out_elsewhere,
    close_the_account,
    delete_the_account,
    lose_the_session_cookie,
    sign_in_as_somebody_else,
)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_once_kept_a_browser_without_the_accounts_session_opens_nothing(
    executive: Executive, kept: Draft, end: Callable[[Client], None]
) -> None:
    drafts_cookie = executive.client.cookies[f"closer_{kept.code}"].value
    end(executive.client)
    executive.client.cookies[f"closer_{kept.code}"] = drafts_cookie
    assert opened(executive.client, kept) <= {404, 410}
    assert "Welcome back" not in executive.client.get("/").content.decode()


def test_another_accounts_session_with_a_copied_draft_cookie_opens_nothing(
    executive: Executive, kept: Draft
) -> None:
    thief = Client()
    sign_in(thief, User.objects.create_user("eve@example.com"))
    thief.cookies[f"closer_{kept.code}"] = executive.client.cookies[f"closer_{kept.code}"].value
    assert opened(thief, kept) <= {404, 410}


def test_the_browser_keeps_the_ten_newest_drafts(executive: Executive) -> None:
    codes = [executive.start().code for _ in range(13)]
    held = {
        name
        for name, cookie in executive.client.cookies.items()
        if name.startswith("closer_") and cookie.value
    }
    assert len(held) == 10
    assert f"closer_{codes[-1]}" in held
    assert executive.client.get(executive.address("C2")).status_code == 200


# --- peers and team -----------------------------------------------------------------------------------------


def request_with(draft: Draft, method: str = "get", issue: int | None = None) -> HttpRequest:
    """A request of a browser that holds this draft's cookie."""
    request = getattr(RequestFactory(), method)("/")
    request.COOKIES[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, issue or draft.issue)
    return request


def test_whoever_was_let_in_opens_their_draft_in_one_statement(
    count_statements: Callable[..., list[str]],
) -> None:
    panel = voices.asked_team(6)
    draft = voices.begin(voices.invitations(panel)[0])
    for method in ("get", "post"):
        request = request_with(draft, method)
        found: list[Draft] = []
        run = lambda request=request, found=found: found.append(  # noqa: E731
            access.draft_of_cookie(request, panel.survey.code, draft.code)
        )
        assert len(count_statements(run)) == 1
        assert found == [draft]
        assert (
            len(count_statements(lambda found=found: (found[0].panel, found[0].issue, found[0].survey))) == 0
        )


def test_another_survey_another_draft_or_a_forged_cookie_open_nothing() -> None:
    panel = voices.asked_team(6)
    mine, theirs = (voices.begin(one) for one in voices.invitations(panel)[:2])
    other = voices.survey_of("tom@example.com", "Other")
    request = request_with(mine, "post")
    with pytest.raises(access.ForeignDraft):
        access.draft_of_cookie(request, panel.survey.code, theirs.code)
    with pytest.raises(Http404):
        access.draft_of_cookie(request, other.code, mine.code)
    request.COOKIES[COOKIE_PREFIX + theirs.code] = request.COOKIES[COOKIE_PREFIX + mine.code]
    with pytest.raises(access.ForeignDraft):
        access.draft_of_cookie(request, panel.survey.code, theirs.code)


def test_a_raised_issue_shuts_out_whoever_came_before() -> None:
    panel = voices.asked_team(6)
    invited = voices.invitations(panel)[0]
    draft = voices.begin(invited)
    request = request_with(draft)
    Invitation.objects.filter(pk=invited.pk).update(issue=2)
    with pytest.raises(access.LinkReplaced):
        access.draft_of_cookie(request, panel.survey.code, draft.code)


@pytest.mark.parametrize("method", ["get", "post"])
def test_after_closing_nothing_of_a_draft_opens(method: str) -> None:
    panel = voices.asked_team(6, answered=5)
    draft = voices.begin(voices.invitations(panel)[5])
    opening.close(panel=panel, by=voices.executive_of(panel.survey))
    with pytest.raises(access.RoundOver):
        access.draft_of_cookie(request_with(draft, method), panel.survey.code, draft.code)


def test_the_executive_reads_and_changes_nothing_once_results_are_open() -> None:
    panel = voices.asked_team(6, answered=5)
    draft = Draft.objects.select_related("survey").get(voice=Voice.EXECUTIVE)
    browser = Client()
    sign_in(browser, voices.executive_of(panel.survey))

    def request(method: str) -> HttpRequest:
        asked = request_with(draft, method)
        asked.COOKIES["sessionid"] = browser.cookies["sessionid"].value
        return asked

    assert not access.draft_of_cookie(request("post"), panel.survey.code, draft.code).results_open
    voices.opened(panel)
    assert access.draft_of_cookie(request("get"), panel.survey.code, draft.code).results_open
    with pytest.raises(access.ResultsOpen):
        access.draft_of_cookie(request("post"), panel.survey.code, draft.code)


def test_each_link_leads_to_what_it_was_made_for_and_nowhere_else() -> None:
    listed = voices.asked_team(6)
    invited = voices.invitations(listed)[0]
    open_link = voices.by_link(listed.survey, Voice.PEER)
    draft = voices.begin(open_link)
    assert access.asked_by_link(voices.token(invited)) == invited
    assert access.asked_by_link(voices.token(open_link)) == open_link
    assert access.asked_by_link(voices.token(draft)) == draft
    assert access.invitation_to_decline(voices.token(invited, Purpose.DECLINE)) == invited
    assert access.invitation_to_stop(voices.token(invited, Purpose.STOP)) == invited
    doors = (
        access.asked_by_link,
        access.invitation_to_decline,
        access.invitation_to_stop,
        access.survey_of_link,
    )
    tokens = {
        purpose: voices.token(invited, purpose) for purpose in (Purpose.ANSWER, Purpose.DECLINE, Purpose.STOP)
    }
    opens = {
        (door.__name__, purpose) for door in doors for purpose, token in tokens.items() if leads(door, token)
    }
    assert opens == {
        ("asked_by_link", Purpose.ANSWER),
        ("invitation_to_decline", Purpose.DECLINE),
        ("invitation_to_stop", Purpose.STOP),
    }
    for token in (
        "",
        "x",
        tokens[Purpose.ANSWER][:-1],
        tokens[Purpose.ANSWER] + "A",
        invited.answer_hash or "",
    ):
        assert not any(leads(door, token) for door in doors)


def leads(door: Callable[[str], object], token: str) -> bool:
    try:
        return door(token) is not None
    except Http404:
        return False


def test_a_result_code_finds_its_response_whatever_key_it_was_made_with(settings: Settings) -> None:
    settings.LINK_KEY = "old"
    panel = voices.asked_team(6)
    response = voices.answer(voices.invitations(panel)[0], code="K7QF-2MXP-9RTA-4WHC")
    settings.LINK_KEY, settings.OLD_LINK_KEYS = "new", ["old"]
    assert access.response_of_code(*result_code_hashes("k7qf2mxp9rta4whc")) == response
    assert access.response_of_code(*result_code_hashes("K7QF-2MXP-9RTA-4WHD")) is None
    assert access.response_of_code() is None


def test_only_the_executive_reaches_the_survey_to_ask_and_its_panels() -> None:
    panel = voices.asked_team(6)
    jana, tom = voices.executive_of(panel.survey), voices.account("tom@example.com")
    voices.survey_of("tom@example.com", "Other")
    code = panel.survey.code
    assert access.survey_of_executive(jana, code) == panel.survey
    assert access.panel_of_executive(jana, code, Voice.TEAM) == panel
    for by, voice in ((tom, Voice.TEAM), (jana, Voice.PEER), (jana, "executive"), (jana, "x")):
        with pytest.raises(Http404):
            access.panel_of_executive(by, code, voice)
    with pytest.raises(Http404):
        access.survey_of_executive(tom, code)


def test_a_share_shows_the_round_to_its_address_until_it_is_withdrawn() -> None:
    survey, clara = voices.survey_of(), voices.account("clara@example.com")
    jana = voices.executive_of(survey)
    request = RequestFactory().get("/")
    request.user = clara
    assert access.share_with(request, survey.code) is None
    shared = sharing.share(survey=survey, email="Clara@Example.com", own_marks=False, by=jana)
    assert access.share_with(request, survey.code) == shared
    assert list(access.shares_with(clara)) == [shared]
    assert list(access.shares_with(jana)) == []
    sharing.withdraw(share=shared, by=jana)
    assert access.share_with(request, survey.code) is None
    request.user = AnonymousUser()
    assert access.share_with(request, survey.code) is None


# --- results from before ------------------------------------------------------------------------------------


def found(get: Callable[[], object]) -> bool:
    try:
        get()
    except Http404:
        return False
    return True


def test_the_executive_and_whom_it_is_shared_with_import_until_it_is_withdrawn() -> None:
    survey = voices.survey_of()
    made = imports.kept(survey)
    other = voices.survey_of("omar@example.com", "Southgate")
    jana, omar, pat = (
        voices.account(email) for email in ("jana@example.com", "omar@example.com", "pat@x.example")
    )
    share = sharing.share(survey=survey, email="Pat@x.example", own_marks=False, by=jana)
    for user, may in ((jana, True), (pat, True), (omar, False)):
        assert found(lambda user=user: access.survey_to_import_into(user, survey.code)) == may
        assert found(lambda user=user: access.imported_round(user, survey.code, made.code)) == may
        assert found(lambda user=user: access.panel_to_open(user, made.code, Voice.TEAM)) == may
        assert access.may_import_into(user, survey) == may
        assert not found(lambda user=user: access.survey_to_import_into(user, made.code))
        assert not found(lambda user=user: access.imported_round(user, other.code, made.code))
        assert not found(lambda user=user: access.imported_round(user, survey.code, survey.code))
    sharing.withdraw(share=share, by=jana)
    assert not access.may_import_into(pat, survey)
    assert not found(lambda: access.survey_to_import_into(pat, survey.code))
    assert not found(lambda: access.imported_round(pat, survey.code, made.code))
    assert not found(lambda: access.panel_to_open(pat, made.code, Voice.TEAM))


def test_only_the_executive_opens_what_was_asked_and_nobody_opens_a_preview() -> None:
    team = voices.asked_team(6)
    jana, pat = voices.executive_of(team.survey), voices.account("pat@x.example")
    sharing.share(survey=team.survey, email="pat@x.example", own_marks=False, by=jana)
    assert access.panel_to_open(jana, team.survey.code, Voice.TEAM) == team
    assert not found(lambda: access.panel_to_open(pat, team.survey.code, Voice.TEAM))
    preview = imports.taken(team.survey)
    for user in (jana, pat):
        assert found(lambda user=user: access.imported_round(user, team.survey.code, preview.code))
        assert not found(lambda user=user: access.panel_to_open(user, preview.code, Voice.TEAM))


def test_what_was_imported_is_no_survey_to_ask_nor_one_of_the_accounts_own() -> None:
    survey = voices.survey_of()
    jana, made = voices.executive_of(survey), imports.kept(survey)
    assert made.executive == jana
    assert list(access.surveys_of(jana)) == [survey]
    assert not found(lambda: access.survey_of_executive(jana, made.code))
    assert not found(lambda: access.panel_of_executive(jana, made.code, Voice.TEAM))
    assert found(lambda: access.survey_of_executive(jana, survey.code))


def test_imports_are_listed_newest_first_with_whether_results_are_open() -> None:
    survey = voices.survey_of()
    first, second = imports.kept(survey), imports.taken(survey)
    open_group(first.panels.get())
    assert [(one, one.results_open) for one in access.imports_of(survey)] == [(second, False), (first, True)]
    assert list(access.imports_of(first)) == []


# --- prepared files -----------------------------------------------------------------------------------------


def test_a_file_is_found_by_whoever_asked_for_it_and_by_nobody_else() -> None:
    survey, other = voices.survey_of(), voices.survey_of("omar@example.com", "Southgate")
    share, second = prepared.shared(survey), prepared.shared(survey, email="pat@x.example")
    own, theirs = prepared.done(survey), prepared.done(survey, share)
    sees = {
        (name, by): found(lambda file=file, by=by: access.file_of(survey, by, file.code))
        for name, file in (("own", own), ("theirs", theirs))
        for by in (None, share, second)
    }
    assert {at for at, may in sees.items() if may} == {("own", None), ("theirs", share)}
    assert not found(lambda: access.file_of(other, None, own.code))
    assert not found(lambda: access.file_of(other, share, theirs.code))


def test_whoever_asked_for_a_file_still_sees_it_until_the_right_is_gone() -> None:
    survey = voices.survey_of()
    share = prepared.shared(survey, own_marks=True)
    own, theirs = prepared.asked(survey), prepared.asked(survey, share, own_marks=True)

    def seen() -> tuple[bool, bool]:
        rows = PreparedFile.objects.select_related("survey__earlier_of", "share", "asked_by")
        return access.still_sees(rows.get(pk=own.pk)), access.still_sees(rows.get(pk=theirs.pk))

    assert seen() == (True, True)
    Share.objects.update(own_marks=False)
    assert seen() == (True, False)
    Share.objects.update(own_marks=True, email="pat@x.example")
    assert seen() == (True, False)
    Share.objects.update(email=prepared.CONSULTANT)
    User.objects.filter(email=voices.EXECUTIVE).update(is_active=False)
    assert seen() == (False, True)
    Share.objects.update(withdrawn_at=timezone.now())
    assert seen() == (False, False)
