"""The priority map for wide screens and slides: a dot per practice in four corners."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from assessment.charts.boxes import Box
from assessment.charts.canvas import LEFT_OF_ANCHOR, Anchor, Canvas, Look
from assessment.charts.marks import BELOW, draw_centred, draw_heading, draw_notes
from assessment.charts.priorities_data import CORNERS, QUARTER, Corner, Point, Priorities
from assessment.charts.priorities_labels import LEADING, Dot, Ground, Label, at_top, place
from assessment.charts.theme import MEDIUM, REGULAR, SEMIBOLD
from assessment.charts.words import Block, balanced, fit

WIDTH = 960.0
LEFT, RIGHT, HEIGHT = 34.0, WIDTH - 8, 450.0  # of the plot, px
TICK, TICK_SIZE = 5.0, 12.5
INSET = 12.0  # px from a corner's edges to its name
NAME_LEADING = 17.0

CLEAR = Look("gap", "paper", 1.2)
ON_LINE = Look("paper", "muted", 2.0)
OTHER = Look("muted", "paper", 1.2)
CLEAR_RADIUS, ON_LINE_RADIUS, OTHER_RADIUS = 7.0, 5.4, 4.8
TINT = Look("gaptint", opacity=0.6)
ARM, ARM_OPACITY = 1.6, 0.55
SPLIT = 1.2
KEY_LEAD, KEY_APART, KEY_LEADING = 12.0, 28.0, 20.0
Entry = tuple[tuple[Look, float], float, Block]  # of the key: look and radius, where its words begin, words


@dataclass(frozen=True)
class Plot:
    """From shares and gaps to px."""

    p: Priorities
    top: float

    @property
    def bottom(self) -> float:
        return self.top + HEIGHT

    def x(self, share: float) -> float:
        return LEFT + min(max(share / self.p.most_share, 0), 1) * (RIGHT - LEFT)

    def y(self, gap: float) -> float:
        up = (gap - self.p.least_gap) / (self.p.most_gap - self.p.least_gap)
        return self.bottom - min(max(up, 0), 1) * HEIGHT

    @property
    def split(self) -> tuple[float, float]:
        """Where the two lines cross."""
        return self.x(self.p.share_line), self.y(self.p.gap_line)

    def corner(self, corner: Corner) -> Box:
        x, y = self.split
        many, big = corner in {"first", "popular"}, corner in {"first", "wide"}
        return Box(
            x if many else LEFT, self.top if big else y, RIGHT if many else x, y if big else self.bottom
        )

    def arms(self, point: Point) -> tuple[Box, Box]:
        """A point's intervals: across and upright."""
        x, y = self.x(point.share), self.y(point.gap)
        return (
            Box(self.x(point.share_low), y, self.x(point.share_high), y),
            Box(x, self.y(point.gap_high), x, self.y(point.gap_low)),
        )

    def dot(self, point: Point) -> Dot:
        weight = SEMIBOLD if point.clear else REGULAR
        return Dot(self.x(point.share), self.y(point.gap), look(point)[1], point.name, weight)


def look(point: Point) -> tuple[Look, float]:
    """A dot's look and radius."""
    if point.clear:
        return CLEAR, CLEAR_RADIUS
    return (ON_LINE, ON_LINE_RADIUS) if point.on_line else (OTHER, OTHER_RADIUS)


def wide(p: Priorities) -> Figure:
    """960 px wide; without practices, only the heading and the notes."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, p.heading, p.subtitle, 20, 24)
    if p.points:
        plot = Plot(p, _draw_head(canvas, p, y))
        y = _draw_axes(canvas, plot) + 6
        _draw_ground(canvas, plot)
        _draw_names(canvas, plot)
    return canvas.figure(draw_notes(canvas, p.notes, y) + BELOW)


def _draw_head(canvas: Canvas, p: Priorities, y: float) -> float:
    """The gap axis, what the upright line is, and the key beside it or above; returns the plot's top."""
    line = fit(p.share_line_words, 320, 12, most=1)
    middle = Plot(p, 0).x(p.share_line)
    left = min(max(middle - line.width / 2, 0), WIDTH - line.width)
    entries = _key(p)
    across = sum(lead + words.width for _, lead, words in entries) + KEY_APART * max(len(entries) - 1, 0)
    beside = left + line.width + KEY_APART <= RIGHT - across
    if not beside:
        for entry in entries:
            _draw_entry(canvas, entry, 0, y + 7)
            y += KEY_LEADING
    axis = fit(p.gap_axis, 320, 12.5, most=1)
    canvas.block(0, y + 12, axis, 0, "muted")
    canvas.block(left, y + 28, line, 0, "muted")
    at = RIGHT - across
    for entry in entries if beside else ():
        at = _draw_entry(canvas, entry, at, y + 24) + KEY_APART
    return y + 36


