"""The launch pack: all that is asked, told and promised, and a version that says when it changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from surveys import emails, notices, packs, promise
from surveys.actions import foreseeing, inviting, planning, reviewers
from surveys.choices import REMINDERS_AT_MOST, Form, Voice, Way
from surveys.models import Panel, Survey
from tests import voices
from tests.factories import CORE
from tests.reviews import ask_for_sign_off, version

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TWO_DEPARTMENTS = [*voices.people(8, "Sales", name="zora"), *voices.people(8, "Kitchen", name="kim")]


@pytest.fixture
def panel(survey: Survey) -> Panel:
    return voices.prepared(survey, Voice.TEAM, TWO_DEPARTMENTS)


def test_it_holds_the_very_sentences_of_promise_notice_and_mail(panel: Panel) -> None:
    foreseen = voices.fresh(panel)
    foreseeing.foresee(foreseen)
    pack = reviewers.pack_of(panel)
    assert list(pack.promise) == promise.points(foreseen)
    assert list(pack.notice) == notices.points(foreseen)
    mails = [*emails.previews(foreseen), *emails.afterwards_previews(foreseen)]
    assert len(mails) == 5
    assert [mail.text for mail in pack.mails] == [mail.body for mail in mails]
    assert [mail.subject for mail in pack.mails] == [mail.subject for mail in mails]
    told = voices.EXECUTIVE
    assert [mail.reply_to for mail in pack.mails] == [told, "", "", "", ""]  # replies are for the first
    for point in pack.promise:
        assert f"{point.head} {point.rest}" in pack.mails[0].text
    assert f"{pack.notice[0].head} {pack.notice[0].rest}" in pack.mails[0].text


def test_it_holds_every_question_as_the_voice_is_asked(panel: Panel) -> None:
    pack = reviewers.pack_of(panel)
    practices = [practice for category in pack.categories for practice in category.practices]
    assert tuple(practice.code for practice in practices) == CORE
    assert all(len(practice.levels) == 5 for practice in practices)
    peers = reviewers.pack_of(voices.prepared(panel.survey, Voice.PEER, 6))
    theirs = [practice for category in peers.categories for practice in category.practices]
    assert [one.question for one in theirs] != [one.question for one in practices]
    assert peers.about_you == ()
    assert [one.text for one in pack.about_you] == ["Where do you mostly meet customers?"]
    assert not any(sign in practice.question for practice in practices for sign in "{}")  # places are filled


def test_a_link_s_pack_asks_about_people_with_reasons_and_holds_what_is_passed_on(survey: Survey) -> None:
    by = voices.executive_of(survey)
    panel = inviting.prepare(survey=survey, voice=Voice.TEAM, way=Way.LINK, told=voices.told(), by=by,
                             head_count=30, segments={"department": ["Sales", "Kitchen"]})  # fmt: skip
    pack = reviewers.pack_of(panel)
    department = pack.about_you[1]
    assert (department.reason, department.options) == (
        "Departments may see different things.",
        ("Sales", "Kitchen"),
    )
    assert pack.mails[0].subject == "How close is Lindenhof Hotels to its customers?"
    assert emails.SAMPLE in pack.mails[0].text


def test_it_tells_no_address_no_label_and_no_count(survey: Survey) -> None:
    pack = reviewers.pack_of(voices.by_list(survey, Voice.TEAM, TWO_DEPARTMENTS))
    whole = str(asdict(pack))
    assert "zora" not in whole
    assert "Sales" not in whole
    assert "Department: Departments may see different things." in whole


def test_looking_changes_nothing(panel: Panel) -> None:
    before = version(panel)
    mine = voices.fresh(panel)
    assert {reviewers.pack_of(mine).version for _ in range(3)} == {before}
    assert mine.classes == []
    assert mine.segments == {}


def test_sending_and_a_later_date_leave_the_version(panel: Panel) -> None:
    before = version(panel)
    inviting.send(panel=panel, by=voices.executive_of(panel.survey))
    assert version(panel) == before
    later = timezone.localdate() + timedelta(days=40)
    inviting.extend(panel=voices.fresh(panel), closes_on=later, by=voices.executive_of(panel.survey))
    assert version(panel) == before
    assert (
        reviewers.pack_of(voices.fresh(panel)).closing in reviewers.pack_of(voices.fresh(panel)).mails[0].text
    )


def test_people_of_the_same_kinds_leave_the_version(panel: Panel) -> None:
    by = voices.executive_of(panel.survey)
    inviting.send(panel=panel, by=by)
    before = version(panel)
    inviting.put_list(panel=voices.fresh(panel), rows=voices.people(7, "Service", name="cook"), by=by)
    assert version(panel) == before


CHANGES: dict[str, Callable[[Panel], object]] = {
    "a word of the mail": lambda panel: Survey.objects.update(asker="Omar Said"),
    "the word for customers": lambda panel: Survey.objects.update(customers="guests"),
    "the contact": lambda panel: Panel.objects.update(contact="omar@example.com"),
    "the notice": lambda panel: ask_for_sign_off(panel.survey, purpose="To learn"),
    "the smallest group": lambda panel: Panel.objects.update(threshold=7),
    "the form": lambda panel: Panel.objects.update(form=Form.FULL),
    "how long answers are kept": lambda panel: Panel.objects.update(answer_months=12),
    "what comes with the list": lambda panel: inviting.put_list(
        panel=panel, rows=voices.people(16), by=voices.executive_of(panel.survey)
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_anything_else_changes_the_version(panel: Panel, what: str) -> None:
    before = version(panel)
    CHANGES[what](panel)
    assert version(panel) != before
    assert len(before) == 16


def test_whoever_reads_in_another_language_reads_the_same_version_and_mails(panel: Panel) -> None:
    english = reviewers.pack_of(panel)
    with translation.override("de"):
        german = reviewers.pack_of(panel)
    assert (german.version, german.mails[0].text) == (english.version, english.mails[0].text)
    assert (german.language, english.language) == ("de", "en")
    assert german.categories[0].practices[0].question != english.categories[0].practices[0].question
    assert german.notice[0] != english.notice[0]


def test_what_it_says_of_reminders_is_what_is_done(panel: Panel) -> None:
    said = next(one.value for one in reviewers.pack_of(panel).settings if one.name == "Reminders")
    assert said.startswith(f"{REMINDERS_AT_MOST} at most, at least three days apart")
    assert timedelta(days=3) == planning.APART


def test_the_mails_once_results_are_open_have_places_for_what_nobody_knows_yet(panel: Panel) -> None:
    opened, told = reviewers.pack_of(panel).mails[-2:]
    assert (opened.name, told.name) == ("Results are open", "What was heard")
    assert "By [30 days after results open] at the latest, Jana Berg says on that page" in opened.text
    assert "What was heard\n[What was heard will stand here.]" in told.text
    assert "What happens by when\n[What happens by when will stand here.]" in told.text


def test_whom_nobody_can_write_to_gets_no_mail_afterwards(survey: Survey) -> None:
    by = voices.executive_of(survey)
    link = inviting.prepare(
        survey=survey, voice=Voice.TEAM, way=Way.LINK, told=voices.told(), by=by, head_count=20
    )
    assert [mail.key for mail in reviewers.pack_of(link).mails] == ["link"]


def test_each_part_has_a_hash_and_another_voice_s_way_names_a_mail_that_goes(panel: Panel) -> None:
    before = reviewers.pack_of(panel)
    assert list(before.parts) == [
        "settings", "promise", "notice", "mail:invitation", "mail:reminder", "mail:last_reminder",
        "mail:opened", "mail:told", "questions",
    ]  # fmt: skip
    assert packs.changed_since(before.parts, before) == []
    assert packs.changed_since({**before.parts, "mail:link": "1"}, before) == [
        "A mail that isn’t sent any more"
    ]
    Survey.objects.update(customers="guests")
    after = reviewers.pack_of(voices.fresh(panel))
    assert packs.changed_since(before.parts, after) == [
        "The mail “Invitation”",
        "The mail “Reminder”",
        "The mail “Last reminder, before the close”",
        "The mail “Results are open”",
        "The mail “What was heard”",
        "The questions",
    ]


@pytest.mark.django_db
def test_an_access_code_is_no_part_of_the_pack_and_a_new_one_unsigns_nothing() -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM, 20)
    Panel.objects.update(access_code="472 915")
    first = packs.pack_of(voices.fresh(panel))
    Panel.objects.update(access_code="888 412")
    second = packs.pack_of(voices.fresh(panel))
    assert first.version == second.version
    assert "472 915" not in str(first)
    assert "472915" not in str(first)
    assert "It asks for a code" in str(first)
    assert "The page asks for a code that you get separately." in str(first)
    Panel.objects.update(access_code="")
    assert packs.pack_of(voices.fresh(panel)).version != first.version
