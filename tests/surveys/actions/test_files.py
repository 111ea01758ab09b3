"""Files are asked for once, made once, seen by one reader, and gone when their time or right is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from pytest_django import Settings

from surveys import access
from surveys.actions import completing, files, importing, keeping, purging, sharing
from surveys.choices import Voice
from surveys.models import (
    Draft,
    FileContent,
    Panel,
    PreparedFile,
    Response,
    Share,
    SlideTemplate,
    Survey,
    TemplateContent,
    User,
)
from tests import imports, prepared, voices
from tests.assessment.surveyed import finished
from tests.factories import open_group
from tests.prepared import asked, done, failed, fresh, shared, slides
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
Counter = Callable[..., list[str]]


def left() -> int:
    """How many files there are; each has its content, and no content is without its file."""
    files_left = PreparedFile.objects.count()
    assert FileContent.objects.count() == files_left
    return files_left


# --- asking -------------------------------------------------------------------------------------------------


def test_what_is_asked_for_waits_and_is_empty(survey: Survey) -> None:
    with time_machine.travel("2027-03-01 10:00", tick=False):
        file = fresh(asked(survey, kind="board", own_marks=True))
        assert (file.state, file.step, file.of, file.tries) == ("waiting", 0, 0, 0)
        assert (file.kind, file.own_marks, file.language) == ("board", True, "en-gb")
        assert (file.share, file.asked_by, file.template) == (None, survey.executive, None)
        assert (file.asked_at, file.kept_until - file.asked_at) == (timezone.now(), 24 * HOUR)
        assert (bytes(file.content.data), file.size, file.made_at, file.begun_at) == (b"", 0, None, None)


def test_the_same_again_is_the_same_row_whether_it_waits_is_made_or_done(survey: Survey) -> None:
    file = asked(survey)
    assert asked(survey) == file
    files.begin(file_id=file.pk)
    assert asked(survey) == file
    files.keep(file_id=file.pk, content=b"x", fingerprint=file.fingerprint)
    with time_machine.travel(timezone.now() + 5 * HOUR, tick=False):
        assert asked(survey) == file
        assert fresh(file).kept_until == timezone.now() + 24 * HOUR
    assert (left(), fresh(file).state) == (1, "done")


def test_other_data_another_kind_or_another_reader_are_other_files(survey: Survey) -> None:
    share = shared(survey)
    made = [asked(survey), asked(survey, of="something else"), asked(survey, kind="board")]
    made.append(asked(survey, share))
    assert len({file.pk for file in made}) == left() == 4


def test_after_a_failure_the_same_is_asked_for_anew(survey: Survey) -> None:
    before, other = failed(survey), failed(survey, of="something else")
    after = asked(survey)
    assert (after.state, after.tries) == ("waiting", 0)
    assert set(PreparedFile.objects.all()) == {after, other}
    assert before not in (after, other)


def test_a_reader_has_so_many_waiting_and_others_are_not_held_up(survey: Survey, settings: Settings) -> None:
    settings.FILES_AT_ONCE = 3
    share = shared(survey)
    for number in range(3):
        asked(survey, of=str(number))
    with pytest.raises(files.TooManyAtOnce):
        asked(survey, of="3")
    assert asked(survey, of="2").state == "waiting"  # the same again needs no place
    assert asked(survey, share, of="3").state == "waiting"
    first = PreparedFile.objects.earliest("pk")
    files.fail(file_id=first.pk, why="broken")  # type: ignore[arg-type]
    assert asked(survey, of="3").state == "waiting"
    assert left() == 5


def test_a_reader_asks_for_so_many_a_day(survey: Survey, settings: Settings) -> None:
    settings.FILES_PER_DAY = 2
    share = shared(survey)
    for of in "ab":
        done(survey, of=of)
    with pytest.raises(files.TooManyToday):
        asked(survey, of="c")
    assert asked(survey, of="b").state == "done"
    assert asked(survey, share, of="c").state == "waiting"
    with time_machine.travel(timezone.now() + 13 * HOUR):
        assert asked(survey, of="c").state == "waiting"


def test_two_at_once_ask_for_one_file(transactional_db: None) -> None:
    survey = voices.survey_of()
    found = at_once(*[lambda: asked(survey) for _ in range(4)])
    assert {one.pk for one in found} == {PreparedFile.objects.get().pk}


def test_whoever_has_no_right_asks_for_nothing(survey: Survey) -> None:
    share, eve = shared(survey), voices.account("eve@example.com")
    mine = voices.survey_of("omar@example.com", "Vesta")
    theirs = Share.objects.create(survey=mine, email=prepared.CONSULTANT)
    forbidden: list[dict[str, Any]] = [
        {"survey": survey, "by": eve},
        {"survey": survey, "by": None},
        {"survey": mine, "by": survey.executive},
        {"survey": survey, "share": share, "by": eve},
        {"survey": survey, "share": share, "by": None},
        {"survey": survey, "share": share, "by": survey.executive},
        {"survey": survey, "share": share, "own_marks": True},
        {"survey": survey, "share": theirs},
    ]
    for given in forbidden:
        with pytest.raises(PermissionDenied):
            asked(**given)
    clara = voices.account(prepared.CONSULTANT)
    User.objects.filter(pk=clara.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        asked(survey, share)
    User.objects.filter(pk=clara.pk).update(is_active=True)
    sharing.withdraw(share=share, by=voices.executive_of(survey))
    with pytest.raises(PermissionDenied):
        asked(survey, share)
    gone = Survey.objects.get(pk=mine.pk)
    mine.delete()
    with pytest.raises(PermissionDenied):
        asked(gone)
    assert left() == 0


def test_an_executive_without_an_account_asks_and_the_account_that_keeps_the_round_finds_it() -> None:
    draft = finished()
    file = asked(draft.survey)
    assert file.asked_by is None
    assert list(access.files_of(draft.survey, None)) == [file]
    ada = voices.account("ada@example.com")
    kept = keeping.keep(survey=draft.survey, by=ada)
    assert list(access.files_of(kept, None)) == [file]
    assert files.begin(file_id=file.pk) == file
    assert asked(kept, by=ada) == file
    assert asked(kept, of="another", by=ada).asked_by == ada


def test_a_round_that_was_imported_has_files_of_its_own(survey: Survey) -> None:
    share, made = shared(survey), imports.taken(survey)
    jana = voices.executive_of(survey)
    for given in ({"share": None, "by": jana}, {"share": share}):
        with pytest.raises(PermissionDenied):
            asked(made, **given)  # a preview
    importing.keep(imported=made, by=jana)
    mine, theirs = asked(made, by=jana), asked(made, share)
    assert list(access.files_of(made, None)) == [mine]
    assert list(access.files_of(made, share)) == [theirs]
    assert list(access.files_of(survey, None)) == list(access.files_of(survey, share)) == []


# --- making -------------------------------------------------------------------------------------------------


def test_a_file_is_made_step_by_step(survey: Survey) -> None:
    file = asked(survey)
    assert files.unfinished() == [file.pk]
    begun = files.begin(file_id=file.pk)
    assert begun is not None
    assert (begun.state, begun.tries) == ("working", 1)
    assert [files.note_step(file_id=file.pk, step=step, of=4) for step in (1, 2, 9)] == [True, True, True]
    assert (fresh(file).step, fresh(file).of) == (4, 4)
    assert files.keep(file_id=file.pk, content=b"%PDF", fingerprint="e" * 64) is True
    kept = fresh(file)
    assert (kept.state, kept.size, bytes(kept.content.data)) == ("done", 4, b"%PDF")
    assert (kept.fingerprint, kept.step, kept.of) == ("e" * 64, 4, 4)
    assert kept.begun_at is not None
    assert kept.made_at is not None
    assert kept.asked_at <= kept.begun_at <= kept.made_at < kept.kept_until
    assert files.unfinished() == []


def test_what_is_done_is_not_made_again_nor_changed(survey: Survey) -> None:
    file = done(survey)
    before = PreparedFile.objects.values().get()
    assert files.begin(file_id=file.pk) is None
    assert files.note_step(file_id=file.pk, step=1, of=2) is False
    assert files.keep(file_id=file.pk, content=b"other", fingerprint="0" * 64) is False
    files.fail(file_id=file.pk, why="broken")  # type: ignore[arg-type]
    files.try_again(file=file)
    assert PreparedFile.objects.values().get() == before
    assert bytes(fresh(file).content.data) == b"the report"


def test_a_file_whose_worker_was_killed_is_begun_anew_three_times_at_most(survey: Survey) -> None:
    file = asked(survey)
    for number in (1, 2, 3):
        begun = files.begin(file_id=file.pk)
        assert begun is not None
        assert (begun.tries, begun.step, begun.of) == (number, 0, 0)
        files.note_step(file_id=file.pk, step=number, of=5)
        assert files.unfinished() == [file.pk]
    assert files.begin(file_id=file.pk) is None
    assert (fresh(file).state, fresh(file).failure) == ("failed", "lost")
    assert files.unfinished() == []


def test_a_failed_file_is_tried_again_from_the_start(survey: Survey) -> None:
    file = failed(survey)
    assert (file.state, file.failure, file.tries) == ("failed", "broken", 1)
    assert files.begin(file_id=file.pk) is None
    for _ in range(2):
        files.try_again(file=file)
        assert (fresh(file).state, fresh(file).failure, fresh(file).tries) == ("waiting", "", 0)
    assert files.begin(file_id=file.pk) == file


def test_another_try_counts_like_another_file(survey: Survey, settings: Settings) -> None:
    settings.FILES_AT_ONCE, settings.FILES_PER_DAY = 1, 3
    tried, other = failed(survey), failed(survey, of="something else")
    files.try_again(file=tried)
    with pytest.raises(files.TooManyAtOnce):
        files.try_again(file=other)
    settings.FILES_AT_ONCE = 9
    with pytest.raises(files.TooManyToday):
        files.try_again(file=other)
    assert (fresh(tried).state, fresh(other).state) == ("waiting", "failed")


def test_a_file_that_is_gone_is_nobodys(survey: Survey) -> None:
    file = asked(survey)
    PreparedFile.objects.all().delete()
    assert files.begin(file_id=file.pk) is None
    assert files.note_step(file_id=file.pk, step=1, of=2) is False
    assert files.keep(file_id=file.pk, content=b"x", fingerprint="0" * 64) is False
    files.fail(file_id=file.pk, why="broken")  # type: ignore[arg-type]
    files.put_off(file=file)
    files.try_again(file=file)
    assert left() == 0


def withdraw_quietly(survey: Survey) -> None:
    Share.objects.update(withdrawn_at=timezone.now())


def close_the_account(survey: Survey) -> None:
    User.objects.filter(email=prepared.CONSULTANT).update(is_active=False)


def change_the_address(survey: Survey) -> None:
    User.objects.filter(email=prepared.CONSULTANT).update(email="clara@elsewhere.example")


def untick(survey: Survey) -> None:
    Share.objects.update(own_marks=False)


LOSSES = (withdraw_quietly, close_the_account, change_the_address, untick)


@pytest.mark.parametrize("lose", LOSSES, ids=lambda lose: lose.__name__)
@pytest.mark.parametrize("begun", [False, True])
def test_the_right_is_looked_at_again_before_and_after_the_work(
    survey: Survey, lose: Callable[[Survey], None], begun: bool
) -> None:
    """Whatever took it away, and even where nobody forgot the files along with it."""
    file = asked(survey, shared(survey, own_marks=True), own_marks=True)
    if begun:
        assert files.begin(file_id=file.pk) is not None
    lose(survey)
    if begun:
        assert files.keep(file_id=file.pk, content=b"secret", fingerprint=file.fingerprint) is False
    else:
        assert files.begin(file_id=file.pk) is None
    assert left() == 0


def test_when_the_round_becomes_another_accounts_nothing_is_made_for_the_first(survey: Survey) -> None:
    file = asked(survey)
    Survey.objects.update(executive=voices.account("tom@example.com"))
    assert list(access.files_of(Survey.objects.get(), None)) == []
    assert files.begin(file_id=file.pk) is None
    assert left() == 0


# --- seeing -------------------------------------------------------------------------------------------------


def test_a_file_is_its_readers_alone(survey: Survey) -> None:
    share, other = shared(survey), shared(survey, email="pat@example.com")
    mine, theirs = done(survey), done(survey, share)
    another = voices.survey_of("omar@example.com", "Vesta")
    assert access.file_of(survey, None, mine.code) == mine
    assert access.file_of(survey, share, theirs.code) == theirs
    strangers = [
        (survey, None, theirs),
        (survey, share, mine),
        (survey, other, theirs),
        (survey, other, mine),
        (another, None, mine),
        (another, None, theirs),
    ]
    for of, by, file in strangers:
        with pytest.raises(Http404):
            access.file_of(of, by, file.code)


def test_a_list_of_files_reads_none_of_them(survey: Survey, count_statements: Counter) -> None:
    for of in "abc":
        done(survey, of=of)
    statements = count_statements(lambda: list(access.files_of(survey, None)))
    assert len(statements) == 1
    assert "filecontent" not in statements[0]
    assert "data" not in statements[0]


def test_a_file_past_its_time_is_not_there_and_goes_with_the_purge(survey: Survey) -> None:
    file = done(survey)
    with time_machine.travel(timezone.now() + 23 * HOUR, tick=False):
        files.put_off(file=file)
    with time_machine.travel(timezone.now() + 46 * HOUR, tick=False):
        assert list(access.files_of(survey, None)) == [file]
        assert purging.purge()["files"] == 0
    with time_machine.travel(timezone.now() + 48 * HOUR, tick=False):
        assert list(access.files_of(survey, None)) == []
        assert purging.purge()["files"] == 1
        assert left() == 0
        assert purging.purge()["files"] == 0


def test_the_hours_are_those_in_the_settings(survey: Survey, settings: Settings) -> None:
    settings.FILES_KEPT_HOURS = 2
    file = done(survey)
    assert timedelta(hours=1.9) < file.kept_until - timezone.now() <= 2 * HOUR


# --- nothing outlives the answers ---------------------------------------------------------------------------


def test_withdrawing_forgets_what_that_address_had_prepared_and_nothing_else(survey: Survey) -> None:
    jana, share, other = voices.executive_of(survey), shared(survey), shared(survey, email="pat@example.com")
    next_round = Survey.objects.get(pk=responses_round(jana, survey).pk)
    theirs_too = shared(next_round)
    elsewhere = shared(voices.survey_of("omar@example.com", "Vesta"))
    done(survey, share), done(next_round, theirs_too)  # the second compares with the first
    stay = [done(survey), done(survey, other), done(elsewhere.survey, elsewhere)]
    sharing.withdraw(share=share, by=jana)
    assert list(PreparedFile.objects.order_by("pk")) == stay
    sharing.withdraw(share=share, by=jana)
    assert left() == 3


def responses_round(jana: User, survey: Survey) -> Survey:
    """The organisation's next round, whose executive has finished."""
    draft = voices.fill(voices.start(by=jana, organisation=survey.organisation))
    completing.finish(draft=draft)
    return draft.survey


