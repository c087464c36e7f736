"""What lies under the cursor: rays from the camera, and one search tree over all triangles."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkIdList, vtkPoints
from vtkmodules.vtkCommonDataModel import (
    vtkCellArray,
    vtkGenericCell,
    vtkPolyData,
    vtkStaticCellLocator,
)

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Mesh
from viewer.camera import Vector, basis, millimetres_per_pixel, position
from viewer.looks import is_see_through
from viewer.spec import Look
from viewer.state import Camera, SurfacePoint

Shares = npt.NDArray[np.float64]

#: What a see-through structure holds inside (a root in its foramen) is picked through it.
_SEEN_INSIDE_MM = 10.0
_REACH_MM = 6000.0


def ray(camera: Camera, x: float, y: float, width: int, height: int) -> tuple[Vector, Vector]:
    """The eye and the unit direction through a point of the picture.

    x, y: pixels from the picture's upper left corner. width, height: its size in the same pixels.
    """
    rightwards, upwards, toward = basis(camera)
    size = millimetres_per_pixel(camera, height)
    across, up = (x - width / 2) * size, (height / 2 - y) * size
    way = [
        across * r + up * u - camera.distance * t
        for r, u, t in zip(rightwards, upwards, toward, strict=True)
    ]
    length = sum(w * w for w in way) ** 0.5
    return position(camera), (way[0] / length, way[1] / length, way[2] / length)


def display(camera: Camera, point: Vector, width: int, height: int) -> tuple[float, float] | None:
    """Where a world point falls on the picture, pixels from the upper left; None behind the eye."""
    rightwards, upwards, toward = basis(camera)
    offset = [p - f for p, f in zip(point, camera.focal, strict=True)]
    depth = camera.distance - sum(o * t for o, t in zip(offset, toward, strict=True))
    if depth <= 1e-6:
        return None
    scale = camera.distance / depth / millimetres_per_pixel(camera, height)
    across = sum(o * r for o, r in zip(offset, rightwards, strict=True)) * scale
    up = sum(o * u for o, u in zip(offset, upwards, strict=True)) * scale
    return width / 2 + across, height / 2 - up


def first_struck(
    hits: list[tuple[float, StructureId]], looks: Mapping[StructureId, Look], catalog: Catalog
) -> tuple[float, StructureId] | None:
    """Which of the hits along a ray (nearest first) a person means.

    The first solid structure; before it comes see-through soft tissue, unless the solid one is soft
    too and seen inside it (a root in its foramen). Then see-through bone, then ghosts.
    """
    seen = [(t, id) for t, id in hits if id in looks]
    solid = next(((t, id) for t, id in seen if not is_see_through(looks[id])), None)
    veils = [(t, id) for t, id in seen if is_see_through(looks[id]) and not looks[id].ghost]
    soft = next(((t, id) for t, id in veils if catalog.structures[id].tissue != "bone"), None)
    if solid is not None and soft is not None and soft[0] < solid[0]:
        inside = solid[0] - soft[0] < _SEEN_INSIDE_MM
        return solid if inside and catalog.structures[solid[1]].tissue != "bone" else soft
    for choice in (solid, soft, *veils[:1]):
        if choice is not None:
            return choice
    return seen[0] if seen else None


class Opened(Protocol):
    """What a section takes away, and the faces it lays open."""

    def keeps(self, id: StructureId, point: Vector) -> bool:
        """Whether a point of a structure's surface is still there."""

    def struck(self, origin: Vector, direction: Vector) -> tuple[float, StructureId] | None:
        """The cut face a ray meets: distance in mm and structure."""


