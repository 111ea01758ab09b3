"""The supervisor with real processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from assessment.management.commands import serve

from . import processes
from .processes import alive, children, descendants, free_port, get, manage, running, until

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

PURGE = "from surveys.tasks import purge; purge.enqueue()"
SECRET = "s3cretT0ken"


class Site:
    """A site that `serve` runs."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes], port: int) -> None:
        self.folder, self.process, self.port = folder, process, port

    def pid_of(self, word: str) -> int:
        """The supervisor's own child with this word in its command: a killed web server's orphans live on
        for a second and would be taken for the next one."""
        found = children(self.process.pid).items()
        return next((pid for pid, command in found if word in command.split()), 0)

    def output(self) -> str:
        return (self.folder / "output").read_text()

    def purges_done(self) -> int:
        with sqlite3.connect(self.folder / "data" / "closer.sqlite3", timeout=20) as database:
            [done] = database.execute(
                f"SELECT count(*) FROM {DBTaskResult._meta.db_table}"
                " WHERE status = 'SUCCESSFUL' AND task_path = 'surveys.tasks.purge'"
            ).fetchone()
        database.close()
        return done


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """A database with its tables, to be copied: making them takes longer than all the rest."""
    folder = tmp_path_factory.mktemp("migrated")
    for command in ("migrate", "createcachetable"):
        assert manage(folder, command).returncode == 0
    return folder


@pytest.fixture
def site(tmp_path, migrated) -> Iterator[Site]:
    shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)
    port = free_port()
    with running(tmp_path, "serve", PORT=str(port), GUNICORN_CMD_ARGS="") as process:
        found = Site(tmp_path, process, port)
        until(lambda: get(port, "/healthz"), "the site answers")
        until(lambda: found.pid_of("worker"), "the worker runs")
        yield found


@needs_linux
def test_a_killed_worker_comes_back_and_goes_on_with_the_queue(site: Site) -> None:
    until(lambda: site.purges_done() == 1, "the first tick's purge is done")
    first = site.pid_of("worker")
    os.kill(first, signal.SIGKILL)
    second = until(lambda: (pid := site.pid_of("worker")) != first and pid, "another worker runs")
    assert manage(site.folder, "shell", "-v0", "-c", PURGE).returncode == 0
    until(lambda: site.purges_done() == 2, "the new worker has done a task")
    assert second == site.pid_of("worker")
    assert "The worker ended with -9; starting it again in 0 s" in site.output()
    assert get(site.port, "/healthz").status == 200


@needs_linux
def test_a_killed_web_server_comes_back(site: Site) -> None:
    first = site.pid_of("gunicorn")
    os.kill(first, signal.SIGKILL)
    until(lambda: site.pid_of("gunicorn") not in (0, first), "another web server runs")
    until(lambda: get(site.port, "/healthz"), "the site answers again")
    assert "The web server ended with -9; starting it again in 0 s" in site.output()


@needs_linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_stops_both_cleanly(number, site: Site) -> None:
    below = descendants(site.process.pid)
    assert {word for word in ("gunicorn", "worker") if site.pid_of(word)} == {"gunicorn", "worker"}
    site.process.send_signal(number)
    assert site.process.wait(processes.PATIENCE) == 0
    assert [pid for pid in below if alive(pid)] == []
    assert get(site.port, "/healthz") is None
    assert "Traceback" not in site.output()


@needs_linux
def test_nothing_goes_on_when_the_supervisor_itself_is_killed(site: Site) -> None:
    below = descendants(site.process.pid)
    site.process.kill()
    site.process.wait()
    until(lambda: not [pid for pid in below if alive(pid)], "both have ended")
    assert len(below) >= 3  # the web server, its worker process and the task worker were there to end
    assert get(site.port, "/healthz") is None


@needs_linux
def test_the_output_has_a_line_for_each_request_and_no_secret(site: Site) -> None:
    get(site.port, f"/s/{SECRET}/?answer={SECRET}")
    get(site.port, f"/nowhere/{SECRET}/", host=f"{SECRET}.example")
    for nonsense in (f"GET /i/{SECRET} HTTP/9.9", f"{SECRET} / HTTP/1.1", "GET / HTTP/1.1\r\n" + SECRET):
        with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
            connection.sendall(nonsense.encode() + b"\r\n\r\n")
            connection.recv(1000)
    output = site.output()
    lines = [json.loads(line) for line in output.splitlines()]  # every line of it is JSON
    routes = [line["route"] for line in lines if line["message"] == "Request" and line["route"] != "healthz"]
    assert len(routes) == 2
    assert not {f"/s/{SECRET}/"} & set(routes)
    assert [line["message"] for line in lines if line["message"].startswith("Invalid")] == [
        "Invalid request"
    ] * 3
    assert SECRET not in output


def test_a_demo_is_served_to_this_machine_only(tmp_path) -> None:
    done = manage(tmp_path, "serve", CLOSER_MODE="demo", HOST="0.0.0.0", PORT=str(free_port()))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "CommandError: The demo shows every mail, so it runs on 127.0.0.1 only. Unset HOST.\n"
    )


def test_the_web_server_has_threads_and_no_log_of_addresses_and_no_control_socket(monkeypatch) -> None:
    for name in ("HOST", "PORT", "WEB_WORKERS", "WEB_THREADS", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    command = serve.web_command()
    options = dict(pairwise(command))
    assert options["--bind"] == "127.0.0.1:8000"
    assert options["--worker-class"] == "gthread"
    assert options["--threads"] == "8"
    assert "--no-control-socket" in command
    assert "--access-logfile" not in command


@pytest.mark.parametrize(("vendor", "workers"), [("sqlite", "1"), ("postgresql", "2")])
def test_sqlite_is_written_by_one_process(vendor, workers, monkeypatch) -> None:
    monkeypatch.delenv("WEB_WORKERS", raising=False)
    monkeypatch.setattr(serve, "connection", type("Connection", (), {"vendor": vendor}))
    command = serve.web_command()
    assert command[command.index("--workers") + 1] == workers


def test_the_environment_sets_address_workers_and_threads(monkeypatch) -> None:
    chosen = {"HOST": "0.0.0.0", "PORT": "9000", "WEB_WORKERS": "3", "WEB_THREADS": "4"}
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    command = serve.web_command()
    options = dict(pairwise(command))
    assert (options["--bind"], options["--workers"], options["--threads"]) == ("0.0.0.0:9000", "3", "4")


def test_a_process_that_keeps_dying_is_started_after_longer_and_longer_pauses(monkeypatch) -> None:
    now = 1000.0
    starts = []

    class Dead:
        returncode = 1

        def poll(self) -> int:
            return 1

    def start(command: list[str]) -> Dead:
        starts.append(now)
        return Dead()

    monkeypatch.setattr(serve, "start_process", start)
    monkeypatch.setattr(serve.time, "monotonic", lambda: now)
    child = serve.Child("worker", ["x"])
    for _ in range(1000):
        now += 0.1
        child.look_after()
    pauses = [round(later - earlier) for earlier, later in pairwise(starts)]
    assert pauses == [0, 1, 3, 7, 15, 30, 30]
