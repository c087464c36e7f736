"""Which slice a state asks for, in the words of the state: no arrays, so that commands may ask."""

from __future__ import annotations

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.numbering import numbered
from viewer.section import place_words
from viewer.state import Cut, Section, ViewState, Xray
from viewer.xray.views import FilmView

#: The level an axial slice is of where nothing says another.
USUAL_LEVEL = StructureId("segment.L4-L5")


def followed(state: ViewState, view: FilmView) -> Section | None:
    """The section of the scene that a slice of this view goes along, where there is one."""
    section = state.section
    if section is None:
        return None
    cuts = (Cut.SAGITTAL,) if view.scan == "sagittal" else (Cut.AXIAL, Cut.DISC)
    return section if section.cut in cuts else None


def level_of(state: ViewState) -> StructureId:
    """The segment whose disc an axial slice is of: the section's, the lit one, the one at which a
    condition was set last, or L4–L5."""
    section = state.section
    if section is not None and section.level is not None and section.cut in (Cut.AXIAL, Cut.DISC):
        return section.level
    if state.place is not None and state.place.kind == "segment":
        return state.place
    if state.place is not None:
        return StructureId("segment.L5-S1")
    for finding in reversed(state.findings):
        if finding.place.kind == "segment":
            return finding.place
    return USUAL_LEVEL


def where_words(state: ViewState, xray: Xray, view: FilmView, atlas: Atlas) -> str:
    """Where a slice lies: `in the midline`, `L4–L5, 3 mm above its middle plane`."""
    section = followed(state, view)
    if section is None and view.scan == "sagittal":
        section = Section(Cut.SAGITTAL, None, xray.slice)
    elif section is None:
        section = Section(Cut.DISC, level_of(state), xray.slice)
    words = place_words(section, atlas)
    if section.cut is not Cut.DISC or section.level is None:
        return words
    return f"{numbered(atlas.catalog, state).places[section.level].short}, {words}"
