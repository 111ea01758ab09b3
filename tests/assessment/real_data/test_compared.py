"""A made-up folder whose figures come from elsewhere: everything is looked at, and each figure by itself."""

from pathlib import Path

import pytest

from assessment.real_data.compared import LEFT_OUT, compare
from assessment.real_data.files import UnusableError
from tests.assessment.real_data import folder
from tests.assessment.real_data.folder import BH1996, LQ2002, SEGMENTS, SERVQUAL, WAVES

ONE_BY_ONE = {
    (LQ2002, "scale_LEAD", "alpha_raw"): "lq2002: LEAD: alpha",
    (LQ2002, "scale_TSIG", "alpha_raw"): "lq2002: TSIG: alpha",
    (LQ2002, "scale_LEAD", "omega_total_1factor_minres_std"): "lq2002: LEAD: omega, by minimal residuals",
    (LQ2002, "scale_LEAD", "loadings_minres", 3): "lq2002: LEAD: loadings",
    (LQ2002, "scale_TSIG", "loadings_minres", 0): "lq2002: TSIG: loadings",
    (LQ2002, "scale_LEAD", "item_rest", "LEAD04"): "lq2002: LEAD: item-rest correlations",
    (LQ2002, "icc_LEAD", "icc1_anova_mean_n"): "lq2002: LEAD: ICC(1)",
    (LQ2002, "icc_TSIG", "icc2_anova"): "lq2002: TSIG: ICC(2)",
    (LQ2002, "icc_LEAD07", "F"): "lq2002: items: F",
    (LQ2002, "icc_LEAD", "msb"): "lq2002: LEAD: mean square between",
    (LQ2002, "icc_LEAD11", "msw"): "lq2002: items: mean square within",
    (LQ2002, "blup_LEAD", "raw", "8"): "lq2002: LEAD by company: mean",
    (LQ2002, "rwg_LEAD_by_group", "5"): "lq2002: LEAD by company: r_wg of the mean rating",
    (LQ2002, "rwgj_LEAD_by_group", "11"): "lq2002: LEAD by company: r_wg(j)",
    (
        LQ2002,
        "rwgj_mean",
    ): "lq2002: LEAD by company: mean of r_wg(j)",
    (
        LQ2002,
        "rwgj_median",
    ): "lq2002: LEAD by company: median of r_wg(j)",
    (LQ2002, "rwg_LEAD01_by_group", "3"): "lq2002: LEAD01 by company: r_wg",
    (LQ2002, "awg_LEAD01_by_group", "6"): "lq2002: LEAD01 by company: a_wg",
    (BH1996, "WBEING", "icc1"): "bh1996: WBEING: ICC(1)",
    (BH1996, "HRS", "icc2"): "bh1996: HRS: ICC(2)",
    (BH1996, "published", "WBEING", "icc1_aov"): "bh1996: WBEING: ICC(1), as published",
    (WAVES, "jobsat_t1_t2", "change_all"): "waves: jobsat t1–t2: change",
    (WAVES, "jobsat_t1_t3", "ci_welch", 1): "waves: ends of Welch’s intervals",
    (WAVES, "jobsat_t1_t3", "overlap_z", "se"): "waves: jobsat t1–t3: standard error, knowing who is who",
    (WAVES, "jobsat_t1_t2", "overlap_z", "change"): "waves: changes, worked out a second time",
    (SERVQUAL, "rows", 0, "derived", "ci_from_t", 1): (
        "servqual: ends of the intervals, worked out from the same figures elsewhere"
    ),
}
CROSSED = (SEGMENTS, "results", folder.CROSSED)
COUNTS = {
    (LQ2002, "blup_LEAD", "n", "5"): "lq2002: LEAD by company: people",
    (LQ2002, "flat_liners_LEAD", "n"): "lq2002: LEAD: people with one level throughout",
    (WAVES, "jobsat_t1_t2", "n1"): "waves: people in either round and in both",
    (WAVES, "jobsat_t1_t3", "n_matched"): "waves: people in either round and in both",
    (*CROSSED, "nonempty_cells"): "cells",
    (*CROSSED, "cells_with_at_least_k"): "cells of enough people",
    (*CROSSED, "threshold_only_minimal_leaks"): "groups given away by showing all of those",
    (*CROSSED, "threshold_only_isolated_single_people"): "single people among these",
    (*CROSSED, "leaks_by_float_rank_one_atom"): "groups given away that no cell divides",
    (*CROSSED, "leaks_by_float_rank_two_atoms"): "groups given away that cells divide in two",
    (*CROSSED, "greedy_published"): "cells that we show",
}


