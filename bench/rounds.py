"""Alternate the products round by round, so that the drift of a shared machine cancels in the ratios."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.children import Child


@dataclass(frozen=True)
class Task:
    """Something one product does in every round."""

    name: str
    child: Child
    action: str
    times: int


@dataclass
class Measured:
    """The median CPU milliseconds of each round, by task, and of the steps of our answering."""

    cpu: dict[str, list[float]] = field(default_factory=dict)
    steps: dict[str, list[float]] = field(default_factory=dict)

    def median(self, name: str) -> float:
        return statistics.median(self.of(name))

    def of(self, name: str) -> list[float]:
        """The rounds of a task, or of one step of our answering."""
        return self.cpu.get(name) or self.steps[name]

    def difference(self, more: str, less: str) -> float:
        """By how many milliseconds `more` is dearer: the median of the rounds."""
        return statistics.median(a - b for a, b in zip(self.of(more), self.of(less), strict=True))

    def add(self, other: Measured) -> None:
        """Take over what was measured in other rounds, of other tasks."""
        self.cpu |= other.cpu
        self.steps |= other.steps

    def ratio(self, slow: str, fast: str) -> tuple[float, float, float]:
        """How many times dearer `slow` is: least, median, most over the rounds."""
        ratios = [a / b for a, b in zip(self.of(slow), self.of(fast), strict=True)]
        return min(ratios), statistics.median(ratios), max(ratios)


def alternate(tasks: Sequence[Task], rounds: int) -> Measured:
    """A B C, A B C, … after one round to warm up that isn't counted."""
    measured = Measured()
    for number in range(rounds + 1):
        for task in tasks:
            said = task.child.ask(task.action, task.times)
            if number:
                measured.cpu.setdefault(task.name, []).append(statistics.median(said["cpu"]))
                note_steps(measured, said.get("steps", {}))
    return measured


def note_steps(measured: Measured, steps: Mapping[str, float]) -> None:
    for step, cpu in steps.items():
        measured.steps.setdefault(step, []).append(cpu)
