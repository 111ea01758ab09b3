"""Soldiers in companies rate their leaders: reliability, agreement, differences between companies."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.analysis.agreement import agreement_table, category_agreement, rwg
from assessment.analysis.between import Between, between
from assessment.analysis.frame import Frame, State, build, only
from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import variance
from assessment.analysis.quality import flat_liners
from assessment.analysis.reliability import correlations, item_rest_table, loadings, reliability_table
from assessment.analysis.scores import category_table
from assessment.real_data.files import Expected, UnusableError, table
from assessment.real_data.lines import Line, Number, many, one

DATA: Final = "lq2002"
TABLE: Final = "lq2002_wide.csv"
EXPECTED: Final = "lq2002_expected.json"

LEADERSHIP: Final = "LEAD"
SCALES: Final = (LEADERSHIP, "TSIG")
ONE_ITEM: Final = "LEAD01"
PRINTED: Final = 0.0005
"""How far an interval printed to the third decimal may be from ours.  Source: rounding."""

VARIANCE: Final = {
    "ICC(1)": ("icc1_anova_mean_n", "icc1"),
    "ICC(2)": ("icc2_anova", "icc2"),
    "mean square between": ("msb", "msb"),
    "mean square within": ("msw", "msw"),
    "F": ("F", "f"),
    "p": ("p", "p"),
}
"""By its name: what a figure is called in the file, and what in `Between`."""


def lines(folder: Path) -> tuple[list[Line], Expected]:
    """All lines of this data set, and the file with what was not asked for."""
    expected = Expected(folder, EXPECTED)
    answers = table(folder, TABLE, ["group", "respondent", ONE_ITEM])
    items = {scale: [str(name) for name in answers if str(name).startswith(scale)] for scale in SCALES}
    if not all(items.values()):
        raise UnusableError(f"{TABLE} must have items of {' and '.join(SCALES)}.")
    frame = _frame(answers, items, both_sides=True)
    found = [
        *_reliability(expected, frame),
        *_between(expected, answers, items),
        *_by_company(expected, frame, answers["group"].to_numpy()),
        *_flat(expected, answers, {LEADERSHIP: items[LEADERSHIP]}),
    ]
    return found, expected


def _frame(answers: pd.DataFrame, items: dict[str, list[str]], *, both_sides: bool) -> Frame:
    """The ratings as what is seen today.

    Most statistics look at people who rated both sides, which this questionnaire doesn't have; for those
    the same ratings stand on `both_sides`.
    """
    named = {item: scale for scale, own in items.items() for item in own}
    practices = pd.DataFrame(
        {
            "category": pd.Categorical(list(named.values()), categories=list(items), ordered=True),
            "core": True,
        },
        index=pd.Index(list(named), name="code"),
    )
    codes = answers[list(named)].to_numpy()
    nothing = np.full(codes.shape, State.NOT_ASKED)
    wanted = codes if both_sides else nothing
    return build(practices, ["team"] * len(answers), codes, wanted, nothing.astype(np.bool_))


def _reliability(expected: Expected, frame: Frame) -> list[Line]:
    found, rest = reliability_table(frame), item_rest_table(frame)
    low, high = expected[f"alpha_{LEADERSHIP}_ci95"]
    ends = [_by_name(found[column])[LEADERSHIP] for column in ("alpha_low", "alpha_high")]
    interval = [
        one(DATA, f"{LEADERSHIP}: alpha’s interval, lower end", low, ends[0], within=PRINTED),
        one(DATA, f"{LEADERSHIP}: alpha’s interval, upper end", high, ends[1], within=PRINTED),
    ]
    return [line for scale in SCALES for line in _scale(expected, frame, found, rest, scale)] + interval


def _scale(
    expected: Expected, frame: Frame, found: pd.DataFrame, rest: pd.DataFrame, scale: str
) -> list[Line]:
    where = f"scale_{scale}"
    own = _by_name(rest.loc[rest["category"] == scale, "item_rest"])
    factor = loadings(correlations(frame.current_state[list(own)].to_numpy(np.float64)))
    alpha, omega = (_by_name(found[column])[scale] for column in ("alpha", "omega"))
    rests = expected[where, "item_rest"]
    named = dict(zip(rests, expected[where, "loadings_minres"], strict=True))
    one_factor = expected[where, "omega_total_1factor_minres_std"]
    return [
        one(DATA, f"{scale}: alpha", expected[where, "alpha_raw"], alpha),
        many(DATA, f"{scale}: item-rest correlations", rests, own),
        one(DATA, f"{scale}: omega, by minimal residuals", one_factor, omega),
        many(DATA, f"{scale}: loadings", named, dict(zip(own, factor.tolist(), strict=True))),
    ]


def _between(expected: Expected, answers: pd.DataFrame, items: dict[str, list[str]]) -> list[Line]:
    """Scales one by one, and the single items together."""
    found = {
        name: between(_mean_of(answers, name, items), answers["group"].to_numpy())
        for name in [*SCALES, *items[LEADERSHIP]]
    }
    scales = [_variance(expected, {scale: found[scale]}, scale) for scale in SCALES]
    single = _variance(expected, {item: found[item] for item in items[LEADERSHIP]}, "items")
    return [line for lines in [*scales, single] for line in lines]


def _variance(expected: Expected, found: dict[str, Between], title: str) -> list[Line]:
    return [
        many(
            DATA,
            f"{title}: {said}",
            {name: expected[f"icc_{name}", theirs] for name in found},
            {name: getattr(value, ours) for name, value in found.items()},
            relative=said == "p",  # some are as small as 1e-25
        )
        for said, (theirs, ours) in VARIANCE.items()
    ]


def _mean_of(answers: pd.DataFrame, name: str, items: dict[str, list[str]]) -> npt.NDArray[np.float64]:
    """Each person's mean of a scale, or rating of an item."""
    own = items.get(name, [name])
    means: npt.NDArray[np.float64] = answers[own].to_numpy().sum(axis=1) / len(own)
    return means