def changed(tmp_path: Path, path: folder.Place, value: object) -> list[str]:
    return compare(folder.write(tmp_path, {path: value})).wrong


def test_all_figures_from_elsewhere_agree_with_ours(tmp_path: Path):
    found = compare(folder.write(tmp_path))
    assert found.wrong == []
    assert [line.name for line in found.lines if not line.agrees] == [
        "Assurance: half the interval’s width (its ends differ by up to 0.023)"
    ]
    by_name = {f"{line.data}: {line.name}": line for line in found.lines}
    assert by_name["lq2002: LEAD by company: r_wg(j)"].figures == len(folder.COMPANIES)
    assert by_name["lq2002: items: p"].figures == 11
    assert by_name["lq2002: LEAD: people with one level throughout"].ours == len(folder.FLAT)
    assert by_name["waves: people in either round and in both"].figures == 6
    assert by_name["servqual: Tangible: half the interval’s width (its ends differ by up to 0.004)"].agrees
    title = "segments: battalion × gender, up to 2 at once: "
    assert (by_name[title + "cells"].ours, by_name[title + "cells of enough people"].ours) == (18, 12)
    assert by_name[title + "groups given away that no cell divides"].ours == 2
    assert by_name[title + "groups given away that cells divide in two"].ours == 1
    assert by_name[title + "groups given away by what we show"].ours == 0


def test_what_is_left_out_is_counted(tmp_path: Path):
    found = compare(folder.write(tmp_path))
    assert [one for one, _ in found.left_out] == list(LEFT_OUT)
    counts = {next(iter(sorted(one.names))): count for one, count in found.left_out}
    assert counts == {
        "icc1_lme": 16,  # 13 by restricted likelihood, two tau², the published one
        "blup": 6,
        "icc1_anova_adjusted_n0": 0,
        "alpha_std": 2,
        "omega_total_1factor_ml_std": 0,
        "change_matched": 2,
        "longstring_LEAD": 1,
        "correlation": 4,
    }


@pytest.mark.parametrize("path", ONE_BY_ONE, ids=lambda path: "/".join(map(str, path[1:])))
def test_a_figure_that_is_off_by_a_hundred_thousandth_is_named(tmp_path: Path, path):
    assert changed(tmp_path, path, folder.at(path) + 1e-5) == [ONE_BY_ONE[path]]


@pytest.mark.parametrize("path", COUNTS, ids=lambda path: "/".join(map(str, path[1:])))
def test_a_count_that_is_off_by_one_is_named(tmp_path: Path, path):
    title = "segments: battalion × gender, up to 2 at once: " if path[0] == SEGMENTS else ""
    assert changed(tmp_path, path, folder.at(path) + 1) == [title + COUNTS[path]]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((LQ2002, "icc_LEAD", "p"), "lq2002: LEAD: p"),
        ((LQ2002, "icc_LEAD03", "p"), "lq2002: items: p"),
        ((WAVES, "jobsat_t1_t2", "p_welch"), "waves: jobsat t1–t2: p, as of strangers (Welch)"),
    ],
)
def test_a_p_is_held_to_a_millionth_of_itself(tmp_path: Path, path, line: str):
    p = folder.at(path)
    assert changed(tmp_path, path, p * (1 + 0.9e-6)) == []
    assert changed(tmp_path, path, p * (1 + 1.1e-6)) == [line]


def test_the_interval_of_alpha_is_held_to_three_decimals(tmp_path: Path):
    path = (LQ2002, "alpha_LEAD_ci95", 0)
    assert changed(tmp_path, path, folder.at(path) + 0.001) == ["lq2002: LEAD: alpha’s interval, lower end"]
    path = (LQ2002, "alpha_LEAD_ci95", 1)
    assert changed(tmp_path, path, folder.at(path) - 0.001) == ["lq2002: LEAD: alpha’s interval, upper end"]


def test_a_bootstrap_may_be_as_far_off_as_it_says(tmp_path: Path):
    path = (WAVES, "jobsat_t1_t2", "overlap_z", "se_person_bootstrap_4000")
    name = "waves: standard errors, knowing who is who, beside a bootstrap of people"
    assert changed(tmp_path, path, folder.at(path) + 0.0009) == []
    assert changed(tmp_path, path, folder.at(path) + 0.0011) == [name]


