"""A closed voice's answers → the results that are kept: worked out once, safe, and as they are printed.

What is kept is no finer than what is shown: averages to a tenth of a level, peers' to a half, counts of
parts of the team to five people. So nothing that is hidden can be worked out of the stored rows either.
"""

from __future__ import annotations

import secrets
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from assessment import evidence, reading
from assessment.analysis import frame as frames
from assessment.analysis import quality
from assessment.analysis.constants import PICKS_FROM
from assessment.analysis.frame import Frame
from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import practice_intervals
from assessment.analysis.numbers import half, half_up, printed, printed_coarse
from assessment.analysis.privacy import protect
from assessment.analysis.ranking import longest_tie, top_group
from assessment.analysis.score_intervals import Scored, scored
from assessment.analysis.scores import category_table, overall
from assessment.counted_care import kept_care
from assessment.kept import SIDES, Results, Row, rows_of, score, text
from assessment.parts import Note, kept_parts, parts_shown, told_together
from surveys.choices import Form, Voice, Way
from surveys.instruments import of_survey

if TYPE_CHECKING:
    from surveys.models import Panel

VERSION = 4  # 1 had no evidence, 2 didn't say how many can't tell, 3 how carefully people answered
SEEDS = 2**31
FEW = "few"  # people, of whom it isn't told how many


def work_out(panel: Panel, note: Note = lambda done, of: None) -> tuple[Results, int]:
    """What this voice may ever be shown as, and how many people answered. One statement.

    `note` is told how many of how many steps are done.
    """
    frame = reading.read_closed(panel)
    people = len(frame.respondents)
    codes = [practice.code for practice in of_survey(panel.survey).of_form(panel.form)]
    work = of_peers if panel.voice == Voice.PEER else of_team
    return {"version": VERSION, **work(frame, panel, codes, note)}, people


# --- peers ----------------------------------------------------------------------------------------------


def of_peers(frame: Frame, panel: Panel, codes: list[str], note: Note) -> Results:
    """Half levels and nothing else: no count, no interval, no spread."""
    table = protect(practice_table(frame), len(frame.respondents), panel.smallest)
    scores, practices = category_table(table, panel.smallest), rows_of(table)
    note(1, 1)
    return {
        "practices": {code: coarse(practices[code], panel.smallest) for code in codes},
        "categories": {code: coarse_means(row) for code, row in rows_of(scores).items()},
        "overall": coarse_means(overall(scores).to_dict()),
    }


def coarse(row: Row, smallest: int) -> Results:
    if row["hidden"]:
        return {"hidden": True}
    return {**coarse_means(row), "one_more": bool(row["n"] > smallest)}


def coarse_means(row: Row) -> Results:
    values = printed_coarse(row["current"], row["desired"])
    return {"today": text(values.today), "wanted": text(values.wanted)}


# --- the team -------------------------------------------------------------------------------------------


def of_team(frame: Frame, panel: Panel, codes: list[str], note: Note) -> Results:
    """Averages with intervals, what is too close to rank, and the parts that may be shown."""
    smallest, everybody = panel.threshold, len(frame.respondents)
    core = [practice.code for practice in of_survey(panel.survey).of_form(Form.CORE)]
    whole, frame = frame, frames.only(frame, quality.kept(frame, coarse=False))
    left_out = told_count(everybody - len(frame.respondents), smallest)
    alike = quality.homogeneous(frame)
    table = protect(practice_table(frame), len(frame.respondents), smallest)
    shown = quality.without_homogeneous(table, alike)
    order = display_order(shown)
    tie = longest_tie(frame, order)
    used = everybody if left_out == FEW else len(frame.respondents)
    parts = parts_shown(frame, codes, smallest, note)
    kept = kept_parts(frame, parts, core)
    scores = scored(frame, shown, smallest)
    practices = practices_of(frame, shown, alike, codes, len(core), smallest)
    return {
        "used": used,
        "left_out": left_out,
        "care": kept_care(
            whole,
            [code for code in codes if practices[code].get("today") is not None],
            None if panel.survey.is_imported else panel.quick,
            smallest,
        ),
        "practices": without_picks(practices) if panel.survey.is_imported else practices,
        **scores_of(scores),
        "top": top_group(frame, order),
        "order": order,
        "tie": order[tie[0] : tie[1] + 1] if tie is not None else [],
        "parts": kept,
        "evidence": {"practices": {}}
        if not panel.tells_shares
        else evidence.evidence_of(
            frame,
            shown.loc[codes],
            scores,
            people=used,
            invited=invited_to(panel, everybody),
            pickable=[] if panel.survey.is_imported else core,
            parts=shown_labels(kept, codes),
            together=partial(told_together, frame, parts, smallest=smallest),
            smallest=smallest,
            seed=secrets.randbelow(SEEDS),
        ),
    }


