import gzip
import itertools
import re
import time
from collections import Counter
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.charts import files, theme
from assessment.charts.profile import Block, Line, phone, wide
from assessment.charts.profile_phone import MEASURES as PHONE
from assessment.charts.profile_wide import MEASURES as WIDE
from tests.assessment.charts.gap_samples import HOSTILE, LONG_NAME, assert_in_place, page, shapes
from tests.assessment.charts.profile_samples import (
    BLOCKS,
    EXTREMES,
    NAMES,
    NOTE,
    PROFILE_3,
    missing_line,
    one_block,
    profile_line,
    profiles,
)
from tests.assessment.charts.samples import Written, written

VARIANTS = [pytest.param(wide, id="wide"), pytest.param(phone, id="phone")]
BOTH = [pytest.param(wide, WIDE, id="wide"), pytest.param(phone, PHONE, id="phone")]
HUES = ("you", "peers", "team")


def said(root: Element) -> dict[str, Written]:
    return {text.words: text for text in written(root)}


def uprights(root: Element) -> list[tuple[float, float, float]]:
    """The grid as (x, top, bottom)."""
    found = []
    for path in root.iter("path"):
        x0, y0, x1, y1, *rest = [*map(float, re.findall(r"-?[\d.]+", path.attrib.get("d", ""))), 0, 0, 0, 0]
        if "--viz-line" in path.get("stroke", "") and x0 == x1 and not any(rest):
            found.append((x0, y0, y1))
    return found


def assert_marks_are_free(root: Element) -> None:
    """No word on a mark, on a bar or on a hatch; nothing leaves the sheet."""
    across = float(root.attrib["viewBox"].split()[2])
    drawn = [
        *(m for hue in HUES for part in ("today", "wanted", "bar") for m in shapes(root, f"{hue}-{part}")),
        *shapes(root, "hidden"),
    ]
    for text in assert_in_place(root):
        for m in drawn:
            apart = text.right <= m.left or text.left >= m.right
            capitals = text.bottom - theme.DESCENT * text.size - 0.73 * text.size
            baseline = text.bottom - theme.DESCENT * text.size
            assert apart or baseline <= m.y - m.height / 2 or capitals >= m.y + m.height / 2, (text, m)
    assert all(0 <= m.left <= m.right <= across for m in drawn)


# --- where marks stand ------------------------------------------------------------------------------------


def test_measures() -> None:
    assert (WIDE.width, WIDE.x(1), WIDE.x(3), WIDE.x(5)) == (760, 148, 404, 660)
    assert (PHONE.width, PHONE.name_room, PHONE.x(1), PHONE.x(3), PHONE.x(5)) == (328, 84, 108, 184, 260)


@pytest.mark.parametrize(("draw", "m"), BOTH)
def test_each_mark_stands_at_its_level_and_in_its_row(draw: Any, m: Any) -> None:
    root = page(draw(PROFILE_3))
    for i, hue in enumerate(HUES):
        lines = [block.lines[i] for block in BLOCKS]
        today, wanted = shapes(root, f"{hue}-today"), shapes(root, f"{hue}-wanted")
        assert [mark.x for mark in today] == [round(m.x(line.today), 2) for line in lines]
        assert [mark.x for mark in wanted] == [round(m.x(line.wanted), 2) for line in lines]
        assert [mark.y for mark in today] == [mark.y for mark in wanted]
    you, peers, team = (shapes(root, f"{hue}-today") for hue in HUES)
    assert {b.y - a.y for a, b in zip(you, peers, strict=True)} == {m.pitch}
    assert {b.y - a.y for a, b in zip(peers, team, strict=True)} == {m.pitch}


def test_a_category_is_as_high_as_in_the_picture() -> None:
    marks = shapes(page(wide(PROFILE_3)), "you-today")
    assert [round(b.y - a.y, 2) for a, b in itertools.pairwise(marks)] == [132, 132]


