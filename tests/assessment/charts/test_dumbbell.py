import gzip
import re
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.charts import files, theme
from assessment.charts.dumbbell import Dumbbell, KeyEntry, Row, phone, wide
from tests.assessment.charts.gap_samples import (
    DUMBBELL_12,
    HOSTILE,
    LONG_NAME,
    ROWS_12,
    assert_in_place,
    dumbbell_row,
    dumbbells,
    hidden_row,
    page,
    shapes,
)
from tests.assessment.charts.samples import written

VARIANTS = [pytest.param(wide, id="wide"), pytest.param(phone, id="phone")]
TOP = 69  # of the first row: key 14, air 22, axis 33


def bare(*rows: Row, **more: Any) -> Dumbbell:
    """Without a key, whose marks would be counted."""
    return dumbbells(*rows, key=(), **more)


def tied(level: float) -> float:
    """x of a level in a picture with a tie."""
    return round(250 + (level - 1) * 136, 2)


# --- where marks stand ------------------------------------------------------------------------------------


def test_each_mark_stands_at_its_level_and_in_its_row() -> None:
    root = page(wide(DUMBBELL_12))
    centres = [TOP + 20 + 40 * i for i in range(12)]
    assert [(m.x, m.y) for m in shapes(root, "today")] == [
        (tied(row.today or 0), y) for row, y in zip(ROWS_12, centres, strict=True)
    ]
    assert [(m.x, m.y) for m in shapes(root, "wanted")] == [
        (tied(row.wanted or 0), y) for row, y in zip(ROWS_12, centres, strict=True)
    ]
    assert [(m.x, m.y) for m in shapes(root, "you")] == [
        (tied(row.you), y - 10) for row, y in zip(ROWS_12, centres, strict=True) if row.you
    ]
    assert [(m.x, m.y) for m in shapes(root, "peers")] == [
        (tied(row.peers), y + 10) for row, y in zip(ROWS_12, centres, strict=True) if row.peers
    ]


def test_without_a_tie_the_scale_is_wider() -> None:
    root = page(wide(bare(dumbbell_row("Practice", 1, 5))))
    assert [m.x for m in (*shapes(root, "today"), *shapes(root, "wanted"))] == [250, 250 + 4 * 146]
    assert root.attrib["viewBox"] == "0 0 1000 81"


def test_phone_measures() -> None:
    root = page(phone(bare(dumbbell_row("One", 1, 5, you=2, peers=3), dumbbell_row("Two", 1.5, 4.5))))
    assert [(m.x, m.y) for m in shapes(root, "today")] == [(10, 18 + 40), (46.5, 18 + 58 + 40)]
    assert [(m.x, m.y) for m in shapes(root, "wanted")] == [(302, 58), (265.5, 116)]
    assert [(m.x, m.y) for m in (*shapes(root, "you"), *shapes(root, "peers"))] == [(83, 48), (156, 68)]
    assert root.attrib["viewBox"] == "0 0 328 142"
    numbers = {text.words: text.left + (text.right - text.left) / 2 for text in written(root)[:5]}
    assert numbers == pytest.approx({"1": 10, "2": 83, "3": 156, "4": 229, "5": 302})


def test_level_numbers_and_names_stand_over_their_lines() -> None:
    texts = {text.words: text for text in written(page(wide(DUMBBELL_12)))}
    for level, name in enumerate(DUMBBELL_12.level_names, start=1):
        for words in (str(level), name):
            assert (texts[words].left + texts[words].right) / 2 == pytest.approx(tied(level), abs=0.01)


def test_today_is_filled_and_wanted_hollow() -> None:
    root = page(wide(DUMBBELL_12))
    assert {(m.fill, m.stroke) for m in shapes(root, "today")} == {("team", "paper")}
    assert {(m.fill, m.stroke, m.stroke_width) for m in shapes(root, "wanted")} == {("paper", "team", 2.0)}
    assert {m.fill for m in shapes(root, "you")} == {"you"}
    assert {m.fill for m in shapes(root, "peers")} == {"peers"}


def test_intervals_are_capsules_from_end_to_end() -> None:
    row = dumbbell_row("Practice", 2, 4, today_interval=(1.75, 2.25), wanted_interval=(3.5, 4.4))
    first, second = shapes(page(wide(bare(row))), "interval")
    assert (first.left, first.right) == (250 + 0.75 * 146, 250 + 1.25 * 146)
    assert (second.left, second.right) == (250 + 2.5 * 146, 250 + 3.4 * 146)
    assert {(c.height, c.fill, c.opacity) for c in (first, second)} == {(16, "team", 0.22)}


