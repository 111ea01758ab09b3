"""A made-up company whose true means are known.  Nobody ever gave these answers.

900 people, 24 practices.  Behind each rating stands a number on a continuous scale, a part of which the
person brings to every practice; it becomes a level by four cuts (ratings as cuts of a latent normal:
Lord and Novick 1968, Statistical Theories of Mental Test Scores).  Of the 900, 420 answer, not by chance
alone; some mark one level throughout, and some don't know.  The truth is what all 900 would say sincerely.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr  # type: ignore[import-untyped]  # scipy.stats takes four times as long to load

from assessment.analysis.constants import HIGHEST_LEVEL, LOWEST_LEVEL
from assessment.analysis.frame import Frame, State, build

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CODES: Final = tuple(f"{category}{number}" for category in "CEP" for number in range(1, 9))
NO_LARGE_GAP: Final = {"C6": 0.0, "E6": 0.0, "P5": -0.30}
"""The practices 6, 14 and 21, whose gaps on the continuous scale are set by hand: none, none, negative."""

PEOPLE: Final = 900
ANSWERS: Final = 420
PEERS: Final = 8
PEER_ANSWERS: Final = 6
CUTS: Final = np.arange(LOWEST_LEVEL, HIGHEST_LEVEL) + 0.5
FROM_THE_PERSON: Final = 0.35
"""Share of a rating's variance that the person brings to every practice."""
BOTH_SIDES: Final = 0.30
"""Correlation of what somebody sees today and wants, before the cuts."""
CLICK_THROUGH: Final = 0.04
"""Share of people who mark one level throughout."""
NO_VIEW_EITHER: Final = 0.60
"""Share of those who don't know today's level who have no view of the one wanted."""
EXECUTIVE_OPTIMISM: Final = 0.9
PEER_OPTIMISM: Final = 0.4


class Part(NamedTuple):
    """One part of the company."""

    share: float  # of the people
    shift: float  # of what they see today, on the continuous scale
    response: float  # added up over a person's parts: how readily that person answers


SEGMENTS: Final = {
    "department": {
        "Operations": Part(0.30, 0.00, -0.05),
        "Sales": Part(0.22, -0.10, 0.00),
        "Engineering": Part(0.16, 0.25, 0.07),
        "Support": Part(0.12, -0.30, 0.00),
        "Finance": Part(0.10, 0.15, 0.05),
        "HR": Part(0.06, 0.35, 0.10),
        "Legal": Part(0.04, -0.55, -0.10),
    },
    "region": {
        "North": Part(0.60, 0.00, 0.00),
        "South": Part(0.30, -0.10, 0.00),
        "Overseas": Part(0.10, 0.20, 0.00),
    },
    "level": {
        "Staff": Part(0.55, 0.00, 0.43),
        "Senior": Part(0.28, 0.05, 0.49),
        "Manager": Part(0.13, 0.25, 0.53),
        "Director": Part(0.04, 0.55, 0.60),
    },
}


class PracticeTruth(NamedTuple):
    """What every company has in common, an entry per practice of CODES; on the continuous scale."""

    current: Floats  # mean of what people see today, before the shifts of their parts
    desired: Floats  # mean of what they want
    spread_current: Floats  # standard deviations
    spread_desired: Floats
    dont_know: Floats  # chance that somebody doesn't know today's level


def practice_truth() -> PracticeTruth:
    """The same 24 practices each time."""
    chance = np.random.default_rng(20261121)
    practices = len(CODES)
    current = chance.uniform(1.8, 3.6, practices).round(2)
    gap = chance.normal(1.2, 0.55, practices).clip(0, 2.6).round(2)
    gap[[CODES.index(code) for code in NO_LARGE_GAP]] = list(NO_LARGE_GAP.values())
    spread_current = chance.uniform(0.75, 1.05, practices).round(2)
    spread_desired = chance.uniform(0.55, 0.90, practices).round(2)
    dont_know = chance.beta(1.2, 14, practices).clip(0, 0.30).round(3)
    return PracticeTruth(current, current + gap, spread_current, spread_desired, dont_know)


def expected_level(mean: Floats, spread: Floats) -> Floats:
    """The exact mean level of ratings that are cuts of a normal of this mean and standard deviation.

    1 + Σ over the cuts of (1 − Φ((cut − mean) / spread)): each cut that is passed adds a level.
    """
    passed = 1 - ndtr((CUTS - mean[:, np.newaxis]) / spread[:, np.newaxis])
    levels: Floats = LOWEST_LEVEL + passed.sum(axis=1)
    return levels


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """One company.  Matrices are people × practices in the order of CODES.

    parts            by dimension of SEGMENTS: each person's place among its parts (900)
    sincere_current  levels today of all 900, with nobody clicking through or missing: the truth
    sincere_desired  the same of what is wanted
    current, desired what they would hand in, `State` codes
    clicked          who marked one level throughout (900)
    answered         who of them did answer (900), exactly ANSWERS
    peers_current, peers_desired          levels of the eight peers asked
    executive_current, executive_desired  levels of the executive (practices)
    """

    parts: dict[str, Whole]
    sincere_current: Whole
    sincere_desired: Whole
    current: Whole
    desired: Whole
    clicked: Bools
    answered: Bools
    peers_current: Whole
    peers_desired: Whole
    executive_current: Whole
    executive_desired: Whole


