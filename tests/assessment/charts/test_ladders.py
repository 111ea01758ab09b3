import gzip
import re
import time
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.charts import files, theme
from assessment.charts.ladders import Ladder, Ladders, Rung, phone, wide
from assessment.charts.ladders_cells import Measures
from assessment.charts.ladders_data import modal
from assessment.charts.ladders_phone import MEASURES as PHONE
from assessment.charts.ladders_wide import MEASURES as WIDE
from tests.assessment.charts.gap_samples import HOSTILE, LONG_NAME, Drawn, assert_in_place, page, shapes
from tests.assessment.charts.ladder_samples import (
    LADDERS,
    LADDERS_12,
    MERGED,
    dont_know,
    hidden_ladder,
    ladder,
    ladders,
    merged,
    rungs,
)
from tests.assessment.charts.samples import Written, written

VARIANTS = [pytest.param(wide, id="wide"), pytest.param(phone, id="phone")]
BOTH = [pytest.param(wide, WIDE, id="wide"), pytest.param(phone, PHONE, id="phone")]
LEFT_FOOT, RIGHT_FOOT = 109.0, 141.0  # where bars of the first wide cell stand
TEN = rungs(0.1, 0.2, 0.4, 0.2, 0.1)


def across(root: Element) -> float:
    return float(root.attrib["viewBox"].split()[2])


