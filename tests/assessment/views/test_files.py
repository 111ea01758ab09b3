"""The page of prepared files: what it offers and says, who gets which file, and slides of one's own."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pptx import Presentation
from pytest_django import Settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from assessment import report, tasks
from assessment.exports import csv, paper
from assessment.exports import slides as slides_export
from surveys.actions import files, importing, sharing
from surveys.choices import Voice
from surveys.models import Draft, FileContent, PreparedFile, SlideTemplate, Survey
from tests import imports, voices
from tests.assessment import writers
from tests.assessment.surveyed import finished
from tests.assessment.views.test_readers import (
    NEVER_SAID,
    SHUT_OUT,
    Comes,
    Round,
    a_round,
    consultant,
    consultant_of_another_round,
    consultant_with_a_tick,
    executive,
    executive_of_another_client,
    rows,
    signed_in,
)
from tests.assessment.views.test_reports import words
from tests.factories import group, open_group, text
from tests.prepared import asked, done, failed, fresh, shared, slides
from tests.surveys.people import let_in

__all__ = ["a_round"]  # a fixture
pytestmark = pytest.mark.django_db
Counter = Callable[[Callable[[], object]], list[str]]
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def _writers(monkeypatch: pytest.MonkeyPatch) -> None:
    writers.use(monkeypatch)


@pytest.fixture
def team(survey: Survey) -> Survey:
    """The executive's survey with an open team of six."""
    group(survey, 6)
    return survey


def at(survey: Survey, rest: str = "") -> str:
    return f"/r/{survey.code}/files/{rest}"


def made(file: PreparedFile) -> PreparedFile:
    assert tasks.prepare.call(file.pk) is True
    return fresh(file)


def ask(client: Client, survey: Survey, kind: str = "pdf", **more: str) -> PreparedFile:
    """What the form asks for; the row it is."""
    response = client.post(at(survey), {"kind": kind, **more})
    assert response.status_code == 302, text(response)
    code = response["Location"].partition("#file-")[2]
    assert response["Location"] == f"{at(survey)}#file-{code}"
    return fresh(PreparedFile.objects.get(code=code))


# --- asking -------------------------------------------------------------------------------------------------