def test_what_is_made_while_a_share_is_withdrawn_is_kept_by_nobody(survey: Survey) -> None:
    share = shared(survey)
    file = asked(survey, share)
    assert files.begin(file_id=file.pk) is not None
    assert files.note_step(file_id=file.pk, step=1, of=4) is True
    sharing.withdraw(share=share, by=voices.executive_of(survey))
    assert files.note_step(file_id=file.pk, step=2, of=4) is False
    assert files.keep(file_id=file.pk, content=b"secret", fingerprint=file.fingerprint) is False
    assert left() == 0
    again = shared(survey)
    assert list(access.files_of(survey, again)) == []


def test_withdrawing_and_keeping_at_once_leave_nothing(transactional_db: None) -> None:
    survey = voices.survey_of()
    for turn in range(4):
        share = shared(survey, email=f"clara{turn}@example.com")
        file = asked(survey, share)
        assert files.begin(file_id=file.pk) is not None
        found = at_once(
            lambda file=file: files.keep(file_id=file.pk, content=b"x", fingerprint=file.fingerprint),
            lambda share=share: sharing.withdraw(share=share, by=voices.executive_of(survey)),
        )
        assert found[0] in (True, False), found
        assert found[1] is None, found
        assert left() == 0


def test_taking_the_tick_away_forgets_the_files_with_own_marks(survey: Survey) -> None:
    share = shared(survey, own_marks=True)
    done(survey, share, of="with", own_marks=True)
    stay = [done(survey, share, of="without"), done(survey, of="my own", own_marks=True)]
    assert shared(survey, own_marks=True) == share
    assert left() == 3
    assert shared(survey, own_marks=False) == share
    assert list(PreparedFile.objects.order_by("pk")) == stay


