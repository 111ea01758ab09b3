"""What the answering pages show, as plain objects: templates print it, they don't decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from surveys import emails, segments, sheets
from surveys.actions.responses import is_complete
from surveys.choices import ABOUT, CHECK, DEEPER, FIRST, Form, Reason, Voice
from surveys.instruments import of_survey, practice_ids, words_of
from surveys.models import Draft, DraftAnswer, Panel, Survey
from surveys.questionnaires.texts import Instrument, Practice

Answers = Mapping[str, DraftAnswer]


@dataclass(frozen=True)
class Rail:
    """One rail as it stands: a level's digit, a reason's code or nothing."""

    value: str = ""
    error: str = ""


@dataclass(frozen=True)
class Problem:
    message: str
    anchor: str


@dataclass(frozen=True)
class Progress:
    name: str
    done: int
    total: int
    is_current: bool


@dataclass(frozen=True)
class LevelCard:
    number: int
    name: str
    text: str


@dataclass(frozen=True)
class Asked:
    """One practice in the organisation's own words."""

    code: str
    name: str
    question: str
    hint: str
    levels: Sequence[LevelCard] = field(default_factory=tuple)


def answers_of(draft: Draft) -> Answers:
    """Practice code → saved answer. One statement for the executive's, none for anybody else's."""
    codes = {pk: code for code, pk in practice_ids(draft.survey.questionnaire_id).items()}
    return {codes[pk]: answer for pk, answer in sheets.answers_of(draft).items()}


def side_value(level: int | None, reason: str) -> str:
    return str(level) if level else reason


def is_done(answer: DraftAnswer | None) -> bool:
    """Whether both sides hold something."""
    return answer is not None and is_complete(answer)


def is_not_applicable(answer: DraftAnswer | None) -> bool:
    return answer is not None and answer.current_reason == Reason.NOT_APPLICABLE


def asked(survey: Survey, practice: Practice, voice: str) -> Asked:
    """The practice as this voice is asked it."""
    instrument, fill = of_survey(survey), words_of(survey).fill
    return Asked(
        code=practice.code,
        name=practice.name,
        question=fill(practice.lead_in[voice]),
        hint=fill(practice.hint.get(voice, "")),
        levels=[
            LevelCard(level.number, level.name, fill(practice.level_text(level.number)))
            for level in instrument.levels
        ],
    )


def opener(instrument: Instrument, practice: Practice) -> str:
    """The line that introduces a category, on its first practice of a stage."""
    stage = instrument.of_form(stage_of(practice))
    if practice != next(other for other in stage if other.category == practice.category):
        return ""
    category = instrument.category(practice.category)
    return category.opener if practice.core else category.deeper_opener


def stage_of(practice: Practice) -> str:
    return Form.CORE if practice.core else DEEPER


def progress(instrument: Instrument, practice: Practice, answers: Answers) -> list[Progress]:
    """How far each category is, in the stage this practice belongs to."""
    stage = instrument.of_form(stage_of(practice))
    rows = []
    for category in instrument.categories:
        codes = [other.code for other in stage if other.category == category.code]
        done = sum(is_done(answers.get(code)) for code in codes)
        rows.append(Progress(category.name, done, len(codes), category.code == practice.category))
    return rows


def place_after(instrument: Instrument, practice: Practice, draft: Draft) -> str:
    """Where Save and Skip lead: the next practice, then the picks (once, after the core), then the end."""
    stage = instrument.of_form(stage_of(practice))
    position = stage.index(practice)
    if position + 1 < len(stage):
        return stage[position + 1].code
    return FIRST if practice.core else place_at_the_end(draft)


def place_before(instrument: Instrument, practice: Practice, voice: str = Voice.EXECUTIVE) -> str:
    """Where Back leads; "" from the first practice of a stage, except for a group that is asked both."""
    stage = instrument.of_form(stage_of(practice))
    position = stage.index(practice)
    if position:
        return stage[position - 1].code
    return "" if practice.core or voice == Voice.EXECUTIVE else FIRST


def place_at_the_end(draft: Draft) -> str:
    """What follows when everything about the organisation is asked: only the team is asked about itself."""
    return ABOUT if is_asked_about_itself(draft) else CHECK


def is_asked_about_itself(draft: Draft) -> bool:
    return draft.panel is not None and bool(segments.offered(draft.panel))


def is_asked_everything(draft: Draft) -> bool:
    """Whether a group goes on to the deeper practices by itself; the executive decides after Finish."""
    return not draft.is_executive and draft.form == Form.FULL


def place_after_picks(draft: Draft) -> str:
    if is_asked_everything(draft):
        return of_survey(draft.survey).of_form(DEEPER)[0].code
    return place_at_the_end(draft)


