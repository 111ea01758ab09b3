"""A long file through `manage.py analyse`: what the process takes. The answers in it are invented."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.children import PASSED_ON, ROOT
from bench.lines import Line

ITEMS = 24
LINES, QUICK = 1_000_000, 20_000
MEGABYTES = 500
DEPARTMENTS, REGIONS = 12, 5


def measure(directory: Path, quick: bool) -> list[Line]:
    """CPU and memory of analysing a file of so many lines, its parts included."""
    lines = QUICK if quick else LINES
    path = directory / "long.csv"
    with path.open("w") as file:
        file.writelines(content(lines))
    seconds, megabytes = analysed(path, directory)
    path.unlink()
    what = f"manage.py analyse, {lines:,} lines of {ITEMS} items"
    return [
        Line("CPU", what, f"{seconds:.1f} s"),
        Line(
            "CPU",
            "  memory of the whole process",
            f"{megabytes:.0f} MB",
            f"≤ {MEGABYTES} MB",
            holds=megabytes <= MEGABYTES,
            enforced=True,
        ),
    ]


def content(lines: int) -> Iterator[str]:
    """People in departments and regions, a line for each item; some levels are missing."""
    by_chance = random.Random(lines)  # noqa: S311 - invented answers, the same on every machine
    yield "respondent,item,current,desired,category,department,region\n"
    for line in range(lines):
        person, item = divmod(line, ITEMS)
        category = "CEP"[item // (ITEMS // 3)]
        today = "" if by_chance.random() < 0.06 else by_chance.randint(1, 5)
        wanted = by_chance.randint(2, 5)
        part = f"D{person % DEPARTMENTS},R{person % REGIONS}"
        yield f"{person},{category}{item % (ITEMS // 3) + 1},{today},{wanted},{category},{part}\n"


def analysed(path: Path, directory: Path) -> tuple[float, float]:
    """CPU seconds and megabytes at most of the command as a process of its own."""
    surroundings = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    command = [sys.executable, "manage.py", "analyse", str(path), "--json"]
    with (directory / "analysed.json").open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env={**surroundings, "DATA_DIR": str(directory / "analysed")}, stdout=out
        )
        _pid, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"manage.py analyse ended with {os.waitstatus_to_exitcode(status)}")
    per_megabyte = 2**20 if sys.platform == "darwin" else 2**10
    return used.ru_utime + used.ru_stime, used.ru_maxrss / per_megabyte