def test_a_file_is_asked_for_made_and_fetched(
    team: Survey, jana: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file = ask(jana, team, "xlsx")
    assert (file.kind, file.state, file.own_marks, file.language) == ("xlsx", "waiting", False, "en-gb")
    queued = DBTaskResult.objects.get(task_path=tasks.prepare.module_path)
    assert queued.args_kwargs["args"] == [file.pk]
    waits = jana.get(at(team))
    assert waits["Refresh"] == f"2; url={at(team)}"
    assert "1 file is on its way." in text(waits)
    assert "Sheets (Excel) Waiting for its turn" in text(waits)
    assert jana.get(at(team, f"{file.code}/")).status_code == 404
    made(file)
    ready = jana.get(at(team))
    assert "Refresh" not in ready
    assert f"{fresh(file).size / 1024:.1f} KB · made just now · deleted in 23 hours, 59 minutes" in text(
        ready
    ).replace("\xa0", " ")
    fetched = jana.get(at(team, f"{file.code}/"))
    draft = Draft.objects.get(survey=team)
    told = report.without_own_marks(report.build(team, report.Executive(draft)))
    assert fetched.content == csv.write(told)
    assert fetched["Content-Type"] == XLSX
    assert fetched["Content-Disposition"] == 'attachment; filename="closer-lindenhof-hotels-round-1.xlsx"'
    assert (fetched["Cache-Control"], fetched["X-Content-Type-Options"]) == (
        "max-age=0, no-cache, no-store, must-revalidate, private",
        "nosniff",
    )


@pytest.mark.parametrize(
    ("kind", "own", "name", "content_type"),
    [
        ("pdf", "", "closer-lindenhof-hotels-round-1.pdf", "application/pdf"),
        ("pdf", "1", "closer-lindenhof-hotels-round-1-with-own-marks.pdf", "application/pdf"),
        ("board", "", "closer-lindenhof-hotels-round-1-board.pdf", "application/pdf"),
        ("pptx", "", "closer-lindenhof-hotels-round-1.pptx", PPTX),
        ("xlsx", "1", "closer-lindenhof-hotels-round-1-with-own-marks.xlsx", XLSX),
    ],
)
def test_its_name_says_what_it_is(
    team: Survey, jana: Client, kind: str, own: str, name: str, content_type: str
) -> None:
    file = made(ask(jana, team, kind, own=own))
    fetched = jana.get(at(team, f"{file.code}/"))
    assert fetched["Content-Disposition"] == f'attachment; filename="{name}"'
    assert fetched["Content-Type"] == content_type


def test_its_name_is_safe_whatever_the_organisation_is_called(team: Survey, jana: Client) -> None:
    team.organisation.name = 'Näh"; rm -rf /\r\nX: y <b>'
    team.organisation.save()
    file = made(ask(jana, team))
    disposition = jana.get(at(team, f"{file.code}/"))["Content-Disposition"]
    assert disposition == 'attachment; filename="closer-nah-rm-rf-x-y-b-round-1.pdf"'


def test_the_tick_decides_about_own_marks(team: Survey, jana: Client) -> None:
    alone, whole = made(ask(jana, team)), made(ask(jana, team, own="1"))
    assert (alone.own_marks, whole.own_marks) == (False, True)
    assert b"executive," not in bytes(alone.content.data)
    assert b"executive,practice,C2" in bytes(whole.content.data)
    listed = text(jana.get(at(team)))
    assert listed.count("Report (PDF) with your own marks") == 1


def test_the_same_again_is_there_at_once(team: Survey, jana: Client) -> None:
    file = made(ask(jana, team))
    assert ask(jana, team) == file
    assert "Nothing has changed since this file was made, so it is ready." in text(jana.get(at(team)))
    group(team, 5, Voice.PEER)
    assert ask(jana, team) != file
    assert PreparedFile.objects.count() == 2


def test_what_nobody_offers_is_not_prepared(team: Survey, jana: Client) -> None:
    for kind in ("", "docx", "csv", "PDF"):
        refused = jana.post(at(team), {"kind": kind})
        assert (refused.status_code, "Choose what to prepare" in text(refused)) == (422, True)
    assert not PreparedFile.objects.exists()


def test_a_consultant_gets_own_marks_only_by_the_share(a_round: Round) -> None:
    client = consultant(a_round)
    assert "own marks" not in text(client.get(a_round.at("files/")))
    forged = made(ask(client, a_round.survey, own="1"))
    assert forged.own_marks is False
    assert b"executive," not in bytes(forged.content.data)
    client = consultant_with_a_tick(a_round)
    assert "With the executive’s own marks" in text(client.get(a_round.at("files/")))
    ticked = made(ask(client, a_round.survey, own="1"))
    assert b"executive,practice," in bytes(ticked.content.data)
    assert "with the executive’s own marks" in text(client.get(a_round.at("files/")))


def test_too_many_at_once_and_too_many_a_day_are_told(team: Survey, jana: Client, settings: Settings) -> None:
    settings.FILES_AT_ONCE, settings.FILES_PER_DAY = 2, 3
    ask(jana, team), ask(jana, team, "board")
    refused = jana.post(at(team), {"kind": "xlsx", "own": "1"})
    said = "2 files of yours are still waiting. Ask again when one of them is ready"
    assert (refused.status_code, said in text(refused)) == (429, True)
    assert '<a href="#kind-xlsx">' in refused.content.decode()
    assert 'name="own" value="1" checked' in refused.content.decode()
    assert "Refresh" not in refused  # what is being read isn't taken away
    for file in PreparedFile.objects.all():
        made(file)
    made(ask(jana, team, "xlsx"))
    refused = jana.post(at(team), {"kind": "pptx"})
    said = "That’s more than the 3 files that are prepared in a day. Try again tomorrow"
    assert (refused.status_code, said in text(refused)) == (429, True)


# --- before anything is open --------------------------------------------------------------------------------


def test_alone_the_executive_ticks_the_own_marks_or_there_is_nothing_in_it(
    survey: Survey, jana: Client
) -> None:
    page = jana.get(at(survey)).content.decode()
    assert 'name="own" value="1" checked' in page
    refused = jana.post(at(survey), {"kind": "pdf"})
    said = "No other results are open yet, so tick your own marks, or there is nothing in the file"
    assert (refused.status_code, said in text(refused)) == (422, True)
    assert 'name="own" value="1" checked' not in refused.content.decode()
    assert b"executive,practice," in bytes(made(ask(jana, survey, own="1")).content.data)
    group(survey, 6)
    assert 'name="own" value="1" checked' not in jana.get(at(survey)).content.decode()


def test_a_consultant_waits_until_there_is_something(survey: Survey) -> None:
    client = signed_in(shared(survey).email)
    page = client.get(at(survey))
    assert "No results are open yet, so there is nothing to put into a file." in text(page)
    assert 'name="kind"' not in page.content.decode()
    assert client.post(at(survey), {"kind": "pdf"}).status_code == 422
    assert not PreparedFile.objects.exists()


def test_before_finish_there_are_no_files(client: Client) -> None:
    draft = voices.begun_survey()
    client = signed_in(voices.EXECUTIVE)
    for method in ("get", "post"):
        assert getattr(client, method)(at(draft.survey)).status_code == 404


def test_an_executive_without_an_account_has_files_too(client: Client) -> None:
    draft = finished()
    let_in(client, draft)
    file = made(ask(client, draft.survey, own="1"))
    assert file.asked_by is None
    assert client.get(at(draft.survey, f"{file.code}/")).content == bytes(file.content.data)
    page = client.get(at(draft.survey)).content.decode()
    assert f'href="/account/keep/{draft.survey.code}/"' in page or f"/keep/{draft.survey.code}/" in page
    for method in ("get", "post"):
        sent = getattr(client, method)(at(draft.survey, "templates/"))
        assert (sent.status_code, "keep" in sent["Location"]) == (302, True)
    assert Client().get(at(draft.survey, f"{file.code}/")).status_code == 404


def test_what_was_imported_has_files_for_both_who_see_it(team: Survey, jana: Client) -> None:
    share = shared(team)
    earlier = imports.kept(team, imports.lines_of(team=6, executives=1))
    open_group(earlier.panels.get())
    mine = made(ask(jana, earlier, own="1"))
    assert b"executive,practice," in bytes(mine.content.data)
    clara = signed_in(share.email)
    theirs = made(ask(clara, earlier))
    name = 'attachment; filename="closer-lindenhof-hotels-imported-2024-03.pdf"'
    assert clara.get(at(earlier, f"{theirs.code}/"))["Content-Disposition"] == name
    assert jana.get(at(earlier, f"{theirs.code}/")).status_code == 404
    assert clara.get(at(earlier, f"{mine.code}/")).status_code == 404
    importing.remove(imported=earlier, by=voices.executive_of(team))
    assert jana.get(at(earlier, f"{mine.code}/")).status_code == 404
    assert not PreparedFile.objects.exists()


# --- the list -----------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do(team: Survey, jana: Client) -> None:
    page = text(jana.get(at(team)))
    assert "Nothing so far. Choose above what to prepare; most files take a few seconds." in page
    for name in ("Report (PDF)", "One page for the board (PDF)", "Slides (PowerPoint)", "Sheets (Excel)"):
        assert page.count(name) == 2  # the name, and what its button is read as
    assert "All numbers (CSV)" in page
    assert "Data (JSON)" in page


def test_every_state_is_told(team: Survey, jana: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        asked(team, of="waits", kind="board")
        begun, known = asked(team, of="begun"), asked(team, of="known", kind="xlsx")
        for file in (begun, known):
            assert files.begin(file_id=file.pk) == file
        assert files.note_step(file_id=known.pk, step=3, of=7)
        ready = done(team, of="x" * 2048, kind="pptx", own_marks=True)
        broke = failed(team, of="broken")
        failed(team, "missing", of="missing")
        gone = failed(team, "template", of="gone", kind="pptx")
        clock.shift(timedelta(minutes=90))
        page = jana.get(at(team))
    said = text(page)
    assert "3 files are on their way." in said
    assert "One page for the board (PDF) Waiting for its turn" in said
    assert "Report (PDF) Being made" in said
    assert "Sheets (Excel) Being made, step 3 of 7" in said
    assert (
        "Slides (PowerPoint) with your own marks 2.0\xa0KB · made 1\xa0hour, 30\xa0minutes ago · "
        "deleted in 22\xa0hours, 30\xa0minutes"
    ).replace("\xa0", " ") in said.replace("\xa0", " ")
    assert "It couldn’t be made. Something went wrong while it was made." in said
    assert f"It couldn’t be made. {paper.what_to_install()}" in said
    assert "It couldn’t be made. The slides it was to be made on were removed." in said
    html = page.content.decode()
    assert re.findall(r"<progress([^>]*) aria-label=\"([^\"]*)\"", html) == [
        (' max="7" value="3"', "Progress of Sheets (Excel)"),
        ("", "Progress of Report (PDF)"),
        ("", "Progress of One page for the board (PDF)"),
    ]
    assert html.count("Try again") == 2
    assert f'name="again" value="{broke.code}"' in html
    assert f'name="again" value="{gone.code}"' not in html
    assert html.count('>Download<span class="visually-hidden">') == 1
    assert f'href="{at(team, f"{ready.code}/")}"' in html
    assert '<p role="status">3 files' in html


def test_a_failed_file_is_tried_again_from_the_page(team: Survey, jana: Client) -> None:
    file = failed(team)
    response = jana.post(at(team), {"again": str(file.code)})
    assert (response.status_code, fresh(file).state) == (302, "waiting")
    assert made(file).state == "done"
    assert jana.post(at(team), {"again": str(file.code)}).status_code == 302
    assert fresh(file).state == "done"
    for code in (str(uuid4()), "x", ""):
        assert jana.post(at(team), {"again": code}).status_code == 404
    other = failed(voices.survey_of("omar@example.com", "Vesta"))
    assert jana.post(at(team), {"again": str(other.code)}).status_code == 404
    assert fresh(other).state == "failed"


@pytest.mark.parametrize("number", [0, 1, 3, 300])
def test_a_page_of_any_length_is_whole_and_costs_the_same(
    team: Survey, jana: Client, number: int, count_statements: Counter
) -> None:
    first = done(team)
    rest = [
        PreparedFile(
            survey=team,
            asked_by=first.asked_by,
            kind="pdf",
            language="en-gb",
            fingerprint="f" * 64,
            asked_at=timezone.now() + timedelta(seconds=at),
            kept_until=first.kept_until,
        )
        for at in range(number)
    ]
    PreparedFile.objects.bulk_create(rest)
    FileContent.objects.bulk_create(FileContent(file=file) for file in rest)
    first.delete()
    pages: list[HttpResponse] = []
    jana.get(at(team))  # what is read once a process is read
    statements = count_statements(lambda: pages.append(jana.get(at(team))))  # type: ignore[arg-type]
    assert len(statements) == 6, statements
    html = pages[0].content.decode()
    listed = re.findall(r'<li id="file-([^"]+)"', html)
    assert listed == [str(file.code) for file in reversed(rest)]  # the newest first
    assert html.count("Waiting for its turn") == number
    assert ("Refresh" in pages[0]) == (number > 0)


COSTS = {"the cookie": 3, "a consultant": 7, "one with a tick": 8}


@pytest.mark.parametrize("who", COSTS)
def test_the_page_costs_few_statements_for_everybody(
    client: Client, who: str, count_statements: Counter
) -> None:
    draft = finished()
    group(draft.survey, 6)
    if who == "the cookie":
        let_in(client, draft)
    else:
        by = voices.account("jana@example.com")
        Survey.objects.update(executive=by)
        share = shared(Survey.objects.get(), own_marks=who == "one with a tick")
        client = signed_in(share.email)
    client.get(at(draft.survey))
    assert len(count_statements(lambda: client.get(at(draft.survey)))) == COSTS[who]


def test_fetching_keeps_it_longer_and_looking_does_not(team: Survey, jana: Client) -> None:
    file = done(team)
    with time_machine.travel(timezone.now() + timedelta(hours=5), tick=False):
        jana.get(at(team)), jana.head(at(team, f"{file.code}/"))
        assert fresh(file).kept_until == file.kept_until
        assert jana.get(at(team, f"{file.code}/")).status_code == 200
        assert fresh(file).kept_until == timezone.now() + timedelta(hours=24)
    with time_machine.travel(timezone.now() + timedelta(hours=30)):
        assert jana.get(at(team, f"{file.code}/")).status_code == 404


def test_fetching_costs_six_statements(team: Survey, jana: Client, count_statements: Counter) -> None:
    file = done(team)
    jana.get(at(team))
    assert len(count_statements(lambda: jana.get(at(team, f"{file.code}/")))) == 6


# --- who comes by -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("comes", SHUT_OUT)
def test_everybody_else_finds_nothing_and_asks_for_nothing(a_round: Round, comes: Comes) -> None:
    client = comes(a_round)
    fresh_share = shared(a_round.survey)
    mine, theirs = done(a_round.survey), done(a_round.survey, fresh_share)
    ours = slides(voices.executive_of(a_round.survey))
    places = ["", f"{mine.code}/", f"{theirs.code}/", "templates/", f"templates/{ours.code}/"]
    for place in places:
        for method in ("get", "head", "post"):
            response = getattr(client, method)(a_round.at(f"files/{place}"), {"kind": "pdf"})
            expected = 405 if method == "post" and "-" in place and "templates" not in place else 404
            assert response.status_code == expected, (method, place)
    assert PreparedFile.objects.count() == 2
    assert SlideTemplate.objects.count() == 1


def test_each_reader_gets_only_what_they_asked_for(a_round: Round) -> None:
    mine, theirs = executive(a_round), consultant(a_round)
    another = sharing.share(
        survey=a_round.survey, email="pat@example.org", own_marks=True, by=voices.executive_of(a_round.survey)
    )
    pat = signed_in(another.email)
    clients = {"mine": mine, "theirs": theirs, "pat": pat}
    made_by = {name: made(ask(client, a_round.survey)) for name, client in clients.items()}
    assert len({file.pk for file in made_by.values()}) == 3
    for name, client in clients.items():
        for whose, file in made_by.items():
            response = client.get(a_round.at(f"files/{file.code}/"))
            assert response.status_code == (200 if name == whose else 404), (name, whose)
            assert (str(file.code) in client.get(a_round.at("files/")).content.decode()) == (name == whose)


@pytest.mark.parametrize("comes", [executive_of_another_client, consultant_of_another_round])
def test_another_rounds_address_opens_no_file_of_this_one(a_round: Round, comes: Comes) -> None:
    client = comes(a_round)
    file = done(a_round.survey)
    own = Survey.objects.exclude(pk=a_round.survey.pk).get()
    group(own, 6)
    assert client.get(at(own)).status_code == 200
    assert client.get(at(own, f"{file.code}/")).status_code == 404
    assert client.get(at(own, f"{uuid4()}/")).status_code == 404


def test_after_withdrawing_neither_the_page_nor_a_file_is_there(a_round: Round) -> None:
    client = consultant(a_round)
    file = made(ask(client, a_round.survey))
    under_way = ask(client, a_round.survey, "board")
    assert client.get(a_round.at(f"files/{file.code}/")).status_code == 200
    sharing.withdraw(share=a_round.share, by=voices.executive_of(a_round.survey))
    for place in ("files/", f"files/{file.code}/"):
        assert client.get(a_round.at(place)).status_code == 404
    assert client.post(a_round.at("files/"), {"kind": "pdf"}).status_code == 404
    assert tasks.prepare.call(under_way.pk) is False
    assert not PreparedFile.objects.exists()
    assert not FileContent.objects.exists()


def test_looking_changes_no_row(a_round: Round) -> None:
    clients = [executive(a_round), consultant(a_round)]
    done(a_round.survey), asked(a_round.survey, a_round.share)
    before = rows()
    for client in clients:
        for place in ("files/", "files/templates/"):
            client.get(a_round.at(place)), client.head(a_round.at(place))
    assert rows() == before


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(a_round: Round, method: str) -> None:
    client, file = executive(a_round), done(a_round.survey)
    for place in ("files/", f"files/{file.code}/", "files/templates/", f"files/templates/{uuid4()}/"):
        assert getattr(client, method)(a_round.at(place)).status_code == 405


def test_addresses_that_are_none_are_nowhere(a_round: Round) -> None:
    client = executive(a_round)
    for place in (
        "files/x/",
        "files/templates/x/",
        f"files/templates/{uuid4()}/",
        "files/..%2F/",
        "files/x.pdf",
    ):
        assert client.get(a_round.at(place), follow=True).status_code == 404, place


def test_a_form_without_its_token_does_nothing(team: Survey) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(voices.executive_of(team))
    assert client.post(at(team), {"kind": "pdf"}).status_code == 403
    assert not PreparedFile.objects.exists()


def test_pages_have_nothing_inline_twice_or_in_words_we_avoid(a_round: Round) -> None:
    ours = slides(voices.executive_of(a_round.survey), name="<b>Ours</b>.pptx")
    done(a_round.survey, kind="pptx", template=ours), failed(a_round.survey, of="broken")
    client = executive(a_round)
    pages = {
        place: client.get(a_round.at(place)).content.decode()
        for place in ("files/", "files/templates/", f"files/templates/{ours.code}/")
    }
    pages["refused"] = client.post(a_round.at("files/"), {"kind": "x"}).content.decode()
    for place, html in pages.items():
        assert re.findall(r"<[^>]* style=|<style|<[^>]* on\w+=|<script(?![^>]* src=)", html) == [], place
        assert "<b>Ours" not in html
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), place
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids), place
        assert html.count("<h1") == 1, place
        levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), (place, levels)
        said = words(re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL))
        assert NEVER_SAID.findall(said) == [], place


