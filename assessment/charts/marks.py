"""What the comparing pictures share: the voices' marks, the heading, the key."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from assessment.charts.canvas import HATCH_WIDTH, Canvas, Look
from assessment.charts.theme import REGULAR, SEMIBOLD, middle
from assessment.charts.words import Block, balanced, fit, settle

MarkSign = Literal["today", "wanted", "peers", "you", "unclear"]
Sign = MarkSign | Literal["gap", "interval", "hidden"]

# A mark that lies on lines has a thin halo of paper: half of the outline's width stands outside it.
TODAY = Look("team", "paper", 1.2)
WANTED = Look("paper", "team", 2.0)
YOU = Look("you", "paper", 1.2)
UNCLEAR = Look("paper", "you", 2.0)
PEERS = Look("peers", "paper", 1.2)
INTERVAL = Look("team", opacity=0.22)

GAP, GAP_NAMED, GAP_FAINT = 2.4, 3.2, 0.55  # stroke widths in px; opacity of a gap the title does not name

KEY_LEADING, KEY_HEIGHT, KEY_TRAIL = 22.0, 14.0, 21.0
LINE_WIDTH = 20.0  # px of a line or an interval in the key
BELOW = 8.0  # px between what stands last and the lower edge


class KeyEntry(NamedTuple):
    """One entry of the key."""

    sign: Sign
    words: str

    @property
    def across(self) -> float:
        """Width of the sign, px."""
        return {"gap": LINE_WIDTH, "interval": LINE_WIDTH, "hidden": HATCH_WIDTH}.get(self.sign, 14.0)

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """The sign with its left end at x, centred on y."""
        middle_x = x + self.across / 2
        if self.sign == "gap":
            canvas.stroke("key", "gap", GAP_NAMED, [(x, y), (x + LINE_WIDTH, y)])
        elif self.sign == "interval":
            canvas.capsule("key", INTERVAL, x, x + LINE_WIDTH, y, 14)
        elif self.sign == "hidden":
            canvas.hatch("key", middle_x, y)
        else:
            draw_mark(canvas, f"key-{self.sign}", self.sign, middle_x, y)


def draw_mark(canvas: Canvas, part: str, sign: MarkSign, x: float, y: float, size: float = 1) -> None:
    """A voice's mark; circle, square and diamond look about equally big. `size` is a factor."""
    if sign == "today":
        canvas.mark(part, "circle", TODAY, x, y, 6.4 * size)
    elif sign == "wanted":
        canvas.mark(part, "circle", WANTED, x, y, 6.0 * size)
    elif sign == "peers":
        canvas.mark(part, "square", PEERS, x, y, 4.6 * size)
    elif sign == "you":
        canvas.mark(part, "diamond", YOU, x, y, 7.2 * size)
    else:
        canvas.mark(part, "diamond", UNCLEAR, x, y, 6.6 * size)


def draw_heading(canvas: Canvas, heading: str, subtitle: str, size: float, below: float) -> float:
    """Finding and subtitle across the sheet, for exports; returns the px taken, with `below` px of air."""
    if not heading:
        return 0.0
    block = balanced(heading, canvas.width, size, SEMIBOLD)
    canvas.block(0, size, block, size * 1.28)
    y = size + block.more * size * 1.28
    if subtitle:
        lines = fit(subtitle, canvas.width, 13, most=9)
        canvas.block(0, y + 25.5, lines, 19, "muted")
        y += 25.5 + lines.more * 19
    return y + below


def draw_key(canvas: Canvas, entries: Sequence[KeyEntry], y: float, size: float = 12.5) -> float:
    """The key in as few rows as it needs, the top of the first at y; returns where it ends."""
    at, centre = 0.0, y + KEY_HEIGHT / 2
    for entry in entries:
        lead = entry.across + 7
        words = fit(entry.words, canvas.width - lead, size, most=1)
        if at and at + lead + words.width > canvas.width:
            at, centre = 0.0, centre + KEY_LEADING
        entry.draw(canvas, at, centre)
        canvas.block(at + lead, middle(centre, words.size), words, 0)
        at += lead + words.width + KEY_TRAIL
    return centre + KEY_HEIGHT / 2 if entries else y


def name_block(text: str, room: float, size: float, weight: int) -> Block:
    """A practice's name in one line, if that costs at most one px of its size; else in two."""
    return settle(text, room, size, weight, most=1, least=size - 1) or balanced(
        text, room, size, weight, most=2
    )


def draw_centred(
    canvas: Canvas, x: float, y: float, words: Block, leading: float, colour: str = "ink",
    anchor: Literal["left", "center", "right"] = "left",
) -> None:  # fmt: skip
    """Lines whose capitals are centred on y together."""
    canvas.block(x, middle(y - words.more * leading / 2, words.size), words, leading, colour, anchor)


def draw_notes(canvas: Canvas, notes: Sequence[str], y: float, size: float = 12) -> float:
    """Muted lines under a picture, the top of the first at y; returns where they end."""
    for note in notes:
        words = fit(note, canvas.width, size, REGULAR, most=6)
        canvas.block(0, y + size, words, 17, "muted")
        y += (len(words.lines) * 17 + 3) if words.lines else 0
    return y
