"""How often the product is right about companies whose truth is known.

Everything here is said by the product's own functions, on made-up companies (see `company`): no formula
is written a second time, so a wrong one would show.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from assessment.analysis.comparison import against_group
from assessment.analysis.constants import BORROWED, MATTERS, SMALLEST_GROUP
from assessment.analysis.frame import Frame, only
from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import Floats, practice_intervals
from assessment.analysis.quality import kept
from assessment.analysis.score_intervals import scored
from assessment.analysis.scores import MEANS, category_table, overall
from assessment.analysis.verdicts import verdict_table
from assessment.simulated.company import (
    ANSWERS,
    CODES,
    NO_LARGE_GAP,
    Company,
    company,
    executive_frame,
    peers_frame,
    team_frame,
    true_means,
    true_peer_means,
)

SIZES: Final = (6, 15, 30, 100, ANSWERS)
"""Numbers of people whose coverage is tabled.  Source: the design; 6 is a circle of peers."""

GROUPS: Final = 10
"""How many groups of each size are drawn from a company.  Source: half a second a company."""

LEANING: Final = 0.10
"""How much readier people answer per level of contentment, in the case that no statistic can see.

Source: the design.
"""

VERDICTS: Final = ("large", "gap", "small", "above", "open")


class Held(NamedTuple):
    """How many of so many intervals hold the truth."""

    held: int
    intervals: int


class Said(NamedTuple):
    """How many practices got each of VERDICTS, and how many of them wrongly (see `is_wrong`)."""

    said: dict[str, int]
    wrong: dict[str, int]


class Size(NamedTuple):
    """What was said of groups of one size, all about gaps.

    practices, categories   our intervals
    student                 Student's intervals of practices: ours with nothing borrowed
    widths                  of each of our practices' intervals, in levels
    groups                  how many groups there were
    wrong_groups            how many of them had a wrong verdict on any practice
    settled                 practices with a verdict other than open, over all groups
    """

    practices: Held
    categories: Held
    student: Held
    widths: Floats
    groups: int
    wrong_groups: int
    settled: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said of one company.

    held     by "who/what/mean", such as team/practices/gap: who is team, peers, or leaning (the team where
             the content answer more), what is practices, categories, or whole
    sizes    by number of people
    verdicts on the whole team
    large    which of NO_LARGE_GAP were said to have a large gap
    higher   practices on which the executive clearly rates today higher than the team
    lower    the same, lower
    false    of both, those whose true difference is under MATTERS or has the other sign
    """

    seed: int
    held: dict[str, Held]
    sizes: dict[int, Size]
    verdicts: Said
    large: tuple[str, ...]
    higher: int
    lower: int
    false: int


def run(seeds: Iterable[int]) -> list[Outcome]:
    """The outcome of the company of each seed, in order.  A company takes about half a second."""
    return [outcome(seed) for seed in seeds]


def outcome(seed: int) -> Outcome:
    """What the product says of the company of this seed, held against its truth.

    Team: those of the 420 who enter its means, against the means of all 900 sincere answers.  Peers: six,
    against the means of all the peers there could be; of eight, six would be nearly everybody.
    """
    made, leaning = company(seed), company(seed, leaning=LEANING)
    truth, team = true_means(made), team_frame(made)
    told = entering(team)
    held = held_by("team", told, truth)
    held |= held_by("peers", peers_frame(made), true_peer_means())
    held |= held_by("leaning", entering(team_frame(leaning)), true_means(leaning))
    verdicts = verdict_table(told)["verdict"]
    return Outcome(
        seed=seed,
        held=held,
        sizes={people: by_size(list(groups_of(team, people, seed)), truth) for people in SIZES},
        verdicts=verdicts_of(told, truth),
        large=tuple(code for code in NO_LARGE_GAP if verdicts[code] == "large"),
        **differences(made, told),
    )


def entering(frame: Frame) -> Frame:
    """Those of a team who enter its means."""
    return only(frame, kept(frame, coarse=False))


def groups_of(team: Frame, people: int, seed: int) -> Iterator[Frame]:
    """Groups of so many of those who answered, each drawn by itself; the whole team once."""
    everybody, chance = len(team.respondents), np.random.default_rng([seed, people])
    for _ in range(1 if people == everybody else GROUPS):
        rows = np.zeros(everybody, dtype=np.bool_)
        rows[chance.permutation(everybody)[:people]] = True
        yield only(team, rows)


