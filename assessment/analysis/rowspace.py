"""What can be worked out from published groups: their row space, grown one group at a time.

Published are sums (or means) over groups of people.  Whoever knows them knows every linear
combination of them and nothing else: for a matrix A of groups × people, each c·x with c in the row
space of A.  Such a c ≠ 0 that mentions fewer people than may be shown isolates them.

People who are in exactly the same groups can't be told apart and are one *atom* here, with a size.
Let N be the null space of A.  Then c is in the row space iff c·w = 0 for every w in N, and so

    no w in N meets the support of c in exactly one atom                                    (1)

because c·w would then be that one product.  A set S of atoms that supports no c has such a w: the
rows N[S] are independent.  So S is grown by each atom of that w in turn, one of which any support
around S must hold, until S is too large or its rows are dependent: then it isolates somebody.  With
the w that leaves the fewest choices this finds every support of a few people after a few hundred
sets, where trying all sets means millions: tables of a company have short w.

A new group v adds combinations c = αv + (old row space), α ≠ 0, so for w of the *old* null space

    c·w ≠ 0 where v·w ≠ 0                                                                   (2)

and the support of every c that is new meets each such w.  The search begins in the shortest.

All arithmetic is in whole numbers modulo a prime of 31 bits, exact and the same on every machine.
The row space modulo p is that of the rational numbers reduced modulo p if the ranks agree, so a
support that exists is never missed then; `rank` modulo a second prime confirms it.  (The rank falls
short only where p divides every maximal minor.  For A with 150 rows their greatest common divisor
has at most some 20 prime factors of 31 bits, out of 50 million such primes; for both at once that
is a chance below 1e-12.)

Sources: the support rule is that of linear complementary suppression (Hundepool et al. 2012,
Statistical Disclosure Control, ch. 4; Langsrud 2024, GaussSuppression); (1) is how parity checks
bound the words of a linear code (MacWilliams and Sloane 1977, ch. 1).
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

PRIME: Final = 2_147_483_629
"""Where we count.  Products of two remainders fit into 64 bits."""

WITNESS: Final = 2_147_483_587
"""The prime that confirms a rank."""

AT_ONCE: Final = 2_048
"""Sets of atoms looked at in one step: bounds the memory, not the search."""


def atoms(members: Bools) -> tuple[Bools, Ints, Ints]:
    """People merged by the groups they are in; those in none are left out.

    `members` has the shape groups × people.  Returns the distinct columns (groups × atoms), the
    number of people of each atom, and each person's atom (−1 for whoever is in no group).  The
    largest atoms come first, and the order of the people changes nothing but the last of the three.
    """
    inside = np.flatnonzero(members.any(axis=0))
    atom_of = np.full(members.shape[1], -1, dtype=np.int64)
    if not len(inside):
        return members[:, inside], np.zeros(0, dtype=np.int64), atom_of
    _, where, of_person, sizes = np.unique(
        np.packbits(members[:, inside], axis=0),
        axis=1,
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    order = np.argsort(-sizes, kind="stable")
    atom_of[inside] = np.argsort(order)[np.ravel(of_person)]
    return members[:, inside[where[order]]], sizes[order].astype(np.int64), atom_of


def rank(rows: Bools, prime: int) -> int:
    """The rank of a 0/1 matrix modulo `prime`, by plain elimination."""
    left, found = rows.astype(np.int64), 0
    for column in range(left.shape[1]):
        below = found + np.flatnonzero(left[found:, column])
        if not len(below):
            continue
        left[[found, below[0]]] = left[[below[0], found]]
        pivot = left[found, column:] * pow(int(left[found, column]), -1, prime) % prime
        rest = below[1:]
        left[rest, column:] = (left[rest, column:] - left[rest, column, None] * pivot) % prime
        found += 1
    return found


class Span:
    """All combinations of the groups added so far, in reduced row echelon form modulo PRIME."""

    def __init__(self, atoms: int) -> None:
        self.rows: Ints = np.zeros((0, atoms), dtype=np.int64)
        self.pivots: Ints = np.zeros(0, dtype=np.int64)

    def rest(self, group: Bools) -> Ints:
        """What of a group no combination gives; nothing but 0 where one does."""
        rest: Ints = (group - self.rows[group[self.pivots]].sum(axis=0)) % PRIME
        return rest

    def insert(self, rest: Ints) -> None:
        """Add a group by its rest, which isn't all 0."""
        pivot = int(np.flatnonzero(rest)[0])
        new = rest * pow(int(rest[pivot]), -1, PRIME) % PRIME
        rows = np.vstack([self.rows, new])
        others = np.flatnonzero(rows[:-1, pivot])
        rows[others] = (rows[others] - rows[others, pivot, None] * new) % PRIME
        self.rows, self.pivots = rows, np.append(self.pivots, pivot)


def parallel(one: Ints, other: Ints) -> bool:
    """Whether two rests, neither all 0, are multiples of each other."""
    at = int(np.flatnonzero(one)[0])
    return bool(other[at]) and not ((one * other[at] - other * one[at]) % PRIME).any()


