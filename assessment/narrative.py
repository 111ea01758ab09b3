"""What a voice says, in words: headings and sentences, agreement first, each only where its numbers carry it.

What `statements.carried` says of how far the answers carry is not said again here.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from assessment import beside
from assessment.analysis.constants import FEW_ANSWERED, SPREAD_FROM
from assessment.between_voices import agreement, differences, voice_name
from assessment.findings import print_level, share_of
from assessment.front_line import front_line
from assessment.observations import holding_back, sight, start, strengths, two_camps
from assessment.rows import Change, Moment, Report, ScoreRow, Since, Trend, VoiceView
from assessment.statements import NAMED_AT_MOST
from assessment.wording import answered_of, levels, number, plus_minus, quoted
from surveys.choices import Voice

WHOLE = ""
Section = tuple[str, list[str]]


def in_words(report: Report, view: VoiceView) -> list[Section]:
    """The whole narrative: sentences under short headings, empty ones left out; never nothing at all."""
    if view.state != "open":
        return [(_("In words"), [_("There are no results yet to put into words.")])]
    sections = [
        (_("The whole"), [*one(headline(report, view)), *category_lines(view)]),
        (_("Where the voices agree"), agreement(report)),
        (_("Where they differ"), differences(report)),
        (_("Two camps"), two_camps(view)),
        (_("What can’t be seen"), sight(view)),
        (
            _("What stands well, and what could give way"),
            [*strengths(view, disputed(report)), *holding_back(view)],
        ),
        (_("What people would start with"), one(start(view))),
        (_("Those who meet customers"), front_line(view)),
        (_("What has changed"), since_lines(view)),
    ]
    found = [(heading, sentences) for heading, sentences in sections if sentences]
    if not found:
        found = [(_("In words"), [_("Too little can be shown to put it into words.")])]
    reading = caution(view)
    return [*found, (_("How to read it"), [reading])] if reading else found


def disputed(report: Report) -> set[str]:
    """The practices that voices clearly place apart."""
    return {row.code for row in report.compared if row.clear_team or row.clear_peers}


def one(sentence: str) -> list[str]:
    return [sentence] if sentence else []


# --- the whole --------------------------------------------------------------------------------------------


def headline(report: Report, view: VoiceView) -> str:
    """Where a voice places the organisation today and would like it to be; "" without an average."""
    overall = view.overall
    if overall is None or overall.today is None or overall.wanted is None:
        return ""
    who = voice_name(Voice.EXECUTIVE if view.own else view.voice, yours=report.yours)
    return headline_words(view, overall, yours=report.yours) % {
        "who": who,
        "organisation": report.organisation or organisation_of(report),
        "today": print_level(view, overall.today),
        "wanted": print_level(view, overall.wanted),
        "horizon": report.horizon,
    }


def organisation_of(report: Report) -> str:
    return _("your organisation") if report.yours else _("the organisation")


def headline_words(view: VoiceView, overall: ScoreRow, *, yours: bool) -> str:
    """The sentence, by how many speak and by what is wanted."""
    several = (view.own and yours) or (
        view.voice == Voice.PEER and not view.own
    )  # "you place", "peers place"
    if overall.gap == 0:
        return (
            _(
                "On the scale from 1 to 5, %(who)s place %(organisation)s at %(today)s today and would "
                "like it about there in %(horizon)s too."
            )
            if several
            else _(
                "On the scale from 1 to 5, %(who)s places %(organisation)s at %(today)s today and would "
                "like it about there in %(horizon)s too."
            )
        )
    return (
        _(
            "On the scale from 1 to 5, %(who)s place %(organisation)s at %(today)s today and would like it "
            "at %(wanted)s by %(horizon)s."
        )
        if several
        else _(
            "On the scale from 1 to 5, %(who)s places %(organisation)s at %(today)s today and would like it "
            "at %(wanted)s by %(horizon)s."
        )
    )


def category_lines(view: VoiceView) -> list[str]:
    """A sentence for each category that has averages. One person's own are written already."""
    if view.own:
        return list(view.sentences)
    return [category_line(view, score) for score in view.categories if score.gap is not None]