def test_an_interval_ends_with_the_scale() -> None:
    row = dumbbell_row("Practice", 1.1, 4.9, today_interval=(0.8, 1.4), wanted_interval=(4.7, 5.1))
    first, second = shapes(page(wide(bare(row))), "interval")
    assert (first.left, second.right) == (250, 250 + 4 * 146)


def test_an_interval_of_no_width_is_still_drawn() -> None:
    row = dumbbell_row("Practice", 2, 4, today_interval=(2, 2), wanted_interval=None)
    (capsule,) = shapes(page(wide(bare(row))), "interval")
    assert (capsule.x, capsule.width) == (396, 0)


def test_the_named_gap_is_strong_and_the_others_faint() -> None:
    named, *others = shapes(page(wide(bare(*ROWS_12))), "gap")
    assert (named.stroke, named.stroke_width, named.opacity) == ("gap", 3.2, 1.0)
    assert {(g.stroke, g.stroke_width, g.opacity) for g in others} == {("gap", 2.4, 0.55)}
    assert (named.left, named.right) == (378.48, 759.54)


def test_a_level_above_the_wanted_one_has_no_orange() -> None:
    root = page(wide(bare(dumbbell_row("Practice", 4, 3))))
    assert [g.stroke for g in shapes(root, "gap")] == ["rule"]
    (number,) = (text for text in written(root) if text.words == "−1.0")
    assert "muted" in number.fill


@pytest.mark.parametrize(("wanted", "dot"), [(3.0, True), (3.02, True), (3.05, False)])
def test_where_the_ends_would_hide_each_other_today_is_a_dot_in_the_ring(wanted: float, dot: bool) -> None:
    root = page(wide(bare(dumbbell_row("Practice", 3, wanted))))
    (today,), (ring,) = shapes(root, "today"), shapes(root, "wanted")
    assert today.width == pytest.approx(6.8 if dot else 12.8)
    assert (today.x == ring.x) is dot


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_row_may_lack_everything_but_the_two_levels(draw: Any) -> None:
    row = Row("P1", "Practice", 2, 4, "2.0")
    root = page(draw(bare(row)))
    counted = {part: len(shapes(root, part)) for part in ("today", "wanted", "gap")}
    assert counted == {"today": 1, "wanted": 1, "gap": 1}
    assert not any(shapes(root, part) for part in ("you", "peers", "interval", "hidden", "tie"))


# --- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_every_word_and_number_is_said(draw: Any) -> None:
    texts = assert_in_place(page(draw(DUMBBELL_12)))
    said = Counter(text.words for text in texts)
    for row in ROWS_12:
        assert said[row.name] == 1
        assert said[row.gap_text] >= 1
    assert said["± 0.1"] + said["± 0.2"] == 12
    everything = " ".join(text.words for text in texts)
    entries = DUMBBELL_12.key
    assert all(entry.words in everything for entry in entries)
    assert ("team gap" in everything) is (draw is wide)


@pytest.mark.parametrize("draw", VARIANTS)
def test_the_named_row_alone_is_bold_and_orange(draw: Any) -> None:
    texts = {text.words: text for text in written(page(draw(DUMBBELL_12)))}
    name, other = texts["Service without starting over"], texts["Able to help on the spot"]
    assert (name.weight, other.weight) == (600, 400)
    assert "gap" in texts["2.6"].fill
    assert "ink" in texts["1.8"].fill


def test_numbers_end_at_one_line() -> None:
    texts = [t for t in written(page(wide(DUMBBELL_12))) if re.fullmatch(r"\d\.\d", t.words)]
    assert {round(text.right, 2) for text in texts} == {880}
    assert len(texts) == 12


def test_the_key_draws_each_sign() -> None:
    key = (*DUMBBELL_12.key, KeyEntry("hidden", "hidden"), KeyEntry("unclear", "unclear"))
    root = page(wide(dumbbells(hidden_row("Practice"), key=key)))
    assert {(m.fill, m.stroke) for m in shapes(root, "key-wanted")} == {("paper", "team")}
    assert {(m.fill, m.stroke) for m in shapes(root, "key-unclear")} == {("paper", "you")}
    for part in ("key-today", "key-peers", "key-you"):
        assert [m.y for m in shapes(root, part)] == [7]
    assert {(s.stroke or s.fill) for s in shapes(root, "key")} == {"gap", "team", "line"}


