"""The reviewer's page: all of it to read by a link, two buttons, and nothing about anybody who is asked."""

from __future__ import annotations

import html
import re
from datetime import datetime
from email.message import EmailMessage

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import formats, timezone

from surveys import notices, tasks
from surveys.actions import admitting, inviting, noticing, reviewers, reviewing
from surveys.choices import Verdict, Voice, Way
from surveys.models import Bucket, Panel, Review, Survey
from tests import reviews, voices
from tests.factories import text
from tests.mailbox import Mailbox
from tests.reviews import agree, ask_for_sign_off, object_to, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MARCH = datetime.fromisoformat("2027-03-03T12:00:00+00:00")
NASTY = "<script>alert(1)</script> & Co"


@pytest.fixture
def panel(survey: Survey) -> Panel:
    return voices.prepared(survey, Voice.TEAM, voices.people(8, "Sales", name="zora"))


@pytest.fixture
def review(panel: Panel) -> Review:
    return reviewer(panel)


def at(review: Review) -> str:
    return f"/review/{reviews.token(review)}/"


def decide(client: Client, review: Review, verdict: str, words: str = "", version: str = "") -> HttpResponse:
    given = {"verdict": verdict, "words": words, "version": version or reviews.version(review.panel)}
    return client.post(at(review), given)  # type: ignore[return-value]


def stored() -> tuple[str, str]:
    found = Review.objects.get()
    return found.verdict, found.words


# --- reading ------------------------------------------------------------------------------------------------


def test_everything_of_the_pack_is_there_without_an_account(stranger: Client, review: Review) -> None:
    page = text(stranger.get(at(review)))
    pack = reviewers.pack_of(review.panel)
    assert f"Version {pack.version[:8]}" in page
    for point in (*pack.promise, *pack.notice):
        assert f"{point.head} {point.rest}" in page
    for mail in pack.mails:
        assert mail.subject in page
        assert " ".join(mail.text.split()) in page
    for category in pack.categories:
        for practice in category.practices:
            for said in (
                practice.name,
                practice.question,
                practice.hint,
                *(one.text for one in practice.levels),
            ):
                assert said in page
    for setting in pack.settings:
        assert f"{setting.name} {setting.value}" in page
    assert "Sample report, invented (PDF)" in page
    assert "You read it as: Works council" in page


def test_nothing_of_anybody_who_is_asked_is_there(stranger: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.TEAM, voices.people(8, "Sales", name="zora"))
    voices.answers_of(panel, 7)
    content = stranger.get(at(reviewer(panel))).content.decode()
    assert "zora" not in content
    assert "Sales" not in content
    assert not re.search(r"\b[78] (of|people|answered|addresses)", content)
    assert reviews.COUNCIL not in content


def test_looking_changes_nothing_and_is_kept_nowhere(stranger: Client, review: Review) -> None:
    before = list(Review.objects.values())
    for method in (stranger.get, stranger.head):
        response = method(at(review))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    assert list(Review.objects.values()) == before


@pytest.mark.parametrize("spoil", [lambda token: token[:-1], lambda token: "A" * 43, lambda _token: "ü"])
def test_forged_and_truncated_links_open_nothing(stranger: Client, review: Review, spoil: object) -> None:
    address = f"/review/{spoil(reviews.token(review))}/"
    for method in (stranger.get, stranger.post):
        response = method(address, {"verdict": "agreed"})
        assert response.status_code == 404
        assert "This link opens nothing" in text(response)
    assert stranger.get(f"{address}pack.pdf").status_code == 404


