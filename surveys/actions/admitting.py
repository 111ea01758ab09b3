"""What stands before Start at an open link: a code that is read aloud, an address at one mail domain.

Whoever typed an address is told the same whatever has become of it: nobody learns who was asked, who
has answered or who declined.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from surveys.actions.allowances import mails_of_account
from surveys.actions.inviting import DAY, TooManyMails, give_links
from surveys.actions.responses import LinkFull, RoundClosed, is_full
from surveys.choices import Mail
from surveys.lists import clean_address
from surveys.models import Bucket, Delivery, Invitation, Panel

HOUR = timedelta(hours=1)
WRONG_CODES_PER_HOUR = 10  # from one network, at one link
LINK_MAILS_PER_HOUR = 200  # from one network: an office behind one router on the day the link goes round
SHORTEST_CODE = 4  # letters or digits


class WrongCode(Exception):
    """Not the access code of this link."""


class TooManyTries(Exception):
    """So many wrong codes from one network that further ones wait, right ones among them."""


class OtherDomain(Exception):
    """No address, or one that doesn't belong to the mail domain this link is for."""


def draw_access_code() -> str:
    """Six digits in two blocks: what is understood when it is read aloud, in any language."""
    return f"{secrets.randbelow(1000):03} {secrets.randbelow(1000):03}"


def spelled(code: str) -> str:
    """What counts of a code: its letters and digits, whatever their case and what stands between them."""
    plain = unicodedata.normalize("NFKC", code).casefold()
    return "".join(char for char in plain if char.isalnum())


def is_code_of(panel: Panel, typed: str) -> bool:
    return hmac.compare_digest(spelled(panel.access_code).encode(), spelled(typed).encode())


def must_know_code(*, panel: Panel, typed: str, network: str) -> None:
    """Let nobody on who doesn't know the link's access code, if it has one.

    The try is taken before it is looked at and given back if it was right, under one lock: tries at the
    same moment are no way around the limit. Raises WrongCode, TooManyTries.
    """
    if not panel.access_code:
        return
    name = f"{panel.pk}\0{network}"
    with transaction.atomic():
        if not Bucket.take("access code", name, WRONG_CODES_PER_HOUR, HOUR):
            raise TooManyTries
        right = is_code_of(panel, typed)
        if right:
            Bucket.give_back("access code", name)
    if not right:
        raise WrongCode


def address_at(panel: Panel, typed: str) -> str:
    """The address in its one spelling, if it is at the link's own domain and none below it.

    Raises OtherDomain.
    """
    email = clean_address(typed)
    if not email or email.rpartition("@")[2] != panel.mail_domain:
        raise OtherDomain
    return email


@transaction.atomic
def mail_link(*, panel: Panel, typed: str, network: str) -> None:
    """Mail somebody at the link's domain a link of their own: once a day, and no more once they answered.

    Every limit counts before the address is looked up, so that none of them tells what has become of it. Of
    the account's mails of the day, an address that is typed again and again from one network takes one. That
    it was typed elsewhere before makes no difference, or whoever uses up those mails would learn of it.
    Raises OtherDomain, RoundClosed, LinkFull, TooManyMails.
    """
    email = address_at(panel, typed)
    locked = Panel.objects.select_related("survey__organisation").select_for_update(of=("self",))
    panel = locked.get(pk=panel.pk)
    if panel.closed_at is not None:
        raise RoundClosed
    if is_full(panel):
        raise LinkFull
    if not Bucket.take("link mail", network, LINK_MAILS_PER_HOUR, HOUR):
        raise TooManyMails
    again = not Bucket.take("link mail from", f"{panel.pk}\0{network}\0{email}", 1, DAY)
    action, name, most = mails_of_account(panel.survey)
    if not Bucket.take(action, name, most, DAY):
        raise TooManyMails
    if again:
        Bucket.give_back(action, name)
    if Bucket.take("link mail to", f"{panel.pk}\0{email}", 1, DAY):
        ask(panel, email)


def ask(panel: Panel, email: str) -> None:
    """An invitation for this address, made now or before, and its mail, unless that isn't wanted."""
    invitation = Invitation.objects.filter(panel=panel, email=email).first()
    if invitation is None:
        invitation = Invitation(panel=panel, email=email)
        give_links(invitation)
        invitation.save()
    under_way = invitation.deliveries.filter(state__in=(Mail.QUEUED, Mail.SENDING))
    if not (invitation.answered or invitation.declined or under_way.exists()):
        Delivery.objects.create(invitation=invitation, due_at=timezone.now())
