"""One function for each message, a subject, a text and an HTML template each. Nothing is sent here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from surveys import languages, notices, promise, waiting
from surveys.choices import AFTERWARDS, REMINDERS, Letter, Verdict, Way
from surveys.instruments import of_survey, words_of
from surveys.links import TOLD_ISSUE, Purpose, recall_token
from surveys.lists import clean_address
from surveys.models import Delivery, Invitation, Panel, Review, Share, Survey

OF_AN_INVITATION = (Purpose.ANSWER, Purpose.DECLINE, Purpose.STOP)
NO_AUTOMATIC_ANSWER = {"X-Auto-Response-Suppress": "All", "Precedence": "bulk"}  # for Exchange; for others
SAMPLE = "the-link-is-made-when-it-is-sent"  # where a preview has no link yet
MINUTES_PER_PRACTICE = 7 / 12
LIKE_AN_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")


def of_delivery(delivery: Delivery, *, may_begin: bool = False) -> EmailMultiAlternatives:
    """The mail that this delivery is about; `may_begin`: of a verdict, whether people can be asked now."""
    name = f"{delivery.pk}.{delivery.tries}"
    if delivery.invitation is not None:
        return invitation(delivery.invitation, name, delivery.letter)
    if delivery.review is not None:
        return of_review(delivery.review, name, delivery.letter, may_begin)
    if delivery.panel is not None:
        return tell(delivery.panel, name)
    assert delivery.share is not None
    return share(delivery.share, name)


def invitation(asked: Invitation, name: str, letter: str = Letter.INVITATION) -> EmailMultiAlternatives:
    """Somebody is asked to answer, or reminded. Raises LookupError when the keys of the links are gone."""
    tokens = {
        purpose: recall_token(purpose, asked.code, asked.issue, getattr(asked, f"{purpose}_hash") or "")
        for purpose in OF_AN_INVITATION
    }
    if letter in AFTERWARDS:
        message = afterwards_message(asked.panel, letter, tokens[Purpose.STOP], asked.email)
    else:
        message = invitation_message(asked.panel, letter, tokens, asked.email)
    message.metadata = {"mail": name}  # type: ignore[attr-defined]  # a mail service says it again
    message.extra_headers |= {
        **NO_AUTOMATIC_ANSWER,
        "Message-ID": message_id(name),
        "List-Unsubscribe": f"<{site_address(Purpose.STOP, tokens[Purpose.STOP])}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return message


def preview(panel: Panel, letter: str = Letter.INVITATION) -> EmailMultiAlternatives:
    """The very mail that people will get, with links that lead nowhere yet."""
    return invitation_message(panel, letter, dict.fromkeys(OF_AN_INVITATION, SAMPLE), "")


def previews(panel: Panel) -> list[EmailMultiAlternatives]:
    """Every mail that a voice may get until it closes, in their order; who comes by a link isn't reminded."""
    if not panel.by_mail:
        return []
    reminders = REMINDERS if panel.way == Way.LIST else ()
    return [preview(panel, letter) for letter in (Letter.INVITATION, *reminders)]


def invitation_message(
    panel: Panel, letter: str, tokens: Mapping[Purpose, str], to: str
) -> EmailMultiAlternatives:
    with translation.override(languages.of_survey(panel.survey)):
        return written(panel, letter, tokens, to)


def in_other_languages(survey: Survey, address: str) -> list[tuple[str, str, str]]:
    """The same page in every language but the mail's: its code, its name in itself, where."""
    return [
        (languages.short(code), name, address + languages.ending(languages.QUERY, survey, code))
        for code, name in settings.LANGUAGES
        if code != languages.of_survey(survey)
    ]


def written(panel: Panel, letter: str, tokens: Mapping[Purpose, str], to: str) -> EmailMultiAlternatives:
    survey = panel.survey
    words = words_of(survey)
    context = {
        **length_of(panel),
        "asker": survey.asker,
        "organisation": survey.organisation.name,
        "scope": survey.scope,
        "customers": words.customers,
        "horizon": words.horizon,
        "voice": panel.voice,
        "closes_on": promise.closing(panel),
        "points": promise.points(panel),
        "contact": panel.contact,
        "last": letter == Letter.LAST_REMINDER,
        "typed": bool(panel.mail_domain),
        "answer_url": site_address(Purpose.ANSWER, tokens[Purpose.ANSWER]),
        "others": in_other_languages(survey, site_address(Purpose.ANSWER, tokens[Purpose.ANSWER])),
        "data_url": site_address("answer-data", tokens[Purpose.ANSWER]),
        "voluntary": notices.voluntary(),
        "quiet_url": site_address("quiet", tokens[Purpose.STOP]),
        "decline_url": site_address(Purpose.DECLINE, tokens[Purpose.DECLINE]),
        "stop_url": site_address(Purpose.STOP, tokens[Purpose.STOP]),
    }
    template = "reminder" if letter in REMINDERS else "invitation"
    language = languages.of_survey(survey)
    reply_to = replies_go_to(panel, letter)
    return compose(template, language, context, to, sender=survey.asker, reply_to=reply_to)


