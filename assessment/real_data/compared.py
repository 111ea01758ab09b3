"""All data sets of a folder, and what of their figures is left out with the reason."""

from pathlib import Path
from typing import Final, NamedTuple

from assessment.real_data import bh1996, lq2002, segments, servqual, waves
from assessment.real_data.files import Key
from assessment.real_data.lines import Line


class LeftOut(NamedTuple):
    """Figures that the product doesn't have, by the names they go by in the files."""

    what: str
    names: frozenset[str]
    why: str


LEFT_OUT: Final = (
    LeftOut(
        "Variances between and within groups, and ICC, by restricted likelihood",
        frozenset({"icc1_reml", "icc1_lme", "tau2_reml", "sigma2_reml", "tau2", "sigma2"}),
        "postponed together with shrinkage; the analysis of variance answers the same question",
    ),
    LeftOut(
        "Means of companies shrunk towards that of all, with their uncertainty",
        frozenset({"grand", "blup", "condsd"}),
        "postponed: departments are shown as plain means, and never ranked",
    ),
    LeftOut(
        "ICC(1) with the adjusted mean size n0",
        frozenset({"icc1_anova_adjusted_n0", "n0"}),
        "ours takes the plain mean size, as R’s multilevel::ICC1 does",
    ),
    LeftOut(
        "Standardised alpha and the mean correlation",
        frozenset({"alpha_std", "average_r"}),
        "left out by design: all practices have the same scale, so alpha of the ratings says it",
    ),
    LeftOut(
        "Omega by maximum likelihood",
        frozenset({"omega_total_1factor_ml_std"}),
        "left out by design: minimal residuals assume no distribution",
    ),
    LeftOut(
        "Changes of those who answered both times, and the correlation of their answers",
        frozenset({"change_matched", "ci_matched", "p_matched", "r"}),
        "left out by design: answers can’t be followed, and a mean of some beside all tells of the rest",
    ),
    LeftOut(
        "Longest run of equal answers",
        frozenset({"longstring_LEAD"}),
        "left out by design: only who marks one level throughout leaves the means",
    ),
    LeftOut(
        "Means, spreads and correlation of the printed table",
        frozenset(
            {"mean_expected", "sd_expected", "mean_perceived", "sd_perceived"}
            | {"se", "sd_gap", "t_from_ci", "correlation"}
        ),
        "arithmetic on what is printed; an interval needs the people, the gap and its t only",
    ),
)

ABOUT: Final = frozenset({"source", "licence", "note", "tools", "csv", "url", "use", "where", "formula"})
"""What the files say of themselves; no figures."""


class Compared(NamedTuple):
    """Everything that the files of a folder hold.

    lines       what the product has, beside what is expected
    left_out    how many figures each of LEFT_OUT stands for
    unknown     figures that nobody has looked at, as file / name / name
    """

    lines: list[Line]
    left_out: list[tuple[LeftOut, int]]
    unknown: list[str]

    @property
    def wrong(self) -> list[str]:
        """What is not as it should be: names of lines that don't hold, and figures that are unknown."""
        return [f"{line.data}: {line.name}" for line in self.lines if not line.holds] + self.unknown


def compare(folder: Path) -> Compared:
    """The data sets of this folder.  Raises UnusableError for a file that is missing or unfit."""
    parts = [room.lines(folder) for room in (lq2002, bh1996, waves, segments, servqual)]
    left = [(expected.name, key) for _, expected in parts for key in expected.left()]
    figures = [(name, key) for name, key in left if not ABOUT.intersection(key)]
    counts = [(one, sum(_is_of(one, key) for _, key in figures)) for one in LEFT_OUT]
    unknown = [
        f"{name}: {' / '.join(key)}" for name, key in figures if not any(_is_of(one, key) for one in LEFT_OUT)
    ]
    return Compared([line for lines, _ in parts for line in lines], counts, unknown)


def _is_of(left_out: LeftOut, key: Key) -> bool:
    return not left_out.names.isdisjoint(key)
