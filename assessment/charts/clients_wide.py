"""The client strips for wide screens and slides: a row per client."""

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.clients_data import Clients, Group, Row
from assessment.charts.clients_track import Track
from assessment.charts.marks import BELOW, draw_centred, draw_heading, draw_key, draw_notes, name_block
from assessment.charts.planogram_data import LEVELS
from assessment.charts.theme import MEDIUM, REGULAR, SEMIBOLD
from assessment.charts.words import balanced, fit

WIDTH = 1072.0
NAME_ROOM, NEXT, NEXT_ROOM = 222.0, 236.0, 206.0
STRIPS, STRIP, INSET, TRACK = 460.0, 194.0, 9.0, 150.0  # first column, their pitch; the scale within one
GAP_ROOM = 48.0
PITCH, GROUP, APART = 64.0, 40.0, 18.0
LEADING = 17.0
TRACKS = [Track(left := STRIPS + i * STRIP + INSET, left + TRACK) for i in range(3)]


def wide(c: Clients) -> Figure:
    """1072 px wide; groups and clients as given."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, c.heading, c.subtitle, 20, 26)
    if c.filled:
        y = _draw_head(canvas, c, y)
        for i, group in enumerate(c.filled):
            y = _draw_group(canvas, c, group, y + (APART if i else 0))
        y = draw_key(canvas, c.key, y + 18) + 10 if c.key else y + 10
    return canvas.figure(draw_notes(canvas, c.notes, y) + BELOW)


def _draw_head(canvas: Canvas, c: Clients, y: float) -> float:
    """The columns' names, and the ends of the scale; returns where they end."""
    heads = [balanced(head, STRIP - 12, 12.5, MEDIUM, most=2) for head in c.strip_heads]
    more = max(head.more for head in heads) * 15
    last = y + 12 + more + 20
    for head, track in zip(heads, TRACKS, strict=True):
        canvas.block(track.left - INSET, last - 20 - head.more * 15, head, 15, "muted")
        for level in (1, LEVELS):
            canvas.text(track.x(level), last, str(level), 12, "muted", anchor="center")
    for x, text, room in ((0.0, c.client_head, NAME_ROOM), (NEXT, c.next_head, NEXT_ROOM)):
        canvas.block(x, last, fit(text, room, 12.5, MEDIUM, most=1), 0, "muted")
    canvas.block(WIDTH, last, fit(c.gap_head, GAP_ROOM, 12.5, MEDIUM, most=1), 0, "muted", "right")
    return last + 4


def _draw_group(canvas: Canvas, c: Clients, group: Group, y: float) -> float:
    """A group from y on; returns its lower edge."""
    canvas.block(0, y + 26, fit(group.name, WIDTH, 14, SEMIBOLD, most=1), 0)
    y += GROUP
    canvas.line("rule", 1, 0, WIDTH, y)
    for row in group.rows:
        _draw_row(canvas, c, row, group.urgent, y + PITCH / 2)
        y += PITCH
        canvas.line("line", 1, 0, WIDTH, y)
    return y


def _draw_row(canvas: Canvas, c: Clients, row: Row, urgent: bool, y: float) -> None:
    """A client centred on y."""
    name = name_block(row.name, NAME_ROOM, 15, SEMIBOLD)
    note = fit(row.note, NAME_ROOM, 13, most=1)
    draw_centred(canvas, 0, y - (11 if note.lines else 0), name, LEADING)
    below = 11 + name.more * LEADING / 2 if name.lines else 0
    draw_centred(canvas, 0, y + below, note, 0, "muted")
    weight, colour = (MEDIUM, "ink") if urgent else (REGULAR, "muted")
    draw_centred(canvas, NEXT, y, balanced(row.next, NEXT_ROOM, 13.5, weight, most=3), LEADING, colour)
    if row.strips is None:
        room = WIDTH - GAP_ROOM - STRIPS - 16
        draw_centred(canvas, STRIPS, y, fit(row.missing, room, 13.5, most=3), LEADING, "muted")
    else:
        for track, strip in zip(TRACKS, row.strips, strict=True):
            if strip is None:
                words = fit(c.no_level, TRACK, 12, most=2)
                draw_centred(canvas, track.middle, y, words, 14, "muted", "center")
            else:
                track.draw(canvas, strip, row.hue, y)
    size, weight, colour = (17.0, SEMIBOLD, "ink") if row.strips else (13.5, REGULAR, "muted")
    gap = fit(row.gap_text, GAP_ROOM, size, weight, most=1)
    draw_centred(canvas, WIDTH, y, gap, 0, colour, "right")
