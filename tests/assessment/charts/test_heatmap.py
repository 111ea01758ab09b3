import gzip
import itertools
import re
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.charts import files, theme
from assessment.charts.heatmap import Group, HeatMap, Key, Row, Segment, Tile, wide
from assessment.charts.heatmap_data import step
from tests.assessment.charts.gap_samples import (
    HEAT_12,
    HEAT_GROUPS,
    HOSTILE,
    LONG_NAME,
    SEGMENTS,
    assert_in_place,
    heat_map,
    heat_row,
    heat_tile,
    page,
    shapes,
)
from tests.assessment.charts.samples import written
from tests.assessment.charts.test_theme import contrast

COLUMN = 87.0  # px with eight segments: (1000 − 222 − 82) / 8


def one_row(gaps: str, everyone: str = "1.0", **more: Any) -> HeatMap:
    """A sheet of one practice, its segments hidden where the gap is."""
    segments = tuple(Segment(f"S{i}", "about 15 people") for i in range(len(gaps.split())))
    return heat_map(segments, Group("Category", (heat_row("Practice", gaps, everyone),)), key=None, **more)


def tiles(data: HeatMap) -> list[tuple[str, str]]:
    """Fill and outline of each tile from left to right; "" is none."""
    found = sorted(shapes(page(wide(data)), "tile"), key=lambda tile: tile.x)
    return [(tile.fill, "" if tile.stroke in {"", "none"} else tile.stroke) for tile in found]


# --- the ramp ---------------------------------------------------------------------------------------------

EDGES = [
    ("0.0", 1), ("0.7", 1), ("0.8", 2), ("1.2", 2), ("1.3", 3), ("1.7", 3), ("1.8", 4), ("2.2", 4),
    ("2.3", 5), ("2.7", 5), ("2.8", 6), ("4.0", 6), ("−0.1", 1), ("−4.0", 1),
]  # fmt: skip


@pytest.mark.parametrize(("gap", "colour"), EDGES)
def test_a_tile_has_the_colour_of_its_step(gap: str, colour: int) -> None:
    assert tiles(one_row(gap)) == [(f"gap{colour}", "")]


@pytest.mark.parametrize(("gap", "colour"), EDGES)
def test_a_number_has_the_ink_of_its_step(gap: str, colour: int) -> None:
    (number,) = (text for text in written(page(wide(one_row(gap, "9.9")))) if text.words == gap)
    assert f"--viz-{theme.RAMP_INK[colour - 1]}," in number.fill
    assert number.weight == 600


@pytest.mark.parametrize(
    ("gap", "colour"),
    [("0.2?", "gap4"), ("1.7?", "gap4"), ("1.8?", "gap5"), ("3.0?", "gap5"), ("−1.0?", "gap4")],
)
def test_a_gap_that_is_not_sure_is_only_outlined(gap: str, colour: str) -> None:
    data = one_row(gap, "9.9")
    assert tiles(data) == [("paper", colour)]
    (tile,) = shapes(page(wide(data)), "tile")
    assert tile.stroke_width == 1.6
    (number,) = (text for text in written(page(wide(data))) if text.words == gap[:-1])
    assert (number.weight, "--viz-ink," in number.fill) == (400, True)


