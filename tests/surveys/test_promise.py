"""What people are promised: the words follow from the panel's numbers, and stay once they were said."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override
from pytest_django import Settings

from surveys import notices, packs, promise
from surveys.actions import inviting
from surveys.choices import Voice, Way
from surveys.models import Panel, Survey
from surveys.promise import Point
from tests import voices

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def survey() -> Survey:
    return voices.survey_of()


def text(panel: Panel) -> str:
    return "\n".join(f"{point.head} {point.rest}" for point in promise.points(panel))


def panel(survey: Survey, voice: str, way: str, **columns: object) -> Panel:
    """A panel that nobody was asked by yet, in memory."""
    survey.asker = "Jana Berg"
    threshold = 5 if voice == Voice.TEAM else 4
    return Panel(**{"survey": survey, "voice": voice, "way": way, "threshold": threshold, **columns})


def test_peers_by_list_are_told_this(survey: Survey, settings: Settings) -> None:
    settings.OPERATOR = "Example Ltd"
    assert promise.points(panel(survey, Voice.PEER, Way.LIST)) == [
        Point(
            "Until you press Finish,",
            "your draft is tied to your link. Anyone who can read your mail could open that link; what "
            "you’ve answered opens on another device only with a code that you’re shown.",
        ),
        Point(
            "Once you press Finish,",
            "the tie is cut for good. Nobody using Closer can trace your answers to you, and you can’t "
            "change them.",
        ),
        Point(
            "Small groups stay hidden.",
            "Jana Berg, and whoever is shown the results, see peers only together, from 4 answers, to the "
            "nearest half level.",
        ),
        Point("Whoever asks chose the addresses,", "and could have made some of them up."),
        Point("Nobody is told", "whether you answered or declined."),
        Point(
            "Example Ltd runs this server.",
            "Someone there who copies its files or records its traffic while you answer could learn more.",
        ),
        Point(
            "Nothing is kept for ever.",
            "Your address goes 30 days after results open, answers 36 months after results open. If they "
            "never do, both count from the closing date. A draft you don’t finish goes when results open, at "
            "the latest 30 days after its last save.",
        ),
    ]


def test_the_numbers_are_the_panels_own(survey: Survey) -> None:
    said = text(
        panel(survey, Voice.TEAM, Way.LIST, threshold=7, address_days=1, draft_days=8, answer_months=12)
    )
    assert (
        "Jana Berg, and whoever is shown the results, see averages of 7 people or more, for departments too, "
        "and of everybody together, from ten on, how answers spread; never single answers."
    ) in said
    assert "Your address goes 1 day after results open" in said
    assert "at the latest 8 days after its last save" in said
    assert "answers 12 months after results open" in said


def test_peers_by_link_are_told_that_it_takes_one_more_and_who_else_may_answer(survey: Survey) -> None:
    said = text(panel(survey, Voice.PEER, Way.LINK))
    assert "from 5 answers" in said
    assert "Anyone with the link can answer, whoever sent it to you too." in said
    assert "address" not in said
    assert "mail" not in said


def test_a_team_by_link_is_told_that_what_it_says_of_itself_is_voluntary(survey: Survey) -> None:
    said = text(panel(survey, Voice.TEAM, Way.LINK, head_count=10))
    assert "What you say about yourself is voluntary." in said
    assert "in groups of 5 people or more, and your answers keep none of it once results are open" in said
    assert "Anyone with the link can answer" in said


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ({}, None),
        ({"department": []}, None),
        ({"department": ["Sales"]}, "Your department came with the list"),
        ({"department": ["Sales"], "level": ["Lead"]}, "Your department and level came with the list"),
        (
            {"department": ["Sales"], "region": ["North"], "level": ["Lead"]},
            "Your department, region and level came with the list",
        ),
    ],
)
def test_a_team_by_list_is_told_what_came_with_it(
    survey: Survey, kinds: dict[str, list[str]], words: str | None
) -> None:
    said = text(panel(survey, Voice.TEAM, Way.LIST, segments=kinds))
    assert (words in said) if words else ("came with the list" not in said)
    assert "Whoever asks chose the addresses, and could have made some of them up." in said
    if words:
        assert "only what at least 5 people asked have in common" in said


def test_it_stands_from_the_moment_it_was_said(survey: Survey, settings: Settings) -> None:
    asked = voices.by_list(survey, Voice.PEER, 6)
    before = text(asked)
    assert before == text(panel(survey, Voice.PEER, Way.LIST))
    settings.OPERATOR = "Somebody else"
    Survey.objects.update(asker="Somebody else")
    Panel.objects.update(threshold=7, address_days=300)
    assert text(voices.fresh(asked)) == before


def test_a_link_without_addresses_tells_from_when_the_answers_count(survey: Survey) -> None:
    assert promise.points(panel(survey, Voice.PEER, Way.LINK, answer_months=12))[-1] == Point(
        "Nothing is kept for ever.",
        "Answers go 12 months after results open, or after the closing date if they never do. A draft you "
        "don’t finish goes when results open, at the latest 30 days after its last save.",
    )


OLD = "[en]\nNothing is kept for ever.\tAnswers go.\n[de]\nNichts bleibt ewig.\tAntworten verfallen."


def test_what_was_promised_in_earlier_words_is_said_in_them_wherever_it_stands(survey: Survey) -> None:
    asked = voices.by_list(survey, Voice.PEER, 6)
    Panel.objects.filter(pk=asked.pk).update(promise=OLD, notice="")
    asked = voices.fresh(asked)
    for language, said in (("en", "Answers go."), ("de", "Antworten verfallen.")):
        with override(language):
            kept = promise.how_long_told(asked).rest
            noticed = [point.rest for point in notices.points(asked)]
            listed = [setting.value for setting in packs.settings_of(asked)]
        assert kept == said
        assert said in noticed
        assert said in listed


def test_before_it_was_said_it_follows_what_is_prepared(survey: Survey) -> None:
    prepared = voices.prepared(survey, Voice.PEER, 6)
    assert "Jana Berg, and whoever" in text(prepared)
    voices.prepared(survey, Voice.PEER, 6, asker="Tom Ott")
    assert "Tom Ott, and whoever" in text(voices.fresh(prepared))


@pytest.mark.parametrize(
    "name", ["Jana\tBerg", "Jana\nBerg", "Jana\x85Berg", "Jana\u2028Berg", "Jana\r\n\tBerg"]
)
def test_no_name_can_break_what_is_stored(survey: Survey, settings: Settings, name: str) -> None:
    settings.OPERATOR = name
    asked = voices.by_list(survey, Voice.PEER, 6, asker=name)
    points = promise.points(asked)
    assert [point.head for point in points[4:]] == [
        "Nobody is told",
        "Jana Berg runs this server.",
        "Nothing is kept for ever.",
    ]
    assert points[2].rest.startswith("Jana Berg, and whoever")


@pytest.mark.parametrize("voice", [Voice.PEER, Voice.TEAM])
@pytest.mark.parametrize("way", [Way.LIST, Way.LINK])
def test_no_promise_says_more_than_can_be_kept(survey: Survey, voice: str, way: str) -> None:
    said = text(panel(survey, voice, way, segments={"department": ["Sales"]})).lower()
    for word in ("anonym", "never be", "impossible", "guarantee", "target", "score", "%("):
        assert word not in said


def test_the_closing_date_is_written_out(survey: Survey) -> None:
    assert (
        promise.closing(panel(survey, Voice.TEAM, Way.LIST, closes_on=date(2027, 1, 9))) == "9 January 2027"
    )
    assert promise.closing(panel(survey, Voice.TEAM, Way.LIST)) == ""


def test_a_later_list_brings_no_kind_of_segment_that_nobody_was_told_of(survey: Survey) -> None:
    asked = voices.by_list(survey, Voice.TEAM, voices.people(5, "Sales") + voices.people(5, name="other"))
    before = text(asked)
    by = voices.executive_of(survey)
    inviting.put_list(panel=asked, rows=voices.people(6, "Kitchen", "North", "Lead", name="later"), by=by)
    inviting.send(panel=asked, by=by)
    asked = voices.fresh(asked)
    assert text(asked) == before
    assert sorted(asked.classes) == [
        ["", "", "", 5],
        ["Kitchen", "", "", 6],
        ["Sales", "", "", 5],
    ]
    assert (asked.segments["region"], asked.segments["level"]) == ([], [])
