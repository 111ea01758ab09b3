"""The room stands alone: what importing it loads, and what it doesn't."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted(path.stem for path in (ROOT / "assessment" / "analysis").glob("*.py"))


def loaded_by(*modules: str) -> set[str]:
    """The top-level packages in memory after a fresh interpreter imported these modules."""
    script = f"import sys, {', '.join(modules)}; print(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_analysis_loads_neither_django_nor_pictures_nor_the_database():
    names = [f"assessment.analysis.{name}" for name in MODULES if name != "__init__"]
    assert {"assessment.analysis.frame", "assessment.analysis.gaps"} <= set(names)
    loaded = loaded_by(*names)
    assert {"pandas", "numpy"} <= loaded
    assert not loaded & {"django", "matplotlib", "surveys", "sqlite3", "psycopg"}


@pytest.mark.parametrize(
    "module", ["assessment.analysis.numbers", "assessment.analysis.constants", "tests.oracles"]
)
def test_rounding_constants_and_oracles_load_no_pandas(module):
    assert not loaded_by(module) & {"pandas", "numpy", "django"}
