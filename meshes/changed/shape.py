"""From changes to geometry: the one place where all parts of the changed model come together.

Order: bones take their shapes and move; discs follow; new tissue grows out of discs; nerves and sac
are carried, then give way to all of it. What nothing reaches is the shipped mesh itself, the same
object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from meshes.changed.around import (
    bone_solids,
    disc_solids,
    flavum_solids,
    mass_solids,
    pushed_roots,
    touched_levels,
)
from meshes.changed.discs import Wall, cleft_shade, disc_points, disc_wall, wall_distance
from meshes.changed.flavum import flavum_points
from meshes.changed.longitudinal import lifted
from meshes.changed.implants import Built, built, drawn_solids
from meshes.changed.made import DRAFT, SPACING, as_meshes, pieces, put_in
from meshes.changed.needled import Placed, Scene, placed
from meshes.changed.normal import Normal
from meshes.changed.obstacles import Solid, Surroundings
from meshes.changed.posed import Posed, moves_of
from meshes.changed.remeshed import reshaped
from meshes.changed.resting import root_courses, root_stations, sac_rings, sac_seats, skin
from meshes.changed.roots import (
    RootCourses,
    bent,
    carried_courses,
    displacement,
    kept_out,
    squeeze,
)
from meshes.changed.sac import (
    SAC,
    WITHIN,
    SacShape,
    carried_rings,
    followed,
    mesh_points,
    narrowed,
)
from meshes.changed.sawn_bones import is_reshaped, marks, sawn_bone
from meshes.changed.shaped import is_shaped, shaped
from meshes.changed.skin import ARCH, Moves, Skin, carried, carried_normals
from meshes.effects.changes import COLUMN, Changes, Values, bones_of
from meshes.effects.cutting import Region
from meshes.effects.disc_look import Colour, tints_of
from meshes.effects.herniation import Distance, Mass, herniated
from meshes.effects.saw_tissue import Fate, tissue_fate, trimmed
from meshes.ids import StructureId
from meshes.store import Mesh
from meshes.surface import Points

__all__ = ["Changed", "root_courses", "root_stations", "sac_seats", "skin"]

_POSTERIOR_BAND = StructureId("posterior-longitudinal-ligament")
#: Rounds of pushing roots aside: at rest, and while a slider is dragged.
_ROUNDS, _DRAFT_ROUNDS = 14, 8
#: A disc's wall lifts the band behind it once it stands out by more than the band is sunk, mm.
_BAND_SUNK = 0.3


@dataclass(frozen=True, eq=False)
class Changed:
    """The model under some changes. Everything is worked out when first asked for, and kept.

    draft: coarser where it does not show while a slider is dragged; verdicts stay the same.
    """

    normal: Normal
    changes: Changes
    draft: bool = False

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
        return touched_levels(self.changes)

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
            herniated(self.normal, self.walls[h.level], h, self._bones_at(h.level))
            for h in self.changes.herniations
            if h.size > 0.0
        )

    def _bones_at(self, level: str) -> Distance:
        above, below = bones_of(level)
        asked = self.posed.distance_to
        return lambda points: np.minimum(asked(above, points), asked(below, points))

    @cached_property
    def surroundings(self) -> Surroundings:
        """All that can reach a nerve at a touched level."""
        return Surroundings((*mass_solids(self.masses), *self._lasting))

    @cached_property
    def _pushing(self) -> Surroundings:
        """The same as what it pushes aside meets it."""
        return Surroundings((*mass_solids(self.masses, pushing=True), *self._lasting))

    @cached_property
    def _lasting(self) -> tuple[Solid, ...]:
        """Discs, flava and bones of the touched levels."""
        return (
            *disc_solids(self.posed, self.walls),
            *flavum_solids(self.posed, self.touched_levels),
            *self.bones.solids,
        )

    @cached_property
    def bones(self) -> Surroundings:
        """Bones of the touched levels alone: what never yields."""
        return Surroundings(tuple(bone_solids(self.posed, self.touched_levels)))

    @cached_property
    def courses(self) -> RootCourses:
        """Undisturbed courses of the roots, where moved bones carry them."""
        return carried_courses(self.normal, root_courses(self.normal), self.moves)

    @cached_property
    def shift(self) -> Points:
        """How far the roots are pushed aside, (14, 96, 3)."""
        rounds = _DRAFT_ROUNDS if self.draft else _ROUNDS
        return displacement(self.courses, self._pushing, rounds)

    @cached_property
    def squeezed(self) -> tuple[Values, Points]:
        """What thickness the roots keep, and along what they are squeezed."""
        return squeeze(self.courses, self.shift, self.surroundings)

    @cached_property
    def sac(self) -> SacShape:
        """The sac's rings before and after giving way."""
        if self.moves:
            before = carried_rings(self.normal, skin(self.normal, SAC), self.moves)
        else:
            before = sac_rings(self.normal)
        pushed = pushed_roots(self.courses, self.shift)
        return narrowed(before, Surroundings((*self.surroundings.new.solids, *pushed)))

    @cached_property
    def tints(self) -> Mapping[str, Colour]:
        """Colours (rgb 0..1) of structures that have another than their tissue's, by id."""
        return {**tints_of(self.changes), **self.changes.tints}

    def mesh(self, id: StructureId) -> Mesh:
        """A structure's mesh now; the shipped object itself where nothing changed it.

        Raises KeyError for a structure that neither ships nor was made by the changes.
        """
        if self.changes.is_none:
            return self.normal.assets.mesh(id)
        return self.made[id] if id in self.made else self._before_needles(id)

    def _before_needles(self, id: StructureId) -> Mesh:
        """A structure's mesh as needles find it, which are looked for last."""
        if id in self._put_in:
            return self._put_in[id]
        owner = self.normal.assets.owners.get(id)
        if owner is not None:
            return self._before_needles(owner).part(id)
        if id not in self._cache:
            mesh = self._changed_mesh(id)
            regions = self._fate.trimmed.get(id, ())
            self._cache[id] = self._trimmed(mesh, regions) or mesh
        return self._cache[id]

    @cached_property
    def gone(self) -> frozenset[str]:
        """Structures taken away: not to be drawn, nothing to be measured against."""
        left = {
            id
            for id, regions in self._fate.trimmed.items()
            if StructureId(id) in self.normal.assets.meshes
            and self._trimmed(self._changed_mesh(StructureId(id)), regions) is None
        }
        return self.changes.gone | self._fate.gone | left

    @cached_property
    def _fate(self) -> Fate:
        """What becomes of ligaments and joints where bone is cut."""
        cuts = self.changes.cuts
        return tissue_fate(cuts, marks(self.normal)) if cuts else Fate(frozenset(), {})

    def _trimmed(self, mesh: Mesh, regions: tuple[tuple[str, Region], ...]) -> Mesh | None:
        """A mesh less regions that ride on bones; None where nothing is left."""
        if not regions:
            return mesh
        return trimmed(mesh, tuple(each.moved(self.posed.pose(bone)) for bone, each in regions))

    @cached_property
    def made(self) -> Mapping[StructureId, Mesh]:
        """Meshes of structures that only the changes bring: herniated pieces, things put in."""
        drawn = {one.id: one.surface for one in self.needles}
        needles = as_meshes({id: each for id, each in drawn.items() if each is not None})
        return {**self._put_in, **needles}

    @cached_property
    def _put_in(self) -> Mapping[StructureId, Mesh]:
        spacing = DRAFT if self.draft else SPACING
        found = pieces(self.masses, self._lasting, spacing)
        solids = (*self.changes.solids, *drawn_solids(self.fusions))
        return as_meshes({**found, **put_in(solids, self.posed)})

    @cached_property
    def fusions(self) -> tuple[Built, ...]:
        """Fusions as they fit the bones where they stand now."""
        return built(self.normal, self.posed, self.changes.hardware)

    @cached_property
    def needles(self) -> tuple[Placed, ...]:
        """Needles with their ways; a way may be None."""
        return placed(self.changes.needles, self.needle_scene)

    @cached_property
    def needle_scene(self) -> Scene:
        """All that needles meet."""
        made = tuple(self._put_in)
        return Scene(
            *(self.normal, self.posed, self._before_needles, made),
            *(self.gone, self.courses, self.shift),
        )

    @cached_property
    def _cache(self) -> dict[StructureId, Mesh]:
        return {}

    def _changed_mesh(self, id: StructureId) -> Mesh:
        mesh = self.normal.assets.meshes[id]
        if not self._may_differ(id):
            return mesh
        if id in COLUMN and is_reshaped(self.changes, id):
            return self._bone(id)
        own = skin(self.normal, id)
        if id.kind == "disc":
            return self._disc(id, mesh, own)
        if id.kind in ("root", "ganglion"):
            return self._nerve(id, mesh, own)
        if id == SAC or id in WITHIN:
            return self._within(id, mesh, own)
        if id.kind == "ligamentum-flavum" and self.changes.flavum:
            points = flavum_points(self.normal, self.changes, self.moves, own, id)
            return reshaped(mesh, points)
        if id == _POSTERIOR_BAND:
            return self._band(id, mesh, own)
        return self._soft(id, mesh, own)

    def _may_differ(self, id: StructureId) -> bool:
        """False where no change can reach a structure: quick, carriers need not be known."""
        changes = self.changes
        if self.moves or changes.growths or changes.warps or changes.capsule:
            return True
        if id.kind == "disc":
            return id.level_text in changes.discs
        if id.kind == "ligamentum-flavum":
            return any(key.startswith(id.level_text) for key in changes.flavum)
        if id in COLUMN:
            return is_reshaped(changes, id)
        if id == _POSTERIOR_BAND:
            return bool(self.masses or changes.discs)
        nervous = id.kind in ("root", "ganglion") or id == SAC or id in WITHIN
        return nervous and bool(self.touched_levels)

    def _bone(self, id: StructureId) -> Mesh:
        """A bone of another shape; an arch that came loose stands by itself."""
        sawn = sawn_bone(self.normal, self.changes, id)
        piece = sawn.piece.astype(np.int8)
        none = np.zeros(len(piece), np.float32)
        return self._carried(sawn.mesh, Skin(piece, piece, none, (str(id), id + ARCH)))

    def _soft(self, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
        if not is_shaped(self.changes, id, own):
            return self._carried(mesh, own)
        return reshaped(mesh, self._points(id, mesh, own))

    def _points(self, id: StructureId, mesh: Mesh, own: Skin) -> Points:
        """Points of a soft part that follows bones in shape and place."""
        points = mesh.points.astype(np.float64)
        points = shaped(self.normal, self.changes, own, id, points, mesh.normals)
        return carried(own, points, self.moves)

    def _carried(self, mesh: Mesh, own: Skin) -> Mesh:
        if not set(own.carriers) & set(self.moves):
            return mesh
        moved = carried(own, mesh.points.astype(np.float64), self.moves)
        return replace(
            mesh,
            points=moved.astype(np.float32),
            normals=carried_normals(own, mesh.normals, self.moves),
        )

    def _disc(self, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
        level = id.level_text
        if level in self.changes.discs or is_shaped(self.changes, id, own) or self._is_sheared(own):
            points = disc_points(self.normal, self.changes, self.moves, own, id)
            found = reshaped(mesh, points)
            change = self.changes.discs.get(level)
            if change is not None and change.fissure:
                found = replace(found, shade=cleft_shade(change, mesh.shade, id))
            return found
        return self._carried(mesh, own)

    def _is_sheared(self, own: Skin) -> bool:
        """Whether its carriers go different ways."""
        ways = [self.moves.get(carrier, np.eye(4)) for carrier in own.carriers]
        return not all(np.array_equal(ways[0], way) for way in ways[1:])

    def _band(self, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
        standing_out = [
            _less(wall_distance(self.walls[level]), _BAND_SUNK)
            for level, change in self.changes.discs.items()
            if change.bulge is not None
        ]
        under = (*(mass.distance for mass in self.masses), *standing_out)
        return reshaped(mesh, lifted(self._points(id, mesh, own), under))

    def _nerve(self, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
        row = self.courses.row(f"root.{id.level_text}.{id.side}")
        shift, (left, along) = self.shift[row], self.squeezed
        if not shift.any() and (left[row] >= 1.0).all():
            return self._carried(mesh, own)
        stations = root_stations(self.normal, id)
        points = carried(own, mesh.points.astype(np.float64), self.moves)
        line = self.courses.lines[row]
        points = bent(points, stations, line, shift, left[row], along[row])
        rows = np.flatnonzero(shift.any(axis=1)[stations])
        points[rows] = kept_out(kept_out(points[rows], self.surroundings), self.bones)
        return reshaped(mesh, points)

    def _within(self, id: StructureId, mesh: Mesh, own: Skin) -> Mesh:
        sac = self.sac
        if not sac.is_narrowed:
            return self._carried(mesh, own)
        points = carried(own, mesh.points.astype(np.float64), self.moves)
        if id == SAC:
            return reshaped(mesh, mesh_points(points, sac.after))
        return reshaped(mesh, followed(points, sac_seats(self.normal, id), sac))


def _less(distance: Distance, by: float) -> Distance:
    """A distance to something so much smaller."""
    return lambda points: distance(points) + by
