"""Earlier results: taken whole or not at all, kept, undone, and by whom."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from surveys import import_files, promise
from surveys.actions import importing, opening, sharing
from surveys.actions.importing import FewerAsked, ResultsOpen, TooManyImports
from surveys.actions.surveys import next_round, round_before, start
from surveys.answer_files import NotAnswers
from surveys.choices import Form, Voice, Way
from surveys.long_answers import BadLines, TooLong
from surveys.models import Answer, Panel, Response, Survey
from tests import voices
from tests.factories import CORE, DEEPER, levels_of, open_group
from tests.imports import DAY, HEAD, kept, lines_of, rows, taken
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db
CONSULTANT = "pat@firm.example"


@pytest.fixture
def survey() -> Survey:
    return voices.survey_of()


def answers_in(made: Survey, voice: str) -> list[list[tuple[Any, ...]]]:
    """What each person of a voice answered, in no order of theirs."""
    return sorted(
        sorted(
            response.answers.values_list(
                "practice__code", "current", "current_reason", "desired", "desired_reason", "picked"
            )
        )
        for response in Response.objects.filter(survey=made, voice=voice)
    )


def problems(survey: Survey, text: str) -> list[str]:
    before = rows()
    with pytest.raises(BadLines) as found:
        taken(survey, text)
    assert rows() == before
    return [str(problem) for problem in found.value.problems]


# --- what becomes of a file ---------------------------------------------------------------------------------


def test_a_file_becomes_a_round_before_the_first_with_everything_that_was_said(survey: Survey) -> None:
    Survey.objects.filter(pk=survey.pk).update(customers="guests", customer="guest")
    survey.refresh_from_db()
    text = (
        "Respondent;Item;Today;Wanted;Voice;Dept;Site;Grade;Meets;Shoe size\n"
        "anna;c2;2;4;team;Sales;North;Leads a team;online;38\n"
        "anna;C4;;5;team;Sales;North;Leads a team;online;38\n"
        "ben;C2;3;;peers;;;;;\n"
        "cora;E3;;;executive;;;;;\n"
        "dan;C2;5;5;team;;;;By phone or chat;40\n"
    )
    with time_machine.travel("2026-11-20 12:00Z", tick=False):
        made = taken(survey, text)
        assert made.created_at == timezone.now()
    assert (made.earlier_of, made.answered_on, made.kept_at) == (survey, DAY, None)
    assert (made.round, made.is_imported, survey.is_imported) == (0, True, False)
    assert (made.organisation, made.questionnaire) == (survey.organisation, survey.questionnaire)
    assert (made.executive, made.imported_by) == (survey.executive, survey.executive)
    assert (made.customers, made.customer, made.language) == ("guests", "guest", survey.language)
    assert made.wanted_by == date(2026, 3, 31)
    assert made.link_hash is None
    assert answers_in(made, Voice.TEAM) == [
        [("C2", 2, "", 4, "", False), ("C4", None, "dont_know", 5, "", False)],
        [("C2", 5, "", 5, "", False)],
    ]
    assert answers_in(made, Voice.PEER) == [[("C2", 3, "", None, "no_view", False)]]
    assert answers_in(made, Voice.EXECUTIVE) == [[("E3", None, "dont_know", None, "no_view", False)]]
    said = Response.objects.filter(survey=made).values_list(
        "voice", "department", "region", "level", "meets", "code_hash"
    )
    assert sorted(said) == [
        ("executive", "", "", "", "", None),
        ("peer", "", "", "", "", None),
        ("team", "", "", "", "phone", None),
        ("team", "Sales", "North", "Leads a team", "online", None),
    ]
    assert {(panel.voice, panel.way, panel.form, panel.threshold) for panel in made.panels.all()} == {
        (Voice.TEAM, Way.LIST, Form.CORE, 5),
        (Voice.PEER, Way.LIST, Form.CORE, 4),
    }
    team = made.panels.get(voice=Voice.TEAM)
    assert team.segments == {"department": ["Sales"], "region": ["North"], "level": ["Leads a team"]}
    assert (team.frozen_at, team.closes_on, team.closed_at, team.opened_at) == (made.created_at, *[None] * 3)
    assert (team.head_count, team.classes, team.link_hash) == (None, [], None)
    assert not made.drafts.exists()


def test_nothing_that_tells_one_respondent_from_another_is_stored(survey: Survey) -> None:
    """Whoever imports knows the file; the database doesn't know who is who in it."""
    made = taken(survey, lines_of(team=40).replace("team7,", "zelda-quirk,"))
    for model in (Survey, Panel, Response, Answer):
        stored = str(list(model.objects.filter(**owned_by(model, made)).values()))
        assert "zelda" not in stored
    first = Answer.objects.filter(response__survey=made, practice__code="C2").order_by("pk")
    today = [answer.current for answer in first]
    in_the_files_order = [levels_of(person, 0)[0] for person in range(40)]
    assert sorted(today) == sorted(in_the_files_order)
    assert today != in_the_files_order  # they are in random order; by chance once in 10²¹ times


