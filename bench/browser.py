"""A browser that talks to a WSGI application in this process and notes the CPU time the application took.

Standard library only: a peer's Python runs this too. Building requests and reading answers is not
counted, so a product isn't charged for the driver because it asks in more steps.
"""

from __future__ import annotations

import io
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

Application = Callable[..., Iterable[bytes]]
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class Reply:
    """What came back, and the CPU milliseconds it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cpu: float

    @property
    def location(self) -> str:
        """Where a redirect leads, without the host."""
        parts = urlsplit(self.headers.get("location", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")


class Browser:
    """Keeps cookies and the page's CSRF token, as a browser does."""

    def __init__(self, application: Application, scheme: str = "http") -> None:
        self.application, self.scheme = application, scheme
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, address: str, **headers: str) -> Reply:
        """Fetch a page and keep its token; compressed only if asked for, so that it can be read."""
        reply = self.ask("GET", address, b"", "", headers)
        if found := TOKEN.search(reply.body):
            self.token = found[1].decode()
        return reply

    def post(self, address: str, data: Mapping[str, Any]) -> Reply:
        """Send a form with the token of the page it stands on."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **data}, doseq=True).encode()
        return self.ask("POST", address, body, "application/x-www-form-urlencoded", {})

    def post_file(self, address: str, data: Mapping[str, str], name: str, content: bytes) -> Reply:
        """Send a form with a file in its field of this name."""
        edge, lines = "closer-bench-edge", []
        for field, value in {"csrfmiddlewaretoken": self.token, **data}.items():
            lines += [f"--{edge}", f'Content-Disposition: form-data; name="{field}"', "", value]
        lines += [f"--{edge}", f'Content-Disposition: form-data; name="{name}"; filename="list.csv"']
        head = "\r\n".join([*lines, "Content-Type: text/csv", "", ""]).encode()
        body = head + content + f"\r\n--{edge}--\r\n".encode()
        return self.ask("POST", address, body, f"multipart/form-data; boundary={edge}", {})

    def post_json(self, address: str, data: Mapping[str, Any]) -> Reply:
        return self.ask("POST", address, json.dumps(data).encode(), "application/json", {})

    def ask(
        self, method: str, address: str, body: bytes, content_type: str, headers: Mapping[str, str]
    ) -> Reply:
        environ = self.environ(method, address, body, content_type, headers)
        heard: dict[str, Any] = {}

        def start_response(status: str, lines: list[tuple[str, str]], problem: object = None) -> None:
            heard.update(status=int(status.split()[0]), lines=lines)

        begun = time.process_time()
        answer = self.application(environ, start_response)
        content = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        cpu = (time.process_time() - begun) * 1000
        self.keep_cookies(heard["lines"])
        lowered = {name.lower(): value for name, value in heard["lines"]}
        return Reply(heard["status"], lowered, content, cpu)

    def environ(
        self, method: str, address: str, body: bytes, content_type: str, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        parts = urlsplit(address)
        origin = f"{self.scheme}://localhost"
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "443" if self.scheme == "https" else "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_ORIGIN": origin,
            "HTTP_REFERER": origin + "/",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def keep_cookies(self, lines: Iterable[tuple[str, str]]) -> None:
        for name, value in lines:
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value


def expect(reply: Reply, status: int) -> Reply:
    """The reply, if it has this status: what was refused must not be measured as if it were fast."""
    if reply.status != status:
        raise RuntimeError(f"answered {reply.status} where {status} was expected: {reply.body[:300]!r}")
    return reply
