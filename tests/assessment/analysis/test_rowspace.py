import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.analysis.rowspace import PRIME, WITNESS, RowSpace, atoms, rank
from tests.assessment.analysis import oracles_disclosure as oracles

MATRIX = st.tuples(st.integers(1, 7), st.integers(1, 9)).flatmap(lambda shape: arrays(bool, shape))


def nothing() -> None:
    """A check that never gives up."""


def is_prime(number: int) -> bool:
    """Miller and Rabin with bases that decide every number of 32 bits (Jaeschke 1993)."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(
        pow(base, odd, number) == 1
        or any(pow(base, odd << step, number) == number - 1 for step in range(twos))
        for base in (2, 3, 5, 7)
    )


def test_both_primes_are_prime_and_their_products_fit_into_64_bits():
    assert is_prime(PRIME)
    assert is_prime(WITNESS)
    assert PRIME != WITNESS
    assert PRIME**2 + PRIME < 2**63


def test_people_in_the_same_groups_are_one_atom_the_largest_first():
    members = np.array([[0, 1, 1, 0, 1, 1], [0, 0, 0, 1, 1, 0]], dtype=bool)
    columns, sizes, atom_of = atoms(members)
    assert sizes.tolist() == [3, 1, 1]
    assert columns[:, 0].tolist() == [True, False]
    assert atom_of[0] == -1  # in no group
    assert len(set(atom_of[[1, 2, 5]])) == 1
    assert np.array_equal(columns[:, atom_of[1:]], members[:, 1:])


@given(MATRIX)
def test_atoms_give_the_members_back(members: np.ndarray):
    columns, sizes, atom_of = atoms(members)
    inside = members.any(axis=0)
    assert np.array_equal(atom_of >= 0, inside)
    assert np.array_equal(columns[:, atom_of[inside]], members[:, inside])
    assert np.array_equal(np.bincount(atom_of[inside], minlength=len(sizes)), sizes)
    assert sorted(sizes, reverse=True) == sizes.tolist()
    assert len({column.tobytes() for column in columns.T}) == len(sizes)


@given(MATRIX)
def test_rank_is_that_of_fractions_and_of_floats(matrix: np.ndarray):
    assert rank(matrix, WITNESS) == oracles.rank(matrix.astype(int).tolist())
    assert rank(matrix, PRIME) == np.linalg.matrix_rank(matrix.astype(float))


def test_rank_depends_on_the_prime_where_the_prime_divides_the_determinant():
    """The ring of three has the determinant 2, that of Fano's plane is 24."""
    ring = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    plane = np.array([[(i - j) % 7 in (1, 2, 4) for j in range(7)] for i in range(7)])
    assert [rank(ring, prime) for prime in (2, 3, 5)] == [2, 3, 3]
    assert [rank(plane, prime) for prime in (2, 3, 5)] == [4, 6, 7]


def test_a_group_that_follows_from_the_others_is_added_and_changes_nothing():
    space = RowSpace(np.array([6, 6, 6]), 5, nothing)
    assert space.add(np.array([True, True, False]))
    assert space.add(np.array([False, True, True]))
    before = space.rows.copy()
    assert space.add(np.array([True, True, False]))
    assert np.array_equal(space.rows, before)


def test_a_group_that_isolates_somebody_is_not_added_and_changes_nothing():
    space = RowSpace(np.array([6, 6, 2]), 5, nothing)
    assert space.add(np.array([True, True, True]))
    before = space.rows.copy()
    assert not space.add(np.array([True, True, False]))
    assert np.array_equal(space.rows, before)
    assert space.add(np.array([True, False, False]))


@given(MATRIX)
def test_rows_stay_the_reduced_echelon_form_of_what_was_added(groups: np.ndarray):
    space = RowSpace(np.full(groups.shape[1], 9), 5, nothing)  # large atoms: nobody is isolated
    assert all(space.add(group) for group in groups)
    assert len(space.rows) == rank(groups, PRIME)
    assert np.array_equal(space.rows[:, space.pivots], np.eye(len(space.rows), dtype=int))
    for row, pivot in zip(space.rows, space.pivots, strict=True):
        assert not row[:pivot].any()
    for group in groups:  # each is the sum of the rows at whose pivots it is 1
        assert np.array_equal(space.rows[group[space.pivots]].sum(axis=0) % PRIME, group)


@given(MATRIX, st.data())
@settings(max_examples=150)
def test_what_is_added_isolates_nobody_and_what_is_not_does(groups: np.ndarray, data: st.DataObject):
    """Against the definition: without the columns of a leak the rank, by floats, is lower."""
    each = st.lists(st.sampled_from([1, 1, 1, 2, 3, 8]), min_size=groups.shape[1], max_size=groups.shape[1])
    sizes = np.array(sorted(data.draw(each), reverse=True))
    smallest = data.draw(st.integers(2, 7))
    space, added = RowSpace(sizes, smallest, nothing), groups[:0]
    for group in groups:
        trial = np.vstack([added, group])
        assert space.add(group) == (not isolates(trial, sizes, smallest))
        added = added if isolates(trial, sizes, smallest) else trial


@pytest.mark.parametrize(
    ("sizes", "smallest", "groups"),
    [
        ("8 2 2 2 1 1 1", 7, "1101010 1001111 1000101 0110001"),
        ("8 2 1 1 1 1 1 1 1", 7, "001111111 111010110 100111111"),
        ("3 1 1 1 1 1", 4, "101001 110111 111100 010111 011001"),
    ],
)
def test_sets_that_no_single_word_tells_more_about_are_followed_too(sizes, smallest, groups):
    """Each word meets these sets never or more than once, yet they isolate nobody without one more."""
    people = np.array([int(size) for size in sizes.split()])
    matrix = np.array([[entry == "1" for entry in row] for row in groups.split()])
    space = RowSpace(people, smallest, nothing)
    added = [space.add(group) for group in matrix]
    assert isolates(np.vstack([matrix[:-1][added[:-1]], matrix[-1:]]), people, smallest)
    assert not isolates(matrix[:-1][added[:-1]], people, smallest)
    assert not added[-1]


def isolates(groups: np.ndarray, sizes: np.ndarray, smallest: int) -> bool:
    whole = np.linalg.matrix_rank(groups.astype(float))
    for bits in range(1, 1 << len(sizes)):
        chosen = np.array([bool(bits >> i & 1) for i in range(len(sizes))])
        if sizes[chosen].sum() < smallest:
            rest = groups[:, ~chosen].astype(float)
            if (np.linalg.matrix_rank(rest) if rest.size else 0) < whole:
                return True
    return False


def test_the_check_is_called_and_may_give_up():
    def give_up() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        RowSpace(np.array([6, 6]), 5, give_up).add(np.array([True, False]))
