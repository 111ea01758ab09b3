"""The mails that ask and share, as a real mail server is given them."""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from surveys import emails, promise, tasks
from surveys.actions import foreseeing, inviting, reminding, sharing
from surveys.choices import Letter, Voice
from surveys.links import Purpose
from surveys.models import Delivery, Panel, Share, Survey
from tests import reviews, voices
from tests.mailbox import Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SITE = "https://closer.northgate.example"
LINK = re.compile(r"https://closer\.northgate\.example/(i|quiet|decline|stop)/([\w-]+)/")
NASTY = '“Jana” <script>alert(1)</script>, "Q" & Söhne'


@pytest.fixture(autouse=True)
def here(settings: object) -> None:
    settings.SITE_URL, settings.OPERATOR = SITE, "Northgate IT & Sons"
    settings.DEFAULT_FROM_EMAIL = "Closer <closer@northgate.example>"


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def links_in(text: str) -> dict[str, str]:
    return dict(LINK.findall(text))


def delivered(mailbox: Mailbox, **words: str) -> EmailMessage:
    """The mail of a peers' list with one address in it."""
    voices.by_list(voices.survey_of(), Voice.PEER, 1, **words)
    assert tasks.deliver.call() == {"sent": 1}
    return mailbox.next_mail()


def test_headers_say_who_asks_where_replies_go_and_how_to_stop(mailbox: Mailbox) -> None:
    message = delivered(mailbox, contact="Jana Berg, jana@northgate.example, room 4")
    token = links_in(body(message, "plain"))["stop"]
    assert message["From"] == "Jana Berg via Closer <closer@northgate.example>"
    assert message["To"] == "person000@example.com"
    assert message["Reply-To"] == "jana@northgate.example"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Precedence"] == "bulk"
    assert message["Subject"] == "Jana Berg asks: how close is Lindenhof Hotels to its customers?"
    assert message["List-Unsubscribe"].strip() == f"<{SITE}/stop/{token}/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    delivery = Delivery.objects.get()
    assert message["Message-ID"] == f"<{delivery.pk}.1@closer.northgate.example>"
    assert (message["Cc"], message["Bcc"]) == (None, None)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_both_versions_say_what_counts_and_lead_to_the_same_places(mailbox: Mailbox) -> None:
    message = delivered(mailbox)
    plain, html = body(message, "plain"), body(message, "html")
    for said in (
        "Jana Berg asks how close Lindenhof Hotels is to its customers",
        "12 practices, about 7 minutes",
        "You’re asked as one of the peers of Jana Berg.",
        "Once you press Finish,",
        "Nobody is told",
        "jana@example.com",
        SITE,
    ):
        assert said in plain, said
        assert said in html, said
    assert "run by Northgate IT & Sons" in plain
    assert "run by Northgate IT &amp; Sons" in html
    assert set(links_in(plain)) == {"i", "quiet", "decline", "stop"}
    assert links_in(plain) == links_in(html)
    assert len(set(links_in(plain).values())) == 3  # quiet goes by the one to stop


def test_each_link_opens_its_page(mailbox: Mailbox, client: Client) -> None:
    found = links_in(body(delivered(mailbox), "plain"))
    for purpose, token in found.items():
        assert client.get(f"/{purpose}/{token}/").status_code == 200, purpose
    assert client.get(f"/i/{found['stop']}/").status_code == 404


def test_the_preview_is_the_mail_but_for_its_links(mailbox: Mailbox) -> None:
    """Also for a list whose departments become part of the promise only when it is sent."""
    survey = voices.survey_of()
    rows = [*voices.people(6, "Sales", "North", name="s"), *voices.people(6, "Kitchen", "South", name="k")]
    panel = voices.prepared(survey, Voice.TEAM, rows)
    foreseeing.foresee(panel)
    preview = emails.preview(panel)
    inviting.send(panel=voices.fresh(panel), by=voices.executive_of(survey))
    tasks.deliver.call()
    message = mailbox.next_mail()
    assert "Your department and region came with the list" in preview.body
    sample = LINK.sub(r"\1", preview.body)
    assert LINK.sub(r"\1", body(message, "plain")).strip() == sample.strip()
    assert preview.subject == message["Subject"]
    assert emails.readable(preview.from_email) == message["From"]
    assert preview.reply_to == [message["Reply-To"]]