def _by_company(expected: Expected, frame: Frame, companies: npt.NDArray[np.int64]) -> list[Line]:
    found = {str(company): _company(only(frame, companies == company)) for company in np.unique(companies)}
    names = next(iter(found.values()))
    ours = {name: {company: row[name] for company, row in found.items()} for name in names}
    together = np.array(list(ours["rwgj"].values()))
    scale, item = f"{LEADERSHIP} by company", f"{ONE_ITEM} by company"
    return [
        many(DATA, f"{scale}: people", expected["blup_LEAD", "n"], ours["n"], within=0),
        many(DATA, f"{scale}: mean", expected["blup_LEAD", "raw"], ours["mean"]),
        many(DATA, f"{scale}: r_wg of the mean rating", expected["rwg_LEAD_by_group"], ours["rwg_scale"]),
        many(DATA, f"{scale}: r_wg(j)", expected["rwgj_LEAD_by_group"], ours["rwgj"]),
        one(DATA, f"{scale}: mean of r_wg(j)", expected["rwgj_mean"], float(together.mean())),
        one(DATA, f"{scale}: median of r_wg(j)", expected["rwgj_median"], float(np.median(together))),
        many(DATA, f"{item}: r_wg", expected["rwg_LEAD01_by_group"], ours["rwg_item"]),
        many(DATA, f"{item}: a_wg", expected["awg_LEAD01_by_group"], ours["awg_item"]),
    ]


def _company(frame: Frame) -> dict[str, Number]:
    """The figures of one company."""
    members = frame.practices.index[frame.practices["category"] == LEADERSHIP]
    sums = frame.current_state[members].sum(axis=1).to_numpy(np.int64)
    people = np.array([len(sums)])
    spread = variance(people, np.array([sums.sum()]), np.array([(sums**2).sum()])) / len(members) ** 2
    items, scales, means = agreement_table(frame), category_agreement(frame), practice_table(frame)
    return {
        "n": int(_by_name(scales["n"])[LEADERSHIP]),
        "mean": _by_name(category_table(means)["current"])[LEADERSHIP],
        "rwg_scale": float(rwg(spread)[0]),
        "rwgj": _by_name(scales["rwgj_current"])[LEADERSHIP],
        "rwg_item": _by_name(items["rwg_current"])[ONE_ITEM],
        "awg_item": _by_name(items["awg_current"])[ONE_ITEM],
    }


def _flat(expected: Expected, answers: pd.DataFrame, items: dict[str, list[str]]) -> list[Line]:
    flat = answers.loc[flat_liners(_frame(answers, items, both_sides=False)), ["group", "respondent"]]
    count, listed = (expected["flat_liners_LEAD", name] for name in ("n", "respondents_group_sub"))
    ours = {tuple(person) for person in flat.to_numpy().tolist()}
    both = sum(tuple(person) in ours for person in listed)
    return [
        one(DATA, f"{LEADERSHIP}: people with one level throughout", count, len(flat), within=0),
        one(DATA, f"{LEADERSHIP}: of those listed, found by us", len(listed), both, within=0),
    ]


def _by_name(column: "pd.Series[Any]") -> dict[str, float]:
    return dict(zip(map(str, column.index), column.to_numpy(np.float64).tolist(), strict=True))
