"""Saving and Finish for peers and team: nothing is lost, nothing counts twice, and the tie is cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from threading import Thread

import pytest
from django.db import connection

from surveys.actions import completing, opening, responses
from surveys.actions.responses import NOT_APPLICABLE, Side
from surveys.choices import MEETS, Meets, Reason, Voice
from surveys.links import hash_result_code
from surveys.models import Answer, Bucket, Draft, DraftAnswer, Invitation, Panel, Response
from surveys.models.keys import place_of
from surveys.sheets import answer_of, sheet_of, sheet_of_response, written
from tests import voices
from tests.factories import CORE, DEEPER, MARKS
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db
CODE = "K7QF-2MXP-9RTA-4WHC"


@pytest.fixture
def panel() -> Panel:
    rows = voices.people(6, "Sales", "North", "", name="a") + voices.people(5, "Bar", "South", name="b")
    return voices.by_list(voices.survey_of(), Voice.TEAM, rows)


@pytest.fixture
def draft(panel: Panel) -> Draft:
    return voices.begin(voices.invitations(panel)[0])


def sides(answer: Answer | DraftAnswer) -> tuple[str, str]:
    return (str(answer.current or answer.current_reason), str(answer.desired or answer.desired_reason))


def given(response: Response) -> dict[str, tuple[str, str]]:
    if response.sealed is None:
        return {answer.practice.code: sides(answer) for answer in response.answers.select_related("practice")}
    return {code: sides(answer_of(0, marks)) for code, marks in sheet_of_response(response).answers.items()}


def of_team() -> list[Response]:
    return list(Response.objects.filter(voice=Voice.TEAM))


# --- Finish -------------------------------------------------------------------------------------------------


def test_what_was_given_is_what_counts(draft: Draft) -> None:
    marks = {"C2": ("3", "5"), "C4": ("dont_know", "no_view"), "C7": ("4", ""), "E5": ("", "2")}
    voices.fill(draft, marks)
    responses.save_answer(draft=draft, practice="P1", current=NOT_APPLICABLE, desired=NOT_APPLICABLE)
    responses.save_picks(draft=draft, practices=("E5", "P7"))
    response = voices.finish(draft)
    skipped = Reason.SKIPPED.value
    expected = dict.fromkeys(CORE, (skipped, skipped)) | {
        "C2": ("3", "5"),
        "C4": ("dont_know", "no_view"),
        "C7": ("4", skipped),
        "E5": (skipped, "2"),
        "P1": ("not_applicable", "not_applicable"),
    }
    assert given(response) == expected
    marks = sheet_of_response(response).answers
    assert {code for code in marks if marks[code].endswith("1")} == {"E5", "P7"}


def test_the_draft_goes_and_the_invitation_says_only_that_it_was_answered(panel: Panel, draft: Draft) -> None:
    responses.save_segments(draft=draft, given={MEETS: Meets.PHONE})
    voices.fill(draft)
    invited = Invitation.objects.get(pk=draft.invitation_id)
    before = Invitation.objects.values().get(pk=invited.pk)
    assert before["department"] == "Sales"
    response = voices.finish(draft, CODE)
    assert not Draft.objects.filter(panel=panel).exists()
    assert not DraftAnswer.objects.filter(draft__panel=panel).exists()
    after = Invitation.objects.values().get(pk=invited.pk)
    assert after == {**before, "answered": True, "department": "", "region": "", "level": ""}
    stored = Response.objects.get(pk=response.pk)
    assert (stored.department, stored.region, stored.level, stored.meets) == ("", "", "", "")
    assert sheet_of_response(stored).said == {"department": "Sales", "region": "North", MEETS: "phone"}
    assert (stored.voice, stored.survey_id) == (Voice.TEAM, panel.survey_id)
    assert stored.code_hash == hash_result_code(CODE)
    assert CODE not in str(Response.objects.values().get(pk=response.pk))


def test_finish_lifts_a_decline_that_came_before_the_draft(panel: Panel) -> None:
    invited = voices.invitations(panel)[0]
    draft = voices.fill(voices.begin(invited))
    Invitation.objects.filter(pk=invited.pk).update(declined=True)
    voices.finish(draft)
    invited.refresh_from_db()
    assert (invited.answered, invited.declined) == (True, False)


def test_by_an_open_link_the_draft_says_who_they_are(panel: Panel) -> None:
    linked = voices.by_link(voices.survey_of("tom@example.com"), Voice.TEAM, segments=voices.TEAM_SEGMENTS)
    said = {"department": "Kitchen", "region": "", "level": "Leads a team", MEETS: Meets.HARDLY}
    response = voices.answer(linked, segments=said)
    told = {name: label for name, label in said.items() if label}
    assert sheet_of_response(response).said == told


def test_peers_give_the_whole_form_where_their_panel_has_it() -> None:
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 6)
    Panel.objects.filter(pk=panel.pk).update(form="full")
    response = voices.finish(voices.fill(voices.begin(voices.invitations(panel)[0]), {"C2": ("1", "2")}))
    assert set(given(response)) == {*CORE, *DEEPER}  # of a group everything on the form was asked


def test_nothing_that_was_said_can_be_read_before_results_open(draft: Draft) -> None:
    responses.save_segments(draft=draft, given={MEETS: Meets.PHONE})
    voices.fill(draft)
    words = ['"C2":', '"phone"']  # long enough that chance doesn't make them
    stored, response = Draft.objects.get(pk=draft.pk), voices.finish(draft)
    for row, sheet in ((stored, sheet_of(stored)), (response, sheet_of_response(response))):
        assert row.answers.count() == 0
        assert row.sealed is not None
        assert len(row.sealed) == 12 + 1024 + 16  # the same for everybody: nonce, what is said, tag
        assert [word for word in words if word not in written(sheet)] == []
        assert [word for word in words if word.encode() in bytes(row.sealed)] == []


def test_an_answers_id_is_its_responses_and_the_place_of_its_practice(draft: Draft) -> None:
    [response] = voices.unsealed(voices.finish(voices.fill(draft)))
    for answer in response.answers.select_related("practice"):
        assert answer.pk == response.pk * 64 + answer.practice.position


def test_a_response_lies_beside_those_of_its_survey(draft: Draft) -> None:
    response = voices.finish(voices.fill(draft))
    assert 0 <= response.pk - place_of(draft.survey_id) < 2**45


def test_the_digits_of_an_answer_say_what_its_columns_say(draft: Draft) -> None:
    marks = {"C2": ("4", "5"), "C4": ("dont_know", "no_view"), "C7": ("not_applicable", "not_applicable")}
    [response] = voices.unsealed(voices.finish(voices.fill(draft, marks)))
    said = {answer.practice.code: answer for answer in response.answers.select_related("practice")}
    assert {code: said[code].digits[2:4] for code in ("C2", "C4", "C7", "C8")} == {
        "C2": "45", "C4": "66", "C7": "77", "C8": "88",
    }  # fmt: skip
    for answer in said.values():
        assert answer.digits[:2] == str(10 + answer.practice.position)
        assert answer.digits[4:] == str(int(answer.picked))


def test_finish_takes_seven_statements_and_no_bucket(
    draft: Draft, count_statements: Callable[..., list[str]]
) -> None:
    voices.fill(draft)
    held = Draft.objects.select_related("survey", "panel", "invitation").get(
        pk=draft.pk
    )  # as the page holds it
    before = Bucket.objects.count()
    assert len(count_statements(lambda: voices.finish(held))) == 7
    assert Bucket.objects.count() == before


def test_finish_by_an_open_link_takes_few_statements_too(count_statements: Callable[..., list[str]]) -> None:
    linked = voices.by_link(voices.survey_of(), Voice.PEER)
    draft = voices.fill(voices.begin(linked))
    held = Draft.objects.select_related("survey", "panel", "invitation").get(pk=draft.pk)
    assert len(count_statements(lambda: voices.finish(held))) == 7  # one counts how many there are already


# --- what Finish refuses ------------------------------------------------------------------------------------


def test_without_an_answer_there_is_nothing_to_finish(draft: Draft) -> None:
    responses.save_picks(draft=draft, practices=("E5",))
    with pytest.raises(responses.NothingAnswered):
        voices.finish(draft)
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert not Invitation.objects.filter(answered=True).exists()
    voices.fill(draft, {"C2": ("dont_know", "")})
    assert voices.finish(draft)


def test_twice_is_harmless(draft: Draft) -> None:
    voices.finish(voices.fill(draft), CODE)
    for code in (CODE, ""):
        with pytest.raises(responses.DraftGone):
            voices.finish(draft, code)
    [only] = of_team()
    assert set(given(only)) == set(CORE)


def test_after_closing_nothing_counts_any_more() -> None:
    panel = voices.asked_team(6, answered=5)
    draft = voices.fill(voices.begin(voices.invitations(panel)[5]))
    opening.close(panel=panel, by=voices.executive_of(panel.survey))
    with pytest.raises(responses.RoundClosed):
        voices.finish(draft)
    assert len(of_team()) == 5
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("code", ["x", "K7QF-2MXP-9RTA", "K7QF-2MXP-9RTA-4WH0"])
def test_what_is_no_result_code_finishes_nothing(draft: Draft, code: str) -> None:
    voices.fill(draft)
    with pytest.raises(ValueError, match="result code"):
        voices.finish(draft, code)
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert not of_team()


# --- saving -------------------------------------------------------------------------------------------------


def test_a_save_takes_two_statements(draft: Draft, count_statements: Callable[..., list[str]]) -> None:
    def save(current: Side | None, desired: Side | None) -> int:
        run = lambda: responses.save_answer(draft=draft, practice="C2", current=current, desired=desired)  # noqa: E731
        return len(count_statements(run))

    draft.survey  # noqa: B018 - the page has it
    save(Side(3), Side(5))
    assert save(Side(4), Side(5)) == 2
    assert save(Side(4), None) == 2
    assert (
        len(count_statements(lambda: responses.save_segments(draft=draft, given={MEETS: Meets.PHONE}))) == 2
    )


@pytest.mark.parametrize(
    "said",
    [{"department": "Sales"}, {"region": "North"}, {"level": "Leads a team"}, {MEETS: "by post"}, {"x": "y"}],
)
def test_what_the_list_says_is_not_asked_again(draft: Draft, said: Mapping[str, str]) -> None:
    with pytest.raises(responses.UnknownSegment):
        responses.save_segments(draft=draft, given=said)
    draft.refresh_from_db()
    assert sheet_of(draft).said == {}


def test_only_what_an_open_link_offers_may_be_said_and_anything_be_taken_back() -> None:
    linked = voices.by_link(voices.survey_of(), Voice.TEAM, segments={"department": ["Sales", "IT"]})
    draft = voices.begin(linked)
    responses.save_segments(draft=draft, given={"department": "IT", MEETS: Meets.ONLINE})
    for said in ({"department": "Kitchen"}, {"region": "North"}, {"department": "it"}):
        with pytest.raises(responses.UnknownSegment):
            responses.save_segments(draft=draft, given=said)
    draft.refresh_from_db()
    assert sheet_of(draft).said == {"department": "IT", MEETS: "online"}
    responses.save_segments(draft=draft, given={"department": "", MEETS: ""})
    draft.refresh_from_db()
    assert sheet_of(draft).said == {"department": "", MEETS: ""}


def test_nothing_is_saved_in_a_draft_that_is_gone(draft: Draft) -> None:
    voices.finish(voices.fill(draft))
    for save in (
        lambda: responses.save_answer(draft=draft, practice="C2", current=Side(1), desired=Side(1)),
        lambda: responses.save_picks(draft=draft, practices=("C2",)),
        lambda: responses.save_segments(draft=draft, given={MEETS: Meets.PHONE}),
    ):
        with pytest.raises(responses.DraftGone):
            save()
    assert not Draft.objects.exclude(voice=Voice.EXECUTIVE).exists()


@pytest.mark.parametrize("picks", [("E5", "E6", "P3", "C2"), ("C1",), ("X9",)])
def test_at_most_three_of_the_core_are_picked(draft: Draft, picks: tuple[str, ...]) -> None:
    with pytest.raises(responses.TooManyPicks):
        responses.save_picks(draft=draft, practices=picks)


# --- the executive ------------------------------------------------------------------------------------------


def test_the_executive_finishes_again_until_a_group_opens() -> None:
    panel = voices.asked_team(6, answered=5)
    mine = Draft.objects.select_related("survey").get(voice=Voice.EXECUTIVE)
    before = Response.objects.get(voice=Voice.EXECUTIVE)
    responses.save_answer(draft=mine, practice="C2", current=Side(1), desired=Side(2))
    assert completing.finish(draft=mine) == before
    assert given(before)["C2"] == ("1", "2")
    opening.close(panel=panel, by=voices.executive_of(panel.survey))
    completing.finish(draft=mine)  # closed is not open yet
    voices.opened(panel)
    for _time in range(2):
        with pytest.raises(responses.Locked):
            completing.finish(draft=mine)
    assert given(before)["C2"] == ("1", "2")
    assert Response.objects.get(voice=Voice.EXECUTIVE) == before


def test_another_surveys_open_results_lock_nothing_here() -> None:
    voices.opened(voices.asked_team(6, answered=5))
    other = voices.survey_of("tom@example.com", "Other")
    mine = Draft.objects.select_related("survey").get(survey=other, voice=Voice.EXECUTIVE)
    assert completing.finish(draft=mine).voice == Voice.EXECUTIVE


def test_the_executives_finish_that_is_gone_says_so() -> None:
    survey = voices.survey_of()
    mine = Draft.objects.select_related("survey").get(survey=survey)
    Draft.objects.filter(pk=mine.pk).delete()
    with pytest.raises(responses.DraftGone):
        completing.finish(draft=mine)
    assert given(Response.objects.get())["C2"] == MARKS["C2"]


# --- at once ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_finishes_of_one_draft_at_once_are_one_response() -> None:
    panel = voices.asked_team(6)
    for invited in voices.invitations(panel):
        draft = voices.fill(voices.begin(invited))
        results = at_once(*[lambda draft=draft: voices.finish(draft)] * 4)
        assert Counter(type(result) for result in results) == {Response: 1, responses.DraftGone: 3}
    assert [set(given(one)) for one in of_team()] == [set(CORE)] * 6


@pytest.mark.django_db(transaction=True)
def test_two_finishes_with_the_same_result_code_at_once_are_one_response() -> None:
    """A form sent twice by an impatient thumb."""
    panel = voices.asked_team(6)
    draft = voices.fill(voices.begin(voices.invitations(panel)[0]))
    results = at_once(*[lambda: voices.finish(draft, CODE)] * 2)
    assert {type(result) for result in results} == {Response, responses.DraftGone}
    assert len(of_team()) == 1


@pytest.mark.django_db(transaction=True)
def test_finish_against_close_counts_or_is_refused_and_never_lies_uncounted() -> None:
    """Whatever is in a closed voice was there when it closed."""
    outcomes: Counter[str] = Counter()
    for number in range(8):
        panel = voices.asked_team(6, answered=5, survey=voices.survey_of(f"e{number}@example.com"))
        draft = voices.fill(voices.begin(voices.invitations(panel)[5]))
        counted: list[int] = []

        def close(panel: Panel = panel, counted: list[int] = counted) -> None:
            opening.close(panel=panel, by=voices.executive_of(panel.survey))
            counted.append(Response.objects.filter(survey=panel.survey, voice=Voice.TEAM).count())

        calls = [close, lambda draft=draft: voices.finish(draft)]
        results = at_once(*(calls if number % 2 else calls[::-1]))
        finished = next((result for result in results if result is not None), None)
        in_the_end = Response.objects.filter(survey=panel.survey, voice=Voice.TEAM).count()
        assert counted == [in_the_end]
        if isinstance(finished, Response):
            assert in_the_end == 6
        else:
            assert isinstance(finished, responses.RoundClosed)
            assert in_the_end == 5
            assert Draft.objects.filter(pk=draft.pk).exists()
        outcomes[type(finished).__name__] += 1
    assert sum(outcomes.values()) == 8


@pytest.mark.django_db(transaction=True)
def test_a_save_at_the_moment_of_finish_counts_or_is_refused() -> None:
    """A save that was acknowledged is in the response: it holds the draft against Finish."""
    panel = voices.asked_team(8)
    for invited in voices.invitations(panel):
        draft = voices.fill(voices.begin(invited), {"C2": ("1", "1")})
        save, finish = at_once(
            lambda draft=draft: responses.save_answer(
                draft=draft, practice="C2", current=Side(5), desired=Side(5)
            ),
            lambda draft=draft: voices.finish(draft),
        )
        assert isinstance(finish, Response)
        refused = isinstance(save, responses.DraftGone)
        assert save is None or refused
        assert given(finish)["C2"] == (("1", "1") if refused else ("5", "5"))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time")
@pytest.mark.django_db(transaction=True)
def test_finish_waits_for_a_save_under_way() -> None:
    from django.db import transaction

    panel = voices.asked_team(6)
    draft = voices.fill(voices.begin(voices.invitations(panel)[0]), {"C2": ("1", "1")})
    done: list[Response] = []

    def finish() -> None:
        done.append(voices.finish(draft))
        connection.close()

    with transaction.atomic():
        responses.save_answer(draft=draft, practice="C2", current=Side(5), desired=Side(5))
        other = Thread(target=finish)
        other.start()
        other.join(0.5)
        assert done == []
    other.join()
    assert given(done[0])["C2"] == ("5", "5")


@pytest.mark.django_db(transaction=True)
def test_eight_peers_by_link_at_once_are_never_more_than_twelve() -> None:
    panel = voices.by_link(voices.survey_of(), Voice.PEER)
    drafts = [voices.fill(voices.begin(panel)) for _person in range(8)]
    voices.answers_of(panel, 8)
    results = at_once(*(lambda draft=draft: voices.finish(draft) for draft in drafts))
    assert Counter(type(result) for result in results) == {Response: 4, responses.LinkFull: 4}
    assert Response.objects.filter(voice=Voice.PEER).count() == 12
