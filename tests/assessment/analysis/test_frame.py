import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from assessment.analysis.frame import Frame, State, build, of_voice
from tests.assessment.analysis.worlds import World, practices, world, worlds

TABLES = ("current", "desired", "current_state", "desired_state", "picked")


def small(**changes) -> Frame:
    """Two people, two practices; a test changes one argument and sees what happens."""
    arguments = {
        "practices": practices(["C2", "E3"]),
        "voices": ["executive", "team"],
        "current_codes": np.array([[1, 6], [8, 5]]),
        "desired_codes": np.array([[4, 6], [3, 7]]),
        "picked": np.array([[True, False], [False, False]]),
    }
    return build(**(arguments | changes))


def segment(*values: str | None, ordered: bool = True) -> pd.DataFrame:
    return pd.DataFrame({"region": pd.Categorical(values, categories=["North", "South"], ordered=ordered)})


def test_levels_become_float32_and_everything_else_becomes_nan():
    frame = small(current_codes=np.array([[0, 1], [2, 3]]), desired_codes=np.array([[8, 7], [6, 5]]))
    np.testing.assert_array_equal(frame.current, [[np.nan, 1], [2, 3]])
    np.testing.assert_array_equal(frame.desired, [[np.nan, np.nan], [np.nan, 5]])
    assert set(frame.current.dtypes) == set(frame.desired.dtypes) == {np.dtype("float32")}


def test_states_keep_why_a_side_is_empty():
    frame = small()
    assert frame.current_state.to_numpy().tolist() == [[State.LEVEL_1, State.DONT_KNOW], [State.SKIPPED, 5]]
    assert frame.desired_state.to_numpy().tolist() == [[4, State.NO_VIEW], [3, State.NOT_APPLICABLE]]
    assert set(frame.current_state.dtypes) == set(frame.desired_state.dtypes) == {np.dtype("int8")}


def test_state_codes_are_the_agreed_ones():
    assert {name: int(state) for name, state in State.__members__.items()} == {
        "NOT_ASKED": 0,
        "LEVEL_1": 1,
        "LEVEL_2": 2,
        "LEVEL_3": 3,
        "LEVEL_4": 4,
        "LEVEL_5": 5,
        "DONT_KNOW": 6,
        "NO_VIEW": 6,
        "NOT_APPLICABLE": 7,
        "SKIPPED": 8,
    }


def test_columns_follow_the_questionnaire_and_not_the_alphabet():
    frame = small(practices=practices(["P5", "C2"]))
    for name in TABLES:
        assert list(getattr(frame, name).columns) == ["P5", "C2"]
    assert list(frame.practices.index) == ["P5", "C2"]
    assert list(frame.practices["category"].cat.categories) == ["P", "C"]


def test_a_practice_nobody_answered_stays_as_a_column_of_nan():
    frame = small(current_codes=np.array([[0, 1], [0, 2]]), desired_codes=np.array([[0, 1], [0, 2]]))
    assert list(frame.current.columns) == ["C2", "E3"]
    assert frame.current["C2"].isna().all()
    assert frame.current["C2"].dtype == np.float32


def test_voices_are_an_ordered_categorical_with_all_three_voices():
    voice = small().respondents["voice"]
    assert voice.tolist() == ["executive", "team"]
    assert list(voice.cat.categories) == ["executive", "peer", "team"]
    assert voice.cat.ordered


def test_segments_stand_beside_the_voice_whatever_their_index():
    frame = small(segments=segment("South", None).set_axis([70, 30]))
    assert list(frame.respondents.columns) == ["voice", "region"]
    assert frame.respondents["region"].iloc[0] == "South"
    assert frame.respondents["region"].isna().tolist() == [False, True]
    assert frame.respondents["region"].cat.ordered
    assert list(frame.respondents.index) == [0, 1]


@pytest.mark.parametrize("people", [0, 1])
def test_nobody_and_one_person_are_frames_like_any_other(people):
    codes = np.full((people, 2), 3)
    frame = small(voices=["executive"] * people, current_codes=codes, desired_codes=codes, picked=codes == 0)
    for name in TABLES:
        assert getattr(frame, name).shape == (people, 2)
    assert frame.respondents.shape == (people, 1)
    assert of_voice(frame, "executive").current.shape == (people, 2)
    assert of_voice(frame, "team").current.shape == (0, 2)


