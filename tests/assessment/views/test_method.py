"""The page on how every number is made: for anybody, with the simulated table and the limits as they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from assessment import simulated
from assessment.analysis import constants

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def page(client: Client) -> str:
    response = client.get("/method/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_coverage_table_is_the_stored_one_and_labelled_as_simulated(page: str) -> None:
    assert "Simulated, 50 made-up companies" in page
    for size in simulated.published()["sizes"]:
        cells = "".join(
            f'<td class="n">{size[name]:.1f}</td>' for name in ("practices", "student", "categories", "width")
        )
        assert f'<th scope="row" class="n">{size["people"]}</th>{cells}' in page


def test_the_thresholds_are_those_of_the_program(page: str) -> None:
    assert f"gets a verdict from {constants.VERDICT_FROM} answers" in page
    assert f"as long as {constants.MEANS_NEED_AT_LEAST} others remain" in page
    assert f"From {constants.RANKED_FROM} people: the answers are drawn anew {constants.DRAWS} times" in page
    assert (
        f"From {constants.BROAD_AGREEMENT:.2f} it is broad agreement, up to {constants.DIVIDED:.2f} divided"
        in page
    )
    assert f"shown from {constants.SMALLEST_GROUP} answers, peers from {constants.SMALLEST_PEERS}" in page


def test_every_word_the_report_uses_is_explained(page: str) -> None:
    from assessment import statements

    for code in ("large", "small", "gap", "above", "open"):
        assert f"<dt>{statements.verdict(code)}</dt>" in page
    for words in (
        "broad agreement",
        "mixed",
        "divided",
        "too close to rank",
        "in step",
        "no clear difference",
    ):
        assert words in page


def test_the_limits_are_said(page: str) -> None:
    for words in (
        "not a measurement of customers",
        "not validated",
        "Self-report flatters",
        "No statistic repairs this",
        "With six people",
        "Whoever asks chooses who is asked",
    ):
        assert words in page


def test_the_page_needs_no_survey_and_no_statement(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/method/").status_code == 200
    assert client.post("/method/").status_code == 405


def test_the_page_loads_no_pandas() -> None:
    script = (
        "import django,os,sys;os.environ['DJANGO_SETTINGS_MODULE']='assessment.settings';django.setup();"
        "import assessment.views.method;print('pandas' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_every_page_leads_there(client: Client) -> None:
    assert 'href="/method/"' in client.get("/").content.decode()
