"""Cutting the scene open, each a pure change of the state."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import Vector, towards_viewer
from viewer.section import limits, plane
from viewer.state import BeforeCut, Camera, Cut, Section, ViewState
from viewer.store import Change

#: A cut face seen more from the side than this (cosine) cannot be read: the camera goes round to
#: see it at this angle.
_READABLE, _LEAN_DEG = 0.80, 32.0
#: A section of one level is looked at from so near, mm, its middle being behind the disc's.
_NEAR_MM, _BEHIND_DISC_MM = 400.0, 14.0
#: Where sections of a level begin while none is lit: as everywhere in the program.
FIRST_LEVEL = StructureId("segment.L5-S1")


def lit_level(state: ViewState, atlas: Atlas) -> StructureId | None:
    """The segment that is lit, if one is."""
    place = atlas.catalog.places.get(state.place) if state.place else None
    return place.id if place is not None and place.id.kind == "segment" else None


def cut(atlas: Atlas, kind: Cut, level: StructureId | None = None) -> Change:
    """Cut the scene open through a level's disc, or the lit one's; asked again, close it.

    Sagittal and coronal sections of no level go through all discs. The side before the eye is
    taken away, and the camera comes round where the face could not be read.
    """

    def change(state: ViewState) -> ViewState:
        meant = _meant(state, atlas, kind, level)
        now = state.section
        if now is not None and (now.cut, now.level, now.offset) == (kind, meant, 0.0):
            return close(state)
        return _opened(state, atlas, Section(kind, meant), level)

    return change


def at_level(atlas: Atlas, level: StructureId) -> Change:
    """The same way of cutting, through another level's disc."""

    def change(state: ViewState) -> ViewState:
        if state.section is None:
            return state
        made = replace(state.section, level=level, offset=0.0)
        return _opened(state, atlas, made, level)

    return change


def cut_as(atlas: Atlas, section: Section, *, fly: bool = True) -> Change:
    """Cut like this, the near side taken away, or the far one when the section is flipped.

    fly: whether the camera may come to where the face is seen.
    """

    def change(state: ViewState) -> ViewState:
        made = _opened(state, atlas, section, section.level)
        assert made.section is not None
        if section.flipped:
            made = flip(atlas)(made) if fly else _flipped(made, made.section)
        if fly:
            return made
        return replace(made, camera=state.camera, view=state.view, before_cut=None)

    return change


def cycle(atlas: Atlas) -> Change:
    """Off, sagittal, coronal, axial, along the disc, and round again."""

    def change(state: ViewState) -> ViewState:
        order: list[Cut | None] = [None, *Cut]
        now = state.section.cut if state.section else None
        after = order[(order.index(now) + 1) % len(order)]
        return close(state) if after is None else cut(atlas, after)(state)

    return change


def close(state: ViewState) -> ViewState:
    """No section; a camera that the section brought here goes back, one moved since stays."""
    before = state.before_cut
    made = replace(state, section=None, before_cut=None)
    if before is None or state.camera != before.brought:
        return made
    return replace(made, camera=before.camera, view=before.view)


def _remembered(old: ViewState, made: ViewState) -> ViewState:
    """With where the camera was before sections brought it to where it is in `made`."""
    known = old.before_cut
    if known is None or old.section is None or old.camera != known.brought:
        known = BeforeCut(old.camera, old.view, old.camera)
    moved = made.camera != known.camera
    return replace(made, before_cut=replace(known, brought=made.camera) if moved else None)


def move_to(atlas: Atlas, offset: float) -> Change:
    """Put the plane so many millimetres from where it begins, within the anatomy."""

    def change(state: ViewState) -> ViewState:
        if state.section is None:
            return state
        low, high = limits(state.section, atlas, state.explode)
        kept = round(max(low, min(high, offset)), 2)
        return replace(state, section=replace(state.section, offset=kept))

    return change


def step(atlas: Atlas, by: float) -> Change:
    """Move the plane by so many millimetres."""

    def change(state: ViewState) -> ViewState:
        here = state.section.offset if state.section else 0.0
        return move_to(atlas, here + by)(state)

    return change


