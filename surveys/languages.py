"""Which language a page is in.

An answering page: what this browser chose, or what its link carries; else what the survey speaks. Any other
page: what this browser chose, else what it asks for, else English. Neither session nor account has a say, so
that an answering page reads neither. A language is all that its cookie holds.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from surveys.models import Survey

QUERY = "lang"  # a link may carry it: ?lang=de
MADE_IN = "in"  # so may the page that makes one: ?in=de


def known(name: str) -> str:
    """A language of this site by its name, "en" as well as "en-gb"; "" for anything else."""
    name = name.lower()
    return next((code for code, _word in settings.LANGUAGES if name in (code, short(code))), "")


def short(code: str) -> str:
    """The language as questionnaires and surveys name it: "en", "de"."""
    return code.partition("-")[0]


def spoken() -> str:
    """The language in force, by its short name."""
    return short(translation.get_language() or settings.LANGUAGE_CODE)


def chosen(request: HttpRequest) -> str:
    """What this link carries, else what was chosen before in this browser; "" for neither."""
    return asked_for(request) or known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))


def asked_for(request: HttpRequest) -> str:
    return known(request.GET.get(QUERY, ""))


def of_browser(request: HttpRequest) -> str:
    """What this browser chose, else what it says that its reader reads, else English."""
    return chosen(request) or translation.get_language_from_request(request)


def speak(request: HttpRequest, survey: Survey) -> None:
    """An answering page goes on in the survey's language, unless another was chosen."""
    translation.activate(chosen(request) or known(survey.language) or settings.LANGUAGE_CODE)


def made_in(request: HttpRequest, survey: Survey) -> str:
    """The language that a link or a poster is made in: the one asked for, else the survey's own."""
    return known(request.GET.get(MADE_IN, "")) or of_survey(survey)


def ending(name: str, survey: Survey, code: str) -> str:
    """What an address ends in so that it says this language; "" where it is the survey's own."""
    return "" if code == of_survey(survey) else f"?{name}={short(code)}"


def of_survey(survey: Survey) -> str:
    """The language that mails about this survey are in, as Django names it."""
    return known(survey.language) or settings.LANGUAGE_CODE
