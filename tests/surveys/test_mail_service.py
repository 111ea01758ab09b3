"""A mail service: its API in place of a mail server, and what it reports later, posted as it posts it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from assessment import urls
from surveys import mail_service, tasks
from surveys.actions import delivering, reminding
from surveys.choices import Letter, Mail, Voice
from surveys.models import Delivery, OptOut, Panel
from tests import voices

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SECRET = "closer:a-long-random-text-that-nobody-knows"
SIGNING_KEY = "another-one"


def configure(settings: Settings, service: str, **more: str) -> None:
    """As if the site had been started with this service."""
    settings.MAIL_SERVICE = service
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY, **more}
    site = ModuleType("site_with_mail_events")
    site.__dict__.update(urls.__dict__)
    site.__dict__["urlpatterns"] = [*mail_service.patterns(), *urls.urlpatterns]
    settings.ROOT_URLCONF = site
    mail_service.connect()


@pytest.fixture
def panel() -> Panel:
    """Four peers asked; their mails count as sent."""
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 4)
    Delivery.objects.update(state=Mail.SENT, due_at=None, tries=1)
    return panel


def sent_to(panel: Panel, number: int = 0, letter: str = Letter.INVITATION) -> Delivery:
    return Delivery.objects.get(invitation=voices.invitations(panel)[number], letter=letter)


def states() -> Counter[str]:
    return Counter(Delivery.objects.values_list("state", flat=True))


def signed(secret: str = SECRET) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}


def postmark(kind: str, delivery: Delivery, tries: int = 1, **more: Any) -> dict[str, Any]:
    """What Postmark posts of a bounce or a complaint."""
    return {
        "RecordType": kind,
        "ID": 4323372036854775807,
        "Type": "HardBounce" if kind == "Bounce" else "SpamComplaint",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Email": delivery.invitation.email,  # type: ignore[union-attr]
        "Metadata": {"mail": f"{delivery.pk}.{tries}"},
        "BouncedAt": "2027-03-01T12:00:00Z",
        "Description": "The server was unable to deliver your message",
        **more,
    }


def report(content: dict[str, Any], service: str = "postmark", **headers: str) -> int:
    response = Client().post(
        f"/mail-events/{service}/tracking/",
        json.dumps(content),
        content_type="application/json",
        headers=headers or signed(),
    )
    return response.status_code


# --- what is reported later -----------------------------------------------------------------------------


def test_a_bounce_is_shown_as_come_back(panel: Panel, settings: Settings, jana: Client) -> None:
    configure(settings, "postmark")
    delivery = sent_to(panel)
    assert report(postmark("Bounce", delivery)) == 200
    assert states() == {Mail.BOUNCED: 1, Mail.SENT: 3}
    page = jana.get(reverse("ask-sent", args=[panel.survey.code, "peer"])).content.decode()
    assert "1 came back" in page
    assert "person000@example.com" in page
    assert report(postmark("Bounce", delivery)) == 200  # told twice
    assert states() == {Mail.BOUNCED: 1, Mail.SENT: 3}


@pytest.mark.parametrize("secret", ["", "closer:wrong", "other:" + SECRET.partition(":")[2]])
def test_a_wrong_secret_is_refused(panel: Panel, settings: Settings, secret: str) -> None:
    configure(settings, "postmark")
    headers = signed(secret) if secret else {"X-None": "1"}
    assert report(postmark("Bounce", sent_to(panel)), **headers) == 400
    assert states() == {Mail.SENT: 4}


def test_without_a_service_or_a_secret_there_is_no_such_address(panel: Panel, settings: Settings) -> None:
    assert report(postmark("Bounce", sent_to(panel))) == 404
    settings.MAIL_SERVICE, settings.ANYMAIL = "postmark", {}
    assert mail_service.patterns() == []


@pytest.mark.parametrize("service", ["postmark", "mailgun", "mailjet", "brevo", "sparkpost"])
@pytest.mark.parametrize(
    "body", ["", "no json", "[1, 2]", "7", "null", '"text"', '{"RecordType": []}', "\x00"]
)
def test_what_is_no_report_is_a_bad_request(
    panel: Panel, settings: Settings, service: str, body: str
) -> None:
    configure(settings, service)
    client = Client()
    address = f"/mail-events/{service}/tracking/"
    response = client.post(address, body, content_type="application/json", headers=signed())
    assert response.status_code == 400 or (response.status_code == 200 and body.startswith("{"))
    assert states() == {Mail.SENT: 4}


def test_only_this_services_reports_are_taken(panel: Panel, settings: Settings) -> None:
    configure(settings, "postmark")
    assert report({}, service="sendgrid") == 404
    inbound = Client().post("/mail-events/postmark/inbound/", "{}", "application/json", headers=signed())
    assert inbound.status_code == 404


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"mail": ""},
        {"mail": "1.1"},
        {"mail": "x"},
        {"mail": "9" * 40 + ".1"},
        {"mail": ["1.1"]},
        {"mail": None},
    ],
)
def test_a_report_about_a_mail_that_isnt_ours_is_left_alone(
    panel: Panel, settings: Settings, metadata: dict[str, Any]
) -> None:
    configure(settings, "postmark")
    assert report(postmark("Bounce", sent_to(panel), Metadata=metadata)) == 200
    assert states() == {Mail.SENT: 4}


def test_a_bounce_of_an_earlier_try_or_of_what_wasnt_sent_changes_nothing(
    panel: Panel, settings: Settings
) -> None:
    configure(settings, "postmark")
    Delivery.objects.filter(pk=sent_to(panel, 0).pk).update(tries=2)
    Delivery.objects.filter(pk=sent_to(panel, 1).pk).update(state=Mail.DROPPED)
    report(postmark("Bounce", sent_to(panel, 0)))
    report(postmark("Bounce", sent_to(panel, 1)))
    assert states() == {Mail.DROPPED: 1, Mail.SENT: 3}


def test_a_bounced_reminder_changes_nothing_that_is_stored_or_shown(
    panel: Panel, settings: Settings, jana: Client
) -> None:
    """It would tell who hadn't answered when it went out."""
    configure(settings, "postmark")
    reminding.begin(panel, 1, panel.mailed_on)  # type: ignore[arg-type]
    Delivery.objects.update(state=Mail.SENT, due_at=None, tries=1)
    address = reverse("ask-sent", args=[panel.survey.code, "peer"])
    rows = list(Delivery.objects.order_by("pk").values())
    assert report(postmark("Bounce", sent_to(panel, 0, Letter.REMINDER))) == 200
    assert list(Delivery.objects.order_by("pk").values()) == rows
    assert "came back" not in jana.get(address).content.decode()


