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
from assessment.charts.trend import Break, Panel, Round, Trend, phone, wide
from tests.assessment.charts.gap_samples import HOSTILE, LONG_NAME, Drawn, assert_in_place, page, shapes
from tests.assessment.charts.samples import Written, written
from tests.assessment.charts.trend_samples import LATER, MARCH, NOVEMBER, TREND_3, moment, panel, trend

VARIANTS = [pytest.param(wide, id="wide"), pytest.param(phone, id="phone")]
STEP = 58.0  # px between two levels


def said(root: Any, words: str) -> Written:
    (text,) = (t for t in written(root) if t.words == words)
    return text


def level_y(root: Any, level: int) -> float:
    """Where a gridline is, by the middle of its number."""
    number = next(t for t in written(root) if t.words == str(level))
    return number.bottom - 0.24 * 12 - 0.36 * 12


def one(*rounds: Round, **more: Any) -> Trend:
    return trend(panel("Category", *rounds, **more))


# --- where marks stand ------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_levels_stand_on_the_scale(draw: Any) -> None:
    root = page(draw(one(moment(MARCH, 2, 4.5), moment(LATER, 3.5, 5))))
    today, wanted = shapes(root, "team-today"), shapes(root, "team-wanted")
    assert [level_y(root, 1) - mark.y for mark in today] == pytest.approx([STEP, 2.5 * STEP], abs=0.02)
    assert [level_y(root, 1) - mark.y for mark in wanted] == pytest.approx([3.5 * STEP, 4 * STEP], abs=0.02)
    assert {(mark.fill, mark.stroke) for mark in today} == {("team", "paper")}
    assert {(mark.fill, mark.stroke) for mark in wanted} == {("paper", "team")}


@pytest.mark.parametrize("draw", VARIANTS)
def test_rounds_stand_to_scale_in_time(draw: Any) -> None:
    root = page(draw(one(moment(0, 2), moment(100, 2), moment(400, 2))))
    first, second, third = (mark.x for mark in shapes(root, "team-today"))
    assert (second - first) / (third - first) == pytest.approx(0.25, abs=0.001)


def test_all_categories_share_one_scale_of_time() -> None:
    data = trend(panel("A", moment(0, 2), moment(400, 2)), panel("B", moment(100, 3), moment(400, 3)))
    marks = sorted(shapes(page(wide(data)), "team-today"), key=lambda mark: mark.x)
    (a0, a1), (b0, b1) = marks[:2], marks[2:]
    assert b1.x - b0.x == pytest.approx(0.75 * (a1.x - a0.x), abs=0.02)


def test_three_panels_stand_side_by_side_and_a_fourth_below() -> None:
    names = ["One", "Two", "Three", "Four"]
    root = page(wide(trend(*(panel(name, moment(0, 2), moment(9, 3)) for name in names))))
    texts = [said(root, name) for name in names]
    assert [text.left for text in texts] == pytest.approx([0, 342, 684, 0], abs=0.02)
    assert len({text.top for text in texts[:3]}) == 1
    assert texts[3].top > texts[0].top + 4 * STEP


def test_on_a_phone_they_stand_one_under_the_other() -> None:
    root = page(phone(TREND_3))
    assert root.attrib["viewBox"].split()[2] == "328"
    names = [said(root, category.name) for category in TREND_3.panels]
    assert [name.left for name in names] == [0, 0, 0]
    assert all(b.top - a.top > 4 * STEP for a, b in itertools.pairwise(names))


def test_names_stand_side_by_side_even_where_only_one_has_a_break() -> None:
    rounds = (moment(0, 2), moment(200, 3))
    root = page(wide(trend(panel("One", *rounds), panel("Two", *rounds, breaks=(Break(90, "new wording"),)))))
    assert said(root, "One").top == said(root, "Two").top
    assert len({mark.y for mark in shapes(root, "team-today")}) == 2


# --- lines and bands --------------------------------------------------------------------------------------


