"""A small made-up folder in the format of the real one.  Nobody ever gave these answers.

The figures expected come from scipy, from numpy's own correlations and from plain loops: nothing of ours.
"""

import copy
import functools
import json
import math
import statistics
from collections.abc import Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats

from tests.assessment.analysis import oracles_disclosure, oracles_reliability

LQ2002, BH1996 = "lq2002_expected.json", "bh1996_expected.json"
WAVES, SEGMENTS = "waves_expected.json", "segments_real_expected.json"
SERVQUAL = "servqual_pmc6131925_published.json"

LEAD = [f"LEAD{item:02}" for item in range(1, 12)]
TSIG = [f"TSIG{item:02}" for item in range(1, 4)]
COMPANIES = {3: 14, 5: 31, 6: 22, 8: 10, 11: 40}
FLAT = (0, 20, 21)  # places of people with one level throughout
CROSSED = "battalionxgender max_way=2"
TWO_ROUNDS = "jobsat_t1_t2"

Place = tuple[str | int, ...]


def write(folder: Path, changes: Mapping[Place, Any] | None = None) -> Path:
    """All files, with these values put in their places: the file's name, then the names within it."""
    files = copy.deepcopy(contents())
    for path, value in (changes or {}).items():
        inner: Any = files
        for part in path[:-1]:
            inner = inner[part]
        inner[path[-1]] = value
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def at(path: Place) -> Any:
    """What stands there."""
    value: Any = contents()
    for part in path:
        value = value[part]
    return value


@functools.cache
def contents() -> dict[str, Any]:
    """By the name of the file its text, or what becomes its JSON."""
    chance = np.random.default_rng(20020110)
    answers, groups = _answers(chance), _groups(chance)
    rounds, people = _rounds(chance), _people(chance)
    return {
        "lq2002_wide.csv": answers.to_csv(index=False),
        LQ2002: _of_answers(answers),
        "bh1996_groups.csv": groups.to_csv(index=False),
        BH1996: _of_groups(groups),
        "waves_wide.csv": rounds.to_csv(index=False),
        WAVES: {
            "source": "made up",
            **{name: _of_rounds(rounds, name) for name in (TWO_ROUNDS, "jobsat_t1_t3")},
        },
        "segments_real.csv": people.to_csv(index=False),
        SEGMENTS: {"source": "made up", "results": {CROSSED: _of_people(people, ["battalion", "gender"])}},
        SERVQUAL: {"source": "made up", "rows": [_row("Tangible", -0.25, -9.14), _misprinted()]},
    }


def _answers(chance: np.random.Generator) -> pd.DataFrame:
    companies = np.repeat(list(COMPANIES), list(COMPANIES.values()))
    leaning = 3 + 0.05 * companies + chance.normal(0, 0.6, len(companies))
    seen = leaning[:, np.newaxis] + chance.normal(0, 0.9, (len(companies), len(LEAD + TSIG)))
    levels = pd.DataFrame(np.rint(seen).clip(1, 5).astype(int), columns=LEAD + TSIG)
    for place in FLAT:
        levels.loc[place, LEAD] = levels.loc[place, LEAD[0]]
    levels.insert(0, "group", companies)
    levels.insert(1, "respondent", np.arange(1, len(companies) + 1))
    return levels


def _of_answers(answers: pd.DataFrame) -> dict[str, Any]:
    companies = {str(company): own for company, own in answers.groupby("group")}
    flat = [row for row in answers.itertuples() if len({getattr(row, item) for item in LEAD}) == 1]
    together = {company: _rwgj(own) for company, own in companies.items()}
    means = answers.assign(LEAD=answers[LEAD].sum(axis=1) / 11, TSIG=answers[TSIG].sum(axis=1) / 3)
    return {
        "source": "made up",
        "alpha_LEAD_ci95": _feldt(answers[LEAD]),
        "scale_LEAD": _scale(answers[LEAD]),
        "scale_TSIG": _scale(answers[TSIG]),
        **{f"icc_{name}": _icc(means, name) for name in ["LEAD", "TSIG", *LEAD]},
        "rwg_LEAD_by_group": {
            company: _rwg(_variance([sum(row) / 11 for row in own[LEAD].to_numpy().tolist()]))
            for company, own in companies.items()
        },
        "rwgj_LEAD_by_group": together,
        "rwgj_mean": statistics.mean(together.values()),
        "rwgj_median": statistics.median(together.values()),
        "rwg_LEAD01_by_group": {
            company: _rwg(_variance(own["LEAD01"].tolist())) for company, own in companies.items()
        },
        "awg_LEAD01_by_group": {company: _awg(own["LEAD01"].tolist()) for company, own in companies.items()},
        "blup_LEAD": {
            "grand": 3.0,
            "raw": {company: float(own[LEAD].to_numpy().mean()) for company, own in companies.items()},
            "n": {company: len(own) for company, own in companies.items()},
            "blup": dict.fromkeys(companies, 3.0),
        },
        "flat_liners_LEAD": {
            "n": len(flat),
            "respondents_group_sub": [[row.group, row.respondent] for row in flat[:2]],
        },
        "longstring_LEAD": {"mean": 4.2},
    }


