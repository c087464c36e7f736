"""Convex regions of space: what a cut takes, for meshes and fields alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Region:
    """A convex region: points p with normals @ p <= offsets. normals (k, 3) unit, offsets (k,) mm.

    Bounded or not; the order of the planes is that of the cuts: those first that cut least.
    """

    normals: Reals
    offsets: Reals

    def distance(self, points: Reals) -> Reals:
        """(n, 3) -> (n,) mm, negative within: depth to the nearest face, exact there; outside at
        most the true distance."""
        return np.asarray(self.heights(points).max(axis=0))

    def heights(self, points: Reals) -> Reals:
        """Height of points (n, 3) over each plane: (k, n) mm, negative on its inner side."""
        # a row for each plane: much quicker to reduce than rows of a few numbers
        return np.asarray(self.normals @ np.asarray(points, np.float64).T - self.offsets[:, None])

    def moved(self, pose: Reals) -> Region:
        """The same region moved by a rigid 4x4 matrix."""
        normals = self.normals @ pose[:3, :3].T
        return Region(normals, self.offsets + normals @ pose[:3, 3])

    def mirrored(self) -> Region:
        """The region of the other side: reflected in x = 0."""
        return Region(self.normals * np.array([-1.0, 1.0, 1.0]), self.offsets)


def region(*planes: tuple[tuple[float, float, float], tuple[float, float, float]]) -> Region:
    """A region from planes, each a point on it and a direction out of the region, not zero."""
    normals = np.array([direction for _, direction in planes], dtype=np.float64)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    places = np.array([place for place, _ in planes], dtype=np.float64)
    return Region(normals, np.einsum("ij,ij->i", normals, places))