def test_today_is_a_solid_line_and_wanted_a_dashed_one() -> None:
    root = page(wide(one(moment(MARCH, 2, 4), moment(LATER, 3, 4.5))))
    (today,), (wanted,) = shapes(root, "today-line"), shapes(root, "wanted-line")
    assert (today.stroke, today.stroke_width, today.height) == ("team", 2.4, STEP)
    assert (wanted.stroke, wanted.stroke_width, wanted.height) == ("team", 1.8, STEP / 2)
    dashes = [p.get("stroke-dasharray") for p in root.iter("path") if "--viz-team" in p.get("stroke", "")]
    assert dashes.count("6,4") == 1


def test_the_band_reaches_from_low_to_high() -> None:
    data = one(moment(0, 2, interval=(1.5, 2.25)), moment(9, 3, interval=(2.5, 3.5)))
    root = page(wide(data))
    (band,), (first, last) = shapes(root, "band"), shapes(root, "team-today")
    assert (band.left, band.right) == (first.x, last.x)
    assert level_y(root, 1) - (band.y + band.height / 2) == pytest.approx(0.5 * STEP, abs=0.02)
    assert level_y(root, 1) - (band.y - band.height / 2) == pytest.approx(2.5 * STEP, abs=0.02)
    assert (band.fill, band.opacity) == ("team", 0.18)


def test_an_interval_that_leaves_the_scale_ends_with_it() -> None:
    root = page(wide(one(moment(0, 1.1, interval=(0.6, 1.6)), moment(9, 4.9, interval=(4.5, 5.3)))))
    (band,) = shapes(root, "band")
    assert band.height == pytest.approx(4 * STEP, abs=0.02)


@pytest.mark.parametrize(
    ("levels", "lines"),
    [
        ((2, 3, 4), [2]), ((2, None, 4), []), ((2, 3, None, 4), [1]), ((None, 2, 3), [1]), ((2, None), []),
        ((2, 3, None, 4, 3), [1, 1]), ((None, None), []),
    ],
)  # fmt: skip
def test_a_missing_level_is_a_gap_in_the_line(levels: Any, lines: list[int]) -> None:
    root = page(wide(one(*(moment(i * 100, level) for i, level in enumerate(levels)))))
    unit = _unit(root, len(levels))
    assert [round(line.width / unit) for line in shapes(root, "today-line")] == lines
    assert len(shapes(root, "team-today")) == sum(level is not None for level in levels)


def _unit(root: Any, count: int) -> float:
    """Px between two rounds of equal distance, by the ticks under them."""
    ticks = [x for x, top in _uprights(root) if top > level_y(root, 1) - 1]
    assert len(ticks) == count
    return (max(ticks) - min(ticks)) / (count - 1)


def _uprights(root: Any) -> list[tuple[float, float]]:
    """x and upper end of every grey upright line."""
    found = []
    for path in root.iter("path"):
        if "--viz-rule" in path.get("stroke", ""):
            (x0, x1), ys = _ends(path)
            if x0 == x1:
                found.append((x0, min(ys)))
    return found


def _ends(path: Any) -> tuple[list[float], list[float]]:
    numbers = [float(token) for token in re.findall(r"-?[\d.]+", path.attrib["d"])]
    return numbers[::2], numbers[1::2]


@pytest.mark.parametrize("at", [150, 200])
def test_no_line_crosses_a_change_of_wording(at: float) -> None:
    rounds = [moment(i * 100, 2 + i / 2, 4) for i in range(4)]
    root = page(wide(one(*rounds, breaks=(Break(at, "new wording"),))))
    marks = shapes(root, "team-today")
    for part in ("today-line", "wanted-line"):
        before, after = shapes(root, part)
        assert (before.left, before.right) == pytest.approx((marks[0].x, marks[1].x), abs=0.02)
        assert (after.left, after.right) == pytest.approx((marks[2].x, marks[3].x), abs=0.02)
    assert len(shapes(root, "band")) == 2
    (marker,) = [x for x, top in _uprights(root) if top < level_y(root, 5)]
    assert marker == pytest.approx((marks[1].x + marks[2].x) / 2, abs=0.02)
    words = said(root, "new wording")
    assert (words.left + words.right) / 2 == pytest.approx(marker, abs=0.02)
    assert words.bottom < level_y(root, 5)