def category_line(view: VoiceView, score: ScoreRow) -> str:
    """Today, wanted, and the gap between the two as they are printed."""
    gap = score.gap or Decimal(0)
    words = {
        "category": score.name,
        "today": print_level(view, score.today),
        "wanted": print_level(view, score.wanted),
        "gap": how_wide(view, score),
    }
    if gap == 0:
        return _("%(category)s: %(today)s today, and about the same is wanted.") % words
    if gap < 0:
        return _("%(category)s: %(today)s today, %(wanted)s wanted, which is %(gap)s less.") % words
    return _("%(category)s: %(today)s today, %(wanted)s wanted, a gap of %(gap)s.") % words


def how_wide(view: VoiceView, score: ScoreRow) -> str:
    """ "1.3 levels (± 0.2)"; "about 1.5 levels" of peers, whose averages are coarse."""
    wide = levels(abs(score.gap or Decimal(0)))
    if view.coarse:
        return _("about %(levels)s") % {"levels": wide}
    if score.half_gap is None:
        return wide
    return _("%(levels)s (%(half)s)") % {"levels": wide, "half": plus_minus(score.half_gap)}


# --- what has changed -------------------------------------------------------------------------------------


def since_lines(view: VoiceView) -> list[str]:
    """What has clearly moved since earlier rounds: the whole and its categories, then practices."""
    said = []
    if view.trend is not None:
        said += moved_scores(view, view.trend)
    if view.since is not None:
        said += moved_practices(view, view.since)
    compared = (view.since is not None) or (view.trend is not None and bool(view.trend.moved))
    if said or not compared:
        return said
    if view.since is None:
        return [_("No clear change from round to round.")]
    return [_("No clear change from the round before (%(round)s).") % {"round": view.since.round}]


def moved_scores(view: VoiceView, trend: Trend) -> list[str]:
    names = {WHOLE: _("The whole")} | {score.code: quoted([score.name])[0] for score in view.categories}
    last = trend.rounds[-1]
    first = next(past for past in trend.rounds if past.asked_with == last.asked_with)
    return [
        moved_score(name, first.name, first.scores[code], last.scores[code])
        for code, name in names.items()
        if code in trend.moved and trend.moved[code].clear
    ]


def moved_score(name: str, when: str, then: Moment, now: Moment) -> str:
    return _("%(name)s moved from %(then)s (%(round)s) to %(now)s.") % {
        "name": name,
        "then": number(then.today),
        "round": when,
        "now": number(now.today),
    }


def moved_practices(view: VoiceView, since: Since) -> list[str]:
    rows = {row.code: row for row in view.practices if row.today is not None}
    clear = [change for change in since.changes if change.clear and change.code in rows]
    if len(clear) > NAMED_AT_MOST:
        return [beside.since_finding(since) + "."]
    return [
        moved_practice(rows[change.code].name, rows[change.code].wanted, change, since) for change in clear
    ]


def moved_practice(name: str, wanted: Decimal | None, change: Change, since: Since) -> str:
    """One practice that has moved, with what was wanted then and is now."""
    words = {
        "name": quoted([name])[0],
        "then": number(change.today_before),
        "round": since.round,
        "now": number(change.today_now),
        "wanted_then": number(change.wanted_before),
        "wanted_now": number(wanted),
    }
    if wanted is None:
        return _("%(name)s moved from %(then)s (%(round)s) to %(now)s.") % words
    if wanted == change.wanted_before:
        return (
            _("%(name)s moved from %(then)s (%(round)s) to %(now)s; wanted stays at %(wanted_now)s.") % words
        )
    return (
        _(
            "%(name)s moved from %(then)s (%(round)s) to %(now)s; "
            "wanted was %(wanted_then)s and is %(wanted_now)s now."
        )
        % words
    )


# --- how to read it ---------------------------------------------------------------------------------------


def caution(view: VoiceView) -> str:
    """Said where few people answered, or few of those asked as far as that is known."""
    if view.own or not view.answered:
        return ""
    few_of_them = bool(view.asked) and not view.by_link and view.answered < FEW_ANSWERED * (view.asked or 0)
    if view.answered >= SPREAD_FROM and not few_of_them:
        return ""
    return _("%(count)s: read this as voices, not as a measurement.") % {
        "count": answered_of(view) + share_of(view)
    }
