"""The clients of a consultant: every round that somebody shares with the signed-in address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessment.views.reports import PICTURE_TYPES, download, with_own_marks
from surveys import access
from surveys.choices import Voice
from surveys.models import User

if TYPE_CHECKING:
    from assessment.portfolio import Client

PER_PAGE = 50  # and in a picture: a few hundred would be higher than a PNG may be

View = Callable[..., HttpResponse]


def looked_at(view: View) -> View:
    """Only for whoever is signed in, only to look at, and made anew each time."""
    return require_safe(login_required(never_cache(view)))


@dataclass(frozen=True)
class Listed:
    """Every client of a consultant, those of the chosen kind, and the page of these that is shown."""

    everybody: list[Client]
    show: str
    chosen: list[Client]
    page: Page[Client]

    @property
    def waiting(self) -> int:
        """How many of those chosen need somebody."""
        return sum(row.needs_you for row in self.chosen)

    @property
    def heading(self) -> str:
        from assessment import portfolio

        return portfolio.heading(len(self.everybody), sum(row.needs_you for row in self.everybody))

    @property
    def some(self) -> bool:
        """Whether only a part of what was chosen stands on the page."""
        return bool(self.page.has_other_pages())

    @property
    def which_page(self) -> str:
        numbers = {"n": self.page.number, "of": self.page.paginator.num_pages}
        return _("Page %(n)d of %(of)d") % numbers if self.some else ""

    @property
    def own(self) -> bool:
        """Whether any executive's marks are among what was chosen."""
        return any(row.voice == Voice.EXECUTIVE for row in self.chosen)


def listed(request: HttpRequest) -> Listed:
    from assessment import portfolio

    assert isinstance(request.user, User)
    rows = portfolio.clients(list(access.shares_with(request.user)))
    asked_for = request.GET.get("show", "")
    show = asked_for if asked_for in portfolio.SHOWS else ""
    chosen = portfolio.chosen(rows, show)
    return Listed(rows, show, chosen, Paginator(chosen, PER_PAGE).get_page(request.GET.get("page")))


@looked_at
def clients(request: HttpRequest) -> HttpResponse:
    """Who needs somebody first, then the others by name."""
    from assessment import portfolio

    found = listed(request)
    shown = [row_of(row) for row in portfolio.with_scores(list(found.page))]
    context = {
        "found": found,
        "heading": found.heading,
        "subtitle": portfolio.subtitle(),
        "chips": chips(found) if len(found.everybody) > 1 else [],
        "nobody": portfolio.nobody(found.show) if found.everybody and not found.chosen else "",
        "needs_you": [row for row in shown if row["needs_you"]],
        "needs_you_name": portfolio.chip("needs", found.waiting),
        "others": [row for row in shown if not row["needs_you"]],
        "categories": next((row["strips"] for row in shown if row["strips"]), []),
        "before": page_url(found, -1) if found.page.has_previous() else "",
        "after": page_url(found, 1) if found.page.has_next() else "",
    }
    return render(request, "assessment/portfolio/clients.html", context)


def chips(found: Listed) -> list[dict[str, Any]]:
    """The kinds of clients that may be chosen, with how many there are of each."""
    from assessment import portfolio

    return [
        {
            "name": portfolio.chip(show, len(portfolio.chosen(found.everybody, show))),
            "url": reverse("clients") + (f"?show={show}" if show else ""),
            "current": show == found.show,
        }
        for show in portfolio.SHOWS
    ]


def page_url(found: Listed, step: int) -> str:
    query = {"show": found.show} if found.show else {}
    return "?" + urlencode({**query, "page": found.page.number + step})


MARKS = {Voice.TEAM: "circle", Voice.PEER: "square", Voice.EXECUTIVE: "diamond"}


def row_of(row: Client) -> dict[str, Any]:
    from assessment import findings, portfolio

    strips = [
        {
            "name": score.name,
            "today": portfolio.place(score.today),
            "wanted": portfolio.place(score.wanted),
            "words": findings.today_and_wanted(
                portfolio.level(row, score.today), portfolio.level(row, score.wanted)
            ),
        }
        if score.today is not None and score.wanted is not None
        else {"name": score.name}
        for score in row.categories
    ]
    return {
        "name": row.name,
        "url": reverse("result", args=[row.survey.code]),
        "who": portfolio.who(row),
        "next": row.next,
        "needs_you": row.needs_you,
        "mark": MARKS.get(Voice(row.voice), "") if row.voice else "",
        "voice": row.voice,
        "strips": strips,
        "gap": row.overall.gap if row.overall is not None else None,
        "nothing": row.nothing,
    }


# --- files ----------------------------------------------------------------------------------------------


def told(request: HttpRequest, rows: list[Client]) -> list[Client]:
    """The clients of a file with their scores; executives' marks only where they are asked for.

    Raises Http404 without a client: there is nothing to download.
    """
    from assessment import portfolio

    if not rows:
        raise Http404
    return portfolio.with_scores(rows if with_own_marks(request) else portfolio.without_own_marks(rows))


@looked_at
def picture(request: HttpRequest, shape: str, kind: str) -> HttpResponse:
    """The clients of the page that is shown, as a drawing."""
    from assessment import client_strips, pictures, portfolio

    if shape not in ("wide", "phone") or kind not in PICTURE_TYPES:
        raise Http404
    found = listed(request)
    rows = told(request, list(found.page))
    which = portfolio.chip(found.show, len(found.chosen)) if found.show else ""
    subtitle = " ".join([portfolio.subtitle(), *(f"{said}." for said in (which, found.which_page) if said)])
    chart = client_strips.strips_of(rows, found.heading, subtitle, found.waiting)
    page = f"page-{found.page.number}" if found.some else ""
    drawing = pictures.kept(chart, shape, kind)  # type: ignore[arg-type]
    return download(drawing, PICTURE_TYPES[kind], f"{file_name(request, found, page, shape)}.{kind}")


@looked_at
def numbers(request: HttpRequest) -> HttpResponse:
    """All clients of the chosen kind, on whichever page, as CSV."""
    from assessment.exports import clients as table

    found = listed(request)
    content = table.write(told(request, found.chosen))
    return download(content, "text/csv; charset=utf-8", f"{file_name(request, found)}.csv")


def file_name(request: HttpRequest, found: Listed, *more: str) -> str:
    """What says so where somebody's own marks are in the file."""
    own = "with-own-marks" if found.own and with_own_marks(request) else ""
    day = timezone.localdate().isoformat()
    return "-".join(filter(None, ("closer-clients", found.show, day, *more, own)))
