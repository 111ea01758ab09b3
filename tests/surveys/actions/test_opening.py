"""Opening a voice's results: who may, when, and only once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.utils import timezone
from pytest_django import Settings

from surveys import access
from surveys.actions import inviting, opening
from surveys.choices import SEGMENTS, Voice
from surveys.links import opened_hash, result_code_hashes
from surveys.models import Answer, Draft, Panel, Release, Response
from surveys.sealing import KeyGone
from surveys.sheets import sheet_of_response
from tests import imports, voices
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db
RESULTS = {"practices": {"C2": 2.5}, "label": "Küche"}


def close(panel: Panel) -> Panel:
    return opening.close(panel=panel, by=voices.executive_of(panel.survey))


def open_it(panel: Panel, people: int = 5) -> bool:
    """As the job does it, with results that a test made up."""
    return opening.open_results(panel_id=panel.pk, results=RESULTS, people=people)


def on(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


# --- closing by hand ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "smallest"),
    [
        (lambda: voices.asked_team(12), 5),
        (lambda: voices.asked_peers(12), 4),
        (lambda: voices.by_link(voices.survey_of(), Voice.TEAM), 5),
        (lambda: voices.by_link(voices.survey_of(), Voice.PEER), 5),
    ],
    ids=["team by list", "peers by list", "team by link", "peers by link"],
)
def test_a_voice_closes_from_its_smallest_number_of_answers(ask: Callable[[], Panel], smallest: int) -> None:
    panel = ask()
    voices.answers_of(panel, smallest - 1)
    with pytest.raises(opening.TooFewAnswers) as refused:
        close(panel)
    assert (refused.value.have, refused.value.needed) == (smallest - 1, smallest)
    assert voices.fresh(panel).takes_answers
    asked = panel if panel.way == "link" else voices.invitations(panel)[smallest - 1]
    voices.answer(asked, smallest)
    assert close(panel).closed_at is not None
    assert not voices.fresh(panel).takes_answers


def test_drafts_and_answers_of_other_voices_and_surveys_count_for_nothing() -> None:
    panel = voices.asked_team(8, answered=4)
    voices.fill(voices.begin(voices.invitations(panel)[4]))
    voices.asked_peers(6, answered=5, survey=panel.survey)
    voices.asked_team(6, answered=6, survey=voices.survey_of("tom@example.com", "Other"))
    with pytest.raises(opening.TooFewAnswers):
        close(panel)


def test_a_panel_that_promised_more_needs_more() -> None:
    panel = voices.asked_team(8, answered=6)
    Panel.objects.filter(pk=panel.pk).update(threshold=7)
    with pytest.raises(opening.TooFewAnswers):
        close(panel)


def test_closing_twice_is_harmless() -> None:
    panel = voices.asked_team(6, answered=5)
    first = close(panel).closed_at
    assert close(panel).closed_at == first
    open_it(panel)
    assert close(panel).closed_at == first


def test_nothing_closes_before_anybody_was_asked_or_the_executive_has_finished() -> None:
    survey = voices.survey_of()
    prepared = voices.prepared(survey, Voice.PEER, 6)
    with pytest.raises(opening.NotAsked):
        close(prepared)
    panel = voices.asked_team(6, answered=5, survey=survey)
    Response.objects.filter(voice=Voice.EXECUTIVE).delete()
    with pytest.raises(opening.ExecutiveFirst):
        close(panel)
    assert opening.to_open() == []


# --- closing by the calendar --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "closes"),
    [
        ("2027-03-10T23:59", False),
        ("2027-03-11T06:59", False),
        ("2027-03-11T07:00", True),
        ("2027-03-12T06:59", True),
        ("2027-05-01T03:00", True),
    ],
)
def test_a_voice_closes_in_the_morning_after_its_closing_date(now: str, closes: bool) -> None:
    with time_machine.travel(on("2027-03-01T12:00")):
        panel = voices.by_list(voices.survey_of(), Voice.TEAM, 6, closes_on=date(2027, 3, 10))
    assert opening.close_due(now=on(now)) == closes
    assert voices.fresh(panel).takes_answers is not closes
    assert opening.close_due(now=on(now)) == 0


def test_the_morning_is_that_of_the_sites_own_time(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()
    try:
        panel = voices.by_list(voices.survey_of(), Voice.TEAM, 6, closes_on=date(2027, 3, 10))
        assert opening.close_due(now=on("2027-03-11T05:59")) == 0
        assert opening.close_due(now=on("2027-03-11T06:00")) == 1
    finally:
        timezone.get_default_timezone.cache_clear()
    assert not voices.fresh(panel).takes_answers


def test_what_nobody_was_asked_for_and_what_has_no_date_stays() -> None:
    survey = voices.survey_of()
    voices.prepared(survey, Voice.PEER, 6)
    Panel.objects.filter(pk=voices.by_link(survey, Voice.TEAM).pk).update(closes_on=None)
    assert opening.close_due(now=timezone.now() + timedelta(days=400)) == 0


def test_only_closed_voices_with_enough_answers_are_to_be_opened() -> None:
    enough = voices.asked_team(6, answered=5)
    few = voices.asked_peers(6, answered=3, survey=enough.survey)
    assert opening.to_open() == []
    assert opening.close_due(now=timezone.now() + timedelta(days=20)) == 2
    assert opening.to_open() == [enough.pk]
    open_it(enough)
    assert opening.to_open() == []
    inviting.extend(
        panel=few, closes_on=timezone.localdate() + timedelta(days=30), by=voices.executive_of(enough.survey)
    )
    voices.answer(voices.invitations(few)[3])
    assert opening.close_due(now=timezone.now() + timedelta(days=40)) == 1
    assert opening.to_open() == [few.pk]


# --- opening ------------------------------------------------------------------------------------------------


def test_results_are_kept_once_and_never_replaced() -> None:
    panel = voices.asked_team(6, answered=5)
    close(panel)
    opening.note_step(panel.pk, 3)
    assert voices.fresh(panel).opening_step == 3
    assert open_it(panel)
    opened = voices.fresh(panel)
    assert (opened.is_open, opened.opening_step) == (True, 0)
    release = Release.objects.get()
    assert (release.panel, release.answered, release.results) == (panel, 5, RESULTS)
    assert not opening.open_results(panel_id=panel.pk, results={"other": 1}, people=9)
    opening.note_step(panel.pk, 2)
    assert (Release.objects.get().results, Release.objects.get().answered) == (RESULTS, 5)
    assert voices.fresh(panel).opening_step == 0


def test_drafts_that_were_not_sent_go_and_the_executives_stays() -> None:
    panel = voices.asked_team(7, answered=5)
    peers = voices.asked_peers(6, survey=panel.survey)
    for invited in (*voices.invitations(panel)[5:], voices.invitations(peers)[0]):
        voices.fill(voices.begin(invited))
    close(panel)
    open_it(panel)
    assert sorted(Draft.objects.values_list("voice", flat=True)) == [Voice.EXECUTIVE, Voice.PEER]


def test_every_answer_is_the_same_before_and_after() -> None:
    panel = voices.asked_team(9, answered=8)
    peers = voices.asked_peers(6, answered=5, survey=panel.survey)
    close(panel)

    others = Response.objects.exclude(survey=panel.survey, voice=Voice.TEAM)
    before = Counter(said(one)[4:] for one in of_voice(panel))
    untouched = list(others.order_by("pk").values())
    keys = {one.pk for one in of_voice(panel)}
    open_it(panel)
    assert Counter(said(one)[4:] for one in of_voice(panel)) == before
    assert list(others.order_by("pk").values()) == untouched
    assert Answer.objects.filter(response__survey=peers.survey).count() == 12 * (1 + 8)
    assert keys.isdisjoint(one.pk for one in of_voice(panel))
    assert not Response.objects.filter(survey=panel.survey, voice=Voice.TEAM, sealed__isnull=False).exists()


def of_voice(panel: Panel) -> list[Response]:
    return list(Response.objects.filter(survey=panel.survey_id, voice=panel.voice))


def said(response: Response) -> tuple[object, ...]:
    """Everything somebody said, sealed or not, in one form."""
    if response.sealed is not None:
        sheet = sheet_of_response(response)
        segments = [sheet.said.get(name, "") for name in (*SEGMENTS, "meets")]
        return (*segments, *sorted(sheet.answers.items()))
    rows = [
        (answer.practice.code, answer.digits[2:]) for answer in response.answers.select_related("practice")
    ]
    return (*(getattr(response, name) for name in (*SEGMENTS, "meets")), *sorted(rows))


def test_whoever_has_a_result_code_finds_the_answers_before_and_after() -> None:
    panel = voices.asked_team(6, answered=4)
    code = "K7QF-2MXP-9RTA-4WHC"
    mine = voices.finish(voices.fill(voices.begin(voices.invitations(panel)[5])), code)
    assert access.response_of_code(*result_code_hashes(code)) == mine
    before = said(mine)[4:]
    close(panel)
    open_it(panel)
    found = access.response_of_code(*result_code_hashes(code))
    assert found is not None
    assert (found.pk != mine.pk, found.code_hash != mine.code_hash, said(found)[4:]) == (True, True, before)


def test_without_the_key_nothing_is_opened_and_nothing_is_lost(settings: Settings) -> None:
    panel = voices.asked_team(6, answered=5)
    close(panel)
    kept, settings.LINK_KEY = settings.LINK_KEY, "another key, and the old one was not kept" * 2
    with pytest.raises(KeyGone):
        open_it(panel)
    assert len(of_voice(panel)) == 5
    assert not voices.fresh(panel).is_open
    assert not Release.objects.exists()
    settings.OLD_LINK_KEYS = [kept]
    assert open_it(panel)
    assert len(of_voice(panel)) == 5
    assert not Response.objects.filter(sealed__isnull=False).exists()


def test_a_voice_whose_answers_cannot_be_read_stays_open(settings: Settings) -> None:
    panel = voices.asked_team(6, answered=5)
    kept, settings.LINK_KEY = settings.LINK_KEY, "another key, and the old one was not kept" * 2
    with pytest.raises(KeyGone):
        close(panel)
    assert voices.fresh(panel).closed_at is None
    settings.LINK_KEY = kept
    assert close(panel).closed_at is not None


def test_what_people_are_part_of_is_forgotten_of_them_and_of_the_invited() -> None:
    """Asked were enough of each department; of those in IT two answered, and a list would say who."""
    survey = voices.survey_of()
    rows = [*voices.people(6, "Sales", name="a"), *voices.people(6, "IT", name="b")]
    rows += voices.people(6, "Bar", name="c")
    panel = voices.by_list(survey, Voice.TEAM, rows)
    everybody = voices.invitations(panel)
    for person, one in enumerate([*everybody[:6], *everybody[6:8], *everybody[12:18]]):
        voices.answer(one, person)
    close(panel)
    assert Counter(sheet_of_response(one).said["department"] for one in of_voice(panel)) == {
        "Sales": 6,
        "IT": 2,
        "Bar": 6,
    }
    assert set(panel.invitations.filter(answered=False).values_list("department", flat=True)) == {"IT"}
    open_it(panel, 14)
    assert departments(panel) == {"": 14}
    assert set(panel.invitations.values_list(*SEGMENTS)) == {("", "", "")}


def test_what_people_said_about_themselves_is_forgotten_too() -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM, 20, {"department": ["Sales", "Bar"]})
    said_of_all = {"department": "Sales", "meets": "phone"}
    for person in range(12):
        voices.answer(panel, person, segments=said_of_all)
    close(panel)
    assert all(sheet_of_response(one).said == said_of_all for one in of_voice(panel))
    open_it(panel, 12)
    found = Response.objects.filter(voice=Voice.TEAM).values_list("department", "meets")
    assert Counter(found) == {("", ""): 12}


def test_opening_writes_each_row_once_and_never_what_people_are_part_of() -> None:
    """An old version of a row lies in PostgreSQL's files for a while: none may hold key and department."""
    panel = voices.by_link(voices.survey_of(), Voice.TEAM, 20, {"department": ["Zeppelinbau", "Bar"]})
    for person in range(12):
        voices.answer(panel, person, segments={"department": "Zeppelinbau", "meets": "phone"})
    close(panel)
    written: dict[str, int] = Counter()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        done = execute(sql, params, many, context)
        if sql.startswith(("INSERT", "UPDATE")) and '"surveys_response"' in sql:
            written[sql.split()[0]] += 1 if sql.startswith("INSERT") else context["cursor"].rowcount
            assert not {"Zeppelinbau", "phone"} & set(params)
        return done

    with connection.execute_wrapper(note):
        open_it(panel, 12)
    assert written == {"INSERT": 1, "UPDATE": 0}  # statements; rows