def test_a_change_before_the_first_round_or_after_the_last_is_none() -> None:
    breaks = (Break(-5, "new wording"), Break(0, "new wording"), Break(500, "new wording"))
    root = page(wide(one(moment(0, 2), moment(400, 3), breaks=breaks)))
    assert "new wording" not in {text.words for text in written(root)}
    assert len(shapes(root, "today-line")) == 1


# --- printed levels ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_first_and_last_today_and_last_wanted_are_printed(draw: Any) -> None:
    root = page(draw(one(moment(0, 2.2, 4.1), moment(200, 2.4, 4.2), moment(400, 2.8, 4.3))))
    texts = {text.words: text for text in written(root)}
    assert {"2.2", "2.8", "4.3", "today", "wanted"} <= set(texts)
    assert not {"2.4", "4.1", "4.2"} & set(texts)
    first, *_, last = shapes(root, "team-today")
    assert texts["2.8"].left == pytest.approx(last.x + 13, abs=0.02)
    assert (texts["2.8"].weight, texts["4.3"].weight) == (600, 400)
    assert texts["today"].left > texts["2.8"].right
    assert texts["2.2"].top > first.y + first.height / 2  # under its dot
    assert (texts["2.2"].left + texts["2.2"].right) / 2 == pytest.approx(first.x, abs=0.02)


@pytest.mark.parametrize(
    ("today", "wanted"), [(4.0, 4.1), (4.1, 4.0), (3, 3), (5, 5), (4.95, 5), (1, 1), (1, 1.1)]
)
def test_words_at_the_end_do_not_collide(today: float, wanted: float) -> None:
    root = page(wide(one(moment(0, 2, 4), moment(200, today, wanted))))
    assert_in_place(root)
    a, b = said(root, "today"), said(root, "wanted")
    assert abs(a.top - b.top) >= 17.9
    assert (a.top > b.top) == (wanted >= today)


def test_words_far_apart_stand_beside_their_dots() -> None:
    root = page(wide(one(moment(0, 2, 4), moment(200, 2, 4))))
    value, mark = said(root, "4.0"), shapes(root, "team-wanted")[-1]
    assert value.bottom - 0.24 * value.size - 0.36 * value.size == pytest.approx(mark.y, abs=0.02)


@pytest.mark.parametrize(
    ("rounds", "above"),
    [
        ((moment(0, 1.0, 4), moment(200, 2, 4)), True),
        ((moment(0, 3.0, 2.7), moment(200, 3.1, 2.6)), True),
        ((moment(0, 4.0, 4.1), moment(200, 4.5, 4.6)), False),
    ],
)
def test_the_first_level_stands_over_its_dot_where_below_is_no_room(rounds: Any, above: bool) -> None:
    root = page(wide(one(*rounds)))
    texts = [t for t in written(root) if t.words == rounds[0].today_text]
    mark = shapes(root, "team-today")[0]
    assert any(t.bottom < mark.y if above else t.top > mark.y for t in texts)


def test_a_line_that_ends_early_says_so_at_its_end() -> None:
    root = page(wide(one(moment(0, 2, 4), moment(200, 2.7, 4), moment(400, None, 4.2))))
    text, mark = said(root, "2.7"), shapes(root, "team-today")[-1]
    assert "today" not in {t.words for t in written(root)}
    assert abs((text.left + text.right) / 2 - mark.x) < 40


def test_marks_that_coincide_are_a_dot_in_a_ring() -> None:
    root = page(wide(one(moment(0, 3, 3))))
    (ring,), (dot,) = shapes(root, "team-wanted"), shapes(root, "team-today")
    assert (dot.x, dot.y) == (ring.x, ring.y)
    assert dot.width < ring.width - ring.stroke_width
    assert dot.fill == "team"


