"""Awkward inputs with every picture and file that comes of them: `manage.py gallery FOLDER`.

Each case is made in a transaction that is taken back, so nothing of it stays in the database.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.gallery.cases import Case
    from assessment.gallery.making import Made, Missing

BAD_INPUT = 2  # exit code


class Command(BaseCommand):
    help = "Render awkward inputs, each with all its pictures and files, into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--only", action="append", default=[], metavar="CASE", help="may be said again")

    def handle(self, *args: Any, **options: Any) -> None:
        # Loaded here: other commands and every worker go without pandas.
        from assessment.gallery import making, page

        folder: Path = options["folder"]
        cases = chosen(options["only"])
        must_have_tables()
        make_folder(folder)
        made = []
        for number, case in enumerate(cases, 1):
            self.stdout.write(f"{number} of {len(cases)}: {case.name}", ending="")
            self.stdout.flush()
            made.append(making.make(case, folder))
            self.stdout.write(f", {count(made[-1])}")
        page.write(made, folder)
        self.say_missing(made)
        self.stdout.write(f"Look at {folder / 'index.html'}.")
        failed = [one.case.name for one in made if any(missing.broken for missing in one.missing)]
        if failed:
            raise CommandError(f"Something broke in: {', '.join(failed)}.")

    def say_missing(self, made: Sequence[Made]) -> None:
        """What there is no picture or file of, and why; what broke apart from what was told."""
        found = [(one.case.name, missing) for one in made for missing in one.missing]
        if found:
            self.stdout.write("\nNot made:")
            self.stdout.writelines(f"  {name}, {line(missing)}\n" for name, missing in found)


def line(missing: Missing) -> str:
    return f"{missing.name}: {'BROKEN, ' if missing.broken else ''}{missing.why}"


def chosen(names: list[str]) -> list[Case]:
    """The cases of these names, in the gallery's order; all of them without a name."""
    from assessment.gallery.cases import all_cases

    cases = all_cases()
    unknown = [name for name in names if name not in cases]
    if unknown:
        raise CommandError(
            f"There is no case {', '.join(unknown)}. There are: {', '.join(cases)}.", returncode=BAD_INPUT
        )
    return [case for name, case in cases.items() if not names or name in names]


def must_have_tables() -> None:
    if "surveys_survey" not in connection.introspection.table_names():
        raise CommandError(
            "The database has no tables to try things in. Run: manage.py migrate", returncode=BAD_INPUT
        )


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        why = "there is a file of that name" if folder.exists() else problem.strerror
        raise CommandError(f"{folder} can’t be a folder: {why}.", returncode=BAD_INPUT) from None


def count(made: Made) -> str:
    pictures = sum(len(shown.pictures) for shown in made.shown)
    return f"{pictures} pictures, {len(made.files)} files"
