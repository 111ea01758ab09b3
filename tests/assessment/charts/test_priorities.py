import gzip
import itertools
import random
import re
import time
from dataclasses import replace
from typing import Any

import pytest

from assessment.charts import files, theme
from assessment.charts.priorities import Corners, phone, wide
from tests.assessment.charts.gap_samples import HOSTILE, LONG_NAME, Drawn, assert_in_place, page, shapes
from tests.assessment.charts.priority_samples import (
    CORNERS,
    NAMES,
    POINTS_12,
    PRIORITIES_12,
    point,
    priorities,
)
from tests.assessment.charts.samples import Written, written

VARIANTS = [pytest.param(wide, id="wide"), pytest.param(phone, id="phone")]
# px of the wide plot: 34 to 952 across, 450 high under 36 of heads
LEFT, RIGHT, TOP, BOTTOM = 34.0, 952.0, 36.0, 486.0
BARE: dict[str, Any] = {"clear_words": "", "on_line_words": ""}  # no key, whose marks would be counted


def dots(root: Any) -> list[Drawn]:
    return [shape for part in ("clear", "on_line", "other") for shape in shapes(root, part)]


def said(root: Any) -> dict[str, Written]:
    return {text.words: text for text in written(root)}


# --- the scales -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("high", "line", "end"),
    [
        (0.7, 0.25, 0.75), (0.75, 0.25, 0.75), (0.76, 0.25, 1.0), (0.2, 0.25, 0.5), (0.2, 0.125, 0.25),
        (0.0, 0.125, 0.25), (0.3, 0.5, 0.75), (1.0, 0.25, 1.0), (0.9, 1.0, 1.0),
    ],
)  # fmt: skip
def test_shares_end_with_the_quarter_above_intervals_and_line(high: float, line: float, end: float) -> None:
    data = priorities(point("P", min(high, 0.1), 1, share_high=high), share_line=line)
    assert data.most_share == end


@pytest.mark.parametrize(
    ("gaps", "least", "most"),
    [
        ([2.6], 0, 3), ([0.2], 0, 1), ([-0.2, 1.2], -1, 2), ([-1.2, 3.2], -2, 4), ([2.0], 0, 2),
        ([4.0], 0, 4), ([-4.0], -4, 1), ([0.0], 0, 1),
    ],
)  # fmt: skip
def test_gaps_run_from_zero_or_below_to_the_level_above(gaps: list[float], least: int, most: int) -> None:
    data = priorities(*(point("P", 0.1, gap, 0.01) for gap in gaps))
    assert (data.least_gap, data.most_gap) == (least, most)


def test_an_interval_that_is_drawn_has_room_and_another_needs_none() -> None:
    drawn, other = point("P", 0.6, 2.9, half=0.2), point("P", 0.1, 2.9, 0.01, half=0.2)
    assert drawn.clear
    assert priorities(drawn).most_gap == 4
    assert priorities(other).most_gap == 3


def test_dots_stand_at_share_and_gap() -> None:
    root = page(wide(priorities(point("P", 0.5, 1.5), point("Q", 0.125, 3, 0.01), **BARE)))
    (clear,), (other,) = shapes(root, "clear"), shapes(root, "other")
    assert (clear.x, clear.y) == (LEFT + (RIGHT - LEFT) * 0.5 / 0.75, (TOP + BOTTOM) / 2)
    assert (other.x, other.y) == (LEFT + (RIGHT - LEFT) / 6, TOP)


def test_the_two_lines_are_dashed_and_stand_at_their_values() -> None:
    root = page(wide(PRIORITIES_12))
    upright, level = shapes(root, "split")
    assert (upright.x, upright.width, upright.height) == (LEFT + (RIGHT - LEFT) / 3, 0, 450)
    assert (level.y, level.left, level.right) == (BOTTOM - 75, LEFT, RIGHT)
    dashed = [p for p in root.iter("path") if p.get("stroke-dasharray") == "6,4"]
    assert len(dashed) == 2
    assert {upright.stroke, level.stroke} == {"rule"}


