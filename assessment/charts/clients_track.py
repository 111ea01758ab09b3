"""One strip: the scale from 1 to 5, today and wanted on it."""

from dataclasses import dataclass

from assessment.charts.canvas import Canvas, Look
from assessment.charts.clients_data import Strip
from assessment.charts.marks import GAP, GAP_FAINT
from assessment.charts.planogram_data import LEVELS, Hue
from assessment.charts.profile_marks import DOT, FILLED, SAME, SHAPES, draw_mark

TICK = 7.0  # px high
SIZE = 0.8  # of the profile's marks


@dataclass(frozen=True)
class Track:
    """Level 1 at `left`, level 5 at `right`, px."""

    left: float
    right: float

    def x(self, level: float) -> float:
        return self.left + (level - 1) / (LEVELS - 1) * (self.right - self.left)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def draw(self, canvas: Canvas, strip: Strip, hue: Hue, y: float) -> None:
        """The strip centred on y."""
        canvas.line("shelf", 1, self.left, self.right, y)
        for level in range(1, LEVELS + 1):
            canvas.upright("shelf", 1, self.x(level), y - TICK / 2, y + TICK / 2)
        self._draw_levels(canvas, strip, hue, y)

    def _draw_levels(self, canvas: Canvas, strip: Strip, hue: Hue, y: float) -> None:
        """Orange is what is still to go: a level above the wanted one has a grey line."""
        today, wanted = self.x(strip.today), self.x(strip.wanted)
        colour = "gap" if wanted >= today else "rule"
        if abs(wanted - today) < SAME:
            draw_mark(canvas, hue, wanted, y, SIZE, filled=False)
            canvas.mark(f"{hue}-today", SHAPES[hue], Look(hue), wanted, y, round(FILLED[hue] * DOT * SIZE, 2))
            return
        canvas.stroke("gap", colour, GAP, [(today, y), (wanted, y)], GAP_FAINT)
        draw_mark(canvas, hue, wanted, y, SIZE, filled=False)
        draw_mark(canvas, hue, today, y, SIZE, filled=True)
