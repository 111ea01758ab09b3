"""The door looks the same to everybody, lets in whoever reads the mail, and gets tired of knocking."""

from __future__ import annotations

import logging
import re
import smtplib
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from surveys.actions.accounts import account_for
from surveys.models import User
from tests.surveys.people import account, at_once, code_in, knock, sign_in, type_code

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SECRETS = re.compile(r'[A-Za-z0-9]{64}|[A-Z]{4}-[A-Z]{4}|value="[^"]*"')


def seen(email: str) -> tuple[object, ...]:
    """Everything somebody outside can tell two knocks apart by, the address and random texts apart."""
    client = Client()
    response = knock(client, email)
    page = client.get(response.url).content.decode()
    sent = mail.outbox[-1]
    html = sent.alternatives[0].content
    texts = [SECRETS.sub("*", text.replace(email, "@")) for text in (page, sent.body, html)]
    cookies = {name: (cookie["path"], cookie["max-age"]) for name, cookie in response.cookies.items()}
    return response.status_code, response.url, cookies, sorted(response.headers), sent.subject, *texts


def test_known_unknown_closed_and_operators_addresses_look_the_same() -> None:
    account("known@example.com")
    account("closed@example.com")
    User.objects.filter(email="closed@example.com").update(is_active=False)
    User.objects.create_superuser("operator@example.com")
    views = [seen(f"{who}@example.com") for who in ("known", "unknown", "closed", "operator", "unknown")]
    assert all(view == views[0] for view in views)
    assert views[0][:2] == (302, "/account/code/")
    assert len(mail.outbox) == 5


def test_an_unknown_address_comes_in_with_the_code_and_is_confirmed(client: Client) -> None:
    user = sign_in(client, "new@example.com")
    assert EmailAddress.objects.get().verified
    assert not user.has_usable_password()
    assert client.get("/surveys/").status_code == 200


def test_before_the_code_nobody_is_in(client: Client) -> None:
    knock(client, "new@example.com")
    assert not EmailAddress.objects.get().verified
    assert client.get("/surveys/").status_code == 302


def test_case_does_not_make_a_second_account(client: Client) -> None:
    User.objects.create(email="Mixed@Example.com")
    knock(client, "mIXED@example.COM")
    assert User.objects.count() == 1
    assert mail.outbox[-1].to == ["Mixed@Example.com"]
    assert type_code(client).status_code == 302
    assert client.get("/surveys/").status_code == 200


def test_the_code_goes_to_the_stored_address_not_to_one_that_looks_like_it(client: Client) -> None:
    account("sam@example.com")
    # a long s: some databases take it for an s
    assert knock(client, "\u017fam@example.com").status_code == 422
    assert not mail.outbox
    assert User.objects.count() == 1
    knock(Client(), "\u212aim@example.com")  # the Kelvin sign: Python lowers it to k
    assert mail.outbox[-1].to == ["kim@example.com"]


NO_ADDRESS = [
    "a@b.example\nBcc: x@y.example",
    "a@b.example\r\nSubject: hi",
    "a@b.example%0aBcc:x",
    "a@b.example,c@d.example",
    "a b@c.example",
    "",
    "nobody",
    "a@b",
    "a\0@b.example",
    "x" * 250 + "@b.example",
    "<a@b.example>",
    "=?utf-8?q?a=0ab?=@b.example",
    '"=?utf-8?q?a=0ab?="@b.example',
    "=?x?q?=ff?=@b.example",
    '"a b"@b.example',
    "a@[127.0.0.1]",
    "a@localhost",
    "a@fa\u00df.example",  # not fass.example, which is somebody else's
    "a" * 65 + "@b.example",
]


@pytest.mark.parametrize("email", NO_ADDRESS)
def test_what_is_no_address_is_a_form_error_and_sends_nothing(client: Client, email: str) -> None:
    response = knock(client, email)
    assert response.status_code == 422
    assert "invalid-feedback" in response.content.decode()
    assert not mail.outbox
    assert not User.objects.exists()


def test_three_wrong_codes_end_the_attempt(client: Client) -> None:
    knock(client, "jana@example.com")
    code = code_in(mail.outbox[-1])
    assert [type_code(client, wrong).status_code for wrong in ("AAAA-AAAA", "\u0660" * 8)] == [422, 422]
    last = type_code(client, "AAAA-AAAA")
    assert (last.status_code, last.url) == (302, reverse("door"))
    assert "last try" in client.get(last.url).content.decode()
    assert type_code(client, code).status_code == 302
    assert client.get("/surveys/").status_code == 302


