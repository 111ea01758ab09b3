"""Where the names of a priority map's dots stand: beside their own dot, and on nothing else."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assessment.charts.boxes import Box
from assessment.charts.canvas import LEFT_OF_ANCHOR, Anchor
from assessment.charts.theme import ASCENT
from assessment.charts.words import Block, balanced, settle, wrap

SIZE, LEADING = 12.5, 15.0
LINE_ROOM, HALF_ROOM, LONG_ROOM = 250.0, 130.0, 190.0  # px of a name in one line, in two, of a long one
SWEEPS = 6  # how often every name may move once more

LABEL_AIR, SIDE_AIR = 3.0, 8.0  # px between two names, one over the other and side by side
DOT_AIR, NAME_AIR, LINE_AIR = 2.5, 4.0, 1.5  # px
NEAR = 9.0  # px; a name this near to another's dot could be taken for that one's
COVERS, CROSSES_LINE, CROSSES_INTERVAL, NEAR_DOT, BROKEN = 1000.0, 60.0, 40.0, 14.0, 2.5  # penalties
BAD = 28.0  # penalties of a place that is worth moving others for
REACH = 100.0  # px; how near those others are


class Label(NamedTuple):
    """Lines in their place."""

    block: Block
    box: Box
    anchor: Anchor

    @property
    def x(self) -> float:
        return self.box.left + LEFT_OF_ANCHOR[self.anchor] * (self.box.right - self.box.left)

    @property
    def baseline(self) -> float:
        """Of the first line."""
        return self.box.top + ASCENT * self.block.size


@dataclass(frozen=True)
class Dot:
    """A dot that wants its name beside it."""

    x: float
    y: float
    radius: float
    name: str
    weight: int

    @property
    def box(self) -> Box:
        r = self.radius
        return Box(self.x - r, self.y - r, self.x + r, self.y + r)


@dataclass(frozen=True)
class Ground:
    """What else is drawn: the frame that names stay within, lines, intervals, and words of other kinds."""

    frame: Box
    lines: Sequence[Box] = ()
    intervals: Sequence[Box] = ()
    words: Sequence[Box] = ()


class Choice(NamedTuple):
    """A place that a name may take, and what is wrong with it."""

    cost: float
    label: Label


def place(dots: Sequence[Dot], ground: Ground) -> list[Label | None]:
    """A name for each dot; None where no place is free. Who comes first in `dots` is dropped last."""
    search = Search.of([_choices(i, dots, ground) for i in range(len(dots))])
    n = range(len(dots))
    starts = [
        list(n),
        sorted(n, key=lambda i: dots[i].x), sorted(n, key=lambda i: -dots[i].x),
        sorted(n, key=lambda i: dots[i].y), sorted(n, key=lambda i: -dots[i].y),
    ]  # fmt: skip
    best = min((search.settled(order) for order in starts), key=search.total)
    return search.without_clashes(best)


Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Search:
    """All names' choices in one row: their costs, and what it costs when two of them meet."""

    labels: list[Label]
    own: list[slice]  # of each dot
    cost: Numbers
    clash: Numbers

    @classmethod
    def of(cls, choices: Sequence[Sequence[Choice]]) -> "Search":
        row = [choice for of_dot in choices for choice in of_dot]
        ends = list(itertools.accumulate(map(len, choices), initial=0))
        boxes = np.array([choice.label.box for choice in row], dtype=np.float64).reshape(-1, 4)
        left, top, right, bottom = boxes.T
        meet: npt.NDArray[np.bool_] = (
            (left[:, None] < right + SIDE_AIR) & (left < right[:, None] + SIDE_AIR)
            & (top[:, None] < bottom + LABEL_AIR) & (top < bottom[:, None] + LABEL_AIR)
        )  # fmt: skip
        own = [slice(start, end) for start, end in itertools.pairwise(ends)]
        costs = np.array([choice.cost for choice in row], dtype=np.float64)
        return cls([choice.label for choice in row], own, costs, np.where(meet, COVERS, 0.0))

    def settled(self, order: Sequence[int]) -> list[int]:
        """A place for each name that has any: one after the other, then moved while that helps."""
        taken = [-1] * len(self.own)
        movable = [i for i in order if self.own[i].stop > self.own[i].start]
        for _ in range(SWEEPS):
            before = list(taken)
            for i in movable:
                taken[i] = self.own[i].start + int(self._costs(i, taken).argmin())
            for i, j in itertools.permutations(movable, 2):
                self._move_both(i, j, taken)
            if taken == before:
                break
        return taken

    def _costs(self, i: int, taken: Sequence[int], *without: int) -> Numbers:
        """Of all places of a name, given where the others are."""
        others = [at for j, at in enumerate(taken) if at >= 0 and j != i and j not in without]
        costs: Numbers = self.cost[self.own[i]] + self.clash[self.own[i], others].sum(axis=1)
        return costs

    def _move_both(self, i: int, j: int, taken: list[int]) -> None:
        """A name in a bad place moves together with one near it: alone, neither may find a better one."""
        one, two = self.labels[taken[i]].box, self.labels[taken[j]].box
        if self._costs(i, taken)[taken[i] - self.own[i].start] < BAD or not one.touches(two, REACH):
            return
        pairs = self._costs(i, taken, j)[:, None] + self._costs(j, taken, i)
        pairs += self.clash[self.own[i], self.own[j]]
        at_i, at_j = divmod(int(pairs.argmin()), pairs.shape[1])
        taken[i], taken[j] = self.own[i].start + at_i, self.own[j].start + at_j

    def total(self, taken: Sequence[int]) -> float:
        places = [at for at in taken if at >= 0]
        between = self.clash[np.ix_(places, places)]
        return float(self.cost[places].sum() + (between.sum() - between.trace()) / 2)

    def without_clashes(self, taken: Sequence[int]) -> list[Label | None]:
        """Names that meet none of those before them; the others get any free place, or none."""
        kept: list[int] = []
        found: list[Label | None] = [None] * len(taken)
        for i, at in enumerate(taken):
            if at >= 0 and not self.clash[at, kept].any():
                kept.append(at)
                found[i] = self.labels[at]
        for i, own in enumerate(self.own):
            free = [at for at in range(own.start, own.stop) if not self.clash[at, kept].any()]
            if found[i] is None and free:
                at = min(free, key=lambda place: self.cost[place])
                kept.append(at)
                found[i] = self.labels[at]
        return found


