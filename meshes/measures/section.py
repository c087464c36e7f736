"""Plane sections of triangle surfaces."""

from __future__ import annotations

import numpy as np

from meshes.pose import corner_frame
from meshes.spine import Spine
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


def section_between(
    spine: Spine, upper: str, lower: str, surface: Surface
) -> tuple[Points, Points]:
    """A surface cut half-way between the end plates of two bones: points (n, 3), unit normal."""
    above = corner_frame(spine.plate(upper, "inferior"))
    below = corner_frame(spine.plate(lower, "superior"))
    normal = above[:3, 2] + below[:3, 2]
    normal = normal / np.linalg.norm(normal)
    return section(surface, 0.5 * (above[:3, 3] + below[:3, 3]), normal), normal


def extent(points: Points, along: Points) -> float | None:
    """Extent of points (n, 3) along a unit direction, mm; None without points."""
    return float(np.ptp(points @ along)) if len(points) else None
