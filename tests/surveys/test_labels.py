"""Names that are likely to mean the same are suggested, and others are left alone."""

from __future__ import annotations

import pytest

from surveys import labels
from surveys.labels import Suggestion, mean_the_same, suggestions


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sales", "Sales"),
        ("Sales ", "Sales"),
        ("Sales dept", "Sales"),
        ("The Sales Team", "Sales"),
        ("Abteilung Vertrieb", "Vertrieb"),
        ("R&D", "R & D"),
        ("Human-Resources", "Human Resources"),
        ("Marketting", "Marketing"),
        ("Slaes", "Sales"),
        ("Kitchens", "Kitchen"),
        ("Kuche", "Küche"),
        ("STRASSE", "Straße"),
    ],
)
def test_they_mean_the_same(one: str, other: str) -> None:
    assert mean_the_same(one, other)
    assert mean_the_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("North", "South"),
        ("Sales East", "Sales West"),
        ("HR", "PR"),
        ("IT", "It Support"),
        ("Team 1", "Team 2"),
        ("Level 1", "Level 11"),
        ("Product", "Production"),
        ("Finance", "Financial"),
        ("Einkauf", "Verkauf"),
        ("Indoor sales", "Outdoor sales"),
        ("Department", "Team"),
        ("&", "-"),
        ("", ""),
    ],
)
def test_they_may_be_different(one: str, other: str) -> None:
    assert not mean_the_same(one, other)


def test_the_rarer_name_gives_way_and_what_was_told_before_stays() -> None:
    assert suggestions({"Sales": 40, "sales dept": 2, "Slaes": 1, "Kitchen": 9}) == [
        Suggestion("sales dept", 2, "Sales"),
        Suggestion("Slaes", 1, "Sales"),
    ]
    assert suggestions({"sales": 40, "Kitchen": 9}, asked_before=["Sales"]) == [
        Suggestion("sales", 40, "Sales")
    ]
    assert suggestions({"Sales": 1}, asked_before=["Sales", "sales"]) == []


def test_of_as_many_one_gives_way_and_not_both() -> None:
    assert suggestions({"sales": 5, "Sales": 5}) == [Suggestion("sales", 5, "Sales")]


def test_nothing_is_a_target_that_gives_way_itself() -> None:
    found = suggestions({"Marketing": 9, "Marketting": 3, "Markettting": 1})
    assert {one.name for one in found} & {one.instead for one in found} == set()


def test_a_column_of_names_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    monkeypatch.setattr(labels, "mean_the_same", lambda *names: looked_at.append(names))
    assert suggestions({f"Person number {n:x}": 1 for n in range(5000)}) == []
    assert looked_at == []
    suggestions({f"Department {n}": n for n in range(200)})
    assert len(looked_at) == 200 * 199 / 2