def test_somebody_listed_as_flat_who_is_not_is_named(tmp_path: Path):
    path = (LQ2002, "flat_liners_LEAD", "respondents_group_sub", 1)
    assert changed(tmp_path, path, [3, 2]) == ["lq2002: LEAD: of those listed, found by us"]


def test_nine_equal_ratings_are_no_sign_of_clicking(tmp_path: Path):
    """The rating seen today is not counted twice where the wanted one was never asked."""
    rows = [line.split(",") for line in folder.at(("lq2002_wide.csv",)).splitlines()]
    nine = "\n".join(",".join(row[:11] + row[13:]) for row in rows)
    found = compare(folder.write(tmp_path, {("lq2002_wide.csv",): nine}))
    (flat,) = [line for line in found.lines if line.name == "LEAD: people with one level throughout"]
    assert flat.ours == 0
    (loadings,) = [line for line in found.lines if line.name == "LEAD: loadings"]
    assert (loadings.worst, loadings.agrees) == ("LEAD10", False)


def test_a_printed_interval_that_is_too_wide_is_named(tmp_path: Path):
    (wrong,) = changed(tmp_path, (SERVQUAL, "rows", 0, "ci95"), [-0.32, -0.18])
    assert wrong.startswith("servqual: Tangible: half the interval’s width")


def test_the_misprinted_row_must_not_agree(tmp_path: Path):
    """Its interval belongs to a t of −7.08."""
    found = compare(folder.write(tmp_path, {(SERVQUAL, "rows", 1, "t"): -7.08}))
    (misprinted,) = [line for line in found.lines if line.misprinted]
    assert (misprinted.agrees, misprinted.holds) == (True, False)
    assert f"servqual: {misprinted.name}" in found.wrong


def test_a_figure_that_nobody_knows_is_not_passed_over(tmp_path: Path):
    assert changed(tmp_path, (WAVES, "jobsat_t1_t2", "median"), 3.5) == [
        "waves_expected.json: jobsat_t1_t2 / median"
    ]
    assert changed(tmp_path, (LQ2002, "scale_LEAD", "more"), {"kappa": 0.4}) == [
        "lq2002_expected.json: scale_LEAD / more / kappa"
    ]
    assert changed(tmp_path, (BH1996, "note"), "whatever") == []


def test_a_company_of_fewer_than_ten_has_no_agreement_and_so_none_that_agrees(tmp_path: Path):
    head, *rows = folder.at(("lq2002_wide.csv",)).splitlines()
    ten = [row for row in rows if row.startswith("8,")]
    assert len(ten) == 10
    fewer = [head, *(row for row in rows if row != ten[0])]
    wrong = changed(tmp_path, ("lq2002_wide.csv",), "\n".join(fewer))
    assert "lq2002: LEAD01 by company: a_wg" in wrong
    assert "lq2002: LEAD by company: r_wg(j)" in wrong


@pytest.mark.parametrize("name", folder.contents())
def test_each_missing_file_is_named(tmp_path: Path, name: str):
    folder.write(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(UnusableError, match=rf"There is no {name} in "):
        compare(tmp_path)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("bh1996_groups.csv",), "GRP,HRS\n1,2\n", r"bh1996_groups\.csv lacks the column WBEING\."),
        (("waves_wide.csv",), "", r"waves_wide\.csv is no table: "),
        (("lq2002_wide.csv",), "group,respondent,LEAD01\n1,1,3\n", "must have items of LEAD and TSIG"),
        ((WAVES,), {}, r"waves_expected\.json holds no figures\."),
        ((WAVES, "jobsat"), {"n1": 3}, "jobsat is not a measure and two rounds"),
        ((SEGMENTS, "results"), {"battalion": {"k": 5}}, "how many dimensions are crossed"),
        ((SEGMENTS, "results"), {}, r"segments_real_expected\.json / results holds no figures\."),
        ((LQ2002, "scale_TSIG"), {}, r"lq2002_expected\.json lacks scale_TSIG / item_rest\."),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_named(tmp_path: Path, path, value, sentence: str):
    with pytest.raises(UnusableError, match=sentence):
        compare(folder.write(tmp_path, {path: value}))
