"""An account's own list."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.access import surveys_of
from surveys.models import User

PER_PAGE = 50


@require_safe
@login_required
@never_cache
def my_surveys(request: HttpRequest) -> HttpResponse:
    """The surveys whose executive I am, newest first."""
    assert isinstance(request.user, User)
    page = Paginator(surveys_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "account/my_surveys.html", {"page": page})
