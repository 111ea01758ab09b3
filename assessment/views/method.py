"""How every number is made, in plain words, with its limits. Loads neither pandas nor a chart."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment import simulated
from assessment.analysis import constants


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """The page for anybody: no survey's numbers are on it."""
    published = simulated.published()
    context: dict[str, Any] = {
        "limits": {name.lower(): getattr(constants, name) for name in dir(constants) if name.isupper()},
        "percent": {
            "ceiling": round(100 * constants.CEILING),
            "almost_certain": round(100 * constants.ALMOST_CERTAIN),
            "likely": round(100 * constants.LIKELY),
            "contender": round(100 * constants.CONTENDER),
        },
        "companies": published["companies"],
        "sizes": published["sizes"],
        "leaning": published["coverage"]["leaning/practices/gap"]["percent"],
    }
    return render(request, "assessment/method/method.html", context)
