"""The pages of the clinical panel as HTML in the subset that QTextBrowser knows. No Qt here.

Texts come from the library; this module only lays them out: title, what it belongs to, folding
sections, sources, disclaimer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from annotations.library import Library
from annotations.models import load_models
from annotations.note import Note
from annotations.render import AWAITING_REVIEW, SOURCES_HEADING, Page, page
from meshes.catalog import Catalog, Place
from meshes.ids import StructureId
from viewer.numbering import ABOUT, USUAL, Counting
from viewer.spec import ROLE_COLOURS
from viewer.state import Audience
from viewer.ui.contents_page import CONTENTS, TITLE, contents_html, way_up
from viewer.ui.style_sheet import LARGE, SMALL, points, title_points
from viewer.ui.theme import Theme
from viewer.ui.wording import name_of, role_word, short_within

#: Kinds of pages that are read, not seen in the scene.
TEXT_KINDS = ("topic", "condition", "procedure", "faq", "term")
RED_FLAGS = "topic.red-flags"
DISCLAIMER = "topic.disclaimer"
SOURCES = "sources"
#: Links that set a model have its id after this.
SHOW_MODEL = "show"
#: Open when the reader has not said otherwise; everything else waits folded.
OPEN_AT_FIRST = frozenset(["red-flags", "definition", "function", "importance", "where", "nerves"])
#: Short pages, and guides read from top to bottom, have every section open.
WHOLLY_OPEN = ("topic.", "faq.", "term.")
#: The note on the count for patients.
PLAIN_NOTE = "Only a picture of the whole spine shows how to number the bones."
#: More other names than these would bury the text; search knows them all.
_NAMES_SHOWN = 3


_PERCENT = re.compile(r"(\d) %")
#: The dash inside `L5–S1`, at which no line may end.
_LEVEL_DASH = re.compile(r"([TLS]\d{1,2})–([TLS]\d)")


@dataclass(frozen=True, slots=True)
class Folds:
    """Which section keys the reader closed or opened by hand; all_open: for paper and finding."""

    folded: frozenset[str] = frozenset()
    unfolded: frozenset[str] = frozenset()
    all_open: bool = False

    def is_open(self, key: str, note_id: str) -> bool:
        """Whether a section is to be shown open. Warning signs are, always."""
        if key == "red-flags" or note_id == RED_FLAGS or self.all_open:
            return True
        if key in self.folded:
            return False
        at_first = key in OPEN_AT_FIRST or (note_id.startswith(WHOLLY_OPEN) and key != SOURCES)
        return key in self.unfolded or at_first

    def toggled(self, key: str, note_id: str) -> Folds:
        """The other way round for this key."""
        if self.is_open(key, note_id):
            return Folds(self.folded | {key}, self.unfolded - {key})
        return Folds(self.folded - {key}, self.unfolded | {key})


@dataclass(frozen=True, slots=True)
class Setting:
    """How pages are set: colours, text scale, reader, folds; is_paper: nothing to press; count:
    how levels are called."""

    theme: Theme
    scale: float
    audience: Audience
    folds: Folds
    is_paper: bool = False
    count: Counting = USUAL

    def points(self, factor: float) -> str:
        """A letter size as CSS."""
        return f"{points(self.theme, self.scale, factor)}pt"


def is_text(id: str) -> bool:
    """Whether a page is only read: a condition, a guide; not a structure or a place."""
    return id == CONTENTS or id.partition(".")[0] in TEXT_KINDS


def with_kept_levels(words: str) -> str:
    """The words with levels and percentages that no line breaks, as pages hold them."""
    return _PERCENT.sub("\\1\u00a0%", _LEVEL_DASH.sub("\\1\u2060–\u2060\\2", words))


def note_of(library: Library, id: str) -> Note | None:
    """The note behind a page id: a structure, a place or a topic."""
    return library.note_for(id)


def page_html(id: str, catalog: Catalog, library: Library | None, how: Setting) -> str:
    """The page of a structure, place or topic; id "" is the welcome page."""
    if not id:
        return _sheet(_welcome(catalog, library, how), how)
    if id == CONTENTS and library is not None:
        return _sheet(_head(TITLE, "", how) + contents_html(library), how)
    note = note_of(library, id) if library is not None else None
    if note is None or library is None:
        return _sheet(_without_text(id, catalog, library, how), how)
    laid_out = page(note, how.audience.value, library)
    head = _head(_title(id, catalog, note, how), _other_names(id, catalog, note), how)
    head += count_html(id, how)
    body = [head if how.is_paper else way_up(id) + head]
    body.append(f'<div class="summary">{laid_out.summary}</div>')
    body.append(_belongings(id, catalog, how))
    body.append(_models(note.id, how))
    body.append(_sections(laid_out, note.id, how))
    body.append(_foot(laid_out.foot, how))
    return _sheet("".join(body), how)


def _title(id: str, catalog: Catalog, note: Note, how: Setting) -> str:
    structure = catalog.structures.get(StructureId(id)) if id in catalog.structures else None
    if structure is not None:
        return structure.name
    # Which segment is the lumbosacral junction is what the count leaves open.
    is_renamed = id in catalog.places and how.count.is_renamed
    return catalog.places[StructureId(id)].name if is_renamed else note.title


def count_html(id: str, how: Setting) -> str:
    """How levels are counted, where that is in doubt: this page's level in both counts, its usual
    name, the note, and where to read about it."""
    count = how.count
    if not count.note:
        return ""
    level = "" if is_text(id) or not id else StructureId(id).level_text
    told = [*count.sentences(level)]
    if how.audience is Audience.PATIENT:
        told = [*told[:-1], PLAIN_NOTE]
    told.append(count.text_note(level))
    link = ""
    if id != ABOUT and not how.is_paper:
        link = f' <a href="{ABOUT.replace(".", ":", 1)}">Transitional vertebra</a>'
    return f'<p class="count">{escape(" ".join(filter(None, told)))}{link}</p>'


def _other_names(id: str, catalog: Catalog, note: Note | None) -> str:
    """Latin and true synonyms; the words that only search knows stay out of sight."""
    structure = catalog.structures.get(StructureId(id)) if id in catalog.structures else None
    latin = f"<i>{escape(structure.latin)}</i>" if structure and structure.latin else ""
    is_named = note is not None and not id.startswith(("topic.", "faq."))
    words = note.synonyms[:_NAMES_SHOWN] if note and is_named else ()
    return " · ".join(part for part in (latin, escape(", ".join(words))) if part)


def _head(title: str, names: str, how: Setting) -> str:
    line = f'<p class="names">{names}</p>' if names else ""
    return f'<p class="title"><a name="top"></a>{escape(title)}</p>{line}'


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
    return f'<p class="caption">{words}</p>{_buttons(links, how)}'


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
    rows = "".join(_buttons([link], how) for link in links)
    return f'<p class="caption">Show on the model</p>{rows}'


def _buttons(links: list[tuple[str, str]], how: Setting) -> str:
    """Links that look like something to press."""
    cells = "".join(
        f'<td bgcolor="{how.theme.accent_soft}">'
        f'<a href="{href}">&nbsp;{escape(text)}&nbsp;</a></td>'
        for href, text in links
    )
    return f'<table cellspacing="4" cellpadding="6"><tr>{cells}</tr></table>'


def _sections(laid_out: Page, note_id: str, how: Setting) -> str:
    shown = []
    for part in laid_out.parts:
        key = part.anchor.removeprefix("section-")
        if key == "red-flags" or note_id == RED_FLAGS:
            shown.append(_warning(part.anchor, part.heading, part.html, how))
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


def _warning(anchor: str, heading: str, body: str, how: Setting) -> str:
    theme = how.theme
    return (
        f'<table class="warning" width="100%" cellspacing="0" cellpadding="10"><tr>'
        f'<td bgcolor="{theme.danger_soft}" style="border-left:4px solid {theme.danger}">'
        f'<p class="warning"><a name="{anchor}"></a>{heading}</p>{body}</td></tr></table>'
    )


def _foot(text: str, how: Setting) -> str:
    if not text:
        return ""
    more = "" if how.is_paper else '<p><a href="topic:disclaimer">More about this</a></p>'
    return f'<div class="foot">{text}{more}</div>'


def _welcome(catalog: Catalog, library: Library | None, how: Setting) -> str:
    places = [(f"structure:{place.id}", place.short) for place in catalog.places.values()]
    # Three beside each other would break within their names where the panel is narrow.
    rows = [places[k : k + 2] for k in range(0, len(places), 2)]
    body = [
        _head("Lumbar spine and sacrum", "", how) + count_html("", how),
        '<p class="summary">A model to turn in your hands. Pick a level: its disc, its two facet '
        "joints and its nerve roots light up, and this page tells about them.</p>",
        '<p class="caption">Start with a level</p>',
        *(_buttons(row, how) for row in rows),
        '<p class="caption">Or</p><ul>'
        "<li>click any part of the spine in the picture</li>"
        "<li>drag to turn, scroll to come nearer</li>"
        "<li>search in your own words, with Ctrl+F</li>"
        "<li>show a condition on the model: <b>Conditions</b> above the picture, or D</li>"
        f'<li>look through <a href="{CONTENTS}:">all texts</a>: conditions, procedures, '
        "questions, words</li>"
        "<li>go through a <b>lesson</b>, step by step: the menu Lessons</li>"
        "<li>read a <b>report</b> together with somebody, in plain words: the menu Text</li>"
        "<li>choose above for whom the text is written</li></ul>",
        _red_flags(library, how),
    ]
    note = library.note_for(DISCLAIMER) if library is not None else None
    if note is not None and library is not None:
        body.append(_foot(page(note, how.audience.value, library).summary, how))
    return "".join(body)


def _red_flags(library: Library | None, how: Setting) -> str:
    note = library.note_for(RED_FLAGS) if library is not None else None
    if note is None or library is None:
        return ""
    laid_out = page(note, how.audience.value, library)
    more = '<p><a href="topic:red-flags">All warning signs</a></p>'
    return _warning("red-flags", escape(note.title), laid_out.summary + more, how)


def _without_text(id: str, catalog: Catalog, library: Library | None, how: Setting) -> str:
    name = name_of(catalog, id)
    why = "The texts are being read." if library is None else "There is no text for this yet."
    names = _other_names(id, catalog, None) if name else ""
    body = f'<p class="names">{why}</p>'
    head = _head(name or "Page", names, how) + count_html(id, how)
    return head + _belongings(id, catalog, how) + body


def text_style(how: Setting, factor: float, gap_px: int) -> str:
    """How running text is set on every page. factor: its letters against the usual. gap_px: below a
    paragraph."""
    return f"""
