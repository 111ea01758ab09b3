"""The priority map for phones: practices under the names of their corners, each with two bars."""

from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas, Look
from assessment.charts.marks import BELOW, draw_centred, draw_heading, draw_notes, name_block
from assessment.charts.priorities_data import CORNERS, Point, Priorities
from assessment.charts.theme import REGULAR, SEMIBOLD
from assessment.charts.words import balanced, fit

WIDTH = 328.0
COLUMN, SECOND = 152.0, 176.0  # px: width of a column, left edge of the second
TRACK = 112.0  # px of a bar that fills its scale
BAR, OUTLINE, LEAST = 10.0, 1.5, 2.0  # px high; of a hollow bar; the shortest
LEADING, NOTE_LEADING = 16.0, 14.0
HEAD, ROW, AFTER_GROUP = 30.0, 46.0, 8.0
DASH, SPLIT = 16.0, 1.2  # px: of a line's sign; of its stroke


@dataclass(frozen=True)
class Scale:
    """Bars start at zero, which is at `zero`; `unit` px are one share of everybody, or one level."""

    left: float
    zero: float
    unit: float
    line: float  # where the dashed line crosses, px

    def draw(self, canvas: Canvas, value: float, point: Point, y: float) -> None:
        end = self.zero + value * self.unit
        if abs(end - self.zero) < LEAST:
            end = self.zero + LEAST
        left, across = min(self.zero, end), abs(end - self.zero)
        hollow = point.on_line and across > 2 * OUTLINE
        part = "on_line" if point.on_line else "clear" if point.clear else "other"
        hue = "gap" if point.clear else "muted"
        sign = Look("paper", hue, OUTLINE) if hollow else Look(hue)
        canvas.box(part, sign, left, y - BAR / 2, across, BAR, min(2, across / 2))
        canvas.stroke("split", "rule", SPLIT, [(self.line, y - 9), (self.line, y + 9)], dashed=True)
        if left + 2 < self.line < left + across - 2 and not hollow:
            canvas.stroke("split", "paper", SPLIT, [(self.line, y - BAR / 2), (self.line, y + BAR / 2)])


def phone(p: Priorities) -> Figure:
    """328 px wide; without practices, only the heading and the notes."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, p.heading, p.subtitle, 18, 24)
    if p.points:
        shares, gaps = _scales(p)
        y = _draw_head(canvas, p, y)
        for name, points, colour in _groups(p):
            y = _draw_group(canvas, name, colour, y)
            for point in points:
                y = _draw_row(canvas, shares, gaps, point, y)
            y += AFTER_GROUP
    return canvas.figure(draw_notes(canvas, p.notes, y) + BELOW)


def _scales(p: Priorities) -> tuple[Scale, Scale]:
    share = TRACK / p.most_share
    level = TRACK / (p.most_gap - p.least_gap)
    zero = SECOND - p.least_gap * level
    return Scale(0, 0, share, p.share_line * share), Scale(SECOND, zero, level, zero + p.gap_line * level)


def _groups(p: Priorities) -> Iterator[tuple[str, list[Point], str]]:
    """Names, practices and the names' colours: those to start with, those too close to say, the rest."""
    clear = [point for point in p.ranked if point.clear]
    near = [point for point in p.ranked if point.on_line]
    kinds = [(p.corners.first, clear, "gap"), (p.on_line_head, near, "muted")]
    for corner in CORNERS[1:]:
        rest = [point for point in p.ranked if point.corner == corner and not point.on_line]
        kinds.append((getattr(p.corners, corner), rest, "muted"))
    return (kind for kind in kinds if kind[1])


def _draw_head(canvas: Canvas, p: Priorities, y: float) -> float:
    """What each column shows, and what its dashed line means; returns where the words end."""
    columns = ((0.0, p.share_axis, p.share_line_words), (SECOND, p.gap_axis, p.gap_line_words))
    heads = [balanced(head, COLUMN, 12, most=3) for _, head, _ in columns]
    lines = [balanced(line, COLUMN - DASH - 6, 11.5, most=3) for _, _, line in columns]
    second = y + 12 + max(head.more for head in heads) * NOTE_LEADING + 18
    for (x, _, _), head, line in zip(columns, heads, lines, strict=True):
        canvas.block(x, y + 12, head, NOTE_LEADING)
        canvas.block(x + DASH + 6, second, line, NOTE_LEADING, "muted")
        if line.lines:
            canvas.stroke("key", "rule", SPLIT, [(x, second - 4), (x + DASH, second - 4)], dashed=True)
    return second + max(line.more for line in lines) * NOTE_LEADING + 6


def _draw_group(canvas: Canvas, name: str, colour: str, y: float) -> float:
    words = fit(name, WIDTH, 13, SEMIBOLD, most=2)
    canvas.block(0, y + 20, words, LEADING, colour)
    y += HEAD + words.more * LEADING
    canvas.line("rule", 1, 0, WIDTH, y)
    return y


def _draw_row(canvas: Canvas, shares: Scale, gaps: Scale, point: Point, y: float) -> float:
    """A practice's name over its bars; returns the row's lower edge."""
    weight = SEMIBOLD if point.clear else REGULAR
    name = name_block(point.name, WIDTH, 13, weight)
    canvas.block(0, y + 19, name, LEADING)
    centre = y + 33 + name.more * LEADING
    bottom = y + ROW + name.more * LEADING
    for scale, value, text in ((shares, point.share, point.share_text), (gaps, point.gap, point.gap_text)):
        scale.draw(canvas, value, point, centre)
        words = fit(text, COLUMN - TRACK - 4, 12.5, weight, most=1)
        draw_centred(canvas, scale.left + COLUMN, centre, words, 0, anchor="right")
    canvas.line("line", 1, 0, WIDTH, bottom)
    return bottom
