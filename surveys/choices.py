"""The closed lists: who speaks, why a level is missing, which practices are asked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Voice(models.TextChoices):
    """Who speaks. Voices are never pooled."""

    EXECUTIVE = "executive", _("You")
    PEER = "peer", _("Peers")
    TEAM = "team", _("Team")


class Form(models.TextChoices):
    """Which practices a person is asked: a list of practice codes in the questionnaire."""

    CORE = "core", _("Core 12")
    FULL = "full", _("Full 24")


class Reason(models.TextChoices):
    """Why a side has no level. Four different things; no fifth is stored.

    A practice that was not on the person's form has no answer row at all.
    """

    DONT_KNOW = "dont_know", _("Don’t know")  # today
    NO_VIEW = "no_view", _("No view")  # wanted
    NOT_APPLICABLE = "not_applicable", _("Does not apply to us")  # both sides at once
    SKIPPED = "skipped", _("Skipped")  # written at Finish for what was left open


# The positions that an open link offers, kept in English whatever the language of whoever asks or answers.
POSITIONS = {
    "Leads an area": _("Leads an area"),
    "Leads a team": _("Leads a team"),
    "Neither": _("Neither"),
}


def position(label: str) -> str:
    """A position of ours in the reader's language; one of somebody's list as it was typed."""
    return str(POSITIONS.get(label, label))


class Way(models.TextChoices):
    """How a voice is asked: by list or by link, never both."""

    LIST = "list", _("By list")
    LINK = "link", _("By link")


class Meets(models.TextChoices):
    """Where a member of the team mostly meets customers. Asked of each, stored on no invitation."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone or chat")
    ONLINE = "online", _("Online")
    PARTNERS = "partners", _("Through partners")
    HARDLY = "hardly", _("Hardly ever")


class Mail(models.TextChoices):
    """What has become of one mail. At most one attempt of it may ever have reached a mail server."""

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("On its way")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused by the mail server")
    UNKNOWN = "unknown", _("Perhaps sent")  # the worker died in the middle; only a person repeats it
    DROPPED = "dropped", _("Not sent: asked not to be asked")
    BOUNCED = "bounced", _("Came back")  # a mail service said so later


class Letter(models.TextChoices):
    """What a mail is about."""

    INVITATION = "invitation", _("Invitation")
    AGAIN = "again", _("Invitation, once more")
    REMINDER = "reminder", _("Reminder")
    LAST_REMINDER = "last_reminder", _("Last reminder, before the close")
    OPENED = "opened", _("Results are open")
    TOLD = "told", _("What was heard")
    TELL = "tell", _("To whoever asked: say what you heard")
    SHARE = "share", _("A round is shown")
    REVIEW = "review", _("Review before anything is sent")
    REVIEW_CHANGED = "review_changed", _("Review, because something changed")
    WITHDRAWN = "withdrawn", _("To a reviewer: no longer asked")
    VERDICT = "verdict", _("To whoever asks: what a reviewer says")


class Verdict(models.TextChoices):
    """What a reviewer says of what was prepared."""

    AGREED = "agreed", _("Signed off")
    OBJECTED = "objected", _("Objected")


class FileKind(models.TextChoices):
    """What can be prepared of a report in the background."""

    PDF = "pdf", _("Report (PDF)")
    BOARD = "board", _("One page for the board (PDF)")
    PPTX = "pptx", _("Slides (PowerPoint)")
    XLSX = "xlsx", _("Sheets (Excel)")


class FileState(models.TextChoices):
    """How far a file that was asked for has come."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Not made")


class Failure(models.TextChoices):
    """Why a file could not be made."""

    BROKEN = "broken", _("Something went wrong while it was made.")
    LOST = "lost", _("The work on it was interrupted too often.")
    MISSING = "missing", _("This server lacks what it is made with.")
    TEMPLATE = "template", _("The slides it was to be made on were removed.")


class Role(models.TextChoices):
    """What an account may do in an organisation."""

    OWNER = "owner", _("Owner")


LEVELS = (1, 2, 3, 4, 5)
CURRENT_REASONS = (Reason.DONT_KNOW, Reason.NOT_APPLICABLE, Reason.SKIPPED)
DESIRED_REASONS = (Reason.NO_VIEW, Reason.NOT_APPLICABLE, Reason.SKIPPED)
REASON_DIGITS = {Reason.DONT_KNOW: 6, Reason.NO_VIEW: 6, Reason.NOT_APPLICABLE: 7, Reason.SKIPPED: 8}
PICKS_AT_MOST = 3
DEEPER = "deeper"  # what the full form has beyond the core: a stage of it, no form of its own
FIRST, ABOUT, CHECK = "first", "about", "check"  # the pages after the practices, as places in a draft
SEGMENTS = ("department", "region", "level")  # what a list may say of a person; MEETS only the person says
MEETS = "meets"
DIMENSIONS = ("department", MEETS, "region", "level")  # by what the team is split, the most useful first
LABELS_AT_MOST = 60  # departments, regions or levels of a list: more take long to protect
LABEL_LENGTH = 80  # of a department's, region's or level's name
PEERS_AT_MOST = 12
REMINDERS = (Letter.REMINDER, Letter.LAST_REMINDER)  # by their number, from 1
OF_A_REVIEW = (Letter.REVIEW, Letter.REVIEW_CHANGED)  # they carry the reviewer's link
QUIET = (*REMINDERS, Letter.AGAIN)  # what becomes of them would tell who had answered
REMINDERS_AT_MOST = len(REMINDERS)  # of one round, to one person
AFTERWARDS = (Letter.OPENED, Letter.TOLD)  # to everybody asked, once results are open
HEADS_AT_MOST = 100_000  # of a team that is asked
GROUPS = (Voice.PEER, Voice.TEAM)
