"""Which language a page, a mail and a promise are in."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from surveys import emails, languages, promise
from surveys.actions import inviting
from surveys.choices import CHECK, Voice
from surveys.instruments import words_of
from surveys.links import Purpose
from surveys.models import Delivery, Invitation, Organisation, Panel, Survey
from tests import voices
from tests.factories import CORE, Executive, sign_in, text
from tests.mailbox import Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
GERMAN, ENGLISH = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}, {"Accept-Language": "en"}


@pytest.fixture
def peer(survey: Survey) -> Invitation:
    return voices.invitations(voices.by_list(survey, Voice.PEER, 4))[0]


@pytest.fixture
def german_peer(survey: Survey) -> Invitation:
    panel = voices.by_list(survey, Voice.PEER, 4, language="de", customers="Gäste", customer="Gast")
    return voices.invitations(panel)[0]


def link_of(asked: Invitation | Panel) -> str:
    return reverse("answer", args=[voices.token(asked)])


def language_of(client: Client, address: str, headers: Mapping[str, str] | None = None) -> str:
    response = client.get(address, headers=dict(headers or {}))
    page = response.content.decode()
    lang = page.partition('<html lang="')[2].partition('"')[0]
    assert response["Content-Language"] == lang
    return lang


# --- answering pages ----------------------------------------------------------------------------------------


def test_an_answering_page_speaks_its_surveys_language_whatever_the_browser_asks_for(
    client: Client, peer: Invitation
) -> None:
    assert language_of(client, link_of(peer), GERMAN) == "en-gb"
    Survey.objects.update(language="de")
    assert language_of(client, link_of(peer), ENGLISH) == "de"
    assert client.cookies.get("language") is None  # looking leaves nothing behind


def test_a_link_may_carry_the_language_and_the_way_to_the_end_keeps_it(
    client: Client, peer: Invitation
) -> None:
    assert language_of(client, link_of(peer) + "?lang=de") == "de"
    cookie = client.cookies["language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("de", True, "Lax")
    page = client.post(link_of(peer), follow=True)
    assert "Der Mensch, nicht die Zielgruppe" in text(page)  # the questionnaire's words follow
    voices.fill(draft := voices.begin(peer))
    check = client.get(reverse(CHECK, args=[draft.survey.code, draft.code]))
    assert "12 von 12 beantwortet." in text(check)
    code = check.context["result_code"]
    done = client.post(
        reverse("finish-for-good", args=[draft.survey.code, draft.code]), {"result_code": code}
    )
    assert "Das war alles. Vielen Dank." in text(done)
    assert "Der Mensch, nicht die Zielgruppe" in text(done)
    again = client.post(reverse("mine"), {"result_code": code})
    assert "Die Ergebnisse sind noch nicht offen." in text(again)


@pytest.mark.parametrize(
    ("language", "reader", "customers", "customer"),
    [
        ("en", "en-gb", "guests", "guest"),
        ("en", "de", "Kundinnen und Kunden", "Kundin oder Kunde"),
        ("de", "de", "guests", "guest"),
        ("de", "en-gb", "customers", "customer"),
    ],
)
def test_the_word_for_customers_is_a_word_of_the_surveys_language_alone(
    language: str, reader: str, customers: str, customer: str
) -> None:
    survey = Survey(
        organisation=Organisation(name="Lindenhof Hotels"),
        language=language,
        customers="guests",
        customer="guest",
        wanted_by=date(2028, 11, 30),
    )
    with translation.override(reader):
        words = words_of(survey)
    assert (words.customers, words.customer) == (customers, customer)
    assert words.organisation == "Lindenhof Hotels"


def test_whoever_reads_in_another_language_than_the_asker_wrote_in_reads_whole_sentences(
    client: Client, survey: Survey
) -> None:
    panel = voices.by_list(survey, Voice.TEAM, 12, customers="guests", customer="guest")
    asked = voices.invitations(panel)[0]
    client.post(link_of(asked))
    voices.fill(draft := voices.begin(asked))
    key = [draft.survey.code, draft.code]
    pages = [
        reverse("about", args=key),
        reverse(CHECK, args=key),
        *(reverse("practice", args=[*key, code]) for code in CORE),
    ]
    english = " ".join(text(client.get(page)) for page in (link_of(asked), *pages))
    assert "is to its guests" in english
    assert "Where do you mostly meet guests?" in english
    german = " ".join(text(client.get(f"{page}?lang=de")) for page in (link_of(asked), *pages))
    assert "guest" not in german
    assert "was Kundinnen und Kunden brauchen?" in german


def test_the_switch_goes_to_the_same_page_and_the_last_choice_counts(
    client: Client, peer: Invitation
) -> None:
    page = client.get(link_of(peer)).content.decode()
    assert 'href="?lang=de" lang="de" hreflang="de" rel="nofollow">Deutsch</a>' in page
    assert language_of(client, link_of(peer) + "?lang=de") == "de"
    page = client.get(link_of(peer)).content.decode()
    assert 'href="?lang=en" lang="en" hreflang="en" rel="nofollow">English</a>' in page
    assert "Deutsch" not in page
    assert language_of(client, link_of(peer) + "?lang=en", GERMAN) == "en-gb"
    assert language_of(client, link_of(peer), GERMAN) == "en-gb"


def test_the_switch_keeps_what_else_the_address_says_and_leaves_a_sent_form_alone(
    client: Client, peer: Invitation
) -> None:
    client.post(link_of(peer))
    draft = voices.begin(peer)
    practice = reverse("practice", args=[draft.survey.code, draft.code, "C2"])
    assert 'href="?from=check&amp;lang=de"' in client.get(practice + "?from=check").content.decode()
    refused = client.post(practice, {"current": "3"})  # what was given is saved, so nothing is lost
    assert refused.status_code == 422
    assert f'href="{practice}?lang=de"' in refused.content.decode()
    picks = reverse("picks", args=[draft.survey.code, draft.code])
    refused = client.post(picks, {"picked": CORE[:4]})  # what was ticked would be lost by going elsewhere
    assert refused.status_code == 422
    assert "hreflang=" not in refused.content.decode()


@pytest.mark.parametrize(
    "forged", ["fr", "xx", "de-at-x", "../de", "de%0d%0aSet-Cookie:x=y", "%00", "d" * 5000, "", "DE%20"]
)
def test_what_is_no_language_of_ours_is_ignored(client: Client, peer: Invitation, forged: str) -> None:
    assert language_of(client, f"{link_of(peer)}?lang={forged}", GERMAN) == "en-gb"
    assert client.cookies.get("language") is None
    client.cookies["language"] = "<script>"
    assert language_of(client, link_of(peer), GERMAN) == "en-gb"
    assert language_of(client, "/", GERMAN) == "de"


def test_names_of_a_language_are_read_in_capitals_and_in_full() -> None:
    assert [languages.known(name) for name in ("DE", "en", "en-GB", "de-at", "e")] == [
        "de",
        "en-gb",
        "en-gb",
        "",
        "",
    ]


def test_neither_account_nor_session_has_a_say(
    client: Client, german_peer: Invitation, survey: Survey
) -> None:
    sign_in(client, voices.executive_of(survey))
    assert language_of(client, link_of(german_peer), ENGLISH) == "de"
    assert "sessionid" not in client.get(link_of(german_peer)).cookies


def test_a_look_changes_nothing_on_the_server(client: Client, peer: Invitation, count_statements) -> None:
    statements = count_statements(lambda: client.get(link_of(peer) + "?lang=de"))
    assert statements
    assert all(sql.startswith("SELECT") for sql in statements)


def test_declining_and_stopping_are_said_in_the_surveys_language(
    client: Client, german_peer: Invitation
) -> None:
    for purpose, said in (
        (Purpose.DECLINE, "Niemand erfährt davon."),
        (Purpose.STOP, "An Ihre Adresse gehen dann keine Mails"),
    ):
        page = client.get(reverse(str(purpose), args=[voices.token(german_peer, purpose)]))
        assert said in text(page)


def test_a_page_ends_in_the_language_it_began_in_and_the_next_begins_anew(
    client: Client, german_peer: Invitation
) -> None:
    before = translation.get_language()
    client.get(link_of(german_peer))
    assert translation.get_language() == before
    assert language_of(client, "/", ENGLISH) == "en-gb"


def test_whoever_passes_a_link_on_may_choose_the_language_it_carries(jana: Client, survey: Survey) -> None:
    panel = voices.by_link(survey, Voice.PEER, language="de")
    here = reverse("ask-sent", args=[survey.code, Voice.PEER])
    page, english = (jana.get(here, {"in": name} if name else {}).content.decode() for name in ("", "en"))
    box = re.search(r'<input id="link"[^>]*>', page)
    assert '<a href="?in=en" lang="en">English</a>' in page
    assert box is not None
    assert "?lang=" not in box[0]
    assert f'{link_of(panel)}?lang=en"' in english
    assert language_of(jana, link_of(panel) + "?lang=en") == "en-gb"


# --- every other page ---------------------------------------------------------------------------------------


def test_other_pages_speak_what_was_chosen_else_what_the_browser_asks_for_else_english(
    jana: Client, survey: Survey
) -> None:
    for address in ("/", "/surveys/", f"/r/{survey.code}/", f"/ask/{survey.code}/", "/method/"):
        assert language_of(jana, address, GERMAN) == "de", address
        assert language_of(jana, address, {"Accept-Language": "fr,it"}) == "en-gb", address
        assert language_of(jana, address) == "en-gb", address
    jana.get("/?lang=de")
    assert language_of(jana, f"/r/{survey.code}/", ENGLISH) == "de"


def test_what_a_page_depends_on_is_said_and_no_cache_keeps_it(client: Client) -> None:
    response = client.get("/")
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}
    assert response["Cache-Control"] == "no-store"


def test_a_remembered_result_is_remembered_in_its_language(jana: Client, survey: Survey) -> None:
    address = f"/r/{survey.code}/"
    seen = [text(jana.get(address, headers=headers)) for headers in (GERMAN, ENGLISH, GERMAN, ENGLISH)]
    assert seen[0] == seen[2] != seen[1] == seen[3]
    assert "Größte Lücke: Der ganze Weg der Kundschaft." in seen[0]


def test_the_page_says_which_way_it_is_read(client: Client) -> None:
    assert '<html lang="de" dir="ltr">' in client.get("/", headers=GERMAN).content.decode()


def test_what_went_wrong_is_said_in_the_readers_language(client: Client) -> None:
    missing = client.get("/nothing/here/", headers=GERMAN)
    assert (missing.status_code, "Hier ist nichts" in text(missing)) == (404, True)


# --- the survey's own ---------------------------------------------------------------------------------------


def test_a_survey_has_the_language_it_was_begun_in(executive: Executive) -> None:
    executive.post("/start/C2/", {"current": "3", "desired": "5"}, **{"Accept-Language": "de"})
    assert executive.draft.survey.language == "de"
    assert language_of(executive.client, executive.address("C4"), ENGLISH) == "de"


def test_it_is_said_where_colleagues_are_asked_and_stands_with_the_first_voice(
    jana: Client, survey: Survey
) -> None:
    page = reverse("ask-voice", args=[survey.code, Voice.PEER])
    said = {
        "organisation": voices.ORGANISATION,
        "asker": "Jana Berg",
        "contact": voices.EXECUTIVE,
        "closes_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
        "way": "list",
        "addresses": "a@example.com\nb@example.com\nc@example.com\nd@example.com",
    }
    assert jana.post(page, {**said, "language": "fr"}).status_code == 422
    for given, kept in (("de", "de"), ("", "de"), ("en", "en"), ("de", "de")):
        assert jana.post(page, {**said, "language": given}).status_code == 302
        assert Survey.objects.get().language == kept
    preview = jana.get(reverse("ask-check", args=[survey.code, Voice.PEER])).content.decode()
    assert 'mail-text" lang="de">Jana Berg fragt:' in preview  # the mail they get, on an English page
    panel = Panel.objects.get()
    inviting.send(panel=voices.fresh(panel), by=voices.executive_of(survey))
    team = reverse("ask-voice", args=[survey.code, Voice.TEAM])
    assert "disabled" in jana.get(team).content.decode().partition('name="language"')[2].partition(">")[0]
    jana.post(team, {**said, "language": "en", "way": "link", "head_count": "30"})
    assert Survey.objects.get().language == "de"


def test_the_mail_speaks_the_surveys_language_down_to_its_dates(
    german_peer: Invitation, mailbox: Mailbox
) -> None:
    with translation.override("en-gb"):  # a worker's
        emails.of_delivery(Delivery.objects.get(invitation=german_peer)).send()
    (mail,) = mailbox.mails
    closes = timezone.localdate() + timedelta(days=14)
    with translation.override("de"):
        day = promise.closing(german_peer.panel)
    assert (
        mail["Subject"].strip() == "Jana Berg fragt: Wie nah ist Lindenhof Hotels an dem, was Gäste brauchen?"
    )
    plain = " ".join(mail.get_body(("plain",)).get_content().split())
    html = mail.get_body(("html",)).get_content()
    assert f"Offen bis spätestens {day}." in plain
    assert f"{closes.day}. " in day
    assert (
        "Kleine Gruppen bleiben verborgen. Jana Berg und alle, denen die Ergebnisse gezeigt werden" in plain
    )
    assert '<html lang="de">' in html
    assert "Start here" not in plain


# --- what stays as it was told ------------------------------------------------------------------------------


def test_the_promise_is_frozen_in_every_language(client: Client, peer: Invitation) -> None:
    stored = peer.panel.promise
    assert [line for line in stored.split("\n") if "\t" not in line] == ["[en]", "[de]"]
    for language, head in (
        ("en-gb", "Small groups stay hidden."),
        ("de", "Kleine Gruppen bleiben verborgen."),
    ):
        with translation.override(language):
            told = promise.points(peer.panel)
        assert head in [point.head for point in told]
        assert len(told) == 7


def test_what_was_frozen_is_what_is_read_in_either_language(client: Client, peer: Invitation) -> None:
    stored = peer.panel.promise.replace("4 answers", "44 answers").replace(
        "ab 4 Antworten", "ab 44 Antworten"
    )
    Panel.objects.update(promise=stored)
    assert "from 44 answers" in text(client.get(link_of(peer)))
    assert "ab 44 Antworten" in text(client.get(link_of(peer) + "?lang=de"))


def test_a_promise_from_before_the_second_language_is_still_read(client: Client, peer: Invitation) -> None:
    Panel.objects.update(promise="Small groups\tstay hidden.\nNobody\tis told.")
    for query in ("", "?lang=de"):
        assert "Small groups stay hidden. Nobody is told." in text(client.get(link_of(peer) + query))


def test_a_position_of_ours_is_kept_in_english_and_read_in_every_language(
    jana: Client, survey: Survey, stranger: Client
) -> None:
    offered = {"level": ["Leads an area", "Leads a team", "Neither"]}
    panel = voices.by_link(survey, Voice.TEAM, head_count=40, segments=offered)
    stranger.post(link_of(panel))
    draft = panel.drafts.get()
    page = stranger.get(reverse("about", args=[survey.code, draft.code]) + "?lang=de")
    assert "Leitet einen Bereich" in text(page)
    assert 'value="Leads an area"' in page.content.decode()


# --- after a form -------------------------------------------------------------------------------------------


def to_german(response: HttpResponse) -> str:
    """Where this page's link to German leads; "" without one."""
    page = response.content.decode()
    found = re.search(r'<a class="language[^"]*" href="([^"]*)" lang="de"', page)
    return html.unescape(found[1]) if found else ""


