"""Cases of a team and of peers: few and many, alike and divided, and parts with awkward names."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from assessment.gallery.cases import Case
from assessment.gallery.people import (
    CORE,
    UNKNOWN,
    USUAL,
    Person,
    asked,
    company,
    crowd,
    finished,
    opened,
    peers,
    publish_next,
    team,
    told,
    usual,
    usually,
)
from assessment.rows import Part, Report
from surveys import demo, lists
from surveys.choices import LABEL_LENGTH, Voice
from surveys.models import Panel

DEPARTMENTS = ("Stores", "Service", "Marketing", "Digital")
LONG = "Department of customer understanding, service, partners and everything beside it, "
RIGHT_TO_LEFT = ("שירות לקוחות", "المبيعات", "רשת החנויות", "Sales (מכירות)")
MARKUP = ("=1+2", "<b>Stores</b> & Co", "@SUM(A1)", "$x_1$ {organisation} %s")
OFF = "P7"


def of(number: int, departments: tuple[str, ...] = ()) -> Report:
    draft = usual()
    team(draft, crowd(number, departments=departments), silent=number // 3)
    return told(draft)


def too_few() -> Report:
    """A team of which too few have answered, closed all the same."""
    draft = usual()
    panel = asked(draft, Voice.TEAM, crowd(4), silent=4)
    Panel.objects.filter(pk=panel.pk).update(closed_at=panel.frozen_at)
    return told(draft)


def all_voices() -> Report:
    draft = usual()
    peers(draft, crowd(6, seed=1))
    team(draft, crowd(40, departments=DEPARTMENTS[:3]), silent=12)
    return told(draft)


def saying(says: Callable[[random.Random, str], tuple[str, str]], number: int = 12) -> Report:
    draft = usual()
    team(draft, crowd(number, says), silent=3)
    return told(draft)


def alike(_chance: random.Random, code: str) -> tuple[str, str]:
    today, wanted = USUAL[code]
    return ("3" if not today.isdigit() else today), wanted


def one_level(_chance: random.Random, _code: str) -> tuple[str, str]:
    return "3", "4"


def nobody_knows_one(chance: random.Random, code: str) -> tuple[str, str]:
    return UNKNOWN if code == "E6" else usually(chance, code)


def lower_wanted(chance: random.Random, code: str) -> tuple[str, str]:
    today, wanted = usually(chance, code)
    return wanted, (today if today.isdigit() else "2")


def two_camps() -> Report:
    """Half of them see level 1 or 2, the others level 5."""
    draft, chance = usual(), random.Random(7)  # noqa: S311 - invented answers
    people = [
        Person({code: (str(chance.choice(today)), wanted) for code in CORE}, ("E5", "E6", "P3"))
        for today, wanted in (((1, 1, 2), "4"), ((4, 5, 5), "5"))
        for _at in range(10)
    ]
    team(draft, people, silent=2)
    return told(draft)


def nothing_picked() -> Report:
    """Nobody says what to move first."""
    draft = usual()
    team(draft, [replace(person, picks=()) for person in crowd(20)], silent=2)
    return told(draft)


# --- parts with awkward names -------------------------------------------------------------------------------


def sixty_departments() -> Report:
    names = tuple(f"Department {at:02}" for at in range(1, 61))
    draft = usual()
    team(draft, crowd(12 * len(names), departments=names, split=False))
    return told(draft)


def named(*names: str, organisation: str = "Gallery (invented)") -> Report:
    draft = usual(company(organisation))
    team(draft, crowd(15 * len(names), departments=names, split=False), silent=5)
    return told(draft)


def long_names() -> Report:
    """Names as long as a list may bring are told apart only at their ends; in the report they are longer."""
    longer = {name: (f"{name}: {LONG * 4}")[:300] for name in DEPARTMENTS}
    found = named(*longer, organisation=("Gallery (invented) " * 20)[:200])
    return replace(found, views=tuple(
        replace(view, splits=tuple(
            replace(split, parts=tuple(renamed(part, longer) for part in split.parts))
            for split in view.splits
        ))
        for view in found.views
    ))  # fmt: skip


def renamed(part: Part, names: Mapping[str, str]) -> Part:
    return replace(part, at=tuple(names.get(label, label) for label in part.at))


def refused_by_the_list() -> str:
    """What is said to a list with such a name."""
    listed = lists.uploaded(f'email,department\na@example.com,"{LONG * 4}"\n'.encode(), 10)
    return f"A list refuses such a name: {listed.bad[0].why}. Here the report has got it all the same."


def unbroken_names() -> Report:
    return named(*(letter * LABEL_LENGTH for letter in "WMÄi"))


def without_one(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "forms": {name: [code for code in codes if code != OFF] for name, codes in content["forms"].items()},
        "practices": [row for row in content["practices"] if row["code"] != OFF],
    }


def switched_off() -> Report:
    """A published version without one practice of the core."""
    publish_next(without_one)
    codes = tuple(code for code in CORE if code != OFF)
    draft = finished({code: USUAL[code] for code in codes})
    peers(draft, crowd(5, codes=codes))
    team(draft, crowd(20, departments=DEPARTMENTS[:2], codes=codes), silent=4)
    return told(draft)


def no_setting_yet() -> str:
    return "No page switches practices off yet: this is a questionnaire with one practice less."


# --- peers --------------------------------------------------------------------------------------------------


def of_peers(number: int) -> Report:
    draft = usual()
    peers(draft, crowd(number))
    return told(draft)


def extremes(_chance: random.Random, code: str) -> tuple[str, str]:
    """All at level 1 on a third of the practices, all at level 5 on another."""
    return (("1", "2"), ("3", "4"), ("5", "5"))[CORE.index(code) % 3]


def extreme_peers() -> Report:
    draft = usual()
    peers(draft, crowd(6, extremes))
    return told(draft)


def averages_alone() -> Report:
    """A team that was promised nothing but averages."""
    draft = usual()
    panel = asked(draft, Voice.TEAM, crowd(40, departments=DEPARTMENTS[:2]), silent=8)
    Panel.objects.filter(pk=panel.pk).update(tells_shares=False)
    panel.tells_shares = False
    opened(panel)
    return told(draft)


CASES = (
    Case("all-voices", "An executive, six peers and a team of 40 in three departments.", all_voices),
    Case("too-few", "A team of which four have answered, closed.", too_few),
    Case("team-5", "A team of five.", partial(of, 5)),
    Case("team-9", "A team of nine: too few for picks.", partial(of, 9)),
    Case("team-12", "A team of twelve.", partial(of, 12, DEPARTMENTS[:2])),
    Case("team-40", "A team of 40 in four departments.", partial(of, 40, DEPARTMENTS)),
    Case("team-400", "A team of 400 in seven departments.", partial(of, 400, tuple(demo.DEPARTMENTS))),
    Case("team-alike", "Everybody gives the same answers.", partial(saying, alike)),
    Case("team-one-level", "Everybody marks 3 and 4 throughout.", partial(saying, one_level)),
    Case("two-camps", "Half see level 1 or 2, the others 4 or 5.", two_camps),
    Case("nothing-picked", "Nobody of a team of 20 says what to move first.", nothing_picked),
    Case("dont-know-one", "Nobody knows about one practice.", partial(saying, nobody_knows_one)),
    Case("team-below-today", "A team that wants lower levels than today’s.", partial(saying, lower_wanted)),
    Case("departments-60", "60 departments of a dozen people each.", sixty_departments),
    Case("names-300", "Departments’ names of 300 characters.", long_names, refused_by_the_list),
    Case("names-unbroken", "Names of 80 letters without a space.", unbroken_names),
    Case("names-right-to-left", "Names that are written from right to left.",
         partial(named, *RIGHT_TO_LEFT, organisation="גלריה (invented)")),
    Case("names-markup", "Names that are formulas or markup.",
         partial(named, *MARKUP, organisation="=1+2 <script>alert(1)</script> (invented)")),
    Case("switched-off", "A practice switched off: 11 of the core are asked.", switched_off, no_setting_yet),
    Case("peers-4", "Four peers.", partial(of_peers, 4)),
    Case("peers-extremes", "Six peers, all of them at either end.", extreme_peers),
    Case("peers-12", "Twelve peers.", partial(of_peers, 12)),
    Case("averages-alone", "A team of 40 that was promised averages and nothing else.", averages_alone),
)  # fmt: skip