def place_before_end(draft: Draft) -> str:
    """Where Back leads from the page after the last question about the organisation."""
    return of_survey(draft.survey).of_form(DEEPER)[-1].code if is_asked_everything(draft) else FIRST


def home(draft: Draft) -> str:
    """What the addresses of all of the draft's places begin with, of a dry run too."""
    if draft.is_trial:
        return reverse("try", kwargs={"code": draft.survey.code, "voice": draft.voice})
    return reverse("resume", kwargs={"survey": draft.survey.code, "draft": draft.code})


PLACES = {FIRST: "picks", ABOUT: "about", CHECK: "check"}


def address(draft: Draft, place: str) -> str:
    """The address of a place in the draft: a practice's code, FIRST, ABOUT or CHECK."""
    if draft.is_trial:
        return trial_address(draft, place)
    key = {"survey": draft.survey.code, "draft": draft.code}
    if place in PLACES:
        return reverse(PLACES[place], kwargs=key)
    return reverse("practice", kwargs={**key, "practice": place})


def trial_address(draft: Draft, place: str) -> str:
    """The same place in a dry run, whose addresses name no draft: there is none."""
    key = {"code": draft.survey.code, "voice": draft.voice, "place": place}
    return reverse("try-page", kwargs=key)


def resume_place(draft: Draft) -> str:
    """Where the draft was left: the page after the last save, or the first practice."""
    return draft.place or of_survey(draft.survey).of_form(Form.CORE)[0].code


def counted(draft: Draft, answers: Answers) -> tuple[int, int]:
    """How many practices of the person's form are done, of how many."""
    practices = of_survey(draft.survey).of_form(draft.form)
    return sum(is_done(answers.get(practice.code)) for practice in practices), len(practices)


def said(instrument: Instrument, level: int | None, reason: str) -> str:
    """One side in words: "2 Here and there", "Don’t know", or nothing where it is still open."""
    if level:
        return f"{level} {instrument.level(level).name}"
    words = {
        Reason.DONT_KNOW: _("Don’t know"),
        Reason.NO_VIEW: _("No view"),
        Reason.NOT_APPLICABLE: _("Does not apply"),
        Reason.SKIPPED: _("Skipped"),
    }
    return words[Reason(reason)] if reason else ""


def refused(cause: str) -> tuple[str, str]:
    """Heading and sentence for whoever can't go on; only "replaced" speaks of an account.

    Nobody but the executive ever has one here: peers and team are never told to sign in.
    """
    words = {
        "foreign": (
            _("This page isn’t open here"),
            _("This page opens only in the browser that started it, or with its link. Nothing was saved."),
        ),
        "replaced": (
            _("This link was replaced"),
            _("This link was replaced by an account. Sign in to go on. Nothing was saved."),
        ),
        "unreadable": (
            _("These answers can’t be opened any more"),
            _(
                "The key they were sealed with is gone from this server. Open the link in your mail again "
                "and start afresh."
            ),
        ),
        "renewed": (
            _("This link was replaced"),
            _("You were sent a newer link. Open the newest mail and go on from there. Nothing was saved."),
        ),
        "often": (
            _("Too many at once"),
            _("That was more than anybody types. Please wait a minute and try again."),
        ),
        "gone": (
            _("Nothing is open here any more"),
            _(
                "These answers are finished or were deleted, so there was nothing to change. "
                "If you were given a result code, it opens your own picture."
            ),
        ),
        "over": (
            _("This round has closed"),
            _("Nothing more is saved. Only answers that were finished by then count."),
        ),
        "full": (
            _("This link is used up"),
            _("It has brought as many answers as it was made for, so yours were not taken."),
        ),
        "locked": (
            _("Your answers are locked"),
            _("Your colleagues’ results are open, so your own answers can’t be changed any more."),
        ),
    }
    return words[cause]


def results_opened(panel: Panel) -> tuple[str, str]:
    """The same for whoever was in the middle of answering when results were opened.

    It fits those who had finished too: once a draft is gone, nobody can tell the two apart.
    """
    assert panel.opened_at is not None
    day = day_of(panel.opened_at)
    return _("Results are open"), _(
        "Results were opened on %(day)s. Answers that weren’t finished by then don’t count, and drafts of "
        "them are deleted. The link you were sent shows what came of it."
    ) % {"day": day}


def day_of(moment: datetime) -> str:
    """Its day here, as it is read."""
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


def contact_of(panel: Panel) -> dict[str, str]:
    """Whom to ask, and the address to write to where one is named."""
    return {"contact": panel.contact, "contact_address": emails.address_in(panel.contact)}
