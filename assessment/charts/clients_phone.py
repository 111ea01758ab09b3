"""The client strips for phones: a client's words, then three strips one under the other."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.clients_data import Clients, Group, Row
from assessment.charts.clients_track import Track
from assessment.charts.marks import BELOW, draw_centred, draw_heading, draw_key, draw_notes
from assessment.charts.planogram_data import LEVELS
from assessment.charts.theme import MEDIUM, REGULAR, SEMIBOLD
from assessment.charts.words import Block, fit, settle

WIDTH = 328.0
GAP_ROOM = 96.0
TRACK = Track(160, WIDTH - 9)
HEAD_ROOM = 146.0
STRIP, LEADING = 28.0, 17.0
GROUP, APART, ABOVE, BENEATH = 38.0, 12.0, 24.0, 12.0


def phone(c: Clients) -> Figure:
    """328 px wide; groups and clients as given."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, c.heading, c.subtitle, 18, 18)
    if c.filled:
        heads = _strip_heads(c.strip_heads)
        for i, group in enumerate(c.filled):
            y = _draw_group(canvas, c, heads, group, y + (APART if i else 0))
        y = draw_key(canvas, c.key, y + 16, 12) + 10 if c.key else y + 10
    return canvas.figure(draw_notes(canvas, c.notes, y) + BELOW)


def _strip_heads(texts: Sequence[str]) -> list[Block]:
    """The categories in one line each, all in one size, if that costs at most one px of it; else in two."""
    for size in (12.0, 11.5, 11.0):
        heads = [settle(text, HEAD_ROOM, size, most=1, least=size) for text in texts]
        if None not in heads:
            return [head for head in heads if head]
    return [fit(text, HEAD_ROOM, 11.5, most=2) for text in texts]


def _draw_group(canvas: Canvas, c: Clients, heads: list[Block], group: Group, y: float) -> float:
    """A group from y on, its name beside the ends of the scale; returns its lower edge."""
    name = fit(group.name, HEAD_ROOM, 14, SEMIBOLD, most=3)
    canvas.block(0, y + 25, name, LEADING)
    y += GROUP + name.more * LEADING
    for level in (1, LEVELS):
        canvas.text(TRACK.x(level), y - 13, str(level), 12, "muted", anchor="center")
    canvas.line("rule", 1, 0, WIDTH, y)
    for row in group.rows:
        y = _draw_row(canvas, c, heads, row, group.urgent, y)
        canvas.line("line", 1, 0, WIDTH, y)
    return y


def _draw_row(canvas: Canvas, c: Clients, heads: list[Block], row: Row, urgent: bool, y: float) -> float:
    """A client from y on; returns its lower edge."""
    gap = fit(row.gap_text if row.strips else "", GAP_ROOM, 16, SEMIBOLD, most=1)
    word = fit(c.gap_head if gap.lines else "", GAP_ROOM - 8, 12, most=1)
    canvas.block(WIDTH, y + ABOVE, gap, 0, anchor="right")
    canvas.block(WIDTH - gap.width - 5, y + ABOVE, word, 0, "muted", "right")
    taken = gap.width + word.width + 15 if gap.lines else 0
    name = fit(row.name, WIDTH - taken, 15, SEMIBOLD, most=2)
    beside = y + ABOVE  # the gap's line, also where nothing stands to its left
    y = max(_lines(canvas, name, "ink", y + ABOVE - LEADING), beside)
    y = _lines(canvas, fit(row.note, WIDTH, 13, most=2), "muted", y + 2)
    weight, colour = (MEDIUM, "ink") if urgent else (REGULAR, "muted")
    y = _lines(canvas, fit(row.next, WIDTH, 13, weight, most=3), colour, y + 1)
    if row.strips is None:
        return _lines(canvas, fit(row.missing, WIDTH, 13, most=4), "muted", y + 4) + BENEATH
    y += 8
    for head, strip in zip(heads, row.strips, strict=True):
        draw_centred(canvas, 0, y + STRIP / 2, head, 13, "muted")
        if strip is None:
            words = fit(c.no_level, TRACK.right - TRACK.left, 12, most=1)
            draw_centred(canvas, TRACK.middle, y + STRIP / 2, words, 0, "muted", "center")
        else:
            TRACK.draw(canvas, strip, row.hue, y + STRIP / 2)
        y += STRIP
    return y + BENEATH - 4


def _lines(canvas: Canvas, words: Block, colour: str, y: float) -> float:
    """Lines under y; returns the last one's baseline."""
    canvas.block(0, y + LEADING, words, LEADING, colour)
    return y + len(words.lines) * LEADING