def replies_go_to(panel: Panel, letter: str) -> list[str]:
    """The contact, for a first mail alone. Everything later passes over people who have answered or declined:
    out-of-office notes would tell whoever asks who was written to. The contact stands in the text too.
    """
    address = address_in(panel.contact)
    return [address] if address and letter == Letter.INVITATION else []


def afterwards_message(panel: Panel, letter: str, stop: str, to: str) -> EmailMultiAlternatives:
    """That results are open, or what was heard: to everybody asked, with a way out of further mails."""
    told = recall_token(Purpose.TOLD, panel.link_name, TOLD_ISSUE, panel.told_hash or "")
    with translation.override(languages.of_survey(panel.survey)):
        said = {
            "heard": panel.heard,
            "by_when": panel.by_when,
            "day": formats.date_format(telling_day(panel), "DATE_FORMAT"),
        }
    return afterwards_written(panel, letter, said, told, stop, to)


def afterwards_previews(panel: Panel) -> list[EmailMultiAlternatives]:
    """Both, with a place for each thing that nobody knows before; none where no address is known."""
    if not panel.by_mail:
        return []
    with translation.override(languages.of_survey(panel.survey)):
        said = {
            "heard": bracketed(_("What was heard will stand here.")),
            "by_when": bracketed(_("What happens by when will stand here.")),
            "day": bracketed(_("%(n)d days after results open") % {"n": settings.TELL_DAYS}),
        }
    return [afterwards_written(panel, letter, said, SAMPLE, SAMPLE, "") for letter in AFTERWARDS]


def bracketed(said: str) -> str:
    return f"[{said}]"


def afterwards_written(
    panel: Panel, letter: str, said: Mapping[str, Any], told: str, stop: str, to: str
) -> EmailMultiAlternatives:
    survey, language = panel.survey, languages.of_survey(panel.survey)
    with translation.override(language):
        context = {
            **said,
            "asker": survey.asker,
            "organisation": survey.organisation.name,
            "customers": words_of(survey).customers,
            "contact": panel.contact,
            "told_url": site_address(Purpose.TOLD, told),
            "own_url": settings.SITE_URL + reverse("mine"),
            "stop_url": site_address(Purpose.STOP, stop),
        }
        return compose(str(letter), language, context, to, sender=survey.asker)


def telling_day(panel: Panel) -> date:
    """Until when whoever asked says what was heard."""
    assert panel.opened_at is not None
    return timezone.localdate(panel.opened_at) + timedelta(days=settings.TELL_DAYS)


def tell(panel: Panel, name: str) -> EmailMultiAlternatives:
    """Whoever asked is reminded to say what was heard. Raises ValueError where nobody keeps the survey."""
    survey = panel.survey
    if survey.executive is None:
        raise ValueError("nobody keeps this survey")
    language = languages.of_survey(survey)
    with translation.override(language):
        context = {
            "organisation": survey.organisation.name,
            "voice": panel.voice,
            "day": formats.date_format(telling_day(panel), "DATE_FORMAT"),
            "late": telling_day(panel) <= timezone.localdate(),
            "tell_url": settings.SITE_URL + reverse("ask-tell", args=[survey.code, panel.voice]),
        }
        message = compose("tell", language, context, survey.executive.email)
    message.extra_headers["Message-ID"] = message_id(f"p{name}")
    return message


def length_of(panel: Panel) -> dict[str, int]:
    """How many practices this voice is asked, and about how many minutes that takes."""
    practices = len(of_survey(panel.survey).of_form(panel.form))
    return {"practices": practices, "minutes": round(practices * MINUTES_PER_PRACTICE)}


def link_words(panel: Panel, where: str, language: str = "") -> str:
    """For a voice that is asked by a link: a subject, an empty line, and a text to paste into a mail."""
    survey = panel.survey
    with translation.override(language or languages.of_survey(survey)):
        words = words_of(survey)
        context = {
            **length_of(panel),
            "asker": survey.asker,
            "organisation": survey.organisation.name,
            "customers": words.customers,
            "horizon": words.horizon,
            "closing": promise.closing(panel),
            "contact": panel.contact,
            "link": where,
            "access_code": panel.access_code,
            "mail_domain": panel.mail_domain,
        }
        return render_to_string("surveys/asking/link_words.txt", context).strip()


def share(shared: Share, name: str) -> EmailMultiAlternatives:
    """A consultant is told that somebody shows them a round."""
    survey = shared.survey
    context = {
        "asker": survey.asker or (survey.executive.email if survey.executive is not None else ""),
        "organisation": survey.organisation.name,
        "own_marks": shared.own_marks,
        "clients_url": settings.SITE_URL + reverse("clients"),
    }
    message = compose("share", languages.of_survey(survey), context, shared.email, sender=survey.asker)
    message.extra_headers["Message-ID"] = message_id(f"s{name}")
    return message


def of_review(about: Review, name: str, letter: str, may_begin: bool) -> EmailMultiAlternatives:
    """To a reviewer, or to whoever asks about one."""
    if letter == Letter.VERDICT:
        return verdict(about, name, may_begin=may_begin)
    if letter == Letter.WITHDRAWN:
        return withdrawn(about, name)
    return review(about, name, changed=letter == Letter.REVIEW_CHANGED)


