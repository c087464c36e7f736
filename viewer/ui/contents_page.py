"""The page that lists every text, and the way up from one of them. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from annotations.library import Library
from annotations.note import Note

CONTENTS = "contents"
TITLE = "Contents"
#: Headings of the groups, by the kind of the texts in them, in reading order.
GROUPS: Mapping[str, str] = {
    "condition": "Conditions",
    "procedure": "Procedures",
    "topic": "Guides",
    "faq": "Questions people ask",
    "term": "Words explained",
}
#: Kinds with so many short titles that they run on in one paragraph.
_RUN_ON = ("term",)


def contents_html(library: Library) -> str:
    """Links to all texts but those of structures and places, which the scene and tree list."""
    return "".join(
        _group(kind, heading, notes)
        for kind, heading in GROUPS.items()
        if (notes := [note for note in library.notes.values() if note.kind == kind])
    )


def way_up(note_id: str) -> str:
    """`Contents › Conditions`, above the title of such a text; "" for any other page."""
    heading = GROUPS.get(note_id.partition(".")[0])
    if heading is None:
        return ""
    group = note_id.partition(".")[0]
    return (
        f'<p class="caption"><a href="{CONTENTS}:">{TITLE}</a> › '
        f'<a href="{CONTENTS}:{group}">{heading}</a></p>'
    )


def _group(kind: str, heading: str, notes: list[Note]) -> str:
    links = [
        f'<a href="{kind}:{escape(note.id.partition(".")[2])}">{escape(note.title)}</a>'
        for note in sorted(notes, key=lambda note: note.title.casefold())
    ]
    if kind in _RUN_ON:
        body = f"<p>{' · '.join(links)}</p>"
    else:
        body = f"<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>"
    return f'<p class="group"><a name="{kind}"></a>{heading}</p>{body}'