def test_marks_that_were_given_anew_are_in_no_file_any_more(survey: Survey) -> None:
    share = shared(survey, own_marks=True)
    before = [done(survey, of="mine", own_marks=True), done(survey, share, of="hers", own_marks=True)]
    groups = done(survey, of="groups")
    waiting = asked(survey, of="later", own_marks=True)
    with time_machine.travel(timezone.now() + HOUR):
        completing.finish(draft=Draft.objects.get(survey=survey))
        assert set(access.files_of(survey, None)) == {groups, waiting}
        assert list(access.files_of(survey, share)) == []
        assert asked(survey, of="mine", own_marks=True) not in before
        assert purging.purge()["files"] == 2
        assert files.begin(file_id=waiting.pk) == waiting
        assert files.keep(file_id=waiting.pk, content=b"x", fingerprint=waiting.fingerprint) is True
        assert waiting in access.files_of(survey, None)


def test_a_round_that_nobody_kept_goes_with_its_files() -> None:
    draft = finished()
    done(draft.survey)
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        Draft.objects.filter(pk=draft.pk).update(saved_at=timezone.now() - timedelta(days=91))
        PreparedFile.objects.update(kept_until=timezone.now() + HOUR)
        assert purging.unowned_surveys(now=timezone.now()) == 1
    assert left() == 0