def flip(atlas: Atlas) -> Change:
    """Take the other side away; the camera goes round to where the new face is seen."""

    def change(state: ViewState) -> ViewState:
        if state.section is None:
            return state
        return _remembered(state, _seen(_flipped(state, state.section), atlas))

    return change


def _flipped(state: ViewState, section: Section) -> ViewState:
    return replace(state, section=replace(section, flipped=not section.flipped))


def toggle_nerves(state: ViewState) -> ViewState:
    """Cut the nerves too, or leave them whole."""
    if state.section is None:
        return state
    whole = not state.section.whole_nerves
    return replace(state, section=replace(state.section, whole_nerves=whole))


def face_on(atlas: Atlas) -> Change:
    """Look at the cut face squarely."""

    def change(state: ViewState) -> ViewState:
        if state.section is None:
            return state
        normal = plane(state.section, atlas, state.explode).normal
        return _remembered(state, replace(state, camera=_from(state.camera, normal), view=""))

    return change


def _meant(
    state: ViewState, atlas: Atlas, kind: Cut, level: StructureId | None
) -> StructureId | None:
    found = level or lit_level(state, atlas)
    if found is None and kind in (Cut.AXIAL, Cut.DISC):
        return state.section.level if state.section and state.section.level else FIRST_LEVEL
    return found


def _opened(
    state: ViewState, atlas: Atlas, section: Section, asked: StructureId | None
) -> ViewState:
    """With a new plane, the near side taken away; nearer when it is about one level alone."""
    if state.section is not None:
        section = replace(section, whole_nerves=state.section.whole_nerves)
    camera = state.camera
    section = replace(section, flipped=False)
    toward = towards_viewer(camera.azimuth_deg, camera.elevation_deg)
    if _dot(plane(section, atlas, state.explode).normal, toward) < 0.0:
        section = replace(section, flipped=True)
    seen = _seen(replace(state, section=section), atlas)
    level = asked or section.level
    is_local = section.cut in (Cut.AXIAL, Cut.DISC) or asked is not None
    if level is None or level == lit_level(state, atlas) or not is_local:
        return _remembered(state, seen)
    x, y, z = plane(replace(section, level=level), atlas, state.explode).origin
    near = replace(seen.camera, focal=(x, y - _BEHIND_DISC_MM, z), distance=_NEAR_MM)
    return _remembered(state, replace(seen, camera=near, view=""))


def _seen(state: ViewState, atlas: Atlas) -> ViewState:
    """The camera where the face can be read: as it is, or leaning towards where it was."""
    if state.section is None:
        return state
    normal = plane(state.section, atlas, state.explode).normal
    camera = state.camera
    toward = towards_viewer(camera.azimuth_deg, camera.elevation_deg)
    facing = _dot(normal, toward)
    if facing >= _READABLE:
        return state
    aside = [t - facing * n for t, n in zip(toward, normal, strict=True)]
    length = math.hypot(*aside)
    lean = math.radians(_LEAN_DEG)
    way = normal
    if length > 1e-6:
        mixed = [
            math.cos(lean) * n + math.sin(lean) * a / length
            for n, a in zip(normal, aside, strict=True)
        ]
        way = (mixed[0], mixed[1], mixed[2])
    return replace(state, camera=_from(camera, way), view="")


def _from(camera: Camera, way: Vector) -> Camera:
    """The same pose from another direction. Straight from above or below, anterior is up."""
    steep = math.degrees(math.asin(max(-1.0, min(1.0, way[2]))))
    if abs(steep) > 89.0:
        return replace(
            camera,
            azimuth_deg=180.0 if steep > 0 else 0.0,
            elevation_deg=math.copysign(89.9, steep),
        )
    azimuth = math.degrees(math.atan2(-way[0], way[1])) % 360.0
    return replace(camera, azimuth_deg=azimuth, elevation_deg=steep)


def _dot(a: Vector, b: Vector) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))


def is_cut(kind: Cut, level: StructureId | None = None) -> Callable[[ViewState], bool]:
    """Whether a state shows such a section; of any level for None."""

    def answer(state: ViewState) -> bool:
        now = state.section
        return now is not None and now.cut is kind and level in (None, now.level)

    return answer
