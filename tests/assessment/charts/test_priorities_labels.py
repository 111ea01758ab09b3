import itertools
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.charts.boxes import Box
from assessment.charts.priorities_labels import Dot, Ground, Label, place
from tests.assessment.charts.priority_samples import NAMES

FRAME = Box(40, 40, 950, 480)


def dot(x: float, y: float, name: str = "A practice", radius: float = 5, weight: int = 400) -> Dot:
    return Dot(x, y, radius, name, weight)


def alone(x: float, y: float, name: str = "A practice", **ground: list[Box]) -> Label:
    (label,) = place([dot(x, y, name)], Ground(FRAME, **ground))
    assert label is not None
    return label


def assert_apart(dots: list[Dot], labels: list[Label | None]) -> None:
    placed = [(i, label) for i, label in enumerate(labels) if label]
    for (_, a), (_, b) in itertools.combinations(placed, 2):
        assert not a.box.touches(b.box)
    for i, label in placed:
        assert label.box.within(FRAME)
        assert not any(label.box.touches(other.box) for j, other in enumerate(dots) if j != i)


def test_where_nothing_is_in_the_way_a_name_stands_right_of_its_dot() -> None:
    label = alone(300, 200)
    assert (label.anchor, label.x, label.block.lines) == ("left", 311, ["A practice"])
    assert label.baseline == pytest.approx(200 + 0.36 * 12.5, abs=0.05)  # capitals centred on the dot


def test_at_the_right_edge_it_stands_left() -> None:
    label = alone(940, 200)
    assert (label.anchor, label.x) == ("right", 929)


def test_it_does_not_cross_a_line() -> None:
    line = Box(330, 40, 330, 480)
    label = alone(300, 200, lines=[line])
    assert (label.anchor, label.x) == ("right", 289)
    assert not label.box.touches(line)


def test_it_stands_clear_of_intervals() -> None:
    arms = [Box(240, 200, 360, 200), Box(300, 180, 300, 220)]
    label = alone(300, 200, intervals=arms)
    assert not any(label.box.touches(arm) for arm in arms)
    assert label.box.bottom < 200 or label.box.top > 200


def test_words_of_other_kinds_are_never_covered() -> None:
    word = Box(305, 180, 420, 220)
    assert not alone(300, 200, words=[word]).box.touches(word)


def test_a_long_name_stands_in_two_lines_where_one_would_leave_the_frame() -> None:
    name = "Measures that matter to customers"
    assert len(alone(300, 200, name).block.lines) == 1
    narrow = Ground(Box(280, 40, 450, 480))
    (label,) = place([dot(300, 200, name)], narrow)
    assert label is not None
    assert len(label.block.lines) == 2
    assert label.block.width <= 130


def test_a_name_that_is_too_long_for_two_lines_is_cut_not_shrunk_away() -> None:
    label = alone(300, 200, "Kundenzentrierungsmaßnahme " * 12)
    assert len(label.block.lines) == 3
    assert label.block.size >= 11
    assert label.block.lines[-1].endswith("…")


def test_names_that_block_each_other_move_together() -> None:
    dots = [dot(300, 200, "One practice"), dot(330, 200, "Another practice")]
    labels = place(dots, Ground(FRAME))
    assert all(labels)
    assert_apart(dots, labels)


def test_the_first_dots_keep_their_names() -> None:
    dots = [dot(300 + i % 3, 200 + i // 3, f"Practice number {i}") for i in range(9)]
    labels = place(dots, Ground(FRAME))
    assert_apart(dots, labels)
    missing = [i for i, label in enumerate(labels) if label is None]
    assert missing == sorted(missing)
    assert place(dots[:1], Ground(FRAME)) != [None]


def test_without_room_there_is_no_name() -> None:
    assert place([dot(300, 200)], Ground(Box(290, 190, 310, 210))) == [None]
    assert place([dot(300, 200, "")], Ground(FRAME)) == [None]
    assert place([], Ground(FRAME)) == []


def test_the_lowest_priority_is_dropped_first() -> None:
    """Both want the only free place, which is above."""
    frame = Box(240, 180, 360, 230)
    walls = [Box(240, 205, 360, 230), Box(240, 180, 262, 230), Box(338, 180, 360, 230)]
    dots = [dot(300, 204, "Ours now", radius=3), dot(301, 204, "Theirs now", radius=3)]
    labels = place(dots, Ground(frame, words=walls))
    assert [label and label.block.lines[0] for label in labels] == ["Ours now", None]
    labels = place(dots[::-1], Ground(frame, words=walls))
    assert [label and label.block.lines[0] for label in labels] == ["Theirs now", None]


def test_same_dots_same_places() -> None:
    rng = random.Random(5)
    dots = [dot(rng.uniform(60, 900), rng.uniform(60, 460), name) for name in NAMES]
    lines = [Box(300, 40, 300, 480), Box(40, 400, 950, 400)]
    assert place(dots, Ground(FRAME, lines)) == place(dots, Ground(FRAME, lines))


def spread(seed: int, count: int) -> list[Dot]:
    """Dots as answers place them: three picks a person over all practices, gaps around one level."""
    rng = random.Random(seed)
    weights = [rng.gammavariate(1.6, 1) for _ in range(count)]
    shares = [min(3 * weight / sum(weights), 1) for weight in weights]
    gaps = [min(max(rng.gauss(1.3, 0.7), 0), 3) for _ in range(count)]
    reach = max([0.5, *shares])
    return [
        dot(40 + 905 * share / reach, 470 - 140 * gap, name)
        for share, gap, name in zip(shares, gaps, NAMES, strict=False)
    ]


@pytest.mark.parametrize("count", [3, 8, 12])
def test_with_up_to_twelve_practices_hardly_a_name_is_missing(count: int) -> None:
    missing = 0
    for seed in range(40):
        dots = spread(seed, count)
        labels = place(dots, Ground(FRAME, [Box(300, 40, 300, 480), Box(40, 400, 950, 400)]))
        assert_apart(dots, labels)
        missing += labels.count(None)
    assert missing <= 40 * count * 0.02


@settings(max_examples=60, deadline=None, derandomize=True, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(
    st.lists(
        st.tuples(st.floats(40, 950), st.floats(40, 480), st.sampled_from(NAMES), st.sampled_from([4.8, 7])),
        max_size=24,
    )
)
def test_no_name_covers_another_or_a_foreign_dot(points: list[tuple[float, float, str, float]]) -> None:
    dots = [Dot(x, y, radius, name, 400) for x, y, name, radius in points]
    lines = [Box(300, 40, 300, 480), Box(40, 400, 950, 400)]
    words = [Box(50, 50, 250, 70)]
    labels = place(dots, Ground(FRAME, lines, words=words))
    assert len(labels) == len(dots)
    assert_apart(dots, labels)
    assert not any(label.box.touches(words[0]) for label in labels if label)
