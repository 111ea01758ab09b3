"""The perception picture for phones: a practice's name, its marks, its numbers, one under the other."""

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.marks import BELOW, draw_heading, draw_key, draw_notes, name_block
from assessment.charts.perception_data import Perception, Row
from assessment.charts.perception_track import Scale, Voice, side_words, voices
from assessment.charts.theme import REGULAR, SEMIBOLD
from assessment.charts.words import Block, fit

WIDTH = 328.0
LEFT, RIGHT = 12.0, WIDTH - 12
LEADING = 15.0
NAME, TRACK, NUMBERS = 24.0, 32.0, 22.0  # px of a row's three lines
APART = 16.0  # px between two voices' numbers


def phone(p: Perception) -> Figure:
    """328 px wide, rows as given; without rows, only the heading and the notes."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, p.heading, p.subtitle, 18, 24)
    if p.rows:
        y = draw_key(canvas, p.key, y, 12) + 14 if p.key else y
        y = _draw_rows(canvas, p, y) + 10
    return canvas.figure(draw_notes(canvas, p.notes, y) + BELOW)


def _draw_rows(canvas: Canvas, p: Perception, y: float) -> float:
    scale = Scale(LEFT, RIGHT, p.reach)
    lower, higher = side_words(p, WIDTH / 2 - 8, 11.5, 2)
    canvas.block(0, y + 11, lower, LEADING, "muted")
    canvas.block(WIDTH, y + 11, higher, LEADING, "muted", "right")
    y += 11 + max(lower.more, higher.more) * LEADING + (18 if lower.lines or higher.lines else 0)
    scale.draw_ticks(canvas, p, y, 12)
    y += 10
    for i, row in enumerate(p.rows):
        canvas.line("line", 1, 0, WIDTH, y)
        y = _draw_row(canvas, scale, row, [(v, v.texts[i]) for v in voices(p) if v.texts[i]], y)
    canvas.line("line", 1, 0, WIDTH, y)
    band = fit(p.band_words, WIDTH, 11.5, most=2)
    canvas.block(scale.middle, y + 18, band, LEADING, "muted", "center")
    return y + (22 + band.more * LEADING if band.lines else 0)


def _draw_row(canvas: Canvas, scale: Scale, row: Row, said: list[tuple[Voice, str]], y: float) -> float:
    """One practice from y on; returns its lower edge."""
    name = name_block(row.name, WIDTH, 13, SEMIBOLD if row.clear else REGULAR)
    canvas.block(0, y + 18, name, LEADING)
    y += NAME + name.more * LEADING
    scale.draw_ground(canvas, y, y + TRACK)
    scale.draw(canvas, row, y + TRACK / 2)
    scale.draw_peers(canvas, row, y + TRACK / 2)
    y += TRACK + 14
    lines = _flow(said)
    for i, line in enumerate(lines):
        for x, voice, head, number in line:
            canvas.block(x, y + i * LEADING, head, 0, voice.hue)
            canvas.block(x + head.width + 4, y + i * LEADING, number, 0, voice.hue)
    return y + max(len(lines) - 1, 0) * LEADING + NUMBERS - 14


def _flow(said: list[tuple[Voice, str]]) -> list[list[tuple[float, Voice, Block, Block]]]:
    """Each voice's name and number with their x, in as few lines as they need."""
    lines: list[list[tuple[float, Voice, Block, Block]]] = [[]]
    at = 0.0
    for voice, text in said:
        head = fit(voice.head, 120, 12, most=1)
        number = fit(text, 160, 12, SEMIBOLD, most=1)
        across = head.width + 4 + number.width
        if lines[-1] and at + across > WIDTH:
            lines.append([])
            at = 0.0
        lines[-1].append((at, voice, head, number))
        at += across + APART
    return lines if lines[-1] else []
