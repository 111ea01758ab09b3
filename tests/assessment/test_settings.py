"""What the environment may say, and what production refuses to start with. Each case is a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

SENTENCES = {
    "SECRET_KEY": "a long random text that signs sessions and cookies",
    "LINK_KEY": "another long random text, apart from SECRET_KEY, that makes the links people answer with",
    "SITE_URL": "the address people type, such as closer.example.com with https:// before it",
    "DATABASE_URL": "where answers are kept, such as postgresql://user:password@host/closer",
    "EMAIL_URL": "the mail server, such as smtp+tls://user:password@host:587",
    "MAIL_FROM": "the sender of every mail, such as Closer <closer@example.com>",
    "OPERATOR": "who runs this server and answers questions about it: a name and an address",
}
PRODUCTION = {
    "CLOSER_MODE": "production",
    "SECRET_KEY": "s3cret-" * 10 + "ABCDEFGHIJ",
    "LINK_KEY": "l1nk-" * 12 + "KLMNOPQRST",
    "SITE_URL": "https://closer.example.com",
    "DATABASE_URL": "postgresql://closer:pass@db.example.com/closer",
    "EMAIL_URL": "smtp+tls://user:pass@mail.example.com:587",
    "MAIL_FROM": "Closer <closer@example.com>",
    "OPERATOR": "Ops <ops@example.com>",
}


def run(tmp_path: Path, code: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """Start Python with these variables and hardly any other."""
    surroundings = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), **variables}
    return subprocess.run(
        [sys.executable, *code], cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60
    )


def load(tmp_path: Path, show: str = "'loaded'", **variables: str) -> subprocess.CompletedProcess[str]:
    return run(tmp_path, ["-c", f"from assessment import settings as s; print({show})"], **variables)


def test_production_with_nothing_set_names_every_variable_with_its_sentence(tmp_path) -> None:
    done = run(tmp_path, ["manage.py", "check"], CLOSER_MODE="production")
    assert done.returncode != 0
    listed = [line.strip() for line in done.stderr.splitlines() if line.startswith("  ") and ": " in line]
    said = [line for line in listed if line.partition(":")[0] in SENTENCES]
    assert said == [f"{name}: {sentence}" for name, sentence in SENTENCES.items()]
    assert not (tmp_path / "data").exists()  # no secret was made up on the way


@pytest.mark.parametrize("name", SENTENCES)
def test_a_single_missing_variable_is_named_alone(name, tmp_path) -> None:
    done = load(tmp_path, **{**PRODUCTION, name: ""})
    assert done.returncode != 0
    assert f"{name}: {SENTENCES[name]}" in done.stderr
    assert not [other for other in SENTENCES if other != name and f"  {other}: " in done.stderr]


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"OUTBOX": "1"},
            "OUTBOX shows every mail to anybody on this machine; it belongs to the demo alone.",
        ),
        ({"DEBUG": "1"}, "DEBUG shows settings and answers to visitors; unset it in production."),
        (
            {"LINK_KEY": PRODUCTION["SECRET_KEY"]},
            "LINK_KEY and SECRET_KEY are the same; make them two different random texts.",
        ),
        ({"SITE_URL": "closer.example.com"}, "it must start with http:// or https:// and name a host."),
        (
            {"SITE_URL": "http://closer.example.com"},
            "SITE_URL must start with https:// in production: answers travel over it.",
        ),
        (
            {"SECRET_KEY": "short-" * 5 + "x"},
            "SECRET_KEY and LINK_KEY need at least 32 characters each.",
        ),
        (
            {"LINK_KEY": "short-" * 5 + "x"},
            "SECRET_KEY and LINK_KEY need at least 32 characters each.",
        ),
        (
            {"ALLOWED_HOSTS": "closer.example.com,*"},
            "ALLOWED_HOSTS is *, which lets anybody name this site. Name its hosts.",
        ),
        (
            {"PROXY_SSL_HEADER": "HTTP_X_FORWARDED_PROTO"},
            "PROXY_SSL_HEADER says there is a proxy; set TRUSTED_PROXIES to how many there are, "
            "or every visitor counts as the same one.",
        ),
        *(
            (
                {"TRUSTED_PROXIES": given},
                f"TRUSTED_PROXIES is {given!r}; it must be a number of proxies, such as 1.",
            )
            for given in ("127.0.0.1", "-1", "one", "²")
        ),
        ({"CLOSER_MODE": "live"}, "it must be development, demo or production."),
    ],
)
def test_production_refuses_to_start(variables, sentence, tmp_path) -> None:
    done = load(tmp_path, **{**PRODUCTION, **variables})
    assert done.returncode != 0
    assert sentence in done.stderr
    assert PRODUCTION["SECRET_KEY"] not in done.stderr


def test_complete_production_settings_load_and_have_no_outbox(tmp_path) -> None:
    done = load(tmp_path, "s.MODE, s.DEBUG, s.OUTBOX, s.ALLOWED_HOSTS", **PRODUCTION)
    assert (done.returncode, done.stdout) == (0, "production False False ['closer.example.com']\n"), (
        done.stderr
    )


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({"SITE_URL": "http://localhost:8000"}, "False None 0"),
        (
            {"PROXY_SSL_HEADER": "HTTP_X_FORWARDED_PROTO", "TRUSTED_PROXIES": "1"},
            "True ('HTTP_X_FORWARDED_PROTO', 'https') 1",
        ),
        ({"SECRET_KEY": "x" * 32}, "True None 0"),
        ({"TRUSTED_PROXIES": ""}, "True None 0"),
    ],
)
def test_production_starts_where_it_is_safe(variables, shown, tmp_path) -> None:
    show = "s.HTTPS, getattr(s, 'SECURE_PROXY_SSL_HEADER', None), s.ALLAUTH_TRUSTED_PROXY_COUNT"
    done = load(tmp_path, show, **{**PRODUCTION, **variables})
    assert (done.returncode, done.stdout.strip()) == (0, shown), done.stderr


@pytest.mark.parametrize("site", ["https://closer.example.com", "https://closer.example.com:8443/"])
def test_djangos_check_for_deployment_has_nothing_to_say(site, tmp_path) -> None:
    variables = {**PRODUCTION, "SITE_URL": site, "STATIC_ROOT": str(tmp_path)}
    done = run(tmp_path, ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], **variables)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


def test_development_makes_two_different_secrets_once_readable_by_their_owner(tmp_path) -> None:
    first = load(tmp_path, "s.SECRET_KEY, s.LINK_KEY")
    second = load(tmp_path, "s.SECRET_KEY, s.LINK_KEY")
    assert (first.returncode, first.stdout) == (0, second.stdout)
    secret, link = first.stdout.split()
    assert secret != link
    assert min(len(secret), len(link)) >= 50
    for name in ("secret_key", "link_key"):
        assert (tmp_path / "data" / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["secret_key", "link_key"])
@pytest.mark.parametrize("kept", ["", "x" * 31])
def test_a_kept_secret_that_is_not_whole_is_refused_not_used(kept, name, tmp_path) -> None:
    assert load(tmp_path).returncode == 0
    path = tmp_path / "data" / name
    path.write_text(kept)
    done = run(tmp_path, ["manage.py", "check"])
    assert done.returncode == 1
    assert done.stderr == f"{path} holds no whole secret. Delete it, and a new one is made.\n"
    path.unlink()
    assert load(tmp_path).returncode == 0


@pytest.mark.parametrize("_", range(3))
def test_processes_that_start_at_once_have_the_same_secrets(_, tmp_path) -> None:
    surroundings = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")}
    # both stop before the first look at the folder, and go on together
    code = (
        "import sys, environ; print('ready', flush=True); sys.stdin.readline()\n"
        "from assessment import settings as s; print(s.SECRET_KEY, s.LINK_KEY)"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=surroundings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = {process.communicate(timeout=60)[0] for process in processes}
    assert len(said) == 1
    assert min(len(secret) for secret in said.pop().split()) >= 50
    assert sorted(path.name for path in (tmp_path / "data").glob("*_key*")) == ["link_key", "secret_key"]


def test_new_files_are_nobody_elses_on_this_machine(tmp_path) -> None:
    """Whatever the terminal's umask says."""
    draw = "from assessment import drawn; drawn.keep('picture', b'<svg/>')"
    before = os.umask(0o022)
    try:
        for code in (["migrate", "-v0"], ["shell", "-v0", "-c", draw]):
            done = run(tmp_path, ["manage.py", *code])
            assert done.returncode == 0, done.stderr
    finally:
        os.umask(before)
    data = tmp_path / "data"
    for path in (data / "closer.sqlite3", data / "drawn" / "picture.gz"):
        assert (path.name, oct(path.stat().st_mode & 0o777)) == (path.name, "0o600")
    opened = [path for path in data.rglob("*") if path.stat().st_mode & 0o077]
    assert opened == []


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({}, "development False django.core.mail.backends.console.EmailBackend"),
        ({"CLOSER_MODE": "demo"}, "demo True assessment.outbox.Backend"),
        (
            {"CLOSER_MODE": "demo", "EMAIL_URL": "smtp://localhost:2525"},
            "demo False django.core.mail.backends.smtp.EmailBackend",
        ),
    ],
)
def test_only_a_demo_without_a_mail_server_has_an_outbox(variables, shown, tmp_path) -> None:
    done = load(tmp_path, "s.MODE, s.OUTBOX, s.EMAIL_BACKEND", **variables)
    assert done.stdout.strip() == shown, done.stderr


