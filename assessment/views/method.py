"""How every number is made, in plain words, with its limits. Loads neither pandas nor a chart."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from assessment import simulated
from assessment.analysis import constants

SOURCES = (
    (_("Intervals"), "Student 1908; Smyth 2004"),
    (_("Scores"), "Fayers et al. 2001; Särndal, Swensson & Wretman 1992"),
    (_("Verdicts"), "Schuirmann 1987; Lakens 2017; Holm 1979"),
    (_("Ranks"), "Efron 1979"),
    (_("Shares"), "Wilson 1927"),
    (
        _("Agreement"),
        "James, Demaree & Wolf 1984; Brown & Hauenstein 2005; LeBreton & Senter 2008",
    ),
    (_("Priority"), "Martilla & James 1977"),
    (_("Rounds"), "Welch 1947"),
    (_("More answers"), "Cochran 1977"),
    (_("The others asked"), "Manski 1989"),
    (
        _("Appendix"),
        "Cronbach 1951; Feldt, Woodruff & Salih 1987; McDonald 1999; Bliese 2000; Cumming 2012; Hedges 1981; "
        "Wilcoxon 1945; Pratt 1959; Cronbach & Gleser 1953",
    ),
    (_("Small groups"), "Hundepool et al. 2012; Langsrud 2024"),
)


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
        "sources": SOURCES,
        "leaning": published["coverage"]["leaning/practices/gap"]["percent"],
    }
    return render(request, "assessment/method/method.html", context)
