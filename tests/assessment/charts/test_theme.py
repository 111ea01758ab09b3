import subprocess
import sys
from pathlib import Path

import pytest

from assessment.charts import theme

ROOT = Path(__file__).parents[3]
THEMES = {"light": theme.LIGHT, "dark": theme.DARK}
TEXT = ["ink", "muted", "gap", "link", "ok", "err"]
MARKS = ["you", "peers", "team", "gap", "rule"]


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_the_known_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", ["paper", "wash"])
def test_text_and_marks_stand_out_on_their_grounds(name: str, ground: str) -> None:
    colours = THEMES[name]
    for token in TEXT:
        assert contrast(colours[token], colours[ground]) >= 4.5, token
    for token in MARKS:
        assert contrast(colours[token], colours[ground]) >= 3.0, token


def test_the_gap_number_stands_out_on_its_tint() -> None:
    assert contrast(theme.LIGHT["gap"], theme.LIGHT["gaptint"]) == pytest.approx(4.6, abs=0.1)
    assert contrast(theme.DARK["gap"], theme.DARK["gaptint"]) == pytest.approx(5.2, abs=0.1)


@pytest.mark.parametrize("name", THEMES)
def test_each_role_has_a_hex_of_its_own(name: str) -> None:
    values = [value.lower() for value in THEMES[name].values()]
    assert len(set(values)) == len(values)
    assert all(len(value) == 7 and value.startswith("#") for value in values)


def test_both_themes_name_the_same_roles() -> None:
    assert list(theme.LIGHT) == list(theme.DARK)


def test_black_is_no_role() -> None:
    """matplotlib leaves black out of a text's attributes, and the page's own colour would slip in."""
    assert "#000000" not in theme.LIGHT.values()


@pytest.mark.parametrize("weight", theme.FONTS)
def test_each_weight_has_the_letters_of_our_languages(weight: int) -> None:
    _, known = theme._font(weight)
    assert [c for c in "äöüÄÖÜß−·’‘‚“”„–—…±+?éèçñåøœ€↑↓\u00a0" if ord(c) not in known] == []


def test_widths_are_interas_own() -> None:
    assert theme.width("A", 2048) == 1413
    assert theme.width("", 12) == 0
    assert theme.width("+2", 12, theme.SEMIBOLD) > theme.width("+2", 12)
    assert theme.width("x" * 10, 12) == pytest.approx(10 * theme.width("x", 12))


def test_foreign_characters_are_measured_with_care() -> None:
    assert theme.width("š", 10) == theme.width("s", 10)
    assert theme.width("e\u0301", 10) == theme.width("e", 10)
    assert theme.width("客", 10) >= 10
    assert theme.width("Щ", 10) > theme.width("M", 10)


def test_settings_hold_after_configuring() -> None:
    import matplotlib

    theme.configure()
    assert {name: matplotlib.rcParams[name] for name in theme.SETTINGS} == dict(theme.SETTINGS)


@pytest.mark.parametrize("weight", theme.FONTS)
def test_matplotlib_finds_our_files(weight: int) -> None:
    from matplotlib.font_manager import findfont

    from assessment.charts.canvas import font

    theme.configure()
    assert findfont(font(12, weight)) == str(theme.FONTS[weight])


def test_the_room_needs_neither_django_nor_pyplot() -> None:
    program = (
        "import sys\n"
        "from assessment.charts import canvas, files, planogram, theme, words\n"
        "print(sorted({'django', 'matplotlib.pyplot', 'surveys', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
