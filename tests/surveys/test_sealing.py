"""Sealing: what is sealed can't be read, nor told from another by its length, without the key."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from surveys.sealing import BLOCK, seal, unseal

KEY = "another long random text that makes links"


@given(st.text(max_size=3000).filter(lambda text: not text.endswith(" ")), st.text(max_size=30))
def test_what_was_sealed_comes_back(text: str, name: str) -> None:
    assert unseal(seal(text, name), name) == text


@pytest.mark.parametrize(("length", "blocks"), [(0, 0), (1, 1), (1023, 1), (1024, 1), (1025, 2)])
def test_its_length_tells_nothing_below_a_block(length: int, blocks: int) -> None:
    assert len(seal("a" * length, "x")) == 12 + blocks * BLOCK + 16


def test_the_same_text_never_looks_the_same() -> None:
    assert len({seal("the same", "x") for _time in range(100)}) == 100


def test_another_name_another_key_or_one_changed_bit_opens_nothing(settings: Settings) -> None:
    settings.LINK_KEY, settings.OLD_LINK_KEYS = KEY, []
    sealed = seal("level 3", "draft\0one")
    spoiled = bytes([*sealed[:20], sealed[20] ^ 1, *sealed[21:]])
    for content, name in ((sealed, "draft\0two"), (spoiled, "draft\0one"), (b"", "draft\0one")):
        with pytest.raises(LookupError):
            unseal(content, name)
    settings.LINK_KEY = "the next one"
    with pytest.raises(LookupError):
        unseal(sealed, "draft\0one")
    settings.OLD_LINK_KEYS = ["none", KEY]
    assert unseal(sealed, "draft\0one") == "level 3"
    assert unseal(memoryview(sealed), "draft\0one") == "level 3"  # as PostgreSQL gives it


def test_it_is_the_cipher_of_rfc_8439() -> None:
    """The library against the RFC's own example, in 2.8.2."""
    key = bytes(range(0x80, 0xA0))
    nonce = bytes.fromhex("070000004041424344454647")
    plain = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        b"sunscreen would be it."
    )
    sealed = ChaCha20Poly1305(key).encrypt(nonce, plain, bytes.fromhex("50515253c0c1c2c3c4c5c6c7"))
    assert sealed[-16:].hex() == "1ae10b594f09e26a7e902ecbd0600691"
    with pytest.raises(InvalidTag):
        ChaCha20Poly1305(key).decrypt(nonce, sealed, b"")
