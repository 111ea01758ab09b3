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


class Way(models.TextChoices):
    """How a voice is asked: by list or by link, never both."""

    LIST = "list", _("By list")
    LINK = "link", _("By link")


class Role(models.TextChoices):
    """What an account may do in an organisation."""

    OWNER = "owner", _("Owner")


LEVELS = (1, 2, 3, 4, 5)
CURRENT_REASONS = (Reason.DONT_KNOW, Reason.NOT_APPLICABLE, Reason.SKIPPED)
DESIRED_REASONS = (Reason.NO_VIEW, Reason.NOT_APPLICABLE, Reason.SKIPPED)
PICKS_AT_MOST = 3
DEEPER = "deeper"  # what the full form has beyond the core: a stage of it, no form of its own
FIRST, CHECK = "first", "check"  # the pages after the practices, as places in a draft