def company(seed: int, *, leaning: float = 0.0) -> Company:
    """The company of this seed, the same each time.

    `leaning` is how much readier people answer for each level that they rate today higher than others do:
    with 0 only their department and level decide, with .10 the content answer more, which no statistic of
    the answers can see.
    """
    chance, truth = np.random.default_rng(seed), practice_truth()
    parts = {name: _places(chance, list(found.values())) for name, found in SEGMENTS.items()}
    sincere_current, sincere_desired = _ratings(chance, truth, _added(parts, "shift"))
    clicked = chance.random(PEOPLE) < CLICK_THROUGH
    one_level = chance.choice([3, 4], PEOPLE)[:, np.newaxis]
    content = sincere_current.mean(axis=1) - sincere_current.mean()
    readiness = (_added(parts, "response") + leaning * content).clip(0.02, 0.98)
    answered = _the_first(ANSWERS, chance.random(PEOPLE) / readiness)
    unknown = chance.random(sincere_current.shape) < truth.dont_know
    no_view = unknown & (chance.random(unknown.shape) < NO_VIEW_EITHER)
    current = np.where(clicked[:, np.newaxis], one_level, sincere_current)
    desired = np.where(clicked[:, np.newaxis], one_level, sincere_desired)
    peers_current, peers_desired = _ratings(chance, truth, np.full(PEERS, PEER_OPTIMISM))
    executive_current, executive_desired = _ratings(chance, truth, np.full(1, EXECUTIVE_OPTIMISM))
    return Company(
        parts=parts,
        sincere_current=sincere_current,
        sincere_desired=sincere_desired,
        current=np.where(unknown, State.DONT_KNOW, current),
        desired=np.where(no_view, State.NO_VIEW, desired),
        clicked=clicked,
        answered=answered,
        peers_current=peers_current,
        peers_desired=peers_desired,
        executive_current=executive_current[0],
        executive_desired=executive_desired[0],
    )


def true_means(made: Company) -> pd.DataFrame:
    """The means that a survey of the team is after: those of all 900 sincere answers.

    Columns current, desired, gap in levels, indexed by code.
    """
    return _means(made.sincere_current.mean(axis=0), made.sincere_desired.mean(axis=0))


def true_peer_means() -> pd.DataFrame:
    """The means of all the peers there could be, of whom eight were asked; columns as in `true_means`."""
    truth = practice_truth()
    return _means(
        expected_level(truth.current + PEER_OPTIMISM, truth.spread_current),
        expected_level(truth.desired, truth.spread_desired),
    )


def team_frame(made: Company) -> Frame:
    """The 420 who answered, with the segments of SEGMENTS; nobody picked anything."""
    columns = {
        name: pd.Categorical.from_codes(
            made.parts[name][made.answered], dtype=pd.CategoricalDtype(list(found), ordered=True)
        )
        for name, found in SEGMENTS.items()
    }
    return _frame("team", made.current[made.answered], made.desired[made.answered], pd.DataFrame(columns))


def peers_frame(made: Company) -> Frame:
    """The six peers who answered, each practice on both sides."""
    return _frame("peer", made.peers_current[:PEER_ANSWERS], made.peers_desired[:PEER_ANSWERS])


def executive_frame(made: Company) -> Frame:
    """The executive alone."""
    return _frame("executive", made.executive_current[np.newaxis], made.executive_desired[np.newaxis])


def _places(chance: np.random.Generator, parts: list[Part]) -> Whole:
    """A part for each of the 900."""
    places: Whole = chance.choice(len(parts), PEOPLE, p=[part.share for part in parts])
    return places


def _added(parts: dict[str, Whole], what: str) -> Floats:
    """The `shift` or `response` of each person's parts, added up."""
    total = np.zeros(PEOPLE)
    for name, found in SEGMENTS.items():
        total += np.array([getattr(part, what) for part in found.values()])[parts[name]]
    return total


def _ratings(chance: np.random.Generator, truth: PracticeTruth, shift: Floats) -> tuple[Whole, Whole]:
    """Levels today and wanted of as many people as there are shifts of what they see today."""
    shape = (len(shift), len(CODES))
    person_current, person_desired = _correlated(chance, (len(shift), 1))
    own_current, own_desired = _correlated(chance, shape)
    person, own = np.sqrt(FROM_THE_PERSON), np.sqrt(1 - FROM_THE_PERSON)
    seen = person * person_current + own * own_current
    wanted = person * person_desired + own * own_desired
    current = truth.current + shift[:, np.newaxis] + truth.spread_current * seen
    desired = truth.desired + truth.spread_desired * wanted
    return _levels(current), _levels(desired)


def _correlated(chance: np.random.Generator, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Two standard normals each, correlated by BOTH_SIDES."""
    first = chance.standard_normal(shape)
    return first, BOTH_SIDES * first + np.sqrt(1 - BOTH_SIDES**2) * chance.standard_normal(shape)


def _levels(numbers: Floats) -> Whole:
    return LOWEST_LEVEL + np.searchsorted(CUTS, numbers)


def _the_first(people: int, keys: Floats) -> Bools:
    """Those with the smallest keys; a key divided by somebody's readiness comes early more often."""
    first: Bools = np.zeros(len(keys), dtype=np.bool_)
    first[np.argsort(keys)[:people]] = True
    return first


def _means(current: Floats, desired: Floats) -> pd.DataFrame:
    columns = {"current": current, "desired": desired, "gap": desired - current}
    return pd.DataFrame(columns, index=pd.Index(CODES, name="code"))


def _frame(voice: str, current: Whole, desired: Whole, segments: pd.DataFrame | None = None) -> Frame:
    letters = [code[0] for code in CODES]
    practices = pd.DataFrame(
        {"category": pd.Categorical(letters, ordered=True), "core": True},
        index=pd.Index(CODES, name="code"),
    )
    nothing = np.zeros(current.shape, dtype=np.bool_)
    return build(practices, [voice] * len(current), current, desired, nothing, segments)
