"""Names as the window writes them, made from the catalogue."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt

from meshes.catalog import Catalog, Place
from meshes.ids import StructureId

ROLE_WORDS = {"exiting-root": "exiting", "traversing-root": "traversing"}


def plain_tip(text: str) -> str:
    """The user's own words or the name of a file as a tooltip: Qt would read what looks like HTML
    as HTML, and fetch pictures it names."""
    return f"<p>{escape(text)}</p>" if Qt.mightBeRichText(text) else text


def name_of(catalog: Catalog, id: str) -> str:
    """The full name of a structure or place, "" when neither is known by that id."""
    if id in catalog.structures:
        return catalog.structures[StructureId(id)].name
    return catalog.places[StructureId(id)].name if id in catalog.places else ""


def short_of(catalog: Catalog, id: str) -> str:
    """The short name of a structure or place, "" when neither is known by that id."""
    if id in catalog.structures:
        return catalog.structures[StructureId(id)].short
    return catalog.places[StructureId(id)].short if id in catalog.places else ""


def short_within(catalog: Catalog, place: Place | None, id: StructureId) -> str:
    """The short name without the level that its place already says: `Disc`, `Left facet`."""
    short = catalog.structures[id].short
    if place is not None and place.short in short:
        short = " ".join(short.replace(place.short, " ").split())
    return short[:1].upper() + short[1:]


def role_word(catalog: Catalog, place: Place | None, id: StructureId) -> str:
    """`exiting` or `traversing` for a root at a place, else nothing."""
    return ROLE_WORDS.get(place.role_of(id) or "", "") if place else ""
