import gzip
import itertools
import re
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.charts import files, theme
from assessment.charts.perception import KeyEntry, Perception, Row, phone, wide
from tests.assessment.charts.gap_samples import (
    HOSTILE,
    LONG_NAME,
    PERCEPTION_5,
    PERCEPTION_ROWS,
    assert_in_place,
    page,
    perception_row,
    perceptions,
    shapes,
)
from tests.assessment.charts.samples import written

VARIANTS = [pytest.param(wide, id="wide"), pytest.param(phone, id="phone")]
# px: names 238, "team" 36 + 12, "peers" 36 + 12, "you" 36, 16 before them
LEFT, RIGHT = 238.0, 752.0
MIDDLE, STEP = 495.0, 128.5


def bare(*rows: Row, **more: Any) -> Perception:
    """Without a key, whose marks would be counted."""
    return perceptions(*rows, key=(), **more)


def row(you: float, team: float, peers: float | None = None, **more: Any) -> Row:
    return perception_row("Practice", you, peers, team, 0.2, **more)


# --- where marks stand ------------------------------------------------------------------------------------


def test_marks_stand_at_their_distance_from_the_team() -> None:
    root = page(wide(bare(row(4, 2.5, 3.0, clear=True))))
    ((you,), (peers,), (team,)) = (shapes(root, part) for part in ("you", "peers", "team"))
    assert (you.x, peers.x, team.x) == (MIDDLE + 1.5 * STEP, MIDDLE + 0.5 * STEP, MIDDLE)
    assert you.y == peers.y == team.y


def test_the_line_runs_from_the_average_to_you() -> None:
    (higher,) = shapes(page(wide(bare(row(4, 2.5)))), "off")
    assert (higher.left, higher.right, higher.stroke) == (MIDDLE, MIDDLE + 1.5 * STEP, "you")
    (lower,) = shapes(page(wide(bare(row(2, 3)))), "off")
    assert (lower.left, lower.right) == (MIDDLE - STEP, MIDDLE)


def test_the_interval_lies_around_the_average() -> None:
    (capsule,) = shapes(page(wide(bare(row(4, 2.5, interval=(2.3, 2.9))))), "interval")
    assert (capsule.left, capsule.right) == pytest.approx(
        (MIDDLE - 0.2 * STEP, MIDDLE + 0.4 * STEP), abs=0.02
    )
    assert (capsule.height, capsule.fill, capsule.opacity) == (14, "team", 0.22)
    assert not shapes(page(wide(bare(row(4, 2.5, interval=None)))), "interval")


def test_the_band_reaches_half_a_level_to_either_side() -> None:
    root = page(wide(PERCEPTION_5))
    (band,) = (p for p in root.iter("path") if "--viz-bench" in p.get("fill", ""))
    xs = [float(t) for t in re.findall(r"-?[\d.]+", band.attrib["d"])][::2]
    (team, *_) = shapes(root, "team")
    step = (shapes(root, "you")[0].x - team.x) / 1.56
    assert (min(xs), max(xs)) == pytest.approx((team.x - step / 2, team.x + step / 2), abs=0.02)


def test_a_clear_difference_is_filled_and_another_hollow() -> None:
    root = page(wide(PERCEPTION_5))
    filled, hollow = shapes(root, "you"), shapes(root, "unclear")
    assert (len(filled), len(hollow)) == (3, 2)
    assert {(m.fill, m.stroke) for m in filled} == {("you", "paper")}
    assert {(m.fill, m.stroke, m.stroke_width) for m in hollow} == {("paper", "you", 2.0)}
    weights = {text.words: text.weight for text in written(root)}
    assert weights["Colleagues are heard"] == 600
    assert weights["Able to help on the spot"] == 400


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize(
    ("peers", "down"),
    [(4.0, 8), (3.89, 8), (3.87, 0), (4.11, 8), (4.13, 0), (2.6, 8), (2.4, 8), (2.63, 0), (3.25, 0)],
)
def test_peers_make_way_for_you_and_for_the_team(draw: Any, peers: float, down: float) -> None:
    root = page(draw(bare(row(4, 2.5, peers, clear=True))))
    (mark,), (you,) = shapes(root, "peers"), shapes(root, "you")
    assert mark.y - you.y == pytest.approx(down)