def owned_by(model: type, made: Survey) -> dict[str, Survey | int]:
    return {Survey: {"pk": made.pk}, Answer: {"response__survey": made}}.get(model, {"survey": made})


def test_rounds_count_down_from_nought_and_leave_the_next_one_as_it_was(survey: Survey) -> None:
    home = survey.organisation
    assert (next_round(home), round_before(home)) == (2, 0)
    assert [taken(survey).round, taken(survey).round] == [0, -1]
    assert (next_round(home), round_before(home)) == (2, -2)
    second = start(by=voices.executive_of(survey), organisation=home).survey
    assert second.round == 2
    assert [taken(second).round, taken(survey).round] == [-2, -3]
    assert next_round(home) == 3
    Survey.objects.filter(earlier_of__isnull=True).exclude(pk=second.pk).delete()
    assert sorted(home.surveys.values_list("round", flat=True)) == [-2, 2]  # the imports went with theirs


def test_the_same_file_again_is_another_round_of_its_own(survey: Survey) -> None:
    first, second = taken(survey), taken(survey)
    assert (first.round, second.round) == (0, -1)
    assert answers_in(first, Voice.TEAM) == answers_in(second, Voice.TEAM)
    keys = Response.objects.filter(survey__in=[first, second]).values_list("pk", flat=True)
    assert len({*keys}) == 12


@pytest.mark.parametrize("codes", [(*CORE, DEEPER[0]), DEEPER])
def test_a_voice_that_answered_beyond_the_core_has_the_full_form_and_no_other(survey: Survey, codes) -> None:
    text = lines_of(team=1, codes=codes) + lines_of(team=0, peers=1).removeprefix(HEAD)
    made = taken(survey, text)
    assert dict(made.panels.values_list("voice", "form")) == {Voice.TEAM: Form.FULL, Voice.PEER: Form.CORE}


def test_labels_are_listed_the_most_frequent_first_and_only_the_teams(survey: Survey) -> None:
    parts = ["Kitchen", "Sales", "Sales", "", "Office"]
    text = lines_of(team=5, codes=["C2"], department=lambda person: parts[person])
    made = taken(survey, f"{text}x,C2,1,2,peer,Board\ny,C2,1,2,executive,Board\n")
    assert made.panels.get(voice=Voice.TEAM).segments == {"department": ["Sales", "Kitchen", "Office"]}
    assert made.panels.get(voice=Voice.PEER).segments == {}
    assert not Response.objects.filter(survey=made, department="Board").exists()


