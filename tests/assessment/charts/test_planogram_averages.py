"""The planogram of averages on wide screens, and what both of its shapes promise."""

import gzip
import itertools
import re
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assessment.charts import files, theme
from assessment.charts.planogram import Column, Planogram, phone, wide
from tests.assessment.charts.samples import (
    CORE_12,
    CORE_C,
    FULL_24,
    PEERS_12,
    TEAM_12,
    TEAM_24,
    Written,
    areas,
    average,
    bay,
    column,
    drawn,
    half,
    marks,
    notches,
    placed,
    planogram,
    written,
)  # fmt: skip
from tests.assessment.charts.test_planogram import categories, phrases, planograms

VARIANTS = [pytest.param(wide, id="wide"), pytest.param(phone, id="phone")]
BASE = 233.5  # px, the lowest shelf of a picture side by side: 33 header, 10.5 air, 5 × 34 + 20 bay


def four(*columns: Column, **more: Any) -> Planogram:
    """One bay side by side without a key."""
    facts = {"hue": "team", "averages": True, "key": (), "phone_key": ()} | more
    return planogram(bay("Category", "3.0", "4.0", "1.0", *columns), **facts)


def one(today: float | None, wanted: float | None, emphasis: Any = "", **more: Any) -> Planogram:
    return four(average(CORE_C[0], today, wanted, emphasis, **more))


def said(p: Planogram, draw: Any = wide) -> dict[str, Written]:
    return {text.words: text for text in written(drawn(draw(p)))}


def baseline(text: Written) -> float:
    return text.top + theme.ASCENT * text.size


def middle(text: Written) -> float:
    return baseline(text) - theme.CAP_MIDDLE * text.size


# --- heights ----------------------------------------------------------------------------------------------


def test_today_is_one_area_and_wanted_one_outline() -> None:
    root = drawn(wide(one(2.5, 4.3)))
    (fill,), (outline,) = areas(root, "team"), placed(root, "to_go")
    assert (fill.top, fill.bottom) == pytest.approx((BASE - 2.5 * 34, BASE - 1), abs=0.01)
    assert (outline.top, outline.bottom) == pytest.approx((BASE - 4.3 * 34, fill.top - 2.5), abs=0.01)
    assert fill.left == pytest.approx(outline.left, abs=0.01)
    assert fill.width == pytest.approx(outline.width, abs=0.01)
    (group,) = (g for g in root.iter("g") if re.fullmatch(r"p-to_go-\d+", g.get("id", "")))
    assert {use.get("stroke-width") for use in group.iter("use")} == {"1.6"}


def test_every_average_of_the_team_stands_at_its_height() -> None:
    root = drawn(wide(replace(TEAM_12, key=())))
    columns = [c for b in TEAM_12.bays for c in b.columns]
    tops = [fill.top for fill in sorted(areas(root, "team"), key=lambda fill: fill.left)]
    assert tops == pytest.approx([BASE - c.today * 34 for c in columns if c.today], abs=0.02)
    outlines = sorted(
        itertools.chain.from_iterable(placed(root, mark) for mark in ("to_go", "wide", "widest")),
        key=lambda box: box.left,
    )
    assert [o.top for o in outlines] == pytest.approx(
        [BASE - c.wanted * 34 for c in columns if c.wanted], abs=0.02
    )
    assert [marks(root)[mark] for mark in ("to_go", "wide", "widest")] == [6, 5, 1]


def test_stacked_averages_stand_at_24_px_to_the_level() -> None:
    root = drawn(wide(TEAM_24))
    heights = sorted(round(fill.height, 1) for fill in areas(root, "team"))
    pairs = [(c.today, c.wanted) for b in TEAM_24.bays for c in b.columns if c.today and c.wanted]
    assert heights == pytest.approx(sorted(min(pair) * 24 - 1 for pair in pairs), abs=0.06)
    assert len(heights) == 23


@pytest.mark.parametrize(
    ("today", "cuts"), [(1.0, []), (2.1, [1]), (2.2, [1, 2]), (3.0, [1, 2]), (5.0, [1, 2, 3, 4])]
)
def test_notches_at_whole_levels_leave_no_sliver(today: float, cuts: list[int]) -> None:
    root = drawn(wide(one(today, 5.0)))
    (fill,) = areas(root, "team")
    cut = notches(root)
    assert [BASE - (c.top + c.bottom) / 2 for c in cut] == pytest.approx([34 * n for n in cuts], abs=0.01)
    assert all(c.height == pytest.approx(2.4) for c in cut)
    assert all(c.left == pytest.approx(fill.left, abs=0.01) for c in cut)