@pytest.mark.parametrize(
    ("you", "team", "peers", "reach"),
    [
        (4, 2.5, None, 2), (4, 2, None, 2), (4, 1.9, None, 3), (5, 1.8, None, 4), (1, 4.2, None, 4),
        (3, 2.5, 4.6, 3), (5, 1, None, 4), (1, 5, None, 4), (4.4, 2.4, None, 2),
    ],
)  # fmt: skip
def test_the_scale_widens_as_far_as_the_farthest_mark(
    you: float, team: float, peers: float | None, reach: int
) -> None:
    data = bare(row(you, team, peers))
    assert data.reach == reach
    for draw in (wide, phone):
        root = page(draw(data))
        said = {text.words for text in written(root)}
        assert {f"+{reach}", f"−{reach}"} <= said
        assert f"+{reach + 1}" not in said
        across = float(root.attrib["viewBox"].split()[2])
        assert all(0 < m.left < m.right < across for m in (*shapes(root, "unclear"), *shapes(root, "peers")))


def test_an_interval_wider_than_the_scale_ends_with_it() -> None:
    (capsule,) = shapes(page(wide(bare(row(4, 2.5, interval=(1, 5))))), "interval")
    assert (capsule.left, capsule.right) == (MIDDLE - 1.5 * STEP, RIGHT)


@pytest.mark.parametrize(("name", "height"), [("Practice", 38), (LONG_NAME, 44)])
def test_rows_are_as_high_as_their_words_need(name: str, height: float) -> None:
    marks = shapes(page(wide(bare(*[perception_row(name, 4, None, 2.5, 0.2)] * 3))), "team")
    assert [b.y - a.y for a, b in itertools.pairwise(marks)] == [height, height]


def test_phone_rows_are_name_marks_numbers() -> None:
    root = page(phone(bare(row(4, 2.5, 3.5, clear=True, peers_text="4.5 or more"))))
    assert root.attrib["viewBox"].split()[2] == "328"
    texts = {text.words: text for text in written(root)}
    (you,), (team,) = shapes(root, "you"), shapes(root, "team")
    assert (team.x, you.x) == (164, 164 + 1.5 * 76)
    assert texts["Practice"].bottom < you.y < texts["4.5 or more"].top
    assert texts["you"].left < texts["peers"].left < texts["team"].left
    assert texts["peers"].top == texts["4.5 or more"].top
    assert texts["4"].left - texts["you"].right == pytest.approx(4, abs=0.02)


# --- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_every_word_and_number_is_said(draw: Any) -> None:
    texts = assert_in_place(page(draw(PERCEPTION_5)))
    everything = " ".join(text.words for text in texts)
    for drawn in PERCEPTION_ROWS:
        for words in (drawn.name, drawn.you_text, drawn.peers_text, drawn.team_text):
            assert words in everything
    p = PERCEPTION_5
    for words in (
        p.lower_words,
        p.higher_words,
        p.average_words,
        p.band_words,
        *p.notes,
        *(e.words for e in p.key),
    ):
        assert words in everything


def test_numbers_end_under_their_heads() -> None:
    texts = written(page(wide(bare(row(4, 2.5, 3.5, you_text="4", peers_text="3.5", team_text="2.5")))))
    rights = {text.words: round(text.right, 2) for text in texts}
    assert rights["team"] == rights["2.5"] == 900
    assert rights["peers"] == rights["3.5"] == 852
    assert rights["you"] == rights["4"] == 804
    hues = {text.words: text.fill for text in texts}
    assert "--viz-peers" in hues["3.5"]
    assert "--viz-team" in hues["2.5"]
    assert "--viz-you" in hues["4"]


def test_a_wide_number_takes_its_room_from_the_scale() -> None:
    (narrow,) = shapes(page(wide(bare(row(4, 2.5, 1.5, peers_text="1.5")))), "team")
    root = page(wide(bare(row(4, 2.5, 1.5, peers_text="1.5 or less"))))
    (moved,) = shapes(root, "team")
    assert moved.x < narrow.x
    texts = {text.words: text for text in assert_in_place(root)}
    assert texts["1.5 or less"].left - texts["4"].right >= 11.9


def test_without_peers_there_is_no_column_for_them() -> None:
    root = page(wide(bare(row(4, 2.5), peers_head="")))
    assert "peers" not in {text.words for text in written(root)}
    (team,) = shapes(root, "team")
    assert team.x == MIDDLE + 24


def test_a_tick_that_would_touch_the_average_is_left_out() -> None:
    data = bare(row(5, 1.2), average_words="Durchschnitt des ganzen Teams")
    said = [text.words for text in assert_in_place(page(wide(data)))]
    assert "+1" not in said
    assert {"+2", "+3", "+4"} <= set(said)
    assert "+1" in {text.words for text in written(page(wide(bare(row(4, 2.5)))))}


