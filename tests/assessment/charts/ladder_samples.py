"""Distribution ladders to draw."""

from typing import Any

from assessment.charts.ladders import Ladder, Ladders, Rung


def percent(share: float) -> str:
    return f"{share:.0%}"


def rungs(*shares: float) -> tuple[Rung, ...]:
    """Levels 1 to 5, as shares."""
    return tuple(Rung(level, level, share, percent(share)) for level, share in enumerate(shares, start=1))


def merged(*told: tuple[int, int, float]) -> tuple[Rung, ...]:
    return tuple(Rung(lowest, highest, share, percent(share)) for lowest, highest, share in told)


def ladder(name: str, today: tuple[Rung, ...], wanted: tuple[Rung, ...], **more: Any) -> Ladder:
    return Ladder(**({"code": name[:2], "name": name, "today": today, "wanted": wanted} | more))


def hidden_ladder(name: str, word: str = "too few answers", **more: Any) -> Ladder:
    return Ladder(name[:2], name, (), (), missing=word, **more)


def ladders(*drawn: Ladder, **more: Any) -> Ladders:
    facts: dict[str, Any] = {
        "id": "g", "title": "Levels", "desc": "Shares.", "ladders": drawn,
        "today_word": "today", "wanted_word": "wanted",
    } | more  # fmt: skip
    return Ladders(**facts)


def dont_know(count: int) -> str:
    return f"{count} don’t know today"


LADDERS = (
    ladder("The person, not the segment", rungs(0.18, 0.34, 0.35, 0.12, 0.01), rungs(0, 0, 0.07, 0.56, 0.36),
           foot=dont_know(19)),
    ladder("What customers feel and say", rungs(0.01, 0.09, 0.35, 0.4, 0.16),
           rungs(0, 0.01, 0.19, 0.56, 0.23), foot=dont_know(7)),
    ladder("Helping customers choose", rungs(0.02, 0.15, 0.37, 0.37, 0.08), rungs(0, 0.01, 0.39, 0.5, 0.09),
           foot=dont_know(11)),
    ladder("Customers who recommend us", rungs(0.13, 0.37, 0.36, 0.11, 0.02),
           rungs(0, 0.01, 0.24, 0.59, 0.13), foot=dont_know(9)),
    ladder("Measures that matter to customers", rungs(0.05, 0.28, 0.43, 0.19, 0.03),
           rungs(0, 0, 0.19, 0.54, 0.25), foot=dont_know(4)),
    ladder("The customer’s whole path", rungs(0.23, 0.47, 0.25, 0.04, 0.01), rungs(0, 0.01, 0.1, 0.52, 0.37),
           foot=dont_know(8)),
    ladder("Service without starting over", rungs(0.37, 0.4, 0.2, 0.01, 0), rungs(0, 0, 0.04, 0.41, 0.53),
           foot=dont_know(8)),
    ladder("What we learn changes what we do", rungs(0.19, 0.3, 0.34, 0.13, 0.03),
           rungs(0, 0.01, 0.2, 0.57, 0.22), foot=dont_know(9)),
    ladder("Leaders aligned on customers", rungs(0.1, 0.29, 0.39, 0.18, 0.03), rungs(0, 0, 0.06, 0.5, 0.43),
           foot=dont_know(10)),
    ladder("Able to help on the spot", rungs(0.27, 0.3, 0.31, 0.1, 0.01), rungs(0, 0, 0.05, 0.5, 0.42),
           foot=dont_know(7)),
    ladder("Colleagues are heard", rungs(0.23, 0.3, 0.3, 0.12, 0.04), rungs(0, 0.01, 0.1, 0.63, 0.25),
           foot=dont_know(10), emphasised=True),
    ladder("Partners who represent us", rungs(0.17, 0.27, 0.41, 0.11, 0.03),
           rungs(0, 0.01, 0.39, 0.5, 0.08), foot=dont_know(35)),
)  # fmt: skip
LADDERS_12 = ladders(*LADDERS, notes=("Shares are of those who gave a level.",))

MERGED = ladders(
    ladder("Levels told together below", merged((1, 2, 0.3), (3, 3, 0.5), (4, 4, 0.2)),
           merged((1, 3, 0.24), (4, 4, 0.4), (5, 5, 0.36)), foot=dont_know(19)),
    ladder("The most frequent are together", merged((1, 1, 0.1), (2, 3, 0.6), (4, 5, 0.3)),
           merged((1, 5, 1.0))),
    ladder("Everybody at one level", rungs(1, 0, 0, 0, 0), rungs(0, 0, 0, 0, 1), emphasised=True),
    ladder("One side only", rungs(0.2, 0.2, 0.2, 0.2, 0.2), (), foot=dont_know(3)),
    hidden_ladder("Partners who represent us"),
    hidden_ladder("Colleagues are heard", "hidden to protect a small group", emphasised=True),
)  # fmt: skip
