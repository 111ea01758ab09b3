"""The gallery as one page without scripts: its look is a style sheet beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from assessment.gallery.making import Made, Shown

SHEET = Path(__file__).parent / "gallery.css"
HEAD = mark_safe(  # no word of it is anybody's
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width">\n<title>Closer: the gallery</title>\n'
    '<link rel="stylesheet" href="gallery.css">\n</head>\n<body>\n'
)


def write(made: Sequence[Made], folder: Path) -> None:
    (folder / "gallery.css").write_bytes(SHEET.read_bytes())
    (folder / "index.html").write_text(page(made), encoding="utf-8")


def page(made: Sequence[Made]) -> str:
    contents = format_html_join("\n", '<li><a href="#{}">{}</a></li>', ((one.case.name,) * 2 for one in made))
    cases = format_html_join("\n", "{}", ((case(one),) for one in made))
    body = format_html(
        "<h1>The gallery</h1>\n<p>Awkward input, and what comes of it. All of it is invented.</p>\n"
        "<nav><ul>\n{}\n</ul></nav>\n<main>\n{}\n</main>\n</body>\n</html>\n",
        contents,
        cases,
    )
    return HEAD + body


def case(made: Made) -> SafeString:
    name = made.case.name
    said = format_html("<p>{}</p>\n", made.said) if made.said else ""
    links = ((name, one, one) for one in made.files)
    files = format_html_join("", '<li><a href="{}/{}">{}</a></li>\n', links)
    missing = format_html_join("", "<li>{}: {}</li>\n", ((f"no {one.name}", one.why) for one in made.missing))
    return format_html(
        '<section id="{}">\n<h2>{}</h2>\n<p>{}</p>\n{}<ul>\n{}{}</ul>\n{}\n</section>',
        name,
        name,
        made.case.about,
        said,
        files,
        missing,
        format_html_join("\n", "{}", ((exhibit(name, one),) for one in made.shown)),
    )


def exhibit(case: str, shown: Shown) -> SafeString:
    """Finding, what it is of, the pictures side by side."""
    one = shown.exhibit
    path = f"{case}/{shown.folder}"
    pictures = format_html_join(
        "\n",
        '<img class="{}" src="{}/{}" alt="{}" loading="lazy">',
        (
            (name.removesuffix(".png"), path, name, f"{one.voice}, {one.name}, {name.removesuffix('.png')}")
            for name in shown.pictures
        ),
    )
    return format_html(
        '<article>\n<h3>{}</h3>\n<p>{} · {} · {}</p>\n<div class="pictures">\n{}\n</div>\n</article>',
        one.finding,
        one.voice,
        one.name,
        one.subtitle,
        pictures,
    )
