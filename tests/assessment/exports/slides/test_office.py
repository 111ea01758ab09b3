"""An office program opens the slides, and shows their words."""

import os
import shutil
import subprocess

import pypdf
import pytest

from assessment.exports import slides
from tests.assessment.exports.slides.decks import whole_story


def test_an_office_program_opens_every_slide(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("REQUIRE_OFFICE"):
            pytest.fail("REQUIRE_OFFICE is set, but there is no soffice")
        pytest.skip("no soffice on this machine: whether an office program opens the slides is not tried")
    content = slides.write(whole_story())
    (tmp_path / "deck.pptx").write_bytes(content)
    command = [
        office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
        "--outdir", str(tmp_path), str(tmp_path / "deck.pptx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(tmp_path / "deck.pdf").pages]
    assert len(pages) == 12  # the first, one of words, and for each of five charts a drawing and its numbers
    assert "Hafen & Söhne" in pages[0]
    for words in (
        "Biggest gap: The customer’s whole path",
        "Second nature",
        "still to go, up to wanted",
        "+3",
    ):
        assert words in pages[2]
    assert "Service without starting over" in pages[6]
    assert "Structured opinion" in pages[6]
    assert "± 0.1" in pages[7]
