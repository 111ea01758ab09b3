"""What `make run` starts."""

from __future__ import annotations

import re
import signal
import socket
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessment.management.commands import demo
from surveys.choices import Form, Voice
from surveys.demo import load
from surveys.models import Draft

from .processes import PATIENCE, alive, descendants, free_port, get, manage, running, until


def test_it_runs_in_demo_mode_only(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="CLOSER_MODE=demo"):
        call_command("demo")


def test_a_port_that_somebody_listens_on_is_not_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert not demo.is_free(taken.getsockname()[1])
    assert demo.is_free(free_port())


def test_another_port_is_found_when_the_usual_one_is_taken(monkeypatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(demo, "USUAL_PORT", port)
        assert demo.is_free(found := demo.chosen_port(""))
        assert found != port


@pytest.mark.django_db
def test_no_executive_of_the_demo_has_answered_more_than_was_asked() -> None:
    load()
    drafts = Draft.objects.filter(voice=Voice.EXECUTIVE).order_by("survey__code")
    assert [(draft.form, draft.answers.count()) for draft in drafts] == [
        (Form.FULL, 24),
        (Form.CORE, 12),
        (Form.CORE, 12),
    ]


def refused(folder: Path, port: str) -> str:
    """What `manage.py demo` says when it can't have this port. It may not begin anything."""
    done = manage(folder, "demo", CLOSER_MODE="demo", PORT=port)
    assert (done.returncode, done.stdout) == (1, "")
    assert not (folder / "data" / "closer.sqlite3").exists()
    return done.stderr


def test_a_port_in_use_is_one_sentence_that_names_a_free_one(tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(tmp_path, str(port))
        found = re.fullmatch(rf"Port {port} is already in use\. Try PORT=(\d+) make run\.\n", said)
        assert found, said
        assert int(found[1]) != port
        assert demo.is_free(int(found[1]))


def test_the_port_after_the_one_in_use_is_named_when_it_is_free(monkeypatch) -> None:
    monkeypatch.setattr(demo, "is_free", lambda port: port == 8063)
    monkeypatch.setattr(demo, "is_answered", lambda port: port in (8061, 8062))
    with pytest.raises(SystemExit) as refusal:
        demo.chosen_port("8061")
    assert str(refusal.value) == "Port 8061 is already in use. Try PORT=8063 make run."


def test_a_port_nobody_listens_on_but_we_may_not_have_says_so(monkeypatch) -> None:
    monkeypatch.setattr(demo, "is_free", lambda port: port >= 1024)
    monkeypatch.setattr(demo, "is_answered", lambda port: False)
    with pytest.raises(SystemExit, match=r"^Port 1020 can’t be used here\. Try PORT=1024 make run\.$"):
        demo.chosen_port("1020")


@pytest.mark.parametrize("port", ["80000", "abc"])
def test_what_is_no_port_is_refused_before_anything_starts(port, tmp_path) -> None:
    said = refused(tmp_path, port)
    assert re.fullmatch(
        rf"PORT is {port}, but a port is a number from 1 to 65535\. Try PORT=\d+ make run\.\n", said
    ), said


@pytest.mark.parametrize("port", ["0", "-1", "65536", "8_000", "8000.0", "\u0668\u0660\u0660\u0660"])
def test_odd_numbers_are_no_ports_either(port) -> None:
    with pytest.raises(SystemExit, match="a number from 1 to 65535"):
        demo.chosen_port(port)


def test_the_port_that_was_asked_for_is_the_one() -> None:
    port = free_port()
    assert demo.chosen_port(str(port)) == port


def test_static_files_are_gathered_only_when_one_has_changed(settings, tmp_path, monkeypatch) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    files = ["a.css 10 1"]
    monkeypatch.setattr(demo, "static_sources", lambda: iter(files))
    gathered = []

    def gather(*args: object, **kwargs: object) -> None:
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        gathered.append(args)

    monkeypatch.setattr(demo, "call_command", gather)
    demo.collect_static()
    demo.collect_static()
    assert gathered == [("collectstatic",)]
    files.append("b.css 20 1")
    demo.collect_static()
    assert gathered == [("collectstatic",)] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_prepares_everything_says_where_it_is_and_ends_quietly(tmp_path) -> None:
    port = free_port()
    for again in (False, True):
        begun = time.monotonic()
        with running(tmp_path, "demo", CLOSER_MODE="demo", PORT=str(port)) as process:
            until(lambda: "Ctrl-C" in (tmp_path / "output").read_text(), "the demo says where it is")
            took = time.monotonic() - begun
            assert get(port, "/readyz").status == 200
            assert get(port, "/outbox/").status == 200
            below = descendants(process.pid)
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 0
            assert [pid for pid in below if alive(pid)] == []
        said = (tmp_path / "output").read_text()
        site = re.escape(f"http://localhost:{port}")
        assert re.search(rf"{site}/ +start here", said)
        assert re.search(rf"{site}/outbox/ +every mail", said)
        assert re.search(rf"{site}/operator/ +.*operator@example.com", said)
        assert said.rstrip().endswith("Ctrl-C ends it.")
        assert not again or took < PATIENCE / 2
