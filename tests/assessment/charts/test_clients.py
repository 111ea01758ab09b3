import itertools
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.charts import files, theme
from assessment.charts.clients import Clients, Group, KeyEntry, Row, Strip, phone, wide
from tests.assessment.charts.client_samples import CLIENTS_6, NEEDS, OTHERS, client, clients, waiting
from tests.assessment.charts.gap_samples import HOSTILE, LONG_NAME, assert_in_place, page, shapes
from tests.assessment.charts.samples import Written, written

VARIANTS = [pytest.param(wide, id="wide"), pytest.param(phone, id="phone")]
LEFTS, TRACK = (469.0, 663.0, 857.0), 150.0  # px of the wide strips
PHONE_LEFT, PHONE_TRACK = 160.0, 159.0


def bare(*rows: Row, urgent: bool = False) -> Clients:
    return clients(Group("Group", rows, urgent), key=(), notes=())


def row(hue: Any = "team", today: str = "2 3 4", wanted: str = "4 4.5 5", **more: Any) -> Row:
    return client("Name", "Note", "Next", hue, today, wanted, "1.3", **more)


def said(root: Any, words: str) -> Written:
    (text,) = (t for t in written(root) if t.words == words)
    return text


def uprights(root: Any, colour: str) -> list[tuple[float, float]]:
    """x and height of every upright line of a colour."""
    found = []
    for path in root.iter("path"):
        if f"--viz-{colour}," in path.get("stroke", ""):
            numbers = [float(token) for token in re.findall(r"-?[\d.]+", path.attrib["d"])]
            if numbers[0] == numbers[2]:
                found.append((numbers[0], round(abs(numbers[3] - numbers[1]), 2)))
    return found


# --- strips -----------------------------------------------------------------------------------------------


def test_today_and_wanted_stand_on_each_scale() -> None:
    root = page(wide(bare(row())))
    today, wanted = shapes(root, "team-today"), shapes(root, "team-wanted")
    places = zip(LEFTS, (2, 3, 4), (4, 4.5, 5), strict=True)
    for (left, low, high), a, b in zip(places, today, wanted, strict=True):
        assert (a.x, b.x) == (left + (low - 1) / 4 * TRACK, left + (high - 1) / 4 * TRACK)
    assert {(m.fill, m.stroke) for m in today} == {("team", "paper")}
    assert {(m.fill, m.stroke) for m in wanted} == {("paper", "team")}


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("hue", ["you", "peers", "team"])
def test_hue_and_shape_say_who(draw: Any, hue: Any) -> None:
    root = page(draw(bare(row(hue))))
    assert {m.fill for m in shapes(root, f"{hue}-today")} == {hue}
    assert {m.stroke for m in shapes(root, f"{hue}-wanted")} == {hue}
    assert len(shapes(root, f"{hue}-today")) == 3


def test_the_line_between_is_orange_and_grey_where_wanted_is_lower() -> None:
    root = page(wide(bare(row("peers", "2 4 3", "4 3 3"))))
    there, back = shapes(root, "gap")
    assert (there.stroke, there.width, there.stroke_width, there.opacity) == ("gap", TRACK / 2, 2.4, 0.55)
    assert (back.stroke, back.left, back.width) == ("rule", LEFTS[1] + TRACK / 2, TRACK / 4)


def test_marks_that_coincide_are_a_dot_in_a_ring() -> None:
    root = page(wide(bare(row("peers", "3 3 3", "3 3 3"))))
    ring, dot = shapes(root, "peers-wanted")[0], shapes(root, "peers-today")[0]
    assert (dot.x, dot.y) == (ring.x, ring.y)
    assert dot.width < ring.width - ring.stroke_width
    assert not shapes(root, "gap")


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_strip_without_a_level_says_so(draw: Any) -> None:
    root = page(draw(bare(row(strips=(Strip(2, 3), None, Strip(4, 5))))))
    assert len(shapes(root, "team-today")) == 2
    left, across = (LEFTS[1], TRACK) if draw is wide else (PHONE_LEFT, PHONE_TRACK)
    sign = said(root, "–")
    assert (sign.left + sign.right) / 2 == pytest.approx(left + across / 2, abs=0.02)


def test_ticks_stand_at_the_five_levels() -> None:
    ticks = uprights(page(wide(bare(row("you")))), "shelf")
    assert [x for x, _ in ticks] == [left + i * TRACK / 4 for left in LEFTS for i in range(5)]
    assert {height for _, height in ticks} == {7}


# --- rows and words ---------------------------------------------------------------------------------------


