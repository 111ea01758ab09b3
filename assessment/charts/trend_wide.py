"""The trend for wide screens and slides: three categories side by side."""

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.marks import BELOW, draw_heading, draw_notes
from assessment.charts.trend_data import Trend
from assessment.charts.trend_ends import end_room
from assessment.charts.trend_panel import Place

WIDTH = 1000.0
ACROSS, BETWEEN, ROWS_APART = 3, 26.0, 26.0


def wide(t: Trend) -> Figure:
    """1000 px wide, three panels in a row; without panels, only the heading and the notes."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, t.heading, t.subtitle, 20, 26)
    width = (WIDTH - (ACROSS - 1) * BETWEEN) / ACROSS
    for start in range(0, len(t.panels), ACROSS):
        y += ROWS_APART if start else 0
        places = [
            Place(t, panel, i * (width + BETWEEN), width, end_room(t))
            for i, panel in enumerate(t.panels[start : start + ACROSS])
        ]
        top = y + max(place.head for place in places)
        y = max(place.at(y, top).draw(canvas) for place in places)
    y += 10 if t.panels and t.notes else 0
    return canvas.figure(draw_notes(canvas, t.notes, y) + BELOW)
