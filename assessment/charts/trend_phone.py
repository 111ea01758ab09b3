"""The trend for phones: categories one under the other."""

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.marks import BELOW, draw_heading, draw_notes
from assessment.charts.trend_data import Trend
from assessment.charts.trend_ends import end_room
from assessment.charts.trend_panel import Place

WIDTH = 328.0
APART = 30.0


def phone(t: Trend) -> Figure:
    """328 px wide; without panels, only the heading and the notes."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, t.heading, t.subtitle, 18, 24)
    for i, panel in enumerate(t.panels):
        y += APART if i else 0
        place = Place(t, panel, 0, WIDTH, end_room(t))
        y = place.at(y, y + place.head).draw(canvas)
    y += 10 if t.panels and t.notes else 0
    return canvas.figure(draw_notes(canvas, t.notes, y) + BELOW)
