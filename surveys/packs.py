"""The launch pack: all that a voice is asked, told and promised, before anybody is asked.

Whoever reviews it, the organiser and the PDF read the same one. Its version is a hash of everything in it
but the closing date, which may always be moved to a later day. Each part has a hash of its own, so that
whoever has read an earlier version can be told which parts have changed: the earlier words are not kept.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from surveys import emails, languages, notices, promise, segments
from surveys.choices import (
    AFTERWARDS,
    LEVELS,
    REMINDERS,
    REMINDERS_AT_MOST,
    SEGMENTS,
    Letter,
    Voice,
    Way,
)
from surveys.instruments import of_survey, words_of
from surveys.models import Panel
from surveys.promise import Point
from surveys.questionnaires.texts import Instrument, Words

LENGTH, SHOWN = 16, 8  # hexadecimal digits of a version: kept, and read by people
SETTINGS, PROMISE, NOTICE, QUESTIONS = "settings", "promise", "notice", "questions"  # parts, as they are kept
MAIL = "mail:"  # and the mail's own key


@dataclass(frozen=True)
class Level:
    number: int
    name: str
    text: str


@dataclass(frozen=True)
class Practice:
    """A page of the questionnaire as this voice sees it."""

    code: str
    name: str
    question: str
    hint: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Category:
    name: str
    opener: str
    practices: tuple[Practice, ...]


@dataclass(frozen=True)
class AboutYou:
    """A question about the person, why it is asked, and what can be chosen."""

    text: str
    reason: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Mail:
    """A mail as people get it; without a sender where somebody passes it on in a mail of their own."""

    key: str
    name: str
    language: str
    sender: str
    reply_to: str
    subject: str
    text: str


@dataclass(frozen=True)
class Setting:
    name: str
    value: str


@dataclass(frozen=True)
class Pack:
    """Everything that is agreed on: mails in the survey's language, the rest in the reader's."""

    language: str
    organisation: str
    asker: str
    voice: str
    categories: tuple[Category, ...]
    picks: str
    about_you: tuple[AboutYou, ...]
    mails: tuple[Mail, ...]
    promise: tuple[Point, ...]
    notice: tuple[Point, ...]
    settings: tuple[Setting, ...]
    closing: str
    parts: Mapping[str, str] = field(default_factory=dict)  # a hash of each
    version: str = ""

    @cached_property
    def number(self) -> str:
        """The version as people read it: "4f2a9c1e"."""
        return self.version[:SHOWN]

    @cached_property
    def mails_in(self) -> str:
        """The language of the mails as the reader calls it; "" where it is the reader's own."""
        theirs = self.mails[0].language if self.mails else self.language
        if languages.short(theirs) == languages.short(self.language):
            return ""
        return str(translation.get_language_info(theirs)["name_translated"])


def pack_of(panel: Panel) -> Pack:
    """The pack of a voice in the language in force; of one asked by a list its segments as they are foreseen:
    `foreseeing.foresee`. Its version is that of the words in every language: people choose which they read.
    """
    parts = parts_of(panel)
    return replace(written(panel), parts=parts, version=digest(parts))


def version_of(panel: Panel) -> str:
    return digest(parts_of(panel))


def parts_of(panel: Panel) -> dict[str, str]:
    """A hash of each part of the pack in every language, without the closing date."""
    undated = copy.copy(panel)
    undated.closes_on = None
    said: dict[str, list[Any]] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for name, part in divided(asdict(written(undated))).items():
                said.setdefault(name, []).append(part)
    return {name: digest(part) for name, part in said.items()}


def digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:LENGTH]


