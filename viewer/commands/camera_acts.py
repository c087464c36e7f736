"""Where the scene is looked at from, each a pure change of the state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import HOME_VIEW, named_views
from viewer.state import Camera, ViewState
from viewer.store import Change


def look_from(atlas: Atlas, name: str) -> Change:
    """A named view of the lit place, or of the whole spine."""

    def change(state: ViewState) -> ViewState:
        view = named_views()[name]
        place = atlas.catalog.places.get(state.place) if state.place else None
        apart = state.explode
        camera = atlas.on_place(place, view, apart) if place else atlas.whole(view, apart)
        return replace(state, camera=camera, view=name)

    return change


def go_home(atlas: Atlas) -> Change:
    """The default pose; what is chosen stays chosen."""
    return lambda state: replace(state, camera=atlas.home(state.explode), view=HOME_VIEW)


def fly_to(atlas: Atlas, ids: Iterable[StructureId]) -> Change:
    """Frame structures from the present direction and orbit round them."""
    wanted = tuple(ids)

    def change(state: ViewState) -> ViewState:
        camera = atlas.on_structures(wanted, state.camera, state.explode)
        return replace(state, camera=camera, view="")

    return change


def frame_selection(atlas: Atlas) -> Change:
    """Frame what is picked or lit; with nothing chosen, everything."""

    def change(state: ViewState) -> ViewState:
        if state.focus:
            return fly_to(atlas, state.focus)(state)
        return look_from(atlas, state.view or HOME_VIEW)(state)

    return change


def set_camera(camera: Camera) -> Change:
    """The pose at the end of a drag."""
    return lambda state: replace(state, camera=camera, view="")
