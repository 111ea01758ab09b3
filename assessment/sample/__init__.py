"""The sample report that reviewers are shown, in each language: made by `manage.py sample_report`."""

from __future__ import annotations

from pathlib import Path


def path_of(language: str) -> Path:
    return Path(__file__).parent / f"report.{language}.pdf"
