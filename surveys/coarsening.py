"""How much of people's segments may be kept: only what enough of them share.

What is kept of a person is one *class* (department, region, level), with "" for what was dropped. Every
class is shared by at least `smallest` invited people, so that no class, however its people answer, leads
to one address. The level is dropped first, then the region, then the department.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

Class = tuple[str, ...]  # department, region, level, and whatever is dropped before them


def most_frequent_first(people: Mapping[str, int]) -> list[str]:
    """Labels by how many people have them; those of as many by their names."""
    return sorted(people, key=lambda label: (-people[label], label))


def coarsen(people: Sequence[Class], smallest: int, shared: Mapping[Class, int] | None = None) -> list[Class]:
    """The class that is kept of each of these people, in their order.

    `shared` counts the invited people of earlier lists by the class that was kept of them; whoever comes
    later may join those. Only the class of everybody may hold fewer: where fewer people were ever invited,
    and where a few come later who fit into no class of the earlier lists, which can't be changed any more.
    """
    if not people:
        return []
    kept, rest = _split((), Counter(people), smallest, shared or {}, len(people[0]))
    kept |= dict.fromkeys(rest, _class((), len(people[0])))
    return [kept[person] for person in people]


def that_divide(people: Sequence[Class], groups: int = 2) -> list[Class]:
    """The same kept classes without what divides nobody: a kind of which fewer than `groups` are left.

    Those of whom it says nothing are a group too. Classes only become larger by it.
    """
    if not people:
        return []
    kinds = range(len(people[0]))
    divides = [len({person[at] for person in people}) >= groups for at in kinds]
    return [tuple(person[at] if divides[at] else "" for at in kinds) for person in people]


def _split(
    prefix: Class, people: Counter[Class], smallest: int, shared: Mapping[Class, int], depth: int
) -> tuple[dict[Class, Class], Counter[Class]]:
    """What is kept of the people under this prefix, and who can't be told apart even by the prefix."""
    if len(prefix) == depth:
        return _together({}, people, smallest, shared, prefix)
    children: dict[str, Counter[Class]] = defaultdict(Counter)
    for person, count in people.items():
        children[person[len(prefix)]][person] += count
    kept: dict[Class, Class] = {}
    rest: Counter[Class] = Counter()
    for value, child in sorted(children.items()):
        of_child, left = _split((*prefix, value), child, smallest, shared, depth)
        kept |= of_child
        rest += left
    here = _class(prefix, depth)
    already = [person for person, held in kept.items() if held == here]  # as with a region nobody named
    for person in already:
        del kept[person]
        rest[person] += people[person]
    return _together(kept, rest, smallest, shared, here, sizes=people)


def _together(
    kept: dict[Class, Class],
    rest: Counter[Class],
    smallest: int,
    shared: Mapping[Class, int],
    here: Class,
    sizes: Mapping[Class, int] | None = None,
) -> tuple[dict[Class, Class], Counter[Class]]:
    """Put the rest together as one class, joined by the smallest finer ones until it is large enough."""
    rest = Counter(rest)
    # also without a rest: the first list may have been too short, and whoever was on it needs company
    while 0 < rest.total() + shared.get(here, 0) < smallest and kept:
        joining = _smallest_class(kept, sizes or {})
        for person in [person for person, held in kept.items() if held == joining]:
            del kept[person]
            rest[person] = (sizes or {})[person]
    if rest and rest.total() + shared.get(here, 0) >= smallest:
        return {**kept, **dict.fromkeys(rest, here)}, Counter()
    return kept, rest


def _smallest_class(kept: Mapping[Class, Class], sizes: Mapping[Class, int]) -> Class:
    totals: Counter[Class] = Counter()
    for person, held in kept.items():
        totals[held] += sizes[person]
    return min(totals, key=lambda held: (totals[held], held))


def _class(prefix: Class, depth: int) -> Class:
    """The class of everybody under this prefix."""
    return (*prefix, *[""] * (depth - len(prefix)))
