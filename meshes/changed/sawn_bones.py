"""Bones in the shape changes give them, before they move: grown, given way, cut; and how far from
such a bone a point is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from meshes.changed.growing import grown_bone
from meshes.changed.normal import Normal
from meshes.changed.remeshed import reshaped
from meshes.changed.roughly_sawn import roughly_sawn
from meshes.changed.skin import ARCH
from meshes.changed.windows import windowed, windows
from meshes.effects.asked import quickly
from meshes.effects.changes import Changes, Growth, Hardware, Slot, Values, Warp
from meshes.effects.cutting import carve
from meshes.effects.pars import ParsGap, pars_gap
from meshes.effects.regions import Region
from meshes.effects.saw import Cut, Sawn, cut_distance, regions_of, sawn
from meshes.effects.saw_marks import SawMarks, saw_marks
from meshes.effects.saw_tissue import Fate, freed_flavum, roughly_trimmed, tissue_fate, trimmed
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.store import Mesh
from meshes.surface import Points

Distance = Callable[[Points], Values]


@lru_cache(maxsize=2)
def marks(normal: Normal) -> dict[str, SawMarks]:
    """Borders cuts are laid by, of all bones that can be cut."""
    return saw_marks(normal.assets, normal.marks, normal.fields)


def cuts_of(changes: Changes, bone: str) -> tuple[Cut, ...]:
    """What is taken from one bone."""
    return tuple(cut for cut in changes.cuts if cut.bone == bone)


def is_reshaped(changes: Changes, bone: str) -> bool:
    """Whether a bone has another shape, wherever it stands."""
    return bone in reshaped_bones(changes)


def reshaped_bones(changes: Changes) -> set[str]:
    """Bones that have another shape."""
    grown = {growth.bone for growth in changes.growths}
    cut = {cut.bone for cut in changes.cuts} | {slot.bone for slot in changes.slots}
    return grown | {warp.bone for warp in changes.warps} | cut


def gap_of(normal: Normal, changes: Changes, bone: str) -> ParsGap | None:
    """The gap behind which a bone's arch has come loose; None for a bone in one piece."""
    for cut in changes.cuts:
        if is_gap(cut, bone) and bone in changes.loose:
            return pars_gap(marks(normal)[bone], cut.amount)
    return None


def is_gap(cut: Cut, bone: str) -> bool:
    """Whether a cut parts a bone's arch from its body."""
    return cut.bone == bone and cut.kind == "pars-defect" and cut.side == "both"


def bone_distance(normal: Normal, changes: Changes, bone: str, *, draft: bool = False) -> Distance:
    """Distance to a bone of that shape: points (n, 3) of its body frame -> (n,) mm. draft: to some
    hundredths of a millimetre."""
    field = normal.fields[bone]
    warps = [w for w in reversed(changes.warps) if w.bone == bone]
    growths = [g for g in changes.growths if g.bone == bone]
    regions = _regions(normal, changes, bone)
    distance = quickly(field) if draft else field.distance

    def whole(points: Points) -> Values:
        for warp in warps:
            points = warp.came_from(points, draft=draft)
        found = distance(points)
        for growth in growths:
            found = found - growth.by(points)
        return found

    if not regions:
        return whole
    return lambda points: cut_distance(whole, regions, points)


def fate_of(normal: Normal, changes: Changes) -> Fate:
    """What becomes of ligaments, joints and discs where bone is cut, arches come loose and cages go
    in."""
    return _fate(normal, changes.cuts, windowed(changes.hardware), tuple(sorted(changes.loose)))


@lru_cache(maxsize=8)
def _fate(
    normal: Normal, cuts: tuple[Cut, ...], hardware: tuple[Hardware, ...], loose: tuple[str, ...]
) -> Fate:
    found = tissue_fate(cuts, marks(normal)) if cuts else Fate(frozenset(), {})
    trims = {**found.trimmed, **windows(normal, hardware)}
    changes = Changes(cuts=cuts, loose={bone: np.eye(4) for bone in loose})
    # a slip tears flava off the stub of a pars
    for bone in loose:
        gap = gap_of(normal, changes, bone)
        for id, regions in ({} if gap is None else freed_flavum(bone, gap)).items():
            if id not in found.gone:
                trims[id] = (*trims.get(id, ()), *((bone + ARCH, each) for each in regions))
    return Fate(found.gone, trims)


def trimmed_at_rest(
    normal: Normal, id: StructureId, changes: Changes, *, draft: bool = False
) -> Mesh | None:
    """What is left of a ligament, joint or disc that nothing moves; None where that is nothing.
    draft: to the mesh's own triangles."""
    loose = tuple(sorted(changes.loose))
    return _trimmed(normal, id, changes.cuts, windowed(changes.hardware), loose, draft)


