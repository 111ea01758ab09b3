"""The planogram of averages on phones."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from assessment.charts import theme
from assessment.charts.planogram import Planogram, phone
from tests.assessment.charts.samples import (
    CORE_C,
    PEERS_12,
    TEAM_12,
    Written,
    areas,
    average,
    bay,
    drawn,
    half,
    marks,
    placed,
    planogram,
    written,
)  # fmt: skip

LEFT, STEP, GROUND_END = 147, 25, 298


def one(today: float | None, wanted: float | None, emphasis: Any = "", **more: Any) -> Planogram:
    return only(average(CORE_C[0], today, wanted, emphasis, **more))


def only(*columns: Any) -> Planogram:
    category = bay("Category", "3.0", "4.0", "1.0", *columns)
    return planogram(category, hue="team", averages=True, phone_key=())


def said(p: Planogram) -> dict[str, Written]:
    return {text.words: text for text in written(drawn(phone(p)))}


def middle(text: Written) -> float:
    return text.top + (theme.ASCENT - theme.CAP_MIDDLE) * text.size


def test_bars_reach_from_nought_to_today_and_outlines_on_to_wanted() -> None:
    root = drawn(phone(one(2.4, 3.9)))
    (fill,), (outline,) = areas(root, "team"), placed(root, "to_go")
    assert (fill.left, fill.right) == pytest.approx((LEFT, LEFT + 2.4 * STEP))
    assert (outline.left, outline.right) == pytest.approx((fill.right + 2.5, LEFT + 3.9 * STEP), abs=0.01)
    assert fill.height == outline.height == pytest.approx(22)
    assert fill.top == pytest.approx(outline.top, abs=0.01)


def test_rows_are_38_px_and_levels_are_named_over_their_places() -> None:
    root = drawn(phone(replace(TEAM_12, bays=TEAM_12.bays[:1])))
    tops = sorted(fill.top for fill in areas(root, "team"))
    assert [b - a for a, b in itertools.pairwise(tops)] == [38, 38, 38]
    names = {t.words: (t.left + t.right) / 2 for t in written(root) if t.words in set("12345")}
    assert names == pytest.approx({str(n): LEFT + (n - 0.5) * STEP for n in range(1, 6)}, abs=0.02)
    ends = sorted(line.left + 0.5 for line in areas(root, "shelf"))
    assert ends == pytest.approx([LEFT + n * STEP for n in range(1, 6)])


def test_today_in_the_bar_wanted_after_it_and_the_gap_at_the_edge() -> None:
    p = one(2.4, 3.9)
    (fill,), (outline,) = areas(drawn(phone(p)), "team"), placed(drawn(phone(p)), "to_go")
    today, wanted, gap = (said(p)[words] for words in ("2.4", "3.9", "+1.5"))
    assert fill.left + 1 < today.left < today.right < LEFT + STEP - 1.2  # before the first notch
    assert "paper" in today.fill
    assert wanted.left == pytest.approx(outline.right + 5, abs=0.01)
    assert gap.right == pytest.approx(328, abs=0.02)
    centre = (fill.top + fill.bottom) / 2
    assert [middle(text) for text in (today, wanted, gap)] == pytest.approx([centre] * 3, abs=0.02)


@pytest.mark.parametrize("today", [1.0, 2.2, 4.8, 5.0])
def test_wanted_at_the_top_still_has_room_beside_the_gap(today: float) -> None:
    p = one(today, 5.0)
    (wanted,) = (t for t in written(drawn(phone(p))) if t.words == "5.0" and "ink" in t.fill)
    gap = said(p)[p.bays[0].columns[0].gap_text]
    assert wanted.right < GROUND_END < gap.left + 1
    assert middle(wanted) == pytest.approx(middle(gap), abs=0.02)


@pytest.mark.parametrize(("today", "cuts"), [(1.0, []), (2.1, [1]), (3.4, [1, 2, 3])])
def test_notches_stand_where_levels_end(today: float, cuts: list[int]) -> None:
    root = drawn(phone(one(today, 5.0)))
    found = [(cut.left + cut.right) / 2 for cut in placed(root, "notch")]
    assert found == pytest.approx([LEFT + n * STEP for n in cuts], abs=0.02)


def test_a_tiny_gap_is_a_line_and_none_is_no_mark() -> None:
    (line,) = placed(drawn(phone(one(3.0, 3.3))), "to_go")  # 7.5 px less 2.5
    assert (line.width, line.right) == pytest.approx((2, LEFT + 3.3 * STEP), abs=0.02)
    root = drawn(phone(one(3.0, 3.0)))
    assert not placed(root, "to_go")
    assert [t.words for t in written(root)].count("3.0") == 2
    assert "0.0" in said(one(3.0, 3.0))


def test_today_above_wanted_is_pale_and_its_numbers_are_quiet() -> None:
    p = one(4.1, 2.1)
    root = drawn(phone(p))
    (fill,), (pale,) = areas(root, "team"), placed(root, "surplus")
    assert (fill.right, pale.right) == pytest.approx((LEFT + 2.1 * STEP, LEFT + 4.1 * STEP), abs=0.01)
    assert all("muted" in said(p)[words].fill for words in ("2.1", "−2.0"))
    assert said(p)["2.1"].left == pytest.approx(pale.right + 5, abs=0.01)


def test_words_too_long_for_the_bar_stand_under_it() -> None:
    p = only(half(CORE_C[0], 1.5, 4.5))
    (fill,) = areas(drawn(phone(p)), "team")
    less, more = said(p)["1.5 or less"], said(p)["4.5 or more"]
    assert less.left == pytest.approx(fill.left, abs=0.01)
    assert "team" in less.fill  # the bar's own colour says that it is today's
    assert less.top == more.top == pytest.approx(fill.bottom + 3, abs=0.02)
    assert less.right + 8 <= more.left + 0.02
    assert more.right < GROUND_END
    mixed = said(only(half(CORE_C[0], 1.5, 3.5)))
    assert mixed["3.5"].bottom < mixed["1.5 or less"].top + 0.01


def test_rows_grow_only_where_words_stand_under_the_bar() -> None:
    root = drawn(
        phone(only(average(CORE_C[0], 2.0, 3.0), half(CORE_C[0], 1.5, 4.5), average(CORE_C[0], 2.0, 3.0)))
    )
    first, second, third = sorted(fill.top for fill in areas(root, "team"))
    # rows of 38, 22 + 3 + 12.5 + 8 = 45.5 and 38 px; in the second the bar stands (3 + 12.5) / 2 higher
    assert second - first == pytest.approx(19 + 45.5 / 2 - 7.75)
    assert third - second == pytest.approx(19 + 45.5 / 2 + 7.75)


def test_a_hidden_practice_is_dashed_ground_with_its_sign() -> None:
    root = drawn(phone(one(None, None)))
    (ground,) = placed(root, "missing")
    assert (ground.left, ground.right) == pytest.approx((LEFT, LEFT + 5 * STEP), abs=0.01)
    assert "–" in said(one(None, None))
    assert marks(root)["missing"] == 1
    assert not areas(root, "team")


def test_the_peers_words_are_all_there() -> None:
    texts = [text.words for text in written(drawn(phone(PEERS_12)))]
    assert texts.count("1.5 or less") == 5
    assert texts.count("4.5 or more") == 6
    assert texts.count("–") == 2
