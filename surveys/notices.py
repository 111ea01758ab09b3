"""What people must be told whose data are used (Art. 14 GDPR: their addresses come from somebody else;
Art. 13 where they came by a link), in one place.

The page behind every link, the launch pack and its PDF say these lines. What an organisation left empty is
said by itself; how long data are kept and which rights people have follow from the panel and from the law.
They are frozen with the panel, like its promise.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from surveys import promise
from surveys.choices import SEGMENTS, Voice, Way
from surveys.models import Organisation, Panel
from surveys.promise import Point


def points(panel: Panel) -> list[Point]:
    """The notice of this panel: as it was frozen, or as it would be now."""
    return promise.read(panel.notice) if panel.notice else drafted(panel)


def frozen(panel: Panel) -> str:
    return promise.in_every_language(lambda: drafted(panel))


def voluntary() -> Point:
    """Also a line of its own beside Start."""
    return Point(_("Answering is voluntary."), _("Whether you answer or not, you have no disadvantage."))


def nobodys_conduct() -> Point:
    """What a works council asks first: whether it could watch over people's conduct or performance."""
    return Point(
        _("It measures how the organisation works,"),
        _("not what any one person does or how well. Closer shows nobody else what you answered, or when."),
    )


def drafted(panel: Panel) -> list[Point]:
    organisation = panel.survey.organisation
    said = {**usual(organisation, by_mail=panel.by_mail), **own_words(organisation)}
    contact = said["data_protection"] or panel.contact
    return [
        voluntary(),
        Point(_("Who is responsible:"), with_stop(said["controller"])),
        Point(_("What for:"), with_stop(said["purpose"])),
        nobodys_conduct(),
        Point(_("On what legal basis:"), with_stop(said["legal_basis"])),
        Point(_("Which data:"), which(panel)),
        source(panel, said["source"]),
        Point(_("Who receives them:"), with_stop(said["recipients"])),
        Point(_("For how long:"), promise.how_long_told(panel).rest),
        *kept_besides(panel),
        *rights(panel),
        Point(_("Questions about data protection:"), with_stop(contact)),
    ]


def usual(organisation: Organisation, *, by_mail: bool = True) -> dict[str, str]:
    """What stands where an organisation has said nothing of its own, by column.

    Where nobody is mailed, no mail service receives anything.
    """
    name = organisation.name or _("The organisation that asks")
    recipients = (
        _(
            "%(operator)s, who runs this server, and the mail services on the way. Whoever is shown the "
            "results gets no single answers"
        )
        if by_mail
        else _("%(operator)s, who runs this server. Whoever is shown the results gets no single answers")
    )
    return {
        "controller": name,
        "purpose": _(
            "To learn how close %(organisation)s is to its customers and how close it should be, and to "
            "decide what to change first"
        )
        % {"organisation": organisation.name or _("the organisation")},
        "legal_basis": _(
            "Legitimate interest, Art. 6(1)(f) GDPR: learning from its own people how it serves its customers"
        ),
        "source": _("The organisation’s own list of addresses"),
        "recipients": recipients % {"operator": capfirst(settings.OPERATOR)},
        "data_protection": "",
    }


COLUMNS = ("controller", "purpose", "legal_basis", "source", "recipients", "data_protection")


def own_words(organisation: Organisation) -> dict[str, str]:
    return {name: words for name in COLUMNS if (words := getattr(organisation, name))}


def kept_besides(panel: Panel) -> list[Point]:
    """What stays although the address goes, and what is counted although nobody's answers are marked."""
    counted = Point(
        _("Counted for the whole group:"),
        _("how many finished unusually quickly or marked one level throughout. No answer is marked with it."),
    )
    if not panel.by_mail:
        return [counted]
    wish = Point(
        _("If you ask never to be asked again,"),
        _("a scrambled form of your address is kept for this organisation, so that your wish can be kept."),
    )
    return [wish, counted]


def which(panel: Panel) -> str:
    """The kinds of data, by the way in which the voice is asked."""
    answers = _(
        "Until you press Finish, a draft of your answers; after that your answers, without your name."
    )
    if panel.voice == Voice.TEAM:
        answers += " " + _("What you say about yourself, if you say anything.")
    if not panel.by_mail:
        return answers
    kinds = [str(promise.WORDS[name]) for name in SEGMENTS if panel.segments.get(name)]
    if kinds and panel.way == Way.LIST:
        of_you = _("Your e-mail address, your %(what)s, and whether you answered or said no.")
        return f"{of_you % {'what': promise.joined(kinds)}} {answers}"
    return " ".join([_("Your e-mail address, and whether you answered or said no."), answers])


def source(panel: Panel, said: str) -> Point:
    if panel.way == Way.LIST:
        return Point(_("Where your address comes from:"), with_stop(said))
    if panel.mail_domain:
        return Point(_("Where your address comes from:"), _("You typed it yourself, to be mailed a link."))
    return Point(_("Your address"), _("isn’t known here: you came by a link that was passed on to you."))


def rights(panel: Panel) -> list[Point]:
    """The rights that people have, and what of them can be kept when."""
    draft = (
        _("Until you press Finish, declining deletes your draft.")
        if panel.by_mail
        else _("Until you press Finish, a draft that you leave alone deletes itself.")
    )
    return [
        Point(
            _("Your rights:"),
            _(
                "You may ask to see what is known about you, have it corrected or deleted, have its use "
                "restricted, and object to it."
            )
            + " "
            + draft,
        ),
        Point(
            _("After Finish"),
            _(
                "nobody using Closer can tell which answers are yours. So they can’t be shown to you, "
                "corrected or deleted one by one (Art. 11 GDPR). Only your result code, if you keep it, "
                "opens your own picture."
            ),
        ),
        Point(_("No machine"), _("decides anything about you.")),
        Point(_("You may complain"), _("to a data-protection authority, where you live or where you work.")),
    ]


def with_stop(said: str) -> str:
    """What somebody typed as the end of a sentence."""
    return said if said.endswith((".", "!", "?")) else f"{said}."