def divided(pack: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a pack by part; each mail is one."""
    settings_too = ("language", "organisation", "asker", "voice", "settings")
    return {
        SETTINGS: [pack[name] for name in settings_too],
        PROMISE: pack["promise"],
        NOTICE: pack["notice"],
        **{f"{MAIL}{mail['key']}": mail for mail in pack["mails"]},
        QUESTIONS: [pack[name] for name in ("categories", "picks", "about_you")],
    }


def changed_since(before: Mapping[str, str], pack: Pack) -> list[str]:
    """What the parts are called that differ from those kept before; none where nothing was kept."""
    if not before:
        return []
    names = {
        SETTINGS: _("Settings"),
        PROMISE: _("The promise"),
        NOTICE: _("How data are used"),
        **{f"{MAIL}{mail.key}": _("The mail “%(name)s”") % {"name": mail.name} for mail in pack.mails},
        QUESTIONS: _("The questions"),
    }
    found = [name for part, name in names.items() if before.get(part) != pack.parts[part]]
    if before.keys() - pack.parts.keys():
        found.append(_("A mail that isn’t sent any more"))
    return found


def written(panel: Panel) -> Pack:
    survey = panel.survey
    instrument, words = of_survey(survey), words_of(survey)
    return Pack(
        language=languages.spoken(),
        organisation=words.organisation,
        asker=survey.asker,
        voice=panel.voice,
        categories=categories(instrument, words, panel),
        picks=_("Which up to three would you move first?"),
        about_you=about_you(panel, words),
        mails=mails(panel),
        promise=tuple(promise.points(panel)),
        notice=tuple(notices.points(panel)),
        settings=settings_of(panel),
        closing=promise.closing(panel),
    )


def categories(instrument: Instrument, words: Words, panel: Panel) -> tuple[Category, ...]:
    """What is asked, in the order in which it is asked."""
    asked = instrument.of_form(panel.form)
    fill = words.fill
    return tuple(
        Category(
            fill(category.name),
            fill(category.opener),
            tuple(
                Practice(
                    practice.code,
                    fill(practice.name),
                    fill(practice.lead_in[panel.voice]),
                    fill(practice.hint.get(panel.voice, "")),
                    tuple(
                        Level(number, instrument.level(number).name, fill(practice.level_text(number)))
                        for number in LEVELS
                    ),
                )
                for practice in asked
                if practice.category == category.code
            ),
        )
        for category in instrument.categories
        if any(practice.category == category.code for practice in asked)
    )


def about_you(panel: Panel, words: Words) -> tuple[AboutYou, ...]:
    """What members of a team may say about themselves."""
    if panel.voice != Voice.TEAM:
        return ()
    asked = segments.questions(words.customers)
    return tuple(
        AboutYou(asked[name].text, asked[name].reason, tuple(label for _value, label in choices))
        for name, choices in segments.offered(panel).items()
    )


def mails(panel: Panel) -> tuple[Mail, ...]:
    """Every mail that this voice may get, those of open results last, with links that lead nowhere yet."""
    language = panel.survey.language
    later = tuple(
        mail(name, str(name.label), language, message)
        for name, message in zip(AFTERWARDS, emails.afterwards_previews(panel), strict=False)
    )
    if panel.way == Way.LINK:
        subject, _line, text = emails.link_words(
            panel, emails.site_address("answer", emails.SAMPLE)
        ).partition("\n\n")
        passed_on = Mail("link", _("What is passed on with the link"), language, "", "", subject, text)
        own = _("The mail with a link of one’s own")
        return (
            passed_on,
            *(mail("own", own, language, message) for message in emails.previews(panel)),
            *later,
        )
    names = (Letter.INVITATION, *REMINDERS)
    until_the_close = tuple(
        mail(name, str(name.label), language, message)
        for name, message in zip(names, emails.previews(panel), strict=False)
    )
    return until_the_close + later


def mail(key: str, name: str, language: str, message: EmailMessage) -> Mail:
    return Mail(
        str(key),
        name,
        language,
        emails.readable(message.from_email),
        ", ".join(message.reply_to),
        str(message.subject),
        str(message.body),
    )


def settings_of(panel: Panel) -> tuple[Setting, ...]:
    """How the voice is asked, from how many answers on results open, and who sees what."""
    length = emails.length_of(panel)
    found = [
        (_("Who is asked"), _("Peers") if panel.voice == Voice.PEER else _("Team")),
        (_("How they are asked"), way_of(panel)),
        (_("How much"), _("%(practices)d practices, about %(minutes)d minutes") % length),
        (_("Smallest group"), smallest(panel)),
        *((_("What is known of each"), known) for known in known_of_each(panel)),
        (
            _("What %(asker)s sees meanwhile") % {"asker": panel.survey.asker or _("whoever asks")},
            meanwhile(panel),
        ),
        (_("What is shown afterwards"), promise.small_groups(panel, panel.survey.asker).rest),
        (_("What is kept for how long"), promise.how_long_told(panel).rest),
    ]
    if panel.way == Way.LIST:
        found += [(_("Reminders"), reminders()), (_("Mails afterwards"), afterwards(panel))]
    return tuple(Setting(name, value) for name, value in found)


def way_of(panel: Panel) -> str:
    if panel.way == Way.LIST:
        return _("By a list of addresses; each gets links of their own.")
    said = [_("By one link for everybody.")]
    if panel.access_code:
        said.append(_("It asks for a code."))
    if panel.mail_domain:
        said.append(
            _("Each has a link of their own mailed to an address at %(domain)s.")
            % {"domain": panel.mail_domain}
        )
    if panel.answers_at_most:
        said.append(_("It takes %(n)d answers at most.") % {"n": panel.answers_at_most})
    return " ".join(said)


def smallest(panel: Panel) -> str:
    return _("Results open from %(n)d answers; nothing is shown of fewer people.") % {"n": panel.smallest}


def known_of_each(panel: Panel) -> list[str]:
    """What comes with the list, with the reasons; labels are not told: they say who works there."""
    if panel.way != Way.LIST or panel.voice != Voice.TEAM:
        return []
    asked = segments.questions("")
    said = [f"{asked[name].short}: {asked[name].reason}" for name in SEGMENTS if panel.segments.get(name)]
    return [" ".join(said) or _("Nothing but the address.")]


def reminders() -> str:
    return _(
        "%(n)d at most, at least three days apart, and none to anybody who has answered, declined or asked "
        "for none."
    ) % {"n": REMINDERS_AT_MOST}


def meanwhile(panel: Panel) -> str:
    """What whoever asks is told before results open."""
    said = _("How many have answered, never who, and no results.")
    if panel.way == Way.LIST and panel.voice == Voice.TEAM and panel.segments.get("department"):
        return " ".join([said, _("Of departments of ten or more, how many at least, in steps of five.")])
    return said


def afterwards(panel: Panel) -> str:
    return _(
        "One when results open, and one when %(asker)s says what was heard, to everybody asked, whether they "
        "answered or not, except who declined or wanted no more. What they say isn’t known before."
    ) % {"asker": panel.survey.asker or _("whoever asks")}
