"""Priority maps to draw."""

from typing import Any

from assessment.charts.priorities import Corners, Point, Priorities

CORNERS = Corners(
    "Move first", "Wide, but few would start here", "Many would start here, but the gap is small",
    "Leave for now",
)  # fmt: skip
NAMES = (
    "The person, not the segment", "What customers feel and say", "Helping customers choose",
    "Customers who recommend us", "Measures that matter to customers", "The customer’s whole path",
    "Service without starting over", "What we learn changes what we do", "Leaders aligned on customers",
    "Able to help on the spot", "Colleagues are heard", "Partners who represent us",
    "Recognising each customer", "The right moment", "Asking only what helps", "Contact that is welcome",
    "Automatic answers that help", "Test and learn", "New ideas with customers",
    "Marketing and IT as one team", "Rewards that serve customers", "Everyone’s job", "A promise kept",
    "Suppliers who know our customers",
)  # fmt: skip


def point(
    name: str, share: float, gap: float, reach: float = 0.06, half: float = 0.14, line: float = 0.25,
    gap_line: float = 0.5, **more: Any,
) -> Point:  # fmt: skip
    """A practice whose corner and doubts follow from its numbers."""
    low, high = max(share - reach, 0), min(share + reach, 1)
    corners = {(True, True): "first", (False, True): "wide", (True, False): "popular"}
    facts: dict[str, Any] = {
        "code": name[:6], "name": name, "share": share, "share_low": low, "share_high": high,
        "gap": gap, "gap_low": gap - half, "gap_high": gap + half,
        "share_text": f"{share:.0%}", "gap_text": f"{gap:.1f}".replace("-", "−"),
        "corner": corners.get((share > line, gap > gap_line), "later"),
        "on_line": low <= line <= high or gap - half <= gap_line <= gap + half,
    } | more  # fmt: skip
    return Point(**facts)


def priorities(*points: Point, **more: Any) -> Priorities:
    facts: dict[str, Any] = {
        "id": "g", "title": "Priorities", "desc": "Shares and gaps.", "points": points,
        "share_line": 0.25, "gap_line": 0.5, "share_line_words": "25%: an even spread, 3 of 12",
        "gap_line_words": "half a level", "corners": CORNERS,
        "share_axis": "would move it first, share of the team", "gap_axis": "gap, levels",
        "share_ticks": ("0%", "25%", "50%", "75%", "100%"),
        "gap_ticks": ("−4", "−3", "−2", "−1", "0", "1", "2", "3", "4"),
        "clear_words": "clearly Move first", "on_line_words": "on a line: too close to say",
        "on_line_head": "Too close to say",
    } | more  # fmt: skip
    return Priorities(**facts)


POINTS_12 = (
    point("Service without starting over", 0.64, 2.61),
    point("The customer’s whole path", 0.416, 2.12),
    point("Able to help on the spot", 0.43, 2.09),
    point("The person, not the segment", 0.168, 1.84, 0.05),
    point("Leaders aligned on customers", 0.248, 1.6),
    point("Colleagues are heard", 0.29, 1.7),
    point("What we learn changes what we do", 0.135, 1.5, 0.05),
    point("Customers who recommend us", 0.107, 1.3, 0.05),
    point("Measures that matter to customers", 0.159, 1.19, 0.05),
    point("Partners who represent us", 0.037, 1.12, 0.03),
    point("Helping customers choose", 0.084, 0.32, 0.04),
    point("What customers feel and say", 0.285, 0.42),
)
PRIORITIES_12 = priorities(*POINTS_12)
