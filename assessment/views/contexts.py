"""What the result pages print, as plain values: templates don't decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.analysis.constants import SPREAD_FROM
from assessment.views import shown
from surveys import participation, waiting
from surveys.actions import inviting
from surveys.choices import DEEPER, GROUPS, Form, Voice
from surveys.instruments import of_survey

if TYPE_CHECKING:
    from assessment.rows import Report, Split, VoiceView
    from assessment.views.reports import Seen


def first_voice(report: Report) -> str:
    """The page that opens first: the own one, else the team's or the peers' once they are open."""
    own = [view.voice for view in report.views if view.own]
    opened = [view.voice for view in report.views if view.state == "open" and not view.own]
    if report.yours and own:
        return own[0]
    return next((voice for voice in reversed(GROUPS) if voice in opened), (own or [Voice.TEAM])[0])


def address_of(code: UUID, voice: str) -> str:
    return (
        reverse("result", args=[code]) if voice == Voice.EXECUTIVE else reverse("result", args=[code, voice])
    )


def shared(report: Report, view: VoiceView, found: Seen, page: str = "") -> dict[str, Any]:
    """What every page of a report has: heading, tabs, the pages behind the team's, ways out."""
    from assessment import findings

    survey = found.survey
    return {
        "code": survey.code,
        "pages": shown.pages(survey.code, view, page) if view.voice == Voice.TEAM else [],
        "team_url": reverse("result", args=[survey.code, Voice.TEAM]),
        "files_url": reverse("files", args=[survey.code]),
        "board_url": reverse("board", args=[survey.code]),
        "debrief_url": reverse("debrief", args=[survey.code]),
        "report": report,
        "view": view,
        "yours": found.is_yours,
        "clients_url": reverse("clients") if found.share is not None else "",
        "import_url": import_url(found),
        "heading": view.finding if view.own else findings.heading(view),
        "tabs": [
            {
                "name": tab_name(other),
                "state": _("not asked") if other.state == "not_asked" and not other.own else "",
                "url": address_of(survey.code, other.voice)
                if other.voice != Voice.EXECUTIVE or found.is_yours
                else reverse("result", args=[survey.code, Voice.EXECUTIVE]),
                "current": other.voice == view.voice,
            }
            for other in report.views
        ],
        "owned": survey.executive_id is not None,
        "keep_url": reverse("keep", args=[survey.code]),
        "csv_url": reverse("result-file", args=[survey.code, "csv"]),
        "json_url": reverse("result-file", args=[survey.code, "json"]),
        "has_own": any(other.own for other in report.views),
    }


def of_the_whole(report: Report, found: Seen) -> dict[str, Any]:
    """The same of a page that is about all voices: none of their tabs is its own."""
    from assessment import story

    context = shared(report, story.leading(report), found)
    tabs = [tab | {"current": False} for tab in context["tabs"]]
    return context | {"tabs": tabs, "pages": []}


def import_url(found: Seen) -> str:
    """To what was imported into this round, for its owner and for a consultant; from there back to it."""
    survey = found.survey
    if survey.earlier_of is not None:
        return reverse("import-round", args=[survey.earlier_of.code, survey.code])
    return reverse("import", args=[survey.code]) if survey.executive_id is not None else ""


def tab_name(view: VoiceView) -> str:
    """ "Peers, 4 of 6": whose view, and how far it is."""
    if view.own or view.state == "not_asked":
        return view.name
    if view.state == "open" or not view.asked:
        return f"{view.name}, {view.answered}"
    return _("%(voice)s, %(n)d of %(asked)d") % {"voice": view.name, "n": view.answered, "asked": view.asked}


def own_page(report: Report, view: VoiceView, found: Seen) -> dict[str, Any]:
    """The executive's own result."""
    from assessment import pictures, wording

    survey, draft = found.survey, found.draft
    assert view.overall is not None
    question, answer = wording.is_it_good(view.overall, of_survey(survey))
    opened = any(other.state == "open" for other in report.views if not other.own)
    context = shared(report, view, found) | {
        "wide": pictures.planogram_svg(report, view, "wide"),
        "phone": pictures.planogram_svg(report, view, "phone"),
        "good_question": question,
        "good_answer": answer,
        "levels": of_survey(survey).levels,
        "locked": opened,
        "svg_url": reverse("result-picture", args=[survey.code, "wide", "svg"]),
        "png_url": reverse("result-picture", args=[survey.code, "wide", "png"]),
        "next": next_step(report, found) if found.is_yours else {},
    }
    if draft is None:
        return context
    return context | {
        "changed": draft.finished_at is not None and draft.saved_at > draft.finished_at and not opened,
        "check_url": reverse("check", args=[survey.code, draft.code]),
        "leave_url": reverse("leave", args=[survey.code, draft.code]),
        "deeper_url": "" if view.deeper or opened else reverse("deeper", args=[survey.code, draft.code]),
        "deeper_begun": draft.form == Form.FULL,
        "deeper_count": len(of_survey(survey).of_form(DEEPER)),
    }


def next_step(report: Report, found: Seen) -> dict[str, str]:
    """The one thing to do next: ask peers, then the team, then show it, to a board once there are results."""
    ask = reverse("ask", args=[found.survey.code])
    states = {view.voice: view.state for view in report.views if not view.own}
    if states.get(Voice.PEER) == "not_asked":
        return {"url": ask, "words": _("Ask your peers")}
    if states.get(Voice.TEAM) == "not_asked":
        return {"url": ask, "words": _("Ask your team")}
    if "open" in states.values():
        return {"url": reverse("board", args=[found.survey.code]), "words": _("The page for the board")}
    return {"url": reverse("share", args=[found.survey.code]), "words": _("Share with a consultant")}