def _scale(items: pd.DataFrame) -> dict[str, Any]:
    columns = items.to_numpy().T.tolist()
    alpha, factor = oracles_reliability.alpha(columns), _least_squares(np.corrcoef(items.to_numpy().T))
    assert alpha is not None
    rest = oracles_reliability.item_rest(columns)
    return {
        "alpha_raw": float(alpha),
        "alpha_std": 0.9,
        "item_rest": dict(zip(items.columns, rest, strict=True)),
        "omega_total_1factor_minres_std": oracles_reliability.omega(factor),
        "loadings_minres": factor,
    }


def _least_squares(correlations: np.ndarray) -> list[float]:
    """The loadings that leave least, found by scipy."""
    above = np.triu_indices(len(correlations), 1)

    def left(loadings: np.ndarray) -> np.ndarray:
        return (correlations - np.outer(loadings, loadings))[above]

    start = np.full(len(correlations), 0.6)
    return optimize.least_squares(left, start, xtol=1e-15, ftol=1e-15, gtol=1e-15).x.tolist()


def _feldt(items: pd.DataFrame) -> list[float]:
    alpha = oracles_reliability.alpha(items.to_numpy().T.tolist())
    assert alpha is not None
    free = len(items) - 1
    quantiles = stats.f.ppf([0.975, 0.025], free, free * (items.shape[1] - 1))
    return [round(1 - (1 - float(alpha)) * float(quantile), 3) for quantile in quantiles]


def _icc(answers: pd.DataFrame, name: str) -> dict[str, float]:
    """The analysis of variance: F and p by scipy, the squares by loops."""
    groups = [own[name].tolist() for _, own in answers.groupby("group")]
    f, p = stats.f_oneway(*groups)
    values = [value for group in groups for value in group]
    whole, within = math.fsum(values) / len(values), 0.0
    between = 0.0
    for group in groups:
        mean = math.fsum(group) / len(group)
        between += len(group) * (mean - whole) ** 2 / (len(groups) - 1)
        within += sum((value - mean) ** 2 for value in group) / (len(values) - len(groups))
    size = len(values) / len(groups)
    return {
        "icc1_anova_mean_n": (between - within) / (between + (size - 1) * within),
        "icc2_anova": (between - within) / between,
        "icc1_reml": 0.1,
        "F": float(f),
        "p": float(p),
        "msb": between,
        "msw": within,
    }


def _variance(values: Sequence[float]) -> float:
    return statistics.variance(values)


def _rwg(variance: float) -> float:
    return 1 - min(variance, 2) / 2


def _rwgj(own: pd.DataFrame) -> float:
    shared = min(statistics.mean(_variance(own[item].tolist()) for item in LEAD) / 2, 1)
    return len(LEAD) * (1 - shared) / (len(LEAD) * (1 - shared) + shared)


def _awg(values: list[int]) -> float:
    """Brown and Hauenstein 2005, as they print it."""
    n, mean = len(values), statistics.fmean(values)
    return 1 - 2 * _variance(values) / ((6 * mean - mean**2 - 5) * n / (n - 1))


def _groups(chance: np.random.Generator) -> pd.DataFrame:
    groups = np.repeat([1, 2, 4, 7], [12, 25, 9, 30])
    feels = chance.normal(3 + groups / 10, 0.8).round(6)
    works = chance.normal(11 - groups / 5, 2).round(6)
    return pd.DataFrame({"GRP": groups, "WBEING": feels, "HRS": works})


def _of_groups(groups: pd.DataFrame) -> dict[str, Any]:
    found = {name: _icc(groups.rename(columns={"GRP": "group"}), name) for name in ("WBEING", "HRS")}
    published = round(found["WBEING"]["icc1_anova_mean_n"], 8)
    return {
        "source": "made up",
        **{
            name: {"icc1": of["icc1_anova_mean_n"], "icc2": of["icc2_anova"], "tau2": 0.1}
            for name, of in found.items()
        },
        "published": {"where": "nowhere", "WBEING": {"icc1_aov": published, "icc1_lme": 0.1}},
    }


