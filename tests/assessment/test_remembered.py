"""Pages in memory: the last ones stay, and each browser gets them as it takes them."""

from __future__ import annotations

import gzip

import pytest

from assessment.remembered import Pages, name_of, served

PAGE = "<p>Köchin, 2.5</p>".encode() * 50


def test_the_pages_looked_at_longest_ago_go_first() -> None:
    pages = Pages(most=2)
    pages.keep("one", b"1")
    pages.keep("two", b"2")
    assert pages.find("one") is not None
    pages.keep("three", b"3")
    assert [pages.find(name) is not None for name in ("one", "two", "three")] == [True, False, True]
    pages.forget()
    assert pages.find("one") is None


def test_a_page_is_found_under_everything_it_was_made_from() -> None:
    assert name_of("/r/a/", 1) == name_of("/r/a/", 1)
    assert len({name_of("/r/a/", 1), name_of("/r/a/", 2), name_of("/r/b/", 1), name_of("/r/a/", "1")}) == 4


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "gzip"), ("br;q=1, gzip", "gzip"), ("identity", None), ("", None)],
)
def test_a_kept_page_is_the_same_compressed_or_not(accepted: str, encoding: str | None) -> None:
    pages = Pages()
    pages.keep("page", PAGE)
    kept = pages.find("page")
    assert kept is not None
    assert len(kept) < len(PAGE) / 4
    response = served(kept, accepted)
    assert (response.get("Content-Encoding"), response["Vary"]) == (encoding, "Accept-Encoding")
    assert (gzip.decompress(response.content) if encoding else response.content) == PAGE