def test_a_difference_of_rounded_numbers_is_on_its_edge() -> None:
    assert 4.1 - 2.8 < 1.3
    assert step(4.1 - 2.8) == step(1.3) == 2
    assert step(3.5 - 2.7) == step(0.8) == 1
    assert [step(edge - 0.1) for edge in (0.8, 1.3, 1.8, 2.3, 2.8)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_numbers_stand_out_on_every_step(colours: Any) -> None:
    for fill, ink in zip(theme.RAMP, theme.RAMP_INK, strict=True):
        assert contrast(colours[fill], colours[ink]) >= 4.8, (fill, ink)


# --- geometry ---------------------------------------------------------------------------------------------


def test_tiles_fill_their_columns() -> None:
    found = shapes(page(wide(HEAT_12)), "tile")
    assert len(found) == 72
    filled = [tile for tile in found if tile.fill != "paper"]
    assert {(tile.width, tile.height) for tile in filled} == {(COLUMN - 5, 25)}
    outlined = [tile for tile in found if tile.fill == "paper"]
    assert {(round(t.width + 1.6, 2), round(t.height + 1.6, 2)) for t in outlined} == {(COLUMN - 5, 25)}
    centres = [222 + (i + 0.5) * COLUMN for i in range(6)]
    assert sorted({tile.x for tile in found}) == centres


def test_rows_and_categories_have_their_pitch() -> None:
    rows = sorted({tile.y for tile in shapes(page(wide(HEAT_12)), "tile")})
    steps = [round(b - a, 2) for a, b in itertools.pairwise(rows)]
    assert steps == [30, 30, 30, 58, 30, 30, 30, 58, 30, 30, 30]


def test_numbers_stand_in_the_middle_of_their_tiles() -> None:
    root = page(wide(one_row("1.1 2.2 2.9", "9.9")))
    middles = {text.words: (text.left + text.right) / 2 for text in written(root)}
    for tile, number in zip(
        sorted(shapes(root, "tile"), key=lambda t: t.x), ("1.1", "2.2", "2.9"), strict=True
    ):
        assert middles[number] == pytest.approx(tile.x, abs=0.01)


def test_few_segments_do_not_get_giant_tiles() -> None:
    root = page(wide(one_row("1.0 2.0")))
    assert {tile.width for tile in shapes(root, "tile")} == {174 - 5}
    (everyone,) = (text for text in written(root) if text.words == "Everyone")
    assert everyone.right == pytest.approx(222 + 2 * 174 + 82)


def test_a_long_name_makes_its_row_higher() -> None:
    rows = tuple(heat_row(name, "1.0", "1.0") for name in (LONG_NAME, LONG_NAME, "Short", "Short"))
    root = page(wide(heat_map(SEGMENTS[:1], Group("Category", rows))))
    ys = [tile.y for tile in shapes(root, "tile")]
    assert [b - a for a, b in itertools.pairwise(ys)] == [36, 33, 30]
    assert LONG_NAME in " ".join(text.words for text in assert_in_place(root))


def test_everyones_gap_has_no_tile_and_ends_at_the_edge() -> None:
    texts = written(page(wide(HEAT_12)))
    column = [t for t in texts if t.right == pytest.approx(1000) and re.fullmatch(r"\d\.\d", t.words)]
    assert [text.words for text in column] == [row.everyone_text for g in HEAT_GROUPS for row in g.rows]
    assert {text.weight for text in column} == {600}


# --- words ------------------------------------------------------------------------------------------------


def test_every_word_and_number_is_said() -> None:
    texts = assert_in_place(page(wide(HEAT_12)))
    everything = " ".join(text.words for text in texts)
    for segment in (*SEGMENTS, HEAT_12.everyone):
        assert segment.name in everything
        assert segment.note in everything
    numbers = Counter(t.words for t in texts)
    for tile, count in Counter(t.text for g in HEAT_GROUPS for r in g.rows for t in r.tiles if t).items():
        assert numbers[tile] >= count
    for group in HEAT_GROUPS:
        assert group.name in everything
        assert all(row.name in everything for row in group.rows)
    key = HEAT_12.key
    assert key
    assert all(words in everything for words in (key.ramp, *key.ranges, key.unsure, key.hidden))


def test_the_key_shows_the_six_steps_and_both_other_signs() -> None:
    root = page(wide(HEAT_12))
    ramp = sorted(shapes(root, "key"), key=lambda tile: tile.x)
    assert [tile.fill for tile in ramp[:6]] == list(theme.RAMP)
    (unsure,) = shapes(root, "key-unsure")
    assert (unsure.fill, unsure.stroke) == ("paper", "gap4")
    assert ramp[6].stroke == "line"
    places = {text.words: (text.left + text.right) / 2 for text in written(root)}
    for tile, words in zip(ramp, HEAT_12.key.ranges if HEAT_12.key else (), strict=False):
        assert places[words] == pytest.approx(tile.x, abs=0.02)


def test_signs_that_do_not_occur_are_left_out_of_the_key() -> None:
    key = Key("Gap", ("a", "b", "c", "d", "e", "f"))
    root = page(wide(replace(one_row("1.0"), key=key)))
    assert not shapes(root, "key-unsure")
    assert len(shapes(root, "key")) == 6


def test_notes_share_one_size_and_one_line_of_text() -> None:
    notes = [t for t in written(page(wide(one_row("1 1 1")))) if t.words == "about 15 people"]
    assert len({(note.size, note.top) for note in notes}) == 1
    mixed = heat_map(SEGMENTS, Group("Category", (heat_row("P", "1 1 1 1 1 1 - -", "1"),)), key=None)
    texts = written(page(wide(mixed)))
    tops = {text.top for text in texts if text.words.startswith("about") or text.words == "hidden"}
    assert len(tops) == 1


def test_the_named_practice_is_bold() -> None:
    weights = {text.words: text.weight for text in written(page(wide(HEAT_12)))}
    assert (weights["Service without starting over"], weights["Colleagues are heard"]) == (600, 400)


def test_heading_is_drawn_only_for_exports() -> None:
    headed = replace(HEAT_12, heading="Departments see it alike", subtitle="Gap in levels")
    texts = {text.words: text for text in written(page(wide(headed)))}
    assert (texts["Departments see it alike"].size, texts["Gap in levels"].size) == (20, 13)


# --- hidden cells -----------------------------------------------------------------------------------------


def test_hidden_cells_are_hatched_and_alike() -> None:
    root = page(wide(HEAT_12))
    hatches = shapes(root, "hidden")
    assert len(hatches) == 24
    assert {(hatch.width, hatch.height, hatch.stroke) for hatch in hatches} == {(26, 13, "line")}
    assert {hatch.x for hatch in hatches} == {222 + 6.5 * COLUMN, 222 + 7.5 * COLUMN}


def test_hidden_columns_carry_no_digit() -> None:
    data = heat_map(SEGMENTS[6:], Group("Category", (heat_row("Practice", "- -", ""),)), key=None,
                    everyone=Segment("Everyone", "hidden", True))  # fmt: skip
    root = page(wide(data))
    assert not [t.words for t in written(root) if re.search(r"\d", t.words)]
    assert len(shapes(root, "hidden")) == 3
    assert not shapes(root, "tile")


def test_hidden_names_are_muted() -> None:
    fills = {text.words: text.fill for text in written(page(wide(HEAT_12)))}
    assert "muted" in fills["Finance"]
    assert "muted" not in fills["Marketing"]


def test_a_cell_may_be_hidden_in_a_segment_that_is_shown() -> None:
    root = page(wide(one_row("1.0 - 2.0")))
    assert (len(shapes(root, "tile")), len(shapes(root, "hidden"))) == (2, 1)


def test_a_hidden_segment_that_brings_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="Pr: a hidden segment brings a number"):
        heat_map(SEGMENTS[6:], Group("Category", (heat_row("Practice", "1.0 -", "1.0"),)))


