"""Trends to draw."""

from typing import Any

from assessment.charts.trend import Panel, Round, Trend

MARCH, NOVEMBER, LATER = 0.0, 245.0, 610.0  # days


def moment(
    at: float, today: float | None = None, wanted: float | None = None, half: float | None = 0.1, **more: Any
) -> Round:
    facts: dict[str, Any] = {
        "at": at, "date": {MARCH: "Mar 2025", NOVEMBER: "Nov 2025", LATER: "Nov 2026"}.get(at, f"Day {at:g}"),
        "people": {MARCH: "41 people", NOVEMBER: "148 people", LATER: "214 people"}.get(at, "80 people"),
        "today": today, "wanted": wanted,
        "interval": None if today is None or half is None else (today - half, today + half),
        "today_text": "" if today is None else f"{today:.1f}",
        "wanted_text": "" if wanted is None else f"{wanted:.1f}",
    } | more  # fmt: skip
    return Round(**facts)


def panel(name: str, *rounds: Round, **more: Any) -> Panel:
    return Panel(name, rounds, **({"change": "no clear change"} | more))


def trend(*panels: Panel, **more: Any) -> Trend:
    facts: dict[str, Any] = {
        "id": "g", "title": "Levels over time", "desc": "Levels.", "panels": panels,
        "today_word": "today", "wanted_word": "wanted",
    } | more  # fmt: skip
    return Trend(**facts)


def three(today: str, wanted: str, first_half: float = 0.16) -> tuple[Round, ...]:
    levels = zip(map(float, today.split()), map(float, wanted.split()), strict=True)
    halves = (first_half, 0.09, 0.07)
    return tuple(
        moment(at, *pair, half)
        for at, pair, half in zip((MARCH, NOVEMBER, LATER), levels, halves, strict=True)
    )


ROUNDS_C = three("2.46 2.91 2.98", "3.81 3.91 3.95")
TREND_3 = trend(
    panel("Knowing each customer", *ROUNDS_C, change="+0.5 since March 2025", clear=True),
    panel("One system of engagement", *three("2.25 2.32 2.35", "4.25 4.17 4.21")),
    panel("People and partners", *three("2.6 2.48 2.51", "4.1 4.15 4.13")),
)
