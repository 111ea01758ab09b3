"""What respondents are promised, in one place: the page, the mail and the preview say these lines.

They are frozen with the panel when its first invitation is sent or its link first shown, in every language
that this site speaks, because each reader chooses one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override, pgettext

from surveys import languages
from surveys.choices import Voice, Way
from surveys.models import Panel
from surveys.segments import may_be_split

LANGUAGE = re.compile(r"\[[a-z]{2,3}\]")  # over the points that were told in one


class Point(NamedTuple):
    """One promise: the words that stand out, and the rest of it."""

    head: str
    rest: str


def points(panel: Panel) -> list[Point]:
    """The promises of this panel: as they were frozen, or as they would be now."""
    return read(panel.promise) if panel.promise else drafted(panel)


def frozen(panel: Panel) -> str:
    return in_every_language(lambda: drafted(panel))


def in_every_language(write: Callable[[], list[Point]]) -> str:
    """What is kept of texts that must stay as they were told: a line "[de]", and under it the points."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(f"[{languages.short(code)}]\n{stored(write())}")
    return "\n".join(found)


def stored(points: list[Point]) -> str:
    """What is kept of points: a line for each, its two parts separated by a tab."""
    return "\n".join("\t".join(" ".join(part.split()) for part in point) for point in points)


def read(text: str) -> list[Point]:
    """The points as they were kept, in the language in force; in the first one where they lack that.

    What was kept before there was a second language has no heading.
    """
    blocks: dict[str, list[Point]] = {}
    heading = ""
    for line in text.split("\n"):
        if LANGUAGE.fullmatch(line):
            heading = line[1:-1]
        else:
            blocks.setdefault(heading, []).append(Point(*line.split("\t", 1)))
    return blocks.get(languages.spoken()) or next(iter(blocks.values()))


def drafted(panel: Panel) -> list[Point]:
    if panel.survey.is_imported:
        return imported(panel)
    asker = panel.survey.asker or _("Whoever asked you")
    return [
        before_finish(panel),
        Point(
            _("Once you press Finish,"),
            _(
                "the tie is cut for good. Nobody using Closer can trace your answers to you, "
                "and you can’t change them."
            ),
        ),
        small_groups(panel, asker),
        *segments(panel),
        Point(_("Nobody is told"), _("whether you answered or declined.")),
        Point(
            _("%(operator)s runs this server.") % {"operator": capfirst(settings.OPERATOR)},
            _("Someone there who copies its files or records its traffic while you answer could learn more."),
        ),
        how_long(panel),
    ]


def imported(panel: Panel) -> list[Point]:
    """What stands for people who were promised something elsewhere."""
    assert panel.survey.answered_on is not None
    small = _(
        "Whoever is shown the results sees averages of %(n)d people or more, for departments too, and of "
        "everybody together, from ten on, how answers spread."
    )
    if panel.voice == Voice.PEER:
        small = _(
            "Whoever is shown them sees peers only together, from %(n)d answers, to the nearest half level."
        )
    said = [
        (
            _("These answers came from a file."),
            _("They were given elsewhere, in %(when)s. What people were told then isn’t known here."),
        ),
        (
            _("Whoever brought the file"),
            _(
                "could read each answer in it. Closer shows none of them but an executive’s, and doesn’t "
                "store who gave it."
            ),
        ),
        (_("Small groups stay hidden."), small),
        (
            _("%(operator)s runs this server."),
            _("Someone there who copies its files could read the answers."),
        ),
        (
            _("Nothing is kept for ever."),
            _("Answers go %(months)d months after results open, or after %(days)d days if they don’t."),
        ),
    ]
    numbers = {
        "when": formats.date_format(panel.survey.answered_on, "YEAR_MONTH_FORMAT"),
        "n": panel.smallest,
        "operator": capfirst(settings.OPERATOR),
        "days": settings.UNOPENED_IMPORT_DAYS,
        "months": panel.answer_months,
    }
    return [Point(head % numbers, rest % numbers) for head, rest in said]


def before_finish(panel: Panel) -> Point:
    head = _("Until you press Finish,")
    if panel.by_mail:
        return Point(
            head,
            _(
                "your draft is tied to your link. Anyone who can read your mail could open that link; what "
                "you’ve answered opens on another device only with a code that you’re shown."
            ),
        )
    return Point(
        head,
        _("your draft is open to this browser, and to whoever has the link that you’re given to continue."),
    )


