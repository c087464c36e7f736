"""A bone's signed distance on a regular grid: what neighbours, routes and measures ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from meshes.surface import Points, Surface

if TYPE_CHECKING:
    # Only building a field needs it; asking one, as the running program does, must start quickly.
    import pyvista as pv

Values = npt.NDArray[np.float32]
Distances = npt.NDArray[np.float64]

# Below this length a gradient is noise (ridges of the field), so it is not blown up to unit length.
GRADIENT_FLOOR = 0.2
# Within this distance of the surface the nearest vertex is up to 1.5 mm wrong; triangles are used.
EXACT_BAND = 2.2
_SLAB = 400_000


@dataclass(frozen=True, slots=True)
class SignedDistanceGrid:
    """Signed distance in mm, negative inside, at the nodes of a grid in the bone's body frame.

    origin: (3,) the node with the smallest coordinates. spacing: mm between nodes.
    values: (nx, ny, nz) float32.
    """

    origin: Points
    spacing: float
    values: Values

    def __post_init__(self) -> None:
        if self.values.ndim != 3 or min(self.values.shape) < 2:
            raise ValueError("a distance grid needs at least two nodes along each axis")
        if self.spacing <= 0:
            raise ValueError("the spacing of a distance grid is positive")

    @property
    def upper(self) -> Points:
        """(3,) the node with the largest coordinates."""
        extent = self.spacing * (np.array(self.values.shape, dtype=np.float64) - 1.0)
        return np.asarray(self.origin + extent, dtype=np.float64)

    def distance(self, points: Points) -> Distances:
        """Distance of each point, trilinear: (n, 3) -> (n,) mm.

        Outside the grid: the value at the nearest point of the box plus the way to it. That is at
        least the true distance, so it never reports a contact that is not there.
        """
        cells = np.asarray(points, dtype=np.float64) - self.origin
        cells *= 1.0 / self.spacing
        last = np.array(self.values.shape, dtype=np.float64) - 1.0
        # plain ufuncs: most calls are of a few hundred points, and np.clip costs more than it does
        inside = np.minimum(np.maximum(cells, 0.0), last)
        cells -= inside
        outside = np.sqrt(np.einsum("ij,ij->i", cells, cells)) * self.spacing
        return np.asarray(self._mixed(inside, last) + outside, dtype=np.float64)

    def distance_inside(self, points: Points) -> Distances:
        """The same of points (n, 3) that all lie within the grid, more quickly: (n,) mm."""
        cells = np.asarray(points, dtype=np.float64) - self.origin
        cells *= 1.0 / self.spacing
        return np.asarray(self._mixed(cells, np.array(self.values.shape) - 1.0), dtype=np.float64)

    def _mixed(self, inside: Points, last: Points) -> npt.NDArray[np.floating]:
        """The values about each place, trilinear: (n, 3) in cells from 0 to `last` -> (n,)."""
        corner = np.minimum(inside, last - 1.0).astype(np.intp)
        u, v, w = (inside - corner).T
        _, ny, nz = self.values.shape
        row = ny * nz
        at = corner[:, 0] * row + corner[:, 1] * nz + corner[:, 2]
        ends = np.array([0, 1, nz, nz + 1, row, row + 1, row + nz, row + nz + 1])
        found = self.values.reshape(-1).take(at + ends[:, None]).reshape(2, 2, 2, len(at))
        mixed = _mix(found[:, :, 0], found[:, :, 1], w)
        mixed = _mix(mixed[:, 0], mixed[:, 1], v)
        return _mix(mixed[0], mixed[1], u)

    def gradient(self, points: Points) -> Points:
        """Unit direction away from the bone at each point: (n, 3) -> (n, 3).

        Central differences over one cell each way; shorter than 1 where the field has a ridge.
        """
        points = np.asarray(points, dtype=np.float64)
        steps = self.spacing * np.eye(3)
        probes = np.concatenate([points + sign * step for step in steps for sign in (1.0, -1.0)])
        found = self.distance(probes).reshape(3, 2, len(points))
        slope = ((found[:, 0] - found[:, 1]) / (2.0 * self.spacing)).T
        length = np.linalg.norm(slope, axis=1, keepdims=True)
        return np.asarray(slope / np.maximum(length, GRADIENT_FLOOR), dtype=np.float64)

    @staticmethod
    def from_function(
        function: Callable[[Points], npt.NDArray[np.floating]],
        lower: Points,
        upper: Points,
        spacing: float,
    ) -> SignedDistanceGrid:
        """Sample `function((n, 3)) -> (n,)`, negative inside, on nodes that cover lower..upper."""
        lower = np.asarray(lower, dtype=np.float64)
        counts = np.ceil((np.asarray(upper) - lower) / spacing).astype(int) + 1
        axes = [lower[k] + spacing * np.arange(counts[k]) for k in range(3)]
        rows = max(1, _SLAB // int(counts[1] * counts[2]))
        values = np.empty(tuple(counts), dtype=np.float32)
        for start in range(0, int(counts[0]), rows):
            block = np.meshgrid(axes[0][start : start + rows], axes[1], axes[2], indexing="ij")
            nodes = np.stack([a.ravel() for a in block], axis=1)
            values[start : start + rows] = function(nodes).reshape(block[0].shape)
        return SignedDistanceGrid(lower, float(spacing), values)

    @staticmethod
    def from_surface(
        surface: Surface, spacing: float = 0.7, pad: float = 9.0
    ) -> SignedDistanceGrid:
        """The field of a closed surface, `pad` mm beyond its box: exact to the triangles near it.

        For bones that come as meshes and for tests; a bone made from a field keeps its own.
        """
        import pyvista as pv

        mesh = pv.PolyData.from_regular_faces(surface.points, surface.triangles)
        lower = surface.points.min(axis=0) - pad
        upper = surface.points.max(axis=0) + pad
        coarse = _coarse_field(mesh, lower, upper, 2.0 * spacing)

        def refined(nodes: Points) -> Distances:
            found = coarse.distance(nodes)
            band = np.abs(found) < EXACT_BAND
            if band.any():
                found[band] = triangle_distance(mesh, nodes[band])
            return found

        return SignedDistanceGrid.from_function(refined, lower, upper, spacing)


def _coarse_field(
    mesh: pv.PolyData, lower: Points, upper: Points, spacing: float
) -> SignedDistanceGrid:
    """Distance to the nearest vertex or triangle centre: good enough away from the surface."""
    from scipy.spatial import cKDTree

    triangles = mesh.regular_faces
    corners = np.asarray(mesh.points, dtype=np.float64)
    tree = cKDTree(np.concatenate([corners, corners[triangles].mean(axis=1)]))
    # One node more than the box needs, so that the fine grid never leaves the coarse one.
    counts = np.ceil((upper - lower) / spacing).astype(int) + 2
    sign = np.where(_inside(mesh, lower, spacing, counts), -1.0, 1.0)
    axes = [lower[k] + spacing * np.arange(counts[k]) for k in range(3)]
    nodes = np.stack([a.ravel() for a in np.meshgrid(*axes, indexing="ij")], axis=1)
    found = tree.query(nodes)[0].reshape(tuple(counts)) * sign
    return SignedDistanceGrid(lower, spacing, found.astype(np.float32))


def triangle_distance(mesh: pv.PolyData, points: Points) -> Distances:
    """Exact signed distance to the triangles of a closed mesh, negative inside; slow (10 us)."""
    import pyvista as pv
    from vtkmodules.vtkFiltersCore import vtkImplicitPolyDataDistance

    implicit = vtkImplicitPolyDataDistance()
    implicit.SetInput(mesh)
    source = pv.convert_array(np.ascontiguousarray(points, dtype=np.float64))
    target = pv.convert_array(np.zeros(len(points)))
    implicit.FunctionValue(source, target)
    return np.asarray(pv.convert_array(target), dtype=np.float64)


def _mix(
    a: npt.NDArray[np.floating], b: npt.NDArray[np.floating], share: Distances
) -> npt.NDArray[np.floating]:
    return a + (b - a) * share


def _inside(
    mesh: pv.PolyData, lower: Points, spacing: float, counts: npt.NDArray[np.int_]
) -> npt.NDArray[np.bool_]:
    """Which nodes of the grid lie inside a closed mesh: (nx, ny, nz)."""
    import pyvista as pv
    from vtkmodules.vtkImagingStencil import vtkImageStencilToImage, vtkPolyDataToImageStencil

    size = [int(c) for c in counts]
    stencil = vtkPolyDataToImageStencil()
    stencil.SetInputData(mesh)
    stencil.SetOutputOrigin([float(v) for v in lower])
    stencil.SetOutputSpacing(spacing, spacing, spacing)
    stencil.SetOutputWholeExtent(0, size[0] - 1, 0, size[1] - 1, 0, size[2] - 1)
    cut = vtkImageStencilToImage()
    cut.SetInputConnection(stencil.GetOutputPort())
    cut.SetOutputScalarTypeToUnsignedChar()
    cut.SetInsideValue(1)
    cut.SetOutsideValue(0)
    cut.Update()
    mask = np.asarray(pv.wrap(cut.GetOutput()).active_scalars)
    return mask.reshape(size[::-1]).transpose(2, 1, 0).astype(bool)