def test_the_link_of_somebody_who_is_asked_is_no_reviewer_s(stranger: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    assert stranger.get(f"/review/{voices.token(voices.invitations(panel)[0])}/").status_code == 404
    assert stranger.get(f"/i/{reviews.token(reviewer(panel))}/").status_code == 404


def test_a_withdrawn_link_is_spent(stranger: Client, review: Review) -> None:
    token = reviews.token(review)
    reviewers.withdraw(review=review, by=voices.executive_of(review.panel.survey))
    for method in (stranger.get, stranger.post):
        response = method(f"/review/{token}/", {"verdict": "agreed"})
        assert response.status_code == 410
        assert "You’re no longer asked to read this" in text(response)
        assert "Lindenhof" not in text(response)
    assert stranger.get(f"/review/{token}/pack.pdf").status_code == 410


# --- deciding -----------------------------------------------------------------------------------------------


def test_signing_off_is_said_with_its_version_and_day(stranger: Client, review: Review) -> None:
    response = decide(stranger, review, "agreed", "words that are not meant")
    assert (response.status_code, response["Location"]) == (302, at(review))
    assert stored() == (Verdict.AGREED, "")
    number = reviews.version(review.panel)[:8]
    assert f"You signed off version {number} on" in text(stranger.get(at(review)))


def test_an_objection_is_kept_word_for_word_and_escaped(stranger: Client, review: Review) -> None:
    assert decide(stranger, review, "objected", f"{NASTY}\r\nSecond line").status_code == 302
    assert stored() == (Verdict.OBJECTED, f"{NASTY}\nSecond line")
    content = stranger.get(at(review)).content.decode()
    assert content.count(html.escape(NASTY)) == 2  # said, and in the field
    assert NASTY not in content


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Please say what stands in the way"), ("x" * 1001, "Use 1000 characters at most; these are 1001")],
)
def test_an_objection_without_words_or_with_too_many_is_sent_back(
    stranger: Client, review: Review, words: str, said: str
) -> None:
    response = decide(stranger, review, "objected", words)
    assert response.status_code == 422
    assert said in text(response)
    assert words in response.content.decode()  # nothing typed is lost
    assert stored() == ("", "")


@pytest.mark.parametrize("verdict", ["", "released", "agreed\0"])
def test_no_known_verdict_is_none(stranger: Client, review: Review, verdict: str) -> None:
    assert decide(stranger, review, verdict).status_code == 422
    assert stored() == ("", "")


def test_what_changed_while_it_was_read_is_not_signed(stranger: Client, review: Review) -> None:
    seen = reviews.version(review.panel)
    Survey.objects.update(asker="Omar Said")
    response = decide(stranger, review, "objected", "My words", version=seen)
    assert response.status_code == 409
    assert "It was changed while you read." in text(response)
    assert "My words" in text(response)
    assert stored() == ("", "")
    new = re.search(r'name="version" value="(\w+)"', response.content.decode())[1]
    assert decide(stranger, review, "objected", "My words", version=new).status_code == 302


def test_two_tabs_may_say_different_things_and_the_last_counts(stranger: Client, review: Review) -> None:
    seen = reviews.version(review.panel)
    for verdict in ("agreed", "objected", "agreed"):
        assert decide(stranger, review, verdict, "No", version=seen).status_code == 302
        assert stored()[0] == verdict


@pytest.mark.parametrize(
    ("say", "said"),
    [(agree, "It has changed since you signed off."), (object_to, "It has changed since you objected.")],
)
def test_a_verdict_on_an_earlier_version_says_so(
    stranger: Client, review: Review, say: object, said: str
) -> None:
    say(review)
    assert said not in text(stranger.get(at(review)))
    before = reviews.version(review.panel)[:8]
    Survey.objects.update(asker="Omar Said")
    page = text(stranger.get(at(review)))
    assert said in page
    assert f"version {before} on" in page


def test_of_a_closed_round_the_page_says_so_and_a_form_changes_nothing(
    stranger: Client, review: Review
) -> None:
    Panel.objects.update(closed_at=timezone.now())
    page = stranger.get(at(review))
    assert page.status_code == 200
    assert "The round has closed" in text(page)
    assert b"<form" not in page.content
    response = decide(stranger, review, "agreed")
    assert response.status_code == 409
    assert "nothing was noted" in text(response)
    assert stored() == ("", "")


def test_another_site_s_form_decides_nothing(review: Review) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert decide(strict, review, "agreed").status_code == 403
    assert stored() == ("", "")


# --- the mail -----------------------------------------------------------------------------------------------


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def test_the_mail_as_a_real_server_is_given_it(panel: Panel, mailbox: Mailbox, stranger: Client) -> None:
    made = reviewer(panel, role=f"Works council\nBcc: x@evil.example {NASTY}")
    assert tasks.deliver.call() == {"sent": 1}
    message = mailbox.next_mail()
    assert message["To"] == reviews.COUNCIL
    assert message["Subject"] == "Jana Berg asks you to read a survey at Lindenhof Hotels before it goes out"
    assert message["Reply-To"] == voices.EXECUTIVE
    assert str(message["From"]).startswith("Jana Berg via ")
    assert message["Auto-Submitted"] == "auto-generated"
    assert (message["Bcc"], message["Cc"], message["List-Unsubscribe"]) == (None, None, None)
    assert re.fullmatch(r"<r\d+\.1@[\w.-]+>", message["Message-ID"])
    plain, rich = part(message, "plain"), part(message, "html")
    for body in (plain, rich):
        assert set(re.findall(r"/review/([\w-]{43})/", body)) == {reviews.token(made)}
        assert "zora" not in body
    assert NASTY not in rich
    assert html.escape(NASTY) in rich
    assert stranger.get(f"/review/{re.search(r'/review/([-_A-Za-z0-9]+)/', plain)[1]}/").status_code == 200


