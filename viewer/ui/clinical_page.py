"""The pages of the clinical panel as HTML in the subset that QTextBrowser knows. No Qt here.

Texts come from the library; this module only lays them out: title, what it belongs to, folding
sections, sources, disclaimer.
"""

from __future__ import annotations

from html import escape

from annotations.library import Library
from annotations.models import load_models
from annotations.note import Note
from annotations.render import AWAITING_REVIEW, SOURCES_HEADING, Page, page
from meshes.catalog import Catalog, Place
from meshes.ids import StructureId
from viewer.spec import ROLE_COLOURS
from viewer.state import Audience
from viewer.ui.contents_page import CONTENTS, TITLE, contents_html, way_up
from viewer.ui.page_parts import buttons, count_html, foot, head, warning
from viewer.ui.page_setting import RED_FLAGS, SOURCES, Setting, sheet
from viewer.ui.welcome_page import welcome_html
from viewer.ui.wording import name_of, role_word, short_within

#: Links that set a model have its id after this.
SHOW_MODEL = "show"
#: More other names than these would bury the text; search knows them all.
_NAMES_SHOWN = 3


def note_of(library: Library, id: str) -> Note | None:
    """The note behind a page id: a structure, a place or a topic."""
    return library.note_for(id)


def page_html(id: str, catalog: Catalog, library: Library | None, how: Setting) -> str:
    """The page of a structure, place or topic; id "" is the welcome page."""
    if not id:
        return sheet(welcome_html(catalog, library, how), how)
    if id == CONTENTS and library is not None:
        return sheet(head(TITLE, "", how) + contents_html(library), how)
    note = note_of(library, id) if library is not None else None
    if note is None or library is None:
        return sheet(_without_text(id, catalog, library, how), how)
    laid_out = page(note, how.audience.value, library)
    top = head(_title(id, catalog, note, how), _other_names(id, catalog, note), how)
    top += count_html(id, how)
    body = [top if how.is_paper else way_up(id) + top]
    body.append(f'<div class="summary">{laid_out.summary}</div>')
    body.append(_belongings(id, catalog, how))
    body.append(_models(note.id, how))
    body.append(_sections(laid_out, note.id, how))
    body.append(foot(laid_out.foot, how))
    return sheet("".join(body), how)


def _title(id: str, catalog: Catalog, note: Note, how: Setting) -> str:
    structure = catalog.structures.get(StructureId(id)) if id in catalog.structures else None
    if structure is not None:
        return structure.name
    # Which segment is the lumbosacral junction is what the count leaves open.
    is_renamed = id in catalog.places and how.count.is_renamed
    return catalog.places[StructureId(id)].name if is_renamed else note.title


def _other_names(id: str, catalog: Catalog, note: Note | None) -> str:
    """Latin and true synonyms; the words that only search knows stay out of sight."""
    structure = catalog.structures.get(StructureId(id)) if id in catalog.structures else None
    latin = f"<i>{escape(structure.latin)}</i>" if structure and structure.latin else ""
    is_named = note is not None and not id.startswith(("topic.", "faq."))
    words = note.synonyms[:_NAMES_SHOWN] if note and is_named else ()
    return " · ".join(part for part in (latin, escape(", ".join(words))) if part)


def _belongings(id: str, catalog: Catalog, how: Setting) -> str:
    """What lies in a place, or to which places a structure belongs."""
    if id in catalog.places:
        return _members(catalog.places[StructureId(id)], catalog, how)
    if id not in catalog.structures:
        return ""
    places = catalog.places_of(StructureId(id))
    if not places or len(places) > 3:
        return ""
    words = "Segments it belongs to" if len(places) > 1 else "Part of"
    links = [(f"structure:{place.id}", place.short) for place in places]
    return f'<p class="caption">{words}</p>{buttons(links, how)}'


