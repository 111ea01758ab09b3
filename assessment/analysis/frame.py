"""What people answered, as tables on one index of respondents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.analysis.constants import HIGHEST_LEVEL, LOWEST_LEVEL, VOICES


class State(IntEnum):
    """What one side (today or wanted) of one practice holds for one respondent.

    The levels are their own codes.  DONT_KNOW is said of today, NO_VIEW of what is wanted: the same
    code on two sides.  NOT_ASKED and NOT_APPLICABLE are about the practice and stand on both sides.
    """

    NOT_ASKED = 0
    LEVEL_1 = 1
    LEVEL_2 = 2
    LEVEL_3 = 3
    LEVEL_4 = 4
    LEVEL_5 = 5
    DONT_KNOW = 6
    NO_VIEW = 6
    NOT_APPLICABLE = 7
    SKIPPED = 8


VOICE: Final = pd.CategoricalDtype(list(VOICES), ordered=True)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Everything the statistics read.

    respondents     `voice` (ordered categorical: executive < peer < team), then the segments as
                    ordered categoricals, missing where none was given
    current_state   the `State` codes of today, int8, one column per practice in questionnaire order; a
                    practice nobody answered stays, as a column of NOT_ASKED
    desired_state   the same of what is wanted
    picked          whether the practice is among those the respondent would move first, bool
    practices       one row per practice in questionnaire order, indexed by code: `category` (ordered
                    categorical), `core` (bool)

    The first four share one index, which counts the respondents and says nothing else about them.
    """

    respondents: pd.DataFrame
    current_state: pd.DataFrame
    desired_state: pd.DataFrame
    picked: pd.DataFrame
    practices: pd.DataFrame

    @property
    def current(self) -> pd.DataFrame:
        """The levels today: float32, NaN where `current_state` holds none. Worked out anew each time."""
        return _levels(self.current_state)

    @property
    def desired(self) -> pd.DataFrame:
        """The levels wanted, like `current`."""
        return _levels(self.desired_state)


def build(
    practices: pd.DataFrame,
    voices: "Sequence[str] | pd.Categorical[str]",
    current_codes: npt.NDArray[Any],
    desired_codes: npt.NDArray[Any],
    picked: npt.NDArray[Any],
    segments: pd.DataFrame | None = None,
) -> Frame:
    """The frame of these answers.

    `practices` is as in `Frame`.  The three matrices have a row per entry of `voices` and a column
    per practice: two of `State` codes (any integer type) and one of booleans.  `segments`, where
    given, has a row per respondent in the same order; its index is ignored.  Everything is copied.
    Nobody at all and one person alone are frames like any other.

    Raises ValueError when shapes, types, codes, voices, practices or segments don't fit.
    """
    _check_practices(practices)
    shape = (len(voices), len(practices))
    _check_codes("current_codes", current_codes, shape)
    _check_codes("desired_codes", desired_codes, shape)
    _check_picked(picked, shape)
    index = pd.RangeIndex(len(voices), name="respondent")

    def table(values: npt.NDArray[Any]) -> pd.DataFrame:
        return pd.DataFrame(values, index=index, columns=practices.index, copy=False)

    return Frame(
        respondents=_respondents(voices, segments, index),
        current_state=table(current_codes.astype(np.int8, order="F")),
        desired_state=table(desired_codes.astype(np.int8, order="F")),
        picked=table(picked.copy(order="F")),
        practices=practices.copy(deep=False),
    )


def voices_of(codes: npt.NDArray[np.int64]) -> "pd.Categorical[str]":
    """The voice of each respondent, given its place in VOICES."""
    voices: Any = pd.Categorical.from_codes(codes, dtype=VOICE)
    return voices  # type: ignore[no-any-return]


def only(frame: Frame, rows: npt.NDArray[np.bool_]) -> Frame:
    """The same frame with these respondents only (a boolean for each); all practices stay."""
    return Frame(
        respondents=frame.respondents.loc[rows],
        current_state=frame.current_state.loc[rows],
        desired_state=frame.desired_state.loc[rows],
        picked=frame.picked.loc[rows],
        practices=frame.practices,
    )


