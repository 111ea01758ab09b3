"""Somebody who reads all of it before anybody is asked, through the actions alone."""

from __future__ import annotations

from surveys.actions import noticing, reviewers
from surveys.choices import Verdict
from surveys.links import Purpose, recall_token
from surveys.models import Panel, Review, Survey
from surveys.notices import COLUMNS
from tests import voices

COUNCIL = "council@example.org"


def reviewer(panel: Panel, email: str = COUNCIL, role: str = "Works council") -> Review:
    return reviewers.ask(panel=panel, email=email, role=role, by=voices.executive_of(panel.survey))


def token(review: Review) -> str:
    return recall_token(Purpose.REVIEW, review.code, review.issue, review.link_hash)


def version(panel: Panel) -> str:
    return reviewers.pack_of(voices.fresh(panel)).version


def agree(review: Review) -> Review:
    seen = version(review.panel)
    return reviewers.decide(review=review, verdict=Verdict.AGREED, words="", seen=seen)


def object_to(review: Review, words: str = "Departments are too small.") -> Review:
    seen = version(review.panel)
    return reviewers.decide(review=review, verdict=Verdict.OBJECTED, words=words, seen=seen)


def ask_for_sign_off(survey: Survey, **words: str) -> None:
    """The organisation asks nobody before somebody has signed off."""
    said = dict.fromkeys(COLUMNS, "") | words
    noticing.say(survey=survey, words=said, needs_sign_off=True, by=voices.executive_of(survey))
    survey.organisation.refresh_from_db()