@lru_cache(maxsize=48)
def _trimmed(
    normal: Normal,
    id: StructureId,
    cuts: tuple[Cut, ...],
    hardware: tuple[Hardware, ...],
    loose: tuple[str, ...],
    draft: bool,
) -> Mesh | None:
    regions = _fate(normal, cuts, hardware, loose).trimmed[id]
    mesh = normal.assets.meshes[id]
    places = tuple(each.moved(normal.pose(bone.removesuffix(ARCH))) for bone, each in regions)
    return roughly_trimmed(mesh, places) if draft else trimmed(mesh, places)


def sawn_bone(normal: Normal, changes: Changes, bone: str, *, draft: bool = False) -> Sawn:
    """A bone's mesh in that shape, in the world where it stood before anything moves. draft: cut
    roughly, along the mesh's own triangles."""
    slots = tuple(s for s in changes.slots if s.bone == bone)
    growths = tuple(g for g in changes.growths if g.bone == bone)
    warps = tuple(w for w in changes.warps if w.bone == bone)
    cuts = cuts_of(changes, bone)
    if draft and (cuts or slots):
        return _roughly(normal, bone, growths, warps, slots, cuts, bone in changes.loose)
    return _sawn(normal, bone, growths, warps, slots, cuts, draft)


@lru_cache(maxsize=8)
def _roughly(
    normal: Normal,
    bone: str,
    growths: tuple[Growth, ...],
    warps: tuple[Warp, ...],
    slots: tuple[Slot, ...],
    cuts: tuple[Cut, ...],
    is_loose: bool,
) -> Sawn:
    """The same while a hand moves the slider. Kept: many a slider moves what is cut, and cuts no
    more of it."""
    loose = {bone: np.eye(4)} if is_loose else {}
    changes = Changes(growths=growths, warps=warps, slots=slots, cuts=cuts, loose=loose)
    mesh = _grown(normal, bone, growths, warps, True)
    pose, laid = normal.pose(bone), _regions(normal, changes, bone)
    whole = bone_distance(normal, replace(changes, cuts=(), slots=()), bone, draft=True)
    found, cut = roughly_sawn(
        mesh,
        tuple(each.moved(pose) for each in laid),
        lambda points: whole(unplaced(pose, points)),
        steady=bool(growths),
    )
    gap, piece = gap_of(normal, changes, bone), np.zeros(len(found.points), np.uint8)
    if gap is not None:
        body = unplaced(pose, found.points.astype(np.float64))
        piece[(gap.height(body) < 0.0) & (body[:, 1] < gap.front)] = 1
        # no triangle may hang between both
        first, second, third = piece[found.triangles].T
        one = (first == second) & (second == third)
        parts = None if found.parts is None else found.parts[one]
        found, cut = replace(found, triangles=found.triangles[one], parts=parts), cut[one]
    return Sawn(found, cut, piece)


def _regions(normal: Normal, changes: Changes, bone: str) -> tuple[Region, ...]:
    """What is taken from a bone, or wanting, in its body frame."""
    cuts = cuts_of(changes, bone)
    laid = tuple(r for cut in cuts for r in regions_of(cut, marks(normal)[bone]))
    return laid + tuple(r for s in changes.slots if s.bone == bone for r in s.regions)


def _grown(
    normal: Normal, bone: str, growths: tuple[Growth, ...], warps: tuple[Warp, ...], draft: bool
) -> Mesh:
    """A bone's mesh grown and given way; the shipped one where it does neither."""
    mesh = normal.assets.meshes[StructureId(bone)]
    if not growths and not warps:
        return mesh
    return reshaped(mesh, _body_points(normal, bone, growths, warps, draft))


@lru_cache(maxsize=24)
def _sawn(
    normal: Normal,
    bone: str,
    growths: tuple[Growth, ...],
    warps: tuple[Warp, ...],
    slots: tuple[Slot, ...],
    cuts: tuple[Cut, ...],
    draft: bool,
) -> Sawn:
    mesh = _grown(normal, bone, growths, warps, draft)
    if slots:
        regions = (each.moved(normal.pose(bone)) for slot in slots for each in slot.regions)
        mesh = carve(mesh, tuple(regions)).mesh
    if not cuts:
        none = np.zeros(len(mesh.triangles), np.bool_)
        return Sawn(mesh, none, np.zeros(len(mesh.points), np.uint8))
    return sawn(mesh, cuts, marks(normal)[bone])


def _body_points(
    normal: Normal,
    bone: str,
    growths: tuple[Growth, ...],
    warps: tuple[Warp, ...],
    draft: bool,
) -> Points:
    pose = normal.pose(bone)
    body = grown_bone(normal, Changes(growths=growths), bone, draft=draft)
    for warp in warps:
        body = warp.goes_to(body)
    return np.asarray(body @ pose[:3, :3].T + pose[:3, 3])