def of_voice(frame: Frame, voice: str) -> Frame:
    """The same frame with the respondents of one voice only; all practices stay.

    The index keeps the respondents' places in the whole frame.  A voice that nobody spoke for gives
    a frame without respondents.  Raises ValueError for an unknown voice.
    """
    _check_voices([voice])
    return only(frame, (frame.respondents["voice"] == voice).to_numpy())


def is_level(codes: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Where `State` codes are levels."""
    level: npt.NDArray[np.bool_] = (codes >= LOWEST_LEVEL) & (codes <= HIGHEST_LEVEL)
    return level


def _levels(states: pd.DataFrame) -> pd.DataFrame:
    return states.astype(np.float32).where(is_level(states.to_numpy()))


def _respondents(
    voices: "Sequence[str] | pd.Categorical[str]", segments: pd.DataFrame | None, index: pd.Index
) -> pd.DataFrame:
    _check_voices(voices.categories if isinstance(voices, pd.Categorical) else voices)
    same = isinstance(voices, pd.Categorical) and voices.dtype == VOICE and not voices.isna().any()
    voice: Any = voices if same else pd.Categorical(list(voices), dtype=VOICE)
    if segments is None:
        return pd.DataFrame({"voice": voice}, index=index)
    _check_segments(segments, len(voices))
    parts = {str(name): column.array for name, column in segments.items()}
    return pd.DataFrame({"voice": voice, **parts}, index=index)


def _check_practices(practices: pd.DataFrame) -> None:
    missing = {"category", "core"} - set(practices.columns)
    if missing:
        raise ValueError(f"practices lacks the columns {sorted(missing)}.")
    if not practices.index.is_unique:
        raise ValueError("practices names a code more than once.")
    if not _is_ordered(practices["category"]):
        raise ValueError("The category of practices must be an ordered categorical.")
    if practices["category"].isna().any():
        raise ValueError("Each of the practices needs a category.")
    if practices["core"].dtype != np.bool_:
        raise ValueError("The column core of practices must be boolean.")


def _check_codes(name: str, codes: npt.NDArray[Any], shape: tuple[int, int]) -> None:
    _check_shape(name, codes, shape)
    if codes.dtype.kind not in "iu":
        raise ValueError(f"{name} must hold integers, not {codes.dtype}.")
    if codes.size and (codes.min() < min(State) or codes.max() > max(State)):
        raise ValueError(f"{name} must hold codes from {min(State):d} to {max(State):d}.")


def _check_picked(picked: npt.NDArray[Any], shape: tuple[int, int]) -> None:
    _check_shape("picked", picked, shape)
    if picked.dtype.kind != "b":
        raise ValueError(f"picked must hold booleans, not {picked.dtype}.")


def _check_shape(name: str, matrix: npt.NDArray[Any], shape: tuple[int, int]) -> None:
    if matrix.shape != shape:
        raise ValueError(f"{name} must have the shape {shape} (respondents, practices), not {matrix.shape}.")


def _check_voices(voices: Iterable[str]) -> None:
    unknown = set(voices) - set(VOICES)
    if unknown:
        raise ValueError(f"No such voice: {sorted(unknown)}.")


def _check_segments(segments: pd.DataFrame, respondents: int) -> None:
    if len(segments) != respondents:
        raise ValueError(f"segments must have {respondents} rows, not {len(segments)}.")
    if "voice" in segments.columns or not segments.columns.is_unique:
        raise ValueError("Each segment needs a name of its own, other than voice.")
    for name in segments.columns:
        if not _is_ordered(segments[name]):
            raise ValueError(f"The segment {name} must be an ordered categorical.")


def _is_ordered(column: "pd.Series[Any]") -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype) and bool(column.dtype.ordered)