def test_heading_is_drawn_only_for_exports() -> None:
    headed = replace(PERCEPTION_5, heading="You rate it higher", subtitle="Against the team average")
    texts = {text.words: text for text in written(page(wide(headed)))}
    assert (texts["You rate it higher"].size, texts["Against the team average"].size) == (20, 13)
    assert "You rate it higher" not in {text.words for text in written(page(wide(PERCEPTION_5)))}


@pytest.mark.parametrize("draw", VARIANTS)
def test_without_rows_only_the_notes_are_said(draw: Any) -> None:
    data = perceptions(notes=("In step on all 12.", ""))
    assert [text.words for text in assert_in_place(page(draw(data)))] == ["In step on all 12."]
    assert float(page(draw(perceptions(notes=()))).attrib["viewBox"].split()[3]) > 0


@pytest.mark.parametrize("draw", VARIANTS)
def test_many_rows(draw: Any) -> None:
    root = page(draw(bare(*(PERCEPTION_ROWS * 3)[:11])))
    assert_in_place(root)
    assert len(shapes(root, "team")) == 11


@pytest.mark.parametrize("field", ["you", "team", "peers"])
def test_a_level_off_the_scale_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match=r"Pr: level 5\.2 is not within"):
        replace(row(4, 2.5, 3), **{field: 5.2})


def test_an_interval_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        row(4, 2.5, interval=(3, 2))


# --- any words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_stay_words_inside_the_sheet(draw: Any, kind: str) -> None:
    words = HOSTILE[kind]
    fields = (
        "lower_words higher_words average_words band_words you_head peers_head team_head heading subtitle"
    )
    key = (KeyEntry("you", words), KeyEntry("unclear", words))
    texts = {"you_text": words, "peers_text": words, "team_text": words}
    data = perceptions(
        perception_row(words, 5, 4.5, 1.2, 0.3, True, **texts),
        perception_row(words, 4, 4, 2.5, 0.3, **texts),
        key=key, lower_ticks=(words,) * 4, higher_ticks=(words,) * 4, notes=(words, words),
        **dict.fromkeys(fields.split(), words),
    )  # fmt: skip
    text = files.svg(draw(data), "g", words, words)
    assert "<script" not in text
    assert "<b>" not in text
    root = page(draw(data))
    assert_in_place(root)
    assert all("style" not in element.attrib for element in root.iter())
    assert all(
        0 <= m.left <= m.right <= float(root.attrib["viewBox"].split()[2]) for m in shapes(root, "you")
    )


phrases = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from([LONG_NAME, "W" * 80, "x"])
levels = st.floats(1, 5)
some_rows = st.builds(
    Row, code=st.just("P1"), name=phrases, you=levels, team=levels, you_text=phrases, team_text=phrases,
    peers=st.none() | levels, peers_text=phrases, clear=st.booleans(),
)  # fmt: skip
four = st.tuples(phrases, phrases, phrases, phrases)


@settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(st.lists(some_rows, max_size=4), four, four, phrases)
def test_whatever_people_write_no_text_covers_another(rows: Any, names: Any, others: Any, words: str) -> None:
    key = (KeyEntry("you", words), KeyEntry("unclear", names[0]), KeyEntry("peers", names[1]))
    data = perceptions(
        *rows, lower_words=names[0], higher_words=names[1], average_words=names[2], band_words=names[3],
        you_head=others[0], peers_head=others[1], team_head=others[2], lower_ticks=others,
        key=key,
        notes=names, heading=others[3], subtitle=words,
    )  # fmt: skip
    for draw in (wide, phone):
        assert_in_place(page(draw(data)))


# --- bytes and time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_same_data_same_bytes(draw: Any) -> None:
    assert len({files.svg(draw(PERCEPTION_5), "g", "t", "d") for _ in range(2)}) == 1
    assert len({files.png(draw(PERCEPTION_5), 1) for _ in range(2)}) == 1


@pytest.mark.parametrize("draw", VARIANTS)
def test_colours_follow_the_page(draw: Any) -> None:
    text = files.svg(draw(PERCEPTION_5), "g", "t", "d")
    assert not re.search(r'"#[0-9a-fA-F]{6}"', text)
    assert set(re.findall(r"var\(--viz-(\w+),", text)) <= set(theme.DARK)


@pytest.mark.parametrize("draw", VARIANTS)
def test_it_is_light_and_quick(draw: Any) -> None:
    times = []
    for _ in range(9):
        start = time.process_time()
        text = files.svg(draw(PERCEPTION_5), "g", "t", "d")
        times.append(time.process_time() - start)
    assert sorted(times)[4] <= 0.06
    assert len(gzip.compress(text.encode())) <= 5_000
