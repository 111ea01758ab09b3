"""`make bench`: measure, print a table, and end with 1 if one of our own limits is broken."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import face_lines, lines, long_files, peers, team_lines
from bench.children import Child, Failed, ours
from bench.company import QUICK_ROUNDS, Company, measure_teams
from bench.rounds import Task, alternate

# responses or pages in each round, and how many rounds
OURS, PEERS, QUICK = 8, {"answer": 4, "answer_by_page": 1, "page": 8}, 2
SLOW_PEER = {"answer": 2}
ROUNDS = 9
NOTE = """\
Limits on statements, on sizes and on what an organiser waits for are enforced; ratios, growth and memory
are told. CPU is process time on one core. All teams are invented: nobody ever gave these answers."""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = options(arguments)
    with tempfile.TemporaryDirectory(prefix="closer-bench-") as place, contextlib.ExitStack() as stack:
        directory = Path(place)
        site = stack.enter_context(ours(directory / "closer"))
        if asked.profile:
            return tell_profile(site)
        company = Company(site, stack.enter_context(ours(directory / "teams", "bench.teams")))
        for peer in (peers.DSR, peers.DJ):
            invite(company, peer, stack, directory, asked.peers)
        report = measure(company, directory, asked.quick)
    tell(report, asked.json)
    return 1 if any(line.enforced and line.holds is False for line in report["lines"]) else 0


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds: whether it runs, not how fast")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="our own limits alone")
    parser.add_argument("--profile", action="store_true", help="only show where our CPU goes while answering")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured there as well")
    return parser.parse_args(arguments)


def invite(
    company: Company, peer: peers.Peer, stack: contextlib.ExitStack, directory: Path, wanted: bool
) -> None:
    """Start a peer, or note why it isn't there."""
    if not wanted:
        company.absent[peer.short] = "--no-peers"
        return
    try:
        child = stack.enter_context(peers.peer_child(peer, directory / peer.short))
    except (peers.NotBuilt, Failed) as problem:
        company.absent[peer.short] = f"{peer.name} can't run here"
        sys.stderr.write(f"{peer.name} can't be measured here. {problem}\n")
    else:
        company.peers[peer.short] = child


def measure(company: Company, directory: Path, quick: bool) -> dict[str, Any]:
    """Everything there is to know, CPU in rounds that alternate."""
    statements, sizes = company.site.ask("statements"), company.site.ask("sizes")
    measured = alternate(tasks(company, quick), QUICK_ROUNDS if quick else ROUNDS)
    theirs = {name: child.ask("statements") for name, child in company.peers.items()}
    of_teams, of_people = measure_teams(company, quick)
    faces = company.teams.ask("faces")
    memory = {
        people: grown(directory, people) for people in team_lines.MEGABYTES if not quick or people <= 10_000
    }
    return {
        "statements": {"ours": statements, "teams": of_teams, **theirs},
        "sizes": sizes,
        "memory": memory,
        "faces": faces,
        "cpu": {**measured.cpu, **of_people.cpu},
        "steps": {**measured.steps, **of_people.steps},
        "lines": [
            *lines.of_statements(statements),
            *lines.of_sizes(sizes),
            *lines.of_cpu(measured),
            *lines.of_ratios(measured, company.absent),
            *team_lines.of_teams(of_teams, of_people, memory, company.absent),
            *face_lines.of_faces(faces),
            *long_files.measure(directory, quick),
        ],
    }


def grown(directory: Path, people: int) -> int:
    """The bytes that a report adds to a process of its own."""
    with ours(directory / "teams", "bench.memory") as child:
        added: int = child.ask("grow", people)["bytes"]
    return added


def tasks(company: Company, quick: bool) -> list[Task]:
    """One round: each of our tasks stands next to the peers' tasks it is compared with."""
    mine = QUICK if quick else OURS
    row = [Task("answer", company.site, "answer", mine)]
    row += [theirs(company, name, action, quick) for name, action in asked_of(company) if action != "page"]
    row.append(Task("nothing", company.site, "nothing", mine))
    row.append(Task("page", company.site, "page", mine))
    row += [theirs(company, name, action, quick) for name, action in asked_of(company) if action == "page"]
    return row


def asked_of(company: Company) -> list[tuple[str, str]]:
    actions = {"DSR": PEERS, "DJ": SLOW_PEER}
    return [(name, action) for name in company.peers for action in actions[name]]


def theirs(company: Company, name: str, action: str, quick: bool) -> Task:
    times = {"DSR": PEERS, "DJ": SLOW_PEER}[name][action]
    return Task(f"{name} {action}", company.peers[name], action, 1 if quick else times)


def tell(report: dict[str, Any], file: Path | None) -> None:
    sys.stdout.write(lines.table(report["lines"]))
    sys.stdout.write(f"\n{NOTE}\n")
    if file:
        plain = {**report, "lines": [lines.plain(line) for line in report["lines"]]}
        file.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n")


def tell_profile(site: Child) -> int:
    site.ask("answer", QUICK)  # warm
    profile = site.ask("profile", OURS)
    sys.stdout.write(profile["own"] + profile["with_callees"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
