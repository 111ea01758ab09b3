"""Averages as lengths: how far today and wanted reach from a practice's foot, upwards or to the right."""

from typing import NamedTuple

from assessment.charts.planogram_data import LEVELS

OUTLINE = 1.6  # px, the stroke around what is still to go
SPACE = 2.5  # px between today's end and that outline
NOTCH = 2.4  # px
LEAST_REST = 0.2  # of a level: a notch nearer to the end would leave a sliver
THIN = 7.0  # px; an outline lower than this would be all stroke
LINE = 2.0  # px, what stands in its place
CLEAR = 1.2  # px the line keeps from today's end
SAME = 1e-6  # of a level: two averages nearer than this are equal


class Spans(NamedTuple):
    """Px from the foot. `to_go` is where the outline, or the line in its place, starts and ends."""

    solid: float
    pale: float  # end of what lies above wanted; as `solid` when nothing does
    to_go: tuple[float, float] | None
    is_line: bool
    notches: tuple[float, ...]  # their middles

    @property
    def end(self) -> float:
        return max(self.pale, self.to_go[1] if self.to_go else 0.0)

    @property
    def room(self) -> float:
        """Px along the outline; 0 without one."""
        return self.to_go[1] - self.to_go[0] if self.to_go and not self.is_line else 0.0


def spans(today: float, wanted: float | None, pitch: float) -> Spans:
    """The lengths of one practice, `pitch` px to the level."""
    wanted = today if wanted is None else wanted
    lower = min(today, wanted)
    solid = lower * pitch
    notches = tuple(level * pitch for level in range(1, LEVELS) if lower - level >= LEAST_REST - SAME)
    pale = today * pitch if today - wanted > SAME else solid
    if wanted - today <= SAME:
        return Spans(solid, pale, None, False, notches)
    start, end = solid + SPACE, wanted * pitch
    if end - start >= THIN - SAME:
        return Spans(solid, pale, (start, end), False, notches)
    start = max(end - LINE, solid + CLEAR)
    return Spans(solid, pale, (start, start + LINE), True, notches)