def test_where_opening_fails_nothing_is_readable_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = voices.asked_team(6, answered=5)
    close(panel)
    before = list(Response.objects.order_by("pk").values())

    def fail(_panel: Panel) -> None:
        raise RuntimeError

    monkeypatch.setattr(opening.telling, "note_opened", fail)
    with pytest.raises(RuntimeError):
        open_it(panel)
    assert list(Response.objects.order_by("pk").values()) == before
    assert not Answer.objects.filter(response__voice=Voice.TEAM).exists()


def test_what_an_earlier_version_wrote_out_before_it_failed_is_opened_all_the_same() -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM, 20, {"department": ["Sales", "Bar"]})
    for person in range(6):
        voices.answer(panel, person, segments={"department": "Sales"})
    close(panel)
    voices.written_out(panel)
    assert departments(panel) == {"Sales": 6}
    assert open_it(panel, 6)
    assert departments(panel) == {"": 6}


def departments(panel: Panel) -> dict[str, int]:
    found = Response.objects.filter(survey=panel.survey_id, voice=panel.voice)
    return dict(Counter(found.values_list("department", flat=True)))


def test_the_journal_of_the_last_transactions_is_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frames in it would show which invitation and which response were written together."""
    config = {**connections["default"].settings_dict, "NAME": tmp_path / "closer.sqlite3"}
    config |= {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL"}}
    database = DatabaseWrapper(config)
    journal = tmp_path / "closer.sqlite3-wal"
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE told (who text)")
        cursor.execute("INSERT INTO told VALUES ('jana@example.com')")
    assert b"jana@example.com" in journal.read_bytes()
    monkeypatch.setattr(opening, "connection", database)
    opening.empty_journal()
    assert journal.read_bytes() == b""
    database.close()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the next test is that of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_afterwards_no_place_within_a_page_says_who_finished_when() -> None:
    panel = voices.asked_team(40)
    people = [voices.answer(one, number) for number, one in enumerate(voices.invitations(panel))]
    close(panel)
    open_it(panel, 40)
    finished = keys_after(people)
    after = [order for order in orders_in_pages("surveys_response", finished) if len(order) > 8]
    assert sum(len(order) for order in after) >= 20
    assert all(abs(correlation(order)) < 0.9 for order in after)
    answers = orders_in_pages("surveys_answer", finished, key=lambda rowid: rowid // 64)
    said = [correlation(order) for order in answers if len(set(order)) > 2]
    assert len(said) >= 4
    assert abs(sum(said) / len(said)) < 0.7


def keys_after(people: list[Response]) -> list[int]:
    """The keys of those responses since results are open; without the key that seals, nobody can tell."""
    found = dict(Response.objects.values_list("code_hash", "pk"))
    return [found[opened_hash(one.code_hash)] for one in people]


def orders_in_pages(
    table: str, finished: list[int], key: Callable[[int], int] = lambda rowid: rowid
) -> Iterator[list[int]]:
    """For each page of the table: who stands in it, as places among those finished, as the cells were filled.

    SQLite fills a page from its end; see its file format, "B-tree pages".
    """
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("SELECT rootpage FROM sqlite_master WHERE name = %s", [table])
        pages = [cursor.fetchone()[0]]
    file = Path(connection.settings_dict["NAME"]).read_bytes()
    size = int.from_bytes(file[16:18], "big")
    while pages:
        page = file[(pages[0] - 1) * size : pages.pop(0) * size]
        inner, cells = page[0] == 5, int.from_bytes(page[3:5], "big")
        start = 12 if inner else 8
        places = [int.from_bytes(page[start + 2 * at : start + 2 * at + 2], "big") for at in range(cells)]
        if inner:
            pages += [int.from_bytes(page[place : place + 4], "big") for place in places]
            pages.append(int.from_bytes(page[8:12], "big"))
            continue
        rowids = [varint(page, varint(page, place)[1])[0] for place in sorted(places, reverse=True)]
        yield [finished.index(key(rowid)) for rowid in rowids if key(rowid) in finished]


def varint(page: bytes, at: int) -> tuple[int, int]:
    """A whole number as SQLite writes it, and where the next one begins."""
    number = 0
    for _byte in range(8):
        number = number << 7 | page[at] & 127
        at += 1
        if page[at - 1] < 128:
            return number, at
    return number << 8 | page[at], at + 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the test before is that of SQLite")
@pytest.mark.django_db(transaction=True)
def test_afterwards_neither_place_nor_transaction_of_a_row_says_who_finished_when() -> None:
    with connection.cursor() as cursor:  # no room that a vacuum found between rows of earlier tests
        cursor.execute("TRUNCATE surveys_response CASCADE")
    panel = voices.asked_team(40)
    people = [voices.answer(one, number) for number, one in enumerate(voices.invitations(panel))]
    finished = [one.pk for one in people]

    def rows() -> list[tuple[int, int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, xmin::text::bigint FROM surveys_response WHERE voice = 'team' ORDER BY ctid"
            )
            return cursor.fetchall()

    before = rows()
    assert [pk for pk, _xmin in before] == finished  # until then they do say it
    assert len({xmin for _pk, xmin in before}) == 40
    close(panel)
    open_it(panel, 40)
    finished, after = keys_after(people), rows()
    assert len({xmin for _pk, xmin in after}) == 1
    order = [finished.index(pk) for pk, _xmin in after]
    assert sorted(order) == list(range(40))
    assert abs(correlation(order)) < 0.6  # by chance once in ten thousand
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.xmin::text::bigint, response_id FROM surveys_answer a JOIN surveys_response r "
            "ON r.id = response_id WHERE voice = 'team' ORDER BY a.ctid"
        )
        answers = cursor.fetchall()
    assert len({xmin for _pk, xmin, _response in answers}) == 1
    assert len(answers) == 480
    assert abs(correlation([finished.index(response) for _pk, _xmin, response in answers])) < 0.2
    neighbours = sum(one[2] == two[2] for one, two in pairwise(answers))
    assert neighbours < 40  # twelve of one person side by side would be 440


def correlation(order: list[int]) -> float:
    """Pearson's, of a sequence with its own positions."""
    n = len(order)
    mean_at, mean = (n - 1) / 2, sum(order) / n
    both = sum((at - mean_at) * (value - mean) for at, value in enumerate(order))
    spread = sum((at - mean_at) ** 2 for at in range(n)) * sum((value - mean) ** 2 for value in order)
    return float(both / spread**0.5)