def test_heading_is_drawn_only_for_exports() -> None:
    headed = replace(DUMBBELL_12, heading="Widest gap: Service", subtitle="The core 12, widest gap first")
    texts = {text.words: text for text in written(page(wide(headed)))}
    assert (texts["Widest gap: Service"].size, texts["Widest gap: Service"].weight) == (20, 600)
    assert texts["The core 12, widest gap first"].size == 13
    heights = [float(page(wide(d)).attrib["viewBox"].split()[3]) for d in (DUMBBELL_12, headed)]
    assert heights[1] > heights[0]


# --- ties -------------------------------------------------------------------------------------------------


def test_the_bracket_holds_first_to_last_row() -> None:
    (bracket,) = shapes(page(wide(DUMBBELL_12)), "tie")
    first, last = TOP + 20 + 40 * 7, TOP + 20 + 40 * 9
    assert bracket.y - bracket.height / 2 == first - 11
    assert bracket.y + bracket.height / 2 == last + 11
    words = [t for t in written(page(wide(DUMBBELL_12))) if t.words in {"too close", "to rank"}]
    assert len(words) == 2
    assert all(word.left > bracket.right for word in words)
    assert (words[0].top + words[1].bottom) / 2 == pytest.approx((first + last) / 2, abs=3)


def test_no_line_crosses_the_bracket() -> None:
    (bracket,) = shapes(page(wide(DUMBBELL_12)), "tie")
    ends = Counter(
        float(path.attrib["d"].split()[4])
        for path in page(wide(DUMBBELL_12)).iter("path")
        if path.get("fill") == "none" and path.attrib["d"].startswith("M 0 ")
    )
    assert ends[1000] == 9
    assert [n for end, n in ends.items() if end < bracket.left] == [2]


def test_the_phone_says_the_tie_under_its_last_row() -> None:
    root = page(phone(DUMBBELL_12))
    (bracket,) = shapes(root, "tie")
    (words,) = (t for t in written(root) if t.words == "too close to rank")
    below = next(t for t in written(root) if t.words == ROWS_12[10].name)
    assert bracket.y + bracket.height / 2 <= words.top
    assert words.bottom <= below.top
    numbers = [t for t in written(root) if t.words.startswith("± ")]
    assert all(number.right < bracket.left for number in numbers)