@pytest.mark.parametrize("hue", ["you", "peers", "team"])
def test_the_hue_says_who(hue: Any) -> None:
    root = page(wide(trend(panel("Category", moment(0, 2, 4), moment(9, 3, 4)), hue=hue)))
    assert {m.fill for m in shapes(root, f"{hue}-today")} == {hue}
    assert {m.stroke for m in shapes(root, "today-line")} == {hue}


def test_a_clear_change_is_strong_and_another_muted() -> None:
    root = page(wide(TREND_3))
    clear = said(root, "+0.5 since March 2025")
    others = [t for t in written(root) if t.words == "no clear change"]
    assert clear.weight == 600
    assert "--viz-ink" in clear.fill
    assert {(t.weight, "--viz-muted" in t.fill) for t in others} == {(400, True)}
    assert len(others) == 2


# --- dates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_dates_stand_under_their_rounds(draw: Any) -> None:
    root = page(draw(trend(TREND_3.panels[0])))
    marks: list[Drawn] = shapes(root, "team-today")
    for mark, words in zip(marks, ("Mar 2025", "Nov 2025", "Nov 2026"), strict=True):
        date = said(root, words)
        assert abs((date.left + date.right) / 2 - mark.x) <= 12
    assert said(root, "41 people").top > said(root, "Mar 2025").bottom - 1


def test_dates_between_that_have_no_room_are_left_out() -> None:
    root = page(wide(one(*(moment(at, 2.5) for at in (0, 10, 20, 200, 210, 400)))))
    assert_in_place(root)
    dates = {t.words for t in written(root) if t.words.startswith(("Day", "Mar"))}
    assert {"Mar 2025", "Day 400"} <= dates
    assert "Day 10" not in dates
    assert {"Day 200", "Day 210"} & dates


def test_two_rounds_too_near_have_their_dates_on_two_levels() -> None:
    data = trend(panel("One", moment(0, 2), moment(400, 2)), panel("Two", moment(390, 2), moment(400, 3)))
    root = page(wide(data))
    assert_in_place(root)
    upper, lower = said(root, "Day 390"), [t for t in written(root) if t.words == "Day 400"]
    assert max(t.top for t in lower) > upper.bottom + 12


# --- how many rounds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 8])
def test_any_number_of_rounds(draw: Any, count: int) -> None:
    rounds = tuple(moment(40 * i * i, 2 + 0.2 * i, 4) for i in range(count))
    root = page(draw(trend(*(panel(name, *rounds) for name in ("One", "Two", "Three")))))
    assert_in_place(root)
    assert len(shapes(root, "team-today")) == 3 * count
    assert len(shapes(root, "today-line")) == (3 if count > 1 else 0)


def test_one_round_is_dots_with_their_values() -> None:
    root = page(wide(one(moment(MARCH, 2.5, 4.1))))
    (today,) = shapes(root, "team-today")
    assert said(root, "2.5").left > today.x
    assert said(root, "wanted").left > said(root, "4.1").right
    assert not shapes(root, "wanted-line")
    assert shapes(root, "band")[0].width == 10


@pytest.mark.parametrize("draw", VARIANTS)
def test_without_categories_the_heading_and_the_notes_stay(draw: Any) -> None:
    texts = [t.words for t in assert_in_place(page(draw(trend(heading="Heading", notes=("Note.",)))))]
    assert texts == ["Heading", "Note."]


# --- refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["today", "wanted"])
@pytest.mark.parametrize("level", [0.9, 5.1])
def test_a_level_off_the_scale_is_refused(field: str, level: float) -> None:
    with pytest.raises(ValueError, match=f"level {level} is not within"):
        Round(0, "Mar 2025", **{field: level})


