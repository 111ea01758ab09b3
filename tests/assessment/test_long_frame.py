"""A file's answers are what the frame holds, in the file's order."""

from __future__ import annotations

import io

import numpy as np

from assessment.analysis.frame import Frame, State
from assessment.long_frame import frame_of
from surveys.long_answers import read

FILE = (
    "respondent,item,current,desired,category,voice,site,team\n"
    "b,P1,2,4,P,team,South,red\n"
    "b,C2,,5,C,team,South,red\n"
    "a,C2,3,,C,peer,,\n"
    "c,P1,1,1,P,team,North,red\n"
    "c,C2,5,5,C,team,North,red\n"
)


def frame(text: str) -> Frame:
    return frame_of(read(io.BytesIO(text.encode())))


def test_levels_dont_knows_and_what_was_not_asked_stand_where_they_belong():
    found = frame(FILE)
    assert found.practices["category"].to_dict() == {"P1": "P", "C2": "C"}
    assert list(found.practices["category"].cat.categories) == ["P", "C"]
    assert found.practices["core"].all()
    assert list(found.respondents["voice"]) == ["team", "peer", "team"]
    assert found.current_state.to_numpy().tolist() == [[2, State.DONT_KNOW], [State.NOT_ASKED, 3], [1, 5]]
    assert found.desired_state.to_numpy().tolist() == [[4, 5], [State.NOT_ASKED, State.NO_VIEW], [1, 5]]
    assert not found.picked.to_numpy().any()


def test_further_columns_are_what_people_are_part_of():
    respondents = frame(FILE).respondents
    assert list(respondents["site"].cat.categories) == ["North", "South"]
    assert respondents["site"].tolist()[0::2] == ["South", "North"]
    assert respondents["site"].isna().tolist() == [False, True, False]
    assert respondents["team"].cat.ordered


def test_without_categories_all_items_are_one():
    found = frame("respondent,item,current,desired\n1,x,1,2\n1,y,2,3\n")
    assert found.practices["category"].tolist() == ["all", "all"]
    assert list(found.respondents.columns) == ["voice"]


def test_many_lines_in_any_order_make_the_same_matrix():
    chance = np.random.default_rng(3)
    today, wanted = chance.integers(1, 6, (2, 40, 7))
    lines = [f"{r},i{j},{today[r, j]},{wanted[r, j]}" for r in range(40) for j in range(7)]
    chance.shuffle(lines)
    found = frame("respondent,item,current,desired\n" + "\n".join(lines))
    columns = [f"i{j}" for j in range(7)]
    order = list(dict.fromkeys(int(line.split(",")[0]) for line in lines))
    assert (found.current_state[columns].to_numpy() == today[order]).all()
    assert (found.desired_state[columns].to_numpy() == wanted[order]).all()