# --- a group's page -----------------------------------------------------------------------------------------


def group_page(report: Report, view: VoiceView, found: Seen) -> dict[str, Any]:
    from assessment import findings

    code = found.survey.code
    context = shared(report, view, found) | {
        "dateline": findings.dateline(view),
        "next": next_step(report, found) if found.is_yours else {},
        "ask_url": ask_url(found, view.voice),
        "sent_url": reverse("ask-sent", args=[code, view.voice]),
        "extend_url": extend_url(found, view),
        "open_url": reverse("open-results", args=[code, view.voice]),
        "check_url": reverse("check", args=[code, found.draft.code]) if found.draft is not None else "",
        "group_name": findings.group_name(view.voice, yours=report.yours),
        "squares": squares(view),
        "operator": settings.OPERATOR,
        "waiting_for": max(0, (view.asked or 0) - (view.answered or 0)),
    }
    if view.state != "open":
        return context | before_opening(view, found)
    return context | open_page(report, view, found)


def extend_url(found: Seen, view: VoiceView) -> str:
    """Where whoever asked leaves the voice open for longer; "" where that can't be any more."""
    if found.is_yours and view.state == "too_few":
        panel = found.survey.panels.get(voice=view.voice)
        if inviting.addresses_are_gone(panel):
            return ""
    return reverse("ask-extend", args=[found.survey.code, view.voice])


def before_opening(view: VoiceView, found: Seen) -> dict[str, Any]:
    """What whoever asked may know meanwhile: how far the answers will carry, and where they come from."""
    if not found.is_yours:
        return {}
    from assessment import outlook

    told: dict[str, Any] = {"planner": outlook.planner(view)}
    if view.answered and not told["planner"]:
        return told
    panel = found.survey.panels.filter(voice=view.voice).first()
    if panel is None:
        return told
    told["starts"] = panel.starts_on if waiting.asks_nobody_yet(panel) else None
    if told["planner"]:
        told["shares"] = participation.by_department(panel)
        told["shares_over"] = participation.is_over(panel)
    return told


def ask_url(found: Seen, voice: str) -> str:
    """To the addresses of a voice; whoever hasn't kept the result yet keeps it on the way there."""
    if found.survey.executive_id is None:
        return f"{reverse('keep', args=[found.survey.code])}?ask={voice}"
    return reverse("ask-voice", args=[found.survey.code, voice])


def squares(view: VoiceView) -> list[bool]:
    """A square for each person asked, filled for each who has answered; none where they are too many."""
    if not view.asked or view.asked > 12 or view.by_link:
        return []
    return [at < (view.answered or 0) for at in range(view.asked)]


def open_page(report: Report, view: VoiceView, found: Seen) -> dict[str, Any]:
    """The pictures and tables of a voice whose results are open."""
    from assessment import care, exhibits, findings, narrative, statements

    survey, code = found.survey, found.survey.code
    keys = ("planogram",) if view.coarse else ("planogram", "gaps")
    made = [exhibits.exhibit(report, view, key) for key in keys]
    context: dict[str, Any] = {
        "own": report.view(Voice.EXECUTIVE),
        "whose_own": _("yours") if report.yours else _("the executive’s"),
        "notes": list(filter(None, (findings.indication(view), findings.left_out(view)))),
        "exhibits": [
            shown.exhibit(code, one, table=one.key != "planogram") for one in made if one is not None
        ],
        "steps": shown.steps(code, view.steps),
        "grouped": narrative.in_words(report, view),
        "practices": shown.practices(code, view),
        "voices_url": reverse("voices", args=[code]) if len(report.compared) else "",
    }
    if view.coarse:
        return context
    return context | {
        "carried": statements.carried(view),
        "care": [] if report.yours else care.sentences(view),
        "few": (view.used or 0) < SPREAD_FROM,
        "appendix_url": reverse("appendix", args=[code]) if view.appendix else "",
        "compare_url": reverse("compare", args=[code]) if found.is_yours and survey.executive_id else "",
        "compares": survey.organisation.compares,
    }


def name_of(split: Split) -> str:
    return " × ".join(split.names)


def link_to(code: UUID, one: Split, current: Split) -> dict[str, Any]:
    return {
        "name": name_of(one),
        "url": reverse("result-parts", args=[code, one.key]),
        "current": one is current,
    }


def parts_page(report: Report, view: VoiceView, split: Split, found: Seen, part: str) -> dict[str, Any]:
    """One table of the team's parts, and the picture of it where it is by one dimension."""
    from assessment import comparisons, findings
    from assessment.exhibits import PARTS, exhibit

    code = found.survey.code
    made = exhibit(report, view, PARTS + split.key)
    assert made is not None
    context = shared(report, view, found, page="parts") | {
        "heading": split.finding,
        "dateline": findings.dateline(view),
        "split": split,
        "name": name_of(split),
        "splits": [link_to(code, one, split) for one in view.splits if len(one.by) == 1],
        "crossed": [link_to(code, one, split) for one in view.splits if len(one.by) > 1],
        "hidden_words": comparisons.hidden_words(split),
        "shown": shown.exhibit(code, made),
    }
    if len(split.by) == 1 and split.shown:
        context |= shown.one_part(code, report, view, split, part)
    return context
