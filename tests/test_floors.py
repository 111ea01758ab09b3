"""The arrows between the rooms, and what a worker that only asks has loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_import_goes_the_way_it_should() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_a_wrong_import_is_noticed(tmp_path: Path) -> None:
    """The contracts themselves can fail: a copy of the tree with one wrong import is refused."""
    for name in ("surveys", "assessment"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "surveys").unlink()
    (tmp_path / "surveys").mkdir()
    for path in (ROOT / "surveys").iterdir():
        (tmp_path / "surveys" / path.name).symlink_to(path)
    wrong = tmp_path / "surveys" / "limits.py"
    wrong.unlink()
    wrong.write_text("import pandas\n")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "surveys.limits -> pandas" in done.stdout


SERVE = """
import os, sys, pathlib
os.environ["DJANGO_SETTINGS_MODULE"] = "assessment.settings"
os.environ["DATA_DIR"] = sys.argv[1]
from assessment.wsgi import application
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("load_questionnaires", verbosity=0)
from django.test import Client
client = Client(HTTP_HOST="localhost")
assert client.get("/").status_code == 200
answer = {"current": "3", "desired": "4"}
response = client.post("/start/C2/", answer)
assert response.status_code == 302, response
while not response["Location"].endswith("/first/"):
    assert client.get(response["Location"]).status_code == 200
    response = client.post(response["Location"], answer)
    assert response.status_code == 302, response
home = response["Location"].removesuffix("first/")
assert client.post(home + "first/", {"picked": ["C2"]}).status_code == 302
assert client.get(home + "check/").status_code == 200
response = client.post(home + "finish/")
assert response.status_code == 302
heavy = {"pandas", "matplotlib", "numpy", "scipy"}
print(sorted(heavy & set(sys.modules)))
assert client.get(response["Location"]).status_code == 200
print(sorted(heavy & set(sys.modules)))
"""


def test_a_worker_that_has_only_served_questions_has_loaded_neither_pandas_nor_matplotlib(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", SERVE, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    asked, reported = done.stdout.strip().splitlines()
    assert asked == "[]"
    assert reported == "['matplotlib', 'numpy', 'pandas']"
