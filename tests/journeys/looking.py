"""Pictures of the pages a journey comes by, for whoever wants to look: SCREENSHOTS names their folder."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = os.environ.get("SCREENSHOTS")


def keep(page: Page, name: str) -> None:
    """The whole page as it stands, if anybody asked for pictures."""
    if FOLDER:
        Path(FOLDER).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(FOLDER) / f"{name}.png", full_page=True)
