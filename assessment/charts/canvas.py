"""One sheet to draw on: marks gather by look, and each look becomes one matplotlib artist."""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, cast

from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from assessment.charts.outlines import circle, rounded
from assessment.charts.theme import FAMILY, LENDER, LIGHT, LOCK, REGULAR, configure, lent, width
from assessment.charts.words import Block, plain

Anchor = Literal["left", "center", "right"]
Shape = Literal["circle", "diamond", "square"]
Point = tuple[float, float]
LEFT_OF_ANCHOR = {"left": 0.0, "center": 0.5, "right": 1.0}  # share of a line's width
DASHES = (3.0, 2.0)  # px on, px off: outlines
LINE_DASHES = (6.0, 4.0)  # lines
HATCH_WIDTH, HATCH_HEIGHT, HATCH_STEP, HATCH_STROKE = 26.0, 13.0, 3.9, 1.2  # px
DPI = 72  # one px of the sheet is 1/72 inch


class Look(NamedTuple):
    """Fill and stroke by token ("" = none), stroke width in px."""

    fill: str
    stroke: str = ""
    stroke_width: float = 0.0
    dashed: bool = False
    opacity: float = 1.0


class Boxes(NamedTuple):
    """What boxes have in common that are drawn as one artist; `part` names their group."""

    part: str
    look: Look
    width: float
    height: float
    radius: float


class Marks(NamedTuple):
    """What marks have in common that are drawn as one artist."""

    part: str
    shape: Shape
    look: Look
    radius: float


class Strokes(NamedTuple):
    """What lines over the boxes have in common that are drawn as one artist."""

    part: str
    colour: str
    width: float
    opacity: float
    dashed: bool


class Words(NamedTuple):
    """One line of text with its baseline at y."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    weight: int
    anchor: Anchor


class Line(Text):
    """A text of one line, placed by our own widths: matplotlib's layout costs as much as all the rest."""

    def __init__(self, words: Words, page: Transform) -> None:
        super().__init__(
            words.x, words.y, words.text, color=LIGHT[words.colour], horizontalalignment=words.anchor,
            fontproperties=font(words.size, words.weight), parse_math=False, transform=page,
        )  # fmt: skip
        self.words = words

    def draw(self, renderer: RendererBase) -> None:
        words = self.words
        x, y = self.get_transform().transform((words.x, words.y))
        across = self._across(renderer)
        left = x - LEFT_OF_ANCHOR[words.anchor] * across
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        renderer.draw_text(gc, left, y, words.text, self.get_fontproperties(), 0, ismath=False, mtext=self)
        gc.restore()

    def _across(self, renderer: RendererBase) -> float:
        """Its width, as the renderer counts. In a picture of dots, glyphs of another font have their own."""
        words = self.words
        if isinstance(renderer, RendererAgg) and lent(words.text, words.weight):
            measure: Any = renderer.get_text_width_height_descent
            return float(measure(words.text, self.get_fontproperties(), ismath=False)[0])
        return cast(float, renderer.points_to_pixels(width(words.text, words.size, words.weight)))


@functools.cache
def font(size: float, weight: int) -> FontProperties:
    """Our family in one size (px) and weight."""
    return FontProperties(family=[FAMILY, LENDER], size=size, weight=weight)


