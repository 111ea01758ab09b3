"""The report as sheets: which, in what order, each once, and each with what it rests on under it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from assessment import report, story
from assessment.rows import Report
from assessment.story import Sheet, Story
from surveys.choices import Voice, Way
from surveys.models import Panel, Survey
from tests import imports, voices
from tests.assessment.surveyed import as_consultant, as_executive, finished, reply, shared
from tests.factories import CORE, open_group

TODAY = (3, 3, 2, 3, 2, 2, 2, 3, 3, 2, 4, 3)
GAPS = (1, 1, 1, 1, 2, 3, 1, 0, 1, 1, 0, 1)
APART = (-1, 0, 0, 1, 0, 1, 0, -1)


# --- a round with something to tell -----------------------------------------------------------------------


def marks(person: int, unknown: str = "P7", camps: str = "P1") -> dict[str, tuple[str, str]]:
    """What somebody answers: a wide gap on E5, two camps on one practice, and one that not all can tell."""
    found = {}
    for at, code in enumerate(CORE):
        today = TODAY[at] + APART[(person * 3 + at * 5 + person // 5) % 8]
        wanted = max(1, min(5, today + GAPS[at] + APART[(person * 5 + at * 3 + person // 7) % 8]))
        found[code] = (str(today), str(wanted))
    found[camps] = (("1", "4"), ("5", "5"))[person % 2]
    if person % 4 == 0:
        found[unknown] = ("dont_know", "no_view")
    return found


def asked(survey: Survey, voice: str, head_count: int, **more: Any) -> Panel:
    fields = {
        "way": Way.LIST,
        "threshold": 5 if voice == Voice.TEAM else 4,
        "frozen_at": timezone.now(),
        "closes_on": timezone.localdate() + timedelta(days=14),
    }
    return Panel.objects.create(survey=survey, voice=voice, head_count=head_count, **fields | more)


def peers(survey: Survey, people: int = 6) -> Panel:
    panel = asked(survey, Voice.PEER, 8)
    for person in range(people):
        reply(survey, Voice.PEER, marks(person), pk=10_000_000_001 + person)
    return open_group(panel)


def team(
    survey: Survey,
    people: int = 24,
    departments: tuple[str, str] = ("Sales", "Kitchen"),
    few: str = "",
) -> Panel:
    """`few` names a practice that only three of them rate."""
    segments = {"department": list(departments), "region": ["North", "South"]}
    panel = asked(survey, Voice.TEAM, 30, way=Way.LINK, segments=segments)
    for person in range(people):
        said = marks(person) | ({few: ("dont_know", "no_view")} if few and person > 2 else {})
        where = {"department": departments[person // 2 % 2], "region": ("North", "South")[person // 12 % 2]}
        reply(survey, Voice.TEAM, said, picks=("E5", "E3"), pk=20_000_000_001 + person, **where)
    return open_group(panel)


def three_voices(survey: Survey, **more: Any) -> Survey:
    """Executive, six peers and twenty-four of the team; and an earlier round of the team."""
    peers(survey)
    team(survey, **more)
    earlier = imports.kept(survey, imports.lines_of(team=12))
    open_group(earlier.panels.get(voice=Voice.TEAM))
    return survey


def executives(survey: Survey) -> Report:
    return report.build(survey, report.Executive(survey.drafts.get(voice=Voice.EXECUTIVE)))


def consultants(survey: Survey) -> Report:
    return as_consultant(survey.drafts.get(voice=Voice.EXECUTIVE))


def names(told: Story) -> list[str]:
    return [sheet.name for sheet in told.sheets]


def said(*sheets: Sheet) -> str:
    """Every word of these sheets but the tables of their pictures, and what is drawn."""
    found: list[str] = []
    for sheet in sheets:
        found += [sheet.name, sheet.title, sheet.lead, *sheet.points, *sheet.notes, sheet.footer]
        if sheet.exhibit is not None:
            found += [sheet.exhibit.finding, sheet.exhibit.subtitle, sheet.exhibit.reading]
        if sheet.table is not None:
            found += [
                sheet.table.caption,
                *sheet.table.head,
                *(str(at) for line in sheet.table.lines for at in line),
            ]
    return "\n".join(found)


CAVEAT = "Structured opinion of our own people, not a measurement of customers."
OWN_WORDS = "Your own|You place|You rate|You against|You and your team"

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


# --- which sheets, and in what order ----------------------------------------------------------------------


def test_an_executive_alone_is_told_of_the_own_marks_once() -> None:
    told = story.story_of(as_executive(finished()))
    assert names(told) == ["In brief", "You", "In words", "Next steps"]
    assert [sheet.exhibit.key if sheet.exhibit else "" for sheet in told.sheets] == ["", "planogram", "", ""]
    assert {sheet.depth for sheet in told.sheets} == {1}


def test_with_peers_alone_the_report_is_about_them(survey: Survey) -> None:
    peers(survey)
    told = story.story_of(executives(survey))
    assert names(told) == [
        "In brief",
        "You",
        "Peers",
        "Peers: Categories, voice by voice",
        "In words",
        "Next steps",
    ]
    assert told.sheets[0].title == told.sheets[2].title
    assert story.leading(executives(survey)).voice == Voice.PEER
    assert "to the nearest half level" in told.sheets[2].lead


WHOLE = [
    (1, "In brief", ""),
    (1, "You", "planogram"),
    (1, "Peers", "planogram"),
    (1, "Team", "planogram"),
    (2, "Team: The gaps, and how sure they are", "gaps"),
    (2, "Team: Categories, voice by voice", "profile"),
    (2, "Team: You against your team", "perception"),
    (2, "Team: How answers spread", "spread"),
    (2, "Team: What to move first", "priorities"),
    (2, "Team: Over time", "trend"),
    (2, "Team: Department", "parts-department"),
    (2, "Team: Region", "parts-region"),
    (1, "In words", ""),
    (1, "Next steps", ""),
]


def outline(told: Story) -> list[tuple[int, str, str]]:
    return [(sheet.depth, sheet.name, sheet.exhibit.key if sheet.exhibit else "") for sheet in told.sheets]


def test_all_three_voices_come_from_the_whole_to_the_single_practice(survey: Survey) -> None:
    told = story.story_of(executives(three_voices(survey)))
    assert outline(told) == WHOLE
    assert (told.organisation, told.language) == ("Lindenhof Hotels", "en-gb")
    today = timezone.localdate()
    assert told.subtitle == f"Round 1 · {today.day} {today:%B %Y} · Closer 1"


def test_without_the_executives_marks_nothing_compares_with_them(survey: Survey) -> None:
    three_voices(survey)
    expected = [line for line in WHOLE if line[1] not in ("You", "Team: You against your team")]
    for made in (consultants(survey), report.without_own_marks(executives(survey))):
        told = story.story_of(made, talk=True)
        assert outline(told)[: len(expected)] == expected
        assert not re.search(OWN_WORDS.replace("Your own|", ""), said(*told.sheets))
        assert not [sheet for sheet in told.sheets if sheet.exhibit and sheet.exhibit.own]
    with_tick = story.story_of(consultants_with_tick(survey))
    assert [name for _depth, name, _key in outline(with_tick)][1] == "Executive"
    assert "Team: Executive against team" in names(with_tick)


def consultants_with_tick(survey: Survey) -> Report:
    draft = survey.drafts.get(voice=Voice.EXECUTIVE)
    return report.build(survey, report.Consultant(shared(draft, own_marks=True, email="tick@example.org")))


def test_a_consultant_is_told_of_the_executive_and_nobody_as_you(survey: Survey) -> None:
    three_voices(survey)
    words = said(*story.story_of(consultants_with_tick(survey), talk=True).sheets)
    assert "The executive" in words
    assert not re.search(r"\b[Yy]ou(r|rs)? (own|place|rate|team|peers|and your)\b", words)


def test_a_voice_without_results_says_why_on_one_sheet_and_one_not_asked_says_nothing(survey: Survey) -> None:
    panel = asked(survey, Voice.PEER, 8)
    for person in range(2):
        reply(survey, Voice.PEER, marks(person))
    told = story.story_of(executives(survey), talk=True)
    assert names(told)[:5] == ["In brief", "You", "Peers", "In words", "Next steps"]
    waiting = told.sheets[2]
    assert (waiting.title, waiting.exhibit, waiting.table, waiting.points) == (
        "2 of 8 answered",
        None,
        None,
        (),
    )
    assert told.sheets[0].footer.startswith("You · ")
    assert open_group(panel).opened_at is None
    closed = next(sheet for sheet in story.story_of(executives(survey)).sheets if sheet.name == "Peers")
    assert closed.title == "This round closed with 2 answers, too few to show"


# --- each once --------------------------------------------------------------------------------------------


def pictures(told: Story) -> list[tuple[str, str]]:
    return [(sheet.exhibit.voice, sheet.exhibit.key) for sheet in told.sheets if sheet.exhibit]


def test_nothing_is_told_twice(survey: Survey) -> None:
    told = story.story_of(executives(three_voices(survey)), talk=True)
    assert len(pictures(told)) == len(set(pictures(told)))
    assert [voice for voice, key in pictures(told) if key == "profile"] == [Voice.TEAM]
    assert len(names(told)) == len(set(names(told)))
    tables = [sheet.table for sheet in told.sheets if sheet.table]
    assert len(tables) == len(set(tables))


def test_a_title_comes_again_only_where_the_brief_and_its_picture_share_the_finding(survey: Survey) -> None:
    told = story.story_of(executives(three_voices(survey)), talk=True)
    twice = {title: n for title, n in Counter(sheet.title for sheet in told.sheets).items() if n > 1}
    assert twice == {told.sheets[0].title: 2}
    assert [sheet.name for sheet in told.sheets if sheet.title in twice] == ["In brief", "Team"]
    assert all(sheet.title and sheet.name for sheet in told.sheets)


def test_a_sheet_has_a_picture_or_a_table_and_never_both(survey: Survey) -> None:
    for sheet in story.story_of(executives(three_voices(survey)), talk=True).sheets:
        assert sheet.exhibit is None or sheet.table is None
        assert sheet.exhibit is None or sheet.exhibit.chart is not None


def test_two_crossed_dimensions_stay_on_their_page(survey: Survey) -> None:
    told = executives(three_voices(survey))
    view = told.view(Voice.TEAM)
    assert view is not None
    assert "department-region" in {split.key for split in view.splits}
    assert "parts-department-region" not in {key for _voice, key in pictures(story.story_of(told))}


# --- what it rests on -------------------------------------------------------------------------------------


def test_each_sheet_says_whose_how_many_when_with_what_and_how_to_take_it(survey: Survey) -> None:
    today = timezone.localdate()
    rest = f"{today.day} {today:%B %Y} · round 1 · Closer 1"
    footers = {
        "You": f"You · {rest}. {CAVEAT}",
        "Peers": f"Peers · 6 of 8 answered · {rest} · smallest group 4. {CAVEAT}",
        "Team": f"Team · 24 of about 30 answered · {rest} · smallest group 5. {CAVEAT}",
    }
    for sheet in story.story_of(executives(three_voices(survey)), talk=True).sheets:
        voice = sheet.name.partition(":")[0]
        assert sheet.footer == footers.get(voice, footers["Team"]), sheet.name


def test_a_footer_is_of_the_voice_that_the_sheet_is_about(survey: Survey) -> None:
    """Also where the peers lead, or the executive alone."""
    peers(survey)
    told = story.story_of(executives(survey), talk=True)
    whose = {sheet.name: sheet.footer.partition(" · ")[0] for sheet in told.sheets}
    assert whose.pop("You") == "You"
    assert set(whose.values()) == {"Peers"}
    alone = story.story_of(as_executive(finished()), talk=True)
    assert {sheet.footer.partition(" · ")[0] for sheet in alone.sheets} == {"You"}
    assert all(sheet.footer.endswith(CAVEAT) for sheet in (*told.sheets, *alone.sheets))


def test_an_imported_round_says_when_its_answers_were_given(survey: Survey) -> None:
    made = imports.kept(survey, imports.lines_of(team=12, executives=1))
    open_group(made.panels.get(voice=Voice.TEAM))
    told = story.story_of(report.build(made, report.Organiser()), talk=True)
    assert names(told)[:3] == ["In brief", "Executive", "Team"]
    assert told.subtitle == "Imported, March 2024 · 15 March 2024 · Closer 1"
    assert all("imported, March 2024" in sheet.footer for sheet in told.sheets)
    assert "Team: What to move first" not in names(told)  # nobody was asked


# --- an hour about it -------------------------------------------------------------------------------------


def minutes(told: Story) -> tuple[int, list[int]]:
    """Where the hour begins, and the minutes of its parts."""
    first = names(told).index("Debrief")
    table = told.sheets[first].table
    assert table is not None
    parts = told.sheets[first + 1 :]
    assert [int(str(line[0])) for line in table.lines] == [
        int(re.search(r", (\d+) minutes$", sheet.lead)[1])
        for sheet in parts  # type: ignore[index]
    ]
    assert [line[1] for line in table.lines] == [sheet.name for sheet in parts]
    assert [line[2] for line in table.lines] == [sheet.title for sheet in parts]
    return first, [int(str(line[0])) for line in table.lines]


@pytest.mark.parametrize("who", ["alone", "peers", "all", "consultant"])
def test_the_hour_comes_last_and_only_when_asked_for_and_is_an_hour(survey: Survey, who: str) -> None:
    if who == "peers":
        peers(survey)
    if who in ("all", "consultant"):
        three_voices(survey)
    made = consultants(survey) if who == "consultant" else executives(survey)
    plain, told = story.story_of(made), story.story_of(made, talk=True)
    assert "Debrief" not in names(plain)
    first, given = minutes(told)
    assert told.sheets[:first] == plain.sheets
    assert sum(given) == 60
    assert len(given) >= 3
    assert [sheet.depth for sheet in told.sheets[first:]] == [1, *[2] * len(given)]
    assert told.sheets[first].notes


def test_without_anything_to_talk_about_there_is_no_hour(survey: Survey) -> None:
    told = story.story_of(consultants(survey), talk=True)
    assert names(told) == ["In brief", "In words"]


# --- the board's page -------------------------------------------------------------------------------------


def test_a_board_gets_a_picture_three_sentences_what_to_expect_and_at_most_three_actions(
    survey: Survey,
) -> None:
    three_voices(survey)
    for made in (as_executive(finished()), executives(survey), consultants(survey)):
        sheet = story.board_of(made)
        assert len(sheet.points) == 4
        assert sheet.points[3].startswith("Expect ")
        assert sheet.exhibit is not None
        assert sheet.exhibit.key == "planogram"
        assert sheet.exhibit.voice == story.leading(made).voice
        assert sheet.table is not None
        assert 1 <= len(sheet.table.lines) <= 3
        assert all(line[3:] == (story.BLANK, story.BLANK) for line in sheet.table.lines)
        assert sheet.footer == story.leading(made).footer
        assert not sheet.notes


def test_own_marks_are_on_the_boards_page_only_if_they_are_in_the_report(survey: Survey) -> None:
    three_voices(survey)
    whole, alone = executives(survey), report.without_own_marks(executives(survey))
    with_camps = story.board_of(whole)
    assert "two camps" in with_camps.points[2]  # what is disputed comes first
    team_view = replace(
        whole.views[2],
        practices=tuple(replace(row, evidence=None, cannot_tell=None) for row in whole.views[2].practices),
        since=None,
    )
    whole = replace(whole, views=(*whole.views[:2], team_view))
    assert story.board_of(whole).points[2].startswith("You place “")
    stripped = report.without_own_marks(whole)
    assert "24 of about 30 answered" in story.board_of(stripped).points[2]
    assert not re.search(OWN_WORDS, said(story.board_of(stripped), story.board_of(alone)))


def test_of_an_executive_alone_who_leaves_the_own_marks_out_there_is_nothing_but_a_reason() -> None:
    made = report.without_own_marks(as_executive(finished()))
    sheet = story.board_of(made)
    assert sheet.title == "No results are open yet that this page could show."
    assert (sheet.points, sheet.exhibit, sheet.table, sheet.lead) == ((), None, None, "")
    brief = story.story_of(made).sheets[0]
    assert (brief.name, brief.title, brief.points, brief.table) == ("In brief", sheet.title, (), None)
    assert "level" not in said(sheet, *story.story_of(made, talk=True).sheets)


def test_the_brief_says_what_the_boards_page_says(survey: Survey) -> None:
    made = executives(three_voices(survey))
    brief, board = story.story_of(made).sheets[0], story.board_of(made)
    assert (brief.title, brief.points, brief.table, brief.footer) == (
        board.title,
        board.points,
        board.table,
        board.footer,
    )
    assert brief.notes  # how far the answers carry, for whoever presents


# --- what is hidden, and what people typed ----------------------------------------------------------------


@pytest.mark.parametrize("code", ["C7", "E5", "P7"])
def test_a_practice_that_is_hidden_is_named_nowhere_but_in_tables_that_say_so(
    survey: Survey, code: str
) -> None:
    peers(survey)
    team(survey, few=code)
    made = consultants(survey)
    view = made.view(Voice.TEAM)
    assert view is not None
    row = next(row for row in view.practices if row.code == code)
    assert row.hidden
    told = story.story_of(made, talk=True)
    sheets = [sheet for sheet in (*told.sheets, story.board_of(made)) if sheet.footer.startswith("Team")]
    assert len(sheets) > 12
    assert row.name not in said(*sheets)
    for sheet in sheets:
        if sheet.exhibit is not None:
            for line in sheet.exhibit.table.lines:
                assert line[0] != row.name or not any(isinstance(cell, Decimal | int) for cell in line), (
                    sheet.name
                )


HOSTILE = (
    "<script>alert(1)</script> & “Söhne”",
    "=HYPERLINK(1)",
    "שלום עולם",
    "  two  spaces ",
    "{{ x }} %s %(n)d",
    "",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_typed_passes_unchanged(name: str) -> None:
    survey = voices.survey_of(organisation=name)
    team(survey, departments=(name[:40] or "A", "Rest"))
    made = executives(survey)
    told = story.story_of(made, talk=True)
    assert told.organisation == name
    if name:
        assert f"places {name} at" in told.sheets[0].points[0]
        heads = [
            sheet.exhibit.table.head
            for sheet in told.sheets
            if sheet.exhibit and sheet.exhibit.key == "parts-department"
        ]
        assert any(name[:40] in cell for cell in heads[0])
    else:
        assert "places your organisation at" in told.sheets[0].points[0]


# --- the same again ---------------------------------------------------------------------------------------


def test_the_same_report_tells_the_same_story(survey: Survey) -> None:
    three_voices(survey)
    first, again = executives(survey), executives(survey)
    assert first is not again
    for talk in (False, True):
        assert repr(story.story_of(first, talk=talk)) == repr(story.story_of(again, talk=talk))
    assert repr(story.board_of(first)) == repr(story.board_of(again))


def test_telling_changes_nothing_in_the_report(survey: Survey) -> None:
    made = executives(three_voices(survey))
    before = repr(made)
    story.story_of(made, talk=True)
    story.board_of(made)
    assert repr(made) == before


def test_a_story_carries_the_language_it_is_told_in(survey: Survey) -> None:
    made = executives(survey)
    with translation.override("de"):
        told = story.story_of(made, talk=True)
    assert told.language == "de"
    assert len(told.sheets) == len(story.story_of(made, talk=True).sheets)
    with translation.override(None):
        assert story.story_of(made).language == "en"