def test_the_corner_to_start_with_is_tinted() -> None:
    (tint,) = shapes(page(wide(PRIORITIES_12)), "first")
    assert (tint.left, tint.right) == (LEFT + (RIGHT - LEFT) / 3, RIGHT)
    assert (tint.y - tint.height / 2, tint.y + tint.height / 2) == (TOP, BOTTOM - 75)
    assert (tint.fill, tint.opacity) == ("gaptint", 0.6)


def test_ticks_but_no_grid() -> None:
    root = page(wide(PRIORITIES_12))
    lines = [p for p in root.iter("path") if "--viz-rule" in p.get("stroke", "") and "M" in p.get("d", "")]
    widths = []
    for path in lines:
        xs = [float(t) for t in re.findall(r"-?[\d.]+", path.attrib["d"])][::2]
        widths.append(round(max(xs) - min(xs), 2))
    assert sorted(width for width in widths if width) == [5, 5, 5, 5, RIGHT - LEFT, RIGHT - LEFT]
    assert {"0", "1", "2", "3", "0%", "25%", "50%", "75%"} <= set(said(root))
    assert not {"4", "−1", "100%"} & set(said(root))


def test_the_tick_at_the_line_stands_out() -> None:
    texts = said(page(wide(PRIORITIES_12)))
    assert (texts["25%"].weight, texts["50%"].weight) == (500, 400)
    assert "--viz-ink" in texts["25%"].fill
    assert "--viz-muted" in texts["50%"].fill


# --- dots -------------------------------------------------------------------------------------------------


def test_clear_ones_are_orange_and_big_unsure_ones_hollow_others_grey() -> None:
    root = page(wide(priorities(*POINTS_12, **BARE)))
    clear, on_line, other = (shapes(root, part) for part in ("clear", "on_line", "other"))
    assert (len(clear), len(on_line), len(other)) == (3, 3, 6)
    assert {(d.fill, d.stroke, d.width) for d in clear} == {("gap", "paper", 14)}
    assert {(d.fill, d.stroke, d.stroke_width, d.width) for d in on_line} == {("paper", "muted", 2, 10.8)}
    assert {(d.fill, d.stroke, d.width) for d in other} == {("muted", "paper", 9.6)}


def test_only_clear_ones_have_intervals_across_and_upright() -> None:
    root = page(wide(priorities(point("P", 0.5, 1.5, 0.05, 0.3), point("Q", 0.1, 3, 0.01))))
    across, upright = shapes(root, "interval")
    unit = (RIGHT - LEFT) / 0.75
    assert (across.left, across.right) == pytest.approx((LEFT + 0.45 * unit, LEFT + 0.55 * unit), abs=0.02)
    assert upright.height == pytest.approx(0.6 * 150, abs=0.02)
    assert (across.x, across.y) == pytest.approx((upright.x, upright.y), abs=0.02)
    assert (across.stroke, across.opacity) == ("gap", 0.55)


def test_names_of_clear_ones_are_strong() -> None:
    texts = written(page(wide(PRIORITIES_12)))
    strong = {text.words for text in texts if text.weight == 600 and "--viz-ink" in text.fill}
    assert strong == {point.name for point in POINTS_12[:3]}


def test_every_name_of_the_sample_is_written_and_crosses_nothing() -> None:
    root = page(wide(PRIORITIES_12))
    texts = assert_in_place(root)
    joined = " ".join(text.words for text in texts)
    for one in POINTS_12:
        assert all(word in joined for word in one.name.split())
    upright, level = shapes(root, "split")
    inside = [t for t in texts if t.left > LEFT and t.top > TOP and t.bottom < BOTTOM]
    for text in inside:
        assert not text.left < upright.x < text.right
        assert not text.top + 2 < level.y < text.bottom - 2
    for text, dot in itertools.product(inside, dots(root)):
        assert text.right <= dot.left or text.left >= dot.right or _beside(text, dot)


def _beside(text: Written, dot: Drawn) -> bool:
    return text.bottom - 2 <= dot.y - dot.height / 2 or text.top + 2 >= dot.y + dot.height / 2


