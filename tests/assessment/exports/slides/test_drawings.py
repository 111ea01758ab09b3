"""Native drawings say with their geometry what the pictures say."""

from dataclasses import replace

import pytest

from assessment.charts.theme import LIGHT
from assessment.exports.slides import dumbbell, nodes, planogram
from assessment.exports.slides.sketch import LEAST, Room
from tests.assessment.charts import gap_samples, samples
from tests.assessment.exports.slides.decks import (
    alt,
    fill,
    groups,
    made,
    named,
    profile,
    sheet,
    stroke,
    walk,
)

ROOM = Room(40, 112, 880, 380)


def shelves(group):
    """From the lowest shelf up to the fifth, EMU."""
    lines = {shape.name: shape.top for shape in group.shapes if shape.name.startswith("Shelf")}
    assert len(lines) == 5
    return (lines["Shelf 0"] - lines["Shelf 4"]) * 5 / 4


def test_averages_are_heights_in_proportion_to_the_shelves():
    slide = made(sheet(samples.TEAM_12)).slides[1]
    found = groups(slide)
    high = shelves(found["Knowing each customer"])
    for column in (*samples.TEAM_C, *samples.TEAM_E, *samples.TEAM_P):
        (today,) = named(found[column.name].shapes, "Today")
        assert today.height / high == pytest.approx(column.today / 5, abs=0.002)
        assert fill(today) == LIGHT["team"]
        (to_go,) = (s for s in found[column.name].shapes if s.name.startswith("Still to go"))
        top = to_go.top - today.top - today.height
        assert -top / high == pytest.approx(column.wanted / 5, abs=0.006)
        assert stroke(to_go) == LIGHT["gap" if column.emphasis else "team"]
        assert fill(to_go) == LIGHT["gaptint" if column.emphasis == "widest" else "paper"]


def test_whole_levels_are_boxes_with_the_gap_written_in_the_highest():
    found = groups(made(sheet(samples.CORE_12)).slides[1])
    path = found["The customer’s whole path"]
    assert len(named(path.shapes, "Today")) == 2
    widest = named(path.shapes, "Still to go, widest gap")
    assert [box.text_frame.text for box in sorted(widest, key=lambda box: box.top)] == ["+3", "", ""]
    assert alt(path) == "The customer’s whole path: today 2, wanted 5, gap +3"
    unknown = found["Partners who represent us"]
    (missing,) = named(unknown.shapes, "Not shown")
    assert missing.text_frame.text == "don’t know"
    assert "sysDash" in missing._element.xml
    assert named(unknown.shapes, "Today") == []


def test_a_practice_without_averages_brings_no_number():
    found = groups(made(sheet(samples.PEERS_12)).slides[1])
    hidden = found["Colleagues are heard"]
    words = " ".join(shape.text_frame.text for shape in walk(hidden.shapes))
    assert "too few answers" in words
    assert not any(character.isdigit() for character in words + alt(hidden))
    assert {shape.name for shape in hidden.shapes} == {"Not shown", "Practice"}


def test_the_dumbbell_places_marks_by_level():
    slide = made(sheet(gap_samples.DUMBBELL_12)).slides[1]
    found = groups(slide)
    lines = {n: named(slide.shapes, f"Level {n}")[0].left for n in (1, 5)}
    step = (lines[5] - lines[1]) / 4

    def level(shape):
        return (shape.left + shape.width / 2 - lines[1]) / step + 1

    for row in gap_samples.ROWS_12:
        group = found[row.name]
        (today,), (wanted,) = named(group.shapes, "Today"), named(group.shapes, "Wanted")
        assert level(today) == pytest.approx(row.today, abs=0.01)
        assert level(wanted) == pytest.approx(row.wanted, abs=0.01)
        assert (fill(today), fill(wanted), stroke(wanted)) == (LIGHT["team"], LIGHT["paper"], LIGHT["team"])
        (line,) = named(group.shapes, "Gap line")
        assert stroke(line) == LIGHT["gap"]
        assert ("alpha" in line._element.xml) is not row.emphasised
        (interval,) = named(group.shapes, "Today, interval")
        assert interval.width / step == pytest.approx(row.today_interval[1] - row.today_interval[0], abs=0.01)
        assert 'val="22000"' in interval._element.xml
        if row.peers is not None:
            (peers,) = named(group.shapes, "Peers today")
            assert level(peers) == pytest.approx(row.peers, abs=0.01)
            assert peers.top > today.top
        if row.you is not None:
            (you,) = named(group.shapes, "Executive today")
            assert level(you) == pytest.approx(row.you, abs=0.01)
            assert you._element.spPr.prstGeom.get("prst") == "diamond"