# --- slides of one's own ------------------------------------------------------------------------------------


def pptx(content: bytes = b"PK slides", name: str = "Ours 2027.pptx") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content, content_type=PPTX)}


@pytest.fixture
def takes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slides_export, "emptied", lambda content: content)


@pytest.mark.usefixtures("takes_all")
def test_slides_are_kept_used_and_removed(team: Survey, jana: Client) -> None:
    assert "Nothing so far. Slides are made in Closer’s own look." in text(jana.get(at(team, "templates/")))
    sent = jana.post(at(team, "templates/"), pptx())
    assert (sent.status_code, sent["Location"]) == (302, at(team, "templates/"))
    kept = SlideTemplate.objects.get()
    assert (kept.name, kept.owner, kept.size) == ("Ours 2027.pptx", voices.executive_of(team), 9)
    assert "Kept: Ours 2027.pptx. Slides can be made on it now." in text(jana.get(at(team, "templates/")))
    page = jana.get(at(team)).content.decode()
    assert f'<option value="{kept.code}">Ours 2027.pptx</option>' in page
    file = made(ask(jana, team, "pptx", look=str(kept.code)))
    assert bytes(file.content.data).endswith(b"PK slides")
    assert "Slides (PowerPoint) on Ours 2027.pptx" in text(jana.get(at(team)))
    plain = made(ask(jana, team, "pptx", look=""))
    assert plain != file
    assert ask(jana, team, "pdf", look=str(kept.code)).template is None
    asks_first = jana.get(at(team, f"templates/{kept.code}/"))
    assert "Remove Ours 2027.pptx?" in text(asks_first)
    assert SlideTemplate.objects.exists()
    for _ in range(2):
        assert jana.post(at(team, f"templates/{kept.code}/")).status_code == 302
    assert not SlideTemplate.objects.exists()
    assert jana.get(at(team, f"templates/{kept.code}/")).status_code == 404
    assert jana.get(at(team, f"{file.code}/")).content.endswith(b"PK slides")


