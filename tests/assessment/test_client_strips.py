"""What the picture of a consultant's clients is told, out of every kind of client."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image

from assessment import client_strips, pictures, portfolio
from assessment.charts.clients import Clients, Row, Strip
from assessment.charts.theme import LIGHT
from assessment.exports import clients as table
from assessment.portfolio import Client
from assessment.rows import ScoreRow
from assessment.views.portfolio import PER_PAGE
from surveys.choices import Voice
from surveys.models import Share
from tests.assessment import clients
from tests.assessment.charts.gap_samples import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SHAPES = ("wide", "phone")


def score(code: str, today: str | None, wanted: str | None) -> ScoreRow:
    a, b = (None if side is None else Decimal(side) for side in (today, wanted))
    return ScoreRow(code, code, a, b, None if a is None or b is None else b - a)


def client(known: str = "Vesta Travel", /, voice: str = "", today: Any = "2.5", **more: Any) -> Client:
    """A client with the same levels in every category, or none."""
    share = Share.objects.filter(survey__organisation__name=known).first() or clients.shared(known)
    (bare,) = portfolio.clients([share])
    scores = tuple(score(code, today, "4.0") for code in ("C", "E", "P")) if voice else ()
    facts: dict[str, Any] = {"voice": voice, "categories": scores}
    facts["overall"] = score("", today, "4.0") if voice else None
    return replace(bare, **(facts | more))


def told(*rows: Client, waiting: int = 0) -> Clients:
    return client_strips.strips_of(rows, "Heading", "Subtitle", waiting)


def line(row: Client) -> Row:
    (group,) = told(row).filled
    (found,) = group.rows
    return found


# --- what it is told ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voice", "hue", "words"),
    [
        (Voice.TEAM, "team", "team"),
        (Voice.PEER, "peers", "peers, to half levels"),
        (Voice.EXECUTIVE, "you", "executive alone"),
    ],
)
def test_each_voice_has_its_mark_and_its_place_in_the_key(voice: Voice, hue: str, words: str) -> None:
    found = line(client(voice=voice))
    assert (found.hue, found.strips, found.gap_text) == (hue, (Strip(2.5, 4.0),) * 3, "+1.5")
    assert [entry.words for entry in told(client(voice=voice)).key] == [words]


def test_a_client_without_results_says_why_and_has_no_key() -> None:
    found = told(client())
    (row,) = found.filled[0].rows
    assert (row.strips, row.gap_text) == (None, "—")
    assert row.missing == "The executive’s own marks are not shared with you"
    assert found.key == ()
    assert found.notes == ("Structured opinion of our own people, not a measurement of customers.",)


def test_a_category_without_an_average_is_none_and_a_negative_gap_has_its_sign() -> None:
    row = client(voice=Voice.EXECUTIVE)
    partly = replace(row, categories=(row.categories[0], score("E", None, None), score("P", "3", None)))
    assert line(partly).strips == (Strip(2.5, 4.0), None, None)
    assert line(replace(row, overall=score("", "4.0", "3.5"))).gap_text == "−0.5"
    assert line(replace(row, overall=score("", None, None))).gap_text == "—"


def test_categories_are_found_by_code_whatever_their_order() -> None:
    row = client(voice=Voice.TEAM)
    mixed = tuple(score(code, today, "5") for code, today in (("P", "3"), ("C", "1"), ("E", "2")))
    assert line(replace(row, categories=mixed)).strips == (Strip(1, 5), Strip(2, 5), Strip(3, 5))


def test_who_needs_somebody_stands_apart() -> None:
    rows = (client("Ann", needs_you=True), client("Bob"))
    assert [(group.name, group.urgent) for group in told(*rows, waiting=61).filled] == [
        ("Needs you, 61", True),
        ("The others, by name", False),
    ]
    assert [group.name for group in told(rows[1]).filled] == ["By name"]
    assert [group.name for group in told(rows[1], waiting=61).filled] == ["The others, by name"]


def test_a_later_round_is_named() -> None:
    clients.shared("Vesta Travel")
    second = clients.shared("Vesta Travel", round_number=2)
    (row,) = portfolio.clients([second])
    assert line(row).note == "Executive · round 2"


def test_nobody_is_no_picture() -> None:
    with pytest.raises(ValueError, match="nobody to draw"):
        told()


# --- drawn --------------------------------------------------------------------------------------------------

COLOUR = re.compile(r'(?:fill|stroke)="([^"]+)"')


@pytest.mark.parametrize("shape", SHAPES)
def test_colours_are_the_pages_in_a_page_and_the_light_ones_in_a_file(shape: Any) -> None:
    rows = [client(f"Client {at}", voice) for at, voice in enumerate(("", *Voice.values))]
    chart = told(*rows)
    page, file = (pictures.draw(chart, shape, kind).decode() for kind in ("page", "svg"))
    tokens = {f"var(--viz-{name},{value})" for name, value in LIGHT.items()}
    assert set(COLOUR.findall(page)) <= tokens | {"none"}
    assert {"you", "team", "peers", "gap"} <= set(re.findall(r"--viz-(\w+),", page))
    light = {value.lower() for value in LIGHT.values()}
    assert {colour.lower() for colour in COLOUR.findall(file)} <= light | {"none"}
    for drawing in (page, file):
        assert "style=" not in drawing


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_are_drawn_as_words(shape: Any, kind: str) -> None:
    words = HOSTILE[kind]
    rows = [
        client("Ann", voice, name=words, about=words, next=words, nothing=words) for voice in ("", "team")
    ]
    chart = told(*rows)
    svg = pictures.draw(chart, shape, "svg").decode()
    assert "<script" not in svg
    assert "<b>" not in svg
    assert pictures.draw(chart, shape, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("shape", SHAPES)
def test_the_fullest_page_is_not_higher_than_a_png_may_be(shape: Any) -> None:
    words = "Kundenzentrierungsmaßnahme " * 8
    row = client("Ann", Voice.TEAM, name=words, about=words, next=words)
    png = pictures.draw(told(*[row] * PER_PAGE), shape, "png")
    with Image.open(io.BytesIO(png)) as image:
        assert image.height < 65_536


# --- the numbers --------------------------------------------------------------------------------------------


def test_the_numbers_are_words_for_peers_and_numbers_for_others() -> None:
    rows = [client("Ann", Voice.PEER, "1.5"), client("Bob", Voice.TEAM, "1.5"), client("Cai")]
    made = table.made(rows)
    assert made.head[6:8] == ("Knowing each customer: today", "Knowing each customer: wanted")
    assert [row[5:8] for row in made.lines] == [
        ("Peers", "1.5 or less", "4.0"),
        ("Team", Decimal("1.5"), Decimal("4.0")),
        ("", None, None),
    ]
    assert [row[-2:] for row in made.lines] == [
        (Decimal("2.5"), ""),
        (Decimal("2.5"), ""),
        (None, "The executive’s own marks are not shared with you"),
    ]
    assert {len(row) for row in made.lines} == {len(made.head)}
