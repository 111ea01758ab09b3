"""What is remembered, and the promises that the database itself keeps."""

from .buckets import Bucket
from .files import FileContent, PreparedFile, SlideTemplate, TemplateContent
from .invitations import Delivery, Invitation, Reminder, Review, Share
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
    "FileContent",
    "Invitation",
    "Membership",
    "OptOut",
    "Organisation",
    "Panel",
    "Pool",
    "Practice",
    "PreparedFile",
    "PublishedIsFinal",
    "Questionnaire",
    "Release",
    "Reminder",
    "Response",
    "Review",
    "Share",
    "SlideTemplate",
    "Survey",
    "TemplateContent",
    "Translation",
    "User",
]