body {{ color: {how.theme.text}; font-size: {how.points(factor)}; }}
p {{ line-height: 142%; margin-top: 0px; margin-bottom: {gap_px}px; }}
li {{ line-height: 138%; margin-top: 0px; margin-bottom: {gap_px - 4}px; }}
ul {{ margin-left: -18px; margin-top: 0px; margin-bottom: 4px; }}
a {{ color: {how.theme.link}; text-decoration: none; }}"""


def _sheet(body: str, how: Setting) -> str:
    """The page with its styles."""
    theme = how.theme
    style = f"""
{text_style(how, 1.03, 9)}
p.title {{ font-size: {title_points(theme, how.scale)}pt; font-weight: 600; line-height: 112%;
  margin-top: 4px; margin-bottom: 6px; }}
p.names {{ color: {theme.muted}; font-size: {how.points(SMALL)}; margin-bottom: 12px; }}
p.count {{ color: {theme.muted}; font-size: {how.points(SMALL)}; margin-bottom: 12px; }}
p.caption {{ color: {theme.muted}; font-size: {how.points(SMALL)}; margin-top: 8px;
  margin-bottom: 3px; }}
div.summary p, p.summary {{ font-size: {how.points(1.1)}; margin-top: 10px; margin-bottom: 12px; }}
table.members {{ margin-top: 4px; margin-bottom: 10px; }}
table.fold {{ margin-top: 8px; margin-bottom: 2px; }}
table.fold td {{ border-top: 1px solid {theme.line}; padding-top: 9px; padding-bottom: 5px; }}
a.fold {{ color: {theme.text}; font-size: {how.points(LARGE)}; font-weight: 600; }}
table.warning {{ margin-top: 8px; margin-bottom: 12px; }}
p.warning {{ color: {theme.danger}; font-size: {how.points(LARGE)}; font-weight: 600; }}
p.review {{ color: {theme.muted}; font-size: {how.points(SMALL)}; font-style: italic; }}
p.group {{ font-size: {how.points(LARGE)}; font-weight: 600; margin-top: 14px; }}
table.figures th {{ color: {theme.muted}; font-size: {how.points(SMALL)}; font-weight: 400; }}
span.badge {{ background-color: {theme.accent_soft}; font-size: {how.points(SMALL)}; }}
div.small p {{ font-size: {how.points(SMALL)}; margin-bottom: 6px; }}
div.foot p {{ color: {theme.muted}; font-size: {how.points(SMALL)}; margin-top: 14px; }}
"""
    kept = with_kept_levels(body)
    return f"<html><head><style>{style}</style></head><body>{kept}</body></html>"