def test_today_is_filled_and_wanted_hollow_each_voice_in_its_shape() -> None:
    root = page(wide(PROFILE_3))
    for hue in HUES:
        assert {(m.fill, m.stroke) for m in shapes(root, f"{hue}-today")} == {(hue, "paper")}
        hollow = {(m.fill, m.stroke, m.stroke_width) for m in shapes(root, f"{hue}-wanted")}
        assert hollow == {("paper", hue, 2.0)}
    sizes = {hue: shapes(root, f"{hue}-today")[0].width / 2 for hue in HUES}
    assert sizes == pytest.approx({"you": 8.4, "peers": 6.1, "team": 7.2})
    paths = {path.attrib["id"]: path.attrib["d"] for path in root.iter("path") if "id" in path.attrib}
    marks = {
        use.attrib["href"][1:]
        for group in root.iter("g")
        if re.fullmatch(r"g-(you|peers|team)-wanted-m\d+", group.get("id", ""))
        for use in group.iter("use")
    }
    assert sorted("C" in paths[mark] for mark in marks) == [False, False, True]  # one circle


def test_a_faint_bar_in_the_voice_s_hue_joins_them() -> None:
    root = page(wide(one_block(profile_line("peers", 2, 4), profile_line("team", 4.5, 3))))
    (peers,), (team,) = shapes(root, "peers-bar"), shapes(root, "team-bar")
    assert (peers.left, peers.right, peers.height) == (WIDE.x(2), WIDE.x(4), 7)
    assert (peers.fill, peers.opacity) == ("peers", 0.18)
    assert (team.left, team.right, team.fill) == (WIDE.x(3), WIDE.x(4.5), "team")


@pytest.mark.parametrize("hue", HUES)
@pytest.mark.parametrize(("wanted", "dot"), [(3.0, True), (3.02, True), (2.98, True), (3.05, False)])
def test_marks_that_would_hide_each_other_are_a_dot_in_the_ring(hue: Any, wanted: float, dot: bool) -> None:
    root = page(wide(one_block(profile_line(hue, 3, wanted))))
    (today,), (ring,) = shapes(root, f"{hue}-today"), shapes(root, f"{hue}-wanted")
    assert (today.x == ring.x) is dot
    assert (today.width < ring.width - ring.stroke_width - 2) is dot
    assert len(shapes(root, f"{hue}-bar")) == (not dot)


# --- where values stand -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("draw", "m"), BOTH)
def test_values_stand_beside_their_marks_in_the_voice_s_hue(draw: Any, m: Any) -> None:
    texts = said(page(draw(one_block(profile_line("team", 2, 4.1)))))
    today, wanted, gap = texts["2.0"], texts["4.1"], texts["2.1"]
    assert today.right == pytest.approx(m.x(2) - m.out, abs=0.02)
    assert wanted.left == pytest.approx(m.x(4.1) + m.out, abs=0.02)
    assert (today.weight, wanted.weight, gap.weight) == (600, 400, 600)
    assert "--viz-team" in today.fill
    assert "--viz-team" in wanted.fill
    assert gap.right == pytest.approx(m.width, abs=0.02)
    assert "--viz-gap," in gap.fill
    assert "--viz-team" in texts["Team (214)"].fill
    assert texts["Team (214)"].left == 0


@pytest.mark.parametrize("draw", VARIANTS)
def test_where_wanted_is_lower_the_sides_swap(draw: Any) -> None:
    root = page(draw(one_block(profile_line("you", 3.6, 2.4))))
    texts = said(root)
    (today,), (wanted,) = shapes(root, "you-today"), shapes(root, "you-wanted")
    assert texts["2.4"].right < wanted.left
    assert texts["3.6"].left > today.right
    assert (texts["3.6"].weight, texts["2.4"].weight) == (600, 400)
    assert "muted" in texts["−1.2"].fill