def test_an_interval_without_a_level_or_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="an interval of no level"):
        Round(0, "Mar 2025", interval=(2, 3))
    with pytest.raises(ValueError, match="ends before it begins"):
        Round(0, "Mar 2025", today=2.5, interval=(3, 2))
    with pytest.raises(ValueError, match="is no moment"):
        Round(float("nan"), "Mar 2025")


@pytest.mark.parametrize("second", [MARCH, MARCH - 1])
def test_rounds_out_of_order_are_refused(second: float) -> None:
    with pytest.raises(ValueError, match=r"Category: .* does not come after Mar 2025"):
        Panel("Category", (moment(MARCH, 2), moment(second, 2)))


# --- any words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_stay_words_inside_the_sheet(draw: Any, kind: str) -> None:
    words = HOSTILE[kind]
    rounds = tuple(
        moment(at, 2 + i * 0.2, 2.1 + i * 0.2, date=words, people=words, today_text=words, wanted_text=words)
        for i, at in enumerate((MARCH, MARCH + 10, NOVEMBER))
    )
    breaks = (Break(60, words), Break(200, words))
    data = trend(
        *[panel(words, *rounds, change=words, breaks=breaks)] * 3, today_word=words, wanted_word=words,
        notes=(words,), heading=words, subtitle=words,
    )  # fmt: skip
    text = files.svg(draw(data), "g", words, words)
    assert "<script" not in text
    assert "<b>" not in text
    root = page(draw(data))
    assert_in_place(root)
    assert all("style" not in element.attrib for element in root.iter())


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_long_name_stays_whole(draw: Any) -> None:
    texts = assert_in_place(page(draw(trend(panel(LONG_NAME, moment(0, 2))))))
    assert LONG_NAME in " ".join(text.words for text in texts)


levels = st.none() | st.floats(1, 5)
steps = st.floats(1, 400)


@settings(max_examples=60, deadline=None, derandomize=True, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(st.lists(st.lists(st.tuples(steps, levels, levels), max_size=9), max_size=4), st.floats(0, 1500))
def test_whatever_was_answered_no_word_covers_another(panels: Any, wording: float) -> None:
    built = []
    for answers in panels:
        ats = itertools.accumulate(step for step, _, _ in answers)
        rounds = [moment(at, today, wanted, date="Mar 2025") for at, (_, today, wanted) in zip(ats, answers)]  # noqa: B905
        built.append(panel("Category", *rounds, breaks=(Break(wording, "new wording"),)))
    for draw in (wide, phone):
        assert_in_place(page(draw(trend(*built))))


# --- bytes and time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_same_data_same_bytes(draw: Any) -> None:
    assert len({files.svg(draw(TREND_3), "g", "t", "d") for _ in range(2)}) == 1
    assert len({files.png(draw(TREND_3), 1) for _ in range(2)}) == 1


def test_days_count_from_any_day() -> None:
    later = replace(TREND_3, panels=tuple(
        replace(p, rounds=tuple(replace(r, at=r.at + 20_000) for r in p.rounds)) for p in TREND_3.panels
    ))  # fmt: skip
    assert files.svg(wide(later), "g", "t", "d") == files.svg(wide(TREND_3), "g", "t", "d")


@pytest.mark.parametrize("draw", VARIANTS)
def test_colours_follow_the_page(draw: Any) -> None:
    text = files.svg(draw(TREND_3), "g", "t", "d")
    assert not re.search(r'"#[0-9a-fA-F]{6}"', text)
    assert set(re.findall(r"var\(--viz-(\w+),", text)) <= set(theme.DARK)


@pytest.mark.parametrize("draw", VARIANTS)
def test_it_is_light_and_quick(draw: Any) -> None:
    times = []
    for _ in range(5):
        start = time.process_time()
        text = files.svg(draw(TREND_3), "g", "t", "d")
        times.append(time.process_time() - start)
    assert sorted(times)[2] <= 0.08
    assert len(gzip.compress(text.encode())) <= 6_000
