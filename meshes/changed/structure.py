"""What becomes of each kind of structure: bone, disc, ligament, nerve, sac."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from meshes.changed.discs import cleft_shade, wall_distance
from meshes.changed.eased import along_course
from meshes.changed.flattened import bent
from meshes.changed.flavum import halves
from meshes.changed.longitudinal import lifted
from meshes.changed.obstacles import HASTE, Surroundings
from meshes.changed.remeshed import evened, reshaped
from meshes.changed.resting import root_courses, root_stations, sac_seats, skin
from meshes.changed.roots import kept_out, room_around
from meshes.changed.sac import SAC, WITHIN, followed, mesh_points
from meshes.changed.sawn_bones import is_reshaped, sawn_bone
from meshes.changed.shaped import is_shaped, shaped
from meshes.changed.skin import ARCH, Skin, carried, carried_normals
from meshes.changed.united import united
from meshes.effects.changes import COLUMN, Values
from meshes.effects.herniation import Distance
from meshes.ids import StructureId
from meshes.store import Mesh
from meshes.surface import Points

if TYPE_CHECKING:
    from meshes.changed.shape import Changed

_POSTERIOR_BAND = StructureId("posterior-longitudinal-ligament")
#: A disc's wall lifts the band behind it once it stands out by more than the band is sunk, mm.
_BAND_SUNK = 0.3
#: A nerve's surface that would have to give way by more than this, once it lies evened out, mm.
_CROWDED = 0.35
#: Bone that grew is asked for at a nerve's surface where its course is nearer than this, mm.
_GRAZES = 1.2
#: Rounds in which what is left of a nerve in bone is taken out of it.
_LAST_ROUNDS = 8


def changed_mesh(changed: Changed, id: StructureId) -> Mesh:
    """The mesh of a shipped structure now; the shipped object where nothing changed it. Raises
    KeyError for an id that does not ship."""
    mesh = changed.normal.assets.meshes[id]
    if not _may_differ(changed, id):
        return mesh
    if id in COLUMN and is_reshaped(changed.changes, id):
        return _bone(changed, id)
    own = skin(changed.normal, id)
    if id.kind == "disc":
        return _disc(changed, id, mesh, own)
    if id.kind in ("root", "ganglion"):
        return _nerve(changed, id, mesh, own)
    if id == SAC or id in WITHIN:
        return _within(changed, id, mesh, own)
    if id.kind == "ligamentum-flavum" and is_bent(changed, id):
        sides = (id,) if id.side else halves(id.level_text)
        points = np.concatenate([changed.flavum(each) for each in sides])
        return _reshaped(changed, id, mesh, own, points, evenly=True)
    if id == _POSTERIOR_BAND:
        return _band(changed, id, mesh, own)
    return _soft(changed, id, mesh, own)


def is_bent(changed: Changed, id: StructureId) -> bool:
    """Whether more happens to a flavum than that its bones carry it."""
    own = skin(changed.normal, id)
    return bool(changed.changes.flavum) or is_shaped(changed.normal, changed.changes, id, own)


def _may_differ(changed: Changed, id: StructureId) -> bool:
    """False where no change can reach a structure: quick, carriers need not be known."""
    changes = changed.changes
    if changed.moves or changes.growths or changes.warps or changes.capsule:
        return True
    if id.kind == "disc":
        return id.level_text in changes.discs
    if id.kind == "ligamentum-flavum":
        return any(key.startswith(id.level_text) for key in changes.flavum)
    if id in COLUMN:
        return is_reshaped(changes, id)
    if id == _POSTERIOR_BAND:
        return bool(changed.masses or changes.discs)
    nervous = id.kind in ("root", "ganglion") or id == SAC or id in WITHIN
    return nervous and bool(changed.touched_levels)


def _bone(changed: Changed, id: StructureId) -> Mesh:
    """A bone of another shape; an arch that came loose stands by itchanged."""
    sawn = sawn_bone(changed.normal, changed.changes, id, draft=changed.draft)
    piece = sawn.piece.astype(np.int8)
    none = np.zeros(len(piece), np.float32)
    own = Skin(piece, piece, none, (str(id), id + ARCH))
    mesh = sawn.mesh
    if set(own.carriers) & set(changed.moves):
        mesh = replace(
            mesh,
            points=carried(own, mesh.points, changed.moves).astype(np.float32),
            normals=carried_normals(own, mesh.normals, changed.moves),
        )
    return united(changed.posed, str(id), mesh)


def _soft(changed: Changed, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
    if not is_shaped(changed.normal, changed.changes, id, own):
        return _carried(changed, id, mesh, own)
    points = _points(changed, id, mesh, own)
    return _reshaped(changed, id, mesh, own, points, evenly=True)


def _reshaped(
    changed: Changed,
    id: StructureId,
    mesh: Mesh,
    own: Skin,
    points: Points,
    *,
    evenly: bool = False,
) -> Mesh:
    """The mesh with these points; while a slider is dragged its normals turn with its bones.
    evenly: all of them do then, for what changes its shape a little and all over."""
    if not changed.draft:
        return reshaped(mesh, points)
    is_moved = bool(set(own.carriers) & set(changed.moves))
    turned = mesh.normals
    if is_moved:
        turned = changed.riding.normals(id)
    if evenly:
        return replace(mesh, points=points.astype(np.float32), normals=turned)
    return reshaped(mesh, points, turned)


def _points(changed: Changed, id: StructureId, mesh: Mesh, own: Skin) -> Points:
    """Points of a soft part that follows bones in shape and place."""
    points = mesh.points.astype(np.float64)
    points = shaped(
        changed.normal, changed.changes, own, id, points, mesh.normals, draft=changed.draft
    )
    return carried(own, points, changed.moves)


def _carried(changed: Changed, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
    """A mesh as it ships, where its bones carry it."""
    if not set(own.carriers) & set(changed.moves):
        return mesh
    riding = changed.riding
    return replace(mesh, points=riding.points(id), normals=riding.normals(id))


def _disc(changed: Changed, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
    level = id.level_text
    if (
        level in changed.changes.discs
        or is_shaped(changed.normal, changed.changes, id, own)
        or _is_sheared(changed, own)
    ):
        points = changed.disc(id)
        found = _reshaped(changed, id, mesh, own, points)
        change = changed.changes.discs.get(level)
        if change is not None and change.fissure and id.part != "nucleus":
            found = replace(found, shade=cleft_shade(change, mesh.shade, id))
        return found
    return _carried(changed, id, mesh, own)


def _is_sheared(changed: Changed, own: Skin) -> bool:
    """Whether its carriers go different ways."""
    ways = [changed.moves.get(carrier, np.eye(4)) for carrier in own.carriers]
    return not all(np.array_equal(ways[0], way) for way in ways[1:])


def _band(changed: Changed, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
    standing_out = [
        _less(wall_distance(changed.walls[level]), _BAND_SUNK)
        for level, change in changed.changes.discs.items()
        if change.bulge is not None
    ]
    under = (*(mass.distance for mass in changed.masses), *standing_out)
    return _reshaped(changed, id, mesh, own, lifted(_points(changed, id, mesh, own), under))


def _nerve(changed: Changed, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
    row = changed.courses.row(f"root.{id.level_text}.{id.side}")
    shift, (left, along) = changed.shift[row], changed.squeezed
    line, rest = changed.courses.lines[row], root_courses(changed.normal).lines[row]
    is_eased = row in changed.courses.eased
    is_pushed = bool(shift.any() or (left[row] < 1.0).any())
    stations = root_stations(changed.normal, id)
    if not is_eased and not is_pushed:
        return _grazed(changed, row, stations, id, _carried(changed, id, mesh, own))
    points = mesh.points.astype(np.float64)
    points = along_course(points, stations, rest, line) if is_eased else changed.carried(id)
    if not is_pushed:
        return reshaped(mesh, points)
    if changed.draft:
        # what pushes it is in its bend already; it is laid against bone exactly at rest
        moved = shift.any(axis=1) | (left[row] < 1.0)
        near = np.convolve(moved, np.ones(3), mode="same") > 0.0
        rows = np.flatnonzero(near[stations])
        points[rows] = bent(points[rows], stations[rows], line, shift, left[row], along[row])
        return _reshaped(changed, id, mesh, own, points, evenly=True)
    points = bent(points, stations, line, shift, left[row], along[row])
    rows = np.flatnonzero((shift.any(axis=1) | _beside_growth(changed, row))[stations])
    kept = _KeptOut(changed, points[rows])
    free = points.copy()
    free[rows] = kept.out(points[rows], 3)
    points += evened(free - points, mesh.triangles)
    free = points.copy()
    free[rows] = kept.out(points[rows], 1)
    # where bones leave it no room a smooth nerve a little in bone is truer than a crumpled one
    step = free - points
    crowded = np.linalg.norm(step, axis=1) > _CROWDED
    if is_eased and crowded.any():
        step = np.where(crowded[:, None], evened(step, mesh.triangles, 6), step)
    points += step
    # what little of it is left in bone hardly shows as it is taken out
    points[rows] = kept.out_of_bone(points[rows], _LAST_ROUNDS)
    return reshaped(mesh, points)


def _grazed(changed: Changed, row: int, stations: Values, id: StructureId, mesh: Mesh) -> Mesh:
    """A nerve that nothing pushes, at rest: what stands out of the bone as it was is no true
    distance, so that a spur may reach its surface and not yet its course."""
    rows = np.flatnonzero(_beside_growth(changed, row)[stations])
    if len(rows) == 0:
        return mesh
    points = mesh.points.astype(np.float64)
    kept = _KeptOut(changed, points[rows])
    free = points.copy()
    free[rows] = kept.out_of_bone(points[rows], 3)
    if np.array_equal(free, points):
        return mesh
    points += evened(free - points, mesh.triangles)
    points[rows] = kept.out_of_bone(points[rows], _LAST_ROUNDS)
    return reshaped(changed.normal.assets.meshes[id], points)


def _beside_growth(changed: Changed, row: int) -> npt.NDArray[np.bool_]:
    """Stations (96,) of a root, at rest, that bone which grew can have come up to."""
    courses, grown = changed.courses, {growth.bone for growth in changed.changes.growths}
    solids = tuple(solid for solid in changed.bones.solids if solid.id in grown)
    if changed.draft or not solids:
        return np.zeros(len(courses.radii[row]), bool)
    away = Surroundings(solids).distance(courses.lines[row])
    return np.asarray(away - courses.radii[row] < _GRAZES)


class _KeptOut:
    """A nerve's surface taken out of what it lies in, again and again: only what can have come near
    anything since is asked anew."""

    def __init__(self, changed: Changed, points: Points) -> None:
        self._around, self._bones = changed.surroundings, changed.bones
        self._points, self._room = points, room_around(points, self._around)

    def out(self, points: Points, rounds: int) -> Points:
        """Out of everything, then out of bone, which never yields: (n, 3)."""
        self._step(points)
        self._step(kept_out(points, self._around, rounds, self._room))
        return self.out_of_bone(self._points, 3)

    def out_of_bone(self, points: Points, rounds: int) -> Points:
        """Out of bone: (n, 3)."""
        self._step(points)
        self._step(kept_out(points, self._bones, rounds, self._room))
        return self._points

    def _step(self, points: Points) -> None:
        self._room -= HASTE * np.linalg.norm(points - self._points, axis=1)
        self._points = points


def _within(changed: Changed, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
    sac = changed.sac
    if not sac.is_narrowed:
        return _carried(changed, id, mesh, own)
    points = changed.carried(id)
    if id == SAC:
        return _reshaped(changed, id, mesh, own, mesh_points(points, sac.after))
    seat = sac_seats(changed.normal, id)
    return _reshaped(changed, id, mesh, own, followed(points, seat, sac), evenly=True)


def _less(distance: Distance, by: float) -> Distance:
    """A distance to something so much smaller."""
    return lambda points: distance(points) + by
