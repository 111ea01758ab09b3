"""What a case of the gallery is, and all of them by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessment.gallery.people import undone
from assessment.rows import Report


@dataclass(frozen=True)
class Case:
    """One awkward input. `slides` is a presentation to make slides on: then nothing else is made."""

    name: str
    about: str
    build: Callable[[], Report]
    says: Callable[[], str] = str  # what the product answers beside the report: why it refuses, say
    slides: Callable[[], bytes] | None = None

    def made(self) -> tuple[Report, str]:
        """The report and what is said beside it; nothing of it stays in the database."""
        with undone():
            return self.build(), self.says()


def all_cases() -> Mapping[str, Case]:
    """Every case by name, in the order of the gallery."""
    from assessment.gallery import executives, rounds, teams, templates

    found = [*executives.CASES, *teams.CASES, *rounds.CASES, *templates.CASES]
    return {case.name: case for case in found}
