"""The meshes of one scene as conditions change them, in front of the shipped ones.

Knows which structures look different from before, so that a slider touches these alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from meshes.ids import StructureId
from meshes.store import Assets, Box, Mesh

if TYPE_CHECKING:
    # Not while running: what changes a model is wanted only once something changes it.
    from meshes.changed.shape import Changed


class ShapedMeshes(Mapping[StructureId, Mesh]):
    """Shipped meshes with those that a change replaces or adds.

    shape: None for the normal model.
    """

    def __init__(self, assets: Assets) -> None:
        self.assets = assets
        self._shape: Changed | None = None
        self._boxes: dict[StructureId, Box] = {}

    @property
    def shape(self) -> Changed | None:
        """What changes the meshes now."""
        return self._shape

    @shape.setter
    def shape(self, shape: Changed | None) -> None:
        if shape is not self._shape:
            self._shape, self._boxes = shape, {}

    def __getitem__(self, id: StructureId) -> Mesh:
        return self.assets.mesh(id) if self.shape is None else self.shape.mesh(id)

    def __iter__(self) -> Iterator[StructureId]:
        yield from self.assets.meshes
        if self.shape is not None:
            yield from self.shape.made

    def __len__(self) -> int:
        return len(self.assets.meshes) + (0 if self.shape is None else len(self.shape.made))

    def has(self, id: StructureId) -> bool:
        """Whether there is something to draw for this id now."""
        return self.assets.has(id) or (self.shape is not None and id in self.shape.made)

    def is_shipped(self, id: StructureId) -> bool:
        """Whether this structure is just as it ships."""
        if self.shape is None:
            return True
        owner = self.assets.owners.get(id, id)
        return owner in self.assets.meshes and self[owner] is self.assets.meshes[owner]

    def box(self, id: StructureId) -> Box:
        """The box of a structure as it is now, world mm."""
        if id not in self._boxes:
            self._boxes[id] = self.assets.boxes[id] if self.is_shipped(id) else _box(self[id])
        return self._boxes[id]


def _box(mesh: Mesh) -> Box:
    # axis by axis: much quicker than a reduction over rows of three
    x, y, z = (mesh.points[:, k] for k in range(3))
    lower = float(x.min()), float(y.min()), float(z.min())
    return Box(lower, (float(x.max()), float(y.max()), float(z.max())))
