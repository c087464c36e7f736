"""Plane sections of triangle surfaces."""

from __future__ import annotations

import numpy as np

from meshes.surface import Points, Surface


def section(surface: Surface, origin: Points, normal: Points) -> Points:
    """Points where a surface's edges pass through a plane: (n, 3); empty where it misses."""
    height = (surface.points - origin) @ normal
    edges = np.concatenate([surface.triangles[:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0))])
    start, end = height[edges[:, 0]], height[edges[:, 1]]
    passing = (start < 0.0) & (end >= 0.0)
    start, end, edges = start[passing], end[passing], edges[passing]
    share = (start / (start - end))[:, None]
    a, b = surface.points[edges[:, 0]], surface.points[edges[:, 1]]
    return np.asarray(a + share * (b - a), dtype=np.float64)


def extent(points: Points, along: Points) -> float | None:
    """Extent of points (n, 3) along a unit direction, mm; None without points."""
    return float(np.ptp(points @ along)) if len(points) else None