def test_corner_names_stand_in_their_angles() -> None:
    texts = said(page(wide(PRIORITIES_12)))
    first, popular = texts["Move first"], texts["Many would start here, but the gap is small"]
    assert first.right == pytest.approx(RIGHT - 12, abs=0.02)
    assert popular.right == pytest.approx(RIGHT - 12, abs=0.02)
    assert texts["Leave for now"].left == LEFT + 12
    assert first.top < TOP + 20
    assert popular.bottom > BOTTOM - 20
    assert "--viz-gap," in first.fill
    assert "--viz-muted" in popular.fill


def test_a_corner_name_makes_way_for_a_dot() -> None:
    far = point("P", 0.73, 2.9, 0.01, 0.05)
    first = said(page(wide(priorities(far, point("Q", 0.1, 1)))))["Move first"]
    assert first.left == pytest.approx(LEFT + (RIGHT - LEFT) / 3 + 12, abs=0.02)


def test_the_key_names_only_what_is_drawn() -> None:
    texts = said(page(wide(priorities(point("P", 0.1, 1.5, 0.01)))))
    assert "clearly Move first" not in texts
    assert "on a line: too close to say" not in texts
    root = page(wide(PRIORITIES_12))
    assert [(m.fill, m.stroke) for m in shapes(root, "key")] == [("paper", "muted"), ("gap", "paper")]
    assert said(root)["clearly Move first"].right == pytest.approx(RIGHT, abs=0.02)


def test_the_order_is_clear_ones_by_share_then_gap() -> None:
    assert [p.share_text for p in PRIORITIES_12.ranked[:3]] == ["64%", "43%", "42%"]
    same = priorities(point("B", 0.5, 2), point("A", 0.5, 2, code="A"), point("C", 0.5, 3))
    assert [p.name for p in same.ranked] == ["C", "A", "B"]


# --- phones -----------------------------------------------------------------------------------------------


def test_a_phone_lists_practices_under_their_corners() -> None:
    root = page(phone(PRIORITIES_12))
    assert root.attrib["viewBox"].split()[2] == "328"
    texts = said(root)
    heads = ["Move first", "Too close to say", "Wide, but few would start here", "Leave for now"]
    tops = [texts[head].top for head in heads]
    assert tops == sorted(tops)
    assert CORNERS.popular not in texts  # its only practice is too close to say
    assert texts["Move first"].top < texts["Able to help on the spot"].top < texts["Too close to say"].top
    assert texts["Colleagues are heard"].top > texts["Too close to say"].top


def test_two_bars_are_as_long_as_share_and_gap() -> None:
    root = page(phone(priorities(point("P", 0.5, 1.5), point("Q", 0.1, 3, 0.01))))
    share, gap = shapes(root, "clear")
    assert (share.left, share.width) == pytest.approx((0, 112 * 0.5 / 0.75), abs=0.02)
    assert (gap.left, gap.width) == pytest.approx((176, 56), abs=0.02)
    assert (share.fill, share.y) == ("gap", gap.y)


def test_a_bar_below_zero_runs_to_the_left() -> None:
    root = page(phone(priorities(point("P", 0.1, -0.5, 0.01), point("Q", 0.1, 1, 0.01))))
    below, above = sorted((bar for bar in shapes(root, "other") if bar.left > 170), key=lambda bar: bar.left)
    assert below.right == pytest.approx(above.left, abs=0.02)
    assert below.width == pytest.approx(28, abs=0.02)


def test_a_share_of_nobody_still_has_a_bar() -> None:
    bars = shapes(page(phone(priorities(point("P", 0, 1, 0.01)))), "other")
    assert min(bar.width for bar in bars) == 2


# --- any data ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("count", [0, 1, 12, 24])
def test_any_number_of_practices(draw: Any, count: int) -> None:
    rng = random.Random(count)
    data = priorities(
        *(point(name, rng.betavariate(1.2, 6), rng.gauss(1.2, 0.7)) for name in NAMES[:count]),
        notes=("Note.",),
    )
    root = page(draw(data))
    texts = assert_in_place(root)
    assert "Note." in {text.words for text in texts}
    drawn = shapes(root, "clear") + shapes(root, "on_line") + shapes(root, "other")
    assert len(drawn) == count * (1 if draw is wide else 2)


