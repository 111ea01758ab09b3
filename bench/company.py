"""The processes of a run, and the rounds in which they are asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.children import Child
from bench.rounds import Measured, Task, alternate

SIZES, QUICK_SIZES = (100, 1_000, 10_000, 100_000), (100, 1_000, 10_000)
TIMES = {100: 8, 1_000: 6, 10_000: 2, 100_000: 1}  # reports in each round
TEAM_ROUNDS = {100: 5, 1_000: 3, 10_000: 2, 100_000: 3}
SELECTS_FROM = 10_000  # people from which on a report is compared with a bare SELECT
VIEWS = ("empty", "team", "departments")
LOOKS, WAITS = 12, 2  # pages, and what somebody waits for, in each round
QUICK_ROUNDS = 2


@dataclass
class Company:
    """The processes of this run; why a peer is missing, by its short name."""

    site: Child
    teams: Child
    peers: dict[str, Child] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)


def measure_teams(company: Company, quick: bool) -> tuple[dict[str, int], Measured]:
    """Reports of every size beside the peers' and beside a bare SELECT, then pages and waits."""
    teams, sizes = company.teams, QUICK_SIZES if quick else SIZES
    teams.ask("prepare", sizes[-1])
    statements = {**teams.ask("statements"), **teams.ask("page-statements")}
    measured, filled = Measured(), 0
    for size in sizes:
        if size in (1_000, 10_000) and not (quick and size == 10_000):
            fill_peers(company, size, filled)
            filled = size
        measured.add(alternate(of_size(company, size, quick), QUICK_ROUNDS if quick else TEAM_ROUNDS[size]))
    measured.add(alternate(pages(teams, quick), QUICK_ROUNDS if quick else 5))
    waits = [Task(name, teams, name, 1 if quick else WAITS) for name in ("opening", "preview", "pack")]
    measured.add(alternate(waits, 1))
    return statements, measured


def fill_peers(company: Company, size: int, already: int) -> None:
    """As many people as ours; DSR's reports are measured with 1,000 alone, for they take so long."""
    if "DJ" in company.peers:
        company.peers["DJ"].ask("fill", size - already)
    if "DSR" in company.peers and not already:
        company.peers["DSR"].ask("fill", size)


def of_size(company: Company, size: int, quick: bool) -> list[Task]:
    """One round: our report of so many people, and what it is compared with."""
    row = [Task(f"report {size}", company.teams, f"report-{size}", 1 if quick else TIMES[size])]
    if size >= SELECTS_FROM:
        row += [Task(f"{name} {size}", company.teams, f"{name}-{size}", 1) for name in ("bare", "packed")]
    if "DSR" in company.peers and size == 1_000:
        slow = ["tex"] if quick else ["tex", "csv"]
        row += [Task(f"DSR {action}", company.peers["DSR"], action, 1) for action in slow]
    if "DJ" in company.peers and size in (1_000, 10_000) and not (quick and size == 10_000):
        row.append(Task(f"DJ report {size}", company.peers["DJ"], "report", 1))
    return row


def pages(teams: Child, quick: bool) -> list[Task]:
    """Each page as a browser asks for it, and without compression."""
    looks = 3 if quick else LOOKS
    compressed = [Task(view, teams, f"page-{view}", looks) for view in VIEWS]
    return compressed + [Task(f"{view} plain", teams, f"plain-{view}", looks) for view in VIEWS]
