"""How many mails an account sends in a day, and what takes an operator who knows the organisation."""

from __future__ import annotations

from django.conf import settings

from surveys.choices import Voice, Way
from surveys.models import Panel, Survey


def mails_of_account(survey: Survey) -> tuple[str, str, int]:
    """What the account's mails are counted under, and how many it sends in a day."""
    counted = "mails" if may_mail_lists(survey) else "mails, not approved"  # approval counts at once
    return counted, str(survey.executive_id), mails_per_day(survey)


def mails_per_day(survey: Survey) -> int:
    """Mails that one account sends in a day: few to strangers, until the operator knows the organisation."""
    return int(settings.MAILS_PER_DAY if may_mail_lists(survey) else settings.MAILS_PER_DAY_UNAPPROVED)


def needs_approval(panel: Panel) -> bool:
    """Whether the operator has to know the organisation before this voice is asked: it mails to a team."""
    mails = panel.way == Way.LIST or bool(panel.mail_domain)
    return mails and panel.voice == Voice.TEAM and not may_mail_lists(panel.survey)


def may_mail_lists(survey: Survey) -> bool:
    return bool(settings.TEAM_LISTS_OPEN or survey.organisation.approved)