@pytest.mark.parametrize("letter", [Letter.INVITATION, Letter.REMINDER])
@pytest.mark.parametrize(
    "content",
    [
        {"RecordType": "SpamComplaint"},
        {"RecordType": "SubscriptionChange", "SuppressSending": True, "SuppressionReason": "Unsubscribe"},
        {"RecordType": "SubscriptionChange", "SuppressSending": True, "SuppressionReason": "SpamComplaint"},
    ],
    ids=["complaint", "unsubscribed", "suppressed"],
)
def test_a_complaint_counts_as_never_ask_me_again(
    panel: Panel, settings: Settings, letter: str, content: dict[str, Any]
) -> None:
    configure(settings, "postmark")
    reminding.begin(panel, 1, panel.mailed_on)  # type: ignore[arg-type]
    delivery = sent_to(panel, 0, letter)
    assert report(postmark("SpamComplaint", delivery, **content)) == 200
    assert OptOut.objects.count() == 1
    wanted = [delivering.is_wanted(delivering.whole(sent_to(panel, n, Letter.REMINDER).pk)) for n in range(4)]
    assert wanted == [False, True, True, True]


def test_other_reports_change_nothing(panel: Panel, settings: Settings) -> None:
    configure(settings, "postmark")
    for kind in ("Delivery", "Open", "Click"):
        assert report(postmark(kind, sent_to(panel))) == 200
    transient = postmark("Bounce", sent_to(panel), Type="Transient")
    assert report(transient) == 200
    assert states() == {Mail.SENT: 4}
    assert not OptOut.objects.exists()


def mailgun(delivery: Delivery, key: str = SIGNING_KEY) -> dict[str, Any]:
    """What Mailgun posts of a bounce: it knows the mail by our Message-ID."""
    moment, token = "1803913200", "c" * 50
    return {
        "signature": {
            "timestamp": moment,
            "token": token,
            "signature": hmac.new(key.encode(), f"{moment}{token}".encode(), hashlib.sha256).hexdigest(),
        },
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "id": "G9Bn5sl1TC6nu79C8C0bwg",
            "timestamp": 1803913200.0,
            "recipient": "person000@example.com",
            "message": {"headers": {"message-id": f"{delivery.pk}.1@closer.example"}},
            "delivery-status": {"code": 550, "message": "No such user", "description": ""},
            "user-variables": {},
            "tags": [],
        },
    }


