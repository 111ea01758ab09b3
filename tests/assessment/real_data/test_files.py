"""Figures expected, and which of them were asked for."""

import json
from pathlib import Path

import pytest

from assessment.real_data.files import Expected, UnusableError, table


def expected(folder: Path, content: object) -> Expected:
    (folder / "made.json").write_text(json.dumps(content), encoding="utf-8")
    return Expected(folder, "made.json")


def test_what_nobody_asked_for_is_left(tmp_path: Path):
    found = expected(tmp_path, {"a": 1, "b": {"c": [1, 2], "d": {"e": 5, "f": 6}}, "g": 7})
    assert found.left() == [("a",), ("b", "c"), ("b", "d", "e"), ("b", "d", "f"), ("g",)]
    assert found["a"] == 1
    assert found["b", "d"] == {"e": 5, "f": 6}
    assert found.left() == [("b", "c"), ("g",)]
    assert found.names() == ["b"]
    assert found.names("b") == ["d"]
    assert found.left() == [("b", "c"), ("g",)]


def test_names_that_begin_alike_are_told_apart(tmp_path: Path):
    found = expected(tmp_path, {"a": {"b": 1, "bc": 2}, "ab": 3})
    assert found["a", "b"] == 1
    assert found.left() == [("a", "bc"), ("ab",)]


def test_rows_are_found_by_their_dimension(tmp_path: Path):
    found = expected(tmp_path, {"rows": [{"dimension": "x", "n": 3}, {"dimension": "y", "n": 4}]})
    assert found.names("rows") == ["x", "y"]
    assert found["rows", "y", "n"] == 4
    assert found.left() == [("rows", "x", "n")]


@pytest.mark.parametrize("path", [("b",), ("a", "c"), ("a", "b", "c")])
def test_what_is_not_there_is_named(tmp_path: Path, path: tuple[str, ...]):
    with pytest.raises(UnusableError, match=rf"^made\.json lacks {' / '.join(path)}\.$"):
        expected(tmp_path, {"a": {"b": 1}})[path]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ([1, 2], r"^made\.json must hold figures by name\.$"),
        ({"rows": [{"n": 3}]}, r"^The rows of made\.json must each have a dimension\.$"),
        ({"rows": 3}, r"^The rows of made\.json must each have a dimension\.$"),
    ],
)
def test_another_kind_of_file_is_refused(tmp_path: Path, content: object, sentence: str):
    with pytest.raises(UnusableError, match=sentence):
        expected(tmp_path, content)


def test_what_is_no_json_is_refused(tmp_path: Path):
    (tmp_path / "made.json").write_text("{", encoding="utf-8")
    with pytest.raises(UnusableError, match=r"^made\.json is no JSON: "):
        Expected(tmp_path, "made.json")


def test_labels_stay_as_they_are_written(tmp_path: Path):
    (tmp_path / "made.csv").write_text("unit,value\n007,1.5\n", encoding="utf-8")
    assert table(tmp_path, "made.csv", ["unit"], words=["unit"])["unit"].tolist() == ["007"]


def test_a_missing_folder_file_or_column_is_named(tmp_path: Path):
    (tmp_path / "made.csv").write_text("unit,value\n007,1.5\n", encoding="utf-8")
    with pytest.raises(UnusableError, match=r"^made\.csv lacks the column other\.$"):
        table(tmp_path, "made.csv", ["value", "other"])
    with pytest.raises(UnusableError, match=r"^There is no other\.csv in "):
        table(tmp_path, "other.csv", [])
    with pytest.raises(UnusableError, match=r"^There is no folder .*/nowhere\.$"):
        table(tmp_path / "nowhere", "made.csv", [])