def small_groups(panel: Panel, asker: str) -> Point:
    head = _("Small groups stay hidden.")
    numbers = {"asker": asker, "n": panel.smallest}
    if panel.voice == Voice.PEER:
        return Point(
            head,
            _(
                "%(asker)s, and whoever is shown the results, see peers only together, from %(n)d answers, "
                "to the nearest half level."
            )
            % numbers,
        )
    return Point(
        head,
        _(
            "%(asker)s, and whoever is shown the results, see averages of %(n)d people or more, for "
            "departments too, and of everybody together, from ten on, how answers spread; never single "
            "answers."
        )
        % numbers,
    )


def segments(panel: Panel) -> list[Point]:
    """What is known of a member of the team besides the answers."""
    chosen = Point(_("Whoever asks chose the addresses,"), _("and could have made some of them up."))
    if panel.way == Way.LINK:
        if panel.voice != Voice.TEAM or not may_be_split(panel):
            return who_can_answer(panel)
        return [
            *who_can_answer(panel),
            Point(
                pgettext("a sentence goes on", "What you say about yourself"),
                _(
                    "is voluntary. It counts in groups of %(n)d people or more, and your answers keep none "
                    "of it once results are open."
                )
                % {"n": panel.threshold},
            ),
        ]
    named = [str(word) for name, word in WORDS.items() if panel.segments.get(name)]
    if panel.voice != Voice.TEAM or not named:
        return [chosen]
    rest = _(
        "came with the list of addresses. Of it, your answers keep only what at least %(n)d people asked "
        "have in common, and nothing once results are open."
    )
    return [chosen, Point(_("Your %(what)s") % {"what": joined(named)}, rest % {"n": panel.threshold})]


def who_can_answer(panel: Panel) -> list[Point]:
    """Who else may answer by the open link, and how often."""
    if panel.mail_domain:
        here = {"domain": panel.mail_domain}
        return [
            Point(
                _("Whoever has an address at %(domain)s can answer once for each,") % here,
                _("whoever asks too. Whoever runs its mail could make addresses up."),
            ),
            Point(
                _("Your address"),
                _(
                    "is kept so that it gets a link of its own, answers once, and hears when results open. "
                    "Nobody using Closer sees it."
                ),
            ),
        ]
    if panel.access_code:
        return [Point(_("Anyone with the link and its code can answer,"), _("whoever sent it to you too."))]
    return [Point(_("Anyone with the link can answer,"), _("whoever sent it to you too."))]


WORDS = {
    "department": gettext_lazy("department"),
    "region": gettext_lazy("region"),
    "level": gettext_lazy("level"),
}


def joined(words: list[str]) -> str:
    """ "department, region and level"."""
    return (
        words[0]
        if len(words) == 1
        else _("%(all)s and %(last)s") % {"all": ", ".join(words[:-1]), "last": words[-1]}
    )


def how_long_told(panel: Panel) -> Point:
    """When address, draft and answers go, as it was frozen or would be now: the last of the promises."""
    return points(panel)[-1]


def how_long(panel: Panel) -> Point:
    """When address, draft and answers go; `purging` counts from the same days."""
    days = ngettext("%(n)d day", "%(n)d days", panel.address_days) % {"n": panel.address_days}
    draft = ngettext("%(n)d day", "%(n)d days", panel.draft_days) % {"n": panel.draft_days}
    numbers = {"days": days, "draft": draft, "months": panel.answer_months}
    head = _("Nothing is kept for ever.")
    if not panel.by_mail:
        return Point(
            head,
            _(
                "Answers go %(months)d months after results open, or after the closing date if they never "
                "do. A draft you don’t finish goes when results open, at the latest %(draft)s after its "
                "last save."
            )
            % numbers,
        )
    return Point(
        head,
        _(
            "Your address goes %(days)s after results open, answers %(months)d months after results open. "
            "If they never do, both count from the closing date. A draft you don’t finish goes when results "
            "open, at the latest %(draft)s after its last save."
        )
        % numbers,
    )


def closing(panel: Panel) -> str:
    """The closing date as it is read; "" without one."""
    return formats.date_format(panel.closes_on) if panel.closes_on else ""