def test_a_narrow_outline_is_a_line_in_the_outlines_colour() -> None:
    root = drawn(wide(one(3.0, 3.2)))
    (line,) = placed(root, "to_go")
    assert (line.top, line.height) == pytest.approx((BASE - 3.2 * 34, 2), abs=0.01)
    (group,) = (g for g in root.iter("g") if re.fullmatch(r"p-to_go-\d+", g.get("id", "")))
    assert all("team" in use.get("fill", "") and not use.get("stroke") for use in group.iter("use"))
    assert placed(drawn(wide(one(3.0, 3.3))), "to_go")[0].height == pytest.approx(7.7, abs=0.02)


def test_today_above_wanted_is_pale_without_an_outline() -> None:
    root = drawn(wide(one(4.1, 3.6)))
    (fill,), (pale,) = areas(root, "team"), placed(root, "surplus")
    assert fill.top == pytest.approx(BASE - 3.6 * 34, abs=0.01)
    assert (pale.top, pale.bottom) == pytest.approx((BASE - 4.1 * 34, fill.top), abs=0.01)
    assert not marks(root)["to_go"]
    assert any(e.get("fill-opacity") == "0.35" for e in root.iter())
    number = said(one(4.1, 3.6))["3.6 (−0.5)"]
    assert "muted" in number.fill
    assert baseline(number) == pytest.approx(pale.top - 5, abs=0.01)


def test_equal_averages_have_neither_outline_nor_pale_part() -> None:
    root = drawn(wide(one(3.6, 3.6)))
    assert not placed(root, "to_go")
    assert not placed(root, "surplus")
    assert {text.words for text in written(root)} >= {"3.6", "3.6 (0.0)"}


# --- numbers ----------------------------------------------------------------------------------------------


def test_today_stands_in_paper_colour_in_the_first_levels_row() -> None:
    number = said(one(2.5, 4.3))["2.5"]
    assert (number.size, number.weight) == (12.5, 600)
    assert "paper" in number.fill
    assert middle(number) == pytest.approx(BASE - (1 + 34 - 1.2) / 2, abs=0.02)


def test_wanted_stands_five_px_above_its_outline() -> None:
    p = one(2.5, 4.3)
    (outline,) = placed(drawn(wide(p)), "to_go")
    number = said(p)["4.3"]
    assert baseline(number) == pytest.approx(outline.top - 5, abs=0.01)
    assert (number.left + number.right) / 2 == pytest.approx((outline.left + outline.right) / 2, abs=0.02)
    assert "ink" in number.fill


def test_the_gap_stands_in_the_outline_from_17_px_on() -> None:
    p = one(2.0, 2.6)  # 20.4 px less 2.5
    (outline,) = placed(drawn(wide(p)), "to_go")
    gap = said(p)["+0.6"]
    assert outline.height == pytest.approx(17.9, abs=0.02)
    assert middle(gap) == pytest.approx((outline.top + outline.bottom) / 2, abs=0.02)
    assert "team" in gap.fill
    narrower = said(one(2.0, 2.5))  # 14.5 px
    assert "2.5 (+0.5)" in narrower
    assert "+0.5" not in narrower


def test_a_shelf_is_covered_where_it_would_cross_a_number() -> None:
    crossed = drawn(wide(one(2.5, 3.7)))
    (patch,) = placed(crossed, "patch")
    number = said(one(2.5, 3.7))["3.7"]
    assert patch.left < number.left < number.right < patch.right
    assert patch.top <= number.top < number.bottom <= patch.bottom
    assert patch.bottom < placed(crossed, "to_go")[0].top
    assert not placed(drawn(wide(one(2.5, 4.3))), "patch")


def test_emphasis_shows_in_outline_and_numbers() -> None:
    widest, quiet = said(one(1.9, 4.5, "widest")), said(one(1.9, 4.5))
    assert "gap" in widest["+2.6"].fill
    assert "gap" in widest["4.5"].fill
    assert "team" in quiet["+2.6"].fill
    assert "ink" in said(one(1.9, 4.5, "wide"))["4.5"].fill
    root = drawn(wide(one(1.9, 4.5, "widest")))
    assert marks(root)["widest"] == 1
    assert any("gaptint" in e.get("fill", "") for e in root.iter())


