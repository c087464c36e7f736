"""From one mesh to another: what lies between them, and how far two are from each other.

Two meshes of the same triangles go point by point. Where triangles differ, as those of a herniated
piece that is contoured anew at each step, the second one's points start where the first one's
surface is nearest to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from meshes.effects.first_thread import first_thread_only
from meshes.store import Mesh

Floats = npt.NDArray[np.float32]


def way_between(lower: Mesh | None, upper: Mesh | None) -> Callable[[float], Mesh | None] | None:
    """What leads from one mesh to another of the same triangles, by the share of the way; None
    where triangles differ or one is missing."""
    if lower is None and upper is None:
        return _missing
    if lower is None or upper is None or not is_alike(lower, upper):
        return None
    return partial(_led, lower, upper)


def way_over(lower: Mesh | None, upper: Mesh | None) -> Callable[[float], Mesh | None] | None:
    """The same, also where triangles differ; None where one is missing."""
    if lower is None or upper is None or is_alike(lower, upper):
        return way_between(lower, upper)
    return partial(_led, _started(lower, upper), upper)


def _missing(_share: float) -> None:
    return None


def is_alike(lower: Mesh, upper: Mesh) -> bool:
    """Whether two meshes have the same triangles."""
    is_same = lower.triangles is upper.triangles or np.array_equal(lower.triangles, upper.triangles)
    return is_same and len(lower.points) == len(upper.points)


def _led(lower: Mesh, upper: Mesh, share: float) -> Mesh:
    """A mesh a share of the way from one to another of the same triangles. Normals are left as they
    come out, a trace too short, which no light shows."""
    if lower is upper:
        return upper
    return replace(
        upper,
        points=_mixed(lower.points, upper.points, share),
        normals=_mixed(lower.normals, upper.normals, share),
        shade=_mixed(lower.shade, upper.shade, share),
    )


def _mixed(lower: Floats, upper: Floats, share: float) -> Floats:
    if lower is upper:
        return upper
    found = np.subtract(upper, lower)
    found *= np.float32(share)
    found += lower
    return found


def _started(lower: Mesh, upper: Mesh) -> Mesh:
    """The second mesh where its points lie on the first one's surface."""
    places, corners = _nearest(upper.points, lower)
    normals = lower.normals[lower.triangles[corners]].sum(axis=1)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    shade = lower.shade[lower.triangles[corners]].mean(axis=1)
    return replace(upper, points=places, normals=normals, shade=shade)


def mesh_apart(foretold: Mesh | None, found: Mesh | None) -> float:
    """How far a foretold mesh is from the one that was worked out where they differ most, mm: point
    from point, or points of each from the other's surface where their triangles differ."""
    if foretold is found:
        return 0.0
    if foretold is None or found is None:
        return np.inf
    if is_alike(foretold, found):
        return _farthest(foretold.points, found.points)
    here, _ = _nearest(foretold.points, found)
    there, _ = _nearest(found.points, foretold)
    return max(_farthest(foretold.points, here), _farthest(found.points, there))


def _farthest(points: Floats, others: Floats) -> float:
    steps = points - others
    return float(np.sqrt(np.einsum("ij,ij->i", steps, steps).max(initial=0.0)))


@first_thread_only
def _nearest(points: Floats, mesh: Mesh) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Where a mesh's surface is nearest to points (n, 3), and in which of its triangles (n,)."""
    from vtkmodules.util.numpy_support import numpy_to_vtk
    from vtkmodules.vtkCommonCore import mutable, vtkPoints
    from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData, vtkStaticCellLocator

    data, corners, cells = vtkPolyData(), vtkPoints(), vtkCellArray()
    corners.SetData(numpy_to_vtk(mesh.points))
    cells.SetData(3, numpy_to_vtk(np.ascontiguousarray(mesh.triangles.reshape(-1))))
    data.SetPoints(corners)
    data.SetPolys(cells)
    locator = vtkStaticCellLocator()
    locator.SetDataSet(data)
    locator.BuildLocator()
    places, triangles = np.empty_like(points), np.empty(len(points), np.intp)
    found, cell, part, away = [0.0, 0.0, 0.0], mutable(0), mutable(0), mutable(0.0)
    for k, point in enumerate(points.tolist()):
        # its stubs take numbers for what it writes to
        locator.FindClosestPoint(point, found, cell, part, away)  # type: ignore[call-overload]
        places[k], triangles[k] = found, int(cell)
    return places, triangles
