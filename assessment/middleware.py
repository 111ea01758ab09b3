"""What goes around every request: one line in the log, and the headers that keep a page to itself."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseFileResponse

from surveys import languages

from .charsets import UNREADABLE
from .logs import method_of, request_id, route_of

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponseBase]


def legible_cookies(get_response: Handler) -> Handler:
    """Leave out cookies with a NUL, which no page of ours sets: PostgreSQL fails to look one up."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        for name in [name for name, value in request.COOKIES.items() if "\0" in name + value]:
            del request.COOKIES[name]
        return get_response(request)

    return middleware


def body_limit(get_response: Handler) -> Handler:
    """Refuse a body by its length or its charset, before anything is read of it: two pages of ours take a
    long one, none takes another charset than UTF-8.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.META.get(UNREADABLE) and request.method not in ("GET", "HEAD"):
            raise BadRequest("a body in a charset that is not read here")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > longest_body(request.path_info):
            return render(request, "errors/413.html", status=413)
        return get_response(request)

    return middleware


def longest_body(path: str) -> int:
    """Bytes that a form of this page may send: earlier results and slides are longer than any other."""
    if path.startswith("/import/"):
        return int(settings.IMPORT_BYTES)
    slides = path.startswith("/r/") and path.endswith("/files/templates/")
    return int(settings.TEMPLATE_BYTES if slides else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def wrong_method(get_response: Handler) -> Handler:
    """Say in words what a browser would show as a blank page: this address only takes a form."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            page = render(request, "errors/405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    return middleware


NEVER_ASKED = ("browsing-topics", "camera", "display-capture", "geolocation", "microphone", "payment", "usb")
PERMISSIONS = ", ".join(f"{name}=()" for name in NEVER_ASKED)


def request_log(get_response: Handler) -> Handler:
    """Write one line for each request, and give it an id that the visitor can quote."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        name = secrets.token_hex(8)
        token = request_id.set(name)
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = name
            if not is_static(response):
                write_line(request, response, time.perf_counter() - begun)
            return response
        finally:
            request_id.reset(token)

    return middleware


def write_line(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    logger.info(
        "Request",
        extra={
            "route": route_of(request),
            "method": method_of(request),
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 1),
        },
    )


def language(get_response: Handler) -> Handler:
    """Speak the language that was chosen, and remember it: a language is all that its cookie holds.

    Answering pages may change to their survey's language while they are made; it ends with the request.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with translation.override(languages.of_browser(request)):
            response = get_response(request)
            if is_static(response):
                return response
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if asked := languages.asked_for(request):
            remember(response, asked)
        return response

    return middleware


def remember(response: HttpResponseBase, code: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )


def content_security_policy(get_response: Handler) -> Handler:
    """Say on every response what a browser may do with it.

    Stands outside SecurityMiddleware, because that one answers by itself too: a redirect to https, or a
    400 for a host that isn't ours. The headers it could not set on those are set here.
    """
    policy = "; ".join(f"{name} {value}" for name, value in settings.CONTENT_SECURITY_POLICY.items())
    headers = {
        "Content-Security-Policy": policy,
        "Permissions-Policy": PERMISSIONS,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if not is_static(response):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def is_static(response: HttpResponseBase) -> bool:
    return isinstance(response, WhiteNoiseFileResponse)
