"""What is kept of a list's segments: only what enough invited people share."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coarsening import Class, coarsen, that_divide

NOTHING = ("", "", "")
LABELS = (
    st.sampled_from(["", "Sales", "Kitchen", "IT"]),
    st.sampled_from(["", "North", "South"]),
    st.sampled_from(["", "Lead", "Member"]),
)
PEOPLE = st.lists(st.tuples(*LABELS), max_size=40)
SMALLEST = st.integers(min_value=5, max_value=7)


def kept_of_all(lists: list[list[Class]], smallest: int) -> list[list[Class]]:
    """One list after the other, as they are sent."""
    shared: Counter[Class] = Counter()
    kept = []
    for people in lists:
        kept.append(coarsen(people, smallest, dict(shared)))
        shared += Counter(kept[-1])
    return kept


def drops_in_order(person: Class, kept: Class) -> bool:
    """Each value is the person's own or dropped; and once one is dropped, so is everything after it."""
    dropped = False
    for own, value in zip(person, kept, strict=True):
        if value != own and value != "":
            return False
        if dropped and value:
            return False
        dropped = dropped or value != own
    return True


@given(PEOPLE, SMALLEST)
def test_every_class_is_shared_by_enough_people(people: list[Class], smallest: int) -> None:
    sizes = Counter(coarsen(people, smallest))
    assert all(n >= smallest for held, n in sizes.items() if held != NOTHING)
    if len(people) >= smallest:
        assert all(n >= smallest for n in sizes.values())


@given(PEOPLE, SMALLEST)
def test_values_are_ones_own_and_drop_level_then_region_then_department(
    people: list[Class], smallest: int
) -> None:
    kept = coarsen(people, smallest)
    assert len(kept) == len(people)
    assert all(drops_in_order(person, value) for person, value in zip(people, kept, strict=True))


@given(PEOPLE, SMALLEST, st.randoms(use_true_random=False))
def test_the_order_of_a_list_does_not_matter(
    people: list[Class], smallest: int, chance: random.Random
) -> None:
    """So nobody's place in it can be read from what was kept."""
    order = list(range(len(people)))
    chance.shuffle(order)
    kept, again = coarsen(people, smallest), coarsen([people[at] for at in order], smallest)
    assert again == [kept[at] for at in order]


@given(PEOPLE, SMALLEST)
def test_the_same_segments_are_kept_of_the_same_people(people: list[Class], smallest: int) -> None:
    kept = coarsen(people, smallest)
    assert len(set(zip(people, kept, strict=True))) == len(set(people))


@given(st.lists(PEOPLE, max_size=4), SMALLEST)
def test_with_later_lists_too_every_class_is_shared_by_enough(
    lists: list[list[Class]], smallest: int
) -> None:
    kept = kept_of_all(lists, smallest)
    sizes: Counter[Class] = Counter()
    for people, values in zip(lists, kept, strict=True):
        sizes += Counter(values)
        assert all(drops_in_order(person, value) for person, value in zip(people, values, strict=True))
        assert all(n >= smallest for held, n in sizes.items() if held != NOTHING)


def test_a_first_list_that_was_too_short_is_joined_by_the_second() -> None:
    """Three people alone under no segment at all would be known from thirteen."""
    first, second = kept_of_all([[("Sales", "North", "")] * 3, [("Kitchen", "South", "")] * 10], 5)
    assert first == [NOTHING] * 3
    assert second == [NOTHING] * 10


def test_whoever_comes_later_joins_a_class_that_is_there() -> None:
    first, second = kept_of_all(
        [[("Sales", "North", "Lead")] * 5, [("Sales", "North", "Lead"), ("IT", "", "")]], 5
    )
    assert first == [("Sales", "North", "Lead")] * 5
    # somebody of IT alone would stand out, so the newcomer of Sales keeps them company
    assert second == [NOTHING] * 2
    assert kept_of_all([[A] * 5, [A]], 5) == [[A] * 5, [A]]


# --- by hand: (people, kept), at five ---------------------------------------------------------------------