@pytest.mark.parametrize("mode", ["development", "demo"])
def test_a_site_on_a_laptop_answers_to_this_machine_only(mode, tmp_path) -> None:
    done = load(tmp_path, "s.ALLOWED_HOSTS", CLOSER_MODE=mode, ALLOWED_HOSTS="*")
    assert done.stdout.strip() == "['localhost', '127.0.0.1']", done.stderr


# --- a mail service in place of a mail server -------------------------------------------------------------

SERVICE = {
    **PRODUCTION,
    "EMAIL_URL": "",
    "MAIL_SERVICE": "postmark",
    "ANYMAIL_POSTMARK_SERVER_TOKEN": "t0ken",
    "ANYMAIL_WEBHOOK_SECRET": "closer:a-long-random-text-of-our-own",
}
REPORTS = (
    "import django; django.setup(); from django.urls import reverse; from anymail.signals import tracking;"
    "print(reverse('anymail:postmark_tracking_webhook'), len(tracking.receivers))"
)


def test_a_mail_service_takes_the_place_of_a_mail_server(tmp_path) -> None:
    shown = "s.EMAIL_BACKEND, s.ANYMAIL['POSTMARK_SERVER_TOKEN']"
    done = load(tmp_path, shown, **SERVICE)
    assert done.stdout.strip() == "anymail.backends.postmark.EmailBackend t0ken"
    done = load(tmp_path, "s.EMAIL_BACKEND", **{**SERVICE, "EMAIL_URL": PRODUCTION["EMAIL_URL"]})
    assert done.stdout.strip() == "django.core.mail.backends.smtp.EmailBackend"  # it only reports then


def test_the_service_reports_at_an_address_of_its_own(tmp_path) -> None:
    done = run(tmp_path, ["-c", REPORTS], DJANGO_SETTINGS_MODULE="assessment.settings", **SERVICE)
    assert done.stdout.strip() == "/mail-events/postmark/tracking/ 1", done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MAIL_SERVICE", "pigeon", "MAIL_SERVICE is 'pigeon'; it must be one of amazon_ses,"),
        ("ANYMAIL_WEBHOOK_SECRET", "closer:short", "ANYMAIL_WEBHOOK_SECRET needs a name, a colon and"),
        ("ANYMAIL_WEBHOOK_SECRET", "x" * 60, "ANYMAIL_WEBHOOK_SECRET needs a name, a colon and"),
    ],
)
def test_a_service_that_cannot_work_is_refused_at_the_start(name, value, sentence, tmp_path) -> None:
    done = load(tmp_path, **{**SERVICE, name: value})
    assert done.returncode != 0
    assert sentence in done.stderr
