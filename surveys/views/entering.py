"""What an open link asks before Start: its access code, or an address that is mailed a link of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from surveys import emails, segments
from surveys.actions import admitting, allowances
from surveys.choices import Way
from surveys.instruments import words_of
from surveys.lists import clean_domain
from surveys.models import Panel
from surveys.views.pages import Problem


@dataclass(frozen=True)
class Gate:
    """What stands before Start, what was typed there, and what is wrong with it."""

    asks_code: bool
    mail_domain: str
    code: str = ""
    address: str = ""
    code_error: str = ""
    address_error: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 422 if self.problems else 200


def gate_of(panel: Panel) -> Gate | None:
    """What this voice's link asks before Start; None for nothing."""
    if not (panel.access_code or panel.mail_domain):
        return None
    return Gate(bool(panel.access_code), panel.mail_domain)


def shut(request: HttpRequest, panel: Panel, network: str | None) -> Gate | None:
    """What is wrong with what was typed before Start; None where nothing is.

    `network` counts wrong codes; without one, in a dry run, nothing is counted. Raises TooManyTries.
    """
    if gate_of(panel) is None:
        return None
    code, address = (request.POST.get(name, "")[:254] for name in ("access_code", "address"))
    code_error = wrong_with_code(panel, code, network)
    address_error = wrong_address(panel, address) if panel.mail_domain else ""
    problems = [
        Problem(error, anchor)
        for error, anchor in ((code_error, "access_code"), (address_error, "address"))
        if error
    ]
    if not problems:
        return None
    return Gate(
        bool(panel.access_code), panel.mail_domain, code, address, code_error, address_error, problems
    )


def wrong_with_code(panel: Panel, typed: str, network: str | None) -> str:
    """What is wrong with an access code; "" for nothing. None at all is no try. Raises TooManyTries."""
    if panel.access_code and not admitting.spelled(typed):
        return _("Type the access code that came with the link")
    return "" if knows_code(panel, typed, network) else wrong_code()


def knows_code(panel: Panel, typed: str, network: str | None) -> bool:
    """Raises TooManyTries."""
    if network is None:
        return not panel.access_code or admitting.is_code_of(panel, typed)
    try:
        admitting.must_know_code(panel=panel, typed=typed, network=network)
    except admitting.WrongCode:
        return False
    return True


def wrong_code() -> str:
    return _("That isn’t the code of this link. Whoever passed it on knows it.")


def wrong_address(panel: Panel, typed: str) -> str:
    """What is wrong with an address for this link; "" for nothing."""
    try:
        admitting.address_at(panel, typed)
    except admitting.OtherDomain:
        if is_name_alone_wrong(panel, typed):
            return _(
                "Letters such as ü can’t be taken before the @. Type an address at %(domain)s without them."
            ) % {"domain": panel.mail_domain}
        return _("Type your address at %(domain)s, such as name@%(domain)s") % {"domain": panel.mail_domain}
    return ""


def is_name_alone_wrong(panel: Panel, typed: str) -> bool:
    """Whether it is an address at this link's domain but for letters that mail servers of old don't take."""
    before, _at, domain = typed.rstrip("> ").rpartition("@")
    return not before.rpartition("<")[2].isascii() and clean_domain(domain) == panel.mail_domain


def for_organiser(panel: Panel) -> dict[str, Any]:
    """What whoever asks looks at before the link is shown: what it asks, of whom, and what it isn't for."""
    if panel.way != Way.LINK:
        return {}
    asked = segments.questions(words_of(panel.survey).customers)
    return {
        "may_say": [
            {"name": asked[name].short, "labels": [label for _value, label in choices]}
            for name, choices in segments.offered(panel).items()
        ],
        "smallest": panel.smallest,
        "link_mail": emails.preview(panel) if panel.mail_domain else None,
        "link_needs_approval": allowances.needs_approval(panel),
    }