def test_a_practice_that_asks_for_the_other_side_may_be_read_in_another_language(
    executive: Executive,
) -> None:
    nothing = executive.client.post("/start/C2/", {})
    assert (nothing.status_code, to_german(nothing)) == (422, "/start/C2/?lang=de")
    executive.start()
    half = executive.client.post(executive.address("C4") + "?from=check", {"current": "3"})
    assert (half.status_code, to_german(half)) == (422, executive.address("C4") + "?from=check&lang=de")
    kept = executive.client.get(to_german(half)).content.decode()
    assert kept.count(" checked") == 1  # what was given


def test_pages_that_answer_a_press_lead_to_themselves_in_another_language(
    client: Client, peer: Invitation
) -> None:
    stop = reverse("stop", args=[voices.token(peer, Purpose.STOP)])
    assert to_german(client.post(stop)) == f"{stop}?lang=de"
    voices.fill(voices.begin(peer))
    needed = client.post(link_of(peer))
    assert (needed.status_code, to_german(needed)) == (409, f"{link_of(peer)}?lang=de")


def test_a_form_whose_words_would_be_lost_has_no_such_link(executive: Executive) -> None:
    executive.answer()
    too_many = executive.client.post(executive.address("first"), {"picked": ["C2", "C4", "C7", "C8"]})
    assert (too_many.status_code, to_german(too_many)) == (422, "")
