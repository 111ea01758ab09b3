"""The last levels of a category with their words, at the right ends of its lines."""

from assessment.charts.theme import REGULAR, SEMIBOLD
from assessment.charts.trend_data import Panel, Trend
from assessment.charts.words import Block, fit

BEFORE_END, APART = 13.0, 18.0  # px from a dot to its words; between two lines of them
GAP = 5.0  # px between a level and its word
LEAST_ROOM, MOST_ROOM = 60.0, 116.0  # px for all of it


def end_room(t: Trend) -> float:
    """Px that the words at the lines' right ends need."""
    words = [end_words(t, panel) for panel in t.panels]
    widths = [value.width + GAP + word.width for pair in words for value, word in pair.values()]
    return min(max([LEAST_ROOM, *(BEFORE_END + width for width in widths)]), MOST_ROOM)


def end_words(t: Trend, panel: Panel) -> dict[str, tuple[Block, Block]]:
    """Level and word at the end of each line that reaches the last round."""
    last, found = panel.rounds[-1] if panel.rounds else None, {}
    if last and last.today is not None:
        found["today"] = (last.today_text, t.today_word, SEMIBOLD)
    if last and last.wanted is not None:
        found["wanted"] = (last.wanted_text, t.wanted_word, REGULAR)
    room = MOST_ROOM - BEFORE_END - GAP
    values = {line: fit(text, room / 2, 13.5, weight, most=1) for line, (text, _, weight) in found.items()}
    return {
        line: (values[line], fit(word, room - values[line].width, 12, most=1))
        for line, (_, word, _) in found.items()
    }


def parted(heights: dict[str, float], top: float, bottom: float) -> dict[str, float]:
    """The same heights, pushed apart evenly where they are nearer than two lines of words."""
    if len(heights) < 2 or abs(heights["today"] - heights["wanted"]) >= APART:
        return heights
    upper, lower = ("wanted", "today") if heights["wanted"] <= heights["today"] else ("today", "wanted")
    centre = sum(heights.values()) / 2
    centre = min(max(centre, top + APART / 2), bottom - APART / 2)
    return {upper: centre - APART / 2, lower: centre + APART / 2}