def invited_to(panel: Panel, people: int) -> int | None:
    """How many were asked, where that is known and not only about."""
    known = panel.way == Way.LIST and panel.head_count is not None and panel.head_count >= people
    return panel.head_count if known else None


def shown_labels(parts: list[Results], codes: list[str]) -> dict[str, list[str]]:
    """By dimension, the labels whose parts are shown for every practice."""
    found: dict[str, list[str]] = {}
    for part in parts:
        if len(part["at"]) == 1 and set(codes) <= set(part["cells"]):
            name, label = part["at"][0]
            found.setdefault(name, []).append(label)
    return found


def told_count(n: int, smallest: int) -> int | str:
    """A number of people that may be told: none, or enough of them."""
    return n if n == 0 or n >= smallest else FEW


def practices_of(
    frame: Frame, shown: pd.DataFrame, alike: pd.DataFrame, codes: list[str], compared: int, smallest: int
) -> dict[str, Results]:
    """Each practice of the team's total, as printed."""
    rows, same, bands = rows_of(shown), rows_of(alike), rows_of(quality.band(frame))
    told = [code for code in codes if not (rows[code]["hidden"] or rows[code]["band"])]
    intervals = rows_of(practice_intervals(frame, among=told))
    wide = rows_of(practice_intervals(frame, families=compared, among=told))
    found = {}
    for code in codes:
        if rows[code]["hidden"]:
            found[code] = {"hidden": True}
        elif rows[code]["band"]:
            found[code] = practice(rows[code], smallest) | banded(same[code], bands[code])
        else:
            around = widths(intervals[code], wide[code], int(rows[code]["n"]))
            found[code] = practice(rows[code], smallest) | around
    return found


def without_picks(practices: dict[str, Results]) -> dict[str, Results]:
    """The same of people whom nobody asked what they would move first."""
    return {code: row | {"picked": None} if "picked" in row else row for code, row in practices.items()}


def practice(row: Row, smallest: int) -> Results:
    values = printed(row["current"], row["desired"])
    return {
        "n": int(row["n"]),
        "picked": int(row["picked"]) if row["n"] >= PICKS_FROM else None,
        "today": text(values.today),
        "wanted": text(values.wanted),
        "one_more": bool(row["n"] > smallest),
    }


def banded(alike: Row, bands: Row) -> Results:
    """In place of averages that would be what nearly everybody said: half a level to either side."""
    return {
        f"{name}_band": [text(half_up(bands[f"low_{side}"])), text(half_up(bands[f"high_{side}"]))]
        for name, side in SIDES
        if alike[side]
    }


def widths(intervals: Row, wide: Row, people: int) -> Results:
    """Half the intervals' widths, and those of a reader who compares all practices at once."""
    return {
        "half_today": text(half(intervals["half_current"], people)),
        "half_wanted": text(half(intervals["half_desired"], people)),
        "half_gap": text(half(intervals["half_gap"], people)),
        "wide_today": text(half(wide["half_current"], people)),
        "wide_wanted": text(half(wide["half_desired"], people)),
    }


def display_order(shown: pd.DataFrame) -> list[str]:
    """The practices with a gap, by the gap as printed and then as it is: what a reader sees is in order."""
    gaps = {code: row for code, row in rows_of(shown).items() if not pd.isna(row["gap"])}

    def width(code: str) -> tuple[Decimal, float]:
        row = gaps[code]
        return printed(row["current"], row["desired"]).gap or Decimal(0), row["gap"]

    return sorted(gaps, key=width, reverse=True)


def scores_of(scores: Scored) -> Results:
    """Categories and the whole, over the practices whose averages are shown."""
    categories, whole = scores
    return {
        "categories": {
            code: score(row, row["n_smallest"]) | {"used": int(row["used"]), "offered": int(row["practices"])}
            for code, row in rows_of(categories).items()
        },
        "overall": score(whole.to_dict(), categories["n_smallest"].min()),
    }
