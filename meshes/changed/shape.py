"""From changes to geometry: the one place where all parts of the changed model come together.

Order: bones move; discs follow; new tissue grows out of discs; nerves and sac are carried, then
give way to all of it. What nothing reaches is the shipped mesh itself, the same object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from meshes.changed.contour import solid_surface
from meshes.changed.discs import Wall, disc_points, disc_wall, wall_distance
from meshes.changed.flavum import flavum_points
from meshes.changed.normal import Normal
from meshes.changed.obstacles import Solid, Surroundings
from meshes.changed.posed import Posed, moves_of
from meshes.changed.roots import (
    RootCourses,
    bent,
    carried_courses,
    displacement,
    normal_courses,
    squeeze,
    tube_stations,
)
from meshes.changed.sac import (
    SAC,
    WITHIN,
    SacRings,
    carried_rings,
    followed,
    mesh_points,
    narrowed,
    rings_of,
    seats,
)
from meshes.changed.skin import Moves, Skin, carried, carried_normals, skin_of
from meshes.effects.changes import COLUMN, LEVELS, Changes, Values, bones_of
from meshes.effects.herniation import Mass, herniated
from meshes.ids import StructureId
from meshes.store import Mesh
from meshes.surface import Points, smooth_normals

#: Solids are asked for this far from their boxes, mm: the thickest nerve and some room.
_REACH = 5.0


@dataclass(frozen=True, eq=False)
class Changed:
    """The model under some changes. Everything is worked out when first asked for, and kept."""

    normal: Normal
    changes: Changes

    @cached_property
    def moves(self) -> Moves:
        """World motion of each bone that moves, 4x4."""
        return moves_of(self.changes)

    @cached_property
    def posed(self) -> Posed:
        """The bones where they stand now."""
        return Posed(self.normal, self.changes, self.moves)

    @cached_property
    def touched_levels(self) -> tuple[str, ...]:
        """Disc levels whose geometry differs from the normal one."""
        changes = self.changes
        named = {h.level for h in changes.herniations} | set(changes.discs) | set(changes.joints)
        named |= {key.rsplit(".", 1)[0] for key in changes.flavum}
        grown = {g.bone for g in changes.growths} | {w.bone for w in changes.warps}
        grown |= set(changes.loose)
        named |= {level for level in LEVELS if set(bones_of(level)) & grown}
        return tuple(level for level in LEVELS if level in named)

    @cached_property
    def walls(self) -> Mapping[str, Wall]:
        """Walls of the discs of the touched levels, as they are now."""
        found = {}
        for level in self.touched_levels:
            id = StructureId(f"disc.{level}")
            found[level] = disc_wall(
                disc_points(self.normal, self.changes, self.moves, skin(self.normal, id), id)
            )
        return found

    @cached_property
    def masses(self) -> tuple[Mass, ...]:
        """Herniated pieces."""
        return tuple(
            herniated(self.normal, self.walls[h.level], h)
            for h in self.changes.herniations
            if h.size > 0.0
        )

    @cached_property
    def surroundings(self) -> Surroundings:
        """All that can reach a nerve and is not as in the normal model."""
        solids = [
            Solid(m.id, m.distance, m.centre - m.reach, m.centre + m.reach) for m in self.masses
        ]
        for level, wall in self.walls.items():
            flat = wall.points.reshape(-1, 3)
            low, high = flat.min(axis=0) - _REACH, flat.max(axis=0) + _REACH
            solids.append(Solid(f"disc.{level}", wall_distance(wall), low, high))
            solids += self._flava(level)
        solids += self._bones()
        return Surroundings(tuple(solids))

    def _flava(self, level: str) -> list[Solid]:
        return []

    def _bones(self) -> list[Solid]:
        """Bones of the touched levels, each near its canal side alone."""
        keys = {key for level in self.touched_levels for key in bones_of(level)}
        found = []
        for key in COLUMN:
            if key not in keys:
                continue
            body = self.normal.bones[key].surface.points
            pose = self.posed.pose(key)
            world = body @ pose[:3, :3].T + pose[:3, 3]
            found.append(
                Solid(
                    key,
                    lambda p, key=key: self.posed.distance_to(key, p),  # type: ignore[misc]
                    world.min(axis=0) - _REACH,
                    world.max(axis=0) + _REACH,
                )
            )
        return found

    @cached_property
    def courses(self) -> RootCourses:
        """Undisturbed courses of the roots, where moved bones carry them."""
        return carried_courses(self.normal, root_courses(self.normal), self.moves)

    @cached_property
    def shift(self) -> Points:
        """How far the roots are pushed aside, (14, 96, 3)."""
        return displacement(self.courses, self.surroundings)

    @cached_property
    def squeezed(self) -> tuple[Values, Points]:
        """What thickness the roots keep, and along what they are squeezed."""
        return squeeze(self.courses, self.shift, self.surroundings)

    @cached_property
    def sac(self) -> tuple[SacRings, SacRings, Values, Values]:
        """The sac's rings before and after giving way, shares left, depths entered."""
        before = carried_rings(self.normal, skin(self.normal, SAC), self.moves)
        return (before, *narrowed(before, self.surroundings))

    def mesh(self, id: StructureId) -> Mesh:
        """A structure's mesh now; the shipped object itself where nothing changed it.

        Raises KeyError for a structure that neither ships nor was made by the changes.
        """
        if self.changes.is_none:
            return self.normal.assets.mesh(id)
        if id in self.made:
            return self.made[id]
        owner = self.normal.assets.owners.get(id)
        if owner is not None:
            return self.mesh(owner).part(id)
        return self._meshes(id)

    @cached_property
    def made(self) -> Mapping[StructureId, Mesh]:
        """Meshes of structures that only the changes bring: herniated pieces, things put in."""
        found = {}
        for mass in self.masses:
            low, high = mass.centre - mass.reach, mass.centre + mass.reach
            surface = solid_surface(self._carved(mass), low, high, 0.55)
            if surface is not None:
                id = StructureId(mass.id)
                found[id] = Mesh(
                    surface.points.astype(np.float32),
                    surface.normals,
                    surface.shade,
                    surface.triangles,
                )
        return found

    def _carved(self, mass: Mass):  # type: ignore[no-untyped-def]
        """A piece as drawn: it goes round bone."""
        bones = [s for s in self._bones()]

        def distance(points: Points) -> Values:
            found = mass.distance(points)
            near = np.flatnonzero(found < 1.5)
            for bone in bones:
                found[near] = np.maximum(found[near], 0.25 - bone.distance(points[near]))
            return found

        return distance

    @cached_property
    def _cache(self) -> dict[StructureId, Mesh]:
        return {}

    def _meshes(self, id: StructureId) -> Mesh:
        if id not in self._cache:
            self._cache[id] = self._changed_mesh(id)
        return self._cache[id]

    def _changed_mesh(self, id: StructureId) -> Mesh:
        mesh = self.normal.assets.meshes[id]
        own = skin(self.normal, id)
        if id.kind == "disc":
            return self._disc(id, mesh, own)
        if id.kind in ("root", "ganglion"):
            return self._nerve(id, mesh, own)
        if id == SAC or id in WITHIN:
            return self._within(id, mesh, own)
        if id.kind == "ligamentum-flavum" and self.changes.flavum:
            points = flavum_points(self.normal, self.changes, self.moves, own, id)
            return _reshaped(mesh, points)
        if not set(own.carriers) & set(self.moves) and not self._is_reshaped(id):
            return mesh
        return self._moved(id, mesh, own)

    def _is_reshaped(self, id: StructureId) -> bool:
        return any(w.bone == id for w in self.changes.warps) or any(
            g.bone == id for g in self.changes.growths
        )

    def _moved(self, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
        points = mesh.points.astype(np.float64)
        if self._is_reshaped(id):
            points = reshaped_bone(self.normal, self.changes, id)
            return _reshaped(mesh, carried(own, points, self.moves))
        moved = carried(own, points, self.moves)
        return replace(
            mesh,
            points=moved.astype(np.float32),
            normals=carried_normals(own, mesh.normals, self.moves),
        )

    def _disc(self, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
        touched = id.level_text in self.changes.discs or id.level_text in self.changes.joints
        if not touched and not set(own.carriers) & set(self.moves):
            return mesh
        if not touched and len(own.carriers) == 2 and np.array_equal(
            *(self.moves.get(c, np.eye(4)) for c in own.carriers)
        ):
            return self._moved(id, mesh, own)
        return _reshaped(mesh, disc_points(self.normal, self.changes, self.moves, own, id))

    def _nerve(self, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
        row = self.courses.row(f"root.{id.level_text}.{id.side}")
        shift, (left, along) = self.shift[row], self.squeezed
        if not shift.any() and (left[row] >= 1.0).all():
            return mesh if not self.moves else self._moved(id, mesh, own)
        stations = root_stations(self.normal, id)
        points = carried(own, mesh.points.astype(np.float64), self.moves)
        line = self.courses.lines[row]
        return _reshaped(mesh, bent(points, stations, line, shift, left[row], along[row]))

    def _within(self, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
        before, after, shares, _ = self.sac
        points = carried(own, mesh.points.astype(np.float64), self.moves)
        if (shares < 1.0).any() or not np.array_equal(before.centres, after.centres):
            if id == SAC:
                points = mesh_points(points, after)
            else:
                points = followed(points, sac_seats(self.normal, id), before, after, shares)
        elif not self.moves:
            return mesh
        return _reshaped(mesh, points)


@lru_cache(maxsize=256)
def skin(normal: Normal, id: StructureId) -> Skin:
    """A structure's carriers, worked out once."""
    return skin_of(normal, id)


@lru_cache(maxsize=2)
def root_courses(normal: Normal) -> RootCourses:
    """The roots' normal courses, worked out once."""
    return normal_courses(normal)


@lru_cache(maxsize=64)
def root_stations(normal: Normal, id: StructureId) -> Values:
    """Stations of a nerve's mesh points, worked out once."""
    points = normal.assets.meshes[id].points.astype(np.float64)
    return tube_stations(id, len(points), root_courses(normal), points)


@lru_cache(maxsize=8)
def sac_seats(normal: Normal, id: StructureId):  # type: ignore[no-untyped-def]
    """Where the points of what lies in the sac sit, worked out once."""
    rings = rings_of(normal.assets.meshes[SAC].points.astype(np.float64))
    return seats(rings, normal.assets.meshes[id].points.astype(np.float64))


def reshaped_bone(normal: Normal, changes: Changes, id: str) -> Points:
    """World points of a bone that grew or gave way, before it moves: (n, 3)."""
    pose = normal.pose(id)
    bone = normal.bones[id].surface
    body = bone.points
    for growth in changes.growths:
        if growth.bone == id:
            body = body + growth.by(body)[:, None] * bone.normals
    for warp in changes.warps:
        if warp.bone == id:
            body = warp.there(body)
    return np.asarray(body @ pose[:3, :3].T + pose[:3, 3])


def _reshaped(mesh: Mesh, points: Points) -> Mesh:
    normals: npt.NDArray[np.float32] = smooth_normals(points, mesh.triangles)
    return replace(mesh, points=points.astype(np.float32), normals=normals)