@pytest.mark.parametrize("tie", [(0, 0), (2, 1), (-1, 1), (0, 3)])
def test_a_tie_that_is_none_is_refused(tie: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no tie"):
        dumbbells(*ROWS_12[:3], tie=tie, tie_words="too close to rank")


def test_a_hidden_row_has_no_rank() -> None:
    with pytest.raises(ValueError, match="no rank"):
        dumbbells(ROWS_12[0], hidden_row("Practice"), tie=(0, 1))


# --- hidden rows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_hidden_row_is_hatched_and_carries_a_word_and_no_digit(draw: Any) -> None:
    root = page(draw(bare(hidden_row("Practice", "hidden", you=3, peers=2.5))))
    assert len(shapes(root, "hidden")) == 1
    assert (shapes(root, "hidden")[0].width, shapes(root, "hidden")[0].height) == (26, 13)
    assert (len(shapes(root, "you")), len(shapes(root, "peers"))) == (1, 1)
    assert not any(shapes(root, part) for part in ("today", "wanted", "gap", "interval"))
    said = [t.words for t in written(root)]
    assert "hidden" in said
    assert [words for words in said if re.search(r"\d", words)] == ["1", "2", "3", "4", "5"]  # the axis


def test_hatch_and_number_share_a_column() -> None:
    root = page(wide(bare(ROWS_12[0], hidden_row("Practice"))))
    (hatch,) = shapes(root, "hidden")
    (number,) = (t for t in written(root) if t.words == "2.6")
    assert hatch.right == pytest.approx(number.right, abs=0.01)
    (word,) = (t for t in written(root) if t.words == "hidden")
    assert word.left > hatch.right


@pytest.mark.parametrize(
    "number",
    [
        {"today": 2.0}, {"wanted": 2.0}, {"gap_text": "1.2"}, {"half_text": "± 0.1"},
        {"today_interval": (1, 2)}, {"wanted_interval": (1, 2)},
    ],
    ids=lambda number: next(iter(number)),
)  # fmt: skip
def test_a_hidden_row_that_brings_a_number_is_refused(number: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="P1: a hidden row brings numbers"):
        replace(Row("P1", "Practice", None, None, "", hidden="hidden"), **number)


def test_a_missing_level_needs_a_word() -> None:
    with pytest.raises(ValueError, match="P1: a level is missing"):
        Row("P1", "Practice", 2, None, "")


@pytest.mark.parametrize("field", ["today", "wanted", "you", "peers"])
@pytest.mark.parametrize("level", [0.9, 5.1])
def test_a_level_off_the_scale_is_refused(field: str, level: float) -> None:
    with pytest.raises(ValueError, match=f"level {level} is not within"):
        dumbbell_row(**({"name": "Practice", "today": 2, "wanted": 3} | {field: level}))


def test_an_interval_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        dumbbell_row("Practice", 2, 3, today_interval=(2.1, 1.9))


# --- any words, any number of rows ------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("count", [0, 1, 24])
def test_any_number_of_rows(draw: Any, count: int) -> None:
    root = page(draw(dumbbells(*(ROWS_12 * 2)[:count])))
    assert_in_place(root)
    assert len(shapes(root, "today")) == count
    assert float(root.attrib["viewBox"].split()[3]) > 0
    if not count:
        assert written(root) == []


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_stay_words_inside_the_sheet(draw: Any, kind: str) -> None:
    words = HOSTILE[kind]
    data = dumbbells(
        dumbbell_row(words, 1, 5, you=1, peers=1.5, gap_text=words, half_text=words),
        dumbbell_row(words, 2, 5),
        hidden_row(words, words),
        level_names=(words,) * 5, key=(KeyEntry("today", words), KeyEntry("hidden", words)),
        gap_head=words, tie=(0, 1), tie_words=words,
        heading=words, subtitle=words,
    )  # fmt: skip
    text = files.svg(draw(data), "g", words, words)
    assert "<script" not in text
    assert "<b>" not in text
    root = page(draw(data))
    assert_in_place(root)
    assert not list(root.iter("script"))
    assert all("style" not in element.attrib for element in root.iter())


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_long_name_stays_whole(draw: Any) -> None:
    texts = assert_in_place(page(draw(dumbbells(dumbbell_row(LONG_NAME, 1, 5, emphasised=True)))))
    assert LONG_NAME in " ".join(text.words for text in texts)


phrases = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from([LONG_NAME, "W" * 80, "x"])
numbers = st.sampled_from(["2.6", "−0.4", "0.0", "10.0"])
levels = st.floats(1, 5)


@st.composite
def any_row(draw: st.DrawFn) -> Row:
    voices = {"you": draw(st.none() | levels), "peers": draw(st.none() | levels)}
    if draw(st.integers(0, 4)) == 0:
        return Row("P1", draw(phrases), None, None, "", hidden=draw(phrases.filter(bool)), **voices)
    return Row(
        "P1", draw(phrases), draw(levels), draw(levels), draw(numbers | phrases), draw(phrases),
        emphasised=draw(st.booleans()), **voices,
    )  # fmt: skip


@settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(st.lists(any_row(), max_size=5), st.tuples(*[phrases] * 5), phrases, st.booleans())
def test_whatever_people_write_no_text_covers_another(
    rows: list[Row], names: Any, words: str, bracket: bool
) -> None:
    key = (KeyEntry("today", words), KeyEntry("hidden", names[0]), KeyEntry("gap", names[1]))
    tie = (0, 1) if bracket and len(rows) > 1 and not rows[0].hidden and not rows[1].hidden else None
    data = dumbbells(
        *rows, level_names=names, key=key, gap_head=words, tie=tie, tie_words=words,
        heading=names[2], subtitle=names[3],
    )  # fmt: skip
    for draw in (wide, phone):
        assert_in_place(page(draw(data)))


# --- bytes and time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_same_data_same_bytes(draw: Any) -> None:
    assert len({files.svg(draw(DUMBBELL_12), "g", "t", "d") for _ in range(2)}) == 1
    assert len({files.png(draw(DUMBBELL_12), 1) for _ in range(2)}) == 1


@pytest.mark.parametrize("draw", VARIANTS)
def test_colours_follow_the_page(draw: Any) -> None:
    text = files.svg(draw(DUMBBELL_12), "g", "t", "d")
    assert not re.search(r'"#[0-9a-fA-F]{6}"', text)
    assert set(re.findall(r"var\(--viz-(\w+),", text)) <= set(theme.DARK)


@pytest.mark.parametrize("draw", VARIANTS)
def test_it_is_light_and_quick(draw: Any) -> None:
    times = []
    for _ in range(9):
        start = time.process_time()
        text = files.svg(draw(DUMBBELL_12), "g", "t", "d")
        times.append(time.process_time() - start)
    assert sorted(times)[4] <= 0.06
    assert len(gzip.compress(text.encode())) <= 5_000
