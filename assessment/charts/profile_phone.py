"""The category profile for phones: levels by number only."""

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.marks import BELOW, draw_heading, draw_notes
from assessment.charts.planogram_data import LEVELS
from assessment.charts.profile_data import Profile
from assessment.charts.profile_marks import draw_key
from assessment.charts.profile_rows import Measures, draw_block
from assessment.charts.theme import SEMIBOLD
from assessment.charts.words import fit

MEASURES = Measures(
    width=328, level_1=108, step=38, name_room=84, gap_room=34, size=12, leading=13, mark=0.88,
    pitch=28, heading=13.5, foot=9,
)  # fmt: skip
UNDER_KEY, HEAD = 12.0, 19.0  # px


def phone(p: Profile) -> Figure:
    """328 px wide, categories as given; without any, only the heading and the notes."""
    canvas = Canvas(MEASURES.width)
    y = draw_heading(canvas, p.heading, p.subtitle, 18, 24)
    if p.blocks:
        y = _draw_blocks(canvas, p, y) + 10
    return canvas.figure(draw_notes(canvas, p.notes, y) + BELOW)


def _draw_blocks(canvas: Canvas, p: Profile, y: float) -> float:
    m = MEASURES
    key = draw_key(canvas, p, y, 12)
    y = key + UNDER_KEY if key > y else y
    for level in range(1, LEVELS + 1):
        canvas.text(m.x(level), y + 11, str(level), 12, "muted", SEMIBOLD, "center")
    head = fit(p.gap_head, m.width - m.x(LEVELS) - 10, 11.5, most=1)
    canvas.block(m.width, y + 11, head, 0, "muted", "right")
    y += HEAD
    for i, block in enumerate(p.blocks):
        canvas.line("line" if i else "rule", 1, 0, m.width, y)
        y = draw_block(canvas, m, block, y)
    return y