def test_the_frame_keeps_its_numbers_when_the_matrices_change_afterwards():
    codes, picked = np.full((2, 2), 3, dtype=np.int8), np.ones((2, 2), dtype=bool)
    frame = small(current_codes=codes, desired_codes=codes, picked=picked)
    codes[:], picked[:] = 1, False
    assert (frame.current == 3).all(axis=None)
    assert (frame.desired_state == 3).all(axis=None)
    assert frame.picked.all(axis=None)


def test_a_voice_keeps_its_own_rows_in_every_table():
    frame = small(voices=["team", "peer"], segments=segment("North", "South"))
    peers = of_voice(frame, "peer")
    assert peers.respondents["region"].tolist() == ["South"]
    assert peers.desired["C2"].tolist() == [3.0]
    assert peers.current_state["C2"].tolist() == [State.SKIPPED]
    assert list(peers.practices.index) == ["C2", "E3"]


@given(worlds())
def test_all_tables_share_one_index_and_the_voices_split_it(world: World):
    whole = world.frame()
    parts = [of_voice(whole, voice) for voice in ("executive", "peer", "team")]
    for frame in [whole, *parts]:
        for name in TABLES:
            assert getattr(frame, name).index.equals(frame.respondents.index)
    assert sorted(i for part in parts for i in part.respondents.index) == list(range(len(world.voices)))


@given(worlds())
def test_a_level_is_there_exactly_where_the_state_is_a_level(world: World):
    frame = world.frame()
    for levels, states in ((frame.current, frame.current_state), (frame.desired, frame.desired_state)):
        is_level = states.isin([1, 2, 3, 4, 5])
        assert (levels.notna() == is_level).all(axis=None)
        assert (levels.where(is_level, 0) == states.where(is_level, 0)).all(axis=None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"current_codes": np.ones((2, 3), dtype=int)}, "current_codes must have the shape"),
        ({"desired_codes": np.ones((1, 2), dtype=int)}, "desired_codes must have the shape"),
        ({"picked": np.ones(2, dtype=bool)}, "picked must have the shape"),
        ({"voices": ["team"]}, "current_codes must have the shape"),
        ({"current_codes": np.array([[1, 9], [1, 1]])}, "current_codes must hold codes from 0 to 8"),
        ({"desired_codes": np.array([[1, -1], [1, 1]])}, "desired_codes must hold codes from 0 to 8"),
        ({"current_codes": np.array([[1, np.nan], [1, 1]])}, "current_codes must hold integers"),
        ({"picked": np.ones((2, 2), dtype=int)}, "picked must hold booleans"),
        ({"voices": ["team", "everyone"]}, "No such voice: \\['everyone'\\]"),
        ({"practices": practices(["C2", "C2"])}, "names a code more than once"),
        ({"practices": practices(["C2", "E3"])[["core"]]}, "lacks the columns \\['category'\\]"),
        (
            {"practices": practices(["C2", "E3"]).astype({"category": "str"})},
            "must be an ordered categorical",
        ),
        ({"practices": practices(["C2", "E3"]).replace({"category": {}}).assign(core=1)}, "must be boolean"),
        ({"segments": segment("North")}, "segments must have 2 rows, not 1"),
        ({"segments": segment("North", "South", ordered=False)}, "The segment region must be an ordered"),
        ({"segments": segment("North", "South").set_axis(["voice"], axis=1)}, "a name of its own"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        small(**changes)


def test_a_practice_without_category_is_refused():
    nameless = practices(["C2", "E3"])
    nameless["category"] = nameless["category"].cat.remove_categories("E")
    with pytest.raises(ValueError, match="needs a category"):
        small(practices=nameless)


def test_an_unknown_voice_is_refused():
    with pytest.raises(ValueError, match="No such voice"):
        of_voice(world([[1, 1]], [[1, 1]]).frame(), "everyone")
