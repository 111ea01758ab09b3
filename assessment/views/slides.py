"""Slides of one's own, on whose look a report's slides are made."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessment.views import reports
from assessment.views.files import Refused, account_of
from surveys import access
from surveys.actions import files
from surveys.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def overview(request: HttpRequest, code: UUID) -> HttpResponse:
    """The account's presentations on whose look slides are made; one more."""
    found = reports.finished(request, code)
    user = account_of(request)
    if user is None:
        return redirect("keep", code)
    if request.method != "POST":
        return page(request, found, user)
    try:
        take_in(request, user)
    except Refused as refused:
        return page(request, found, user, refused)
    return redirect("file-templates", code)


def take_in(request: HttpRequest, user: User) -> None:
    """Keep the presentation that was sent, or say what is wrong with it."""
    from assessment.exports import slides

    sent = request.FILES.get("file")
    if sent is None:
        raise Refused(422, _("Choose a presentation"), "file")
    try:
        kept = files.keep_template(
            owner=user, name=sent.name or "", content=sent.read(), emptied=slides.emptied
        )
    except slides.BadTemplate as bad:
        raise Refused(422, str(bad), "file") from None
    except files.TooManyTemplates:
        words = _("You have %(n)d already, as many as an account keeps. Remove one first")
        raise Refused(409, words % {"n": settings.TEMPLATES_PER_ACCOUNT}, "file") from None
    except files.TooManyToday:
        raise Refused(429, _("That’s more than anybody sends in a day. Try again tomorrow"), "file") from None
    messages.info(request, _("Kept: %(name)s. Slides can be made on it now.") % {"name": kept.name})


def page(
    request: HttpRequest, found: reports.Seen, user: User, refused: Refused | None = None
) -> HttpResponse:
    context = {
        "survey": found.survey,
        "slides": list(access.templates_of(user)),
        "most": settings.TEMPLATES_PER_ACCOUNT,
        "megabytes": settings.TEMPLATE_BYTES // 1_000_000,
        "problems": [refused.problem] if refused is not None else [],
        "files_url": reverse("files", args=[found.survey.code]),
    }
    status = refused.status if refused is not None else 200
    return render(request, "assessment/files/templates.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def remove(request: HttpRequest, code: UUID, template: UUID) -> HttpResponse:
    """Asks first, then removes it. Twice is harmless."""
    reports.finished(request, code)
    user = account_of(request)
    if user is None:
        raise Http404
    kept = access.templates_of(user).filter(code=template).first()
    if request.method == "POST":
        if kept is not None:
            files.remove_template(template=kept)
            messages.info(request, _("Removed: %(name)s.") % {"name": kept.name})
        return redirect("file-templates", code)
    if kept is None:
        raise Http404
    context = {"slides": kept, "back_url": reverse("file-templates", args=[code])}
    return render(request, "assessment/files/remove.html", context)
