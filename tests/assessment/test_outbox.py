"""Mails of the demo become files."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from assessment import outbox


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


def send(*messages: EmailMessage) -> int:
    return get_connection("assessment.outbox.Backend").send_messages(list(messages))


def mail(subject: str = "Your code", to: str = "anna@example.com") -> EmailMultiAlternatives:
    made = EmailMultiAlternatives(subject, "123456 – bitte", "closer@example.com", [to])
    made.attach_alternative('<a href="https://x.example/">x</a>', "text/html")
    return made


def test_each_mail_is_one_whole_file(folder) -> None:
    assert send(mail("One"), mail("Two")) == 2
    files = sorted(folder.iterdir())
    assert [path.suffix for path in files] == [".eml", ".eml"]
    first = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert (first["Subject"], first["To"], first["From"]) == ("One", "anna@example.com", "closer@example.com")
    assert first.get_body(("plain",)).get_content().strip() == "123456 – bitte"


def test_only_its_owner_can_read_the_folder_and_the_files(folder) -> None:
    send(mail())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert next(folder.iterdir()).stat().st_mode & 0o777 == 0o600


def test_names_cannot_be_guessed_and_come_newest_first() -> None:
    send(mail("One"), mail("Two"), mail("Three"))
    names = outbox.names()
    assert [outbox.read(name)["Subject"] for name in names] == ["Three", "Two", "One"]
    assert len({name.partition("-")[2] for name in names}) == 3
    assert all(re.fullmatch(r"\d{20}-[\w-]{22}", name) for name in names)


def test_a_mail_to_nobody_is_not_kept() -> None:
    assert send(EmailMessage("x", "y", "closer@example.com", [])) == 0
    assert outbox.names() == []


def test_an_unfinished_or_foreign_file_is_not_listed(folder) -> None:
    send(mail())
    (folder / "notes.eml").write_text("mine")
    (folder / f"{outbox.names()[0]}x.part").write_text("half")
    assert len(outbox.names()) == 1


@pytest.mark.parametrize("name", ["../secret_key", "notes", "", "0" * 20 + "-" + "a" * 22])
def test_no_other_file_can_be_read(name, folder) -> None:
    send(mail())
    (folder / "notes.eml").write_text("mine")
    (folder.parent / "secret_key.eml").write_text("secret")
    with pytest.raises(LookupError):
        outbox.read(name)


def test_a_subject_cannot_smuggle_in_a_header() -> None:
    with pytest.raises(ValueError, match="newlines"):
        send(mail("Hello\nBcc: eve@example.com"))
    assert outbox.names() == []