def _key(p: Priorities) -> list[Entry]:
    """Signs with their words, of the kinds that are drawn."""
    kinds = (
        (p.on_line_words, (ON_LINE, ON_LINE_RADIUS), any(point.on_line for point in p.points)),
        (p.clear_words, (CLEAR, CLEAR_RADIUS), any(point.clear for point in p.points)),
    )
    found = ((sign, fit(words, 400, 12, most=1)) for words, sign, drawn in kinds if drawn)
    return [(sign, sign[1] + KEY_LEAD, words) for sign, words in found if words.lines]


def _draw_entry(canvas: Canvas, entry: Entry, x: float, y: float) -> float:
    """Returns where it ends."""
    (sign, radius), lead, words = entry
    canvas.mark("key", "circle", sign, x + radius, y, radius)
    draw_centred(canvas, x + lead, y, words, 0, "muted")
    return x + lead + words.width


def _draw_axes(canvas: Canvas, plot: Plot) -> float:
    """Ticks without a grid; returns where the words under the plot end."""
    p = plot.p
    canvas.upright("rule", 1, LEFT, plot.top, plot.bottom)
    canvas.line("rule", 1, LEFT, RIGHT, plot.bottom)
    for level in range(p.least_gap, p.most_gap + 1):
        y = plot.y(level)
        canvas.line("rule", 1, LEFT - TICK, LEFT, y)
        number = fit(p.gap_ticks[level + 4], LEFT - TICK - 4, TICK_SIZE, most=1)
        draw_centred(canvas, LEFT - TICK - 4, y, number, 0, "muted", "right")
    for quarter, words in enumerate(p.share_ticks):
        if quarter * QUARTER <= p.most_share:
            _draw_share_tick(canvas, plot, quarter * QUARTER, words)
    axis = fit(p.share_axis, RIGHT - LEFT, TICK_SIZE, most=2)
    canvas.block((LEFT + RIGHT) / 2, plot.bottom + 42, axis, LEADING, "muted", "center")
    return plot.bottom + (50 + axis.more * LEADING if axis.lines else 26)


def _draw_share_tick(canvas: Canvas, plot: Plot, share: float, words: str) -> None:
    """The one at the line stands out."""
    x, at_line = plot.x(share), abs(share - plot.p.share_line) < 1e-6
    canvas.upright("rule", 1, x, plot.bottom, plot.bottom + TICK)
    block = fit(words, 120, TICK_SIZE, MEDIUM if at_line else REGULAR, most=1)
    x = min(max(x, block.width / 2), WIDTH - block.width / 2)
    canvas.block(x, plot.bottom + 20, block, 0, "ink" if at_line else "muted", "center")


def _draw_ground(canvas: Canvas, plot: Plot) -> None:
    """The corner to start with, the two lines, the dots with the intervals of those to start with."""
    tint, (x, y) = plot.corner("first"), plot.split
    canvas.polygon(
        "first", TINT, [(x, tint.top), (tint.right, tint.top), (tint.right, tint.bottom), (x, tint.bottom)]
    )
    canvas.stroke("split", "rule", SPLIT, [(x, plot.top), (x, plot.bottom)], dashed=True)
    canvas.stroke("split", "rule", SPLIT, [(LEFT, y), (RIGHT, y)], dashed=True)
    for point in reversed(plot.p.ranked):  # what matters most lies on top
        if point.clear:
            for arm in plot.arms(point):
                canvas.stroke(
                    "interval", "gap", ARM, [(arm.left, arm.top), (arm.right, arm.bottom)], ARM_OPACITY
                )
        sign, radius = look(point)
        part = "clear" if point.clear else "on_line" if point.on_line else "other"
        canvas.mark(part, "circle", sign, plot.x(point.share), plot.y(point.gap), radius)