def review(asked: Review, name: str, *, changed: bool = False) -> EmailMultiAlternatives:
    """Somebody is asked to read all of it, before anybody is asked or while people are; `changed` since they
    decided, or before that since they were first asked. Raises LookupError: the key is gone.
    """
    panel = asked.panel
    survey = panel.survey
    token = recall_token(Purpose.REVIEW, asked.code, asked.issue, asked.link_hash)
    with translation.override(languages.of_survey(survey)):
        closes_on = promise.closing(panel)
    context = {
        "asker": survey.asker,
        "organisation": survey.organisation.name,
        "role": asked.role,
        "voice": panel.voice,
        "contact": panel.contact,
        "closes_on": closes_on,
        "sent": waiting.has_begun(panel),
        "changed": changed,
        "decided": asked.decided_at is not None,
        "review_url": site_address(Purpose.REVIEW, token),
    }
    return to_reviewer("review", asked, context, f"r{name}")


def withdrawn(gone: Review, name: str) -> EmailMultiAlternatives:
    """A reviewer is told that they are off the list, and what that does to what they said."""
    panel = gone.panel
    survey = panel.survey
    day = timezone.localdate(gone.withdrawn_at)
    with translation.override(languages.of_survey(survey)):
        context = {
            "asker": survey.asker,
            "organisation": survey.organisation.name,
            "role": gone.role,
            "voice": panel.voice,
            "contact": panel.contact,
            "day": formats.date_format(day, "DATE_FORMAT"),
            "objected": gone.verdict == Verdict.OBJECTED,
            "agreed": gone.verdict == Verdict.AGREED,
        }
    return to_reviewer("review_withdrawn", gone, context, f"w{name}")


def to_reviewer(template: str, whom: Review, context: Mapping[str, Any], name: str) -> EmailMultiAlternatives:
    """In the name of whoever asks; replies go to the contact."""
    survey = whom.panel.survey
    reply_to = [address] if (address := address_in(whom.panel.contact)) else []
    language = languages.of_survey(survey)
    message = compose(template, language, context, whom.email, sender=survey.asker, reply_to=reply_to)
    message.extra_headers["Message-ID"] = message_id(name)
    return message


def verdict(decided: Review, name: str, *, may_begin: bool = False) -> EmailMultiAlternatives:
    """Whoever asks is told that a reviewer signed off or objected, and after a sign-off whether they can ask.

    Raises ValueError where nobody asks.
    """
    panel = decided.panel
    survey = panel.survey
    if survey.executive is None:
        raise ValueError("nobody keeps this survey")
    with translation.override(languages.of_survey(survey)):
        day = waiting.day_ahead(panel)
        starts = formats.date_format(day, "WEEKDAY_FORMAT") if day is not None else ""
    context = {
        "organisation": survey.organisation.name,
        "role": decided.role,
        "voice": panel.voice,
        "objected": decided.verdict == Verdict.OBJECTED,
        "words": decided.words,
        "starts": starts,
        "sent": not starts and waiting.has_begun(panel),
        "by_link": panel.way == Way.LINK,
        "may_begin": may_begin,
        "review_url": settings.SITE_URL + reverse("ask-review", args=[survey.code, panel.voice]),
    }
    message = compose("verdict", languages.of_survey(survey), context, survey.executive.email)
    message.extra_headers["Message-ID"] = message_id(f"v{name}")
    return message


def compose(
    template: str,
    language: str,
    context: Mapping[str, Any],
    to: str,
    *,
    sender: str = "",
    reply_to: list[str] | None = None,
) -> EmailMultiAlternatives:
    """Text first, then HTML; the subject on one line; words in the survey's language."""
    whole = {**context, "site_url": settings.SITE_URL, "operator": settings.OPERATOR}
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{template}.subject.txt", whole).split())
        # plain again: rendered without escaping, it must not pass for markup on the page that previews it
        text = render_to_string(f"emails/{template}.txt", whole) + ""
        html = render_to_string(f"emails/{template}.html", whole)
    message = EmailMultiAlternatives(
        subject, text, sender_of(sender), [to] if to else [], reply_to=reply_to or None
    )
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.attach_alternative(html, "text/html")
    return message


def address_in(contact: str) -> str:
    """Where replies go: the first address in what was typed as the contact; "" without one."""
    found = LIKE_AN_ADDRESS.search(contact)
    return clean_address(found[0].strip(".")) if found else ""


def sender_of(name: str) -> str:
    """In whose name, at this server's address, so that mail servers find nothing forged."""
    ours, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((f"{name} via {ours or 'Closer'}" if name else ours, address))


def readable(header: str) -> str:
    """A sender as people read it, without the encoding that mail servers need, or as it is."""
    try:
        return str(make_header(decode_header(header)))
    except (HeaderParseError, LookupError, ValueError):  # a broken code, or a name that looks like one
        return header


def site_address(purpose: str, token: str) -> str:
    return settings.SITE_URL + reverse(purpose, kwargs={"token": token})


def message_id(name: str) -> str:
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"
