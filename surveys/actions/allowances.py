"""How many mails an account sends in a day or an address gets, and what takes an operator's approval."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from surveys.choices import Voice, Way
from surveys.models import Bucket, Panel, Survey

OUTSIDE_PER_DAY = 3  # mails to one consultant or reviewer, of all accounts


class TooManyToOne(Exception):
    """More mails to one address outside than it gets in a day, whoever has them sent."""


def take_mail_outside(email: str) -> None:
    """A mail shows somebody a round or asks them to review. Raises TooManyToOne. No address is stored."""
    if not Bucket.take("mail outside", email, OUTSIDE_PER_DAY, timedelta(days=1)):
        raise TooManyToOne


def may_tell_of_withdrawal(email: str) -> bool:
    """Whether a reviewer is told that they were withdrawn: counted by itself, so that nobody can use up
    what would tell of it by asking them again.
    """
    return Bucket.take("withdrawal outside", email, OUTSIDE_PER_DAY, timedelta(days=1))


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
