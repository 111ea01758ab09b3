"""The repository itself: locks, notices, words, sizes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def tracked(*patterns: str) -> list[Path]:
    """Files of the project: tracked by git where there is a checkout, otherwise all that lie there."""
    done = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode == 0 and done.stdout:
        names = [name for name in done.stdout.split("\0") if name]
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    kept = (path for pattern in patterns for path in ROOT.rglob(pattern))
    return [path for path in kept if not {".venv", "data"} & set(path.relative_to(ROOT).parts)]


def test_no_lock_build_or_ci_file_names_a_host() -> None:
    files = [*ROOT.glob("*.lock"), ROOT / "Makefile", *(ROOT / "bin").iterdir(), *(ROOT / ".ci").iterdir()]
    assert len(files) >= 6
    named = [path.name for path in files if re.search(r"https?://", path.read_text())]
    assert named == []


def test_every_locked_package_has_hashes() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        lock = (ROOT / name).read_text()
        packages = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\\\n", lock, re.M)
        assert len(packages) > 25
        assert len(re.findall(r"^[a-z0-9]", lock, re.M)) == len(packages)
        for block in re.split(r"\n(?=[a-z0-9])", lock.strip()):
            assert "--hash=sha256:" in block, block[:60]


def test_every_dependency_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    block = text[text.index("dependencies = [") : text.index("[tool.ruff]")]
    lines = [line for line in block.splitlines() if re.match(r'\s+"[a-z]', line)]
    assert len(lines) > 20
    assert [line for line in lines if "# " not in line] == []


def test_words_that_must_not_stand_on_a_screen_do_not() -> None:
    banned = re.compile(r"anonym|blind spot|best-in-class|touchpoint|omnichannel|leverage", re.I)
    files = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "surveys/questionnaires").glob("*.yaml")]
    assert len(files) > 20
    found = [(path.name, match[0]) for path in files for match in banned.finditer(path.read_text())]
    assert found == []


def test_templates_hold_no_inline_style_script_or_colour() -> None:
    inline = re.compile(
        r'\sstyle="|<style|<script(?![^>]*(\ssrc=|type="application/json"))|\son[a-z]+="|#[0-9a-fA-F]{6}\b'
    )
    elsewhere = {"email", "emails", "print"}  # mail and paper need them
    pages = [path for path in (ROOT / "templates").rglob("*.html") if not elsewhere & set(path.parts)]
    assert len(pages) > 20
    # these two must show even when nothing else works; their policy names the style by its hash
    alone = {"400.html", "500.html"}
    found = [
        (path.name, match[0])
        for path in pages
        if path.name not in alone
        for match in inline.finditer(path.read_text())
    ]
    assert found == []


def test_every_page_template_marks_its_words_for_translation() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = re.sub(r"\{% block main_class %\}.*?\{% endblock %\}", " ", path.read_text())
        text = re.sub(r"<(script|style)\b.*?</\1>|\{% comment.*?endcomment %\}", " ", text, flags=re.S)
        blocks = re.sub(r"\{% blocktrans.*?endblocktrans(late)? %\}", " ", text, flags=re.S)
        outside = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", blocks, flags=re.S)
        outside = re.sub(r"<[^>]*>", " ", outside)  # then tags, for a condition may hold a ">"
        words = [
            word for word in re.findall(r"[A-Za-z]{3,}", outside) if word not in ("closer", "nbsp", "Closer")
        ]
        assert words == [], f"{path.relative_to(ROOT)}: {words[:5]}"


def test_respondent_templates_load_no_bootstrap() -> None:
    for path in [*(ROOT / "templates/surveys").rglob("*.html"), ROOT / "templates/base.html"]:
        assert "bootstrap" not in path.read_text(), path.name
