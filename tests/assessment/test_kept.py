from assessment.kept import score_halves

HALVES = {"overall": "0.11", "C": "0.12", "E": "0.13", "P": None}


def practices(of_c: int) -> dict[str, dict[str, object]]:
    return {
        "C2": {"n": of_c, "today": "2.0"},
        "C4": {"hidden": True},
        "E3": {"n": 10, "today": "2.0"},
        "P7": {"n": 3, "today": None},
    }


def test_the_exact_spread_of_few_people_is_told_of_no_score_they_are_in() -> None:
    kept = {"practices": practices(9), "evidence": {"scores": HALVES}}
    assert score_halves(kept) == {"overall": None, "C": None, "E": "0.13", "P": None}
    assert score_halves({**kept, "practices": practices(10)}) == HALVES


def test_results_without_evidence_have_no_spread_to_tell() -> None:
    assert score_halves({"practices": practices(12)}) == {}
