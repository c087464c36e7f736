"""The name a scene gets by itself: what is chosen, and from where it is seen."""

from __future__ import annotations

from collections.abc import Collection

from meshes.catalog import Catalog, Place
from meshes.ids import StructureId
from viewer.comparing import titles
from viewer.numbering import numbered
from viewer.state import Camera, ViewState

_STEEP_DEG = 60.0
#: Clockwise from the front, in steps of 45 degrees.
_AROUND = (
    "from the front",
    "from the front and left",
    "from the left",
    "from behind and left",
    "from behind",
    "from behind and right",
    "from the right",
    "from the front and right",
)
_MOST_NAMED = 2


def automatic_name(state: ViewState, catalog: Catalog) -> str:
    """`L5–S1, left S1 root, from behind`."""
    catalog = numbered(catalog, state, brackets=False)
    place = catalog.places.get(state.place) if state.place else None
    named = [_within(catalog, place, id) for id in state.focus if id in catalog.structures]
    if len(named) > _MOST_NAMED:
        named = [f"{len(named)} structures"]
    words = [place.short] if place else [] if named else ["Whole spine"]
    if state.compare is not None:
        words.append(f"beside {titles(state, catalog)[1]}")
    name = ", ".join((*words, *named, direction_words(state.camera)))
    return name[:1].upper() + name[1:]


def direction_words(camera: Camera) -> str:
    """From where the spine is seen, in plain words; left and right are the patient's."""
    if camera.elevation_deg >= _STEEP_DEG:
        return "from above"
    if camera.elevation_deg <= -_STEEP_DEG:
        return "from below"
    return _AROUND[round(camera.azimuth_deg % 360.0 / 45.0) % len(_AROUND)]


def _within(catalog: Catalog, place: Place | None, id: StructureId) -> str:
    """The short name without the level its place already says, ready to stand inside a line."""
    short = catalog.structures[id].short
    if place is not None and place.short in short:
        short = " ".join(short.replace(place.short, " ").split())
    # `Left` becomes `left`, `L5` stays.
    return short[:1].lower() + short[1:] if short[1:2].islower() else short


def unlike(name: str, taken: Collection[str]) -> str:
    """The name, numbered when it is taken."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found
