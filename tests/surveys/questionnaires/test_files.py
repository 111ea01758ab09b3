"""Reading and checking questionnaire files."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys.questionnaires.files import InvalidQuestionnaire, content_hash, read, shipped


def test_the_source_language_comes_before_its_translations() -> None:
    names = [path.name for path in shipped()]
    assert names[0] == "closer.v1.en.yaml"


def test_a_broken_file_is_refused_with_its_place_and_cause(tmp_path: Path) -> None:
    text = shipped()[0].read_text(encoding="utf-8")
    path = tmp_path / "closer.v9.en.yaml"
    path.write_text(text.replace("version: 1", "version: one", 1), encoding="utf-8")
    with pytest.raises(
        InvalidQuestionnaire, match=r"closer\.v9\.en\.yaml, version: 'one' is not of type 'integer'"
    ):
        read(path)


@pytest.mark.parametrize("garbage", [b"a: [", b"\xff\xfe\x00x", b"just words"])
def test_what_is_no_questionnaire_is_refused_in_a_sentence(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / "closer.v9.en.yaml"
    path.write_bytes(garbage)
    with pytest.raises(InvalidQuestionnaire, match=r"closer\.v9\.en\.yaml"):
        read(path)


def test_practices_out_of_order_are_refused(tmp_path: Path) -> None:
    text = shipped()[0].read_text(encoding="utf-8")
    path = tmp_path / "closer.v9.en.yaml"
    path.write_text(text.replace("full: [C2, C4,", "full: [C4, C2,"), encoding="utf-8")
    with pytest.raises(InvalidQuestionnaire, match="order of the full form"):
        read(path)


def test_the_hash_is_of_the_content_not_of_its_layout() -> None:
    assert content_hash({"a": 1, "b": "ü"}) == content_hash({"b": "ü", "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})