def test_slides_of_somebody_else_are_neither_offered_nor_used_nor_removed(team: Survey, jana: Client) -> None:
    theirs = slides(voices.account("omar@example.com"), name="Theirs.pptx")
    for place in ("", "templates/"):
        assert "Theirs" not in text(jana.get(at(team, place)))
    assert jana.get(at(team, f"templates/{theirs.code}/")).status_code == 404
    jana.post(at(team, f"templates/{theirs.code}/"))
    assert SlideTemplate.objects.get() == theirs
    for code in (str(theirs.code), str(uuid4()), "x"):
        refused = jana.post(at(team), {"kind": "pptx", "look": code})
        said = "These slides aren’t there any more. Choose others"
        assert (refused.status_code, said in text(refused)) == (422, True)
    assert not PreparedFile.objects.exists()


def test_bad_slides_are_told_what_is_wrong_and_not_kept(
    team: Survey, jana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_content: bytes) -> None:
        raise slides_export.BadTemplate("It holds macros")

    monkeypatch.setattr(slides_export, "emptied", refuse)
    refused = jana.post(at(team, "templates/"), pptx())
    assert (refused.status_code, "It holds macros" in text(refused)) == (422, True)
    assert '<a href="#file">It holds macros</a>' in refused.content.decode()
    nothing = jana.post(at(team, "templates/"))
    assert (nothing.status_code, "Choose a presentation" in text(nothing)) == (422, True)
    assert not SlideTemplate.objects.exists()


