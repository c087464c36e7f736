"""What is seen with a question: the whole model with nothing named, from where its target shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from meshes.catalog import Catalog
from meshes.ids import Side, StructureId
from viewer.atlas import Atlas
from viewer.camera import NamedView
from viewer.state import Labels, Study, ViewState

#: Where the eye stands for what lies left, azimuth and elevation, in the order they are tried;
#: mirrored for the right. Chosen: obliques show most, then the side, behind, in front, above.
_FROM = (
    *((140.0, 14.0), (90.0, 6.0), (180.0, 12.0), (40.0, 10.0), (0.0, 5.0)),
    *((165.0, 55.0), (0.0, -25.0)),
)
#: Parts whose names are their bone's or joint's with a direction too many for a spotter.
_LEFT_OUT = ("cartilage-superior", "cartilage-inferior")
#: Parts of the sacrum without a level that belong to its base.
_AT_S1 = ("promontory", "ala", "superior-articular-process", "auricular-surface", "canal")
#: What lies at all levels, and where it is worth asking for.
_ALONG = {
    "thecal-sac": (),
    "anterior-longitudinal-ligament": (),
    "posterior-longitudinal-ligament": (),
    "conus-medullaris": ("T12-L1", "L1-L2"),
    "cauda-equina": ("L2-L3", "L3-L4", "L4-L5"),
    "filum-terminale": ("L4-L5", "L5-S1"),
    "iliolumbar-ligament.left": ("L4-L5", "L5-S1"),
    "iliolumbar-ligament.right": ("L4-L5", "L5-S1"),
}


def targets(catalog: Catalog, place: StructureId) -> tuple[StructureId, ...]:
    """What can be asked for at a place: its members with their parts, ganglia, and what runs
    along."""
    found: dict[StructureId, None] = {}
    for member in catalog.places[place].members:
        for id in catalog.with_parts(member.id):
            if id.part not in _LEFT_OUT and not _is_far(place, id):
                found[id] = None
        if member.id.kind == "root":
            ganglion = StructureId(member.id.replace("root.", "ganglion."))
            if ganglion in catalog.structures:
                found[ganglion] = None
    for name, levels in _ALONG.items():
        if not levels or place.level_text in levels:
            found[StructureId(name)] = None
    return tuple(id for id in found if catalog.structures[id].shown != "made")


def _is_far(place: StructureId, id: StructureId) -> bool:
    """Parts of the sacrum that have nothing to do with the segment above it."""
    if place.kind != "segment" or id.kind != "sacrum" or id == "sacrum":
        return False
    return id.level_text not in ("", "S1") or (not id.level_text and id.part not in _AT_S1)


def bare(atlas: Atlas) -> ViewState:
    """Everything as at a first start, and no name on it."""
    return replace(atlas.start(), labels=Labels.OFF, view="", study=Study(asks=True))


def scenes(atlas: Atlas, place: StructureId, target: StructureId) -> Iterator[ViewState]:
    """The ways to see a target at a place, in the order they are tried: on whole bone first."""
    base, side = bare(atlas), target.side
    for see_through in (False, True):
        for azimuth, elevation in _FROM:
            turned = 360.0 - azimuth if side is Side.RIGHT else azimuth
            view = NamedView("", "", "", turned % 360.0, elevation, "")
            camera = atlas.on_place(atlas.catalog.places[place], view)
            yield replace(base, camera=camera, see_through_bone=see_through)


def gives_itself_away(catalog: Catalog, id: StructureId) -> bool:
    """What is only there once it is asked for, or hidden within its other half."""
    is_inside = any(
        catalog.structures[each].envelope
        for parent in [catalog.structures[id].parent]
        if parent is not None
        for each in catalog.parts(parent)
        if each != id
    )
    return catalog.is_extra(id) or is_inside


def pinned(scene: ViewState, *ids: StructureId) -> ViewState:
    """The scene with structures lit that nobody names."""
    return replace(scene, study=replace(scene.study, pinned=ids))
