"""A poster for the wall: who asks, what for, how long it takes, the open link and its QR code."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from surveys import emails, languages, notices, promise, qr
from surveys.instruments import words_of
from surveys.links import Purpose, recall_token
from surveys.models import Panel

LONG_QUESTION, LONGER_QUESTION = 70, 130  # characters from which its type is smaller


@dataclass(frozen=True)
class Poster:
    """What stands on it, in the survey's language. `link` is an address, `code` its picture."""

    language: str
    title: str
    asker: str
    question: str
    size: str  # of the question's type: "", "long" or "longer"
    length: str
    link: str
    code: SafeString
    before: list[str]  # what is asked before Start
    closing: str
    small_groups: promise.Point
    voluntary: promise.Point
    contact: str


def link_of(panel: Panel, language: str = "") -> str:
    """The address of the voice's open link, which opens in this language or else in the survey's own; ""
    where nobody has seen it, or its key is gone."""
    try:
        token = recall_token(Purpose.PANEL, panel.link_name, panel.link_issue, panel.link_hash or "")
    except LookupError:
        return ""
    end = languages.ending(languages.QUERY, panel.survey, language) if language else ""
    return emails.site_address(Purpose.ANSWER, token) + end


def poster_of(panel: Panel, link: str, language: str = "", *, shows_code: bool = False) -> Poster:
    """The poster for this voice's open link, in this language or else in the survey's own.

    The access code keeps out whoever only walks by, so it stands there only if somebody wants it to.
    """
    language = language or languages.of_survey(panel.survey)
    with translation.override(language):
        words = words_of(panel.survey)
        asked = {"organisation": words.organisation, "customers": words.customers}
        question = _("How close is %(organisation)s to its %(customers)s?") % asked
        who = {"asker": panel.survey.asker}
        return Poster(
            language=language,
            title=_("Poster"),
            asker=_("%(asker)s asks") % who if panel.survey.asker else "",
            question=question,
            size=size_of(question),
            length=_("%(practices)d practices, about %(minutes)d minutes, on any phone. No account.")
            % emails.length_of(panel),
            link=link,
            code=qr.inline(link),
            before=before_start(panel, shows_code),
            closing=open_until(panel),
            small_groups=promise.small_groups(panel, panel.survey.asker or _("Whoever asked you")),
            voluntary=notices.voluntary(),
            contact=panel.contact,
        )


def open_until(panel: Panel) -> str:
    if panel.closes_on is None:
        return ""
    return _("Open until %(day)s at the latest") % {"day": promise.closing(panel)}


def size_of(question: str) -> str:
    if len(question) > LONGER_QUESTION:
        return "longer"
    return "long" if len(question) > LONG_QUESTION else ""


def before_start(panel: Panel, shows_code: bool) -> list[str]:
    """What whoever follows the link needs."""
    found = []
    if panel.access_code and shows_code:
        found.append(_("Access code: %(code)s") % {"code": panel.access_code})
    elif panel.access_code:
        found.append(_("You’ll need the access code you were told."))
    if panel.mail_domain:
        found.append(_("You’ll need your e-mail address at %(domain)s.") % {"domain": panel.mail_domain})
    return found
