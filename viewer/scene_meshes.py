"""The VTK meshes of a scene: made once, shared by all actors, brought in step with what changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vtkmodules.vtkCommonDataModel import vtkPolyData

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets, Mesh
from viewer.finer import finer
from viewer.scene_parts import lifted, poly_data, reshape, shared
from viewer.shaping import ShapedMeshes


class SceneMeshes:
    """VTK meshes by id, as they were when each was last in sight.

    now: the meshes as conditions change them. placed: a mesh of these where it is drawn now.
    """

    def __init__(
        self,
        assets: Assets,
        catalog: Catalog,
        now: ShapedMeshes,
        placed: Callable[[StructureId], Mesh],
    ) -> None:
        self._assets, self._catalog, self._now, self._of = assets, catalog, now, placed
        self._data: dict[StructureId, vtkPolyData] = {}
        self._sources: dict[StructureId, Mesh] = {}
        self._fine: set[StructureId] = set()

    def __contains__(self, id: object) -> bool:
        return id in self._data

    @property
    def ids(self) -> tuple[StructureId, ...]:
        """What there is a VTK mesh of."""
        return tuple(self._data)

    def of(self, id: StructureId) -> vtkPolyData:
        """A structure's VTK mesh, made when it is first asked for."""
        if id not in self._data:
            self._data[id] = poly_data(self._placed(id), self._tissue(id))
            self._sources[id] = self._now[id]
        return self._data[id]

    def made(self, id: StructureId) -> vtkPolyData | None:
        """A structure's VTK mesh if there is one by now."""
        return self._data.get(id)

    def is_as_shipped(self, id: StructureId) -> bool:
        """Whether what was last drawn of it is what ships, which takes no room of its own."""
        return self._sources[id] is self._assets.meshes.get(id)

    def move(self) -> None:
        """Put all where they are to be drawn now; their shapes stay."""
        for id, data in self._data.items():
            if not self._now.has(id):
                continue  # No condition brings it now: whoever draws lets go of it.
            if id in self._fine:
                self._fill(id)
                continue
            data.GetPoints().SetData(shared(self._placed(id).points))
            data.GetPoints().Modified()
            data.Modified()

    def refresh(self, id: StructureId) -> bool:
        """Bring one in step with its shape. Whether it had another."""
        if id not in self._data or not self._now.has(id) or self._now[id] is self._sources[id]:
            return False
        self._fill(id)
        return True

    def round_off(self, ids: Iterable[StructureId]) -> bool:
        """Give one more of these finer triangles, until it changes. False when all have them; some
        14 ms for the largest. For graphics cards: elsewhere each triangle costs time."""
        for id in ids:
            if id not in self._fine and id in self._data and self._now.has(id):
                self._fine.add(id)
                reshape(self._data[id], finer(self._placed(id)), self._tissue(id), None)
                return True
        return False

    def forget(self, id: StructureId) -> None:
        """Let go of one."""
        self._data.pop(id, None)
        self._sources.pop(id, None)
        self._fine.discard(id)

    def clear(self) -> None:
        """Let go of all."""
        for id in self.ids:
            self.forget(id)

    def _fill(self, id: StructureId) -> None:
        before = None if id in self._fine else self._sources[id]
        reshape(self._data[id], self._placed(id), self._tissue(id), before)
        self._fine.discard(id)
        self._sources[id] = self._now[id]

    def _placed(self, id: StructureId) -> Mesh:
        mesh = self._of(id)
        return lifted(mesh) if id in self._assets.owners else mesh

    def _tissue(self, id: StructureId) -> str:
        return self._catalog.structures[id].tissue
