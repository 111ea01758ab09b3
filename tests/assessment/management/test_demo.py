"""What `make run` starts."""

from __future__ import annotations

import re
import signal
import socket
import sys
import time

import pytest
from django.core.management import CommandError, call_command

from assessment.management.commands import demo

from .processes import PATIENCE, alive, descendants, free_port, get, running, until


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
        monkeypatch.setattr(demo, "USUAL_PORT", taken.getsockname()[1])
        assert demo.free_port() != taken.getsockname()[1]


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