def test_a_hidden_row_is_hatched_and_brings_no_number():
    rows = (*gap_samples.ROWS_12[:3], gap_samples.hidden_row("Suppliers", you=4))
    found = groups(made(sheet(gap_samples.dumbbells(*rows))).slides[1])["Suppliers"]
    assert {shape.name for shape in found.shapes} == {"Line", "Practice", "Executive today", "Hidden", "Why"}
    assert "pattFill" in named(found.shapes, "Hidden")[0]._element.xml
    assert alt(found) == "Suppliers: hidden"


@pytest.mark.parametrize("number", [3, 12])
def test_why_a_row_is_hidden_is_told_whole_however_close_rows_stand(number):
    why = "4.5 to 5 today, 4.5 to 5 wanted"
    rows = [replace(gap_samples.hidden_row(f"Practice {at}"), hidden=why) for at in range(number)]
    slide = made(sheet(gap_samples.dumbbells(*rows), points=())).slides[1]
    reasons = [shape.text_frame.text for shape in walk(slide.shapes) if shape.name == "Why"]
    assert [" ".join(words.split()) for words in reasons] == [why] * number


def test_many_rows_go_on_on_a_second_slide_with_their_bracket():
    rows = gap_samples.ROWS_12 + gap_samples.ROWS_12
    chart = gap_samples.dumbbells(*rows, tie=(7, 15), tie_words="too close to rank")
    deck = made(sheet(chart, points=()))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[2].endswith("(2 of 2)")
    for slide in (deck.slides[1], deck.slides[2]):
        assert len(named(slide.shapes, "Gap line")) == 12
        assert len(named(slide.shapes, "Too close to rank")) == 1


def test_the_profile_has_a_bar_for_every_voice_that_has_numbers():
    slide = made(sheet(profile())).slides[1]
    shapes = list(walk(slide.shapes))
    assert len([s for s in shapes if s.name == "Bar"]) == 4
    assert sum(s.has_text_frame and s.text_frame.text == "not open yet" for s in shapes) == 2
    assert sum(s.name == "Hidden" for s in shapes) == 2
    lines = {n: named(slide.shapes, f"Level {n}")[0].left for n in (1, 5)}
    (first, _second) = (s for s in shapes if s.name == "Team (214)")
    (today,), (wanted,) = named(first.shapes, "Today"), named(first.shapes, "Wanted")
    for mark, level in ((today, 3), (wanted, 4)):
        at = (mark.left + mark.width / 2 - lines[1]) / (lines[5] - lines[1]) * 4 + 1
        assert at == pytest.approx(level, abs=0.01)
    assert (fill(today), fill(wanted), stroke(wanted)) == (LIGHT["team"], LIGHT["paper"], LIGHT["team"])
    assert {alt(s) for s in shapes if s.name == "You"} == {"You: today 3.0, wanted 4.3, gap 1.3"}


@pytest.mark.parametrize(
    "chart", [samples.CORE_12, samples.FULL_24, samples.TEAM_12, samples.TEAM_24, samples.PEERS_12]
)
def test_planograms_stay_in_their_room_and_readable(chart):
    drawing = planogram.draw(chart, ROOM)
    left, top, right, bottom = nodes.edges(drawing)
    assert left >= ROOM.x - 0.1
    assert right <= ROOM.x + ROOM.width + 0.1
    assert top >= ROOM.y - 6
    assert bottom <= ROOM.bottom
    assert min(shape.words.size for shape in nodes.shown(drawing) if shape.words) >= LEAST - 0.001


def test_narrow_rooms_have_everything_in_them():
    for chart in (samples.FULL_24, samples.TEAM_24):
        _left, _top, right, bottom = nodes.edges(planogram.draw(chart, Room(40, 112, 640, 330)))
        assert right <= 680.1
        assert bottom <= 442.1
    narrow = Room(40, 112, 640, 330)
    assert nodes.edges(dumbbell.draw(gap_samples.DUMBBELL_12, narrow))[3] <= 442.1


def test_no_picture_where_there_are_shapes():
    for chart in (samples.CORE_12, samples.TEAM_24, gap_samples.DUMBBELL_12, profile()):
        for slide in made(sheet(chart)).slides:
            assert not any(shape.shape_type == 13 for shape in walk(slide.shapes))