@dataclass
class Canvas:
    """`width` px wide; the height is known only when everything stands."""

    width: float
    _boxes: dict[Boxes, list[tuple[float, float]]] = field(default_factory=dict)
    _lines: dict[tuple[str, float], list[list[tuple[float, float]]]] = field(default_factory=dict)
    _areas: dict[str, list[Path]] = field(default_factory=dict)
    _capsules: dict[tuple[str, Look], list[Path]] = field(default_factory=dict)
    _strokes: dict[Strokes, list[list[Point]]] = field(default_factory=dict)
    _hatches: dict[str, list[Point]] = field(default_factory=dict)
    _marks: dict[Marks, list[Point]] = field(default_factory=dict)
    _words: list[Words] = field(default_factory=list)

    def box(
        self, part: str, look: Look, x: float, y: float, width: float, height: float, radius: float = 3
    ) -> None:
        """A box with its top left corner at (x, y); its stroke stays inside."""
        boxes = Boxes(part, look, round(width, 2), round(height, 2), radius)
        self._boxes.setdefault(boxes, []).append((round(x, 2), round(y, 2)))

    def area(
        self, colour: str, x: float, y: float, width: float, height: float, top: float, foot: float
    ) -> None:
        """A background without outline; `top` and `foot` are its corner radii, px."""
        shape = rounded(round(x, 2), round(y, 2), round(width, 2), round(height, 2), top, foot)
        self._areas.setdefault(colour, []).append(shape)

    def line(self, colour: str, stroke_width: float, x0: float, x1: float, y: float) -> None:
        """A level line from x0 to x1."""
        ends = [(round(x0, 2), round(y, 2)), (round(x1, 2), round(y, 2))]
        self._lines.setdefault((colour, stroke_width), []).append(ends)

    def upright(self, colour: str, stroke_width: float, x: float, y0: float, y1: float) -> None:
        """A line from y0 down to y1, in the ground like a level line."""
        ends = [(round(x, 2), round(y0, 2)), (round(x, 2), round(y1, 2))]
        self._lines.setdefault((colour, stroke_width), []).append(ends)

    def capsule(
        self, part: str, look: Look, x0: float, x1: float, y: float, height: float, radius: float = 3
    ) -> None:
        """A bar from x0 to x1 centred on y, behind everything but the ground and its lines."""
        left, right = round(min(x0, x1), 2), round(max(x0, x1), 2)
        corner = min(radius, (right - left) / 2)
        shape = rounded(left, round(y - height / 2, 2), right - left, round(height, 2), corner, corner)
        self._capsules.setdefault((part, look), []).append(shape)

    def polygon(self, part: str, look: Look, points: Sequence[Point]) -> None:
        """A closed shape through the points, where capsules lie."""
        corners = [(round(x, 2), round(y, 2)) for x, y in points]
        self._capsules.setdefault((part, look), []).append(Path([*corners, corners[0]], closed=True))

    def stroke(
        self, part: str, colour: str, stroke_width: float, points: Sequence[Point], opacity: float = 1,
        dashed: bool = False,
    ) -> None:  # fmt: skip
        """A line through the points, over boxes and under marks."""
        line = [(round(x, 2), round(y, 2)) for x, y in points]
        self._strokes.setdefault(Strokes(part, colour, stroke_width, opacity, dashed), []).append(line)

    def hatch(self, part: str, x: float, y: float) -> None:
        """The sign for a number that is not shown, centred on (x, y)."""
        self._hatches.setdefault(part, []).append((round(x, 2), round(y, 2)))

    def mark(self, part: str, shape: Shape, look: Look, x: float, y: float, radius: float) -> None:
        """A mark centred on (x, y); `radius` reaches from there to the middle of its stroke (at a corner of
        a diamond, at a side of a square)."""
        marks = Marks(part, shape, look, radius)
        self._marks.setdefault(marks, []).append((round(x, 2), round(y, 2)))

    def text(
        self, x: float, y: float, text: str, size: float, colour: str = "ink", weight: int = REGULAR,
        anchor: Anchor = "left",
    ) -> None:  # fmt: skip
        """One line with its baseline at y."""
        if printable := plain(text):
            self._words.append(Words(round(x, 2), round(y, 2), printable, size, colour, weight, anchor))

    def block(
        self, x: float, y: float, block: Block, leading: float, colour: str = "ink", anchor: Anchor = "left"
    ) -> None:
        """Several lines, the first with its baseline at y."""
        for i, line in enumerate(block.lines):
            self.text(x, y + i * leading, line, block.size, colour, block.weight, anchor)

    def figure(self, height: float) -> Figure:
        """The finished sheet."""
        height = max(round(height, 2), 1)  # a sheet may stay empty
        with LOCK:
            configure()
            figure = Figure(figsize=(self.width / DPI, height / DPI), dpi=DPI)
            figure.patch.set_visible(False)
            page = Affine2D().scale(1 / self.width, -1 / height).translate(0, 1) + figure.transFigure
            scale = Affine2D().scale(1 / DPI) + figure.dpi_scale_trans
            for order, artist in enumerate(self._artists(page, scale)):
                artist.set_zorder(order)
                artist.set_clip_on(False)
                figure.add_artist(artist)
            return figure

    def _artists(self, page: Transform, scale: Transform) -> Iterator[Artist]:
        """From the back to the front: backgrounds, lines, capsules, boxes, strokes, marks, words."""
        for colour, shapes in self._areas.items():
            yield PathCollection(shapes, facecolors=LIGHT[colour], linewidths=0, transform=page)
        for (colour, stroke), ends in self._lines.items():
            yield LineCollection(ends, colors=LIGHT[colour], linewidths=stroke, transform=page)
        for i, ((part, look), bars) in enumerate(self._capsules.items()):
            yield PathCollection(bars, transform=page, gid=f"{part}-c{i}", **_appearance(look))
        for i, (boxes, corners) in enumerate(self._boxes.items()):
            yield PathCollection(
                [box_path(boxes)], offsets=corners, offset_transform=page, transform=scale,
                gid=f"{boxes.part}-{i}", **_appearance(boxes.look),
            )  # fmt: skip
        yield from self._over_boxes(page, scale)
        for words in self._words:
            yield Line(words, page)

    def _over_boxes(self, page: Transform, scale: Transform) -> Iterator[Artist]:
        for i, (strokes, lines) in enumerate(self._strokes.items()):
            yield LineCollection(
                lines, colors=(LIGHT[strokes.colour], strokes.opacity), linewidths=strokes.width,
                linestyles=_dashes(LINE_DASHES, strokes.width) if strokes.dashed else "solid",
                transform=page, gid=f"{strokes.part}-s{i}",
            )  # fmt: skip
        for i, (part, centres) in enumerate(self._hatches.items()):
            yield PathCollection(
                [hatch_path()], offsets=centres, offset_transform=page, transform=scale,
                facecolors="none", edgecolors=LIGHT["line"], linewidths=HATCH_STROKE, gid=f"{part}-h{i}",
            )  # fmt: skip
        for i, (marks, centres) in enumerate(self._marks.items()):
            yield PathCollection(
                [mark_path(marks.shape, marks.radius)], offsets=centres, offset_transform=page,
                transform=scale, gid=f"{marks.part}-m{i}", **_appearance(marks.look),
            )  # fmt: skip


