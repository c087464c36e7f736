"""Sheets whose points lie in rows and columns: their normals, and heights over them, in a third of
the time that numpy's own steps take, because each step of a slider asks for many small ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from meshes.effects.changes import Rows, Values
from meshes.surface import Points

#: Nearest places of a sheet a point is measured by, and how far they are and which: (n, k) each.
Nearest = tuple[Values, Rows]
#: Heights of points over the planes of their three nearest places, (n,) mm each.
Heights = tuple[Values, Values, Values]


def slopes(grid: Points) -> Points:
    """Central differences along the first axis of points (r, c, 3), one-sided at its ends."""
    found = np.empty(grid.shape)
    np.subtract(grid[2:], grid[:-2], out=found[1:-1])
    found[1:-1] *= 0.5
    np.subtract(grid[1], grid[0], out=found[0])
    np.subtract(grid[-1], grid[-2], out=found[-1])
    return found


def unit_across(first: Points, second: Points) -> Points:
    """Unit cross products of directions (r, c, 3)."""
    x, y, z = np.moveaxis(first, 2, 0)
    u, v, w = np.moveaxis(second, 2, 0)
    found = np.empty((3, *x.shape))
    found[0], found[1], found[2] = y * w - z * v, z * u - x * w, x * v - y * u
    length = np.sqrt(np.einsum("kij,kij->ij", found, found))
    found /= np.maximum(length, 1e-9)
    return np.ascontiguousarray(np.moveaxis(found, 0, 2))


def over_nearest(points: Points, normals: Points) -> Callable[[Points], tuple[Nearest, Heights]]:
    """For places (n, 3): their three nearest points of a sheet, (m, 3), and the heights over these
    along the unit normals there."""
    from scipy.spatial import cKDTree

    # made anew at every step: one that is made quickly does better than one that is asked quickly
    tree = cKDTree(points, compact_nodes=False, balanced_tree=False)
    base = np.einsum("ij,ij->i", points, normals)

    def over(places: Points) -> tuple[Nearest, Heights]:
        away, at = tree.query(places, k=3)
        along = np.einsum("ij,ikj->ki", places, normals.take(at, axis=0))
        along -= base.take(at.T)
        first, second, third = along
        return (away, at), (first, second, third)

    return over