def outer(bar: Drawn) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of a bar, its outline included."""
    half = bar.stroke_width / 2 if bar.stroke == "team" else 0.0
    return (
        round(bar.left - half, 2), round(bar.right + half, 2),
        round(bar.y - bar.height / 2 - half, 2), round(bar.y + bar.height / 2 + half, 2),
    )  # fmt: skip


def lengths(root: Element, part: str) -> list[float]:
    return [round(right - left, 2) for left, right, _, _ in map(outer, shapes(root, part))]


def said(root: Element) -> dict[str, Written]:
    return {text.words: text for text in written(root)}


def rules(root: Element) -> list[tuple[float, float, float, str, float]]:
    """The lines under the names: from, to, y, colour, width."""
    found = []
    for path in root.iter("path"):
        if token := re.match(r"var\(--viz-(ink|line),", path.get("stroke", "")):
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.attrib["d"])]
            if len(numbers) == 4 and numbers[1] == numbers[3]:
                left, y, right, _ = numbers
                found.append((left, right, y, token[1], float(path.get("stroke-width", "1"))))
    return sorted(found, key=lambda rule: (rule[2], rule[0]))


def assert_bars_are_free(root: Element) -> None:
    """No word on a bar or a hatch; nothing leaves the sheet."""
    drawn = [outer(bar) for part in ("today", "wanted", "hidden") for bar in shapes(root, part)]
    for text in assert_in_place(root):
        baseline = text.bottom - theme.DESCENT * text.size
        for left, right, top, bottom in drawn:
            apart = text.right <= left or text.left >= right
            assert apart or baseline <= top or baseline - 0.73 * text.size >= bottom, text
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert all(
        0 <= left < right <= width and 0 <= top < bottom <= height for left, right, top, bottom in drawn
    )


# --- where bars stand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("draw", "m"), BOTH)
def test_bars_leave_the_levels_on_one_scale(draw: Any, m: Measures) -> None:
    root = page(draw(ladders(ladder("A", TEN, rungs(0, 0, 0.2, 0.8, 0)), ladder("B", TEN, TEN))))
    px = lengths(root, "wanted")[1] / 0.8
    assert lengths(root, "wanted") == pytest.approx(
        [n * px for n in (0.2, 0.8, 0.1, 0.2, 0.4, 0.2, 0.1)], abs=0.02
    )
    assert lengths(root, "today") == pytest.approx([n * px for n in (0.1, 0.2, 0.4, 0.2, 0.1) * 2], abs=0.02)
    for column in (0, 1):
        middle = m.left(column) + m.cell / 2
        today = shapes(root, "today")[5 * column : 5 * column + 5]
        wanted = shapes(root, "wanted")[2 * column : 2 * column + 2]
        assert [outer(bar)[1] for bar in today] == pytest.approx([middle - m.numbers / 2] * 5, abs=0.02)
        assert [outer(bar)[0] for bar in wanted] == pytest.approx([middle + m.numbers / 2] * 2, abs=0.02)


def test_the_longest_bar_and_its_number_fill_the_side() -> None:
    root = page(wide(ladders(ladder("A", TEN, rungs(0, 0, 0.2, 0.8, 0)))))
    assert said(root)["80%"].right == pytest.approx(250, abs=0.02)
    longest = max(map(outer, shapes(root, "wanted")), key=lambda bar: bar[1])
    assert said(root)["80%"].left - longest[1] == pytest.approx(6, abs=0.02)
    assert longest[0] == RIGHT_FOOT


def test_each_bar_is_on_its_level() -> None:
    root = page(wide(ladders(LADDERS[0])))
    numbers = {words: (text.top + text.bottom) / 2 for words, text in said(root).items() if len(words) == 1}
    centres = [bar.y for bar in shapes(root, "today")]
    assert centres == pytest.approx([centres[0] - 23 * i for i in range(5)])
    for level, y in enumerate(centres, start=1):
        assert numbers[str(level)] == pytest.approx(y, abs=1.5)
    assert [round(bar.y, 2) for bar in shapes(root, "wanted")] == pytest.approx(centres[2:])


def test_today_is_filled_and_wanted_hollow() -> None:
    root = page(wide(LADDERS_12))
    assert {(bar.fill, bar.opacity) for bar in shapes(root, "today")} == {("team", 1.0)}
    hollow = [bar for bar in shapes(root, "wanted") if bar.fill == "paper"]
    assert {(bar.stroke, bar.stroke_width) for bar in hollow} == {("team", 1.5)}
    slivers = [bar for bar in shapes(root, "wanted") if bar.fill != "paper"]
    assert {bar.fill for bar in slivers} == {"team"}
    assert max(bar.width for bar in slivers) < 3.5 <= min(outer(b)[1] - outer(b)[0] for b in hollow)


def test_few_people_are_seen_and_nobody_is_not() -> None:
    root = page(wide(ladders(ladder("A", rungs(0.001, 0, 0, 0, 0.999), rungs(0, 0, 0, 0, 0)))))
    assert [bar.width for bar in shapes(root, "today")][:1] == [1.5]
    assert len(shapes(root, "today")) == 2
    assert not shapes(root, "wanted")
    assert "0%" not in said(root)


def test_small_shares_are_not_blown_up() -> None:
    root = page(wide(ladders(ladder("A", rungs(0.05, 0, 0, 0, 0), rungs(0, 0.05, 0, 0, 0)))))
    assert lengths(root, "today") == lengths(root, "wanted") == [round(0.05 * 109 / 0.2, 2)]


# --- levels told together ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("draw", "m"), BOTH)
def test_a_bar_over_levels_is_as_high_as_they_are_and_its_area_tells_the_share(
    draw: Any, m: Measures
) -> None:
    together = merged((1, 2, 0.3), (3, 3, 0.5), (4, 5, 0.2))
    root = page(draw(ladders(ladder("A", together, merged((1, 5, 1.0))), LADDERS[0])))
    px = lengths(root, "today")[1] / 0.5
    assert lengths(root, "today")[:3] == pytest.approx([0.15 * px, 0.5 * px, 0.1 * px], abs=0.02)
    heights = [bottom - top for _, _, top, bottom in map(outer, shapes(root, "today")[:3])]
    assert heights == pytest.approx([m.bar + m.pitch, m.bar, m.bar + m.pitch])
    all_levels = outer(shapes(root, "wanted")[0])
    assert all_levels[3] - all_levels[2] == pytest.approx(m.bar + 4 * m.pitch)
    assert all_levels[1] - all_levels[0] == pytest.approx(0.2 * px, abs=0.02)
    low, single, *_ = shapes(root, "today")
    assert low.y - single.y == pytest.approx(1.5 * m.pitch)


def test_bars_never_touch() -> None:
    root = page(wide(MERGED))
    for part in ("today", "wanted"):
        bars = sorted(map(outer, shapes(root, part)))
        for one, other in ((a, b) for a in bars for b in bars if a < b):
            apart = one[1] <= other[0] or other[1] <= one[0]
            assert apart or one[3] + 3 <= other[2] or other[3] + 3 <= one[2]


def test_the_most_frequent_rung_and_merged_ones_carry_their_share() -> None:
    today = merged((1, 2, 0.3), (3, 3, 0.5), (4, 4, 0.2))
    texts = said(page(wide(ladders(ladder("A", today, rungs(0, 0, 0.1, 0.6, 0.3))))))
    assert (texts["50%"].weight, texts["30%"].weight, texts["60%"].weight) == (600, 400, 600)
    assert not {"20%", "10%"} & set(texts)
    assert "--viz-team" in texts["50%"].fill


def test_of_equal_rungs_the_lowest_is_named() -> None:
    assert modal(rungs(0.1, 0.4, 0.1, 0.4, 0)) == Rung(2, 2, 0.4, "40%")
    assert modal(tuple(reversed(rungs(0.1, 0.4, 0.1, 0.4, 0)))) == Rung(2, 2, 0.4, "40%")
    assert modal(merged((1, 2, 0.3), (3, 3, 0.28), (4, 5, 0.42))) == Rung(4, 5, 0.42, "42%")
    assert modal(rungs(0, 0, 0, 0, 0)) is None
    root = page(wide(ladders(ladder("A", rungs(0.1, 0.4, 0.1, 0.4, 0), TEN))))
    number = min((text for text in written(root) if text.words == "40%"), key=lambda text: text.left)
    assert number.top < shapes(root, "today")[1].y < number.bottom


# --- the sheet --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "count", "width"),
    [(wide, 0, 1072), (wide, 1, 250), (wide, 2, 524), (wide, 3, 798), (wide, 4, 1072), (wide, 12, 1072),
     (phone, 0, 328), (phone, 1, 250), (phone, 2, 328), (phone, 12, 328)],
)  # fmt: skip
def test_the_sheet_is_as_wide_as_its_ladders_need(draw: Any, count: int, width: float) -> None:
    root = page(draw(ladders(*LADDERS[:count])))
    assert across(root) == width
    assert_bars_are_free(root)


def test_a_finding_is_not_squeezed_over_one_ladder() -> None:
    one = ladders(LADDERS[0], heading="Least agreement on The person, not the segment")
    assert (across(page(wide(one))), across(page(phone(one)))) == (524, 328)


@pytest.mark.parametrize(("draw", "m"), BOTH)
def test_ladders_stand_in_rows_as_given(draw: Any, m: Measures) -> None:
    names = [f"Practice {letter}" for letter in "ABCDEFGHI"]
    texts = said(page(draw(ladders(*(ladder(name, TEN, TEN) for name in names)))))
    lefts = [m.left(i % m.per_row) for i in range(9)]
    assert [texts[name].left for name in names] == lefts
    tops = [texts[name].top for name in names]
    assert tops == sorted(tops)
    assert len(set(tops)) == -(-9 // m.per_row)


def test_names_of_a_row_rest_on_one_line() -> None:
    long = replace(LADDERS[1], name=LONG_NAME)
    root = page(wide(ladders(LADDERS[0], long)))
    first, second = rules(root)
    assert (first[0], first[1], second[0], second[1]) == (0, 250, 274, 524)
    assert first[2] == second[2]
    texts = written(root)
    name = next(text for text in texts if text.words == LADDERS[0].name)
    last = max((t for t in texts if t.left == 274 and t.weight == 600), key=lambda t: t.top)
    assert name.bottom == pytest.approx(last.bottom, abs=0.5)
    assert LONG_NAME in " ".join(text.words for text in texts)


def test_the_emphasised_practice_has_a_strong_rule() -> None:
    strong = [rule for rule in rules(page(wide(LADDERS_12))) if rule[3] == "ink"]
    thin = [rule for rule in rules(page(wide(LADDERS_12))) if rule[3] == "line"]
    assert [(left, right, width) for left, right, _, _, width in strong] == [(548, 798, 2)]
    assert len(thin) == 11
    assert {width for *_, width in thin} == {1}


# --- what can't be shown ----------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_hidden_practice_is_hatched_and_carries_a_word_and_no_digit(draw: Any) -> None:
    root = page(draw(ladders(hidden_ladder("Practice"))))
    (hatch,) = shapes(root, "hidden")
    assert (hatch.width, hatch.height, hatch.x) == (26, 13, across(root) / 2)
    texts = said(root)
    assert set(texts) == {"Practice", "too few answers"}
    assert "muted" in texts["too few answers"].fill
    assert not shapes(root, "today")
    assert not shapes(root, "wanted")


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_side_without_rungs_is_hatched(draw: Any) -> None:
    root = page(draw(ladders(ladder("Practice", TEN, ()))))
    (hatch,) = shapes(root, "hidden")
    assert hatch.left > across(root) / 2
    assert len(shapes(root, "today")) == 5
    assert_bars_are_free(root)


@pytest.mark.parametrize("number", [{"today": TEN}, {"wanted": TEN}, {"foot": dont_know(3)}])
def test_a_hidden_practice_that_brings_a_number_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match="P1: a hidden practice brings numbers"):
        replace(Ladder("P1", "Practice", (), (), missing="hidden"), **number)


def test_a_practice_of_which_nothing_is_told_is_refused() -> None:
    with pytest.raises(ValueError, match="P1: no rung on either side"):
        Ladder("P1", "Practice", (), ())


@pytest.mark.parametrize("side", ["today", "wanted"])
@pytest.mark.parametrize(
    ("told", "why"),
    [
        (((0, 1, 0.1),), "levels 0 to 1 are not within"),
        (((5, 6, 0.1),), "levels 5 to 6 are not within"),
        (((3, 2, 0.1),), "levels 3 to 2 are not within"),
        (((3, 3, -0.1),), r"share -0\.1 is not within"),
        (((3, 3, 1.1),), r"share 1\.1 is not within"),
        (((3, 3, float("nan")),), "share nan is not within"),
        (((1, 3, 0.5), (3, 4, 0.5)), "two rungs share level 3"),
        (((4, 4, 0.5), (4, 4, 0.5)), "two rungs share level 4"),
        (((2, 5, 0.5), (1, 3, 0.5)), "two rungs share level 2"),
    ],
)
def test_rungs_that_are_none_are_refused(side: str, told: Any, why: str) -> None:
    with pytest.raises(ValueError, match=f"P1: {why}"):
        Ladder(**{"code": "P1", "name": "Practice", "today": TEN, "wanted": TEN, side: merged(*told)})


# --- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_every_word_is_said(draw: Any) -> None:
    root = page(draw(LADDERS_12))
    assert_bars_are_free(root)
    texts = [text.words for text in written(root)]
    everything = " ".join(texts)
    for one in LADDERS:
        assert one.name in everything
        assert one.foot in everything
        for side in (one.today, one.wanted):
            most = modal(side)
            assert most is not None
            assert most.text in texts
    assert [texts.count(word) for word in ("today", "wanted", "1", "5")] == [12] * 4
    assert sum(text.endswith("%") for text in texts) == 24
    assert "Shares are of those who gave a level." in texts


def test_the_side_s_words_stand_over_its_bars() -> None:
    texts = said(page(wide(ladders(LADDERS[0]))))
    assert texts["today"].right == pytest.approx(LEFT_FOOT, abs=0.02)
    assert texts["wanted"].left == RIGHT_FOOT
    assert {texts[word].weight for word in ("today", "wanted")} == {500}
    foot = texts[LADDERS[0].foot]
    assert (foot.left + foot.right) / 2 == pytest.approx(125, abs=0.01)
    assert "muted" in foot.fill


def test_heading_is_drawn_only_for_exports() -> None:
    headed = replace(LADDERS_12, heading="Least agreement", subtitle="Shares of 214")
    texts = said(page(wide(headed)))
    assert (texts["Least agreement"].size, texts["Shares of 214"].size) == (20, 13)
    assert "Least agreement" not in said(page(wide(LADDERS_12)))


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("spec", [MERGED, ladders(*LADDERS, *LADDERS)], ids=["merged", "24"])
def test_everything_has_its_place(draw: Any, spec: Ladders) -> None:
    assert_bars_are_free(page(draw(spec)))


@pytest.mark.parametrize("draw", VARIANTS)
def test_without_ladders_only_the_notes_are_said(draw: Any) -> None:
    root = page(draw(ladders(notes=("Nothing to show yet.",))))
    assert [text.words for text in assert_in_place(root)] == ["Nothing to show yet."]
    assert float(page(draw(ladders())).attrib["viewBox"].split()[3]) > 0


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("count", [1, 3])
def test_hostile_words_stay_words_inside_the_sheet(draw: Any, kind: str, count: int) -> None:
    words = HOSTILE[kind]
    told = tuple(Rung(level, level, 0.2, words) for level in range(1, 6))
    every = (
        ladder(words, told, (Rung(1, 5, 1.0, words),), foot=words, emphasised=True),
        ladder(words, rungs(0, 0, 0, 0, 1), ()), hidden_ladder(words, words),
    )  # fmt: skip
    data = ladders(
        *every[:count], today_word=words, wanted_word=words, notes=(words,), heading=words, subtitle=words
    )
    text = files.svg(draw(data), "g", words, words)
    assert "<script" not in text
    assert "<b>" not in text
    root = page(draw(data))
    assert_bars_are_free(root)
    assert all("style" not in element.attrib for element in root.iter())


phrases = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from([LONG_NAME, "W" * 80, "x"])


@st.composite
def some_rungs(draw: st.DrawFn) -> tuple[Rung, ...]:
    cuts = sorted(draw(st.sets(st.integers(2, 5))))
    firsts, lasts = [1, *cuts], [*(cut - 1 for cut in cuts), 5]
    return tuple(
        Rung(first, last, draw(st.floats(0, 1)), draw(phrases))
        for first, last in zip(firsts, lasts, strict=True)
    )


some_ladders = st.builds(
    Ladder, code=st.just("P1"), name=phrases, today=some_rungs(), wanted=some_rungs() | st.just(()),
    emphasised=st.booleans(), foot=phrases,
) | st.builds(
    Ladder, code=st.just("P1"), name=phrases, today=st.just(()), wanted=st.just(()),
    missing=phrases.filter(bool),
)  # fmt: skip


@settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(st.lists(some_ladders, max_size=5), st.tuples(*[phrases] * 4))
def test_whatever_people_write_no_text_covers_another(drawn: Any, words: Any) -> None:
    data = ladders(
        *drawn, today_word=words[0], wanted_word=words[1], notes=words[1:3], heading=words[3],
        subtitle=words[0],
    )  # fmt: skip
    for draw in (wide, phone):
        assert_bars_are_free(page(draw(data)))


# --- bytes and time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_same_data_same_bytes(draw: Any) -> None:
    assert len({files.svg(draw(LADDERS_12), "g", "t", "d") for _ in range(2)}) == 1
    assert len({files.png(draw(LADDERS_12), 1) for _ in range(2)}) == 1


@pytest.mark.parametrize("draw", VARIANTS)
def test_colours_follow_the_page(draw: Any) -> None:
    text = files.svg(draw(MERGED), "g", "t", "d")
    assert not re.search(r'"#[0-9a-fA-F]{6}"', text)
    assert set(re.findall(r"var\(--viz-(\w+),", text)) <= set(theme.DARK)


@pytest.mark.parametrize("draw", VARIANTS)
def test_it_is_light_and_quick(draw: Any) -> None:
    times = []
    for _ in range(9):
        start = time.process_time()
        text = files.svg(draw(LADDERS_12), "g", "t", "d")
        times.append(time.process_time() - start)
    assert sorted(times)[4] <= 0.12
    assert len(gzip.compress(text.encode())) <= 10_000