@pytest.mark.parametrize(
    ("today", "wanted", "texts", "ink"),
    [
        (3, 3, {}, "muted"), (3, 2.9, {}, "muted"), (3, 3.1, {}, "gap"),
        (3.41, 3.44, {"today_text": "3.4", "wanted_text": "3.4", "gap_text": "0.0"}, "muted"),
        (3.44, 3.46, {"today_text": "3.4", "wanted_text": "3.5", "gap_text": "0.1"}, "gap"),
    ],
)  # fmt: skip
def test_a_gap_is_orange_only_where_there_is_one(today: float, wanted: float, texts: Any, ink: str) -> None:
    line = profile_line("team", today, wanted, **texts)
    assert f"--viz-{ink}," in said(page(wide(one_block(line))))[line.gap_text].fill


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("hue", HUES)
@pytest.mark.parametrize("ends", [(1, 5), (5, 1), (1, 1), (5, 5), (3, 3), (3, 3.05), (1, 1.1), (4.9, 5)])
def test_values_are_whole_and_free_at_the_ends_of_the_scale(draw: Any, hue: Any, ends: Any) -> None:
    line = profile_line(hue, *ends)
    root = page(draw(one_block(line)))
    assert_marks_are_free(root)
    rows = Counter(text.words for text in written(root))
    assert rows[line.today_text] + rows[line.wanted_text] >= 2
    (today,) = shapes(root, f"{hue}-today")
    values = [text for text in written(root) if text.words in {line.today_text, line.wanted_text}]
    assert {abs((t.top + t.bottom) / 2 - today.y) < 3 for t in values} == {True}  # beside, not below


COARSE = [("1.5 or less", "4.5 or more", 1.5, 4.5), ("4.5 or more", "1.5 or less", 4.5, 1.5),
          ("1.5 or less", "1.5 or less", 1.5, 1.5), ("4.5 or more", "4.5 or more", 4.5, 4.5),
          ("4.5 or more", "4.5 or more", 5, 5), ("1.5 or less", "2.0", 1, 2),
          ("4,5 oder mehr", "höchstens 1,5", 4.5, 1.5)]  # fmt: skip


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize(("today_text", "wanted_text", "today", "wanted"), COARSE)
def test_coarse_values_stay_whole(
    draw: Any, today_text: str, wanted_text: str, today: float, wanted: float
) -> None:
    line = profile_line("peers", today, wanted, today_text=today_text, wanted_text=wanted_text)
    root = page(draw(one_block(line, line)))
    assert_marks_are_free(root)
    everything = " ".join(text.words for text in written(root))
    assert everything.count(today_text) + everything.count(wanted_text) >= 2
    assert "…" not in everything


def test_a_value_without_room_beside_its_mark_takes_a_line_below() -> None:
    line = profile_line("peers", 4.5, 5, today_text="4.5 or more", wanted_text="4.5 or more", gap_text="0.00")
    root = page(phone(one_block(line, profile_line("team", 1, 2))))
    (peers,), (team,) = shapes(root, "peers-today"), shapes(root, "team-today")
    assert team.y - peers.y == PHONE.pitch + PHONE.leading
    beside, below = (text for text in written(root) if text.words == "4.5 or more")
    assert (beside.weight, below.weight) == (600, 400)
    assert below.top > beside.bottom
    assert (below.left + below.right) / 2 == pytest.approx(PHONE.x(5), abs=0.1)


def test_a_long_name_breaks_where_the_value_needs_room() -> None:
    texts = said(page(phone(one_block(profile_line("team", 1, 1, name="Team (12,140)")))))
    assert {"Team", "(12,140)"} <= set(texts)
    texts = said(page(phone(one_block(profile_line("team", 5, 5, name="Team (12,140)")))))
    assert "Team (12,140)" in texts