def event_of(service: str, view: str, report: dict[str, Any]) -> Any:
    """What anymail makes of a report of this service's; without its keys, and the packages of some."""
    kind: Any = getattr(import_module(f"anymail.webhooks.{service}"), view)
    found = kind.__new__(kind)
    if service == "amazon_ses":
        [event] = found.esp_to_anymail_events(report, {})
        return event
    if service == "sparkpost":
        return found.esp_to_anymail_event("message_event", report["msys"]["message_event"], report)
    if service == "resend":
        return found.esp_to_anymail_event(report, RequestFactory().post("/"))
    return found.esp_to_anymail_event(report)


def of_ses(kind: str) -> dict[str, Any]:
    bounced = {
        "bounceType": kind,
        "bounceSubType": "General",
        "bouncedRecipients": [{"emailAddress": "a@b.c"}],
    }
    return {"eventType": "Bounce", "bounce": bounced}


def of_mailgun(severity: str) -> dict[str, Any]:
    return {"event-data": {"event": "failed", "severity": severity, "id": "1", "timestamp": 1, "message": {}}}


def of_sparkpost(number: str) -> dict[str, Any]:
    return {"msys": {"message_event": {"type": "bounce", "bounce_class": number}}}


def of_resend(kind: str) -> dict[str, Any]:
    bounce = {"message": "sent a bounce message", "type": kind, "subType": "General"}
    return {"type": "email.bounced", "created_at": "", "data": {"bounce": bounce}}


# Of each service a bounce for now and one for good, by its documentation.
BOUNCES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("amazon_ses", "AmazonSESTrackingWebhookView", of_ses("Transient"), of_ses("Permanent")),
    ("amazon_ses", "AmazonSESTrackingWebhookView", of_ses("Transient"), of_ses("Undetermined")),
    ("brevo", "BrevoTrackingWebhookView", {"event": "soft_bounce"}, {"event": "hard_bounce"}),
    (
        "mailersend",
        "MailerSendTrackingWebhookView",
        {"type": "activity.soft_bounced", "data": {"type": "soft_bounced"}},
        {"type": "activity.hard_bounced", "data": {"type": "hard_bounced"}},
    ),
    ("mailgun", "MailgunTrackingWebhookView", of_mailgun("temporary"), of_mailgun("permanent")),
    (
        "mailjet",
        "MailjetTrackingWebhookView",
        {"event": "bounce", "hard_bounce": False, "error": "quota exceeded"},
        {"event": "bounce", "hard_bounce": True, "error": "user unknown"},
    ),
    ("mandrill", "MandrillCombinedWebhookView", {"event": "soft_bounce"}, {"event": "hard_bounce"}),
    (
        "postmark",
        "PostmarkTrackingWebhookView",
        {"RecordType": "Bounce", "Type": "SoftBounce", "BouncedAt": "2027-03-01T12:00:00Z"},
        {"RecordType": "Bounce", "Type": "HardBounce", "BouncedAt": "2027-03-01T12:00:00Z"},
    ),
    ("resend", "ResendTrackingWebhookView", of_resend("Transient"), of_resend("Permanent")),
    (
        "sendgrid",
        "SendGridTrackingWebhookView",
        {"event": "bounce", "type": "blocked"},
        {"event": "bounce", "type": "bounce"},
    ),
    *(
        ("sparkpost", "SparkPostTrackingWebhookView", of_sparkpost(number), of_sparkpost("10"))
        for number in ("20", "22", "40", "70")
    ),
]


@pytest.mark.parametrize(("service", "view", "for_now", "for_good"), BOUNCES)
def test_a_bounce_for_now_changes_nothing_and_one_for_good_comes_back(
    panel: Panel,
    settings: Settings,
    service: str,
    view: str,
    for_now: dict[str, Any],
    for_good: dict[str, Any],
) -> None:
    """Out of office, a full mailbox: the mail may well have been read, and nobody is withdrawn for it."""
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    for report_, expected in ((for_now, {Mail.SENT: 4}), (for_good, {Mail.BOUNCED: 1, Mail.SENT: 3})):
        event = event_of(service, view, report_)
        event.metadata = {"mail": f"{sent_to(panel).pk}.1"}
        mail_service.note(None, event, service)
        assert states() == expected
    assert not OptOut.objects.exists()