def test_bays_are_16_px_higher_and_more_only_for_numbers_of_two_lines() -> None:
    plain, tall = (
        areas(drawn(wide(p)), "wash")[0].height for p in (replace(CORE_12, key=()), replace(TEAM_12, key=()))
    )
    assert tall - plain == 16
    (bay_area, *_) = areas(drawn(wide(PEERS_12)), "wash")
    two_lines = said(PEERS_12)["(+0.5)"], said(PEERS_12)["(0.0)"]
    assert all(text.top >= bay_area.top for text in two_lines)


def test_a_missing_wanted_leaves_today_alone() -> None:
    assert set(said(one(3.3, None, wanted_text="4.0", gap_text="+0.7"))) & {"3.3", "4.0", "+0.7"} == {"3.3"}


# --- peers' words -----------------------------------------------------------------------------------------


def test_words_at_the_ends_fit_into_the_narrow_columns() -> None:
    root = drawn(wide(PEERS_12))
    texts = [text.words for text in written(root)]
    assert texts.count("1.5 or less") == 5  # four at the foot, one on top; none of them cut or broken
    assert texts.count("4.5 or more") == 4
    assert (texts.count("4.5 or"), texts.count("more")) == (2, 2)  # at the foot on two lines
    assert not any("…" in text or text.endswith("-") for text in texts)
    cell = (1072 - 120 - 24) / 12
    for text in written(root):
        if text.words.startswith(("1.5", "4.5", "more", "(")) and "today" not in text.words:
            assert text.right - text.left <= cell
            assert text.size >= 11


@pytest.mark.parametrize("draw", VARIANTS)
def test_numbers_of_the_peers_keep_apart_in_german_too(draw: Any) -> None:
    words = {"less": "1,5 oder weniger", "more": "4,5 oder mehr"}
    pairs = itertools.product((1.5, 2.0, 3.5, 4.5), repeat=2)
    columns = tuple(half(CORE_C[i % 4], today, wanted, **words) for i, (today, wanted) in enumerate(pairs))
    data = planogram(*(bay("K", "3,0", "4,0", "1,0", *columns[i : i + 4]) for i in range(0, 12, 4)),
                     hue="peers", averages=True)  # fmt: skip
    for a, b in itertools.combinations(written(drawn(draw(data))), 2):
        assert not a.covers(b), (a, b)


# --- hidden practices -------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_hidden_practice_holds_no_number(draw: Any) -> None:
    hidden = average(
        CORE_C[0],
        None,
        None,
        today_text="2.2",
        wanted_text="4.4",
        gap_text="+2.2",
        name="Hidden",
        label="Hidden",
    )
    for column_ in (hidden, replace(hidden, wanted=4.4)):
        root = drawn(draw(four(column_)))
        texts = {text.words for text in written(root)}
        assert not texts & {"2.2", "4.4", "+2.2"}
        assert not areas(root, "team")
        assert not placed(root, "to_go")
        assert marks(root)["missing"] == 1


def test_a_hidden_practice_is_ground_over_all_levels_with_its_words_in_the_middle() -> None:
    root = drawn(wide(one(None, None)))
    (ground,) = placed(root, "missing")
    assert (ground.top, ground.bottom) == pytest.approx((BASE - 5 * 34, BASE - 1), abs=0.01)
    words = said(one(None, None))["too few answers"]
    assert middle(words) == pytest.approx((ground.top + ground.bottom) / 2, abs=0.02)
    assert any(e.get("stroke-dasharray") for e in root.iter())


def test_a_band_without_numbers_is_shown_in_its_words() -> None:
    p = one(None, None, missing="4.5 to 5")
    assert "4.5 to 5" in said(p)
    assert "too few answers" not in said(p)


def test_words_that_do_not_fit_a_hidden_practice_give_way_to_the_sign() -> None:
    long = "Geheimhaltungsgrundsatzgeheimnis"
    columns = tuple(average(CORE_C[0], None, None, missing=long) for _ in range(12))
    assert "–" in said(four(*columns))


# --- what both shapes promise -----------------------------------------------------------------------------


def test_whole_levels_are_drawn_as_before() -> None:
    """The executive's own picture: numbers of averages and the kind of number change nothing in it."""
    for data, draw in itertools.product((CORE_12, FULL_24), (wide, phone)):
        as_floats = replace(
            data,
            bays=tuple(replace(b, columns=tuple(as_float(c) for c in b.columns)) for b in data.bays),
        )
        assert files.svg(draw(as_floats), "p", "t", "d") == files.svg(draw(data), "p", "t", "d")


def as_float(c: Column) -> Column:
    today, wanted = (None if level is None else float(level) for level in (c.today, c.wanted))
    return replace(c, today=today, wanted=wanted, today_text="9.9", wanted_text="9.9")