def practices_of(frame: Frame, borrowed: float = BORROWED) -> pd.DataFrame:
    """The intervals of the practices with SMALLEST_GROUP pairs; no others are ever shown."""
    table = practice_table(frame)
    codes = list(table.index[table["n"] >= SMALLEST_GROUP])
    return practice_intervals(frame, borrowed=borrowed, among=codes).loc[codes]


def intervals_of(frame: Frame) -> dict[str, pd.DataFrame]:
    """The product's intervals of practices, categories and the whole (one row)."""
    scores = scored(frame, practice_table(frame), SMALLEST_GROUP)
    return {
        "practices": practices_of(frame),
        "categories": scores.categories,
        "whole": scores.whole.to_frame().T,
    }


def truths_of(frame: Frame, truth: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What those intervals are about; a score is about the practices that are in it."""
    true_table = practice_table(frame).assign(**{name: truth[name] for name in MEANS})
    categories = category_table(true_table, SMALLEST_GROUP)
    return {"practices": truth, "categories": categories, "whole": overall(categories).to_frame().T}


def held_by(who: str, frame: Frame, truth: pd.DataFrame) -> dict[str, Held]:
    """Intervals of practices, categories and the whole that hold the truth, for each mean."""
    found, true = intervals_of(frame), truths_of(frame, truth)
    return {
        f"{who}/{what}/{mean}": held_of(found[what], true[what], mean) for what in found for mean in MEANS
    }


def by_size(groups: list[Frame], truth: pd.DataFrame) -> Size:
    """All these groups of one size together, each without those who don't enter its means."""
    practices, categories, student, widths, verdicts = [], [], [], [], []
    for group in map(entering, groups):
        found, true = intervals_of(group), truths_of(group, truth)
        practices.append(held_of(found["practices"], true["practices"], "gap"))
        categories.append(held_of(found["categories"], true["categories"], "gap"))
        student.append(held_of(practices_of(group, borrowed=0), truth, "gap"))
        widths.append(found["practices"]["high_gap"] - found["practices"]["low_gap"])
        verdicts.append(verdicts_of(group, truth))
    return Size(
        practices=together(practices),
        categories=together(categories),
        student=together(student),
        widths=np.concatenate(widths),
        groups=len(groups),
        wrong_groups=sum(any(found.wrong.values()) for found in verdicts),
        settled=sum(sum(found.said.values()) - found.said["open"] for found in verdicts),
    )


def held_of(intervals: pd.DataFrame, truth: pd.DataFrame, mean: str) -> Held:
    """How many intervals of this mean hold the truth of the same row; missing ones don't count."""
    low, high = intervals[f"low_{mean}"], intervals[f"high_{mean}"]
    true = truth[mean].reindex(intervals.index)
    return Held(int(((low <= true) & (true <= high)).sum()), int((low.notna() & true.notna()).sum()))


def together(parts: Iterable[Held]) -> Held:
    """All of them; there is at least one."""
    held, intervals = zip(*parts, strict=True)
    return Held(sum(held), sum(intervals))


def verdicts_of(frame: Frame, truth: pd.DataFrame) -> Said:
    """The verdicts on the practices; those without one are not counted."""
    verdicts = verdict_table(frame)["verdict"]
    said = Counter(verdicts)
    wrong = Counter(
        verdict for verdict, gap in zip(verdicts, truth["gap"], strict=True) if is_wrong(verdict, gap)
    )
    return Said({name: said[name] for name in VERDICTS}, {name: wrong[name] for name in VERDICTS})


def is_wrong(verdict: str, true_gap: float) -> bool:
    """Whether the true gap of a practice says otherwise; to leave it open is never wrong."""
    wrong = {
        "large": true_gap < MATTERS,
        "small": abs(true_gap) >= MATTERS,
        "gap": true_gap <= 0,
        "above": true_gap >= 0,
    }
    return wrong.get(verdict, False)


def differences(made: Company, told: Frame) -> dict[str, int]:
    """The executive's clear differences from the team about today: higher, lower and false as in Outcome."""
    own = executive_frame(made)
    current, desired = own.current.iloc[0], own.desired.iloc[0]
    wide = practice_intervals(told, families=len(CODES))
    found = against_group(current, desired, practice_table(told), wide)
    difference, clear = found["difference_current"], found["clear_current"]
    true = current - true_means(made)["current"]
    false = (true.abs() < MATTERS) | (true * difference < 0)
    return {
        "higher": int((clear & (difference > 0)).sum()),
        "lower": int((clear & (difference < 0)).sum()),
        "false": int((clear & false).sum()),
    }