def test_a_reviewer_reads_that_the_need_for_a_sign_off_was_taken_away(client: Client, review: Review) -> None:
    survey, by = review.panel.survey, voices.executive_of(review.panel.survey)
    words = dict.fromkeys(notices.COLUMNS, "")

    def say(needed: bool) -> str:
        noticing.say(survey=survey, words=words, needs_sign_off=needed, by=by)
        return text(client.get(at(review)))

    assert "was needed" not in say(False)  # it never was
    assert "was needed" not in say(True)
    with time_machine.travel(MARCH):
        gone = "Until 3 March 2027 a sign-off was needed. Whoever asks took that away on that day."
        assert gone in say(False)
    assert gone in say(False)  # saved once more, on a later day
    assert "was needed" not in say(True)


def test_which_parts_changed_since_they_were_asked_or_decided_is_listed(
    stranger: Client, review: Review
) -> None:
    def listed() -> list[str]:
        content = stranger.get(at(review)).content.decode()
        found = re.search(r'<ul class="facts-list pack-changed">(.*?)</ul>', content)
        return re.findall(r"<li>(.*?)</li>", found[1]) if found else []

    assert listed() == []
    Panel.objects.update(threshold=7)
    assert listed() == ["Settings", "The promise", "The mail “Invitation”"]
    assert "Changed since you were first asked to read it:" in text(stranger.get(at(review)))
    agree(review)
    assert listed() == []
    ask_for_sign_off(review.panel.survey, purpose="To learn")
    assert listed() == ["How data are used"]
    assert "Changed since then:" in text(stranger.get(at(review)))
    Review.objects.update(parts={})  # decided before parts were kept
    assert listed() == []
    assert "It has changed since you signed off." in text(stranger.get(at(review)))


def test_other_reviewers_read_what_was_said_even_by_whom_was_withdrawn(
    stranger: Client, review: Review
) -> None:
    by = voices.executive_of(review.panel.survey)
    gone = object_to(reviewer(review.panel, "dpo@example.org", "Data-protection officer"), "Secret words")
    reviewers.withdraw(review=gone, by=by)
    reviewers.withdraw(review=reviewer(review.panel, "x@example.org", "Said nothing"), by=by)
    reviewer(review.panel, "union@example.org", "Union")
    response = stranger.get(at(review))
    page = text(response)
    today = formats.date_format(timezone.localdate(), "DATE_FORMAT")
    said = f"Objected on {today}, version {gone.version[:8]}. Withdrawn by whoever asks on {today}."
    assert f"Data-protection officer : {said}" in page
    assert "Union : Hasn’t answered yet." in page
    for hidden in ("Secret words", "Said nothing", "dpo@", "union@"):
        assert hidden not in response.content.decode()


def test_the_page_says_what_stands_after_a_sign_off_and_whom_to_ask(stranger: Client, review: Review) -> None:
    page = text(stranger.get(at(review)))
    assert "Survey at Lindenhof Hotels : please read before it goes out" in page
    assert "Sign off at the end of the page" in page
    assert f"Questions before you decide? Ask {voices.EXECUTIVE} ." in page
    agree(review)
    page = text(stranger.get(at(review)))
    assert "You’ve signed off. It can go out now." in page
    assert "Sign off at the end of the page" not in page
    object_to(reviewer(review.panel, "dpo@example.org"))
    assert "You’ve signed off. Another reviewer objects, so it waits." in text(stranger.get(at(review)))


def test_one_of_the_reviewers_is_enough_and_the_page_says_so(stranger: Client, review: Review) -> None:
    ask_for_sign_off(review.panel.survey)
    page = text(stranger.get(at(review)))
    assert "Nobody is asked before one of the reviewers has signed off." in page


def test_the_language_of_the_mails_is_said_where_it_is_another(stranger: Client, review: Review) -> None:
    assert "The mails go out in" not in text(stranger.get(at(review)))
    Survey.objects.update(language="de")
    assert "The mails go out in German." in text(stranger.get(at(review) + "?lang=en"))


