"""The lines about teams: reports of every size, what they take in memory, and what an organiser waits for."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence

from bench.lines import Line, Ratio, limit, of_ratios, spread
from bench.rounds import Measured

REPORT_STATEMENTS = 5
VIEW_STATEMENTS = 12
EXPONENT = 1.0
BARE = 1.2
MEGABYTES = {10_000: 10, 100_000: 30}
BEYOND_EMPTY = 2.0  # ms
OPENING, PREVIEW, PACK = 5_000, 2_000, 2_000  # ms
FIT = 3  # sizes that the growth is fitted to, the largest

RATIOS = (
    Ratio("G3", "report of 1,000 against DSR's TeX", "report 1000", "DSR tex", 50),
    Ratio("G3", "report of 1,000 against DSR's CSV", "report 1000", "DSR csv", 1_000),
    Ratio("G3", "report of 1,000 against DJ's", "report 1000", "DJ report 1000", 0),
    Ratio("G3", "report of 10,000 against DJ's", "report 10000", "DJ report 10000", 200),
)
VIEWS = {"team": "the team's page", "departments": "the departments' page"}


def of_teams(
    statements: Mapping[str, int], measured: Measured, memory: Mapping[int, int], absent: Mapping[str, str]
) -> list[Line]:
    """Everything about teams. `memory` is in bytes by how many people answered."""
    sizes = sorted(int(name.split()[1]) for name in measured.cpu if name.startswith("report "))
    return [
        limit("G3", "statements of a report's answers", statements["report"], REPORT_STATEMENTS, "SQL"),
        *(line for size in sizes for line in of_report(measured, size)),
        of_growth(measured, sizes),
        *of_ratios(measured, absent, RATIOS),
        *(line for size in sizes if size in MEGABYTES for line in against_select(measured, size)),
        *(of_memory(size, added) for size, added in memory.items()),
        *(line for view in VIEWS for line in of_view(statements, measured, view)),
        waited("opening a team of 400, 7 departments × 5 × 3 × 4", measured, "opening", OPENING),
        waited("a list of 5,000, from upload to preview", measured, "preview", PREVIEW),
        waited("a launch pack of 24 practices as PDF", measured, "pack", PACK),
    ]


def of_report(measured: Measured, size: int) -> list[Line]:
    return [
        Line("G3", f"CPU of a cold report of {size:,} people", f"{measured.median(f'report {size}'):.1f} ms"),
        Line("G3", "  of it reading", f"{measured.median(f'reading {size}'):.1f} ms"),
        Line("G3", "  of it statistics", f"{measured.median(f'statistics {size}'):.1f} ms"),
    ]


def of_growth(measured: Measured, sizes: Sequence[int]) -> Line:
    """The exponent of the CPU's growth: 1 where twice the people take twice the time."""
    largest = sizes[-FIT:]
    found = exponent([(size, measured.median(f"report {size}")) for size in largest])
    what = f"growth exponent from {largest[0]:,} to {largest[-1]:,}"
    return Line("G3", what, f"{found:.2f}", f"≤ {EXPONENT}", holds=found <= EXPONENT)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The slope of log time over log size, least squares."""
    return statistics.linear_regression(*zip(*((math.log(n), math.log(t)) for n, t in points), strict=True))[
        0
    ]


def against_select(measured: Measured, size: int) -> list[Line]:
    """A report against fetching its rows: those of the table, and those that the database has packed."""
    ours, lines = measured.median(f"report {size}"), []
    for other, what, most in (
        ("bare", "a bare SELECT", BARE),
        ("packed", "its own statements, fetched", 0.0),
    ):
        least, median, highest = measured.ratio(f"report {size}", f"{other} {size}")
        lines.append(
            Line(
                "G4",
                f"report of {size:,} against {what}",
                f"{ours:.1f} ms",
                f"≤ {most} ×" if most else "",
                f"{measured.median(f'{other} {size}'):.1f} ms",
                spread(least, median, highest),
                median <= most if most else None,
            )
        )
    return lines


def of_memory(size: int, added: int) -> Line:
    most, megabytes = MEGABYTES[size], added / 2**20
    what = f"memory that a report of {size:,} adds"
    return Line("G5", what, f"{megabytes:.1f} MB", f"≤ {most} MB", holds=megabytes <= most)


def of_view(statements: Mapping[str, int], measured: Measured, view: str) -> list[Line]:
    """A page of results that was looked at before, beside a page on which there is nothing."""
    most = max(statements[f"{view} cold"], statements[f"{view} warm"])
    more = measured.difference(view, "empty")
    plain = measured.difference(f"{view} plain", "empty plain")
    return [
        limit("G6", f"statements of {VIEWS[view]}", most, VIEW_STATEMENTS, "SQL"),
        Line("G6", "  of it, looked at again", f"{statements[f'{view} warm']} SQL"),
        Line(
            "G6",
            f"CPU of {VIEWS[view]} again, beyond an empty page",
            f"{more:.2f} ms",
            f"≤ {BEYOND_EMPTY:.0f} ms",
            f"empty page {measured.median('empty'):.2f} ms",
            holds=more <= BEYOND_EMPTY,
        ),
        Line("G6", "  without compression", f"{plain:.2f} ms"),
    ]


def waited(what: str, measured: Measured, name: str, most: int) -> Line:
    """What somebody waits for: a limit that a slow machine keeps too."""
    took = measured.median(name)
    return Line("CPU", what, f"{took:,.0f} ms", f"≤ {most:,} ms", holds=took <= most, enforced=True)