def test_rows_are_64_px_high_and_centred() -> None:
    root = page(wide(bare(*[row("you")] * 3)))
    heights = [m.y for m in shapes(root, "you-today")][::3]
    assert [b - a for a, b in itertools.pairwise(heights)] == [64, 64]


def test_columns_have_their_heads() -> None:
    root = page(wide(bare(row())))
    assert said(root, "Client").left == 0
    assert said(root, "What’s next").left == said(root, "Next").left == 236
    assert said(root, "Gap").right == pytest.approx(1072, abs=0.02)
    assert said(root, "1.3").right == pytest.approx(1072, abs=0.02)
    assert said(root, "Knowing each customer").left == 460
    ends = [(t.left + t.right) / 2 for t in written(root) if t.words in {"1", "5"}]
    assert ends == pytest.approx([x for left in LEFTS for x in (left, left + TRACK)], abs=0.02)


@pytest.mark.parametrize("draw", VARIANTS)
def test_name_and_note_and_what_is_next(draw: Any) -> None:
    root = page(draw(CLIENTS_6))
    name, note = said(root, "Vesta Travel"), said(root, "Travel · Peers, 7 of 9")
    assert (name.left, note.left, name.weight) == (0, 0, 600)
    assert name.bottom <= note.top + 1
    assert "--viz-muted" in note.fill
    urgent, other = said(root, "Check date was 14 November"), said(root, "Plan made, check in March")
    assert (urgent.weight, other.weight) == (500, 400)
    assert "--viz-ink" in urgent.fill
    assert "--viz-muted" in other.fill
    assert "--viz-ink" in said(root, "1.0").fill  # a gap is never orange here


@pytest.mark.parametrize("draw", VARIANTS)
def test_groups_follow_each_other_under_their_names(draw: Any) -> None:
    root = page(draw(CLIENTS_6))
    order = [t.words for t in sorted(written(root), key=lambda t: t.top)]
    wanted = ["Needs you, 3", "Marlow & Finch", "Vesta Travel", "The others, by name", "Brightwater Energy",
              "Quayside Media"]  # fmt: skip
    assert [words for words in order if words in wanted] == wanted


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_client_without_results_has_a_sentence(draw: Any) -> None:
    root = page(draw(bare(waiting("Quayside Media", "Nothing to show yet"))))
    assert "--viz-muted" in said(root, "Nothing to show yet").fill
    assert not uprights(root, "shelf")
    assert not shapes(root, "peers-today")


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_group_without_clients_is_left_out(draw: Any) -> None:
    root = page(draw(clients(Group("Needs you, 0", ()), Group("The others, by name", OTHERS))))
    assert "Needs you, 0" not in {t.words for t in written(root)}


def test_a_phone_has_a_strip_under_another_with_its_category() -> None:
    root = page(phone(bare(row())))
    assert root.attrib["viewBox"].split()[2] == "328"
    marks = shapes(root, "team-today")
    assert [m.x for m in marks] == [PHONE_LEFT + (level - 1) / 4 * PHONE_TRACK for level in (2, 3, 4)]
    assert [b.y - a.y for a, b in itertools.pairwise(marks)] == [28, 28]
    heads = [said(root, head) for head in CLIENTS_6.strip_heads]
    assert len({head.size for head in heads}) == 1
    for head, mark in zip(heads, marks, strict=True):
        assert head.top < mark.y < head.bottom
        assert head.right < PHONE_LEFT


def test_on_a_phone_the_gap_stands_beside_the_name() -> None:
    root = page(phone(bare(row())))
    name, word, gap = said(root, "Name"), said(root, "Gap"), said(root, "1.3")
    assert gap.right == pytest.approx(328, abs=0.02)
    assert name.right < word.left < word.right < gap.left


@pytest.mark.parametrize("draw", VARIANTS)
def test_the_key_shows_the_voices(draw: Any) -> None:
    root = page(draw(CLIENTS_6))
    signs = [shapes(root, f"key-{sign}")[0].fill for sign in ("today", "peers", "you")]
    assert signs == ["team", "peers", "you"]
    assert "executive alone" in {t.words for t in written(root)}


# --- how many ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_without_clients_the_heading_and_the_notes_stay(draw: Any) -> None:
    data = clients(
        Group("Needs you, 0", ()), heading="None of your clients needs you today", notes=("Note.",)
    )
    texts = [t.words for t in assert_in_place(page(draw(data)))]
    assert "Note." in texts
    assert not {"Client", "Gap", "team"} & set(texts)


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("count", [1, 3, 6])
def test_a_few_clients(draw: Any, count: int) -> None:
    root = page(draw(clients(Group("All", (*NEEDS, *OTHERS)[:count]))))
    assert_in_place(root)


