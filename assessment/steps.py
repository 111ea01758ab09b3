"""From a gap to what comes next: the text of the next level, and what leads there. Never a jump."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from assessment import findings, wording
from assessment.rows import PracticeRow, Step, VoiceView
from surveys.choices import LEVELS
from surveys.questionnaires.texts import Instrument, Words

STEPS_SHOWN = 3


def own_steps(instrument: Instrument, words: Words, rows: Sequence[PracticeRow]) -> list[Step]:
    """The next level of the widest gaps; equal ones by what was picked, then in the questionnaire's order."""
    to_go = [row for row in rows if row.gap is not None and row.gap > 0]
    widest = sorted(to_go, key=lambda row: (-(row.gap or 0), -(row.picked or 0)))[:STEPS_SHOWN]
    return [own_step(instrument, words, row) for row in widest]


def own_step(instrument: Instrument, words: Words, row: PracticeRow) -> Step:
    level = int(row.today or 0)
    return step(instrument, words, row, level, wording.step_way(instrument, level))


def group_steps(instrument: Instrument, words: Words, view: VoiceView) -> list[Step]:
    """The same of a group, of practices that the answers single out; nothing where they don't."""
    return [
        group_step(instrument, words, view, row)
        for row in singled_out(view)
        if row.today is not None and next_level(row.today) <= LEVELS[-1]
    ]


def singled_out(view: VoiceView) -> list[PracticeRow]:
    """What a team would clearly move first, else its widest gaps as far as the title names them.

    Of peers, the widest gaps as they are printed, from a level on.
    """
    rows = {row.code: row for row in view.practices}
    first = [rows[code] for code in view.start_with if code in rows]
    if first:
        return first[:STEPS_SHOWN]
    named = [rows[code] for code in view.top if code in rows] if not view.coarse else widest_printed(view)
    clear = len(named) <= STEPS_SHOWN and all(row.gap is not None and row.gap > 0 for row in named)
    return named if clear else []


def widest_printed(view: VoiceView) -> list[PracticeRow]:
    """The practices with the widest gap, if that is a level or more."""
    widest = max((row.gap for row in view.practices if row.gap is not None), default=Decimal(0))
    return [row for row in view.practices if row.gap == widest and widest >= 1]


def group_step(instrument: Instrument, words: Words, view: VoiceView, row: PracticeRow) -> Step:
    assert row.today is not None
    level = next_level(row.today) - 1
    way = _("The next level: %(level)s") % {"level": wording.named_level(instrument, level + 1)}
    return step(instrument, words, row, level, way, facts(view, row))


def next_level(mean: Decimal) -> int:
    """The first level that an average hasn't reached."""
    return int(mean) + 1


def facts(view: VoiceView, row: PracticeRow) -> str:
    """ "1.9 today, 4.5 wanted · 64% would move it first"."""
    printed = (findings.print_level(view, value) for value in (row.today, row.wanted))
    said = [findings.today_and_wanted(*printed)]
    if row.evidence is not None and row.evidence.move_first is not None:
        said.append(_("%(share)d%% would move it first") % {"share": row.evidence.move_first.share})
    return " · ".join(said)


def step(
    instrument: Instrument, words: Words, row: PracticeRow, level: int, way: str, facts: str = ""
) -> Step:
    """What leads from `level` to the next one."""
    practice = instrument.by_code[row.code]
    return Step(
        practice=practice.name,
        way=way,
        level_text=words.fill(practice.level_text(level + 1)),
        action=practice.next_step(level),
        why=practice.why.text,
        source=wording.source(practice.why.source, practice.why.year),
        evidence=practice.evidence,
        facts=facts,
        code=row.code,
    )
