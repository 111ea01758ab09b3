"""A mail server in the test: the protocol is real, only the far end is ours."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Takes every mail it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.read = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"

    def next_mail(self) -> EmailMessage:
        """The next mail nobody has read; waits a moment for it."""
        deadline = time.monotonic() + 10
        while len(self.mails) <= self.read and time.monotonic() < deadline:
            time.sleep(0.02)
        mail = self.mails[self.read]
        self.read += 1
        return mail

    def code(self) -> str:
        """The sign-in code in the next mail."""
        body = self.next_mail().get_body(("plain",))
        assert body is not None
        found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})+|[A-Z0-9]{6,8})\s*$", body.get_content(), re.M)
        assert found is not None, body.get_content()
        return found[1]


class Moody(Mailbox):
    """Takes every mail but those to the addresses it has a mood about.

    A mood is what it answers to the recipient ("550 No such user"), or, after the whole mail was there,
    "DATA 554 …"; HANG_UP ends the connection before it has taken the mail, TAKE_AND_HANG_UP after, so
    that the sender can't tell the two apart; LATER ends it when the recipient is named.
    """

    HANG_UP, TAKE_AND_HANG_UP, LATER = "HANG UP", "TAKE AND HANG UP", "LATER"

    def __init__(self, moods: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.moods = dict(moods or {})

    @property
    def taken(self) -> list[str]:
        """To whom the mails went that it took."""
        return [str(mail["To"]) for mail in self.mails]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        mood = self.moods.get(address, "")
        if mood[:1] in ("4", "5"):
            return mood
        if mood == self.LATER:
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mood = self.moods.get(envelope.rcpt_tos[0], "")
        if mood.startswith("DATA "):
            return mood.removeprefix("DATA ")
        if mood != self.HANG_UP:
            await super().handle_DATA(server, session, envelope)
        if mood in (self.HANG_UP, self.TAKE_AND_HANG_UP):
            server.transport.abort()
        return "250 OK"


class Rough:
    """A mail server that keeps to the protocol but where it is told otherwise, down to the bare socket.

    `says` is what it answers to a command ("MAIL": "530 Who are you?") or, as ".", to a whole mail; DROP
    ends the connection in place of an answer, HANG never answers, and after a " BYE" it has said it closes.
    """

    DROP, HANG, BYE = "DROP", "HANG", " BYE"
    USUAL = {"DATA": "354 Go on", "QUIT": "221 Good-bye", "HELLO": "220 Hello"}

    def __init__(self, says: Mapping[str, str]) -> None:
        self.says = {**self.USUAL, **says}
        self.heard: list[str] = []  # the first word of each command
        self.taken: list[str] = []  # to whom the mails went that it took
        self.stopped = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                line, _address = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(line,), daemon=True).start()

    def talk(self, line: socket.socket) -> None:
        with suppress(ConnectionError), line, line.makefile("rb") as coming:
            to = ""
            listens = self.answer(line, "HELLO")
            while listens and (command := coming.readline().decode()):
                word = command[:4].strip().upper()
                self.heard.append(word)
                to = re.sub(r".*<(.*)>.*", r"\1", command).strip() if word == "RCPT" else to
                listens = self.answer(line, word)
                if listens and word == "DATA" and self.says["DATA"].startswith("354"):
                    while coming.readline() not in (b".\r\n", b""):
                        pass
                    if self.says.get(".", "250").startswith("250"):
                        self.taken.append(to)
                    listens = self.answer(line, ".")

    def answer(self, line: socket.socket, word: str) -> bool:
        """Whether it goes on listening."""
        said = self.says.get(word, "250 OK")
        if said == self.HANG:
            self.stopped.wait(20)
        if said in (self.DROP, self.HANG):
            return False
        line.sendall(f"{said.removesuffix(self.BYE)}\r\n".encode())
        return word != "QUIT" and not said.endswith(self.BYE)


@contextmanager
def rough(says: Mapping[str, str]) -> Iterator[Rough]:
    """Such a server, on a free port of this machine."""
    server = Rough(says)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        thread.join(5)


def serve(mailbox: Mailbox) -> Controller:
    """Start the server on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    return controller
