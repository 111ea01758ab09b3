"""A story as slides that can be edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from assessment.exports.slides import own_look
from assessment.exports.slides.cells import table
from assessment.exports.slides.checking import BadTemplate, no_presentation, repacked, unpacked
from assessment.exports.slides.furniture import (
    LONGEST_TITLE,
    add_foot,
    add_notes,
    clear,
    cut,
    fill,
    height_of,
    lines_of,
    next_id,
    put,
    set_title,
    title_of,
    words_at,
)
from assessment.exports.slides.layouts import Frame, chosen, frame_of
from assessment.exports.slides.nodes import Group, Shape, Words, edges, typed
from assessment.exports.slides.own_look import kind_of
from assessment.exports.slides.packing import packed, set_properties
from assessment.exports.slides.pages import BETWEEN, LEAD, LEAST_LEAD, Page, Points, pages
from assessment.exports.slides.photographs import Picture, put_picture
from assessment.exports.slides.pruning import prune
from assessment.exports.slides.sketch import Room
from assessment.exports.slides.tables import Chunk
from assessment.story import Sheet, Story
from assessment.wording import caveat

UNDER_TITLE, UNDER_LEAD, LEADING = 5.0, 12.0, 1.25
SAMPLE = Story(".", ".", ".", "en", (Sheet(".", ".", ".", (".",), footer=".", notes=(".",)),))
"""What every template is tried with."""
PANEL = 10.0  # units that a ground of paper reaches beyond a drawing


def write(
    story: Story,
    *,
    template: bytes | None = None,
    note: Callable[[int, int], None] = lambda _done, _of: None,
) -> bytes:
    """The story as a presentation; `note` hears how many sheets are done, of how many."""
    presentation = own_look.blank() if template is None else opened(template)
    deck = Deck.of(presentation, story.language, own=template is None)
    deck.open(story)
    for done, sheet in enumerate(story.sheets, start=1):
        deck.add(sheet)
        note(done, len(story.sheets))
    list_notes_master(presentation)
    set_properties(presentation, story.title, story.language)
    return packed(presentation)


def emptied(content: bytes) -> bytes:
    """A template as it may be kept: without its slides and whatever belonged to them, tried once.

    Raises `BadTemplate` with a sentence that says why it can't be used.
    """
    try:
        presentation = opened(content)
        set_properties(presentation, "", "")
        kept = packed(presentation)
        write(SAMPLE, template=kept)
    except BadTemplate:
        raise
    except Exception:  # what a template holds may be anything, and nothing else is wrong with the sample
        raise no_presentation() from None
    return kept


def opened(content: bytes) -> Any:
    """A template without its slides and whatever belonged to them."""
    members = unpacked(content)
    try:
        presentation = Presentation(repacked(members))
        prune(presentation)
        width, height = presentation.slide_width, presentation.slide_height
        if not (width and height and 0.3 < width / height < 4):
            raise no_presentation()
        chosen(presentation)
    except BadTemplate:
        raise
    except Exception:  # the library raises whatever it stumbles over
        raise no_presentation() from None
    return presentation


def list_notes_master(presentation: Any) -> None:
    """The library makes a master for notes, but does not list it."""
    part = presentation.part
    id = next((id for id, rel in part.rels.items() if rel.reltype == RT.NOTES_MASTER), None)
    if id is not None:
        listed = parse_xml(
            f'<p:notesMasterIdLst {nsdecls("p", "r")}><p:notesMasterId r:id="{id}"/></p:notesMasterIdLst>'
        )
        part._element.sldMasterIdLst.addnext(listed)


@dataclass
class Deck:
    """Slides gather in a presentation."""

    presentation: Any
    opening: Any
    inner: Any
    frame: Frame
    first_frame: Frame
    own: bool
    titles: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, presentation: Any, language: str, *, own: bool) -> Deck:
        layouts = chosen(presentation)
        return cls(
            presentation, layouts.opening, layouts.inner,
            frame_of(presentation, layouts.inner, language),
            frame_of(presentation, layouts.opening, language), own,
        )  # fmt: skip

    @property
    def ink(self) -> str:
        """Colour of words outside of drawings: a template's own, or ours."""
        return "muted" if self.own else ""

    def open(self, story: Story) -> None:
        """The first slide: what it is about, of whom, when."""
        slide = self.presentation.slides.add_slide(self.opening)
        title = title_of(slide)
        scale, room = self.first_frame.scale, self.first_frame.title
        sides = (title.left, title.top, title.width, title.height)
        if not any(side is None for side in sides):
            room = Room(*(side / scale.emu for side in sides))
        set_title(slide, self.opening, self.unique(cut(story.title)), room, scale)
        under = [text for text in (typed(story.organisation), typed(story.subtitle)) if text]
        subtitle = next((p for p in slide.placeholders if kind_of(p) == "subTitle"), None)
        if subtitle is not None and under:
            fill(subtitle, under, 18 if max(map(len, under)) <= 120 else 12, scale)
        elif under:
            words = Words(tuple((text,) for text in under), 18, self.ink, anchor="t", wrap=True)
            put(slide, words_at("Subtitle", words, Room(room.x, room.bottom + 8, room.width, 60)), scale)
        clear(slide, ("title", "ctrTitle", *(["subTitle"] if under else [])))
        frame = self.frame if self.own else self.first_frame
        add_foot(slide, self.opening, caveat(), len(self.presentation.slides), frame)

    def add(self, sheet: Sheet) -> None:
        """The slides of one sheet."""
        whole = typed(sheet.title)
        title = self.unique(cut(whole), sheet.exhibit.name if sheet.exhibit else sheet.name)
        notes = (whole, *sheet.notes) if len(whole) > LONGEST_TITLE else sheet.notes
        fitted = replace(sheet, title=title, notes=notes)
        for page in pages(fitted, self.room_under, BETWEEN + (0 if self.frame.light else PANEL)):
            self._add(page)

    def unique(self, title: str, name: str = "") -> str:
        """The title; with a name for what it shows, or a number, when a slide before has it too."""
        whole = typed(title) or _("Slide %(n)d") % {"n": len(self.presentation.slides) + 1}
        if self.titles[whole] and typed(name):
            whole = f"{whole.rstrip('.')} ({typed(name)})"
        self.titles[whole] += 1
        return f"{whole} ({self.titles[whole]})" if self.titles[whole] > 1 else whole

    # --- one slide ------------------------------------------------------------------------------------------

    def _add(self, page: Page) -> None:
        slide = self.presentation.slides.add_slide(self.inner)
        frame, scale = self.frame, self.frame.scale
        title = page.title if page.title == page.sheet.title and page.first else self.unique(page.title)
        set_title(slide, self.inner, title, frame.title, scale, moved=frame.moved)
        clear(slide, ("title", "ctrTitle"))
        lead = self.lead(page.lead)
        if lead is not None:
            put(slide, lead, scale)
        self._put_body(slide, page)
        if page.points:
            put(slide, self.points(page.points), scale)
        number = len(self.presentation.slides)
        add_foot(slide, self.inner, page.sheet.footer or caveat(), number, frame)
        if page.first:
            add_notes(slide, notes_of(page))

    def _put_body(self, slide: Any, page: Page) -> None:
        body, scale = page.body, self.frame.scale
        if isinstance(body, Group):
            put(slide, body if self.frame.light else on_paper(body), scale)
        elif isinstance(body, Picture):
            put_picture(slide, body, next_id(slide), scale)
        elif isinstance(body, Chunk):
            room = self.room_under(page.lead)
            paper = self.own or not self.frame.light
            slide.shapes._spTree.append(table(body, room, next_id(slide), scale, paper=paper))

    # --- words ----------------------------------------------------------------------------------------------

    def _lead_room(self, text: str) -> tuple[float, Room]:
        frame = self.frame
        size = LEAD
        while size > LEAST_LEAD and lines_of(text, frame.across, size) > 2:
            size -= 0.5
        high = lines_of(text, frame.across, size) * size * LEADING
        return size, Room(frame.left, frame.title.bottom + UNDER_TITLE, frame.across, high)

    def lead(self, text: str) -> Shape | None:
        """What is shown, of whom: under the title."""
        if not typed(text):
            return None
        size, room = self._lead_room(text)
        return words_at(_("Lead"), Words(((text,),), size, self.ink, anchor="t", wrap=True), room)

    def room_under(self, lead: str) -> Room:
        """What is left for an exhibit."""
        frame = self.frame
        top = frame.title.bottom + UNDER_LEAD
        if typed(lead):
            top = self._lead_room(lead)[1].bottom + UNDER_LEAD
        if not frame.light:
            return Room(
                frame.left + PANEL, top + PANEL, frame.across - 2 * PANEL, frame.bottom - top - 2 * PANEL
            )
        return Room(frame.left, top, frame.across, frame.bottom - top)

    def points(self, points: Points) -> Shape:
        words = Words(
            tuple((text,) for text in points.texts), points.size, "ink" if self.own else "", anchor="t",
            wrap=True, after=points.after, bullets=True,
        )  # fmt: skip
        high = height_of(points.texts, points.room.width - points.size, points.size, points.after)
        return words_at(_("Points"), words, points.room._replace(height=high))


def notes_of(page: Page) -> list[str]:
    """What is said to the slide, and how to read it."""
    exhibit = page.sheet.exhibit
    how = [_("How to read it: %(how)s") % {"how": exhibit.reading}] if exhibit and exhibit.reading else []
    return [*page.sheet.notes, *how]


def on_paper(drawing: Group) -> Group:
    """A drawing on a ground of its own, where nobody knows what the template's is."""
    left, top, right, bottom = edges(drawing)
    ground = Shape(
        _("Paper"), "roundRect", left - PANEL, top - PANEL, right - left + 2 * PANEL,
        bottom - top + 2 * PANEL, "paper", radius=6,
    )  # fmt: skip
    return Group(drawing.name, drawing.alt, (ground, *drawing.nodes))