# --- ground -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("draw", "m"), BOTH)
def test_the_grid_makes_way_for_words(draw: Any, m: Any) -> None:
    root = page(draw(EXTREMES))
    lines = uprights(root)
    assert {x for x, _, _ in lines} == {m.x(level) for level in range(1, 6)}
    head = shapes(root, "you-today")[0].y - m.pitch  # the notes and the axis stand off the grid
    for x, top, bottom in lines:
        for text in written(root):
            if text.top > head and text.left < x < text.right:
                assert bottom <= text.top + 1 or top >= text.bottom - 1.5, (text, x, top, bottom)


def test_level_numbers_and_names_stand_over_their_lines() -> None:
    texts = said(page(wide(PROFILE_3)))
    for level, name in enumerate(PROFILE_3.level_names, start=1):
        for words in (str(level), name):
            assert (texts[words].left + texts[words].right) / 2 == pytest.approx(WIDE.x(level), abs=0.01)
    texts = said(page(phone(PROFILE_3)))
    assert not {*PROFILE_3.level_names} & {*texts}
    for level in range(1, 6):
        words = texts[str(level)]
        assert (words.left + words.right) / 2 == pytest.approx(PHONE.x(level), abs=0.01)


# --- what can't be shown ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("draw", "m"), BOTH)
def test_a_missing_line_is_hatched_and_carries_a_word_and_no_digit(draw: Any, m: Any) -> None:
    root = page(draw(one_block(missing_line("peers", name="Peers"))))
    assert_marks_are_free(root)
    (hatch,) = shapes(root, "hidden")
    assert (hatch.width, hatch.height, hatch.stroke) == (26, 13, "line")
    assert hatch.right == pytest.approx(m.width, abs=0.01)
    texts = said(root)
    assert "muted" in texts["too few answers"].fill
    assert texts["too few answers"].right < hatch.left
    assert [words for words in texts if re.search(r"\d", words)] == ["1", "2", "3", "4", "5"]  # the axis
    assert not any(shapes(root, f"peers-{part}") for part in ("today", "wanted", "bar"))


def test_numbers_and_a_word_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="Team: a level and a word"):
        Line("team", "Team", 2, 3, missing="hidden")
    with pytest.raises(ValueError, match="Team: a level and a word"):
        Line("team", "Team", 2, None)
    with pytest.raises(ValueError, match=r"level 5\.1 is not within"):
        Line("team", "Team", 2, 5.1)


# --- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_every_word_and_number_is_said(draw: Any) -> None:
    root = page(draw(PROFILE_3))
    assert_marks_are_free(root)
    everything = " ".join(text.words for text in written(root))
    for block in BLOCKS:
        assert block.name in everything
        for line in block.lines:
            for words in (line.name, line.today_text, line.wanted_text, line.gap_text):
                assert words in everything
    counted = Counter(text.words for text in written(root))
    assert [counted[name] for name in NAMES.values()] == [3, 3, 3]
    assert NOTE in everything
    assert "gap" in counted


@pytest.mark.parametrize("draw", VARIANTS)
def test_the_key_says_filled_and_hollow_in_the_shapes_of_those_who_speak(draw: Any) -> None:
    root = page(draw(profiles(Block("C", (profile_line("you", 1, 2), missing_line("peers"))))))
    (filled,), (hollow,) = shapes(root, "key-you-today"), shapes(root, "key-you-wanted")
    assert not shapes(root, "key-peers-today")
    assert not shapes(root, "key-team-today")
    assert (filled.fill, hollow.fill, hollow.stroke) == ("you", "paper", "you")
    texts = said(root)
    assert filled.right < texts["today"].left < texts["today"].right < hollow.left < texts["wanted"].left
    heights = [float(page(draw(one_block(*b.lines))).attrib["viewBox"].split()[3]) for b in BLOCKS[:1]]
    keyed = float(page(draw(profiles(BLOCKS[0]))).attrib["viewBox"].split()[3])
    assert keyed > heights[0]


