"""What an executive waits for: a list's preview, the launch pack, opening results, the pages of open ones."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bench import faces, invented
from bench.browser import Application, Browser, expect
from bench.ours import noted
from bench.work import levels

if TYPE_CHECKING:
    from surveys.models import Panel, Survey, User

PEOPLE = 400  # in seven departments, three regions, four levels, five places of meeting customers
ROWS = 5_000
PAGES = {"empty": "/account/sign-out/", "team": "team/", "departments": "parts/department/"}


class Organiser:
    """An executive with an account, signed in, whose own core is finished."""

    def __init__(self, application: Application, number: int) -> None:
        from surveys.models import Organisation

        self.user = account(f"invented{number}@example.com")
        home = Organisation.objects.create(name=invented.NAME, approved=True)
        self.survey = finished(self.user, home, number)
        self.browser = signed_in(application, self.user)

    def address(self, page: str) -> str:
        return page if page.startswith("/") else f"/r/{self.survey.code}/{page}"

    def look(self, page: str, encoding: str = "gzip") -> float:
        """CPU of a page, as a browser asks for it."""
        return expect(self.browser.get(self.address(page), accept_encoding=encoding), 200).cpu

    def put_list(self, content: bytes) -> float:
        """CPU of giving a list to the form, and of the preview that it leads to."""
        from django.utils import timezone

        ask = f"/ask/{self.survey.code}/team/"
        expect(self.browser.get(ask), 200)
        told = {
            "organisation": invented.NAME,
            "asker": "Nobody",
            "contact": self.user.email,
            "closes_on": (timezone.localdate() + timedelta(days=14)).isoformat(),
            "way": "list",
        }
        given = expect(self.browser.post_file(ask, told, "file", content), 302)
        preview = expect(self.browser.get(given.location, accept_encoding="gzip"), 200)
        rows = content.count(b"\n")  # below the names of the columns
        if (stored := self.survey.panels.get(voice="team").invitations.count()) != rows:
            raise RuntimeError(f"{stored} people are prepared, not {rows}")
        return given.cpu + preview.cpu

    def fetch_pack(self) -> float:
        """CPU of the launch pack as a PDF, all 24 practices in it, once the libraries are loaded."""
        self.put_list(listed(12))
        self.survey.panels.update(form="full")
        pack = f"/ask/{self.survey.code}/team/pack.pdf"
        expect(self.browser.get(pack), 200)
        return expect(self.browser.get(pack), 200).cpu

    def close(self, panel_of: Any) -> Panel:
        """A team that has answered and closed."""
        panel: Panel = panel_of(PEOPLE, "core", self.survey)
        invented.fill([invented.Team(self.survey, PEOPLE)], "core", seed=self.user.pk)
        return panel


class Organisers:
    """Each comes with a survey of their own."""

    def __init__(self, application: Application, panel_of: Any) -> None:
        self.application, self.panel_of, self.number = application, panel_of, 0
        self.watched: Organiser | None = None

    def another(self) -> Organiser:
        self.number += 1
        return Organiser(self.application, self.number)

    def opened(self) -> Organiser:
        """The one whose pages are looked at again and again: everything is open."""
        if self.watched is None:
            self.watched = self.another()
            open_results(self.watched.close(self.panel_of))
        return self.watched

    # --- what can be asked -------------------------------------------------------------------------

    def opening(self, times: int) -> dict[str, Any]:
        """CPU of working a team's results out and opening them, each time of another team."""
        return {"cpu": [open_results(self.another().close(self.panel_of)) for _ in range(times)]}

    def preview(self, times: int) -> dict[str, Any]:
        """CPU from an uploaded list to the page that shows whom it goes to."""
        return {"cpu": [self.another().put_list(listed(ROWS)) for _ in range(times)]}

    def pack(self, times: int) -> dict[str, Any]:
        """CPU of a launch pack, each time of another survey."""
        return {"cpu": [self.another().fetch_pack() for _ in range(times)]}

    def page(self, name: str, encoding: str, times: int) -> dict[str, Any]:
        """CPU of a page that was looked at before."""
        organiser = self.opened()
        return {"cpu": [organiser.look(PAGES[name], encoding) for _ in range(times)]}

    def statements(self, times: int) -> dict[str, Any]:
        """The statements of each page, the first time and again."""
        organiser, counts = self.opened(), {}
        for name, page in PAGES.items():
            for time_of in ("cold", "warm"):
                with noted() as sent:
                    organiser.look(page)
                counts[f"{name} {time_of}"] = len(sent)
        return counts

    def actions(self) -> dict[str, Any]:
        return {
            "opening": self.opening,
            "preview": self.preview,
            "pack": self.pack,
            "page-statements": self.statements,
            "faces": lambda times: faces.measure(self),
            **{f"page-{name}": partial(self.page, name, "gzip") for name in PAGES},
            **{f"plain-{name}": partial(self.page, name, "identity") for name in PAGES},
        }


def account(email: str) -> User:
    """Somebody who has signed in before."""
    from allauth.account.models import EmailAddress
    from django.utils import timezone

    from surveys.models import User

    user = User.objects.create_user(email, last_login=timezone.now())
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def finished(user: User, home: Any, number: int) -> Survey:
    """A survey whose executive has rated the core and finished."""
    from surveys.actions import completing, responses, surveys
    from surveys.instruments import of_survey
    from surveys.models import Survey

    draft = surveys.start(by=user, organisation=home)
    core = [practice.code for practice in of_survey(draft.survey).of_form("core")]
    for code, (current, desired) in zip(core, levels(number), strict=False):
        sides = (responses.Side(level=level) for level in (current, desired))
        responses.save_answer(draft=draft, practice=code, current=next(sides), desired=next(sides))
    responses.save_picks(draft=draft, practices=core[: invented.PICKS])
    completing.finish(draft=draft)
    return Survey.objects.select_related("organisation", "executive").get(pk=draft.survey_id)


def signed_in(application: Application, user: User) -> Browser:
    """A browser with a session, which allauth lists, as after the mailed code."""
    from allauth.usersessions.models import UserSession
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    key = client.session.session_key
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="")
    browser = Browser(application, "https")
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(key)
    return browser


def open_results(panel: Panel) -> float:
    """CPU of the job that opens a voice. What was measured must have been done, parts of the team too."""
    from assessment import tasks

    begun = time.process_time()
    done = tasks.open_results.call(panel.pk)
    cpu = 1000 * (time.process_time() - begun)
    panel.refresh_from_db()
    if not done or not panel.is_open or not panel.release.results["parts"]:
        raise RuntimeError("the results were not opened, or without any part")
    return cpu


def listed(people: int) -> bytes:
    """A list of invented people, as a spreadsheet saves it."""
    labels = list(invented.SEGMENTS.values())
    lines = ["email,department,region,level"]
    for at in range(people):
        department, region, level = (names[at % len(names)] for names in labels)
        lines.append(f"listed{at}@example.com,{department},{region},{level}")
    return "\n".join(lines).encode()