def test_closing_and_opening_take_few_statements(count_statements: Callable[..., list[str]]) -> None:
    panel = voices.fresh(voices.asked_team(6, answered=5))
    assert len(count_statements(lambda: close(panel))) == 5
    assert len(count_statements(lambda: open_it(panel))) == 17
    assert len(count_statements(lambda: open_it(panel))) == 1


def test_results_are_kept_as_they_were_given() -> None:
    panel = voices.asked_team(6, answered=5)
    close(panel)
    results = {"a": [1, 2.5, None, "ä"], "b": {"c": True}}
    opening.open_results(panel_id=panel.pk, results=results, people=5)
    assert json.dumps(Release.objects.get().results) == json.dumps(results)


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_open_once() -> None:
    panel = voices.asked_team(6, answered=5)
    close(panel)
    assert sorted(at_once(*[lambda: open_it(panel)] * 4)) == [False, False, False, True]
    assert Release.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_closing_by_hand_and_by_the_calendar_at_once_is_one_closing() -> None:
    panel = voices.asked_team(6, answered=5)
    later = timezone.now() + timedelta(days=20)
    at_once(lambda: close(panel), lambda: opening.close_due(now=later))
    closed = voices.fresh(panel).closed_at
    assert closed is not None
    close(panel)
    assert voices.fresh(panel).closed_at == closed