def test_the_mail_while_people_are_asked_says_so_and_until_when(survey: Survey, mailbox: Mailbox) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    mailbox.mails.clear()
    made = reviewer(panel)
    tasks.deliver.call()
    [mail] = [mail for mail in mailbox.mails if mail["To"] == made.email]
    assert mail["Subject"] == "Jana Berg asks you to read a survey at Lindenhof Hotels that is under way"
    until = f"People can answer until {formats.date_format(panel.closes_on)}."
    for kind in ("plain", "html"):
        assert "before it goes out" not in part(mail, kind)
        assert until in part(mail, kind)


def test_the_mail_after_a_change_says_that_it_has_changed(panel: Panel, mailbox: Mailbox) -> None:
    made, by = reviewer(panel), voices.executive_of(panel.survey)

    def again() -> EmailMessage:
        tasks.deliver.call()
        mailbox.mails.clear()
        Bucket.objects.all().delete()  # on another day
        reviewers.ask_again(review=made, by=by)
        tasks.deliver.call()
        return mailbox.mails[-1]

    before = "Jana Berg asks you to read a survey at Lindenhof Hotels before it goes out"
    assert again()["Subject"] == before  # nothing has changed
    Survey.objects.update(scope="The hotels")
    mail = again()
    assert mail["Subject"] == "Changed: please read the survey at Lindenhof Hotels again"
    for kind in ("plain", "html"):
        assert "It has changed since you were first asked to read it." in part(mail, kind)
    agree(made)
    assert again()["Subject"] == before
    Survey.objects.update(scope="The hotels by the lake")
    assert "It has changed since you decided." in part(again(), "plain")


# --- a voice that is asked by a link ------------------------------------------------------------------------

MAILS = (
    "No mail goes out while",
    "every mail that hasn’t gone out",
    "in the mail",
    "the mail leads there",
    "first mail on",
    "holds the mails",
)


def linked(survey: Survey, mail_domain: str = "") -> Panel:
    return inviting.prepare(
        survey=survey,
        voice=Voice.TEAM,
        way=Way.LINK,
        told=voices.told(),
        by=voices.executive_of(survey),
        head_count=12,
        entry=inviting.Entry(mail_domain=mail_domain),
    )


def test_before_a_link_is_shown_an_objection_holds_it_back(stranger: Client, survey: Survey) -> None:
    panel = linked(survey)
    by = voices.executive_of(survey)
    made = reviewer(panel)
    page = text(stranger.get(at(made)))
    assert "It stands from the moment the link is shown." in page
    assert "It is a page behind the link." in page
    assert "an objection holds the link back all the same." in page
    object_to(made)
    page = text(stranger.get(at(made)))
    assert "The link isn’t shown while your objection stands." in page
    assert "Nobody was asked yet, and nobody is while you object." in page
    assert [words for words in MAILS if words in page] == []
    with pytest.raises(reviewing.Objected):
        inviting.show_link(panel=panel, by=by)
    assert voices.fresh(panel).link_hash is None


def test_after_a_link_was_shown_an_objection_says_that_it_goes_on(stranger: Client, survey: Survey) -> None:
    panel = voices.by_link(survey, Voice.TEAM)
    made = reviewer(panel)
    page = text(stranger.get(at(made)))
    assert "The link was shown and goes on taking answers." in page
    assert "An objection tells whoever asks not to pass it on." in page
    assert [words for words in MAILS if words in page] == []
    object_to(made)
    page = text(stranger.get(at(made)))
    assert "Your objection tells whoever asks not to pass the link on." in page
    assert [words for words in MAILS if words in page] == []
    assert voices.begin(panel).pk  # as the page says


def test_of_a_link_that_mails_an_objection_holds_those_mails(stranger: Client, survey: Survey) -> None:
    panel = linked(survey, "example.com")
    inviting.show_link(panel=panel, by=voices.executive_of(survey))
    made = reviewer(panel)
    assert "It holds the mails with a link of one’s own, too." in text(stranger.get(at(made)))
    object_to(made)
    tasks.deliver.call()
    admitting.mail_link(panel=voices.fresh(panel), typed="ann@example.com", network="1")
    assert tasks.deliver.call() == {}
    page = text(stranger.get(at(made)))
    assert "No mail with a link of one’s own goes out while it stands." in page
