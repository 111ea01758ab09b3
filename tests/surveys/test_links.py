"""Links: made from a key, found by their hash, good for one purpose and one issue."""

from __future__ import annotations

import re
import time
import uuid

import pytest
from django.core import signing
from pytest_django import Settings

from surveys.links import (
    COOKIE_SALT,
    LETTERS,
    Purpose,
    address_hashes,
    draw_result_code,
    hash_address,
    hash_result_code,
    hash_token,
    make_token,
    opened_hash,
    read_cookie,
    read_result_code,
    recall_token,
    result_code_hashes,
    sign_cookie,
    sign_result_code,
)

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


def test_a_cookie_from_before_voices_were_kept_in_it_still_proves_its_draft(settings: Settings) -> None:
    older = signing.dumps(["draft-a", 3, int(time.time())], key=settings.LINK_KEY, salt=COOKIE_SALT)
    assert read_cookie(older, "draft-a") is not None


def test_a_cookie_proves_one_draft_and_nothing_else(settings: Settings) -> None:
    cookie = sign_cookie("draft-a", 3)
    proof = read_cookie(cookie, "draft-a")
    assert proof is not None
    assert (proof.issue, proof.panel) == (3, None)
    asked = read_cookie(sign_cookie("draft-a", 3, 7), "draft-a")
    assert asked is not None
    assert (asked.issue, asked.panel) == (3, 7)
    assert read_cookie(cookie, "draft-b") is None
    assert read_cookie(cookie[:-1], "draft-a") is None
    assert read_cookie("", "draft-a") is None
    assert read_cookie("x" * 5000, "draft-a") is None
    settings.LINK_KEY = "another key"
    assert read_cookie(cookie, "draft-a") is None


def test_a_result_code_is_read_from_its_drafts_cookie_alone(settings: Settings) -> None:
    cookie = sign_result_code("K7QF-2MXP-9RTA-4WHC", "draft-a")
    assert read_result_code(cookie, "draft-a") == "K7QF-2MXP-9RTA-4WHC"
    for value, draft in (
        (cookie, "draft-b"),
        (cookie[:-1], "draft-a"),
        (sign_cookie("draft-a", 3), "draft-a"),
    ):
        assert read_result_code(value, draft) == ""
    assert read_cookie(cookie, "draft-a") is None  # and it lets nobody in
    settings.LINK_KEY, settings.OLD_LINK_KEYS = "new", [settings.LINK_KEY]
    assert read_result_code(cookie, "draft-a") == "K7QF-2MXP-9RTA-4WHC"
    settings.OLD_LINK_KEYS = []
    assert read_result_code(cookie, "draft-a") == ""


# --- result codes and addresses that opted out --------------------------------------------------------------


def test_result_codes_are_drawn_from_letters_that_nobody_mixes_up() -> None:
    codes = {draw_result_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", code) for code in codes)
    assert {letter for code in codes for letter in code} == {*LETTERS, "-"}
    assert len(LETTERS) == 32  # 5 bits each, so 80 of them


def test_a_result_code_is_found_however_it_was_copied() -> None:
    stored = hash_result_code("K7QF-2MXP-9RTA-4WHC")
    assert re.fullmatch(r"[0-9a-f]{64}", stored)
    for typed in (
        "k7qf-2mxp-9rta-4whc",
        "K7QF2MXP9RTA4WHC",
        " K7QF 2MXP\n9RTA-4WHC ",
        "K7QF--2MXP-9RTA-4WHC",
    ):
        assert hash_result_code(typed) == stored
    assert hash_result_code("K7QF-2MXP-9RTA-4WHD") != stored


@pytest.mark.parametrize(
    "typed", ["", "K7QF", "K7QF-2MXP-9RTA-4WH", "K7QF-2MXP-9RTA-4WHCC", "K7QF-2MXP-9RTA-4WH0"]
)
def test_what_is_no_result_code_is_said_to_be_none(typed: str) -> None:
    for read in (hash_result_code, result_code_hashes):
        with pytest.raises(ValueError, match="not a result code"):
            read(typed)


def test_the_hash_of_an_address_is_its_organisations_and_takes_any_case() -> None:
    stored = hash_address("Jana@Example.com", CODE)
    assert stored == hash_address("jana@example.com", CODE)
    assert (
        len({stored, hash_address("tom@example.com", CODE), hash_address("jana@example.com", uuid.uuid4())})
        == 3
    )
    assert "jana" not in stored


def test_hashes_made_with_an_old_key_go_on_being_found(settings: Settings) -> None:
    """Otherwise a new key would write again to whoever asked not to be written to."""
    settings.LINK_KEY = "old"
    address, code = hash_address("jana@example.com", CODE), hash_result_code("K7QF-2MXP-9RTA-4WHC")
    opened = opened_hash(code)
    settings.LINK_KEY, settings.OLD_LINK_KEYS = "new", ["old"]
    assert hash_address("jana@example.com", CODE) != address
    assert address_hashes("jana@example.com", CODE) == [hash_address("jana@example.com", CODE), address]
    found = result_code_hashes("K7QF-2MXP-9RTA-4WHC")
    assert found[:2] == [hash_result_code("K7QF-2MXP-9RTA-4WHC"), code]
    assert len(set(found)) == len(found) == 2 + 4
    # shut and opened with the old key, opened with the new one, shut and opened with the new one
    assert {opened, opened_hash(code), opened_hash(found[0])} <= set(found)
    settings.OLD_LINK_KEYS = []
    assert address not in address_hashes("jana@example.com", CODE)


def test_a_token_opens_one_purpose_only() -> None:
    assert len({make_token(purpose, CODE, 1, "key") for purpose in Purpose}) == len(Purpose) == 8
    assert len({make_token(Purpose.PANEL, f"{CODE.hex}{voice}", 1, "key") for voice in ("peer", "team")}) == 2
