"""The words of one questionnaire version in one language, as plain objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Level:
    number: int
    name: str
    meaning: str


@dataclass(frozen=True)
class Category:
    code: str
    name: str
    meaning: str
    opener: str
    deeper_opener: str


@dataclass(frozen=True)
class Why:
    """Why a practice matters: an idea or a figure with its source."""

    text: str
    source: str
    year: int | None


@dataclass(frozen=True)
class Practice:
    code: str
    category: str
    core: bool
    position: int
    name: str
    short_label: str
    lead_in: Mapping[str, str]
    hint: Mapping[str, str]
    levels: tuple[str, ...]
    why: Why
    evidence: tuple[str, ...]
    next_steps: tuple[str, ...]  # [0] leads from level 1 to 2, … [3] from 4 to 5

    def level_text(self, level: int) -> str:
        return self.levels[level - 1]

    def next_step(self, level: int) -> str:
        """What moves it from `level` to the next one; "" from the highest."""
        return self.next_steps[level - 1] if level <= len(self.next_steps) else ""


@dataclass(frozen=True)
class Words:
    """The organisation's own words that fill the places held open in the texts."""

    organisation: str
    customers: str
    customer: str
    horizon: str

    def fill(self, text: str) -> str:
        """The text with its places filled. What a person typed is never taken as a format itself."""
        for name in ("organisation", "customers", "customer", "horizon"):
            text = text.replace("{" + name + "}", getattr(self, name))
        return text


@dataclass(frozen=True)
class Instrument:
    slug: str
    version: int
    language: str
    levels: tuple[Level, ...]
    categories: tuple[Category, ...]
    practices: tuple[Practice, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Practice]:
        return {practice.code: practice for practice in self.practices}

    def category(self, code: str) -> Category:
        return next(category for category in self.categories if category.code == code)

    def level(self, number: int) -> Level:
        return self.levels[number - 1]

    def of_form(self, form: str) -> tuple[Practice, ...]:
        """The practices of a form in the order they are asked: C, E, P; a stage is core or deeper."""
        if form == "full":
            return self.practices
        return tuple(practice for practice in self.practices if practice.core == (form == "core"))


def instrument(content: Mapping[str, Any]) -> Instrument:
    """The plain objects of a checked file's content."""
    core = set(content["forms"]["core"])
    return Instrument(
        slug=content["questionnaire"],
        version=content["version"],
        language=content["language"],
        levels=tuple(Level(level["level"], level["name"], level["meaning"]) for level in content["levels"]),
        categories=tuple(
            Category(row["code"], row["name"], row["meaning"], row["opener"], row["deeper_opener"])
            for row in content["categories"]
        ),
        practices=tuple(
            _practice(row, position, row["code"] in core) for position, row in enumerate(content["practices"])
        ),
    )


def _practice(row: Mapping[str, Any], position: int, core: bool) -> Practice:
    return Practice(
        code=row["code"],
        category=row["category"],
        core=core,
        position=position,
        name=row["name"],
        short_label=row["short_label"],
        lead_in=row["lead_in"],
        hint=row.get("hint", {}),
        levels=tuple(row["levels"]),
        why=Why(row["why"]["text"], row["why"]["source"], row["why"]["year"]),
        evidence=tuple(row["evidence"]),
        next_steps=tuple(step["text"] for step in row["next_steps"]),
    )