def test_tiles_and_segments_have_to_be_as_many() -> None:
    with pytest.raises(ValueError, match="Pr: 1 tiles for 2 segments"):
        heat_map(SEGMENTS[:2], Group("Category", (heat_row("Practice", "1.0", "1.0"),)))


def test_nine_segments_are_refused() -> None:
    with pytest.raises(ValueError, match="9 segments are more than 8"):
        heat_map((*SEGMENTS, SEGMENTS[0]))


# --- any words, any size ----------------------------------------------------------------------------------


def test_eight_departments_of_which_three_are_hidden() -> None:
    names = ("Vertrieb und Kundenservice Nord", "Forschung & Entwicklung", "Informationstechnologie", "IT")
    segments = (*(Segment(name, "etwa 15 Personen") for name in (*names, names[0])),
                *(Segment(name, "ausgeblendet", True) for name in names[:3]))  # fmt: skip
    row = heat_row(LONG_NAME, "0.7 0.8 1.3 1.8 2.3 - - -", "1.1")
    texts = assert_in_place(page(wide(heat_map(segments, Group("Kundinnen und Kunden kennen", (row,) * 12)))))
    said = " ".join(text.words for text in texts)
    assert "Forschung & Entwicklung" in said
    assert "Vertrieb und" in said


@pytest.mark.parametrize("groups", [(), (Group("Empty", ()),)], ids=["none", "empty"])
def test_without_practices_there_is_only_a_sheet(groups: Any) -> None:
    root = page(wide(heat_map(SEGMENTS, *groups)))
    assert written(root) == []
    assert float(root.attrib["viewBox"].split()[3]) > 0