class RowSpace(Span):
    """The row space of the groups published so far, in which nobody is isolated.

    Atoms are the columns, by size, the largest first.  `rows` is the reduced row echelon form
    modulo PRIME and `pivots` its pivot columns.  Each other column j gives the *word*
    w = e_j − Σ rows[i, j] · e_pivots[i]; these words are a basis of the null space.  The pivots
    lie as far left as possible, in the large atoms, which are in no support looked for: that makes
    the words short.  `touches` (words × small atoms) says where they are not 0.
    """

    def __init__(self, sizes: Ints, smallest: int, check: Callable[[], None]) -> None:
        """`sizes` in people, descending; `check` is called often and raises to give up."""
        super().__init__(len(sizes))
        self._smallest, self._check = smallest, check
        self._large = int(np.sum(sizes >= smallest))  # a support holds none of these first columns
        self._sizes = sizes[self._large :]
        self._free = np.arange(len(sizes))
        self._touches = self._touched()

    def add(self, group: Bools) -> bool:
        """Publish the group of these atoms, unless somebody is isolated then: whether it was."""
        self._check()
        new = self.rest(group)
        if not new.any():
            return True  # whoever knew the others knew this one
        before = self.rows, self.pivots, self._free, self._touches
        met = new[self._free] != 0  # words that the new combinations don't give 0 with: (2)
        choices = self._touches[met]
        begin = np.flatnonzero(choices[np.argmin(choices.sum(axis=1))])
        self._insert(new)
        if self._isolates(begin):
            self.rows, self.pivots, self._free, self._touches = before
            return False
        return True

    def _insert(self, new: Ints) -> None:
        self.insert(new)
        pivot = int(self.pivots[-1])
        self._free = self._free[self._free != pivot]
        self._touches = self._touched()

    def _touched(self) -> Bools:
        touched: Bools = self._words(np.arange(len(self._free))) != 0
        return touched

    def _isolates(self, begin: Ints) -> bool:
        """Whether a combination is supported by fewer than `smallest` people, one of `begin` among them."""
        if not len(begin):
            return False
        if not len(self._free):
            return True  # each atom is known
        # How many atoms of at most so many people each word touches: what following it would cost.
        fitting = self._sizes[:, None] <= np.arange(self._smallest)
        costs = fitting.T.astype(np.float32) @ self._touches.T.astype(np.float32)
        waiting = [begin[:, None]]
        while waiting:
            self._check()
            sets = waiting.pop()
            room = self._smallest - 1 - self._sizes[sets].sum(axis=1)
            alone = np.add.reduce(self._touches.T[sets], axis=1, dtype=np.int8) == 1
            stuck = ~alone.any(axis=1)
            words = self._touches[np.argmin(np.where(alone, costs[room], len(self._sizes) + 1), axis=1)]
            for place in np.flatnonzero(stuck):
                word = self._meets_once(sets[place])
                if word is None:
                    return True
                words[place] = word
            waiting.extend(self._grown(sets, room, words))
        return False

    def _grown(self, sets: Ints, room: Ints, words: Bools) -> list[Ints]:
        """The sets, each with one more of the atoms that its word touches and that still fit."""
        fits = words & (self._sizes <= room[:, None])
        np.put_along_axis(fits, sets, False, axis=1)
        which, atom = np.nonzero(fits)
        if not len(which):
            return []
        grown = np.unique(np.sort(np.column_stack([sets[which], atom]), axis=1), axis=0)
        return [grown[i : i + AT_ONCE] for i in range(0, len(grown), AT_ONCE)]

    def _meets_once(self, chosen: Ints) -> Bools | None:
        """Small atoms of a vector of the null space that touches exactly one of the chosen atoms.

        None if there is none, that is if a combination is supported by some of the chosen alone:
        if their rows of the null space are dependent.
        """
        left = self._words(np.flatnonzero(self._touches[:, chosen].any(axis=1)))
        for atom in chosen[1:]:
            using = np.flatnonzero(left[:, atom])
            if not len(using):
                return None
            word = left[using[0]] * pow(int(left[using[0], atom]), -1, PRIME) % PRIME
            left[using] = (left[using] - left[using, atom, None] * word) % PRIME
        left = left[left[:, chosen[0]] != 0]
        if not len(left):
            return None
        shortest: Bools = left[np.argmin(np.sum(left != 0, axis=1))] != 0
        return shortest

    def _words(self, which: Ints) -> Ints:
        """Some of the words, where they touch small atoms (words × small atoms)."""
        words = np.zeros((len(which), len(self._sizes)), dtype=np.int64)
        free, small = self._free[which], self.pivots >= self._large
        words[:, self.pivots[small] - self._large] = -self.rows[np.ix_(small, free)].T % PRIME
        own = np.flatnonzero(free >= self._large)
        words[own, free[own] - self._large] = 1
        return words
