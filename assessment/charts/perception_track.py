"""The scale around the team average, and one practice's marks on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.charts.canvas import Canvas, Look
from assessment.charts.marks import INTERVAL, draw_mark
from assessment.charts.perception_data import IN_STEP, Perception, Row
from assessment.charts.theme import MEDIUM, SEMIBOLD
from assessment.charts.words import Block, fit

CLOSE = 0.12  # levels; the peers' mark makes way for one nearer than this
DOWN = 8.0  # px it goes down
CAPSULE = 14.0  # px high
TEAM = Look("team")
TEAM_RADIUS = 4.5
DIAMOND = 1.1  # a diamond here is what the picture is about
AIR = 10.0  # px between two words on the scale
TICK_ROOM = 24.0  # px; half of it stands beyond the scale's ends


@dataclass(frozen=True)
class Scale:
    """From `left` to `right`, px, `reach` levels to either side of the middle."""

    left: float
    right: float
    reach: int

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def step(self) -> float:
        return (self.right - self.left) / 2 / self.reach

    def x(self, off: float) -> float:
        """Where a difference from the team average stands, px; what runs over the scale ends with it."""
        return self.middle + min(max(off, -self.reach), self.reach) * self.step

    def draw_ground(self, canvas: Canvas, top: float, bottom: float) -> None:
        """The band of those in step, a line at each level, a stronger one at the average."""
        left, right = self.x(-IN_STEP), self.x(IN_STEP)
        canvas.area("bench", left, top, right - left, bottom - top, 0, 0)
        for level in range(-self.reach, self.reach + 1):
            if level:
                canvas.upright("line", 1, self.x(level), top, bottom)
        canvas.upright("rule", 1.5, self.middle, top, bottom)

    def draw_ticks(self, canvas: Canvas, p: Perception, baseline: float, size: float) -> None:
        """The average's name, and the levels whose names do not touch it."""
        average = fit(p.average_words, self.right - self.left - 80, size, SEMIBOLD, most=1)
        canvas.block(self.middle, baseline, average, 0, "team", "center")
        for sign, ticks in ((-1, p.lower_ticks), (1, p.higher_ticks)):
            edge = average.width / 2 + AIR
            for distance, tick in enumerate(ticks[: self.reach], start=1):
                block = fit(tick, TICK_ROOM, size, most=1)
                if distance * self.step - block.width / 2 >= edge:
                    canvas.block(self.x(sign * distance), baseline, block, 0, "muted", "center")
                    edge = distance * self.step + block.width / 2 + AIR

    def draw(self, canvas: Canvas, row: Row, y: float) -> None:
        """The marks of a row whose line is at y, but for the peers'."""
        you = self.x(row.off)
        if row.interval is not None:
            low, high = (self.x(end - row.team) for end in row.interval)
            canvas.capsule("interval", INTERVAL, low, high, y, CAPSULE)
        canvas.stroke("off", "you", 2, [(self.middle, y), (you, y)], 0.45)
        canvas.mark("team", "circle", TEAM, self.middle, y, TEAM_RADIUS)
        if row.clear:
            draw_mark(canvas, "you", "you", you, y, DIAMOND)
        else:
            draw_mark(canvas, "unclear", "unclear", you, y, DIAMOND)

    def draw_peers(self, canvas: Canvas, row: Row, y: float) -> None:
        """After all other marks, because it may lie on one."""
        if row.peers_off is not None:
            draw_mark(canvas, "peers", "peers", self.x(row.peers_off), y + _down(row))


def _down(row: Row) -> float:
    """How far the peers' mark gives way to yours or to the team's, px."""
    peers = row.peers_off or 0.0
    return DOWN if min(abs(peers - row.off), abs(peers)) < CLOSE else 0.0


@dataclass(frozen=True)
class Voice:
    """One voice's printed level in a row, with the voice's name, hue and weight."""

    head: str
    hue: str
    weight: int
    texts: Sequence[str]  # one for each row


def voices(p: Perception) -> list[Voice]:
    """Who has numbers in this picture, in reading order."""
    named = [
        Voice(p.you_head, "you", SEMIBOLD, [row.you_text for row in p.rows]),
        Voice(p.peers_head, "peers", MEDIUM, [row.peers_text for row in p.rows]),
        Voice(p.team_head, "team", MEDIUM, [row.team_text for row in p.rows]),
    ]
    return [voice for voice in named if voice.head]


def side_words(p: Perception, room: float, size: float, most: int) -> tuple[Block, Block]:
    """What either half of the scale means."""
    lower, higher = (fit(words, room, size, most=most) for words in (p.lower_words, p.higher_words))
    return lower, higher
