"""A file of long answers through every statistic: `manage.py analyse FILE.csv`. Needs no database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessment.analysis.constants import BORROWED, SMALLEST_GROUP

BAD_INPUT = 2  # exit code
SEEN = (
    ("practices", ("code", "category", "n", "current", "desired", "gap", "sd", "low", "high", "verdict")),
    ("categories", ("code", "n", "current", "desired", "gap", "low", "high")),
    ("reliability", ("category", "items", "n", "alpha", "alpha_low", "alpha_high", "omega")),
    ("agreement", ("code", "n", "rwg", "awg", "word")),
    ("between", ("dimension", "code", "groups", "n", "icc1", "icc2")),
)


class Command(BaseCommand):
    help = "Analyse a CSV with a line for each respondent and item: respondent,item,current,desired."
    requires_system_checks = []  # it needs neither a database nor a site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="everything, unrounded")
        parser.add_argument(
            "--smallest-group",
            type=int,
            default=SMALLEST_GROUP,
            metavar="K",
            help=f"fewest people behind a number that is shown ({SMALLEST_GROUP} or more)",
        )
        parser.add_argument("--plain-t", action="store_true", help="Student's intervals, nothing borrowed")

    def handle(self, *args: Any, **options: Any) -> None:
        # Loaded here: other commands and every worker go without pandas.
        from assessment.appraisal import appraise, passed_over
        from assessment.long_frame import frame_of

        smallest = options["smallest_group"]
        if smallest < SMALLEST_GROUP:
            raise CommandError(
                f"The smallest group that may be shown is {SMALLEST_GROUP}, not {smallest}.",
                returncode=BAD_INPUT,
            )
        frame = frame_of(self.answers(options["file"]))
        for column in passed_over(frame):
            self.stderr.write(
                f"The column “{column}” has one label or more than a hundred, so it splits nobody."
            )
        tables = appraise(frame, smallest=smallest, borrowed=0.0 if options["plain_t"] else BORROWED)
        if (executives := tables["quality"]["respondents"].get("executive", 0)) > 1:
            self.stderr.write(f"There are {executives} executives, so none is held against the team.")
        say_verdicts(tables)
        if options["json"]:
            self.stdout.write(json.dumps(tables, ensure_ascii=False, allow_nan=False, indent=1))
        else:
            self.stdout.write("\n\n".join(printed(tables, smallest)))

    def answers(self, path: Path) -> Any:
        """What the file holds. Raises CommandError with what is wrong with it, line by line."""
        from surveys.answer_files import NotAnswers
        from surveys.long_answers import BadLines, read

        try:
            with path.open("rb") as file:
                return read(file)
        except OSError as problem:
            raise CommandError(f"{path} can’t be read: {problem.strerror}.", returncode=BAD_INPUT) from None
        except NotAnswers as problem:
            raise CommandError(str(problem), returncode=BAD_INPUT) from None
        except BadLines as bad:
            said = [str(problem) for problem in bad.problems]
            raise CommandError("\n".join([*said, "Nothing was analysed."]), returncode=BAD_INPUT) from None


def say_verdicts(tables: dict[str, Any]) -> None:
    """Verdicts in the product's words."""
    from assessment import statements

    for averages in (tables, tables["peers"] or {}):
        for row in averages.get("practices", []):
            row["verdict"] = statements.verdict(row["verdict"]) if row["verdict"] else None


# --- tables to read -----------------------------------------------------------------------------------------


def printed(tables: dict[str, Any], smallest: int) -> Iterable[str]:
    """The tables in columns, to three decimals; all else is in the JSON."""
    found = tables["quality"]
    people = ", ".join(f"{voice} {n}" for voice, n in found["respondents"].items())
    flat = found["flat_liners"]
    left_out = f", and {flat} left out who marked one level throughout" if found["left_out"] else ""
    yield (
        f"Respondents: {people}. Tables are of the voice {tables['voice']}: {found['used']} in the means"
        f"{left_out}. Reliability is over those with both levels on every item of a category. "
        f"— is what rests on fewer than {smallest} people, or too few for that number. "
        "Shares, chances, ranks, peers and the executive against the team are in the JSON."
    )
    for name, columns in SEEN:
        if name == "between":
            tables[name] = [row for row in tables[name] if row["icc1"] is not None]
        if tables[name]:
            yield f"{name.upper()}\n" + in_columns(tables[name], columns)
    if tables["segments"]:
        yield "SEGMENTS, mean gaps\n" + in_columns(*segments(tables["segments"]))


def segments(parts: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """A line for each part, a column for each practice's gap."""
    codes = [row["code"] for row in parts[0]["practices"]]
    rows = [
        {
            "part": " × ".join(part["at"].values()),
            "n": part["n"],
            **{row["code"]: row["gap"] for row in part["practices"]},
        }
        for part in parts
    ]
    return rows, ("part", "n", *codes)


def in_columns(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> str:
    cells = [list(columns), *([shown(row[name]) for name in columns] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def shown(value: Any) -> str:
    if value is None:
        return "—"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
