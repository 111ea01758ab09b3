"""Links: made from a key, found by their hash, good for one purpose and one issue."""

from __future__ import annotations

import uuid

import pytest
from pytest_django import Settings

from surveys.links import Purpose, hash_token, make_token, read_cookie, recall_token, sign_cookie

CODE = uuid.UUID(int=7)


def test_a_token_depends_on_key_code_and_issue_and_fits_an_address() -> None:
    token = make_token(Purpose.EXECUTIVE, CODE, 1, "key")
    assert len(token) == 43
    assert token.replace("-", "").replace("_", "").isalnum()
    others = {
        make_token(Purpose.EXECUTIVE, CODE, 2, "key"),
        make_token(Purpose.EXECUTIVE, uuid.UUID(int=8), 1, "key"),
        make_token(Purpose.EXECUTIVE, CODE, 1, "other"),
    }
    assert token not in others
    assert len(others) == 3
    assert token == make_token(Purpose.EXECUTIVE, CODE, 1, "key")


def test_a_link_made_with_an_old_key_is_still_found_and_shown(settings: Settings) -> None:
    settings.LINK_KEY = "old"
    token = make_token(Purpose.EXECUTIVE, CODE, 1)
    settings.LINK_KEY, settings.OLD_LINK_KEYS = "new", ["older", "old"]
    assert recall_token(Purpose.EXECUTIVE, CODE, 1, hash_token(token)) == token
    settings.OLD_LINK_KEYS = []
    with pytest.raises(LookupError):
        recall_token(Purpose.EXECUTIVE, CODE, 1, hash_token(token))


def test_a_cookie_proves_one_draft_and_nothing_else(settings: Settings) -> None:
    cookie = sign_cookie("draft-a", 3)
    proof = read_cookie(cookie, "draft-a")
    assert proof is not None
    assert proof.issue == 3
    assert read_cookie(cookie, "draft-b") is None
    assert read_cookie(cookie[:-1], "draft-a") is None
    assert read_cookie("", "draft-a") is None
    assert read_cookie("x" * 5000, "draft-a") is None
    settings.LINK_KEY = "another key"
    assert read_cookie(cookie, "draft-a") is None