@pytest.mark.parametrize(("labels", "kept_labels"), [(50, 50), (51, 0)])
def test_a_column_of_more_labels_than_anybody_reads_is_left_out(survey: Survey, labels, kept_labels) -> None:
    text = lines_of(team=labels, codes=["C2"], department=lambda person: f"Part {person}")
    answers = importing.read_file(
        survey=survey, file=io.BytesIO(text.encode()), by=voices.executive_of(survey)
    )
    assert import_files.left_out(answers) == ([] if kept_labels else ["department"])
    made = importing.store(survey=survey, answers=answers, answered_on=DAY, by=voices.executive_of(survey))
    assert len(made.panels.get().segments.get("department", [])) == kept_labels
    assert Response.objects.filter(survey=made).exclude(department="").count() == kept_labels


def test_of_two_columns_that_mean_the_same_the_first_counts_and_the_other_is_left_out(survey: Survey) -> None:
    text = "respondent,item,current,desired,Site,region,e-mail\na,C2,1,2,North,South,a@example.com\n"
    answers = importing.read_file(
        survey=survey, file=io.BytesIO(text.encode()), by=voices.executive_of(survey)
    )
    assert importing.kept_columns(answers) == {"region": 0}
    assert import_files.left_out(answers) == ["region", "e-mail"]
    made = importing.store(survey=survey, answers=answers, answered_on=DAY, by=voices.executive_of(survey))
    assert Response.objects.get(survey=made).region == "North"


@pytest.mark.parametrize("team", [1, 4, 5])
def test_a_group_that_is_too_small_comes_in_all_the_same_and_never_opens(survey: Survey, team: int) -> None:
    panel = kept(survey, lines_of(team=team)).panels.get()
    panel.survey = Survey.objects.get(pk=panel.survey_id)
    by = voices.executive_of(survey)
    if team < 5:
        with pytest.raises(opening.TooFewAnswers):
            opening.close(panel=panel, by=by)
    else:
        assert opening.close(panel=panel, by=by).closed_at is not None


def test_the_promise_says_where_the_answers_come_from_and_what_stands_for_them(
    survey: Survey, settings: Settings
) -> None:
    settings.OPERATOR = "the hosting\nteam"
    made = taken(survey, lines_of(team=5, peers=4))
    for voice, small in (
        (Voice.TEAM, "for departments too, and of everybody together, from ten on, how answers spread."),
        (Voice.PEER, "peers only together, from 4 answers, to the nearest half level."),
    ):
        said = [f"{point.head} {point.rest}" for point in promise.points(made.panels.get(voice=voice))]
        assert len(said) == 5
        assert said[0] == (
            "These answers came from a file. They were given elsewhere, in March 2024. "
            "What people were told then isn’t known here."
        )
        assert said[2].startswith("Small groups stay hidden. Whoever is shown ")
        assert said[2].endswith(small)
        assert ("sees averages of 5 people or more, " in said[2]) == (voice == Voice.TEAM)
        assert said[1].startswith("Whoever brought the file could read each answer in it. ")
        assert "shows none of them but an executive’s" in said[1]
        assert said[3].startswith("The hosting team runs this server.")  # in one line, as it is stored
        assert said[4].endswith("Answers go 36 months after results open, or after 30 days if they don’t.")


# --- head counts and days -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("heads", "fine"), [(5, False), (6, True), (900, True)])
def test_as_many_were_asked_as_have_answered_at_least(survey: Survey, heads: int, fine: bool) -> None:
    if fine:
        assert taken(survey, head_counts={Voice.TEAM: heads}).panels.get().head_count == heads
        return
    before = rows()
    with pytest.raises(FewerAsked) as few:
        taken(survey, head_counts={Voice.TEAM: heads})
    assert (few.value.voice, few.value.answered) == (Voice.TEAM, 6)
    assert rows() == before


def test_nobody_was_asked_of_a_voice_that_the_file_does_not_have(survey: Survey) -> None:
    with pytest.raises(FewerAsked) as few:
        taken(survey, head_counts={Voice.PEER: 8})
    assert (few.value.voice, few.value.answered) == (Voice.PEER, 0)