@pytest.mark.parametrize(
    ("kind", "expected"), [("SoftBounce", {Mail.SENT: 4}), ("HardBounce", {Mail.BOUNCED: 1, Mail.SENT: 3})]
)
def test_a_bounce_for_now_is_posted_like_any_other(
    panel: Panel, settings: Settings, kind: str, expected: dict[str, int]
) -> None:
    configure(settings, "postmark")
    assert report(postmark("Bounce", sent_to(panel), Type=kind)) == 200
    assert states() == expected


def test_what_a_report_says_is_read_however_deep_and_whatever_it_is() -> None:
    deep: Any = {"bounceType": "Transient", "list": [1]}
    for _level in range(2000):
        deep = {"in": deep}
    assert ("bounceType", "Transient") in mail_service.said_in(deep)
    for nothing in (None, "text", [], {}, {"event": ["soft_bounce"]}):
        assert mail_service.FOR_NOW.isdisjoint(mail_service.said_in(nothing))


def test_another_service_knows_the_mail_by_our_message_id(panel: Panel, settings: Settings) -> None:
    configure(settings, "mailgun")
    assert report(mailgun(sent_to(panel), key="forged"), "mailgun") == 400
    assert states() == {Mail.SENT: 4}
    assert report(mailgun(sent_to(panel)), "mailgun") == 200
    assert states() == {Mail.BOUNCED: 1, Mail.SENT: 3}


INACTIVE = """You tried to send to a recipient that has been marked as inactive.
Found inactive addresses: WHO.
Inactive recipients are ones that have generated a hard bounce or a spam complaint."""


# --- sending by its API ---------------------------------------------------------------------------------


class Service(ThreadingHTTPServer):
    """Postmark's address for sending, with a mood: the status and the body of every answer."""

    daemon_threads = True
    mood: tuple[int, dict[str, Any]] = (200, {})
    asked: list[dict[str, Any]]


class Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Service)
        mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(mail)
        status, content = self.server.mood
        body = json.dumps(content or {"To": mail["To"], "MessageID": "1", "ErrorCode": 0, "Message": "OK"})
        body = body.replace("WHO", mail["To"])
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    server = Service(("127.0.0.1", 0), Answer)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    where = f"http://127.0.0.1:{server.server_port}/"
    configure(settings, "postmark", POSTMARK_SERVER_TOKEN="token", POSTMARK_API_URL=where)
    yield server
    server.shutdown()
    server.server_close()


def test_a_service_gets_each_mail_with_what_it_says_again_later(service: Service) -> None:
    voices.by_list(voices.survey_of(), Voice.PEER, 4)
    assert tasks.deliver.func() == {Mail.SENT: 4}
    names = {f"{delivery.pk}.1" for delivery in Delivery.objects.all()}
    assert {mail["Metadata"]["mail"] for mail in service.asked} == names
    headers = {header["Name"]: header["Value"] for header in service.asked[0]["Headers"]}
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("status", "content", "state"),
    [
        (422, {"ErrorCode": 300, "Message": "Invalid 'To' address: 'WHO'."}, Mail.REFUSED),
        (422, {"ErrorCode": 406, "Message": INACTIVE}, Mail.REFUSED),
        (401, {"ErrorCode": 10, "Message": "Bad token"}, Mail.QUEUED),
        (429, {"ErrorCode": 429, "Message": "Too many"}, Mail.QUEUED),
        (500, {"ErrorCode": 0, "Message": "Internal"}, Mail.UNKNOWN),
    ],
)
def test_what_a_service_answers_is_understood(
    service: Service, status: int, content: dict[str, Any], state: str
) -> None:
    voices.by_list(voices.survey_of(), Voice.PEER, 4)
    service.mood = (status, content)
    tasks.deliver.func()
    assert states() == ({state: 4} if state != Mail.UNKNOWN else {state: 1, Mail.QUEUED: 3})
    asked = 4 if state == Mail.REFUSED else 1  # a wrong key or a limit is found once, not four times
    assert len(service.asked) == asked


def test_a_service_that_isnt_there_leaves_everything_waiting(service: Service, settings: Settings) -> None:
    voices.by_list(voices.survey_of(), Voice.PEER, 4)
    service.shutdown()
    service.server_close()
    tasks.deliver.func()
    assert states() == {Mail.QUEUED: 4}