def test_a_code_works_ten_minutes_once_and_in_its_own_browser(client: Client) -> None:
    knock(client, "jana@example.com")
    code = code_in(mail.outbox[-1])
    other = Client()
    type_code(other, code)
    assert other.get("/surveys/").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        type_code(client, code)
        assert client.get("/surveys/").status_code == 302
    cache.clear()
    late = Client()
    knock(late, "jana@example.com")
    with time_machine.travel(timezone.now() + timedelta(minutes=9), tick=True):
        type_code(late, code_in(mail.outbox[-1]).lower().replace("-", " "))
        assert late.get("/surveys/").status_code == 200
    late.post("/account/sign-out/")
    type_code(late, code_in(mail.outbox[-1]))
    assert late.get("/surveys/").status_code == 302


def test_back_at_the_door_another_address_takes_the_place_of_the_first(client: Client) -> None:
    knock(client, "wrong@example.com")
    assert client.get("/account/").status_code == 200
    sign_in(client, "right@example.com")
    assert client.get("/surveys/").context["user"].email == "right@example.com"


def knocks(emails: list[str], ip: str = "203.0.113.7", **extra: str) -> list[int]:
    codes = []
    for email in emails:
        cache.clear()  # only our own limits, which the database keeps
        codes.append(knock(Client(), email, REMOTE_ADDR=ip, **extra).status_code)
    return codes


def test_five_codes_an_hour_for_an_address() -> None:
    assert knocks(["jana@example.com"] * 5 + ["JANA@example.com"]) == [302] * 5 + [429]
    assert knocks(["jana@example.com"], ip="198.51.100.1") == [429]
    assert knocks(["omar@example.com"]) == [302]
    assert len(mail.outbox) == 6
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        assert knocks(["jana@example.com"]) == [302]


def test_sixty_codes_an_hour_from_a_place(settings: pytest.FixtureRequest) -> None:
    settings.CODES_PER_IP = 3
    assert knocks([f"p{number}@example.com" for number in range(4)]) == [302] * 3 + [429]
    assert knocks(["p9@example.com"], ip="198.51.100.1") == [302]
    # nobody gets round it by claiming to come from elsewhere
    assert knocks(["p8@example.com"], HTTP_X_FORWARDED_FOR="198.51.100.9") == [429]
    assert not User.objects.filter(email="p8@example.com").exists()


def wide(domain: str, which: int) -> str:
    """The domain with the letters that `which` names, bit by bit, in full width."""
    letters = (
        chr(ord(letter) + 0xFEE0) if which >> at & 1 and letter != "." else letter
        for at, letter in enumerate(domain)
    )
    return "".join(letters)


def test_twenty_spellings_of_a_domain_are_one_mailbox() -> None:
    spellings = [f"ada@{wide('example.com', which)}" for which in range(1, 21)]
    assert len(set(spellings)) == 20
    assert knocks(spellings) == [302] * 5 + [429] * 15
    assert [message.to for message in mail.outbox] == [["ada@example.com"]] * 5
    assert [user.email for user in User.objects.all()] == ["ada@example.com"]
    assert knocks(["ada@example.com"]) == [429]


def test_a_domain_with_an_umlaut_is_written_as_mail_servers_do(client: Client) -> None:
    sign_in(client, "ada@xn--bcher-kva.example")
    assert knock(Client(), "ada@bücher.example").status_code == 302
    assert mail.outbox[-1].to == ["ada@xn--bcher-kva.example"]
    assert User.objects.count() == 1


def test_twelve_tries_an_hour_for_a_browser_however_they_are_sent(client: Client) -> None:
    """Guesses sent all at once each find the session as it was: no wrong try has been counted in it yet."""
    knock(client, "jana@example.com")
    code, found = code_in(mail.outbox[-1]), dict(client.session)

    def guess(word: str) -> int:
        session = client.session
        session.clear()
        session.update(found)
        session.save()
        cache.clear()
        return type_code(client, word).status_code

    assert [guess("AAAA-AAAA") for _ in range(14)] == [422] * 12 + [429] * 2
    assert guess(code) == 429
    assert client.get("/surveys/").status_code == 302
    page = client.post("/account/code/", {"code": code}).content.decode()
    assert "<h1>That was many codes in a short time</h1>" in page
    assert "<title>That was many codes in a short time · Closer</title>" in page
    sign_in(Client(), "omar@example.com")  # another browser may
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        sign_in(client, "jana@example.com")