def test_without_segments_everyone_is_left() -> None:
    root = page(wide(heat_map((), Group("Category", (heat_row("Practice", "", "1.8"),)), key=None)))
    assert [t.words for t in assert_in_place(root)] == [
        "Everyone",
        "214 people",
        "Category",
        "Practice",
        "1.8",
    ]


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_stay_words_inside_the_sheet(kind: str) -> None:
    words = HOSTILE[kind]
    segments = tuple(Segment(words, words, i > 5) for i in range(8))
    tile, unsure = Tile(words, 1.9), Tile(words, 2.9, sure=False)
    row = Row("P1", words, (tile, unsure, None, tile, unsure, tile, None, None), words)
    data = heat_map(
        segments, Group(words, (row, row)), Group(words, (row,)), everyone=Segment(words, words),
        key=Key(words, (words,) * 6, words, words), heading=words, subtitle=words,
    )  # fmt: skip
    text = files.svg(wide(data), "g", words, words)
    assert "<script" not in text
    assert "<b>" not in text
    root = page(wide(data))
    assert_in_place(root)
    assert all("style" not in element.attrib for element in root.iter())


phrases = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from([LONG_NAME, "W" * 80, "x"])
some_tiles = st.builds(Tile, phrases, st.floats(-4, 4), st.booleans()) | st.none()


@st.composite
def heat_maps(draw: st.DrawFn) -> HeatMap:
    count = draw(st.integers(0, 8))
    segments = tuple(Segment(draw(phrases), draw(phrases)) for _ in range(count))
    groups = [
        Group(draw(phrases), tuple(
            Row("P1", draw(phrases), tuple(draw(some_tiles) for _ in range(count)), draw(phrases))
            for _ in range(draw(st.integers(0, 2)))
        ))
        for _ in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    six = draw(st.tuples(*[phrases] * 6))
    return heat_map(segments, *groups, key=Key(draw(phrases), six, draw(phrases), draw(phrases)),
                    everyone=Segment(draw(phrases), draw(phrases)), heading=draw(phrases))  # fmt: skip


@settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(heat_maps())
def test_whatever_people_write_no_text_covers_another(data: HeatMap) -> None:
    assert_in_place(page(wide(data)))


# --- bytes and time ---------------------------------------------------------------------------------------


def test_same_data_same_bytes() -> None:
    assert len({files.svg(wide(HEAT_12), "g", "t", "d") for _ in range(2)}) == 1
    assert len({files.png(wide(HEAT_12), 1) for _ in range(2)}) == 1


def test_colours_follow_the_page() -> None:
    text = files.svg(wide(HEAT_12), "g", "t", "d")
    assert not re.search(r'"#[0-9a-fA-F]{6}"', text)
    assert set(theme.RAMP) <= set(re.findall(r"var\(--viz-(\w+),", text)) <= set(theme.DARK)


def test_it_is_light_and_quick() -> None:
    times = []
    for _ in range(9):
        start = time.process_time()
        text = files.svg(wide(HEAT_12), "g", "t", "d")
        times.append(time.process_time() - start)
    assert sorted(times)[4] <= 0.13
    assert len(gzip.compress(text.encode())) <= 10_000


def test_a_tile_reads_what_the_words_say() -> None:
    assert heat_tile("−1.5?") == Tile("−1.5", -1.5, sure=False)