def test_dots_on_one_spot_have_one_name_at_least() -> None:
    root = page(wide(priorities(*(point(name, 0.5, 2) for name in NAMES))))
    assert_in_place(root)
    names = {text.words for text in written(root)}
    assert 1 <= len(names & set(NAMES)) < 24


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_stay_words_inside_the_sheet(draw: Any, kind: str) -> None:
    words = HOSTILE[kind]
    data = priorities(
        *(point(words, i / 10, i * 0.3, share_text=words, gap_text=words) for i in range(8)),
        share_line_words=words, gap_line_words=words, corners=Corners(words, words, words, words),
        share_axis=words, gap_axis=words, share_ticks=(words,) * 5, gap_ticks=(words,) * 9,
        clear_words=words, on_line_words=words, on_line_head=words, notes=(words,), heading=words,
        subtitle=words,
    )  # fmt: skip
    text = files.svg(draw(data), "g", words, words)
    assert "<script" not in text
    assert "<b>" not in text
    root = page(draw(data))
    assert_in_place(root)
    assert all("style" not in element.attrib for element in root.iter())


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_long_name_stays_whole(draw: Any) -> None:
    texts = assert_in_place(page(draw(priorities(point(LONG_NAME, 0.5, 2)))))
    joined = " ".join(text.words for text in texts)
    assert all(word in joined for word in LONG_NAME.split())


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"share": 1.2, "share_high": 1.2}, "not within 0 to 1"),
        ({"share_low": 0.6}, "share 0.5 is not within its interval"),
        ({"share_high": 0.4}, "share 0.5 is not within its interval"),
        ({"share_low": -0.1}, "share 0.5 is not within its interval"),
        ({"share_high": 1.1}, "share 0.5 is not within its interval"),
        ({"gap": 4.5, "gap_high": 5}, "not within -4 to 4"),
        ({"gap_low": 2}, "gap 1.5 is not within its interval"),
        ({"gap_high": 1}, "gap 1.5 is not within its interval"),
        ({"corner": "best"}, "no such corner"),
    ],
)
def test_a_point_that_cannot_be_is_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=f"P1: .*{words}"):
        replace(point("P", 0.5, 1.5, code="P1"), **wrong)


def test_rounding_of_an_interval_is_no_mistake() -> None:
    assert point("P", 0.5, 1.5, share_low=0.5 + 1e-12, gap_high=1.5 - 1e-12).share == 0.5


@pytest.mark.parametrize("wrong", [{"share_line": 0}, {"share_line": 1.1}, {"gap_line": 0}, {"gap_line": 4}])
def test_a_line_without_two_sides_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no two sides"):
        priorities(**wrong)


# --- bytes and time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_same_data_same_bytes(draw: Any) -> None:
    assert len({files.svg(draw(PRIORITIES_12), "g", "t", "d") for _ in range(2)}) == 1
    assert len({files.png(draw(PRIORITIES_12), 1) for _ in range(2)}) == 1


def test_the_order_of_the_practices_does_not_matter() -> None:
    turned = priorities(*reversed(POINTS_12))
    assert files.svg(wide(turned), "g", "t", "d") == files.svg(wide(PRIORITIES_12), "g", "t", "d")


@pytest.mark.parametrize("draw", VARIANTS)
def test_colours_follow_the_page(draw: Any) -> None:
    text = files.svg(draw(PRIORITIES_12), "g", "t", "d")
    assert not re.search(r'"#[0-9a-fA-F]{6}"', text)
    assert set(re.findall(r"var\(--viz-(\w+),", text)) <= set(theme.DARK)


@pytest.mark.parametrize("draw", VARIANTS)
def test_it_is_light_and_quick(draw: Any) -> None:
    times = []
    for _ in range(5):
        start = time.process_time()
        text = files.svg(draw(PRIORITIES_12), "g", "t", "d")
        times.append(time.process_time() - start)
    assert sorted(times)[2] <= 0.12
    assert len(gzip.compress(text.encode())) <= 6_000
