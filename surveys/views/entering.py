"""What an open link asks before Start: its access code, or an address that is mailed a link of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from surveys.actions import admitting
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


def shut(request: HttpRequest, panel: Panel, network: str) -> Gate | None:
    """What is wrong with what was typed before Start; None where nothing is.

    `network` counts wrong codes. Raises TooManyTries.
    """
    if gate_of(panel) is None:
        return None
    code, address = (request.POST.get(name, "")[:254] for name in ("access_code", "address"))
    code_error = address_error = ""
    try:
        admitting.must_know_code(panel=panel, typed=code, network=network)
    except admitting.WrongCode:
        code_error = _("That isn’t the code of this link. Whoever passed it on knows it.")
    if panel.mail_domain:
        address_error = wrong_address(panel, address)
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


def wrong_address(panel: Panel, typed: str) -> str:
    """What is wrong with an address for this link; "" for nothing."""
    try:
        admitting.address_at(panel, typed)
    except admitting.OtherDomain:
        return _("Type your address at %(domain)s, such as name@%(domain)s") % {"domain": panel.mail_domain}
    return ""
