"""The lines of the table: what was measured, what was promised, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.rounds import Measured

SAVE_STATEMENTS = 4
FINISH_STATEMENTS = 9
PAGE_STATEMENTS = 3
FORM_BYTES = 2_000
FIRST_LOAD_BYTES = 100_000
POSTS = 28  # Start with its save, 23 saves, the picks, going deeper and two Finishes
HEADS = ("goal", "what", "ours", "limit", "peer", "ratio: median (least to most)", "verdict")


@dataclass(frozen=True)
class Ratio:
    """How many times dearer a peer's task should be than ours; 0 where it is only told."""

    goal: str
    what: str
    ours: str
    theirs: str
    wanted: int


RATIOS = (
    Ratio("G1", "all of it against DSR, its one post", "answer", "DSR answer", 12),
    Ratio("G1", "all of it against DSR, a question a page", "answer", "DSR answer_by_page", 0),
    Ratio("G1", "all of it against DJ", "answer", "DJ answer", 70),
    Ratio("G1", "one save against DSR's one post", "save", "DSR answer", 0),
    Ratio("G1", "one Finish against DSR's one post", "finish", "DSR answer", 0),
    Ratio("G2", "practice page against DSR's page", "page", "DSR page", 10),
)


@dataclass(frozen=True)
class Line:
    """One line. `holds` is None where nothing is promised or nothing could be measured."""

    goal: str
    what: str
    ours: str
    limit: str = ""
    peer: str = ""
    ratio: str = ""
    holds: bool | None = None
    enforced: bool = False

    @property
    def verdict(self) -> str:
        if self.holds is None:
            return "–"
        if self.holds:
            return "holds"
        return "BROKEN" if self.enforced else "missed"


def limit(goal: str, what: str, value: int, most: int, unit: str) -> Line:
    """A promise about ourselves, which no other load on the machine can excuse."""
    return Line(goal, what, f"{value:,} {unit}", f"≤ {most:,}", holds=value <= most, enforced=True)


def of_statements(most: Mapping[str, int]) -> list[Line]:
    return [
        limit("G1", "statements of a save", most["save"], SAVE_STATEMENTS, "SQL"),
        limit("G1", "statements of Finish", most["finish"], FINISH_STATEMENTS, "SQL"),
        *(Line("G1", f"  of {step}", f"{most[step]} SQL") for step in ("start", "picks", "deeper")),
        limit("G2", "statements of a practice page", most["page"], PAGE_STATEMENTS, "SQL"),
    ]


def of_sizes(sizes: Mapping[str, Any]) -> list[Line]:
    parts = ("page", "stylesheets", "scripts", "fonts", "icon")
    return [
        limit("G2", f"largest form, gzipped ({sizes['form_of']})", sizes["form"], FORM_BYTES, "B"),
        limit("G2", "first load, compressed", sizes["first_load"], FIRST_LOAD_BYTES, "B"),
        *(Line("G2", f"  of it {part}", f"{sizes[part]:,} B") for part in parts),
    ]


def of_cpu(measured: Measured) -> list[Line]:
    """Our own CPU: told, never judged, because it depends on the machine."""
    steps = ("start", "save", "picks", "finish", "deeper")
    return [
        Line(
            "G1",
            f"CPU of 24 practices in {POSTS} posts, 2 of them Finish",
            f"{measured.median('answer'):.1f} ms",
        ),
        *(Line("G1", f"  one {step}", f"{measured.median(step):.2f} ms") for step in steps),
        Line(
            "G1",
            f"  a request that does nothing, {POSTS} times",
            f"{POSTS * measured.median('nothing'):.1f} ms",
        ),
        Line("G2", "CPU of a practice page", f"{measured.median('page'):.2f} ms"),
    ]


def of_ratios(measured: Measured, absent: Mapping[str, str], goals: Sequence[Ratio] = RATIOS) -> list[Line]:
    """How many times dearer each peer is, or plainly why that isn't known."""
    return [of_ratio(measured, absent, goal) for goal in goals]


def of_ratio(measured: Measured, absent: Mapping[str, str], goal: Ratio) -> Line:
    ours = f"{measured.median(goal.ours):.1f} ms"
    asked = f"≥ {goal.wanted} ×" if goal.wanted else ""
    if goal.theirs not in measured.cpu:
        why = absent.get(goal.theirs.split()[0], "too slow for --quick")
        return Line(goal.goal, goal.what, ours, asked, f"not measured: {why}")
    least, median, most = measured.ratio(goal.theirs, goal.ours)
    return Line(
        goal.goal,
        goal.what,
        ours,
        asked,
        f"{measured.median(goal.theirs):.1f} ms",
        spread(least, median, most),
        median >= goal.wanted if goal.wanted else None,
    )


def spread(least: float, median: float, most: float) -> str:
    return f"{median:.2f} ({least:.2f} to {most:.2f})"


def table(lines: Sequence[Line]) -> str:
    """Plain columns."""
    rows = [HEADS, *(cells(line) for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
    return "\n".join(columns(row, widths) for row in rows) + "\n"


def cells(line: Line) -> tuple[str, ...]:
    return (line.goal, line.what, line.ours, line.limit, line.peer, line.ratio, line.verdict)


def columns(row: Iterable[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def plain(line: Line) -> dict[str, Any]:
    """A line for --json."""
    return {**asdict(line), "verdict": line.verdict}