@pytest.mark.parametrize(
    ("header", "read"),
    [
        ("=?utf-8?q?S=C3=B6hne?= <a@example.com>", "Söhne <a@example.com>"),
        *((broken, broken) for broken in ("=?utf-8?b?a?= <a@example.com>", "=?x?q?=ff?=", "=?utf-8?q?=ff?=")),
    ],
)
def test_a_sender_that_only_looks_encoded_is_read_as_it_is(header: str, read: str) -> None:
    assert emails.readable(header) == read


def test_foreseeing_saves_nothing() -> None:
    rows = voices.people(6, "Sales") + voices.people(5, name="other")
    panel = voices.prepared(voices.survey_of(), Voice.TEAM, rows)
    assert len(foreseeing.foresee(panel)) == 11
    assert panel.segments["department"] == ["Sales"]
    stored = voices.fresh(panel)
    assert (stored.segments, stored.classes, stored.frozen_at, stored.promise) == ({}, [], None, "")
    assert {one.answer_hash for one in voices.invitations(panel)} == {None}


def test_a_later_list_brings_no_segment_that_the_first_promise_did_not_name() -> None:
    survey = voices.survey_of()
    rows = voices.people(6, "Sales", "", "", name="a") + voices.people(5, "Bar", "", "", name="c")
    panel = voices.by_list(survey, Voice.TEAM, rows)
    by = voices.executive_of(survey)
    inviting.put_list(panel=panel, rows=voices.people(6, "Sales", "North", "Neither", name="b"), by=by)
    inviting.send(panel=panel, by=by)
    assert {(one.department, one.region, one.level) for one in voices.invitations(panel)} == {
        ("Sales", "", ""),
        ("Bar", "", ""),
    }
    assert "Your department came with the list" in voices.fresh(panel).promise.replace("\t", " ")


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("jana@example.com", "jana@example.com"),
        ("Jana Berg <Jana@Example.com>", "jana@example.com"),
        ("Jana Berg, jana@example.com.", "jana@example.com"),
        ("Zoë Büro (zoe@büro.example), 4th floor", "zoe@xn--bro-hoa.example"),
        ("the front desk, 030 1234", ""),
        ("call me @ three", ""),
        ("zoë@example.com", ""),
        ("", ""),
    ],
)
def test_replies_go_to_the_first_address_in_the_contact(contact: str, address: str) -> None:
    assert emails.address_in(contact) == address


def test_whatever_the_contact_is_the_mail_goes_out(mailbox: Mailbox) -> None:
    message = delivered(mailbox, contact="Zoë @ Büro, <b>4</b>")
    assert message["Reply-To"] is None
    assert "Zoë @ Büro, <b>4</b>" in body(message, "plain")
    assert "Zoë @ Büro, &lt;b&gt;4&lt;/b&gt;" in body(message, "html")


def test_names_arrive_harmless_in_headers_text_and_html(mailbox: Mailbox) -> None:
    message = delivered(mailbox, asker=NASTY, organisation=NASTY)
    assert parseaddr(str(message["From"]))[1] == "closer@northgate.example"
    assert message["From"].addresses[0].display_name == f"{NASTY} via Closer"
    assert len(message.get_all("Subject")) == 1
    assert message["Bcc"] is None
    assert NASTY in body(message, "plain")
    html = body(message, "html")
    assert "<script" not in html
    assert escape(NASTY) in html


def test_a_name_with_a_line_break_never_makes_a_header(mailbox: Mailbox) -> None:
    """The form folds it; what was stored by other means doesn't get through either."""
    message = delivered(mailbox, organisation="A\r\nBcc: x@example.com")
    assert message["Bcc"] is None
    assert message["Subject"] == "Jana Berg asks: how close is A Bcc: x@example.com to its customers?"
    assert [address.addr_spec for address in message["To"].addresses] == ["person000@example.com"]


def test_a_list_gets_a_mail_each_with_links_of_its_own(mailbox: Mailbox) -> None:
    voices.by_list(voices.survey_of(), Voice.TEAM, 3)
    assert tasks.deliver.call() == {"sent": 3}
    mails = [mailbox.next_mail() for _ in range(3)]
    assert len({mail["To"] for mail in mails}) == 3
    assert len({mail["Message-ID"] for mail in mails}) == 3
    assert len({links_in(body(mail, "plain"))["i"] for mail in mails}) == 3
    assert "You’re asked as part of the team." in body(mails[0], "plain")


def test_words_of_its_own(mailbox: Mailbox) -> None:
    message = delivered(mailbox, customers="guests", customer="guest", scope="the hotel division")
    assert message["Subject"] == "Jana Berg asks: how close is Lindenhof Hotels to its guests?"
    assert "“We” is the hotel division." in body(message, "plain")


