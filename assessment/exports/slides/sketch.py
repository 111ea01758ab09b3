"""A drawing in the px of our pictures, gathered as shapes for a slide: the same looks, at the same places."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from assessment.charts.canvas import HATCH_HEIGHT, HATCH_WIDTH, Look
from assessment.charts.canvas import Shape as MarkShape
from assessment.charts.theme import CAP_MIDDLE, SEMIBOLD
from assessment.charts.words import Block
from assessment.exports.slides.nodes import NATURAL, Align, Anchor, Group, Kind, Shape, Words

LEAST = 9.0  # units: no text on a slide is smaller
PX = LEAST / 11.0  # units in a px when the pictures' smallest text is the slide's
LARGE = 0.88  # units in a px where there is room enough
MARKS: dict[MarkShape, Kind] = {"circle": "ellipse", "diamond": "diamond", "square": "rect"}
SLACK = 1.12  # a line that must not wrap gets this much room, for a font wider than ours


class Room(NamedTuple):
    """Where a drawing may stand on the slide, units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass
class Sketch:
    """Shapes gather in the order in which they are drawn; px run from (x, y) on, `unit` units each."""

    x: float
    y: float
    unit: float
    nodes: list[Shape | Group] = field(default_factory=list)

    @contextmanager
    def group(self, name: str, alt: str) -> Iterator[Sketch]:
        """Shapes of their own group."""
        inner = Sketch(self.x, self.y, self.unit)
        yield inner
        if inner.nodes:
            self.nodes.append(Group(name, alt, tuple(inner.nodes)))

    def box(
        self, name: str, look: Look, x: float, y: float, width: float, height: float, radius: float = 3,
        kind: Kind | None = None,
    ) -> None:  # fmt: skip
        """A box with its top left corner at (x, y); its stroke stays inside."""
        u = self.unit
        self.nodes.append(Shape(
            name, kind or ("roundRect" if radius else "rect"), self.x + x * u, self.y + y * u, width * u,
            height * u, look.fill, look.stroke, look.stroke_width * u, look.dashed, look.opacity, radius * u,
        ))  # fmt: skip

    def line(
        self, name: str, colour: str, width: float, x0: float, y0: float, x1: float, y1: float,
        opacity: float = 1,
    ) -> None:  # fmt: skip
        """A line right or down."""
        u = self.unit
        self.nodes.append(Shape(
            name, "line", self.x + min(x0, x1) * u, self.y + min(y0, y1) * u, abs(x1 - x0) * u,
            abs(y1 - y0) * u, stroke=colour, stroke_width=width * u, opacity=opacity,
        ))  # fmt: skip

    def mark(self, name: str, shape: MarkShape, look: Look, x: float, y: float, radius: float) -> None:
        """A mark centred on (x, y); `radius` reaches to the middle of its stroke."""
        reach = radius + look.stroke_width / 2
        self.box(name, look, x - reach, y - reach, 2 * reach, 2 * reach, 0, MARKS[shape])

    def hatch(self, name: str, x: float, y: float) -> None:
        """The sign for a number that is not shown, centred on (x, y)."""
        u = self.unit
        self.nodes.append(Shape(
            name, "rect", self.x + (x - HATCH_WIDTH / 2) * u, self.y + (y - HATCH_HEIGHT / 2) * u,
            HATCH_WIDTH * u, HATCH_HEIGHT * u, "rule", hatched=True,
        ))  # fmt: skip

    def bracket(self, name: str, colour: str, x: float, y0: float, y1: float) -> None:
        """A bracket whose back is at x, open to the left."""
        u = self.unit
        self.nodes.append(Shape(
            name, "rightBracket", self.x + (x - 5) * u, self.y + y0 * u, 5 * u, (y1 - y0) * u,
            stroke=colour, stroke_width=1.4 * u,
        ))  # fmt: skip

    def words(
        self, name: str, block: Block, x: float, y: float, colour: str = "ink", align: Align = "l",
        room: float = 0, anchor: Anchor = "ctr",
    ) -> None:  # fmt: skip
        """Lines that are centred on y together, at x or around it; or hang from it, or stand on it.

        With `room` px they wrap by themselves.
        """
        if not block.lines:
            return
        said = replace(spoken(block, room > 0, colour, align, self.unit), anchor=anchor)
        across = room or block.width * SLACK + 2
        left = x - {"l": 0.0, "ctr": across / 2, "r": across}[align]
        high = len(block.lines) * block.size * NATURAL * 1.1
        u = self.unit
        top = self.y + (y - {"t": 0.0, "ctr": high / 2, "b": high}[anchor]) * u
        self.nodes.append(Shape(name, "rect", self.x + left * u, top, across * u, high * u, words=said))

    def line_of_words(
        self, name: str, block: Block, x: float, baseline: float, colour: str = "ink", align: Align = "l"
    ) -> None:
        """The same with a baseline."""
        self.words(name, block, x, baseline - CAP_MIDDLE * block.size, colour, align)

    def written(self, block: Block, colour: str) -> None:
        """Words in the middle of the last shape."""
        last = self.nodes.pop()
        assert isinstance(last, Shape)
        said = None
        if block.lines:
            said = spoken(block, len(block.lines) > 1, colour, "ctr", self.unit)
        self.nodes.append(replace(last, words=said))


def units() -> Iterator[float]:
    """Units in a px to try, from large on; they end where nobody could read anything any more."""
    unit = LARGE
    while unit > PX / 3:
        yield unit
        unit *= 0.97


def spoken(block: Block, wrap: bool, colour: str, align: Align, unit: float) -> Words:
    """A block's lines as one paragraph: broken where words had to be cut, else free to wrap."""
    cut = any(line.endswith(("-", "…")) for line in block.lines[:-1])
    lines = tuple(block.lines) if cut or not wrap else (" ".join(block.lines),)
    return Words(
        (lines,), block.size * unit, colour, block.weight >= SEMIBOLD, align, wrap=wrap, spacing=0.95
    )
