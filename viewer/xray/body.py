"""What a film is taken of: the solids of a state, each with what it takes from the beam.

The same meshes the 3D view draws; what is hidden or see-through there is in the body all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets, Mesh
from viewer.xray.along import Ball
from viewer.xray.marrow import inner_points
from viewer.xray.tissues import tissues

if TYPE_CHECKING:
    from meshes.changed.shape import Changed
    from meshes.effects.changes import DiscChange

#: Bones that have a shell and spongy bone within.
_BONES = ("vertebra", "sacrum", "coccyx", "hip-bone")
#: Parts of a screw or cage that lie in bone take its place; the little counted twice does not show.
_METALS = ("screw", "rod", "needle")


def shows(id: StructureId, tissue: str) -> bool:
    """Whether a film shows a structure of a tissue: bone, metal, graft, and the space of a disc."""
    return id.kind in _BONES or id.kind == "graft" or tissue in ("metal", "disc")


@dataclass(frozen=True, slots=True)
class Solid:
    """A closed surface, (n, 3) world mm and (m, 3), that takes `weight` per mm more from the beam
    than soft tissue does. is_metal: it takes so much that it does not count for the exposure."""

    points: npt.NDArray[np.floating]
    triangles: npt.NDArray[np.integer]
    weight: float
    is_metal: bool = False


class Body(Mapping[StructureId, Mesh]):
    """All that is in the body in one state, by id: what is drawn, less what was taken away.

    Spaces (foramina, the rim round a loose screw) are not in it. shape: the changed model, None for
    the normal one.
    """

    def __init__(self, assets: Assets, catalog: Catalog, shape: Changed | None) -> None:
        self._assets, self._shape = assets, shape
        made = () if shape is None else tuple(shape.made)
        gone = frozenset() if shape is None else shape.gone
        self.catalog = catalog
        #: Where its structures lie, as far as a ray has asked.
        self.balls: dict[StructureId, Ball] = {}
        self._ids = {
            id: None
            for id in (*catalog.drawn, *made)
            if id not in gone
            and catalog.structures[id].tissue != "space"
            and (id in made or assets.has(id))
        }
        self._made_spaces = [id for id in made if catalog.structures[id].tissue == "space"]
        self._gone = gone

    def __getitem__(self, id: StructureId) -> Mesh:
        if id not in self._ids:
            raise KeyError(id)
        return self._mesh(id)

    def __iter__(self) -> Iterator[StructureId]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def _mesh(self, id: StructureId) -> Mesh:
        return self._assets.mesh(id) if self._shape is None else self._shape.mesh(id)

    def surface(self, id: StructureId) -> Mesh | None:
        """The mesh of any structure, a named part of a bone or a whole among them; None without."""
        if id in self._gone:
            return None
        try:
            return self._mesh(id)
        except KeyError:
            return None

    def disc_change(self, level: str) -> DiscChange | None:
        """How the disc of a level (`L4-L5`) differs from a healthy one; None where it does not."""
        return None if self._shape is None else self._shape.changes.discs.get(level)

    def solidity(self, id: StructureId) -> float:
        """How much of a graft is bone, 0..1."""
        return 1.0 if self._shape is None else self._shape.opacities.get(id, 1.0)

    def solids(self) -> Iterator[tuple[StructureId, tuple[Solid, ...]]]:
        """What shows on a film, by structure."""
        for id in (*self._ids, *self._made_spaces):
            found = self._solids_of(id)
            if found:
                yield id, found

    def _solids_of(self, id: StructureId) -> tuple[Solid, ...]:
        excess, tissue = tissues().excess, self.catalog.structures[id].tissue
        if id.kind in _BONES:
            mesh = self._mesh(id)
            inner = inner_points(mesh, tissues().shells_of(id.kind))
            spongy = excess["cancellous"] - excess["cortical"]
            return (
                Solid(mesh.points, mesh.triangles, excess["cortical"]),
                Solid(inner, mesh.triangles, spongy),
            )
        if id.kind == "halo":
            return self._halo(id)
        weight = self._weight(id)
        if abs(weight) < 1e-9:
            return ()
        mesh = self._mesh(id)
        return (Solid(mesh.points, mesh.triangles, weight, tissue == "metal"),)

    def _halo(self, id: StructureId) -> tuple[Solid, ...]:
        """The seam round a loose screw and the rim of dense bone outside it, in place of spongy
        bone."""
        mesh, excess = self._mesh(id), tissues().excess
        rim = np.asarray(mesh.points + tissues().halo_rim * mesh.normals, dtype=np.float32)
        return (
            Solid(rim, mesh.triangles, excess["sclerotic"] - excess["cancellous"]),
            Solid(mesh.points, mesh.triangles, excess["halo"] - excess["sclerotic"]),
        )

    def _weight(self, id: StructureId) -> float:
        """What a structure without a shell takes more than soft tissue, per mm."""
        excess = tissues().excess
        if id.kind in _METALS:
            return excess["titanium"]
        if id.kind == "cage":
            return excess["cage"]
        if id.kind == "graft":
            return self.solidity(id) * excess["graft"]
        # The rest is soft tissue, discs among it: of these the space they fill shows.
        return 0.0