def _draw_names(canvas: Canvas, plot: Plot) -> None:
    """The corners' names first, then those of the dots as far as there is room."""
    points, (x, y) = plot.p.ranked, plot.split
    dots = [plot.dot(point) for point in points]
    arms = [arm for point in points if point.clear for arm in plot.arms(point)]
    words = [name for corner in CORNERS if (name := _corner_name(plot, corner, dots, arms))]
    for corner_name, colour in words:
        _draw_label(canvas, corner_name, NAME_LEADING, colour)
    line = _line_name(plot, dots, [*arms, *(name.box for name, _ in words)])
    if line:
        _draw_label(canvas, line, NAME_LEADING, "muted")
    lines = [Box(x, plot.top, x, plot.bottom), Box(LEFT, y, RIGHT, y)]
    taken = [*(name.box for name, _ in words), *([line.box] if line else [])]
    frame = Box(LEFT + 4, plot.top + 2, RIGHT, plot.bottom - 3)
    for point, label in zip(points, place(dots, Ground(frame, lines, arms, taken)), strict=True):
        if label:
            _draw_label(canvas, label, LEADING, "ink" if point.clear else "muted")


def _corner_name(
    plot: Plot, corner: Corner, dots: Sequence[Dot], arms: Sequence[Box]
) -> tuple[Label, str] | None:
    """In the outer angle of its corner, or in the next one where fewer dots lie; None without room."""
    box = plot.corner(corner)
    room, most = box.right - box.left - 2 * INSET, int((box.bottom - box.top - INSET) // NAME_LEADING)
    if room < 60 or most < 1:
        return None
    words = balanced(getattr(plot.p.corners, corner), room, 13, SEMIBOLD, most=min(most, 3))
    if not words.lines:
        return None
    outer: Anchor = "right" if corner in {"first", "popular"} else "left"
    inner: Anchor = "left" if outer == "right" else "right"
    high = corner in {"first", "wide"}
    places = [(outer, high), (inner, high), (outer, not high), (inner, not high)]
    options = [_inside(words, box, anchor, top) for anchor, top in places]
    return _freest(options, dots, arms), "gap" if corner == "first" else "muted"


def _inside(words: Block, box: Box, anchor: Anchor, top: bool) -> Label:
    """Words in one angle of a box."""
    share = LEFT_OF_ANCHOR[anchor]
    x = box.left + INSET + share * (box.right - box.left - 2 * INSET)
    height = words.size + words.more * NAME_LEADING
    return at_top(
        words, x, box.top + INSET - 2 if top else box.bottom - INSET + 2 - height, anchor, NAME_LEADING
    )


def _line_name(plot: Plot, dots: Sequence[Dot], others: Sequence[Box]) -> Label | None:
    """At an end of the level line, over or under it."""
    words = fit(plot.p.gap_line_words, 160, 11.5, most=1)
    _, y = plot.split
    tops = [y - 4 - words.size, y + 4]
    if not words.lines:
        return None
    ends: list[tuple[float, Anchor]] = [(RIGHT - 4, "right"), (LEFT + 6, "left")]
    options = [at_top(words, x, top, anchor, LEADING) for x, anchor in ends for top in tops]
    return _freest([o for o in options if plot.top <= o.box.top and o.box.bottom < plot.bottom], dots, others)


def _freest(options: Sequence[Label], dots: Sequence[Dot], others: Sequence[Box]) -> Label:
    """The first place on which the fewest things lie."""
    things = [*(dot.box for dot in dots), *others]
    return min(options, key=lambda option: sum(option.box.touches(thing, 3) for thing in things))


def _draw_label(canvas: Canvas, label: Label, leading: float, colour: str) -> None:
    canvas.block(label.x, label.baseline, label.block, leading, colour, label.anchor)