def test_answers_are_of_the_day_the_round_began_at_the_latest(survey: Survey) -> None:
    began = timezone.localdate() - timedelta(days=3)
    Survey.objects.filter(pk=survey.pk).update(created_at=timezone.now() - timedelta(days=3))
    survey.refresh_from_db()
    before = rows()
    with pytest.raises(ValueError, match="lies before the one it is imported into"):
        taken(survey, day=began + timedelta(days=1))
    assert rows() == before
    assert taken(survey, day=began).answered_on == began


@pytest.mark.parametrize("executives", [1, 2])
def test_executives_alone_are_nothing_to_compare(survey: Survey, executives: int) -> None:
    before = rows()
    with pytest.raises(NotAnswers, match="It takes peers or a team to compare with"):
        taken(survey, lines_of(team=0, executives=executives))
    assert rows() == before


def test_a_file_holds_as_many_people_as_a_list(survey: Survey, settings: Settings) -> None:
    settings.ROWS_PER_LIST = 6
    before = rows()
    with pytest.raises(TooLong, match="This file has 7 people, more than the 6 it may have"):
        taken(survey, lines_of(team=7))
    assert rows() == before
    assert taken(survey, lines_of(team=6)).responses.count() == 6


def test_the_owner_removes_a_round_whatever_is_open_of_it_and_nobody_else_does(survey: Survey) -> None:
    before = rows()
    made = kept(survey, lines_of(team=6, executives=1))
    open_group(made.panels.get())
    consultant = voices.account("rahel@example.org")
    sharing.share(survey=survey, email=consultant.email, own_marks=False, by=voices.executive_of(survey))
    with pytest.raises(PermissionDenied):
        importing.remove(imported=made, by=consultant)
    assert made.responses.count() == 7
    importing.remove(imported=made, by=voices.executive_of(survey))
    left = rows()
    assert {name for name in left if left[name] != before[name]} <= {"Share", "Delivery", "User"}


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("x,C2,0,4,team,", "level 0 doesn’t exist, levels go from 1 to 5"),
        ("x,C2,2,6,team,", "level 6 doesn’t exist, levels go from 1 to 5"),
        ("x,C2,3.5,4,team,", "level 3.5 is not a whole one from 1 to 5"),
        ("x,C2,three,4,team,", "“three” is no level from 1 to 5"),
        ("team0,C2,1,4,team,Sales", "the respondent has answered this item on an earlier line"),
        ("x,C9,1,4,team,", "“C9” is no practice of this questionnaire"),
        ("x,C2,1,4,boss,", "“boss” is no voice: say executive, peer or team"),
        ("x,C2,1,4,executive,", "a round has one executive, who is on line 14 already"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_stored(survey: Survey, line: str, why: str) -> None:
    text = lines_of(team=1, executives=1)
    assert len(text.splitlines()) == 25
    assert problems(survey, f"{text}{line}\n") == [f"Line 26: {why}."]


def test_every_bad_line_is_named_in_the_order_of_the_file(survey: Survey) -> None:
    text = (
        "respondent,item,current,desired,voice,meets\n"
        "a,C2,1,2,executive,\n"
        "b,C2,1,2,executive,\n"
        "c,C2,7,2,team,online\n"
        "d,C2,1,2,team,At sea\n"
        "e,X1,1,2,team,\n"
        "f,C2,1,2,team,at sea\n"
        "g,C2,1,2,executive,\n"
    )
    places = "in person, by phone or chat, online, through partners, hardly ever"
    assert problems(survey, text) == [
        "Lines 3, 8: a round has one executive, who is on line 2 already.",
        "Line 4: level 7 doesn’t exist, levels go from 1 to 5.",
        f"Line 5: “At sea” is no place where people meet customers: say one of {places}.",
        "Line 6: “X1” is no practice of this questionnaire.",
        f"Line 7: “at sea” is no place where people meet customers: say one of {places}.",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "respondent,item,current\na,C2,1\n", HEAD, f"{HEAD}a,C2,,,team,\nb,C2,,,team,\n", "PK\x03\x04"],
)
def test_what_holds_no_answers_is_refused_and_nothing_is_stored(survey: Survey, text: str) -> None:
    before = rows()
    with pytest.raises(NotAnswers):
        importing.read_file(survey=survey, file=io.BytesIO(text.encode()), by=voices.executive_of(survey))
    assert rows() == before


