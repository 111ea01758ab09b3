"""The demo's outbox: what would have been mailed, for the person at this machine and nobody else."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import wraps
from html.parser import HTMLParser

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment import outbox

PER_PAGE = 50
THIS_MACHINE = ("localhost", "127.0.0.1")
PROXIES_SAY = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_CF_CONNECTING_IP")


@dataclass(frozen=True)
class Mail:
    """One mail as the pages show it."""

    name: str
    subject: str
    sender: str
    to: str
    date: datetime | None
    text: str
    links: list[str]


def this_machine_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 unless the demo runs and the browser is on this machine, with no proxy in between.

    A page elsewhere could make a browser here ask for these addresses under a name of its own (DNS
    rebinding), and a proxy could open the demo to a network; both would read everybody's mail.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.OUTBOX or is_forwarded(request) or host_of(request) not in THIS_MACHINE:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def host_of(request: HttpRequest) -> str:
    """The name the browser asked for, without its port."""
    return str(request.META.get("HTTP_HOST", "")).lower().partition(":")[0]


def is_forwarded(request: HttpRequest) -> bool:
    """Whether a proxy says it stands between, or the connection itself comes from elsewhere."""
    if any(name in PROXIES_SAY or name.startswith("HTTP_X_FORWARDED") for name in request.META):
        return True
    try:
        return not ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return True


@require_safe
@this_machine_only
def mails(request: HttpRequest) -> HttpResponse:
    """Every mail, the newest first."""
    page = Paginator(outbox.names(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "outbox/list.html", {"page": page, "mails": [opened(name) for name in page]})


@require_safe
@this_machine_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its text, and the links of its HTML part, which is not drawn."""
    return render(request, "outbox/mail.html", {"mail": opened(name)})


def opened(name: str) -> Mail:
    """Raises Http404 where no such mail is kept."""
    try:
        message = outbox.read(name)
    except LookupError as unknown:
        raise Http404 from unknown
    return Mail(
        name=name,
        subject=str(message.get("Subject", "")),
        sender=str(message.get("From", "")),
        to=str(message.get("To", "")),
        date=sent_at(message),
        text=part(message, "plain"),
        links=links_in(part(message, "html")),
    )


def sent_at(message: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)  # "-0000", as Django writes it


def part(message: EmailMessage, kind: str) -> str:
    """The text of the mail's plain or HTML part; "" where it has none."""
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body else ""


class LinkReader(HTMLParser):
    """Collects the web addresses that a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith(("http://", "https://")) and address not in self.links:
            self.links.append(address)


def links_in(html: str) -> list[str]:
    reader = LinkReader()
    reader.feed(html)
    return reader.links
