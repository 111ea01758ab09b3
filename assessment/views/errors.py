"""Pages for what went wrong: what happened and what to do, with the right status."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that makes no sense, most often one under a name that isn't this site's, or one of which
    only reading it showed that it is too much.
    """
    if isinstance(exception, TOO_MUCH):
        return render(request, "errors/413.html", status=413)
    wrong_host = isinstance(exception, DisallowedHost)
    return self_contained("errors/400.html", 400, "wrong_host" if wrong_host else "")


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Signing in leads back to the address, which may be a result of one's own; whoever is signed in
    already would only end up here again.
    """
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    back = request.get_full_path() if request.method == "GET" and not signed_in else ""
    return render(request, "errors/404.html", {"back": back}, status=404)


def handler500(request: HttpRequest) -> HttpResponse:
    return self_contained("errors/500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long, or was sent from another site."""
    return render(request, "errors/403.html", {"form_refused": True}, status=403)


def self_contained(template: str, status: int, case: str = "") -> HttpResponse:
    """A page that needs nothing but itself: no request, no database, no other file, no address of ours."""
    page, policy = rendered(template, case, get_language())
    return HttpResponse(page, status=status, headers={"Content-Security-Policy": policy})


@cache
def rendered(template: str, case: str, language: str | None) -> tuple[str, str]:
    """The page, and a policy that allows its own style (named by its hash) and nothing else."""
    page = render_to_string(template, {"case": case})
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = hashlib.sha256((style[1] if style else "").encode()).digest()
    allowed = f"style-src 'sha256-{base64.b64encode(digest).decode()}'"
    return page, f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
