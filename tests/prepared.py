"""Files that somebody has asked for, as far as a test wants them to have come."""

from __future__ import annotations

import hashlib
from typing import Any

from surveys.actions import files, sharing
from surveys.models import PreparedFile, Share, SlideTemplate, Survey, User
from tests import voices

CONSULTANT = "clara@example.com"


def fingerprint(of: str = "the report") -> str:
    return hashlib.sha256(of.encode()).hexdigest()


def asked(survey: Survey, share: Share | None = None, of: str = "the report", **more: Any) -> PreparedFile:
    """A file that waits, for the executive, or for whom it is shared with."""
    by = survey.executive if share is None else voices.account(share.email)
    given: dict[str, Any] = {"kind": "pdf", "own_marks": False, "language": "en-gb", "by": by}
    return files.ask_for(survey=survey, share=share, fingerprint=fingerprint(of), **{**given, **more})


def done(survey: Survey, share: Share | None = None, of: str = "the report", **more: Any) -> PreparedFile:
    """A file that is ready; what is in it is what it is of."""
    file = asked(survey, share, of, **more)
    assert files.begin(file_id=file.pk) is not None
    assert files.note_step(file_id=file.pk, step=3, of=7)
    assert files.keep(file_id=file.pk, content=of.encode(), fingerprint=fingerprint(of))
    return fresh(file)


def failed(survey: Survey, why: str = "broken", **more: Any) -> PreparedFile:
    file = asked(survey, **more)
    assert files.begin(file_id=file.pk) is not None
    files.fail(file_id=file.pk, why=why)  # type: ignore[arg-type]
    return fresh(file)


def fresh(file: PreparedFile) -> PreparedFile:
    return PreparedFile.objects.select_related("content", "survey__organisation").get(pk=file.pk)


def shared(survey: Survey, own_marks: bool = False, email: str = CONSULTANT) -> Share:
    voices.account(email)
    return sharing.share(survey=survey, email=email, own_marks=own_marks, by=voices.executive_of(survey))


def slides(owner: User, content: bytes = b"slides", name: str = "Ours.pptx") -> SlideTemplate:
    return files.keep_template(owner=owner, name=name, content=content, emptied=lambda given: given)