@pytest.mark.parametrize(("most", "fine"), [(71, False), (72, True)])
def test_more_lines_than_may_be_are_refused(
    survey: Survey, settings: Settings, most: int, fine: bool
) -> None:
    settings.LINES_PER_IMPORT = most
    before = rows()
    if fine:
        assert Answer.objects.filter(response__survey=taken(survey)).count() == 72
        return
    with pytest.raises(TooLong):
        taken(survey)
    assert rows() == before


def test_a_day_has_its_limit_and_files_that_were_refused_count(survey: Survey, settings: Settings) -> None:
    settings.IMPORTS_PER_DAY = 2
    taken(survey)
    with pytest.raises(NotAnswers):
        taken(survey, "nothing")
    before = rows()
    with pytest.raises(TooManyImports):
        taken(survey)
    assert rows() == before
    sharing.share(survey=survey, email=CONSULTANT, own_marks=False, by=voices.executive_of(survey))
    assert taken(survey, by=voices.account(CONSULTANT)).round == -1  # each account has its own
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert taken(survey).round == -2


def test_what_fails_halfway_leaves_nothing_behind(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError

    before = rows()
    monkeypatch.setattr(importing, "make_answers", fail)
    with pytest.raises(RuntimeError):
        taken(survey)
    assert rows() == before


# --- by whom ------------------------------------------------------------------------------------------------


def everything(by_email: str, survey: Survey, made: Survey) -> list[Callable[[], object]]:
    """All that an importer may do."""
    by, panel = voices.account(by_email), made.panels.select_related("survey__earlier_of").get()
    return [
        lambda: taken(survey, by=by),
        lambda: importing.keep(imported=made, by=by),
        lambda: opening.close(panel=panel, by=by),
        lambda: importing.undo(imported=made, by=by),
    ]


def test_a_consultant_does_what_the_executive_does_until_it_is_withdrawn(survey: Survey) -> None:
    share = sharing.share(survey=survey, email=CONSULTANT, own_marks=False, by=voices.executive_of(survey))
    for do in everything(CONSULTANT, survey, taken(survey)):
        do()
    assert Survey.objects.filter(earlier_of=survey).count() == 1
    made = taken(survey, by=voices.account(CONSULTANT))
    assert made.imported_by == voices.account(CONSULTANT)
    assert made.executive == survey.executive
    sharing.withdraw(share=share, by=voices.executive_of(survey))
    before = rows()
    for do in everything(CONSULTANT, survey, made):
        with pytest.raises(PermissionDenied):
            do()
    assert rows() == before


def test_a_stranger_and_another_executive_do_nothing(survey: Survey) -> None:
    made = taken(survey)
    voices.survey_of("omar@example.com", "Southgate")
    before = rows()
    for email in ("nobody@example.com", "omar@example.com"):
        for do in everything(email, survey, made):
            with pytest.raises(PermissionDenied):
                do()
    made.refresh_from_db()
    assert made.kept_at is None
    assert rows() == before | {"User": before["User"] + 1}


def test_nothing_is_imported_into_what_was_imported(survey: Survey) -> None:
    made = kept(survey)
    with pytest.raises(PermissionDenied):
        taken(made)


# --- afterwards ---------------------------------------------------------------------------------------------


def test_keeping_twice_changes_nothing_more(survey: Survey) -> None:
    made = kept(survey)
    first = made.kept_at
    assert first is not None
    importing.keep(imported=made, by=voices.executive_of(survey))
    made.refresh_from_db()
    assert made.kept_at == first


@pytest.mark.parametrize("make", [taken, kept])
def test_undoing_leaves_no_row_behind(survey: Survey, make: Callable[..., Survey]) -> None:
    before = rows()
    made = make(survey, lines_of(team=6, peers=4, executives=1))
    assert rows() == before | {
        "Survey": before["Survey"] + 1,
        "Panel": before["Panel"] + 2,
        "Response": before["Response"] + 11,
        "Answer": before["Answer"] + 11 * 12,
    }
    importing.undo(imported=made, by=voices.executive_of(survey))
    assert rows() == before
    survey.refresh_from_db()


def test_undoing_one_import_leaves_the_others(survey: Survey) -> None:
    first, second = kept(survey), kept(survey)
    importing.undo(imported=first, by=voices.executive_of(survey))
    assert Survey.objects.get(earlier_of=survey) == second
    assert Answer.objects.filter(response__survey=second).count() == 72
    assert taken(survey).round == -2  # a number is never given twice while a lower one is there


def test_once_one_voice_is_open_nothing_is_undone(survey: Survey) -> None:
    made = kept(survey, lines_of(team=6, peers=4))
    opening.close(panel=voices.fresh(made.panels.get(voice=Voice.PEER)), by=voices.executive_of(survey))
    open_group(made.panels.get(voice=Voice.PEER))
    before = rows()
    with pytest.raises(ResultsOpen):
        importing.undo(imported=made, by=voices.executive_of(survey))
    assert rows() == before


def test_a_closed_voice_that_is_not_open_yet_is_still_undone_and_the_job_finds_nothing(
    survey: Survey,
) -> None:
    from assessment.tasks import open_results

    made = kept(survey)
    panel = opening.close(panel=voices.fresh(made.panels.get()), by=voices.executive_of(survey))
    importing.undo(imported=made, by=voices.executive_of(survey))
    assert open_results.call(panel.pk) is False
    assert opening.open_results(panel_id=panel.pk, results={}, people=6) is False
    assert not Survey.objects.filter(earlier_of=survey).exists()


def test_deleting_spares_what_was_not_imported(survey: Survey) -> None:
    assert importing.delete([survey.pk]) == 0
    assert Survey.objects.filter(pk=survey.pk).exists()


# --- two at once --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_are_two_rounds_with_numbers_of_their_own() -> None:
    survey = voices.survey_of()
    done = at_once(*[lambda: taken(survey)] * 4)
    assert sorted(made.round for made in done) == [-3, -2, -1, 0]
    assert Answer.objects.filter(response__survey__in=done).count() == 4 * 72


@pytest.mark.django_db(transaction=True)
def test_undoing_and_opening_at_once_end_in_one_of_the_two() -> None:
    survey = voices.survey_of()
    by = voices.executive_of(survey)
    for _turn in range(3):
        made = kept(survey)
        panel = opening.close(panel=voices.fresh(made.panels.get()), by=by)
        undone, opened = at_once(
            lambda made=made: importing.undo(imported=made, by=by),
            lambda panel=panel: opening.open_results(panel_id=panel.pk, results={"made": "up"}, people=6),
        )
        if opened is True:
            assert isinstance(undone, ResultsOpen)
            assert Response.objects.filter(survey=made).count() == 6
        else:
            assert (undone, opened) == (None, False)
            assert not Survey.objects.filter(pk=made.pk).exists()


# --- size ---------------------------------------------------------------------------------------------------


def test_only_the_rows_themselves_take_more_statements_in_a_longer_file(
    survey: Survey, count_statements: Callable[..., list[str]]
) -> None:
    def others(people: int) -> list[str]:
        said = count_statements(lambda: taken(survey, lines_of(team=people)))
        return [sql for sql in said if not re.match('INSERT INTO "surveys_(answer|response)"', sql)]

    assert len(others(6)) == len(others(60)) == 10
