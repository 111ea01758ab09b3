"""Cases of one executive alone."""

from __future__ import annotations

from assessment.gallery import people
from assessment.gallery.cases import Case
from assessment.gallery.people import CORE, UNKNOWN, USUAL, alike, begun, finished, told
from assessment.rows import Report
from surveys.actions import completing, responses
from surveys.choices import Reason

SKIPPED = (str(Reason.SKIPPED), str(Reason.SKIPPED))


def usual() -> Report:
    return told(people.usual())


def full() -> Report:
    return told(finished(USUAL))


def one_answer() -> Report:
    return told(finished({"E5": ("2", "5")}, picks=()))


def none_answered() -> Report:
    return told(begun({}))


def refused() -> str:
    """What Finish says to an empty form."""
    try:
        completing.finish(draft=begun({}))
    except responses.NothingAnswered:
        return "Finish is refused while nothing is answered, so there is nothing to show."
    raise AssertionError("an empty form was finished")


def all_dont_know() -> Report:
    return told(finished(alike(*UNKNOWN), picks=()))


def five_everywhere() -> Report:
    return told(finished(alike("5", "5")))


def one_everywhere() -> Report:
    return told(finished(alike("1", "1")))


def from_one_to_five() -> Report:
    return told(finished(alike("1", "5")))


def wanted_below_today() -> Report:
    levels = {code: (str(5 - at % 3), str(3 - at % 3)) for at, code in enumerate(CORE)}
    return told(finished(levels, picks=()))


def half_skipped() -> Report:
    return told(finished({code: USUAL[code] for code in CORE[::2]}, picks=()))


def one_side() -> Report:
    """Today everywhere, and wanted nowhere."""
    return told(finished({code: (USUAL[code][0], UNKNOWN[1]) for code in CORE}, picks=()))


CASES = (
    Case("executive", "One executive, the core 12, one “don’t know”.", usual),
    Case("executive-full", "The same with all 24 practices.", full),
    Case("one-answer", "One practice answered, eleven left open.", one_answer),
    Case("none-answered", "A survey that was begun and not answered.", none_answered, refused),
    Case("all-dont-know", "“Don’t know” and “no view” everywhere.", all_dont_know),
    Case("five-everywhere", "Level 5 today and wanted, everywhere.", five_everywhere),
    Case("one-everywhere", "Level 1 today and wanted, everywhere.", one_everywhere),
    Case("one-to-five", "Level 1 today and level 5 wanted, everywhere.", from_one_to_five),
    Case("wanted-below-today", "Two levels lower wanted than today, everywhere.", wanted_below_today),
    Case("half-skipped", "Every other practice skipped.", half_skipped),
    Case("no-view", "Today is told everywhere, and what is wanted nowhere.", one_side),
)
