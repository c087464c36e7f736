"""Pieces that several pages of the clinical panel are put together from. No Qt here."""

from __future__ import annotations

from html import escape

from meshes.ids import StructureId
from viewer.numbering import ABOUT
from viewer.state import Audience
from viewer.ui.page_setting import Setting, is_text

#: The note on the count for patients.
PLAIN_NOTE = "Only a picture of the whole spine shows how to number the bones."


def head(title: str, names: str, how: Setting) -> str:
    """Title, and the other names under it."""
    line = f'<p class="names">{names}</p>' if names else ""
    return f'<p class="title"><a name="top"></a>{escape(title)}</p>{line}'


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


def buttons(links: list[tuple[str, str]], how: Setting) -> str:
    """Links that look like something to press."""
    cells = "".join(
        f'<td bgcolor="{how.theme.accent_soft}">'
        f'<a href="{href}">&nbsp;{escape(text)}&nbsp;</a></td>'
        for href, text in links
    )
    return f'<table cellspacing="4" cellpadding="6"><tr>{cells}</tr></table>'


def warning(anchor: str, heading: str, body: str, how: Setting) -> str:
    """A box of warning signs."""
    theme = how.theme
    return (
        f'<table class="warning" width="100%" cellspacing="0" cellpadding="10"><tr>'
        f'<td bgcolor="{theme.danger_soft}" style="border-left:4px solid {theme.danger}">'
        f'<p class="warning"><a name="{anchor}"></a>{heading}</p>{body}</td></tr></table>'
    )


def foot(text: str, how: Setting) -> str:
    """The small words at the end of a page."""
    if not text:
        return ""
    more = "" if how.is_paper else '<p><a href="topic:disclaimer">More about this</a></p>'
    return f'<div class="foot">{text}{more}</div>'