def test_heading_is_drawn_only_for_exports() -> None:
    headed = replace(PROFILE_3, heading="You place it higher", subtitle="Averages of the core")
    texts = said(page(wide(headed)))
    assert (texts["You place it higher"].size, texts["Averages of the core"].size) == (20, 13)
    assert "You place it higher" not in said(page(wide(PROFILE_3)))


@pytest.mark.parametrize("draw", VARIANTS)
def test_extremes_are_all_in_their_place(draw: Any) -> None:
    assert_marks_are_free(page(draw(EXTREMES)))


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("count", [0, 1, 3, 12])
def test_any_number_of_categories(draw: Any, count: int) -> None:
    root = page(draw(profiles(*(BLOCKS * 4)[:count])))
    assert_marks_are_free(root)
    assert len(shapes(root, "team-today")) == count
    assert float(root.attrib["viewBox"].split()[3]) > 0
    if not count:
        assert written(root) == []


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_stay_words_inside_the_sheet(draw: Any, kind: str) -> None:
    words = HOSTILE[kind]
    texts = {"name": words, "today_text": words, "wanted_text": words, "gap_text": words}
    lines = (
        profile_line("you", 1, 5, **texts), profile_line("team", 3, 3, **texts), missing_line("peers", words),
        profile_line("peers", 5, 1, name=words), missing_line("team", words, name=words),
    )  # fmt: skip
    data = profiles(
        Block(words, lines), Block(words, ()), level_names=(words,) * 5, gap_head=words, today_word=words,
        wanted_word=words, notes=(words,), heading=words, subtitle=words,
    )  # fmt: skip
    text = files.svg(draw(data), "g", words, words)
    assert "<script" not in text
    assert "<b>" not in text
    root = page(draw(data))
    assert_marks_are_free(root)
    assert all("style" not in element.attrib for element in root.iter())


phrases = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from([LONG_NAME, "W" * 80, "x"])
levels = st.floats(1, 5)
hues: st.SearchStrategy[Any] = st.sampled_from(HUES)
some_lines = st.builds(
    Line, hue=hues, name=phrases, today=levels, wanted=levels, today_text=phrases, wanted_text=phrases,
    gap_text=phrases,
) | st.builds(
    Line, hue=hues, name=phrases, today=st.none(), wanted=st.none(), missing=phrases.filter(bool)
)  # fmt: skip
some_blocks = st.builds(Block, name=phrases, lines=st.lists(some_lines, max_size=3).map(tuple))


@settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(st.lists(some_blocks, max_size=3), st.tuples(*[phrases] * 5), phrases)
def test_whatever_people_write_no_text_covers_another(blocks: Any, names: Any, words: str) -> None:
    data = profiles(
        *blocks, level_names=names, gap_head=words, today_word=names[0], wanted_word=names[1],
        notes=names[2:4], heading=names[4], subtitle=words,
    )  # fmt: skip
    for draw in (wide, phone):
        assert_marks_are_free(page(draw(data)))


# --- bytes and time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_same_data_same_bytes(draw: Any) -> None:
    assert len({files.svg(draw(PROFILE_3), "g", "t", "d") for _ in range(2)}) == 1
    assert len({files.png(draw(PROFILE_3), 1) for _ in range(2)}) == 1


@pytest.mark.parametrize("draw", VARIANTS)
def test_colours_follow_the_page(draw: Any) -> None:
    text = files.svg(draw(EXTREMES), "g", "t", "d")
    assert not re.search(r'"#[0-9a-fA-F]{6}"', text)
    assert set(re.findall(r"var\(--viz-(\w+),", text)) <= set(theme.DARK)


@pytest.mark.parametrize("draw", VARIANTS)
def test_it_is_light_and_quick(draw: Any) -> None:
    times = []
    for _ in range(9):
        start = time.process_time()
        text = files.svg(draw(PROFILE_3), "g", "t", "d")
        times.append(time.process_time() - start)
    assert sorted(times)[4] <= 0.06
    assert len(gzip.compress(text.encode())) <= 5_000