@pytest.mark.parametrize("draw", VARIANTS)
def test_three_hundred_clients_are_all_drawn(draw: Any) -> None:
    rows = tuple(replace(r, name=f"Client {i}") for i, r in enumerate((*NEEDS, *OTHERS) * 50))
    groups = Group("Needs you, 150", rows[:150], True), Group("The others", rows[150:])
    text = files.svg(draw(clients(*groups)), "g", "t", "d")
    root = page(draw(clients(Group("All", rows))))
    names = [t for t in written(root) if re.fullmatch(r"Client \d+", t.words)]
    assert [t.words for t in sorted(names, key=lambda t: t.top)] == [f"Client {i}" for i in range(300)]
    assert all(b.top - a.bottom > 20 for a, b in itertools.pairwise(sorted(names, key=lambda t: t.top)))
    assert len(shapes(root, "team-today")) == 3 * 150
    assert text.count("<text") > 1200
    assert float(root.attrib["viewBox"].split()[3]) > names[-1].bottom


# --- refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "strip",
    [
        Strip(0.9, 3), Strip(5.1, 3), Strip(3, 0.9), Strip(3, 5.1),
    ],
)  # fmt: skip
def test_a_level_off_the_scale_is_refused(strip: Strip) -> None:
    with pytest.raises(ValueError, match=r"Name: level .* is not within 1 to 5"):
        row(strips=(Strip(3, 4), Strip(3, 4), strip))


def test_strips_and_a_sentence_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="exclude each other"):
        row(missing="Nothing to show yet")
    with pytest.raises(ValueError, match="exclude each other"):
        row(strips=None)


# --- any words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_stay_words_inside_the_sheet(draw: Any, kind: str) -> None:
    words = HOSTILE[kind]
    rows = (
        client(words, words, words, "team", "1 2 3", "2 3 5", words),
        row(strips=(Strip(2, 4), None, Strip(3, 4)), gap_text=words),
        replace(waiting(words, words), note=words, next=words, gap_text=words),
    )
    data = clients(
        Group(words, rows, True), Group(words, rows), client_head=words, next_head=words,
        strip_heads=(words,) * 3, gap_head=words, key=(KeyEntry("today", words), KeyEntry("you", words)),
        no_level=words, notes=(words,), heading=words, subtitle=words,
    )  # fmt: skip
    text = files.svg(draw(data), "g", words, words)
    assert "<script" not in text
    assert "<b>" not in text
    root = page(draw(data))
    assert_in_place(root)
    assert all("style" not in element.attrib for element in root.iter())


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_long_name_stays_whole(draw: Any) -> None:
    texts = assert_in_place(page(draw(bare(client(LONG_NAME, "", "", "team", "1 2 3", "2 3 5", "1.3")))))
    assert LONG_NAME in " ".join(text.words for text in texts)


phrases = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from([LONG_NAME, "W" * 80, "x", ""])
strips = st.none() | st.builds(Strip, st.floats(1, 5), st.floats(1, 5))


@settings(max_examples=40, deadline=None, derandomize=True, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(
    st.lists(st.tuples(phrases, phrases, phrases, phrases, st.tuples(strips, strips, strips)), max_size=4),
    st.tuples(*[phrases] * 6),
)
def test_whatever_people_write_no_text_covers_another(rows: Any, words: Any) -> None:
    built = tuple(Row(a, b, c, "you", levels, gap) for a, b, c, gap, levels in rows)
    data = clients(
        Group(words[0], built), client_head=words[1], next_head=words[2], strip_heads=words[3:6],
        gap_head=words[0], no_level=words[1], heading=words[2],
    )  # fmt: skip
    for draw in (wide, phone):
        assert_in_place(page(draw(data)))


# --- bytes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", VARIANTS)
def test_same_data_same_bytes(draw: Any) -> None:
    assert len({files.svg(draw(CLIENTS_6), "g", "t", "d") for _ in range(2)}) == 1
    assert len({files.png(draw(CLIENTS_6), 1) for _ in range(2)}) == 1


@pytest.mark.parametrize("draw", VARIANTS)
def test_colours_follow_the_page(draw: Any) -> None:
    text = files.svg(draw(CLIENTS_6), "g", "t", "d")
    assert not re.search(r'"#[0-9a-fA-F]{6}"', text)
    assert set(re.findall(r"var\(--viz-(\w+),", text)) <= set(theme.DARK)