def test_answers_go_with_all_files_of_their_round_and_later_ones_stay(survey: Survey) -> None:
    team = voices.opened(voices.asked_team(6, answered=5, survey=survey))
    share, other = shared(survey), voices.survey_of("omar@example.com", "Vesta")
    long_after = timezone.now() + timedelta(days=37 * 31)
    with time_machine.travel(long_after, tick=False):
        done(survey), done(survey, share), asked(survey, of="waits")
        elsewhere = done(other)
        assert purging.old_answers(now=timezone.now()) == 5
        assert list(PreparedFile.objects.all()) == [elsewhere]
        assert not Response.objects.filter(survey=survey, voice=Voice.TEAM).exists()
        assert Panel.objects.get(pk=team.pk).is_open
        later = done(survey)  # of the results, which stay
        assert purging.old_answers(now=timezone.now()) == 0
        assert later in PreparedFile.objects.all()
    assert left() == 2


def test_an_imported_round_that_is_undone_goes_with_its_files_and_leaves_the_others(survey: Survey) -> None:
    made, jana = imports.kept(survey), voices.executive_of(survey)
    done(made, by=jana)
    mine = done(survey)
    importing.undo(imported=made, by=jana)
    assert list(PreparedFile.objects.all()) == [mine]


def test_a_round_that_is_removed_takes_files_along_that_compare_with_it(survey: Survey) -> None:
    made, jana = imports.kept(survey), voices.executive_of(survey)
    share = shared(survey)
    open_group(made.panels.get())
    done(made, by=jana), done(made, share), done(survey), done(survey, share)
    elsewhere = done(voices.survey_of("omar@example.com", "Vesta"))
    importing.remove(imported=made, by=jana)
    assert list(PreparedFile.objects.all()) == [elsewhere]