# --- what was imported --------------------------------------------------------------------------------------


def test_an_imported_round_opens_without_an_executives_answers_and_only_by_hand() -> None:
    panel = voices.fresh(imports.kept(voices.survey_of()).panels.get())
    assert opening.close_due(now=timezone.now() + timedelta(days=4000)) == 0
    assert opening.to_open() == []
    close(panel)
    assert opening.to_open() == [panel.pk]
    assert open_it(panel, people=6)
    assert opening.to_open() == []


@pytest.mark.parametrize(("voice", "people"), [("team", 5), ("peers", 4)])
def test_an_imported_voice_opens_from_its_smallest_number_of_answers(voice: str, people: int) -> None:
    survey = voices.survey_of()
    for number, fine in ((people - 1, False), (people, True)):
        text = imports.lines_of(**{"team": 0, voice: number})
        panel = voices.fresh(imports.kept(survey, text).panels.get())
        if fine:
            assert close(panel).closed_at is not None
        else:
            with pytest.raises(opening.TooFewAnswers) as few:
                close(panel)
            assert (few.value.have, few.value.needed) == (number, people)


def test_a_closed_voice_of_an_asked_round_still_waits_for_its_executive() -> None:
    panel = voices.asked_team(6, answered=5)
    close(panel)
    assert opening.to_open() == [panel.pk]
    Response.objects.filter(survey=panel.survey, voice=Voice.EXECUTIVE).delete()
    assert opening.to_open() == []


def test_opening_twice_changes_nothing_more() -> None:
    panel = voices.asked_team(6, answered=5)
    code = "K7QF-2MXP-9RTA-4WHC"
    voices.finish(voices.fill(voices.begin(voices.invitations(panel)[5])), code)
    close(panel)
    assert open_it(panel, 6)
    after = list(Response.objects.order_by("pk").values())
    assert not open_it(panel, 6)  # the job was lost and begins anew
    assert list(Response.objects.order_by("pk").values()) == after
    assert access.response_of_code(*result_code_hashes(code)) is not None
