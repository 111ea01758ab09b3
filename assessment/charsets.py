"""What a browser says its form is written in, judged before Django believes it.

Django takes any codec that Python knows, such as rot13 or base64, and fails with it: partly while it makes
the request, which is before any middleware or error page. Pages of ours send UTF-8 and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

READ = ("utf-8", "utf8", "us-ascii", "ascii")
UNREADABLE = "closer.unreadable"  # in a request's META: a body that came is refused


def judged(application: WSGIApplication) -> WSGIApplication:
    """The application, to which a charset that isn't read here is a mark in place of its content type."""

    def judging(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not is_read(environ.get("CONTENT_TYPE", "")):
            environ = {**environ, "CONTENT_TYPE": "", UNREADABLE: True}
        return application(environ, start_response)

    return judging


def is_read(content_type: str) -> bool:
    """Whether a content type names no charset, or one that is read here."""
    try:
        _kind, values = parse_header_parameters(content_type)
    except (ValueError, LookupError):  # an encoded value in no known encoding
        return False
    return str(values.get("charset", READ[0])).lower() in READ
