"""The promises the database keeps itself: both sides of each."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.actions.surveys import latest_questionnaire, start
from surveys.choices import Meets, Reason, Voice, Way
from surveys.models import (
    Answer,
    Draft,
    DraftAnswer,
    Invitation,
    OptOut,
    Organisation,
    Panel,
    Practice,
    Release,
    Response,
    Survey,
    User,
)
from surveys.models.keys import random_key, random_key_among

pytestmark = pytest.mark.django_db
LEVEL = {"current": 3, "current_reason": "", "desired": 4, "desired_reason": ""}


def refused(make: object) -> bool:
    """Whether the database refuses what `make` does."""
    try:
        with transaction.atomic():
            make()  # type: ignore[operator]
    except IntegrityError:
        return True
    return False


def group_draft(panel: Panel, **columns: object) -> Draft:
    row = {"survey": panel.survey, "panel": panel, "voice": panel.voice, "saved_at": timezone.now()}
    return Draft.objects.create(**{**row, **columns})


@pytest.fixture
def draft() -> Draft:
    return start()


@pytest.fixture
def practice() -> Practice:
    return Practice.objects.get(code="C2")


@pytest.fixture
def response(draft: Draft) -> Response:
    return Response.objects.create(survey=draft.survey, voice=Voice.TEAM)


def answer_kinds() -> list[tuple[dict[str, object], bool]]:
    """Columns of an answer, and whether a finished answer may hold them."""
    return [
        ({}, True),
        ({"current": 1, "desired": 5}, True),
        ({"current": 0}, False),
        ({"current": 6}, False),
        ({"desired": 6}, False),
        ({"current": None}, False),
        ({"current": None, "current_reason": Reason.DONT_KNOW}, True),
        ({"current": None, "current_reason": Reason.NO_VIEW}, False),
        ({"desired": None, "desired_reason": Reason.NO_VIEW}, True),
        ({"desired": None, "desired_reason": Reason.DONT_KNOW}, False),
        (
            {
                "current": None,
                "current_reason": Reason.SKIPPED,
                "desired": None,
                "desired_reason": Reason.SKIPPED,
            },
            True,
        ),
        ({"current": 3, "current_reason": Reason.SKIPPED}, False),
        ({"desired": 3, "desired_reason": Reason.NOT_APPLICABLE}, False),
        ({"current": None, "current_reason": "tired"}, False),
        ({"current": None, "current_reason": Reason.NOT_APPLICABLE}, False),  # of both sides or of none
        (
            dict.fromkeys(("current", "desired"))
            | dict.fromkeys(("current_reason", "desired_reason"), Reason.NOT_APPLICABLE),
            True,
        ),
    ]


@pytest.mark.parametrize(("columns", "allowed"), answer_kinds())
def test_an_answer_has_exactly_one_of_level_and_reason_on_each_side(
    response: Response, practice: Practice, columns: dict[str, object], allowed: bool
) -> None:
    row = {**LEVEL, **columns}
    made = not refused(
        lambda: Answer.objects.create(id=response.pk * 64, response=response, practice=practice, **row)
    )
    assert made == allowed


def test_a_draft_answer_may_leave_a_side_open_but_not_fill_it_twice(draft: Draft, practice: Practice) -> None:
    key = {"draft": draft, "practice": practice}
    assert refused(lambda: DraftAnswer.objects.create(**key, current=3, current_reason=Reason.DONT_KNOW))
    assert refused(lambda: DraftAnswer.objects.create(**key, desired=9))
    assert not refused(lambda: DraftAnswer.objects.create(**key, desired=2))
    assert refused(lambda: DraftAnswer.objects.create(**key, current=2))  # once for each practice


def test_one_answer_for_each_practice_of_a_response(response: Response, practice: Practice) -> None:
    Answer.objects.create(id=response.pk * 64, response=response, practice=practice, **LEVEL)
    assert refused(
        lambda: Answer.objects.create(id=response.pk * 64 + 1, response=response, practice=practice, **LEVEL)
    )


def test_an_answers_id_follows_from_its_response(response: Response, practice: Practice) -> None:
    def answer(number: int) -> Answer:
        return Answer.objects.create(id=number, response=response, practice=practice, **LEVEL)

    assert refused(lambda: answer(response.pk * 64 - 1))
    assert refused(lambda: answer(response.pk * 64 + 64))
    assert not refused(lambda: answer(response.pk * 64 + 63))


@pytest.mark.parametrize(("field", "value"), [("voice", "everyone"), ("way", "fax"), ("form", "short")])
def test_a_panel_knows_no_other_voice_way_or_form(draft: Draft, field: str, value: str) -> None:
    row = {"voice": Voice.TEAM, "way": Way.LIST, "form": "core", "threshold": 5, field: value}
    assert refused(lambda: Panel.objects.create(survey=draft.survey, **row))


def test_nobody_else_speaks(draft: Draft) -> None:
    assert refused(lambda: Response.objects.create(survey=draft.survey, voice="everyone"))
    assert refused(lambda: Draft.objects.filter(pk=draft.pk).update(form="short"))


def test_response_ids_are_random_and_never_a_counter(draft: Draft) -> None:
    ids = [random_key() for _ in range(2000)]
    assert min(ids) > 2**32
    assert max(ids) * 64 + 63 < 2**63
    assert len(set(ids)) == len(ids)
    assert refused(lambda: Response.objects.create(pk=2**32, survey=draft.survey, voice=Voice.TEAM))
    assert not refused(lambda: Response.objects.create(pk=2**32 + 1, survey=draft.survey, voice=Voice.TEAM))


@pytest.mark.parametrize("survey", [1, 2, 4_095, 4_096, 2**31])
def test_keys_of_a_survey_lie_together_and_are_random_among_themselves(survey: int) -> None:
    keys = [random_key_among(survey) for _ in range(2000)]
    assert min(keys) > 2**32
    assert max(keys) * 64 + 63 < 2**63
    assert len(set(keys)) == len(keys)
    assert {key >> 45 for key in keys} == {(survey - 1) % 4_095 + 1}
    halves = sum(key % 2**45 < 2**44 for key in keys)
    assert 800 < halves < 1_200
    assert sum(a < b for a, b in pairwise(keys)) == pytest.approx(1_000, abs=100)  # in no order


def test_a_survey_has_one_executive_and_many_others(draft: Draft) -> None:
    survey = draft.survey
    assert not refused(lambda: Response.objects.create(survey=survey, voice=Voice.EXECUTIVE))
    assert refused(lambda: Response.objects.create(survey=survey, voice=Voice.EXECUTIVE))
    assert not refused(lambda: Response.objects.create(survey=survey, voice=Voice.TEAM))
    assert not refused(lambda: Response.objects.create(survey=survey, voice=Voice.TEAM))
    assert refused(lambda: Draft.objects.create(survey=survey, saved_at=timezone.now()))
    panel = Panel.objects.create(survey=survey, voice=Voice.PEER, way=Way.LINK, threshold=4)
    for _peer in range(2):
        assert not refused(lambda: group_draft(panel))


def test_a_round_of_an_organisation_is_there_once(draft: Draft) -> None:
    def another(number: int) -> Survey:
        return Survey.objects.create(
            organisation=draft.survey.organisation,
            questionnaire=latest_questionnaire(),
            round=number,
            wanted_by=date(2028, 11, 30),
        )

    assert refused(lambda: another(1))
    assert not refused(lambda: another(2))


@pytest.mark.parametrize(
    ("voice", "threshold", "allowed"),
    [
        (Voice.TEAM, 4, False),
        (Voice.TEAM, 5, True),
        (Voice.TEAM, 7, True),
        (Voice.TEAM, 8, False),
        (Voice.PEER, 3, False),
        (Voice.PEER, 4, True),
        (Voice.PEER, 7, True),
        (Voice.PEER, 8, False),
        (Voice.EXECUTIVE, 5, False),
    ],
)
def test_a_threshold_fits_its_voice(draft: Draft, voice: str, threshold: int, allowed: bool) -> None:
    made = not refused(
        lambda: Panel.objects.create(survey=draft.survey, voice=voice, way=Way.LINK, threshold=threshold)
    )
    assert made == allowed


def test_a_panel_opens_only_after_it_has_closed(draft: Draft) -> None:
    now = timezone.now()
    base = {"survey": draft.survey, "way": Way.LIST, "threshold": 5}
    assert refused(lambda: Panel.objects.create(**base, voice=Voice.TEAM, opened_at=now))
    assert not refused(lambda: Panel.objects.create(**base, voice=Voice.TEAM, closed_at=now, opened_at=now))
    assert refused(lambda: Panel.objects.create(**base, voice=Voice.TEAM))  # a voice is asked once


def test_an_address_has_one_account_whatever_its_case() -> None:
    User.objects.create_user("Ada@Example.com")
    assert User.objects.get().email == "ada@example.com"
    assert refused(lambda: User.objects.create(email="ADA@example.com"))
    assert not refused(lambda: User.objects.create(email="ada@example.org"))


def test_a_membership_is_there_once() -> None:
    user, organisation = User.objects.create_user("a@example.com"), Organisation.objects.create()
    organisation.members.add(user)
    assert refused(lambda: organisation.members.through.objects.create(user=user, organisation=organisation))


# --- drafts and responses of the groups ---------------------------------------------------------------------


@pytest.fixture
def team(draft: Draft) -> Panel:
    return Panel.objects.create(survey=draft.survey, voice=Voice.TEAM, way=Way.LINK, threshold=5)


@pytest.fixture
def peers(draft: Draft) -> Panel:
    return Panel.objects.create(survey=draft.survey, voice=Voice.PEER, way=Way.LIST, threshold=4)


def test_everybody_but_the_executive_answers_as_part_of_a_panel(draft: Draft, team: Panel) -> None:
    assert not refused(lambda: group_draft(team))
    alone = {"survey": draft.survey, "voice": Voice.TEAM, "saved_at": timezone.now()}
    assert refused(lambda: Draft.objects.create(**alone))
    assert refused(lambda: Draft.objects.filter(pk=draft.pk).update(panel=team))
    invited = Invitation.objects.create(panel=team, email="a@example.com")
    assert refused(lambda: Draft.objects.filter(pk=draft.pk).update(invitation=invited))


def test_an_invitation_has_one_draft(team: Panel) -> None:
    invited = Invitation.objects.create(panel=team, email="a@example.com")
    assert not refused(lambda: group_draft(team, invitation=invited))
    assert refused(lambda: group_draft(team, invitation=invited))


SEGMENTS = [
    {"department": "Sales"},
    {"region": "North"},
    {"level": "Leads a team"},
    {"meets": Meets.ONLINE},
]


@pytest.mark.parametrize("said", SEGMENTS)
def test_only_the_team_is_split(draft: Draft, team: Panel, peers: Panel, said: dict[str, str]) -> None:
    survey = draft.survey
    assert not refused(lambda: Response.objects.create(survey=survey, voice=Voice.TEAM, **said))
    assert refused(lambda: Response.objects.create(survey=survey, voice=Voice.PEER, **said))
    assert refused(lambda: Response.objects.create(survey=survey, voice=Voice.EXECUTIVE, **said))


def test_a_sealed_response_says_nothing_beside_its_seal(draft: Draft) -> None:
    def response(**columns: object) -> Response:
        return Response.objects.create(survey=draft.survey, sealed=b"sealed", **columns)

    assert not refused(lambda: response(voice=Voice.TEAM))
    assert refused(lambda: response(voice=Voice.TEAM, department="Sales"))
    assert refused(lambda: response(voice=Voice.TEAM, meets=Meets.ONLINE))
    assert refused(lambda: response(voice=Voice.EXECUTIVE))


def test_the_executives_draft_is_never_sealed(draft: Draft, team: Panel) -> None:
    assert not refused(lambda: group_draft(team, sealed=b"sealed"))
    assert refused(lambda: Draft.objects.filter(pk=draft.pk).update(sealed=b"sealed"))


def test_a_result_code_is_of_one_response_and_never_the_executives(draft: Draft) -> None:
    def response(voice: str, code: str | None) -> Response:
        return Response.objects.create(survey=draft.survey, voice=voice, code_hash=code)

    assert not refused(lambda: response(Voice.TEAM, "a" * 64))
    assert refused(lambda: response(Voice.PEER, "a" * 64))
    assert not refused(lambda: response(Voice.PEER, "b" * 64))
    assert not refused(lambda: response(Voice.PEER, None))
    assert not refused(lambda: response(Voice.PEER, None))  # none is not the same as none
    assert refused(lambda: response(Voice.EXECUTIVE, "c" * 64))
    assert not refused(lambda: response(Voice.EXECUTIVE, None))


def test_a_response_and_an_answer_have_no_time_and_no_way_back() -> None:
    """No column that could be compared with when or by whom: neither a date nor a further foreign key."""
    for model, towards in ((Response, {"survey"}), (Answer, {"response", "practice"})):
        fields = model._meta.get_fields()
        kinds = {field.get_internal_type() for field in fields if hasattr(field, "get_internal_type")}
        assert not kinds & {"DateField", "DateTimeField", "TimeField", "DurationField"}
        assert {field.name for field in fields if field.is_relation and field.concrete} == towards


def test_a_link_is_of_one_panel_and_of_one_draft(team: Panel, peers: Panel) -> None:
    for make in (
        lambda panel: Panel.objects.filter(pk=panel.pk).update(link_hash="a" * 64),
        lambda panel: group_draft(panel, link_hash="a" * 64),
    ):
        assert not refused(lambda make=make: make(team))
        assert refused(lambda make=make: make(peers))


def test_a_voice_has_its_results_once(team: Panel) -> None:
    assert not refused(lambda: Release.objects.create(panel=team, answered=5, results={}))
    assert refused(lambda: Release.objects.create(panel=team, answered=6, results={}))


def test_an_opt_out_is_there_once_for_an_organisation(draft: Draft) -> None:
    home, other = draft.survey.organisation, Organisation.objects.create()
    assert not refused(lambda: OptOut.objects.create(organisation=home, address_hash="a" * 64))
    assert refused(lambda: OptOut.objects.create(organisation=home, address_hash="a" * 64))
    assert not refused(lambda: OptOut.objects.create(organisation=home, address_hash="b" * 64))
    assert not refused(lambda: OptOut.objects.create(organisation=other, address_hash="a" * 64))


def rounds() -> list[tuple[bool, bool, int, bool]]:
    """Whether it was imported, whether it says when it was answered, its number, and whether that may be."""
    return [
        (False, False, 1, True),
        (False, False, 0, False),
        (False, False, -1, False),
        (False, True, 1, False),
        (False, True, 0, False),
        (True, True, 0, True),
        (True, True, -300, True),
        (True, True, 1, False),
        (True, False, 0, False),
        (True, False, 1, False),
    ]


@pytest.mark.parametrize(("imported", "dated", "number", "fine"), rounds())
def test_a_round_is_asked_from_one_on_or_imported_with_a_day_below_it(
    draft: Draft, imported: bool, dated: bool, number: int, fine: bool
) -> None:
    def make() -> None:
        Survey.objects.create(
            organisation=Organisation.objects.create(),
            questionnaire=latest_questionnaire(),
            wanted_by=date(2028, 1, 31),
            round=number,
            earlier_of=draft.survey if imported else None,
            answered_on=date(2024, 3, 15) if dated else None,
        )

    assert refused(make) == (not fine)


def test_what_was_imported_goes_with_its_survey_and_stays_without_whoever_imported_it(draft: Draft) -> None:
    user = User.objects.create_user("pat@firm.example")
    made = Survey.objects.create(
        organisation=draft.survey.organisation,
        questionnaire=draft.survey.questionnaire,
        wanted_by=date(2028, 1, 31),
        round=0,
        earlier_of=draft.survey,
        answered_on=date(2024, 3, 15),
        imported_by=user,
    )
    user.delete()
    made.refresh_from_db()
    assert made.imported_by is None
    draft.survey.delete()
    assert not Survey.objects.exists()
