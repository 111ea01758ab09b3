"""A mail service in place of a mail server: what its errors mean, and what it reports later.

Which one is said by MAIL_SERVICE, and what it needs by ANYMAIL_…; without them nothing of it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path

from surveys.actions import declining, delivering
from surveys.mail_server import NotTaken, answer
from surveys.models import Delivery

LATER, REFUSED, NOBODY_KNOWS = 450, 550, 0  # as a mail server would say it
TRY_LATER = (401, 403, 408, 429)  # a key that is wrong or a limit: nothing was taken
OUR_ID = re.compile(r"<?(\d+)\.(\d+)@")
WENT_WRONG = ("bounced", "rejected", "failed")
LEAVE_ALONE = ("complained", "unsubscribed")
ASKED_FOR_IT = ("spam", "unsubscribed")  # why a service sends nothing there any more
# How each service says in its own report that a bounce is for now: a full mailbox, or a note of absence.
FOR_NOW = {
    ("bounceType", "Transient"),  # Amazon SES
    ("event", "soft_bounce"),  # Brevo, Mandrill
    ("type", "soft_bounced"),  # MailerSend
    ("hard_bounce", "False"),  # Mailjet
    ("Type", "SoftBounce"),  # Postmark
    ("type", "Transient"),  # Resend
    ("type", "blocked"),  # SendGrid
    *(("bounce_class", number) for number in ("20", "21", "22", "23", "24", "40", "70")),  # SparkPost
}  # Mailgun, Mailtrap, Postal and Unisender Go call it deferred, which isn't noted at all


# --- while sending ---------------------------------------------------------------------------------------


def troubles() -> tuple[type[Exception], ...]:
    """What handing over a mail may raise."""
    if not settings.MAIL_SERVICE:
        return (OSError, SMTPException)
    from anymail.exceptions import AnymailError

    return (OSError, SMTPException, AnymailError)


def said(problem: Exception) -> int:
    """The answer in a mail server's numbers: 4xx reached nobody, try later; 5xx refused; 0 nobody knows."""
    if isinstance(problem, NotTaken):
        return LATER
    if isinstance(problem, SMTPException):
        return answer(problem)
    return said_by_service(problem) if settings.MAIL_SERVICE else NOBODY_KNOWS


def is_for_all(problem: Exception) -> bool:
    """Whether the next mail would fare the same: it is the sender, the key or the far end that is wrong."""
    if isinstance(problem, SMTPException):
        return isinstance(problem, NotTaken) and problem.for_all
    return said(problem) == LATER  # of a service: its key, its limit, or nobody is there


def said_by_service(problem: Exception) -> int:
    from anymail.exceptions import AnymailError
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    status = getattr(problem, "status_code", None)
    if status is None and isinstance(problem, AnymailError) and not isinstance(problem, OSError):
        return REFUSED  # all its recipients, or an address that it doesn't take
    if status is None:
        nobody_there = NewConnectionError | ConnectTimeoutError
        return LATER if any(isinstance(one, nobody_there) for one in causes(problem)) else NOBODY_KNOWS
    if status in TRY_LATER:
        return LATER
    return REFUSED if 400 <= status < 500 else NOBODY_KNOWS


def causes(problem: BaseException) -> list[BaseException]:
    """The exceptions wrapped in this one, as `requests` and urllib3 wrap them."""
    found: list[BaseException] = []
    todo: list[Any] = [problem]
    while todo:
        one = todo.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            todo += [one.__cause__, getattr(one, "reason", None), *one.args]
    return found


# --- afterwards ------------------------------------------------------------------------------------------


def patterns() -> list[URLResolver]:
    """The one address at which the service reports; none as long as no secret protects it."""
    if not settings.MAIL_SERVICE or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return []
    from anymail import urls

    names = (f"{settings.MAIL_SERVICE}_tracking_webhook", f"{settings.MAIL_SERVICE}_webhook")
    found = [checked(pattern) for pattern in urls.urlpatterns if pattern.name in names]
    return [path("mail-events/", include((found, "anymail")))]


def checked(pattern: URLPattern) -> URLPattern:
    """The same, but what isn't the service's own format is a bad request and no failure of ours."""
    view: Any = pattern.callback

    class Checked(view.view_class):  # type: ignore[misc]
        def run_validators(self, request: HttpRequest) -> None:
            with only_reports():
                super().run_validators(request)

        def parse_events(self, request: HttpRequest) -> list[Any]:
            with only_reports():
                return list(super().parse_events(request))

    made: URLPattern = path(str(pattern.pattern), Checked.as_view(**view.view_initkwargs), name=pattern.name)
    return made


@contextmanager
def only_reports() -> Iterator[None]:
    """Raises BadRequest for what can't be read as a report."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError) as problem:
        raise BadRequest("no report of this mail service") from problem


def connect() -> None:
    """From now on what the service reports is noted."""
    from anymail.signals import tracking

    tracking.connect(note, dispatch_uid="surveys.mail_service")


def note(sender: object, event: Any, esp_name: str, **_kwargs: Any) -> None:
    """A mail came back for good, or somebody called it unwanted. What else is reported is left alone."""
    if event.event_type not in WENT_WRONG + LEAVE_ALONE:
        return
    delivery, tries = delivery_of(event)
    if delivery is None or delivery.invitation is None:
        return
    if event.event_type in LEAVE_ALONE or event.reject_reason in ASKED_FOR_IT:
        declining.stop(invitation=delivery.invitation)
    elif not is_for_now(event):
        delivering.note_bounce(delivery, tries)


def is_for_now(event: Any) -> bool:
    """Whether a bounce is for the moment alone: what may still have reached somebody counts as sent."""
    if event.event_type != "bounced":
        return False
    return str(event.description).startswith("Transient") or not FOR_NOW.isdisjoint(said_in(event.esp_event))


def said_in(report: Any) -> set[tuple[str, str]]:
    """Each name and what it says, however deep in a service's own report."""
    found: set[tuple[str, str]] = set()
    todo: list[Any] = [report]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            found |= {
                (str(name), str(value)) for name, value in one.items() if not isinstance(value, dict | list)
            }
            todo += one.values()
    return found


def delivery_of(event: Any) -> tuple[Delivery | None, int]:
    """Which mail it is about, and which try of it: by what we gave along, else by our Message-ID."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    name = f"{metadata.get('mail', '')}@" if metadata.get("mail") else str(event.message_id or "")
    found = OUR_ID.match(name)
    if found is None or len(found[1]) > 18 or len(found[2]) > 4:  # no key of ours, or forged
        return None, 0
    whole = Delivery.objects.select_related("invitation__panel__survey__organisation")
    return whole.filter(pk=int(found[1])).first(), int(found[2])
