"""What a form takes for one link, and why it doesn't take the rest."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.asking_forms import AskForm
from surveys.choices import Voice
from surveys.models import Survey
from tests import voices
from tests.surveys.views.test_asking import typed

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def form(survey: Survey, voice: str = Voice.TEAM, **given: Any) -> AskForm:
    by = voices.executive_of(survey)
    data = typed(**{"way": "link", "head_count": "40", **given})
    return AskForm(
        data, {}, survey=survey, voice=voice, panel=None, by=by, told_before=False, waiting=0, typed=[]
    )


@pytest.mark.parametrize(
    ("heads", "given", "most"),
    [("40", "", 60), ("41", "", 62), ("1", "", 5), ("40", "5", 5), ("40", "500", 500)],
)
def test_a_link_takes_one_and_a_half_answers_a_head_unless_somebody_says(
    survey: Survey, heads: str, given: str, most: int
) -> None:
    filled = form(survey, head_count=heads, answers_at_most=given)
    assert filled.is_valid(), filled.errors
    assert filled.entry().answers_at_most == most


def test_it_never_takes_fewer_than_results_open_from(survey: Survey) -> None:
    filled = form(survey, answers_at_most="4")
    assert filled.errors["answers_at_most"] == [
        "Type a number from 5 on: results open from that many answers"
    ]


def test_peers_have_a_cap_of_their_own(survey: Survey) -> None:
    filled = form(survey, Voice.PEER, head_count="8")
    assert filled.is_valid(), filled.errors
    assert filled.entry().answers_at_most is None
    assert "answers_at_most" not in filled.fields


def test_a_code_is_taken_as_it_is_typed_or_drawn(survey: Survey) -> None:
    assert form(survey).is_valid()
    typed_one, drawn, neither = (
        form(survey, access_code=" Koala  15 "),
        form(survey, draw_code="on"),
        form(survey),
    )
    assert all(one.is_valid() for one in (typed_one, drawn, neither))
    assert typed_one.entry().access_code == "Koala 15"
    assert drawn.entry().access_code.replace(" ", "").isdigit()
    assert neither.entry().access_code == ""


@pytest.mark.parametrize("code", ["abc", "1-2-3", "- - - -", "x" * 21])
def test_a_code_that_is_guessed_at_once_or_too_long_is_refused(survey: Survey, code: str) -> None:
    assert "access_code" in form(survey, access_code=code).errors


@pytest.mark.parametrize(
    ("given", "domain"),
    [
        ("example.com", "example.com"),
        ("@Example.COM", "example.com"),
        ("büro.example", "xn--bro-hoa.example"),
    ],
)
def test_a_domain_has_one_spelling(survey: Survey, given: str, domain: str) -> None:
    filled = form(survey, mail_domain=given)
    assert filled.is_valid(), filled.errors
    assert filled.entry().mail_domain == domain


@pytest.mark.parametrize("given", ["example", "a b.example", "https://example.com", "x@y@z", "@", ".com"])
def test_what_is_no_domain_is_refused(survey: Survey, given: str) -> None:
    assert "mail_domain" in form(survey, mail_domain=given).errors


def test_where_no_two_groups_are_possible_nothing_is_asked_and_that_is_said(survey: Survey) -> None:
    filled = form(survey, head_count="9", departments="Sales\nBar", ask_level="on")
    said = "Of 9 people no two groups of 5 are possible, so this isn’t asked. "
    said += "Leave it out, or ask 10 people or more"
    assert dict(filled.errors) == {"departments": [said], "ask_level": [said]}
    assert form(survey, head_count="9").is_valid()
    assert form(survey, head_count="10", departments="Sales\nBar").is_valid()
    assert "From 10 people on, they may also say" in str(filled.fields["head_count"].help_text)
