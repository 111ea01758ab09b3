"""What is remembered, and the promises that the database itself keeps."""

from .buckets import Bucket
from .people import Membership, Organisation, User
from .questionnaires import Practice, PublishedIsFinal, Questionnaire, Translation
from .responses import Answer, Draft, DraftAnswer, Response
from .surveys import Panel, Survey

__all__ = [
    "Answer",
    "Bucket",
    "Draft",
    "DraftAnswer",
    "Membership",
    "Organisation",
    "Panel",
    "Practice",
    "PublishedIsFinal",
    "Questionnaire",
    "Response",
    "Survey",
    "Translation",
    "User",
]