def _appearance(look: Look) -> dict[str, Any]:
    """A look in matplotlib's words."""
    return {
        "facecolors": (LIGHT[look.fill], look.opacity) if look.fill else "none",
        "edgecolors": LIGHT[look.stroke] if look.stroke else "none",
        "linewidths": look.stroke_width,
        "linestyles": _dashes(DASHES, look.stroke_width) if look.dashed else "solid",
    }


def _dashes(lengths: tuple[float, float], stroke_width: float) -> list[tuple[float, tuple[float, ...]]]:
    """matplotlib counts dashes in stroke widths."""
    return [(0, tuple(length / stroke_width for length in lengths))]


def box_path(boxes: Boxes) -> Path:
    """A box hanging from (0, 0), y up; its outer edge, stroke included, is width × height."""
    stroke, inset = boxes.look.stroke_width, boxes.look.stroke_width / 2
    width, height, radius = boxes.width - stroke, boxes.height - stroke, boxes.radius - inset
    return rounded(inset, inset - boxes.height, width, height, radius, radius)


@functools.cache
def mark_path(shape: Shape, radius: float) -> Path:
    """A mark around (0, 0)."""
    r = radius
    if shape == "circle":
        return circle(r)
    corners = (
        [(r, 0), (0, r), (-r, 0), (0, -r)] if shape == "diamond" else [(r, r), (-r, r), (-r, -r), (r, -r)]
    )
    return Path([*corners, corners[0]], closed=True)


@functools.cache
def hatch_path() -> Path:
    """Strokes at 45° within a rectangle around (0, 0), cut off at its edges; y up."""
    half, high = HATCH_WIDTH / 2, HATCH_HEIGHT / 2
    ends: list[Point] = []
    foot = HATCH_STEP / 2 - half - HATCH_HEIGHT  # where a stroke, drawn on, meets the lower edge
    while foot < half:
        left, right = max(foot, -half), min(foot + HATCH_HEIGHT, half)
        ends += [(left, left - foot - high), (right, right - foot - high)]
        foot += HATCH_STEP
    return Path(ends, [Path.MOVETO, Path.LINETO] * (len(ends) // 2))
