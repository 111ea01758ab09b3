"""The German catalogue is whole: every sentence, each placeholder, and the compiled file beside it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests import catalogues
from tests.catalogues import GERMAN, Key

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?[a-z]+(?: [^>]*)?>")
AS_IN_ENGLISH = re.compile(r"[\W\d_]|%\(\w+\)[sd]|p\b|r\b")  # signs, digits and names for numbers


@pytest.fixture(scope="module")
def german() -> dict[Key, str]:
    catalogues.need_tools()
    return catalogues.said(catalogues.compiled(GERMAN))


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> dict[Key, str]:
    catalogues.need_tools()
    source = catalogues.extracted(tmp_path_factory.mktemp("extracted"))
    return catalogues.said(catalogues.compiled(source))


def test_every_sentence_is_there_and_none_that_nobody_says_any_more(
    german: dict[Key, str], marked: dict[Key, str]
) -> None:
    """Fuzzy ones and empty ones count as missing. To mend it: manage.py makemessages -l de, and translate."""
    assert len(marked) > 2000
    assert sorted(map(str, marked.keys() - german.keys())) == []
    assert sorted(map(str, german.keys() - marked.keys())) == []


def test_no_sentence_stands_within_an_f_string() -> None:
    """The tool that gathers sentences reads none there, so nobody would miss it."""
    sources = [
        path
        for name in ("assessment", "surveys")
        for path in (catalogues.ROOT / name).rglob("*.py")
        if "gettext" in path.read_text()
    ]
    assert [f"{path}: {said}" for path in sources for said in hidden(path.read_text())] == []
    assert hidden("""f"{said} {_('About how many.')}" + _("x")""") == ["_('About how many.')"]


def hidden(source: str) -> list[str]:
    strings = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
    calls = (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call))
    names = ("_", "gettext", "ngettext", "pgettext", "npgettext", "gettext_lazy", "ngettext_lazy")
    return [ast.unparse(call) for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


def test_the_compiled_catalogue_is_the_one_that_is_written(german: dict[Key, str]) -> None:
    """To mend it: msgfmt -o locale/de/LC_MESSAGES/django.mo locale/de/LC_MESSAGES/django.po"""
    assert catalogues.said(GERMAN.with_suffix(".mo").read_bytes()) == german


def test_every_placeholder_comes_along(german: dict[Key, str]) -> None:
    catalogues.compiled(GERMAN, "--check-format", "--check-header")
    wrong = [key for key, text in german.items() if not fits(key, text)]
    assert wrong == []


def fits(key: Key, text: str) -> bool:
    """The same placeholders and tags; a plural may name its number, and a singular leave it out."""
    asked, given = (sorted(PLACEHOLDER.findall(words)) for words in (source_of(key), text))
    return asked == given or (isinstance(key, tuple) and set(given) ^ set(asked) <= {"%(n)s", "%(n)d"})


def source_of(key: Key) -> str:
    return key if isinstance(key, str) else key[0]


def test_a_placeholder_that_is_lost_is_found() -> None:
    assert not fits("Open until %(day)s.", "Offen bis %(tag)s.")
    assert not fits("<b>%(n)s</b> left", "%(n)s übrig")
    assert fits(("%(n)s line", 1), "%(n)s Zeilen")
    assert fits(("Try that one again", 1), "Diese %(n)s noch einmal versuchen")


def test_nothing_is_left_in_english(german: dict[Key, str]) -> None:
    """A long sentence that is the same in both languages is one that nobody translated."""
    same = [key for key, text in german.items() if text == source_of(key) and len(text.split()) > 3]
    assert [key for key in same if len(AS_IN_ENGLISH.sub("", source_of(key))) > 12] == []


def test_quotes_and_signs_are_german(german: dict[Key, str]) -> None:
    wrong = [text for text in german.values() if re.search(r"“[A-ZÄÖÜ%]|\w”|\d\.\d(?!\d\d)|\w–\w{3}", text)]
    assert wrong == []


def test_the_words_are_those_of_the_questionnaire(german: dict[Key, str]) -> None:
    """One word for one thing: the glossary in the catalogue's head."""
    head = GERMAN.read_text().partition('msgid ""')[0]
    assert all(word in head for word in ("Thema", "Stufe", "gewünscht", "Lücke", "Planogramm", "Regalboden"))
    questionnaire = Path(catalogues.ROOT / "surveys/questionnaires/closer.v1.de.yaml").read_text()
    body = " ".join(german.values()) + questionnaire
    assert [word for word in ("Praktik", "Peers", "anonym", "Planogram ", "Zielwert") if word in body] == []


def test_a_made_up_language_is_half_as_long_again_and_keeps_its_placeholders(tmp_path: Path) -> None:
    sentence = "Open until %(closes)s. <bdi>%(asker)s</bdi> asks {n} of 3"
    assert catalogues.longer(sentence) == "Öppénn ünntîîl %(closes)s. <bdi>%(asker)s</bdi> åsskss {n} öff 3"
    catalogues.write(tmp_path, "eo", catalogues.longer)
    made = catalogues.said((tmp_path / "eo" / "LC_MESSAGES" / "django.mo").read_bytes())
    assert made.keys() == catalogues.said(GERMAN.with_suffix(".mo").read_bytes()).keys()
    assert all(
        sorted(PLACEHOLDER.findall(source_of(key))) == sorted(PLACEHOLDER.findall(made[key])) for key in made
    )
    plain = [key for key in made if isinstance(key, str) and key.isalpha() and len(key) > 5]
    assert all(1.4 <= len(made[key]) / len(key) <= 1.6 for key in plain)
