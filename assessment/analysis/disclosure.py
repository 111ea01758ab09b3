"""Which cells of a voice's table may be shown, so that no group of too few people can be worked out.

A cell is a group of people with a place in a table: everybody, a department, a department in a
region.  Shown are means and counts over cells.  Assume that the reader knows all of them exactly:
then they know every linear combination of them too, total minus department, rows against columns,
one practice before and after.  A *leak* is such a combination that mentions fewer people than the
smallest group that may be shown.  None is the rule here (linear complementary suppression:
Hundepool et al. 2012, Statistical Disclosure Control, ch. 4; Langsrud 2024, GaussSuppression).

    lattice       the cells there are, in the order in which they are wanted
    choose        of these, as many as can be shown together without a leak
    publishable   the same for each practice, which not everybody answered
    leaks         what published groups isolate: the check of the above, by another way
    without       of what is shown, what gives away a group in which all said the same
    total_only    what to show if the above can't tell

It is about membership alone: no answer is looked at, so what is hidden says nothing about answers.
A statistic over other people than those of a pair (a share of don't know, say) is not covered by a
practice's cells.  Nor is what a reader knows from elsewhere, or a cell in which all said the same.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from assessment.analysis.constants import FLOOR, MOST_DIMENSIONS, SECONDS_TO_PROTECT
from assessment.analysis.rowspace import PRIME, WITNESS, Bools, Ints, RowSpace, Span, atoms, parallel, rank


class Cell(NamedTuple):
    """A place in the tables: pairs of dimension and label, in the order of the dimensions.

    () is everybody of the voice.
    """

    at: tuple[tuple[str, str], ...]


class TooLong(RuntimeError):
    """The protection could not be worked out in time.  Then nothing but the total may be shown."""


def lattice(segments: pd.DataFrame, max_way: int = MOST_DIMENSIONS) -> tuple[list[Cell], Bools]:
    """The cells of up to `max_way` dimensions, and who is in them (cells × respondents).

    `segments` has a row per respondent of one voice and an ordered categorical per dimension, NaN
    where none was given; whoever has none is in no cell of that dimension.  First comes the total,
    always; then what isn't empty: the cells of one dimension, then those of two, and so on.  Within
    that, the columns are in the order of their importance; larger cells come before smaller ones
    and equal ones in the order of their labels.  The order is the priority for `choose`.

    Raises ValueError when a column isn't an ordered categorical.
    """
    for name, column in segments.items():
        if not (isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered):
            raise ValueError(f"The segment {name} must be an ordered categorical.")
    cells, rows = [Cell(())], [np.ones(len(segments), dtype=np.bool_)]
    for way in range(1, max_way + 1):
        for dimensions in combinations(range(segments.shape[1]), way):
            for cell, row in _crossed(segments.iloc[:, list(dimensions)]):
                cells.append(cell)
                rows.append(row)
    return cells, np.stack(rows)


def most_cells(segments: pd.DataFrame, ways: int) -> int:
    """How many cells of up to so many dimensions (1 or 2) there are at most."""
    labels = [len(column.cat.categories) for _, column in segments.items()]
    one_way = sum(labels)
    return one_way if ways == 1 else one_way + (one_way**2 - sum(n**2 for n in labels)) // 2


def leaks(members: Bools, smallest: int, *, first: bool = False) -> list[list[int]]:
    """All minimal groups of fewer than `smallest` people that the published groups isolate.

    `members` has the shape groups × people.  Returns places of people, ascending; of each found
    group no part is found too.  With `first` one is enough.  [] is the proof that there is none.

    With N a basis of the null space of the groups, by atom (people in the same groups), there is a
    combination supported inside a set S of atoms exactly if the rows N[S] are dependent.  All S of
    fewer than `smallest` people are tried, which is why this is slow where many people are alone in
    what they are in: a second at 5 for 400 people in 100 cells, minutes at 7.

    The rows are projected onto smallest + 1 fixed random directions.  What is dependent stays so,
    and fewer than `smallest` independent rows stay independent but for a chance of 1 / PRIME².
    Raises ArithmeticError when two primes disagree on the rank.
    """
    columns, sizes, atom_of = atoms(members)
    null = _null_space(columns)
    small = np.flatnonzero(sizes < smallest)[::-1]  # the smallest first
    found: list[frozenset[int]] = []
    for places in _dependent(_projected(null[small], smallest + 1), sizes[small], smallest - 1):
        found.append(frozenset(small[list(places)].tolist()))
        if first:
            break
    minimal = [group for group in dict.fromkeys(found) if not any(other < group for other in found)]
    return [np.flatnonzero(np.isin(atom_of, list(group))).tolist() for group in minimal]


def choose(members: Bools, smallest: int, *, seconds: float = SECONDS_TO_PROTECT) -> Bools:
    """Which of the groups to publish (groups × people), the first ones first.

    One after the other, a group is published if it has at least `smallest` people and publishing
    it beside those before it causes no leak.  More groups never mend a leak, so nothing that is
    hidden could be published on top: primary and complementary suppression in one.

    Raises ValueError for a `smallest` below the lowest threshold of any voice, TooLong after so many
    seconds, and ArithmeticError when two primes disagree on a rank.  After either of the last two
    show `total_only`.
    """
    return _chosen(members, _checked(smallest), _watch(seconds))


def publishable(
    members: Bools,
    pairs: Bools,
    smallest: int,
    *,
    progress: Callable[[int, int], None] | None = None,
    seconds: float = SECONDS_TO_PROTECT,
) -> Bools:
    """Which groups to publish for which practice (groups × practices).

    `members` is groups × people, by priority; `pairs` is people × practices: who gave both sides a
    level.  Of the groups that `choose` publishes, a practice has those that `choose` publishes among
    the people with a pair.  Hence for each practice j: each group shown has at least `smallest`
    pairs, and `leaks(members[shown] & pairs[:, j], smallest)` is [].  Where missing answers open
    nothing, that is every group with enough pairs.

    `progress` is called with practices done and practices in all.  Raises as `choose` does.
    """
    watch = _watch(seconds)
    chosen = _chosen(members, _checked(smallest), watch)
    shown = np.zeros((len(members), pairs.shape[1]), dtype=np.bool_)
    for practice in range(pairs.shape[1]):
        shown[chosen, practice] = _chosen(members[chosen] & pairs[:, practice], smallest, watch)
        if progress is not None:
            progress(practice + 1, pairs.shape[1])
    return shown


def without(members: Bools, shown: Bools, secret: Bools) -> Bools:
    """Which of the groups shown to leave, the first ones first, so that no secret one can be worked out.

    `members` is groups × people, `shown` and `secret` say which groups are which; a secret one is never
    left.  A group whose people all said the same must not be a combination of those that are shown:
    its mean would be their answer.  Here only the group itself is looked for, not parts of it.
    """
    columns, _sizes, _atom_of = atoms(members[shown | secret])
    rows = np.zeros((len(members), columns.shape[1]), dtype=np.bool_)
    rows[shown | secret] = columns
    span, left = Span(columns.shape[1]), np.zeros(len(members), dtype=np.bool_)
    for group in np.flatnonzero(shown & ~secret):
        rest = span.rest(rows[group])
        if rest.any():
            hidden = (span.rest(rows[other]) for other in np.flatnonzero(secret))
            if any(parallel(rest, other) for other in hidden if other.any()):
                continue
            span.insert(rest)
        left[group] = True
    return left


def total_only(cells: Sequence[Cell], pairs: Bools, smallest: int) -> Bools:
    """The total alone, for the practices with enough pairs (cells × practices).

    What is shown when `publishable` can't tell.  Raises ValueError as `choose` does.
    """
    shown = np.zeros((len(cells), pairs.shape[1]), dtype=np.bool_)
    shown[[not cell.at for cell in cells]] = pairs.sum(axis=0) >= _checked(smallest)
    return shown


def _crossed(segments: pd.DataFrame) -> list[tuple[Cell, Bools]]:
    """The cells of all these dimensions crossed, the largest first."""
    codes = np.column_stack([column.cat.codes for _, column in segments.items()])
    given = codes.min(axis=1, initial=0) >= 0  # −1 is missing
    found, sizes = np.unique(codes[given], axis=0, return_counts=True)  # in the order of the labels
    return [
        (_named(segments, labels), (codes == labels).all(axis=1))
        for labels in found[np.argsort(-sizes, kind="stable")]
    ]


def _named(segments: pd.DataFrame, labels: Ints) -> Cell:
    """The cell of these labels, one of each dimension, given by their codes."""
    return Cell(
        tuple(
            (str(name), str(column.cat.categories[label]))
            for (name, column), label in zip(segments.items(), labels, strict=True)
        )
    )


def _chosen(members: Bools, smallest: int, check: Callable[[], None]) -> Bools:
    published: Bools = members.sum(axis=1) >= smallest
    columns, sizes, _ = atoms(members[published])
    space = RowSpace(sizes, smallest, check)
    safe = np.array([space.add(group) for group in columns], dtype=np.bool_)
    _confirm(columns[safe], len(space.pivots))
    published[published] = safe
    return published


def _confirm(groups: Bools, found: int) -> None:
    if rank(groups, WITNESS) != found:
        raise ArithmeticError("Two primes disagree on the rank of the published groups.")


def _null_space(columns: Bools) -> Ints:
    """A basis of what all groups are blind to, modulo PRIME (atoms × vectors)."""
    null = np.eye(columns.shape[1], dtype=np.int64)
    for group in columns:  # each group that is new takes away the one vector it sees first
        seen = null[group].sum(axis=0) % PRIME
        using = np.flatnonzero(seen)
        if len(using):
            vector = null[:, using[0], None] * pow(int(seen[using[0]]), -1, PRIME) % PRIME
            null = np.delete((null - vector * seen) % PRIME, using[0], axis=1)
    _confirm(columns, columns.shape[1] - null.shape[1])
    return null


def _projected(rows: Ints, directions: int) -> Ints:
    chance = np.random.default_rng(0).integers(1, PRIME, (rows.shape[1], directions))
    projected = np.zeros((len(rows), directions), dtype=np.int64)
    for column, direction in zip(rows.T, chance, strict=True):
        projected = (projected + column[:, None] * direction) % PRIME
    return projected


def _dependent(rows: Ints, sizes: Ints, room: int) -> Iterator[tuple[int, ...]]:
    """Sets of at most `room` people whose rows are dependent, all minimal ones among them.

    `sizes` ascend.  A row of 0 is one by itself and parallel rows are two; sets of more begin with
    each row in turn and go on in what is left of the later ones without it.
    """
    parallel: dict[bytes, list[int]] = {}
    for place, row in enumerate(rows):
        if not row.any():
            if sizes[place] <= room:
                yield (place,)
            continue
        lead = int(row[np.flatnonzero(row)[0]])
        same = parallel.setdefault((row * pow(lead, -1, PRIME) % PRIME).tobytes(), [])
        yield from ((other, place) for other in same if sizes[other] + sizes[place] <= room)
        same.append(place)
    for place in range(len(rows) - 2):
        if sizes[place : place + 3].sum() > room:
            return
        if rows[place].any():
            later = np.arange(place + 1, np.searchsorted(sizes, room - sizes[place], side="right"))
            column = np.flatnonzero(rows[place])[0]
            left = (rows[later] * rows[place, column] - rows[later, column, None] * rows[place]) % PRIME
            for places in _dependent(left, sizes[later], room - int(sizes[place])):
                yield (place, *(later[list(places)].tolist()))


def _checked(smallest: int) -> int:
    if smallest < FLOOR:
        raise ValueError(f"The smallest group to be shown is {FLOOR}, not {smallest}.")
    return smallest


def _watch(seconds: float) -> Callable[[], None]:
    """Raises TooLong when called later than so many seconds from now."""
    end = time.monotonic() + seconds

    def check() -> None:
        if time.monotonic() > end:
            raise TooLong(f"The protection of small groups took longer than {seconds:g} seconds.")

    return check