def test_levels_between_two_shelves_are_for_averages_alone() -> None:
    with pytest.raises(ValueError, match="C1: only averages"):
        planogram(bay("Category", "3.0", "4.0", "1.0", column("C1", "Practice", 2.5, 4)))
    with pytest.raises(ValueError, match=r"C1: level 5\.1"):
        column("C1", "Practice", 5.1, None)
    with pytest.raises(ValueError, match="C1: level nan"):
        column("C1", "Practice", float("nan"), None)


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("data", [TEAM_12, TEAM_24, PEERS_12], ids=["team", "full", "peers"])
def test_the_same_averages_give_the_same_bytes(draw: Any, data: Planogram) -> None:
    assert files.svg(draw(data), "p", "t", "d") == files.svg(draw(data), "p", "t", "d")
    assert files.png(draw(data)) == files.png(draw(data))


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("data", [TEAM_24, PEERS_12], ids=["full", "peers"])
def test_every_colour_follows_the_page(draw: Any, data: Planogram) -> None:
    root = drawn(draw(data))
    colours = {e.get(name) for e in root.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert colours
    assert all(re.fullmatch(r"var\(--viz-[a-z]+,#[0-9A-F]{6}\)", str(colour)) for colour in colours)


@pytest.mark.parametrize("draw", VARIANTS)
def test_no_number_lies_on_an_outline_it_does_not_belong_to(draw: Any) -> None:
    """A number is inside a box with room around it, or outside it."""
    root = drawn(draw(TEAM_12))
    outlines = list(itertools.chain.from_iterable(placed(root, mark) for mark in ("to_go", "wide", "widest")))
    for text, box in itertools.product(written(root), outlines):
        inside = box.left + 1 < text.left and text.right < box.right - 1
        inside = inside and box.top < text.top and text.bottom < box.bottom
        apart = (
            text.right <= box.left or box.right <= text.left
            or baseline(text) <= box.top or box.bottom <= baseline(text) - 0.72 * text.size
        )  # fmt: skip
        assert inside or apart, (text, box)


level = st.integers(10, 50).map(lambda tenths: tenths / 10)


@st.composite
def average_columns(draw: st.DrawFn) -> Column:
    today = draw(st.one_of(st.none(), level))
    wanted = draw(st.one_of(st.none(), level)) if today else None
    number = st.one_of(st.sampled_from(["", "2.4", "1.5 or less", "4,5 oder mehr"]), phrases)
    return Column(
        code="C1", name=draw(phrases), label=draw(phrases), core=draw(st.booleans()),
        today=today, wanted=wanted, today_text=draw(number), wanted_text=draw(number),
        gap_text=draw(st.one_of(st.sampled_from(["+1.4", "−0.4", "0.0", ""]), phrases)),
        missing=draw(st.one_of(phrases, st.just(""))), missing_mark=draw(st.sampled_from(["?", "–", ""])),
        emphasis=draw(st.sampled_from(["", "wide", "widest"])),
    )  # fmt: skip


average_planograms = st.builds(
    lambda p, bays: replace(p, bays=tuple(bays), averages=True),
    planograms.map(lambda p: replace(p, bays=())),
    st.lists(
        st.builds(
            lambda b, columns: replace(b, columns=tuple(columns)),
            categories,
            st.lists(average_columns(), max_size=8),
        ),
        max_size=4,
    ),
)


@settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(average_planograms)
@example(TEAM_12)
@example(TEAM_24)
@example(PEERS_12)
def test_whatever_the_numbers_no_text_covers_another(data: Planogram) -> None:
    practices = [c for b in data.bays for c in b.columns]
    for draw in (wide, phone):
        root = drawn(draw(data))
        texts = written(root)
        _, _, across, down = map(float, root.attrib["viewBox"].split())
        for text in texts:
            assert text.size >= theme.SMALLEST
            assert text.left >= -0.02
            assert text.right <= across + 0.02
            assert text.top >= 0
            assert text.bottom <= down
        for a, b in itertools.combinations(texts, 2):
            assert not a.covers(b), (a, b)
        assert len(areas(root, data.hue)) == sum(c.today is not None for c in practices)
        assert marks(root)["missing"] == sum(c.today is None for c in practices)


# --- cost -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_the_teams_picture_is_small_and_quick(draw: Any) -> None:
    times = []
    for _ in range(3):
        start = time.process_time()
        drawing = files.svg(draw(TEAM_12), "p", "t", "d")
        times.append(time.process_time() - start)
    assert min(times) <= 0.060
    assert len(gzip.compress(drawing.encode(), mtime=0)) <= 5000
