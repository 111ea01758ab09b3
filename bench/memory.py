"""How much memory a report adds, by `python -m bench.memory`, which has everything else loaded.

Runs on the database that bench.teams has filled; knows its teams by how many people were asked.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from pathlib import Path
from typing import Any

from bench.teams import work_out
from bench.work import serve

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
SMALLEST = 100  # a report of so many first, so that whatever is loaded once is loaded


def report(people: int) -> None:
    from assessment import reading
    from surveys.models import Panel

    panel = Panel.objects.select_related("survey__organisation").get(head_count=people, form="full")
    work_out(reading.read(panel.survey, [panel.voice]), panel.smallest)


def grow(people: int) -> dict[str, Any]:
    """By how many bytes the process grows at most while it makes the report of so many people."""
    report(SMALLEST)
    gc.collect()
    before = highest(anew=True)
    report(people)
    return {"bytes": highest() - before}


def highest(*, anew: bool = False) -> int:
    """The most memory this process has held, in bytes; `anew`: from now on, where the system can forget."""
    if not STATUS.exists():
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    if anew:
        CLEAR.write_text("5")
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) * 1024


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    import django

    django.setup()
    serve({"grow": grow})


if __name__ == "__main__":
    main()