def _rounds(chance: np.random.Generator) -> pd.DataFrame:
    person = chance.normal(0, 0.6, 60)
    rounds = {f"jobsat_t{at}": 3 + at / 8 + person + chance.normal(0, 0.7, 60) for at in (1, 2, 3)}
    for at, column in enumerate(rounds.values()):
        column[chance.choice(60, 5 + at, replace=False)] = np.nan
    return pd.DataFrame(rounds).round(5)


def _of_rounds(rounds: pd.DataFrame, name: str) -> dict[str, Any]:
    measure, before, after = name.split("_")
    one, two = rounds[f"{measure}_{before}"], rounds[f"{measure}_{after}"]
    first, second = one.dropna().tolist(), two.dropna().tolist()
    test = stats.ttest_ind(second, first, equal_var=False)
    interval = test.confidence_interval(0.95)
    both = rounds[[one.name, two.name]].dropna().to_numpy().T.tolist()
    shared = 2 * len(both[0]) * statistics.covariance(*both) / (len(first) * len(second))
    error = math.sqrt(_variance(first) / len(first) + _variance(second) / len(second) - shared)
    change = statistics.fmean(second) - statistics.fmean(first)
    return {
        "n1": len(first),
        "n2": len(second),
        "n_matched": len(both[0]),
        "r": 0.5,
        "change_all": change,
        "ci_welch": [float(interval.low), float(interval.high)],
        "p_welch": float(test.pvalue),
        "overlap_z": {
            "formula": "made up",
            "change": change,
            "se": error,
            "se_person_bootstrap_4000": error + 0.001,
            "tolerance": 0.002,
        },
    }


def _people(chance: np.random.Generator) -> pd.DataFrame:
    """Two small cells can be worked out together, and two by themselves, one of them a single person."""
    sizes = {("1022", "1"): 9, ("1022", "2"): 6, ("404", "1"): 4, ("404", "2"): 1}
    sizes |= {("299", "1"): 4, ("299", "2"): 3, ("7", "1"): 8, ("7", "2"): 1}
    sizes |= {("12", "1"): 7, ("12", "2"): 2}
    rows = [cell for cell, size in sizes.items() for _ in range(size)]
    chance.shuffle(rows)
    return pd.DataFrame(rows, columns=["battalion", "gender"]).rename_axis("respondent").reset_index()


def _of_people(people: pd.DataFrame, dimensions: list[str]) -> dict[str, int]:
    """Everybody, then the cells of one dimension, then of two; within that the larger ones first."""
    cells = [frozenset(range(len(people)))]
    for many in (1, 2):
        for crossed in combinations(dimensions, many):
            labels = product(*(sorted(set(people[name])) for name in crossed))
            own = [_cell(people, dict(zip(crossed, label, strict=True))) for label in labels]
            cells += sorted((cell for cell in own if cell), key=len, reverse=True)
    large = [cell for cell in cells if len(cell) >= 5]
    blocks, given_away = oracles_disclosure.blocks(large), oracles_disclosure.leaks(large, 5)
    divided = [sum(block <= leak for block in blocks) for leak in given_away]
    return {
        "k": 5,
        "nonempty_cells": len(cells),
        "cells_with_at_least_k": len(large),
        "threshold_only_minimal_leaks": len(given_away),
        "threshold_only_isolated_single_people": sum(len(leak) == 1 for leak in given_away),
        "leaks_by_float_rank_one_atom": divided.count(1),
        "leaks_by_float_rank_two_atoms": divided.count(2),
        "greedy_published": sum(oracles_disclosure.greedy(cells, 5)),
    }


def _cell(people: pd.DataFrame, labels: dict[str, str]) -> frozenset[int]:
    return frozenset(
        place
        for place, row in enumerate(people.to_dict("records"))
        if all(row[name] == label for name, label in labels.items())
    )


def _row(dimension: str, gap: float, t: float, printed: list[float] | None = None) -> dict[str, Any]:
    """A printed row; its interval is that of scipy, rounded as in print, if no other is given."""
    low, high = stats.t.interval(0.95, 385, loc=gap, scale=abs(gap / t))
    return {
        "dimension": dimension,
        "n": 386,
        "mean_expected": 4.4,
        "gap_perceived_minus_expected": gap,
        "ci95": printed or [round(float(low), 2), round(float(high), 2)],
        "t": t,
        "derived": {"ci_from_t": [float(low), float(high)], "se": 0.03},
    }


def _misprinted() -> dict[str, Any]:
    return _row("Assurance", -0.18, -4.87, printed=[-0.23, -0.13])
