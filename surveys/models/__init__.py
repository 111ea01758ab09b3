"""What is remembered, and the promises that the database itself keeps."""

from .buckets import Bucket
from .invitations import Delivery, Invitation, Share
from .people import Membership, Organisation, User
from .pools import Pool
from .questionnaires import Practice, PublishedIsFinal, Questionnaire, Translation
from .releases import Release
from .responses import Answer, Draft, DraftAnswer, Response
from .surveys import OptOut, Panel, Survey

__all__ = [
    "Answer",
    "Bucket",
    "Delivery",
    "Draft",
    "DraftAnswer",
    "Invitation",
    "Membership",
    "OptOut",
    "Organisation",
    "Panel",
    "Pool",
    "Practice",
    "PublishedIsFinal",
    "Questionnaire",
    "Release",
    "Response",
    "Share",
    "Survey",
    "Translation",
    "User",
]
