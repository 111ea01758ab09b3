"""What the pages people answer on are made of: order, names, one way to save, nothing inline."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from gzip import compress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string

STATIC = Path(settings.BASE_DIR) / "surveys" / "static" / "surveys"
LEVELS = ["Not yet", "Here and there", "Agreed way", "Joined up", "Second nature"]
TODAY_MISSING = "Choose the level that describes you today, or Don’t know"
WANTED_MISSING = "Choose where you’d like to be, or No view"
LONG = "A name that goes on and on " * 11
TOKENS = [
    "you",
    "peers",
    "team",
    "gap",
    "gaptint",
    "wash",
    "line",
    "shelf",
    "rule",
    "ink",
    "muted",
    "paper",
    "bench",
]


class Page(HTMLParser):
    """The tags of a page in order, with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html, self.tags, self.words = html, [], []
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [
            attrs
            for name, attrs in self.tags
            if name == tag and all(attrs.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]

    @property
    def title(self) -> str:
        return re.search(r"<title>(.*?)</title>", self.html, re.S)[1]

    @property
    def form(self) -> str:
        return re.search(r"<form.*?</form>", self.html, re.S)[0]


def practice(**changed: Any) -> Page:
    context = {
        "practice": {
            "code": "E5",
            "name": "The customer’s whole path",
            "question": "Across your organisation, who looks after the whole path customers take?",
            "hint": "From the first question to getting help later.",
            "levels": [
                {"number": number, "name": name, "text": f"What level {number} looks like to everybody here."}
                for number, name in enumerate(LEVELS, 1)
            ],
        },
        "opener": "",
        "progress": [
            {"name": "Knowing each customer", "done": 4, "total": 4, "is_current": False},
            {"name": "One system of engagement", "done": 1, "total": 4, "is_current": True},
            {"name": "People and partners", "done": 0, "total": 4, "is_current": False},
        ],
        "position": 6,
        "total": 12,
        "current": {"value": "", "error": ""},
        "desired": {"value": "", "error": ""},
        "not_applicable": False,
        "not_applicable_prominent": False,
        "problems": [],
        "back": "/back/",
        "skip": "/skip/",
        "leave": "/leave/",
        "action": "/save/",
        "wanted_by": date(2028, 11, 21),
        "saved_at": datetime(2026, 11, 21, 14, 2, tzinfo=UTC),
        "resumed": "",
        "stage": "core",
    }
    return Page(render_to_string("surveys/answering/practice.html", {**context, **changed}))


PICKS = {
    "groups": [
        {
            "name": "Knowing each customer",
            "practices": [
                {"code": "C2", "name": "The person, not the segment", "checked": True},
                {"code": "C4", "name": "What customers feel and say", "checked": False},
            ],
        }
    ],
    "error": "",
    "action": "/picks/",
    "back": "/back/",
    "skip": "/skip/",
    "ceiling_note": "",
}
CHECK = {
    "groups": [
        {
            "name": "Knowing each customer",
            "rows": [
                {
                    "name": "The right moment",
                    "today": "2 Here and there",
                    "wanted": "4 Joined up",
                    "change_url": "/change/",
                    "note": "",
                }
            ],
        }
    ],
    "open_rows": [{"name": "Promise kept", "url": "/open/", "missing": ""}],
    "picks": ["The right moment"],
    "picks_url": "/picks/",
    "finish_action": "/finish/",
    "finish_label": "See your result",
    "answered": 11,
    "total": 12,
    "back": "/back/",
    "draft_days": 30,
    "error": "",
}
LEAVE = {
    "link": "http://localhost/s/abc/",
    "continue_url": "/go/",
    "keep_url": "/keep/",
    "saved_at": None,
    "days": 90,
}
LANDING = {
    "start_url": "/start/",
    "door_url": "/door/",
    "user_signed_in": False,
    "organisations": [],
    "resume": [],
    "unowned_days": 90,
}
ASKED = {
    "asker": "Jana Berg",
    "organisation": "Northgate",
    "customers": "guests",
    "scope": "",
    "practices": 12,
    "minutes": 7,
    "wanted_by": "November 2028",
    "among": "You’re one of six peers asked.",
    "closes": "24 November 2026",
    "points": [{"head": "Until you press Finish,", "rest": "your draft is tied to your link."}],
    "entry": [],
    "contact": "jana@example.com",
    "contact_address": "jana@example.com",
    "drafts": [],
    "may_start": True,
    "action": "/i/x/",
    "declined": False,
    "decline_url": "/decline/x/",
    "stop_url": "/stop/x/",
}
BEGUN = {"code": "c", "done": 5, "total": 12, "saved_at": datetime(2026, 11, 21, 14, 2, tzinfo=UTC)}
REFUSING = {
    "organisation": "Northgate",
    "action": "/x/",
    "answered": False,
    "declined": False,
    "closed": False,
}
ABOUT = {
    "questions": [
        {
            "name": name,
            "text": f"Which {name}?",
            "short": name,
            "reason": "They may differ.",
            "options": [{"value": "a", "label": "One", "checked": True}],
            "unsaid": False,
        }
        for name in ("meets", "department")
    ],
    "smallest": 5,
    "problems": [],
    "action": "/about/",
    "back": "/back/",
    "skip": "/skip/",
    "leave": "/leave/",
}
FOR_GOOD = {
    "for_good": True,
    "result_code": "K7QF-2MXP-9RTA-4WHC",
    "finish_label": "Finish",
    "about_rows": [{"name": "Department", "value": "Sales"}, {"name": "Region", "value": ""}],
    "about_url": "/about/",
}
BACK_BY_MAIL = {"link": "", "by_mail": True, "continue_url": "/go/", "saved_at": None, "days": 30}
DRAFT = {"url": "/a/", "done": 3, "total": 12, "finished": False, "result_url": ""}


def show(name: str, context: dict[str, Any], **changed: Any) -> Page:
    return Page(render_to_string(f"surveys/{name}.html", {**context, **changed}))


def every_page() -> dict[str, Page]:
    return {
        "practice": practice(),
        "practice with errors": practice(
            current={"value": "", "error": TODAY_MISSING},
            problems=[{"message": TODAY_MISSING, "anchor": "today-1"}],
        ),
        "picks": show("answering/picks", PICKS, ceiling_note="A note.", error="Choose up to 3."),
        "check": show("answering/check", CHECK),
        "leave": show("answering/leave", LEAVE),
        "leave, kept": show("answering/leave", LEAVE, link=""),
        "link": show("answering/link", {"done": 3, "total": 12, "finished": False, "action": "/s/"}),
        "link, replaced": show("answering/link_dead", {"door_url": "/door/"}),
        "landing": show("landing", LANDING),
        "landing, back": show("landing", LANDING, resume=[DRAFT]),
        "landing, signed in": show(
            "landing", LANDING, user_signed_in=True, organisations=[{"code": "1", "name": "Northgate"}]
        ),
        "check, for good": show("answering/check", CHECK, **FOR_GOOD),
        "check, locked": show("answering/check", CHECK, locked=True, result_url="/r/"),
        "asked": show("asked/landing", ASKED),
        "asked, nameless": show("asked/landing", ASKED, asker="", contact_address="", closes="", among=""),
        "asked, with a list": show("asked/landing", ASKED, entry=["Sales", LONG], scope=LONG),
        "asked, declined": show("asked/landing", ASKED, declined=True),
        "asked, begun": show("asked/landing", ASKED, drafts=[BEGUN], may_start=False),
        "asked, by link": show("asked/landing", ASKED, drafts=[BEGUN] * 10, decline_url="", stop_url=""),
        "about": show("asked/about", ABOUT),
        "about, one question": show("asked/about", ABOUT, questions=ABOUT["questions"][:1]),
        "about, with an error": show(
            "asked/about", ABOUT, problems=[{"message": "No.", "anchor": "meets-1"}]
        ),
        "asked, leave": show("asked/leave", BACK_BY_MAIL),
        "asked, leave with a link": show("asked/leave", BACK_BY_MAIL, link="http://localhost/s/abc/"),
        "decline": show("asked/decline", REFUSING),
        "stop": show("asked/stop", REFUSING, stopped=False),
        **pages_that_end(),
    }


def pages_that_end() -> dict[str, Page]:
    """Pages with nothing more to press."""
    causes = ("answered", "over", "full", "often", "unknown")
    return {f"the end: {cause}": show("asked/notice", {"cause": cause}) for cause in causes} | {
        "the end: declined": show("asked/decline", REFUSING, declined=True),
        "the end: declined too late": show("asked/decline", REFUSING, answered=True),
        "the end: stopped": show("asked/stop", REFUSING, stopped=True),
    }


# --- every page --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    return every_page()


def test_nothing_is_inline(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        for tag, attrs in page.tags:
            assert tag != "style", name
            assert tag != "script" or attrs.get("src", "").startswith("/static/"), name
            assert not [key for key in attrs if key == "style" or key.startswith("on")], (name, tag)
        assert "http:" not in page.html.replace("http://localhost/s/abc/", ""), name


def test_every_page_starts_with_the_jump_and_has_one_heading(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        body = page.html[page.html.index("<body") :]
        first_link = re.search(r"<a [^>]*>(.*?)</a>", body)
        assert 'href="#main"' in first_link[0], name
        assert first_link[1] == "Skip to main content", name
        assert len(page.all("h1")) == 1, name
        assert len(page.all("main", id="main")) == 1, name
        assert page.all("html")[0]["lang"].startswith("en"), name
        assert page.all("link", rel="icon"), name
        assert len(re.findall(r'role="status"', page.html)) <= 1, name


def test_ids_are_used_once(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        ids = [attrs["id"] for _tag, attrs in page.tags if "id" in attrs]
        assert len(ids) == len(set(ids)), name
        for _tag, attrs in page.tags:
            for reference in attrs.get("aria-describedby", "").split():
                assert reference in ids, (name, reference)


def test_no_page_judges(pages: dict[str, Page]) -> None:
    words = re.compile(r"\b(target|wish|ambition|desired|anonym\w*|scores?|grades?|fail\w*)\b", re.I)
    for name, page in pages.items():
        assert not words.search(page.text), name
        assert "'" not in page.text, name


def test_one_primary_button_a_page(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        buttons = [a for _t, a in page.tags if "button" in a.get("class", "").split()]
        primary = [a for a in buttons if "secondary" not in a["class"]]
        assert len(primary) == (not name.startswith("the end")), name


def test_a_stored_choice_of_colours_is_said_on_the_page() -> None:
    assert practice(theme="dark").all("html", **{"data-theme": "dark"})
    assert "data-theme" not in practice().all("html")[0]


# --- a practice -----------------------------------------------------------------------------------------


def test_title_names_practice_and_place() -> None:
    assert practice().title == "The customer’s whole path, 6 of 12 · Closer"


def test_both_rails_are_groups_of_six_with_their_question() -> None:
    page = practice()
    assert re.findall(r"<legend[^>]*>(.*?)</legend>", page.form) == [
        "Today: which level describes you best?",
        "Where would you like to be?",
    ]
    for name, without in (("current", "dont_know"), ("desired", "no_view")):
        radios = page.all("input", type="radio", name=name)
        assert [radio["value"] for radio in radios] == ["1", "2", "3", "4", "5", without]
        assert [radio.get("aria-describedby") for radio in radios] == ["l1", "l2", "l3", "l4", "l5", None]
    assert page.text.count("Level 2, Here and there") == 2
    assert page.all("p", id="l2")


def test_tab_stops_are_in_the_promised_order() -> None:
    form = Page(practice().form)
    stops = []
    for tag, attrs in form.tags:
        if tag == "a":
            stops.append(attrs["href"])
        elif tag == "button" or (tag == "input" and attrs.get("type") != "hidden"):
            stops.append(attrs.get("name", "save"))
    once = list(dict.fromkeys(stops))
    assert once == ["/back/", "current", "desired", "not_applicable", "/skip/", "save", "go"]
    assert (
        len(form.all("p", **{"class": "no-js save-and"})) == 1
    )  # the last ones need no script, and wait for none
    assert not [attrs for _tag, attrs in form.tags if "tabindex" in attrs]


def test_all_five_cards_come_before_the_rails() -> None:
    html = practice().html
    assert [html.index(f'id="c{number}"') for number in range(1, 6)] == sorted(
        html.index(f'id="c{number}"') for number in range(1, 6)
    )
    assert html.index('id="c5"') < html.index("<fieldset")


@pytest.mark.parametrize("value", ["1", "5", "dont_know"])
def test_saved_choice_is_shown(value: str) -> None:
    page = practice(current={"value": value, "error": ""}, desired={"value": "no_view", "error": ""})
    checked = [a for a in page.all("input", type="radio") if "checked" in a]
    assert [(a["name"], a["value"]) for a in checked] == [("current", value), ("desired", "no_view")]


def test_does_not_apply_is_one_box() -> None:
    assert "checked" not in practice().all("input", name="not_applicable")[0]
    box = practice(not_applicable=True).all("input", type="checkbox")
    assert len(box) == 1
    assert "checked" in box[0]
    assert "tick-prominent" in practice(not_applicable_prominent=True).html
    assert "tick-prominent" not in practice().html


def test_one_save_and_one_skip() -> None:
    page = practice()
    assert page.all("form", method="post", action="/save/")
    assert [button.get("name", "") for button in page.all("button")] == ["", "go", "go"]
    assert len(page.all("p", **{"class": "no-js save-and"})) == 1
    assert page.form.count('href="/skip/"') == 1


def test_missing_side_is_said_once_with_a_way_past_it() -> None:
    page = practice(
        current={"value": "2", "error": ""},
        desired={"value": "", "error": WANTED_MISSING},
        problems=[{"message": WANTED_MISSING, "anchor": "wanted-1"}],
    )
    assert page.title.startswith("Error: The customer’s whole path")
    box = page.all("div", role="alert")[0]
    assert box["tabindex"] == "-1"
    assert page.all("a", href="#wanted-1")
    assert page.all("input", id="wanted-1")[0]["name"] == "desired"
    assert page.html.index('role="alert"') < page.html.index("<form")
    today, wanted = page.all("fieldset")
    assert today["aria-describedby"] == "today-when"
    assert wanted["aria-describedby"] == "wanted-when wanted-error"
    assert "Skip for now" in page.text
    assert "checked" in page.all("input", id="today-2")[0]


def test_when_is_said_on_both_rails() -> None:
    text = practice().text
    assert "Today most of the time" in text
    assert "Where we’d like to be by November 2028" in text


def test_saved_time_and_way_out() -> None:
    page = practice()
    assert "Saved at 14:02" in page.text
    assert page.all("a", href="/leave/")
    fresh = practice(saved_at=None, leave="")
    assert "Saved at" not in fresh.text
    assert "hidden" in next(a for a in fresh.all("a") if "data-leave" in a)


def test_opener_resume_and_hint_only_where_there_is_one() -> None:
    page = practice(opener="Next, people.", resumed="Welcome back. 3 of 12 done.", back="")
    assert "Next, people." in page.text
    assert "Welcome back. 3 of 12 done." in page.text
    assert 'href="/back/"' not in page.html
    assert 'class="opener"' not in practice().html


def test_progress_counts_in_words_and_marks_the_current_category() -> None:
    page = practice()
    assert len(page.all("li", **{"aria-current": "step"})) == 1
    assert "One system of engagement , 1 of 4" in page.text
    assert 'd="M0 0h1v1H0z"' in page.html


def test_what_comes_in_is_escaped() -> None:
    page = practice(opener="<b>&", resumed='"><script>')
    assert "&lt;b&gt;&amp;" in page.html
    assert len(page.all("script")) == 1


def test_pages_are_light() -> None:
    assert len(compress(practice().form.encode())) <= 2_000
    assert len(compress((STATIC / "closer.css").read_bytes())) <= 8_000
    assert len(compress((STATIC / "answer.js").read_bytes())) <= 3_300


# --- the other pages ------------------------------------------------------------------------------------


def test_picks_are_boxes_that_never_block() -> None:
    page = show("answering/picks", PICKS)
    boxes = page.all("input", type="checkbox", name="picked")
    assert [(box["value"], "checked" in box) for box in boxes] == [("C2", True), ("C4", False)]
    assert "Which up to three would you move first?" in page.text
    assert "disabled" not in page.html
    assert page.all("legend")


@pytest.mark.parametrize("name", ["answering/picks", "asked/about"])
def test_enter_in_a_form_with_ways_out_saves_and_goes_on(name: str) -> None:
    """A browser takes the first button that belongs to the form, wherever it stands."""
    page = show(name, PICKS if name == "answering/picks" else ABOUT)
    assert page.all("form", id="answers", method="post")
    first, *ways = (button for button in page.all("button"))
    assert (first["form"], first.get("name"), first["tabindex"], first["class"]) == (
        "answers",
        None,
        "-1",
        "vh",
    )
    assert [button.get("value", "") for button in ways] == ["leave", "back", ""]


def test_picks_note_and_error() -> None:
    page = show("answering/picks", PICKS, ceiling_note="Most are level 5.", error="Choose up to 3.")
    assert "Most are level 5." in page.text
    assert page.title.startswith("Error: ")
    assert page.all("div", role="alert")


def test_check_lists_open_ones_first_and_says_what_counts() -> None:
    page = show("answering/check", CHECK)
    assert "Not answered yet, 1" in page.text
    assert page.text.index("Promise kept") < page.text.index("The right moment")
    assert "Your answers count once you press" in page.text
    assert "deleted 30 days after the last save" in page.text
    assert page.all("form", method="post", action="/finish/")
    assert page.all("a", href="/change/")
    assert "Change The right moment" in page.text


def test_check_without_open_ones_or_picks() -> None:
    page = show("answering/check", CHECK, open_rows=[], picks=[])
    assert "Not answered yet" not in page.text
    assert "None chosen" in page.text


def test_secret_link_can_be_copied() -> None:
    page = show("answering/leave", LEAVE)
    field = page.all("input", id="link")[0]
    assert field["value"] == "http://localhost/s/abc/"
    assert "readonly" in field
    assert page.all("button", **{"data-copy": "#link"})[0]["type"] == "button"
    assert page.all("a", href="/keep/")


def test_kept_survey_has_no_link_to_copy() -> None:
    page = show("answering/leave", LEAVE, link="")
    assert not page.all("input")
    assert "/keep/" not in page.html
    assert "list of your assessments" in page.text


@pytest.mark.parametrize(("finished", "value"), [(False, "continue"), (True, "result")])
def test_secret_link_page_has_one_button(finished: bool, value: str) -> None:
    page = show("answering/link", {"done": 3, "total": 12, "finished": finished, "action": "/s/"})
    assert [(b["name"], b["value"]) for b in page.all("button")] == [("go", value)]
    assert page.all("form", method="post", action="/s/")


def test_landing_says_what_happens() -> None:
    page = show("landing", LANDING)
    assert "How close are you to your customers?" in page.text
    assert "Rate 12 practices: where you are today, and where you’d like to be." in page.text
    assert "They are deleted 90 days after the last save" in page.text
    assert "Sign in" in page.text
    assert page.all("a", href="/start/")
    assert not page.all("form")


def test_landing_leads_back() -> None:
    done = {**DRAFT, "finished": True, "result_url": "/r/"}
    page = show("landing", LANDING, resume=[DRAFT, done])
    assert "Welcome back. 3 of 12 done. Continue" in page.text
    assert page.all("a", href="/r/")


def test_landing_asks_which_organisation() -> None:
    rows = [
        {"code": "7", "name": "Northgate"},
        {"code": "8", "name": "Southgate"},
        {"code": "9", "name": LONG},
    ]
    page = show("landing", LANDING, user_signed_in=True, organisations=rows)
    assert page.all("form", method="get", action="/start/")
    assert [o["value"] for o in page.all("option")] == ["7", "8", "9", "new"]
    assert "Southgate" in page.text
    assert "A new one" in page.text
    assert "Your assessments" in page.text


# --- whoever is asked ----------------------------------------------------------------------------------


def test_asked_page_title_is_its_heading() -> None:
    page = show("asked/landing", ASKED)
    assert page.title == "Jana Berg asks how close Northgate is to its guests · Closer"
    assert page.title.startswith(re.sub("<[^>]*>", "", re.search(r"<h1>(.*?)</h1>", page.html)[1]))
    assert show("asked/landing", ASKED, asker="").title == "How close is Northgate to its guests? · Closer"


def test_a_name_of_300_characters_and_one_from_the_right_stay_names() -> None:
    page = show("asked/landing", ASKED, organisation=LONG, asker="شركة", customers="<i>guests</i>")
    assert len(LONG) >= 290
    assert f"<bdi>{LONG}</bdi>" in page.html
    assert "<bdi>شركة</bdi> asks how close" in page.html
    assert "<i>guests" not in page.html
    assert "&lt;i&gt;guests" in page.html


def test_start_and_decline_stand_side_by_side() -> None:
    form = show("asked/landing", ASKED).form
    assert re.findall(r'class="(button[^"]*)"[^>]*>([^<]*)<', form) == [
        ("button", "Start"),
        ("button secondary", "Decline"),
    ]
    css = (STATIC / "closer.css").read_text()
    assert re.search(
        r"\.choice\{display:grid;grid-template-columns:repeat\(auto-fit,minmax\(130px,1fr\)\)", css
    )


def test_whoever_comes_back_finds_continue_before_the_promise() -> None:
    page = show("asked/landing", ASKED, drafts=[BEGUN], may_start=False)
    assert page.text.index("Continue, 5 of 12 done") < page.text.index("What happens to your answers")
    fresh = show("asked/landing", ASKED)
    assert fresh.text.index("What happens to your answers") < fresh.text.index("Start")


def test_several_drafts_are_told_apart_by_their_time() -> None:
    page = show("asked/landing", ASKED, drafts=[BEGUN, {**BEGUN, "code": "d"}])
    assert page.text.count("saved 21 November, 14:02") == 2
    assert "saved" not in show("asked/landing", ASKED, drafts=[BEGUN]).form


def test_every_question_about_the_person_is_a_group_with_its_reason() -> None:
    page = show("asked/about", ABOUT)
    for group, name in zip(page.all("fieldset"), ("meets", "department"), strict=True):
        assert group["aria-describedby"] == f"{name}-why"
    assert len(page.all("legend")) == 2
    alone = show("asked/about", ABOUT, questions=ABOUT["questions"][:1])
    assert alone.all("fieldset")[0]["aria-labelledby"] == "only"
    assert alone.all("h1", id="only")
    assert page.text.count("Prefer not to say") == 2


def test_finish_for_good_carries_its_code() -> None:
    page = show("answering/check", CHECK, **FOR_GOOD)
    assert page.all("input", type="hidden", name="result_code", value="K7QF-2MXP-9RTA-4WHC")
    assert "Sales Department Change Department" in page.text
    assert "Not said Region Change Region" in page.text
    assert "unless you keep them" not in page.text


def test_nothing_is_offered_without_a_single_answer() -> None:
    assert "You can finish without the rest." in show("answering/check", CHECK).text
    assert "You can finish without the rest." not in show("answering/check", CHECK, answered=0).text


# --- the stylesheet ------------------------------------------------------------------------------------


def colours(css: str) -> list[dict[str, str]]:
    """The colours of each block that sets them: light, dark by the machine, dark by choice."""
    blocks = re.findall(r":root[^{]*\{(\s*color-scheme[^}]*)\}", css)
    return [dict(re.findall(r"--([\w-]+):(#\w{6})", block)) for block in blocks]


def test_charts_find_their_colours_in_both_themes() -> None:
    light, dark, chosen = colours((STATIC / "closer.css").read_text())
    for name in TOKENS:
        assert f"viz-{name}" in light
        assert light[f"viz-{name}"] != dark[f"viz-{name}"]
    assert dark == chosen


def brightness(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_can_be_read_in_both_themes() -> None:
    for theme in colours((STATIC / "closer.css").read_text())[:2]:
        for ink in ("viz-ink", "viz-muted", "link", "err", "ok", "viz-gap", "viz-you"):
            for ground in ("viz-paper", "viz-wash"):
                high, low = sorted((brightness(theme[ink]), brightness(theme[ground])), reverse=True)
                assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)
        high, low = sorted((brightness(theme["viz-rule"]), brightness(theme["viz-paper"])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 3


def test_no_file_reaches_outside() -> None:
    for name in ("closer.css", "answer.js", "favicon.svg"):
        text = (STATIC / name).read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|url\(/|@import|['\"]//", text), name