def test_an_import_that_is_never_opened_goes_with_its_files(survey: Survey) -> None:
    made, jana = imports.kept(survey), voices.executive_of(survey)
    part = imports.kept(survey, imports.lines_of(team=6, peers=5))
    open_group(part.panels.get(voice=Voice.TEAM))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        done(made, by=jana), done(part, by=jana)
        mine = done(survey)
        assert purging.unopened_imports(now=timezone.now()) == 2  # a round, and the peers of another
    assert list(PreparedFile.objects.all()) == [mine]


def test_an_account_that_is_deleted_takes_its_files_and_slides_along(survey: Survey) -> None:
    share = shared(survey)
    slides(voices.account(prepared.CONSULTANT))
    done(survey, share)
    mine = done(survey)
    User.objects.get(email=prepared.CONSULTANT).delete()
    assert list(PreparedFile.objects.all()) == [mine]
    assert (SlideTemplate.objects.count(), TemplateContent.objects.count()) == (0, 0)


# --- slides of one's own ------------------------------------------------------------------------------------


class Bad(Exception):
    pass


def refuse(_content: bytes) -> None:
    raise Bad


def test_slides_are_kept_with_their_name_and_the_same_ones_once(survey: Survey) -> None:
    jana, clara = voices.executive_of(survey), voices.account("clara@example.com")
    ours = slides(jana, b"PK slides", "  Ours 2027.pptx ")
    assert (ours.name, ours.size, bytes(ours.content.data)) == ("Ours 2027.pptx", 9, b"PK slides")
    assert ours.sha256 == prepared.fingerprint("PK slides")
    assert slides(jana, b"PK slides", "Again.pptx") == ours
    assert slides(jana, b"others", "").name == "slides.pptx"
    assert len(slides(jana, b"long", "x" * 500).name) == 120
    assert slides(clara, b"PK slides") != ours
    assert [one.name for one in access.templates_of(jana)] == ["Ours 2027.pptx", "slides.pptx", "x" * 120]
    assert access.template_of(jana, ours.code) == ours
    with pytest.raises(Http404):
        access.template_of(clara, ours.code)