A, B, C = ("Sales", "North", "Lead"), ("Sales", "North", "Member"), ("Sales", "South", "Lead")
K = ("Kitchen", "North", "Lead")
SALES_NORTH, SALES = ("Sales", "North", ""), ("Sales", "", "")

HAND = {
    "nobody": ([], []),
    "four of one kind": ([A] * 4, [NOTHING] * 4),
    "five of one kind": ([A] * 5, [A] * 5),
    "two levels, each enough": ([A] * 5 + [B] * 5, [A] * 5 + [B] * 5),
    "two levels, one too few: both lose it": ([A] * 5 + [B] * 4, [SALES_NORTH] * 9),
    "levels dropped together": ([A] * 3 + [B] * 2, [SALES_NORTH] * 5),
    "regions dropped together": ([A] * 3 + [C] * 2, [SALES] * 5),
    "a rare region takes the smaller class along": ([A] * 6 + [B] * 5 + [C] * 2, [A] * 6 + [SALES] * 7),
    "a lone cook": ([A] * 5 + [K], [NOTHING] * 6),
    "a lone cook and two classes": ([A] * 6 + [B] * 5 + [K], [A] * 6 + [NOTHING] * 6),
    "a level nobody named": ([SALES_NORTH] * 4 + [A] * 5, [SALES_NORTH] * 9),
    "no department, but a region": ([("", "North", "")] * 5, [("", "North", "")] * 5),
}


@pytest.mark.parametrize("case", HAND)
def test_cases_worked_out_by_hand(case: str) -> None:
    people, kept = HAND[case]
    assert coarsen(people, 5) == kept


def loops(people: list[Class], smallest: int) -> list[Class]:
    """The same by plain loops, where nobody needs company: the longest prefix that enough people share."""
    kept = []
    for person in people:
        for length in (3, 2, 1, 0):
            same = [other for other in people if other[:length] == person[:length]]
            if len(same) >= smallest or length == 0:
                kept.append((*person[:length], "", "", "")[:3])
                break
    return kept


@given(st.lists(st.sampled_from([A, B, C, K, ("Kitchen", "South", "Lead")]), max_size=30))
def test_nothing_finer_is_kept_than_enough_share_and_loops_agree_where_they_may(people: list[Class]) -> None:
    kept, finest = coarsen(people, 5), loops(people, 5)
    for value, finer in zip(kept, finest, strict=True):
        assert drops_in_order(finer, value)
    if all(n >= 5 for n in Counter(finest).values()):  # then everybody's longest prefix is a class of its own
        assert kept == finest


def test_of_five_thousand_people_everybody_shares_what_is_kept() -> None:
    chance = random.Random(1)
    people = [
        (f"D{chance.randrange(300)}", f"R{chance.randrange(40)}", f"L{chance.randrange(9)}")
        for _ in range(5000)
    ]
    kept = coarsen(people, 5)
    assert min(Counter(kept).values()) >= 5


def test_what_divides_nobody_is_dropped_and_classes_only_grow() -> None:
    kept = [("Sales", "North", "")] * 6 + [("Sales", "South", "")] * 5 + [("Sales", "", "")] * 5
    assert that_divide(kept) == [("", "North", "")] * 6 + [("", "South", "")] * 5 + [("", "", "")] * 5
    assert that_divide([("Sales", "North", "")] * 9) == [("", "", "")] * 9
    assert (
        that_divide([("Sales", "", "")] * 5 + [("", "", "")] * 5)
        == [("Sales", "", "")] * 5 + [("", "", "")] * 5
    )  # those of whom nothing is said are a group too
    assert that_divide([]) == []


@given(st.lists(st.tuples(*[st.sampled_from(["", "a", "b"])] * 3), max_size=60))
def test_afterwards_each_kind_divides_or_is_gone(people: list[Class]) -> None:
    kept = coarsen(people, 5)
    after = that_divide(kept)
    for at in range(3):
        values = {one[at] for one in after}
        assert values <= {""} or len(values) >= 2
    before, now = Counter(kept), Counter(after)
    for person, smaller in zip(after, kept, strict=True):
        assert now[person] >= before[smaller]