# --- a share ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("own_marks", [True, False])
def test_whom_a_round_is_shared_with_is_told_where_it_is(mailbox: Mailbox, own_marks: bool) -> None:
    panel = voices.asked_peers(1)
    Delivery.objects.all().delete()
    survey = voices.fresh(panel).survey
    sharing.share(
        survey=survey, email="pat@firm.example", own_marks=own_marks, by=voices.executive_of(survey)
    )
    assert tasks.deliver.call() == {"sent": 1}
    message = mailbox.next_mail()
    assert message["To"] == "pat@firm.example"
    assert message["From"] == "Jana Berg via Closer <closer@northgate.example>"
    assert message["Subject"] == "Jana Berg shows you how close Lindenhof Hotels is to its customers"
    assert message["Message-ID"] == f"<s{Delivery.objects.get().pk}.1@closer.northgate.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = body(message, "plain"), body(message, "html")
    for said in (f"{SITE}/clients/", "It can be withdrawn at any time."):
        assert said in plain
        assert said in html
    told = "The own marks of Jana Berg are shared too." if own_marks else "are not shared."
    assert told in plain
    assert told in html
    assert "List-Unsubscribe" not in message


def test_before_anybody_was_asked_the_address_stands_for_the_name(mailbox: Mailbox) -> None:
    survey = voices.survey_of(organisation="")
    sharing.share(survey=survey, email="pat@firm.example", own_marks=False, by=voices.executive_of(survey))
    tasks.deliver.call()
    message = mailbox.next_mail()
    assert message["From"] == "Closer <closer@northgate.example>"
    assert message["Subject"] == "jana@example.com shows you a round on Closer"


def test_a_share_withdrawn_before_its_mail_went_is_not_written_about(mailbox: Mailbox) -> None:
    survey = voices.survey_of()
    by = voices.executive_of(survey)
    shared = sharing.share(survey=survey, email="pat@firm.example", own_marks=False, by=by)
    sharing.withdraw(share=Share.objects.get(pk=shared.pk), by=by)
    tasks.deliver.call()
    assert mailbox.mails == []


def test_the_sample_links_of_a_preview_open_nothing(client: Client) -> None:
    for purpose in (Purpose.ANSWER, Purpose.DECLINE, Purpose.STOP):
        address = emails.site_address(purpose, emails.SAMPLE).removeprefix(SITE)
        assert client.get(address).status_code == 404


# --- reminders -------------------------------------------------------------------------------------------


def reminded(mailbox: Mailbox, number: int, **words: str) -> EmailMessage:
    """The mail of a reminder, as the mail server got it; four peers were asked."""
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 1, **words)
    Delivery.objects.update(state="sent", due_at=None)
    reminding.begin(panel, number, timezone.localdate())
    assert tasks.deliver.call() == {"sent": 1}
    return mailbox.next_mail()


@pytest.mark.parametrize("number", [1, 2])
def test_a_reminders_headers_one_by_one(mailbox: Mailbox, number: int) -> None:
    began = timezone.now()
    message = reminded(
        mailbox, number, asker="Zoë Büro", organisation="Küchenhof", contact="jana@example.com"
    )
    delivery = Delivery.objects.exclude(letter="invitation").get()
    stop = links_in(body(message, "plain"))["stop"]
    assert message["From"] == "Zoë Büro via Closer <closer@northgate.example>"
    assert message["To"] == "person000@example.com"
    assert (
        str(message["Subject"])
        .strip()
        .startswith(
            "A reminder: how close is Küchenhof" if number == 1 else "Last reminder: how close is Küchenhof"
        )
    )
    assert message["Reply-To"] is None  # out-of-office notes would tell who hadn't answered
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Precedence"] == "bulk"
    assert message["Message-ID"] == f"<{delivery.pk}.1@closer.northgate.example>"
    assert message["List-Unsubscribe"].strip() == f"<{SITE}/stop/{stop}/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert abs(message["Date"].datetime.replace(tzinfo=UTC) - began) < timedelta(minutes=1)
    assert message["MIME-Version"] == "1.0"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert {part.get_content_charset() for part in message.iter_parts()} == {"utf-8"}
    assert message.keys().count("Subject") == 1
    assert set(message.keys()) == {
        *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"),
        *("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"),
        *("List-Unsubscribe", "List-Unsubscribe-Post"),
    }


