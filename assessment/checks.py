"""What `manage.py check` says about this machine."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from assessment.exports import paper


@register()
def pdfs_can_be_made(**_: Any) -> list[CheckMessage]:
    """PDFs need libraries of the system; all the rest works without them."""
    absent = paper.missing()
    if not absent:
        return []
    said = f"PDFs can't be made here: {', '.join(absent)} can't be loaded. Everything else works."
    return [Warning(said, hint=paper.what_to_install(), id="assessment.W001")]
