"""Made-up views and reports for tests of sentences, and what no sentence may say."""

from __future__ import annotations

import ast
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from assessment.rows import Compared, Evidence, Percent, PracticeRow, Report, ScoreRow, Step, VoiceView

NAMES = {
    "C2": "Right moment",
    "C4": "One memory",
    "C7": "Our tone",
    "E3": "One view",
    "E5": "Whole path",
    "E6": "No restart",
    "P1": "Aligned leaders",
    "P3": "On the spot",
}
LEVELS = ("Not yet", "Here and there", "Agreed way", "Joined up", "Second nature")
NOT_SAID = re.compile(
    r"\b(scor\w+|grad\w+|fail\w*|poor\w*|blind spots?|best\b|worst|best-in-class|leverag\w+|anonym\w+|"
    r"signific\w+|target\w*|wish\w*|ambition\w*|desired|shel[fv]\w*|facings?|blame\w*|released?)|!",
    re.IGNORECASE,
)


def level(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def evidence(**changes: Any) -> Evidence:
    plain: dict[str, Any] = {
        "verdict": "gap",
        "more": Percent(60, 50, 70),
        "less": Percent(5, 2, 9),
        "high_today": 10,
        "high_wanted": 70,
        "levels_today": ((1, 1, 10), (2, 2, 10), (3, 3, 15), (4, 5, 5)),
        "levels_wanted": ((1, 3, 10), (4, 4, 15), (5, 5, 15)),
        "ceiling": False,
        "agree_today": "mixed",
        "agree_wanted": "broad",
    }
    return Evidence(**{**plain, **changes})


def row(code: str, today: str | None = "2.0", wanted: str | None = "3.5", **more: Any) -> PracticeRow:
    gap = None if today is None or wanted is None else Decimal(wanted) - Decimal(today)
    facts: dict[str, Any] = {"core": True, "n": 40, "hidden": today is None, **more}
    return PracticeRow(
        code,
        NAMES[code],
        NAMES[code],
        code[0],
        today=level(today),
        wanted=level(wanted),
        gap=gap,
        **facts,
    )


def view(*rows: PracticeRow, voice: str = "team", **more: Any) -> VoiceView:
    plain: dict[str, Any] = {
        "name": voice.capitalize(),
        "own": voice == "executive",
        "state": "open",
        "smallest": 5,
        "coarse": voice == "peer",
        "answered": 40,
        "asked": 60,
        "overall": ScoreRow("", "Overall", Decimal("2.4"), Decimal("4.1"), Decimal("1.7")),
        "finding": f"What the {voice} says",
        "practices": rows,
    }
    return VoiceView(voice, **{**plain, **more})


def whole(today: str | None, wanted: str | None, **more: Any) -> ScoreRow:
    return score("", "Overall", today, wanted, **more)


def score(code: str, name: str, today: str | None, wanted: str | None, half: str | None = None) -> ScoreRow:
    gap = None if today is None or wanted is None else Decimal(wanted) - Decimal(today)
    return ScoreRow(code, name, level(today), level(wanted), gap, half_gap=level(half))


def compared(
    code: str,
    own: str | None = None,
    team: str | None = None,
    peers: str | None = None,
    wanted: str | None = "4.5",
    **more: Any,
) -> Compared:
    """One practice side by side; every voice that has a level wants `wanted`."""
    own_today, team_today, peers_today = level(own), level(team), level(peers)
    return Compared(
        code,
        NAMES[code],
        code[0],
        own_today,
        level(wanted) if own else None,
        peers_today,
        level(wanted) if peers else None,
        team_today,
        level(wanted) if team else None,
        off_team=None if own_today is None or team_today is None else own_today - team_today,
        off_peers=None if own_today is None or peers_today is None else own_today - peers_today,
        **more,
    )


def report(*views: VoiceView, yours: bool = True, rows: tuple[Compared, ...] = (), **more: Any) -> Report:
    plain: dict[str, Any] = {"organisation": "Acme", "round": 1, "wanted_by": date(2028, 11, 30)}
    return Report(
        questionnaire="Closer 1",
        horizon="November 2028",
        views=views,
        level_names=LEVELS,
        compared=rows,
        yours=yours,
        **{**plain, **more},
    )


def step(code: str) -> Step:
    return Step(
        practice=NAMES[code],
        way="The next level: level 3 (agreed way)",
        level_text=f"We agreed on {NAMES[code].lower()}.",
        action=f"Agree on {NAMES[code].lower()}.",
        why="",
        source="",
        evidence=(),
        facts="2.0 today, 3.5 wanted",
        code=code,
    )


def strings_of(path: Path) -> list[str]:
    """Every text that a module has translated."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("_", "ngettext")
        ):
            found += [
                argument.value
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ]
    return found