class Picker:
    """Finds structures along a ray. The search tree is built at the first question (some 60 ms).

    moved: where a mesh is drawn; after it changes, `forget`. opened: what a section takes away and
    the faces it lays open.
    """

    def __init__(
        self,
        meshes: Mapping[StructureId, Mesh],
        catalog: Catalog,
        moved: Callable[[StructureId, Mesh], Mesh] = lambda _id, mesh: mesh,
        opened: Opened | None = None,
    ) -> None:
        self._catalog = catalog
        self._moved = moved
        self._opened = opened
        self._ids: list[StructureId] = []
        self._meshes = meshes
        self._owner = np.zeros(0, dtype=np.int32)
        self._first = np.zeros(0, dtype=np.int64)
        self._locator: vtkStaticCellLocator | None = None
        # Where the locator writes its answer: made once, for a pick takes less than that.
        self._points, self._cells, self._cell = vtkPoints(), vtkIdList(), vtkGenericCell()

    def build(self) -> None:
        """Build the search tree now, if it is not there yet."""
        if self._locator is not None:
            return
        there = set(self._meshes)
        self._ids = [id for id in (*self._catalog.drawn, *self._catalog.made) if id in there]
        if not self._ids:
            return
        parts = [self._moved(id, self._meshes[id]) for id in self._ids]
        starts = np.cumsum([0, *(len(m.points) for m in parts[:-1])])
        points = np.concatenate([m.points for m in parts])
        triangles = np.concatenate(
            [m.triangles + np.int32(k) for m, k in zip(parts, starts, strict=True)]
        ).astype(np.int32)
        self._owner = np.repeat(
            np.arange(len(parts), dtype=np.int32), [len(m.triangles) for m in parts]
        )
        self._first = np.cumsum([0, *(len(m.triangles) for m in parts[:-1])])
        vtk_points, cells, data = vtkPoints(), vtkCellArray(), vtkPolyData()
        vtk_points.SetData(numpy_to_vtk(points, deep=True))
        cells.SetData(3, numpy_to_vtk(triangles.ravel(), deep=True))
        data.SetPoints(vtk_points)
        data.SetPolys(cells)
        locator = vtkStaticCellLocator()
        locator.SetDataSet(data)
        locator.BuildLocator()
        self._locator = locator

    def forget(self) -> None:
        """Things have moved: build the search tree anew at the next question."""
        self._locator = None
        self._owner, self._first = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)

    def surface_point(
        self, origin: Vector, direction: Vector, looks: Mapping[StructureId, Look]
    ) -> SurfacePoint | None:
        """The point of the surface a person means who points along this ray, in the spine's own
        frame, however far apart it is drawn."""
        struck = self._meant(origin, direction, looks)
        number = None if struck is None else self.triangle(origin, direction, struck[1])
        if struck is None or number is None:
            return None
        distance, id = struck
        mesh = self._meshes[id]
        corners = mesh.triangles[number]
        place = np.asarray(origin) + distance * np.asarray(direction)
        drawn = self._moved(id, mesh).points[corners].astype(np.float64)
        shares = _shares(drawn, place)
        # On a cut face the point lies off the triangle behind it, and moves as that does.
        off = place - shares @ drawn
        x, y, z = (shares @ mesh.points[corners].astype(np.float64) + off).tolist()
        return SurfacePoint(id, (x, y, z))

    def hits(self, origin: Vector, direction: Vector) -> list[tuple[float, StructureId]]:
        """All structures along a ray, nearest first, as (distance in mm, id)."""
        return [(distance, id) for distance, id, _ in self._struck(origin, direction)]

    def triangle(self, origin: Vector, direction: Vector, id: StructureId) -> int | None:
        """Which of a structure's triangles the ray meets first, numbered within its mesh."""
        struck = self._struck(origin, direction)
        return next((number for _, hit, number in struck if hit == id), None)

    def _struck(self, origin: Vector, direction: Vector) -> list[tuple[float, StructureId, int]]:
        """Distance, structure and triangle of every hit, nearest first."""
        self.build()
        if self._locator is None:
            return []
        end = [o + _REACH_MM * d for o, d in zip(origin, direction, strict=True)]
        points, cells = self._points, self._cells
        self._locator.IntersectWithLine(origin, end, 1e-4, points, cells, self._cell)
        found = []
        for k in range(cells.GetNumberOfIds()):
            place, cell = points.GetPoint(k), cells.GetId(k)
            owner = self._owner[cell].item()
            id = self._ids[owner]
            if self._opened is None or self._opened.keeps(id, place):
                found.append((math.dist(place, origin), id, cell - self._first[owner].item()))
        return sorted(found)

    def pick(
        self, origin: Vector, direction: Vector, looks: Mapping[StructureId, Look]
    ) -> StructureId | None:
        """The structure a person means who points along this ray, given how all look."""
        struck = self._meant(origin, direction, looks)
        return struck[1] if struck else None

    def is_face(self, origin: Vector, direction: Vector, looks: Mapping[StructureId, Look]) -> bool:
        """Whether what is meant along this ray is the cut face of a structure."""
        struck = self._meant(origin, direction, looks)
        return struck is not None and struck == self._face(origin, direction)

    def _face(self, origin: Vector, direction: Vector) -> tuple[float, StructureId] | None:
        return None if self._opened is None else self._opened.struck(origin, direction)

    def _meant(
        self, origin: Vector, direction: Vector, looks: Mapping[StructureId, Look]
    ) -> tuple[float, StructureId] | None:
        """A cut face counts as solid, even that of what one otherwise looks through."""
        hits, face = self.hits(origin, direction), self._face(origin, direction)
        if face is None or face[1] not in looks:
            return first_struck(hits, looks, self._catalog)
        before = first_struck([hit for hit in hits if hit[0] < face[0]], looks, self._catalog)
        if before is not None and not is_see_through(looks[before[1]]):
            return before
        if looks[face[1]].ghost:
            return first_struck(sorted([*hits, face]), looks, self._catalog)
        return face

    def depth(
        self,
        origin: Vector,
        direction: Vector,
        looks: Mapping[StructureId, Look],
        keep: Callable[[Look], bool] = lambda look: not look.ghost,
    ) -> float | None:
        """Distance in mm to the first structure in sight along the ray, or None."""
        for distance, id in self.hits(origin, direction):
            if id in looks and keep(looks[id]):
                return distance
        return None


def _shares(corners: npt.NDArray[np.float64], place: npt.NDArray[np.float64]) -> Shares:
    """The weights of a triangle's corners at a point in its plane: (3,)."""
    a, b, c = corners
    sides, way = np.stack([b - a, c - a], axis=1), place - a
    found, *_ = np.linalg.lstsq(sides, way, rcond=None)
    return np.array([1.0 - found.sum(), *found])