def test_a_real_presentation_is_kept_and_what_is_none_is_not(team: Survey, jana: Client) -> None:
    real = io.BytesIO()
    Presentation().save(real)
    assert jana.post(at(team, "templates/"), pptx(real.getvalue())).status_code == 302
    refused = jana.post(at(team, "templates/"), pptx(b"none at all"))
    assert refused.status_code == 422
    (kept,) = SlideTemplate.objects.all()
    assert bytes(kept.content.data) == slides_export.emptied(real.getvalue())
    assert kept.size == len(kept.content.data) < len(real.getvalue())


@pytest.mark.usefixtures("takes_all")
def test_so_many_slides_are_kept_and_so_many_sent(team: Survey, jana: Client, settings: Settings) -> None:
    settings.TEMPLATES_PER_ACCOUNT, settings.TEMPLATES_PER_DAY = 2, 4
    statuses = [jana.post(at(team, "templates/"), pptx(bytes([number]))).status_code for number in range(3)]
    assert statuses == [302, 302, 409]
    refused = jana.post(at(team, "templates/"), pptx(b"more"))
    said = "You have 2 already, as many as an account keeps. Remove one first"
    assert (refused.status_code, said in text(refused)) == (409, True)
    assert jana.post(at(team, "templates/"), pptx(b"more")).status_code == 429
    assert SlideTemplate.objects.count() == 2


@pytest.mark.usefixtures("takes_all")
def test_slides_up_to_twenty_megabytes_are_taken(team: Survey, jana: Client) -> None:
    assert jana.post(at(team, "templates/"), pptx(b"x" * 19_999_000)).status_code == 302
    assert SlideTemplate.objects.get().size == 19_999_000
    refused = jana.post(at(team, "templates/"), pptx(b"y" * 20_000_001))
    assert (refused.status_code, "They may have up to 20 MB." in text(refused)) == (413, True)
    elsewhere = jana.post(at(team), pptx(b"z" * 1_000_001))
    assert elsewhere.status_code == 413
    assert SlideTemplate.objects.count() == 1


@pytest.mark.usefixtures("takes_all")
def test_a_consultant_keeps_slides_for_all_clients(a_round: Round) -> None:
    client = consultant(a_round)
    assert client.post(a_round.at("files/templates/"), pptx()).status_code == 302
    kept = SlideTemplate.objects.get()
    assert kept.owner.email == a_round.share.email
    assert made(ask(client, a_round.survey, "pptx", look=str(kept.code))).template == kept
    assert "Ours 2027.pptx" not in text(executive(a_round).get(a_round.at("files/")))
