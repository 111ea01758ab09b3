"""Small worlds of answers for the tests of this room: practices, voices, matrices of codes."""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from assessment.analysis import frame
from assessment.analysis.constants import VOICES

VOICE = st.sampled_from(VOICES)
STATE = st.one_of(st.integers(1, 5), st.integers(0, 8))  # mostly levels: pairs are what counts


class World(NamedTuple):
    """Answers as plain lists, the way the oracles read them."""

    codes: list[str]
    core: list[bool]
    voices: list[str]
    current: list[list[int]]
    desired: list[list[int]]
    picked: list[list[bool]]

    def frame(self) -> frame.Frame:
        shape = (len(self.voices), len(self.codes))
        return frame.build(
            practices(self.codes, self.core),
            self.voices,
            np.array(self.current, dtype=np.int8).reshape(shape),
            np.array(self.desired, dtype=np.int8).reshape(shape),
            np.array(self.picked, dtype=bool).reshape(shape),
        )

    def shuffled(self, chance: random.Random) -> "World":
        """The same people in another order."""
        order = list(range(len(self.voices)))
        chance.shuffle(order)
        rows = (self.voices, self.current, self.desired, self.picked)
        return World(self.codes, self.core, *([part[i] for i in order] for part in rows))


def practices(codes: Sequence[str], core: Sequence[bool] | None = None) -> pd.DataFrame:
    """The practices of these codes; the first letter of a code is its category."""
    letters = [code[0] for code in codes]
    return pd.DataFrame(
        {
            "category": pd.Categorical(letters, categories=list(dict.fromkeys(letters)), ordered=True),
            "core": np.array([True] * len(codes) if core is None else core, dtype=bool),
        },
        index=pd.Index(codes, name="code", dtype="str"),
    )


def world(
    current: list[list[int]], desired: list[list[int]], codes: str = "C2 C4", voice: str = "team"
) -> World:
    """A world of core practices and one voice in which nobody picked anything."""
    names = codes.split()
    picked = [[False] * len(names) for _ in current]
    return World(names, [True] * len(names), [voice] * len(current), current, desired, picked)


def company(people: int, codes: str, seed: int, missing: float = 0.0) -> World:
    """People with leanings of their own, a share of whose ratings are don't know."""
    chance = np.random.default_rng(seed)
    shape = (people, len(codes.split()))
    leaning = chance.normal(0, 0.6, (people, 1))
    today = np.clip(np.rint(2.4 + leaning + chance.normal(0, 0.8, shape)), 1, 5).astype(int)
    wanted = np.clip(np.rint(today + 1.1 + chance.normal(0, 0.9, shape)), 1, 5).astype(int)
    today[chance.random(shape) < missing] = 6
    return world(today.tolist(), wanted.tolist(), codes)


@st.composite
def worlds(draw: st.DrawFn, respondents: int = 12, practices_at_most: int = 9) -> World:
    """Any answers at all, every state included, from nobody upwards."""
    n = draw(st.integers(0, respondents))
    j = draw(st.integers(1, practices_at_most))
    codes = [f"{'CEP'[k * 3 // j]}{k}" for k in range(j)]

    def matrix(entry: st.SearchStrategy) -> list[list]:
        return draw(st.lists(st.lists(entry, min_size=j, max_size=j), min_size=n, max_size=n))

    core = draw(st.lists(st.booleans(), min_size=j, max_size=j))
    voices = draw(st.lists(VOICE, min_size=n, max_size=n))
    return World(codes, core, voices, matrix(STATE), matrix(STATE), matrix(st.booleans()))


def same(ours: object, truth: Fraction | int | None) -> bool:
    """Ours is missing where the truth is, and otherwise the float nearest to it but for the last bits."""
    if truth is None:
        return bool(pd.isna(ours))
    return not pd.isna(ours) and abs(float(ours) - float(truth)) <= 1e-12