def test_the_session_of_somebody_who_only_knocked_is_short(client: Client) -> None:
    knock(client, "jana@example.com")
    assert 0 < client.session.get_expiry_age() <= 1800
    assert client.cookies["sessionid"]["max-age"] <= 1800
    type_code(client)
    assert client.session.get_expiry_age() == 60 * 60 * 24 * 14
    assert client.cookies["sessionid"]["max-age"] == 60 * 60 * 24 * 14


def test_whoever_knocked_and_waited_too_long_is_nobody_again(client: Client) -> None:
    knock(client, "jana@example.com")
    key = client.session.session_key
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        assert not Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).exists()
        type_code(client)
        assert client.get("/surveys/").status_code == 302


def test_the_code_page_says_where_else_to_look(client: Client) -> None:
    page = client.get(knock(client, "jana@example.com").url).content.decode()
    assert "No mail? Look in your spam folder." in page


def test_the_code_can_be_typed_at_once_and_after_an_error_the_error_comes_first(client: Client) -> None:
    page = client.get(knock(client, "jana@example.com").url).content.decode()
    assert re.search(r'<input [^>]*name="code"[^>]* autofocus', page)
    wrong = type_code(client, "oops").content.decode()
    assert 'name="code"' in wrong
    assert "autofocus" not in wrong


def test_allauths_own_limit_shows_the_same_page() -> None:
    codes = [knock(Client(), "jana@example.com").status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429]


def test_mail_that_cannot_be_sent_is_said_for_everybody(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise smtplib.SMTPServerDisconnected("jana@example.com")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    account("jana@example.com")
    with caplog.at_level(logging.INFO):
        responses = [knock(client, email) for email in ("jana@example.com", "new@example.com")]
    assert [response.status_code for response in responses] == [503, 503]
    assert "example.com" not in caplog.text


def test_nothing_personal_is_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        sign_in(client, "jana@example.com")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in ours if "jana" in line or code_in(mail.outbox[-1]) in line]


@pytest.mark.django_db(transaction=True)
def test_the_same_new_address_at_once_is_one_account() -> None:
    results = at_once(*[lambda: account_for(email="new@example.com").pk] * 8)
    assert results == [User.objects.get().pk] * 8
    assert EmailAddress.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_posts_of_the_same_new_address_both_get_a_code() -> None:
    responses = at_once(*[lambda: knock(Client(), "new@example.com").status_code] * 2)
    assert responses == [302, 302]
    assert len(mail.outbox) == 2


def test_a_code_renews_the_day_of_an_account_that_never_came_in() -> None:
    user = account_for(email="new@example.com")
    User.objects.update(date_joined=timezone.now() - timedelta(hours=23))
    account_for(email="new@example.com")
    user.refresh_from_db()
    assert timezone.now() - user.date_joined < timedelta(minutes=1)


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_elsewhere(client: Client, target: str) -> None:
    response = client.post(f"/account/?next={target}", {"email": "jana@example.com"})
    assert "evil" not in response.url or response.url.startswith("/account/code/")
    assert type_code(client, next=target).url == "/surveys/"


def test_whoever_is_in_is_led_on_from_the_door(client: Client) -> None:
    sign_in(client, "jana@example.com")
    assert client.get("/account/").url == "/surveys/"


def test_a_closed_account_is_told_only_after_the_code(client: Client) -> None:
    account("closed@example.com")
    User.objects.update(is_active=False)
    knock(client, "closed@example.com")
    assert type_code(client).url == "/account/inactive/"
    assert client.get("/account/inactive/").status_code == 200
    assert client.get("/surveys/").status_code == 302


GONE = ["change_password", "set_password", "reset_password", "email", "change_phone", "confirm_email"]


@pytest.mark.parametrize("page", GONE)
def test_there_are_no_other_ways(page: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"account_{page}")


def test_sign_in_and_sign_up_are_the_door() -> None:
    names = ("door", "account_login", "account_signup", "account_request_login_code")
    assert {reverse(name) for name in names} == {"/account/"}


def test_sign_out_asks_and_does(client: Client) -> None:
    sign_in(client, "jana@example.com")
    assert client.get("/account/sign-out/").status_code == 200
    assert client.get("/surveys/").status_code == 200
    assert client.post("/account/sign-out/").url == "/"
    assert client.get("/surveys/").status_code == 302


def test_the_other_sessions_can_be_signed_out(client: Client) -> None:
    other = Client()
    sign_in(other, "jana@example.com")
    cache.clear()
    sign_in(client, "jana@example.com")
    page = client.get("/account/sessions/").content.decode()
    assert page.count("<tr>") == 3
    client.post("/account/sessions/")
    assert other.get("/surveys/").status_code == 302
    assert client.get("/surveys/").status_code == 200


CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
BROWSERS = [
    (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} Safari/537.36", "Chrome on Linux"),
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36", "Chrome on Windows"),
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
    (f"Mozilla/5.0 (Windows NT 10.0) {CHROME} Safari/537.36 OPR/120.0.0.0", "Opera on Windows"),
    (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME} Safari/537.36", "Chrome on ChromeOS"),
    (f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36", "Chrome on Android"),
    (
        "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) "
        "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
        "Samsung Internet on Android",
    ),
    ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Linux"),
    ("Mozilla/5.0 (Android 14; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0", "Firefox on Android"),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.5 Safari/605.1.15",
        "Safari on Mac",
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.5 Mobile/15E148 Safari/604.1",
        "Safari on iPhone",
    ),
    (
        "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "CriOS/140.0.0.0 Mobile/15E148 Safari/604.1",
        "Chrome on iPad",
    ),
    ("Something (Linux)", "A browser on Linux"),
    ("curl/8.5.0", "A browser"),
    ("<script>alert(1)</script>", "A browser"),
    ("", "A browser"),
]


@pytest.mark.parametrize(("said", "shown"), BROWSERS)
def test_the_sessions_name_the_browser_in_words(said: str, shown: str) -> None:
    client = Client(HTTP_USER_AGENT=said)
    sign_in(client, "jana@example.com")
    page = client.get("/account/sessions/").content.decode()
    assert re.findall(r'data-label="Browser">(.*?)</td>', page, re.S) == [shown]
    assert "Mozilla" not in page


@pytest.mark.django_db(transaction=True)  # allauth speaks after the commit
@time_machine.travel(timezone.now(), tick=False)  # a code lives half a minute, which may end in between
def test_new_recovery_codes_say_once_what_they_are_for(client: Client) -> None:
    sign_in(client, "jana@example.com")
    secret = client.get("/account/keys/app/add/").context["form"].secret
    shown = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    pages = [client.post("/account/keys/app/add/", {"code": shown}, follow=True)]
    pages.append(client.post("/account/keys/recovery/new/", follow=True))
    for response in pages:
        page = response.content.decode()
        assert response.redirect_chain == [("/account/keys/recovery/", 302)]
        assert "You have new recovery codes." in page
        assert page.count("Each lets you in once") == 1


PAGES = [
    "keys/",
    "keys/passkeys/",
    "keys/passkeys/add/",
    "keys/app/add/",
    "sessions/",
    "confirm/",
    "sign-out/",
]


@pytest.mark.parametrize("page", PAGES)
def test_account_pages_are_for_whoever_is_in(client: Client, page: str) -> None:
    assert client.get(f"/account/{page}").status_code == 302
    sign_in(client, "jana@example.com")
    assert client.get(f"/account/{page}").status_code == 200


def test_a_first_key_needs_a_recent_sign_in(client: Client) -> None:
    sign_in(client, "jana@example.com")
    assert client.get("/account/keys/passkeys/add/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=True):
        asked = client.get("/account/keys/passkeys/add/")
        assert asked.url.startswith("/account/confirm/?next=")
        assert client.post(asked.url).status_code == 302
        assert client.post(asked.url, {"code": "AAAA-AAAA"}).status_code == 422
        back = client.post(asked.url, {"code": code_in(mail.outbox[-1])})
        assert back.url == "/account/keys/passkeys/add/"
        assert client.get(back.url).status_code == 200


def test_three_wrong_codes_end_the_confirmation(client: Client) -> None:
    sign_in(client, "jana@example.com")
    client.post("/account/confirm/")
    code = code_in(mail.outbox[-1])
    for _ in range(3):
        assert client.post("/account/confirm/", {"code": "AAAA-AAAA"}).status_code == 422
    client.post("/account/confirm/", {"code": code})
    assert "reauthenticated" not in str(client.session["account_authentication_methods"])


def test_with_an_authenticator_app_the_mailed_code_is_not_enough(client: Client) -> None:
    user = sign_in(client, "jana@example.com")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.post("/account/sign-out/")
    cache.clear()
    knock(client, "jana@example.com")
    assert type_code(client).url == "/account/keys/sign-in/"
    assert client.get("/account/keys/sign-in/").status_code == 200
    assert client.get("/surveys/").status_code == 302
    assert client.post("/account/keys/sign-in/", {"code": "000000"}).status_code == 200
    assert client.get("/surveys/").status_code == 302