def test_slides_that_are_refused_are_not_kept_and_count(survey: Survey, settings: Settings) -> None:
    settings.TEMPLATES_PER_DAY = 2
    jana = voices.executive_of(survey)
    for _ in range(2):
        with pytest.raises(Bad):
            files.keep_template(owner=jana, name="x", content=b"x", emptied=refuse)
    with pytest.raises(files.TooManyToday):
        slides(jana)
    assert not SlideTemplate.objects.exists()
    assert slides(voices.account("clara@example.com")).size == 6


def test_an_account_keeps_ten_at_most(survey: Survey) -> None:
    jana = voices.executive_of(survey)
    kept = [slides(jana, bytes([number])) for number in range(10)]
    with pytest.raises(files.TooManyTemplates):
        slides(jana, b"one more")
    assert slides(jana, bytes([3])) == kept[3]
    files.remove_template(template=kept[0])
    assert slides(jana, b"one more").size == 8
    assert (SlideTemplate.objects.count(), TemplateContent.objects.count()) == (10, 10)


def test_nobody_uses_slides_of_somebody_else(survey: Survey) -> None:
    theirs = slides(voices.account("clara@example.com"))
    with pytest.raises(PermissionDenied):
        asked(survey, kind="pptx", template=theirs)
    assert asked(survey, kind="pptx", template=slides(voices.executive_of(survey))).template is not None


def test_removing_slides_stops_what_was_to_be_made_on_them_and_leaves_what_was(survey: Survey) -> None:
    ours = slides(voices.executive_of(survey))
    made = done(survey, of="made", kind="pptx", template=ours)
    under_way = asked(survey, of="under way", kind="pptx", template=ours)
    assert files.begin(file_id=under_way.pk) is not None
    waiting = asked(survey, of="waiting", kind="pptx", template=ours)
    plain = asked(survey, of="plain", kind="pptx")
    broken = failed(survey, of="broken", kind="pptx", template=ours)
    for _ in range(2):
        files.remove_template(template=ours)
    states = {
        file.pk: (fresh(file).state, fresh(file).failure)
        for file in (made, under_way, waiting, plain, broken)
    }
    assert states == {
        made.pk: ("done", ""),
        under_way.pk: ("failed", "template"),
        waiting.pk: ("failed", "template"),
        plain.pk: ("waiting", ""),
        broken.pk: ("failed", "template"),
    }
    assert files.keep(file_id=under_way.pk, content=b"x", fingerprint="0" * 64) is False
    files.try_again(file=waiting)  # they are gone, so it would look otherwise
    assert fresh(waiting).state == "failed"
    assert fresh(made).template is None


def test_files_are_taken_up_in_the_order_in_which_they_were_asked_for(survey: Survey) -> None:
    made = [asked(survey, of=str(number)) for number in range(4)]
    assert files.unfinished() == [file.pk for file in made]
    assert all(before.asked_at <= after.asked_at for before, after in pairwise(made))