def _members(place: Place, catalog: Catalog, how: Setting) -> str:
    """The lit members with the colours of the legend; both sides of a pair on one line."""
    lines: dict[str, list[str]] = {}
    for member in place.members:
        word = short_within(catalog, place, member.id)
        role = role_word(catalog, place, member.id)
        stem = word.removeprefix("Left ").removeprefix("Right ")
        shown = member.id.side.capitalize() if member.id.side else word
        mark = _mark(member.role, how)
        heading = f"{stem[:1].upper()}{stem[1:]}{f' ({role})' if role else ''}"
        key = f"{mark}\n{escape(heading) if member.id.side else ''}"
        lines.setdefault(key, []).append(f'<a href="structure:{member.id}">{escape(shown)}</a>')
    rows = []
    for key, links in lines.items():
        mark, heading = key.split("\n")
        text = f"{heading}: {', '.join(links)}" if heading else " · ".join(links)
        rows.append(f'<tr><td width="20">{mark}</td><td>{text}</td></tr>')
    body = "".join(rows)
    return f'<table class="members" cellspacing="0" cellpadding="2" width="100%">{body}</table>'


def _mark(role: str, how: Setting) -> str:
    if how.is_paper:
        return ""
    if role not in ROLE_COLOURS:
        return f'<span style="color:{how.theme.bone_edge}">○</span>'
    side = round(how.theme.growth * how.scale * 12)
    return f'<img src="mark:{role}" width="{side}" height="{side}" style="vertical-align:middle"/>'


def _models(note_id: str, how: Setting) -> str:
    """What of this text can be shown on the model."""
    models = [model for model in load_models().values() if model.text == note_id]
    if how.is_paper or not models:
        return ""
    plain = how.audience is Audience.PATIENT
    links = [(f"{SHOW_MODEL}:{m.id}", m.plain if plain else m.name) for m in models]
    rows = "".join(buttons([link], how) for link in links)
    return f'<p class="caption">Show on the model</p>{rows}'


def _sections(laid_out: Page, note_id: str, how: Setting) -> str:
    shown = []
    for part in laid_out.parts:
        key = part.anchor.removeprefix("section-")
        if key == "red-flags" or note_id == RED_FLAGS:
            shown.append(warning(part.anchor, part.heading, part.html, how))
            continue
        review = f'<p class="review">{AWAITING_REVIEW}</p>' if part.is_awaiting_review else ""
        is_open = how.folds.is_open(key, note_id)
        shown.append(_section(key, part.anchor, part.heading, part.html + review, is_open, how))
    if laid_out.sources:
        is_open = how.folds.is_open(SOURCES, note_id)
        body = f'<div class="small">{laid_out.sources}</div>'
        shown.append(_section(SOURCES, SOURCES, SOURCES_HEADING, body, is_open, how))
    return "".join(shown)


def _section(key: str, anchor: str, heading: str, body: str, is_open: bool, how: Setting) -> str:
    side = round(how.theme.growth * how.scale * 16)
    drawing = "open" if is_open else "closed"
    look = f'width="{side}" height="{side}" style="vertical-align:middle"'
    arrow = "" if how.is_paper else f'<img src="icon:{drawing}" {look}/>&nbsp;&nbsp;'
    # Arrow and words are one link, so that Tab stops once at each section.
    head = (
        f'<table class="fold" width="100%" cellspacing="0" cellpadding="0"><tr><td>'
        f'<a name="{anchor}"></a><a class="fold" href="fold:{key}">{arrow}{heading}</a>'
        f"</td></tr></table>"
    )
    return head + (f'<div class="body">{body}</div>' if is_open else "")


def _without_text(id: str, catalog: Catalog, library: Library | None, how: Setting) -> str:
    name = name_of(catalog, id)
    why = "The texts are being read." if library is None else "There is no text for this yet."
    names = _other_names(id, catalog, None) if name else ""
    body = f'<p class="names">{why}</p>'
    top = head(name or "Page", names, how) + count_html(id, how)
    return top + _belongings(id, catalog, how) + body
