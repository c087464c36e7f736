"""Where ink lies on the model as it is now: carried along by whatever moves its surface.

A line is kept in the frame of its structure as it ships. Each point is bound to a triangle there;
where conditions and postures move that triangle, the point goes with it. Where a cut or a growth
made the surface anew, the point goes where the bones carry it and settles on the surface that is
there now; where none is near, its ground was taken away and it is not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import mutable, vtkPoints
from vtkmodules.vtkCommonDataModel import (
    vtkCellArray,
    vtkGenericCell,
    vtkPolyData,
    vtkStaticCellLocator,
)

from meshes.changed.shape import Changed
from meshes.ids import StructureId
from meshes.store import Assets, Mesh
from viewer.state import InkRun

Points: TypeAlias = npt.NDArray[np.float64]
#: How far a point may be from a surface that was made anew and still lie on it, mm (chosen): less
#: than the thickness of a lamina, so that ink on sawn bone does not slip to what is behind it.
_NEAR_MM = 3.0


@dataclass(frozen=True)
class Bound:
    """Points as shares of corners of a mesh's triangles. corners: (n, 3) numbers of points.
    shares: (n, 3). away: (n,) mm between each point and the surface."""

    corners: npt.NDArray[np.int32]
    shares: Points
    away: Points

    def on(self, points: npt.NDArray[np.floating]) -> Points:
        """Where they are when the mesh's points are these: (n, 3)."""
        found: Points = np.einsum("nk,nkd->nd", self.shares, points[self.corners])
        return found


def bind(mesh: Mesh, points: npt.ArrayLike) -> Bound:
    """Bind points (n, 3) to the nearest places of a mesh's surface."""
    data, at, cells = vtkPolyData(), vtkPoints(), vtkCellArray()
    at.SetData(numpy_to_vtk(np.ascontiguousarray(mesh.points)))
    cells.SetData(3, numpy_to_vtk(np.ascontiguousarray(mesh.triangles.reshape(-1))))
    data.SetPoints(at)
    data.SetPolys(cells)
    locator = vtkStaticCellLocator()
    locator.SetDataSet(data)
    locator.BuildLocator()
    wanted = np.asarray(points, dtype=np.float64).reshape(-1, 3)
    cell, number, part, away = vtkGenericCell(), mutable(0), mutable(0), mutable(0.0)
    nearest, place = np.empty_like(wanted), [0.0, 0.0, 0.0]
    struck = np.zeros(len(wanted), dtype=np.int64)
    for k, point in enumerate(wanted):
        locator.FindClosestPoint(point, place, cell, number, part, away)  # type: ignore[call-overload]
        struck[k], nearest[k] = int(number), place
    corners = mesh.triangles[struck]
    shares = _shares(mesh.points[corners].astype(np.float64), nearest)
    return Bound(corners, shares, np.linalg.norm(nearest - wanted, axis=1))


def _shares(corners: Points, at: Points) -> Points:
    """Shares (n, 3) of triangles' corners (n, 3, 3) that make up points (n, 3) in them."""
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    from_first = at - corners[:, 0]
    a, b, c = (np.einsum("nd,nd->n", *pair) for pair in ((one, one), (one, other), (other, other)))
    d, e = np.einsum("nd,nd->n", from_first, one), np.einsum("nd,nd->n", from_first, other)
    size = a * c - b * b
    safe = np.where(size > 1e-12, size, 1.0)
    second = np.where(size > 1e-12, (c * d - b * e) / safe, 0.0)
    third = np.where(size > 1e-12, (a * e - b * d) / safe, 0.0)
    return np.stack([1.0 - second - third, second, third], axis=1)


@dataclass(frozen=True)
class Laid:
    """A run where it lies now, world mm with the spine together. normals: (n, 3), outward. kept:
    which of its points still have their ground."""

    points: Points
    normals: Points
    kept: npt.NDArray[np.bool_]


def laid(run: InkRun, assets: Assets, shape: Changed | None) -> Laid | None:
    """Where a run lies on the model as it is now; None where its structure is not there."""
    points = np.asarray(run.points, dtype=np.float64)
    rest = assets.meshes.get(run.id)
    if rest is None:
        # Only a condition brings it: it has no frame but its own.
        made = None if shape is None else shape.made.get(run.id)
        return None if made is None else _settled(made, points)
    bound = bind(rest, points)
    now = rest if shape is None else shape.mesh(run.id)
    if _is_same_skin(rest, now):
        return Laid(bound.on(now.points), bound.on(now.normals), np.ones(len(points), dtype=bool))
    assert shape is not None
    return _settled(now, bound.on(shape.carried(run.id)))


def _settled(mesh: Mesh, points: Points) -> Laid:
    bound = bind(mesh, points)
    return Laid(bound.on(mesh.points), bound.on(mesh.normals), bound.away <= _NEAR_MM)


def _is_same_skin(rest: Mesh, now: Mesh) -> bool:
    """Whether a mesh is the shipped one with its points elsewhere."""
    if rest.triangles is now.triangles:
        return True
    return len(rest.points) == len(now.points) and np.array_equal(rest.triangles, now.triangles)


def at_rest(run: InkRun, assets: Assets, shape: Changed | None) -> InkRun:
    """A run that was drawn on the model as it is now, in the frame of its structure as it ships:
    what `laid` undoes."""
    rest = assets.meshes.get(run.id)
    if rest is None or shape is None:
        return run
    now = shape.mesh(run.id)
    if now is rest:
        return run
    carried = now if _is_same_skin(rest, now) else _carried(rest, shape, run.id)
    found = bind(carried, run.points).on(rest.points)
    return replace(run, points=tuple((x, y, z) for x, y, z in found.tolist()))


def _carried(rest: Mesh, shape: Changed, id: StructureId) -> Mesh:
    return replace(rest, points=shape.carried(id).astype(np.float32))
