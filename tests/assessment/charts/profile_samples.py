"""Category profiles to draw."""

from typing import Any

from assessment.charts.profile import Block, Line, Profile
from tests.assessment.charts.gap_samples import LEVEL_NAMES

NAMES = {"you": "You", "peers": "Peers (6)", "team": "Team (214)"}


def number(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def profile_line(hue: Any, today: float, wanted: float, **more: Any) -> Line:
    facts: dict[str, Any] = {
        "hue": hue, "name": NAMES[hue], "today": today, "wanted": wanted, "today_text": number(today),
        "wanted_text": number(wanted), "gap_text": number(wanted - today),
    } | more  # fmt: skip
    return Line(**facts)


def missing_line(hue: Any, word: str = "too few answers", **more: Any) -> Line:
    facts: dict[str, Any] = {"hue": hue, "name": NAMES[hue], "today": None, "wanted": None} | more
    return Line(**facts, missing=word)


def profiles(*blocks: Block, **more: Any) -> Profile:
    facts: dict[str, Any] = {
        "id": "g", "title": "Three voices", "desc": "Averages.", "level_names": LEVEL_NAMES,
        "blocks": blocks, "gap_head": "gap", "today_word": "today", "wanted_word": "wanted",
    } | more  # fmt: skip
    return Profile(**facts)


def one_block(*lines: Line, **more: Any) -> Profile:
    """Without a key, whose marks would be in the way."""
    return profiles(Block("Category", lines), today_word="", wanted_word="", **more)


BLOCKS = (
    Block("Knowing each customer", (
        profile_line("you", 3.0, 4.25, wanted_text="4.3", gap_text="1.3"),
        profile_line("peers", 3.0, 4.0), profile_line("team", 2.98, 3.96),
    )),
    Block("One system of engagement", (
        profile_line("you", 2.5, 4.5), profile_line("peers", 2.5, 4.5, wanted_text="4.5 or more"),
        profile_line("team", 2.35, 4.21, today_text="2.4", gap_text="1.8"),
    )),
    Block("People and partners", (
        profile_line("you", 3.67, 4.67), profile_line("peers", 3.0, 4.5, wanted_text="4.5 or more"),
        profile_line("team", 2.51, 4.14),
    )),
)  # fmt: skip
NOTE = (
    "Peers are shown to the nearest half level. Your average leaves out Partners who represent us, "
    "where you answered “don’t know”."
)
PROFILE_3 = profiles(*BLOCKS, notes=(NOTE,))

EXTREMES = profiles(
    Block("Ends of the scale", (
        profile_line("you", 1, 5), profile_line("peers", 1.5, 4.5, today_text="1.5 or less",
                                                wanted_text="4.5 or more", gap_text="3.0"),
        profile_line("team", 5, 5, name="Team (2,140)"), profile_line("team", 1, 1, name="Team (12,140)"),
    )),
    Block("Wanted below today", (
        profile_line("you", 5, 1), profile_line("peers", 4.5, 1.5, today_text="4.5 or more",
                                                wanted_text="1.5 or less", gap_text="−3.0"),
        profile_line("team", 3.4, 3.2),
    )),
    Block("Close together, and what cannot be shown", (
        profile_line("you", 3, 3), profile_line("peers", 3, 3.0),
        profile_line("team", 3.44, 3.45, wanted_text="3.4"),
        profile_line("team", 3.05, 3.15), missing_line("peers"),
        missing_line("team", "hidden to protect a small group"),
        profile_line("peers", 1, 1.5, today_text="1.5 or less", wanted_text="1.5 or less", gap_text="0.0"),
        profile_line("peers", 4.5, 5, today_text="4.5 or more", wanted_text="4.5 or more", gap_text="0.0"),
    )),
    notes=(NOTE, "A second note."),
)  # fmt: skip