@pytest.mark.parametrize("letter", Letter.values[:6])
def test_only_what_everybody_gets_is_replied_to_and_nothing_automatically(letter: str) -> None:
    """Everything later passes over people who have answered, or declined."""
    panel = voices.asked_peers(6, answered=5)
    voices.opened(panel)
    message = emails.invitation(voices.invitations(panel)[5], "1.1", letter)
    replied_to = letter == "invitation"
    assert message.reply_to == (["jana@example.com"] if replied_to else [])
    assert "jana@example.com" in message.body
    assert message.extra_headers["X-Auto-Response-Suppress"] == "All"
    assert message.extra_headers["Precedence"] == "bulk"


def test_headers_are_plain_ascii_on_the_wire(mailbox: Mailbox) -> None:
    message = reminded(mailbox, 1, asker="Zoë Büro", organisation="Küchenhof")
    head = bytes(message).partition(b"\n\n")[0]
    assert head.isascii()
    assert b"=?utf-8?" in head


@pytest.mark.parametrize("number", [1, 2])
def test_a_reminder_is_short_and_says_until_when_how_long_and_what_else_one_can_do(
    mailbox: Mailbox, number: int
) -> None:
    message = reminded(mailbox, number)
    plain, html = body(message, "plain"), body(message, "html")
    closes = promise.closing(Panel.objects.get())
    for said in (
        "Jana Berg asked you how close Lindenhof Hotels is to its customers",
        closes,
        "about 7 minutes",
        "nobody is told whether you do",
        "jana@example.com",
    ):
        assert said in plain, said
        assert said in html, said
    assert len(plain.split()) < 130
    assert links_in(plain) == links_in(html)
    assert set(links_in(plain)) == {"i", "decline", "stop"} | ({"quiet"} if number == 1 else set())
    assert ("This is the last reminder" in plain) == ("This is the last reminder" in html) == (number == 2)


def test_a_reminder_brings_back_the_same_link(mailbox: Mailbox, client: Client) -> None:
    found = links_in(body(reminded(mailbox, 1), "plain"))
    [invitation] = voices.invitations(Panel.objects.get())
    assert found["i"] == voices.token(invitation)
    for purpose, token in found.items():
        assert client.get(f"/{purpose}/{token}/").status_code == 200


def test_previews_are_every_letter_a_voice_may_get(mailbox: Mailbox) -> None:
    survey = voices.survey_of()
    panel = voices.prepared(survey, Voice.PEER, 4)
    letters = emails.previews(panel)
    assert [mail.subject.partition(":")[0] for mail in letters] == [
        "Jana Berg asks",
        "A reminder",
        "Last reminder",
    ]
    assert all(emails.SAMPLE in mail.body for mail in letters)
    assert [mail.reply_to for mail in letters] == [["jana@example.com"], [], []]
    inviting.send(panel=panel, by=voices.executive_of(survey))
    Delivery.objects.update(state="sent", due_at=None)
    Delivery.objects.exclude(pk=Delivery.objects.first().pk).delete()  # type: ignore[union-attr]
    reminding.begin(panel, 1, timezone.localdate())
    tasks.deliver.call()
    sent = {LINK.sub(r"\1", body(mail, "plain")).strip() for mail in mailbox.mails}
    assert sent == {LINK.sub(r"\1", str(letters[1].body)).strip()}
    assert emails.previews(voices.by_link(survey, Voice.TEAM)) == []


def test_mails_about_a_review_say_that_nobody_was_asked_while_mails_wait(survey: Survey) -> None:
    with time_machine.travel("2027-09-01 09:00Z", tick=False):
        panel = voices.prepared(survey, Voice.PEER, 6)
        by = voices.executive_of(survey)
        inviting.send(panel=panel, by=by, starts_on=date(2027, 9, 4))
        council = reviews.object_to(reviews.reviewer(panel))
        council.panel = voices.fresh(panel)
        held = "The mails were to go out on Saturday, 4 September 2027. None does until that is settled."
        said, asked = emails.verdict(council, "1"), emails.review(council, "1")
        for body in (str(said.body), str(said.alternatives[0][0])):
            assert held in " ".join(body.split())
            assert "People were asked already" not in body
        assert "before it goes out" in str(asked.body)
        assert "under way" not in asked.subject
        Delivery.objects.filter(invitation__panel=panel).update(state="sent", due_at=None, tries=1)
        assert "People were asked already." in str(emails.verdict(council, "1").body)
        assert "under way" in emails.review(council, "1").subject
