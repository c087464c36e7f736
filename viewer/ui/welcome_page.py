"""The first page: where to begin, when to get help fast, what else there is. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from annotations.library import Library
from annotations.render import page
from meshes.catalog import Catalog
from viewer.ui.contents_page import CONTENTS
from viewer.ui.page_parts import count_html, foot, head, warning
from viewer.ui.page_setting import DISCLAIMER, RED_FLAGS, Setting

#: White about a tile's name and between tiles, in pixels; QTextBrowser adds its own.
_PADDING, _GAP = 6, 4
#: So many levels beside each other at most.
MOST_TILES = 4


def welcome_html(catalog: Catalog, library: Library | None, how: Setting) -> str:
    """The page while nothing is chosen. library: None while the texts are being read."""
    body = [
        head("Lumbar spine and sacrum", "", how) + count_html("", how),
        '<p class="summary">A model to turn in your hands. Pick a level: its disc, its two facet '
        "joints and its nerve roots light up, and this page tells about them.</p>",
        '<p class="caption">Start with a level, here or in the picture</p>',
        _tiles(catalog, how),
        _red_flags(library, how),
        '<p class="caption">What else there is</p><ul>'
        "<li>drag the picture to turn it, scroll to come nearer, click a part to choose it</li>"
        "<li>search in your own words, with Ctrl+F</li>"
        "<li>show a condition on the model: <b>Conditions</b> above the picture, or D</li>"
        f'<li>look through <a href="{CONTENTS}:">all texts</a>: conditions, procedures, '
        "questions, words</li>"
        "<li>go through a <b>lesson</b>, step by step: the menu Lessons</li>"
        "<li>read a <b>report</b> together with somebody, in plain words: the menu Text</li>"
        "<li>choose above for whom the text is written</li></ul>",
    ]
    note = library.note_for(DISCLAIMER) if library is not None else None
    if note is not None and library is not None:
        body.append(foot(page(note, how.audience.value, library).summary, how))
    return "".join(body)


def fitting_tiles(catalog: Catalog, room: float, width_of: Callable[[str], float]) -> int:
    """How many tiles stand beside each other in a column of text without a break in a name.

    room: how wide the column is. width_of: how wide words are; both in pixels.
    """
    fitting = (n for n in range(MOST_TILES, 1, -1) if _needed(catalog, n, width_of) <= room)
    return next(fitting, 1)


def _needed(catalog: Catalog, tiles: int, width_of: Callable[[str], float]) -> float:
    """How wide the tiles are; the last one of a short row has the rest of it."""
    widest = [0.0] * tiles
    spread: list[tuple[int, float]] = []
    for row in _rows(catalog, tiles):
        for k, (_href, name) in enumerate(row):
            width = width_of(_kept(name)) + 2 * _PADDING
            if k == len(row) - 1 and k < tiles - 1:
                spread.append((k, width))
            else:
                widest[k] = max(widest[k], width)
    gaps = (tiles + 1) * _GAP
    before = ((sum(widest[:k]), width) for k, width in spread)
    return gaps + max([sum(widest), *(left + width for left, width in before)])


def _rows(catalog: Catalog, tiles: int) -> list[list[tuple[str, str]]]:
    """Links and names of the places, so many beside each other."""
    places = [(f"structure:{place.id}", place.short) for place in catalog.places.values()]
    return [places[k : k + tiles] for k in range(0, len(places), tiles)]


def _kept(name: str) -> str:
    """A name that no line breaks, with white about it."""
    return f" {name} ".replace(" ", "\u00a0")


def _tiles(catalog: Catalog, how: Setting) -> str:
    """All of one width in each column; what is left of the last row goes to its last tile."""
    rows = []
    for row in _rows(catalog, how.tiles):
        cells = []
        for k, (href, name) in enumerate(row, start=1):
            span = how.tiles - k + 1 if k == len(row) else 1
            cells.append(
                f'<td align="center" bgcolor="{how.theme.accent_soft}" colspan="{span}">'
                f'<a href="{href}">{escape(_kept(name))}</a></td>'
            )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table cellspacing="{_GAP}" cellpadding="{_PADDING}">{"".join(rows)}</table>'


def _red_flags(library: Library | None, how: Setting) -> str:
    note = library.note_for(RED_FLAGS) if library is not None else None
    if note is None or library is None:
        return ""
    laid_out = page(note, how.audience.value, library)
    more = '<p><a href="topic:red-flags">All warning signs</a></p>'
    return warning("red-flags", escape(note.title), laid_out.summary + more, how)