def _choices(i: int, dots: Sequence[Dot], ground: Ground) -> list[Choice]:
    """Places within the frame, on no other dot and on no words."""
    foreign = [dot.box for j, dot in enumerate(dots) if j != i]
    found = []
    for cost, label in _positions(dots[i]):
        box = label.box
        if not box.within(ground.frame) or any(box.touches(dot, DOT_AIR) for dot in foreign):
            continue
        if any(box.touches(words, NAME_AIR) for words in ground.words):
            continue
        cost += CROSSES_LINE * sum(box.touches(line, LINE_AIR) for line in ground.lines)
        cost += CROSSES_INTERVAL * sum(box.touches(arm, LINE_AIR) for arm in ground.intervals)
        cost += NEAR_DOT * sum(box.touches(dot, NEAR) for dot in foreign)
        found.append(Choice(cost, label))
    return found


def _positions(dot: Dot) -> Iterator[tuple[float, Label]]:
    """Twelve places around a dot for its name in one line, and again in two; earlier ones are better."""
    for block in _blocks(dot.name, dot.weight):
        half = (block.size + block.more * LEADING) / 2
        beside, slant, over = dot.radius + 6, dot.radius + 3, dot.radius + half + 4
        places: list[tuple[float, float, Anchor]] = [
            (beside, 0, "left"), (-beside, 0, "right"),
            (slant, -half - 4, "left"), (-slant, -half - 4, "right"),
            (slant, half + 2, "left"), (-slant, half + 2, "right"),
            (0, -over, "center"), (0, over, "center"),
            (-dot.radius, -over, "left"), (dot.radius, -over, "right"),
            (-dot.radius, over, "left"), (dot.radius, over, "right"),
        ]  # fmt: skip
        for rank, (right, down, anchor) in enumerate(places):
            yield rank + BROKEN * block.more, _label(block, dot.x + right, dot.y + down, anchor)


def _label(block: Block, x: float, y: float, anchor: Anchor) -> Label:
    """Lines whose capitals are centred on y."""
    height = block.size + block.more * LEADING
    return at_top(block, x, y - height / 2 + 0.1 * block.size, anchor, LEADING)


def at_top(block: Block, x: float, top: float, anchor: Anchor, leading: float) -> Label:
    """Lines whose box begins at `top`."""
    left = x - LEFT_OF_ANCHOR[anchor] * block.width
    bottom = top + block.size + block.more * leading
    return Label(block, Box(left, top, left + block.width, bottom), anchor)


def _blocks(name: str, weight: int) -> list[Block]:
    """The name in one line and in two, as far as it is short enough; a long one in up to three."""
    one = settle(" ".join(wrap(name, 1e9, SIZE, weight)), LINE_ROOM, SIZE, weight, most=1, least=SIZE)
    two = settle(name, HALF_ROOM, SIZE, weight, most=2, least=SIZE)
    if two and len(two.lines) > 1:
        two = balanced(name, HALF_ROOM, SIZE, weight, most=2)
    found = [block for block in (one, two) if block and block.lines]
    if len(found) == 2 and len(found[1].lines) == 1:
        return found[:1]
    long = balanced(name, LONG_ROOM, SIZE, weight, most=3)
    return found or ([long] if long.lines else [])
