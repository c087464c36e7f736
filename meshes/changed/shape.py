"""From changes to geometry: the one place where all parts of the changed model come together.

Order: bones take their shapes and move; discs follow; new tissue grows out of discs; nerves and sac
are carried, then give way to all of it. What nothing reaches is the shipped mesh itself, the same
object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from weakref import ref

import numpy as np

from meshes.changed.around import (
    bone_solids,
    disc_solids,
    flavum_sheets,
    flavum_solids,
    mass_solids,
    pushed_roots,
    touched_levels,
)
from meshes.changed.discs import Wall, annulus_points, disc_points, disc_wall
from meshes.changed.flavum import Sheet, flavum_points
from meshes.changed.implants import Built, built, drawn_solids, opacities
from meshes.changed.made import DRAFT, SPACING, as_meshes, pieces, put_in
from meshes.changed.met import masses_met
from meshes.changed.needled import Placed, Scene, placed
from meshes.changed.normal import Normal
from meshes.changed.obstacles import Solid, Surroundings
from meshes.changed.posed import Posed, moves_of
from meshes.changed.resting import (
    root_courses,
    root_places,
    root_stations,
    roots_beside,
    sac_places,
    sac_rings,
    sac_seats,
    skin,
)
from meshes.changed.riding import Riding
from meshes.changed.roots import (
    RootCourses,
    carried_courses,
    displacement,
    squeeze,
)
from meshes.changed.sac import (
    SAC,
    SacShape,
    narrowed,
    rings_of,
)
from meshes.changed.sawn_bones import fate_of, trimmed_at_rest
from meshes.changed.skin import Moves, carried
from meshes.changed.structure import changed_mesh, is_bent
from meshes.changed.torn import is_torn, torn
from meshes.effects.changes import Changes, Values, bones_of
from meshes.effects.disc_look import Colour, tints_of
from meshes.effects.herniation import Distance, Mass, herniated
from meshes.effects.regions import Region
from meshes.effects.saw_tissue import Fate, roughly_trimmed, trimmed
from meshes.ids import StructureId
from meshes.store import Mesh
from meshes.surface import Points

__all__ = ["Changed", "root_courses", "root_stations", "sac_seats", "skin"]


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
    def riding(self) -> Riding:
        """The shipped meshes where these moves carry them."""
        return Riding(self.normal, self.moves, draft=self.draft)

    @cached_property
    def posed(self) -> Posed:
        """The bones where they stand now."""
        return Posed(self.normal, self.changes, self.moves, self.draft)

    @cached_property
    def touched_levels(self) -> tuple[str, ...]:
        """Disc levels whose geometry differs from the normal one."""
        return touched_levels(self.changes)

    @cached_property
    def walls(self) -> Mapping[str, Wall]:
        """Walls of the discs of the touched levels, as they are now."""
        found = {}
        for level in self.touched_levels:
            found[level] = disc_wall(self.disc(StructureId(f"disc.{level}")))
        return found

    def disc(self, id: StructureId) -> Points:
        """Points of a disc, its annulus or its nucleus, asked as an obstacle and drawn."""
        if id not in self._parts:
            world = self.normal, self.changes, self.moves
            if self.draft and id.part == "annulus":
                whole = self.disc(StructureId(f"disc.{id.level_text}"))
                self._parts[id] = annulus_points(*world, id, whole, self.riding)
            else:
                quick = self.riding if self.draft else None
                self._parts[id] = disc_points(*world, skin(self.normal, id), id, quick)
        return self._parts[id]

    @cached_property
    def masses(self) -> tuple[Mass, ...]:
        """Herniated pieces."""
        return tuple(
            herniated(self.normal, self.walls[h.level], h, self._bones_at(h.level))
            for h in self.changes.herniations
            if h.size > 0.0
        )

    def _bones_at(self, level: str) -> Distance:
        """Distance to both bones of a level, less what has grown: a piece that spurs narrow the
        room of lies where it lay."""
        above, below = bones_of(level)
        bare = replace(self.changes, growths=()) if self.changes.growths else self.changes
        asked = replace(self.posed, changes=bare).distance_to
        return lambda points: np.minimum(asked(above, points), asked(below, points))

    @cached_property
    def _met(self) -> tuple[Mass, ...]:
        """The same as nerves meet them."""
        return masses_met(self, self._bones_at) if self.changes.discs else self.masses

    @cached_property
    def surroundings(self) -> Surroundings:
        """All that can reach a nerve at a touched level."""
        return Surroundings((*mass_solids(self._met), *self._lasting))

    @cached_property
    def _pushing(self) -> Surroundings:
        """The same as what it pushes aside meets it."""
        return Surroundings((*mass_solids(self._met, pushing=True), *self._joined))

    @cached_property
    def _joined(self) -> tuple[Solid, ...]:
        """What lasts, to be asked quickly while a slider is dragged, when nobody asks which of the
        discs or flava it is."""
        if not self.draft:
            return self._lasting
        discs = disc_solids(self.posed, self.walls, self._taken, joined=True)
        bones = self.bones.solids
        # bones first: of what is nearer to these the others, which take longer, are asked no more
        return (*bones, *discs, *flavum_solids(self._sheets, joined=True))

    @cached_property
    def _lasting(self) -> tuple[Solid, ...]:
        """Discs, flava and bones of the touched levels."""
        return (
            *disc_solids(self.posed, self.walls, self._taken),
            *flavum_solids(self._sheets),
            *self.bones.solids,
        )

    @cached_property
    def _sheets(self) -> Sequence[Sheet]:
        return flavum_sheets(
            self.posed, self.touched_levels, self.flavum, self._taken, draft=self.draft
        )

    def flavum(self, id: StructureId) -> Points:
        """Points of one side of a flavum, front and back: asked as an obstacle and drawn."""
        if id not in self._parts:
            own = skin(self.normal, id)
            self._parts[id] = flavum_points(
                *(self.normal, self.changes, self.moves, own, id),
                draft=self.draft,
                riding=self.riding if self.draft else None,
            )
        return self._parts[id]

    @cached_property
    def _parts(self) -> dict[StructureId, Points]:
        return {}

    def carried(self, id: StructureId) -> Points:
        """Points of a shipped mesh where its bones carry it, (n, 3)."""
        if self.draft:
            return self.riding.points(id).astype(np.float64)
        points = self.normal.assets.meshes[id].points.astype(np.float64)
        return carried(skin(self.normal, id), points, self.moves)

    @cached_property
    def bones(self) -> Surroundings:
        """Bones of the touched levels alone: what never yields."""
        return Surroundings(tuple(bone_solids(self.posed, self.touched_levels)))

    @cached_property
    def courses(self) -> RootCourses:
        """Undisturbed courses of the roots, where moved bones carry them."""
        return carried_courses(self.normal, root_courses(self.normal), self.moves, draft=self.draft)

    @cached_property
    def shift(self) -> Points:
        """How far the roots are pushed aside, (14, 96, 3)."""
        rest = root_places(self.normal) if self.draft else None
        return displacement(self.courses, self._pushing, draft=self.draft, rest=rest)

    @cached_property
    def squeezed(self) -> tuple[Values, Points]:
        """What thickness the roots keep, and along what they are squeezed."""
        around = Surroundings((*mass_solids(self._met), *self._joined))
        return squeeze(self.courses, self.shift, around, draft=self.draft)

    @cached_property
    def sac(self) -> SacShape:
        """The sac's rings before and after giving way."""
        before = rings_of(self.carried(SAC)) if self.moves else sac_rings(self.normal)
        beside = roots_beside(self.normal)
        pushed = pushed_roots(self.courses, self.shift, beside, joined=self.draft)
        around = Surroundings((*mass_solids(self._met), *self._joined)).new
        every = Surroundings((*around.solids, *pushed))
        rest = sac_places(self.normal) if self.draft else None
        return narrowed(before, every, draft=self.draft, rest=rest)

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
        found = self._left_of(id)
        return self.normal.assets.meshes[id] if found is None else found

    def _left_of(self, id: StructureId) -> Mesh | None:
        """What cuts leave of a structure; None where that is nothing."""
        if id not in self._cache:
            if self.changes.loose and is_torn(self._fate, id) and not is_bent(self, id):
                own = self.normal, self.changes, id
                self._cache[id] = torn(*own, self.moves, draft=self.draft)
            else:
                mesh = changed_mesh(self, id)
                self._cache[id] = self._trimmed(id, mesh, self._fate.trimmed.get(id, ()))
        return self._cache[id]

    @cached_property
    def gone(self) -> frozenset[str]:
        """Structures taken away: not to be drawn, nothing to be measured against."""
        left = {
            id
            for id in self._fate.trimmed
            if StructureId(id) in self.normal.assets.meshes
            and self._left_of(StructureId(id)) is None
        }
        return self._taken | left | self._cut_off

    @cached_property
    def _cut_off(self) -> frozenset[str]:
        """Named parts of bones of which cuts left nothing."""
        found: set[str] = set()
        for bone in {cut.bone for cut in self.changes.cuts}:
            mesh = self._before_needles(StructureId(bone))
            if mesh.parts is not None:
                there = np.bincount(mesh.parts, minlength=len(mesh.part_ids) + 1)[1:] > 0
                found.update(
                    str(id) for id, has in zip(mesh.part_ids, there, strict=True) if not has
                )
        return frozenset(found)

    @property
    def _taken(self) -> frozenset[str]:
        return self.changes.gone | self._fate.gone

    @cached_property
    def _fate(self) -> Fate:
        """What becomes of ligaments and joints where bone is cut."""
        return fate_of(self.normal, self.changes)

    def _trimmed(
        self, id: StructureId, mesh: Mesh, regions: tuple[tuple[str, Region], ...]
    ) -> Mesh | None:
        """A mesh less regions that ride on bones; None where nothing is left."""
        if not regions:
            return mesh
        is_shipped = mesh is self.normal.assets.meshes[id]
        if is_shipped and not any(bone in self.moves for bone, _ in regions):
            return trimmed_at_rest(self.normal, id, self.changes, draft=self.draft)
        places = tuple(each.moved(self.posed.carrier(bone)) for bone, each in regions)
        return roughly_trimmed(mesh, places) if self.draft else trimmed(mesh, places)

    @cached_property
    def made(self) -> Mapping[StructureId, Mesh]:
        """Meshes of structures that only the changes bring: herniated pieces, things put in."""
        drawn = {one.id: one.surface for one in self.needles}
        needles = as_meshes({id: each for id, each in drawn.items() if each is not None})
        return {**self._put_in, **needles}

    @cached_property
    def _put_in(self) -> Mapping[StructureId, Mesh]:
        spacing = DRAFT if self.draft else SPACING
        found = pieces(self.masses, self._lasting if self.masses else (), spacing)
        solids = (*self.changes.solids, *drawn_solids(self._built))
        return as_meshes({**found, **put_in(solids, self.posed)})

    @property
    def fusions(self) -> tuple[Built, ...]:
        """Fusions as they fit the bones where they stand now."""
        return self._built

    @cached_property
    def _built(self) -> tuple[Built, ...]:
        return built(self.normal, self.posed, self.changes.hardware, draft=self.draft)

    @property
    def opacities(self) -> Mapping[str, float]:
        """How solid what is put in is drawn, 0..1 by id, where it is not solid."""
        return opacities(self._built)

    @cached_property
    def needles(self) -> tuple[Placed, ...]:
        """Needles with their ways; a way may be None."""
        if not self.changes.needles:
            return ()
        return placed(self.changes.needles, self.needle_scene, draft=self.draft)

    @cached_property
    def needle_scene(self) -> Scene:
        """All that needles meet."""
        made, me = tuple(self._put_in), ref(self)

        def before(id: StructureId) -> Mesh:
            # Held loosely: a model that refers to itself stays until garbage is collected.
            shape = me()
            if shape is None:
                raise KeyError(id)
            return shape._before_needles(id)

        return Scene(
            *(self.normal, self.posed, before, made),
            *(self.gone, self.courses, self.shift),
        )

    @cached_property
    def _cache(self) -> dict[StructureId, Mesh | None]:
        return {}
